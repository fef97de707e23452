//! Words akin to a rendering: in another spelling, shortened, part of a longer word, shared with a neighbour
//! (*head and tail nodes*), put otherwise (*root of the tree*), or derived. They are looked for in the words of a
//! text, and only for terms that its Chinese has, so that the index of a glossary need not hold them.

use std::ops::Range;

use super::fold::{Folded, fold_target, is_word};
use super::rendering::{Relation, Rendering};
use super::spelling::{Closeness, WordForms};
use crate::lexicon::Lexicon;
use crate::text::english::stem;

/// The most words between the two parts of a coordinated rendering.
const GAP: usize = 8;
/// The cost of a stem (minus the natural logarithm of its relative frequency) below which its word is common.
const COMMON: f32 = 10.0;
/// Words of a rendering that need not be in its initials.
const SMALL: &[&str] = &[
    "of", "and", "the", "in", "for", "to", "a", "an", "on", "by", "with",
];
/// Words before which the head of a rendering stands.
const PREPOSITIONS: &[&str] = &["of", "for", "in", "on", "at", "to", "from", "with", "by"];
const COORDINATORS: &[&str] = &["and", "or", "nor", "vs", "versus", "than", "to"];
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "this", "that", "its", "each", "every", "any", "all", "our", "your", "their",
    "these", "those",
];
/// Beginnings that are put before a noun without making another thing of it.
const PREFIXES: &[&str] = &[
    "sub", "super", "multi", "meta", "micro", "mini", "hyper", "auto", "inter", "intra", "non",
    "re", "pre", "post", "un", "over",
];

/// Words found for a rendering.
pub(super) struct Akin {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    pub(super) rendering: Rendering,
}

/// A word of a text.
struct Token {
    /// Bytes of the folded text.
    start: usize,
    end: usize,
    forms: WordForms,
}

/// A text in words.
pub(super) struct Text {
    folded: Folded,
    tokens: Vec<Token>,
}

impl Text {
    pub(super) fn new(text: &str) -> Text {
        let folded = fold_target(text);
        let tokens = word_spans(&folded.lower)
            .map(|span| Token {
                forms: WordForms::new(&folded.lower[span.clone()]),
                start: span.start,
                end: span.end,
            })
            .collect();
        Text { folded, tokens }
    }

    fn cased(&self, at: usize) -> &str {
        &self.folded.cased()[self.tokens[at].start..self.tokens[at].end]
    }

    /// What stands before a token, behind the token before it.
    fn gap_before(&self, at: usize) -> &str {
        let from = match at {
            0 => 0,
            _ => self.tokens[at - 1].end,
        };
        let to = self
            .tokens
            .get(at)
            .map_or(self.folded.lower.len(), |token| token.start);
        &self.folded.lower[from..to]
    }

    /// Whether a token follows the one before it as the next word of a phrase.
    fn follows(&self, at: usize) -> bool {
        matches!(
            self.gap_before(at),
            " " | "_" | "-" | "'" | "' " | "\" " | " \"" | " '" | "/"
        )
    }

    /// Where a word of a rendering ends that begins with a token: *pre-order* is *preorder*, so it may take
    /// several tokens.
    fn word_at(&self, at: usize, word: &WordForms) -> Option<(usize, Closeness)> {
        let token = self.tokens.get(at)?;
        if !may_begin(&token.forms, word) {
            return None;
        }
        if let Some(closeness) = token.forms.closeness(word) {
            return Some((at + 1, closeness));
        }
        let mut joined = token.forms.plain.clone();
        for next in at + 1..self.tokens.len().min(at + 3) {
            if !matches!(self.gap_before(next), " " | "-") || !word.plain.starts_with(&joined) {
                return None;
            }
            let last = &self.tokens[next].forms;
            if last.lemmas.iter().any(|lemma| {
                word.lemmas
                    .iter()
                    .any(|whole| whole.strip_prefix(joined.as_str()) == Some(lemma))
            }) {
                return Some((next + 1, Closeness::Same));
            }
            joined.push_str(&last.plain);
        }
        None
    }

    /// Where words that follow one another end, and the distance of the least close of them.
    fn words_at(&self, at: usize, words: &[WordForms]) -> Option<(usize, Closeness)> {
        let mut end = at;
        let mut least = Closeness::Same;
        for (index, word) in words.iter().enumerate() {
            if index > 0 && !(end < self.tokens.len() && self.follows(end)) {
                return None;
            }
            let (next, closeness) = self.word_at(end, word)?;
            end = next;
            least = least.max(closeness);
        }
        Some((end, least))
    }

    fn span(&self, tokens: Range<usize>) -> Range<usize> {
        self.folded.span(
            self.tokens[tokens.start].start,
            self.tokens[tokens.end - 1].end,
        )
    }

    /// Everything akin to a rendering, the closest first. `of` is how it counts where it is the rendering itself,
    /// `to` its number in [`Rendering::Related`].
    pub(super) fn akin(&self, rendering: &str, of: Rendering, to: usize) -> Vec<Akin> {
        let folded = fold_target(rendering);
        let plain = |c: char| is_word(c) || matches!(c, ' ' | '\'' | '-' | '/');
        if !folded.lower.chars().all(plain) {
            return Vec::new();
        }
        let spans: Vec<Range<usize>> = word_spans(&folded.lower).collect();
        // A name with capitals of its own is written as it is.
        let is_name = spans.iter().any(|span| {
            folded.cased()[span.clone()]
                .chars()
                .skip(1)
                .any(char::is_uppercase)
        });
        if spans.is_empty() || is_name {
            return Vec::new();
        }
        let words: Vec<WordForms> = spans
            .iter()
            .map(|span| WordForms::new(&folded.lower[span.clone()]))
            .collect();
        let looked = Looked {
            text: self,
            words: &words,
        };
        let related = |how| Rendering::Related { how, to };
        let mut found = Vec::new();
        let mut put = |places: Vec<Range<usize>>, rendering| {
            found.extend(places.into_iter().map(|tokens| Akin {
                span: self.span(tokens),
                rendering,
            }));
        };
        put(looked.spelt(), of);
        put(looked.short(), related(Relation::Short));
        put(looked.coordinated(), related(Relation::Coordinated));
        put(looked.rearranged(), related(Relation::Rearranged));
        put(looked.part(), related(Relation::Part));
        put(looked.derived(), related(Relation::Derived));
        put(looked.head(), related(Relation::Head));
        found
    }
}

/// A rendering in words, looked for in a text. Places are ranges of tokens.
struct Looked<'a> {
    text: &'a Text,
    words: &'a [WordForms],
}

impl Looked<'_> {
    fn starts(&self) -> Range<usize> {
        0..self.text.tokens.len()
    }

    /// The rendering itself in another spelling or inflection.
    fn spelt(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let squeezed: String = self.words.iter().map(|word| word.plain.as_str()).collect();
        let squeezed = (self.words.len() > 1).then(|| WordForms::new(&squeezed));
        for at in self.starts() {
            match self.text.words_at(at, self.words) {
                Some((end, Closeness::Same)) => found.push(at..end),
                _ => {
                    if let Some(whole) = &squeezed
                        && let Some((end, Closeness::Same)) = self.text.word_at(at, whole)
                    {
                        found.push(at..end);
                    }
                }
            }
        }
        found
    }

    /// Initials in capitals, the kind of *i18n*, and of *config*.
    fn short(&self) -> Vec<Range<usize>> {
        let initials = |all: bool| -> String {
            let words = self.words.iter().map(|word| word.plain.as_str());
            let words = words.filter(|word| all || !SMALL.contains(word));
            words
                .filter_map(|word| word.chars().next())
                .flat_map(char::to_uppercase)
                .collect()
        };
        let forms = [initials(true), initials(false)];
        let counted = match self.words {
            [word] if word.plain.len() > 4 && word.plain.is_ascii() => {
                let (first, last) = (&word.plain[..1], &word.plain[word.plain.len() - 1..]);
                format!("{first}{}{last}", word.plain.len() - 2)
            }
            _ => String::new(),
        };
        self.starts()
            .filter(|&at| {
                let cased = self.text.cased(at);
                let single = cased.strip_suffix('s').unwrap_or(cased);
                forms
                    .iter()
                    .any(|form| form.len() > 1 && (form == cased || form == single))
                    || !counted.is_empty() && cased.eq_ignore_ascii_case(&counted)
                    || matches!(self.words, [word] if is_clipped(&self.text.tokens[at].forms.plain, &word.plain))
            })
            .map(|at| at..at + 1)
            .collect()
    }

    /// *Head* in *head and tail nodes*, and *columns* in *insert rows and columns*.
    fn coordinated(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for cut in 1..self.words.len() {
            let (first, last) = self.words.split_at(cut);
            for at in self.starts() {
                let Some((end, Closeness::Same)) = self.text.words_at(at, first) else {
                    continue;
                };
                if let Some(place) = self.continued(at..end, last) {
                    found.push(place);
                }
            }
        }
        if let [word] = self.words {
            found.extend(self.suspended(word));
        }
        found
    }

    /// The place of a rendering whose first words stand at `first`, and whose last words belong to several that
    /// are coordinated.
    fn continued(&self, first: Range<usize>, last: &[WordForms]) -> Option<Range<usize>> {
        let text = self.text;
        let is_coordinator =
            |at: usize| COORDINATORS.contains(&text.tokens[at].forms.plain.as_str());
        let lists = |gap: &str| gap.contains([',', '/', '&', '、', '+']);
        let most = (first.end + GAP).min(text.tokens.len());
        let mut coordinated = false;
        for at in first.end..most {
            let gap = text.gap_before(at);
            if gap.contains(['.', ';', ':', '!', '?', '(', ')']) {
                return None;
            }
            coordinated |= is_coordinator(at) || lists(gap);
            if at == first.end || !coordinated {
                continue;
            }
            if let Some((end, Closeness::Same)) = text.words_at(at, last) {
                let shares_end = is_coordinator(first.end)
                    || lists(text.gap_before(first.end))
                    || text.gap_before(first.end).contains('-');
                let shares_begin = at > first.end && is_coordinator(at - 1) || lists(gap);
                if shares_end {
                    return Some(first);
                }
                return shares_begin.then_some(at..end);
            }
        }
        None
    }

    /// *Pre-* in *pre- and postorder* for *preorder*.
    fn suspended(&self, word: &WordForms) -> Vec<Range<usize>> {
        let text = self.text;
        let mut found = Vec::new();
        for at in self.starts() {
            let Some(rest) = word
                .plain
                .strip_prefix(text.tokens[at].forms.plain.as_str())
            else {
                continue;
            };
            let gap = if at + 1 < text.tokens.len() {
                text.gap_before(at + 1)
            } else {
                ""
            };
            if rest.len() < 3 || !gap.starts_with(['-', '/', ',']) {
                continue;
            }
            let most = (at + 1 + GAP).min(text.tokens.len());
            let ends = (at + 1..most).any(|other| {
                text.tokens[other]
                    .forms
                    .lemmas
                    .iter()
                    .any(|lemma| lemma.ends_with(rest))
            });
            if ends {
                found.push(at..at + 1);
            }
        }
        found
    }

    /// *Root of the tree* for *tree root*, and *tree height* for *height of tree*.
    fn rearranged(&self) -> Vec<Range<usize>> {
        let text = self.text;
        let words = self.words;
        let is = |at: usize, list: &[&str]| {
            text.tokens
                .get(at)
                .is_some_and(|token| list.contains(&token.forms.plain.as_str()))
        };
        let mut found = Vec::new();
        let preposition = words
            .iter()
            .position(|word| PREPOSITIONS.contains(&word.plain.as_str()));
        match preposition {
            Some(cut) if cut > 0 && cut + 1 < words.len() => {
                let behind = words[cut + 1..]
                    .iter()
                    .position(|word| !DETERMINERS.contains(&word.plain.as_str()));
                let (head, tail) = (&words[..cut], &words[cut + 1 + behind.unwrap_or(0)..]);
                for at in self.starts() {
                    let Some((mut end, Closeness::Same)) = text.words_at(at, tail) else {
                        continue;
                    };
                    if is(end, &["s"]) && text.gap_before(end) == "'" {
                        end += 1;
                    }
                    if end < text.tokens.len()
                        && text.follows(end)
                        && let Some((end, Closeness::Same)) = text.words_at(end, head)
                    {
                        found.push(at..end);
                    }
                }
            }
            None if words.len() > 1 => {
                for cut in 1..words.len() {
                    let (tail, head) = words.split_at(cut);
                    for at in self.starts() {
                        let Some((end, Closeness::Same)) = text.words_at(at, head) else {
                            continue;
                        };
                        if !is(end, &["of", "in", "for", "on", "from"]) {
                            continue;
                        }
                        let mut next = end + 1;
                        while next < end + 3 && is(next, DETERMINERS) {
                            next += 1;
                        }
                        if let Some((end, Closeness::Same)) = text.words_at(next, tail) {
                            found.push(at..end);
                        }
                    }
                }
            }
            _ => {}
        }
        found
    }

    /// A part of a longer word or of a name in code.
    fn part(&self) -> Vec<Range<usize>> {
        let squeezed: String = self.words.iter().map(|word| word.plain.as_str()).collect();
        self.starts()
            .filter(|&at| {
                let token = &self.text.tokens[at];
                if token.forms.plain.len() <= squeezed.len() {
                    return false;
                }
                let parts = humps(self.text.cased(at));
                if parts.len() > 1 {
                    let parts: Vec<WordForms> = parts
                        .iter()
                        .map(|part| WordForms::new(&part.to_lowercase()))
                        .collect();
                    let same = |(part, word): (&WordForms, &WordForms)| {
                        part.closeness(word) == Some(Closeness::Same)
                    };
                    if parts
                        .windows(self.words.len())
                        .any(|run| run.iter().zip(self.words).all(same))
                    {
                        return true;
                    }
                }
                token
                    .forms
                    .lemmas
                    .iter()
                    .any(|lemma| is_compound_of(lemma, &squeezed))
            })
            .map(|at| at..at + 1)
            .collect()
    }

    /// Another word of the family.
    fn derived(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for at in self.starts() {
            if let Some((end, Closeness::Derived)) = self.text.words_at(at, self.words) {
                found.push(at..end);
            }
        }
        found
    }

    /// The head alone: *list* for *linked list*.
    fn head(&self) -> Vec<Range<usize>> {
        if self.words.len() < 2 {
            return Vec::new();
        }
        let end = self
            .words
            .iter()
            .position(|word| PREPOSITIONS.contains(&word.plain.as_str()));
        let Some(head) = self.words[..end.unwrap_or(self.words.len())].last() else {
            return Vec::new();
        };
        let same =
            |at: &usize| self.text.tokens[*at].forms.closeness(head) == Some(Closeness::Same);
        self.starts().filter(same).map(|at| at..at + 1).collect()
    }
}

/// Whether a token may be the beginning of a word or akin to it: all forms of one word begin with the same
/// letter, a few irregular ones aside.
fn may_begin(token: &WordForms, word: &WordForms) -> bool {
    let first = |text: &str| text.as_bytes().first().copied();
    token
        .lemmas
        .iter()
        .any(|lemma| first(lemma) == first(&word.plain))
}

/// Whether a word is a longer one made with `part`: *username* with *user*, *subarray* with *array*.
fn is_compound_of(word: &str, part: &str) -> bool {
    if part.len() < 4 || !word.is_ascii() {
        return false;
    }
    let is_known = |rest: &str, least: usize| rest.len() >= least && is_common(rest);
    let behind = if part.len() > 4 { 3 } else { 4 };
    word.strip_suffix(part)
        .is_some_and(|rest| PREFIXES.contains(&rest) || is_known(rest, behind))
        || word
            .strip_prefix(part)
            .is_some_and(|rest| is_known(rest, 3))
}

/// Whether a word is frequent enough to be part of a compound: *name* in *username*, not *plat* in *platform*.
fn is_common(word: &str) -> bool {
    let lexicon = Lexicon::get();
    let found = lexicon.find_stem(&stem(word));
    found.is_some_and(|found| lexicon.stem_cost(found) < COMMON)
}

fn is_english(word: &str) -> bool {
    Lexicon::get().find_stem(&stem(word)).is_some()
}

/// Whether a word is the beginning of a longer one and no other word: *config*, *param*.
fn is_clipped(word: &str, whole: &str) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    single.len() >= 4
        && whole.len() >= single.len() + 3
        && whole.starts_with(single)
        && single.is_ascii()
        && !is_english(single)
}

/// The parts of a name in code: `LinkedListNode` has three.
fn humps(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut characters = name.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next_is_small = characters.peek().is_some_and(|(_, c)| c.is_lowercase());
        let cuts = before.is_some_and(|before| {
            c.is_uppercase() && (!before.is_uppercase() || next_is_small)
                || c.is_ascii_digit() != before.is_ascii_digit()
        });
        if cuts {
            parts.push(&name[start..at]);
            start = at;
        }
        before = Some(c);
    }
    parts.push(&name[start..]);
    parts
}

/// The words of a folded text.
fn word_spans(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let start = loop {
            let (at, c) = rest.next()?;
            if is_word(c) {
                break at;
            }
        };
        let mut end = text.len();
        while let Some(&(at, c)) = rest.peek() {
            if !is_word(c) {
                end = at;
                break;
            }
            rest.next();
        }
        Some(start..end)
    })
}
