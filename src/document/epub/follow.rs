//! A book whose pages got other words: its tables of contents and its title follow its headings, and of a
//! translation the language that it says it is in, and the direction in which it is read.

use std::collections::BTreeMap;

use super::super::archive::Archive;
use super::super::language_marks;
use super::super::source::SourceText;
use super::labels::{Label, LabelKind, labels};
use super::package::Package;
use super::said::{Pages, key};
use super::{direction, package};
use crate::text::xml::{Controls, Escape, Quotes, Turns};

/// The members of a book that are another text now.
#[derive(Debug, Default)]
pub(in super::super) struct Changed {
    /// Their names and texts.
    pub(in super::super) members: BTreeMap<String, String>,
    /// What was done that a person should know of.
    pub(in super::super) remarks: Vec<String>,
}

/// A member with labels, before and after.
struct Labelled {
    kinds: Vec<LabelKind>,
    before: String,
    after: String,
}

impl Labelled {
    /// Its labels in one of its texts, in order.
    fn labels(&self, member: &str, text: &str) -> Vec<Label> {
        let kinds = self.kinds.iter();
        let mut all: Vec<Label> = kinds
            .flat_map(|&kind| labels(kind, member, text, 0))
            .collect();
        all.sort_by_key(|label| label.block.span.start);
        all
    }
}

/// The members that are another text when the source has the text `after`. `language` is that of a translation;
/// nothing where words were only changed. None for what is no book.
pub(in super::super) fn changed(
    source: &SourceText,
    after: &str,
    language: Option<&str>,
) -> Option<Changed> {
    let archive = source.archive.clone()?;
    let mut archive = Archive::again(archive, &source.path).ok()?;
    let package = Package::read(&mut archive, &source.path).ok()?;
    let parts: BTreeMap<&str, (&str, &str)> = source
        .part_texts()
        .zip(after.split(super::BETWEEN))
        .map(|((part, old), new)| (part.member.as_str(), (old, new)))
        .collect();
    if parts.len() != after.split(super::BETWEEN).count() {
        return None;
    }
    let mut changed = Changed::default();
    for (member, (old, new)) in &parts {
        if old != new {
            changed
                .members
                .insert((*member).to_owned(), (*new).to_owned());
        }
    }
    if changed.members.is_empty() {
        return Some(changed);
    }
    let mut pages = Pages::default();
    let mut labelled: BTreeMap<String, Labelled> = BTreeMap::new();
    for page in &package.pages {
        if let Some(&(old, new)) = parts.get(page.member.as_str()) {
            pages.add(&page.member, page.markup, old, new);
            if old != new {
                let heading = Labelled {
                    kinds: vec![LabelKind::Head],
                    before: old.to_owned(),
                    after: new.to_owned(),
                };
                labelled.insert(page.member.clone(), heading);
            }
        }
    }
    for (kind, member) in package.labelled() {
        let text = match parts.get(member) {
            Some(&(old, new)) => Some((old.to_owned(), new.to_owned())),
            None => archive
                .text(member)
                .ok()
                .flatten()
                .map(|text| (text.clone(), text)),
        };
        let Some((before, after)) = text else {
            continue;
        };
        let kinds = match kind {
            LabelKind::Navigation => vec![LabelKind::Head, kind],
            kind => vec![kind],
        };
        let contents = Labelled {
            kinds,
            before,
            after,
        };
        labelled.insert(member.to_owned(), contents);
    }
    follow(&mut pages, labelled, &mut changed);
    if let Some(language) = language {
        translated(&package, &mut archive, language, &mut changed);
    }
    Some(changed)
}

/// Gives every label whose words the book says elsewhere the words that it says there now.
fn follow(pages: &mut Pages<'_>, all: BTreeMap<String, Labelled>, changed: &mut Changed) {
    let pairs: Vec<(String, String, Vec<Label>, Vec<Label>)> = all
        .into_iter()
        .map(|(member, one)| {
            let old = one.labels(&member, &one.before);
            let new = one.labels(&member, &one.after);
            (member, one.after, old, new)
        })
        .filter(|(_, _, old, new)| old.len() == new.len())
        .collect();
    let is_same = |old: &Label, new: &Label| old.block.text == new.block.text;
    for (_, _, old, new) in &pairs {
        for (old, new) in old.iter().zip(new) {
            if !is_same(old, new) {
                pages.add_label(&old.block.text, &new.block.text);
            }
        }
    }
    for (member, after, old, new) in pairs {
        let mut text = after.clone();
        for (old, new) in old.iter().zip(&new).rev() {
            if is_same(old, new)
                && let Some(now) = pages.now(new).filter(|now| !now.is_empty())
                && key(&now) != key(&new.block.text)
            {
                replace(new, &now, &mut text);
            }
        }
        if text != after {
            changed.members.insert(member, text);
        }
    }
}

/// Other words in a label: they take the place of its first words, and the markup in it stays.
fn replace(label: &Label, words: &str, text: &mut String) {
    let escape = Escape {
        quotes: Quotes::Kept,
        controls: Controls::AsXml,
        turns: Turns::Kept,
    };
    let runs = label.block.runs.iter().filter(|run| !run.text.is_empty());
    let runs: Vec<_> = runs.collect();
    for (number, run) in runs.iter().enumerate().rev() {
        // A run that stands for a CDATA section or white space may hold markup.
        let span = run.source.start..run.source.end;
        let written = match number {
            0 => escape.text(words),
            _ => String::new(),
        };
        if text.get(span.clone()).is_some_and(|old| !old.contains('<')) {
            text.replace_range(span, &written);
        }
    }
}

/// What a translation changes besides its words.
fn translated(package: &Package, archive: &mut Archive<'_>, language: &str, changed: &mut Changed) {
    for text in changed.members.values_mut() {
        if let Some(marked) = language_marks::marked(text, language) {
            *text = marked;
        }
    }
    let now = changed.members.get(&package.member);
    let opf = now.unwrap_or(&package.text).clone();
    let told = package::in_language(&opf, language);
    let turned = direction::package(told.as_deref().unwrap_or(&opf));
    let is_turned = turned.is_some();
    if let Some(text) = turned.or(told) {
        changed.members.insert(package.member.clone(), text);
    }
    let mut sheets = Vec::new();
    for sheet in &package.styles {
        if let Ok(Some(text)) = archive.text(sheet)
            && let Some(text) = direction::style(&text)
        {
            changed.members.insert(sheet.clone(), text);
            sheets.push(sheet.as_str());
        }
    }
    let mut pages = 0;
    for text in changed.members.values_mut() {
        if let Some(turned) = direction::page(text) {
            *text = turned;
            pages += 1;
        }
    }
    if is_turned {
        changed.remarks.push(format!(
            "{}: the pages of the translation turn from left to right; those of the Chinese turn from right to left",
            package.member
        ));
    }
    if !sheets.is_empty() || pages > 0 {
        let mut places = sheets.join(", ");
        if pages > 0 {
            let more = if places.is_empty() { "" } else { ", " };
            places.push_str(&format!("{more}{pages} pages"));
        }
        changed.remarks.push(format!(
            "{places}: the lines of the translation run from left to right; those of the Chinese run from top to bottom"
        ));
    }
}
