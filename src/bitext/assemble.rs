//! Assembly of a bitext from two segmented texts and the links between them.

use std::ops::Range;

use super::model::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::segment::Text;

/// A link of the aligner: source sentences, target sentences, confidence in 0..=1, and the number of
/// the moved group if it belongs to one.
pub type Linked = (Range<usize>, Range<usize>, f32, Option<u32>);

impl Bitext {
    /// The bitext of two texts. `links` cover every segment of both exactly once, in order; sentence
    /// `i` of a side is segment `i` of its text.
    #[must_use]
    pub fn assemble(
        source: &Text,
        target: &Text,
        languages: (&str, &str),
        links: impl IntoIterator<Item = Linked>,
    ) -> Bitext {
        let mut bitext = Bitext {
            source: side(source, languages.0),
            target: side(target, languages.1),
            beads: Vec::new(),
        };
        bitext.beads = links
            .into_iter()
            .map(|(source, target, confidence, moved)| Bead {
                id: BeadId::derive(
                    bitext.source.slice(&source).iter().map(|s| &s.id),
                    bitext.target.slice(&target).iter().map(|s| &s.id),
                ),
                source,
                target,
                confidence,
                status: Status::Auto,
                moved,
                note: None,
            })
            .collect();
        bitext
    }
}

impl Bitext {
    /// The bitext of a text without its source: one bead a sentence, each an addition.
    #[must_use]
    pub fn without_source(text: &Text, language: &str) -> Bitext {
        let target = side(text, language);
        let beads = (0..target.sentences.len())
            .map(|at| Bead {
                id: BeadId::derive(
                    std::iter::empty(),
                    std::iter::once(&target.sentences[at].id),
                ),
                source: 0..0,
                target: at..at + 1,
                confidence: 1.0,
                status: Status::Auto,
                moved: None,
                note: None,
            })
            .collect();
        Bitext {
            source: Side {
                language: String::new(),
                file: String::new(),
                sentences: Vec::new(),
            },
            target,
            beads,
        }
    }
}

fn side(text: &Text, language: &str) -> Side {
    let source = &text.document.source;
    // Lines and columns are counted once along the way, not again for every sentence: a whole book may
    // be one line of an archive's XML.
    let (mut line, mut column, mut seen) = (1, 1, 0);
    let sentences = text
        .segments
        .iter()
        .map(|segment| {
            let at = segment.source.start;
            let passed = &source.text[seen..at];
            if let Some(end) = passed.rfind('\n') {
                line += passed.bytes().filter(|&byte| byte == b'\n').count();
                column = passed[end + 1..].chars().count() + 1;
            } else {
                column += passed.chars().count();
            }
            seen = at;
            Sentence {
                id: segment.id.clone(),
                text: segment.text.clone(),
                bytes: Some((
                    source.offsets.in_file(segment.source.start),
                    source.offsets.in_file(segment.source.end),
                )),
                at: Some((line, column)),
                block: segment.block,
                kind: text.document.blocks[segment.block].kind,
            }
        })
        .collect();
    Side {
        language: language.to_owned(),
        file: source.path.display().to_string(),
        sentences,
    }
}
