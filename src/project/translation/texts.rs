//! Translating texts of a project. A text that has English is edited: its links without English are asked for,
//! and written sentence by sentence with its bitext. One that has none is written whole. All sentences of all
//! texts go to one server in one run; a text is written as soon as its last sentence is there.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::TranslationOptions;
use super::batches;
use super::known::{Similar, SimilarUnits, bands, hint, take_exact};
use super::names::{NameList, NamesAdded};
use super::new_text::NewText;
use super::open_links::{AskedSentences, OpenLinks, Wanted};
use super::output::Target;
use super::providers::{self, Server};
use super::second_reading::{self, MOST_AT_ONCE, SecondPlan, SecondRead, Sum};
use super::sentences::{self, Sentences, Vocabulary};
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::{Error, Place, Result};
use crate::files::pair_lock::PairLock;
use crate::files::pair_swap::{PairSwap, Put};
use crate::glossary::Termbase;
use crate::glossary::matcher::TermMatcher;
use crate::project::working::private_folder;
use crate::project::writing::{Manners, Saving};
use crate::project::{Parallel, Project, ProjectText, Reading, Renamed, Silent};
use crate::segment::SegmentedDocument;
use crate::translate::second_reader::{ReadText, ReadingProgress};
use crate::translate::{
    AnswerCache, Engine, Item, Masked, Plan, Progress, SecondReader, Stop, Submitted,
    TranslationMemory, TranslationUnit, Usage,
};

/// So often a text is done anew when a file changes between reading and writing.
const MOST_TRIES: usize = 5;
/// The reason why a sentence has no English that nobody was asked for.
const NOT_ASKED: &str = "not asked";

/// What is to be done in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenCounts {
    /// Its Chinese sentences.
    pub sentences: usize,
    /// Links without English; of a text without any English its sentences.
    pub untranslated: usize,
    /// Links whose English is stale.
    pub stale: usize,
    /// Sentences whose English the translation memory has.
    pub from_memory: usize,
    /// Whether there is no English file yet.
    pub is_new: bool,
}

/// A Chinese sentence that stays without English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its file.
    pub file: PathBuf,
    /// Its line and column, from 1.
    pub at: (usize, usize),
    /// The sentence.
    pub text: String,
    /// The reason.
    pub why: String,
    /// The unit of the translation memory that is most like it, in words for people.
    pub hint: Option<String>,
}

/// What became of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextOutcome {
    /// What there was to do.
    pub counts: OpenCounts,
    /// The number of Chinese sentences that have got English.
    pub translated: usize,
    /// The sentences that have none.
    pub missing: Vec<Missing>,
    /// How many links have English that could not be written and waits.
    pub waiting: usize,
    /// How many paragraphs of a new text stayed Chinese because their English would have been read as markup.
    pub kept: usize,
}

/// The plan of a run over texts.
#[derive(Clone, Debug)]
pub struct TextsPlan {
    /// What is to be done, over all texts.
    pub counts: OpenCounts,
    /// The number of texts, and of those that need something.
    pub texts: (usize, usize),
    /// The requests, and what they would cost.
    pub plan: Plan,
    /// The number of sentences that are under way in a batch.
    pub under_way: usize,
    /// The number of open sentences that have a unit like them, by bands of likeness.
    pub bands: Vec<(String, usize)>,
}

/// Where a run is.
pub enum TextsProgress<'a> {
    /// The server has answered.
    Asked {
        /// The server.
        engine: &'a Engine,
        /// How far it is.
        progress: Progress<'a>,
        /// The text that the answer is for: its number, from 1, and its name.
        text: (usize, &'a str),
    },
    /// A text is done, or failed; texts without anything to do are not told.
    Done(&'a ProjectText, &'a Result<TextOutcome>),
}

/// The outcome of a run.
#[derive(Debug)]
pub struct TextsTranslated {
    /// The texts that failed.
    pub failed: usize,
    /// The texts that were not written because the run ended before, or because of sentences under way.
    pub unfinished: usize,
    /// The number of sentences that are under way in a batch.
    pub under_way: usize,
    /// Sentences that have got English.
    pub translated: usize,
    /// Sentences that stay without.
    pub missing: usize,
    /// Links whose English could not be written and waits.
    pub waiting: usize,
    /// The number of asked sentences that needed no request.
    pub known: usize,
    /// Names that were added to the list.
    pub names: NamesAdded,
    /// Requests, tokens and characters, and what they cost.
    pub used: (Usage, f64),
    /// The failure that ended the run before its time.
    pub ended_by: Option<Error>,
}

/// A translation of texts that is ready to run.
pub struct TextsTranslation<'a> {
    project: &'a Project,
    means: Means<'a>,
    texts: Vec<Task>,
    items: Vec<Item>,
    masked: Vec<Masked>,
    refresh: Vec<bool>,
    bands: Vec<(String, usize)>,
    hints: HashMap<String, String>,
}

/// What every text is translated with.
struct Means<'a> {
    options: &'a TranslationOptions,
    server: Server,
    fallback: Option<Server>,
    /// Who reads the result.
    reader: Option<SecondReader>,
    cache: Arc<Cache>,
    termbase: Termbase,
    terms: TermMatcher,
    /// The list of names, where there is to be one.
    names: Option<NameList>,
}

/// What a text needs.
struct Prepared {
    counts: OpenCounts,
    asked: AskedSentences,
    /// The ids to be asked for again that it has.
    found: Vec<String>,
}

/// A text, and its sentences among those that are asked for.
struct Task {
    text: ProjectText,
    open: Range<usize>,
    counts: OpenCounts,
    failed: Option<Error>,
}

impl Task {
    fn needs_work(&self) -> bool {
        let is_without_words = self.counts.is_new && self.counts.sentences == 0;
        !self.open.is_empty()
            || self.counts.from_memory > 0
            || is_without_words && self.text.bitext.is_some()
    }
}

/// A text as it was opened.
enum Opened {
    /// It has English.
    Links(Box<OpenLinks>),
    /// It has none.
    New(Box<NewSentences>),
}

struct NewSentences {
    /// The Chinese text.
    source: PathBuf,
    sentences: Sentences,
    target: Target,
    /// What stands in the English file.
    old: Option<Vec<u8>>,
}

impl Opened {
    fn text(&self) -> Option<&SegmentedDocument> {
        match self {
            Opened::Links(links) => links.parallel.chinese(),
            Opened::New(new) => Some(&new.sentences.text),
        }
    }
}

impl Project {
    /// Prepares the translation of texts: opens each, and finds what is to be asked for. A text that cannot be
    /// opened fails by itself.
    ///
    /// # Errors
    /// A provider that is not set up, glossaries that cannot be read, those of the cache; ids to be asked for
    /// again that no text has.
    pub fn translate_texts<'a>(
        &'a self,
        texts: &[ProjectText],
        renamed: &[Renamed],
        options: &'a TranslationOptions,
    ) -> Result<TextsTranslation<'a>> {
        let cache = Arc::new(Cache::open(&Cache::path_in(&self.config.folder))?);
        let termbase = self.termbase(&options.glossary)?;
        let names = self.name_list(&cache, &termbase)?;
        let (server, fallback) = self.servers(options, &cache, names.as_ref())?;
        let reader = self.second_reader(options, &cache, names.as_ref())?;
        let means = Means {
            names,
            options,
            server,
            fallback,
            reader,
            terms: TermMatcher::new(&termbase),
            termbase,
            cache,
        };
        let units = means.units()?;
        let least = f64::from(options.tm.unwrap_or_default()) / 100.0;
        let similar = SimilarUnits::new(&units.0, units.1, least);
        let similar = options.tm.map(|_| &similar);
        let mut found: Vec<Similar> = Vec::new();
        let mut left: HashSet<&str> = options.refresh.iter().map(String::as_str).collect();
        let mut all = TextsTranslation {
            project: self,
            means,
            texts: Vec::with_capacity(texts.len()),
            items: Vec::new(),
            masked: Vec::new(),
            refresh: Vec::new(),
            bands: Vec::new(),
            hints: HashMap::new(),
        };
        let mut done = std::mem::take(&mut all.texts);
        let prepare = |project: &Project, text: &ProjectText| -> Result<Prepared> {
            match renamed.iter().find(|one| one.text == text.name) {
                Some(renamed) => Err(project.must_be_renamed(renamed)),
                None => all.means.prepare(project, text),
            }
        };
        let mut prepared: Vec<Result<Prepared>> = Vec::with_capacity(texts.len());
        self.each_text(texts, prepare, |_, one| {
            prepared.push(one);
            Ok(())
        })?;
        for (text, prepared) in texts.iter().zip(prepared) {
            let from = all.items.len();
            let (counts, failed) = match prepared {
                Ok(prepared) => {
                    for id in &prepared.found {
                        left.remove(id.as_str());
                    }
                    // In the order of the texts, so that the same names are found each time.
                    let text = prepared.asked.text.as_ref();
                    let text = text.filter(|_| !prepared.asked.places.is_empty());
                    if let (Some(list), Some(text)) = (&all.means.names, text) {
                        text.teach(&list.names);
                    }
                    all.take(prepared.asked, similar, &mut found);
                    (prepared.counts, None)
                }
                Err(error) => (OpenCounts::default(), Some(error)),
            };
            done.push(Task {
                open: from..all.items.len(),
                text: text.clone(),
                counts,
                failed,
            });
        }
        all.texts = done;
        if let Some(id) = left.iter().min() {
            return Err(Error::usage(
                format!("no sentence has the id {id}"),
                "`duizhao segment --format jsonl` lists them",
            ));
        }
        all.bands = bands(found.iter());
        Ok(all)
    }

    /// The error of a text whose English has an older name.
    fn must_be_renamed(&self, renamed: &Renamed) -> Error {
        let [english, target] =
            [&renamed.english, &renamed.target].map(|path| self.name_here(path));
        Error::input(
            Place::file(&renamed.target),
            format!("{} was renamed, and {english} is its English", renamed.text),
            format!("git mv {english} {target}"),
        )
    }

    /// Opens a text that has English. `is_first` is whether what its files say otherwise is told.
    fn open_translated(
        &self,
        text: &ProjectText,
        from: Option<&str>,
        is_first: bool,
    ) -> Result<Parallel> {
        if let Some(bitext) = text.bitext_there() {
            let parallel = self.open_working(bitext)?;
            if is_first {
                self.tell_difference(&parallel)?;
            }
            self.refuse_conflicts(&parallel)?;
            return Ok(parallel);
        }
        if self.locked && text.bitext.is_some() {
            return Err(Error::input(
                Place::file(&text.target),
                "this text has no bitext yet",
                "make it and commit it: duizhao align",
            ));
        }
        let before = crate::files::read(&text.target)?;
        let pair = self.read_pair(&text.source, &text.target, Reading { lines: false, from })?;
        if pair.swapped {
            return Err(Error::input(
                Place::file(&text.source),
                "this is the English text",
                "exchange source and target in duizhao.toml",
            ));
        }
        let mut parallel = self.align_kept(pair)?;
        if crate::files::read(&text.target)? != before {
            return Err(Error::input(
                Place::file(&text.target),
                "another program is writing this file",
                "do it again",
            ));
        }
        parallel.is_worked_on(text.bitext.as_deref(), &text.source, &text.target, before);
        Ok(parallel)
    }

    /// Finishes the writing of a new text that was interrupted before its bitext was there.
    fn recover_new(&self, text: &ProjectText) -> Result<()> {
        let Some(bitext) = &text.bitext else {
            return Ok(());
        };
        let folder = private_folder(bitext);
        let swap = PairSwap {
            text: &text.target,
            bitext,
            folder: &folder,
        };
        if !bitext.exists() && swap.has_record() {
            let _lock = PairLock::take(&folder, &text.target)?;
            drop(swap.recover()?);
        }
        Ok(())
    }
}

impl Means<'_> {
    /// Opens a text and finds what of it is to be asked for.
    fn prepare(&self, project: &Project, text: &ProjectText) -> Result<Prepared> {
        let opened = self.opened(project, text, true)?;
        let mut found = Vec::new();
        if let (Some(chinese), false) = (opened.text(), self.options.refresh.is_empty()) {
            let ids = chinese.segments.iter().map(|segment| &segment.id.0);
            let asked = ids.filter(|id| self.options.refresh.iter().any(|one| *one == **id));
            found.extend(asked.map(ToString::to_string));
        }
        let mut counts = OpenCounts::default();
        let mut asked = match opened {
            Opened::Links(links) => {
                counts.sentences = links.parallel.bitext.source.sentences.len();
                counts.untranslated = links.untranslated;
                counts.stale = links.stale;
                links.asked
            }
            Opened::New(new) => {
                let text = &new.sentences.text;
                counts.sentences = text.segments.len();
                counts.untranslated = counts.sentences;
                counts.is_new = true;
                let places = (0..text.segments.len()).collect();
                let refresh = &self.options.refresh;
                let name = project.name_here(&new.source);
                AskedSentences::new(text, places, Some(&name), self.words(), refresh)
            }
        };
        let known = self.remembered(&asked)?;
        counts.from_memory = known.iter().flatten().count();
        for (item, english) in asked.items.iter().zip(&known) {
            if let Some(english) = english {
                self.server.engine.is_said(item, english);
            }
        }
        asked.keep(|at| known[at].is_none());
        Ok(Prepared {
            counts,
            asked,
            found,
        })
    }

    /// The words that are decided.
    fn words(&self) -> Vocabulary<'_> {
        Vocabulary {
            termbase: &self.termbase,
            matcher: &self.terms,
            names: self.names.as_ref().map(|list| &*list.names),
        }
    }

    /// The English of sentences that the translation memory has.
    fn remembered(&self, asked: &AskedSentences) -> Result<Vec<Option<Coded>>> {
        let units = TranslationMemory::new(self.cache.clone());
        let mut known = vec![None; asked.masked.len()];
        take_exact(&units, &asked.masked, &asked.refresh, &mut known)?;
        Ok(known)
    }

    /// The units that similar ones are looked for in; the first so many are people's.
    fn units(&self) -> Result<(Vec<TranslationUnit>, usize)> {
        if self.options.tm.is_none() {
            return Ok((Vec::new(), 0));
        }
        let mut all = TranslationMemory::new(self.cache.clone()).all()?;
        let own = all.len();
        all.extend(AnswerCache::answers(&self.cache)?);
        Ok((all, own))
    }

    /// Opens a text: with its English, or as one that is to get some.
    fn opened(&self, project: &Project, text: &ProjectText, is_first: bool) -> Result<Opened> {
        let from = self.options.from.as_deref();
        project.recover_new(text)?;
        let old = match text.target.is_file() {
            true => Some(crate::files::read(&text.target)?),
            false => None,
        };
        let has_english = old
            .as_ref()
            .is_some_and(|bytes| !bytes.trim_ascii().is_empty());
        if has_english || text.is_bitext_alone() {
            let parallel = project.open_translated(text, from, is_first)?;
            let wanted = Wanted {
                stale: self.options.stale,
                refresh: &self.options.refresh,
                is_shown: is_first,
            };
            let links = OpenLinks::new(parallel, wanted, self.words());
            return Ok(Opened::Links(Box::new(links)));
        }
        if let Some(bitext) = text.bitext_there() {
            return Err(Error::input(
                Place::file(&text.target),
                format!(
                    "there is no English here, but {} holds its words and links",
                    bitext.display()
                ),
                "bring the text back (git checkout), or delete the bitext, too, to have it translated anew",
            ));
        }
        let labels = sentences::has_labels(&text.target);
        let chinese = sentences::read(project, &text.source, from, labels)?;
        let target = Target::new(
            Some(&text.target),
            &chinese,
            project.languages(),
            self.cache.clone(),
            true,
        )?;
        let refresh = vec![false; chinese.segments.len()];
        let sentences = Sentences::of(chinese, None, self.words(), refresh);
        Ok(Opened::New(Box::new(NewSentences {
            source: text.source.clone(),
            sentences,
            target,
            old,
        })))
    }

    /// The pairs of a text whose English is that of a server; none where it has no English.
    fn pairs(&self, project: &Project, text: &ProjectText) -> Result<ReadText> {
        match self.opened(project, text, false)? {
            Opened::Links(links) => second_reading::pairs_of(
                (&links, &text.name),
                (&self.server, self.fallback.as_ref()),
                self.words(),
            ),
            Opened::New(_) => Ok(ReadText::default()),
        }
    }

    /// The English of sentences out of the memory and the answers so far, or why there is none.
    fn english(
        &self,
        asked: &AskedSentences,
        reasons: &HashMap<&str, &str>,
    ) -> Result<Vec<std::result::Result<Coded, String>>> {
        let known = self.remembered(asked)?;
        let answered = providers::ask(
            (&self.server, self.fallback.as_ref()),
            (true, self.options.caps),
            (&asked.items, &asked.masked, &[]),
            &Stop::default(),
            &mut |_, _| {},
        )?;
        let items = asked.items.iter();
        let all = known.into_iter().zip(answered.texts).zip(items);
        Ok(all
            .map(|((known, answer), item)| match (known, answer) {
                (Some(known), _) => Ok(known),
                (None, Ok(answer)) => Ok(answer),
                (None, Err(_)) => {
                    let why = reasons.get(item.text.as_str()).copied();
                    Err(why.unwrap_or(NOT_ASKED).to_owned())
                }
            })
            .collect())
    }
}

impl TextsTranslation<'_> {
    /// The provider that is asked first.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.means.server.engine
    }

    /// The number of sentences that are to be asked for.
    #[must_use]
    pub fn open(&self) -> usize {
        self.items.len()
    }

    /// The texts that cannot be opened, each with the reason.
    pub fn failed(&self) -> impl Iterator<Item = (&ProjectText, &Error)> {
        let texts = self.texts.iter();
        texts.filter_map(|task| Some((&task.text, task.failed.as_ref()?)))
    }

    /// What is to be done, over all texts.
    #[must_use]
    pub fn counts(&self) -> OpenCounts {
        let mut sum = OpenCounts::default();
        for task in &self.texts {
            sum.sentences += task.counts.sentences;
            sum.untranslated += task.counts.untranslated;
            sum.stale += task.counts.stale;
            sum.from_memory += task.counts.from_memory;
        }
        sum
    }

    /// The number of texts, and of those that need something.
    #[must_use]
    pub fn text_counts(&self) -> (usize, usize) {
        let needing = self.texts.iter().filter(|task| task.needs_work());
        (self.texts.len(), needing.count())
    }

    /// The requests that a run would make, and what they would cost.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn plan(&self) -> Result<TextsPlan> {
        let sentences = (
            self.items.as_slice(),
            self.masked.as_slice(),
            self.refresh.as_slice(),
        );
        let (plan, under_way) = batches::plan(&self.means.server, sentences)?;
        Ok(TextsPlan {
            counts: self.counts(),
            texts: self.text_counts(),
            plan,
            under_way,
            bands: self.bands.clone(),
        })
    }

    /// Hands the open sentences in to the batch service of the provider.
    ///
    /// # Errors
    /// A provider without one; those of the cache. What the service does wrong is in the outcome.
    pub fn submit(&self, stop: &Stop) -> Result<Submitted> {
        let servers = (&self.means.server, self.means.fallback.as_ref());
        let sentences = (
            self.items.as_slice(),
            self.masked.as_slice(),
            self.refresh.as_slice(),
        );
        let caps = self.means.options.caps;
        batches::submit(servers, &self.provider(), caps, sentences, stop)
    }

    /// The name of the provider in the settings.
    #[must_use]
    pub fn provider(&self) -> String {
        let settings = self.means.server.engine.config();
        self.project.config.name_of_provider(settings)
    }

    /// Asks for every open sentence, and writes each text as soon as all of its sentences are there. When the run
    /// ends before its time, the other texts stay as they are; what was answered is not asked for again.
    ///
    /// # Errors
    /// Those of the cache; what a server or a text does wrong is in the outcome.
    pub fn run(
        &self,
        stop: &Stop,
        told: &mut dyn FnMut(TextsProgress<'_>),
    ) -> Result<TextsTranslated> {
        let mut run = Run {
            all: self,
            left: self.texts.iter().map(|task| task.open.len()).collect(),
            is_translated: vec![false; self.items.len()],
            is_done: self
                .texts
                .iter()
                .map(|task| task.failed.is_some() || !task.needs_work())
                .collect(),
            sum: TextsTranslated {
                failed: self.failed().count(),
                unfinished: 0,
                under_way: 0,
                translated: 0,
                missing: 0,
                waiting: 0,
                known: 0,
                names: NamesAdded::default(),
                used: (Usage::default(), 0.0),
                ended_by: None,
            },
        };
        let nothing = HashMap::new();
        for at in 0..self.texts.len() {
            if self.texts[at].open.is_empty() {
                run.finish(at, &nothing, told);
            }
        }
        let answered = providers::ask(
            (&self.means.server, self.means.fallback.as_ref()),
            (self.means.options.offline, self.means.options.caps),
            (&self.items, &self.masked, &self.refresh),
            stop,
            &mut |engine, progress| run.answered(engine, progress, &nothing, told),
        )?;
        run.sum.known = answered.known;
        run.sum.used = answered.used;
        run.sum.under_way = answered.under_way.iter().filter(|&&is| is).count();
        let has_ended = answered.ended_by.is_some() || stop.is_asked();
        run.sum.ended_by = answered.ended_by;
        if !has_ended {
            let pairs = self.items.iter().zip(&answered.texts);
            let reasons: HashMap<&str, &str> = pairs
                .filter_map(|(item, text)| {
                    Some((item.text.as_str(), text.as_ref().err()?.as_str()))
                })
                .collect();
            for (at, task) in self.texts.iter().enumerate() {
                // A text is written when its last sentence is there.
                let mut waits = answered.under_way[task.open.clone()].iter();
                if !waits.any(|&is| is) {
                    run.finish(at, &reasons, told);
                }
            }
        }
        if let Some(list) = self.means.names.as_ref().filter(|_| !self.items.is_empty()) {
            list.write(true)?;
            run.sum.names = list.added();
        }
        run.sum.unfinished = run.is_done.iter().filter(|done| !**done).count();
        Ok(run.sum)
    }

    /// The server of the second reader; none without one.
    #[must_use]
    pub fn reader(&self) -> Option<&Engine> {
        self.means.reader.as_ref().map(SecondReader::engine)
    }

    /// What the second reader would take; none without one.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn reading_plan(&self) -> Result<Option<SecondPlan<'_>>> {
        let Some(reader) = &self.means.reader else {
            return Ok(None);
        };
        let texts: Vec<ReadText> = self.read_texts().collect();
        let to_come = second_reading::to_come(self.items.iter().zip(&self.masked));
        let plan = reader.plan(&texts, &to_come)?;
        Ok(Some(SecondPlan { reader, plan }))
    }

    /// Has a second reader read what servers have translated in these texts, within what is left of the limits after
    /// the run; none without one, and none where the run ended before its time.
    ///
    /// # Errors
    /// Those of the cache; what the server does wrong is in the outcome.
    pub fn second_reading(
        &self,
        done: &TextsTranslated,
        stop: &Stop,
        progress: &mut dyn FnMut(ReadingProgress),
    ) -> Result<Option<SecondRead>> {
        let has_ended = done.ended_by.is_some() || stop.is_asked();
        let Some(reader) = self.means.reader.as_ref().filter(|_| !has_ended) else {
            return Ok(None);
        };
        let mut sum = Sum::new(reader, self.means.options.caps.after(done.used));
        let mut texts: Vec<ReadText> = Vec::new();
        for text in self.read_texts() {
            texts.push(text);
            let pairs: usize = texts.iter().map(|text| text.pairs.len()).sum();
            if pairs >= MOST_AT_ONCE {
                sum.read(&texts, stop, progress)?;
                texts.clear();
            }
            if sum.has_ended() || stop.is_asked() {
                return Ok(Some(sum.finish()));
            }
        }
        sum.read(&texts, stop, progress)?;
        Ok(Some(sum.finish()))
    }

    /// The texts with the pairs that a second reader reads. What is to be said of their files was said before.
    fn read_texts(&self) -> impl Iterator<Item = ReadText> {
        let quiet = self.project.clone().reporting(Arc::new(Silent));
        let texts = self.texts.iter().filter(|task| task.failed.is_none());
        texts.filter_map(move |task| match self.means.pairs(&quiet, &task.text) {
            Ok(text) => Some(text),
            Err(error) => {
                self.project.warn(format_args!(
                    "{} is not read by the second reader: {error}",
                    task.text.name
                ));
                None
            }
        })
    }

    /// Takes the open sentences of a text over, each with the unit that is most like it.
    fn take(
        &mut self,
        asked: AskedSentences,
        similar: Option<&SimilarUnits<'_>>,
        found: &mut Vec<Similar>,
    ) {
        for (mut item, masked) in asked.items.into_iter().zip(asked.masked) {
            let best = similar.filter(|_| masked.is_chinese());
            if let Some(best) = best.and_then(|similar| similar.best(&masked.own().text)) {
                let (unit, _) = &best;
                item.similar = Some(Box::new((unit.source.clone(), unit.target.clone())));
                self.hints.insert(item.text.clone(), hint(&best));
                found.push(best);
            }
            self.items.push(item);
            self.masked.push(masked);
        }
        self.refresh.extend(asked.refresh);
    }

    /// Writes a text with all that was answered for it. It is opened anew: whatever its files say by now stays.
    fn finish(&self, task: &Task, reasons: &HashMap<&str, &str>) -> Result<TextOutcome> {
        // What is to be said of its files was said when it was opened first.
        let quiet = self.project.clone().reporting(Arc::new(Silent));
        for _ in 0..MOST_TRIES {
            let opened = self.means.opened(&quiet, &task.text, false)?;
            let written = match opened {
                Opened::Links(links) => self.write_links(*links, reasons)?,
                Opened::New(new) => self.write_new(&task.text, &new, reasons)?,
            };
            if let Some(outcome) = written {
                return Ok(TextOutcome {
                    counts: task.counts,
                    ..outcome
                });
            }
        }
        Err(Error::usage(
            format!(
                "{} or its bitext is changed by another program all the time; nothing was written",
                task.text.target.display()
            ),
            "do it again",
        ))
    }

    /// Writes English into the links of a text; nothing where a file was changed meanwhile.
    fn write_links(
        &self,
        links: OpenLinks,
        reasons: &HashMap<&str, &str>,
    ) -> Result<Option<TextOutcome>> {
        let english = self.means.english(&links.asked, reasons)?;
        let new = links.new_english(&english)?;
        let missing = new
            .missing
            .iter()
            .map(|(at, why)| self.missing_in(&links, *at, why))
            .collect();
        let mut outcome = TextOutcome {
            translated: new.sentences,
            missing,
            ..TextOutcome::default()
        };
        if new.operations.is_empty() {
            return Ok(Some(outcome));
        }
        let mut parallel = links.parallel;
        let before = parallel.bitext.waiting().count();
        for operation in &new.operations {
            parallel.bitext.edit(operation)?;
        }
        let manners = Manners {
            marked: Some(&new.marked),
            ..Manners::default()
        };
        let project = self.project;
        let saving = match parallel.path {
            Some(_) => project.save_with(&parallel, manners)?,
            None => project.save_text(&parallel, &manners)?,
        };
        let Saving::Done(saved) = saving else {
            return Ok(None);
        };
        project.tell_waiting(&saved, &parallel);
        let waiting = saved.bitext.waiting().count();
        outcome.waiting = waiting.saturating_sub(before);
        Ok(Some(outcome))
    }

    fn missing_in(&self, links: &OpenLinks, at: usize, why: &str) -> Missing {
        let sentence = &links.parallel.bitext.source.sentences[links.asked.places[at]];
        Missing {
            file: PathBuf::from(&links.parallel.bitext.source.file),
            at: sentence.at.unwrap_or_default(),
            text: sentence.text.to_string(),
            why: why.to_owned(),
            hint: self.hints.get(&links.asked.items[at].text).cloned(),
        }
    }

    /// Writes a text that has no English yet; nothing where somebody wrote one meanwhile.
    fn write_new(
        &self,
        text: &ProjectText,
        new: &NewSentences,
        reasons: &HashMap<&str, &str>,
    ) -> Result<Option<TextOutcome>> {
        let work = &new.sentences;
        let places: Vec<usize> = (0..work.text.segments.len()).collect();
        let asked = AskedSentences {
            masked: work.masked.clone(),
            items: work.items.clone(),
            refresh: vec![false; places.len()],
            places,
            text: None,
        };
        let english = self.means.english(&asked, reasons)?;
        let mut outcome = TextOutcome::default();
        for (at, one) in english.iter().enumerate() {
            let segment = &work.text.segments[at];
            match one {
                Ok(_) => outcome.translated += 1,
                Err(why) => outcome.missing.push(Missing {
                    file: PathBuf::from(self.project.name_here(&text.source)),
                    at: work.text.document.source.line_column(segment.source.start),
                    text: segment.text.clone(),
                    why: why.clone(),
                    hint: self.hints.get(&work.items[at].text).cloned(),
                }),
            }
        }
        let has_any = english
            .iter()
            .zip(&work.masked)
            .any(|(one, masked)| one.is_ok() && masked.is_chinese());
        if !has_any && !outcome.missing.is_empty() {
            // A file of nothing but Chinese would be no translation.
            outcome.translated = 0;
            return Ok(Some(outcome));
        }
        // What has no English stands there as it is, so that its neighbours keep their distance.
        let texts: Vec<Option<Coded>> = english
            .into_iter()
            .zip(&work.masked)
            .map(|(one, masked)| Some(one.unwrap_or_else(|_| masked.own().clone())))
            .collect();
        let whole = new.target.english(work, texts.clone())?;
        outcome.kept = whole.kept;
        for remark in &whole.remarks {
            let name = self.project.name_here(&text.target);
            self.project.note(format_args!("{name}: {remark}"));
        }
        // Entries of a table of contents are translated, and are no sentences of the bitext.
        let chinese = work.text.without_labels();
        let said = texts.iter().flatten().take(chinese.segments.len());
        let written = NewText {
            said: said.collect(),
            chinese: &chinese,
            english: whole.bytes,
        };
        let bitext = text.bitext.as_deref();
        let old = new.old.as_deref();
        match self
            .project
            .write_new(&written, &text.target, bitext, old)?
        {
            Put::Done => {}
            Put::Changed => return Ok(None),
            Put::ReadOnly(path) => {
                return Err(Error::Write {
                    path,
                    source: std::io::Error::new(
                        std::io::ErrorKind::PermissionDenied,
                        "it must not be written",
                    ),
                });
            }
        }
        Ok(Some(outcome))
    }
}

/// A run that is under way.
struct Run<'r> {
    all: &'r TextsTranslation<'r>,
    /// How many sentences of each text have no English yet.
    left: Vec<usize>,
    is_translated: Vec<bool>,
    is_done: Vec<bool>,
    sum: TextsTranslated,
}

impl Run<'_> {
    /// Takes answers in, and finishes the texts that have all of theirs.
    fn answered(
        &mut self,
        engine: &Engine,
        progress: Progress<'_>,
        reasons: &HashMap<&str, &str>,
        told: &mut dyn FnMut(TextsProgress<'_>),
    ) {
        let texts = &self.all.texts;
        let text_of = |item: usize| texts.partition_point(|task| task.open.end <= item);
        if let Some(&last) = progress.translated.last() {
            let at = text_of(last);
            told(TextsProgress::Asked {
                engine,
                progress,
                text: (at + 1, &texts[at].text.name),
            });
        }
        for &item in progress.translated {
            if std::mem::replace(&mut self.is_translated[item], true) {
                continue;
            }
            let at = text_of(item);
            self.left[at] -= 1;
            if self.left[at] == 0 {
                self.finish(at, reasons, told);
            }
        }
    }

    /// Writes a text, if it is not done yet.
    fn finish(
        &mut self,
        at: usize,
        reasons: &HashMap<&str, &str>,
        told: &mut dyn FnMut(TextsProgress<'_>),
    ) {
        if std::mem::replace(&mut self.is_done[at], true) {
            return;
        }
        let task = &self.all.texts[at];
        let outcome = self.all.finish(task, reasons);
        match &outcome {
            Ok(outcome) => {
                self.sum.translated += outcome.translated;
                self.sum.missing += outcome.missing.len();
                self.sum.waiting += outcome.waiting;
            }
            Err(_) => self.sum.failed += 1,
        }
        // What names are not written now are at the end.
        if let Some(list) = &self.all.means.names {
            drop(list.write(false));
        }
        told(TextsProgress::Done(&task.text, &outcome));
    }
}
