//! Comments on the cells of a workbook: notes (ECMA-376, part 1, 18.7) and the threads of newer programs, which stand
//! in parts of their own.

use std::collections::BTreeMap;
use std::path::Path;

use super::office::{elements, last_saved, moment, relations};
use crate::bitext::desk::{Comment, Signature};
use crate::document::archive::Archive;
use crate::error::Result;

/// A cell, by row and column from 0.
pub(super) type CellPlace = (u32, u32);

/// What is said of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A note and its author.
    Note(String, String),
    /// A comment of a thread.
    Comment(Comment),
}

/// The comments of a workbook.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// By the name of the worksheet, in the order of the file.
    pub(super) of_sheets: BTreeMap<String, Vec<(CellPlace, Said)>>,
    pub(super) last: Signature,
}

/// The place that a reference such as `C5` names.
fn cell(reference: &str) -> Option<CellPlace> {
    let split = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = reference.split_at(split);
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(value)?;
    }
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// Reads the comments of a workbook.
///
/// # Errors
/// An archive or a part of it that is broken.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Comments> {
    let mut archive = Archive::open(bytes.to_vec(), path)?;
    let mut comments = Comments {
        last: last_saved(&mut archive, path)?,
        ..Comments::default()
    };
    let workbook = "xl/workbook.xml";
    let parts = relations(&mut archive, workbook, path)?;
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    for (_, kind, part) in &parts {
        if kind == "person" {
            for one in elements(&mut archive, part, path)? {
                if one.name == "person" {
                    people.insert(one.get("id").to_owned(), one.get("displayName").to_owned());
                }
            }
        }
    }
    let sheets = elements(&mut archive, workbook, path)?;
    for sheet in sheets.iter().filter(|one| one.name == "sheet") {
        let Some((_, _, part)) = parts.iter().find(|(id, ..)| id == sheet.get("id")) else {
            continue;
        };
        let mut said: Vec<(CellPlace, Said)> = Vec::new();
        let of_sheet = relations(&mut archive, part, path)?;
        for (_, _, part) in of_sheet
            .iter()
            .filter(|(_, kind, _)| kind == "threadedComment")
        {
            for one in elements(&mut archive, part, path)? {
                if let ("threadedComment", Some(place)) = (one.name.as_str(), cell(one.get("ref")))
                {
                    let by = people.get(one.get("personId")).cloned().unwrap_or_default();
                    said.push((
                        place,
                        Said::Comment(Comment {
                            signed: Signature {
                                by,
                                at: moment(one.get("dT")),
                            },
                            text: one.text.trim().to_owned(),
                        }),
                    ));
                }
            }
        }
        let threads: Vec<CellPlace> = said.iter().map(|(place, _)| *place).collect();
        for (_, _, part) in of_sheet.iter().filter(|(_, kind, _)| kind == "comments") {
            let all = elements(&mut archive, part, path)?;
            let authors: Vec<&str> = all
                .iter()
                .filter(|one| one.name == "author")
                .map(|one| one.text.as_str())
                .collect();
            for one in all.iter().filter(|one| one.name == "comment") {
                let Some(place) = cell(one.get("ref")) else {
                    continue;
                };
                // Of a thread, the note only says that this program cannot show it.
                if threads.contains(&place) {
                    continue;
                }
                let author = one.get("authorId").parse().ok();
                let author = author.and_then(|at: usize| authors.get(at).copied());
                said.push((
                    place,
                    Said::Note(one.text.clone(), author.unwrap_or_default().to_owned()),
                ));
            }
        }
        comments
            .of_sheets
            .insert(sheet.get("name").to_owned(), said);
    }
    Ok(comments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_rows_and_columns_from_nought() {
        assert_eq!(cell("A1"), Some((0, 0)));
        assert_eq!(cell("AB12"), Some((11, 27)));
        for wrong in ["", "A", "1", "A0", "ZZZZZZZZZZ1", "$A$1"] {
            assert_eq!(cell(wrong), None, "{wrong}");
        }
    }
}
