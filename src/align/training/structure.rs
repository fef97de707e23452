//! Learning what structure is worth, with all other weights as they are: texts without structure measure 0 for it, and
//! so stay where they are.

use super::blocks::{BlockPair, BlockScore};
use super::corpus::Chapter;
use super::learn::{Example, fit_some};
use super::stages::{Further, decoded, last_example};
use crate::align::weights::{Named, Weights};
use crate::error::Result;

/// Set before the names of the features that are learned here.
const STRUCTURE: &str = "structure.";
/// Parts into which the pairs are cut to be judged, each by what the others taught.
const FOLDS: usize = 5;
/// Strength of the penalty that holds the weights of structure to zero: the greatest of 10, 40 and 160 with which no
/// more links of documents left out go wrong. The documents are chosen for having the same blocks, which makes structure
/// surer in them than elsewhere.
const PENALTY: f64 = 40.0;

/// What was learned of structure.
pub(crate) struct Structure {
    /// The weights, by the names of their features.
    pub(crate) weights: Named,
    /// How links keep to the blocks of documents that were left out of the learning, as a Markdown table.
    pub(crate) report: String,
}

impl Structure {
    /// Learns from documents and chapters; all other weights are those of `given`.
    ///
    /// # Errors
    /// None without an encoder, which is not asked here.
    pub(crate) fn learn(
        pairs: &[BlockPair],
        chapters: &[Chapter],
        given: &Weights,
    ) -> Result<Structure> {
        let fixtures = chapters
            .iter()
            .map(|chapter| last_example(chapter, given, true, Further::default()))
            .collect::<Result<Vec<_>>>()?;
        let examples = |to_learn| -> Vec<(Example, Vec<String>)> {
            let one = |pair: &BlockPair| pair.example(given, to_learn);
            pairs.iter().map(one).collect()
        };
        let (taught, seen) = (examples(true), examples(false));
        // The features are the same for all texts.
        let Some((_, names)) = taught.first() else {
            return Ok(Structure {
                weights: Named::new(),
                report: String::new(),
            });
        };
        let fixed: Vec<Option<f64>> = names
            .iter()
            .map(|name| {
                let weight = given.last.get(name).copied().unwrap_or(0.0);
                (!name.starts_with(STRUCTURE)).then_some(f64::from(weight))
            })
            .collect();
        let learned = |left_out: Option<usize>| -> Named {
            let taught = taught.iter().enumerate();
            let taught = taught.filter(|&(at, _)| Some(at % FOLDS) != left_out);
            let examples: Vec<&Example> = taught
                .map(|(_, (example, _))| example)
                .chain(fixtures.iter().map(|(example, _)| example))
                .collect();
            let weights = fit_some(&examples, &fixed, PENALTY);
            names.iter().cloned().zip(weights).collect()
        };
        let score = |weights: &Named, which: &dyn Fn(usize) -> bool| {
            let mut sum = BlockScore::default();
            for (at, pair) in pairs.iter().enumerate().filter(|&(at, _)| which(at)) {
                sum += pair.score(&decoded(&seen[at], weights));
            }
            sum
        };
        let without: Named = (given.last.iter())
            .filter(|(name, _)| !name.starts_with(STRUCTURE))
            .map(|(name, &weight)| (name.clone(), weight))
            .collect();
        let mut held_out = BlockScore::default();
        for fold in 0..FOLDS {
            held_out += score(&learned(Some(fold)), &|at| at % FOLDS == fold);
        }
        let mut weights = learned(None);
        let rows = [
            ("no weights for structure", score(&without, &|_| true)),
            ("those that were given", score(&given.last, &|_| true)),
            ("learned from the other four fifths", held_out),
            ("learned from all", score(&weights, &|_| true)),
        ];
        weights.retain(|name, _| name.starts_with(STRUCTURE));
        let report = format!(
            "\n{} documents of the same blocks.\n\n| weights for structure | beads | wrong links | unlinked | of 1,000 |\n|{}\n{}",
            pairs.len(),
            " --- |".repeat(5),
            rows.map(|(name, score)| row(name, score)).concat()
        );
        Ok(Structure { weights, report })
    }
}

fn row(name: &str, score: BlockScore) -> String {
    let BlockScore { beads, wrong, gaps } = score;
    let share = 1000.0 * (wrong + gaps) as f64 / beads.max(1) as f64;
    format!("| {name} | {beads} | {wrong} | {gaps} | {share:.2} |\n")
}

impl Weights {
    /// The same with other weights of structure, in every last stage.
    pub(crate) fn with_structure(mut self, structure: &Named) -> Weights {
        for last in [
            &mut self.last,
            &mut self.last_translation,
            &mut self.last_vectors,
            &mut self.last_both,
        ] {
            last.retain(|name, _| !name.starts_with(STRUCTURE));
            last.extend(
                structure
                    .iter()
                    .map(|(name, &weight)| (name.clone(), weight)),
            );
        }
        self
    }
}
