//! Inline codes on their way through a translation: `⟦1⟧…⟦/1⟧` stands for a pair of codes, `⟦2⟧` for a
//! point, and `⟦3⟧` for an address or a placeholder. Codes around or beside the whole sentence are not
//! sent; they are put back afterwards.

use crate::document::codes::{Coded, Pair, Point};
use crate::text::TextSpan;
use crate::text::literal::literals;

const OPEN: char = '\u{27e6}';
const CLOSE: char = '\u{27e7}';

/// A sentence ready to be sent: its text with tokens, and the codes that these stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Its text with tokens.
    pub text: String,
    /// Codes that are sent as tokens, numbered from 1 on: pairs, then points, then literals.
    pairs: Vec<Pair>,
    points: Vec<Point>,
    literals: Vec<String>,
    /// Pairs around the whole sentence, which are not sent, the outer first.
    around: Vec<Pair>,
    /// Points before and behind the whole sentence, which are not sent.
    before: Vec<Point>,
    behind: Vec<Point>,
}

/// A translated text with its codes, or a message about its tokens.
pub type Unmasked = Result<Coded, String>;

/// Whether a text that is sent may hold a token.
pub(super) fn has_tokens(text: &str) -> bool {
    text.contains(OPEN)
}

impl Masked {
    /// Masks a sentence.
    #[must_use]
    pub fn of(coded: &Coded) -> Masked {
        let mut masked = Masked {
            text: String::new(),
            pairs: Vec::new(),
            points: Vec::new(),
            literals: Vec::new(),
            around: Vec::new(),
            before: Vec::new(),
            behind: Vec::new(),
        };
        let text = &coded.text;
        let blank = |from: usize, to: usize| text[from..to].trim().is_empty();
        // Token brackets of the text's own would be taken for ours: in such a text no token is used, and
        // its codes are kept at its ends.
        let own = text.contains([OPEN, CLOSE]);
        for pair in &coded.pairs {
            if own || blank(0, pair.over.start) && blank(pair.over.end, text.len()) {
                masked.around.push(pair.clone());
            } else if !blank(pair.over.start, pair.over.end) {
                masked.pairs.push(pair.clone());
            }
        }
        for point in &coded.points {
            if blank(0, point.at) {
                masked.before.push(point.clone());
            } else if own || blank(point.at, text.len()) {
                masked.behind.push(point.clone());
            } else {
                masked.points.push(point.clone());
            }
        }
        let mut spans = Vec::new();
        if !own {
            // A literal that a code begins or ends in is not masked: the translator sees it as text.
            let cuts = |span: TextSpan| {
                let inside = |at: usize| span.start < at && at < span.end;
                let pairs = &masked.pairs;
                pairs
                    .iter()
                    .any(|p| inside(p.over.start) || inside(p.over.end))
                    || masked.points.iter().any(|p| inside(p.at))
            };
            spans.extend(
                literals(text)
                    .into_iter()
                    .map(|l| l.span)
                    .filter(|&s| !cuts(s)),
            );
        }
        masked.literals = spans.iter().map(|span| span.of(text).to_owned()).collect();
        masked.text = masked.tokens_in(text, &spans);
        masked
    }

    /// Whether a code or literal of the sentence is sent as a token.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        !(self.pairs.is_empty() && self.points.is_empty() && self.literals.is_empty())
    }

    fn tokens_in(&self, text: &str, literals: &[TextSpan]) -> String {
        // Order of tokens at one byte: closing ones, the inner first; points; opening ones, the outer
        // first; literals.
        let mut tokens: Vec<(usize, u8, usize, String)> = Vec::new();
        let mut past: Vec<usize> = Vec::new();
        let pairs = self.pairs.len();
        for (n, pair) in self.pairs.iter().enumerate() {
            let name = n + 1;
            tokens.push((pair.over.start, 2, n, format!("{OPEN}{name}{CLOSE}")));
            tokens.push((pair.over.end, 0, pairs - n, format!("{OPEN}/{name}{CLOSE}")));
        }
        for (n, point) in self.points.iter().enumerate() {
            let name = pairs + n + 1;
            tokens.push((point.at, 1, n, format!("{OPEN}{name}{CLOSE}")));
        }
        for (n, span) in literals.iter().enumerate() {
            let name = pairs + self.points.len() + n + 1;
            tokens.push((span.start, 3, n, format!("{OPEN}{name}{CLOSE}")));
            past.push(span.end);
        }
        tokens.sort();
        let mut out = String::with_capacity(text.len() + tokens.len() * 8);
        let mut at = 0;
        for (place, rank, n, token) in tokens {
            out.push_str(&text[at..place]);
            out.push_str(&token);
            at = if rank == 3 { past[n] } else { place };
        }
        out.push_str(&text[at..]);
        out
    }

    /// Whether there is something to translate: a Chinese character.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.text.chars().any(crate::text::script::is_han)
    }

    /// Puts the codes back into a translation.
    ///
    /// # Errors
    /// A message about the first token that is missing, doubled, unknown or out of order.
    pub fn unmask(&self, answer: &str) -> Unmasked {
        let mut coded = Coded::default();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let (pairs, codes) = (self.pairs.len(), self.pairs.len() + self.points.len());
        let mut seen = vec![0u8; codes + self.literals.len()];
        let mut rest = answer.trim();
        let own = self.text.contains(OPEN) && !self.has_tokens();
        while let Some(start) = rest.find(OPEN).filter(|_| !own) {
            coded.text.push_str(&rest[..start]);
            let Some(length) = rest[start..].find(CLOSE) else {
                return Err("a mark is not closed".to_owned());
            };
            let inside = &rest[start + OPEN.len_utf8()..start + length];
            rest = &rest[start + length + CLOSE.len_utf8()..];
            let (closes, name) = match inside.strip_prefix('/') {
                Some(name) => (true, name),
                None => (false, inside),
            };
            let number = name
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|n| n.checked_sub(1));
            let Some(number) = number.filter(|&number| number < seen.len()) else {
                return Err(format!(
                    "the mark {OPEN}{inside}{CLOSE} is not in the sentence"
                ));
            };
            let at = coded.text.len();
            let is_pair = number < pairs;
            match (is_pair, closes) {
                (true, false) if seen[number] == 0 => open.push((number, at)),
                (true, true) if open.last().is_some_and(|&(last, _)| last == number) => {
                    if let Some((_, from)) = open.pop() {
                        // Space at the inner edges of a pair is left outside it: Markdown emphasis must
                        // not begin or end with space.
                        let inside = &coded.text[from..at];
                        let start = from + inside.len() - inside.trim_start().len();
                        let end = from + inside.trim_end().len();
                        if start >= end {
                            return Err(format!(
                                "nothing stands in the mark {OPEN}{}{CLOSE}",
                                number + 1
                            ));
                        }
                        coded.pairs.push(Pair {
                            over: TextSpan::new(start, end),
                            ..self.pairs[number].clone()
                        });
                    }
                }
                (false, false) if seen[number] == 0 && number >= codes => {
                    coded.text.push_str(&self.literals[number - codes]);
                }
                (false, false) if seen[number] == 0 => coded.points.push(Point {
                    at,
                    markup: self.points[number - pairs].markup.clone(),
                }),
                _ => return Err(format!("the mark {OPEN}{inside}{CLOSE} is out of place")),
            }
            seen[number] += 1;
        }
        coded.text.push_str(rest);
        let wanted = |number: usize| if number < pairs { 2 } else { 1 };
        if let Some(missing) = (0..seen.len()).find(|&number| seen[number] != wanted(number)) {
            return Err(format!("the mark {OPEN}{}{CLOSE} is missing", missing + 1));
        }
        // Of pairs over the same words, the one that was closed last is the outer one.
        coded.pairs.reverse();
        self.put_around(&mut coded);
        Ok(coded)
    }

    /// Adds the codes that were not sent to a translation, whatever its text is.
    pub fn put_around(&self, coded: &mut Coded) {
        let end = coded.text.len();
        let around = self.around.iter().map(|pair| Pair {
            over: TextSpan::new(0, end),
            ..pair.clone()
        });
        let mut pairs: Vec<Pair> = around.collect();
        pairs.append(&mut coded.pairs);
        pairs.sort_by_key(|pair| (pair.over.start, std::cmp::Reverse(pair.over.end)));
        coded.pairs = pairs;
        let moved = |points: &[Point], at: usize| -> Vec<Point> {
            let points = points.iter();
            points
                .map(|point| Point {
                    at,
                    markup: point.markup.clone(),
                })
                .collect()
        };
        let mut points = moved(&self.before, 0);
        points.append(&mut coded.points);
        points.extend(moved(&self.behind, end));
        coded.points = points;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(from: usize, to: usize, open: &str) -> Pair {
        Pair {
            over: TextSpan::new(from, to),
            open: open.to_owned(),
            close: format!("/{open}"),
        }
    }

    fn sentence() -> Masked {
        // 海 3, 上 6, 有 9, 灯 12, 。 15
        Masked::of(&Coded {
            text: "海上有灯。".to_owned(),
            pairs: vec![pair(0, 15, "b"), pair(3, 12, "a"), pair(9, 12, "i")],
            points: vec![
                Point {
                    at: 6,
                    markup: "<br>".to_owned(),
                },
                Point {
                    at: 15,
                    markup: "[^1]".to_owned(),
                },
            ],
        })
    }

    #[test]
    fn codes_come_back_in_place() {
        let masked = sentence();
        assert_eq!(masked.text, "海⟦1⟧上⟦3⟧有⟦2⟧灯⟦/2⟧⟦/1⟧。");
        let coded = masked
            .unmask("A ⟦1⟧⟦2⟧light⟦/2⟧ shines⟦/1⟧⟦3⟧ at sea.")
            .unwrap();
        assert_eq!(coded.text, "A light shines at sea.");
        assert_eq!(
            coded.pairs,
            [pair(0, 22, "b"), pair(2, 14, "a"), pair(2, 7, "i")]
        );
        let spaced = masked.unmask("A ⟦1⟧ ⟦2⟧light ⟦/2⟧⟦/1⟧⟦3⟧ shines.").unwrap();
        assert_eq!(spaced.pairs[1..], [pair(3, 8, "a"), pair(3, 8, "i")]);
        let points: Vec<(usize, &str)> = coded
            .points
            .iter()
            .map(|p| (p.at, p.markup.as_str()))
            .collect();
        assert_eq!(points, [(14, "<br>"), (22, "[^1]")]);
    }

    #[test]
    fn addresses_and_placeholders_travel_as_tokens() {
        let link = Coded {
            text: "见https://a.example/b，{name}。".to_owned(),
            pairs: vec![pair(3, 22, "a")],
            points: Vec::new(),
        };
        assert_eq!(link.text[3..22], *"https://a.example/b");
        let masked = Masked::of(&link);
        assert_eq!(masked.text, "见⟦1⟧⟦2⟧⟦/1⟧，⟦3⟧。");
        let coded = masked.unmask("⟦3⟧, see ⟦1⟧⟦2⟧⟦/1⟧.").unwrap();
        assert_eq!(coded.text, "{name}, see https://a.example/b.");
        assert_eq!(coded.pairs, [pair(12, 31, "a")]);
        let said = masked.unmask("See ⟦1⟧⟦2⟧⟦/1⟧.").unwrap_err();
        assert!(said.contains("⟦3⟧ is missing"), "{said}");
    }

    #[test]
    fn wrong_tokens_are_named() {
        let masked = sentence();
        for (answer, says) in [
            ("no marks", "⟦1⟧ is missing"),
            ("⟦1⟧a⟦2⟧b⟦/1⟧c⟦/2⟧⟦3⟧", "⟦/1⟧ is out of place"),
            ("⟦1⟧⟦2⟧b⟦/2⟧⟦/1⟧⟦3⟧⟦3⟧", "⟦3⟧ is out of place"),
            ("⟦1⟧⟦2⟧b⟦/2⟧⟦/1⟧⟦3⟧⟦7⟧", "⟦7⟧ is not in"),
            ("⟦1⟧⟦2⟧b⟦/2⟧⟦/1⟧⟦3", "not closed"),
            ("⟦1⟧⟦2⟧b⟦/2⟧⟦3⟧", "⟦1⟧ is missing"),
            ("a⟦1⟧ ⟦/1⟧⟦2⟧b⟦/2⟧⟦3⟧", "nothing stands in the mark ⟦1⟧"),
        ] {
            let said = masked.unmask(answer).unwrap_err();
            assert!(said.contains(says), "{answer}: {said}");
        }
    }
}
