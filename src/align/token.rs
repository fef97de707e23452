//! Tokens, which are all that the aligner sees of a sentence: types on a common footing for both languages.
//!
//! Chinese: the lexicon's words, Latin words, numbers, marks, and names by their reading. English:
//! stems, numbers, marks. Numbers and marks are written alike on both sides, so that they meet.

use std::collections::HashMap;

use super::terms::Term;
use crate::lexicon::{Lexicon, StemId, SyllableId, WordId};
use crate::text::english::{self, is_function_stem, stem};
use crate::text::numeral::{chinese_numbers, english_numbers, is_chinese_numeral};
use crate::text::script::is_han;

/// Smallest number that is its own token; below, numerals are ordinary words (one, 两个).
const SMALLEST_NUMBER: f64 = 4.0;

/// Index of a token type within one side of one pair of texts.
pub(crate) type TypeId = u32;

/// The kind of evidence that a token gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Binds rather than names: pronouns, auxiliaries, prepositions.
    Function,
    /// Everything else that has a meaning.
    Content,
    /// Proper names, numbers, and terms of the glossary.
    Name,
    /// Punctuation that both languages share.
    Mark,
}

impl Class {
    /// The number of classes.
    pub(crate) const COUNT: usize = 4;

    /// Its place in tables.
    #[must_use]
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// The identity of a token type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A Chinese word of the lexicon.
    Word(WordId),
    /// A Han character that no word of the lexicon covers.
    Character(char),
    /// An English word's stem, or a Latin word in the Chinese.
    Stem(String, Option<StemId>),
    /// A number, by its value's key.
    Number(String),
    /// A punctuation mark, by its common sign.
    Mark(char),
    /// A Chinese name, by the English name that spells its reading.
    Name(String),
    /// A term of the glossary, by the concepts that it can stand for, ascending.
    Term(Vec<u32>),
}

/// A token type.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    /// Its identity.
    pub(crate) kind: Kind,
    /// The kind of evidence that it gives.
    pub(crate) class: Class,
    /// The number of its occurrences.
    pub(crate) count: u32,
    /// Whether it stands somewhere without a capital: a name is capitalised wherever it stands.
    lower: bool,
}

/// The tokens of one side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens {
    /// For each sentence the index in `ids` of its first token, and in the end the number of tokens.
    start: Vec<u32>,
    ids: Vec<TypeId>,
    /// The clause of its sentence that each token stands in, from 0.
    clauses: Vec<u8>,
    /// The types.
    pub(crate) types: Vec<Type>,
}

impl Tokens {
    /// The tokens of sentence `i`.
    #[must_use]
    pub(crate) fn of(&self, i: usize) -> &[TypeId] {
        &self.ids[self.start[i] as usize..self.start[i + 1] as usize]
    }

    /// The index of the first token of sentence `i` among all; for one past the last sentence, the number of
    /// tokens.
    #[must_use]
    pub(crate) fn position(&self, i: usize) -> usize {
        self.start[i] as usize
    }

    /// All tokens, sentence after sentence.
    #[must_use]
    pub(crate) fn ids(&self) -> &[TypeId] {
        &self.ids
    }

    /// The clauses of the tokens of sentence `i`, from 0. Tokens of a sentence are not quite in
    /// order, names after the words they are read from.
    #[must_use]
    pub(crate) fn clauses(&self, i: usize) -> &[u8] {
        &self.clauses[self.start[i] as usize..self.start[i + 1] as usize]
    }

    /// The number of sentences.
    #[must_use]
    pub(crate) fn sentences(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    /// Each sentence's tokens followed by those that `other` has for it, whose types come after these.
    /// The clauses of `other` fall on these in proportion.
    #[must_use]
    pub(crate) fn joined(&self, other: &Tokens) -> Tokens {
        let mut joined = Tokens {
            start: vec![0],
            types: self.types.iter().chain(&other.types).cloned().collect(),
            ..Tokens::default()
        };
        let shift = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
        for i in 0..self.sentences() {
            joined.ids.extend(self.of(i));
            joined.clauses.extend(self.clauses(i));
            joined.ids.extend(other.of(i).iter().map(|id| id + shift));
            let count = |tokens: &Tokens| {
                tokens
                    .clauses(i)
                    .iter()
                    .max()
                    .map_or(1, |&last| u16::from(last) + 1)
            };
            let (mine, theirs) = (count(self), count(other));
            joined.clauses.extend(
                other
                    .clauses(i)
                    .iter()
                    .map(|&clause| (u16::from(clause) * mine / theirs) as u8),
            );
            joined
                .start
                .push(u32::try_from(joined.ids.len()).unwrap_or(u32::MAX));
        }
        joined
    }

    /// The tokens of some sentences alone, with the types that they have of these, in order.
    #[must_use]
    pub(crate) fn part(&self, sentences: &[usize]) -> (Tokens, Vec<TypeId>) {
        let mut kept: Vec<TypeId> = sentences
            .iter()
            .flat_map(|&i| self.of(i))
            .copied()
            .collect();
        kept.sort_unstable();
        kept.dedup();
        let mut part = Tokens {
            start: vec![0],
            types: kept
                .iter()
                .map(|&id| self.types[id as usize].clone())
                .collect(),
            ..Tokens::default()
        };
        for &i in sentences {
            let now = |id: &TypeId| kept.binary_search(id).unwrap_or(0) as TypeId;
            part.ids.extend(self.of(i).iter().map(now));
            part.clauses.extend(self.clauses(i));
            part.start
                .push(u32::try_from(part.ids.len()).unwrap_or(u32::MAX));
        }
        (part, kept)
    }

    /// The number of tokens.
    #[must_use]
    pub(crate) fn total(&self) -> usize {
        self.ids.len()
    }
}

/// Collects the tokens of one side.
#[derive(Default)]
struct Collector {
    tokens: Tokens,
    index: HashMap<Kind, TypeId>,
    /// The types of names that characters are read as, once more.
    names: HashMap<String, TypeId>,
    /// The clause that is being read.
    clause: u8,
}

impl Collector {
    fn new() -> Self {
        let mut collector = Collector::default();
        collector.tokens.start.push(0);
        collector
    }

    fn type_id(&mut self, kind: Kind, class: Class) -> TypeId {
        if let Some(&id) = self.index.get(&kind) {
            return id;
        }
        let id = u32::try_from(self.tokens.types.len()).unwrap_or(u32::MAX);
        self.tokens.types.push(Type {
            kind: kind.clone(),
            class,
            count: 0,
            lower: false,
        });
        self.index.insert(kind, id);
        id
    }

    fn push(&mut self, id: TypeId) {
        self.tokens.types[id as usize].count += 1;
        self.tokens.ids.push(id);
        self.tokens.clauses.push(self.clause);
    }

    /// Adds a name that characters are read as.
    fn add_name(&mut self, name: &str) {
        let id = match self.names.get(name) {
            Some(&id) => id,
            None => {
                let id = self.type_id(Kind::Name(name.to_owned()), Class::Name);
                self.names.insert(name.to_owned(), id);
                id
            }
        };
        self.push(id);
    }

    fn add(&mut self, kind: Kind, class: Class) {
        let id = self.type_id(kind, class);
        self.push(id);
    }

    /// Adds the tokens of the sentences that follow.
    fn join(&mut self, next: Collector) {
        let numbers: Vec<TypeId> = next
            .tokens
            .types
            .into_iter()
            .map(|kind| {
                let id = self.type_id(kind.kind, kind.class);
                let known = &mut self.tokens.types[id as usize];
                known.count += kind.count;
                known.lower |= kind.lower;
                id
            })
            .collect();
        let tokens = &mut self.tokens;
        let shift = u32::try_from(tokens.ids.len()).unwrap_or(u32::MAX);
        tokens
            .start
            .extend(next.tokens.start.iter().skip(1).map(|start| start + shift));
        tokens
            .ids
            .extend(next.tokens.ids.iter().map(|&id| numbers[id as usize]));
        tokens.clauses.extend(next.tokens.clauses);
    }

    fn end_sentence(&mut self) {
        let end = u32::try_from(self.tokens.ids.len()).unwrap_or(u32::MAX);
        self.tokens.start.push(end);
        self.clause = 0;
    }
}

/// The common sign of a punctuation mark; `None` for full stops, commas and what is no mark.
const fn mark(c: char) -> Option<char> {
    Some(match c {
        '?' | '？' => '?',
        '!' | '！' => '!',
        '"' | '“' | '”' | '「' | '」' | '『' | '』' => '"',
        ':' | '：' => ':',
        ';' | '；' => ';',
        '—' | '–' => '—',
        '…' => '…',
        '(' | ')' | '（' | '）' => '(',
        _ => return None,
    })
}

/// Whether a clause ends here.
const fn ends_clause(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | ':' | '?' | '!' | '…' | '—' | '，' | '；' | '：' | '？' | '！' | '。'
    )
}

/// Adds a run of marks once: `……` is one ellipsis, `——` one dash.
fn add_mark(collector: &mut Collector, c: char, before: Option<char>) {
    if let Some(sign) = mark(c)
        && before.and_then(mark) != Some(sign)
    {
        collector.add(Kind::Mark(sign), Class::Mark);
    }
}

/// Collects the tokens of some sentences in as many parts as there are threads. Types are numbered by their first
/// occurrence, however many parts there are.
fn collected<S: Sync>(
    sentences: &[S],
    jobs: usize,
    collect: impl Fn(usize, &[S]) -> Collector + Sync,
) -> Collector {
    let share = sentences.len().div_ceil(jobs.max(1)).max(LEAST_PART);
    if sentences.len() <= share {
        return collect(0, sentences);
    }
    let collect = &collect;
    std::thread::scope(|scope| {
        let parts: Vec<_> = sentences
            .chunks(share)
            .enumerate()
            .map(|(k, part)| scope.spawn(move || collect(k * share, part)))
            .collect();
        let mut parts = parts.into_iter().map(|part| {
            let part = part.join();
            part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        let mut all = parts.next().unwrap_or_default();
        parts.for_each(|part| all.join(part));
        all
    })
}

/// Fewer sentences are not worth a thread of their own.
const LEAST_PART: usize = 500;

/// The tokens of the English sentences.
#[must_use]
pub(crate) fn english<S: AsRef<str> + Sync>(
    sentences: &[S],
    lexicon: &Lexicon,
    jobs: usize,
) -> Tokens {
    english_with_terms(sentences, &[], lexicon, jobs)
}

/// The same, with the terms of each sentence; without terms the list is empty.
#[must_use]
pub(crate) fn english_with_terms<S: AsRef<str> + Sync>(
    sentences: &[S],
    terms: &[Vec<Term>],
    lexicon: &Lexicon,
    jobs: usize,
) -> Tokens {
    let collector = collected(sentences, jobs, |first, part| {
        english_part(part, terms.get(first..).unwrap_or_default(), lexicon)
    });
    let mut tokens = collector.tokens;
    for kind in &mut tokens.types {
        if kind.class == Class::Content && !kind.lower && matches!(kind.kind, Kind::Stem(..)) {
            kind.class = Class::Name;
        }
    }
    tokens
}

fn english_part<S: AsRef<str>>(
    sentences: &[S],
    terms: &[Vec<Term>],
    lexicon: &Lexicon,
) -> Collector {
    let mut collector = Collector::new();
    let mut known: HashMap<String, TypeId> = HashMap::new();
    for (k, sentence) in sentences.iter().enumerate() {
        let text = sentence.as_ref();
        let numbers: Vec<_> = english_numbers(text)
            .into_iter()
            .filter(|number| number.value >= SMALLEST_NUMBER)
            .collect();
        // The ends of the clauses: marks with a space or a quotation mark after them.
        let ends: Vec<usize> = text
            .match_indices(|c: char| ends_clause(c) || c == '.')
            .filter(|&(at, mark)| {
                text[at + mark.len()..]
                    .starts_with(|c: char| !c.is_alphanumeric() && !ends_clause(c))
            })
            .map(|(at, _)| at)
            .collect();
        let clause =
            |at: usize| u8::try_from(ends.partition_point(|&end| end < at)).unwrap_or(u8::MAX);
        for number in &numbers {
            collector.clause = clause(number.span.start);
            collector.add(Kind::Number(number.key()), Class::Name);
        }
        for word in english::words(text) {
            collector.clause = clause(word.span.start);
            if numbers
                .iter()
                .any(|n| n.span.start <= word.span.start && word.span.end <= n.span.end)
            {
                continue;
            }
            let id = if let Some(&id) = known.get(&word.lower) {
                id
            } else {
                let stem = stem(&word.lower);
                let class = if is_function_stem(&stem) {
                    Class::Function
                } else {
                    Class::Content
                };
                let found = lexicon.find_stem(&stem);
                let id = collector.type_id(Kind::Stem(stem, found), class);
                known.insert(word.lower.clone(), id);
                id
            };
            collector.tokens.types[id as usize].lower |= !word.capital;
            collector.push(id);
        }
        for term in terms.get(k).into_iter().flatten() {
            collector.clause = clause(term.at);
            collector.add(Kind::Term(term.concepts.clone()), Class::Name);
        }
        let mut before = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == '.' && text[at..].starts_with("...") {
                add_mark(&mut collector, '…', before);
                before = Some('…');
                while chars.next_if(|&(_, c)| c == '.').is_some() {}
                continue;
            }
            if c == '-' && text[at..].starts_with("--") {
                add_mark(&mut collector, '—', before);
                before = Some('—');
                while chars.next_if(|&(_, c)| c == '-').is_some() {}
                continue;
            }
            // Single quotes that open or close a quotation, as British novels have it.
            let next_letter = chars.peek().is_some_and(|(_, c)| c.is_alphanumeric());
            let after_letter = before.is_some_and(char::is_alphanumeric);
            let quote = matches!(c, '\'' | '‘' | '’') && next_letter != after_letter
                || matches!(c, '\'' | '’') && !next_letter && !after_letter;
            add_mark(&mut collector, if quote { '"' } else { c }, before);
            before = Some(c);
        }
        collector.end_sentence();
    }
    collector
}

/// The most syllables of a name.
const LONGEST_NAME: usize = 3;

/// English names that can be read as pinyin.
struct Names<'t> {
    lexicon: &'t Lexicon,
    /// By their syllables.
    by_reading: HashMap<[Option<SyllableId>; LONGEST_NAME], &'t str>,
    /// Whether a name begins with each syllable.
    first: Vec<bool>,
    /// Whether a name may begin with each character, once it was asked.
    begins: Vec<Option<bool>>,
}

impl<'t> Names<'t> {
    fn new(english: &'t Tokens, lexicon: &'t Lexicon) -> Names<'t> {
        let by_reading = pinyin_names(english, lexicon);
        let mut first = Vec::new();
        for syllable in by_reading.keys().filter_map(|reading| reading[0]) {
            let at = usize::from(syllable.0);
            if first.len() <= at {
                first.resize(at + 1, false);
            }
            first[at] = true;
        }
        Names {
            lexicon,
            begins: vec![None; if by_reading.is_empty() { 0 } else { 1 << 16 }],
            by_reading,
            first,
        }
    }

    /// Whether a name may begin with a character. Only those of the basic plane have readings.
    fn may_begin(&mut self, c: char) -> bool {
        let Some(known) = self.begins.get_mut(c as usize) else {
            return false;
        };
        *known.get_or_insert_with(|| {
            let mut readings = self.lexicon.readings(c);
            readings.any(|syllable| self.first.get(usize::from(syllable.0)) == Some(&true))
        })
    }

    /// The name that characters are read as, given the readings of those from `end` on; of several the one with the
    /// first reading of the last character, then of the one before it.
    fn read_as(
        &self,
        chars: &[char],
        end: usize,
        reading: &mut [Option<SyllableId>; LONGEST_NAME],
    ) -> Option<&'t str> {
        let Some(at) = end.checked_sub(1) else {
            return self.by_reading.get(reading).copied();
        };
        self.lexicon.readings(chars[at]).find_map(|syllable| {
            reading[at] = Some(syllable);
            self.read_as(chars, at, reading)
        })
    }
}

fn pinyin_names<'t>(
    english: &'t Tokens,
    lexicon: &Lexicon,
) -> HashMap<[Option<SyllableId>; LONGEST_NAME], &'t str> {
    let mut names = HashMap::new();
    for kind in &english.types {
        if let (Class::Name, Kind::Stem(stem, found)) = (kind.class, &kind.kind) {
            // A stem that is a frequent English word is more likely that word.
            let frequent = found.is_some_and(|id| lexicon.stem_cost(id) < 9.0);
            for name in lexicon.syllables(stem) {
                if name.len() > 1 || !frequent {
                    let mut reading = [None; LONGEST_NAME];
                    for (slot, syllable) in reading.iter_mut().zip(name) {
                        *slot = Some(syllable);
                    }
                    names.insert(reading, stem.as_str());
                }
            }
        }
    }
    names
}

/// The tokens of the Chinese sentences. The English ones tell which names to look for.
#[must_use]
pub(crate) fn chinese<S: AsRef<str> + Sync>(
    sentences: &[S],
    english: &Tokens,
    lexicon: &Lexicon,
    jobs: usize,
) -> Tokens {
    chinese_with_terms(sentences, &[], english, lexicon, jobs)
}

/// The same, with the terms of each sentence; without terms the list is empty.
#[must_use]
pub(crate) fn chinese_with_terms<S: AsRef<str> + Sync>(
    sentences: &[S],
    terms: &[Vec<Term>],
    english: &Tokens,
    lexicon: &Lexicon,
    jobs: usize,
) -> Tokens {
    let collector = collected(sentences, jobs, |first, part| {
        let terms = terms.get(first..).unwrap_or_default();
        chinese_part(part, terms, english, lexicon)
    });
    collector.tokens
}

fn chinese_part<S: AsRef<str>>(
    sentences: &[S],
    terms: &[Vec<Term>],
    english: &Tokens,
    lexicon: &Lexicon,
) -> Collector {
    let mut names = Names::new(english, lexicon);
    let mut collector = Collector::new();
    let mut chars: Vec<char> = Vec::new();
    for (k, sentence) in sentences.iter().enumerate() {
        let text = sentence.as_ref();
        let numbers = chinese_numbers(text);
        // Numbers as ranges of characters.
        let mut spans: Vec<(usize, usize, String, f64)> = Vec::new();
        chars.clear();
        let mut pending = numbers.iter();
        let mut next = pending.next();
        let mut open = 0;
        for (at, c) in text.char_indices() {
            if let Some(number) = next {
                if at == number.span.start {
                    open = chars.len();
                }
                if at == number.span.end {
                    spans.push((open, chars.len(), number.key(), number.value));
                    next = pending.next();
                    if next.is_some_and(|number| at == number.span.start) {
                        open = chars.len();
                    }
                }
            }
            chars.push(lexicon.simplify(c));
        }
        if let Some(number) = next.filter(|number| number.span.end == text.len()) {
            spans.push((open, chars.len(), number.key(), number.value));
        }
        let clauses = chinese_sentence(&mut collector, &chars, &spans, &mut names, lexicon);
        for term in terms.get(k).into_iter().flatten() {
            let at = text[..term.at].chars().count();
            let clause = clauses.partition_point(|&end| end < at);
            collector.clause = u8::try_from(clause).unwrap_or(u8::MAX);
            collector.add(Kind::Term(term.concepts.clone()), Class::Name);
        }
        collector.end_sentence();
    }
    collector
}

/// Adds the tokens of a sentence, and gives the characters at which its clauses end.
fn chinese_sentence(
    collector: &mut Collector,
    chars: &[char],
    numbers: &[(usize, usize, String, f64)],
    names: &mut Names<'_>,
    lexicon: &Lexicon,
) -> Vec<usize> {
    let mut i = 0;
    let mut before = None;
    let mut ends = Vec::new();
    while i < chars.len() {
        let c = chars[i];
        // A number in digits is a number; one in characters only where no word disagrees.
        if let Some((_, end, key, value)) = numbers
            .iter()
            .find(|(start, _, _, _)| *start == i && !is_chinese_numeral(c))
        {
            if *value >= SMALLEST_NUMBER {
                collector.add(Kind::Number(key.clone()), Class::Name);
            }
            i = *end;
            before = None;
        } else if is_han(c) {
            let mut end = i + 1;
            while end < chars.len() && is_han(chars[end]) {
                end += 1;
            }
            han_run(collector, &chars[i..end], i, numbers, names, lexicon);
            i = end;
            before = None;
        } else if c.is_ascii_alphabetic() {
            let mut end = i + 1;
            while end < chars.len() && (chars[end].is_ascii_alphabetic() || chars[end] == '\'') {
                end += 1;
            }
            let word: String = chars[i..end].iter().collect();
            for word in english::words(&word) {
                let stem = stem(&word.lower);
                let found = lexicon.find_stem(&stem);
                collector.add(Kind::Stem(stem, found), Class::Name);
            }
            i = end;
            before = None;
        } else {
            add_mark(collector, c, before);
            if ends_clause(c) && !before.is_some_and(ends_clause) {
                collector.clause = collector.clause.saturating_add(1);
                ends.push(i);
            }
            before = Some(c);
            i += 1;
        }
    }
    ends
}

/// Tokens of a run of Han characters that begins at character `offset` of its sentence.
fn han_run(
    collector: &mut Collector,
    run: &[char],
    offset: usize,
    numbers: &[(usize, usize, String, f64)],
    names: &mut Names<'_>,
    lexicon: &Lexicon,
) {
    let words = lexicon.segment(run);
    let mut w = 0;
    while w < words.len() {
        let word = words[w];
        let number = numbers.iter().find(|(start, _, _, value)| {
            *start == word.start + offset && *value >= SMALLEST_NUMBER
        });
        if let Some((_, end, key, _)) = number
            && let Some(last) = words[w..]
                .iter()
                .position(|other| other.end + offset == *end)
        {
            collector.add(Kind::Number(key.clone()), Class::Name);
            w += last + 1;
            continue;
        }
        let kind = match word.word {
            Some(id) => Kind::Word(id),
            None => Kind::Character(run[word.start]),
        };
        collector.add(kind, Class::Content);
        w += 1;
    }
    // Whether a character stands in a word of several.
    let mut inside = words.iter().flat_map(|word| {
        let several = word.end - word.start > 1;
        std::iter::repeat_n(several, word.end - word.start)
    });
    for start in 0..run.len() {
        let inside = inside.next() == Some(true);
        if !names.may_begin(run[start]) {
            continue;
        }
        for length in 1..=LONGEST_NAME.min(run.len() - start) {
            // A single syllable inside a longer word is that word's, not a name's.
            if length == 1 && inside {
                continue;
            }
            let chars = &run[start..start + length];
            if let Some(name) = names.read_as(chars, length, &mut [None; LONGEST_NAME]) {
                collector.add_name(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tokens: &Tokens, i: usize) -> Vec<String> {
        let lexicon = Lexicon::get();
        tokens
            .of(i)
            .iter()
            .map(|&id| match &tokens.types[id as usize].kind {
                Kind::Word(word) => lexicon.word(*word),
                Kind::Character(c) => format!("?{c}"),
                Kind::Stem(stem, _) => stem.clone(),
                Kind::Number(key) => format!("#{key}"),
                Kind::Mark(c) => format!("P{c}"),
                Kind::Name(name) => format!("@{name}"),
                Kind::Term(concepts) => format!("T{concepts:?}"),
            })
            .collect()
    }

    #[test]
    fn parts_make_the_same_tokens() {
        let lexicon = Lexicon::get();
        let lines = [
            "The ferry left.",
            "Ferry 12 at 9, said Wen.",
            "the wen?",
            "Lanterns - “lit”",
        ];
        let texts: Vec<&str> = lines
            .iter()
            .copied()
            .cycle()
            .take(2 * LEAST_PART + 1)
            .collect();
        let [one, three] = [1, 3].map(|jobs| english(&texts, lexicon, jobs));
        assert_eq!(format!("{one:?}"), format!("{three:?}"));
        let lines = ["渡船走了。", "文先生说：“十二艘。”", "Ferry 灯笼"];
        let texts: Vec<&str> = lines
            .iter()
            .copied()
            .cycle()
            .take(2 * LEAST_PART + 2)
            .collect();
        let [one, three] = [1, 3].map(|jobs| chinese(&texts, &three, lexicon, jobs));
        assert_eq!(format!("{one:?}"), format!("{three:?}"));
    }

    #[test]
    fn both_sides_meet() {
        let lexicon = Lexicon::get();
        let en = english(
            &["Lin Yuezhou, 21, walked 1.5 million steps... “Why?”"],
            lexicon,
            1,
        );
        let zh = chinese(
            &["林越舟，二十一岁，走了150万步……“为什么？”"],
            &en,
            lexicon,
            1,
        );
        assert_eq!(
            shown(&en, 0),
            [
                "#2.1e1", "#1.5e6", "lin", "yuezhou", "walk", "step", "whi", "P…", "P\"", "P?",
                "P\""
            ]
        );
        let zh = shown(&zh, 0);
        for token in ["#2.1e1", "#1.5e6", "@lin", "@yuezhou", "P…", "P\"", "P?"] {
            assert!(zh.contains(&token.to_owned()), "{token} not in {zh:?}");
        }
    }
}
