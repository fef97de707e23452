//! Times of the day in both languages: 晚上8点半 is 8:30 p.m., half past eight in the evening, 20:30.

use std::ops::Range;

use crate::text::numeral::Number;

/// The half of the day that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    /// From midnight to noon.
    Morning,
    /// From noon to midnight.
    Afternoon,
}

/// A time of the day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clock {
    /// Its bytes.
    pub(crate) place: Range<usize>,
    /// Minutes since midnight, or since noon where `half` is not known and the hour is below twelve.
    pub(crate) minutes: u32,
    /// The half of the day, where it is told or the hour is above twelve.
    pub(crate) half: Option<Half>,
    /// Whether what stands there may also be something else: 三点 is three o'clock or three points.
    pub(crate) doubtful: bool,
}

const NOON: u32 = 12 * 60;

impl Clock {
    fn new(place: Range<usize>, hour: u32, minute: u32, half: Option<Half>) -> Option<Clock> {
        if hour > 24 || minute > 59 {
            return None;
        }
        let half = match hour {
            13..24 => Some(Half::Afternoon),
            0 | 24 => Some(Half::Morning),
            _ => half,
        };
        Some(Clock {
            place,
            minutes: hour % 24 * 60 + minute,
            half,
            doubtful: false,
        })
    }

    /// Whether both are the same on the face of a clock.
    pub(crate) fn same_face(&self, other: &Clock) -> bool {
        self.minutes % NOON == other.minutes % NOON
    }

    /// Whether both name the half of the day, and not the same.
    pub(crate) fn contradicts(&self, other: &Clock) -> bool {
        matches!((self.half, other.half), (Some(one), Some(other)) if one != other)
    }

    /// The numbers by which a text may say it without a clock.
    pub(crate) fn hours(&self) -> Vec<f64> {
        if !self.minutes.is_multiple_of(60) {
            return Vec::new();
        }
        let hour = f64::from(self.minutes / 60);
        let other = f64::from((self.minutes + NOON) % (2 * NOON) / 60);
        vec![hour, other]
    }
}

const CHINESE_MORNING: &[&str] = &[
    "上午", "早上", "早晨", "清晨", "凌晨", "一早", "今早", "明早", "拂晓", "黎明", "早",
];
const CHINESE_AFTERNOON: &[&str] = &[
    "下午", "午后", "傍晚", "晚上", "晚间", "夜晚", "今晚", "昨晚", "明晚", "当晚", "晚",
];

/// The half of the day that the Chinese before a time names; 夜里 and 半夜 are in both, and so is what ends at
/// another time (晚上8点到9点).
fn chinese_half(before: &str, hour: u32) -> Option<Half> {
    let before = before.trim_end_matches([' ', '的', '约', '大']);
    if CHINESE_MORNING.iter().any(|word| before.ends_with(word)) {
        return Some(Half::Morning);
    }
    if CHINESE_AFTERNOON.iter().any(|word| before.ends_with(word)) {
        // 晚上十二点 is midnight, 晚上两点 after it.
        return (5..12)
            .contains(&hour)
            .then_some(Half::Afternoon)
            .or_else(|| {
                (before.ends_with("下午") || before.ends_with("午后")).then_some(Half::Afternoon)
            });
    }
    None
}

/// The times of the day in a Chinese text, which has these numbers.
pub(crate) fn chinese(text: &str, numbers: &[Number]) -> Vec<Clock> {
    let mut found: Vec<Clock> = Vec::new();
    for (n, number) in numbers.iter().enumerate() {
        let (start, mut end) = (number.span.start, number.span.end);
        if found.last().is_some_and(|last| last.place.end > start)
            || number.value.fract() != 0.0
            || !(0.0..=24.0).contains(&number.value)
            || number.ordinal
        {
            continue;
        }
        let hour = number.value as u32;
        let behind = text[end..].trim_start_matches(' ');
        let next = numbers.get(n + 1);
        let follows =
            |from: usize| next.filter(|next| next.span.start == from && next.value < 60.0);
        let (mut minute, mut doubtful) = (0, false);
        let Some(sign) = behind.chars().next() else {
            continue;
        };
        let from = text.len() - behind.len() + sign.len_utf8();
        match sign {
            ':' | '：' => {
                // Two digits: 16:9 is no time.
                let minutes = follows(from)
                    .filter(|next| next.span.len() == 2 && text[next.span.clone()].is_ascii());
                let Some(minutes) = minutes else { continue };
                if text[..start].ends_with([':', '：', '.', '/', '-'])
                    && !text[..start].ends_with(" -")
                {
                    let ranged = found.last().is_some_and(|last| last.place.end + 1 == start);
                    if !ranged {
                        continue;
                    }
                }
                minute = minutes.value as u32;
                end = minutes.span.end;
                // Seconds.
                if text[end..].starts_with(':') {
                    let seconds = text[end + 1..]
                        .bytes()
                        .take_while(u8::is_ascii_digit)
                        .count();
                    if seconds == 2 {
                        end += 3;
                    }
                }
            }
            '点' | '點' | '时' | '時' => {
                let rest = &text[from..];
                end = from;
                if rest.starts_with('半') {
                    minute = 30;
                    end += '半'.len_utf8();
                } else if rest.starts_with("一刻") {
                    minute = 15;
                    end += "一刻".len();
                } else if rest.starts_with("三刻") {
                    minute = 45;
                    end += "三刻".len();
                } else if let Some(minutes) = follows(from)
                    && (text[minutes.span.end..].starts_with('分')
                        || minutes.value >= 10.0
                            && minutes.value.fract() == 0.0
                            && matches!(sign, '点' | '點')
                            && text[minutes.span.clone()].contains('十'))
                {
                    minute = minutes.value as u32;
                    end = minutes.span.end;
                    if text[end..].starts_with('分') {
                        end += '分'.len_utf8();
                    }
                } else if rest.starts_with('钟') || rest.starts_with('整') || rest.starts_with('鐘')
                {
                    end += '钟'.len_utf8();
                } else {
                    doubtful = true;
                    // 三点五 is a decimal, 小时 no time of the day.
                    if follows(from).is_some() {
                        continue;
                    }
                }
            }
            _ => continue,
        }
        // 差一刻九点, 差五分八点
        let before = &text[..start];
        let mut begins = start;
        let mut total = i64::from(hour) * 60 + i64::from(minute);
        if let Some(rest) = before.strip_suffix("差一刻") {
            total -= 15;
            begins = rest.len();
        } else if let Some(rest) = before.strip_suffix('分')
            && let Some(less) = numbers[..n]
                .last()
                .filter(|less| less.span.end == rest.len())
            && let Some(rest) = text[..less.span.start].strip_suffix('差')
        {
            total -= less.value as i64;
            begins = rest.len();
        } else if let Some(less) = text[end..].strip_prefix("差一刻").map(|_| 15) {
            total -= less;
            end += "差一刻".len();
        }
        let adjusted = total != i64::from(hour) * 60 + i64::from(minute);
        let Ok(total) = u32::try_from(total) else {
            continue;
        };
        let mut half = chinese_half(&text[..begins], hour);
        // 晚上8点到9点半: the second is of the same half.
        if half.is_none()
            && let Some(last) = found.last()
        {
            let between = text[last.place.end..begins].trim();
            if matches!(
                between,
                "到" | "至" | "-" | "—" | "–" | "~" | "～" | "或" | "、"
            ) && last.minutes % NOON < total % NOON
                && hour <= 12
            {
                half = last.half;
            }
        }
        let half = half.filter(|_| hour <= 12);
        if let Some(mut clock) = Clock::new(begins..end, total / 60, total % 60, half) {
            clock.doubtful = doubtful && half.is_none() && !adjusted;
            if hour < 12 && half == Some(Half::Afternoon) {
                clock.minutes += NOON;
            }
            found.push(clock);
        }
    }
    found
}

/// The times of the day in an English text, which is `lower` in small letters and has these numbers and words.
pub(crate) fn english(
    text: &str,
    lower: &str,
    numbers: &[Number],
    words: &[(usize, &str)],
) -> Vec<Clock> {
    let mut found: Vec<Clock> = Vec::new();
    for (n, number) in numbers.iter().enumerate() {
        let (start, mut end) = (number.span.start, number.span.end);
        if found
            .last()
            .is_some_and(|last: &Clock| last.place.end > start)
            || !(0.0..=24.0).contains(&number.value)
        {
            continue;
        }
        // 8.15 am
        if number.value.fract() != 0.0 {
            found.extend(pointed(lower, number.span.clone()));
            continue;
        }
        let mut hour = number.value as u32;
        let digits = text[start..].starts_with(|c: char| c.is_ascii_digit());
        let next = numbers.get(n + 1);
        let mut minute = 0;
        let mut begins = start;
        let mut sure = false;
        let words = text[start..end].contains(['-', ' ']);
        if digits
            && let Some(rest) = text[end..].strip_prefix(':')
            && let Some(minutes) = next.filter(|next| {
                next.span.start == text.len() - rest.len()
                    && next.span.len() == 2
                    && next.value < 60.0
            })
        {
            end = minutes.span.end;
            if text[end..].starts_with(':')
                && text[end + 1..].starts_with(|c: char| c.is_ascii_digit())
            {
                end += 1 + text[end + 1..]
                    .bytes()
                    .take_while(u8::is_ascii_digit)
                    .count();
            }
            minute = minutes.value as u32;
            sure = true;
        } else if let Some(minutes) = next.filter(|next| {
            !digits
                && !words
                && hour > 0
                && hour <= 12
                && matches!(&text[end..next.span.start.max(end)], " " | "-")
                && (10.0..60.0).contains(&next.value)
        }) {
            // nine thirty
            minute = minutes.value as u32;
            end = minutes.span.end;
        }
        // half past nine, a quarter to nine, ten to nine
        let before = &lower[..start];
        for (words, minutes) in [
            ("half past ", 30),
            ("half-past ", 30),
            ("quarter past ", 15),
            ("quarter after ", 15),
            ("quarter to ", -15),
            ("quarter of ", -15),
            ("quarter before ", -15),
        ] {
            if minute == 0
                && hour >= 1
                && let Some(rest) = before.strip_suffix(words)
            {
                let total = hour as i32 * 60 + minutes;
                (hour, minute) = ((total / 60) as u32, (total % 60) as u32);
                begins = rest.len();
                sure = true;
                break;
            }
        }
        if minute == 0
            && !sure
            && let Some(previous) = numbers[..n].last()
            && (1.0..30.0).contains(&previous.value)
            && previous.value.fract() == 0.0
            && let Some(between) = lower.get(previous.span.end..start)
        {
            let minutes = previous.value as i32;
            let signed = match between.trim().trim_start_matches("minutes").trim() {
                "past" | "after" => Some(minutes),
                "to" if between.contains("minutes") || lower[end..].starts_with(" o'clock") => {
                    Some(-minutes)
                }
                "before" if between.contains("minutes") => Some(-minutes),
                _ => None,
            };
            if let Some(signed) = signed
                && hour >= 1
            {
                let total = hour as i32 * 60 + signed;
                (hour, minute) = ((total / 60) as u32, (total % 60) as u32);
                begins = previous.span.start;
                sure = true;
            }
        }
        let (half, length) = english_half(&lower[end..]);
        let clock_word = ["o'clock", "o’clock", "oclock"]
            .iter()
            .any(|word| lower[end..].trim_start().starts_with(word));
        if !(sure || clock_word || length > 0 || half.is_some() || minute > 0) {
            continue;
        }
        let half = half.filter(|_| hour <= 12);
        if let Some(mut clock) = Clock::new(begins..end + length, hour, minute, half) {
            clock.doubtful = !(sure || clock_word || length > 0);
            match half {
                Some(Half::Afternoon) if hour < 12 => clock.minutes += NOON,
                Some(Half::Morning) if hour == 12 => clock.minutes -= NOON,
                _ => {}
            }
            // 8 to 9:30 p.m.
            if let Some(last) = found.last_mut()
                && last.half.is_none()
                && last.minutes % NOON < clock.minutes % NOON
                && matches!(
                    text[last.place.end..begins].trim(),
                    "to" | "-" | "–" | "and" | "until"
                )
            {
                last.half = half;
            }
            found.push(clock);
        }
    }
    for (word, minutes, half) in [
        ("noon", NOON, Half::Afternoon),
        ("midday", NOON, Half::Afternoon),
        ("midnight", 0, Half::Morning),
    ] {
        for &(at, _) in words.iter().filter(|(_, other)| *other == word) {
            let digit = |c: char| c.is_ascii_digit();
            let end = at + word.len();
            if !lower[..at].ends_with(digit) && !lower[end..].starts_with(digit) {
                found.push(Clock {
                    place: at..end,
                    minutes,
                    half: Some(half).filter(|_| word == "midnight"),
                    doubtful: false,
                });
            }
        }
    }
    found
}

/// A time with a point between hour and minutes, where a.m. or p.m. stands behind it.
fn pointed(lower: &str, place: Range<usize>) -> Option<Clock> {
    let (hour, minute) = lower[place.clone()].split_once('.')?;
    let (half, length) = english_half(&lower[place.end..]);
    let half = half.filter(|_| length > 0 && minute.len() == 2)?;
    let mut clock = Clock::new(
        place.start..place.end + length,
        hour.parse().ok()?,
        minute.parse().ok()?,
        Some(half),
    )?;
    if half == Half::Afternoon && clock.minutes < NOON {
        clock.minutes += NOON;
    }
    Some(clock)
}

/// The half of the day that the English behind a time names, in small letters, and the bytes of a.m. or p.m.
fn english_half(behind: &str) -> (Option<Half>, usize) {
    let rest = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let gap = behind.len() - rest.len();
    for (word, half) in [
        ("a.m.", Half::Morning),
        ("am", Half::Morning),
        ("a.m", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("pm", Half::Afternoon),
        ("p.m", Half::Afternoon),
    ] {
        if rest
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        {
            return (Some(half), gap + word.len());
        }
    }
    let rest = rest
        .trim_start_matches("o'clock")
        .trim_start_matches("o’clock")
        .trim_start();
    let half = if [
        "in the morning",
        "this morning",
        "every morning",
        "each morning",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
    {
        Some(Half::Morning)
    } else if [
        "in the afternoon",
        "in the evening",
        "this afternoon",
        "this evening",
        "every evening",
        "that evening",
        "that afternoon",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
    {
        Some(Half::Afternoon)
    } else {
        None
    };
    (half, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::quantity::vague;
    use crate::text::numeral::{chinese_numbers, english_numbers};

    fn chinese_clocks(text: &str) -> Vec<Clock> {
        chinese(text, &chinese_numbers(text))
    }

    fn english_clocks(text: &str) -> Vec<Clock> {
        let lower = text.to_ascii_lowercase();
        english(text, &lower, &english_numbers(text), &vague::words(&lower))
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (text, minutes, half) in [
            ("9:00开门", 540, None),
            ("下午三点半", 930, Some(Half::Afternoon)),
            ("17:30", 1050, Some(Half::Afternoon)),
            ("差一刻九点", 525, None),
            ("早上八点十五分", 495, Some(Half::Morning)),
            ("晚上8点", 1200, Some(Half::Afternoon)),
        ] {
            let found = chinese_clocks(text);
            assert_eq!((found[0].minutes, found[0].half), (minutes, half), "{text}");
        }
        for (text, minutes, half) in [
            ("at nine o'clock", 540, None),
            (
                "half past three in the afternoon",
                930,
                Some(Half::Afternoon),
            ),
            ("5:30 p.m.", 1050, Some(Half::Afternoon)),
            ("a quarter to nine", 525, None),
            ("8.15 am", 495, Some(Half::Morning)),
            ("12 a.m.", 0, Some(Half::Morning)),
            ("ten minutes to nine", 530, None),
            ("at noon", 720, None),
            ("eight thirty", 510, None),
        ] {
            let found = english_clocks(text);
            assert_eq!((found[0].minutes, found[0].half), (minutes, half), "{text}");
        }
        assert!(chinese_clocks("比例是16:9，共三点五米").is_empty());
        assert!(english_clocks("a ratio of 16:9 and 3 men").is_empty());
    }
}
