//! Learning the document's own words: IBM model 1 over the beads of a first alignment, held to the
//! lexicon and discounted, so that a pair seen in one bead does not vote for that bead.

use std::ops::Range;

use super::association::{Association, Rows};
use super::bead::Edge;
use super::token::{Tokens, TypeId};
use crate::lexicon::Lexicon;
use crate::threads::on_threads;

/// The discount taken off every count.
const DISCOUNT: f32 = 0.4;
/// Weight of the lexicon's row, in counts.
const PRIOR: f32 = 3.0;
/// Weight of the null word, "comes from nothing", for each Chinese token of the bead.
const NULL: f32 = 0.5;
/// The most pairs of tokens of a bead that is learned from; one with more is a whole chapter in one sentence.
const MAX_PAIRS: usize = 100_000;
const ITERATIONS: usize = 3;
/// Parts that the Chinese types are divided into. Always as many, so that sums do not depend on the threads.
const PARTS: usize = 2;
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
    jobs: usize,
) -> Association {
    let meetings = Meetings::of(path, source, target);
    let mut parts = meetings.parts(prior, jobs);
    for round in 1..=ITERATIONS {
        // For each English token one over the sum of what its bead's Chinese words expect of it.
        let mut sums = meetings.expected_of_null(&prior.p_english);
        for part in on_threads(parts.iter_mut(), jobs, |part| part.sums(&meetings)) {
            for (sum, more) in sums.iter_mut().zip(part) {
                *sum += more;
            }
        }
        for sum in &mut sums {
            *sum = if *sum > 0.0 { 1.0 / *sum } else { 0.0 };
        }
        let discount = if round == ITERATIONS { DISCOUNT } else { 0.0 };
        on_threads(parts.iter_mut(), jobs, |part| {
            part.estimate(&meetings, prior, &sums, discount);
        });
    }
    let mut rows = Rows::default();
    let mut learned: Vec<(TypeId, f32)> = Vec::new();
    for part in parts {
        let each = Part::each_type(part.types, &part.ends);
        for ((z, of), total) in each.zip(&part.totals) {
            learned.clear();
            let pairs = part.pairs[of.clone()].iter().copied();
            learned.extend(pairs.zip(part.t[of].iter().copied()));
            learned.sort_unstable_by_key(|&(e, _)| e);
            // The lexicon's own pairs stay, thinned by what was seen instead of them.
            let mut next = learned.iter().peekable();
            let is_kept = |&&(e, t): &&(TypeId, f32)| {
                t > LEAST && t / prior.p_english[e as usize] > LEAST_RATIO
            };
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
    }
    Association::from_rows(&rows, source, target, lexicon)
}

/// The tokens that meet in the beads of a path.
struct Meetings<'t> {
    /// The English tokens.
    english: &'t [TypeId],
    /// The number of English types.
    types: usize,
    /// The beads: the number of their Chinese tokens, and where their English ones stand.
    beads: Vec<(usize, Range<usize>)>,
    /// For each Chinese type the index of its first place in `places`, and in the end their number.
    starts: Vec<u32>,
    /// For each Chinese token, by type, where the English tokens stand that it meets.
    places: Vec<Range<u32>>,
}

/// The meetings of some Chinese types.
struct Part {
    types: Range<TypeId>,
    /// For each of the types where its pairs end in `pairs`.
    ends: Vec<u32>,
    /// The English type of each pair of types that meet, in the order of the Chinese type and of their first meeting.
    pairs: Vec<TypeId>,
    /// The present t(e|z) of each pair.
    t: Vec<f32>,
    /// The sum of the expected counts of each of the types.
    totals: Vec<f32>,
}

impl<'t> Meetings<'t> {
    fn of(path: &[Edge], source: &Tokens, target: &'t Tokens) -> Meetings<'t> {
        let mut beads: Vec<(usize, Range<usize>)> = Vec::new();
        let mut starts = vec![0u32; source.types.len() + 1];
        let usable = path.iter().filter_map(|edge| {
            let zh = source.position(edge.i0)..source.position(edge.i1);
            let en = target.position(edge.j0)..target.position(edge.j1);
            let pairs = zh.len().saturating_mul(en.len());
            (pairs > 0 && pairs <= MAX_PAIRS).then_some((zh, en))
        });
        for (zh, en) in usable.clone() {
            for &z in &source.ids()[zh.clone()] {
                starts[z as usize + 1] += 1;
            }
            beads.push((zh.len(), en));
        }
        for z in 1..starts.len() {
            starts[z] += starts[z - 1];
        }
        let mut next = starts.clone();
        let mut places = vec![0..0; starts.last().map_or(0, |&count| count as usize)];
        for (zh, en) in usable {
            for &z in &source.ids()[zh] {
                let at = &mut next[z as usize];
                places[*at as usize] = en.start as u32..en.end as u32;
                *at += 1;
            }
        }
        Meetings {
            english: target.ids(),
            types: target.types.len(),
            beads,
            starts,
            places,
        }
    }

    /// The places of a Chinese type.
    fn places(&self, z: TypeId) -> impl Iterator<Item = Range<usize>> {
        let at = z as usize;
        let places = &self.places[self.starts[at] as usize..self.starts[at + 1] as usize];
        places
            .iter()
            .map(|place| place.start as usize..place.end as usize)
    }

    /// For each English token how much of it is expected of the null word.
    fn expected_of_null(&self, p_english: &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0f32; self.english.len()];
        for (length, en) in &self.beads {
            let null = NULL * *length as f32;
            for (sum, &e) in sums[en.clone()].iter_mut().zip(&self.english[en.clone()]) {
                *sum = null * p_english[e as usize];
            }
        }
        sums
    }

    /// The parts, each with about as many meetings, before anything is learned.
    fn parts(&self, prior: &Association, jobs: usize) -> Vec<Part> {
        let types = self.starts.len() as TypeId - 1;
        let met = |z: TypeId| self.places(z).map(|place| place.len()).sum::<usize>();
        let all: usize = (0..types).map(met).sum();
        let mut parts = Vec::with_capacity(PARTS);
        let (mut first, mut so_far) = (0, 0);
        for z in 0..types {
            so_far += met(z);
            let is_full = parts.len() + 1 < PARTS && so_far * PARTS >= all * (parts.len() + 1);
            if is_full || z + 1 == types {
                parts.push(Part {
                    types: first..z + 1,
                    ends: Vec::new(),
                    pairs: Vec::new(),
                    t: Vec::new(),
                    totals: Vec::new(),
                });
                first = z + 1;
            }
        }
        on_threads(parts.iter_mut(), jobs, |part| part.meet(self, prior));
        parts
    }
}

impl Part {
    /// Finds the pairs of types that meet; what they begin with is what the lexicon says of them, and chance.
    fn meet(&mut self, meetings: &Meetings<'_>, prior: &Association) {
        let mut row = Row::new(meetings.types);
        // The last Chinese type that each English type met.
        let mut last = vec![TypeId::MAX; meetings.types];
        for z in self.types.clone() {
            let first = self.pairs.len();
            for place in meetings.places(z) {
                for &e in &meetings.english[place] {
                    if last[e as usize] != z {
                        last[e as usize] = z;
                        self.pairs.push(e);
                    }
                }
            }
            self.ends.push(self.pairs.len() as u32);
            row.lay(prior.links(z).iter().map(|link| (link.to, link.t)));
            let t = |&e: &TypeId| row.values[e as usize] + 3.0 * prior.p_english[e as usize];
            self.t.extend(self.pairs[first..].iter().map(t));
            row.take_up();
        }
        self.totals = vec![0.0; self.ends.len()];
    }

    /// The types, each with where its pairs stand.
    fn each_type(
        types: Range<TypeId>,
        ends: &[u32],
    ) -> impl Iterator<Item = (TypeId, Range<usize>)> {
        let starts = std::iter::once(0).chain(ends.iter().copied());
        types
            .zip(starts.zip(ends))
            .map(|(z, (start, &end))| (z, start as usize..end as usize))
    }

    /// For each English token the sum of what the Chinese types of the part expect of it.
    fn sums(&self, meetings: &Meetings<'_>) -> Vec<f32> {
        let mut sums = vec![0.0f32; meetings.english.len()];
        let mut row = vec![0.0f32; meetings.types];
        for (z, of) in Part::each_type(self.types.clone(), &self.ends) {
            for (&e, &t) in self.pairs[of.clone()].iter().zip(&self.t[of]) {
                row[e as usize] = t;
            }
            // What does not meet the type is not asked for: the row need not be cleared.
            for place in meetings.places(z) {
                let english = &meetings.english[place.clone()];
                for (sum, &e) in sums[place].iter_mut().zip(english) {
                    *sum += row[e as usize];
                }
            }
        }
        sums
    }

    /// Estimates t(e|z) from the expected counts; `shares` is one over the whole sum of each English token.
    fn estimate(
        &mut self,
        meetings: &Meetings<'_>,
        prior: &Association,
        shares: &[f32],
        discount: f32,
    ) {
        // For each English type the sum of its shares where it meets the Chinese type.
        let mut met = vec![0.0f32; meetings.types];
        let mut row = Row::new(meetings.types);
        let each = Part::each_type(self.types.clone(), &self.ends);
        for ((z, of), all) in each.zip(&mut self.totals) {
            for place in meetings.places(z) {
                let english = &meetings.english[place.clone()];
                for (share, &e) in shares[place].iter().zip(english) {
                    met[e as usize] += share;
                }
            }
            let pairs = &self.pairs[of.clone()];
            let t = &mut self.t[of];
            let mut total = 0.0;
            for (t, &e) in t.iter_mut().zip(pairs) {
                *t *= std::mem::take(&mut met[e as usize]);
                total += *t;
            }
            row.lay(prior.links(z).iter().map(|link| (link.to, link.t)));
            for (t, &e) in t.iter_mut().zip(pairs) {
                let expected = (*t - discount).max(0.0) + PRIOR * row.values[e as usize];
                *t = expected / (total + PRIOR);
            }
            row.take_up();
            *all = total;
        }
    }
}

/// A row of few numbers, laid out by English type.
struct Row {
    values: Vec<f32>,
    laid: Vec<TypeId>,
}

impl Row {
    fn new(types: usize) -> Row {
        Row {
            values: vec![0.0; types],
            laid: Vec::new(),
        }
    }

    fn lay(&mut self, numbers: impl Iterator<Item = (TypeId, f32)>) {
        for (e, value) in numbers {
            self.values[e as usize] = value;
            self.laid.push(e);
        }
    }

    fn take_up(&mut self) {
        for e in self.laid.drain(..) {
            self.values[e as usize] = 0.0;
        }
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
        let learned = learn(&path, &zh, &en, &prior, lexicon, 1);
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
        let learned = learn(&[edge(0, 1, 0, 1)], &zh, &en, &prior, lexicon, 1);
        let row = learned.links(0);
        let of = |word: usize| row.iter().find(|link| link.to == en.of(word)[0]).unwrap().t;
        // One count against a prior of three, which the lexicon's own pair keeps.
        assert!((of(1) - 0.75).abs() < 0.005, "{}", of(1));
        assert!((of(0) - 0.15).abs() < 0.005, "{}", of(0));
    }
}
