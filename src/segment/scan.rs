//! The scanner: one look at every byte, a token for each character that can matter.
//!
//! Most of a text is skipped by its lead byte alone; what is left goes through a stack of open
//! quotes and brackets, so that every opening mark knows where it closes, or that it never does.

use super::class::{self, Class, Pair, is_word};
use super::words;
use crate::text::Language;

/// What a token is, undirected marks resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    Dot,
    Ellipsis,
    Dash,
    Semicolon,
    /// The line ends here; `blank` when an empty line follows.
    Line {
        blank: bool,
    },
    Open(Pair),
    Close(Pair),
}

/// A character of interest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Its first byte.
    pub(super) at: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// Index of the token that answers it; `NONE` when nothing does.
    pub(super) partner: usize,
}

impl Token {
    /// No partner.
    pub(super) const NONE: usize = usize::MAX;

    /// Whether the mark that answers it is in the paragraph.
    pub(super) const fn is_matched(&self) -> bool {
        self.partner != Self::NONE
    }
}

/// Marks still open.
#[derive(Default)]
struct Stack {
    open: Vec<(Pair, usize)>,
    count: [usize; Pair::COUNT],
}

impl Stack {
    fn has(&self, pair: Pair) -> bool {
        self.count[pair as usize] > 0
    }

    fn pop(&mut self) -> Option<(Pair, usize)> {
        let top = self.open.pop()?;
        self.count[top.0 as usize] -= 1;
        Some(top)
    }

    /// An opening quote on top of its like says that the first one was never closed (as at the
    /// start of each paragraph of a long quotation).
    fn open(&mut self, pair: Pair, token: usize) {
        if pair.is_quote() && self.open.last().is_some_and(|&(top, _)| top == pair) {
            self.pop();
        }
        self.open.push((pair, token));
        self.count[pair as usize] += 1;
    }

    /// The token that `pair` was opened by; whatever was opened later and is still open never
    /// closes. Each mark is popped once, so the whole stays linear.
    fn close(&mut self, pair: Pair) -> Option<usize> {
        if !self.has(pair) {
            return None;
        }
        while let Some((top, token)) = self.pop() {
            if top == pair {
                return Some(token);
            }
        }
        None
    }

    fn clear(&mut self) {
        self.open.clear();
        self.count = [0; Pair::COUNT];
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
            // Latin with accents, Greek, Cyrillic...; the only marks are « and »
            0xC2 => (decode(text, at), 2),
            0xC3..=0xDF => (Class::Other, 2),
            // general punctuation; CJK punctuation and kana; compatibility and full-width forms
            0xE2 | 0xE3 | 0xEF => (decode(text, at), 3),
            0xE0..=0xEF => (Class::Other, 3),
            _ => (Class::Other, 4),
        };
        let end = at + len;
        let kind = match class {
            Class::Other => {
                // two hyphens are a typewriter's dash
                if byte == b'-' && bytes.get(end) == Some(&b'-') {
                    Some((Kind::Dash, true))
                } else {
                    None
                }
            }
            Class::End => Some((Kind::End, true)),
            Class::Dot => Some((Kind::Dot, true)),
            Class::Ellipsis => Some((Kind::Ellipsis, true)),
            Class::Dash => Some((Kind::Dash, true)),
            Class::Semicolon => Some((Kind::Semicolon, true)),
            Class::Open(pair) => Some((Kind::Open(pair), true)),
            Class::Close(pair) => Some((Kind::Close(pair), true)),
            Class::Straight => {
                let opens = straight_opens(text, at, end, stack.has(Pair::Double));
                Some(if opens {
                    (Kind::Open(Pair::Double), false)
                } else {
                    (Kind::Close(Pair::Double), false)
                })
            }
            Class::Apostrophe => apostrophe(text, at, end, stack.has(Pair::Single), language)
                .map(|kind| (kind, false)),
            Class::Line => {
                let (blank, next) = line_end(text, at, end);
                if blank || verse {
                    stack.clear();
                    tokens.push(Token {
                        at,
                        end: next,
                        kind: Kind::Line { blank },
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
                Kind::Open(pair) => stack.open(pair, index),
                Kind::Close(pair) => {
                    if let Some(opener) = stack.close(pair) {
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

/// Whether the line break at `at` is followed by an empty line, and where the white space ends.
fn line_end(text: &str, at: usize, end: usize) -> (bool, usize) {
    let rest = &text[end..];
    let white = rest.len() - rest.trim_start().len();
    let blank = text[at..end].starts_with('\u{2029}') || rest[..white].contains(['\n', '\u{2029}']);
    (blank, end + white)
}

/// Which way `"` faces: by the white space beside it, else by whether one is open.
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

/// What `'` or `’` is; nothing when it is an apostrophe.
fn apostrophe(text: &str, at: usize, end: usize, open: bool, language: Language) -> Option<Kind> {
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    let curly = end - at > 1;
    let word_before = before.is_some_and(is_word);
    let word_after = after.is_some_and(is_word);
    let (opener, closer) = (Kind::Open(Pair::Single), Kind::Close(Pair::Single));
    if word_before && word_after {
        return None;
    }
    if curly {
        // the closing quote of its shape, unless it marks a possessive or an elision
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
        // a dash before and a mark after: the speech breaks off and closes
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
