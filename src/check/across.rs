//! Comparing places of all texts by their facts, in two steps: which places do not agree is decided by the facts
//! alone; what is said of them needs their words, and so only the texts that they stand in.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::fact::{Differing, Facts, Gathered, GatheredPlace, Gathering, Member, Telling};
use super::fingerprint::{OtherNames, digest};
use super::placed::{Elsewhere, PlacedFinding};
use super::rules::{Check, Comparing, RULES, Tell};

/// A fact of one of the texts: the text's index, the rule, the index among the text's facts of that rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactAt {
    /// Index of the text.
    pub text: usize,
    /// The id of the rule.
    pub rule: &'static str,
    /// Index among the text's facts of the rule.
    pub fact: usize,
}

/// A place of a fact: a finding there, whose message is still empty where it depends on other places, and what
/// the place says, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct FactPlace {
    /// The finding, without its message.
    pub placed: PlacedFinding,
    /// The words.
    pub words: String,
}

/// Places with one key that do not agree.
struct Difference {
    members: Arc<[FactAt]>,
    differing: Differing,
    comparing: Comparing,
    /// Whether they stand in several texts.
    across: bool,
}

impl Difference {
    /// The places that are named.
    fn named(&self) -> impl Iterator<Item = FactAt> {
        let places: &[usize] = if self.across {
            &self.differing.named
        } else {
            &[]
        };
        places.iter().map(|&at| self.members[at])
    }

    fn reference(&self) -> FactAt {
        self.members[self.differing.reference]
    }

    fn others(&self) -> impl Iterator<Item = FactAt> {
        self.differing.others.iter().map(|&at| self.members[at])
    }
}

impl Difference {
    /// One finding for each of the places that differ.
    fn tell_pairs(
        &self,
        tell: fn(&Telling<'_>) -> Option<String>,
        names: &[&str],
        places: &HashMap<FactAt, FactPlace>,
        found: &mut Vec<(usize, PlacedFinding)>,
    ) {
        let Some(there) = places.get(&self.reference()) else {
            return;
        };
        let elsewhere: Arc<[Elsewhere]> = self
            .named()
            .filter_map(|at| Some(named(names[at.text], places.get(&at)?)))
            .collect();
        for at in self.others() {
            let Some(here) = places.get(&at) else {
                continue;
            };
            let telling = Telling {
                subject: &here.placed.finding.subject,
                here_words: &here.words,
                there_words: &there.words,
                here: &here.placed.texts.0,
                there: &there.placed.texts.0,
                alike: self.differing.alike,
                all: self.differing.all,
                across: self.across.then(|| {
                    let place = named(names[self.reference().text], there);
                    match place.line {
                        0 => place.file,
                        line => format!("{}:{line}", place.file),
                    }
                }),
            };
            if let Some(message) = tell(&telling) {
                let mut told = here.placed.clone();
                told.finding.message = message;
                told.elsewhere = elsewhere.clone();
                found.push((at.text, told));
            }
        }
    }

    /// One finding for all of them, at the first, which names the others; and those that differ from them.
    fn tell_together(
        &self,
        gather: fn(&Gathering<'_>) -> Gathered,
        names: &[&str],
        places: &HashMap<FactAt, FactPlace>,
        found: &mut Vec<(usize, PlacedFinding)>,
    ) {
        let here: Vec<(FactAt, &FactPlace)> = self
            .others()
            .filter_map(|at| Some((at, places.get(&at)?)))
            .collect();
        let gathered = gather(&Gathering {
            places: here
                .iter()
                .map(|(_, place)| GatheredPlace {
                    subject: &place.placed.finding.subject,
                    words: &place.words,
                })
                .collect(),
            all: self.differing.all,
        });
        let (told, apart): (Vec<usize>, Vec<usize>) =
            (0..here.len()).partition(|at| gathered.told.contains(at));
        found.extend(apart.iter().filter_map(|&at| alone(here[at].0, places)));
        let Some((&first, others)) = told.split_first() else {
            return;
        };
        let (at, place) = here[first];
        let mut all = place.placed.clone();
        all.finding.severity = gathered.severity;
        all.finding.message = gathered.message;
        all.finding.fix = None;
        // It is the same finding wherever its first place is.
        all.finding.fingerprint.digest = digest(at.rule, &gathered.subject, "");
        all.finding.names = OtherNames {
            former: all.finding.fingerprint.clone(),
            others: Vec::new(),
        };
        all.elsewhere = others
            .iter()
            .map(|&at| named(names[here[at].0.text], here[at].1))
            .collect();
        found.push((at.text, all));
    }
}

/// The finding that a place has alone.
fn alone(at: FactAt, places: &HashMap<FactAt, FactPlace>) -> Option<(usize, PlacedFinding)> {
    Some((at.text, places.get(&at)?.placed.clone()))
}

/// The places that do not agree, among those of some texts.
#[derive(Default)]
pub struct Differences(Vec<Difference>);

impl Differences {
    /// Compares the facts of texts, given in their order.
    #[must_use]
    pub fn among(texts: &[&Facts]) -> Differences {
        let mut found = Vec::new();
        for rule in RULES {
            let Check::Across(comparing) = rule.check else {
                continue;
            };
            let facts = |text: usize| texts[text].0.get(rule.id).map_or(&[][..], Vec::as_slice);
            // By key, in each key by text and place.
            let mut places: Vec<(u64, u32, u32)> = Vec::new();
            for text in 0..texts.len() {
                let of_text = facts(text).iter().enumerate();
                places.extend(of_text.map(|(at, fact)| (fact.key, short(text), short(at))));
            }
            places.sort_unstable();
            for group in places.chunk_by(|one, other| one.0 == other.0) {
                let value =
                    |&(_, text, at): &(u64, u32, u32)| facts(text as usize)[at as usize].value;
                let members: Vec<Member> = group
                    .iter()
                    .map(|place| Member {
                        text: place.1 as usize,
                        value: value(place),
                    })
                    .collect();
                let facts: Arc<[FactAt]> = group
                    .iter()
                    .map(|&(_, text, at)| FactAt {
                        text: text as usize,
                        rule: rule.id,
                        fact: at as usize,
                    })
                    .collect();
                let differing = (comparing.differ)(&members).into_iter();
                found.extend(differing.map(|differing| Difference {
                    across: members.iter().any(|one| one.text != members[0].text),
                    members: facts.clone(),
                    differing,
                    comparing,
                }));
            }
        }
        Differences(found)
    }

    /// The facts whose places [`Differences::tell`] needs, by the index of their text.
    #[must_use]
    pub fn wanted(&self) -> BTreeMap<usize, Vec<FactAt>> {
        let mut wanted: BTreeMap<usize, Vec<FactAt>> = BTreeMap::new();
        for difference in &self.0 {
            let places = difference.others().chain(difference.named());
            for place in places.chain([difference.reference()]) {
                wanted.entry(place.text).or_default().push(place);
            }
        }
        for places in wanted.values_mut() {
            places.sort_unstable();
            places.dedup();
        }
        wanted
    }

    /// The findings, each with the index of its text. `names` are those of the texts; a fact whose place is
    /// not among `places` is passed over.
    #[must_use]
    pub fn tell(
        &self,
        names: &[&str],
        places: &HashMap<FactAt, FactPlace>,
    ) -> Vec<(usize, PlacedFinding)> {
        let mut found = Vec::new();
        for difference in &self.0 {
            match difference.comparing.tell {
                Tell::Pair(tell) => difference.tell_pairs(tell, names, places, &mut found),
                Tell::Gather(gather) if difference.differing.together => {
                    difference.tell_together(gather, names, places, &mut found);
                }
                Tell::Gather(_) => {
                    let others = difference.others();
                    found.extend(others.filter_map(|at| alone(at, places)));
                }
            }
        }
        // Where two stand at one place, by what they are about.
        found.sort_by(|one, other| {
            let key = |told: &(usize, PlacedFinding)| (told.0, told.1.rank);
            let subject = |told: &(usize, PlacedFinding)| told.1.finding.subject.clone();
            key(one)
                .cmp(&key(other))
                .then_with(|| subject(one).cmp(&subject(other)))
        });
        found
    }
}

/// A place as a finding elsewhere names it: the English, or where there is none the Chinese.
fn named(text: &str, place: &FactPlace) -> Elsewhere {
    let placed = &place.placed;
    let place = placed.target.as_ref().or(placed.source.as_ref());
    Elsewhere {
        text: text.to_owned(),
        file: place.map_or_else(|| text.to_owned(), |place| place.file.clone()),
        line: place.map_or(0, |place| place.line),
    }
}

/// An index in four bytes: a text has fewer sentences than that, and a project fewer texts.
fn short(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
