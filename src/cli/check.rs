//! `duizhao check`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use duizhao::bitext::Bitext;
use duizhao::bitext::format::{self, BitextFormat};
use duizhao::check::fixes::{self, NotMade};
use duizhao::check::{
    Baseline, CheckConfig, Checker, Files, Judge, JudgedFinding, Severity, Suppressions,
};
use duizhao::edition::original;
use duizhao::output::write_atomically;
use duizhao::report::{REPORTS, Report, ReportFormat, Terminal};
use duizhao::segment::Text;
use duizhao::text::Language;
use duizhao::{Error, Place, Result};

use super::Context;
use super::args::Check;
use super::build::{one_bitext, termbase, texts};
use super::given::Sources;
use super::output::write_to;
use super::pair::{How, Pair};

/// The width of a terminal that does not tell.
const WIDTH: usize = 100;

/// What is checked: a bitext, and its texts as far as they are at hand.
pub(super) struct Checked {
    pub(super) bitext: Bitext,
    pub(super) chinese: Option<Text>,
    pub(super) english: Option<Text>,
    /// The file of a bitext that was named.
    pub(super) path: Option<PathBuf>,
}

impl Checked {
    /// Reads a bitext, or aligns two texts.
    pub(super) fn read(
        context: &Context,
        source: &Option<PathBuf>,
        target: &Option<PathBuf>,
        onto: Option<&Path>,
        from: Option<&str>,
    ) -> Result<Checked> {
        if let Some(path) = one_bitext(&context.config, (source, target)) {
            return Checked::of_bitext(context, &path);
        }
        let (source, target) = texts(&context.config, (source, target))?;
        let how = How { lines: false, from };
        let pair = Pair::read(context, &source, &target, how)?;
        let sources = Sources {
            onto,
            ..Sources::default()
        };
        let extra = pair.extra(context, sources)?;
        let aligned = pair.align(context, &extra)?;
        let mut bitext = pair.bitext(context, &aligned);
        bitext.restore(&extra.carried);
        Ok(Checked {
            bitext,
            chinese: Some(pair.chinese),
            english: Some(pair.english),
            path: None,
        })
    }

    fn of_bitext(context: &Context, path: &Path) -> Result<Checked> {
        let known = BitextFormat::by_path(path).is_ok_and(BitextFormat::can_read);
        if !known {
            return Err(Error::input(
                Place::file(path),
                "one text alone cannot be checked",
                "name the Chinese text and its translation, or a bitext (.bitext.jsonl, .tmx, .tsv)",
            ));
        }
        let bitext = format::read(path)?;
        // With the files that it was made of, places are exact, and more can be seen.
        let text = |side: &duizhao::bitext::Side, language: Language| {
            let text = original(side, path, language, &context.config.segment)?;
            let segments = text.segments.iter().map(|segment| &segment.text);
            let same = segments.eq(side.sentences.iter().map(|sentence| &sentence.text));
            same.then_some(text)
        };
        let chinese = text(&bitext.source, Language::Zh);
        let english = text(&bitext.target, Language::En);
        Ok(Checked {
            bitext,
            chinese,
            english,
            path: Some(path.to_owned()),
        })
    }
}

pub(super) fn run(context: &Context, options: &Check) -> Result<ExitCode> {
    let format = report_format(&options.format)?;
    let mut settings = context.config.check.clone();
    only(&mut settings, &options.only)?;
    let glossaries = if options.glossary.is_empty() {
        &context.config.project.glossary
    } else {
        &options.glossary
    };
    let termbase = termbase(context, glossaries)?;
    for remark in duizhao::glossary::conflicts(&termbase) {
        context.talk.warn(format!("glossary, {remark}"));
    }
    let known = match options.baseline.as_ref().or(settings.baseline.as_ref()) {
        Some(path) => Some(Baseline::read(path)?),
        None => None,
    };
    let mut checked = Checked::read(
        context,
        &options.source,
        &options.target,
        options.bitext.as_deref(),
        options.from.as_deref(),
    )?;
    let names = [&mut checked.bitext.source, &mut checked.bitext.target].map(|side| {
        let shown = from_here(&side.file);
        std::mem::replace(&mut side.file, shown)
    });
    let checker = Checker::new(&termbase, &settings)?;
    let both = checked.chinese.as_ref().zip(checked.english.as_ref());
    let found = checker.check(&checked.bitext, both, context.jobs);
    context
        .talk
        .progress(format_args!("checked: {} findings", found.len()));
    let mut suppressions = Suppressions::default();
    for text in [&checked.chinese, &checked.english].into_iter().flatten() {
        suppressions.read(&text.document.source);
    }
    for comment in &mut suppressions.0 {
        comment.file = from_here(&comment.file);
    }
    let judge = Judge {
        files: Files {
            chinese: checked.chinese.as_ref(),
            english: checked.english.as_ref(),
        },
        suppressions: Some(&suppressions),
        ignore: &settings.ignore,
        baseline: known.as_ref(),
    };
    let report = Report::new(&checked.bitext, found, &judge);
    if options.fix {
        let wanted: Vec<&JudgedFinding> = fixes::safe(&report.items).collect();
        return match (checked.path.take(), &checked.english) {
            (Some(path), _) => {
                [checked.bitext.source.file, checked.bitext.target.file] = names;
                fix_bitext(context, &path, checked.bitext, &wanted)
            }
            (None, Some(english)) => fix_text(context, english, &wanted),
            (None, None) => Ok(ExitCode::SUCCESS),
        };
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
    let look = Terminal {
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
        write_to(Some(path), |out| Baseline::write(report.shown(), out))?;
        let number = report.shown().count();
        context
            .talk
            .note(format!("{}: {number} known findings", path.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let fails = report.fails(options.fail_on.unwrap_or(settings.fail_on));
    Ok(ExitCode::from(u8::from(fails)))
}

/// A file as it is called in the folder that we are in: what reads the report is there, too.
fn from_here(file: &str) -> String {
    let here = std::env::current_dir().ok();
    let inside = here.and_then(|here| Path::new(file).strip_prefix(here).ok().map(Path::to_owned));
    inside.map_or_else(|| file.to_owned(), |inside| inside.display().to_string())
}

fn report_format(id: &str) -> Result<&'static ReportFormat> {
    REPORTS
        .iter()
        .find(|format| format.id == id)
        .ok_or_else(|| {
            let known: Vec<&str> = REPORTS.iter().map(|format| format.id).collect();
            Error::usage(
                format!("no report is called \"{id}\""),
                format!("there are {}", known.join(", ")),
            )
        })
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

/// Puts fixes into the English text, and shows them.
fn fix_text(context: &Context, english: &Text, wanted: &[&JudgedFinding]) -> Result<ExitCode> {
    let source = &english.document.source;
    let fixes = fixes::in_text(source, wanted)?;
    if fixes.made() > 0 {
        write_atomically(&source.path, |out| out.write_all(fixes.text.as_bytes()))?;
    }
    let diff = similar::TextDiff::from_lines(source.text.as_str(), fixes.text.as_str());
    let name = source.path.display().to_string();
    write_to(None, |out| {
        write!(
            out,
            "{}",
            diff.unified_diff().context_radius(0).header(&name, &name)
        )
    })?;
    say_left(context, wanted, &fixes.outcomes);
    context.talk.note(format!(
        "{name}: {} places mended; run check again for the rest",
        fixes.made()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Puts fixes into a bitext file, and shows them.
fn fix_bitext(
    context: &Context,
    path: &Path,
    mut bitext: Bitext,
    wanted: &[&JudgedFinding],
) -> Result<ExitCode> {
    let format = BitextFormat::by_path(path)?;
    let Some(write) = format.write else {
        return Err(Error::usage(
            format!("{} cannot be written", format.name),
            "convert it to .bitext.jsonl, and mend that",
        ));
    };
    let fixes = fixes::of_findings(&bitext, wanted);
    for operation in &fixes.operations {
        bitext.edit(operation)?;
    }
    if fixes.made() > 0 {
        write_atomically(path, |out| write(&bitext, out).map(|_| ()))?;
    }
    write_to(None, |out| {
        for (was, is) in &fixes.sentences {
            writeln!(out, "-{was}\n+{is}")?;
        }
        Ok(())
    })?;
    say_left(context, wanted, &fixes.outcomes);
    context.talk.note(format!(
        "{}: {} places mended",
        path.display(),
        fixes.made()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Says which safe fixes were not made, and why.
fn say_left(context: &Context, wanted: &[&JudgedFinding], outcomes: &[Option<NotMade>]) {
    for (judged, outcome) in wanted.iter().zip(outcomes) {
        let Some(why) = outcome else { continue };
        let place = judged.target.as_ref().map_or_else(
            || format!("bead {}", judged.finding.bead_id.0),
            |place| match place.line {
                0 => place.file.clone(),
                line => format!("{}:{line}:{}", place.file, place.column),
            },
        );
        context.talk.note(format!(
            "{place}: {} is not mended: {why}",
            judged.finding.rule
        ));
    }
}
