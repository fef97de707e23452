//! Word edits inside a sentence: phrases rather than scattered words, and phrases that only changed
//! their place recognised as such.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::lexicon::Lexicon;
use crate::text::english::{is_function_stem, stem};
use crate::text::script::is_han;

/// The largest table, in tokens by tokens, that is compared in full; of longer texts only the common
/// beginning and end are found.
const MOST_CELLS: usize = 40_000_000;
/// The longest common run, in words, between two edits that may become part of them.
const SHORT_RUN: usize = 3;
/// The least number of content words of a phrase that counts as moved.
const MOVED_WORDS: usize = 2;
/// The largest product of deleted and inserted words that is searched for moved phrases.
const MOST_MOVED_CELLS: usize = 250_000;

/// One replacement: bytes of the old text that gave way to bytes of the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordEdit {
    /// Bytes of the old text; empty for an insertion.
    pub old: Range<usize>,
    /// Bytes of the new text; empty for a deletion.
    pub new: Range<usize>,
    /// The number of a phrase that only changed its place: one edit takes it out, another one of the
    /// same number puts it in.
    pub moved: Option<usize>,
}

impl WordEdit {
    fn mirrored(self) -> WordEdit {
        WordEdit {
            old: self.new,
            new: self.old,
            ..self
        }
    }
}

/// The edits that turn one text into the other, in order; [`apply`] gives the new text exactly.
/// Comparing the other way round gives the same edits, mirrored.
#[must_use]
pub fn edits(old: &str, new: &str) -> Vec<WordEdit> {
    if new < old {
        one_way(new, old)
            .into_iter()
            .map(WordEdit::mirrored)
            .collect()
    } else {
        one_way(old, new)
    }
}

/// The new text, made of the old one by applying the edits.
#[must_use]
pub fn apply(old: &str, new: &str, edits: &[WordEdit]) -> String {
    let mut made = String::with_capacity(new.len());
    let mut at = 0;
    for edit in edits {
        made += old.get(at..edit.old.start).unwrap_or_default();
        made += new.get(edit.new.clone()).unwrap_or_default();
        at = edit.old.end;
    }
    made + old.get(at..).unwrap_or_default()
}

/// The byte ranges of words, numbers and marks, without the white space between. Chinese is cut into
/// words by the lexicon.
#[must_use]
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if is_han(c) {
            while let Some(&(at, next)) = chars.peek()
                && is_han(next)
            {
                end = at + next.len_utf8();
                chars.next();
            }
            chinese(text, start..end, &mut tokens);
            continue;
        }
        if c.is_alphanumeric() {
            let mut last = c;
            while let Some(&(at, next)) = chars.peek() {
                let behind = text[at + next.len_utf8()..].chars().next();
                let joins = match next {
                    '\'' | '’' => behind.is_some_and(|c| c.is_alphabetic() && !is_han(c)),
                    ',' | '.' => last.is_numeric() && behind.is_some_and(char::is_numeric),
                    _ => next.is_alphanumeric() && !is_han(next),
                };
                if !joins {
                    break;
                }
                last = next;
                end = at + next.len_utf8();
                chars.next();
            }
        } else {
            // A run of the same mark is one token: `……`, `--`.
            while let Some(&(at, next)) = chars.peek()
                && next == c
            {
                end = at + next.len_utf8();
                chars.next();
            }
        }
        tokens.push(start..end);
    }
    tokens
}

fn chinese(text: &str, range: Range<usize>, tokens: &mut Vec<Range<usize>>) {
    let chars: Vec<char> = text[range.clone()].chars().collect();
    let mut at = range.start;
    for word in Lexicon::get().segment(&chars) {
        let bytes: usize = chars[word.start..word.end]
            .iter()
            .map(|c| c.len_utf8())
            .sum();
        tokens.push(at..at + bytes);
        at += bytes;
    }
}

/// A stretch that differs, as ranges of tokens.
#[derive(Clone, Debug)]
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
    moved: Option<usize>,
}

struct Cut<'a> {
    text: &'a str,
    tokens: Vec<Range<usize>>,
}

impl<'a> Cut<'a> {
    fn new(text: &'a str) -> Cut<'a> {
        Cut {
            text,
            tokens: tokens(text),
        }
    }

    fn word(&self, at: usize) -> &'a str {
        &self.text[self.tokens[at].clone()]
    }

    /// The letters of a run of tokens, counted by [`letters`].
    fn letters(&self, range: &Range<usize>) -> usize {
        range.clone().map(|at| letters(self.word(at))).sum()
    }

    /// The white space before a token; with the number of tokens, that behind the last one.
    fn gap(&self, at: usize) -> Range<usize> {
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.tokens[before].end);
        let end = self
            .tokens
            .get(at)
            .map_or(self.text.len(), |token| token.start);
        start..end
    }

    /// The number of content words in a range of tokens.
    fn telling(&self, range: Range<usize>) -> usize {
        range.filter(|&at| is_telling(self.word(at))).count()
    }
}

/// The length of a word in letters; a Chinese character counts as several.
fn letters(word: &str) -> usize {
    word.chars().map(|c| if is_han(c) { 3 } else { 1 }).sum()
}

fn is_telling(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric) && !is_function_stem(&stem(&word.to_lowercase()))
}

fn one_way(old: &str, new: &str) -> Vec<WordEdit> {
    if old == new {
        return Vec::new();
    }
    let (old, new) = (Cut::new(old), Cut::new(new));
    let mut hunks = hunks(&old, &new);
    absorb(&old, &new, &mut hunks);
    let hunks = with_moves(&old, &new, hunks);
    in_bytes(&old, &new, &hunks)
}

fn hunks(old: &Cut<'_>, new: &Cut<'_>) -> Vec<Hunk> {
    let words = |cut: &Cut<'_>| -> Vec<u64> {
        (0..cut.tokens.len())
            .map(|at| crate::text::hash::of(cut.word(at)))
            .collect()
    };
    let (olds, news) = (words(old), words(new));
    let start = olds.iter().zip(&news).take_while(|(a, b)| a == b).count();
    let rest = olds[start..].iter().rev().zip(news[start..].iter().rev());
    let end = rest.take_while(|(a, b)| a == b).count();
    let (a, b) = (
        &olds[start..olds.len() - end],
        &news[start..news.len() - end],
    );
    let algorithm = if a.len().saturating_mul(b.len()) > MOST_CELLS {
        // The longest texts are compared by the words that occur once in both.
        Algorithm::Patience
    } else {
        Algorithm::Myers
    };
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in capture_diff_slices(algorithm, a, b) {
        let (old, new) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete {
                old_index,
                old_len,
                new_index,
            } => (old_index..old_index + old_len, new_index..new_index),
            DiffOp::Insert {
                old_index,
                new_index,
                new_len,
            } => (old_index..old_index, new_index..new_index + new_len),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => (
                old_index..old_index + old_len,
                new_index..new_index + new_len,
            ),
        };
        let by = |range: Range<usize>| range.start + start..range.end + start;
        let hunk = Hunk {
            old: by(old),
            new: by(new),
            moved: None,
        };
        match hunks.last_mut() {
            Some(last) if last.old.end == hunk.old.start && last.new.end == hunk.new.start => {
                last.old.end = hunk.old.end;
                last.new.end = hunk.new.end;
            }
            _ => hunks.push(hunk),
        }
    }
    hunks
}

/// Merges two neighbouring edits when the text common between them is shorter than either.
fn absorb(old: &Cut<'_>, new: &Cut<'_>, hunks: &mut Vec<Hunk>) {
    let size = |hunk: &Hunk| old.letters(&hunk.old).max(new.letters(&hunk.new));
    loop {
        let mut joined: Vec<Hunk> = Vec::with_capacity(hunks.len());
        let before = hunks.len();
        for hunk in hunks.drain(..) {
            if let Some(last) = joined.last_mut() {
                let common = last.old.end..hunk.old.start;
                let between = old.letters(&common);
                let telling = old.telling(common.clone());
                let small = between <= size(last).min(size(&hunk));
                if common.len() <= SHORT_RUN && small && (telling == 0 || common.len() == 1) {
                    last.old.end = hunk.old.end;
                    last.new.end = hunk.new.end;
                    continue;
                }
            }
            joined.push(hunk);
        }
        *hunks = joined;
        if hunks.len() == before {
            return;
        }
    }
}

/// Splits phrases that were taken out in one place and put in at another from their edits, as moves.
fn with_moves(old: &Cut<'_>, new: &Cut<'_>, mut hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut number = 0;
    loop {
        let gone: usize = hunks
            .iter()
            .filter(|h| h.moved.is_none())
            .map(|h| h.old.len())
            .sum();
        let come: usize = hunks
            .iter()
            .filter(|h| h.moved.is_none())
            .map(|h| h.new.len())
            .sum();
        if gone * come > MOST_MOVED_CELLS || hunks.len() < 2 {
            return hunks;
        }
        let mut best: Option<(usize, usize, usize, usize, usize)> = None;
        for (from, out) in hunks.iter().enumerate().filter(|(_, h)| h.moved.is_none()) {
            for (to, into) in hunks.iter().enumerate().filter(|(_, h)| h.moved.is_none()) {
                if from == to {
                    continue;
                }
                for i in out.old.clone() {
                    for j in into.new.clone() {
                        let run = (0..(out.old.end - i).min(into.new.end - j))
                            .take_while(|&k| old.word(i + k) == new.word(j + k))
                            .count();
                        let telling = old.telling(i..i + run);
                        if telling >= MOVED_WORDS && best.is_none_or(|(.., longest)| run > longest)
                        {
                            best = Some((from, to, i, j, run));
                        }
                    }
                }
            }
        }
        let Some((from, to, i, j, run)) = best else {
            return hunks;
        };
        let mut cut: Vec<Hunk> = Vec::with_capacity(hunks.len() + 4);
        for (at, hunk) in hunks.into_iter().enumerate() {
            if at != from && at != to {
                cut.push(hunk);
                continue;
            }
            let (moved, rest) = if at == from {
                let moved = Hunk {
                    old: i..i + run,
                    new: hunk.new.end..hunk.new.end,
                    moved: Some(number),
                };
                let before = Hunk {
                    old: hunk.old.start..i,
                    new: hunk.new.clone(),
                    moved: None,
                };
                let behind = Hunk {
                    old: i + run..hunk.old.end,
                    new: hunk.new.end..hunk.new.end,
                    moved: None,
                };
                (moved, [before, behind])
            } else {
                let moved = Hunk {
                    old: hunk.old.end..hunk.old.end,
                    new: j..j + run,
                    moved: Some(number),
                };
                let before = Hunk {
                    old: hunk.old.clone(),
                    new: hunk.new.start..j,
                    moved: None,
                };
                let behind = Hunk {
                    old: hunk.old.end..hunk.old.end,
                    new: j + run..hunk.new.end,
                    moved: None,
                };
                (moved, [before, behind])
            };
            let [before, behind] = rest;
            let says = |hunk: &Hunk| !hunk.old.is_empty() || !hunk.new.is_empty();
            cut.extend([before, moved, behind].into_iter().filter(says));
        }
        hunks = cut;
        number += 1;
    }
}

/// The edits in bytes, with changes of white space added.
fn in_bytes(old: &Cut<'_>, new: &Cut<'_>, hunks: &[Hunk]) -> Vec<WordEdit> {
    let mut edits: Vec<WordEdit> = Vec::new();
    let mut push = |mut edit: WordEdit| {
        trim(old.text, new.text, &mut edit);
        if !edit.old.is_empty() || !edit.new.is_empty() {
            edits.push(edit);
        }
    };
    // Changes of white space inside a common run.
    let common = |from: (usize, usize), length: usize, push: &mut dyn FnMut(WordEdit)| {
        for at in 0..length {
            let (a, b) = (old.gap(from.0 + at), new.gap(from.1 + at));
            if old.text[a.clone()] != new.text[b.clone()] {
                push(WordEdit {
                    old: a,
                    new: b,
                    moved: None,
                });
            }
        }
    };
    let (mut i, mut j) = (0, 0);
    let mut at = 0;
    while at < hunks.len() {
        // Edits that touch share the white space around them.
        let mut end = at + 1;
        while end < hunks.len()
            && hunks[end].old.start == hunks[end - 1].old.end
            && hunks[end].new.start == hunks[end - 1].new.end
        {
            end += 1;
        }
        let (first, last) = (&hunks[at], &hunks[end - 1]);
        common((i, j), first.old.start - i, &mut push);
        let mut from = (
            old.gap(first.old.start).start,
            new.gap(first.new.start).start,
        );
        for (n, hunk) in hunks[at..end].iter().enumerate() {
            let is_last = at + n + 1 == end;
            // An edit reaches up to the next token; the last one of a group takes the white space
            // before the common text.
            let to = |cut: &Cut<'_>, from: usize, tokens: &Range<usize>, whole_end: usize| {
                if is_last {
                    cut.gap(whole_end).end
                } else if tokens.is_empty() {
                    from
                } else {
                    cut.tokens[tokens.end - 1].end
                }
            };
            let until = (
                to(old, from.0, &hunk.old, last.old.end),
                to(new, from.1, &hunk.new, last.new.end),
            );
            push(WordEdit {
                old: from.0..until.0,
                new: from.1..until.1,
                moved: hunk.moved,
            });
            from = until;
        }
        (i, j) = (last.old.end, last.new.end);
        // The white space before the next common word belongs to the edit.
        at = end;
        if i < old.tokens.len() && j < new.tokens.len() && at <= hunks.len() {
            let next = hunks
                .get(at)
                .map_or(old.tokens.len(), |hunk| hunk.old.start);
            // The gap before the first common word is dealt with already.
            common((i + 1, j + 1), next - i - 1, &mut push);
            (j, i) = (j + next - i, next);
        }
    }
    if i < old.tokens.len() || hunks.is_empty() {
        common((i, j), old.tokens.len() - i, &mut push);
    }
    let (a, b) = (old.gap(old.tokens.len()), new.gap(new.tokens.len()));
    let reached = hunks
        .last()
        .is_some_and(|hunk| hunk.old.end == old.tokens.len() && hunk.new.end == new.tokens.len());
    if !reached && old.text[a.clone()] != new.text[b.clone()] {
        push(WordEdit {
            old: a,
            new: b,
            moved: None,
        });
    }
    edits
}

/// Trims the white space that both sides of an edit have in common at either end.
fn trim(old: &str, new: &str, edit: &mut WordEdit) {
    let (a, b) = (&old[edit.old.clone()], &new[edit.new.clone()]);
    let same = |mut a: std::iter::Peekable<std::str::Chars<'_>>,
                mut b: std::iter::Peekable<std::str::Chars<'_>>| {
        let mut bytes = 0;
        while let (Some(x), Some(y)) = (a.next(), b.next())
            && x == y
            && x.is_whitespace()
        {
            bytes += x.len_utf8();
        }
        bytes
    };
    let start = same(a.chars().peekable(), b.chars().peekable());
    let (a, b) = (&a[start..], &b[start..]);
    let mut end = 0;
    for (x, y) in a.chars().rev().zip(b.chars().rev()) {
        if x != y || !x.is_whitespace() {
            break;
        }
        end += x.len_utf8();
    }
    edit.old = edit.old.start + start..edit.old.end - end;
    edit.new = edit.new.start + start..edit.new.end - end;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        let edits = edits(old, new);
        assert_eq!(apply(old, new, &edits), new);
        edits
            .iter()
            .map(|edit| {
                let moved = edit.moved.map_or(String::new(), |n| format!(" #{n}"));
                format!(
                    "{}>{}{moved}",
                    &old[edit.old.clone()],
                    &new[edit.new.clone()]
                )
            })
            .collect()
    }

    #[test]
    fn words_are_what_changes() {
        assert_eq!(
            shown("The tide went out.", "The tide slowly went out."),
            [">slowly "]
        );
        assert_eq!(
            shown("It grew to 1.75 trillion.", "It grew to 17.5 trillion."),
            ["1.75>17.5"]
        );
        assert_eq!(shown("We don’t know.", "We know."), ["don’t >"]);
        assert_eq!(shown("a  b c", "a b  c"), [" >", "> "]);
        assert_eq!(shown("", "New."), [">New."]);
        assert!(shown("Same.", "Same.").is_empty());
    }

    #[test]
    fn phrases_rather_than_confetti() {
        let old = "He was tired of the long winter and of his work.";
        let new = "The endless cold of a February had worn out his patience and of his work.";
        assert!(shown(old, new).len() <= 2, "{:?}", shown(old, new));
    }

    #[test]
    fn what_changed_its_place_is_told_once() {
        let old = "In the early morning fog, the keeper lit the lamp and waited.";
        let new = "The keeper lit the lamp and waited in the early morning fog.";
        let edits = edits(old, new);
        let moved: Vec<_> = edits.iter().filter(|edit| edit.moved.is_some()).collect();
        assert_eq!(moved.len(), 2, "{:?}", shown(old, new));
        assert!(old[moved[0].old.clone()].contains("early morning fog"));
    }

    #[test]
    fn chinese_changes_by_words() {
        assert_eq!(
            shown("他去年在北京大学读书。", "他去年在清华大学读书。").len(),
            1
        );
        assert_eq!(shown("增长了百分之五。", "增长了百分之五十。").len(), 1);
    }

    proptest! {
        #[test]
        fn edits_lead_from_one_to_the_other_both_ways(
            old in "([a-d]{1,2}|[ ]{1,2}|[,.]|[水火不]){0,24}",
            new in "([a-d]{1,2}|[ ]{1,2}|[,.]|[水火不]){0,24}",
        ) {
            let there = edits(&old, &new);
            prop_assert_eq!(&apply(&old, &new, &there), &new);
            let back: Vec<WordEdit> = edits(&new, &old).into_iter().map(WordEdit::mirrored).collect();
            prop_assert_eq!(there, back);
        }
    }
}
