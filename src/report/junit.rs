//! JUnit XML as CI systems read it: a test suite for each text, a test case for each rule, a
//! failure where it found something new.

use std::io::{self, Write};

use super::{Report, Terminal, TextReport};
use crate::check::{JudgedFinding, RULES, RuleInfo, Severity, State};
use crate::text::xml::{Controls, Escape};

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<Suite<'_>> = report
        .texts
        .iter()
        .map(|text| Suite::of(report, text))
        .collect();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"duizhao\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        texts.iter().map(Suite::tests).sum::<usize>(),
        texts.iter().map(Suite::failures).sum::<usize>(),
        texts.iter().map(Suite::errors).sum::<usize>()
    )?;
    for suite in &texts {
        suite.write(out)?;
    }
    writeln!(out, "</testsuites>")
}

/// The test suite of a text.
struct Suite<'a> {
    text: &'a TextReport,
    name: String,
    rules: Vec<&'static RuleInfo>,
}

impl<'a> Suite<'a> {
    fn of(report: &Report, text: &'a TextReport) -> Suite<'a> {
        let (source, target) = &text.files;
        let name = if target.is_empty() { source } else { target };
        let is_run = |rule: &&RuleInfo| report.is_of_project || !rule.is_about_texts();
        Suite {
            text,
            name: escaped(if name.is_empty() { &text.name } else { name }),
            rules: match text.failed {
                Some(_) => Vec::new(),
                None => RULES.iter().filter(is_run).collect(),
            },
        }
    }

    fn errors(&self) -> usize {
        usize::from(self.text.failed.is_some())
    }

    fn tests(&self) -> usize {
        self.rules.len() + self.errors()
    }

    fn failures(&self) -> usize {
        let rules = self.rules.iter();
        rules.filter(|rule| !self.found(rule.id).is_empty()).count()
    }

    fn found(&self, rule: &str) -> Vec<&JudgedFinding> {
        let items = self.text.items.iter();
        items
            .filter(|item| {
                item.state == State::New
                    && item.finding.rule == rule
                    && item.finding.severity > Severity::Note
            })
            .collect()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let name = &self.name;
        writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\">",
            self.tests(),
            self.failures(),
            self.errors()
        )?;
        if let Some(why) = &self.text.failed {
            writeln!(
                out,
                "    <testcase classname=\"{name}\" name=\"check\">\n      <error message=\"{}\"/>\n    </testcase>",
                escaped(why)
            )?;
        }
        for rule in &self.rules {
            self.case(rule, out)?;
        }
        writeln!(out, "  </testsuite>")
    }

    fn case(&self, rule: &RuleInfo, out: &mut dyn Write) -> io::Result<()> {
        let found = self.found(rule.id);
        write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\"",
            self.name, rule.id
        )?;
        let also: Vec<&JudgedFinding> = self
            .text
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
            return writeln!(out, "/>");
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
        writeln!(out, "    </testcase>")
    }
}

fn line(item: &JudgedFinding) -> String {
    let place = item.target.as_ref().or(item.source.as_ref());
    let place = place.map_or_else(String::new, |place| match place.line {
        0 if item.finding.is_about_text() => format!("{}: ", place.file),
        line => format!("{}:{line}:{}: ", place.file, place.column),
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
