//! The report as a page in one file, which asks the network for nothing.

use std::io::{self, Write};

use super::excerpt::{Excerpt, excerpts};
use super::{Counts, Report, Terminal, TextReport};
use crate::check::{JudgedFinding, Place, RULES, Severity, State};
use crate::text::english::counted;
use crate::text::xml::Escape;

/// The columns of a sentence beyond which only the stretch around its place is shown, with the rest folded.
const ROOM: usize = 320;

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8884;--error:#c22;--warning:#a60;--note:#27a}\
body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
article{border:1px solid var(--line);border-left:.4rem solid var(--c);border-radius:.3rem;padding:.5rem 1rem;margin:1rem 0}\
.error{--c:var(--error)}.warning{--c:var(--warning)}.note{--c:var(--note)}.known,.suppressed{opacity:.65}\
article h3{font-size:1rem;margin:0}article p{margin:.3rem 0}mark{background:none;border-bottom:.15rem solid var(--c);color:inherit;font-weight:600}\
.place,summary{color:color-mix(in srgb,currentColor 65%,transparent);font-size:.9rem}code{font-size:.9em}table{border-collapse:collapse}\
td,th{padding:.2rem .8rem;border-bottom:1px solid var(--line);text-align:left}td.n{text-align:right}";

pub(super) fn write(report: &Report, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let lone = report.texts.first().filter(|_| !report.is_of_project);
    let title = match lone {
        Some(text) => format!("{} · duizhao check", text.files.1),
        None => {
            let texts = format!("{} texts", report.texts.len());
            format!("{} · duizhao check", terminal.tell(&texts))
        }
    };
    let words = terminal.words();
    let tag = words.locale().tag();
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>",
        escaped(&title),
        escaped(&title)
    )?;
    let counts = report.counts();
    let mut said = vec![
        ("errors", counts.errors.into()),
        ("warnings", counts.warnings.into()),
        ("notes", counts.notes.into()),
        ("links", report.account().links.into()),
    ];
    let code = |file: &str| format!("<code>{}</code>", escaped(file));
    let said = match lone {
        Some(text) => {
            said.push(("source", code(&text.files.0).into()));
            said.push(("target", code(&text.files.1).into()));
            words.say("report-page-of-pair", &said)
        }
        None => {
            said.push(("texts", report.texts.len().into()));
            words.say("report-page-of-texts", &said)
        }
    };
    writeln!(out, "<p>{said}</p>")?;
    if lone.is_none() {
        texts(report, terminal, out)?;
    }
    writeln!(out, "<main>")?;
    for (number, text) in report.texts.iter().enumerate() {
        let prefix = match lone {
            Some(_) => "f".to_owned(),
            None => format!("t{number}-f"),
        };
        if lone.is_none() && (!text.items.is_empty() || text.failed.is_some()) {
            let title = text.title.as_deref().unwrap_or(&text.name);
            let files = [&text.files.0, &text.files.1];
            let files = files.into_iter().filter(|file| !file.is_empty());
            let files: Vec<String> = files
                .map(|file| format!("<code>{}</code>", escaped(file)))
                .collect();
            writeln!(
                out,
                "<h2 id=\"t{number}\">{}</h2>\n<p class=\"place\">{}</p>",
                escaped(title),
                files.join(" · ")
            )?;
        }
        if let Some(why) = &text.failed {
            writeln!(
                out,
                "<article class=\"error\"><h3>{}</h3><p>{}</p></article>",
                terminal.tell("not checked"),
                escaped(&terminal.tell(why))
            )?;
        }
        findings((report, text), &prefix, terminal, out)?;
    }
    writeln!(out, "</main>")?;
    if report.items().next().is_some() {
        let by = words.word("report-by-rule");
        writeln!(
            out,
            "<details><summary>{by}</summary>\n{}",
            table_head("rule", terminal)
        )?;
        for rule in RULES {
            let items = report.items().filter(|item| item.finding.rule == rule.id);
            let head = format!(
                "title=\"{}\">{}",
                escaped(&terminal.tell(rule.about)),
                rule.id
            );
            row(&head, Counts::of(items), out)?;
        }
        writeln!(out, "</tbody>\n</table>\n</details>")?;
    }
    for unused in report.all_unused() {
        writeln!(
            out,
            "<p class=\"place\">{}: {}</p>",
            escaped(&unused.place),
            escaped(&terminal.tell(&unused.what))
        )?;
    }
    writeln!(out, "</body>\n</html>")
}

/// The findings of a text: errors, then warnings; notes, known and suppressed findings are folded.
fn findings(
    (report, text): (&Report, &TextReport),
    prefix: &str,
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let new = |item: &JudgedFinding| item.state == State::New;
    let loud = |item: &JudgedFinding| item.finding.severity >= Severity::Warning;
    let (worst, quiet): (Vec<&JudgedFinding>, Vec<&JudgedFinding>) = text
        .worst_first()
        .into_iter()
        .partition(|item| new(item) && loud(item));
    for item in worst {
        one((report, item), prefix, terminal, out)?;
    }
    let (notes, known): (Vec<&JudgedFinding>, Vec<&JudgedFinding>) =
        quiet.into_iter().partition(|item| new(item));
    let suppressed = text.items.iter();
    let suppressed = suppressed.filter(|item| matches!(item.state, State::Suppressed(..)));
    let folded = [
        (notes, "note", "notes"),
        (known, "known finding", "known findings"),
        (
            suppressed.collect(),
            "suppressed finding",
            "suppressed findings",
        ),
    ];
    for (items, singular, plural) in folded.iter().filter(|(items, ..)| !items.is_empty()) {
        let number = counted(items.len(), singular, plural);
        let number = terminal.tell(&number);
        writeln!(out, "<details><summary>{number}</summary>")?;
        for item in items {
            one((report, item), prefix, terminal, out)?;
        }
        writeln!(out, "</details>")?;
    }
    Ok(())
}

/// The table of the texts that have findings.
fn texts(report: &Report, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", table_head("text", terminal))?;
    for (number, text) in report.texts.iter().enumerate() {
        let head = format!("><a href=\"#t{number}\">{}</a>", escaped(&text.name));
        if text.failed.is_some() {
            writeln!(
                out,
                "<tr><th scope=\"row\" {head}</th><td colspan=\"3\">{}</td></tr>",
                terminal.tell("not checked")
            )?;
        } else {
            row(&head, Counts::of(&text.items), out)?;
        }
    }
    writeln!(out, "</tbody>\n</table>")
}

/// The beginning of a table with a row for each of these, and the numbers of findings.
fn table_head(of: &str, terminal: Terminal) -> String {
    let heads = [of, "new", "known", "suppressed"];
    let heads = heads.map(|head| format!("<th>{}</th>", terminal.tell(head)));
    format!(
        "<table>\n<thead><tr>{}</tr></thead>\n<tbody>",
        heads.concat()
    )
}

/// A row of a table, where there is something to count. `head` is the end of its first cell's opening tag, and
/// its content.
fn row(head: &str, counts: Counts, out: &mut dyn Write) -> io::Result<()> {
    let new = counts.errors + counts.warnings + counts.notes;
    let counts = [new, counts.known, counts.suppressed];
    if counts.iter().sum::<usize>() == 0 {
        return Ok(());
    }
    let cells = counts.map(|count| format!("<td class=\"n\">{count}</td>"));
    writeln!(
        out,
        "<tr><th scope=\"row\" {head}</th>{}</tr>",
        cells.concat()
    )
}

fn one(
    (report, item): (&Report, &JudgedFinding),
    prefix: &str,
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let words = terminal.words();
    let finding = &item.finding;
    let (state, why) = match &item.state {
        State::New => ("", String::new()),
        State::Known => (" known", words.word("report-is-known")),
        State::Suppressed(reason, _) => (
            " suppressed",
            words.say(
                "report-is-suppressed",
                &[("reason", reason.as_str().into())],
            ),
        ),
    };
    writeln!(
        out,
        "<article class=\"{}{state}\" id=\"{prefix}-{}\">",
        finding.severity.name(),
        item.finding.fingerprint
    )?;
    writeln!(
        out,
        "<h3>{}: {}{}</h3>",
        finding.rule,
        escaped(&terminal.tell(&finding.message)),
        escaped(&why)
    )?;
    let place = |place: &Place| {
        let name = match place.line {
            0 if finding.is_about_text() => place.file.clone(),
            line => format!("{}:{line}:{}", place.file, place.column),
        };
        let link = escaped(&report.link(place));
        format!("<a href=\"{link}\">{}</a>", escaped(&name))
    };
    let places: Vec<String> = [&item.target, &item.source]
        .into_iter()
        .flatten()
        .map(place)
        .collect();
    writeln!(
        out,
        "<p class=\"place\">{} · {}</p>",
        terminal.tell(finding.severity.name()),
        places.join(" · ")
    )?;
    if finding.is_about_text() {
        return writeln!(out, "</article>");
    }
    let texts = (item.texts.0.as_str(), item.texts.1.as_str());
    let places = (&finding.source, &finding.target);
    let (chinese, english) = excerpts(texts, places, ROOM);
    writeln!(out, "<p lang=\"zh\">{}</p>", marked(&chinese))?;
    writeln!(out, "<p lang=\"en\">{}</p>", marked(&english))?;
    let is_whole = |shown: &Excerpt, text: &str| shown.text.chars().count() == text.chars().count();
    if !is_whole(&chinese, texts.0) || !is_whole(&english, texts.1) {
        let (chinese, english) = excerpts(texts, places, usize::MAX);
        writeln!(
            out,
            "<details><summary>{}</summary>\n<p lang=\"zh\">{}</p>\n<p lang=\"en\">{}</p>\n</details>",
            words.word("report-all-of-it"),
            marked(&chinese),
            marked(&english)
        )?;
    }
    if let Some(fix) = &finding.fix {
        writeln!(
            out,
            "<p>{}<code>{}</code></p>",
            words.word(if fix.safe {
                "report-write-this"
            } else {
                "report-perhaps-this"
            }),
            escaped(&fix.with)
        )?;
    }
    writeln!(out, "</article>")
}

fn marked(shown: &Excerpt) -> String {
    shown.marked(escaped, "mark")
}

fn escaped(text: &str) -> String {
    Escape::MARKUP.text(text)
}
