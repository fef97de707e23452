//! `duizhao review`

use std::path::{Path, PathBuf};

use duizhao::bitext::Bitext;
use duizhao::bitext::format;
use duizhao::bitext::original;
use duizhao::config::FILE_NAME;
use duizhao::edition::EditionOptions;
use duizhao::review::{Setup, Workbench, serve};
use duizhao::text::Language;
use duizhao::{Error, Place, Result};

use super::Context;
use super::args::Review;
use super::build::{termbase, texts};
use super::git::{self, Version};
use super::given::Sources;
use super::output::write_to;
use super::pair::{How, Pair};

pub(super) fn run(context: &Context, options: &Review) -> Result<()> {
    let config = &context.config;
    let path = bitext(context, options)?;
    let glossaries = if options.glossary.is_empty() {
        &config.project.glossary
    } else {
        &options.glossary
    };
    // The file of new terms need not be there yet.
    let there: Vec<PathBuf> = glossaries
        .iter()
        .filter(|path| path.is_file())
        .cloned()
        .collect();
    let missing = glossaries.iter().skip(1).find(|path| !path.is_file());
    if let Some(path) = missing {
        return Err(Error::input(
            Place::file(path),
            "there is no such glossary",
            "",
        ));
    }
    let settings = config.folder.join(FILE_NAME);
    let workbench = Workbench::open(Setup {
        against: against(options, &path)?,
        glossary: (termbase(context, &there)?, glossaries.first().cloned()),
        check: config.check.clone(),
        settings: Some(settings).filter(|path| path.is_file()),
        segment: config.segment.clone(),
        folder: config.folder.clone(),
        edition: EditionOptions {
            title: config.edition.title.clone(),
            layout: config.edition.layout,
            low_confidence: config
                .edition
                .low_confidence
                .unwrap_or(config.align.low_confidence),
            pinyin: config.edition.pinyin,
            ..EditionOptions::default()
        },
        low_confidence: config.align.low_confidence,
        jobs: context.jobs,
        path: path.clone(),
    })?;
    stale(context, &path);
    serve(&workbench, options.port, |address| {
        // The address is the result: it goes to standard output, whatever else is quiet.
        let shown = write_to(None, |out| writeln!(out, "{address}"));
        context.talk.note(format!(
            "{} is open at this address, on this machine alone; Ctrl-C ends it, everything is saved",
            path.display()
        ));
        if options.open && open::that_detached(address).is_err() {
            context
                .talk
                .warn("no browser could be opened: open the address yourself");
        }
        drop(shown);
    })?;
    context.talk.note(format!("{} is saved", path.display()));
    Ok(())
}

/// The bitext that is named, or the project's, or one made now of the two texts.
fn bitext(context: &Context, options: &Review) -> Result<PathBuf> {
    let config = &context.config;
    if let (Some(path), None) = (&options.source, &options.target) {
        return Ok(path.clone());
    }
    let set = options
        .source
        .is_none()
        .then(|| config.project.bitext.clone())
        .flatten();
    if let Some(path) = set.clone().filter(|path| path.is_file()) {
        return Ok(path);
    }
    let (source, target) = texts(config, (&options.source, &options.target))?;
    let path = set
        .clone()
        .unwrap_or_else(|| target.with_extension("bitext.jsonl"));
    if path.is_file() {
        context.talk.note(format!(
            "{} is there already: it is taken up",
            path.display()
        ));
        return Ok(path);
    }
    let pair = Pair::read(context, &source, &target, How::default())?;
    let extra = pair.extra(context, Sources::default())?;
    let aligned = pair.align(context, &extra)?;
    let bitext = pair.bitext(context, &aligned);
    write_to(Some(&path), |out| {
        duizhao::bitext::format::jsonl::write(&bitext, out)
    })?;
    context.talk.note(format!("wrote {}", path.display()));
    if set.is_none() && options.source.is_none() {
        context.talk.note(format!(
            "set bitext = \"{}\" under [project] in {FILE_NAME}, and build and check go by it",
            path.file_name().unwrap_or_default().to_string_lossy()
        ));
    }
    Ok(path)
}

/// Says so when the Chinese has changed since the bitext was made. Nobody waits for it.
fn stale(context: &Context, path: &Path) {
    let (talk, path) = (context.talk.clone(), path.to_owned());
    let options = context.config.segment.clone();
    std::thread::spawn(move || {
        let Ok(bitext) = format::read(&path) else {
            return;
        };
        let Some(text) = original(&bitext.source, &path, Language::Zh, &options) else {
            return;
        };
        let segments = text.segments.iter().map(|segment| &segment.text);
        let sentences = bitext
            .source
            .sentences
            .iter()
            .map(|sentence| &sentence.text);
        if !segments.eq(sentences) {
            talk.warn(format!(
                "{} has changed since {} was made: `duizhao align ZH EN -o {}` brings it up to date and keeps what was decided",
                bitext.source.file,
                path.display(),
                path.display()
            ));
        }
    });
}

/// What the diff compares with.
fn against(options: &Review, path: &Path) -> Result<Option<(String, Bitext)>> {
    if let Some(other) = &options.against {
        return Ok(Some((other.display().to_string(), format::read(other)?)));
    }
    let Some(revision) = &options.git else {
        return Ok(None);
    };
    let (version, _) = git::versions(revision, path)?;
    let bytes = git::read(&version, path)?.ok_or_else(|| {
        Error::input(
            Place::file(path),
            format!("{revision} does not hold this file"),
            "name a revision that does",
        )
    })?;
    let name = match &version {
        Version::Revision(_) => revision.clone(),
        Version::WorkTree => "the file".to_owned(),
    };
    let bitext = format::read_bytes(&bytes, path, "jsonl")?;
    Ok(Some((name, bitext)))
}
