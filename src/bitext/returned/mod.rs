//! A sheet that came back, against the bitext as it is now: what somebody changed in it is taken in, as operations
//! with their name; what finds no place is listed. A row that nobody changed is nothing, whatever the bitext has by
//! now; a row that both sides changed is merged sentence by sentence, and may be a conflict.

mod cut;
mod marks;
mod missing;
mod placed;
mod row;
mod shape;

use serde::Serialize;

use super::edit::Operation;
use super::model::{BeadId, Bitext};
use super::sheet::Sheet;
use placed::Places;

pub use cut::Cut;

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The English was changed.
    Edited,
    /// Only the shape of quotation marks, apostrophes, ellipses or spaces was changed, as word processors do by
    /// themselves.
    Marks,
    /// A link without English got some.
    Translated,
    /// The English was taken out.
    Emptied,
    /// The English was changed here as well, and otherwise: a person has to choose.
    Conflict,
    /// Links became one.
    Merged,
    /// A link became two.
    Split,
    /// A recorded change: it waits to be accepted.
    Proposed,
    /// The stage.
    Stage,
    /// The note.
    Note,
    /// A comment.
    Comment,
    /// Stale English holds.
    Holds,
}

impl ChangeKind {
    /// Its name, as messages and JSON have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ChangeKind::Edited => "edited",
            ChangeKind::Marks => "marks",
            ChangeKind::Translated => "translated",
            ChangeKind::Emptied => "emptied",
            ChangeKind::Conflict => "conflict",
            ChangeKind::Merged => "merged",
            ChangeKind::Split => "split",
            ChangeKind::Proposed => "proposed",
            ChangeKind::Stage => "stage",
            ChangeKind::Note => "note",
            ChangeKind::Comment => "comment",
            ChangeKind::Holds => "holds",
        }
    }
}

/// A change that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// Where it stands in the file.
    pub place: String,
    /// The id of the bead.
    pub bead: String,
    /// The Chinese.
    pub source: String,
    /// What stood there before: English, a stage, a note.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// Who did it.
    pub by: String,
}

/// Something that was not taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Where it stands in the file; empty where it stands nowhere in it.
    pub place: String,
    /// What is with it.
    pub what: String,
    /// The Chinese, where there is some.
    pub source: String,
    /// The words that would be lost if they were not listed.
    pub words: String,
}

/// What became of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// What was taken in, in the order of the file.
    pub changes: Vec<Change>,
    /// What was not.
    pub listed: Vec<Listed>,
    /// The operations that took it in.
    pub operations: Vec<Operation>,
    /// How many rows say what they said when they went out.
    pub unchanged: usize,
}

/// How a sheet is taken in.
pub struct TakeIn<'a> {
    /// Who did what the file does not say the author of.
    pub by: String,
    /// When; as RFC 3339.
    pub at: String,
    /// Whether changes of nothing but the shape of marks are taken in.
    pub with_marks: bool,
    /// Whether the English of rows that are missing is taken out.
    pub without_missing: bool,
    /// Whether changes of the English are proposals.
    pub as_proposals: bool,
    /// Cuts English into sentences.
    pub cut: Cut<'a>,
}

/// Takes a sheet in. All its rows are of this bitext.
pub fn take_in(bitext: &mut Bitext, sheet: &Sheet, how: &TakeIn<'_>) -> Returned {
    let style = marks::Style::of(bitext);
    let ids = bitext.beads.iter().map(|bead| bead.id.clone()).collect();
    let mut taking = Taking {
        ids,
        shifts: 0,
        bitext,
        how,
        style,
        returned: Returned::default(),
    };
    let places = Places::of(taking.bitext, &sheet.rows);
    for group in places.groups {
        taking.group(&sheet.rows, &group);
    }
    for at in places.nowhere {
        taking.nowhere(&sheet.rows[at]);
    }
    missing::take(&mut taking, sheet);
    for what in &sheet.unread {
        taking.returned.listed.push(Listed {
            place: String::new(),
            what: "not read".to_owned(),
            source: String::new(),
            words: what.clone(),
        });
    }
    taking.returned
}

/// A sheet that is being taken in.
struct Taking<'a, 'b> {
    bitext: &'a mut Bitext,
    /// The ids of all beads before anything was taken in.
    ids: Vec<BeadId>,
    /// How far a bead may stand by now from where it stood.
    shifts: usize,
    how: &'a TakeIn<'b>,
    style: marks::Style,
    returned: Returned,
}

impl Taking<'_, '_> {
    /// Makes an operation; says what hinders it.
    fn make(&mut self, operation: Operation) -> Result<bool, String> {
        match self.bitext.edit(&operation) {
            Ok(step) => {
                let is_news = !step.is_empty();
                if is_news {
                    self.returned.operations.push(operation);
                }
                Ok(is_news)
            }
            Err(error) => Err(error.to_string().replace('\n', " ")),
        }
    }

    fn list(&mut self, place: &str, what: impl Into<String>, source: &str, words: &str) {
        self.returned.listed.push(Listed {
            place: place.to_owned(),
            what: what.into(),
            source: source.to_owned(),
            words: words.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests;
