//! The translations in the words of a chat server. Code fences around the object, words around it, an echo
//! of the schema or of the question, drafts before it and the thoughts of the model are allowed; a broken object
//! is not mended.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::objects;
use super::prompt;
use super::thoughts::{self, Tag};
use crate::text::script::is_han;

/// The translation of each sentence of `sources`; `None` for a key that is missing or doubled.
///
/// The last object that has all keys counts, else the last that has any: what stands before is a draft, or the
/// question said again. An object among the thoughts of the model does not count.
pub(super) fn keyed(said: &str, sources: &[&str]) -> Vec<Option<String>> {
    let keys: Vec<String> = (0..sources.len()).map(prompt::key).collect();
    let (mut best, mut has_all) = (None, false);
    // The Chinese itself is told of only where nothing else is there.
    let mut question = None;
    let is_text: IsAnswer = |value| matches!(value, Node::Text(_));
    each_answer(said, (&keys, is_text), &mut |members| {
        let texts: Vec<Option<String>> = keys
            .iter()
            .zip(sources)
            .map(|(key, source)| {
                let text = members.text(key)?;
                let answer = thoughts::behind(text, source)?;
                let is_whole = answer.len() == text.len();
                Some(if is_whole { answer } else { answer.trim() }.to_owned())
            })
            .collect();
        let all = texts.iter().all(Option::is_some);
        let any = texts.iter().any(Option::is_some);
        if is_the_question(&texts, sources) {
            question.get_or_insert(texts);
        } else if any && (all || !has_all) {
            best = Some(texts);
            has_all = all;
        }
    });
    best.or(question)
        .unwrap_or_else(|| vec![None; sources.len()])
}

/// Whether a value may be the answer under a key.
pub(super) type IsAnswer = fn(&Node) -> bool;

/// Calls `found` for every object of `said`, outside of thoughts, that has an answer under one of the keys.
pub(super) fn each_answer(
    said: &str,
    (keys, is_answer): (&[String], IsAnswer),
    found: &mut dyn FnMut(&Members),
) {
    let objects = objects::complete(said);
    // Tags inside an object are in its strings.
    let mut inside = objects.iter().peekable();
    let tags: Vec<Tag> = thoughts::tags(said)
        .into_iter()
        .filter(|tag| {
            while inside.next_if(|object| object.end <= tag.start).is_some() {}
            inside.peek().is_none_or(|object| tag.start < object.start)
        })
        .collect();
    let ends_well = ends_well(&tags);
    for object in objects {
        let before = tags.partition_point(|tag| tag.start < object.start);
        let in_thoughts = before > 0 && tags[before - 1].kind.opens || !ends_well[before];
        if in_thoughts {
            continue;
        }
        if let Ok(node) = serde_json::from_str::<Node>(&said[object]) {
            node.each_with(keys, is_answer, found);
        }
    }
}

/// For each of the tags, and for their end: whether from there on all thoughts that begin end, and no others.
fn ends_well(tags: &[Tag]) -> Vec<bool> {
    let mut ends_well = vec![true; tags.len() + 1];
    // How many thoughts are open at the end, and how many at least on the way, of those that begin from here on.
    let (mut sum, mut least) = (0i64, 0i64);
    for (at, tag) in tags.iter().enumerate().rev() {
        let step = if tag.kind.opens { 1 } else { -1 };
        sum += step;
        least = (least + step).min(0);
        ends_well[at] = sum == 0 && least == 0;
    }
    ends_well
}

/// Whether an object only says the Chinese again.
fn is_the_question(texts: &[Option<String>], sources: &[&str]) -> bool {
    let mut any = false;
    let same = texts.iter().zip(sources).all(|(text, source)| {
        any |= text.is_some();
        text.as_ref()
            .is_none_or(|text| text.trim() == source.trim() && text.chars().any(is_han))
    });
    any && same
}

/// A JSON value, as far as translations may be in it.
pub(super) enum Node {
    Text(String),
    Members(Members),
    List(Vec<Node>),
    Other,
}

/// The members of a JSON object in order, with doubled names kept.
pub(super) struct Members(Vec<(String, Node)>);

impl Node {
    /// Calls `found` for every object with an answer under one of the keys that is in no other such object.
    fn each_with(&self, keys: &[String], is_answer: IsAnswer, found: &mut dyn FnMut(&Members)) {
        match self {
            Node::Members(members) => {
                if members.has_any(keys, is_answer) {
                    found(members);
                } else {
                    for (_, inner) in &members.0 {
                        inner.each_with(keys, is_answer, found);
                    }
                }
            }
            Node::List(items) => {
                for item in items {
                    item.each_with(keys, is_answer, found);
                }
            }
            Node::Text(_) | Node::Other => {}
        }
    }
}

impl Members {
    /// Whether one of the keys has an answer.
    fn has_any(&self, keys: &[String], is_answer: IsAnswer) -> bool {
        self.0
            .iter()
            .any(|(name, value)| is_answer(value) && keys.contains(name))
    }

    /// The value of the only member `key`.
    fn only(&self, key: &str) -> Option<&Node> {
        let mut all = self.0.iter().filter(|(name, _)| name == key);
        let first = all.next();
        first
            .filter(|_| all.next().is_none())
            .map(|(_, value)| value)
    }

    /// The value of the only member `key`, if it is a string.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.only(key) {
            Some(Node::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of the only member `key`, if it is an object.
    pub(super) fn object(&self, key: &str) -> Option<&Members> {
        match self.only(key) {
            Some(Node::Members(members)) => Some(members),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Node;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Node::Members(Members(members)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Node::List(items))
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
                Ok(Node::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
                Ok(Node::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
                Ok(Node::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
                Ok(Node::Other)
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Other)
            }
        }
        deserializer.deserialize_any(InOrder)
    }
}

/// Elements that some models put around their answer.
const WRAPPERS: &[&str] = &[
    "answer",
    "response",
    "output",
    "translation",
    "final_answer",
    "final",
];
/// What a server may leave at the end of a message: marks between `<|` and `|>`, or one of these.
const ENDS: &[&str] = &["</s>", "<eos>", "<end_of_turn>", "[END FINAL RESPONSE]"];

/// The answer to one sentence as plain text, behind the thoughts and without a code fence; `None` when there is
/// none.
pub(super) fn plain(said: &str, source: &str) -> Option<String> {
    let said = without_ends(thoughts::behind(said, source)?, source);
    let said = unwrapped(said, source).unwrap_or(said);
    let said = said
        .strip_prefix("```")
        .and_then(|rest| rest.split_once('\n'))
        .and_then(|(_, rest)| rest.trim_end().strip_suffix("```"))
        .unwrap_or(said)
        .trim();
    (!said.is_empty()).then(|| said.to_owned())
}

/// `said` without the marks of its end, except those that the sentence has.
fn without_ends<'a>(said: &'a str, source: &str) -> &'a str {
    let mut said = said.trim();
    loop {
        let end = ENDS.iter().find(|end| said.ends_with(**end));
        let start = match end {
            Some(end) => said.len() - end.len(),
            None => {
                let pairs = [("<|", "|>"), ("<\u{ff5c}", "\u{ff5c}>")];
                let mark = pairs.iter().find_map(|(opens, closes)| {
                    let inside = said.strip_suffix(closes)?;
                    let start = inside.rfind(opens)?;
                    let is_name = !inside[start..].contains(char::is_whitespace);
                    (is_name && inside.len() - start < 40).then_some(start)
                });
                match mark {
                    Some(start) => start,
                    None => return said,
                }
            }
        };
        if source.contains(&said[start..]) {
            return said;
        }
        said = said[..start].trim_end();
    }
}

/// The inside of an element that the model put around its answer.
fn unwrapped<'a>(said: &'a str, source: &str) -> Option<&'a str> {
    WRAPPERS.iter().find_map(|name| {
        let (opens, closes) = (format!("<{name}>"), format!("</{name}>"));
        let inside = said.strip_suffix(closes.as_str())?;
        let start = inside.rfind(opens.as_str())? + opens.len();
        (!source.contains(opens.as_str())).then(|| inside[start..].trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCES: [&str; 2] = ["海。", "船。"];

    fn found(said: &str) -> [Option<String>; 2] {
        keyed(said, &SOURCES).try_into().unwrap()
    }

    #[test]
    fn the_object_is_found_wherever_it_is() {
        for (said, right) in [
            (r#"{"s1":"a","s2":"b"}"#, [Some("a"), Some("b")]),
            (
                "```json\n{\"s2\":\"b\",\"s1\":\"a\"}\n```",
                [Some("a"), Some("b")],
            ),
            (
                r#"Here {it} is: {"s1":"a {x}","s9":"z"} Done."#,
                [Some("a {x}"), None],
            ),
            (
                r#"{"type":"object","properties":{"s1":"a","s2":"b"}}"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"translations":{"s1":"a","s2":null}}"#,
                [Some("a"), None],
            ),
            (r#"[{"s1":"a","s2":"b"}]"#, [Some("a"), Some("b")]),
            (r#"{"s1":"a","s2":"b","s1":"c"}"#, [None, Some("b")]),
            (r#"{"s1":"a","s2":"b"#, [None, None]),
            (r#"{"s1":["a"],"s2":1}"#, [None, None]),
            ("很抱歉", [None, None]),
            ("", [None, None]),
            // Drafts, the schema and the question before the answer, or behind it.
            (
                r#"{"s1":"draft","s2":"draft"} No: {"s1":"a","s2":"b"}"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"draft":{"s1":"x","s2":"y"},"final":{"s1":"a","s2":"b"}}"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"properties":{"s1":{"type":"string"}},"s":1} {"s1":"a","s2":"b"} Or s2: {"s2":"c"}"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"s1":"a","s2":"b"} for {"segments":{"s1":"海。","s2":"船。"}}"#,
                [Some("a"), Some("b")],
            ),
            (r#"{"s1":"海。","s2":"船。"}"#, [Some("海。"), Some("船。")]),
            // Thoughts.
            (
                r#"<think>{"s1":"x","s2":"y"}</think>{"s1":"a","s2":"b"}"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"s1":"x","s2":"y"}</think>{"s1":"a"}"#,
                [Some("a"), None],
            ),
            (r#"<think>{"s1":"x","s2":"y"}"#, [None, None]),
            (r#"<think>{"s1":"x","s2":"y"}</think>Done."#, [None, None]),
            (r#"{"s1":"x","s2":"y"}</think>"#, [None, None]),
            (
                r#"{"s1":"a","s2":"b"}<reflection>good</reflection>"#,
                [Some("a"), Some("b")],
            ),
            (r#"{"s1":"x","s2":"y"}<think>but"#, [None, None]),
            (
                r#"<|channel|>analysis<|message|>{"s1":"x"}<|end|><|start|>assistant<|channel|>final<|message|>{"s1":"a","s2":"b"}<|return|>"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"s1":"<think>hm</think> a","s2":"<think>b"}"#,
                [Some("a"), None],
            ),
        ] {
            let got = found(said);
            let got: Vec<Option<&str>> = got.iter().map(Option::as_deref).collect();
            assert_eq!(got, right, "{said}");
        }
    }

    #[test]
    fn a_text_about_tags_keeps_them() {
        let sources = ["用<think>开始思考。", "用</think>结束。"];
        let answer = r#"{"s1":"Thinking begins with <think>.","s2":"It ends with </think>."}"#;
        let echo = r#"{"segments":{"s1":"用<think>开始思考。","s2":"用</think>结束。"}}"#;
        let right = [
            Some("Thinking begins with <think>.".to_owned()),
            Some("It ends with </think>.".to_owned()),
        ];
        for said in [
            answer.to_owned(),
            format!("<think>There is <think> in {echo}.</think>{answer}"),
            format!("draft {answer}</think>\n{answer}"),
            format!("{echo} is {answer}"),
        ] {
            assert_eq!(keyed(&said, &sources), right, "{said}");
        }
        assert_eq!(keyed(&format!("<think>{answer}"), &sources), [None, None]);
    }

    #[test]
    fn one_sentence_is_freed_of_what_is_around_it() {
        for (said, right) in [
            ("```text\nThe sea.\n```\n", Some("The sea.")),
            (" The sea. ", Some("The sea.")),
            (" \n", None),
            ("<think>hm</think>\n\nThe sea.", Some("The sea.")),
            ("hm</think>```\nThe sea.\n```", Some("The sea.")),
            ("<think>The sea.", None),
            ("<think>The sea.</think>", None),
            (
                "<think>hm</think><answer>The sea.</answer>",
                Some("The sea."),
            ),
            ("The sea.<|im_end|>", Some("The sea.")),
            ("The sea.</s><|eot_id|>\n", Some("The sea.")),
            ("Is 1 <| 2 |>", Some("Is 1 <| 2 |>")),
            (
                "<|channel|>final<|message|>The sea.<|return|>",
                Some("The sea."),
            ),
        ] {
            assert_eq!(plain(said, "海。").as_deref(), right, "{said}");
        }
    }

    /// The ways in which thoughts come with an answer.
    const AROUND: &[(&str, &str)] = &[
        ("<think>", "</think>\n"),
        ("<thinking>\n", "\n</thinking>"),
        ("", "</think>"),
        ("[THINK]", "[/THINK]"),
        ("\u{25c1}think\u{25b7}", "\u{25c1}/think\u{25b7}"),
        (
            "<|channel|>analysis<|message|>",
            "<|end|><|start|>assistant<|channel|>final<|message|>",
        ),
        ("<think><think>", "</think></think>"),
    ];

    proptest! {
        /// An answer in thoughts' company reads as the answer itself, whatever was thought.
        #[test]
        fn thoughts_change_no_answer(
            way in 0..AROUND.len(),
            thought in r#"([a-z ]{0,8}|\{"s[12]":"[a-z]*",?|\}|"|\{|\[|<think>|<b>|\n){0,12}"#,
            one in r#"[A-Za-z"\\{}\[\]. ]{1,20}"#,
            two in r#"[A-Za-z"\\{}<>:. ]{1,20}"#,
        ) {
            let (opens, closes) = AROUND[way];
            let answer = serde_json::json!({"s1": one, "s2": two}).to_string();
            // The thoughts do not swallow the answer: a quotation mark left open would.
            let said = format!("{opens}{thought}{closes}\n{answer}");
            prop_assert_eq!(keyed(&said, &SOURCES), keyed(&answer, &SOURCES), "{}", said);
            let said = format!("{opens}{thought}{closes}\n{one}");
            prop_assert_eq!(plain(&said, "海。"), plain(&one, "海。"), "{}", said);
        }

        /// Nothing makes it panic, and a message that breaks off has no answer.
        #[test]
        fn anything_can_be_read(said in r#"(</?think>|<\|[a-z]*\|>|[{}\[\]":,\\<>]|s1|\u{25c1}|海|[a-z ]){0,60}"#) {
            let _ = (keyed(&said, &SOURCES), plain(&said, "海</think>。"));
            let unclosed = format!("<think>{}", said.replace(['<', '[', '\u{25c1}'], ""));
            prop_assert_eq!(found(&unclosed), [None, None]);
            prop_assert_eq!(plain(&unclosed, "海。"), None);
        }
    }

    /// Every byte is looked at a few times, whatever it is: this would take hours otherwise.
    #[test]
    fn long_nonsense_takes_linear_time() {
        let started = std::time::Instant::now();
        for part in [
            "{",
            "{\"",
            "{\"a\":",
            "{\"a\":[",
            "{\"a\":\"{",
            "{\"a\":[{},",
            "<think>",
            "</think>",
            "<think>{}</think>",
            "[{\"s1\":\"a\"},",
            "<",
            "<|",
            "{ \n",
            "\\\"{",
        ] {
            let said = part.repeat((1 << 20) / part.len());
            let _ = (keyed(&said, &SOURCES), plain(&said, "海。"));
        }
        // Fourteen megabytes in all, in a build without optimization on a busy machine.
        assert!(started.elapsed().as_secs() < 60);
    }
}
