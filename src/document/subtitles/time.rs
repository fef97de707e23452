//! Times of cues, as files have them: `00:01:02,500`, `1:02.5`, `-00:00:01,000`.

/// When a cue is on the screen, in milliseconds from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When it comes.
    pub from: i64,
    /// When it goes.
    pub to: i64,
}

/// What stands between two times. WebVTT and SubRip have the first; the others are typed by hand.
const ARROWS: &[&str] = &[
    "-->", "--->", "->", "—>", "–>", "=>", "==>", "→", "⟶", "--＞", "－－>",
];

/// The times of a line that has two of them and an arrow between; settings may follow.
pub(super) fn line(text: &str) -> Option<Times> {
    let text = text.trim();
    let begins = |c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '+' | ':');
    if !text.starts_with(begins) {
        return None;
    }
    let found = ARROWS.iter().filter_map(|&arrow| {
        let at = text.find(arrow)?;
        Some((at, arrow))
    });
    // Of arrows that begin at one place the longest is meant.
    let (at, arrow) = found.min_by_key(|&(at, arrow)| (at, std::cmp::Reverse(arrow.len())))?;
    let behind = text[at + arrow.len()..].trim_start();
    let to = settings(behind);
    let strict = arrow == "-->";
    Some(Times {
        from: time(&text[..at], strict)?,
        to: time(&behind[..to], strict)?,
    })
}

/// Where the settings behind a time begin: at the first white space that no figure or mark of a time follows.
fn settings(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            let before = text[..at].chars().next_back();
            if !before.is_some_and(is_mark) && !text[at..].trim_start().starts_with(is_mark) {
                return at;
            }
        }
        end = at + c.len_utf8();
    }
    end
}

const fn is_mark(c: char) -> bool {
    matches!(c, ':' | '：' | ';' | ',' | '，' | '.' | '。')
}

/// A time in milliseconds. Without `lone` it has a colon: a figure by itself is none.
pub(super) fn time(text: &str, lone: bool) -> Option<i64> {
    let text = text.trim();
    let (text, sign) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (rest, -1),
        None => (text.trim_start_matches('+'), 1),
    };
    let clean: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '：' | ';' => ':',
            '，' | '。' | ',' => '.',
            c => c,
        })
        .collect();
    if !clean
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
    {
        return None;
    }
    let mut parts: Vec<&str> = clean.split(':').collect();
    if parts.len() < 2 && !lone || parts.len() > 4 || parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    // `00:01:02:500` has a colon before its milliseconds.
    let fourth = if parts.len() == 4 { parts.pop() } else { None };
    let last = parts.pop()?;
    let (seconds, fraction) = match (last.split_once('.'), fourth) {
        (Some((seconds, fraction)), None) => (seconds, fraction),
        (None, fraction) => (last, fraction.unwrap_or("")),
        _ => return None,
    };
    if fraction.contains('.') || parts.iter().any(|part| part.contains('.')) {
        return None;
    }
    let mut all = number(seconds)?.checked_mul(1000)?;
    let mut unit = 60_000_i64;
    for part in parts.iter().rev() {
        all = all.checked_add(number(part)?.checked_mul(unit)?)?;
        unit *= 60;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(sign * all.checked_add(number(&digits)?)?)
}

/// A number of at most nine figures; nothing at all is 0.
fn number(text: &str) -> Option<i64> {
    match text.len() {
        0 => Some(0),
        1..=9 => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> Option<(i64, i64)> {
        line(text).map(|times| (times.from, times.to))
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let usual = Some((1_000, 2_500));
        for text in [
            "00:00:01,000 --> 00:00:02,500",
            "00:00:01.000 --> 00:00:02.500 align:start position:10%",
            "0:0:1,0 --> 0:0:2,5",
            "00:01.000-->00:02.500",
            "00:00:01,000 -> 00:00:02,500",
            "00:00:01,000 ---> 00:00:02,500",
            "00:00:01，000 –> 00：00：02，500",
            "00:00:01:000 --> 00:00:02:500",
            "00: 00: 01, 000 --> 00: 00: 02, 500  X1:100 X2:200",
            "1 --> 2.5",
        ] {
            assert_eq!(times(text), usual, "{text}");
        }
        assert_eq!(
            times("-00:00:01,500 --> 01:00:00,000"),
            Some((-1_500, 3_600_000))
        );
    }

    #[test]
    fn words_are_no_times() {
        for text in [
            "3 -> 4",
            "从 1:30 到 2:30",
            "--> 00:00:02,500",
            "00:00:01,000 -->",
            "1:2 --> 你",
            "a --> b",
            "12345678901:00 --> 00:01",
        ] {
            assert_eq!(times(text), None, "{text}");
        }
    }
}
