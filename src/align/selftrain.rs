//! Learning the document's own words: IBM model 1 over the beads of a first alignment, held to the
//! lexicon and discounted, so that a pair seen in one bead does not vote for that bead.

use std::collections::HashMap;

use super::association::Association;
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
    // Pairs that meet in a bead, in the order of their first meeting.
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    let mut pairs: Vec<(TypeId, TypeId)> = Vec::new();
    // For each English token of each bead: its type, and the pairs with the bead's Chinese tokens.
    let mut meetings: Vec<u32> = Vec::new();
    let mut tokens: Vec<(TypeId, u32, u32)> = Vec::new();
    for edge in path.iter().filter(|edge| !edge.is_null()) {
        let (zh_count, en_count) = (
            source.position(edge.i1) - source.position(edge.i0),
            target.position(edge.j1) - target.position(edge.j0),
        );
        if zh_count.saturating_mul(en_count) > MAX_PAIRS {
            continue;
        }
        let zh = &source.ids()[source.position(edge.i0)..source.position(edge.i1)];
        for &e in &target.ids()[target.position(edge.j0)..target.position(edge.j1)] {
            let start = meetings.len() as u32;
            for &z in zh {
                let next = pairs.len() as u32;
                let number = *numbers
                    .entry(u64::from(z) << 32 | u64::from(e))
                    .or_insert(next);
                if number == next {
                    pairs.push((z, e));
                }
                meetings.push(number);
            }
            tokens.push((e, start, zh.len() as u32));
        }
    }
    drop(numbers);
    let prior_t: Vec<f32> = pairs
        .iter()
        .map(|&(z, e)| {
            let row = prior.links(z);
            row.binary_search_by_key(&e, |link| link.to)
                .map_or(0.0, |at| row[at].t)
        })
        .collect();
    let mut t: Vec<f32> = pairs
        .iter()
        .zip(&prior_t)
        .map(|(&(_, e), &t0)| t0 + 3.0 * prior.p_english[e as usize])
        .collect();
    let mut counts = vec![0.0f32; pairs.len()];
    for round in 0..ITERATIONS {
        counts.fill(0.0);
        for &(e, start, length) in &tokens {
            let met = &meetings[start as usize..(start + length) as usize];
            let mut sum = NULL * length as f32 * prior.p_english[e as usize];
            for &pair in met {
                sum += t[pair as usize];
            }
            if sum > 0.0 {
                for &pair in met {
                    counts[pair as usize] += t[pair as usize] / sum;
                }
            }
        }
        let mut totals = vec![0.0f32; source.types.len()];
        for (&(z, _), &count) in pairs.iter().zip(&counts) {
            totals[z as usize] += count;
        }
        let discount = if round + 1 == ITERATIONS {
            DISCOUNT
        } else {
            0.0
        };
        for (((&(z, _), &count), t), &t0) in pairs.iter().zip(&counts).zip(&mut t).zip(&prior_t) {
            *t = ((count - discount).max(0.0) + PRIOR * t0) / (totals[z as usize] + PRIOR);
        }
        if round + 1 == ITERATIONS {
            // The lexicon's own pairs stay, thinned by what was seen instead of them.
            let mut rows: Vec<Vec<(TypeId, f32)>> = prior
                .rows()
                .zip(&totals)
                .map(|(row, total)| {
                    row.iter()
                        .map(|link| (link.to, PRIOR * link.t / (total + PRIOR)))
                        .collect()
                })
                .collect();
            for (&(z, e), &t) in pairs.iter().zip(&t) {
                let row = &mut rows[z as usize];
                match row.binary_search_by_key(&e, |&(to, _)| to) {
                    Ok(at) => row[at].1 = t,
                    Err(_) if t > LEAST && t / prior.p_english[e as usize] > LEAST_RATIO => {
                        row.push((e, t));
                        // Kept sorted below; pushes are rare next to lookups.
                        let mut at = row.len() - 1;
                        while at > 0 && row[at - 1].0 > e {
                            row.swap(at - 1, at);
                            at -= 1;
                        }
                    }
                    Err(_) => {}
                }
            }
            return Association::from_rows(&rows, source, target, lexicon);
        }
    }
    prior.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, tokens};

    /// t of the only pair of words, after so many beads that hold both.
    fn taught(beads: usize) -> Option<f32> {
        let lexicon = Lexicon::get();
        let (zh, en) = tokens(&["zirp"; 5], &["blorn"; 5]);
        let prior = Association::from_lexicon(&zh, &en, lexicon);
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
        let prior = Association::from_lexicon(&zh, &en, lexicon);
        let learned = learn(&[edge(0, 1, 0, 1)], &zh, &en, &prior, lexicon);
        let row = learned.links(0);
        let of = |word: usize| row.iter().find(|link| link.to == en.of(word)[0]).unwrap().t;
        // One count against a prior of three, which the lexicon's own pair keeps.
        assert!((of(1) - 0.75).abs() < 0.005, "{}", of(1));
        assert!((of(0) - 0.15).abs() < 0.005, "{}", of(0));
    }
}
