//! Writing XLIFF 1.2.

use std::io::{self, Write};

use super::super::Written;
use super::super::xml::{escape, escape_into};
use super::{SENTENCE_12, extra, names};
use crate::bitext::{Bead, Bitext, Sentence, Status, join_source, join_target};

/// Writes one `<trans-unit>` a bead, in one `<file>`. An omission has no `<target>`, or an empty one
/// when a person decided on it; an addition has an empty `<source>`. Each of several sentences is in a
/// `<mrk>` of a type of our own, because `seg` would claim that the sentences of both sides correspond
/// one by one. The file is valid under the strict core schema alone. A character that XML cannot hold
/// becomes U+FFFD.
///
/// # Errors
/// The error of the writer.
pub fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Written> {
    out.write_all(OPEN.as_bytes())?;
    file(bitext, out)?;
    out.write_all(CLOSE.as_bytes())?;
    Ok(Written {
        beads: bitext.beads.len(),
        left_out: 0,
    })
}

/// What stands before the files.
pub(in super::super) const OPEN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
     <xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n";
/// What stands behind them.
pub(in super::super) const CLOSE: &str = "</xliff>\n";

/// Writes a bitext as a file.
///
/// # Errors
/// The error of the writer.
pub(in super::super) fn file(bitext: &Bitext, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        concat!(
            r#"  <file original="{}" datatype="plaintext" source-language="{}" "#,
            r#"target-language="{}" xml:space="preserve">"#
        ),
        escape(&bitext.source.file),
        names::language(&bitext.source.language, "zh"),
        names::language(&bitext.target.language, "en"),
    )?;
    writeln!(
        out,
        "    <header>\n      <note from=\"duizhao:target-file\">{}</note>\n    </header>\n    <body>",
        escape(&bitext.target.file)
    )?;
    let names = names::of_units(&bitext.beads);
    let before = names::before(bitext, &names);
    for ((bead, name), after) in bitext.beads.iter().zip(&names).zip(before) {
        let unit = unit(bitext, bead, name, after);
        out.write_all(unit.as_bytes())?;
    }
    writeln!(out, "    </body>\n  </file>")
}

fn unit(bitext: &Bitext, bead: &Bead, name: &str, after: Option<&str>) -> String {
    let (source, target) = (bitext.bead_source(bead), bitext.bead_target(bead));
    let (approved, state) = match bead.status {
        Status::Locked => (r#" approved="yes""#, r#" state="final""#),
        Status::Rejected => (
            "",
            r#" state="needs-review-translation" state-qualifier="x-duizhao-rejected""#,
        ),
        Status::Auto => ("", r#" state="translated""#),
    };
    let mut unit = format!("      <trans-unit id=\"{name}\"{approved}>\n        <source>");
    content(source, &join_source(source), &mut unit);
    unit.push_str("</source>\n");
    if !target.is_empty() || bead.status != Status::Auto {
        unit.push_str(&format!("        <target{state}>"));
        content(target, &join_target(target), &mut unit);
        unit.push_str("</target>\n");
    }
    unit.push_str("        <context-group purpose=\"information\">\n");
    for (key, value) in extra::of(bitext, bead, after) {
        let value = escape(&value);
        unit.push_str(&format!(
            "          <context context-type=\"x-duizhao-{key}\">{value}</context>\n"
        ));
    }
    unit.push_str("        </context-group>\n");
    if let Some(note) = &bead.note {
        unit.push_str(&format!("        <note>{}</note>\n", escape(note)));
    }
    unit.push_str("      </trans-unit>\n");
    unit
}

/// Appends the sentences as running text, each in an annotation.
fn content(sentences: &[Sentence], joined: &str, out: &mut String) {
    if let [sentence] = sentences {
        return escape_into(&sentence.text, out);
    }
    let mut rest = joined;
    for sentence in sentences {
        let start = rest.find(sentence.text.as_str()).unwrap_or(0);
        out.push_str(&rest[..start]);
        rest = rest.get(start + sentence.text.len()..).unwrap_or("");
        // There is no `mid`, for which the schema would require a segment of that name in
        // `<seg-source>`.
        out.push_str(&format!("<mrk mtype=\"{SENTENCE_12}\">"));
        escape_into(&sentence.text, out);
        out.push_str("</mrk>");
    }
}
