//! Front matter: YAML between `---`, TOML between `+++`, JSON in braces, at the head of a file. All of
//! it passes through but the values of a few keys, which are text.

use super::model::Syntax;
use crate::text::SourceSpan;

/// A value that is text.
pub(super) struct Value {
    /// Its bytes, without quotation marks.
    pub(super) span: SourceSpan,
    /// How it is written.
    pub(super) syntax: Syntax,
    /// What it says.
    pub(super) text: String,
}

/// The front matter of a text and what of it is text.
pub(super) fn find(source: &str, keys: &[String]) -> Option<(SourceSpan, Vec<Value>)> {
    let first = source.lines().next()?;
    let (end, json) = match first.trim_end() {
        mark @ ("---" | "+++") => (closed(source, mark)?, false),
        "{" => (closed(source, "}")?, true),
        _ => return None,
    };
    let toml = first.starts_with('+');
    let span = SourceSpan::new(0, end);
    let mut values = Vec::new();
    let mut at = 0;
    for raw in source[..end].split_inclusive('\n') {
        let line = raw.trim_end();
        let found = if json {
            entry(line.trim_start(), ':', true)
        } else if toml {
            entry(line, '=', false)
        } else {
            entry(line, ':', false)
        };
        let indent = if json {
            line.len() - line.trim_start().len()
        } else {
            0
        };
        if let Some((key, from)) = found
            && keys.iter().any(|known| known == key)
        {
            let from = indent + from;
            let value = line[from..].trim_start();
            let value = if json {
                value.trim_end_matches(',').trim_end()
            } else {
                value
            };
            let from = at + from + line[from..].len() - line[from..].trim_start().len();
            values.extend(read(value, from, toml, json));
        }
        at += raw.len();
    }
    Some((span, values))
}

/// Where front matter ends that is closed by a line.
fn closed(source: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    for (number, raw) in source.split_inclusive('\n').enumerate() {
        at += raw.len();
        let line = raw.trim_end();
        let is_end = line == mark || mark == "---" && line == "...";
        if number > 0 && is_end {
            return Some(at);
        }
    }
    None
}

/// The key of a line and where its value begins.
fn entry(line: &str, mark: char, quoted: bool) -> Option<(&str, usize)> {
    let at = line.find(mark)?;
    let key = line[..at].trim_end();
    let key = if quoted {
        key.strip_prefix('"')?.strip_suffix('"')?
    } else {
        key.trim_matches(['"', '\''])
    };
    (!key.is_empty() && !key.starts_with(char::is_whitespace)).then_some((key, at + 1))
}

fn read(value: &str, from: usize, toml: bool, json: bool) -> Option<Value> {
    let inner = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    let (text, syntax, inside, shift) = if let Some(inside) = inner('"') {
        if inside.is_empty() || toml && inside.starts_with('"') {
            return None;
        }
        (undo(inside)?, Syntax::DoubleQuoted, inside, 1)
    } else if let Some(inside) = inner('\'') {
        if json || inside.is_empty() || toml && inside.starts_with('\'') {
            return None;
        }
        if toml {
            (inside.to_owned(), Syntax::Literal, inside, 1)
        } else {
            (inside.replace("''", "'"), Syntax::SingleQuoted, inside, 1)
        }
    } else {
        let special = value.starts_with([
            '|', '>', '[', '{', '&', '*', '!', '%', '@', '`', '"', '\'', '#',
        ]);
        if toml || json || special || value.is_empty() {
            return None;
        }
        let end = value.find(" #").unwrap_or(value.len());
        let inside = value[..end].trim_end();
        (inside.to_owned(), Syntax::Plain, inside, 0)
    };
    let from = from + shift;
    Some(Value {
        span: SourceSpan::new(from, from + inside.len()),
        syntax,
        text,
    })
}

/// Takes escapes out; nothing where there are others than those of every syntax.
fn undo(inside: &str) -> Option<String> {
    let mut text = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                c @ ('"' | '\\' | '/') => text.push(c),
                _ => return None,
            },
            '"' => return None,
            c => text.push(c),
        }
    }
    Some(text)
}

/// Appends words in the syntax of the value that they replace.
pub(super) fn write(words: &str, syntax: Syntax, out: &mut String) {
    match syntax {
        Syntax::SingleQuoted => out.push_str(&words.replace('\'', "''")),
        // Nothing can be escaped there.
        Syntax::Literal => out.push_str(&words.replace('\'', "’")),
        Syntax::Plain if needs_quotes(words) => {
            out.push('"');
            write(words, Syntax::DoubleQuoted, out);
            out.push('"');
        }
        Syntax::DoubleQuoted => {
            for c in words.chars() {
                if matches!(c, '"' | '\\') {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        _ => out.push_str(words),
    }
}

/// Whether YAML would not read plain words as themselves.
fn needs_quotes(words: &str) -> bool {
    let special = |c: char| {
        matches!(
            c,
            '|' | '>'
                | '['
                | ']'
                | '{'
                | '}'
                | '&'
                | '*'
                | '!'
                | '%'
                | '@'
                | '`'
                | '"'
                | '\''
                | '#'
                | ','
                | '?'
                | ':'
                | '-'
        )
    };
    let word = words.to_ascii_lowercase();
    words.starts_with(special)
        || words.contains(": ")
        || words.contains(" #")
        || words.ends_with(':')
        || matches!(
            word.as_str(),
            "" | "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "~"
        )
        || words.parse::<f64>().is_ok()
}
