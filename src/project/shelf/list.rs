//! The list of pairs: a table with the columns `source`, `target` and optionally `output`.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};

use crate::document::read_file;
use crate::error::{Error, Place, Result};
use crate::project::ProjectText;

/// A row as it stands in the table.
struct Row {
    line: u64,
    source: PathBuf,
    target: PathBuf,
    output: Option<String>,
}

/// Reads the list as texts whose bitexts are in `folder`. Cells are separated by tabs, or by commas where the header has no tab; further
/// columns are ignored. Whether the texts exist is not checked. `ends` is the ending of the results'
/// file names, so that an `output` may be given with it or without.
///
/// A pair without `output` is named after its source's stem; where several share that, with the folder
/// in front (`volume1-zh`), and where that is not enough, with a number behind.
///
/// # Errors
/// [`Error::Read`]; [`Error::Input`] where the file is no table, a column or a cell is missing, an
/// `output` is not a plain file name or occurs twice, or there is no pair.
pub fn read_list(path: &Path, folder: &Path, ends: &str) -> Result<Vec<ProjectText>> {
    let text = read_file(path, Some("txt"))?.source.text;
    let rows = rows(&text, path, ends)?;
    let mut taken = HashSet::new();
    for row in &rows {
        if let Some(output) = &row.output
            && !taken.insert(output.to_lowercase())
        {
            return Err(wrong(
                path,
                row.line,
                format!("the output {output} stands twice"),
                "give each pair an output of its own",
            ));
        }
    }
    let mut stems: HashMap<String, usize> = HashMap::new();
    for row in rows.iter().filter(|row| row.output.is_none()) {
        *stems.entry(stem(&row.source).to_lowercase()).or_default() += 1;
    }
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let name = row.output.unwrap_or_else(|| {
            let stem = stem(&row.source);
            let alone = stems.get(&stem.to_lowercase()) == Some(&1);
            let name = match folder_name(&row.source) {
                Some(folder) if !alone => format!("{folder}-{stem}"),
                _ => stem,
            };
            unique(name, &mut taken)
        });
        entries.push(ProjectText {
            bitext: Some(folder.join(format!("{name}.{ends}"))),
            name,
            ..ProjectText::pair(&row.source, &row.target)
        });
    }
    Ok(entries)
}

fn rows(text: &str, path: &Path, ends: &str) -> Result<Vec<Row>> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains('\t') { b'\t' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let no_table =
        |error: csv::Error| Error::input(Place::file(path), format!("not a table: {error}"), "");
    let columns = reader.headers().map_err(no_table)?.clone();
    let column = |name: &str| columns.iter().position(|cell| cell.trim() == name);
    let (Some(source), Some(target)) = (column("source"), column("target")) else {
        return Err(wrong(
            path,
            1,
            "no header with `source` and `target`".into(),
            "the first line names the columns, separated by tabs or commas",
        ));
    };
    let output = column("output");
    let beside = path.parent().unwrap_or(Path::new(""));
    let mut rows = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(no_table)?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let file = |at: usize, name: &str| match cell(&record, Some(at)) {
            Some(cell) => Ok(beside.join(cell)),
            None => Err(wrong(path, line, format!("no {name}"), "name a file")),
        };
        let output = cell(&record, output)
            .map(|name| plain(name, ends))
            .transpose()
            .map_err(|name| {
                wrong(
                    path,
                    line,
                    format!("the output {name} is no plain file name"),
                    "results go to one folder: name no other",
                )
            })?;
        rows.push(Row {
            line,
            source: file(source, "source")?,
            target: file(target, "target")?,
            output,
        });
    }
    if rows.is_empty() {
        return Err(wrong(path, 1, "no pair in this list".into(), ""));
    }
    Ok(rows)
}

/// The content of a cell; `None` if it is empty or missing.
fn cell(record: &StringRecord, at: Option<usize>) -> Option<&str> {
    let cell = record.get(at?)?.trim();
    (!cell.is_empty()).then_some(cell)
}

/// A plain file name in the results' folder, without its ending. The error is the cell itself, when it
/// is no such name.
fn plain<'a>(cell: &'a str, ends: &str) -> std::result::Result<String, &'a str> {
    let name = cell
        .strip_suffix(ends)
        .and_then(|name| name.strip_suffix('.'))
        .unwrap_or(cell);
    let good = !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(['/', '\\', ':', '\0', '\n', '\r']);
    if good { Ok(name.to_owned()) } else { Err(cell) }
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or(path.as_os_str());
    let stem = stem.to_string_lossy();
    stem.trim_start_matches('.').to_owned()
}

fn folder_name(path: &Path) -> Option<String> {
    let folder = path.parent()?.file_name()?;
    Some(folder.to_string_lossy().into_owned())
}

/// The name itself, or with the first number behind it that makes it unique.
fn unique(name: String, taken: &mut HashSet<String>) -> String {
    if taken.insert(name.to_lowercase()) {
        return name;
    }
    let mut number = 2_usize;
    loop {
        let numbered = format!("{name}-{number}");
        if taken.insert(numbered.to_lowercase()) {
            return numbered;
        }
        number += 1;
    }
}

fn wrong(path: &Path, line: u64, what: String, help: &str) -> Error {
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    Error::input(Place::at(path, line, 1), what, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Result<Vec<ProjectText>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.tsv");
        std::fs::write(&path, text).unwrap();
        let mut entries = read_list(&path, Path::new("out"), "bitext.jsonl")?;
        for entry in &mut entries {
            entry.source = entry.source.strip_prefix(folder.path()).unwrap().to_owned();
        }
        Ok(entries)
    }

    fn names(text: &str) -> Vec<String> {
        let entries = list(text).unwrap();
        entries.into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn tabs_or_commas_and_columns_in_any_order() {
        let tabs = list("target\tnote\tsource\nen.md\tx\tzh.md\n\n").unwrap();
        let commas = list("\u{feff}source,target\r\nzh.md,en.md\r\n").unwrap();
        assert_eq!(tabs[0].source, Path::new("zh.md"));
        assert_eq!(tabs[0].name, "zh");
        let bitext = tabs[0].bitext.as_deref();
        assert_eq!(bitext, Some(Path::new("out/zh.bitext.jsonl")));
        assert_eq!(commas[0].source, Path::new("zh.md"));
        assert_eq!(commas[0].name, "zh");
    }

    #[test]
    fn every_pair_has_a_name_of_its_own() {
        let text = "source,target,output\na/zh.md,a/en.md\nb/zh.md,b/en.md,\nb/ZH.txt,b/en.txt\n\
                    c/story.md,x,ballad.bitext.jsonl\nballad.md,y\n";
        assert_eq!(
            names(text),
            ["a-zh", "b-zh", "b-ZH-2", "ballad", "ballad-2"]
        );
    }

    #[test]
    fn a_wrong_list_is_explained_with_its_line() {
        for (text, says) in [
            ("", "no header"),
            ("zh,en\na,b\n", "no header"),
            ("source,target\n", "no pair"),
            ("source,target\na,b\nc\n", ":3:1: no target"),
            ("source,target,output\na,b,../c\n", ":2:1: the output ../c"),
            (
                "source,target,output\na,b,c\nd,e,C\n",
                ":3:1: the output C stands twice",
            ),
        ] {
            let error = list(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }
}
