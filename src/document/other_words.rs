//! The markup of a sentence around other words that nobody marked up: a translation out of a bitext.

use std::ops::Range;

use super::codes::{Code, Coded};
use super::model::CodeKind;

/// Other words for a text with markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherWords {
    /// The words with what is kept of the markup.
    pub coded: Coded,
    /// How much of the markup has no place in them: pairs around words, code.
    pub dropped: usize,
}

/// What of a text's markup is placed, by its number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Around all the words, or before the first.
    Front,
    /// At this byte of the new words.
    At(usize),
    /// Behind the last word: an image, the sign of a note.
    Behind,
    /// Behind what stands behind the last word: it closes what opens before the first.
    Last,
    Dropped,
}

impl Coded {
    /// Other words in the markup of this text. A pair around all of it is one around all of them; a pair around
    /// words that they have too, as a name in Latin letters or a number, stays around these, and so does code.
    /// What stands between two characters stands behind the last word, or before the first where it did. Other
    /// pairs are dropped, and counted.
    #[must_use]
    pub fn with_words(&self, words: &str) -> OtherWords {
        let text = words.trim();
        let mut fates = vec![Fate::Dropped; self.codes.len()];
        // The stretches of the new words that have markup of their own.
        let mut taken: Vec<Range<usize>> = Vec::new();
        let begins = self.text.len() - self.text.trim_start().len();
        let ends = self.text.trim_end().len();
        let mut dropped = 0;
        for (number, code) in self.codes.iter().enumerate() {
            match code.kind {
                // Where it is cut again is the writer's to say.
                CodeKind::Break => {}
                CodeKind::Point => {
                    fates[number] = if code.at <= begins && ends > begins {
                        Fate::Front
                    } else {
                        Fate::Behind
                    };
                }
                CodeKind::Opaque(length) => {
                    match self.kept_at(code.at..code.at + length, text, &taken) {
                        Some(place) => {
                            fates[number] = Fate::At(place.start);
                            taken.push(place);
                        }
                        None => dropped += 1,
                    }
                }
                CodeKind::Open(pair) => {
                    let close = self
                        .codes
                        .iter()
                        .position(|c| c.kind == CodeKind::Close(pair));
                    let Some(close) = close else {
                        // Its other half is in another sentence.
                        fates[number] = if code.at <= begins {
                            Fate::Front
                        } else {
                            Fate::Behind
                        };
                        continue;
                    };
                    let inside = code.at..self.codes[close].at;
                    if inside.start <= begins && inside.end >= ends {
                        fates[number] = Fate::Front;
                        fates[close] = Fate::Last;
                    } else if let Some(place) = self.kept_at(inside, text, &taken) {
                        fates[number] = Fate::At(place.start);
                        fates[close] = Fate::At(place.end);
                        taken.push(place);
                    } else {
                        dropped += 1;
                    }
                }
                CodeKind::Close(pair) => {
                    let opened = self.codes.iter().any(|c| c.kind == CodeKind::Open(pair));
                    if !opened {
                        fates[number] = if code.at <= begins {
                            Fate::Front
                        } else {
                            Fate::Behind
                        };
                    }
                }
            }
        }
        OtherWords {
            coded: self.placed(text, &fates),
            dropped,
        }
    }

    /// Where the new words have what stands in a stretch, once and apart from what is taken.
    fn kept_at(
        &self,
        of: Range<usize>,
        text: &str,
        taken: &[Range<usize>],
    ) -> Option<Range<usize>> {
        let own = self.text.get(of)?.trim();
        if own.is_empty() {
            return None;
        }
        let whole = |at: usize| {
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let end = at + own.len();
            !(latin(own.chars().next()) && word(text[..at].chars().next_back())
                || latin(own.chars().next_back()) && word(text[end..].chars().next()))
        };
        let mut places = text
            .match_indices(own)
            .map(|(at, found)| at..at + found.len())
            .filter(|place| whole(place.start))
            .filter(|place| {
                taken
                    .iter()
                    .all(|t| t.end <= place.start || place.end <= t.start)
            });
        places.next()
    }

    /// The codes in an order in which pairs nest: as they stood, those at one place.
    fn placed(&self, text: &str, fates: &[Fate]) -> Coded {
        let key = |fate: Fate| match fate {
            Fate::Front => (0, 0),
            Fate::At(at) => (1, at),
            Fate::Behind => (2, 0),
            Fate::Last => (3, 0),
            Fate::Dropped => (4, 0),
        };
        let mut order: Vec<usize> = (0..fates.len())
            .filter(|&number| fates[number] != Fate::Dropped)
            .collect();
        // At one place of the words a pair that ends comes before one that begins.
        let closes = |number: usize| matches!(self.codes[number].kind, CodeKind::Close(_));
        order.sort_by_key(|&number| {
            let at = key(fates[number]);
            (at, at.0 == 1 && !closes(number), number)
        });
        let codes = order.into_iter().map(|number| Code {
            at: match fates[number] {
                Fate::Front => 0,
                Fate::At(at) => at,
                _ => text.len(),
            },
            ..self.codes[number].clone()
        });
        Coded {
            text: text.to_owned(),
            codes: codes.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<1>`, `</1>`: a pair; `<p>`: a point; `<=word>`: code that stands for a word.
    fn coded(written: &str) -> Coded {
        let mut coded = Coded::default();
        let mut rest = written;
        while let Some((before, behind)) = rest.split_once('<') {
            coded.text.push_str(before);
            let (name, behind) = behind.split_once('>').unwrap();
            let at = coded.text.len();
            let kind = if name == "p" {
                CodeKind::Point
            } else if let Some(word) = name.strip_prefix('=') {
                coded.text.push_str(word);
                CodeKind::Opaque(word.len())
            } else if let Some(number) = name.strip_prefix('/') {
                CodeKind::Close(number.parse().unwrap())
            } else {
                CodeKind::Open(name.parse().unwrap())
            };
            coded.codes.push(Code {
                kind,
                at,
                markup: format!("<{name}>"),
            });
            rest = behind;
        }
        coded.text.push_str(rest);
        coded
    }

    fn written(coded: &Coded) -> String {
        let mut out = String::new();
        let mut at = 0;
        for code in &coded.codes {
            out.push_str(&coded.text[at.min(code.at)..code.at]);
            at = code.at;
            out.push_str(&code.markup);
            if let CodeKind::Opaque(length) = code.kind {
                at += length;
            }
        }
        out.push_str(&coded.text[at..]);
        out
    }

    #[test]
    fn markup_stands_around_what_stays() {
        for (chinese, english, wanted, dropped) in [
            (
                "<1>灯亮了。</1>",
                "The lamp is lit.",
                "<1>The lamp is lit.</1>",
                0,
            ),
            (
                "灯<1>亮</1>了。<p>",
                "The lamp is lit.",
                "The lamp is lit.<p>",
                1,
            ),
            ("<p>灯亮了。", "The lamp is lit.", "<p>The lamp is lit.", 0),
            (
                "用<1>Rust</1>写。",
                "Written in Rust.",
                "Written in <1>Rust</1>.",
                0,
            ),
            ("用<1>C</1>写。", "Cobol is not it.", "Cobol is not it.", 1),
            (
                "用<=cargo>和<=cargo>。",
                "By cargo and cargo.",
                "By <=cargo> and <=cargo>.",
                0,
            ),
            ("<1>见<2>B</2></1>", "See B", "<1>See <2>B</2></1>", 0),
            ("<1>A</1><2>B</2>的", "A of B", "<1>A</1> of <2>B</2>", 0),
            ("灯</1>亮了。", "It is lit.", "It is lit.</1>", 0),
        ] {
            let other = coded(chinese).with_words(english);
            assert_eq!(written(&other.coded), wanted);
            assert_eq!(other.dropped, dropped, "{chinese}");
        }
    }
}
