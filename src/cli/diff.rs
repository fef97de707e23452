//! `duizhao diff`

use std::path::Path;
use std::process::ExitCode;

use duizhao::diff::render::{Rendering, View};
use duizhao::diff::{ChangeKind, Meaning, Revision};
use duizhao::project::{Blob, Comparison, Versions};
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
        .map(|name| kind(name))
        .collect::<Result<Vec<ChangeKind>>>()?;
    let gate = Gate::new(options)?;
    let comparison = Comparison {
        source: options.source.as_deref(),
        old_source: options.source_old.as_deref(),
        from: options.from.as_deref(),
    };
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
    show(context, options, rendering, kinds, &revision)?;
    Ok(ExitCode::from(u8::from(gate.fails(&revision))))
}

fn show(
    context: &Context,
    options: &Diff,
    rendering: &Rendering,
    kinds: Vec<ChangeKind>,
    revision: &Revision<'_>,
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
        },
        limit: options.limit,
    };
    let write = |out: &mut dyn std::io::Write| (rendering.write)(revision, &view, out);
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

/// What makes the exit code 1.
struct Gate {
    any: bool,
    finding: bool,
    kinds: Vec<ChangeKind>,
    meanings: Vec<Meaning>,
}

impl Gate {
    fn new(options: &Diff) -> Result<Gate> {
        let mut gate = Gate {
            any: options.exit_code,
            finding: false,
            kinds: Vec::new(),
            meanings: Vec::new(),
        };
        let meanings = [
            Meaning::Number,
            Meaning::Negation,
            Meaning::Name,
            Meaning::Term,
        ];
        for name in &options.fail_on {
            if name == "any" {
                gate.any = true;
            } else if name == "finding" {
                gate.finding = true;
            } else if let Some(meaning) = meanings.iter().find(|meaning| meaning.name() == name) {
                gate.meanings.push(*meaning);
            } else {
                gate.kinds.push(kind(name)?);
            }
        }
        Ok(gate)
    }

    fn fails(&self, revision: &Revision<'_>) -> bool {
        (self.finding && !revision.new_findings.is_empty())
            || revision.changes.iter().any(|change| {
                (self.any && !change.kind.is_quiet())
                    || self.kinds.contains(&change.kind)
                    || change
                        .signs
                        .iter()
                        .any(|sign| self.meanings.contains(&sign.meaning))
            })
    }
}

fn kind(name: &str) -> Result<ChangeKind> {
    ChangeKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| {
            let known: Vec<&str> = ChangeKind::ALL.iter().map(|kind| kind.name()).collect();
            Error::usage(
                format!("no kind of change is called \"{name}\""),
                format!("there are {}", known.join(", ")),
            )
        })
}

/// The versions to compare; `None` where git's arguments leave nothing to compare.
fn versions(
    context: &Context,
    options: &Diff,
    comparison: Comparison<'_>,
) -> Result<Option<Versions>> {
    if options.git_driver {
        return driven(options);
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

/// The versions that git hands to an external diff: path, old file, hash, mode, new file, hash, mode, and for renamed files
/// the new name and what git says of it.
fn driven(options: &Diff) -> Result<Option<Versions>> {
    let paths = &options.paths;
    let name = paths.first().cloned().unwrap_or_default();
    if paths.len() == 1 {
        write_to(None, |out| {
            writeln!(out, "{}: not merged; see `git status`", name.display())
        })?;
        return Ok(None);
    }
    let (Some(old), Some(new)) = (paths.get(1), paths.get(4)) else {
        return Err(Error::usage(
            "git gave other arguments than an external diff has",
            "docs/git.md shows the settings",
        ));
    };
    let new_name = paths.get(7).unwrap_or(&name);
    write_to(None, |out| {
        writeln!(
            out,
            "diff --duizhao a/{} b/{}",
            name.display(),
            new_name.display()
        )
    })?;
    let blob = |file: &Path, name: &Path| -> Result<Option<Blob>> {
        if file == Path::new("/dev/null") {
            return Ok(None);
        }
        let blob = Blob::read(file)?;
        Ok(Some(Blob {
            path: name.to_owned(),
            ..blob
        }))
    };
    let only = |blob: &Blob, what: &str| -> Result<()> {
        let bitext = blob.bitext()?;
        write_to(None, |out| {
            writeln!(
                out,
                "{what}: {} links, {} sentences\n",
                bitext.beads.len(),
                bitext.target.sentences.len()
            )
        })
    };
    match (blob(old, &name)?, blob(new, new_name)?) {
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
