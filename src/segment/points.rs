//! The numbers of points inside a text (`1.`, `b.`, `[2]`, `②`): a number is one where it stands as such
//! a number does, or where it continues the row of those before it.

use super::class;
use super::words;
use crate::text::numeral::{is_chinese_numeral, parse_chinese};
use crate::text::{Language, script::is_han};

/// The most bytes between two points whose numbers make the first one known: a few long sentences.
pub(super) const POINTS_APART: usize = 1200;

/// The most full stops between them: those of the sentences, and of what is short in them.
const STOPS_APART: usize = 40;

/// The most digits of a number in front of a point.
const MOST_DIGITS: usize = 2;

/// The most characters of a Chinese numeral in front of a point: 二十一.
const MOST_NUMERALS: usize = 3;

/// The most bytes of such a number with its closing bracket and the letter that follows.
const LONGEST_BRACKET: usize = 20;

/// The highest number of a point, or of a note, in brackets.
const HIGHEST: u32 = 999;

/// What a row of points is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Series {
    /// `1` or `１`
    Digits,
    /// `a`
    Letters,
    /// `一` or `甲`
    Numerals,
}

/// The number of a point, as it stands before its full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Byte offset of its start.
    pub(super) start: usize,
    /// What it is counted in.
    pub(super) series: Series,
    /// Which point it is, from 1 on.
    value: u32,
}

impl Label {
    /// The number that ends at byte `end`.
    pub(super) fn before(text: &str, end: usize) -> Option<Label> {
        let mut chars = text[..end].chars().rev();
        let last = chars.next()?;
        if is_han(last) {
            return Label::numeral(text, end);
        }
        // Most words are seen not to be one by their last two letters.
        let stands_alone = last.is_ascii_lowercase() && !chars.next().is_some_and(class::is_word);
        if !is_digit(last) && !stands_alone {
            return None;
        }
        let word = words::before(text, end);
        let start = end - word.len();
        if word.len() == 1 && last.is_ascii_lowercase() {
            let value = u32::from(last) - u32::from('a') + 1;
            return Some(Label {
                start,
                series: Series::Letters,
                value,
            });
        }
        (word.chars().count() <= MOST_DIGITS)
            .then(|| digits(word))
            .flatten()
            .map(|value| Label {
                start,
                series: Series::Digits,
                value,
            })
    }

    /// The Chinese numeral, or the heavenly stem, that ends at byte `end`.
    fn numeral(text: &str, end: usize) -> Option<Label> {
        let mut start = end;
        for (at, c) in text[..end].char_indices().rev().take(MOST_NUMERALS) {
            if !is_chinese_numeral(c) {
                break;
            }
            start = at;
        }
        let last = text[..end].chars().next_back()?;
        if start == end && is_stem(last) {
            start = end - last.len_utf8();
        }
        (start < end).then_some(Label {
            start,
            series: Series::Numerals,
            value: 0,
        })
    }

    /// Whether it is the next one after `earlier`.
    fn continues(self, earlier: Label) -> bool {
        self.series == earlier.series
            && self.series != Series::Numerals
            && self.value == earlier.value + 1
    }

    /// Whether it is the first one, and the second follows in `rest`: *The steps are 1. ... 2. ...*
    pub(super) fn begins_row(self, rest: &str, language: Language) -> bool {
        if self.value != 1 || self.series == Series::Numerals {
            return false;
        }
        words::head(rest, POINTS_APART)
            .match_indices(['.', '．'])
            .take(STOPS_APART)
            .any(|(at, stop)| {
                !rest[at + stop.len()..].starts_with(|c: char| c.is_ascii_digit())
                    && Label::before(rest, at).is_some_and(|label| {
                        label.continues(self)
                            && match language {
                                Language::Zh => self.series == Series::Digits,
                                Language::En => is_set_off(&rest[..label.start]),
                            }
                    })
            })
    }
}

/// The rows of points that the text is in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Points {
    /// The last number with a full stop.
    label: Option<Label>,
    /// The last number in square brackets at the beginning of a sentence.
    bracket: Option<u32>,
}

impl Points {
    /// Notes the number of a point.
    pub(super) fn pass(&mut self, label: Label) {
        self.label = Some(label);
    }

    /// Notes the number in brackets with which a sentence begins, as those of a list of literature do:
    /// `[7] Lane, On Tides.`
    pub(super) fn open_sentence(&mut self, sentence: &str) {
        let mut chars = sentence.chars();
        if !chars
            .next()
            .is_some_and(|c| matches!(c, '[' | '［' | '【' | '〔'))
        {
            return;
        }
        let inside = words::head(chars.as_str(), LONGEST_BRACKET);
        if let Some((number, after)) = inside.split_once([']', '］', '】', '〕'])
            && !after.trim_start().starts_with(char::is_lowercase)
        {
            self.bracket = number_in_brackets(number);
        }
    }

    /// Whether a number continues the row.
    pub(super) fn continue_with(&self, label: Label) -> bool {
        self.label.is_some_and(|earlier| label.continues(earlier))
    }

    /// Whether the number in brackets continues the row of those that begin sentences.
    pub(super) fn continue_with_bracket(&self, inside: &str) -> bool {
        self.bracket
            .is_some_and(|earlier| number_in_brackets(inside) == Some(earlier + 1))
    }

    /// Whether English `rest` begins with the small letter or numeral of a point: `(b) Light the lamp`,
    /// `b. Light the lamp` behind `a.`
    pub(super) fn open_in(&self, rest: &str) -> bool {
        let open = rest.starts_with('(');
        let word = words::first(&rest[usize::from(open)..]);
        if !words::is_list_number(word) {
            return false;
        }
        let end = usize::from(open) + word.len();
        let opens = |after: &str| {
            after.starts_with(' ') && after[1..].starts_with(|c: char| !c.is_lowercase())
        };
        if let Some(after) = rest[end..].strip_prefix(')') {
            return opens(after);
        }
        rest[end..].strip_prefix('.').is_some_and(|after| {
            opens(after) && Label::before(rest, end).is_some_and(|label| self.continue_with(label))
        })
    }
}

/// Whether a point may stand behind the text: a mark goes before it, or *and*.
pub(super) fn is_set_off(before: &str) -> bool {
    let trimmed = before.trim_end();
    if trimmed.len() == before.len() {
        return trimmed.ends_with(['(', '（']);
    }
    trimmed.chars().next_back().is_some_and(|c| {
        class::is_soft(c) || matches!(c, '.' | '!' | '?' | ')' | '”' | '’' | '"' | '—' | '–')
    }) || matches!(words::before(trimmed, trimmed.len()), "and" | "or" | "then")
}

/// 甲, 乙... the signs that number points in Chinese besides numerals.
const fn is_stem(c: char) -> bool {
    matches!(
        c,
        '甲' | '乙' | '丙' | '丁' | '戊' | '己' | '庚' | '辛' | '壬' | '癸'
    )
}

/// A digit of either width.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The value of a number in digits of either width.
fn digits(text: &str) -> Option<u32> {
    let mut value = 0_u32;
    for c in text.chars() {
        let digit = match c {
            '０'..='９' => u32::from(c) - u32::from('０'),
            _ => c.to_digit(10)?,
        };
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    (!text.is_empty()).then_some(value)
}

/// The number in the brackets of a point or a note.
pub(super) fn number_in_brackets(inside: &str) -> Option<u32> {
    let number = digits(inside).or_else(|| {
        let value = parse_chinese(inside)?;
        (1..=HIGHEST).find(|&number| f64::from(number) >= value)
    })?;
    (1..=HIGHEST).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Label {
        Label::before(text, text.len()).unwrap()
    }

    #[test]
    fn numbers_of_points_are_read_in_every_script() {
        assert_eq!(label("步骤是1").value, 1);
        assert_eq!(label("步骤２").value, 2);
        assert_eq!(label("Pack c").value, 3);
        assert_eq!(label("：二十一").start, "：".len());
        assert_eq!(label("甲").series, Series::Numerals);
        for none in ["2004", "3.1", "Ab", "海", ""] {
            assert_eq!(Label::before(none, none.len()), None, "{none}");
        }
    }

    #[test]
    fn a_row_begins_where_the_second_point_is_found() {
        let first = label("are 1");
        assert!(first.begins_row(" Open it. 2. Close it.", Language::En));
        assert!(first.begins_row(" open it, and 2. close it", Language::En));
        assert!(!first.begins_row(" She was number 2. I was last.", Language::En));
        assert!(!first.begins_row(" Open it. 2.5 metres.", Language::En));
        assert!(first.begins_row("开门2.点灯", Language::Zh));
        assert!(!first.begins_row("开门用了2.5米", Language::Zh));
        assert!(!label("are 2").begins_row(" Open it. 3. Close it.", Language::En));
        let far = format!("{} 2. Close it.", "Open it. ".repeat(POINTS_APART / 8));
        assert!(!first.begins_row(&far, Language::En));
    }

    #[test]
    fn a_row_of_brackets_goes_on_by_one() {
        let mut points = Points::default();
        points.open_sentence("[7] Lane, On Tides.");
        assert!(points.continue_with_bracket("8"));
        assert!(!points.continue_with_bracket("9"));
        points.open_sentence("〔一〕海。");
        assert!(points.continue_with_bracket("二"));
        points.open_sentence("[4] shows why.");
        assert!(!points.continue_with_bracket("5"));
    }
}
