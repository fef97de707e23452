//! Checks of an answer: whether it may be a translation of its sentence, as far as can be told without
//! understanding it.

use std::collections::HashMap;

use super::Item;
use super::mask::Masked;
use super::refusal::refusal;
use super::thoughts;
use crate::document::codes::Coded;
use crate::text::literal::literals;
use crate::text::numeral::english_numbers;
use crate::text::script::is_han;

/// A fault of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The fault in a few words, for the server and for people.
    pub what: String,
    /// Whether the answer is useless. With a soft fault it is asked for once more and then accepted.
    pub hard: bool,
}

/// Fewer Chinese characters than these are too few for a test of the length.
const SHORT: usize = 8;
/// English characters for each Chinese one, at least and at most.
const RATIO: (f64, f64) = (0.6, 12.0);
/// The most times that the same four words may come, and that one word may come in a row.
const MOST_FOURS: usize = 4;
const MOST_IN_A_ROW: usize = 6;

/// Beginnings of answers that introduce a translation, or think of one aloud, in lower case, each with the words of a
/// sentence that may be translated so.
const BOILERPLATE: &[(&str, &[&str])] = &[
    ("here is the translation", &["译", "譯"]),
    ("here's the translation", &["译", "譯"]),
    ("here is the english", &["英"]),
    ("here's the english", &["英"]),
    (
        "sure, here",
        &["好", "行", "当然", "當然", "可以", "没问题", "沒問題", "成"],
    ),
    (
        "sure! here",
        &["好", "行", "当然", "當然", "可以", "没问题", "沒問題", "成"],
    ),
    ("translation:", &["译", "譯"]),
    ("english translation:", &["译", "譯"]),
    ("the translation is", &["译", "譯"]),
    ("the user wants", &["用户", "用戶", "使用者"]),
    ("the user asks", &["用户", "用戶", "使用者"]),
    ("okay, the user", &["用户", "用戶", "使用者"]),
    ("we need to translate", &["译", "譯"]),
    ("i need to translate", &["译", "譯"]),
    ("let me translate", &["译", "譯"]),
];

/// Checks the answer to a sentence; returns it with its codes in place.
///
/// # Errors
/// The first hard fault, else the first soft one.
pub(super) fn check(item: &Item, masked: &Masked, answer: Option<&str>) -> Result<Coded, Fault> {
    let Some(answer) = answer else {
        return Err(hard("it is missing".to_owned()));
    };
    said(item, answer)?;
    let coded = masked.unmask(answer).map_err(hard)?;
    words(item, &coded)?;
    Ok(coded)
}

/// Checks English for a sentence whose codes are out of sight on both sides.
///
/// # Errors
/// As [`check`].
pub(super) fn check_visible(item: &Item, english: &str) -> Result<(), Fault> {
    said(item, english)?;
    words(item, &Coded::plain(english))
}

fn hard(what: String) -> Fault {
    Fault { what, hard: true }
}

/// Checks whether an answer is one.
fn said(item: &Item, answer: &str) -> Result<(), Fault> {
    if answer.trim().is_empty() {
        return Err(hard("it is empty".to_owned()));
    }
    if let Some(words) = refusal(&item.text, answer) {
        return Err(hard(format!("the model refused it: \"{words}\"")));
    }
    if thoughts::are_in(answer, &item.text) {
        return Err(hard("the model's thoughts are in it".to_owned()));
    }
    Ok(())
}

/// Checks the words of an answer.
fn words(item: &Item, coded: &Coded) -> Result<(), Fault> {
    // Code and formulas may say what they like.
    let words = coded.words();
    for check in [
        copied,
        chinese,
        too_short_or_long,
        loops,
        boilerplate,
        paragraphs,
    ] {
        if let Some(what) = check(&item.text, &words) {
            return Err(hard(what));
        }
    }
    for check in [numbers, addresses] {
        if let Some(what) = check(&item.text, &coded.text) {
            return Err(Fault { what, hard: false });
        }
    }
    let lower = coded.text.to_lowercase();
    let missing = item.terms.iter().find(|(_, target)| {
        !target
            .to_lowercase()
            .split('/')
            .any(|one| lower.contains(one.trim()))
    });
    if let Some((source, target)) = missing {
        return Err(Fault {
            what: format!("{source} is not translated as \"{target}\""),
            hard: false,
        });
    }
    Ok(())
}

fn copied(source: &str, answer: &str) -> Option<String> {
    let same = source.trim() == answer.trim() && source.chars().any(is_han);
    same.then(|| "it is the Chinese".to_owned())
}

fn chinese(_: &str, answer: &str) -> Option<String> {
    let han = answer.chars().filter(|&c| is_han(c)).count();
    let letters = answer.chars().filter(|c| c.is_alphabetic()).count();
    (han > 1 && han * 20 > letters).then(|| "Chinese is left in it".to_owned())
}

fn too_short_or_long(source: &str, answer: &str) -> Option<String> {
    let zh = source.chars().filter(|&c| is_han(c)).count();
    if zh <= SHORT {
        return None;
    }
    let ratio = answer.chars().count() as f64 / zh as f64;
    if ratio < RATIO.0 {
        Some("it is too short: something is left out".to_owned())
    } else if ratio > RATIO.1 {
        Some("it is too long: something was added".to_owned())
    } else {
        None
    }
}

fn loops(_: &str, answer: &str) -> Option<String> {
    let words: Vec<String> = answer.split_whitespace().map(str::to_lowercase).collect();
    let mut fours: HashMap<&[String], usize> = HashMap::new();
    let mut row = 1;
    for (at, word) in words.iter().enumerate() {
        row = if at > 0 && words[at - 1] == *word {
            row + 1
        } else {
            1
        };
        let seen = words.get(at..at + 4).map_or(0, |four| {
            let seen = fours.entry(four).or_default();
            *seen += 1;
            *seen
        });
        if row > MOST_IN_A_ROW || seen > MOST_FOURS {
            return Some("it says the same again and again".to_owned());
        }
    }
    None
}

fn boilerplate(source: &str, answer: &str) -> Option<String> {
    if answer.trim_start().starts_with(['{', '`']) && !source.trim_start().starts_with(['{', '`']) {
        return Some("it is no sentence".to_owned());
    }
    let lower = answer.trim_start().to_lowercase();
    let (found, _) = BOILERPLATE.iter().find(|(begins, chinese)| {
        lower.starts_with(begins)
            && !source.trim_start().to_lowercase().starts_with(begins)
            && !chinese.iter().any(|word| source.contains(word))
    })?;
    Some(format!("it begins with \"{found}\""))
}

/// A sentence of one paragraph is translated as one: further ones are remarks, or other versions.
fn paragraphs(source: &str, answer: &str) -> Option<String> {
    let has_more = answer.trim().split('\n').any(|line| line.trim().is_empty());
    (has_more && !source.contains('\n')).then(|| "it has several paragraphs".to_owned())
}

/// Numbers of two digits and more must be in the answer, too, unless a Chinese numeral or unit follows
/// them.
fn numbers(source: &str, answer: &str) -> Option<String> {
    let mut found: Option<Vec<f64>> = None;
    let mut rest = source;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let length = rest[start..]
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
            .unwrap_or(rest.len() - start);
        let figure = rest[start..start + length].trim_end_matches(['.', ',']);
        let before = rest[..start].chars().next_back();
        rest = &rest[start + length..];
        let counts_on = rest.starts_with([
            '十', '百', '千', '万', '萬', '亿', '億', '余', '餘', '多', '月', '年', ':', '/', '-',
        ]);
        let in_token = before
            .is_some_and(|c| c == '\u{27e6}' || c == '/' || c.is_ascii_alphanumeric() || c == '-')
            || rest.starts_with(|c: char| c == '\u{27e7}' || c.is_ascii_alphabetic());
        if figure.len() < 2 || counts_on || in_token {
            continue;
        }
        let Ok(value) = figure.replace(',', "").parse::<f64>() else {
            continue;
        };
        let all = found.get_or_insert_with(|| {
            english_numbers(answer)
                .iter()
                .map(|number| number.value)
                .collect()
        });
        if !answer.contains(figure) && !all.iter().any(|&other| (other - value).abs() < 1e-9) {
            return Some(format!("the number {figure} is not in it"));
        }
    }
    None
}

/// Addresses and placeholders that were not sent as tokens must be in the answer unchanged.
fn addresses(source: &str, answer: &str) -> Option<String> {
    let literals = literals(source);
    let missing = literals
        .iter()
        .map(|literal| literal.span.of(source))
        .find(|literal| !answer.contains(literal))?;
    Some(format!("\"{missing}\" is not kept"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_found_and_nothing_else() {
        let long = "守塔人每天晚上都要爬上一百级台阶去点灯。";
        for (source, answer, fault) in [
            ("海。", Some("The sea."), None),
            ("海。", None, Some("missing")),
            ("海。", Some(" \n"), Some("empty")),
            ("海上有船。", Some("海上有船。"), Some("is the Chinese")),
            (
                "海上有船。",
                Some("There are 船只 at sea."),
                Some("Chinese is left"),
            ),
            (
                "这叫“道”。",
                Some("This is called dao (道), the way of the world."),
                None,
            ),
            (long, Some("He climbs."), Some("too short")),
            (
                long,
                Some("Every night the keeper climbs a hundred steps to light the lamp."),
                None,
            ),
            (
                "海海海。",
                Some("the the the the the the the the sea"),
                Some("again"),
            ),
            (
                "海上有船。",
                Some("Here is the translation: ships."),
                Some("begins with"),
            ),
            (
                "海上有船。",
                Some("{\"s1\": \"Ships.\"}"),
                Some("no sentence"),
            ),
            (
                "译文：海上有船。",
                Some("Translation: there are ships."),
                None,
            ),
            ("好的，给你。", Some("Sure, here you go."), None),
            (
                "海上有船。",
                Some("I'm sorry, but I can't help with that."),
                Some("refused it: \"I'm sorry"),
            ),
            (
                "海上有船。",
                Some("\\<think> Ships? \\</think> There are ships."),
                Some("thoughts"),
            ),
            ("用<think>标记。", Some("Mark it with <think>."), None),
            (
                "海上有船。",
                Some("Ships at sea.\n\nOr: the sea has ships."),
                Some("paragraphs"),
            ),
            ("海上有船，\n灯。", Some("Ships at sea,\n\na light."), None),
            ("共365夜。", Some("There were 365 nights."), None),
            (
                "共365夜。",
                Some("There were many nights."),
                Some("number 365"),
            ),
            ("共12345人。", Some("12,345 people in all."), None),
            ("约30万人。", Some("About 300,000 people."), None),
            ("用GPT-35。", Some("Use GPT."), None),
            (
                "见 https://a.example/b 。",
                Some("See there."),
                Some("⟦1⟧ is missing"),
            ),
            ("见 https://a.example/b 。", Some("See ⟦1⟧."), None),
            // A text with such brackets of its own is sent without tokens.
            (
                "⟦注⟧见 https://a.example/b 。",
                Some("⟦Note⟧ See there."),
                Some("not kept"),
            ),
        ] {
            let item = Item {
                text: source.to_owned(),
                ..Item::default()
            };
            let masked = Masked::of(&Coded::plain(source));
            let got = check(&item, &masked, answer).err().map(|fault| fault.what);
            match (got, fault) {
                (None, None) => {}
                (Some(got), Some(fault)) if got.contains(fault) => {}
                (got, fault) => panic!("{source} / {answer:?}: {got:?}, not {fault:?}"),
            }
        }
    }

    #[test]
    fn a_missing_term_is_a_soft_fault() {
        let item = Item {
            text: "灯塔。".to_owned(),
            terms: vec![("灯塔".to_owned(), "lighthouse".to_owned())],
            ..Item::default()
        };
        let masked = Masked::of(&Coded::plain("灯塔。"));
        let fault = check(&item, &masked, Some("The beacon.")).unwrap_err();
        assert!(!fault.hard);
        assert!(check(&item, &masked, Some("The Lighthouse.")).is_ok());
    }
}
