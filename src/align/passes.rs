//! The passes over a pair of texts: searches over all beads of a band, then the rescoring of the few that
//! are probable.

mod part;

use std::cell::RefCell;

use super::association::Association;
use super::band::Band;
use super::bead::Edge;
use super::constraints::Constraints;
use super::corridor;
use super::decode::{Aligned, decode};
use super::evidence::Evidence;
use super::evidence::counts::CountEvidence;
use super::evidence::length::LengthEvidence;
use super::evidence::lexical::LexicalEvidence;
use super::evidence::marks::MarkEvidence;
use super::evidence::rescoring::RescoringEvidence;
use super::evidence::shape::ShapeEvidence;
use super::evidence::structure::{Opening, StructureEvidence};
use super::evidence::vectors::VectorEvidence;
use super::pruned::PrunedLattice;
use super::search::{self, Lattice};
use super::selftrain;
use super::tables::{Places, TablePairs};
use super::token::{self, Tokens};
use super::weights::{Named, WeightVector, Weights};
use crate::encoder::Encoder;
use crate::error::Result;
use crate::lexicon::Lexicon;

/// Beads with a smaller posterior are not rescored.
pub(crate) const LEAST_POSTERIOR: f64 = 1e-6;
/// The most beads for each sentence that are rescored.
const MOST_LIKELY: usize = 60;
/// Radius of the second search around the first one's path, in sentences.
const SECOND_RADIUS: usize = 8;
/// The same in long texts, where it costs more and the path is surer.
const LONG_RADIUS: usize = 6;
/// From this many source sentences on, one round of self-training is enough.
const LONG: usize = 1000;
/// Set before the names of features that look at the machine translation.
const TRANSLATION: &str = "mt.";

/// A machine translation of the source, as tokens.
struct Translation {
    tokens: Tokens,
    association: Association,
}

/// A pair of texts, and what the passes so far have found.
pub(crate) struct Passes<'a> {
    source: Vec<&'a str>,
    target: Vec<&'a str>,
    source_tokens: Tokens,
    target_tokens: Tokens,
    /// The associations of the lexicon alone.
    prior: Association,
    /// The associations learned from the document itself, after the first pass.
    learned: Option<Association>,
    translation: Option<Translation>,
    vectors: Option<VectorEvidence>,
    shape: ShapeEvidence,
    length: LengthEvidence,
    marks: MarkEvidence,
    counts: CountEvidence,
    structure: StructureEvidence,
    tables: TablePairs,
    constraints: Constraints,
}

impl<'a> Passes<'a> {
    /// Makes the tokens of both sides, and measures the evidence that needs no search.
    #[must_use]
    pub(crate) fn new(source: &[&'a str], target: &[&'a str], weights: &Weights) -> Passes<'a> {
        let lexicon = Lexicon::get();
        let target_tokens = token::english(target, lexicon);
        let source_tokens = token::chinese(source, &target_tokens, lexicon);
        let prior = Association::from_lexicon(&source_tokens, &target_tokens, lexicon);
        Passes {
            source: source.to_vec(),
            target: target.to_vec(),
            prior,
            learned: None,
            translation: None,
            vectors: None,
            source_tokens,
            target_tokens,
            shape: ShapeEvidence::new(&weights.shape_shares()),
            length: LengthEvidence::new(source, target),
            marks: MarkEvidence::new(source, target),
            counts: CountEvidence::new(source, target),
            structure: StructureEvidence::default(),
            tables: TablePairs::default(),
            constraints: Constraints::default(),
        }
    }

    /// Sets the units that the sentences of both sides open.
    pub(crate) fn set_structure(&mut self, source: Vec<Opening>, target: Vec<Opening>) {
        self.structure = StructureEvidence::new(source, target);
    }

    /// Says where the sentences of both sides stand in tables.
    pub(crate) fn set_tables(&mut self, source: &Places, target: &Places) {
        self.tables = TablePairs::new(source, target);
    }

    /// Sets the constraints that a person's anchors and locked beads make.
    pub(crate) fn set_constraints(&mut self, constraints: Constraints) {
        self.constraints = constraints;
    }

    /// Sets a machine translation of each source sentence, empty where there is none.
    pub(crate) fn set_translation<S: AsRef<str>>(&mut self, lines: &[S]) {
        let lexicon = Lexicon::get();
        let tokens = token::english(lines, lexicon);
        self.translation = Some(Translation {
            association: Association::from_translation(&tokens, &self.target_tokens, lexicon),
            tokens,
        });
    }

    /// Asks for the vectors of the sentences that are in question.
    ///
    /// # Errors
    /// The encoder's.
    pub(crate) fn ask(&mut self, encoder: &dyn Encoder, pruned: &PrunedLattice) -> Result<()> {
        let mut source = vec![false; self.source.len()];
        let mut target = vec![false; self.target.len()];
        for edge in pruned.edges.iter().filter(|edge| !edge.is_null()) {
            source[edge.i0..edge.i1].fill(true);
            target[edge.j0..edge.j1].fill(true);
        }
        let side = |texts: &[&str], wanted: &[bool]| -> Result<Vec<Option<Vec<f32>>>> {
            let asked: Vec<String> = texts
                .iter()
                .zip(wanted)
                .filter(|&(_, &wanted)| wanted)
                .map(|(text, _)| (*text).to_owned())
                .collect();
            let mut vectors = encoder.encode(&asked)?.into_iter();
            Ok(wanted
                .iter()
                .map(|&wanted| if wanted { vectors.next() } else { None })
                .collect())
        };
        let lengths = |texts: &[&str]| -> Vec<usize> {
            texts.iter().map(|text| text.chars().count()).collect()
        };
        self.vectors = Some(VectorEvidence::new(
            (side(&self.source, &source)?, &lengths(&self.source)),
            (side(&self.target, &target)?, &lengths(&self.target)),
        ));
        Ok(())
    }

    /// The band of the first search.
    #[must_use]
    pub(crate) fn corridor(&self) -> Band {
        corridor::corridor(
            &self.source_tokens,
            &self.target_tokens,
            &self.prior,
            &self.constraints.nodes(),
        )
    }

    /// The band of the next search, around a path.
    #[must_use]
    pub(crate) fn around(&self, path: &[Edge]) -> Band {
        let mut nodes = vec![(0, 0)];
        nodes.extend(path.iter().map(|edge| (edge.i1, edge.j1)));
        if !self.tables.is_empty() {
            // What the path has told of tables stands, also where the path itself is against it.
            let fixed = self.constraints.nodes();
            nodes.retain(|&(i, j)| {
                let next = fixed.partition_point(|&(a, b)| a <= i && b <= j);
                fixed.get(next).is_none_or(|&(a, b)| i <= a && j <= b)
            });
            nodes.extend(fixed);
            nodes.sort_unstable();
            nodes.dedup();
        }
        let radius = if self.source.len() < LONG {
            SECOND_RADIUS
        } else {
            LONG_RADIUS
        };
        Band::around(&nodes, radius, self.source.len(), self.target.len())
    }

    /// Learns the document's own words from a path.
    pub(crate) fn learn(&mut self, path: &[Edge]) {
        self.learned = Some(selftrain::learn(
            path,
            &self.source_tokens,
            &self.target_tokens,
            &self.prior,
            Lexicon::get(),
        ));
    }

    fn association(&self) -> &Association {
        self.learned.as_ref().unwrap_or(&self.prior)
    }

    /// The lexical evidence over a band: by the associations learned from the document, or before that by
    /// those of the lexicon, then without coverage.
    #[must_use]
    pub(crate) fn lexical(&self, band: &Band, jobs: usize) -> LexicalEvidence {
        LexicalEvidence::new(
            "",
            &self.source_tokens,
            &self.target_tokens,
            self.association(),
            band,
            self.learned.is_some(),
            jobs,
        )
    }

    /// Scores all beads of a band.
    #[must_use]
    pub(crate) fn lattice<'b>(&self, band: &'b Band, weights: &Named, jobs: usize) -> Lattice<'b> {
        let lexical = self.lexical(band, jobs);
        let evidence = self.evidence(&lexical);
        let vector = WeightVector::new(weights, &evidence);
        Lattice::score(band, &evidence, &vector, &self.constraints, jobs)
    }

    /// Pairs the rows of tables by a path and what was learned from it; later searches hold to it.
    fn pair_tables(&mut self, path: &[Edge], weights: &Weights, jobs: usize) {
        let nodes = {
            if self.tables.is_empty() {
                return;
            }
            let Some(paired) = self.tables.paired(path) else {
                return;
            };
            let lexical = self.lexical(&paired.band, jobs);
            let evidence = self.evidence(&lexical);
            let vector = WeightVector::new(&weights.second, &evidence);
            let widths = search::widths(&evidence);
            let features = RefCell::new(vec![0.0; vector.len()]);
            paired.nodes(&|edge| {
                let mut features = features.borrow_mut();
                search::measure(&evidence, &widths, edge, &mut features);
                vector.dot(&features)
            })
        };
        self.constraints.pass_as_well(nodes);
    }

    /// Passes over the pair until only the likely beads are left.
    pub(crate) fn search(&mut self, weights: &Weights, jobs: usize) -> PrunedLattice {
        let mut band = self.corridor();
        let mut path = self.lattice(&band, &weights.first, jobs).best_path();
        let rounds = if self.source.len() < LONG { 2 } else { 1 };
        for round in 1..=rounds {
            self.learn(&path);
            if round == 1 {
                self.pair_tables(&path, weights, jobs);
            }
            band = self.around(&path);
            let lattice = self.lattice(&band, &weights.second, jobs);
            path = lattice.best_path();
            if round == rounds {
                let most = MOST_LIKELY * (self.source.len() + self.target.len());
                let likely = lattice.likely(LEAST_POSTERIOR, most);
                path.extend(likely.iter().map(|&(edge, _, _)| edge));
            }
        }
        PrunedLattice::new(path, self.source.len(), self.target.len())
    }

    /// Searches, and chooses the path with the greatest expected number of right beads.
    ///
    /// # Errors
    /// The encoder's, where there is one.
    pub(crate) fn decide(
        &mut self,
        weights: &Weights,
        encoder: Option<&dyn Encoder>,
        jobs: usize,
    ) -> Result<Vec<Aligned>> {
        let pruned = self.search(weights, jobs);
        if let Some(encoder) = encoder {
            self.ask(encoder, &pruned)?;
        }
        let scores = self.scores(&pruned, weights, jobs);
        Ok(decode(&pruned, &scores))
    }

    /// Scores of the given beads under all evidence, in the order of the list.
    fn scores(&self, pruned: &PrunedLattice, weights: &Weights, jobs: usize) -> Vec<f64> {
        let last = weights.last(self.translation.is_some(), self.vectors.is_some());
        let (features, names) = self.features(pruned, jobs);
        let vector = WeightVector::of(last, &names);
        features
            .chunks_exact(names.len())
            .map(|features| f64::from(vector.dot(features)))
            .collect()
    }

    /// All evidence on the given beads, one number a name for each.
    #[must_use]
    pub(crate) fn features(&self, pruned: &PrunedLattice, jobs: usize) -> (Vec<f32>, Vec<String>) {
        let mut nodes = vec![(0, 0)];
        for edge in &pruned.edges {
            nodes.push((edge.i0, edge.j0));
            nodes.push((edge.i1, edge.j1));
        }
        nodes.sort_unstable();
        let band = Band::hull(&nodes, self.source.len(), self.target.len());
        let close = |prefix, tokens, association| {
            RescoringEvidence::new(
                prefix,
                tokens,
                &self.target_tokens,
                association,
                &pruned.edges,
            )
        };
        let joined = self.translation.as_ref().map(|translation| {
            (
                self.source_tokens.joined(&translation.tokens),
                self.association().joined(&translation.association),
            )
        });
        let own = || match &joined {
            Some((tokens, association)) => close("", tokens, association),
            None => close("", &self.source_tokens, self.association()),
        };
        let (lexical, own) = if jobs > 1 {
            std::thread::scope(|scope| {
                let looking = scope.spawn(own);
                let lexical = self.lexical(&band, jobs);
                (
                    lexical,
                    looking
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                )
            })
        } else {
            (self.lexical(&band, 1), own())
        };
        let translated = self.translation.as_ref().map(|translation| {
            LexicalEvidence::new(
                TRANSLATION,
                &translation.tokens,
                &self.target_tokens,
                &translation.association,
                &band,
                true,
                jobs,
            )
        });
        let mut evidence = self.evidence(&lexical);
        evidence.extend([
            &self.counts as &(dyn Evidence + Sync),
            &self.structure,
            &own,
        ]);
        if let Some(lexical) = &translated {
            evidence.push(lexical);
        }
        if let Some(vectors) = &self.vectors {
            evidence.push(vectors);
        }
        let widths = search::widths(&evidence);
        let width = widths.iter().sum();
        let mut features = vec![0.0; pruned.edges.len() * width];
        let share = pruned.edges.len().div_ceil(jobs.max(1)).max(1);
        let measure = |edges: &[Edge], features: &mut [f32]| {
            for (&edge, features) in edges.iter().zip(features.chunks_exact_mut(width)) {
                search::measure(&evidence, &widths, edge, features);
            }
        };
        std::thread::scope(|scope| {
            let parts = features.chunks_mut(share * width);
            for (edges, features) in pruned.edges.chunks(share).zip(parts) {
                if jobs > 1 {
                    scope.spawn(|| measure(edges, features));
                } else {
                    measure(edges, features);
                }
            }
        });
        let names = evidence.iter().flat_map(|kind| kind.names()).collect();
        (features, names)
    }

    /// The evidence that is cheap enough for all beads of a band, in the order of its weights.
    #[must_use]
    pub(crate) fn evidence<'e>(
        &'e self,
        lexical: &'e LexicalEvidence,
    ) -> Vec<&'e (dyn Evidence + Sync)> {
        vec![lexical, &self.length, &self.shape, &self.marks]
    }
}
