//! JUnit XML as CI systems read it: a test suite for the pair of files, a test case for each rule, a
//! failure where it found something new.

use std::io::{self, Write};

use super::{Report, Terminal};
use crate::check::{JudgedFinding, RULES, Severity, State};
use crate::text::xml::{Controls, Escape};

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let of_rule = |rule: &str| -> Vec<&JudgedFinding> {
        let items = report.new_items();
        items
            .filter(|item| item.finding.rule == rule && item.finding.severity > Severity::Note)
            .collect()
    };
    let failures = RULES
        .iter()
        .filter(|rule| !of_rule(rule.id).is_empty())
        .count();
    let name = escaped(&report.files.1);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"duizhao\" tests=\"{}\" failures=\"{failures}\" errors=\"0\">",
        RULES.len()
    )?;
    writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
        RULES.len()
    )?;
    for rule in RULES {
        let found = of_rule(rule.id);
        write!(
            out,
            "    <testcase classname=\"{name}\" name=\"{}\"",
            rule.id
        )?;
        let also: Vec<&JudgedFinding> = report
            .items
            .iter()
            .filter(|item| {
                item.finding.rule == rule.id
                    && !found
                        .iter()
                        .any(|f| f.finding.fingerprint == item.finding.fingerprint)
            })
            .collect();
        if found.is_empty() && also.is_empty() {
            writeln!(out, "/>")?;
            continue;
        }
        writeln!(out, ">")?;
        if !found.is_empty() {
            let message = format!("{} findings: {}", found.len(), rule.about);
            writeln!(
                out,
                "      <failure type=\"{}\" message=\"{}\">",
                rule.id,
                escaped(&message)
            )?;
            for item in &found {
                writeln!(out, "{}", escaped(&line(item)))?;
            }
            writeln!(out, "      </failure>")?;
        }
        if !also.is_empty() {
            writeln!(out, "      <system-out>")?;
            for item in also {
                let state = match &item.state {
                    State::New => "note".to_owned(),
                    State::Known => "known".to_owned(),
                    State::Suppressed(reason, _) => format!("suppressed: {reason}"),
                };
                writeln!(out, "{}", escaped(&format!("{} ({state})", line(item))))?;
            }
            writeln!(out, "      </system-out>")?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn line(item: &JudgedFinding) -> String {
    let place = item.target.as_ref().or(item.source.as_ref());
    let place = place.map_or_else(String::new, |place| {
        format!("{}:{}:{}: ", place.file, place.line, place.column)
    });
    format!("{place}{}", item.finding.message)
}

/// Text in XML: marks escaped, what XML cannot hold replaced.
fn escaped(text: &str) -> String {
    const ONE_LINE: Escape = Escape {
        controls: Controls::OneLine,
        ..Escape::MARKUP
    };
    ONE_LINE.text(text)
}
