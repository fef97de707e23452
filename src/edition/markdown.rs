//! The edition as interleaved Markdown: title, rows, notes, glossary and colophon. Images lie beside the file.

use std::io::{self, Write};

use super::SetText;
use super::binder::{Binder, Bound};
use super::book::{Book, BookText, Outline, Spool, Spooled};
use super::colophon;
use super::glossary;
use super::model::{
    BlockView, Edition, EditionOptions, Event, FindingMark, ImageView, LinkState, NoteView, Opaque,
    Row, Style, TableView,
};
use super::picture::{Picture, Pictures};
use super::slots::{Slot, fill};
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::error::Result;

/// The folder of the images, beside the file.
pub(super) const IMAGES: &str = "images";

/// Writes the edition as Markdown: each row's source, then its target.
///
/// # Errors
/// The error of the writer.
pub fn write_markdown(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    let mut page = MarkdownPage::new(edition, &mut text);
    page.front()?;
    page.text()?;
    page.colophon()?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    let names = edition.options.pictures.names();
    filled(
        &text,
        "",
        &|number| names.get(number).map(String::as_str),
        out,
    )
}

/// Writes a text that was set, whose notes begin with `prefix` and whose images are called so.
fn filled<'n>(
    text: &str,
    prefix: &str,
    name: &dyn Fn(usize) -> Option<&'n str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    fill(text, out, &mut |slot, out| match slot {
        Slot::Prefix => out.write_all(prefix.as_bytes()),
        Slot::Picture(number) => match name(number) {
            Some(name) => write!(out, "{IMAGES}/{name}"),
            None => Ok(()),
        },
        _ => Ok(()),
    })
}

/// A text set for a book of Markdown.
#[derive(Clone, Debug)]
pub struct MarkdownText {
    title: Option<String>,
    text: String,
    pictures: Vec<Picture>,
}

impl MarkdownText {
    /// Sets a text.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(super) fn set(edition: &Edition<'_>, text: &BookText) -> io::Result<MarkdownText> {
        let outline = Outline::of(edition, text);
        let mut rows = Vec::new();
        MarkdownPage::new(edition, &mut rows).text()?;
        Ok(MarkdownText {
            title: outline.told.is_none().then(|| outline.label.line()),
            text: String::from_utf8(rows).map_err(io::Error::other)?,
            pictures: edition.options.pictures.files().to_vec(),
        })
    }
}

/// The texts of one Markdown file so far: one behind the other, parts and texts under their titles.
pub(crate) struct MarkdownBook<'b> {
    book: &'b Book,
    texts: Vec<Option<Spooled>>,
    /// The images of each text.
    pictures: Vec<Vec<Picture>>,
    spool: Spool,
}

impl<'b> MarkdownBook<'b> {
    /// A file without texts yet.
    pub(crate) fn new(book: &'b Book) -> MarkdownBook<'b> {
        MarkdownBook {
            book,
            texts: vec![None; book.texts.len()],
            pictures: vec![Vec::new(); book.texts.len()],
            spool: Spool::new(),
        }
    }

    /// The images of all texts, each once.
    fn pictures(&self) -> Pictures {
        let mut pictures = Pictures::default();
        for (number, of_text) in self.pictures.iter().enumerate() {
            for (own, picture) in of_text.iter().enumerate() {
                pictures.add(SideName::Source, &address(number, own), picture.clone());
            }
        }
        pictures
    }

    fn write(&mut self, pictures: &Pictures) -> io::Result<Vec<u8>> {
        let names = pictures.names();
        let mut all = Vec::new();
        let options = &self.book.options;
        for paragraph in front_lines(options) {
            writeln!(all, "{paragraph}\n")?;
        }
        let mut part = None;
        for (number, text) in self.texts.iter().enumerate() {
            let Some(text) = text else {
                continue;
            };
            let own = self.book.texts[number].part.as_deref();
            if let Some(own) = own.filter(|_| own != part) {
                writeln!(all, "# {}\n", escape(own, true))?;
            }
            part = own;
            let prefix = format!("{}-", number + 1);
            let name = |own: usize| {
                let known = pictures.number(SideName::Source, &address(number, own))?;
                names.get(known).map(String::as_str)
            };
            filled(&self.spool.get(*text)?, &prefix, &name, &mut all)?;
            writeln!(all)?;
        }
        writeln!(all, "* * *\n\n{}", colophon_lines(options))?;
        Ok(all)
    }
}

/// An address for an image of a text of a book.
fn address(text: usize, image: usize) -> String {
    format!("{text}:{image}")
}

impl Binder for MarkdownBook<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        if let SetText::Markdown(set) = set {
            let mut text = String::new();
            if let Some(title) = &set.title {
                text = format!("# {}\n\n", escape(title, true));
            }
            text += &set.text;
            self.texts[number] = Some(self.spool.put(&text)?);
            self.pictures[number] = set.pictures;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let pictures = self.pictures();
        let bytes = self.write(&pictures);
        for (picture, name) in pictures.files().iter().zip(pictures.names()) {
            bound.file(&format!("{IMAGES}/{name}"), &picture.bytes)?;
        }
        bound.made("edition.md", bytes)
    }
}

/// What stands before the texts: title, subtitle, people, what it is about, and what kind of edition it is where
/// that is a proof sheet.
fn front_lines(options: &EditionOptions) -> Vec<String> {
    let data = &options.data;
    let mut lines = Vec::new();
    let title = data.title.label().line();
    if !title.is_empty() {
        lines.push(format!("# {}", escape(&title, true)));
    }
    let subtitle = data.subtitle.label().line();
    if !subtitle.is_empty() {
        lines.push(format!("*{}*", escape(&subtitle, false)));
    }
    let people: Vec<String> = colophon::people(options).iter().map(told).collect();
    if !people.is_empty() {
        lines.push(people.join("\\\n"));
    }
    let about = data.description.label();
    let about = [about.source, about.target].into_iter().flatten();
    lines.extend(about.map(|about| escape(about.trim(), true)));
    if options.proof {
        let (source, target) = colophon::kind(options);
        lines.push(format!("> *{source} · {target}*"));
    }
    lines
}

/// The lines of the colophon.
fn colophon_lines(options: &EditionOptions) -> String {
    let lines: Vec<String> = colophon::lines(options).iter().map(told).collect();
    lines.join("\\\n")
}

/// A line about the book in both languages.
fn told(line: &colophon::ColophonLine) -> String {
    let (chinese, english) = line.about.names();
    let mut said = vec![line.source.as_str(), line.target.as_str()];
    said.retain(|said| !said.is_empty());
    said.dedup();
    format!(
        "{chinese} · {english}: {}",
        escape(&said.join(" · "), false)
    )
}

fn is_opaque(view: &BlockView<'_>) -> bool {
    view.is_opaque()
}

/// The two sides of an edition, each with what its notes are called by.
const SIDES: [(SideName, &str); 2] = [(SideName::Source, "zh"), (SideName::Target, "en")];

/// The label of a note.
fn label(side: SideName, number: usize) -> String {
    let (_, name) = SIDES[usize::from(side == SideName::Target)];
    format!("[^{}{name}-{number}]", Slot::Prefix)
}

struct MarkdownPage<'e, 'o> {
    edition: &'e Edition<'e>,
    first: bool,
    /// The column at which the content of each open list level begins.
    lists: Vec<usize>,
    out: &'o mut dyn Write,
}

impl<'e, 'o> MarkdownPage<'e, 'o> {
    fn new(edition: &'e Edition<'e>, out: &'o mut dyn Write) -> MarkdownPage<'e, 'o> {
        MarkdownPage {
            edition,
            first: true,
            lists: Vec::new(),
            out,
        }
    }

    /// Title, people and kind of edition; a title that the text begins with is not said twice.
    fn front(&mut self) -> io::Result<()> {
        let edition = self.edition;
        let title = edition.options.data.title.label().line();
        let said = edition.rows().first().is_some_and(|row| {
            let views = edition.blocks(row, SideName::Source);
            views
                .iter()
                .any(|view| view.block.text.trim() == title.trim())
        });
        let skipped = usize::from(said && !title.is_empty());
        for paragraph in front_lines(&edition.options).into_iter().skip(skipped) {
            self.paragraph("", "", &paragraph)?;
        }
        Ok(())
    }

    /// The rows, the notes, and the glossary.
    fn text(&mut self) -> io::Result<()> {
        for row in self.edition.rows() {
            self.row(row)?;
        }
        self.lists.clear();
        self.notes()?;
        self.glossary()
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let edition = self.edition;
        let views = |side: SideName| {
            let mut views = edition.blocks(row, side);
            views.retain(|view| !edition.note_of(view).is_some_and(is_at_the_end));
            views
        };
        let (source, target) = (views(SideName::Source), views(SideName::Target));
        let opaque = source.iter().filter(|view| is_opaque(view));
        let shown: Vec<Opaque> = opaque.map(|view| edition.opaque(view)).collect();
        // A list item and its translation become one item.
        let one_item = source.len() == 1
            && target.len() == 1
            && [&source[0], &target[0]]
                .iter()
                .all(|view| view.block.kind == BlockKind::ListItem);
        for shared in &row.shared {
            self.lists.clear();
            self.opaque(shared)?;
        }
        self.side(&source, &[])?;
        if one_item {
            let indent = " ".repeat(self.lists.last().copied().unwrap_or(0));
            let text = self.inline(&target[0]);
            self.paragraph(&indent, "", &text)?;
        } else {
            self.side(&target, &shown)?;
        }
        self.findings(&[source, target].concat())
    }

    /// The findings at the sentences of some blocks, quoted.
    fn findings(&mut self, views: &[BlockView<'_>]) -> io::Result<()> {
        let edition = self.edition;
        if !edition.options.proof || edition.options.findings.is_empty() {
            return Ok(());
        }
        let sentences = views.iter().flat_map(|view| {
            let sentences = view.pieces.iter().filter_map(|piece| piece.sentence);
            sentences.map(|sentence| (view.side, sentence.segment))
        });
        let lines: Vec<String> = sentences
            .flat_map(|(side, segment)| edition.findings(side, segment).map(finding))
            .collect();
        if lines.is_empty() {
            return Ok(());
        }
        self.lists.clear();
        self.paragraph("> ", "", &lines.join("\\\n"))
    }

    /// The notes of both texts, which are shown below by the numbers of their signs.
    fn notes(&mut self) -> io::Result<()> {
        let edition = self.edition;
        let most = SIDES
            .iter()
            .map(|(side, _)| edition.notes(*side).len())
            .max();
        for number in 0..most.unwrap_or(0) {
            for (side, _) in SIDES {
                if let Some(note) = edition.notes(side).get(number) {
                    self.note(side, note)?;
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, side: SideName, note: &NoteView) -> io::Result<()> {
        if !is_at_the_end(note) {
            return Ok(());
        }
        let edition = self.edition;
        let mut words = Vec::new();
        let mut page = MarkdownPage::new(edition, &mut words);
        for view in note.blocks.iter().filter_map(|&at| edition.block(side, at)) {
            match is_opaque(&view) {
                true => page.opaque(&edition.opaque(&view))?,
                false => {
                    let text = page.inline(&view);
                    page.paragraph("", "", &text)?;
                }
            }
        }
        let words = String::from_utf8(words).map_err(io::Error::other)?;
        // What belongs to a note is indented by four spaces.
        let words = words.trim_end().replace('\n', "\n    ");
        self.paragraph("", "", &format!("{}: {words}", label(side, note.number)))
    }

    /// The terms that are marked in the text.
    fn glossary(&mut self) -> io::Result<()> {
        let terms = glossary::terms(self.edition, 0..self.edition.rows().len());
        if terms.is_empty() {
            return Ok(());
        }
        self.paragraph("", "", "## Glossary")?;
        let line = |term: &glossary::Term| {
            format!(
                "- **{}**: {}",
                escape(&term.term, true),
                escape(&term.tip, false)
            )
        };
        let lines: Vec<String> = terms.iter().map(line).collect();
        self.paragraph("", "", &lines.join("\n"))
    }

    /// What the edition is, and what is known of the book.
    fn colophon(&mut self) -> io::Result<()> {
        // Of nothing nothing is said.
        if self.first {
            return Ok(());
        }
        self.paragraph("", "", "* * *")?;
        self.paragraph("", "", &colophon_lines(&self.edition.options))
    }

    /// Writes the blocks of one side. Blocks without text that the other side has `shown` are left out.
    fn side(&mut self, views: &[BlockView<'_>], shown: &[Opaque]) -> io::Result<()> {
        let edition = self.edition;
        let mut at = 0;
        while let Some(view) = views.get(at) {
            if let Some(table) = edition.table(&views[at..]) {
                self.lists.clear();
                self.table(&table)?;
                at += table.blocks;
                continue;
            }
            at += 1;
            let block = view.block;
            if block.kind != BlockKind::ListItem {
                self.lists.clear();
            }
            let text = self.inline(view);
            match block.kind {
                BlockKind::ListItem => {
                    self.lists.truncate(usize::from(block.depth));
                    let indent = self.lists.last().copied().unwrap_or(0);
                    let marker = match block.ordinal {
                        Some(ordinal) => format!("{}. ", ordinal.min(999_999_999)),
                        None => "- ".to_owned(),
                    };
                    self.lists.push(indent + marker.len());
                    self.paragraph(&" ".repeat(indent), &marker, &text)?;
                }
                BlockKind::Heading(level) => {
                    let marker = format!("{} ", "#".repeat(level as usize + 1));
                    let text = written(edition, view, Place::Heading).replace('\n', " ");
                    self.paragraph("", &marker, &text)?;
                }
                BlockKind::Quotation => {
                    let marker = "> ".repeat(usize::from(block.depth) + 1);
                    self.paragraph(&marker, "", &text)?;
                }
                BlockKind::VerseLine => {
                    let mut lines = text;
                    while let Some(next) = views.get(at) {
                        if next.block.kind != BlockKind::VerseLine {
                            break;
                        }
                        lines.push_str("\\\n");
                        lines.push_str(&self.inline(next));
                        at += 1;
                    }
                    self.paragraph("", "", &lines)?;
                }
                BlockKind::Opaque if is_opaque(view) => {
                    let opaque = edition.opaque(view);
                    if !shown.contains(&opaque) {
                        self.opaque(&opaque)?;
                    }
                }
                BlockKind::Paragraph
                | BlockKind::TableCell
                | BlockKind::Caption
                | BlockKind::Opaque => self.paragraph("", "", &text)?,
            }
        }
        Ok(())
    }

    /// Writes a table of GitHub's Markdown, whose rows are lines.
    fn table(&mut self, table: &TableView<'_, '_>) -> io::Result<()> {
        let edition = self.edition;
        let line = |row: &[&[BlockView<'_>]]| {
            let cells: Vec<String> = row.iter().map(|cell| cell_line(edition, cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let mut head = table.head.clone();
        // There is none without words.
        head.resize(table.columns, &[]);
        let mut lines = vec![line(&head), format!("|{}", " --- |".repeat(table.columns))];
        lines.extend(table.rows.iter().map(|row| line(row)));
        self.paragraph("", "", &lines.join("\n"))
    }

    fn opaque(&mut self, opaque: &Opaque) -> io::Result<()> {
        match opaque {
            Opaque::Nothing => Ok(()),
            Opaque::Rule => self.paragraph("", "", "* * *"),
            Opaque::Code { code, language } => {
                let fence = "`".repeat(longest_run(code, '`').max(2) + 1);
                let language = language.as_deref().unwrap_or_default();
                let language: String = language
                    .chars()
                    .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '`')
                    .collect();
                let code = without_slots(code);
                self.paragraph("", "", &format!("{fence}{language}\n{code}\n{fence}"))
            }
            Opaque::Images(images) => {
                let image = |shown: &ImageView| shown_image(self.edition, shown, Place::Paragraph);
                let images: Vec<String> = images.iter().map(image).collect();
                self.paragraph("", "", &images.join("\n"))
            }
        }
    }

    /// The text of a block with its marks and notes.
    fn inline(&self, view: &BlockView<'_>) -> String {
        written(self.edition, view, Place::Paragraph)
    }

    /// Writes one block after an empty line: `prefix` on every line, `marker` on the first line, and
    /// the same width of spaces on the others.
    fn paragraph(&mut self, prefix: &str, marker: &str, text: &str) -> io::Result<()> {
        let text = text.trim_matches([' ', '\n']);
        if !self.first {
            writeln!(self.out)?;
        }
        self.first = false;
        for (number, line) in text.split('\n').enumerate() {
            if number == 0 {
                let line = format!("{prefix}{marker}{line}");
                writeln!(self.out, "{}", line.trim_end())?;
            } else {
                let space = " ".repeat(marker.len());
                writeln!(self.out, "{}", format!("{prefix}{space}{line}").trim_end())?;
            }
        }
        Ok(())
    }
}

/// The content of a cell. Its blocks are lines.
fn cell_line(edition: &Edition<'_>, cell: &[BlockView<'_>]) -> String {
    let mut lines = Vec::new();
    for view in cell {
        if !is_opaque(view) {
            lines.push(written(edition, view, Place::Cell).trim().to_owned());
            continue;
        }
        match edition.opaque(view) {
            Opaque::Nothing | Opaque::Rule => {}
            Opaque::Code { code, .. } => {
                let code = code.lines().filter(|line| !line.trim().is_empty());
                lines.extend(code.map(|line| format!("<code>{}</code>", escape(line, false))));
            }
            Opaque::Images(images) => {
                let images = images.iter();
                lines.extend(images.map(|shown| shown_image(edition, shown, Place::Cell)));
            }
        }
    }
    lines.join("<br>").replace('\n', " ")
}

/// Whether a note stands at the end, where its signs lead; one without signs or words stays where it is.
fn is_at_the_end(note: &NoteView) -> bool {
    !note.signs.is_empty() && !note.blocks.is_empty()
}

/// A finding in a line.
fn finding(finding: &FindingMark) -> String {
    let instead = finding.suggestion.as_deref();
    let instead = instead.map(|instead| format!(" → {}", escape(instead, false)));
    format!(
        "**{}** {}: {}{}",
        finding.severity,
        escape(&finding.rule, false),
        escape(finding.message.trim(), false).replace('\n', " "),
        instead.unwrap_or_default().replace('\n', " ")
    )
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a paragraph.
    Paragraph,
    /// In a heading, which is one line.
    Heading,
    /// In the cell of a table, where every bar is escaped, in code and addresses too.
    Cell,
}

/// A part of a line, before it is known how its marks can be written.
enum InlinePart<'a> {
    Open(usize, Style<'a>),
    Close(usize, Style<'a>),
    Text(&'a str),
    Image(&'a str, &'a str),
    Remark(&'static str),
    Sign(String),
    Break,
}

/// The text of a block with its marks and notes, at such a place.
fn written(edition: &Edition<'_>, view: &BlockView<'_>, place: Place) -> String {
    let cell = place == Place::Cell;
    let parts = parts(edition, view);
    // The closing delimiter of each open mark.
    let mut open: Vec<String> = Vec::new();
    let mut code = 0usize;
    let mut line = String::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            InlinePart::Text(text) if code > 0 && cell => {
                line.push_str(&without_slots(text).replace('|', "\\|"));
            }
            InlinePart::Text(text) if code > 0 => line.push_str(&without_slots(text)),
            InlinePart::Text(text) => {
                let start = !cell && (line.is_empty() || line.ends_with('\n'));
                line.push_str(&escape(text, start));
            }
            InlinePart::Image(url, alt) => {
                line.push_str(&image(edition, (view.side, url), alt, place));
            }
            InlinePart::Sign(label) => line.push_str(label),
            InlinePart::Break if place == Place::Paragraph => line.push_str("\\\n"),
            InlinePart::Break => line.push_str("<br>"),
            InlinePart::Remark(note) => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
                line.push_str(&format!("*[{note}]*"));
                let space = matches!(parts.get(at + 1), Some(InlinePart::Text(text)) if text.starts_with(char::is_whitespace));
                if !space && at + 1 < parts.len() {
                    line.push(' ');
                }
            }
            InlinePart::Open(id, style) => {
                let (opening, closing) = delimiters(&parts, at, *id, *style, place);
                code += usize::from(*style == Style::Code && opening.starts_with('`'));
                line.push_str(&opening);
                open.push(closing);
            }
            InlinePart::Close(_, style) => {
                code = code.saturating_sub(usize::from(*style == Style::Code));
                line.push_str(&open.pop().unwrap_or_default());
            }
        }
    }
    line
}

/// The events of a block as parts; marks that were split between sentences are joined again.
fn parts<'v>(edition: &Edition<'_>, view: &'v BlockView<'_>) -> Vec<InlinePart<'v>> {
    let mut parts: Vec<InlinePart<'v>> = Vec::new();
    for piece in &view.pieces {
        for event in &piece.events {
            match *event {
                Event::Open(_, Style::Term(_) | Style::Speaker)
                | Event::Close(_, Style::Term(_) | Style::Speaker) => {}
                Event::Open(id, style) => {
                    if matches!(parts.last(), Some(InlinePart::Close(last, _)) if *last == id) {
                        parts.pop();
                    } else {
                        parts.push(InlinePart::Open(id, style));
                    }
                }
                Event::Close(id, style) => parts.push(InlinePart::Close(id, style)),
                Event::Text(text) => parts.push(InlinePart::Text(text)),
                Event::Image { url, alt } => parts.push(InlinePart::Image(url, alt)),
                Event::Break => parts.push(InlinePart::Break),
                Event::Note { number, .. } => {
                    let note = edition.notes(view.side).get(number - 1);
                    if note.is_some_and(is_at_the_end) {
                        parts.push(InlinePart::Sign(label(view.side, number)));
                    }
                }
            }
        }
        let told = piece.sentence.filter(|_| edition.options.proof);
        let remark = told.and_then(|sentence| match sentence.state {
            LinkState::Omission => Some("untranslated"),
            LinkState::Addition => Some("added"),
            _ => None,
        });
        parts.extend(remark.map(InlinePart::Remark));
    }
    parts
}

/// The delimiters of the mark that opens at `at`. Delimiters like `**` only work beside certain
/// characters (CommonMark, flanking); elsewhere, between Chinese characters and punctuation, HTML tags
/// are used.
fn delimiters(
    parts: &[InlinePart<'_>],
    at: usize,
    id: usize,
    style: Style<'_>,
    place: Place,
) -> (String, String) {
    let end = parts[at..]
        .iter()
        .position(|part| matches!(part, InlinePart::Close(closed, _) if *closed == id))
        .map_or(parts.len(), |length| at + length);
    let inside = &parts[(at + 1).min(end)..end];
    let (sign, tag) = match style {
        Style::Strong => ("**", "strong"),
        Style::Emphasis => ("*", "em"),
        Style::Strikethrough => ("~~", "s"),
        Style::Code => {
            let code: String = inside
                .iter()
                .filter_map(|part| match part {
                    InlinePart::Text(text) => Some(*text),
                    _ => None,
                })
                .collect();
            // Nothing between backticks tells such a bar from one that a backslash escapes.
            if place == Place::Cell && code.contains("\\|") {
                return ("<code>".to_owned(), "</code>".to_owned());
            }
            let ticks = "`".repeat(longest_run(&code, '`') + 1);
            let pad = code.starts_with('`')
                || code.ends_with('`')
                || (code.starts_with(' ') && code.ends_with(' '));
            let pad = if pad { " " } else { "" };
            return (format!("{ticks}{pad}"), format!("{pad}{ticks}"));
        }
        Style::Link(url) => return ("[".to_owned(), format!("]({})", destination(url, place))),
        Style::Speaker | Style::Term(_) => return (String::new(), String::new()),
    };
    let first = match inside.first() {
        Some(InlinePart::Text(text)) => text.chars().next(),
        _ => None,
    };
    let last = match inside.last() {
        Some(InlinePart::Text(text)) => text.chars().next_back(),
        _ => None,
    };
    let before = match at.checked_sub(1).and_then(|before| parts.get(before)) {
        Some(InlinePart::Text(text)) => text.chars().next_back(),
        Some(InlinePart::Open(..) | InlinePart::Close(..)) => Some('x'),
        _ => None,
    };
    let after = match parts.get(end + 1) {
        Some(InlinePart::Text(text)) => text.chars().next(),
        Some(InlinePart::Open(..) | InlinePart::Close(..)) => Some('x'),
        _ => None,
    };
    let beside = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(|inner| {
            inner.is_alphanumeric()
                || (!inner.is_whitespace() && outer.is_none_or(char::is_whitespace))
        })
    };
    if beside(first, before) && beside(last, after) {
        (sign.to_owned(), sign.to_owned())
    } else {
        (format!("<{tag}>"), format!("</{tag}>"))
    }
}

/// An image with its alternative texts.
fn shown_image(edition: &Edition<'_>, shown: &ImageView, place: Place) -> String {
    let mut alt = vec![shown.alt.trim()];
    alt.extend(shown.other_alt.as_deref().map(str::trim));
    alt.retain(|alt| !alt.is_empty());
    alt.dedup();
    image(edition, (shown.side, &shown.url), &alt.join(" / "), place)
}

/// An image that a text of this side names; one that the edition has lies beside it.
fn image(edition: &Edition<'_>, (side, url): (SideName, &str), alt: &str, place: Place) -> String {
    let address = match edition.picture(side, url) {
        Some((number, _)) => format!("<{}>", Slot::Picture(number)),
        None => destination(url, place),
    };
    format!("![{}]({address})", escape(alt, false))
}

/// Text without the characters between which slots stand.
fn without_slots(text: &str) -> String {
    text.replace(['\u{1}', '\u{2}'], "")
}

fn destination(url: &str, place: Place) -> String {
    let mut written = String::from("<");
    for c in url.chars() {
        match c {
            '<' => written.push_str("%3C"),
            '>' => written.push_str("%3E"),
            '\\' => written.push_str("%5C"),
            '|' if place == Place::Cell => written.push_str("\\|"),
            c if c.is_control() => {}
            c => written.push(c),
        }
    }
    written.push('>');
    written
}

fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Escapes characters that Markdown would take for markup; `start` says that a line starts here.
fn escape(text: &str, start: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut line_start = start;
    let mut digits = 0usize;
    for c in text.chars() {
        let special = match c {
            // Slots stand between these.
            '\u{1}' | '\u{2}' => continue,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' | '$' => true,
            '#' => line_start || escaped.ends_with(' '),
            '+' | '-' | '=' => line_start,
            '.' | ')' => line_start && digits > 0,
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
        if c == '\n' {
            (line_start, digits) = (true, 0);
        } else if line_start && c.is_ascii_digit() {
            digits += 1;
        } else if !(line_start && c == ' ' && digits == 0) {
            line_start = false;
        }
    }
    escaped
}
