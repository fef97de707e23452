//! What all open texts share: the settings, the glossary, the known findings, the translation memory. A
//! change of them reaches every text by a number that counts the changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::findings::CheckSetup;
use super::state::lock;
use super::suggestions::{self, MemoryIndex};
use crate::bitext::Bitext;
use crate::check::{Baseline, CheckConfig, Doubts, Ignore};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::glossary::{Concept, TermMatcher, Termbase};
use crate::project::{Project, TakeWords};
use crate::words::Words;

/// The settings of a workbench.
pub struct Settings {
    /// The project, which opens the texts and writes them.
    pub project: Project,
    /// The glossary, and the file that new terms are written to.
    pub glossary: (Termbase, Option<PathBuf>),
    /// The settings of the checks.
    pub check: CheckConfig,
    /// The settings file, if there is one; suppressions are written to it.
    pub settings: Option<PathBuf>,
    /// Links below this confidence (0..=1) are doubtful.
    pub low_confidence: f32,
    /// The words of the person's language; the page may choose another one.
    pub words: &'static Words,
}

/// What all texts of a workbench share.
pub(super) struct Common {
    pub(super) project: Project,
    pub(super) low: f32,
    /// The words of the person's language.
    pub(super) words: &'static Words,
    /// The glossary file that new terms go to.
    pub(super) glossary: Option<PathBuf>,
    pub(super) settings: Option<PathBuf>,
    pub(super) memory: Option<MemoryIndex>,
    /// The reason why there is no translation memory, for the person.
    pub(super) notice: Option<String>,
    doubts: Arc<Doubts>,
    baseline: Option<Arc<Baseline>>,
    checks: Mutex<Checks>,
}

/// What is checked against.
struct Checks {
    /// How often it was changed.
    generation: u64,
    termbase: Arc<Termbase>,
    matcher: Arc<TermMatcher>,
    settings: Arc<CheckConfig>,
}

impl Common {
    /// Reads what is shared.
    ///
    /// # Errors
    /// Settings of the checks that contradict each other; a baseline that cannot be read.
    pub(super) fn open(settings: Settings) -> Result<Common> {
        settings.check.validate()?;
        let mut project = settings.project;
        // A bitext of an earlier version is opened with what differs as conflicts.
        project.take.get_or_insert(TakeWords::Ask);
        let baseline = match &settings.check.baseline {
            Some(path) => Some(Arc::new(Baseline::read(path)?)),
            None => None,
        };
        let (memory, notice) = match MemoryIndex::open(&project.config.folder) {
            Ok(memory) => (memory, None),
            Err(error) => (None, Some(format!("No translation memory: {error}"))),
        };
        let (termbase, glossary) = settings.glossary;
        Ok(Common {
            low: settings.low_confidence,
            words: settings.words,
            glossary,
            settings: settings.settings,
            memory,
            notice,
            doubts: Arc::new(project.doubts()),
            baseline,
            checks: Mutex::new(Checks {
                generation: 1,
                matcher: Arc::new(TermMatcher::new(&termbase)),
                termbase: Arc::new(termbase),
                settings: Arc::new(settings.check),
            }),
            project,
        })
    }

    /// A file as the user names it.
    pub(super) fn named(&self, path: &Path) -> String {
        self.project.name_here(path)
    }

    /// How often the glossary or the settings of the checks were changed.
    pub(super) fn generation(&self) -> u64 {
        lock(&self.checks).generation
    }

    /// The rules for the checks of a text; its comments are read from beside `path`. Where it is one of
    /// several, `text` is its name.
    pub(super) fn check_setup(
        &self,
        bitext: &Bitext,
        (path, text): (&Path, Option<&str>),
        jobs: usize,
    ) -> CheckSetup {
        let checks = lock(&self.checks);
        CheckSetup {
            generation: checks.generation,
            termbase: checks.termbase.clone(),
            matcher: checks.matcher.clone(),
            settings: checks.settings.clone(),
            doubts: self.doubts.clone(),
            baseline: self.baseline.clone(),
            text: text.map(Arc::from),
            suppressions: Arc::new(CheckSetup::suppressions(bitext, path)),
            jobs,
        }
    }

    /// Brings the rules of a text up to date; whether they were not.
    pub(super) fn renew(&self, setup: &mut CheckSetup) -> bool {
        let checks = lock(&self.checks);
        if setup.generation == checks.generation {
            return false;
        }
        setup.generation = checks.generation;
        setup.termbase = checks.termbase.clone();
        setup.matcher = checks.matcher.clone();
        setup.settings = checks.settings.clone();
        true
    }

    /// The glossary, and what finds its terms.
    pub(super) fn terms(&self) -> (Arc<Termbase>, Arc<TermMatcher>) {
        let checks = lock(&self.checks);
        (checks.termbase.clone(), checks.matcher.clone())
    }

    /// Adds a term to the glossary; gives the file that has it now.
    ///
    /// # Errors
    /// No glossary to put it into; a term that the glossary refuses; a file that cannot be written.
    pub(super) fn add_term(&self, concept: Concept) -> Result<&Path> {
        let Some(path) = &self.glossary else {
            return Err(Error::usage(
                "there is no glossary to put it into",
                "name one with --glossary, or in duizhao.toml",
            ));
        };
        let mut checks = lock(&self.checks);
        suggestions::add(path, concept.clone())?;
        let mut termbase = Termbase::clone(&checks.termbase);
        termbase.concepts.push(concept);
        checks.matcher = Arc::new(TermMatcher::new(&termbase));
        checks.termbase = Arc::new(termbase);
        checks.generation += 1;
        Ok(path)
    }

    /// Notes a suppression in the settings file; gives that file.
    ///
    /// # Errors
    /// No settings file, or one that cannot be written or would not be valid with it.
    pub(super) fn suppress(&self, ignore: Ignore) -> Result<&Path> {
        let Some(path) = &self.settings else {
            return Err(Error::usage(
                "there is no duizhao.toml to note it in",
                "`duizhao init` makes one",
            ));
        };
        let mut checks = lock(&self.checks);
        note(path, &ignore)?;
        let mut settings = CheckConfig::clone(&checks.settings);
        settings.ignore.push(ignore);
        checks.settings = Arc::new(settings);
        checks.generation += 1;
        Ok(path)
    }
}

/// Appends a suppression to the settings file; the rest of the file stays as it is.
fn note(path: &Path, ignore: &Ignore) -> Result<()> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut new = text.clone();
    if !new.is_empty() && !new.ends_with('\n') {
        new.push('\n');
    }
    new.push_str(&format!(
        "\n[[check.ignore]]\nrule = {}\n",
        quoted(&ignore.rule)
    ));
    if let Some(fingerprint) = &ignore.fingerprint {
        new.push_str(&format!("fingerprint = {}\n", quoted(fingerprint)));
    }
    new.push_str(&format!("reason = {}\n", quoted(&ignore.reason)));
    // Parsed to make sure that the result is valid: it is not if the file writes `ignore` in another
    // form.
    Config::parse(&new, path)?;
    write_atomically(path, |out| out.write_all(new.as_bytes()))
}
