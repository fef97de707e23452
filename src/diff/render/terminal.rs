//! The revision for a terminal: side by side where there is room, else both versions in one text.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::summary::{COLUMNS, Row, rows, total};
use super::{
    Marking, View, block_sentences, inline, is_block, kept, one_side, place, said, scores,
    shortened, tell_headline, title,
};
use crate::diff::{Change, ChangeKind, ProjectRevision, Revision};
use crate::text::script::is_cjk_wide;

/// The least width, in columns, for both versions side by side.
const SIDE_BY_SIDE: usize = 120;
/// The least width, in columns, that is used; a narrower terminal is treated as this wide.
const LEAST_WIDTH: usize = 40;
/// The number of characters shown of either end of a moved block.
const EXCERPT: usize = 160;

pub(super) fn write(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    if !view.stat {
        changes(revision, view, out)?;
    }
    stat(revision, view, out)
}

/// Writes the summary by text, then the changes of each.
pub(super) fn write_project(
    project: &ProjectRevision<'_>,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    table(project, view, out)?;
    if view.stat {
        return Ok(());
    }
    for text in &project.texts {
        let Some(revision) = &text.revision else {
            continue;
        };
        let has_findings =
            !(revision.new_findings.is_empty() && revision.resolved_findings.is_empty());
        if view.shown(revision).next().is_none() && !has_findings {
            continue;
        }
        let name = match &text.was {
            Some(was) => format!("{was} → {}", text.name),
            None => text.name.clone(),
        };
        let title = text.title.as_ref().map(|title| format!("  {title}"));
        let line = format!("━━ {name}{}", title.unwrap_or_default());
        writeln!(out, "\n{}\n", paint(&line, "1;36", view))?;
        changes(revision, view, out)?;
        findings(revision, view, out)?;
    }
    Ok(())
}

fn table(project: &ProjectRevision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}",
        paint(&tell_headline(project, view.look), "1", view)
    )?;
    let rows = rows(project);
    if rows.is_empty() {
        return Ok(());
    }
    let last = total(project, view.look);
    let named = |row: &Row| shortened(&row.name, 60);
    let widest = rows.iter().map(|row| named(row).width()).max().unwrap_or(0);
    let mut head = " ".repeat(widest);
    for (name, _) in COLUMNS {
        head += &format!("  {}", right(&view.look.tell(name), 8));
    }
    let look_first = view.look.tell("look first");
    writeln!(
        out,
        "\n{}",
        paint(&format!("{head}  {}", right(&look_first, 10)), "2", view)
    )?;
    for row in rows.iter().chain((rows.len() > 1).then_some(&last)) {
        let name = named(row);
        let mut line = format!("{name}{}", " ".repeat(widest - name.width().min(widest)));
        for count in &row.counts {
            line += &match count {
                0 => format!("  {:>8}", "·"),
                count => format!("  {count:>8}"),
            };
        }
        let look = match row.look_first {
            0 => format!("  {:>10}", "·"),
            number => paint(&format!("  {:>10}", format!("! {number}")), "1;31", view),
        };
        let note = match row.note.as_str() {
            "" => String::new(),
            note => format!("  {}", view.look.tell(note)),
        };
        writeln!(out, "{line}{look}{note}")?;
    }
    Ok(())
}

fn changes(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut section = None;
    for change in view.shown(revision) {
        if change.section != section {
            section = change.section;
            if let Some(section) = section {
                let title = format!("§ {}", revision.sections[section].title);
                writeln!(out, "{}\n", paint(&title, "1", view))?;
            }
        }
        one(revision, change, view, out)?;
    }
    Ok(())
}

fn one(
    revision: &Revision<'_>,
    change: &Change,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = view.look.width.max(LEAST_WIDTH);
    let color = match change.kind {
        ChangeKind::Added | ChangeKind::Restored => "1;32",
        ChangeKind::Removed | ChangeKind::Stale => "1;31",
        ChangeKind::Moved => "1;35",
        kind if kind.is_quiet() => "2",
        _ => "1;33",
    };
    let places = [
        place(&revision.old.target, &change.old),
        place(&revision.new.target, &change.new),
    ];
    let places: Vec<String> = places.into_iter().flatten().collect();
    writeln!(
        out,
        "{}  {}",
        paint(&view.look.tell(&title(change)), color, view),
        paint(&places.join(" → "), "2", view)
    )?;
    for (loud, said) in said(change) {
        let mark = if loud { "!" } else { "·" };
        let line = format!("  {mark} {}", view.look.tell(&said));
        writeln!(
            out,
            "{}",
            paint(&line, if loud { "1;31" } else { "36" }, view)
        )?;
    }
    let (old_source, new_source) = (
        revision.old_source_text(change),
        revision.new_source_text(change),
    );
    if is_block(change) {
        let sentences = block_sentences(revision, change);
        for (mark, sentence) in [("   ", sentences.first()), (" … ", sentences.last())] {
            if let Some(sentence) = sentence {
                let text = shortened(&sentence.text, EXCERPT);
                lines(mark, &[(Marking::MovedHere, &text)], width, view, out)?;
            }
        }
        return writeln!(out);
    }
    let source = if change.source_edits.is_empty() {
        let source = if new_source.is_empty() {
            &old_source
        } else {
            &new_source
        };
        vec![(Marking::Common, source.as_str())]
    } else {
        inline(&old_source, &new_source, &change.source_edits)
    };
    if source.iter().any(|(_, text)| !text.is_empty()) {
        lines("zh ", &source, width, view, out)?;
    }
    let (old, new) = (revision.old_text(change), revision.new_text(change));
    let label = match revision.language {
        crate::text::Language::Zh => "zh ",
        crate::text::Language::En => "en ",
    };
    if change.edits.is_empty() || change.old.is_empty() || change.new.is_empty() {
        let (piece, text) = if change.new.is_empty() {
            (Marking::Gone, old)
        } else if change.old.is_empty() {
            (Marking::Come, new)
        } else {
            (Marking::Common, new)
        };
        if !text.is_empty() {
            lines(label, &[(piece, &text)], width, view, out)?;
        }
    } else if width >= SIDE_BY_SIDE {
        let column = (width - 9) / 2;
        let left = wrapped(&one_side(&old, &change.edits, true), column);
        let right = wrapped(&one_side(&new, &change.edits, false), column);
        for at in 0..left.len().max(right.len()) {
            let empty = Vec::new();
            let (left, right) = (
                left.get(at).unwrap_or(&empty),
                right.get(at).unwrap_or(&empty),
            );
            let label = if at == 0 { label } else { "   " };
            let fill = " ".repeat(column.saturating_sub(line_width(left, view)));
            let line = format!(
                "{label}│ {}{fill} │ {}",
                styled(left, view),
                styled(right, view)
            );
            writeln!(out, "{}", line.trim_end())?;
        }
    } else {
        lines(label, &inline(&old, &new, &change.edits), width, view, out)?;
    }
    writeln!(out)
}

fn lines(
    label: &str,
    pieces: &[(Marking, &str)],
    width: usize,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (at, line) in wrapped(pieces, width - 6).iter().enumerate() {
        let label = if at == 0 { label } else { "   " };
        writeln!(out, "{label}│ {}", styled(line, view).trim_end())?;
    }
    Ok(())
}

type MarkedLine = Vec<(Marking, String)>;

/// Breaks pieces into lines of `width` columns: at white space, beside Chinese characters, and inside
/// words that are longer than a line.
fn wrapped(pieces: &[(Marking, &str)], width: usize) -> Vec<MarkedLine> {
    // The unbreakable runs with their markings, and whether white space stands before each.
    let mut atoms: Vec<(Vec<(Marking, String)>, bool)> = Vec::new();
    let mut open = false;
    for &(piece, text) in pieces {
        for c in text.chars() {
            let shown = if c.is_control() || is_bidi_control(c) {
                '·'
            } else {
                c
            };
            if c.is_whitespace() {
                atoms.push((vec![(piece, " ".to_owned())], true));
                open = false;
            } else if is_cjk_wide(c) {
                atoms.push((vec![(piece, shown.to_string())], false));
                open = false;
            } else {
                if !open {
                    atoms.push((Vec::new(), false));
                }
                open = true;
                if let Some((atom, _)) = atoms.last_mut() {
                    match atom.last_mut() {
                        Some((last, text)) if *last == piece => text.push(shown),
                        _ => atom.push((piece, shown.to_string())),
                    }
                }
            }
        }
    }
    let mut lines: Vec<MarkedLine> = vec![Vec::new()];
    let mut at = 0;
    for (atom, is_space) in atoms {
        let long: usize = atom.iter().map(|(_, text)| text.width()).sum();
        if at + long > width && at > 0 {
            lines.push(Vec::new());
            at = 0;
            if is_space {
                continue;
            }
        }
        for (piece, text) in atom {
            for c in text.chars() {
                let columns = c.width().unwrap_or(0);
                if at + columns > width && at > 0 {
                    lines.push(Vec::new());
                    at = 0;
                }
                at += columns;
                if let Some(line) = lines.last_mut() {
                    match line.last_mut() {
                        Some((last, text)) if *last == piece => text.push(c),
                        _ => line.push((piece, c.to_string())),
                    }
                }
            }
        }
    }
    lines
}

/// Whether a character is a bidirectional control, which would reorder what is shown.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

fn marks(piece: Marking) -> (&'static str, &'static str, &'static str) {
    match piece {
        Marking::Common => ("", "", ""),
        Marking::Gone => ("9;31", "[-", "-]"),
        Marking::Come => ("1;32", "{+", "+}"),
        Marking::MovedHere => ("35", "{~", "~}"),
        Marking::MovedAway => ("2;35", "[~", "~]"),
    }
}

fn styled(line: &MarkedLine, view: &View) -> String {
    line.iter()
        .map(|(piece, text)| {
            let (color, open, close) = marks(*piece);
            match (color, view.look.color) {
                ("", _) => text.clone(),
                (color, true) => format!("\x1b[{color}m{text}\x1b[0m"),
                (_, false) => format!("{open}{text}{close}"),
            }
        })
        .collect()
}

fn line_width(line: &MarkedLine, view: &View) -> usize {
    line.iter()
        .map(|(piece, text)| {
            let (_, open, close) = marks(*piece);
            text.width()
                + if view.look.color {
                    0
                } else {
                    open.len() + close.len()
                }
        })
        .sum()
}

/// Writes the summary: by section, then the total.
fn stat(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let touched = |counts: &[usize]| counts.iter().sum::<usize>() > 0;
    if view.stat
        && revision
            .sections
            .iter()
            .any(|section| touched(&section.counts))
    {
        let titles: Vec<String> = revision
            .sections
            .iter()
            .map(|section| shortened(&section.title, 40))
            .collect();
        let widest = titles.iter().map(|title| title.width()).max().unwrap_or(0);
        for (title, section) in titles.iter().zip(&revision.sections) {
            if !touched(&section.counts) {
                continue;
            }
            let counts: Vec<String> = ChangeKind::ALL
                .iter()
                .zip(section.counts)
                .filter(|&(_, count)| count > 0)
                .map(|(kind, count)| format!("{count} {}", view.look.tell(kind.name())))
                .collect();
            let fill = " ".repeat(widest - title.width());
            let comma = view.look.words().word("list-comma");
            writeln!(out, "{title}{fill} │ {}", counts.join(&comma))?;
        }
        writeln!(out)?;
    }
    findings(revision, view, out)?;
    let loud = revision.loud().filter(|change| change.is_loud()).count();
    let alarm = match loud {
        0 => String::new(),
        n => {
            let said = view
                .look
                .words()
                .say("diff-look-at", &[("count", n.into())]);
            format!(
                "{}{}",
                view.look.words().word("list-semicolon"),
                paint(&said, "1;31", view)
            )
        }
    };
    writeln!(out, "{}{alarm}", kept(revision, view.look))?;
    writeln!(out, "{}", scores(revision, view.look))
}

fn findings(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    for (label, color, findings, side) in [
        (
            "new finding",
            "1;31",
            &revision.new_findings,
            &revision.new.target,
        ),
        (
            "resolved finding",
            "32",
            &revision.resolved_findings,
            &revision.old.target,
        ),
    ] {
        for finding in findings {
            let place = place(side, &finding.sentences).unwrap_or_default();
            writeln!(
                out,
                "{}: {} [{}] {}",
                paint(&view.look.tell(label), color, view),
                view.look.tell(&finding.message),
                finding.rule,
                paint(&place, "2", view)
            )?;
        }
    }
    if !(revision.new_findings.is_empty() && revision.resolved_findings.is_empty()) {
        writeln!(out)?;
    }
    Ok(())
}

/// A word at the right end of so many columns.
fn right(word: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(word.width())) + word
}

fn paint(text: &str, color: &str, view: &View) -> String {
    if view.look.color {
        format!("\x1b[{color}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}
