//! Scripts and languages: Chinese and English.

use serde::{Deserialize, Serialize};

/// The two languages of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, simplified or traditional.
    Zh,
    /// English.
    En,
}

/// The number of bytes at the beginning of a text that decide its language.
const DECIDING: usize = 4 << 20;

impl Language {
    /// The language of `text`, by its letters: Chinese when Han characters weigh more than Latin letters
    /// (a Han character counts as much as three Latin letters); `None` when it has no letters of either.
    /// Only the first four megabytes count.
    #[must_use]
    pub fn detect(text: &str) -> Option<Language> {
        let (mut han, mut latin) = (0usize, 0usize);
        for (_, c) in text.char_indices().take_while(|&(at, _)| at < DECIDING) {
            if is_han(c) {
                han += 1;
            } else if c.is_alphabetic() && (c as u32) < 0x250 {
                latin += 1;
            }
        }
        match (han, latin) {
            (0, 0) => None,
            _ if han * 3 >= latin => Some(Language::Zh),
            _ => Some(Language::En),
        }
    }

    /// The short code, `zh` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }
}

/// Whether `c` is a Han character (ideograph), extensions and compatibility forms included.
#[must_use]
pub const fn is_han(c: char) -> bool {
    matches!(c as u32,
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x3005 | 0x3007
        | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// Whether `c` is set as wide East Asian type, without a space beside another such character: Han, kana,
/// CJK punctuation and full-width forms. The directed quotes `“”‘’`, the ellipsis `…` and the dash `—`
/// are shared with English and are not counted.
#[must_use]
pub const fn is_cjk_wide(c: char) -> bool {
    is_han(c)
        || matches!(c as u32,
            0x3000..=0x303F | 0x3040..=0x30FF | 0x3100..=0x312F | 0xFE30..=0xFE4F
            | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6)
}
