//! TSV: a table `source target confidence kind id` with a header line and one bead a row.
//!
//! There is no quoting: tabs and line breaks in a text become a space.

use std::io::{self, Write};
use std::path::Path;

use super::aspect::is_break;
use super::losses::LossCounter;
use super::{Imported, LossKind, Written, utf8};
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentIds;

/// A cell of a column that a bitext has no place for.
const CELL: LossKind = LossKind::text("cell", "");

const COLUMNS: [&str; 5] = ["source", "target", "confidence", "kind", "id"];

/// Writes the table. The sentences of a bead are joined as
/// [`join_source`](crate::bitext::join_source) and [`join_target`](crate::bitext::join_target) say,
/// the confidence has three decimals.
///
/// # Errors
/// The error of the writer.
pub fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Written> {
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    for bead in &bitext.beads {
        writeln!(
            out,
            "{}\t{}\t{:.3}\t{}\t{}",
            flat(&bitext.source_text(bead)),
            flat(&bitext.target_text(bead)),
            bead.confidence,
            bead.kind_label(),
            bead.id.0
        )?;
    }
    Ok(Written {
        beads: bitext.beads.len(),
        left_out: 0,
    })
}

/// The text without anything that would break a row: a run of white space with a tab or line break in
/// it becomes a space.
fn flat(text: &str) -> String {
    text.replace(is_break, " ")
}

/// Reads a table with at least the columns `source` and `target`, in any order; each row is one
/// sentence a side. A row with one of the two empty is a bead with an empty side, a row without
/// either is passed over. Cells of columns of another name than those that are written are left out.
///
/// # Errors
/// [`Error::Input`] with line: no UTF-8, no such header, a row with more cells than the header, a
/// confidence that is no number in 0..=1.
pub fn read(bytes: &[u8], path: &Path) -> Result<Imported> {
    let text = utf8(bytes, path)?;
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines.next().map_or(Vec::new(), |(_, line)| {
        line.split('\t').map(str::trim).collect()
    });
    let column = |name: &str| {
        header
            .iter()
            .position(|cell| cell.eq_ignore_ascii_case(name))
    };
    let (Some(source), Some(target)) = (column("source"), column("target")) else {
        return Err(Error::input(
            Place::at(path, 1, 1),
            "the first line does not name the columns source and target",
            format!(
                "begin with a line of names between tabs: {}",
                COLUMNS.join(" ")
            ),
        ));
    };
    let confidence = column("confidence");

    let mut sides = [side("zh-CN", path), side("en-US", path)];
    let mut namers = [SegmentIds::new(), SegmentIds::new()];
    let mut beads = Vec::new();
    let mut losses = LossCounter::default();
    let mut offset = text.find('\n').map_or(0, |end| end + 1);
    for (at, line) in lines {
        let here = offset;
        offset += line.len()
            + text[offset + line.len()..]
                .find('\n')
                .map_or(0, |end| end + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > header.len() {
            return Err(Error::input(
                Place::at(path, at + 1, 1),
                format!(
                    "the row has {} cells, and the header names {} columns",
                    cells.len(),
                    header.len()
                ),
                "a cell may not hold a tab",
            ));
        }
        let texts = [source, target].map(|at| cells.get(at).map_or("", |cell| cell.trim()));
        if texts.iter().all(|text| text.is_empty()) {
            continue;
        }
        for (name, cell) in header.iter().zip(&cells) {
            let is_ours = COLUMNS
                .iter()
                .any(|column| column.eq_ignore_ascii_case(name));
            if !is_ours && !cell.trim().is_empty() {
                losses.add(CELL.of(format!("of the column \"{name}\"")), here);
            }
        }
        let confidence = match confidence
            .and_then(|at| cells.get(at))
            .map(|cell| cell.trim())
        {
            None | Some("") => 1.0,
            Some(cell) => cell
                .parse::<f32>()
                .ok()
                .filter(|value| (0.0..=1.0).contains(value))
                .ok_or_else(|| {
                    Error::input(
                        Place::at(path, at + 1, 1),
                        format!("the confidence \"{cell}\" is no number in 0..=1"),
                        "",
                    )
                })?,
        };
        let mut ranges = [0..0, 0..0];
        for (which, text) in texts.into_iter().enumerate() {
            let sentences = &mut sides[which].sentences;
            let start = sentences.len();
            if !text.is_empty() {
                sentences.push(Sentence {
                    id: namers[which].next(text),
                    text: text.into(),
                    bytes: None,
                    at: None,
                    block: beads.len(),
                    kind: BlockKind::Paragraph,
                });
            }
            ranges[which] = start..sentences.len();
        }
        let [source, target] = ranges;
        beads.push(Bead {
            id: BeadId::default(),
            source,
            target,
            confidence,
            status: Status::Auto,
            moved: None,
            note: None,
            state: None,
        });
    }
    let [source, target] = sides;
    let mut bitext = Bitext {
        source,
        target,
        beads,
        ..Bitext::default()
    };
    bitext.name_beads();
    Ok(Imported {
        bitext,
        losses: losses.finish(text),
    })
}

fn side(language: &str, path: &Path) -> Side {
    Side {
        language: language.into(),
        file: path.display().to_string(),
        sentences: Vec::new(),
        reading: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    fn read_str(text: &str) -> Result<Bitext> {
        read(text.as_bytes(), Path::new("a.tsv")).map(|read| read.bitext)
    }

    #[test]
    fn a_row_a_bead() {
        let mut bitext = Bitext {
            source: side("zh-CN", &["一\t半。", "二。", "三。"]),
            target: side("en-US", &["One\r\nand a half.", "Two.", "Three."]),
            beads: vec![bead(0..2, 0..1), bead(2..3, 1..3), bead(3..3, 3..3)],
            ..Bitext::default()
        };
        bitext.beads[0].confidence = 0.98765;
        bitext.beads[1].id = BeadId("b".into());
        let mut out = Vec::new();
        write(&bitext, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "source\ttarget\tconfidence\tkind\tid\n\
             一 半。二。\tOne  and a half.\t0.988\t2-1\t\n\
             三。\tTwo. Three.\t1.000\t1-2\tb\n\
             \t\t1.000\t0-0\t\n"
        );
    }

    #[test]
    fn reads_tables_of_others() {
        let bitext =
            read_str("\u{feff}Target\tnote\tSource\r\nOne.\tx\t一。\r\n\t\t二。\r\nTwo.\r\n\r\n")
                .unwrap();
        bitext.validate().unwrap();
        let kinds: Vec<_> = bitext.beads.iter().map(Bead::kind_label).collect();
        assert_eq!(kinds, ["1-1", "1-0", "0-1"]);
        assert_eq!(bitext.source.sentences[1].text, "二。");
    }

    #[test]
    fn cells_of_other_columns_are_counted() {
        let text =
            "note\tsource\ttarget\tid\r\n\t一。\tOne.\tx\r\n\r\nsic\t二。\tTwo.\nb\t三。\tThree.";
        let losses = read(text.as_bytes(), Path::new("a.tsv")).unwrap().losses;
        let said: Vec<String> = losses.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["2 cells of the column \"note\" (first in line 4)"]);
    }

    #[test]
    fn errors_say_where() {
        for (text, says) in [
            ("", "a.tsv:1:1: the first line does not name"),
            ("一。\tOne.", "a.tsv:1:1"),
            (
                "source\ttarget\n一\tOne\tmore",
                "a.tsv:2:1: the row has 3 cells",
            ),
            (
                "source\ttarget\tconfidence\n一\tOne\tNaN",
                "a.tsv:2:1: the confidence \"NaN\"",
            ),
        ] {
            let said = read_str(text).unwrap_err().to_string();
            assert!(said.contains(says), "{said:?} does not say {says:?}");
        }
    }
}
