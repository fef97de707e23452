//! Setting up the workbench: its settings, which bitext it works on, and what the Diff view compares with.

use std::path::{Path, PathBuf};

use super::versions::{self, Version};
use super::{Project, ProjectText};
use crate::bitext::Bitext;
use crate::bitext::format;
use crate::config::FILE_NAME;
use crate::error::{Error, Place, Result};
use crate::files::make_folder_of;

/// The settings that the workbench takes from a project.
#[derive(Clone, Debug)]
pub struct WorkbenchOptions {
    /// The file of the settings, where there is one.
    pub settings: Option<PathBuf>,
    /// The glossaries that are there; the first one that is named need not be yet.
    pub glossaries: Vec<PathBuf>,
    /// The glossary that new terms go to.
    pub new_terms: Option<PathBuf>,
}

impl ProjectText {
    /// The bitext that the workbench works on, whether it is there or not: where the settings name none, one
    /// beside the English.
    #[must_use]
    pub fn bitext_for_review(&self) -> PathBuf {
        let beside = || self.target.with_extension("bitext.jsonl");
        self.bitext.clone().unwrap_or_else(beside)
    }
}

impl Project {
    /// The settings for a workbench with these glossaries.
    ///
    /// # Errors
    /// A glossary behind the first one that is not there.
    pub fn workbench_options(&self, named: &[PathBuf]) -> Result<WorkbenchOptions> {
        let glossaries = self.glossaries(named);
        if let Some(path) = glossaries.iter().skip(1).find(|path| !path.is_file()) {
            return Err(Error::input(
                Place::file(path),
                "there is no such glossary",
                "",
            ));
        }
        let settings = self.config.folder.join(FILE_NAME);
        Ok(WorkbenchOptions {
            settings: Some(settings).filter(|path| path.is_file()),
            glossaries: glossaries
                .iter()
                .filter(|path| path.is_file())
                .cloned()
                .collect(),
            new_terms: glossaries.first().cloned(),
        })
    }

    /// The bitext of a text to work on: the one that is there, or one made and written now of its two texts.
    ///
    /// # Errors
    /// As [`Project::open_text`], and a file that cannot be written.
    pub fn bitext_to_review(&self, text: &ProjectText) -> Result<PathBuf> {
        if let Some(path) = text.bitext_there() {
            return Ok(path.to_owned());
        }
        if text.is_bitext_alone() {
            return Ok(text.bitext.clone().unwrap_or_default());
        }
        let set = &text.bitext;
        let path = text.bitext_for_review();
        if path.is_file() {
            self.note(format_args!(
                "{} is there already: it is taken up",
                path.display()
            ));
            return Ok(path);
        }
        let parallel = self.open_text(text)?;
        let bytes = self.bitext_bytes(&parallel.bitext, &path)?;
        make_folder_of(&path)?;
        crate::files::write_atomically(&path, |out| out.write_all(&bytes))?;
        self.note(format_args!("wrote {}", path.display()));
        let is_only = || self.text_list().is_ok_and(|list| list.texts.len() == 1);
        if set.is_none() && self.has_texts() && is_only() {
            self.note(format_args!(
                "set bitext = \"{}\" under [project] in {FILE_NAME}, and build and check go by it",
                path.file_name().unwrap_or_default().to_string_lossy()
            ));
        }
        Ok(path)
    }

    /// The version that the workbench compares with: another bitext, or this one at a revision of git, with the
    /// name it is shown by.
    ///
    /// # Errors
    /// A file or revision that cannot be read.
    pub fn version_to_compare(
        &self,
        path: &Path,
        other: Option<&Path>,
        revision: Option<&str>,
    ) -> Result<Option<(String, Bitext)>> {
        if let Some(other) = other {
            return Ok(Some((other.display().to_string(), self.import(other)?)));
        }
        let Some(revision) = revision else {
            return Ok(None);
        };
        let (version, _) = versions::versions(revision, path)?;
        let bytes = versions::read(&version, path)?.ok_or_else(|| {
            Error::input(
                Place::file(path),
                format!("{revision} does not hold this file"),
                "name a revision that does",
            )
        })?;
        let name = match &version {
            Version::Revision(_) => revision.to_owned(),
            Version::WorkTree => "the file".to_owned(),
        };
        let bitext = format::read_bytes(&bytes, path, "jsonl")?;
        Ok(Some((name, bitext)))
    }
}
