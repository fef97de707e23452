//! The report as a page in one file, which asks the network for nothing.

use std::io::{self, Write};
use std::ops::Range;

use super::{Report, Terminal};
use crate::check::{JudgedFinding, RULES, Severity, State};
use crate::text::xml::Escape;

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8884;--error:#c22;--warning:#a60;--note:#27a}\
body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
article{border:1px solid var(--line);border-left:.4rem solid var(--c);border-radius:.3rem;padding:.5rem 1rem;margin:1rem 0}\
.error{--c:var(--error)}.warning{--c:var(--warning)}.note{--c:var(--note)}.known,.suppressed{opacity:.65}\
article h3{font-size:1rem;margin:0}article p{margin:.3rem 0}mark{background:none;border-bottom:.15rem solid var(--c);color:inherit;font-weight:600}\
.place,summary{color:color-mix(in srgb,currentColor 65%,transparent);font-size:.9rem}code{font-size:.9em}table{border-collapse:collapse}\
td,th{padding:.2rem .8rem;border-bottom:1px solid var(--line);text-align:left}td.n{text-align:right}";

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{} · duizhao check", report.files.1);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>",
        escaped(&title),
        escaped(&title)
    )?;
    writeln!(
        out,
        "<p>{} errors, {} warnings, {} notes in {} links of <code>{}</code> and <code>{}</code>.</p>",
        report.count(Severity::Error),
        report.count(Severity::Warning),
        report.count(Severity::Note),
        report.beads,
        escaped(&report.files.0),
        escaped(&report.files.1)
    )?;
    writeln!(
        out,
        "<table>\n<thead><tr><th>rule</th><th>new</th><th>known</th><th>suppressed</th></tr></thead>\n<tbody>"
    )?;
    for rule in RULES {
        let count = |wanted: fn(&State) -> bool| {
            let items = report
                .items
                .iter()
                .filter(|item| item.finding.rule == rule.id);
            items.filter(|item| wanted(&item.state)).count()
        };
        let counts = [
            count(|state| *state == State::New),
            count(|state| *state == State::Known),
            count(|state| matches!(state, State::Suppressed(..))),
        ];
        if counts.iter().sum::<usize>() > 0 {
            let cells = counts.map(|count| format!("<td class=\"n\">{count}</td>"));
            writeln!(
                out,
                "<tr><th scope=\"row\" title=\"{}\">{}</th>{}</tr>",
                escaped(rule.about),
                rule.id,
                cells.concat()
            )?;
        }
    }
    writeln!(out, "</tbody>\n</table>\n<main>")?;
    for item in &report.items {
        one(item, out)?;
    }
    writeln!(out, "</main>")?;
    for unused in &report.unused {
        writeln!(
            out,
            "<p class=\"place\">{}: {}</p>",
            escaped(&unused.place),
            escaped(&unused.what)
        )?;
    }
    writeln!(out, "</body>\n</html>")
}

fn one(item: &JudgedFinding, out: &mut dyn Write) -> io::Result<()> {
    let finding = &item.finding;
    let (state, why) = match &item.state {
        State::New => ("", String::new()),
        State::Known => (" known", " (known)".to_owned()),
        State::Suppressed(reason, _) => (" suppressed", format!(" (suppressed: {reason})")),
    };
    writeln!(
        out,
        "<article class=\"{}{state}\" id=\"f-{}\">",
        finding.severity.name(),
        item.finding.fingerprint
    )?;
    writeln!(
        out,
        "<h3>{}: {}{}</h3>",
        finding.rule,
        escaped(&finding.message),
        escaped(&why)
    )?;
    let places: Vec<String> = [&item.target, &item.source]
        .into_iter()
        .flatten()
        .map(|place| escaped(&format!("{}:{}:{}", place.file, place.line, place.column)))
        .collect();
    writeln!(
        out,
        "<p class=\"place\">{} · {}</p>",
        finding.severity.name(),
        places.join(" · ")
    )?;
    writeln!(
        out,
        "<p lang=\"zh\">{}</p>",
        marked(&item.texts.0, &finding.source)
    )?;
    writeln!(
        out,
        "<p lang=\"en\">{}</p>",
        marked(&item.texts.1, &finding.target)
    )?;
    if let Some(fix) = &finding.fix {
        writeln!(out, "<p>Write: <code>{}</code></p>", escaped(&fix.with))?;
    }
    writeln!(out, "</article>")
}

fn marked(text: &str, place: &Range<usize>) -> String {
    match text.get(place.clone()).filter(|_| !place.is_empty()) {
        Some(part) => format!(
            "{}<mark>{}</mark>{}",
            escaped(&text[..place.start]),
            escaped(part),
            escaped(&text[place.end..])
        ),
        None => escaped(text),
    }
}

fn escaped(text: &str) -> String {
    Escape::MARKUP.text(text)
}
