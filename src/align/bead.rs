//! The beads that a search considers, and their shapes.

use crate::bitext::BeadSpan;

/// The most source sentences of a bead.
pub(crate) const MAX_SOURCE: usize = 5;
/// The most target sentences of a bead.
pub(crate) const MAX_TARGET: usize = 7;

/// The number of sentences that a bead has on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Shape {
    /// On the source side.
    pub(crate) source: u8,
    /// On the target side.
    pub(crate) target: u8,
}

/// Every shape the aligner considers: 1-0 and 0-1, everything up to 5 by 7 with no more than eight
/// sentences in all, and up to 5-5.
pub(crate) const SHAPES: [Shape; 30] = {
    let mut shapes = [Shape {
        source: 1,
        target: 0,
    }; 30];
    shapes[1] = Shape {
        source: 0,
        target: 1,
    };
    let mut n = 2;
    let mut source = 1;
    while source <= MAX_SOURCE {
        let mut target = 1;
        while target <= MAX_TARGET {
            if source + target <= 8 || (source == 5 && target <= 5) || (source == 4 && target <= 5)
            {
                shapes[n] = Shape {
                    source: source as u8,
                    target: target as u8,
                };
                n += 1;
            }
            target += 1;
        }
        source += 1;
    }
    assert!(n == shapes.len());
    shapes
};

/// A [`BeadSpan`] in the search's own form, small and copied, as it makes millions of them: the edge of the
/// lattice from node (i0, j0) to node (i1, j1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Edge {
    /// Source sentences before it.
    pub(crate) i0: usize,
    /// Source sentences before its end.
    pub(crate) i1: usize,
    /// Target sentences before it.
    pub(crate) j0: usize,
    /// Target sentences before its end.
    pub(crate) j1: usize,
}

impl From<&BeadSpan> for Edge {
    fn from(span: &BeadSpan) -> Edge {
        Edge {
            i0: span.source.start,
            i1: span.source.end,
            j0: span.target.start,
            j1: span.target.end,
        }
    }
}

impl From<Edge> for BeadSpan {
    fn from(edge: Edge) -> BeadSpan {
        BeadSpan::new(edge.i0..edge.i1, edge.j0..edge.j1)
    }
}

impl Edge {
    /// The number of source sentences.
    #[must_use]
    pub(crate) const fn sources(&self) -> usize {
        self.i1 - self.i0
    }

    /// The number of target sentences.
    #[must_use]
    pub(crate) const fn targets(&self) -> usize {
        self.j1 - self.j0
    }

    /// Whether it has one of the [`SHAPES`].
    #[must_use]
    pub(crate) fn has_shape(&self) -> bool {
        SHAPES.iter().any(|shape| {
            usize::from(shape.source) == self.sources()
                && usize::from(shape.target) == self.targets()
        })
    }

    /// Whether a side is empty.
    #[must_use]
    pub(crate) const fn is_null(&self) -> bool {
        self.i0 == self.i1 || self.j0 == self.j1
    }
}
