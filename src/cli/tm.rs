//! `duizhao tm`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use duizhao::Result;
use duizhao::bitext::Bitext;
use duizhao::bitext::format::{self, BitextFormat};
use duizhao::cache::Cache;
use duizhao::translate::{AnswerCache, FuzzyIndex, TranslationMemory};

use super::Context;
use super::args::{Tm, TmAction};
use super::output::{writable, write_bitext, write_to};

pub(super) fn run(context: &Context, options: &Tm) -> Result<()> {
    let cache = Arc::new(Cache::open(&Cache::path_in(
        &context.project.config.folder,
    ))?);
    let units = TranslationMemory::new(cache.clone());
    match &options.action {
        None => {
            let (units, answers) = (units.all()?.len(), AnswerCache::answers(&cache)?.len());
            write_to(None, |out| {
                writeln!(out, "units              {units:>10}")?;
                writeln!(out, "answers of servers {answers:>10}")?;
                writeln!(out, "in {}", cache.path().display())
            })
        }
        Some(TmAction::Import { files }) => import(context, &units, files),
        Some(TmAction::Export { output }) => export(context, &units, output),
        Some(TmAction::Find { text, least, most }) => {
            let mut all = units.all()?;
            all.extend(AnswerCache::answers(&cache)?);
            let index = FuzzyIndex::new(&all);
            let found = index.best(text.trim(), f64::from(*least) / 100.0, *most);
            if found.is_empty() {
                context.talk.note("nothing is like it");
            }
            write_to(None, |out| {
                for found in found {
                    let score = (found.score * 100.0).floor();
                    let unit = found.unit;
                    writeln!(out, "{score:>3}%  {}", unit.source)?;
                    writeln!(out, "      {}", unit.target)?;
                    writeln!(out, "      ({})", unit.origin)?;
                }
                Ok(())
            })
        }
    }
}

/// Everything is read before anything is kept.
fn import(context: &Context, units: &TranslationMemory, files: &[PathBuf]) -> Result<()> {
    let bitexts = files
        .iter()
        .map(|file| Ok((file, format::read(file)?)))
        .collect::<Result<Vec<_>>>()?;
    for (file, bitext) in bitexts {
        let origin = file.file_name().unwrap_or(file.as_os_str());
        let number = units.import(&bitext, &origin.to_string_lossy())?;
        let file = file.display();
        context.talk.note(format!("{file}: {number} units"));
    }
    Ok(())
}

fn export(context: &Context, units: &TranslationMemory, output: &Path) -> Result<()> {
    let format = BitextFormat::by_path(output)?;
    writable(format, Some(output))?;
    let all = units.all()?;
    let pairs = all
        .iter()
        .map(|unit| (unit.source.as_str(), unit.target.as_str()));
    let bitext = Bitext::of_pairs(pairs, context.project.languages());
    write_bitext(format, &bitext, Some(output))?;
    context.talk.note(format!("{} units", all.len()));
    Ok(())
}
