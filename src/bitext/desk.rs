//! What people say of a bead on an editor's desk: how far its translation is, who says so and when, their
//! comments, and the English that they propose.

use serde::{Deserialize, Serialize};

/// How far the translation of a bead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// There is an open question about it.
    Query,
    /// It is not translated, or what is there is a draft.
    New,
    /// It is translated.
    Translated,
    /// A second person has read it.
    Reviewed,
    /// It may be published.
    Approved,
}

impl Stage {
    /// All of them, in the order in which they want work.
    pub const ALL: [Stage; 5] = [
        Stage::Query,
        Stage::New,
        Stage::Translated,
        Stage::Reviewed,
        Stage::Approved,
    ];

    /// Its name in files and options.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Query => "query",
            Stage::New => "new",
            Stage::Translated => "translated",
            Stage::Reviewed => "reviewed",
            Stage::Approved => "approved",
        }
    }

    /// The stage of this name, upper or lower case, with white space around it.
    #[must_use]
    pub fn named(name: &str) -> Option<Stage> {
        let name = name.trim();
        let mut all = Stage::ALL.into_iter();
        all.find(|stage| stage.name().eq_ignore_ascii_case(name))
    }

    /// Whether it says that somebody has read the English as it is.
    #[must_use]
    pub const fn is_of_the_words(self) -> bool {
        matches!(self, Stage::Reviewed | Stage::Approved)
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Signature {
    /// The person; empty where that is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The time as RFC 3339 has it, in UTC (`2026-03-01T09:30:00Z`); empty where that is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
}

/// A stage that a person gave.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Staged {
    /// The stage.
    pub is: Stage,
    /// Who gave it, and when.
    #[serde(flatten)]
    pub signed: Signature,
}

/// What a person said of a bead. The comments of a bead are one thread, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Comment {
    /// Who said it, and when.
    #[serde(flatten)]
    pub signed: Signature,
    /// The words; lines end with `\n`.
    pub text: String,
}

/// English that a person proposes in the place of that of a bead.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposes it, and when.
    #[serde(flatten)]
    pub signed: Signature,
    /// The sentences proposed; none proposes to take the English out.
    pub texts: Vec<String>,
    /// The sentences that they are to replace.
    pub was: Vec<String>,
}

/// What people said of a bead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Desk {
    /// The stage, where somebody gave it one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Staged>,
    /// The comments, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// English that waits for a decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
}

impl Desk {
    /// Whether nobody said anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stage.is_none() && self.comments.is_empty() && self.proposals.is_empty()
    }

    /// Nobody has read the words that the bead has now: a reviewed or approved stage falls, a question stays open.
    pub(super) fn other_words(&mut self) {
        if self
            .stage
            .as_ref()
            .is_some_and(|one| one.is.is_of_the_words())
        {
            self.stage = None;
        }
    }

    /// Takes in what was said of another bead that is a part of this one now. Of two stages the one that wants more
    /// work stays; English proposed for a part is a comment on the whole.
    pub(super) fn take_in(&mut self, other: &Desk) {
        let is_less = |a: &Option<Staged>, b: &Option<Staged>| match (a, b) {
            (Some(a), Some(b)) => b.is < a.is,
            (None, Some(b)) => b.is == Stage::Query,
            // A part that nobody has read: the whole is not read either.
            (Some(a), None) => a.is.is_of_the_words(),
            (None, None) => false,
        };
        if is_less(&self.stage, &other.stage) {
            self.stage.clone_from(&other.stage);
        }
        let said = self.proposals.drain(..).map(Proposal::into_comment);
        let said: Vec<Comment> = said.collect();
        self.comments.extend(said);
        let others = other.proposals.iter().cloned().map(Proposal::into_comment);
        self.comments
            .extend(other.comments.iter().cloned().chain(others));
        self.in_order();
    }

    /// The comments in the order in which they were made, each once.
    pub(super) fn in_order(&mut self) {
        self.comments.sort_by(|a, b| a.signed.at.cmp(&b.signed.at));
        let mut seen: Vec<Comment> = Vec::with_capacity(self.comments.len());
        for comment in self.comments.drain(..) {
            if !seen.contains(&comment) {
                seen.push(comment);
            }
        }
        self.comments = seen;
    }

    /// What two people said since `base`: all comments and proposals but those that one of them took away, and of two
    /// stages the later one.
    #[must_use]
    pub(super) fn merged(base: &Desk, ours: &Desk, theirs: &Desk) -> Desk {
        let stage = if ours.stage == theirs.stage || theirs.stage == base.stage {
            &ours.stage
        } else if ours.stage == base.stage {
            &theirs.stage
        } else {
            let when = |stage: &Option<Staged>| stage.as_ref().map(|one| one.signed.at.clone());
            if when(&theirs.stage) > when(&ours.stage) {
                &theirs.stage
            } else {
                &ours.stage
            }
        };
        let mut merged = Desk {
            stage: stage.clone(),
            comments: united(&base.comments, &ours.comments, &theirs.comments),
            proposals: united(&base.proposals, &ours.proposals, &theirs.proposals),
        };
        merged.in_order();
        merged
    }
}

/// The items of both versions, without those of the base that one of them took away.
fn united<T: Clone + PartialEq>(base: &[T], ours: &[T], theirs: &[T]) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for item in ours.iter().chain(theirs) {
        let is_gone = base.contains(item) && !(ours.contains(item) && theirs.contains(item));
        if !is_gone && !all.contains(item) {
            all.push(item.clone());
        }
    }
    all
}

impl Comment {
    /// A comment of a person.
    #[must_use]
    pub fn new(text: &str, signed: &Signature) -> Comment {
        Comment {
            signed: signed.clone(),
            text: text.to_owned(),
        }
    }
}

impl Proposal {
    /// The proposal as words of its author, where it does not fit the bead any more.
    fn into_comment(self) -> Comment {
        Comment {
            signed: self.signed,
            text: format!("proposed: {}", self.texts.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(by: &str, at: &str) -> Signature {
        Signature {
            by: by.into(),
            at: at.into(),
        }
    }

    fn said(by: &str, at: &str, text: &str) -> Comment {
        Comment {
            signed: signed(by, at),
            text: text.into(),
        }
    }

    fn staged(is: Stage, at: &str) -> Option<Staged> {
        Some(Staged {
            is,
            signed: signed("Lin", at),
        })
    }

    #[test]
    fn of_a_merge_comments_of_both_stay_and_what_one_took_away_is_gone() {
        let proposal = Proposal {
            signed: signed("Ann", "2026-01-01T00:00:00Z"),
            texts: vec!["New.".into()],
            was: vec!["Old.".into()],
        };
        let base = Desk {
            stage: staged(Stage::Translated, "2026-01-01T00:00:00Z"),
            comments: vec![said("Lin", "2026-01-02T00:00:00Z", "first")],
            proposals: vec![proposal],
        };
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        ours.comments
            .push(said("Ann", "2026-01-04T00:00:00Z", "third"));
        ours.proposals.clear();
        theirs
            .comments
            .push(said("Bo", "2026-01-03T00:00:00Z", "second"));
        ours.stage = staged(Stage::Approved, "2026-01-04T00:00:00Z");
        theirs.stage = staged(Stage::Query, "2026-01-05T00:00:00Z");
        let merged = Desk::merged(&base, &ours, &theirs);
        let texts: Vec<&str> = merged
            .comments
            .iter()
            .map(|one| one.text.as_str())
            .collect();
        assert_eq!(texts, ["first", "second", "third"]);
        assert!(merged.proposals.is_empty());
        assert_eq!(merged.stage.map(|one| one.is), Some(Stage::Query));
        let turned = Desk::merged(&base, &theirs, &ours);
        assert_eq!(turned.comments, merged.comments);
    }

    #[test]
    fn a_bead_made_of_two_is_as_far_as_the_one_that_is_less_far() {
        let mut one = Desk {
            stage: staged(Stage::Approved, "1"),
            ..Desk::default()
        };
        one.take_in(&Desk::default());
        assert_eq!(one.stage, None);
        let mut one = Desk {
            stage: staged(Stage::Approved, "1"),
            ..Desk::default()
        };
        one.take_in(&Desk {
            stage: staged(Stage::Reviewed, "2"),
            comments: vec![said("Lin", "2", "why?")],
            ..Desk::default()
        });
        assert_eq!(one.stage.map(|one| one.is), Some(Stage::Reviewed));
        assert_eq!(one.comments.len(), 1);
    }
}
