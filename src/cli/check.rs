//! `duizhao check`

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use duizhao::check::{Baseline, JudgedFinding, fixes};
use duizhao::project::{Check, Mended, Opening, TextList};
use duizhao::report::{
    FixPreview, Report, ReportFormat, Terminal, fix_summary, write_fixes, write_fixes_json,
};
use duizhao::text::named::Named;
use duizhao::{Error, Result};

use super::chosen::chosen_with;
use super::forge::file_links;
use super::output::write_to;
use super::{Context, args, pager};

/// The exit code when a text could not be checked.
const FAILED: u8 = 2;

pub(super) fn run(context: &Context, options: &args::Check) -> Result<ExitCode> {
    let format = ReportFormat::by_id(&options.format)?;
    if options.dry_run && !matches!(format.id, "text" | "json") {
        return Err(Error::usage(
            format!("a dry run is not shown as {}", format.id),
            "take --format text or json",
        ));
    }
    let project = &context.project;
    let shared: Vec<_> = (options.glossary.iter().chain(&options.baseline))
        .cloned()
        .collect();
    let chosen = chosen_with(context, &options.chosen, &shared)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: options.bitext.as_deref(),
    };
    let wishes = Check {
        only: options.only.clone(),
        glossary: options.glossary.clone(),
        baseline: options.baseline.clone(),
        here: std::env::current_dir().ok(),
        name: None,
        from: options.from.clone(),
    };
    let list = chosen.list.as_ref().filter(|_| !chosen.is_single());
    let mut report = match list {
        Some(list) => {
            if options.bitext.is_some() {
                return Err(Error::usage(
                    "--bitext is for two texts, and the project has several",
                    "set bitext under [project]: each text has its own",
                ));
            }
            let shown = (!chosen.is_all).then(|| {
                let names = chosen.texts.iter().map(|text| text.name.clone());
                let extra = chosen.extra.iter().map(|path| project.name_inside(path));
                names.chain(extra).collect::<BTreeSet<String>>()
            });
            let checked = project.check_texts(list, shown, &wishes)?;
            if checked.unchanged > 0 {
                context.talk.note(format!(
                    "{} of {} texts are as they were when they were checked last",
                    checked.unchanged, checked.looked_at
                ));
            }
            if options.fix {
                let fixed = fix(context, list, &checked.report, opening, options.dry_run)?;
                return finish(context, options, &checked.report, fixed);
            }
            checked.report
        }
        None => {
            let text = chosen.only()?;
            let mut parallel = project.open_text_as(text, opening)?;
            let name = Some(text.name.clone());
            let report = project.check(&mut parallel, &Check { name, ..wishes })?;
            if options.fix {
                let findings = report.texts.iter().flat_map(|text| text.items.clone());
                let findings: Vec<JudgedFinding> = findings.collect();
                let mended = project.fix(&text.name, &mut parallel, &findings, options.dry_run)?;
                let mut fixed = Fixed::default();
                if let Some(mended) = mended {
                    fixed.add(mended, options.dry_run)?;
                }
                return finish(context, options, &report, fixed);
            }
            report
        }
    };
    report.links = file_links(|name| std::env::var(name).ok());
    let terminal = Terminal {
        color: context.talk.output_color && options.output.is_none(),
        width: pager::width(),
        locale: context.talk.words.locale(),
    };
    write_to(options.output.as_deref(), |out| {
        (format.write)(&report, terminal, out)
    })?;
    let failed = report.failed().count() > 0;
    if let Some(path) = &options.write_baseline {
        write_baseline(context, path, &report, chosen.is_all || list.is_none())?;
        return Ok(ExitCode::from(if failed { FAILED } else { 0 }));
    }
    Ok(exit_code(context, options, &report, failed))
}

/// The exit code of a check.
fn exit_code(context: &Context, options: &args::Check, report: &Report, failed: bool) -> ExitCode {
    let settings = &context.project.config.check;
    let fail_on = options.fail_on.unwrap_or(settings.fail_on);
    ExitCode::from(if failed {
        FAILED
    } else {
        u8::from(report.fails(fail_on))
    })
}

/// Writes what is shown as known findings. What was known of texts that were not checked stays.
fn write_baseline(context: &Context, path: &Path, report: &Report, is_whole: bool) -> Result<()> {
    let mut baseline = report.baseline();
    let number = baseline.len();
    let texts = report.texts.iter().filter(|text| !text.is_partial);
    let checked = |text: &str, failed: bool| {
        let mut texts = texts.clone();
        texts.any(|one| one.name == text && one.failed.is_some() == failed)
    };
    if path.is_file()
        && let Ok(former) = Baseline::read(path)
    {
        baseline.keep_others(&former, |text| match is_whole {
            true => !checked(text, true),
            false => checked(text, false),
        });
    }
    write_to(Some(path), |out| baseline.write(out))?;
    context
        .talk
        .note(format!("{}: {number} known findings", path.display()));
    Ok(())
}

/// The texts whose safe fixes were made, or are only shown.
#[derive(Default)]
struct Fixed {
    texts: Vec<FixPreview>,
    /// Whether a text could not be mended.
    has_failed: bool,
}

impl Fixed {
    /// Adds a text, and shows what changed in it unless that is for `finish` to show.
    fn add(&mut self, mended: Mended, is_dry: bool) -> Result<()> {
        if !is_dry {
            show(&mended)?;
        }
        self.texts.push(mended.preview);
        Ok(())
    }
}

/// Makes the safe fixes in the texts of a project; with `is_dry` they are only looked for.
fn fix(
    context: &Context,
    list: &TextList,
    report: &Report,
    opening: Opening<'_>,
    is_dry: bool,
) -> Result<Fixed> {
    let project = &context.project;
    let mut fixed = Fixed::default();
    for (text, error) in report.failed() {
        context
            .talk
            .error(&format!("{} is not mended: {error}", text.name));
        fixed.has_failed = true;
    }
    for of_text in report.texts.iter().filter(|text| !text.is_partial) {
        let text = list.texts.iter().find(|text| text.name == of_text.name);
        let Some(text) = text.filter(|_| fixes::safe(&of_text.items).next().is_some()) else {
            continue;
        };
        let mended = project
            .open_text_as(text, opening)
            .and_then(|mut parallel| {
                project.fix(&text.name, &mut parallel, &of_text.items, is_dry)
            });
        match mended {
            Ok(Some(mended)) => fixed.add(mended, is_dry)?,
            Ok(None) => {}
            Err(error) => {
                context
                    .talk
                    .error(&format!("{} is not mended: {error}", text.name));
                fixed.has_failed = true;
            }
        }
    }
    Ok(fixed)
}

/// Shows the changes of a dry run and ends as the check does, or says how many were made.
fn finish(
    context: &Context,
    options: &args::Check,
    report: &Report,
    fixed: Fixed,
) -> Result<ExitCode> {
    let (previews, has_failed) = (fixed.texts, fixed.has_failed);
    if !options.dry_run {
        context.talk.note(fix_summary(&previews, false));
        return Ok(ExitCode::from(if has_failed { FAILED } else { 0 }));
    }
    let terminal = Terminal {
        color: context.talk.output_color && options.output.is_none(),
        width: pager::width(),
        locale: context.talk.words.locale(),
    };
    write_to(options.output.as_deref(), |out| {
        match options.format.as_str() {
            "json" => write_fixes_json(&previews, out),
            _ => write_fixes(&previews, terminal, out),
        }
    })?;
    Ok(exit_code(
        context,
        options,
        report,
        has_failed || report.failed().count() > 0,
    ))
}

/// Shows the changes that fixes made.
fn show(mended: &Mended) -> Result<()> {
    write_to(None, |out| match &mended.text {
        None => {
            for change in &mended.preview.changes {
                writeln!(out, "-{}\n+{}", change.old, change.new)?;
            }
            Ok(())
        }
        Some((old, new)) => {
            let name = &mended.preview.file;
            let diff = similar::TextDiff::from_lines(old.as_str(), new.as_str());
            write!(
                out,
                "{}",
                diff.unified_diff().context_radius(0).header(name, name)
            )
        }
    })
}
