//! `end-mark`: a question that has become a statement, or the other way round.

use super::Context;
use crate::check::finding::{Finding, Severity};
use crate::check::pair::Pair;

const CLOSING: &[char] = &[
    '”', '’', '"', '\'', '）', ')', '」', '』', '》', ']', '】', '*', '_', ' ', '\u{3000}',
];
/// Words with which a Chinese statement may be a question all the same.
const ASKING: &[&str] = &[
    "吗", "呢", "么", "吧", "什么", "怎", "为何", "是否", "难道", "谁", "几", "多少", "如何", "何",
    "哪", "岂", "麼", "嗎", "誰", "豈", "啥", "咋", "孰", "焉", "乎", "不是",
];

pub(super) fn check(
    pair: &Pair<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<Finding>,
) {
    if !pair.is_linked() {
        return;
    }
    let source = pair.source.trim_end_matches(CLOSING);
    let target = pair.target.trim_end_matches(CLOSING);
    let (asks, english_asks) = (pair.source.contains(['？', '?']), pair.target.contains('?'));
    let ends_asking = ends_with_question(source);
    let finding = |message: &str| {
        let place =
            target.len() - target.chars().next_back().map_or(0, char::len_utf8)..target.len();
        Finding::new("end-mark", severity, pair.index, "?", message).at_target(place)
    };
    let indirect = super::tokens(&pair.target).iter().any(|(_, word)| {
        let word = word.to_lowercase();
        ["ask", "wonder", "question", "inquir"]
            .iter()
            .any(|head| word.starts_with(head))
    });
    if ends_asking && !english_asks && !indirect && target.ends_with(['.', '!', ';', ',']) {
        found.push(finding("the Chinese asks, the English does not"));
    } else if !asks
        && ends_with_question(target)
        && source.ends_with(['。', '！', '.', '!'])
        && !ASKING.iter().any(|word| source.contains(word))
    {
        found.push(finding("the English asks, the Chinese does not"));
    }
}

/// Whether a sentence ends in a question mark, another mark behind it or not.
fn ends_with_question(text: &str) -> bool {
    let marks = text.trim_end_matches(['！', '!', '…', '.']);
    marks.ends_with(['？', '?']) && text.len() - marks.len() <= 9
}
