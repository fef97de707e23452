//! Finding the terms of a glossary in a text, in one pass whatever the size of the glossary.

use std::collections::HashMap;
use std::ops::Range;

use super::akin::{Akin, Text};
use super::fold::{Folded, fold_source, fold_target, is_word};
use super::inflect::{plurals, verb_forms};
use super::rendering::Rendering;
use super::termbase::{Concept, Matching, Termbase};
use super::words::Words;

/// A term found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermHit {
    /// Index of the concept in the termbase.
    pub concept: usize,
    /// Bytes of the text, without a possessive ending.
    pub span: Range<usize>,
    /// The words of the concept that were found.
    pub rendering: Rendering,
}

/// A search for the terms of one termbase.
///
/// These differences do not count. Case, except inside a word that has capitals beyond its first letter
/// (`AI`, `WuDao`), which is found as written or in capitals throughout. Full-width and ASCII forms. In
/// Chinese: kinds of middle dot, and white space anywhere. In English: curly and straight apostrophes, a
/// hyphen and a space, singular and plural, regular forms of verbs, and a possessive ending.
#[derive(Debug)]
pub struct TermMatcher {
    source: Finder,
    target: Finder,
    /// For each concept, where its source term counts.
    matching: Vec<Matching>,
    /// For each concept, the renderings that are allowed, the preferred one first.
    agreed: Vec<Vec<String>>,
}

impl TermMatcher {
    /// Prepares the search for all terms of a termbase.
    #[must_use]
    pub fn new(termbase: &Termbase) -> TermMatcher {
        let mut source = Patterns::default();
        let mut target = Patterns::default();
        for (at, concept) in termbase.concepts.iter().enumerate() {
            let form = |rendering, text: &str| Form {
                concept: at,
                rendering,
                literal: text.to_owned(),
                cased: String::new(),
                inflected: false,
            };
            source.add(
                fold_source(&concept.source),
                form(Rendering::Source, &concept.source),
            );
            let variants = concept.variants.iter().enumerate();
            let forbidden = concept.forbidden.iter().enumerate();
            let renderings = std::iter::once((Rendering::Preferred, &concept.target))
                .chain(variants.map(|(i, text)| (Rendering::Variant(i), text)))
                .chain(forbidden.map(|(i, text)| (Rendering::Forbidden(i), text)));
            for (rendering, text) in renderings {
                let folded = fold_target(text);
                let verbs = verb_forms(&folded.cased, text);
                for other in plurals(&folded.cased).into_iter().chain(verbs) {
                    let mut form = form(rendering, text);
                    form.inflected = true;
                    target.add(fold_target(&other), form);
                }
                target.add(folded, form(rendering, text));
            }
        }
        TermMatcher {
            source: Finder::new(source, Edges::Source),
            target: Finder::new(target, Edges::Target),
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
        let mut found = self.source.find(&folded, text, Edges::Source);
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
        let mut found = self.target.find(&folded, text, Edges::Target);
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
        // For each byte, one plus the concept that last took it: concepts come one after another.
        let mut taken = vec![0usize; text.len()];
        let mut hits: Vec<TermHit> = Vec::with_capacity(found.len());
        for Found { hit, .. } in found {
            let mark = hit.concept + 1;
            let span = hit.span.clone();
            if taken[span.start] != mark && taken[span.end - 1] != mark {
                taken[span].fill(mark);
                hits.push(hit);
            }
        }
        in_order(&mut hits);
        hits
    }
}

impl TermMatcher {
    /// How an English text renders these terms of its Chinese, in order; of renderings that overlap the
    /// longest counts. Where they are fewer than the terms, words akin to what is agreed are looked for, too,
    /// which may overlap the renderings of other terms: in another spelling (they count as the rendering), or
    /// [related](Rendering::Related).
    #[must_use]
    pub fn renderings(&self, terms: &[TermHit], text: &str) -> Vec<TermHit> {
        let mut hits = self.in_target(text);
        hits.retain(|hit| terms.iter().any(|term| term.concept == hit.concept));
        let mut hits = longest(hits);
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
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.span.len()), hit.span.start));
    let end = hits.iter().map(|hit| hit.span.end).max().unwrap_or(0);
    let mut taken = vec![false; end];
    let mut last: Option<Range<usize>> = None;
    // Hits that were taken are at least as long as the present one, so it overlaps one of them only if
    // one of its ends does.
    hits.retain(|hit| {
        let span = &hit.span;
        if last.as_ref() == Some(span) {
            return true;
        }
        let free = !span.is_empty() && !taken[span.start] && !taken[span.end - 1];
        if free {
            taken[span.clone()].fill(true);
            last = Some(span.clone());
        }
        free
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

/// One spelling of one rendering.
#[derive(Debug)]
struct Form {
    concept: usize,
    rendering: Rendering,
    /// The spelling in the glossary.
    literal: String,
    /// The folded spelling, with its capitals.
    cased: String,
    /// Whether the form was made by inflection.
    inflected: bool,
}

#[derive(Default)]
struct Patterns {
    texts: Vec<String>,
    forms: Vec<Vec<Form>>,
    index: HashMap<String, usize>,
}

impl Patterns {
    fn add(&mut self, folded: Folded, mut form: Form) {
        if folded.lower.is_empty() {
            return;
        }
        let at = *self.index.entry(folded.lower).or_insert_with_key(|lower| {
            self.texts.push(lower.clone());
            self.forms.push(Vec::new());
            self.texts.len() - 1
        });
        form.cased = folded.cased;
        self.forms[at].push(form);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Edges {
    Source,
    Target,
}

struct Found {
    hit: TermHit,
    /// Bytes of the folded text.
    folded: Range<usize>,
    /// Distance of the text from the spelling in the glossary: 0 for none.
    literalness: u8,
}

/// The distance of a text whose capitals do not fit the form.
const NOT_AT_ALL: u8 = u8::MAX;

/// An index of patterns that finds all their matches, overlapping ones too: which of them shield others
/// is decided afterwards, as a match further left is not always the longer one. Patterns are listed by
/// their beginning: in Chinese the first two characters, in English the first word. Few places of a text
/// begin one, so this takes a fraction of the time of an Aho-Corasick automaton over hundreds of
/// thousands of inflected forms, whose states are spread over the memory.
#[derive(Debug)]
struct Finder {
    patterns: Vec<(String, Vec<Form>)>,
    /// For each beginning, by its hash, the lengths in bytes of its patterns.
    lengths: HashMap<u64, Vec<usize>>,
    /// The patterns by the hash of their whole text.
    whole: HashMap<u64, Vec<u32>>,
}

impl Finder {
    fn new(patterns: Patterns, edges: Edges) -> Finder {
        let patterns: Vec<(String, Vec<Form>)> =
            patterns.texts.into_iter().zip(patterns.forms).collect();
        let mut lengths: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut whole: HashMap<u64, Vec<u32>> = HashMap::new();
        for (at, (text, _)) in (0u32..).zip(&patterns) {
            let of_head = lengths.entry(hash(head(text, edges))).or_default();
            if let Err(place) = of_head.binary_search(&text.len()) {
                of_head.insert(place, text.len());
            }
            whole.entry(hash(text)).or_default().push(at);
        }
        Finder {
            patterns,
            lengths,
            whole,
        }
    }

    /// Every occurrence of a pattern in a folded text: start, end, index of the pattern.
    fn places(&self, text: &str, edges: Edges) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        let mut inside = false;
        for (start, c) in text.char_indices() {
            // A term does not begin inside a word.
            let was_inside = std::mem::replace(&mut inside, is_word(c));
            if inside && was_inside {
                continue;
            }
            let rest = &text[start..];
            let head = head(rest, edges);
            let one = &rest[..c.len_utf8()];
            // A term of one character is listed under this character alone.
            let heads = [
                Some(head),
                (one.len() < head.len() && edges == Edges::Source).then_some(one),
            ];
            for head in heads.into_iter().flatten() {
                for &length in self.lengths.get(&hash(head)).into_iter().flatten() {
                    let Some(part) = rest.get(..length) else {
                        continue;
                    };
                    for &at in self.whole.get(&hash(part)).into_iter().flatten() {
                        if self.patterns[at as usize].0 == part {
                            found.push((start, start + length, at as usize));
                        }
                    }
                }
            }
        }
        found
    }

    fn find(&self, folded: &Folded, text: &str, edges: Edges) -> Vec<Found> {
        let mut found = Vec::new();
        for (start, end, pattern) in self.places(&folded.lower, edges) {
            if !stands_alone(folded, start, end, edges) {
                continue;
            }
            let span = folded.span(start, end);
            let cased = &folded.cased[start..end];
            for form in &self.patterns[pattern].1 {
                let literalness = literalness(form, cased, &text[span.clone()]);
                if literalness < NOT_AT_ALL {
                    found.push(Found {
                        hit: TermHit {
                            concept: form.concept,
                            span: span.clone(),
                            rendering: form.rendering,
                        },
                        folded: start..end,
                        literalness,
                    });
                }
            }
        }
        found
    }
}

/// The beginning of a text under which it is listed: two characters of Chinese, else the first word.
fn head(text: &str, edges: Edges) -> &str {
    let first = text.chars().next();
    if first.is_some_and(is_word) {
        return &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())];
    }
    let most = if edges == Edges::Source { 2 } else { 1 };
    &text[..text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at)]
}

/// The hash for lists of terms (FNV-1a, 64 bits). A collision does no harm: the texts are compared
/// afterwards.
fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// Whether a match is not part of a longer word. Chinese has no spaces between words, so only ends in
/// Latin letters or digits are tested.
fn stands_alone(folded: &Folded, start: usize, end: usize, edges: Edges) -> bool {
    let opens = folded.after(start).is_some_and(is_word);
    let closes = folded.before(end).is_some_and(is_word);
    let (before, after) = (folded.before(start), folded.after(end));
    if opens && before.is_some_and(is_word) || closes && after.is_some_and(is_word) {
        return false;
    }
    if edges == Edges::Target {
        // `Neil` is not found in `O'Neil`, nor `can` in `can't`; but it is in `Neil's`.
        if opens && before == Some('\'') && folded.before(start - 1).is_some_and(is_word) {
            return false;
        }
        let rest = &folded.lower[end..];
        if closes
            && let Some(rest) = rest.strip_prefix("'t")
            && !rest.starts_with(is_word)
        {
            return false;
        }
    }
    true
}

/// The distance of `text` (`cased` is its folded form with capitals) from a form with the same letters.
fn literalness(form: &Form, cased: &str, text: &str) -> u8 {
    if !capitals_fit(&form.cased, cased) {
        return NOT_AT_ALL;
    }
    let differs = if text == form.literal {
        0
    } else if cased == form.cased {
        1
    } else if without_first(cased) == without_first(&form.cased) {
        2
    } else {
        3
    };
    differs + if form.inflected { 4 } else { 0 }
}

fn without_first(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

/// Whether the capitals of `text` fit `form`: every word of the form with capitals beyond its first
/// letter is written the same way, the first letter aside, or in capitals throughout. Both have the same
/// letters.
fn capitals_fit(form: &str, text: &str) -> bool {
    let mut offset = 0;
    form.split(|c: char| !c.is_alphanumeric()).all(|word| {
        let start = offset;
        // The separator is one character, whose length in bytes varies.
        offset += word.len();
        offset += form[offset..].chars().next().map_or(0, char::len_utf8);
        let written = &text[start..start + word.len()];
        let rest = without_first(word);
        !rest.contains(char::is_uppercase)
            || rest == without_first(written)
            || !written.contains(char::is_lowercase)
    })
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
