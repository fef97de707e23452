//! What speaks for or against a bead: one file a kind of evidence, one line in
//! [`Pair::evidence`](super::Pair::evidence) or, where it is dear, `Pair::all_evidence`.

pub mod clause_pairs;
pub mod clauses;
pub mod close;
pub mod counts;
pub mod length;
pub mod lexical;
pub mod marks;
pub mod neighbours;
pub mod shape;
pub mod strengths;
pub mod structure;
pub mod vectors;

use super::bead::Edge;

/// A kind of evidence about beads of one pair of texts.
pub trait Evidence {
    /// The names of its features, in order; weights are kept by these names.
    fn names(&self) -> Vec<String>;

    /// Measures a bead into `features`, one number a name. Empty sides are the shape's business:
    /// a null bead measures 0 unless the evidence has something to say of it.
    fn measure(&self, edge: Edge, features: &mut [f32]);
}

/// Names with a prefix before each.
pub(crate) fn prefixed(prefix: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{prefix}{name}")).collect()
}
