//! Learning the document's own words: IBM model 1 over the beads of a first alignment, held to the
//! lexicon and discounted, so that a pair seen in one bead does not vote for that bead.

use std::ops::Range;

use super::association::{Association, Rows};
use super::bead::Edge;
use super::token::{Tokens, TypeId};
use crate::lexicon::Lexicon;

/// The discount taken off every count.
const DISCOUNT: f32 = 0.4;
/// Weight of the lexicon's row, in counts.
const PRIOR: f32 = 3.0;
/// Weight of the null word, "comes from nothing", for each Chinese token of the bead.
const NULL: f32 = 0.5;
/// The most pairs of tokens of a bead that is learned from; one with more is a whole chapter in one sentence.
const MAX_PAIRS: usize = 100_000;
const ITERATIONS: usize = 3;
/// The least t(e|z) kept.
const LEAST: f32 = 1e-4;
/// The least ratio t(e|z)/p(e) kept.
const LEAST_RATIO: f32 = 2.0;

/// Re-estimates the associations on a path of beads.
#[must_use]
pub(crate) fn learn(
    path: &[Edge],
    source: &Tokens,
    target: &Tokens,
    prior: &Association,
    lexicon: &Lexicon,
) -> Association {
    let meetings = Meetings::of(path, source, target);
    let Meetings { pairs, ends, .. } = &meetings;
    // The prior of each pair, the rows of the Chinese types laid out one after another.
    let mut prior_t: Vec<f32> = Vec::with_capacity(pairs.len());
    let mut row = vec![0.0f32; target.types.len()];
    for (z, ends) in (0..).zip(ends.windows(2)) {
        for link in prior.links(z) {
            row[link.to as usize] = link.t;
        }
        let pairs = &pairs[ends[0] as usize..ends[1] as usize];
        prior_t.extend(pairs.iter().map(|&e| row[e as usize]));
        for link in prior.links(z) {
            row[link.to as usize] = 0.0;
        }
    }
    let mut t: Vec<f32> = pairs
        .iter()
        .zip(&prior_t)
        .map(|(&e, &t0)| t0 + 3.0 * prior.p_english[e as usize])
        .collect();
    let mut totals = vec![0.0f32; source.types.len()];
    for round in 1..=ITERATIONS {
        let counts = meetings.expected(&t, target, &prior.p_english);
        let discount = if round == ITERATIONS { DISCOUNT } else { 0.0 };
        for (total, ends) in totals.iter_mut().zip(ends.windows(2)) {
            let of = ends[0] as usize..ends[1] as usize;
            *total = counts[of.clone()].iter().sum();
            let shares = t[of.clone()].iter_mut().zip(&counts[of.clone()]);
            for ((t, count), t0) in shares.zip(&prior_t[of]) {
                *t = ((count - discount).max(0.0) + PRIOR * t0) / (*total + PRIOR);
            }
        }
    }
    let mut rows = Rows::default();
    let mut learned: Vec<(TypeId, f32)> = Vec::new();
    for (z, (total, ends)) in (0..).zip(totals.iter().zip(ends.windows(2))) {
        learned.clear();
        let of = ends[0] as usize..ends[1] as usize;
        learned.extend(pairs[of.clone()].iter().copied().zip(t[of].iter().copied()));
        learned.sort_unstable_by_key(|&(e, _)| e);
        // The lexicon's own pairs stay, thinned by what was seen instead of them.
        let mut next = learned.iter().peekable();
        let is_kept =
            |&&(e, t): &&(TypeId, f32)| t > LEAST && t / prior.p_english[e as usize] > LEAST_RATIO;
        for link in prior.links(z) {
            while let Some(new) = next.next_if(|&&(e, _)| e < link.to) {
                rows.extend(Some(new).filter(is_kept).copied());
            }
            let seen = next.next_if(|&&(e, _)| e == link.to);
            let t = seen.map_or(PRIOR * link.t / (total + PRIOR), |&(_, t)| t);
            rows.extend([(link.to, t)]);
        }
        rows.extend(next.filter(is_kept).copied());
        rows.end();
    }
    Association::from_rows(&rows, source, target, lexicon)
}

/// The tokens that meet in the beads of a path.
struct Meetings {
    /// For each Chinese type the index of its first pair in `pairs`, and in the end their number.
    ends: Vec<u32>,
    /// The English type of each pair of types that meet, in the order of the Chinese type and of their first meeting.
    pairs: Vec<TypeId>,
    /// For each Chinese token of each bead the pairs with the bead's English tokens.
    met: Vec<u32>,
    /// The beads: the number of their Chinese tokens, and their English tokens.
    beads: Vec<(usize, Range<usize>)>,
}

impl Meetings {
    fn of(path: &[Edge], source: &Tokens, target: &Tokens) -> Meetings {
        // For each Chinese token where its meetings begin in `met`, and the English ones that it meets.
        let mut places: Vec<(usize, Range<usize>)> = Vec::new();
        let mut occurrences: Vec<(TypeId, u32)> = Vec::new();
        let mut met = 0;
        let mut beads: Vec<(usize, Range<usize>)> = Vec::new();
        for edge in path.iter().filter(|edge| !edge.is_null()) {
            let zh = source.position(edge.i0)..source.position(edge.i1);
            let en = target.position(edge.j0)..target.position(edge.j1);
            let pairs = zh.len().saturating_mul(en.len());
            if pairs == 0 || pairs > MAX_PAIRS {
                continue;
            }
            for &z in &source.ids()[zh.clone()] {
                occurrences.push((z, places.len() as u32));
                places.push((met, en.clone()));
                met += en.len();
            }
            beads.push((zh.len(), en));
        }
        let mut meetings = Meetings {
            ends: vec![0],
            pairs: Vec::new(),
            met: vec![0; met],
            beads,
        };
        // In the order of the types; those of one type stay in the order of the text.
        let mut next = vec![0usize; source.types.len() + 1];
        for &(z, _) in &occurrences {
            next[z as usize + 1] += 1;
        }
        for z in 1..next.len() {
            next[z] += next[z - 1];
        }
        let ends = next.clone();
        let mut by_type = vec![0u32; occurrences.len()];
        for &(z, place) in &occurrences {
            by_type[next[z as usize]] = place;
            next[z as usize] += 1;
        }
        // The last Chinese type that each English type met, and the number of the pair.
        let mut last = vec![(TypeId::MAX, 0u32); target.types.len()];
        for (z, ends) in (0..).zip(ends.windows(2)) {
            for &place in &by_type[ends[0]..ends[1]] {
                let (first, en) = &places[place as usize];
                let slots = &mut meetings.met[*first..][..en.len()];
                for (slot, &e) in slots.iter_mut().zip(&target.ids()[en.clone()]) {
                    let seen = &mut last[e as usize];
                    if seen.0 != z {
                        *seen = (z, meetings.pairs.len() as u32);
                        meetings.pairs.push(e);
                    }
                    *slot = seen.1;
                }
            }
            meetings.ends.push(meetings.pairs.len() as u32);
        }
        meetings
    }

    /// The expected count of each pair under the given probabilities.
    fn expected(&self, t: &[f32], target: &Tokens, p_english: &[f32]) -> Vec<f32> {
        let mut counts = vec![0.0f32; self.pairs.len()];
        let mut sums: Vec<f32> = Vec::new();
        let mut start = 0;
        for (length, en) in &self.beads {
            let met = &self.met[start..][..length * en.len()];
            start += met.len();
            let null = NULL * *length as f32;
            sums.clear();
            let english = &target.ids()[en.clone()];
            sums.extend(english.iter().map(|&e| null * p_english[e as usize]));
            for row in met.chunks_exact(en.len()) {
                for (sum, &pair) in sums.iter_mut().zip(row) {
                    *sum += t[pair as usize];
                }
            }
            for sum in &mut sums {
                *sum = if *sum > 0.0 { 1.0 / *sum } else { 0.0 };
            }
            for row in met.chunks_exact(en.len()) {
                for (share, &pair) in sums.iter().zip(row) {
                    counts[pair as usize] += t[pair as usize] * share;
                }
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, tokens};

    /// t of the only pair of words, after so many beads that hold both.
    fn taught(beads: usize) -> Option<f32> {
        let lexicon = Lexicon::get();
        let (zh, en) = tokens(&["zirp"; 5], &["blorn"; 5]);
        let prior = Association::from_lexicon(&zh, &en, lexicon, 1);
        assert!(prior.links(0).is_empty(), "no lexicon knows them");
        let mut path: Vec<Edge> = (0..beads).map(|k| edge(k, k + 1, k, k + 1)).collect();
        path.extend((beads..5).map(|k| edge(k, k + 1, k, k)));
        let learned = learn(&path, &zh, &en, &prior, lexicon);
        learned.links(0).first().map(|link| link.t)
    }

    #[test]
    fn what_meets_again_is_learned() {
        // (count - discount) / (count + prior), for a pair that leaves next to nothing to chance.
        for beads in 1..=5 {
            let count = beads as f32;
            let expected = (count - DISCOUNT) / (count + PRIOR);
            let t = taught(beads).unwrap();
            assert!(
                (t - expected).abs() < 0.005,
                "{beads} beads: {t}, not {expected}"
            );
        }
        assert_eq!(taught(0), None, "unlinked sentences teach nothing");
    }

    #[test]
    fn the_lexicon_is_thinned_by_what_was_seen_instead() {
        let lexicon = Lexicon::get();
        let (zh, en) = tokens(&["blirp", "blirp"], &["snorg", "blirp"]);
        let prior = Association::from_lexicon(&zh, &en, lexicon, 1);
        let learned = learn(&[edge(0, 1, 0, 1)], &zh, &en, &prior, lexicon);
        let row = learned.links(0);
        let of = |word: usize| row.iter().find(|link| link.to == en.of(word)[0]).unwrap().t;
        // One count against a prior of three, which the lexicon's own pair keeps.
        assert!((of(1) - 0.75).abs() < 0.005, "{}", of(1));
        assert!((of(0) - 0.15).abs() < 0.005, "{}", of(0));
    }
}
