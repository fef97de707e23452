//! Glossaries as Excel workbooks: the first sheet has the columns of the table format.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use super::csv;
use crate::bitext::format::{Loss, LossKind};
use crate::document::archive::refuse_larger;
use crate::error::{Error, Place, Result};
use crate::glossary::termbase::{Remark, Termbase};
use crate::text::spaces;

/// The limits of a sheet that is read: all rows that Excel allows, and more columns than a glossary has.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1000;

/// The most bytes of a part, unpacked.
const LARGEST_PART: u64 = 256 << 20;

/// A sheet behind the first one.
const SHEET: LossKind = LossKind::text("further sheet", "");

/// Reads the first sheet. Line numbers are its row numbers; further sheets with something in them are told.
///
/// # Errors
/// [`Error::Input`]: not a workbook, an empty one; and as from the reader of tables.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(Termbase, Vec<Remark>)> {
    let fail = |what: String| Error::input(Place::file(path), what, "save it as .xlsx or .csv");
    refuse_larger(bytes, path, LARGEST_PART)?;
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| fail(format!("this is not a workbook: {error}")))?;
    let mut names = workbook.sheet_names().into_iter();
    let Some(name) = names.next() else {
        return Err(fail("the workbook has no sheet".to_owned()));
    };
    // A sheet that cannot be read, such as a chart, has no terms.
    let has_cells = |workbook: &mut Xlsx<_>, name: &str| {
        let cells = workbook.worksheet_cells_reader(name);
        cells.is_ok_and(|mut cells| cells.next_cell().is_ok_and(|cell| cell.is_some()))
    };
    let further = names.filter(|name| has_cells(&mut workbook, name)).count();
    let broken = |error| fail(format!("the first sheet cannot be read: {error}"));
    let mut sheet = workbook.worksheet_cells_reader(&name).map_err(broken)?;
    // Cells are read one at a time: a whole sheet whose last cell is far away would not fit in memory.
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some(cell) = sheet.next_cell().map_err(broken)? {
        // A line break inside a cell would be taken for the end of a row.
        let text = Data::from(cell.get_value().clone()).to_string();
        let text = spaces::fold(&text);
        let (row, column) = cell.get_position();
        if text.is_empty() {
            continue;
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            let (row, column) = (u64::from(row) + 1, u64::from(column) + 1);
            return Err(fail(format!(
                "there is a cell far outside of the table, in row {row}, column {column}"
            )));
        }
        rows.entry(row).or_default().insert(column, text);
    }
    let width = rows.values().filter_map(|row| row.keys().next_back()).max();
    let mut width = width.map(|last| last + 1);
    let mut table = ::csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let wrong = |error: ::csv::Error| fail(error.to_string());
    let mut reached = 0;
    for (at, cells) in &rows {
        // Empty rows are written, too, so that line numbers are row numbers.
        for _ in reached..*at {
            table.write_record([""]).map_err(wrong)?;
        }
        reached = at + 1;
        // The first row names the columns, so the table is as wide as this row.
        let own = cells.keys().next_back().map_or(0, |last| last + 1);
        let record = (0..width.take().unwrap_or(own))
            .map(|column| cells.get(&column).map_or("", String::as_str));
        table.write_record(record).map_err(wrong)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| fail(error.to_string()))?;
    let (termbase, mut remarks) = csv::read(&bytes, path, b',')?;
    if further > 0 {
        let loss = Loss {
            kind: SHEET,
            count: further,
            line: 1,
        };
        remarks.insert(0, Remark::from(&loss));
    }
    Ok((termbase, remarks))
}

/// Writes a workbook with one sheet.
pub(super) fn write(termbase: &Termbase, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Vec::new();
    csv::write(termbase, &mut table, b',')?;
    let mut workbook = Workbook::new();
    // A fixed date, so that the same glossary gives the same bytes.
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?;
    let properties = rust_xlsxwriter::DocProperties::new().set_creation_datetime(&date);
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_slice());
    for (row, record) in (0u32..).zip(reader.records()) {
        for (column, cell) in (0u16..).zip(&record?) {
            sheet
                .write_string(row, column, cell)
                .map_err(io::Error::other)?;
        }
    }
    let bytes = workbook.save_to_buffer().map_err(io::Error::other)?;
    out.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::Concept;
    use crate::glossary::format::FORMATS;

    #[test]
    fn further_sheets_are_told() {
        let mut workbook = Workbook::new();
        for (row, sheet) in [("source", "灯"), ("source", "海")]
            .into_iter()
            .zip(["a", "b"])
        {
            let page = workbook.add_worksheet();
            page.set_name(sheet).unwrap();
            page.write_string(0, 0, row.0).unwrap();
            page.write_string(0, 1, "target").unwrap();
            page.write_string(1, 0, row.1).unwrap();
            page.write_string(1, 1, "lamp").unwrap();
        }
        workbook.add_worksheet();
        let bytes = workbook.save_to_buffer().unwrap();
        let (termbase, remarks) = read(&bytes, Path::new("a.xlsx")).unwrap();
        assert_eq!(termbase.concepts.len(), 1);
        let said: Vec<String> = remarks.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["line 1: 1 further sheet left out"]);
    }

    #[test]
    fn every_format_gives_back_what_it_wrote() {
        let concept = |source: &str, extra: Vec<(String, String)>| Concept {
            source: source.to_owned(),
            target: "light<house".to_owned(),
            variants: vec!["a & b".to_owned(), "tower".to_owned()],
            forbidden: vec!["beacon".to_owned()],
            note: "Seen \"here\", there.".to_owned(),
            extra,
            line: 0,
        };
        for format in FORMATS {
            let extra = match format.id {
                "tbx" => vec![("definition".to_owned(), "A tower <with> a lamp.".to_owned())],
                _ => vec![("scope".to_owned(), "*.md".to_owned())],
            };
            let termbase = Termbase {
                concepts: vec![concept("灯塔", extra.clone()), concept("塔 1", extra)],
            };
            let mut bytes = Vec::new();
            (format.write)(&termbase, &mut bytes).unwrap();
            let (mut again, _) = (format.read)(&bytes, Path::new("a")).unwrap();
            assert!(
                again.concepts[1].line > again.concepts[0].line,
                "{}",
                format.id
            );
            for concept in &mut again.concepts {
                concept.line = 0;
            }
            assert_eq!(again, termbase, "{}", format.id);
            let mut twice = Vec::new();
            (format.write)(&termbase, &mut twice).unwrap();
            assert_eq!(bytes, twice, "{} is not the same every time", format.id);
            assert!(
                (format.read)(b"\x00nothing", Path::new("a")).is_err(),
                "{}",
                format.id
            );
        }
    }
}
