//! The workbench: everything that the page can request, independent of HTTP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use serde::Deserialize;
use serde_json::{Value, json};

use super::background;
use super::common::Common;
use super::concordance;
use super::counts::Tally;
use super::file::{self, PairWatch};
use super::finder::Finder;
use super::findings::CheckSetup;
use super::fixes::{self, Fixed};
use super::marks;
use super::remembered::{Position, Remembered};
use super::replace::{self, Asked, Replacing};
use super::revision;
use super::session::{ApiError, ConflictChoice, Outcome, Session};
use super::state::{SharedState, lock};
use super::suggestions;
use super::view;
use crate::bitext::edit::Operation;
use crate::bitext::format::{BitextFormat, FORMATS};
use crate::bitext::{BeadId, Bitext, Stage};
use crate::check::Ignore;
use crate::diff::Options;
use crate::document::Format;
use crate::edition::{EDITION_FORMATS, EditionFormat, Pictures};
use crate::error::{Error, Place, Result};
use crate::glossary::Concept;
use crate::glossary::mine::mine;
use crate::project::{Build, Parallel};
use crate::text::named::Named;
use crate::text::spaces;

/// The least number of occurrences of a proposed term. [`MOST_PROPOSED`] limits how many are proposed.
const LEAST_TIMES: usize = 3;
const MOST_PROPOSED: usize = 100;
/// The export of the English alone.
const TEXT: &str = "text";

/// A bitext that is to be opened.
pub(super) struct Opening<'a> {
    /// The bitext file.
    pub(super) path: &'a Path,
    /// The name of the text among several.
    pub(super) text: Option<&'a str>,
    /// The version that the diff compares with, and its name; `None` compares with the bitext as it is
    /// now.
    pub(super) against: Option<(String, Bitext)>,
    /// What the person should know, besides what the bitext itself says.
    pub(super) notice: Option<String>,
    /// The number of the first version, larger than every one of an earlier session with this bitext.
    pub(super) first: u64,
}

/// An open bitext and everything that its page can request.
pub(super) struct Workbench {
    state: Arc<SharedState>,
    common: Arc<Common>,
    /// The bitext file.
    path: PathBuf,
    against: (String, Bitext),
    /// The thread that saves, watches and checks.
    background: Mutex<Option<JoinHandle<()>>>,
}

/// A download.
pub(super) struct Export {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Performed {
    version: u64,
    op: Operation,
    #[serde(default)]
    typing: bool,
}

#[derive(Deserialize)]
pub(super) struct Seen {
    version: u64,
}

#[derive(Deserialize)]
pub(super) struct Replaced {
    version: u64,
    #[serde(flatten)]
    what: Replacing,
}

#[derive(Deserialize)]
pub(super) struct Suppressed {
    fingerprint: String,
    reason: String,
}

#[derive(Deserialize)]
pub(super) struct Proposed {
    source: String,
    target: String,
    #[serde(default)]
    variants: Vec<String>,
    #[serde(default)]
    forbidden: Vec<String>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
pub(super) struct Accepted {
    key: String,
    accepted: bool,
}

#[derive(Deserialize)]
pub(super) struct Rejected {
    version: u64,
    key: String,
}

#[derive(Deserialize)]
pub(super) struct Previewed {
    bead: String,
    sentence: usize,
    text: String,
}

#[derive(Deserialize)]
pub(super) struct Settled {
    how: ConflictChoice,
}

/// The answer to a request of the page.
pub(super) type Answer = Result<Value, ApiError>;

impl Workbench {
    /// Opens a bitext for editing.
    ///
    /// # Errors
    /// When the file cannot be read; when another workbench has the file open.
    pub(super) fn open(common: &Arc<Common>, opening: Opening<'_>) -> Result<Workbench> {
        let path = opening.path;
        if !BitextFormat::by_path(path).is_ok_and(|format| format.id == "jsonl") {
            return Err(Error::input(
                Place::file(path),
                "the workbench keeps what you do in a bitext file (.bitext.jsonl)",
                "make one: `duizhao convert IN book.bitext.jsonl`, or `duizhao align ZH EN -o book.bitext.jsonl`",
            ));
        }
        let project = &common.project;
        let lock = file::lock(path)?;
        let parallel = project.open_working(path)?;
        let bitext = parallel.bitext.clone();
        let mut notices = notices(&parallel);
        notices.extend(opening.notice);
        let files = PairWatch::new(path, lock, &parallel);
        let checks = common.check_setup(&bitext, (path, opening.text), project.jobs);
        let against = opening
            .against
            .unwrap_or_else(|| ("the file as it was opened".to_owned(), bitext.clone()));
        let mut session = Session::open(
            project.clone(),
            files,
            parallel,
            checks,
            (common.low, opening.first),
        )?;
        session.notices.splice(0..0, notices);
        session.notices.extend(common.notice.clone());
        let state = Arc::new(SharedState::new(session, Remembered::open(path)?));
        let background = background::start(Arc::downgrade(&state), Arc::clone(common));
        Ok(Workbench {
            state,
            common: Arc::clone(common),
            path: path.to_owned(),
            against,
            background: Mutex::new(Some(background)),
        })
    }

    /// Saves unsaved changes.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn close(&self) -> Result<()> {
        self.state.keep_place();
        match self.session().close() {
            Ok(()) => Ok(()),
            Err(ApiError::Refused(error)) => Err(error),
            Err(_) => Err(Error::usage(
                "another program has changed the file, so what was done here is not in it",
                "open it again: everything done here is kept beside it",
            )),
        }
    }

    /// Ends the background work and waits for it, so that nothing holds the files any longer once the
    /// workbench is dropped.
    pub(super) fn end(&self) {
        self.state.end();
        let background = lock(&self.background).take();
        // One that panicked has ended, too.
        let _ = background.map(JoinHandle::join);
    }

    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        self.state.session()
    }

    /// The numbers of the text, unless the checks are still at work.
    pub(super) fn tally(&self) -> (Tally, bool) {
        let session = self.session();
        (session.tally(), session.findings.is_complete)
    }

    pub(super) fn begin(&self) -> Answer {
        let session = self.session();
        let mut answer = view::session(&session);
        if let Some(position) = self.state.page().position() {
            let bead = position.bead.as_deref().map(|id| BeadId(id.into()));
            let index = bead.and_then(|bead| session.bitext.find_bead(&bead).ok());
            answer["position"] = json!(position);
            answer["position"]["index"] = json!(index);
        }
        let bitext = &session.bitext;
        let files = [&bitext.source, &bitext.target].map(|side| side.file.clone());
        let has_text = session.base.english_file().is_some();
        drop(session);
        answer["against"] = json!(self.against.0);
        answer["file"] = json!(self.common.named(&self.path));
        answer["glossary"] = json!(self.glossary());
        answer["can_suppress"] = json!(self.common.settings.is_some());
        // A download is a single file, so formats with several files are left out.
        let bitexts = FORMATS.iter().filter(|format| !format.is_several());
        let bitexts = bitexts.map(|format| {
            let loses: Vec<&str> = format
                .cannot_hold
                .iter()
                .map(|aspect| aspect.name())
                .collect();
            json!({"id": format.id, "name": format.name, "about": format.about, "loses": loses})
        });
        // A PDF is made by a command of its own, and the images of a source for it are files beside it.
        let editions = EDITION_FORMATS.iter().filter(|output| {
            let is_one = |file: &String| {
                let format = Format::by_ending(Path::new(file.as_str()));
                format.is_some_and(|format| output.only_from.contains(&format.id))
            };
            output.typeset.is_none() && (output.only_from.is_empty() || files.iter().any(is_one))
        });
        let editions = editions.map(|output| {
            json!({"id": output.id, "name": output.name, "about": output.about, "loses": []})
        });
        let text = has_text.then(|| {
            json!({
                "id": TEXT, "name": "English text", "about": "the English file as it stands", "loses": [],
            })
        });
        let exports = text.into_iter().chain(editions).chain(bitexts);
        answer["exports"] = json!(exports.collect::<Vec<_>>());
        Ok(answer)
    }

    pub(super) fn beads(&self, from: usize, count: usize) -> Answer {
        Ok(view::beads(&self.session(), from, count.min(1000)))
    }

    pub(super) fn list(&self, filter: &str, stage: Option<Stage>) -> Answer {
        view::list(&self.session(), filter, stage)
            .ok_or_else(|| ApiError::Unknown(format!("there is no filter \"{filter}\"")))
    }

    /// The bead that wants work next behind this one.
    pub(super) fn in_need(&self, from: usize) -> Answer {
        Ok(view::in_need(&self.session(), from))
    }

    pub(super) fn changes(&self, since: u64) -> Answer {
        Ok(view::changes(&self.session(), since, None))
    }

    fn change(
        &self,
        seen: u64,
        make: impl FnOnce(&mut Session) -> Result<Outcome, ApiError>,
    ) -> Answer {
        let mut session = self.session();
        let outcome = make(&mut session)?;
        Ok(view::changes(&session, seen, Some(&outcome.said)))
    }

    pub(super) fn perform(&self, asked: &Performed) -> Answer {
        let op = self.signed(&asked.op);
        self.change(asked.version, |session| {
            session.perform(asked.version, std::slice::from_ref(&op), asked.typing)
        })
    }

    /// An operation that says something, with who says it and when.
    fn signed(&self, op: &Operation) -> Operation {
        let mut op = op.clone();
        if let Operation::Stage { signed, .. }
        | Operation::Comment { signed, .. }
        | Operation::Propose { signed, .. }
        | Operation::Accept { signed, .. } = &mut op
        {
            *signed = self.common.project.signature();
        }
        op
    }

    pub(super) fn undo(&self, seen: &Seen) -> Answer {
        self.change(seen.version, Session::undo)
    }

    pub(super) fn redo(&self, seen: &Seen) -> Answer {
        self.change(seen.version, Session::redo)
    }

    pub(super) fn findings(&self) -> Answer {
        Ok(view::findings(&self.session()))
    }

    pub(super) fn fix(&self, asked: &Fixed) -> Answer {
        self.change(asked.version, |session| fixes::fix(session, asked))
    }

    /// What the safe replacements of a rule (of all with `*`) would change.
    pub(super) fn fixes(&self, rule: &str, window: (usize, usize)) -> Answer {
        Ok(fixes::list(&self.session(), rule, window))
    }

    pub(super) fn find(&self, asked: &Asked, window: (usize, usize)) -> Answer {
        let finder = Finder::new(&asked.sought)?;
        let session = self.session();
        let jobs = session.setup.jobs;
        let found = replace::find(&session.bitext, &finder, asked.side, window, jobs);
        Ok(json!({
            "version": session.version(), "total": found.total(),
            "source": found.source, "target": found.target, "hits": found.places,
        }))
    }

    pub(super) fn replace(&self, asked: &Replaced) -> Answer {
        let finder = Finder::new(&asked.what.sought)?;
        self.change(asked.version, |session| {
            let made = replace::replace(&session.bitext, &finder, &asked.what);
            if made.operations.is_empty() {
                return Err(ApiError::Unknown("there is nothing to replace".into()));
            }
            let mut outcome = session.perform(asked.version, &made.operations, false)?;
            outcome.said = replace::told(made.places, made.sentences);
            Ok(outcome)
        })
    }

    pub(super) fn suppress(&self, asked: &Suppressed) -> Answer {
        let reason = asked
            .reason
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if reason.is_empty() {
            return Err(Error::usage(
                "a suppressed finding needs a reason",
                "say in a few words why it is right as it is",
            )
            .into());
        }
        let mut session = self.session();
        let Some((_, found)) = session.findings.find(&asked.fingerprint) else {
            return Err(ApiError::Unknown(
                "there is no such finding any more".into(),
            ));
        };
        let ignore = Ignore {
            rule: found.record.rule.to_owned(),
            fingerprint: Some(asked.fingerprint.clone()),
            subject: None,
            reason,
        };
        let path = self.common.suppress(ignore)?;
        self.common.renew(&mut session.setup);
        session.check_anew();
        Ok(json!({"where": self.common.named(path)}))
    }

    pub(super) fn aids(&self, id: &str) -> Answer {
        let session = self.session();
        let at = session.bitext.find_bead(&BeadId(id.into()))?;
        let bead = &session.bitext.beads[at];
        let setup = &session.setup;
        let terms = suggestions::terms(&session.bitext, bead, &setup.termbase, &setup.matcher);
        let doubted = suggestions::doubted(&session.bitext, bead, &setup.doubts);
        let source = session.bitext.source_text(bead);
        drop(session);
        let memory = match &self.common.memory {
            Some(memory) if !source.is_empty() => memory.like(&source),
            _ => Vec::new(),
        };
        Ok(json!({"terms": terms, "memory": memory, "reader": doubted}))
    }

    pub(super) fn search(&self, wanted: &str, most: usize) -> Answer {
        let session = self.session();
        let (total, hits) = concordance::search(&session.bitext, wanted, most);
        Ok(json!({"version": session.version(), "total": total, "hits": hits}))
    }

    pub(super) fn terms(&self) -> Answer {
        let session = self.session();
        let (bitext, setup) = (session.bitext.clone(), session.setup.clone());
        drop(session);
        let mut mined = mine(&bitext, &setup.matcher, LEAST_TIMES);
        mined.truncate(MOST_PROPOSED);
        let proposed: Vec<Value> = mined
            .iter()
            .map(|term| {
                json!({
                    "source": term.source, "target": term.target, "times": term.times,
                    "consistency": (term.consistency * 100.0).round() / 100.0,
                    "example": [term.example.0, term.example.1],
                })
            })
            .collect();
        let known: Vec<Value> = setup
            .termbase
            .concepts
            .iter()
            .map(suggestions::concept)
            .collect();
        Ok(json!({"file": self.glossary(), "terms": known, "proposed": proposed}))
    }

    /// The glossary file that new terms go to.
    fn glossary(&self) -> Option<String> {
        let path = self.common.glossary.as_ref();
        path.map(|path| self.common.named(path))
    }

    pub(super) fn propose(&self, term: Proposed) -> Answer {
        let tidy = |text: String| spaces::fold(&text);
        let list = |all: Vec<String>| -> Vec<String> {
            all.into_iter()
                .map(tidy)
                .filter(|text| !text.is_empty())
                .collect()
        };
        let concept = Concept {
            source: tidy(term.source),
            target: tidy(term.target),
            variants: list(term.variants),
            forbidden: list(term.forbidden),
            note: tidy(term.note),
            ..Concept::default()
        };
        let path = self.common.add_term(concept)?;
        let mut session = self.session();
        self.common.renew(&mut session.setup);
        session.check_anew();
        Ok(json!({"file": self.common.named(path)}))
    }

    pub(super) fn diff(&self) -> Answer {
        let session = self.session();
        let (bitext, setup) = (session.bitext.clone(), session.setup.clone());
        drop(session);
        let accepted = self.state.page().accepted().to_vec();
        let (against, old) = &self.against;
        Ok(revision::diff(
            old,
            &bitext,
            &compared(&setup),
            against,
            &accepted,
        )?)
    }

    pub(super) fn accept(&self, asked: &Accepted) -> Answer {
        self.state.page().accept(&asked.key, asked.accepted);
        Ok(json!({}))
    }

    pub(super) fn reject(&self, asked: &Rejected) -> Answer {
        self.change(asked.version, |session| {
            let setup = session.setup.clone();
            let operations = revision::reject(
                &self.against.1,
                &session.bitext,
                &compared(&setup),
                &asked.key,
            )?;
            let mut outcome = session.perform(asked.version, &operations, false)?;
            outcome.said = "put the old version back".into();
            Ok(outcome)
        })
    }

    pub(super) fn stand(&self, position: Position) -> Answer {
        self.state.page().stand(position);
        Ok(json!({}))
    }

    pub(super) fn save(&self) -> Answer {
        let mut session = self.session();
        session.save()?;
        Ok(json!({"saved": session.is_saved()}))
    }

    /// The person has left the sentence that was being typed.
    pub(super) fn leave(&self) -> Answer {
        self.session().leave();
        Ok(json!({}))
    }

    /// What a sentence's markup becomes with the words that are being typed.
    pub(super) fn preview(&self, asked: &Previewed) -> Answer {
        let session = self.session();
        let at = session
            .bitext
            .find_bead(&BeadId(asked.bead.as_str().into()))?;
        let sentence = session.bitext.beads[at].target.start + asked.sentence;
        let text = session.base.english_file().cloned();
        let sentence = session.bitext.target.sentences.get(sentence).cloned();
        drop(session);
        let (Some(text), Some(sentence)) = (text, sentence) else {
            return Ok(json!({"marks": [], "dropped": []}));
        };
        Ok(marks::preview(&text, &sentence, &asked.text)?)
    }

    pub(super) fn lost(&self) -> Answer {
        let session = self.session();
        let lost = session.bitext.lost.iter();
        let lost: Vec<Value> = lost
            .map(|lost| {
                json!({
                    "id": lost.id.0, "source": lost.source, "target": lost.target,
                    "status": lost.status, "note": lost.note, "why": lost.why.to_string(),
                })
            })
            .collect();
        Ok(json!({"version": session.version(), "lost": lost}))
    }

    pub(super) fn settle(&self, asked: &Settled) -> Answer {
        let said = self.session().settle(asked.how)?;
        Ok(json!({"said": said}))
    }

    pub(super) fn export(&self, id: &str) -> Result<Export, ApiError> {
        let session = self.session();
        let parallel = session.base.with_bitext(session.bitext.clone());
        let termbase = session.setup.termbase.clone();
        let path = session.files.path().to_owned();
        drop(session);
        let bitext = &parallel.bitext;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let stem = name.split('.').next().unwrap_or("edition").to_owned();
        let written = |source| Error::Write {
            path: PathBuf::from("the download"),
            source,
        };
        if id == TEXT {
            return self.english(&parallel, &stem);
        }
        let mut bytes = Vec::new();
        let known: Option<&'static EditionFormat> = EDITION_FORMATS
            .iter()
            .find(|output| output.id == id && output.typeset.is_none());
        let extension = if let Some(output) = known {
            let project = &self.common.project;
            let mut options =
                project.pair_options(&parallel, &termbase, &Build::default(), Vec::new())?;
            if output.images_in.is_some() {
                // A download is one file: images stay where the texts say they are.
                options.pictures = Pictures::default();
            }
            parallel.with_edition(options, |edition| -> crate::error::Result<()> {
                (output.possible)(edition)?;
                (output.write)(edition, &mut bytes).map_err(written)
            })?;
            output.extension
        } else {
            let format = BitextFormat::by_id(id)?;
            let Some(write) = format.writer() else {
                return Err(ApiError::Unknown(format!(
                    "{} cannot be written",
                    format.name
                )));
            };
            let mut bitext = bitext.clone();
            self.common.project.named_beside(&mut bitext, &path);
            write(&bitext, &mut bytes).map_err(written)?;
            format.extensions.first().copied().unwrap_or(format.id)
        };
        Ok(Export {
            name: format!("{stem}.{extension}"),
            bytes,
        })
    }
}

impl Workbench {
    /// The English file as it stands, with the words that wait put in where that is possible.
    fn english(&self, parallel: &Parallel, stem: &str) -> Result<Export, ApiError> {
        let file = Path::new(parallel.bitext.target.file.as_str());
        if parallel.english_file().is_none() {
            return Err(ApiError::Unknown(
                "the English has no file of its own".into(),
            ));
        }
        let language = parallel.bitext.target.language.split('-').next();
        let extension = file.extension().unwrap_or_default().to_string_lossy();
        Ok(Export {
            name: format!("{stem}.{}.{extension}", language.unwrap_or("en")),
            bytes: self.common.project.english_out(parallel, file)?,
        })
    }
}

/// What the files say otherwise than the bitext, for the person.
fn notices(parallel: &Parallel) -> Vec<String> {
    let difference = &parallel.difference;
    let mut notices = Vec::new();
    for (number, side) in [
        (difference.source, &parallel.bitext.source),
        (difference.target, &parallel.bitext.target),
    ] {
        let sentences = match number {
            0 => continue,
            1 => "One sentence".to_owned(),
            number => format!("{number} sentences"),
        };
        notices.push(format!(
            "{sentences} of {} changed since the bitext was written: this is what the file says.",
            side.file
        ));
    }
    if difference.lost > 0 {
        notices.push(format!(
            "{} decisions were about sentences that are gone: the Align view lists them.",
            difference.lost
        ));
    }
    let (waiting, conflicts) = parallel.waiting();
    if conflicts > 0 {
        notices.push(format!(
            "{conflicts} links are in conflict with the text: choose which words stand."
        ));
    }
    if waiting > conflicts {
        notices.push(format!(
            "{} links wait to be written into {}.",
            waiting - conflicts,
            parallel.bitext.target.file
        ));
    }
    notices
}

fn compared(setup: &CheckSetup) -> Options<'_> {
    Options {
        termbase: (!setup.termbase.concepts.is_empty()).then_some(&setup.termbase),
        check: None,
        texts: (None, None),
        jobs: setup.jobs,
    }
}
