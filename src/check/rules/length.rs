//! `length`: how long the English is against the Chinese, beside the other sentences of the text. The
//! spread is measured by the median of the distances to the median, which outliers do not move.

use super::{Context, Whole};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

/// The least weight of Chinese that is measured: shorter Chinese may have English of any length.
const LEAST: usize = 10;
/// Least number of beads that have a usual length.
const ENOUGH: usize = 5;
/// Standard deviations from the mean that are unusual.
const FAR: f64 = 3.5;
/// The standard deviation of the logarithm is taken for at least this much, and never for more.
const SPREAD: (f64, f64) = (0.18, 0.3);
/// A median of distances times this is a standard deviation, where they are distributed normally.
const NORMAL: f64 = 1.4826;

struct Lengths {
    severity: Severity,
    /// Beads with the logarithm of their ratio.
    ratios: Vec<(usize, f64)>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Lengths {
        severity,
        ratios: Vec::new(),
    })
}

impl Whole for Lengths {
    fn see(&mut self, pair: &CheckedBead<'_>, _: &Context<'_>, _: &mut Vec<BeadFinding>) {
        let says = pair.source_weight();
        // Lists of names and addresses have a length of their own.
        let listed = || pair.source.matches('、').nth(3).is_some() || pair.source.contains("://");
        if pair.is_linked() && says >= LEAST && !listed() {
            let ratio = pair.target_length() as f64 / says as f64;
            self.ratios.push((pair.index, ratio.ln()));
        }
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if self.ratios.len() < ENOUGH {
            return;
        }
        let middle = median(self.ratios.iter().map(|&(_, ratio)| ratio).collect());
        let distances = self.ratios.iter().map(|&(_, ratio)| (ratio - middle).abs());
        let spread = (median(distances.collect()) * NORMAL).clamp(SPREAD.0, SPREAD.1);
        for (bead, ratio) in self.ratios {
            if (ratio - middle).abs() > FAR * spread {
                let times = (ratio - middle).exp();
                let message = if times > 1.0 {
                    format!("the English is {times:.1} times as long as is usual in this text")
                } else {
                    let share = times * 100.0;
                    format!(
                        "the English has {share:.0} per cent of the length that is usual in this text"
                    )
                };
                found.push(BeadFinding::new("length", self.severity, bead, "", message));
            }
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
