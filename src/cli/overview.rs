//! The state of a project's texts, as a table for people, as Markdown, and as a badge.

use std::io::{self, Write};

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table, presets};
use duizhao::project::{Changed, Overview, TextCounts, TextState};
use duizhao::words::Words;
use serde_json::json;

use super::talk::Talk;

const HEADER: [&str; 13] = [
    "text",
    "sentences",
    "translated",
    "reviewed",
    "approved",
    "queries",
    "doubtful",
    "stale",
    "waiting",
    "findings",
    "words",
    "zh changed",
    "en changed",
];

/// A row a text, the sums of each part below its texts, the total at the end, and below what is wrong with single
/// texts.
pub(super) fn text(overview: &Overview, talk: &Talk, out: &mut dyn Write) -> io::Result<()> {
    let (words, color) = (talk.words, talk.output_color);
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER.map(|head| words.tell(head)));
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    for at in 1..11 {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let has_parts = overview.parts.iter().any(|part| part.part.is_some());
    for part in &overview.parts {
        for state in overview
            .texts
            .iter()
            .filter(|state| state.part == part.part)
        {
            table.add_row(row(state, words, color));
        }
        if has_parts {
            let none = words.word("status-no-part");
            let name = part.part.as_deref().unwrap_or(&none);
            table.add_row(sums(&format!("= {name}"), &part.counts, color));
        }
    }
    if overview.texts.len() > 1 {
        let name = format!("= {} texts", overview.texts.len());
        table.add_row(sums(&words.tell(&name), &overview.total, color));
    }
    for line in table.to_string().lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    for state in &overview.texts {
        let said = trouble(state);
        if let Some(said) = said {
            writeln!(out, "{}: {}", state.text, words.tell(&said))?;
        }
    }
    for extra in &overview.extra {
        let said = format!("{extra}: no text has this English");
        writeln!(out, "{}", words.tell(&said))?;
    }
    for left_out in &overview.left_out {
        let said = format!(
            "{}: no text of the project, {}",
            left_out.file, left_out.why
        );
        writeln!(out, "{}", words.tell(&said))?;
    }
    Ok(())
}

/// What is wrong with a text.
fn trouble(state: &TextState) -> Option<String> {
    Some(match (state.state, &state.why) {
        ("untranslated", None) => format!("not translated, there is no {}", state.target),
        ("untranslated", Some(command)) => {
            format!("its English was not renamed with it: {command}")
        }
        ("missing", _) => "listed, and not there".to_owned(),
        ("failed", why) => why.clone().unwrap_or_default(),
        _ => return None,
    })
}

fn row(state: &TextState, words: &Words, color: bool) -> Vec<Cell> {
    let name = match &state.title {
        Some(title) => format!("{} ({title})", state.text),
        None => state.text.clone(),
    };
    if matches!(state.state, "missing" | "failed") {
        let mut cells = vec![Cell::new(name), Cell::new(words.tell(state.state))];
        if color {
            cells[1] = cells[1].clone().fg(Color::Red);
        }
        cells.extend((2..HEADER.len()).map(|_| Cell::new("")));
        return cells;
    }
    let mut cells = numbers(name, &state.counts, color);
    cells.push(Cell::new(words.tell(&date(state.source_changed.as_ref()))));
    cells.push(Cell::new(words.tell(&date(state.target_changed.as_ref()))));
    cells
}

fn sums(name: &str, counts: &TextCounts, color: bool) -> Vec<Cell> {
    let cells = numbers(name.to_owned(), counts, color);
    let bold = |cell: Cell| match color {
        true => cell.add_attribute(Attribute::Bold),
        false => cell,
    };
    let ends = [Cell::new(""), Cell::new("")];
    cells.into_iter().map(bold).chain(ends).collect()
}

fn numbers(name: String, counts: &TextCounts, color: bool) -> Vec<Cell> {
    let marked = |number: usize, mark: Color| {
        let cell = Cell::new(number);
        if color && number > 0 {
            cell.fg(mark)
        } else {
            cell
        }
    };
    vec![
        Cell::new(name),
        Cell::new(counts.sentences),
        Cell::new(format!("{}%", counts.translated_percent())),
        Cell::new(format!("{}%", counts.reviewed_percent())),
        Cell::new(format!("{}%", counts.approved_percent())),
        marked(counts.queries + counts.proposals, Color::Yellow),
        marked(counts.doubtful, Color::Yellow),
        marked(counts.stale, Color::Red),
        marked(counts.pending + counts.lost, Color::Red),
        marked(counts.findings, Color::Yellow),
        Cell::new(format!("{}/{}", counts.characters, counts.words)),
    ]
}

fn date(changed: Option<&Changed>) -> String {
    match changed {
        Some(Changed {
            date: Some(date), ..
        }) => date.clone(),
        Some(changed) if changed.kind == "uncommitted" => "not committed".to_owned(),
        Some(_) => "unknown".to_owned(),
        None => "-".to_owned(),
    }
}

/// The same as a table in Markdown, for a README or a comment.
pub(super) fn markdown(overview: &Overview, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let heads: Vec<_> = HEADER[..10].iter().map(|head| words.tell(head)).collect();
    writeln!(
        out,
        "| {} |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        heads.join(" | ")
    )?;
    let mut line = |name: &str, state: &str, counts: &TextCounts| {
        let name = name.replace('|', "\\|");
        if !state.is_empty() {
            return writeln!(out, "| {name} | {state} | | | | | | | | |");
        }
        writeln!(
            out,
            "| {name} | {} | {}% | {}% | {}% | {} | {} | {} | {} | {} |",
            counts.sentences,
            counts.translated_percent(),
            counts.reviewed_percent(),
            counts.approved_percent(),
            counts.queries + counts.proposals,
            counts.doubtful,
            counts.stale,
            counts.pending + counts.lost,
            counts.findings
        )
    };
    let has_parts = overview.parts.iter().any(|part| part.part.is_some());
    for part in &overview.parts {
        for state in overview
            .texts
            .iter()
            .filter(|state| state.part == part.part)
        {
            let name = state.title.as_deref().unwrap_or(&state.text);
            let trouble = match state.state {
                "missing" | "failed" => &words.tell(state.state),
                _ => "",
            };
            line(name, trouble, &state.counts)?;
        }
        if let (true, Some(name)) = (has_parts, &part.part) {
            line(&format!("**{name}**"), "", &part.counts)?;
        }
    }
    line(&format!("**{}**", words.tell("all")), "", &overview.total)
}

/// The message of a badge, in the shape of shields' endpoint: how much is translated, and what is stale.
pub(super) fn badge(overview: &Overview, out: &mut dyn Write) -> io::Result<()> {
    let counts = &overview.total;
    let mut message = format!("{}% translated", counts.translated_percent());
    if counts.stale > 0 {
        message.push_str(&format!(", {} stale", counts.stale));
    }
    let color = match (counts.translated_percent(), counts.stale) {
        (100, 0) => "brightgreen",
        (90.., _) => "green",
        (50.., _) => "yellow",
        _ => "orange",
    };
    let badge = json!({
        "schemaVersion": 1,
        "label": "中英对照",
        "message": message,
        "color": color,
    });
    writeln!(out, "{badge}")
}
