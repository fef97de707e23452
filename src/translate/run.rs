//! A translation run. Batches are sent a few at a time and every answer is checked. Right answers are
//! kept at once; sentences with a wrong one are asked for again: first with the fault named, then in
//! halves, then each by itself. In the end every sentence is translated or has the reason why not.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::answers::{Address, AnswerCache};
use super::batches::batches;
use super::concurrency::ConcurrencyLimit;
use super::engine::{Engine, Question};
use super::judge::{self, Right, Wrong};
use super::lookup::CacheLookup;
use super::mask::Masked;
use super::options::ProviderConfig;
use super::question;
use super::queue::Queue;
use super::verify::Fault;
use super::{Item, Usage};
use crate::document::codes::Coded;
use crate::error::{Error, Result};
use crate::http::{Failure, Pace, with_workers};

/// A request to end a run early: no request is begun or repeated, and answers under way are waited for,
/// as they are paid for.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Requests the end of the run.
    pub fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether the end was requested.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Takes the messages of workers until they have ended. When the end is requested, workers that wait for the
    /// server's leave at `pace`, perhaps for minutes, are released.
    pub(super) fn hear<M>(&self, arrived: &Receiver<M>, pace: &Pace, mut take: impl FnMut(M)) {
        loop {
            let news = arrived.recv_timeout(LOOK);
            if self.is_asked() {
                pace.stop();
            }
            match news {
                Ok(news) => take(news),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// The most that a run may use; `None` is no limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caps {
    /// Number of requests.
    pub requests: Option<u64>,
    /// Characters of Chinese.
    pub characters: Option<u64>,
    /// Money, at the prices of the settings.
    pub cost: Option<f64>,
}

impl Caps {
    /// The error about a limit that a request for `more` characters would exceed, when `begun` requests were begun
    /// and this was used.
    pub(super) fn reached(
        &self,
        (begun, used): (u64, Usage),
        more: u64,
        config: &ProviderConfig,
    ) -> Option<Error> {
        let is_over = |most: Option<u64>, number: u64| most.is_some_and(|most| number > most);
        let reached = if is_over(self.requests, begun + 1) {
            "--max-requests"
        } else if is_over(self.characters, used.characters + more) {
            "--max-chars"
        } else if self
            .cost
            .is_some_and(|most| super::plan::cost(config, used) >= most)
        {
            "--max-cost"
        } else {
            return None;
        };
        Some(Error::Endpoint {
            url: config.protocol.clone(),
            what: format!("stopped: {reached} is reached"),
            help: "what was received is kept; run again with more, or with --offline".to_owned(),
        })
    }

    /// What is left of the limits after this was used and paid.
    #[must_use]
    pub fn after(&self, (used, spent): (Usage, f64)) -> Caps {
        Caps {
            requests: self.requests.map(|most| most.saturating_sub(used.requests)),
            characters: self
                .characters
                .map(|most| most.saturating_sub(used.characters)),
            cost: self.cost.map(|most| most - spent),
        }
    }
}

/// The progress of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress<'a> {
    /// Sentences that have a translation or a reason why not.
    pub done: usize,
    /// All sentences.
    pub all: usize,
    /// Usage so far.
    pub usage: Usage,
    /// The sentences (by index) that have got a translation since the last time; it is in the cache.
    pub translated: &'a [usize],
}

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// For each sentence its translation with its codes, or why there is none.
    pub texts: Vec<std::result::Result<Coded, String>>,
    /// The number of them that were known before: from the cache, or without Chinese.
    pub known: usize,
    /// Usage of the run.
    pub usage: Usage,
    /// The error that ended the run early: a failing server, or a cap that was reached.
    pub ended_by: Option<Error>,
}

/// The number of senseless answers in a row that ends a run.
const MOST_SENSELESS: u64 = 6;

/// The number of workers beyond the requests under way: they ask while others judge what they were answered.
const SPARE_WORKERS: usize = 2;

/// The number of times a sentence is asked for by itself before it is given up.
const LAST_TRIES: usize = 2;

/// The number of single sentences in a row that a server refuses before what it refuses is no longer looked through
/// for the sentence that it minds.
const MOST_REFUSED: u64 = 12;

/// The number of single sentences in a row over which a model thinks until it has no tokens left, before the rest is
/// given up: each of them costs as much as an answer can.
const MOST_THOUGHTS: u64 = 3;

/// The time between two looks at the stop request while no answers come.
const LOOK: Duration = Duration::from_millis(100);

/// The reason given for a sentence that was not asked for.
const NOT_ASKED: &str = "not asked";

/// The task of a run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The sentences.
    pub items: &'a [Item],
    /// The masked form of each sentence, from which its codes are put back.
    pub masked: &'a [Masked],
    /// For each sentence, whether its cached translation is passed over; `false` where the list is
    /// shorter.
    pub refresh: &'a [bool],
    /// Whether only the cache is used, and no server asked.
    pub offline: bool,
    /// The limits of the run.
    pub caps: Caps,
}

/// Translates sentences. A failing server does not make this fail: the outcome then holds the error,
/// beside everything that was translated before.
///
/// # Errors
/// As [`Cache::get`](crate::cache::Cache::get) when the cache cannot be read.
pub fn translate(
    engine: &Engine,
    cache: &AnswerCache,
    job: Job<'_>,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Outcome> {
    let Job { items, masked, .. } = job;
    let lookup = CacheLookup::of(cache, items, masked, job.refresh)?;
    let (addresses, wanted, first) = (lookup.addresses, lookup.wanted, lookup.first);
    let texts: Vec<std::result::Result<Coded, String>> = lookup
        .known
        .into_iter()
        .map(|coded| coded.ok_or_else(|| NOT_ASKED.to_owned()))
        .collect();
    let known = texts.iter().filter(|text| text.is_ok()).count();
    for (item, coded) in items.iter().zip(&texts) {
        if let Ok(coded) = coded {
            engine.is_said(item, coded);
        }
    }
    let mut outcome = Outcome {
        texts,
        known,
        usage: Usage::default(),
        ended_by: None,
    };
    let mut done = known;
    if known > 0 {
        let texts = outcome.texts.iter().enumerate();
        let translated: Vec<usize> = texts
            .filter(|(_, text)| text.is_ok())
            .map(|(at, _)| at)
            .collect();
        progress(Progress {
            done,
            all: items.len(),
            usage: Usage::default(),
            translated: &translated,
        });
    }
    if job.offline || wanted.is_empty() {
        return Ok(outcome);
    }
    // Sentences with the words of another one, by the one that is asked for.
    let mut same: HashMap<usize, Vec<usize>> = HashMap::new();
    for at in (0..items.len()).filter(|&at| outcome.texts[at].is_err()) {
        let source = first[&addresses[at]];
        if at != source {
            same.entry(source).or_default().push(at);
        }
    }
    let batches = batches(engine, items, &wanted);
    let requests = batches.len();
    let at_once = usize::from(engine.config().concurrency.get());
    let run = SharedRun {
        engine,
        items,
        masked,
        caps: job.caps,
        stop,
        pace: engine.pace(requests),
        queue: Queue::new(items, batches, engine.is_in_order()),
        limit: ConcurrencyLimit::new(at_once),
        used: Mutex::new(Usage::default()),
        reserved: AtomicU64::new(0),
        senseless: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        lost_in_thought: AtomicU64::new(0),
        largest: AtomicUsize::new(usize::MAX),
    };
    // With fewer texts than requests under way, requests of one text are made side by side anyway.
    let spare = if (1..at_once).contains(&run.queue.texts()) {
        SPARE_WORKERS
    } else {
        0
    };
    let workers = requests.min(at_once + spare);
    let mut broken: Option<Error> = None;
    let worked = with_workers(
        workers,
        |answers| run.work(answers),
        |arrived| {
            stop.hear(&arrived, &run.pace, |news| {
                let mut translated = Vec::new();
                match news {
                    WorkerEvent::Right(right) => {
                        let entries: Vec<(Address, &str, &str)> = right
                            .iter()
                            .map(|(at, answer, _)| {
                                (addresses[*at], items[*at].text.as_str(), answer.as_str())
                            })
                            .collect();
                        match cache.put(&entries) {
                            Ok(()) => {
                                for (at, _, coded) in &right {
                                    translated.push(*at);
                                    for &other in same.get(at).into_iter().flatten() {
                                        engine.is_said(&items[other], coded);
                                        translated.push(other);
                                    }
                                }
                            }
                            Err(error) => {
                                broken.get_or_insert(error);
                                run.pace.stop();
                            }
                        }
                        done += right.len();
                        for (at, _, coded) in right {
                            outcome.texts[at] = Ok(coded);
                        }
                    }
                    WorkerEvent::Failed(at, why) => {
                        outcome.texts[at] = Err(why);
                        done += 1;
                    }
                    WorkerEvent::Broken(failure) => {
                        run.pace.stop();
                        broken.get_or_insert_with(|| engine.error(failure));
                    }
                    WorkerEvent::Capped(error) => {
                        broken.get_or_insert(error);
                    }
                }
                progress(Progress {
                    done,
                    all: items.len(),
                    usage: run.usage(),
                    translated: &translated,
                });
            });
        },
    );
    if let Err(failure) = worked {
        broken = Some(engine.error(failure));
    }
    outcome.usage = run.usage();
    outcome.ended_by = broken;
    // Repeated sentences get the translation of the one that was asked for, each with its own codes.
    let again: Vec<(usize, usize)> = (0..items.len())
        .filter_map(|at| Some((at, *first.get(&addresses[at])?)))
        .filter(|(at, source)| at != source)
        .collect();
    let kept: Vec<Address> = again.iter().map(|&(at, _)| addresses[at]).collect();
    for ((at, source), answer) in again.into_iter().zip(cache.get(&kept)?) {
        outcome.texts[at] = match &outcome.texts[source] {
            Ok(_) => answer.map_or(Err(NOT_ASKED.to_owned()), |answer| {
                masked[at].unmask(&answer.text)
            }),
            Err(why) => Err(why.clone()),
        };
    }
    Ok(outcome)
}

/// A message from a worker.
enum WorkerEvent {
    /// Right answers: index of the sentence, the answer as it came, the same with its codes.
    Right(Vec<Right>),
    /// A sentence that is given up, and the reason.
    Failed(usize, String),
    /// The failure of the server that ends the run.
    Broken(Failure),
    /// The error about a cap that is reached.
    Capped(Error),
}

/// The state that the workers of one run share.
struct SharedRun<'a> {
    engine: &'a Engine,
    items: &'a [Item],
    masked: &'a [Masked],
    caps: Caps,
    stop: &'a Stop,
    pace: Pace,
    queue: Queue,
    limit: ConcurrencyLimit,
    used: Mutex<Usage>,
    /// Requests that were begun.
    reserved: AtomicU64,
    /// Senseless answers in a row.
    senseless: AtomicU64,
    /// Single sentences in a row that were refused.
    refused: AtomicU64,
    /// Single sentences in a row for whose answers the thoughts of the model left no tokens.
    lost_in_thought: AtomicU64,
    /// The most sentences that are asked for at once; with more, the model thought for too long.
    largest: AtomicUsize,
}

/// The run has ended: nothing more is asked.
struct Stopped;

impl SharedRun<'_> {
    fn usage(&self) -> Usage {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(&self, answers: Sender<WorkerEvent>) {
        loop {
            let taken = self.queue.take().await;
            let Some((text, batch)) = taken.filter(|_| !self.stop.is_asked()) else {
                break;
            };
            if self.solve(&batch, true, &answers).await.is_err() {
                break;
            }
            self.queue.is_done(text);
        }
        // Whoever waits for this text to go on waits for nothing.
        self.queue.end();
    }

    /// Asks until every sentence of a batch has a right answer or a reason. `first` tells that the batch
    /// was not asked for yet: only then is it asked again whole, with the faults named.
    async fn solve(
        &self,
        batch: &[usize],
        first: bool,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        if batch.len() > self.largest.load(Ordering::SeqCst) {
            return self.halves(batch, first, answers).await;
        }
        let wrong = match self.ask(batch, &Manner::default(), answers).await? {
            AskOutcome::Wrong(wrong) => wrong,
            other => return self.unanswered(batch, other, answers).await,
        };
        self.again(wrong, first, answers).await
    }

    /// Asks again for sentences with a wrong answer.
    async fn again(
        &self,
        mut wrong: Vec<Wrong>,
        first: bool,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        if first && !wrong.is_empty() {
            let again: Vec<usize> = wrong.iter().map(|(at, _)| *at).collect();
            let reasons = self.reasons(&wrong);
            let manner = Manner {
                reason: Some(&reasons),
                ..Manner::default()
            };
            wrong = match self.ask(&again, &manner, answers).await? {
                AskOutcome::Wrong(wrong) => wrong,
                other => return self.unanswered(&again, other, answers).await,
            };
        }
        match wrong.as_slice() {
            [] => Ok(()),
            [(at, fault)] => self.alone(*at, fault, answers).await,
            many => {
                let left: Vec<usize> = many.iter().map(|(at, _)| *at).collect();
                self.halves(&left, false, answers).await
            }
        }
    }

    async fn halves(
        &self,
        batch: &[usize],
        first: bool,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        let (one, two) = batch.split_at(batch.len() / 2);
        Box::pin(self.solve(one, first, answers)).await?;
        Box::pin(self.solve(two, first, answers)).await
    }

    /// Goes on with a batch that got no answers at all.
    async fn unanswered(
        &self,
        batch: &[usize],
        outcome: AskOutcome,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        match (batch, outcome) {
            (_, AskOutcome::Wrong(wrong)) => Box::pin(self.again(wrong, false, answers)).await,
            ([at], AskOutcome::TooLarge(what)) => {
                self.give_up(&[*at], &format!("it is too long: {what}"), answers)
            }
            (many, AskOutcome::TooLarge(_)) => self.halves(many, true, answers).await,
            (many, AskOutcome::Refused(what)) => {
                Box::pin(self.find_refused(many, false, &what, answers)).await
            }
            ([at], AskOutcome::OnlyThoughts(what)) => {
                if self.lost_in_thought.fetch_add(1, Ordering::SeqCst) + 1 >= MOST_THOUGHTS {
                    return self.give_up(&[*at], &what, answers);
                }
                self.alone(*at, &Fault { what, hard: true }, answers).await
            }
            (many, AskOutcome::OnlyThoughts(what)) => {
                // The more sentences, the longer the thoughts. What is found out here holds for the whole run.
                let known = self.largest.fetch_min(many.len() / 2, Ordering::SeqCst);
                if known == usize::MAX {
                    self.engine
                        .tell(&format!("{what}. Fewer sentences are asked for at once"));
                }
                self.halves(many, true, answers).await
            }
        }
    }

    /// Finds the sentence that a server minds among those of a refused batch; all others are translated. They are
    /// asked for without the sentences around them, which may be what is minded. `bare` tells that this batch was.
    async fn find_refused(
        &self,
        batch: &[usize],
        bare: bool,
        what: &str,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        if let [at] = batch {
            let manner = Manner {
                plain: self.engine.is_chat(),
                ..Manner::default()
            };
            let why = match self.ask(&[*at], &manner, answers).await? {
                AskOutcome::Wrong(wrong) => match wrong.into_iter().next() {
                    None => return Ok(()),
                    Some((_, fault)) => fault.what,
                },
                AskOutcome::Refused(what) => what,
                AskOutcome::TooLarge(_) | AskOutcome::OnlyThoughts(_) => what.to_owned(),
            };
            self.refused.fetch_add(1, Ordering::SeqCst);
            return self.give_up(&[*at], &why, answers);
        }
        if self.refused.load(Ordering::SeqCst) >= MOST_REFUSED {
            return self.give_up(batch, what, answers);
        }
        let manner = Manner {
            bare: true,
            ..Manner::default()
        };
        let (one, two) = batch.split_at(batch.len() / 2);
        let is_clean = match self.ask(one, &manner, answers).await? {
            AskOutcome::Wrong(wrong) => {
                self.again(wrong, true, answers).await?;
                true
            }
            AskOutcome::Refused(what) => {
                Box::pin(self.find_refused(one, true, &what, answers)).await?;
                false
            }
            other => {
                self.unanswered(one, other, answers).await?;
                false
            }
        };
        if bare && is_clean {
            // What is minded in the whole and not in the one half is in the other.
            return Box::pin(self.find_refused(two, true, what, answers)).await;
        }
        match self.ask(two, &manner, answers).await? {
            AskOutcome::Wrong(wrong) => self.again(wrong, true, answers).await,
            AskOutcome::Refused(what) => {
                Box::pin(self.find_refused(two, true, &what, answers)).await
            }
            other => self.unanswered(two, other, answers).await,
        }
    }

    /// The last try: the sentence by itself, as plain text.
    async fn alone(
        &self,
        at: usize,
        fault: &Fault,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        let mut why = fault.what.clone();
        let manner = Manner {
            plain: self.engine.is_chat(),
            ..Manner::default()
        };
        for _ in 0..LAST_TRIES {
            match self.ask(&[at], &manner, answers).await? {
                AskOutcome::Wrong(wrong) => match wrong.first() {
                    None => return Ok(()),
                    Some((_, fault)) => why.clone_from(&fault.what),
                },
                AskOutcome::TooLarge(what) => why = what,
                // Another try would end alike, or cost as much again.
                AskOutcome::Refused(what) | AskOutcome::OnlyThoughts(what) => {
                    why = what;
                    break;
                }
            }
        }
        self.give_up(&[at], &why, answers)
    }

    fn give_up(
        &self,
        batch: &[usize],
        why: &str,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<(), Stopped> {
        for &at in batch {
            self.tell(answers, WorkerEvent::Failed(at, why.to_owned()))?;
        }
        Ok(())
    }

    fn tell(
        &self,
        answers: &Sender<WorkerEvent>,
        news: WorkerEvent,
    ) -> std::result::Result<(), Stopped> {
        answers.send(news).map_err(|_| Stopped)
    }

    /// Whether a request is to be made; if not, its sentences have failed, which is told.
    fn may_ask(
        &self,
        batch: &[usize],
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<bool, Stopped> {
        if self.stop.is_asked() {
            return Err(Stopped);
        }
        if self.lost_in_thought.load(Ordering::SeqCst) >= MOST_THOUGHTS {
            let what = format!(
                "not asked: the model thinks and does not answer; {}",
                self.engine.more_room()
            );
            for &at in batch {
                self.tell(answers, WorkerEvent::Failed(at, what.clone()))?;
            }
            return Ok(false);
        }
        if let Some(error) = self.cap(batch) {
            self.tell(answers, WorkerEvent::Capped(error))?;
            return Err(Stopped);
        }
        Ok(true)
    }

    /// Asks once and sends the right answers to the main thread; returns the sentences with a wrong one.
    async fn ask(
        &self,
        batch: &[usize],
        manner: &Manner<'_>,
        answers: &Sender<WorkerEvent>,
    ) -> std::result::Result<AskOutcome, Stopped> {
        self.limit.enter().await;
        // What was answered while this request waited is looked at now.
        let may_ask = self.may_ask(batch, answers);
        if !matches!(may_ask, Ok(true)) {
            self.limit.leave(false);
            return may_ask.map(|_| AskOutcome::Wrong(Vec::new()));
        }
        let &Manner {
            reason,
            plain,
            bare,
        } = manner;
        let mut shown = question::around(self.engine, self.items, batch);
        if bare {
            shown = shown.bare();
        }
        let question = Question {
            shown: &shown,
            reason,
            plain,
        };
        let holds = self.pace.holds();
        let (answer, usage) = self.engine.ask(question, &self.pace).await;
        self.limit.leave(self.pace.holds() > holds);
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) += usage;
        let found = match answer {
            Ok(found) => found,
            Err(Failure::TooLarge { what }) => return Ok(AskOutcome::TooLarge(what)),
            Err(Failure::Refused { what }) => return Ok(AskOutcome::Refused(what)),
            Err(Failure::OnlyThoughts { what }) => return Ok(AskOutcome::OnlyThoughts(what)),
            Err(Failure::Stopped) => return Err(Stopped),
            // A single senseless answer does not end the run; its sentences are asked again.
            Err(Failure::Senseless { what })
                if self.senseless.fetch_add(1, Ordering::SeqCst) < MOST_SENSELESS =>
            {
                let fault = Fault { what, hard: true };
                let wrong = batch.iter().map(|&at| (at, fault.clone()));
                return Ok(AskOutcome::Wrong(wrong.collect()));
            }
            Err(failure) => {
                self.tell(answers, WorkerEvent::Broken(failure))?;
                return Err(Stopped);
            }
        };
        self.senseless.store(0, Ordering::SeqCst);
        self.lost_in_thought.store(0, Ordering::SeqCst);
        let forgiving = reason.is_some() || plain;
        let (right, wrong) = judge::judge((self.items, self.masked), batch, &found, forgiving);
        let (right, wrong) = match forgiving {
            true => (right, wrong),
            false => question::held_to_names(&shown, batch, right, wrong),
        };
        for (at, _, coded) in &right {
            self.engine.is_said(&self.items[*at], coded);
        }
        if !right.is_empty() {
            self.refused.store(0, Ordering::SeqCst);
            self.tell(answers, WorkerEvent::Right(right))?;
        }
        Ok(AskOutcome::Wrong(wrong))
    }

    /// The faults of a batch for its next prompt, one clause for each sentence, under the key it will
    /// have there.
    fn reasons(&self, wrong: &[Wrong]) -> String {
        let reasons: Vec<String> = wrong
            .iter()
            .enumerate()
            .map(|(n, (_, fault))| format!("{}: {}", super::prompt::key(n), fault.what))
            .collect();
        reasons.join("; ")
    }

    /// The error about a cap that another request would exceed; counts the request as begun.
    fn cap(&self, batch: &[usize]) -> Option<Error> {
        let begun = self.reserved.fetch_add(1, Ordering::SeqCst);
        let more: u64 = batch
            .iter()
            .map(|&at| self.items[at].text.chars().count() as u64)
            .sum();
        let config = self.engine.config();
        self.caps.reached((begun, self.usage()), more, config)
    }
}

/// The manner in which a batch is asked for.
#[derive(Clone, Copy, Default)]
struct Manner<'a> {
    /// The fault of the earlier answer; soft faults are accepted then.
    reason: Option<&'a str>,
    /// One sentence, as plain text.
    plain: bool,
    /// Without the sentences around.
    bare: bool,
}

enum AskOutcome {
    /// The sentences with a wrong answer; all others have a right one.
    Wrong(Vec<Wrong>),
    /// The batch is too large for the server; with its message.
    TooLarge(String),
    /// The server, or the model, refuses the batch; with its message.
    Refused(String),
    /// The model thought and did not answer; with what to set.
    OnlyThoughts(String),
}

#[cfg(test)]
mod tests;
