//! A batch of which it is unknown whether it was submitted, because the run ended or the connection broke
//! between the request and its answer: it is looked for in the service's list.

use super::record::{BatchJob, BatchJobs};
use crate::error::Result;
use crate::http::Failure;
use crate::translate::protocol::batch_service::{BatchService, Sought, Transport};

/// What a look at the service's list told.
pub(super) enum Settled {
    /// The service has it; the record has its id now.
    Found(BatchJob),
    /// The service does not have it; its sentences are under way no more.
    Gone,
    /// The list cannot be had.
    Unknown(Failure),
}

/// The id of a batch in the service's list.
pub(super) fn find(
    service: &dyn BatchService,
    server: &dyn Transport,
    jobs: &BatchJobs,
    job: &BatchJob,
) -> Result<std::result::Result<Option<String>, Failure>> {
    let mut others = job.others.clone();
    others.extend(jobs.all()?.into_iter().filter_map(|other| other.id));
    Ok(service.find(
        server,
        Sought {
            tag: &job.tag,
            input_file: job.input_file.as_deref(),
            since: job.since,
            requests: job.requests,
            others: &others,
        },
    ))
}

/// Looks for a batch without id, and keeps what is found.
pub(super) fn settle(
    service: &dyn BatchService,
    server: &dyn Transport,
    jobs: &BatchJobs,
    mut job: BatchJob,
) -> Result<Settled> {
    match find(service, server, jobs, &job)? {
        Ok(Some(id)) => {
            job.id = Some(id);
            job.is_found = true;
            jobs.update(&job)?;
            Ok(Settled::Found(job))
        }
        Ok(None) => {
            jobs.end(&job)?;
            Ok(Settled::Gone)
        }
        Err(failure) => Ok(Settled::Unknown(failure)),
    }
}
