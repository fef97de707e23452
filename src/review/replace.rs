//! Finding words in both languages and replacing them in the English: every place is told before, and nothing
//! but the places that were chosen changes.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::finder::{Finder, Sought};
use super::findings::units;
use crate::bitext::edit::Operation;
use crate::bitext::{Bead, BeadId, Bitext, SideName};
use crate::text::spaces;
use crate::threads::on_threads;

/// The fewest beads that are worth a thread.
const PART: usize = 4_096;

/// The languages that are looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SoughtSide {
    /// Both.
    #[default]
    Both,
    /// The Chinese.
    Source,
    /// The English.
    Target,
}

impl SoughtSide {
    fn has(self, side: SideName) -> bool {
        match self {
            SoughtSide::Both => true,
            SoughtSide::Source => side == SideName::Source,
            SoughtSide::Target => side == SideName::Target,
        }
    }
}

/// What the page looks for.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(flatten)]
    pub(super) sought: Sought,
    #[serde(default)]
    pub(super) side: SoughtSide,
}

/// What the page wants replaced, and by what.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Replacing {
    #[serde(flatten)]
    pub(super) sought: Sought,
    /// The words instead.
    pub(super) with: String,
    /// The places that stay, by their keys.
    #[serde(default)]
    pub(super) except: HashSet<String>,
    /// The places that are meant; without it all are.
    pub(super) only: Option<HashSet<String>>,
}

impl Replacing {
    fn is_meant(&self, key: &str) -> bool {
        match &self.only {
            Some(only) => only.contains(key),
            None => !self.except.contains(key),
        }
    }
}

/// A place of the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct FoundPlace {
    /// Its name as long as its sentence stays as it is.
    pub(super) key: String,
    /// The index of the bead.
    pub(super) index: usize,
    pub(super) bead: String,
    pub(super) side: SideName,
    /// Counted within the bead.
    pub(super) sentence: usize,
    pub(super) text: String,
    /// In UTF-16 units of the sentence.
    pub(super) from: usize,
    pub(super) to: usize,
    /// The text of the other side.
    pub(super) other: String,
}

/// What was found in a text: all is counted, and some of it given.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The places in the Chinese.
    pub(super) source: usize,
    /// The places in the English.
    pub(super) target: usize,
    pub(super) places: Vec<FoundPlace>,
    /// A hash of all places in the English and their sentences: what was seen.
    pub(super) state: u64,
}

impl Found {
    pub(super) fn total(&self) -> usize {
        self.source + self.target
    }
}

/// A sentence with places.
struct Line {
    bead: usize,
    side: SideName,
    sentence: usize,
    places: Vec<Range<usize>>,
}

fn lines(bitext: &Bitext, finder: &Finder, side: SoughtSide, jobs: usize) -> Vec<Line> {
    let part = bitext.beads.len().div_ceil(jobs.max(1)).max(PART);
    let parts = (0..bitext.beads.len()).step_by(part);
    let found = on_threads(parts, jobs, |from| {
        let until = (from + part).min(bitext.beads.len());
        let mut lines = Vec::new();
        for at in from..until {
            let bead = &bitext.beads[at];
            for of in [SideName::Source, SideName::Target] {
                if !side.has(of) {
                    continue;
                }
                for (sentence, text) in words(bitext, bead, of).enumerate() {
                    let places = finder.places(text);
                    if !places.is_empty() {
                        lines.push(Line {
                            bead: at,
                            side: of,
                            sentence,
                            places,
                        });
                    }
                }
            }
        }
        lines
    });
    found.into_iter().flatten().collect()
}

fn words<'b>(bitext: &'b Bitext, bead: &Bead, side: SideName) -> impl Iterator<Item = &'b str> {
    let sentences = match side {
        SideName::Source => bitext.bead_source(bead),
        SideName::Target => bitext.bead_target(bead),
    };
    sentences.iter().map(|sentence| sentence.text.as_str())
}

fn key(bead: &BeadId, side: SideName, sentence: usize, number: usize) -> String {
    let side = match side {
        SideName::Source => 's',
        SideName::Target => 't',
    };
    format!("{}:{side}{sentence}:{number}", bead.0)
}

/// The places of the words: all are counted, and `most` of them given, without the first `from`.
pub(super) fn find(
    bitext: &Bitext,
    finder: &Finder,
    side: SoughtSide,
    (from, most): (usize, usize),
    jobs: usize,
) -> Found {
    let mut found = Found::default();
    let mut state = DefaultHasher::new();
    for line in lines(bitext, finder, side, jobs) {
        let bead = &bitext.beads[line.bead];
        let text = words(bitext, bead, line.side).nth(line.sentence);
        let text = text.unwrap_or_default();
        if line.side == SideName::Target {
            (&bead.id.0, line.sentence, text).hash(&mut state);
        }
        for (number, place) in line.places.iter().enumerate() {
            let is_given = found.total() >= from && found.places.len() < most;
            match line.side {
                SideName::Source => found.source += 1,
                SideName::Target => found.target += 1,
            }
            if is_given {
                found.places.push(FoundPlace {
                    key: key(&bead.id, line.side, line.sentence, number),
                    index: line.bead,
                    bead: bead.id.0.to_string(),
                    side: line.side,
                    sentence: line.sentence,
                    text: text.to_owned(),
                    from: units(text, place.start),
                    to: units(text, place.end),
                    other: match line.side {
                        SideName::Source => bitext.target_text(bead),
                        SideName::Target => bitext.source_text(bead),
                    },
                });
            }
        }
    }
    found.state = state.finish();
    found
}

/// A bead whose English is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reworded {
    /// The index of the bead afterwards; none of a bead that is gone with its English.
    pub(super) index: Option<usize>,
    pub(super) before: Vec<String>,
    pub(super) after: Vec<String>,
}

/// The operations that replace the words in the places that are meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Replacements {
    pub(super) operations: Vec<Operation>,
    /// What each operation does.
    pub(super) reworded: Vec<Reworded>,
    pub(super) places: usize,
    pub(super) sentences: usize,
}

/// Makes the replacements. Nothing else in a sentence changes, but that white space is folded as everywhere.
pub(super) fn replace(bitext: &Bitext, finder: &Finder, asked: &Replacing) -> Replacements {
    let mut made = Replacements::default();
    let mut gone = 0;
    let lines = lines(bitext, finder, SoughtSide::Target, 1);
    for lines in lines.chunk_by(|one, two| one.bead == two.bead) {
        let at = lines[0].bead;
        let bead = &bitext.beads[at];
        let before: Vec<String> = bitext.target_words(bead);
        let mut after = before.clone();
        for line in lines {
            let text = &before[line.sentence];
            let mut new = text.clone();
            let mut number = 0;
            for (n, place) in line.places.iter().enumerate().rev() {
                let is_meant = asked.is_meant(&key(&bead.id, line.side, line.sentence, n));
                if is_meant && text[place.clone()] != asked.with {
                    new.replace_range(place.clone(), &asked.with);
                    number += 1;
                }
            }
            if new != *text {
                made.places += number;
                made.sentences += 1;
                after[line.sentence] = spaces::fold(&new);
            }
        }
        if after == before {
            continue;
        }
        after.retain(|text| !text.is_empty());
        let is_gone = after.is_empty() && bead.source.is_empty();
        made.operations.push(Operation::Translate {
            bead: bead.id.clone(),
            texts: after.clone(),
            was: Some(before.clone()),
            by_rule: true,
        });
        made.reworded.push(Reworded {
            index: (!is_gone).then_some(at - gone),
            before,
            after,
        });
        gone += usize::from(is_gone);
    }
    made
}

/// A replacement in words.
pub(super) fn told(places: usize, sentences: usize) -> String {
    let places = match places {
        1 => "1 place".to_owned(),
        places => format!("{places} places"),
    };
    let sentences = match sentences {
        1 => "1 sentence".to_owned(),
        sentences => format!("{sentences} sentences"),
    };
    format!("replaced {places} in {sentences}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    fn bitext() -> Bitext {
        let mut bitext = Bitext {
            source: side("zh", &["灯亮了。", "灯又灭了，灯油没有了。"]),
            target: side(
                "en",
                &[
                    "The lamp was lit.",
                    "The lamp went out.",
                    "Lamp oil was gone; the lamp, too.",
                    "Lamp",
                ],
            ),
            beads: vec![bead(0..1, 0..1), bead(1..2, 1..3), bead(2..2, 3..4)],
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext.validate().unwrap();
        bitext
    }

    fn finder(q: &str, case: bool) -> Finder {
        Finder::new(&Sought {
            q: q.into(),
            case,
            words: false,
        })
        .unwrap()
    }

    fn asked(q: &str, with: &str) -> Replacing {
        Replacing {
            sought: Sought {
                q: q.into(),
                ..Sought::default()
            },
            with: with.into(),
            except: HashSet::new(),
            only: None,
        }
    }

    fn english(bitext: &Bitext) -> Vec<&str> {
        let sentences = bitext.target.sentences.iter();
        sentences.map(|one| one.text.as_str()).collect()
    }

    #[test]
    fn all_places_are_counted_and_some_given() {
        let bitext = bitext();
        let found = find(&bitext, &finder("lamp", false), SoughtSide::Both, (0, 2), 1);
        assert_eq!((found.source, found.target, found.places.len()), (0, 5, 2));
        let rest = find(
            &bitext,
            &finder("lamp", false),
            SoughtSide::Both,
            (2, 100),
            1,
        );
        let second = rest.places[1].clone();
        assert_eq!(rest.places.len(), 3);
        assert_eq!((second.index, second.sentence, second.from), (1, 1, 23));
        let chinese = find(&bitext, &finder("灯", false), SoughtSide::Both, (0, 100), 2);
        assert_eq!((chinese.source, chinese.target), (3, 0));
        let none = find(
            &bitext,
            &finder("灯", false),
            SoughtSide::Target,
            (0, 100),
            2,
        );
        assert_eq!(none.total(), 0);
    }

    #[test]
    fn only_what_is_meant_is_replaced() {
        let mut new = bitext();
        let mut asked = asked("lamp", "lantern");
        let found = find(&new, &finder("lamp", false), SoughtSide::Target, (0, 9), 1);
        asked.except.insert(found.places[2].key.clone());
        let made = replace(&new, &finder("lamp", false), &asked);
        assert_eq!((made.places, made.sentences), (4, 4));
        for operation in &made.operations {
            let _ = new.edit(operation).unwrap();
        }
        new.validate().unwrap();
        assert_eq!(
            english(&new),
            [
                "The lantern was lit.",
                "The lantern went out.",
                "Lamp oil was gone; the lantern, too.",
                "lantern",
            ]
        );
        for (reworded, bead) in made.reworded.iter().zip(&new.beads) {
            assert_eq!(reworded.after, new.target_words(bead));
        }
    }

    #[test]
    fn what_is_left_empty_goes() {
        let mut new = bitext();
        let made = replace(&new, &finder("Lamp", true), &asked("Lamp", ""));
        assert_eq!((made.places, made.sentences), (2, 2));
        assert_eq!(made.reworded[1].index, None);
        for operation in &made.operations {
            let _ = new.edit(operation).unwrap();
        }
        assert_eq!(english(&new)[2], "oil was gone; the lamp, too.");
        assert_eq!(new.beads.len(), 2);
    }

    #[test]
    fn what_is_seen_changes_with_the_sentences_of_the_places() {
        let mut bitext = bitext();
        let state = |bitext: &Bitext| {
            find(bitext, &finder("oil", false), SoughtSide::Target, (0, 0), 1).state
        };
        let before = state(&bitext);
        bitext.target.sentences[0].text = "Another lamp.".into();
        assert_eq!(state(&bitext), before);
        bitext.target.sentences[2].text = "Lamp oil.".into();
        assert_ne!(state(&bitext), before);
    }
}
