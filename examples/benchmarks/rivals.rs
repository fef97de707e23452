//! duizhao beside each rival: all ratios of the page in one table, with those first where it is behind.

use crate::figures::{Figure, figures};
use crate::page::{region, table};

/// What the rows of other programs have in their names.
const PROGRAMS: [&str; 12] = [
    "sentencex",
    "icu_segmenter",
    "unicode-segmentation",
    "pySBD",
    "galechurch",
    "NLTK",
    "hunalign",
    "bilingual_book_maker",
    "pofilter",
    "git diff",
    "wdiff",
    "similar",
];

/// Rows of a part of the page that do the same task.
struct Contest {
    part: &'static str,
    task: &'static str,
    /// The row of duizhao.
    ours: &'static str,
    /// How the rows of the task begin, where the table has others.
    start: &'static str,
}

const CONTESTS: [Contest; 8] = [
    contest("segment-peers", "segment", "duizhao", ""),
    contest("align", "align", "duizhao", ""),
    contest("translate", "translate", "duizhao", ""),
    contest("check", "check", "duizhao", ""),
    contest("diff", "diff", "`duizhao diff`, the English alone", ""),
    contest("growth", "align", "align: duizhao", "align: "),
    contest("growth", "check", "check: duizhao", "check: "),
    contest("growth", "diff", "diff: duizhao", "diff: "),
];

const fn contest(
    part: &'static str,
    task: &'static str,
    ours: &'static str,
    start: &'static str,
) -> Contest {
    Contest {
        part,
        task,
        ours,
        start,
    }
}

struct Ratio {
    cells: [String; 4],
    /// How many times better duizhao is; none where a figure is 0.
    times: Option<f64>,
}

/// The table, from what is on the page.
pub(crate) fn rivals(page: &str) -> String {
    let mut ratios: Vec<Ratio> = CONTESTS
        .iter()
        .flat_map(|contest| contest.ratios(region(page, contest.part).unwrap_or_default()))
        .collect();
    ratios.sort_by(|one, other| order(one).total_cmp(&order(other)));
    let behind = ratios.iter().filter(|ratio| order(ratio) < 1.0).count();
    let head = ["what", "rival", "duizhao", "the rival", "ratio"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(head)
        .chain(ratios.iter().map(Ratio::row))
        .collect();
    let said = format!("duizhao is behind in {behind} of {}.", ratios.len());
    format!("{said}\n\n{}", table(&rows))
}

/// Ratios by size, those without a number behind them.
fn order(ratio: &Ratio) -> f64 {
    ratio.times.unwrap_or(f64::INFINITY)
}

impl Ratio {
    fn row(&self) -> [String; 5] {
        let times = match self.times {
            Some(times) if times < 10.0 => format!("{times:.2}"),
            Some(times) => format!("{times:.0}"),
            None => String::new(),
        };
        let [what, rival, ours, theirs] = self.cells.clone();
        [what, rival, ours, theirs, times]
    }
}

impl Contest {
    fn ratios(&self, text: &str) -> Vec<Ratio> {
        let figures = figures(text);
        let is_rival = |figure: &&Figure| {
            let named = PROGRAMS.iter().any(|program| figure.row.contains(program));
            named && figure.row.starts_with(self.start)
        };
        let beside_ours = |theirs: &Figure| {
            let ours = figures.iter().find(|ours| {
                ours.row == self.ours
                    && (&ours.setting, &ours.column) == (&theirs.setting, &theirs.column)
            });
            self.ratio(ours?, theirs)
        };
        figures
            .iter()
            .filter(is_rival)
            .filter_map(beside_ours)
            .collect()
    }

    fn ratio(&self, ours: &Figure, theirs: &Figure) -> Option<Ratio> {
        let (us, them) = ours.value().zip(theirs.value())?;
        let times = if more_is_better(ours)? {
            us / them
        } else {
            them / us
        };
        let setting = if ours.setting.is_empty() { "" } else { ", " };
        Some(Ratio {
            cells: [
                format!("{}{setting}{}: {}", self.task, ours.setting, ours.column),
                theirs.row.trim_start_matches(self.start).to_owned(),
                ours.text.clone(),
                theirs.text.clone(),
            ],
            times: Some(times).filter(|times| times.is_finite() && *times > 0.0),
        })
    }
}

/// None of what is neither better nor worse, as the number of refused requests, and of how a program's
/// own time grows.
fn more_is_better(figure: &Figure) -> Option<bool> {
    let has = |words: &[&str]| words.iter().any(|word| figure.has(word));
    if has(&["F1", "strict", "lax", "MB/s"]) {
        return Some(true);
    }
    (has(&["s", "MB", "falsely"]) && !has(&["twice"])).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_where_duizhao_is_behind_come_first() {
        let page = "
<!-- figures: segment-peers -->

| | English F1 | MB/s |
| --- | --- | --- |
| duizhao | .900 | 20 |
| duizhao, otherwise | .950 | 50 |
| sentencex | .450 | 40 |
| pySBD | .300 | 0.0 |

<!-- end of figures -->

<!-- figures: growth -->

|  | segments | s | MB | s for twice as many |
| --- | --- | --- | --- | --- |
| diff: duizhao | 10 | 1.0 | 30 |  |
|  | 20 | 2.0 | 60 | 2.0 times |
| diff: wdiff | 10 | 12.0 | 27 | 9.0 times |

<!-- end of figures -->
";
        let told = "\
duizhao is behind in 2 of 6.

| what | rival | duizhao | the rival | ratio |
| --- | --- | --- | --- | --- |
| segment: MB/s | sentencex | 20 | 40 | 0.50 |
| diff, 10 segments: MB | wdiff | 30 | 27 | 0.90 |
| segment: English F1 | sentencex | .900 | .450 | 2.00 |
| segment: English F1 | pySBD | .900 | .300 | 3.00 |
| diff, 10 segments: s | wdiff | 1.0 | 12.0 | 12 |
| segment: MB/s | pySBD | 20 | 0.0 |  |
";
        assert_eq!(rivals(page), told);
    }
}
