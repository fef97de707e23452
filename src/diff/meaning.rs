//! The meaning of an edit: numbers, negations, names and glossary terms that differ between the
//! versions.

use std::collections::BTreeMap;

use crate::glossary::{TermMatcher, Termbase};
use crate::text::Language;
use crate::text::english::stem;
use crate::text::numeral::{chinese_numbers, english_numbers};

use super::word_edits::tokens;

/// The kind of thing that an edit changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// A number.
    Number,
    /// A *not* was dropped or put in.
    Negation,
    /// A name.
    Name,
    /// The rendering of a glossary term.
    Term,
}

impl Meaning {
    /// Every meaning.
    pub const ALL: [Meaning; 4] = [
        Meaning::Number,
        Meaning::Negation,
        Meaning::Name,
        Meaning::Term,
    ];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Meaning::Number => "number",
            Meaning::Negation => "negation",
            Meaning::Name => "name",
            Meaning::Term => "term",
        }
    }

    /// Whether it is reported prominently, because the sentence may say something else now.
    #[must_use]
    pub const fn is_loud(self) -> bool {
        matches!(self, Meaning::Number | Meaning::Negation)
    }
}

/// A change of meaning that a reviewer should see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// The kind of thing that changed.
    pub meaning: Meaning,
    /// The words that only the old version has.
    pub old: Vec<String>,
    /// The words that only the new version has.
    pub new: Vec<String>,
    /// The Chinese term, where a term's rendering changed.
    pub term: Option<String>,
}

/// A termbase prepared for matching.
#[derive(Debug)]
pub(crate) struct Terms<'a> {
    base: &'a Termbase,
    matcher: TermMatcher,
}

impl<'a> Terms<'a> {
    pub(crate) fn new(base: &'a Termbase) -> Terms<'a> {
        Terms {
            base,
            matcher: TermMatcher::new(base),
        }
    }
}

/// The changes of meaning from one text to the other. `source` is the Chinese that both translate;
/// empty where it is not known.
pub(crate) fn signs(
    old: &str,
    new: &str,
    source: &str,
    language: Language,
    terms: Option<&Terms<'_>>,
) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut push = |meaning, (old, new): (Vec<String>, Vec<String>)| {
        if !old.is_empty() || !new.is_empty() {
            signs.push(Sign {
                meaning,
                old,
                new,
                term: None,
            });
        }
    };
    push(Meaning::Number, numbers(old, new, language));
    push(Meaning::Negation, negations(old, new, language));
    if language == Language::En {
        push(Meaning::Name, names(old, new));
    }
    if let Some(terms) = terms {
        signs.extend(changed_terms(old, new, source, language, terms));
    }
    signs
}

/// The items that either side has more of, compared by key.
fn difference(
    old: Vec<(String, String)>,
    new: Vec<(String, String)>,
) -> (Vec<String>, Vec<String>) {
    let count = |of: &[(String, String)]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (key, _) in of {
            *counts.entry(key.clone()).or_default() += 1;
        }
        counts
    };
    let (mut in_old, mut in_new) = (count(&old), count(&new));
    let rest = |of: Vec<(String, String)>, other: &mut BTreeMap<String, usize>| {
        of.into_iter()
            .filter_map(|(key, shown)| match other.get_mut(&key) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    None
                }
                _ => Some(shown),
            })
            .collect()
    };
    (rest(old, &mut in_new), rest(new, &mut in_old))
}

fn numbers(old: &str, new: &str, language: Language) -> (Vec<String>, Vec<String>) {
    let of = |text: &str| -> Vec<(String, String)> {
        let found = match language {
            Language::En => english_numbers(text),
            Language::Zh => chinese_numbers(text),
        };
        found
            .into_iter()
            .map(|number| (number.key(), text[number.span].trim().to_owned()))
            .collect()
    };
    let (old, new) = difference(of(old), of(new));
    // *One*, *first* and 一 mostly count nothing; beside another number they may.
    let counts = |shown: &String| {
        let lower = shown.to_lowercase();
        ![
            "one", "first", "一", "第一", "two", "second", "once", "两", "二",
        ]
        .contains(&lower.as_str())
    };
    let strong = old.iter().chain(&new).any(counts);
    if strong || (!old.is_empty() && !new.is_empty()) {
        (old, new)
    } else {
        (Vec::new(), Vec::new())
    }
}

/// The words of negation.
const DENY: [&str; 12] = [
    "not", "cannot", "no", "never", "none", "nothing", "nobody", "nowhere", "neither", "nor",
    "without", "nary",
];
/// Words that may carry a negation without one of [`DENY`].
const DENY_OTHERWISE: [&str; 28] = [
    "hardly",
    "barely",
    "scarcely",
    "seldom",
    "rarely",
    "few",
    "little",
    "lack",
    "lacks",
    "lacked",
    "unable",
    "impossible",
    "unlikely",
    "unwilling",
    "fail",
    "fails",
    "failed",
    "refuse",
    "refused",
    "refuses",
    "deny",
    "denied",
    "denies",
    "instead",
    "avoid",
    "avoided",
    "stop",
    "stopped",
];
/// Expressions that contain a word of negation but negate nothing.
const NO_DENIAL: [&str; 14] = [
    "nothing but",
    "no doubt",
    "no matter",
    "no good",
    "not only",
    "not just",
    "not merely",
    "not to mention",
    "none other",
    "a little",
    "a few",
    "no sooner",
    "not least",
    "no fewer than",
];
const DENY_CHINESE: [&str; 6] = ["不", "没", "无", "未", "非", "别"];
const NO_DENIAL_CHINESE: [&str; 26] = [
    "不过",
    "不断",
    "不但",
    "不仅",
    "非常",
    "无论",
    "不管",
    "差不多",
    "没错",
    "未来",
    "除非",
    "无非",
    "不同",
    "别人",
    "特别",
    "分别",
    "区别",
    "性别",
    "个别",
    "级别",
    "识别",
    "别的",
    "不得不",
    "非洲",
    "不禁",
    "不少",
];

fn negations(old: &str, new: &str, language: Language) -> (Vec<String>, Vec<String>) {
    let of = |text: &str| -> (Vec<String>, usize) {
        match language {
            Language::En => {
                let mut lower = text.to_lowercase().replace('’', "'");
                for idiom in NO_DENIAL {
                    lower = lower.replace(idiom, " ");
                }
                let words = tokens(&lower).into_iter().map(|token| &lower[token]);
                let (deny, others): (Vec<&str>, Vec<&str>) =
                    words.partition(|word| DENY.contains(word) || word.ends_with("n't"));
                let otherwise = others.iter().filter(|word| DENY_OTHERWISE.contains(word));
                let otherwise = otherwise.count();
                (deny.into_iter().map(str::to_owned).collect(), otherwise)
            }
            Language::Zh => {
                let mut text = text.to_owned();
                for idiom in NO_DENIAL_CHINESE {
                    text = text.replace(idiom, " ");
                }
                let deny = text
                    .char_indices()
                    .map(|(at, c)| &text[at..at + c.len_utf8()])
                    .filter(|c| DENY_CHINESE.contains(c));
                (deny.map(str::to_owned).collect(), 0)
            }
        }
    };
    let (old, new) = (of(old), of(new));
    // Whether a sentence is negated matters, not which word does it.
    let more = |one: &(Vec<String>, usize), other: &(Vec<String>, usize)| -> Vec<String> {
        let number = one
            .0
            .len()
            .saturating_sub(other.0.len() + other.1.saturating_sub(one.1));
        let mut left: Vec<&String> = other.0.iter().collect();
        let mut more: Vec<String> = Vec::new();
        for word in &one.0 {
            match left.iter().position(|other| *other == word) {
                Some(at) => {
                    left.remove(at);
                }
                None => more.push(word.clone()),
            }
        }
        more.truncate(number);
        more
    };
    (more(&old, &new), more(&new, &old))
}

/// The names on either side: words with a capital inside a sentence.
fn names(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let of = |text: &str| -> Vec<(String, bool)> {
        let mut begins = true;
        let mut words = Vec::new();
        for token in tokens(text) {
            let word = &text[token];
            let first = word.chars().next().unwrap_or(' ');
            if first.is_alphabetic() {
                let word = word.trim_end_matches("'s").trim_end_matches("’s");
                words.push((word.to_owned(), first.is_uppercase() && !begins));
                begins = false;
            } else if !matches!(first, ',' | ';' | '-' | '–' | '(' | ')' | '\'' | '’')
                && !first.is_numeric()
            {
                begins = true;
            }
        }
        words
    };
    let (of_old, of_new) = (of(old), of(new));
    let gone = |one: &[(String, bool)], other: &[(String, bool)]| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut last = None;
        for (at, (word, is_name)) in one.iter().enumerate() {
            let pronoun = word == "I" || word.starts_with("I'") || word.starts_with("I’");
            let there = other.iter().any(|(o, _)| {
                o == word || (o.eq_ignore_ascii_case(word) && !o.chars().any(char::is_uppercase))
            });
            if !is_name || pronoun || there {
                continue;
            }
            // Neighbouring capitalised words are one name.
            match names.last_mut() {
                Some(name) if last.is_some_and(|last| last + 1 == at) => {
                    name.push(' ');
                    name.push_str(word);
                }
                _ => names.push(word.clone()),
            }
            last = Some(at);
        }
        names
    };
    (gone(&of_old, &of_new), gone(&of_new, &of_old))
}

fn changed_terms(
    old: &str,
    new: &str,
    source: &str,
    language: Language,
    terms: &Terms<'_>,
) -> Vec<Sign> {
    let renderings = |text: &str| -> BTreeMap<usize, Vec<(String, String)>> {
        let hits = match language {
            Language::En => terms.matcher.in_target(text),
            Language::Zh => terms.matcher.in_source(text),
        };
        let mut by_concept: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
        for hit in hits {
            let shown = &text[hit.span];
            let key: Vec<String> = shown.to_lowercase().split_whitespace().map(stem).collect();
            by_concept
                .entry(hit.concept)
                .or_default()
                .push((key.join(" "), shown.to_owned()));
        }
        by_concept
    };
    let (mut of_old, mut of_new) = (renderings(old), renderings(new));
    let mut concepts: Vec<usize> = of_old.keys().chain(of_new.keys()).copied().collect();
    concepts.sort_unstable();
    concepts.dedup();
    if !source.is_empty() && language == Language::En {
        // Only terms whose Chinese is in the source count.
        let wanted: Vec<usize> = terms
            .matcher
            .in_source(source)
            .iter()
            .map(|hit| hit.concept)
            .collect();
        concepts.retain(|concept| wanted.contains(concept));
    }
    let mut signs: Vec<Sign> = Vec::new();
    for concept in concepts {
        let (old, new) = difference(
            of_old.remove(&concept).unwrap_or_default(),
            of_new.remove(&concept).unwrap_or_default(),
        );
        if old.is_empty() && new.is_empty() {
            continue;
        }
        let term = Some(terms.base.concepts[concept].source.clone());
        let sign = Sign {
            meaning: Meaning::Term,
            old,
            new,
            term,
        };
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(old: &str, new: &str, language: Language) -> Vec<String> {
        let there = signs(old, new, "", language, None);
        // The other direction gives the same, mirrored.
        let back = signs(new, old, "", language, None);
        assert!(
            there
                .iter()
                .zip(&back)
                .all(|(a, b)| a.old == b.new && a.new == b.old)
                && there.len() == back.len()
        );
        there
            .iter()
            .map(|sign| {
                format!(
                    "{}: {}>{}",
                    sign.meaning.name(),
                    sign.old.join("|"),
                    sign.new.join("|")
                )
            })
            .collect()
    }

    #[test]
    fn what_changed_in_english() {
        let en = |old, new| said(old, new, Language::En);
        assert_eq!(
            en(
                "with 1.75 trillion parameters",
                "with 17.5 trillion parameters"
            ),
            ["number: 1.75 trillion>17.5 trillion"]
        );
        assert!(en("30,000 people came", "thirty thousand people came").is_empty());
        assert!(en("One came.", "A man came.").is_empty());
        assert_eq!(en("It is not safe.", "It is safe."), ["negation: not>"]);
        assert_eq!(en("It is safe.", "It isn’t safe."), ["negation: >isn't"]);
        assert!(en("He cannot come.", "He is unable to come.").is_empty());
        assert!(en("up to something nefarious", "up to no good").is_empty());
        assert_eq!(
            en("such as Zhang Yaqin, and", "such as Zhang Yaqing, and"),
            ["name: Yaqin>Yaqing"]
        );
        assert!(en("Then Wang came.", "Wang came then.").is_empty());
        assert!(en("The harbour froze.", "It froze over.").is_empty());
    }

    #[test]
    fn what_changed_in_chinese() {
        let zh = |old, new| said(old, new, Language::Zh);
        assert_eq!(zh("他没有来。", "他来了。"), ["negation: 没>"]);
        assert!(zh("他来了。", "不过他来了。").is_empty());
        assert_eq!(zh("三十年后", "二十年后"), ["number: 三十>二十"]);
    }
}
