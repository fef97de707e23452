//! What the reader of a file leaves out of it, counted.

use std::borrow::Cow;
use std::fmt;

use crate::text::LineIndex;

/// One kind of thing that was left out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The thing.
    pub kind: LossKind,
    /// The number of them.
    pub count: usize,
    /// The line of the first of them, from 1.
    pub line: usize,
}

/// A kind of thing that can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossKind {
    /// One of them: `unit`.
    pub noun: &'static str,
    /// What distinguishes them: `without English`; empty where nothing does.
    pub which: Cow<'static, str>,
    /// Whether it is text that somebody wrote or translated, and not data about it.
    pub is_text: bool,
}

impl LossKind {
    /// A kind of text.
    pub(crate) const fn text(noun: &'static str, which: &'static str) -> LossKind {
        LossKind {
            noun,
            which: Cow::Borrowed(which),
            is_text: true,
        }
    }

    /// A kind of data about the text.
    pub(crate) const fn data(noun: &'static str, which: &'static str) -> LossKind {
        LossKind {
            noun,
            which: Cow::Borrowed(which),
            is_text: false,
        }
    }

    /// The same things, of which something is told that stands in the file.
    pub(crate) fn of(mut self, which: String) -> LossKind {
        self.which = Cow::Owned(which);
        self
    }
}

impl Loss {
    /// The number and the kind: `2 units without English`.
    #[must_use]
    pub fn counted(&self) -> String {
        let counted = counted(self.count, self.kind.noun);
        match self.kind.which.as_ref() {
            "" => counted,
            which => format!("{counted} {which}"),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.counted())?;
        let first = if self.count == 1 { "" } else { "first in " };
        write!(f, " ({first}line {})", self.line)
    }
}

/// A number of things: `1 entry`, `2 entries`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if !noun.ends_with("ey") => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// Counts what a reader leaves out.
#[derive(Debug, Default)]
pub(crate) struct LossCounter {
    /// Each kind, its number and the byte of its first.
    found: Vec<(LossKind, usize, usize)>,
}

impl LossCounter {
    /// Counts one that begins at a byte of the text.
    pub(crate) fn add(&mut self, kind: LossKind, at: usize) {
        match self.found.iter_mut().find(|(other, ..)| *other == kind) {
            Some((_, count, _)) => *count += 1,
            None => self.found.push((kind, 1, at)),
        }
    }

    /// What was counted in this text.
    pub(crate) fn finish(self, text: &str) -> Vec<Loss> {
        if self.found.is_empty() {
            return Vec::new();
        }
        let lines = LineIndex::new(text);
        let lost = self.found.into_iter().map(|(kind, count, at)| Loss {
            kind,
            count,
            line: lines.line_column(text, at).0,
        });
        lost.collect()
    }
}

/// An element that a reader passes over with everything in it; it counts where there are words in it.
#[derive(Debug)]
pub(crate) struct PassedOver {
    kind: LossKind,
    at: usize,
    /// The number of open elements in it, itself included.
    open: usize,
    has_words: bool,
}

impl PassedOver {
    /// Begins at an element, which starts at this byte.
    pub(crate) fn new(kind: LossKind, at: usize) -> PassedOver {
        PassedOver {
            kind,
            at,
            open: 1,
            has_words: false,
        }
    }

    /// An element in it begins.
    pub(crate) fn open(&mut self) {
        self.open += 1;
    }

    /// There is text in it.
    pub(crate) fn text(&mut self, text: &str) {
        self.has_words |= text.contains(char::is_alphanumeric);
    }

    /// An element ends: whether it is the one that is passed over, which is counted then.
    pub(crate) fn close(&mut self, losses: &mut LossCounter) -> bool {
        self.open -= 1;
        if self.open == 0 && self.has_words {
            losses.add(self.kind.clone(), self.at);
        }
        self.open == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: LossKind = LossKind::text("entry", "without English");
    const KEY: LossKind = LossKind::data("key", "");

    #[test]
    fn kinds_are_counted_and_their_first_is_placed() {
        let mut losses = LossCounter::default();
        for (kind, at) in [(ENTRY, 2), (KEY, 0), (ENTRY, 4)] {
            losses.add(kind, at);
        }
        let said: Vec<String> = losses
            .finish("a\nb\nc")
            .iter()
            .map(Loss::to_string)
            .collect();
        assert_eq!(
            said,
            [
                "2 entries without English (first in line 2)",
                "1 key (line 1)"
            ]
        );
        assert_eq!(counted(2, "key"), "2 keys");
    }

    #[test]
    fn what_is_passed_over_counts_where_it_has_words() {
        let mut losses = LossCounter::default();
        for (text, found) in [(" - ", 0), ("灯", 1)] {
            let mut passed = PassedOver::new(ENTRY, 0);
            passed.open();
            passed.text(text);
            assert!(!passed.close(&mut losses));
            assert!(passed.close(&mut losses));
            assert_eq!(losses.found.len(), found);
        }
    }
}
