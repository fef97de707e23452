//! Options of a comparison, besides the two versions.

use crate::check::CheckConfig;
use crate::glossary::Termbase;
use crate::segment::SegmentedDocument;

/// Options of a comparison.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The glossary.
    pub termbase: Option<&'a Termbase>,
    /// The settings of the checks whose findings are compared; without, none are.
    pub check: Option<&'a CheckConfig>,
    /// The texts of the compared side, old and new, where they are at hand: broken lines and markup are
    /// seen in them.
    pub texts: (Option<&'a SegmentedDocument>, Option<&'a SegmentedDocument>),
    /// The number of threads; the result does not depend on it.
    pub jobs: usize,
}
