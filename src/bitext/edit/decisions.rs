//! Decisions on what changed elsewhere: stale English that holds, a conflict, a decision that is lost.

use super::Take;
use super::change::Editor;
use super::rewrite;
use crate::bitext::model::{BeadId, Pending};
use crate::error::{Error, Result};

/// The English of a bead holds, although its Chinese has changed.
pub(super) fn holds(editor: &mut Editor<'_>, id: &BeadId) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let mut bead = editor.bitext.beads[at].clone();
    bead.is_up_to_date();
    if bead != editor.bitext.beads[at] {
        editor.beads(at..at + 1, vec![bead]);
    }
    Ok("it holds".into())
}

/// A conflict is resolved: the person's English stands and waits to be written, or that of the text does.
pub(super) fn resolve(editor: &mut Editor<'_>, id: &BeadId, take: Take) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let mut bead = editor.bitext.beads[at].clone();
    let Some(file) = bead.pending().and_then(|pending| pending.file.clone()) else {
        return Err(Error::usage(
            format!("the link {} is not in conflict", id.0),
            "duizhao status lists those that are",
        ));
    };
    bead.state_mut().pending = match take {
        Take::Edit => Some(Pending {
            base: file.clone(),
            ..Pending::default()
        }),
        Take::File => None,
    };
    bead.tidy();
    editor.beads(at..at + 1, vec![bead]);
    if take == Take::File {
        rewrite::words(editor, at, &file);
    }
    Ok(match take {
        Take::Edit => "kept the edit",
        Take::File => "took what the text has",
    }
    .into())
}

/// Forgets a lost decision.
pub(super) fn dismiss(editor: &mut Editor<'_>, id: &BeadId) -> Result<String> {
    let lost = &editor.bitext.lost;
    let Some(at) = lost.iter().position(|lost| lost.id == *id) else {
        return Err(Error::usage(
            format!("there is no lost decision {}", id.0),
            "duizhao status lists those that there are",
        ));
    };
    editor.dismiss(at);
    Ok("dismissed".into())
}
