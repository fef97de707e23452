//! Reading the two texts of a pair, and seeing that they are what they should be.

use std::path::Path;

use duizhao::align::Aligner;
use duizhao::bitext::Bitext;
use duizhao::document::{Document, read_file};
use duizhao::segment::{Text, segment};
use duizhao::text::Language;
use duizhao::{Error, Place, Result};

use super::Context;
use super::given::{Extra, Sources};

/// How the files are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How<'a> {
    /// One sentence a line.
    pub(super) lines: bool,
    /// The format, when the name does not tell.
    pub(super) from: Option<&'a str>,
}

/// A pair of texts, the Chinese first.
pub(super) struct Pair {
    pub(super) chinese: Text,
    pub(super) english: Text,
    /// The user gave the English first.
    pub(super) swapped: bool,
}

impl Pair {
    /// Reads both files. Which is Chinese is told by their letters.
    pub(super) fn read(
        context: &Context,
        first: &Path,
        second: &Path,
        how: How<'_>,
    ) -> Result<Pair> {
        if first == second && first != Path::new("-") {
            return Err(Error::usage(
                format!("{} was given twice", first.display()),
                "name the Chinese text and its English translation",
            ));
        }
        let read = |path: &Path| -> Result<(Document, Option<Language>)> {
            let document = if how.lines {
                lines(path)?
            } else {
                read_file(path, how.from)?
            };
            let source = &document.source;
            if source.encoding != "UTF-8" {
                context
                    .talk
                    .note(format!("{}: read as {}", path.display(), source.encoding));
            }
            let language = Language::detect(&source.text);
            Ok((document, language))
        };
        let (first_document, first_language) = read(first)?;
        let (second_document, second_language) = read(second)?;
        let swapped = match (first_language, second_language) {
            (Some(a), Some(b)) if a == b => {
                let name = match a {
                    Language::Zh => "Chinese",
                    Language::En => "English",
                };
                return Err(Error::input(
                    Place::file(second),
                    format!("both texts are {name}"),
                    "name the Chinese text and its English translation",
                ));
            }
            (Some(Language::En), _) | (_, Some(Language::Zh)) => true,
            _ => false,
        };
        if swapped {
            context.talk.note(format!(
                "{} is the English text and {} the Chinese one",
                first.display(),
                second.display()
            ));
        }
        let cut = |document: Document, language: Language| -> Text {
            if how.lines {
                Text::from_lines(document.source, language)
            } else {
                segment(document, language, &context.config.segment)
            }
        };
        let (chinese, english) = if swapped {
            (second_document, first_document)
        } else {
            (first_document, second_document)
        };
        let pair = Pair {
            chinese: cut(chinese, Language::Zh),
            english: cut(english, Language::En),
            swapped,
        };
        for text in [&pair.chinese, &pair.english] {
            if text.segments.iter().all(|segment| segment.text.is_empty()) {
                return Err(Error::input(
                    Place::file(&text.document.source.path),
                    "there is no text in this file",
                    "an edition needs both a Chinese text and its translation",
                ));
            }
        }
        context.talk.progress(format_args!(
            "read {} Chinese and {} English sentences",
            pair.chinese.segments.len(),
            pair.english.segments.len()
        ));
        Ok(pair)
    }

    /// Reads what there is to go by besides the texts.
    pub(super) fn extra(&self, context: &Context, sources: Sources<'_>) -> Result<Extra> {
        Extra::read(context, sources, &self.chinese, &self.english, self.swapped)
    }

    /// Aligns the pair, the Chinese as its source, keeping what is kept of an earlier bitext.
    pub(super) fn align(&self, context: &Context, extra: &Extra) -> Result<Bitext> {
        let project = &context.config.project;
        let bitext = Aligner::new(&self.chinese, &self.english)
            .languages(&project.source_language, &project.target_language)
            .hints(extra.hints())
            .jobs(context.jobs)
            .run()?;
        context
            .talk
            .progress(format_args!("aligned: {} beads", bitext.beads.len()));
        Ok(bitext)
    }

    /// The same with the first file as its source, whatever its language.
    pub(super) fn as_given(&self, bitext: Bitext) -> Bitext {
        if self.swapped {
            bitext.turned_and_named()
        } else {
            bitext
        }
    }
}

/// A file whose lines are its sentences.
fn lines(path: &Path) -> Result<Document> {
    let document = read_file(path, Some("txt"))?;
    Ok(Document {
        blocks: Vec::new(),
        ..document
    })
}
