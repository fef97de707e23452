//! A cue: what is on the screen together, with its times, line by line.

use super::time::Times;
use crate::text::SourceSpan;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words as they stand.
    Words(SourceSpan),
    /// Characters that are written otherwise: `&amp;`, `\h`.
    Character(String, SourceSpan),
    /// Markup.
    Code(Tag, SourceSpan),
}

impl Part {
    pub(super) const fn span(&self) -> SourceSpan {
        match self {
            Part::Words(span) | Part::Character(_, span) | Part::Code(_, span) => *span,
        }
    }
}

/// What a piece of markup does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Opens a pair of this name.
    Open(String),
    /// Closes it.
    Close(String),
    /// Stands by itself.
    Point,
}

/// A line of a cue, without white space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) span: SourceSpan,
    pub(super) parts: Vec<Part>,
    /// A voice begins in front of it: `<v Name>`.
    pub(super) voice: Option<String>,
}

impl Line {
    /// The line that these parts make; `text` begins at byte `start` of the file. White space at the ends is not
    /// part of it, and nothing makes none.
    pub(super) fn of(mut parts: Vec<Part>, text: &str, start: usize) -> Option<Line> {
        let words = |span: SourceSpan| &text[span.start - start..span.end - start];
        for part in &mut parts {
            match part {
                Part::Words(span) => {
                    let words = words(*span);
                    span.start += words.len() - words.trim_start().len();
                    if !span.is_empty() {
                        break;
                    }
                }
                Part::Character(..) => break,
                Part::Code(..) => {}
            }
        }
        for part in parts.iter_mut().rev() {
            match part {
                Part::Words(span) => {
                    let words = words(*span);
                    span.end -= words.len() - words.trim_end().len();
                    if !span.is_empty() {
                        break;
                    }
                }
                Part::Character(..) => break,
                Part::Code(..) => {}
            }
        }
        parts.retain(|part| !part.span().is_empty());
        let span = SourceSpan::new(parts.first()?.span().start, parts.last()?.span().end);
        Some(Line {
            span,
            parts,
            voice: None,
        })
    }

    /// The visible words.
    pub(super) fn words(&self, source: &str) -> String {
        let mut words = String::new();
        for part in &self.parts {
            match part {
                Part::Words(span) => words.push_str(span.of(source)),
                Part::Character(text, _) => words.push_str(text),
                Part::Code(..) => {}
            }
        }
        words
    }
}

/// A cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// Where its line of times begins in the file.
    pub(super) at: usize,
    pub(super) times: Times,
    /// Its lines that have something in them.
    pub(super) lines: Vec<Line>,
    /// Who speaks, as the file has it in a column of its own.
    pub(super) name: Option<String>,
    /// It stands at a place of its own on the screen or in a style of its own: a sign, a title.
    pub(super) style: Option<String>,
}

/// The longest piece of markup that is looked for, in bytes.
const LONGEST: usize = 2_000;

/// The length of the stretch that `text` begins with and that ends with `end`.
pub(super) fn until(text: &str, end: &str) -> Option<usize> {
    let near = &text.as_bytes()[..text.len().min(LONGEST)];
    let mut windows = near.windows(end.len());
    Some(windows.position(|window| window == end.as_bytes())? + end.len())
}

/// What a file says besides its cues, and what is no text in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Other {
    /// What it is, as the documentation calls it.
    pub(super) what: &'static str,
    pub(super) span: SourceSpan,
}

/// A file of subtitles as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Track {
    pub(super) cues: Vec<Cue>,
    /// In the order of the file.
    pub(super) others: Vec<Other>,
    /// Where lines stand that look like times of a cue and are none.
    pub(super) unclear: Vec<usize>,
}
