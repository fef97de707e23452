//! `duizhao build`

use std::path::PathBuf;

use duizhao::bitext::format::{self, BitextFormat};
use duizhao::bitext::{self, Bitext};
use duizhao::config;
use duizhao::edition::{Edition, EditionOptions, OUTPUTS, Output, output, term_marks};
use duizhao::glossary::Termbase;
use duizhao::glossary::format as glossary;
use duizhao::segment::Text;
use duizhao::text::named::Named;
use duizhao::{Error, Result};

use super::Context;
use super::args::Build;
use super::given::Sources;
use super::output::write_to;
use super::pair::{How, Pair};

/// What a file of an edition is called before its extension.
const NAME: &str = "edition";

/// Something to make: a page, or the bitext in one of its formats.
enum Making {
    Edition(&'static Output),
    Bitext(&'static BitextFormat),
}

pub(super) fn run(context: &Context, options: &Build) -> Result<()> {
    let config = &context.config;
    let wanted = if options.to.is_empty() {
        &config.edition.formats
    } else {
        &options.to
    };
    let makings: Vec<Making> = wanted
        .iter()
        .map(|id| making(id.trim()))
        .collect::<Result<_>>()?;
    let glossaries: Vec<PathBuf> = if options.glossary.is_empty() {
        config.project.glossary.clone()
    } else {
        options.glossary.clone()
    };
    let termbase = termbase(context, &glossaries)?;

    let Texts {
        chinese,
        english,
        bitext,
    } = Texts::read(context, options)?;
    let low = config
        .edition
        .low_confidence
        .unwrap_or(config.align.low_confidence);
    let edition = Edition::new(
        &chinese,
        &english,
        &bitext,
        EditionOptions {
            title: options
                .title
                .clone()
                .or_else(|| config.edition.title.clone()),
            layout: options.layout.unwrap_or(config.edition.layout),
            low_confidence: low,
            source_language: bitext.source.language.clone(),
            target_language: bitext.target.language.clone(),
            terms: term_marks(&bitext, &termbase),
            pinyin: options.pinyin || config.edition.pinyin,
            modified: source_date_epoch()?,
        },
    );
    let folder = options
        .output
        .clone()
        .unwrap_or_else(|| config.folder.join(&config.edition.output));
    std::fs::create_dir_all(&folder).map_err(|source| Error::Write {
        path: folder.clone(),
        source,
    })?;
    for making in &makings {
        let path = match making {
            Making::Edition(output) => {
                let path = folder.join(format!("{NAME}.{}", output.extension));
                write_to(Some(&path), |out| (output.write)(&edition, out))?;
                path
            }
            Making::Bitext(format) => {
                let extension = format.extensions.first().copied().unwrap_or(format.id);
                let path = folder.join(format!("{NAME}.{extension}"));
                format.write_file(&bitext, &path)?;
                path
            }
        };
        context.talk.note(format!("wrote {}", path.display()));
    }
    report(context, &bitext, low);
    Ok(())
}

/// What an edition is made of.
struct Texts {
    chinese: Text,
    english: Text,
    bitext: Bitext,
}

impl Texts {
    /// Of a bitext with what was edited in it, else of two texts that are aligned now.
    fn read(context: &Context, options: &Build) -> Result<Texts> {
        let config = &context.config;
        if let Some(path) = one_bitext(config, (&options.source, &options.target)) {
            let bitext = format::read(&path)?;
            let (chinese, english) = bitext::texts(&bitext, &path, &config.segment);
            return Ok(Texts {
                chinese,
                english,
                bitext,
            });
        }
        let (source, target) = texts(config, (&options.source, &options.target))?;
        let how = How {
            lines: false,
            from: options.from.as_deref(),
        };
        let pair = Pair::read(context, &source, &target, how)?;
        let extra = pair.extra(context, Sources::default())?;
        let aligned = pair.align(context, &extra)?;
        let bitext = pair.bitext(context, &aligned);
        Ok(Texts {
            chinese: pair.chinese,
            english: pair.english,
            bitext,
        })
    }
}

/// The bitext that is named by itself, or, where nothing is named, the project's, if it is there.
pub(super) fn one_bitext(
    config: &config::Config,
    named: (&Option<PathBuf>, &Option<PathBuf>),
) -> Option<PathBuf> {
    match named {
        (Some(path), None) => Some(path.clone()),
        (None, None) => config.project.bitext.clone().filter(|path| path.is_file()),
        _ => None,
    }
}

fn making(id: &str) -> Result<Making> {
    if let Some(output) = output(id) {
        return Ok(Making::Edition(output));
    }
    match BitextFormat::by_id(id) {
        Ok(format) => Ok(Making::Bitext(format)),
        _ => {
            let editions = OUTPUTS.iter().map(|output| output.id);
            let bitexts = duizhao::bitext::format::FORMATS
                .iter()
                .map(|format| format.id);
            let known: Vec<&str> = editions.chain(bitexts).collect();
            Err(Error::usage(
                format!("no edition can be made as \"{id}\""),
                format!("known: {}", known.join(", ")),
            ))
        }
    }
}

/// The two texts that were named, else those of the settings.
pub(super) fn texts(
    config: &config::Config,
    named: (&Option<PathBuf>, &Option<PathBuf>),
) -> Result<(PathBuf, PathBuf)> {
    if let (Some(source), Some(target)) = named {
        return Ok((source.clone(), target.clone()));
    }
    match (&config.project.source, &config.project.target) {
        (Some(source), Some(target)) => Ok((source.clone(), target.clone())),
        _ => Err(Error::usage(
            "no texts were named",
            "name the Chinese text and its translation, or set source and target in duizhao.toml (duizhao init makes one)",
        )),
    }
}

/// The time that reproducible builds are told to say they were made at.
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

pub(super) fn termbase(context: &Context, paths: &[PathBuf]) -> Result<Termbase> {
    let mut all = Termbase::default();
    for path in paths {
        let (termbase, remarks) = glossary::read(path)?;
        for remark in remarks {
            context.talk.warn(format!("{}: {remark}", path.display()));
        }
        all.concepts.extend(termbase.concepts);
    }
    Ok(all)
}

/// What the person should look at.
fn report(context: &Context, bitext: &Bitext, low: f32) {
    let count = |keep: &dyn Fn(&duizhao::bitext::Bead) -> bool| {
        bitext.beads.iter().filter(|bead| keep(bead)).count()
    };
    context.talk.note(format!(
        "{} Chinese and {} English sentences in {} links; {} untranslated, {} added, {} links below {low:.2}",
        bitext.source.sentences.len(),
        bitext.target.sentences.len(),
        count(&|bead| bead.is_linked()),
        count(&|bead| bead.target.is_empty()),
        count(&|bead| bead.source.is_empty()),
        count(&|bead| bead.is_linked() && bead.confidence < low),
    ));
}
