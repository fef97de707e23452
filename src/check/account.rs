//! The account of a bitext: how many of its sentences are linked, untranslated, added, doubtful or moved. There is
//! one, so that a build, a check, the status of a project and the page of an edition say the same.
//!
//! It is made of the links as they are read, in which sentences without a counterpart that translate each other are
//! one bead: two neighbours that changed places are no omission and no addition.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::orphans::link_orphans;
use crate::bitext::{Bead, Bitext, SideName, Status};
use crate::segment::SegmentedDocument;

/// The counts of a text, or the sums of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Chinese sentences.
    pub source: usize,
    /// Of these, those that have English.
    pub translated: usize,
    /// English sentences.
    pub target: usize,
    /// Beads whose sentences of both sides belong together.
    pub links: usize,
    /// Beads whose Chinese has no English, or Chinese in the place of it. Those of one row of a table count once.
    pub untranslated: usize,
    /// Beads whose English has no Chinese, likewise.
    pub added: usize,
    /// Links that a person should look at: see [`is_doubtful`].
    pub doubtful: usize,
    /// Links whose English stands elsewhere than its neighbours'.
    pub moved: usize,
}

/// The bitext with sentences without counterpart that translate each other as one bead, marked as moved where they
/// stand apart. Such a bead has no id.
#[must_use]
pub fn as_read(bitext: &Bitext) -> Cow<'_, Bitext> {
    link_orphans(bitext)
}

/// The side whose words are wanting in a bead of `bitext`: the English, where Chinese has none or has Chinese in the
/// place of it; the Chinese, where English has none. Marks without words want nothing.
#[must_use]
pub fn lacks(bitext: &Bitext, bead: &Bead) -> Option<SideName> {
    let (said, wanting) = match bead.source.is_empty() {
        true => (bitext.target_text(bead), SideName::Source),
        false if bitext.is_untranslated(bead) => (bitext.source_text(bead), SideName::Target),
        false => return None,
    };
    said.contains(char::is_alphanumeric).then_some(wanting)
}

/// Whether a person should look at a link: it was rejected, its sentences were reworded since it was decided on, or
/// nobody decided on it and its confidence is below `low` (0..=1).
#[must_use]
pub fn is_doubtful(bead: &Bead, low: f32) -> bool {
    bead.is_linked()
        && (bead.is_changed()
            || match bead.status {
                Status::Auto => bead.confidence < low,
                Status::Locked => false,
                Status::Rejected => true,
            })
}

impl Account {
    /// Counts a bitext that [`as_read`] gave; links below the confidence `low` (0..=1) are doubtful. `texts` are those
    /// it was made of: they tell the rows of tables.
    #[must_use]
    pub fn of(
        bitext: &Bitext,
        texts: Option<(&SegmentedDocument, &SegmentedDocument)>,
        low: f32,
    ) -> Account {
        let mut account = Account {
            source: bitext.source.sentences.len(),
            target: bitext.target.sentences.len(),
            ..Account::default()
        };
        // The row of a table in which something was wanting just now, by its side.
        let mut row: Option<(SideName, (usize, usize))> = None;
        for bead in &bitext.beads {
            let before = row.take();
            account.moved += usize::from(bead.moved.is_some());
            account.doubtful += usize::from(is_doubtful(bead, low));
            let wanting = lacks(bitext, bead);
            if wanting != Some(SideName::Target) && !bead.target.is_empty() {
                account.translated += bead.source.len();
            }
            let (side, sentences) = match wanting {
                Some(SideName::Target) => (SideName::Source, &bead.source),
                Some(SideName::Source) => (SideName::Target, &bead.target),
                None => {
                    account.links += usize::from(bead.is_linked());
                    // A cell without words is in the row all the same.
                    row = before.filter(|_| !bead.is_linked());
                    continue;
                }
            };
            row = table_row(texts, side, sentences).map(|row| (side, row));
            let new = usize::from(row.is_none() || row != before);
            match side {
                SideName::Source => account.untranslated += new,
                SideName::Target => account.added += new,
            }
        }
        account
    }

    /// Adds the counts of another text.
    pub fn add(&mut self, more: &Account) {
        for (sum, one) in [
            (&mut self.source, more.source),
            (&mut self.translated, more.translated),
            (&mut self.target, more.target),
            (&mut self.links, more.links),
            (&mut self.untranslated, more.untranslated),
            (&mut self.added, more.added),
            (&mut self.doubtful, more.doubtful),
            (&mut self.moved, more.moved),
        ] {
            *sum += one;
        }
    }
}

/// The row of a table that sentences stand in, by its table and its number.
fn table_row(
    texts: Option<(&SegmentedDocument, &SegmentedDocument)>,
    side: SideName,
    sentences: &Range<usize>,
) -> Option<(usize, usize)> {
    let (source, target) = texts?;
    let text = match side {
        SideName::Source => source,
        SideName::Target => target,
    };
    let block = text.segments.get(sentences.start)?.block;
    let cell = text.document.blocks.get(block)?.cell?;
    Some((cell.table, cell.row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    #[test]
    fn neighbours_that_changed_places_want_nothing() {
        let bitext = Bitext {
            source: side(
                "zh-CN",
                &[
                    "灯塔在海边。",
                    "老人每天划船去岛上看那座灯塔和他的女儿。",
                    "——",
                ],
            ),
            target: side(
                "en-US",
                &[
                    "Every day the old man rowed to the island to see the lighthouse and his daughter.",
                    "The lighthouse is by the sea.",
                    "Nobody asked.",
                ],
            ),
            beads: vec![
                bead(0..1, 0..0),
                bead(1..2, 0..1),
                bead(2..2, 1..2),
                bead(2..3, 2..2),
                bead(3..3, 2..3),
            ],
            ..Bitext::default()
        };
        let read = as_read(&bitext);
        let account = Account::of(&read, None, 0.0);
        assert_eq!(
            (
                account.links,
                account.untranslated,
                account.added,
                account.moved
            ),
            (2, 0, 1, 1),
            "{:?}",
            read.beads
        );
        assert_eq!(account.translated, 2);
        let plain = Account::of(&bitext, None, 0.0);
        assert_eq!((plain.untranslated, plain.added), (1, 2));
    }

    #[test]
    fn chinese_in_the_place_of_english_is_not_translated() {
        let bitext = Bitext {
            source: side("zh-CN", &["海上有灯。"]),
            target: side("en-US", &["海上有灯。"]),
            beads: vec![bead(0..1, 0..1)],
            ..Bitext::default()
        };
        let account = Account::of(&bitext, None, 0.0);
        assert_eq!(
            (account.links, account.untranslated, account.translated),
            (0, 1, 0)
        );
    }
}
