//! A chapter page: its rows side by side or one below the other, or the Chinese with the English as
//! notes.

use std::io::{self, Write};

use super::super::address::{Letters, outward, within};
use super::super::markup::escape;
use super::super::model::{
    BlockView, Edition, Event, ImageView, Layout, LinkState, Opaque, Piece, Row, SentenceView,
};
use super::super::slots::Slot;
use super::super::xhtml::{
    XhtmlWriter, alt_of, close_address, marked, open_address, write_blocks, write_piece,
};
use super::contents::{Chapter, anchor};
use super::images::Images;
use super::{lang, write_page};
use crate::bitext::SideName;
use crate::document::BlockKind;

/// The writer of a chapter's sentences, terms and images.
struct ChapterWriter<'c> {
    edition: &'c Edition<'c>,
    images: &'c mut Images,
    /// Whether links to other texts are left open.
    in_book: bool,
    /// What ids begin with.
    prefix: String,
    /// The beads whose English is a note of this chapter; the first of them is note 1.
    notes: Vec<usize>,
}

/// The XHTML page of a chapter, with slots. `title` is put above its rows. In a book its links to other texts
/// are slots, and ids have a prefix.
pub(super) fn page(
    edition: &Edition<'_>,
    chapter: &Chapter,
    title: &str,
    images: &mut Images,
    in_book: bool,
) -> io::Result<Vec<u8>> {
    let mut flow = ChapterWriter {
        edition,
        images,
        in_book,
        prefix: match in_book {
            true => Slot::Prefix.to_string(),
            false => String::new(),
        },
        notes: Vec::new(),
    };
    let mut out = Vec::new();
    writeln!(out, "<section epub:type=\"chapter\" role=\"doc-chapter\">")?;
    write!(out, "{title}")?;
    for at in chapter.rows.clone() {
        flow.row(at, &edition.rows()[at], &mut out)?;
    }
    flow.write_notes(&mut out)?;
    writeln!(out, "</section>")?;
    let layout = match edition.options.layout(Layout::Columns) {
        Layout::Columns | Layout::Facing => "columns",
        Layout::Interleaved => "interleaved",
        Layout::Hover => "running",
    };
    let pinyin = match edition.options.pinyin {
        true => " pinyin",
        false => "",
    };
    write_page(
        &edition.options,
        &chapter.label.line(),
        &format!("class=\"{layout}{pinyin}\" epub:type=\"bodymatter\""),
        &out,
    )
}

impl ChapterWriter<'_> {
    fn row(&mut self, number: usize, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        let source = self.edition.blocks(row, SideName::Source);
        let mut target = self.edition.blocks(row, SideName::Target);
        let heading = [source.first(), target.first()]
            .into_iter()
            .flatten()
            .any(|view| view.block.kind.is_heading());
        if self.edition.options.layout(Layout::Columns) == Layout::Hover {
            self.keep_without_note(&source, &mut target);
        }
        let class = if heading { "row h" } else { "row" };
        write!(
            out,
            "<div class=\"{class}\" id=\"{}\">",
            anchor(&self.prefix, number)
        )?;
        for shared in &row.shared {
            crate::edition::xhtml::opaque(self, shared, out)?;
        }
        self.side(SideName::Source, &source, out)?;
        self.side(SideName::Target, &target, out)?;
        writeln!(out, "</div>")
    }

    fn side(
        &mut self,
        side: SideName,
        views: &[BlockView<'_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // An empty cell is written, too, so that the others keep their places in the table.
        if views.is_empty() && self.edition.options.layout(Layout::Columns) != Layout::Columns {
            return Ok(());
        }
        let edition = self.edition;
        let class = match side {
            SideName::Source => "source",
            SideName::Target => "target",
        };
        let lang = lang(edition.language(side));
        write!(out, "\n<div class=\"c {class}\" {lang}>")?;
        write_blocks(self, edition, views, out)?;
        write!(out, "</div>")
    }

    /// Removes from the English blocks everything that a note contains already. Additions stay, and so
    /// do blocks without text that the Chinese does not show.
    fn keep_without_note(&self, source: &[BlockView<'_>], target: &mut Vec<BlockView<'_>>) {
        let opaque = |view: &BlockView<'_>| {
            view.block.kind == BlockKind::Opaque && view.block.text.trim().is_empty()
        };
        let shown: Vec<Opaque> = source
            .iter()
            .filter(|view| opaque(view))
            .map(|view| self.edition.opaque(view))
            .collect();
        target.retain_mut(|view| {
            if opaque(view) {
                return !shown.contains(&self.edition.opaque(view));
            }
            let all = view.pieces.len();
            view.pieces.retain(|piece| match piece.sentence {
                Some(sentence) => self.noted(sentence).is_none(),
                None => true,
            });
            let whole = view.pieces.len() == all;
            let empty = |piece: &Piece<'_>| {
                let blank = |event: &Event<'_>| match event {
                    Event::Text(text) => text.trim().is_empty(),
                    Event::Image { .. } | Event::Note { .. } => false,
                    Event::Break => true,
                    Event::Open(..) | Event::Close(..) => true,
                };
                piece.sentence.is_none() && piece.events.iter().all(blank)
            };
            whole || !view.pieces.iter().all(empty)
        });
    }

    /// The bead whose note contains this English sentence; `None` if no note does.
    fn noted(&self, sentence: SentenceView) -> Option<usize> {
        let number = sentence.bead?;
        let bead = self.edition.bitext.beads.get(number)?;
        let last = bead.source.clone().last()?;
        let anchor = self.edition.sentence(SideName::Source, last);
        (last < self.edition.source.segments.len() && anchor.bead == Some(number)).then_some(number)
    }

    /// Writes the English of this chapter's beads as notes.
    fn write_notes(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let beads = std::mem::take(&mut self.notes);
        if beads.is_empty() {
            return Ok(());
        }
        let edition = self.edition;
        let prefix = self.prefix.clone();
        writeln!(out, "<section class=\"notes\" epub:type=\"footnotes\">")?;
        for (at, &number) in beads.iter().enumerate() {
            let note = at + 1;
            write!(
                out,
                "<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"{prefix}n{note}\">\
                 <p class=\"target\" {}><a role=\"doc-backlink\" href=\"#{prefix}b{note}\">{note}</a>",
                lang(edition.language(SideName::Target))
            )?;
            for segment in edition.bitext.beads[number].target.clone() {
                let Some(segment_of) = edition.target.segments.get(segment) else {
                    continue;
                };
                let view = edition.block(SideName::Target, segment_of.block);
                let pieces = view.iter().flat_map(|view| &view.pieces);
                for piece in pieces.filter(|piece| {
                    piece.sentence.is_some_and(|sentence| {
                        sentence.segment == segment && sentence.bead == Some(number)
                    })
                }) {
                    write!(out, " ")?;
                    write_piece(self, SideName::Target, piece, out)?;
                }
            }
            writeln!(out, "</p></aside>")?;
        }
        writeln!(out, "</section>")
    }
}

impl XhtmlWriter for ChapterWriter<'_> {
    fn open_sentence(
        &mut self,
        _: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (class, _) = marked(sentence.state);
        write!(out, "<span class=\"s{class}\">")
    }

    fn close_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let note = match marked(sentence.state) {
            (_, Some(note)) => Some(note),
            _ if sentence.state == LinkState::LowConfidence && sentence.last => Some("?"),
            _ => None,
        };
        if let Some(note) = note {
            let lang = lang("en");
            write!(out, "<span class=\"note\" {lang}> ({note})</span>")?;
        }
        write!(out, "</span>")?;
        let linked = !matches!(
            sentence.state,
            LinkState::Omission | LinkState::Addition | LinkState::Unknown
        );
        if let (Layout::Hover, SideName::Source, true, true, Some(bead)) = (
            self.edition.options.layout(Layout::Columns),
            side,
            linked,
            sentence.last,
            sentence.bead,
        ) {
            self.notes.push(bead);
            let note = self.notes.len();
            let prefix = &self.prefix;
            write!(
                out,
                "<a class=\"ref\" epub:type=\"noteref\" role=\"doc-noteref\" id=\"{prefix}b{note}\" href=\"#{prefix}n{note}\">{note}</a>"
            )?;
        }
        Ok(())
    }

    fn open_term(&mut self, tip: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "<span class=\"t\" title=\"{}\">", escape(tip))
    }

    fn close_term(&mut self, _: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "</span>")
    }

    /// Writes an image that is embedded in the text; for any other, its alternative text.
    fn image(&mut self, image: &ImageView, out: &mut dyn Write) -> io::Result<()> {
        let (alt, _) = alt_of(image);
        match self.images.number(&image.url) {
            Some(number) => write!(
                out,
                "<img src=\"{}\" alt=\"{}\" />",
                Slot::Picture(number),
                escape(&alt)
            ),
            None => {
                let alt = alt.as_str();
                let alt = if alt.trim().is_empty() { "image" } else { alt };
                write!(out, "<span class=\"img\">▣ {}</span>", escape(alt))
            }
        }
    }

    fn open_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()> {
        match within(url) {
            Some(url) if self.in_book => write!(out, "{}", Slot::OpenLink(side, url)),
            _ => open_address(outward(url, Letters::All).as_deref(), out),
        }
    }

    fn close_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()> {
        match within(url) {
            Some(url) if self.in_book => write!(out, "{}", Slot::CloseLink(side, url)),
            _ => close_address(outward(url, Letters::All).as_deref(), out),
        }
    }

    fn pinyin(&self) -> bool {
        self.edition.options.pinyin
    }
}
