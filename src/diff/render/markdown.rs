//! The revision as Markdown for a comment on a pull request, within a limit of bytes.

use std::io::{self, Write};

use super::summary::{COLUMNS, Row, rows, total};
use super::{
    Marking, View, block_sentences, inline, is_block, kept, place, said, scores, shortened,
    tell_headline, title,
};
use crate::diff::revision::joined;
use crate::diff::{Change, ProjectRevision, Revision};
use crate::text::markdown::escaped;

/// Bytes kept free for the line that says how many changes are not shown.
const TAIL: usize = 200;
/// The number of characters of a moved block that are shown.
const EXCERPT: usize = 200;

pub(super) fn write(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let dot = view.look.words().word("list-dot");
    let mut text = format!(
        "### {}\n\n{}{dot} {}{dot}\n\n",
        escaped(&format!(
            "{} → {}",
            revision.old.target.file, revision.new.target.file
        )),
        kept(revision, view.look),
        scores(revision, view.look),
    );
    let mut left = 0;
    let mut add = |part: String| {
        if left > 0 || text.len() + part.len() + TAIL > view.limit.max(TAIL) {
            left += 1;
        } else {
            text += &part;
        }
    };
    for finding in &revision.new_findings {
        let place = place(&revision.new.target, &finding.sentences).unwrap_or_default();
        add(format!(
            "- **{}** {} `{}` {}\n",
            view.look.tell("new finding"),
            escaped(&view.look.tell(&finding.message)),
            finding.rule,
            escaped(&place)
        ));
    }
    if !view.stat {
        // Changes that may alter the meaning come first.
        let mut shown: Vec<&Change> = view.shown(revision).collect();
        shown.sort_by_key(|change| !change.is_loud());
        for change in shown {
            add(one(revision, change, view));
        }
    }
    if left > 0 {
        let more = view
            .look
            .words()
            .say("diff-no-room", &[("count", left.into())]);
        text += &format!("\n{more}\n");
    }
    out.write_all(text.as_bytes())
}

/// Writes the summary by text, what is to be looked at first in all texts, then the rest by text, as far as the
/// limit goes; what is left out is said by text.
pub(super) fn write_project(
    project: &ProjectRevision<'_>,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = format!("### {}\n", escaped(&tell_headline(project, view.look)));
    shorten(&mut text, view.limit);
    let room = view.limit.saturating_sub(PROJECT_TAIL);
    // Half of the room is for the changes.
    let (table, rows_left) = table(project, view, (room / 2).saturating_sub(text.len()));
    text += &table;
    let mut left: Vec<(usize, usize)> = Vec::new();
    let mut has_room = true;
    let mut add = |number: usize, part: &str| {
        has_room = has_room && text.len() + part.len() <= room;
        if has_room {
            text += part;
        } else if let Some((_, parts)) = left.iter_mut().find(|(text, _)| *text == number) {
            *parts += 1;
        } else {
            left.push((number, 1));
        }
    };
    if !view.stat {
        let mut parts: Vec<(usize, String)> = Vec::new();
        for is_loud in [true, false] {
            let mut is_first = true;
            for (number, of_text) in project.texts.iter().enumerate() {
                let Some(revision) = &of_text.revision else {
                    continue;
                };
                let mut own: Vec<String> = Vec::new();
                if is_loud {
                    own.extend(revision.new_findings.iter().map(|finding| {
                        let place = place(&revision.new.target, &finding.sentences);
                        format!(
                            "\n- **{}** {} `{}` {}\n",
                            view.look.tell("new finding"),
                            escaped(&view.look.tell(&finding.message)),
                            finding.rule,
                            escaped(&place.unwrap_or_default())
                        )
                    }));
                }
                let shown = view
                    .shown(revision)
                    .filter(|change| change.is_loud() == is_loud);
                own.extend(shown.map(|change| one(revision, change, view)));
                // Headings stay with what follows them.
                let mut head = String::new();
                if is_first && is_loud && !own.is_empty() {
                    let first = view.look.words().word("diff-look-at-first");
                    head += &format!("\n#### {first}\n");
                }
                if !own.is_empty() {
                    is_first = false;
                    let level = if is_loud { "#####" } else { "####" };
                    head += &format!("\n{level} {}\n", escaped(&of_text.name));
                }
                for part in own {
                    parts.push((number, std::mem::take(&mut head) + &part));
                }
            }
        }
        for (number, part) in parts {
            add(number, &part);
        }
    }
    if rows_left > 0 || !left.is_empty() {
        text += &tail(project, view, rows_left, &left);
    }
    shorten(&mut text, view.limit);
    out.write_all(text.as_bytes())
}

/// Takes off what is over a limit of bytes.
fn shorten(text: &mut String, limit: usize) {
    let fits = |&at: &usize| at == 0 || text.is_char_boundary(at);
    if let Some(end) = (0..=limit.min(text.len())).rev().find(fits) {
        text.truncate(end);
    }
}

/// Bytes kept free for what says what is left out of the revision of a project.
const PROJECT_TAIL: usize = 2000;
/// Of so many texts it is said how many changes are left out.
const TOLD: usize = 8;

/// The summary by text within `room`, and how many of its rows found none: those of texts that there is something
/// to look at first in stay longest.
fn table(project: &ProjectRevision<'_>, view: &View, room: usize) -> (String, usize) {
    let rows = rows(project);
    if rows.is_empty() {
        return (String::new(), 0);
    }
    let mut head = format!("\n| {} |", view.look.tell("text"));
    let mut line = "\n| --- |".to_owned();
    for (name, _) in COLUMNS {
        head += &format!(" {} |", view.look.tell(name));
        line += " ---: |";
    }
    let look_first = view.look.tell("look first");
    head += &format!(" {look_first} | |{line} ---: | --- |\n");
    let written = |row: &Row| {
        let mut line = format!("| {} |", escaped(&shortened(&row.name, 120)));
        for count in &row.counts {
            line += &match count {
                0 => " |".to_owned(),
                count => format!(" {count} |"),
            };
        }
        line += &match row.look_first {
            0 => " |".to_owned(),
            number => format!(" ⚠️ {number} |"),
        };
        line + &format!(
            " {} |\n",
            escaped(&shortened(&view.look.tell(&row.note), 200))
        )
    };
    let mut lines: Vec<(usize, String)> = rows.iter().map(written).enumerate().collect();
    let last = total(project, view.look);
    let last = if rows.len() > 1 {
        written(&last)
    } else {
        String::new()
    };
    let mut size = head.len() + last.len();
    lines.sort_by_key(|(number, _)| (rows[*number].look_first == 0, *number));
    let number = lines.len();
    lines.retain(|(_, line)| {
        size += line.len();
        size <= room
    });
    if lines.is_empty() {
        return (String::new(), number);
    }
    lines.sort_by_key(|(number, _)| *number);
    let left = number - lines.len();
    let lines: String = lines.into_iter().map(|(_, line)| line).collect();
    (head + &lines + &last, left)
}

/// What says what is left out.
fn tail(
    project: &ProjectRevision<'_>,
    view: &View,
    rows: usize,
    left: &[(usize, usize)],
) -> String {
    let mut said = Vec::new();
    if rows > 0 {
        let more = if rows == 1 { "text" } else { "texts" };
        said.push(format!("{rows} more {more} in the table"));
    }
    for (number, changes) in left.iter().take(TOLD) {
        let name = shortened(&project.texts[*number].name, 60);
        said.push(format!("{changes} of {}", escaped(&name)));
    }
    if left.len() > TOLD {
        let rest = &left[TOLD..];
        let changes: usize = rest.iter().map(|(_, changes)| changes).sum();
        let texts = if rest.len() == 1 { "text" } else { "texts" };
        said.push(format!("{changes} of {} other {texts}", rest.len()));
    }
    let said: Vec<_> = said.iter().map(|one| view.look.tell(one)).collect();
    let comma = view.look.words().word("list-comma");
    let what = [("what", said.join(&comma).into())];
    let more = view.look.words().say("diff-more-texts", &what);
    format!("\n{more}\n")
}

fn one(revision: &Revision<'_>, change: &Change, view: &View) -> String {
    let at = place(&revision.new.target, &change.new)
        .or_else(|| place(&revision.old.target, &change.old))
        .unwrap_or_default();
    let mut text = format!(
        "\n**{}** {}\n",
        view.look.tell(&title(change)),
        escaped(&at)
    );
    for (loud, said) in said(change) {
        let mark = if loud { "⚠️ " } else { "" };
        text += &format!("\n{mark}{}\n", escaped(&view.look.tell(&said)));
    }
    let (old, new) = (revision.old_text(change), revision.new_text(change));
    if is_block(change) {
        let words = joined(block_sentences(revision, change));
        return text + &format!("\n> {}\n", escaped(&shortened(&words, EXCERPT)));
    }
    let (old_source, new_source) = (
        revision.old_source_text(change),
        revision.new_source_text(change),
    );
    let source = if change.source_edits.is_empty() {
        escaped(if new_source.is_empty() {
            &old_source
        } else {
            &new_source
        })
    } else {
        marked(&inline(&old_source, &new_source, &change.source_edits))
    };
    if !source.is_empty() {
        text += &format!("\n> {source}\n");
    }
    let target = if change.old.is_empty() {
        marked(&[(Marking::Come, &new)])
    } else if change.new.is_empty() {
        marked(&[(Marking::Gone, &old)])
    } else {
        marked(&inline(&old, &new, &change.edits))
    };
    if !target.is_empty() {
        text += &format!(">\n> {target}\n");
    }
    text
}

fn marked(pieces: &[(Marking, &str)]) -> String {
    pieces
        .iter()
        .map(|(piece, text)| match piece {
            Marking::Common => escaped(text),
            Marking::Gone | Marking::MovedAway => format!("<del>{}</del>", escaped(text)),
            Marking::Come => format!("<ins>{}</ins>", escaped(text)),
            Marking::MovedHere => format!("<ins><em>{}</em></ins>", escaped(text)),
        })
        .collect()
}
