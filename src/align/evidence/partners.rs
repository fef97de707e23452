//! The words of a source sentence by the target words they go with. A word of the lexicon has many renderings, and few of
//! them stand in the sentences that are in question.

use std::ops::Range;

use crate::align::association::{Association, Link};
use crate::align::token::{Tokens, TypeId};

/// What each target type goes with in one source sentence, and how strongly, as far as it is in reach.
#[derive(Debug)]
pub(crate) struct Partners<'t> {
    target: &'t Tokens,
    /// The target sentences in reach, and how often each type stands in them.
    reach: Range<usize>,
    near: Vec<u32>,
    /// For each target type the number of its last partner, [`NONE`] where there is none.
    heads: Vec<u32>,
    /// Partner, strength, and the number of the type's partner before.
    list: Vec<(u32, f32, u32)>,
    touched: Vec<TypeId>,
}

/// The distinct types of some sentences. A sentence may be a whole chapter: what occurs a thousand times is looked at
/// once.
#[derive(Debug)]
pub(crate) struct Distinct {
    /// The first sentence.
    first: usize,
    /// For each sentence the index of its first type in `types` and of its first token in `numbers`; in the end those
    /// past the last.
    start: Vec<(u32, u32)>,
    types: Vec<TypeId>,
    numbers: Vec<u32>,
}

impl Distinct {
    /// Sorts the types of the given sentences.
    #[must_use]
    pub(crate) fn new(tokens: &Tokens, sentences: Range<usize>) -> Distinct {
        let mut distinct = Distinct {
            first: sentences.start,
            start: vec![(0, 0)],
            types: Vec::new(),
            numbers: Vec::new(),
        };
        let mut types: Vec<TypeId> = Vec::new();
        for i in sentences {
            types.clear();
            types.extend(tokens.of(i));
            types.sort_unstable();
            types.dedup();
            let number = |kind: &TypeId| types.partition_point(|other| other < kind) as u32;
            distinct.numbers.extend(tokens.of(i).iter().map(number));
            distinct.types.extend(&types);
            let end = (distinct.types.len() as u32, distinct.numbers.len() as u32);
            distinct.start.push(end);
        }
        distinct
    }

    /// The types of a sentence, ascending.
    #[must_use]
    pub(crate) fn of(&self, i: usize) -> &[TypeId] {
        let at = i - self.first;
        &self.types[self.start[at].0 as usize..self.start[at + 1].0 as usize]
    }

    /// For each token of a sentence the number of its type among those of the sentence.
    #[must_use]
    pub(crate) fn numbers(&self, i: usize) -> &[u32] {
        let at = i - self.first;
        &self.numbers[self.start[at].1 as usize..self.start[at + 1].1 as usize]
    }
}

/// No partner.
const NONE: u32 = u32::MAX;

impl<'t> Partners<'t> {
    /// No partners, and nothing in reach.
    #[must_use]
    pub(crate) fn new(target: &'t Tokens) -> Partners<'t> {
        Partners {
            target,
            reach: 0..0,
            near: vec![0; target.types.len()],
            heads: vec![NONE; target.types.len()],
            list: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Sets the target sentences in reach.
    pub(crate) fn reach(&mut self, sentences: Range<usize>) {
        let before = std::mem::replace(&mut self.reach, sentences.clone());
        let outside = |sentences: &Range<usize>, other: &Range<usize>| {
            let first = sentences.start..sentences.end.min(other.start.max(sentences.start));
            let last = sentences
                .start
                .max(other.end.max(first.end))
                .min(sentences.end)..sentences.end;
            [first, last]
        };
        for gone in outside(&before, &sentences) {
            for &e in
                &self.target.ids()[self.target.position(gone.start)..self.target.position(gone.end)]
            {
                self.near[e as usize] -= 1;
            }
        }
        for new in outside(&sentences, &before) {
            for &e in
                &self.target.ids()[self.target.position(new.start)..self.target.position(new.end)]
            {
                self.near[e as usize] += 1;
            }
        }
    }

    /// Whether a type stands in reach.
    #[inline]
    pub(crate) fn is_near(&self, kind: TypeId) -> bool {
        self.near[kind as usize] > 0
    }

    /// Adds a partner of all types that a source type goes with, as far as they are in reach; `each` sees these links.
    #[inline]
    pub(crate) fn add(
        &mut self,
        association: &Association,
        z: TypeId,
        partner: u32,
        mut each: impl FnMut(&Link),
    ) {
        let near = &self.near;
        for link in association.links_to(z, |to| near[to as usize] > 0) {
            each(link);
            let head = &mut self.heads[link.to as usize];
            if *head == NONE {
                self.touched.push(link.to);
            }
            self.list.push((partner, link.strength, *head));
            *head = (self.list.len() - 1) as u32;
        }
    }

    /// The partners of a type, the last one first.
    pub(crate) fn of(&self, kind: TypeId) -> impl Iterator<Item = (u32, f32)> {
        let mut next = self.heads[kind as usize];
        std::iter::from_fn(move || {
            let &(partner, strength, before) = self.list.get(next as usize)?;
            next = before;
            Some((partner, strength))
        })
    }

    /// Forgets all partners.
    pub(crate) fn clear(&mut self) {
        for kind in self.touched.drain(..) {
            self.heads[kind as usize] = NONE;
        }
        self.list.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{equal_words, tokens};

    #[test]
    fn only_what_is_in_reach_has_partners() {
        let (zh, en) = tokens(
            &["snorg blirp"],
            &["blirp", "snorg", "quazz", "blirp", "vrelm"],
        );
        let association = equal_words(&zh, &en, 30.0);
        let kind = |j: usize| en.of(j)[0];
        let mut partners = Partners::new(&en);
        for reach in [0..2, 1..4, 3..5, 0..1, 2..2, 0..5, 1..2] {
            partners.reach(reach.clone());
            for j in 0..5 {
                let near = reach.clone().any(|other| kind(other) == kind(j));
                assert_eq!(partners.is_near(kind(j)), near, "{reach:?} {j}");
            }
        }
        for (partner, &z) in [7, 8, 9]
            .iter()
            .zip([zh.of(0)[0], zh.of(0)[0], zh.of(0)[1]].iter())
        {
            partners.add(&association, z, *partner, |_| {});
        }
        let found: Vec<(u32, f32)> = partners.of(kind(1)).collect();
        assert_eq!(found, [(8, 0.5), (7, 0.5)]);
        assert_eq!(partners.of(kind(0)).count(), 0, "out of reach");
        partners.clear();
        assert_eq!(partners.of(kind(1)).count(), 0);
    }
}
