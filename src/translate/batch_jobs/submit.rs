//! Handing sentences in to a batch service. What is about to be sent is kept first, and the service's id when
//! it is known: a run that ends between the two is made up for by looking the batch up.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::record::{BatchJob, BatchJobs, Request};
use super::settle::{Settled, find, settle};
use crate::error::{Error, Result};
use crate::http::Failure;
use crate::translate::answers::{Address, AnswerCache};
use crate::translate::batches::batches;
use crate::translate::engine::{Engine, Question};
use crate::translate::lookup::CacheLookup;
use crate::translate::plan;
use crate::translate::prompt;
use crate::translate::protocol::batch_service::{BatchLimits, BatchService, Submission, Transport};
use crate::translate::question;
use crate::translate::run::{Caps, Job, Stop};
use crate::translate::{Item, Masked};

/// The most bytes of one batch, below what services take: a submission is held in memory.
const MOST_BYTES: usize = 16 << 20;
/// Bytes of a request besides its body, at most.
const AROUND_BODY: usize = 200;
/// How often a submission is tried.
const TRIES: u32 = 3;
/// The pause before a batch is looked for whose submission has failed.
const PAUSE: Duration = Duration::from_secs(5);

/// What was handed in.
#[derive(Debug, Default)]
pub struct Submitted {
    /// The batches that were submitted, in order.
    pub jobs: Vec<BatchJob>,
    /// Batches of an interrupted run that the service has: they are not submitted again.
    pub found: Vec<BatchJob>,
    /// The number of sentences whose translation is known.
    pub known: usize,
    /// The number of sentences that were under way before.
    pub under_way: usize,
    /// What the batches will probably cost, at the prices of the settings.
    pub cost: f64,
    /// The error that ended it early: a failing service, or a cap that was reached.
    pub ended_by: Option<Error>,
}

/// A service and what it needs.
pub(super) struct Submitter<'a> {
    engine: &'a Engine,
    service: &'static dyn BatchService,
    server: &'a dyn Transport,
    jobs: &'a BatchJobs,
    /// The provider's name in the settings.
    provider: &'a str,
    pub(super) limits: BatchLimits,
    pause: Duration,
}

/// Requests that go into one batch.
struct Chunk {
    tag: String,
    entries: Vec<String>,
    requests: Vec<Request>,
    bytes: usize,
    sentences: usize,
}

impl Chunk {
    fn new() -> Chunk {
        Chunk {
            tag: format!("{:016x}", fastrand::u64(..)),
            entries: Vec::new(),
            requests: Vec::new(),
            bytes: 0,
            sentences: 0,
        }
    }
}

/// The limits of a batch: the service's, lowered to what is held in memory.
fn limits(service: &dyn BatchService) -> BatchLimits {
    let BatchLimits { requests, bytes } = service.limits();
    BatchLimits {
        requests,
        bytes: bytes.min(MOST_BYTES),
    }
}

impl<'a> Submitter<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        server: &'a dyn Transport,
        jobs: &'a BatchJobs,
        provider: &'a str,
    ) -> Result<Submitter<'a>> {
        let service = engine.batch_service()?;
        Ok(Submitter {
            engine,
            service,
            server,
            jobs,
            provider,
            limits: limits(service),
            pause: engine.first_pause.unwrap_or(PAUSE),
        })
    }

    /// Hands in the sentences of `job` that are neither known nor under way.
    pub(super) fn submit(
        &self,
        answers: &AnswerCache,
        job: Job<'_>,
        stop: &Stop,
    ) -> Result<Submitted> {
        let mut done = Submitted::default();
        for unsure in self.jobs.all()?.into_iter().filter(|job| job.id.is_none()) {
            if unsure.url != self.engine.url() || unsure.provider != self.provider {
                continue;
            }
            match settle(self.service, self.server, self.jobs, unsure)? {
                Settled::Found(job) => done.found.push(job),
                Settled::Gone => {}
                Settled::Unknown(failure) => {
                    done.ended_by = Some(self.engine.error(failure));
                    return Ok(done);
                }
            }
        }
        let Job {
            items,
            masked,
            refresh,
            caps,
            ..
        } = job;
        let lookup = CacheLookup::of(answers, items, masked, refresh)?;
        done.known = lookup.known.iter().flatten().count();
        let addresses = |places: &[usize]| -> Vec<Address> {
            places.iter().map(|&at| lookup.addresses[at]).collect()
        };
        let tags = self.jobs.tags(&addresses(&lookup.wanted))?;
        let wanted = lookup.wanted.iter().copied().zip(tags);
        let (free, under_way): (Vec<_>, Vec<_>) = wanted.partition(|(_, tag)| tag.is_none());
        done.under_way = under_way.len();
        let free: Vec<usize> = free.into_iter().map(|(at, _)| at).collect();
        let faults = self.jobs.faults(&addresses(&free))?;
        let faults: Vec<(usize, Option<String>)> = free.into_iter().zip(faults).collect();
        let lessons = self.jobs.lessons(&self.engine.key())?;
        for lesson in &lessons {
            self.engine.learns(lesson);
        }
        let sentences = Sentences {
            items,
            masked,
            addresses: &lookup.addresses,
            lessons: lessons.len(),
        };
        let mut spent = Spent::default();
        // Sentences that an earlier batch got wrong go together, with the reasons, as in a run.
        for is_second in [false, true] {
            let some: Vec<usize> = faults
                .iter()
                .filter(|(_, fault)| fault.is_some() == is_second)
                .map(|(at, _)| *at)
                .collect();
            let reason_of = |at: usize| {
                let found = faults.binary_search_by_key(&at, |(at, _)| *at).ok()?;
                faults[found].1.as_deref()
            };
            let round = Round {
                wanted: &some,
                is_second,
                reason_of: &reason_of,
                caps,
                stop,
            };
            self.hand_in(&sentences, round, &mut spent, &mut done)?;
            if done.ended_by.is_some() || stop.is_asked() {
                break;
            }
        }
        Ok(done)
    }

    /// Hands these sentences in, in as many batches as it takes.
    fn hand_in(
        &self,
        sentences: &Sentences<'_>,
        round: Round<'_>,
        spent: &mut Spent,
        done: &mut Submitted,
    ) -> Result<()> {
        let Round {
            wanted,
            is_second,
            reason_of,
            caps,
            stop,
        } = round;
        let mut chunk = Chunk::new();
        let mut groups = batches(self.engine, sentences.items, wanted);
        if is_second {
            // What was cut off, or mixed up, has a better chance in halves.
            let halves = groups.iter().flat_map(|group| {
                let (one, two) = group.split_at(group.len() / 2);
                [one.to_vec(), two.to_vec()]
            });
            groups = halves.filter(|half| !half.is_empty()).collect();
        }
        let mean = plan::mean(sentences.items, wanted);
        for group in &groups {
            let shown = question::around(self.engine, sentences.items, group);
            let [_, likely, high] = plan::of_request(self.engine, &shown, mean, shown.pairs());
            let discount = 1.0 - self.engine.config().batch_discount;
            if let Some(cap) = spent.reaches(caps, &shown.items, high.cost * discount) {
                done.ended_by = Some(self.capped(cap));
                break;
            }
            let reasons: Vec<String> = group
                .iter()
                .enumerate()
                .filter_map(|(n, &at)| Some(format!("{}: {}", prompt::key(n), reason_of(at)?)))
                .collect();
            let reason = (!reasons.is_empty()).then(|| reasons.join("; "));
            let body = self.engine.request_for(Question {
                shown: &shown,
                reason: reason.as_deref(),
                plain: false,
            })?;
            let size = body.to_string().len() + AROUND_BODY;
            let is_full = chunk.entries.len() >= self.limits.requests
                || chunk.bytes + size > self.limits.bytes;
            if is_full && !chunk.entries.is_empty() {
                let full = std::mem::replace(&mut chunk, Chunk::new());
                if !self.send(full, sentences.lessons, done)? || stop.is_asked() {
                    return Ok(());
                }
            }
            let kept: Vec<(Address, &Item, &Masked)> = group
                .iter()
                .map(|&at| {
                    (
                        sentences.addresses[at],
                        &sentences.items[at],
                        &sentences.masked[at],
                    )
                })
                .collect();
            let id = format!("{}-{}", chunk.tag, chunk.entries.len());
            chunk
                .entries
                .push(self.service.entry(&id, &body).to_string());
            chunk.requests.push(Request::of(
                &kept,
                &shown.chinese_before(),
                &shown.after,
                reason.is_some(),
            ));
            chunk.bytes += size;
            chunk.sentences += group.len();
            done.cost += likely.cost * discount;
        }
        if !chunk.entries.is_empty() && !stop.is_asked() {
            self.send(chunk, sentences.lessons, done)?;
        }
        Ok(())
    }

    /// Submits one batch; `false` when it failed, with the error in `done`.
    fn send(&self, chunk: Chunk, lessons: usize, done: &mut Submitted) -> Result<bool> {
        let mut job = BatchJob {
            tag: chunk.tag,
            id: None,
            provider: self.provider.to_owned(),
            url: self.engine.url().to_owned(),
            model: self.engine.config().model.clone().unwrap_or_default(),
            since: now(),
            requests: chunk.requests.len(),
            sentences: chunk.sentences,
            input_file: None,
            engine: self.engine.key(),
            is_found: false,
            lessons,
            others: Vec::new(),
        };
        self.jobs.begin(&job, &chunk.requests)?;
        drop(chunk.requests);
        let tag = job.tag.clone();
        let submission = Submission {
            tag: &tag,
            entries: &chunk.entries,
            input_file: None,
        };
        match self.service.upload(self.server, submission) {
            Ok(None) => {}
            Ok(Some(file)) => {
                job.input_file = Some(file);
                self.jobs.update(&job)?;
            }
            Err(failure) => {
                // A file alone is no batch: nothing will be paid for it.
                self.jobs.end(&job)?;
                done.ended_by = Some(self.explained(failure));
                return Ok(false);
            }
        }
        let file = job.input_file.clone();
        let submission = Submission {
            input_file: file.as_deref(),
            ..submission
        };
        let mut tries = 0;
        loop {
            let failure = match self.service.create(self.server, submission) {
                Ok(status) => {
                    job.id = Some(status.id);
                    self.jobs.update(&job)?;
                    done.jobs.push(job);
                    return Ok(true);
                }
                Err(failure) => failure,
            };
            tries += 1;
            if !matches!(
                failure,
                Failure::Passing { .. } | Failure::Senseless { .. } | Failure::Stopped
            ) {
                self.jobs.end(&job)?;
                done.ended_by = Some(self.explained(failure));
                return Ok(false);
            }
            // The service may have taken it all the same.
            thread::sleep(self.pause);
            match find(self.service, self.server, self.jobs, &job)? {
                Ok(Some(id)) => {
                    job.id = Some(id);
                    job.is_found = true;
                    self.jobs.update(&job)?;
                    done.jobs.push(job);
                    return Ok(true);
                }
                Ok(None) if tries < TRIES => {}
                _ => {
                    // It stays on record: the next run looks for it again.
                    done.ended_by = Some(self.unsure(failure));
                    return Ok(false);
                }
            }
        }
    }

    fn capped(&self, cap: &str) -> Error {
        Error::Endpoint {
            url: self.engine.config().protocol.clone(),
            what: format!("stopped: {cap} is reached"),
            help: "what was submitted is under way; the rest is left for another run".to_owned(),
        }
    }

    fn explained(&self, failure: Failure) -> Error {
        let lacks_service = match &failure {
            Failure::Final { what, .. } => ["says 404", "says 405", "says 501"]
                .iter()
                .any(|status| what.contains(status)),
            _ => false,
        };
        match self.engine.error(failure) {
            Error::Endpoint { url, what, .. } if lacks_service => Error::Endpoint {
                url,
                what,
                help: "this server seems to have no batch service: leave --batch out".to_owned(),
            },
            error => error,
        }
    }

    fn unsure(&self, failure: Failure) -> Error {
        match self.engine.error(failure) {
            Error::Endpoint { url, what, .. } => Error::Endpoint {
                url,
                what: format!("{what}; it is not known whether the service has the batch"),
                help: "run again: it is looked for, and not submitted twice".to_owned(),
            },
            error => error,
        }
    }
}

/// All sentences of a run, with their masks and the addresses of their answers.
struct Sentences<'a> {
    items: &'a [Item],
    masked: &'a [Masked],
    addresses: &'a [Address],
    /// How many lessons their requests are made by.
    lessons: usize,
}

/// The sentences that are handed in together, and within which bounds.
#[derive(Clone, Copy)]
struct Round<'a> {
    wanted: &'a [usize],
    /// Whether an earlier batch had them.
    is_second: bool,
    /// What was wrong with the answer that an earlier batch gave for a sentence.
    reason_of: &'a dyn Fn(usize) -> Option<&'a str>,
    caps: Caps,
    stop: &'a Stop,
}

/// What was handed in so far, for the caps; the cost is the most that it may come to.
#[derive(Default)]
struct Spent {
    requests: u64,
    characters: u64,
    cost: f64,
}

impl Spent {
    /// Counts a request, or names the cap that it would exceed.
    fn reaches(&mut self, caps: Caps, items: &[&Item], cost: f64) -> Option<&'static str> {
        let count = |item: &&Item| item.text.chars().count() as u64;
        let characters: u64 = items.iter().map(count).sum();
        let exceeds = |most: Option<u64>, is: u64| most.is_some_and(|most| is > most);
        if exceeds(caps.requests, self.requests + 1) {
            return Some("--max-requests");
        }
        if exceeds(caps.characters, self.characters + characters) {
            return Some("--max-chars");
        }
        if caps.cost.is_some_and(|most| self.cost + cost > most) {
            return Some("--max-cost");
        }
        self.requests += 1;
        self.characters += characters;
        self.cost += cost;
        None
    }
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
