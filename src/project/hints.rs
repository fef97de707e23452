//! Hints for an alignment besides the two texts: translations of a machine and of a memory, an encoder, anchors, and a
//! bitext whose decisions are to be kept.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::align::{Hints, fits_a_bead};
use crate::bitext::format::{BitextFormat, links};
use crate::bitext::{BeadSpan, Bitext, Carried, CarryPolicy, Lost, Status};
use crate::document::read_file;
use crate::encoder::Encoder;
use crate::error::{Error, Place, Result};
use crate::glossary::TermMatcher;
use crate::segment::SegmentedDocument;

#[cfg(feature = "net")]
use super::recalled::recalled;
use super::{Project, TextPair};

/// The files and names that hints are read from.
#[derive(Clone, Copy, Debug, Default)]
pub struct HintFiles<'a> {
    /// A line of machine translation for each Chinese sentence.
    pub translation: Option<&'a Path>,
    /// Bitexts that are a translation memory.
    pub memory: &'a [PathBuf],
    /// Asks the project's own memory, too: for sentences that are like one by so many per cent at least.
    pub tm: Option<u32>,
    /// The name of an encoder of the settings; that of `[align]` where there is none.
    pub encoder: Option<&'a str>,
    /// A links file: sentences that stand in one bead.
    pub anchors: Option<&'a Path>,
    /// A bitext of earlier versions of the texts.
    pub onto: Option<&'a Path>,
}

/// Hints as they were read, ready for the aligner.
#[derive(Default)]
pub struct OwnedHints {
    /// The English of Chinese sentences, by a machine or out of a memory.
    translation: Option<Vec<String>>,
    encoder: Option<Box<dyn Encoder>>,
    anchors: Vec<BeadSpan>,
    /// The beads of the earlier bitext that stay as they are.
    pub carried: Vec<Carried>,
    /// Decisions that could not be kept.
    pub lost: Vec<Lost>,
}

impl OwnedHints {
    /// Reads everything. The files count sentences of the texts in the order in which the user gave them.
    ///
    /// # Errors
    /// A file that cannot be read or does not belong to these texts; an encoder that is not set up.
    pub fn read(project: &Project, sources: HintFiles<'_>, pair: &TextPair) -> Result<OwnedHints> {
        let TextPair {
            chinese,
            english,
            swapped,
        } = pair;
        let swapped = *swapped;
        let mut hints = OwnedHints {
            translation: sources
                .translation
                .map(|path| translation(path, chinese))
                .transpose()?,
            encoder: sources
                .encoder
                .or(project.config.align.encoder.as_deref())
                .map(|name| encoder(project, name))
                .transpose()?,
            ..OwnedHints::default()
        };
        if !sources.memory.is_empty() || sources.tm.is_some() {
            let lines = recalled(project, sources.memory, sources.tm, chinese)?;
            hints.translation = Some(preferring(lines, hints.translation.take()));
        }
        if let Some(path) = sources.onto {
            let old = earlier(path, swapped)?;
            let (zh, en) = (texts(chinese), texts(english));
            (hints.carried, hints.lost) = old.carry(&zh, &en, CarryPolicy::Unchanged);
        }
        if let Some(path) = sources.anchors {
            let sides = (chinese.segments.len(), english.segments.len());
            hints.anchors = anchors(path, sides, swapped)?;
            reconcile(path, &hints.anchors, &mut hints.carried)?;
        }
        Ok(hints)
    }

    /// The links of an earlier bitext that these texts keep.
    #[must_use]
    pub fn onto(
        earlier: &Bitext,
        chinese: &SegmentedDocument,
        english: &SegmentedDocument,
    ) -> OwnedHints {
        let (mut carried, lost) =
            earlier.carry(&texts(chinese), &texts(english), CarryPolicy::Unchanged);
        // Sentences that had no counterpart may have found one.
        carried.retain(|bead| bead.span.is_linked());
        OwnedHints {
            carried,
            lost,
            ..OwnedHints::default()
        }
    }

    /// Keeps these beads, as far as the anchors, which were read from a file, let them.
    ///
    /// # Errors
    /// An anchor that contradicts a decision.
    pub(super) fn keep(&mut self, carried: Vec<Carried>, anchors: Option<&Path>) -> Result<()> {
        self.carried = carried;
        match anchors {
            Some(path) => reconcile(path, &self.anchors, &mut self.carried),
            None => Ok(()),
        }
    }

    /// The hints in the aligner's form, with the terms of a glossary.
    #[must_use]
    pub fn given<'h>(&'h self, terms: Option<&'h TermMatcher>) -> Hints<'h> {
        Hints {
            translation: self.translation.as_deref(),
            terms,
            encoder: self.encoder.as_deref(),
            anchors: &self.anchors,
            locked: &self.carried,
        }
    }
}

fn texts(text: &SegmentedDocument) -> Vec<&str> {
    text.segments.iter().map(|s| s.text.as_str()).collect()
}

/// A line of machine translation for each Chinese sentence.
fn translation(path: &Path, chinese: &SegmentedDocument) -> Result<Vec<String>> {
    let text = read_file(path, Some("txt"))?.source.text;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let sentences = chinese.segments.len();
    if lines.len() != sentences {
        return Err(Error::input(
            Place::file(path),
            format!(
                "{} lines of translation for {sentences} Chinese sentences",
                lines.len()
            ),
            "it takes one line for each line of `duizhao segment` on the Chinese text, empty where there is no translation",
        ));
    }
    Ok(lines)
}

/// The lines of a memory, and where it has none those of a machine.
fn preferring(memory: Vec<String>, machine: Option<Vec<String>>) -> Vec<String> {
    let mut machine = machine.unwrap_or_default().into_iter();
    let choose = |line: String| {
        let other = machine.next().unwrap_or_default();
        if line.is_empty() { other } else { line }
    };
    memory.into_iter().map(choose).collect()
}

/// Without the feature `net` there is no translation memory.
#[cfg(not(feature = "net"))]
fn recalled(
    _: &Project,
    _: &[PathBuf],
    _: Option<u32>,
    _: &SegmentedDocument,
) -> Result<Vec<String>> {
    Err(Error::usage(
        "this build has no translation memory",
        "build with the feature net, or leave the memory out",
    ))
}

/// Without the feature `net` there is no server to ask.
#[cfg(not(feature = "net"))]
fn encoder(_: &Project, name: &str) -> Result<Box<dyn Encoder>> {
    Err(Error::usage(
        format!("the encoder \"{name}\" is a server, and this build asks none"),
        "build with the feature net, or leave the encoder out",
    ))
}

#[cfg(feature = "net")]
fn encoder(project: &Project, name: &str) -> Result<Box<dyn Encoder>> {
    use crate::cache::Cache;
    use crate::encoder::{CachedEncoder, Endpoint};

    let settings = project.config.encoder(name)?;
    let key = settings.key(|name| project.variable(name))?;
    let cache = Cache::open(&Cache::path_in(&project.config.folder))?;
    let endpoint = Endpoint::new(settings, key)?;
    Ok(Box::new(CachedEncoder::new(
        endpoint,
        std::sync::Arc::new(cache),
    )))
}

/// The earlier bitext, the Chinese as its source.
fn earlier(path: &Path, swapped: bool) -> Result<Bitext> {
    let format = BitextFormat::by_path(path)?;
    if !format.can_read() {
        return Err(Error::usage(
            format!("{} cannot be read back", format.name),
            "name a bitext that keeps decisions (.jsonl)",
        ));
    }
    let bitext = format.read_file(path)?.bitext;
    Ok(if swapped { bitext.turned() } else { bitext })
}

/// Sentences that belong together, in order on both sides.
fn anchors(
    path: &Path,
    (sources, targets): (usize, usize),
    swapped: bool,
) -> Result<Vec<BeadSpan>> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let mut found: Vec<(usize, BeadSpan)> = Vec::new();
    for (number, (first, second)) in (1..).zip(links::parse(&bytes, path)?) {
        let (zh, en) = if swapped {
            (second, first)
        } else {
            (first, second)
        };
        let fail = |what: String, help: &str| {
            Err(Error::input(
                Place::file(path),
                format!("anchor {number}: {what}"),
                help,
            ))
        };
        let range = |side: &[usize]| Some(*side.iter().min()?..*side.iter().max()? + 1);
        let (Some(zh), Some(en)) = (range(&zh), range(&en)) else {
            return fail(
                "one side is empty".into(),
                "an anchor names sentences of both sides that stand in one link",
            );
        };
        for (last, count, name) in [(zh.end, sources, "Chinese"), (en.end, targets, "English")] {
            if last > count {
                return fail(
                    format!(
                        "there is no {name} sentence {}, the last is {}",
                        last - 1,
                        count.saturating_sub(1)
                    ),
                    "sentences are counted from 0",
                );
            }
        }
        let span = BeadSpan::new(zh, en);
        if !fits_a_bead(&span) {
            return fail(
                format!(
                    "{} Chinese and {} English sentences are too many for a link",
                    span.source.len(),
                    span.target.len()
                ),
                "name fewer sentences: the others of the link will find their place",
            );
        }
        found.push((number, span));
    }
    found.sort_by_key(|(_, span)| (span.source.start, span.target.start));
    for pair in found.windows(2) {
        let ((one, a), (other, b)) = (&pair[0], &pair[1]);
        if b.source.start < a.source.end || b.target.start < a.target.end {
            return Err(Error::input(
                Place::file(path),
                format!("anchors {one} and {other} cross or overlap"),
                "keep one of them, or join them into one anchor",
            ));
        }
    }
    Ok(found.into_iter().map(|(_, span)| span).collect())
}

/// Drops undecided beads that stand against an anchor; a decided one is a contradiction.
fn reconcile(path: &Path, anchors: &[BeadSpan], carried: &mut Vec<Carried>) -> Result<()> {
    let against = |bead: &Carried, anchor: &BeadSpan| {
        let holds = |whole: &Range<usize>, part: &Range<usize>| {
            whole.start <= part.start && part.end <= whole.end
        };
        let apart = |a: &Range<usize>, b: &Range<usize>| {
            a.is_empty() || a.end <= b.start || b.end <= a.start
        };
        let (source, target) = (&bead.span.source, &bead.span.target);
        let keeps = holds(source, &anchor.source) && holds(target, &anchor.target);
        let free = apart(source, &anchor.source) && apart(target, &anchor.target);
        let crosses = bead.span.is_linked()
            && bead.moved.is_none()
            && (source.end <= anchor.source.start) != (target.end <= anchor.target.start);
        !keeps && (!free || crosses)
    };
    for anchor in anchors {
        let decided = carried
            .iter()
            .find(|bead| bead.is_decided() && against(bead, anchor));
        if let Some(bead) = decided {
            return Err(Error::input(
                Place::file(path),
                format!(
                    "the anchor [{}]:[{}] contradicts what was decided on Chinese sentences {:?} and English sentences {:?}",
                    anchor.source.start, anchor.target.start, bead.span.source, bead.span.target
                ),
                "take the anchor out, or unlock the link",
            ));
        }
        carried.retain(|bead| !against(bead, anchor));
    }
    Ok(())
}

/// A decision that could not be kept, in words for people.
#[must_use]
pub fn lost_decision(lost: &Lost) -> String {
    let what = match (lost.status, &lost.note) {
        (Status::Auto, Some(note)) => format!("the remark \"{note}\" on"),
        (Status::Rejected, _) => "the rejection of".into(),
        _ => "the lock of".into(),
    };
    format!(
        "{what} link {} could not be kept, for {}: {} | {}",
        lost.id.0, lost.why, lost.source, lost.target
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_goes_before_a_machine() {
        let lines =
            |all: &[&str]| -> Vec<String> { all.iter().map(|&line| line.to_owned()).collect() };
        let (memory, machine) = (
            lines(&["A gate.", "", ""]),
            lines(&["The door.", "Rain.", ""]),
        );
        assert_eq!(
            preferring(memory.clone(), Some(machine)),
            ["A gate.", "Rain.", ""]
        );
        assert_eq!(preferring(memory.clone(), None), memory);
    }
}
