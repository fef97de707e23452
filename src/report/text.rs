//! The report for people at a terminal: each finding with its sentences, the place underlined.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::excerpt::{Excerpt, excerpts};
use super::{Counts, Report, Terminal, TextReport};
use crate::check::{JudgedFinding, Place, RULES, Severity, State, Unused};
use crate::text::english::counted;

/// Least width, in columns, in which something can be read.
const LEAST_WIDTH: usize = 40;
/// Columns of the margin before a sentence: `   zh │ `.
const MARGIN: usize = 9;

pub(super) fn write(report: &Report, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    for text in &report.texts {
        if report.is_of_project && says_something(text) {
            writeln!(out, "{}\n", paint(&heading(text), "1", terminal))?;
        }
        for item in text.worst_first() {
            one(item, terminal, out)?;
        }
        for one in &text.unused {
            unused(one, terminal, out)?;
        }
        if let Some(why) = &text.failed {
            writeln!(out, "{}: {why}\n", paint("not checked", "1;31", terminal))?;
        }
    }
    for one in &report.unused {
        unused(one, terminal, out)?;
    }
    if report.is_of_project {
        for text in &report.texts {
            let counts = Counts::of(&text.items);
            if text.failed.is_some() {
                writeln!(out, "{}: not checked", text.name)?;
            } else if counts != Counts::default() {
                let said = summary(counts, &links(text.account.links));
                writeln!(out, "{}: {said}", text.name)?;
            }
        }
    }
    let mut said = if report.is_of_project {
        let checked = report.texts.iter().filter(|text| text.failed.is_none());
        let texts = counted(checked.count(), "text", "texts");
        let links = format!("{} of {texts}", links(report.account().links));
        summary(report.counts(), &links)
    } else {
        summary(report.counts(), &links(report.account().links))
    };
    let failed = report.failed().count();
    if failed > 0 {
        said += &format!("; {} not checked", counted(failed, "text", "texts"));
    }
    writeln!(out, "{said}")
}

fn says_something(text: &TextReport) -> bool {
    text.shown().next().is_some() || !text.unused.is_empty() || text.failed.is_some()
}

/// A text in the report of a project: its files, and its title.
fn heading(text: &TextReport) -> String {
    let (source, target) = &text.files;
    let files = match (source.is_empty(), target.is_empty()) {
        (true, true) => text.name.clone(),
        (true, false) => target.clone(),
        (false, true) => source.clone(),
        (false, false) => format!("{source} | {target}"),
    };
    match &text.title {
        Some(title) => format!("{files} ({title})"),
        None => files,
    }
}

fn unused(unused: &Unused, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let head = paint("unused", "1;36", terminal);
    writeln!(out, "{head}: {}: {}\n", unused.place, unused.what)
}

fn links(number: usize) -> String {
    counted(number, "link", "links")
}

fn summary(counts: Counts, links: &str) -> String {
    let mut said = format!(
        "{}, {}, {} in {links}",
        counted(counts.errors, "error", "errors"),
        counted(counts.warnings, "warning", "warnings"),
        counted(counts.notes, "note", "notes"),
    );
    for (count, what) in [(counts.known, "known"), (counts.suppressed, "suppressed")] {
        if count > 0 {
            said += &format!("; {count} {what}");
        }
    }
    said
}

fn one(item: &JudgedFinding, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let finding = &item.finding;
    let color = match finding.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        _ => "1;36",
    };
    let color = if item.state == State::Known {
        "2"
    } else {
        color
    };
    let head = format!("{}[{}]", finding.severity.name(), finding.rule);
    let known = if item.state == State::Known {
        " (known)"
    } else {
        ""
    };
    writeln!(
        out,
        "{}: {}{known}",
        paint(&head, color, terminal),
        finding.message
    )?;
    let place = |place: &Place| match place.line {
        0 => place.file.clone(),
        line => format!("{}:{line}:{}", place.file, place.column),
    };
    let places: Vec<String> = [&item.target, &item.source]
        .into_iter()
        .flatten()
        .map(place)
        .collect();
    if !places.is_empty() {
        writeln!(
            out,
            "  {} {}",
            paint("-->", "2", terminal),
            places.join("  ")
        )?;
    }
    if finding.is_about_text() {
        return writeln!(out);
    }
    let width = terminal.width.max(LEAST_WIDTH) - MARGIN;
    let texts = (item.texts.0.as_str(), item.texts.1.as_str());
    let (chinese, english) = excerpts(texts, (&finding.source, &finding.target), width);
    sentence("zh", &chinese, color, terminal, out)?;
    sentence("en", &english, color, terminal, out)?;
    if let Some(fix) = &finding.fix {
        let verb = if fix.safe { "write" } else { "perhaps" };
        writeln!(out, "    = {verb} \"{}\"", fix.with)?;
    }
    if let Some(also) = also(item) {
        writeln!(out, "    = {also}")?;
    }
    writeln!(out)
}

/// The other places of a finding that stands for several.
fn also(item: &JudgedFinding) -> Option<String> {
    /// How many are named.
    const SHOWN: usize = 3;
    let rule = RULES.iter().find(|rule| rule.id == item.finding.rule)?;
    if !rule.lists_places() || item.elsewhere.is_empty() {
        return None;
    }
    let named = item.elsewhere.iter().take(SHOWN);
    let named = named.map(|place| match place.line {
        0 => place.file.clone(),
        line => format!("{}:{line}", place.file),
    });
    let mut also = format!("also {}", named.collect::<Vec<_>>().join(", "));
    let more = item.elsewhere.len().saturating_sub(SHOWN);
    if more > 0 {
        also += &format!(" and in {}", counted(more, "more place", "more places"));
    }
    Some(also)
}

/// A sentence, and its place underlined.
fn sentence(
    name: &str,
    shown: &Excerpt,
    color: &str,
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let bar = paint("│", "2", terminal);
    if shown.text.is_empty() {
        return writeln!(out, "   {name} {bar} {}", paint("(nothing)", "2", terminal));
    }
    writeln!(out, "   {name} {bar} {}", shown.text)?;
    let (before, place, _) = shown.parts();
    if !place.is_empty() {
        let marks = "^".repeat(UnicodeWidthStr::width(place).max(1));
        let before = " ".repeat(UnicodeWidthStr::width(before));
        writeln!(
            out,
            "      {bar} {before}{}",
            paint(&marks, color, terminal)
        )?;
    }
    Ok(())
}

fn paint(text: &str, code: &str, terminal: Terminal) -> String {
    if terminal.color {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}
