//! The page of the workbench says nothing that is not in the catalogue: no words for people stand in its scripts and
//! documents.

use std::fs;
use std::path::PathBuf;

use crate::common::root;

/// Literals of scripts that are no words for people, though they look like some: names of keys, headers, elements.
const NO_WORDS: &[&str] = &[
    "Alt",
    "Arrow",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "Content-Type",
    "Control",
    "Ctrl",
    "Digit",
    "End",
    "Enter",
    "Esc",
    "Escape",
    "Home",
    "PageDown",
    "PageUp",
    "Shift",
    "Tab",
    // The command, and what a key is called on keyboards everywhere.
    "duizhao review",
];

fn assets(ending: &str) -> Vec<(String, String)> {
    let folder = root().join("src/review/assets");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}

/// A literal of a script, and the code before it.
struct Literal {
    text: String,
    before: String,
}

/// The literals of a script; of a template the parts between what is put in.
fn literals(script: &str) -> Vec<Literal> {
    let all: Vec<char> = script.chars().collect();
    let mut found = Vec::new();
    // What is open: braces inside a template, innermost last.
    let mut templates: Vec<usize> = Vec::new();
    let mut code = String::new();
    let mut at = 0;
    while at < all.len() {
        let c = all[at];
        let next = all.get(at + 1).copied();
        match (c, next) {
            ('/', Some('/')) => {
                while at < all.len() && all[at] != '\n' {
                    at += 1;
                }
                continue;
            }
            ('/', Some('*')) => {
                at += 2;
                while at + 1 < all.len() && (all[at], all[at + 1]) != ('*', '/') {
                    at += 1;
                }
                at += 2;
                continue;
            }
            ('/', _) if is_before_pattern(&code) => {
                let mut is_in_class = false;
                at += 1;
                while at < all.len() && (all[at] != '/' || is_in_class) && all[at] != '\n' {
                    match all[at] {
                        '\\' => at += 1,
                        '[' => is_in_class = true,
                        ']' => is_in_class = false,
                        _ => {}
                    }
                    at += 1;
                }
                code.push('/');
                at += 1;
                continue;
            }
            ('\'' | '"', _) => {
                let (text, end) = quoted(&all, at + 1, c);
                found.push(Literal {
                    text,
                    before: code.clone(),
                });
                code.push_str("''");
                at = end;
                continue;
            }
            ('`', _) => at = template(&all, at + 1, &mut found, &mut code, &mut templates),
            ('{', _) => {
                if let Some(open) = templates.last_mut() {
                    *open += 1;
                }
                code.push(c);
                at += 1;
            }
            ('}', _) if templates.last() == Some(&0) => {
                templates.pop();
                at = template(&all, at + 1, &mut found, &mut code, &mut templates);
            }
            ('}', _) => {
                if let Some(open) = templates.last_mut() {
                    *open -= 1;
                }
                code.push(c);
                at += 1;
            }
            _ => {
                code.push(c);
                at += 1;
            }
        }
    }
    found
}

/// Whether a slash behind this code begins a pattern and divides nothing.
fn is_before_pattern(code: &str) -> bool {
    let last = code.trim_end().chars().next_back();
    last.is_none_or(|last| "(,=:[!&|?{};<>+-*".contains(last))
        || code.trim_end().ends_with("return")
}

fn quoted(all: &[char], from: usize, quote: char) -> (String, usize) {
    let mut text = String::new();
    let mut at = from;
    while at < all.len() && all[at] != quote {
        if all[at] == '\\' {
            at += 1;
        }
        text.extend(all.get(at));
        at += 1;
    }
    (text, at + 1)
}

/// Reads a template up to its end, or to where something is put in.
fn template(
    all: &[char],
    from: usize,
    found: &mut Vec<Literal>,
    code: &mut String,
    templates: &mut Vec<usize>,
) -> usize {
    let mut text = String::new();
    let mut at = from;
    while at < all.len() && all[at] != '`' {
        if all[at] == '$' && all.get(at + 1) == Some(&'{') {
            break;
        }
        if all[at] == '\\' {
            at += 1;
        }
        text.extend(all.get(at));
        at += 1;
    }
    found.push(Literal {
        text,
        before: code.clone(),
    });
    if all.get(at) == Some(&'$') {
        templates.push(0);
        return at + 2;
    }
    code.push_str("''");
    at + 1
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}')
}

/// Whether a literal has words for people.
fn is_said(literal: &Literal) -> bool {
    let text = literal.text.trim();
    // Signs that the code looks for or cuts at are no words.
    if text.chars().filter(|c| is_cjk(*c)).any(char::is_alphabetic) {
        return true;
    }
    let is_key = |part: &str| NO_WORDS.contains(&part) || part.chars().count() < 2;
    if NO_WORDS.contains(&text) || text.split('+').all(is_key) || text.contains('[') {
        return false;
    }
    let before = literal.before.trim_end();
    let is_of_elements = [
        "class:",
        "$('",
        "$(",
        "querySelector(",
        "querySelectorAll(",
        "closest(",
        "matches(",
        "import",
        "from",
    ]
    .iter()
    .any(|end| before.ends_with(end));
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| {
            word.trim_matches(|c: char| c.is_ascii_punctuation())
                .chars()
                .filter(char::is_ascii_alphabetic)
                .count()
                > 1
        })
        .collect();
    let is_plain = |word: &&str| {
        word.chars()
            .all(|c| c.is_alphabetic() || ",.:;!?’'()…".contains(c))
    };
    let many = words.len() > 1 && words.iter().filter(|word| is_plain(word)).count() > 1;
    let mut characters = text.chars();
    let first = characters.next().is_some_and(|c| c.is_ascii_uppercase());
    let is_capital = first && characters.next().is_some_and(|c| c.is_ascii_lowercase());
    (many || is_capital) && !is_of_elements
}

#[test]
fn scripts_say_nothing_that_is_not_in_the_catalogue() {
    let mut wrong = String::new();
    let mut read = 0;
    for (name, script) in assets("js") {
        for literal in literals(&script) {
            read += 1;
            if is_said(&literal) {
                wrong += &format!("{name}: {:?}\n", literal.text);
            }
        }
    }
    assert!(read > 2_000, "{read}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn documents_say_nothing_that_is_not_in_the_catalogue() {
    let mut wrong = String::new();
    for (name, html) in assets("html") {
        let mut rest = html.as_str();
        while let Some(start) = rest.find('<') {
            let (text, tag) = rest.split_at(start);
            let end = tag.find('>').unwrap();
            if text.chars().any(char::is_alphabetic) {
                wrong += &format!("{name}: {}\n", text.trim());
            }
            for attribute in [
                " title=\"",
                " aria-label=\"",
                " placeholder=\"",
                " alt=\"",
                " data-name=\"",
            ] {
                if tag[..end].contains(attribute) {
                    wrong += &format!("{name}: {}>\n", &tag[..end]);
                }
            }
            rest = &tag[end + 1..];
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_said_is_known_from_what_is_not() {
    let of = |script: &str| -> Vec<String> {
        let found = literals(script).into_iter().filter(is_said);
        found.map(|literal| literal.text).collect()
    };
    assert_eq!(
        of("say('Nothing of it.'); h('p', { class: 'card head' })"),
        ["Nothing of it."]
    );
    assert_eq!(
        of("// 'No words'\nconst a = b / c; say(`All ${n} of them are`)"),
        ["All ", " of them are"]
    );
    assert_eq!(
        of("x.match(/'Not This One'/); t('w-save'); button('save', 'Save')"),
        ["Save"]
    );
    assert_eq!(
        of("keys: ['Escape', 'Ctrl+Enter', 'j'], does: `${a ? 'the other' : ''}`"),
        ["the other"]
    );
    assert_eq!(of("'保存'"), ["保存"]);
    assert_eq!(of("/[。！？]$/.test('。')"), [""; 0]);
}
