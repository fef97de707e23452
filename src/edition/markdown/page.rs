//! The page: rows, blocks, tables, notes and the glossary.

use std::io::{self, Write};

use super::escape::{escape, longest_run, without_slots};
use super::front::{colophon_lines, front_lines};
use super::inline::{Place, shown_image, written};
use super::notes::{SIDES, is_at_the_end, label};
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::edition::glossary;
use crate::edition::model::{
    BlockView, Edition, FindingMark, ImageView, NoteView, Opaque, Row, TableView,
};

pub(super) struct MarkdownPage<'e, 'o> {
    edition: &'e Edition<'e>,
    first: bool,
    /// The column at which the content of each open list level begins.
    lists: Vec<usize>,
    out: &'o mut dyn Write,
}

impl<'e, 'o> MarkdownPage<'e, 'o> {
    pub(super) fn new(edition: &'e Edition<'e>, out: &'o mut dyn Write) -> MarkdownPage<'e, 'o> {
        MarkdownPage {
            edition,
            first: true,
            lists: Vec::new(),
            out,
        }
    }

    /// Title, people and kind of edition; a title that the text begins with is not said twice.
    pub(super) fn front(&mut self) -> io::Result<()> {
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
    pub(super) fn text(&mut self) -> io::Result<()> {
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
        let opaque = source.iter().filter(|view| view.is_opaque());
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
            match view.is_opaque() {
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
    pub(super) fn colophon(&mut self) -> io::Result<()> {
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
                BlockKind::Opaque if view.is_opaque() => {
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
        if !view.is_opaque() {
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
