//! `duizhao build`

use duizhao::project::{Build, Opening};
use duizhao::{Error, Result};

use super::Context;
use super::args;
use super::chosen::chosen;

pub(super) fn run(context: &Context, options: &args::Build) -> Result<()> {
    let project = &context.project;
    let wishes = Build {
        to: options.to.clone(),
        output: options.output.clone(),
        title: options.title.clone(),
        layout: options.layout,
        pinyin: options.pinyin,
        modified: source_date_epoch()?,
    };
    let makings = project.makings(&wishes)?;
    let termbase = project.termbase(&options.glossary)?;
    let chosen = chosen(context, &options.chosen)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: None,
    };
    let parallel = project.open_text_as(chosen.only()?, opening)?;
    project.build(&parallel, &termbase, &makings, &wishes)?;
    Ok(())
}

/// The time that reproducible builds set for files to say they were made at.
fn source_date_epoch() -> Result<Option<u64>> {
    const NAME: &str = "SOURCE_DATE_EPOCH";
    let Some(set) = std::env::var_os(NAME).filter(|set| !set.is_empty()) else {
        return Ok(None);
    };
    let seconds = set.to_str().and_then(|set| set.parse().ok());
    seconds.map(Some).ok_or_else(|| {
        Error::usage(
            format!("{NAME} is no number of seconds"),
            "set it to seconds since 1970, or not at all",
        )
    })
}
