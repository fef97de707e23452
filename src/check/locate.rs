//! Places of findings: in a sentence of the bitext, and in a file.

use std::ops::Range;

use serde::Serialize;

use super::finding::Finding;
use crate::bitext::SideName;
use crate::bitext::{Bitext, Sentence, Side};
use crate::segment::SegmentedDocument;
use crate::text::spaces::OffsetMap;
use crate::text::{SourceSpan, TextSpan};

/// A stretch of a file. Lines and columns from 1, columns in characters; the end is one past the last
/// character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// Line of the first character; 0 where it is not known.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Its column.
    pub end_column: usize,
    /// The bytes in the decoded file, where the file is at hand.
    #[serde(skip)]
    pub bytes: Option<Range<usize>>,
}

/// The files of a bitext, as far as they are at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'a> {
    /// The Chinese.
    pub chinese: Option<&'a SegmentedDocument>,
    /// The English.
    pub english: Option<&'a SegmentedDocument>,
}

impl Files<'_> {
    /// The place of a finding in the Chinese.
    #[must_use]
    pub fn source(&self, bitext: &Bitext, finding: &Finding) -> Option<Place> {
        let sentences = finding.source_sentences(bitext);
        let (first, last) = spread(sentences, &finding.source, &finding.source_text(bitext))?;
        place(
            &bitext.source,
            self.chinese,
            finding.sentences.source.start,
            sentences,
            first,
            last,
        )
    }

    /// The place of a finding in the English.
    #[must_use]
    pub fn target(&self, bitext: &Bitext, finding: &Finding) -> Option<Place> {
        let sentences = finding.target_sentences(bitext);
        let (first, last) = spread(sentences, &finding.target, &finding.target_text(bitext))?;
        place(
            &bitext.target,
            self.english,
            finding.sentences.target.start,
            sentences,
            first,
            last,
        )
    }
}

/// Index of a sentence among those that were joined, and a byte of its text.
pub(crate) type At = (usize, usize);

/// The ends of a stretch of joined text, as sentence and byte. An empty stretch is all of the text.
pub(crate) fn spread(sentences: &[Sentence], of: &Range<usize>, joined: &str) -> Option<(At, At)> {
    let last = sentences.len().checked_sub(1)?;
    if of.is_empty() {
        return Some(((0, 0), (last, sentences[last].text.len())));
    }
    let starts = starts(sentences, joined);
    let find = |byte: usize| {
        let n = starts
            .partition_point(|&start| start <= byte)
            .saturating_sub(1);
        (n, (byte - starts[n]).min(sentences[n].text.len()))
    };
    let (first, before_end) = (find(of.start), find(of.end - 1));
    let end = (
        before_end.0,
        (before_end.1 + 1).min(sentences[before_end.0].text.len()),
    );
    Some((first, end))
}

/// The byte of the joined text at which each of its sentences begins.
pub(crate) fn starts(sentences: &[Sentence], joined: &str) -> Vec<usize> {
    let mut starts = Vec::with_capacity(sentences.len());
    let mut at = 0;
    for sentence in sentences {
        // Between sentences there is a space or nothing.
        at += joined[at..].find(sentence.text.as_str()).unwrap_or(0);
        starts.push(at);
        at += sentence.text.len();
    }
    starts
}

/// A stretch of one sentence of a bitext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentencePlace {
    /// The side.
    pub side: SideName,
    /// Index of the sentence in that side.
    pub sentence: usize,
    /// Bytes of its text.
    pub bytes: Range<usize>,
}

impl Finding {
    /// Its places in the sentences of the bitext: a stretch of each sentence that they reach into, those of the
    /// source first; none for a side that it speaks of as a whole.
    #[must_use]
    pub fn places(&self, bitext: &Bitext) -> Vec<SentencePlace> {
        let mut places = Vec::new();
        let sides = [
            (
                SideName::Source,
                self.source_sentences(bitext),
                &self.source,
                self.source_text(bitext),
                self.sentences.source.start,
            ),
            (
                SideName::Target,
                self.target_sentences(bitext),
                &self.target,
                self.target_text(bitext),
                self.sentences.target.start,
            ),
        ];
        for (side, sentences, of, joined, start) in sides {
            if of.is_empty() {
                continue;
            }
            let Some((first, last)) = spread(sentences, of, &joined) else {
                continue;
            };
            let reached = sentences.iter().enumerate().take(last.0 + 1);
            for (number, sentence) in reached.skip(first.0) {
                let from = if number == first.0 { first.1 } else { 0 };
                let to = if number == last.0 {
                    last.1
                } else {
                    sentence.text.len()
                };
                places.push(SentencePlace {
                    side,
                    sentence: start + number,
                    bytes: from..to,
                });
            }
        }
        places
    }
}

fn place(
    side: &Side,
    text: Option<&SegmentedDocument>,
    start: usize,
    sentences: &[Sentence],
    first: At,
    last: At,
) -> Option<Place> {
    if let Some(text) = text
        && let (Some(from), Some(to)) = (
            in_file(text, start + first.0, first.1..first.1),
            in_file(text, start + last.0, last.1..last.1),
        )
    {
        let exact = (first.0 == last.0)
            .then(|| in_file(text, start + first.0, first.1..last.1))
            .flatten();
        let bytes = exact.map_or(from.start..to.start.max(from.start), |span| span.range());
        let source = &text.document.source;
        let (line, column) = source.line_column(bytes.start);
        let (end_line, end_column) = source.line_column(bytes.end);
        return Some(Place {
            file: side.file.clone(),
            line,
            column,
            end_line,
            end_column,
            bytes: Some(bytes),
        });
    }
    // Without the file, the sentence's own place.
    let sentence = &sentences[first.0];
    let (line, column) = sentence.at.unwrap_or((0, 0));
    Some(Place {
        file: side.file.clone(),
        line,
        column,
        end_line: line,
        end_column: column,
        bytes: None,
    })
}

/// The place in the file of some bytes of a sentence's text: the file may have more white space there than
/// the one space of the sentence.
pub(crate) fn in_file(
    text: &SegmentedDocument,
    sentence: usize,
    of: Range<usize>,
) -> Option<SourceSpan> {
    let segment = text.segments.get(sentence)?;
    let block = &text.document.blocks.get(segment.block)?;
    let folded = OffsetMap::between(segment.place.of(&block.text), &segment.text)?;
    let base = segment.place.start;
    let (from, to) = (
        base + folded.original(of.start),
        base + folded.original(of.end),
    );
    if of.is_empty() && from >= segment.place.end {
        let end = block
            .source_span(TextSpan::new(base, segment.place.end))
            .end;
        return Some(SourceSpan::new(end, end));
    }
    Some(block.source_span(TextSpan::new(from, to.max(from))))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    #[test]
    fn places_behind_white_space_of_every_kind_are_found() {
        let page = "头一段。\n\n张三\u{3000}灯塔守望人，  在 AI\u{a0} 室里看着**灯塔**。\n";
        let document = read_bytes(page.into(), Path::new("zh.md"), None).unwrap();
        let text = segment(document, Language::Zh, &SegmentOptions::default());
        let sentence = &text.segments[1].text;
        assert!(sentence.starts_with("张三\u{3000}灯塔守望人， 在 AI 室"));
        let words = ["张三", "灯塔守望人", "在", "AI", "室里", "\u{3000}"];
        for word in words {
            let at = sentence.find(word).expect("it is in the sentence");
            let found = in_file(&text, 1, at..at + word.len()).expect("it is in the file");
            assert_eq!(found.of(page), word);
            let (line, column) = text.document.source.line_column(found.start);
            assert_eq!(line, 3, "{word}");
            let line = page.lines().nth(2).expect("the third line");
            let before: String = line.chars().take(column - 1).collect();
            assert!(line[before.len()..].starts_with(word), "{word}: {column}");
        }
        let marked = sentence.rfind("灯塔").expect("it is in the sentence");
        let found = in_file(&text, 1, marked..marked + "灯塔".len()).expect("it is in the file");
        assert_eq!(found.start, page.rfind("灯塔").expect("it is in the page"));
    }
}
