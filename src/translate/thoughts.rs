//! The thoughts of a reasoning model among its words. Servers that do not take them out leave them in the
//! message, between tags that every family of models has of its own; some take the opening tag away.

/// A tag of thoughts in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) kind: Kind,
    /// Its first byte, and the one behind it.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a tag says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// Whether thoughts begin with it; else they end.
    pub(super) opens: bool,
    /// A name or a mark in the tables below.
    name: &'static str,
}

/// Names of tags such as `<think>` and `</think>`, in any case, also with a prefix as in `<seed:think>`.
const NAMES: &[&str] = &[
    "think",
    "thinking",
    "thought",
    "thoughts",
    "reason",
    "reasoning",
    "reflection",
    "analysis",
    "scratchpad",
    "antthinking",
    "inner_monologue",
    "thinking_process",
];

/// Other marks, exactly so, and whether thoughts begin with them.
const MARKS: &[(&str, bool)] = &[
    // Magistral.
    ("[THINK]", true),
    ("[/THINK]", false),
    // Kimi.
    ("\u{25c1}think\u{25b7}", true),
    ("\u{25c1}/think\u{25b7}", false),
    // Sky-T1 and OpenThinker.
    ("<|begin_of_thought|>", true),
    ("<|end_of_thought|>", false),
    // Command A.
    ("<|START_THINKING|>", true),
    ("<|END_THINKING|>", false),
    // gpt-oss: the channels of its "harmony" format.
    ("<|channel|>analysis", true),
    ("<|channel|>commentary", true),
    ("<|channel|>final", false),
    // Gemma.
    ("<|channel>thought", true),
    ("<channel|>", false),
    ("<unused94>thought", true),
    ("<unused95>", false),
    // Apriel.
    ("[BEGIN FINAL RESPONSE]", false),
];

/// Beginnings of a message that are thoughts, and the words that end them: marks of which the server has left
/// nothing but the words.
const BEGINNINGS: &[(&str, &str)] = &[
    ("analysis", "assistantfinal"),
    ("Here is my thought process:", "Here is my response:"),
    ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
];

/// The longest tag with attributes.
const LONGEST_TAG: usize = 80;

/// The tags of thoughts in `text`, in order.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    let words = text.trim_start();
    for (begins, ends) in BEGINNINGS {
        let Some(rest) = words.strip_prefix(begins) else {
            continue;
        };
        // "analysis" is a word of English, unless another one begins right behind it.
        if !begins.ends_with(':') && !rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let start = text.len() - words.len();
        let mark = |opens, start: usize, name: &'static str| Tag {
            kind: Kind { opens, name },
            start,
            end: start + name.len(),
        };
        tags.push(mark(true, start, begins));
        at = start + begins.len();
        if let Some(found) = text[at..].rfind(ends) {
            tags.push(mark(false, at + found, ends));
            at += found + ends.len();
        }
    }
    let bytes = text.as_bytes();
    while let Some(found) = text[at..].find(['<', '[', '\u{25c1}']) {
        let start = at + found;
        let rest = &bytes[start..];
        let tag = mark_at(rest).or_else(|| element_at(rest));
        match tag {
            Some((kind, length)) => {
                at = start + length;
                tags.push(Tag {
                    kind,
                    start,
                    end: at,
                });
            }
            None => at = start + text[start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    tags
}

/// The mark at the beginning of `rest`, and its length.
fn mark_at(rest: &[u8]) -> Option<(Kind, usize)> {
    let &(name, opens) = MARKS
        .iter()
        .find(|(name, _)| rest.starts_with(name.as_bytes()))?;
    let mut length = name.len();
    if name.starts_with("<|channel|>") {
        // What stands between a channel and its message says who is spoken to, or in which form.
        const MESSAGE: &[u8] = b"<|message|>";
        let near = &rest[..rest.len().min(length + LONGEST_TAG)];
        let message = near.windows(MESSAGE.len()).position(|at| at == MESSAGE);
        length = message.map_or(length, |at| at + MESSAGE.len());
    }
    Some((Kind { opens, name }, length))
}

/// The tag in angle brackets at the beginning of `rest`, and its length.
fn element_at(rest: &[u8]) -> Option<(Kind, usize)> {
    let near = &rest[..rest.len().min(LONGEST_TAG)];
    let inside = near.strip_prefix(b"<")?;
    let length = inside.iter().position(|byte| b"<>".contains(byte))?;
    if inside[length] != b'>' || inside[..length].ends_with(b"/") {
        return None;
    }
    let inside = std::str::from_utf8(&inside[..length]).ok()?;
    let closed = inside.strip_prefix('/');
    let name = closed.unwrap_or(inside).split_whitespace().next()?;
    let name = name.rsplit(':').next()?;
    let name = NAMES.iter().find(|one| one.eq_ignore_ascii_case(name))?;
    let opens = closed.is_none();
    Some((Kind { opens, name }, length + 2))
}

/// The answer behind the thoughts of `said`, the translation of `source`; none when the thoughts never end.
///
/// Where the sentence itself has such tags, they belong to its translation: then the answer is what has the same
/// tags in the same order, and where that is not sure there is none.
pub(super) fn behind<'a>(said: &'a str, source: &str) -> Option<&'a str> {
    let found = tags(said);
    let Some(last) = found.last() else {
        return Some(said);
    };
    let own = tags(source);
    if own.is_empty() {
        return (!last.kind.opens).then(|| &said[last.end..]);
    }
    let before = found.len().checked_sub(own.len())?;
    let kinds = |tags: &[Tag]| tags.iter().map(|tag| tag.kind).collect::<Vec<_>>();
    if kinds(&found[before..]) != kinds(&own) {
        return None;
    }
    match before.checked_sub(1).map(|before| found[before]) {
        Some(tag) => (!tag.kind.opens).then(|| &said[tag.end..]),
        None => {
            let begins = |text: &str, tag: Tag| text[..tag.start].trim().is_empty();
            let thinks = found[0].kind.opens && begins(said, found[0]) && !begins(source, own[0]);
            (!thinks).then_some(said)
        }
    }
}

/// Whether `answer` has tags of thoughts that its `source` does not have.
pub(super) fn are_in(answer: &str, source: &str) -> bool {
    let found = tags(answer);
    if found.is_empty() {
        return false;
    }
    let mut own: Vec<Kind> = tags(source).iter().map(|tag| tag.kind).collect();
    found
        .iter()
        .any(|tag| match own.iter().position(|kind| *kind == tag.kind) {
            Some(at) => {
                own.swap_remove(at);
                false
            }
            None => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_end_with_the_last_closing_tag() {
        for (said, answer) in [
            ("The sea.", Some("The sea.")),
            ("<think>hm</think>The sea.", Some("The sea.")),
            (
                "<THINKING kind=\"deep\">hm</Thinking >The sea.",
                Some("The sea."),
            ),
            ("<seed:think>hm</seed:think>The sea.", Some("The sea.")),
            ("draft</think>The sea.", Some("The sea.")),
            (
                "<think>a <think>b</think> c</think>The sea.",
                Some("The sea."),
            ),
            ("<think>no <think> in it</think>The sea.", Some("The sea.")),
            (
                "<think>a</think>Draft.<reflection>no</reflection>The sea.",
                Some("The sea."),
            ),
            ("<think>The sea.", None),
            ("<think>a</think>The sea.<think>or", None),
            ("[THINK]hm[/THINK]The sea.", Some("The sea.")),
            ("[THINK]The sea.", None),
            (
                "\u{25c1}think\u{25b7}hm\u{25c1}/think\u{25b7}The sea.",
                Some("The sea."),
            ),
            (
                "<|begin_of_thought|>hm<|end_of_thought|>The sea.",
                Some("The sea."),
            ),
            (
                "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final \
                 <|constrain|>json<|message|>The sea.",
                Some("The sea."),
            ),
            ("<|channel|>analysis<|message|>The sea.", None),
            (
                "analysisWe need English.assistantfinalThe sea.",
                Some("The sea."),
            ),
            ("analysisWe need English. The sea.", None),
            (
                "analysis is what he needs",
                Some("analysis is what he needs"),
            ),
            (
                "Here is my thought process: hm\nHere is my response:The sea.",
                Some("The sea."),
            ),
            ("hm [BEGIN FINAL RESPONSE]The sea.", Some("The sea.")),
            (
                "<thinker>The sea.</thinker>",
                Some("<thinker>The sea.</thinker>"),
            ),
            ("a < b, <think/> [x]", Some("a < b, <think/> [x]")),
            ("", Some("")),
        ] {
            assert_eq!(behind(said, "海。"), answer, "{said}");
        }
    }

    #[test]
    fn tags_of_the_sentence_itself_are_words() {
        let source = "模型在<think>和</think>之间写下思路。";
        for (said, answer) in [
            (
                "Between <think> and </think>.",
                Some("Between <think> and </think>."),
            ),
            ("No tags at all.", Some("No tags at all.")),
            (
                "<think>hm</think>Between <think> and </think>.",
                Some("Between <think> and </think>."),
            ),
            (
                "hm</think>Between <think> and </think>.",
                Some("Between <think> and </think>."),
            ),
            (
                "<think>of <think> and </think></think>Between <think> and </think>.",
                Some("Between <think> and </think>."),
            ),
            // It could be either.
            ("<think>hm</think>Between the tags.", None),
            ("hm</think>Between the tags.", None),
            ("<think>Between <think> and </think>.", None),
        ] {
            assert_eq!(behind(said, source), answer, "{said}");
        }
        let first = "<think>是标签。";
        assert_eq!(
            behind("<think> is a tag.", first),
            Some("<think> is a tag.")
        );
        assert!(are_in("<think>hm</think> <think> is a tag.", first));
        assert!(!are_in("<think> is a tag.", first));
        assert!(are_in("\\<think> hm", "海。"));
    }
}
