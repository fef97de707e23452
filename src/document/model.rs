//! A text as read: blocks with their visible text, each leading back to the bytes it came from.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::encoding::FileOffsets;
use crate::text::{SourceSpan, TextSpan, line_column};

/// The decoded file.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// The path as the user named it, `-` for standard input.
    pub path: PathBuf,
    /// The file as UTF-8, without a byte order mark. All [`SourceSpan`]s count in this.
    pub text: String,
    /// Name of the encoding the file was in, as WHATWG spells it (`UTF-8`, `gb18030`, `Big5`...).
    pub encoding: &'static str,
    /// Leads from offsets in `text` back to offsets in the file.
    pub offsets: FileOffsets,
    /// For archives: the members that `text` is made of, in the order of `text`. Else empty.
    pub parts: Vec<Part>,
}

/// A stretch of a [`SourceText`] that came out of a member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it begins in the text; it goes to where the next one begins.
    pub at: usize,
    /// The member's name.
    pub member: String,
    /// Where it begins in the member, as UTF-8.
    pub in_member: usize,
}

impl SourceText {
    /// A text that never was a file in another encoding.
    #[must_use]
    pub fn from_utf8(path: &Path, text: String) -> Self {
        SourceText {
            path: path.to_owned(),
            text,
            encoding: "UTF-8",
            offsets: FileOffsets::identity(0),
            parts: Vec::new(),
        }
    }

    /// The member of an archive that a byte of the text came from, and where in it; nothing where the
    /// file is no archive.
    #[must_use]
    pub fn in_member(&self, offset: usize) -> Option<(&str, usize)> {
        let after = self.parts.partition_point(|part| part.at <= offset);
        let part = self.parts.get(after.checked_sub(1)?)?;
        Some((&part.member, part.in_member + offset - part.at))
    }

    /// Line and column (from 1, the column in characters) of a byte of the text.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        line_column(&self.text, offset)
    }
}

/// One text as read. Blocks stand in the order of the file and do not overlap; what lies between
/// them (blank lines, markers, markup) is their gaps, so that blocks and gaps together are the file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub source: SourceText,
    /// The id of the format it was read as (`md`, `txt`...).
    pub format: &'static str,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
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
    /// Words that stand with an image.
    Caption,
    /// Nothing to translate: code, raw HTML, front matter, a rule, a lone image. Has no text.
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

    /// The name used in `--format jsonl` and in bitext files.
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

/// A run of a block's visible text and the source bytes it stands for.
///
/// Runs cover the visible text without holes, in order. A run is *verbatim* when both sides are the
/// same bytes; otherwise the text stands for something else: a resolved line break (nothing or one
/// space), an entity, an escape. Source bytes between runs are markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Bytes of the visible text (may be empty: a line break between Han characters).
    pub text: TextSpan,
    /// Bytes of the source.
    pub source: SourceSpan,
    /// Whether both are the same bytes.
    pub verbatim: bool,
}

/// What an inline mark says of its stretch of text.
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
    /// A link and where it leads.
    Link(String),
    /// An image that stands at this (empty) place: address and alternative text.
    Image {
        /// Its address.
        url: String,
        /// Its alternative text.
        alt: String,
    },
}

/// An inline mark over a stretch of visible text. Marks nest or stand apart, never cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Which stretch.
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
}

/// A paragraph, heading, list item...
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes in the source, markup included.
    pub span: SourceSpan,
    /// What a reader sees: markup removed, entities resolved, hard line breaks resolved (between
    /// two CJK characters to nothing, else to one space).
    pub text: String,
    /// Where `text` came from.
    pub runs: Vec<Run>,
    /// Inline marks, ordered by start, the longer first.
    pub marks: Vec<Mark>,
    /// The speaker label a turn opens with (`张宏江：`), colon included and the space after it not.
    pub speaker: Option<TextSpan>,
    /// Nesting: of lists or quotations, from 0.
    pub depth: u8,
    /// The number of an ordered list's item.
    pub ordinal: Option<u64>,
    /// The markup inside it, in order. Markdown and HTML tell it.
    pub codes: Vec<Markup>,
    /// Where a cell of a table stands, in Markdown and HTML.
    pub cell: Option<Cell>,
    /// In which syntax its text is written.
    pub syntax: Syntax,
}

impl Block {
    /// The stretches of visible text that are no language: code and formulas, in order.
    pub fn opaque(&self) -> impl Iterator<Item = TextSpan> + '_ {
        self.codes.iter().filter_map(|code| match code.kind {
            CodeKind::Opaque(length) => Some(TextSpan::new(code.at, code.at + length)),
            _ => None,
        })
    }

    /// The source bytes that a stretch of visible text came from: from its first character to its
    /// last, with the markup in between. An empty stretch gives an empty span.
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

    /// The non-empty run that holds the character starting (`starting`) or ending at `offset`.
    fn run_at(&self, offset: usize, starting: bool) -> Option<&Run> {
        let mut runs = self.runs.iter().filter(|run| !run.text.is_empty());
        if starting {
            runs.find(|run| run.text.start <= offset && offset < run.text.end)
        } else {
            runs.find(|run| run.text.start < offset && offset <= run.text.end)
        }
    }
}
