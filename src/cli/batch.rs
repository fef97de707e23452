//! `duizhao align --batch`

use std::io::{self, Write};
use std::process::ExitCode;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use duizhao::bitext::format::BitextFormat;
use duizhao::project::Reading;
use duizhao::project::shelf::{ListedPair, Outcome, Shelf};
use duizhao::text::named::Named;
use duizhao::{Error, Result};
use serde_json::json;

use super::Context;
use super::args::{Align, Summary};
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Align) -> Result<ExitCode> {
    let (Some(list), Some(folder)) = (&options.batch, &options.output) else {
        return Err(Error::usage("a list and a folder are needed", ""));
    };
    let outcomes = context.project.align_shelf(Shelf {
        list,
        folder,
        format: BitextFormat::by_id(options.format.as_deref().unwrap_or("jsonl"))?,
        reading: Reading {
            lines: options.lines,
            from: options.from.as_deref(),
        },
        fresh: options.fresh,
    })?;
    write_to(None, |out| match options.summary {
        Summary::Text => table(&outcomes, out),
        Summary::Json => summary(&outcomes, out),
    })?;
    let good = outcomes.iter().all(|(_, (done, _))| done.error.is_none());
    Ok(ExitCode::from(u8::from(!good)))
}

/// A row a pair: its counts, or why there are none.
fn table(outcomes: &[(ListedPair, Outcome)], out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "pair",
        "zh",
        "en",
        "links",
        "omissions",
        "additions",
        "sure",
    ];
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    for at in 1..header.len() {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for (entry, (done, _)) in outcomes {
        if done.error.is_some() {
            table.add_row([&entry.name, "-", "-", "-", "-", "-", "-"]);
            continue;
        }
        let counts = [
            done.zh,
            done.en,
            done.linked,
            done.omissions,
            done.additions,
        ];
        let mut row = vec![entry.name.clone()];
        row.extend(counts.iter().map(usize::to_string));
        row.push(done.confidence.map_or("-".into(), |c| format!("{c:.3}")));
        table.add_row(row);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    for (entry, (done, _)) in outcomes {
        if let Some(error) = &done.error {
            writeln!(out, "{}: {error}", entry.name)?;
        }
    }
    Ok(())
}

fn summary(outcomes: &[(ListedPair, Outcome)], out: &mut dyn Write) -> io::Result<()> {
    let pairs: Vec<_> = outcomes
        .iter()
        .map(|(entry, (done, known))| json!({"pair": entry.name, "skipped": known, "result": done}))
        .collect();
    let count =
        |which: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|(_, one)| which(one)).count();
    let summary = json!({
        "pairs": pairs,
        "failed": count(&|(done, _)| done.error.is_some()),
        "skipped": count(&|&(_, known)| known),
    });
    serde_json::to_writer_pretty(&mut *out, &summary)?;
    writeln!(out)
}
