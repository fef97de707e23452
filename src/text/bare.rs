//! Bare text: a text as it is compared with others, its letters and digits in small letters without marks and white
//! space.

use super::hash::Fnv;
use super::scan::{is_alphanumeric, is_caseless};

/// Bytes that are gathered before they are handed on.
const BLOCK: usize = 64;
/// The most bytes of a character in small letters.
const LONGEST: usize = 12;

/// What bare text keeps.
pub(crate) struct Bare {
    /// For each ASCII character what stands for it, 0 for what is left out.
    ascii: [u8; 128],
}

impl Bare {
    /// Letters and digits, and some signs of ASCII.
    pub(crate) const fn with(signs: &[u8]) -> Bare {
        let mut ascii = [0; 128];
        let mut byte = 0u8;
        while byte < 128 {
            if byte.is_ascii_alphanumeric() {
                ascii[byte as usize] = byte.to_ascii_lowercase();
            }
            byte += 1;
        }
        let mut at = 0;
        while at < signs.len() {
            ascii[signs[at] as usize] = signs[at];
            at += 1;
        }
        Bare { ascii }
    }

    /// A text bare.
    pub(crate) fn of(&self, text: &str) -> String {
        let mut bare = Vec::with_capacity(text.len());
        self.each_block(text, |block| bare.extend_from_slice(block));
        String::from_utf8(bare).unwrap_or_default()
    }

    /// The hash of a bare text.
    pub(crate) fn hash_of(&self, text: &str) -> u64 {
        let mut hash = Fnv::default();
        self.each_block(text, |block| hash.add(block));
        hash.value()
    }

    /// Hands on the bytes of a bare text. Marks and spaces stand where nobody can foresee them, so that a branch for
    /// each would cost more than all else: what is left out is written, too, and the next byte goes over it.
    fn each_block(&self, text: &str, mut take: impl FnMut(&[u8])) {
        let bytes = text.as_bytes();
        let mut block = [0; BLOCK];
        let (mut length, mut at) = (0, 0);
        while let Some(&byte) = bytes.get(at) {
            if length + LONGEST > BLOCK {
                take(&block[..length]);
                length = 0;
            }
            if byte.is_ascii() {
                let kept = self.ascii[usize::from(byte & 0x7f)];
                block[length] = kept;
                length += usize::from(kept != 0);
                at += 1;
                continue;
            }
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            at += c.len_utf8();
            if !is_alphanumeric(c) {
                continue;
            }
            if is_caseless(c) {
                length += c.encode_utf8(&mut block[length..]).len();
            } else {
                for small in c.to_lowercase() {
                    length += small.encode_utf8(&mut block[length..]).len();
                }
            }
        }
        take(&block[..length]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash;

    #[test]
    fn letters_and_digits_in_small_letters() {
        const SIGNS: &str = "<=%$";
        let (plain, signs) = (Bare::with(b""), Bare::with(SIGNS.as_bytes()));
        let all: String = ('\0'..=char::MAX).collect();
        let english = "“The Keeper’s lamp,” he said: 27% of $5 <= 1.0! ".repeat(5);
        for text in [
            "",
            "灯塔在海边，共320盏。",
            "İSTANBUL ΑΣ ﬁ Ǆ",
            &english,
            &all,
        ] {
            for (bare, kept) in [(&plain, ""), (&signs, SIGNS)] {
                let wanted: String = text
                    .chars()
                    .filter(|&c| c.is_alphanumeric() || kept.contains(c))
                    .flat_map(char::to_lowercase)
                    .collect();
                assert_eq!(bare.of(text), wanted);
                assert_eq!(bare.hash_of(text), hash::of(&wanted));
            }
        }
    }
}
