//! The chapters of a text: their rows side by side or one below the other, or the Chinese with the English as
//! notes; behind the rows of each the notes that belong to it.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use super::super::address::{Letters, outward, within};
use super::super::markup::escape;
use super::super::model::{
    BlockView, Edition, Event, FindingMark, ImageView, Layout, LinkState, NoteView, Opaque, Piece,
    Row, SentenceView,
};
use super::super::slots::{Counted, Slot};
use super::super::xhtml::{
    XhtmlWriter, alt_of, close_address, marked, opaque, open_address, write_blocks, write_piece,
};
use super::contents::{Chapter, anchor};
use super::images::Images;
use super::{lang, write_page};
use crate::bitext::SideName;
use crate::document::BlockKind;

/// A page of the page list has about so many Chinese characters.
const PAGE: usize = 1_800;
/// So many letters of English take the room of one Chinese character.
const LETTERS: usize = 3;

/// The layout of an EPUB where none is set: screens are small.
pub(super) const USUAL: Layout = Layout::Interleaved;

/// The writer of a text's chapters. All chapters of a text are written with one, first the rows of each, then the
/// notes of each, because a note stands in the chapter of its first sign and leads back to all of them.
pub(super) struct TextWriter<'c> {
    edition: &'c Edition<'c>,
    layout: Layout,
    /// The images that were shown.
    pub(super) images: Images,
    /// Whether an image has no alternative text.
    pub(super) undescribed: bool,
    /// Whether links to other texts are left open.
    in_book: bool,
    /// What ids begin with.
    prefix: String,
    /// The number of the chapter that is being written.
    chapter: usize,
    /// Of each chapter, the beads whose English is a note of it; the first of them is note 1.
    translations: Vec<Vec<usize>>,
    /// Of each chapter, the notes of the texts that stand in it, in the order of their first signs.
    notes: Vec<Vec<(SideName, usize)>>,
    /// The chapter that each note stands in.
    homes: HashMap<(SideName, usize), usize>,
    /// The chapter that each sign was written in.
    signs: HashMap<(SideName, usize), usize>,
    /// How many pages have begun.
    pub(super) pages: usize,
    /// The links that are open: no link may be in another.
    links: usize,
}

impl<'c> TextWriter<'c> {
    pub(super) fn new(edition: &'c Edition<'c>, in_book: bool) -> TextWriter<'c> {
        TextWriter {
            edition,
            layout: edition.options.layout(USUAL),
            images: Images::default(),
            undescribed: false,
            in_book,
            prefix: match in_book {
                true => Slot::Prefix.to_string(),
                false => String::new(),
            },
            chapter: 0,
            translations: Vec::new(),
            notes: Vec::new(),
            homes: HashMap::new(),
            signs: HashMap::new(),
            pages: 0,
            links: 0,
        }
    }

    /// The rows of the next chapter, with slots. In a book its links to other texts are slots, and ids have a prefix.
    pub(super) fn rows(&mut self, chapter: &Chapter) -> io::Result<Vec<u8>> {
        self.chapter = self.notes.len();
        self.notes.push(Vec::new());
        self.translations.push(Vec::new());
        let edition = self.edition;
        let mut out = Vec::new();
        let mut filled = PAGE;
        for at in chapter.rows.clone() {
            let row = &edition.rows()[at];
            if filled >= PAGE {
                self.page_break(&mut out)?;
                filled = 0;
            }
            filled += self.room(row);
            self.row(at, row, &mut out)?;
        }
        Ok(out)
    }

    /// The notes of a chapter, when the rows of all chapters are written.
    pub(super) fn notes(&mut self, chapter: usize, out: &mut dyn Write) -> io::Result<()> {
        self.chapter = chapter;
        self.write_translations(out)?;
        self.write_notes(out)
    }

    /// The XHTML page of a chapter. `title` is put above its rows.
    pub(super) fn page(&self, chapter: &Chapter, title: &str, rows: &[u8]) -> io::Result<Vec<u8>> {
        let layout = match self.layout {
            Layout::Columns | Layout::Facing => "columns",
            Layout::Interleaved => "interleaved",
            Layout::Hover => "running",
        };
        let pinyin = match self.edition.options.pinyin {
            true => " pinyin",
            false => "",
        };
        let mut body = Vec::new();
        writeln!(body, "<section epub:type=\"chapter\" role=\"doc-chapter\">")?;
        write!(body, "{title}")?;
        body.extend_from_slice(rows);
        writeln!(body, "</section>")?;
        write_page(
            &self.edition.options,
            &chapter.label.line(),
            &format!("class=\"{layout}{pinyin}\" epub:type=\"bodymatter\""),
            &body,
        )
    }

    /// Begins a page of the page list.
    fn page_break(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let page = self.pages;
        self.pages += 1;
        writeln!(
            out,
            "<span epub:type=\"pagebreak\" role=\"doc-pagebreak\" id=\"{}\" aria-label=\"{}\"></span>",
            page_anchor(&self.prefix, page),
            Slot::Number(Counted::Page, page)
        )
    }

    /// The room that a row takes, in Chinese characters.
    fn room(&self, row: &Row) -> usize {
        let characters = |side: SideName, range: &std::ops::Range<usize>| -> usize {
            let blocks = &self.edition.text(side).document.blocks[range.clone()];
            let of = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            blocks.iter().map(|block| of(&block.text)).sum()
        };
        let source = characters(SideName::Source, &row.source);
        source.max(characters(SideName::Target, &row.target) / LETTERS)
    }

    fn row(&mut self, number: usize, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        let edition = self.edition;
        let sides = [SideName::Source, SideName::Target].map(|side| {
            let mut views = edition.blocks(row, side);
            // A note with signs stands behind the chapter.
            views.retain(|view| (edition.note_of(view)).is_none_or(|note| note.signs.is_empty()));
            views
        });
        let findings = self.findings(&sides);
        let [source, mut target] = sides;
        let heading = [source.first(), target.first()]
            .into_iter()
            .flatten()
            .any(|view| view.block.kind.is_heading());
        if self.layout == Layout::Hover {
            self.keep_without_note(&source, &mut target);
        }
        let mut id = format!(" id=\"{}\"", anchor(&self.prefix, number));
        if !row.shared.is_empty() {
            write!(out, "<div class=\"shared\"{}>", std::mem::take(&mut id))?;
            for shared in &row.shared {
                opaque(self, shared, out)?;
            }
            writeln!(out, "</div>")?;
        }
        if source.is_empty() && target.is_empty() {
            // Only the place is left, which links may lead to.
            if !id.is_empty() {
                writeln!(out, "<div{id}></div>")?;
            }
        } else {
            let class = if heading { "row h" } else { "row" };
            write!(out, "<div class=\"{class}\"{id}>")?;
            self.side(SideName::Source, &source, out)?;
            self.side(SideName::Target, &target, out)?;
            writeln!(out, "</div>")?;
        }
        write_findings(&findings, out)
    }

    /// The findings at the sentences of such blocks, for a proof sheet.
    fn findings(&self, sides: &[Vec<BlockView<'_>>; 2]) -> Vec<&'c FindingMark> {
        if !self.edition.options.proof {
            return Vec::new();
        }
        let views = sides.iter().flatten();
        let sentences = views.flat_map(|view| {
            let pieces = view.pieces.iter();
            pieces.filter_map(|piece| Some((view.side, piece.sentence?.segment)))
        });
        let mut seen = HashSet::new();
        let sentences = sentences.filter(|sentence| seen.insert(*sentence));
        let edition = self.edition;
        sentences
            .flat_map(move |(side, segment)| edition.findings(side, segment))
            .collect()
    }

    fn side(
        &mut self,
        side: SideName,
        views: &[BlockView<'_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // An empty cell is written, too, so that the others keep their places in the table.
        if views.is_empty() && self.layout != Layout::Columns {
            return Ok(());
        }
        let edition = self.edition;
        let class = class_of(side);
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
        let known = last < self.edition.source.segments.len() && anchor.bead == Some(number);
        (known && !self.is_in_note(SideName::Source, last)).then_some(number)
    }

    /// The English sentences of a bead that are no words of a note, which stand where that note does.
    fn translation(&self, bead: usize) -> Vec<usize> {
        let bead = self.edition.bitext.beads.get(bead);
        let segments = bead.into_iter().flat_map(|bead| bead.target.clone());
        segments
            .filter(|&segment| !self.is_in_note(SideName::Target, segment))
            .collect()
    }

    /// Whether a sentence is one of a note that stands behind its chapter.
    fn is_in_note(&self, side: SideName, segment: usize) -> bool {
        let text = self.edition.text(side);
        let block = text.segments.get(segment).map(|segment| segment.block);
        let notes = self.edition.notes(side).iter();
        block.is_some_and(|block| {
            text.document.blocks[block].note.is_some()
                && notes
                    .filter(|note| !note.signs.is_empty())
                    .any(|note| note.blocks.contains(&block))
        })
    }

    /// Writes the English of a chapter's beads as notes.
    fn write_translations(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let beads = std::mem::take(&mut self.translations[self.chapter]);
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
            for segment in self.translation(number) {
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

    /// Writes the notes of the texts whose first signs are in a chapter. A note may have signs of others, which then
    /// are notes of the chapter, too.
    fn write_notes(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let edition = self.edition;
        let prefix = self.prefix.clone();
        let mut at = 0;
        while let Some(&(side, number)) = self.notes[self.chapter].get(at) {
            if at == 0 {
                writeln!(out, "<section class=\"footnotes\" epub:type=\"footnotes\">")?;
            }
            at += 1;
            let Some(note) = edition.notes(side).get(number - 1) else {
                continue;
            };
            write!(
                out,
                "<aside class=\"footnote {}\" epub:type=\"footnote\" role=\"doc-footnote\" id=\"{}\" {}>",
                class_of(side),
                note_anchor(&prefix, side, number),
                lang(edition.language(side)),
            )?;
            let mut name = format!("[{number}]");
            for &sign in &note.signs {
                if let Some(&chapter) = self.signs.get(&(side, sign)) {
                    let to = self.address(chapter, &sign_anchor("", side, sign));
                    write!(
                        out,
                        "<a class=\"back\" role=\"doc-backlink\" href=\"{to}\">{name}</a> "
                    )?;
                    name = "↩".to_owned();
                }
            }
            let views = note.blocks.iter();
            let views: Vec<_> = views
                .filter_map(|&block| edition.block(side, block))
                .collect();
            write_blocks(self, edition, &views, out)?;
            writeln!(out, "</aside>")?;
            if edition.options.proof {
                let pieces = views.iter().flat_map(|view| &view.pieces);
                let found: Vec<_> = pieces
                    .filter_map(|piece| piece.sentence)
                    .flat_map(|sentence| edition.findings(side, sentence.segment))
                    .collect();
                write_findings(&found, out)?;
            }
        }
        match at {
            0 => Ok(()),
            _ => writeln!(out, "</section>"),
        }
    }

    /// The address of an id in a chapter of this text.
    fn address(&self, chapter: usize, id: &str) -> String {
        match chapter == self.chapter {
            true => format!("#{}{id}", self.prefix),
            false => format!("{}{id}", Slot::Chapter(chapter)),
        }
    }
}

const fn class_of(side: SideName) -> &'static str {
    match side {
        SideName::Source => "source",
        SideName::Target => "target",
    }
}

/// The id of a page of the page list, by its number in its text.
pub(super) fn page_anchor(prefix: &str, page: usize) -> String {
    format!("{prefix}page{page}")
}

/// The id of a note of a text.
fn note_anchor(prefix: &str, side: SideName, number: usize) -> String {
    format!("{prefix}note-{}{number}", &class_of(side)[..1])
}

/// The id of a sign of a note.
fn sign_anchor(prefix: &str, side: SideName, sign: usize) -> String {
    format!("{prefix}sign-{}{sign}", &class_of(side)[..1])
}

/// Writes what the check found.
fn write_findings(findings: &[&FindingMark], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    write!(out, "<ul class=\"findings\" {}>", lang("en"))?;
    for finding in findings {
        let side = match finding.side {
            SideName::Source => "Chinese",
            SideName::Target => "English",
        };
        write!(
            out,
            "<li><strong>{}</strong> {}, {side}: {}",
            finding.severity,
            escape(&finding.rule),
            escape(&finding.message)
        )?;
        if let Some(suggestion) = &finding.suggestion {
            write!(out, " → {}", escape(suggestion))?;
        }
        write!(out, "</li>")?;
    }
    writeln!(out, "</ul>")
}

impl XhtmlWriter for TextWriter<'_> {
    fn open_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let options = &self.edition.options;
        if !options.proof {
            return Ok(());
        }
        let (class, _) = marked(sentence.state);
        let mut findings = self.edition.findings(side, sentence.segment);
        let found = if findings.next().is_some() {
            " found"
        } else {
            ""
        };
        write!(out, "<span class=\"s{class}{found}\">")
    }

    fn close_sentence(
        &mut self,
        side: SideName,
        sentence: SentenceView,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.edition.options.proof {
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
        }
        let linked = !matches!(
            sentence.state,
            LinkState::Omission | LinkState::Addition | LinkState::Unknown
        );
        if let (Layout::Hover, SideName::Source, true, true, Some(bead)) =
            (self.layout, side, linked, sentence.last, sentence.bead)
        {
            // Notes stand behind the chapter in both languages.
            if self.is_in_note(side, sentence.segment) || self.translation(bead).is_empty() {
                return Ok(());
            }
            self.translations[self.chapter].push(bead);
            let note = self.translations[self.chapter].len();
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

    /// Writes an image that the book has; for any other, its alternative text, which leads to it where it is on a
    /// server.
    fn image(&mut self, image: &ImageView, out: &mut dyn Write) -> io::Result<()> {
        let (alt, side) = alt_of(image);
        let lang = match side {
            Some(side) => format!(" {}", lang(self.edition.language(side))),
            None => String::new(),
        };
        let found = self.edition.picture(image.side, &image.url);
        if let Some(number) = found.and_then(|(number, found)| self.images.number(number, found)) {
            self.undescribed |= alt.is_empty();
            return write!(
                out,
                "<img src=\"{}\" alt=\"{}\"{lang} />",
                Slot::Picture(number),
                escape(&alt)
            );
        }
        let to = outward(&image.url, Letters::All).filter(|_| self.links == 0);
        let words = match (alt.as_str(), &to) {
            ("", None) => return Ok(()),
            ("", Some(_)) => "image",
            (alt, _) => alt,
        };
        write!(out, "<span class=\"img\"{lang}>")?;
        open_address(to.as_deref(), out)?;
        write!(out, "▣ {}", escape(words))?;
        close_address(to.as_deref(), out)?;
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
        let has_words = note.is_some_and(|note| !note.blocks.is_empty());
        let is_new = !self.signs.contains_key(&(side, sign));
        if !has_words || !is_new || self.links > 0 {
            return write!(out, "<sup class=\"sign\">[{number}]</sup>");
        }
        self.signs.insert((side, sign), self.chapter);
        let home = match self.homes.get(&(side, number)) {
            Some(&home) => home,
            None => {
                self.homes.insert((side, number), self.chapter);
                self.notes[self.chapter].push((side, number));
                self.chapter
            }
        };
        let to = self.address(home, &note_anchor("", side, number));
        write!(
            out,
            "<a class=\"sign\" epub:type=\"noteref\" role=\"doc-noteref\" id=\"{}\" href=\"{to}\">[{number}]</a>",
            sign_anchor(&self.prefix, side, sign)
        )
    }

    /// A note that no sign leads to has its number where it stands; the others have theirs behind the chapter.
    fn open_note(
        &mut self,
        _: SideName,
        note: &NoteView,
        first: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match note.signs.is_empty() && first {
            true => write!(out, "<sup class=\"sign\">[{}]</sup>", note.number),
            false => Ok(()),
        }
    }

    fn close_note(
        &mut self,
        _: SideName,
        _: &NoteView,
        _: bool,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        Ok(())
    }

    fn open_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()> {
        self.links += 1;
        match within(url) {
            Some(url) if self.in_book => write!(out, "{}", Slot::OpenLink(side, url)),
            _ => open_address(outward(url, Letters::All).as_deref(), out),
        }
    }

    fn close_link(&mut self, side: SideName, url: &str, out: &mut dyn Write) -> io::Result<()> {
        self.links = self.links.saturating_sub(1);
        match within(url) {
            Some(url) if self.in_book => write!(out, "{}", Slot::CloseLink(side, url)),
            _ => close_address(outward(url, Letters::All).as_deref(), out),
        }
    }

    fn pinyin(&self) -> bool {
        self.edition.options.pinyin
    }
}
