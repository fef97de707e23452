//! Notes as footnotes of Word: the sign in the text, the words in a part of their own.

use std::collections::{HashMap, HashSet};

use super::xml::{HEAD, WORD, run_text};
use super::{RELATIONS, drawings};
use crate::bitext::SideName;
use crate::document::MarkKind;
use crate::edition::slots::{Counted, Slot};
use crate::edition::{BlockView, Edition, Event, NoteView};

/// The notes of a text that are footnotes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The notes with words that a sign outside of notes leads to, by their numbers. Word has no sign of a footnote
    /// inside another, so a note that only such a sign leads to stays where its words are.
    footnotes: HashSet<(SideName, usize)>,
    /// Those whose sign was set, in the order of the signs; the id of a footnote is its place here, from 1.
    set: Vec<(SideName, usize)>,
    /// The bookmarks at signs that other signs point to.
    bookmarks: usize,
    /// The bookmark at the sign of a footnote, by the id of that.
    marked: HashMap<usize, usize>,
}

impl Notes {
    /// The footnotes of an edition.
    pub(super) fn of(edition: &Edition<'_>) -> Notes {
        let mut footnotes = HashSet::new();
        for side in [SideName::Source, SideName::Target] {
            let notes = edition.notes(side);
            let blocks = edition.text(side).document.blocks.iter().enumerate();
            let signed = blocks.filter(|(_, block)| {
                let mut marks = block.marks.iter();
                block.note.is_none() && marks.any(|mark| matches!(mark.kind, MarkKind::Note(_)))
            });
            for view in signed.filter_map(|(index, _)| edition.block(side, index)) {
                if view.is_opaque() {
                    continue;
                }
                for event in view.pieces.iter().flat_map(|piece| &piece.events) {
                    if let Event::Note { number, .. } = event
                        && notes
                            .get(number - 1)
                            .is_some_and(|note| !note.blocks.is_empty())
                    {
                        footnotes.insert((side, *number));
                    }
                }
            }
        }
        Notes {
            footnotes,
            ..Notes::default()
        }
    }

    /// Whether a block is words of a footnote, which are not set where they stand in the text.
    pub(super) fn has(&self, edition: &Edition<'_>, view: &BlockView<'_>) -> bool {
        let note = edition.note_of(view);
        note.is_some_and(|note| self.footnotes.contains(&(view.side, note.number)))
    }

    /// Whether a sign of this note would be the first that is set, and so the one that carries its words.
    pub(super) fn is_next(&self, side: SideName, note: &NoteView) -> bool {
        let key = (side, note.number);
        self.footnotes.contains(&key) && !self.set.contains(&key)
    }

    /// The sign of a note. `in_note` says that it stands in the words of a footnote.
    pub(super) fn sign(&mut self, side: SideName, note: &NoteView, in_note: bool) -> String {
        let key = (side, note.number);
        if in_note || !self.footnotes.contains(&key) {
            return look(&run_text(&note.number.to_string()));
        }
        if let Some(at) = self.set.iter().position(|set| *set == key) {
            // Word has one sign for a footnote; another is the number of the first.
            let id = Slot::Number(Counted::Footnote, at + 1);
            let bookmark = self.marked.get(&(at + 1)).copied().unwrap_or_default();
            let name = bookmark_name(bookmark);
            return format!(
                "<w:fldSimple w:instr=\" NOTEREF {name} \\f \\h \">{}</w:fldSimple>",
                look(&format!("<w:t>{id}</w:t>"))
            );
        }
        self.set.push(key);
        let id = self.set.len();
        let slot = Slot::Number(Counted::Footnote, id);
        let reference = look(&format!("<w:footnoteReference w:id=\"{slot}\"/>"));
        if note.signs.len() < 2 {
            return reference;
        }
        self.bookmarks += 1;
        self.marked.insert(id, self.bookmarks);
        let bookmark = Slot::Number(Counted::Bookmark, self.bookmarks);
        let name = bookmark_name(self.bookmarks);
        format!(
            "<w:bookmarkStart w:id=\"{bookmark}\" w:name=\"{name}\"/>{reference}<w:bookmarkEnd w:id=\"{bookmark}\"/>"
        )
    }

    /// The footnotes whose signs were set, in their order.
    pub(super) fn set(&self) -> &[(SideName, usize)] {
        &self.set
    }

    /// The number of bookmarks at signs.
    pub(super) fn bookmarks(&self) -> usize {
        self.bookmarks
    }
}

/// The name of a bookmark at a sign.
fn bookmark_name(number: usize) -> String {
    format!("_RefNote{}", Slot::Number(Counted::Bookmark, number))
}

/// A run that looks as the sign of a note.
fn look(content: &str) -> String {
    format!("<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>{content}</w:r>")
}

/// The start of a footnote's first paragraph: its sign.
pub(super) fn own_sign() -> String {
    look("<w:footnoteRef/>") + "<w:r><w:t xml:space=\"preserve\"> </w:t></w:r>"
}

/// A footnote with these paragraphs.
pub(super) fn footnote(id: usize, paragraphs: &str) -> String {
    let id = Slot::Number(Counted::Footnote, id);
    format!("<w:footnote w:id=\"{id}\">{paragraphs}</w:footnote>\n")
}

/// The part with all footnotes, behind the two lines that part them from the text.
pub(super) fn part(footnotes: &str) -> String {
    let line = |kind: &str, id: &str, content: &str| {
        format!(
            "<w:footnote w:type=\"{kind}\" w:id=\"{id}\"><w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr>\
             <w:r><w:{content}/></w:r></w:p></w:footnote>\n"
        )
    };
    format!(
        "{HEAD}<w:footnotes xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONS}\" {}>\n{}{}{footnotes}</w:footnotes>\n",
        drawings::NAMESPACES,
        line("separator", "-1", "separator"),
        line("continuationSeparator", "0", "continuationSeparator"),
    )
}
