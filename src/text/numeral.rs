//! Numbers in both languages: 二十一, 21, twenty-one and 1.75万亿, 1.75 trillion are one value each.

use std::ops::Range;

/// A number found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Its value.
    pub value: f64,
    /// Written as an ordinal (第三, third, 3rd).
    pub ordinal: bool,
}

impl Number {
    /// A key that is equal for equal values, however they were written (twelve significant digits:
    /// enough for every count in a book, few enough to hide rounding of `1.1 * 10000`).
    #[must_use]
    pub fn key(&self) -> String {
        let text = format!("{:.11e}", self.value);
        match text.split_once('e') {
            Some((mantissa, exponent)) => {
                format!(
                    "{}e{exponent}",
                    mantissa.trim_end_matches('0').trim_end_matches('.')
                )
            }
            None => text,
        }
    }
}

/// The value of one Chinese numeral character, 零 to 九, formal forms and 两, 廿, 卅 included.
#[must_use]
pub const fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '贰' | '貳' | '两' | '兩' | '俩' => 2,
        '三' | '叁' | '參' | '仨' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The value of a Chinese multiplier character, 十 to 亿.
#[must_use]
pub const fn chinese_unit(c: char) -> Option<f64> {
    Some(match c {
        '十' | '拾' => 1e1,
        '百' | '佰' => 1e2,
        '千' | '仟' => 1e3,
        '万' | '萬' => 1e4,
        '亿' | '億' => 1e8,
        _ => return None,
    })
}

/// Whether `c` can stand in a number written in Chinese characters.
#[must_use]
pub const fn is_chinese_numeral(c: char) -> bool {
    chinese_digit(c).is_some() || chinese_unit(c).is_some() || matches!(c, '廿' | '卅')
}

/// The value of a number written wholly in Chinese characters (二十一, 一九九三, 三千五, 两万五千).
/// `None` when it is not one.
#[must_use]
pub fn parse_chinese(text: &str) -> Option<f64> {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() || !chars.iter().all(|&c| is_chinese_numeral(c)) {
        return None;
    }
    if chars.len() > 1 && chars.iter().all(|&c| chinese_digit(c).is_some()) {
        // Read digit by digit: years, telephone numbers.
        return Some(chars.iter().fold(0.0, |value, &c| {
            value * 10.0 + f64::from(chinese_digit(c).unwrap_or(0))
        }));
    }
    // `total` collects 万 and 亿 groups, `section` what stands below them, `digit` a loose digit.
    let (mut total, mut section, mut digit) = (0.0, 0.0, None::<f64>);
    let mut last_unit = 1.0;
    let mut zero = false;
    for &c in &chars {
        if let Some(value) = chinese_digit(c) {
            zero = value == 0;
            digit = Some(f64::from(value));
        } else if matches!(c, '廿' | '卅') {
            section += if c == '廿' { 20.0 } else { 30.0 };
            last_unit = 10.0;
        } else if let Some(unit) = chinese_unit(c) {
            if unit < 1e4 {
                section += digit.take().filter(|&d| d > 0.0).unwrap_or(1.0) * unit;
            } else {
                section += digit.take().unwrap_or(0.0);
                if section == 0.0 && total == 0.0 {
                    section = 1.0;
                }
                total = if unit > 1e4 {
                    (total + section) * unit
                } else {
                    total + section * unit
                };
                section = 0.0;
            }
            last_unit = unit;
            zero = false;
        }
    }
    let rest = match digit {
        // 三千五 is 3,500; 三千零五 is 3,005; 二十五 is 25.
        Some(d) if !zero && last_unit >= 100.0 && chars.len() > 2 && after_unit(&chars) => {
            d * last_unit / 10.0
        }
        Some(d) => d,
        None => 0.0,
    };
    Some(total + section + rest)
}

/// Whether the last digit directly follows a unit (no 零 between).
fn after_unit(chars: &[char]) -> bool {
    chars
        .len()
        .checked_sub(2)
        .is_some_and(|at| chinese_unit(chars[at]).is_some())
}

/// The numbers of a Chinese text: runs of digits (with decimal point, thousands commas, and a
/// following 万/亿/千/百) and runs of numeral characters.
#[must_use]
pub fn chinese_numbers(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |i: usize| chars.get(i).map_or(text.len(), |&(at, _)| at);
    let mut i = 0;
    while i < chars.len() {
        let (start, c) = chars[i];
        let ordinal = i > 0 && chars[i - 1].1 == '第';
        if digit_value(c).is_some() {
            let (mut value, mut next) = arabic(&chars, i);
            while let Some(unit) = chars.get(next).and_then(|&(_, c)| chinese_unit(c)) {
                value *= unit;
                next += 1;
            }
            found.push(Number {
                span: start..end_of(next),
                value,
                ordinal,
            });
            i = next;
        } else if is_chinese_numeral(c) {
            let mut next = i + 1;
            while next < chars.len() && is_chinese_numeral(chars[next].1) {
                // Behind other numerals 两 counts ounces, but for 一万两千.
                let (c, after) = (chars[next].1, chars.get(next + 1));
                if matches!(c, '两' | '兩') && after.is_none_or(|&(_, c)| chinese_unit(c).is_none())
                {
                    break;
                }
                next += 1;
            }
            let span = start..end_of(next);
            if let Some(value) = parse_chinese(&text[span.clone()]) {
                found.push(Number {
                    span,
                    value,
                    ordinal,
                });
            }
            i = next;
        } else {
            i += 1;
        }
    }
    found
}

fn digit_value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// A number in Arabic digits from `chars[i]`: its value and the index behind it.
fn arabic(chars: &[(usize, char)], mut i: usize) -> (f64, usize) {
    let mut digits = String::new();
    let mut decimal = false;
    while let Some(&(_, c)) = chars.get(i) {
        if let Some(digit) = digit_value(c) {
            digits.push(char::from_digit(digit, 10).unwrap_or('0'));
            i += 1;
            continue;
        }
        let digits_follow = |n: usize| {
            (1..=n).all(|k| {
                chars
                    .get(i + k)
                    .is_some_and(|&(_, c)| digit_value(c).is_some())
            })
        };
        let is_group = digits_follow(3) && !digits_follow(4);
        if matches!(c, ',' | '，') && !decimal && is_group {
            i += 1;
        } else if matches!(c, '.' | '．') && !decimal && digits_follow(1) {
            decimal = true;
            digits.push('.');
            i += 1;
        } else {
            break;
        }
    }
    (digits.parse().unwrap_or(0.0), i)
}

/// The value of a small English number word and whether it is an ordinal.
#[must_use]
pub fn english_word(lower: &str) -> Option<(f64, bool)> {
    const CARDINALS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const ORDINALS: [&str; 20] = [
        "zeroth",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let value = |i: usize| f64::from(u32::try_from(i).unwrap_or(0));
    if let Some(i) = CARDINALS.iter().position(|&word| word == lower) {
        return Some((value(i), false));
    }
    if let Some(i) = ORDINALS.iter().position(|&word| word == lower) {
        return Some((value(i), true));
    }
    if let Some(i) = TENS.iter().position(|&word| word == lower) {
        return Some((value(i + 2) * 10.0, false));
    }
    if let Some(tens) = lower.strip_suffix("ieth") {
        return TENS
            .iter()
            .position(|word| word.strip_suffix('y') == Some(tens))
            .map(|i| (value(i + 2) * 10.0, true));
    }
    (lower == "dozen").then_some((12.0, false))
}

fn english_scale(lower: &str) -> Option<f64> {
    Some(match lower.strip_suffix('s').unwrap_or(lower) {
        "hundred" | "hundredth" => 1e2,
        "thousand" | "thousandth" => 1e3,
        "million" | "millionth" => 1e6,
        "billion" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// The numbers of an English text: digits (`1,750`, `3.5`, `21st`, `1980s`) and words
/// (`twenty-one`, `three hundred and five`), each with a following `million` and the like.
#[must_use]
pub fn english_numbers(text: &str) -> Vec<Number> {
    let tokens = english_tokens(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        match number_at(&tokens, i) {
            Some((number, next)) => {
                found.push(number);
                i = next;
            }
            None => i += 1,
        }
    }
    found
}

#[derive(Debug)]
struct Token {
    span: Range<usize>,
    lower: String,
    digits: Option<f64>,
    ordinal: bool,
}

fn english_tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |i: usize| chars.get(i).map_or(text.len(), |&(at, _)| at);
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let (start, c) = chars[i];
        if c.is_ascii_digit() {
            let (value, next) = arabic(&chars, i);
            let suffix: String = chars[next..]
                .iter()
                .take(2)
                .map(|&(_, c)| c.to_ascii_lowercase())
                .collect();
            let ordinal = matches!(suffix.as_str(), "st" | "nd" | "rd" | "th");
            let end = if ordinal { next + 2 } else { next };
            tokens.push(Token {
                span: start..end_of(end),
                lower: String::new(),
                digits: Some(value),
                ordinal,
            });
            i = end;
        } else if c.is_ascii_alphabetic() {
            let mut next = i;
            while next < chars.len() && chars[next].1.is_ascii_alphabetic() {
                next += 1;
            }
            let span = start..end_of(next);
            tokens.push(Token {
                lower: text[span.clone()].to_ascii_lowercase(),
                span,
                digits: None,
                ordinal: false,
            });
            i = next;
        } else {
            // Only a hyphen or a space joins the words of one number.
            if !matches!(c, ' ' | '-' | '\u{a0}' | '\u{2011}') {
                tokens.push(Token {
                    span: start..end_of(i + 1),
                    lower: String::new(),
                    digits: None,
                    ordinal: false,
                });
            }
            i += 1;
        }
    }
    tokens
}

fn number_at(tokens: &[Token], first: usize) -> Option<(Number, usize)> {
    let (mut total, mut section) = (0.0, 0.0);
    let mut ordinal = false;
    let mut i = first;
    let mut last = first;
    // Whether the last word was a ten that may take a unit, and whether digits began the number.
    let mut open_tens = false;
    while let Some(token) = tokens.get(i) {
        if let Some(value) = token.digits {
            if i != first {
                break;
            }
            section = value;
            ordinal = token.ordinal;
        } else if let Some((value, is_ordinal)) = english_word(&token.lower) {
            let fits = i == first
                || (open_tens && (1.0..10.0).contains(&value))
                || (!open_tens && (section == 0.0 || section % 100.0 == 0.0) && value < 100.0);
            if !fits {
                break;
            }
            section += value;
            ordinal = is_ordinal;
            open_tens = (20.0..100.0).contains(&value);
        } else if let Some(scale) = english_scale(&token.lower).filter(|_| i != first) {
            if scale == 100.0 {
                section *= scale;
            } else {
                total += section * scale;
                section = 0.0;
            }
            open_tens = false;
        } else if token.lower == "and"
            && i != first
            && tokens
                .get(i + 1)
                .is_some_and(|next| english_word(&next.lower).is_some_and(|(v, _)| v < 100.0))
            && ((section >= 100.0 && section % 100.0 == 0.0) || (section == 0.0 && total > 0.0))
        {
            i += 1;
            continue;
        } else {
            break;
        }
        i += 1;
        last = i;
        if ordinal {
            break;
        }
    }
    (last > first).then(|| {
        (
            Number {
                span: tokens[first].span.start..tokens[last - 1].span.end,
                value: total + section,
                ordinal,
            },
            last,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zh(text: &str) -> Vec<f64> {
        chinese_numbers(text).iter().map(|n| n.value).collect()
    }

    fn en(text: &str) -> Vec<f64> {
        english_numbers(text).iter().map(|n| n.value).collect()
    }

    #[test]
    fn chinese() {
        assert_eq!(zh("二十一岁"), [21.0]);
        assert_eq!(zh("廿一"), [21.0]);
        assert_eq!(zh("参数量达1.75万亿"), [1.75e12]);
        assert_eq!(zh("三千五"), [3500.0]);
        assert_eq!(zh("三千零五"), [3005.0]);
        assert_eq!(zh("一百零三万两千"), [1_032_000.0]);
        assert_eq!(zh("一九九三年"), [1993.0]);
        assert_eq!(zh("10万行，1,024个"), [100_000.0, 1024.0]);
        assert_eq!(zh("十五"), [15.0]);
        assert_eq!(zh("两亿三千万"), [230_000_000.0]);
        assert_eq!(zh("第十二章"), [12.0]);
        assert_eq!(zh("３．５"), [3.5]);
    }

    #[test]
    fn english() {
        assert_eq!(en("twenty-one years"), [21.0]);
        assert_eq!(en("my twenty-first birthday"), [21.0]);
        assert_eq!(en("1.75 trillion parameters"), [1.75e12]);
        assert_eq!(en("three hundred and five men"), [305.0]);
        assert_eq!(en("$250,000 a year"), [250_000.0]);
        assert_eq!(en("two million three hundred thousand"), [2_300_000.0]);
        assert_eq!(en("one, two"), [1.0, 2.0]);
        assert_eq!(en("the 1980s and the 21st"), [1980.0, 21.0]);
        assert_eq!(en("nineteen eighty"), [19.0, 80.0]);
        assert_eq!(en("hundreds of people"), Vec::<f64>::new());
    }

    #[test]
    fn keys_meet() {
        let a = &chinese_numbers("1.75万亿")[0];
        let b = &english_numbers("1,750 billion")[0];
        assert_eq!(a.key(), b.key());
        assert_eq!(
            chinese_numbers("25万")[0].key(),
            english_numbers("250,000")[0].key()
        );
    }
}
