//! A bitext that git left in conflict: its words are those of the texts, its decisions those of both sides.

use std::path::Path;

use super::desk::Desk;
use super::edit::put_words;
use super::format::jsonl;
use super::model::{Bead, Bitext, Lost, Status, UnknownKeys, Why};
use crate::error::Result;
use crate::text::spaces;

/// Reads a bitext file with git's conflict markers: our version, with the decisions of theirs. `None` when
/// there are no markers.
///
/// # Errors
/// As [`jsonl::read`], of either version; unfinished markers are refused with their line.
pub fn read_conflicting(bytes: &[u8], path: &Path) -> Result<Option<Bitext>> {
    let Some((ours, theirs)) = versions(bytes) else {
        return Ok(None);
    };
    let mut united = jsonl::read(&ours, path)?;
    united.take_decisions(&jsonl::read(&theirs, path)?);
    Ok(Some(united))
}

/// Both versions of a file with conflict markers.
fn versions(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    /// Where a line stands.
    #[derive(Clone, Copy, PartialEq)]
    enum In {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut now = In::Both;
    let mut any = false;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let next = match (now, line) {
            (In::Both, line) if line.starts_with(b"<<<<<<<") => Some(In::Ours),
            (In::Ours, line) if line.starts_with(b"|||||||") => Some(In::Base),
            (In::Ours | In::Base, line) if line.starts_with(b"=======") => Some(In::Theirs),
            (In::Theirs, line) if line.starts_with(b">>>>>>>") => Some(In::Both),
            _ => None,
        };
        if let Some(next) = next {
            any = true;
            now = next;
            continue;
        }
        if matches!(now, In::Both | In::Ours) {
            ours.extend_from_slice(line);
        }
        if matches!(now, In::Both | In::Theirs) {
            theirs.extend_from_slice(line);
        }
    }
    (any && now == In::Both).then_some((ours, theirs))
}

impl Bitext {
    /// Takes the decisions of another version over: a lock before none, both notes, words that wait. What
    /// contradicts a decision here, or finds no link, is lost, by name.
    pub fn take_decisions(&mut self, other: &Bitext) {
        for theirs in other.beads.iter().filter(|bead| bead.is_decided()) {
            let Some(at) = self.same_chinese(other, theirs) else {
                self.lost.push(lost(other, theirs));
                continue;
            };
            let own = &self.beads[at];
            let contradicts = own.status != Status::Auto
                && theirs.status != Status::Auto
                && own.status != theirs.status;
            let both_wait = own.pending().is_some()
                && theirs.pending().is_some()
                && self.target_words(own) != other.target_words(theirs);
            if contradicts || both_wait {
                self.lost.push(lost(other, theirs));
            }
            if let (Some(pending), None) = (theirs.pending(), own.pending()) {
                let pending = pending.clone();
                put_words(self, at, &other.target_words(theirs));
                self.beads[at].state_mut().pending = Some(pending);
            }
            let own = &mut self.beads[at];
            if own.status == Status::Auto {
                own.status = theirs.status;
            }
            own.note = match (own.note.take(), &theirs.note) {
                (Some(own), Some(theirs)) if own != *theirs => Some(format!("{own}; {theirs}")),
                (None, theirs) => theirs.clone(),
                (own, _) => own,
            };
            if let Some(state) = &theirs.state {
                let own = own.state_mut();
                own.changed |= state.changed;
                if own.was.is_none() {
                    own.was.clone_from(&state.was);
                }
                own.desk = Desk::merged(&Desk::default(), &own.desk, &state.desk);
                for (key, value) in &state.other {
                    own.other
                        .entry(key.clone())
                        .or_insert_with(|| value.clone());
                }
            }
            own.tidy();
        }
        for one in &other.lost {
            if !self.lost.contains(one) {
                self.lost.push(one.clone());
            }
        }
        for (key, value) in &other.other {
            self.other
                .entry(key.clone())
                .or_insert_with(|| value.clone());
        }
    }

    /// The bead here that has the Chinese of a bead of another version; of an addition, its English.
    fn same_chinese(&self, other: &Bitext, bead: &Bead) -> Option<usize> {
        if let Ok(at) = self.find_bead(&bead.id) {
            return Some(at);
        }
        let text = |bitext: &Bitext, bead: &Bead| match bead.source.is_empty() {
            true => (true, spaces::fold(&bitext.target_text(bead))),
            false => (false, spaces::fold(&bitext.source_text(bead))),
        };
        let wanted = text(other, bead);
        self.beads.iter().position(|own| text(self, own) == wanted)
    }
}

fn lost(bitext: &Bitext, bead: &Bead) -> Lost {
    Lost {
        id: bead.id.clone(),
        source: bitext.source_text(bead),
        target: bitext.target_text(bead),
        status: bead.status,
        note: bead.note.clone(),
        why: Why::Apart,
        desk: bead.desk(),
        other: bead
            .state
            .as_ref()
            .map_or_else(UnknownKeys::new, |state| state.other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    fn bitext() -> Bitext {
        let mut bitext = Bitext {
            source: side("zh-CN", &["一。", "二。", "三。"]),
            target: side("en-US", &["One.", "Two.", "Three."]),
            beads: (0..3).map(|k| bead(k..k + 1, k..k + 1)).collect(),
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext
    }

    fn bytes(bitext: &Bitext) -> String {
        let mut out = Vec::new();
        jsonl::write(bitext, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn of_both_sides_of_a_conflict_all_decisions_stay() {
        let (mut ours, mut theirs) = (bitext(), bitext());
        ours.beads[1].status = Status::Locked;
        ours.beads[1].note = Some("ours".into());
        theirs.beads[1].note = Some("theirs".into());
        theirs.beads[2].status = Status::Rejected;
        let (ours, theirs) = (bytes(&ours), bytes(&theirs));
        let (head, ours) = ours.split_once('\n').unwrap();
        let (_, theirs) = theirs.split_once('\n').unwrap();
        let file =
            format!("{head}\n<<<<<<< HEAD\n{ours}||||||| base\n=======\n{theirs}>>>>>>> other\n");
        let united = read_conflicting(file.as_bytes(), Path::new("b.jsonl"))
            .unwrap()
            .unwrap();
        let said: Vec<_> = united
            .beads
            .iter()
            .map(|bead| (bead.status, bead.note.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                (Status::Auto, None),
                (Status::Locked, Some("ours; theirs")),
                (Status::Rejected, None),
            ]
        );
        assert!(united.lost.is_empty());
    }

    #[test]
    fn what_contradicts_is_lost_by_name() {
        let (mut ours, mut theirs) = (bitext(), bitext());
        ours.beads[0].status = Status::Locked;
        theirs.beads[0].status = Status::Rejected;
        ours.take_decisions(&theirs);
        assert_eq!(ours.beads[0].status, Status::Locked);
        assert_eq!(ours.lost.len(), 1);
        assert_eq!(ours.lost[0].status, Status::Rejected);
    }

    #[test]
    fn a_file_without_markers_or_with_half_of_them_is_none() {
        let whole = bytes(&bitext());
        let path = Path::new("b.jsonl");
        assert!(read_conflicting(whole.as_bytes(), path).unwrap().is_none());
        let half = format!("{whole}<<<<<<< HEAD\n");
        assert!(read_conflicting(half.as_bytes(), path).unwrap().is_none());
    }
}
