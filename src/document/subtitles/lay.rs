//! Laying out: a text parted into lines, and a sentence into the cues that it is said in.

use super::bits::{Bit, gaps, trimmed, width};
use crate::document::model::CodeKind;
use crate::text::script::is_cjk_wide;

/// More lines than are needed are tried, so many.
const MORE_LINES: usize = 3;
/// A mark at the end of a part is worth this share of a part's length (in hundredths).
const MARK: usize = 25;
/// A word that the next one belongs to costs as much at the end of a part.
const LEADING: usize = 20;
/// Words that the next one belongs to.
const LEADERS: &[&str] = &[
    "a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "at", "by", "for", "from",
    "with", "my", "your", "his", "her", "its", "our", "their", "is", "are", "was", "were", "i",
    "that",
];

/// Where bits are parted: before which of them each part but the first begins. Parts have about the shares of
/// `weights`; with `marks` rather where a mark stands. Where there are too few places, parts at the end are
/// empty.
pub(super) fn parted(bits: &[Bit], weights: &[usize], marks: bool) -> Vec<usize> {
    let parts = weights.len();
    let all = gaps(bits);
    let mut columns = vec![0; bits.len() + 1];
    for (at, bit) in bits.iter().enumerate() {
        columns[at + 1] = columns[at] + width(std::slice::from_ref(bit));
    }
    let total = columns[bits.len()];
    let weight: usize = weights.iter().sum::<usize>().max(1);
    let length = total / parts.max(1);
    let mut found: Vec<usize> = Vec::with_capacity(parts.saturating_sub(1));
    let mut from = 0;
    let mut so_far = 0;
    for number in 1..parts {
        so_far += weights[number - 1];
        // Every later part gets a place, as long as there are any.
        let left = parts - 1 - number;
        let to = all.len().saturating_sub(left).max(from + 1).min(all.len());
        let goal = total * so_far / weight;
        let cost = |&place: &usize| {
            let away = columns[place].abs_diff(goal) * 100;
            let (mark, leading) = if marks {
                ends(&bits[..place])
            } else {
                (false, false)
            };
            let worth = if mark { MARK * length } else { 0 };
            let price = if leading { LEADING * length } else { 0 };
            // Never below zero, and the marks count.
            (away + price + MARK * length).saturating_sub(worth)
        };
        let Some(places) = all.get(from..to).filter(|places| !places.is_empty()) else {
            found.push(bits.len());
            continue;
        };
        let best = (0..places.len()).min_by_key(|&at| cost(&places[at]));
        let best = best.unwrap_or(0);
        found.push(places[best]);
        from += best + 1;
    }
    found
}

/// Whether bits end with a mark, and whether with a word that the next one belongs to.
fn ends(bits: &[Bit]) -> (bool, bool) {
    let mut characters = bits
        .iter()
        .rev()
        .filter_map(Bit::char)
        .skip_while(|c| c.is_whitespace());
    let Some(last) = characters.next() else {
        return (false, false);
    };
    if !last.is_alphanumeric() {
        return (true, false);
    }
    let mut word: Vec<char> = vec![last];
    word.extend(characters.take_while(|c| c.is_alphanumeric()).take(6));
    let word: String = word.iter().rev().flat_map(|c| c.to_lowercase()).collect();
    (false, LEADERS.contains(&word.as_str()))
}

/// A cue in lines of at most `limit` columns: as it stands where that fits, else in two lines of about one
/// length, and in more only where two do not hold it.
pub(super) fn lines(bits: &[Bit], limit: usize) -> Vec<Vec<Bit>> {
    let own: Vec<Vec<Bit>> = bits
        .split(|bit| matches!(bit, Bit::Line(_)))
        .map(trimmed)
        .filter(|line| !line.is_empty())
        .collect();
    if own.iter().all(|line| width(line) <= limit) {
        return own;
    }
    let joined = joined(bits);
    let total = width(&joined);
    if total <= limit {
        return vec![joined];
    }
    let least = total.div_ceil(limit.max(1)).max(2);
    let cut = |count: usize, marks: bool| -> Vec<Vec<Bit>> {
        let places = parted(&joined, &vec![1; count], marks);
        let mut from = 0;
        let mut found = Vec::with_capacity(count);
        for to in places.into_iter().chain([joined.len()]) {
            found.push(trimmed(&joined[from..to]));
            from = to;
        }
        found.retain(|line| !line.is_empty());
        found
    };
    for count in least..=least + MORE_LINES {
        for marks in [true, false] {
            let found = cut(count, marks);
            if found.iter().all(|line| width(line) <= limit) {
                return found;
            }
        }
    }
    // A word is longer than a line.
    cut(least, false)
}

/// The bits with spaces for the ends of lines, and nothing between two characters of Chinese.
fn joined(bits: &[Bit]) -> Vec<Bit> {
    let mut found: Vec<Bit> = Vec::with_capacity(bits.len());
    for (number, bit) in bits.iter().enumerate() {
        let Bit::Line(at) = bit else {
            found.push(bit.clone());
            continue;
        };
        let before = found.iter().rev().find_map(Bit::char);
        let behind = bits[number..].iter().find_map(Bit::char);
        let is_one = [before, behind]
            .into_iter()
            .flatten()
            .all(|c| is_cjk_wide(c) || c.is_whitespace());
        if !is_one {
            found.push(Bit::Char(' ', " ".to_owned(), *at));
        }
    }
    trimmed(&found)
}

/// Adds what closes the pairs that are open at the end of a cue, and what opens them again; `open` are those
/// that were open at its beginning. All bits of the paragraph are in `all`.
pub(super) fn closed(bits: &[Bit], open: &mut Vec<Bit>, all: &[Bit]) -> Vec<Bit> {
    let mut found = open.clone();
    found.extend_from_slice(bits);
    for bit in bits {
        match bit {
            Bit::Code(CodeKind::Open(_), ..) => open.push(bit.clone()),
            Bit::Code(CodeKind::Close(number), ..) => {
                open.retain(
                    |one| !matches!(one, Bit::Code(CodeKind::Open(own), ..) if own == number),
                );
            }
            _ => {}
        }
    }
    let closes = open.iter().rev().filter_map(|one| {
        let Bit::Code(CodeKind::Open(own), ..) = one else {
            return None;
        };
        all.iter()
            .find(|bit| matches!(bit, Bit::Code(CodeKind::Close(number), ..) if number == own))
    });
    found.extend(closes.cloned());
    found
}
