//! Chapters with their gold alignments, as they are and with sentences taken out.

use std::path::Path;

use crate::align::bead::Edge;
use crate::align::evidence::structure::{Opening, openings};
use crate::bitext::format::links;
use crate::document::read_file;
use crate::error::{Error, Place, Result};
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::Language;

/// A pair of texts with its gold.
pub(crate) struct Chapter {
    pub(crate) name: String,
    pub(crate) zh: Vec<String>,
    pub(crate) en: Vec<String>,
    pub(crate) gold: Vec<Edge>,
    /// A machine translation of each Chinese sentence, where there is one.
    pub(crate) mt: Option<Vec<String>>,
    /// The units that the sentences of both sides open, where the text has structure.
    pub(crate) openings: Option<(Vec<Opening>, Vec<Opening>)>,
}

impl Chapter {
    /// A pair of texts with structure: `zh.md`, `en.md` (or `.txt`) and `gold.align` in a folder.
    pub(crate) fn structured(folder: &Path) -> Result<Chapter> {
        let read = |name: &str, language: Language| -> Result<SegmentedDocument> {
            let markdown = folder.join(format!("{name}.md"));
            let path = if markdown.exists() {
                markdown
            } else {
                folder.join(format!("{name}.txt"))
            };
            Ok(segment(
                read_file(&path, None)?,
                language,
                &SegmentOptions::default(),
            ))
        };
        let (zh, en) = (read("zh", Language::Zh)?, read("en", Language::En)?);
        let texts = |text: &SegmentedDocument| -> Vec<String> {
            text.segments.iter().map(|s| s.text.clone()).collect()
        };
        Ok(Chapter {
            name: folder.display().to_string(),
            gold: gold(
                &folder.join("gold.align"),
                zh.segments.len(),
                en.segments.len(),
            )?,
            mt: None,
            openings: Some((openings(&zh), openings(&en))),
            zh: texts(&zh),
            en: texts(&en),
        })
    }

    pub(crate) fn sides(&self) -> (Vec<&str>, Vec<&str>) {
        (
            self.zh.iter().map(String::as_str).collect(),
            self.en.iter().map(String::as_str).collect(),
        )
    }

    /// The same chapter with sentences taken out of either side.
    pub(crate) fn thinned(&self) -> Chapter {
        let (mut zh, mut en, mut gold) = (Vec::new(), Vec::new(), Vec::new());
        let mut mt = Vec::new();
        let mut singles = 0;
        for edge in &self.gold {
            let (i0, j0) = (zh.len(), en.len());
            let single = edge.sources() == 1 && edge.targets() == 1;
            singles += usize::from(single);
            let keep_zh = !(single && singles % 30 == 10);
            let keep_en = !(single && singles % 30 == 25);
            if keep_zh {
                zh.extend(self.zh[edge.i0..edge.i1].iter().cloned());
                if let Some(lines) = &self.mt {
                    mt.extend(lines[edge.i0..edge.i1].iter().cloned());
                }
            }
            if keep_en {
                en.extend(self.en[edge.j0..edge.j1].iter().cloned());
            }
            gold.push(Edge {
                i0,
                i1: zh.len(),
                j0,
                j1: en.len(),
            });
        }
        Chapter {
            name: format!("{}, thinned", self.name),
            mt: self.mt.is_some().then_some(mt),
            zh,
            en,
            gold,
            openings: None,
        }
    }
}

/// What stands before the ending in the names of a folder's files that have it, in order.
///
/// # Errors
/// [`Error::Read`] for the folder.
pub(crate) fn names_with(ending: &str, folder: &Path) -> Result<Vec<String>> {
    let unread = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let name = entry.map_err(unread)?.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(ending));
        names.extend(name.map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Every `NNN.align` of a folder with its texts.
pub(crate) fn read_chapters(folder: &Path) -> Result<Vec<Chapter>> {
    let names = names_with(".align", folder)?;
    if names.is_empty() {
        return Err(Error::input(
            Place::file(folder),
            "there is no gold alignment in this folder",
            "it takes NNN.zh, NNN.en and NNN.align",
        ));
    }
    names
        .into_iter()
        .map(|name| {
            let path = |suffix: &str| folder.join(format!("{name}.{suffix}"));
            let (zh, en) = (lines(&path("zh"))?, lines(&path("en"))?);
            let translated = path("zh.mt");
            let mt = translated
                .is_file()
                .then(|| lines(&translated))
                .transpose()?;
            Ok(Chapter {
                gold: gold(&path("align"), zh.len(), en.len())?,
                mt: mt.filter(|mt| mt.len() == zh.len()),
                name,
                zh,
                en,
                openings: None,
            })
        })
        .collect()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    Ok(text.lines().map(str::to_owned).collect())
}

/// Gold links as beads that cover both sides in order: what no link names is omitted or added.
fn gold(path: &Path, sources: usize, targets: usize) -> Result<Vec<Edge>> {
    let links = links::parse(&read(path)?, path)?;
    let links = links
        .into_iter()
        .filter(|(source, target)| !source.is_empty() && !target.is_empty());
    let mut beads = Vec::new();
    let (mut i, mut j) = (0, 0);
    let fill = |i: &mut usize, j: &mut usize, to_i: usize, to_j: usize, beads: &mut Vec<Edge>| {
        while *i < to_i {
            beads.push(Edge {
                i0: *i,
                i1: *i + 1,
                j0: *j,
                j1: *j,
            });
            *i += 1;
        }
        while *j < to_j {
            beads.push(Edge {
                i0: *i,
                i1: *i,
                j0: *j,
                j1: *j + 1,
            });
            *j += 1;
        }
    };
    for (source, target) in links {
        fill(&mut i, &mut j, source[0], target[0], &mut beads);
        let edge = Edge {
            i0: i,
            i1: i + source.len(),
            j0: j,
            j1: j + target.len(),
        };
        (i, j) = (edge.i1, edge.j1);
        beads.push(edge);
    }
    fill(&mut i, &mut j, sources, targets, &mut beads);
    Ok(beads)
}

/// Gold beads of a shape that the aligner knows.
pub(crate) fn possible(gold: &[Edge]) -> impl Iterator<Item = Edge> + '_ {
    gold.iter().copied().filter(Edge::has_shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    #[test]
    fn gold_covers_both_sides_and_thinning_takes_sentences_out() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, lines: &[String]| {
            std::fs::write(folder.path().join(name), lines.join("\n")).unwrap();
        };
        let numbered =
            |word: &str| -> Vec<String> { (0..12).map(|k| format!("{word}{k}")).collect() };
        write("001.zh", &numbered("句"));
        write("001.en", &numbered("Sentence "));
        let mut links = vec!["[0]:[0]".to_owned(), "[2,3]:[1]".to_owned()];
        links.extend((4..12).map(|k| format!("[{k}]:[{k}]")));
        write("001.align", &links);
        let chapters = read_chapters(folder.path()).unwrap();
        assert_eq!((chapters.len(), chapters[0].mt.is_none()), (1, true));
        let gold = &chapters[0].gold;
        assert_eq!(
            gold[..5],
            [
                edge(0, 1, 0, 1),
                edge(1, 2, 1, 1),
                edge(2, 4, 1, 2),
                edge(4, 4, 2, 3),
                edge(4, 4, 3, 4),
            ]
        );
        assert_eq!(possible(gold).count(), gold.len());
        // There are nine 1-1 beads, the tenth would lose its Chinese.
        assert_eq!(chapters[0].thinned().zh.len(), 12);
        std::fs::remove_file(folder.path().join("001.align")).unwrap();
        assert!(read_chapters(folder.path()).is_err());
    }
}
