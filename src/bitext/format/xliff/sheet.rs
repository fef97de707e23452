//! Sheets as XLIFF 2.1: a unit a row, with its stage as the state, comments and findings as notes, and what went out
//! as metadata.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::super::xml::escape;
use super::read::{Units, read_units};
use super::stages;
use super::units::XliffUnit;
use super::write::{self, content, metadata, text};
use super::{extra, names};
use crate::bitext::desk::{Comment, Signature};
use crate::bitext::format::sheet::{Row, Sent, Sheet, remarks};
use crate::bitext::{Bitext, Sentence, Side};
use crate::document::BlockKind;
use crate::error::Result;
use crate::segment::SegmentId;
use crate::text::spaces::{Joint, fold};

/// The category of comments and findings.
const REMARKS: &str = "duizhao-remarks";
/// The id of the note of a bead.
const NOTE: &str = "note";

/// Writes a sheet. Rows of several texts stand in a `<file>` a text.
///
/// # Errors
/// None.
pub fn write(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let side = |language: &str| Side {
        language: language.to_owned(),
        ..Side::default()
    };
    let languages = Bitext {
        source: side(&sheet.languages.0),
        target: side(&sheet.languages.1),
        ..Bitext::default()
    };
    let mut out = write::open(&languages);
    let text_of = |row: &Row| {
        row.sent
            .as_ref()
            .map_or(String::new(), |sent| sent.text.clone())
    };
    let mut texts = sheet
        .rows
        .chunk_by(|a, b| text_of(a) == text_of(b))
        .peekable();
    if texts.peek().is_none() {
        // Section 4.2.2.2 requires a unit in every file.
        out.push_str("  <file id=\"f1\"><unit id=\"empty\"><segment><source></source></segment></unit></file>\n");
    }
    for (number, rows) in (1..).zip(texts) {
        let name = match text_of(&rows[0]) {
            name if name.is_empty() => sheet.title.clone(),
            name => name,
        };
        let _ = writeln!(
            out,
            "  <file id=\"f{number}\" original=\"{}\" xml:space=\"preserve\">",
            escape(&name)
        );
        for (at, row) in rows.iter().enumerate() {
            unit(row, at, &mut out);
        }
        out.push_str("  </file>\n");
    }
    out.push_str(write::CLOSE);
    Ok(out.into_bytes())
}

fn unit(row: &Row, at: usize, out: &mut String) {
    let _ = writeln!(out, "    <unit id=\"u{}\">", at + 1);
    if let Some(sent) = &row.sent {
        out.push_str(&metadata("      ", &[(extra::SENT, sent.line())]));
    }
    let note = row.note.as_deref().unwrap_or_default();
    let said = remarks::told(row);
    if !note.is_empty() || !said.is_empty() {
        out.push_str("      <notes>\n");
        if !note.is_empty() {
            let _ = writeln!(out, "        <note id=\"{NOTE}\">{}</note>", escape(note));
        }
        if !said.is_empty() {
            let said = escape(&said);
            let _ = writeln!(
                out,
                "        <note id=\"said\" category=\"{REMARKS}\">{said}</note>"
            );
        }
        out.push_str("      </notes>\n");
    }
    let state = row.stage.map_or("", stages::state);
    let _ = write!(out, "      <segment{state}>\n        <source>");
    let sent = row.sent.as_ref();
    side(
        &row.source,
        sent.map(|sent| &sent.zh),
        Joint::Chinese,
        's',
        out,
    );
    out.push_str("</source>\n        <target>");
    let target = row.target.as_deref().unwrap_or_default();
    side(target, sent.map(|sent| &sent.en), Joint::English, 't', out);
    out.push_str("</target>\n      </segment>\n    </unit>\n");
}

/// A side of a row, its sentences marked where there are several.
fn side(words: &str, sent: Option<&Vec<String>>, joint: Joint, mark: char, out: &mut String) {
    let sentences: Vec<Sentence> = sent
        .into_iter()
        .flatten()
        .map(|one| Sentence {
            id: SegmentId::default(),
            text: one.as_str().into(),
            bytes: None,
            at: None,
            block: 0,
            kind: BlockKind::Paragraph,
        })
        .collect();
    let joined = joint.join(sentences.iter().map(|one| one.text.as_str()));
    if sentences.len() > 1 && joined == words {
        content(&sentences, &joined, mark, out);
    } else {
        text(words, out);
    }
}

/// Reads a sheet from an XLIFF file of any version: a row a segment.
///
/// # Errors
/// As [`super::read()`].
pub fn read(bytes: &[u8], path: &Path) -> Result<Sheet> {
    let Units {
        units,
        languages,
        is_turned,
        losses,
    } = read_units(bytes, path)?;
    let tag = |tag: &str, usual: &str| names::language(tag, usual);
    let mut sheet = Sheet {
        languages: match is_turned {
            true => (tag(&languages.1, "zh"), tag(&languages.0, "en")),
            false => (tag(&languages.0, "zh"), tag(&languages.1, "en")),
        },
        unread: losses
            .iter()
            .filter(|loss| loss.kind.is_text && loss.kind.noun != "suggestion")
            .map(ToString::to_string)
            .collect(),
        ..Sheet::default()
    };
    for (number, unit) in (1..).zip(units) {
        sheet.rows.push(row(&unit, number, is_turned));
    }
    Ok(sheet)
}

fn row(unit: &XliffUnit, number: usize, is_turned: bool) -> Row {
    let (source, target) = match is_turned {
        true => (&unit.target, &unit.source),
        false => (&unit.source, &unit.target),
    };
    let joined = |joint: Joint, of: &[super::units::UnitSentence]| {
        fold(&joint.join(of.iter().map(|one| one.text.as_str())))
    };
    let sent = unit.sent.as_deref().and_then(Sent::parse);
    let mut comments = Vec::new();
    let mut notes: Vec<&str> = Vec::new();
    for note in &unit.notes {
        if note.category == REMARKS {
            comments.extend(remarks::read(&note.text, ""));
        } else if sent.is_some() && note.id != NOTE {
            // Somebody else's note on what went out.
            comments.push(Comment::new(&note.text, &Signature::default()));
        } else {
            notes.push(&note.text);
        }
    }
    Row {
        place: format!("line {}", unit.line),
        number,
        source: joined(Joint::Chinese, source),
        target: Some(joined(Joint::English, target)),
        stage: unit.stage,
        note: Some(notes.join("\n")),
        comments,
        sent,
        ..Row::default()
    }
}
