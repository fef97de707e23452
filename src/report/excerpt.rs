//! The stretch of a long sentence that a report shows: the one with the place in it, cut between words. On the
//! side that has no place, it is the stretch beside the other side's place.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::lexicon::Lexicon;
use crate::text::english::{is_function_stem, stem, words};
use crate::text::script::is_han;

/// The share of the room that is kept for what stands before a place.
const LEAD: usize = 3;
/// The least weight of a rendering that tells where a word's counterpart is.
const LEAST_WEIGHT: f32 = 0.3;
/// The cost (minus the natural logarithm of the relative frequency) below which a word is too frequent to tell
/// where its counterpart is.
const FREQUENT: f32 = 7.5;
/// How far from where it would be expected a counterpart may be, as a share of the sentence.
const FAR: f64 = 0.3;

/// A text as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The words, with `…` for what is left out at either end.
    pub text: String,
    /// The bytes of the place in it; none where there is no place.
    pub place: Range<usize>,
}

impl Excerpt {
    /// What stands before the place, the place, and what stands behind it.
    #[must_use]
    pub fn parts(&self) -> (&str, &str, &str) {
        (
            &self.text[..self.place.start],
            &self.text[self.place.clone()],
            &self.text[self.place.end..],
        )
    }

    /// The text for a page, escaped, with its place in an element of this name.
    pub(super) fn marked(&self, escaped: impl Fn(&str) -> String, element: &str) -> String {
        let (before, place, behind) = self.parts();
        let place = match place {
            "" => String::new(),
            place => format!("<{element}>{}</{element}>", escaped(place)),
        };
        escaped(before) + &place + &escaped(behind)
    }
}

/// The stretches of both sides of a finding that fit into `room` columns.
#[must_use]
pub fn excerpts(
    texts: (&str, &str),
    places: (&Range<usize>, &Range<usize>),
    room: usize,
) -> (Excerpt, Excerpt) {
    let beside = |at: usize, length: usize| if length == 0 { None } else { Some(at) };
    let focus = match (places.0.is_empty(), places.1.is_empty()) {
        (false, true) if columns(texts.1) > room => {
            let at = in_english(texts.0, texts.1, middle(places.0));
            (None, beside(at, texts.1.len()))
        }
        (true, false) if columns(texts.0) > room => {
            let at = in_chinese(texts.0, texts.1, middle(places.1));
            (beside(at, texts.0.len()), None)
        }
        _ => (None, None),
    };
    (
        excerpt(texts.0, places.0, focus.0, room),
        excerpt(texts.1, places.1, focus.1, room),
    )
}

fn middle(place: &Range<usize>) -> usize {
    usize::midpoint(place.start, place.end)
}

fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The stretch of a text with a place in it, or around `focus` where it has none, that fits into `room` columns.
fn excerpt(text: &str, place: &Range<usize>, focus: Option<usize>, room: usize) -> Excerpt {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().map(clean).collect();
    // A control character of two bytes would become a shorter space.
    let (text, place) = if shown.len() == text.len() {
        (shown, place.clone())
    } else {
        let until = |at: usize| text[..at].chars().map(|c| clean(c).len_utf8()).sum();
        let place = until(place.start)..until(place.end);
        (shown, place)
    };
    if columns(&text) <= room {
        return Excerpt { text, place };
    }
    let wanted = match (place.is_empty(), focus) {
        (false, _) => place.clone(),
        (true, Some(at)) => at.min(text.len())..at.min(text.len()),
        (true, None) => 0..0,
    };
    let range = stretch(&text, &wanted, room);
    let mut shown = String::new();
    if range.start > 0 {
        shown.push('…');
    }
    let shift = shown.len();
    shown.push_str(&text[range.clone()]);
    if range.end < text.len() {
        shown.push('…');
    }
    let in_shown = |at: usize| at.clamp(range.start, range.end) - range.start + shift;
    let place = if place.is_empty() {
        0..0
    } else {
        in_shown(place.start)..in_shown(place.end)
    };
    Excerpt { text: shown, place }
}

/// The bytes around `wanted`, whole words, that fit into `room` columns with a `…` at each end.
fn stretch(text: &str, wanted: &Range<usize>, room: usize) -> Range<usize> {
    let room = room.saturating_sub(2);
    let atoms = atoms(text, room);
    let width = |at: usize| columns(&text[atoms[at].clone()]);
    let first = atoms
        .partition_point(|atom| atom.end <= wanted.start)
        .min(atoms.len() - 1);
    let (mut start, mut end) = (first, first);
    let mut left = room;
    let take = |at: usize, left: &mut usize| {
        let fits = width(at) <= *left;
        if fits {
            *left -= width(at);
        }
        fits
    };
    // The place, then some of what stands before it, then as much as fits behind it, and before it again.
    while end < atoms.len() && (end == first || atoms[end].start < wanted.end) {
        if !take(end, &mut left) {
            break;
        }
        end += 1;
    }
    let mut lead = left.min(room / LEAD);
    left -= lead;
    while start > 0 && take(start - 1, &mut lead) {
        start -= 1;
    }
    left += lead;
    while end < atoms.len() && take(end, &mut left) {
        end += 1;
    }
    while start > 0 && end == atoms.len() && take(start - 1, &mut left) {
        start -= 1;
    }
    let range = atoms[start].start..atoms[end.max(start + 1) - 1].end;
    let inside = &text[range.clone()];
    let before = inside.len() - inside.trim_start().len();
    let behind = inside.len() - inside.trim_end().len();
    if before + behind >= inside.len() {
        return range;
    }
    range.start + before..range.end - behind
}

/// What is shown whole or not at all: a word, a mark, white space; of a word longer than `room` its characters.
fn atoms(text: &str, room: usize) -> Vec<Range<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Letters,
        Han,
        Space,
        Mark,
    }
    let mut pieces: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut joins = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let kind = if is_han(c) {
            Kind::Han
        } else if c.is_alphanumeric() || matches!(c, '_' | '\'' | '’' | '-') {
            Kind::Letters
        } else if c.is_whitespace() {
            Kind::Space
        } else {
            Kind::Mark
        };
        let is_mark = UnicodeWidthChar::width(c) == Some(0) || is_modifier(c);
        match pieces.last_mut() {
            // What combines with a character stays with it; so does what a joiner joins.
            Some((_, piece)) if is_mark || joins => piece.end = end,
            Some((last, piece)) if *last == kind && kind != Kind::Mark => piece.end = end,
            _ => pieces.push((kind, at..end)),
        }
        joins = c == '\u{200D}';
    }
    let mut atoms: Vec<Range<usize>> = Vec::new();
    for (kind, piece) in pieces {
        let inside = &text[piece.clone()];
        if kind == Kind::Han {
            let words = han_words(inside);
            atoms.extend(words.map(|word| word.start + piece.start..word.end + piece.start));
        } else if columns(inside) > room {
            atoms.extend(
                graphemes(inside).map(|one| one.start + piece.start..one.end + piece.start),
            );
        } else {
            atoms.push(piece);
        }
    }
    if atoms.is_empty() {
        atoms.push(0..text.len());
    }
    atoms
}

/// Skin tones, and the letters of flags.
fn is_modifier(c: char) -> bool {
    matches!(u32::from(c), 0x1F3FB..=0x1F3FF | 0x1F1E6..=0x1F1FF)
}

fn han_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let lexicon = Lexicon::get();
    // Marks that combine are no characters of a word.
    let starts: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_han(*c)).collect();
    let simple: Vec<char> = starts.iter().map(|&(_, c)| lexicon.simplify(c)).collect();
    let end = text.len();
    let at = move |index: usize| starts.get(index).map_or(end, |&(at, _)| at);
    let words = lexicon.segment(&simple).into_iter();
    words.map(move |word| at(word.start)..at(word.end))
}

fn graphemes(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut starts: Vec<usize> = Vec::new();
    let mut joins = false;
    for (at, c) in text.char_indices() {
        if !joins && UnicodeWidthChar::width(c) != Some(0) && !is_modifier(c) || at == 0 {
            starts.push(at);
        }
        joins = c == '\u{200D}';
    }
    starts.push(text.len());
    let ranges: Vec<Range<usize>> = starts.windows(2).map(|two| two[0]..two[1]).collect();
    ranges.into_iter()
}

/// Words of both sides that translate each other: the byte in the Chinese and that in the English.
fn anchors(chinese: &str, english: &str) -> Vec<(usize, usize)> {
    let lexicon = Lexicon::get();
    let of_english: Vec<(String, usize)> = words(english)
        .into_iter()
        .map(|word| (stem(&word.lower), middle(&word.span)))
        .filter(|(stem, _)| !is_function_stem(stem))
        .collect();
    let mut anchors = Vec::new();
    let mut meet = |at: usize, renders: &dyn Fn(&str) -> bool| {
        let expected = at as f64 / chinese.len() as f64;
        let far = |&other: &usize| (other as f64 / english.len() as f64 - expected).abs();
        let places = of_english.iter().filter(|(stem, _)| renders(stem));
        let nearest = places
            .map(|&(_, other)| other)
            .min_by(|one, two| far(one).total_cmp(&far(two)));
        anchors.extend(
            nearest
                .filter(|other| far(other) <= FAR)
                .map(|other| (at, other)),
        );
    };
    let mut run = 0..0;
    for (at, c) in chinese.char_indices().chain([(chinese.len(), ' ')]) {
        if is_han(c) {
            if run.is_empty() {
                run = at..at;
            }
            run.end = at + c.len_utf8();
            continue;
        }
        for word in han_words(&chinese[run.clone()]) {
            let place = word.start + run.start..word.end + run.start;
            let Some(found) = lexicon
                .find(&lexicon.simplified(&chinese[place.clone()]))
                .filter(|&word| lexicon.word_cost(word) >= FREQUENT)
            else {
                continue;
            };
            meet(middle(&place), &|stem| {
                lexicon
                    .renderings(found)
                    .any(|(id, weight)| weight >= LEAST_WEIGHT && lexicon.stem(id) == stem)
            });
        }
        run = 0..0;
    }
    // Names and terms that both sides write in Latin letters.
    for word in words(chinese) {
        let own = stem(&word.lower);
        meet(middle(&word.span), &|stem| stem == own);
    }
    anchors
}

/// Where in the English the counterpart of a place in the Chinese is, as well as can be told.
fn in_english(chinese: &str, english: &str, at: usize) -> usize {
    let anchors = anchors(chinese, english);
    beside(&anchors, at, (chinese.len(), english.len()))
}

/// Where in the Chinese the counterpart of a place in the English is, as well as can be told.
fn in_chinese(chinese: &str, english: &str, at: usize) -> usize {
    let anchors: Vec<(usize, usize)> = anchors(chinese, english)
        .into_iter()
        .map(|(one, other)| (other, one))
        .collect();
    beside(&anchors, at, (english.len(), chinese.len()))
}

/// The place beside `at`: from the anchors around it, the nearer the weightier, and in proportion to the lengths.
fn beside(anchors: &[(usize, usize)], at: usize, lengths: (usize, usize)) -> usize {
    let slope = lengths.1 as f64 / lengths.0.max(1) as f64;
    let mut weights = 0.02;
    let mut sum = weights * at as f64 * slope;
    for &(own, other) in anchors {
        let distance = at as f64 - own as f64;
        let share = distance / lengths.0.max(1) as f64;
        let weight = (-30.0 * share.abs()).exp();
        weights += weight;
        sum += weight * (other as f64 + distance * slope);
    }
    let place = (sum / weights).round().max(0.0) as usize;
    place.min(lengths.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, place: &str, room: usize) -> String {
        let at = text.find(place).unwrap();
        let excerpt = excerpt(text, &(at..at + place.len()), None, room);
        let (before, inside, behind) = excerpt.parts();
        assert!(columns(&excerpt.text) <= room, "{excerpt:?}");
        format!("{before}[{inside}]{behind}")
    }

    #[test]
    fn cuts_are_between_words_and_the_place_is_inside() {
        let english = "The harbour master counted every lantern on the northern mole before the storm came in.";
        for (text, place, room, wanted) in [
            (
                english,
                "harbour",
                100,
                "The [harbour] master counted every lantern on the northern mole before the storm came in.",
            ),
            (english, "The", 30, "[The] harbour master counted…"),
            (english, "northern", 30, "…on the [northern] mole before…"),
            (english, "in.", 30, "…before the storm came [in.]"),
            (
                "守塔人在暴风雨来临之前数了北防波堤上的每一盏灯笼。",
                "暴风雨",
                20,
                "…塔人在[暴风雨]来临…",
            ),
            // A place longer than the room has its beginning shown.
            (
                english,
                "harbour master counted every lantern",
                20,
                "…[harbour master]…",
            ),
            // Letters with marks of their own, and joined pictures, are one.
            (
                "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}",
                "e\u{301}",
                6,
                "[e\u{301}]e\u{301}e\u{301}e\u{301}…",
            ),
        ] {
            assert_eq!(shown(text, place, room), wanted, "{place} in {room}");
        }
    }

    #[test]
    fn every_cut_is_a_boundary() {
        let text = "灯塔 👩‍🚀 lighthouse 🇨🇳 café e\u{301}tude 守塔人，一共 42 盏。";
        for start in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
            for room in 3..40 {
                let range = stretch(text, &(start..start), room);
                for part in ["👩‍🚀", "lighthouse", "🇨🇳", "café"] {
                    let at = text.find(part).unwrap();
                    for cut in [range.start, range.end] {
                        let inside = at < cut && cut < at + part.len();
                        assert!(
                            !inside || columns(part) > room - 2,
                            "{part} is cut: {:?} in {room}",
                            &text[range.clone()]
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_other_side_shows_what_belongs_to_the_place() {
        let chinese = "村里人都说那年冬天特别冷，河面结了厚厚的冰，孩子们整天在上面滑来滑去，老人们坐在炉子旁边讲从前的故事，谁也没有想到春天来得那么快，三百二十只羊一夜之间就被洪水冲走了。";
        let english = "Everybody in the village says that the winter of that year was a bitter one, that the river was covered with thick ice on which the children slid about all day while the old people sat beside the stove and told stories of former days, and that nobody had expected the spring so soon, when the flood carried off the sheep in a single night.";
        for (place, other) in [("三百二十", "sheep"), ("炉子", "stove"), ("厚厚", "ice")] {
            let at = chinese.find(place).unwrap();
            let (own, beside) =
                excerpts((chinese, english), (&(at..at + place.len()), &(0..0)), 60);
            assert!(own.text.contains(place), "{own:?}");
            assert!(beside.text.contains(other), "{place}: {beside:?}");
        }
        for (place, other) in [("sheep", "羊"), ("stove", "炉子")] {
            let at = english.find(place).unwrap();
            let (beside, own) =
                excerpts((chinese, english), (&(0..0), &(at..at + place.len())), 60);
            assert!(own.text.contains(place), "{own:?}");
            assert!(beside.text.contains(other), "{place}: {beside:?}");
        }
    }
}
