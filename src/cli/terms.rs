//! `duizhao terms`

use std::process::ExitCode;

use comfy_table::{ContentArrangement, Table, presets};
use duizhao::Result;
use duizhao::bitext::Bitext;
use duizhao::glossary::format::GlossaryFormat;
use duizhao::glossary::mine::{Mined, mine};
use duizhao::glossary::{TermMatcher, Termbase};
use duizhao::project::Opening;

use super::Context;
use super::args::Terms;
use super::chosen::{chosen, translated};
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Terms) -> Result<ExitCode> {
    let known = context.project.termbase(&options.glossary)?;
    let chosen = chosen(context, &options.chosen)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: None,
    };
    let mut bitexts = Vec::new();
    let mut failed = 0;
    context.project.each_text(
        &translated(context, &chosen),
        |project, text| Ok(project.open_text_as(text, opening)?.bitext),
        |text, bitext| {
            match bitext {
                Ok(bitext) => bitexts.push(bitext),
                // Of a single pair the error is that of the command.
                Err(error) if chosen.is_single() => return Err(error),
                Err(error) => {
                    failed += 1;
                    context.talk.failed(&text.name, &error);
                }
            }
            Ok(())
        },
    )?;
    let bitext = Bitext::joined(bitexts);
    let code = ExitCode::from(if failed > 0 { 2 } else { 0 });
    let matcher = TermMatcher::new(&known);
    let mut mined = mine(&bitext, &matcher, options.least.max(2));
    mined.truncate(options.most);
    if mined.is_empty() {
        context
            .talk
            .note("no terms were found; --least 2 looks for rarer ones");
    }
    if let Some(path) = &options.output {
        let format = GlossaryFormat::by_path(path)?;
        let found = Termbase {
            concepts: mined.iter().map(Mined::concept).collect(),
        };
        write_to(Some(path), |out| (format.write)(&found, out))?;
        context.talk.note(format!(
            "{}: {} terms",
            path.display(),
            found.concepts.len()
        ));
        return Ok(code);
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["Chinese", "English", "times", "consistent", "for example"]);
    if !context.talk.output_color {
        table.force_no_tty();
    }
    for term in &mined {
        table.add_row([
            term.source.clone(),
            term.target.clone(),
            term.times.to_string(),
            format!("{:.0}%", term.consistency * 100.0),
            format!("{}\n{}", term.example.0, term.example.1),
        ]);
    }
    write_to(None, |out| writeln!(out, "{table}"))?;
    Ok(code)
}
