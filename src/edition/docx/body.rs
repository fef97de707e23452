//! The body of the Word document: rows as rows of a table, or one side after the other.

use super::lists::{BULLETS, Lists};
use super::notes::{self, Notes};
use super::runs::{Shared, image, runs};
use super::sheet::{Room, Sheet};
use super::xml::run_text;
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::edition::markup::own_name;
use crate::edition::slots::{Counted, Slot};
use crate::edition::{BlockView, Edition, Label, Layout, Opaque, TableView};

/// The most columns that Word shows; the cells of a wider table are paragraphs.
const MOST_COLUMNS: usize = 63;
/// The margins beside the text in a cell of a table of a text, together, in twentieths of a point.
const CELL_MARGINS: usize = 216;
/// The distance of a column's text from the middle of the page, in twentieths of a point.
const HALF_GAP: usize = 170;
/// A paragraph that is not seen. It keeps tables apart, and a cell ends with a paragraph.
const THIN: &str =
    "<w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>\n";

/// The size in bytes, about a fifth of a page, up to which a row must not break across pages: this many for each
/// million of square twentieths of a point that a column has on a page. Longer ones break between two lines and two.
const SHORT: usize = 10;

/// A heading as the contents name it.
#[derive(Clone, Debug)]
pub(super) struct ContentsLine {
    /// The row that it is in.
    pub(super) row: usize,
    /// Its level in the document, from 1.
    pub(super) level: usize,
    /// Its words in both languages.
    pub(super) words: String,
}

/// The body while it is being written.
pub(super) struct Body<'e, 'a> {
    edition: &'e Edition<'a>,
    sheet: Sheet,
    pub(super) shared: Shared,
    pub(super) lists: Lists,
    /// The headings.
    pub(super) contents: Vec<ContentsLine>,
    in_table: bool,
    /// How many levels deeper headings are than in their text.
    deeper: usize,
    /// Rows without anything to be seen, whose places are those of the next one.
    unseen: Vec<usize>,
    /// What the next paragraph begins with.
    lead: String,
    xml: String,
}

impl<'e, 'a> Body<'e, 'a> {
    /// The body of a text. In a book links to other texts are left open, and headings are so many levels deeper.
    pub(super) fn new(edition: &'e Edition<'a>, in_book: Option<usize>) -> Self {
        Body {
            edition,
            sheet: Sheet::of(&edition.options.print),
            shared: Shared {
                in_book: in_book.is_some(),
                notes: Notes::of(edition),
                ..Shared::default()
            },
            lists: Lists::default(),
            contents: Vec::new(),
            in_table: false,
            deeper: in_book.unwrap_or(0),
            unseen: Vec::new(),
            lead: String::new(),
            xml: String::new(),
        }
    }

    /// Writes all rows.
    pub(super) fn write(&mut self) -> String {
        self.make_room(self.sheet.text().width);
        let edition = self.edition;
        let interleaved = edition.options.layout(Layout::Columns) == Layout::Interleaved;
        for (number, row) in edition.rows().iter().enumerate() {
            let [source, target] = [SideName::Source, SideName::Target].map(|side| {
                let mut views = edition.blocks(row, side);
                views.retain(|view| !self.shared.notes.has(edition, view));
                views
            });
            if row.shared.is_empty() && self.is_empty(&source) && self.is_empty(&target) {
                self.unseen.push(number);
                continue;
            }
            self.shared.comments.begin_row();
            self.tell_headings(number, &source, &target);
            if interleaved || !row.shared.is_empty() || self.edition.is_wide(row) {
                self.end_table();
                self.places(Some(number));
                let has_captions = !(source.is_empty() && target.is_empty());
                for shared in &row.shared {
                    self.opaque(shared, has_captions);
                }
                self.blocks(&source, &[], !self.is_empty(&target));
                let shown: Vec<Opaque> = self.opaques(&source);
                self.blocks(&target, &shown, false);
            } else {
                self.beside(number, &source, &target);
            }
        }
        self.end_table();
        self.places(None);
        std::mem::take(&mut self.xml)
    }

    /// Writes the footnotes whose signs were set.
    pub(super) fn write_notes(&mut self) -> String {
        let edition = self.edition;
        self.shared.in_note = true;
        self.make_room(self.sheet.text().width);
        let mut written = String::new();
        let set = self.shared.notes.set().to_vec();
        for (at, (side, number)) in set.into_iter().enumerate() {
            self.lead = notes::own_sign();
            let note = edition.notes(side).get(number - 1);
            let blocks = note.map(|note| note.blocks.as_slice()).unwrap_or_default();
            for view in blocks
                .iter()
                .filter_map(|block| edition.block(side, *block))
            {
                if view.is_opaque() {
                    self.opaque(&edition.opaque(&view), false);
                } else {
                    self.block(&view, false);
                }
            }
            if !self.lead.is_empty() {
                self.paragraph("FootnoteText", "", "");
            }
            written += &notes::footnote(at + 1, &std::mem::take(&mut self.xml));
        }
        self.shared.in_note = false;
        written
    }

    /// Writes a row in two columns. Headings go over both, between two tables, because Word does not list headings
    /// inside a table in its navigation.
    fn beside(&mut self, number: usize, source: &[BlockView<'_>], target: &[BlockView<'_>]) {
        let (source, target) = (sections(source), sections(target));
        let mut place = Some(number);
        for at in 0..source.len().max(target.len()) {
            let mut rest = [&source, &target].map(|side| side.get(at).copied().unwrap_or_default());
            if at > 0 {
                self.end_table();
                self.places(place.take());
                for side in &mut rest {
                    if let Some((heading, behind)) = side.split_first() {
                        self.block(heading, false);
                        *side = behind;
                    }
                }
            }
            let [source, target] = rest;
            if !self.is_empty(source) || !self.is_empty(target) {
                self.begin_table();
                self.row(place.take(), source, target);
            }
        }
    }

    /// Keeps the headings of a row for the contents.
    fn tell_headings(&mut self, row: usize, source: &[BlockView<'_>], target: &[BlockView<'_>]) {
        let headings = |views: &[BlockView<'_>]| -> Vec<(usize, String)> {
            let level = |view: &BlockView<'_>| match view.block.kind {
                BlockKind::Heading(level) if view.block.cell.is_none() => Some((
                    self.level(level as usize) + 1,
                    view.block.text.trim().to_owned(),
                )),
                _ => None,
            };
            views.iter().filter_map(level).collect()
        };
        let (source, target) = (headings(source), headings(target));
        for at in 0..source.len().max(target.len()) {
            let both = [source.get(at), target.get(at)];
            let level = both.iter().flatten().map(|(level, _)| *level).next();
            let label = Label {
                source: both[0].map(|(_, words)| words.clone()),
                target: both[1].map(|(_, words)| words.clone()),
                piece: None,
            };
            self.contents.push(ContentsLine {
                row,
                level: level.unwrap_or(1),
                words: label.line(),
            });
        }
    }

    /// The level of a heading in the document, from 0.
    fn level(&self, own: usize) -> usize {
        (own + self.deeper).min(HEADINGS.len() - 1)
    }

    /// Says how wide an image may be. It takes no more than two thirds of a page.
    fn make_room(&mut self, width: usize) {
        self.shared.room = Room {
            width,
            height: self.sheet.text().height * 2 / 3,
        };
    }

    /// The place of a row, for links that lead to it, and those of the rows before it that are not seen.
    fn places(&mut self, row: Option<usize>) {
        if row.is_some() || self.shared.in_book {
            for row in std::mem::take(&mut self.unseen).into_iter().chain(row) {
                self.xml.push_str(&Slot::Row(row).to_string());
            }
        }
    }

    /// The start of a cell of the table of both texts, by its column.
    fn cell(&self, column: usize) -> String {
        let width = self.sheet.column();
        let margins = match (self.edition.options.proof, column) {
            (true, _) => String::new(),
            (false, 0) => margin("right"),
            (false, _) => margin("left"),
        };
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{margins}</w:tcPr>")
    }

    fn begin_table(&mut self) {
        if std::mem::replace(&mut self.in_table, true) {
            return;
        }
        // A proof sheet has lines and heads; the columns of a book tell themselves apart.
        let proof = self.edition.options.proof;
        let (whole, column) = (self.sheet.column() * 2, self.sheet.column());
        let (style, look, head) = match proof {
            true => ("Edition", "0620", 1),
            false => ("Parallel", "0600", 0),
        };
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"{look}\" w:firstRow=\"{head}\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr>\
             <w:tblGrid><w:gridCol w:w=\"{column}\"/><w:gridCol w:w=\"{column}\"/></w:tblGrid>\n"
        ));
        if !proof {
            return;
        }
        self.xml
            .push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, side) in [SideName::Source, SideName::Target].into_iter().enumerate() {
            let name = own_name(self.edition.language(side));
            self.xml.push_str(&self.cell(column));
            self.paragraph("ColumnHead", "", &format!("<w:r>{}</w:r>", run_text(name)));
            self.xml.push_str("</w:tc>");
        }
        self.xml.push_str("</w:tr>\n");
    }

    fn end_table(&mut self) {
        if std::mem::take(&mut self.in_table) {
            self.xml.push_str("</w:tbl>\n");
        }
    }

    fn row(&mut self, place: Option<usize>, source: &[BlockView<'_>], target: &[BlockView<'_>]) {
        let room = self.sheet.text();
        let most = SHORT * (room.width / 1000).max(1) * (room.height / 1000).max(1) / 2;
        let short = [source, target].iter().all(|views| {
            let bytes: usize = views.iter().map(|view| view.block.text.len()).sum();
            bytes <= most
                && views
                    .iter()
                    .all(|view| self.edition.table(std::slice::from_ref(view)).is_none())
        });
        self.xml.push_str("<w:tr>");
        if short {
            self.xml.push_str("<w:trPr><w:cantSplit/></w:trPr>");
        }
        self.make_room(self.sheet.column().saturating_sub(2 * HALF_GAP));
        for (column, views) in [source, target].into_iter().enumerate() {
            self.xml.push_str(&self.cell(column));
            if column == 0 {
                self.places(place);
            }
            let before = self.xml.len();
            self.blocks(views, &[], false);
            if self.xml.len() == before {
                self.xml.push_str("<w:p/>");
            }
            self.xml.push_str("</w:tc>");
        }
        self.make_room(room.width);
        self.xml.push_str("</w:tr>\n");
    }

    /// Writes the blocks of one side. Blocks without text that the other side has `shown` are left out. Where it is
    /// asked for, the last one is kept with what follows.
    fn blocks(&mut self, views: &[BlockView<'_>], shown: &[Opaque], keep_last: bool) {
        let mut at = 0;
        while let Some(view) = views.get(at) {
            let table = self.edition.table(&views[at..]);
            if let Some(table) = table.filter(|table| table.columns <= MOST_COLUMNS) {
                self.table(&table);
                at += table.blocks;
                continue;
            }
            at += 1;
            let keep = keep_last && at == views.len();
            if !view.is_opaque() {
                self.block(view, keep);
                continue;
            }
            let opaque = self.edition.opaque(view);
            if !shown.contains(&opaque) {
                self.opaque(&opaque, keep);
            }
        }
    }

    /// Writes a table: inside a column of the page, or over its width.
    fn table(&mut self, table: &TableView<'_, '_>) {
        let room = self.shared.room.width;
        let width = room / table.columns.max(1);
        let border = |side: &str| {
            format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"999999\"/>")
        };
        let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(border)
            .concat();
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{room}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        ));
        let grid = format!("<w:gridCol w:w=\"{width}\"/>");
        self.xml.push_str(&grid.repeat(table.columns));
        self.xml.push_str("</w:tblGrid>\n");
        self.make_room(width.saturating_sub(CELL_MARGINS));
        let head = std::iter::once((true, &table.head)).filter(|(_, row)| !row.is_empty());
        for (is_head, row) in head.chain(table.rows.iter().map(|row| (false, row))) {
            self.xml.push_str("<w:tr>");
            if is_head {
                self.xml
                    .push_str("<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            }
            for column in 0..table.columns {
                self.xml.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{}</w:tcPr>",
                    if is_head { HEAD_SHADE } else { "" }
                ));
                let before = self.xml.len();
                for view in row.get(column).copied().unwrap_or_default() {
                    if view.is_opaque() {
                        let opaque = self.edition.opaque(view);
                        self.opaque(&opaque, false);
                    } else {
                        self.block(view, false);
                    }
                }
                if self.xml.len() == before {
                    self.xml.push_str("<w:p/>");
                }
                self.xml.push_str("</w:tc>");
            }
            self.xml.push_str("</w:tr>\n");
        }
        self.xml.push_str("</w:tbl>\n");
        self.xml.push_str(THIN);
        self.make_room(room);
    }

    fn block(&mut self, view: &BlockView<'_>, keep: bool) {
        let block = view.block;
        let han = is_east_asian(self.edition.language(view.side));
        let mut more = String::new();
        if keep {
            more.push_str(KEEP);
        }
        let style = match block.kind {
            BlockKind::Heading(level) => HEADINGS[self.level(level as usize)],
            BlockKind::ListItem => {
                let (list, level) = self.lists.item(view.side, block.depth, block.ordinal);
                let list = match list {
                    BULLETS => list.to_string(),
                    list => Slot::Number(Counted::List, list).to_string(),
                };
                more += &format!(
                    "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"
                );
                match block.ordinal {
                    Some(_) => "ListNumber",
                    None => "ListBullet",
                }
            }
            BlockKind::Quotation => {
                if block.depth > 0 {
                    let left = 284 * (u32::from(block.depth.min(5)) + 1);
                    more += &format!("<w:ind w:left=\"{left}\"/>");
                }
                "Quote"
            }
            BlockKind::VerseLine => "Verse",
            BlockKind::Caption => "Caption",
            BlockKind::Paragraph | BlockKind::TableCell | BlockKind::Opaque => match view.side {
                SideName::Source => "SourceText",
                SideName::Target => "TargetText",
            },
        };
        let style = match self.shared.in_note {
            true => "FootnoteText",
            false => style,
        };
        // In a narrow column a Latin word that goes to the next line would leave a line of Chinese with gaps.
        if style == "SourceText" && self.in_table && has_latin_word(&block.text) {
            more += "<w:jc w:val=\"left\"/>";
        }
        let runs = runs(self.edition, view, han, &mut self.shared);
        self.paragraph(style, &more, &runs);
    }

    /// Writes what has no text. Where it is asked for, it is kept with what follows.
    fn opaque(&mut self, opaque: &Opaque, keep: bool) {
        let more = if keep { KEEP } else { "" };
        match opaque {
            Opaque::Nothing => {}
            Opaque::Rule => self.paragraph("Rule", "", ""),
            Opaque::Code { code, .. } => {
                self.paragraph("CodeBlock", "", &format!("<w:r>{}</w:r>", run_text(code)));
            }
            Opaque::Images(images) => {
                for shown in images {
                    let words = shown.alternative();
                    let place = (shown.side, shown.url.as_str());
                    let (run, is_drawn) =
                        image(self.edition, place, &words, false, &mut self.shared);
                    let style = if is_drawn { "Picture" } else { "Caption" };
                    self.paragraph(style, more, &run);
                }
            }
        }
    }

    fn paragraph(&mut self, style: &str, more: &str, runs: &str) {
        let runs = std::mem::take(&mut self.lead) + runs;
        self.xml.push_str(&paragraph(style, more, &runs));
    }

    fn opaques(&self, views: &[BlockView<'_>]) -> Vec<Opaque> {
        views
            .iter()
            .filter(|view| view.is_opaque())
            .map(|view| self.edition.opaque(view))
            .collect()
    }

    fn is_empty(&self, views: &[BlockView<'_>]) -> bool {
        views
            .iter()
            .all(|view| view.is_opaque() && self.edition.opaque(view) == Opaque::Nothing)
    }
}

/// Keeps a paragraph on the page of the next.
pub(super) const KEEP: &str = "<w:keepNext/>";

/// Whether a text has a word of Latin letters that is too long to be let into a line without gaps.
fn has_latin_word(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| word.len() >= 5)
}

/// The margin of a cell on one side, half of the gap between the columns.
fn margin(side: &str) -> String {
    format!("<w:tcMar><w:{side} w:w=\"{HALF_GAP}\" w:type=\"dxa\"/></w:tcMar>")
}

/// The blocks of a side as sections: those before the first heading, then each heading with what stands under it.
fn sections<'v, 'b>(views: &'v [BlockView<'b>]) -> Vec<&'v [BlockView<'b>]> {
    let mut sections = Vec::new();
    let mut from = 0;
    for (at, view) in views.iter().enumerate() {
        if view.block.kind.is_heading() && view.block.cell.is_none() {
            sections.push(&views[from..at]);
            from = at;
        }
    }
    sections.push(&views[from..]);
    sections
}

/// A paragraph.
pub(super) fn paragraph(style: &str, more: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{runs}</w:p>\n")
}

/// The ground of a table's first row.
const HEAD_SHADE: &str = "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EEEEEE\"/>";

pub(super) const HEADINGS: [&str; 6] = [
    "Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6",
];

/// Whether a language is written in Han characters, at least in part.
pub(super) fn is_east_asian(tag: &str) -> bool {
    matches!(
        tag.split('-').next(),
        Some("zh" | "ja" | "ko" | "yue" | "lzh")
    )
}
