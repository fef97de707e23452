//! Words as Markdown: escaped where they would be markup, and nowhere else.

use super::codes::{Around, Code, Coded, Inline};
use super::markdown_front;
use super::model::{Block, BlockKind, CodeKind, Quote, Syntax};

/// Writes Markdown's text and inline markup.
pub(super) struct MarkdownInline;

impl Inline for MarkdownInline {
    fn write(&self, words: &Coded, block: &Block, around: Around, out: &mut String) {
        match block.syntax {
            Syntax::Alternative | Syntax::LinkTitle(_) => {
                return value(&words.text, block, around.care, out);
            }
            Syntax::Own | Syntax::Title | Syntax::Html | Syntax::Attribute(_) => {}
            syntax => {
                let line = words.text.replace(['\n', '\r'], " ");
                return markdown_front::write(&line, syntax, out);
            }
        }
        let mut writer = Writer {
            begin: out.len(),
            dollars: around.dollars && dollars(words) > 1,
            block,
            around,
            stars: around.stars,
            out,
        };
        let mut at = 0;
        for (number, code) in words.codes.iter().enumerate() {
            let to = code.at.clamp(at, words.text.len());
            writer.text(&words.text[at..to]);
            at = to;
            // White space stands outside of marks.
            let rest = &words.text[at..];
            if matches!(code.kind, CodeKind::Open(_)) && is_delimiter(&code.markup) {
                let next = words
                    .codes
                    .get(number + 1)
                    .map_or(words.text.len(), |c| c.at);
                let space = rest.len() - rest.trim_start().len();
                if space > 0 && at + space <= next {
                    writer.text(&rest[..space]);
                    at += space;
                }
            }
            let next = words.text[at..]
                .chars()
                .next()
                .filter(|_| words.codes.get(number + 1).is_none_or(|next| next.at > at));
            let next = next.or_else(|| {
                let next = words.codes.get(number + 1)?;
                next.markup.chars().next()
            });
            let breaks = is_break(code);
            if breaks {
                let kept = writer.out.trim_end_matches(' ').len().max(writer.begin);
                writer.out.truncate(kept);
            }
            writer.code(code, next);
            if breaks {
                let next = words
                    .codes
                    .get(number + 1)
                    .map_or(words.text.len(), |c| c.at);
                let rest = &words.text[at..next.max(at)];
                at += rest.len() - rest.trim_start().len();
            }
            if let CodeKind::Opaque(length) = code.kind {
                at = (at + length).min(words.text.len());
            }
        }
        writer.text(&words.text[at..]);
        if block.kind.is_heading() && writer.out.ends_with('#') {
            let at = writer.out.len() - 1;
            let run = writer.out.trim_end_matches('#');
            if run.is_empty() || run.ends_with(' ') {
                writer.out.insert(at, '\\');
            }
        }
    }
}

/// The alternative text of an image, or the title of a link: what would end it or say something else is
/// escaped, and with care everything that may be markup.
fn value(words: &str, block: &Block, care: u8, out: &mut String) {
    for (at, c) in words.char_indices() {
        let next = words[at + c.len_utf8()..].chars().next();
        let always = match c {
            '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
            '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
            '|' => block.cell.is_some(),
            _ => false,
        };
        let ends = match (block.syntax, c) {
            (Syntax::LinkTitle(Quote::Double), '"')
            | (Syntax::LinkTitle(Quote::Single), '\'')
            | (Syntax::LinkTitle(Quote::Bracket), '(' | ')')
            | (Syntax::Alternative, '[' | ']' | '*' | '`' | '<' | '$' | '~') => true,
            (Syntax::Alternative, '_') => care > 0,
            _ => false,
        };
        if always || ends || care > 1 && c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
}

/// How many dollars there are, those of formulas as well.
fn dollars(words: &Coded) -> usize {
    let count = |text: &str| text.matches('$').count();
    count(&words.text)
        + words
            .codes
            .iter()
            .map(|code| count(&code.markup))
            .sum::<usize>()
}

fn is_delimiter(markup: &str) -> bool {
    !markup.is_empty() && markup.bytes().all(|b| matches!(b, b'*' | b'_' | b'~'))
}

/// Whether a code is a line break: its line end, and the marks of quotations behind it.
fn is_break(code: &Code) -> bool {
    let rest = code
        .markup
        .trim_start_matches(['\\', ' ', '\r', '\n', '\t', '>']);
    code.kind == CodeKind::Point && code.markup.contains('\n') && rest.is_empty()
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

struct Writer<'o> {
    out: &'o mut String,
    begin: usize,
    /// Whether a dollar may be the end of a formula.
    dollars: bool,
    block: &'o Block,
    around: Around,
    /// How many stars there were that are no pair.
    stars: usize,
}

impl Writer<'_> {
    fn code(&mut self, code: &Code, next: Option<char>) {
        let opens = match code.kind {
            CodeKind::Open(_) => true,
            CodeKind::Close(_) => false,
            // Stars that are no pair to the parser: one opens, the next closes.
            _ => {
                self.stars += usize::from(is_delimiter(&code.markup));
                self.stars % 2 == 1
            }
        };
        let last = self
            .out
            .chars()
            .next_back()
            .filter(|_| self.out.len() > self.begin);
        if is_delimiter(&code.markup) {
            let wordy = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let low = code.markup.starts_with('_');
            // What opens stands before a word, or behind no word.
            if opens && wordy(last) && (low || next.is_some_and(is_mark)) {
                self.out.push(' ');
            }
        }
        if code.markup.starts_with('[')
            && self.out[self.begin..].ends_with('!')
            && !self.out[self.begin..].ends_with("\\!")
        {
            self.out.insert(self.out.len() - 1, '\\');
        }
        self.out.push_str(&code.markup);
        if is_delimiter(&code.markup) && !opens {
            let wordy = next.is_some_and(char::is_alphanumeric);
            let low = code.markup.starts_with('_');
            if wordy && (low || last.is_some_and(is_mark)) {
                self.out.push(' ');
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        let alone = self.block.kind != BlockKind::TableCell && self.block.syntax == Syntax::Own;
        let first = self.out.len() == self.begin && self.around.line_start && alone;
        if first {
            rest = rest.trim_start();
            if begins_a_block(rest) {
                let digits =
                    rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                self.out.push_str(&rest[..digits]);
                self.out.push('\\');
                let mark = rest[digits..].chars().next().map_or(0, char::len_utf8);
                self.out.push_str(&rest[digits..digits + mark]);
                rest = &rest[digits + mark..];
            }
        }
        let mut before = self.out[self.begin..].chars().next_back();
        for (at, c) in rest.char_indices() {
            if self.is_special(c, before, &rest[at + c.len_utf8()..]) {
                self.out.push('\\');
            }
            self.out.push(if c == '\n' || c == '\r' { ' ' } else { c });
            before = Some(c);
        }
    }

    /// Whether a character is escaped: first what always is markup, then what stands where markup
    /// would, then everything. What closes a bracket is let alone: `\[…\]` is a formula.
    fn is_special(&self, c: char, before: Option<char>, behind: &str) -> bool {
        let next = behind.chars().next();
        let always = match c {
            '|' => self.block.kind == BlockKind::TableCell,
            '"' => self.block.syntax == Syntax::Title,
            '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
            '$' => self.dollars,
            _ => false,
        };
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        always
            || match self.around.care {
                0 => false,
                1 => match c {
                    '*' | '~' => !(blank(before) && blank(next)),
                    '_' => !(blank(before) && blank(next) || word(before) && word(next)),
                    '<' => next.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c)),
                    '&' => next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
                    '[' => behind.contains("](") || behind.contains("][") || next == Some('^'),
                    '!' => next == Some('['),
                    '`' => behind.contains('`') || before == Some('`'),
                    '{' => behind.contains('}'),
                    ':' => behind.contains(":`"),
                    _ => false,
                },
                _ => c.is_ascii_punctuation() && !matches!(c, ')' | ']'),
            }
    }
}

/// Whether text at the beginning of a line would begin a block: a heading, an item, a quotation.
fn begins_a_block(text: &str) -> bool {
    let mark = text.chars().next().unwrap_or_default();
    let run = text.trim_start_matches(mark);
    let length = text.len() - run.len();
    let apart = run.is_empty() || run.starts_with([' ', '\t']);
    match mark {
        '#' => length <= 6 && apart,
        '>' | '|' => true,
        '+' => apart && length == 1 || length == 3,
        '-' | '*' => apart && length == 1 || only(text, mark),
        '_' => only(text, mark),
        '=' => only(text, mark) || length == 3,
        '`' | '~' => length >= 3,
        ':' => length >= 3 || apart && length == 1,
        '!' | '?' => length >= 3 && apart,
        '<' => text.starts_with("<<<"),
        c if c.is_ascii_digit() => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let behind = &text[digits..];
            digits <= 9
                && behind.starts_with(['.', ')'])
                && (behind.len() == 1 || behind[1..].starts_with([' ', '\t']))
        }
        _ => false,
    }
}

/// Whether a text is made of one mark and spaces.
fn only(text: &str, mark: char) -> bool {
    text.chars().all(|c| c == mark || c == ' ')
}
