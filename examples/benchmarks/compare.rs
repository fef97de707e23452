//! The figures of a run beside those of the run before.

use crate::figures::{Figure, figures};
use crate::page::table;

/// The share by which something measured differs from run to run without meaning anything.
const NOISE: f64 = 0.03;

/// The longest name of a row; a sentence is cut there.
const NAME: usize = 60;

/// The figures of a part of the page that have changed.
pub(crate) struct Comparison {
    part: String,
    changes: Vec<Change>,
    /// The number of figures that have not.
    same: usize,
}

#[derive(Debug, PartialEq)]
struct Change {
    row: String,
    column: String,
    /// None of a figure that is new.
    before: Option<String>,
    /// None of a figure that is gone.
    now: Option<String>,
    /// None if one of them is no number.
    ratio: Option<f64>,
}

impl Change {
    fn of(before: Option<&Figure>, now: Option<&Figure>) -> Option<Change> {
        let Figure {
            row,
            setting,
            column,
            ..
        } = now.or(before)?;
        let values = before
            .and_then(Figure::value)
            .zip(now.and_then(Figure::value));
        Some(Change {
            row: [row.as_str(), setting].join(if setting.is_empty() { "" } else { ", " }),
            column: column.clone(),
            before: before.map(|figure| figure.text.clone()),
            now: now.map(|figure| figure.text.clone()),
            ratio: values
                .map(|(before, now)| now / before)
                .filter(|ratio| ratio.is_finite()),
        })
    }

    fn is_noise(&self, figure: &Figure) -> bool {
        let near = self.ratio.is_some_and(|ratio| (ratio - 1.0).abs() <= NOISE);
        self.before == self.now || figure.is_measured() && near
    }

    fn cells(&self, part: &str) -> [String; 6] {
        let text = |text: &Option<String>, none: &str| text.clone().unwrap_or(none.to_owned());
        let row = match self.row.char_indices().nth(NAME) {
            Some((end, _)) => format!("{}…", &self.row[..end]),
            None => self.row.clone(),
        };
        [
            part.to_owned(),
            row,
            self.column.clone(),
            text(&self.before, "new"),
            text(&self.now, "gone"),
            self.ratio
                .map(|ratio| format!("{ratio:.2}"))
                .unwrap_or_default(),
        ]
    }
}

impl Comparison {
    /// Compares two versions of the text of a part.
    pub(crate) fn new(part: &str, before: &str, now: &str) -> Comparison {
        let mut old = figures(before);
        let mut comparison = Comparison {
            part: part.to_owned(),
            changes: Vec::new(),
            same: 0,
        };
        for figure in figures(now) {
            let before = old.iter().position(|old| old.is_at(&figure));
            let before = before.map(|at| old.remove(at));
            match Change::of(before.as_ref(), Some(&figure)) {
                Some(change) if !change.is_noise(&figure) => comparison.changes.push(change),
                _ => comparison.same += 1,
            }
        }
        let gone = old
            .iter()
            .filter_map(|figure| Change::of(Some(figure), None));
        comparison.changes.extend(gone);
        comparison
    }
}

/// What has changed, as a table, and how much has not.
pub(crate) fn told(comparisons: &[Comparison]) -> String {
    let head = ["part", "row", "column", "before", "now", "ratio"].map(str::to_owned);
    let mut rows = vec![head];
    for Comparison { part, changes, .. } in comparisons {
        rows.extend(changes.iter().map(|change| change.cells(part)));
    }
    let same: usize = comparisons.iter().map(|comparison| comparison.same).sum();
    let noise = NOISE * 100.0;
    if rows.len() == 1 {
        return format!(
            "All {same} figures are as before, those that are measured within {noise}%.\n"
        );
    }
    let table = table(&rows);
    format!("{table}\n{same} others are as before, those that are measured within {noise}%.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(before: &str, now: &str) -> (Vec<[String; 5]>, usize) {
        let head = "| what | s | F1 | exact |\n| --- | --- | --- | --- |\n";
        let [before, now] = [before, now].map(|rows| format!("{head}{rows}"));
        let comparison = Comparison::new("x", &before, &now);
        let cells = |change: &Change| {
            let [_, cells @ ..] = change.cells("x");
            cells
        };
        (
            comparison.changes.iter().map(cells).collect(),
            comparison.same,
        )
    }

    #[test]
    fn each_figure_stands_beside_the_one_before() {
        let (changes, same) = compared(
            "| a | 1.00 | .938 | 5 of 6 |",
            "| a | 2.00 | .938 | 5 of 6 |",
        );
        assert_eq!(changes, [["a", "s", "1.00", "2.00", "2.00"]]);
        assert_eq!(same, 2);
    }

    #[test]
    fn what_is_measured_may_differ_a_little_and_a_score_may_not() {
        let (changes, same) = compared(
            "| a | 1.00 | .938 | 5 of 6 |",
            "| a | 1.02 | .937 | 4 of 6 |",
        );
        let told = [
            ["a", "F1", ".938", ".937", "1.00"],
            ["a", "exact", "5 of 6", "4 of 6", ""],
        ];
        assert_eq!(changes, told);
        assert_eq!(same, 1);
    }

    #[test]
    fn what_is_gone_and_what_is_new_are_told() {
        let (changes, same) = compared(
            "| a | 1 | |  |\n| b | 2 | | |",
            "| c | 3 | | |\n| b | 2 | .5 | |",
        );
        let told = [
            ["c", "s", "new", "3", ""],
            ["b", "F1", "new", ".5", ""],
            ["a", "s", "1", "gone", ""],
        ];
        assert_eq!(changes, told);
        assert_eq!(same, 1);
    }

    #[test]
    fn nothing_has_a_ratio_to_zero() {
        let (changes, _) = compared("| a | 0.0 | | |", "| a | 0.1 | | |");
        assert_eq!(changes, [["a", "s", "0.0", "0.1", ""]]);
    }

    #[test]
    fn parts_are_told_together() {
        let part = |name: &str, now: &str| {
            let [before, now] = ["1", now].map(|s| format!("It takes {s} s and 2 MB."));
            Comparison::new(name, &before, &now)
        };
        let told = told(&[part("one", "1"), part("two", "4")]);
        assert!(
            told.contains("| two | It takes … s and … MB. | s | 1 | 4 | 4.00 |"),
            "{told}"
        );
        assert!(told.contains("\n3 others are as before"), "{told}");
    }
}
