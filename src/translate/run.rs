//! A run: batches are sent a few at a time, every answer is checked, what is right is kept at once, and
//! what is wrong is asked for again: together with what was wrong about it, then in halves, then by
//! itself. In the end every sentence is translated or has its reason why not.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::engine::{Engine, Question};
use super::gate::Gate;
use super::mask::Masked;
use super::memory::{Address, Memory};
use super::prompt::Around;
use super::standing::Standing;
use super::verify::{self, Fault};
use super::{Item, Usage};
use crate::document::codes::Coded;
use crate::error::{Error, Result};
use crate::http::{Failure, Pace};

/// Asks a run to end: nothing new is begun, nothing asked again, and what is under way is waited for, as
/// it is paid for.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks for it.
    pub fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was asked for.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// What a run may use, at most.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caps {
    /// Requests.
    pub requests: Option<u64>,
    /// Characters of Chinese.
    pub characters: Option<u64>,
    /// Money, at the prices of the settings.
    pub cost: Option<f64>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Sentences that have a translation or a reason why not.
    pub done: usize,
    /// All sentences.
    pub all: usize,
    /// What was used so far.
    pub usage: Usage,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// For each sentence its translation with its codes, or why there is none.
    pub texts: Vec<std::result::Result<Coded, String>>,
    /// How many of them came out of the memory.
    pub known: usize,
    /// What was used.
    pub usage: Usage,
    /// What ended the run before its time: a failing server, a cap.
    pub ended_by: Option<Error>,
}

/// So many answers without sense, with none between them that has some, end a run.
const MOST_SENSELESS: u64 = 6;

/// How many requests of a run are tried again unless the settings say otherwise: so many, and so many
/// for each batch. A server that fails more often is better left alone.
const MOST_RETRIES: (u64, u64) = (100, 3);

/// How often a sentence is asked for by itself before it is given up.
const LAST_TRIES: usize = 2;

/// How often is looked whether the run is to end, while no answers come.
const LOOK: Duration = Duration::from_millis(100);

/// Why a sentence has no translation when nobody asked for it.
const NOT_ASKED: &str = "not asked";

/// What is to be translated.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The sentences.
    pub items: &'a [Item],
    /// What the text of each was made of.
    pub masked: &'a [Masked],
    /// For which of them the memory is not asked; the rest when it is shorter.
    pub refresh: &'a [bool],
    /// Nobody but the memory is asked.
    pub offline: bool,
    /// What the run may use.
    pub caps: Caps,
}

/// Translates sentences.
///
/// # Errors
/// What is wrong with the memory. What a server does wrong is in the outcome, beside everything that
/// was translated before.
pub fn translate(
    engine: &Engine,
    memory: &Memory,
    job: Job<'_>,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome> {
    let Job { items, masked, .. } = job;
    let standing = Standing::of(memory, items, masked, job.refresh)?;
    let (addresses, wanted, first) = (standing.addresses, standing.wanted, standing.first);
    let texts: Vec<std::result::Result<Coded, String>> = standing
        .known
        .into_iter()
        .map(|coded| coded.ok_or_else(|| NOT_ASKED.to_owned()))
        .collect();
    let known = texts.iter().filter(|text| text.is_ok()).count();
    let mut outcome = Outcome {
        texts,
        known,
        usage: Usage::default(),
        ended_by: None,
    };
    if job.offline || wanted.is_empty() {
        return Ok(outcome);
    }
    let mut done = known;
    let batches = batches(engine, items, &wanted);
    let retries = MOST_RETRIES.0 + MOST_RETRIES.1 * batches.len() as u64;
    let run = Run {
        engine,
        items,
        masked,
        caps: job.caps,
        stop,
        pace: engine
            .first_pause
            .map_or_else(Pace::default, Pace::starting_with)
            .with_retries(engine.config().max_retries.unwrap_or(retries)),
        batches: Mutex::new(batches),
        gate: Gate::new(engine.config().concurrency.get().into()),
        used: Mutex::new(Usage::default()),
        reserved: AtomicU64::new(0),
        senseless: AtomicU64::new(0),
    };
    let threads = run
        .batches
        .lock()
        .map_or(1, |batches| batches.len())
        .min(engine.config().concurrency.get().into());
    let (answers, arrived) = channel();
    let mut broken: Option<Error> = None;
    thread::scope(|scope| {
        for _ in 0..threads {
            let (run, answers) = (&run, answers.clone());
            if let Err(error) =
                thread::Builder::new().spawn_scoped(scope, move || run.work(&answers))
            {
                let failure = Failure::Final {
                    what: format!("no thread to ask it: {error}"),
                    help: "set concurrency to 1".into(),
                };
                broken = Some(engine.error(failure));
                run.pace.stop();
                break;
            }
        }
        drop(answers);
        loop {
            let news = arrived.recv_timeout(LOOK);
            if stop.is_asked() {
                // Who waits for the server's leave, perhaps for minutes, need not.
                run.pace.stop();
            }
            let news = match news {
                Ok(news) => news,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            match news {
                News::Right(right) => {
                    let entries: Vec<(Address, &str, &str)> = right
                        .iter()
                        .map(|(at, answer, _)| {
                            (addresses[*at], items[*at].text.as_str(), answer.as_str())
                        })
                        .collect();
                    if let Err(error) = memory.put(&entries) {
                        broken.get_or_insert(error);
                        run.pace.stop();
                    }
                    done += right.len();
                    for (at, _, coded) in right {
                        outcome.texts[at] = Ok(coded);
                    }
                }
                News::Failed(at, why) => {
                    outcome.texts[at] = Err(why);
                    done += 1;
                }
                News::Broken(failure) => {
                    run.pace.stop();
                    broken.get_or_insert_with(|| engine.error(failure));
                }
                News::Capped(error) => {
                    broken.get_or_insert(error);
                }
            }
            progress(Progress {
                done,
                all: items.len(),
                usage: run.usage(),
            });
        }
    });
    outcome.usage = run.usage();
    outcome.ended_by = broken;
    // The same sentence elsewhere has the same translation, with its own codes.
    let again: Vec<(usize, usize)> = (0..items.len())
        .filter_map(|at| Some((at, *first.get(&addresses[at])?)))
        .filter(|(at, source)| at != source)
        .collect();
    let kept: Vec<Address> = again.iter().map(|&(at, _)| addresses[at]).collect();
    for ((at, source), answer) in again.into_iter().zip(memory.get(&kept)?) {
        outcome.texts[at] = match &outcome.texts[source] {
            Ok(_) => answer.map_or(Err(NOT_ASKED.to_owned()), |answer| {
                masked[at].unmask(&answer)
            }),
            Err(why) => Err(why.clone()),
        };
    }
    Ok(outcome)
}

/// Consecutive sentences, as many as go into one request.
pub(super) fn batches(engine: &Engine, items: &[Item], wanted: &[usize]) -> VecDeque<Vec<usize>> {
    let limits = engine.limits();
    let mut batches: VecDeque<Vec<usize>> = VecDeque::new();
    let (mut characters, mut bytes) = (0, 0);
    for &at in wanted {
        let text = &items[at].text;
        let (more, more_bytes) = (text.chars().count(), text.len());
        let fits = batches.back().is_some_and(|batch| {
            batch.len() < limits.texts
                && characters + more <= limits.characters
                && bytes + more_bytes <= limits.bytes
        });
        if fits && let Some(batch) = batches.back_mut() {
            batch.push(at);
        } else {
            batches.push_back(vec![at]);
            (characters, bytes) = (0, 0);
        }
        characters += more;
        bytes += more_bytes;
    }
    batches
}

/// What a worker has to tell.
enum News {
    /// Right answers: which sentence, the answer as it came, the same with its codes.
    Right(Vec<(usize, String, Coded)>),
    /// A sentence that gets no right answer, and why.
    Failed(usize, String),
    /// The server cannot go on.
    Broken(Failure),
    /// A cap is reached.
    Capped(Error),
}

/// What the threads of one run share.
struct Run<'a> {
    engine: &'a Engine,
    items: &'a [Item],
    masked: &'a [Masked],
    caps: Caps,
    stop: &'a Stop,
    pace: Pace,
    batches: Mutex<VecDeque<Vec<usize>>>,
    gate: Gate,
    used: Mutex<Usage>,
    /// Requests that have begun.
    reserved: AtomicU64,
    /// Answers without sense, one after the other.
    senseless: AtomicU64,
}

/// Nothing more is to be asked.
struct Over;

impl Run<'_> {
    fn usage(&self) -> Usage {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, answers: &Sender<News>) {
        loop {
            if self.stop.is_asked() {
                return;
            }
            let taken = self
                .batches
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some(batch) = taken else { return };
            if self.solve(&batch, true, answers).is_err() {
                return;
            }
        }
    }

    /// Asks until every sentence of a batch is right or has its reason.
    fn solve(
        &self,
        batch: &[usize],
        first: bool,
        answers: &Sender<News>,
    ) -> std::result::Result<(), Over> {
        let mut wrong = match self.ask(batch, None, false, answers)? {
            Asked::Wrong(wrong) => wrong,
            Asked::TooLarge(what) => return self.split(batch, &what, answers),
        };
        if first && !wrong.is_empty() {
            let again: Vec<usize> = wrong.iter().map(|(at, _)| *at).collect();
            let reasons = self.reasons(&wrong);
            wrong = match self.ask(&again, Some(&reasons), false, answers)? {
                Asked::Wrong(wrong) => wrong,
                Asked::TooLarge(what) => return self.split(&again, &what, answers),
            };
        }
        match wrong.as_slice() {
            [] => Ok(()),
            [(at, fault)] => self.alone(*at, fault, answers),
            many => {
                let left: Vec<usize> = many.iter().map(|(at, _)| *at).collect();
                let (one, two) = left.split_at(left.len() / 2);
                self.solve(one, false, answers)?;
                self.solve(two, false, answers)
            }
        }
    }

    /// A batch that is too large, in halves.
    fn split(
        &self,
        batch: &[usize],
        what: &str,
        answers: &Sender<News>,
    ) -> std::result::Result<(), Over> {
        if let [at] = batch {
            return self.tell(
                answers,
                News::Failed(*at, format!("it is too long: {what}")),
            );
        }
        let (one, two) = batch.split_at(batch.len() / 2);
        self.solve(one, true, answers)?;
        self.solve(two, true, answers)
    }

    /// The last try: the sentence by itself, as plain text.
    fn alone(
        &self,
        at: usize,
        fault: &Fault,
        answers: &Sender<News>,
    ) -> std::result::Result<(), Over> {
        let mut why = fault.what.clone();
        for _ in 0..LAST_TRIES {
            match self.ask(&[at], None, self.engine.is_chat(), answers)? {
                Asked::Wrong(wrong) => match wrong.first() {
                    None => return Ok(()),
                    Some((_, fault)) => why.clone_from(&fault.what),
                },
                Asked::TooLarge(what) => why = what,
            }
        }
        self.tell(answers, News::Failed(at, why))
    }

    fn tell(&self, answers: &Sender<News>, news: News) -> std::result::Result<(), Over> {
        answers.send(news).map_err(|_| Over)
    }

    /// Asks once and tells what is right; gives back what is wrong. `reason` says what
    /// was wrong with the answer before; soft faults are then forgiven.
    fn ask(
        &self,
        batch: &[usize],
        reason: Option<&str>,
        plain: bool,
        answers: &Sender<News>,
    ) -> std::result::Result<Asked, Over> {
        if self.stop.is_asked() {
            return Err(Over);
        }
        if let Some(error) = self.cap(batch) {
            self.tell(answers, News::Capped(error))?;
            return Err(Over);
        }
        let items: Vec<&Item> = batch.iter().map(|&at| &self.items[at]).collect();
        let context = usize::from(self.engine.config().context);
        let (start, end) = (batch[0], batch[batch.len() - 1] + 1);
        let texts = |from: usize, to: usize| -> Vec<&str> {
            let items = self.items[from..to].iter();
            items.map(|item| item.text.as_str()).collect()
        };
        let before = texts(start.saturating_sub(context), start);
        let after = texts(end, (end + context).min(self.items.len()));
        let question = Question {
            items: &items,
            around: Around {
                before: &before,
                after: &after,
            },
            reason,
            plain,
        };
        self.gate.enter();
        let holds = self.pace.holds();
        let answer = self.engine.ask(question, &self.pace);
        self.gate.leave(self.pace.holds() > holds);
        let (found, usage) = match answer {
            Ok(answered) => answered,
            Err(Failure::TooLarge { what }) => return Ok(Asked::TooLarge(what)),
            Err(Failure::Stopped) => return Err(Over),
            // One answer that makes no sense is no reason to give everything up.
            Err(Failure::Senseless { what })
                if self.senseless.fetch_add(1, Ordering::SeqCst) < MOST_SENSELESS =>
            {
                let fault = Fault { what, hard: true };
                let wrong = batch.iter().map(|&at| (at, fault.clone()));
                return Ok(Asked::Wrong(wrong.collect()));
            }
            Err(failure) => {
                self.tell(answers, News::Broken(failure))?;
                return Err(Over);
            }
        };
        self.senseless.store(0, Ordering::SeqCst);
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) += usage;
        let forgiving = reason.is_some() || plain;
        let (right, wrong) = self.judge(batch, &found, forgiving);
        if !right.is_empty() {
            self.tell(answers, News::Right(right))?;
        }
        Ok(Asked::Wrong(wrong))
    }

    /// Which answers are right.
    fn judge(
        &self,
        batch: &[usize],
        found: &[Option<String>],
        forgiving: bool,
    ) -> (Vec<(usize, String, Coded)>, Vec<Wrong>) {
        let (mut right, mut wrong) = (Vec::new(), Vec::new());
        for (n, &at) in batch.iter().enumerate() {
            let answer = found.get(n).and_then(Option::as_deref);
            let mut checked = verify::check(&self.items[at], &self.masked[at], answer);
            if let (Some(answer), Some(Some(before))) =
                (answer, n.checked_sub(1).and_then(|n| found.get(n)))
                && verify::is_doubled(
                    (&self.items[batch[n - 1]].text, before),
                    (&self.items[at].text, answer),
                )
            {
                checked = Err(Fault {
                    what: "it is the translation of the sentence before".to_owned(),
                    hard: true,
                });
            }
            match checked {
                Ok(coded) => right.push((at, answer.unwrap_or_default().to_owned(), coded)),
                Err(fault) if !fault.hard && forgiving => {
                    match self.masked[at].unmask(answer.unwrap_or_default()) {
                        Ok(coded) => right.push((at, answer.unwrap_or_default().to_owned(), coded)),
                        Err(what) => wrong.push((at, Fault { what, hard: true })),
                    }
                }
                Err(fault) => wrong.push((at, fault)),
            }
        }
        (right, wrong)
    }

    /// What was wrong, one clause for each sentence, by the keys it will have.
    fn reasons(&self, wrong: &[Wrong]) -> String {
        let reasons: Vec<String> = wrong
            .iter()
            .enumerate()
            .map(|(n, (_, fault))| format!("{}: {}", super::prompt::key(n), fault.what))
            .collect();
        reasons.join("; ")
    }

    /// Whether another request would go beyond a cap.
    fn cap(&self, batch: &[usize]) -> Option<Error> {
        let begun = self.reserved.fetch_add(1, Ordering::SeqCst);
        let used = self.usage();
        let more: u64 = batch
            .iter()
            .map(|&at| self.items[at].text.chars().count() as u64)
            .sum();
        let reached = if self.caps.requests.is_some_and(|most| begun >= most) {
            "--max-requests"
        } else if self
            .caps
            .characters
            .is_some_and(|most| used.characters + more > most)
        {
            "--max-chars"
        } else if self
            .caps
            .cost
            .is_some_and(|most| super::plan::cost(self.engine.config(), used) >= most)
        {
            "--max-cost"
        } else {
            return None;
        };
        Some(Error::Endpoint {
            url: self.engine.config().protocol.clone(),
            what: format!("stopped: {reached} is reached"),
            help: "what was received is kept; run again with more, or with --offline".to_owned(),
        })
    }
}

/// A sentence with what is wrong with its answer.
type Wrong = (usize, Fault);

enum Asked {
    /// What is wrong; everything else was right.
    Wrong(Vec<Wrong>),
    /// The server does not take as much at once.
    TooLarge(String),
}

#[cfg(test)]
mod tests;
