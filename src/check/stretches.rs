//! Stretches: neighbouring sentences without counterpart are found one by one, and told as one: a section, rows of
//! a table, items of a list. So each keeps its own name for baselines and its own suppressions, and only what is
//! judged alike is joined.

use std::collections::BTreeSet;

use super::finding::{Finding, InStretch};
use super::judged::JudgedFinding;
use super::locate::Place;
use super::rules::shown;
use crate::document::BlockKind;
use crate::text::spaces::Joint;

/// Findings in the order of the text, those of each stretch as one, in the place of its first.
pub(crate) fn joined(findings: Vec<JudgedFinding>) -> Vec<JudgedFinding> {
    let mut told: Vec<Vec<JudgedFinding>> = Vec::with_capacity(findings.len());
    // Omissions and additions may alternate within one gap, and other rules speak of their sentences.
    let mut open: Vec<usize> = Vec::new();
    for finding in findings {
        if finding.finding.stretch.is_none() {
            told.push(vec![finding]);
            continue;
        }
        let of_rule = |&at: &usize| told[at][0].finding.rule == finding.finding.rule;
        match open.iter().position(of_rule) {
            Some(one) if goes_on(&told[open[one]], &finding) => told[open[one]].push(finding),
            one => {
                if let Some(one) = one {
                    open.swap_remove(one);
                }
                open.push(told.len());
                told.push(vec![finding]);
            }
        }
    }
    told.into_iter().filter_map(as_one).collect()
}

/// Whether a finding is the next one of a stretch.
fn goes_on(stretch: &[JudgedFinding], next: &JudgedFinding) -> bool {
    let Some(last) = stretch.last() else {
        return false;
    };
    let (Some(so_far), Some(its)) = (&last.finding.stretch, &next.finding.stretch) else {
        return false;
    };
    so_far.next == own(&next.finding).start
        && so_far.group == its.group
        && last.state == next.state
        && last.finding.severity == next.finding.severity
}

/// The sentences that a finding counts: of the English where it is about an addition.
fn own(finding: &Finding) -> &std::ops::Range<usize> {
    match finding.rule {
        "addition" => &finding.sentences.target,
        _ => &finding.sentences.source,
    }
}

/// The findings of a stretch as one.
fn as_one(stretch: Vec<JudgedFinding>) -> Option<JudgedFinding> {
    if stretch.len() < 2 {
        return stretch.into_iter().next();
    }
    let message = message(&stretch)?;
    let (first, last) = (stretch.first()?, stretch.last()?);
    let mut whole = first.clone();
    whole.finding.message = message;
    whole.finding.sentences.source.end = last.finding.sentences.source.end;
    // In a passage that stands elsewhere the English has an order of its own.
    for part in &stretch {
        let (all, its) = (
            &mut whole.finding.sentences.target,
            &part.finding.sentences.target,
        );
        *all = all.start.min(its.start)..all.end.max(its.end);
    }
    let reach = |place: fn(&JudgedFinding) -> &Option<Place>| {
        let ends = stretch.iter().rev().find_map(|part| place(part).clone());
        let (start, end) = (place(first).clone()?, ends?);
        Some(Place {
            end_line: end.end_line,
            end_column: end.end_column,
            bytes: start
                .bytes
                .clone()
                .zip(end.bytes)
                .map(|(start, end)| start.start..end.end),
            ..start
        })
    };
    (whole.source, whole.target) = (reach(|part| &part.source), reach(|part| &part.target));
    let texts = |side: fn(&(String, String)) -> &String| {
        stretch
            .iter()
            .map(move |part| side(&part.texts).as_str())
            .filter(|text| !text.is_empty())
    };
    whole.texts = (
        Joint::Chinese.join(texts(|texts| &texts.0)),
        Joint::English.join(texts(|texts| &texts.1)),
    );
    whole.parts = stretch.into_iter().map(|part| part.finding).collect();
    Some(whole)
}

/// What a stretch is, and its extent.
fn message(stretch: &[JudgedFinding]) -> Option<String> {
    let extent = Extent::of(stretch)?;
    let rule = stretch.first()?.finding.rule;
    let one = extent.is_one;
    let said = match rule {
        "omission" if one => "has no English".to_owned(),
        "omission" => "have no English".to_owned(),
        "addition" if one => "has no Chinese".to_owned(),
        "addition" => "have no Chinese".to_owned(),
        _ => {
            let stands = if one { "stands" } else { "stand" };
            let line = stretch
                .first()?
                .target
                .as_ref()
                .map_or(0, |place| place.line);
            match line {
                0 => format!("{stands} elsewhere in the English"),
                line => format!("{stands} elsewhere in the English, from line {line} on"),
            }
        }
    };
    Some(format!("{} {said}{}", extent.what, extent.ends))
}

/// The extent of a stretch, in words.
struct Extent {
    what: String,
    /// From where to where it goes; empty where the name of a section says it.
    ends: String,
    /// Whether `what` is singular.
    is_one: bool,
}

impl Extent {
    fn of(stretch: &[JudgedFinding]) -> Option<Extent> {
        let parts: Vec<(&InStretch, &JudgedFinding)> = stretch
            .iter()
            .filter_map(|part| Some((part.finding.stretch.as_ref()?, part)))
            .collect();
        let text = |part: &JudgedFinding| shown(side(part));
        let (first, last) = (parts.first()?, parts.last()?);
        let from_to = format!(": from \"{}\" to \"{}\"", text(first.1), text(last.1));
        let size = size(&parts);
        if let BlockKind::Heading(top) = first.0.kind {
            let heads: Vec<_> = parts
                .iter()
                .filter(|(part, _)| matches!(part.kind, BlockKind::Heading(level) if level <= top))
                .collect();
            // The sentences of one heading are one head.
            let blocks: BTreeSet<usize> = heads.iter().map(|(part, _)| part.blocks.0).collect();
            let headings = parts
                .iter()
                .all(|(part, _)| matches!(part.kind, BlockKind::Heading(_)));
            return Some(match blocks.len() {
                _ if headings && blocks.len() > 1 => Extent {
                    what: format!("these {} headings", blocks.len()),
                    ends: from_to,
                    is_one: false,
                },
                1 if headings => Extent {
                    what: "this heading".to_owned(),
                    ends: format!(": {}", shown(&texts_of(stretch))),
                    is_one: true,
                },
                1 => {
                    let title: Vec<&str> = heads.iter().map(|(_, part)| side(part)).collect();
                    Extent {
                        what: format!("the section \"{}\" ({size})", shown(&title.join(" "))),
                        ends: String::new(),
                        is_one: true,
                    }
                }
                many => Extent {
                    what: format!("{many} sections ({size})"),
                    ends: format!(
                        ": from \"{}\" to \"{}\"",
                        text(first.1),
                        text(heads.last()?.1)
                    ),
                    is_one: false,
                },
            });
        }
        let is = |kind: BlockKind| parts.iter().all(|(part, _)| part.kind == kind);
        let blocks: BTreeSet<usize> = parts.iter().map(|(part, _)| part.blocks.0).collect();
        let what = if is(BlockKind::TableCell) {
            match rows(&parts) {
                Some(1) => "a row of a table".to_owned(),
                Some(rows) => format!("{rows} rows of a table"),
                None if blocks.len() == 1 => "a cell of a table".to_owned(),
                None => format!("{} cells of a table", blocks.len()),
            }
        } else if is(BlockKind::ListItem) && blocks.len() > 1 {
            format!("{} items of a list", blocks.len())
        } else {
            format!("these {size}")
        };
        Some(Extent {
            is_one: what.starts_with("a "),
            what,
            ends: from_to,
        })
    }
}

/// The text of a finding's sentences.
fn side(part: &JudgedFinding) -> &str {
    match part.finding.rule {
        "addition" => &part.texts.1,
        _ => &part.texts.0,
    }
}

fn texts_of(stretch: &[JudgedFinding]) -> String {
    let joint = match stretch.first().map(|part| part.finding.rule) {
        Some("addition") => Joint::English,
        _ => Joint::Chinese,
    };
    joint.join(stretch.iter().map(side))
}

/// How much it is: sentences, and rows or cells of tables.
fn size(parts: &[(&InStretch, &JudgedFinding)]) -> String {
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    let (cells, others): (Vec<_>, Vec<_>) = parts
        .iter()
        .copied()
        .partition(|(part, _)| part.kind == BlockKind::TableCell);
    // The title of a section is named beside it.
    let title = others.first().map(|(part, _)| (part.kind, part.blocks.0));
    let title = title.filter(|(kind, _)| matches!(kind, BlockKind::Heading(_)));
    let sentences = others
        .iter()
        .filter(|(part, _)| title.is_none_or(|title| title != (part.kind, part.blocks.0)))
        .map(|(_, part)| own(&part.finding).len())
        .sum();
    let in_tables = match rows(&cells) {
        _ if cells.is_empty() => None,
        Some(rows) => Some(count(rows, "row")),
        None => Some(count(cells.len(), "cell")),
    };
    match in_tables {
        None => count(sentences, "sentence"),
        Some(rows) if sentences == 0 => format!("{rows} of a table"),
        Some(rows) => format!("{} and {rows} of a table", count(sentences, "sentence")),
    }
}

/// The number of rows in which cells stand, where each row is a line of a file that is known.
fn rows(cells: &[(&InStretch, &JudgedFinding)]) -> Option<usize> {
    let mut lines = BTreeSet::new();
    let mut blocks = BTreeSet::new();
    for (cell, part) in cells {
        let place = match part.finding.rule {
            "addition" => &part.target,
            _ => &part.source,
        };
        let line = place.as_ref().map_or(0, |place| place.line);
        lines.insert((line > 0).then_some(line)?);
        blocks.insert(cell.blocks.0);
    }
    // With a cell a line the lines are those of another format.
    (lines.len() < blocks.len()).then_some(lines.len())
}
