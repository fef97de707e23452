//! Folding for comparison: different spellings of the same term become equal, and every byte of the
//! folded text leads back to the original.

use crate::lexicon::Lexicon;
use crate::text::scan::is_alphanumeric;
use crate::text::script::is_cjk_wide;

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The folded text in lower case.
    pub(super) lower: String,
    /// The same with its capitals, byte for byte beside `lower`; none where there is no capital.
    cased: Option<String>,
    /// The characters that do not stand just behind the one before them in the original, or take other bytes there.
    /// Between them every byte is as far from its original as the one before it.
    shifts: Vec<Shift>,
}

/// A character of a folded text with other bytes than its original, or behind something that was left out.
#[derive(Clone, Copy, Debug)]
struct Shift {
    /// Its first byte in the folded text.
    at: usize,
    /// Its number of bytes there.
    length: usize,
    /// The bytes of the original (start, end) that it stands for.
    origin: (usize, usize),
}

impl Folded {
    fn with_capacity(bytes: usize) -> Folded {
        Folded {
            lower: String::with_capacity(bytes),
            ..Folded::default()
        }
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        let small = if c.is_ascii() || is_cjk_wide(c) {
            c.to_ascii_lowercase()
        } else {
            let mut small = c.to_lowercase();
            // A capital whose small letter takes another number of bytes (İ, ẞ) stays as it is.
            match (small.next(), small.next()) {
                (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
                _ => c,
            }
        };
        let (at, length) = (self.lower.len(), c.len_utf8());
        if self.origin(at) != start || end - start != length {
            self.shifts.push(Shift {
                at,
                length,
                origin: (start, end),
            });
        }
        if small != c && self.cased.is_none() {
            let mut cased = String::with_capacity(self.lower.capacity());
            cased.push_str(&self.lower);
            self.cased = Some(cased);
        }
        if let Some(cased) = &mut self.cased {
            cased.push(c);
        }
        self.lower.push(small);
    }

    /// Adds characters that stay as they are, from a byte of the original on.
    fn push_small(&mut self, text: &str, start: usize) {
        let at = self.lower.len();
        if self.origin(at) != start {
            // The first of them tells where they stand; each takes one byte.
            self.shifts.push(Shift {
                at,
                length: 1,
                origin: (start, start + 1),
            });
        }
        self.lower.push_str(text);
        if let Some(cased) = &mut self.cased {
            cased.push_str(text);
        }
    }

    /// The byte of the original that a byte at the end of the text so far would have.
    fn origin(&self, at: usize) -> usize {
        self.shifts
            .last()
            .map_or(at, |last| last.origin.1 + (at - last.at - last.length))
    }

    /// The folded text with its capitals.
    pub(super) fn cased(&self) -> &str {
        self.cased.as_deref().unwrap_or(&self.lower)
    }

    /// The bytes of the original that a non-empty stretch of the folded text stands for.
    pub(super) fn span(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let last = |at: usize| {
            let behind = self.shifts.partition_point(|shift| shift.at <= at);
            behind.checked_sub(1).map(|last| self.shifts[last])
        };
        let from = match last(start) {
            Some(shift) if start < shift.at + shift.length => shift.origin.0,
            Some(shift) => shift.origin.1 + (start - shift.at - shift.length),
            None => start,
        };
        let to = match last(end - 1) {
            Some(shift) if end <= shift.at + shift.length => shift.origin.1,
            Some(shift) => shift.origin.1 + (end - shift.at - shift.length),
            None => end,
        };
        from..to
    }

    /// The character before an offset.
    pub(super) fn before(&self, offset: usize) -> Option<char> {
        self.lower[..offset].chars().next_back()
    }

    /// The character after an offset.
    pub(super) fn after(&self, offset: usize) -> Option<char> {
        self.lower[offset..].chars().next()
    }
}

/// Whether a character is part of a word between spaces: a letter or digit, but not wide type.
pub(super) fn is_word(c: char) -> bool {
    is_alphanumeric(c) && !is_cjk_wide(c)
}

/// Whether a character is a small letter or a digit of ASCII.
const fn is_small(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// Whether a character is invisible: soft hyphen, zero-width spaces and joiners, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// The ASCII character of a full-width form; any other character unchanged.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Folds Chinese. Traditional characters become simplified ones, full-width Latin becomes ASCII, and
/// every middle dot becomes `·`. White space is removed unless it separates two words in Latin letters
/// (names are written `杰克·伦敦` and `杰克 · 伦敦`).
pub(super) fn fold_source(text: &str) -> Folded {
    let lexicon = Lexicon::get();
    let mut folded = Folded::with_capacity(text.len());
    let mut space: Option<(usize, usize)> = None;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        if is_invisible(c) {
            continue;
        }
        if c.is_whitespace() {
            space = Some((space.map_or(start, |(first, _)| first), end));
            continue;
        }
        let c = match narrow(c) {
            '・' | '•' | '‧' | '∙' | '⋅' | '･' => '·',
            c if c.is_ascii() => c,
            c => lexicon.simplify(c),
        };
        if let Some((start, end)) = space.take()
            && is_word(c)
            && folded.before(folded.lower.len()).is_some_and(is_word)
        {
            folded.push(' ', start, end);
        }
        folded.push(c, start, end);
    }
    folded
}

/// Folds English. Runs of white space and hyphens between letters become one space, curly quotation
/// marks and apostrophes straight ones, full-width forms ASCII.
pub(super) fn fold_target(text: &str) -> Folded {
    let mut folded = Folded::with_capacity(text.len());
    let mut space: Option<(usize, usize)> = None;
    let mut next = 0;
    while let Some(c) = text[next..].chars().next() {
        let start = next;
        next += c.len_utf8();
        if is_invisible(c) {
            continue;
        }
        let end = next;
        if c.is_whitespace() {
            space = Some((space.map_or(start, |(first, _)| first), end));
            continue;
        }
        if let Some((start, end)) = space.take()
            && !folded.lower.is_empty()
        {
            folded.push(' ', start, end);
        }
        // Most of a text: it stays as it is.
        if is_small(c) {
            let small = |byte: &u8| is_small(char::from(*byte));
            next += text.as_bytes()[end..]
                .iter()
                .take_while(|b| small(b))
                .count();
            folded.push_small(&text[start..next], start);
            continue;
        }
        let c = match narrow(c) {
            '‘' | '’' | 'ʼ' | '′' | '`' => '\'',
            '“' | '”' => '"',
            '-' | '\u{2010}' | '\u{2011}' => {
                let mut behind = text[end..].chars().filter(|&c| !is_invisible(c));
                let is_inside = behind.next().is_some_and(is_word);
                if is_inside && folded.before(folded.lower.len()).is_some_and(is_word) {
                    ' '
                } else {
                    '-'
                }
            }
            c => c,
        };
        folded.push(c, start, end);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese() {
        for (text, folded) in [
            ("杰克 · 伦敦", "杰克·伦敦"),
            ("杰克・伦敦", "杰克·伦敦"),
            ("ＡＩ 时代", "ai时代"),
            ("用 Visual  Studio 写", "用visual studio写"),
            ("  灯\u{200b}塔 ", "灯塔"),
        ] {
            assert_eq!(fold_source(text).lower, folded);
        }
    }

    #[test]
    fn english() {
        for (text, folded) in [
            ("  Open\u{2011}source\n  code ", "open source code"),
            ("open - source", "open - source"),
            ("-ness and pre-", "-ness and pre-"),
            ("Hopper’s “bug”", "hopper's \"bug\""),
            ("co\u{ad}operate", "cooperate"),
        ] {
            assert_eq!(fold_target(text).lower, folded);
        }
    }

    fn fold_one(text: &str) -> Vec<char> {
        let folded = [fold_source(text), fold_target(text)];
        folded
            .iter()
            .flat_map(|folded| folded.lower.chars())
            .collect()
    }

    proptest! {
        #[test]
        fn every_byte_leads_back(text in "\\PC{0,40}|[ \u{ad}İẞ’\\-·Ａa灯\n]{0,20}") {
            for folded in [fold_source(&text), fold_target(&text)] {
                prop_assert_eq!(folded.lower.len(), folded.cased().len());
                let mut last = 0;
                for (at, c) in folded.lower.char_indices() {
                    let span = folded.span(at, at + c.len_utf8());
                    prop_assert!(last <= span.start && span.start < span.end);
                    prop_assert!(text.get(span.clone()).is_some());
                    // It leads back to the very character that it was folded from.
                    if !matches!(c, ' ' | '-') {
                        prop_assert_eq!(text[span.clone()].chars().count(), 1);
                        prop_assert!(fold_one(&text[span.clone()]).contains(&c));
                    }
                    last = span.end;
                }
                let all = folded.span(0, folded.lower.len().max(1));
                prop_assert!(folded.lower.is_empty() || all.end == last);
            }
        }
    }
}
