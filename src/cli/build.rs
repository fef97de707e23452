//! `duizhao build`

use std::process::ExitCode;

use duizhao::edition::Shape;
use duizhao::project::{Build, Opening};
use duizhao::{Error, Result};

use super::Context;
use super::args;
use super::chosen::chosen;

pub(super) fn run(context: &Context, options: &args::Build) -> Result<ExitCode> {
    let project = &context.project;
    let wishes = Build {
        to: options.to.clone(),
        output: options.output.clone(),
        title: options.title.clone(),
        layout: options.layout,
        proof: options.proof,
        terms: options.terms || !options.glossary.is_empty(),
        fetch_images: options.fetch_images,
        pinyin: options.pinyin,
        modified: source_date_epoch()?,
        glossary: options.glossary.clone(),
        shape: match (options.single_file, options.per_text) {
            (true, _) => Some(Shape::OneFile),
            (_, true) => Some(Shape::PerText),
            _ => None,
        },
    };
    let makings = project.makings(&wishes)?;
    let termbase = project.termbase(&options.glossary)?;
    let chosen = chosen(context, &options.chosen)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: None,
    };
    if let [text] = chosen.texts.as_slice() {
        let mut parallel = project.open_text_as(text, opening)?;
        project.build(&mut parallel, &termbase, &makings, &wishes)?;
        return Ok(ExitCode::SUCCESS);
    }
    let built = project.build_texts(&chosen, &termbase, &makings, &wishes, opening)?;
    for (name, error) in &built.failed {
        context
            .talk
            .error(&format_args!("{name} is not in the edition: {error}"));
    }
    if let [first, rest @ ..] = built.untranslated.as_slice() {
        let others = match rest.len() {
            0 => String::new(),
            1 => " and another text".to_owned(),
            many => format!(" and {many} other texts"),
        };
        context
            .talk
            .note(format_args!("not translated yet: {first}{others}"));
    }
    Ok(match built.failed.as_slice() {
        [] => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    })
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
