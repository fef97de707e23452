//! The content of a `<source>` or `<target>`: text, inline codes, marked sentences.

use crate::bitext::format::inline::Words;
use crate::text::spaces;

/// The annotation around a part of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// No annotation that matters.
    None,
    /// The annotation of one of our sentences.
    Sentence,
    /// A segment of XLIFF 1.2 (section 2.5.2, `mtype="seg"`), with its `mid`.
    Segment(String),
}

/// The text read so far, in parts.
#[derive(Clone, Debug)]
pub(super) struct Content {
    parts: Vec<(Mark, Words)>,
    /// Whether white space is kept (`xml:space`).
    preserve: bool,
}

impl Content {
    pub(super) fn new(preserve: bool) -> Content {
        Content {
            parts: Vec::new(),
            preserve,
        }
    }

    /// Begins a new part for the text that follows.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.parts.push((mark, Words::default()));
    }

    pub(super) fn push(&mut self, text: &str) {
        self.last().push(text);
    }

    /// Keeps what follows apart from what is there, as a line break does.
    pub(super) fn apart(&mut self) {
        self.last().apart();
    }

    fn last(&mut self) -> &mut Words {
        if self.parts.is_empty() {
            self.mark(Mark::None);
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last].1
    }

    /// The sentences: the marked parts and the text outside of them; without marks, all text as one.
    pub(super) fn sentences(&self) -> Vec<String> {
        let texts: Vec<String> = if self.parts.iter().any(|(mark, _)| *mark == Mark::Sentence) {
            self.parts
                .iter()
                .map(|(_, text)| self.clean(text.as_str()))
                .collect()
        } else {
            vec![self.clean(self.whole().as_str())]
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// All text. Segments that touch each other are sentences, and kept apart.
    fn whole(&self) -> Words {
        let mut whole = Words::default();
        let mut after_segment = false;
        for (mark, text) in &self.parts {
            let is_segment = matches!(mark, Mark::Segment(_));
            if is_segment && after_segment {
                whole.apart();
            }
            whole.append(text);
            after_segment = is_segment || after_segment && text.as_str().is_empty();
        }
        whole
    }

    /// The segments with their names. Text outside of them belongs to the one before it; what opens a quotation or a
    /// bracket there, and what comes before all, belongs to the one behind it.
    pub(super) fn segments(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, Words)> = Vec::new();
        let mut ahead = Words::default();
        for (mark, text) in &self.parts {
            if let Mark::Segment(id) = mark {
                let mut words = std::mem::take(&mut ahead);
                words.append(text);
                found.push((id.clone(), words));
                continue;
            }
            let between = text.as_str();
            let Some((_, before)) = found.last_mut().filter(|_| !between.trim().is_empty()) else {
                if !between.trim().is_empty() {
                    ahead.append(text);
                }
                continue;
            };
            let (behind, opening) = between.split_at(opening(between));
            before.push(behind);
            ahead.push(opening);
        }
        if let Some((_, last)) = found.last_mut() {
            last.append(&ahead);
        }
        let clean = |(id, words): (String, Words)| (id, self.clean(words.as_str()));
        found.into_iter().map(clean).collect()
    }

    /// Puts text before the first word.
    pub(super) fn prepend(&mut self, text: &Content) {
        let mut words = text.whole();
        match self.parts.first_mut() {
            Some((_, first)) => {
                words.append(first);
                *first = words;
            }
            None => self.parts.push((Mark::None, words)),
        }
    }

    /// Appends text behind the last word.
    pub(super) fn append(&mut self, text: &Content) {
        self.last().append(&text.whole());
    }

    /// Whether there is nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.all(|(_, text)| text.as_str().trim().is_empty())
    }

    /// Where what opens something begins, at the end of a text between two segments.
    pub(super) fn opens(&self) -> bool {
        let whole = self.whole();
        opening(whole.as_str()) < whole.as_str().trim_end().len()
    }

    /// Drops the inline codes that Phrase writes as text; the number of them.
    pub(super) fn drop_tags(&mut self) -> usize {
        let mut dropped = 0;
        for (_, words) in &mut self.parts {
            let mut kept = Words::default();
            let mut rest = words.as_str();
            while let Some((before, behind)) = next_tag(rest) {
                kept.push(before);
                rest = behind;
                dropped += 1;
            }
            kept.push(rest);
            *words = kept;
        }
        dropped
    }

    fn clean(&self, text: &str) -> String {
        if self.preserve {
            text.trim().to_owned()
        } else {
            spaces::fold(text)
        }
    }
}

/// The text before and behind the first inline code of Phrase: `{1}`, `{1>`, `<1}`, `{b>`, `<b}`.
fn next_tag(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find(['{', '<']).map(|at| from + at) {
        from = at + 1;
        let inner = &text[from..];
        let end = inner
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(0);
        let is_number = end > 0 && inner.as_bytes()[..end].iter().all(u8::is_ascii_digit);
        let is_name = is_number || matches!(&inner[..end], "b" | "i" | "u");
        let is_tag = match (text.as_bytes()[at], inner.as_bytes().get(end)) {
            (b'{', Some(b'}')) => is_number,
            (b'{', Some(b'>')) | (b'<', Some(b'}')) => is_name,
            _ => false,
        };
        if is_tag {
            return Some((&text[..at], &inner[end + 1..]));
        }
    }
    None
}

/// The byte where marks that open a quotation or a bracket begin at the end of a text; its length where there are
/// none.
fn opening(text: &str) -> usize {
    const OPENING: &[char] = &[
        '(', '[', '{', '\u{2018}', '\u{201c}', '«', '‹', '¿', '¡', '（', '［', '｛', '「', '『',
        '《', '〈', '【', '〔',
    ];
    let bare = text.trim_end();
    let before = bare.trim_end_matches(OPENING);
    // A straight mark opens behind white space or at the beginning.
    let straight = before.trim_end_matches(['"', '\'']);
    if straight.len() < before.len()
        && (straight.is_empty() || straight.ends_with(char::is_whitespace))
    {
        return straight.len();
    }
    if before.len() < bare.len() {
        before.len()
    } else {
        text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(parts: &[(Mark, &str)]) -> Content {
        let mut content = Content::new(false);
        for (mark, text) in parts {
            content.mark(mark.clone());
            content.push(text);
        }
        content
    }

    #[test]
    fn text_between_segments_belongs_to_one_of_them() {
        let segment = |id: &str| Mark::Segment(id.into());
        for (before, between, behind, found) in [
            ("", " ", "", ["He came.", "I left."]),
            ("", "”  ", "", ["He came.”", "I left."]),
            ("", " (", ")", ["He came.", "(I left.)"]),
            ("“", "” “", "”", ["“He came.”", "“I left.”"]),
            ("\"", "\" \"", "\"", ["\"He came.\"", "\"I left.\""]),
            ("1. ", " — ", " End", ["1. He came. —", "I left. End"]),
        ] {
            let content = content(&[
                (Mark::None, before),
                (segment("1"), "He came."),
                (Mark::None, between),
                (segment("2"), "I left."),
                (Mark::None, behind),
            ]);
            let texts: Vec<String> = content.segments().into_iter().map(|(_, t)| t).collect();
            assert_eq!(texts, found, "{between:?}");
        }
    }

    #[test]
    fn segments_that_touch_are_not_glued() {
        let segment = || Mark::Segment(String::new());
        let touching = content(&[
            (segment(), "He came."),
            (Mark::None, ""),
            (segment(), "I left"),
            (Mark::None, ", then."),
        ]);
        assert_eq!(touching.sentences(), ["He came. I left, then."]);
        let chinese = content(&[(segment(), "他来了。"), (segment(), "我走了。")]);
        assert_eq!(chinese.sentences(), ["他来了。我走了。"]);
    }
}
