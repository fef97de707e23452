//! The English that translation memories have for the Chinese sentences of a text: evidence for its alignment, as a
//! machine's translation is.

use std::collections::HashMap;
use std::path::PathBuf;

use super::Project;
use super::memory::Memory;
use crate::error::Result;
use crate::segment::SegmentedDocument;
use crate::text::spaces::fold;
use crate::translate::{FuzzyIndex, TranslationUnit};

/// The likeness that a sentence of a memory has to have at least where none was named, in per cent; `--tm` without a
/// number is the same.
const LIKE: u32 = 75;

/// A line for each Chinese sentence: the English of the sentence in the memories (files, and the project's where `tm` is
/// given: the likeness it takes in per cent) that is most like it, empty where
/// none is like it enough. Of equally good ones people's go before a server's, and the project's before those of files.
///
/// # Errors
/// A file that is no bitext; those of the project's memory.
pub(super) fn recalled(
    project: &Project,
    memory: &[PathBuf],
    tm: Option<u32>,
    chinese: &SegmentedDocument,
) -> Result<Vec<String>> {
    let own = tm.map(|_| project.memory()).transpose()?;
    let mut units = own.as_ref().map_or(Ok(Vec::new()), Memory::units)?;
    for path in memory {
        let bitext = project.import(path)?;
        units.extend(bitext.beads.iter().map(|bead| TranslationUnit {
            source: fold(&bitext.source_text(bead)),
            target: fold(&bitext.target_text(bead)),
            origin: path.display().to_string(),
        }));
    }
    units.extend(own.as_ref().map_or(Ok(Vec::new()), Memory::answers)?);
    units.retain(|unit| !unit.source.is_empty() && !unit.target.is_empty());
    let texts: Vec<&str> = chinese
        .segments
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    Ok(lines(&units, tm.unwrap_or(LIKE), &texts))
}

/// The lines out of these units, of which the first of equally good ones counts.
fn lines(units: &[TranslationUnit], like: u32, texts: &[&str]) -> Vec<String> {
    let mut same: HashMap<&str, &TranslationUnit> = HashMap::new();
    for unit in units {
        same.entry(&unit.source).or_insert(unit);
    }
    let index = FuzzyIndex::new(units);
    let least = f64::from(like) / 100.0;
    let line = |text: &&str| {
        let text = fold(text);
        let found = same.get(text.as_str()).copied();
        let found = found.or_else(|| Some(index.best(&text, least, 1).first()?.unit));
        found.map_or_else(String::new, |unit| unit.target.clone())
    };
    texts.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_sentence_counts_and_of_equal_ones_the_first() {
        let unit = |source: &str, target: &str| TranslationUnit {
            source: source.to_owned(),
            target: target.to_owned(),
            origin: String::new(),
        };
        let units = [
            unit("闸门夜里关上。", "The gate is shut at night."),
            unit("闸门夜里关了。", "The gate was shut at night."),
            unit("闸门夜里关了。", "At night they shut the gate."),
            unit("好。", "Good."),
        ];
        let texts = [" 闸门夜里关了。", "闸门夜里关。", "好。", "坏。", ""];
        let (shut, was) = (&units[0].target, &units[1].target);
        assert_eq!(lines(&units, 75, &texts), [was, shut, "Good.", "", ""]);
        assert_eq!(lines(&units, 90, &texts), [was, "", "Good.", "", ""]);
    }
}
