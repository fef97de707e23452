//! The report for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Counts, FindingRecord, PairState, Report, Terminal, TextReport};
use crate::check::Account;
use crate::check::Unused;

/// The name of the format, as the report gives it.
pub const FORMAT: &str = "duizhao-check";
/// The version of its shape. A number goes up when a reader of the former shape would be misled.
pub const VERSION: u64 = 1;
/// The version of the shape of a report about a project of several texts: fingerprints and ids of links are
/// those of a text, so that the same may occur in two.
pub const VERSION_OF_PROJECT: u64 = 2;

pub(super) fn write(report: &Report, _: Terminal, out: &mut dyn Write) -> io::Result<()> {
    let whole = match report.texts.as_slice() {
        [text] if !report.is_of_project => of_text(report, text),
        _ => of_project(report),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn of_text(report: &Report, text: &TextReport) -> Value {
    let findings: Vec<FindingRecord> = text.items.iter().map(FindingRecord::from).collect();
    json!({
        "format": FORMAT,
        "version": VERSION,
        "source": text.files.0,
        "target": text.files.1,
        "summary": summary(report.counts(), &text.account),
        "pair": text.pair,
        "findings": findings,
        "unused": unused(report.all_unused()),
    })
}

fn of_project(report: &Report) -> Value {
    let of_text = |text: &TextReport| {
        let mut value = json!({
            "name": text.name,
            "source": file(&text.files.0),
            "target": file(&text.files.1),
            "summary": summary(Counts::of(&text.items), &text.account),
            "pair": text.pair,
        });
        if let Some(title) = &text.title {
            value["title"] = json!(title);
        }
        if let Some(why) = &text.failed {
            value["error"] = json!(why);
        }
        value
    };
    let texts: Vec<Value> = report.texts.iter().map(of_text).collect();
    let findings: Vec<FindingRecord> = report
        .texts
        .iter()
        .flat_map(|text| {
            text.items.iter().map(|item| FindingRecord {
                text: Some(text.name.clone()),
                ..FindingRecord::from(item)
            })
        })
        .collect();
    let pairs = report.texts.iter().map(|text| text.pair);
    let mut total = summary(report.counts(), &report.account());
    total["texts"] = json!(report.texts.len());
    total["failed"] = json!(report.failed().count());
    json!({
        "format": FORMAT,
        "version": VERSION_OF_PROJECT,
        "summary": total,
        "pair": pairs.fold(PairState::default(), PairState::plus),
        "texts": texts,
        "findings": findings,
        "unused": unused(report.all_unused()),
    })
}

fn file(name: &str) -> Option<&str> {
    (!name.is_empty()).then_some(name)
}

fn summary(counts: Counts, account: &Account) -> Value {
    let mut summary = json!(counts);
    summary["beads"] = json!(account.links + account.untranslated + account.added);
    summary["links"] = json!(account.links);
    summary["untranslated"] = json!(account.untranslated);
    summary["added"] = json!(account.added);
    summary["moved"] = json!(account.moved);
    summary
}

fn unused<'a>(unused: impl Iterator<Item = &'a Unused>) -> Vec<Value> {
    unused
        .map(|unused| json!({"place": unused.place, "message": unused.what}))
        .collect()
}
