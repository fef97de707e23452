//! The state of the classification of changes: both versions, their terms and texts, and the changes found.

use super::meaning::Terms;
use super::metric::Tally;
use super::revision::Change;
use super::sources::Sources;
use crate::bitext::Bitext;
use crate::segment::SegmentedDocument;
use crate::text::Language;

/// Both versions of a bitext while it is classified what happened to each unit.
pub(super) struct Classifier<'a, 'b> {
    pub(super) old: &'a Bitext,
    pub(super) new: &'a Bitext,
    pub(super) language: Language,
    pub(super) terms: Option<&'b Terms<'b>>,
    pub(super) texts: (Option<&'b SegmentedDocument>, Option<&'b SegmentedDocument>),
    pub(super) beads: (Vec<Option<usize>>, Vec<Option<usize>>),
    pub(super) sources: Sources,
    /// English characters for a Chinese one, usually.
    pub(super) ratio: f64,
    pub(super) changes: Vec<Change>,
    pub(super) total: Tally,
}
