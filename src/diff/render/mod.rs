//! How a revision is shown, one file a rendering.

mod html;
mod json;
mod markdown;
mod terminal;

use std::io::{self, Write};

pub use json::{FORMAT, VERSION};

use super::revision::{Change, Kind, Revision};
use crate::bitext::Side;
use crate::report::Terminal;

/// What of a revision is shown, and how.
#[derive(Clone, Debug)]
pub struct View {
    /// Quiet changes, too: markup, broken lines, spacing.
    pub all: bool,
    /// Only these kinds; all of them where none is named.
    pub kinds: Vec<Kind>,
    /// The summary alone.
    pub stat: bool,
    /// The terminal.
    pub look: Terminal,
    /// The largest Markdown, in bytes.
    pub limit: usize,
}

impl View {
    /// The changes that are shown.
    pub fn shown<'a>(&'a self, revision: &'a Revision<'_>) -> impl Iterator<Item = &'a Change> {
        revision.changes.iter().filter(|change| {
            if self.kinds.is_empty() {
                self.all || !change.kind.is_quiet()
            } else {
                self.kinds.contains(&change.kind)
            }
        })
    }
}

/// A rendering.
pub struct Rendering {
    /// Its name.
    pub id: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&Revision<'_>, &View, &mut dyn Write) -> io::Result<()>,
}

/// All of them.
pub const RENDERINGS: &[Rendering] = &[
    Rendering {
        id: "text",
        about: "for people at a terminal",
        write: terminal::write,
    },
    Rendering {
        id: "json",
        about: "for programs; docs/diff.md gives its shape",
        write: json::write,
    },
    Rendering {
        id: "html",
        about: "a page in one file, with filters and keys",
        write: html::write,
    },
    Rendering {
        id: "markdown",
        about: "for a comment on a pull request, of limited size",
        write: markdown::write,
    },
];

/// What there is to read, in a line: `3 edited, 1 moved`.
pub(super) fn counted(revision: &Revision<'_>) -> String {
    let parts: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| (revision.count(*kind), kind.name()))
        .filter(|&(count, _)| count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if parts.is_empty() {
        "nothing changed".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Where the first sentence of a range stands: `en.md:12:3`, or `en.md#12` for the twelfth sentence.
pub(super) fn place(side: &Side, sentences: &std::ops::Range<usize>) -> Option<String> {
    let sentence = side.sentences.get(sentences.clone())?.first()?;
    Some(match sentence.at {
        Some((line, column)) => format!("{}:{line}:{column}", side.file),
        None => format!("{}#{}", side.file, sentences.start + 1),
    })
}

/// What a change means, in words.
pub(crate) fn said(change: &Change) -> Vec<(bool, String)> {
    change
        .signs
        .iter()
        .map(|sign| {
            let list = |words: &[String]| words.join(", ");
            let what = match &sign.term {
                Some(term) => format!("{} {term}", sign.meaning.name()),
                None => sign.meaning.name().to_owned(),
            };
            let said = match (sign.old.is_empty(), sign.new.is_empty()) {
                (false, false) => format!("{what}: {} → {}", list(&sign.old), list(&sign.new)),
                (false, true) => format!("{what}: {} dropped", list(&sign.old)),
                _ => format!("{what}: {} put in", list(&sign.new)),
            };
            (sign.meaning.is_loud(), said)
        })
        .collect()
}

/// The name of a change as people read it.
pub(crate) fn title(change: &Change) -> String {
    let blocks = change.old.len().max(change.new.len());
    match change.kind {
        Kind::Moved if !change.edits.is_empty() => "moved and edited".to_owned(),
        Kind::Moved if blocks > 1 => format!("moved, {blocks} sentences"),
        kind if change.moved.is_some() && kind != Kind::Moved => {
            format!("{}, and moved with others", kind.name())
        }
        Kind::Split => format!("split into {}", change.new.len()),
        Kind::Merged => format!("merged from {}", change.old.len()),
        Kind::Restored => "restored: this Chinese had no English before".to_owned(),
        Kind::Stale if change.old.is_empty() && change.new.is_empty() => {
            if change.new_source.is_empty() {
                "stale: Chinese that had no English is gone".to_owned()
            } else {
                "stale: Chinese that has no English".to_owned()
            }
        }
        Kind::Stale => "stale: the Chinese changed, the English did not".to_owned(),
        Kind::Resolved => "resolved: the Chinese changed, the English with it".to_owned(),
        kind => kind.name().to_owned(),
    }
}

/// How a piece of a changed text is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Common,
    Gone,
    Come,
    /// Put in here and taken out elsewhere.
    MovedHere,
    /// Taken out here and put in elsewhere.
    MovedAway,
}

/// Both versions in one: what is common once, what is gone before what came instead. A phrase that changed its place
/// is shown where it came to.
pub(crate) fn inline<'t>(
    old: &'t str,
    new: &'t str,
    edits: &[super::words::Edit],
) -> Vec<(Piece, &'t str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for edit in edits {
        pieces.push((Piece::Common, &old[at..edit.old.start]));
        match edit.moved {
            Some(_) => pieces.push((Piece::MovedHere, &new[edit.new.clone()])),
            None => {
                pieces.push((Piece::Gone, &old[edit.old.clone()]));
                pieces.push((Piece::Come, &new[edit.new.clone()]));
            }
        }
        at = edit.old.end;
    }
    pieces.push((Piece::Common, &old[at..]));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// One version, with what the other one has not marked.
pub(super) fn one_side<'t>(
    text: &'t str,
    edits: &[super::words::Edit],
    is_old: bool,
) -> Vec<(Piece, &'t str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for edit in edits {
        let range = if is_old { &edit.old } else { &edit.new };
        pieces.push((Piece::Common, &text[at..range.start]));
        let piece = match (edit.moved, is_old) {
            (None, true) => Piece::Gone,
            (None, false) => Piece::Come,
            (Some(_), true) => Piece::MovedAway,
            (Some(_), false) => Piece::MovedHere,
        };
        pieces.push((piece, &text[range.clone()]));
        at = range.end;
    }
    pieces.push((Piece::Common, &text[at..]));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// The beginning of a text that is too long to be shown whole.
pub(super) fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
