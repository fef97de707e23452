//! From a bitext to the rows that go out.

use std::collections::HashMap;

use super::{Row, Sent, Sheet};
use crate::bitext::desk::Stage;
use crate::bitext::{Bitext, join_source, join_target};

/// Which rows go out, and what with them.
#[derive(Clone, Debug, Default)]
pub struct SheetOptions {
    /// The name of the text, where the sheet has several.
    pub text: String,
    /// Only beads of these stages; of all where there are none.
    pub stages: Vec<Stage>,
    /// Only beads with a finding, a comment, a note or a proposal.
    pub only_marked: bool,
    /// The findings by the index of their bead.
    pub findings: HashMap<usize, Vec<String>>,
}

impl Sheet {
    /// A sheet with the beads of a bitext.
    #[must_use]
    pub fn of(bitext: &Bitext, title: &str, options: &SheetOptions) -> Sheet {
        let mut sheet = Sheet {
            title: title.to_owned(),
            languages: (
                bitext.source.language.clone(),
                bitext.target.language.clone(),
            ),
            ..Sheet::default()
        };
        sheet.add(bitext, options);
        sheet
    }

    /// Adds the beads of a bitext.
    pub fn add(&mut self, bitext: &Bitext, options: &SheetOptions) {
        let from = self.rows.len();
        for (at, bead) in bitext.beads.iter().enumerate() {
            let findings = options.findings.get(&at).cloned().unwrap_or_default();
            let is_marked = !findings.is_empty()
                || bead.note.is_some()
                || !bead.comments().is_empty()
                || !bead.proposals().is_empty();
            let is_of_stage = options.stages.is_empty() || options.stages.contains(&bead.stage());
            if !is_of_stage || options.only_marked && !is_marked {
                continue;
            }
            self.rows.push(Row {
                number: at + 1,
                source: join_source(bitext.bead_source(bead)),
                target: Some(join_target(bitext.bead_target(bead))),
                stage: Some(bead.stage()),
                note: Some(bead.note.clone().unwrap_or_default()),
                comments: bead.comments().to_vec(),
                findings,
                was: bead.was().map(str::to_owned),
                sent: Some(Sent::of(bitext, bead, &options.text)),
                ..Row::default()
            });
        }
        // Each row knows of the others, so that one that is missing later is missed.
        let rows = &mut self.rows[from..];
        let ids: Vec<String> = rows
            .iter()
            .map(|row| {
                row.sent
                    .as_ref()
                    .map_or(String::new(), |sent| sent.id.clone())
            })
            .collect();
        for (at, row) in rows.iter_mut().enumerate() {
            if let Some(sent) = &mut row.sent {
                sent.n = at + 1;
                sent.of = ids.len();
                sent.next = ids.get(at + 1).cloned().unwrap_or_default();
            }
        }
    }

    /// Whether the rows are of several texts.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        let mut sent = self.rows.iter().filter_map(|row| row.sent.as_ref());
        sent.any(|sent| !sent.text.is_empty())
    }
}
