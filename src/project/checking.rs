//! Checking a pair, and making the fixes that are safe.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file_name::name_from;
use super::writing::{Saving, changed_meanwhile};
use super::{Parallel, Project};
use crate::bitext::Bitext;
use crate::bitext::format::BitextFormat;
use crate::check::fixes::{self, Change, NotMade};
use crate::check::{
    Baseline, CheckConfig, Checker, Doubts, Files, JudgedFinding, Look, RULES, Severity,
    Suppressions, TextResult,
};
use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::glossary::{TermMatcher, Termbase, conflicts};
use crate::report::{FixPreview, Judging, Looked, PairState, Report};
use crate::segment::SegmentedDocument;

/// Options of a check; where one is missing, the setting stands.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// The rules that are on; all of the settings' where none is named.
    pub only: Vec<String>,
    /// Glossaries in place of the project's.
    pub glossary: Vec<PathBuf>,
    /// The file of known findings.
    pub baseline: Option<PathBuf>,
    /// The folder that the report's files are named from.
    pub here: Option<PathBuf>,
    /// The name of a pair in the baseline; of its Chinese where there is none.
    pub name: Option<String>,
    /// The id of the format of all texts; by the files' names where there is none.
    pub from: Option<String>,
}

/// The safe fixes of a text, made or only shown.
#[derive(Clone, Debug)]
pub struct Mended {
    /// What changes, and what came of each fix.
    pub preview: FixPreview,
    /// The English text before and after, where there is no bitext.
    pub text: Option<(String, String)>,
}

/// What fixes do in a file.
struct Made {
    path: PathBuf,
    changes: Vec<Change>,
    outcomes: Vec<Option<NotMade>>,
    text: Option<(String, String)>,
}

/// The rules of a check, as settings, glossaries and the user's wishes give them.
pub(super) struct CheckRules {
    pub(super) settings: CheckConfig,
    pub(super) termbase: Termbase,
    matcher: Arc<TermMatcher>,
    pub(super) doubts: Arc<Doubts>,
    pub(super) baseline: Option<Baseline>,
}

impl CheckRules {
    fn checker(&self) -> Checker<'_> {
        Checker::with_matcher(&self.termbase, &self.settings, self.matcher.clone())
            .with_doubts(self.doubts.clone())
    }
}

impl Project {
    /// Checks a pair: what the rules find, judged by suppressions, settings and the baseline.
    ///
    /// # Errors
    /// Rules that are not known, glossaries and baselines that cannot be read.
    pub fn check(&self, parallel: &mut Parallel, wishes: &Check) -> Result<Report> {
        let mut rules = self.check_rules(wishes)?;
        let here = wishes.here.as_deref();
        let (result, pair, told) = self.look_at(parallel, &rules, here, |look, files| {
            let compared = look.compared(files).into_iter();
            compared.map(|placed| (0, placed)).collect()
        });
        let text = Looked {
            name: wishes
                .name
                .clone()
                .unwrap_or_else(|| result.files.0.clone()),
            result,
            pair,
            ..Looked::default()
        };
        let judging = Judging {
            ignore: &rules.settings.ignore,
            baseline: rules.baseline.take(),
            ..Judging::default()
        };
        let (mut report, _) = Report::of(vec![text], told, &judging);
        report.folder = here.and_then(in_repository);
        Ok(report)
    }

    /// The rules of a check. Contradictions in the glossaries are warnings.
    pub(super) fn check_rules(&self, wishes: &Check) -> Result<CheckRules> {
        let mut settings = self.config.check.clone();
        only(&mut settings, &wishes.only)?;
        settings.validate()?;
        let termbase = self.termbase(&wishes.glossary)?;
        for remark in conflicts(&termbase) {
            self.warn(format_args!("glossary, {remark}"));
        }
        let baseline = wishes.baseline.as_ref().or(settings.baseline.as_ref());
        let baseline = baseline.map(|path| Baseline::read(path)).transpose()?;
        let doubts = match settings.severity("review") {
            Severity::Off => Doubts::default(),
            _ => self.doubts(),
        };
        Ok(CheckRules {
            matcher: Arc::new(TermMatcher::new(&termbase)),
            doubts: Arc::new(doubts),
            settings,
            termbase,
            baseline,
        })
    }

    /// Looks at a pair alone: what is found in it, and what `with` makes of it while it is open.
    pub(super) fn look_at<T>(
        &self,
        parallel: &mut Parallel,
        rules: &CheckRules,
        here: Option<&Path>,
        with: impl FnOnce(&Look<'_>, Files<'_>) -> T,
    ) -> (TextResult, PairState, T) {
        let mut comments = Suppressions::default();
        let texts = (parallel.chinese_file(), parallel.english_file());
        for text in [texts.0, texts.1].into_iter().flatten() {
            comments.read(&text.document.source);
        }
        if let Some(here) = here {
            for comment in &mut comments.0 {
                comment.file = name_from(&comment.file, here);
            }
        }
        for comment in comments.0.iter().filter(|one| one.reason.is_empty()) {
            self.warn(format_args!(
                "{}:{}: this comment gives no reason: write duizhao-ignore: RULE: reason",
                comment.file, comment.line
            ));
        }
        let difference = parallel.difference;
        let (result, mut pair, made) = parallel.named_from(here, |parallel| {
            let (chinese, english) = (parallel.chinese(), parallel.english());
            let bitext = &parallel.bitext;
            let checker = rules.checker();
            let look = checker.look(bitext, chinese.zip(english), self.jobs);
            let files = Files { chinese, english };
            let found = look.found(files);
            self.progress(format_args!("checked: {} findings", found.len()));
            let result = TextResult {
                found,
                facts: look.facts().clone(),
                account: look.account(),
                files: (bitext.source.file.clone(), bitext.target.file.clone()),
                comments,
            };
            (result, PairState::of(bitext), with(&look, files))
        });
        pair.source_changed = difference.source;
        pair.target_changed = difference.target;
        pair.relinked = difference.relinked;
        pair.lost = difference.lost;
        (result, pair, made)
    }

    /// Makes the safe fixes of findings in the text of this name, in the bitext's file or in the English text; `None`
    /// where neither is at hand. A fix that is not made is a note with its reason. With `is_dry` nothing is written.
    ///
    /// # Errors
    /// A file that cannot be written, or not in its own form.
    pub fn fix(
        &self,
        name: &str,
        parallel: &mut Parallel,
        findings: &[JudgedFinding],
        is_dry: bool,
    ) -> Result<Option<Mended>> {
        let wanted: Vec<&JudgedFinding> = fixes::safe(findings).collect();
        let made = match (parallel.path.clone(), parallel.english()) {
            (Some(path), _) => self.fix_bitext(&path, parallel, &wanted, is_dry)?,
            (None, Some(english)) => self.fix_text(english, &parallel.bitext, &wanted, is_dry)?,
            (None, None) => return Ok(None),
        };
        self.tell_left(&wanted, &made.outcomes);
        let preview = FixPreview {
            name: name.to_owned(),
            file: made.path.display().to_string(),
            changes: made.changes,
            fixes: wanted.into_iter().cloned().zip(made.outcomes).collect(),
        };
        let done = match (is_dry, made.text.is_some()) {
            (true, _) => "places would be mended",
            (false, true) => "places mended; run check again for the rest",
            (false, false) => "places mended",
        };
        self.note(format_args!("{}: {} {done}", preview.file, preview.made()));
        Ok(Some(Mended {
            preview,
            text: made.text,
        }))
    }

    fn fix_text(
        &self,
        english: &SegmentedDocument,
        bitext: &Bitext,
        wanted: &[&JudgedFinding],
        is_dry: bool,
    ) -> Result<Made> {
        let source = &english.document.source;
        let fixes = fixes::in_text(english, bitext, wanted)?;
        if fixes.made() > 0 && !is_dry {
            write_atomically(&source.path, |out| out.write_all(fixes.text.as_bytes()))?;
        }
        Ok(Made {
            path: source.path.clone(),
            changes: fixes.changes,
            outcomes: fixes.outcomes,
            text: Some((source.text.clone(), fixes.text)),
        })
    }

    fn fix_bitext(
        &self,
        path: &Path,
        parallel: &mut Parallel,
        wanted: &[&JudgedFinding],
        is_dry: bool,
    ) -> Result<Made> {
        let format = BitextFormat::by_path(path)?;
        let Some(write) = format.writer() else {
            return Err(Error::usage(
                format!("{} takes several files and cannot be mended", format.name),
                "convert it to .bitext.jsonl, and mend that",
            ));
        };
        let fixes = fixes::of_findings(&parallel.bitext, wanted);
        if fixes.made() > 0 && !is_dry {
            for operation in &fixes.operations {
                parallel.bitext.edit(operation)?;
            }
            if parallel.files.is_some() {
                match self.save(parallel)? {
                    Saving::Done(saved) => self.tell_saved(&saved, parallel),
                    Saving::Changed => return Err(changed_meanwhile(parallel)),
                }
            } else {
                let bitext = &parallel.bitext;
                write_atomically(path, |out| write(bitext, out).map(drop))?;
            }
        }
        Ok(Made {
            path: path.to_owned(),
            changes: fixes.changes,
            outcomes: fixes.outcomes,
            text: None,
        })
    }

    /// Says which safe fixes were not made, and why.
    fn tell_left(&self, wanted: &[&JudgedFinding], outcomes: &[Option<NotMade>]) {
        for (judged, outcome) in wanted.iter().zip(outcomes) {
            let Some(why) = outcome else { continue };
            let place = judged.target.as_ref().map_or_else(
                || format!("link {}", judged.finding.bead_id.0),
                |place| match place.line {
                    0 => place.file.clone(),
                    line => format!("{}:{line}:{}", place.file, place.column),
                },
            );
            self.note(format_args!(
                "{place}: {} is not mended: {why}",
                judged.finding.rule
            ));
        }
    }
}

/// A folder as it is called from the root of the git repository that it is in: empty for the root itself.
pub(super) fn in_repository(here: &Path) -> Option<String> {
    let root = here.ancestors().find(|above| above.join(".git").exists())?;
    let inside = here.strip_prefix(root).ok()?;
    let parts = inside.components();
    let parts: Vec<String> = parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    Some(parts.join("/"))
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
    for rule in RULES {
        if !rules.iter().any(|wanted| wanted == rule.id) {
            settings.rules.insert(rule.id.to_owned(), Severity::Off);
        }
    }
    Ok(())
}
