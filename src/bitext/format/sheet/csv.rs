//! Sheets as CSV (RFC 4180), in UTF-8 with a byte order mark, without which Excel takes it for something else.
//!
//! A spreadsheet takes a cell that begins with `=` and its like for a formula. Such text gets an apostrophe before
//! it, which is taken away when the file comes back; what is between is text to every program.

use std::io;
use std::path::Path;

use super::columns::{self, Cells, Column};
use super::{Sheet, remarks};
use crate::error::{Error, Place, Result};

/// The name of the column with comments and findings.
const COMMENTS: &str = "Comments 批注";
/// What a comments column is called by others.
const COMMENTS_TOO: &[&str] = &["comments 批注", "comments", "comment", "批注"];

/// Whether a spreadsheet would compute a cell that begins so. Wide forms count, too: some programs fold them.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// A text as a cell that no spreadsheet computes.
pub(crate) fn guarded(text: &str) -> String {
    let bare = text.trim_start_matches('\'');
    if begins_formula(bare) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text of such a cell.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if begins_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

/// Writes a sheet.
///
/// # Errors
/// None but those of memory.
pub fn write(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let mut out = Vec::from("\u{feff}".as_bytes());
    let mut table = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(&mut out);
    let columns = columns::of(sheet.has_texts());
    let mut header: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    header.insert(header.len() - 1, COMMENTS);
    table.write_record(&header)?;
    for row in &sheet.rows {
        let sent = row.sent.as_ref();
        let mut cells: Vec<String> = columns
            .iter()
            .map(|column| match column {
                Column::Text => sent.map(|sent| sent.text.clone()).unwrap_or_default(),
                Column::Number => row.number.to_string(),
                Column::Source => row.source.clone(),
                Column::Target => row.target.clone().unwrap_or_default(),
                Column::Status => row.stage.map_or("", |stage| stage.name()).to_owned(),
                Column::Note => row.note.clone().unwrap_or_default(),
                Column::Sent => sent.map(super::Sent::line).unwrap_or_default(),
            })
            .collect();
        cells.insert(cells.len() - 1, remarks::told(row));
        table.write_record(cells.iter().map(|cell| guarded(cell)))?;
    }
    table.flush()?;
    drop(table);
    Ok(out)
}

/// Reads a table with at least a column of Chinese and one of English, named in its first line; commas, semicolons or
/// tabs between them. In another encoding than UTF-8 it is taken for one of a Chinese Windows.
///
/// # Errors
/// [`Error::Input`]: no such header, a line that is not CSV.
pub fn read(bytes: &[u8], path: &Path) -> Result<Sheet> {
    let text = match crate::bitext::format::utf8(bytes, path) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        Err(error) => {
            let text =
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
            text.ok_or(error)?
        }
    };
    let first = text.lines().next().unwrap_or_default();
    let between = [b',', b';', b'\t'].into_iter();
    let delimiter = between
        .max_by_key(|&byte| first.bytes().filter(|one| *one == byte).count())
        .filter(|byte| first.as_bytes().contains(byte));
    let Some(delimiter) = delimiter else {
        return Err(no_columns(path));
    };
    let mut table = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut header: Option<(Vec<Option<Column>>, Option<usize>)> = None;
    for record in table.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, ::csv::Position::line);
            Error::input(
                Place::at(path, usize::try_from(line).unwrap_or(1), 1),
                format!("not CSV: {error}"),
                "",
            )
        })?;
        let Some((columns, comments)) = &header else {
            let columns = columns::named(record.iter()).ok_or_else(|| no_columns(path))?;
            let comments = record
                .iter()
                .position(|cell| COMMENTS_TOO.contains(&&*cell.trim().to_lowercase()));
            header = Some((columns, comments));
            continue;
        };
        let line = record.position().map_or(0, ::csv::Position::line);
        let mut cells = Cells::default();
        for (column, cell) in columns.iter().zip(record.iter()) {
            if let Some(column) = column {
                cells.set(*column, unguarded(cell).to_owned());
            }
        }
        let mut row = cells.row(format!("line {line}"));
        if let Some(said) = comments.and_then(|at| record.get(at)) {
            row.comments = remarks::read(unguarded(said), "");
        }
        if !super::is_blank(&row) {
            sheet.rows.push(row);
        }
    }
    if header.is_none() {
        return Err(no_columns(path));
    }
    Ok(sheet)
}

fn no_columns(path: &Path) -> Error {
    Error::input(
        Place::at(path, 1, 1),
        "the first line does not name a column of Chinese and one of English",
        "begin with a line such as: number,source,target,status,note",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::format::sheet::Row;

    #[test]
    fn no_cell_begins_a_formula_and_all_come_back() {
        let texts = [
            "=1+1",
            "'=1",
            "-5 degrees",
            "+",
            "@home",
            "＝一",
            "'quoted'",
            "plain",
        ];
        let sheet = Sheet {
            rows: texts
                .iter()
                .map(|text| Row {
                    number: 1,
                    source: "一。".into(),
                    target: Some((*text).to_owned()),
                    note: Some((*text).to_owned()),
                    ..Row::default()
                })
                .collect(),
            ..Sheet::default()
        };
        let bytes = write(&sheet).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let mut table =
            ::csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in table.records() {
            assert!(!record.unwrap().iter().any(begins_formula));
        }
        let again = read(&bytes, Path::new("a.csv")).unwrap();
        let found: Vec<_> = again
            .rows
            .iter()
            .map(|row| row.target.clone().unwrap())
            .collect();
        assert_eq!(found, texts);
    }

    #[test]
    fn tables_of_others_are_read() {
        let table = "译文;原文;状态\r\nOne.;一。;已批准\r\n;二。;maybe\r\n;;\r\n";
        let sheet = read(table.as_bytes(), Path::new("a.csv")).unwrap();
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.rows[0].source, "一。");
        assert_eq!(sheet.rows[0].stage, Some(crate::bitext::Stage::Approved));
        assert_eq!(sheet.rows[1].faults, ["\"maybe\" is no status"]);
        let (gbk, _, _) = encoding_rs::GBK.encode(table);
        let again = read(&gbk, Path::new("a.csv")).unwrap();
        assert_eq!(again.rows, sheet.rows);
        for wrong in ["", "一。,One.\n", "source\n"] {
            assert!(
                read(wrong.as_bytes(), Path::new("a.csv")).is_err(),
                "{wrong}"
            );
        }
    }
}
