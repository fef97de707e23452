//! Renderings of a revision, one file each.

mod html;
mod json;
mod markdown;
mod summary;
mod terminal;

use std::io::{self, Write};

pub use json::{FORMAT, PROJECT_FORMAT, PROJECT_VERSION, VERSION};

use super::revision::{Change, ChangeKind, Revision};
use super::texts::ProjectRevision;
use crate::bitext::{Sentence, Side};
use crate::report::Terminal;
use crate::text::named::Named;

/// The settings of a rendering: which changes are shown, and how.
#[derive(Clone, Debug)]
pub struct View {
    /// Whether quiet changes are shown, too: markup, line breaks, spacing.
    pub all: bool,
    /// The kinds to show; all of them when empty.
    pub kinds: Vec<ChangeKind>,
    /// Whether only the summary is shown.
    pub stat: bool,
    /// The terminal's width and colours.
    pub look: Terminal,
    /// The largest Markdown document, in bytes.
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

/// One rendering, as listed in [`RENDERINGS`].
pub struct Rendering {
    /// The name that `--format` uses.
    pub id: &'static str,
    /// A description in one sentence.
    pub about: &'static str,
    /// Writes the revision.
    pub write: fn(&Revision<'_>, &View, &mut dyn Write) -> io::Result<()>,
    /// Writes the revision of a project.
    pub write_project: fn(&ProjectRevision<'_>, &View, &mut dyn Write) -> io::Result<()>,
}

/// Every rendering.
pub const RENDERINGS: &[Rendering] = &[
    Rendering {
        id: "text",
        about: "for people at a terminal",
        write: terminal::write,
        write_project: terminal::write_project,
    },
    Rendering {
        id: "json",
        about: "for programs; docs/diff.md gives its shape",
        write: json::write,
        write_project: json::write_project,
    },
    Rendering {
        id: "html",
        about: "a page in one file, with filters and keys",
        write: html::write,
        write_project: html::write_project,
    },
    Rendering {
        id: "markdown",
        about: "for a comment on a pull request, of limited size",
        write: markdown::write,
        write_project: markdown::write_project,
    },
];

impl Named for Rendering {
    const KIND: &'static str = "rendering";

    fn table() -> &'static [Rendering] {
        RENDERINGS
    }

    fn id(&self) -> &'static str {
        self.id
    }
}

/// The counts of the changes that are to be read, in a line: `3 edited, 1 moved`.
pub(super) fn counted(revision: &Revision<'_>) -> String {
    let parts: Vec<String> = ChangeKind::ALL
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

/// What changed and how many sentences stayed, in a line.
pub(super) fn kept(revision: &Revision<'_>, look: Terminal) -> String {
    let changed = look.tell(&counted(revision)).into_owned();
    look.words().say(
        "diff-kept",
        &[
            ("changed", changed.into()),
            ("kept", revision.kept.into()),
            ("all", revision.new.target.sentences.len().into()),
        ],
    )
}

/// The scores of a revision, in a line.
pub(super) fn scores(revision: &Revision<'_>, look: Terminal) -> String {
    let scores = &revision.scores;
    let shown = |score: f64| format!("{score:.1}");
    look.words().say(
        "diff-scores",
        &[
            ("chrf", shown(scores.chrf).into()),
            ("ter", shown(scores.ter).into()),
            ("rate", shown(100.0 * scores.edit_rate).into()),
        ],
    )
}

/// The versions, and how many texts differ, in a line.
pub(super) fn tell_headline(project: &ProjectRevision<'_>, look: Terminal) -> String {
    let said = summary::differing(project);
    let versions = [
        ("old", project.old.as_str().into()),
        ("new", project.new.as_str().into()),
        ("said", look.tell(&said).into_owned().into()),
    ];
    look.words().say("diff-headline", &versions)
}

/// The place of a range's first sentence: `en.md:12:3`, or `en.md#12` for the twelfth sentence when the
/// line is not known.
pub(super) fn place(side: &Side, sentences: &std::ops::Range<usize>) -> Option<String> {
    let sentence = side.sentences.get(sentences.clone())?.first()?;
    Some(match sentence.at {
        Some((line, column)) => format!("{}:{line}:{column}", side.file),
        None => format!("{}#{}", side.file, sentences.start + 1),
    })
}

/// The changes of meaning in words, each with whether it is prominent.
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

/// The heading of a change, for people.
pub(crate) fn title(change: &Change) -> String {
    let blocks = change.old.len().max(change.new.len());
    if let Some(across) = &change.across {
        let number = match blocks {
            0 | 1 => String::new(),
            number => format!(", {number} sentences"),
        };
        return if change.new.is_empty() {
            format!("moved to {}{number}", across.text)
        } else {
            format!("moved here from {}{number}", across.text)
        };
    }
    match change.kind {
        ChangeKind::Moved if !change.edits.is_empty() => "moved and edited".to_owned(),
        ChangeKind::Moved if blocks > 1 => format!("moved, {blocks} sentences"),
        kind if change.moved.is_some() && kind != ChangeKind::Moved => {
            format!("{}, and moved with others", kind.name())
        }
        ChangeKind::Split => format!("split into {}", change.new.len()),
        ChangeKind::Merged => format!("merged from {}", change.old.len()),
        ChangeKind::Restored => "restored: this Chinese had no English before".to_owned(),
        ChangeKind::Stale if change.old.is_empty() && change.new.is_empty() => {
            if change.new_source.is_empty() {
                "stale: Chinese that had no English is gone".to_owned()
            } else {
                "stale: Chinese that has no English".to_owned()
            }
        }
        ChangeKind::Stale => "stale: the Chinese changed, the English did not".to_owned(),
        ChangeKind::Resolved => "resolved: the Chinese changed, the English with it".to_owned(),
        kind => kind.name().to_owned(),
    }
}

/// Whether a change is shown by a part of its sentences: a block that moved whole.
pub(super) fn is_block(change: &Change) -> bool {
    change.kind == ChangeKind::Moved
        && change.scores.is_none()
        && change.old.len().max(change.new.len()) > 1
}

/// The sentences of a block that moved: where they are now, or, of those that went to another text, where
/// they were.
pub(super) fn block_sentences<'r>(revision: &'r Revision<'_>, change: &Change) -> &'r [Sentence] {
    if change.new.is_empty() {
        revision.old.target.slice(&change.old)
    } else {
        revision.new.target.slice(&change.new)
    }
}

/// The marking of a piece of a changed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marking {
    Common,
    Gone,
    Come,
    /// Inserted here and taken out elsewhere.
    MovedHere,
    /// Taken out here and inserted elsewhere.
    MovedAway,
}

/// Both versions in one text: common words once, deleted words before the ones that replaced them. A
/// phrase that changed its place is shown where it came to.
pub(crate) fn inline<'t>(
    old: &'t str,
    new: &'t str,
    edits: &[super::word_edits::WordEdit],
) -> Vec<(Marking, &'t str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for edit in edits {
        pieces.push((Marking::Common, &old[at..edit.old.start]));
        match edit.moved {
            Some(_) => pieces.push((Marking::MovedHere, &new[edit.new.clone()])),
            None => {
                pieces.push((Marking::Gone, &old[edit.old.clone()]));
                pieces.push((Marking::Come, &new[edit.new.clone()]));
            }
        }
        at = edit.old.end;
    }
    pieces.push((Marking::Common, &old[at..]));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// One version of the text, with the words that the other lacks marked.
pub(super) fn one_side<'t>(
    text: &'t str,
    edits: &[super::word_edits::WordEdit],
    is_old: bool,
) -> Vec<(Marking, &'t str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for edit in edits {
        let range = if is_old { &edit.old } else { &edit.new };
        pieces.push((Marking::Common, &text[at..range.start]));
        let piece = match (edit.moved, is_old) {
            (None, true) => Marking::Gone,
            (None, false) => Marking::Come,
            (Some(_), true) => Marking::MovedAway,
            (Some(_), false) => Marking::MovedHere,
        };
        pieces.push((piece, &text[range.clone()]));
        at = range.end;
    }
    pieces.push((Marking::Common, &text[at..]));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// The beginning of a text, cut to a number of characters.
pub(super) fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
