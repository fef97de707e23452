//! The texts that the arguments of a command mean.

use std::path::PathBuf;

use duizhao::Result;
use duizhao::project::history::{Repository, Since};
use duizhao::project::{Chosen, ProjectText};

use super::{Context, args};

/// The texts that were named, all of the project where none was; with `--changed` and `--staged`, those of them
/// that changed.
pub(super) fn chosen(context: &Context, options: &args::Chosen) -> Result<Chosen> {
    chosen_with(context, options, &[])
}

/// The same, where a change of one of the files `also`, which the user named, is one of every text: glossaries, a
/// baseline.
pub(super) fn chosen_with(
    context: &Context,
    options: &args::Chosen,
    also: &[PathBuf],
) -> Result<Chosen> {
    let project = &context.project;
    let chosen = project.chosen(&options.names)?;
    if let Some(revision) = &options.changed {
        return project.only_changed(chosen, Since::Revision(revision), also);
    }
    if let Some(staged) = &context.staged {
        return project.only_changed(chosen, Since::Staged(&staged.what.files), also);
    }
    if options.staged {
        let files = Repository::of(&project.config.folder)?.staged()?;
        return project.only_changed(chosen, Since::Staged(&files), also);
    }
    Ok(chosen)
}

/// The texts that are translated; which ones are not is noted.
pub(super) fn translated(context: &Context, chosen: &Chosen) -> Vec<ProjectText> {
    let (texts, left) = chosen.translated();
    if !left.is_empty() {
        context
            .talk
            .note(format!("not translated yet: {}", left.join(", ")));
    }
    texts
}
