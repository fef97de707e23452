//! `untranslated`: Chinese left in the English, but for what is cited on purpose: in parentheses, in
//! short quotations, behind words such as *character*; the name of the language, Japanese, and code.

use super::{Context, Tokens, tokens};
use crate::bitext::is_still_chinese;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::lexicon::Lexicon;
use crate::text::scan::may_have_wide;
use crate::text::script::{Letters, is_han};

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
/// The longest name that is cited without quotation marks, in characters; longer ones are in the lexicon.
const WORD: usize = 3;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !may_have_wide(&pair.target) {
        return;
    }
    // Chinese in code is that of the code, and its letters are no English.
    if is_all_chinese(pair.source_words(), pair.target_words()) && !names_languages(&pair.target) {
        let text = &*pair.target;
        let message = "the sentence is still Chinese";
        let finding = BeadFinding::new("untranslated", severity, pair.index, text, message);
        found.push(finding.at_target(0..text.len()));
        return;
    }
    let text = pair.target_words();
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

/// Whether the English is Chinese still, or Chinese where the Chinese text itself has none.
fn is_all_chinese(source: &str, target: &str) -> bool {
    let Letters { han, latin } = Letters::of(target);
    is_still_chinese(source, target) || han > 0 && latin == 0 && !source.contains(is_han)
}

fn is_cited(text: &str, start: usize, end: usize) -> bool {
    let run = &text[start..end];
    if is_language_name(run) || in_brackets(text, start, end) {
        return true;
    }
    let before = text[..start].trim_end_matches(['《', '*', '_', ' ']);
    let after = text[end..].trim_start_matches(['》', '*', '_', ' ']);
    let quoted = before.ends_with(['“', '‘', '"', '\'', '「'])
        && after
            .trim_start_matches([',', '.'])
            .starts_with(['”', '’', '"', '\'', '」']);
    let length = run.chars().count();
    let phrase = run.contains(['，', '。', '、']);
    if quoted && !phrase && length <= SHORT {
        return true;
    }
    // "the character 人", "人, the character for", "人 and 入 look alike" after such a word.
    let near = |words: Vec<(std::ops::Range<usize>, &str)>| {
        words
            .iter()
            .any(|(_, word)| CITING.contains(&word.to_lowercase().as_str()))
    };
    let words = tokens(before);
    if length > WORD && !is_word(run) {
        // A phrase is cited in quotation marks, or right behind its announcement.
        let last = words.len().saturating_sub(1);
        return (quoted || before.ends_with([':', ',']) || phrase) && near(words[last..].to_vec());
    }
    let last = words.len().saturating_sub(6);
    near(words[last..].to_vec()) || near(Tokens::of(after).take(4).collect())
}

/// Whether Chinese is the gloss of something in brackets: it begins them, or most of what they hold is Chinese.
fn in_brackets(text: &str, start: usize, end: usize) -> bool {
    const OPEN: [char; 3] = ['(', '[', '（'];
    const CLOSE: [char; 3] = [')', ']', '）'];
    let mut open = Vec::new();
    for (at, mark) in text[..start].match_indices([OPEN, CLOSE].as_flattened()) {
        if mark.starts_with(OPEN) {
            open.push(at + mark.len());
        } else {
            open.pop();
        }
    }
    let (Some(&from), Some(to)) = (open.last(), text[end..].find(CLOSE)) else {
        return false;
    };
    let inside = &text[from..end + to];
    let begins = !text[from..start].contains(char::is_alphanumeric);
    let han = inside.chars().filter(|&c| is_han(c)).count();
    begins
        || Tokens::of(inside)
            .filter(|(_, word)| !word.contains(is_han))
            .count()
            <= han
}

/// Whether Chinese is a word of the lexicon.
fn is_word(run: &str) -> bool {
    matches!(Lexicon::get().words_of(run).as_slice(), [(_, Some(_))])
}

/// The names of the language in Chinese.
const LANGUAGE: &[&str] = &[
    "中文", "汉语", "漢語", "华语", "華語", "简体", "簡體", "繁体", "繁體",
];

/// Whether Chinese names its language, as a link to the Chinese edition does: 简体中文.
fn is_language_name(run: &str) -> bool {
    const LONGEST: usize = 8;
    run.chars().count() <= LONGEST && LANGUAGE.iter().any(|name| run.contains(name))
}

/// Whether all the Chinese in a text is names of languages: *English | 简体中文*.
fn names_languages(text: &str) -> bool {
    let mut runs = text.split(|c| !is_han(c)).filter(|run| !run.is_empty());
    runs.all(|run| {
        let mut rest = run.to_owned();
        for name in LANGUAGE {
            rest = rest.replace(name, "");
        }
        rest.trim_end_matches(['版', '本']).is_empty()
    })
}
