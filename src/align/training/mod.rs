//! Learning the aligner's weights from gold alignments (feature `training`): those of a semi-Markov
//! conditional random field, in three stages, and how well they do on texts they have not seen.
//! [`Training::run`] is the one entry.

mod blocks;
mod corpus;
mod learn;
mod report;
mod stages;
mod structure;

use std::path::{Path, PathBuf};

use blocks::{BlockPair, read_pairs};
use corpus::{Chapter, read_chapters};
use learn::{Example, fit};
use report::Report;
use stages::{Further, LAST_PENALTY, decoded, last_example, train};
use structure::Structure;

use super::aligner::align;
use super::decode::Aligned;
use super::input::Input;
use super::terms::Terms;
use super::weights::{Named, Weights};
use crate::encoder::Encoder;
use crate::error::{Error, Result};

/// A corpus, and the options of learning from it.
#[derive(Clone, Copy)]
pub struct Training<'a> {
    /// A folder of `NNN.zh`, `NNN.en` (a sentence a line), `NNN.align` (gold links) and, where there is
    /// one, `NNN.zh.mt` (a machine translation of each Chinese line). Each text is used twice: as it is,
    /// and with every thirtieth 1-1 bead's English and every thirtieth one's Chinese taken out, for gold
    /// has next to no omissions and additions to learn from.
    pub corpus: &'a Path,
    /// Folders of `zh.md`, `en.md` (or `.txt`) and `gold.align`: the weights of paragraphs, headings and
    /// speakers are learned from these.
    pub structured: &'a [PathBuf],
    /// Folders of `NAME.zh.md` and `NAME.en.md`: those of them whose two documents have the same sequence of blocks
    /// teach the weights of structure, when all others are known; a bead there is right that keeps to the blocks.
    /// Without such folders these weights are those that the chapters and `structured` give.
    pub blocks: &'a [PathBuf],
    /// The source of sentence vectors. Without one, the weights of vectors stay as they are.
    pub encoder: Option<&'a dyn Encoder>,
    /// Only the last stage is learned anew, on what the compiled-in first stages leave: to compare kinds
    /// of evidence while working on them. Those stages have seen all texts, so that the scores are a
    /// little too good. The weights in the end are the compiled-in ones, but for those of structure.
    pub quick: bool,
    /// Whether weights are learned from all texts, too, and not only leaving each out in turn.
    pub whole: bool,
}

/// Scores and weights that were learned.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The scores on the texts left out, as Markdown tables.
    pub report: String,
    /// The weights learned from all texts, as `src/align/weights.json` has them, where asked for.
    pub weights: Option<String>,
}

impl Training<'_> {
    /// Learns. The result depends on the corpus and the options alone.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Input`] for the texts, and the encoder's.
    pub fn run(&self) -> Result<Trained> {
        let chapters = read_chapters(self.corpus)?;
        let structured: Vec<Chapter> = self
            .structured
            .iter()
            .map(|folder| Chapter::structured(folder))
            .collect::<Result<_>>()?;
        let thinned: Vec<Chapter> = chapters.iter().map(Chapter::thinned).collect();
        let mut text = format!(
            "{} chapters, {} gold beads.\n\n",
            chapters.len(),
            chapters.iter().map(|c| c.gold.len()).sum::<usize>()
        );
        let kinds = Further::kinds(self.encoder);
        if self.quick {
            let mut reports = Vec::new();
            for &(name, further) in &kinds {
                reports.push((name, quick(&chapters, &thinned, &structured, further)?));
            }
            text += &Report::scores(&reports);
            let weights = self.with_blocks(Weights::get()?.clone(), &structured, &mut text)?;
            return Ok(Trained {
                report: text,
                weights: self.whole.then(|| written(&weights)).transpose()?,
            });
        }
        let mut reports: Vec<Report> = kinds.iter().map(|_| Report::default()).collect();
        for (k, held) in chapters.iter().enumerate() {
            let others: Vec<&Chapter> = chapters
                .iter()
                .zip(&thinned)
                .enumerate()
                .filter(|&(other, _)| other != k)
                .flat_map(|(_, (whole, thin))| [whole, thin])
                .chain(&structured)
                .collect();
            let weights = train(&others, self.encoder)?;
            for (&(_, further), report) in kinds.iter().zip(&mut reports) {
                report.add(held, &aligned(held, &weights, further)?);
                report.add_thinned(&thinned[k], &aligned(&thinned[k], &weights, further)?);
            }
        }
        let names = kinds.iter().map(|(name, _)| *name);
        let reports: Vec<(&str, Report)> = names.zip(reports).collect();
        text += &Report::scores(&reports);
        text += &Report::reliability(&reports);
        let weights = if self.whole {
            let all: Vec<&Chapter> = chapters.iter().chain(&thinned).chain(&structured).collect();
            let weights = train(&all, self.encoder)?;
            Some(self.with_blocks(weights, &structured, &mut text)?)
        } else {
            self.with_blocks(Weights::get()?.clone(), &structured, &mut text)?;
            None
        };
        let weights = weights.as_ref().map(written).transpose()?;
        Ok(Trained {
            report: text,
            weights,
        })
    }

    /// These weights with those of structure that the folders of documents teach, which are judged in `report`.
    fn with_blocks(
        &self,
        weights: Weights,
        structured: &[Chapter],
        report: &mut String,
    ) -> Result<Weights> {
        let mut pairs: Vec<BlockPair> = Vec::new();
        for folder in self.blocks {
            pairs.extend(read_pairs(folder)?);
        }
        if pairs.is_empty() {
            return Ok(weights);
        }
        let learned = Structure::learn(&pairs, structured, &weights)?;
        *report += &learned.report;
        Ok(weights.with_structure(&learned.weights))
    }
}

/// Weights as they are compiled in.
fn written(weights: &Weights) -> Result<String> {
    let json = serde_json::to_string_pretty(weights);
    Ok(json.map_err(|error| Error::usage(error.to_string(), ""))? + "\n")
}

fn aligned(chapter: &Chapter, weights: &Weights, further: Further<'_>) -> Result<Vec<Aligned>> {
    let (zh, en) = chapter.sides();
    align(&Input {
        source: &zh,
        target: &en,
        openings: None,
        places: None,
        times: Vec::new(),
        terms: <(Terms, Terms)>::default(),
        translation: chapter.mt.as_deref().filter(|_| further.translation),
        encoder: further.encoder,
        anchors: Vec::new(),
        locked: Vec::new(),
        weights,
        jobs: 2,
    })
}

/// Leaves each chapter out of the last stage only.
fn quick(
    chapters: &[Chapter],
    thinned: &[Chapter],
    structured: &[Chapter],
    further: Further<'_>,
) -> Result<Report> {
    let weights = Weights::get()?;
    let prepare = |chapters: &[Chapter], with_gold: bool| {
        chapters
            .iter()
            .map(|chapter| last_example(chapter, weights, with_gold, further))
            .collect::<Result<Vec<_>>>()
    };
    let (whole, thin) = (prepare(chapters, true)?, prepare(thinned, true)?);
    let (whole_test, thin_test) = (prepare(chapters, false)?, prepare(thinned, false)?);
    let fixed = if further.translation {
        Vec::new()
    } else {
        prepare(structured, true)?
    };
    let mut report = Report::default();
    for k in 0..chapters.len() {
        let others: Vec<&Example> = (0..chapters.len())
            .filter(|&other| other != k)
            .flat_map(|other| [&whole[other].0, &thin[other].0])
            .chain(fixed.iter().map(|(example, _)| example))
            .collect();
        let names = &whole[k].1;
        let fitted = fit(&others, names.len(), LAST_PENALTY);
        let named: Named = names.iter().cloned().zip(fitted).collect();
        report.add(&chapters[k], &decoded(&whole_test[k], &named));
        report.add_thinned(&thinned[k], &decoded(&thin_test[k], &named));
    }
    Ok(report)
}
