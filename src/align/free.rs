//! The sentences that are free to be aligned: all but blank ones, which translate nothing, and those of
//! beads that a person has locked. Those are taken out before the search and put back after.

use std::collections::HashMap;

use super::bead::Edge;
use super::constraints::Constraints;
use super::decode::Aligned;

/// The free sentences, and the beads that are put back between them.
pub(crate) struct FreeSentences<'l> {
    /// The indices of the free sentences of each side.
    pub(crate) source: Vec<usize>,
    pub(crate) target: Vec<usize>,
    sources: usize,
    targets: usize,
    /// Locked beads with both sides, in the order of the source.
    linked: Vec<&'l Aligned>,
    /// Locked beads without target, and without source, by their first sentence.
    omitted: HashMap<usize, &'l Aligned>,
    added: HashMap<usize, &'l Aligned>,
    /// Target sentences of moved locked beads: they stand in their own place, not in the order of beads.
    elsewhere: Vec<bool>,
}

impl<'l> FreeSentences<'l> {
    pub(crate) fn new(
        source: &[&str],
        target: &[&str],
        locked: &'l [Aligned],
    ) -> FreeSentences<'l> {
        let said = |side: &[&str]| -> Vec<bool> {
            side.iter().map(|text| !text.trim().is_empty()).collect()
        };
        let (mut keep_source, mut keep_target) = (said(source), said(target));
        let mut elsewhere = vec![false; target.len()];
        for Aligned { edge, moved, .. } in locked {
            keep_source[edge.i0..edge.i1].fill(false);
            keep_target[edge.j0..edge.j1].fill(false);
            if moved.is_some() {
                elsewhere[edge.j0..edge.j1].fill(true);
            }
        }
        let kept = |keep: &[bool]| -> Vec<usize> { (0..keep.len()).filter(|&k| keep[k]).collect() };
        let mut linked: Vec<&Aligned> = locked.iter().filter(|bead| !bead.edge.is_null()).collect();
        linked.sort_by_key(|bead| bead.edge.i0);
        let (omitted, added): (Vec<&Aligned>, Vec<&Aligned>) = locked
            .iter()
            .filter(|bead| bead.edge.is_null())
            .partition(|bead| bead.edge.j0 == bead.edge.j1);
        FreeSentences {
            source: kept(&keep_source),
            target: kept(&keep_target),
            sources: source.len(),
            targets: target.len(),
            linked,
            omitted: omitted
                .into_iter()
                .map(|bead| (bead.edge.i0, bead))
                .collect(),
            added: added.into_iter().map(|bead| (bead.edge.j0, bead)).collect(),
            elsewhere,
        }
    }

    /// Whether nothing is left out.
    pub(crate) fn is_all(&self) -> bool {
        self.source.len() == self.sources && self.target.len() == self.targets
    }

    /// The position of a kept or left out sentence among the kept ones.
    fn among_source(&self, i: usize) -> usize {
        self.source.partition_point(|&kept| kept < i)
    }

    fn among_target(&self, j: usize) -> usize {
        self.target.partition_point(|&kept| kept < j)
    }

    /// The constraints that locked beads and anchors put on the free sentences.
    pub(crate) fn constraints(&self, anchors: &[Edge]) -> Constraints {
        let mut constraints = Constraints::default();
        let (mut source_cuts, mut target_cuts) = (Vec::new(), Vec::new());
        for Aligned { edge, moved, .. } in &self.linked {
            let (i, j) = (self.among_source(edge.i0), self.among_target(edge.j0));
            if moved.is_none() {
                constraints.pass(i, j);
            } else {
                source_cuts.push(i);
                target_cuts.push(j);
            }
        }
        source_cuts.extend(self.omitted.keys().map(|&i| self.among_source(i)));
        target_cuts.extend(self.added.keys().map(|&j| self.among_target(j)));
        source_cuts.sort_unstable();
        target_cuts.sort_unstable();
        source_cuts
            .into_iter()
            .for_each(|i| constraints.cut_source(i));
        target_cuts
            .into_iter()
            .for_each(|j| constraints.cut_target(j));
        for anchor in anchors {
            let kept = Edge {
                i0: self.among_source(anchor.i0),
                i1: self.among_source(anchor.i1),
                j0: self.among_target(anchor.j0),
                j1: self.among_target(anchor.j1),
            };
            if !kept.is_null() {
                constraints.keep_together(kept);
            }
        }
        constraints
    }

    /// Nodes between sentences of all as nodes between the free ones, each once.
    pub(crate) fn nodes(&self, all: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let mut nodes: Vec<(usize, usize)> = all
            .iter()
            .map(|&(i, j)| (self.among_source(i), self.among_target(j)))
            .collect();
        nodes.dedup();
        nodes
    }

    /// Puts what was left out back among the beads of the kept sentences: locked beads where they
    /// were, blank sentences each by itself or inside the bead that runs over them.
    pub(crate) fn restore(&self, beads: &[Aligned]) -> Vec<Aligned> {
        let mut elsewhere = self.elsewhere.clone();
        let mut moved = HashMap::new();
        for bead in beads.iter().filter(|bead| bead.moved.is_some()) {
            let edge = Edge {
                i0: self.source[bead.edge.i0],
                i1: self.source[bead.edge.i1 - 1] + 1,
                j0: self.target[bead.edge.j0],
                j1: self.target[bead.edge.j1 - 1] + 1,
            };
            elsewhere[edge.j0..edge.j1].fill(true);
            moved.insert(edge.i0, Aligned { edge, ..*bead });
        }
        let mut restored = Restored {
            of: self,
            elsewhere,
            moved,
            found: Vec::with_capacity(beads.len()),
            i: 0,
            j: 0,
            linked: 0,
        };
        for bead in beads.iter().filter(|bead| bead.moved.is_none()) {
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

struct Restored<'r> {
    of: &'r FreeSentences<'r>,
    found: Vec<Aligned>,
    /// Target sentences of moved beads.
    elsewhere: Vec<bool>,
    /// Moved beads by their first source sentence: they stand in the order of the source alone.
    moved: HashMap<usize, Aligned>,
    i: usize,
    j: usize,
    /// The number of linked locked beads that have been put back.
    linked: usize,
}

impl Restored<'_> {
    /// Goes on to (i, j), over sentences that were left out.
    fn fill(&mut self, i: usize, j: usize) {
        while let Some(&&Aligned {
            edge,
            confidence,
            moved,
        }) = self.of.linked.get(self.linked)
        {
            // A moved bead says nothing of the target; the next one that does may be due by it.
            let straight = self.of.linked[self.linked..]
                .iter()
                .find(|locked| locked.moved.is_none());
            if edge.i0 >= i && straight.is_none_or(|locked| locked.edge.j0 >= j) {
                break;
            }
            self.linked += 1;
            self.unlinked(edge.i0, if moved.is_some() { self.j } else { edge.j0 });
            self.found.push(Aligned {
                edge,
                confidence,
                moved,
            });
            self.i = edge.i1;
            if moved.is_none() {
                self.j = edge.j1;
            }
        }
        self.unlinked(i, j);
    }

    /// Sentences without counterpart, up to (i, j): blank ones each by itself, locked ones as they
    /// were.
    fn unlinked(&mut self, i: usize, j: usize) {
        while self.i < i {
            if let Some(&moved) = self.moved.get(&self.i) {
                self.found.push(moved);
                self.i = moved.edge.i1;
                continue;
            }
            let locked = self.of.omitted.get(&self.i);
            let next = locked.map_or(self.i + 1, |locked| locked.edge.i1);
            self.push(locked, (self.i, next), (self.j, self.j));
            self.i = next;
        }
        while self.j < j {
            let locked = self.of.added.get(&self.j);
            let next = locked.map_or(self.j + 1, |locked| locked.edge.j1);
            if !self.elsewhere[self.j] {
                self.push(locked, (self.i, self.i), (self.j, next));
            }
            self.j = next;
        }
    }

    fn push(
        &mut self,
        locked: Option<&&Aligned>,
        (i0, i1): (usize, usize),
        (j0, j1): (usize, usize),
    ) {
        self.found.push(Aligned {
            edge: Edge { i0, i1, j0, j1 },
            confidence: locked.map_or(1.0, |locked| locked.confidence),
            moved: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(i0: usize, i1: usize, j0: usize, j1: usize, moved: Option<u32>) -> Aligned {
        Aligned {
            edge: Edge { i0, i1, j0, j1 },
            confidence: 0.5,
            moved,
        }
    }

    fn shown(beads: &[Aligned]) -> Vec<(usize, usize, usize, usize)> {
        beads
            .iter()
            .map(|bead| (bead.edge.i0, bead.edge.i1, bead.edge.j0, bead.edge.j1))
            .collect()
    }

    #[test]
    fn locked_and_blank_sentences_come_back_in_place() {
        let source = ["a", "", "b", "c", "d", "e"];
        let target = ["A", "B", " ", "C", "D", "E"];
        let locks = [
            locked(2, 3, 1, 2, None),
            locked(4, 5, 0, 0, None),
            locked(0, 0, 4, 5, None),
        ];
        let free = FreeSentences::new(&source, &target, &locks);
        assert_eq!((free.source.len(), free.target.len()), (3, 3));
        let constraints = free.constraints(&[]);
        // Kept: a c e and A C E; between a and c, A and C stands the locked pair.
        let edge = |i0, i1, j0, j1| Edge { i0, i1, j0, j1 };
        assert!(constraints.allows(edge(0, 1, 0, 1)));
        assert!(
            !constraints.allows(edge(0, 2, 0, 2)),
            "over the locked pair"
        );
        assert!(
            !constraints.allows(edge(1, 3, 1, 2)),
            "over the locked omission"
        );
        assert!(
            !constraints.allows(edge(1, 2, 1, 3)),
            "over the locked addition"
        );
        let beads: Vec<Aligned> = (0..3)
            .map(|k| Aligned {
                edge: edge(k, k + 1, k, k + 1),
                confidence: 1.0,
                moved: None,
            })
            .collect();
        assert_eq!(
            shown(&free.restore(&beads)),
            [
                (0, 1, 0, 1),
                (1, 2, 1, 1),
                (2, 3, 1, 2),
                (3, 3, 2, 3),
                (3, 4, 3, 4),
                (4, 5, 4, 4),
                (5, 5, 4, 5),
                (5, 6, 5, 6),
            ]
        );
    }

    #[test]
    fn moved_beads_stay_elsewhere_among_what_was_left_out() {
        let source = ["a", " ", "b", "c", "d"];
        let target = ["B", "", "A", "D", "C"];
        let locks = [locked(4, 5, 3, 4, None)];
        let free = FreeSentences::new(&source, &target, &locks);
        let bead = |i, j, moved| Aligned {
            moved,
            ..locked(i, i + 1, j, j + 1, None)
        };
        let beads = [bead(0, 1, None), bead(1, 0, Some(1)), bead(2, 2, Some(2))];
        let restored = free.restore(&beads);
        assert_eq!(
            shown(&restored),
            [
                (0, 0, 1, 2),
                (0, 1, 2, 3),
                (1, 2, 3, 3),
                (2, 3, 0, 1),
                (3, 4, 4, 5),
                (4, 5, 3, 4),
            ]
        );
        let moved: Vec<Option<u32>> = restored.iter().map(|bead| bead.moved).collect();
        assert_eq!(moved, [None, None, None, Some(1), Some(2), None]);
    }

    #[test]
    fn moved_locked_beads_stay_elsewhere() {
        let source = ["a", "b", "c"];
        let target = ["C", "A", "B"];
        let locks = [locked(2, 3, 0, 1, Some(1))];
        let free = FreeSentences::new(&source, &target, &locks);
        let beads: Vec<Aligned> = (0..2)
            .map(|k| Aligned {
                edge: Edge {
                    i0: k,
                    i1: k + 1,
                    j0: k,
                    j1: k + 1,
                },
                confidence: 1.0,
                moved: None,
            })
            .collect();
        assert_eq!(
            shown(&free.restore(&beads)),
            [(0, 1, 1, 2), (1, 2, 2, 3), (2, 3, 0, 1)]
        );
    }
}
