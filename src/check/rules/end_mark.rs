//! `end-mark`: a question that has become a statement, or the other way round.

use super::{Context, Tokens};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

pub(super) const CLOSING: &[char] = &[
    '”', '’', '"', '\'', '）', ')', '」', '』', '》', ']', '】', '*', '_', ' ', '\u{3000}',
];
const ASKS: [char; 2] = ['？', '?'];
/// Words with which a Chinese statement may be a question all the same.
const ASKING: &[&str] = &[
    "吗", "呢", "么", "吧", "什么", "怎", "为何", "是否", "难道", "谁", "几", "多少", "如何", "何",
    "哪", "岂", "麼", "嗎", "誰", "豈", "啥", "咋", "孰", "焉", "乎", "不是",
];

/// Words of questions that expect no answer, which English may put as statements.
const RHETORICAL: &[&str] = &[
    "难道",
    "難道",
    "岂",
    "豈",
    "哪里",
    "那里",
    "哪有",
    "何必",
    "何况",
    "何曾",
    "何尝",
    "怎么能",
    "怎能",
    "怎么叫",
    "怎么不",
    "还怕",
    "有什么",
    "什么好",
    "什么用",
    "什么都",
    "谁要",
    "谁叫",
    "谁知",
    "不成",
    "是不是",
    "还有",
    "为什么没",
    "没有忘",
    "不就",
    "不也",
    "怎样",
];

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() {
        return;
    }
    let (source, target) = (pair.source_words(), pair.target_words());
    let (chinese, english) = (
        source.trim_end_matches(CLOSING),
        target.trim_end_matches(CLOSING),
    );
    let (ends_asking, english_ends_asking) =
        (ends_with_question(chinese), ends_with_question(english));
    // Most pairs have no question.
    if !ends_asking && !english_ends_asking {
        return;
    }
    let (asks, english_asks) = (source.contains(ASKS), target.contains(ASKS));
    let finding = |message: &str| {
        let place =
            english.len() - english.chars().next_back().map_or(0, char::len_utf8)..english.len();
        BeadFinding::new("end-mark", severity, pair.index, "?", message).at_target(place)
    };
    if ends_asking
        && !english_asks
        && english.ends_with(['.', ';', ','])
        && !RHETORICAL.iter().any(|word| chinese.contains(word))
        && !is_indirect(&pair.target)
    {
        found.push(finding("the Chinese asks, the English does not"));
    } else if !asks
        && english_ends_asking
        && chinese.ends_with(['。', '！', '.', '!'])
        && !ASKING.iter().any(|word| chinese.contains(word))
        && is_plain_question(english)
    {
        found.push(finding("the English asks, the Chinese does not"));
    }
}

/// Whether English tells of a question: *he asked whether*.
fn is_indirect(text: &str) -> bool {
    const HEADS: [&str; 8] = [
        "ask", "wonder", "question", "inquir", "whether", "confus", "puzzl", "curious",
    ];
    Tokens::of(text).any(|(_, word)| {
        let word = word.to_lowercase();
        HEADS.iter().any(|head| word.starts_with(head))
    })
}

/// Whether the question that a text ends in begins with its verb, and has nothing hung on (*don't you?*):
/// others put a statement as a question.
fn is_plain_question(text: &str) -> bool {
    const VERBS: &[&str] = &[
        "is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "had", "will",
        "isn't", "aren't", "wasn't", "weren't", "don't", "doesn't", "didn't", "hasn't", "haven't",
        "hadn't", "won't",
    ];
    let last = text.trim_end_matches('?');
    let start = last.rfind(['.', '!', '?']).map_or(0, |at| at + 1);
    let question = last[start..].replace('’', "'");
    let words: Vec<&str> = question
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .collect();
    let tag = question
        .rsplit(',')
        .next()
        .is_some_and(|tail| question.contains(',') && tail.split_whitespace().count() <= 3);
    let first = words.first().map(|word| word.to_lowercase());
    first.is_some_and(|first| VERBS.contains(&first.as_str())) && !tag
}

/// Whether a sentence ends in a question mark, another mark behind it or not.
fn ends_with_question(text: &str) -> bool {
    let marks = text.trim_end_matches(['！', '!', '…', '.']);
    marks.ends_with(ASKS) && text.len() - marks.len() <= 9
}
