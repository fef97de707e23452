//! The rows of a page.

use std::collections::HashSet;
use std::io::{self, Write};

use super::findings::{RowFindings, at};
use crate::bitext::SideName;
use crate::edition::address::{harmless_url, within};
use crate::edition::markup::escape;
use crate::edition::model::{
    BlockView, Edition, ImageView, LinkState, NoteView, Row, SentenceView,
};
use crate::edition::slots::Slot;
use crate::edition::xhtml::{
    XhtmlWriter, alt_of, close_address, marked, opaque, open_address, size_of, write_blocks,
};
use crate::text::script::is_han;
use crate::words::Words;

/// Where rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a page that is the whole edition.
    Alone,
    /// In a book: what depends on the other texts is left open.
    InBook,
}

/// A row with fewer letters than these, of the Chinese and of the English, is not parted between two pages.
const SHORT: [usize; 2] = [160, 420];
/// Chinese with a word of so many Latin letters is not justified: the line before it would gape, in a narrow column
/// or in any.
const WORD: usize = 6;
const LONG_WORD: usize = 14;

/// Writes the rows of an edition, and the index of its findings; `below` stands below the row with this number.
pub(super) fn write(
    edition: &Edition<'_>,
    place: Place,
    below: Option<(usize, &str)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let prefix = match place {
        Place::Alone => String::new(),
        Place::InBook => Slot::Prefix.to_string(),
    };
    let ids = SIDES.map(|side| sentence_ids(edition, side));
    let mut page = RowWriter {
        edition,
        place,
        findings: RowFindings::new(edition, &prefix, &ids),
        prefix: &prefix,
        ids: &ids,
        words: Words::of(edition.options.interface),
    };
    for (number, row) in edition.rows().iter().enumerate() {
        page.row(number, row, out)?;
        if let Some((_, below)) = below.filter(|(at, _)| *at == number) {
            out.write_all(below.as_bytes())?;
        }
    }
    page.findings.index(out)
}

const SIDES: [SideName; 2] = [SideName::Source, SideName::Target];

/// The ids of a side's sentences without the prefix of their text. They are made of the words of the sentences, so
/// that an address of one stays good when the text around it changes.
fn sentence_ids(edition: &Edition<'_>, side: SideName) -> Vec<String> {
    let letter = ['z', 'e'][at(side)];
    let mut taken = HashSet::new();
    let segments = edition.text(side).segments.iter().enumerate();
    let id = |(number, segment): (usize, &crate::segment::Segment)| {
        let own: String = segment
            .id
            .0
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let short: String = own.chars().take(10).collect();
        [format!("{letter}-{short}"), format!("{letter}-{own}")]
            .into_iter()
            .chain((number..).map(|number| format!("{letter}-{own}-{number}")))
            .find(|id| taken.insert(id.clone()))
            .unwrap_or_default()
    };
    segments.map(id).collect()
}

/// The writer of the page's sentences, terms and images.
struct RowWriter<'e> {
    edition: &'e Edition<'e>,
    place: Place,
    /// What ids and the numbers of beads begin with.
    prefix: &'e str,
    /// The ids of the sentences of both sides.
    ids: &'e [Vec<String>; 2],
    findings: RowFindings<'e>,
    /// The words of the controls.
    words: &'static Words,
}

impl RowWriter<'_> {
    fn row(&mut self, number: usize, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        let edition = self.edition;
        let sides = SIDES.map(|side| edition.blocks(row, side));
        let mut class = String::new();
        if let Some(view) = sides
            .iter()
            .flat_map(|views| views.first())
            .find(|view| view.block.kind.is_heading())
        {
            class = format!(" h {}", view.block.kind.name());
        }
        if sides
            .iter()
            .zip(SHORT)
            .all(|(views, most)| letters(views) < most)
        {
            class += " short";
        }
        for (views, name) in sides.iter().zip([" no-source", " no-target"]) {
            if views.is_empty() && row.shared.is_empty() {
                class += name;
            }
        }
        // What is wider than a narrow screen is scrolled, by the keyboard as well.
        let reached = match edition.is_wide(row) {
            true => " tabindex=\"0\"",
            false => "",
        };
        if !reached.is_empty() {
            class += " wide";
        }
        if sides.iter().all(Vec::is_empty) && row.shared.is_empty() {
            class += " blank";
        }
        writeln!(
            out,
            "<div class=\"row{class}\" id=\"{}r{number}\">",
            self.prefix
        )?;
        if !row.shared.is_empty() {
            write!(out, "<div class=\"both\">")?;
            for shared in &row.shared {
                opaque(self, shared, out)?;
            }
            writeln!(out, "</div>")?;
        }
        for ((side, class), views) in SIDES.into_iter().zip(["source", "target"]).zip(&sides) {
            let none = if views.is_empty() { " none" } else { "" };
            let ragged = match side {
                SideName::Source => ragged(views),
                _ => "",
            };
            write!(
                out,
                "<div class=\"c {class}{none}{ragged}\"{reached} lang=\"{}\">",
                escape(edition.language(side))
            )?;
            write_blocks(self, edition, views, out)?;
            writeln!(out, "</div>")?;
        }
        self.findings.of_row(&sides, out)?;
        writeln!(out, "</div>")
    }
}

/// How many letters blocks have.
fn letters(views: &[BlockView<'_>]) -> usize {
    views
        .iter()
        .map(|view| view.block.text.chars().count())
        .sum()
}

/// Whether Chinese has a word of many Latin letters, as an address.
/// The class of Chinese with long words of Latin letters.
fn ragged(views: &[BlockView<'_>]) -> &'static str {
    let texts = views.iter().map(|view| &view.block.text);
    let texts = texts.filter(|text| text.contains(is_han));
    let words = texts.flat_map(|text| text.split(|c: char| c.is_whitespace() || is_han(c)));
    match words.map(latin).max().unwrap_or(0) {
        LONG_WORD.. => " ragged",
        WORD.. => " ragged-narrow",
        _ => "",
    }
}

fn latin(word: &str) -> usize {
    word.chars().filter(char::is_ascii).count()
}

impl XhtmlWriter for RowWriter<'_> {
    fn open_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write!(out, "<span class=\"s")?;
        if self.edition.options.proof {
            write!(out, "{}", marked(sentence.state).0)?;
        }
        write!(out, "{}\"", self.findings.class(side, sentence.segment))?;
        if let Some(id) = self.ids[at(side)].get(sentence.segment) {
            write!(out, " id=\"{}{id}\"", self.prefix)?;
        }
        if let Some(bead) = sentence.bead {
            write!(out, " data-b=\"{}{bead}\"", self.prefix)?;
        }
        write!(out, "{}", self.findings.described(side, sentence.segment))?;
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
        if !self.edition.options.proof {
            return write!(out, "</span>");
        }
        let tag = self.words.locale().tag();
        if let (_, Some(note)) = marked(sentence.state) {
            let note = self.words.word(match note {
                "untranslated" => "page-is-untranslated",
                "added" => "page-is-added",
                _ => "page-is-moved",
            });
            write!(
                out,
                "<span class=\"note\" lang=\"{tag}\"><span class=\"vh\"> (</span>{note}<span class=\"vh\">)</span></span>"
            )?;
        } else if sentence.state == LinkState::LowConfidence && sentence.last {
            write!(
                out,
                "<span class=\"note low\" lang=\"{tag}\">?<span class=\"vh\"> ({})</span></span>",
                self.words.word("page-is-doubtful")
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

    /// Writes an image that the edition has; for any other, its alternative text, and a link to it where it may lead
    /// somewhere.
    fn image(&mut self, image: &ImageView, out: &mut dyn Write) -> io::Result<()> {
        let (alt, side) = alt_of(image);
        let language = match side {
            Some(side) => format!(" lang=\"{}\"", escape(self.edition.language(side))),
            None => String::new(),
        };
        if let Some((number, picture)) = self.edition.picture(image.side, &image.url) {
            write!(out, "<img src=\"")?;
            match self.place {
                Place::Alone => write!(out, "{}", picture.address())?,
                Place::InBook => write!(out, "{}", Slot::Picture(number))?,
            }
            let size = size_of(picture);
            return write!(out, "\" alt=\"{}\"{size}{language} />", escape(&alt));
        }
        let url = image.url.as_str();
        let beside = within(url).is_some();
        // Readers have nothing of an image that is not there and has no words.
        if alt.is_empty() && beside && !self.edition.options.proof {
            return Ok(());
        }
        // A place without words or a picture is told on a screen only.
        let (class, alt, language) = match alt.as_str() {
            "" => {
                let tag = self.words.locale().tag();
                let image = self.words.word("page-image");
                ("img bare", image, format!(" lang=\"{tag}\""))
            }
            alt => ("img", alt.to_owned(), language),
        };
        // What lies beside the text and was not found leads nowhere, nor does it from a page that lies elsewhere.
        let away = beside && (self.place == Place::InBook || !self.edition.options.proof);
        write!(out, "<span class=\"{class}\"{language}>▣ ")?;
        match harmless_url(url).filter(|_| !away) {
            Some(url) => write!(
                out,
                "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
                escape(url),
                escape(&alt)
            ),
            None => write!(out, "{}", escape(&alt)),
        }?;
        write!(out, "</span>")
    }

    fn note_sign(
        &mut self,
        side: SideName,
        number: usize,
        sign: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let note = self.edition.notes(side).get(number - 1);
        let letter = ['z', 'e'][at(side)];
        let prefix = self.prefix;
        match note.filter(|note| !note.blocks.is_empty()) {
            Some(_) => write!(
                out,
                "<a class=\"note-sign\" role=\"doc-noteref\" id=\"{prefix}{letter}s{sign}\" href=\"#{prefix}{letter}n{number}\">{number}</a>"
            ),
            None => write!(out, "<sup class=\"note-sign\">{number}</sup>"),
        }
    }

    fn open_note(
        &mut self,
        side: SideName,
        note: &NoteView,
        first: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if !first {
            return write!(out, "<div class=\"footnote more\">");
        }
        let letter = ['z', 'e'][at(side)];
        let number = note.number;
        write!(
            out,
            "<div class=\"footnote\" role=\"doc-footnote\" id=\"{}{letter}n{number}\"><span class=\"note-number\">{number}</span> ",
            self.prefix
        )
    }

    fn close_note(
        &mut self,
        side: SideName,
        note: &NoteView,
        last: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let letter = ['z', 'e'][at(side)];
        let signs = if last { note.signs.as_slice() } else { &[] };
        for (back, sign) in signs.iter().enumerate() {
            let numbers = [("number", note.number.into()), ("place", (back + 1).into())];
            let label = self.words.say(
                match signs.len() {
                    1 => "page-note-back",
                    _ => "page-note-back-place",
                },
                &numbers,
            );
            write!(
                out,
                " <a class=\"note-back\" role=\"doc-backlink\" href=\"#{}{letter}s{sign}\" aria-label=\"{label}\">↩</a>",
                self.prefix
            )?;
        }
        write!(out, "</div>")
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
