//! Batches: requests that are handed in to a provider's batch service, answered within a day for a lower
//! price, and collected by a later run. The sentences, their prompts and the judgement of their answers are
//! those of a run that asks at once.

mod collect;
mod record;
mod server;
mod settle;
mod submit;
#[cfg(test)]
mod tests;

use crate::error::{Error, Result};
use crate::translate::answers::{Address, AnswerCache};
use crate::translate::engine::Engine;
use crate::translate::run::{Job, Stop};
use crate::translate::{BatchCounts, Item};

pub use collect::{Collected, Stage};
pub use record::{BatchJob, BatchJobs};
pub use submit::Submitted;

impl BatchJobs {
    /// Hands in the sentences of `job` that are neither known nor under way, as one batch or, where the service
    /// or the memory does not take so much at once, as several. `provider` is the engine's name in the
    /// settings.
    ///
    /// # Errors
    /// [`Error::Usage`] for a protocol without a batch service; those of the cache. What the service does
    /// wrong is in the outcome.
    pub fn submit(
        &self,
        engine: &Engine,
        answers: &AnswerCache,
        provider: &str,
        job: Job<'_>,
        stop: &Stop,
    ) -> Result<Submitted> {
        engine.batch_service()?;
        let server = server::Server::new(engine);
        submit::Submitter::new(engine, &server, self, provider)?.submit(answers, job, stop)
    }

    /// Asks for a batch, and takes its answers if they are there.
    ///
    /// # Errors
    /// As [`BatchJobs::submit`].
    pub fn collect(&self, engine: &Engine, job: BatchJob) -> Result<Collected> {
        let service = engine.batch_service()?;
        let server = server::Server::new(engine);
        collect::collect(engine, service, &server, self, job)
    }

    /// Asks the service to do no more of a batch. What it has done by then is still collected.
    ///
    /// # Errors
    /// [`Error::Endpoint`] with the service's answer; as [`BatchJobs::submit`].
    pub fn cancel(&self, engine: &Engine, job: &BatchJob) -> Result<(String, BatchCounts)> {
        let service = engine.batch_service()?;
        let Some(id) = &job.id else {
            return Err(Error::usage(
                "it is not known whether the service has this batch",
                "duizhao translate --collect looks for it",
            ));
        };
        let server = server::Server::new(engine);
        let status = service
            .cancel(&server, id)
            .map_err(|failure| engine.error(failure))?;
        Ok((status.word, status.counts))
    }

    /// Forgets a batch: its answers are not collected, and its sentences are free to be asked for.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn forget(&self, job: &BatchJob) -> Result<()> {
        self.end(job)
    }

    /// For each sentence the name of the batch in which it is under way.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn under_way(&self, answers: &AnswerCache, items: &[Item]) -> Result<Vec<Option<String>>> {
        let jobs = self.all()?;
        if jobs.is_empty() {
            return Ok(vec![None; items.len()]);
        }
        let tags = self.tags(&addresses(answers, items))?.into_iter();
        Ok(tags
            .map(|tag| {
                let tag = tag?;
                let job = jobs.iter().find(|job| job.tag == tag)?;
                Some(job.name().to_owned())
            })
            .collect())
    }

    /// For each sentence what was wrong with the answer that a batch gave, if it was wrong.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn reasons(&self, answers: &AnswerCache, items: &[Item]) -> Result<Vec<Option<String>>> {
        self.faults(&addresses(answers, items))
    }
}

fn addresses(answers: &AnswerCache, items: &[Item]) -> Vec<Address> {
    items.iter().map(|item| answers.address(item)).collect()
}
