//! The sentences of a text that is to be translated, with their codes and their terms.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use crate::document::codes::Coded;
use crate::document::{Format, ReadOptions, write};
use crate::error::{Error, Result};
use crate::glossary::Termbase;
use crate::glossary::matcher::TermMatcher;
use crate::segment::SegmentedDocument;
use crate::text::Language;
use crate::text::named::Named;
use crate::translate::{Item, Masked, Names, Surroundings, TextSoFar};

use super::TranslationOptions;
use crate::project::{Project, Reading};

/// The words that are decided: the glossary, and the names.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    pub(super) termbase: &'a Termbase,
    pub(super) matcher: &'a TermMatcher,
    pub(super) names: Option<&'a Names>,
}

/// A text cut into sentences, each with the form in which it is sent to a server.
pub struct Sentences {
    /// The Chinese text.
    pub text: SegmentedDocument,
    /// Every sentence with the inline codes in it, and their masks.
    pub masked: Vec<Masked>,
    /// The sentences as requests hold them, with their terms.
    pub items: Vec<Item>,
    /// Which of them are asked for again although an answer is known.
    pub refresh: Vec<bool>,
}

/// Sentences with their masks, and which of them are asked for again.
pub(super) type SomeSentences<'a> = (Cow<'a, [Item]>, Cow<'a, [Masked]>, Cow<'a, [bool]>);

impl Sentences {
    /// Reads the text.
    ///
    /// # Errors
    /// A file that cannot be read, an output that is the text itself, an unknown id to refresh.
    pub(super) fn read(
        project: &Project,
        options: &TranslationOptions,
        words: Vocabulary<'_>,
    ) -> Result<Sentences> {
        if options.output.as_deref() == Some(options.file.as_path()) {
            return Err(Error::usage(
                "the translation would replace the Chinese text",
                "name another file with -o",
            ));
        }
        let labels = options.output.as_deref().is_some_and(has_labels);
        let text = read(project, &options.file, options.from.as_deref(), labels)?;
        let refresh = refresh(&text, &options.refresh)?;
        let name = project.name_here(&options.file);
        Ok(Sentences::of(text, Some(&name), words, refresh))
    }

    /// The sentences of a text that was read. Under a name each has its place in the text, whose other sentences are
    /// shown with it.
    pub(super) fn of(
        text: SegmentedDocument,
        name: Option<&str>,
        words: Vocabulary<'_>,
        refresh: Vec<bool>,
    ) -> Sentences {
        let all: Vec<usize> = (0..text.segments.len()).collect();
        let masked: Vec<Masked> = masked(&text, &all);
        let mut items = items(words, &masked);
        if let Some(name) = name {
            let so_far = so_far(name, &text);
            for (at, item) in items.iter_mut().enumerate() {
                let text = so_far.clone();
                item.around = Some(Surroundings { text, at });
            }
        }
        Sentences {
            text,
            masked,
            items,
            refresh,
        }
    }

    /// The sentences at these places (in order, each once), with their masks and whether they are asked for again.
    #[must_use]
    pub(super) fn some(&self, places: &[usize]) -> SomeSentences<'_> {
        if places.len() == self.items.len() {
            return (
                Cow::Borrowed(&self.items),
                Cow::Borrowed(&self.masked),
                Cow::Borrowed(&self.refresh),
            );
        }
        let items = places.iter().map(|&at| self.items[at].clone()).collect();
        let masked = places.iter().map(|&at| self.masked[at].clone()).collect();
        let refresh = places.iter().map(|&at| self.refresh[at]).collect();
        (Cow::Owned(items), Cow::Owned(masked), Cow::Owned(refresh))
    }
}

/// Whether a file that is written has labels that are no text of an edition: a book has, and a Word document.
pub(super) fn has_labels(output: &Path) -> bool {
    Format::by_ending(output).is_some_and(|format| matches!(format.id, "epub" | "docx"))
}

/// Reads a Chinese text, with the labels where these are wanted, and cuts it into sentences.
pub(super) fn read(
    project: &Project,
    file: &Path,
    from: Option<&str>,
    labels: bool,
) -> Result<SegmentedDocument> {
    let reading = Reading { lines: false, from };
    let options = ReadOptions {
        labels,
        ..project.config.read.of(Language::Zh)
    };
    let text = project.read_alone_by(file, reading, &options, Language::Zh)?;
    project.expect(&text.document, Language::Zh);
    Ok(text)
}

/// The masks of these sentences of a text.
pub(super) fn masked(text: &SegmentedDocument, places: &[usize]) -> Vec<Masked> {
    let coded = coded(text, places).into_iter();
    coded.map(Masked::of_own).collect()
}

/// These sentences of a text, with the inline codes in them.
pub(super) fn coded(text: &SegmentedDocument, places: &[usize]) -> Vec<Coded> {
    let contents = write::contents(&text.document).ok();
    let segments = places.iter().map(|&at| &text.segments[at]);
    segments
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

/// A text whose sentences have no English yet.
pub(super) fn so_far(name: &str, text: &SegmentedDocument) -> Arc<TextSoFar> {
    let segments = text.segments.iter();
    let chinese = segments.map(|segment| segment.text.clone()).collect();
    Arc::new(TextSoFar::new(name, chinese))
}

/// Every sentence as it travels.
pub(super) fn items(words: Vocabulary<'_>, sentences: &[Masked]) -> Vec<Item> {
    sentences
        .iter()
        .map(|masked| {
            let own = masked.own();
            let mut terms: Vec<(String, String)> = words
                .matcher
                .in_source(&own.text)
                .iter()
                .map(|hit| &words.termbase.concepts[hit.concept])
                .map(|concept| (concept.source.clone(), concept.target.clone()))
                .collect();
            terms.sort();
            terms.dedup();
            let names = words.names.map(|names| names.decided_in(&own.text));
            let mut names = names.unwrap_or_default();
            names.retain(|(name, _)| !terms.iter().any(|(term, _)| name.contains(term)));
            Item {
                text: masked.text.clone(),
                terms,
                names,
                ..Item::default()
            }
        })
        .collect()
}

fn refresh(text: &SegmentedDocument, ids: &[String]) -> Result<Vec<bool>> {
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
        .map(|segment| ids.iter().any(|id| *id == segment.id.0))
        .collect())
}
