//! The order of the targets; the units themselves stand in the order of the sources.

use std::collections::HashMap;

use super::units::XliffUnit;
use crate::bitext::format::jsonl::placed;

/// The indices of the units in the order of their targets: as they stand, except that a unit that names
/// another one comes behind it. A name that leads nowhere or in a circle, as after somebody deleted a
/// unit, moves nothing.
pub(super) fn of_targets(units: &[XliffUnit]) -> Vec<usize> {
    let mut holder = HashMap::new();
    for (at, unit) in units.iter().enumerate() {
        if !unit.target.is_empty() {
            holder.entry(unit.id.as_str()).or_insert(at);
        }
    }
    // The unit that each unit follows: `Some(None)` for the beginning, `None` for a unit that stays
    // where it is.
    let anchors: Vec<Option<Option<usize>>> = units
        .iter()
        .map(|unit| match unit.after.as_deref() {
            Some("") => Some(None),
            Some(name) => holder.get(name).map(|&at| Some(at)),
            None => None,
        })
        .collect();
    let leads_home = |start: usize| {
        let mut at = start;
        for _ in 0..units.len() {
            match anchors[at] {
                Some(Some(next)) => at = next,
                _ => return true,
            }
        }
        false
    };
    let mut behind: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    let mut stays = vec![true; units.len()];
    let mut anchored = 0usize;
    for (at, anchor) in anchors.iter().enumerate() {
        if let Some(anchor) = anchor {
            anchored += 1;
            // The limit keeps files in which every unit follows another from taking quadratic time.
            if anchored <= MOST_MOVED && leads_home(at) {
                stays[at] = false;
                behind.entry(*anchor).or_default().push(at);
            }
        }
    }
    let mut standing: Vec<usize> = (0..units.len()).filter(|&at| stays[at]).collect();
    standing.sort_by_key(|&at| units[at].rank);
    placed(&behind, standing)
}

/// The largest number of units whose named predecessor is honoured.
const MOST_MOVED: usize = 20_000;
