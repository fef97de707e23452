//! Evidence for and against a bead: one file a kind of evidence, and one line in `Passes::evidence` or, where
//! it costs too much for all beads of a band, in `Passes::features`.

pub(crate) mod clause_pairs;
pub(crate) mod clauses;
pub(crate) mod counts;
pub(crate) mod length;
pub(crate) mod lexical;
pub(crate) mod marks;
pub(crate) mod neighbours;
pub(crate) mod partners;
pub(crate) mod rescoring;
pub(crate) mod shape;
pub(crate) mod structure;
pub(crate) mod translations;
pub(crate) mod vectors;

use super::bead::Edge;

/// A kind of evidence about beads of one pair of texts.
pub(crate) trait Evidence {
    /// The names of its features, in order; weights are kept by these names.
    fn names(&self) -> Vec<String>;

    /// Measures a bead into `features`, one number a name. Empty sides are judged by the shape: a null bead
    /// measures 0 unless this evidence is about it.
    fn measure(&self, edge: Edge, features: &mut [f32]);
}

/// Names with a prefix before each.
pub(crate) fn prefixed(prefix: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{prefix}{name}")).collect()
}
