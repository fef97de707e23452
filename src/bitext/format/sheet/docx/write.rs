//! Writing a sheet as a Word document.

use std::fmt::Write as _;
use std::io::{self, Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::parts::{self, HEAD, WORD};
use crate::bitext::desk::Signature;
use crate::bitext::format::sheet::columns::Column;
use crate::bitext::format::sheet::{OURS, Row, Sheet};
use crate::bitext::format::xml::escape;

/// The columns and their widths in twentieths of a point; together the text width of a landscape A4 page.
const COLUMNS: [(Column, u32); 5] = [
    (Column::Number, 800),
    (Column::Source, 4900),
    (Column::Target, 5900),
    (Column::Status, 1300),
    (Column::Note, 1700),
];

/// Writes a sheet: a table for each text. The same sheet gives the same bytes.
///
/// # Errors
/// Those of the archive.
pub fn write(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut made = Made::default();
    let document = made.document(sheet);
    let members = [
        ("[Content_Types].xml", parts::content_types()),
        ("_rels/.rels", parts::root_relations()),
        ("docProps/core.xml", parts::core(&escape(&sheet.title))),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", parts::document_relations()),
        ("word/styles.xml", parts::styles()),
        ("word/settings.xml", parts::settings()),
        (
            "word/comments.xml",
            format!(
                "{HEAD}<w:comments xmlns:w=\"{WORD}\">{}</w:comments>\n",
                made.comments
            ),
        ),
        (
            "customXml/item1.xml",
            format!(
                "{HEAD}<sheet xmlns=\"{}\">\n{}</sheet>\n",
                super::SENT,
                made.sent
            ),
        ),
        ("customXml/itemProps1.xml", parts::sent_properties()),
        ("customXml/_rels/item1.xml.rels", parts::sent_relations()),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

/// What is made beside the text.
#[derive(Default)]
struct Made {
    comments: String,
    count: usize,
    sent: String,
}

impl Made {
    fn document(&mut self, sheet: &Sheet) -> String {
        let mut body = heading(&sheet.title);
        body.push_str(&paragraph(
            "请只改译文、状态和备注；问题请写成批注。Change the English, the status and the note only; \
             ask by comments. Status: new, translated, reviewed, approved, query.",
        ));
        let texts = sheet.rows.chunk_by(|a, b| text_of(a) == text_of(b));
        let has_texts = sheet.has_texts();
        for (number, rows) in (1..).zip(texts) {
            if has_texts {
                body.push_str(&heading(text_of(&rows[0])));
            }
            body.push_str(&self.table(rows, has_texts.then_some(number)));
            // Two tables without anything between them are one.
            body.push_str("<w:p/>");
        }
        format!(
            "{HEAD}<w:document xmlns:w=\"{WORD}\"><w:body>{body}<w:sectPr>\
             <w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>\
             <w:pgMar w:top=\"1134\" w:right=\"1119\" w:bottom=\"1134\" w:left=\"1119\" w:header=\"567\" \
             w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>\n"
        )
    }

    fn table(&mut self, rows: &[Row], text: Option<usize>) -> String {
        let border = |side: &str| {
            format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"A6A6A6\"/>")
        };
        let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(border)
            .concat();
        let width: u32 = COLUMNS.iter().map(|(_, width)| width).sum();
        let mut table = format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        );
        for (_, width) in COLUMNS {
            let _ = write!(table, "<w:gridCol w:w=\"{width}\"/>");
        }
        table.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in COLUMNS {
            let bold = format!(
                "<w:r><w:rPr><w:b/></w:rPr>{}</w:r>",
                text_run(column.name())
            );
            table.push_str(&cell(width, &format!("<w:p>{bold}</w:p>")));
        }
        table.push_str("</w:tr>");
        for row in rows {
            let label = match text {
                Some(text) => format!("{text}.{}", row.number),
                None => row.number.to_string(),
            };
            if let Some(sent) = &row.sent {
                let line = escape(&sent.line());
                let _ = writeln!(self.sent, "<row n=\"{label}\">{line}</row>");
            }
            table.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (column, width) in COLUMNS {
                let content = match column {
                    Column::Number => paragraph(&label),
                    Column::Source => paragraph(&row.source),
                    Column::Target => self.commented(row),
                    Column::Status => paragraph(row.stage.map_or("", |stage| stage.name())),
                    _ => paragraph(row.note.as_deref().unwrap_or_default()),
                };
                table.push_str(&cell(width, &content));
            }
            table.push_str("</w:tr>");
        }
        table + "</w:tbl>"
    }

    /// The English of a row with its comments.
    fn commented(&mut self, row: &Row) -> String {
        let mut ids = Vec::new();
        if !row.findings.is_empty() {
            let said = row.findings.join("\n");
            let ours = Signature {
                by: OURS.to_owned(),
                at: String::new(),
            };
            ids.push(self.comment(&ours, &said));
        }
        for comment in &row.comments {
            ids.push(self.comment(&comment.signed, &comment.text));
        }
        let begin: String = ids
            .iter()
            .map(|id| format!("<w:commentRangeStart w:id=\"{id}\"/>"))
            .collect();
        let end: String = ids
            .iter()
            .map(|id| {
                format!(
                    "<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr>\
                     <w:commentReference w:id=\"{id}\"/></w:r>"
                )
            })
            .collect();
        let text = row.target.as_deref().unwrap_or_default();
        format!("<w:p>{begin}{}{end}</w:p>", run(text))
    }

    fn comment(&mut self, signed: &Signature, text: &str) -> usize {
        let id = self.count;
        self.count += 1;
        let author = match signed.by.as_str() {
            "" => "?",
            by => by,
        };
        let initials: String = author.chars().take(2).collect();
        let date = match signed.at.as_str() {
            "" => String::new(),
            at => format!(" w:date=\"{}\"", escape(at)),
        };
        let _ = write!(
            self.comments,
            "<w:comment w:id=\"{id}\" w:author=\"{}\"{date} w:initials=\"{}\">",
            escape(author),
            escape(&initials)
        );
        for (number, line) in text.lines().enumerate() {
            let mark = match number {
                0 => {
                    "<w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r>"
                }
                _ => "",
            };
            let _ = write!(
                self.comments,
                "<w:p><w:pPr><w:pStyle w:val=\"CommentText\"/></w:pPr>{mark}{}</w:p>",
                run(line)
            );
        }
        self.comments.push_str("</w:comment>");
        id
    }
}

fn text_of(row: &Row) -> &str {
    row.sent.as_ref().map_or("", |sent| sent.text.as_str())
}

fn cell(width: u32, content: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>")
}

fn heading(text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>{}</w:p>",
        run(text)
    )
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

fn run(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<w:r>{}</w:r>", text_run(text))
}

/// The content of a run: its text, with line breaks and tabs as their elements.
fn text_run(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 40);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str("<w:br/>");
        }
        for (number, stretch) in line.split('\t').enumerate() {
            if number > 0 {
                out.push_str("<w:tab/>");
            }
            if !stretch.is_empty() {
                let _ = write!(out, "<w:t xml:space=\"preserve\">{}</w:t>", escape(stretch));
            }
        }
    }
    out
}
