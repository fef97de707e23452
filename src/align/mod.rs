//! The aligner: which English sentences translate which Chinese ones.
//!
//! Sentences become tokens ([`token`]); the lexicon says which Chinese tokens speak for which
//! English ones ([`association`]); a corridor is laid through the pair ([`corridor`]); inside it
//! every bead is scored by weighted [`evidence`] and the best path found exactly ([`search`]). That
//! path teaches the document's own words ([`selftrain`]), and the search is repeated.

pub mod association;
pub mod band;
pub mod bead;
pub mod compare;
pub mod corridor;
pub mod evidence;
pub mod fixed;
pub mod gaps;
pub mod learn;
mod left_out;
mod moves;
pub mod pair;
pub mod score;
pub mod search;
pub mod selftrain;
pub mod sparse;
pub mod token;
pub mod weights;

use std::ops::Range;

use bead::Edge;
use evidence::structure::{self, Opening};
use left_out::LeftOut;
pub use pair::Pair;
use sparse::Sparse;
use weights::Weights;

use crate::encoder::Encoder;
use crate::error::Result;
use crate::segment::Text;

/// What a bead must have of all paths to be worth taking, when paths are chosen by their expected
/// number of right beads.
const WORTH: f64 = 0.3;
/// The same for leaving a sentence unlinked, which takes more evidence.
const NULL_WORTH: f64 = 0.4;

/// An aligned bead: the stretches and how sure we are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aligned {
    /// Which sentences.
    pub edge: Edge,
    /// The bead's share of all alignments under the model, 0..=1.
    pub confidence: f32,
    /// The moved group it belongs to: its target stands elsewhere than its neighbours'.
    pub moved: Option<u32>,
}

/// A bead that a person has decided on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Locked {
    /// Which sentences. An empty side stands at the place where the sentences before it end.
    pub edge: Edge,
    /// What it was when it was locked.
    pub confidence: f32,
    /// The moved group it belongs to.
    pub moved: Option<u32>,
}

impl Aligned {
    /// Its source and target sentences, its confidence and its moved group, as a bitext is assembled of.
    #[must_use]
    pub fn linked(&self) -> (Range<usize>, Range<usize>, f32, Option<u32>) {
        let Edge { i0, i1, j0, j1 } = self.edge;
        (i0..i1, j0..j1, self.confidence, self.moved)
    }
}

/// The most sentences of a side that are aligned at once: some forty books. The search takes about ten
/// kilobytes for each.
pub const MOST_SENTENCES: usize = 400_000;

/// What there is to go by besides the sentences.
#[derive(Clone, Default)]
pub struct Given<'a> {
    /// What the sentences of both sides open; texts without structure have none.
    pub openings: Option<(Vec<Opening>, Vec<Opening>)>,
    /// A machine translation of each source sentence, empty where there is none.
    pub translation: Option<&'a [String]>,
    /// Sentence vectors.
    pub encoder: Option<&'a dyn Encoder>,
    /// Sentences that stand in one bead, in order on both sides, within the largest shape.
    pub anchors: Vec<Edge>,
    /// Beads that stay as they are, in the order of the source; those that are not moved are in the
    /// order of the target, too.
    pub locked: Vec<Locked>,
}

/// The path with the greatest expected number of right beads, given the score of each bead.
#[must_use]
pub fn choose(sparse: &Sparse, scores: &[f64]) -> Vec<Aligned> {
    let shares = sparse.shares(scores);
    let shares: Vec<f64> = shares
        .text
        .iter()
        .zip(&shares.gap)
        .map(|(a, b)| a + b)
        .collect();
    let values: Vec<f64> = shares
        .iter()
        .zip(&sparse.edges)
        .map(|(share, edge)| share - if edge.is_null() { NULL_WORTH } else { WORTH })
        .collect();
    sparse
        .best_path(&values)
        .into_iter()
        .map(|at| Aligned {
            edge: sparse.edges[at],
            confidence: shares[at].min(1.0) as f32,
            moved: None,
        })
        .collect()
}

/// Aligns Chinese with English sentences. Every sentence of both sides is in exactly one bead of
/// the result, in the order of the source.
#[must_use]
pub fn align(source: &[&str], target: &[&str], jobs: usize) -> Vec<Aligned> {
    align_with(source, target, Weights::get(), jobs)
}

/// Aligns with given weights.
#[must_use]
pub fn align_with(
    source: &[&str],
    target: &[&str],
    weights: &Weights,
    jobs: usize,
) -> Vec<Aligned> {
    // Only an encoder can fail.
    align_given(source, target, &Given::default(), weights, jobs).unwrap_or_default()
}

/// Aligns two texts: as [`align`], with paragraphs, headings and speakers as soft anchors, and what
/// else there is to go by.
///
/// # Errors
/// The encoder's, where there is one.
pub fn align_texts(
    source: &Text,
    target: &Text,
    mut given: Given<'_>,
    jobs: usize,
) -> Result<Vec<Aligned>> {
    let zh: Vec<&str> = source.segments.iter().map(|s| s.text.as_str()).collect();
    let en: Vec<&str> = target.segments.iter().map(|s| s.text.as_str()).collect();
    // Lines as they stand have no structure.
    let lines = |text: &Text| text.document.format == "lines";
    if !lines(source) && !lines(target) {
        given.openings = Some((structure::openings(source), structure::openings(target)));
    }
    align_given(&zh, &en, &given, Weights::get(), jobs)
}

/// Aligns with all there is to go by. `given` and the result count in all sentences, blank ones
/// included.
///
/// # Errors
/// The encoder's, where there is one.
pub fn align_given(
    source: &[&str],
    target: &[&str],
    given: &Given<'_>,
    weights: &Weights,
    jobs: usize,
) -> Result<Vec<Aligned>> {
    let left_out = LeftOut::new(source, target, &given.locked);
    let (from, to) = (&left_out.source, &left_out.target);
    let beads = if from.is_empty() || to.is_empty() {
        unlinked(from.len(), to.len())
    } else {
        let pick = |side: &[&'_ str], kept: &[usize]| -> Vec<String> {
            kept.iter().map(|&k| side[k].to_owned()).collect()
        };
        let (zh, en) = (pick(source, from), pick(target, to));
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = en.iter().map(String::as_str).collect();
        let mut pair = Pair::new(&zh, &en, weights);
        if let Some((source, target)) = &given.openings {
            pair.set_structure(
                from.iter().map(|&i| source[i]).collect(),
                to.iter().map(|&j| target[j]).collect(),
            );
        }
        if let Some(lines) = given.translation {
            let lines: Vec<&str> = from.iter().map(|&i| lines[i].as_str()).collect();
            pair.set_translation(&lines);
        }
        pair.set_fixed(left_out.fixed(&given.anchors));
        pair.decide(weights, given.encoder, jobs)?
    };
    let beads = if left_out.is_empty() {
        beads
    } else {
        left_out.restore(&beads)
    };
    let texts = moves::Texts {
        source,
        target,
        given,
        weights,
        jobs,
    };
    moves::find(&texts, beads)
}

/// When a side is empty there is nothing to link.
fn unlinked(sources: usize, targets: usize) -> Vec<Aligned> {
    let omitted = (0..sources).map(|i| Edge {
        i0: i,
        i1: i + 1,
        j0: 0,
        j1: 0,
    });
    let added = (0..targets).map(|j| Edge {
        i0: sources,
        i1: sources,
        j0: j,
        j1: j + 1,
    });
    omitted
        .chain(added)
        .map(|edge| Aligned {
            edge,
            confidence: 1.0,
            moved: None,
        })
        .collect()
}
