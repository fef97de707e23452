//! The report for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Item, Look, Place, Report, State};
use crate::check::Severity;

/// What the report calls itself.
pub const FORMAT: &str = "duizhao-check";
/// The version of its shape. A number goes up when a reader of the former shape would be misled.
pub const VERSION: u64 = 1;

pub(super) fn write(report: &Report, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<Value> = report.items.iter().map(item).collect();
    let unused: Vec<Value> = report
        .unused
        .iter()
        .map(|unused| json!({"place": unused.place, "message": unused.what}))
        .collect();
    let count = |state: fn(&State) -> bool| {
        let items = report.items.iter();
        items.filter(|item| state(&item.state)).count()
    };
    let whole = json!({
        "format": FORMAT,
        "version": VERSION,
        "source": report.files.0,
        "target": report.files.1,
        "summary": {
            "beads": report.beads,
            "errors": report.count(Severity::Error),
            "warnings": report.count(Severity::Warning),
            "notes": report.count(Severity::Note),
            "known": count(|state| *state == State::Known),
            "suppressed": count(|state| matches!(state, State::Suppressed(..))),
        },
        "findings": findings,
        "unused": unused,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn item(item: &Item) -> Value {
    let finding = &item.finding;
    let side = |text: &str, of: &std::ops::Range<usize>, place: &Option<Place>| {
        json!({
            "text": text,
            "span": if of.is_empty() { Value::Null } else { json!([in_characters(text, of.start), in_characters(text, of.end)]) },
            "place": place,
        })
    };
    let (state, reason) = match &item.state {
        State::New => ("new", None),
        State::Known => ("known", None),
        State::Suppressed(reason, _) => ("suppressed", Some(reason)),
    };
    json!({
        "rule": finding.rule,
        "severity": finding.severity.name(),
        "message": finding.message,
        "subject": finding.subject,
        "fingerprint": item.fingerprint,
        "state": state,
        "reason": reason,
        "bead": finding.bead,
        "source": side(&item.texts.0, &finding.source, &item.source),
        "target": side(&item.texts.1, &finding.target, &item.target),
        "replacement": finding.fix.as_ref().map(|fix| json!({"text": fix.with, "safe": fix.safe})),
    })
}

fn in_characters(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.chars().count())
}
