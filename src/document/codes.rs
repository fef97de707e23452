//! The inline codes of a block: the markup that stands inside its text, in a form that can travel
//! through a translation and be written back. A code is exactly the bytes that stand in the source.

use super::model::{Block, CodeKind, Markup};
use super::source::SourceText;
use crate::text::{SourceSpan, TextSpan};

/// A piece of markup in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What it does.
    pub kind: CodeKind,
    /// Before which byte of the text it stands.
    pub at: usize,
    /// How it is written.
    pub markup: String,
}

/// A text and the codes in it: a block, a sentence, or the translation of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// What a reader sees.
    pub text: String,
    /// The codes, in the order in which they stand.
    pub codes: Vec<Code>,
}

/// The part of a block that can be replaced: its text and inline codes, without the marker of a
/// heading or an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What is in it.
    pub coded: Coded,
    /// The bytes of each code in the source.
    pub(super) sources: Vec<SourceSpan>,
}

/// What stands around words that are written.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// Whether they begin a line of the source, or the block.
    pub line_start: bool,
    /// How much is escaped: 0 what is never read as itself, 1 what seldom is, 2 everything.
    pub care: u8,
    /// Whether dollars in them may be taken for a formula: there are more of them than there were.
    pub dollars: bool,
    /// How many stars that are no pair to the parser stand before them in the block.
    pub stars: usize,
}

/// How a format writes text and inline codes. Formats that have it can be written back.
pub trait Inline: Sync {
    /// Appends words so that they are read as themselves.
    fn write(&self, words: &Coded, block: &Block, around: Around, out: &mut String);
}

impl Coded {
    /// A text without codes.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Coded {
            text: text.into(),
            codes: Vec::new(),
        }
    }

    /// The text without what is no language: code, formulas.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::with_capacity(self.text.len());
        let mut at = 0;
        for code in &self.codes {
            if let CodeKind::Opaque(length) = code.kind
                && code.at >= at
            {
                words.push_str(&self.text[at..code.at]);
                words.push(' ');
                at = code.at + length;
            }
        }
        words.push_str(&self.text[at..]);
        words
    }

    /// One past the last code that belongs to a stretch which ends at byte `end`: what closes there
    /// and the points there belong to it, what opens there does not.
    fn owned(&self, end: usize) -> usize {
        if end >= self.text.trim_end().len() {
            return self.codes.len();
        }
        let from = self.codes.partition_point(|code| code.at < end);
        let to = self.codes.partition_point(|code| code.at <= end);
        let last = self.codes[from..to]
            .iter()
            .rposition(|code| matches!(code.kind, CodeKind::Close(_) | CodeKind::Point));
        last.map_or(from, |last| from + last + 1)
    }

    /// Which codes belong to a stretch.
    fn range(&self, of: TextSpan) -> std::ops::Range<usize> {
        let before = self.text[..of.start].trim_end().len();
        let from = if before == 0 { 0 } else { self.owned(before) };
        from..self.owned(of.end).max(from)
    }
}

impl Content {
    /// The text of a block and the markup in it.
    pub(super) fn of(block: &Block, source: &SourceText) -> Content {
        let codes = block.codes.iter();
        let markup = |code: &Markup| {
            let written = code.source.of(&source.text);
            // A link whose words are its label: with other words the label has to be said.
            let opens = |other: &&Markup| match code.kind {
                CodeKind::Close(number) => other.kind == CodeKind::Open(number),
                _ => false,
            };
            match block.codes.iter().find(opens) {
                Some(open) if matches!(written, "]" | "][]") => {
                    let label = &source.text[open.source.end..code.source.start];
                    format!("][{label}]")
                }
                _ => written.to_owned(),
            }
        };
        Content {
            coded: Coded {
                text: block.text.clone(),
                codes: codes
                    .map(|code| Code {
                        kind: code.kind,
                        at: code.at,
                        markup: markup(code),
                    })
                    .collect(),
            },
            sources: block.codes.iter().map(|code| code.source).collect(),
        }
    }

    /// The stretch `of` with the codes that belong to it. Of a pair that goes on outside there is one
    /// half.
    #[must_use]
    pub fn part(&self, of: TextSpan) -> Coded {
        let codes = &self.coded.codes[self.coded.range(of)];
        Coded {
            text: of.of(&self.coded.text).to_owned(),
            codes: codes
                .iter()
                .filter(|code| code.kind != CodeKind::Break)
                .map(|code| {
                    let at = code.at.clamp(of.start, of.end);
                    let kind = match code.kind {
                        CodeKind::Opaque(length) => {
                            let end = (code.at + length).clamp(at, of.end);
                            CodeKind::Opaque(end - at)
                        }
                        kind => kind,
                    };
                    Code {
                        kind,
                        at: at - of.start,
                        markup: code.markup.clone(),
                    }
                })
                .collect(),
        }
    }

    /// Which codes belong to a stretch.
    pub(super) fn codes_of(&self, of: TextSpan) -> std::ops::Range<usize> {
        self.coded.range(of)
    }

    /// How many of the codes of a stretch stand before its first character and behind its last.
    pub(super) fn outside(&self, block: &Block, of: TextSpan) -> (usize, usize) {
        let text = self.words_bytes(block, of);
        let sources = &self.sources[self.coded.range(of)];
        let before = sources
            .iter()
            .take_while(|source| source.end <= text.start)
            .count();
        let behind = sources[before..]
            .iter()
            .rev()
            .take_while(|source| source.start >= text.end)
            .count();
        (before, behind)
    }

    /// The bytes in the source from the first character of a stretch to its last. What stands for characters is one
    /// with its markup: a stretch that ends with code ends behind it.
    pub(super) fn words_bytes(&self, block: &Block, of: TextSpan) -> SourceSpan {
        let mut span = block.source_span(of);
        let range = self.coded.range(of);
        let codes = self.coded.codes[range.clone()].iter();
        for (code, source) in codes.zip(&self.sources[range]) {
            if let CodeKind::Opaque(length) = code.kind
                && code.at < of.end
                && code.at + length > of.start
            {
                span = SourceSpan::new(span.start.min(source.start), span.end.max(source.end));
            }
        }
        span
    }

    /// How many stars that are no pair to the parser stand before byte `before` of the source.
    pub(super) fn loose_stars(&self, before: usize) -> usize {
        let codes = self.coded.codes.iter().zip(&self.sources);
        codes
            .filter(|(code, source)| {
                code.kind == CodeKind::Point && code.markup == "**" && source.start < before
            })
            .count()
    }

    /// The bytes in the source of a stretch with the codes that belong to it.
    pub(super) fn bytes(&self, block: &Block, of: TextSpan) -> SourceSpan {
        let mut span = block.source_span(of);
        for source in &self.sources[self.coded.range(of)] {
            span = SourceSpan::new(span.start.min(source.start), span.end.max(source.end));
        }
        span
    }
}
