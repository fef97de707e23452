//! The edition as rows, blocks, sentences and marks: everything that a writer needs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event as Md, Parser, Tag};
use serde::Deserialize;

use super::book_data::BookData;
use super::label::Label;
use super::picture::{Picture, Pictures};
use super::print::Print;
use crate::bitext::{Bitext, SideName};
use crate::check::Account;
use crate::check::account::{is_doubtful, lacks};
use crate::document::{Block, BlockKind, MarkKind, RawMarkup, Table, raw_markup, tables};
use crate::segment::SegmentedDocument;
use crate::text::spaces::OffsetMap;

/// The layout that a page starts with; the reader can switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Side by side (below each other on a narrow screen).
    #[default]
    Columns,
    /// Each row's source, then its target.
    Interleaved,
    /// The source alone; the counterpart of a sentence shows while it is pointed at.
    Hover,
    /// The source on the left page, the target on the right one, kept level. Formats without pages that face each
    /// other set columns.
    Facing,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Layout; 4] = [
        Layout::Columns,
        Layout::Interleaved,
        Layout::Hover,
        Layout::Facing,
    ];

    /// The name in the settings and of `--layout`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Layout::Columns => "columns",
            Layout::Interleaved => "interleaved",
            Layout::Hover => "hover",
            Layout::Facing => "facing",
        }
    }

    /// The layout with this name.
    #[must_use]
    pub fn called(name: &str) -> Option<Layout> {
        Layout::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// A glossary term with its explanation, at its place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermMark {
    /// The text that it is in.
    pub side: SideName,
    /// The index of its segment.
    pub segment: usize,
    /// Its bytes in [`Segment::text`](crate::segment::Segment::text).
    pub over: Range<usize>,
    /// The explanation.
    pub tip: String,
}

/// A finding of the check, at a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingMark {
    /// The text that the sentence is in.
    pub side: SideName,
    /// The index of its segment.
    pub segment: usize,
    /// The rule that found it.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What was found.
    pub message: String,
    /// What the rule would have instead.
    pub suggestion: Option<String>,
}

/// The settings of an edition.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionOptions {
    /// What is known of the book, its title among it; without a title it has that of its first heading.
    pub data: BookData,
    /// Whether it is a proof sheet, which shows the states of links, their counts and findings. An edition for
    /// readers shows none of them.
    pub proof: bool,
    /// The layout that it starts with; without one, what is usual for the format.
    pub layout: Option<Layout>,
    /// The images of the texts.
    pub pictures: Pictures,
    /// Pages and fonts.
    pub print: Print,
    /// Findings, for a proof sheet.
    pub findings: Vec<FindingMark>,
    /// Links below this confidence (0..=1) are marked, unless a person locked them.
    pub low_confidence: f32,
    /// Language tag of the source.
    pub source_language: String,
    /// Language tag of the target.
    pub target_language: String,
    /// Glossary terms at the places where they are to be marked.
    pub terms: Vec<TermMark>,
    /// Whether the Chinese shows its pinyin.
    pub pinyin: bool,
    /// The time it was made, in seconds since 1970, for formats that require one.
    pub modified: Option<u64>,
}

impl EditionOptions {
    /// The layout of a format whose pages do not face each other: the one that is set, else what is usual for it.
    #[must_use]
    pub fn layout(&self, usual: Layout) -> Layout {
        match self.layout {
            Some(Layout::Facing) => Layout::Columns,
            Some(layout) => layout,
            None => usual,
        }
    }
}

impl Default for EditionOptions {
    fn default() -> Self {
        EditionOptions {
            data: BookData::default(),
            proof: false,
            layout: None,
            pictures: Pictures::default(),
            print: Print::default(),
            findings: Vec::new(),
            low_confidence: 0.5,
            source_language: "zh-CN".to_owned(),
            target_language: "en".to_owned(),
            terms: Vec::new(),
            pinyin: false,
            modified: None,
        }
    }
}

/// The state of a sentence's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// It is linked, in the expected order.
    Linked,
    /// A source sentence without a target.
    Omission,
    /// A target sentence without a source.
    Addition,
    /// It is linked, but the link may be wrong.
    LowConfidence,
    /// It is linked with sentences that stand elsewhere than its neighbours'.
    Moved,
    /// No bead holds it, because the bitext does not belong to the texts.
    Unknown,
}

/// A mark over a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style<'a> {
    /// Strong.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck out.
    Strikethrough,
    /// Code.
    Code,
    /// A link with its address.
    Link(&'a str),
    /// The label of a speaker.
    Speaker,
    /// A glossary term with its explanation.
    Term(&'a str),
}

/// A part of a piece of a block. The opens and closes of a piece are properly nested and balanced: a
/// mark over several sentences is closed and opened again between them. The number identifies the mark
/// in its block, so that a writer can join what was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A mark begins.
    Open(usize, Style<'a>),
    /// Text.
    Text(&'a str),
    /// An image.
    Image {
        /// Its address.
        url: &'a str,
        /// Its alternative text.
        alt: &'a str,
    },
    /// A line ends here, as it was set.
    Break,
    /// The sign of a note.
    Note {
        /// The number of the note in its text, from 1.
        number: usize,
        /// Which sign of its text it is, from 0.
        sign: usize,
    },
    /// A mark ends.
    Close(usize, Style<'a>),
}

/// The data of a piece that is a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceView {
    /// The index of its segment.
    pub segment: usize,
    /// The index of its bead.
    pub bead: Option<usize>,
    /// The state of its link.
    pub state: LinkState,
    /// Whether it is the last sentence of its side in its bead: notes are put there.
    pub last: bool,
}

/// A sentence, or the text between two sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The sentence; `None` for text between sentences.
    pub sentence: Option<SentenceView>,
    /// The text and its marks.
    pub events: Vec<Event<'a>>,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageView {
    /// The text that gives its address.
    pub side: SideName,
    /// Its address.
    pub url: String,
    /// Its alternative text in the language of that text.
    pub alt: String,
    /// The alternative text of the other language, where the image is shown once for both.
    pub other_alt: Option<String>,
}

/// The content of a block without sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opaque {
    /// A thematic break.
    Rule,
    /// Images.
    Images(Vec<ImageView>),
    /// Code or raw markup, to be shown as it is.
    Code {
        /// Its lines.
        code: String,
        /// The language that it is written in, as the text calls it.
        language: Option<String>,
    },
    /// No content: front matter, white space.
    Nothing,
}

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

/// The smallest group of consecutive source blocks and target blocks that no bead leaves. A table stays
/// whole. Beads of moved groups do not hold a row together: their two sides are in different rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Indices of source blocks.
    pub source: Range<usize>,
    /// Indices of target blocks.
    pub target: Range<usize>,
    /// What both sides have alike, images, code or a rule: it is shown once, over both columns and before their
    /// blocks, which do not show it again.
    pub shared: Vec<Opaque>,
}

/// A note of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// Its number in its text, from 1, by the order of the signs.
    pub number: usize,
    /// The indices of the blocks with its words, in order; a note may have none.
    pub blocks: Vec<usize>,
    /// Its signs, by their numbers in the text, from 0.
    pub signs: Vec<usize>,
}

/// The counts of an edition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EditionCounts {
    /// Source sentences.
    pub source: usize,
    /// Target sentences.
    pub target: usize,
    /// Beads.
    pub beads: usize,
    /// Beads without target; those of one row of a table count once.
    pub omissions: usize,
    /// Beads without source (additions), likewise.
    pub additions: usize,
    /// Beads of low confidence.
    pub low: usize,
    /// Beads that moved.
    pub moved: usize,
}

impl EditionCounts {
    /// Adds those of another text.
    pub fn add(&mut self, other: &EditionCounts) {
        self.source += other.source;
        self.target += other.target;
        self.beads += other.beads;
        self.omissions += other.omissions;
        self.additions += other.additions;
        self.low += other.low;
        self.moved += other.moved;
    }
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

/// The most columns of a table that is shown as one. No page has room for more.
const MOST_COLUMNS: usize = 100;

/// The lookup tables of a side.
#[derive(Clone, Debug, Default)]
struct SideIndex {
    /// The bead of each segment.
    beads: Vec<Option<usize>>,
    /// The segments of each block.
    segments: Vec<Range<usize>>,
    /// For each segment its terms: the index in the options, and the bytes in the block.
    terms: Vec<Vec<(usize, Range<usize>)>>,
    /// The tables that are shown as tables, in order.
    tables: Vec<Table>,
    /// The notes, by their numbers.
    notes: Vec<NoteView>,
    /// Of each sign of a note, by its block and the number of its mark there: the number of the note, and its own.
    signs: Signs,
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
        let on_server = |url: &&String| {
            let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
            lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//")
        };
        missing.filter(on_server).collect::<HashSet<_>>().len()
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

    /// Gives what both sides of a row have alike a row of its own, in which it is shown once.
    fn share(&mut self) {
        let mut rows = Vec::with_capacity(self.rows.len());
        for mut row in std::mem::take(&mut self.rows) {
            let shared = self.captioned(&row);
            if !shared.is_empty() {
                row.shared = shared;
                rows.push(row);
                continue;
            }
            let mut behind = Vec::new();
            while let Some(both) = self.alike(
                row.source.clone().next_back(),
                row.target.clone().next_back(),
            ) {
                let (source, target) = (row.source.end - 1, row.target.end - 1);
                behind.push(Row {
                    source: source..row.source.end,
                    target: target..row.target.end,
                    shared: vec![both],
                });
                (row.source.end, row.target.end) = (source, target);
            }
            while let Some(both) = self.alike(row.source.clone().next(), row.target.clone().next())
            {
                let (source, target) = (row.source.start + 1, row.target.start + 1);
                rows.push(Row {
                    source: row.source.start..source,
                    target: row.target.start..target,
                    shared: vec![both],
                });
                (row.source.start, row.target.start) = (source, target);
            }
            if !row.source.is_empty() || !row.target.is_empty() {
                rows.push(row);
            }
            rows.extend(behind.into_iter().rev());
        }
        self.rows = rows;
    }

    /// Images of both sides that are the same and stand a few rows apart, because one side says more before its own,
    /// are shown once, where the source has them.
    fn share_across(&mut self) {
        /// How many rows apart at most.
        const APART: usize = 4;
        let images = |side: SideName, row: &Row| -> Option<(usize, Vec<ImageView>)> {
            let index = match side {
                SideName::Source => row.source.clone().next_back()?,
                SideName::Target => row.target.clone().next_back()?,
            };
            let view = self.block(side, index).filter(BlockView::is_opaque)?;
            match self.opaque(&view) {
                Opaque::Images(images) if row.shared.is_empty() => Some((index, images)),
                _ => None,
            }
        };
        let of = |side: SideName| -> Vec<(usize, usize, Vec<ImageView>)> {
            let rows = self.rows.iter().enumerate();
            rows.filter_map(|(at, row)| {
                images(side, row).map(|(index, images)| (at, index, images))
            })
            .collect()
        };
        let (sources, targets) = (of(SideName::Source), of(SideName::Target));
        let mut next = 0;
        let mut found = Vec::new();
        for (at, index, source) in sources {
            let near = targets.iter().enumerate().skip(next);
            let near = near.filter(|(_, (other, ..))| at.abs_diff(*other) <= APART);
            let same = near
                .filter_map(|(number, (_, other, target))| {
                    let both = self.once(source.clone(), target.clone())?;
                    Some((number, *other, both))
                })
                .next();
            if let Some((number, other, both)) = same {
                next = number + 1;
                found.push((at, index, other, both));
            }
        }
        for (at, index, other, both) in found.into_iter().rev() {
            self.shown_elsewhere.insert((SideName::Target, other));
            let row = &mut self.rows[at];
            row.source.end = index;
            let target = row.target.end;
            self.rows.insert(
                at + 1,
                Row {
                    source: index..index + 1,
                    target: target..target,
                    shared: vec![Opaque::Images(both)],
                },
            );
        }
        // A row of which nothing is left to be seen joins the one before it.
        let rows = std::mem::take(&mut self.rows);
        for row in rows {
            let hidden = |side, index| self.shown_elsewhere.contains(&(side, index));
            let is_empty = row.shared.is_empty()
                && row.source.is_empty()
                && row
                    .target
                    .clone()
                    .all(|index| hidden(SideName::Target, index));
            match self.rows.last_mut() {
                Some(before) if is_empty => before.target.end = row.target.end,
                _ => self.rows.push(row),
            }
        }
    }

    /// What two blocks without text show, if they show the same.
    fn alike(&self, source: Option<usize>, target: Option<usize>) -> Option<Opaque> {
        let (source, target) = (
            self.block(SideName::Source, source?)?,
            self.block(SideName::Target, target?)?,
        );
        if !source.is_opaque() || !target.is_opaque() {
            return None;
        }
        match (self.opaque(&source), self.opaque(&target)) {
            (Opaque::Images(source), Opaque::Images(target)) => {
                self.once(source, target).map(Opaque::Images)
            }
            (Opaque::Nothing, _) => None,
            (source, target) => (source == target).then_some(source),
        }
    }

    /// Images of both sides as one each, if they are the same.
    fn once(&self, source: Vec<ImageView>, target: Vec<ImageView>) -> Option<Vec<ImageView>> {
        if source.len() != target.len() {
            return None;
        }
        let once = source.into_iter().zip(target).map(|(source, target)| {
            let known = |image: &ImageView| self.options.pictures.number(image.side, &image.url);
            let same = match (known(&source), known(&target)) {
                (Some(one), Some(other)) => one == other,
                _ => file_of(&source.url) == file_of(&target.url),
            };
            same.then(|| ImageView {
                other_alt: Some(target.alt).filter(|alt| !alt.trim().is_empty()),
                ..source
            })
        });
        once.collect()
    }

    /// The images that a row's captions begin with, if each side is one caption and the images are the same.
    fn captioned(&self, row: &Row) -> Vec<Opaque> {
        let images = |side: SideName, range: &Range<usize>| -> Option<Vec<ImageView>> {
            let mut views = range.clone().filter_map(|index| self.block(side, index));
            let view = views.next()?;
            let alone = views.next().is_none() && view.block.kind == BlockKind::Caption;
            let images = view.block.marks.iter().filter_map(|mark| match &mark.kind {
                MarkKind::Image { url, alt } => Some((mark.over.start, url, alt)),
                _ => None,
            });
            let images: Vec<_> = images.collect();
            let leads = alone && images.iter().all(|(at, ..)| *at == 0);
            let images = images.into_iter().map(|(_, url, alt)| ImageView {
                side,
                url: url.clone(),
                alt: alt.clone(),
                other_alt: None,
            });
            leads.then(|| images.collect())
        };
        let both = images(SideName::Source, &row.source)
            .zip(images(SideName::Target, &row.target))
            .filter(|(source, _)| !source.is_empty());
        both.and_then(|(source, target)| self.once(source, target))
            .map(Opaque::Images)
            .into_iter()
            .collect()
    }

    /// Whether one of the texts has a table that is shown as one.
    #[must_use]
    pub fn has_tables(&self) -> bool {
        self.sides.iter().any(|side| !side.tables.is_empty())
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

    /// Counts sentences and beads.
    #[must_use]
    pub fn counts(&self) -> EditionCounts {
        let account = self.account();
        EditionCounts {
            source: account.source,
            target: account.target,
            beads: account.links + account.untranslated + account.added,
            omissions: account.untranslated,
            additions: account.added,
            low: account.doubtful,
            moved: account.moved,
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

/// The text between two sentences, or the images there; `None` if there is nothing.
fn gap<'e>(block: (&'e Block, usize), range: Range<usize>, signs: &Signs) -> Option<Piece<'e>> {
    let events = events(block, range, &[], signs);
    (!events.is_empty()).then_some(Piece {
        sentence: None,
        events,
    })
}

impl SideIndex {
    fn new(
        text: &SegmentedDocument,
        side: SideName,
        bitext: &Bitext,
        options: &EditionOptions,
    ) -> Self {
        // Texts to which the bitext does not belong may have more sentences than it, or fewer.
        let mut beads = bitext.bead_of(side);
        beads.resize(text.segments.len(), None);
        let mut segments = vec![0..0usize; text.document.blocks.len()];
        for (number, segment) in text.segments.iter().enumerate() {
            if let Some(range) = segments.get_mut(segment.block) {
                if range.start == range.end {
                    *range = number..number;
                }
                range.end = number + 1;
            }
        }
        let mut terms = vec![Vec::new(); text.segments.len()];
        for (number, term) in options.terms.iter().enumerate() {
            if term.side != side {
                continue;
            }
            if let (Some(slot), Some(over)) = (
                terms.get_mut(term.segment),
                unfold(text, term.segment, &term.over),
            ) {
                slot.push((number, over));
            }
        }
        for of_segment in &mut terms {
            of_segment.sort_by_key(|(number, over)| (over.start, usize::MAX - over.end, *number));
            let mut end = 0;
            of_segment.retain(|(_, over)| {
                let free = over.start >= end;
                if free {
                    end = over.end;
                }
                free
            });
        }
        let (notes, signs) = notes(&text.document.blocks);
        SideIndex {
            beads,
            segments,
            terms,
            tables: tables(&text.document.blocks)
                .into_iter()
                .filter(|table| table.columns <= MOST_COLUMNS)
                .collect(),
            notes,
            signs,
        }
    }

    /// The table that a block is of.
    fn table(&self, block: usize) -> Option<&Table> {
        let next = self
            .tables
            .partition_point(|table| table.blocks.end <= block);
        self.tables
            .get(next)
            .filter(|table| table.blocks.contains(&block))
    }
}

/// The notes of a text, numbered by their first signs; those without a sign come last. A note's own text may have
/// signs, too.
fn notes(blocks: &[Block]) -> (Vec<NoteView>, Signs) {
    let mut notes: Vec<NoteView> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut signs = Signs::new();
    for (index, block) in blocks.iter().enumerate() {
        for (mark, name) in block.marks.iter().enumerate().filter_map(|(mark, one)| {
            let MarkKind::Note(name) = &one.kind else {
                return None;
            };
            Some((mark, name.as_str()))
        }) {
            let number = number_of(name, &mut numbers, &mut notes);
            let sign = signs.len();
            notes[number].signs.push(sign);
            signs.insert((index, mark), (number + 1, sign));
        }
    }
    for (index, block) in blocks.iter().enumerate() {
        if let Some(name) = &block.note {
            let number = number_of(name, &mut numbers, &mut notes);
            notes[number].blocks.push(index);
        }
    }
    (notes, signs)
}

/// The number of a note from 0; one that is not known yet gets the next.
fn number_of<'n>(
    name: &'n str,
    numbers: &mut HashMap<&'n str, usize>,
    notes: &mut Vec<NoteView>,
) -> usize {
    *numbers.entry(name).or_insert_with(|| {
        notes.push(NoteView {
            number: notes.len() + 1,
            blocks: Vec::new(),
            signs: Vec::new(),
        });
        notes.len() - 1
    })
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

/// Maps bytes of a segment's folded text to bytes of its block's text.
fn unfold(text: &SegmentedDocument, segment: usize, over: &Range<usize>) -> Option<Range<usize>> {
    let segment = text.segments.get(segment)?;
    let block = &text.document.blocks.get(segment.block)?.text;
    segment.text.get(over.clone())?;
    let place = segment.place.range();
    let map = OffsetMap::between(block.get(place.clone())?, &segment.text)?;
    let range = map.originals(over);
    (range.start < range.end).then_some(place.start + range.start..place.start + range.end)
}

/// Of each sign of a note, by its block and the number of its mark there: the number of the note, and its own.
type Signs = HashMap<(usize, usize), (usize, usize)>;

/// The text and marks of a range of a block, as events.
fn events<'e>(
    (block, number): (&'e Block, usize),
    range: Range<usize>,
    terms: &[(usize, &'e str, Range<usize>)],
    signs: &Signs,
) -> Vec<Event<'e>> {
    let Some(text) = block.text.get(range.clone()) else {
        return Vec::new();
    };
    // A range of white space only needs no marks.
    let blank = text.trim().is_empty();
    let mut styles: Vec<(usize, Style<'e>, Range<usize>)> = Vec::new();
    let mut points: Vec<(usize, Event<'e>)> = Vec::new();
    let mut add = |id: usize, style: Style<'e>, over: Range<usize>| {
        let over = over.start.max(range.start)..over.end.min(range.end);
        if over.start < over.end && !blank && block.text.get(over.clone()).is_some() {
            styles.push((id, style, over));
        }
    };
    for (id, mark) in block.marks.iter().enumerate() {
        let over = mark.over.range();
        let style = match &mark.kind {
            MarkKind::Strong => Style::Strong,
            MarkKind::Emphasis => Style::Emphasis,
            MarkKind::Strikethrough => Style::Strikethrough,
            MarkKind::Code => Style::Code,
            MarkKind::Link(url) => Style::Link(url),
            MarkKind::Image { url, alt } => {
                // An image between two ranges belongs to the second.
                let at = over.start;
                let here = range.contains(&at) || (range.is_empty() && at == range.start);
                if here && block.text.is_char_boundary(at) {
                    points.push((at, Event::Image { url, alt }));
                }
                continue;
            }
            MarkKind::Break => {
                // A line that ends where its block does ends anyway.
                let at = over.start;
                if range.contains(&at) && at > 0 && at < block.text.len() {
                    points.push((at, Event::Break));
                }
                continue;
            }
            MarkKind::Note(_) => {
                // The sign of a note belongs to what stands before it.
                let at = over.start;
                let here = range.start < at && at <= range.end || at == 0 && range.start == 0;
                if let (true, Some(&(number, sign))) = (here, signs.get(&(number, id))) {
                    points.push((at, Event::Note { number, sign }));
                }
                continue;
            }
        };
        add(id, style, over);
    }
    if let Some(speaker) = block.speaker {
        add(block.marks.len(), Style::Speaker, speaker.range());
    }
    for (number, tip, over) in terms {
        add(
            block.marks.len() + 1 + number,
            Style::Term(tip),
            over.clone(),
        );
    }
    let mut cuts: Vec<usize> = styles
        .iter()
        .flat_map(|(_, _, over)| [over.start, over.end])
        .chain(points.iter().map(|(at, _)| *at))
        .chain([range.start, range.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut events = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (next, &cut) in cuts.iter().enumerate() {
        // Close down to the deepest mark that ends here; those above it are opened again.
        let keep = open
            .iter()
            .position(|&style| styles[style].2.end <= cut)
            .unwrap_or(open.len());
        while open.len() > keep {
            if let Some(style) = open.pop() {
                events.push(Event::Close(styles[style].0, styles[style].1));
            }
        }
        let mut starting: Vec<usize> = (0..styles.len())
            .filter(|style| styles[*style].2.contains(&cut) && !open.contains(style))
            .collect();
        starting.sort_by_key(|&style| (usize::MAX - styles[style].2.end, style));
        let here = points.iter().filter(|(at, _)| *at == cut);
        let (before, behind): (Vec<_>, Vec<_>) = here
            .map(|(_, point)| *point)
            .partition(|point| cut == range.end || matches!(point, Event::Note { .. }));
        events.extend(before);
        for style in starting {
            events.push(Event::Open(styles[style].0, styles[style].1));
            open.push(style);
        }
        let broken = behind.contains(&Event::Break);
        events.extend(behind);
        if let Some(&next) = cuts.get(next + 1) {
            let text = &block.text[cut..next];
            // The space that stands for a line break is none beside it.
            let text = text.strip_prefix(' ').filter(|_| broken).unwrap_or(text);
            if !text.is_empty() {
                events.push(Event::Text(text));
            }
        }
    }
    events
}

/// The name of the file at an address.
fn file_of(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    match path.starts_with("data:") {
        true => address,
        false => path.rsplit(['/', '\\']).next().unwrap_or(path),
    }
}

/// The content of a Markdown block without visible text.
fn opaque_markdown(raw: &str, side: SideName) -> Opaque {
    let mut images: Vec<ImageView> = Vec::new();
    let mut code: Option<String> = None;
    let mut language = None;
    let mut depth = 0usize;
    for event in Parser::new(raw) {
        match event {
            Md::Rule => return Opaque::Rule,
            Md::Start(Tag::Image { dest_url, .. }) => {
                depth += 1;
                images.push(ImageView {
                    side,
                    url: dest_url.to_string(),
                    alt: String::new(),
                    other_alt: None,
                });
            }
            Md::End(pulldown_cmark::TagEnd::Image) => depth = depth.saturating_sub(1),
            Md::Start(Tag::CodeBlock(kind)) => {
                code = Some(String::new());
                if let CodeBlockKind::Fenced(info) = kind {
                    let name = info.split([' ', ',', '{']).next().unwrap_or_default();
                    language = (!name.is_empty()).then(|| name.to_owned());
                }
            }
            Md::Text(text) => {
                if let Some(code) = &mut code {
                    code.push_str(&text);
                } else if let (true, Some(image)) = (depth > 0, images.last_mut()) {
                    image.alt.push_str(&text);
                }
            }
            _ => {}
        }
    }
    match code {
        Some(code) => Opaque::Code {
            code: code.trim_end().to_owned(),
            language,
        },
        None if !images.is_empty() => Opaque::Images(images),
        // The lines by which MDX takes in other files.
        None if raw.starts_with("import ") || raw.starts_with("export ") => Opaque::Nothing,
        None if raw.trim_start().starts_with('<') => opaque_markup(raw.trim_matches('\n'), side),
        None => Opaque::Code {
            code: raw.trim_matches('\n').to_owned(),
            language: None,
        },
    }
}

/// The content of a block of HTML without visible text.
fn opaque_markup(raw: &str, side: SideName) -> Opaque {
    match raw_markup(raw) {
        RawMarkup::Nothing => Opaque::Nothing,
        RawMarkup::Rule => Opaque::Rule,
        RawMarkup::Images(images) => {
            let images = images.into_iter().map(|(url, alt)| ImageView {
                side,
                url,
                alt,
                other_alt: None,
            });
            Opaque::Images(images.collect())
        }
        RawMarkup::Code { code, language } => Opaque::Code { code, language },
        RawMarkup::Words => Opaque::Code {
            code: raw.to_owned(),
            language: None,
        },
    }
}

/// The reach of a block's links.
#[derive(Clone, Copy, Debug)]
struct Reach {
    /// The last block of the same side that one of its beads holds.
    own: usize,
    /// One past the last block of the other side that one of its beads holds; 0 if there is none.
    other: usize,
    /// The first of its beads.
    bead: usize,
}

/// The rows: the smallest groups of consecutive blocks that no bead leaves.
fn rows(
    source: &SegmentedDocument,
    target: &SegmentedDocument,
    bitext: &Bitext,
    sides: &[SideIndex; 2],
) -> Vec<Row> {
    let fresh = |text: &SegmentedDocument| -> Vec<Reach> {
        (0..text.document.blocks.len())
            .map(|own| Reach {
                own,
                other: 0,
                bead: usize::MAX,
            })
            .collect()
    };
    let (mut from_source, mut from_target) = (fresh(source), fresh(target));
    for (number, bead) in bitext.beads.iter().enumerate() {
        let s = block_range(source, &bead.source);
        let t = block_range(target, &bead.target);
        let joined = bead.moved.is_none();
        join(&mut from_source, &s, if joined { t.end } else { 0 }, number);
        join(&mut from_target, &t, if joined { s.end } else { 0 }, number);
    }
    for (reaches, side) in [&mut from_source, &mut from_target].into_iter().zip(sides) {
        for table in &side.tables {
            keep_whole(reaches, &table.blocks);
        }
    }
    let blank = |side: usize, block: usize| sides[side].segments[block].is_empty();
    let (n, m) = (from_source.len(), from_target.len());
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < n || j < m {
        let row_start = (i, j);
        // Blocks without sentences at the very start are put into the first row.
        while i < n && blank(0, i) {
            i += 1;
        }
        while j < m && blank(1, j) {
            j += 1;
        }
        let (mut i_end, mut j_end) = match (from_source.get(i), from_target.get(j)) {
            (None, None) => (i, j),
            (Some(_), None) => (i + 1, j),
            (None, Some(_)) => (i, j + 1),
            (Some(s), Some(t)) => match (s.other > 0, t.other > 0) {
                (true, true) => (i + 1, j + 1),
                (false, true) => (i + 1, j),
                (true, false) => (i, j + 1),
                (false, false) if s.bead <= t.bead => (i + 1, j),
                (false, false) => (i, j + 1),
            },
        };
        let (mut i_seen, mut j_seen) = (i, j);
        while i_seen < i_end || j_seen < j_end {
            if i_seen < i_end {
                let reach = from_source[i_seen];
                i_end = i_end.max(reach.own + 1);
                j_end = j_end.max(reach.other);
                i_seen += 1;
            } else {
                let reach = from_target[j_seen];
                j_end = j_end.max(reach.own + 1);
                i_end = i_end.max(reach.other);
                j_seen += 1;
            }
        }
        while i_end < n && blank(0, i_end) {
            i_end += 1;
        }
        while j_end < m && blank(1, j_end) {
            j_end += 1;
        }
        rows.push(Row {
            source: row_start.0..i_end,
            target: row_start.1..j_end,
            shared: Vec::new(),
        });
        (i, j) = (i_end, j_end);
    }
    rows
}

/// The blocks that hold the segments.
fn block_range(text: &SegmentedDocument, segments: &Range<usize>) -> Range<usize> {
    let blocks = text.document.blocks.len();
    text.segments
        .get(segments.clone())
        .and_then(|held| Some(held.first()?.block..held.last()?.block + 1))
        .filter(|range| range.start < range.end && range.end <= blocks)
        .unwrap_or(0..0)
}

/// A table is in one row: its blocks reach as far as the furthest of them.
fn keep_whole(reaches: &mut [Reach], blocks: &Range<usize>) {
    let mut all = Reach {
        own: blocks.end - 1,
        other: 0,
        bead: usize::MAX,
    };
    for reach in &reaches[blocks.clone()] {
        all.own = all.own.max(reach.own);
        all.other = all.other.max(reach.other);
        all.bead = all.bead.min(reach.bead);
    }
    reaches[blocks.clone()].fill(all);
}

fn join(reaches: &mut [Reach], blocks: &Range<usize>, other: usize, bead: usize) {
    for reach in &mut reaches[blocks.clone()] {
        reach.own = reach.own.max(blocks.end - 1);
        reach.other = reach.other.max(other);
        reach.bead = reach.bead.min(bead);
    }
}
