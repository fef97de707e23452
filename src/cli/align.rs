//! `duizhao align`

use std::io::{self, IsTerminal, Write};

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use duizhao::align::score::{Link, Score};
use duizhao::bitext::Bitext;
use duizhao::bitext::format::{BitextFormat, links};
use duizhao::{Error, Result};

use super::Context;
use super::args::Align;
use super::output::write_to;
use super::pair::{How, Pair};

pub(super) fn run(context: &Context, options: &Align) -> Result<()> {
    // What cannot be written is better known before the work than after.
    let format = match (&options.format, &options.output) {
        (Some(id), _) => Some(writable(BitextFormat::by_id(id)?)?),
        (None, Some(path)) => Some(writable(BitextFormat::by_path(path)?)?),
        (None, None) if io::stdout().is_terminal() => None,
        (None, None) => Some(BitextFormat::by_id("jsonl")?),
    };
    let how = How {
        lines: options.lines,
        from: options.from.as_deref(),
    };
    let pair = Pair::read(context, &options.source, &options.target, how)?;
    let aligned = pair.align(context)?;
    let bitext = pair.as_given(context, &aligned);
    if let Some(path) = &options.gold {
        score(&bitext, path)?;
    }
    let Some(format) = format else {
        let low = context.config.align.low_confidence;
        return write_to(None, |out| {
            table(&bitext, low, context.talk.output_color, out)
        });
    };
    let mut left_out = 0;
    write_to(options.output.as_deref(), |out| {
        if let Some(write) = format.write {
            left_out = write(&bitext, out)?.left_out;
        }
        Ok(())
    })?;
    if left_out > 0 {
        context.talk.note(format!(
            "{left_out} beads with an empty side are not in the {}",
            format.name
        ));
    }
    Ok(())
}

fn writable(format: &'static BitextFormat) -> Result<&'static BitextFormat> {
    if format.can_write() {
        Ok(format)
    } else {
        Err(Error::usage(
            format!("{} cannot be written", format.name),
            "see `duizhao formats`",
        ))
    }
}

/// Prints strict and lax scores to standard error.
#[allow(clippy::print_stderr)] // asked for with --gold
fn score(bitext: &Bitext, path: &std::path::Path) -> Result<()> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let gold: Vec<Link> = links::parse(&bytes, path)?;
    let found: Vec<Link> = bitext
        .beads
        .iter()
        .map(|bead| (bead.source.clone().collect(), bead.target.clone().collect()))
        .collect();
    let score = Score::of(&gold, &found);
    for (name, measure) in [("strict", score.strict()), ("lax", score.lax())] {
        eprintln!(
            "{name:6}  P {:.4}  R {:.4}  F1 {:.4}",
            measure.precision, measure.recall, measure.f1
        );
    }
    Ok(())
}

/// The bitext for a person: a bead a row, the unsure ones in colour.
fn table(bitext: &Bitext, low: f32, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["", "source", "target", "sure"]);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
        if table.width().is_none() {
            table.set_width(100);
        }
    }
    for bead in &bitext.beads {
        let sure = format!("{:.2}", bead.confidence);
        let mut cells = vec![
            Cell::new(bead.kind_label()),
            Cell::new(bitext.source_text(bead)),
            Cell::new(bitext.target_text(bead)),
            Cell::new(sure),
        ];
        if color {
            if !bead.is_linked() {
                cells[0] = cells[0]
                    .clone()
                    .fg(Color::Red)
                    .add_attribute(Attribute::Bold);
            }
            if bead.confidence < low {
                cells[3] = cells[3].clone().fg(Color::Yellow);
            }
        }
        table.add_row(cells);
    }
    writeln!(out, "{table}")
}
