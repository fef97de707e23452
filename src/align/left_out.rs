//! Sentences that the search does not see: blank ones, which translate nothing, and those of beads that
//! a person has locked. They are taken out before and put back after.

use super::bead::Edge;
use super::fixed::Fixed;
use super::{Aligned, Locked};

/// Which sentences are left out, and where the others stand.
pub(super) struct LeftOut<'l> {
    /// Where the kept sentences stand.
    pub(super) source: Vec<usize>,
    pub(super) target: Vec<usize>,
    sources: usize,
    targets: usize,
    /// In the order of the source; additions after the source sentences they follow.
    locked: &'l [Locked],
    /// Target sentences of moved locked beads: they are where they are, not in the order of beads.
    elsewhere: Vec<bool>,
}

impl<'l> LeftOut<'l> {
    pub(super) fn new(source: &[&str], target: &[&str], locked: &'l [Locked]) -> LeftOut<'l> {
        let said = |side: &[&str]| -> Vec<bool> {
            side.iter().map(|text| !text.trim().is_empty()).collect()
        };
        let (mut keep_source, mut keep_target) = (said(source), said(target));
        let mut elsewhere = vec![false; target.len()];
        for Locked { edge, moved, .. } in locked {
            keep_source[edge.i0..edge.i1].fill(false);
            keep_target[edge.j0..edge.j1].fill(false);
            if moved.is_some() {
                elsewhere[edge.j0..edge.j1].fill(true);
            }
        }
        let kept = |keep: &[bool]| -> Vec<usize> { (0..keep.len()).filter(|&k| keep[k]).collect() };
        LeftOut {
            source: kept(&keep_source),
            target: kept(&keep_target),
            sources: source.len(),
            targets: target.len(),
            locked,
            elsewhere,
        }
    }

    /// Whether nothing is left out.
    pub(super) fn is_empty(&self) -> bool {
        self.source.len() == self.sources && self.target.len() == self.targets
    }

    /// The position of a kept or left out sentence among the kept ones.
    fn among_source(&self, i: usize) -> usize {
        self.source.partition_point(|&kept| kept < i)
    }

    fn among_target(&self, j: usize) -> usize {
        self.target.partition_point(|&kept| kept < j)
    }

    /// What the locked beads and the anchors demand of the kept sentences.
    pub(super) fn fixed(&self, anchors: &[Edge]) -> Fixed {
        let mut fixed = Fixed::default();
        let (mut source_cuts, mut target_cuts) = (Vec::new(), Vec::new());
        for Locked { edge, moved, .. } in self.locked {
            let (i, j) = (self.among_source(edge.i0), self.among_target(edge.j0));
            if moved.is_none() && !edge.is_null() {
                fixed.pass(i, j);
            } else {
                if edge.i0 < edge.i1 {
                    source_cuts.push(i);
                }
                if edge.j0 < edge.j1 {
                    target_cuts.push(j);
                }
            }
        }
        target_cuts.sort_unstable();
        source_cuts.into_iter().for_each(|i| fixed.cut_source(i));
        target_cuts.into_iter().for_each(|j| fixed.cut_target(j));
        for anchor in anchors {
            let kept = Edge {
                i0: self.among_source(anchor.i0),
                i1: self.among_source(anchor.i1),
                j0: self.among_target(anchor.j0),
                j1: self.among_target(anchor.j1),
            };
            if !kept.is_null() {
                fixed.keep_together(kept);
            }
        }
        fixed
    }

    /// Puts what was left out back among the beads of the kept sentences: locked beads where they
    /// were, blank sentences each by itself or inside the bead that runs over them.
    pub(super) fn restore(&self, beads: &[Aligned]) -> Vec<Aligned> {
        let mut restored = Restored {
            found: Vec::with_capacity(beads.len()),
            i: 0,
            j: 0,
            locked: self.locked.iter().peekable(),
            elsewhere: &self.elsewhere,
        };
        for bead in beads {
            let edge = bead.edge;
            let to_i = if edge.i0 < edge.i1 {
                self.source[edge.i0]
            } else {
                restored.i
            };
            let to_j = if edge.j0 < edge.j1 {
                self.target[edge.j0]
            } else {
                restored.j
            };
            restored.fill(to_i, to_j);
            let (i0, j0) = (restored.i, restored.j);
            let whole = Edge {
                i0,
                i1: if edge.i0 < edge.i1 {
                    self.source[edge.i1 - 1] + 1
                } else {
                    i0
                },
                j0,
                j1: if edge.j0 < edge.j1 {
                    self.target[edge.j1 - 1] + 1
                } else {
                    j0
                },
            };
            (restored.i, restored.j) = (whole.i1, whole.j1);
            restored.found.push(Aligned {
                edge: whole,
                ..*bead
            });
        }
        restored.fill(self.sources, self.targets);
        restored.found
    }
}

struct Restored<'l> {
    found: Vec<Aligned>,
    i: usize,
    j: usize,
    locked: std::iter::Peekable<std::slice::Iter<'l, Locked>>,
    elsewhere: &'l [bool],
}

impl Restored<'_> {
    /// Goes on to (i, j), over sentences that were left out.
    fn fill(&mut self, i: usize, j: usize) {
        while let Some(&&locked) = self.locked.peek() {
            let edge = locked.edge;
            let due = if edge.i0 < edge.i1 {
                edge.i0 < i
            } else {
                edge.j0 < j
            };
            if !due {
                break;
            }
            self.locked.next();
            let to_j = if locked.moved.is_some() || edge.j0 == edge.j1 {
                self.j
            } else {
                edge.j0
            };
            let to_i = if edge.i0 < edge.i1 { edge.i0 } else { self.i };
            self.blanks(to_i, to_j);
            self.found.push(Aligned {
                edge: Edge {
                    i0: self.i,
                    i1: self.i + edge.sources(),
                    j0: if locked.moved.is_some() {
                        edge.j0
                    } else {
                        self.j
                    },
                    j1: if locked.moved.is_some() {
                        edge.j1
                    } else {
                        self.j + edge.targets()
                    },
                },
                confidence: locked.confidence,
                moved: locked.moved,
            });
            self.i += edge.sources();
            if locked.moved.is_none() {
                self.j += edge.targets();
            }
        }
        self.blanks(i, j);
    }

    /// Sentences without counterpart, up to (i, j).
    fn blanks(&mut self, i: usize, j: usize) {
        let mut push = |i0, i1, j0, j1| {
            self.found.push(Aligned {
                edge: Edge { i0, i1, j0, j1 },
                confidence: 1.0,
                moved: None,
            });
        };
        for i in self.i..i {
            push(i, i + 1, self.j, self.j);
        }
        self.i = self.i.max(i);
        for j in self.j..j {
            if !self.elsewhere[j] {
                push(self.i, self.i, j, j + 1);
            }
        }
        self.j = self.j.max(j);
    }
}
