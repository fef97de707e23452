//! `duizhao convert`

use std::path::Path;

use duizhao::bitext::format::{self, BitextFormat};
use duizhao::glossary::format as glossary;
use duizhao::{Error, Result};

use super::Context;
use super::args::Convert;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Convert) -> Result<()> {
    let (input, output) = (options.input.as_path(), options.output.as_path());
    if is_glossary(input) && is_glossary(output) && !is_bitext_table(input)? {
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
    let to = BitextFormat::by_path(output)?;
    let Some(write) = to.write else {
        return Err(Error::usage(
            format!("{} cannot be written", to.name),
            "see `duizhao formats`",
        ));
    };
    let bitext = format::read(input)?;
    let mut left_out = 0;
    write_to(Some(output), |out| {
        left_out = write(&bitext, out)?.left_out;
        Ok(())
    })?;
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
