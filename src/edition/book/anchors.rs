//! The places of a text that links name: headings by their words, as the usual makers of pages name them, and
//! what is named in the text itself, `{#name}` behind a heading or `id="name"` in a tag.

use std::collections::HashMap;

use crate::document::{Block, Document};

/// The names of the places of one document, each with the block that it stands at.
#[derive(Clone, Debug, Default)]
pub(super) struct Anchors {
    exact: HashMap<String, usize>,
    /// Without case and marks: makers of pages do not agree on these.
    loose: HashMap<String, usize>,
}

/// The longest tag that is looked through for a name, in bytes.
const LONGEST_TAG: usize = 2_000;

impl Anchors {
    /// The places of a document.
    pub(super) fn of(document: &Document) -> Anchors {
        let mut anchors = Anchors::default();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (at, block) in document.blocks.iter().enumerate() {
            if !block.kind.is_heading() {
                continue;
            }
            if let Some(name) = given(document, block) {
                anchors.add(name, at);
            }
            let slug = slug(&block.text);
            if slug.is_empty() {
                continue;
            }
            let count = seen.entry(slug.clone()).or_default();
            let name = match *count {
                0 => slug,
                count => format!("{slug}-{count}"),
            };
            *count += 1;
            anchors.add(&name, at);
        }
        if matches!(document.format, "md" | "html") {
            for (name, byte) in in_tags(&document.source.text) {
                let next = (document.blocks).partition_point(|block| block.span.end <= byte);
                if let Some(last) = document.blocks.len().checked_sub(1) {
                    anchors.add(name, next.min(last));
                }
            }
        }
        anchors
    }

    fn add(&mut self, name: &str, block: usize) {
        self.exact.entry(name.to_owned()).or_insert(block);
        let loose = loose(name);
        if !loose.is_empty() {
            self.loose.entry(loose).or_insert(block);
        }
    }

    /// The places, each with the row that `row` finds its block in.
    pub(super) fn in_rows(self, row: impl Fn(usize) -> usize) -> Anchors {
        let placed = |names: HashMap<String, usize>| {
            let placed = names.into_iter().map(|(name, block)| (name, row(block)));
            placed.collect()
        };
        Anchors {
            exact: placed(self.exact),
            loose: placed(self.loose),
        }
    }

    /// Where a name leads.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let exact = self.exact.get(name);
        exact.or_else(|| self.loose.get(&loose(name))).copied()
    }
}

/// The name that stands behind a heading: `{#name}`, alone or among others.
fn given<'d>(document: &'d Document, block: &Block) -> Option<&'d str> {
    if document.format != "md" {
        return None;
    }
    let raw = document.source.text.get(block.span.range())?;
    let line = raw.lines().next()?;
    let line = line.trim_end().trim_end_matches('#').trim_end();
    let list = line.strip_suffix('}')?;
    let list = &list[list.rfind('{')? + 1..];
    let name = list
        .split_whitespace()
        .find_map(|word| word.trim_start_matches(':').strip_prefix('#'))?;
    (!name.is_empty()).then_some(name)
}

/// The words of a heading as the last part of an address: letters and digits, `-` for spaces.
fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => slug.extend(c.to_lowercase()),
            c if c.is_whitespace() => slug.push('-'),
            _ => {}
        }
    }
    slug
}

fn loose(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The values of `id` and of `name` in the tags of a text, each with the byte that its tag begins at.
fn in_tags(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('<') {
        let behind = &text.as_bytes()[at + 1..];
        if !behind.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let most = &behind[..behind.len().min(LONGEST_TAG)];
        let Some(end) = most.iter().position(|&byte| byte == b'>') else {
            continue;
        };
        let tag = &text[at + 1..at + 1 + end];
        for attribute in ["id", "name"] {
            if let Some(name) = value(tag, attribute) {
                found.push((name, at));
            }
        }
    }
    found
}

/// The value of an attribute in the inside of a tag.
fn value<'t>(tag: &'t str, attribute: &str) -> Option<&'t str> {
    for (at, _) in tag.match_indices(attribute) {
        let alone = tag[..at].ends_with(char::is_whitespace);
        let rest = tag[at + attribute.len()..].trim_start();
        let (true, Some(rest)) = (alone, rest.strip_prefix('=')) else {
            continue;
        };
        let rest = rest.trim_start();
        let value = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
            _ => rest.split([' ', '/', '\n', '\t']).next()?,
        };
        if !value.is_empty() {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;

    #[test]
    fn places_are_found_by_the_names_that_makers_of_pages_give() {
        let text = "# 第一章 桥\n\n## API\n\n## When to use? {#when .x}\n\n## API\n\n\
                    <a id=\"deep\"></a>那里。\n\n<h2 class='x' name=old>旧</h2>\n\n### Größe_2 (ms)\n";
        let document = read_bytes(text.as_bytes().to_vec(), Path::new("x.md"), None).unwrap();
        let anchors = Anchors::of(&document);
        for (name, says) in [
            ("第一章-桥", "第一章 桥"),
            ("api", "API"),
            ("API", "API"),
            ("when", "When to use?"),
            ("when-to-use", "When to use?"),
            ("deep", "那里。"),
            ("old", "旧"),
            ("größe_2-ms", "Größe_2 (ms)"),
            ("gr%C3", ""),
            ("nowhere", ""),
        ] {
            let found = anchors
                .find(name)
                .map(|at| document.blocks[at].text.as_str());
            assert_eq!(found.unwrap_or_default(), says, "{name}");
        }
        assert!(anchors.find("api-1") > anchors.find("api"));
    }
}
