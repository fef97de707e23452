//! What an alignment is given besides the two texts: a machine translation, an encoder, anchors, and a
//! bitext whose decisions are to be kept.

use std::path::Path;
use std::sync::Arc;

use duizhao::align::bead::{Edge, SHAPES};
use duizhao::align::{Given, Locked};
use duizhao::bitext::format::{BitextFormat, links};
use duizhao::bitext::{Bitext, Carried, CarryPolicy, Lost};
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
    anchors: Vec<Edge>,
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
            (extra.carried, extra.lost) = old.carry(&zh, &en, CarryPolicy::Unchanged);
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
        let (carried, lost) = old.carry(&texts(chinese), &texts(english), CarryPolicy::Unchanged);
        Ok(Extra {
            carried,
            lost,
            ..Extra::default()
        })
    }

    /// What is kept of an earlier bitext of these texts.
    pub(super) fn onto(earlier: &Bitext, chinese: &Text, english: &Text) -> Extra {
        let (mut carried, lost) =
            earlier.carry(&texts(chinese), &texts(english), CarryPolicy::Unchanged);
        // What had no counterpart may have found one.
        carried.retain(|bead| !bead.source.is_empty() && !bead.target.is_empty());
        Extra {
            carried,
            lost,
            ..Extra::default()
        }
    }

    /// The same as the aligner wants it.
    pub(super) fn given(&self) -> Given<'_> {
        let locked = self.carried.iter().map(|bead| Locked {
            edge: Edge {
                i0: bead.source.start,
                i1: bead.source.end,
                j0: bead.target.start,
                j1: bead.target.end,
            },
            confidence: bead.confidence,
            moved: bead.moved,
        });
        Given {
            openings: None,
            translation: self.translation.as_deref(),
            encoder: self.encoder.as_deref(),
            anchors: self.anchors.clone(),
            locked: locked.collect(),
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
    let mut bitext = format.read_file(path)?;
    if swapped {
        std::mem::swap(&mut bitext.source, &mut bitext.target);
        for bead in &mut bitext.beads {
            std::mem::swap(&mut bead.source, &mut bead.target);
        }
    }
    Ok(bitext)
}

/// Sentences that belong together, in order on both sides.
fn anchors(path: &Path, (sources, targets): (usize, usize), swapped: bool) -> Result<Vec<Edge>> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let mut found: Vec<(usize, Edge)> = Vec::new();
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
        let range = |side: &[usize]| Some((*side.iter().min()?, *side.iter().max()? + 1));
        let (Some((i0, i1)), Some((j0, j1))) = (range(&zh), range(&en)) else {
            return fail(
                "one side is empty".into(),
                "an anchor names sentences of both sides that stand in one link",
            );
        };
        for (last, count, name) in [(i1, sources, "Chinese"), (j1, targets, "English")] {
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
        let edge = Edge { i0, i1, j0, j1 };
        let known = SHAPES.iter().any(|shape| {
            usize::from(shape.source) == edge.sources()
                && usize::from(shape.target) == edge.targets()
        });
        if !known {
            return fail(
                format!(
                    "{} Chinese and {} English sentences are too many for a link",
                    edge.sources(),
                    edge.targets()
                ),
                "name fewer sentences: the others of the link will find their place",
            );
        }
        found.push((number, edge));
    }
    found.sort_by_key(|&(_, edge)| (edge.i0, edge.j0));
    for pair in found.windows(2) {
        let ((one, a), (other, b)) = (pair[0], pair[1]);
        if b.i0 < a.i1 || b.j0 < a.j1 {
            return Err(Error::input(
                Place::file(path),
                format!("anchors {one} and {other} cross or overlap"),
                "keep one of them, or join them into one anchor",
            ));
        }
    }
    Ok(found.into_iter().map(|(_, edge)| edge).collect())
}

/// Drops undecided beads that stand against an anchor; a decided one is a contradiction.
fn reconcile(path: &Path, anchors: &[Edge], carried: &mut Vec<Carried>) -> Result<()> {
    let against = |bead: &Carried, anchor: &Edge| {
        let holds = bead.source.start <= anchor.i0
            && anchor.i1 <= bead.source.end
            && bead.target.start <= anchor.j0
            && anchor.j1 <= bead.target.end;
        let apart = |from: usize, to: usize, a: usize, b: usize| from == to || to <= a || b <= from;
        let free = apart(bead.source.start, bead.source.end, anchor.i0, anchor.i1)
            && apart(bead.target.start, bead.target.end, anchor.j0, anchor.j1);
        let linked = !bead.source.is_empty() && !bead.target.is_empty() && bead.moved.is_none();
        let crosses = linked && (bead.source.end <= anchor.i0) != (bead.target.end <= anchor.j0);
        !holds && (!free || crosses)
    };
    for anchor in anchors {
        let decided = carried.iter().find(|bead| {
            (bead.status != duizhao::bitext::Status::Auto || bead.note.is_some())
                && against(bead, anchor)
        });
        if let Some(bead) = decided {
            return Err(Error::input(
                Place::file(path),
                format!(
                    "the anchor [{}]:[{}] contradicts what was decided on Chinese sentences {:?} and English sentences {:?}",
                    anchor.i0, anchor.j0, bead.source, bead.target
                ),
                "take the anchor out, or unlock the link",
            ));
        }
        carried.retain(|bead| !against(bead, anchor));
    }
    Ok(())
}
