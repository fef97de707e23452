//! Assembly of a bitext from two segmented texts and the links between them.

use super::model::{Bead, Bitext, Sentence, Side, SideReading};
use super::span::BeadSpan;
use crate::document::{BlockKind, READER_VERSION};
use crate::segment::{SegmentIds, SegmentedDocument};

impl Bitext {
    /// The bitext of two texts, their languages as tags. `beads` cover every segment of both once, in
    /// order; sentence `i` of a side is segment `i` of its text. The beads are named here.
    #[must_use]
    pub fn assemble(
        source: &SegmentedDocument,
        target: &SegmentedDocument,
        languages: (&str, &str),
        beads: impl IntoIterator<Item = Bead>,
    ) -> Bitext {
        named(side(source, languages.0), side(target, languages.1), beads)
    }

    /// The bitext of two lists of sentences that come from no file: as [`assemble`](Self::assemble),
    /// every sentence in a block of its own.
    #[must_use]
    pub fn of_sentences(
        source: &[&str],
        target: &[&str],
        languages: (&str, &str),
        beads: impl IntoIterator<Item = Bead>,
    ) -> Bitext {
        named(list(source, languages.0), list(target, languages.1), beads)
    }
}

fn named(source: Side, target: Side, beads: impl IntoIterator<Item = Bead>) -> Bitext {
    let mut bitext = Bitext {
        source,
        target,
        beads: beads.into_iter().collect(),
        ..Bitext::default()
    };
    bitext.name_beads();
    bitext
}

impl Bitext {
    /// How a text was read.
    #[must_use]
    pub fn reading_of(text: &SegmentedDocument) -> SideReading {
        SideReading {
            reader: READER_VERSION,
            format: text.document.format.to_owned(),
            settings: text.document.read.digest(),
            cut: String::new(),
        }
    }

    /// The bitext of a text without its source: one bead a sentence, each an addition.
    #[must_use]
    pub fn without_source(text: &SegmentedDocument, language: &str) -> Bitext {
        let target = side(text, language);
        let beads: Vec<Bead> = (0..target.sentences.len())
            .map(|at| Bead::automatic(BeadSpan::new(0..0, at..at + 1), 1.0, None))
            .collect();
        named(Side::default(), target, beads)
    }
}

fn list(texts: &[&str], language: &str) -> Side {
    let mut ids = SegmentIds::new();
    let sentences = texts.iter().enumerate().map(|(block, text)| Sentence {
        id: ids.next(text),
        text: (*text).into(),
        bytes: None,
        at: None,
        block,
        kind: BlockKind::Paragraph,
    });
    Side {
        language: language.to_owned(),
        file: String::new(),
        sentences: sentences.collect(),
        reading: None,
    }
}

fn side(text: &SegmentedDocument, language: &str) -> Side {
    let source = &text.document.source;
    let sentences = text
        .segments
        .iter()
        .map(|segment| Sentence {
            id: segment.id.clone(),
            text: segment.text.as_str().into(),
            bytes: Some((
                source.portable(segment.source.start),
                source.portable(segment.source.end),
            )),
            at: Some(source.line_column(segment.source.start)),
            block: segment.block,
            kind: text.document.blocks[segment.block].kind,
        })
        .collect();
    Side {
        language: language.to_owned(),
        file: source.path.display().to_string(),
        reading: Some(Bitext::reading_of(text)),
        sentences,
    }
}
