//! Checking the texts of a project: each alone, unless it is the same as when it was checked last, and then what
//! their facts say when they are compared.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::checking::{Check, CheckRules, in_repository};
use super::file_name::named;
use super::kept::KeptKey;
use super::reporter::{Remark, Remarks};
use super::texts::slashed;
use super::working::private_folder;
use super::{Kept, Opening, Parallel, Presence, Project, ProjectText, Renamed, Silent, TextList};
use crate::check::{
    CheckConfig, Differences, FactAt, FactPlace, PlacedFinding, TextPlaces, TextResult, Unpaired,
};
use crate::error::Result;
use crate::files::pair_swap::PairSwap;
use crate::report::{Judging, Looked, PairState, Report};

/// What came of a check of texts.
#[derive(Debug)]
pub struct CheckedTexts {
    /// The report.
    pub report: Report,
    /// The number of texts that were looked at.
    pub looked_at: usize,
    /// Of these, the ones that were the same as when they were looked at last.
    pub unchanged: usize,
}

/// What is known of a text that was looked at alone.
struct Alone {
    result: TextResult,
    pair: PairState,
    /// The places of its facts, where they are not kept.
    places: Option<TextPlaces>,
    is_unchanged: bool,
}

/// What decides on the result of each text, besides its files.
struct Shared<'a> {
    rules: &'a CheckRules,
    wishes: &'a Check,
    /// The settings and the glossaries, as bytes.
    key: Vec<Vec<u8>>,
    kept: Option<Kept>,
}

impl Project {
    /// Checks the texts of a project. Places are compared over all texts, whichever are shown. `shown` are the
    /// names of the texts whose findings are wanted, and the paths of English files without Chinese, from the
    /// project's folder; of other texts' findings those are shown that name a place in one of them. `None` shows
    /// everything. So what is shown is what a check of everything says of these texts.
    ///
    /// # Errors
    /// Rules that are not known, glossaries and baselines that cannot be read. A text that cannot be checked is
    /// told in the report.
    pub fn check_texts(
        &self,
        list: &TextList,
        shown: Option<BTreeSet<String>>,
        wishes: &Check,
    ) -> Result<CheckedTexts> {
        let mut rules = self.check_rules(wishes)?;
        let baseline = rules.baseline.take();
        let here = wishes.here.as_deref();
        let shared = Shared {
            key: self.check_key(&rules, wishes)?,
            rules: &rules,
            wishes,
            // What a server says of sentences may change.
            kept: self.kept().filter(|_| self.config.align.encoder.is_none()),
        };
        let both = |text: &&ProjectText| text.presence == Presence::Both;
        let there: Vec<ProjectText> = list.texts.iter().filter(both).cloned().collect();
        let mut alone: HashMap<String, Result<Alone, String>> = HashMap::new();
        let work = |project: &Project, text: &ProjectText| project.look_at_text(text, &shared);
        self.each_text(&there, work, |text, result| {
            let result = result.map_err(|error| from_here(&error.to_string(), here));
            if let Err(error) = &result {
                self.warn(format_args!("{} is not checked: {error}", text.name));
            }
            alone.insert(text.name.clone(), result);
            Ok(())
        })?;
        if let Some(kept) = &shared.kept {
            kept.clear_old();
        }
        let results = || alone.values().flatten();
        let (looked_at, unchanged) = (
            results().count(),
            results().filter(|alone| alone.is_unchanged).count(),
        );

        let renamed = self.renamed_texts(list)?;
        let mut looked: Vec<Looked> = Vec::with_capacity(list.texts.len());
        let mut places = HashMap::new();
        for (at, text) in list.texts.iter().enumerate() {
            looked.push(match alone.remove(&text.name) {
                Some(Ok(alone)) => {
                    places.insert(at, alone.places);
                    Looked {
                        result: alone.result,
                        pair: alone.pair,
                        ..looked_text(text)
                    }
                }
                Some(Err(error)) => Looked {
                    failed: Some(error),
                    result: TextResult {
                        files: (named(&text.source, here), named(&text.target, here)),
                        ..TextResult::default()
                    },
                    ..looked_text(text)
                },
                None => Looked {
                    result: unpaired(text, &renamed, &rules.settings, here),
                    ..looked_text(text)
                },
            });
        }
        let told = self.compare_places(list, &looked, places, &shared)?;
        looked.extend(list.extra.iter().map(|path| {
            let target = named(path, here);
            let finding = rules.settings.unpaired(&Unpaired::Extra {
                target: &target,
                source: None,
            });
            Looked {
                name: self.name_inside(path),
                result: TextResult {
                    found: finding.into_iter().collect(),
                    files: (String::new(), target),
                    ..TextResult::default()
                },
                ..Looked::default()
            }
        }));
        let judging = Judging {
            ignore: &rules.settings.ignore,
            baseline,
            shown,
            is_whole: true,
        };
        let (mut report, followed) = Report::of(looked, told, &judging);
        for (old, new) in followed {
            self.note(format_args!(
                "the known findings of {old} are those of {new} now: write the baseline anew"
            ));
        }
        report.is_of_project = true;
        report.folder = here.and_then(in_repository);
        Ok(CheckedTexts {
            report,
            looked_at,
            unchanged,
        })
    }

    /// A file as reports name a text: by its path from the project's folder.
    #[must_use]
    pub fn name_inside(&self, path: &Path) -> String {
        slashed(path.strip_prefix(&self.config.folder).unwrap_or(path))
    }

    /// The findings that come of comparing the places of all texts, each with the index of its text. Only texts
    /// in which places do not agree are gone back to.
    fn compare_places(
        &self,
        list: &TextList,
        looked: &[Looked],
        mut at_hand: HashMap<usize, Option<TextPlaces>>,
        shared: &Shared<'_>,
    ) -> Result<Vec<(usize, PlacedFinding)>> {
        let facts: Vec<_> = looked.iter().map(|text| &text.result.facts).collect();
        let differences = Differences::among(&facts);
        let mut wanted = differences.wanted();
        let mut found: HashMap<FactAt, FactPlace> = HashMap::new();
        let mut kept: HashMap<String, Vec<FactAt>> = HashMap::new();
        let mut texts = Vec::new();
        for (at, text) in list.texts.iter().enumerate() {
            let Some(of_text) = wanted.remove(&at) else {
                continue;
            };
            match at_hand.remove(&at).flatten() {
                Some(places) => found.extend(places.of_facts(&of_text)),
                None => {
                    kept.insert(text.name.clone(), of_text);
                    texts.push(text.clone());
                }
            }
        }
        // What there is to say of these texts was said.
        let quiet = self.clone().reporting(Arc::new(Silent));
        let work = |project: &Project, text: &ProjectText| {
            let places = project.places_of(text, shared)?;
            Ok(places.of_facts(kept.get(&text.name).map_or(&[][..], Vec::as_slice)))
        };
        quiet.each_text(&texts, work, |_, places| {
            // A text that has gone since has no places.
            found.extend(places.into_iter().flatten());
            Ok(())
        })?;
        let names: Vec<&str> = list.texts.iter().map(|text| text.name.as_str()).collect();
        Ok(differences.tell(&names, &found))
    }

    /// Looks at a text alone, or takes what was found when it was looked at last.
    fn look_at_text(&self, text: &ProjectText, shared: &Shared<'_>) -> Result<Alone> {
        let files = Files::read(text);
        let kept = shared.kept.as_ref().filter(|_| files.are_settled(text));
        let key = |kind| files.key(kind, self, text, shared);
        if let Some(kept) = kept
            && let Some((said, pair, result)) =
                kept.get(&key("check")).and_then(|bytes| read_kept(&bytes))
        {
            for remark in said {
                remark.say(self.reporter.as_ref());
            }
            return Ok(Alone {
                result,
                pair,
                places: None,
                is_unchanged: true,
            });
        }
        let said = Arc::new(Remarks::passing_on(self.reporter.clone()));
        let speaking = self.clone().reporting(said.clone());
        let (parallel, (result, pair, places)) = speaking.look_now(text, shared)?;
        let mut places = Some(places);
        if let Some(kept) = kept
            && files.are_of(text, &parallel)
            && files == Files::read(text)
        {
            let said = said.take();
            let of_text = places.as_ref().map_or_else(Vec::new, TextPlaces::to_bytes);
            kept.put(&key("check"), &kept_bytes(&said, pair, &result));
            kept.put(&key("places"), &of_text);
            // They need no memory as long as they can be had.
            places = places.filter(|_| kept.get(&key("places")).is_none());
        }
        Ok(Alone {
            result,
            pair,
            places,
            is_unchanged: false,
        })
    }

    fn look_now(
        &self,
        text: &ProjectText,
        shared: &Shared<'_>,
    ) -> Result<(Parallel, (TextResult, PairState, TextPlaces))> {
        let opening = Opening {
            from: shared.wishes.from.as_deref(),
            onto: None,
        };
        let mut parallel = self.open_text_as(text, opening)?;
        let here = shared.wishes.here.as_deref();
        let looked = self.look_at(&mut parallel, shared.rules, here, TextPlaces::of);
        Ok((parallel, looked))
    }

    /// The places of a text's facts: those that are kept, or else found again.
    fn places_of(&self, text: &ProjectText, shared: &Shared<'_>) -> Result<TextPlaces> {
        let files = Files::read(text);
        let here = shared.wishes.here.as_deref();
        let names = (named(&text.source, here), named(&text.target, here));
        let kept = shared.kept.as_ref().and_then(|kept| {
            let bytes = kept.get(&files.key("places", self, text, shared))?;
            TextPlaces::from_bytes(&bytes, &names)
        });
        match kept {
            Some(places) => Ok(places),
            None => Ok(self.look_now(text, shared)?.1.2),
        }
    }

    /// Everything that decides on the results of all texts: settings, glossaries, the names of files.
    fn check_key(&self, rules: &CheckRules, wishes: &Check) -> Result<Vec<Vec<u8>>> {
        let (config, settings) = (&self.config, &rules.settings);
        let decides = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {}",
            settings.rules,
            settings.low_confidence,
            settings.other_editions,
            config.read,
            config.segment,
            self.languages(),
            self.take,
            wishes.from,
            self.locked,
            self.recut,
        );
        let mut key = vec![decides.into_bytes()];
        for path in self.glossaries(&wishes.glossary) {
            key.push(path.display().to_string().into_bytes());
            key.push(crate::files::read(path)?);
        }
        if !rules.doubts.is_empty() {
            key.push(rules.doubts.digest().to_vec());
        }
        Ok(key)
    }
}

/// The bytes of a text's files; nothing for one that is not there.
#[derive(PartialEq, Eq)]
struct Files([Option<Vec<u8>>; 3]);

impl Files {
    fn read(text: &ProjectText) -> Files {
        let files = [Some(&text.source), Some(&text.target), text.bitext.as_ref()];
        Files(files.map(|path| std::fs::read(path?).ok()))
    }

    /// Whether no change of them was interrupted, and has still to be finished or taken back.
    fn are_settled(&self, text: &ProjectText) -> bool {
        let Some(bitext) = text.bitext_there() else {
            return true;
        };
        let swap = PairSwap {
            text: &text.target,
            bitext,
            folder: &private_folder(bitext),
        };
        !swap.has_record()
    }

    /// Whether a pair that was opened is made of these files, and not of others that its bitext names.
    fn are_of(&self, text: &ProjectText, parallel: &Parallel) -> bool {
        let is = |file: Option<&crate::segment::SegmentedDocument>, path: &Path| {
            let whole = |path: &Path| std::fs::canonicalize(path).ok();
            file.is_some_and(|file| whole(&file.document.source.path) == whole(path))
        };
        is(parallel.chinese_file(), &text.source) && is(parallel.english_file(), &text.target)
    }

    fn key(
        &self,
        kind: &str,
        project: &Project,
        text: &ProjectText,
        shared: &Shared<'_>,
    ) -> KeptKey {
        let here = shared.wishes.here.as_deref();
        let mut parts: Vec<&[u8]> = shared.key.iter().map(Vec::as_slice).collect();
        let names = [&text.source, &text.target].map(|path| named(path, here));
        let bitext = text.bitext.as_deref().map(|path| project.name_here(path));
        parts.extend(names.iter().map(String::as_bytes));
        parts.push(bitext.as_deref().unwrap_or_default().as_bytes());
        if text.bitext.is_none() || self.0[2].is_none() {
            // History says which English is stale.
            parts.push(project.head().unwrap_or_default().as_bytes());
        }
        for file in &self.0 {
            let (mark, bytes): (&[u8], _) = match file {
                Some(bytes) => (b"file", bytes.as_slice()),
                None => (b"none", &[][..]),
            };
            parts.extend([mark, bytes]);
        }
        KeptKey::new(kind, &parts)
    }
}

/// The remarks and the state of the pair on a line, and the result behind it.
fn kept_bytes(said: &[Remark], pair: PairState, result: &TextResult) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&(said, pair)).unwrap_or_default();
    bytes.push(b'\n');
    bytes.extend(result.to_bytes());
    bytes
}

fn read_kept(bytes: &[u8]) -> Option<(Vec<Remark>, PairState, TextResult)> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let (said, pair) = serde_json::from_slice(&bytes[..end]).ok()?;
    Some((said, pair, TextResult::from_bytes(&bytes[end + 1..])?))
}

/// An error as the report has it: the files in it are named from the folder `here`.
fn from_here(error: &str, here: Option<&Path>) -> String {
    match here {
        Some(here) => {
            let folder = here.join("").display().to_string();
            error.replace(&folder, "")
        }
        None => error.to_owned(),
    }
}

fn looked_text(text: &ProjectText) -> Looked {
    Looked {
        name: text.name.clone(),
        title: text.title.clone(),
        ..Looked::default()
    }
}

/// The result of a text one side of which is not there.
fn unpaired(
    text: &ProjectText,
    renamed: &[Renamed],
    settings: &CheckConfig,
    here: Option<&Path>,
) -> TextResult {
    let (source, target) = (named(&text.source, here), named(&text.target, here));
    let renamed = renamed.iter().find(|one| one.text == text.name);
    let renamed = renamed.map(|one| named(&one.english, here));
    let (is_source, is_target) = (text.source.is_file(), text.target.is_file());
    let what = match (is_source, is_target) {
        (true, _) => Unpaired::Missing {
            source: &source,
            target: &target,
            renamed: renamed.as_deref(),
        },
        (false, true) => Unpaired::Extra {
            target: &target,
            source: Some(&source),
        },
        (false, false) => Unpaired::Absent { source: &source },
    };
    let found = settings.unpaired(&what).into_iter().collect();
    let there = |name: String, is_there: bool| if is_there { name } else { String::new() };
    TextResult {
        found,
        files: (there(source, is_source), there(target, is_target)),
        ..TextResult::default()
    }
}
