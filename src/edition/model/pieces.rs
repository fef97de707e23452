//! The text of a block, cut into sentences and what stands between them, with its marks as events.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::{Block, MarkKind};

/// The state of a sentence's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// It is linked, in the expected order.
    Linked,
    /// A source sentence without a target.
    Omission,
    /// A target sentence without a source.
    Addition,
    /// It is linked, but the link may be wrong.
    LowConfidence,
    /// It is linked with sentences that stand elsewhere than its neighbours'.
    Moved,
    /// No bead holds it, because the bitext does not belong to the texts.
    Unknown,
}

/// A mark over a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style<'a> {
    /// Strong.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck out.
    Strikethrough,
    /// Code.
    Code,
    /// A link with its address.
    Link(&'a str),
    /// The label of a speaker.
    Speaker,
    /// A glossary term with its explanation.
    Term(&'a str),
}

/// A part of a piece of a block. The opens and closes of a piece are properly nested and balanced: a
/// mark over several sentences is closed and opened again between them. The number identifies the mark
/// in its block, so that a writer can join what was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A mark begins.
    Open(usize, Style<'a>),
    /// Text.
    Text(&'a str),
    /// An image.
    Image {
        /// Its address.
        url: &'a str,
        /// Its alternative text.
        alt: &'a str,
    },
    /// A line ends here, as it was set.
    Break,
    /// The sign of a note.
    Note {
        /// The number of the note in its text, from 1.
        number: usize,
        /// Which sign of its text it is, from 0.
        sign: usize,
    },
    /// A mark ends.
    Close(usize, Style<'a>),
}

/// The data of a piece that is a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceView {
    /// The index of its segment.
    pub segment: usize,
    /// The index of its bead.
    pub bead: Option<usize>,
    /// The state of its link.
    pub state: LinkState,
    /// Whether it is the last sentence of its side in its bead: notes are put there.
    pub last: bool,
}

/// A sentence, or the text between two sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The sentence; `None` for text between sentences.
    pub sentence: Option<SentenceView>,
    /// The text and its marks.
    pub events: Vec<Event<'a>>,
}

/// Of each sign of a note, by its block and the number of its mark there: the number of the note, and its own.
pub(super) type Signs = HashMap<(usize, usize), (usize, usize)>;

/// The text and marks of a range of a block, as events.
pub(super) fn events<'e>(
    (block, number): (&'e Block, usize),
    range: Range<usize>,
    terms: &[(usize, &'e str, Range<usize>)],
    signs: &Signs,
) -> Vec<Event<'e>> {
    let Some(text) = block.text.get(range.clone()) else {
        return Vec::new();
    };
    // A range of white space only needs no marks.
    let blank = text.trim().is_empty();
    let mut styles: Vec<(usize, Style<'e>, Range<usize>)> = Vec::new();
    let mut points: Vec<(usize, Event<'e>)> = Vec::new();
    let mut add = |id: usize, style: Style<'e>, over: Range<usize>| {
        let over = over.start.max(range.start)..over.end.min(range.end);
        if over.start < over.end && !blank && block.text.get(over.clone()).is_some() {
            styles.push((id, style, over));
        }
    };
    for (id, mark) in block.marks.iter().enumerate() {
        let over = mark.over.range();
        let style = match &mark.kind {
            MarkKind::Strong => Style::Strong,
            MarkKind::Emphasis => Style::Emphasis,
            MarkKind::Strikethrough => Style::Strikethrough,
            MarkKind::Code => Style::Code,
            MarkKind::Link(url) => Style::Link(url),
            MarkKind::Image { url, alt } => {
                // An image between two ranges belongs to the second.
                let at = over.start;
                let here = range.contains(&at) || (range.is_empty() && at == range.start);
                if here && block.text.is_char_boundary(at) {
                    points.push((at, Event::Image { url, alt }));
                }
                continue;
            }
            MarkKind::Break => {
                // A line that ends where its block does ends anyway.
                let at = over.start;
                if range.contains(&at) && at > 0 && at < block.text.len() {
                    points.push((at, Event::Break));
                }
                continue;
            }
            MarkKind::Note(_) => {
                // The sign of a note belongs to what stands before it.
                let at = over.start;
                let here = range.start < at && at <= range.end || at == 0 && range.start == 0;
                if let (true, Some(&(number, sign))) = (here, signs.get(&(number, id))) {
                    points.push((at, Event::Note { number, sign }));
                }
                continue;
            }
        };
        add(id, style, over);
    }
    if let Some(speaker) = block.speaker {
        add(block.marks.len(), Style::Speaker, speaker.range());
    }
    for (number, tip, over) in terms {
        add(
            block.marks.len() + 1 + number,
            Style::Term(tip),
            over.clone(),
        );
    }
    let mut cuts: Vec<usize> = styles
        .iter()
        .flat_map(|(_, _, over)| [over.start, over.end])
        .chain(points.iter().map(|(at, _)| *at))
        .chain([range.start, range.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut events = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (next, &cut) in cuts.iter().enumerate() {
        // Close down to the deepest mark that ends here; those above it are opened again.
        let keep = open
            .iter()
            .position(|&style| styles[style].2.end <= cut)
            .unwrap_or(open.len());
        while open.len() > keep {
            if let Some(style) = open.pop() {
                events.push(Event::Close(styles[style].0, styles[style].1));
            }
        }
        let mut starting: Vec<usize> = (0..styles.len())
            .filter(|style| styles[*style].2.contains(&cut) && !open.contains(style))
            .collect();
        starting.sort_by_key(|&style| (usize::MAX - styles[style].2.end, style));
        let here = points.iter().filter(|(at, _)| *at == cut);
        let (before, behind): (Vec<_>, Vec<_>) = here
            .map(|(_, point)| *point)
            .partition(|point| cut == range.end || matches!(point, Event::Note { .. }));
        events.extend(before);
        for style in starting {
            events.push(Event::Open(styles[style].0, styles[style].1));
            open.push(style);
        }
        let broken = behind.contains(&Event::Break);
        events.extend(behind);
        if let Some(&next) = cuts.get(next + 1) {
            let text = &block.text[cut..next];
            // The space that stands for a line break is none beside it.
            let text = text.strip_prefix(' ').filter(|_| broken).unwrap_or(text);
            if !text.is_empty() {
                events.push(Event::Text(text));
            }
        }
    }
    events
}

/// The text between two sentences, or the images there; `None` if there is nothing.
pub(super) fn gap<'e>(
    block: (&'e Block, usize),
    range: Range<usize>,
    signs: &Signs,
) -> Option<Piece<'e>> {
    let events = events(block, range, &[], signs);
    (!events.is_empty()).then_some(Piece {
        sentence: None,
        events,
    })
}
