//! Folding for comparison: different spellings of the same term become equal, and every byte of the
//! folded text leads back to the original.

use crate::lexicon::Lexicon;
use crate::text::script::is_cjk_wide;

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The folded text with its capitals.
    pub(super) cased: String,
    /// The folded text in lower case, with the same byte offsets as `cased`.
    pub(super) lower: String,
    /// For each byte of the folded text, the bytes of the original (start, end) that it stands for.
    origin: Vec<(usize, usize)>,
}

impl Folded {
    fn push(&mut self, c: char, start: usize, end: usize) {
        self.cased.push(c);
        if c.is_ascii() || is_cjk_wide(c) {
            self.lower.push(c.to_ascii_lowercase());
            let bytes = c.len_utf8();
            self.origin.extend(std::iter::repeat_n((start, end), bytes));
            return;
        }
        let mut small = c.to_lowercase();
        // A capital whose small letter takes another number of bytes (İ, ẞ) stays as it is.
        self.lower.push(match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        });
        let bytes = c.len_utf8();
        self.origin.extend(std::iter::repeat_n((start, end), bytes));
    }

    /// The bytes of the original that a non-empty stretch of the folded text stands for.
    pub(super) fn span(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        self.origin[start].0..self.origin[end - 1].1
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
    !is_cjk_wide(c) && c.is_alphanumeric()
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
    let mut folded = Folded::default();
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
    let mut folded = Folded::default();
    let mut space: Option<(usize, usize)> = None;
    let mut characters = text
        .char_indices()
        .filter(|(_, c)| !is_invisible(*c))
        .peekable();
    while let Some((start, c)) = characters.next() {
        let end = start + c.len_utf8();
        if c.is_whitespace() {
            space = Some((space.map_or(start, |(first, _)| first), end));
            continue;
        }
        if let Some((start, end)) = space.take()
            && !folded.lower.is_empty()
        {
            folded.push(' ', start, end);
        }
        let c = match narrow(c) {
            '‘' | '’' | 'ʼ' | '′' | '`' => '\'',
            '“' | '”' => '"',
            '-' | '\u{2010}' | '\u{2011}' => {
                let next = characters.peek().is_some_and(|(_, c)| is_word(*c));
                if next && folded.before(folded.lower.len()).is_some_and(is_word) {
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

    proptest! {
        #[test]
        fn every_byte_leads_back(text in "\\PC{0,40}|[ \u{ad}İẞ’\\-·Ａa灯\n]{0,20}") {
            for folded in [fold_source(&text), fold_target(&text)] {
                prop_assert_eq!(folded.lower.len(), folded.cased.len());
                prop_assert_eq!(folded.lower.len(), folded.origin.len());
                let mut last = 0;
                for &(start, end) in &folded.origin {
                    prop_assert!(last <= start && start < end);
                    prop_assert!(text.get(start..end).is_some());
                    last = start;
                }
            }
        }
    }
}
