//! `duizhao tm`

use std::process::ExitCode;

use duizhao::Result;
use duizhao::bitext::format::BitextFormat;
use duizhao::project::MemoryDoubts;

use super::Context;
use super::args::{MemoryFormat, Tm, TmAction};
use super::columns::filled;
use super::output::{writable, write_bitext, write_to};

pub(super) fn run(context: &Context, options: &Tm) -> Result<ExitCode> {
    if let Some(TmAction::Check { format, forget }) = options.action {
        let doubts = context.project.memory()?.check(forget)?;
        return check(context, &doubts, format);
    }
    others(context, options).map(|()| ExitCode::SUCCESS)
}

/// Tells what is doubtful; the exit code is 1 where something stays that is.
fn check(context: &Context, doubts: &MemoryDoubts, format: MemoryFormat) -> Result<ExitCode> {
    let words = context.talk.words;
    write_to(None, |out| match format {
        MemoryFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, doubts)?;
            writeln!(out)
        }
        MemoryFormat::Text => {
            for pair in doubts.doubtful_answers.iter().chain(&doubts.doubtful_units) {
                writeln!(out, "{}", pair.source)?;
                writeln!(out, "    {}", pair.target)?;
                let origin = words.tell(&pair.origin);
                writeln!(out, "    {} ({origin})", words.tell(&pair.why))?;
            }
            let told = if doubts.forgotten {
                "doubtful and forgotten"
            } else {
                "doubtful"
            };
            let answers = counted(doubts.answers, "answer of a server", "answers of servers");
            let (answers, told) = (words.tell(&answers), words.tell(told));
            writeln!(out, "{answers}: {} {told}", doubts.doubtful_answers.len())?;
            let units = counted(doubts.units, "unit", "units");
            let (units, told) = (words.tell(&units), words.tell("doubtful"));
            writeln!(out, "{units}: {} {told}", doubts.doubtful_units.len())
        }
    })?;
    let stay = doubts.doubtful_units.len()
        + usize::from(!doubts.forgotten) * doubts.doubtful_answers.len();
    Ok(ExitCode::from(u8::from(stay > 0)))
}

fn counted(of: usize, one: &str, many: &str) -> String {
    format!("{of} {}", if of == 1 { one } else { many })
}

fn others(context: &Context, options: &Tm) -> Result<()> {
    let memory = context.project.memory()?;
    let note = |what: String| context.talk.note(what);
    match &options.action {
        None => {
            let size = memory.size()?;
            write_to(None, |out| {
                let words = context.talk.words;
                for (name, number) in [("units", size.units), ("answers of servers", size.answers)]
                {
                    let name = filled(&words.tell(name), 18);
                    writeln!(out, "{name} {number:>10}")?;
                }
                let path = [("path", memory.path().display().to_string().into())];
                writeln!(out, "{}", words.say("tm-in", &path))
            })
        }
        Some(TmAction::Import { files }) => {
            for (file, number) in files.iter().zip(memory.import(&context.project, files)?) {
                note(format!("{}: {number} units", file.display()));
            }
            Ok(())
        }
        Some(TmAction::Export { output }) => {
            let format = BitextFormat::by_path(output)?;
            writable(format, Some(output))?;
            let bitext = memory.export(context.project.languages())?;
            let units = bitext.beads.len();
            write_bitext(&context.project, format, bitext, Some(output))?;
            note(format!("{units} units"));
            Ok(())
        }
        // It has been done.
        Some(TmAction::Check { .. }) => Ok(()),
        Some(TmAction::Find { text, least, most }) => {
            let found = memory.find(text, f64::from(*least) / 100.0, *most)?;
            if found.is_empty() {
                note("nothing is like it".to_owned());
            }
            write_to(None, |out| {
                for (score, unit) in found {
                    let percent = (score * 100.0).floor();
                    writeln!(out, "{percent:>3}%  {}", unit.source)?;
                    writeln!(out, "      {}", unit.target)?;
                    writeln!(out, "      ({})", context.talk.words.tell(&unit.origin))?;
                }
                Ok(())
            })
        }
    }
}
