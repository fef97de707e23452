//! Amounts that both languages leave open, by their order of magnitude: 数百万 is millions, 上万 tens of thousands.

use std::ops::Range;

use crate::text::numeral::{Number, chinese_digit, chinese_unit};

/// An amount that is only about so much.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rough {
    /// Its bytes.
    pub(crate) place: Range<usize>,
    /// The least and the greatest power of ten that it may have.
    pub(crate) orders: (i32, i32),
    /// The values between which it is.
    pub(crate) values: (f64, f64),
}

impl Rough {
    /// Whether a value may be this amount.
    pub(crate) fn may_be(&self, value: f64) -> bool {
        value >= self.values.0 && value <= self.values.1 || self.has_order(order(value))
    }

    /// Whether it may have that power of ten.
    pub(crate) fn has_order(&self, order: i32) -> bool {
        (self.orders.0..=self.orders.1).contains(&order)
    }
}

/// The power of ten of a value.
pub(crate) fn order(value: f64) -> i32 {
    // A hair more, so that a hundred is not 1.999 tens.
    (value.abs().max(1.0) * (1.0 + 1e-9)).log10().floor() as i32
}

/// How the Chinese says that a number is only about so much: 几十, 数百, 三四百, 十几, 上千.
pub(super) fn chinese(text: &str, number: &Number) -> Option<Rough> {
    let place = number.span.clone();
    let written = &text[place.clone()];
    if written.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return None;
    }
    let (before, behind) = (&text[..place.start], &text[place.end..]);
    if behind.starts_with("分之") {
        return None;
    }
    let rough = |start: usize, end: usize, low: f64, high: f64| {
        Some(Rough {
            place: start..end,
            orders: (order(low), order(high).max(order(low))),
            values: (low, high),
        })
    };
    // Behind 几 stands what it multiplies: 十几万.
    let open = behind.strip_prefix(['几', '幾', '数', '數']);
    if let Some(rest) = open.filter(|_| number.value >= 10.0) {
        let units: String = rest
            .chars()
            .take_while(|&c| chinese_unit(c).is_some())
            .collect();
        let scale: f64 = units.chars().filter_map(chinese_unit).product();
        let end = text.len() - rest.len() + units.len();
        // 十几 is eleven to nineteen, which English likes to call a dozen, dozens or a score.
        let low = number.value * scale;
        return rough(place.start, end, low * 0.9, low * 2.5);
    }
    let bare = written.chars().all(|c| chinese_unit(c).is_some());
    let first = before.chars().next_back();
    if bare && matches!(first, Some('几' | '幾' | '数' | '數' | '好' | '若')) {
        let start = place.start - first.map_or(0, char::len_utf8);
        // 好几百
        let start = start
            - before[..start]
                .chars()
                .next_back()
                .filter(|&c| c == '好')
                .map_or(0, char::len_utf8);
        return rough(start, place.end, number.value, number.value * 9.9);
    }
    let thousands = before.ends_with("成千上") || before.ends_with("成百上");
    if bare && thousands {
        let start = place.start - "成千上".len();
        return rough(start, place.end, number.value / 10.0, number.value * 9.9);
    }
    // 地上万国: what is above something is no amount.
    let above = before.strip_suffix('上').is_some_and(|rest| {
        rest.ends_with([
            '地', '天', '世', '海', '路', '身', '手', '山', '马', '船', '网', '线', '岛', '桌',
            '墙', '街', '市', '场', '心', '晚', '早', '史', '以', '之', '际',
        ])
    });
    if bare
        && !above
        && matches!(
            first,
            Some('上' | '成' | '过' | '過' | '达' | '達' | '超' | '逾')
        )
    {
        let start = place.start - first.map_or(0, char::len_utf8);
        return rough(start, place.end, number.value, number.value * 9.9);
    }
    if bare && matches!(first, Some('近' | '约' | '約')) {
        let start = place.start - first.map_or(0, char::len_utf8);
        let mut found = rough(start, place.end, number.value * 0.7, number.value * 1.3)?;
        found.orders = (order(number.value), order(number.value));
        return Some(found);
    }
    if let Some((one, two)) = neighbours(written, behind) {
        return rough(place.start, place.end, one, two);
    }
    // 百十来人, 千百年
    if matches!(written, "百十" | "千百") {
        return rough(
            place.start,
            place.end,
            number.value * 0.1,
            number.value * 10.0,
        );
    }
    // 千万 is ten million, or beyond counting.
    if written == "千万" {
        return rough(place.start, place.end, 1e3, 1e10);
    }
    (bare && written.chars().count() == 1 && written != "十").then(|| Rough {
        place: place.clone(),
        orders: (order(number.value) - 1, order(number.value) + 2),
        values: (0.0, f64::INFINITY),
    })
}

/// 七八, 三四百, 十七八: two digits next to each other, and the values that they may mean.
fn neighbours(written: &str, behind: &str) -> Option<(f64, f64)> {
    let digits = written.chars().filter_map(chinese_digit).count();
    if digits < 2 || behind.starts_with('年') && digits == 4 {
        return None;
    }
    let characters: Vec<char> = written.chars().collect();
    let at = characters.windows(2).position(|two| {
        matches!((chinese_digit(two[0]), chinese_digit(two[1])), (Some(a), Some(b)) if a + 1 == b && a > 0)
    })?;
    // 一九九三 is a year; more than two digits in a row are no guess.
    let run = |c: Option<&char>| c.is_some_and(|&c| chinese_digit(c).is_some());
    if at > 0 && run(characters.get(at - 1)) || run(characters.get(at + 2)) {
        return None;
    }
    let mut one = characters.clone();
    one.remove(at + 1);
    let mut two = characters;
    two.remove(at);
    let value = |characters: &[char]| {
        let text: String = characters.iter().collect();
        crate::text::numeral::parse_chinese(&text)
    };
    Some((value(&one)?, value(&two)?))
}

/// How English leaves an amount open: dozens, hundreds of thousands, a few million. `words` are those of [`words`].
pub(super) fn english(words: &[(usize, &str)]) -> Vec<Rough> {
    let mut found: Vec<Rough> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let start = at;
        // Bytes: these are told apart by length and letters, strings one after another.
        let many = |word: &str| {
            Some(match word.as_bytes() {
                b"dozens" | b"tens" | b"scores" | b"decades" => 10.0,
                b"hundreds" | b"centuries" => 100.0,
                b"thousands" | b"millennia" => 1e3,
                b"millions" => 1e6,
                b"billions" => 1e9,
                b"trillions" => 1e12,
                _ => return None,
            })
        };
        let scale = |word: &str| {
            Some(match word {
                "dozen" | "score" => 10.0,
                "hundred" => 100.0,
                "thousand" => 1e3,
                "million" => 1e6,
                "billion" => 1e9,
                "trillion" => 1e12,
                _ => return None,
            })
        };
        let word = words[at].1;
        let mut value = None;
        if let Some(base) = many(word) {
            let mut product = base;
            at += 1;
            while words.get(at).is_some_and(|(_, word)| *word == "of")
                && let Some(next) = words.get(at + 1).and_then(|(_, word)| many(word))
            {
                product *= next;
                at += 2;
            }
            value = Some(product);
        } else if matches!(
            word.as_bytes(),
            b"several" | b"few" | b"some" | b"many" | b"couple"
        ) {
            at += 1;
            if words.get(at).is_some_and(|(_, word)| *word == "of") && word == "couple" {
                at += 1;
            }
            let mut product = 1.0;
            while let Some(next) = words.get(at).and_then(|(_, word)| scale(word)) {
                product *= next;
                at += 1;
            }
            if product > 1.0 {
                value = Some(product);
            } else {
                at = start + 1;
            }
        } else {
            at += 1;
        }
        if let Some(value) = value {
            let (last, word) = &words[at - 1];
            found.push(Rough {
                place: words[start].0..last + word.len(),
                orders: (order(value), order(value)),
                values: (value, value * 9.9),
            });
        }
    }
    found
}

/// The words of an English text, which is in small letters, with their places.
pub(super) fn words(text: &str) -> Vec<(usize, &str)> {
    // A word and what stands behind it have five or six bytes.
    let mut found = Vec::with_capacity(text.len() / 5 + 1);
    let mut start = None;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        match (start, byte.is_ascii_alphabetic()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::numeral::chinese_numbers;

    #[test]
    fn the_order_of_magnitude_is_read() {
        let zh = |text: &str| {
            let numbers = chinese_numbers(text);
            numbers.iter().find_map(|number| chinese(text, number))
        };
        for (text, orders) in [
            ("数百万人", (6, 6)),
            ("上万家", (4, 4)),
            ("近千人", (3, 3)),
            ("几十年", (1, 1)),
            ("十几万", (4, 5)),
            ("三四百人", (2, 2)),
            ("七八个", (0, 0)),
        ] {
            assert_eq!(zh(text).unwrap().orders, orders, "{text}");
        }
        assert!(zh("一九八九年").is_none() && zh("三十六").is_none() && zh("1200").is_none());
        let en = |text: &str| {
            english(&words(&text.to_ascii_lowercase()))
                .iter()
                .map(|rough| rough.orders.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(en("tens of thousands of men and millions"), [4, 6]);
        assert_eq!(en("a few hundred thousand, several million"), [5, 6]);
        assert!(en("some men of a few words").is_empty());
    }
}
