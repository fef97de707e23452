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
            let head = paint(&terminal.tell("not checked"), "1;31", terminal);
            writeln!(out, "{head}: {}\n", terminal.tell(why))?;
        }
    }
    for one in &report.unused {
        unused(one, terminal, out)?;
    }
    if report.is_of_project {
        for text in &report.texts {
            let counts = Counts::of(&text.items);
            if text.failed.is_some() {
                writeln!(out, "{}: {}", text.name, terminal.tell("not checked"))?;
            } else if counts != Counts::default() {
                let said = summary(counts, &links(text.account.links, terminal), terminal);
                writeln!(out, "{}: {said}", text.name)?;
            }
        }
    }
    let mut said = if report.is_of_project {
        let checked = report.texts.iter().filter(|text| text.failed.is_none());
        let texts = counted(checked.count(), "text", "texts");
        let texts = terminal.tell(&texts).into_owned();
        let links = links(report.account().links, terminal);
        let links = [("links", links.into()), ("texts", texts.into())];
        let links = terminal.words().say("report-links-of-texts", &links);
        summary(report.counts(), &links, terminal)
    } else {
        summary(
            report.counts(),
            &links(report.account().links, terminal),
            terminal,
        )
    };
    let failed = report.failed().count();
    if failed > 0 {
        let texts = counted(failed, "text", "texts");
        said += &not_checked(&texts, terminal);
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
    let head = paint(&terminal.tell("unused"), "1;36", terminal);
    let what = terminal.tell(&unused.what);
    writeln!(out, "{head}: {}: {what}\n", unused.place)
}

fn links(number: usize, terminal: Terminal) -> String {
    let links = counted(number, "link", "links");
    terminal.tell(&links).into_owned()
}

/// How many texts were not checked, for the end of a line.
pub(super) fn not_checked(texts: &str, terminal: Terminal) -> String {
    let texts = terminal.tell(texts).into_owned();
    let words = terminal.words();
    words.say("report-texts-not-checked", &[("texts", texts.into())])
}

fn summary(counts: Counts, links: &str, terminal: Terminal) -> String {
    let words = terminal.words();
    let mut said = words.say(
        "report-found-in",
        &[
            ("found", found(counts, terminal).into()),
            ("links", links.into()),
        ],
    );
    for (count, id) in [
        (counts.known, "report-known"),
        (counts.suppressed, "report-suppressed"),
    ] {
        if count > 0 {
            said += &words.say(id, &[("count", count.into())]);
        }
    }
    said
}

/// The numbers of findings that count, in a row.
pub(super) fn found(counts: Counts, terminal: Terminal) -> String {
    let found = format!(
        "{}, {}, {}",
        counted(counts.errors, "error", "errors"),
        counted(counts.warnings, "warning", "warnings"),
        counted(counts.notes, "note", "notes"),
    );
    terminal.tell(&found).into_owned()
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
    let severity = terminal.tell(finding.severity.name());
    let head = format!("{severity}[{}]", finding.rule);
    let known = if item.state == State::Known {
        terminal.words().word("report-is-known")
    } else {
        String::new()
    };
    writeln!(
        out,
        "{}: {}{known}",
        paint(&head, color, terminal),
        terminal.tell(&finding.message)
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
        let id = if fix.safe {
            "report-write"
        } else {
            "report-perhaps"
        };
        let with = [("with", fix.with.as_str().into())];
        writeln!(out, "    = {}", terminal.words().say(id, &with))?;
    }
    if let Some(also) = also(item, terminal) {
        writeln!(out, "    = {also}")?;
    }
    writeln!(out)
}

/// The other places of a finding that stands for several.
fn also(item: &JudgedFinding, terminal: Terminal) -> Option<String> {
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
    let words = terminal.words();
    let places = named.collect::<Vec<_>>().join(&words.word("list-comma"));
    let mut also = words.say("report-also", &[("places", places.into())]);
    let more = item.elsewhere.len().saturating_sub(SHOWN);
    if more > 0 {
        also += &words.say("report-also-more", &[("count", more.into())]);
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
        let nothing = terminal.words().word("report-nothing");
        return writeln!(out, "   {name} {bar} {}", paint(&nothing, "2", terminal));
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
