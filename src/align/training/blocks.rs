//! Documents whose two sides have the same sequence of blocks. Such a pair was translated block by block: block k
//! answers to block k. That is no gold of sentences, but enough to learn what structure is worth.

use std::path::Path;

use super::corpus::names_with;
use super::learn::Example;
use crate::align::bead::Edge;
use crate::align::constraints::Constraints;
use crate::align::decode::Aligned;
use crate::align::evidence::structure::{Opening, openings};
use crate::align::passes::Passes;
use crate::align::pruned::PrunedLattice;
use crate::align::tables::{Places, places};
use crate::align::terms::Terms;
use crate::align::weights::Weights;
use crate::document::{BlockKind, read_file};
use crate::error::{Error, Place, Result};
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::Language;

/// The endings of the two files of a pair.
const ENDINGS: (&str, &str) = (".zh.md", ".en.md");

/// One side of a pair.
struct Side {
    texts: Vec<String>,
    openings: Vec<Opening>,
    places: Option<Places>,
    /// The block of each sentence, counted among those that have words.
    blocks: Vec<usize>,
    kinds: Vec<BlockKind>,
}

/// A pair of documents of the same blocks.
pub(crate) struct BlockPair {
    source: Side,
    target: Side,
}

/// Counts of beads, and of those that go against the blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BlockScore {
    pub(crate) beads: usize,
    /// Links between sentences of different blocks.
    pub(crate) wrong: usize,
    /// Sentences without counterpart, though their block has one.
    pub(crate) gaps: usize,
}

/// The pairs `NAME.zh.md` and `NAME.en.md` of a folder that have the same blocks, by name.
///
/// # Errors
/// A folder or a document that cannot be read; a folder without such pairs.
pub(crate) fn read_pairs(folder: &Path) -> Result<Vec<BlockPair>> {
    let mut pairs = Vec::new();
    for name in names_with(ENDINGS.0, folder)? {
        let side = |ending: &str, language: Language| -> Result<Side> {
            let document = read_file(&folder.join(format!("{name}{ending}")), None)?;
            let options = SegmentOptions::default();
            Ok(Side::new(&segment(document, language, &options)))
        };
        let pair = BlockPair {
            source: side(ENDINGS.0, Language::Zh)?,
            target: side(ENDINGS.1, Language::En)?,
        };
        if !pair.source.kinds.is_empty() && pair.source.kinds == pair.target.kinds {
            pairs.push(pair);
        }
    }
    if pairs.is_empty() {
        return Err(Error::input(
            Place::file(folder),
            "no two documents in this folder have the same blocks",
            "it takes NAME.zh.md and NAME.en.md",
        ));
    }
    Ok(pairs)
}

impl Side {
    fn new(text: &SegmentedDocument) -> Side {
        let (mut blocks, mut kinds) = (Vec::new(), Vec::new());
        let mut before = None;
        for one in &text.segments {
            if before != Some(one.block) {
                before = Some(one.block);
                kinds.push(text.document.blocks[one.block].kind);
            }
            blocks.push(kinds.len() - 1);
        }
        Side {
            texts: text.segments.iter().map(|one| one.text.clone()).collect(),
            openings: openings(text),
            places: places(text),
            blocks,
            kinds,
        }
    }

    fn texts(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).collect()
    }

    /// The number of sentences before each block.
    fn starts(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.kinds.len()).map(|block| self.blocks.partition_point(|&one| one < block))
    }
}

impl BlockPair {
    /// The beads that are likely, with all evidence that needs no further texts. To learn from, those of a search that
    /// keeps to the blocks are among them, and the example knows which beads keep to the blocks.
    pub(crate) fn example(&self, weights: &Weights, to_learn: bool) -> (Example, Vec<String>) {
        let (zh, en) = (self.source.texts(), self.target.texts());
        let passes = || {
            let mut passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), weights, 2);
            if let (Some(source), Some(target)) = (&self.source.places, &self.target.places) {
                passes.set_tables(source, target);
            }
            passes
        };
        let mut edges = Vec::new();
        if to_learn {
            let mut held = passes();
            held.set_constraints(self.corners());
            edges = held.search(weights, 2).edges;
        }
        let mut passes = passes();
        edges.extend(passes.search(weights, 2).edges);
        passes.set_structure(self.source.openings.clone(), self.target.openings.clone());
        let lattice = PrunedLattice::new(edges, zh.len(), en.len());
        let (features, names) = passes.features(&lattice, 2);
        let corners = self.corners();
        let gold: Vec<bool> = lattice
            .edges
            .iter()
            .map(|&edge| corners.allows(edge) && !self.tears(edge))
            .collect();
        let held = to_learn.then(|| {
            let edges = lattice.edges.iter().zip(&gold);
            let allowed = edges
                .filter(|&(_, &allowed)| allowed)
                .map(|(&edge, _)| edge);
            PrunedLattice::new(allowed.collect(), zh.len(), en.len())
        });
        let example = Example {
            lattice,
            features,
            gold,
            held,
        };
        (example, names)
    }

    /// What every path that keeps to the blocks passes: the beginning of each.
    fn corners(&self) -> Constraints {
        let mut corners = Constraints::default();
        for (i, j) in self.source.starts().zip(self.target.starts()) {
            corners.pass(i, j);
        }
        corners
    }

    /// Whether a bead leaves a sentence alone that is the only one of its block, as its counterpart is.
    fn tears(&self, edge: Edge) -> bool {
        let block = match (edge.sources(), edge.targets()) {
            (0, _) => self.target.blocks[edge.j0],
            (_, 0) => self.source.blocks[edge.i0],
            _ => return false,
        };
        let single = |side: &Side| side.blocks.iter().filter(|&&one| one == block).count() == 1;
        single(&self.source) && single(&self.target)
    }

    /// How an alignment keeps to the blocks.
    pub(crate) fn score(&self, found: &[Aligned]) -> BlockScore {
        let mut score = BlockScore::default();
        for Aligned { edge, .. } in found {
            score.beads += 1;
            if edge.is_null() {
                score.gaps += 1;
                continue;
            }
            let ends = |blocks: &[usize]| (blocks.first().copied(), blocks.last().copied());
            let source = ends(&self.source.blocks[edge.i0..edge.i1]);
            let target = ends(&self.target.blocks[edge.j0..edge.j1]);
            score.wrong += usize::from(source != target);
        }
        score
    }
}

impl std::ops::AddAssign for BlockScore {
    fn add_assign(&mut self, other: BlockScore) {
        self.beads += other.beads;
        self.wrong += other.wrong;
        self.gaps += other.gaps;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    fn pairs(documents: &[(&str, &str, &str)]) -> Result<Vec<BlockPair>> {
        let folder = tempfile::tempdir().unwrap();
        for (name, zh, en) in documents {
            std::fs::write(folder.path().join(format!("{name}.zh.md")), zh).unwrap();
            std::fs::write(folder.path().join(format!("{name}.en.md")), en).unwrap();
        }
        read_pairs(folder.path())
    }

    #[test]
    fn only_pairs_of_the_same_blocks_are_taken() {
        let same = ("a", "# 闸\n\n闸关了。\n", "# Sluice\n\nIt is shut.\n");
        let other = ("b", "# 闸\n\n闸关了。\n", "# Sluice\n\n- It is shut.\n");
        assert_eq!(pairs(&[same, other]).unwrap().len(), 1);
        assert!(pairs(&[other]).is_err());
    }

    #[test]
    fn beads_that_keep_to_the_blocks_are_known() {
        let pair = &pairs(&[(
            "a",
            "# 闸\n\n闸关了。水停了。\n\n- 去问他。\n",
            "# Sluice\n\nThe sluice is shut. The water stands.\n\n- Ask him.\n",
        )])
        .unwrap()[0];
        let weights = Weights::get().unwrap();
        let (example, _) = pair.example(weights, true);
        let is_gold = |wanted: Edge| {
            let edges = example.lattice.edges.iter().zip(&example.gold);
            let mut of = edges.filter(|&(&edge, _)| edge == wanted);
            of.next().map(|(_, &gold)| gold)
        };
        assert_eq!(is_gold(edge(0, 1, 0, 1)), Some(true));
        assert_eq!(is_gold(edge(3, 4, 3, 4)), Some(true));
        assert_ne!(
            is_gold(edge(0, 2, 0, 1)),
            Some(true),
            "it runs over a border"
        );
        assert_ne!(
            is_gold(edge(0, 1, 0, 0)),
            Some(true),
            "the heading has a counterpart"
        );
        assert_ne!(is_gold(edge(1, 2, 1, 1)), Some(false), "it may be left out");
        let held = example.held.unwrap();
        assert_eq!(
            held.edges.len(),
            example.gold.iter().filter(|gold| **gold).count()
        );
        let score = |edges: &[Edge]| {
            let found: Vec<Aligned> = edges
                .iter()
                .map(|&edge| Aligned {
                    edge,
                    confidence: 1.0,
                    moved: None,
                })
                .collect();
            let score = pair.score(&found);
            (score.wrong, score.gaps)
        };
        let whole = [edge(0, 1, 0, 1), edge(1, 3, 1, 3), edge(3, 4, 3, 4)];
        assert_eq!(score(&whole), (0, 0));
        assert_eq!(score(&[edge(0, 1, 0, 0), edge(1, 2, 0, 1)]), (1, 1));
    }
}
