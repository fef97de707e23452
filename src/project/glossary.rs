//! The glossaries: those that were named, else the project's.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::Project;
use crate::error::Result;
use crate::glossary::format as formats;
use crate::glossary::{TermMatcher, Termbase};
use crate::text::digest;

/// The terms of the project's glossaries as they are looked for in texts that are aligned. They are prepared once, and
/// again when a file has changed.
#[derive(Default)]
pub(super) struct TermsForLinks(Mutex<Option<Prepared>>);

/// Terms, and of which files they are.
struct Prepared {
    files: [u8; 32],
    terms: Option<Arc<TermMatcher>>,
}

impl Project {
    /// The glossaries that `named` lists, or those of the settings where it lists none.
    #[must_use]
    pub fn glossaries<'a>(&'a self, named: &'a [PathBuf]) -> &'a [PathBuf] {
        if named.is_empty() {
            &self.config.project.glossary
        } else {
            named
        }
    }

    /// The terms of all [`Project::glossaries`], in their order. Remarks on an entry are warnings.
    ///
    /// # Errors
    /// Those of the first glossary that cannot be read.
    pub fn termbase(&self, named: &[PathBuf]) -> Result<Termbase> {
        self.termbase_of(self.glossaries(named))
    }

    /// The terms of these files.
    ///
    /// # Errors
    /// As [`Project::termbase`].
    pub fn termbase_of(&self, paths: &[PathBuf]) -> Result<Termbase> {
        let mut all = Termbase::default();
        for path in paths {
            let (termbase, remarks) = formats::read(path)?;
            for remark in remarks.iter().filter(|remark| remark.is_for_everyone()) {
                self.warn(format_args!("{}: {remark}", path.display()));
            }
            all.concepts.extend(termbase.concepts);
        }
        Ok(all)
    }

    /// The terms of the project's glossaries as evidence for links. A glossary that cannot be read is no obstacle to
    /// an alignment: it is told, and its terms do not speak.
    pub(super) fn terms_for_links(&self) -> Option<Arc<TermMatcher>> {
        if self.config.project.glossary.is_empty() {
            return None;
        }
        let files = self.glossary_digest();
        let mut known = (self.terms.0.lock()).unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().filter(|known| known.files == files) {
            return known.terms.clone();
        }
        let mut all = Termbase::default();
        for path in &self.config.project.glossary {
            match formats::read(path) {
                Ok((termbase, _)) => all.concepts.extend(termbase.concepts),
                Err(error) => self.warn(format_args!("aligned without this glossary: {error}")),
            }
        }
        let terms = (!all.concepts.is_empty()).then(|| Arc::new(TermMatcher::new(&all)));
        *known = Some(Prepared {
            files,
            terms: terms.clone(),
        });
        terms
    }

    /// A hash of the content of the project's glossaries.
    pub(super) fn glossary_digest(&self) -> [u8; 32] {
        let paths = &self.config.project.glossary;
        digest::of_parts(
            paths
                .iter()
                .map(|path| std::fs::read(path).unwrap_or_default()),
        )
    }
}
