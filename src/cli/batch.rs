//! `duizhao align --batch`

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use duizhao::batch::{Done, Entry, Record, fingerprint, read_list};
use duizhao::bitext::format::BitextFormat;
use duizhao::bitext::{Bitext, Status};
use duizhao::text::named::Named;
use duizhao::{Error, Result};
use serde_json::json;

use super::Context;
use super::align::lost_decision;
use super::args::{Align, Summary};
use super::given::Extra;
use super::output::write_to;
use super::pair::{How, Pair};

const RECORD: &str = "batch.jsonl";

/// What all pairs have in common.
struct Batch<'a> {
    /// Each pair has one thread.
    context: Context,
    options: &'a Align,
    format: &'a BitextFormat,
    folder: &'a Path,
    /// The settings that tell in the results.
    settings: String,
    record: Mutex<Record>,
}

/// What came of an entry of the list, and whether that was known already.
type Outcome = (Done, bool);

pub(super) fn run(context: &Context, options: &Align) -> Result<ExitCode> {
    let (Some(list), Some(folder)) = (&options.batch, &options.output) else {
        return Err(Error::usage("a list and a folder are needed", ""));
    };
    let format = BitextFormat::by_id(options.format.as_deref().unwrap_or("jsonl"))?;
    if format.is_several() {
        return Err(Error::usage(
            format!("{} cannot be written as one file a pair", format.name),
            "align to jsonl, and `duizhao convert` the results",
        ));
    }
    if context.config.align.encoder.is_some() {
        context
            .talk
            .warn("a batch asks no server: the encoder of the settings is not used");
    }
    let ends = format.extensions.first().copied().unwrap_or(format.id);
    let entries = read_list(list, ends)?;
    let failed = |source| Error::Write {
        path: folder.clone(),
        source,
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let _lock = lock(folder)?;
    let project = &context.config.project;
    let batch = Batch {
        settings: format!(
            "{} {} {} {:?} {:?} {} {}",
            env!("CARGO_PKG_VERSION"),
            format.id,
            options.lines,
            options.from,
            context.config.segment,
            project.source_language,
            project.target_language
        ),
        context: Context {
            talk: context.talk.clone(),
            config: context.config.clone(),
            jobs: 1,
        },
        options,
        format,
        folder,
        record: Mutex::new(Record::open(&folder.join(RECORD), options.fresh)?),
    };
    let outcomes = batch.all(&entries, context.jobs, ends)?;
    let record = batch
        .record
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    record.settle(outcomes.iter().map(|(done, _)| done.output.as_str()))?;
    write_to(None, |out| match options.summary {
        Summary::Text => table(&entries, &outcomes, out),
        Summary::Json => summary(&entries, &outcomes, out),
    })?;
    let good = outcomes.iter().all(|(done, _)| done.error.is_none());
    Ok(ExitCode::from(u8::from(!good)))
}

/// One process at a time writes to a folder. Where a folder cannot be locked, that is left to the user.
fn lock(folder: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(folder) else {
        return Ok(None);
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::usage(
            format!("{}: another batch is writing here", folder.display()),
            "wait for it, or name another folder",
        )),
        _ => Ok(Some(file)),
    }
}

impl Batch<'_> {
    /// Every pair, several at once, in the order of the list.
    fn all(&self, entries: &[Entry], jobs: usize, ends: &str) -> Result<Vec<Outcome>> {
        let next = AtomicUsize::new(0);
        let ended = AtomicUsize::new(0);
        let work = || -> Result<Vec<(usize, Outcome)>> {
            let mut outcomes = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(entry) = entries.get(at) else {
                    return Ok(outcomes);
                };
                // What goes wrong in here is the record's or the disk's, and stops everybody.
                let outcome = self.one(entry, ends).inspect_err(|_| {
                    next.store(entries.len(), Ordering::Relaxed);
                })?;
                let number = ended.fetch_add(1, Ordering::Relaxed) + 1;
                self.tell(entry, &outcome, number, entries.len());
                outcomes.push((at, outcome));
            }
        };
        let threads: Vec<Result<Vec<(usize, Outcome)>>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs.clamp(1, entries.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let ends = threads.into_iter().map(thread::ScopedJoinHandle::join);
            ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        let mut outcomes = Vec::with_capacity(entries.len());
        for thread in threads {
            outcomes.extend(thread?);
        }
        outcomes.sort_by_key(|&(at, _)| at);
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }

    fn one(&self, entry: &Entry, ends: &str) -> Result<Outcome> {
        let output = format!("{}.{ends}", entry.name);
        let path = self.folder.join(&output);
        let mut done = Done {
            source: entry.source.display().to_string(),
            target: entry.target.display().to_string(),
            output,
            ..Done::default()
        };
        match self.inputs(entry) {
            Ok(inputs) => done.inputs = inputs,
            Err(error) => return self.record(failed(done, &error)),
        }
        let known = self.locked(|record| record.of(&done.output).cloned());
        if let Some(known) = known
            && known.error.is_none()
            && known.inputs == done.inputs
            && made(&path).is_ok_and(|made| made == known.made)
        {
            return Ok((known, true));
        }
        match self.align(entry, &path, &mut done) {
            Ok(()) => self.record(done),
            Err(error) => self.record(failed(done, &error)),
        }
    }

    fn record(&self, done: Done) -> Result<Outcome> {
        self.locked(|record| record.add(done.clone()))?;
        Ok((done, false))
    }

    fn locked<T>(&self, with: impl FnOnce(&mut Record) -> T) -> T {
        with(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn inputs(&self, entry: &Entry) -> Result<String> {
        let (source, target) = (read(&entry.source)?, read(&entry.target)?);
        let names = [&entry.source, &entry.target].map(|path| path.display().to_string());
        Ok(fingerprint(&[
            self.settings.as_bytes(),
            names[0].as_bytes(),
            &source,
            names[1].as_bytes(),
            &target,
        ]))
    }

    fn align(&self, entry: &Entry, path: &Path, done: &mut Done) -> Result<()> {
        let context = &self.context;
        let how = How {
            lines: self.options.lines,
            from: self.options.from.as_deref(),
        };
        let pair = Pair::read(context, &entry.source, &entry.target, how)?;
        let extra = if self.decided(path)? {
            Extra::kept(path, &pair.chinese, &pair.english, pair.swapped)?
        } else {
            Extra::default()
        };
        let aligned = pair.align(context, &extra)?;
        let bitext = pair.as_given(context, &aligned, &extra.carried);
        for lost in &extra.lost {
            let lost = lost_decision(lost);
            context.talk.warn(format!("{}: {lost}", entry.name));
        }
        self.format.write_file(&bitext, path)?;
        done.made = made(path)?;
        count(&bitext, pair.swapped, done);
        Ok(())
    }

    /// Whether the result is there already and a person has decided something in it. Only then does the
    /// new one start from it: else it would depend on where an earlier run was broken off.
    fn decided(&self, path: &Path) -> Result<bool> {
        if self.options.fresh || self.format.id != "jsonl" || !path.is_file() {
            return Ok(false);
        }
        let earlier = self.format.read_file(path)?;
        let mut beads = earlier.beads.iter();
        Ok(beads.any(|bead| bead.status != Status::Auto || bead.note.is_some()))
    }

    fn tell(&self, entry: &Entry, (done, known): &Outcome, number: usize, of: usize) {
        let talk = &self.context.talk;
        let head = format!("{number}/{of} {}", entry.name);
        match &done.error {
            Some(error) => talk.warn(format!("{head}: {error}")),
            None if *known => {
                talk.note(format!("{head}: nothing has changed, it is left as it is"));
            }
            None => talk.note(format!(
                "{head}: {} Chinese and {} English sentences, {} links",
                done.zh, done.en, done.linked
            )),
        }
    }
}

fn failed(done: Done, error: &Error) -> Done {
    Done {
        error: Some(error.to_string()),
        ..done
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| Error::Read {
        path: PathBuf::from(path),
        source,
    })
}

fn made(path: &Path) -> Result<String> {
    Ok(fingerprint(&[&read(path)?]))
}

fn count(bitext: &Bitext, swapped: bool, done: &mut Done) {
    let sides = [bitext.source.sentences.len(), bitext.target.sentences.len()];
    let (mut linked, mut sum, mut alone) = (0_usize, 0.0, [0_usize; 2]);
    for bead in &bitext.beads {
        if bead.is_linked() {
            linked += 1;
            sum += f64::from(bead.confidence);
        } else {
            alone[0] += bead.source.len();
            alone[1] += bead.target.len();
        }
    }
    let (zh, en) = if swapped { (1, 0) } else { (0, 1) };
    (done.zh, done.en) = (sides[zh], sides[en]);
    (done.omissions, done.additions) = (alone[zh], alone[en]);
    (done.beads, done.linked) = (bitext.beads.len(), linked);
    done.confidence = (linked > 0).then(|| (sum / linked as f64 * 1e4).round() / 1e4);
}

/// A row a pair: its counts, or why there are none.
fn table(entries: &[Entry], outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    let header = [
        "pair",
        "zh",
        "en",
        "links",
        "omissions",
        "additions",
        "sure",
    ];
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    for at in 1..header.len() {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for (entry, (done, _)) in entries.iter().zip(outcomes) {
        if done.error.is_some() {
            table.add_row([&entry.name, "-", "-", "-", "-", "-", "-"]);
            continue;
        }
        let counts = [
            done.zh,
            done.en,
            done.linked,
            done.omissions,
            done.additions,
        ];
        let mut row = vec![entry.name.clone()];
        row.extend(counts.iter().map(usize::to_string));
        row.push(done.confidence.map_or("-".into(), |c| format!("{c:.3}")));
        table.add_row(row);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    for (entry, (done, _)) in entries.iter().zip(outcomes) {
        if let Some(error) = &done.error {
            writeln!(out, "{}: {error}", entry.name)?;
        }
    }
    Ok(())
}

fn summary(entries: &[Entry], outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    let pairs: Vec<_> = entries
        .iter()
        .zip(outcomes)
        .map(|(entry, (done, known))| json!({"pair": entry.name, "skipped": known, "result": done}))
        .collect();
    let count = |which: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|one| which(one)).count();
    let summary = json!({
        "pairs": pairs,
        "failed": count(&|(done, _)| done.error.is_some()),
        "skipped": count(&|&(_, known)| known),
    });
    serde_json::to_writer_pretty(&mut *out, &summary)?;
    writeln!(out)
}
