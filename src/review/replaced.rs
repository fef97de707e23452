//! Finding and replacing in all texts at once: each text gets one step of its own history, and all of them can be
//! taken back together.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::batch::{Batch, BatchPart};
use super::desk::Desk;
use super::finder::Finder;
use super::replace::{self, Asked, Replacements, Replacing, Reworded, SoughtSide};
use super::session::{ApiError, Session};
use super::state::lock;
use super::workbench::{Answer, Workbench};
use crate::bitext::BeadId;
use crate::bitext::edit::Operation;

/// What is to be replaced in several texts.
#[derive(Deserialize)]
pub(super) struct ReplacedInAll {
    #[serde(flatten)]
    what: Replacing,
    /// What was seen of each text, by its name; texts that are not here stay as they are.
    texts: HashMap<String, String>,
    /// The places that stay, by text.
    #[serde(default)]
    except_in: HashMap<String, HashSet<String>>,
    /// The places that are meant, by text; without it all are.
    only_in: Option<HashMap<String, HashSet<String>>>,
}

#[derive(Deserialize)]
pub(super) struct TakenBack {
    batch: u64,
}

/// A replacement that is ready to be made.
struct Ready {
    text: usize,
    workbench: Arc<Workbench>,
    made: Replacements,
    version: u64,
}

fn hash(state: u64) -> String {
    format!("{state:016x}")
}

impl Desk {
    /// The places of words in all texts: all are counted, and `most` of them given, without the first `from`.
    pub(super) fn find(&self, asked: &Asked, (from, most): (usize, usize)) -> Answer {
        let finder = match asked.sought.q.is_empty() {
            true => None,
            false => Some(Finder::new(&asked.sought)?),
        };
        let jobs = self.common.project.jobs;
        let (mut source, mut target) = (0, 0);
        let (mut texts, mut hits): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        let unread = self.each(|at, bitext, title| {
            let Some(finder) = &finder else { return };
            let so_far = source + target;
            let window = (from.saturating_sub(so_far), most - hits.len().min(most));
            let found = replace::find(bitext, finder, asked.side, window, jobs);
            if found.total() == 0 {
                return;
            }
            source += found.source;
            target += found.target;
            texts.push(json!({
                "name": self.texts[at].text.name, "title": title, "total": found.total(),
                "source": found.source, "target": found.target, "state": hash(found.state),
            }));
            let places = found.places.iter();
            hits.extend(places.map(|place| self.of_text(at, json!(place))));
        });
        let last = lock(&self.replaced);
        let last = last.as_ref();
        Ok(json!({
            "total": source + target, "source": source, "target": target, "texts": texts,
            "hits": hits, "unread": unread,
            "replaced": last.map(|batch| json!({"batch": batch.id, "said": batch.said})),
        }))
    }

    /// Replaces words in several texts; in all of them, or in none.
    pub(super) fn replace(&self, asked: &ReplacedInAll) -> Answer {
        let finder = Finder::new(&asked.what.sought)?;
        let ready = self.ready(asked, &finder)?;
        if ready.is_empty() {
            return Err(ApiError::Unknown("there is nothing to replace".into()));
        }
        let mut batch = Batch {
            id: 0,
            said: String::new(),
            parts: Vec::new(),
        };
        let (mut places, mut sentences) = (0, 0);
        let mut texts = Vec::new();
        for one in &ready {
            let mut session = one.workbench.session();
            let version = one.version;
            if let Err(trouble) = session.perform(version, &one.made.operations, false) {
                drop(session);
                // In none of them, then.
                let _ = self.back(&batch);
                return Err(trouble);
            }
            places += one.made.places;
            sentences += one.made.sentences;
            texts.push(json!({
                "name": self.texts[one.text].text.name, "places": one.made.places,
                "sentences": one.made.sentences,
            }));
            batch.parts.push(BatchPart {
                text: one.text,
                step: session.top(),
                reworded: renamed(&session, &one.made.reworded),
            });
        }
        let told = replace::told(places, sentences);
        batch.said = match batch.parts.len() {
            1 => format!("{told} of 1 text"),
            number => format!("{told} of {number} texts"),
        };
        let mut last = lock(&self.replaced);
        batch.id = last.as_ref().map_or(1, |last| last.id + 1);
        let answer = json!({"batch": batch.id, "said": batch.said, "texts": texts});
        *last = Some(batch);
        Ok(answer)
    }

    /// The replacements of each text, if all texts are as they were seen.
    fn ready(&self, asked: &ReplacedInAll, finder: &Finder) -> Result<Vec<Ready>, ApiError> {
        let jobs = self.common.project.jobs;
        let mut names: Vec<&String> = asked.texts.keys().collect();
        names.sort_by_key(|name| self.number(name).unwrap_or(usize::MAX));
        let mut ready = Vec::new();
        for name in names {
            let text = self.number(name)?;
            let what = Replacing {
                except: asked.except_in.get(name).cloned().unwrap_or_default(),
                only: asked
                    .only_in
                    .as_ref()
                    .map(|only| only.get(name).cloned().unwrap_or_default()),
                ..asked.what.clone()
            };
            if what.only.as_ref().is_some_and(HashSet::is_empty) {
                continue;
            }
            let workbench = self.text(Some(name))?;
            let session = workbench.session();
            let seen = replace::find(&session.bitext, finder, SoughtSide::Target, (0, 0), jobs);
            if hash(seen.state) != asked.texts[name] {
                return Err(ApiError::Stale);
            }
            let made = replace::replace(&session.bitext, finder, &what);
            let version = session.version();
            drop(session);
            if !made.operations.is_empty() {
                ready.push(Ready {
                    text,
                    workbench,
                    made,
                    version,
                });
            }
        }
        Ok(ready)
    }

    /// Takes the last replacement in several texts back.
    pub(super) fn take_back(&self, asked: &TakenBack) -> Answer {
        let mut last = lock(&self.replaced);
        let batch = last.take_if(|last| last.id == asked.batch);
        let Some(batch) = batch else {
            return Err(ApiError::Unknown(
                "this replacement cannot be taken back any more".into(),
            ));
        };
        drop(last);
        let left = self.back(&batch)?;
        let mut said = format!("taken back: {}", batch.said);
        match left {
            0 => {}
            1 => said.push_str("; one link that changed since stays as it is"),
            left => said.push_str(&format!(
                "; {left} links that changed since stay as they are"
            )),
        }
        Ok(json!({"said": said, "left": left}))
    }

    /// Takes a replacement back, text by text; gives how many beads were changed since and stay.
    fn back(&self, batch: &Batch) -> Result<usize, ApiError> {
        let mut left = 0;
        for part in &batch.parts {
            let name = &self.texts[part.text].text.name;
            let workbench =
                self.text(Some(name).filter(|_| !self.is_single()).map(String::as_str))?;
            let mut session = workbench.session();
            if part.step.is_some() && session.top() == part.step {
                session.undo()?;
                continue;
            }
            // Other steps came after it: what still says what it put in gets its words back.
            let mut operations = Vec::new();
            for (id, reworded) in &part.reworded {
                let at = session.bitext.find_bead(id).ok();
                let bead = at.map(|at| &session.bitext.beads[at]);
                if bead.is_some_and(|bead| session.bitext.target_words(bead) == reworded.after) {
                    operations.push(Operation::Translate {
                        bead: id.clone(),
                        texts: reworded.before.clone(),
                        was: Some(reworded.after.clone()),
                        by_rule: true,
                    });
                } else {
                    left += 1;
                }
            }
            if !operations.is_empty() {
                let version = session.version();
                session.perform(version, &operations, false)?;
            }
        }
        Ok(left)
    }
}

/// The beads of a replacement by the names that they have now; those that are gone are left out.
fn renamed(session: &Session, reworded: &[Reworded]) -> Vec<(BeadId, Reworded)> {
    let named = reworded.iter().filter_map(|one| {
        let bead = session.bitext.beads.get(one.index?)?;
        Some((bead.id.clone(), one.clone()))
    });
    named.collect()
}
