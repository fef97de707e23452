//! Words of the texts that are no markup of the file.

/// Text without the characters between which slots stand.
pub(super) fn without_slots(text: &str) -> String {
    text.replace(['\u{1}', '\u{2}'], "")
}

pub(super) fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Escapes characters that Markdown would take for markup; `start` says that a line starts here.
pub(super) fn escape(text: &str, start: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut line_start = start;
    let mut digits = 0usize;
    for c in text.chars() {
        let special = match c {
            // Slots stand between these.
            '\u{1}' | '\u{2}' => continue,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' | '$' => true,
            '#' => line_start || escaped.ends_with(' '),
            '+' | '-' | '=' => line_start,
            '.' | ')' => line_start && digits > 0,
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
        if c == '\n' {
            (line_start, digits) = (true, 0);
        } else if line_start && c.is_ascii_digit() {
            digits += 1;
        } else if !(line_start && c == ' ' && digits == 0) {
            line_start = false;
        }
    }
    escaped
}
