//! Rows that went out and are not in the sheet any more.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Change, ChangeKind, Taking};
use crate::bitext::edit::Operation;
use crate::bitext::format::sheet::Sheet;

/// Lists the beads whose rows are missing, or takes their English out where that is wanted.
pub(super) fn take(taking: &mut Taking<'_, '_>, sheet: &Sheet) {
    let sent: Vec<_> = sheet
        .rows
        .iter()
        .filter_map(|row| row.sent.as_ref())
        .collect();
    let by_number: BTreeMap<usize, &str> =
        sent.iter().map(|one| (one.n, one.next.as_str())).collect();
    let Some(of) = sent.iter().map(|one| one.of).max().filter(|of| *of > 0) else {
        return;
    };
    let there: HashSet<&str> = sent.iter().map(|one| one.id.as_str()).collect();
    let known: HashMap<&str, &crate::bitext::format::sheet::Sent> = sheet
        .gone
        .iter()
        .map(|one| (one.id.as_str(), one))
        .collect();
    // Beads that were made one have no row of their own either.
    let merged: HashSet<String> = taking
        .returned
        .operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::Merge { first, last } => Some([first.0.to_string(), last.0.to_string()]),
            _ => None,
        })
        .flatten()
        .collect();
    let mut gone: Vec<String> = known.keys().map(|id| (*id).to_owned()).collect();
    gone.sort_by_key(|id| known.get(id.as_str()).map(|one| one.n));
    if known.is_empty() {
        // The row before a gap knows the first bead of it; the others follow in the bitext.
        for number in 1..=of {
            if by_number.contains_key(&number) {
                continue;
            }
            let from_row = by_number
                .get(&(number.wrapping_sub(1)))
                .map(|next| (*next).to_owned());
            // As the beads stood before anything was taken in.
            let from_gap = || {
                let last = gone.last()?;
                let at = taking.ids.iter().position(|id| id.0 == **last)?;
                taking.ids.get(at + 1).map(|id| id.0.to_string())
            };
            let first = || taking.ids.first().map(|id| id.0.to_string());
            let id = match number {
                1 => first(),
                _ => from_row.or_else(from_gap),
            };
            if let Some(id) = id.filter(|id| !there.contains(id.as_str())) {
                gone.push(id);
            }
        }
    }
    for id in gone {
        let Some(at) = taking.bitext.beads.iter().position(|bead| bead.id.0 == *id) else {
            continue;
        };
        if merged.contains(&id) {
            continue;
        }
        let bead = &taking.bitext.beads[at];
        let (source, words) = (
            taking.bitext.source_text(bead),
            taking.bitext.target_text(bead),
        );
        if taking.how.without_missing && !bead.target.is_empty() {
            let operation = Operation::Translate {
                bead: bead.id.clone(),
                texts: Vec::new(),
                was: None,
                by_rule: false,
            };
            match taking.make(operation) {
                Ok(true) => taking.returned.changes.push(Change {
                    kind: ChangeKind::Emptied,
                    place: String::new(),
                    bead: id,
                    source,
                    before: words,
                    after: String::new(),
                    by: taking.how.by.clone(),
                }),
                Ok(false) => {}
                Err(why) => taking.list("", why, &source, &words),
            }
        } else if !taking.how.without_missing {
            taking.list(
                "",
                "its row is not in the file any more: its English stays",
                &source,
                &words,
            );
        }
    }
}
