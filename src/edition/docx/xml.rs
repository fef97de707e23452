//! Escaping of text for the XML parts.

use crate::text::xml::{Controls, Escape, Quotes, Turns};

/// The XML declaration at the start of every part.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The namespace of WordprocessingML.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Escapes text for element content and quoted attributes. Characters that XML cannot hold become
/// U+FFFD. Controls of the writing direction are removed: neither language needs them, and an unclosed
/// one would reverse the text behind it.
pub(super) fn escape(text: &str) -> String {
    const PART: Escape = Escape {
        quotes: Quotes::Double,
        controls: Controls::Replaced,
        turns: Turns::LeftOut,
    };
    PART.text(text)
}

/// The content of a run: its text, with line breaks and tabs as their elements.
pub(super) fn run_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 40);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            written.push_str("<w:br/>");
        }
        for (number, stretch) in line.split('\t').enumerate() {
            if number > 0 {
                written.push_str("<w:tab/>");
            }
            if !stretch.is_empty() {
                written.push_str("<w:t xml:space=\"preserve\">");
                written.push_str(&escape(stretch));
                written.push_str("</w:t>");
            }
        }
    }
    written
}
