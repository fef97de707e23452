//! The outline of a text: all that the rest of the book has to know of it.

use super::BookText;
use super::anchors::Anchors;
use crate::bitext::SideName;
use crate::check::Account;
use crate::document::{BlockKind, Document};
use crate::edition::label::Label;
use crate::edition::model::Edition;

/// What the rest of a book has to know of a text.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// Its title.
    pub(crate) label: Label,
    /// The row of the heading that is the title; where none is, the title is put above the rows.
    pub(crate) told: Option<usize>,
    /// Its headings, without the title.
    pub(crate) headings: Vec<OutlineHeading>,
    /// The counts of its sentences and links.
    pub(crate) counts: Account,
    /// Whether it has tables.
    pub(crate) tables: bool,
    /// Whether it has no translation at all.
    pub(crate) untranslated: bool,
    /// The places of both texts that links name, with their rows.
    anchors: [Anchors; 2],
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutlineHeading {
    /// Its row.
    pub(crate) row: usize,
    /// Its level, 1 to 6.
    pub(crate) level: usize,
    /// Its words.
    pub(crate) label: Label,
}

impl Outline {
    /// The outline of a text.
    pub(crate) fn of(edition: &Edition<'_>, text: &BookText) -> Outline {
        let mut headings = Vec::new();
        for (row, pair) in edition.rows().iter().enumerate() {
            let (source, target) = edition.headings(pair);
            let Some((BlockKind::Heading(level), _)) = source.or(target) else {
                continue;
            };
            headings.push(OutlineHeading {
                row,
                level: level as usize + 1,
                label: Label {
                    source: source.map(|(_, text)| text.to_owned()),
                    target: target.map(|(_, text)| text.to_owned()),
                    piece: None,
                },
            });
        }
        let label = title(edition, text, headings.first());
        // A heading of the first level is the title of its page, whatever the list of texts calls it.
        let told = headings.first().filter(|first| {
            let same = first.label.source.is_some() && first.label.source == label.source;
            first.level == 1 || same || first.label == label
        });
        let told = told.map(|first| first.row);
        if told.is_some() {
            headings.remove(0);
        }
        let anchors = [SideName::Source, SideName::Target].map(|side| {
            let row = |block: usize| {
                edition.rows().partition_point(|row| match side {
                    SideName::Source => row.source.end <= block,
                    SideName::Target => row.target.end <= block,
                })
            };
            Anchors::of(&edition.text(side).document).in_rows(row)
        });
        let counts = edition.account();
        Outline {
            label,
            told,
            headings,
            untranslated: counts.source > 0 && counts.target == 0,
            counts,
            tables: edition.has_tables(),
            anchors,
        }
    }

    /// The row that a link of such a side names.
    pub(super) fn row(&self, side: SideName, name: &str) -> Option<usize> {
        let [source, target] = &self.anchors;
        match side {
            SideName::Source => source.find(name).or_else(|| target.find(name)),
            SideName::Target => target.find(name).or_else(|| source.find(name)),
        }
    }
}

/// The title: the one that is given, with the English heading beside it; else the heading at the top, else
/// what the front matter says, else the first heading, else the name of the file.
fn title(edition: &Edition<'_>, text: &BookText, first: Option<&OutlineHeading>) -> Label {
    let top = first.filter(|heading| heading.level == 1);
    let front = Label {
        source: front_title(&edition.source.document),
        target: front_title(&edition.target.document),
        piece: None,
    };
    let told = match top {
        Some(heading) => heading.label.clone(),
        None if front.source.is_some() => front,
        None => first.map(|heading| heading.label.clone()).unwrap_or(front),
    };
    let named = || text.label().source;
    let source = text.title.clone().or(told.source);
    let source = source.or_else(|| told.target.is_none().then(named).flatten());
    Label {
        target: told.target.filter(|target| Some(target) != source.as_ref()),
        source,
        piece: None,
    }
}

/// The title that the front matter of a Markdown text gives.
fn front_title(document: &Document) -> Option<String> {
    if document.format != "md" {
        return None;
    }
    let mut lines = document.source.text.lines();
    let end = lines.next().filter(|line| matches!(*line, "---" | "+++"))?;
    let front = lines.take_while(|line| *line != end);
    let value = front.filter_map(|line| {
        let rest = line.strip_prefix("title")?.trim_start();
        rest.strip_prefix(if end == "---" { ':' } else { '=' })
    });
    let value = value.map(str::trim).next()?;
    let bare = ['"', '\''].iter().find_map(|quote| {
        let inside = value.strip_prefix(*quote)?.strip_suffix(*quote)?;
        Some(inside)
    });
    let title = bare.unwrap_or(value).trim();
    let plain = !title.is_empty() && !title.starts_with(['|', '>', '{', '[', '&', '*']);
    plain.then(|| title.to_owned())
}
