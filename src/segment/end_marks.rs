//! A run of marks that may end a sentence, and what stands around it: what the languages' rules judge.

use super::class;
use super::options::SegmentOptions;

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
