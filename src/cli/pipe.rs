//! `duizhao pipe`

use std::io::{self, BufReader, BufWriter};

use duizhao::document::Format;
use duizhao::pipe::{Task, Worker, run as flow};
use duizhao::{Error, Result};

use super::Context;
use super::args::{Pipe, PipeTask};

pub(super) fn run(context: &Context, options: &Pipe) -> Result<()> {
    // An unknown format is one error of the command, not one of each line.
    Format::choose("-".as_ref(), Some(&options.from))?;
    let project = &context.project;
    let termbase = project.termbase(&options.glossary)?;
    let task = match options.task {
        PipeTask::Align => Task::Align,
        PipeTask::Check => Task::Check,
        PipeTask::Segment => Task::Segment,
    };
    let worker = Worker::new(task, project, &termbase, &options.from)?;
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout());
    let counts = flow(&mut input, &mut output, project.jobs, &|number, line| {
        worker.answer(number, line)
    })
    .map_err(|source| Error::Write {
        path: "the pipe".into(),
        source,
    })?;
    if counts.errors > 0 {
        context.talk.note(format!(
            "{} of {} documents were answered with an error",
            counts.errors, counts.lines
        ));
    }
    Ok(())
}
