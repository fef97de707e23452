//! English that is older than its Chinese, by git's history: for each link the commit in which this English got
//! its words, and the Chinese that it answered to there.
//!
//! Sentences are followed from the work tree back, commit by commit, as `git blame` follows lines: a link goes
//! over to the parent that has its English word for word, wherever it stands there, also in a file of another
//! name; where none has, the English was written in that commit. Its Chinese is followed alongside, through
//! rewordings. What only moved, was wrapped anew, or got other marks, is the same English.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::rc::Rc;

use super::blobs::Blobs;
use super::commits::{History, Past};
use crate::align::Aligner;
use crate::bitext::{Became, Bitext, Side, follow};
use crate::error::Result;
use crate::project::Project;
use crate::segment::{Earlier, SegmentedDocument};
use crate::text::Language;
use crate::text::spaces::{self, Joint};

/// So many versions of a text are kept, cut into sentences, while it is followed.
const KEPT: usize = 32;

/// The links of a text whose Chinese changed since their English was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaleSince {
    /// The number of each such link, with the Chinese that its English answers to.
    pub was: Vec<(usize, String)>,
    /// How many links nobody can tell this of, because the history of a shallow clone ends before.
    pub unknown: usize,
}

impl Project {
    /// The history of files, for [`Project::stale_since`] and [`History::last_change`]; `None` where git keeps
    /// none. Of many texts it is read once.
    ///
    /// # Errors
    /// Git refuses to tell.
    pub fn history(&self, files: &[&Path]) -> Result<Option<History>> {
        match files.first().and_then(|file| file.parent()) {
            Some(folder) => History::read(folder, files),
            None => Ok(None),
        }
    }

    /// Finds, by the history of both files, the links whose Chinese changed since their English was written.
    ///
    /// # Errors
    /// Those of git, and of the alignment of earlier versions.
    pub fn stale_since(
        &self,
        history: &History,
        bitext: &Bitext,
        (chinese, english): (&Path, &Path),
    ) -> Result<StaleSince> {
        let Some(english) = history.at_head(english) else {
            // English that is not committed yet is of today.
            return Ok(StaleSince::default());
        };
        let mut walk = Walk {
            project: self,
            history,
            bitext,
            blobs: Blobs::of(&history.repository)?,
            chinese: Versions::of(&bitext.source, Language::Zh),
            english: Versions::of(&bitext.target, Language::En),
            found: StaleSince::default(),
        };
        walk.run(history.at_head(chinese), english)?;
        walk.found.was.sort();
        Ok(walk.found)
    }
}

impl History {
    /// The answer for a text of which no file need be read: its Chinese is the same at every commit that has this
    /// English or an earlier one. `None` where sentences must be looked at.
    pub(super) fn none_stale(&self, bitext: &Bitext, files: (&Path, &Path)) -> Option<StaleSince> {
        let Some(english) = self.at_head(files.1) else {
            return Some(StaleSince::default());
        };
        let chinese = self.at_head(files.0)?;
        if self.is_uncommitted(files.0) {
            return None;
        }
        let mut reached = BTreeSet::from([(0, chinese.clone(), english)]);
        let mut unknown = 0;
        while let Some((number, zh, en)) = reached.pop_first() {
            if zh.id != chinese.id {
                return None;
            }
            let commit = self.commits.get(number)?;
            if commit.is_border {
                // One link may be of before, and another of after.
                if self.is_uncommitted(files.1) || number > 0 {
                    return None;
                }
                unknown = bitext.beads.iter().filter(|bead| bead.is_linked()).count();
            }
            for (at, &parent) in commit.parents.iter().enumerate() {
                if let Some(en) = self.before(number, at, &en) {
                    reached.insert((parent, self.before(number, at, &zh)?, en));
                }
            }
        }
        Some(StaleSince {
            was: Vec::new(),
            unknown,
        })
    }
}

/// A version of a text, cut into sentences.
type Sentences = Rc<Vec<String>>;

/// The versions of one side.
struct Versions<'b> {
    side: &'b Side,
    language: Language,
    /// The sentences of today: what they still say is cut as they are.
    earlier: Vec<Earlier<'b>>,
    /// By the id of the content; `None` for what cannot be read.
    read: HashMap<String, Option<Sentences>>,
}

impl<'b> Versions<'b> {
    fn of(side: &'b Side, language: Language) -> Versions<'b> {
        let sentences = side.sentences.iter();
        Versions {
            side,
            language,
            earlier: sentences
                .map(|one| Earlier {
                    text: &one.text,
                    block: one.block,
                })
                .collect(),
            read: HashMap::new(),
        }
    }

    /// A version that git keeps; `None` where it has none that can be read.
    fn document(
        &self,
        project: &Project,
        blobs: &mut Blobs,
        past: &Past,
    ) -> Result<Option<SegmentedDocument>> {
        let Some(bytes) = blobs.read(&past.id, &past.name)? else {
            return Ok(None);
        };
        let cut = project.cut_as(&bytes, &past.name, self.side, self.language, &self.earlier);
        Ok(cut.ok())
    }

    fn sentences(
        &mut self,
        project: &Project,
        blobs: &mut Blobs,
        past: &Past,
    ) -> Result<Option<Sentences>> {
        if let Some(known) = self.read.get(&past.id) {
            return Ok(known.clone());
        }
        let document = self.document(project, blobs, past)?;
        let sentences = document.map(|document| {
            let segments = document.segments.into_iter();
            Rc::new(segments.map(|segment| segment.text).collect())
        });
        if self.read.len() >= KEPT {
            self.read.clear();
        }
        self.read.insert(past.id.clone(), sentences.clone());
        Ok(sentences)
    }
}

/// Where the Chinese sentences of today are in a version: of each those that it became of.
type Places = Rc<Vec<Vec<usize>>>;

/// Links on their way back, at a commit.
struct Links {
    places: Places,
    /// The number of each link, and its English sentences here.
    open: Vec<(usize, Vec<usize>)>,
}

/// A commit, by its number, and both files at it.
type Stop = (usize, Option<Past>, Past);

struct Walk<'a> {
    project: &'a Project,
    history: &'a History,
    bitext: &'a Bitext,
    blobs: Blobs,
    chinese: Versions<'a>,
    english: Versions<'a>,
    found: StaleSince,
}

impl Walk<'_> {
    fn run(&mut self, chinese: Option<Past>, english: Past) -> Result<()> {
        let Some(in_english) = self.english_of(&english)? else {
            return Ok(());
        };
        let today = self.bitext.target.texts();
        let in_order: Vec<(usize, Vec<usize>)> = self
            .bitext
            .beads
            .iter()
            .enumerate()
            .filter(|(_, bead)| bead.is_linked())
            .map(|(number, bead)| (number, bead.target.clone().collect()))
            .collect();
        // English that is not committed was written today.
        let open = passed(in_order, &words_followed(&today, &in_english)).0;
        let sources = self.bitext.source.texts();
        let places = match &chinese {
            Some(past) => match self.chinese_of(past)? {
                Some(then) => places_of(&follow(&sources, &texts(&then))),
                None => return Ok(()),
            },
            None => vec![Vec::new(); sources.len()],
        };
        let mut stops: BTreeMap<Stop, Links> = BTreeMap::new();
        let places = Rc::new(places);
        stops.insert((0, chinese, english), Links { places, open });
        // Commits stand before their parents: the first stop is one that nothing comes to any more.
        while let Some((stop, links)) = stops.pop_first() {
            let stayed = self.go_back(&stop, links, &mut stops)?;
            self.settle(&stop, stayed)?;
        }
        Ok(())
    }

    /// Hands links over to the parents that have their English, and gives back those that none has.
    fn go_back(
        &mut self,
        stop: &Stop,
        links: Links,
        stops: &mut BTreeMap<Stop, Links>,
    ) -> Result<Links> {
        let (number, chinese, english) = stop;
        let history = self.history;
        let Links { places, mut open } = links;
        let Some(commit) = history.commits.get(*number) else {
            return Ok(Links { places, open });
        };
        let mut parents: Vec<(usize, Option<Past>, Past)> = Vec::new();
        for (at, &parent) in commit.parents.iter().enumerate() {
            if let Some(before) = history.before(*number, at, english) {
                let chinese = chinese.as_ref();
                let chinese = chinese.and_then(|now| history.before(*number, at, now));
                parents.push((parent, chinese, before));
            }
        }
        // A parent with the same files is the way that nothing happened on.
        let id = |past: &Option<Past>| past.as_ref().map(|past| past.id.clone());
        parents.sort_by_key(|(_, zh, en)| id(zh) != id(chinese) || en.id != english.id);
        for (parent, zh, en) in parents {
            if open.is_empty() {
                break;
            }
            let went = if en.id == english.id {
                std::mem::take(&mut open)
            } else {
                let (Some(now), Some(then)) = (self.english_of(english)?, self.english_of(&en)?)
                else {
                    continue;
                };
                let (went, stayed) = passed(open, &words_followed(&texts(&now), &then));
                open = stayed;
                went
            };
            if went.is_empty() {
                continue;
            }
            let places = self.places_before(&places, chinese.as_ref(), zh.as_ref())?;
            let stop = stops.entry((parent, zh, en)).or_insert_with(|| Links {
                places,
                open: Vec::new(),
            });
            stop.open.extend(went);
        }
        Ok(Links { places, open })
    }

    /// Where the Chinese of today is in the version before.
    fn places_before(
        &mut self,
        places: &Places,
        now: Option<&Past>,
        then: Option<&Past>,
    ) -> Result<Places> {
        let (now, then) = match (now, then) {
            (Some(now), Some(then)) if now.id == then.id => return Ok(Rc::clone(places)),
            (Some(now), Some(then)) => (self.chinese_of(now)?, self.chinese_of(then)?),
            _ => (None, None),
        };
        let (Some(now), Some(then)) = (now, then) else {
            return Ok(Rc::new(vec![Vec::new(); places.len()]));
        };
        let before = places_of(&follow(&texts(&now), &texts(&then)));
        let through = |here: &Vec<usize>| {
            let mut there: Vec<usize> = Vec::new();
            for &at in here.iter().flat_map(|&at| &before[at]) {
                if !there.contains(&at) {
                    there.push(at);
                }
            }
            there
        };
        Ok(Rc::new(places.iter().map(through).collect()))
    }

    /// Links whose English was written in this commit: is their Chinese another one today?
    fn settle(&mut self, stop: &Stop, links: Links) -> Result<()> {
        let (number, chinese, english) = stop;
        if links.open.is_empty() {
            return Ok(());
        }
        let is_border = self
            .history
            .commits
            .get(*number)
            .is_some_and(|commit| commit.is_border);
        let then = match chinese {
            Some(past) => self.chinese_of(past)?,
            None => None,
        };
        let then = then.unwrap_or_default();
        let reached: BTreeSet<usize> = links.places.iter().flatten().copied().collect();
        let mut aligned: Option<Option<Bitext>> = None;
        for (bead, sentences) in links.open {
            let span = self.bitext.beads[bead].source.clone();
            let own = span.clone().flat_map(|at| links.places[at].clone());
            let mut own: Vec<usize> = own.collect();
            own.dedup();
            // Chinese that stood beside it and is gone may have belonged to it: the links of that time tell.
            let gone = gone_beside(&own, &reached, then.len());
            if own.is_empty() || !gone.is_empty() {
                if aligned.is_none() {
                    aligned = Some(self.aligned(chinese.as_ref(), english)?);
                }
                let answered = match &aligned {
                    Some(Some(bitext)) => answered(bitext, &sentences),
                    _ => BTreeSet::new(),
                };
                if own.is_empty() {
                    own = answered.into_iter().collect();
                } else {
                    let more: Vec<usize> = answered.intersection(&gone).copied().collect();
                    if !more.is_empty() {
                        own.extend(more);
                        own.sort_unstable();
                    }
                }
            }
            let was = Joint::Either.join(
                own.iter()
                    .filter_map(|&at| then.get(at))
                    .map(String::as_str),
            );
            let now = self.bitext.source.texts()[span].concat();
            if !was.is_empty() && unspaced(&was) != unspaced(&now) {
                self.found.was.push((bead, spaces::fold(&was)));
            } else if is_border {
                self.found.unknown += 1;
            }
        }
        Ok(())
    }

    /// The links of an earlier version.
    fn aligned(&mut self, chinese: Option<&Past>, english: &Past) -> Result<Option<Bitext>> {
        let Some(chinese) = chinese else {
            return Ok(None);
        };
        let zh = self
            .chinese
            .document(self.project, &mut self.blobs, chinese)?;
        let en = self
            .english
            .document(self.project, &mut self.blobs, english)?;
        let (Some(zh), Some(en)) = (zh, en) else {
            return Ok(None);
        };
        let (source, target) = self.project.languages();
        let aligner = Aligner::new(&zh, &en).languages(source, target);
        aligner.jobs(self.project.jobs).run().map(Some)
    }

    fn chinese_of(&mut self, past: &Past) -> Result<Option<Sentences>> {
        self.chinese.sentences(self.project, &mut self.blobs, past)
    }

    fn english_of(&mut self, past: &Past) -> Result<Option<Sentences>> {
        self.english.sentences(self.project, &mut self.blobs, past)
    }
}

fn texts(sentences: &[String]) -> Vec<&str> {
    sentences.iter().map(String::as_str).collect()
}

/// What became of English sentences, by their words alone.
fn words_followed(now: &[&str], then: &[String]) -> Vec<Became> {
    let now: Vec<String> = now.iter().map(|text| words(text)).collect();
    let then: Vec<String> = then.iter().map(|text| words(text)).collect();
    follow(&texts(&now), &texts(&then))
}

/// The words of a sentence without marks and case; of one without words, its marks.
fn words(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        spaces::fold(text)
    } else {
        words.join(" ")
    }
}

/// The links all of whose English is there, with its places, and the others.
#[allow(clippy::type_complexity)]
fn passed(
    links: Vec<(usize, Vec<usize>)>,
    became: &[Became],
) -> (Vec<(usize, Vec<usize>)>, Vec<(usize, Vec<usize>)>) {
    let (mut went, mut stayed) = (Vec::new(), Vec::new());
    for (number, sentences) in links {
        let there: Option<Vec<usize>> = sentences
            .iter()
            .map(|&at| match became.get(at) {
                Some(Became::Same(there)) => Some(*there),
                _ => None,
            })
            .collect();
        match there {
            Some(there) => went.push((number, there)),
            None => stayed.push((number, sentences)),
        }
    }
    (went, stayed)
}

fn places_of(became: &[Became]) -> Vec<Vec<usize>> {
    became
        .iter()
        .map(|became| match became {
            Became::Same(at) => vec![*at],
            Became::Reworded(range) => range.clone().collect(),
            Became::Gone => Vec::new(),
        })
        .collect()
}

/// The sentences next to these that nothing of today goes back to.
fn gone_beside(own: &[usize], reached: &BTreeSet<usize>, sentences: usize) -> BTreeSet<usize> {
    let mut gone = BTreeSet::new();
    for &at in own {
        gone.extend((0..at).rev().take_while(|before| !reached.contains(before)));
        gone.extend((at + 1..sentences).take_while(|behind| !reached.contains(behind)));
    }
    gone
}

/// The Chinese sentences that are linked with any of these English ones.
fn answered(bitext: &Bitext, english: &[usize]) -> BTreeSet<usize> {
    bitext
        .beads
        .iter()
        .filter(|bead| english.iter().any(|at| bead.target.contains(at)))
        .flat_map(|bead| bead.source.clone())
        .collect()
}

fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
