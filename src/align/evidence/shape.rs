//! The shape of a bead, and how usual it is.

use super::{Evidence, prefixed};
use crate::align::bead::{Edge, Shape};

/// Prior of the shapes, counted in gold alignments.
#[derive(Debug)]
pub(crate) struct ShapeEvidence {
    /// ln of the share of each shape, by source and target count.
    log_share: [[f32; 8]; 6],
}

impl ShapeEvidence {
    /// Takes the log share of the shapes, as the weights file lists them.
    #[must_use]
    pub(crate) fn new(shares: &[(Shape, f32)]) -> Self {
        let mut log_share = [[-9.0; 8]; 6];
        for (shape, share) in shares {
            log_share[usize::from(shape.source)][usize::from(shape.target)] = *share;
        }
        ShapeEvidence { log_share }
    }
}

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "shape.share",
    "shape.bead",
    "shape.more-sources",
    "shape.more-targets",
    "shape.many-to-many",
    "shape.omission",
    "shape.addition",
];

impl Evidence for ShapeEvidence {
    fn names(&self) -> Vec<String> {
        prefixed("", NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        let (a, b) = (edge.sources(), edge.targets());
        if a == 0 {
            features[6] = 1.0;
        } else if b == 0 {
            features[5] = 1.0;
        } else {
            features[0] = self.log_share[a][b];
            features[1] = 1.0;
            features[2] = (a - 1) as f32;
            features[3] = (b - 1) as f32;
            features[4] = if a > 1 && b > 1 { 1.0 } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    #[test]
    fn shapes_are_as_usual_as_in_gold() {
        let two_to_one = Shape {
            source: 2,
            target: 1,
        };
        let evidence = ShapeEvidence::new(&[(two_to_one, -1.5)]);
        let measured = |edge: Edge| {
            let mut features = [0.0; 7];
            evidence.measure(edge, &mut features);
            features
        };
        assert_eq!(
            measured(edge(3, 5, 2, 3)),
            [-1.5, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
        );
        assert_eq!(
            measured(edge(0, 2, 0, 3)),
            [-9.0, 1.0, 1.0, 2.0, 1.0, 0.0, 0.0]
        );
        assert_eq!(measured(edge(0, 1, 4, 4))[5..], [1.0, 0.0]);
        assert_eq!(measured(edge(4, 4, 0, 1))[5..], [0.0, 1.0]);
    }
}
