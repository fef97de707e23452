//! The second reader of a project: which pairs it reads, and its run. It reads what a server has translated, once that
//! is written; what a person has written or decided on is not doubted.

use std::borrow::Cow;
use std::sync::Arc;

use super::TranslationOptions;
use super::names::NameList;
use super::open_links::{AskedSentences, OpenLinks};
use super::providers::{self, Server};
use super::sentences::Vocabulary;
use crate::bitext::{Bead, Status};
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::Result;
use crate::project::Project;
use crate::text::script::is_han;
use crate::text::spaces;
use crate::translate::second_reader::{
    Pair, ReadText, ReadingOutcome, ReadingPlan, ReadingProgress,
};
use crate::translate::{Caps, Engine, Item, Masked, SecondReader, Stop, Usage, cost};

/// So many pairs are read at a time; a text is not parted.
pub(super) const MOST_AT_ONCE: usize = 2000;

/// A second reading that is ready to run.
pub struct SecondReading {
    reader: SecondReader,
    texts: Vec<ReadText>,
    caps: Caps,
}

/// What came of a second reading.
#[derive(Debug)]
pub struct SecondRead {
    /// The name of the reader.
    pub reader: String,
    /// The outcome; its usage is in no other count.
    pub outcome: ReadingOutcome,
    /// What it cost.
    pub spent: f64,
}

impl Project {
    /// The second reader of the settings; none where they name none, or no server is to be asked.
    ///
    /// # Errors
    /// A provider that is not there, has no key, or cannot read translations.
    pub(super) fn second_reader(
        &self,
        options: &TranslationOptions,
        cache: &Arc<Cache>,
        names: Option<&NameList>,
    ) -> Result<Option<SecondReader>> {
        let translate = &self.config.translate;
        let Some(name) = translate.review.as_deref().filter(|_| !options.offline) else {
            return Ok(None);
        };
        let settings = self.config.provider(Some(name))?;
        if std::ptr::eq(settings, self.config.provider(options.provider.as_deref())?) {
            self.note(format_args!(
                "\"{name}\" reads its own translations: another provider under review in [translate] finds more"
            ));
        }
        let server = self.server(options, settings, cache, &self.guide(names)?)?;
        SecondReader::new(server.engine, name, cache.clone()).map(Some)
    }
}

impl SecondReading {
    /// The reading of these texts by `reader`, within what is left of `caps` after this was used and paid.
    pub(super) fn new(
        reader: SecondReader,
        texts: Vec<ReadText>,
        caps: Caps,
        used: (Usage, f64),
    ) -> SecondReading {
        SecondReading {
            reader,
            texts,
            caps: caps.after(used),
        }
    }

    /// The server that reads.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.reader.engine()
    }

    /// The number of its pairs.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.texts.iter().map(|text| text.pairs.len()).sum()
    }

    /// Reads every pair that was not read before.
    ///
    /// # Errors
    /// Those of the cache; what the server does wrong is in the outcome.
    pub fn run(
        &self,
        stop: &Stop,
        progress: &mut dyn FnMut(ReadingProgress),
    ) -> Result<SecondRead> {
        let mut sum = Sum::new(&self.reader, self.caps);
        sum.read(&self.texts, stop, progress)?;
        Ok(sum.finish())
    }
}

/// Several readings by one reader, added up.
pub(super) struct Sum<'r> {
    reader: &'r SecondReader,
    caps: Caps,
    outcome: ReadingOutcome,
}

impl Sum<'_> {
    pub(super) fn new(reader: &SecondReader, caps: Caps) -> Sum<'_> {
        Sum {
            reader,
            caps,
            outcome: ReadingOutcome::default(),
        }
    }

    fn spent(&self) -> f64 {
        cost(self.reader.engine().config(), self.outcome.usage)
    }

    /// Whether a failure has ended the reading.
    pub(super) fn has_ended(&self) -> bool {
        self.outcome.ended_by.is_some()
    }

    pub(super) fn read(
        &mut self,
        texts: &[ReadText],
        stop: &Stop,
        progress: &mut dyn FnMut(ReadingProgress),
    ) -> Result<()> {
        let so_far = self.outcome.usage;
        let caps = self.caps.after((so_far, self.spent()));
        let before = self.outcome.read + self.outcome.unread.0;
        let more = self.reader.read(texts, caps, stop, &mut |now| {
            let mut usage = so_far;
            usage += now.usage;
            progress(ReadingProgress {
                done: before + now.done,
                all: before + now.all,
                usage,
            });
        })?;
        let sum = &mut self.outcome;
        sum.read += more.read;
        sum.known += more.known;
        sum.doubts += more.doubts;
        sum.usage += more.usage;
        sum.unread.0 += more.unread.0;
        if more.unread.0 > 0 {
            sum.unread.1 = more.unread.1;
        }
        sum.ended_by = more.ended_by;
        Ok(())
    }

    pub(super) fn finish(self) -> SecondRead {
        SecondRead {
            reader: self.reader.name().to_owned(),
            spent: self.spent(),
            outcome: self.outcome,
        }
    }
}

/// A plan with the reader that it is for.
pub struct SecondPlan<'r> {
    /// The reader.
    pub reader: &'r SecondReader,
    /// What it would take.
    pub plan: ReadingPlan,
}

/// The characters of Chinese in sentences whose English is to come.
pub(super) fn to_come<'a>(items: impl Iterator<Item = (&'a Item, &'a Masked)>) -> Vec<usize> {
    items
        .filter(|(_, masked)| masked.is_chinese())
        .map(|(item, _)| item.text.chars().count())
        .collect()
}

/// A sentence with its English, as a pair; none where there is nothing to translate.
pub(super) fn pair(at: usize, source: &str, item: &Item, english: &Coded) -> Option<Pair> {
    let is_pair = source.chars().any(is_han) && !english.text.trim().is_empty();
    is_pair.then(|| Pair {
        at: at..at + 1,
        source: spaces::fold(source),
        target: spaces::fold(&english.text),
        terms: item.terms.clone(),
    })
}

/// The pairs of an opened text whose English is that of a server, as it gave it.
pub(super) fn pairs_of(
    (links, name): (&OpenLinks, &str),
    servers: (&Server, Option<&Server>),
    words: Vocabulary<'_>,
) -> Result<ReadText> {
    let parallel = &links.parallel;
    let bitext = &parallel.bitext;
    let chinese = match parallel.chinese() {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(parallel.texts().0),
    };
    let is_of_server = |bead: &&Bead| {
        let is_free = bead.status == Status::Auto && bead.pending().is_none();
        is_free && bead.was().is_none() && bead.is_linked() && !bitext.is_untranslated(bead)
    };
    let beads: Vec<&Bead> = bitext.beads.iter().filter(is_of_server).collect();
    let places: Vec<usize> = beads.iter().flat_map(|bead| bead.source.clone()).collect();
    let asked = AskedSentences::new(&chinese, places, Some(name), words, &[]);
    let answered = providers::ask(
        servers,
        (true, Caps::default()),
        (&asked.items, &asked.masked, &asked.refresh),
        &Stop::default(),
        &mut |_, _| {},
    )?;
    let mut answers = answered.texts.into_iter().zip(&asked.items);
    let mut pairs = Vec::new();
    for bead in beads {
        let of_bead = answers.by_ref().take(bead.source.len());
        let (mut said, mut agreed) = (Some(String::new()), Vec::new());
        for (answer, item) in of_bead {
            said = said.zip(answer.ok()).map(|(said, one)| said + &one.text);
            agreed.extend(item.terms.iter().cloned());
        }
        let (source, target) = (bitext.source_text(bead), bitext.target_text(bead));
        let is_answer = said.is_some_and(|said| tight(&said) == tight(&target));
        if is_answer && source.chars().any(is_han) {
            agreed.sort();
            agreed.dedup();
            pairs.push(Pair {
                at: bead.source.clone(),
                source: spaces::fold(&source),
                target: spaces::fold(&target),
                terms: agreed,
            });
        }
    }
    let sentences = bitext.source.sentences.iter();
    Ok(ReadText {
        sentences: sentences
            .map(|sentence| sentence.text.to_string())
            .collect(),
        pairs,
    })
}

fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}
