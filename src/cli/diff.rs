//! `duizhao diff`

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use duizhao::diff::render::{Rendering, View};
use duizhao::diff::{ChangeKind, Gate, TextState};
use duizhao::project::{Blob, Comparison, GitDiff, GitSpan, Versions};
use duizhao::report::Terminal;
use duizhao::text::named::Named;
use duizhao::{Error, Result};

use super::Context;
use super::args::Diff;
use super::output::write_to;
use super::pager;

pub(super) fn run(context: &Context, options: &Diff) -> Result<ExitCode> {
    let rendering = Rendering::by_id(&options.format)?;
    let kinds = options
        .only
        .iter()
        .map(|name| ChangeKind::by_id(name).copied())
        .collect::<Result<Vec<ChangeKind>>>()?;
    let mut gate = Gate::of(&options.fail_on)?;
    gate.any |= options.exit_code;
    let comparison = Comparison {
        source: options.source.as_deref(),
        old_source: options.source_old.as_deref(),
        from: options.from.as_deref(),
    };
    if let Some(what) = of_project(options) {
        return run_project(context, options, rendering, kinds, &gate, what);
    }
    let Some(versions) = versions(context, options, comparison)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let project = &context.project;
    let compared = project.compare(versions, comparison)?;
    let termbase = project.termbase(&options.glossary)?;
    let check = (!options.no_findings).then_some(&project.config.check);
    let revision = compared.revise(&termbase, check, project.jobs)?;
    context
        .talk
        .progress(format_args!("compared: {} changes", revision.changes.len()));
    show(context, options, rendering, kinds, |view, out| {
        (rendering.write)(&revision, view, out)
    })?;
    Ok(ExitCode::from(u8::from(gate.fails(&revision))))
}

/// Which versions of the project are compared; nothing where it is two files, or one file of git.
fn of_project(options: &Diff) -> Option<GitSpan<'_>> {
    if options.staged {
        return Some(GitSpan::Staged);
    }
    let range = options.git.as_ref()?;
    let is_one_file = match options.paths.as_slice() {
        [path] => !path.is_dir() && (path.is_file() || !is_glob(path)),
        _ => false,
    };
    (!is_one_file).then_some(GitSpan::Range(range))
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

fn run_project(
    context: &Context,
    options: &Diff,
    rendering: &Rendering,
    kinds: Vec<ChangeKind>,
    gate: &Gate,
    what: GitSpan<'_>,
) -> Result<ExitCode> {
    if options.source.is_some() {
        return Err(Error::usage(
            "--source is of one text, and the texts of a project have their own",
            "leave it out",
        ));
    }
    let project = &context.project;
    let compared = project.compare_in_git(what, &options.paths, options.from.as_deref())?;
    let termbase = project.termbase(&options.glossary)?;
    let check = (!options.no_findings).then_some(&project.config.check);
    let revision = compared.revise(&termbase, check, project.jobs)?;
    show(context, options, rendering, kinds, |view, out| {
        (rendering.write_project)(&revision, view, out)
    })?;
    if revision.count(TextState::Failed) > 0 {
        for text in &revision.texts {
            if let Some(error) = &text.error {
                context.talk.warn(format!("{}: {error}", text.name));
            }
        }
        return Ok(ExitCode::from(2));
    }
    Ok(ExitCode::from(u8::from(revision.fails(gate))))
}

fn show(
    context: &Context,
    options: &Diff,
    rendering: &Rendering,
    kinds: Vec<ChangeKind>,
    write: impl Fn(&View, &mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    // Output that git pages goes to a terminal, too.
    let paged_by_git = options.git_driver
        && std::env::var_os("GIT_PAGER_IN_USE").is_some()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let view = View {
        all: options.all,
        kinds,
        stat: options.stat,
        look: Terminal {
            color: (context.talk.output_color || paged_by_git) && options.output.is_none(),
            width: pager::width(),
            locale: context.talk.words.locale(),
        },
        limit: options.limit,
    };
    let write = |out: &mut dyn Write| write(&view, out);
    let paged = rendering.id == "text" && !options.no_pager && !options.git_driver;
    if paged && options.output.is_none() {
        let mut text = Vec::new();
        write(&mut text).map_err(|source| Error::Write {
            path: "standard output".into(),
            source,
        })?;
        return pager::page(&text);
    }
    write_to(options.output.as_deref(), write)
}

/// The versions to compare; `None` where git's arguments leave nothing to compare.
fn versions(
    context: &Context,
    options: &Diff,
    comparison: Comparison<'_>,
) -> Result<Option<Versions>> {
    if options.git_driver {
        return driven(context, options);
    }
    let project = &context.project;
    let paths = options.paths.as_slice();
    if let Some(range) = &options.git {
        let [path] = paths else {
            return Err(Error::usage(
                format!("{} file names were given with --git", paths.len()),
                "name one file: `duizhao diff --git HEAD~1..HEAD en.md`",
            ));
        };
        return project.versions_in_git(path, range, comparison).map(Some);
    }
    let [old, new] = paths else {
        return Err(Error::usage(
            format!("{} file names were given", paths.len()),
            "name the old version and the new one, or one file and --git REV",
        ));
    };
    project.versions_of_files(old, new, comparison).map(Some)
}

/// The versions that git hands to an external diff; says itself what is not to be compared.
fn driven(context: &Context, options: &Diff) -> Result<Option<Versions>> {
    let files = match GitDiff::parse(&options.paths)? {
        GitDiff::Unmerged(path) => {
            write_to(None, |out| {
                let said = format!("{}: not merged; see `git status`", path.display());
                writeln!(out, "{}", context.talk.words.tell(&said))
            })?;
            return Ok(None);
        }
        GitDiff::Files(files) => files,
    };
    write_to(None, |out| {
        writeln!(
            out,
            "diff --duizhao a/{} b/{}",
            files.old_name.display(),
            files.new_name.display()
        )
    })?;
    let only = |blob: &Blob, what: &str| -> Result<()> {
        let bitext = blob.bitext()?;
        write_to(None, |out| {
            let said = format!(
                "{what}: {} links, {} sentences",
                bitext.beads.len(),
                bitext.target.sentences.len()
            );
            writeln!(out, "{}\n", context.talk.words.tell(&said))
        })
    };
    match files.read()? {
        (Some(old), Some(new)) => Ok(Some(Versions {
            old,
            new,
            old_source: None,
            new_source: None,
        })),
        (Some(old), None) => only(&old, "deleted").map(|()| None),
        (None, Some(new)) => only(&new, "new file").map(|()| None),
        (None, None) => Ok(None),
    }
}
