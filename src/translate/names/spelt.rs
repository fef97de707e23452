//! Names that the English spells in pinyin.

use std::cell::OnceCell;

use crate::lexicon::person::{Order, Person, is_surname, people, readings, unmarked};
use crate::lexicon::{Lexicon, SyllableId, WordClass};
use crate::text::english::stem;
use crate::text::numeral::is_chinese_numeral;
use crate::text::script::is_han;

use super::english::Phrase;

/// The least letters of a single word that is read as a name.
const LEAST_LETTERS: usize = 4;

/// Characters that are behind a surname without being a given name: 陈家, 王某, 李母.
const NO_GIVEN: &str =
    "家府门氏某总姓村庄镇县市省国城山河江湖街路店等说道问的了是在有和与父母兄弟姐妹公婆";

/// English titles that stand before a name, each with the Chinese ones, which stand behind it.
const TITLES: &[(&str, &[&str])] = &[
    ("Mr", &["先生"]),
    ("Mrs", &["太太", "夫人", "嫂"]),
    ("Miss", &["小姐", "姑娘"]),
    ("Ms", &["女士", "小姐"]),
    ("Madam", &["夫人", "太太", "女士"]),
    ("Madame", &["夫人", "太太", "女士"]),
    ("Lady", &["夫人"]),
    ("Professor", &["教授"]),
    ("Doctor", &["医生", "大夫", "博士"]),
    ("Dr", &["医生", "大夫", "博士"]),
    ("Teacher", &["老师"]),
    ("Master", &["师傅", "师父", "老爷"]),
    (
        "Director",
        &[
            "主任", "局长", "院长", "所长", "厂长", "馆长", "处长", "台长", "导演",
        ],
    ),
    ("Principal", &["校长"]),
    ("President", &["总统", "总裁", "会长", "校长"]),
    ("Manager", &["经理"]),
    ("Secretary", &["书记", "秘书"]),
    ("Captain", &["队长", "船长", "上尉", "连长"]),
    ("Commander", &["司令"]),
    ("General", &["将军"]),
    ("Chairman", &["主席"]),
    ("Minister", &["部长"]),
    ("Comrade", &["同志"]),
    ("Officer", &["警官"]),
    ("Uncle", &["叔", "叔叔", "伯", "伯伯", "大爷"]),
    ("Aunt", &["姨", "阿姨", "婶", "姑", "姑姑", "大妈"]),
    ("Auntie", &["姨", "阿姨", "婶", "姑", "姑姑", "大妈"]),
    ("Granny", &["奶奶", "婆婆", "姥姥"]),
    ("Grandma", &["奶奶", "婆婆", "姥姥"]),
    ("Grandpa", &["爷爷"]),
    ("Brother", &["哥", "哥哥", "大哥"]),
    ("Sister", &["姐", "姐姐", "大姐"]),
];

/// English words before a surname for Chinese ones before it.
const BEFORE: &[(&str, char)] = &[
    ("Old", '老'),
    ("Little", '小'),
    ("Young", '小'),
    ("Big", '大'),
];

/// The names of a sentence that its English spells: Chinese, English, and whether that is sure.
pub(super) fn names(chinese: &str, phrases: &[Phrase<'_>]) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    let people_in = OnceCell::new();
    for phrase in phrases {
        let lower: Vec<String> = phrase.words.iter().map(|word| unmarked(word)).collect();
        let mut at = 0;
        while at < lower.len() {
            let rest = (&phrase.words[at..], &lower[at..]);
            let people = || people_in.get_or_init(|| people(chinese)).as_slice();
            let sure = person(chinese, rest, people).or_else(|| titled(chinese, rest));
            if let Some((name, count)) = sure {
                // What has one character besides the surname or title is soon read into something else.
                let is_sure = name.chars().count() > 2;
                found.push((name, phrase.words[at..at + count].join(" "), is_sure));
                at += count;
                continue;
            }
            if let Some(name) = other(chinese, phrase.words[at]) {
                found.push((name, phrase.words[at].to_owned(), false));
            }
            at += 1;
        }
    }
    found
}

/// A person with surname and given name, which the next two or three words spell.
fn person<'p>(
    chinese: &str,
    (_, lower): (&[&str], &[String]),
    people: impl FnOnce() -> &'p [Person],
) -> Option<(String, usize)> {
    let lexicon = Lexicon::get();
    let is_pinyin = |word: &String| {
        word.split('-')
            .all(|part| !lexicon.syllables(part).is_empty())
    };
    let count = lower
        .iter()
        .take(3)
        .take_while(|word| is_pinyin(word))
        .count();
    if count < 2 {
        return None;
    }
    let people = people();
    for count in (2..=count).rev() {
        for order in [Order::First, Order::Last] {
            let mut who = people
                .iter()
                .filter(|person| {
                    person.is_read(&lower[..count], order) && is_plausible(chinese, person)
                })
                .map(|person| &chinese[person.place.clone()]);
            if let Some(name) = who.next() {
                // Two people that are read alike.
                return who
                    .all(|other| other == name)
                    .then(|| (name.to_owned(), count));
            }
        }
    }
    None
}

/// Whether a person may stand here: not in 四十二章经, and not as 陈家.
fn is_plausible(chinese: &str, person: &Person) -> bool {
    let before = chinese[..person.place.start].chars().next_back();
    let mut given = person.given.chars();
    let is_one = given.clone().nth(1).is_none();
    !before.is_some_and(is_chinese_numeral) && !(is_one && given.any(|c| NO_GIVEN.contains(c)))
}

/// A surname with a title, or with 老 or 小 before it.
fn titled(chinese: &str, (words, lower): (&[&str], &[String])) -> Option<(String, usize)> {
    let (&title, name) = (words.first()?, lower.get(1)?);
    let simple: String = Lexicon::get().simplified(chinese).iter().collect();
    let is_name = |c: char| is_surname(&c.to_string(), name);
    let mut found: Vec<String> = Vec::new();
    for &(english, before) in BEFORE {
        if english == title {
            let mut rest = simple.as_str();
            while let Some(at) = rest.find(before) {
                rest = &rest[at + before.len_utf8()..];
                found.extend(
                    rest.chars()
                        .next()
                        .filter(|&c| is_name(c))
                        .map(|c| format!("{before}{c}")),
                );
            }
        }
    }
    for &(english, titles) in TITLES {
        if english == title {
            for title in titles.iter() {
                for (at, _) in simple.match_indices(title) {
                    let surname = simple[..at].chars().next_back();
                    found.extend(
                        surname
                            .filter(|&c| is_name(c))
                            .map(|c| format!("{c}{title}")),
                    );
                }
            }
        }
    }
    // The longest, 叔叔 and not 叔; of several that are none of each other's parts nobody knows which.
    found.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let longest = found.first()?;
    let is_one = found
        .iter()
        .all(|other| longest.starts_with(other.as_str()));
    // What is written in other characters would not be found again.
    (is_one && chinese.contains(longest.as_str())).then(|| (longest.clone(), 2))
}

/// Something else that one word spells: a given name, a nickname, a small place.
fn other(chinese: &str, word: &str) -> Option<String> {
    let lexicon = Lexicon::get();
    let parts: Vec<String> = word.split(['-', '\'', '’']).map(unmarked).collect();
    let letters: usize = parts.iter().map(String::len).sum();
    let is_english = |part: &String| lexicon.find_stem(&stem(part)).is_some();
    if letters < LEAST_LETTERS || parts.len() == 1 && parts.iter().any(is_english) {
        return None;
    }
    let mut ways: Vec<Vec<SyllableId>> = vec![Vec::new()];
    for part in &parts {
        let more = lexicon.syllables(part);
        ways = ways
            .iter()
            .flat_map(|way| more.iter().map(move |more| [way.as_slice(), more].concat()))
            .filter(|way| way.len() <= 4)
            .collect();
    }
    ways.retain(|way| way.len() > 1);
    if ways.is_empty() {
        return None;
    }
    let written: Vec<char> = chinese.chars().collect();
    let simple = lexicon.simplified(chinese);
    let mut found: Vec<String> = Vec::new();
    for way in &ways {
        for at in 0..simple.len() {
            let Some(part) = simple.get(at..at + way.len()) else {
                break;
            };
            let reads = part.iter().zip(way).all(|(&c, syllable)| {
                is_han(c) && lexicon.readings(c).any(|read| read == *syllable)
            });
            if reads && may_be_name(part) {
                found.push(written[at..at + way.len()].iter().collect());
            }
        }
    }
    found.sort();
    found.dedup();
    // Of several that are read alike nobody knows which.
    match found.as_slice() {
        [_] => found.pop(),
        _ => None,
    }
}

/// Whether characters may be a name: no word of the language, unless it is one in which nobody would look for its
/// meaning.
fn may_be_name(part: &[char]) -> bool {
    let lexicon = Lexicon::get();
    let words = lexicon.segment(part);
    let is_common = |class: WordClass| {
        matches!(
            class,
            WordClass::Pronoun
                | WordClass::Function
                | WordClass::Adverb
                | WordClass::Number
                | WordClass::Measure
                | WordClass::Time
        )
    };
    match words.as_slice() {
        // A word that has a meaning of its own, or a name that everybody spells so.
        [one] => one.word.is_none(),
        many => !many.iter().all(|span| {
            span.word
                .is_some_and(|word| is_common(lexicon.word_class(word)))
        }),
    }
}

/// The pinyin of a text as one word, all ways to read it.
pub(super) fn spellings(text: &str) -> Vec<String> {
    readings(
        &Lexicon::get().simplified(text).iter().collect::<String>(),
        &[],
    )
}
