//! Writing XLIFF 2.1.

use std::io::{self, Write};

use super::super::Written;
use super::super::xml::{escape, escape_into};
use super::{SENTENCE, extra, names};
use crate::bitext::{Bead, Bitext, Sentence, Status, join_source, join_target};

/// Writes one `<unit>` a bead, in one `<file>`. An undecided omission has no `<target>`; a decided one
/// has an empty `<target>`, as a state other than `initial` requires one (section 4.3.1.31). An
/// addition has an empty `<source>`. Each of several sentences is in a `<mrk>`. A character that XML
/// cannot hold is written as `<cp>` in the texts (section 4.2.3.1) and becomes U+FFFD elsewhere.
///
/// # Errors
/// The error of the writer.
pub fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Written> {
    out.write_all(open(bitext).as_bytes())?;
    file(bitext, 0, out)?;
    out.write_all(CLOSE.as_bytes())?;
    Ok(Written {
        beads: bitext.beads.len(),
        left_out: 0,
    })
}

/// What stands behind the files.
pub(in super::super) const CLOSE: &str = "</xliff>\n";

/// What stands before the files, which are all in the languages of this bitext.
pub(in super::super) fn open(bitext: &Bitext) -> String {
    format!(
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" "#,
            r#"xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" "#,
            r#"version="2.1" srcLang="{}" trgLang="{}">"#,
            "\n"
        ),
        names::language(&bitext.source.language, "zh"),
        names::language(&bitext.target.language, "en"),
    )
}

/// Writes a bitext as the file of this number, from 0.
///
/// # Errors
/// The error of the writer.
pub(in super::super) fn file(
    bitext: &Bitext,
    number: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        r#"  <file id="f{}" original="{}" xml:space="preserve">"#,
        number + 1,
        escape(&bitext.source.file)
    )?;
    let target = (extra::TARGET_FILE, bitext.target.file.clone());
    out.write_all(metadata("    ", &[target]).as_bytes())?;
    if bitext.beads.is_empty() {
        // Section 4.2.2.2 requires a unit in every file.
        writeln!(
            out,
            r#"    <unit id="empty"><segment><source></source></segment></unit>"#
        )?;
    }
    let names = names::of_units(&bitext.beads);
    let before = names::before(bitext, &names);
    for ((bead, name), after) in bitext.beads.iter().zip(&names).zip(before) {
        let unit = unit(bitext, bead, name, after);
        out.write_all(unit.as_bytes())?;
    }
    writeln!(out, "  </file>")
}

fn unit(bitext: &Bitext, bead: &Bead, name: &str, after: Option<&str>) -> String {
    let mut unit = format!("    <unit id=\"{name}\">\n");
    unit.push_str(&metadata("      ", &extra::of(bitext, bead, after)));
    if let Some(note) = &bead.note {
        let note = escape(note);
        unit.push_str(&format!(
            "      <notes>\n        <note id=\"n1\">{note}</note>\n      </notes>\n"
        ));
    }
    let (source, target) = (bitext.bead_source(bead), bitext.bead_target(bead));
    let state = match bead.status {
        Status::Locked => r#" state="final""#,
        Status::Rejected => r#" state="initial" subState="duizhao:rejected""#,
        Status::Auto if target.is_empty() => "",
        Status::Auto => r#" state="translated""#,
    };
    unit.push_str(&format!("      <segment{state}>\n        <source>"));
    content(source, &join_source(source), 's', &mut unit);
    unit.push_str("</source>\n");
    if !target.is_empty() || bead.status != Status::Auto {
        unit.push_str("        <target>");
        content(target, &join_target(target), 't', &mut unit);
        unit.push_str("</target>\n");
    }
    unit.push_str("      </segment>\n    </unit>\n");
    unit
}

/// Bead data as elements of the Metadata module, section 5.4.
pub(super) fn metadata(indent: &str, pairs: &[(&str, String)]) -> String {
    let mut out =
        format!("{indent}<mda:metadata>\n{indent}  <mda:metaGroup category=\"duizhao\">\n");
    for (key, value) in pairs {
        let value = escape(value);
        out.push_str(&format!(
            "{indent}    <mda:meta type=\"{key}\">{value}</mda:meta>\n"
        ));
    }
    out.push_str(&format!(
        "{indent}  </mda:metaGroup>\n{indent}</mda:metadata>\n"
    ));
    out
}

/// Appends the sentences as running text, each in an annotation whose id is unique in the unit.
pub(super) fn content(sentences: &[Sentence], joined: &str, side: char, out: &mut String) {
    if let [sentence] = sentences {
        return text(&sentence.text, out);
    }
    let mut rest = joined;
    for (at, sentence) in sentences.iter().enumerate() {
        let start = rest.find(sentence.text.as_str()).unwrap_or(0);
        out.push_str(&rest[..start]);
        rest = rest.get(start + sentence.text.len()..).unwrap_or("");
        out.push_str(&format!(
            "<mrk id=\"{side}{}\" type=\"{SENTENCE}\">",
            at + 1
        ));
        text(&sentence.text, out);
        out.push_str("</mrk>");
    }
}

pub(super) fn text(text: &str, out: &mut String) {
    let forbidden = |c: char| {
        matches!(c, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}') && !matches!(c, '\t' | '\n' | '\r')
    };
    let mut rest = text;
    while let Some(at) = rest.find(forbidden) {
        escape_into(&rest[..at], out);
        let mut chars = rest[at..].chars();
        let code = chars.next().map_or(0xfffd, u32::from);
        out.push_str(&format!("<cp hex=\"{code:04X}\"/>"));
        rest = chars.as_str();
    }
    escape_into(rest, out);
}
