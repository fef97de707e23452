//! Batches: handing sentences in, fetching their answers, and what is still under way.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use duizhao::Result;
use duizhao::project::translation::AskedBatch;
use duizhao::translate::{BatchCounts, BatchJob, Collected, Stage, Stop, Submitted};

use super::show::many;
use super::{INTERRUPTED, show};
use crate::cli::Context;
use crate::cli::output::write_told;

/// The longest pause between two looks at a batch.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// A batch that is not done by then has expired at every service, or never will be.
const LONGEST_WAIT: Duration = Duration::from_secs(26 * 3600);
/// The time between two looks at whether the user has interrupted.
const LOOK: Duration = Duration::from_millis(100);
/// So many looks in a row may fail before the waiting ends.
const MOST_FAILURES: u32 = 5;
/// The most faults of answers that are listed.
const MOST_FAULTS: usize = 5;

/// Says what was handed in, and how to go on.
pub(super) fn submitted(context: &Context, done: Submitted, stop: &Stop) -> Result<ExitCode> {
    for job in &done.found {
        context.talk.note(format!(
            "batch {} of an interrupted run is under way: {}",
            job.name(),
            extent(job)
        ));
    }
    for job in &done.jobs {
        context.talk.note(format!(
            "batch {} is under way at {}: {}",
            job.name(),
            job.provider,
            extent(job)
        ));
    }
    if done.known > 0 {
        context
            .talk
            .note(format!("{} translated before", are(done.known)));
    }
    if done.under_way > 0 {
        context
            .talk
            .note(format!("{} under way before", are(done.under_way)));
    }
    let waits = !done.jobs.is_empty() || !done.found.is_empty() || done.under_way > 0;
    if waits {
        let mut said =
            "`duizhao translate --collect` with the same arguments fetches the answers, which may take a day"
                .to_owned();
        if done.cost > 0.0 {
            said += &format!("; about {:.4} to be spent", done.cost);
        }
        context.talk.note(said);
    }
    if let Some(error) = done.ended_by {
        return Err(error);
    }
    if stop.is_asked() {
        return Ok(ExitCode::from(INTERRUPTED));
    }
    if !waits {
        context
            .talk
            .note("nothing is left to ask; run without --batch to write what is known");
    }
    Ok(ExitCode::SUCCESS)
}

/// Fetches the answers that are there; with `wait` goes on until no batch is under way. Whether one still is.
pub(super) fn collect(context: &Context, wait: Option<u64>, stop: &Stop) -> Result<bool> {
    let started = Instant::now();
    let mut pause = Duration::from_secs(wait.unwrap_or_default());
    let mut failures = 0;
    loop {
        let mut under_way = 0;
        let mut broken = None;
        let mut asked = 0;
        context.project.collect_batches(stop, &mut |batch| {
            asked += 1;
            let waits = tell(context, &batch);
            under_way += usize::from(waits);
            if let AskedBatch {
                outcome: Err(error),
                ..
            } = batch
            {
                broken.get_or_insert(error);
            } else if let Ok(Collected {
                stage: Stage::Failed(error),
                ..
            }) = batch.outcome
            {
                broken.get_or_insert(error);
            }
        })?;
        if asked == 0 {
            context.talk.note("no batch is under way");
        }
        if stop.is_asked() {
            context
                .talk
                .warn("interrupted; the batches go on, run again to fetch their answers");
            return Ok(true);
        }
        failures = if broken.is_some() { failures + 1 } else { 0 };
        if let Some(error) = broken
            && (wait.is_none() || failures >= MOST_FAILURES)
        {
            return Err(error);
        }
        if under_way == 0 || wait.is_none() || started.elapsed() > LONGEST_WAIT {
            return Ok(under_way > 0);
        }
        let until = Instant::now() + pause;
        while Instant::now() < until && !stop.is_asked() {
            thread::sleep(LOOK.min(until.saturating_duration_since(Instant::now())));
        }
        pause = pause.mul_f64(1.5).min(LONGEST_PAUSE.max(pause));
    }
}

/// Says what came of a batch; whether it is still on record.
fn tell(context: &Context, batch: &AskedBatch) -> bool {
    let name = batch.job.name();
    let done = match &batch.outcome {
        Ok(done) => done,
        Err(error) => {
            context.talk.error(&format_args!("batch {name}: {error}"));
            return true;
        }
    };
    let name = done.job.name();
    let because = done
        .why
        .as_ref()
        .map_or_else(String::new, |why| format!(": {why}"));
    match &done.stage {
        Stage::UnderWay(word, counts) => {
            context.talk.note(format!(
                "batch {name} is {word}, {} of {} done{because}",
                counts.answered + counts.failed,
                many(done.job.requests, "request")
            ));
            return true;
        }
        Stage::NotSubmitted => {
            context.talk.warn(format!(
                "batch {name} never reached the service: its {} free to be asked for again",
                are(done.job.sentences)
            ));
            return false;
        }
        Stage::Failed(error) => {
            context.talk.error(&format_args!("batch {name}: {error}"));
        }
        Stage::Incomplete(left) => context.talk.warn(format!(
            "batch {name}: the results lack {left} of {}; run again, or give it up: duizhao translate --cancel {name} --force",
            many(done.job.requests, "request")
        )),
        Stage::Done(word) => context.talk.note(format!(
            "batch {name} is {word}: {} of {} right{}",
            done.right,
            are(done.job.sentences),
            show::used(done.usage, done.cost)
        )),
    }
    if done.not_done > 0 {
        context.talk.warn(format!(
            "batch {name}: the service did not come to {}{because}",
            many(done.not_done, "sentence")
        ));
    }
    let mut faults: Vec<(&String, &usize)> = done.faults.iter().collect();
    faults.sort_by(|one, two| two.1.cmp(one.1).then(one.0.cmp(two.0)));
    for (what, number) in faults.iter().take(MOST_FAULTS) {
        context.talk.warn(format!(
            "batch {name}: not taken, {}: {what}",
            many(**number, "sentence")
        ));
    }
    if faults.len() > MOST_FAULTS {
        let more: usize = faults[MOST_FAULTS..]
            .iter()
            .map(|(_, number)| **number)
            .sum();
        context.talk.warn(format!(
            "batch {name}: not taken for other reasons, {}",
            many(more, "sentence")
        ));
    }
    !matches!(done.stage, Stage::Done(_))
}

/// Lists the batches whose answers are not fetched yet.
pub(super) fn list(context: &Context) -> Result<ExitCode> {
    let jobs = context.project.batches()?;
    write_told(context.talk.words, None, |out| {
        if jobs.is_empty() {
            writeln!(out, "no batch is under way")?;
        }
        for job in &jobs {
            let state = match job.id {
                Some(_) => "",
                None => ", perhaps never submitted: --collect looks for it",
            };
            writeln!(
                out,
                "{:<28} {} {} {}, {}{state}",
                job.name(),
                job.submitted_at(),
                job.provider,
                job.model,
                extent(job)
            )?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Has the service do no more of a batch.
pub(super) fn cancel(context: &Context, name: &str, forget: bool) -> Result<ExitCode> {
    let cancelled = context.project.cancel_batch(name, forget)?;
    if let Some((word, BatchCounts { answered, all, .. })) = &cancelled {
        context.talk.note(format!(
            "batch {name} is {word}, {answered} of {all} answered"
        ));
    }
    context.talk.note(match (forget, &cancelled) {
        (true, Some(_)) => "it is forgotten: its answers are not fetched",
        (true, None) => {
            "it is forgotten; the service could not be told, and may go on with it at your cost"
        }
        (false, _) => "--collect fetches what it has done, and frees the rest",
    });
    Ok(ExitCode::SUCCESS)
}

/// Says that sentences wait for a batch.
pub(super) fn tell_under_way(context: &Context, number: usize) {
    context.talk.warn(format!(
        "{} under way in a batch: duizhao translate --collect fetches them, --cancel BATCH gives them up",
        are(number)
    ));
}

fn extent(job: &BatchJob) -> String {
    format!(
        "{} in {}",
        many(job.sentences, "sentence"),
        many(job.requests, "request")
    )
}

/// A number of sentences with its verb.
fn are(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", many(number, "sentence"))
}
