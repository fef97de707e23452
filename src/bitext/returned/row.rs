//! A row against its bead.

use super::cut::cut_like;
use super::{Change, ChangeKind, Taking, marks};
use crate::bitext::desk::{Comment, Signature};
use crate::bitext::edit::Operation;
use crate::bitext::format::sheet::Row;
use crate::bitext::{Bead, Stage};
use crate::text::spaces::{Joint, fold};

impl Taking<'_, '_> {
    /// Takes in what was changed in a row. `base` is the English that went out, where that is not of this row alone.
    pub(super) fn row(&mut self, row: &Row, at: usize, base: Option<Vec<String>>) {
        let changes = self.returned.changes.len();
        let source = self.bitext.source_text(&self.bitext.beads[at]);
        for fault in &row.faults {
            self.list(
                &row.place,
                fault.clone(),
                &source,
                row.target.as_deref().unwrap_or_default(),
            );
        }
        if let Some(sent) = &row.sent {
            let sent = fold(&Joint::Chinese.join(sent.zh.iter().map(String::as_str)));
            if row.source != sent && row.source != fold(&source) {
                self.list(
                    &row.place,
                    "the Chinese was changed, and is not taken in",
                    &source,
                    &row.source,
                );
            }
        }
        let is_merged = base.is_some();
        let stage = self.bitext.beads[at].stage();
        let base = base
            .or_else(|| row.sent.as_ref().map(|sent| sent.en.clone()))
            .unwrap_or_else(|| self.bitext.target_words(&self.bitext.beads[at]));
        if let Some(text) = &row.target {
            self.words(row, at, text, &base);
        }
        for proposed in &row.proposed {
            self.propose(row, at, &proposed.text, &base, &proposed.signed);
        }
        if row.holds && self.bitext.beads[at].was().is_some() {
            let bead = self.bitext.beads[at].id.clone();
            if self.make(Operation::Holds { bead }) == Ok(true) {
                self.change(ChangeKind::Holds, row, at, String::new(), String::new(), "");
            }
        }
        if !is_merged {
            self.stage(row, at, stage);
            self.note(row, at);
        }
        self.remarks(row, at);
        self.returned.unchanged += usize::from(self.returned.changes.len() == changes);
    }

    /// The English of a row that somebody wrote anew.
    fn words(&mut self, row: &Row, at: usize, text: &str, base: &[String]) {
        let before = Joint::English.join(base.iter().map(String::as_str));
        let text = fold(text);
        if text == fold(&before) {
            return;
        }
        if marks::are_alike(&fold(&before), &text) && !self.how.with_marks {
            let source = self.bitext.source_text(&self.bitext.beads[at]);
            let is_in = fold(&self.bitext.target_text(&self.bitext.beads[at])) == text;
            if !is_in {
                self.list(
                    &row.place,
                    "only the shape of marks was changed, as word processors do: not taken in",
                    &source,
                    &text,
                );
            }
            return;
        }
        let text = match self.how.with_marks {
            true => text,
            false => self.style.kept(&before, &text),
        };
        let texts = cut_like(base, &text, self.how.cut);
        if self.how.as_proposals {
            self.propose(row, at, &text, base, &Signature::default());
        } else {
            self.write(row, at, &texts, base);
        }
    }

    /// Writes sentences into a bead, in the place of those that went out.
    pub(super) fn write(&mut self, row: &Row, at: usize, texts: &[String], base: &[String]) {
        let bead = &self.bitext.beads[at];
        let (now, id) = (self.bitext.target_words(bead), bead.id.clone());
        if texts == now {
            return;
        }
        let before = now.join(" ");
        let source = self.bitext.source_text(bead);
        let is_addition = bead.source.is_empty();
        let operation = Operation::Translate {
            bead: id,
            texts: texts.to_vec(),
            was: Some(base.to_vec()),
            by_rule: false,
        };
        match self.make(operation) {
            Ok(true) => {}
            Ok(false) => return,
            Err(why) => {
                self.list(&row.place, why, &source, &texts.join(" "));
                return;
            }
        }
        if is_addition && texts.is_empty() {
            self.returned.changes.push(Change {
                kind: ChangeKind::Emptied,
                place: row.place.clone(),
                bead: String::new(),
                source,
                before,
                after: String::new(),
                by: self.by(""),
            });
            return;
        }
        let bead = &self.bitext.beads[at];
        let after = self.bitext.target_text(bead);
        let kind = match (bead.is_conflict(), now.is_empty(), texts.is_empty()) {
            (true, ..) => ChangeKind::Conflict,
            (_, true, _) => ChangeKind::Translated,
            (.., true) => ChangeKind::Emptied,
            _ if marks::are_alike(&before, &after) => ChangeKind::Marks,
            _ => ChangeKind::Edited,
        };
        self.change(kind, row, at, before, after, "");
        // Who wrote these words.
        let bead = &self.bitext.beads[at];
        if kind != ChangeKind::Conflict && !bead.target.is_empty() && bead.stage() != Stage::Query {
            let operation = Operation::Stage {
                bead: bead.id.clone(),
                stage: Stage::Translated,
                signed: self.signed(&Signature::default()),
            };
            let _ = self.make(operation);
        }
    }

    fn propose(&mut self, row: &Row, at: usize, text: &str, base: &[String], by: &Signature) {
        let bead = &self.bitext.beads[at];
        let before = Joint::English.join(base.iter().map(String::as_str));
        let text = self.style.kept(&before, &fold(text));
        let texts = cut_like(base, &text, self.how.cut);
        if texts == self.bitext.target_words(bead) || texts == base {
            return;
        }
        let operation = Operation::Propose {
            bead: bead.id.clone(),
            texts,
            was: Some(base.to_vec()),
            signed: self.signed(by),
        };
        if self.make(operation) == Ok(true) {
            self.change(ChangeKind::Proposed, row, at, before, text, &by.by);
        }
    }

    /// The stage of a row; `before` is that of the bead before its English was changed.
    fn stage(&mut self, row: &Row, at: usize, before: Stage) {
        let Some(stage) = row.stage else { return };
        let sent = row
            .sent
            .as_ref()
            .and_then(|sent| sent.stage)
            .unwrap_or(before);
        let bead = &self.bitext.beads[at];
        if stage == sent || stage == bead.stage() {
            return;
        }
        // A row that was emptied, or that nobody has filled, says nothing by its old stage.
        let is_of_words = stage != Stage::Query && stage != Stage::New;
        let source = self.bitext.source_text(bead);
        if bead.target.is_empty() && is_of_words {
            self.list(
                &row.place,
                format!("is {}, and has no English", stage.name()),
                &source,
                stage.name(),
            );
            return;
        }
        if before != sent {
            let what = format!(
                "is {} there, and {} here by now",
                stage.name(),
                before.name()
            );
            self.list(&row.place, what, &source, stage.name());
            return;
        }
        let operation = Operation::Stage {
            bead: bead.id.clone(),
            stage,
            signed: self.signed(&Signature::default()),
        };
        match self.make(operation) {
            Ok(true) => {
                let (before, after) = (before.name().to_owned(), stage.name().to_owned());
                self.change(ChangeKind::Stage, row, at, before, after, "");
            }
            Ok(false) => {}
            Err(why) => self.list(&row.place, why, &source, stage.name()),
        }
    }

    fn note(&mut self, row: &Row, at: usize) {
        let Some(note) = &row.note else { return };
        let bead = &self.bitext.beads[at];
        let now = bead.note.clone().unwrap_or_default();
        let sent = row
            .sent
            .as_ref()
            .map_or(now.clone(), |sent| sent.note.clone());
        // Not every program keeps the lines of a note.
        if fold(note) == fold(&sent) || fold(note) == fold(&now) {
            return;
        }
        // A note that was changed here, too, has both.
        let both = match now.trim() == sent.trim() {
            true => note.clone(),
            false if now.contains(note.as_str()) => return,
            false => format!("{now}; {note}"),
        };
        let operation = Operation::Note {
            bead: bead.id.clone(),
            note: both.clone(),
        };
        if self.make(operation) == Ok(true) {
            self.change(ChangeKind::Note, row, at, now, both, "");
        }
    }

    /// The comments of a row that the bead does not have.
    pub(super) fn remarks(&mut self, row: &Row, at: usize) {
        for comment in &row.comments {
            let bead = &self.bitext.beads[at];
            let Some(comment) = self.news(bead, comment) else {
                continue;
            };
            let operation = Operation::Comment {
                bead: bead.id.clone(),
                text: comment.text.clone(),
                signed: comment.signed.clone(),
                asks: false,
            };
            if self.make(operation) == Ok(true) {
                let by = comment.signed.by.clone();
                self.change(
                    ChangeKind::Comment,
                    row,
                    at,
                    String::new(),
                    comment.text,
                    &by,
                );
            }
        }
    }

    /// What a comment says that the thread of a bead does not: all of it, or what somebody wrote below.
    fn news(&self, bead: &Bead, comment: &Comment) -> Option<Comment> {
        let text = comment.text.trim();
        let signed = self.signed(&comment.signed);
        let mut said = bead.comments().iter();
        if text.is_empty()
            || said
                .clone()
                .any(|one| one.text.trim() == text && one.signed.by == signed.by)
        {
            return None;
        }
        let is_of = |one: &&Comment| {
            one.signed == comment.signed
                && !comment.signed.at.is_empty()
                && text.starts_with(one.text.trim())
        };
        let Some(begun) = said.find(is_of) else {
            return Some(Comment::new(text, &signed));
        };
        let added = text[begun.text.trim().len()..].trim();
        let answer = Comment::new(added, &self.signed(&Signature::default()));
        let is_there = bead
            .comments()
            .iter()
            .any(|one| one.text.trim() == added && one.signed.by == answer.signed.by);
        (!added.is_empty() && !is_there).then_some(answer)
    }

    /// A signature with what the file does not say.
    pub(super) fn signed(&self, signed: &Signature) -> Signature {
        let or = |said: &str, usual: &str| match said {
            "" | "?" => usual.to_owned(),
            said => said.to_owned(),
        };
        Signature {
            by: or(&signed.by, &self.how.by),
            at: or(&signed.at, &self.how.at),
        }
    }

    fn by(&self, by: &str) -> String {
        match by {
            "" | "?" => self.how.by.clone(),
            by => by.to_owned(),
        }
    }

    fn change(
        &mut self,
        kind: ChangeKind,
        row: &Row,
        at: usize,
        before: String,
        after: String,
        by: &str,
    ) {
        let bead = &self.bitext.beads[at];
        let change = Change {
            kind,
            place: row.place.clone(),
            bead: bead.id.0.to_string(),
            source: self.bitext.source_text(bead),
            before,
            after,
            by: self.by(by),
        };
        self.returned.changes.push(change);
    }

    /// A row that belongs nowhere: listed if somebody changed anything in it.
    pub(super) fn nowhere(&mut self, row: &Row) {
        let target = row.target.as_deref().unwrap_or_default();
        let comments: Vec<&str> = row.comments.iter().map(|one| one.text.as_str()).collect();
        if row.source.is_empty() && target.is_empty() && comments.is_empty() {
            // An addition that was taken out, here or there.
            self.returned.unchanged += 1;
            return;
        }
        if let Some(sent) = &row.sent {
            let same =
                fold(&Joint::English.join(sent.en.iter().map(String::as_str))) == fold(target);
            let is_same = same
                && row.stage == sent.stage
                && fold(row.note.as_deref().unwrap_or_default()) == fold(&sent.note)
                && row.proposed.is_empty();
            if is_same && comments.is_empty() {
                self.returned.unchanged += 1;
                return;
            }
        }
        let what = match (&row.sent, row.source.is_empty()) {
            (Some(_), _) => {
                "its link is no longer there: it was split, merged or its Chinese has changed"
            }
            (None, true) => "a row without Chinese, which belongs to no link",
            (None, false) => "no link has this Chinese",
        };
        let mut words = vec![target];
        words.extend(row.note.as_deref());
        words.extend(comments);
        words.extend(row.proposed.iter().map(|one| one.text.as_str()));
        words.retain(|one| !one.is_empty());
        self.list(&row.place, what, &row.source, &words.join(" | "));
    }
}
