//! Where each sentence of an earlier text is now: unchanged, reworded in its place, or gone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::text::chain;
use crate::text::common::Common;
use crate::text::piece::{is_mark, pieces};

/// The most sentences that one may have been cut into, or been joined from.
const MOST: usize = 4;
/// The most pairs of sentences in one changed stretch that are compared with each other.
const COMPARED: usize = 250_000;
/// The weight of a pair that has all words in common.
const ALIKE: usize = 1000;

/// What became of an earlier sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is there word for word.
    Same(usize),
    /// Other words stand in its place, as one sentence or as several that follow each other. Two earlier
    /// sentences that were joined into one have the same range.
    Reworded(Range<usize>),
    /// It is not there, nor anything in its place.
    Gone,
}

/// What became of each earlier sentence of a text in the present one. White space does not count.
///
/// The same words come first ([`Became::Same`]), along a common order, and then those that occur once on
/// both sides, wherever they are. Between two neighbours of the common order a single sentence that stands
/// where a single one stood is that one reworded; of several, those go together in order that share most
/// words, at least half of the shorter one's.
#[must_use]
pub fn follow(earlier: &[&str], now: &[&str]) -> Vec<Became> {
    let common = common(earlier, now);
    let same = common.found.iter().map(|at| at.map(Became::Same));
    let mut became: Vec<Became> = same.map(|same| same.unwrap_or(Became::Gone)).collect();
    let taken = common.taken();
    for (old, new) in common.stretches() {
        let mut names: HashMap<String, u32> = HashMap::new();
        let mut sentence = |at: usize, text: &str| Sentence {
            at,
            words: words(text, &mut names),
        };
        let old: Vec<Sentence> = old
            .filter(|&at| common.found[at].is_none())
            .map(|at| sentence(at, earlier[at]))
            .collect();
        let new: Vec<Sentence> = new
            .filter(|&at| !taken[at])
            .map(|at| sentence(at, now[at]))
            .collect();
        pair(&old, &new, &mut became);
    }
    became
}

/// For each old sentence, the new one with the same text: first along a common order, then, among the
/// rest, texts that occur once on both sides.
pub(super) fn counterparts(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    common(old, new).found
}

fn common(old: &[&str], new: &[&str]) -> Common {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut numbered = |texts: &[&str]| -> Vec<usize> {
        texts
            .iter()
            .map(|text| {
                let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let next = numbers.len();
                *numbers.entry(plain).or_insert(next)
            })
            .collect()
    };
    let (old, new) = (numbered(old), numbered(new));
    Common::of(&old, &new)
}

/// A sentence that is not there word for word.
struct Sentence {
    /// Its number in its text.
    at: usize,
    /// Its words and Chinese characters as numbers, sorted.
    words: Vec<u32>,
}

/// The words of a text without regard to case, as sorted numbers.
fn words(text: &str, names: &mut HashMap<String, u32>) -> Vec<u32> {
    let mut next = u32::try_from(names.len()).unwrap_or(u32::MAX);
    let letters = pieces(text).map(|(_, letters)| letters);
    let mut words: Vec<u32> = letters
        .filter(|letters| !is_mark(letters))
        .map(|letters| {
            *names.entry(letters.to_lowercase()).or_insert_with(|| {
                next = next.saturating_add(1);
                next
            })
        })
        .collect();
    words.sort_unstable();
    words
}

/// Pairs the sentences of a changed stretch. A long one is divided first, by words that are in one sentence
/// only; what is still long is gone.
fn pair(old: &[Sentence], new: &[Sentence], became: &mut [Became]) {
    let is_short =
        |old: &[Sentence], new: &[Sentence]| old.len().saturating_mul(new.len()) <= COMPARED;
    if is_short(old, new) {
        pair_all(old, new, became);
        return;
    }
    let mut from = (0, 0);
    for (i, j) in by_telling_words(old, new) {
        became[old[i].at] = reworded(&new[j..=j]);
        let (before, ahead) = (&old[from.0..i], &new[from.1..j]);
        if is_short(before, ahead) {
            pair_all(before, ahead, became);
        }
        from = (i + 1, j + 1);
    }
    let (rest, ahead) = (&old[from.0..], &new[from.1..]);
    if is_short(rest, ahead) {
        pair_all(rest, ahead, became);
    }
}

/// The range of sentences that follow each other.
fn reworded(sentences: &[Sentence]) -> Became {
    match sentences {
        [first, .., last] => Became::Reworded(first.at..last.at + 1),
        [one] => Became::Reworded(one.at..one.at + 1),
        [] => Became::Gone,
    }
}

/// Pairs in order of sentences that share words which no other sentence of either side has.
fn by_telling_words(old: &[Sentence], new: &[Sentence]) -> Vec<(usize, usize)> {
    // For each word the sentences that have it, counted, and the last of them: old and new.
    let mut places: HashMap<u32, [(usize, usize); 2]> = HashMap::new();
    for (side, sentences) in [old, new].into_iter().enumerate() {
        for (k, sentence) in sentences.iter().enumerate() {
            for run in sentence.words.chunk_by(|one, next| one == next) {
                let entry = &mut places.entry(run[0]).or_default()[side];
                *entry = (entry.0 + 1, k);
            }
        }
    }
    let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for [there, here] in places.into_values() {
        if (there.0, here.0) == (1, 1) {
            *votes.entry((there.1, here.1)).or_default() += 1;
        }
    }
    let mut chosen: Vec<Option<(usize, usize)>> = vec![None; old.len()];
    for ((i, j), votes) in votes {
        if likeness(&old[i].words, &new[j].words) > 0
            && chosen[i].is_none_or(|(_, most)| votes > most)
        {
            chosen[i] = Some((j, votes));
        }
    }
    let items = chosen
        .iter()
        .map(|choice| choice.map(|(j, votes)| (j..j + 1, votes as u64)));
    let stays = chain::heaviest(items, new.len());
    let pairs = chosen.iter().enumerate().zip(stays);
    pairs
        .filter(|(_, stays)| *stays)
        .filter_map(|((i, choice), _)| choice.map(|(j, _)| (i, j)))
        .collect()
}

/// Pairs the sentences between two neighbours: in order, so that they share most words.
fn pair_all(old: &[Sentence], new: &[Sentence], became: &mut [Became]) {
    let mut from = (0, 0);
    let pairs = match (old.len(), new.len()) {
        (0, _) | (_, 0) | (1, 1) => Vec::new(),
        _ => by_words(old, new),
    };
    for (there, here) in pairs
        .into_iter()
        .chain([(old.len()..old.len(), new.len()..new.len())])
    {
        // A single one in the place of a single one.
        if there.start - from.0 == 1 && here.start - from.1 == 1 {
            became[old[from.0].at] = reworded(&new[from.1..here.start]);
        }
        for sentence in &old[there.clone()] {
            became[sentence.at] = reworded(&new[here.clone()]);
        }
        from = (there.end, here.end);
    }
}

/// The pairs in order, of one sentence with one or several, whose likenesses have the greatest sum.
fn by_words(old: &[Sentence], new: &[Sentence]) -> Vec<(Range<usize>, Range<usize>)> {
    let width = new.len() + 1;
    // The best sum for the first sentences of both sides, and by how many it was reached last.
    let mut best = vec![0_usize; (old.len() + 1) * width];
    let mut steps = vec![(0_usize, 0_usize); best.len()];
    let alike: Vec<bool> = old
        .iter()
        .flat_map(|there| {
            new.iter()
                .map(|here| likeness(&there.words, &here.words) > 0)
        })
        .collect();
    let alike = |i: usize, j: usize| alike[i * new.len() + j];
    for i in 0..=old.len() {
        for j in 0..=new.len() {
            let mut reach = |back: (usize, usize), gain: usize| {
                let sum = best[(i - back.0) * width + j - back.1] + gain;
                let at = i * width + j;
                if steps[at] == (0, 0) || sum > best[at] {
                    (best[at], steps[at]) = (sum, back);
                }
            };
            if i > 0 {
                reach((1, 0), 0);
            }
            if j > 0 {
                reach((0, 1), 0);
            }
            if i == 0 || j == 0 || !alike(i - 1, j - 1) {
                continue;
            }
            let (there, here) = (&old[i - 1], &new[j - 1]);
            reach((1, 1), likeness(&there.words, &here.words));
            let mut joined = here.words.clone();
            for k in 2..=MOST.min(j) {
                if !alike(i - 1, j - k) || new[j - k].at + 1 != new[j - k + 1].at {
                    break;
                }
                joined = union(&joined, &new[j - k].words);
                reach((1, k), likeness(&there.words, &joined));
            }
            let mut joined = there.words.clone();
            for k in 2..=MOST.min(i) {
                if !alike(i - k, j - 1) || old[i - k].at + 1 != old[i - k + 1].at {
                    break;
                }
                joined = union(&joined, &old[i - k].words);
                reach((k, 1), likeness(&joined, &here.words));
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (old.len(), new.len());
    while i > 0 || j > 0 {
        let (down, right) = steps[i * width + j];
        if down > 0 && right > 0 {
            pairs.push((i - down..i, j - right..j));
        }
        (i, j) = (i - down, j - right);
    }
    pairs.reverse();
    pairs
}

/// Twice the words in common as a share of all, 0 to [`ALIKE`]; 0 if they are less than half of the shorter
/// one's.
fn likeness(one: &[u32], other: &[u32]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        match one[i].cmp(&other[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    if shared == 0 || 2 * shared < one.len().min(other.len()) {
        return 0;
    }
    2 * ALIKE * shared / (one.len() + other.len())
}

/// The words of two sentences together.
fn union(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut words = [one, other].concat();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What became of the sentences of `earlier`, both texts with `|` between their sentences: `=2` for
    /// the same, `~2` or `~2-3` for reworded, `x` for gone.
    fn said(earlier: &str, now: &str) -> String {
        let cut = |text: &'static str| -> Vec<&str> {
            if text.is_empty() {
                Vec::new()
            } else {
                text.split('|').collect()
            }
        };
        let (earlier, now): (&'static str, &'static str) =
            (earlier.to_owned().leak(), now.to_owned().leak());
        let said = follow(&cut(earlier), &cut(now))
            .into_iter()
            .map(|became| match became {
                Became::Same(at) => format!("={at}"),
                Became::Reworded(range) if range.len() == 1 => format!("~{}", range.start),
                Became::Reworded(range) => format!("~{}-{}", range.start, range.end - 1),
                Became::Gone => "x".to_owned(),
            });
        said.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_rule() {
        for (about, earlier, now, wanted) in [
            ("nothing there", "", "", ""),
            ("nothing before", "", "A.", ""),
            ("nothing now", "A.|B.", "", "x x"),
            ("the same", "A.|B.|A.", "A.|B.|A.", "=0 =1 =2"),
            ("white space", "The bell  rang.", " The\nbell rang. ", "=0"),
            ("put in", "A.|B.", "A.|New.|B.", "=0 =2"),
            ("taken out", "A.|B.|C.", "A.|C.", "=0 x =1"),
            (
                "moved",
                "Lamp.|Boat.|Tide.|Fog.",
                "Boat.|Tide.|Fog.|Lamp.",
                "=3 =0 =1 =2",
            ),
            (
                "other words in its place",
                "A.|Nobody came.|C.",
                "A.|The hall was empty.|C.",
                "=0 ~1 =2",
            ),
            ("at both ends of the text", "Alone.", "By oneself.", "~0"),
            (
                "in place of one of two",
                "A.|The bell rang twice.|He sat down.|C.",
                "A.|He sat down again.|C.",
                "=0 x ~1 =2",
            ),
            (
                "two reworded",
                "A.|The bell rang twice.|He sat down.|C.",
                "A.|The bell rang once.|He sat up.|C.",
                "=0 ~1 ~2 =3",
            ),
            (
                "one new, one reworded",
                "灯亮了。|他推开了那扇门。|完。",
                "灯亮了。|外面下着雨。|他推开了门。|完。",
                "=0 ~2 =3",
            ),
            (
                "cut in two",
                "A.|He shut the door and she lit the lamp.|C.",
                "A.|He shut the door.|She lit the lamp.|C.",
                "=0 ~1-2 =3",
            ),
            (
                "cut in two beside a new one",
                "A.|He shut the door and she lit the lamp.|C.",
                "A.|Rain fell.|He shut the door.|She lit the lamp.|C.",
                "=0 ~2-3 =4",
            ),
            (
                "cut in three",
                "甲。|他关上门，她点了灯，我睡着了。|乙。",
                "甲。|他关上门。|她点了灯。|我睡着了。|乙。",
                "=0 ~1-3 =4",
            ),
            (
                "joined",
                "A.|He shut the door.|She lit the lamp.|C.",
                "A.|He shut the door and she lit the lamp.|C.",
                "=0 ~1 ~1 =2",
            ),
            (
                "nothing alike",
                "A.|The bell rang twice.|He sat down.|C.",
                "A.|Rain fell all night.|Nobody slept well.|C.",
                "=0 x x =3",
            ),
            (
                "between a pair and a neighbour",
                "A.|The bell rang twice.|He sat down.|C.",
                "A.|The bell rang once.|Nobody slept.|C.",
                "=0 ~1 ~2 =3",
            ),
            (
                "case",
                "A.|HE SAT DOWN.|No more.|C.",
                "A.|Wind blew.|Then he sat down.|Ah.|C.",
                "=0 ~2 ~3 =4",
            ),
            (
                "marks are no words",
                "A.|……|?!|C.",
                "A.|!!|……!|;|C.",
                "=0 x x =4",
            ),
            (
                "not across one that moved in",
                "Moved.|A.|He shut the door and she lit the lamp.|C.|D.",
                "A.|He shut the door.|Moved.|She lit the lamp.|C.|D.",
                "=2 =0 ~1 =4 =5",
            ),
        ] {
            assert_eq!(said(earlier, now), wanted, "{about}");
        }
    }

    #[test]
    fn long_stretches_go_by_their_telling_words() {
        let text = |word: &str| -> Vec<String> {
            (0..1200)
                .map(|k| format!("The {word} of boat{k} was seen near pier{k}."))
                .collect()
        };
        let (old, new) = (text("lamp"), text("flag"));
        let texts = |text: &[String]| -> Vec<&'static str> {
            text.iter().map(|text| &*text.clone().leak()).collect()
        };
        let became = follow(&texts(&old), &texts(&new));
        let wanted: Vec<Became> = (0..1200).map(|k| Became::Reworded(k..k + 1)).collect();
        assert_eq!(became, wanted);
        // Without any such word they are not compared.
        let all = |word: &'static str| vec![word; 1200];
        let became = follow(&all("The lamp was seen."), &all("The flag was seen."));
        assert!(became.iter().all(|became| *became == Became::Gone));
    }

    proptest! {
        #[test]
        fn the_same_text_is_all_the_same(text in prop::collection::vec("[ab好]{1,3}[.。]", 0..30)) {
            let text: Vec<&str> = text.iter().map(String::as_str).collect();
            let same: Vec<Became> = (0..text.len()).map(Became::Same).collect();
            prop_assert_eq!(follow(&text, &text), same);
        }

        #[test]
        fn no_sentence_stands_for_two(
            old in prop::collection::vec("[ab] [cd] ?[e-h]?[.]", 0..20),
            new in prop::collection::vec("[ab] [cd] ?[e-h]?[.]", 0..20),
        ) {
            let (old, new): (Vec<&str>, Vec<&str>) =
                (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
            let mut holders: Vec<Vec<usize>> = vec![Vec::new(); new.len()];
            for (i, became) in follow(&old, &new).iter().enumerate() {
                match became {
                    Became::Same(j) => {
                        prop_assert_eq!(old[i].trim(), new[*j].trim());
                        holders[*j].push(i);
                    }
                    Became::Reworded(range) => {
                        prop_assert!(!range.is_empty());
                        range.clone().for_each(|j| holders[j].push(i));
                    }
                    Became::Gone => {}
                }
            }
            let became = follow(&old, &new);
            for holders in holders.iter().filter(|holders| holders.len() > 1) {
                for pair in holders.windows(2) {
                    // Joined: neighbours of one range, which is one sentence.
                    prop_assert_eq!(pair[0] + 1, pair[1]);
                    prop_assert_eq!(&became[pair[0]], &became[pair[1]]);
                    prop_assert!(matches!(&became[pair[0]], Became::Reworded(range) if range.len() == 1));
                }
            }
        }
    }
}
