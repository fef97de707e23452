//! The rows of a page.

use std::io::{self, Write};

use crate::bitext::SideName;
use crate::edition::address::{harmless_url, within};
use crate::edition::markup::escape;
use crate::edition::model::{Edition, ImageView, LinkState, Row, SentenceView};
use crate::edition::slots::Slot;
use crate::edition::xhtml::{
    XhtmlWriter, close_address, marked, opaque, open_address, write_blocks,
};

/// Where rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a page that is the whole edition.
    Alone,
    /// In a book: what depends on the other texts is left open.
    InBook,
}

/// Writes the rows of an edition.
pub(super) fn write(edition: &Edition<'_>, place: Place, out: &mut dyn Write) -> io::Result<()> {
    let rows = edition.rows().iter().enumerate();
    let mut page = RowWriter {
        edition,
        place,
        prefix: match place {
            Place::Alone => String::new(),
            Place::InBook => Slot::Prefix.to_string(),
        },
    };
    rows.into_iter()
        .try_for_each(|(number, row)| page.row(number, row, out))
}

/// The writer of the page's sentences, terms and images.
struct RowWriter<'e> {
    edition: &'e Edition<'e>,
    place: Place,
    /// What ids and the numbers of beads begin with.
    prefix: String,
}

impl RowWriter<'_> {
    fn row(&mut self, number: usize, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        let edition = self.edition;
        let sides = [
            (
                SideName::Source,
                "source",
                edition.blocks(row, SideName::Source),
            ),
            (
                SideName::Target,
                "target",
                edition.blocks(row, SideName::Target),
            ),
        ];
        let level = sides
            .iter()
            .flat_map(|(.., views)| views.first())
            .find(|view| view.block.kind.is_heading())
            .map(|view| format!(" h {}", view.block.kind.name()));
        writeln!(
            out,
            "<div class=\"row{}\" id=\"{}r{number}\">",
            level.unwrap_or_default(),
            self.prefix
        )?;
        if !row.shared.is_empty() {
            write!(out, "<div class=\"both\">")?;
            for shared in &row.shared {
                opaque(self, shared, out)?;
            }
            writeln!(out, "</div>")?;
        }
        for (side, class, views) in &sides {
            let none = if views.is_empty() { " none" } else { "" };
            write!(
                out,
                "<div class=\"c {class}{none}\" lang=\"{}\">",
                escape(edition.language(*side))
            )?;
            write_blocks(self, edition, views, out)?;
            writeln!(out, "</div>")?;
        }
        writeln!(out, "</div>")
    }
}

impl XhtmlWriter for RowWriter<'_> {
    fn open_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (class, _) = marked(sentence.state);
        write!(out, "<span class=\"s{class}\"")?;
        if let Some(bead) = sentence.bead {
            write!(out, " data-b=\"{}{bead}\"", self.prefix)?;
        }
        // Exactly one sentence is in the order of the Tab key (a roving tabindex); the script moves it.
        let start = self.edition.source.segments.is_empty() == (side == SideName::Target);
        match (start && sentence.segment == 0, self.place) {
            (true, Place::InBook) => write!(out, " tabindex=\"{}\">", Slot::Tab),
            (true, Place::Alone) => write!(out, " tabindex=\"0\">"),
            (false, _) => write!(out, " tabindex=\"-1\">"),
        }
    }

    fn close_sentence(
        &mut self,
        _: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if let (_, Some(note)) = marked(sentence.state) {
            write!(
                out,
                "<span class=\"note\" lang=\"en\"><span class=\"vh\"> (</span>{note}<span class=\"vh\">)</span></span>"
            )?;
        } else if sentence.state == LinkState::LowConfidence && sentence.last {
            write!(
                out,
                "<span class=\"note low\" lang=\"en\">?<span class=\"vh\"> (low confidence)</span></span>"
            )?;
        }
        write!(out, "</span>")
    }

    fn open_term(&mut self, _: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "<span class=\"t\" tabindex=\"0\">")
    }

    fn close_term(&mut self, tip: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "<span class=\"tip\" role=\"tooltip\">{}</span></span>",
            escape(tip)
        )
    }

    /// Writes an image that is embedded in the page; for any other, its alternative text and a link to
    /// it. In a book there is no link to one that has to lie beside the text: pages are elsewhere.
    fn image(&mut self, image: &ImageView, out: &mut dyn Write) -> io::Result<()> {
        let (url, alt) = (image.url.as_str(), image.alt.as_str());
        let inside = ["png", "jpeg", "gif", "webp", "avif"]
            .iter()
            .any(|kind| url.starts_with(&format!("data:image/{kind};base64,")));
        if inside {
            return write!(
                out,
                "<img src=\"{}\" alt=\"{}\" />",
                escape(url),
                escape(alt)
            );
        }
        let alt = if alt.trim().is_empty() { "image" } else { alt };
        let away = self.place == Place::InBook && within(url).is_some();
        match harmless_url(url).filter(|_| !away) {
            Some(url) => write!(
                out,
                "<span class=\"img\">▣ <a href=\"{}\" rel=\"noreferrer\">{}</a></span>",
                escape(url),
                escape(alt)
            ),
            None => write!(out, "<span class=\"img\">▣ {}</span>", escape(alt)),
        }
    }

    fn open_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()> {
        match within(url) {
            Some(url) if self.place == Place::InBook => {
                write!(out, "{}", Slot::OpenLink(side, url))
            }
            _ => open_address(harmless_url(url), out),
        }
    }

    fn close_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()> {
        match within(url) {
            Some(url) if self.place == Place::InBook => {
                write!(out, "{}", Slot::CloseLink(side, url))
            }
            _ => close_address(harmless_url(url), out),
        }
    }

    fn pinyin(&self) -> bool {
        self.edition.options.pinyin
    }
}
