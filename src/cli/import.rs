//! `duizhao import`

use std::io::{self, Write};
use std::process::ExitCode;

use duizhao::Result;
use duizhao::bitext::returned::{Change, ChangeKind, Listed, Returned};
use duizhao::project::{Import, ImportedSheet};
use duizhao::words::Words;
use serde::Serialize;

use super::Context;
use super::args::{self, ListFormat};
use super::chosen::{chosen, translated};
use super::output::write_to;

/// The name of the format of the JSON.
const FORMAT: &str = "duizhao-import";
/// The version of its shape.
const VERSION: u64 = 1;

pub(super) fn run(context: &Context, options: &args::Import) -> Result<ExitCode> {
    let sheet = context
        .project
        .read_sheet(&options.file, options.from.as_deref())?;
    let chosen = chosen(context, &options.chosen)?;
    let texts = translated(context, &chosen);
    let how = Import {
        by: options.by.clone(),
        with_marks: options.marks,
        without_missing: options.remove_missing,
        as_proposals: options.propose,
        is_dry: options.dry_run,
    };
    let imported = context.project.import_sheet(sheet, &texts, &how)?;
    let color = context.talk.output_color && options.output.is_none();
    let words = context.talk.words;
    write_to(options.output.as_deref(), |out| match options.format {
        ListFormat::Json => json(options, &imported, out),
        ListFormat::Text => text(&imported, (words, color), out),
    })?;
    let changes: usize = imported
        .texts
        .iter()
        .map(|(_, one)| one.changes.len())
        .sum();
    let listed: usize = imported.texts.iter().map(|(_, one)| one.listed.len()).sum();
    let done = if options.dry_run {
        "would be taken in"
    } else {
        "taken in"
    };
    context
        .talk
        .note(format!("{changes} changes {done}, {listed} not"));
    Ok(ExitCode::from(u8::from(!imported.is_clean())))
}

/// The shape of the JSON.
#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    version: u64,
    file: String,
    dry_run: bool,
    texts: Vec<TextRecord<'a>>,
}

#[derive(Serialize)]
struct TextRecord<'a> {
    text: &'a str,
    unchanged: usize,
    changes: &'a [Change],
    listed: &'a [Listed],
}

fn json(options: &args::Import, imported: &ImportedSheet, out: &mut dyn Write) -> io::Result<()> {
    let record = Record {
        format: FORMAT,
        version: VERSION,
        file: options.file.display().to_string(),
        dry_run: options.dry_run,
        texts: imported
            .texts
            .iter()
            .map(|(name, returned)| TextRecord {
                text: name,
                unchanged: returned.unchanged,
                changes: &returned.changes,
                listed: &returned.listed,
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &record)?;
    writeln!(out)
}

fn text(
    imported: &ImportedSheet,
    (words, color): (&Words, bool),
    out: &mut dyn Write,
) -> io::Result<()> {
    let several = imported.texts.len() > 1;
    for (name, returned) in &imported.texts {
        if several && !(returned.changes.is_empty() && returned.listed.is_empty()) {
            writeln!(out, "{name}")?;
        }
        for change in &returned.changes {
            of_change(change, (words, color), out)?;
        }
        not_taken(returned, (words, color), out)?;
    }
    Ok(())
}

/// A line in a colour, where colours are wanted.
fn line(mark: &str, words: &str, code: &str, color: bool, out: &mut dyn Write) -> io::Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    for words in words.lines() {
        if color {
            writeln!(out, "    \x1b[{code}m{mark} {words}\x1b[0m")?;
        } else {
            writeln!(out, "    {mark} {words}")?;
        }
    }
    Ok(())
}

fn of_change(
    change: &Change,
    (words, color): (&Words, bool),
    out: &mut dyn Write,
) -> io::Result<()> {
    let by = match change.by.as_str() {
        "" => String::new(),
        by => format!(" ({by})"),
    };
    let place = match change.place.as_str() {
        "" => String::new(),
        place => format!("{place}: "),
    };
    writeln!(out, "  {place}{}{by}", words.tell(change.kind.name()))?;
    line(" ", &change.source, "2", color, out)?;
    if matches!(change.kind, ChangeKind::Comment) {
        return line("#", &change.after, "36", color, out);
    }
    line("-", &change.before, "31", color, out)?;
    line("+", &change.after, "32", color, out)
}

fn not_taken(
    returned: &Returned,
    (words, color): (&Words, bool),
    out: &mut dyn Write,
) -> io::Result<()> {
    if returned.listed.is_empty() {
        return Ok(());
    }
    let head = format!("  not taken in ({}):", returned.listed.len());
    writeln!(out, "{}", words.tell(&head))?;
    for one in &returned.listed {
        let place = match one.place.as_str() {
            "" => String::new(),
            place => format!("{place}: "),
        };
        writeln!(out, "  {place}{}", words.tell(&one.what))?;
        line(" ", &one.source, "2", color, out)?;
        line("?", &one.words, "33", color, out)?;
    }
    Ok(())
}
