//! Digits that are no numbers of the language: in names of things (H5, GPT-4, 3D, #E1E8B7), versions, the number of a
//! list's item; and dates in figures, which are read as a whole.

use std::ops::Range;

use super::measure;

/// A date in figures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Date {
    pub(super) place: Range<usize>,
    /// Year, month and day in the order they stand in.
    pub(super) parts: Vec<f64>,
}

/// The versions and dates in a text: what has digits with points, slashes or hyphens between.
pub(super) fn compounds(text: &str) -> (Vec<Range<usize>>, Vec<Date>) {
    let (mut versions, mut dates) = (Vec::new(), Vec::new());
    let bytes = text.as_bytes();
    let digits_from = |at: usize| {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit());
        digits.count()
    };
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + offset;
        at = start + digits_from(start);
        // Most numbers are digits alone.
        if !matches!(bytes.get(at), Some(b'.' | b'/' | b'-')) {
            continue;
        }
        at = start;
        let mut parts: Vec<&str> = Vec::new();
        let mut sign = None;
        let mut any = false;
        loop {
            let digits = digits_from(at);
            parts.push(&text[at..at + digits]);
            at += digits;
            let next = bytes.get(at).copied();
            let more = |at: usize| bytes.get(at + 1).copied().unwrap_or(b' ');
            match next {
                Some(b'.' | b'/' | b'-')
                    if more(at).is_ascii_digit() && sign.is_none_or(|sign| Some(sign) == next) =>
                {
                    sign = next;
                    at += 1;
                }
                // 5.x
                Some(b'.')
                    if matches!(more(at), b'x' | b'X')
                        && !bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric) =>
                {
                    any = true;
                    at += 2;
                    break;
                }
                _ => break,
            }
        }
        let inside = start
            .checked_sub(1)
            .is_some_and(|before| bytes[before].is_ascii_alphanumeric() || bytes[before] == b'_');
        let numbers: Vec<f64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let is_date = parts.len() == 3 && is_date(&parts, &numbers, sign)
            || parts.len() == 2 && sign == Some(b'-') && is_month(&parts, &numbers);
        if is_date && !inside {
            dates.push(Date {
                place: start..at,
                parts: numbers,
            });
        } else if any || parts.len() >= 3 && sign == Some(b'.') {
            versions.push(start..at);
        }
        at = at.max(start + 1);
    }
    (versions, dates)
}

/// 2021-09-10, 9/10/2021, 10.9.2021, 23/06/03
fn is_date(parts: &[&str], numbers: &[f64], sign: Option<u8>) -> bool {
    let is_year = |n: usize| parts[n].len() == 4 && (1000.0..2200.0).contains(&numbers[n]);
    let fits = |months: [usize; 2]| {
        let (one, two) = (numbers[months[0]], numbers[months[1]]);
        one >= 1.0 && two >= 1.0 && one.min(two) <= 12.0 && one.max(two) <= 31.0
    };
    is_year(0) && fits([1, 2])
        || is_year(2) && fits([0, 1])
        || sign == Some(b'/') && parts.iter().all(|part| part.len() == 2) && fits([1, 2])
}

/// 2020-03
fn is_month(parts: &[&str], numbers: &[f64]) -> bool {
    parts[0].len() == 4
        && parts[1].len() == 2
        && (1000.0..2200.0).contains(&numbers[0])
        && (1.0..=12.0).contains(&numbers[1])
}

/// Letters behind digits that are no name's.
const ENDINGS: &[&str] = &[
    "st", "nd", "rd", "th", "s", "k", "m", "mn", "b", "bn", "tn", "trn", "x", "am", "pm", "w",
    "year", "years",
];

/// Whether the digits at a place are part of a name (H5, GPT-4, 3D, `#009C94`) and not the language's.
pub(super) fn is_name(text: &str, place: &Range<usize>) -> bool {
    let mut before = text[..place.start].chars().rev();
    let (before, further) = (before.next(), before.next());
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let joins = before.is_some_and(|c| matches!(c, '-' | '/' | '.' | '@' | '\\' | '+'));
    if (letter(before) || matches!(before, Some('#' | '&')) || joins && letter(further))
        && measure::before(&text[..place.start]).is_none()
    {
        return true;
    }
    let behind = &text[place.end..];
    if behind.starts_with('_') {
        return true;
    }
    if !behind.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let length = behind.bytes().take_while(u8::is_ascii_alphanumeric);
    let letters = &behind[..length.count()];
    let known = ENDINGS.iter().any(|word| letters.eq_ignore_ascii_case(word))
        // 2x, 2x3
        || letters
            .strip_prefix(['x', 'X'])
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        || measure::english_behind(behind, false).is_some();
    !known
}

/// Whether the number at a place counts an item of a list (`2.`, `3）`, `（4）`, `Step 5`, `1-2.`).
pub(super) fn is_item(text: &str, place: &Range<usize>) -> bool {
    let long = place.len() > 2 && text[place.clone()].starts_with(|c: char| c.is_ascii_digit());
    if long {
        return false;
    }
    let before = text[..place.start].trim_end_matches(['(', '（', '[', '【', '*', '#', ' ', '第']);
    // NodeList(2) has no item.
    let bracket = text[..place.start].strip_suffix(['(', '（', '[', '【']);
    if bracket.is_some_and(|rest| rest.ends_with(char::is_alphanumeric)) {
        return false;
    }
    let opens = before.is_empty()
        || before.ends_with([
            '。', '：', '；', '，', '！', '？', '\n', ':', ';', '.', '!', '?', '）', ')', '”',
        ])
        || text[..place.start].ends_with([' ', '\n', '（', '(']);
    let behind = &text[place.end..];
    let marked = |behind: &str| {
        let rest = behind.strip_prefix(['.', '、', '．', ')', '）', ']', '】', ':', '：']);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    if opens && before.is_empty() && behind.trim().is_empty() {
        return false;
    }
    // The bracket behind it closes one that was opened before: (>= 3)
    let within = behind.starts_with([')', '）', ']', '】']) && {
        let count = |marks: [char; 4]| before.matches(marks).count();
        count(['(', '（', '[', '【']) > count([')', '）', ']', '】'])
    };
    if within {
        return false;
    }
    if opens && marked(behind) {
        // In the run of a sentence only the mark of a bracket or a point tells: 见图（3）, 共3、4个.
        return before.is_empty()
            || behind.starts_with([')', '）', '.', '．'])
            || before.ends_with(['：', '；', '。', ':', ';']);
    }
    // 1-2. at the beginning.
    let parts = behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    start.is_empty()
        && (behind.starts_with('-') || before.ends_with('-'))
        && parts.starts_with(['.', '、', '）', ')'])
}

/// Whether a sentence itself lists that many things: 三个片段：甲、乙、丙, "A, B and C".
pub(crate) fn lists(chinese: &str, english: &str, count: f64) -> bool {
    let ours = chinese
        .split(['。', '；', '：', '，', '（', '）', '—', '(', ')', ':', '\n'])
        .map(|part| {
            let commas = part.matches(['、', '/', '|']).count();
            let joined = part.matches(['和', '与', '及', '或']).count().min(1);
            (commas, joined)
        })
        .filter(|&(commas, joined)| commas + joined > 0)
        .map(|(commas, joined)| commas + joined + 1);
    let by_commas = chinese
        .split(['。', '；', '：', ':', '\n'])
        .map(|part| part.matches(['，', '；']).count() + 1)
        .filter(|&count| count > 2);
    let theirs = english
        .split(['.', ';', ':', '(', ')', '—', '\n'])
        .filter_map(|part| {
            let joined = [" and ", " or ", " & ", " as well as ", " plus "]
                .iter()
                .map(|word| part.matches(word).count())
                .sum::<usize>();
            let oxford = part.matches(", and ").count() + part.matches(", or ").count();
            let commas = part.matches([',', '/', '|']).count();
            (joined + commas > 0).then_some((commas + joined.min(1) - oxford.min(1)) + 1)
        });
    let count = count as usize;
    ours.chain(by_commas)
        .chain(theirs)
        .any(|items| items == count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> bool {
        let number = &crate::text::numeral::english_numbers(text)[0];
        is_name(text, &number.span)
    }

    #[test]
    fn names_have_digits_that_count_nothing() {
        for text in [
            "H5 page",
            "GPT-4 model",
            "a 3D ball",
            "#009C94",
            "v4 API",
            "RTX 4090Ti",
            "x_1",
        ] {
            assert!(name(text), "{text}");
        }
        for text in [
            "20px wide",
            "3-year plan",
            "the 1980s",
            "$500",
            "US$500",
            "5 men",
            "1.2bn",
            "21st",
            "2x",
            "5km",
        ] {
            assert!(!name(text), "{text}");
        }
    }

    #[test]
    fn versions_and_dates_are_one() {
        let (versions, dates) =
            compounds("在 3.9.0 与 5.x 之后（2021-09-10，9/10/2021，23/06/03），3.5 倍");
        let text = "在 3.9.0 与 5.x 之后（2021-09-10，9/10/2021，23/06/03），3.5 倍";
        let versions: Vec<&str> = versions.iter().map(|v| &text[v.clone()]).collect();
        assert_eq!(versions, ["3.9.0", "5.x"]);
        assert_eq!(dates.len(), 3);
        assert_eq!(dates[1].parts, [9.0, 10.0, 2021.0]);
    }

    #[test]
    fn a_list_counts_itself() {
        assert!(lists("三个片段：甲、乙、丙。", "Fragments.", 3.0));
        assert!(lists("三个片段。", "Fragments A, B, and C.", 3.0));
        assert!(lists("两个。", "Red and green.", 2.0));
        assert!(!lists("三个片段。", "Many fragments.", 3.0));
    }
}
