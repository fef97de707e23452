//! What an alignment is given besides the two texts: a machine translation, an encoder, anchors, and a
//! bitext whose decisions are to be kept.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use duizhao::align::{Hints, fits_a_bead};
use duizhao::bitext::format::{BitextFormat, links};
use duizhao::bitext::{BeadSpan, Bitext, Carried, Lost, Which};
use duizhao::cache::Cache;
use duizhao::document::read_file;
use duizhao::encoder::{CachedEncoder, Encoder, Endpoint};
use duizhao::segment::Text;
use duizhao::{Error, Place, Result};

use super::Context;

/// Where to find it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sources<'a> {
    pub(super) translation: Option<&'a Path>,
    /// The name of an encoder of the settings.
    pub(super) encoder: Option<&'a str>,
    pub(super) anchors: Option<&'a Path>,
    /// A bitext of earlier versions of the texts.
    pub(super) onto: Option<&'a Path>,
}

/// What was found.
#[derive(Default)]
pub(super) struct Extra {
    translation: Option<Vec<String>>,
    encoder: Option<Box<dyn Encoder>>,
    anchors: Vec<BeadSpan>,
    /// What is kept of the earlier bitext.
    pub(super) carried: Vec<Carried>,
    /// Decisions that could not be kept.
    pub(super) lost: Vec<Lost>,
}

impl Extra {
    /// Reads everything; `swapped` says that the user gave the English first.
    pub(super) fn read(
        context: &Context,
        sources: Sources<'_>,
        chinese: &Text,
        english: &Text,
        swapped: bool,
    ) -> Result<Extra> {
        let mut extra = Extra {
            translation: sources
                .translation
                .map(|path| translation(path, chinese))
                .transpose()?,
            encoder: sources
                .encoder
                .or(context.config.align.encoder.as_deref())
                .map(|name| encoder(context, name))
                .transpose()?,
            ..Extra::default()
        };
        if let Some(path) = sources.onto {
            let old = earlier(path, swapped)?;
            let (zh, en) = (texts(chinese), texts(english));
            (extra.carried, extra.lost) = old.carry(&zh, &en, Which::Unchanged);
        }
        if let Some(path) = sources.anchors {
            let sides = (chinese.segments.len(), english.segments.len());
            extra.anchors = anchors(path, sides, swapped)?;
            reconcile(path, &extra.anchors, &mut extra.carried)?;
        }
        Ok(extra)
    }

    /// What is kept of the bitext at `path`, and nothing else.
    pub(super) fn kept(
        path: &Path,
        chinese: &Text,
        english: &Text,
        swapped: bool,
    ) -> Result<Extra> {
        let old = earlier(path, swapped)?;
        let (carried, lost) = old.carry(&texts(chinese), &texts(english), Which::Unchanged);
        Ok(Extra {
            carried,
            lost,
            ..Extra::default()
        })
    }

    /// What is kept of an earlier bitext of these texts.
    pub(super) fn onto(earlier: &Bitext, chinese: &Text, english: &Text) -> Extra {
        let (mut carried, lost) = earlier.carry(&texts(chinese), &texts(english), Which::Unchanged);
        // What had no counterpart may have found one.
        carried.retain(|bead| bead.span.is_linked());
        Extra {
            carried,
            lost,
            ..Extra::default()
        }
    }

    /// The same as the aligner wants it.
    pub(super) fn hints(&self) -> Hints<'_> {
        Hints {
            translation: self.translation.as_deref(),
            encoder: self.encoder.as_deref(),
            anchors: &self.anchors,
            locked: &self.carried,
        }
    }
}

fn texts(text: &Text) -> Vec<&str> {
    text.segments.iter().map(|s| s.text.as_str()).collect()
}

/// A line of machine translation for each Chinese sentence.
fn translation(path: &Path, chinese: &Text) -> Result<Vec<String>> {
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

fn encoder(context: &Context, name: &str) -> Result<Box<dyn Encoder>> {
    let settings = context.config.encoder(name)?;
    let key = settings.key(|variable| std::env::var(variable).ok())?;
    let cache = Cache::open(&Cache::path_in(&context.config.folder))?;
    let endpoint = Endpoint::new(settings, key)?;
    Ok(Box::new(CachedEncoder::new(endpoint, Arc::new(cache))))
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
    let bitext = format.read_file(path)?;
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
                "an anchor names sentences of both sides that stand in one bead",
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
                    "{} Chinese and {} English sentences are too many for a bead",
                    span.source.len(),
                    span.target.len()
                ),
                "name fewer sentences: the others of the bead will find their place",
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
                "take the anchor out, or unlock the bead",
            ));
        }
        carried.retain(|bead| !against(bead, anchor));
    }
    Ok(())
}
