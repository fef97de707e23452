//! Reading a sheet from a Word document. Changes that are recorded in the English are proposals; everywhere else they
//! count as made.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use quick_xml::events::BytesStart;

use crate::bitext::desk::{Comment, Signature};
use crate::bitext::format::sheet::columns::{self, Cells, Column};
use crate::bitext::format::sheet::office::{elements, last_saved, moment, relations};
use crate::bitext::format::sheet::{OURS, Proposed, Row, Sent, Sheet};
use crate::bitext::format::xml::{Problem, Visitor, foreign, walk};
use crate::document::archive::Archive;
use crate::error::{Error, Place, Result};
use crate::text::spaces::fold;

/// The most bytes of the text: that of a table of 100,000 rows has some 100 MB.
const LARGEST_TEXT: u64 = 256 << 20;
/// The most columns that merged cells may make.
const MOST_COLUMNS: usize = 64;

/// Reads the tables that have a header with a column of Chinese and one of English, or that were sent so.
///
/// # Errors
/// [`Error::Input`]: no Word document, a broken part, no such table.
pub fn read(bytes: &[u8], path: &Path) -> Result<Sheet> {
    let mut archive = Archive::open(bytes.to_vec(), path)?;
    let no_document = || {
        Error::input(
            Place::file(path),
            "this is no Word document: it has no text",
            "save it as .docx",
        )
    };
    let document = relations(&mut archive, "", path)?
        .into_iter()
        .find(|(_, kind, _)| kind == "officeDocument")
        .map(|(_, _, part)| part)
        .ok_or_else(no_document)?;
    let text = archive
        .text_within(&document, LARGEST_TEXT)?
        .ok_or_else(no_document)?;
    let mut body = Body::default();
    walk(&text, &path.join(&document), &mut body)?;
    let parts = relations(&mut archive, &document, path)?;
    let mut sent: HashMap<String, Sent> = HashMap::new();
    let mut comments: Vec<(String, Comment)> = Vec::new();
    for (_, kind, part) in &parts {
        match kind.as_str() {
            "customXml" => sent.extend(sent_in(&mut archive, part, path)?),
            "comments" => {
                if let Some(text) = archive.text(part)? {
                    let mut said = Said::default();
                    walk(&text, &path.join(part), &mut said)?;
                    comments.extend(said.all);
                }
            }
            _ => {}
        }
    }
    let mut sheet = Sheet {
        last: last_saved(&mut archive, path)?,
        ..Sheet::default()
    };
    let mut by_id: BTreeMap<&str, &Comment> = BTreeMap::new();
    for (id, comment) in &comments {
        by_id.insert(id, comment);
    }
    let mut placed: HashSet<&str> = HashSet::new();
    let mut has_table = false;
    for (number, table) in (1..).zip(&body.tables) {
        let Some((columns, from)) = columns_of(table, &sent) else {
            continue;
        };
        has_table = true;
        for (at, raw) in table.iter().enumerate().skip(from) {
            let place = match body.tables.len() {
                1 => format!("row {}", at + 1),
                _ => format!("table {number}, row {}", at + 1),
            };
            let mut row = row(raw, &columns, place, &sent);
            for id in &raw.comments {
                if let Some((id, comment)) = by_id.get_key_value(id.as_str()) {
                    placed.insert(id);
                    if comment.signed.by != OURS {
                        row.comments.push((*comment).clone());
                    }
                }
            }
            if !crate::bitext::format::sheet::is_blank(&row) || row.continues {
                sheet.rows.push(row);
            }
        }
    }
    if !has_table {
        return Err(Error::input(
            Place::file(path),
            "no table in it has a row that names a column of Chinese and one of English",
            "name them in the first row of the table: Chinese, English",
        ));
    }
    let there: HashSet<&str> = sheet
        .rows
        .iter()
        .filter_map(|row| row.sent.as_ref())
        .map(|sent| sent.id.as_str())
        .collect();
    let mut gone: Vec<Sent> = sent.into_values().collect();
    gone.retain(|sent| !there.contains(sent.id.as_str()));
    gone.sort_by(|a, b| (&a.text, a.n).cmp(&(&b.text, b.n)));
    sheet.gone = gone;
    for (id, comment) in &comments {
        if !placed.contains(id.as_str()) && comment.signed.by != OURS {
            sheet.unread.push(format!(
                "a comment of {} that is on no row: {}",
                comment.signed.by, comment.text
            ));
        }
    }
    let outside = fold(&body.outside.changed);
    if body.changes_outside > 0 {
        let start: String = outside.chars().take(60).collect();
        sheet.unread.push(format!(
            "{} changes that are recorded outside of tables ({start}…)",
            body.changes_outside
        ));
    }
    Ok(sheet)
}

/// What went out, by the number of its row.
fn sent_in(archive: &mut Archive<'_>, part: &str, path: &Path) -> Result<Vec<(String, Sent)>> {
    let all = elements(archive, part, path)?;
    if all
        .first()
        .is_none_or(|root| root.get("xmlns") != super::SENT)
    {
        return Ok(Vec::new());
    }
    let rows = all.iter().filter(|one| one.name == "row");
    let rows = rows.filter_map(|one| Some((one.get("n").to_owned(), Sent::parse(&one.text)?)));
    Ok(rows.collect())
}

/// The columns of a table, and its first row below the header. A table that lost its header is known by the numbers
/// of its rows.
fn columns_of(
    table: &[RawRow],
    sent: &HashMap<String, Sent>,
) -> Option<(Vec<Option<Column>>, usize)> {
    let header = table.iter().take(3).enumerate().find_map(|(at, row)| {
        let texts: Vec<String> = row.texts();
        Some((columns::named(texts.iter().map(String::as_str))?, at + 1))
    });
    header.or_else(|| {
        let is_ours = |row: &RawRow| {
            let texts = row.texts();
            texts.len() >= 3 && sent.contains_key(texts[0].trim())
        };
        let usual = [
            Column::Number,
            Column::Source,
            Column::Target,
            Column::Status,
            Column::Note,
        ];
        table
            .iter()
            .any(is_ours)
            .then(|| (usual.map(Some).to_vec(), 0))
    })
}

fn row(
    raw: &RawRow,
    columns: &[Option<Column>],
    place: String,
    sent: &HashMap<String, Sent>,
) -> Row {
    let mut cells = Cells::default();
    let mut proposed = None;
    let mut continues = false;
    let mut faults = Vec::new();
    for cell in &raw.cells {
        let Some(Some(column)) = columns.get(cell.column) else {
            continue;
        };
        match column {
            Column::Target => {
                continues = cell.continues;
                let (kept, changed) = (fold(&cell.words.kept), fold(&cell.words.changed));
                if kept != changed {
                    proposed = Some(Proposed {
                        text: changed,
                        signed: cell.words.signed.clone().unwrap_or_default(),
                    });
                }
                cells.set(Column::Target, kept);
            }
            Column::Source if cell.words.signed.is_some() => {
                faults.push("changes of the Chinese are not taken in".to_owned());
                cells.set(*column, cell.words.kept.clone());
            }
            column => cells.set(*column, cell.words.changed.clone()),
        }
    }
    let label = cells
        .get(Column::Number)
        .unwrap_or_default()
        .trim()
        .to_owned();
    let mut row = cells.row(place);
    row.sent = sent.get(&label).cloned();
    row.number = label
        .rsplit('.')
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    if let Some(signed) = &raw.deleted {
        proposed = Some(Proposed {
            text: String::new(),
            signed: signed.clone(),
        });
    }
    // What is proposed for nothing new is what is there.
    row.proposed.extend(proposed);
    row.continues = continues && row.target.as_deref().unwrap_or_default().is_empty();
    row.faults.extend(faults);
    row
}

/// Words with recorded changes: without and with them.
#[derive(Debug, Default)]
struct Words {
    kept: String,
    changed: String,
    /// Who recorded the first change.
    signed: Option<Signature>,
}

impl Words {
    fn push(&mut self, text: &str, changes: &Changes) {
        if changes.inserted == 0 {
            self.kept.push_str(text);
        }
        if changes.deleted == 0 {
            self.changed.push_str(text);
        }
        if changes.inserted + changes.deleted > 0 && self.signed.is_none() {
            self.signed.clone_from(&changes.signed);
        }
    }
}

/// The recorded changes that are open.
#[derive(Debug, Default)]
struct Changes {
    inserted: usize,
    deleted: usize,
    signed: Option<Signature>,
}

#[derive(Debug, Default)]
struct RawCell {
    column: usize,
    span: usize,
    continues: bool,
    words: Words,
}

#[derive(Debug, Default)]
struct RawRow {
    cells: Vec<RawCell>,
    comments: Vec<String>,
    before: usize,
    deleted: Option<Signature>,
}

impl RawRow {
    /// The texts of its cells by their columns.
    fn texts(&self) -> Vec<String> {
        let last = self
            .cells
            .iter()
            .map(|cell| cell.column + 1)
            .max()
            .unwrap_or(0);
        let mut texts = vec![String::new(); last.min(MOST_COLUMNS)];
        for cell in &self.cells {
            if let Some(text) = texts.get_mut(cell.column) {
                *text = fold(&cell.words.changed);
            }
        }
        texts
    }
}

/// The tables of a document.
#[derive(Default)]
struct Body {
    tables: Vec<Vec<RawRow>>,
    /// The text outside of tables.
    outside: Words,
    changes_outside: usize,
    open: Vec<String>,
    depth: usize,
    changes: Changes,
    /// How deep the element is whose content is there twice.
    skipped: Option<usize>,
}

fn signature(start: &BytesStart<'_>) -> Result<Signature, Problem> {
    Ok(Signature {
        by: foreign(start, "author")?.unwrap_or_default(),
        at: moment(&foreign(start, "date")?.unwrap_or_default()),
    })
}

impl Body {
    fn row(&mut self) -> Option<&mut RawRow> {
        self.tables
            .last_mut()
            .filter(|_| self.depth > 0)?
            .last_mut()
    }

    fn say(&mut self, text: &str) {
        let changes = std::mem::take(&mut self.changes);
        let words = match self.row().and_then(|row| row.cells.last_mut()) {
            Some(cell) => &mut cell.words,
            None => &mut self.outside,
        };
        words.push(text, &changes);
        self.changes = changes;
    }

    fn is_in(&self, parent: &str) -> bool {
        self.open.last().is_some_and(|last| last == parent)
    }
}

impl Visitor for Body {
    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), Problem> {
        let local = start.local_name();
        let name = local.as_ref();
        if self.skipped.is_none() {
            match name {
                "Fallback" => self.skipped = Some(self.open.len()),
                "tbl" => {
                    self.depth += 1;
                    if self.depth == 1 {
                        self.tables.push(Vec::new());
                    }
                }
                "tr" if self.depth == 1 => {
                    if let Some(table) = self.tables.last_mut() {
                        table.push(RawRow::default());
                    }
                }
                "tc" if self.depth == 1 => {
                    if let Some(row) = self.row() {
                        let column = row
                            .cells
                            .last()
                            .map_or(row.before, |cell| cell.column + cell.span);
                        row.cells.push(RawCell {
                            column,
                            span: 1,
                            ..RawCell::default()
                        });
                    }
                }
                "gridBefore" | "gridSpan" if self.depth == 1 => {
                    let value = foreign(start, "val")?.and_then(|value| value.parse().ok());
                    let value: usize = value.unwrap_or(1);
                    let is_span = name == "gridSpan";
                    if let Some(row) = self.row() {
                        match row.cells.last_mut() {
                            Some(cell) if is_span => cell.span = value.clamp(1, MOST_COLUMNS),
                            None if !is_span => row.before = value.min(MOST_COLUMNS),
                            _ => {}
                        }
                    }
                }
                "vMerge" if self.depth == 1 => {
                    let begins = foreign(start, "val")?.is_some_and(|value| value == "restart");
                    if let Some(cell) = self.row().and_then(|row| row.cells.last_mut()) {
                        cell.continues = !begins;
                    }
                }
                "ins" | "del" | "moveTo" | "moveFrom" => {
                    let is_deleted = matches!(name, "del" | "moveFrom");
                    let signed = signature(start)?;
                    if self.is_in("trPr") {
                        if let Some(row) = self.row().filter(|_| is_deleted) {
                            row.deleted = Some(signed);
                        }
                    } else if !self.is_in("rPr") {
                        let count = match is_deleted {
                            true => &mut self.changes.deleted,
                            false => &mut self.changes.inserted,
                        };
                        *count += 1;
                        self.changes.signed = Some(signed);
                        self.changes_outside += usize::from(self.depth == 0);
                    }
                }
                "tab" | "br" | "cr" if self.is_in("r") => self.say(" "),
                "noBreakHyphen" => self.say("-"),
                "commentReference" | "commentRangeStart" => {
                    if let Some(id) = foreign(start, "id")?
                        && let Some(row) = self.row()
                        && !row.comments.contains(&id)
                    {
                        row.comments.push(id);
                    }
                }
                _ => {}
            }
        }
        self.open.push(name.to_owned());
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.open.pop();
        if let Some(depth) = self.skipped {
            if self.open.len() <= depth {
                self.skipped = None;
            }
            return;
        }
        match name {
            "tbl" => self.depth = self.depth.saturating_sub(1),
            "p" => self.say("\n"),
            "ins" | "del" | "moveTo" | "moveFrom" if !self.is_in("trPr") && !self.is_in("rPr") => {
                let count = match name {
                    "del" | "moveFrom" => &mut self.changes.deleted,
                    _ => &mut self.changes.inserted,
                };
                *count = count.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_text = self
            .open
            .last()
            .is_some_and(|last| matches!(last.as_str(), "t" | "delText"));
        if self.skipped.is_none() && is_text {
            self.say(text);
        }
    }
}

/// The comments of a document by their ids.
#[derive(Default)]
struct Said {
    all: Vec<(String, Comment)>,
    is_text: bool,
}

impl Visitor for Said {
    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), Problem> {
        let local = start.local_name();
        match local.as_ref() {
            "comment" => {
                let id = foreign(start, "id")?.unwrap_or_default();
                let comment = Comment {
                    signed: signature(start)?,
                    text: String::new(),
                };
                self.all.push((id, comment));
            }
            "t" => self.is_text = true,
            "br" | "cr" => self.say("\n"),
            "tab" => self.say(" "),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "p" => self.say("\n"),
            "comment" => {
                if let Some((_, comment)) = self.all.last_mut() {
                    comment.text = comment.text.trim().to_owned();
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_text {
            self.say(text);
        }
    }
}

impl Said {
    fn say(&mut self, text: &str) {
        if let Some((_, comment)) = self.all.last_mut() {
            comment.text.push_str(text);
        }
    }
}
