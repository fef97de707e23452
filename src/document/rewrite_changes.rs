//! What of a sentence really changed: its old words against the new ones, by words first, then inside a
//! word that shares its beginning or end with the new one.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::inline::is_space;
use crate::text::TextSpan;
use crate::text::script::is_cjk_wide;

/// The largest table, in tokens by tokens, that words are paired in.
const MOST_CELLS: usize = 250_000;

/// The word that an insertion belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// None: it stands by itself.
    Neither,
    /// It goes on with the word before it.
    Before,
    /// It begins the word behind it.
    Behind,
}

/// A stretch of a block's visible text that gives way to other characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The characters that go; may be empty.
    pub(super) old: TextSpan,
    /// The characters that come; may be empty.
    pub(super) new: String,
    /// Where an insertion belongs.
    pub(super) side: Side,
    /// Which rewrite it is part of.
    pub(super) of: usize,
}

impl Change {
    /// Whether it changes something of a stretch that has to be taken as a whole.
    pub(super) fn touches(&self, whole: TextSpan) -> bool {
        if self.old.is_empty() {
            let at = self.old.start;
            return whole.start < at && at < whole.end
                || self.side == Side::Before && at == whole.end
                || self.side == Side::Behind && at == whole.start;
        }
        self.old.overlaps(&whole)
    }
}

/// The changes that make the stretch `place` of `text` say `new`, in order. `wholes` are the stretches that
/// are no language, and `codes` the places of markup.
pub(super) fn changes(
    text: &str,
    place: TextSpan,
    new: &str,
    wholes: &[TextSpan],
    codes: &[usize],
    of: usize,
) -> Vec<Change> {
    let old_text = place.of(text);
    let cuts: Vec<usize> = wholes
        .iter()
        .flat_map(|whole| [whole.start, whole.end])
        .filter_map(|at| at.checked_sub(place.start))
        .collect();
    let old = tokens(old_text, &cuts);
    let fresh = tokens(new, &[]);
    let keys = |text, tokens: &[Range<usize>]| -> Vec<String> {
        tokens.iter().map(|token| key(text, token)).collect()
    };
    let (old_keys, new_keys) = (keys(old_text, &old), keys(new, &fresh));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        let (from, to) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let pair = Pair {
            old: from.clone(),
            new: to.clone(),
        };
        let bytes = span(&old, &from, place.start);
        let inside = codes.iter().any(|&at| bytes.start < at && at < bytes.end)
            || wholes
                .iter()
                .any(|whole| whole.overlaps(&bytes) && *whole != bytes);
        let cells = from.len().saturating_mul(to.len());
        let form = || {
            old_keys[from.clone()].iter().any(|one| {
                let mut others = new_keys[to.clone()].iter();
                is_word(one) && others.any(|other| is_form(one, other))
            })
        };
        let words = span(&fresh, &to, 0);
        // A word that touches code is two tokens, and one in the new words.
        let is_one = glued(bytes.of(text)) && glued(words.of(new));
        if !is_one && cells > 0 && cells <= MOST_CELLS && (inside || form()) {
            found.extend(paired(&old_keys, &new_keys, &pair));
        } else {
            found.push(pair);
        }
    }
    found
        .into_iter()
        .map(|pair| {
            let bytes = span(&old, &pair.old, place.start);
            let words = span(&fresh, &pair.new, 0);
            let change = Change {
                old: bytes,
                new: words.of(new).to_owned(),
                side: Side::Neither,
                of,
            };
            if glued(bytes.of(text)) && glued(&change.new) {
                narrowed(text, &change)
            } else {
                change
            }
        })
        .filter(|change| !change.old.is_empty() || !change.new.is_empty())
        .collect()
}

/// Tokens that give way to tokens.
#[derive(Clone, Debug)]
struct Pair {
    old: Range<usize>,
    new: Range<usize>,
}

/// The bytes of a range of tokens; an empty range stands before its token.
fn span(tokens: &[Range<usize>], of: &Range<usize>, base: usize) -> TextSpan {
    let end = tokens.last().map_or(0, |token| token.end);
    let start = tokens.get(of.start).map_or(end, |token| token.start);
    let end = match of.len() {
        0 => start,
        _ => tokens[of.end - 1].end,
    };
    TextSpan::new(base + start, base + end)
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk_wide(c)
}

/// Whether a text is one word.
fn glued(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_word_character)
}

fn is_word(text: &str) -> bool {
    text.starts_with(is_word_character)
}

/// Words; every other character by itself.
fn tokens(text: &str, cuts: &[usize]) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let (mut in_word, mut in_space) = (false, false);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let (word, space) = (is_word_character(c), is_space(c));
        match tokens.last_mut() {
            Some(last) if (word && in_word || space && in_space) && !cuts.contains(&at) => {
                last.end = end;
            }
            _ => tokens.push(at..end),
        }
        (in_word, in_space) = (word, space);
    }
    tokens
}

/// What tokens are compared by: a line break is a space, and so are several spaces.
fn key(text: &str, token: &Range<usize>) -> String {
    let token = &text[token.clone()];
    if token.starts_with(is_space) {
        " ".to_owned()
    } else {
        token.to_owned()
    }
}

/// A word without the beginning and the end that it shares with the new one.
fn narrowed(text: &str, change: &Change) -> Change {
    let old = change.old.of(text);
    let new = change.new.as_str();
    let before: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (rest, new_rest) = (&old[before..], &new[before..]);
    let behind: usize = rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let left = TextSpan::new(change.old.start + before, change.old.end - behind);
    let side = match (left.is_empty(), before, behind) {
        (true, _, 0) => Side::Before,
        (true, 0, _) => Side::Behind,
        _ => Side::Neither,
    };
    Change {
        old: left,
        new: new_rest[..new_rest.len() - behind].to_owned(),
        side,
        of: change.of,
    }
}

/// Whether two words share their beginning: half of the longer one.
fn is_form(old: &str, new: &str) -> bool {
    let shared = old.chars().zip(new.chars());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let longer = old.chars().count().max(new.chars().count());
    shared * 2 >= longer
}

/// The cost of a token without a partner.
const ALONE: u32 = 8;

/// The cost of a pair; nothing for tokens that are never one.
fn cost(old: &str, new: &str) -> Option<u32> {
    if old == new {
        return Some(0);
    }
    let letters = |text: &str| text.starts_with(char::is_alphanumeric);
    match (letters(old), letters(new)) {
        (true, true) => Some(if is_form(old, new) { 6 } else { 10 }),
        (false, false) if old != " " && new != " " => Some(12),
        _ => None,
    }
}

/// Pairs the words of a stretch that markup stands in, one by one, so that each keeps its place in it.
fn paired(old: &[String], new: &[String], of: &Pair) -> Vec<Pair> {
    let (rows, columns) = (of.old.len(), of.new.len());
    let width = columns + 1;
    let mut least = vec![0_u32; (rows + 1) * width];
    // From the end, so that the way can be followed from the beginning.
    for row in (0..=rows).rev() {
        for column in (0..=columns).rev() {
            if row == rows && column == columns {
                continue;
            }
            let mut best = u32::MAX;
            if row < rows {
                best = best.min(least[(row + 1) * width + column] + ALONE);
            }
            if column < columns {
                best = best.min(least[row * width + column + 1] + ALONE);
            }
            if row < rows
                && column < columns
                && let Some(cost) = cost(&old[of.old.start + row], &new[of.new.start + column])
            {
                best = best.min(least[(row + 1) * width + column + 1] + cost);
            }
            least[row * width + column] = best;
        }
    }
    let mut found: Vec<Pair> = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let here = least[row * width + column];
        let (old_at, new_at) = (of.old.start + row, of.new.start + column);
        if row < rows
            && column < columns
            && let Some(cost) = cost(&old[old_at], &new[new_at])
            && here == least[(row + 1) * width + column + 1] + cost
        {
            if cost > 0 {
                found.push(Pair {
                    old: old_at..old_at + 1,
                    new: new_at..new_at + 1,
                });
            }
            row += 1;
            column += 1;
        } else if row < rows && here == least[(row + 1) * width + column] + ALONE {
            found.push(Pair {
                old: old_at..old_at + 1,
                new: new_at..new_at,
            });
            row += 1;
        } else {
            match found.last_mut() {
                Some(last) if last.new.end == new_at && last.old == (old_at..old_at) => {
                    last.new.end += 1;
                }
                _ => found.push(Pair {
                    old: old_at..old_at,
                    new: new_at..new_at + 1,
                }),
            }
            column += 1;
        }
    }
    found
}

/// A text with changes, which are in order.
pub(super) fn applied(text: &str, changes: &[Change]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for change in changes {
        new.push_str(&text[at..change.old.start.max(at)]);
        new.push_str(&change.new);
        at = change.old.end.max(at);
    }
    new + &text[at..]
}
