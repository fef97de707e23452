//! What is to be translated: the sentences of the text, their codes, their terms.

use std::path::PathBuf;

use duizhao::document::codes::Coded;
use duizhao::document::{read_file, write};
use duizhao::glossary::matcher::TermMatcher;
use duizhao::segment::{Text, segment};
use duizhao::text::Language;
use duizhao::translate::{Item, Masked};
use duizhao::{Error, Place, Result};

use crate::cli::Context;
use crate::cli::args::Translate;
use crate::cli::build::termbase;

/// A text with everything that travels and everything that stays at home.
pub(super) struct Work {
    pub(super) text: Text,
    /// Every sentence with the inline codes in it.
    pub(super) sentences: Vec<Coded>,
    pub(super) masked: Vec<Masked>,
    pub(super) items: Vec<Item>,
    /// Which sentences are asked for again.
    pub(super) refresh: Vec<bool>,
}

impl Work {
    pub(super) fn new(context: &Context, options: &Translate) -> Result<Work> {
        let text = read(context, options)?;
        let sentences = sentences(&text);
        let masked: Vec<Masked> = sentences.iter().map(Masked::of).collect();
        let items = items(context, options, &sentences, &masked)?;
        let refresh = refresh(&text, &options.refresh)?;
        Ok(Work {
            text,
            sentences,
            masked,
            items,
            refresh,
        })
    }

    /// The sentences at these places, as a run wants them.
    pub(super) fn some(&self, places: &[usize]) -> (Vec<Item>, Vec<Masked>, Vec<bool>) {
        let items = places.iter().map(|&at| self.items[at].clone()).collect();
        let masked = places.iter().map(|&at| self.masked[at].clone()).collect();
        let refresh = places.iter().map(|&at| self.refresh[at]).collect();
        (items, masked, refresh)
    }
}

fn read(context: &Context, options: &Translate) -> Result<Text> {
    let document = read_file(&options.file, options.from.as_deref())?;
    let source = &document.source;
    if source.encoding != "UTF-8" {
        let (file, encoding) = (options.file.display(), source.encoding);
        context.talk.note(format!("{file}: read as {encoding}"));
    }
    if Language::detect(&source.text) == Some(Language::En) {
        return Err(Error::input(
            Place::file(&options.file),
            "this text is English",
            "name the Chinese text",
        ));
    }
    if options.output.as_deref() == Some(options.file.as_path()) {
        return Err(Error::usage(
            "the translation would replace the Chinese text",
            "name another file with -o",
        ));
    }
    Ok(segment(document, Language::Zh, &context.config.segment))
}

fn sentences(text: &Text) -> Vec<Coded> {
    let contents = write::contents(&text.document).ok();
    text.segments
        .iter()
        .map(|segment| {
            let block = &text.document.blocks[segment.block];
            let content = contents
                .as_ref()
                .and_then(|contents| contents[segment.block].as_ref());
            match content {
                Some(content) => content.part(segment.place),
                None => Coded::plain(segment.place.of(&block.text)),
            }
        })
        .collect()
}

/// Every sentence as it travels.
fn items(
    context: &Context,
    options: &Translate,
    sentences: &[Coded],
    masked: &[Masked],
) -> Result<Vec<Item>> {
    let paths: &[PathBuf] = if options.glossary.is_empty() {
        &context.config.project.glossary
    } else {
        &options.glossary
    };
    let termbase = termbase(context, paths)?;
    let matcher = TermMatcher::new(&termbase);
    Ok(sentences
        .iter()
        .zip(masked)
        .map(|(coded, masked)| {
            let mut terms: Vec<(String, String)> = matcher
                .in_source(&coded.text)
                .iter()
                .map(|hit| &termbase.concepts[hit.concept])
                .map(|concept| (concept.source.clone(), concept.target.clone()))
                .collect();
            terms.sort();
            terms.dedup();
            Item {
                text: masked.text.clone(),
                terms,
                similar: None,
            }
        })
        .collect())
}

fn refresh(text: &Text, ids: &[String]) -> Result<Vec<bool>> {
    for id in ids {
        if !text.segments.iter().any(|segment| segment.id.0 == *id) {
            return Err(Error::usage(
                format!("no sentence has the id {id}"),
                "`duizhao segment --format jsonl` lists them",
            ));
        }
    }
    let segments = text.segments.iter();
    Ok(segments
        .map(|segment| ids.contains(&segment.id.0))
        .collect())
}
