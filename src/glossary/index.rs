//! The index of the forms of a glossary's terms: every occurrence of one in a folded text, in one pass.

use std::collections::HashMap;
use std::ops::Range;

use super::fold::{Folded, is_word};
use super::rendering::{Rendering, TermHit};
use crate::text::Span;
use crate::text::hash::{self, ByHash, Fnv};

/// The language whose words a form is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edges {
    /// Chinese, which has no spaces between words.
    Source,
    /// English.
    Target,
}

/// Marks places in [`Index::texts`].
#[derive(Clone, Copy, Debug)]
enum InTexts {}

/// Bytes of [`Index::texts`].
type Words = Span<InTexts>;

/// One spelling of one rendering. Its texts are places in [`Index::texts`].
#[derive(Clone, Copy, Debug)]
struct Form {
    concept: usize,
    rendering: Rendering,
    /// The spelling in the glossary.
    literal: Words,
    /// The folded spelling, with its capitals.
    cased: Words,
    /// Whether the form was made by inflection.
    inflected: bool,
}

/// The forms to come, in the order of the glossary.
#[derive(Debug, Default)]
pub(super) struct Forms {
    texts: String,
    /// Each with its folded spelling in small letters.
    forms: Vec<(Words, Form)>,
}

impl Forms {
    fn text(&mut self, text: &str) -> Words {
        let start = self.texts.len();
        self.texts.push_str(text);
        Words::new(start, self.texts.len())
    }

    /// Adds a rendering of a concept as the glossary spells it, and what it becomes by inflection, folded.
    pub(super) fn add(
        &mut self,
        concept: usize,
        rendering: Rendering,
        literal: &str,
        folded: &Folded,
        inflected: impl Iterator<Item = Folded>,
    ) {
        let literal = self.text(literal);
        for (folded, inflected) in inflected.map(|one| (one, true)) {
            self.push(concept, rendering, literal, &folded, inflected);
        }
        self.push(concept, rendering, literal, folded, false);
    }

    fn push(
        &mut self,
        concept: usize,
        rendering: Rendering,
        literal: Words,
        folded: &Folded,
        inflected: bool,
    ) {
        if folded.lower.is_empty() {
            return;
        }
        let lower = self.text(&folded.lower);
        let cased = match folded.cased() {
            same if same == folded.lower => lower,
            cased => self.text(cased),
        };
        let form = Form {
            concept,
            rendering,
            literal,
            cased,
            inflected,
        };
        self.forms.push((lower, form));
    }
}

/// A folded spelling, and the forms that have it.
#[derive(Debug)]
struct Pattern {
    text: Words,
    /// The hash of its beginning.
    head: u64,
    /// Indices of its forms, one after another.
    forms: Range<usize>,
    /// The next pattern of the same hash, if there is one.
    next: Option<u32>,
}

/// A form that was found.
pub(super) struct Found {
    pub(super) hit: TermHit,
    /// Bytes of the folded text.
    pub(super) folded: Range<usize>,
    /// Distance of the text from the spelling in the glossary: 0 for none.
    pub(super) literalness: u8,
}

/// The distance of a text whose capitals do not fit the form.
const NOT_AT_ALL: u8 = u8::MAX;

/// An index of patterns that finds all their matches, overlapping ones too: which of them shield others
/// is decided afterwards, as a match further left is not always the longer one. Patterns are listed by
/// their beginning: in Chinese the first two characters, in English the first word. Few places of a text
/// begin one, so this takes a fraction of the time of an Aho-Corasick automaton over hundreds of
/// thousands of inflected forms, whose states are spread over the memory.
#[derive(Debug)]
pub(super) struct Index {
    edges: Edges,
    texts: String,
    forms: Vec<Form>,
    patterns: Vec<Pattern>,
    /// For each beginning, by its hash, which of `lengths` are those of its patterns.
    heads: HashMap<u64, Range<usize>, ByHash>,
    /// Which hashes may be in `heads`: most places of a text are told by it that no term begins there.
    may_begin: Filter,
    /// Lengths of patterns in bytes, ascending for each beginning.
    lengths: Vec<usize>,
    /// The first pattern for the hash of a whole text. Texts are compared afterwards: a collision does no harm.
    whole: HashMap<u64, u32, ByHash>,
    /// For each concept where its patterns begin in `of_concept`; one entry more than concepts.
    concepts: Vec<usize>,
    /// The patterns of each concept, with the hashes of their beginnings beside them.
    of_concept: Vec<(u64, u32)>,
}

impl Index {
    /// The index of these forms, of `concepts` concepts.
    pub(super) fn new(forms: Forms, concepts: usize, edges: Edges) -> Index {
        let Forms {
            mut texts,
            mut forms,
        } = forms;
        // Stable: the forms of a pattern stay in the order of the glossary.
        forms.sort_by(|(one, _), (other, _)| one.of(&texts).cmp(other.of(&texts)));
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut whole: HashMap<u64, u32, ByHash> = HashMap::default();
        let mut of_head: Vec<(u64, usize)> = Vec::new();
        let mut of_concept: Vec<(usize, u32)> = Vec::new();
        for (at, (text, form)) in forms.iter().enumerate() {
            let words = text.of(&texts);
            let is_same = |last: &&mut Pattern| last.text.of(&texts) == words;
            if let Some(last) = patterns.last_mut().filter(is_same) {
                last.forms.end = at + 1;
            } else {
                let number = u32::try_from(patterns.len()).unwrap_or(u32::MAX);
                let head = hash::of(head(words, edges));
                patterns.push(Pattern {
                    text: *text,
                    head,
                    forms: at..at + 1,
                    next: whole.insert(hash::of(words), number),
                });
                of_head.push((head, words.len()));
            }
            let pattern = u32::try_from(patterns.len() - 1).unwrap_or(u32::MAX);
            of_concept.push((form.concept, pattern));
        }
        of_head.sort_unstable();
        of_head.dedup();
        let mut heads: HashMap<u64, Range<usize>, ByHash> = HashMap::default();
        let mut may_begin = Filter::new(of_head.len());
        for (at, &(head, _)) in of_head.iter().enumerate() {
            may_begin.add(head);
            heads.entry(head).or_insert(at..at).end = at + 1;
        }
        of_concept.sort_unstable();
        of_concept.dedup();
        texts.shrink_to_fit();
        Index {
            edges,
            forms: forms.into_iter().map(|(_, form)| form).collect(),
            heads,
            may_begin,
            lengths: of_head.into_iter().map(|(_, length)| length).collect(),
            whole,
            concepts: (0..=concepts)
                .map(|concept| of_concept.partition_point(|&(one, _)| one < concept))
                .collect(),
            of_concept: of_concept
                .into_iter()
                .map(|(_, pattern)| (patterns[pattern as usize].head, pattern))
                .collect(),
            texts,
            patterns,
        }
    }

    /// Every form of a term in a text and its folded form, in order of their beginnings.
    pub(super) fn find(&self, folded: &Folded, text: &str) -> Vec<Found> {
        let lower = folded.lower.as_str();
        let mut found = Vec::new();
        for start in self.beginnings(lower) {
            let rest = &lower[start..];
            let head = head(rest, self.edges);
            // In Chinese a term of one character is listed under this character alone.
            let one = &rest[..rest.chars().next().map_or(0, char::len_utf8)];
            let is_more = one.len() < head.len() && self.edges == Edges::Source;
            for head in [Some(head), is_more.then_some(one)].into_iter().flatten() {
                let mut hash = Fnv::default();
                hash.add(head.as_bytes());
                if !self.may_begin.has(hash.value()) {
                    continue;
                }
                let Some(lengths) = self.heads.get(&hash.value()) else {
                    continue;
                };
                let mut hashed = head.len();
                for &length in &self.lengths[lengths.clone()] {
                    // They ascend: a longer one does not fit either.
                    let Some(more) = rest.as_bytes().get(hashed..length) else {
                        break;
                    };
                    hash.add(more);
                    hashed = length;
                    let mut next = self.whole.get(&hash.value()).copied();
                    while let Some(at) = next {
                        let pattern = &self.patterns[at as usize];
                        next = pattern.next;
                        if rest.get(..length) == Some(pattern.text.of(&self.texts)) {
                            let place = start..start + length;
                            self.read(pattern, place, folded, text, &|_| true, &mut found);
                        }
                    }
                }
            }
        }
        found
    }

    /// Those of some concepts alone, each named once, which takes less time than to find all.
    pub(super) fn find_of(&self, concepts: &[usize], folded: &Folded, text: &str) -> Vec<Found> {
        let lower = folded.lower.as_str();
        let of = |concept: usize| {
            let patterns = self.concepts[concept]..self.concepts[concept + 1];
            (concept, &self.of_concept[patterns])
        };
        // A filter of 64 bits over their beginnings.
        let all = concepts.iter().flat_map(|&concept| of(concept).1);
        let may_begin = all.fold(0u64, |bits, (head, _)| bits | 1 << (head % 64));
        let mut found = Vec::new();
        if may_begin == 0 {
            return found;
        }
        for start in self.beginnings(lower) {
            let rest = &lower[start..];
            let head = hash::of(head(rest, self.edges));
            if may_begin >> (head % 64) & 1 == 0 {
                continue;
            }
            for (concept, patterns) in concepts.iter().map(|&concept| of(concept)) {
                for &(_, at) in patterns.iter().filter(|(own, _)| *own == head) {
                    let pattern = &self.patterns[at as usize];
                    if rest.starts_with(pattern.text.of(&self.texts)) {
                        let place = start..start + pattern.text.len();
                        self.read(
                            pattern,
                            place,
                            folded,
                            text,
                            &|one| one == concept,
                            &mut found,
                        );
                    }
                }
            }
        }
        found
    }

    /// Where a term may begin in a folded text: not inside a word.
    fn beginnings<'t>(&self, text: &'t str) -> impl Iterator<Item = usize> + use<'t> {
        let mut inside = false;
        text.char_indices().filter_map(move |(start, c)| {
            let was_inside = std::mem::replace(&mut inside, is_word(c));
            (!inside || !was_inside).then_some(start)
        })
    }

    /// Adds the forms of a pattern that stands at a place of the folded text, where it stands alone and its
    /// capitals fit.
    fn read(
        &self,
        pattern: &Pattern,
        place: Range<usize>,
        folded: &Folded,
        text: &str,
        wanted: &impl Fn(usize) -> bool,
        found: &mut Vec<Found>,
    ) {
        if !stands_alone(folded, place.start, place.end, self.edges) {
            return;
        }
        let span = folded.span(place.start, place.end);
        let cased = &folded.cased()[place.clone()];
        for form in &self.forms[pattern.forms.clone()] {
            if !wanted(form.concept) {
                continue;
            }
            let literalness = self.literalness(form, cased, &text[span.clone()]);
            if literalness < NOT_AT_ALL {
                found.push(Found {
                    hit: TermHit {
                        concept: form.concept,
                        span: span.clone(),
                        rendering: form.rendering,
                    },
                    folded: place.clone(),
                    literalness,
                });
            }
        }
    }

    /// The distance of `text` (`cased` is its folded form with capitals) from a form with the same letters.
    fn literalness(&self, form: &Form, cased: &str, text: &str) -> u8 {
        let (literal, own) = (form.literal.of(&self.texts), form.cased.of(&self.texts));
        if !capitals_fit(own, cased) {
            return NOT_AT_ALL;
        }
        let differs = if text == literal {
            0
        } else if cased == own {
            1
        } else if without_first(cased) == without_first(own) {
            2
        } else {
            3
        };
        differs + if form.inflected { 4 } else { 0 }
    }
}

/// A set of hashes in which some others seem to be, too, small enough to stay in the processor's cache: a Bloom filter
/// of one function (Bloom 1970).
#[derive(Debug)]
struct Filter(Vec<u64>);

impl Filter {
    /// A filter for so many hashes: one in eight of the others seems to be among them.
    fn new(hashes: usize) -> Filter {
        Filter(vec![0; (hashes / 8).next_power_of_two()])
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        // The lowest bits of the hash name the bit, those above them the word.
        let word = (hash >> 6) % self.0.len() as u64;
        (word as usize, 1 << (hash % 64))
    }

    fn add(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.0[word] |= bit;
    }

    fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.0[word] & bit != 0
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
