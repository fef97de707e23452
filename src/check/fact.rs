//! Facts: what a rule that compares places keeps of each of them. They are small and need no document, so that
//! places of many texts can be compared while one text at a time is open.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::finding::{BeadFinding, Severity};

/// What is kept of a place: two hashes, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What the place speaks of: places with the same key are compared.
    pub(crate) key: u64,
    /// What it says of it.
    pub(crate) value: u64,
    /// Index of its bead in the bitext that was checked, whose orphans are linked.
    pub(crate) bead: u32,
    /// Which of the facts of this rule in the bead it is, from 0.
    pub(crate) number: u32,
}

/// The facts of a text, by the id of the rule, each in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts(pub(crate) BTreeMap<String, Vec<Fact>>);

impl Facts {
    /// Their number.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A place as a rule sees it in its bead, before only its [`Fact`] is kept.
pub(crate) struct Seen {
    /// What the place speaks of.
    pub(crate) key: u64,
    /// What it says of it.
    pub(crate) value: u64,
    /// Bytes of the target text; empty when it is about all of it.
    pub(crate) target: Range<usize>,
    /// What it says, in words, for messages about other places.
    pub(crate) words: String,
    /// The term, name or sentence that it speaks of.
    pub(crate) subject: String,
    /// The finding at this place where it is told alone, if the rule has one before it compares places.
    pub(crate) alone: Option<BeadFinding>,
}

/// A place among all places with its key, in the order of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Index of its text.
    pub(crate) text: usize,
    /// What it says.
    pub(crate) value: u64,
}

/// Places that do not agree, as indices among the members of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Differing {
    /// The place that the others are told to differ from.
    pub(crate) reference: usize,
    /// The places at which there is a finding.
    pub(crate) others: Vec<usize>,
    /// The places that a finding names: the first of each text that says what the reference says.
    pub(crate) named: Vec<usize>,
    /// The number of members that agree with the reference.
    pub(crate) alike: usize,
    /// The number of places that these were compared with, and themselves.
    pub(crate) all: usize,
    /// Whether there is one finding for all of them, and not one for each.
    pub(crate) together: bool,
}

/// What the message of a finding about two places is made of.
pub(crate) struct Telling<'a> {
    /// The subject of the place that differs.
    pub(crate) subject: &'a str,
    /// Its words.
    pub(crate) here_words: &'a str,
    /// The words of the reference.
    pub(crate) there_words: &'a str,
    /// The Chinese of the place that differs.
    pub(crate) here: &'a str,
    /// The Chinese of the reference.
    pub(crate) there: &'a str,
    /// The number of places that agree with the reference.
    pub(crate) alike: usize,
    /// The number of all places with the key.
    pub(crate) all: usize,
    /// Where the reference is, as file and line, when the places are in several texts.
    pub(crate) across: Option<String>,
}

/// Places that are told together, in the order of the texts.
pub(crate) struct Gathering<'a> {
    /// The subject of each.
    pub(crate) places: Vec<GatheredPlace<'a>>,
    /// The number of places with the key that these were compared with, and themselves.
    pub(crate) all: usize,
}

/// One of them.
#[derive(Clone, Copy)]
pub(crate) struct GatheredPlace<'a> {
    /// What it speaks of.
    pub(crate) subject: &'a str,
    /// Its words.
    pub(crate) words: &'a str,
}

/// What is said of places together.
pub(crate) struct Gathered {
    /// The message.
    pub(crate) message: String,
    /// What it is about, as its fingerprint has it.
    pub(crate) subject: String,
    /// Its severity.
    pub(crate) severity: Severity,
    /// The places that it speaks of, as indices; each of the others is told alone.
    pub(crate) told: Vec<usize>,
}

/// The first place of each text among those that are `wanted`.
pub(crate) fn first_of_each_text(
    members: &[Member],
    wanted: impl Fn(&Member) -> bool,
) -> Vec<usize> {
    let mut texts = BTreeSet::new();
    let places = members.iter().enumerate();
    places
        .filter(|(_, member)| wanted(member) && texts.insert(member.text))
        .map(|(at, _)| at)
        .collect()
}

/// Of the `wanted` places the first that says what most of them say; of several values that are as frequent, the
/// one that came first.
pub(crate) fn most_usual(members: &[Member], wanted: impl Fn(&Member) -> bool) -> Option<usize> {
    let mut counts: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        if wanted(member) {
            counts.entry(member.value).or_insert((0, at)).0 += 1;
        }
    }
    let most = counts
        .into_values()
        .max_by_key(|&(count, first)| (count, std::cmp::Reverse(first)));
    most.map(|(_, first)| first)
}

/// In one text the places that differ from the first; over several those that differ from what most places say.
pub(crate) fn unlike_most(members: &[Member]) -> Vec<Differing> {
    unlike_reference(members).into_iter().collect()
}

fn unlike_reference(members: &[Member]) -> Option<Differing> {
    let first = members.first()?;
    let reference = if members.iter().all(|member| member.text == first.text) {
        0
    } else {
        most_usual(members, |_| true)?
    };
    let value = members[reference].value;
    let others = members
        .iter()
        .enumerate()
        .filter(|(_, one)| one.value != value);
    let others: Vec<usize> = others.map(|(at, _)| at).collect();
    Some(Differing {
        reference,
        alike: members.len() - others.len(),
        named: first_of_each_text(members, |member| member.value == value),
        others,
        all: members.len(),
        together: false,
    })
    .filter(|differing| !differing.others.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(of: &[(usize, u64)]) -> Vec<Member> {
        of.iter()
            .map(|&(text, value)| Member { text, value })
            .collect()
    }

    #[test]
    fn in_one_text_the_first_counts_and_over_several_the_most() {
        let unlike_most = |of: &[(usize, u64)]| unlike_most(&members(of)).pop();
        let one = unlike_most(&[(0, 7), (0, 8), (0, 8)]).unwrap();
        assert_eq!((one.reference, one.others, one.alike), (0, vec![1, 2], 1));
        let two = unlike_most(&[(0, 7), (1, 8), (1, 8), (2, 8)]).unwrap();
        assert_eq!((two.reference, two.others, two.alike), (1, vec![0], 3));
        assert_eq!(two.named, [1, 3]);
        // As many: what came first.
        let even = unlike_most(&[(0, 9), (1, 8)]).unwrap();
        assert_eq!((even.reference, even.others), (0, vec![1]));
        assert_eq!(unlike_most(&[(0, 7), (1, 7)]), None);
        assert_eq!(unlike_most(&[]), None);
    }
}
