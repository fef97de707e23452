//! Common parts of the markups that an edition is written in: escaping text, and naming languages.

use crate::text::xml::{Controls, Escape, Quotes, Turns};

/// The language's own name.
pub(super) fn own_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "zh" => "中文",
        "en" => "English",
        _ => tag,
    }
}

/// The English name of a language.
pub(super) fn english_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "zh" => "Chinese",
        "en" => "English",
        _ => tag,
    }
}

/// Escapes text for element content and quoted attributes. Characters that XML cannot hold become
/// U+FFFD.
pub(super) fn escape(text: &str) -> String {
    const MARKUP: Escape = Escape {
        quotes: Quotes::Both,
        controls: Controls::Replaced,
        turns: Turns::Kept,
    };
    MARKUP.text(text)
}
