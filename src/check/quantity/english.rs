//! The figures of an English text, in every way that it may say a number.

use std::ops::Range;
use std::sync::LazyLock;

use super::clock::{self, Clock};
use super::measure::{self, UnitId};
use super::vague::{self, Rough};
use super::{aside, blanked};
use crate::text::data;
use crate::text::numeral::{Number, english_word, numbers_of_lower};

/// A number of an English text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// Its bytes.
    pub(crate) place: Range<usize>,
    /// The values that it may have, the plain one first.
    pub(crate) values: Vec<f64>,
    /// Whether it is in figures.
    pub(crate) digits: bool,
    /// Whether it is part of a date in figures.
    pub(crate) dated: bool,
    /// Whether it orders (third, 21st), and does not count.
    pub(crate) ordinal: bool,
    /// Whether it is a number, and not a word that says one (pair, triangle, a).
    pub(crate) number: bool,
    /// The units that it may count; none where the text names none.
    pub(crate) units: &'static [UnitId],
    /// What the units are called there.
    pub(crate) unit_end: usize,
    /// Whether it may be a name's or a list's and so needs no ground in the Chinese.
    pub(crate) free: bool,
    /// Whether it multiplies as a verb does: doubled, tripled.
    pub(crate) multiplies: bool,
}

/// What letters right behind digits multiply: 1.2m, 3bn, 5k.
const SUFFIXES: &[(&str, f64)] = &[
    ("k", 1e3),
    ("m", 1e6),
    ("mn", 1e6),
    ("bn", 1e9),
    ("b", 1e9),
    ("tn", 1e12),
    ("trn", 1e12),
];

/// The numbers of an English text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// Its figures and words that say a number, by place.
    pub(crate) figures: Vec<Figure>,
    /// The months that it names, 1 to 12.
    pub(crate) months: Vec<usize>,
    /// The times of the day.
    pub(crate) clocks: Vec<Clock>,
    /// Amounts that are only about so much.
    pub(crate) rough: Vec<Rough>,
    /// Versions, as they are written.
    pub(crate) versions: Vec<Range<usize>>,
}

/// Words that say a number without being one, with the numbers that they may say.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut found = Words::default();
    for line in data::rows(include_str!("../data/number-words.txt")) {
        let mut words = line.split_whitespace();
        if let Some(value) = words.next().and_then(|word| word.parse::<f64>().ok()) {
            for word in words {
                found.add(word, value);
            }
        }
    }
    found
});

/// Values of words in small letters, in rows by first letter and length: most words of a text have a row that is
/// empty.
#[derive(Default)]
struct Words(Vec<Vec<(&'static str, Vec<f64>)>>);

impl Words {
    /// How many lengths have a row of their own.
    const LENGTHS: usize = 16;

    fn row(word: &str) -> usize {
        let first = word.bytes().next().unwrap_or(b'a');
        usize::from(first.wrapping_sub(b'a')) * Words::LENGTHS + word.len() % Words::LENGTHS
    }

    fn add(&mut self, word: &'static str, value: f64) {
        let row = Words::row(word);
        if row >= self.0.len() {
            self.0.resize_with(row + 1, Vec::new);
        }
        match self.0[row].iter_mut().find(|(other, _)| *other == word) {
            Some((_, values)) => values.push(value),
            None => self.0[row].push((word, vec![value])),
        }
    }

    fn get(&self, word: &str) -> &[f64] {
        let row = self.0.get(Words::row(word)).map_or(&[][..], Vec::as_slice);
        row.iter()
            .find(|(other, _)| *other == word)
            .map_or(&[], |(_, values)| values)
    }
}

/// The figures of a text, whose stretches that are no language are blanked.
pub(crate) fn read(text: &str) -> Figures {
    let mut found = Figures::default();
    let (versions, dates) = aside::compounds(text);
    let apart = dates.iter().map(|date| &date.place).chain(&versions);
    let words = blanked(text, apart);
    for date in &dates {
        for &part in &date.parts {
            found.figures.push(Figure {
                // Of a year in two figures both readings.
                values: vec![part, part + 2000.0, part + 1900.0],
                digits: true,
                dated: true,
                ..Figure::word(date.place.clone(), part)
            });
            if (1.0..=12.0).contains(&part) {
                found.months.push(part as usize);
            }
        }
    }
    found.versions = versions;
    let text = &*words;
    let lower = text.to_ascii_lowercase();
    let (numbers, words) = (numbers_of_lower(&lower), vague::words(&lower));
    found.figures.reserve_exact(numbers.len());
    found.clocks = clock::english(text, &lower, &numbers, &words);
    found.rough = vague::english(&words);
    plain(text, &numbers, &mut found);
    named(text, &words, &mut found);
    long_forms(text, &words, &mut found);
    found.figures.sort_by_key(|figure| figure.place.start);
    share_units(text, &mut found.figures);
    feet_and_inches(&mut found.figures);
    found
}

impl Figure {
    fn word(place: Range<usize>, value: f64) -> Figure {
        Figure {
            unit_end: place.end,
            place,
            values: vec![value],
            digits: false,
            dated: false,
            ordinal: false,
            number: false,
            units: &[],
            free: false,
            multiplies: false,
        }
    }
}

/// The numbers that the text has as such, and shares in it: two in three.
fn plain(text: &str, numbers: &[Number], found: &mut Figures) {
    for (n, number) in numbers.iter().enumerate() {
        let span = number.span.clone();
        let written = &text[span.clone()];
        let value = number.value;
        let mut behind = &text[span.end..];
        let digits = written.starts_with(|c: char| c.is_ascii_digit());
        // Qwen3: no number at all.
        if digits
            && text[..span.start].ends_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && measure::before(&text[..span.start]).is_none()
        {
            continue;
        }
        let mut figure = Figure::word(span.clone(), value);
        figure.number = true;
        figure.digits = digits;
        figure.ordinal = number.ordinal;
        figure.free = digits && (aside::is_name(text, &span) || aside::is_item(text, &span));
        // 1.2m, 3bn, 5k
        let suffix = &behind[..letters(behind)];
        let known = |&&(word, _): &&(&str, f64)| suffix.eq_ignore_ascii_case(word);
        if digits && let Some((_, scale)) = SUFFIXES.iter().find(known) {
            figure.values.push(value * scale);
            if suffix != "m" {
                behind = &behind[suffix.len()..];
            }
        }
        // two and a half, two and a half million, a million and a half
        if let Some((part, length)) = part_behind(behind) {
            figure.values.push(value + part);
            let rest = &behind[length..];
            figure.values.push((value + part) * scale_behind(rest));
            if value >= 100.0 {
                let base = 10f64.powi(vague::order(value));
                figure.values.push(value + part * base);
            }
            behind = rest;
        }
        // '98, 1990s
        if written.len() <= 3 && text[..span.start].ends_with(['\'', '’', '‘']) {
            figure.values.push(1900.0 + value);
        }
        if (1000.0..2200.0).contains(&value) && value.fract() == 0.0 {
            figure.values.push(value % 100.0);
        }
        let decade = value >= 20.0 && value % 10.0 == 0.0;
        if let Some((units, length)) = measure::english_behind(behind, decade) {
            figure.units = units;
            figure.unit_end = text.len() - behind.len() + length;
        } else if let Some((units, _)) = measure::before(&text[..span.start]) {
            figure.units = units;
        }
        // five and a half after the unit: a year and a half
        if figure.unit_end > span.end
            && let Some((part, _)) = part_behind(&text[figure.unit_end..])
        {
            figure.values.push(value + part);
        }
        // "two in three", "two out of three", 2/3
        if let Some(next) = numbers.get(n + 1) {
            let of = || {
                let between = &text[span.end..next.span.start.max(span.end)];
                matches!(
                    between.trim(),
                    "/" | "out of" | "in" | "of" | "in every" | "out of every" | "-" | "" | "⁄"
                )
            };
            if next.value > value && of() {
                let mut share = Figure::word(span.start..next.span.end, value / next.value);
                share.values.push(value / next.value * 100.0);
                found.figures.push(share);
            }
        }
        found.figures.push(figure);
    }
}

/// "and a half", "and three quarters" that a text begins with: the part, and its bytes.
fn part_behind(text: &str) -> Option<(f64, usize)> {
    const PARTS: [(&str, f64); 14] = [
        (" and a half", 0.5),
        ("-and-a-half", 0.5),
        (" and one half", 0.5),
        (" and one-half", 0.5),
        (" 1/2", 0.5),
        ("½", 0.5),
        (" ½", 0.5),
        ("¼", 0.25),
        ("¾", 0.75),
        (" and a quarter", 0.25),
        (" and three quarters", 0.75),
        (" and three-quarters", 0.75),
        (" and a third", 1.0 / 3.0),
        (" and two thirds", 2.0 / 3.0),
    ];
    if !text.starts_with([' ', '-', '½', '¼', '¾']) {
        return None;
    }
    PARTS
        .iter()
        .find(|(words, _)| text.starts_with(*words))
        .map(|&(words, part)| (part, words.len()))
}

/// Words that say numbers, fractions, and units after *a* or *half*.
fn named(text: &str, words: &[(usize, &str)], found: &mut Figures) {
    let plain = std::mem::take(&mut found.figures);
    let mut more = Vec::new();
    let senses = &*WORDS;
    for &(at, word) in words {
        let place = at..at + word.len();
        let before = || {
            plain.iter().rfind(|figure| {
                figure.number && figure.place.end <= at && at - figure.place.end <= 2
            })
        };
        for &value in senses.get(word) {
            let mut figure = Figure::word(place.clone(), value);
            figure.multiplies =
                word.ends_with("led") || word.ends_with("les") || word.ends_with("ling");
            if matches!(
                word,
                "a" | "an" | "one" | "another" | "every" | "each" | "per"
            ) && let Some((units, length)) = measure::english_behind(&text[place.end..], false)
            {
                figure.units = units;
                figure.unit_end = place.end + length;
                if let Some((part, _)) = part_behind(&text[figure.unit_end..]) {
                    figure.values.push(1.0 + part);
                }
            }
            more.push(figure);
        }
        if let Some(part) = fraction(word) {
            let before = before();
            let count = before.map_or(1.0, |figure| figure.values[0]);
            let start = before.map_or(at, |figure| figure.place.start);
            let mut figure = Figure::word(start..place.end, count * part);
            figure.values.push(count * part * 100.0);
            // half a million, a quarter of an hour
            let behind = text[place.end..].trim_start_matches([' ', '-']);
            let behind = behind.trim_start_matches("of ");
            let behind = behind.trim_start_matches("an ").trim_start_matches("a ");
            let scale = scale_behind(behind);
            if scale > 1.0 {
                figure.values.push(count * part * scale);
            }
            if let Some((units, length)) = measure::english_behind(behind, false) {
                figure.units = units;
                figure.unit_end = text.len() - behind.len() + length;
            }
            if part == 0.5 && behind.starts_with("dozen") {
                figure.values.push(6.0);
            }
            more.push(figure);
        }
        // four decades, two dozen; decades, a century: units by themselves
        if let Some(times) = many(word) {
            let before = before();
            let count = before.map_or(1.0, |figure| figure.values[0]);
            let inside = plain.iter().any(|figure| figure.place.contains(&at));
            if !inside {
                let mut figure = Figure::word(place.clone(), count * times);
                figure.number = before.is_none() && scale_behind(word) > 1.0;
                more.push(figure);
            }
            if before.is_none()
                && let Some((units, _)) = measure::english_behind(&text[at..], false)
            {
                let mut figure = Figure::word(place.clone(), 1.0);
                figure.units = units;
                more.push(figure);
            }
        }
        if let Some(value) = roman(&text[place.clone()]) {
            more.push(Figure::word(place.clone(), value));
        }
        if let Some(month) = month(word, &text[place.clone()]) {
            found.months.push(month);
        }
    }
    found.figures = plain;
    found.figures.extend(more);
}

/// What long runs of number words come to: an hundred and thirty, threescore and two thousand, five and twenty.
fn long_forms(text: &str, words: &[(usize, &str)], found: &mut Figures) {
    let mut at = 0;
    while at < words.len() {
        let start = at;
        let (mut total, mut section, mut any) = (0.0, 0.0, 0);
        let mut end = at;
        while let Some((place, word)) = words.get(at) {
            let joined = at == start
                || text[words[at - 1].0 + words[at - 1].1.len()..*place]
                    .chars()
                    .all(|c| matches!(c, ' ' | '-' | ',' | '\u{a0}'));
            if !joined {
                break;
            }
            let scale = match word.trim_end_matches('s') {
                "score" => 20.0,
                word => scale(word).unwrap_or(0.0),
            };
            if let Some((value, ordinal)) = english_word(word) {
                section += value;
                // the seven and twentieth day
                if ordinal {
                    at += 1;
                    any += 1;
                    end = at;
                    break;
                }
            } else if let Some(value) = score(word) {
                section += value;
                any += 1;
            } else if matches!(*word, "a" | "an")
                && words
                    .get(at + 1)
                    .is_some_and(|(_, next)| scale_behind(next) > 1.0 || *next == "score")
            {
                section += 1.0;
                at += 1;
                continue;
            } else if *word == "and" && at == start {
                break;
            } else if scale == 100.0 || scale == 20.0 {
                // thirty and seven hundred: what stands before the hundreds is of them alone
                let tail: f64 = section % 100.0;
                // the hundred and fifty days
                section = section - tail + tail.max(1.0) * scale;
            } else if scale > 0.0 {
                total += section.max(1.0) * scale;
                section = 0.0;
            } else if *word != "and" {
                break;
            }
            at += 1;
            if *word != "and" {
                any += 1;
                end = at;
            }
        }
        if any > 1 {
            let (last, word) = &words[end - 1];
            let mut figure = Figure::word(words[start].0..last + word.len(), total + section);
            if let Some((units, length)) = measure::english_behind(&text[figure.place.end..], false)
            {
                figure.units = units;
                figure.unit_end = figure.place.end + length;
            }
            found.figures.push(figure);
        }
        at = at.max(start + 1);
    }
}

/// threescore, fourscore
fn score(word: &str) -> Option<f64> {
    let count = word
        .strip_suffix("score")
        .filter(|count| !count.is_empty())?;
    english_word(count).map(|(value, _)| value * 20.0)
}

/// 30 or 50 metres, 2.5–3 hours: the first has the unit of the second.
fn share_units(text: &str, figures: &mut [Figure]) {
    for at in (1..figures.len()).rev() {
        let (some, rest) = figures.split_at_mut(at);
        let (Some(one), Some(two)) = (some.last_mut(), rest.first()) else {
            continue;
        };
        if !one.units.is_empty() || two.units.is_empty() || !one.number {
            continue;
        }
        let between = text.get(one.place.end..two.place.start).unwrap_or("x");
        let ranged = matches!(
            between.trim().trim_matches(','),
            "to" | "-" | "–" | "—" | "~" | "or" | "and" | "" | "through" | "×" | "x" | "by"
        );
        if ranged {
            one.units = two.units;
            one.unit_end = one.place.end;
        }
    }
}

/// five foot eleven, 6 ft 2 in: together they are one length.
fn feet_and_inches(figures: &mut Vec<Figure>) {
    let mut more = Vec::new();
    let foot = |figure: &Figure| {
        !figure.units.is_empty() && {
            let foot = measure::english_behind("foot", false).map_or(&[][..], |(units, _)| units);
            figure.units.iter().all(|unit| foot.contains(unit))
        }
    };
    for two in figures.windows(2) {
        let near =
            two[1].place.start >= two[0].unit_end && two[1].place.start - two[0].unit_end <= 2;
        if foot(&two[0]) && near && two[1].values[0] < 12.0 {
            let mut figure = Figure::word(
                two[0].place.start..two[1].place.end,
                two[0].values[0] + two[1].values[0] / 12.0,
            );
            figure.units = two[0].units;
            more.push(figure);
        }
    }
    figures.extend(more);
}

/// How many letters a text begins with.
fn letters(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// What the word that a text begins with multiplies.
fn scale_behind(text: &str) -> f64 {
    let text = text.trim_start_matches([' ', '-']);
    let word = text[..letters(text)].trim_end_matches('s');
    scale(word).unwrap_or(1.0)
}

// The words of these are bytes: they are told apart by length and letters, strings one after another.

fn scale(word: &str) -> Option<f64> {
    Some(match word.as_bytes() {
        b"hundred" => 100.0,
        b"thousand" => 1e3,
        b"million" => 1e6,
        b"billion" => 1e9,
        b"trillion" => 1e12,
        _ => return None,
    })
}

fn fraction(word: &str) -> Option<f64> {
    Some(match word.trim_end_matches('s').as_bytes() {
        b"half" | b"halve" | b"halved" => 0.5,
        b"third" => 1.0 / 3.0,
        b"quarter" | b"fourth" => 0.25,
        b"fifth" => 0.2,
        b"sixth" => 1.0 / 6.0,
        b"seventh" => 1.0 / 7.0,
        b"eighth" => 0.125,
        b"ninth" => 1.0 / 9.0,
        b"tenth" | b"tithe" => 0.1,
        b"twentieth" => 0.05,
        b"hundredth" => 0.01,
        b"thousandth" => 0.001,
        _ => return None,
    })
}

fn many(word: &str) -> Option<f64> {
    Some(match word.as_bytes() {
        b"dozen" | b"dozens" => 12.0,
        b"decade" | b"decades" => 10.0,
        b"century" | b"centuries" => 100.0,
        b"week" | b"weeks" | b"weekly" => 7.0,
        b"fortnight" | b"fortnightly" => 14.0,
        b"millennium" | b"millennia" => 1e3,
        _ => return scale(word),
    })
}

/// The month of a word: *may* and *march* only with a capital.
fn month(lower: &str, word: &str) -> Option<usize> {
    let month = match lower.as_bytes() {
        b"january" | b"jan" => 1,
        b"february" | b"feb" => 2,
        b"march" | b"mar" => 3,
        b"april" | b"apr" => 4,
        b"may" => 5,
        b"june" | b"jun" => 6,
        b"july" | b"jul" => 7,
        b"august" | b"aug" => 8,
        b"september" | b"sep" | b"sept" => 9,
        b"october" | b"oct" => 10,
        b"november" | b"nov" => 11,
        b"december" | b"dec" => 12,
        _ => return None,
    };
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    (capital || !matches!(lower, "may" | "march" | "mar" | "jan" | "dec")).then_some(month)
}

/// The value of a Roman numeral in capitals, if it is one.
fn roman(word: &str) -> Option<f64> {
    let digit = |byte: u8| {
        Some(match byte {
            b'I' => 1,
            b'V' => 5,
            b'X' => 10,
            b'L' => 50,
            b'C' => 100,
            _ => return None,
        })
    };
    if word.len() == 1 && !matches!(word, "I" | "V" | "X") {
        return None;
    }
    let (mut total, mut last) = (0, i32::MAX);
    for byte in word.bytes() {
        let digit = digit(byte)?;
        // IV, XC: the smaller one before is taken away, not added.
        total += digit - if last < digit { 2 * last } else { 0 };
        last = digit;
    }
    (total > 0).then_some(f64::from(total))
}
