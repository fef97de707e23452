//! Term candidates from a bitext: Chinese phrases that the glossary lacks, each with the English phrase that
//! renders it. A candidate is a phrase that can be a term by its words (`chinese`, `english`), that this text
//! has more often than texts in general, and whose rendering is told by the log-likelihood ratio of the two (T.
//! Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993), weighed by how much of the
//! one phrase the lexicon finds in the other (`cover`).

mod chinese;
mod cover;
mod english;
mod majority;

use std::collections::{HashMap, HashSet};

use crate::bitext::Bitext;
use crate::lexicon::Lexicon;
use crate::text::data;

use super::matcher::TermMatcher;
use super::termbase::Concept;
use cover::{Cover, Sides};
use english::Tokens;
use majority::Majority;

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
    /// Whether it is a name: the English has capitals inside sentences, too.
    pub is_name: bool,
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
                "{}{} times, {:.0}% so; {} {}",
                if self.is_name { "name; " } else { "" },
                self.times,
                self.consistency * 100.0,
                self.example.0,
                self.example.1
            ),
            ..Concept::default()
        }
    }
}

/// The least log-likelihood ratio: χ² with one degree of freedom at p < 0.001.
const LEAST_SCORE: f64 = 10.83;
/// The least termhood: the logarithm of how much more often a phrase is in these texts than in others.
const LEAST_TERMHOOD: f64 = 3.3;
/// The greatest cost of a phrase of several words in texts in general, as minus the natural logarithm of its
/// relative frequency.
const MOST_GENERAL_COST: f64 = 16.0;
/// The least cohesion of the words of a phrase: the logarithm of how much more often they stand together than
/// they would by chance.
const LEAST_COHESION: f64 = 1.5;
/// How many English phrases are looked at for a Chinese one.
const LOOKED_AT: usize = 40;
/// The lead of one neighbour over all others from which a phrase is only a part of a longer one.
const FRAGMENT: f64 = 0.6;
/// From how many shared beads on a rendering that the lexicon has is sure, though others are in use.
const OFTEN: usize = 5;
/// How much more a single word that is there a few times only, or of one character, has to have.
const DOUBT: f64 = 1.2;
/// The least termhood of a word that is there in so many beads.
const LEAST_TERMHOOD_OF_MANY: (f64, usize) = (1.2, 20);
/// How often a term of one character has to be there.
const LEAST_OF_ONE: usize = 8;
/// The share of the places of a phrase that are inside a longer term from which it is no term of its own.
const INSIDE: f64 = 0.75;

/// A Chinese phrase of the texts.
struct Source {
    phrase: chinese::Phrase,
    places: Vec<u32>,
    termhood: f64,
    /// Whether it mostly goes on with the same word.
    is_fragment: bool,
}

/// Where a phrase is, and what stands before and behind it.
#[derive(Default)]
struct Places {
    beads: Vec<u32>,
    beside: [Majority; 2],
}

impl Places {
    fn add(&mut self, at: u32, beside: [Option<u64>; 2]) {
        if self.beads.last() != Some(&at) {
            self.beads.push(at);
        }
        for (majority, word) in self.beside.iter_mut().zip(beside) {
            majority.vote(word);
        }
    }

    fn is_fragment(&self) -> bool {
        self.beside.iter().any(|beside| beside.lead() >= FRAGMENT)
    }

    /// Whether it mostly goes on with the same single character, as a word that is cut does.
    fn is_cut(&self) -> bool {
        self.beside.iter().any(|beside| {
            beside.lead() >= FRAGMENT && beside.value().is_some_and(|value| value % 2 == 1)
        })
    }
}

/// An English phrase of the texts.
#[derive(Default)]
struct Target {
    places: Places,
    /// How often it is written so: in all, and where a clause does not begin.
    forms: HashMap<String, (usize, usize)>,
    /// How often it does not begin a clause, and how often it has capitals there.
    inside: usize,
    capitals: usize,
    /// What stands beside it: more than 0 for what stands beside nouns, less for verbs.
    beside: i32,
}

/// A Chinese phrase with an English one.
#[derive(Clone, Copy)]
struct Pair {
    source: usize,
    target: usize,
    both: usize,
    ratio: f64,
    cover: Cover,
}

impl Pair {
    fn weighed(&self) -> f64 {
        self.ratio * self.cover.weight()
    }
}

/// Candidates that occur in `least` beads or more and whose Chinese is not in the glossary, those that are most
/// surely terms first.
#[must_use]
pub fn mine(bitext: &Bitext, known: &TermMatcher, least: usize) -> Vec<Mined> {
    let read = Read::of(bitext, known, least);
    let mut best: Vec<Pair> = Vec::new();
    for source in 0..read.sources.len() {
        best.extend(read.rendering(source, least));
    }
    // Of the Chinese phrases of an English one the best; others only where the lexicon has all of them.
    let mut of_target: HashMap<usize, f64> = HashMap::new();
    for pair in &best {
        let most = of_target.entry(pair.target).or_default();
        *most = most.max(pair.weighed());
    }
    best.retain(|pair| pair.cover.is_whole() || pair.weighed() >= of_target[&pair.target]);
    // Longer phrases first: what is mostly inside of one is no term of its own.
    best.sort_by_key(|pair| {
        let text = &read.sources[pair.source].phrase.text;
        (std::cmp::Reverse(text.chars().count()), text)
    });
    let mut kept: Vec<Pair> = Vec::new();
    for pair in best {
        let source = &read.sources[pair.source];
        // A part of a longer one that is none by itself, but for the lexicon having all of it.
        if source.is_fragment && !pair.cover.is_whole() {
            continue;
        }
        let is_inside = kept.iter().any(|longer| {
            let other = &read.sources[longer.source];
            other.phrase.text.contains(&source.phrase.text)
                && other.phrase.text != source.phrase.text
                && (source.is_fragment
                    || other.places.len() as f64 >= INSIDE * source.places.len() as f64
                    || longer.target == pair.target)
        });
        if !is_inside {
            kept.push(pair);
        }
    }
    let mut found: Vec<(f64, Mined)> = kept
        .into_iter()
        .map(|pair| (read.rank(&pair), read.mined(&pair)))
        .collect();
    found.sort_by(|one, two| {
        two.0
            .total_cmp(&one.0)
            .then_with(|| one.1.source.cmp(&two.1.source))
    });
    found.into_iter().map(|(_, mined)| mined).collect()
}

/// The texts as read: their phrases and where they are.
struct Read {
    sources: Vec<Source>,
    targets: Vec<Target>,
    keys: Vec<String>,
    /// The English phrases of each bead.
    in_bead: Vec<Vec<u32>>,
    beads: Vec<(String, String)>,
    sides: Sides,
    /// English words that are written without a capital somewhere.
    small: HashSet<String>,
}

impl Read {
    fn of(bitext: &Bitext, known: &TermMatcher, least: usize) -> Read {
        let mut phrases: HashMap<chinese::Phrase, Places> = HashMap::new();
        let mut small: HashSet<String> = HashSet::new();
        let mut words: HashMap<String, usize> = HashMap::new();
        let mut number = 0usize;
        let mut targets: HashMap<String, Target> = HashMap::new();
        let mut beads: Vec<(String, String)> = Vec::new();
        let mut sides = Sides::default();
        for (at, bead) in (0u32..).zip(bitext.beads.iter().filter(|bead| bead.is_linked())) {
            let (source, target) = (bitext.source_text(bead), bitext.target_text(bead));
            let taken: Vec<std::ops::Range<usize>> = known
                .in_source(&source)
                .into_iter()
                .map(|hit| hit.span)
                .collect();
            let runs = chinese::runs(&source, &taken);
            for run in &runs {
                number += run.words.len();
                for word in &run.words {
                    let word: String = run.written[word.start..word.end].iter().collect();
                    *words.entry(word).or_default() += 1;
                }
                for found in run.phrases() {
                    let places = phrases.entry(found.phrase).or_default();
                    places.add(at, found.beside);
                }
            }
            let tokens = Tokens::of(&target);
            for phrase in tokens.phrases() {
                let known = targets.entry(phrase.key).or_default();
                known.places.add(at, phrase.neighbours);
                let form = known
                    .forms
                    .entry(target[phrase.span].to_owned())
                    .or_default();
                form.0 += 1;
                known.beside += phrase.beside;
                if !phrase.opens {
                    form.1 += 1;
                    known.inside += 1;
                    known.capitals += usize::from(phrase.is_capital);
                }
            }
            small.extend(tokens.small().map(str::to_owned));
            sides.push(&runs, tokens.stems);
            beads.push((source, target));
        }
        let mut sources: Vec<Source> = phrases
            .into_iter()
            .filter(|(phrase, places)| {
                let is_one = phrase.text.chars().nth(1).is_none();
                let least = if is_one {
                    least.max(LEAST_OF_ONE)
                } else {
                    least
                };
                places.beads.len() >= least && !places.is_cut()
            })
            .map(|(phrase, places)| {
                let is_fragment = places.is_fragment();
                let places = places.beads;
                let termhood = termhood(&phrase, places.len(), number);
                Source {
                    phrase,
                    places,
                    termhood,
                    is_fragment,
                }
            })
            .filter(|source| {
                let is_short = source.phrase.text.chars().nth(1).is_none();
                let is_doubtful =
                    is_short || source.phrase.words.len() == 1 && source.places.len() < OFTEN;
                let doubt = if is_doubtful { DOUBT } else { 0.0 };
                let (least, many) = LEAST_TERMHOOD_OF_MANY;
                let is_many = source.places.len() >= many && source.termhood >= least;
                (is_many || source.termhood >= LEAST_TERMHOOD + doubt)
                    && cohesion(&source.phrase, source.places.len(), &words, number)
                        >= LEAST_COHESION
            })
            .collect();
        // The same characters cut in two ways are one phrase, the more frequent.
        sources.sort_by(|one, two| {
            (&one.phrase.text, two.places.len(), &one.phrase.words).cmp(&(
                &two.phrase.text,
                one.places.len(),
                &two.phrase.words,
            ))
        });
        sources.dedup_by(|next, first| next.phrase.text == first.phrase.text);
        let mut kept: Vec<(String, Target)> = targets
            .into_iter()
            .filter(|(_, target)| {
                target.places.beads.len() >= least.min(2)
                    && !target.places.is_fragment()
                    && target.is_nominal()
            })
            .collect();
        kept.sort_by(|one, two| one.0.cmp(&two.0));
        let mut in_bead: Vec<Vec<u32>> = vec![Vec::new(); beads.len()];
        for (number, (_, target)) in (0u32..).zip(&kept) {
            for &at in &target.places.beads {
                in_bead[at as usize].push(number);
            }
        }
        let (keys, targets) = kept.into_iter().unzip();
        Read {
            sources,
            targets,
            keys,
            in_bead,
            beads,
            sides,
            small,
        }
    }

    /// The English phrase that renders a Chinese one best, where one does.
    fn rendering(&self, number: usize, least: usize) -> Option<Pair> {
        let source = &self.sources[number];
        let mut together: HashMap<u32, usize> = HashMap::new();
        for &at in &source.places {
            for &target in &self.in_bead[at as usize] {
                *together.entry(target).or_default() += 1;
            }
        }
        let mut pairs: Vec<(f64, u32, usize)> = together
            .into_iter()
            .filter(|&(_, both)| both >= least.min(2))
            .map(|(target, both)| {
                let (one, other) = (
                    source.places.len(),
                    self.targets[target as usize].places.beads.len(),
                );
                (likelihood(both, one, other, self.beads.len()), target, both)
            })
            .filter(|pair| pair.0 >= LEAST_SCORE)
            .collect();
        pairs.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        pairs.truncate(LOOKED_AT);
        let pairs = pairs.into_iter().map(|(ratio, target, both)| {
            let of_target = &self.targets[target as usize];
            let shared = source
                .places
                .iter()
                .filter(|&at| self.in_bead[*at as usize].binary_search(&target).is_ok());
            Pair {
                source: number,
                target: target as usize,
                both,
                ratio,
                cover: self.sides.cover(
                    &source.phrase,
                    (&self.keys[target as usize], of_target.form()),
                    of_target.is_name(),
                    shared.copied(),
                ),
            }
        });
        // A name that is whole comes before a part of it, which most places have.
        let is_whole_name = |pair: &Pair| {
            pair.cover.is_whole() && pair.both >= 2 && self.targets[pair.target].is_name()
        };
        pairs.filter(|pair| self.is_sure(pair)).max_by(|one, two| {
            (is_whole_name(one).cmp(&is_whole_name(two)))
                .then(one.weighed().total_cmp(&two.weighed()))
                .then(
                    self.keys[one.target]
                        .len()
                        .cmp(&self.keys[two.target].len()),
                )
                .then(self.keys[two.target].cmp(&self.keys[one.target]))
        })
    }

    /// Whether the two phrases stand together often enough, which has to be the more often the less of them the
    /// lexicon has.
    fn is_sure(&self, pair: &Pair) -> bool {
        let (consistency, dice) = self.shares(pair);
        let source = &self.sources[pair.source];
        let is_name = self.targets[pair.target].is_name();
        let is_unknown = source.phrase.is_unknown();
        let is_strange =
            source.phrase.is_verb() && !english::is_action(self.targets[pair.target].form());
        if pair.cover.is_part_of_name || is_strange {
            return false;
        }
        let is_too_little = pair.cover.is_lopsided(source.phrase.words.len())
            || pair.cover.is_partial() && pair.both < OFTEN && !is_unknown;
        let (least_consistency, least_dice) = if source.phrase.text.chars().nth(1).is_none() {
            if is_name || !pair.cover.is_whole() {
                return false;
            }
            (0.4, 0.4)
        } else if pair.cover.is_whole() && is_name {
            (0.15, 0.2)
        } else if pair.cover.is_whole() && pair.both >= OFTEN {
            (0.25, 0.25)
        } else if pair.cover.is_whole() {
            (0.4, 0.25)
        } else if is_too_little {
            return false;
        } else if pair.cover.weight() >= 0.5 {
            (0.5, 0.4)
        } else if is_unknown {
            (0.6, 0.5)
        } else {
            (0.65, 0.65)
        };
        consistency >= least_consistency && dice >= least_dice && !pair.cover.is_elsewhere
    }

    /// The share of the Chinese phrase's places that have the English one, and Dice's coefficient of the two.
    fn shares(&self, pair: &Pair) -> (f64, f64) {
        let one = self.sources[pair.source].places.len() as f64;
        let other = self.targets[pair.target].places.beads.len() as f64;
        let both = pair.both as f64;
        (both / one, 2.0 * both / (one + other))
    }

    /// What candidates are sorted by.
    fn rank(&self, pair: &Pair) -> f64 {
        let source = &self.sources[pair.source];
        let (consistency, dice) = self.shares(pair);
        let often = (1.0 + pair.both as f64).ln();
        often * pair.cover.weight() * consistency * dice.sqrt() * (source.termhood / 6.0).min(1.5)
    }

    fn mined(&self, pair: &Pair) -> Mined {
        let (source, target) = (&self.sources[pair.source], &self.targets[pair.target]);
        let wanted = u32::try_from(pair.target).unwrap_or(u32::MAX);
        let example = source
            .places
            .iter()
            .find(|&at| self.in_bead[*at as usize].binary_search(&wanted).is_ok());
        Mined {
            source: source.phrase.text.clone(),
            target: target.written(&self.small),
            times: source.places.len(),
            consistency: self.shares(pair).0,
            score: pair.ratio,
            is_name: target.is_name(),
            example: example.map_or_else(Default::default, |&at| self.beads[at as usize].clone()),
        }
    }
}

impl Target {
    /// Whether it is not used as a verb.
    fn is_nominal(&self) -> bool {
        let form = self.form();
        let is_verb = !form.contains(' ') && english::is_mostly_verb(&form.to_lowercase());
        let all: usize = self.forms.values().map(|form| form.0).sum();
        let beside = f64::from(self.beside) / all.max(1) as f64;
        if is_verb { beside > 0.1 } else { beside > -0.4 }
    }

    /// Whether it is a name: mostly with capitals where neither a sentence begins nor a heading is.
    fn is_name(&self) -> bool {
        self.inside > 0 && self.capitals * 4 >= self.inside * 3
    }

    /// Its most frequent spelling, that inside sentences before that at their beginning.
    fn form(&self) -> &str {
        let forms = self.forms.iter();
        let best =
            forms.max_by_key(|&(form, &(all, inside))| (inside, all, std::cmp::Reverse(form)));
        best.map_or("", |(form, _)| form.as_str())
    }

    /// The spelling for a glossary: in the singular where it is seen so, and without the capitals of headings and
    /// of beginnings.
    fn written(&self, small: &HashSet<String>) -> String {
        let mut form = self.form();
        let singular = form
            .strip_suffix('s')
            .and_then(|one| self.forms.get_key_value(one));
        if let Some((singular, _)) = singular {
            form = singular;
        }
        if self.is_name() {
            return form.to_owned();
        }
        let lower = |word: &str| {
            let lower = word.to_lowercase();
            let is_plain = word.chars().skip(1).all(char::is_lowercase);
            match is_plain && small.contains(&lower) {
                true => lower,
                false => word.to_owned(),
            }
        };
        let mut written = String::new();
        for part in form.split_inclusive([' ', '-']) {
            let word = part.trim_end_matches([' ', '-']);
            written += &lower(word);
            written += &part[word.len()..];
        }
        written
    }
}

/// The logarithm of how much more often a phrase is in these texts, of `number` words, than in texts in
/// general.
fn termhood(phrase: &chinese::Phrase, times: usize, number: usize) -> f64 {
    let lexicon = Lexicon::get();
    let characters = lexicon.simplified(&phrase.text);
    let mut at = 0;
    let cost: f64 = phrase
        .words
        .iter()
        .map(|&length| {
            let word = lexicon.find(&characters[at..at + length]);
            at += length;
            word.map_or(MOST_GENERAL_COST, |word| f64::from(lexicon.word_cost(word)))
        })
        .sum();
    ((times as f64 - 0.5) / number as f64).ln() + cost.min(MOST_GENERAL_COST)
}

/// The logarithm of how much more often the words of a phrase stand together than by chance, at the place where
/// it holds together least; any number for a single word.
fn cohesion(
    phrase: &chinese::Phrase,
    times: usize,
    words: &HashMap<String, usize>,
    number: usize,
) -> f64 {
    if phrase.words.len() == 1 {
        return f64::INFINITY;
    }
    let characters: Vec<char> = phrase.text.chars().collect();
    let mut at = 0;
    let counts: Vec<f64> = phrase
        .words
        .iter()
        .map(|&length| {
            let word: String = characters[at..at + length].iter().collect();
            at += length;
            words.get(&word).copied().unwrap_or(1) as f64
        })
        .collect();
    // Of neighbours, the phrase stands as often as it does, and each word as often as it does.
    let pairs = counts.windows(2);
    pairs
        .map(|pair| (times as f64 * number as f64 / (pair[0] * pair[1])).ln())
        .fold(f64::INFINITY, f64::min)
}

/// The words of a list, separated by white space.
fn list(file: &'static str) -> HashSet<&'static str> {
    data::rows(file).flat_map(str::split_whitespace).collect()
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
            is_name: false,
            example: ("灯塔亮了。".to_owned(), "The lighthouse shone.".to_owned()),
        };
        let concept = mined.concept();
        assert_eq!((&*concept.source, &*concept.target), ("灯塔", "lighthouse"));
        let note = "4 times, 75% so; 灯塔亮了。 The lighthouse shone.";
        assert_eq!(concept.note, note);
        let name = Mined {
            is_name: true,
            ..mined
        };
        assert_eq!(name.concept().note, format!("name; {note}"));
    }

    /// What is found in these pairs, besides what is known.
    fn found(pairs: &[(&str, &str)], known: &[&str]) -> Vec<(String, String, bool)> {
        let bitext = Bitext::of_pairs(pairs.iter().copied(), ("zh", "en"));
        let concepts = known.iter().map(|source| Concept {
            source: (*source).to_owned(),
            target: "known".to_owned(),
            ..Concept::default()
        });
        let known = Termbase {
            concepts: concepts.collect(),
        };
        mine(&bitext, &TermMatcher::new(&known), 3)
            .into_iter()
            .map(|mined| (mined.source, mined.target, mined.is_name))
            .collect()
    }

    const PAIRS: &[(&str, &str)] = &[
        ("青岚大桥断了。", "The Qinglan Bridge broke."),
        ("人们在等摆渡船。", "People waited for the ferry boat."),
        (
            "我们认为青岚大桥很长。",
            "We think that the Qinglan Bridge is long.",
        ),
        (
            "摆渡船来了，这个问题也来了。",
            "The ferry boat came, and so did the question.",
        ),
        ("他想修青岚大桥。", "He wanted to mend the Qinglan Bridge."),
        ("没有摆渡船了。", "There was no ferry boat any more."),
        ("守塔人走了。", "The keeper left."),
        ("我们认为守塔人来了。", "We think that the keeper came."),
        ("守塔人笑了。", "The keeper smiled."),
        ("我们认为天黑了。", "We think it grew dark."),
        (
            "这个问题很难，雨停了。",
            "The question is a hard one, and the rain stopped.",
        ),
        (
            "风很大，这个问题很小。",
            "The wind was strong, and the question a small one.",
        ),
        ("他推开闸门。", "He pushed the sluice gate open."),
        ("闸门关上了。", "The sluice gate closed."),
        (
            "闸门生锈了，请看 runGate 函数。",
            "The sluice gate was rusty: see runGate and runGate.",
        ),
        ("调用 runGate。", "Call runGate."),
    ];

    #[test]
    fn terms_and_names_are_found() {
        let found = found(PAIRS, &["守塔人"]);
        for (source, target, is_name) in [
            ("青岚大桥", "Qinglan Bridge", true),
            ("摆渡船", "ferry boat", false),
            ("闸门", "sluice gate", false),
        ] {
            let wanted = (source.to_owned(), target.to_owned(), is_name);
            assert!(found.contains(&wanted), "{source}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_term_is_not_found() {
        let found = found(PAIRS, &["守塔人"]);
        for part in ["守塔", "我们", "认为", "这个", "问题"] {
            let sources = found.iter().map(|(source, ..)| source);
            assert_eq!(
                sources.filter(|source| source.contains(part)).count(),
                0,
                "{found:?}"
            );
        }
        for part in ["think", "question", "run"] {
            let targets = found.iter().map(|(_, target, _)| target.to_lowercase());
            assert_eq!(
                targets.filter(|target| target.contains(part)).count(),
                0,
                "{found:?}"
            );
        }
        // Parts of terms are none by themselves.
        for part in ["大桥", "青岚", "渡船"] {
            assert!(
                !found.iter().any(|(source, ..)| source == part),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_part_is_not_rendered_by_the_whole() {
        let pairs: Vec<(String, String)> = ["first", "second", "third", "fourth"]
            .iter()
            .map(|nth| {
                let one = format!("灯笼节奖得主来到了第{}座桥。", nth.len());
                let other = format!("A winner of the Lantern Prize came to the {nth} bridge.");
                (one, other)
            })
            .collect();
        let others = ("天黑了。".to_owned(), "It grew dark.".to_owned());
        let all: Vec<(&str, &str)> = pairs
            .iter()
            .chain(std::iter::repeat_n(&others, 12))
            .map(|(one, other)| (one.as_str(), other.as_str()))
            .collect();
        let found = found(&all, &[]);
        assert!(
            !found
                .iter()
                .any(|(source, target, _)| source == "得主" && target.contains("Lantern")),
            "{found:?}"
        );
    }
}
