//! The texts in the sources that a person reads: literals of at least two words, as patterns of a catalogue.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A text for people, as a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text {
    /// The file, from the folder of the sources.
    pub(crate) file: String,
    /// The pattern with its placeholders in braces, named.
    pub(crate) pattern: Vec<Part>,
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Words.
    Words(String),
    /// A placeholder.
    Hole(String),
}

/// Sources whose literals nobody reads: they write files, talk to servers, are lists of words or a page of their
/// own, and the texts that have catalogues of their own.
const APART: &[&str] = &[
    "align/training",
    "bitext/format/intertext/write.rs",
    "bitext/format/sheet/columns.rs",
    "bitext/format/sheet/docx/write.rs",
    "bitext/format/sheet/po/write.rs",
    "bitext/format/tmx/write.rs",
    "bitext/format/xliff/write.rs",
    "bitext/format/xliff/write12.rs",
    "check/quantity",
    "check/replacement.rs",
    "check/rules/mod.rs",
    "cli/args.rs",
    "cli/help.rs",
    "cli/language.rs",
    "cli/man.rs",
    "cli/refused.rs",
    "config/key.rs",
    "diff/meaning.rs",
    "diff/render/html.rs",
    "diff/render/json.rs",
    "document/dialect.rs",
    "document/docx/anatomy.rs",
    "document/docx/styles.rs",
    "document/packed.rs",
    "document/subtitles/new_file.rs",
    "edition/colophon.rs",
    "edition/docx",
    "edition/epub",
    "edition/html",
    "edition/picture.rs",
    "edition/typst",
    "edition/xhtml.rs",
    "files/atomic.rs",
    "files/temporary.rs",
    "glossary/inflect.rs",
    "glossary/words.rs",
    "http/body.rs",
    "lexicon",
    "report/github.rs",
    "report/html.rs",
    "report/json.rs",
    "report/junit.rs",
    "report/link.rs",
    "report/sarif.rs",
    "segment/notes.rs",
    "translate/counterpart.rs",
    "translate/names",
    "translate/probe.rs",
    "translate/prompt.rs",
    "translate/question.rs",
    "translate/refusal.rs",
    "translate/second_reader/prompt.rs",
    "translate/thoughts.rs",
    "words",
];

/// Calls whose literal is compared or looked for and not said.
const COMPARED: &[&str] = &[
    "contains(",
    "starts_with(",
    "ends_with(",
    "strip_prefix(",
    "strip_suffix(",
    "find(",
    "split(",
    "split_once(",
    "expect(",
    "unreachable!(",
    "assert!(",
    "panic!(",
    "==",
];

/// All texts of the sources, sorted, each shape once.
pub(crate) fn texts(sources: &Path) -> Vec<Text> {
    let mut found = Vec::new();
    look(sources, sources, &mut found);
    found.sort();
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|text| seen.insert(shape(&text.pattern)));
    found
}

fn look(sources: &Path, folder: &Path, found: &mut Vec<Text>) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let inside = path.strip_prefix(sources).unwrap();
        let name = inside.to_string_lossy().replace('\\', "/");
        let is_apart = APART
            .iter()
            .any(|apart| name == *apart || name.starts_with(&format!("{apart}/")));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if is_apart || stem.ends_with("tests") || stem == "testing" {
            continue;
        }
        if path.is_dir() {
            look(sources, &path, found);
        } else if name.ends_with(".rs") {
            let code = fs::read_to_string(&path).unwrap();
            for literal in literals(&code) {
                let pattern = pattern(&literal);
                if is_prose(&pattern) {
                    found.push(Text {
                        file: name.clone(),
                        pattern,
                    });
                }
            }
        }
    }
}

/// The string literals of code that are said: without those of its tests, of comments and of comparisons.
fn literals(code: &str) -> Vec<String> {
    let end = code.find("#[cfg(test)]\nmod tests {");
    let text: Vec<char> = code[..end.unwrap_or(code.len())].chars().collect();
    let starts = |at: usize, with: &str| {
        let mut chars = with.chars();
        let mut at = at;
        chars.all(|c| {
            at += 1;
            text.get(at - 1) == Some(&c)
        })
    };
    let mut found = Vec::new();
    // The code without its literals, for what stands before one.
    let mut before = String::new();
    let mut at = 0;
    while at < text.len() {
        if starts(at, "//") {
            while at < text.len() && text[at] != '\n' {
                at += 1;
            }
        } else if starts(at, "/*") {
            while at < text.len() && !starts(at, "*/") {
                at += 1;
            }
        } else if text[at] == 'r' && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            let hashes = text[at + 1..].iter().take_while(|c| **c == '#').count();
            if text.get(at + 1 + hashes) == Some(&'"') {
                let close = format!("\"{}", "#".repeat(hashes));
                let start = at + 2 + hashes;
                let mut end = start;
                while end < text.len() && !starts(end, &close) {
                    end += 1;
                }
                add(text[start..end].iter().collect(), &before, &mut found);
                before.push_str("\"\"");
                at = end + close.len();
            } else {
                before.push('r');
                at += 1;
            }
        } else if text[at] == '"' {
            let mut end = at + 1;
            while end < text.len() && text[end] != '"' {
                end += if text[end] == '\\' { 2 } else { 1 };
            }
            let literal: String = text[at + 1..end.min(text.len())].iter().collect();
            add(unescaped(&literal), &before, &mut found);
            before.push_str("\"\"");
            at = end + 1;
        } else if text[at] == '\'' {
            // A character, or the name of a lifetime.
            let escaped = text.get(at + 1) == Some(&'\\');
            let close = text[at + 1..]
                .iter()
                .skip(if escaped { 2 } else { 1 })
                .position(|c| *c == '\'');
            match close {
                Some(far) if escaped && far < 10 => at += far + 4,
                Some(0) => at += 3,
                _ => at += 1,
            }
            before.push('\'');
        } else {
            if !text[at].is_whitespace() {
                before.push(text[at]);
            }
            at += 1;
        }
    }
    found
}

fn add(literal: String, before: &str, found: &mut Vec<String>) {
    if !COMPARED.iter().any(|call| before.ends_with(call)) {
        found.push(literal);
    }
}

/// The text of a literal in code.
fn unescaped(literal: &str) -> String {
    let mut out = String::new();
    let mut chars = literal.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let code = u32::from_str_radix(&digits, 16).unwrap_or(0);
                out.extend(char::from_u32(code));
            }
            Some('\n') => {
                while chars.peek().is_some_and(|c| c.is_whitespace()) {
                    chars.next();
                }
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// The pattern of a text as `format!` takes it: holes without a name are `a`, `b`, `c`. A text that continues
/// another one, or is continued, has a hole for that.
pub(crate) fn pattern(literal: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut unnamed = b'a';
    let mut chars = literal.chars().peekable();
    if literal.starts_with([' ', ',', ';', '(']) || literal.starts_with(": ") {
        parts.push(Part::Hole("before".to_owned()));
    }
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.peek() == Some(&'{') => {
                chars.next();
                words.push('{');
            }
            '}' if chars.peek() == Some(&'}') => {
                chars.next();
                words.push('}');
            }
            '{' => {
                let inside: String = chars.by_ref().take_while(|c| *c != '}').collect();
                let name = inside.split(':').next().unwrap_or_default();
                let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                let is_number = name.chars().all(|c| c.is_ascii_digit());
                if !words.is_empty() {
                    parts.push(Part::Words(std::mem::take(&mut words)));
                }
                if name.is_empty() || is_number {
                    let letter = match name.parse::<u8>() {
                        Ok(number) => b'a' + number.min(20),
                        Err(_) => {
                            unnamed += 1;
                            unnamed - 1
                        }
                    };
                    parts.push(Part::Hole(char::from(letter).to_string()));
                } else if is_name {
                    parts.push(Part::Hole(name.to_lowercase().replace('_', "-")));
                } else {
                    // No hole but braces that are meant.
                    let _ = write!(words, "{{{inside}}}");
                }
            }
            c => words.push(c),
        }
    }
    let is_open = literal.ends_with(' ');
    if !words.is_empty() {
        parts.push(Part::Words(words));
    }
    if is_open {
        parts.push(Part::Hole("after".to_owned()));
    }
    parts
}

/// Whether this is a text for people: two words at least, and no markup.
fn is_prose(pattern: &[Part]) -> bool {
    let mut shape = String::new();
    for part in pattern {
        match part {
            Part::Words(words) => shape.push_str(words),
            Part::Hole(_) => shape.push('\u{1}'),
        }
    }
    let is_markup = shape.trim_start().starts_with('<') || shape.contains("</");
    let is_word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphabetic());
        bare.len() >= 2
            && bare
                .chars()
                .all(|c| c.is_ascii_alphabetic() || "'-".contains(c))
    };
    let words = shape.split(' ').filter(|word| is_word(word)).count();
    let pieces = shape.split(' ').filter(|piece| !piece.is_empty()).count();
    !is_markup && words >= 1 && pieces >= 2
}

/// The pattern as a catalogue writes it.
pub(crate) fn as_entry(pattern: &[Part]) -> String {
    let mut out = String::new();
    for (at, part) in pattern.iter().enumerate() {
        match part {
            Part::Hole(name) => write!(out, "{{ ${name} }}").unwrap(),
            Part::Words(words) => {
                // Spaces at the ends would be lost, and lines would need care.
                let is_first = at == 0;
                let is_last = at + 1 == pattern.len();
                let mut rest = words.as_str();
                if is_first {
                    let bare = rest.trim_start();
                    let spaces = &rest[..rest.len() - bare.len()];
                    if !spaces.is_empty() {
                        write!(out, "{{\"{}\"}}", spaces.replace('\n', "\\u000A")).unwrap();
                    }
                    rest = bare;
                }
                let bare = if is_last { rest.trim_end() } else { rest };
                for c in bare.chars() {
                    match c {
                        '{' => out.push_str("{\"{\"}"),
                        '}' => out.push_str("{\"}\"}"),
                        '\n' => out.push_str("{\"\\u000A\"}"),
                        c => out.push(c),
                    }
                }
                let spaces = &rest[bare.len()..];
                if !spaces.is_empty() {
                    write!(out, "{{\"{}\"}}", spaces.replace('\n', "\\u000A")).unwrap();
                }
            }
        }
    }
    out
}

/// The pattern without the names of its holes: what it is matched by.
pub(crate) fn shape(pattern: &[Part]) -> String {
    let parts = pattern.iter().map(|part| match part {
        Part::Words(words) => words.as_str(),
        Part::Hole(_) => "\u{1}",
    });
    parts.collect()
}

/// The id of a pattern: its first words, and a few digits by which it is told from others that begin alike.
pub(crate) fn id(pattern: &[Part]) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in shape(pattern).bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let mut words = String::new();
    for part in pattern {
        if let Part::Words(text) = part {
            words.push_str(&text.to_lowercase());
            words.push(' ');
        }
    }
    let words: Vec<&str> = words
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(5)
        .collect();
    format!(
        "m-{}-{:04x}",
        words.join("-"),
        (hash >> 16) ^ (hash & 0xffff)
    )
}
