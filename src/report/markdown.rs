//! The report as Markdown for a comment on a change, or for the summary of a run: the worst first, notes folded,
//! within the limit that comments have.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::excerpt::{Excerpt, excerpts};
use super::text::{found, not_checked};
use super::{Counts, Report, Terminal, TextReport};
use crate::check::{JudgedFinding, Place, Severity, State};
use crate::text::english::counted;
use crate::text::markdown::escaped;

/// The most bytes: GitHub takes 65,536 characters in a comment, and other words may be put around these.
const LIMIT: usize = 60_000;
/// Bytes kept free for what closes a list and says what is left out.
const TAIL: usize = 400;
/// The columns of a sentence that are shown.
const ROOM: usize = 160;
/// The most characters of a message or of the reason why a text was not checked.
const MESSAGE: usize = 600;
/// The most rows of the table of texts.
const MOST_ROWS: usize = 40;

pub(super) fn write(report: &Report, terminal: Terminal, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(comment(report, terminal, LIMIT).as_bytes())
}

pub(super) fn comment(report: &Report, terminal: Terminal, limit: usize) -> String {
    let counts = report.counts();
    let words = terminal.words();
    let headline = headline(report, counts, terminal);
    let mut text = words.say("report-headline", &[("what", headline.into())]);
    text.insert_str(0, "### ");
    text.push('\n');
    if report.is_of_project {
        text += &table(report, terminal);
    }
    let mut list = List {
        text,
        terminal,
        limit,
        left: 0,
    };
    for (of_text, why) in report.failed() {
        let name = escaped(&shortened(&of_text.name));
        list.add(&format!(
            "\n- **{}** {name}: {}\n",
            terminal.tell("not checked"),
            escaped(&shortened(&terminal.tell(why)))
        ));
    }
    for (severity, title) in [
        (Severity::Error, "report-errors"),
        (Severity::Warning, "report-warnings"),
    ] {
        let title = words.word(title);
        list.section(report, &format!("\n#### {title}\n"), "", |item| {
            item.state == State::New && item.finding.severity == severity
        });
    }
    let folded = [
        (counts.notes, "note", "notes", false),
        (counts.known, "known finding", "known findings", true),
    ];
    for (number, one, many, is_known) in folded {
        let head = format!(
            "\n<details><summary>{}</summary>\n",
            terminal.tell(&counted(number, one, many))
        );
        list.section(report, &head, "\n</details>\n", |item| match item.state {
            State::New => !is_known && item.finding.severity < Severity::Warning,
            State::Known => is_known,
            State::Suppressed(..) => false,
        });
    }
    let unused: Vec<String> = report
        .all_unused()
        .map(|unused| {
            let said = format!("{}: {}", unused.place, terminal.tell(&unused.what));
            format!("- {}\n", escaped(&shortened(&said)))
        })
        .collect();
    for (at, line) in unused.iter().enumerate() {
        let head = match at {
            0 => format!("\n#### {}\n\n", words.word("report-unused")),
            _ => String::new(),
        };
        list.add(&format!("{head}{line}"));
    }
    list.finish()
}

fn headline(report: &Report, counts: Counts, terminal: Terminal) -> String {
    let words = terminal.words();
    let found = match counts.errors + counts.warnings + counts.notes {
        0 => words.word("report-nothing-found"),
        _ => found(counts, terminal),
    };
    let told = |number: usize, one: &str, many: &str| {
        let counted = counted(number, one, many);
        terminal.tell(&counted).into_owned()
    };
    let mut links = told(report.account().links, "link", "links");
    if report.is_of_project {
        let checked = report.texts.iter().filter(|text| text.failed.is_none());
        let texts = told(checked.count(), "text", "texts");
        let of = [("links", links.into()), ("texts", texts.into())];
        links = words.say("report-links-of-texts", &of);
    }
    let mut said = words.say(
        "report-found-in",
        &[("found", found.into()), ("links", links.into())],
    );
    let failed = report.failed().count();
    if failed > 0 {
        said += &not_checked(&counted(failed, "text", "texts"), terminal);
    }
    said
}

/// The texts that have findings which count, those with the worst first.
fn table(report: &Report, terminal: Terminal) -> String {
    let counted = report
        .texts
        .iter()
        .map(|text| (text, Counts::of(&text.items)));
    let mut rows: Vec<(&TextReport, Counts)> = counted
        .filter(|(_, counts)| counts.errors + counts.warnings + counts.notes > 0)
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.errors, counts.warnings)));
    let heads = ["text", "errors", "warnings", "notes"].map(|head| terminal.tell(head));
    let mut table = format!(
        "\n| {} |\n| --- | ---: | ---: | ---: |\n",
        heads.join(" | ")
    );
    let cell = |count: usize| match count {
        0 => String::new(),
        count => count.to_string(),
    };
    for (text, counts) in rows.iter().take(MOST_ROWS) {
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} |",
            escaped(&shortened(text.title.as_deref().unwrap_or(&text.name))),
            cell(counts.errors),
            cell(counts.warnings),
            cell(counts.notes)
        );
    }
    if rows.len() > MOST_ROWS {
        let more = [("count", (rows.len() - MOST_ROWS).into())];
        let more = terminal.words().say("report-more-rows", &more);
        let _ = writeln!(table, "| {more} | | | |");
    }
    table
}

/// The comment as it is written, as far as the limit goes.
struct List {
    text: String,
    terminal: Terminal,
    limit: usize,
    /// How many findings had no room.
    left: usize,
}

impl List {
    /// Adds a part, where it has room; behind one that has none there comes no other.
    fn add(&mut self, part: &str) -> bool {
        let has_room = self.left == 0 && self.text.len() + part.len() + TAIL <= self.limit;
        if has_room {
            self.text += part;
        } else {
            self.left += 1;
        }
        has_room
    }

    /// Adds the findings that are wanted, by text, under `head`.
    fn section(
        &mut self,
        report: &Report,
        head: &str,
        end: &str,
        wanted: impl Fn(&JudgedFinding) -> bool,
    ) {
        let mut is_open = false;
        for text in &report.texts {
            let mut has_name = !report.is_of_project;
            for item in text.worst_first().into_iter().filter(|item| wanted(item)) {
                let mut part = if is_open {
                    String::new()
                } else {
                    head.to_owned()
                };
                if !has_name {
                    let name = text.title.as_deref().unwrap_or(&text.name);
                    let _ = write!(part, "\n**{}**\n", escaped(&shortened(name)));
                }
                part += &one(report, item, self.terminal);
                if self.add(&part) {
                    (is_open, has_name) = (true, true);
                }
            }
        }
        if is_open {
            self.text += end;
        }
    }

    fn finish(mut self) -> String {
        if self.left > 0 {
            let words = self.terminal.words();
            let more = words.say("report-no-room", &[("count", self.left.into())]);
            let _ = write!(self.text, "\n{more}\n");
        }
        self.text
    }
}

/// A finding as an item of a list: its message, links to its places, both sentences with the place in bold, and
/// what to write.
fn one(report: &Report, item: &JudgedFinding, terminal: Terminal) -> String {
    let finding = &item.finding;
    let place = |place: &Place| {
        let name = match place.line {
            0 => place.file.clone(),
            line => format!("{}:{line}", place.file),
        };
        format!("[{}]({})", escaped(&shortened(&name)), report.link(place))
    };
    let places: Vec<String> = [&item.target, &item.source]
        .into_iter()
        .flatten()
        .map(place)
        .collect();
    let mut part = format!(
        "\n- `{}` {} {}\n",
        finding.rule,
        escaped(&shortened(&terminal.tell(&finding.message))),
        places.join(" ")
    );
    if finding.is_about_text() {
        return part;
    }
    let texts = (item.texts.0.as_str(), item.texts.1.as_str());
    let (chinese, english) = excerpts(texts, (&finding.source, &finding.target), ROOM);
    let sides: Vec<String> = [chinese, english]
        .iter()
        .filter(|side| !side.text.is_empty())
        .map(marked)
        .collect();
    let _ = writeln!(part, "  > {}", sides.join("\\\n  > "));
    if let Some(fix) = &finding.fix {
        let id = if fix.safe {
            "report-write-this"
        } else {
            "report-perhaps-this"
        };
        let verb = terminal.words().word(id);
        let _ = writeln!(part, "\n  {verb}{}", escaped(&shortened(&fix.with)));
    }
    part
}

fn marked(side: &Excerpt) -> String {
    side.marked(escaped, "b")
}

/// What is too long, cut behind a character.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MESSAGE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
