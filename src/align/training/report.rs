//! The report on chapters that were left out of the learning, as Markdown tables.

use std::collections::BTreeMap;

use super::corpus::Chapter;
use crate::align::bead::Edge;
use crate::align::decode::Aligned;
use crate::eval::{Link, Score};

/// Counts over chapters.
#[derive(Default)]
pub(crate) struct Report {
    score: Score,
    /// Strict F1 of each chapter.
    each: Vec<String>,
    /// Sentences without counterpart in thinned chapters: found, all, found falsely.
    nulls: (usize, usize, usize),
    /// Beads by tenth of their confidence, and how many of them are right.
    reliability: BTreeMap<u32, (usize, usize)>,
}

impl Report {
    fn row(&self, name: &str) -> String {
        let (strict, lax) = (self.score.strict(), self.score.lax());
        format!(
            "| {name} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} of {} | {} |\n",
            strict.precision,
            strict.recall,
            strict.f1,
            lax.f1,
            self.each.join(" "),
            self.nulls.0,
            self.nulls.1,
            self.nulls.2
        )
    }

    /// Beads of a tenth of confidence, and how many of them are right; all below a half together.
    fn reliable(&self, tenth: u32) -> String {
        let tenths = self.reliability.iter();
        let (beads, right) = tenths
            .filter(|(at, _)| **at == tenth || (tenth == 4 && **at < 4))
            .fold((0, 0), |sum, (_, slot)| (sum.0 + slot.0, sum.1 + slot.1));
        format!("{beads} | {:.3}", right as f64 / beads.max(1) as f64)
    }

    /// Precision, recall and F1, a row for each kind of evidence.
    pub(crate) fn scores(reports: &[(&str, Report)]) -> String {
        let rows = reports.iter().map(|(name, report)| report.row(name));
        format!(
            "| | strict P | R | F1 | lax F1 | by chapter | thinned: unlinked found | falsely |\n|{}\n{}",
            " --- |".repeat(8),
            rows.collect::<String>()
        )
    }

    /// The reliability of confidences: the beads that are right in each tenth of confidence.
    pub(crate) fn reliability(reports: &[(&str, Report)]) -> String {
        let heads = reports
            .iter()
            .map(|(name, _)| format!(" {name}: beads | right |"));
        let mut table = format!(
            "\n| confidence |{}\n|{}\n",
            heads.collect::<String>(),
            " --- |".repeat(1 + 2 * reports.len())
        );
        for tenth in (4..10).rev() {
            let name = match tenth {
                9 => ".9 to 1".to_owned(),
                4 => "below".to_owned(),
                _ => format!(".{tenth} to .{}", tenth + 1),
            };
            let cells = reports
                .iter()
                .map(|(_, report)| format!(" {} |", report.reliable(tenth)));
            table += &format!("| {name} |{}\n", cells.collect::<String>());
        }
        table
    }

    /// Counts the alignment of a chapter as it is.
    pub(crate) fn add(&mut self, chapter: &Chapter, found: &[Aligned]) {
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

    /// Counts the unlinked sentences of a thinned chapter.
    pub(crate) fn add_thinned(&mut self, chapter: &Chapter, found: &[Aligned]) {
        for bead in found.iter().filter(|bead| bead.edge.is_null()) {
            let right = chapter.gold.contains(&bead.edge);
            self.nulls.0 += usize::from(right);
            self.nulls.2 += usize::from(!right);
        }
        self.nulls.1 += chapter.gold.iter().filter(|edge| edge.is_null()).count();
    }
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
