//! The dialects of Markdown that have to be known, because what they write says something else, or nothing,
//! in others.

use serde::{Deserialize, Serialize};

/// A dialect of Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// `!!! note` with text indented behind it, which is code elsewhere; `??? note`, `=== "tab"`.
    Mkdocs,
    /// Directives in fences: the body of `{note}` is text, which is code elsewhere.
    Myst,
    /// Expressions in braces, imports and exports, which are words elsewhere.
    Mdx,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 3] = [Dialect::Mkdocs, Dialect::Myst, Dialect::Mdx];

    /// The name, as in the settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Dialect::Mkdocs => "mkdocs",
            Dialect::Myst => "myst",
            Dialect::Mdx => "mdx",
        }
    }

    /// The dialects of which a text has something outside of its blocks of code. A page may be in several.
    #[must_use]
    pub fn guess(text: &str) -> Vec<Dialect> {
        let mut found = [false; 3];
        let mut fence: Option<&str> = None;
        // How many directives in fences are open, whose bodies are not code.
        let mut directives = 0usize;
        for raw in text.lines() {
            let line = raw.trim_start_matches([' ', '\t', '>']);
            let marks = line.trim_start_matches(['`', '~']);
            let length = line.len() - marks.len();
            match fence {
                Some(open) => {
                    if length >= open.len() && line.starts_with(open) && marks.trim().is_empty() {
                        fence = None;
                    }
                    continue;
                }
                None if length >= 3 => {
                    if is_directive(marks) {
                        found[1] = true;
                        directives += 1;
                    } else if marks.trim().is_empty() && directives > 0 {
                        directives -= 1;
                    } else if !marks.contains('`') {
                        fence = Some(&line[..length]);
                    }
                    continue;
                }
                None => {}
            }
            let line = item(line);
            found[0] |= ["!!!", "???", "==="].iter().any(|mark| {
                line.strip_prefix(mark)
                    .is_some_and(|rest| rest.contains(' ') && !rest.trim().is_empty())
            });
            found[1] |= line.starts_with(":::") && is_directive(line.trim_start_matches(':'));
            found[2] |= is_import(raw.trim_end());
        }
        let all = Dialect::ALL.into_iter().zip(found);
        all.filter_map(|(dialect, found)| found.then_some(dialect))
            .collect()
    }
}

fn is_directive(info: &str) -> bool {
    info.trim_start().strip_prefix('{').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('}')
    })
}

/// A line without the marker of an item.
fn item(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = rest.strip_prefix(['-', '*', '+', '.', ')']);
    match behind {
        Some(behind) if behind.starts_with([' ', '\t']) => behind.trim_start(),
        _ => line,
    }
}

/// An import or export of MDX.
pub(super) fn is_import(text: &str) -> bool {
    let quoted = |rest: &str| {
        let rest = rest.trim_end_matches(';').trim_end();
        rest.ends_with(['"', '\''])
    };
    if let Some(rest) = text.strip_prefix("import ") {
        return quoted(rest) && (rest.contains(" from ") || rest.starts_with(['"', '\'']))
            || rest.starts_with('{') && rest.trim_end() == "{";
    }
    text.strip_prefix("export ").is_some_and(|rest| {
        ["const ", "default ", "function ", "let ", "{", "* from"]
            .iter()
            .any(|word| rest.starts_with(word))
    })
}
