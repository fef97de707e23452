//! The inside of a `<source>` or `<target>`: text, inline codes, marked sentences.

use crate::text::spaces;

/// What encloses a part of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// Nothing of interest.
    None,
    /// One of our sentences.
    Sentence,
    /// A segment of XLIFF 1.2 (section 2.5.2, `mtype="seg"`), with its `mid`.
    Segment(String),
}

/// The text as far as it has been read, in parts.
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

    /// Text goes to a new part from here.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.parts.push((mark, String::new()));
    }

    pub(super) fn push(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some((_, part)) => part.push_str(text),
            None => self.parts.push((Mark::None, text.to_owned())),
        }
    }

    /// Its sentences: those that are marked and what stands outside of them, else all as one.
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

    /// Its segments, with their names.
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
