//! `duizhao eval`

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use comfy_table::{CellAlignment, Table, presets};
use duizhao::bitext::format::{self, links};
use duizhao::document::read_file;
use duizhao::eval::{Comparison, Fault, Link, Measure, Region, Unlinked};
use duizhao::{Error, Place, Result};
use serde_json::json;
use unicode_width::UnicodeWidthChar;

use super::Context;
use super::args::{Eval, EvalFormat};
use super::output::write_to;

/// The width of a line of the error list where there is no terminal, in columns.
const USUAL_WIDTH: usize = 100;

/// An alignment as it was read.
#[derive(Default)]
struct Alignment {
    links: Vec<Link>,
    /// Of each link; empty where the format has none.
    confidences: Vec<f32>,
    /// The sentences of both sides; none where the format has none.
    texts: Option<(Vec<String>, Vec<String>)>,
}

pub(super) fn run(context: &Context, options: &Eval) -> Result<ExitCode> {
    let auto = read(&options.auto)?;
    let gold = read(&options.gold)?;
    let given = match (&options.source, &options.target) {
        (Some(source), Some(target)) => Some((lines(source)?, lines(target)?)),
        _ => None,
    };
    for alignment in [(&auto, &options.auto), (&gold, &options.gold)] {
        let texts = given
            .as_ref()
            .or(auto.texts.as_ref())
            .or(gold.texts.as_ref());
        if let Some(texts) = texts {
            within(alignment.0, alignment.1, texts)?;
        }
    }
    if let (Some(ours), Some(theirs)) = (&auto.texts, &gold.texts)
        && (ours.0.len(), ours.1.len()) != (theirs.0.len(), theirs.1.len())
    {
        return Err(Error::input(
            Place::file(&options.gold),
            format!(
                "it has {} and {} sentences, {} has {} and {}",
                theirs.0.len(),
                theirs.1.len(),
                options.auto.display(),
                ours.0.len(),
                ours.1.len()
            ),
            "both have to be alignments of the same sentences",
        ));
    }
    let compared = Comparison::of(&gold.links, &auto.links, &auto.confidences);
    let texts = given.or(auto.texts).or(gold.texts);
    write_to(options.output.as_deref(), |out| match options.format {
        EvalFormat::Text => {
            report(&compared, out)?;
            if options.errors {
                errors(&compared.regions, texts.as_ref(), out)?;
            }
            Ok(())
        }
        EvalFormat::Json => {
            let value = as_json(
                &compared,
                texts.as_ref().filter(|_| options.errors),
                options,
            );
            serde_json::to_writer_pretty(&mut *out, &value)?;
            writeln!(out)
        }
    })?;
    let f1 = compared.score.strict().f1;
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

/// A bitext by its name; anything else is links.
fn read(path: &Path) -> Result<Alignment> {
    if let Ok(found) = format::BitextFormat::by_path(path)
        && found.can_read()
    {
        let bitext = format::read(path)?;
        let texts = |side: &duizhao::bitext::Side| -> Vec<String> {
            side.texts().into_iter().map(str::to_owned).collect()
        };
        return Ok(Alignment {
            links: bitext
                .beads
                .iter()
                .map(|bead| (bead.source.clone().collect(), bead.target.clone().collect()))
                .collect(),
            confidences: bitext.beads.iter().map(|bead| bead.confidence).collect(),
            texts: Some((texts(&bitext.source), texts(&bitext.target))),
        });
    }
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    Ok(Alignment {
        links: links::parse(&bytes, path)?,
        ..Alignment::default()
    })
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let text = read_file(path, Some("txt"))?.source.text;
    Ok(text.lines().map(str::to_owned).collect())
}

/// No link may name a sentence beyond the end.
fn within(alignment: &Alignment, path: &Path, texts: &(Vec<String>, Vec<String>)) -> Result<()> {
    for (number, (source, target)) in (1..).zip(&alignment.links) {
        for (side, count, name) in [
            (source, texts.0.len(), "source"),
            (target, texts.1.len(), "target"),
        ] {
            if let Some(beyond) = side.iter().find(|&&sentence| sentence >= count) {
                return Err(Error::input(
                    Place::file(path),
                    format!(
                        "link {number} names {name} sentence {beyond}, the last is {}",
                        count.saturating_sub(1)
                    ),
                    "sentences are counted from 0; do the links belong to these texts?",
                ));
            }
        }
    }
    Ok(())
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .force_no_tty()
        .set_header(header.iter().copied());
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

fn report(compared: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    for (name, measure) in [
        ("strict", compared.score.strict()),
        ("lax", compared.score.lax()),
    ] {
        writeln!(
            out,
            "{name:6}  P {:.4}  R {:.4}  F1 {:.4}",
            measure.precision, measure.recall, measure.f1
        )?;
    }
    let mut shapes = table(&[
        "shape",
        "gold",
        "found",
        "recall",
        "auto",
        "right",
        "precision",
    ]);
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
    let mut unlinked = table(&["unlinked sentences", "gold", "found", "falsely"]);
    for (name, side) in [("source", compared.source), ("target", compared.target)] {
        unlinked.add_row([
            name.to_owned(),
            side.gold.to_string(),
            side.found.to_string(),
            side.falsely.to_string(),
        ]);
    }
    writeln!(out, "\n{}", unlinked.trim_fmt())?;
    if !compared.reliability.is_empty() {
        let mut reliability = table(&["confidence", "links", "right", "share"]);
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
    let mut faults = table(&["errors", "stretches"]);
    for fault in FAULTS {
        let count = compared.regions.iter().filter(|r| r.fault == fault).count();
        if count > 0 {
            faults.add_row([fault.name().to_owned(), count.to_string()]);
        }
    }
    if compared.regions.is_empty() {
        writeln!(out, "\nno errors")
    } else {
        writeln!(out, "\n{}", faults.trim_fmt())
    }
}

const FAULTS: [Fault; 6] = [
    Fault::Shifted,
    Fault::GoldMerges,
    Fault::GoldSplits,
    Fault::UnlinkedMissed,
    Fault::FalselyUnlinked,
    Fault::Mixed,
];

/// Each error: what gold has, what the alignment has, with the sentences where they are known.
fn errors(
    regions: &[Region],
    texts: Option<&(Vec<String>, Vec<String>)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = Table::new()
        .width()
        .map_or(USUAL_WIDTH, |width| usize::from(width).max(40));
    for region in regions {
        writeln!(out, "\n{}", region.fault.name())?;
        for (name, links) in [("gold", &region.gold), ("auto", &region.automatic)] {
            for (source, target) in links {
                writeln!(out, "  {name} {source:?}:{target:?}")?;
                if name == "auto" {
                    continue;
                }
                if let Some((zh, en)) = texts {
                    for text in source.iter().filter_map(|&i| zh.get(i)) {
                        writeln!(out, "       {}", cut(text, width - 7))?;
                    }
                    for text in target.iter().filter_map(|&j| en.get(j)) {
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

fn as_json(
    compared: &Comparison,
    texts: Option<&(Vec<String>, Vec<String>)>,
    options: &Eval,
) -> serde_json::Value {
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
                if let Some((zh, en)) = texts {
                    let said = |side: &[usize], texts: &[String]| -> Vec<String> {
                        side.iter().filter_map(|&k| texts.get(k).cloned()).collect()
                    };
                    link["source_text"] = json!(said(source, zh));
                    link["target_text"] = json!(said(target, en));
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
