//! Translating a text by the user's provider: its sentences, those whose English is known already, asking for
//! the rest, and writing the result in the text's own structure.

mod batches;
mod known;
mod names;
mod new_text;
mod open_links;
mod output;
mod providers;
mod second_reading;
mod sentences;
mod texts;
mod trial;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use batches::AskedBatch;
pub use known::Known;
pub use names::NamesAdded;
pub use output::{Target, Written};
pub use providers::{Answered, Server};
pub use second_reading::{SecondPlan, SecondRead, SecondReading};
pub use sentences::Sentences;
use sentences::SomeSentences;
pub use texts::{
    Missing, OpenCounts, TextOutcome, TextsPlan, TextsProgress, TextsTranslated, TextsTranslation,
};
pub use trial::{TRIAL_SENTENCE, Trial};

use self::names::NameList;
use self::sentences::Vocabulary;
use super::Project;
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::{Error, Place, Result};
use crate::glossary::matcher::TermMatcher;
use crate::http::Secret;
use crate::translate::second_reader::ReadText;
use crate::translate::{
    Caps, Engine, Guide, Plan, Progress, ProviderConfig, SecondReader, Stop, Submitted, Usage,
};

/// Options of a translation.
#[derive(Clone, Debug, Default)]
pub struct TranslationOptions {
    /// The Chinese text.
    pub file: PathBuf,
    /// The file to write; without one (or with `-`) the result is given back.
    pub output: Option<PathBuf>,
    /// The name of the provider in the settings.
    pub provider: Option<String>,
    /// The id of the text's format.
    pub from: Option<String>,
    /// Glossaries in place of the project's.
    pub glossary: Vec<PathBuf>,
    /// The least likeness, in per cent, of units of the translation memory that are shown to the server.
    pub tm: Option<u32>,
    /// Only a plan is wanted: no key is needed.
    pub dry_run: bool,
    /// No server is asked.
    pub offline: bool,
    /// Ids of sentences that are asked for again.
    pub refresh: Vec<String>,
    /// Limits of the run.
    pub caps: Caps,
    /// An output that a person has changed is replaced.
    pub force: bool,
    /// In texts of a project, English whose Chinese has changed since is translated anew.
    pub stale: bool,
}

/// A translation that is ready to run.
pub struct Translation<'a> {
    options: &'a TranslationOptions,
    /// The text and its sentences.
    pub sentences: Sentences,
    /// The sentences whose English is known.
    pub known: Known,
    /// The name of the provider in the settings.
    pub provider: String,
    server: Server,
    fallback: Option<Server>,
    /// Who reads the result.
    reader: Option<SecondReader>,
    /// The sentences that a server has translated.
    answered: Vec<usize>,
    target: Target,
    names: Option<NameList>,
}

/// The outcome of a run.
pub struct Translated {
    /// The sentences that stay Chinese, by index, each with the reason.
    pub missing: Vec<(usize, String)>,
    /// The number of those that are under way in a batch.
    pub under_way: usize,
    /// The number of sentences that needed no request.
    pub known: usize,
    /// Names that were added to the list.
    pub names: NamesAdded,
    /// Requests, tokens and characters, and what they cost.
    pub used: (Usage, f64),
    /// The failure that ended the run before its time.
    pub ended_by: Option<crate::Error>,
}

impl Project {
    /// Prepares a translation: reads the text, sees that the output can be written, and looks up what is known.
    ///
    /// # Errors
    /// A text that cannot be read, a provider that is not set up, an output that cannot be written.
    pub fn translation<'a>(&self, options: &'a TranslationOptions) -> Result<Translation<'a>> {
        let cache = Arc::new(Cache::open(&Cache::path_in(&self.config.folder))?);
        let termbase = self.termbase(&options.glossary)?;
        let names = self.name_list(&cache, &termbase)?;
        let words = Vocabulary {
            termbase: &termbase,
            matcher: &TermMatcher::new(&termbase),
            names: names.as_ref().map(|list| &*list.names),
        };
        let mut sentences = Sentences::read(self, options, words)?;
        let (server, fallback) = self.servers(options, &cache, names.as_ref())?;
        let reader = self.second_reader(options, &cache, names.as_ref())?;
        let target = Target::new(
            options.output.as_deref(),
            &sentences.text,
            self.languages(),
            cache.clone(),
            options.force,
        )?;
        let known = Known::new(&sentences, &target, &cache, options.tm)?;
        for (&at, (unit, _)) in &known.similar {
            let pair = (unit.source.clone(), unit.target.clone());
            sentences.items[at].similar = Some(Box::new(pair));
        }
        for (item, english) in sentences.items.iter().zip(&known.texts) {
            if let Some(english) = english {
                server.engine.is_said(item, english);
            }
        }
        Ok(Translation {
            options,
            sentences,
            known,
            provider: self.config.name_of_provider(server.engine.config()),
            server,
            fallback,
            reader,
            answered: Vec::new(),
            target,
            names,
        })
    }

    /// The provider of the settings, and its fallback.
    fn servers(
        &self,
        options: &TranslationOptions,
        cache: &Arc<Cache>,
        names: Option<&NameList>,
    ) -> Result<(Server, Option<Server>)> {
        let guide = self.guide(names)?;
        let settings = self.config.provider(options.provider.as_deref())?;
        let server = self.server(options, settings, cache, &guide)?;
        let fallback = match settings.fallback.as_deref() {
            Some(name) => {
                let settings = self.config.provider(Some(name))?;
                Some(self.server(options, settings, cache, &guide)?)
            }
            None => None,
        };
        Ok((server, fallback))
    }

    /// What the settings tell every provider.
    fn guide(&self, names: Option<&NameList>) -> Result<Guide> {
        let settings = &self.config.translate;
        let style = match &settings.style {
            Some(path) => style(path)?,
            None => String::new(),
        };
        Ok(Guide {
            summary: settings.summary.clone(),
            style,
            style_file: settings.style.clone().unwrap_or_default(),
            context_tokens: settings.context_tokens,
            names: names.map(|list| list.names.clone()),
            in_order: settings.in_order,
        })
    }

    fn server(
        &self,
        options: &TranslationOptions,
        settings: &ProviderConfig,
        cache: &Arc<Cache>,
        guide: &Guide,
    ) -> Result<Server> {
        // Without a key nothing can be asked, but planned.
        let key = if options.dry_run || options.offline {
            None
        } else {
            settings.key(|name| self.variable(name))?
        };
        let engine = self.engine(settings, key)?.guided(guide.clone())?;
        Ok(Server::new(engine, cache.clone()))
    }

    /// A provider; what it wants otherwise than its settings say goes to the reporter.
    fn engine(&self, settings: &ProviderConfig, key: Option<Secret>) -> Result<Engine> {
        let reporter = self.reporter.clone();
        let engine = Engine::new(settings, key)?;
        Ok(engine.telling(Arc::new(move |what: &str| reporter.warn(&what))))
    }
}

/// The text of a style guide.
fn style(path: &Path) -> Result<String> {
    if !path.is_file() {
        return Err(Error::input(
            Place::file(path),
            "the style guide of [translate] is not there",
            "write it, or take style out of duizhao.toml",
        ));
    }
    String::from_utf8(crate::files::read(path)?).map_err(|_| {
        Error::input(
            Place::file(path),
            "the style guide is not UTF-8",
            "save it as UTF-8",
        )
    })
}

impl Translation<'_> {
    /// The provider that is asked first.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.server.engine
    }

    /// The number of sentences that are to be asked for.
    #[must_use]
    pub fn open(&self) -> usize {
        self.known.open().len()
    }

    /// The requests that a run would make, and what they would cost; and the number of sentences that are under
    /// way in a batch.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn plan(&self) -> Result<(Plan, usize)> {
        let (items, masked, refresh) = self.asked();
        batches::plan(&self.server, (&items, &masked, &refresh))
    }

    /// What the second reader would take; none without one. English that is known is read as it is.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn reading_plan(&self) -> Result<Option<SecondPlan<'_>>> {
        let Some(reader) = &self.reader else {
            return Ok(None);
        };
        let open = self.known.open();
        let (items, masked, refresh) = self.sentences.some(&open);
        let known = providers::ask(
            (&self.server, self.fallback.as_ref()),
            (true, self.options.caps),
            (&items, &masked, &refresh),
            &Stop::default(),
            &mut |_, _| {},
        )?;
        let english = open.iter().copied().zip(&known.texts);
        let text = self.read_text(english.filter_map(|(at, one)| Some((at, one.as_ref().ok()?))));
        let missing = items.iter().zip(masked.iter()).zip(&known.texts);
        let missing = missing.filter(|(_, one)| one.is_err()).map(|(of, _)| of);
        let plan = reader.plan(&[text], &second_reading::to_come(missing))?;
        Ok(Some(SecondPlan { reader, plan }))
    }

    /// The reading of what a server has translated; none without a second reader. It is to be run when the
    /// translation is written.
    pub fn second_reading(&mut self, done: &Translated) -> Option<SecondReading> {
        let reader = self.reader.take()?;
        let answered = std::mem::take(&mut self.answered).into_iter();
        let english = answered.filter_map(|at| Some((at, self.known.texts[at].as_ref()?)));
        let text = self.read_text(english);
        Some(SecondReading::new(
            reader,
            vec![text],
            self.options.caps,
            done.used,
        ))
    }

    /// The text with these sentences as pairs.
    fn read_text<'e>(&self, english: impl Iterator<Item = (usize, &'e Coded)>) -> ReadText {
        let segments = &self.sentences.text.segments;
        let pairs = english.filter_map(|(at, one)| {
            second_reading::pair(at, &segments[at].text, &self.sentences.items[at], one)
        });
        ReadText {
            pairs: pairs.collect(),
            sentences: segments.iter().map(|one| one.text.clone()).collect(),
        }
    }

    fn asked(&self) -> SomeSentences<'_> {
        self.sentences.some(&self.known.open())
    }

    /// Asks for every open sentence. Answers are kept as they come, so that a run that was broken off asks only
    /// for what is missing.
    ///
    /// # Errors
    /// Those of the cache; what a server does wrong is in the outcome.
    pub fn run(
        &mut self,
        stop: &Stop,
        progress: &mut dyn FnMut(&Engine, Progress<'_>),
    ) -> Result<Translated> {
        let open = self.known.open();
        let (items, masked, refresh) = self.sentences.some(&open);
        let answered = providers::ask(
            (&self.server, self.fallback.as_ref()),
            (self.options.offline, self.options.caps),
            (&items, &masked, &refresh),
            stop,
            progress,
        )?;
        let known = self.sentences.text.segments.len() - open.len() + answered.known;
        let mut missing = Vec::new();
        for (at, result) in open.into_iter().zip(answered.texts) {
            match result {
                Ok(coded) => {
                    self.known.texts[at] = Some(coded);
                    self.answered.push(at);
                }
                Err(why) => missing.push((at, why)),
            }
        }
        let mut names = NamesAdded::default();
        if let Some(list) = self.names.as_ref().filter(|_| !items.is_empty()) {
            list.write(true)?;
            names = list.added();
        }
        Ok(Translated {
            names,
            missing,
            under_way: answered.under_way.iter().filter(|&&is| is).count(),
            known,
            used: answered.used,
            ended_by: answered.ended_by,
        })
    }

    /// Hands the open sentences in to the batch service of the provider.
    ///
    /// # Errors
    /// A provider without one; those of the cache. What the service does wrong is in the outcome.
    pub fn submit(&self, stop: &Stop) -> Result<Submitted> {
        let (items, masked, refresh) = self.asked();
        let servers = (&self.server, self.fallback.as_ref());
        let sentences = (&items[..], &masked[..], &refresh[..]);
        batches::submit(servers, &self.provider, self.options.caps, sentences, stop)
    }

    /// Writes the output; without a file its bytes are given back. Sentences that a person translated and that
    /// the Chinese no longer has go to the translation memory first.
    ///
    /// # Errors
    /// A file that cannot be written; those of the cache.
    pub fn write(mut self) -> Result<Written> {
        let saved = self.target.save_orphans(&self.sentences)?;
        // What the sentences were asked with is not needed any more: a long text takes as much again.
        self.sentences.items = Vec::new();
        self.sentences.masked = Vec::new();
        let texts = std::mem::take(&mut self.known.texts);
        let hint = |at| self.known.hint(at);
        let written = self.target.write(&self.sentences, texts, &hint)?;
        Ok(Written { saved, ..written })
    }
}
