//! What people say of a bead: its stage, comments, English that they propose.

use super::change::Editor;
use super::rewrite;
use crate::bitext::desk::{Comment, Desk, Proposal, Signature, Stage, Staged};
use crate::bitext::model::BeadId;
use crate::error::{Error, Result};

/// Changes what was said of a bead.
fn change(
    editor: &mut Editor<'_>,
    id: &BeadId,
    change: impl FnOnce(&mut Desk) -> Result<()>,
) -> Result<()> {
    let at = editor.bitext.find_bead(id)?;
    let mut bead = editor.bitext.beads[at].clone();
    change(&mut bead.state_mut().desk)?;
    bead.tidy();
    if bead != editor.bitext.beads[at] {
        editor.beads(at..at + 1, vec![bead]);
    }
    Ok(())
}

/// Gives a bead its stage.
pub(super) fn stage(
    editor: &mut Editor<'_>,
    id: &BeadId,
    stage: Stage,
    signed: &Signature,
) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let bead = &editor.bitext.beads[at];
    if bead.target.is_empty() && (stage.is_of_the_words() || stage == Stage::Translated) {
        return Err(Error::usage(
            format!(
                "the link {} has no English that could be {}",
                id.0,
                stage.name()
            ),
            "write its English first, or ask a question about it",
        ));
    }
    // Said again, it is no news.
    if bead.staged().is_none_or(|said| said.is != stage) {
        change(editor, id, |desk| {
            desk.stage = Some(Staged {
                is: stage,
                signed: signed.clone(),
            });
            Ok(())
        })?;
    }
    Ok(stage.name().to_owned())
}

/// Adds a comment; one that asks makes the bead an open question.
pub(super) fn comment(
    editor: &mut Editor<'_>,
    id: &BeadId,
    comment: &Comment,
    asks: bool,
) -> Result<String> {
    let text = comment.text.trim();
    if text.is_empty() {
        return Err(Error::usage("the comment has no words", "write some"));
    }
    change(editor, id, |desk| {
        let comment = Comment {
            signed: comment.signed.clone(),
            text: text.to_owned(),
        };
        if !desk.comments.contains(&comment) {
            desk.comments.push(comment.clone());
            desk.in_order();
        }
        if asks {
            desk.stage = Some(Staged {
                is: Stage::Query,
                signed: comment.signed,
            });
        }
        Ok(())
    })?;
    Ok(if asks { "asked" } else { "commented" }.to_owned())
}

/// Takes a comment away.
pub(super) fn withdraw(editor: &mut Editor<'_>, id: &BeadId, comment: &Comment) -> Result<String> {
    change(editor, id, |desk| {
        let Some(at) = desk.comments.iter().position(|one| one == comment) else {
            return Err(Error::usage(
                format!("the link {} has no such comment", id.0),
                "it may have been taken away: look at the link again",
            ));
        };
        desk.comments.remove(at);
        Ok(())
    })?;
    Ok("took the comment away".to_owned())
}

/// Proposes English for a bead.
pub(super) fn propose(
    editor: &mut Editor<'_>,
    id: &BeadId,
    texts: &[String],
    was: Option<&[String]>,
    signed: &Signature,
) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let now = editor.bitext.target_words(&editor.bitext.beads[at]);
    let proposal = Proposal {
        signed: signed.clone(),
        texts: rewrite::tidy(texts),
        was: was.map_or(now, rewrite::tidy),
    };
    if proposal.texts == proposal.was {
        return Err(Error::usage(
            "what is proposed is what the link has",
            "propose other English",
        ));
    }
    change(editor, id, |desk| {
        let is_there = |one: &Proposal| one.texts == proposal.texts && one.was == proposal.was;
        if !desk.proposals.iter().any(is_there) {
            desk.proposals.push(proposal);
        }
        Ok(())
    })?;
    Ok("proposed".to_owned())
}

/// Takes the proposal with these sentences out of a bead.
fn taken(editor: &mut Editor<'_>, id: &BeadId, texts: &[String]) -> Result<Proposal> {
    let mut found = None;
    change(editor, id, |desk| {
        let at = desk.proposals.iter().position(|one| one.texts == texts);
        let Some(at) = at else {
            return Err(Error::usage(
                format!("nobody proposes this for the link {}", id.0),
                "it may have been decided: look at the link again",
            ));
        };
        found = Some(desk.proposals.remove(at));
        Ok(())
    })?;
    found.ok_or_else(|| Error::usage("nobody proposes this", ""))
}

/// Puts proposed English into a bead.
pub(super) fn accept(
    editor: &mut Editor<'_>,
    id: &BeadId,
    texts: &[String],
    signed: &Signature,
) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let proposal = taken(editor, id, texts)?;
    let said = rewrite::translate(editor, id, &proposal.texts, Some(&proposal.was), false)?;
    // Rewriting may give the bead another id, or leave none.
    if let Some(bead) = editor.bitext.beads.get(at) {
        let id = bead.id.clone();
        if !bead.target.is_empty() && !bead.is_conflict() && !signed.by.is_empty() {
            change(editor, &id, |desk| {
                if desk.stage.as_ref().is_none_or(|one| one.is != Stage::Query) {
                    desk.stage = Some(Staged {
                        is: Stage::Translated,
                        signed: signed.clone(),
                    });
                }
                Ok(())
            })?;
        }
    }
    Ok(if said == "edited" {
        "accepted".to_owned()
    } else {
        said
    })
}

/// Takes a proposal away.
pub(super) fn refuse(editor: &mut Editor<'_>, id: &BeadId, texts: &[String]) -> Result<String> {
    taken(editor, id, texts).map(|_| "refused".to_owned())
}
