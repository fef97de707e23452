//! Batches of a project: sentences handed in to the batch service of a provider, and their answers collected by
//! a later run.

use std::sync::Arc;

use super::providers::{self, Server};
use crate::cache::Cache;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::text::nearest::nearest;
use crate::translate::{
    BatchCounts, BatchJob, BatchJobs, Caps, Collected, Engine, Item, Job, Masked, Plan, Stop,
    Submitted,
};

/// A batch, and what came of asking for it.
#[derive(Debug)]
pub struct AskedBatch {
    /// The batch.
    pub job: BatchJob,
    /// What came of it, or why it could not be asked for.
    pub outcome: Result<Collected>,
}

/// Hands in the sentences that are neither known nor under way.
pub(super) fn submit(
    (first, second): (&Server, Option<&Server>),
    provider: &str,
    caps: Caps,
    sentences: (&[Item], &[Masked], &[bool]),
    stop: &Stop,
) -> Result<Submitted> {
    let (items, masked, refresh) = sentences;
    // What the second provider has answered or is at is not asked of the first.
    let known = match second {
        Some(second) => {
            let nobody = |_: &Engine, _: crate::translate::Progress<'_>| {};
            let of_second = providers::ask((second, None), (true, caps), sentences, stop, &mut {
                nobody
            })?;
            let texts = of_second.texts.into_iter().zip(of_second.under_way);
            texts.map(|(text, waits)| text.is_ok() || waits).collect()
        }
        None => vec![false; items.len()],
    };
    let open: Vec<usize> = (0..items.len()).filter(|&at| !known[at]).collect();
    let some;
    let (items, masked, refresh) = if open.len() == items.len() {
        (items, masked, refresh)
    } else {
        some = providers::some(sentences, &open);
        (some.0.as_slice(), some.1.as_slice(), some.2.as_slice())
    };
    let job = Job {
        items,
        masked,
        refresh,
        offline: false,
        caps,
    };
    let Server {
        engine,
        answers,
        batches,
    } = first;
    batches.submit(engine, answers, provider, job, stop)
}

/// The plan of a run for the sentences that are not under way, and the number of those that are.
pub(super) fn plan(
    server: &Server,
    sentences: (&[Item], &[Masked], &[bool]),
) -> Result<(Plan, usize)> {
    let Server {
        engine,
        answers,
        batches,
    } = server;
    let waits = batches.under_way(answers, sentences.0)?;
    let number = waits.iter().flatten().count();
    if number == 0 {
        let (items, masked, refresh) = sentences;
        let plan = Plan::new(engine, answers, items, masked, refresh)?;
        return Ok((plan, 0));
    }
    let free: Vec<usize> = (0..waits.len()).filter(|&at| waits[at].is_none()).collect();
    let (items, masked, refresh) = providers::some(sentences, &free);
    let plan = Plan::new(engine, answers, &items, &masked, &refresh)?;
    Ok((plan, number))
}

impl Project {
    /// The batches whose answers are not in yet, the oldest first.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn batches(&self) -> Result<Vec<BatchJob>> {
        self.batch_jobs()?.all()
    }

    /// Asks for every batch, and takes the answers that are there; `told` hears of each. One that cannot be asked
    /// for does not keep the others from it.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn collect_batches(&self, stop: &Stop, told: &mut dyn FnMut(AskedBatch)) -> Result<()> {
        let jobs = self.batch_jobs()?;
        for job in jobs.all()? {
            if stop.is_asked() {
                break;
            }
            let outcome = match self.batch_engine(&job) {
                Ok(engine) => jobs.collect(&engine, job.clone()),
                Err(error) => Err(error),
            };
            if let Err(Error::Cache { .. } | Error::Write { .. }) = &outcome {
                return outcome.map(|_| ());
            }
            told(AskedBatch { job, outcome });
        }
        Ok(())
    }

    /// Asks the service to do no more of a batch, by the service's id or by our tag; what it has done is still
    /// collected. With `forget` the batch is forgotten, whatever the service says.
    ///
    /// # Errors
    /// A name that no batch has; the service's refusal; those of the cache.
    pub fn cancel_batch(&self, name: &str, forget: bool) -> Result<Option<(String, BatchCounts)>> {
        let jobs = self.batch_jobs()?;
        let all = jobs.all()?;
        let is_named = |job: &&BatchJob| job.tag == name || job.id.as_deref() == Some(name);
        let Some(job) = all.iter().find(is_named) else {
            let near = nearest(name, all.iter().map(BatchJob::name));
            return Err(Error::usage(
                format!("no batch \"{name}\" is under way"),
                match near {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "duizhao translate --batches lists them".to_owned(),
                },
            ));
        };
        let cancelled = self
            .batch_engine(job)
            .and_then(|engine| jobs.cancel(&engine, job));
        if forget {
            jobs.forget(job)?;
            return Ok(cancelled.ok());
        }
        cancelled.map(Some)
    }

    fn batch_jobs(&self) -> Result<BatchJobs> {
        let cache = Cache::open(&Cache::path_in(&self.config.folder))?;
        Ok(BatchJobs::new(Arc::new(cache)))
    }

    /// The provider of a batch. Its key goes to the address that the settings name, and only there.
    fn batch_engine(&self, job: &BatchJob) -> Result<Engine> {
        let settings = self.config.provider(Some(&job.provider))?;
        let key = settings.key(|name| self.variable(name))?;
        let engine = Engine::new(settings, key)?;
        if engine.url() != job.url {
            return Err(Error::usage(
                format!(
                    "batch {} was submitted to {}, and provider \"{}\" is {} now",
                    job.name(),
                    job.url,
                    job.provider,
                    engine.url()
                ),
                "set the url back to collect it, or give it up: duizhao translate --cancel ID --force",
            ));
        }
        Ok(engine)
    }
}
