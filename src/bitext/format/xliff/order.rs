//! The order of the targets: units stand in that of the sources.

use std::collections::HashMap;

use super::units::Unit;
use crate::bitext::format::jsonl::placed;

/// The units as their targets follow one another: as they stand, but one that names another stands
/// behind it. A name that leads nowhere, or in a ring, as after somebody deleted a unit, moves nothing.
pub(super) fn of_targets(units: &[Unit]) -> Vec<usize> {
    let mut holder = HashMap::new();
    for (at, unit) in units.iter().enumerate() {
        if !unit.target.is_empty() {
            holder.entry(unit.id.as_str()).or_insert(at);
        }
    }
    // Behind which unit each stands; `None` for where it is.
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
            // A file that anchors everything to everything else would take forever to look through.
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

/// So many units may name another.
const MOST_MOVED: usize = 20_000;
