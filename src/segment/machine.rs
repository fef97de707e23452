//! The pass over the marks: at each run of end marks it gathers what closes with it, looks at what
//! follows, and asks the language's rules.

use super::class::{self, Pair, is_note_sign};
use super::options::{QuotationPolicy, SegmentOptions};
use super::place::Place;
use super::rules::{self, Rule};
use super::scan::{Kind, Token, scan};
use super::{chinese, english};
use crate::text::Language;

/// Walks over the text and tells `decide` every decision: where, whether a sentence ends there, and
/// by which rule.
pub(super) fn run(
    text: &str,
    language: Language,
    options: &SegmentOptions,
    mut decide: impl FnMut(usize, bool, &'static Rule),
) {
    let tokens = scan(text, language, options.verse);
    let mut sentence = skip_space(text, 0);
    // Tokens before this index stand inside a bracket or title.
    let mut enclosed_until = 0;
    let mut quoted_until = 0;
    // And before this one inside a short quotation that is a part of its clause.
    let mut cited_until = 0;
    let mut k = 0;
    while k < tokens.len() {
        let token = tokens[k];
        match token.kind {
            Kind::Line { blank } => {
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
            Kind::Open(pair) if token.is_matched() => {
                if pair.is_quote() {
                    quoted_until = quoted_until.max(token.partner);
                    if language == Language::Zh && chinese::is_cited(text, &tokens, token) {
                        cited_until = cited_until.max(token.partner);
                    }
                    k += 1;
                } else if token.at == sentence
                    && pair != Pair::Title
                    && k >= enclosed_until
                    && holds_sentence(text, &tokens, token)
                {
                    // A bracket that is a sentence of its own.
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
            Kind::Semicolon => {
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
            Kind::End | Kind::Dot | Kind::Ellipsis | Kind::Dash => {
                let (place, next) = gather(text, &tokens, k, sentence, options);
                let first = k;
                k = next;
                let Some(place) = place else {
                    continue;
                };
                if place.rest.is_empty() {
                    // The end of the text decides for itself.
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
                        Language::Zh => chinese::rule(&place),
                        Language::En => english::rule(&place),
                    }
                };
                decide(place.end, rule.splits, rule);
                if rule.splits {
                    sentence = skip_space(text, place.end);
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

/// Whether what follows a bracket belongs to its sentence.
fn goes_on(rest: &str, language: Language) -> bool {
    rest.chars().next().is_some_and(|c| {
        class::is_soft(c)
            || matches!(c, '。' | '！' | '？' | '.' | '!' | '?')
            || language == Language::En && c.is_lowercase()
    })
}

/// What closes directly behind a mark: quotes, brackets, note marks.
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
                Kind::Close(pair) => {
                    if pair.is_quote() {
                        found.quote = true;
                        if token.is_matched() {
                            found.opened = Some(tokens[token.partner].at);
                        }
                    }
                    end = token.end;
                    next += 1;
                    continue;
                }
                // [3], [注2]: the mark of a note.
                Kind::Open(Pair::Square) if token.is_matched() => {
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
            Some(c) if is_note_sign(c) && c != '*' || c_is_circled_note(text, end) => {
                end += text[end..].chars().next().map_or(0, char::len_utf8);
            }
            _ => break,
        }
    }
    found.end = end;
    found.next = next;
    found
}

/// How many stars stand directly behind a mark as the sign of a note: up to three, and white space or
/// the end behind them.
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

/// A circled figure directly behind a mark is a note's only when it is followed by white space or
/// the end: else it opens an item.
fn c_is_circled_note(text: &str, at: usize) -> bool {
    let mut chars = text[at..].chars();
    chars.next().is_some_and(class::is_circled) && chars.next().is_none_or(char::is_whitespace)
}

/// Gathers the run that begins at token `k`; nothing when it is none (a dash that breaks nothing
/// off). Also the first token behind it.
fn gather<'t>(
    text: &'t str,
    tokens: &[Token],
    k: usize,
    sentence: usize,
    options: &'t SegmentOptions,
) -> (Option<Place<'t>>, usize) {
    let start = tokens[k].at;
    let mut run_end = start;
    let (mut ends, mut dots, mut ellipses, mut dashes) = (0, 0, 0, 0);
    let mut next = k;
    while let Some(token) = tokens.get(next) {
        // English sets ellipses with spaces between the stops, too.
        let spaced = token.kind == Kind::Dot
            && dots > 0
            && token.at == run_end + 1
            && text.as_bytes()[run_end] == b' '
            && ends == 0;
        if next > k && token.at != run_end && !spaced {
            break;
        }
        match token.kind {
            Kind::End => ends += 1,
            Kind::Dot => dots += 1,
            Kind::Ellipsis => ellipses += 1,
            Kind::Dash if ends + dots + ellipses == 0 => dashes += 1,
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
    let place = Place {
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
    (Some(place), close.next.max(k + 1))
}
