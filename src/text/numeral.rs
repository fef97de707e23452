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

/// The value of a Chinese multiplier character: 十, 百, 千, 万 or 亿, formal and traditional forms included.
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

/// Whether `c` can be part of a number written in Chinese characters.
#[must_use]
#[inline]
pub const fn is_chinese_numeral(c: char) -> bool {
    match (c as usize).checked_sub(HAN) {
        Some(at) if at < HAN_LENGTH => HAN_NUMERALS[at / 64] >> (at % 64) & 1 == 1,
        _ => matches!(c, '〇' | '○'),
    }
}

/// The first of the block of Han characters that all numerals but two signs for zero are in, and its length.
const HAN: usize = 0x4e00;
const HAN_LENGTH: usize = 0x5200;

/// A bit for each character of that block, set for numerals: every character of a text is looked up.
static HAN_NUMERALS: [u64; HAN_LENGTH / 64] = {
    let mut bits = [0; HAN_LENGTH / 64];
    let mut at = 0;
    while at < HAN_LENGTH {
        if let Some(c) = char::from_u32((HAN + at) as u32)
            && (chinese_digit(c).is_some() || chinese_unit(c).is_some() || matches!(c, '廿' | '卅'))
        {
            bits[at / 64] |= 1 << (at % 64);
        }
        at += 1;
    }
    bits
};

/// The value of a number written wholly in Chinese characters (二十一, 一九九三, 三千五, 两万五千); `None` when it is
/// not one.
#[must_use]
pub fn parse_chinese(text: &str) -> Option<f64> {
    if text.is_empty() || !text.chars().all(is_chinese_numeral) {
        return None;
    }
    let length = text.chars().count();
    if length > 1 && text.chars().all(|c| chinese_digit(c).is_some()) {
        // Read digit by digit: years, telephone numbers.
        return Some(text.chars().fold(0.0, |value, c| {
            value * 10.0 + f64::from(chinese_digit(c).unwrap_or(0))
        }));
    }
    // `total` collects 万 and 亿 groups, `section` the value below them, `digit` a digit without a unit.
    let (mut total, mut section, mut digit) = (0.0, 0.0, None::<f64>);
    let mut last_unit = 1.0;
    let mut zero = false;
    for c in text.chars() {
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
        Some(d) if !zero && last_unit >= 100.0 && length > 2 && after_unit(text) => {
            d * last_unit / 10.0
        }
        Some(d) => d,
        None => 0.0,
    };
    Some(total + section + rest)
}

/// Whether the last digit directly follows a unit (no 零 between).
fn after_unit(text: &str) -> bool {
    let before = text.chars().rev().nth(1);
    before.is_some_and(|c| chinese_unit(c).is_some())
}

/// The numbers of a Chinese text: runs of digits (with decimal point, thousands commas, and a
/// following 万/亿/千/百) and runs of numeral characters.
#[must_use]
pub fn chinese_numbers(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    let begins = |&(_, c): &(usize, char)| digit_value(c).is_some() || is_chinese_numeral(c);
    while let Some((offset, c)) = text[at..].char_indices().find(begins) {
        let start = at + offset;
        let value = if digit_value(c).is_some() {
            let (mut value, end) = arabic(text, start);
            at = end;
            for c in text[end..].chars() {
                let Some(unit) = chinese_unit(c) else { break };
                value *= unit;
                at += c.len_utf8();
            }
            Some(value)
        } else {
            at = start + c.len_utf8();
            let mut rest = text[at..].chars();
            while let Some(c) = rest.next().filter(|&c| is_chinese_numeral(c)) {
                // After other numerals 两 is the weight, as in 三两, except in numbers such as 一万两千.
                let after = rest.clone().next();
                if matches!(c, '两' | '兩') && after.and_then(chinese_unit).is_none() {
                    break;
                }
                at += c.len_utf8();
            }
            parse_chinese(&text[start..at])
        };
        if let Some(value) = value {
            found.push(Number {
                span: start..at,
                value,
                ordinal: text[..start].ends_with('第'),
            });
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

/// The number in Arabic digits that begins at `start`: its value, and the byte after it.
fn arabic(text: &str, start: usize) -> (f64, usize) {
    let mut end = start;
    let mut decimal = false;
    // Whether it has neither full-width digits nor commas, and so is parsed as it stands.
    let mut plain = true;
    for c in text[start..].chars() {
        if digit_value(c).is_some() {
            plain &= c.is_ascii();
        } else {
            let behind = text[end + c.len_utf8()..].chars().take(4);
            let digits = behind.take_while(|&c| digit_value(c).is_some()).count();
            if matches!(c, ',' | '，') && !decimal && digits == 3 {
                plain = false;
            } else if matches!(c, '.' | '．') && !decimal && digits > 0 {
                decimal = true;
                plain &= c.is_ascii();
            } else {
                break;
            }
        }
        end += c.len_utf8();
    }
    let written = &text[start..end];
    let value = if plain {
        written.parse()
    } else {
        let digits = written.chars().filter_map(|c| match c {
            '.' | '．' => Some('.'),
            c => char::from_digit(digit_value(c)?, 10),
        });
        digits.collect::<String>().parse()
    };
    (value.unwrap_or(0.0), end)
}

/// The value of a small English number word and whether it is an ordinal.
#[must_use]
pub fn english_word(lower: &str) -> Option<(f64, bool)> {
    // Bytes: these are told apart by length and letters, strings one after another.
    Some(match lower.as_bytes() {
        b"zero" => (0.0, false),
        b"one" => (1.0, false),
        b"two" => (2.0, false),
        b"three" => (3.0, false),
        b"four" => (4.0, false),
        b"five" => (5.0, false),
        b"six" => (6.0, false),
        b"seven" => (7.0, false),
        b"eight" => (8.0, false),
        b"nine" => (9.0, false),
        b"ten" => (10.0, false),
        b"eleven" => (11.0, false),
        b"twelve" => (12.0, false),
        b"thirteen" => (13.0, false),
        b"fourteen" => (14.0, false),
        b"fifteen" => (15.0, false),
        b"sixteen" => (16.0, false),
        b"seventeen" => (17.0, false),
        b"eighteen" => (18.0, false),
        b"nineteen" => (19.0, false),
        b"twenty" => (20.0, false),
        b"thirty" => (30.0, false),
        b"forty" => (40.0, false),
        b"fifty" => (50.0, false),
        b"sixty" => (60.0, false),
        b"seventy" => (70.0, false),
        b"eighty" => (80.0, false),
        b"ninety" => (90.0, false),
        b"dozen" => (12.0, false),
        b"zeroth" => (0.0, true),
        b"first" => (1.0, true),
        b"second" => (2.0, true),
        b"third" => (3.0, true),
        b"fourth" => (4.0, true),
        b"fifth" => (5.0, true),
        b"sixth" => (6.0, true),
        b"seventh" => (7.0, true),
        b"eighth" => (8.0, true),
        b"ninth" => (9.0, true),
        b"tenth" => (10.0, true),
        b"eleventh" => (11.0, true),
        b"twelfth" => (12.0, true),
        b"thirteenth" => (13.0, true),
        b"fourteenth" => (14.0, true),
        b"fifteenth" => (15.0, true),
        b"sixteenth" => (16.0, true),
        b"seventeenth" => (17.0, true),
        b"eighteenth" => (18.0, true),
        b"nineteenth" => (19.0, true),
        b"twentieth" => (20.0, true),
        b"thirtieth" => (30.0, true),
        b"fortieth" => (40.0, true),
        b"fiftieth" => (50.0, true),
        b"sixtieth" => (60.0, true),
        b"seventieth" => (70.0, true),
        b"eightieth" => (80.0, true),
        b"ninetieth" => (90.0, true),
        _ => return None,
    })
}

fn english_scale(lower: &str) -> Option<f64> {
    Some(match lower.strip_suffix('s').unwrap_or(lower).as_bytes() {
        b"hundred" | b"hundredth" => 1e2,
        b"thousand" | b"thousandth" => 1e3,
        b"million" | b"millionth" => 1e6,
        b"billion" => 1e9,
        b"trillion" => 1e12,
        _ => return None,
    })
}

/// The numbers of an English text: digits (`1,750`, `3.5`, `21st`, `1980s`) and words
/// (`twenty-one`, `three hundred and five`), each with a following `million` and the like.
#[must_use]
pub fn english_numbers(text: &str) -> Vec<Number> {
    numbers_of_lower(&text.to_ascii_lowercase())
}

/// The numbers of an English text that is in small letters.
pub(crate) fn numbers_of_lower(lower: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    let begins = u8::is_ascii_alphanumeric;
    while let Some(offset) = lower.as_bytes()[at..].iter().position(begins)
        && let Some(token) = Token::next(lower, at + offset)
    {
        at = token.span.end;
        if let Some(number) = number_at(lower, token) {
            at = number.span.end;
            found.push(number);
        }
    }
    found
}

/// A word, a number in digits or a mark.
#[derive(Debug)]
struct Token<'a> {
    span: Range<usize>,
    /// The word; nothing for digits and marks.
    word: &'a str,
    digits: Option<f64>,
    ordinal: bool,
}

impl<'a> Token<'a> {
    /// The first token from a byte on of a text in small letters.
    fn next(lower: &'a str, from: usize) -> Option<Token<'a>> {
        // Only a hyphen or a space joins the words of one number.
        let rest = lower[from..].trim_start_matches([' ', '-', '\u{a0}', '\u{2011}']);
        let start = lower.len() - rest.len();
        let first = rest.chars().next()?;
        let mut token = Token {
            span: start..start + first.len_utf8(),
            word: "",
            digits: None,
            ordinal: false,
        };
        if first.is_ascii_digit() {
            let (value, mut end) = arabic(lower, start);
            let suffix = lower.as_bytes().get(end..end + 2);
            token.ordinal = matches!(suffix, Some(b"st" | b"nd" | b"rd" | b"th"));
            if token.ordinal {
                end += 2;
            }
            token.digits = Some(value);
            token.span.end = end;
        } else if first.is_ascii_lowercase() {
            let length = rest.bytes().take_while(u8::is_ascii_lowercase).count();
            token.word = &rest[..length];
            token.span.end = start + length;
        }
        Some(token)
    }
}

/// The number that begins with a token of a text in small letters.
fn number_at(lower: &str, first: Token<'_>) -> Option<Number> {
    let (mut total, mut section) = (0.0, 0.0);
    let mut ordinal = false;
    let start = first.span.start;
    // The end of what is read.
    let mut end = None;
    // Whether the last word was a multiple of ten, which may take a unit.
    let mut open_tens = false;
    let mut next = Some(first);
    while let Some(token) = next {
        let is_first = end.is_none();
        if let Some(value) = token.digits {
            if !is_first {
                break;
            }
            section = value;
            ordinal = token.ordinal;
        } else if let Some((value, is_ordinal)) = english_word(token.word) {
            let fits = is_first
                || (open_tens && (1.0..10.0).contains(&value))
                || (!open_tens && (section == 0.0 || section % 100.0 == 0.0) && value < 100.0);
            if !fits {
                break;
            }
            section += value;
            ordinal = is_ordinal;
            open_tens = (20.0..100.0).contains(&value);
        } else if is_first {
            break;
        } else if let Some(scale) = english_scale(token.word) {
            if scale == 100.0 {
                section *= scale;
            } else {
                total += section * scale;
                section = 0.0;
            }
            open_tens = false;
        } else if token.word == "and"
            && ((section >= 100.0 && section % 100.0 == 0.0) || (section == 0.0 && total > 0.0))
        {
            next = Token::next(lower, token.span.end)
                .filter(|next| english_word(next.word).is_some_and(|(value, _)| value < 100.0));
            continue;
        } else {
            break;
        }
        end = Some(token.span.end);
        if ordinal {
            break;
        }
        next = Token::next(lower, token.span.end);
    }
    end.map(|end| Number {
        span: start..end,
        value: total + section,
        ordinal,
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
    fn a_numeral_is_a_digit_or_a_unit() {
        for c in '\0'..='\u{ffff}' {
            let numeral = chinese_digit(c).is_some() || chinese_unit(c).is_some();
            let tens = matches!(c, '廿' | '卅');
            assert_eq!(is_chinese_numeral(c), numeral || tens, "{c}");
        }
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
