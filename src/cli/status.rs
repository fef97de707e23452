//! `duizhao status`

use std::io::{self, Write};
use std::process::ExitCode;

use duizhao::Result;
use duizhao::project::{Status, StatusItem, StatusSide};
use duizhao::words::Words;

use super::args::{self, StatusFormat};
use super::chosen::chosen;
use super::columns::filled;
use super::output::write_to;
use super::{Context, overview};

pub(super) fn run(context: &Context, options: &args::Status) -> Result<ExitCode> {
    let chosen = chosen(context, &options.chosen)?;
    let output = options.output.as_deref();
    let words = context.talk.words;
    let is_of_pair = matches!(options.format, StatusFormat::Text | StatusFormat::Json);
    if let (true, true, [text]) = (is_of_pair, chosen.is_single(), chosen.texts.as_slice())
        && let Some(bitext) = &text.bitext
    {
        let status = context.project.status(Some(bitext))?;
        write_to(output, |out| match options.format {
            StatusFormat::Json => json(&status, out),
            _ => text_of_pair(&status, words, out),
        })?;
        return Ok(ExitCode::from(u8::from(!status.is_clean())));
    }
    let overview = context.project.overview(&chosen)?;
    // Of one text that was named, what waits in it as well.
    let one = match chosen.texts.as_slice() {
        [text] if options.format == StatusFormat::Text => text.bitext_there(),
        _ => None,
    };
    let status = one.map(|bitext| context.project.status(Some(bitext)));
    let status = status.transpose()?;
    write_to(output, |out| match options.format {
        StatusFormat::Json => json(&overview, out),
        StatusFormat::Text => {
            overview::text(&overview, &context.talk, out)?;
            match &status {
                Some(status) => {
                    writeln!(out)?;
                    text_of_pair(status, words, out)
                }
                None => Ok(()),
            }
        }
        StatusFormat::Markdown => overview::markdown(&overview, words, out),
        StatusFormat::Badge => overview::badge(&overview, out),
    })?;
    Ok(ExitCode::from(u8::from(is_of_pair && !overview.is_clean())))
}

fn json(status: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, status)?;
    writeln!(out)
}

fn text_of_pair(status: &Status, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    for side in [&status.source, &status.target] {
        writeln!(out, "{}: {}", side.file, words.tell(&of_side(side)))?;
    }
    if status.relinked > 0 {
        let said = format!(
            "{}: links made anew: {} (duizhao align writes them down)",
            status.bitext, status.relinked
        );
        writeln!(out, "{}", words.tell(&said))?;
    }
    for (kind, about) in KINDS {
        let number = status.count(kind);
        if number == 0 {
            continue;
        }
        let (kind_told, about) = (words.tell(kind), words.tell(about));
        writeln!(out, "\n{kind_told} ({number}): {about}")?;
        for item in status.items.iter().filter(|item| item.kind == *kind) {
            write_item(item, words, out)?;
        }
    }
    if status.is_clean() {
        let said = format!("{}: nothing waits", status.bitext);
        writeln!(out, "{}", words.tell(&said))?;
    }
    Ok(())
}

/// The kinds of items, with what a person can do.
const KINDS: &[(&str, &str)] = &[
    (
        "conflict",
        "the text and an edit changed the same sentence; choose in duizhao review",
    ),
    (
        "pending",
        "not in the text yet; duizhao align or review writes it as soon as it can be written",
    ),
    (
        "stale",
        "the Chinese changed since; translate anew, or say that it holds in duizhao review",
    ),
    (
        "changed",
        "locked, and reworded since; look at it and lock it again",
    ),
    (
        "lost",
        "a decision whose sentences are gone; dismiss it in duizhao review",
    ),
];

fn of_side(side: &StatusSide) -> String {
    match (side.missing, side.changed) {
        (true, _) => "not there".to_owned(),
        (false, 0) => "as the bitext says".to_owned(),
        (false, 1) => "1 sentence changed".to_owned(),
        (false, number) => format!("{number} sentences changed"),
    }
}

fn write_item(item: &StatusItem, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let place = match item.line {
        0 => item.file.clone(),
        line => format!("{}:{line}:{}", item.file, item.column),
    };
    writeln!(out, "  {place} [{}]", item.bead)?;
    let mut lines = vec![("zh", item.source.as_str()), ("en", item.target.as_str())];
    let label = if item.kind == "stale" { "was" } else { "file" };
    lines.extend(item.other.as_deref().map(|other| (label, other)));
    lines.extend(item.note.as_deref().map(|note| ("note", note)));
    lines.extend(item.why.as_deref().map(|why| ("why", why)));
    for (label, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        let text = if *label == "why" {
            words.tell(text)
        } else {
            (*text).into()
        };
        let label = filled(&words.tell(label), 4);
        writeln!(out, "    {label} {text}")?;
    }
    Ok(())
}
