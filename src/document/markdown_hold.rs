//! What stands inside a paragraph and is no text to CommonMark: formulas, tags of site generators,
//! attribute lists, roles, elements of JSX.

use crate::text::script::is_han;

/// Something found, in bytes of the paragraph.
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it is markup; else only the parser is kept from taking it for markup.
    pub(super) held: bool,
    /// Whether a reader sees it.
    pub(super) shown: bool,
}

/// The longest attribute list.
const LONGEST_LIST: usize = 160;
/// The end of a tag or a formula is not looked for further than this, in bytes.
const FAR: usize = 4000;

/// The beginning of a text, in which an end is looked for.
fn near(text: &str) -> &str {
    let mut end = text.len().min(FAR);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Finds everything in the text of a paragraph, in order; in MDX `expressions` in braces as well.
pub(super) fn find(text: &str, expressions: bool, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let mut push = |length: usize, shown: bool| {
            found.push(Found {
                start: at,
                end: at + length,
                held: true,
                shown,
            });
            length
        };
        at += match bytes[at] {
            b'\\' => match escaped_formula(rest) {
                Some(length) => push(length, true),
                None => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            },
            b'`' => code(rest),
            b'$' => match formula(rest) {
                Some(length) => push(length, true),
                None => rest.bytes().take_while(|&b| b == b'$').count(),
            },
            b'{' => {
                if let Some(length) = role(rest).filter(|&length| rest[length..].starts_with('`')) {
                    push(length, true)
                } else if let Some((length, shown)) = template(rest) {
                    push(length, shown)
                } else if let Some(length) = attributes(rest) {
                    push(length, false)
                } else if let Some(length) = expression(rest).filter(|_| expressions) {
                    push(length, !rest.starts_with("{/*"))
                } else {
                    1
                }
            }
            b':' => match role(rest).filter(|&length| rest[length..].starts_with('`')) {
                Some(length) => push(length, true),
                None => 1,
            },
            b'<' => match tag(rest) {
                Some((length, true)) => push(length, false),
                Some((length, false)) => length,
                None => 1,
            },
            b'~' => {
                let tildes = rest.bytes().take_while(|&b| b == b'~').count();
                if tildes == 1 {
                    tilde(rest, at, found)
                } else {
                    tildes
                }
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
}

/// `~2~` of `H~2~O`, or a single tilde that is only a tilde.
fn tilde(rest: &str, at: usize, found: &mut Vec<Found>) -> usize {
    let inside = rest[1..]
        .bytes()
        .take_while(|&b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'))
        .count();
    let behind = &rest[1 + inside..];
    let low = (1..=8).contains(&inside) && behind.starts_with('~') && !behind.starts_with("~~");
    let mut mark = |start: usize| {
        found.push(Found {
            start,
            end: start + 1,
            held: low,
            shown: false,
        });
    };
    mark(at);
    if low {
        mark(at + 1 + inside);
        inside + 2
    } else {
        1
    }
}

/// The length of the code that begins here, or of its marks where it does not end.
fn code(rest: &str) -> usize {
    let ticks = rest.bytes().take_while(|&b| b == b'`').count();
    let mut at = ticks;
    while let Some(next) = rest[at..].find('`') {
        let start = at + next;
        let run = rest[start..].bytes().take_while(|&b| b == b'`').count();
        if run == ticks {
            return start + run;
        }
        at = start + run;
    }
    ticks
}

/// The length of `\(…\)` or `\[…\]`.
fn escaped_formula(rest: &str) -> Option<usize> {
    let close = match rest.as_bytes().get(1)? {
        b'(' => "\\)",
        b'[' => "\\]",
        _ => return None,
    };
    let inside = near(&rest[2..]);
    let end = inside.find(close)?;
    is_formula(&inside[..end]).then_some(end + 4)
}

/// Whether what stands between `\(` and `\)` is a formula, and no text in escaped brackets.
pub(super) fn is_formula(inside: &str) -> bool {
    let inside = inside.trim();
    let bytes = inside.as_bytes();
    let command = bytes
        .windows(2)
        .any(|two| two[0] == b'\\' && two[1].is_ascii_alphabetic());
    let operator = inside.contains(['=', '^', '_', '+', '<', '>']);
    !inside.is_empty()
        && (command || !inside.chars().any(is_han) && (operator || inside.chars().count() <= 3))
}

/// The length of the formula between dollars that begins here.
fn formula(rest: &str) -> Option<usize> {
    if let Some(inside) = rest.strip_prefix("$$") {
        let end = inside.find("$$")?;
        return (!inside[..end].trim().is_empty()).then_some(end + 4);
    }
    let inside = &rest[1..];
    let mut end = None;
    let mut escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        if byte == b'$' && !escaped {
            end = Some(at);
            break;
        }
        escaped = byte == b'\\' && !escaped;
    }
    let end = end?;
    let (inside, behind) = (&inside[..end], &inside[end + 1..]);
    let bytes = inside.as_bytes();
    let command = bytes.windows(2).any(|two| {
        two[0] == b'\\' && (two[1].is_ascii_alphabetic() || two[1] == b'|' || two[1] == b'{')
    });
    if inside.trim().is_empty() {
        return None;
    }
    if command {
        return Some(end + 2);
    }
    let wide = |c: char| is_han(c) || matches!(c, '，' | '。' | '、' | '；' | '：');
    if inside.chars().any(wide) {
        return None;
    }
    let operator = inside.contains(['=', '^', '_', '<', '>', '*', '+']);
    let spaced = inside.starts_with(char::is_whitespace) || inside.ends_with(char::is_whitespace);
    // `$5 + $6` are two prices. A formula may have spaces at its ends, `$ a $`: at both, or no figure first.
    let goes_on = behind.starts_with(|c: char| c.is_ascii_digit() || c == '{');
    let fits = if spaced {
        let both = inside.starts_with(char::is_whitespace) && inside.ends_with(char::is_whitespace);
        let price = !both
            && inside
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit());
        !goes_on && !price && (operator || inside.trim().chars().count() <= 3)
    } else {
        let names =
            inside.starts_with('{') || behind.starts_with(|c: char| c.is_ascii_alphabetic());
        !goes_on && (!names || operator && !inside.starts_with('{'))
    };
    fits.then_some(end + 2)
}

/// The length of a tag of a site generator or a template, and whether a reader sees it.
fn template(rest: &str) -> Option<(usize, bool)> {
    for (open, close, shown) in [
        ("{{<", ">}}", false),
        ("{{%", "%}}", false),
        ("{%", "%}", false),
        ("{{", "}}", true),
    ] {
        if let Some(inside) = rest.strip_prefix(open) {
            let end = near(inside).find(close)?;
            if inside[..end].contains('\n') && shown {
                return None;
            }
            return Some((open.len() + end + close.len(), shown));
        }
    }
    None
}

/// The length of an expression in braces, which may hold others.
fn expression(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in near(rest).bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return (at > 1).then_some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The length of an attribute list: `{#id}`, `{: .class}`, `{.class key=value}`, `{width=30%}`.
pub(super) fn attributes(rest: &str) -> Option<usize> {
    let end = rest.strip_prefix('{')?.find(['}', '{', '\n'])? + 1;
    if !rest[end..].starts_with('}') || end > LONGEST_LIST {
        return None;
    }
    let inside = &rest[1..end];
    let words = inside.strip_prefix(':').unwrap_or(inside).trim();
    let named = words.starts_with(['#', '.']) && words.len() > 1 && !words.starts_with("..");
    let assigned = words.split_whitespace().all(|word| {
        word.split_once('=').is_some_and(|(key, value)| {
            !value.is_empty()
                && !key.is_empty()
                && key
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        })
    });
    let is_list = if inside.starts_with(':') {
        !words.is_empty()
    } else {
        named && !words.contains([',', '，', '。', '(', ';']) || assigned && !words.is_empty()
    };
    is_list.then_some(end + 1)
}

/// The length of `:name:` or `{name}`, which says what the code behind it is.
pub(super) fn role(rest: &str) -> Option<usize> {
    let (close, inside) = match rest.as_bytes().first()? {
        b':' => (':', &rest[1..]),
        b'{' => ('}', &rest[1..]),
        _ => return None,
    };
    let length = inside
        .bytes()
        .take_while(|&b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'-' | b'_' | b'.')
                || b == b':' && close == '}'
        })
        .count();
    (length > 0 && inside[length..].starts_with(close)).then_some(length + 2)
}

/// The length of the tag, comment or address that begins here, and whether it is one of JSX that
/// CommonMark does not take for a tag.
fn tag(rest: &str) -> Option<(usize, bool)> {
    if rest.starts_with("<!--") {
        return near(rest).find("-->").map(|end| (end + 3, false));
    }
    let name = rest[1..].trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut depth = 0usize;
    let mut quote = None;
    // Whether it has what no tag of HTML has.
    let mut braces = false;
    let mut before = ' ';
    for (at, c) in near(rest).char_indices().skip(1) {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) if depth > 0 || before == '=' => quote = Some(c),
            ('{', None) => {
                braces = true;
                depth += 1;
            }
            ('}', None) => depth = depth.checked_sub(1)?,
            ('>', None) if depth == 0 => return Some((at + 1, braces)),
            // What Vue takes for the name of an attribute.
            ('@' | '#', None) if depth == 0 && rest[..at].ends_with(char::is_whitespace) => {
                braces = true;
            }
            ('<', None) if depth == 0 => return None,
            (c, None) if depth == 0 && is_han(c) => return None,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    None
}
