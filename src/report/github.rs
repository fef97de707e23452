//! Workflow commands of GitHub Actions: `::error file=...,line=...::message`.

use std::io::{self, Write};

use super::{Report, Terminal};
use crate::check::{Severity, State};

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    // GitHub shows the first ten of each level only.
    for item in report.worst_first() {
        let finding = &item.finding;
        let level = match (&item.state, finding.severity) {
            (State::New, Severity::Error) => "error",
            (State::New, Severity::Warning) => "warning",
            _ => "notice",
        };
        let mut properties = Vec::new();
        if let Some(place) = item.target.as_ref().or(item.source.as_ref()) {
            properties.push(format!("file={}", property(&report.in_root(&place.file))));
            if place.line > 0 {
                properties.push(format!("line={}", place.line));
                properties.push(format!("endLine={}", place.end_line));
                // Columns of several lines are not shown, and confuse.
                if place.line == place.end_line {
                    properties.push(format!("col={}", place.column));
                    properties.push(format!("endColumn={}", place.end_column));
                }
            }
        }
        properties.push(format!("title={}", property(finding.rule)));
        let known = if item.state == State::Known {
            " (known)"
        } else {
            ""
        };
        let message = data(&format!("{}{known}", finding.message));
        writeln!(out, "::{level} {}::{message}", properties.join(","))?;
    }
    for (text, why) in report.failed() {
        let file = property(&report.in_root(&text.name));
        writeln!(out, "::error file={file},title=not checked::{}", data(why))?;
    }
    for unused in report.all_unused() {
        let message = data(&format!("{}: {}", unused.place, unused.what));
        writeln!(out, "::notice title=unused::{message}")?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
