//! `duizhao align` of many texts: those of the project, or the pairs of a table.

use std::io::{self, Write};
use std::process::ExitCode;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use duizhao::bitext::format::BitextFormat;
use duizhao::files::FOLDER_NAME;
use duizhao::project::shelf::{AlignTexts, Earlier, Outcome, read_list};
use duizhao::project::{Chosen, Project, ProjectText, Reading, TakeWords};
use duizhao::text::named::Named;
use duizhao::words::Words;
use duizhao::{Error, Result};
use serde_json::json;

use super::Context;
use super::args::{Align, Summary, TakeWhich};
use super::chosen::translated;
use super::output::write_to;

/// The name of the record of a table's pairs, in the folder of the results.
const BATCH_RECORD: &str = "batch.jsonl";
/// The name of the record of a project's texts, in the private folder.
const PROJECT_RECORD: &str = "align.jsonl";

/// Aligns the pairs of a table into a folder.
pub(super) fn table_of_pairs(context: &Context, options: &Align) -> Result<ExitCode> {
    let (Some(list), Some(folder)) = (&options.batch, &options.output) else {
        return Err(Error::usage("a list and a folder are needed", ""));
    };
    let format = BitextFormat::by_id(options.format.as_deref().unwrap_or("jsonl"))?;
    let ends = format.extensions.first().copied().unwrap_or(format.id);
    let texts = read_list(list, folder, ends)?;
    let wishes = AlignTexts {
        texts: &texts,
        record: &folder.join(BATCH_RECORD),
        format,
        reading: reading(options),
        earlier: if options.fresh {
            Earlier::Nothing
        } else {
            Earlier::Decisions
        },
    };
    run(context, options, wishes)
}

/// Aligns texts of the project into their own bitexts.
pub(super) fn texts(context: &Context, options: &Align, chosen: &Chosen) -> Result<ExitCode> {
    let texts = &translated(context, chosen)[..];
    for (is_given, name) in [
        (options.output.is_some(), "-o"),
        (options.onto.is_some(), "--onto"),
        (options.mt.is_some(), "--mt"),
        (!options.memory.is_empty(), "--memory"),
        (options.tm.is_some(), "--tm"),
        (options.anchors.is_some(), "--anchors"),
        (options.gold.is_some(), "--gold"),
        (options.encoder.is_some(), "--encoder"),
        (options.format.is_some(), "--format"),
    ] {
        if is_given {
            return Err(Error::usage(
                format!(
                    "{name} is for one pair, and the project's texts are aligned into their own bitexts"
                ),
                "name the Chinese text and its translation",
            ));
        }
    }
    if let Some(text) = texts.iter().find(|text| text.bitext.is_none()) {
        return Err(Error::usage(
            format!("nothing says where the bitext of {} goes", text.name),
            "set bitext = \"bitext/{path}.bitext.jsonl\" under [project] in duizhao.toml, or name two texts and -o",
        ));
    }
    if let (Some(list), false) = (&chosen.list, options.fresh) {
        context.project.adopt_bitexts(list, texts)?;
    }
    let private = context.project.config.folder.join(FOLDER_NAME);
    let wishes = AlignTexts {
        texts,
        record: &private.join(PROJECT_RECORD),
        format: BitextFormat::by_id("jsonl")?,
        reading: reading(options),
        earlier: if options.fresh {
            Earlier::Nothing
        } else {
            Earlier::Links
        },
    };
    run(context, options, wishes)
}

/// The project with what the options say of reading its texts.
pub(super) fn with_wishes(context: &Context, options: &Align) -> Result<Project> {
    let mut project = context.project.clone();
    project.take = options.take.map(|which| match which {
        TakeWhich::File => TakeWords::File,
        TakeWhich::Bitext => TakeWords::Bitext,
    });
    project.recut = options.recut;
    if !options.glossary.is_empty() {
        // One that was named has to be one; what is odd in it is told.
        project.termbase(&options.glossary)?;
        project
            .config
            .project
            .glossary
            .clone_from(&options.glossary);
    }
    Ok(project)
}

fn reading(options: &Align) -> Reading<'_> {
    Reading {
        lines: options.lines,
        from: options.from.as_deref(),
    }
}

fn run(context: &Context, options: &Align, wishes: AlignTexts<'_>) -> Result<ExitCode> {
    let project = with_wishes(context, options)?;
    let outcomes = project.align_texts(wishes)?;
    let outcomes: Vec<(&ProjectText, Outcome)> = wishes.texts.iter().zip(outcomes).collect();
    write_to(None, |out| match options.summary {
        Summary::Text => table(&outcomes, context.talk.words, out),
        Summary::Json => summary(&outcomes, out),
    })?;
    let good = outcomes.iter().all(|(_, (done, _))| done.error.is_none());
    Ok(ExitCode::from(u8::from(!good)))
}

/// A row a pair: its counts, or why there are none.
fn table(
    outcomes: &[(&ProjectText, Outcome)],
    words: &Words,
    out: &mut dyn Write,
) -> io::Result<()> {
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
        .set_header(header.map(|head| words.tell(head)));
    for at in 1..header.len() {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for (entry, (done, _)) in outcomes {
        if done.error.is_some() {
            table.add_row([entry.name.as_str(), "-", "-", "-", "-", "-", "-"]);
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
            writeln!(out, "{}: {}", entry.name, words.tell(error))?;
        }
    }
    Ok(())
}

fn summary(outcomes: &[(&ProjectText, Outcome)], out: &mut dyn Write) -> io::Result<()> {
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
