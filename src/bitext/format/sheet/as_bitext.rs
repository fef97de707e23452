//! Sheets as bitexts: what `convert` reads and writes of tables and catalogues.

use std::io::{self, Write};
use std::path::Path;

use super::{Sheet, SheetOptions};
use crate::bitext::Bitext;
use crate::bitext::format::{Imported, Loss, LossKind, Written};
use crate::error::Result;

/// A row of which something could not be read.
const FAULT: LossKind = LossKind::text("row", "with a cell that is no text");
/// What is in no row.
const UNREAD: LossKind = LossKind::text("part", "that is no table");

/// Reads a bitext from a sheet.
pub(in crate::bitext::format) fn read(
    read: fn(&[u8], &Path) -> Result<Sheet>,
    bytes: &[u8],
    path: &Path,
) -> Result<Imported> {
    let sheet = read(bytes, path)?;
    let faults = sheet.rows.iter().filter(|row| !row.faults.is_empty());
    let mut losses = Vec::new();
    for (kind, count) in [(FAULT, faults.count()), (UNREAD, sheet.unread.len())] {
        if count > 0 {
            losses.push(Loss {
                kind,
                count,
                line: 1,
            });
        }
    }
    Ok(Imported {
        bitext: sheet.into_bitext(path),
        losses,
    })
}

/// Writes a bitext as a sheet.
pub(in crate::bitext::format) fn write(
    write: fn(&Sheet) -> io::Result<Vec<u8>>,
    bitext: &Bitext,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let sheet = Sheet::of(bitext, &bitext.source.file, &SheetOptions::default());
    out.write_all(&write(&sheet)?)?;
    Ok(Written {
        beads: bitext.beads.len(),
        left_out: 0,
    })
}
