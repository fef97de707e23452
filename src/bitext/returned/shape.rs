//! Links that somebody made one of, or two of one.

use super::placed::Group;
use super::{Change, ChangeKind, Taking};
use crate::bitext::edit::Operation;
use crate::bitext::format::sheet::Row;
use crate::bitext::{BeadId, join_source};
use crate::text::spaces::without;

impl Taking<'_, '_> {
    pub(super) fn group(&mut self, rows: &[Row], group: &Group) {
        match group {
            Group::One(row, bead) => match self.now(*bead) {
                Some(bead) => self.row(&rows[*row], bead, None),
                None => self.nowhere(&rows[*row]),
            },
            Group::Merged(of, beads) => {
                let now: Option<Vec<usize>> = beads.iter().map(|bead| self.now(*bead)).collect();
                match now {
                    Some(beads) => self.merged(rows, of, &beads),
                    None => of.iter().for_each(|row| self.nowhere(&rows[*row])),
                }
            }
            Group::Split(of, bead) => match self.now(*bead) {
                Some(bead) => self.split(rows, of, bead),
                None => of.iter().for_each(|row| self.nowhere(&rows[*row])),
            },
        }
    }

    /// The index of a bead now, given the one that it had before anything was taken in: beads before it may have
    /// been merged or split.
    fn now(&self, at: usize) -> Option<usize> {
        let id = &self.ids[at];
        let is_it = |at: &usize| {
            self.bitext
                .beads
                .get(*at)
                .is_some_and(|bead| bead.id == *id)
        };
        let near = (0..=self.shifts).flat_map(|by| [at.checked_sub(by), Some(at + by)]);
        near.flatten().find(is_it)
    }

    fn merged(&mut self, rows: &[Row], of: &[usize], beads: &[usize]) {
        let row = &rows[of[0]];
        let ids: Vec<BeadId> = beads
            .iter()
            .map(|at| self.bitext.beads[*at].id.clone())
            .collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
            return;
        };
        let words: Vec<String> = beads
            .iter()
            .map(|at| self.bitext.target_text(&self.bitext.beads[*at]))
            .collect();
        let base: Vec<String> = beads
            .iter()
            .flat_map(|at| self.sent_of(rows, *at))
            .collect();
        let operation = Operation::Merge {
            first: first.clone(),
            last: last.clone(),
        };
        let at = beads[0];
        match self.make(operation) {
            Ok(_) => {
                self.shifts += beads.len();
                let bead = &self.bitext.beads[at];
                let change = Change {
                    kind: ChangeKind::Merged,
                    place: row.place.clone(),
                    bead: bead.id.0.to_string(),
                    source: self.bitext.source_text(bead),
                    before: words.join(" | "),
                    after: row.target.clone().unwrap_or_default(),
                    by: self.how.by.clone(),
                };
                self.returned.changes.push(change);
                self.row(row, at, Some(base));
                for other in &of[1..] {
                    self.remarks(&rows[*other], at);
                }
            }
            Err(why) => {
                let what = format!("cannot be made one: {why}");
                self.list(
                    &row.place,
                    what,
                    &row.source,
                    row.target.as_deref().unwrap_or_default(),
                );
            }
        }
    }

    /// The English of a bead as it went out in the row of it, or as it is.
    fn sent_of(&self, rows: &[Row], bead: usize) -> Vec<String> {
        let bead = &self.bitext.beads[bead];
        let id = bead.id.0.as_str();
        let mut sent = rows.iter().filter_map(|row| row.sent.as_ref());
        match sent.find(|sent| sent.id == id) {
            Some(sent) => sent.en.clone(),
            None => self.bitext.target_words(bead),
        }
    }

    fn split(&mut self, rows: &[Row], of: &[usize], bead: usize) {
        let before = self.bitext.target_text(&self.bitext.beads[bead]);
        let base = self.sent_of(rows, bead);
        let parts: Vec<Vec<String>> = of
            .iter()
            .map(|row| (self.how.cut)(rows[*row].target.as_deref().unwrap_or_default()))
            .collect();
        let whole: Vec<String> = parts.concat();
        let first = &rows[of[0]];
        let source = self.bitext.source_text(&self.bitext.beads[bead]);
        // How many Chinese sentences the first rows have, where rows end with sentences.
        let sentences = self.bitext.beads[bead].source.clone();
        let mut ends = Vec::new();
        let mut text = String::new();
        for row in &of[..of.len() - 1] {
            text.push_str(&rows[*row].source);
            let end = (sentences.start + 1..sentences.end).find(|end| {
                let part = &self.bitext.source.sentences[sentences.start..*end];
                without(&join_source(part)) == without(&text)
            });
            ends.extend(end.map(|end| end - sentences.start));
        }
        if whole != self.bitext.target_words(&self.bitext.beads[bead]) && whole != base {
            self.write(first, bead, &whole, &base);
        }
        if ends.len() + 1 != of.len() {
            self.list(
                &first.place,
                "was split inside a sentence of the Chinese: the English of its parts is taken together",
                &source,
                &whole.join(" "),
            );
            return;
        }
        let mut done = 0;
        for (at, (end, part)) in (bead..).zip(ends.iter().zip(&parts)) {
            let operation = Operation::Split {
                bead: self.bitext.beads[at].id.clone(),
                source: end - done,
                target: part.len(),
            };
            done = *end;
            if let Err(why) = self.make(operation) {
                self.list(
                    &first.place,
                    format!("cannot be split: {why}"),
                    &source,
                    &whole.join(" "),
                );
                return;
            }
            self.shifts += 1;
        }
        let after: Vec<String> = parts.iter().map(|part| part.join(" ")).collect();
        self.returned.changes.push(Change {
            kind: ChangeKind::Split,
            place: first.place.clone(),
            bead: self.bitext.beads[bead].id.0.to_string(),
            source,
            before,
            after: after.join(" | "),
            by: self.how.by.clone(),
        });
        for (number, row) in of.iter().enumerate() {
            self.remarks(&rows[*row], bead + number);
        }
    }
}
