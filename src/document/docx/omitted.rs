//! What a reader of the document does not see, or sees beside its text: it is left out, and listed.

use super::super::left_out::{LeftOut, LeftPlace};
use crate::text::SourceSpan;

/// Deleted by a tracked change, or moved elsewhere by one.
pub(super) const DELETED: &str = "deleted text";
/// Formatted as hidden, by itself or by a style.
pub(super) const HIDDEN: &str = "hidden text";
/// Lines of a table of contents, which Word makes of the headings.
pub(super) const CONTENTS: &str = "table of contents";
/// What a content control shows while nobody has filled it in.
pub(super) const PLACEHOLDER: &str = "placeholder";
/// The readings above characters.
pub(super) const READING: &str = "reading";
/// Text in the instruction of a field.
pub(super) const INSTRUCTION: &str = "field instruction";
/// Letters drawn as a picture, in documents of Word before 2010.
pub(super) const WORD_ART: &str = "WordArt";
/// Names of rows and columns that a chart has of a table.
pub(super) const CHART_LABELS: &str = "chart labels";
/// The same words again, for programs that do not know the newer element that was read.
pub(super) const ALTERNATIVE: &str = "";

/// What was left out so far.
#[derive(Debug, Default)]
pub(super) struct Omitted {
    all: Vec<LeftOut>,
    /// Whether nothing was read since the last.
    goes_on: bool,
}

impl Omitted {
    /// Adds text. What goes on where the last one ended is one with it.
    pub(super) fn add(&mut self, what: &'static str, span: SourceSpan, text: &str) {
        if what == ALTERNATIVE {
            return;
        }
        let Some(left) = LeftOut::in_source(what, span, text) else {
            return;
        };
        if self.goes_on
            && let Some(last) = self.all.last_mut()
            && last.what == left.what
            && let LeftPlace::Span(before) = last.place
            && before.end <= span.start
        {
            last.place = LeftPlace::Span(SourceSpan::new(before.start, span.end));
            last.letters += left.letters;
        } else {
            self.all.push(left);
        }
        self.goes_on = true;
    }

    /// Something was read.
    pub(super) const fn read(&mut self) {
        self.goes_on = false;
    }

    /// Adds what another reader left out.
    pub(super) fn append(&mut self, mut left_out: Vec<LeftOut>) {
        self.all.append(&mut left_out);
    }

    /// All of it.
    pub(super) fn into_all(self) -> Vec<LeftOut> {
        self.all
    }
}
