//! Moved passages: a chapter that stands elsewhere in the translation comes out of the search as a gap
//! on each side. Gaps that share rare words are aligned with each other.

use std::collections::BTreeMap;

use super::association::Association;
use super::bead::Edge;
use super::corridor;
use super::decode::Aligned;
use super::evidence::structure::Opening;
use super::input::Input;
use super::passes::Passes;
use super::terms::Terms;
use super::token;
use crate::error::Result;
use crate::lexicon::Lexicon;

/// Shorter gaps are omissions and additions, not moved passages.
pub(crate) const LEAST_RUN: usize = 8;
/// The most pairs of gaps that are tried.
const MOST_TRIES: usize = 64;
/// The least weight of shared rare words for a pair of gaps to be tried.
const LEAST_SHARED: f64 = 3.0;
/// The least mean confidence of a moved passage's beads.
const LEAST_SURE: f32 = 0.7;
/// The least share of the shorter gap's sentences that is linked.
const LEAST_LINKED: f64 = 0.5;

/// A run of unlinked sentences of one side: where its beads stand and which sentences they hold.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: usize,
    to: usize,
}

/// Finds moved passages among the gaps of a path, and puts their beads in the place of the gaps.
///
/// # Errors
/// The encoder's, where there is one.
pub(crate) fn find(input: &Input<'_>, mut beads: Vec<Aligned>) -> Result<Vec<Aligned>> {
    let mut group = beads
        .iter()
        .filter_map(|bead| bead.moved)
        .max()
        .unwrap_or(0);
    let mut refused: Vec<(usize, usize)> = Vec::new();
    let mut shared = None;
    for _ in 0..MOST_TRIES {
        let (sources, targets) = (source_runs(input, &beads), target_runs(input, &beads));
        if sources.is_empty() || targets.is_empty() {
            break;
        }
        let shared = shared.get_or_insert_with(|| shared_words(input, &sources, &targets));
        let Some((source, target)) = most_alike(shared, &sources, &targets, &refused) else {
            break;
        };
        let found = aligned(input, source, target)?;
        if found.is_empty() {
            refused.push((source.from, target.from));
            continue;
        }
        group += 1;
        beads = placed(beads, &found, group);
    }
    Ok(beads)
}

/// Runs of source sentences whose beads have no target.
fn source_runs(input: &Input<'_>, beads: &[Aligned]) -> Vec<Run> {
    let mut unlinked = vec![false; input.source.len()];
    for edge in beads.iter().map(|bead| bead.edge) {
        if edge.j0 == edge.j1 {
            unlinked[edge.i0..edge.i1].fill(true);
        }
    }
    for locked in &input.locked {
        unlinked[locked.edge.i0..locked.edge.i1].fill(false);
    }
    runs(&unlinked)
}

fn target_runs(input: &Input<'_>, beads: &[Aligned]) -> Vec<Run> {
    let mut unlinked = vec![false; input.target.len()];
    for edge in beads.iter().map(|bead| bead.edge) {
        if edge.i0 == edge.i1 {
            unlinked[edge.j0..edge.j1].fill(true);
        }
    }
    for locked in &input.locked {
        unlinked[locked.edge.j0..locked.edge.j1].fill(false);
    }
    runs(&unlinked)
}

fn runs(unlinked: &[bool]) -> Vec<Run> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < unlinked.len() {
        let length = unlinked[from..].iter().take_while(|&&is| is).count();
        if length >= LEAST_RUN {
            found.push(Run {
                from,
                to: from + length,
            });
        }
        from += length + 1;
    }
    found
}

/// Pairs of sentences of the runs that share rare words, with the weight of these words.
fn shared_words(input: &Input<'_>, sources: &[Run], targets: &[Run]) -> Vec<(usize, usize, f64)> {
    let numbers =
        |runs: &[Run]| -> Vec<usize> { runs.iter().flat_map(|run| run.from..run.to).collect() };
    let (source_at, target_at) = (numbers(sources), numbers(targets));
    let zh: Vec<&str> = source_at.iter().map(|&i| input.source[i]).collect();
    let en: Vec<&str> = target_at.iter().map(|&j| input.target[j]).collect();
    let lexicon = Lexicon::get();
    let english = token::english(&en, lexicon, input.jobs);
    let chinese = token::chinese(&zh, &english, lexicon, input.jobs);
    let association = Association::from_lexicon(&chinese, &english, lexicon, input.jobs);
    corridor::shared_words(&chinese, &english, &association, input.jobs)
        .map(|(i, j, weight)| (source_at[i], target_at[j], weight))
        .collect()
}

/// The pair of runs that share the most rare words.
fn most_alike(
    shared: &[(usize, usize, f64)],
    sources: &[Run],
    targets: &[Run],
    refused: &[(usize, usize)],
) -> Option<(Run, Run)> {
    let holding = |runs: &[Run], sentence: usize| {
        let at = runs.partition_point(|run| run.to <= sentence);
        runs.get(at).filter(|run| run.from <= sentence).map(|_| at)
    };
    let mut weights: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for &(i, j, weight) in shared {
        if let (Some(s), Some(t)) = (holding(sources, i), holding(targets, j)) {
            *weights.entry((s, t)).or_default() += weight;
        }
    }
    let mut best = (LEAST_SHARED, None);
    for ((s, t), weight) in weights {
        let (source, target) = (sources[s], targets[t]);
        if weight > best.0 && !refused.contains(&(source.from, target.from)) {
            best = (weight, Some((source, target)));
        }
    }
    best.1
}

/// Aligns two runs; no beads when they are no translation of each other.
fn aligned(input: &Input<'_>, source: Run, target: Run) -> Result<Vec<Aligned>> {
    let zh = &input.source[source.from..source.to];
    let en = &input.target[target.from..target.to];
    let part = |terms: &Terms, run: Run| -> Terms {
        terms
            .get(run.from..run.to)
            .map(<[_]>::to_vec)
            .unwrap_or_default()
    };
    let terms = (part(&input.terms.0, source), part(&input.terms.1, target));
    let mut passes = Passes::new(zh, en, &terms, input.weights, input.jobs);
    if let Some((openings, others)) = &input.openings {
        let part = |all: &[Opening], run: Run| all[run.from..run.to].to_vec();
        passes.set_structure(part(openings, source), part(others, target));
    }
    if let Some(lines) = input.translation {
        passes.set_translation(&lines[source.from..source.to], input.jobs);
    }
    let beads = passes.decide(input.weights, input.encoder, input.jobs)?;
    let linked: Vec<&Aligned> = beads.iter().filter(|bead| !bead.edge.is_null()).collect();
    let sentences = |count: &dyn Fn(&Edge) -> usize| -> usize {
        linked.iter().map(|bead| count(&bead.edge)).sum()
    };
    let share = |linked: usize, all: usize| linked as f64 / all as f64;
    let most =
        share(sentences(&Edge::sources), zh.len()).max(share(sentences(&Edge::targets), en.len()));
    let sure = linked.iter().map(|bead| bead.confidence).sum::<f32>() / linked.len().max(1) as f32;
    if linked.len() < LEAST_RUN / 2 || most < LEAST_LINKED || sure < LEAST_SURE {
        return Ok(Vec::new());
    }
    Ok(linked
        .into_iter()
        .map(|bead| {
            let edge = bead.edge;
            Aligned {
                edge: Edge {
                    i0: edge.i0 + source.from,
                    i1: edge.i1 + source.from,
                    j0: edge.j0 + target.from,
                    j1: edge.j1 + target.from,
                },
                ..*bead
            }
        })
        .collect())
}

/// Puts moved beads in the place of the unlinked ones of their source sentences, and takes out those
/// of their target sentences.
fn placed(beads: Vec<Aligned>, moved: &[Aligned], group: u32) -> Vec<Aligned> {
    let mut result = Vec::with_capacity(beads.len());
    let mut next = 0;
    let mut targets: Vec<(usize, usize)> = moved
        .iter()
        .map(|bead| (bead.edge.j0, bead.edge.j1))
        .collect();
    targets.sort_unstable();
    for bead in beads {
        let edge = bead.edge;
        if edge.i0 == edge.i1 {
            let at = targets.partition_point(|&(_, to)| to <= edge.j0);
            if targets.get(at).is_some_and(|&(from, _)| from <= edge.j0) {
                continue;
            }
        } else if let Some(mine) = moved.get(next)
            && edge.j0 == edge.j1
            && mine.edge.i0 <= edge.i0
        {
            // The first of its source sentences brings the bead; the others are in it.
            if mine.edge.i0 == edge.i0 {
                result.push(Aligned {
                    moved: Some(group),
                    ..*mine
                });
            }
            if mine.edge.i1 == edge.i1 {
                next += 1;
            }
            continue;
        }
        result.push(bead);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    fn bead(edge: Edge) -> Aligned {
        Aligned {
            edge,
            confidence: 1.0,
            moved: None,
        }
    }

    #[test]
    fn short_runs_are_no_gaps() {
        let mut unlinked = vec![true; LEAST_RUN];
        unlinked.push(false);
        unlinked.extend(vec![true; LEAST_RUN - 1]);
        unlinked.push(false);
        unlinked.extend(vec![true; LEAST_RUN + 1]);
        let found: Vec<(usize, usize)> = runs(&unlinked).iter().map(|r| (r.from, r.to)).collect();
        assert_eq!(found, [(0, 8), (17, 26)]);
    }

    #[test]
    fn the_runs_that_share_most_are_tried_first() {
        let run = |from| Run {
            from,
            to: from + 10,
        };
        let (sources, targets) = ([run(0), run(20)], [run(5), run(40)]);
        let shared = [(3, 41, 2.0), (4, 42, 2.0), (21, 6, 3.5), (15, 41, 9.0)];
        let best = |refused: &[(usize, usize)]| {
            most_alike(&shared, &sources, &targets, refused).map(|(s, t)| (s.from, t.from))
        };
        assert_eq!(best(&[]), Some((0, 40)));
        assert_eq!(best(&[(0, 40)]), Some((20, 5)));
        assert_eq!(best(&[(0, 40), (20, 5)]), None);
    }

    #[test]
    fn moved_beads_take_the_place_of_both_gaps() {
        let beads = vec![
            bead(edge(0, 1, 0, 0)),
            bead(edge(1, 2, 0, 0)),
            bead(edge(2, 3, 0, 0)),
            bead(edge(3, 4, 0, 1)),
            bead(edge(4, 4, 1, 2)),
            bead(edge(4, 4, 2, 3)),
        ];
        let moved = [bead(edge(0, 2, 1, 2))];
        let found: Vec<(Edge, Option<u32>)> = placed(beads, &moved, 7)
            .iter()
            .map(|bead| (bead.edge, bead.moved))
            .collect();
        assert_eq!(
            found,
            [
                (edge(0, 2, 1, 2), Some(7)),
                (edge(2, 3, 0, 0), None),
                (edge(3, 4, 0, 1), None),
                (edge(4, 4, 2, 3), None),
            ]
        );
    }
}
