//! The model of a text that was read: blocks with their visible text, each with the way back to its
//! source bytes.

use serde::{Deserialize, Serialize};

use super::left_out::{LeftOut, LeftOutKind, by_kind};
use super::options::ReadOptions;
use super::source::SourceText;
use crate::text::literal::literals;
use crate::text::script::Letters;
use crate::text::{SourceSpan, TextSpan};

/// A text that was read. Blocks are in the order of the file and do not overlap; blank lines, markers
/// and markup between them are gaps, so that blocks and gaps together are the file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub source: SourceText,
    /// The id of the format it was read as (`md`, `txt`...).
    pub format: &'static str,
    /// The wishes that it was read by; their language is always told.
    pub read: ReadOptions,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// The words of the file that are in no block.
    pub left_out: Vec<LeftOut>,
    /// What the reader met that the user should know: a missing page, a part that it does not understand.
    pub warnings: Vec<String>,
}

impl Document {
    /// A document of which nothing was left out, and nothing is to be said.
    #[must_use]
    pub const fn new(
        source: SourceText,
        format: &'static str,
        read: ReadOptions,
        blocks: Vec<Block>,
    ) -> Document {
        Document {
            source,
            format,
            read,
            blocks,
            left_out: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What was left out, by kind.
    #[must_use]
    pub fn left_out_by_kind(&self) -> Vec<LeftOutKind<'_>> {
        by_kind(&self.left_out, &self.source)
    }

    /// Whether a reader sees no word of it.
    #[must_use]
    pub fn has_no_text(&self) -> bool {
        self.blocks.iter().all(|block| block.text.trim().is_empty())
    }

    /// The letters that a person reads: those of the visible text without code, addresses and placeholders.
    /// The first four megabytes are enough.
    #[must_use]
    pub fn letters(&self) -> Letters {
        /// How many bytes of visible text are looked at.
        const ENOUGH: usize = 4 << 20;
        let mut letters = Letters::default();
        let mut seen = 0;
        for text in self.words() {
            letters.count(text);
            seen += text.len();
            if seen > ENOUGH {
                break;
            }
        }
        letters
    }

    /// The stretches of visible text that are language. A document without blocks is read as it stands.
    fn words(&self) -> impl Iterator<Item = &str> {
        let whole = self.blocks.is_empty().then_some(self.source.text.as_str());
        let blocks = self.blocks.iter().flat_map(|block| {
            let code = block
                .marks
                .iter()
                .filter(|mark| mark.kind == MarkKind::Code);
            let mut other: Vec<TextSpan> = code.map(|mark| mark.over).collect();
            other.extend(
                literals(&block.text)
                    .into_iter()
                    .map(|literal| literal.span),
            );
            other.sort_by_key(|span| (span.start, span.end));
            let mut from = 0;
            let mut words = Vec::with_capacity(other.len() + 1);
            for span in other {
                words.push(block.text.get(from..span.start).unwrap_or_default());
                from = from.max(span.end);
            }
            words.push(block.text.get(from..).unwrap_or_default());
            words
        });
        whole.into_iter().chain(blocks)
    }
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum BlockKind {
    /// A heading of level 1..=6. A paragraph that is one short bold line is a heading, too.
    Heading(Level),
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A paragraph inside a block quotation.
    Quotation,
    /// A line of verse.
    VerseLine,
    /// A cell of a table.
    TableCell,
    /// A caption: words that belong to an image.
    Caption,
    /// Content without text to translate: code, raw HTML, front matter, a rule, an image by itself. Its
    /// text is empty.
    Opaque,
}

/// The level of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Level {
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
}

impl From<BlockKind> for &'static str {
    fn from(kind: BlockKind) -> Self {
        kind.name()
    }
}

impl TryFrom<String> for BlockKind {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        BlockKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| format!("no kind of block is called \"{name}\""))
    }
}

impl BlockKind {
    /// Every kind.
    pub const ALL: [BlockKind; 13] = [
        BlockKind::Heading(Level::H1),
        BlockKind::Heading(Level::H2),
        BlockKind::Heading(Level::H3),
        BlockKind::Heading(Level::H4),
        BlockKind::Heading(Level::H5),
        BlockKind::Heading(Level::H6),
        BlockKind::Paragraph,
        BlockKind::ListItem,
        BlockKind::Quotation,
        BlockKind::VerseLine,
        BlockKind::TableCell,
        BlockKind::Caption,
        BlockKind::Opaque,
    ];

    /// The name, as in `--format jsonl` and in bitext files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            BlockKind::Heading(Level::H1) => "h1",
            BlockKind::Heading(Level::H2) => "h2",
            BlockKind::Heading(Level::H3) => "h3",
            BlockKind::Heading(Level::H4) => "h4",
            BlockKind::Heading(Level::H5) => "h5",
            BlockKind::Heading(Level::H6) => "h6",
            BlockKind::Paragraph => "paragraph",
            BlockKind::ListItem => "list-item",
            BlockKind::Quotation => "quotation",
            BlockKind::VerseLine => "verse-line",
            BlockKind::TableCell => "table-cell",
            BlockKind::Caption => "caption",
            BlockKind::Opaque => "opaque",
        }
    }

    /// Whether it is a heading.
    #[must_use]
    pub const fn is_heading(self) -> bool {
        matches!(self, BlockKind::Heading(_))
    }
}

/// A run of a block's visible text, with the source bytes that it stands for.
///
/// Runs cover the visible text without gaps, in order. A run is *verbatim* when both sides are the same
/// bytes; otherwise the text replaces the source: a resolved line break (by nothing or one space), an
/// entity, an escape. Source bytes between runs are markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Bytes of the visible text (may be empty: a line break between Han characters).
    pub text: TextSpan,
    /// Bytes of the source.
    pub source: SourceSpan,
    /// Whether both are the same bytes.
    pub verbatim: bool,
}

/// The meaning of an inline mark for its stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `**strong**`
    Strong,
    /// `*emphasis*`
    Emphasis,
    /// `~~struck~~`
    Strikethrough,
    /// `` `code` ``
    Code,
    /// A link, with its target.
    Link(String),
    /// An image at this (empty) place.
    Image {
        /// Its address.
        url: String,
        /// Its alternative text.
        alt: String,
    },
    /// The sign of a note at this (empty) place, by the name of the note.
    Note(String),
    /// A line break that was set, at this (empty) place: before the space that stands for it, or between two
    /// characters without one.
    Break,
}

impl MarkKind {
    /// Whether it stands at a place between two characters, and covers none.
    #[must_use]
    pub const fn is_point(&self) -> bool {
        matches!(
            self,
            MarkKind::Image { .. } | MarkKind::Note(_) | MarkKind::Break
        )
    }
}

/// An inline mark over a stretch of visible text. Marks nest or stand apart, never cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its kind.
    pub kind: MarkKind,
    /// The stretch that it covers.
    pub over: TextSpan,
}

/// What a piece of inline markup does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Opens what the [`CodeKind::Close`] of the same number in the same block closes.
    Open(u32),
    /// Closes it.
    Close(u32),
    /// Stands between two characters: an image, the mark of a note, a tag.
    Point,
    /// What is on the screen together ends here, and the next begins: the bytes between two cues of subtitles.
    /// It never travels with the words, and the writer puts it where it belongs.
    Break,
    /// Stands for this many bytes of visible text that are no language: code, a formula. They are never
    /// cut, sent or changed.
    Opaque(usize),
}

/// A piece of inline markup, with the bytes it is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Markup {
    /// What it does.
    pub kind: CodeKind,
    /// Before which byte of the visible text it stands.
    pub at: usize,
    /// Its bytes in the source.
    pub source: SourceSpan,
}

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which table: the byte of the source at which it begins.
    pub table: usize,
    /// Its row, from 0; row 0 is the head where the format has one.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
}

/// In which syntax the text of a block is written, where it is not that of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// That of the format.
    #[default]
    Own,
    /// A plain value of YAML.
    Plain,
    /// In double quotes, with backslashes.
    DoubleQuoted,
    /// In single quotes, which are doubled.
    SingleQuoted,
    /// In single quotes, and nothing can be escaped.
    Literal,
    /// Markdown in double quotes: the title of an admonition.
    Title,
    /// HTML in a document of another format.
    Html,
    /// A label of a book, such as an entry of its table of contents, which is no text of an edition.
    Label,
    /// The value of an attribute in a tag.
    Attribute(Quote),
    /// The alternative text of an image in Markdown.
    Alternative,
    /// The title of a link or an image in Markdown.
    LinkTitle(Quote),
}

/// What a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// `"…"`
    Double,
    /// `'…'`
    Single,
    /// `(…)`
    Bracket,
}

/// A block: a paragraph, heading, list item...
#[derive(Clone, Debug)]
pub struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// Its bytes in the source, markup included.
    pub span: SourceSpan,
    /// The visible text: markup removed, entities resolved, hard line breaks resolved (between two CJK
    /// characters to nothing, else to one space).
    pub text: String,
    /// The origin of `text` in the source.
    pub runs: Vec<Run>,
    /// Inline marks, ordered by start, the longer first.
    pub marks: Vec<Mark>,
    /// The speaker label at the beginning of a turn (`张宏江：`), with the colon and without the space after
    /// it.
    pub speaker: Option<TextSpan>,
    /// Nesting depth of lists or quotations, from 0.
    pub depth: u8,
    /// The number of an ordered list's item.
    pub ordinal: Option<u64>,
    /// The markup inside it, in order. Markdown and HTML tell it.
    pub codes: Vec<Markup>,
    /// Where a cell of a table stands, in Markdown and HTML.
    pub cell: Option<Cell>,
    /// In which syntax its text is written.
    pub syntax: Syntax,
    /// The name of the note whose text it is, or a part of it.
    pub note: Option<String>,
}

impl Block {
    /// The stretches of visible text that are no language: code and formulas, in order.
    pub fn opaque(&self) -> impl Iterator<Item = TextSpan> + '_ {
        self.codes.iter().filter_map(|code| match code.kind {
            CodeKind::Opaque(length) => Some(TextSpan::new(code.at, code.at + length)),
            _ => None,
        })
    }

    /// The source bytes of a stretch of visible text, from its first character to its last, with the
    /// markup in between. An empty stretch gives an empty span.
    #[must_use]
    pub fn source_span(&self, of: TextSpan) -> SourceSpan {
        let Some(first) = self.run_at(of.start, true) else {
            return SourceSpan::new(self.span.start, self.span.start);
        };
        let start = if first.verbatim {
            first.source.start + (of.start.saturating_sub(first.text.start)).min(first.source.len())
        } else {
            first.source.start
        };
        if of.is_empty() {
            return SourceSpan::new(start, start);
        }
        let end = match self.run_at(of.end, false) {
            Some(last) if last.verbatim => {
                last.source.start + (of.end - last.text.start).min(last.source.len())
            }
            Some(last) => last.source.end,
            None => self.span.end,
        };
        SourceSpan::new(start, end.max(start))
    }

    /// The non-empty run with the character that starts (`starting`) or ends at `offset`.
    fn run_at(&self, offset: usize, starting: bool) -> Option<&Run> {
        // Runs stand in order, an empty one behind the run that ends where it stands.
        let (at, holds): (usize, fn(&Run, usize) -> bool) = if starting {
            (
                self.runs.partition_point(|run| run.text.end <= offset),
                |run, offset| run.text.start <= offset,
            )
        } else {
            (
                self.runs.partition_point(|run| run.text.end < offset),
                |run, offset| run.text.start < offset,
            )
        };
        let found = self.runs.get(at)?;
        (!found.text.is_empty() && holds(found, offset)).then_some(found)
    }
}
