//! `duizhao align`

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use duizhao::Result;
use duizhao::bitext::Bitext;
use duizhao::bitext::format::BitextFormat;
use duizhao::eval::{Alignment, Score};
use duizhao::project::hints::lost_decision;
use duizhao::project::{HintFiles, OwnedHints, Reading};
use duizhao::text::named::Named;

use super::args::Align;
use super::chosen::chosen;
use super::output::{writable, write_bitext, write_to};
use super::talk::Talk;
use super::{Context, batch};

pub(super) fn run(context: &Context, options: &Align) -> Result<ExitCode> {
    if options.batch.is_some() {
        return batch::table_of_pairs(context, options);
    }
    let [source, target] = options.chosen.names.as_slice() else {
        return batch::texts(context, options, &chosen(context, &options.chosen)?);
    };
    if options.output.is_none() {
        let chosen = chosen(context, &options.chosen)?;
        if chosen.list.is_some() && chosen.texts.iter().all(|text| text.bitext.is_some()) {
            return batch::texts(context, options, &chosen);
        }
    }
    pair(context, options, source, target).map(|()| ExitCode::SUCCESS)
}

/// Aligns one pair into the output.
fn pair(context: &Context, options: &Align, source: &Path, target: &Path) -> Result<()> {
    // A result that cannot be written is an error before the work, not after.
    let format = match (&options.format, &options.output) {
        (Some(id), _) => Some(BitextFormat::by_id(id)?),
        (None, Some(path)) => Some(BitextFormat::by_path(path)?),
        (None, None) if io::stdout().is_terminal() => None,
        (None, None) => Some(BitextFormat::by_id("jsonl")?),
    };
    if let Some(format) = format {
        writable(format, options.output.as_deref())?;
    }
    let reading = Reading {
        lines: options.lines,
        from: options.from.as_deref(),
    };
    let project = &batch::with_wishes(context, options)?;
    let pair = project.read_pair(source, target, reading)?;
    let onto = options.onto.as_deref().or_else(|| {
        let output = options.output.as_deref().filter(|path| path.is_file())?;
        (!options.fresh && format.is_some_and(|format| format.id == "jsonl")).then_some(output)
    });
    let files = HintFiles {
        translation: options.mt.as_deref(),
        memory: &options.memory,
        tm: options.tm,
        encoder: options.encoder.as_deref(),
        anchors: options.anchors.as_deref(),
        onto,
    };
    if let Some(onto) = onto.filter(|path| is_jsonl(path)) {
        let files = HintFiles {
            onto: None,
            ..files
        };
        let parallel = project.align_onto(pair, onto, reading, files)?;
        project.tell_difference(&parallel)?;
        let kept = parallel.bitext.beads.len() - parallel.difference.relinked;
        context
            .talk
            .note(format!("{}: {kept} links stay as they are", onto.display()));
        let all = &parallel.bitext.lost;
        let known = all.len() - parallel.difference.lost;
        for lost in &all[known..] {
            context.talk.warn(lost_decision(lost));
        }
        if let Some(gold) = &options.gold {
            score(&parallel.bitext, gold)?;
        }
        if let (Some(output), true) = (
            options
                .output
                .as_deref()
                .filter(|path| *path != Path::new("-")),
            format.is_some_and(|format| format.id == "jsonl"),
        ) {
            let saved = project.save_to(&parallel, output)?;
            report(context, &saved.bitext);
            return Ok(());
        }
        report(context, &parallel.bitext);
        return give(context, format, parallel.bitext, options);
    }
    let hints = OwnedHints::read(project, files, &pair)?;
    if let Some(path) = onto {
        let kept = hints.carried.len();
        context
            .talk
            .note(format!("{}: {kept} links stay as they are", path.display()));
    }
    let mut linked = project.link(&pair, &hints)?;
    let is_file = options.output.as_deref() != Some(Path::new("-")) && options.output.is_some();
    if onto.is_none() && is_file && format.is_some_and(|format| format.id == "jsonl") {
        // The first bitext of a text begins with what git knows of it.
        let [zh, en] = pair.files();
        project.take_was_from_history(&mut linked, (&zh, &en))?;
    }
    let bitext = pair.as_given(linked);
    report(context, &bitext);
    for lost in &hints.lost {
        context.talk.warn(lost_decision(lost));
    }
    if let Some(path) = &options.gold {
        score(&bitext, path)?;
    }
    give(context, format, bitext, options)
}

fn is_jsonl(path: &Path) -> bool {
    BitextFormat::by_path(path).is_ok_and(|format| format.id == "jsonl")
}

/// Writes the bitext where it shall go.
fn give(
    context: &Context,
    format: Option<&BitextFormat>,
    bitext: Bitext,
    options: &Align,
) -> Result<()> {
    let project = &context.project;
    let Some(format) = format else {
        let low = project.config.align.low_confidence;
        return write_to(None, |out| table(&bitext, low, &context.talk, out));
    };
    let left_out = write_bitext(project, format, bitext, options.output.as_deref())?.left_out;
    if left_out > 0 {
        context.talk.note(format!(
            "{left_out} links with an empty side are not in the {}",
            format.name
        ));
    }
    Ok(())
}

/// Says what is missing on a side, or stands elsewhere, over longer stretches.
fn report(context: &Context, bitext: &Bitext) {
    for stretch in bitext.stretches() {
        context.talk.note(stretch);
    }
}

/// Prints strict and lax scores to standard error.
#[allow(clippy::print_stderr)] // asked for with --gold
fn score(bitext: &Bitext, path: &std::path::Path) -> Result<()> {
    let gold = Alignment::read_links(path)?;
    let score = Score::of(&gold.links, &Alignment::of(bitext).links);
    for (name, measure) in [("strict", score.strict()), ("lax", score.lax())] {
        eprintln!(
            "{name:6}  P {:.4}  R {:.4}  F1 {:.4}",
            measure.precision, measure.recall, measure.f1
        );
    }
    Ok(())
}

/// The bitext for a person: a bead a row, the unsure ones in colour.
fn table(bitext: &Bitext, low: f32, talk: &Talk, out: &mut dyn Write) -> io::Result<()> {
    let color = talk.output_color;
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["", "source", "target", "sure"].map(|head| talk.words.tell(head)));
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
