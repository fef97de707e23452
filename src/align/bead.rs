//! Shapes of beads and stretches of the two texts.

/// The most source sentences of a bead.
pub const MAX_SOURCE: usize = 5;
/// The most target sentences of a bead.
pub const MAX_TARGET: usize = 7;

/// How many sentences a bead has on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shape {
    /// On the source side.
    pub source: u8,
    /// On the target side.
    pub target: u8,
}

/// Every shape the aligner considers: 1-0 and 0-1, everything up to 5 by 7 with no more than eight
/// sentences in all, and up to 5-5.
pub const SHAPES: [Shape; 30] = {
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

/// A bead as the search sees it: sentences `i0..i1` of the source and `j0..j1` of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub struct Edge {
    pub i0: usize,
    pub i1: usize,
    pub j0: usize,
    pub j1: usize,
}

impl Edge {
    /// How many source sentences.
    #[must_use]
    pub const fn sources(&self) -> usize {
        self.i1 - self.i0
    }

    /// How many target sentences.
    #[must_use]
    pub const fn targets(&self) -> usize {
        self.j1 - self.j0
    }

    /// Whether a side is empty.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        self.i0 == self.i1 || self.j0 == self.j1
    }
}
