//! Literals: addresses and placeholders in a text, which a translation keeps letter by letter.

use super::TextSpan;
use super::scan::{has_two, is_one_of};

/// The kind of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiteralKind {
    /// `https://a.example/b`, `www.a.example`.
    Url,
    /// `name@a.example`.
    Email,
    /// `{{name}}`, `${name}`, `{0}`, `%s`, `%1$d`, `%(name)s`.
    Placeholder,
}

/// A literal and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its kind.
    pub kind: LiteralKind,
    /// Its bytes in the text.
    pub span: TextSpan,
}

/// The longest name in braces, in bytes, that is a placeholder.
const LONGEST_NAME: usize = 60;

/// Every literal of a text, in order; none overlaps another.
#[must_use]
pub fn literals(text: &str) -> Vec<Literal> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    if !has_two(text, may_begin) {
        return found;
    }
    let mut at = 0;
    // The start of the word that `at` is in: the `://` or `@` of an address comes after its beginning.
    let mut word = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let literal = match byte {
            b'{' | b'$' | b'%' => {
                placeholder(text, at).map(|end| (LiteralKind::Placeholder, at, end))
            }
            b':' if text[at..].starts_with("://") => scheme(&text[word..at])
                .map(|length| (LiteralKind::Url, at - length, url_end(text, at + 3))),
            b'w' if at == word && text[at..].starts_with("www.") => {
                Some((LiteralKind::Url, at, url_end(text, at + 4)))
            }
            b'@' => email(text, word, at).map(|(start, end)| (LiteralKind::Email, start, end)),
            _ => None,
        };
        if let Some((kind, start, end)) = literal.filter(|&(_, start, end)| end > start + 1) {
            found.push(Literal {
                kind,
                span: TextSpan::new(start, end),
            });
            at = end;
            word = end;
            continue;
        }
        at += 1;
        if !is_word(byte) {
            word = at;
        }
    }
    found
}

/// Whether two bytes may be those by which a literal is known.
const fn may_begin(one: u8, next: u8) -> bool {
    let is_format = is_one_of(next, *b"(sd@") | next.is_ascii_digit();
    is_one_of(one, *b"{@")
        | (one == b'%') & is_format
        | (one == b'$') & (next == b'{')
        | (one == b':') & (next == b'/')
        | (one == b'w') & (next == b'w')
}

/// Whether a byte may be in the word before an `@` or a `://`.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+')
}

/// The length of the scheme at the end of a word.
fn scheme(word: &str) -> Option<usize> {
    let length = word
        .bytes()
        .rev()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    (2..=12).contains(&length).then_some(length)
}

/// The end of an address that begins at `from`; end marks and closing brackets of the sentence behind it
/// are not part of it.
fn url_end(text: &str, from: usize) -> usize {
    let length = text[from..]
        .bytes()
        .take_while(|&byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'`'))
        .count();
    let mut end = from + length;
    while let Some(last) = text[from..end].chars().next_back() {
        let opened = |open: char, close: char| {
            let count = |mark: char| text[from..end].matches(mark).count();
            count(open) >= count(close)
        };
        let is_part = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' => false,
            ')' => opened('(', ')'),
            ']' => opened('[', ']'),
            '}' => opened('{', '}'),
            _ => true,
        };
        if is_part {
            break;
        }
        end -= last.len_utf8();
    }
    if end == from { 0 } else { end }
}

/// The start and end of the e-mail address around an `@`.
fn email(text: &str, word: usize, at: usize) -> Option<(usize, usize)> {
    let name = text[word..at].trim_start_matches(['.', '-', '+']);
    let length = text[at + 1..]
        .bytes()
        .take_while(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        .count();
    let host = text[at + 1..at + 1 + length].trim_end_matches(['.', '-']);
    let (_, top) = host.rsplit_once('.')?;
    let is_host = top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    (!name.is_empty() && is_host).then(|| (at - name.len(), at + 1 + host.len()))
}

/// The end of the placeholder that begins at `at`.
fn placeholder(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() <= LONGEST_NAME
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    };
    let braces = |open: &str, close: &str| {
        let inside = rest.strip_prefix(open)?;
        let name = inside.split_once(close)?.0;
        is_name(name.trim()).then(|| at + open.len() + name.len() + close.len())
    };
    match rest.as_bytes()[0] {
        b'{' => braces("{{", "}}").or_else(|| braces("{", "}")),
        b'$' => braces("${", "}"),
        // After a digit, `%` is a percent sign.
        _ if text[..at].ends_with(|c: char| c.is_ascii_digit()) => None,
        _ => {
            let inside = &rest[1..];
            let (format, length) = match inside.strip_prefix('(') {
                Some(named) => {
                    let name = named.split_once(')')?.0;
                    if !is_name(name) {
                        return None;
                    }
                    (&named[name.len() + 1..], name.len() + 2)
                }
                None => {
                    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
                    match inside[digits..].strip_prefix('$') {
                        Some(rest) if digits > 0 => (rest, digits + 1),
                        _ => (inside, 0),
                    }
                }
            };
            let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
            format
                .strip_prefix(['s', 'd', '@'])
                .is_some_and(ends)
                .then_some(at + 1 + length + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_literal_is_found_and_nothing_else() {
        for (text, wanted) in [
            (
                "见https://a.example/b?c=1。",
                vec!["https://a.example/b?c=1"],
            ),
            (
                "(see http://a.example/x_(y)).",
                vec!["http://a.example/x_(y)"],
            ),
            ("去www.a.example看，", vec!["www.a.example"]),
            (
                "信寄li.hua+x@mail.example.org。",
                vec!["li.hua+x@mail.example.org"],
            ),
            (
                "你好，{{ name }}，还有{0}与${x.y}。",
                vec!["{{ name }}", "{0}", "${x.y}"],
            ),
            ("共%d人，%1$s和%(who)s", vec!["%d", "%1$s", "%(who)s"]),
            ("涨了50%s", vec![]),
            ("涨了30%，到100 % done", vec![]),
            ("@李华 说{灯塔}在，a@b，x://", vec![]),
            ("%share %", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = literals(text)
                .iter()
                .map(|literal| literal.span.of(text))
                .collect();
            assert_eq!(found, wanted, "{text}");
        }
    }
}
