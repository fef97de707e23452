//! Writing PO.

use std::fmt::Write as _;
use std::io;

use super::{FLAG, FUZZY, SENT};
use crate::bitext::Stage;
use crate::bitext::format::sheet::{Row, Sheet, remarks};

/// Writes a sheet.
///
/// # Errors
/// None.
pub fn write(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let mut out = String::new();
    let (source, target) = &sheet.languages;
    let one_line = sheet.title.replace(['\n', '\r'], " ");
    out.push_str("msgid \"\"\nmsgstr \"\"\n");
    for (name, value) in [
        ("Project-Id-Version", one_line.as_str()),
        ("PO-Revision-Date", "2000-01-01 00:00+0000"),
        ("Last-Translator", "duizhao"),
        ("Language-Team", "none"),
        ("Language", &target.replace('-', "_")),
        ("X-Source-Language", &source.replace('-', "_")),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Generator", "duizhao"),
    ] {
        let _ = writeln!(out, "\"{}\\n\"", escaped(&format!("{name}: {value}")));
    }
    let has_texts = sheet.has_texts();
    for row in &sheet.rows {
        out.push('\n');
        entry(row, has_texts, &mut out);
    }
    Ok(out.into_bytes())
}

fn entry(row: &Row, has_texts: bool, out: &mut String) {
    let mut comment = |mark: &str, text: &str| {
        for line in text.lines() {
            // A line of its own that ends otherwise is one to some programs.
            let line = line.replace(
                ['\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'],
                " ",
            );
            let line = format!("{mark} {line}");
            out.push_str(line.trim_end());
            out.push('\n');
        }
    };
    comment("#", row.note.as_deref().unwrap_or_default());
    comment("#.", &remarks::told(row));
    let sent = row.sent.as_ref();
    if let Some(sent) = sent {
        let line = sent.line().replace(' ', "\\u0020").replace('-', "\\u002d");
        comment("#.", &format!("{SENT}{}", line.trim_start_matches('{')));
    }
    if let Some(sent) = sent.filter(|sent| !sent.text.is_empty()) {
        // Isolates hold a name with spaces together, as the manual has it.
        let name = &sent.text;
        let name = if name.contains(' ') {
            format!("\u{2068}{name}\u{2069}")
        } else {
            name.clone()
        };
        comment("#:", &format!("{name}:{}", row.number));
    }
    let target = row.target.as_deref().unwrap_or_default();
    let mut flags: Vec<String> = Vec::new();
    match row.stage {
        Some(Stage::New) if !target.is_empty() => flags.push(FUZZY.to_owned()),
        Some(Stage::Translated) if row.was.is_some() => flags.push(FUZZY.to_owned()),
        Some(Stage::Query) => {
            if !target.is_empty() {
                flags.push(FUZZY.to_owned());
            }
            flags.push(format!("{FLAG}{}", Stage::Query.name()));
        }
        Some(stage) if stage.is_of_the_words() => flags.push(format!("{FLAG}{}", stage.name())),
        _ => {}
    }
    if !flags.is_empty() {
        let _ = writeln!(out, "#, {}", flags.join(", "));
    }
    if let Some(was) = &row.was {
        let _ = writeln!(out, "#| msgid \"{}\"", escaped(was));
    }
    let context = match sent {
        Some(sent) if has_texts => format!("{}#{}", sent.text, sent.id),
        Some(sent) => sent.id.clone(),
        // The same Chinese may stand twice.
        None => row.number.to_string(),
    };
    let _ = writeln!(out, "msgctxt \"{}\"", escaped(&context));
    let _ = writeln!(out, "msgid \"{}\"", escaped(&row.source));
    let _ = writeln!(out, "msgstr \"{}\"", escaped(target));
}

/// A text as a string of C.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            c if c.is_ascii_control() => {
                let _ = write!(out, "\\{:03o}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
