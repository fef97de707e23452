//! The rules of Chinese: whether a sentence ends at a run of marks.

use super::class::{self, is_unspaced, is_word};
use super::end_marks::EndMarks;
use super::points::{Label, Series};
use super::rules::{self, Rule};
use super::scan::Token;
use super::words::{self, Abbreviation, is_list_number};
use crate::text::Language;

/// The shortest clause, in bytes, that an ellipsis may end.
const LONG_CLAUSE: usize = 18;

/// The shortest one that it ends before a word that only opens sentences, as in 他走了……第二天
const SHORT_CLAUSE: usize = 9;

/// The longest name, in bytes, of a thing at the end of a list.
const LONGEST_THING: usize = 36;

/// The rule that decides about a run of marks.
pub(super) fn rule(marks: &EndMarks<'_>) -> &'static Rule {
    let Some(next) = marks.next() else {
        return rules::TEXT_END;
    };
    if class::is_soft(next) {
        return rules::SOFT_MARK;
    }
    if marks.adjacent && marks.closes_quote && matches!(next, '？' | '！' | '。' | '?' | '!') {
        return rules::SOFT_MARK;
    }
    if next == '…' {
        return rules::ELLIPSIS_GOES_ON;
    }
    if class::is_dash(next) || marks.rest.starts_with("--") {
        if marks.closes_quote {
            return rules::ATTRIBUTION;
        }
        if !marks.text[..marks.run_end].ends_with('。') {
            return rules::DASH_GOES_ON;
        }
    }
    if marks.is_dot {
        return full_stop(marks);
    }
    let ascii = marks.text.as_bytes()[marks.run_end - 1].is_ascii();
    if ascii && marks.end == marks.run_end && marks.adjacent && is_word(next) && marks.has_end {
        let before = marks.text[..marks.start].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/') {
            return rules::INSIDE_TOKEN;
        }
    }
    if marks.closes_quote {
        if is_embedded(marks) {
            return rules::EMBEDDED_QUOTE;
        }
        return if marks.is_dash {
            rules::BROKEN_OFF
        } else if marks.is_ellipsis {
            rules::ELLIPSIS_QUOTE
        } else {
            rules::END_QUOTE
        };
    }
    if marks.is_ellipsis {
        return ellipsis(marks, next);
    }
    if marks.has_end
        && words::takes_mark(words::before(marks.text, marks.start))
        && (marks.adjacent || ascii)
    {
        return rules::NAME_WITH_MARK;
    }
    if marks.has_note {
        rules::NOTE
    } else if marks.end > marks.run_end {
        rules::END_QUOTE
    } else {
        rules::END_MARK
    }
}

/// Whether a quotation is part of a clause: what stands before it is no verb of saying, or what follows
/// attaches to it.
fn is_embedded(marks: &EndMarks<'_>) -> bool {
    if leans_back(marks.rest) {
        return true;
    }
    let Some(opened) = marks.quote_opened else {
        return false;
    };
    if opened <= marks.sentence || !marks.adjacent {
        return false;
    }
    let before = &marks.text[marks.sentence..opened];
    if before.ends_with(is_unspaced) && marks.rest.starts_with(['就', '便', '才', '着', '著', '地'])
    {
        return true;
    }
    before.chars().next_back().is_some_and(is_part_of_clause)
}

/// Whether the words after a quotation attach to it as to a word of their own clause: `“砰！”的一声`.
pub(super) fn leans_back(rest: &str) -> bool {
    if let Some(after) = rest.strip_prefix('地') {
        return after.starts_with(['一', '叫', '喊', '响', '響', '笑', '哭', '叹', '嘆']);
    }
    rest.starts_with(['的', '之', '等', '和', '与', '與', '或', '及'])
}

/// Whether a quotation after this character is part of its clause: the character is no mark and no verb
/// of saying.
pub(super) fn is_part_of_clause(c: char) -> bool {
    is_unspaced(c)
        && !matches!(
            c,
            '说' | '說'
                | '道'
                | '问'
                | '問'
                | '喊'
                | '叫'
                | '答'
                | '曰'
                | '云'
                | '想'
                | '嚷'
                | '骂'
                | '罵'
                | '念'
                | '讲'
                | '講'
                | '吼'
                | '写'
                | '寫'
        )
}

/// The longest quotation, in bytes, that may be part of a clause with all the sentences in it.
const LONGEST_CITED: usize = 90;

/// Whether a quotation with several sentences is part of a clause: `他喊着“来了！来了！”跑下楼去`.
pub(super) fn is_cited(text: &str, tokens: &[Token], open: Token) -> bool {
    let close = tokens[open.partner];
    if close.at - open.end > LONGEST_CITED {
        return false;
    }
    let rest = &text[close.end..];
    leans_back(rest)
        || text[..open.at].ends_with(is_part_of_clause) && rest.starts_with(is_unspaced)
}

/// Whether a number has the place of a point's: at the beginning of a sentence, or behind a mark that goes on
/// (方法有二：1. 加热；2. 加压。), where Chinese numerals want a colon or semicolon.
fn stands_before_point(marks: &EndMarks<'_>, label: Label) -> bool {
    if label.start == marks.sentence {
        return true;
    }
    let before = marks.text[..label.start].trim_end();
    before
        .chars()
        .next_back()
        .is_some_and(|c| match label.series {
            Series::Digits | Series::Letters => class::is_soft(c) || matches!(c, '（' | '('),
            Series::Numerals => matches!(c, '：' | '；' | ':' | ';' | '（' | '('),
        })
}

fn full_stop(marks: &EndMarks<'_>) -> &'static Rule {
    let before = marks.text[..marks.start].chars().next_back();
    let next = marks.next();
    let word = words::before(marks.text, marks.start);
    if marks.adjacent
        && marks.end == marks.run_end
        && next.is_some_and(|c| c.is_ascii_alphanumeric())
        && before.is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return rules::INSIDE_TOKEN;
    }
    if marks.closes_quote && is_embedded(marks) {
        return rules::EMBEDDED_QUOTE;
    }
    if let Some(label) = Label::before(marks.text, marks.start) {
        if stands_before_point(marks, label) {
            return rules::LIST_NUMBER;
        }
        if marks.points.continue_with(label) || label.begins_row(marks.rest, Language::Zh) {
            return rules::NUMBERED_POINT;
        }
    }
    if marks.text[marks.sentence..marks.start] == *word && is_list_number(word) {
        return rules::LIST_NUMBER;
    }
    if word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return rules::INITIAL;
    }
    if marks.options.abbreviates(word) {
        return rules::TITLE;
    }
    match words::abbreviation(word) {
        Some(Abbreviation::Title) => rules::TITLE,
        Some(Abbreviation::BeforeNumber)
            if next.is_some_and(|c| c.is_ascii_digit() || matches!(c, '(' | '[')) =>
        {
            rules::BEFORE_NUMBER
        }
        Some(Abbreviation::InName) => rules::ABBREVIATION,
        // A text with Chinese marks has no full stop there: Harbor Inc.的船
        Some(Abbreviation::Last)
            if words::names_authors(word, marks.rest)
                || marks.adjacent && next.is_some_and(is_unspaced) =>
        {
            rules::ABBREVIATION
        }
        _ if marks.has_note => rules::NOTE,
        _ if marks.end > marks.run_end => rules::END_QUOTE,
        _ => rules::END_MARK,
    }
}

fn ellipsis(marks: &EndMarks<'_>, next: char) -> &'static Rule {
    let whole = marks.text[..marks.start].trim_end();
    let before = whole.chars().next_back();
    if before == Some(next) || repeats(whole, marks.rest) {
        return rules::STUTTER;
    }
    // A stammer, as in 我……我……: the next ellipsis comes within a word or two.
    if marks.rest.chars().take(4).any(|c| c == '…') {
        return rules::STUTTER;
    }
    if before.is_some_and(|c| matches!(c, '”' | '’' | '"' | '」' | '』' | '。' | '！' | '？'))
    {
        return rules::ELLIPSIS_NEW;
    }
    let length = marks.start - marks.sentence;
    if length < SHORT_CLAUSE || words::continues_clause(marks.rest) {
        return rules::ELLIPSIS_GOES_ON;
    }
    if !marks.is_quoted && words::opens_narration(marks.rest) {
        return rules::ELLIPSIS_CLAUSE;
    }
    if length < LONG_CLAUSE {
        return rules::ELLIPSIS_GOES_ON;
    }
    if matches!(next, '“' | '「' | '"' | '『') || words::starts_subject(marks.rest) {
        return rules::ELLIPSIS_NEW;
    }
    // In speech an ellipsis mostly is a hesitation, in narration an end.
    let carried_on = marks.is_quoted
        || words::starts_predicate(marks.rest)
        || words::is_unfinished(whole)
        || lists(&marks.text[marks.sentence..marks.start])
        || !marks.rest.starts_with(is_unspaced);
    if carried_on {
        rules::ELLIPSIS_GOES_ON
    } else {
        rules::ELLIPSIS_CLAUSE
    }
}

/// Whether the last two or three characters are said again: 所以……所以
fn repeats(before: &str, rest: &str) -> bool {
    let said = |count: usize| {
        let start = before.char_indices().rev().nth(count - 1);
        start.is_some_and(|(at, _)| rest.starts_with(&before[at..]))
    };
    said(2) || said(3)
}

/// Whether the clause breaks off a list of things: 苹果、梨、桃子……
fn lists(clause: &str) -> bool {
    let near = words::tail(clause, LONGEST_THING);
    near.rfind('、')
        .is_some_and(|at| !near[at..].contains('，'))
}
