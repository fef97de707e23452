//! From two texts and the links between them to a bitext.

use std::ops::Range;

use super::model::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::segment::Text;

/// Source sentences, target sentences, confidence, and the moved group where there is one.
pub type Linked = (Range<usize>, Range<usize>, f32, Option<u32>);

impl Bitext {
    /// The bitext of two texts. `links` cover every segment of both once, in order; sentence `i` of
    /// a side is segment `i` of its text.
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
    /// A text of which nobody knows what it translates: a bead a sentence, each without source.
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
    let sentences = text
        .segments
        .iter()
        .map(|segment| Sentence {
            id: segment.id.clone(),
            text: segment.text.clone(),
            bytes: Some((
                source.offsets.in_file(segment.source.start),
                source.offsets.in_file(segment.source.end),
            )),
            at: Some(source.line_column(segment.source.start)),
            block: segment.block,
            kind: text.document.blocks[segment.block].kind,
        })
        .collect();
    Side {
        language: language.to_owned(),
        file: source.path.display().to_string(),
        sentences,
    }
}
