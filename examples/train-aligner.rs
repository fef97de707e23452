//! Learns the aligner's weights from gold alignments, and says how well they do on chapters they
//! have not seen.
//!
//! ```text
//! cargo run --release --example train-aligner -- ../shared/corpora/mac-dev src/align/weights.json
//! ```
//!
//! The folder holds `NNN.zh`, `NNN.en` (a sentence a line) and `NNN.align` (gold links). Each
//! chapter is used twice: as it is, and with every thirtieth 1-1 bead's English and every thirtieth
//! one's Chinese taken out, for the gold has next to no omissions and additions to learn from.
//! What paragraphs, headings and speakers are worth is learned from the project's own fixtures.
//! Without an output file only the leave-one-out scores are printed. Deterministic.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use duizhao::align::bead::{Edge, SHAPES};
use duizhao::align::evidence::structure::{Opening, openings};
use duizhao::align::learn::{Example, fit};
use duizhao::align::score::{Link, Score};
use duizhao::align::sparse::Sparse;
use duizhao::align::weights::{Named, WeightVector, Weights};
use duizhao::align::search::{measure, widths};
use duizhao::align::{Aligned, Pair, align_with, choose};
use duizhao::document::read_file;
use duizhao::segment::{SegmentOptions, Text, segment};
use duizhao::text::Language;

/// Where learning starts: only good enough that gold is among the likely beads.
const SEED: [(&str, f32); 12] = [
    ("lexical.function", 0.3),
    ("lexical.content", 0.5),
    ("lexical.name", 0.5),
    ("lexical.mark", 0.1),
    ("length.tail", 0.8),
    ("shape.share", 1.0),
    ("shape.more-sources", -0.5),
    ("shape.more-targets", -0.3),
    ("marks.same-end", 0.5),
    ("marks.closing-quote", -0.5),
    ("shape.omission", -5.0),
    ("shape.addition", -6.0),
];
/// Beads with a smaller share under the seed are left out of the first learning.
const SEED_SHARE: f64 = 1e-7;
/// How strongly weights are held to zero, by stage.
const PENALTY: f64 = 10.0;
const LAST_PENALTY: f64 = 160.0;
/// What a shape's share is smoothed with, in counts.
const SHAPE_SMOOTHING: f64 = 0.5;

struct Chapter {
    name: String,
    zh: Vec<String>,
    en: Vec<String>,
    gold: Vec<Edge>,
    /// A machine translation of each Chinese sentence, where there is one.
    mt: Option<Vec<String>>,
    /// What the sentences of both sides open, where the text has structure.
    openings: Option<(Vec<Opening>, Vec<Opening>)>,
}

impl Chapter {
    /// A pair of texts with structure: `zh.md`, `en.md` (or `.txt`) and `gold.align` in a folder.
    fn structured(folder: &Path) -> Result<Chapter, Box<dyn Error>> {
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

    fn sides(&self) -> (Vec<&str>, Vec<&str>) {
        (
            self.zh.iter().map(String::as_str).collect(),
            self.en.iter().map(String::as_str).collect(),
        )
    }

    /// The same chapter with sentences taken out of either side.
    fn thinned(&self) -> Chapter {
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

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments
        .first()
        .ok_or("usage: train-aligner FOLDER [WEIGHTS.json]")?;
    let chapters = read_chapters(Path::new(folder))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let structured = [
        Chapter::structured(&root.join("interview"))?,
        Chapter::structured(&root.join("story"))?,
    ];
    let thinned: Vec<Chapter> = chapters.iter().map(Chapter::thinned).collect();
    if std::env::var("PEN").is_ok() {
        quick(&chapters, &thinned, &structured);
        return Ok(());
    }
    println!(
        "{} chapters, {} gold beads",
        chapters.len(),
        chapters.iter().map(|c| c.gold.len()).sum::<usize>()
    );

    let mut total = Score::default();
    let mut nulls = (0, 0, 0);
    let mut reliability: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (k, held) in chapters.iter().enumerate() {
        let others: Vec<&Chapter> = chapters
            .iter()
            .zip(&thinned)
            .enumerate()
            .filter(|&(other, _)| other != k)
            .flat_map(|(_, (whole, thin))| [whole, thin])
            .chain(&structured)
            .collect();
        let weights = train(&others);
        let score = evaluate(&weights, held, &mut reliability, &mut (0, 0, 0));
        evaluate(&weights, &thinned[k], &mut BTreeMap::new(), &mut nulls);
        println!(
            "{}: strict {:.4} lax {:.4}",
            held.name,
            score.strict().f1,
            score.lax().f1
        );
        total += score;
    }
    let (strict, lax) = (total.strict(), total.lax());
    println!(
        "left one out: strict P {:.4} R {:.4} F1 {:.4}, lax F1 {:.4}",
        strict.precision, strict.recall, strict.f1, lax.f1
    );
    println!(
        "thinned: {} of {} sentences without counterpart found, {} falsely",
        nulls.0, nulls.1, nulls.2
    );
    println!("confidence: beads, right");
    for (tenth, (n, right)) in &reliability {
        println!(
            "  {:.1}: {n}, {:.3}",
            f64::from(*tenth) / 10.0,
            *right as f64 / *n as f64
        );
    }
    if let Some(out) = arguments.get(1) {
        let all: Vec<&Chapter> = chapters.iter().chain(&thinned).chain(&structured).collect();
        let weights = train(&all);
        std::fs::write(out, serde_json::to_string_pretty(&weights)? + "\n")?;
    }
    Ok(())
}

fn read_chapters(folder: &Path) -> Result<Vec<Chapter>, Box<dyn Error>> {
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

fn train(chapters: &[&Chapter]) -> Weights {
    let mut weights = Weights {
        shapes: shapes(chapters),
        first: SEED.iter().map(|&(name, w)| (name.to_owned(), w)).collect(),
        ..Weights::default()
    };
    // First pass, twice: the second time its own weights say what is likely.
    for _ in 0..2 {
        let examples: Vec<_> = chapters
            .iter()
            .map(|chapter| {
                let (zh, en) = chapter.sides();
                let pair = Pair::new(&zh, &en, &weights);
                lattice_example(&pair, chapter, &weights.first)
            })
            .collect();
        weights.first = learned(&examples, PENALTY);
    }
    // Second pass: on what the documents have taught.
    weights.second = weights.first.clone();
    weights.second.insert("lexical.coverage".to_owned(), 1.0);
    for _ in 0..2 {
        let examples: Vec<_> = chapters
            .iter()
            .map(|chapter| {
                let (zh, en) = chapter.sides();
                let mut pair = Pair::new(&zh, &en, &weights);
                pair.search(&weights, 1);
                lattice_example(&pair, chapter, &weights.second)
            })
            .collect();
        weights.second = learned(&examples, PENALTY);
    }
    let examples: Vec<_> = chapters
        .iter()
        .map(|chapter| last_example(chapter, &weights, true, false))
        .collect();
    weights.last = learned(&examples, LAST_PENALTY);
    weights
}

/// The beads left after the search with all evidence on them, and gold's where asked for.
fn last_example(
    chapter: &Chapter,
    weights: &Weights,
    with_gold: bool,
    with_translation: bool,
) -> (Example, Vec<String>) {
    let (zh, en) = chapter.sides();
    let mut pair = Pair::new(&zh, &en, weights);
    let mut edges = pair.search(weights, 2).edges;
    if let (true, Some(lines)) = (with_translation, &chapter.mt) {
        pair.set_translation(lines);
    }
    if with_gold {
        edges.extend(possible(&chapter.gold));
    }
    if let Some((source, target)) = &chapter.openings {
        pair.set_structure(source.clone(), target.clone());
    }
    let sparse = Sparse::new(edges, zh.len(), en.len());
    let (features, names) = pair.features(&sparse, 2);
    (example(sparse, features, chapter), names)
}

/// Compares kinds of evidence quickly: only the last stage is learned anew, on what the compiled-in
/// first stages leave. They have seen all chapters, so the scores are a little too good.
fn quick(chapters: &[Chapter], thinned: &[Chapter], structured: &[Chapter]) {
    let weights = Weights::get();
    let mt = std::env::var("MT").is_ok();
    let prepare = |chapter: &Chapter| {
        (
            last_example(chapter, weights, true, mt),
            last_example(chapter, weights, false, mt),
        )
    };
    let whole: Vec<_> = chapters.iter().map(prepare).collect();
    let thin: Vec<_> = thinned.iter().map(prepare).collect();
    let fixed: Vec<_> = if mt { vec![] } else { structured.iter().map(prepare).collect() };
    for penalty in std::env::var("PEN").map_or(vec![LAST_PENALTY], |p| {
        p.split(',').map(|p| p.parse().unwrap()).collect()
    }) {
        let mut total = Score::default();
        let mut lost = Score::default();
        let (mut nulls, mut more_nulls) = ((0, 0, 0), (0, 0, 0));
        let mut each = String::new();
        let mut likelihood = 0.0;
        for k in 0..chapters.len() {
            let others: Vec<&Example> = (0..chapters.len())
                .filter(|&other| other != k)
                .flat_map(|other| [&whole[other].0.0, &thin[other].0.0])
                .chain(fixed.iter().map(|f| &f.0.0))
                .collect();
            let vector = fit(&others, whole[k].0.1.len(), penalty);
            let named: Named = whole[k].0.1.iter().cloned().zip(vector.clone()).collect();
            for (chapter, (_, test), total, nulls) in [
                (&chapters[k], &whole[k], &mut total, &mut nulls),
                (&thinned[k], &thin[k], &mut lost, &mut more_nulls),
            ] {
                let weights = WeightVector::of(&named, &test.1);
                let scores: Vec<f64> = test
                    .0
                    .features
                    .chunks_exact(test.1.len())
                    .map(|f| f64::from(weights.dot(f)))
                    .collect();
                let found = choose(&test.0.sparse, &scores);
                let score = tally(chapter, &found, &mut BTreeMap::new(), nulls);
                if std::ptr::eq(chapter, &chapters[k]) {
                    each += &format!(" {:.3}", score.strict().f1);
                }
                *total += score;
            }
            let training = &whole[k].0;
            let weights = WeightVector::of(&named, &training.1);
            let scores: Vec<f64> = training.0.features.chunks_exact(training.1.len()).map(|f| f64::from(weights.dot(f))).collect();
            let sum = training.0.sparse.shares(&scores).total;
            likelihood += training.0.gold.iter().zip(&scores).filter(|(g, _)| **g).map(|(_, s)| s).sum::<f64>() - sum;
        }
        println!(
            "penalty {penalty}: strict {:.4} (P {:.4} R {:.4}) lax {:.4};{each}; nulls {nulls:?}; thinned {:.4} {more_nulls:?}; log-likelihood {likelihood:.1}",
            total.strict().f1, total.strict().precision, total.strict().recall, total.lax().f1, lost.strict().f1
        );
    }
}

fn shapes(chapters: &[&Chapter]) -> Named {
    let mut counts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut total = 0.0;
    for edge in chapters.iter().flat_map(|chapter| &chapter.gold) {
        if !edge.is_null() {
            *counts.entry((edge.sources(), edge.targets())).or_default() += 1.0;
            total += 1.0;
        }
    }
    SHAPES
        .iter()
        .filter(|shape| shape.source > 0 && shape.target > 0)
        .map(|shape| {
            let key = (usize::from(shape.source), usize::from(shape.target));
            let count = counts.get(&key).copied().unwrap_or(0.0) + SHAPE_SMOOTHING;
            let share = count / (total + SHAPE_SMOOTHING * SHAPES.len() as f64);
            (format!("{}-{}", key.0, key.1), share.ln() as f32)
        })
        .collect()
}

/// Gold beads of a shape that the aligner knows.
fn possible(gold: &[Edge]) -> impl Iterator<Item = Edge> + '_ {
    gold.iter().copied().filter(|edge| {
        SHAPES.iter().any(|shape| {
            usize::from(shape.source) == edge.sources()
                && usize::from(shape.target) == edge.targets()
        })
    })
}

fn lattice_example(
    pair: &Pair<'_>,
    chapter: &Chapter,
    weights: &Named,
) -> (Example, Vec<String>) {
    let band = pair.corridor();
    let lattice = pair.lattice(&band, weights, 2);
    let mut edges: Vec<Edge> = lattice
        .likely(SEED_SHARE, usize::MAX)
        .iter()
        .map(|&(edge, _, _)| edge)
        .collect();
    edges.extend(possible(&chapter.gold));
    let sparse = Sparse::new(edges, chapter.zh.len(), chapter.en.len());
    let lexical = pair.lexical(&band, 1);
    let evidence = pair.evidence(&lexical);
    let names: Vec<String> = evidence.iter().flat_map(|kind| kind.names()).collect();
    let widths = widths(&evidence);
    let mut features = vec![0.0; sparse.edges.len() * names.len()];
    for (&edge, features) in sparse
        .edges
        .iter()
        .zip(features.chunks_exact_mut(names.len()))
    {
        measure(&evidence, &widths, edge, features);
    }
    (example(sparse, features, chapter), names)
}

fn example(sparse: Sparse, features: Vec<f32>, chapter: &Chapter) -> Example {
    let gold = sparse
        .edges
        .iter()
        .map(|edge| chapter.gold.contains(edge))
        .collect();
    Example {
        sparse,
        features,
        gold,
    }
}

fn learned(examples: &[(Example, Vec<String>)], penalty: f64) -> Named {
    let names = &examples[0].1;
    let examples: Vec<&Example> = examples.iter().map(|(example, _)| example).collect();
    let weights = fit(&examples, names.len(), penalty);
    names
        .iter()
        .cloned()
        .zip(weights)
        .collect()
}

fn evaluate(
    weights: &Weights,
    chapter: &Chapter,
    reliability: &mut BTreeMap<u32, (usize, usize)>,
    nulls: &mut (usize, usize, usize),
) -> Score {
    let (zh, en) = chapter.sides();
    let found = align_with(&zh, &en, weights, 2);
    tally(chapter, &found, reliability, nulls)
}

fn tally(
    chapter: &Chapter,
    found: &[Aligned],
    reliability: &mut BTreeMap<u32, (usize, usize)>,
    nulls: &mut (usize, usize, usize),
) -> Score {
    for bead in found {
        let right = chapter.gold.contains(&bead.edge);
        let slot = reliability
            .entry((bead.confidence * 10.0) as u32)
            .or_default();
        slot.0 += 1;
        slot.1 += usize::from(right);
        if bead.edge.is_null() {
            nulls.0 += usize::from(right);
            nulls.2 += usize::from(!right);
        }
    }
    nulls.1 += chapter.gold.iter().filter(|edge| edge.is_null()).count();
    let links = |edges: &mut dyn Iterator<Item = Edge>| -> Vec<Link> {
        edges
            .map(|edge| ((edge.i0..edge.i1).collect(), (edge.j0..edge.j1).collect()))
            .collect()
    };
    Score::of(
        &links(&mut chapter.gold.iter().copied()),
        &links(&mut found.iter().map(|bead| bead.edge)),
    )
}
