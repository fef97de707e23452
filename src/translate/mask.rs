//! Inline codes on their way through a translation: `⟦1⟧…⟦/1⟧` stands for a pair of codes, `⟦2⟧` for a
//! point, and `⟦3⟧` for an address or a placeholder. Codes around or beside the whole sentence are not
//! sent; they are put back afterwards.

use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::document::CodeKind;
use crate::document::codes::{Code, Coded};
use crate::text::TextSpan;
use crate::text::literal::literals;

const OPEN: char = '\u{27e6}';
const CLOSE: char = '\u{27e7}';

/// What travels as a token.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    /// Two tokens around words.
    Pair { open: Code, close: Code },
    /// Markup, or the half of a pair.
    Point(Code),
    /// Text that is kept as it is, with the codes in it, whose places count from its beginning.
    Kept(Coded),
}

/// A sentence ready to be sent: its text with tokens, and the codes that these stand for. Clones share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked(Arc<Mask>);

/// What a [`Masked`] holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Mask {
    /// Its text with tokens.
    pub text: String,
    /// The sentence as it stands.
    own: Coded,
    /// What the tokens stand for: the first for the token 1.
    held: Vec<Held>,
    /// Which of its codes travel; those before and behind them stay at home.
    travel: Range<u32>,
}

/// A translated text with its codes, or a message about its tokens.
pub type Unmasked = Result<Coded, String>;

/// Whether a text that is sent may hold a token.
pub(super) fn has_tokens(text: &str) -> bool {
    text.contains(OPEN)
}

/// A text that is sent, without its tokens.
pub(super) fn without_tokens(text: &str) -> String {
    let parts = text.split(OPEN).enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part.split_once(CLOSE).map_or(part, |(_, rest)| rest),
    });
    parts.collect()
}

impl Masked {
    /// Masks a sentence.
    #[must_use]
    pub fn of(coded: &Coded) -> Masked {
        Masked::of_own(coded.clone())
    }

    /// Masks a sentence, which it keeps.
    #[must_use]
    pub fn of_own(own: Coded) -> Masked {
        Masked(Arc::new(Mask::of(own)))
    }
}

impl Deref for Masked {
    type Target = Mask;

    fn deref(&self) -> &Mask {
        &self.0
    }
}

impl Mask {
    fn of(coded: Coded) -> Mask {
        // Tokens of the text's own would be taken for ours: then they travel as tokens, too, and where
        // nothing else does the text travels as it is.
        let own = coded.text.contains([OPEN, CLOSE]);
        let (from, to) = at_home(&coded);
        let codes = &coded.codes[from..to];
        let mut masked = Mask {
            text: String::new(),
            own: Coded::default(),
            held: Vec::new(),
            travel: from as u32..to as u32,
        };
        if own && codes.is_empty() {
            masked.text.clone_from(&coded.text);
        } else {
            let kept = kept(&coded, codes, own);
            masked.hold(&coded, codes, &kept);
        }
        masked.text.shrink_to_fit();
        masked.own = coded;
        masked
    }

    /// The sentence as it stands.
    #[must_use]
    pub fn own(&self) -> &Coded {
        &self.own
    }

    /// Writes the text with tokens.
    fn hold(&mut self, coded: &Coded, codes: &[Code], kept: &[(TextSpan, Coded)]) {
        let text = &coded.text;
        let mut kept = kept.iter().peekable();
        // Numbers of the pairs that are open, by the numbers of their codes.
        let mut open: Vec<(u32, usize)> = Vec::new();
        let mut at = 0;
        for code in codes.iter().map(Some).chain([None]) {
            let to = code.map_or(text.len(), |code| code.at);
            while let Some((span, one)) =
                kept.next_if(|(span, _)| span.start < to || code.is_none())
            {
                self.text.push_str(&text[at..span.start]);
                self.token(Held::Kept(one.clone()));
                at = span.end;
            }
            let Some(code) = code else { break };
            if matches!(code.kind, CodeKind::Opaque(_)) || code.at < at {
                // It travels in what is kept.
                while let Some((span, one)) = kept.next_if(|(span, _)| span.start <= code.at) {
                    self.text.push_str(&text[at..span.start]);
                    self.token(Held::Kept(one.clone()));
                    at = span.end;
                }
                continue;
            }
            self.text.push_str(&text[at..code.at]);
            at = code.at;
            match code.kind {
                CodeKind::Open(number) => {
                    let close = codes
                        .iter()
                        .find(|other| other.kind == CodeKind::Close(number));
                    match close {
                        Some(close) => {
                            open.push((number, self.held.len()));
                            self.token(Held::Pair {
                                open: code.clone(),
                                close: close.clone(),
                            });
                        }
                        None => self.token(Held::Point(code.clone())),
                    }
                }
                CodeKind::Close(number) => {
                    match open.iter().rposition(|&(known, _)| known == number) {
                        Some(found) => {
                            let (_, name) = open.remove(found);
                            self.text.push_str(&format!("{OPEN}/{}{CLOSE}", name + 1));
                        }
                        None => self.token(Held::Point(code.clone())),
                    }
                }
                _ => self.token(Held::Point(code.clone())),
            }
        }
        self.text.push_str(&text[at..]);
    }

    fn token(&mut self, held: Held) {
        self.held.push(held);
        self.text
            .push_str(&format!("{OPEN}{}{CLOSE}", self.held.len()));
    }

    /// Whether a code or literal of the sentence is sent as a token.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        !self.held.is_empty()
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
        if answer.trim() == self.text.trim() {
            return Ok(self.own.clone());
        }
        let mut coded = Coded::default();
        // Which pairs are open: their number and which code opens them.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut seen = vec![0u8; self.held.len()];
        // White space that stood at the end of a pair.
        let mut space = false;
        let mut rest = answer.trim();
        let own = self.held.is_empty() && self.text.contains(OPEN);
        while let Some(start) = rest.find(OPEN).filter(|_| !own) {
            push(&mut coded.text, &rest[..start], &mut space);
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
            let Some((number, held)) = number.and_then(|n| Some((n, self.held.get(n)?))) else {
                return Err(format!(
                    "the mark {OPEN}{inside}{CLOSE} is not in the sentence"
                ));
            };
            let at = coded.text.len();
            let first = seen[number] == 0;
            match held {
                Held::Pair { open: code, .. } if !closes && first => {
                    open.push((number, coded.codes.len()));
                    coded.codes.push(Code { at, ..code.clone() });
                }
                Held::Pair { close, .. }
                    if closes && open.last().is_some_and(|&(last, _)| last == number) =>
                {
                    if let Some((_, from)) = open.pop() {
                        match close_pair(&mut coded, from, close) {
                            Some(spaced) => space |= spaced,
                            None => {
                                return Err(format!(
                                    "nothing stands in the mark {OPEN}{}{CLOSE}",
                                    number + 1
                                ));
                            }
                        }
                    }
                }
                Held::Point(code) if !closes && first => {
                    coded.codes.push(Code { at, ..code.clone() });
                }
                Held::Kept(kept) if !closes && first => {
                    if std::mem::take(&mut space) {
                        coded.text.push(' ');
                    }
                    let at = coded.text.len();
                    coded.text.push_str(&kept.text);
                    coded.codes.extend(kept.codes.iter().map(|code| Code {
                        at: code.at + at,
                        ..code.clone()
                    }));
                }
                _ => return Err(format!("the mark {OPEN}{inside}{CLOSE} is out of place")),
            }
            seen[number] += 1;
        }
        push(&mut coded.text, rest, &mut space);
        let wanted = |number: usize| match self.held[number] {
            Held::Pair { .. } => 2,
            _ => 1,
        };
        if let Some(missing) = (0..seen.len()).find(|&number| seen[number] != wanted(number)) {
            return Err(format!("the mark {OPEN}{}{CLOSE} is missing", missing + 1));
        }
        self.put_around(&mut coded);
        Ok(coded)
    }

    /// Adds the codes that were not sent to a translation, whatever its text is.
    pub fn put_around(&self, coded: &mut Coded) {
        let end = coded.text.len();
        let moved = |codes: &[Code], at: usize| -> Vec<Code> {
            let codes = codes.iter();
            codes.map(|code| Code { at, ..code.clone() }).collect()
        };
        let mut codes = moved(&self.own.codes[..self.travel.start as usize], 0);
        codes.append(&mut coded.codes);
        codes.extend(moved(&self.own.codes[self.travel.end as usize..], end));
        coded.codes = codes;
    }
}

/// Appends words, and before a word the white space that stood at the end of a pair.
fn push(text: &mut String, words: &str, space: &mut bool) {
    if words.is_empty() {
        return;
    }
    if std::mem::take(space) && words.starts_with(char::is_alphanumeric) {
        text.push(' ');
    }
    text.push_str(words);
}

/// Closes a pair. White space at its inner edges stands outside, because emphasis would not hold it, and
/// once. Whether anything stands in it, and whether white space stood at its end.
fn close_pair(coded: &mut Coded, from: usize, close: &Code) -> Option<bool> {
    let start = coded.codes[from].at;
    let inside = &coded.text[start..];
    if inside.trim().is_empty() {
        return None;
    }
    let lead = inside.len() - inside.trim_start().len();
    if lead > 0 {
        let before = &coded.text[..start];
        let space = !before.is_empty() && !before.ends_with(char::is_whitespace);
        let kept = usize::from(space);
        let at = |at: usize| at.saturating_sub(lead).max(start) + kept;
        coded
            .text
            .replace_range(start..start + lead, if space { " " } else { "" });
        for code in &mut coded.codes[from..] {
            code.at = at(code.at);
        }
    }
    let last = coded.codes.last().map_or(0, |code| match code.kind {
        CodeKind::Opaque(length) => code.at + length,
        _ => code.at,
    });
    let end = coded.text.trim_end().len().max(last);
    let spaced = end < coded.text.len();
    coded.text.truncate(end);
    coded.codes.push(Code {
        at: end,
        ..close.clone()
    });
    Some(spaced)
}

/// Which codes travel: those before the first and from the last of this range stay at home. They are
/// what stands before and behind all words: points, and pairs around the whole sentence.
fn at_home(coded: &Coded) -> (usize, usize) {
    let (text, codes) = (&coded.text, &coded.codes);
    let end = text.trim_end().len();
    let start = text.len() - text.trim_start().len();
    let is_markup = |code: &Code| !matches!(code.kind, CodeKind::Opaque(_));
    let mut from = codes
        .iter()
        .take_while(|code| is_markup(code) && code.at <= start)
        .count();
    let mut to = codes.len()
        - codes[from..]
            .iter()
            .rev()
            .take_while(|code| is_markup(code) && code.at >= end)
            .count();
    // A pair stays as a whole or not at all.
    loop {
        let stays = |number: u32, opens: bool, home: &[Code], travelling: &[Code]| {
            let other = if opens {
                CodeKind::Close(number)
            } else {
                CodeKind::Open(number)
            };
            home.iter().any(|code| code.kind == other)
                || !travelling.iter().any(|code| code.kind == other)
        };
        let mut next = (from, to);
        for (at, code) in codes[..from].iter().enumerate() {
            let home = [&codes[..from], &codes[to..]].concat();
            let travels = match code.kind {
                CodeKind::Open(n) => !stays(n, true, &home, &codes[from..to]),
                CodeKind::Close(n) => !stays(n, false, &home, &codes[from..to]),
                _ => false,
            };
            if travels {
                next.0 = next.0.min(at);
            }
        }
        for (at, code) in codes.iter().enumerate().skip(to) {
            let home = [&codes[..from], &codes[to..]].concat();
            let travels = match code.kind {
                CodeKind::Open(n) => !stays(n, true, &home, &codes[from..to]),
                CodeKind::Close(n) => !stays(n, false, &home, &codes[from..to]),
                _ => false,
            };
            if travels {
                next.1 = next.1.max(at + 1);
            }
        }
        if next == (from, to) {
            return next;
        }
        (from, to) = next;
    }
}

/// What of a text is kept as it is, with the codes in it: code and formulas, addresses, placeholders.
fn kept(coded: &Coded, codes: &[Code], own: bool) -> Vec<(TextSpan, Coded)> {
    let text = &coded.text;
    let mut spans: Vec<TextSpan> = Vec::new();
    for code in codes {
        if let CodeKind::Opaque(length) = code.kind {
            let span = TextSpan::new(code.at, code.at + length);
            match spans.last_mut() {
                // Two side by side with nothing between them travel as one.
                Some(last)
                    if last.end == span.start
                        && !codes.iter().any(|other| {
                            other.at == span.start && !matches!(other.kind, CodeKind::Opaque(_))
                        }) =>
                {
                    *last = TextSpan::new(last.start, span.end);
                }
                _ => spans.push(span),
            }
        }
    }
    // An address that a code begins or ends in is left to the translator.
    let cuts = |span: TextSpan| codes.iter().any(|c| span.start < c.at && c.at < span.end);
    let mut others: Vec<TextSpan> = literals(text).into_iter().map(|l| l.span).collect();
    others.retain(|&span| !cuts(span) && !spans.iter().any(|s| s.overlaps(&span)));
    spans.append(&mut others);
    if own {
        let marks = text.match_indices([OPEN, CLOSE]);
        let marks = marks.map(|(at, mark)| TextSpan::new(at, at + mark.len()));
        let marks: Vec<TextSpan> = marks
            .filter(|mark| !spans.iter().any(|span| span.overlaps(mark)))
            .collect();
        spans.extend(marks);
    }
    spans.sort_by_key(|span| span.start);
    spans
        .into_iter()
        .map(|span| {
            let inside = codes.iter().filter(|code| {
                matches!(code.kind, CodeKind::Opaque(_))
                    && span.start <= code.at
                    && code.at < span.end
            });
            let codes = inside
                .map(|code| Code {
                    at: code.at - span.start,
                    ..code.clone()
                })
                .collect();
            let text = span.of(text).to_owned();
            (span, Coded { text, codes })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kind: CodeKind, at: usize, markup: &str) -> Code {
        Code {
            kind,
            at,
            markup: markup.to_owned(),
        }
    }

    fn sentence() -> Masked {
        // 海 3, 上 6, 有 9, 灯 12, 。 15
        Masked::of(&Coded {
            text: "海上有灯。".to_owned(),
            codes: vec![
                code(CodeKind::Open(7), 0, "<b>"),
                code(CodeKind::Open(8), 3, "<a>"),
                code(CodeKind::Point, 6, "<br>"),
                code(CodeKind::Open(9), 9, "<i>"),
                code(CodeKind::Close(9), 12, "</i>"),
                code(CodeKind::Close(8), 12, "</a>"),
                code(CodeKind::Close(7), 15, "</b>"),
                code(CodeKind::Point, 15, "[^1]"),
            ],
        })
    }

    /// Text and codes as they would be written.
    fn written(coded: &Coded) -> String {
        let mut out = String::new();
        let mut at = 0;
        for code in &coded.codes {
            out.push_str(&coded.text[at..code.at]);
            out.push_str(&code.markup);
            at = code.at;
            if let CodeKind::Opaque(length) = code.kind {
                at += length;
            }
        }
        out + &coded.text[at..]
    }

    #[test]
    fn codes_come_back_in_place() {
        let masked = sentence();
        assert_eq!(masked.text, "海⟦1⟧上⟦2⟧有⟦3⟧灯⟦/3⟧⟦/1⟧。");
        let coded = masked
            .unmask("A ⟦1⟧⟦3⟧light⟦/3⟧ shines⟦/1⟧⟦2⟧ at sea.")
            .unwrap();
        assert_eq!(coded.text, "A light shines at sea.");
        assert_eq!(
            written(&coded),
            "<b>A <a><i>light</i> shines</a><br> at sea.</b>[^1]"
        );
        let spaced = masked.unmask("A ⟦1⟧ ⟦3⟧light ⟦/3⟧⟦/1⟧⟦2⟧ shines.").unwrap();
        assert_eq!(
            written(&spaced),
            "<b>A <a><i>light</i></a><br> shines.</b>[^1]"
        );
    }

    #[test]
    fn an_answer_that_is_the_sentence_is_the_sentence() {
        let coded = Coded {
            text: "用git或{a}看。".to_owned(),
            codes: vec![
                code(CodeKind::Open(1), 0, "["),
                code(CodeKind::Opaque(3), 3, "`git`"),
                code(CodeKind::Close(1), 6, "](a)"),
                code(CodeKind::Open(2), 9, "*"),
            ],
        };
        let masked = Masked::of(&coded);
        assert_eq!(masked.text, "⟦1⟧用⟦2⟧⟦/1⟧或⟦3⟧⟦4⟧看。");
        assert_eq!(masked.unmask(&masked.text).unwrap(), coded);
    }

    #[test]
    fn addresses_and_placeholders_travel_as_tokens() {
        let link = Coded {
            text: "见https://a.example/b，{name}。".to_owned(),
            codes: vec![
                code(CodeKind::Open(1), 3, "<a>"),
                code(CodeKind::Close(1), 22, "</a>"),
            ],
        };
        let masked = Masked::of(&link);
        assert_eq!(masked.text, "见⟦1⟧⟦2⟧⟦/1⟧，⟦3⟧。");
        let coded = masked.unmask("⟦3⟧, see ⟦1⟧⟦2⟧⟦/1⟧.").unwrap();
        assert_eq!(written(&coded), "{name}, see <a>https://a.example/b</a>.");
        let said = masked.unmask("See ⟦1⟧⟦2⟧⟦/1⟧.").unwrap_err();
        assert!(said.contains("⟦3⟧ is missing"), "{said}");
    }

    #[test]
    fn marks_of_the_texts_own_come_back() {
        let own = Coded {
            text: "⟦注⟧用git。".to_owned(),
            codes: vec![code(CodeKind::Opaque(3), 12, "`git`")],
        };
        let masked = Masked::of(&own);
        assert_eq!(masked.text, "⟦1⟧注⟦2⟧用⟦3⟧。");
        assert_eq!(masked.unmask(&masked.text).unwrap(), own);
    }

    #[test]
    fn wrong_tokens_are_named() {
        let masked = sentence();
        for (answer, says) in [
            ("no marks", "⟦1⟧ is missing"),
            ("⟦1⟧a⟦3⟧b⟦/1⟧c⟦/3⟧⟦2⟧", "⟦/1⟧ is out of place"),
            ("⟦1⟧⟦3⟧b⟦/3⟧⟦/1⟧⟦2⟧⟦2⟧", "⟦2⟧ is out of place"),
            ("⟦1⟧⟦3⟧b⟦/3⟧⟦/1⟧⟦2⟧⟦7⟧", "⟦7⟧ is not in"),
            ("⟦1⟧⟦3⟧b⟦/3⟧⟦/1⟧⟦2", "not closed"),
            ("⟦1⟧⟦3⟧b⟦/3⟧⟦2⟧", "⟦1⟧ is missing"),
            ("a⟦1⟧ ⟦/1⟧⟦3⟧b⟦/3⟧⟦2⟧", "nothing stands in the mark ⟦1⟧"),
        ] {
            let said = masked.unmask(answer).unwrap_err();
            assert!(said.contains(says), "{answer}: {said}");
        }
    }
}
