//! The record of a sentence, as `duizhao segment --format jsonl` writes it.

use serde::Serialize;

use super::Segment;
use crate::document::stream::Piece;

/// A sentence with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentRecord<'a> {
    id: &'a str,
    block: usize,
    kind: &'static str,
    /// The member of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    /// Byte offsets into the file, or into the member.
    start: usize,
    end: usize,
    text: &'a str,
}

impl<'a> SegmentRecord<'a> {
    /// The record of a sentence of `piece`.
    #[must_use]
    pub fn of(segment: &'a Segment, piece: &'a Piece) -> SegmentRecord<'a> {
        let source = &piece.document.source;
        let place = source.in_member(segment.source.start);
        let (start, end) = match place {
            Some((_, start)) => (start, start + segment.source.len()),
            None => (
                piece.before + source.offsets.in_file(segment.source.start),
                piece.before + source.offsets.in_file(segment.source.end),
            ),
        };
        let kind = piece.document.blocks[segment.block - piece.blocks_before].kind;
        SegmentRecord {
            id: &segment.id.0,
            block: segment.block,
            kind: kind.name(),
            member: place.map(|(member, _)| member),
            start,
            end,
            text: &segment.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;
    use crate::segment::{SegmentIds, SegmentOptions, cut};
    use crate::text::Language;

    #[test]
    fn offsets_and_blocks_count_in_the_whole_file() {
        let text = "灯亮了。船来了。\n";
        let document = read_bytes(text.into(), Path::new("zh.txt"), Some("txt")).unwrap();
        let piece = Piece {
            document,
            before: 100,
            blocks_before: 7,
        };
        let mut records = Vec::new();
        let blocks = &piece.document.blocks;
        let (rules, mut ids) = (SegmentOptions::default(), SegmentIds::new());
        cut(blocks, 7, Language::Zh, &rules, &mut ids, |segment| {
            let record = SegmentRecord::of(&segment, &piece);
            records.push(serde_json::to_string(&record).unwrap());
        });
        assert_eq!(records.len(), 2);
        let wanted =
            "\"block\":7,\"kind\":\"paragraph\",\"start\":112,\"end\":124,\"text\":\"船来了。\"}";
        assert!(records[1].ends_with(wanted), "{}", records[1]);
    }
}
