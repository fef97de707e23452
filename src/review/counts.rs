//! Numbers of a text: its links of each sort, and its findings.

use serde::Serialize;

use super::findings::Found;
use crate::bitext::{Bead, Bitext, Stage, Status};
use crate::check::Severity;

/// The number of beads of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct BeadCounts {
    pub(super) doubtful: usize,
    pub(super) unlinked: usize,
    pub(super) locked: usize,
    pub(super) rejected: usize,
    pub(super) noted: usize,
    pub(super) moved: usize,
    /// Words that wait to be written into the text; conflicts are not among them.
    pub(super) pending: usize,
    /// Sentences that were changed here and in the text.
    pub(super) conflicts: usize,
    /// English whose Chinese has changed.
    pub(super) stale: usize,
    /// Links that were locked and whose sentences were reworded since.
    pub(super) changed: usize,
    /// Links with comments.
    pub(super) commented: usize,
    /// Links with English that waits for a decision.
    pub(super) proposed: usize,
    /// Links by how far their translation is.
    pub(super) stages: StageCounts,
    /// Decisions whose sentences are gone.
    pub(super) lost: usize,
}

/// The number of beads in each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct StageCounts {
    pub(super) query: usize,
    pub(super) new: usize,
    pub(super) translated: usize,
    pub(super) reviewed: usize,
    pub(super) approved: usize,
}

impl StageCounts {
    fn add(&mut self, stage: Stage) {
        *match stage {
            Stage::Query => &mut self.query,
            Stage::New => &mut self.new,
            Stage::Translated => &mut self.translated,
            Stage::Reviewed => &mut self.reviewed,
            Stage::Approved => &mut self.approved,
        } += 1;
    }
}

impl BeadCounts {
    /// Counts the beads of a bitext; those below the confidence `low` (0..=1) are doubtful.
    pub(super) fn of(bitext: &Bitext, low: f32) -> BeadCounts {
        let mut counts = BeadCounts::default();
        for bead in &bitext.beads {
            counts.doubtful += usize::from(is_doubtful(bead, low));
            counts.unlinked += usize::from(!bead.is_linked());
            counts.locked += usize::from(bead.status == Status::Locked);
            counts.rejected += usize::from(bead.status == Status::Rejected);
            counts.noted += usize::from(bead.note.is_some());
            counts.moved += usize::from(bead.moved.is_some());
            counts.conflicts += usize::from(bead.is_conflict());
            counts.pending += usize::from(bead.pending().is_some() && !bead.is_conflict());
            counts.stale += usize::from(bead.was().is_some());
            counts.changed += usize::from(bead.is_changed());
            counts.commented += usize::from(!bead.comments().is_empty());
            counts.proposed += usize::from(!bead.proposals().is_empty());
            counts.stages.add(bead.stage());
        }
        counts.lost = bitext.lost.len();
        counts
    }
}

/// Whether a person should look at a bead: nobody has decided on it, and it is unlinked or the aligner is
/// not sure, which is a confidence below `low`.
pub(super) fn is_doubtful(bead: &Bead, low: f32) -> bool {
    bead.status == Status::Auto && (!bead.is_linked() || bead.confidence < low)
}

/// The number of new findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct FindingCounts {
    pub(super) error: usize,
    pub(super) warning: usize,
    pub(super) note: usize,
}

impl FindingCounts {
    /// Counts the findings that are new: neither known nor suppressed.
    pub(super) fn of<'a>(findings: impl Iterator<Item = &'a Found>) -> FindingCounts {
        let mut counts = FindingCounts::default();
        for found in findings.filter(|found| found.record.state == "new") {
            match found.record.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Note => counts.note += 1,
                Severity::Off => {}
            }
        }
        counts
    }

    /// All of them.
    pub(super) fn total(&self) -> usize {
        self.error + self.warning + self.note
    }
}

/// The numbers of a whole text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Tally {
    /// The number of links.
    pub(super) links: usize,
    #[serde(flatten)]
    pub(super) beads: BeadCounts,
    pub(super) findings: FindingCounts,
}

impl Tally {
    /// How many places of a kind there are: `doubtful`, `findings`, `stale`…; `None` for a word that is none.
    pub(super) fn of_kind(&self, kind: &str) -> Option<usize> {
        let beads = &self.beads;
        Some(match kind {
            "doubtful" => beads.doubtful,
            "unlinked" => beads.unlinked,
            "locked" => beads.locked,
            "rejected" => beads.rejected,
            "noted" => beads.noted,
            "moved" => beads.moved,
            "pending" => beads.pending,
            "conflicts" => beads.conflicts,
            "stale" => beads.stale,
            "changed" => beads.changed,
            "commented" => beads.commented,
            "proposed" => beads.proposed,
            "query" => beads.stages.query,
            "new" => beads.stages.new,
            "translated" => beads.stages.translated,
            "reviewed" => beads.stages.reviewed,
            "approved" => beads.stages.approved,
            "need" => self.links - beads.stages.approved.min(self.links),
            "lost" => beads.lost,
            "findings" => self.findings.total(),
            _ => return None,
        })
    }
}
