//! What is kept of a batch until its answers are in: enough to judge them even when the texts have changed
//! since. It is written before anything is sent, so that nothing that was paid for can be lost.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Change};
use crate::document::CodeKind;
use crate::document::codes::{Code, Coded};
use crate::error::{Error, Result};
use crate::translate::answers::Address;
use crate::translate::mask::Masked;
use crate::translate::{Item, Surroundings, TextSoFar};

/// The tables of the cache: the batches by tag, their requests by tag and number, the sentences under way by
/// the address that their answer will have, what was wrong with earlier answers by address, and what was
/// learned of how a server wants to be asked by the key of an engine.
const JOBS: &str = "batch jobs";
const REQUESTS: &str = "batch requests";
const UNDER_WAY: &str = "batch sentences";
const FAULTS: &str = "batch faults";
const LESSONS: &str = "batch lessons";

/// So many requests are read at once.
const AT_ONCE: usize = 256;

/// A batch that was submitted, or is about to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchJob {
    /// Our own tag of it: 16 hex digits.
    pub tag: String,
    /// The service's id; `None` while it is unknown whether the service has it.
    pub id: Option<String>,
    /// The provider, by its name in the settings.
    pub provider: String,
    /// The address of the service.
    pub url: String,
    /// The model that was asked.
    pub model: String,
    /// When it was submitted, in seconds since 1970.
    pub since: u64,
    /// The number of its requests.
    pub requests: usize,
    /// The number of its sentences.
    pub sentences: usize,
    /// The file that was uploaded for it.
    #[serde(default)]
    pub(super) input_file: Option<String>,
    /// The key of the engine (see [`crate::translate::Engine::key`]).
    pub(super) engine: String,
    /// Whether the id was found in the service's list, and not given by its answer.
    #[serde(default)]
    pub(super) is_found: bool,
    /// How many lessons its requests were made by.
    #[serde(default)]
    pub(super) lessons: usize,
    /// Batches of the service that were taken for it and are others.
    #[serde(default)]
    pub(super) others: Vec<String>,
}

impl BatchJob {
    /// The name for people: the service's id, or our tag while there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.tag)
    }

    /// When it was submitted, as a date and a time of day.
    #[must_use]
    pub fn submitted_at(&self) -> String {
        crate::text::time::rfc3339(self.since)
    }
}

/// A sentence of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sentence {
    /// The address that its answer will have in the cache, as hex digits.
    address: String,
    /// The Chinese as it was sent.
    sent: String,
    /// The Chinese as it stood.
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<(char, usize, usize, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    terms: Vec<(String, String)>,
}

/// A request of a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Request {
    sentences: Vec<Sentence>,
    before: Vec<String>,
    after: Vec<String>,
    /// Whether its sentences were asked for before: then soft faults are accepted.
    pub(super) is_second: bool,
}

impl Request {
    /// What is kept of a request for these sentences, with the sentences that are shown around them.
    pub(super) fn of(
        sentences: &[(Address, &Item, &Masked)],
        before: &[&str],
        after: &[&str],
        is_second: bool,
    ) -> Request {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Request {
            sentences: sentences
                .iter()
                .map(|(address, item, masked)| Sentence {
                    address: crate::text::digest::hex(address),
                    sent: item.text.clone(),
                    text: masked.own().text.clone(),
                    codes: masked.own().codes.iter().map(written).collect(),
                    terms: item.terms.clone(),
                })
                .collect(),
            before: owned(before),
            after: owned(after),
            is_second,
        }
    }

    /// The sentences as they were asked for, each with its mask and the address of its answer.
    pub(super) fn sentences(&self) -> (Vec<Item>, Vec<Masked>, Vec<Address>) {
        let own = self.sentences.iter().map(|sentence| &sentence.sent);
        let chinese = self.before.iter().chain(own).chain(&self.after);
        let text = Arc::new(TextSoFar::new("", chinese.cloned().collect()));
        let mut all = (Vec::new(), Vec::new(), Vec::new());
        for (at, sentence) in self.sentences.iter().enumerate() {
            all.0.push(Item {
                text: sentence.sent.clone(),
                terms: sentence.terms.clone(),
                around: Some(Surroundings {
                    text: text.clone(),
                    at: self.before.len() + at,
                }),
                ..Item::default()
            });
            all.1.push(Masked::of(&Coded {
                text: sentence.text.clone(),
                codes: sentence.codes.iter().filter_map(read).collect(),
            }));
            all.2.push(address(&sentence.address));
        }
        all
    }
}

/// A code as it is kept: a letter for its kind, the number of its kind, its place, its markup.
fn written(code: &Code) -> (char, usize, usize, String) {
    let (letter, number) = match code.kind {
        CodeKind::Open(number) => ('o', number as usize),
        CodeKind::Close(number) => ('c', number as usize),
        CodeKind::Point => ('p', 0),
        CodeKind::Break => ('b', 0),
        CodeKind::Opaque(length) => ('q', length),
    };
    (letter, number, code.at, code.markup.clone())
}

fn read((letter, number, at, markup): &(char, usize, usize, String)) -> Option<Code> {
    let short = || u32::try_from(*number).ok();
    let kind = match letter {
        'o' => CodeKind::Open(short()?),
        'c' => CodeKind::Close(short()?),
        'p' => CodeKind::Point,
        'b' => CodeKind::Break,
        'q' => CodeKind::Opaque(*number),
        _ => return None,
    };
    Some(Code {
        kind,
        at: *at,
        markup: markup.clone(),
    })
}

fn address(hex: &str) -> Address {
    let mut address = Address::default();
    for (byte, digits) in address.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
    }
    address
}

/// The batches whose answers are not in yet, in the cache of a project.
#[derive(Clone, Debug)]
pub struct BatchJobs {
    cache: Arc<Cache>,
}

impl BatchJobs {
    /// The batches that `cache` keeps.
    #[must_use]
    pub fn new(cache: Arc<Cache>) -> BatchJobs {
        BatchJobs { cache }
    }

    pub(super) fn cache(&self) -> &Arc<Cache> {
        &self.cache
    }

    /// All batches whose answers are not in yet, the oldest first.
    ///
    /// # Errors
    /// As [`Cache::all`]; [`Error::Cache`] for a record that a later version wrote.
    pub fn all(&self) -> Result<Vec<BatchJob>> {
        let mut jobs = Vec::new();
        for (_, value) in self.cache.all(JOBS)? {
            jobs.push(self.parsed::<BatchJob>(&value)?);
        }
        jobs.sort_by(|one, two| (one.since, &one.tag).cmp(&(two.since, &two.tag)));
        Ok(jobs)
    }

    /// For each address the tag of the batch in which its sentence is under way.
    pub(super) fn tags(&self, addresses: &[Address]) -> Result<Vec<Option<String>>> {
        let tags = self.cache.get(UNDER_WAY, addresses)?.into_iter();
        Ok(tags.map(|tag| String::from_utf8(tag?).ok()).collect())
    }

    /// For each address what was wrong with the answer that a batch gave.
    pub(super) fn faults(&self, addresses: &[Address]) -> Result<Vec<Option<String>>> {
        let faults = self.cache.get(FAULTS, addresses)?.into_iter();
        Ok(faults.map(|fault| String::from_utf8(fault?).ok()).collect())
    }

    /// Keeps a batch that is about to be submitted, with its requests.
    pub(super) fn begin(&self, job: &BatchJob, requests: &[Request]) -> Result<()> {
        let mut changes = Vec::with_capacity(1 + requests.len());
        for (number, request) in requests.iter().enumerate() {
            changes.push(put(REQUESTS, request_key(&job.tag, number), request));
        }
        for sentence in requests.iter().flat_map(|request| &request.sentences) {
            changes.push(Change {
                table: UNDER_WAY,
                key: address(&sentence.address).to_vec(),
                value: Some(job.tag.clone().into_bytes()),
            });
        }
        changes.push(put(JOBS, job.tag.clone().into_bytes(), job));
        self.cache.change(&changes)
    }

    /// Keeps what is known anew of a batch.
    pub(super) fn update(&self, job: &BatchJob) -> Result<()> {
        self.cache
            .change(&[put(JOBS, job.tag.clone().into_bytes(), job)])
    }

    /// The requests with these numbers; `None` where the answer is in already.
    pub(super) fn requests(
        &self,
        job: &BatchJob,
        numbers: &[usize],
    ) -> Result<Vec<Option<Request>>> {
        let keys: Vec<Vec<u8>> = numbers
            .iter()
            .map(|&number| request_key(&job.tag, number))
            .collect();
        let found = self.cache.get(REQUESTS, &keys)?.into_iter();
        found
            .map(|value| value.map(|value| self.parsed(&value)).transpose())
            .collect()
    }

    /// The number of requests of a batch whose answers are not in.
    pub(super) fn left(&self, job: &BatchJob) -> Result<usize> {
        let mut left = 0;
        self.each_left(job, &mut |_| {
            left += 1;
            Ok(())
        })?;
        Ok(left)
    }

    /// The number of sentences whose answers are not in.
    pub(super) fn left_sentences(&self, job: &BatchJob) -> Result<usize> {
        let mut left = 0;
        self.each_left(job, &mut |value| {
            left += self.parsed::<Request>(value)?.sentences.len();
            Ok(())
        })?;
        Ok(left)
    }

    fn each_left(&self, job: &BatchJob, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let numbers: Vec<usize> = (0..job.requests).collect();
        for numbers in numbers.chunks(AT_ONCE) {
            let keys: Vec<Vec<u8>> = numbers
                .iter()
                .map(|&number| request_key(&job.tag, number))
                .collect();
            for value in self.cache.get(REQUESTS, &keys)?.iter().flatten() {
                each(value)?;
            }
        }
        Ok(())
    }

    /// Takes requests out whose answers are in, and keeps what was wrong with single answers.
    pub(super) fn answered(
        &self,
        job: &BatchJob,
        done: &[(usize, Request)],
        faults: &[(Address, String)],
    ) -> Result<()> {
        let mut changes = self.without(job, done);
        changes.extend(faults.iter().map(|(address, what)| Change {
            table: FAULTS,
            key: address.to_vec(),
            value: Some(what.clone().into_bytes()),
        }));
        self.cache.change(&changes)
    }

    /// The changes that take requests out, with the marks of their sentences and earlier faults.
    fn without(&self, job: &BatchJob, done: &[(usize, Request)]) -> Vec<Change> {
        let out = |table, key| Change {
            table,
            key,
            value: None,
        };
        let keys = done
            .iter()
            .map(|(number, _)| request_key(&job.tag, *number));
        let mut changes: Vec<Change> = keys.map(|key| out(REQUESTS, key)).collect();
        for table in [UNDER_WAY, FAULTS] {
            let sentences = done.iter().flat_map(|(_, request)| &request.sentences);
            changes
                .extend(sentences.map(|sentence| out(table, address(&sentence.address).to_vec())));
        }
        changes
    }

    /// Takes a batch out with all that is left of it: its sentences are under way no more.
    pub(super) fn end(&self, job: &BatchJob) -> Result<()> {
        let numbers: Vec<usize> = (0..job.requests).collect();
        for numbers in numbers.chunks(AT_ONCE) {
            let left: Vec<(usize, Request)> = numbers
                .iter()
                .copied()
                .zip(self.requests(job, numbers)?)
                .filter_map(|(number, request)| Some((number, request?)))
                .collect();
            let mut changes = self.without(job, &left);
            // What an earlier batch did wrong is still to be said.
            changes.retain(|change| change.table != FAULTS);
            self.cache.change(&changes)?;
        }
        self.cache.change(&[Change {
            table: JOBS,
            key: job.tag.clone().into_bytes(),
            value: None,
        }])
    }

    /// What the batches of the engine with this key have taught about how its server wants to be asked, the oldest
    /// lesson first.
    pub(super) fn lessons(&self, engine: &str) -> Result<Vec<String>> {
        match self.cache.get(LESSONS, &[engine])?.remove(0) {
            Some(value) => self.parsed(&value),
            None => Ok(Vec::new()),
        }
    }

    /// Keeps a further lesson.
    pub(super) fn learned(&self, engine: &str, lesson: &str) -> Result<()> {
        let mut lessons = self.lessons(engine)?;
        lessons.push(lesson.to_owned());
        self.cache
            .change(&[put(LESSONS, engine.as_bytes().to_vec(), &lessons)])
    }

    fn parsed<T: for<'v> Deserialize<'v>>(&self, value: &[u8]) -> Result<T> {
        serde_json::from_slice(value).map_err(|error| Error::Cache {
            path: self.cache.path().to_owned(),
            what: format!("the record of a batch cannot be read: {error}"),
            help: "a later version of duizhao may have written it: use that one".to_owned(),
        })
    }
}

fn put(table: &'static str, key: Vec<u8>, value: &impl Serialize) -> Change {
    Change {
        table,
        key,
        // These records hold texts and numbers only, which can always be written.
        value: Some(serde_json::to_vec(value).unwrap_or_default()),
    }
}

fn request_key(tag: &str, number: usize) -> Vec<u8> {
    format!("{tag}-{number:08}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_as_it_was() {
        let code = |kind, at, markup: &str| Code {
            kind,
            at,
            markup: markup.to_owned(),
        };
        let coded = Coded {
            text: "海上有灯塔。".to_owned(),
            codes: vec![
                code(CodeKind::Point, 0, "!"),
                code(CodeKind::Open(3), 9, "**"),
                code(CodeKind::Opaque(3), 9, "`"),
                code(CodeKind::Close(3), 15, "**"),
            ],
        };
        let masked = [Masked::of(&coded), Masked::of(&Coded::plain("船。"))];
        let items = masked.each_ref().map(|masked| Item {
            text: masked.text.clone(),
            terms: vec![("灯塔".to_owned(), "lighthouse".to_owned())],
            ..Item::default()
        });
        let addresses: [Address; 2] = [[7; 32], [0xa0; 32]];
        let all: Vec<(Address, &Item, &Masked)> = (0..2)
            .map(|at| (addresses[at], &items[at], &masked[at]))
            .collect();
        let request = Request::of(&all, &["天。"], &["地。"], true);
        let kept: Request =
            serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
        assert_eq!(kept, request);
        let (again, masks, places) = kept.sentences();
        assert_eq!(masks, masked);
        assert_eq!(places, addresses);
        for (one, two) in again.iter().zip(&items) {
            assert_eq!((&one.text, &one.terms), (&two.text, &two.terms));
        }
        let around = |at: usize| again[at].around.clone().unwrap();
        assert_eq!(
            around(0).text.chinese(0..9),
            ["天。", &items[0].text, "船。", "地。"]
        );
        assert_eq!((around(0).at, around(1).at), (1, 2));
    }
}
