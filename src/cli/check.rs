//! `duizhao check`

use std::process::ExitCode;

use duizhao::Result;
use duizhao::check::Baseline;
use duizhao::project::{Check, Mended, Opening};
use duizhao::report::{ReportFormat, Terminal};
use duizhao::text::named::Named;

use super::chosen::chosen;
use super::output::write_to;
use super::{Context, args, pager};

pub(super) fn run(context: &Context, options: &args::Check) -> Result<ExitCode> {
    let format = ReportFormat::by_id(&options.format)?;
    let project = &context.project;
    let chosen = chosen(context, &options.chosen)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: options.bitext.as_deref(),
    };
    let mut parallel = project.open_text_as(chosen.only()?, opening)?;
    let wishes = Check {
        only: options.only.clone(),
        glossary: options.glossary.clone(),
        baseline: options.baseline.clone(),
        here: std::env::current_dir().ok(),
    };
    let report = project.check(&mut parallel, &wishes)?;
    if options.fix {
        if let Some(mended) = project.fix(&mut parallel, &report)? {
            show(&mended)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let terminal = Terminal {
        color: context.talk.output_color && options.output.is_none(),
        width: pager::width(),
    };
    write_to(options.output.as_deref(), |out| {
        (format.write)(&report, terminal, out)
    })?;
    if let Some(path) = &options.write_baseline {
        let findings = report.shown().map(|item| &item.finding);
        write_to(Some(path), |out| Baseline::write(findings, out))?;
        let number = report.shown().count();
        context
            .talk
            .note(format!("{}: {number} known findings", path.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let fail_on = options.fail_on.unwrap_or(project.config.check.fail_on);
    Ok(ExitCode::from(u8::from(report.fails(fail_on))))
}

/// Shows the changes that fixes made.
fn show(mended: &Mended) -> Result<()> {
    write_to(None, |out| match mended {
        Mended::Sentences(sentences) => {
            for (old, new) in sentences {
                writeln!(out, "-{old}\n+{new}")?;
            }
            Ok(())
        }
        Mended::Text { path, old, new } => {
            let name = path.display().to_string();
            let diff = similar::TextDiff::from_lines(old.as_str(), new.as_str());
            write!(
                out,
                "{}",
                diff.unified_diff().context_radius(0).header(&name, &name)
            )
        }
    })
}
