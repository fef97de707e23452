//! SARIF 2.1.0 (OASIS Standard, 27 March 2020). A known finding is `unchanged` against the baseline, a
//! suppressed one carries its suppression; none is left out, or code scanning would close it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::link::uri;
use super::{Report, Terminal};
use crate::check::{JudgedFinding, Place, RULES, Severity, State};

/// The name that code scanning knows for the root of a repository.
const ROOT: &str = "%SRCROOT%";
/// The most places in other texts that a result carries.
const MOST_RELATED: usize = 10;
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": {"text": rule.about},
                "help": {"text": format!("{} Example: {} / {}", rule.about, rule.example.0, rule.example.1)},
                "defaultConfiguration": {"level": level(rule.severity)},
            })
        })
        .collect();
    let results: Vec<Value> = report.items().map(|item| result(report, item)).collect();
    let mut whole = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "duizhao",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let run = &mut whole["runs"][0];
    if report.folder.is_some() {
        run["originalUriBaseIds"] =
            json!({ROOT: {"description": {"text": "the root of the repository"}}});
    }
    let failed: Vec<Value> = report
        .failed()
        .map(|(text, why)| {
            json!({
                "level": "error",
                "message": {"text": why},
                "locations": [{"physicalLocation": {"artifactLocation": artifact(report, &text.name)}}],
            })
        })
        .collect();
    if !failed.is_empty() {
        run["invocations"] =
            json!([{"executionSuccessful": false, "toolExecutionNotifications": failed}]);
    }
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Off => "none",
    }
}

fn result(report: &Report, item: &JudgedFinding) -> Value {
    let finding = &item.finding;
    let places: Vec<&Place> = [&item.target, &item.source].into_iter().flatten().collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|rule| rule.id == finding.rule),
        "level": level(finding.severity),
        "message": {"text": finding.message},
        "locations": places.first().map(|place| location(report, place, None)).into_iter().collect::<Vec<_>>(),
        "relatedLocations": related(report, item, places.get(1).copied()),
        "partialFingerprints": {"duizhao/v1": finding.names.former, "duizhao/v2": finding.fingerprint},
        "baselineState": if item.state == State::Known { "unchanged" } else { "new" },
    });
    if let State::Suppressed(reason, in_source) = &item.state {
        let kind = if *in_source { "inSource" } else { "external" };
        result["suppressions"] = json!([{"kind": kind, "justification": reason}]);
    } else {
        result["suppressions"] = json!([]);
    }
    if let (Some(fix), Some(place)) = (&finding.fix, &item.target)
        && place.line > 0
        && !finding.target.is_empty()
    {
        result["fixes"] = json!([{
            "description": {"text": format!("write \"{}\"", fix.with)},
            "artifactChanges": [{
                "artifactLocation": artifact(report, &place.file),
                "replacements": [{
                    "deletedRegion": region(place),
                    "insertedContent": {"text": fix.with},
                }],
            }],
        }]);
    }
    result
}

/// The place in the Chinese, and places in other texts.
fn related(report: &Report, item: &JudgedFinding, chinese: Option<&Place>) -> Vec<Value> {
    let chinese = chinese.map(|place| location(report, place, Some(1)));
    let elsewhere = item.elsewhere.iter().take(MOST_RELATED).zip(2..);
    let elsewhere = elsewhere.map(|(place, id)| {
        let mut physical = json!({"artifactLocation": artifact(report, &place.file)});
        if place.line > 0 {
            physical["region"] = json!({"startLine": place.line});
        }
        json!({"id": id, "physicalLocation": physical, "message": {"text": "elsewhere"}})
    });
    chinese.into_iter().chain(elsewhere).collect()
}

/// A file: where the repository is known, from its root.
fn artifact(report: &Report, file: &str) -> Value {
    let mut artifact = json!({"uri": uri(&report.in_root(file))});
    if report.folder.is_some() {
        artifact["uriBaseId"] = json!(ROOT);
    }
    artifact
}

fn location(report: &Report, place: &Place, id: Option<u32>) -> Value {
    let mut physical = json!({"artifactLocation": artifact(report, &place.file)});
    if place.line > 0 {
        physical["region"] = region(place);
    }
    let mut location = json!({"physicalLocation": physical});
    if let Some(id) = id {
        location["id"] = json!(id);
        location["message"] = json!({"text": "the Chinese"});
    }
    location
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}
