//! The edition as interleaved Markdown.

use std::io::{self, Write};

use super::SetText;
use super::binder::{Binder, Bound};
use super::book::{Book, BookText, Outline, Spool, Spooled};
use super::model::{BlockView, Edition, Event, LinkState, Opaque, Style, TableView};
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::error::Result;

/// Writes the edition as Markdown: each row's source, then its target.
///
/// # Errors
/// The error of the writer.
pub fn write_markdown(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = MarkdownPage {
        first: true,
        lists: Vec::new(),
        out,
    };
    let title = edition.options.data.title.label().line();
    if !title.is_empty() {
        let said = edition.rows().first().is_some_and(|row| {
            let views = edition.blocks(row, SideName::Source);
            views
                .iter()
                .any(|view| view.block.text.trim() == title.trim())
        });
        if !said {
            page.paragraph("", "# ", &escape(&title, true))?;
        }
    }
    for row in edition.rows() {
        let source = edition.blocks(row, SideName::Source);
        let target = edition.blocks(row, SideName::Target);
        let shown: Vec<Opaque> = opaques(edition, &source);
        // A list item and its translation become one item.
        let one_item = source.len() == 1
            && target.len() == 1
            && [&source[0], &target[0]]
                .iter()
                .all(|view| view.block.kind == BlockKind::ListItem);
        for shared in &row.shared {
            page.opaque(shared)?;
        }
        page.side(edition, &source, &[])?;
        if one_item {
            let indent = " ".repeat(page.lists.last().copied().unwrap_or(0));
            page.paragraph(&indent, "", &inline(&target[0]))?;
        } else {
            page.side(edition, &target, &shown)?;
        }
    }
    Ok(())
}

/// A text set for a book of Markdown.
#[derive(Clone, Debug)]
pub struct MarkdownText {
    title: Option<String>,
    text: String,
}

impl MarkdownText {
    /// Sets a text.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(super) fn set(edition: &Edition<'_>, text: &BookText) -> io::Result<MarkdownText> {
        let outline = Outline::of(edition, text);
        let mut rows = Vec::new();
        write_markdown(edition, &mut rows)?;
        Ok(MarkdownText {
            title: outline.told.is_none().then(|| outline.label.line()),
            text: String::from_utf8(rows).map_err(io::Error::other)?,
        })
    }
}

/// The texts of one Markdown file so far: one behind the other, parts and texts under their titles.
pub(crate) struct MarkdownBook<'b> {
    book: &'b Book,
    texts: Vec<Option<Spooled>>,
    spool: Spool,
}

impl<'b> MarkdownBook<'b> {
    /// A file without texts yet.
    pub(crate) fn new(book: &'b Book) -> MarkdownBook<'b> {
        MarkdownBook {
            book,
            texts: vec![None; book.texts.len()],
            spool: Spool::new(),
        }
    }

    fn write(&mut self) -> io::Result<Vec<u8>> {
        let mut texts = Vec::new();
        let mut part = None;
        for (number, text) in self.texts.iter().enumerate() {
            let Some(text) = text else {
                continue;
            };
            let own = self.book.texts[number].part.as_deref();
            if let Some(own) = own.filter(|_| own != part) {
                texts.push(format!("# {}\n", escape(own, true)));
            }
            part = own;
            texts.push(self.spool.get(*text)?);
        }
        Ok(texts.join("\n").into_bytes())
    }
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
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let bytes = self.write();
        bound.made("edition.md", bytes)
    }
}

fn opaques(edition: &Edition<'_>, views: &[BlockView<'_>]) -> Vec<Opaque> {
    views
        .iter()
        .filter(|view| is_opaque(view))
        .map(|view| edition.opaque(view))
        .collect()
}

fn is_opaque(view: &BlockView<'_>) -> bool {
    view.block.kind == BlockKind::Opaque && view.block.text.trim().is_empty()
}

struct MarkdownPage<'o> {
    first: bool,
    /// The column at which the content of each open list level begins.
    lists: Vec<usize>,
    out: &'o mut dyn Write,
}

impl MarkdownPage<'_> {
    /// Writes the blocks of one side. Blocks without text that the other side has `shown` are left out.
    fn side(
        &mut self,
        edition: &Edition<'_>,
        views: &[BlockView<'_>],
        shown: &[Opaque],
    ) -> io::Result<()> {
        let mut at = 0;
        while let Some(view) = views.get(at) {
            if let Some(table) = edition.table(&views[at..]) {
                self.lists.clear();
                self.table(edition, &table)?;
                at += table.blocks;
                continue;
            }
            at += 1;
            let block = view.block;
            if block.kind != BlockKind::ListItem {
                self.lists.clear();
            }
            match block.kind {
                BlockKind::ListItem => {
                    self.lists.truncate(usize::from(block.depth));
                    let indent = self.lists.last().copied().unwrap_or(0);
                    let marker = match block.ordinal {
                        Some(ordinal) => format!("{}. ", ordinal.min(999_999_999)),
                        None => "- ".to_owned(),
                    };
                    self.lists.push(indent + marker.len());
                    self.paragraph(&" ".repeat(indent), &marker, &inline(view))?;
                }
                BlockKind::Heading(level) => {
                    let marker = format!("{} ", "#".repeat(level as usize + 1));
                    self.paragraph("", &marker, &inline(view).replace('\n', " "))?;
                }
                BlockKind::Quotation => {
                    let marker = "> ".repeat(usize::from(block.depth) + 1);
                    self.paragraph(&marker, "", &inline(view))?;
                }
                BlockKind::VerseLine => {
                    let mut lines = inline(view);
                    while let Some(next) = views.get(at) {
                        if next.block.kind != BlockKind::VerseLine {
                            break;
                        }
                        lines.push_str("\\\n");
                        lines.push_str(&inline(next));
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
                | BlockKind::Opaque => self.paragraph("", "", &inline(view))?,
            }
        }
        Ok(())
    }

    /// Writes a table of GitHub's Markdown, whose rows are lines.
    fn table(&mut self, edition: &Edition<'_>, table: &TableView<'_, '_>) -> io::Result<()> {
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
            Opaque::Code { code, .. } => {
                let fence = "`".repeat(longest_run(code, '`').max(2) + 1);
                self.paragraph("", "", &format!("{fence}\n{code}\n{fence}"))
            }
            Opaque::Images(images) => {
                let images: Vec<String> = images
                    .iter()
                    .map(|shown| image(&shown.url, &shown.alt, Place::Paragraph))
                    .collect();
                self.paragraph("", "", &images.join("\n"))
            }
        }
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
            lines.push(written(view, Place::Cell).trim().to_owned());
            continue;
        }
        match edition.opaque(view) {
            Opaque::Nothing | Opaque::Rule => {}
            Opaque::Code { code, .. } => {
                let code = code.lines().filter(|line| !line.trim().is_empty());
                lines.extend(code.map(|line| format!("<code>{}</code>", escape(line, false))));
            }
            Opaque::Images(images) => {
                let images = images
                    .iter()
                    .map(|shown| image(&shown.url, &shown.alt, Place::Cell));
                lines.extend(images);
            }
        }
    }
    lines.join("<br>").replace('\n', " ")
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a paragraph.
    Paragraph,
    /// In the cell of a table, where every bar is escaped, in code and addresses too.
    Cell,
}

/// A part of a line, before it is known how its marks can be written.
enum InlinePart<'a> {
    Open(usize, Style<'a>),
    Close(usize, Style<'a>),
    Text(&'a str),
    Image(&'a str, &'a str),
    Note(&'static str),
}

/// The text of a block with its marks and notes.
fn inline(view: &BlockView<'_>) -> String {
    written(view, Place::Paragraph)
}

/// The text of a block with its marks and notes, at such a place.
fn written(view: &BlockView<'_>, place: Place) -> String {
    let cell = place == Place::Cell;
    let parts = parts(view);
    // The closing delimiter of each open mark.
    let mut open: Vec<String> = Vec::new();
    let mut code = 0usize;
    let mut line = String::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            InlinePart::Text(text) if code > 0 && cell => {
                line.push_str(&text.replace('|', "\\|"));
            }
            InlinePart::Text(text) if code > 0 => line.push_str(text),
            InlinePart::Text(text) => {
                let start = !cell && (line.is_empty() || line.ends_with('\n'));
                line.push_str(&escape(text, start));
            }
            InlinePart::Image(url, alt) => line.push_str(&image(url, alt, place)),
            InlinePart::Note(note) => {
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
fn parts<'v>(view: &'v BlockView<'_>) -> Vec<InlinePart<'v>> {
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
                Event::Break | Event::Note { .. } => {}
            }
        }
        let note = piece.sentence.and_then(|sentence| match sentence.state {
            LinkState::Omission => Some("untranslated"),
            LinkState::Addition => Some("added"),
            _ => None,
        });
        parts.extend(note.map(InlinePart::Note));
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

fn image(url: &str, alt: &str, place: Place) -> String {
    format!("![{}]({})", escape(alt, false), destination(url, place))
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
