//! `untranslated`: Chinese left in the English, but for what is cited on purpose: in parentheses, in
//! short quotations, behind words such as *character*, and Japanese.

use super::{Context, tokens};
use crate::bitext::is_still_chinese;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::text::script::is_han;

/// Words that announce a citation.
const CITING: &[&str] = &[
    "character",
    "characters",
    "word",
    "words",
    "term",
    "terms",
    "radical",
    "ideograph",
    "ideogram",
    "glyph",
    "written",
    "writes",
    "write",
    "wrote",
    "reads",
    "read",
    "script",
    "stroke",
    "strokes",
    "homophone",
    "homophones",
    "phrase",
    "hanzi",
    "kanji",
    "spelled",
    "spelt",
    "surname",
    "name",
    "names",
];
/// The longest quotation that may be the citation of a word, in characters.
const SHORT: usize = 6;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let text = &*pair.target;
    if is_still_chinese(&pair.source, text) {
        let message = "the sentence is still Chinese";
        let finding = BeadFinding::new("untranslated", severity, pair.index, text, message);
        found.push(finding.at_target(0..text.len()));
        return;
    }
    if !text.chars().any(|c| c.is_ascii_alphabetic()) {
        return;
    }
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30ff}');
    let mut at = 0;
    while let Some(start) = text[at..].find(is_han).map(|offset| at + offset) {
        let part = |c: char| {
            is_han(c) || is_kana(c) || matches!(c, '·' | '、' | '，' | '。' | '《' | '》')
        };
        let length = text[start..]
            .find(|c| !part(c))
            .unwrap_or(text.len() - start);
        let end = start + length;
        at = end;
        let run = text[start..end].trim_end_matches(['、', '，', '。', '《']);
        let before_kana = text[..start].chars().next_back().is_some_and(is_kana);
        if run.chars().any(is_kana) || before_kana || is_cited(text, start, end) {
            continue;
        }
        let message = format!("Chinese is left in the English: {run}");
        found.push(
            BeadFinding::new("untranslated", severity, pair.index, run, message)
                .at_target(start..start + run.len()),
        );
    }
}

fn is_cited(text: &str, start: usize, end: usize) -> bool {
    let depth = text[..start].chars().fold(0i32, |depth, c| match c {
        '(' | '[' | '（' => depth + 1,
        ')' | ']' | '）' => (depth - 1).max(0),
        _ => depth,
    });
    if depth > 0 && text[end..].contains([')', ']', '）']) {
        return true;
    }
    let before = text[..start].trim_end_matches(['《', '*', '_', ' ']);
    let after = text[end..].trim_start_matches(['》', '*', '_', ' ']);
    let quoted = before.ends_with(['“', '‘', '"', '\'', '「'])
        && after
            .trim_start_matches([',', '.'])
            .starts_with(['”', '’', '"', '\'', '」']);
    let phrase = text[start..end].contains(['，', '。', '、']);
    if quoted && !phrase && text[start..end].chars().count() <= SHORT {
        return true;
    }
    // "the character 人", "人, the character for", "人 and 入 look alike" after such a word.
    let near = |words: Vec<(std::ops::Range<usize>, &str)>| {
        words
            .iter()
            .any(|(_, word)| CITING.contains(&word.to_lowercase().as_str()))
    };
    let words: Vec<_> = tokens(before);
    let last = words.len().saturating_sub(6);
    near(words[last..].to_vec()) || near(tokens(after).into_iter().take(4).collect())
}
