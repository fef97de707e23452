//! What speaks for or against a bead: one file a kind of evidence, one line in
//! [`Pair::evidence`](super::Pair::evidence) or, where it is dear, `Pair::all_evidence`.

pub mod clauses;
pub mod counts;
pub mod length;
pub mod lexical;
pub mod marks;
pub mod neighbours;
pub mod shape;
pub mod structure;

use super::bead::Edge;

/// A kind of evidence about beads of one pair of texts.
pub trait Evidence {
    /// The names of its features, in order; weights are kept by these names.
    fn names(&self) -> &'static [&'static str];

    /// Measures a bead into `features`, one number a name. Empty sides are the shape's business:
    /// a null bead measures 0 unless the evidence has something to say of it.
    fn measure(&self, edge: Edge, features: &mut [f32]);
}
