//! `--staged` of the commands that write no texts: they run in a copy of what is staged for the next commit.

use std::path::{Path, PathBuf};

use duizhao::config::Config;
use duizhao::project::history::Staged;
use duizhao::{Error, Result};

use super::args::{Arguments, Command};

/// A command's stay in the copy: the folder that the user is in is left for the one that stands for it there, and
/// is taken again in the end.
pub(super) struct Stay {
    /// What is staged.
    pub(super) what: Staged,
    before: PathBuf,
    /// The top of the work tree.
    root: PathBuf,
}

impl Stay {
    /// Goes into the copy, where a command asks for it. Files that the command writes keep their place in the work
    /// tree.
    pub(super) fn begin(arguments: &mut Arguments) -> Result<Option<Stay>> {
        // What is read as it is staged, and what is written.
        let (read, written): (Vec<&mut PathBuf>, Vec<&mut PathBuf>) = match &mut arguments.command {
            Command::Check(options) if options.chosen.staged => {
                if options.fix || options.write_baseline.is_some() {
                    return Err(Error::usage(
                        "--staged looks at what is staged, and --fix and --write-baseline write files",
                        "leave --staged out: git add what they wrote",
                    ));
                }
                let read = options.glossary.iter_mut().chain(&mut options.baseline);
                (read.collect(), options.output.iter_mut().collect())
            }
            Command::Build(options) if options.chosen.staged => {
                let read = options.glossary.iter_mut();
                (read.collect(), options.output.iter_mut().collect())
            }
            Command::Terms(options) if options.chosen.staged => {
                let read = options.glossary.iter_mut();
                (read.collect(), options.output.iter_mut().collect())
            }
            Command::Status(options) if options.chosen.staged => {
                (Vec::new(), options.output.iter_mut().collect())
            }
            _ => return Ok(None),
        };
        let cannot = |path: &Path, source| Error::Read {
            path: path.to_owned(),
            source,
        };
        let before = std::env::current_dir().map_err(|source| cannot(Path::new("."), source))?;
        let also: Vec<PathBuf> = read.iter().map(|path| before.join(&**path)).collect();
        let settings = arguments.global.config.as_ref();
        let settings = settings.map(|path| before.join(path));
        let what = Staged::of(&before, settings.as_deref(), &also)?;
        for path in written {
            if path.as_path() != Path::new("-") {
                *path = before.join(&*path);
            }
        }
        // A glossary that git does not keep is read where it is.
        for (path, whole) in read.into_iter().zip(also) {
            *path = what.copy_of(&whole).unwrap_or(whole);
        }
        if let Some(settings) = settings {
            arguments.global.config = what.copy_of(&settings);
        }
        for name in names(&mut arguments.command) {
            *name = what.from_here(name);
        }
        let root = duizhao::project::history::Repository::of(&before)?
            .root()
            .to_owned();
        std::env::set_current_dir(what.here()).map_err(|source| cannot(what.here(), source))?;
        Ok(Some(Stay { what, before, root }))
    }

    /// The settings of the copy, where what is written is written into the work tree.
    pub(super) fn settle(&self, config: &mut Config) {
        let output = &mut config.edition.output;
        if let Some(own) = self.what.in_work_tree(output, &self.root) {
            *output = own;
        }
    }
}

/// The texts that were named.
fn names(command: &mut Command) -> &mut [PathBuf] {
    match command {
        Command::Check(options) => &mut options.chosen.names,
        Command::Build(options) => &mut options.chosen.names,
        Command::Terms(options) => &mut options.chosen.names,
        Command::Status(options) => &mut options.chosen.names,
        _ => &mut [],
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        // The copy cannot go while somebody is in it.
        let _ = std::env::set_current_dir(&self.before);
    }
}
