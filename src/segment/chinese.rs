//! Chinese: what a run of marks means.

use super::class::{self, is_unspaced, is_word};
use super::place::Place;
use super::rules::{self, Rule};
use super::scan::Token;
use super::words::{self, Abbreviation, is_list_number};

/// A clause shorter than this many bytes does not end with an ellipsis.
const LONG_CLAUSE: usize = 18;

/// The rule that decides.
pub(super) fn rule(place: &Place<'_>) -> &'static Rule {
    let Some(next) = place.next() else {
        return rules::TEXT_END;
    };
    if class::is_soft(next) {
        return rules::SOFT_MARK;
    }
    if place.adjacent && place.closes_quote && matches!(next, '？' | '！' | '。' | '?' | '!') {
        return rules::SOFT_MARK;
    }
    if next == '…' {
        return rules::ELLIPSIS_GOES_ON;
    }
    if class::is_dash(next) || place.rest.starts_with("--") {
        if place.closes_quote {
            return rules::ATTRIBUTION;
        }
        if !place.text[..place.run_end].ends_with('。') {
            return rules::DASH_GOES_ON;
        }
    }
    if place.is_dot {
        return full_stop(place);
    }
    let ascii = place.text.as_bytes()[place.run_end - 1].is_ascii();
    if ascii && place.end == place.run_end && place.adjacent && is_word(next) && place.has_end {
        let before = place.text[..place.start].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/') {
            return rules::INSIDE_TOKEN;
        }
    }
    if place.closes_quote {
        if is_embedded(place) {
            return rules::EMBEDDED_QUOTE;
        }
        return if place.is_dash {
            rules::BROKEN_OFF
        } else if place.is_ellipsis {
            rules::ELLIPSIS_QUOTE
        } else {
            rules::END_QUOTE
        };
    }
    if place.is_ellipsis {
        return ellipsis(place, next);
    }
    if place.has_end
        && words::takes_mark(words::before(place.text, place.start))
        && (place.adjacent || ascii)
    {
        return rules::NAME_WITH_MARK;
    }
    if place.end > place.run_end {
        rules::END_QUOTE
    } else {
        rules::END_MARK
    }
}

/// A quotation that is a part of a clause: what stands before it is no verb of saying, or what
/// follows leans on it.
fn is_embedded(place: &Place<'_>) -> bool {
    if leans_back(place.rest) {
        return true;
    }
    let Some(opened) = place.quote_opened else {
        return false;
    };
    if opened <= place.sentence || !place.adjacent {
        return false;
    }
    let before = &place.text[place.sentence..opened];
    if before.ends_with(is_unspaced) && place.rest.starts_with(['就', '便', '才', '着', '著', '地'])
    {
        return true;
    }
    before.chars().next_back().is_some_and(is_part_of_clause)
}

/// Whether what follows a quotation takes it for a word of its own clause: `“砰！”的一声`.
pub(super) fn leans_back(rest: &str) -> bool {
    if let Some(after) = rest.strip_prefix('地') {
        return after.starts_with(['一', '叫', '喊', '响', '響', '笑', '哭', '叹', '嘆']);
    }
    rest.starts_with(['的', '之', '等', '和', '与', '與', '或', '及'])
}

/// Whether a quotation behind this character is a part of its clause: the character is no mark and
/// no verb of saying.
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

/// The longest quotation, in bytes, that is taken for a part of its clause with all that is in it.
const LONGEST_CITED: usize = 90;

/// Whether a quotation is a part of its clause with several sentences in it: `他喊着“来了！来了！”跑下楼去`.
pub(super) fn is_cited(text: &str, tokens: &[Token], open: Token) -> bool {
    let close = tokens[open.partner];
    if close.at - open.end > LONGEST_CITED {
        return false;
    }
    let rest = &text[close.end..];
    leans_back(rest)
        || text[..open.at].ends_with(is_part_of_clause) && rest.starts_with(is_unspaced)
}

fn full_stop(place: &Place<'_>) -> &'static Rule {
    let before = place.text[..place.start].chars().next_back();
    let next = place.next();
    let word = words::before(place.text, place.start);
    if place.adjacent
        && place.end == place.run_end
        && next.is_some_and(|c| c.is_ascii_alphanumeric())
        && before.is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return rules::INSIDE_TOKEN;
    }
    if place.closes_quote && is_embedded(place) {
        return rules::EMBEDDED_QUOTE;
    }
    // 方法有二：1. 加热；2. 加压。
    let lead = place.text[..place.start - word.len()].chars().next_back();
    if word.len() <= 2
        && !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && lead.is_some_and(|c| class::is_soft(c) || matches!(c, '（' | '('))
    {
        return rules::LIST_NUMBER;
    }
    if place.text[place.sentence..place.start] == *word && is_list_number(word) {
        return rules::LIST_NUMBER;
    }
    if word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return rules::INITIAL;
    }
    if place.options.abbreviates(word) {
        return rules::TITLE;
    }
    match words::abbreviation(word) {
        Some(Abbreviation::Title) => rules::TITLE,
        Some(Abbreviation::BeforeNumber) if next.is_some_and(|c| c.is_ascii_digit()) => {
            rules::BEFORE_NUMBER
        }
        Some(Abbreviation::InName) => rules::ABBREVIATION,
        _ if place.end > place.run_end => rules::END_QUOTE,
        _ => rules::END_MARK,
    }
}

fn ellipsis(place: &Place<'_>, next: char) -> &'static Rule {
    let before = place.text[..place.start].chars().next_back();
    if before == Some(next) {
        return rules::STUTTER;
    }
    // 我……我……: the next pause comes within a word or two.
    if place.rest.chars().take(4).any(|c| c == '…') {
        return rules::STUTTER;
    }
    if before.is_some_and(|c| matches!(c, '”' | '’' | '"' | '」' | '』' | '。' | '！' | '？'))
    {
        return rules::ELLIPSIS_NEW;
    }
    if place.start - place.sentence < LONG_CLAUSE || words::continues_clause(place.rest) {
        return rules::ELLIPSIS_GOES_ON;
    }
    if matches!(next, '“' | '「' | '"' | '『') || words::starts_subject(place.rest) {
        return rules::ELLIPSIS_NEW;
    }
    rules::ELLIPSIS_GOES_ON
}
