//! The pass over the marks: at each run of end marks it gathers the quotes and brackets that close with
//! it, looks at what follows, and applies the rules of the language.

use super::class::{self, Bracket};
use super::end_marks::EndMarks;
use super::options::{QuotationPolicy, SegmentOptions};
use super::points::{Label, Points};
use super::rules::{self, Rule};
use super::scan::{Token, TokenKind, scan};
use super::{chinese, english, headings, notes};
use crate::text::Language;

/// Passes over the text and calls `decide` for every possible end of a sentence: its byte offset,
/// whether a sentence ends there, and the rule that decided.
pub(super) fn run(
    text: &str,
    language: Language,
    options: &SegmentOptions,
    mut decide: impl FnMut(usize, bool, &'static Rule),
) {
    let tokens = scan(text, language, options.verse);
    let mut points = Points::default();
    let mut sentence = skip_space(text, 0);
    let mut opened = None;
    // Tokens before this index are inside a bracket or title.
    let mut enclosed_until = 0;
    let mut quoted_until = 0;
    // Tokens before this index are inside a short quotation that is part of its clause.
    let mut cited_until = 0;
    let mut k = 0;
    loop {
        if opened != Some(sentence) {
            points.open_sentence(&text[sentence..]);
            if let Some(length) = headings::run_in(&text[sentence..], language) {
                let end = sentence + length;
                decide(end, true, rules::HEADING);
                sentence = skip_space(text, end);
                while tokens.get(k).is_some_and(|token| token.at < sentence) {
                    k += 1;
                }
            }
            opened = Some(sentence);
        }
        let Some(&token) = tokens.get(k) else {
            break;
        };
        let here = Here {
            text,
            tokens: &tokens,
            language,
            options,
            sentence,
            points: &points,
        };
        match token.kind {
            TokenKind::Line { blank } => {
                let at = text[..token.at].trim_end().len();
                if at > sentence {
                    let rule = if blank {
                        rules::PARAGRAPH
                    } else {
                        rules::VERSE_LINE
                    };
                    decide(at, true, rule);
                    sentence = skip_space(text, token.end);
                }
                enclosed_until = 0;
                quoted_until = 0;
                cited_until = 0;
                points = Points::default();
                k += 1;
            }
            TokenKind::Open(bracket) if token.is_matched() => {
                if bracket.is_quote() {
                    quoted_until = quoted_until.max(token.partner);
                    if language == Language::Zh && chinese::is_cited(text, &tokens, token) {
                        cited_until = cited_until.max(token.partner);
                    }
                    k += 1;
                } else if token.at == sentence
                    && bracket != Bracket::Title
                    && k >= enclosed_until
                    && holds_sentence(text, &tokens, token)
                {
                    // The bracket is a sentence of its own.
                    let close = tokens[token.partner];
                    let (end, next) = here.closing(token.partner + 1, close.end).bounds();
                    let rest = text[end..].trim_start();
                    if rest.is_empty() || goes_on(rest, language) {
                        decide(end, false, rules::INSIDE_BRACKET);
                    } else {
                        decide(end, true, rules::BRACKET_SENTENCE);
                        sentence = skip_space(text, end);
                    }
                    k = next;
                } else {
                    enclosed_until = enclosed_until.max(token.partner);
                    k += 1;
                }
            }
            TokenKind::Semicolon => {
                if options.semicolon && k >= enclosed_until && !text[token.end..].trim().is_empty()
                {
                    let close = here.closing(k + 1, token.end);
                    decide(close.end, true, rules::SEMICOLON);
                    sentence = skip_space(text, close.end);
                    k = close.next;
                } else {
                    decide(token.end, false, rules::SEMICOLON_INSIDE);
                    k += 1;
                }
            }
            TokenKind::End | TokenKind::Dot | TokenKind::Ellipsis | TokenKind::Dash => {
                let (marks, next) = here.gather(k, k < quoted_until);
                let first = k;
                k = next;
                let Some(marks) = marks else {
                    continue;
                };
                if marks.rest.is_empty() {
                    // A sentence always ends with the text.
                    continue;
                }
                let rule = if first < enclosed_until {
                    rules::INSIDE_BRACKET
                } else if first < cited_until && next <= cited_until {
                    rules::EMBEDDED_QUOTE
                } else if options.quotations == QuotationPolicy::Whole
                    && first < quoted_until
                    && next <= quoted_until
                {
                    rules::INSIDE_QUOTATION
                } else {
                    match language {
                        Language::Zh => chinese::rule(&marks),
                        Language::En => english::rule(&marks),
                    }
                };
                decide(marks.end, rule.splits, rule);
                let is_label = marks.is_dot
                    && !rule.splits
                    && !(marks.adjacent && marks.rest.starts_with(|c: char| c.is_ascii_digit()));
                let end = marks.end;
                if let Some(label) = is_label.then(|| Label::before(text, marks.start)).flatten() {
                    points.pass(label);
                }
                if rule.splits {
                    sentence = skip_space(text, end);
                }
            }
            _ => k += 1,
        }
    }
    let end = text.trim_end().len();
    if end > sentence {
        decide(end, true, rules::TEXT_END);
    }
}

fn skip_space(text: &str, from: usize) -> usize {
    text.len() - text[from..].trim_start().len()
}

/// Whether the bracket's content ends with an end mark.
fn holds_sentence(text: &str, tokens: &[Token], open: Token) -> bool {
    let inside = text[open.end..tokens[open.partner].at].trim_end();
    inside
        .trim_end_matches(['”', '’', '"', '\'', '」', '』'])
        .ends_with(['。', '！', '？', '.', '!', '?', '…', '．'])
}

/// Whether the text after a bracket continues its sentence.
fn goes_on(rest: &str, language: Language) -> bool {
    rest.chars().next().is_some_and(|c| {
        class::is_soft(c)
            || matches!(c, '。' | '！' | '？' | '.' | '!' | '?')
            || language == Language::En && c.is_lowercase()
    })
}

/// The marks that close after an end mark: quotes, brackets, signs of notes.
struct Closing {
    end: usize,
    next: usize,
    quote: bool,
    note: bool,
    opened: Option<usize>,
}

impl Closing {
    const fn bounds(&self) -> (usize, usize) {
        (self.end, self.next)
    }
}

/// Where the pass is: the text with its marks, the present sentence, and the points counted before it.
#[derive(Clone, Copy)]
struct Here<'t> {
    text: &'t str,
    tokens: &'t [Token],
    language: Language,
    options: &'t SegmentOptions,
    /// The byte at which the present sentence begins.
    sentence: usize,
    points: &'t Points,
}

impl<'t> Here<'t> {
    /// What closes at byte `end`, from token `next` on.
    fn closing(&self, next: usize, end: usize) -> Closing {
        let mut found = Closing {
            end,
            next,
            quote: false,
            note: false,
            opened: None,
        };
        loop {
            if let Some(&token) = self.tokens.get(found.next)
                && self.close(&mut found, token)
            {
                continue;
            }
            let Some(length) = notes::sign(self.text, found.end, self.sentence) else {
                return found;
            };
            found.note = true;
            found.end += length;
        }
    }

    /// Takes in the token that follows, if it closes or opens a note.
    fn close(&self, found: &mut Closing, token: Token) -> bool {
        let gap = &self.text[found.end..token.at];
        if gap.len() > LONGEST_GAP {
            return false;
        }
        match token.kind {
            TokenKind::Close(bracket)
                if gap.is_empty() || is_gap(gap) && self.closes_behind_gap(token, bracket) =>
            {
                if bracket.is_quote() {
                    found.quote = true;
                    if token.is_matched() {
                        found.opened = Some(self.tokens[token.partner].at);
                    }
                }
                found.end = token.end;
                found.next += 1;
                true
            }
            TokenKind::Open(Bracket::Square) if token.is_matched() => {
                let close = self.tokens[token.partner];
                let belongs = if gap.is_empty() {
                    notes::is_note(self.text, token, close, self.points, self.language)
                } else {
                    is_gap(gap) && notes::is_source(self.text, token, close, self.points)
                };
                if belongs {
                    found.note = true;
                    found.end = close.end;
                    found.next = token.partner + 1;
                }
                belongs
            }
            _ => false,
        }
    }

    /// Whether a closing quote behind a space can only close: `他说：“可以。 ”`
    fn closes_behind_gap(&self, token: Token, bracket: Bracket) -> bool {
        let directed = !self.text[token.at..token.end].starts_with(['"', '\'', '＂']);
        bracket.is_quote() && directed && token.is_matched()
    }

    /// Gathers the run that begins at token `k`, and the index of the first token after it. The run is
    /// `None` for a dash that breaks nothing off.
    fn gather(&self, k: usize, is_quoted: bool) -> (Option<EndMarks<'t>>, usize) {
        let (text, tokens) = (self.text, self.tokens);
        let start = tokens[k].at;
        let mut run_end = start;
        let (mut ends, mut dots, mut ellipses, mut dashes) = (0, 0, 0, 0);
        let mut next = k;
        while let Some(token) = tokens.get(next) {
            // English also sets ellipses with spaces between the stops.
            let spaced = token.kind == TokenKind::Dot
                && dots > 0
                && token.at == run_end + 1
                && text.as_bytes()[run_end] == b' '
                && ends == 0;
            if next > k && token.at != run_end && !spaced {
                break;
            }
            match token.kind {
                TokenKind::End => ends += 1,
                TokenKind::Dot => dots += 1,
                TokenKind::Ellipsis => ellipses += 1,
                TokenKind::Dash if ends + dots + ellipses == 0 => dashes += 1,
                _ => break,
            }
            run_end = token.end;
            next += 1;
        }
        if dashes > 0 && ends + dots + ellipses > 0 {
            dashes = 0;
        }
        let close = self.closing(next, run_end);
        if dashes > 0 && !close.quote {
            return (None, next.max(k + 1));
        }
        let after = &text[close.end..];
        let rest = after.trim_start();
        let marks = EndMarks {
            text,
            sentence: self.sentence,
            start,
            run_end,
            end: close.end,
            has_end: ends > 0,
            is_dot: ends == 0 && ellipses == 0 && dots == 1,
            is_ellipsis: ends == 0 && (ellipses > 0 || dots > 1),
            is_dash: dashes > 0,
            closes_quote: close.quote,
            quote_opened: close.opened,
            has_note: close.note,
            is_quoted,
            points: self.points,
            adjacent: !rest.is_empty() && rest.len() == after.len(),
            rest,
            options: self.options,
        };
        (Some(marks), close.next.max(k + 1))
    }
}

/// The most bytes of [a gap](is_gap).
const LONGEST_GAP: usize = 3;

/// Whether the text is one space, as some editions set before closing marks and sources.
fn is_gap(text: &str) -> bool {
    matches!(text, " " | "\u{a0}" | "\u{3000}")
}
