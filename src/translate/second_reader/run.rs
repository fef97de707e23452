//! A run of a second reader. Batches of pairs are sent a few at a time; what is said of a pair is kept at once. Pairs
//! of which nothing was said are asked for again in halves, and by themselves in the end.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};

use super::super::concurrency::ConcurrencyLimit;
use super::super::engine::{cut_off, not_answered};
use super::super::limits::Size;
use super::super::protocol::{Ending, Reply};
use super::super::{Caps, Stop, Usage, thoughts};
use super::judge::{self, Reading};
use super::reply::{self, Said};
use super::{Pair, ReadText, SecondReader, prompt};
use crate::bitext::PairKey;
use crate::error::{Error, Result};
use crate::http::{Failure, Pace, with_workers};

/// The number of times that a pair is asked for by itself.
const LAST_TRIES: u32 = 2;
/// The number of pairs in a row that a reader says nothing of, asked for by themselves, before the run ends: it does
/// not understand what it is to do.
const MOST_UNREAD: u64 = 6;

/// The progress of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingProgress {
    /// Pairs that were read, or given up.
    pub done: usize,
    /// All pairs.
    pub all: usize,
    /// Usage so far.
    pub usage: Usage,
}

/// The outcome of a run.
#[derive(Debug, Default)]
pub struct ReadingOutcome {
    /// The number of pairs that were read, now or before.
    pub read: usize,
    /// The number of them that were read before.
    pub known: usize,
    /// The number of pairs whose English is doubted, of those that were read.
    pub doubts: usize,
    /// The number of pairs that the reader was asked about and said nothing of, and the last reason.
    pub unread: (usize, String),
    /// Usage of the run.
    pub usage: Usage,
    /// The error that ended the run early: a failing server, or a cap that was reached.
    pub ended_by: Option<Error>,
}

/// A pair with its text.
type Place<'t> = (&'t ReadText, &'t Pair);

/// The pairs of texts that are to be asked for.
pub(super) struct Wanted<'t> {
    /// Each pair once, whatever number of times it stands there.
    pub(super) places: Vec<Place<'t>>,
    pub(super) keys: Vec<PairKey>,
    /// Requests: indices of places, of one text.
    pub(super) batches: VecDeque<Vec<usize>>,
    /// The number of pairs that were read before, and of those that are doubted.
    pub(super) known: (usize, usize),
    /// The number of places of each pair that is asked for.
    pub(super) times: Vec<usize>,
}

impl SecondReader {
    /// Looks up which pairs are to be asked for.
    pub(super) fn wanted<'t>(&self, texts: &'t [ReadText]) -> Result<Wanted<'t>> {
        let all: Vec<Place<'t>> = texts
            .iter()
            .flat_map(|text| text.pairs.iter().map(move |pair| (text, pair)))
            .collect();
        let keys: Vec<PairKey> = all.iter().map(|(_, pair)| pair.key()).collect();
        let known = self.reviews.get(&keys)?;
        let doubted = known.iter().flatten().filter(|one| !one.doubt.is_empty());
        let mut wanted = Wanted {
            places: Vec::new(),
            keys: Vec::new(),
            batches: VecDeque::new(),
            known: (known.iter().flatten().count(), doubted.count()),
            times: Vec::new(),
        };
        let limits = self.engine.limits();
        let mut first: HashMap<PairKey, usize> = HashMap::new();
        let mut size: Option<Size> = None;
        let mut last: Option<&ReadText> = None;
        for ((place, key), known) in all.into_iter().zip(keys).zip(known) {
            if known.is_some() {
                continue;
            }
            if let Some(&at) = first.get(&key) {
                wanted.times[at] += 1;
                continue;
            }
            let at = wanted.places.len();
            first.insert(key, at);
            let (text, pair) = place;
            let one = Size {
                texts: 1,
                characters: pair.source.chars().count(),
                bytes: pair.source.len() + pair.target.len(),
            };
            let both = size.filter(|_| last.is_some_and(|last| std::ptr::eq(last, text)));
            let both = both.map(|size| size.with(one));
            let both = both.filter(|both| both.fits(&limits));
            match (both, wanted.batches.back_mut()) {
                (Some(both), Some(batch)) => {
                    batch.push(at);
                    size = Some(both);
                }
                _ => {
                    wanted.batches.push_back(vec![at]);
                    size = Some(one);
                }
            }
            last = Some(text);
            wanted.places.push(place);
            wanted.keys.push(key);
            wanted.times.push(1);
        }
        Ok(wanted)
    }

    /// Has every pair of the texts read that was not read before. A failing server does not make this fail: the
    /// outcome then holds the error, beside everything that was read.
    ///
    /// # Errors
    /// As [`Cache::get`](crate::cache::Cache::get) when the cache cannot be read or written.
    pub fn read(
        &self,
        texts: &[ReadText],
        caps: Caps,
        stop: &Stop,
        progress: &mut dyn FnMut(ReadingProgress),
    ) -> Result<ReadingOutcome> {
        let mut wanted = self.wanted(texts)?;
        let mut outcome = ReadingOutcome {
            read: wanted.known.0,
            known: wanted.known.0,
            doubts: wanted.known.1,
            ..ReadingOutcome::default()
        };
        let batches = std::mem::take(&mut wanted.batches);
        if batches.is_empty() || stop.is_asked() {
            return Ok(outcome);
        }
        let all = wanted.times.iter().sum::<usize>() + wanted.known.0;
        let config = self.engine.config();
        let most = usize::from(config.concurrency.get());
        let workers = batches.len().min(most);
        let run = SharedRun {
            reader: self,
            places: &wanted.places,
            caps,
            stop,
            pace: self.engine.pace(batches.len()),
            batches: Mutex::new(batches),
            limit: ConcurrencyLimit::new(most),
            used: Mutex::default(),
            begun: AtomicU64::new(0),
            unread: AtomicU64::new(0),
        };
        let mut seen: HashSet<usize> = HashSet::new();
        let mut broken: Option<Error> = None;
        let worked = with_workers(
            workers,
            |answers| run.work(answers),
            |arrived| {
                stop.hear(&arrived, &run.pace, |news| {
                    match news {
                        WorkerEvent::Read(read) => {
                            let entries: Vec<(PairKey, Reading)> = read
                                .iter()
                                .map(|(at, reading)| (wanted.keys[*at], reading.clone()))
                                .collect();
                            if let Err(error) = self.reviews.put(&self.name, &entries) {
                                broken.get_or_insert(error);
                                run.pace.stop();
                            }
                            for (at, reading) in read.iter().filter(|(at, _)| seen.insert(*at)) {
                                outcome.read += wanted.times[*at];
                                if !reading.doubt.is_empty() {
                                    outcome.doubts += wanted.times[*at];
                                }
                            }
                        }
                        WorkerEvent::Unread(at, why) => {
                            outcome.unread = (outcome.unread.0 + wanted.times[at], why);
                        }
                        WorkerEvent::Broken(failure) => {
                            run.pace.stop();
                            broken.get_or_insert_with(|| self.engine.error(failure));
                        }
                        WorkerEvent::Capped(error) => {
                            broken.get_or_insert(error);
                        }
                    }
                    progress(ReadingProgress {
                        done: outcome.read + outcome.unread.0,
                        all,
                        usage: run.usage(),
                    });
                });
            },
        );
        if let Err(failure) = worked {
            broken = Some(self.engine.error(failure));
        }
        outcome.usage = run.usage();
        outcome.ended_by = broken;
        Ok(outcome)
    }
}

/// A message from a worker.
enum WorkerEvent {
    /// Pairs that were read, by their index.
    Read(Vec<(usize, Reading)>),
    /// A pair that is given up, and the reason.
    Unread(usize, String),
    /// The failure of the server that ends the run.
    Broken(Failure),
    /// The error about a cap that is reached.
    Capped(Error),
}

/// The state that the workers of one run share.
struct SharedRun<'a> {
    reader: &'a SecondReader,
    places: &'a [Place<'a>],
    caps: Caps,
    stop: &'a Stop,
    pace: Pace,
    batches: Mutex<VecDeque<Vec<usize>>>,
    limit: ConcurrencyLimit,
    used: Mutex<Usage>,
    /// Requests that were begun.
    begun: AtomicU64,
    /// Pairs in a row that nothing was said of.
    unread: AtomicU64,
}

/// The run has ended: nothing more is asked.
struct Stopped;

/// What came of one request.
enum Asked {
    /// The pairs that nothing was said of, and why.
    Left(Vec<usize>, String),
    /// Nothing was said, and a smaller batch may fare better.
    Smaller(String),
}

impl SharedRun<'_> {
    fn usage(&self) -> Usage {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(&self, answers: Sender<WorkerEvent>) {
        loop {
            let taken = self
                .batches
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some(batch) = taken else { return };
            if self.solve(batch, &answers).await.is_err() {
                return;
            }
        }
    }

    /// Asks until every pair of a batch was read or is given up.
    async fn solve(
        &self,
        batch: Vec<usize>,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        // Batches to be asked for, the next one last, each with the number of times that it was.
        let mut open = vec![(batch, 0)];
        while let Some((batch, tried)) = open.pop() {
            let (left, why) = match self.ask(&batch, answers).await? {
                Asked::Left(left, why) => (left, why),
                Asked::Smaller(why) => (batch, why),
            };
            match left.as_slice() {
                [] => {}
                [at] if tried + 1 >= LAST_TRIES => self.give_up(*at, &why, answers)?,
                [_] => open.push((left, tried + 1)),
                many => {
                    let (one, two) = many.split_at(many.len() / 2);
                    open.push((two.to_vec(), 0));
                    open.push((one.to_vec(), 0));
                }
            }
        }
        Ok(())
    }

    fn give_up(
        &self,
        at: usize,
        why: &str,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        let in_a_row = self.unread.fetch_add(1, Ordering::SeqCst) + 1;
        tell(answers, WorkerEvent::Unread(at, why.to_owned()))?;
        if in_a_row < MOST_UNREAD {
            return Ok(());
        }
        let failure = Failure::Final {
            what: format!("it gives no readings: {why}"),
            help: "choose another provider for review in [translate]".to_owned(),
        };
        tell(answers, WorkerEvent::Broken(failure))?;
        Err(Stopped)
    }

    /// Asks once and sends what was read to the main thread.
    async fn ask(
        &self,
        batch: &[usize],
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<Asked, Stopped> {
        if self.stop.is_asked() {
            return Err(Stopped);
        }
        let engine = &self.reader.engine;
        let pairs: Vec<&Pair> = batch.iter().map(|&at| self.places[at].1).collect();
        let sources: Vec<&str> = pairs.iter().map(|pair| pair.source.as_str()).collect();
        let characters: u64 = sources.iter().map(|text| text.chars().count() as u64).sum();
        let begun = self.begun.fetch_add(1, Ordering::SeqCst);
        let so_far = (begun, self.usage());
        if let Some(error) = self.caps.reached(so_far, characters, engine.config()) {
            tell(answers, WorkerEvent::Capped(error))?;
            return Err(Stopped);
        }
        let prompt = prompt::batch(&pairs, self.around(batch), engine.brief());
        let read = |reply| read(reply, pairs.len());
        self.limit.enter().await;
        let holds = self.pace.holds();
        let (answer, usage) = engine
            .converse((&sources, &prompt, ""), read, &self.pace)
            .await;
        self.limit.leave(self.pace.holds() > holds);
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) += usage;
        let found = match answer {
            Ok(found) => found,
            Err(
                Failure::TooLarge { what }
                | Failure::Refused { what }
                | Failure::OnlyThoughts { what }
                | Failure::Senseless { what },
            ) => return Ok(Asked::Smaller(what)),
            Err(Failure::Stopped) => return Err(Stopped),
            Err(failure) => {
                tell(answers, WorkerEvent::Broken(failure))?;
                return Err(Stopped);
            }
        };
        let (mut known, mut left) = (Vec::new(), Vec::new());
        for ((&at, pair), said) in batch.iter().zip(&pairs).zip(found) {
            match said {
                Some((doubt, proposal)) => {
                    let (doubt, proposal) = (engine.redact(&doubt), engine.redact(&proposal));
                    known.push((at, judge::reading(pair, &doubt, &proposal)));
                }
                None => left.push(at),
            }
        }
        if !known.is_empty() {
            self.unread.store(0, Ordering::SeqCst);
            tell(answers, WorkerEvent::Read(known))?;
        }
        Ok(Asked::Left(left, "nothing was said of it".to_owned()))
    }

    /// The Chinese around a batch in its text.
    fn around(&self, batch: &[usize]) -> (&[String], &[String]) {
        let context = usize::from(self.reader.engine.config().context);
        let (Some(&first), Some(&last)) = (batch.first(), batch.last()) else {
            return (&[], &[]);
        };
        let (text, pair) = self.places[first];
        let sentences = text.sentences.as_slice();
        let start = pair.at.start.min(sentences.len());
        let end = self.places[last].1.at.end.clamp(start, sentences.len());
        let to = (end + context).min(sentences.len());
        (
            &sentences[start.saturating_sub(context)..start],
            &sentences[end..to],
        )
    }
}

fn tell(answers: &Sender<WorkerEvent>, news: WorkerEvent) -> std::result::Result<(), Stopped> {
    answers.send(news).map_err(|_| Stopped)
}

/// The readings of `count` pairs in an answer.
fn read(reply: Reply, count: usize) -> std::result::Result<Vec<Option<Said>>, Failure> {
    let (said, ending) = match reply {
        Reply::Texts(_) => return Ok(vec![None; count]),
        Reply::Said(_, Ending::Refused(what)) => return Err(Failure::Refused { what }),
        Reply::Said(said, ending) => (said, ending),
    };
    let found = reply::readings(&said, count);
    if found.iter().all(Option::is_some) {
        return Ok(found);
    }
    match ending {
        Ending::OnlyThoughts => Err(not_answered()),
        Ending::Cut if found.iter().all(Option::is_none) => {
            let answer = thoughts::behind(&said, "");
            Err(cut_off(
                answer.is_none_or(|answer| answer.trim().is_empty()),
            ))
        }
        _ => Ok(found),
    }
}
