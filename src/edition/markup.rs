//! Functions that all markup formats of an edition need: names of languages, harmless addresses,
//! escaping.

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

/// The address, if following it can do no harm: web, mail, or relative.
pub(super) fn safe_link(url: &str) -> Option<&str> {
    let url = url.trim();
    if url.is_empty() || url.chars().any(char::is_control) {
        return None;
    }
    if url.starts_with("//") || url.contains('\\') {
        return None;
    }
    let scheme = url
        .find([':', '/', '?', '#'])
        .filter(|&at| url[at..].starts_with(':'))
        .map(|at| url[..at].to_ascii_lowercase());
    match scheme.as_deref() {
        None | Some("http" | "https" | "mailto") => Some(url),
        Some(_) => None,
    }
}

/// Escapes text for element content and quoted attributes. Characters that XML cannot hold become
/// U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            c if c.is_control() => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_links_are_kept() {
        for kept in [
            "https://example.org/?a=b#c",
            "HTTP://example.org",
            "mailto:a@example.org",
            "notes/1.md",
            "notes.md",
            "#top",
            "a/b:c",
        ] {
            assert_eq!(safe_link(kept), Some(kept));
        }
        for dropped in [
            "",
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "//example.org/x",
            "\\\\example.org\\x",
        ] {
            assert_eq!(safe_link(dropped), None, "{dropped}");
        }
    }
}
