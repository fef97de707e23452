//! `duizhao eval`

use std::io::{self, Write};
use std::process::ExitCode;

use comfy_table::{CellAlignment, Table, presets};
use duizhao::Result;
use duizhao::eval::{Comparison, Evaluation, Fault, Link, Measure, Region, SidesText, Unlinked};
use duizhao::words::Words;
use serde_json::json;
use unicode_width::UnicodeWidthChar;

use super::Context;
use super::args::{Eval, EvalFormat};
use super::columns::filled;
use super::output::write_to;

/// The width of a line of the error list where there is no terminal, in columns.
const USUAL_WIDTH: usize = 100;

pub(super) fn run(context: &Context, options: &Eval) -> Result<ExitCode> {
    let given = options.source.as_deref().zip(options.target.as_deref());
    let Evaluation { comparison, texts } =
        Evaluation::of_files(&options.auto, &options.gold, given)?;
    let words = context.talk.words;
    write_to(options.output.as_deref(), |out| match options.format {
        EvalFormat::Text => {
            report(&comparison, words, out)?;
            if options.errors {
                errors(&comparison.regions, texts.as_ref(), words, out)?;
            }
            Ok(())
        }
        EvalFormat::Json => {
            let value = as_json(
                &comparison,
                texts.as_ref().filter(|_| options.errors),
                options,
            );
            serde_json::to_writer_pretty(&mut *out, &value)?;
            writeln!(out)
        }
    })?;
    let f1 = comparison.score.strict().f1;
    Ok(match options.min_f1 {
        Some(least) if f1 < least => {
            context
                .talk
                .warn(format!("strict F1 is {f1:.4}, below {least}"));
            ExitCode::from(1)
        }
        _ => ExitCode::SUCCESS,
    })
}

fn table(header: &[&str], words: &Words) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .force_no_tty()
        .set_header(header.iter().map(|head| words.tell(head)));
    for at in 1..header.len() {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn percent(part: usize, of: usize) -> String {
    if of == 0 {
        String::new()
    } else {
        format!("{:.3}", part as f64 / of as f64)
    }
}

fn report(compared: &Comparison, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    for (name, measure) in [
        ("strict", compared.score.strict()),
        ("lax", compared.score.lax()),
    ] {
        let name = filled(&words.tell(name), 6);
        writeln!(
            out,
            "{name}  P {:.4}  R {:.4}  F1 {:.4}",
            measure.precision, measure.recall, measure.f1
        )?;
    }
    let mut shapes = table(
        &[
            "shape",
            "gold",
            "found",
            "recall",
            "auto",
            "right",
            "precision",
        ],
        words,
    );
    for (shape, counts) in &compared.shapes {
        shapes.add_row([
            shape.name().to_owned(),
            counts.gold.to_string(),
            counts.found.to_string(),
            percent(counts.found, counts.gold),
            counts.automatic.to_string(),
            counts.right.to_string(),
            percent(counts.right, counts.automatic),
        ]);
    }
    writeln!(out, "\n{}", shapes.trim_fmt())?;
    let mut unlinked = table(&["unlinked sentences", "gold", "found", "falsely"], words);
    for (name, side) in [("source", compared.source), ("target", compared.target)] {
        unlinked.add_row([
            words.tell(name).into_owned(),
            side.gold.to_string(),
            side.found.to_string(),
            side.falsely.to_string(),
        ]);
    }
    writeln!(out, "\n{}", unlinked.trim_fmt())?;
    if !compared.reliability.is_empty() {
        let mut reliability = table(&["confidence", "links", "right", "share"], words);
        for (tenth, (beads, right)) in compared.reliability.iter().rev() {
            reliability.add_row([
                format!("{:.1}", f64::from(*tenth) / 10.0),
                beads.to_string(),
                right.to_string(),
                percent(*right, *beads),
            ]);
        }
        writeln!(out, "\n{}", reliability.trim_fmt())?;
    }
    let mut faults = table(&["errors", "stretches"], words);
    for fault in Fault::ALL {
        let count = compared.count(fault);
        if count > 0 {
            faults.add_row([words.tell(fault.name()).into_owned(), count.to_string()]);
        }
    }
    if compared.regions.is_empty() {
        writeln!(out, "\n{}", words.tell("no errors"))
    } else {
        writeln!(out, "\n{}", faults.trim_fmt())
    }
}

/// Each error: what gold has, what the alignment has, with the sentences where they are known.
fn errors(
    regions: &[Region],
    texts: Option<&SidesText>,
    words: &Words,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = Table::new()
        .width()
        .map_or(USUAL_WIDTH, |width| usize::from(width).max(40));
    for region in regions {
        writeln!(out, "\n{}", words.tell(region.fault.name()))?;
        for (name, links) in [("gold", &region.gold), ("auto", &region.automatic)] {
            for (source, target) in links {
                writeln!(out, "  {} {source:?}:{target:?}", words.tell(name))?;
                if name == "auto" {
                    continue;
                }
                if let Some(texts) = texts {
                    for text in source.iter().filter_map(|&i| texts.source.get(i)) {
                        writeln!(out, "       {}", cut(text, width - 7))?;
                    }
                    for text in target.iter().filter_map(|&j| texts.target.get(j)) {
                        writeln!(out, "       {}", cut(text, width - 7))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// As much of a text as fits into so many columns.
fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    let mut kept = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= columns {
            kept.push('…');
            break;
        }
        kept.push(c);
    }
    kept
}

fn as_json(compared: &Comparison, texts: Option<&SidesText>, options: &Eval) -> serde_json::Value {
    let measure = |measure: Measure| {
        json!({
            "precision": measure.precision,
            "recall": measure.recall,
            "f1": measure.f1,
        })
    };
    let shapes: Vec<_> = compared
        .shapes
        .iter()
        .map(|(shape, counts)| {
            json!({
                "shape": shape.name(),
                "gold": counts.gold,
                "found": counts.found,
                "auto": counts.automatic,
                "right": counts.right,
            })
        })
        .collect();
    let side =
        |side: Unlinked| json!({ "gold": side.gold, "found": side.found, "falsely": side.falsely });
    let reliability: Vec<_> = compared
        .reliability
        .iter()
        .map(|(tenth, (beads, right))| {
            json!({ "from": f64::from(*tenth) / 10.0, "beads": beads, "right": right })
        })
        .collect();
    let links = |links: &[Link]| -> Vec<_> {
        links
            .iter()
            .map(|(source, target)| {
                let mut link = json!({ "source": source, "target": target });
                if let Some(texts) = texts {
                    let said = |side: &[usize], texts: &[String]| -> Vec<String> {
                        side.iter().filter_map(|&k| texts.get(k).cloned()).collect()
                    };
                    link["source_text"] = json!(said(source, &texts.source));
                    link["target_text"] = json!(said(target, &texts.target));
                }
                link
            })
            .collect()
    };
    let mut value = json!({
        "version": 1,
        "strict": measure(compared.score.strict()),
        "lax": measure(compared.score.lax()),
        "shapes": shapes,
        "unlinked": { "source": side(compared.source), "target": side(compared.target) },
        "reliability": reliability,
    });
    if options.errors {
        value["errors"] = compared
            .regions
            .iter()
            .map(|region| {
                json!({
                    "fault": region.fault.name(),
                    "gold": links(&region.gold),
                    "auto": links(&region.automatic),
                })
            })
            .collect();
    }
    value
}
