//! `duizhao build`

use std::path::PathBuf;

use duizhao::bitext::Bitext;
use duizhao::bitext::format::BitextFormat;
use duizhao::config;
use duizhao::edition::{
    Edition, EditionOptions, Layout, OUTPUTS, Output, SideName, TermMark, output,
};
use duizhao::glossary::matcher::{Rendering, TermHit, TermMatcher};
use duizhao::glossary::termbase::{Concept, Termbase};
use duizhao::glossary::{format as glossary, longest};
use duizhao::{Error, Result};

use super::Context;
use super::args::{self, Build};
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
    let (source, target) = texts(config, (&options.source, &options.target))?;
    let glossaries: Vec<PathBuf> = if options.glossary.is_empty() {
        config.project.glossary.clone()
    } else {
        options.glossary.clone()
    };
    let termbase = termbase(context, &glossaries)?;

    let how = How {
        lines: false,
        from: options.from.as_deref(),
    };
    let pair = Pair::read(context, &source, &target, how)?;
    let extra = pair.extra(context, Sources::default())?;
    let aligned = pair.align(context, &extra)?;
    let bitext = pair.bitext(context, &aligned);
    let low = config
        .edition
        .low_confidence
        .unwrap_or(config.align.low_confidence);
    let edition = Edition::new(
        &pair.chinese,
        &pair.english,
        &bitext,
        EditionOptions {
            title: options
                .title
                .clone()
                .or_else(|| config.edition.title.clone()),
            layout: layout(options.layout, config.edition.layout),
            low_confidence: low,
            source_language: bitext.source.language.clone(),
            target_language: bitext.target.language.clone(),
            terms: term_marks(&bitext, &termbase)?,
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

fn making(id: &str) -> Result<Making> {
    if let Some(output) = output(id) {
        return Ok(Making::Edition(output));
    }
    match BitextFormat::by_id(id) {
        Ok(format) if format.can_write() => Ok(Making::Bitext(format)),
        _ => {
            let editions = OUTPUTS.iter().map(|output| output.id);
            let bitexts = duizhao::bitext::format::FORMATS
                .iter()
                .filter(|format| format.can_write())
                .map(|format| format.id);
            let known: Vec<&str> = editions.chain(bitexts).collect();
            Err(Error::usage(
                format!("no edition can be made as \"{id}\""),
                format!("known: {}", known.join(", ")),
            ))
        }
    }
}

/// The files named on the command line, else those of the project.
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

fn layout(asked: Option<args::Layout>, set: config::Layout) -> Layout {
    match (asked, set) {
        (Some(args::Layout::Columns), _) | (None, config::Layout::Columns) => Layout::Columns,
        (Some(args::Layout::Interleaved), _) | (None, config::Layout::Interleaved) => {
            Layout::Interleaved
        }
        (Some(args::Layout::Hover), _) | (None, config::Layout::Hover) => Layout::Hover,
    }
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

/// Marks each term and, in the English it is linked with, its rendering.
fn term_marks(bitext: &Bitext, termbase: &Termbase) -> Result<Vec<TermMark>> {
    if termbase.concepts.is_empty() {
        return Ok(Vec::new());
    }
    let matcher = TermMatcher::new(termbase);
    let mut marks = Vec::new();
    for bead in &bitext.beads {
        let mut present = Vec::new();
        for segment in bead.source.clone() {
            for hit in matcher.in_source(&bitext.source.sentences[segment].text) {
                present.push(hit.concept);
                marks.push(TermMark {
                    side: SideName::Source,
                    segment,
                    over: hit.span,
                    tip: source_tip(&termbase.concepts[hit.concept]),
                });
            }
        }
        for segment in bead.target.clone() {
            let hits: Vec<TermHit> = matcher
                .in_target(&bitext.target.sentences[segment].text)
                .into_iter()
                .filter(|hit| present.contains(&hit.concept))
                .collect();
            for hit in longest(hits) {
                let concept = &termbase.concepts[hit.concept];
                let tip = match hit.rendering {
                    Rendering::Forbidden(_) => {
                        format!("{}: not to be used, but {}", concept.source, concept.target)
                    }
                    _ => concept.source.clone(),
                };
                marks.push(TermMark {
                    side: SideName::Target,
                    segment,
                    over: hit.span,
                    tip,
                });
            }
        }
    }
    Ok(marks)
}

fn source_tip(concept: &Concept) -> String {
    if concept.note.is_empty() {
        concept.target.clone()
    } else {
        format!(
            "{} ({})",
            concept.target,
            concept.note.trim_end_matches('.')
        )
    }
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
