//! Blocks, marks and sentences as XHTML: the code that the page and the book share.

use std::io::{self, Write};

use super::markup::escape;
use super::model::{
    BlockView, Edition, Event, ImageView, LinkState, NoteView, Opaque, Piece, SentenceView, Style,
    TableView,
};
use super::picture::Picture;
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::lexicon::Lexicon;

/// The parts of the XHTML that the page and the book write differently.
pub(super) trait XhtmlWriter {
    /// Begins a sentence.
    fn open_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Ends a sentence, with the notes on it.
    fn close_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Begins a term of the glossary.
    fn open_term(&mut self, tip: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Ends a term of the glossary.
    fn close_term(&mut self, tip: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Writes an image.
    fn image(&mut self, image: &ImageView, out: &mut dyn Write) -> io::Result<()>;

    /// Writes the sign of a note; `sign` counts the signs of the text.
    fn note_sign(
        &mut self,
        side: SideName,
        number: usize,
        sign: usize,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Begins a block of a note; `first` says whether it is the first one.
    fn open_note(
        &mut self,
        side: SideName,
        note: &NoteView,
        first: bool,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Ends a block of a note; `last` says whether it is the last one.
    fn close_note(
        &mut self,
        side: SideName,
        note: &NoteView,
        last: bool,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Begins a link of a text.
    fn open_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Ends it.
    fn close_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Whether the Chinese is shown with its pinyin.
    fn pinyin(&self) -> bool;
}

/// The alternative text of an image in both languages, where they differ; and the side whose language it is in, where
/// it is in one.
pub(super) fn alt_of(image: &ImageView) -> (String, Option<SideName>) {
    let is_silent = image.alt.trim().is_empty();
    let side = match (&image.other_alt, image.side) {
        (None, side) => Some(side),
        (Some(_), SideName::Source) if is_silent => Some(SideName::Target),
        (Some(_), SideName::Target) if is_silent => Some(SideName::Source),
        (Some(_), _) => None,
    };
    (image.alternative(), side)
}

/// The width and height of an image as attributes, where they are known.
pub(super) fn size_of(picture: &Picture) -> String {
    match picture.size {
        Some((width, height)) => format!(" width=\"{width}\" height=\"{height}\""),
        None => String::new(),
    }
}

/// Begins a link to an address; where there is none that a reader may follow, its words are words.
pub(super) fn open_address(url: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match url {
        Some(url) => write!(out, "<a href=\"{}\" rel=\"noreferrer\">", escape(url)),
        None => write!(out, "<span>"),
    }
}

/// Ends what [`open_address`] began.
pub(super) fn close_address(url: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match url {
        Some(_) => write!(out, "</a>"),
        None => write!(out, "</span>"),
    }
}

/// The class of a sentence, and the word that marks it for readers.
pub(super) const fn marked(state: LinkState) -> (&'static str, Option<&'static str>) {
    match state {
        LinkState::Linked | LinkState::Unknown => ("", None),
        LinkState::Omission => (" omission", Some("untranslated")),
        LinkState::Addition => (" addition", Some("added")),
        LinkState::LowConfidence => (" low", None),
        LinkState::Moved => (" moved", Some("moved")),
    }
}

/// Ends the list that is open.
fn close_list(list: &mut Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match list.take() {
        Some(tag) => write!(out, "</{tag}>"),
        None => Ok(()),
    }
}

/// Writes the blocks of one side: list items in lists, cells in tables.
pub(super) fn write_blocks(
    flow: &mut dyn XhtmlWriter,
    edition: &Edition<'_>,
    views: &[BlockView<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut list = None;
    let mut at = 0;
    while let Some(view) = views.get(at) {
        if let Some(table) = edition.table(&views[at..]) {
            close_list(&mut list, out)?;
            write_table(flow, edition, &table, out)?;
            at += table.blocks;
        } else {
            write_block(flow, edition, view, &mut list, out)?;
            at += 1;
        }
    }
    close_list(&mut list, out)
}

fn write_table(
    flow: &mut dyn XhtmlWriter,
    edition: &Edition<'_>,
    table: &TableView<'_, '_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<table>")?;
    if !table.head.is_empty() {
        write!(out, "<thead>")?;
        write_table_row(
            flow,
            edition,
            &table.head,
            ("<th scope=\"col\">", "</th>"),
            out,
        )?;
        write!(out, "</thead>")?;
    }
    if !table.rows.is_empty() {
        write!(out, "<tbody>")?;
        for row in &table.rows {
            write_table_row(flow, edition, row, ("<td>", "</td>"), out)?;
        }
        write!(out, "</tbody>")?;
    }
    write!(out, "</table>")
}

fn write_table_row(
    flow: &mut dyn XhtmlWriter,
    edition: &Edition<'_>,
    row: &[&[BlockView<'_>]],
    (open, close): (&str, &str),
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<tr>")?;
    for cell in row {
        write!(out, "{open}")?;
        match cell {
            [view] if view.block.kind == BlockKind::TableCell => pieces(flow, view, out)?,
            views => {
                let mut list = None;
                for view in *views {
                    write_block(flow, edition, view, &mut list, out)?;
                }
                close_list(&mut list, out)?;
            }
        }
        write!(out, "{close}")?;
    }
    write!(out, "</tr>")
}

/// Writes a block; consecutive list items are put into one list, which stays open in `list`.
fn write_block(
    flow: &mut dyn XhtmlWriter,
    edition: &Edition<'_>,
    view: &BlockView<'_>,
    list: &mut Option<&'static str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(note) = edition.note_of(view) {
        close_list(list, out)?;
        let first = note.blocks.first() == Some(&view.index);
        let last = note.blocks.last() == Some(&view.index);
        flow.open_note(view.side, note, first, out)?;
        write_plain_block(flow, edition, view, list, out)?;
        close_list(list, out)?;
        return flow.close_note(view.side, note, last, out);
    }
    write_plain_block(flow, edition, view, list, out)
}

fn write_plain_block(
    flow: &mut dyn XhtmlWriter,
    edition: &Edition<'_>,
    view: &BlockView<'_>,
    list: &mut Option<&'static str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let block = view.block;
    if block.kind == BlockKind::ListItem {
        let tag = if block.ordinal.is_some() { "ol" } else { "ul" };
        if *list != Some(tag) {
            close_list(list, out)?;
            write!(out, "<{tag}>")?;
            *list = Some(tag);
        }
        let value = block
            .ordinal
            .map(|ordinal| format!(" value=\"{ordinal}\""))
            .unwrap_or_default();
        write!(out, "<li{}{value}>", depth(block.depth))?;
        pieces(flow, view, out)?;
        return write!(out, "</li>");
    }
    close_list(list, out)?;
    let (open, close) = match block.kind {
        BlockKind::Heading(_) => (
            format!("<{}>", block.kind.name()),
            format!("</{}>", block.kind.name()),
        ),
        BlockKind::Quotation => (
            format!("<blockquote{}><p>", depth(block.depth)),
            "</p></blockquote>".to_owned(),
        ),
        BlockKind::VerseLine => ("<p class=\"verse\">".to_owned(), "</p>".to_owned()),
        BlockKind::TableCell => ("<p class=\"cell\">".to_owned(), "</p>".to_owned()),
        BlockKind::Caption => ("<p class=\"caption\">".to_owned(), "</p>".to_owned()),
        BlockKind::Opaque if block.text.trim().is_empty() => {
            return opaque(flow, &edition.opaque(view), out);
        }
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Opaque => {
            ("<p>".to_owned(), "</p>".to_owned())
        }
    };
    write!(out, "{open}")?;
    pieces(flow, view, out)?;
    write!(out, "{close}")
}

fn depth(depth: u8) -> String {
    match depth {
        0 => String::new(),
        depth => format!(" class=\"d{}\"", depth.min(3)),
    }
}

/// Writes a block without text.
pub(super) fn opaque(
    flow: &mut dyn XhtmlWriter,
    opaque: &Opaque,
    out: &mut dyn Write,
) -> io::Result<()> {
    match opaque {
        Opaque::Nothing => Ok(()),
        Opaque::Rule => write!(out, "<hr />"),
        Opaque::Code { code, language } => {
            let class = match language {
                Some(language) => format!(" class=\"language-{}\"", escape(language)),
                None => String::new(),
            };
            write!(out, "<pre><code{class}>{}</code></pre>", escape(code))
        }
        Opaque::Images(images) => {
            write!(out, "<figure class=\"figure\">")?;
            for image in images {
                flow.image(image, out)?;
            }
            write!(out, "</figure>")
        }
    }
}

fn pieces(flow: &mut dyn XhtmlWriter, view: &BlockView<'_>, out: &mut dyn Write) -> io::Result<()> {
    view.pieces
        .iter()
        .try_for_each(|piece| write_piece(flow, view.side, piece, out))
}

/// Writes a sentence, or the text between two.
pub(super) fn write_piece(
    flow: &mut dyn XhtmlWriter,
    side: SideName,
    piece: &Piece<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(sentence) = piece.sentence else {
        return events(flow, side, piece, out);
    };
    flow.open_sentence(side, sentence, out)?;
    events(flow, side, piece, out)?;
    flow.close_sentence(side, sentence, out)
}

fn events(
    flow: &mut dyn XhtmlWriter,
    side: SideName,
    piece: &Piece<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ruby = side == SideName::Source && flow.pinyin();
    for event in &piece.events {
        match *event {
            Event::Text(text) if ruby => write_ruby(text, out)?,
            Event::Text(text) => write!(out, "{}", escape(text))?,
            Event::Image { url, alt } => {
                let image = ImageView {
                    side,
                    url: url.to_owned(),
                    alt: alt.to_owned(),
                    other_alt: None,
                };
                flow.image(&image, out)?;
            }
            Event::Break => write!(out, "<br />")?,
            Event::Note { number, sign } => flow.note_sign(side, number, sign, out)?,
            Event::Open(_, style) => match style {
                Style::Strong => write!(out, "<strong>")?,
                Style::Emphasis => write!(out, "<em>")?,
                Style::Strikethrough => write!(out, "<s>")?,
                Style::Code => write!(out, "<code>")?,
                Style::Link(url) => flow.open_link(side, url, out)?,
                Style::Speaker => write!(out, "<span class=\"sp\">")?,
                Style::Term(tip) => flow.open_term(tip, out)?,
            },
            Event::Close(_, style) => match style {
                Style::Strong => write!(out, "</strong>")?,
                Style::Emphasis => write!(out, "</em>")?,
                Style::Strikethrough => write!(out, "</s>")?,
                Style::Code => write!(out, "</code>")?,
                Style::Link(url) => flow.close_link(side, url, out)?,
                Style::Speaker => write!(out, "</span>")?,
                Style::Term(tip) => flow.close_term(tip, out)?,
            },
        }
    }
    Ok(())
}

/// Writes Chinese with its pinyin over it.
fn write_ruby(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for word in Lexicon::get().pinyin(text) {
        let written = &text[word.over];
        if word.syllables.is_empty() {
            write!(out, "{}", escape(written))?;
            continue;
        }
        write!(out, "<ruby>")?;
        for (c, syllable) in written.chars().zip(&word.syllables) {
            write!(out, "{c}<rt>{syllable}</rt>")?;
        }
        write!(out, "</ruby>")?;
    }
    Ok(())
}
