//! The edition as rows, blocks, sentences and marks: everything that a writer needs.

mod alike;
mod notes;
mod opaque;
mod options;
mod pieces;
mod rows;
mod side_index;

use std::collections::HashSet;
use std::ops::Range;

use super::label::Label;
use super::picture::{Picture, Pictures};
use crate::bitext::{Bitext, SideName};
use crate::check::Account;
use crate::check::account::{is_doubtful, lacks};
use crate::document::{Block, BlockKind, MarkKind};
use crate::segment::SegmentedDocument;
use crate::text::address::on_server;
use opaque::{opaque_markdown, opaque_markup};
use pieces::{events, gap};
use rows::rows;
use side_index::SideIndex;

pub use notes::NoteView;
pub use opaque::{ImageView, Opaque};
pub use options::{EditionOptions, FindingMark, Layout, TermMark};
pub use pieces::{Event, LinkState, Piece, SentenceView, Style};
pub use rows::Row;

/// A block of one of the texts.
#[derive(Clone, Debug)]
pub struct BlockView<'a> {
    /// The text that it is in.
    pub side: SideName,
    /// The index of the block in the document.
    pub index: usize,
    /// The block.
    pub block: &'a Block,
    /// Its sentences and the texts between them, in order; together they are the visible text.
    pub pieces: Vec<Piece<'a>>,
}

impl BlockView<'_> {
    /// Whether it has no text: see [`Edition::opaque`].
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.block.kind == BlockKind::Opaque && self.block.text.trim().is_empty()
    }
}

/// The cells of a table, or of what is left of it.
#[derive(Clone, Debug)]
pub struct TableView<'v, 'a> {
    /// How many blocks it is made of.
    pub blocks: usize,
    /// How many columns it has.
    pub columns: usize,
    /// Its first row; empty where that has no words.
    pub head: Vec<&'v [BlockView<'a>]>,
    /// The other rows that have words. A row has as many cells as there are columns, each of any number of blocks.
    pub rows: Vec<Vec<&'v [BlockView<'a>]>>,
}

/// A heading: its kind and its text.
pub(super) type Heading<'a> = (BlockKind, &'a str);

/// Two texts set row by row.
#[derive(Clone, Debug)]
pub struct Edition<'a> {
    /// The source.
    pub source: &'a SegmentedDocument,
    /// The target.
    pub target: &'a SegmentedDocument,
    /// The links; sentence `i` of a side is segment `i` of its text.
    pub bitext: &'a Bitext,
    /// The settings.
    pub options: EditionOptions,
    rows: Vec<Row>,
    sides: [SideIndex; 2],
    /// Blocks of images that are shown once, at another row.
    shown_elsewhere: HashSet<(SideName, usize)>,
}

impl<'a> Edition<'a> {
    /// Sets two texts row by row. Sentence `i` of a bitext side is segment `i` of that text.
    #[must_use]
    pub fn new(
        source: &'a SegmentedDocument,
        target: &'a SegmentedDocument,
        bitext: &'a Bitext,
        mut options: EditionOptions,
    ) -> Self {
        for (side, text) in [(SideName::Source, source), (SideName::Target, target)] {
            take_pictures_inside(&mut options.pictures, side, text);
        }
        let sides = [
            SideIndex::new(source, SideName::Source, bitext, &options),
            SideIndex::new(target, SideName::Target, bitext, &options),
        ];
        let rows = rows(source, target, bitext, &sides);
        let mut edition = Edition {
            source,
            target,
            bitext,
            options,
            rows,
            sides,
            shown_elsewhere: HashSet::new(),
        };
        edition.share();
        edition.share_across();
        edition
    }

    /// The rows, in order; every block of both sides is in exactly one.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The text of a side.
    #[must_use]
    pub fn text(&self, side: SideName) -> &'a SegmentedDocument {
        match side {
            SideName::Source => self.source,
            SideName::Target => self.target,
        }
    }

    /// The language tag of a side.
    #[must_use]
    pub fn language(&self, side: SideName) -> &str {
        match side {
            SideName::Source => &self.options.source_language,
            SideName::Target => &self.options.target_language,
        }
    }

    /// The title in both languages: the one that the book is given, else the first heading of each text.
    #[must_use]
    pub fn label(&self) -> Label {
        let given = &self.options.data.title;
        if !given.is_empty() {
            return given.label();
        }
        let first = |text: &SegmentedDocument| {
            let mut headings = text
                .document
                .blocks
                .iter()
                .filter(|block| block.kind.is_heading() && !block.text.trim().is_empty());
            headings.next().map(|block| block.text.trim().to_owned())
        };
        Label {
            source: first(self.source),
            target: first(self.target),
            piece: None,
        }
    }

    /// The title in one line: as the book is given it in both languages, else the first heading of the source,
    /// else of the target.
    #[must_use]
    pub fn title(&self) -> String {
        if !self.options.data.title.is_empty() {
            return self.options.data.title.label().line();
        }
        let label = self.label();
        label.source.or(label.target).unwrap_or_default()
    }

    /// The title, if it is not also a heading of the texts.
    pub(super) fn untold_title(&self) -> Option<String> {
        let title = self.title();
        let label = self.label();
        let told = [(self.source, label.source), (self.target, label.target)];
        let told = told.into_iter().any(|(text, own)| {
            let first = text.document.blocks.iter().find(|b| b.kind.is_heading());
            first.is_some_and(|block| {
                let heading = block.text.trim();
                heading == title || own.is_some_and(|own| own == heading)
            })
        });
        (!title.is_empty() && !told).then_some(title)
    }

    /// The image at an address that a text of this side gives, and its number among all.
    #[must_use]
    pub fn picture(&self, side: SideName, url: &str) -> Option<(usize, &Picture)> {
        let number = self.options.pictures.number(side, url)?;
        Some((number, &self.options.pictures.files()[number]))
    }

    /// How many images of its texts are on servers, and links in the edition.
    #[must_use]
    pub fn images_on_servers(&self) -> usize {
        let of = |side: SideName, text: &'a SegmentedDocument| {
            let marks = text.document.blocks.iter().flat_map(|block| &block.marks);
            marks.filter_map(move |mark| match &mark.kind {
                MarkKind::Image { url, .. } if self.picture(side, url).is_none() => Some(url),
                _ => None,
            })
        };
        let source = of(SideName::Source, self.source);
        let missing = source.chain(of(SideName::Target, self.target));
        let on_servers: HashSet<_> = missing.filter(|url| on_server(url).is_some()).collect();
        on_servers.len()
    }

    /// The findings at a sentence.
    pub fn findings(&self, side: SideName, segment: usize) -> impl Iterator<Item = &FindingMark> {
        let findings = self.options.findings.iter();
        findings.filter(move |finding| finding.side == side && finding.segment == segment)
    }

    /// The notes of a side, by their numbers.
    #[must_use]
    pub fn notes(&self, side: SideName) -> &[NoteView] {
        &self.side(side).notes
    }

    /// The note whose words a block has.
    #[must_use]
    pub fn note_of(&self, view: &BlockView<'_>) -> Option<&NoteView> {
        view.block.note.as_ref()?;
        let mut notes = self.notes(view.side).iter();
        notes.find(|note| note.blocks.contains(&view.index))
    }

    /// The first heading of each side in a row: its kind and its text.
    pub(super) fn headings(&self, row: &Row) -> (Option<Heading<'a>>, Option<Heading<'a>>) {
        let first = |text: &'a SegmentedDocument, range: &Range<usize>| {
            text.document.blocks[range.clone()]
                .iter()
                .map(|block| (block.kind, block.text.trim()))
                .find(|(kind, text)| kind.is_heading() && !text.is_empty())
        };
        (
            first(self.source, &row.source),
            first(self.target, &row.target),
        )
    }

    /// A row's blocks of one side.
    #[must_use]
    pub fn blocks(&self, row: &Row, side: SideName) -> Vec<BlockView<'_>> {
        let range = match side {
            SideName::Source => row.source.clone(),
            SideName::Target => row.target.clone(),
        };
        let views = range
            .filter(|&index| !self.shown_elsewhere.contains(&(side, index)))
            .filter_map(|index| self.block(side, index));
        if row.shared.is_empty() {
            return views.collect();
        }
        // What is shown once for both stands before the blocks.
        let views = views.filter(|view| !view.is_opaque());
        let mut views: Vec<_> = views.collect();
        for piece in views.iter_mut().flat_map(|view| &mut view.pieces) {
            piece
                .events
                .retain(|event| !matches!(event, Event::Image { .. }));
        }
        views.retain_mut(|view| {
            view.pieces
                .retain(|piece| piece.sentence.is_some() || !piece.events.is_empty());
            !view.pieces.is_empty()
        });
        views
    }

    /// One block of a side.
    #[must_use]
    pub fn block(&self, side: SideName, index: usize) -> Option<BlockView<'_>> {
        let text = self.text(side);
        let block = text.document.blocks.get(index)?;
        let looked_up = self.side(side);
        let signs = &looked_up.signs;
        let mut pieces = Vec::new();
        let mut at = 0;
        for segment in looked_up.segments.get(index).cloned().unwrap_or(0..0) {
            let place = text.segments[segment].place.range();
            if place.start < at || block.text.get(place.clone()).is_none() {
                continue;
            }
            if at < place.start {
                pieces.extend(gap((block, index), at..place.start, signs));
            }
            pieces.push(Piece {
                sentence: Some(self.sentence(side, segment)),
                events: events(
                    (block, index),
                    place.clone(),
                    &self.terms(side, segment),
                    signs,
                ),
            });
            at = place.end;
        }
        let end = block.text.len();
        if at < end {
            pieces.extend(gap((block, index), at..end, signs));
        }
        // Images behind the last character.
        pieces.extend(gap((block, index), end..end, signs));
        Some(BlockView {
            side,
            index,
            block,
            pieces,
        })
    }

    /// Whether one of the texts has a table that is shown as one.
    #[must_use]
    pub fn has_tables(&self) -> bool {
        self.sides.iter().any(|side| !side.tables.is_empty())
    }

    /// Whether a row has a table that is too wide for half a page: the two sides stand one below the other.
    #[must_use]
    pub fn is_wide(&self, row: &Row) -> bool {
        /// The most columns of a table that has room in a column.
        const BESIDE: usize = 3;
        let wide = |side: SideName, blocks: &Range<usize>| {
            let mut tables = blocks
                .clone()
                .filter_map(|block| self.side(side).table(block));
            tables.any(|table| table.columns > BESIDE)
        };
        wide(SideName::Source, &row.source) || wide(SideName::Target, &row.target)
    }

    /// The table that these blocks begin with.
    #[must_use]
    pub fn table<'v, 'b>(&self, views: &'v [BlockView<'b>]) -> Option<TableView<'v, 'b>> {
        let first = views.first()?;
        let table = self.side(first.side).table(first.index)?;
        let inside =
            |view: &&BlockView<'_>| view.side == first.side && table.blocks.contains(&view.index);
        let blocks = views.iter().take_while(inside).count();
        let cell = |at: usize| {
            let cell = views[at].block.cell;
            cell.map_or((0, 0), |cell| (cell.row, cell.column))
        };
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < blocks {
            let (number, _) = cell(at);
            let mut row: Vec<&'v [BlockView<'b>]> = Vec::new();
            while at < blocks && cell(at).0 == number {
                let from = at;
                while at < blocks && cell(at) == cell(from) {
                    at += 1;
                }
                row.resize(cell(from).1, &[]);
                row.push(&views[from..at]);
            }
            row.resize(table.columns, &[]);
            if number == 0 {
                head = row;
            } else {
                rows.push(row);
            }
        }
        Some(TableView {
            blocks,
            columns: table.columns,
            head,
            rows,
        })
    }

    /// The content of a block without visible text.
    #[must_use]
    pub fn opaque(&self, view: &BlockView<'_>) -> Opaque {
        let document = &self.text(view.side).document;
        let images: Vec<_> = view
            .block
            .marks
            .iter()
            .filter_map(|mark| match &mark.kind {
                MarkKind::Image { url, alt } => Some(ImageView {
                    side: view.side,
                    url: url.clone(),
                    alt: alt.clone(),
                    other_alt: None,
                }),
                _ => None,
            })
            .collect();
        if !images.is_empty() {
            return Opaque::Images(images);
        }
        let raw = document
            .source
            .text
            .get(view.block.span.range())
            .unwrap_or_default();
        let bare = raw.trim();
        let front = view.index == 0 && (bare.starts_with("---") || bare.starts_with("+++"));
        if bare.is_empty() || (front && bare.contains('\n')) {
            return Opaque::Nothing;
        }
        match document.format {
            "md" => opaque_markdown(raw, view.side),
            "html" | "epub" => opaque_markup(bare, view.side),
            // What is no text of a Word document is the look of its paragraphs.
            "docx" => Opaque::Nothing,
            _ => Opaque::Code {
                code: bare.to_owned(),
                language: None,
            },
        }
    }

    /// The account of its links.
    #[must_use]
    pub fn account(&self) -> Account {
        Account {
            source: self.source.segments.len(),
            target: self.target.segments.len(),
            ..Account::of(
                self.bitext,
                Some((self.source, self.target)),
                self.options.low_confidence,
            )
        }
    }

    fn side(&self, side: SideName) -> &SideIndex {
        match side {
            SideName::Source => &self.sides[0],
            SideName::Target => &self.sides[1],
        }
    }

    /// The view of a sentence: its bead and the state of its link.
    pub(super) fn sentence(&self, side: SideName, segment: usize) -> SentenceView {
        let number = self.side(side).beads.get(segment).copied().flatten();
        let Some(bead) = number.and_then(|number| self.bitext.beads.get(number)) else {
            return SentenceView {
                segment,
                bead: None,
                state: LinkState::Unknown,
                last: true,
            };
        };
        let state = match lacks(self.bitext, bead) {
            Some(SideName::Target) => LinkState::Omission,
            Some(SideName::Source) => LinkState::Addition,
            None if !bead.is_linked() => LinkState::Unknown,
            None if bead.moved.is_some() => LinkState::Moved,
            None if is_doubtful(bead, self.options.low_confidence) => LinkState::LowConfidence,
            None => LinkState::Linked,
        };
        SentenceView {
            segment,
            bead: number,
            state,
            last: bead.side(side).end == segment + 1,
        }
    }

    fn terms(&self, side: SideName, segment: usize) -> Vec<(usize, &str, Range<usize>)> {
        self.side(side)
            .terms
            .get(segment)
            .into_iter()
            .flatten()
            .map(|(term, over)| (*term, self.options.terms[*term].tip.as_str(), over.clone()))
            .collect()
    }
}

/// The images that a text has in itself, as `data:` addresses.
fn take_pictures_inside(pictures: &mut Pictures, side: SideName, text: &SegmentedDocument) {
    let mut seen = HashSet::new();
    for mark in text.document.blocks.iter().flat_map(|block| &block.marks) {
        if let MarkKind::Image { url, .. } = &mark.kind
            && url.starts_with("data:")
            && seen.insert(url)
            && let Some(picture) = Picture::of_address(url)
        {
            pictures.add(side, url, picture);
        }
    }
}
