//! What is staged for the next commit, as a project of its own: texts, bitexts, glossaries, settings and baseline
//! as the index has them, whatever the work tree says.

use std::path::{Path, PathBuf};

use super::changed::ChangedFiles;
use super::copy::ProjectCopy;
use super::repository::{Repository, Tree};
use crate::config::{Config, FILE_NAME};
use crate::error::{Error, Place, Result};
use crate::files::{make_folder, straight};
use crate::project::Project;

/// A copy of what is staged, and the files that differ from the newest commit.
#[derive(Debug)]
pub struct Staged {
    copy: ProjectCopy,
    /// The folder in the copy that stands for the one that the user is in.
    here: PathBuf,
    /// The way from there to the folder that the user is in.
    inside: PathBuf,
    /// The folder of the project in the work tree.
    folder: PathBuf,
    /// The files that are staged.
    pub files: ChangedFiles,
}

impl Staged {
    /// Copies what the project that `here` is in has staged; `settings` is its settings file where the user named
    /// one, `also` are files that the user named besides.
    ///
    /// # Errors
    /// No repository; settings that are not staged; files that a merge left unmerged; what git cannot give.
    pub fn of(here: &Path, settings: Option<&Path>, also: &[PathBuf]) -> Result<Staged> {
        let repository = Repository::of(here)?;
        let files = repository.staged()?;
        let found = match settings {
            Some(path) => Some(path.to_owned()),
            None => Config::find(here),
        };
        let folder = match &found {
            Some(path) => path.parent().unwrap_or(Path::new("")).to_owned(),
            None => here.to_owned(),
        };
        let named = |also: &[PathBuf]| -> Vec<PathBuf> {
            found.iter().cloned().chain(also.iter().cloned()).collect()
        };
        let copied = |scope: &Path, others: &[PathBuf]| {
            let others: Vec<&Path> = others.iter().map(PathBuf::as_path).collect();
            ProjectCopy::of(&repository, &Tree::Index, scope, &others)
        };
        let mut copy = copied(&folder, &named(also))?;
        if let Some(file) = &found {
            let own = copy.path_of(&repository, file).filter(|own| own.is_file());
            let Some(own) = own else {
                return Err(Error::input(
                    Place::file(file),
                    "the settings are not staged, nor in a commit",
                    format!("git add {FILE_NAME}"),
                ));
            };
            // Glossaries and texts may stand in other folders of the repository.
            let project = Project::new(Config::load(&own)?, 1);
            let root = copy.root().to_owned();
            let back = |path: &Path| {
                let name = path.strip_prefix(&root).ok()?;
                Some(repository.root().join(name))
            };
            let scope = back(&project.scope());
            let others: Vec<PathBuf> = project
                .common_files(&[])
                .iter()
                .filter_map(|path| back(&straight(path)))
                .collect();
            let is_complete = scope
                .as_deref()
                .is_none_or(|scope| repository.name(scope) == repository.name(&folder))
                && others.iter().all(|path| {
                    let inside = repository.name(path).zip(repository.name(&folder));
                    inside.is_none_or(|(path, folder)| path.starts_with(folder))
                });
            if !is_complete {
                let others = [others, also.to_vec()].concat();
                copy = copied(scope.as_deref().unwrap_or(&folder), &named(&others))?;
            }
        }
        copy.join(&repository)?;
        // Who stands inside of the project stands at its top there: files of other folders have names from it.
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let inside = real(here);
        let inside = inside.strip_prefix(real(&folder)).unwrap_or(Path::new(""));
        let (stands, inside) = if inside.as_os_str().is_empty() {
            (here, PathBuf::new())
        } else {
            (folder.as_path(), inside.to_owned())
        };
        let own = copy.path_of(&repository, &stands.join("_"));
        let own = own.as_deref().and_then(Path::parent).unwrap_or(copy.root());
        let own = own.to_owned();
        make_folder(&own)?;
        Ok(Staged {
            here: own,
            inside,
            folder,
            files,
            copy,
        })
    }

    /// The folder in the copy that stands for the one that the user is in, or for that of the project where the
    /// user is inside of it: a command that runs there sees what is staged, and calls files as they are called in
    /// the work tree.
    #[must_use]
    pub fn here(&self) -> &Path {
        &self.here
    }

    /// A name that the user gave, as it is from [`Staged::here`].
    #[must_use]
    pub fn as_seen_there(&self, name: &Path) -> PathBuf {
        if self.inside.as_os_str().is_empty() {
            return name.to_owned();
        }
        straight(&self.inside.join(name))
    }

    /// The folder of the project in the work tree: what is computed from texts is kept there.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a path of the copy is in the work tree of `root`.
    #[must_use]
    pub fn in_work_tree(&self, path: &Path, root: &Path) -> Option<PathBuf> {
        self.copy.name(path).map(|name| root.join(name))
    }

    /// Where the copy of a file of the work tree is, if it was copied.
    #[must_use]
    pub fn copy_of(&self, path: &Path) -> Option<PathBuf> {
        let repository = Repository::find(path.parent()?).ok()??;
        self.copy
            .path_of(&repository, path)
            .filter(|path| path.is_file())
    }
}
