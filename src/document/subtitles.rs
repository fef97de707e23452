//! Subtitles: the text of the cues. Numbers, times, settings, notes and styles are gaps between them. A
//! cue ends where the screen is full, not where a sentence ends: cues are joined until a sentence ends.

use super::builder::BlockBuilder;
use super::model::{Block, BlockKind, Document};
use super::source::SourceText;
use super::speaker::find_speakers;
use super::{ReadOptions, Reader};
use crate::error::Result;
use crate::text::SourceSpan;

/// The most cues that are joined when no sentence ends.
const MOST_CUES: usize = 12;

/// Reads SubRip and WebVTT, which differ in their header and in what may stand between cues.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subtitles {
    pub(super) format: &'static str,
}

/// A line without white space at its ends, and the offset of its first byte.
struct CueLine<'s> {
    text: &'s str,
    start: usize,
}

impl Reader for Subtitles {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let read = options.settled(&source.text);
        let chinese = read.is_chinese();
        let mut blocks = Vec::new();
        let mut open: Option<Joined> = None;
        for cue in cues(&source.text) {
            let joined = open.get_or_insert_with(|| Joined::new(chinese));
            joined.add(&cue);
            if joined.is_complete() {
                blocks.extend(open.take().and_then(Joined::finish));
            }
        }
        blocks.extend(open.and_then(Joined::finish));
        find_speakers(&mut blocks);
        Ok(Document::new(source, self.format, read, blocks))
    }
}

/// The lines of text of each cue: those between a line of times and a blank line. A number directly
/// before the next line of times is not part of the text.
fn cues(text: &str) -> Vec<Vec<CueLine<'_>>> {
    let mut cues: Vec<Vec<CueLine<'_>>> = Vec::new();
    let mut inside = false;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let start = at + raw.len() - raw.trim_start().len();
        at += raw.len();
        let line = raw.trim();
        if is_times(line) {
            if inside
                && let Some(cue) = cues.last_mut()
                && cue.last().is_some_and(|line| is_number(line.text))
            {
                cue.pop();
            }
            cues.push(Vec::new());
            inside = true;
        } else if line.is_empty() {
            inside = false;
        } else if inside && let Some(cue) = cues.last_mut() {
            cue.push(CueLine { text: line, start });
        }
    }
    cues
}

/// Whether a line has times: `00:01:02,500 --> 00:01:04.000`, hours optional, settings after it.
fn is_times(line: &str) -> bool {
    line.split_once("-->").is_some_and(|(from, to)| {
        let time = |text: &str| {
            text.contains(':')
                && text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b':' | b',' | b'.'))
        };
        time(from.trim()) && to.split_whitespace().next().is_some_and(time)
    })
}

fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// Cues that are being joined to a block.
struct Joined {
    builder: BlockBuilder,
    cues: usize,
    span: Option<SourceSpan>,
    /// The last characters of the text so far, to find the end of a sentence.
    end: String,
}

impl Joined {
    const fn new(chinese: bool) -> Joined {
        Joined {
            builder: BlockBuilder::new(BlockKind::Paragraph, chinese),
            cues: 0,
            span: None,
            end: String::new(),
        }
    }

    fn add(&mut self, cue: &[CueLine<'_>]) {
        self.cues += 1;
        for line in cue {
            if let Some(before) = self.span {
                self.builder.gap(SourceSpan::new(before.end, line.start));
            }
            for (from, to) in words(line.text) {
                let span = SourceSpan::new(line.start + from, line.start + to);
                self.builder.text(&line.text[from..to], span, true);
                let first = self.span.map_or(span.start, |span| span.start);
                self.span = Some(SourceSpan::new(first, span.end));
                self.end = line.text[from..to].to_owned();
            }
        }
    }

    fn is_complete(&self) -> bool {
        let core = self
            .end
            .trim_end()
            .trim_end_matches(['"', '\'', '”', '’', '」', '』', '）', ')', ']', '♪']);
        self.cues >= MOST_CUES || core.ends_with(['。', '！', '？', '…', '.', '!', '?', '—'])
    }

    fn finish(self) -> Option<Block> {
        let span = self.span?;
        let block = self.builder.finish_literal(span);
        (!block.text.trim().is_empty()).then_some(block)
    }
}

/// The stretches of a line outside tags (`<i>`, `<v Name>`, `{\\an8}`), as start and end.
fn words(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let tag = match c {
            '<' => rest[1..]
                .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
                .then(|| rest.find('>'))
                .flatten(),
            '{' => rest[1..]
                .starts_with('\\')
                .then(|| rest.find('}'))
                .flatten(),
            _ => None,
        };
        if let Some(length) = tag {
            if from < at {
                found.push((from, at));
            }
            at += length + 1;
            from = at;
        } else {
            at += c.len_utf8();
        }
    }
    if from < at {
        found.push((from, at));
    }
    found
}
