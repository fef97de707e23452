//! The body of the Word document: rows as rows of a table, or one side after the other.

use super::lists::{BULLETS, Lists};
use super::runs::{Shared, image, runs};
use super::xml::run_text;
use crate::bitext::SideName;
use crate::document::BlockKind;
use crate::edition::slots::{Counted, Slot};
use crate::edition::{BlockView, Edition, Layout, Opaque, TableView};

const TABLE: &str = "<w:tbl><w:tblPr><w:tblStyle w:val=\"Edition\"/><w:tblW w:w=\"9638\" w:type=\"dxa\"/>\
    <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr>\
    <w:tblGrid><w:gridCol w:w=\"4819\"/><w:gridCol w:w=\"4819\"/></w:tblGrid>\n";

const CELL: &str = "<w:tc><w:tcPr><w:tcW w:w=\"4819\" w:type=\"dxa\"/></w:tcPr>";

/// The width of the page and of a column, in twentieths of a point; a table in a column leaves room for
/// the column's margins.
const PAGE_WIDTH: usize = 9638;
const COLUMN_WIDTH: usize = 4600;
/// The most columns that Word shows; the cells of a wider table are paragraphs.
const MOST_COLUMNS: usize = 63;
/// A paragraph that is not seen. It keeps tables apart, and a cell ends with a paragraph.
pub(super) const THIN: &str =
    "<w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>\n";

/// The size in bytes, about half a page, up to which a row's column must not break across pages.
const SHORT: usize = 1_800;

/// The body while it is being written.
pub(super) struct Body<'e, 'a> {
    edition: &'e Edition<'a>,
    pub(super) shared: Shared,
    pub(super) lists: Lists,
    in_table: bool,
    /// How many levels deeper headings are than in their text.
    deeper: usize,
    /// Rows without anything to be seen, whose places are those of the next one.
    unseen: Vec<usize>,
    xml: String,
}

impl<'e, 'a> Body<'e, 'a> {
    /// The body of a text. In a book links to other texts are left open, and headings are so many levels deeper.
    pub(super) fn new(edition: &'e Edition<'a>, in_book: Option<usize>) -> Self {
        Body {
            edition,
            shared: Shared {
                in_book: in_book.is_some(),
                ..Shared::default()
            },
            lists: Lists::default(),
            in_table: false,
            deeper: in_book.unwrap_or(0),
            unseen: Vec::new(),
            xml: String::new(),
        }
    }

    /// Writes all rows.
    pub(super) fn write(&mut self) -> String {
        for (number, row) in self.edition.rows().iter().enumerate() {
            let source = self.edition.blocks(row, SideName::Source);
            let target = self.edition.blocks(row, SideName::Target);
            if row.shared.is_empty() && self.is_empty(&source) && self.is_empty(&target) {
                self.unseen.push(number);
                continue;
            }
            self.shared.comments.begin_row();
            let interleaved = self.edition.options.layout(Layout::Columns) == Layout::Interleaved;
            if interleaved || !row.shared.is_empty() || is_heading(&source, &target) {
                self.end_table();
                self.places(Some(number));
                row.shared.iter().for_each(|shared| self.opaque(shared));
                self.blocks(&source, &[]);
                let shown: Vec<Opaque> = self.opaques(&source);
                self.blocks(&target, &shown);
            } else {
                self.begin_table();
                self.row(number, &source, &target);
            }
        }
        self.end_table();
        self.places(None);
        std::mem::take(&mut self.xml)
    }

    /// The place of a row, for links that lead to it, and those of the rows before it that are not seen.
    fn places(&mut self, row: Option<usize>) {
        let unseen = std::mem::take(&mut self.unseen);
        if self.shared.in_book {
            for row in unseen.into_iter().chain(row) {
                self.xml.push_str(&Slot::Row(row).to_string());
            }
        }
    }

    fn begin_table(&mut self) {
        if std::mem::replace(&mut self.in_table, true) {
            return;
        }
        self.xml.push_str(TABLE);
        self.xml
            .push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for side in [SideName::Source, SideName::Target] {
            let name = own_name(self.edition.language(side));
            self.xml.push_str(CELL);
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

    fn row(&mut self, number: usize, source: &[BlockView<'_>], target: &[BlockView<'_>]) {
        let short = [source, target].iter().all(|views| {
            let bytes: usize = views.iter().map(|view| view.block.text.len()).sum();
            bytes <= SHORT
                && views
                    .iter()
                    .all(|view| self.edition.table(std::slice::from_ref(view)).is_none())
        });
        self.xml.push_str("<w:tr>");
        if short {
            self.xml.push_str("<w:trPr><w:cantSplit/></w:trPr>");
        }
        for (column, views) in [source, target].into_iter().enumerate() {
            self.xml.push_str(CELL);
            if column == 0 {
                self.places(Some(number));
            }
            let before = self.xml.len();
            self.blocks(views, &[]);
            if self.xml.len() == before {
                self.xml.push_str("<w:p/>");
            }
            self.xml.push_str("</w:tc>");
        }
        self.xml.push_str("</w:tr>\n");
    }

    /// Writes the blocks of one side. Blocks without text that the other side has `shown` are left out.
    fn blocks(&mut self, views: &[BlockView<'_>], shown: &[Opaque]) {
        let mut at = 0;
        while let Some(view) = views.get(at) {
            let table = self.edition.table(&views[at..]);
            if let Some(table) = table.filter(|table| table.columns <= MOST_COLUMNS) {
                self.table(&table);
                at += table.blocks;
                continue;
            }
            at += 1;
            if !is_opaque(view) {
                self.block(view);
                continue;
            }
            let opaque = self.edition.opaque(view);
            if !shown.contains(&opaque) {
                self.opaque(&opaque);
            }
        }
    }

    /// Writes a table: inside a column of the page, or over its width.
    fn table(&mut self, table: &TableView<'_, '_>) {
        let whole = if self.in_table {
            COLUMN_WIDTH
        } else {
            PAGE_WIDTH
        };
        let width = whole / table.columns.max(1);
        let border = |side: &str| {
            format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"999999\"/>")
        };
        let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(border)
            .concat();
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        ));
        let grid = format!("<w:gridCol w:w=\"{width}\"/>");
        self.xml.push_str(&grid.repeat(table.columns));
        self.xml.push_str("</w:tblGrid>\n");
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
                    if is_opaque(view) {
                        let opaque = self.edition.opaque(view);
                        self.opaque(&opaque);
                    } else {
                        self.block(view);
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
    }

    fn block(&mut self, view: &BlockView<'_>) {
        let block = view.block;
        let han = is_east_asian(self.edition.language(view.side));
        let mut more = String::new();
        let style = match block.kind {
            BlockKind::Heading(level) => {
                HEADINGS[(level as usize + self.deeper).min(HEADINGS.len() - 1)]
            }
            BlockKind::ListItem => {
                let (list, level) = self.lists.item(view.side, block.depth, block.ordinal);
                let list = match list {
                    BULLETS => list.to_string(),
                    list => Slot::Number(Counted::List, list).to_string(),
                };
                more = format!(
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
                    more = format!("<w:ind w:left=\"{left}\"/>");
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
        let runs = runs(view, han, &mut self.shared);
        self.paragraph(style, &more, &runs);
    }

    fn opaque(&mut self, opaque: &Opaque) {
        match opaque {
            Opaque::Nothing => {}
            Opaque::Rule => self.paragraph("Rule", "", ""),
            Opaque::Code { code, .. } => {
                self.paragraph("CodeBlock", "", &format!("<w:r>{}</w:r>", run_text(code)));
            }
            Opaque::Images(images) => {
                for shown in images {
                    let run = format!("<w:r>{}</w:r>", run_text(&image(&shown.alt)));
                    self.paragraph("Caption", "", &run);
                }
            }
        }
    }

    fn paragraph(&mut self, style: &str, more: &str, runs: &str) {
        self.xml.push_str(&paragraph(style, more, runs));
    }

    fn opaques(&self, views: &[BlockView<'_>]) -> Vec<Opaque> {
        views
            .iter()
            .filter(|view| is_opaque(view))
            .map(|view| self.edition.opaque(view))
            .collect()
    }

    fn is_empty(&self, views: &[BlockView<'_>]) -> bool {
        views
            .iter()
            .all(|view| is_opaque(view) && self.edition.opaque(view) == Opaque::Nothing)
    }
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

/// Whether a row is a heading and nothing else. Such a row is put between two tables, because Word does
/// not list headings inside a table in its navigation.
fn is_heading(source: &[BlockView<'_>], target: &[BlockView<'_>]) -> bool {
    source
        .iter()
        .chain(target)
        .all(|view| view.block.kind.is_heading())
}

fn is_opaque(view: &BlockView<'_>) -> bool {
    view.block.kind == BlockKind::Opaque && view.block.text.trim().is_empty()
}

/// Whether a language is written in Han characters, at least in part.
pub(super) fn is_east_asian(tag: &str) -> bool {
    matches!(
        tag.split('-').next(),
        Some("zh" | "ja" | "ko" | "yue" | "lzh")
    )
}

/// The language's own name.
fn own_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "zh" => "中文",
        "en" => "English",
        _ => tag,
    }
}
