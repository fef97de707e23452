//! The passes over a pair of texts: searches over all beads of a band, then the rescoring of the few that
//! are probable.

mod part;

use std::cell::RefCell;
use std::thread::ScopedJoinHandle;

use super::association::{self, Association};
use super::band::Band;
use super::bead::{Edge, MAX_SOURCE, MAX_TARGET};
use super::constraints::Constraints;
use super::corridor;
use super::decode::{Aligned, decode};
use super::evidence::Evidence;
use super::evidence::counts::CountEvidence;
use super::evidence::length::LengthEvidence;
use super::evidence::lexical::{Groups, LexicalEvidence, Words};
use super::evidence::marks::MarkEvidence;
use super::evidence::shape::ShapeEvidence;
use super::evidence::structure::{Opening, StructureEvidence};
use super::evidence::vectors::VectorEvidence;
use super::last_look::LastLook;
use super::pruned::PrunedLattice;
use super::scoring::Scoring;
use super::search::{self, Lattice, SLAB};
use super::selftrain;
use super::tables::{Places, TablePairs};
use super::terms::Terms;
use super::token::{self, Tokens};
use super::weights::{Named, WeightVector, Weights};
use crate::encoder::Encoder;
use crate::error::Result;
use crate::lexicon::Lexicon;

/// Beads with a smaller posterior are not rescored.
pub(crate) const LEAST_POSTERIOR: f64 = 3e-4;
/// The most beads for each sentence that are rescored.
const MOST_LIKELY: usize = 60;
/// Radius of the second search around the first one's path, in sentences.
const SECOND_RADIUS: usize = 8;
/// The same in long texts, where it costs more and the path is surer.
const LONG_RADIUS: usize = 4;
/// The most source and target sentences of a bead in the first search, whose path only has to be near the right one.
pub(crate) const FIRST_LARGEST: (usize, usize) = (4, 4);
/// The same in the later ones: every shape.
pub(crate) const LARGEST: (usize, usize) = (MAX_SOURCE, MAX_TARGET);
/// From this many source sentences on, one round of self-training is enough.
const LONG: usize = 1000;
/// A translation of the source, by a machine or out of a memory, as tokens.
struct Translation {
    /// Whether there is one of each source sentence.
    told: Vec<bool>,
    tokens: Tokens,
    association: Association,
}

impl Translation {
    /// Whether every source sentence of a bead is translated; of an addition, those beside it. Only then the
    /// translation can say something about the bead: with a line for a tenth to a half of the sentences of six chapters,
    /// links judged so are right by .002 more often than with one set of weights for all.
    fn tells(&self, edge: Edge) -> bool {
        let beside = if edge.sources() == 0 {
            edge.i0.saturating_sub(1)..(edge.i1 + 1).min(self.told.len())
        } else {
            edge.i0..edge.i1
        };
        self.told[beside].iter().all(|&told| told)
    }
}

/// A pair of texts, and what the passes so far have found.
pub(crate) struct Passes<'a> {
    source: Vec<&'a str>,
    target: Vec<&'a str>,
    source_tokens: Tokens,
    target_tokens: Tokens,
    groups: Groups,
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
    /// Makes the tokens of both sides, and measures the evidence that needs no search. Where there are no terms of a
    /// glossary, both their lists are empty.
    #[must_use]
    pub(crate) fn new(
        source: &[&'a str],
        target: &[&'a str],
        terms: &(Terms, Terms),
        weights: &Weights,
        jobs: usize,
    ) -> Passes<'a> {
        let lexicon = Lexicon::get();
        let (source_tokens, target_tokens) = std::thread::scope(|scope| {
            if jobs > 1 {
                scope.spawn(association::prepare);
            }
            let english = token::english_with_terms(target, &terms.1, lexicon, jobs);
            let chinese = token::chinese_with_terms(source, &terms.0, &english, lexicon, jobs);
            (chinese, english)
        });
        let measured = || {
            (
                LengthEvidence::new(source, target),
                MarkEvidence::new(source, target),
                CountEvidence::new(source, target),
            )
        };
        let (prior, (length, marks, counts)) = std::thread::scope(|scope| {
            let measuring = (jobs > 1).then(|| scope.spawn(measured));
            let prior = Association::from_lexicon(&source_tokens, &target_tokens, lexicon, jobs);
            let measured = match measuring.map(ScopedJoinHandle::join) {
                Some(Ok(measured)) => measured,
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => measured(),
            };
            (prior, measured)
        });
        Passes {
            source: source.to_vec(),
            target: target.to_vec(),
            prior,
            learned: None,
            translation: None,
            vectors: None,
            groups: Groups::new(&target_tokens),
            source_tokens,
            target_tokens,
            shape: ShapeEvidence::new(&weights.shape_shares()),
            length,
            marks,
            counts,
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
    pub(crate) fn set_translation<S: AsRef<str> + Sync>(&mut self, lines: &[S], jobs: usize) {
        let lexicon = Lexicon::get();
        let tokens = token::english(lines, lexicon, jobs);
        self.translation = Some(Translation {
            told: lines
                .iter()
                .map(|line| !line.as_ref().trim().is_empty())
                .collect(),
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
    pub(crate) fn corridor(&self, jobs: usize) -> Band {
        corridor::corridor(
            &self.source_tokens,
            &self.target_tokens,
            &self.prior,
            &self.constraints.nodes(),
            jobs,
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
    pub(crate) fn learn(&mut self, path: &[Edge], jobs: usize) {
        self.learned = Some(selftrain::learn(
            path,
            &self.source_tokens,
            &self.target_tokens,
            &self.prior,
            Lexicon::get(),
            jobs,
        ));
    }

    fn association(&self) -> &Association {
        self.learned.as_ref().unwrap_or(&self.prior)
    }

    /// The words that the lexical evidence is made of: by the associations learned from the document, or before that
    /// by those of the lexicon, then without coverage.
    #[must_use]
    pub(crate) fn words(&self) -> Words<'_> {
        let learned = self.learned.is_some();
        Words {
            source: &self.source_tokens,
            target: &self.target_tokens,
            groups: &self.groups,
            association: self.association(),
            with_coverage: learned,
        }
    }

    /// Searches a band whose beads are scored by the evidence that is cheap enough for all of them.
    pub(crate) fn search_in<R>(
        &self,
        band: &Band,
        weights: &Named,
        largest: (usize, usize),
        jobs: usize,
        search: impl FnOnce(&Lattice<'_>) -> R,
    ) -> R {
        let scoring = Scoring {
            band,
            words: &self.words(),
            length: &self.length,
            shape: &self.shape,
            marks: &self.marks,
            weights,
            constraints: &self.constraints,
            largest,
        };
        search(&Lattice {
            band,
            scores: &scoring,
            jobs,
            slab: SLAB,
        })
    }

    /// Pairs the rows of tables by a path and what was learned from it; later searches hold to it.
    fn pair_tables(&mut self, path: &[Edge], weights: &Weights) {
        let nodes = {
            if self.tables.is_empty() {
                return;
            }
            let Some(paired) = self.tables.paired(path) else {
                return;
            };
            let rows = 0..self.source.len() + 1;
            let lexical = LexicalEvidence::new("", &self.words(), &paired.band, rows);
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
        let band = self.corridor(jobs);
        let mut path = self.search_in(&band, &weights.first, FIRST_LARGEST, jobs, |lattice| {
            lattice.best_path()
        });
        drop(band);
        let rounds = if self.source.len() < LONG { 2 } else { 1 };
        for round in 1..=rounds {
            self.learn(&path, jobs);
            if round == 1 {
                self.pair_tables(&path, weights);
            }
            let band = self.around(&path);
            path = self.search_in(&band, &weights.second, LARGEST, jobs, |lattice| {
                if round < rounds {
                    return lattice.best_path();
                }
                let most = MOST_LIKELY * (self.source.len() + self.target.len());
                let (mut path, likely) = lattice.likely(LEAST_POSTERIOR, most);
                path.extend(likely.iter().map(|&(edge, _, _)| edge));
                path
            });
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

    /// Prepares to look at the beads of a lattice with all evidence.
    fn last_look<'l>(&'l self, pruned: &'l PrunedLattice) -> LastLook<'l> {
        let mut nodes = vec![(0, 0)];
        for edge in &pruned.edges {
            nodes.push((edge.i0, edge.j0));
            nodes.push((edge.i1, edge.j1));
        }
        nodes.sort_unstable();
        let translation = self.translation.as_ref();
        LastLook {
            edges: &pruned.edges,
            band: Band::hull(&nodes, self.source.len(), self.target.len()),
            words: self.words(),
            translated: translation.map(|translation| Words {
                source: &translation.tokens,
                target: &self.target_tokens,
                groups: &self.groups,
                association: &translation.association,
                with_coverage: true,
            }),
            joined: translation.map(|translation| {
                (
                    self.source_tokens.joined(&translation.tokens),
                    self.association().joined(&translation.association),
                )
            }),
            measured: vec![
                &self.length,
                &self.shape,
                &self.marks,
                &self.counts,
                &self.structure,
            ],
            vectors: self.vectors.as_ref(),
        }
    }

    /// Scores of the given beads under all evidence, in the order of the list.
    fn scores(&self, pruned: &PrunedLattice, weights: &Weights, jobs: usize) -> Vec<f64> {
        let look = self.last_look(pruned);
        let names = look.names();
        let last = |translation| {
            WeightVector::of(weights.last(translation, self.vectors.is_some()), &names)
        };
        let (plain, translated) = (last(false), last(true));
        look.turned(jobs, |edges, features, scores| {
            let features = features.chunks_exact(names.len());
            scores.extend(edges.iter().zip(features).map(|(&edge, features)| {
                let translation = self.translation.as_ref();
                let vector = if translation.is_some_and(|translation| translation.tells(edge)) {
                    &translated
                } else {
                    &plain
                };
                f64::from(vector.dot(features))
            }));
        })
    }

    /// All evidence on the given beads, one number a name for each.
    #[cfg(feature = "training")]
    #[must_use]
    pub(crate) fn features(&self, pruned: &PrunedLattice, jobs: usize) -> (Vec<f32>, Vec<String>) {
        let look = self.last_look(pruned);
        let features = look.turned(jobs, |_, features, all| all.extend_from_slice(features));
        (features, look.names())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::bead::SHAPES;
    use crate::align::search::Scores;
    use std::ops::Range;

    /// The same scores, bead by bead and summed up from the last feature to the first: other roundings, as another
    /// machine may have them.
    struct Backwards<'a> {
        band: &'a Band,
        evidence: Vec<&'a (dyn Evidence + Sync)>,
        weights: Vec<f32>,
    }

    impl Scores for Backwards<'_> {
        fn fill(&self, rows: Range<usize>, scores: &mut [f32]) {
            let widths = search::widths(&self.evidence);
            let mut features = vec![0.0; self.weights.len()];
            let mut scores = scores.iter_mut();
            for i in rows {
                for shape in SHAPES {
                    for j in self.band.low(i)..=self.band.high(i) {
                        let Some(score) = scores.next() else { return };
                        let i0 = i.checked_sub(usize::from(shape.source));
                        let j0 = j.checked_sub(usize::from(shape.target));
                        if let Some((i0, j0)) = i0.zip(j0)
                            && self.band.node(i0, j0).is_some()
                        {
                            let edge = Edge {
                                i0,
                                i1: i,
                                j0,
                                j1: j,
                            };
                            search::measure(&self.evidence, &widths, edge, &mut features);
                            let terms = features.iter().zip(&self.weights).rev();
                            *score = terms.map(|(feature, weight)| feature * weight).sum();
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn other_roundings_change_no_result() {
        let zh = include_str!("../../fixtures/interview/zh.sents.txt");
        let en = include_str!("../../fixtures/interview/en.sents.txt");
        let (zh, en): (Vec<&str>, Vec<&str>) = (zh.lines().collect(), en.lines().collect());
        let weights = Weights::get().unwrap();
        let mut passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), weights, 1);
        let band = passes.corridor(2);
        for (learned, named) in [(false, &weights.first), (true, &weights.second)] {
            let (path, likely) = passes.search_in(&band, named, LARGEST, 2, |lattice| {
                lattice.likely(LEAST_POSTERIOR, usize::MAX)
            });
            let words = passes.words();
            let lexical = LexicalEvidence::new("", &words, &band, 0..zh.len() + 1);
            let evidence = passes.evidence(&lexical);
            let vector = WeightVector::new(named, &evidence);
            let backwards = Backwards {
                band: &band,
                weights: (0..vector.len()).map(|at| vector.at(at)).collect(),
                evidence,
            };
            let lattice = Lattice {
                band: &band,
                scores: &backwards,
                jobs: 1,
                slab: SLAB,
            };
            let (other_path, other_likely) = lattice.likely(LEAST_POSTERIOR, usize::MAX);
            assert_eq!(path, other_path);
            // Beads at the very bar may fall on either side of it; all others are the same, and as likely.
            let sure = |beads: &[(Edge, f64, f32)]| -> Vec<(Edge, f64)> {
                let beads = beads.iter().filter(|bead| bead.1 > LEAST_POSTERIOR * 1.1);
                beads.map(|bead| (bead.0, bead.1)).collect()
            };
            for ((edge, posterior), (other, other_posterior)) in
                sure(&likely).into_iter().zip(sure(&other_likely))
            {
                assert_eq!(edge, other);
                assert!((posterior - other_posterior).abs() < 1e-3, "{edge:?}");
            }
            if !learned {
                passes.learn(&path, 1);
            }
        }
    }

    #[test]
    fn slabs_change_no_result() {
        let zh = include_str!("../../fixtures/interview/zh.sents.txt");
        let en = include_str!("../../fixtures/interview/en.sents.txt");
        let (zh, en): (Vec<&str>, Vec<&str>) = (zh.lines().collect(), en.lines().collect());
        let weights = Weights::get().unwrap();
        let passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), weights, 1);
        let band = passes.corridor(1);
        let [whole, some, few, one] = [usize::MAX, 37, 5, 1].map(|slab| {
            passes.search_in(&band, &weights.first, LARGEST, 2, |lattice| {
                let Lattice { band, scores, .. } = *lattice;
                let lattice = Lattice {
                    band,
                    scores,
                    jobs: 2,
                    slab,
                };
                lattice.likely(LEAST_POSTERIOR, 3 * zh.len())
            })
        });
        assert!(whole.1.len() > zh.len());
        assert!(whole == some && whole == few && whole == one);
    }

    #[test]
    fn threads_change_no_result() {
        let zh = include_str!("../../fixtures/interview/zh.sents.txt");
        let en = include_str!("../../fixtures/interview/en.sents.txt");
        // As often that the text is cut into blocks and pieces, and the words are learned in parts.
        let zh: Vec<&str> = zh.lines().cycle().take(1_500).collect();
        let en: Vec<&str> = en.lines().cycle().take(1_500).collect();
        let weights = Weights::get().unwrap();
        let [one, four] = [1, 4].map(|jobs| {
            let mut passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), weights, jobs);
            passes.decide(weights, None, jobs).unwrap()
        });
        assert_eq!(one, four);
    }
}
