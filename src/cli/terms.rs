//! `duizhao terms`

use std::process::ExitCode;

use comfy_table::{ContentArrangement, Table, presets};
use duizhao::Result;
use duizhao::glossary::format::GlossaryFormat;
use duizhao::glossary::mine::{Mined, mine};
use duizhao::glossary::{TermMatcher, Termbase};
use duizhao::project::Opening;

use super::Context;
use super::args::Terms;
use super::chosen::chosen;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Terms) -> Result<ExitCode> {
    let known = context.project.termbase(&options.glossary)?;
    let chosen = chosen(context, &options.chosen)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: None,
    };
    let parallel = context.project.open_text_as(chosen.only()?, opening)?;
    let matcher = TermMatcher::new(&known);
    let mut mined = mine(&parallel.bitext, &matcher, options.least.max(2));
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
        return Ok(ExitCode::SUCCESS);
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
    Ok(ExitCode::SUCCESS)
}
