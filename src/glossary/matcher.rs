//! Finding the terms of a glossary in a text, in one pass whatever the size of the glossary.

use std::ops::Range;

use super::akin::{Akin, Text};
use super::fold::{fold_source, fold_target};
use super::index::{Edges, Forms, Found, Index};
use super::inflect::{plurals, verb_forms};
use super::rendering::{Rendering, TermHit};
use super::termbase::{Concept, Matching, Termbase};
use super::words::Words;

/// A search for the terms of one termbase.
///
/// These differences do not count. Case, except inside a word that has capitals beyond its first letter
/// (`AI`, `WuDao`), which is found as written or in capitals throughout. Full-width and ASCII forms. In
/// Chinese: kinds of middle dot, and white space anywhere. In English: curly and straight apostrophes, a
/// hyphen and a space, singular and plural, regular forms of verbs, and a possessive ending.
#[derive(Debug)]
pub struct TermMatcher {
    source: Index,
    target: Index,
    /// For each concept, where its source term counts.
    matching: Vec<Matching>,
    /// For each concept, the renderings that are allowed, the preferred one first.
    agreed: Vec<Vec<String>>,
}

impl TermMatcher {
    /// Prepares the search for all terms of a termbase.
    #[must_use]
    pub fn new(termbase: &Termbase) -> TermMatcher {
        let mut source = Forms::default();
        let mut target = Forms::default();
        for (at, concept) in termbase.concepts.iter().enumerate() {
            let term = concept.source.as_str();
            let none = std::iter::empty();
            source.add(at, Rendering::Source, term, &fold_source(term), none);
            let variants = concept.variants.iter().enumerate();
            let forbidden = concept.forbidden.iter().enumerate();
            let renderings = std::iter::once((Rendering::Preferred, &concept.target))
                .chain(variants.map(|(i, text)| (Rendering::Variant(i), text)))
                .chain(forbidden.map(|(i, text)| (Rendering::Forbidden(i), text)));
            for (rendering, text) in renderings {
                let folded = fold_target(text);
                let verbs = verb_forms(folded.cased(), text);
                let inflected = plurals(folded.cased()).into_iter().chain(verbs);
                let inflected = inflected.map(|other| fold_target(&other));
                target.add(at, rendering, text, &folded, inflected);
            }
        }
        let concepts = termbase.concepts.len();
        TermMatcher {
            source: Index::new(source, concepts, Edges::Source),
            target: Index::new(target, concepts, Edges::Target),
            agreed: termbase
                .concepts
                .iter()
                .map(|concept| {
                    let variants = concept.variants.iter().cloned();
                    std::iter::once(concept.target.clone())
                        .chain(variants)
                        .collect()
                })
                .collect(),
            matching: termbase.concepts.iter().map(Concept::matching).collect(),
        }
    }

    /// The source terms in a Chinese text, in order, where they are words (see [`Matching`]). A longer term shields shorter ones that share a
    /// character with it (no 智源 *within* 智源研究院); of equally long ones the first wins. Where two concepts
    /// have the same term, both are returned.
    #[must_use]
    pub fn in_source(&self, text: &str) -> Vec<TermHit> {
        let folded = fold_source(text);
        let mut found = self.source.find(&folded, text);
        if !found.is_empty() {
            let mut words = Words::new(&folded.lower);
            found.retain(|found| match self.matching[found.hit.concept] {
                Matching::Anywhere => true,
                matching => {
                    let by_segmentation = matching == Matching::Word;
                    words.has(found.folded.start, found.folded.end, by_segmentation)
                }
            });
        }
        longest(found.into_iter().map(|found| found.hit).collect())
    }

    /// The renderings of all concepts in an English text, at word boundaries, in order; of two that
    /// start together, the longer first.
    ///
    /// Among the renderings of *one* concept a longer one shields shorter ones, so that a forbidden
    /// *Harbour Trust Board* does not count as an allowed *Harbour Trust*. Of several renderings of the
    /// same stretch, the one that is spelt as in the text is returned. Renderings of different concepts
    /// may overlap: which of them count depends on the source, so choose those first, and then call
    /// [`longest`].
    #[must_use]
    pub fn in_target(&self, text: &str) -> Vec<TermHit> {
        let folded = fold_target(text);
        apart(self.target.find(&folded, text))
    }

    /// The same of some concepts alone.
    #[must_use]
    pub(crate) fn in_target_of(&self, concepts: &[usize], text: &str) -> Vec<TermHit> {
        let folded = fold_target(text);
        apart(self.target.find_of(concepts, &folded, text))
    }
}

/// Of hits of one concept that share a byte the longest, and of equally long ones that which is spelt as in the text.
fn apart(mut found: Vec<Found>) -> Vec<TermHit> {
    // Sorted by concept, longer hits first, of one stretch the most literal first.
    found.sort_by_key(|found| {
        let span = &found.hit.span;
        (
            found.hit.concept,
            std::cmp::Reverse(span.len()),
            span.start,
            found.literalness,
            found.hit.rendering,
        )
    });
    let mut taken = Taken::default();
    let mut last = None;
    let mut hits: Vec<TermHit> = Vec::with_capacity(found.len());
    for Found { hit, .. } in found {
        // Concepts come one after another.
        if last.replace(hit.concept) != Some(hit.concept) {
            taken.0.clear();
        }
        if taken.take(&hit.span) {
            hits.push(hit);
        }
    }
    in_order(&mut hits);
    hits
}

/// Stretches of a text that do not share a byte, in order.
#[derive(Default)]
struct Taken(Vec<Range<usize>>);

impl Taken {
    /// Takes a stretch that is not empty, if all of it is free.
    fn take(&mut self, span: &Range<usize>) -> bool {
        let at = self.0.partition_point(|one| one.end <= span.start);
        let is_free = self.0.get(at).is_none_or(|next| next.start >= span.end);
        if is_free {
            self.0.insert(at, span.clone());
        }
        is_free
    }
}

impl TermMatcher {
    /// How an English text renders these terms of its Chinese, in order; of renderings that overlap the
    /// longest counts. Where they are fewer than the terms, words akin to what is agreed are looked for, too,
    /// which may overlap the renderings of other terms: in another spelling (they count as the rendering), or
    /// [related](Rendering::Related).
    #[must_use]
    pub fn renderings(&self, terms: &[TermHit], text: &str) -> Vec<TermHit> {
        let mut concepts: Vec<usize> = terms.iter().map(|term| term.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        let mut hits = longest(self.in_target_of(&concepts, text));
        let mut words: Option<Text> = None;
        let mut done: Vec<usize> = Vec::new();
        for term in terms {
            let concept = term.concept;
            if done.contains(&concept) {
                continue;
            }
            done.push(concept);
            let of_concept =
                |hits: &[TermHit]| hits.iter().filter(|hit| hit.concept == concept).count();
            if of_concept(&hits) >= of_concept(terms) {
                continue;
            }
            let words = words.get_or_insert_with(|| Text::new(text));
            let mut akin: Vec<Akin> = Vec::new();
            for (to, rendering) in self.agreed[concept].iter().enumerate() {
                let of = match to {
                    0 => Rendering::Preferred,
                    _ => Rendering::Variant(to - 1),
                };
                akin.extend(words.akin(rendering, of, to));
            }
            akin.sort_by_key(|akin| akin.rendering);
            for Akin { span, rendering } in akin {
                let overlaps = |hit: &TermHit| {
                    hit.concept == concept && hit.span.start < span.end && span.start < hit.span.end
                };
                if of_concept(&hits) >= of_concept(terms) {
                    break;
                }
                if !hits.iter().any(overlaps) {
                    hits.push(TermHit {
                        concept,
                        span,
                        rendering,
                    });
                }
            }
        }
        in_order(&mut hits);
        hits
    }
}

/// Of hits that share a byte only the longest is kept, and of equally long ones the first. Hits of
/// exactly the same stretch stay together.
#[must_use]
pub fn longest(mut hits: Vec<TermHit>) -> Vec<TermHit> {
    if hits.len() < 2 {
        hits.retain(|hit| !hit.span.is_empty());
        return hits;
    }
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.span.len()), hit.span.start));
    let mut taken = Taken::default();
    let mut last: Option<Range<usize>> = None;
    hits.retain(|hit| {
        if last.as_ref() == Some(&hit.span) {
            return true;
        }
        let is_free = !hit.span.is_empty() && taken.take(&hit.span);
        if is_free {
            last = Some(hit.span.clone());
        }
        is_free
    });
    in_order(&mut hits);
    hits
}

fn in_order(hits: &mut [TermHit]) {
    hits.sort_by_key(|hit| {
        (
            hit.span.start,
            std::cmp::Reverse(hit.span.end),
            hit.concept,
            hit.rendering,
        )
    });
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
