//! Of the texts that a user means, those that changed.

use std::path::{Path, PathBuf};

use super::changed::{ChangedFiles, ChangedTexts, TextFiles};
use super::repository::Repository;
use crate::config::Order;
use crate::error::Result;
use crate::project::{Chosen, Project};

/// What a text must have changed against.
#[derive(Clone, Copy, Debug)]
pub enum Since<'a> {
    /// The commit from which this revision and `HEAD` went different ways.
    Revision(&'a str),
    /// The newest commit: these files are staged.
    Staged(&'a ChangedFiles),
}

impl Project {
    /// Of the chosen texts those that changed, as [`Repository::changed_since`] and [`Repository::texts_with`] have
    /// it: all of them where a glossary, the settings, the baseline, the order, or one of `also` (files that the
    /// user named in place of those) changed. How many, and why all, is said in a note.
    ///
    /// # Errors
    /// No repository; a revision that is not known or that a shallow clone lacks, with how to fetch it.
    pub fn only_changed(
        &self,
        mut chosen: Chosen,
        since: Since<'_>,
        also: &[PathBuf],
    ) -> Result<Chosen> {
        let first = chosen.texts.first();
        let folder = match (&chosen.list, first.map(|text| text.files().source)) {
            (None, Some(source)) => source.parent().unwrap_or(Path::new("")),
            _ => &self.config.folder,
        };
        let repository = Repository::of(folder)?;
        let own;
        let (changed, against) = match since {
            Since::Revision(revision) => {
                own = repository.changed_since(revision)?;
                (&own, format!("since {revision}"))
            }
            Since::Staged(files) => (files, "for the next commit".to_owned()),
        };
        let common = self.common_files(also);
        let common: Vec<&Path> = common.iter().map(PathBuf::as_path).collect();
        let files: Vec<TextFiles<'_>> = chosen.texts.iter().map(|text| text.files()).collect();
        let found = repository.texts_with(changed, &files, &common)?;
        let (all, numbers) = (chosen.texts.len(), found.numbers(chosen.texts.len()));
        match &found {
            ChangedTexts::All(file) => self.note(format_args!(
                "{} changed {against}: it is of all texts",
                self.name_here(file)
            )),
            ChangedTexts::Some(_) => self.note(format_args!(
                "{} of {all} {} changed {against}",
                numbers.len(),
                if all == 1 { "text" } else { "texts" }
            )),
        }
        if let (true, Some(list)) = (chosen.is_all, &chosen.list) {
            let pairs = list.extra_chinese.iter().zip(&list.extra);
            let extra: Vec<TextFiles<'_>> = pairs
                .map(|(source, target)| TextFiles {
                    source,
                    target,
                    bitext: None,
                })
                .collect();
            let changed = repository.texts_with(changed, &extra, &[])?;
            let numbers = changed.numbers(extra.len()).into_iter();
            chosen.extra = numbers.map(|number| list.extra[number].clone()).collect();
        }
        let mut numbers = numbers.into_iter().peekable();
        let mut at = 0;
        chosen.texts.retain(|_| {
            at += 1;
            numbers.next_if_eq(&(at - 1)).is_some()
        });
        chosen.is_all = chosen.is_all && chosen.texts.len() == all;
        Ok(chosen)
    }

    /// The files that are of all texts.
    pub(in crate::project) fn common_files(&self, also: &[PathBuf]) -> Vec<PathBuf> {
        let config = &self.config;
        let mut files: Vec<PathBuf> = config.file.iter().cloned().collect();
        files.extend(config.project.glossary.iter().cloned());
        files.extend(config.check.baseline.iter().cloned());
        if let Some(Order::Contents(contents)) = &config.project.order {
            files.push(config.folder.join(contents));
        }
        files.extend(also.iter().cloned());
        files
    }
}

impl crate::project::ProjectText {
    /// The files of the text; of a bitext that was named alone, the bitext.
    fn files(&self) -> TextFiles<'_> {
        let bitext = self.bitext.as_deref();
        let alone = bitext.unwrap_or(Path::new(""));
        if self.is_bitext_alone() {
            return TextFiles {
                source: alone,
                target: alone,
                bitext,
            };
        }
        TextFiles {
            source: &self.source,
            target: &self.target,
            bitext,
        }
    }
}
