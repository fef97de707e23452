//! Alignments as they are read to be compared: a bitext, or a file of links whose sentences are in files
//! of their own.

use std::path::Path;

use super::{Comparison, Link};
use crate::bitext::format::{self, BitextFormat, links};
use crate::bitext::{Bitext, Side};
use crate::document::read_file;
use crate::error::{Error, Place, Result};
use crate::files;

/// The sentences of both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidesText {
    /// Of the source.
    pub source: Vec<String>,
    /// Of the target.
    pub target: Vec<String>,
}

impl SidesText {
    /// Reads two text files with a sentence a line.
    ///
    /// # Errors
    /// A file that cannot be read as text.
    pub fn read(source: &Path, target: &Path) -> Result<SidesText> {
        let lines = |path: &Path| -> Result<Vec<String>> {
            let text = read_file(path, Some("txt"))?.source.text;
            Ok(text.lines().map(str::to_owned).collect())
        };
        Ok(SidesText {
            source: lines(source)?,
            target: lines(target)?,
        })
    }

    fn lengths(&self) -> (usize, usize) {
        (self.source.len(), self.target.len())
    }
}

/// An alignment: its links, and what else its format holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// The links, in the order of the file.
    pub links: Vec<Link>,
    /// The confidence (0..=1) of each link; empty where the format has none.
    pub confidences: Vec<f32>,
    /// The sentences; `None` where the format has none.
    pub texts: Option<SidesText>,
}

impl Alignment {
    /// The alignment of a bitext.
    #[must_use]
    pub fn of(bitext: &Bitext) -> Alignment {
        let beads = bitext.beads.iter();
        let texts = |side: &Side| side.texts().into_iter().map(str::to_owned).collect();
        Alignment {
            links: beads
                .clone()
                .map(|bead| (bead.source.clone().collect(), bead.target.clone().collect()))
                .collect(),
            confidences: beads.map(|bead| bead.confidence).collect(),
            texts: Some(SidesText {
                source: texts(&bitext.source),
                target: texts(&bitext.target),
            }),
        }
    }

    /// Reads a file: a bitext where its name is that of a bitext format that can be read, else links.
    ///
    /// # Errors
    /// A file that cannot be read, or is not what its name says.
    pub fn read(path: &Path) -> Result<Alignment> {
        if BitextFormat::by_path(path).is_ok_and(BitextFormat::can_read) {
            return Ok(Alignment::of(&format::read(path)?));
        }
        Alignment::read_links(path)
    }

    /// Reads a file of links, whatever its name.
    ///
    /// # Errors
    /// A file that cannot be read; [`Error::Input`] with the place of what is no link.
    pub fn read_links(path: &Path) -> Result<Alignment> {
        Ok(Alignment {
            links: links::parse(&files::read(path)?, path)?,
            ..Alignment::default()
        })
    }

    /// Sees to it that no link names a sentence beyond the end of the texts. `path` is for the message.
    fn check_within(&self, path: &Path, texts: &SidesText) -> Result<()> {
        let (sources, targets) = texts.lengths();
        for (number, (source, target)) in (1..).zip(&self.links) {
            for (side, count, name) in [(source, sources, "source"), (target, targets, "target")] {
                if let Some(beyond) = side.iter().find(|&&sentence| sentence >= count) {
                    return Err(Error::input(
                        Place::file(path),
                        format!(
                            "link {number} names {name} sentence {beyond}, the last is {}",
                            count.saturating_sub(1)
                        ),
                        "sentences are counted from 0; do the links belong to these texts?",
                    ));
                }
            }
        }
        Ok(())
    }
}

/// An alignment compared with gold, and the sentences of both, where they are known.
pub struct Evaluation {
    /// What agrees and what does not.
    pub comparison: Comparison,
    /// The sentences that the links number.
    pub texts: Option<SidesText>,
}

impl Evaluation {
    /// Compares the alignment in the file `automatic` with that in `gold`. The sentences are `given`, or
    /// those that one of the files has.
    ///
    /// # Errors
    /// A file that cannot be read; [`Error::Input`] for a link beyond the end of the sentences, and for
    /// alignments of different numbers of sentences.
    pub fn of_files(
        automatic: &Path,
        gold: &Path,
        given: Option<(&Path, &Path)>,
    ) -> Result<Evaluation> {
        let ours = Alignment::read(automatic)?;
        let theirs = Alignment::read(gold)?;
        let given = given
            .map(|(source, target)| SidesText::read(source, target))
            .transpose()?;
        let texts = given
            .as_ref()
            .or(ours.texts.as_ref())
            .or(theirs.texts.as_ref());
        if let Some(texts) = texts {
            ours.check_within(automatic, texts)?;
            theirs.check_within(gold, texts)?;
        }
        if let (Some(own), Some(other)) = (&ours.texts, &theirs.texts)
            && own.lengths() != other.lengths()
        {
            let ((sources, targets), (others, other_targets)) = (own.lengths(), other.lengths());
            return Err(Error::input(
                Place::file(gold),
                format!(
                    "it has {others} and {other_targets} sentences, {} has {sources} and {targets}",
                    automatic.display(),
                ),
                "both have to be alignments of the same sentences",
            ));
        }
        Ok(Evaluation {
            comparison: Comparison::of(&theirs.links, &ours.links, &ours.confidences),
            texts: texts.cloned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::bitext::format::jsonl;
    use crate::bitext::testing::{bead, side};

    fn bitext(targets: &[&str]) -> Bitext {
        let mut bitext = Bitext {
            source: side("zh-CN", &["灯亮了。", "船来了。"]),
            target: side("en-US", targets),
            beads: vec![bead(0..1, 0..1), bead(1..2, 1..targets.len())],
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext
    }

    /// A folder with a bitext, a file of links, and the sentences of two sides.
    fn files(links: &str) -> (tempfile::TempDir, impl Fn(&str) -> PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let at = move |name: &str| path.join(name);
        let two = bitext(&["The lamp was lit.", "The ship came."]);
        let mut bytes = Vec::new();
        jsonl::write(&two, &mut bytes).unwrap();
        fs::write(at("auto.bitext.jsonl"), bytes).unwrap();
        fs::write(at("gold.align"), links).unwrap();
        fs::write(at("zh.txt"), "灯亮了。\n船来了。\n").unwrap();
        fs::write(at("en.txt"), "The lamp was lit.\nThe ship came.\n").unwrap();
        (folder, at)
    }

    fn refusal(result: Result<Evaluation>) -> String {
        result.err().expect("it is refused").to_string()
    }

    #[test]
    fn a_bitext_brings_its_sentences_and_confidences() {
        let (_folder, at) = files("[0]:[0]\n[1]:[1]\n");
        let found =
            Evaluation::of_files(&at("auto.bitext.jsonl"), &at("gold.align"), None).unwrap();
        assert!((found.comparison.score.strict().f1 - 1.0).abs() < 1e-12);
        assert!(!found.comparison.reliability.is_empty());
        assert_eq!(found.texts.unwrap().source, ["灯亮了。", "船来了。"]);
    }

    #[test]
    fn links_alone_have_no_sentences_but_those_given() {
        let (_folder, at) = files("[0]:[0]\n[1]:[1]\n");
        let gold = at("gold.align");
        let alone = Evaluation::of_files(&gold, &gold, None).unwrap();
        assert_eq!(alone.texts, None);
        assert!(alone.comparison.reliability.is_empty());
        let (zh, en) = (at("zh.txt"), at("en.txt"));
        let given = Evaluation::of_files(&gold, &gold, Some((&zh, &en))).unwrap();
        assert_eq!(given.texts.unwrap().target[1], "The ship came.");
    }

    #[test]
    fn a_link_beyond_the_sentences_is_refused() {
        let (_folder, at) = files("[0]:[0]\n[1]:[1, 2]\n");
        let said = refusal(Evaluation::of_files(
            &at("auto.bitext.jsonl"),
            &at("gold.align"),
            None,
        ));
        let wanted = "link 2 names target sentence 2, the last is 1";
        assert!(
            said.contains("gold.align") && said.contains(wanted),
            "{said}"
        );
    }

    #[test]
    fn alignments_of_different_texts_are_refused() {
        let (_folder, at) = files("");
        let three = bitext(&["The lamp was lit.", "The ship", "came."]);
        let mut bytes = Vec::new();
        jsonl::write(&three, &mut bytes).unwrap();
        fs::write(at("gold.bitext.jsonl"), bytes).unwrap();
        // Seen from the longer one, no link leads beyond the end.
        let said = refusal(Evaluation::of_files(
            &at("gold.bitext.jsonl"),
            &at("auto.bitext.jsonl"),
            None,
        ));
        assert!(said.contains("it has 2 and 2 sentences"), "{said}");
        assert!(said.contains("has 2 and 3"), "{said}");
    }
}
