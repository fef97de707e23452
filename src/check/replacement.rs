//! The replacement of a rendering: the words that the glossary wants, in the form, with the article and with the
//! capitals that the words in the text have. Where English would have to change elsewhere, too, the words are
//! proposed and not safe.

use std::ops::Range;

use super::finding::BeadFinding;
use crate::bitext::Sentence;
use crate::document::BlockKind;
use crate::glossary::Concept;
use crate::glossary::agree::{Form, Number, article, forms_of, head_word, inflected, number};
use crate::text::english::is_adjective;
use crate::text::literal::literals;

/// Words to be written instead of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replacement {
    /// The bytes of the text that they replace: those of the rendering, with its article if that changes.
    pub(crate) place: Range<usize>,
    /// The words.
    pub(crate) with: String,
    /// Whether the text is surely English with them, and says what the glossary wants.
    pub(crate) is_safe: bool,
}

impl BeadFinding {
    /// The finding with a replacement, whose place is its own.
    pub(crate) fn replaced(self, replacement: Replacement) -> BeadFinding {
        let Replacement {
            place,
            with,
            is_safe,
        } = replacement;
        self.at_target(place).fixed(with, is_safe)
    }
}

/// A rendering in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// The sentences of the text: those of a heading may have the capitals of a title.
    pub(crate) sentences: &'a [Sentence],
    /// The glossary's spelling of what is written.
    pub(crate) as_listed: &'a str,
}

/// The replacement of the rendering at `place` by the preferred one of its concept.
pub(crate) fn preferred(
    written: Written<'_>,
    place: Range<usize>,
    concept: &Concept,
) -> Replacement {
    let Written {
        text, as_listed, ..
    } = written;
    let words = &text[place.clone()];
    let surroundings = Surroundings {
        text,
        place: place.clone(),
    };
    let mut is_safe = !surroundings.is_in_code() && !surroundings.is_in_name_of_code();
    let form = match forms_of(as_listed, words)[..] {
        [form] => Some(form),
        // A plural or a verb: mostly they are written the same.
        [Form::Plural, Form::Third] | [Form::Third, Form::Plural] => {
            let both =
                [Form::Plural, Form::Third].map(|form| inflected(&concept.target, form, &[], None));
            let same = matches!(&both, [Some(one), Some(other)] if one.text == other.text);
            is_safe &= same || !surroundings.follows_subject();
            Some(Form::Plural)
        }
        _ => None,
    };
    is_safe &= form.is_some();
    is_safe &= may_be_of_one_class(as_listed, &concept.target);
    is_safe &= !surroundings.has_name_behind_article(as_listed, &concept.target);
    let form = form.unwrap_or(Form::Base);
    let (wanted, numbers_fit) = surroundings.in_number(form, as_listed, &concept.target);
    is_safe &= numbers_fit;
    let made = inflected(
        &concept.target,
        wanted,
        &concept.variants,
        surroundings.is_participle(),
    );
    is_safe &= made.as_ref().is_some_and(|made| made.is_sure);
    let mut with = made.map_or_else(|| concept.target.clone(), |made| made.text);

    let is_heading = written
        .sentences
        .iter()
        .any(|one| matches!(one.kind, BlockKind::Heading(_)));
    let spoken = with.clone();
    let (cased, capitals_fit) = surroundings.in_capitals(&with, as_listed, is_heading);
    is_safe &= capitals_fit;
    with = cased;
    if words.contains('-') && !as_listed.contains('-') && with.matches(' ').count() == 1 {
        // A light-tower keeper.
        with = with.replace(' ', "-");
    }
    is_safe &= !surroundings.hyphens_need(&with, words) && !surroundings.says_twice(&with);
    let mut place = place;
    is_safe &= surroundings.end_possessive(&mut with, &mut place);
    is_safe &= surroundings.begin_with_article(
        &mut with,
        &mut place,
        (as_listed, &concept.target, &spoken),
    );
    Replacement {
        place,
        with,
        is_safe,
    }
}

/// Whether a place of a text lies in code, an address or a placeholder, or is part of a name that a program reads.
pub(crate) fn is_read_by_programs(text: &str, place: &Range<usize>) -> bool {
    let surroundings = Surroundings {
        text,
        place: place.clone(),
    };
    surroundings.is_in_code() || surroundings.is_in_name_of_code()
}

/// Whether a place of a text lies in code that its own marks tell, an address or a placeholder.
pub(crate) fn is_in_code(text: &str, place: &Range<usize>) -> bool {
    let place = place.clone();
    Surroundings { text, place }.is_in_code()
}

/// A word in the capitals of another: in capitals throughout, or with a capital.
pub(crate) fn as_loud_as(written: &str, with: &str) -> String {
    if is_loud(written) {
        with.to_uppercase()
    } else {
        with.to_owned()
    }
}

/// What stands around a place.
struct Surroundings<'a> {
    text: &'a str,
    place: Range<usize>,
}

impl<'a> Surroundings<'a> {
    fn words(&self) -> &'a str {
        &self.text[self.place.clone()]
    }

    fn before(&self) -> &'a str {
        &self.text[..self.place.start]
    }

    fn behind(&self) -> &'a str {
        &self.text[self.place.end..]
    }

    /// The word before, if only white space is between.
    fn word_before(&self) -> Option<&'a str> {
        last_word(self.before())
    }

    /// The word behind, if only white space is between.
    fn word_behind(&self) -> Option<&'a str> {
        let rest = self.behind();
        let words = rest.trim_start();
        if words.len() == rest.len() {
            return None;
        }
        let end = words.find(|c: char| !is_of_word(c)).unwrap_or(words.len());
        Some(&words[..end]).filter(|word| !word.is_empty())
    }

    /// Whether an article stands before a name whose head is replaced by another: *the Port Institute* but not *the
    /// Port Research*.
    fn has_name_behind_article(&self, listed: &str, preferred: &str) -> bool {
        let (one, other) = (head_word(listed), head_word(preferred));
        // A glossary that writes the article says that the name has one.
        self.word_before().is_some_and(is_article)
            && !words(preferred)
                .first()
                .is_some_and(|word| is_article(word))
            && is_name(listed)
            && is_name(preferred)
            && !one.eq_ignore_ascii_case(other)
    }

    fn is_in_code(&self) -> bool {
        let overlaps =
            |span: Range<usize>| span.start < self.place.end && self.place.start < span.end;
        let ticks = self.before().matches('`').count();
        let closes = self.behind().contains('`');
        self.words().contains('`')
            || ticks % 2 == 1 && closes
            || literals(self.text)
                .iter()
                .any(|literal| overlaps(literal.span.range()))
    }

    /// Whether it is part of a name that a program reads: a path, a tag, a variable.
    fn is_in_name_of_code(&self) -> bool {
        let mark = |c: char| {
            matches!(
                c,
                '_' | '/' | '\\' | '@' | '#' | '$' | '=' | '<' | '>' | '&' | '~'
            )
        };
        let before = self.before().chars().next_back();
        let mut behind = self.behind().chars();
        let (first, second) = (behind.next(), behind.next());
        let joined = |one: Option<char>, other: Option<char>| {
            matches!(one, Some('.' | ':'))
                && other.is_some_and(|c| c.is_alphanumeric() || matches!(c, ':' | '/'))
        };
        // An alternative is no path: port/harbour.
        let is_alternative =
            |c: char, other: Option<char>| c == '/' && other.is_some_and(char::is_alphabetic);
        let second_before = self.before().chars().rev().nth(1);
        let marked = before.is_some_and(|c| mark(c) && !is_alternative(c, second_before))
            || first.is_some_and(|c| mark(c) && !is_alternative(c, second));
        let dotted =
            before == Some('.') && second_before.is_none_or(|c| !c.is_whitespace() && c != '.');
        marked || joined(first, second) || dotted
    }

    /// Whether the word before makes what follows a verb.
    fn follows_subject(&self) -> bool {
        let word = self.word_before().map(str::to_lowercase);
        word.is_some_and(|word| {
            matches!(
                word.as_str(),
                "he" | "she" | "it" | "who" | "which" | "that"
            )
        })
    }

    /// Whether a past form here is a participle; `None` where the words before do not say so.
    fn is_participle(&self) -> Option<bool> {
        let words: Vec<String> = words(self.before())
            .iter()
            .rev()
            .take(2)
            .map(|word| word.to_lowercase())
            .collect();
        let is_auxiliary = |word: &String| AUXILIARIES.contains(&word.as_str());
        let (last, second) = (words.first()?, words.get(1));
        let between = last.ends_with("ly")
            || matches!(last.as_str(), "not" | "never" | "already" | "just" | "been");
        if is_auxiliary(last) || between && second.is_some_and(is_auxiliary) {
            Some(true)
        } else if matches!(
            last.as_str(),
            "i" | "he" | "she" | "it" | "we" | "they" | "you" | "who"
        ) {
            Some(false)
        } else {
            None
        }
    }

    /// The form that the preferred rendering has to have here, and whether the verb and the article of the text
    /// fit it.
    fn in_number(&self, form: Form, as_listed: &str, preferred: &str) -> (Form, bool) {
        if !matches!(form, Form::Base | Form::Plural) {
            return (form, true);
        }
        let (was, is) = (number(as_listed), number(preferred));
        if form == Form::Plural && was == Number::Singular {
            return match is {
                Number::Mass => (Form::Base, false),
                _ => (Form::Plural, true),
            };
        }
        match (was, is) {
            (Number::Plural, Number::Singular) => (Form::Plural, form == Form::Base),
            (Number::Plural, Number::Plural) | (Number::Mass, Number::Mass) => {
                (Form::Base, form == Form::Base)
            }
            (_, Number::Either) | (Number::Singular, Number::Singular) => (form, true),
            (Number::Singular, Number::Mass) => (Form::Base, !self.is_counted()),
            (Number::Mass, Number::Singular) => (Form::Base, self.is_determined()),
            _ => (Form::Base, false),
        }
    }

    /// Whether a word before it counts it: *a*, *each*, *two*.
    fn is_counted(&self) -> bool {
        let all = words(self.before());
        let near = all.iter().rev().take(4);
        let counts = |word: &&str| {
            let lower = word.to_lowercase();
            COUNTING.contains(&lower.as_str()) || lower.bytes().all(|b| b.is_ascii_digit())
        };
        near.clone().any(counts)
    }

    /// Whether a word before it says which is meant.
    fn is_determined(&self) -> bool {
        let word = self.word_before().map(str::to_lowercase);
        word.is_some_and(|word| {
            DETERMINERS.contains(&word.as_str()) || word.ends_with("'s") || word.ends_with("’s")
        })
    }

    /// Whether nothing of its sentence stands before it.
    fn begins_sentence(&self) -> bool {
        let before = self.before().trim_end_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '"' | '“' | '‘' | '\'' | '(' | '[' | '*' | '_' | '#' | '—' | '-' | '¿'
                )
        });
        before.is_empty() || before.ends_with(['.', '?', '!', '…', '。', '？', '！'])
    }

    /// Whether the other words of its sentence have capitals, as in a title.
    fn is_in_title(&self, is_heading: bool) -> bool {
        let ends = |c: char| matches!(c, '.' | '?' | '!' | '\n' | '。');
        let sentence = self.before().rsplit(ends).next().unwrap_or_default();
        let rest = self.behind().split(ends).next().unwrap_or_default();
        let all = [sentence, rest];
        let others: Vec<&str> = all
            .iter()
            .flat_map(|part| words(part))
            .filter(|word| !is_small(word))
            .collect();
        let capital = others
            .iter()
            .all(|word| !word.starts_with(char::is_lowercase));
        capital && others.len() >= if is_heading { 1 } else { 2 }
    }

    /// Words with the capitals of what they replace, and whether these surely are right.
    fn in_capitals(&self, with: &str, as_listed: &str, is_heading: bool) -> (String, bool) {
        let written = self.words();
        if is_loud(written) && !is_loud(as_listed) {
            let all_loud = is_loud(self.text);
            let is_clear = all_loud || written.contains(' ') || written.chars().count() > 4;
            return match is_clear {
                true => (with.to_uppercase(), true),
                false => (with.to_owned(), false),
            };
        }
        let bare = |text: &'_ str| text.strip_prefix("the ").unwrap_or(text).to_owned();
        let (was, listed, is) = (
            starts_upper(written),
            starts_upper(as_listed),
            starts_upper(&bare(with)),
        );
        if !was {
            // The cells of the glossary begin with capitals: Light tower, Signal light.
            if listed && is {
                let sentence = |text: &str| {
                    text.contains(' ') && !text.chars().skip(1).any(char::is_uppercase)
                };
                return match sentence(as_listed) && sentence(with) {
                    true => (lowered(with), true),
                    false => (with.to_owned(), false),
                };
            }
            return (with.to_owned(), true);
        }
        let begins = self.begins_sentence();
        if listed {
            let with = if begins {
                raised(with)
            } else {
                with.to_owned()
            };
            return (with, is || begins);
        }
        let in_title = self.is_in_title(is_heading);
        let parts = words(written);
        let content = parts.iter().skip(1).filter(|word| !is_small(word));
        let all_upper =
            content.clone().count() > 0 && content.clone().all(|word| starts_upper(word));
        // A name around it would change with it: Beacon Street.
        let is_upper =
            |word: Option<&str>| word.is_some_and(|word| starts_upper(word) && !is_small(word));
        let beside = is_upper(self.word_behind()) || !begins && is_upper(self.word_before());
        let with = if in_title || all_upper || !begins && parts.len() == 1 {
            titled(with)
        } else {
            raised(with)
        };
        (with, in_title || !beside)
    }

    /// Whether a hyphen beside the place would join less than it should.
    fn hyphens_need(&self, with: &str, words: &str) -> bool {
        let hyphen = |c: Option<char>| matches!(c, Some('-' | '\u{2010}' | '\u{2011}'));
        let beside =
            hyphen(self.before().chars().next_back()) || hyphen(self.behind().chars().next());
        beside && with.matches(' ').count() > words.matches(' ').count()
    }

    /// Whether the first or last word would stand twice.
    fn says_twice(&self, with: &str) -> bool {
        let all = words(with);
        let same = |one: Option<&str>, other: Option<&&str>| matches!((one, other), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other));
        let first = all
            .first()
            .filter(|first| !first.eq_ignore_ascii_case("the"));
        same(self.word_before(), first) || same(self.word_behind(), all.last())
    }

    /// Gives words the possessive that the replaced ones have; whether that is right.
    fn end_possessive(&self, with: &mut String, place: &mut Range<usize>) -> bool {
        let rest = self.behind();
        let Some(mark) = rest.chars().next().filter(|c| matches!(c, '\'' | '’')) else {
            return true;
        };
        let behind = rest[mark.len_utf8()..].chars().next();
        let ends_in_s = |text: &str| text.ends_with(['s', 'S']);
        if behind.is_some_and(char::is_alphanumeric) || !ends_in_s(self.words()) {
            // The keeper's: a plural in s takes the mark alone.
            let is_possessive = matches!(behind, Some('s' | 'S'));
            return !(is_possessive && ends_in_s(with) && number(with) == Number::Plural);
        }
        // The mark may close a quotation: 'the light towers'.
        let opened = self.before().rfind(['\'', '‘']).is_some_and(|at| {
            let before = self.before()[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric())
        });
        if opened {
            return true;
        }
        if !ends_in_s(with) {
            place.end += mark.len_utf8();
            with.push(mark);
            with.push('s');
        }
        true
    }

    /// Puts the article right that stands before; whether there is a right one. Given are the replaced words and
    /// the preferred ones as the glossary has them, and the latter in their form.
    fn begin_with_article(
        &self,
        with: &mut String,
        place: &mut Range<usize>,
        (as_listed, preferred, spoken): (&str, &str, &str),
    ) -> bool {
        let own = |text: &str| {
            let first = text.split(' ').next();
            first.is_some_and(is_article) && text.contains(' ')
        };
        let before = self.before();
        let word = self.word_before().unwrap_or_default();
        let lower = word.to_lowercase();
        match (own(as_listed), own(preferred)) {
            (true, false) => return false,
            (false, true) if lower == "the" && preferred.to_lowercase().starts_with("the ") => {
                with.replace_range(.."the ".len(), "");
            }
            (false, true) => return false,
            _ => {}
        }
        if lower != "a" && lower != "an"
            || as_listed.to_lowercase().starts_with(&format!("{lower} "))
        {
            return true;
        }
        // The letter A is no article: Plan A.
        let is_letter = word == "A"
            && !before.trim_end()[..before.trim_end().len() - 1]
                .trim_end()
                .is_empty()
            && !before
                .trim_end()
                .trim_end_matches('A')
                .trim_end()
                .ends_with(['.', '?', '!', '"', '“', '(', ':'])
            && !self.is_in_title(false)
            && self.text.chars().any(char::is_lowercase);
        let takes_one = !matches!(number(with), Number::Plural | Number::Mass);
        // A name takes none.
        let is_name = starts_upper(preferred)
            && preferred.contains(char::is_lowercase)
            && !starts_upper(as_listed);
        if !takes_one {
            place.start = before.trim_end().len() - word.len();
            if word.starts_with('A') {
                *with = raised(with);
            }
            return false;
        }
        let Some(article) = article(spoken) else {
            return false;
        };
        if lower != article.word() && !is_letter {
            let start = before.trim_end().len() - word.len();
            let gap = &self.text[start + word.len()..self.place.start];
            let mut first = article.word().to_owned();
            if word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase())
                || word == "A" && self.text.chars().all(|c| !c.is_lowercase())
            {
                first = first.to_uppercase();
            } else if word.starts_with('A') {
                first = raised(&first);
            }
            place.start = start;
            *with = format!("{first}{gap}{with}");
        }
        !is_letter && !is_name
    }
}

/// Whether a text is in capitals throughout; a single letter says nothing.
fn is_loud(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 1 && !text.chars().any(char::is_lowercase)
}

fn is_article(word: &str) -> bool {
    ["the", "a", "an"]
        .iter()
        .any(|article| word.eq_ignore_ascii_case(article))
}

fn starts_upper(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase)
}

/// A phrase whose first letter is a capital, unless it has others: *iPhone* stays.
fn raised(text: &str) -> String {
    let first_word = text.split([' ', '-']).next().unwrap_or_default();
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

fn lowered(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}

/// A phrase as it stands in a title.
fn titled(text: &str) -> String {
    let words = text.split(' ').enumerate();
    let words = words.map(|(n, word)| {
        if n > 0 && is_small(word) {
            word.to_owned()
        } else {
            raised(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a title leaves a word without a capital.
fn is_small(word: &str) -> bool {
    SMALL.contains(&word.to_lowercase().as_str())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')
}

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !is_of_word(c));
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .collect()
}

/// Endings of nouns that are made of adjectives and verbs.
const OF_NOUNS: &[&str] = &[
    "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "ism",
];

/// Whether two phrases may be of one class of words, as far as the endings of their heads tell: *explainable* and
/// *interpretability* are not.
fn may_be_of_one_class(one: &str, other: &str) -> bool {
    let is_noun = |word: &str| {
        OF_NOUNS
            .iter()
            .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
    };
    let [one, other] = [one, other].map(|phrase| head_word(phrase).to_lowercase());
    let differ = |one: &str, other: &str| is_adjective(one) && is_noun(other);
    !differ(&one, &other) && !differ(&other, &one)
}

/// Whether a phrase is written as a name: each of its words with a capital, but for small ones.
fn is_name(phrase: &str) -> bool {
    let words = words(phrase);
    words.len() > 1
        && words
            .iter()
            .all(|word| starts_upper(word) || is_small(word))
}

/// The last word of a text that ends in white space.
fn last_word(text: &str) -> Option<&str> {
    let words = text.trim_end();
    if words.len() == text.len() {
        return None;
    }
    let start = words.rfind(|c: char| !is_of_word(c));
    let start = start.map_or(0, |at| {
        at + words[at..].chars().next().map_or(0, char::len_utf8)
    });
    Some(&words[start..]).filter(|word| !word.is_empty())
}

const AUXILIARIES: &[&str] = &[
    "have", "has", "had", "having", "be", "is", "are", "am", "was", "were", "been", "being", "get",
    "gets", "got",
];
const COUNTING: &[&str] = &[
    "a", "an", "one", "each", "every", "another", "either", "neither", "many", "several", "two",
    "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];
const DETERMINERS: &[&str] = &[
    "the", "this", "that", "its", "my", "his", "her", "our", "their", "your", "each", "every",
    "any", "no", "which", "what", "a", "an", "another", "some",
];
const SMALL: &[&str] = &[
    "a", "an", "the", "and", "but", "or", "nor", "of", "for", "in", "on", "at", "to", "from",
    "with", "by", "as", "vs", "via", "is",
];

#[cfg(test)]
#[path = "replacement_tests.rs"]
mod tests;
