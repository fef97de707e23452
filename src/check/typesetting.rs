//! Marks, letters and digits of Chinese typesetting as English has them: with the spaces that English has around
//! marks, and quotation marks by their direction.

use std::ops::Range;

use super::replacement::Replacement;

/// Marks before which English has no space, and behind which it has one.
const CLOSING: &[char] = &[',', '.', ';', ':', '?', '!', ')', ']', '”', '’'];
/// Marks before which English has a space, and behind which it has none.
const OPENING: &[char] = &['(', '[', '“', '‘'];

/// A run of Chinese typesetting in English words. Spaces beside it that English does not have are replaced with it.
pub(crate) fn in_english(text: &str, run: Range<usize>) -> Replacement {
    let is_curly = text.contains(['“', '”']);
    let before = text[..run.start].trim_end_matches(' ');
    let behind = text[run.end..].trim_start_matches(' ');
    let (last, next) = (before.chars().next_back(), behind.chars().next());
    let is_spaced = (
        before.len() < run.start,
        text[run.end..].len() > behind.len(),
    );
    let marks: Vec<char> = text[run.clone()].chars().map(mark).collect();
    let mut with = String::new();
    for (at, &mark) in marks.iter().enumerate() {
        let previous = at.checked_sub(1).map(|at| marks[at]);
        let follows = marks.get(at + 1).copied().or(next);
        let came = with.chars().next_back().or(last);
        let opens = OPENING.contains(&mark);
        let behind_mark = previous.is_some_and(|one| CLOSING.contains(&one))
            && (opens || mark.is_alphanumeric())
            && !is_in_number(&with, last, mark, follows);
        let behind_word = opens
            && (previous.is_some() || !is_spaced.0)
            && came.is_some_and(|c| c.is_alphanumeric() || CLOSING.contains(&c));
        if behind_mark || behind_word {
            with.push(' ');
        }
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match mark {
            ' ' if with.is_empty() || with.ends_with(' ') => {}
            '~' if digit(came) && digit(follows) => with.push('–'),
            '“' | '”' if !is_curly => with.push('"'),
            '‘' | '’' if !is_curly => with.push('\''),
            mark => with.push(mark),
        }
    }
    let mut place = run.clone();
    let (first, end) = (marks.first().copied(), marks.last().copied().unwrap_or(' '));
    let begins_line = last.is_none_or(|c| c == '\n');
    let ends_line = next.is_none_or(|c| c == '\n');
    if first.is_some_and(|mark| CLOSING.contains(&mark)) && !begins_line {
        place.start = before.len();
    }
    if OPENING.contains(&end) && !ends_line {
        place.end = text.len() - behind.len();
    }
    let second = behind.chars().nth(1);
    let opens_word = |c: char| {
        c.is_alphanumeric() || matches!(c, '"' | '“' | '‘' | '\'' | '(' | '[' | '`' | '$')
    };
    if marks.iter().all(|&mark| mark == ' ') {
        // Wide spaces are one space, or none where there is one.
        let before_mark = next.is_some_and(|c| CLOSING.contains(&c));
        let is_needless = is_spaced.0 || is_spaced.1 || begins_line || ends_line || before_mark;
        with = if is_needless { "" } else { " " }.to_owned();
    } else if end == ' ' {
        with.truncate(with.trim_end().len());
        if !is_spaced.1 && !ends_line {
            with.push(' ');
        }
    } else if CLOSING.contains(&end)
        && !is_spaced.1
        && next.is_some_and(opens_word)
        && !is_in_number(&with, last, next.unwrap_or(' '), second)
    {
        with.push(' ');
    }
    let count = |mark: char| text.matches(mark).count();
    let is_title = text[run.clone()].contains(['《', '》', '〈', '〉']);
    let is_quote = text[run.clone()].contains(['「', '」', '『', '』']);
    let is_paired = count('「') == count('」') && count('『') == count('』');
    // A quotation inside another has marks of the other kind.
    let is_nested = count('「') > 0 && count('『') > 0;
    Replacement {
        place,
        with,
        is_safe: !is_title && (!is_quote || is_paired && !is_nested),
    }
}

/// Whether the last mark of `with` stands inside a number or a time: 3.14, 1,000, 9:30. `last` is the character before
/// the run, `next` the one behind the mark, `second` the one after that.
fn is_in_number(with: &str, last: Option<char>, next: char, second: Option<char>) -> bool {
    let mut back = with.chars().rev();
    let mark = back.next();
    let before = back.next().or(last);
    let digits = before.is_some_and(|c| c.is_ascii_digit()) && next.is_ascii_digit();
    match mark {
        Some('.' | ':') => digits,
        Some(',') => digits && second.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// The English for a mark, quotation marks by their direction.
fn mark(c: char) -> char {
    match c {
        '《' | '「' | '『' => '“',
        '》' | '」' | '』' => '”',
        '〈' => '‘',
        '〉' => '’',
        c => english(c).and_then(|text| text.chars().next()).unwrap_or(c),
    }
}

/// The English for a mark, letter or digit of full width.
pub(crate) fn english(c: char) -> Option<&'static str> {
    const ASCII: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    Some(match c {
        '、' => ",",
        '。' | '｡' => ".",
        '《' | '》' | '「' | '」' | '『' | '』' | '〈' | '〉' => "\"",
        '【' | '〔' => "[",
        '】' | '〕' => "]",
        '\u{3000}' => " ",
        '\u{ff01}'..='\u{ff5e}' => {
            let at = (c as u32 - 0xff01) as usize;
            &ASCII[at..=at]
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_the_spaces_of_english() {
        for (text, wanted) in [
            ("All right，let's go.", "All right, let's go."),
            ("All right ，let's go.", "All right, let's go."),
            ("All right ， let's go.", "All right, let's go."),
            ("A line，\nand another.", "A line,\nand another."),
            ("Go。", "Go."),
            ("Go。(Now.)", "Go. (Now.)"),
            ("Go。” he said", "Go.” he said"),
            ("a walk（a long one）.", "a walk (a long one)."),
            ("a walk （ a long one ）.", "a walk (a long one)."),
            ("a walk，（a long one）", "a walk, (a long one)"),
            ("He said：「Go！」 and left.", "He said: \"Go!\" and left."),
            ("He said「go」and “left”.", "He said “go” and “left”."),
            (
                "At 9：30 it is 3．14 or 1，000.",
                "At 9:30 it is 3.14 or 1,000.",
            ),
            ("1， and 3", "1, and 3"),
            ("ＡＢＣ，ｄ", "ABC, d"),
            ("５０％ of it", "50% of it"),
            ("5～10 ships", "5–10 ships"),
            ("one\u{3000}two", "one two"),
            ("one \u{3000}two", "one two"),
            ("one，\u{3000}two", "one, two"),
            ("\u{3000}\u{3000}One", "One"),
            ("http：//a.example", "http://a.example"),
            ("see 【1】here", "see [1] here"),
        ] {
            let mut made = text.to_owned();
            let mut at = 0;
            while let Some(start) = made[at..].find(|c| english(c).is_some()) {
                let start = at + start;
                let rest = &made[start..];
                let end = start + rest.find(|c| english(c).is_none()).unwrap_or(rest.len());
                let Replacement { place, with, .. } = in_english(&made, start..end);
                assert!(place.start <= start && place.end >= end);
                at = place.start + with.len();
                made.replace_range(place, &with);
            }
            assert_eq!(made, wanted);
        }
        let is_safe = |text: &str| {
            let at = text.find(|c| english(c).is_some());
            in_english(text, at.map_or(0..0, |at| at..at + '，'.len_utf8())).is_safe
        };
        assert!(is_safe("a，b") && is_safe("「a」") && !is_safe("「a") && !is_safe("《a》"));
    }
}
