//! A run of marks that may end a sentence, and what stands around it: what the languages' rules judge.

use super::class;
use super::options::SegmentOptions;
use super::points::Points;
use super::words;

/// A run of marks and what stands around it.
pub(super) struct EndMarks<'t> {
    /// The whole text.
    pub(super) text: &'t str,
    /// The byte at which the present sentence begins.
    pub(super) sentence: usize,
    /// The byte at which the run begins.
    pub(super) start: usize,
    /// The byte at which the run ends, before what closes with it.
    pub(super) run_end: usize,
    /// One past everything that closes with it.
    pub(super) end: usize,
    /// The run has a `。！？` or its like.
    pub(super) has_end: bool,
    /// The run is one full stop of the undecided kind.
    pub(super) is_dot: bool,
    /// The run is an ellipsis and nothing else.
    pub(super) is_ellipsis: bool,
    /// The run is a dash before a closing quote.
    pub(super) is_dash: bool,
    /// A quotation closes with it.
    pub(super) closes_quote: bool,
    /// The byte at which the outermost quotation that closes with it was opened.
    pub(super) quote_opened: Option<usize>,
    /// A sign that refers to a note or a source stands with it.
    pub(super) has_note: bool,
    /// It stands inside a quotation.
    pub(super) is_quoted: bool,
    /// The points counted so far.
    pub(super) points: &'t Points,
    /// Something follows at once, without white space.
    pub(super) adjacent: bool,
    /// The text that follows, without white space in front.
    pub(super) rest: &'t str,
    /// The user's wishes.
    pub(super) options: &'t SegmentOptions,
}

impl EndMarks<'_> {
    /// The first character that follows.
    pub(super) fn next(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Whether it can end a sentence and white space follows.
    pub(super) const fn is_set_apart(&self) -> bool {
        !self.adjacent && (self.has_end || self.is_dot)
    }

    /// Whether the word before the run is said again after it: *I... I've*.
    pub(super) fn stammers(&self) -> bool {
        let said = self.text[..self.start].trim_end();
        let before = words::before(said, said.len());
        let after = words::stem(words::first(self.rest));
        !after.is_empty() && before.eq_ignore_ascii_case(after)
    }

    /// The first character that follows, opening marks skipped.
    pub(super) fn next_word_char(&self) -> Option<char> {
        self.rest.chars().take(8).find(|&c| {
            !matches!(
                class::of(c),
                class::Class::Open(_) | class::Class::Apostrophe
            ) && !matches!(c, '"' | '\'' | '(' | '[' | ' ')
        })
    }
}
