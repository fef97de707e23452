//! The report for people at a terminal: each finding with its sentences, the place underlined.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Counts, Report, Terminal, TextReport};
use crate::check::{JudgedFinding, Place, RULES, Severity, State, Unused};

/// Least width, in columns, in which something can be read.
const LEAST_WIDTH: usize = 40;
/// Columns of the margin before a sentence: `   zh │ `.
const MARGIN: usize = 9;

pub(super) fn write(report: &Report, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    for text in &report.texts {
        if report.is_of_project && says_something(text) {
            writeln!(out, "{}\n", paint(&heading(text), "1", terminal))?;
        }
        for item in text.shown() {
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
                let said = summary(counts, &links(text.beads));
                writeln!(out, "{}: {said}", text.name)?;
            }
        }
    }
    let mut said = if report.is_of_project {
        let checked = report.texts.iter().filter(|text| text.failed.is_none());
        let texts = number(checked.count(), "text", "texts");
        let links = format!("{} of {texts}", links(report.beads()));
        summary(report.counts(), &links)
    } else {
        summary(report.counts(), &format!("{} links", report.beads()))
    };
    let failed = report.failed().count();
    if failed > 0 {
        said += &format!("; {} not checked", number(failed, "text", "texts"));
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

fn number(of: usize, one: &str, many: &str) -> String {
    format!("{of} {}", if of == 1 { one } else { many })
}

fn links(beads: usize) -> String {
    number(beads, "link", "links")
}

fn summary(counts: Counts, links: &str) -> String {
    let mut said = format!(
        "{}, {}, {} in {links}",
        number(counts.errors, "error", "errors"),
        number(counts.warnings, "warning", "warnings"),
        number(counts.notes, "note", "notes"),
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
    sentence("zh", &item.texts.0, &finding.source, color, terminal, out)?;
    sentence("en", &item.texts.1, &finding.target, color, terminal, out)?;
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
        also += &format!(" and in {}", number(more, "more place", "more places"));
    }
    Some(also)
}

/// A sentence, cut to the width around its place, and the place underlined.
fn sentence(
    name: &str,
    text: &str,
    place: &Range<usize>,
    color: &str,
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    if text.is_empty() {
        return writeln!(
            out,
            "   {name} {} {}",
            paint("│", "2", terminal),
            paint("(nothing)", "2", terminal)
        );
    }
    let width = terminal.width.max(LEAST_WIDTH) - MARGIN;
    let (shown, place) = around(text, place, width);
    writeln!(out, "   {name} {} {shown}", paint("│", "2", terminal))?;
    if !place.is_empty() {
        let before = UnicodeWidthStr::width(&shown[..place.start]);
        let marks = "^".repeat(UnicodeWidthStr::width(&shown[place]).max(1));
        let bar = paint("│", "2", terminal);
        writeln!(
            out,
            "      {bar} {}{}",
            " ".repeat(before),
            paint(&marks, color, terminal)
        )?;
    }
    Ok(())
}

/// The part of a text around a place that fits a width, and the place in that part.
fn around(text: &str, place: &Range<usize>, width: usize) -> (String, Range<usize>) {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(clean).collect();
    if UnicodeWidthStr::width(text.as_str()) <= width {
        return (text, place.clone());
    }
    let wide = |c: char| UnicodeWidthChar::width(c).unwrap_or(0);
    // Some of what stands before the place, and then as much as fits.
    let lead = width / 3;
    let mut start = place.start;
    let mut taken = 0;
    for (at, c) in text[..place.start].char_indices().rev() {
        if taken + wide(c) > lead {
            break;
        }
        taken += wide(c);
        start = at;
    }
    let mut end = start;
    let mut room = width.saturating_sub(if start > 0 { 2 } else { 1 });
    for (at, c) in text[start..].char_indices() {
        if wide(c) > room {
            break;
        }
        room -= wide(c);
        end = start + at + c.len_utf8();
    }
    let mut shown = String::new();
    if start > 0 {
        shown.push('…');
    }
    let shift = shown.len();
    shown.push_str(&text[start..end]);
    if end < text.len() {
        shown.push('…');
    }
    let from = (place.start - start + shift).min(shown.len());
    let to = (place.end.clamp(start, end) - start + shift).max(from);
    (shown, if place.is_empty() { 0..0 } else { from..to })
}

fn paint(text: &str, code: &str, terminal: Terminal) -> String {
    if terminal.color {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}
