//! Glossaries as tables: `source,target,variants,forbidden,note`, in any order.
//!
//! Lists in a cell are separated by `|`. Further columns are kept. Quoting is that of RFC 4180. Tables as
//! people have them are read, too, and a remark tells so: in another encoding than UTF-8, with semicolons or
//! tabs between the cells, with several renderings in a cell (see the file `cells.rs`).

use std::io::{self, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use super::cells;
use super::decoded::decoded;
use crate::error::{Error, Place, Result};
use crate::glossary::termbase::{Concept, Remark, Termbase};

const COLUMNS: [&str; 5] = ["source", "target", "variants", "forbidden", "note"];
const LIST_SEPARATOR: char = '|';

/// Reads a table whose cells are separated by `delimiter`, or, where its first line does not name the columns
/// so, by another one; `path` is for messages. White space at the ends of cells is removed, empty rows are
/// skipped, and cells missing at the end of a row are empty.
///
/// # Errors
/// [`Error::Input`] with the line: bytes that no encoding explains, no header with `source` and `target`, a
/// column twice, more cells than columns; and as from [`Termbase::check`].
pub fn read(bytes: &[u8], path: &Path, delimiter: u8) -> Result<(Termbase, Vec<Remark>)> {
    let (text, mut remarks) = decoded(bytes, path)?;
    let (text, delimiter) = match separator(&text, delimiter) {
        Separator::AsExpected => (text, delimiter),
        Separator::Other(other) => {
            remarks.push(Remark::new(
                1,
                format!("the cells are separated by {}, and read so", name(other)),
            ));
            (text, other)
        }
        // The line stays, empty, so that lines are counted as they are.
        Separator::Told(other, from) => (text[from..].to_owned(), other),
    };
    let (mut termbase, width) = rows(&text, path, delimiter)?;
    if !width {
        return Err(no_header(&StringRecord::new(), 1, path));
    }
    remarks.extend(cells::split(&mut termbase));
    remarks.extend(termbase.check(path)?);
    Ok((termbase, remarks))
}

/// The concepts of a table, and whether it has a header.
fn rows(text: &str, path: &Path, delimiter: u8) -> Result<(Termbase, bool)> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Lines::new(text);
    let mut columns: Option<Columns> = None;
    let mut termbase = Termbase::default();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                return Err(Error::input(
                    Place::file(path),
                    format!("not a table: {error}"),
                    "",
                ));
            }
        }
        let start = record
            .position()
            .map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        let line = lines.line_at(start);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match &columns {
            None => columns = Some(Columns::find(&record, line, path)?),
            Some(columns) => termbase
                .concepts
                .push(columns.concept(&record, line, path)?),
        }
    }
    Ok((termbase, columns.is_some()))
}

/// What separates the cells of a table.
enum Separator {
    AsExpected,
    Other(u8),
    /// What the first line says, as spreadsheet programs do (`sep=;`), and where that line's break is.
    Told(u8, usize),
}

fn separator(text: &str, expected: u8) -> Separator {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let first = text[..end].trim().trim_matches('"');
    if let Some([told]) = first.strip_prefix("sep=").map(str::as_bytes)
        && told.is_ascii()
    {
        return Separator::Told(*told, end);
    }
    let Some(header) = text.lines().find(|line| !line.trim().is_empty()) else {
        return Separator::AsExpected;
    };
    let names_columns = |delimiter: u8| {
        let mut cells = header
            .split(char::from(delimiter))
            .map(|cell| cell.trim().trim_matches('"').trim());
        let has = |name: &str| cells.clone().any(|cell| cell.eq_ignore_ascii_case(name));
        has(COLUMNS[0]) && has(COLUMNS[1]) && cells.all(|cell| !cell.contains(['\t', ';']))
    };
    let others = [b',', b';', b'\t', b'|'].into_iter();
    match others
        .filter(|&other| other != expected)
        .find(|&other| names_columns(other))
    {
        Some(other) if !names_columns(expected) => Separator::Other(other),
        _ => Separator::AsExpected,
    }
}

fn name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolons",
        b'\t' => "tabs",
        b'|' => "bars",
        _ => "commas",
    }
}

/// Line numbers for growing byte offsets. The reader's own count leaves out blank lines before a record.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Lines {
            text,
            offset: 0,
            line: 1,
        }
    }

    fn line_at(&mut self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = offset.clamp(self.offset, bytes.len());
        while bytes.get(end).is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            end += 1;
        }
        let breaks = bytes[self.offset..end].iter().filter(|&&b| b == b'\n');
        self.line += breaks.count();
        self.offset = end;
        self.line
    }
}

/// The columns of a table: the index of each cell's meaning.
struct Columns {
    names: Vec<String>,
    known: [Option<usize>; COLUMNS.len()],
}

impl Columns {
    fn find(header: &StringRecord, line: usize, path: &Path) -> Result<Columns> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let mut known = [None; COLUMNS.len()];
        for (at, name) in names.iter().enumerate() {
            if let Some(twice) = names[..at]
                .iter()
                .find(|other| other.eq_ignore_ascii_case(name))
                && !name.is_empty()
            {
                return Err(Error::input(
                    Place::at(path, line, 1),
                    format!("there are two columns \"{twice}\""),
                    "rename one of them",
                ));
            }
            if let Some(column) = COLUMNS.iter().position(|c| c.eq_ignore_ascii_case(name)) {
                known[column].get_or_insert(at);
            }
        }
        if known[0].is_none() || known[1].is_none() {
            return Err(no_header(header, line, path));
        }
        Ok(Columns { names, known })
    }

    fn concept(&self, record: &StringRecord, line: usize, path: &Path) -> Result<Concept> {
        let surplus = record.iter().skip(self.names.len());
        if let Some(cell) = surplus.map(str::trim).find(|cell| !cell.is_empty()) {
            return Err(Error::input(
                Place::at(path, line, 1),
                format!(
                    "the row has more cells than the header has columns ({}): \"{cell}\"",
                    self.names.len()
                ),
                "put a cell that holds the separator between double quotes",
            ));
        }
        let cell = |at: usize| record.get(at).map_or("", str::trim);
        let known = |column: usize| self.known[column].map_or("", cell);
        let list = |column: usize| {
            known(column)
                .split(LIST_SEPARATOR)
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Ok(Concept {
            source: known(0).to_owned(),
            target: known(1).to_owned(),
            variants: list(2),
            forbidden: list(3),
            note: known(4).to_owned(),
            extra: (0..self.names.len())
                .filter(|at| !self.known.contains(&Some(*at)))
                .map(|at| (self.names[at].clone(), cell(at).to_owned()))
                .collect(),
            line,
        })
    }
}

fn no_header(header: &StringRecord, line: usize, path: &Path) -> Error {
    let first = header.iter().collect::<Vec<_>>().join(",");
    let help = match first.is_empty() {
        true => format!("begin with the line {}", COLUMNS.join(",")),
        false => format!(
            "begin with the line {}; it is now {first}",
            COLUMNS.join(",")
        ),
    };
    Error::input(
        Place::at(path, line, 1),
        "the first line does not name the columns source and target",
        help,
    )
}

/// Writes a table whose cells are separated by `delimiter`: the five columns, then the further columns
/// in the order in which the concepts first name them.
///
/// # Errors
/// The error of the writer; `InvalidInput` when a rendering contains the `|` that separates lists.
pub fn write(termbase: &Termbase, out: &mut dyn Write, delimiter: u8) -> io::Result<()> {
    let mut extra: Vec<&str> = Vec::new();
    for (name, _) in termbase.concepts.iter().flat_map(|concept| &concept.extra) {
        if !extra.contains(&name.as_str()) {
            extra.push(name);
        }
    }
    let mut writer = WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(COLUMNS.iter().chain(&extra))?;
    for concept in &termbase.concepts {
        let row = [
            concept.source.clone(),
            concept.target.clone(),
            list(&concept.variants)?,
            list(&concept.forbidden)?,
            concept.note.clone(),
        ];
        let further = extra.iter().map(|column| {
            let found = concept.extra.iter().find(|(name, _)| name == column);
            found.map_or("", |(_, value)| value)
        });
        writer.write_record(row.iter().map(String::as_str).chain(further))?;
    }
    writer.flush()
}

fn list(items: &[String]) -> io::Result<String> {
    match items.iter().find(|item| item.contains(LIST_SEPARATOR)) {
        Some(item) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("the rendering \"{item}\" holds a |, which separates renderings"),
        )),
        None => Ok(items.join("|")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_str(text: &str) -> Result<(Termbase, Vec<Remark>)> {
        read(text.as_bytes(), Path::new("g.csv"), b',')
    }

    fn written(termbase: &Termbase) -> String {
        let mut out = Vec::new();
        write(termbase, &mut out, b',').unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn reads_and_writes_the_columns() {
        let text = "source,target,variants,forbidden,note,domain,owner\n\
                    灯塔,lighthouse,beacon|light,\"lamp tower\",\"By the sea, always.\",place,\n\
                    潮汐,tide,,,,nature,Li\n";
        let (termbase, remarks) = read_str(text).unwrap();
        assert!(remarks.is_empty());
        let first = &termbase.concepts[0];
        assert_eq!(first.variants, ["beacon", "light"]);
        assert_eq!(first.forbidden, ["lamp tower"]);
        assert_eq!(first.note, "By the sea, always.");
        assert_eq!(first.extra[0], ("domain".into(), "place".into()));
        assert_eq!(termbase.concepts[1].line, 3);
        assert_eq!(
            written(&termbase),
            text.replace("\"lamp tower\"", "lamp tower")
        );
    }

    #[test]
    fn is_easy_about_order_space_and_blank_lines() {
        let text = "\u{feff}Note,Target , SOURCE\r\n\r\n\"two\nlines\",tide,潮汐\r\n,,\r\n,sea | ocean,海\r\n";
        let (termbase, _) = read_str(text).unwrap();
        let lines: Vec<_> = termbase.concepts.iter().map(|c| c.line).collect();
        assert_eq!(lines, [3, 6]);
        assert_eq!(termbase.concepts[1].source, "海");
        assert_eq!(termbase.concepts[1].target, "sea");
        assert_eq!(termbase.concepts[1].variants, ["ocean"]);
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        for (text, says) in [
            ("", "begin with the line source,target"),
            (
                "灯塔,lighthouse\n",
                "g.csv:1:1: the first line does not name",
            ),
            ("source,target,target\n", "two columns \"target\""),
            (
                "source,target\n\n灯塔,\n",
                "g.csv:3:1: 灯塔 has no rendering",
            ),
            (
                "source,target\n,lamp\n",
                "g.csv:2:1: the term for \"lamp\" is missing",
            ),
            (
                "source,target\n灯塔,lighthouse,lamp\n",
                "more cells than the header has columns (2): \"lamp\"",
            ),
            (
                "source,target,variants,forbidden\n塔,tower,spire,pillar|spire\n",
                "g.csv:2:1: \"spire\" is both allowed and forbidden",
            ),
            (
                "source,target,forbidden\n塔,tower,tower\n",
                "both allowed and forbidden",
            ),
        ] {
            let said = read_str(text).unwrap_err().to_string();
            assert!(said.contains(says), "{said:?} does not say {says:?}");
        }
        let said = read(b"source,target\n\xff\xff,tower", Path::new("g"), b',').unwrap_err();
        assert!(
            said.to_string()
                .contains("g:2:1: the file is neither UTF-8"),
            "{said}"
        );
    }

    #[test]
    fn tables_of_spreadsheet_programs_are_read() {
        let table = "source,target,note\n灯塔,lighthouse,\"by the sea; lit\"\n潮汐,tide,\n";
        let (expected, _) = read_str(table).unwrap();
        let semicolons = table.replace(',', ";");
        let tabs = table.replace(',', "\t");
        let told = format!("sep=;\r\n{semicolons}");
        let gbk = encoding_rs::GBK.encode(table).0.into_owned();
        let big5 = encoding_rs::BIG5
            .encode("source,target,note\n燈塔,lighthouse,\"by the sea; lit\"\n潮汐,tide,\n")
            .0
            .into_owned();
        let wide: Vec<u8> = format!("\u{feff}{tabs}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = format!("\u{feff}{table}").into_bytes();
        for (bytes, says) in [
            (
                semicolons.clone().into_bytes(),
                vec!["separated by semicolons"],
            ),
            (tabs.into_bytes(), vec!["separated by tabs"]),
            (told.into_bytes(), vec![]),
            (gbk, vec!["gb18030"]),
            (big5, vec!["Big5"]),
            (
                encoding_rs::GBK.encode(&semicolons).0.into_owned(),
                vec!["gb18030", "semicolons"],
            ),
            (wide, vec!["UTF-16LE", "tabs"]),
            (marked, vec![]),
        ] {
            let (mut termbase, remarks) = read(&bytes, Path::new("g.csv"), b',').unwrap();
            let said: Vec<_> = remarks.iter().map(ToString::to_string).collect();
            assert_eq!(said.len(), says.len(), "{said:?}");
            assert!(
                said.iter()
                    .zip(&says)
                    .all(|(said, what)| said.contains(what)),
                "{said:?}"
            );
            let lines: Vec<_> = termbase
                .concepts
                .iter()
                .map(|concept| concept.line)
                .collect();
            for (concept, expected) in termbase.concepts.iter_mut().zip(&expected.concepts) {
                concept.line = expected.line;
                concept.source = concept.source.replace('燈', "灯");
            }
            assert_eq!(termbase, expected);
            assert!(lines == [2, 3] || lines == [3, 4], "{lines:?}");
        }
        // The first line of a table as it should be is not taken apart, whatever is in its cells.
        let (termbase, remarks) =
            read_str("source,target,\"a;b\"\n塔,\"x\",\"source;target\"\n").unwrap();
        assert_eq!((termbase.concepts.len(), remarks.len()), (1, 0));
    }

    #[test]
    fn oddities_are_remarked() {
        let (_, remarks) =
            read_str("source,target,variants\n塔,tower,spire|spire\n塔,pagoda,\n").unwrap();
        let said: Vec<_> = remarks.iter().map(ToString::to_string).collect();
        assert_eq!(said[0], "line 2: \"spire\" is listed twice for 塔");
        assert!(said[1].starts_with("line 3: 塔 stands in line 2, too"));
    }

    #[test]
    fn a_rendering_with_the_separator_is_not_written() {
        let termbase = Termbase {
            concepts: vec![Concept {
                variants: vec!["a|b".into()],
                ..Concept::default()
            }],
        };
        assert!(write(&termbase, &mut Vec::new(), b',').is_err());
    }

    fn word() -> impl Strategy<Value = String> {
        "[a-z\",;'\t 塔灯]{0,6}".prop_map(|text| text.trim().to_owned())
    }

    /// Renderings that are not read as several, and no verbs: *to moor* is read as *moor*.
    fn rendering() -> impl Strategy<Value = String> {
        "[a-np-z\"' 塔灯]{0,6}".prop_map(|text| text.trim().to_owned())
    }

    proptest! {
        #[test]
        fn any_glossary_survives(
            rows in prop::collection::vec(
                (word(), rendering(), prop::collection::vec(rendering(), 0..3), word(), word()),
                0..8,
            ),
            tabs in any::<bool>(),
        ) {
            let full = |text: String| if text.is_empty() { "x".to_owned() } else { text };
            let concepts: Vec<_> = rows
                .into_iter()
                .map(|(source, target, variants, note, owner)| Concept {
                    source: full(source),
                    target: full(target),
                    variants: variants.into_iter().map(full).collect(),
                    forbidden: vec!["never".into()],
                    note,
                    extra: vec![("owner".into(), owner)],
                    line: 0,
                })
                .collect();
            let delimiter = if tabs { b'\t' } else { b',' };
            let mut out = Vec::new();
            let termbase = Termbase { concepts };
            write(&termbase, &mut out, delimiter).unwrap();
            let (mut again, _) = read(&out, Path::new("g"), delimiter).unwrap();
            for concept in &mut again.concepts {
                concept.line = 0;
            }
            prop_assert_eq!(again, termbase);
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,60}", rest in "[a-z,\"\r\n|]{0,60}") {
            let _ = read_str(&text);
            let _ = read_str(&format!("source,target\n{rest}"));
        }
    }
}
