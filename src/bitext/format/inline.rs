//! Text with the inline codes of another tool in it: which of them are line breaks or spaces, so that the words on
//! their sides stay apart.

use crate::text::spaces::Joint;

/// Text that grows piece by piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    text: String,
    /// Whether the next piece is apart from what is there.
    apart: bool,
}

impl Words {
    /// Appends text.
    pub(crate) fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.apart) && Joint::Written.is_space(&self.text, text) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    /// Keeps what follows apart: by a space, where wide type or white space does not do that already.
    pub(crate) fn apart(&mut self) {
        self.apart = true;
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Appends other text, which is apart from what follows where it says so.
    pub(crate) fn append(&mut self, other: &Words) {
        self.push(&other.text);
        self.apart |= other.apart;
    }
}

/// Whether the kind that a format names (`lb`, `xlf:lb`, `x-html-br`, `LineBreak`) is that of a line break or a space.
pub(crate) fn is_break_kind(kind: &str) -> bool {
    const KINDS: &[&str] = &[
        "br",
        "break",
        "cr",
        "lb",
        "lf",
        "linebreak",
        "nbsp",
        "newline",
        "pagebreak",
        "pb",
        "softbreak",
        "space",
        "tab",
    ];
    let kind = kind.to_lowercase();
    let last = kind
        .split(|c: char| !c.is_alphanumeric())
        .rfind(|part| !part.is_empty());
    last.is_some_and(|last| KINDS.contains(&last))
}

/// Whether a native code is a line break or a space: white space, an escape (`\n`, `{\line}`), a reference (`&nbsp;`), a
/// tag that ends a line (`<br/>`, `<w:tab/>`, `</p>`).
pub(crate) fn is_break_code(code: &str) -> bool {
    let trimmed = code.trim();
    if trimmed.is_empty() {
        return !code.is_empty();
    }
    let bare = trimmed.trim_matches(['{', '}']).trim();
    is_escape(bare) || is_reference(trimmed) || tags(trimmed).any(|name| ends_line(&name))
}

/// Whether a text is nothing but escapes for white space, as in programs (`\r\n`) or RTF (`\line`).
fn is_escape(text: &str) -> bool {
    const ESCAPES: &[&str] = &["n", "r", "t", "line", "par", "tab", "cell", "row", "page"];
    text.strip_prefix('\\')
        .is_some_and(|rest| rest.split('\\').all(|name| ESCAPES.contains(&name.trim())))
}

fn is_reference(text: &str) -> bool {
    let name = text
        .strip_prefix('&')
        .and_then(|rest| rest.strip_suffix(';'));
    name.is_some_and(|name| {
        [
            "nbsp", "#160", "#xA0", "#xa0", "#10", "#xA", "#xa", "#13", "#9", "emsp", "ensp",
        ]
        .contains(&name)
    })
}

/// The names of the tags in a code, in lower case, with their prefix.
fn tags(code: &str) -> impl Iterator<Item = String> + '_ {
    code.split('<').skip(1).map(|tag| {
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        name[..end.unwrap_or(name.len())].to_lowercase()
    })
}

fn ends_line(name: &str) -> bool {
    const TAGS: &[&str] = &[
        "blockquote",
        "br",
        "cr",
        "dd",
        "div",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "lb",
        "li",
        "line-break",
        "ol",
        "p",
        "pb",
        "tab",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ];
    let local = name.rsplit(':').next().unwrap_or(name);
    // `<s>` strikes text out; that of OpenDocument is a space.
    TAGS.contains(&local) || name == "text:s"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_apart_where_nothing_else_keeps_them_so() {
        for (before, behind, text) in [
            ("up", "and", "up and"),
            ("up ", "and", "up and"),
            ("亮了，", "雾散", "亮了，雾散"),
            ("", "and", "and"),
        ] {
            let mut words = Words::default();
            words.push(before);
            words.apart();
            words.push("");
            words.push(behind);
            assert_eq!(words.as_str(), text);
        }
    }

    #[test]
    fn breaks_are_told_by_kind() {
        for kind in [
            "lb",
            "xlf:lb",
            "x-html-BR",
            "LineBreak",
            "LINE_BREAK",
            "x-br;",
            "x-tab",
        ] {
            assert!(is_break_kind(kind), "{kind}");
        }
        for kind in ["", "fmt", "bold", "x-b", "breakfast", "xlf:b", "link"] {
            assert!(!is_break_kind(kind), "{kind}");
        }
    }

    #[test]
    fn breaks_are_told_by_their_code() {
        for code in [
            "<br/>",
            "<BR>",
            "<br class='x' />",
            "</p>",
            "<w:br/>",
            "<text:s/>",
            "\\n",
            "\\r\\n",
            "{\\line }",
            "\\tab ",
            "&nbsp;",
            " ",
            "\n",
            "<b><br></b>",
        ] {
            assert!(is_break_code(code), "{code:?}");
        }
        for code in [
            "",
            "<b>",
            "</b>",
            "<s>",
            "{0}",
            "%d",
            "<a href='p'>",
            "\\b",
            "\\nope",
            "n",
            "<pre>",
        ] {
            assert!(!is_break_code(code), "{code:?}");
        }
    }
}
