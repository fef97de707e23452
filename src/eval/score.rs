//! Scores of an alignment against gold: strict and lax precision, recall and F1 of links, as
//! Thompson and Koehn (2019) count them; null links do not count.

use std::collections::{HashMap, HashSet};

use super::Link;

/// The right links among all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Links that the other side has exactly.
    pub strict: usize,
    /// Links that share a pair of sentences with one of the other side.
    pub lax: usize,
    /// All links.
    pub of: usize,
}

impl std::ops::AddAssign for Hits {
    fn add_assign(&mut self, other: Hits) {
        self.strict += other.strict;
        self.lax += other.lax;
        self.of += other.of;
    }
}

/// Both directions; add scores up to score a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The automatic links that gold has.
    pub precision: Hits,
    /// The gold links that the automatic alignment has.
    pub recall: Hits,
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Score) {
        self.precision += other.precision;
        self.recall += other.recall;
    }
}

/// Precision, recall and F1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Share of the automatic links that are right.
    pub precision: f64,
    /// Share of the gold links that are found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

impl Score {
    /// Compares two alignments.
    #[must_use]
    pub fn of(gold: &[Link], automatic: &[Link]) -> Score {
        Score {
            precision: hits(gold, automatic),
            recall: hits(automatic, gold),
        }
    }

    /// Counting exact links.
    #[must_use]
    pub fn strict(&self) -> Measure {
        measure(
            self.precision.strict,
            self.precision.of,
            self.recall.strict,
            self.recall.of,
        )
    }

    /// Counting links that share a pair.
    #[must_use]
    pub fn lax(&self) -> Measure {
        measure(
            self.precision.lax,
            self.precision.of,
            self.recall.lax,
            self.recall.of,
        )
    }
}

fn measure(found: usize, of: usize, hit: usize, gold: usize) -> Measure {
    let precision = found as f64 / of.max(1) as f64;
    let recall = hit as f64 / gold.max(1) as f64;
    Measure {
        precision,
        recall,
        f1: if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        },
    }
}

fn hits(gold: &[Link], test: &[Link]) -> Hits {
    let linked = |link: &&Link| !link.0.is_empty() && !link.1.is_empty();
    let exact: HashSet<&Link> = gold.iter().filter(linked).collect();
    let mut pairs: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (source, target) in gold.iter().filter(linked) {
        for &i in source {
            pairs.entry(i).or_default().extend(target);
        }
    }
    let mut found = Hits::default();
    for link in test.iter().filter(linked) {
        found.of += 1;
        found.strict += usize::from(exact.contains(link));
        found.lax += usize::from(link.0.iter().any(|i| {
            pairs
                .get(i)
                .is_some_and(|targets| link.1.iter().any(|j| targets.contains(j)))
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_links_do_not_count_and_overlaps_are_lax() {
        let gold = vec![(vec![0], vec![0]), (vec![1, 2], vec![1]), (vec![3], vec![])];
        let automatic = vec![(vec![0], vec![0]), (vec![1], vec![1]), (vec![2, 3], vec![])];
        let score = Score::of(&gold, &automatic);
        assert_eq!(
            (
                score.precision.strict,
                score.precision.lax,
                score.precision.of
            ),
            (1, 2, 2)
        );
        assert_eq!(
            (score.recall.strict, score.recall.lax, score.recall.of),
            (1, 2, 2)
        );
        assert!((score.strict().f1 - 0.5).abs() < 1e-12);
        assert!((score.lax().f1 - 1.0).abs() < 1e-12);
    }
}
