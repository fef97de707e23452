//! The input of the search: what the aligner was given, in the search's own terms.

use super::bead::Edge;
use super::decode::Aligned;
use super::evidence::structure::Opening;
use super::tables::Places;
use super::terms::Terms;
use super::weights::Weights;
use crate::encoder::Encoder;

/// Two texts and all there is to go by, in the terms of the search. Counts in all sentences, blank ones
/// included.
pub(crate) struct Input<'a> {
    pub(crate) source: &'a [&'a str],
    pub(crate) target: &'a [&'a str],
    /// What the sentences of both sides open; texts without structure have none.
    pub(crate) openings: Option<(Vec<Opening>, Vec<Opening>)>,
    /// Where the sentences of both sides stand in tables, where both have some.
    pub(crate) places: Option<(Places, Places)>,
    /// Nodes that both sides come to at the same time, in order; none where a side has no times.
    pub(crate) times: Vec<(usize, usize)>,
    /// The terms of a glossary in both sides, by sentence; without a glossary both lists are empty.
    pub(crate) terms: (Terms, Terms),
    pub(crate) translation: Option<&'a [String]>,
    pub(crate) encoder: Option<&'a dyn Encoder>,
    pub(crate) anchors: Vec<Edge>,
    pub(crate) locked: Vec<Aligned>,
    pub(crate) weights: &'a Weights,
    pub(crate) jobs: usize,
}
