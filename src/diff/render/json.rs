//! The revision as JSON, for programs; docs/diff.md describes the keys.

use std::io::{self, Write};
use std::ops::Range;

use serde_json::{Value, json};

use super::View;
use super::summary::COLUMNS;
use crate::bitext::{Bitext, Side};
use crate::diff::{
    Change, ChangeKind, FindingChange, ProjectRevision, Revision, Scores, TextRevision, TextState,
    word_edits::WordEdit,
};

/// The value of the `duizhao` key, which names the format.
pub const FORMAT: &str = "diff";
/// The version of the format; it rises when a key changes its meaning or is removed.
pub const VERSION: u32 = 1;

/// The value of the `duizhao` key of the revision of a project.
pub const PROJECT_FORMAT: &str = "project-diff";
/// The version of that format.
pub const PROJECT_VERSION: u32 = 1;

/// Writes the revision of a project: of each text what a revision of one text has.
pub(super) fn write_project(
    project: &ProjectRevision<'_>,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut states: serde_json::Map<String, Value> = TextState::ALL
        .iter()
        .map(|state| (state.name().to_owned(), json!(project.count(*state))))
        .collect();
    states.insert("unchanged".into(), json!(project.unchanged));
    let sentences: serde_json::Map<String, Value> = COLUMNS
        .iter()
        .map(|(name, kinds)| ((*name).to_owned(), json!(project.sentences(kinds))))
        .collect();
    let moves: Vec<Value> = project
        .moves
        .iter()
        .map(|one| {
            let end = |text: &TextRevision<'_>, bitext: Option<&Bitext>, range: &Range<usize>| {
                let mut end = json!({"text": text.name});
                if let Some(bitext) = bitext {
                    end["sentences"] = pair(range);
                    end["at"] = at(&bitext.target, range);
                }
                end
            };
            let (from, to) = (&project.texts[one.from], &project.texts[one.to]);
            json!({"from": end(from, from.old, &one.old), "to": end(to, to.new, &one.new)})
        })
        .collect();
    let head = json!({
        "duizhao": PROJECT_FORMAT,
        "version": PROJECT_VERSION,
        "old": project.old,
        "new": project.new,
        "summary": {
            "texts": states,
            "sentences": sentences,
            "look_first": project.look_first(),
        },
        "moves": moves,
    });
    let head = head.to_string();
    let head = head.strip_suffix('}').unwrap_or(&head);
    write!(out, "{head},\"texts\":[")?;
    for (number, text) in project.texts.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        let counts: serde_json::Map<String, Value> = COLUMNS
            .iter()
            .map(|(name, kinds)| ((*name).to_owned(), json!(text.sentences(kinds))))
            .collect();
        let (old, new) = text.sizes();
        let about = json!({
            "text": text.name,
            "was": text.was,
            "title": text.title,
            "part": text.part,
            "state": text.state.name(),
            "error": text.error,
            "sizes": [old, new],
            "sentences": counts,
            "look_first": text.look_first(),
        });
        let about = about.to_string();
        let about = about.strip_suffix('}').unwrap_or(&about);
        write!(out, "{comma}\n{about},\"diff\":")?;
        match &text.revision {
            Some(revision) => {
                let mut own = Vec::new();
                write(revision, view, &mut own)?;
                out.write_all(own.trim_ascii_end())?;
            }
            None => write!(out, "null")?,
        }
        write!(out, "}}")?;
    }
    writeln!(out, "\n]}}")
}

pub(super) fn write(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let counts: serde_json::Map<String, Value> = ChangeKind::ALL
        .iter()
        .map(|kind| (kind.name().to_owned(), json!(revision.count(*kind))))
        .collect();
    let sections: Vec<Value> = revision
        .sections
        .iter()
        .map(|section| {
            let changes: serde_json::Map<String, Value> = ChangeKind::ALL
                .iter()
                .zip(section.counts)
                .filter(|&(_, count)| count > 0)
                .map(|(kind, count)| (kind.name().to_owned(), json!(count)))
                .collect();
            json!({"title": section.title, "sentences": pair(&section.new), "changes": changes})
        })
        .collect();
    let head = json!({
        "duizhao": FORMAT,
        "version": VERSION,
        "old": {"file": revision.old.target.file, "sentences": revision.old.target.sentences.len(), "source": revision.old.source.file},
        "new": {"file": revision.new.target.file, "sentences": revision.new.target.sentences.len(), "source": revision.new.source.file},
        "summary": {"kept": revision.kept, "changes": counts, "scores": scores(&revision.scores)},
        "sections": sections,
    });
    // One change a line, so that a large document can be read by lines as well; the closing brace is
    // put behind them.
    let head = head.to_string();
    let head = head.strip_suffix('}').unwrap_or(&head);
    write!(out, "{head},\"changes\":[")?;
    if !view.stat {
        for (at, shown) in view.shown(revision).enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(out, "{comma}\n{}", change(revision, shown))?;
        }
    }
    let findings = |findings: &[FindingChange], side: &Side| -> Vec<Value> {
        findings
            .iter()
            .map(|finding| {
                json!({
                    "rule": finding.rule,
                    "severity": finding.severity.name(),
                    "message": finding.message,
                    "sentences": pair(&finding.sentences),
                    "at": at(side, &finding.sentences),
                })
            })
            .collect()
    };
    writeln!(
        out,
        "\n],\"findings\":{}}}",
        json!({
            "new": findings(&revision.new_findings, &revision.new.target),
            "resolved": findings(&revision.resolved_findings, &revision.old.target),
        })
    )
}

fn pair(range: &Range<usize>) -> Value {
    json!([range.start, range.end])
}

fn at(side: &Side, range: &Range<usize>) -> Value {
    match side
        .sentences
        .get(range.start)
        .and_then(|sentence| sentence.at)
    {
        Some((line, column)) if !range.is_empty() => json!([line, column]),
        _ => Value::Null,
    }
}

fn scores(scores: &Scores) -> Value {
    let rounded = |figure: f64, unit: f64| (figure * unit).round() / unit;
    json!({
        "chrf": rounded(scores.chrf, 100.0),
        "ter": rounded(scores.ter, 100.0),
        "edit_rate": rounded(scores.edit_rate, 10_000.0),
    })
}

fn side(side: &Side, range: &Range<usize>) -> Value {
    let texts: Vec<&str> = side.slice(range).iter().map(|s| s.text.as_str()).collect();
    json!({"sentences": pair(range), "at": at(side, range), "texts": texts})
}

fn edits(edits: &[WordEdit], old: &str, new: &str) -> Vec<Value> {
    edits
        .iter()
        .map(|edit| {
            let mut value = json!({
                "old": pair(&edit.old),
                "new": pair(&edit.new),
                "removed": old[edit.old.clone()],
                "inserted": new[edit.new.clone()],
            });
            if let Some(number) = edit.moved {
                value["moved"] = json!(number);
            }
            value
        })
        .collect()
}

fn change(revision: &Revision<'_>, change: &Change) -> Value {
    let signs: Vec<Value> = change
        .signs
        .iter()
        .map(|sign| {
            json!({
                "meaning": sign.meaning.name(),
                "loud": sign.meaning.is_loud(),
                "removed": sign.old,
                "inserted": sign.new,
                "term": sign.term,
            })
        })
        .collect();
    let mut value = json!({
        "kind": change.kind.name(),
        "edited": !change.edits.is_empty(),
        "moved": change.moved,
        "section": change.section,
        "old": side(&revision.old.target, &change.old),
        "new": side(&revision.new.target, &change.new),
        "source_old": side(&revision.old.source, &change.old_source),
        "source_new": side(&revision.new.source, &change.new_source),
        "edits": edits(&change.edits, &revision.old_text(change), &revision.new_text(change)),
        "source_edits": edits(
            &change.source_edits,
            &revision.old_source_text(change),
            &revision.new_source_text(change),
        ),
        "signs": signs,
        "scores": change.scores.as_ref().map(scores),
    });
    if let Some(across) = &change.across {
        value["across"] = json!({"move": across.number, "text": across.text});
    }
    value
}
