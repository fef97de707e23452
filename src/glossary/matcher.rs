//! Finding the terms of a glossary in a text, in one pass whatever the size of the glossary.

use std::collections::HashMap;
use std::ops::Range;

use super::fold::{Folded, fold_source, fold_target, is_word};
use super::inflect::{plurals, verb_forms};
use super::termbase::Termbase;

/// Which words of a concept were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rendering {
    /// The source term.
    Source,
    /// The preferred rendering.
    Preferred,
    /// An allowed rendering, by its index.
    Variant(usize),
    /// A forbidden rendering, by its index.
    Forbidden(usize),
}

/// A term in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermHit {
    /// Index of the concept in the termbase.
    pub concept: usize,
    /// Bytes of the text, without a possessive ending.
    pub span: Range<usize>,
    /// Which words of the concept.
    pub rendering: Rendering,
}

/// Finds the terms of one termbase.
///
/// What counts as the same: capitals or not, except inside a word that has capitals beyond its
/// first letter (`AI`, `WuDao`): that is found as written or in capitals throughout. Full-width
/// and ASCII forms. In Chinese every kind of middle dot and white space anywhere; in English
/// curly and straight apostrophes, a hyphen and a space, singular and plural, regular forms of verbs,
/// with or without a possessive ending.
#[derive(Debug)]
pub struct TermMatcher {
    source: Finder,
    target: Finder,
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
                // Of what is forbidden, another word of the family may be right.
                let verbs = match rendering {
                    Rendering::Forbidden(_) => Vec::new(),
                    _ => verb_forms(&folded.cased, text),
                };
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
        }
    }

    /// The source terms in a Chinese text, in order. A longer term shields shorter ones that share
    /// a character with it (*within* 智源研究院 there is no 智源); of equally long ones the first
    /// wins. Where two concepts have the same term, both are given.
    #[must_use]
    pub fn in_source(&self, text: &str) -> Vec<TermHit> {
        let folded = fold_source(text);
        let found = self.source.find(&folded, text, Edges::Source);
        longest(found.into_iter().map(|found| found.hit).collect())
    }

    /// The renderings of all concepts in an English text, at word boundaries; in order, the longer
    /// of two that start together first.
    ///
    /// Among the renderings of *one* concept a longer one shields shorter ones, so that a
    /// forbidden *Harbour Trust Board* is no allowed *Harbour Trust*; of renderings of the same
    /// stretch the one listed as it stands in the text is given. Renderings of different concepts
    /// may overlap: which of them count depends on what the source says, so choose those first,
    /// and then call [`longest`].
    #[must_use]
    pub fn in_target(&self, text: &str) -> Vec<TermHit> {
        let folded = fold_target(text);
        let mut found = self.target.find(&folded, text, Edges::Target);
        // For each concept the longest first, of one stretch the most literal first.
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
        // Which concept has taken each byte, plus one: concepts come one after another.
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

/// Of hits that share a byte only the longest, and of equally long ones the first. Hits of exactly
/// the same stretch stay together.
#[must_use]
pub fn longest(mut hits: Vec<TermHit>) -> Vec<TermHit> {
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.span.len()), hit.span.start));
    let end = hits.iter().map(|hit| hit.span.end).max().unwrap_or(0);
    let mut taken = vec![false; end];
    let mut last: Option<Range<usize>> = None;
    // Nothing taken is shorter than what comes, so looking at both ends is enough.
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

/// One way to write one rendering.
#[derive(Debug)]
struct Form {
    concept: usize,
    rendering: Rendering,
    /// As the glossary has it.
    literal: String,
    /// Folded, with its capitals.
    cased: String,
    /// Whether it is a plural that we made.
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
    /// How much the text differs from the glossary: 0 not at all.
    literalness: u8,
}

/// The text's capitals rule the form out.
const NOT_AT_ALL: u8 = u8::MAX;

/// All overlapping matches are wanted: which of them shield others is decided afterwards, for a match
/// further left is not always the longer one. Terms are looked up by how they begin: in Chinese by two
/// characters, in English by a word. A text has few places where one may begin, so this takes a
/// fraction of the time of an automaton over hundreds of thousands of inflected forms, whose states are
/// all over the memory.
#[derive(Debug)]
struct Finder {
    patterns: Vec<(String, Vec<Form>)>,
    /// How many bytes the patterns have that begin so, by hash.
    lengths: HashMap<u64, Vec<usize>>,
    /// The patterns by the hash of all of their text.
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

    /// Every place of a pattern in a folded text: start, end, which.
    fn places(&self, text: &str, edges: Edges) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        let mut inside = false;
        for (start, c) in text.char_indices() {
            // Inside a word no term begins.
            let was_inside = std::mem::replace(&mut inside, is_word(c));
            if inside && was_inside {
                continue;
            }
            let rest = &text[start..];
            let head = head(rest, edges);
            let one = &rest[..c.len_utf8()];
            // A term of one character is listed under it alone.
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
                        literalness,
                    });
                }
            }
        }
        found
    }
}

/// How a text begins: of Chinese the first two characters, of what has spaces the first word.
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

/// The hash that terms are listed by; equal hashes of different texts do no harm.
fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// Whether a match is no part of a longer word. Between Chinese characters there are no words to
/// cut, so only ends in Latin letters or digits are looked at.
fn stands_alone(folded: &Folded, start: usize, end: usize, edges: Edges) -> bool {
    let opens = folded.after(start).is_some_and(is_word);
    let closes = folded.before(end).is_some_and(is_word);
    let (before, after) = (folded.before(start), folded.after(end));
    if opens && before.is_some_and(is_word) || closes && after.is_some_and(is_word) {
        return false;
    }
    if edges == Edges::Target {
        // O'Neil holds no Neil, and can't no can; but Neil's holds Neil.
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

/// How much `text` (folded with its capitals: `cased`) differs from a form of the same letters.
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

/// Whether every word of `form` with capitals beyond its first letter stands in `text` as written,
/// its first letter aside, or in capitals throughout. Both have the same letters.
fn capitals_fit(form: &str, text: &str) -> bool {
    let mut offset = 0;
    form.split(|c: char| !c.is_alphanumeric()).all(|word| {
        let start = offset;
        // The separator is one character, of whatever length.
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
