//! `duizhao tm`

use duizhao::Result;
use duizhao::bitext::format::BitextFormat;

use super::Context;
use super::args::{Tm, TmAction};
use super::output::{writable, write_bitext, write_to};

pub(super) fn run(context: &Context, options: &Tm) -> Result<()> {
    let memory = context.project.memory()?;
    let note = |what: String| context.talk.note(what);
    match &options.action {
        None => {
            let size = memory.size()?;
            write_to(None, |out| {
                writeln!(out, "units              {:>10}", size.units)?;
                writeln!(out, "answers of servers {:>10}", size.answers)?;
                writeln!(out, "in {}", memory.path().display())
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
                    writeln!(out, "      ({})", unit.origin)?;
                }
                Ok(())
            })
        }
    }
}
