//! Chapters with their gold alignments, as they are and with sentences taken out.

use std::error::Error;
use std::path::Path;

use duizhao::align::bead::{Edge, SHAPES};
use duizhao::align::evidence::structure::{Opening, openings};
use duizhao::document::read_file;
use duizhao::segment::{SegmentOptions, Text, segment};
use duizhao::text::Language;

/// A pair of texts with its gold.
pub(crate) struct Chapter {
    pub(crate) name: String,
    pub(crate) zh: Vec<String>,
    pub(crate) en: Vec<String>,
    pub(crate) gold: Vec<Edge>,
    /// A machine translation of each Chinese sentence, where there is one.
    pub(crate) mt: Option<Vec<String>>,
    /// What the sentences of both sides open, where the text has structure.
    pub(crate) openings: Option<(Vec<Opening>, Vec<Opening>)>,
}

impl Chapter {
    /// A pair of texts with structure: `zh.md`, `en.md` (or `.txt`) and `gold.align` in a folder.
    pub(crate) fn structured(folder: &Path) -> Result<Chapter, Box<dyn Error>> {
        let read = |name: &str, language: Language| -> Result<_, Box<dyn Error>> {
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
        let texts =
            |text: &Text| -> Vec<String> { text.segments.iter().map(|s| s.text.clone()).collect() };
        let links = std::fs::read_to_string(folder.join("gold.align"))?;
        let lines: Vec<String> = links.lines().map(str::to_owned).collect();
        Ok(Chapter {
            name: folder.display().to_string(),
            gold: gold(&lines, zh.segments.len(), en.segments.len())?,
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

/// Every `NNN.align` of a folder with its texts.
pub(crate) fn read_chapters(folder: &Path) -> Result<Vec<Chapter>, Box<dyn Error>> {
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            Some(name.strip_suffix(".align")?.to_owned())
        })
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let lines = |suffix: &str| -> Result<Vec<String>, std::io::Error> {
                let text = std::fs::read_to_string(folder.join(format!("{name}.{suffix}")))?;
                Ok(text.lines().map(str::to_owned).collect())
            };
            let (zh, en) = (lines("zh")?, lines("en")?);
            let gold = gold(&lines("align")?, zh.len(), en.len())?;
            Ok(Chapter {
                mt: lines("zh.mt").ok().filter(|mt| mt.len() == zh.len()),
                name,
                zh,
                en,
                gold,
                openings: None,
            })
        })
        .collect()
}

/// Gold links as beads that cover both sides in order: what no link names is omitted or added.
fn gold(lines: &[String], sources: usize, targets: usize) -> Result<Vec<Edge>, Box<dyn Error>> {
    let mut links: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for line in lines {
        let (left, right) = line.split_once("]:[").ok_or("not a link line")?;
        let numbers = |text: &str| -> Result<Vec<usize>, std::num::ParseIntError> {
            text.trim_matches(|c: char| !c.is_ascii_digit())
                .split(',')
                .filter(|number| !number.trim().is_empty())
                .map(|number| number.trim().parse())
                .collect()
        };
        let link = (numbers(left)?, numbers(right)?);
        if !link.0.is_empty() && !link.1.is_empty() {
            links.push(link);
        }
    }
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
    gold.iter().copied().filter(|edge| {
        SHAPES.iter().any(|shape| {
            usize::from(shape.source) == edge.sources()
                && usize::from(shape.target) == edge.targets()
        })
    })
}
