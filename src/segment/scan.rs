//! The scanner: it looks at every byte once and makes a token of each character that can matter.
//!
//! Most bytes are skipped by their value alone. Quotes and brackets go through a stack, so that every
//! opening mark knows the mark that closes it, or that there is none.

use super::class::{self, Bracket, Class, is_word};
use super::words;
use crate::text::Language;

/// The kind of a token; undirected quotes are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    End,
    Dot,
    Ellipsis,
    Dash,
    Semicolon,
    /// The end of a line; `blank` when an empty line follows.
    Line {
        blank: bool,
    },
    Open(Bracket),
    Close(Bracket),
}

/// A character of interest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Byte offset of its start.
    pub(super) at: usize,
    /// Byte offset of its end.
    pub(super) end: usize,
    /// Its kind.
    pub(super) kind: TokenKind,
    /// Index of the token that opens or closes it; `NONE` without one.
    pub(super) partner: usize,
}

impl Token {
    /// No partner.
    pub(super) const NONE: usize = usize::MAX;

    /// Whether the mark that opens or closes it was found in the paragraph.
    pub(super) const fn is_matched(&self) -> bool {
        self.partner != Self::NONE
    }
}

/// The marks that are still open.
#[derive(Default)]
struct Stack {
    open: Vec<(Bracket, usize)>,
    count: [usize; Bracket::COUNT],
}

impl Stack {
    fn has(&self, bracket: Bracket) -> bool {
        self.count[bracket as usize] > 0
    }

    fn pop(&mut self) -> Option<(Bracket, usize)> {
        let top = self.open.pop()?;
        self.count[top.0 as usize] -= 1;
        Some(top)
    }

    /// Opens a mark. When the same kind of quote is on top of the stack, that one was never closed, as
    /// at the start of each paragraph of a long quotation.
    fn open(&mut self, bracket: Bracket, token: usize) {
        if bracket.is_quote() && self.open.last().is_some_and(|&(top, _)| top == bracket) {
            self.pop();
        }
        self.open.push((bracket, token));
        self.count[bracket as usize] += 1;
    }

    /// Closes `bracket`, and returns the token that opened it. Marks that were opened later and are still
    /// open have no closing mark. Each mark is popped once, so the whole stays linear.
    fn close(&mut self, bracket: Bracket) -> Option<usize> {
        if !self.has(bracket) {
            return None;
        }
        while let Some((top, token)) = self.pop() {
            if top == bracket {
                return Some(token);
            }
        }
        None
    }

    fn clear(&mut self) {
        self.open.clear();
        self.count = [0; Bracket::COUNT];
    }
}

/// The tokens of `text`, in order.
pub(super) fn scan(text: &str, language: Language, verse: bool) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(bytes.len() / 24 + 8);
    let mut stack = Stack::default();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let (class, len) = match byte {
            0..=0x7F => (class::of_ascii(byte), 1),
            // The lead bytes of Latin with accents, Greek, Cyrillic...: their only marks are « and ».
            0xC2 => (decode(text, at), 2),
            0xC3..=0xDF => (Class::Other, 2),
            // The lead bytes of general punctuation, CJK punctuation and kana, and full-width forms.
            0xE2 | 0xE3 | 0xEF => (decode(text, at), 3),
            0xE0..=0xEF => (Class::Other, 3),
            _ => (Class::Other, 4),
        };
        let end = at + len;
        let kind = match class {
            Class::Other => {
                // Two hyphens are the dash of a typewriter.
                if byte == b'-' && bytes.get(end) == Some(&b'-') {
                    Some((TokenKind::Dash, true))
                } else {
                    None
                }
            }
            Class::End => Some((TokenKind::End, true)),
            Class::Dot => Some((TokenKind::Dot, true)),
            Class::Ellipsis => Some((TokenKind::Ellipsis, true)),
            Class::Dash => Some((TokenKind::Dash, true)),
            Class::Semicolon => Some((TokenKind::Semicolon, true)),
            Class::Open(bracket) => Some((TokenKind::Open(bracket), true)),
            Class::Close(bracket) => Some((TokenKind::Close(bracket), true)),
            Class::Straight => {
                let opens = straight_opens(text, at, end, stack.has(Bracket::Double));
                Some(if opens {
                    (TokenKind::Open(Bracket::Double), false)
                } else {
                    (TokenKind::Close(Bracket::Double), false)
                })
            }
            Class::Apostrophe => apostrophe(text, at, end, stack.has(Bracket::Single), language)
                .map(|kind| (kind, false)),
            Class::Line => {
                let (blank, next) = line_end(text, at, end);
                if blank || verse {
                    stack.clear();
                    tokens.push(Token {
                        at,
                        end: next,
                        kind: TokenKind::Line { blank },
                        partner: Token::NONE,
                    });
                }
                at = next;
                continue;
            }
        };
        if let Some((kind, _)) = kind {
            let index = tokens.len();
            let mut token = Token {
                at,
                end,
                kind,
                partner: Token::NONE,
            };
            match kind {
                TokenKind::Open(bracket) => stack.open(bracket, index),
                TokenKind::Close(bracket) => {
                    if let Some(opener) = stack.close(bracket) {
                        token.partner = opener;
                        tokens[opener].partner = index;
                    }
                }
                _ => {}
            }
            tokens.push(token);
        }
        at = end;
    }
    tokens
}

fn decode(text: &str, at: usize) -> Class {
    text[at..].chars().next().map_or(Class::Other, class::of)
}

/// Whether an empty line follows the line break at `at`, and the end of the white space.
fn line_end(text: &str, at: usize, end: usize) -> (bool, usize) {
    let rest = &text[end..];
    let white = rest.len() - rest.trim_start().len();
    let blank = text[at..end].starts_with('\u{2029}') || rest[..white].contains(['\n', '\u{2029}']);
    (blank, end + white)
}

/// Whether `"` opens: by the white space beside it, else by whether one is open already.
fn straight_opens(text: &str, at: usize, end: usize, open: bool) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    if matches!(before, Some('：' | ':')) && after.is_some_and(|c| !c.is_whitespace()) {
        return true;
    }
    let free_left = before.is_none_or(|c| c.is_whitespace() || opens(c));
    let free_right = after.is_none_or(|c| {
        c.is_whitespace() || closes(c) || class::is_soft(c) || matches!(c, '。' | '！' | '？')
    });
    match (free_left, free_right) {
        (true, false) => true,
        (false, true) => false,
        _ => !open,
    }
}

fn opens(c: char) -> bool {
    matches!(class_of(c), Class::Open(_))
}

fn closes(c: char) -> bool {
    matches!(class_of(c), Class::Close(_))
}

fn class_of(c: char) -> Class {
    u8::try_from(c)
        .ok()
        .filter(u8::is_ascii)
        .map_or_else(|| class::of(c), class::of_ascii)
}

/// The kind of `'` or `’`; `None` for an apostrophe.
fn apostrophe(
    text: &str,
    at: usize,
    end: usize,
    open: bool,
    language: Language,
) -> Option<TokenKind> {
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    let curly = end - at > 1;
    let word_before = before.is_some_and(is_word);
    let word_after = after.is_some_and(is_word);
    let (opener, closer) = (
        TokenKind::Open(Bracket::Single),
        TokenKind::Close(Bracket::Single),
    );
    if word_before && word_after {
        return None;
    }
    if curly {
        // An open quote of this shape is closed, unless the mark belongs to a possessive or an elision.
        let apostrophe = !open && (word_before || (word_after && language == Language::En));
        return (!apostrophe).then_some(closer);
    }
    if word_before {
        return open.then_some(closer);
    }
    if before.is_none_or(|c| c.is_whitespace() || opens(c) || c == '"' || class::is_dash(c)) {
        if word_after {
            return (!words::is_elision(&text[end..])).then_some(opener);
        }
        if after.is_none_or(char::is_whitespace) {
            return open.then_some(closer);
        }
        // A dash before and another mark after it: the speech breaks off and the quotation closes.
        return Some(if before.is_some_and(class::is_dash) {
            closer
        } else {
            opener
        });
    }
    if word_after || after.is_some_and(class::is_unspaced) {
        return Some(if open { closer } else { opener });
    }
    Some(closer)
}
