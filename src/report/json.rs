//! The report for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{FindingRecord, Report, Terminal};
use crate::check::{Severity, State};

/// The name of the format, as the report gives it.
pub const FORMAT: &str = "duizhao-check";
/// The version of its shape. A number goes up when a reader of the former shape would be misled.
pub const VERSION: u64 = 1;

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<FindingRecord> = report.items.iter().map(FindingRecord::from).collect();
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
        "pair": report.pair,
        "findings": findings,
        "unused": unused,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}
