//! Suggestions for a bead: its glossary terms, and similar sentences of the translation memory.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use serde_json::{Value, json};

use crate::bitext::{Bead, Bitext};
use crate::cache::Cache;
use crate::check::Doubts;
use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::glossary::format::GlossaryFormat;
use crate::glossary::{Concept, Rendering, TermMatcher, Termbase, format};
use crate::translate::{AnswerCache, FuzzyIndex, TranslationMemory};

/// The least similarity, 0 to 1, of a sentence that is suggested.
const LEAST: f64 = 0.6;
/// The largest number of sentences that are suggested.
const MOST: usize = 5;

/// A text to look up, and the channel for the answer.
type MemoryQuery = (String, Sender<Vec<Value>>);

/// The translation memory, held with its index by a thread of its own.
pub(super) struct MemoryIndex {
    ask: Sender<MemoryQuery>,
}

impl MemoryIndex {
    /// Reads the translation memory of a project and closes its file; `None` if the project has none.
    ///
    /// # Errors
    /// [`Error::Usage`](crate::error::Error::Usage) when another run is using the file.
    pub(super) fn open(folder: &Path) -> Result<Option<MemoryIndex>> {
        let path = Cache::path_in(folder);
        if !path.is_file() {
            return Ok(None);
        }
        let cache = Arc::new(Cache::open(&path)?);
        let mut units = TranslationMemory::new(cache.clone()).all()?;
        units.extend(AnswerCache::answers(&cache)?);
        if units.is_empty() {
            return Ok(None);
        }
        let (ask, asked) = channel::<MemoryQuery>();
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
                // The asking side may have gone away meanwhile.
                let _ = answer.send(found.collect());
            }
        });
        Ok(Some(MemoryIndex { ask }))
    }

    /// The similar sentences of the translation memory.
    pub(super) fn like(&self, text: &str) -> Vec<Value> {
        let (answer, answered) = channel();
        if self.ask.send((text.to_owned(), answer)).is_err() {
            return Vec::new();
        }
        answered.recv().unwrap_or_default()
    }
}

/// What a second reader doubts of the English of a bead as it stands.
pub(super) fn doubted(bitext: &Bitext, bead: &Bead, doubts: &Doubts) -> Vec<Value> {
    let doubt = doubts.about(&bitext.source_text(bead), &bitext.target_text(bead));
    let found = doubt.map(|doubt| {
        json!({
            "reader": doubt.reader,
            "reason": doubt.reason,
            "target": doubt.proposal,
        })
    });
    found.into_iter().collect()
}

/// The glossary terms in the Chinese of a bead, each with whether the English has it.
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

/// Appends a term to a glossary file.
pub(super) fn add(path: &Path, concept: Concept) -> Result<()> {
    let written = GlossaryFormat::by_path(path)?;
    let (mut termbase, remarks) = if path.is_file() {
        format::read(path)?
    } else {
        Default::default()
    };
    if let Some(remark) = remarks.iter().find(|remark| remark.loss.is_some()) {
        return Err(Error::usage(
            format!(
                "{}: {remark}, and writing the file would remove it",
                path.display()
            ),
            "let the first glossary of the settings be a table (.csv), which new terms are written to",
        ));
    }
    termbase.concepts.push(concept);
    termbase.check(path)?;
    write_atomically(path, |out| (written.write)(&termbase, out))
}
