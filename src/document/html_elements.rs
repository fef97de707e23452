//! The elements of HTML by what they do to text, and its entities.

use html5gum::Tokenizer;
use html5gum::emitters::default::Token;

/// Elements that begin and end a block.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements without content.
pub(super) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// What stands around text that is no markup.
pub(super) const CDATA: (&str, &str) = ("<![CDATA[", "]]>");

/// The character or characters of one entity with its `&` and `;`; nothing for what is none.
pub(super) fn decode(entity: &str) -> Option<String> {
    let mut decoded = String::new();
    for token in Tokenizer::new(entity).flatten() {
        if let Token::String(string) = token {
            decoded.push_str(&String::from_utf8_lossy(&string.value));
        }
    }
    (decoded != entity).then_some(decoded)
}
