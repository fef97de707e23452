//! The terms of a glossary in both texts: a term of the Chinese and its rendering in the English become tokens that
//! speak for each other, as numbers do. The words that they are made of stay tokens, too.

use std::ops::Range;

use crate::glossary::{TermHit, TermMatcher, longest};

/// Words of a sentence that are in the glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The concepts that they can stand for, ascending: a glossary may have a term twice, or one rendering of two.
    pub(crate) concepts: Vec<u32>,
    /// The byte of the sentence at which they begin.
    pub(crate) at: usize,
}

/// The terms of one side, by sentence.
pub(crate) type Terms = Vec<Vec<Term>>;

/// The terms of both sides. A concept that one of them does not have says nothing, and is left out. Any rendering
/// of the glossary counts, also one that it forbids: which words are right is not asked here.
#[must_use]
pub(crate) fn find(matcher: &TermMatcher, source: &[&str], target: &[&str]) -> (Terms, Terms) {
    let mut source: Vec<Vec<TermHit>> = source.iter().map(|text| matcher.in_source(text)).collect();
    let in_source = concepts(&source);
    let target: Vec<Vec<TermHit>> = target
        .iter()
        .map(|text| {
            let mut hits = matcher.in_target(text);
            hits.retain(|hit| in_source.binary_search(&hit.concept).is_ok());
            longest(hits)
        })
        .collect();
    let in_target = concepts(&target);
    for hits in &mut source {
        hits.retain(|hit| in_target.binary_search(&hit.concept).is_ok());
    }
    let terms = |side: Vec<Vec<TermHit>>| side.iter().map(|hits| by_stretch(hits)).collect();
    (terms(source), terms(target))
}

/// The concepts of all hits, ascending.
fn concepts(side: &[Vec<TermHit>]) -> Vec<usize> {
    let mut all: Vec<usize> = side.iter().flatten().map(|hit| hit.concept).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Hits of the same stretch as one term; they stand one after another.
fn by_stretch(hits: &[TermHit]) -> Vec<Term> {
    let mut terms: Vec<(&Range<usize>, Term)> = Vec::new();
    for hit in hits {
        let concept = u32::try_from(hit.concept).unwrap_or(u32::MAX);
        match terms.last_mut() {
            Some((span, term)) if **span == hit.span => term.concepts.push(concept),
            _ => {
                let term = Term {
                    concepts: vec![concept],
                    at: hit.span.start,
                };
                terms.push((&hit.span, term));
            }
        }
    }
    terms
        .into_iter()
        .map(|(_, mut term)| {
            term.concepts.sort_unstable();
            term.concepts.dedup();
            term
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::{Concept, Termbase};

    fn matcher(terms: &[(&str, &str, &[&str])]) -> TermMatcher {
        let concepts = terms.iter().map(|&(source, target, variants)| Concept {
            source: source.to_owned(),
            target: target.to_owned(),
            variants: variants.iter().map(|&text| text.to_owned()).collect(),
            ..Concept::default()
        });
        TermMatcher::new(&Termbase {
            concepts: concepts.collect(),
        })
    }

    fn shown(terms: &Terms) -> Vec<Vec<(&[u32], usize)>> {
        terms
            .iter()
            .map(|one| one.iter().map(|t| (t.concepts.as_slice(), t.at)).collect())
            .collect()
    }

    #[test]
    fn a_term_and_its_rendering_are_found_where_both_are_there() {
        let matcher = matcher(&[
            ("闸门", "sluice gate", &["lock"]),
            ("船坞", "dry dock", &[]),
            ("引水员", "pilot", &[]),
        ]);
        let zh = ["闸门开了。", "引水员在闸门旁。"];
        let en = ["The locks opened.", "By the dry dock stood a sluice gate."];
        let (zh, en) = find(&matcher, &zh, &en);
        // The pilot is not in the English, nor the dock in the Chinese.
        assert_eq!(shown(&zh), [vec![(&[0][..], 0)], vec![(&[0][..], 12)]]);
        assert_eq!(shown(&en), [vec![(&[0][..], 4)], vec![(&[0][..], 24)]]);
    }

    #[test]
    fn words_that_stand_for_two_concepts_are_one_term() {
        let matcher = matcher(&[("灯塔", "light", &[]), ("航标灯", "light", &[])]);
        let (zh, en) = find(&matcher, &["灯塔和航标灯。"], &["Lights."]);
        assert_eq!(shown(&zh), [vec![(&[0][..], 0), (&[1][..], 9)]]);
        assert_eq!(shown(&en), [vec![(&[0, 1][..], 0)]]);
    }
}
