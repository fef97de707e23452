//! Which rows of a sheet are which beads.

use std::collections::{HashMap, HashSet};

use crate::bitext::format::sheet::Row;
use crate::bitext::{Bead, Bitext};
use crate::text::spaces::{fold, without};

/// The most beads that somebody makes one of.
const MOST_MERGED: usize = 8;

/// Rows, by their index, that belong together with beads, by theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Group {
    /// A row, and the bead that it is.
    One(usize, usize),
    /// Rows that became one, the first of them with the words; and the beads that they were, without a gap.
    Merged(Vec<usize>, Vec<usize>),
    /// A bead that became several rows.
    Split(Vec<usize>, usize),
}

/// Where the rows belong.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The groups, in the order of the file.
    pub(super) groups: Vec<Group>,
    /// Rows that belong nowhere.
    pub(super) nowhere: Vec<usize>,
}

/// The Chinese of a bead; of one that has none, nothing.
fn chinese(bitext: &Bitext, bead: &Bead) -> String {
    fold(&bitext.source_text(bead))
}

impl Places {
    pub(super) fn of(bitext: &Bitext, rows: &[Row]) -> Places {
        let by_id: HashMap<&str, usize> = bitext
            .beads
            .iter()
            .enumerate()
            .map(|(at, bead)| (bead.id.0.as_str(), at))
            .collect();
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        let mut additions: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, bead) in bitext.beads.iter().enumerate() {
            let (of, text) = match bead.source.is_empty() {
                true => (&mut additions, bitext.target_text(bead)),
                false => (&mut by_text, chinese(bitext, bead)),
            };
            of.entry(without(&text)).or_default().push(at);
        }
        let mut finder = Finder {
            bitext,
            rows,
            claimed: vec![None; rows.len()],
            taken: HashSet::new(),
        };
        // By what went out first, so that no row takes the bead of another one.
        for (at, row) in rows.iter().enumerate() {
            let id = row.sent.as_ref().map(|sent| sent.id.as_str());
            if let Some(&bead) = id.and_then(|id| by_id.get(id)) {
                finder.claim(at, bead);
            }
        }
        for (at, row) in rows.iter().enumerate() {
            let text = without(&row.source);
            if finder.claimed[at].is_some() {
                continue;
            }
            // An addition is known by its English.
            let english = without(row.target.as_deref().unwrap_or_default());
            let found = match text.is_empty() {
                true => additions.get(&english),
                false => by_text.get(&text),
            };
            let found = found.into_iter().flatten();
            let near = finder.before(at);
            // Of several that say the same, the next one behind the row before.
            let mut free = found.copied().filter(|bead| !finder.taken.contains(bead));
            let first = free.next();
            let best = first
                .into_iter()
                .chain(free)
                .find(|bead| near.is_none_or(|near| *bead > near));
            if let Some(bead) = best.or(first) {
                finder.claim(at, bead);
            }
        }
        finder.groups()
    }
}

struct Finder<'a> {
    bitext: &'a Bitext,
    rows: &'a [Row],
    claimed: Vec<Option<usize>>,
    taken: HashSet<usize>,
}

impl Finder<'_> {
    fn claim(&mut self, row: usize, bead: usize) {
        self.claimed[row] = Some(bead);
        self.taken.insert(bead);
    }

    /// The bead of the nearest row before this one that has any.
    fn before(&self, row: usize) -> Option<usize> {
        self.claimed[..row].iter().rev().find_map(|bead| *bead)
    }

    fn text(&self, bead: usize) -> String {
        without(&chinese(self.bitext, &self.bitext.beads[bead]))
    }

    /// The beads that together have this Chinese, one of them `near`.
    fn together(&self, text: &str, near: usize) -> Option<Vec<usize>> {
        let first = near.saturating_sub(MOST_MERGED);
        (first..=near).rev().find_map(|from| {
            let mut whole = String::new();
            let mut beads = Vec::new();
            for at in from..self.bitext.beads.len().min(from + MOST_MERGED) {
                whole.push_str(&self.text(at));
                beads.push(at);
                if !text.starts_with(&whole) {
                    return None;
                }
                if whole == text {
                    return (beads.len() > 1 && beads.contains(&near)).then_some(beads);
                }
            }
            None
        })
    }

    fn groups(&self) -> Places {
        let mut places = Places::default();
        let mut rows_of: HashMap<usize, Vec<usize>> = HashMap::new();
        for (row, bead) in self.claimed.iter().enumerate() {
            if let Some(bead) = bead {
                rows_of.entry(*bead).or_default().push(row);
            }
        }
        let mut done: HashSet<usize> = HashSet::new();
        for (at, row) in self.rows.iter().enumerate() {
            if done.contains(&at) {
                continue;
            }
            let Some(bead) = self.claimed[at] else {
                places.nowhere.push(at);
                continue;
            };
            let text = without(&row.source);
            // Rows below that are one with this one.
            let below: Vec<usize> = (at + 1..self.rows.len())
                .take_while(|next| self.rows[*next].continues)
                .collect();
            if !below.is_empty() {
                let mut beads: Vec<usize> =
                    below.iter().filter_map(|row| self.claimed[*row]).collect();
                beads.push(bead);
                beads.sort_unstable();
                beads.dedup();
                let is_whole = beads.windows(2).all(|pair| pair[1] == pair[0] + 1);
                if is_whole && beads.len() > 1 {
                    let rows = std::iter::once(at).chain(below).collect::<Vec<_>>();
                    done.extend(&rows);
                    places.groups.push(Group::Merged(rows, beads));
                    continue;
                }
            }
            let own = self.text(bead);
            if text != own && !text.is_empty() {
                if let Some(beads) = self.together(&text, bead) {
                    // A row that is still there by itself with its words was not made a part of this one.
                    let others = beads.iter().filter(|one| **one != bead);
                    let rows: Vec<usize> = others
                        .filter_map(|one| rows_of.get(one))
                        .flatten()
                        .copied()
                        .collect();
                    let is_gone = |row: &usize| {
                        self.rows[*row]
                            .target
                            .as_deref()
                            .unwrap_or_default()
                            .is_empty()
                    };
                    if rows.iter().all(is_gone) {
                        let rows = std::iter::once(at).chain(rows).collect::<Vec<_>>();
                        done.extend(&rows);
                        places.groups.push(Group::Merged(rows, beads));
                        continue;
                    }
                }
                if let Some(rows) = self.parts(at, bead, &own) {
                    done.extend(&rows);
                    places.nowhere.retain(|row| !rows.contains(row));
                    places.groups.push(Group::Split(rows, bead));
                    continue;
                }
            }
            places.groups.push(Group::One(at, bead));
        }
        places
    }

    /// The rows from this one on that together have the Chinese of a bead, each a part of it.
    fn parts(&self, at: usize, bead: usize, whole: &str) -> Option<Vec<usize>> {
        let mut text = String::new();
        let mut rows = Vec::new();
        for next in at..self.rows.len() {
            // A row of another bead is no part of this one.
            if self.claimed[next].is_some_and(|other| other != bead) {
                return None;
            }
            text.push_str(&without(&self.rows[next].source));
            rows.push(next);
            if text == whole {
                return (rows.len() > 1).then_some(rows);
            }
            if !whole.starts_with(&text) {
                return None;
            }
        }
        None
    }
}
