//! A server that speaks the embeddings protocol of OpenAI: hosted ones, and local ones such as Ollama,
//! llama.cpp and vLLM.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::gather::gather;
use super::{Batch, Encoder, EncoderConfig, reply};
use crate::error::{Error, Result};
use crate::http::{Access, Client, Failure, Pace, Secret, with_workers};

/// The most characters of a text that are shown in the message that it is too long.
const SHOWN: usize = 30;

/// Sentence vectors from a server. Batches are sent a few at a time; one that is too large for the
/// server is halved until it fits. The result does not depend on the order of the answers.
#[derive(Debug)]
pub struct Endpoint {
    client: Client,
    config: EncoderConfig,
    /// The longest first pause after a failure; tests set a short one.
    first_pause: Option<Duration>,
}

/// The body of a request.
#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: Vec<String>,
    // Some clients ask for base64 by default, and some servers know only this format.
    encoding_format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimensions: Option<u32>,
}

/// The state that the workers of one run share.
struct EncodingRun<'a> {
    texts: &'a [String],
    /// Batches that no worker has taken yet.
    batches: Mutex<VecDeque<Range<usize>>>,
    /// The largest number of texts that the server is known to take in one request.
    limit: AtomicUsize,
    pace: Pace,
}

/// The vectors of the batch that begins at this text, or the failure.
type Answer = (usize, std::result::Result<Batch, Failure>);

impl Endpoint {
    /// The server that `config` names, with its key if it has one.
    ///
    /// # Errors
    /// [`Error::Usage`] when the address is invalid, contains secrets, or would carry the key over a
    /// network without encryption, and when `ca-file` has no certificates.
    pub fn new(config: &EncoderConfig, key: Option<Secret>) -> Result<Endpoint> {
        let timeout = Duration::from_secs(config.timeout_seconds.get().into());
        let access = Access {
            url: &config.url,
            timeout,
            plain_http: false,
            ca_file: config.ca_file.as_deref(),
        };
        Ok(Endpoint {
            client: Client::new(access, key)?,
            config: config.clone(),
            first_pause: None,
        })
    }

    /// Ranges of consecutive texts that go into one request, within the limits on number and characters.
    fn batches(&self, texts: &[String]) -> VecDeque<Range<usize>> {
        let most = self.config.batch_characters.get();
        let mut batches = VecDeque::new();
        let (mut start, mut characters) = (0, 0);
        for (at, text) in texts.iter().enumerate() {
            let more = self.config.prefix.chars().count() + text.chars().count();
            let full = at - start == self.config.batch.get() || characters + more > most;
            if full && at > start {
                batches.push_back(start..at);
                (start, characters) = (at, 0);
            }
            characters += more;
        }
        if start < texts.len() {
            batches.push_back(start..texts.len());
        }
        batches
    }

    /// Takes and sends batches until there are none left or the run is stopped.
    async fn work(&self, run: &EncodingRun<'_>, answers: Sender<Answer>) {
        loop {
            // A statement of its own, so that the lock is released before the server is asked.
            let taken = run
                .batches
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some(batch) = taken else { return };
            // The parts of the batch that are still to do, the next one last.
            let mut parts = vec![batch];
            while let Some(part) = parts.pop() {
                let too_many = part.len() > run.limit.load(Ordering::Relaxed);
                let answer = if too_many {
                    Err(Failure::TooLarge {
                        what: String::new(),
                    })
                } else {
                    self.ask(run, part.clone()).await
                };
                match answer {
                    Err(Failure::TooLarge { .. }) if part.len() > 1 => {
                        let half = part.len().div_ceil(2);
                        run.limit.fetch_min(half, Ordering::Relaxed);
                        let middle = part.start + half;
                        parts.push(middle..part.end);
                        parts.push(part.start..middle);
                    }
                    Err(Failure::Stopped) => return,
                    answer => {
                        let failed = answer.is_err();
                        // A closed channel means that the run has ended: the answer is not needed.
                        if answers.send((part.start, answer)).is_err() || failed {
                            return;
                        }
                    }
                }
            }
        }
    }

    async fn ask(
        &self,
        run: &EncodingRun<'_>,
        part: Range<usize>,
    ) -> std::result::Result<Batch, Failure> {
        let texts = &run.texts[part.clone()];
        let request = Request {
            model: &self.config.model,
            input: (texts.iter())
                .map(|text| format!("{}{text}", self.config.prefix))
                .collect(),
            encoding_format: "float",
            dimensions: self.config.dimensions.map(Into::into),
        };
        let body = serde_json::to_string(&request).map_err(|error| Failure::Final {
            what: error.to_string(),
            help: String::new(),
        })?;
        let dimensions = request.dimensions.map(|dimensions| dimensions as usize);
        let vectors = self
            .client
            .ask("/embeddings", &body, &run.pace, |answer| {
                reply::read(answer, texts.len(), dimensions)
            })
            .await
            .map_err(|failure| too_long(failure, texts))?;
        Ok(part.zip(vectors).collect())
    }
}

impl Encoder for Endpoint {
    fn key(&self) -> String {
        serde_json::json!({
            "url": self.client.url(),
            "model": self.config.model,
            "dimensions": self.config.dimensions,
            "prefix": self.config.prefix,
        })
        .to_string()
    }

    fn encode(&self, texts: &[String]) -> Result<Vec<Vec<f32>>> {
        gather(self, texts)
    }

    fn encode_each(
        &self,
        texts: &[String],
        accept: &mut dyn FnMut(Batch) -> Result<()>,
    ) -> Result<()> {
        let batches = self.batches(texts);
        let workers = batches.len().min(self.config.concurrency.get().into());
        let run = EncodingRun {
            texts,
            batches: Mutex::new(batches),
            limit: AtomicUsize::new(usize::MAX),
            pace: self
                .first_pause
                .map_or_else(Pace::default, Pace::starting_with),
        };
        // Of several failures the one nearest to the beginning of the text is reported, whichever came
        // first.
        let mut failed: Option<(usize, Error)> = None;
        let worked = with_workers(
            workers,
            |answers| self.work(&run, answers),
            |arrived| {
                for (start, answer) in arrived {
                    let accepted = match answer {
                        Ok(batch) => accept(batch),
                        Err(failure) => Err(self.client.error(failure)),
                    };
                    if let Err(error) = accepted {
                        run.pace.stop();
                        if failed.as_ref().is_none_or(|(first, _)| start < *first) {
                            failed = Some((start, error));
                        }
                    }
                }
            },
        );
        if let Err(failure) = worked {
            return Err(self.client.error(failure));
        }
        failed.map_or(Ok(()), |(_, error)| Err(error))
    }
}

/// Adds to a failure which text is too large, when it was asked for by itself and cannot be halved.
fn too_long(failure: Failure, texts: &[String]) -> Failure {
    match (failure, texts) {
        (Failure::TooLarge { what }, [text]) => {
            let beginning: String = text.chars().take(SHOWN).collect();
            Failure::Final {
                what: format!("{what}; the sentence is \"{beginning}…\""),
                help: "it is longer than the model takes: split it".into(),
            }
        }
        (failure, _) => failure,
    }
}

#[cfg(test)]
mod tests;
