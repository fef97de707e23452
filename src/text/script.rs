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
    /// Which of the two `text` is written in, by its letters (as [`Letters::heavier`]). `None` when it has no
    /// letters of either. The first four megabytes decide.
    #[must_use]
    pub fn detect(text: &str) -> Option<Language> {
        let mut end = text.len().min(DECIDING);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Letters::of(&text[..end]).heavier()
    }

    /// The name, `Chinese` or `English`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Language::Zh => "Chinese",
            Language::En => "English",
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

/// The number of letters of either script in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// Han characters.
    pub han: usize,
    /// Latin letters, accented ones included.
    pub latin: usize,
}

impl Letters {
    /// The number of Latin letters that say about as much as a Han character.
    const WEIGHT: usize = 3;
    /// The least number of Latin letters that say something of the language; fewer are a name or two.
    const ENOUGH: usize = 20;

    /// The letters of a text.
    #[must_use]
    pub fn of(text: &str) -> Letters {
        let mut letters = Letters::default();
        letters.count(text);
        letters
    }

    /// Adds the letters of a text.
    pub fn count(&mut self, text: &str) {
        for c in text.chars() {
            if is_han(c) {
                self.han += 1;
            } else if c.is_alphabetic() && (c as u32) < 0x250 {
                self.latin += 1;
            }
        }
    }

    /// The language whose letters weigh more; `None` without letters.
    #[must_use]
    pub fn heavier(self) -> Option<Language> {
        match (self.han, self.latin) {
            (0, 0) => None,
            (han, latin) if han * Self::WEIGHT >= latin => Some(Language::Zh),
            _ => Some(Language::En),
        }
    }

    /// The language, where there is no doubt: Chinese where Han characters weigh more than Latin letters,
    /// English where they are less than one in twenty of them. A Chinese page full of names and commands
    /// lies between, and says nothing.
    #[must_use]
    pub fn clearly(self) -> Option<Language> {
        match self.heavier()? {
            Language::Zh => (self.han >= 4).then_some(Language::Zh),
            Language::En => {
                let clear = self.latin >= Self::ENOUGH && self.han * 20 < self.latin;
                clear.then_some(Language::En)
            }
        }
    }
}

impl std::fmt::Display for Letters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} Han characters and {} Latin letters",
            self.han, self.latin
        )
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

#[cfg(test)]
mod tests {
    use super::{Language, Letters};

    #[test]
    fn a_page_of_names_is_in_doubt() {
        let clearly = |text: &str| Letters::of(text).clearly();
        assert_eq!(clearly("灯塔在东边。"), Some(Language::Zh));
        assert_eq!(
            clearly("The lighthouse stands in the east."),
            Some(Language::En)
        );
        assert_eq!(clearly("OK"), None);
        assert_eq!(
            clearly("通过 lighthouse.switch_on 打开 LighthouseController"),
            None
        );
        assert_eq!(
            clearly("The keeper wrote 灯 on the door of the lighthouse, and then he went home."),
            Some(Language::En)
        );
    }
}
