//! The pass over the marks: at each run of end marks it gathers the quotes and brackets that close with
//! it, looks at what follows, and applies the rules of the language.

use super::class::{self, Bracket, is_note_sign};
use super::end_marks::EndMarks;
use super::options::{QuotationPolicy, SegmentOptions};
use super::rules::{self, Rule};
use super::scan::{Token, TokenKind, scan};
use super::{chinese, english};
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
    let mut sentence = skip_space(text, 0);
    // Tokens before this index are inside a bracket or title.
    let mut enclosed_until = 0;
    let mut quoted_until = 0;
    // Tokens before this index are inside a short quotation that is part of its clause.
    let mut cited_until = 0;
    let mut k = 0;
    while k < tokens.len() {
        let token = tokens[k];
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
                    let (end, next) = closing(text, &tokens, token.partner + 1, close.end).bounds();
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
                    let close = closing(text, &tokens, k + 1, token.end);
                    decide(close.end, true, rules::SEMICOLON);
                    sentence = skip_space(text, close.end);
                    k = close.next;
                } else {
                    decide(token.end, false, rules::SEMICOLON_INSIDE);
                    k += 1;
                }
            }
            TokenKind::End | TokenKind::Dot | TokenKind::Ellipsis | TokenKind::Dash => {
                let (marks, next) = gather(text, &tokens, k, sentence, options);
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
                if rule.splits {
                    sentence = skip_space(text, marks.end);
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

/// The marks that close directly after an end mark: quotes, brackets, note marks.
struct Closing {
    end: usize,
    next: usize,
    quote: bool,
    opened: Option<usize>,
}

impl Closing {
    const fn bounds(&self) -> (usize, usize) {
        (self.end, self.next)
    }
}

fn closing(text: &str, tokens: &[Token], mut next: usize, mut end: usize) -> Closing {
    let mut found = Closing {
        end,
        next,
        quote: false,
        opened: None,
    };
    loop {
        if let Some(token) = tokens.get(next).filter(|token| token.at == end) {
            match token.kind {
                TokenKind::Close(bracket) => {
                    if bracket.is_quote() {
                        found.quote = true;
                        if token.is_matched() {
                            found.opened = Some(tokens[token.partner].at);
                        }
                    }
                    end = token.end;
                    next += 1;
                    continue;
                }
                // A reference to a note: [3], [注2].
                TokenKind::Open(Bracket::Square) if token.is_matched() => {
                    let inside = &text[token.end..tokens[token.partner].at];
                    let number = inside.trim_start_matches(['注', '^']);
                    if number.starts_with(|c: char| c.is_ascii_digit())
                        && number.len() <= 14
                        && number
                            .chars()
                            .all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–'))
                        && !number
                            .bytes()
                            .all(|byte| byte.is_ascii_digit() && number.len() > 3)
                    {
                        end = tokens[token.partner].end;
                        next = token.partner + 1;
                        continue;
                    }
                }
                _ => {}
            }
        }
        match text[end..].chars().next() {
            Some('*') if stars(text, end).is_some() => end += stars(text, end).unwrap_or_default(),
            Some(c) if is_note_sign(c) && c != '*' || is_circled_note(text, end) => {
                end += text[end..].chars().next().map_or(0, char::len_utf8);
            }
            _ => break,
        }
    }
    found.end = end;
    found.next = next;
    found
}

/// The number of stars directly after a mark that refer to a note: one to three, followed by white space
/// or the end.
fn stars(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches('*');
    let stars = text.len() - at - rest.len();
    let before = text[..at]
        .trim_end_matches(['.', '。', '!', '?'])
        .chars()
        .next_back();
    let stands = before.is_some_and(|c| !c.is_whitespace())
        && rest.chars().next().is_none_or(char::is_whitespace);
    (stands && stars <= 3).then_some(stars)
}

/// Whether a circled figure directly after a mark refers to a note: only when white space or the end
/// follows it; else it opens an item.
fn is_circled_note(text: &str, at: usize) -> bool {
    let mut chars = text[at..].chars();
    chars.next().is_some_and(class::is_circled) && chars.next().is_none_or(char::is_whitespace)
}

/// Gathers the run that begins at token `k`, and the index of the first token after it. The run is
/// `None` for a dash that breaks nothing off.
fn gather<'t>(
    text: &'t str,
    tokens: &[Token],
    k: usize,
    sentence: usize,
    options: &'t SegmentOptions,
) -> (Option<EndMarks<'t>>, usize) {
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
    let close = closing(text, tokens, next, run_end);
    if dashes > 0 && !close.quote {
        return (None, next.max(k + 1));
    }
    let after = &text[close.end..];
    let rest = after.trim_start();
    let marks = EndMarks {
        text,
        sentence,
        start,
        run_end,
        end: close.end,
        has_end: ends > 0,
        is_dot: ends == 0 && ellipses == 0 && dots == 1,
        is_ellipsis: ends == 0 && (ellipses > 0 || dots > 1),
        is_dash: dashes > 0,
        closes_quote: close.quote,
        quote_opened: close.opened,
        adjacent: !rest.is_empty() && rest.len() == after.len(),
        rest,
        options,
    };
    (Some(marks), close.next.max(k + 1))
}
