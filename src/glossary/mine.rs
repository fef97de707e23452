//! Term candidates from a bitext: Chinese phrases that the glossary lacks and that occur again and again
//! beside the same English phrase. Their association is measured by the log-likelihood ratio (T.
//! Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993).

use std::collections::{HashMap, HashSet};

use crate::bitext::Bitext;
use crate::lexicon::Lexicon;
use crate::text::english::{is_function_stem, stem, words};
use crate::text::script::is_han;

use super::matcher::TermMatcher;
use super::termbase::Concept;

/// A candidate: a Chinese phrase with its English one.
#[derive(Clone, Debug, PartialEq)]
pub struct Mined {
    /// The Chinese.
    pub source: String,
    /// The English phrase in its most frequent spelling.
    pub target: String,
    /// The number of beads with the Chinese phrase.
    pub times: usize,
    /// The share of these beads, from 0 to 1, that have the English phrase, too.
    pub consistency: f64,
    /// The log-likelihood ratio of the two phrases.
    pub score: f64,
    /// The two texts of a bead with both.
    pub example: (String, String),
}

impl Mined {
    /// The candidate as a concept of a glossary, with its figures and the example as the note.
    #[must_use]
    pub fn concept(&self) -> Concept {
        Concept {
            source: self.source.clone(),
            target: self.target.clone(),
            note: format!(
                "{} times, {:.0}% so; {} {}",
                self.times,
                self.consistency * 100.0,
                self.example.0,
                self.example.1
            ),
            ..Concept::default()
        }
    }
}

/// The longest candidates, in characters of Chinese and in words of English.
const MOST_CHARACTERS: usize = 8;
const MOST_WORDS: usize = 4;
/// The least consistency of a candidate.
const LEAST_CONSISTENT: f64 = 0.5;
/// The least log-likelihood ratio: χ² with one degree of freedom at p < 0.001.
const LEAST_SCORE: f64 = 10.83;
/// The cost (minus the natural logarithm of the relative frequency) below which a single word is too
/// common for a term.
const COMMON: f32 = 10.5;

/// Candidates that occur in `least` beads or more and whose Chinese is not in the glossary, those with
/// the highest ratio first.
#[must_use]
pub fn mine(bitext: &Bitext, known: &TermMatcher, least: usize) -> Vec<Mined> {
    let mut sources: HashMap<String, Vec<u32>> = HashMap::new();
    let mut targets: HashMap<String, (Vec<u32>, HashMap<String, usize>)> = HashMap::new();
    let mut beads = 0u32;
    let mut texts: Vec<(String, String)> = Vec::new();
    for bead in bitext.beads.iter().filter(|bead| bead.is_linked()) {
        let (source, target) = (bitext.source_text(bead), bitext.target_text(bead));
        for phrase in chinese_phrases(&source, known) {
            sources.entry(phrase).or_default().push(beads);
        }
        for (key, written) in english_phrases(&target) {
            let (places, forms) = targets.entry(key).or_default();
            places.push(beads);
            *forms.entry(written).or_default() += 1;
        }
        texts.push((source, target));
        beads += 1;
    }
    sources.retain(|_, places| places.len() >= least);
    targets.retain(|_, (places, _)| places.len() >= least);
    // A phrase that occurs only inside a longer one is not a term of its own.
    let mut phrases: Vec<(&String, &Vec<u32>)> = sources.iter().collect();
    phrases.sort();
    let inside: HashSet<&String> = phrases
        .iter()
        .filter(|(phrase, places)| {
            phrases.iter().any(|(other, others)| {
                other.len() > phrase.len()
                    && other.contains(phrase.as_str())
                    && others.len() == places.len()
            })
        })
        .map(|(phrase, _)| *phrase)
        .collect();
    let mut in_bead: Vec<Vec<&str>> = vec![Vec::new(); beads as usize];
    let mut keys: Vec<&String> = targets.keys().collect();
    keys.sort();
    for key in keys {
        for &at in &targets[key].0 {
            in_bead[at as usize].push(key);
        }
    }
    let mut found: Vec<Mined> = Vec::new();
    for (phrase, places) in phrases
        .iter()
        .filter(|(phrase, _)| !inside.contains(phrase))
    {
        let mut together: HashMap<&str, usize> = HashMap::new();
        for &at in *places {
            for key in &in_bead[at as usize] {
                *together.entry(key).or_default() += 1;
            }
        }
        let best = together
            .into_iter()
            .filter(|&(_, both)| {
                both as f64 >= LEAST_CONSISTENT * places.len() as f64 && both >= least.min(2)
            })
            .map(|(key, both)| {
                let score = likelihood(both, places.len(), targets[key].0.len(), beads as usize);
                (score, key.matches(' ').count(), key, both)
            })
            // Of phrases with the same ratio, the longer one.
            .max_by(|one, two| {
                one.0
                    .total_cmp(&two.0)
                    .then(one.1.cmp(&two.1))
                    .then(two.2.cmp(one.2))
            });
        let Some((score, _, key, both)) = best.filter(|best| best.0 >= LEAST_SCORE) else {
            continue;
        };
        let mut forms: Vec<(&String, &usize)> = targets[key].1.iter().collect();
        forms.sort_by_key(|&(form, count)| (std::cmp::Reverse(*count), form));
        let example = places
            .iter()
            .find(|at| in_bead[**at as usize].contains(&key));
        found.push(Mined {
            source: (*phrase).clone(),
            target: forms
                .first()
                .map_or_else(String::new, |(form, _)| (*form).clone()),
            times: places.len(),
            consistency: both as f64 / places.len() as f64,
            score,
            example: example.map_or_else(Default::default, |&at| texts[at as usize].clone()),
        });
    }
    found.sort_by(|one, two| {
        let key = |mined: &Mined| mined.score * mined.consistency;
        key(two)
            .total_cmp(&key(one))
            .then_with(|| one.source.cmp(&two.source))
    });
    // Of Chinese phrases with the same English one and a common part, only the first is kept, which has
    // the highest ratio.
    let mut kept: Vec<Mined> = Vec::new();
    for mined in found {
        let again = kept.iter().any(|other| {
            other.target == mined.target
                && (other.source.contains(&mined.source) || mined.source.contains(&other.source))
        });
        if !again {
            kept.push(mined);
        }
    }
    kept
}

/// Possible terms in a Chinese text: phrases of one to a few words of the lexicon's segmentation, each
/// once.
fn chinese_phrases(text: &str, known: &TermMatcher) -> HashSet<String> {
    let lexicon = Lexicon::get();
    let taken: Vec<std::ops::Range<usize>> = known
        .in_source(text)
        .into_iter()
        .map(|hit| hit.span)
        .collect();
    let mut phrases = HashSet::new();
    let mut run: Vec<char> = Vec::new();
    let characters = text.char_indices().chain([(text.len(), '。')]);
    for (at, c) in characters {
        if is_han(c) && !taken.iter().any(|span| span.contains(&at)) {
            run.push(c);
            continue;
        }
        let spans = lexicon.segment(&run.iter().map(|&c| lexicon.simplify(c)).collect::<Vec<_>>());
        for (n, first) in spans.iter().enumerate() {
            for last in &spans[n..] {
                let length = last.end - first.start;
                if length > MOST_CHARACTERS {
                    break;
                }
                let edge = |span: &crate::lexicon::WordSpan| {
                    // Particles and other function words neither begin nor end a term.
                    span.end - span.start > 1
                        || span
                            .word
                            .is_none_or(|word| lexicon.word_cost(word) > COMMON - 2.0)
                };
                let alone = first.start == last.start;
                let common = alone
                    && first
                        .word
                        .is_some_and(|word| lexicon.word_cost(word) < COMMON);
                if length >= 2 && edge(first) && edge(last) && !common {
                    phrases.insert(run[first.start..last.end].iter().collect());
                }
            }
        }
        run.clear();
    }
    phrases
}

/// Possible terms in an English text: phrases of a few words by their stems, each with its spelling;
/// without a function word at either end.
fn english_phrases(text: &str) -> HashMap<String, String> {
    let words = words(text);
    let stems: Vec<String> = words.iter().map(|word| stem(&word.lower)).collect();
    let mut phrases = HashMap::new();
    for first in 0..words.len() {
        for last in first..words.len().min(first + MOST_WORDS) {
            let between = &text[words[first].span.start..words[last].span.end];
            if between.contains([',', '.', ';', ':', '?', '!', '“', '”', '"', '(', ')', '—'])
            {
                break;
            }
            let small = |at: usize| is_function_stem(&stems[at]) || words[at].lower.len() < 2;
            if !small(first) && !small(last) {
                phrases.insert(stems[first..=last].join(" "), between.to_owned());
            }
        }
    }
    phrases
}

/// Dunning's log-likelihood ratio of two phrases that occur in `one` and `other` of `all` beads, and
/// together in `both`: how much more likely the counts are when the phrases depend on each other.
fn likelihood(both: usize, one: usize, other: usize, all: usize) -> f64 {
    let cells = [
        (both, one, other),
        (one - both, one, all - other),
        (other - both, all - one, other),
        (
            (all + both).saturating_sub(one + other),
            all - one,
            all - other,
        ),
    ];
    let ratio: f64 = cells
        .iter()
        .map(|&(seen, row, column)| {
            let expected = row as f64 * column as f64 / all as f64;
            if seen == 0 || expected == 0.0 {
                0.0
            } else {
                seen as f64 * (seen as f64 / expected).ln()
            }
        })
        .sum();
    2.0 * ratio
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::{Concept, Termbase};

    #[test]
    fn a_candidate_becomes_a_concept_with_its_evidence() {
        let mined = Mined {
            source: "灯塔".to_owned(),
            target: "lighthouse".to_owned(),
            times: 4,
            consistency: 0.75,
            score: 20.0,
            example: ("灯塔亮了。".to_owned(), "The lighthouse shone.".to_owned()),
        };
        let concept = mined.concept();
        assert_eq!((&*concept.source, &*concept.target), ("灯塔", "lighthouse"));
        let note = "4 times, 75% so; 灯塔亮了。 The lighthouse shone.";
        assert_eq!(concept.note, note);
    }

    #[test]
    fn what_stands_together_is_found() {
        let pairs = [
            ("青岚大桥断了。", "The Qinglan Bridge broke."),
            ("人们在等摆渡船。", "People waited for the ferry boat."),
            ("青岚大桥很长。", "The Qinglan Bridge is long."),
            ("摆渡船来了。", "The ferry boat came."),
            ("他想修青岚大桥。", "He wanted to mend the Qinglan Bridge."),
            ("没有摆渡船了。", "There was no ferry boat any more."),
            ("守塔人走了。", "The keeper left."),
            ("守塔人来了。", "The keeper came."),
            ("守塔人笑了。", "The keeper smiled."),
            ("天黑了。", "It grew dark."),
            ("雨停了。", "The rain stopped."),
            ("风很大。", "The wind was strong."),
        ];
        let bitext = Bitext::of_pairs(pairs, ("zh", "en"));
        let known = Termbase {
            concepts: vec![Concept {
                source: "守塔人".to_owned(),
                target: "keeper".to_owned(),
                ..Concept::default()
            }],
        };
        let mined = mine(&bitext, &TermMatcher::new(&known), 3);
        let terms: Vec<(&str, &str)> = mined
            .iter()
            .map(|m| (m.source.as_str(), m.target.as_str()))
            .collect();
        assert!(terms.contains(&("青岚大桥", "Qinglan Bridge")), "{terms:?}");
        assert!(terms.contains(&("摆渡船", "ferry boat")), "{terms:?}");
        assert!(
            !terms.iter().any(|(source, _)| source.contains("守塔")),
            "{terms:?}"
        );
        assert!((mined[0].consistency - 1.0).abs() < 1e-9);
    }
}
