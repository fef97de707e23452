//! What of a bead's text is language: words, marks and numbers that a translator wrote. Code, formulas, placeholders
//! and addresses are not, and no rule about words, marks, spaces, numbers, brackets or length looks into them or
//! across them. Where the documents are at hand their readers tell code and formulas; elsewhere the back ticks and
//! dollar signs of the text do.

use std::ops::Range;

use super::locate::starts;
use crate::bitext::Sentence;
use crate::document::{Block, CodeKind, Markup};
use crate::segment::{Segment, SegmentedDocument};
use crate::text::TextSpan;
use crate::text::literal::literals;
use crate::text::scan::has_byte;
use crate::text::spaces::OffsetMap;

/// The byte that stands for each byte of what is no language: the control character *substitute*, which is no
/// letter, no digit, no mark and no white space.
pub(crate) const BLANK: char = '\u{1a}';

/// The stretches of a text that are no language: its byte ranges, in order, none empty, none touching another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opaque(Vec<Range<usize>>);

impl Opaque {
    /// Those of some sentences that are joined to `text`. `first` is the number of the first of them in its
    /// document, where that is at hand.
    pub(crate) fn of(
        text: &str,
        sentences: &[Sentence],
        document: Option<(&SegmentedDocument, usize)>,
    ) -> Opaque {
        let mut found: Vec<Range<usize>> = literals(text)
            .iter()
            .map(|literal| literal.span.range())
            .collect();
        let segments = document.map(|(document, first)| {
            let segments = document.segments.get(first..).unwrap_or_default();
            (document, segments)
        });
        let mut starts_of = None;
        for (at, sentence) in sentences.iter().enumerate() {
            let segment = segments
                .and_then(|(document, segments)| Some((document, segments.get(at)?)))
                .filter(|(_, segment)| segment.text == sentence.text);
            let inside = match segment {
                // Markdown has read its back ticks; those of other formats stand in the text.
                Some((document, segment)) if document.document.format == "md" => {
                    told(document, segment)
                }
                Some((document, segment)) => {
                    let mut inside = told(document, segment);
                    inside.extend(written(&sentence.text));
                    inside
                }
                None => written(&sentence.text),
            };
            if inside.is_empty() {
                continue;
            }
            let starts = starts_of.get_or_insert_with(|| starts(sentences, text));
            let start = starts[at];
            found.extend(inside.iter().map(|of| start + of.start..start + of.end));
        }
        found.retain(|of| !of.is_empty());
        found.sort_by_key(|of| of.start);
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for of in found {
            match apart.last_mut() {
                Some(last) if of.start <= last.end => last.end = last.end.max(of.end),
                _ => apart.push(of),
            }
        }
        Opaque(apart)
    }

    /// Whether a stretch of the text holds or meets something that is no language.
    pub(crate) fn meets(&self, place: &Range<usize>) -> bool {
        let next = self.0.partition_point(|of| of.end <= place.start);
        self.0.get(next).is_some_and(|of| of.start < place.end)
    }

    /// The text with a [`BLANK`] for each byte of what is no language, so that places stay; `None` where all of
    /// it is language.
    pub(crate) fn blanked(&self, text: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut words = String::with_capacity(text.len());
        let mut at = 0;
        for of in &self.0 {
            words.push_str(&text[at..of.start]);
            words.extend(of.clone().map(|_| BLANK));
            at = of.end;
        }
        words.push_str(&text[at..]);
        Some(words)
    }
}

/// The code and formulas of a sentence as its reader tells them, and what stands between elements, in bytes of the
/// sentence.
fn told(document: &SegmentedDocument, segment: &Segment) -> Vec<Range<usize>> {
    let block = &document.document.blocks[segment.block];
    let place = segment.place;
    block
        .opaque()
        .chain(between_elements(document, block))
        .filter(|of| of.start < place.end && place.start < of.end)
        .map(|of| place_in_sentence(block, segment, of))
        .collect()
}

/// The white space between HTML elements that stand side by side, each with words of its own: nothing reads across.
fn between_elements<'a>(
    document: &'a SegmentedDocument,
    block: &'a Block,
) -> impl Iterator<Item = TextSpan> + 'a {
    let is_html = |code: &Markup| {
        let source = code.source.of(&document.document.source.text);
        source.starts_with('<')
    };
    block.codes.windows(2).filter_map(move |two| {
        let (close, open) = (&two[0], &two[1]);
        let of = TextSpan::new(close.at, open.at);
        let apart = matches!(close.kind, CodeKind::Close(_))
            && matches!(open.kind, CodeKind::Open(_))
            && close.at < open.at
            && of.of(&block.text).chars().all(char::is_whitespace);
        (apart && is_html(close) && is_html(open)).then_some(of)
    })
}

/// The bytes of a sentence's text in which a stretch of its block stands, as far as it is inside the sentence.
pub(crate) fn place_in_sentence(block: &Block, segment: &Segment, of: TextSpan) -> Range<usize> {
    let place = segment.place;
    let from = of.start.clamp(place.start, place.end) - place.start;
    let to = of.end.clamp(place.start, place.end) - place.start;
    let raw = place.of(&block.text);
    if raw == segment.text {
        return from..to;
    }
    match OffsetMap::between(raw, &segment.text) {
        Some(map) => map.folded(from)..map.folded(to),
        None => 0..0,
    }
}

/// The code and formulas of a text that nobody has read, in their back ticks and dollar signs.
fn written(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !has_byte(text, |byte| (byte == b'`') | (byte == b'$')) {
        return found;
    }
    let mut at = 0;
    while let Some(start) = text[at..].find(['`', '$']).map(|offset| at + offset) {
        let end = if text[start..].starts_with('`') {
            code(text, start)
        } else {
            formula(text, start)
        };
        if let Some(end) = end {
            found.push(start..end);
        }
        let ticks = text[start..].len() - text[start..].trim_start_matches('`').len();
        at = end.unwrap_or(start + ticks.max(1));
    }
    found
}

/// The end of the code that begins at `start`: with as many back ticks as it begins with.
fn code(text: &str, start: usize) -> Option<usize> {
    let inside = text[start..].trim_start_matches('`');
    let ticks = text.len() - start - inside.len();
    let mut at = start + ticks;
    while let Some(next) = text[at..].find('`').map(|offset| at + offset) {
        let run = text[next..].len() - text[next..].trim_start_matches('`').len();
        if run == ticks {
            return Some(next + run);
        }
        at = next + run;
    }
    None
}

/// The end of the formula that begins at `start`: no white space inside its dollar signs, no digit behind them.
fn formula(text: &str, start: usize) -> Option<usize> {
    let sign = if text[start..].starts_with("$$") {
        "$$"
    } else {
        "$"
    };
    let from = start + sign.len();
    let length = text[from..].find(sign)?;
    let (inside, behind) = (
        &text[from..from + length],
        &text[from + length + sign.len()..],
    );
    let fits = !inside.is_empty()
        && (sign == "$$"
            || !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace))
        && !behind.starts_with(|c: char| c.is_ascii_digit());
    fits.then_some(from + length + sign.len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::bitext::testing::side;
    use crate::document::read_bytes;
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    fn words(text: &str) -> String {
        let sentences = side("en", &[text]).sentences;
        let opaque = Opaque::of(text, &sentences, None);
        let blanked = opaque.blanked(text).unwrap_or_else(|| text.to_owned());
        assert_eq!(blanked.len(), text.len());
        blanked.replace(BLANK, "")
    }

    #[test]
    fn what_a_text_says_of_its_code() {
        for (text, left) in [
            ("Run `cargo test` now.", "Run  now."),
            ("Use ``a ` b`` or ` alone.", "Use  or ` alone."),
            ("It takes $O(n \\log n)$ time, $$x$$.", "It takes  time, ."),
            ("It costs $5 and then $6.", "It costs $5 and then $6."),
            ("From $5 to $6$7.", "From $5 to $6$7."),
            ("Hello {{name}}, see https://a.example/b.", "Hello , see ."),
            ("`", "`"),
        ] {
            assert_eq!(words(text), left, "{text}");
        }
    }

    #[test]
    fn what_a_document_says_of_its_code() {
        let text = "One.  The `a\n  b` is\n  is `c` here. It's `d`.\n";
        let document = read_bytes(text.into(), Path::new("en.md"), None).unwrap();
        let document = segment(document, Language::En, &SegmentOptions::default());
        let texts: Vec<&str> = document.segments.iter().map(|s| s.text.as_str()).collect();
        let side = side("en", &texts);
        let joined = texts[1..].join(" ");
        let opaque = Opaque::of(&joined, &side.sentences[1..], Some((&document, 1)));
        let blanked = opaque.blanked(&joined).unwrap();
        assert_eq!(blanked.replace(BLANK, "."), "The ... is is . here. It's ..");
        assert!(opaque.meets(&(4..5)) && !opaque.meets(&(0..4)) && !opaque.meets(&(7..10)));
    }
}
