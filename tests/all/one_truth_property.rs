//! No word and no decision is lost, whatever is done to a text and its bitext in whatever order: random
//! sequences of edits, changes made in an editor, checkouts, merges, killed writes, missing and read-only
//! files. After each step every sentence that a person wrote last is in the text, or waits in the bitext, or
//! stands in a conflict; every lock and every note is with its sentence or in the list of lost decisions.
//!
//! `DUIZHAO_SEQUENCES=N` tries N sequences instead of the usual number, from `DUIZHAO_FIRST_SEQUENCE` on.

#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::common::folder_with;
use duizhao::bitext::edit::{Operation, Take};
use duizhao::bitext::format::jsonl;
use duizhao::bitext::{Bead, Bitext, Status};
use duizhao::files::{FOLDER_NAME, name_in};
use duizhao::project::{Inputs, MergeFiles, Parallel, Project, Saving};
use duizhao::text::digest;

/// How many sequences are tried, and the most steps of one.
const SEQUENCES: u64 = 40;
const MOST_STEPS: u32 = 30;
/// How long a sequence that goes wrong is made shorter.
const PATIENCE: Duration = Duration::from_secs(10);

const ZH: &str = "# zk01 灯塔\n\nzk02 灯塔在岛的东边。zk03 看守人每天晚上点灯。zk04 早上他再把灯熄掉。\n\n- zk05 带上一盏灯。\n- zk06 小心第三级台阶。zk07 出门要关好门。\n\n> zk08 没有人知道船什么时候回来。\n\n| zk09 阁楼 | zk10 那里有一只旧马鞍。 |\n| --- | --- |\n| zk11 地下室 | zk12 那里放着面粉袋。 |\n\nzk13 渔夫在码头上等了一夜。zk14 第二天下了很大的雨。\n";

const EN: &str = "# The qv0001 lighthouse\n\nThe lighthouse qv0002 stands in the east of the island. The **keeper** qv0003 lights the lamp every evening. In the morning he qv0004 puts the lamp out.\n\n- Bring a qv0005 lamp.\n- Mind the qv0006 third step. Close the gate qv0007 when you leave.\n\n> Nobody knows qv0008 when the ship comes back.\n\n| The qv0009 attic | There is qv0010 an old saddle. |\n| --- | --- |\n| The qv0011 cellar | The flour qv0012 sacks are there. |\n\nThe fisherman qv0013 waited on the quay\nall night. The next day qv0014 it rained hard.\n";
const FIRST_NEW: u32 = 15;

/// A person does something. Numbers choose among what there is at that time.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Rewrites the English of a link: opened, edited, saved.
    Edit {
        bead: u32,
        how: u32,
    },
    /// As `Edit`, with a session that was opened before a sentence was changed outside.
    Late {
        bead: u32,
        how: u32,
        at: u32,
        outside: u32,
    },
    /// As `Edit`, killed at a moment of the write.
    Killed {
        bead: u32,
        how: u32,
        moment: u32,
    },
    /// Changes a sentence of the English in an editor.
    Outside {
        at: u32,
        how: u32,
    },
    /// Changes a sentence of the Chinese in an editor.
    Chinese {
        at: u32,
    },
    /// Puts an earlier content of the English back.
    Revert {
        to: u32,
    },
    /// Opens and saves, as `duizhao align` does.
    Align,
    /// Opens, as `duizhao check` does.
    Check,
    /// Two branches, each with some changes, are merged.
    Merge {
        ours: u32,
        theirs: u32,
    },
    /// The English is not there, and comes back.
    Away,
    Back,
    /// Other settings say where sentences end.
    Cut,
    Lock {
        bead: u32,
    },
    Note {
        bead: u32,
    },
    /// The English must not be written, or may be written again.
    ReadOnly,
    /// A conflict is resolved.
    Resolve {
        which: u32,
        edit: bool,
    },
}

fn step(random: &mut fastrand::Rng) -> Step {
    let mut any = || random.u32(..1000);
    let kind = any() % 34;
    match kind {
        0..=7 => Step::Edit {
            bead: any(),
            how: any(),
        },
        8 => Step::Late {
            bead: any(),
            how: any(),
            at: any(),
            outside: any(),
        },
        9..=10 => Step::Killed {
            bead: any(),
            how: any(),
            moment: any(),
        },
        11..=16 => Step::Outside {
            at: any(),
            how: any(),
        },
        17 => Step::Chinese { at: any() },
        18..=19 => Step::Revert { to: any() },
        20..=22 => Step::Align,
        23 => Step::Check,
        24..=25 => Step::Merge {
            ours: any(),
            theirs: any(),
        },
        26 => Step::Away,
        27 => Step::Back,
        28 => Step::Cut,
        29 => Step::Lock { bead: any() },
        30 => Step::Note { bead: any() },
        31 => Step::ReadOnly,
        _ => Step::Resolve {
            which: any(),
            edit: any() % 2 == 0,
        },
    }
}

type Tags = BTreeSet<String>;

/// The words in a text that begin with `prefix` and end with digits: every sentence has one of its own.
fn tags(text: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let digits = text[at + 2..].bytes().take_while(u8::is_ascii_digit);
        found.push(text[at..at + 2 + digits.count()].to_owned());
    }
    found
}

/// A text without white space beyond single spaces, and without strong emphasis.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace("**", "")
}

fn words(text: &str) -> Tags {
    tags(text, "qv").into_iter().collect()
}

fn chinese(text: &str) -> Tags {
    tags(text, "zk").into_iter().collect()
}

/// What a person expects.
#[derive(Clone, Default)]
struct Model {
    /// The sentences written last.
    alive: Tags,
    /// Notes, each with the Chinese sentences that it was made on.
    notes: BTreeMap<String, Tags>,
    /// The Chinese sentences of locked links.
    locks: BTreeSet<Tags>,
    /// English that the program put in the place of other English: before, after.
    replaced: Vec<(String, String)>,
}

/// The three-way merge of sets.
fn merged<T: Ord + Clone>(
    base: &BTreeSet<T>,
    ours: &BTreeSet<T>,
    theirs: &BTreeSet<T>,
) -> BTreeSet<T> {
    let all = ours.union(theirs);
    all.filter(|one| !base.contains(*one) || (ours.contains(*one) && theirs.contains(*one)))
        .cloned()
        .collect()
}

/// A folder with a pair, and what a person expects of it.
struct World {
    folder: PathBuf,
    project: Project,
    model: Model,
    /// The number of the next sentence.
    next: u32,
    /// Every content that the English had.
    earlier: Vec<Vec<u8>>,
    /// The name in which the English is put aside, if it is.
    is_away: bool,
}

type Broken = Result<(), String>;

impl World {
    fn new(folder: &Path) -> World {
        let mut world = World {
            folder: folder.to_owned(),
            project: Project::default(),
            model: Model {
                alive: words(EN),
                ..Model::default()
            },
            next: FIRST_NEW,
            earlier: vec![EN.as_bytes().to_vec()],
            is_away: false,
        };
        let (zh, en) = (world.file("zh.md"), world.file("en.md"));
        let inputs = Inputs {
            source: Some(&zh),
            target: Some(&en),
            ..Inputs::default()
        };
        let mut bitext = world.project.open(inputs).unwrap().bitext;
        let path = world.bitext();
        world.project.named_beside(&mut bitext, &path);
        let mut bytes = Vec::new();
        jsonl::write(&bitext, &mut bytes).unwrap();
        fs::write(path, bytes).unwrap();
        world.project.config.segment.extra_abbreviations = Vec::new();
        world
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn bitext(&self) -> PathBuf {
        self.file("book.bitext.jsonl")
    }

    /// Where the English is now.
    fn english(&self) -> PathBuf {
        self.file(if self.is_away { "en.away" } else { "en.md" })
    }

    fn text(&self) -> String {
        String::from_utf8(fs::read(self.english()).unwrap()).unwrap()
    }

    fn read_copy(&self) -> Bitext {
        jsonl::read(&fs::read(self.bitext()).unwrap(), &self.bitext()).unwrap()
    }

    fn open(&self) -> Result<Parallel, String> {
        let opened = self.project.open_working(&self.bitext());
        let parallel = opened.map_err(|error| format!("cannot be opened: {error}"))?;
        let valid = parallel.bitext.validate();
        valid.map_err(|broken| format!("opened as a broken bitext: {broken}"))?;
        Ok(parallel)
    }

    /// Saves; `false` if a file is not what was read.
    fn save(&self, parallel: &Parallel) -> Result<bool, String> {
        let before = words(&self.text());
        let saved = self.project.save(parallel);
        let saved = saved.map_err(|error| format!("cannot be saved: {error}"))?;
        let is_done = matches!(saved, Saving::Done(_));
        // Nothing comes back that was replaced.
        let after = words(&self.text());
        let allowed: Tags = before.union(&self.model.alive).cloned().collect();
        if let Some(old) = after.difference(&allowed).next() {
            return Err(format!("{old} was replaced and is back in the text"));
        }
        if !is_done && before != after {
            return Err("a save that was refused has written".into());
        }
        Ok(is_done)
    }

    fn fresh(&mut self) -> String {
        self.next += 1;
        format!("qv{:04}", self.next - 1)
    }

    /// English to stand in the place of `old`.
    fn other_words(&mut self, old: &str, how: u32) -> Vec<String> {
        let new = self.fresh();
        let own = tags(old, "qv");
        let reworded = match own.first() {
            Some(tag) => {
                let mut text = old.replacen(tag.as_str(), &new, 1);
                for tag in &own[1..] {
                    text = text.replacen(tag.as_str(), "also", 1);
                }
                text
            }
            None => format!("The lamp {new} was lit again."),
        };
        match how % 14 {
            0..=2 => vec![reworded],
            3 => vec![reworded.replacen(&new, &format!("{new} now and then"), 1)],
            4..=5 => vec![format!("Nothing of the kind {new} was ever said aloud.")],
            6 => vec![],
            7 => {
                let second = self.fresh();
                vec![reworded, format!("Then came {second} a quiet hour.")]
            }
            8 => vec![reworded.trim_end_matches('.').to_owned()],
            9 => vec![format!("- Bring {new} two lamps | and a rope.")],
            10 => vec![format!("Some *rather* {new} snake_case `code` words.")],
            11 => vec![format!("He asked Mr. {new}")],
            12 => vec![format!("“Who {new} goes there?” asked the keeper.")],
            _ => vec![
                reworded
                    .replace(' ', "  ")
                    .to_uppercase()
                    .replacen("QV", "qv", 1),
            ],
        }
    }

    /// A person rewrites a link of an open pair. `None`: there is no such link any more.
    fn rewrite(
        &mut self,
        parallel: &mut Parallel,
        bead: usize,
        texts: &[String],
        was: Option<Vec<String>>,
    ) -> Result<Model, String> {
        let bead = &parallel.bitext.beads[bead];
        let seen = words(&parallel.bitext.target_text(bead));
        let mut model = self.model.clone();
        if bead.is_changed() {
            // Whoever writes the English of a link that had been locked decides on it anew.
            let source = chinese(&parallel.bitext.source_text(bead));
            model.locks.retain(|lock| lock.is_disjoint(&source));
        }
        let file = bead.pending().filter(|one| one.is_conflict());
        let file = file
            .map(|one| words(&one.in_file().join(" ")))
            .unwrap_or_default();
        let new: Tags = words(&texts.join(" "));
        let was_seen = was.as_ref().map(|was| words(&was.join(" ")));
        for tag in seen
            .iter()
            .filter(|tag| !new.contains(*tag) && !file.contains(*tag))
        {
            // What the person did not see is not what was replaced.
            if was_seen.as_ref().is_none_or(|was| was.contains(tag)) {
                model.alive.remove(tag);
            }
        }
        for tag in was_seen.iter().flatten() {
            model.alive.remove(tag);
        }
        if let (1, 1, 1) = (
            seen.len(),
            new.len(),
            parallel.bitext.bead_target(bead).len(),
        ) {
            let old = parallel.bitext.target_text(bead);
            model
                .replaced
                .push((folded(&old), folded(&texts.join(" "))));
        }
        model.alive.extend(new);
        let operation = Operation::Translate {
            bead: bead.id.clone(),
            texts: texts.to_vec(),
            was,
            by_rule: false,
        };
        let done = parallel.bitext.edit(&operation);
        done.map_err(|error| format!("cannot be edited: {error}"))?;
        Ok(model)
    }

    fn edit(&mut self, bead: u32, how: u32) -> Broken {
        let mut parallel = self.open()?;
        let bead = bead as usize % parallel.bitext.beads.len();
        let old = parallel.bitext.target_text(&parallel.bitext.beads[bead]);
        let texts = self.other_words(&old, how);
        let model = self.rewrite(&mut parallel, bead, &texts, None)?;
        let earlier = std::mem::replace(&mut self.model, model);
        if !self.save(&parallel)? {
            self.model = earlier;
            return Err("a save was refused, though no file has changed".into());
        }
        Ok(())
    }

    fn late(&mut self, bead: u32, how: u32, at: u32, outside: u32) -> Broken {
        let mut stale = self.open()?;
        let bead = bead as usize % stale.bitext.beads.len();
        let id = stale.bitext.beads[bead].id.clone();
        let before = self.text();
        self.outside(at, outside);
        let is_changed = self.text() != before;
        let target = stale.bitext.bead_target(&stale.bitext.beads[bead]);
        let was: Vec<String> = target.iter().map(|one| one.text.to_string()).collect();
        let texts = self.other_words(&was.join(" "), how);
        let model = self.rewrite(&mut stale, bead, &texts, None)?;
        let earlier = std::mem::replace(&mut self.model, model);
        let is_done = self.save(&stale)?;
        if is_done {
            return match is_changed && !self.is_away {
                true => Err("a change made outside was overwritten".into()),
                false => Ok(()),
            };
        }
        self.model = earlier;
        let mut parallel = self.open()?;
        let Some(bead) = parallel.bitext.beads.iter().position(|bead| bead.id == id) else {
            return Ok(());
        };
        let model = self.rewrite(&mut parallel, bead, &texts, Some(was))?;
        self.model = model;
        match self.save(&parallel)? {
            true => Ok(()),
            false => Err("a save was refused, though no file has changed".into()),
        }
    }

    fn killed(&mut self, bead: u32, how: u32, moment: u32) -> Broken {
        let before = (
            fs::read(self.english()).unwrap(),
            fs::read(self.bitext()).unwrap(),
        );
        let model = self.model.clone();
        self.edit(bead, how)?;
        let after = (
            fs::read(self.english()).unwrap(),
            fs::read(self.bitext()).unwrap(),
        );
        if before.0 == after.0 || before.1 == after.1 || self.is_away {
            return Ok(());
        }
        let record = |old: &[u8], new: &[u8], file: &str| {
            let [old, new] = [old, new].map(|bytes| digest::hex(&digest::sha256(bytes)));
            serde_json::json!({"file": file, "old": old, "new": new})
        };
        let head = serde_json::json!({
            "version": 1,
            "text": record(&before.0, &after.0, "en.md"),
            "bitext": record(&before.1, &after.1, "book.bitext.jsonl"),
        });
        let mut bytes = format!("{head}\n").into_bytes();
        bytes.extend(&after.1);
        let private = self.file(FOLDER_NAME);
        fs::create_dir_all(&private).unwrap();
        let hash = digest::sha256(name_in(&private, &self.bitext()).as_bytes());
        let name = format!("book.bitext.jsonl.{}.swap", digest::hex(&hash[..8]));
        fs::write(private.join(name), bytes).unwrap();
        match moment % 4 {
            // Before anything was replaced: the edit is not made.
            0 => {
                fs::write(self.english(), before.0).unwrap();
                fs::write(self.bitext(), before.1).unwrap();
                let log = self.model.replaced.clone();
                self.model = model;
                self.model.replaced = log;
            }
            1 => fs::write(self.bitext(), before.1).unwrap(),
            2 => {}
            // And then an editor saves.
            _ => {
                fs::write(self.bitext(), before.1).unwrap();
                self.outside(bead, how);
            }
        }
        Ok(())
    }

    /// A person writes the English file.
    fn write_outside(&mut self, text: &str) {
        let (old, new) = (words(&self.text()), words(text));
        for tag in old.difference(&new) {
            self.model.alive.remove(tag);
        }
        for tag in new.difference(&old) {
            self.model.alive.insert(tag.clone());
        }
        let path = self.english();
        let was_read_only = set_read_only(&path, false);
        fs::write(&path, text).unwrap();
        set_read_only(&path, was_read_only);
    }

    fn outside(&mut self, at: u32, how: u32) {
        let text = self.text();
        let all = tags(&text, "qv");
        let Some(tag) = (!all.is_empty()).then(|| &all[at as usize % all.len()]) else {
            return;
        };
        let place = text.find(tag.as_str()).unwrap();
        let line_start = text[..place].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[place..]
            .find('\n')
            .map_or(text.len(), |end| place + end);
        let before = &text[line_start..place];
        let marks = before.len() - before.trim_start_matches(['#', '-', '>', '|', ' ']).len();
        let cell = before.rfind("| ").map(|at| at + 2);
        let stop = before.rfind(". ").map(|at| at + 2);
        let start = line_start + marks.max(cell.unwrap_or(0)).max(stop.unwrap_or(0));
        let behind = &text[place..line_end];
        let stop = behind.find('.').map(|at| at + 1);
        let cell = behind.find(" |");
        let end = stop.into_iter().chain(cell).min().unwrap_or(behind.len());
        let end = place + end;
        let old = &text[start..end];
        let put = |new: &str| format!("{}{new}{}", &text[..start], &text[end..]);
        let changed = match how % 15 {
            0..=2 => put(&old.replacen(tag.as_str(), &self.fresh(), 1)),
            3 => {
                let new = self.fresh();
                put(&old.replacen(tag.as_str(), &format!("{new} quite often"), 1))
            }
            4..=5 => put(&format!(
                "Quite another {} matter was told instead.",
                self.fresh()
            )),
            6 => put(""),
            7 => put(&format!(
                "{old} A gull {} cried over the roof.",
                self.fresh()
            )),
            8 => {
                let new = self.fresh();
                let blank = format!("\n\nA whole {new} paragraph was put in here.");
                format!("{}{blank}{}", &text[..line_end], &text[line_end..])
            }
            9 => put(&format!("{} So it {} was.", old, self.fresh())),
            10 => {
                // The last line comes first.
                let lines: Vec<&str> = text.trim_end().split("\n\n").collect();
                let (last, rest) = lines.split_last().unwrap();
                format!("{last}\n\n{}\n", rest.join("\n\n"))
            }
            11 => put(old.trim_end_matches('.')),
            12 => match text.contains("\r\n") {
                true => text.replace("\r\n", "\n"),
                false => text.replace('\n', "\r\n"),
            },
            13 => put(&old.replacen(' ', "\n", 1)),
            _ => put(&format!(
                "{}{old}",
                old.replacen(tag.as_str(), &self.fresh(), 1) + " "
            )),
        };
        self.write_outside(&changed);
    }

    /// A sentence of the Chinese is reworded; its tag stays.
    fn change_chinese(&self, at: u32) {
        let path = self.file("zh.md");
        let text = fs::read_to_string(&path).unwrap();
        let all = tags(&text, "zk");
        let tag = &all[at as usize % all.len()];
        let changed = match text.contains(&format!("{tag} 听说")) {
            true => text.replacen(&format!("{tag} 听说"), &format!("{tag} "), 1),
            false => text.replacen(&format!("{tag} "), &format!("{tag} 听说"), 1),
        };
        fs::write(path, changed).unwrap();
    }

    fn revert(&mut self, to: u32) {
        let text = self.earlier[to as usize % self.earlier.len()].clone();
        let text = String::from_utf8(text).unwrap();
        let old_text = self.text();
        let (old, new) = (words(&old_text), words(&text));
        let copy = self.read_copy();
        let alive = self.model.alive.clone();
        self.write_outside(&text);
        // Words that an edit replaced came back in the place of the edit's: that is a conflict.
        for tag in old.difference(&new).filter(|tag| alive.contains(*tag)) {
            let mut beads = copy.beads.iter();
            let own = beads.find(|bead| copy.target_text(bead).contains(tag.as_str()));
            let Some(own) = own.filter(|own| own.target.len() == 1 && own.pending().is_none())
            else {
                continue;
            };
            let mut befores = vec![folded(&copy.target_text(own))];
            let mut next = 0;
            while next < befores.len() {
                let more = self.model.replaced.iter();
                let more = more
                    .filter(|(before, after)| *after == befores[next] && !befores.contains(before));
                let more: Vec<String> = more.map(|(before, _)| before.clone()).collect();
                befores.extend(more);
                next += 1;
            }
            let (now, then) = (folded(&text), folded(&old_text));
            let mut befores = befores[1..].iter();
            let is_back = befores.any(|one| now.contains(one) && !then.contains(one));
            if is_back {
                self.model.alive.insert(tag.clone());
            }
        }
    }

    fn align(&mut self) -> Broken {
        let parallel = self.open()?;
        if !self.save(&parallel)? {
            return Err("a save was refused, though no file has changed".into());
        }
        let again = self.open()?;
        if !again.difference.is_none() {
            return Err(format!(
                "saved, and still different: {:?}",
                again.difference
            ));
        }
        let bytes = (
            fs::read(self.english()).unwrap(),
            fs::read(self.bitext()).unwrap(),
        );
        if !self.save(&again)? {
            return Err("a save was refused, though no file has changed".into());
        }
        let now = (
            fs::read(self.english()).unwrap(),
            fs::read(self.bitext()).unwrap(),
        );
        // Two links without a counterpart that stand at the same place have no order.
        let lines = |bytes: &[u8]| {
            let mut lines: Vec<String> = bytes
                .split(|&byte| byte == b'\n')
                .map(|line| String::from_utf8_lossy(line).into_owned())
                .collect();
            lines.sort_unstable();
            lines
        };
        if bytes.0 != now.0 || lines(&bytes.1).len() != lines(&now.1).len() {
            return Err("saved twice, and the files are not the same".into());
        }
        Ok(())
    }

    /// Does something to a link that is one.
    fn decide(&mut self, bead: u32, decide: impl FnOnce(&mut World, &Bead) -> Operation) -> Broken {
        let mut parallel = self.open()?;
        let beads = parallel.bitext.beads.iter();
        let linked: Vec<Bead> = beads.filter(|bead| bead.is_linked()).cloned().collect();
        if linked.is_empty() {
            return Ok(());
        }
        let bead = &linked[bead as usize % linked.len()];
        let source = chinese(&parallel.bitext.source_text(bead));
        let operation = decide(self, bead);
        let done = parallel.bitext.edit(&operation);
        done.map_err(|error| format!("cannot be edited: {error}"))?;
        match &operation {
            Operation::Note { note, .. } => {
                if let Some(old) = &bead.note {
                    self.model
                        .notes
                        .retain(|name, _| !old.contains(name.as_str()));
                }
                self.model.notes.insert(note.clone(), source);
            }
            _ => drop(self.model.locks.insert(source)),
        }
        match self.save(&parallel)? {
            true => Ok(()),
            false => Err("a save was refused, though no file has changed".into()),
        }
    }

    fn resolve(&mut self, which: u32, take: Take) -> Broken {
        if self.is_away {
            // What the file will say when it is back, nobody knows yet.
            return Ok(());
        }
        let mut parallel = self.open()?;
        let beads = parallel.bitext.beads.iter();
        let conflicts: Vec<Bead> = beads.filter(|bead| bead.is_conflict()).cloned().collect();
        if conflicts.is_empty() {
            return Ok(());
        }
        let bead = &conflicts[which as usize % conflicts.len()];
        let edit = words(&parallel.bitext.target_text(bead));
        let file = words(&bead.pending().unwrap().in_file().join(" "));
        let (gone, stays) = match take {
            Take::Edit => (file, edit),
            Take::File => (edit, file),
        };
        for tag in gone.difference(&stays) {
            self.model.alive.remove(tag);
        }
        self.model.alive.extend(stays);
        let operation = Operation::Resolve {
            bead: bead.id.clone(),
            take,
        };
        let done = parallel.bitext.edit(&operation);
        done.map_err(|error| format!("cannot be resolved: {error}"))?;
        match self.save(&parallel)? {
            true => Ok(()),
            false => Err("a save was refused, though no file has changed".into()),
        }
    }

    /// The same folder again, for a branch of its own.
    fn branch(&self, folder: &Path) -> World {
        for name in ["zh.md", "en.md", "book.bitext.jsonl"] {
            fs::copy(self.file(name), folder.join(name)).unwrap();
        }
        set_read_only(&folder.join("en.md"), false);
        World {
            folder: folder.to_owned(),
            project: self.project.clone(),
            model: self.model.clone(),
            next: self.next,
            earlier: self.earlier.clone(),
            is_away: false,
        }
    }

    fn merge(&mut self, ours: u32, theirs: u32) -> Broken {
        if self.is_away {
            return Ok(());
        }
        // A merge begins with what is committed, and both files belong together there.
        self.align()?;
        let base_model = self.model.clone();
        let (base_folder, other_folder) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let base = self.branch(base_folder.path());
        let mut other = self.branch(other_folder.path());
        other.next += 500;
        for (world, seed) in [(&mut *self, ours), (&mut other, theirs)] {
            let mut random = fastrand::Rng::with_seed(seed.into());
            for _ in 0..1 + random.u32(..3) {
                let (at, how) = (random.u32(..1000), random.u32(..1000));
                match random.u32(..5) {
                    0..=1 => world.edit(at, how)?,
                    2 => world.outside(at, how),
                    3 => world.take(Step::Note { bead: at })?,
                    _ => world.align()?,
                }
                world.look()?;
            }
        }
        self.next = self.next.max(other.next);
        let files = |name: &str| (base.file(name), self.file(name), other.file(name));
        let (a, b, c) = files("en.md");
        let texts = MergeFiles {
            base: &a,
            ours: &b,
            theirs: &c,
            by_git: false,
        };
        let texts = self
            .project
            .merge_texts(&texts, None)
            .map_err(|error| format!("texts cannot be merged: {error}"))?;
        let (a, b, c) = files("book.bitext.jsonl");
        let bitexts = MergeFiles {
            base: &a,
            ours: &b,
            theirs: &c,
            by_git: false,
        };
        let Ok(bitexts) = bitexts.merge() else {
            return Ok(());
        };
        // A person who has conflicts keeps our branch.
        if texts.conflicts > 0 || bitexts.conflicts > 0 {
            return Ok(());
        }
        let was_read_only = set_read_only(&self.file("en.md"), false);
        fs::write(self.file("en.md"), texts.bytes).unwrap();
        set_read_only(&self.file("en.md"), was_read_only);
        fs::write(self.bitext(), bitexts.bytes).unwrap();
        self.model.alive = merged(&base_model.alive, &self.model.alive, &other.model.alive);
        let names = |model: &Model| -> Tags { model.notes.keys().cloned().collect() };
        let kept = merged(
            &names(&base_model),
            &names(&self.model),
            &names(&other.model),
        );
        self.model.notes.extend(other.model.notes);
        self.model.notes.retain(|name, _| kept.contains(name));
        Ok(())
    }

    fn take(&mut self, step: Step) -> Broken {
        match step {
            Step::Edit { bead, how } => self.edit(bead, how),
            Step::Late {
                bead,
                how,
                at,
                outside,
            } => self.late(bead, how, at, outside),
            Step::Killed { bead, how, moment } => self.killed(bead, how, moment),
            Step::Outside { at, how } => {
                self.outside(at, how);
                Ok(())
            }
            Step::Chinese { at } => {
                self.change_chinese(at);
                Ok(())
            }
            Step::Revert { to } => {
                self.revert(to);
                Ok(())
            }
            Step::Align => self.align(),
            Step::Check => {
                let files = || {
                    (
                        fs::read(self.english()).unwrap(),
                        fs::read(self.bitext()).unwrap(),
                    )
                };
                // The first may finish a change that was killed.
                self.open()?;
                let before = files();
                self.open()?;
                if files() == before {
                    Ok(())
                } else {
                    Err("opening has written".into())
                }
            }
            Step::Merge { ours, theirs } => self.merge(ours, theirs),
            Step::Away if !self.is_away => {
                fs::rename(self.file("en.md"), self.file("en.away")).unwrap();
                self.is_away = true;
                Ok(())
            }
            Step::Back if self.is_away => {
                fs::rename(self.file("en.away"), self.file("en.md")).unwrap();
                self.is_away = false;
                Ok(())
            }
            Step::Away | Step::Back => Ok(()),
            Step::Cut => {
                let options = &mut self.project.config.segment;
                options.semicolon = !options.semicolon;
                options.extra_abbreviations = match options.semicolon {
                    true => vec!["step".into(), "island".into(), "lamp".into()],
                    false => Vec::new(),
                };
                Ok(())
            }
            Step::Lock { bead } => self.decide(bead, |_, bead| Operation::Status {
                bead: bead.id.clone(),
                status: Status::Locked,
            }),
            Step::Note { bead } => self.decide(bead, |world, bead| Operation::Note {
                bead: bead.id.clone(),
                note: world.fresh().replace("qv", "note "),
            }),
            Step::ReadOnly => {
                let path = self.english();
                let was = set_read_only(&path, true);
                set_read_only(&path, !was);
                Ok(())
            }
            Step::Resolve { which, edit } => {
                self.resolve(which, if edit { Take::Edit } else { Take::File })
            }
        }
    }

    /// Whether everything is there that a person expects.
    fn look(&mut self) -> Broken {
        let parallel = self.open()?;
        let text = fs::read(self.english()).unwrap();
        if self.earlier.last() != Some(&text) {
            self.earlier.push(text);
        }
        let text = self.text();
        let in_file = tags(&text, "qv");
        let mut found: Tags = in_file.iter().cloned().collect();
        let bitext = &parallel.bitext;
        for bead in &bitext.beads {
            if let Some(pending) = bead.pending() {
                found.extend(words(&bitext.target_text(bead)));
                found.extend(words(
                    &pending.file.iter().flatten().cloned().collect::<String>(),
                ));
            }
        }
        for lost in &bitext.lost {
            found.extend(words(&lost.target));
        }
        if parallel.missing().1 {
            // While the file is away, its copy is all there is to say.
            for bead in &bitext.beads {
                found.extend(words(&bitext.target_text(bead)));
            }
        }
        if let Some(gone) = self.model.alive.difference(&found).next() {
            return Err(format!("{gone} is gone"));
        }
        for (note, of) in &self.model.notes {
            let mut beads = bitext.beads.iter();
            let at_home = beads.any(|bead| {
                let has = bead.note.as_ref().is_some_and(|one| one.contains(note));
                has && !chinese(&bitext.source_text(bead)).is_disjoint(of)
            });
            let mut lost = bitext.lost.iter();
            if !at_home
                && !lost.any(|lost| lost.note.as_ref().is_some_and(|one| one.contains(note)))
            {
                return Err(format!("{note} is gone"));
            }
        }
        for lock in &self.model.locks {
            let mut beads = bitext.beads.iter();
            let at_home = beads.any(|bead| {
                let is_locked = bead.status == Status::Locked || bead.is_changed();
                is_locked && !chinese(&bitext.source_text(bead)).is_disjoint(lock)
            });
            let mut lost = bitext.lost.iter();
            if !at_home && !lost.any(|lost| !chinese(&lost.source).is_disjoint(lock)) {
                return Err(format!("the lock of {lock:?} is gone"));
            }
        }
        Ok(())
    }
}

/// Gives back what it was.
fn set_read_only(path: &Path, is_read_only: bool) -> bool {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    let was = permissions.readonly();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        permissions.set_mode(if is_read_only { 0o444 } else { 0o644 });
    }
    #[cfg(not(unix))]
    permissions.set_readonly(is_read_only);
    fs::set_permissions(path, permissions).unwrap();
    was
}

thread_local! {
    /// Whether this thread does a step. Its panics are kept, those of the tests beside this one are shown.
    static IS_TRYING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    /// Where the last panic was.
    static PANICKED: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// A panic goes wrong, too, and the next sequence is tried all the same.
fn unless_panicking(work: impl FnOnce() -> Broken) -> Broken {
    let work = std::panic::AssertUnwindSafe(work);
    IS_TRYING.set(true);
    let done = std::panic::catch_unwind(work);
    IS_TRYING.set(false);
    done.unwrap_or_else(|_| Err(PANICKED.with_borrow(Clone::clone)))
}

/// What goes wrong in a sequence, and at which step.
fn first_broken(steps: &[Step], is_loud: bool) -> Option<(usize, String)> {
    let folder = folder_with(&[("zh.md", ZH), ("en.md", EN)]);
    let mut world = World::new(folder.path());
    for (at, &step) in steps.iter().enumerate() {
        let broken = unless_panicking(|| world.take(step).and_then(|()| world.look()));
        if is_loud {
            let bitext = fs::read_to_string(world.bitext()).unwrap();
            eprintln!("--- {at}: {step:?}\n{}\n{bitext}", world.text());
        }
        if let Err(broken) = broken {
            return Some((at, broken));
        }
    }
    None
}

/// The kind of what went wrong: without numbers and names.
fn kind(broken: &str) -> String {
    let plain: String = broken.chars().filter(|c| !c.is_ascii_digit()).collect();
    plain.chars().take(40).collect()
}

/// The shortest sequence that goes wrong in the same way.
fn shortest(steps: &[Step], broken: &str) -> Vec<Step> {
    let mut steps = steps.to_vec();
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let shorter = (0..steps.len()).rev().find_map(|at| {
            let mut fewer = steps.clone();
            fewer.remove(at);
            let (end, said) = first_broken(&fewer, false)?;
            fewer.truncate(end + 1);
            (kind(&said) == kind(broken)).then_some(fewer)
        });
        match shorter {
            Some(fewer) => steps = fewer,
            None => break,
        }
    }
    steps
}

fn number(variable: &str, usual: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.and_then(|given| given.parse().ok()).unwrap_or(usual)
}

#[test]
fn no_word_and_no_decision_is_lost() {
    let first = number("DUIZHAO_FIRST_SEQUENCE", 0);
    let end = first + number("DUIZHAO_SEQUENCES", SEQUENCES);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !IS_TRYING.get() {
            return usual(info);
        }
        let place = info.location().map(ToString::to_string);
        PANICKED.set(format!("panicked at {}: {info}", place.unwrap_or_default()));
    }));
    let next = AtomicU64::new(first);
    let violations: Mutex<BTreeMap<String, (usize, String)>> = Mutex::default();
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return;
            }
            let mut random = fastrand::Rng::with_seed(seed);
            let count = 1 + random.u32(..MOST_STEPS);
            let steps: Vec<Step> = (0..count).map(|_| step(&mut random)).collect();
            let Some((at, broken)) = first_broken(&steps, false) else {
                continue;
            };
            let is_new = {
                let mut violations = violations.lock().unwrap();
                let entry = violations.entry(kind(&broken)).or_default();
                entry.0 += 1;
                entry.0 == 1
            };
            if is_new {
                let shortest = shortest(&steps[..=at], &broken);
                let said = first_broken(&shortest, number("DUIZHAO_LOUD", 0) > 0);
                let said = format!("sequence {seed}: {said:?} after {shortest:?}");
                let mut violations = violations.lock().unwrap();
                violations.entry(kind(&broken)).or_default().1 = said;
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let violations = violations.into_inner().unwrap();
    for (count, example) in violations.values() {
        eprintln!("{count} times: {example}\n");
    }
    assert!(violations.is_empty(), "{} kinds", violations.len());
}
