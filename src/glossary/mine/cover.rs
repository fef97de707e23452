//! How much of a Chinese phrase the lexicon finds in an English one, and the other way round.

use std::collections::HashSet;

use crate::lexicon::{Lexicon, StemId};
use crate::text::english::is_function_stem;

use super::chinese::{Phrase, Run};

/// The most beads that are looked at for a counterpart elsewhere.
const LOOKED_AT: usize = 24;
/// The least weight of a rendering that counts.
const LEAST_WEIGHT: f32 = 0.25;

/// Whether a word is an affix that an English phrase has as the ending of its last word.
fn is_affix(word: &[char], form: &str) -> bool {
    let word: String = word.iter().collect();
    let ends = |endings: &[&str]| {
        let form = form.strip_suffix('s').unwrap_or(form);
        endings.iter().any(|ending| form.ends_with(ending))
    };
    match word.as_str() {
        "者" | "员" | "家" | "师" | "手" | "人员" | "器" | "机" => {
            ends(&["er", "or", "ist", "ian", "ant", "ent"])
        }
        "性" | "度" | "率" => ends(&["ity", "ness", "ency", "ance", "ility", "th"]),
        "化" => ends(&[
            "ization", "isation", "ized", "ised", "izing", "ising", "ize", "ise", "tic", "al",
        ]),
        "学" => ends(&["ology", "ics", "ic", "ry", "phy"]),
        "可" => ends(&["able", "ible", "ability", "ibility"]),
        _ => false,
    }
}

/// How much of two phrases is each other's translation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    /// The shares of the Chinese and of the English that have a counterpart, from 0 to 1.
    source: f64,
    target: f64,
    /// Whether only a part of a name is there in the letters of pinyin.
    pub(super) is_part_of_name: bool,
    /// Whether a word that has none inside the other phrase mostly has one elsewhere in the sentence.
    pub(super) is_elsewhere: bool,
}

impl Cover {
    /// Whether everything has a counterpart.
    pub(super) fn is_whole(&self) -> bool {
        self.source > 0.99 && self.target > 0.99
    }

    /// Whether one side is whole and of the other, of which `words` is the number of Chinese words, much is left
    /// over: the one renders only a part of it.
    pub(super) fn is_lopsided(&self, words: usize) -> bool {
        self.source > 0.99 && self.target < 0.6
            || words > 1 && self.target > 0.99 && self.source < 0.75
    }

    /// Whether less than half of one side is found in the other.
    pub(super) fn is_partial(&self) -> bool {
        self.source.min(self.target) < 0.5
    }

    /// The weight of the pair, from a fraction to 1.
    pub(super) fn weight(&self) -> f64 {
        let both = (self.source * self.target).sqrt();
        let weight = 0.15 + 0.85 * both;
        if self.is_elsewhere {
            0.15 * weight
        } else {
            weight
        }
    }
}

/// What the beads have on both sides: stems of the English, and stems that the Chinese words may be.
#[derive(Default)]
pub(super) struct Sides {
    english: Vec<HashSet<String>>,
    chinese: Vec<Vec<Vec<char>>>,
}

impl Sides {
    /// Adds a bead.
    pub(super) fn push(&mut self, runs: &[Run], stems: Vec<String>) {
        self.english.push(stems.into_iter().collect());
        let words = runs.iter().flat_map(|run| {
            run.words
                .iter()
                .map(|word| run.simple[word.start..word.end].to_vec())
        });
        self.chinese.push(words.collect());
    }

    /// Compares two phrases, which stand together in the beads `shared`.
    pub(super) fn cover(
        &self,
        phrase: &Phrase,
        (key, form): (&str, &str),
        is_name: bool,
        shared: impl Iterator<Item = u32>,
    ) -> Cover {
        let lexicon = Lexicon::get();
        let characters = lexicon.simplified(&phrase.text);
        let stems: Vec<&str> = key
            .split(' ')
            .filter(|stem| !is_function_stem(stem))
            .collect();
        // Which characters, and which stems, have a counterpart.
        let mut found = vec![false; characters.len()];
        let mut met = vec![false; stems.len()];
        let ids: Vec<[Option<StemId>; 3]> = stems.iter().map(|stem| parts(stem)).collect();
        // A character says something of its own only where it is a word, and not inside a longer one.
        // A longer one says something inside a word, or where it is made of whole words.
        let mut word_of: Vec<usize> = Vec::new();
        for (number, &length) in phrase.words.iter().enumerate() {
            word_of.extend(std::iter::repeat_n(number, length));
        }
        let counts = |start: usize, end: usize| {
            let begins = start == 0 || word_of[start - 1] != word_of[start];
            let ends = end == word_of.len() || word_of[end - 1] != word_of[end];
            begins && ends || end - start > 1 && word_of[start] == word_of[end - 1]
        };
        for start in 0..characters.len() {
            lexicon.prefixes(&characters[start..], |length, word| {
                for (stem, weight) in lexicon.renderings(word) {
                    if weight < LEAST_WEIGHT || !counts(start, start + length) {
                        continue;
                    }
                    let is_it = |id: &[Option<StemId>; 3]| id.contains(&Some(stem));
                    if let Some(at) = ids.iter().position(is_it) {
                        met[at] = true;
                        found[start..start + length].fill(true);
                    }
                }
            });
        }
        let mut in_letters = vec![false; stems.len()];
        if is_name {
            for (at, stem) in stems.iter().enumerate() {
                if let Some((start, length)) = in_pinyin(&characters, stem) {
                    met[at] = true;
                    in_letters[at] = true;
                    found[start..start + length].fill(true);
                }
            }
        }
        // Of a word that the lexicon lacks, and of which it knows a part, the rest counts as well.
        let is_strange = phrase.is_unknown() && (is_name || !found.contains(&true));
        let mut at = 0;
        let mut open: Vec<&[char]> = Vec::new();
        let (mut covered, mut all) = (0.0, 0.0);
        for &length in &phrase.words {
            let word = &characters[at..at + length];
            let share = found[at..at + length]
                .iter()
                .filter(|&&found| found)
                .count() as f64
                / length as f64;
            let is_known = !is_strange
                && lexicon
                    .find(word)
                    .is_some_and(|word| lexicon.renderings(word).next().is_some());
            // Affixes have their counterpart in the form of the English word.
            if share == 0.0 && phrase.words.len() > 1 && is_affix(word, form) {
                at += length;
                continue;
            }
            all += length as f64;
            // A word that the lexicon does not have may be anything.
            covered += length as f64 * if is_known { share } else { share.max(0.5) };
            if is_known && share == 0.0 {
                open.push(word);
            }
            at += length;
        }
        let unmet: Vec<&str> = (stems.iter().zip(&met))
            .filter(|(_, met)| !**met)
            .map(|(stem, _)| *stem)
            .collect();
        let target = 1.0 - unmet.len() as f64 / stems.len().max(1) as f64;
        let (mut beads, mut elsewhere) = (0usize, 0usize);
        if !open.is_empty() || !unmet.is_empty() {
            for at in shared.take(LOOKED_AT) {
                beads += 1;
                elsewhere += usize::from(self.is_elsewhere(
                    at as usize,
                    &open,
                    &unmet,
                    &stems,
                    &phrase.text,
                    is_name,
                ));
            }
        }
        Cover {
            is_part_of_name: !in_letters.contains(&false) && found.contains(&false),
            source: covered / f64::max(all, 1.0),
            target,
            is_elsewhere: beads > 0 && elsewhere * 2 >= beads,
        }
    }

    /// Whether one of the words without counterpart has one in the rest of a bead.
    fn is_elsewhere(
        &self,
        at: usize,
        open: &[&[char]],
        unmet: &[&str],
        stems: &[&str],
        phrase: &str,
        is_name: bool,
    ) -> bool {
        let lexicon = Lexicon::get();
        let english = &self.english[at];
        let renders = |word: &[char], wanted: &mut dyn FnMut(&str) -> bool| {
            lexicon.find(word).is_some_and(|word| {
                lexicon
                    .renderings(word)
                    .any(|(stem, weight)| weight >= 0.3 && wanted(lexicon.stem(stem)))
            })
        };
        let of_source = open.iter().any(|word| {
            renders(word, &mut |stem| {
                english.contains(stem) && !stems.contains(&stem) && !is_function_stem(stem)
            })
        });
        let of_target = self.chinese[at].iter().any(|word| {
            !phrase.contains(&word.iter().collect::<String>())
                && (renders(word, &mut |stem| unmet.contains(&stem))
                    || is_name && unmet.iter().any(|stem| in_pinyin(word, stem).is_some()))
        });
        of_source || of_target
    }
}

/// The stem, and where the lexicon does not have it the two that it is made of, as *dataset* is.
fn parts(stem: &str) -> [Option<StemId>; 3] {
    const LEAST: usize = 3;
    let lexicon = Lexicon::get();
    if let Some(id) = lexicon.find_stem(stem) {
        return [Some(id), None, None];
    }
    let last = stem.len().saturating_sub(LEAST);
    let cuts = (LEAST..=last).filter(|&at| stem.is_char_boundary(at));
    let both = cuts.filter_map(|at| {
        let (one, other) = stem.split_at(at);
        let (one, other) = (lexicon.find_stem(one)?, lexicon.find_stem(other)?);
        let cost = lexicon.stem_cost(one) + lexicon.stem_cost(other);
        Some((cost, one, other))
    });
    match both.min_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((_, one, other)) => [None, Some(one), Some(other)],
        None => [None; 3],
    }
}

/// Where the characters are read as a word of pinyin: the first of them and their number.
fn in_pinyin(characters: &[char], word: &str) -> Option<(usize, usize)> {
    let lexicon = Lexicon::get();
    let splits = lexicon.syllables(word);
    for split in &splits {
        let starts = 0..(characters.len() + 1).saturating_sub(split.len());
        for start in starts {
            let reads = split
                .iter()
                .zip(&characters[start..])
                .all(|(syllable, &c)| lexicon.readings(c).any(|reading| reading == *syllable));
            if reads && word.len() > 1 {
                return Some((start, split.len()));
            }
        }
    }
    None
}
