//! Headings of one side that the other lacks. The aligner links such a heading with its neighbour, because the
//! paragraph behind it mostly says the same; that it is a heading of its own is known from the blocks.

use std::ops::Range;

use super::checked_bead::CheckedBead;
use super::evidence::{chinese_words, english_words, likeness};
use super::locate::starts;
use crate::bitext::Sentence;
use crate::document::BlockKind;

/// The least likeness of a heading to the running text that stands for it.
const SAID: f64 = 0.5;
/// How much longer than usual running text is that cannot be a heading's translation.
const LONGER: f64 = 1.8;

/// A block of one side: its bytes in the joined text.
struct Block<'a> {
    kind: BlockKind,
    place: Range<usize>,
    text: &'a str,
}

impl Block<'_> {
    fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading(_))
    }

    /// Whether it can be a heading that is marked up as something else: a short line without an end mark.
    fn may_be_heading(&self) -> bool {
        const END: &[char] = &['.', '。', ';', '；', '!', '！', ','];
        const SHORT: usize = 80;
        let text = self
            .text
            .trim_end_matches(['*', '_', ' ', '"', '”', '」', ')', '）']);
        text.chars().count() <= SHORT && !text.ends_with(END)
    }
}

fn blocks<'a>(sentences: &[Sentence], joined: &'a str) -> Vec<Block<'a>> {
    let starts = starts(sentences, joined);
    let mut blocks: Vec<(usize, Block<'a>)> = Vec::new();
    for (sentence, start) in sentences.iter().zip(starts) {
        let end = start + sentence.text.len();
        match blocks.last_mut() {
            Some((number, block)) if *number == sentence.block && block.kind == sentence.kind => {
                block.place.end = end;
                block.text = &joined[block.place.clone()];
            }
            _ => blocks.push((
                sentence.block,
                Block {
                    kind: sentence.kind,
                    place: start..end,
                    text: &joined[start..end],
                },
            )),
        }
    }
    blocks.into_iter().map(|(_, block)| block).collect()
}

/// The headings of a link that have no counterpart: bytes of the Chinese, or of the English.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Headings {
    /// A heading without English.
    pub(crate) source: Option<Range<usize>>,
    /// A heading without Chinese.
    pub(crate) target: Option<Range<usize>>,
}

/// The headings that one side of a link has and the other lacks. `ratio` is the number of English characters that
/// is usual for a Chinese one.
pub(crate) fn without_counterpart(pair: &CheckedBead<'_>, ratio: f64) -> Headings {
    let mut found = Headings::default();
    let is_heading = |sentences: &[Sentence]| {
        let mut kinds = sentences.iter().map(|sentence| sentence.kind);
        kinds.any(|kind| matches!(kind, BlockKind::Heading(_)))
    };
    if !pair.is_linked() || !is_heading(pair.sources) && !is_heading(pair.targets) {
        return found;
    }
    let (source, target) = (
        blocks(pair.sources, &pair.source),
        blocks(pair.targets, &pair.target),
    );
    if let ([one], [other]) = (source.as_slice(), target.as_slice()) {
        // One block each: another heading stands beside it, or running text has taken its place.
        let unlike = || {
            let (alike, shared) = likeness(&chinese_words(one.text), &english_words(other.text));
            alike < SAID && shared < 2
        };
        let (usual, length) = (
            super::weight::weight(one.text).max(1) as f64 * ratio,
            other.text.chars().count() as f64,
        );
        let sentence = |text: &str| text.trim_end().ends_with(['.', '!', '。', '！']);
        if one.is_heading()
            && !other.is_heading()
            && sentence(other.text)
            && !sentence(one.text)
            && length > usual * LONGER
            && unlike()
        {
            found.source = Some(one.place.clone());
        }
        if other.is_heading()
            && !one.is_heading()
            && sentence(one.text)
            && !sentence(other.text)
            && length * LONGER < usual
            && unlike()
        {
            found.target = Some(other.place.clone());
        }
        return found;
    }
    let lacks = |one: &[Block<'_>], other: &[Block<'_>]| {
        let heading = one.iter().find(|block| block.is_heading())?;
        let with_text = one.iter().any(|block| !block.is_heading());
        // The line in front can be the heading without its markup.
        let stands_for = other.len() > 1 && other.iter().any(Block::may_be_heading);
        let has = other.iter().any(Block::is_heading);
        (with_text && !has && !stands_for && !other.is_empty()).then(|| heading.place.clone())
    };
    found.source = lacks(&source, &target);
    found.target = lacks(&target, &source);
    if found == Headings::default() {
        // Two headings linked with one.
        let all = |blocks: &[Block<'_>]| blocks.iter().all(Block::is_heading);
        if all(&source) && all(&target) {
            let english: Vec<Vec<String>> = target
                .iter()
                .map(|block| english_words(block.text))
                .collect();
            let chinese: Vec<_> = source
                .iter()
                .map(|block| chinese_words(block.text))
                .collect();
            let alike = |at: usize, of_source: bool| -> f64 {
                let pairs: Vec<f64> = if of_source {
                    let other = english.iter();
                    other.map(|words| likeness(&chinese[at], words).0).collect()
                } else {
                    let other = chinese.iter();
                    other.map(|words| likeness(words, &english[at]).0).collect()
                };
                pairs.into_iter().fold(0.0, f64::max)
            };
            let least = |blocks: &[Block<'_>], of_source: bool| {
                let number = (0..blocks.len()).min_by(|&one, &other| {
                    alike(one, of_source).total_cmp(&alike(other, of_source))
                })?;
                Some(blocks[number].place.clone())
            };
            if source.len() > target.len() {
                found.source = least(&source, true);
            } else if target.len() > source.len() {
                found.target = least(&target, false);
            }
        }
    }
    found
}
