//! The rules of Chinese: whether a sentence ends at a run of marks.

use super::class::{self, is_unspaced, is_word};
use super::end_marks::EndMarks;
use super::rules::{self, Rule};
use super::scan::Token;
use super::words::{self, Abbreviation, is_list_number};

/// The shortest clause, in bytes, that an ellipsis may end.
const LONG_CLAUSE: usize = 18;

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
    if marks.end > marks.run_end {
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
    // A number at the head of an item: 方法有二：1. 加热；2. 加压。
    let lead = marks.text[..marks.start - word.len()].chars().next_back();
    if word.len() <= 2
        && !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && lead.is_some_and(|c| class::is_soft(c) || matches!(c, '（' | '('))
    {
        return rules::LIST_NUMBER;
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
        Some(Abbreviation::BeforeNumber) if next.is_some_and(|c| c.is_ascii_digit()) => {
            rules::BEFORE_NUMBER
        }
        Some(Abbreviation::InName) => rules::ABBREVIATION,
        _ if marks.end > marks.run_end => rules::END_QUOTE,
        _ => rules::END_MARK,
    }
}

fn ellipsis(marks: &EndMarks<'_>, next: char) -> &'static Rule {
    let before = marks.text[..marks.start].chars().next_back();
    if before == Some(next) {
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
    if marks.start - marks.sentence < LONG_CLAUSE || words::continues_clause(marks.rest) {
        return rules::ELLIPSIS_GOES_ON;
    }
    if matches!(next, '“' | '「' | '"' | '『') || words::starts_subject(marks.rest) {
        return rules::ELLIPSIS_NEW;
    }
    rules::ELLIPSIS_GOES_ON
}
