//! What helps with a sentence: terms of the glossary, and what the translation memory has that is like it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use serde_json::{Value, json};

use crate::bitext::{Bead, Bitext};
use crate::cache::Cache;
use crate::error::Result;
use crate::files::write_atomically;
use crate::glossary::format::GlossaryFormat;
use crate::glossary::{Concept, Rendering, TermMatcher, Termbase, format};
use crate::translate::{FuzzyIndex, Memory as Answers, Units};

/// A sentence that is less like another is no help.
const LEAST: f64 = 0.6;
/// So many are shown.
const MOST: usize = 5;

/// A text, and where to answer.
type Asked = (String, Sender<Vec<Value>>);

/// The translation memory: a thread that holds it with its index.
pub(super) struct Memory {
    ask: Sender<Asked>,
}

impl Memory {
    /// Reads the memory of a project and lets go of its file; nothing where there is none.
    ///
    /// # Errors
    /// When another run is using it.
    pub(super) fn open(folder: &Path) -> Result<Option<Memory>> {
        let path = Cache::path_in(folder);
        if !path.is_file() {
            return Ok(None);
        }
        let cache = Arc::new(Cache::open(&path)?);
        let mut units = Units::new(cache.clone()).all()?;
        units.extend(Answers::answers(&cache)?);
        if units.is_empty() {
            return Ok(None);
        }
        let (ask, asked) = channel::<Asked>();
        thread::spawn(move || {
            let index = FuzzyIndex::new(&units);
            for (text, answer) in asked {
                let found = index.best(&text, LEAST, MOST).into_iter().map(|found| {
                    json!({
                        "source": found.unit.source,
                        "target": found.unit.target,
                        "origin": found.unit.origin,
                        "score": (found.score * 100.0).floor() / 100.0,
                    })
                });
                // Whoever asked may have gone away.
                let _ = answer.send(found.collect());
            }
        });
        Ok(Some(Memory { ask }))
    }

    /// What is like a text.
    pub(super) fn like(&self, text: &str) -> Vec<Value> {
        let (answer, answered) = channel();
        if self.ask.send((text.to_owned(), answer)).is_err() {
            return Vec::new();
        }
        answered.recv().unwrap_or_default()
    }
}

/// The terms in the Chinese of a bead, each with whether the English has it.
pub(super) fn terms(
    bitext: &Bitext,
    bead: &Bead,
    termbase: &Termbase,
    matcher: &TermMatcher,
) -> Vec<Value> {
    let files = (bitext.source.file.as_str(), bitext.target.file.as_str());
    let used: Vec<usize> = matcher
        .in_target(&bitext.target_text(bead))
        .into_iter()
        .filter(|hit| !matches!(hit.rendering, Rendering::Forbidden(_)))
        .map(|hit| hit.concept)
        .collect();
    let mut seen: Vec<usize> = Vec::new();
    for hit in matcher.in_source(&bitext.source_text(bead)) {
        if !seen.contains(&hit.concept) && termbase.concepts[hit.concept].applies_to(files) {
            seen.push(hit.concept);
        }
    }
    seen.into_iter()
        .map(|at| {
            let mut term = concept(&termbase.concepts[at]);
            term["used"] = json!(used.contains(&at));
            term
        })
        .collect()
}

pub(super) fn concept(concept: &Concept) -> Value {
    json!({
        "source": concept.source,
        "target": concept.target,
        "variants": concept.variants,
        "forbidden": concept.forbidden,
        "note": concept.note,
    })
}

/// Puts a term into a glossary file, behind those that are there.
pub(super) fn add(path: &Path, concept: Concept) -> Result<()> {
    let written = GlossaryFormat::by_path(path)?;
    let mut termbase = if path.is_file() {
        format::read(path)?.0
    } else {
        Termbase::default()
    };
    termbase.concepts.push(concept);
    termbase.check(path)?;
    write_atomically(path, |out| (written.write)(&termbase, out))
}
