//! Text in Markdown that a forge shows.

/// Text escaped so that Markdown shows it unchanged, in one line.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            // A name with @ would notify somebody, a # would link a ticket.
            '@' => safe += "&#64;",
            '#' => safe += "&#35;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            escaped("a_b <i> & `c` @me #1\n[x](y)"),
            "a\\_b &lt;i&gt; &amp; \\`c\\` &#64;me &#35;1 \\[x\\](y)"
        );
    }
}
