//! Sheets as Excel workbooks (ECMA-376, part 1, 18). All text is written as text, never as a formula.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet,
};

use super::columns::{self, Cells, Column};
use super::{Row, Sheet, remarks, xlsx_comments};
use crate::bitext::Stage;
use crate::document::archive::refuse_larger;
use crate::error::{Error, Place, Result};

/// The limits of a sheet that is read: all rows that Excel allows, and more columns than a sheet has.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1000;
/// The most rows above the header, such as a title that somebody put there.
const MOST_ABOVE: u32 = 20;
/// The most bytes of a part, unpacked: that of 100,000 rows has some 60 MB.
const LARGEST_PART: u64 = 256 << 20;
/// The most characters of a cell, by Excel's own limits.
const LONGEST: usize = 32_767;

/// The width of a column, in characters.
const fn width(column: Column) -> f64 {
    match column {
        Column::Text => 18.0,
        Column::Number => 7.0,
        Column::Source => 48.0,
        Column::Target => 64.0,
        Column::Status => 13.0,
        Column::Note => 30.0,
        Column::Sent => 8.0,
    }
}

/// Writes a sheet as a workbook with one worksheet: the header frozen, filters over all columns, statuses to choose
/// from, comments and findings as the comment of the English cell. What went out stands in a hidden column, so that
/// it goes with its row wherever that is sorted to.
///
/// # Errors
/// `InvalidInput` where a text is longer than a cell may be.
pub fn write(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed date, so that the same bitext gives the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?;
    let properties = DocProperties::new()
        .set_title(&sheet.title)
        .set_author(super::OURS)
        .set_creation_datetime(&date);
    workbook.set_properties(&properties);
    let page = workbook.add_worksheet();
    page.set_name("duizhao").map_err(io::Error::other)?;
    fill(page, sheet).map_err(|error| match error {
        rust_xlsxwriter::XlsxError::MaxStringLengthExceeded => io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("a text is longer than the {LONGEST} characters that a cell may hold: take docx, po or xliff"),
        ),
        error => io::Error::other(error),
    })?;
    workbook.save_to_buffer().map_err(io::Error::other)
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), rust_xlsxwriter::XlsxError> {
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let columns = columns::of(sheet.has_texts());
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    for (at, column) in (0u16..).zip(&columns) {
        page.write_string_with_format(0, at, column.name(), &head)?;
        page.set_column_width(at, width(*column))?;
        match column {
            Column::Sent => {
                page.set_column_hidden(at)?;
            }
            Column::Status if last_row > 0 => {
                let names: Vec<&str> = Stage::ALL.iter().map(|stage| stage.name()).collect();
                let list = DataValidation::new().allow_list_strings(&names)?;
                page.add_data_validation(1, at, last_row, at, &list)?;
            }
            _ => {}
        }
    }
    for (number, row) in (1u32..).zip(&sheet.rows) {
        let sent = row.sent.as_ref();
        for (at, column) in (0u16..).zip(&columns) {
            let text = match column {
                Column::Number => {
                    let value = u32::try_from(row.number).unwrap_or(u32::MAX);
                    page.write_number_with_format(number, at, value, &cell)?;
                    continue;
                }
                Column::Text => sent.map(|sent| sent.text.clone()).unwrap_or_default(),
                Column::Source => row.source.clone(),
                Column::Target => row.target.clone().unwrap_or_default(),
                Column::Status => row.stage.map_or("", |stage| stage.name()).to_owned(),
                Column::Note => row.note.clone().unwrap_or_default(),
                // Without it the row is found by its words.
                Column::Sent => sent
                    .map(super::Sent::line)
                    .filter(|line| line.encode_utf16().count() <= LONGEST)
                    .unwrap_or_default(),
            };
            page.write_string_with_format(number, at, &text, &cell)?;
            if *column == Column::Target {
                let said = remarks::told(row);
                if !said.is_empty() {
                    let said: String = said.chars().take(LONGEST).collect();
                    let note = Note::new(said)
                        .set_author(super::OURS)
                        .add_author_prefix(false);
                    page.insert_note(number, at, &note.set_width(360).set_height(120))?;
                }
            }
        }
    }
    let last_column = u16::try_from(columns.len())
        .unwrap_or(u16::MAX)
        .saturating_sub(1);
    page.autofilter(0, 0, last_row, last_column)?;
    page.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Reads every worksheet that has a header with a column of Chinese and one of English. A formula is no text: its cell
/// is a fault, and so are errors and dates.
///
/// # Errors
/// [`Error::Input`]: no workbook, cells far outside of any table, no worksheet with such a header.
pub fn read(bytes: &[u8], path: &Path) -> Result<Sheet> {
    let fail = |what: String| Error::input(Place::file(path), what, "save it as .xlsx or .csv");
    refuse_larger(bytes, path, LARGEST_PART)?;
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| fail(format!("this is not a workbook: {error}")))?;
    let said = xlsx_comments::read(bytes, path)?;
    let mut sheet = Sheet {
        last: said.last,
        ..Sheet::default()
    };
    let mut has_table = false;
    let names = workbook.sheet_names();
    for name in &names {
        let table = match Table::read(&mut workbook, name) {
            Ok(table) => table,
            Err(what) => {
                sheet.unread.push(format!("sheet \"{name}\": {what}"));
                continue;
            }
        };
        let Some((header, columns)) = table.header() else {
            if !table.rows.is_empty() {
                let what = "no row names a column of Chinese and one of English";
                sheet.unread.push(format!("sheet \"{name}\": {what}"));
            }
            continue;
        };
        has_table = true;
        let comments = said.of_sheets.get(name);
        for (at, cells) in table.rows.range(header + 1..) {
            let place = if names.len() == 1 {
                format!("row {}", at + 1)
            } else {
                format!("sheet \"{name}\", row {}", at + 1)
            };
            let mut row = table.row(*at, cells, &columns, place);
            for (_, comment) in comments
                .into_iter()
                .flatten()
                .filter(|(cell, _)| cell.0 == *at)
            {
                row.comments.extend(match comment {
                    xlsx_comments::Said::Note(text, author) => remarks::read(text, author),
                    xlsx_comments::Said::Comment(comment) => vec![comment.clone()],
                });
            }
            if !super::is_blank(&row) || row.continues {
                sheet.rows.push(row);
            }
        }
    }
    if !has_table {
        return Err(Error::input(
            Place::file(path),
            "no sheet has a row that names a column of Chinese and one of English",
            "name them in the first row, such as: number, source, target, status, note",
        ));
    }
    Ok(sheet)
}

/// A worksheet: the texts of its cells by row and column, from 0; and the cells that are no text.
struct Table {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    faults: BTreeMap<(u32, u32), &'static str>,
    /// Cells that are one with the one above.
    merged: BTreeSet<(u32, u32)>,
}

impl Table {
    fn read(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Table, String> {
        let broken = |error: calamine::XlsxError| format!("cannot be read: {error}");
        let mut table = Table {
            rows: BTreeMap::new(),
            faults: BTreeMap::new(),
            merged: BTreeSet::new(),
        };
        let mut cells = workbook.worksheet_cells_reader(name).map_err(broken)?;
        // One at a time: a whole sheet whose last cell is far away would not fit in memory.
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let place = cell.get_position();
            let data = Data::from(cell.get_value().clone());
            match &data {
                Data::Error(_) => {
                    table.faults.insert(place, "is an error");
                }
                Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => {
                    table.faults.insert(place, "is a date and no text");
                }
                _ => {}
            }
            let text = data.to_string();
            if text.is_empty() {
                continue;
            }
            let (row, column) = place;
            if row >= MOST_ROWS || column >= MOST_COLUMNS {
                return Err(format!(
                    "there is a cell far outside of the table, in row {}, column {}",
                    u64::from(row) + 1,
                    u64::from(column) + 1
                ));
            }
            table.rows.entry(row).or_default().insert(column, text);
        }
        drop(cells);
        let mut formulas = workbook.worksheet_cells_reader(name).map_err(broken)?;
        while let Some(cell) = formulas.next_formula().map_err(broken)? {
            if !cell.get_value().is_empty() {
                let (row, column) = cell.get_position();
                if row < MOST_ROWS && column < MOST_COLUMNS {
                    table
                        .faults
                        .insert((row, column), "is a formula and no text");
                    table
                        .rows
                        .entry(row)
                        .or_default()
                        .entry(column)
                        .or_default();
                }
            }
        }
        drop(formulas);
        for range in workbook.merge_cells_by_sheet_name(name).unwrap_or_default() {
            let rows = range.start.0 + 1..=range.end.0.min(MOST_ROWS);
            for row in rows.take(MOST_ROWS as usize) {
                for column in range.start.1..=range.end.1.min(MOST_COLUMNS) {
                    if table.merged.len() >= MOST_ROWS as usize {
                        return Err("has too many merged cells".to_owned());
                    }
                    table.merged.insert((row, column));
                    table.rows.entry(row).or_default();
                }
            }
        }
        Ok(table)
    }

    /// The row with the names of the columns, and what each holds.
    fn header(&self) -> Option<(u32, Vec<Option<Column>>)> {
        let rows = self.rows.range(..MOST_ABOVE);
        rows.filter_map(|(at, cells)| {
            let last = cells.keys().next_back().copied().unwrap_or(0);
            let names = (0..=last).map(|column| cells.get(&column).map_or("", String::as_str));
            Some((*at, columns::named(names)?))
        })
        .next()
    }

    fn row(
        &self,
        at: u32,
        cells: &BTreeMap<u32, String>,
        columns: &[Option<Column>],
        place: String,
    ) -> Row {
        let mut of_row = Cells::default();
        let mut faults = Vec::new();
        let mut continues = false;
        for (number, column) in (0u32..).zip(columns) {
            let Some(column) = column else { continue };
            if let Some(fault) = self.faults.get(&(at, number)) {
                if matches!(
                    column,
                    Column::Target | Column::Source | Column::Note | Column::Status
                ) {
                    faults.push(format!("the cell of {} {fault}", column.name()));
                }
                continue;
            }
            let text = cells.get(&number).map_or("", String::as_str);
            if *column == Column::Target && self.merged.contains(&(at, number)) {
                continues = text.is_empty();
            }
            of_row.set(*column, text.to_owned());
        }
        let mut row = of_row.row(place);
        row.continues = continues;
        row.faults.extend(faults);
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::format::sheet::Sent;
    use crate::bitext::{Comment, Signature};

    fn sheet() -> Sheet {
        let comment = Comment {
            signed: Signature {
                by: "Lin".into(),
                at: "2026-03-01T09:30:00Z".into(),
            },
            text: "Which tide?".into(),
        };
        let row = |number: usize, source: &str, target: &str| Row {
            number,
            source: source.into(),
            target: Some(target.into()),
            stage: Some(Stage::Translated),
            note: Some(String::new()),
            sent: Some(Sent {
                id: format!("id{number}"),
                zh: vec![source.into()],
                en: vec![target.into()],
                stage: Some(Stage::Translated),
                ..Sent::default()
            }),
            ..Row::default()
        };
        let mut rows = vec![row(1, "=一。", "=1+1"), row(2, "二。", "Two.")];
        rows[1].comments = vec![comment];
        rows[1].findings = vec!["number (error): 2".into()];
        Sheet {
            rows,
            ..Sheet::default()
        }
    }

    #[test]
    fn what_goes_out_comes_back_and_no_text_is_a_formula() {
        let sent = sheet();
        let bytes = write(&sent).unwrap();
        assert_eq!(bytes, write(&sent).unwrap());
        let again = read(&bytes, Path::new("a.xlsx")).unwrap();
        assert_eq!(again.unread, Vec::<String>::new());
        assert_eq!(again.rows.len(), 2);
        for (row, was) in again.rows.iter().zip(&sent.rows) {
            assert_eq!(row.faults, Vec::<String>::new());
            assert_eq!(
                (
                    &row.source,
                    &row.target,
                    row.stage,
                    &row.sent,
                    &row.comments
                ),
                (
                    &was.source,
                    &was.target,
                    was.stage,
                    &was.sent,
                    &was.comments
                )
            );
        }
        assert_eq!(again.rows[1].place, "row 3");
    }

    #[test]
    fn formulas_and_dates_are_faults_and_a_text_too_long_is_refused() {
        let mut workbook = Workbook::new();
        let page = workbook.add_worksheet();
        for (column, name) in (0u16..).zip(["source", "target"]) {
            page.write_string(0, column, name).unwrap();
        }
        page.write_string(1, 0, "一。").unwrap();
        page.write_formula(1, 1, "=HYPERLINK(\"http://x\",\"y\")")
            .unwrap();
        page.write_string(2, 0, "二。").unwrap();
        let date = ExcelDateTime::from_ymd(2026, 3, 4).unwrap();
        let format = Format::new().set_num_format("yyyy-mm-dd");
        page.write_datetime_with_format(2, 1, &date, &format)
            .unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let sheet = read(&bytes, Path::new("a.xlsx")).unwrap();
        let faults: Vec<&str> = sheet
            .rows
            .iter()
            .map(|row| row.faults[0].as_str())
            .collect();
        assert_eq!(
            faults,
            [
                "the cell of English 译文 is a formula and no text",
                "the cell of English 译文 is a date and no text"
            ]
        );
        assert!(sheet.rows.iter().all(|row| row.target.is_none()));
        let mut long = super::tests::sheet();
        long.rows[0].target = Some("a".repeat(LONGEST + 1));
        assert!(
            write(&long)
                .unwrap_err()
                .to_string()
                .contains("longer than")
        );
    }
}
