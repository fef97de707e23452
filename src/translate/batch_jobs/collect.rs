//! Collecting the answers of a batch: each is judged as in a run that asks at once, and kept where it is right.
//! Results are read line by line; what was taken is taken once, however often they are read.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::record::{BatchJob, BatchJobs, Request};
use super::settle::{Settled, settle};
use crate::error::{Error, Result};
use crate::http::Failure;
use crate::translate::answers::{Address, AnswerCache};
use crate::translate::engine::{Engine, ONLY_THOUGHTS};
use crate::translate::judge;
use crate::translate::plan::batch_cost;
use crate::translate::protocol::batch_service::{
    BatchCounts, BatchService, BatchStatus, RequestResult, Transport,
};
use crate::translate::{Item, Usage};

/// So often results are read that do not have what the service says they have.
const MOST_READINGS: usize = 3;
/// The answers to so many requests are kept in one transaction.
const AT_ONCE: usize = 64;

/// What became of a batch.
#[derive(Debug)]
pub enum Stage {
    /// The service is at it; its word for that, and how far it is.
    UnderWay(String, BatchCounts),
    /// Its answers are in. The service's word for its end.
    Done(String),
    /// The service never got it: its sentences are free again.
    NotSubmitted,
    /// The results lack answers that the service says it gave, so many requests; it stays on record.
    Incomplete(usize),
    /// It could not be asked for, or its results could not be read to the end; it stays on record.
    Failed(Error),
}

/// A batch that was asked for.
#[derive(Debug)]
pub struct Collected {
    /// The batch.
    pub job: BatchJob,
    /// What became of it.
    pub stage: Stage,
    /// The number of sentences that were found right and kept.
    pub right: usize,
    /// The faults of the other answers, each with its number of sentences.
    pub faults: BTreeMap<String, usize>,
    /// The number of sentences that the service did not come to.
    pub not_done: usize,
    /// The reason that the service gives for what it did not do.
    pub why: Option<String>,
    /// What the answers used.
    pub usage: Usage,
    /// What they cost, at the prices of the settings in a batch.
    pub cost: f64,
}

/// Asks for one batch, and takes its answers if they are there.
///
/// # Errors
/// Those of the cache; what the service does wrong is in the outcome.
pub(super) fn collect(
    engine: &Engine,
    service: &dyn BatchService,
    server: &dyn Transport,
    jobs: &BatchJobs,
    job: BatchJob,
) -> Result<Collected> {
    let mut collected = Collected {
        job,
        stage: Stage::NotSubmitted,
        right: 0,
        faults: BTreeMap::new(),
        not_done: 0,
        why: None,
        usage: Usage::default(),
        cost: 0.0,
    };
    let lessons = jobs.lessons(&collected.job.engine)?;
    for lesson in &lessons {
        engine.learns(lesson);
    }
    loop {
        let job = collected.job.clone();
        let Some(id) = job.id.clone() else {
            match settle(service, server, jobs, job)? {
                Settled::Found(job) => collected.job = job,
                Settled::Gone => return Ok(collected),
                Settled::Unknown(failure) => {
                    collected.stage = Stage::Failed(engine.error(failure));
                    return Ok(collected);
                }
            }
            continue;
        };
        let status = match service.status(server, &id) {
            Ok(status) => status,
            Err(failure) => {
                collected.stage = Stage::Failed(unknown(engine, failure));
                return Ok(collected);
            }
        };
        collected.why.clone_from(&status.why);
        if !status.is_over {
            collected.stage = Stage::UnderWay(status.word, status.counts);
            return Ok(collected);
        }
        let mut reading = Reading {
            engine,
            service,
            jobs,
            answers: AnswerCache::new(jobs.cache().clone(), job.engine.clone()),
            collected: &mut collected,
            taken: Vec::new(),
            right: Vec::new(),
            faults: Vec::new(),
            ours: 0,
            foreign: 0,
            unreadable: 0,
            answered: HashSet::new(),
            may_learn: lessons.len() == job.lessons,
            lesson: None,
        };
        let stage = reading.all(server, &status)?;
        let is_other = reading.is_other();
        if is_other && job.is_found {
            // It was taken for ours by the time and the number of its requests.
            let record = &mut collected.job;
            record.others.push(id);
            record.id = None;
            record.is_found = false;
            jobs.update(record)?;
            continue;
        }
        collected.stage = stage;
        return Ok(collected);
    }
}

/// The error of a batch whose state cannot be had.
fn unknown(engine: &Engine, failure: Failure) -> Error {
    match engine.error(failure) {
        Error::Endpoint { url, what, .. } if what.contains("says 404") => Error::Endpoint {
            url,
            what,
            help: "the service does not have it any more; duizhao translate --cancel BATCH --force gives it up"
                .to_owned(),
        },
        error => error,
    }
}

/// The results of a batch while they are read.
struct Reading<'a> {
    engine: &'a Engine,
    service: &'a dyn BatchService,
    jobs: &'a BatchJobs,
    answers: AnswerCache,
    collected: &'a mut Collected,
    /// Requests whose results were taken and not kept yet, with what is to be kept of them.
    taken: Vec<(usize, Request)>,
    right: Vec<(Address, String, String)>,
    faults: Vec<(Address, String)>,
    /// Lines of this batch, lines of others, and lines that make no sense.
    ours: usize,
    foreign: usize,
    unreadable: usize,
    /// The requests that were answered.
    answered: HashSet<usize>,
    /// Whether its requests were made by all lessons of its server that there are.
    may_learn: bool,
    /// What the results teach of how the server wants to be asked.
    lesson: Option<String>,
}

impl Reading<'_> {
    /// Reads all results, again where something is missing, and ends the batch if it is complete.
    fn all(&mut self, server: &dyn Transport, status: &BatchStatus) -> Result<Stage> {
        let job = self.collected.job.clone();
        let told = status.counts.answered as usize;
        let mut left = 0;
        for _ in 0..MOST_READINGS {
            (self.ours, self.foreign, self.unreadable) = (0, 0, 0);
            self.answered.clear();
            for path in &status.results {
                let mut taken = Ok(());
                let read = server.lines(path, &mut |line| {
                    if taken.is_ok() {
                        taken = self.line(line);
                    }
                });
                taken?;
                self.keep()?;
                if let Err(failure) = read {
                    return Ok(Stage::Failed(self.engine.error(failure)));
                }
            }
            left = self.jobs.left(&job)?;
            if self.is_other() {
                break;
            }
            if left == 0 || self.unreadable == 0 && self.answered.len() >= told {
                return self.end(&job, status);
            }
        }
        Ok(Stage::Incomplete(left))
    }

    /// Whether the results are those of another batch.
    fn is_other(&self) -> bool {
        self.ours == 0 && self.foreign > 0
    }

    /// Ends a batch of which nothing more comes.
    fn end(&mut self, job: &BatchJob, status: &BatchStatus) -> Result<Stage> {
        self.collected.not_done += self.jobs.left_sentences(job)?;
        if let Some(lesson) = &self.lesson {
            self.jobs.learned(&job.engine, lesson)?;
        }
        self.jobs.end(job)?;
        Ok(Stage::Done(status.word.clone()))
    }

    /// Takes one line of the results.
    fn line(&mut self, line: &[u8]) -> Result<()> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let parsed: Option<Value> = serde_json::from_slice(line).ok();
        let Some((id, result)) = parsed.and_then(|line| self.service.read_line(&line)) else {
            self.unreadable += 1;
            return Ok(());
        };
        let job = &self.collected.job;
        let number = id
            .strip_prefix(job.tag.as_str())
            .and_then(|rest| rest.strip_prefix('-')?.parse::<usize>().ok())
            .filter(|number| *number < job.requests);
        let Some(number) = number else {
            self.foreign += 1;
            return Ok(());
        };
        self.ours += 1;
        if matches!(result, RequestResult::Answer(_)) {
            self.answered.insert(number);
        }
        if self.taken.iter().any(|(taken, _)| *taken == number) {
            return Ok(());
        }
        // What was taken before, by this run or an earlier one, is not taken twice.
        let Some(request) = self.jobs.requests(job, &[number])?.remove(0) else {
            return Ok(());
        };
        self.take(number, request, result);
        if self.taken.len() >= AT_ONCE {
            self.keep()?;
        }
        Ok(())
    }

    /// Judges what became of a request.
    fn take(&mut self, number: usize, request: Request, result: RequestResult) {
        let (items, masked, addresses) = request.sentences();
        let wrong_all = |what: &str| -> Vec<(Address, String)> {
            let all = addresses.iter();
            all.map(|address| (*address, what.to_owned())).collect()
        };
        let faults = match result {
            RequestResult::NotDone(why) => {
                self.collected.not_done += items.len();
                self.collected.why.get_or_insert(why);
                Vec::new()
            }
            RequestResult::Refused(what) => {
                let what = self.engine.shown(&what);
                self.learn(&what);
                wrong_all(&what)
            }
            RequestResult::Answer(body) => {
                let (found, usage) = self.engine.answers_in(&body, &sources(&items));
                self.used(usage, &items);
                match found {
                    Ok(found) => {
                        let batch: Vec<usize> = (0..items.len()).collect();
                        let (right, wrong) =
                            judge::judge((&items, &masked), &batch, &found, request.is_second);
                        self.collected.right += right.len();
                        self.right.extend(right.into_iter().map(|(at, answer, _)| {
                            (addresses[at], items[at].text.clone(), answer)
                        }));
                        let wrong = wrong.into_iter();
                        wrong
                            .map(|(at, fault)| (addresses[at], fault.what))
                            .collect()
                    }
                    Err(failure) => {
                        if matches!(failure, Failure::OnlyThoughts { .. }) {
                            self.learn(ONLY_THOUGHTS);
                        }
                        wrong_all(&self.engine.shown(failure.what()))
                    }
                }
            }
        };
        for (_, what) in &faults {
            *self.collected.faults.entry(what.clone()).or_default() += 1;
        }
        self.faults.extend(faults);
        self.taken.push((number, request));
    }

    /// Learns from the first refusal that teaches anything: the others are of requests that were made alike.
    fn learn(&mut self, what: &str) {
        if self.may_learn && self.lesson.is_none() && self.engine.learns(what) {
            self.lesson = Some(what.to_owned());
        }
    }

    fn used(&mut self, mut usage: Usage, items: &[Item]) {
        usage.requests = 1;
        usage.characters = items
            .iter()
            .map(|item| item.text.chars().count() as u64)
            .sum();
        self.collected.usage += usage;
        self.collected.cost += batch_cost(self.engine.config(), usage);
    }

    /// Keeps what was taken: first the answers, then that their requests are done. A run that ends between the
    /// two takes the same answers again.
    fn keep(&mut self) -> Result<()> {
        if self.taken.is_empty() {
            return Ok(());
        }
        let right: Vec<(Address, &str, &str)> = self
            .right
            .iter()
            .map(|(address, source, text)| (*address, source.as_str(), text.as_str()))
            .collect();
        self.answers.put(&right)?;
        self.jobs
            .answered(&self.collected.job, &self.taken, &self.faults)?;
        self.right.clear();
        self.taken.clear();
        self.faults.clear();
        Ok(())
    }
}

/// The Chinese of sentences as it was sent.
fn sources(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.text.as_str()).collect()
}
