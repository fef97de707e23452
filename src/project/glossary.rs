//! The glossaries: those that were named, else the project's.

use std::path::PathBuf;

use super::Project;
use crate::error::Result;
use crate::glossary::Termbase;
use crate::glossary::format as formats;

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
}
