//! The aligner: which English sentences translate which Chinese ones.
//!
//! Sentences become tokens ([`token`]); the lexicon says which Chinese tokens speak for which
//! English ones ([`association`]); a corridor is laid through the pair ([`corridor`]); inside it
//! every bead is scored by weighted [`evidence`] and the best path found exactly ([`search`]). That
//! path teaches the document's own words ([`selftrain`]), and the search is repeated.

pub mod association;
pub mod band;
pub mod bead;
pub mod corridor;
pub mod evidence;
pub mod learn;
pub mod score;
pub mod search;
pub mod selftrain;
pub mod sparse;
pub mod token;
pub mod weights;

use association::Association;
use band::Band;
use bead::Edge;
use evidence::Evidence;
use evidence::clauses::ClauseEvidence;
use evidence::counts::CountEvidence;
use evidence::length::LengthEvidence;
use evidence::lexical::LexicalEvidence;
use evidence::marks::MarkEvidence;
use evidence::neighbours::NeighbourEvidence;
use evidence::shape::ShapeEvidence;
use evidence::structure::{self, Opening, StructureEvidence};
use search::Lattice;
use sparse::Sparse;
use token::Tokens;
use weights::{Named, WeightVector, Weights};

use crate::lexicon::Lexicon;
use crate::segment::Text;

/// Beads with a smaller share of all paths are not looked at again.
pub const LEAST_SHARE: f64 = 1e-6;
/// How many beads for each sentence are looked at again, at the most.
const MOST_LIKELY: usize = 60;
/// What a bead must have of all paths to be worth taking, when paths are chosen by their expected
/// number of right beads.
const WORTH: f64 = 0.3;
/// The same for leaving a sentence unlinked, which takes more evidence.
const NULL_WORTH: f64 = 0.4;
/// How far the second pass looks around the first one's path, in sentences.
const SECOND_RADIUS: usize = 8;
/// The same in long texts, where it costs more and the path is surer.
const LONG_RADIUS: usize = 6;
/// From this many source sentences on, one round of self-training is enough.
const LONG: usize = 1000;

/// An aligned bead: the stretches and how sure we are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aligned {
    /// Which sentences.
    pub edge: Edge,
    /// The bead's share of all alignments under the model, 0..=1.
    pub confidence: f32,
}

/// A pair of texts on its way through the aligner.
pub struct Pair<'a> {
    source: Vec<&'a str>,
    target: Vec<&'a str>,
    source_tokens: Tokens,
    target_tokens: Tokens,
    /// From the lexicon alone.
    prior: Association,
    /// What the document has taught, once it has.
    learned: Option<Association>,
    shape: ShapeEvidence,
    length: LengthEvidence,
    marks: MarkEvidence,
    counts: CountEvidence,
    structure: StructureEvidence,
}

impl<'a> Pair<'a> {
    /// Takes the sentences apart.
    #[must_use]
    pub fn new(source: &[&'a str], target: &[&'a str], weights: &Weights) -> Pair<'a> {
        let lexicon = Lexicon::get();
        let target_tokens = token::english(target, lexicon);
        let source_tokens = token::chinese(source, &target_tokens, lexicon);
        let prior = Association::from_lexicon(&source_tokens, &target_tokens, lexicon);
        Pair {
            source: source.to_vec(),
            target: target.to_vec(),
            prior,
            learned: None,
            source_tokens,
            target_tokens,
            shape: ShapeEvidence::new(&weights.shape_shares()),
            length: LengthEvidence::new(source, target),
            marks: MarkEvidence::new(source, target),
            counts: CountEvidence::new(source, target),
            structure: StructureEvidence::default(),
        }
    }

    /// Says what the sentences of both sides open.
    pub fn set_structure(&mut self, source: Vec<Opening>, target: Vec<Opening>) {
        self.structure = StructureEvidence::new(source, target);
    }

    /// Where to look first.
    #[must_use]
    pub fn corridor(&self) -> Band {
        corridor::corridor(&self.source_tokens, &self.target_tokens, &self.prior)
    }

    /// Where to look again, given a path.
    #[must_use]
    pub fn around(&self, path: &[Edge]) -> Band {
        let mut nodes = vec![(0, 0)];
        nodes.extend(path.iter().map(|edge| (edge.i1, edge.j1)));
        let radius = if self.source.len() < LONG {
            SECOND_RADIUS
        } else {
            LONG_RADIUS
        };
        Band::around(&nodes, radius, self.source.len(), self.target.len())
    }

    /// Learns the document's own words from a path.
    pub fn learn(&mut self, path: &[Edge]) {
        self.learned = Some(selftrain::learn(
            path,
            &self.source_tokens,
            &self.target_tokens,
            &self.prior,
            Lexicon::get(),
        ));
    }

    /// Tabulates the words over a band: what the document has taught, or before that the lexicon,
    /// which does without coverage.
    #[must_use]
    pub fn lexical(&self, band: &Band, jobs: usize) -> LexicalEvidence {
        LexicalEvidence::new(
            &self.source_tokens,
            &self.target_tokens,
            self.learned.as_ref().unwrap_or(&self.prior),
            band,
            self.learned.is_some(),
            jobs,
        )
    }

    /// Looks closely at the neighbourhood of beads.
    #[must_use]
    pub fn neighbours(&self, edges: &[Edge]) -> NeighbourEvidence<'_> {
        NeighbourEvidence::new(
            &self.source_tokens,
            &self.target_tokens,
            self.learned.as_ref().unwrap_or(&self.prior),
            edges,
        )
    }

    /// Passes over the pair until only the likely beads are left.
    pub fn search(&mut self, weights: &Weights, jobs: usize) -> Sparse {
        let mut band = self.corridor();
        let mut path = {
            let lexical = self.lexical(&band, jobs);
            let evidence = self.evidence(&lexical);
            let vector = WeightVector::new(&weights.first, &evidence);
            Lattice::score(&band, &evidence, &vector, jobs).best_path()
        };
        let rounds = if self.source.len() < LONG { 2 } else { 1 };
        for round in 1..=rounds {
            self.learn(&path);
            band = self.around(&path);
            let lexical = self.lexical(&band, jobs);
            let evidence = self.evidence(&lexical);
            let vector = WeightVector::new(&weights.second, &evidence);
            let lattice = Lattice::score(&band, &evidence, &vector, jobs);
            if round < rounds {
                path = lattice.best_path();
            } else {
                let mut edges: Vec<Edge> = lattice
                    .likely(
                        LEAST_SHARE,
                        MOST_LIKELY * (self.source.len() + self.target.len()),
                    )
                    .iter()
                    .map(|&(edge, _, _)| edge)
                    .collect();
                edges.extend(lattice.best_path());
                return Sparse::new(edges, self.source.len(), self.target.len());
            }
        }
        Sparse::new(path, self.source.len(), self.target.len())
    }

    /// Searches, and chooses the path with the greatest expected number of right beads.
    pub fn decide(&mut self, weights: &Weights, jobs: usize) -> Vec<Aligned> {
        let sparse = self.search(weights, jobs);
        choose(&sparse, &self.scores(&sparse, &weights.last, jobs))
    }

    /// Scores of the given beads under all evidence.
    #[must_use]
    pub fn scores(&self, sparse: &Sparse, weights: &Named, jobs: usize) -> Vec<f64> {
        let (features, names) = self.features(sparse, jobs);
        let vector = WeightVector::of(weights, &names);
        features
            .chunks_exact(names.len())
            .map(|features| f64::from(vector.dot(features)))
            .collect()
    }

    /// All evidence on the given beads, one number a name for each.
    #[must_use]
    pub fn features(&self, sparse: &Sparse, jobs: usize) -> (Vec<f32>, Vec<&'static str>) {
        let mut nodes = vec![(0, 0)];
        for edge in &sparse.edges {
            nodes.push((edge.i0, edge.j0));
            nodes.push((edge.i1, edge.j1));
        }
        nodes.sort_unstable();
        let band = Band::hull(&nodes, self.source.len(), self.target.len());
        let (lexical, neighbours) = if jobs > 1 {
            std::thread::scope(|scope| {
                let neighbours = scope.spawn(|| self.neighbours(&sparse.edges));
                let lexical = self.lexical(&band, jobs);
                let neighbours = neighbours
                    .join()
                    .unwrap_or_else(|_| self.neighbours(&sparse.edges));
                (lexical, neighbours)
            })
        } else {
            (self.lexical(&band, 1), self.neighbours(&sparse.edges))
        };
        let clauses = ClauseEvidence::new(
            &self.source_tokens,
            &self.target_tokens,
            self.learned.as_ref().unwrap_or(&self.prior),
            &sparse.edges,
        );
        let mut evidence = self.all_evidence(&lexical, &neighbours);
        evidence.push(&clauses);
        let names: Vec<&'static str> = evidence
            .iter()
            .flat_map(|kind| kind.names())
            .copied()
            .collect();
        let mut features = vec![0.0; sparse.edges.len() * names.len()];
        let share = sparse.edges.len().div_ceil(jobs.max(1)).max(1);
        let measure = |edges: &[Edge], features: &mut [f32]| {
            for (&edge, features) in edges.iter().zip(features.chunks_exact_mut(names.len())) {
                search::measure(&evidence, edge, features);
            }
        };
        std::thread::scope(|scope| {
            let parts = features.chunks_mut(share * names.len());
            for (edges, features) in sparse.edges.chunks(share).zip(parts) {
                if jobs > 1 {
                    scope.spawn(|| measure(edges, features));
                } else {
                    measure(edges, features);
                }
            }
        });
        (features, names)
    }

    /// Everything there is to say of a bead, in the order of the last weights.
    #[must_use]
    pub fn all_evidence<'e>(
        &'e self,
        lexical: &'e LexicalEvidence,
        neighbours: &'e NeighbourEvidence<'_>,
    ) -> Vec<&'e (dyn Evidence + Sync)> {
        let mut evidence = self.evidence(lexical);
        evidence.push(&self.counts);
        evidence.push(&self.structure);
        evidence.push(neighbours);
        evidence
    }

    /// The evidence that is cheap enough for all beads of a band, in the order of its weights.
    #[must_use]
    pub fn evidence<'e>(&'e self, lexical: &'e LexicalEvidence) -> Vec<&'e (dyn Evidence + Sync)> {
        vec![lexical, &self.length, &self.shape, &self.marks]
    }
}

/// The path with the greatest expected number of right beads, given the score of each bead.
#[must_use]
pub fn choose(sparse: &Sparse, scores: &[f64]) -> Vec<Aligned> {
    let (shares, _) = sparse.shares(scores);
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
        })
        .collect()
}

/// Aligns Chinese with English sentences. Every sentence of both sides is in exactly one bead of
/// the result, in order.
#[must_use]
pub fn align(source: &[&str], target: &[&str], jobs: usize) -> Vec<Aligned> {
    align_with(source, target, Weights::get(), jobs)
}

/// Aligns two texts: as [`align`], with paragraphs, headings and speakers as soft anchors.
#[must_use]
pub fn align_texts(source: &Text, target: &Text, jobs: usize) -> Vec<Aligned> {
    let zh: Vec<&str> = source.segments.iter().map(|s| s.text.as_str()).collect();
    let en: Vec<&str> = target.segments.iter().map(|s| s.text.as_str()).collect();
    let weights = Weights::get();
    // Lines as they stand have no structure, and may be blank.
    let lines = |text: &Text| text.document.format == "lines";
    if lines(source) || lines(target) || zh.is_empty() || en.is_empty() {
        return align_with(&zh, &en, weights, jobs);
    }
    let mut pair = Pair::new(&zh, &en, weights);
    pair.set_structure(structure::openings(source), structure::openings(target));
    pair.decide(weights, jobs)
}

/// Aligns with given weights.
#[must_use]
pub fn align_with(
    source: &[&str],
    target: &[&str],
    weights: &Weights,
    jobs: usize,
) -> Vec<Aligned> {
    // A blank line translates nothing: the others are aligned without it.
    let said = |side: &[&str]| -> Vec<usize> {
        (0..side.len())
            .filter(|&i| !side[i].trim().is_empty())
            .collect()
    };
    let (from, to) = (said(source), said(target));
    if from.is_empty() || to.is_empty() {
        return unlinked(source.len(), target.len());
    }
    if from.len() < source.len() || to.len() < target.len() {
        let pick = |side: &[&'_ str], kept: &[usize]| -> Vec<String> {
            kept.iter().map(|&i| side[i].to_owned()).collect()
        };
        let (zh, en) = (pick(source, &from), pick(target, &to));
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = en.iter().map(String::as_str).collect();
        let beads = align_with(&zh, &en, weights, jobs);
        return with_blanks(&beads, (&from, source.len()), (&to, target.len()));
    }
    Pair::new(source, target, weights).decide(weights, jobs)
}

/// Puts sentences that were left out of an alignment back in, each by itself, or inside the bead
/// that runs over it. Each side: where its sentences stood, and how many there were.
fn with_blanks(
    beads: &[Aligned],
    (from, sources): (&[usize], usize),
    (to, targets): (&[usize], usize),
) -> Vec<Aligned> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    let fill =
        |i: &mut usize, j: &mut usize, to_i: usize, to_j: usize, found: &mut Vec<Aligned>| {
            for blank in unlinked(to_i - *i, to_j - *j) {
                let edge = blank.edge;
                found.push(Aligned {
                    edge: Edge {
                        i0: edge.i0 + *i,
                        i1: edge.i1 + *i,
                        j0: edge.j0 + *j,
                        j1: edge.j1 + *j,
                    },
                    ..blank
                });
            }
            (*i, *j) = (to_i, to_j);
        };
    for bead in beads {
        let edge = bead.edge;
        let first = |kept: &[usize], k0: usize, k1: usize, at: usize| {
            if k0 < k1 { kept[k0] } else { at }
        };
        let (to_i, to_j) = (
            first(from, edge.i0, edge.i1, i),
            first(to, edge.j0, edge.j1, j),
        );
        fill(&mut i, &mut j, to_i, to_j, &mut found);
        let last = |kept: &[usize], k0: usize, k1: usize, at: usize| {
            if k0 < k1 { kept[k1 - 1] + 1 } else { at }
        };
        let whole = Edge {
            i0: i,
            i1: last(from, edge.i0, edge.i1, i),
            j0: j,
            j1: last(to, edge.j0, edge.j1, j),
        };
        (i, j) = (whole.i1, whole.j1);
        found.push(Aligned {
            edge: whole,
            ..*bead
        });
    }
    fill(&mut i, &mut j, sources, targets, &mut found);
    found
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
        })
        .collect()
}
