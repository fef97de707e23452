//! Other words in a document: in its own words it is itself, and whatever the new words are, it keeps
//! its structure.

use std::path::Path;

use duizhao::document::codes::Coded;
use duizhao::document::file_bytes::encode_new;
use duizhao::document::rewrite::{Rewrite, rewrite};
use duizhao::document::subtitles::{Shown, Times};
use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{BlockKind, Document, Syntax, read_bytes};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;
use duizhao::translate::Masked;

/// A document and, behind a zero byte, the words that every sentence of it gets.
pub(super) fn written(data: &[u8]) {
    let mut halves = data.splitn(2, |&byte| byte == 0);
    let source = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
    let words = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
    for format in ["md", "html", "txt"] {
        let document = read(&source, format);
        let own = edits(&document, |masked, text| masked.unmask(text).ok());
        let same = write_back(&document, &own).expect("a format with a writer");
        assert_eq!(same.text, document.source.text, "{format}");
        if format != "md" || words.trim().is_empty() {
            continue;
        }
        let other = edits(&document, |masked, _| {
            let mut coded = Coded::plain(words.trim());
            masked.put_around(&mut coded);
            Some(coded)
        });
        let written = write_back(&document, &other).expect("a format with a writer");
        let again = read(&written.text, format);
        assert_eq!(shape(&again), shape(&document), "{}", written.text);
    }
}

/// Subtitles and, behind a zero byte, the words that every sentence of them gets: in their own words they are
/// themselves, and with others every cue that still has words has its times, and all words are there.
pub(super) fn subtitles(data: &[u8]) {
    let mut halves = data.splitn(2, |&byte| byte == 0);
    let source = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
    let words = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
    for format in ["srt", "vtt", "ass"] {
        let document = read(&source, format);
        let own = edits(&document, |masked, text| masked.unmask(text).ok());
        let same = write_back(&document, &own).expect("a format with a writer");
        assert_eq!(same.text, document.source.text, "{format}");
        let other = edits(&document, |_, _| Some(Coded::plain(words.trim())));
        let written = write_back(&document, &other).expect("a format with a writer");
        let bytes = written.text.clone().into_bytes();
        // Words may make what looks like a file of another kind.
        let Ok(again) = read_bytes(bytes, Path::new("x"), Some(format)) else {
            continue;
        };
        let mut times = times(&document).into_iter();
        for of in self::times(&again) {
            assert!(times.any(|was| was == of), "{format}: {}", written.text);
        }
        if written.kept.is_empty() {
            let all: String = again.blocks.iter().map(|block| said(&block.text)).collect();
            assert_eq!(all, said(&words).repeat(other.len()), "{}", written.text);
        }
        let rewrites: Vec<Rewrite> = own
            .iter()
            .map(|edit| Rewrite {
                block: edit.block,
                place: edit.place,
                text: words.clone(),
            })
            .collect();
        rewrite(&document, &rewrites).expect("a format with a writer");
    }
}

/// The members of a Word document and, behind a byte 1, the words that every sentence of it gets: in its own words
/// it is itself, and with others it is read again, every part as well-formed as it was.
pub(super) fn document(data: &[u8], pack: fn(&[&[u8]]) -> Vec<u8>) {
    let mut halves = data.splitn(2, |&byte| byte == 1);
    let members: Vec<&[u8]> = halves
        .next()
        .unwrap_or_default()
        .split(|&byte| byte == 0)
        .collect();
    let words = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
    let Ok(document) = read_bytes(pack(&members), Path::new("x"), Some("docx")) else {
        return;
    };
    let own = edits(&document, |masked, text| masked.unmask(text).ok());
    let same = write_back(&document, &own).expect("a format with a writer");
    assert_eq!(same.text, document.source.text);
    let other = edits(&document, |masked, _| {
        let mut coded = Coded::plain(words.trim());
        masked.put_around(&mut coded);
        Some(coded)
    });
    let written = write_back(&document, &other).expect("a format with a writer");
    let source = &document.source;
    let bytes = encode_new(source, &written.text).expect("parts that are cut as they were");
    read_bytes(bytes, Path::new("x"), Some("docx")).expect("what was written is read");
}

/// Words without white space, control characters and what keeps a backslash from its letter.
fn said(text: &str) -> String {
    let seen = |c: &char| !c.is_whitespace() && !c.is_control() && *c != '\u{2060}';
    text.chars().filter(seen).collect()
}

/// The times of the cues that have words.
fn times(document: &Document) -> Vec<Times> {
    let shown = Shown::of(document).expect("subtitles");
    (0..shown.len())
        .filter_map(|cue| shown.times(cue))
        .collect()
}

fn read(source: &str, format: &str) -> Document {
    let bytes = source.as_bytes().to_vec();
    match read_bytes(bytes, Path::new("x"), Some(format)) {
        Ok(document) => document,
        // What is no text is read as an empty one.
        Err(_) => read_bytes(Vec::new(), Path::new("x"), Some(format)).expect("nothing is text"),
    }
}

/// The sentences with what `answer` makes of them.
pub(super) fn edits(
    document: &Document,
    answer: impl Fn(&Masked, &str) -> Option<Coded>,
) -> Vec<Edit> {
    let contents = contents(document).expect("a format with a writer");
    let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
    let sentences = text.segments.iter().filter_map(|sentence| {
        let content = contents[sentence.block].as_ref()?;
        let masked = Masked::of(&content.part(sentence.place));
        Some(Edit {
            block: sentence.block,
            place: sentence.place,
            words: answer(&masked, &masked.text)?,
        })
    });
    sentences.collect()
}

/// What blocks there are, as far as words do not make them. HTML is not compared: lines of verse are
/// told by their length.
fn shape(document: &Document) -> Vec<&'static str> {
    let own = document
        .blocks
        .iter()
        .filter(|block| block.syntax != Syntax::Html);
    own.map(|block| match block.kind {
        BlockKind::Heading(_)
        | BlockKind::Paragraph
        | BlockKind::Caption
        | BlockKind::VerseLine => "words",
        other => other.name(),
    })
    .collect()
}
