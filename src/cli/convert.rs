//! `duizhao convert`

use std::path::Path;

use duizhao::bitext::format::{self, BitextFormat};
use duizhao::glossary::format as glossary;
use duizhao::text::named::Named;
use duizhao::{Error, Result};

use super::Context;
use super::args::Convert;
use super::output::{writable, write_bitext, write_to};

pub(super) fn run(context: &Context, options: &Convert) -> Result<()> {
    let (input, output) = (options.input.as_path(), options.output.as_path());
    let named = options.from.is_some() || options.to.is_some();
    if !named && is_glossary(input) && is_glossary(output) && !is_bitext_table(input)? {
        let (termbase, remarks) = glossary::read(input)?;
        for remark in remarks {
            context.talk.warn(format!("{}: {remark}", input.display()));
        }
        let format = glossary::GlossaryFormat::by_path(output)?;
        write_to(Some(output), |out| (format.write)(&termbase, out))?;
        let extra = termbase
            .concepts
            .iter()
            .any(|concept| !concept.extra.is_empty());
        if extra && !format.cannot_hold.is_empty() {
            context.talk.warn(format!(
                "{} does not hold: {}",
                format.name,
                format.cannot_hold.join("; ")
            ));
        }
        return Ok(());
    }
    let to = match &options.to {
        Some(id) => BitextFormat::by_id(id)?,
        None => BitextFormat::by_path(output)?,
    };
    writable(to, Some(output))?;
    let bitext = match &options.from {
        Some(id) => BitextFormat::by_id(id)?.read_file(input)?,
        None => format::read(input)?,
    };
    let left_out = write_bitext(to, &bitext, Some(output))?.left_out;
    if left_out > 0 {
        context
            .talk
            .warn(format!("{left_out} beads could not be written"));
    }
    if !to.cannot_hold.is_empty() {
        context.talk.note(format!(
            "{} does not hold: {}",
            to.name,
            to.cannot_hold.join("; ")
        ));
    }
    Ok(())
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn is_glossary(path: &Path) -> bool {
    glossary::GlossaryFormat::by_path(path).is_ok()
}

/// Both bitexts and glossaries come as TSV: a bitext's header has a column of confidences.
fn is_bitext_table(path: &Path) -> Result<bool> {
    if !has_extension(path, "tsv") {
        return Ok(false);
    }
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let header = bytes
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    Ok(String::from_utf8_lossy(header).contains("confidence"))
}
