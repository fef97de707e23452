//! Bitexts made of pairs of texts that belong to no document.

use super::model::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::segment::SegmentIds;

impl Bitext {
    /// A bead for each pair of a Chinese and an English text; `languages` as tags. An empty text is no
    /// sentence.
    #[must_use]
    pub fn of_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        languages: (&str, &str),
    ) -> Bitext {
        let side = |language: &str| Side {
            language: language.to_owned(),
            ..Side::default()
        };
        let mut bitext = Bitext {
            source: side(languages.0),
            target: side(languages.1),
            beads: Vec::new(),
            ..Bitext::default()
        };
        let mut ids = [SegmentIds::new(), SegmentIds::new()];
        for (block, (source, target)) in pairs.into_iter().enumerate() {
            let sides = [(&mut bitext.source, source), (&mut bitext.target, target)];
            let [source, target] = [0, 1].map(|n| sides[n].0.sentences.len());
            for ((side, text), ids) in sides.into_iter().zip(&mut ids) {
                if text.trim().is_empty() {
                    continue;
                }
                side.sentences.push(Sentence {
                    id: ids.next(text),
                    text: text.into(),
                    bytes: None,
                    at: None,
                    block,
                    kind: BlockKind::Paragraph,
                });
            }
            let source = source..bitext.source.sentences.len();
            let target = target..bitext.target.sentences.len();
            if source.is_empty() && target.is_empty() {
                continue;
            }
            bitext.beads.push(Bead {
                id: BeadId::default(),
                source,
                target,
                confidence: 1.0,
                status: Status::Auto,
                moved: None,
                note: None,
                state: None,
            });
        }
        bitext.name_beads();
        bitext
    }
}
