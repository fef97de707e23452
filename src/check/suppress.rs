//! Comments that hide findings: `<!-- duizhao-ignore: RULE, RULE: reason -->`. One on lines of its own
//! is about the paragraph that follows, one inside a paragraph about that paragraph.

use serde::{Deserialize, Serialize};

use crate::document::SourceText;
use crate::text::spaces;

const OPENING: &str = "duizhao-ignore:";

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// The file it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// The reason; empty where the comment has none.
    pub reason: String,
    /// The lines that it is about, from the first to the last.
    pub lines: (usize, usize),
}

/// The comments of some files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressions(pub Vec<Suppression>);

impl Suppressions {
    /// Adds the comments of a file.
    pub fn read(&mut self, source: &SourceText) {
        let text = source.text.as_str();
        if !text.contains(OPENING) {
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut at = 0;
        while let Some(start) = text[at..].find("<!--").map(|offset| at + offset) {
            let Some(length) = text[start..].find("-->") else {
                return;
            };
            let inside = text[start + 4..start + length].trim();
            let end = start + length + 3;
            at = end;
            let Some(said) = inside.strip_prefix(OPENING) else {
                continue;
            };
            let (rules, reason) = said.split_once(':').unwrap_or((said, ""));
            let line = text[..start].matches('\n').count();
            let last = text[..end].matches('\n').count();
            let head = text[..start].rsplit('\n').next().unwrap_or_default();
            let tail = text[end..].split('\n').next().unwrap_or_default();
            let alone = head.trim().is_empty() && tail.trim().is_empty();
            self.0.push(Suppression {
                file: source.path.display().to_string(),
                line: line + 1,
                rules: rules
                    .split(',')
                    .map(|rule| rule.trim().to_owned())
                    .filter(|rule| !rule.is_empty())
                    .collect(),
                reason: spaces::fold(reason),
                lines: if alone {
                    following(&lines, last)
                } else {
                    around(&lines, line, last)
                },
            });
        }
    }

    /// The comment about a finding of `rule` in these lines of `file`.
    #[must_use]
    pub fn find(&self, rule: &str, file: &str, lines: (usize, usize)) -> Option<usize> {
        self.0.iter().position(|comment| {
            comment.file == file
                && comment.rules.iter().any(|one| one == rule || one == "all")
                && comment.lines.0 <= lines.1
                && lines.0 <= comment.lines.1
        })
    }
}

fn is_blank(lines: &[&str], at: usize) -> bool {
    lines.get(at).is_none_or(|line| line.trim().is_empty())
}

/// The paragraph behind line `at` (from 0), as lines from 1.
fn following(lines: &[&str], at: usize) -> (usize, usize) {
    let mut first = at + 1;
    // Another comment between them is passed over.
    while first < lines.len() && (is_blank(lines, first) || is_comment(lines[first])) {
        first += 1;
    }
    let mut last = first;
    while !is_blank(lines, last + 1) {
        last += 1;
    }
    (first + 1, last + 1)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("<!--") && line.ends_with("-->")
}

fn around(lines: &[&str], from: usize, to: usize) -> (usize, usize) {
    let (mut first, mut last) = (from, to);
    while first > 0 && !is_blank(lines, first - 1) {
        first -= 1;
    }
    while !is_blank(lines, last + 1) {
        last += 1;
    }
    (first + 1, last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_comment_is_about_its_paragraph_or_the_next() {
        let text = "甲。\n\n<!-- duizhao-ignore: number, length: rounded on purpose -->\n乙。\n丙。\n\n丁。 <!-- duizhao-ignore: markup -->\n戊。\n\n己。\n<!-- another -->\n";
        let mut found = Suppressions::default();
        found.read(&SourceText::from_utf8(Path::new("a.md"), text.to_owned()));
        let said: Vec<_> = found
            .0
            .iter()
            .map(|c| (c.line, c.lines, c.reason.as_str()))
            .collect();
        assert_eq!(said, [(3, (4, 5), "rounded on purpose"), (7, (7, 8), "")]);
        assert_eq!(found.find("length", "a.md", (5, 5)), Some(0));
        assert_eq!(found.find("markup", "a.md", (8, 8)), Some(1));
        assert_eq!(found.find("markup", "a.md", (5, 5)), None);
        assert_eq!(found.find("length", "b.md", (5, 5)), None);
    }
}
