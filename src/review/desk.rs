//! The desk: a list of texts, each opened when it is asked for, with its own session, journal and watch.
//! What goes over all texts is answered from those that are open and from the survey of the others.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::batch::Batch;
use super::common::{Common, Settings};
use super::file::Stamp;
use super::listed::Listed;
use super::remembered::{LastText, Position};
use super::session::ApiError;
use super::state::lock;
use super::survey::{Survey, told};
use super::view::list_title;
use super::workbench::{Answer, Opening, Workbench};
use crate::error::{Error, Result};
use crate::project::ProjectText;

/// The number of open texts above which those that no page looks at are closed.
const MOST_OPEN: usize = 12;
/// A page that is seen asks every two seconds: after this time nobody looks at a text.
const UNSEEN: Duration = Duration::from_secs(60);
/// The time after which a text that nobody looks at is closed. Its history of undo goes with it.
const LEFT: Duration = Duration::from_secs(45 * 60);
/// The pause between two looks at the files of all texts.
const ROUND: Duration = Duration::from_secs(2);
/// The difference of the first versions of two sessions with the same text.
const VERSIONS: u64 = 1_000_000_000;

/// What the Diff view of each text compares with.
#[derive(Clone, Debug, Default)]
pub struct CompareWith {
    /// Another bitext; for a list of one text.
    pub other: Option<PathBuf>,
    /// A revision of git.
    pub revision: Option<String>,
}

/// A list of texts, of which some are open.
pub struct Desk {
    pub(super) common: Arc<Common>,
    pub(super) texts: Vec<Listed>,
    /// The number of each text by its name. Requests name texts, and reach nothing that is not here.
    numbers: HashMap<String, usize>,
    slots: Vec<Mutex<Slot>>,
    pub(super) survey: Survey,
    compare: CompareWith,
    pub(super) last: Mutex<LastText>,
    /// The last replacement in several texts.
    pub(super) replaced: Mutex<Option<Batch>>,
    is_over: AtomicBool,
}

/// The place of a text that may be open.
#[derive(Default)]
struct Slot {
    open: Option<Open>,
    /// How often it has been opened.
    openings: u64,
    /// Why it could not be opened when it was asked for last, and what its files were then.
    refused: Option<(String, Vec<Option<Stamp>>)>,
}

struct Open {
    workbench: Arc<Workbench>,
    used: Instant,
}

impl Desk {
    /// Opens the list. A text alone is opened at once, several when they are asked for.
    ///
    /// # Errors
    /// Settings that cannot be read; an empty list, or two texts of one name; a text alone that cannot be
    /// opened.
    pub fn open(
        settings: Settings,
        texts: Vec<ProjectText>,
        compare: CompareWith,
    ) -> Result<Arc<Desk>> {
        let common = Arc::new(Common::open(settings)?);
        let mut numbers = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            if numbers.insert(text.name.clone(), at).is_some() {
                return Err(Error::usage(
                    format!("{} is given twice", text.name),
                    "each text of a project has a name of its own",
                ));
            }
        }
        if texts.len() > 1 && compare.other.is_some() {
            return Err(Error::usage(
                format!("one bitext cannot be compared with {} texts", texts.len()),
                "name the text that it is a version of, or compare with a revision (--git)",
            ));
        }
        if texts.is_empty() {
            return Err(Error::usage("there is no text to work on", ""));
        }
        let desk = Arc::new(Desk {
            survey: Survey::new(&common, texts.len()),
            slots: texts.iter().map(|_| Mutex::default()).collect(),
            last: Mutex::new(LastText::open(&common.project.config.folder)),
            replaced: Mutex::new(None),
            is_over: AtomicBool::new(false),
            common,
            texts: texts.into_iter().map(Listed::new).collect(),
            numbers,
            compare,
        });
        if desk.is_single() {
            desk.at(0)?;
        } else {
            desk.attend();
        }
        Ok(desk)
    }

    /// Saves all open texts.
    ///
    /// # Errors
    /// The first that cannot be saved; the others are.
    pub fn close(&self) -> Result<()> {
        self.is_over.store(true, Ordering::Release);
        lock(&self.last).keep();
        let mut closed = Ok(());
        for slot in &self.slots {
            if let Some(open) = &lock(slot).open {
                let saved = open.workbench.close();
                closed = closed.and(saved);
            }
        }
        closed
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no text; a desk that was opened has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether there is one text alone, which the page shows without a list.
    pub(super) fn is_single(&self) -> bool {
        self.texts.len() == 1
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.numbers.contains_key(name)
    }

    pub(super) fn number(&self, name: &str) -> Result<usize, ApiError> {
        let number = self.numbers.get(name).copied();
        number.ok_or_else(|| ApiError::Unknown(format!("there is no text {name}")))
    }

    /// The workbench of a text, which is opened if it is not; the text alone where none is named.
    ///
    /// # Errors
    /// No such text; one that cannot be opened.
    pub(super) fn text(&self, name: Option<&str>) -> Result<Arc<Workbench>, ApiError> {
        let at = match name {
            Some(name) => self.number(name)?,
            None if self.is_single() => 0,
            None => {
                return Err(ApiError::Unknown(
                    "there are several texts: name one".into(),
                ));
            }
        };
        Ok(self.at(at)?)
    }

    fn at(&self, at: usize) -> Result<Arc<Workbench>> {
        let mut slot = lock(&self.slots[at]);
        if let Some(open) = &mut slot.open {
            open.used = Instant::now();
            return Ok(open.workbench.clone());
        }
        let first = slot.openings * VERSIONS + 1;
        let opened = self.opened(&self.texts[at], first);
        slot.refused = opened
            .as_ref()
            .err()
            .map(|error| (told(error, &self.common), self.texts[at].stamps()));
        let workbench = Arc::new(opened?);
        slot.openings += 1;
        slot.open = Some(Open {
            workbench: workbench.clone(),
            used: Instant::now(),
        });
        Ok(workbench)
    }

    fn opened(&self, text: &Listed, first: u64) -> Result<Workbench> {
        let project = &self.common.project;
        let path = text.make_bitext(project)?;
        let (other, revision) = (
            self.compare.other.as_deref(),
            self.compare.revision.as_deref(),
        );
        let (against, notice) = match project.version_to_compare(&path, other, revision) {
            Ok(version) => (version, None),
            // One of many may be newer than the revision.
            Err(error) if !self.is_single() => {
                let said =
                    format!("The Diff view compares with the file as it was opened: {error}");
                (None, Some(said))
            }
            Err(error) => return Err(error),
        };
        Workbench::open(
            &self.common,
            Opening {
                path: &path,
                text: (!self.is_single()).then_some(&text.text.name),
                against,
                notice,
                first,
            },
        )
    }

    /// A text's session if it is open and can be had without waiting.
    pub(super) fn if_open(&self, at: usize) -> Option<Arc<Workbench>> {
        let slot = self.slots[at].try_lock().ok()?;
        slot.open.as_ref().map(|open| open.workbench.clone())
    }

    /// Starts the thread that surveys the texts, and closes those that were left.
    fn attend(self: &Arc<Desk>) {
        let desk = Arc::downgrade(self);
        thread::spawn(move || {
            let mut at = 0;
            while let Some(desk) = desk
                .upgrade()
                .filter(|desk| !desk.is_over.load(Ordering::Acquire))
            {
                lock(&desk.last).keep();
                desk.close_left();
                if desk.if_open(at).is_none() {
                    desk.survey.look(at, &desk.texts[at], &desk.common);
                }
                at = (at + 1) % desk.texts.len();
                drop(desk);
                if at == 0 {
                    thread::sleep(ROUND);
                }
            }
        });
    }

    /// Closes texts that nobody looks at: those that were left long ago, and, when many are open, the
    /// one that was left first.
    fn close_left(&self) {
        let mut open: Vec<(Duration, usize)> = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            if let Ok(slot) = slot.try_lock()
                && let Some(one) = &slot.open
            {
                open.push((one.used.elapsed(), at));
            }
        }
        open.sort_unstable_by(|one, two| two.cmp(one));
        let mut too_many = open.len().saturating_sub(MOST_OPEN);
        for (unused, at) in open {
            let is_left = unused >= LEFT || (too_many > 0 && unused >= UNSEEN);
            if is_left && self.put_away(at, unused) {
                too_many = too_many.saturating_sub(1);
            }
        }
    }

    /// Saves and closes a text, if nothing uses it and nothing is in its way; whether it is closed.
    fn put_away(&self, at: usize, unused: Duration) -> bool {
        let Ok(mut slot) = self.slots[at].try_lock() else {
            return false;
        };
        let Some(open) = &slot.open else {
            return false;
        };
        let is_used = Arc::strong_count(&open.workbench) > 1 || open.used.elapsed() < unused;
        if is_used || open.workbench.close().is_err() {
            return false;
        }
        // The slot is held until nothing of the session is left, so that it can be opened again.
        open.workbench.end();
        slot.open = None;
        true
    }

    /// A text's answer to the page that begins, with its place in the list.
    pub(super) fn begin(&self, name: Option<&str>) -> Answer {
        let workbench = self.text(name)?;
        let mut answer = workbench.begin()?;
        if let Some(name) = name.filter(|_| !self.is_single()) {
            let at = self.number(name)?;
            let text = &self.texts[at].text;
            let session = workbench.session();
            let own = list_title(session.base.chinese_file(), &session.bitext);
            drop(session);
            if let Some(title) = self.title(at, own) {
                answer["title"] = json!(title);
            }
            let beside = |at: Option<usize>| {
                at.and_then(|at| self.texts.get(at))
                    .map(|text| &text.text.name)
            };
            answer["text"] = json!({
                "name": text.name, "part": text.part, "number": at + 1, "of": self.texts.len(),
                "previous": beside(at.checked_sub(1)), "next": beside(at.checked_add(1)),
            });
            lock(&self.last).set(name);
        }
        Ok(answer)
    }

    /// The person stands at a place of a text.
    pub(super) fn stand(&self, name: Option<&str>, position: Position) -> Answer {
        let workbench = self.text(name)?;
        if let Some(name) = name {
            lock(&self.last).set(name);
        }
        workbench.stand(position)
    }

    /// The title that the list gives, else the text's own.
    pub(super) fn title(&self, at: usize, own: Option<String>) -> Option<String> {
        self.texts[at].text.title.clone().or(own)
    }

    /// Why a text could not be opened when it was asked for last, unless its files have changed since.
    pub(super) fn refused(&self, at: usize) -> Option<String> {
        let slot = self.slots[at].try_lock().ok()?;
        let (why, stamps) = slot.refused.as_ref()?;
        (*stamps == self.texts[at].stamps()).then(|| why.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::*;
    use crate::config::Config;
    use crate::glossary::Termbase;
    use crate::project::Project;

    const CHINESE: &str = "# 河\n\n船走了。\n\n没有人说话。\n";
    const ENGLISH: &str = "# The River\n\nThe boat left.\n\nNobody spoke.\n";

    /// A desk over so many texts, each in its own folder.
    fn desk(number: usize) -> (tempfile::TempDir, Arc<Desk>) {
        let folder = tempfile::tempdir().unwrap();
        let texts = (0..number).map(|at| {
            let own = folder.path().join(at.to_string());
            fs::create_dir(&own).unwrap();
            let (zh, en) = (own.join("zh.md"), own.join("en.md"));
            fs::write(&zh, CHINESE).unwrap();
            fs::write(&en, ENGLISH).unwrap();
            ProjectText {
                name: format!("{at}/zh.md"),
                ..ProjectText::pair(&zh, &en)
            }
        });
        let mut config = Config::default();
        folder.path().clone_into(&mut config.folder);
        let settings = Settings {
            glossary: (Termbase::default(), None),
            check: config.check.clone(),
            settings: None,
            low_confidence: 0.6,
            words: crate::words::Words::of(crate::words::Locale::English),
            project: Project::new(config, 1),
        };
        let texts = texts.collect();
        let desk = Desk::open(settings, texts, CompareWith::default()).unwrap();
        (folder, desk)
    }

    fn changes(desk: &Desk, name: &str, since: u64) -> Value {
        desk.text(Some(name)).unwrap().changes(since).unwrap()
    }

    /// Makes it as if a text had not been asked for since then.
    fn age(desk: &Desk, at: usize, by: Duration) {
        let mut slot = lock(&desk.slots[at]);
        let open = slot.open.as_mut().unwrap();
        open.used = open.used.checked_sub(by).unwrap();
    }

    fn open_ones(desk: &Desk) -> Vec<usize> {
        let all = 0..desk.len();
        all.filter(|&at| desk.if_open(at).is_some()).collect()
    }

    #[test]
    fn a_text_that_was_left_is_saved_closed_and_opened_again() {
        let (folder, desk) = desk(2);
        let name = "0/zh.md";
        let session = desk.begin(Some(name)).unwrap();
        let version = session["version"].as_u64().unwrap();
        let workbench = desk.text(Some(name)).unwrap();
        let bead = workbench.beads(1, 1).unwrap()["beads"][0]["id"].clone();
        let op = json!({"do": "translate", "bead": bead, "texts": ["The boat sailed."]});
        let asked = json!({"version": version, "op": op, "typing": true});
        let edit = |workbench: &Workbench, asked: &Value| {
            workbench.perform(&serde_json::from_value(asked.clone()).unwrap())
        };
        edit(&workbench, &asked).unwrap();
        age(&desk, 0, LEFT);
        desk.close_left();
        assert_eq!(open_ones(&desk), [0], "a request is using it");
        drop(workbench);
        desk.close_left();
        assert!(open_ones(&desk).is_empty());
        let english = fs::read_to_string(folder.path().join("0/en.md")).unwrap();
        assert!(english.contains("The boat sailed."), "{english}");

        // A page that has seen an earlier session loads everything anew, and changes nothing unseen.
        let told = changes(&desk, name, version + 1);
        assert_eq!(
            (&told["reload"], &told["patches"]),
            (&json!(true), &json!([]))
        );
        let workbench = desk.text(Some(name)).unwrap();
        assert!(matches!(edit(&workbench, &asked), Err(ApiError::Stale)));
        let version = told["version"].as_u64().unwrap();
        let op = json!({"do": "note", "bead": bead, "note": "seen"});
        edit(&workbench, &json!({"version": version, "op": op})).unwrap();
        assert_eq!(changes(&desk, name, version)["reload"], json!(false));
    }

    #[test]
    fn many_open_texts_are_bounded() {
        let (_folder, desk) = desk(MOST_OPEN + 2);
        for at in 0..desk.len() {
            desk.at(at).unwrap();
        }
        desk.close_left();
        assert_eq!(
            open_ones(&desk).len(),
            MOST_OPEN + 2,
            "pages look at all of them"
        );
        for at in [3, 5, 7] {
            age(&desk, at, UNSEEN + Duration::from_secs(at as u64));
        }
        desk.close_left();
        // Those that were left first.
        let open = open_ones(&desk);
        assert_eq!(open.len(), MOST_OPEN);
        assert!(
            open.contains(&3) && !open.contains(&5) && !open.contains(&7),
            "{open:?}"
        );
        desk.close().unwrap();
    }

    #[test]
    fn two_texts_of_one_name_are_refused() {
        let text = ProjectText::pair("zh.md".as_ref(), "en.md".as_ref());
        let settings = || Settings {
            glossary: (Termbase::default(), None),
            check: Config::default().check,
            settings: None,
            low_confidence: 0.6,
            words: crate::words::Words::of(crate::words::Locale::English),
            project: Project::default(),
        };
        for texts in [vec![text.clone(), text], Vec::new()] {
            assert!(Desk::open(settings(), texts, CompareWith::default()).is_err());
        }
    }
}
