//! `duizhao check`

use std::path::Path;
use std::process::ExitCode;

use duizhao::bitext::Bitext;
use duizhao::bitext::format::BitextFormat;
use duizhao::check::{CheckConfig, Checker, Edit, Finding, Severity, Suppressions, edits, joined};
use duizhao::files::write_atomically;
use duizhao::project::{Inputs, Parallel, name_from};
use duizhao::report::{Baseline, Files, Look, Report, ReportFormat};
use duizhao::text::named::Named;
use duizhao::{Error, Place, Result};

use super::Context;
use super::args::Check;
use super::output::write_to;

/// The width of a terminal that does not tell.
const WIDTH: usize = 100;

pub(super) fn run(context: &Context, options: &Check) -> Result<ExitCode> {
    let format = ReportFormat::by_id(&options.format)?;
    let project = &context.project;
    let mut settings = project.config.check.clone();
    only(&mut settings, &options.only)?;
    let termbase = project.termbase(&options.glossary)?;
    for remark in duizhao::glossary::conflicts(&termbase) {
        context.talk.warn(format!("glossary, {remark}"));
    }
    let known = match options.baseline.as_ref().or(settings.baseline.as_ref()) {
        Some(path) => Some(Baseline::read(path)?),
        None => None,
    };
    let mut checked = project.open(Inputs {
        source: options.source.as_deref(),
        target: options.target.as_deref(),
        from: options.from.as_deref(),
        onto: options.bitext.as_deref(),
    })?;
    let here = std::env::current_dir().ok();
    let from_here = |file: &str| match &here {
        Some(here) => name_from(file, here),
        None => file.to_owned(),
    };
    if let Some(here) = &here {
        checked.named_from(here);
    }
    let checker = Checker::new(&termbase, &settings)?;
    let both = checked.chinese().zip(checked.english());
    let bitext = joined(&checked.bitext);
    let found = checker.check(&bitext, both, project.jobs);
    context
        .talk
        .progress(format_args!("checked: {} findings", found.len()));
    let files = Files {
        chinese: checked.chinese(),
        english: checked.english(),
    };
    let mut suppressions = Suppressions::default();
    for text in [checked.chinese(), checked.english()].into_iter().flatten() {
        suppressions.read(&text.document.source);
    }
    for comment in &mut suppressions.0 {
        comment.file = from_here(&comment.file);
    }
    let report = Report::new(
        &bitext,
        found,
        &files,
        &suppressions,
        &settings,
        known.as_ref(),
    );
    if options.fix {
        return fix(context, &checked, &bitext, &report);
    }
    for comment in suppressions
        .0
        .iter()
        .filter(|comment| comment.reason.is_empty())
    {
        context.talk.warn(format!(
            "{}:{}: this comment gives no reason: write duizhao-ignore: RULE: reason",
            comment.file, comment.line
        ));
    }
    let look = Look {
        color: context.talk.output_color && options.output.is_none(),
        width: std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok())
            .unwrap_or(WIDTH),
    };
    write_to(options.output.as_deref(), |out| {
        (format.write)(&report, look, out)
    })?;
    if let Some(path) = &options.write_baseline {
        write_to(Some(path), |out| Baseline::write(&report, out))?;
        let number = report.shown().count();
        context
            .talk
            .note(format!("{}: {number} known findings", path.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let fails = report.fails(options.fail_on.unwrap_or(settings.fail_on));
    Ok(ExitCode::from(u8::from(fails)))
}

/// Switches off every rule but these.
fn only(settings: &mut CheckConfig, rules: &[String]) -> Result<()> {
    if rules.is_empty() {
        return Ok(());
    }
    let asked = CheckConfig {
        rules: rules
            .iter()
            .map(|rule| (rule.clone(), Severity::Error))
            .collect(),
        ..CheckConfig::default()
    };
    asked.validate()?;
    for rule in duizhao::check::RULES {
        if !rules.iter().any(|wanted| wanted == rule.id) {
            settings.rules.insert(rule.id.to_owned(), Severity::Off);
        }
    }
    Ok(())
}

/// Puts the safe replacements where they belong, and shows them.
fn fix(
    context: &Context,
    checked: &Parallel,
    joined: &Bitext,
    report: &Report,
) -> Result<ExitCode> {
    let safe = report
        .new_items()
        .filter(|item| item.finding.fix.as_ref().is_some_and(|fix| fix.safe));
    let mut wanted = Vec::new();
    let mut in_bitext: Vec<(&Finding, &str)> = Vec::new();
    for item in safe {
        let Some(fix) = &item.finding.fix else {
            continue;
        };
        if checked.path.is_some() {
            in_bitext.push((&item.finding, &fix.with));
        } else if let (Some(place), Some(text)) = (&item.target, checked.english())
            && let Some(bytes) = place.bytes.clone()
            && let Some(was) = text.document.source.text.get(bytes.clone())
        {
            // Between the first and the last character there may be markup: then a person has to look.
            let visible = &item.texts.1[item.finding.target.clone()];
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            if squeezed(was) == squeezed(visible) {
                wanted.push(Edit {
                    place: bytes,
                    was: was.to_owned(),
                    with: fix.with.clone(),
                });
            }
        }
    }
    if let Some(path) = &checked.path {
        return fix_bitext(context, path, (&checked.bitext, joined), &in_bitext);
    }
    let Some(english) = checked.english() else {
        return Ok(ExitCode::SUCCESS);
    };
    let source = &english.document.source;
    if source.encoding != "UTF-8" || !source.parts.is_empty() {
        return Err(Error::input(
            Place::file(&source.path),
            "this file cannot be mended in place",
            "only UTF-8 text can; mend the bitext instead",
        ));
    }
    let (text, made) = edits(&source.text, wanted);
    if !made.is_empty() {
        write_atomically(&source.path, |out| out.write_all(text.as_bytes()))?;
    }
    let diff = similar::TextDiff::from_lines(source.text.as_str(), text.as_str());
    let name = source.path.display().to_string();
    write_to(None, |out| {
        write!(
            out,
            "{}",
            diff.unified_diff().context_radius(0).header(&name, &name)
        )
    })?;
    context.talk.note(format!(
        "{name}: {} places mended; run check again for the rest",
        made.len()
    ));
    Ok(ExitCode::SUCCESS)
}

fn fix_bitext(
    context: &Context,
    path: &Path,
    (bitext, joined): (&Bitext, &Bitext),
    fixes: &[(&Finding, &str)],
) -> Result<ExitCode> {
    let format = BitextFormat::by_path(path)?;
    let Some(write) = format.writer() else {
        return Err(Error::usage(
            format!("{} cannot be written", format.name),
            "convert it to .bitext.jsonl, and mend that",
        ));
    };
    let mut mended = bitext.clone();
    let mut number = 0;
    let mut shown = Vec::new();
    for (at, bead) in joined.beads.iter().enumerate() {
        // Places of a bead of several sentences are in their joined text.
        let [sentence] = joined.bead_target(bead) else {
            continue;
        };
        let wanted =
            fixes
                .iter()
                .filter(|(finding, _)| finding.bead == at)
                .map(|(finding, with)| Edit {
                    place: finding.target.clone(),
                    was: sentence
                        .text
                        .get(finding.target.clone())
                        .unwrap_or_default()
                        .to_owned(),
                    with: (*with).to_owned(),
                });
        let (text, made) = edits(&sentence.text, wanted.collect());
        if !made.is_empty() {
            number += made.len();
            shown.push((sentence.text.clone(), text.clone()));
            mended.target.sentences[bead.target.start].text = text;
        }
    }
    if number > 0 {
        write_atomically(path, |out| write(&mended, out).map(|_| ()))?;
    }
    write_to(None, |out| {
        for (was, is) in shown {
            writeln!(out, "-{was}\n+{is}")?;
        }
        Ok(())
    })?;
    context
        .talk
        .note(format!("{}: {number} places mended", path.display()));
    Ok(ExitCode::SUCCESS)
}
