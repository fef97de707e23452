//! Scans: what a text cannot hold is known from its bytes, many at a time, before anything reads it character by
//! character.
//!
//! No scan ends early: a loop without a way out is what compilers make vector instructions of, and sentences are
//! short.

/// Whether some byte of a text is such.
pub(crate) fn has_byte(text: &str, is_such: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes().iter();
    bytes.fold(false, |found, &byte| found | is_such(byte))
}

/// Whether two bytes of a text that stand side by side are such.
pub(crate) fn has_two(text: &str, are_such: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let pairs = bytes.iter().zip(next);
    pairs.fold(false, |found, (&one, &next)| found | are_such(one, next))
}

/// Whether a byte is one of a few. Compared one by one and without branches, many bytes at a time can be.
pub(crate) const fn is_one_of<const N: usize>(byte: u8, few: [u8; N]) -> bool {
    let mut is_one = false;
    let mut at = 0;
    while at < N {
        is_one |= byte == few[at];
        at += 1;
    }
    is_one
}

/// Whether a text may have Han characters, or other characters of East Asian type: in UTF-8 these begin with the byte
/// E3 or a higher one, which no Latin letter and no mark of English has.
pub(crate) fn may_have_wide(text: &str) -> bool {
    has_byte(text, |byte| byte >= 0xe3)
}

/// Whether a character is a letter or a digit, as [`char::is_alphanumeric`] has it. That one searches a table for
/// each character outside of ASCII; those that Chinese mostly consists of are answered here.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => true,
        // Dashes, quotation marks and the ellipsis; marks of Chinese; marks of full width.
        '\u{2010}'..='\u{2060}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether a character is of a script of East Asia that knows no small letters.
pub(crate) const fn is_caseless(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::script::{is_cjk_wide, is_han};

    #[test]
    fn what_is_known_of_characters_is_so() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert!(!is_caseless(c) || c.to_lowercase().eq([c]), "{c:?}");
            let wide = is_han(c) || is_cjk_wide(c);
            assert!(!wide || may_have_wide(&c.to_string()), "{c:?}");
        }
    }

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        let is_mark = |byte| byte == b'!';
        for at in 0..70 {
            let text = format!("{}!{}", "a".repeat(at), "b".repeat(70 - at));
            assert!(has_byte(&text, is_mark));
            assert_eq!(
                has_two(&text, |one, next| one == b'a' && next == b'!'),
                at > 0
            );
        }
        assert!(!has_byte("", is_mark) && !has_two("!", |one, _| is_mark(one)));
    }
}
