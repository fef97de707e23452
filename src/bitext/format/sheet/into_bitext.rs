//! From the rows of a sheet to a bitext: a bead a row.

use std::path::Path;

use super::{Row, Sheet};
use crate::bitext::desk::{Desk, Proposal, Staged};
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Side, Stage, Status};
use crate::document::BlockKind;
use crate::segment::SegmentIds;
use crate::text::spaces::{Joint, fold};

impl Sheet {
    /// The bitext of the rows; a row with neither Chinese nor English is none. Sentences end where they ended when
    /// the sheet went out, if it still has their words.
    #[must_use]
    pub fn into_bitext(self, path: &Path) -> Bitext {
        let side = |language: String, usual: &str| Side {
            language: if language.is_empty() {
                usual.to_owned()
            } else {
                language
            },
            file: path.display().to_string(),
            ..Side::default()
        };
        let mut bitext = Bitext {
            source: side(self.languages.0, "zh-CN"),
            target: side(self.languages.1, "en-US"),
            ..Bitext::default()
        };
        let mut ids = [SegmentIds::new(), SegmentIds::new()];
        for (block, row) in self.rows.into_iter().enumerate() {
            let (source, target) = sentences(&row);
            let mut ranges = [0..0, 0..0];
            let sides = [(&mut bitext.source, source), (&mut bitext.target, target)];
            for (at, (side, texts)) in sides.into_iter().enumerate() {
                let start = side.sentences.len();
                for text in texts {
                    side.sentences.push(Sentence {
                        id: ids[at].next(&text),
                        text: text.into(),
                        bytes: None,
                        at: None,
                        block,
                        kind: BlockKind::Paragraph,
                    });
                }
                ranges[at] = start..side.sentences.len();
            }
            let [source, target] = ranges;
            if source.is_empty() && target.is_empty() {
                continue;
            }
            let mut bead = Bead {
                id: BeadId::default(),
                source,
                target,
                confidence: 1.0,
                status: Status::Auto,
                moved: None,
                note: row.note.clone().filter(|note| !note.is_empty()),
                state: None,
            };
            let desk = desk(&row, &bead);
            let state = bead.state_mut();
            state.desk = desk;
            state.was = row.was.clone();
            bead.tidy();
            bitext.beads.push(bead);
        }
        bitext.name_beads();
        bitext
    }
}

/// What people said of a row.
fn desk(row: &Row, bead: &Bead) -> Desk {
    // What any bead is that has English, or none, is nobody's decision.
    let usual = bead.stage();
    let has_words = !bead.target.is_empty();
    let stage = row.stage.filter(|stage| {
        *stage != usual && (has_words || matches!(stage, Stage::Query | Stage::New))
    });
    Desk {
        stage: stage.map(|is| Staged {
            is,
            signed: super::Signature::default(),
        }),
        comments: row.comments.clone(),
        proposals: row
            .proposed
            .iter()
            .map(|one| Proposal {
                signed: one.signed.clone(),
                texts: Some(fold(&one.text))
                    .filter(|text| !text.is_empty())
                    .into_iter()
                    .collect(),
                was: row
                    .target
                    .clone()
                    .filter(|text| !text.is_empty())
                    .into_iter()
                    .collect(),
            })
            .collect(),
    }
}

/// The sentences of both sides of a row.
fn sentences(row: &Row) -> (Vec<String>, Vec<String>) {
    let cut = |text: &str, sent: Option<&Vec<String>>, joint: Joint| -> Vec<String> {
        match sent {
            Some(sent) if fold(&joint.join(sent.iter().map(String::as_str))) == text => sent
                .iter()
                .map(|one| fold(one))
                .filter(|one| !one.is_empty())
                .collect(),
            _ if text.is_empty() => Vec::new(),
            _ => vec![text.to_owned()],
        }
    };
    let sent = row.sent.as_ref();
    (
        cut(
            &fold(&row.source),
            sent.map(|sent| &sent.zh),
            Joint::Chinese,
        ),
        cut(
            &fold(row.target.as_deref().unwrap_or_default()),
            sent.map(|sent| &sent.en),
            Joint::English,
        ),
    )
}
