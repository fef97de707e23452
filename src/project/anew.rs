//! Texts that another version read, or other settings: the file is the same, and other words of it are text.

use std::ops::Range;

use crate::bitext::Side;
use crate::segment::{Segment, SegmentedDocument};
use crate::text::spaces;

/// Gives the sentences of a side that are not in `text` the words that are read in their place now, if that is
/// all that happened: the bytes at the place of each are still its words. `is_portable` says how places count
/// (see [`crate::document::SourceText::portable`]). Otherwise the side stays, and the answer is no.
pub(super) fn read_anew(side: &mut Side, text: &SegmentedDocument, is_portable: bool) -> bool {
    let source = &text.document.source;
    if !matches!(
        text.document.format,
        "md" | "html" | "epub" | "docx" | "txt" | "srt" | "vtt" | "ass" | "lines"
    ) || !is_portable && source.encoding != "UTF-8"
    {
        return false;
    }
    let known: std::collections::HashSet<&str> =
        text.segments.iter().map(|one| one.text.as_str()).collect();
    let mut others: Vec<(usize, String)> = Vec::new();
    for (number, sentence) in side.sentences.iter().enumerate() {
        if known.contains(sentence.text.as_str()) {
            continue;
        }
        let Some((start, end)) = sentence.bytes else {
            return false;
        };
        let place = if is_portable {
            source.from_portable(start)..source.from_portable(end)
        } else {
            start..end
        };
        let Some(raw) = source.text.get(place.clone()) else {
            return false;
        };
        if !letters(raw).eq(letters(&sentence.text)) {
            return false;
        }
        let here = overlapping(&text.segments, &place);
        let goes_on = here.iter().any(|segment| {
            let span = segment.source.range();
            let before = &source.text[span.start..span.start.max(place.start).min(span.end)];
            let behind = &source.text[span.end.min(place.end).max(span.start)..span.end];
            letters(before).chain(letters(behind)).next().is_some()
        });
        if goes_on {
            return false;
        }
        let words: Vec<&str> = here.iter().map(|segment| segment.text.as_str()).collect();
        if !words.is_empty() {
            others.push((number, spaces::fold(&words.join(" "))));
        }
    }
    for (number, words) in others {
        side.sentences[number].text = words.into();
    }
    true
}

/// The letters and digits of a text.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric())
}

/// The segments that a stretch of the source has a part of.
fn overlapping<'t>(segments: &'t [Segment], place: &Range<usize>) -> Vec<&'t Segment> {
    let from = segments.partition_point(|one| one.source.end <= place.start);
    segments[from..]
        .iter()
        .take_while(|one| one.source.start < place.end)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::bitext::Bitext;
    use crate::document::read_bytes;
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    fn text(markdown: &str) -> SegmentedDocument {
        let document = read_bytes(markdown.into(), Path::new("en.md"), None).unwrap();
        segment(document, Language::En, &SegmentOptions::default())
    }

    /// A side as an older reader had it: with other words for some sentences, at the same places.
    fn older(text: &SegmentedDocument, words: &[(usize, &str, usize)]) -> Side {
        let mut side = Bitext::without_source(text, "en-US").target;
        for &(at, words, longer) in words {
            side.sentences[at].text = words.into();
            let bytes = side.sentences[at].bytes.unwrap();
            side.sentences[at].bytes = Some((bytes.0, bytes.1 + longer));
        }
        side
    }

    #[test]
    fn what_is_read_otherwise_at_its_place_gets_the_words_of_today() {
        let text = text("# Setup {#setup}\n\nIt was late. He slept.\n");
        let mut side = older(&text, &[(0, "Setup {#setup}", 9)]);
        assert_ne!(side.sentences[0].text, text.segments[0].text);
        assert!(read_anew(&mut side, &text, true));
        assert_eq!(side.sentences[0].text, text.segments[0].text);
    }

    #[test]
    fn words_that_changed_are_no_other_reading() {
        for (words, longer) in [("It was soon.", 0), ("It was", 0), ("Was it late?", 0)] {
            let text = text("# Setup\n\nIt was late. He slept.\n");
            let mut side = older(&text, &[(1, words, longer)]);
            let before = side.clone();
            assert!(!read_anew(&mut side, &text, true), "{words}");
            assert_eq!(side, before);
        }
        let text = text("It was late now. He slept.\n");
        let mut side = older(&text, &[(0, "It was late", 0)]);
        let (start, _) = side.sentences[0].bytes.unwrap();
        side.sentences[0].bytes = Some((start, start + 11));
        assert!(!read_anew(&mut side, &text, true));
    }
}
