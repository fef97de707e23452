//! The content of a `<source>` or `<target>`: text, inline codes, marked sentences.

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
    parts: Vec<(Mark, String)>,
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
        self.parts.push((mark, String::new()));
    }

    pub(super) fn push(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some((_, part)) => part.push_str(text),
            None => self.parts.push((Mark::None, text.to_owned())),
        }
    }

    /// The sentences: the marked parts and the text outside of them; without marks, all text as one.
    pub(super) fn sentences(&self) -> Vec<String> {
        let texts: Vec<String> = if self.parts.iter().any(|(mark, _)| *mark == Mark::Sentence) {
            self.parts
                .iter()
                .map(|(_, text)| self.clean(text))
                .collect()
        } else {
            let whole: String = self.parts.iter().map(|(_, text)| text.as_str()).collect();
            vec![self.clean(&whole)]
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// The segments with their names.
    pub(super) fn segments(&self) -> Vec<(String, String)> {
        self.parts
            .iter()
            .filter_map(|(mark, text)| match mark {
                Mark::Segment(id) => Some((id.clone(), self.clean(text))),
                _ => None,
            })
            .collect()
    }

    fn clean(&self, text: &str) -> String {
        if self.preserve {
            text.trim().to_owned()
        } else {
            spaces::fold(text)
        }
    }
}
