//! The preview of fixes: each stretch of English that they change, as it is and as it would be, for people and for
//! programs.

use std::io::{self, Write};
use std::ops::Range;

use serde_json::{Value, json};

use super::Terminal;
use crate::check::fixes::{Change, NotMade, differing_words};
use crate::check::{JudgedFinding, Place};
use crate::text::english::counted;

/// The name of the preview's format in JSON.
pub const FIXES_FORMAT: &str = "duizhao-fixes";
/// The version of its shape.
pub const FIXES_VERSION: u64 = 1;

/// The safe fixes of one text.
#[derive(Clone, Debug)]
pub struct FixPreview {
    /// The name of the text.
    pub name: String,
    /// The English file, or the bitext where it has none.
    pub file: String,
    /// The stretches that change, in order.
    pub changes: Vec<Change>,
    /// Each fix, and why it would not be made.
    pub fixes: Vec<(JudgedFinding, Option<NotMade>)>,
}

impl FixPreview {
    /// The number of fixes that are made.
    #[must_use]
    pub fn made(&self) -> usize {
        let fixes = self.fixes.iter();
        fixes.filter(|(_, why)| why.is_none()).count()
    }
}

/// A line that says how many fixes were made, or would be.
#[must_use]
pub fn fix_summary(fixes: &[FixPreview], is_dry: bool) -> String {
    let all: usize = fixes.iter().map(|text| text.fixes.len()).sum();
    let made: usize = fixes.iter().map(FixPreview::made).sum();
    let texts = fixes.iter().filter(|text| text.made() > 0).count();
    let done = if is_dry { "would be made" } else { "made" };
    let mut said = format!(
        "{made} of {} {done} in {}",
        counted(all, "safe fix", "safe fixes"),
        counted(texts, "text", "texts")
    );
    if is_dry {
        said += "; nothing was written";
    }
    said
}

/// Writes the preview for people: of each fix its place, its rule and its words, then the lines or sentences as they
/// are and as they would be. On a terminal in colour, the words that differ stand out.
///
/// # Errors
/// Those of the writer.
pub fn write_fixes(
    fixes: &[FixPreview],
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    for text in fixes {
        for change in &text.changes {
            for &number in &change.fixes {
                if let Some((judged, _)) = text.fixes.get(number) {
                    head(text, judged, terminal, out)?;
                }
            }
            let words = differing_words(&change.old, &change.new);
            let (old, new): (Vec<_>, Vec<_>) = words.into_iter().unzip();
            lines('-', &change.old, &old, ("31", "1;7;31"), terminal, out)?;
            lines('+', &change.new, &new, ("32", "1;7;32"), terminal, out)?;
            writeln!(out)?;
        }
        for (judged, why) in &text.fixes {
            if let Some(why) = why {
                head(text, judged, terminal, out)?;
                let said = format!("not made: {why}");
                writeln!(out, "  {}\n", terminal.tell(&said))?;
            }
        }
    }
    writeln!(out, "{}", terminal.tell(&fix_summary(fixes, true)))
}

/// `en.md:3:5: term-forbidden: "light tower" -> "lighthouse"`
fn head(
    text: &FixPreview,
    judged: &JudgedFinding,
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = match &judged.target {
        Some(Place {
            file, line, column, ..
        }) if *line > 0 => format!("{file}:{line}:{column}"),
        Some(place) => place.file.clone(),
        None => text.file.clone(),
    };
    let (was, with) = words(judged);
    let place = match terminal.color {
        true => format!("\x1b[1m{place}\x1b[0m"),
        false => place,
    };
    writeln!(
        out,
        "{place}: {}: \"{was}\" -> \"{with}\"",
        judged.finding.rule
    )
}

/// The words of a finding's place, and those to be written.
fn words(judged: &JudgedFinding) -> (&str, &str) {
    let finding = &judged.finding;
    let was = judged
        .texts
        .1
        .get(finding.target.clone())
        .unwrap_or_default();
    let with = finding.fix.as_ref().map_or("", |fix| fix.with.as_str());
    (was, with)
}

/// A text behind a sign on each of its lines, some words marked.
fn lines(
    sign: char,
    text: &str,
    marked: &[Range<usize>],
    (color, loud): (&str, &str),
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        if !terminal.color {
            writeln!(out, "{sign}{line}")?;
            start = end + 1;
            continue;
        }
        write!(out, "\x1b[{color}m{sign}")?;
        let mut at = start;
        for place in marked {
            let (from, to) = (place.start.clamp(at, end), place.end.clamp(at, end));
            if from < to {
                let (before, words) = (&text[at..from], &text[from..to]);
                write!(
                    out,
                    "{before}\x1b[0m\x1b[{loud}m{words}\x1b[0m\x1b[{color}m"
                )?;
                at = to;
            }
        }
        writeln!(out, "{}\x1b[0m", &text[at..end])?;
        start = end + 1;
    }
    Ok(())
}

/// Writes the preview for programs.
///
/// # Errors
/// Those of the writer.
pub fn write_fixes_json(fixes: &[FixPreview], out: &mut dyn Write) -> io::Result<()> {
    let made: usize = fixes.iter().map(FixPreview::made).sum();
    let all: usize = fixes.iter().map(|text| text.fixes.len()).sum();
    let value = json!({
        "format": FIXES_FORMAT,
        "version": FIXES_VERSION,
        "summary": {"made": made, "left": all - made},
        "texts": fixes.iter().map(of_text).collect::<Vec<Value>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    out.write_all(b"\n")
}

fn of_text(text: &FixPreview) -> Value {
    let fix = |(judged, why): &(JudgedFinding, Option<NotMade>)| {
        let (was, with) = words(judged);
        json!({
            "rule": judged.finding.rule,
            "fingerprint": judged.finding.fingerprint,
            "place": judged.target,
            "was": was,
            "with": with,
            "made": why.is_none(),
            "reason": why.map(|why| why.to_string()),
        })
    };
    let change = |change: &Change| {
        let words = differing_words(&change.old, &change.new).into_iter();
        let words: Vec<Value> = words
            .map(|(old, new)| {
                json!({
                    "old": in_characters(&change.old, old),
                    "new": in_characters(&change.new, new),
                })
            })
            .collect();
        json!({
            "line": change.line,
            "old": change.old,
            "new": change.new,
            "words": words,
            "fixes": change.fixes,
        })
    };
    json!({
        "name": text.name,
        "file": text.file,
        "changes": text.changes.iter().map(change).collect::<Vec<Value>>(),
        "fixes": text.fixes.iter().map(fix).collect::<Vec<Value>>(),
    })
}

fn in_characters(text: &str, bytes: Range<usize>) -> [usize; 2] {
    let count = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
    [count(bytes.start), count(bytes.end)]
}
