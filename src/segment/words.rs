//! The words beside a mark, and the word lists that the rules use.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::class::is_word;

/// The kinds of abbreviations, by what their full stop may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A word always follows: *Mr.*, *e.g.*
    Title,
    /// A number follows: *No.*, *vol.*
    BeforeNumber,
    /// Often inside a name, sometimes at the end of a sentence: *U.S.*, *St.*
    InName,
    /// Often at the end of a sentence: *etc.*, *Inc.*, *p.m.*
    Last,
}

/// The entries of a data file, one a line; `#` starts a comment.
fn entries(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
        .flat_map(str::split_whitespace)
}

static ABBREVIATIONS: LazyLock<HashMap<String, Abbreviation>> = LazyLock::new(|| {
    let lists = [
        (
            include_str!("data/abbreviations-last.txt"),
            Abbreviation::Last,
        ),
        (
            include_str!("data/abbreviations-in-name.txt"),
            Abbreviation::InName,
        ),
        (
            include_str!("data/abbreviations-number.txt"),
            Abbreviation::BeforeNumber,
        ),
        (
            include_str!("data/abbreviations-title.txt"),
            Abbreviation::Title,
        ),
    ];
    let mut map = HashMap::new();
    for (file, kind) in lists {
        for entry in entries(file) {
            let word = entry.strip_suffix('.').unwrap_or(entry);
            map.insert(word.to_owned(), kind);
            // An entry in small letters stands for its capitalised form, too; a capitalised one only for
            // itself.
            let mut letters = word.chars();
            if let Some(first) = letters.next().filter(char::is_ascii_lowercase) {
                map.insert(
                    first.to_ascii_uppercase().to_string() + letters.as_str(),
                    kind,
                );
            }
        }
    }
    map
});

macro_rules! word_set {
    ($name:ident $file:literal) => {
        static $name: LazyLock<HashSet<&'static str>> =
            LazyLock::new(|| entries(include_str!($file)).collect());
    };
}

word_set!(OPENERS "data/openers.txt");
word_set!(NAME_TAILS "data/name-tails.txt");
word_set!(NAMES_WITH_MARK "data/names-with-mark.txt");
word_set!(SPEECH_VERBS "data/speech-verbs.txt");
word_set!(ELISIONS "data/elisions.txt");
word_set!(LETTERED "data/lettered.txt");
word_set!(NUMBERED "data/numbered.txt");
word_set!(NUMBER_WORDS "data/number-words.txt");
word_set!(TITLE_PARTICLES "data/title-particles.txt");
word_set!(AFTER_TIME "data/after-time.txt");
word_set!(AFTER_COMPANY "data/after-company.txt");

static PREDICATES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/predicates-zh.txt")).collect());
static OPENINGS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/openings-zh.txt")).collect());
static UNFINISHED: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/unfinished-zh.txt")).collect());
static CONTINUING: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/continuing-zh.txt")).collect());
static SUBJECTS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/subjects-zh.txt")).collect());

/// The most bytes that are looked at beside a mark. Longer "words" are not words, and with a limit the
/// whole stays linear.
const REACH: usize = 64;

/// The word that ends at byte `end`: letters and digits, with full stops, hyphens and apostrophes
/// between them.
pub(super) fn before(text: &str, end: usize) -> &str {
    let mut start = end;
    for (at, c) in text[..end].char_indices().rev() {
        if !(is_word(c) || matches!(c, '.' | '-' | '\'' | '’' | '&')) || end - at > REACH {
            break;
        }
        start = at;
    }
    text[start..end].trim_start_matches(['.', '-', '\'', '’', '&'])
}

/// The word that `rest` starts with.
pub(super) fn first(rest: &str) -> &str {
    let end = rest
        .char_indices()
        .find(|&(at, c)| !(is_word(c) || matches!(c, '\'' | '’' | '-')) || at > REACH)
        .map_or(rest.len(), |(at, _)| at);
    &rest[..end]
}

/// The word without a part behind an apostrophe or hyphen: *It's*, *I'll* → *It*, *I*.
pub(super) fn stem(word: &str) -> &str {
    word.split(['\'', '’', '-']).next().unwrap_or(word)
}

/// The kind of abbreviation that `word` (without its final stop) is, if it is one.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    if let Some(&kind) = ABBREVIATIONS.get(word) {
        return Some(kind);
    }
    // The last part of a compound decides: Lt.-Col., non-U.S.
    if let Some((_, last)) = word.rsplit_once('-')
        && let Some(&kind) = ABBREVIATIONS.get(last)
    {
        return Some(kind);
    }
    // Single letters with stops between them are an abbreviation, known or not.
    let mut parts = word.split('.');
    let dotted = word.contains('.')
        && parts.all(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    dotted.then_some(Abbreviation::InName)
}

/// Whether `rest` starts with a word that often opens a sentence and is not part of a name: *The*,
/// *He*...
pub(super) fn opens_sentence(rest: &str) -> bool {
    OPENERS.contains(stem(first(rest)))
}

/// Whether `rest` starts with a word that ends the names of companies and works: *Labs*, *Records*...
pub(super) fn is_name_tail(rest: &str) -> bool {
    NAME_TAILS.contains(first(rest))
}

/// Whether `word` belongs to a name that is written with an exclamation or question mark.
pub(super) fn takes_mark(word: &str) -> bool {
    !word.is_empty() && NAMES_WITH_MARK.contains(word)
}

/// Whether `word` is a noun that may have a single letter behind it: *vitamin C*.
pub(super) fn takes_letter(word: &str) -> bool {
    LETTERED.contains(word.to_lowercase().as_str())
}

/// The most bytes of a word of headings with its number: *Appendix Seventeen*.
const LONGEST_NUMBERED: usize = 24;

/// Whether `text` is a word of headings with its number: *Chapter 7*.
pub(super) fn is_numbered_heading(text: &str) -> bool {
    text.len() <= LONGEST_NUMBERED
        && text
            .split_once(' ')
            .is_some_and(|(word, number)| numbers_heading(word, number))
}

/// Whether a word and its number make the beginning of a heading: *Chapter 7*, *CHAPTER VII*, *Part Two*.
pub(super) fn numbers_heading(word: &str, number: &str) -> bool {
    NUMBERED.contains(word)
        && !number.is_empty()
        && (number.bytes().all(|b| b.is_ascii_digit())
            || number.bytes().all(|b| b"IVXLC".contains(&b))
            || NUMBER_WORDS.contains(number))
}

/// Whether the word is written small inside a title: *of*, *the*...
pub(super) fn is_title_particle(word: &str) -> bool {
    TITLE_PARTICLES.contains(word)
}

/// The beginning of the text, at most so many bytes of it.
pub(super) fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of the text, at most so many bytes of it.
pub(super) fn tail(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// Whether the text after a time of day still belongs to it: *Eastern*, *Friday*...
pub(super) fn follows_time(rest: &str) -> bool {
    AFTER_TIME.contains(first(rest))
}

/// Whether the text after a company's name still belongs to it: *CEO*, *Chairman*...
pub(super) fn follows_company(rest: &str) -> bool {
    AFTER_COMPANY.contains(stem(first(rest)))
}

/// Whether the abbreviation is *et al.* with the year or number of the work behind it: *Marsh et al. [2011]*.
pub(super) fn names_authors(word: &str, rest: &str) -> bool {
    word == "al"
        && rest.starts_with(|c: char| matches!(c, '(' | '[' | '（' | '［') || c.is_ascii_digit())
}

/// Whether `rest` starts with a word that has lost its beginning to an apostrophe: *'tis*, *'em*,
/// *'90s*.
pub(super) fn is_elision(rest: &str) -> bool {
    let word = first(rest);
    ELISIONS.contains(word)
        || (word.len() == 3
            && word.ends_with('s')
            && word.as_bytes()[..2].iter().all(u8::is_ascii_digit))
}

/// Whether `rest` starts with a speaker and a verb of saying: *Wang asked*, *I said*, *Old Ma cried*.
pub(super) fn is_speech_tag(rest: &str) -> bool {
    let mut rest = rest;
    for names in 0..4 {
        let word = first(rest);
        if word.is_empty() {
            return false;
        }
        if names > 0 && SPEECH_VERBS.contains(word) {
            // "said nothing" and "said that..." report other words or none, so they open a sentence of
            // their own.
            let object = first(rest[word.len()..].trim_start());
            return !matches!(object, "nothing" | "that" | "if" | "whether");
        }
        let name = word.starts_with(char::is_uppercase)
            && (word == "I" || names > 0 || !opens_sentence(word));
        if !name {
            return false;
        }
        rest = &rest[word.len()..];
        if let Some(after) = rest.strip_prefix('.')
            && abbreviation(word) == Some(Abbreviation::Title)
        {
            rest = after;
        }
        rest = rest.trim_start_matches(' ');
    }
    false
}

/// Whether Chinese `rest` starts with a word that continues a clause and opens no sentence.
pub(super) fn continues_clause(rest: &str) -> bool {
    CONTINUING.iter().any(|word| rest.starts_with(word))
}

/// Whether Chinese `rest` starts with a word that is the subject of a clause.
pub(super) fn starts_subject(rest: &str) -> bool {
    SUBJECTS.iter().any(|word| rest.starts_with(word))
}

/// Whether Chinese `rest` starts with a word that goes on about a subject named before.
pub(super) fn starts_predicate(rest: &str) -> bool {
    PREDICATES.iter().any(|word| rest.starts_with(word))
}

/// Whether Chinese `rest` starts with a word that opens a sentence in narration: 第二天, 不久...
pub(super) fn opens_narration(rest: &str) -> bool {
    OPENINGS.iter().any(|word| rest.starts_with(word))
}

/// Whether Chinese `before` ends with a word that wants another one behind it.
pub(super) fn is_unfinished(before: &str) -> bool {
    UNFINISHED.iter().any(|word| before.ends_with(word))
}

/// `1`, `12`, `a`, `iv` at the head of an item.
pub(super) fn is_list_number(word: &str) -> bool {
    !word.is_empty()
        && (word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
            || word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
            || word.len() <= 4 && word.bytes().all(|byte| b"ivxIVX".contains(&byte)))
}
