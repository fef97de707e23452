//! The command line: parse, call the project, print. Results go to standard output or a file, everything
//! else to standard error.

mod align;
mod args;
mod batch;
mod build;
mod check;
mod chosen;
mod columns;
mod completions;
mod convert;
mod diff;
mod edit;
mod eval;
mod export;
mod forge;
mod formats;
mod help;
mod import;
mod init;
mod language;
mod man;
mod merge;
mod next;
mod output;
mod overview;
mod pager;
mod pipe;
mod providers;
mod refused;
mod review;
mod rules;
mod segment;
mod staged;
mod status;
mod talk;
mod terms;
mod tm;
mod translate;
mod wrap;

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches};
use duizhao::config::Config;
use duizhao::project::Project;
use duizhao::words::{Locale, Words};
use duizhao::{Error, Result};

use args::{Arguments, Command, Global};
use talk::Talk;

/// The context of a command: its messages, and the project.
struct Context {
    talk: Talk,
    project: Project,
    /// The copy of what is staged, where the command runs in it.
    staged: Option<staged::Stay>,
}

/// Runs the command and gives its exit code: 0 done, 1 not good enough, 2 wrong usage or
/// input, 3 a server failed.
pub(crate) fn main() -> ExitCode {
    let given: Vec<_> = std::env::args_os().collect();
    let foreseen = language::foreseen(&given).unwrap_or_else(language::of_environment);
    let words = Words::of(foreseen);
    let parsed = help::told(language::with_option(Arguments::command()), words)
        .try_get_matches_from(&given)
        .and_then(|matches| {
            let arguments = Arguments::from_arg_matches(&matches)?;
            Ok((arguments, language::named(&matches)))
        });
    let (arguments, named) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            if let Some(message) = refused::message(&error, words) {
                talk::refused(&message);
                return ExitCode::from(2);
            }
            // Clap prints help to standard output and errors to standard error; a reader of the
            // help that leaves early is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let locale = named.unwrap_or(foreseen);
    let talk = Talk::new(&arguments.global, Words::of(locale));
    match run(arguments, &talk, named) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            talk.error(&error);
            ExitCode::from(match error {
                Error::Endpoint { .. } => 3,
                _ => 2,
            })
        }
    }
}

fn run(mut arguments: Arguments, talk: &Talk, named: Option<Locale>) -> Result<ExitCode> {
    if let Command::Init(options) = &arguments.command {
        return init::run(options, talk).map(|()| ExitCode::SUCCESS);
    }
    if let Command::Formats(options) = &arguments.command {
        return formats::run(talk, options).map(|()| ExitCode::SUCCESS);
    }
    match &arguments.command {
        Command::Completions(options) => {
            return completions::run(options).map(|()| ExitCode::SUCCESS);
        }
        Command::Man(options) => return man::run(options).map(|()| ExitCode::SUCCESS),
        _ => {}
    }
    let jobs = arguments
        .global
        .jobs
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let staged = staged::Stay::begin(&mut arguments)?;
    let mut config = load_config(&arguments.global)?;
    if let Some(stay) = &staged {
        stay.settle(&mut config);
    }
    config.read.strict |= arguments.global.strict;
    // A page is in the language that was named, whatever that of the machine is.
    config.edition.interface = named.unwrap_or(config.edition.interface);
    let mut project = Project::new(config, jobs)
        .reporting(Arc::new(talk.clone()))
        .with_variables(Arc::new(|name| std::env::var(name).ok()));
    project.locked = arguments.global.locked;
    project.here = std::env::current_dir().ok();
    if let Some(stay) = &staged {
        project = project.keeping_beside(stay.what.folder().to_owned());
    }
    let context = Context {
        talk: talk.clone(),
        project,
        staged,
    };
    match arguments.command {
        Command::Init(_) | Command::Formats(_) | Command::Completions(_) | Command::Man(_) => {
            Ok(())
        }
        Command::Segment(options) => segment::run(&context, &options),
        Command::Align(options) => return align::run(&context, &options),
        Command::Build(options) => return build::run(&context, &options),
        Command::Review(options) => review::run(&context, &options),
        Command::Pipe(options) => pipe::run(&context, &options),
        Command::Edit(options) => edit::run(&context, &options),
        Command::Status(options) => return status::run(&context, &options),
        Command::Eval(options) => return eval::run(&context, &options),
        Command::Translate(options) => return translate::run(&context, &options),
        Command::Check(options) => return check::run(&context, &options),
        Command::Diff(options) => return diff::run(&context, &options),
        Command::Merge(options) => return merge::run(&context, &options),
        Command::Terms(options) => return terms::run(&context, &options),
        Command::Rules => rules::run(&context),
        Command::Tm(options) => return tm::run(&context, &options),
        Command::Providers(options) => providers::run(&context, &options),
        Command::Next(options) => return next::run(&context, &options),
        Command::Export(options) => return export::run(&context, &options),
        Command::Import(options) => return import::run(&context, &options),
        Command::Convert(options) => return convert::run(&context, &options),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn load_config(global: &Global) -> Result<Config> {
    match &global.config {
        Some(path) => Config::load(path),
        None => match Config::find(Path::new(".")) {
            Some(path) => Config::load(&path),
            None => Ok(Config::default()),
        },
    }
}

/// Whether the reader of our output has gone away; then an error has no reader either.
fn is_closed_pipe(error: &Error) -> bool {
    matches!(error, Error::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
}
