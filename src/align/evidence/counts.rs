//! Marks that good translators keep: how many questions, exclamations, quotations, dashes and
//! numbers each side has, and whether a quotation runs on past the bead.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;

/// The number of kinds of marks that are counted.
const KINDS: usize = 8;

/// Counts of marks, summed over the sentences so far.
#[derive(Debug)]
pub(crate) struct CountEvidence {
    source: Vec<[u16; KINDS]>,
    target: Vec<[u16; KINDS]>,
    /// Whether a quotation is open after each sentence.
    source_open: Vec<bool>,
    target_open: Vec<bool>,
}

impl CountEvidence {
    /// Counts the marks of both sides.
    #[must_use]
    pub(crate) fn new<S: AsRef<str>, T: AsRef<str>>(source: &[S], target: &[T]) -> Self {
        let source: Vec<[u16; KINDS]> = source.iter().map(|text| counts(text.as_ref())).collect();
        let target: Vec<[u16; KINDS]> = target.iter().map(|text| counts(text.as_ref())).collect();
        CountEvidence {
            source_open: open_after(&source),
            target_open: open_after(&target),
            source,
            target,
        }
    }
}

/// Questions, exclamations, opening quotes, closing quotes, colons, ellipses, dashes, digit groups.
fn counts(text: &str) -> [u16; KINDS] {
    let mut counts = [0u16; KINDS];
    let mut before = None;
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let next = chars.get(at + 1).copied();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let kind = match c {
            '?' | '？' => Some(0),
            '!' | '！' => Some(1),
            '“' | '「' | '『' => Some(2),
            '”' | '」' | '』' => Some(3),
            '‘' => Some(2),
            '’' if !word(next) => Some(3),
            '"' | '\'' if word(next) && !word(before) => Some(2),
            '"' => Some(3),
            '\'' if !word(next) && before.is_some_and(|c| c.is_ascii_punctuation()) => Some(3),
            ':' | '：' => Some(4),
            '…' if before != Some('…') => Some(5),
            '.' if next == Some('.') && before != Some('.') => Some(5),
            '—' if before != Some('—') => Some(6),
            '-' if next == Some('-') && before != Some('-') => Some(6),
            c if c.is_ascii_digit() && !before.is_some_and(|c| c.is_ascii_digit()) => Some(7),
            _ => None,
        };
        if let Some(kind) = kind {
            counts[kind] = counts[kind].saturating_add(1).min(6);
        }
        before = Some(c);
    }
    counts
}

fn open_after(counts: &[[u16; KINDS]]) -> Vec<bool> {
    let mut open = false;
    counts
        .iter()
        .map(|counts| {
            // A sentence with as many closing as opening marks leaves things as they were.
            match counts[2].cmp(&counts[3]) {
                std::cmp::Ordering::Greater => open = true,
                std::cmp::Ordering::Less => open = false,
                std::cmp::Ordering::Equal => {}
            }
            open
        })
        .collect()
}

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "counts.question",
    "counts.exclamation",
    "counts.opening",
    "counts.closing",
    "counts.colon",
    "counts.ellipsis",
    "counts.dash",
    "counts.digits",
    "counts.one-side-quoted",
    "counts.source-stays-open",
    "counts.target-stays-open",
    "counts.both-stay-open",
];

impl Evidence for CountEvidence {
    fn names(&self) -> Vec<String> {
        prefixed("", NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        if edge.is_null() {
            return;
        }
        let sum = |side: &[[u16; KINDS]]| {
            let mut sums = [0u16; KINDS];
            for counts in side {
                for (sum, count) in sums.iter_mut().zip(counts) {
                    *sum += count;
                }
            }
            sums
        };
        let source = sum(&self.source[edge.i0..edge.i1]);
        let target = sum(&self.target[edge.j0..edge.j1]);
        for kind in 0..KINDS {
            features[kind] = f32::from(source[kind].abs_diff(target[kind]).min(3));
        }
        let quoted = |counts: &[u16; KINDS]| counts[2] + counts[3] > 0;
        let flag = |is: bool| if is { 1.0 } else { 0.0 };
        features[8] = flag(quoted(&source) != quoted(&target));
        let (source, target) = (self.source_open[edge.i1 - 1], self.target_open[edge.j1 - 1]);
        features[9] = flag(source && !target);
        features[10] = flag(target && !source);
        features[11] = flag(source && target);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    fn measured(edge: Edge) -> [f32; 12] {
        let evidence = CountEvidence::new(
            &["他问：“为什么？", "不……”", "1982年和7月"],
            &["He asked: “Why?", "No...", "1982"],
        );
        let mut features = [0.0; 12];
        evidence.measure(edge, &mut features);
        features
    }

    #[test]
    fn marks_are_counted_alike_in_both_languages() {
        let mut expected = [0.0; 12];
        expected[11] = 1.0;
        assert_eq!(
            measured(edge(0, 1, 0, 1)),
            expected,
            "both quotations stay open"
        );
        let mut expected = [0.0; 12];
        (expected[3], expected[8], expected[10]) = (1.0, 1.0, 1.0);
        assert_eq!(measured(edge(1, 2, 1, 2)), expected, "only one is closed");
        assert_eq!(
            measured(edge(2, 3, 2, 3))[7],
            1.0,
            "two groups of digits and one"
        );
        assert_eq!(measured(edge(0, 1, 0, 0)), [0.0; 12]);
    }
}
