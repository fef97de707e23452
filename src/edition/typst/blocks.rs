//! The blocks of a side of a row: each a dictionary of Typst's code with its pieces, between which it may be cut.

use super::escape::{array, string, verbatim};
use super::inline::{Inline, name};
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::edition::slots::Slot;
use crate::edition::{BlockView, Event, Opaque, Piece, TableView};

/// The most rows, its head among them, of a table that stays on one page; the template knows it, too.
const SHORT_TABLE: usize = 8;
/// The bytes of text after which a long row may be cut where columns stand side by side: about a dozen lines.
pub(super) const CHUNK: usize = 800;

/// The blocks of a side of a row.
#[derive(Default)]
pub(super) struct Side {
    /// The blocks.
    pub(super) blocks: Vec<String>,
    /// Of each of their pieces the numbers of the beads in it.
    pub(super) pieces: Vec<Vec<usize>>,
    /// Of each of their pieces how long it is, in bytes of its text.
    pub(super) lengths: Vec<usize>,
    /// Notes whose first sign is in it, for pages that are made up in the source: the piece, and the code.
    pub(super) notes: Vec<String>,
}

/// The entry of a heading in the contents and the bookmarks.
pub(super) type Told = Option<String>;

impl Side {
    /// The blocks of a side. Each heading takes what the contents say of it from `told`; headings are so many
    /// levels deeper.
    pub(super) fn of(
        inline: &Inline<'_, '_>,
        views: &[BlockView<'_>],
        told: &mut dyn Iterator<Item = Told>,
        deeper: usize,
    ) -> Side {
        let mut side = Side::default();
        let mut at = 0;
        while let Some(view) = views.get(at) {
            if let Some(table) = inline.edition.table(&views[at..]) {
                side.table(inline, &table);
                at += table.blocks;
                continue;
            }
            at += 1;
            let note = inline.edition.note_of(view);
            if note.is_some_and(|note| inline.notes(view.side).at_foot(note)) {
                continue;
            }
            match view.is_opaque() {
                true => side.opaque(inline, &inline.edition.opaque(view)),
                false => side.block(inline, view, told, deeper),
            }
        }
        if inline.edition.options.proof {
            side.findings(inline, views);
        }
        side
    }

    fn block(
        &mut self,
        inline: &Inline<'_, '_>,
        view: &BlockView<'_>,
        told: &mut dyn Iterator<Item = Told>,
        deeper: usize,
    ) {
        let block = view.block;
        let head = match block.kind {
            BlockKind::Heading(level) => {
                let level = (level as usize + 1 + deeper).min(6);
                let told = told.next().flatten();
                let told = told.map_or("none".to_owned(), |told| string(&told));
                format!("k: \"h\", l: {level}, o: {told}")
            }
            BlockKind::ListItem => {
                let mark = match block.ordinal {
                    Some(ordinal) => format!("{ordinal}."),
                    None => "•".to_owned(),
                };
                format!("k: \"li\", d: {}, m: {}", block.depth, string(&mark))
            }
            BlockKind::Quotation => format!("k: \"q\", d: {}", block.depth),
            BlockKind::VerseLine => "k: \"v\"".to_owned(),
            BlockKind::Caption => "k: \"cap\"".to_owned(),
            BlockKind::Paragraph | BlockKind::TableCell | BlockKind::Opaque => {
                "k: \"p\"".to_owned()
            }
        };
        // The words between two sentences go with the first of them. A heading is not cut.
        let mut groups: Vec<Vec<&Piece<'_>>> = Vec::new();
        for piece in &view.pieces {
            match groups.last_mut() {
                Some(group)
                    if block.kind.is_heading()
                        || piece.sentence.is_none()
                        || group.iter().all(|piece| piece.sentence.is_none()) =>
                {
                    group.push(piece);
                }
                _ => groups.push(vec![piece]),
            }
        }
        let mut written = Vec::new();
        for group in &groups {
            let code = group.iter().map(|piece| inline.piece(view.side, piece));
            written.push(format!("{{{}}}", code.collect::<String>()));
            self.take(inline, view.side, group.iter().copied());
        }
        if !written.is_empty() {
            self.put(&head, written);
        }
    }

    /// Takes the beads of what becomes one piece, and its notes.
    fn take<'p>(
        &mut self,
        inline: &Inline<'_, '_>,
        side: SideName,
        pieces: impl Iterator<Item = &'p Piece<'p>>,
    ) {
        let mut beads = Vec::new();
        let mut length = 0;
        for piece in pieces {
            for event in &piece.events {
                if let Event::Text(text) = event {
                    length += text.len();
                }
            }
            beads.extend(piece.sentence.and_then(|sentence| sentence.bead));
            for event in &piece.events {
                let Event::Note { number: note, sign } = *event else {
                    continue;
                };
                let view = inline.edition.notes(side).get(note - 1);
                let first = inline.notes(side).is_first(note, sign);
                let Some(view) = view.filter(|view| first && inline.notes(side).at_foot(view))
                else {
                    continue;
                };
                if inline.facing {
                    let name = format!("{}{}", Slot::Prefix, name(side, note));
                    let body = inline.note(side, &view.blocks);
                    self.notes.push(format!(
                        "(p: {}, n: {note}, name: \"{name}\", b: {body})",
                        self.pieces.len()
                    ));
                }
            }
        }
        self.pieces.push(beads);
        self.lengths.push(length);
    }

    /// Takes pieces without text.
    fn take_silent(&mut self, count: usize) {
        self.pieces.extend(vec![Vec::new(); count]);
        self.lengths.extend(vec![0; count]);
    }

    fn put(&mut self, head: &str, pieces: Vec<String>) {
        self.blocks.push(format!("({head}, s: {})", array(pieces)));
    }

    /// A table, each of whose rows is a piece.
    fn table(&mut self, inline: &Inline<'_, '_>, table: &TableView<'_, '_>) {
        let mut rows = Vec::new();
        let head = std::iter::once(&table.head).filter(|head| !head.is_empty());
        for row in head.chain(&table.rows) {
            let mut cells = Vec::new();
            for views in row {
                let blocks = views.iter().map(|view| match view.is_opaque() {
                    true => opaque(inline, &inline.edition.opaque(view)).concat(),
                    false => inline.block(view),
                });
                let blocks: Vec<String> = blocks.collect();
                cells.push(format!("[#{{{}}}]", blocks.join("parbreak();")));
            }
            rows.push(array(cells));
            let views = row.iter().flat_map(|views| views.iter());
            if let Some(side) = views.clone().map(|view| view.side).next() {
                self.take(inline, side, views.flat_map(|view| &view.pieces));
            } else {
                self.take_silent(1);
            }
        }
        if rows.len() > SHORT_TABLE {
            // It may be cut behind each of its rows.
            let from = self.lengths.len() - rows.len();
            for length in &mut self.lengths[from..] {
                *length += CHUNK;
            }
        }
        let has_head = !table.head.is_empty();
        let head = format!("k: \"table\", n: {}, hd: {has_head}", table.columns.max(1));
        self.put(&head, rows);
    }

    /// What has no text.
    pub(super) fn opaque(&mut self, inline: &Inline<'_, '_>, shown: &Opaque) {
        let head = match shown {
            Opaque::Nothing => return,
            Opaque::Rule => "k: \"rule\"".to_owned(),
            Opaque::Images(_) => "k: \"pic\"".to_owned(),
            Opaque::Code { language, .. } => {
                let language = language.as_deref().map_or("none".to_owned(), string);
                format!("k: \"code\", lang: {language}")
            }
        };
        let pieces = opaque(inline, shown);
        self.take_silent(pieces.len());
        self.put(&head, pieces);
    }

    /// What the check found in the sentences of these blocks.
    fn findings(&mut self, inline: &Inline<'_, '_>, views: &[BlockView<'_>]) {
        let mut found = Vec::new();
        for view in views {
            for sentence in view.pieces.iter().filter_map(|piece| piece.sentence) {
                for finding in inline.edition.findings(view.side, sentence.segment) {
                    let ink = match finding.severity {
                        known @ ("error" | "warning") => known,
                        _ => "note",
                    };
                    let suggestion = finding.suggestion.as_ref();
                    let suggestion = suggestion.map(|words| format!(" → {words}"));
                    found.push(format!(
                        "found({}, {}, {});",
                        string(ink),
                        string(&finding.rule),
                        string(&(finding.message.clone() + &suggestion.unwrap_or_default()))
                    ));
                }
            }
        }
        if !found.is_empty() {
            self.put("k: \"found\"", vec![format!("{{{}}}", found.join("br;"))]);
            self.take_silent(1);
        }
    }
}

/// What has no text, as pieces: of code each line.
fn opaque(inline: &Inline<'_, '_>, shown: &Opaque) -> Vec<String> {
    match shown {
        Opaque::Nothing => Vec::new(),
        Opaque::Rule => vec!["none".to_owned()],
        Opaque::Images(images) => {
            let images = images.iter().map(|image| inline.picture(image));
            images.map(|image| format!("{{{image}}}")).collect()
        }
        Opaque::Code { code, .. } => code
            .split('\n')
            .map(|line| verbatim(&line.replace('\t', "    ")))
            .collect(),
    }
}

/// The blocks of a list of what has no text.
pub(super) fn shared(inline: &Inline<'_, '_>, all: &[Opaque]) -> Side {
    let mut side = Side::default();
    all.iter().for_each(|shown| side.opaque(inline, shown));
    side
}

/// A heading that no text has.
pub(super) fn heading(words: &str, told: Option<&str>, level: usize) -> String {
    let told = told.map_or("none".to_owned(), string);
    format!(
        "(k: \"h\", l: {level}, o: {told}, s: ({{{}}},))",
        string(words)
    )
}
