//! Clauses and sentences of a link that the English seems to have lost: it is shorter than usual by about their
//! length, and has none of their words beyond those that the rest of the Chinese explains.
//!
//! Both are weighed as logarithms of odds. Lengths: the logarithm of English characters over those usual for the
//! Chinese is taken as normally distributed, around 0 for the whole and for the rest without the clause. Words: a
//! word that the lexicon knows is found in its translation about half of the time, and by chance seldom.

use std::cell::OnceCell;
use std::ops::Range;

use super::checked_bead::CheckedBead;
use super::evidence::{ChineseWord, Options, chinese_words, english_words};
use super::locate::starts;
use super::weight::weight;

/// Standard deviation of the logarithm of lengths.
const SPREAD: f64 = 0.3;
/// The most that lengths say for a loss: a short translation may be free.
const LENGTH_SAYS: f64 = 3.0;
/// The share of the usual length from which on nothing is lost; and where the English has fewer sentences, as it has
/// where one of them is lost.
const FULL: f64 = 0.8;
const FULL_OF_FEWER: f64 = 1.0;
/// What is added to the odds of whole sentences where the English has fewer.
const WHOLE_SENTENCES: f64 = 1.5;
/// Probabilities that the English has a word of the Chinese: where it is translated, and where it is not.
const HAS_IF_TRANSLATED: f64 = 0.5;
const HAS_BY_CHANCE: f64 = 0.08;
/// The least weight of a clause, and of the rest beside it.
const LEAST: usize = 5;
const LEAST_REST: usize = 4;
/// The least number of words in it.
const WORDS: usize = 3;
/// The least share of the words of the rest that the English has, so that it is the translation of the rest.
const REST_HAS: f64 = 0.3;
/// What is taken from the odds where it has less.
const NO_REST: f64 = 3.0;
/// Longer links are not looked into: they are pages, and no sentences.
const MOST_CLAUSES: usize = 12;
const ENDS: &[char] = &['，', '；', '：', '。', '！', '？', '、', ',', ';'];

/// A stretch of the Chinese that the English seems to have lost.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lost {
    /// Bytes of the joined Chinese.
    pub(crate) place: Range<usize>,
    /// How sure it is, as the logarithm of odds.
    pub(crate) odds: f64,
    /// The number of its words that the English may have.
    pub(crate) rendered: usize,
}

/// The stretch of a link that is lost most likely, if the logarithm of its odds is at least `least`. `ratio` is the
/// number of English characters that is usual for a Chinese one.
pub(crate) fn most_likely_lost(pair: &CheckedBead<'_>, ratio: f64, least: f64) -> Option<Lost> {
    let text = pair.source.as_ref();
    let says = pair.source_weight();
    let length = pair.target_length().max(1) as f64;
    let share = length / (says.max(1) as f64 * ratio);
    let has_fewer = pair.sources.len() > pair.targets.len();
    let full = if has_fewer { FULL_OF_FEWER } else { FULL };
    if says < LEAST + LEAST_REST || share > full {
        return None;
    }
    let cuts = cuts(text);
    if cuts.len() < 3 || cuts.len() > MOST_CLAUSES + 1 {
        return None;
    }
    let sentences = if has_fewer {
        starts(pair.sources, text)
    } else {
        Vec::new()
    };
    let is_edge = |at: usize| at == text.len() || sentences.contains(&at);
    let of_whole = share.ln().powi(2);
    let chinese = OnceCell::new();
    let chinese = || chinese.get_or_init(|| chinese_words(text));
    let english = OnceCell::new();
    // Which words the English may have for each, and how many of them it has.
    let english = || {
        english.get_or_init(|| {
            let options = Options::of(chinese(), &english_words(&pair.target));
            let all = options.count(|_| true);
            (options, all)
        })
    };
    let missed_of =
        |words: usize| words as f64 * ((1.0 - HAS_BY_CHANCE) / (1.0 - HAS_IF_TRANSLATED)).ln();
    let mut best: Option<Lost> = None;
    for (number, &from) in cuts.iter().enumerate() {
        for &to in &cuts[number + 1..] {
            let sentences_more = if has_fewer && is_edge(from) && is_edge(to) {
                WHOLE_SENTENCES
            } else if share > FULL {
                continue;
            } else {
                0.0
            };
            let heavy = weight(&text[from..to]);
            if heavy < LEAST || says - heavy.min(says) < LEAST_REST {
                continue;
            }
            let of_rest = (length / ((says - heavy) as f64 * ratio)).ln().powi(2);
            let lengths = ((of_whole - of_rest) / (2.0 * SPREAD * SPREAD)).min(LENGTH_SAYS);
            // The most that its words can add.
            let may_be_best = |words: usize| {
                let most = lengths + missed_of(words) + sentences_more;
                most >= least && best.as_ref().is_none_or(|best| most > best.odds)
            };
            // Where words in Latin letters begin, of two characters at least, one of the lexicon may begin, too.
            let characters = text[from..to].chars().count();
            if !may_be_best(characters + characters / 2) {
                continue;
            }
            let is_inside = |word: &ChineseWord| (from..to).contains(&word.place.start);
            let inside = chinese().iter().filter(|word| is_inside(word));
            let words = inside.clone().filter(|word| !word.is_common).count();
            if words < WORDS || !may_be_best(words) {
                continue;
            }
            let (options, all) = english();
            let rest = chinese().len() - inside.count();
            let rest_has = options.count(|word| !is_inside(&chinese()[word]));
            let rendered = all - rest_has.min(*all);
            let found = rendered as f64 * (HAS_BY_CHANCE / HAS_IF_TRANSLATED).ln();
            let missed = missed_of(words.saturating_sub(rendered));
            let is_of_rest = rest_has as f64 >= REST_HAS * rest.max(1) as f64;
            let no_rest = if is_of_rest { 0.0 } else { NO_REST };
            let odds = lengths + found + missed - no_rest + sentences_more;
            if odds >= least && best.as_ref().is_none_or(|best| odds > best.odds) {
                best = Some(Lost {
                    place: from..to,
                    odds,
                    rendered,
                });
            }
        }
    }
    // The mark behind it belongs to the sentence.
    best.map(|mut lost| {
        lost.place.end = lost.place.start + text[lost.place.clone()].trim_end_matches(ENDS).len();
        lost
    })
}

/// Where clauses begin, and the end of the text.
fn cuts(text: &str) -> Vec<usize> {
    let mut cuts = vec![0];
    for (at, c) in text.char_indices() {
        if ENDS.contains(&c) {
            cuts.push(at + c.len_utf8());
        }
    }
    if cuts.last() != Some(&text.len()) {
        cuts.push(text.len());
    }
    cuts
}
