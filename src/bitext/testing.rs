//! Small bitexts for tests.

use std::ops::Range;

use super::model::{Bead, BeadId, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::segment::SegmentId;
use crate::segment::SegmentIds;

/// A sentence of a paragraph that came from no file.
pub(crate) fn sentence(id: &str, text: &str) -> Sentence {
    Sentence {
        id: SegmentId(id.into()),
        text: text.into(),
        bytes: None,
        at: None,
        block: 0,
        kind: BlockKind::Paragraph,
    }
}

/// A side with these sentences, named by their texts.
pub(crate) fn side(language: &str, texts: &[&str]) -> Side {
    let mut namer = SegmentIds::new();
    Side {
        language: language.into(),
        file: format!("{language}.md"),
        sentences: texts
            .iter()
            .map(|text| sentence(&namer.next(text).0, text))
            .collect(),
    }
}

/// An automatic bead, not yet named, that everything is sure of.
pub(crate) fn bead(source: Range<usize>, target: Range<usize>) -> Bead {
    Bead {
        id: BeadId(String::new()),
        source,
        target,
        confidence: 1.0,
        status: Status::Auto,
        moved: None,
        note: None,
    }
}
