//! The corridor: where in a long pair of texts the alignment can run.
//!
//! Rare words with a counterpart give points; the heaviest chain of points that rises on both sides
//! gives anchors; between anchors the corridor is as wide as their distance makes it uncertain.

use super::association::{Association, Link};
use super::band::Band;
use super::token::{Class, Tokens};
use crate::text::chain::{Item, heaviest_by_row};
use crate::threads::side_by_side;

/// Below this many nodes everything is looked at.
const SMALL: usize = 250_000;
/// The least ratio t(e|z)/p(e) of a pair that gives points.
const POINT_RATIO: f32 = 30.0;
/// The most points a pair gives when all its occurrences are crossed.
const MAX_POINTS: usize = 16;
/// The most often a word may occur to give points.
const MAX_OCCURRENCES: u32 = 64;
/// Anchors are compared with this many neighbours on each side.
const NEIGHBOURS: usize = 5;
/// The least number of them that have to agree: rare words stand alone, those that are rare within reach do not.
const AGREEING: usize = 3;
const LOCALLY_AGREEING: usize = 7;
/// The greatest distance, in sentences, of an anchor from the line through a neighbour.
const TOLERANCE: f64 = 20.0;
/// Width of the corridor at an anchor, in sentences.
const WIDTH: usize = 12;

/// From this difference of its sides on, in sentences, a stretch between anchors is a gap.
const LARGE_GAP: usize = 3 * REACH;
/// Radius around the coarse anchors in which points are looked for again, in sentences.
const REACH: usize = 100;
/// The most counterparts within reach that a word may have to give points.
const MOST_NEAR: usize = 2;

/// The largest stretch without anchors, in nodes, that is searched whole.
const MAX_RECTANGLE: usize = 500_000;

/// Side of the squares, in sentences, in which points support each other.
const CELL: usize = 10;
/// The weight of neighbours at which a point counts half.
const HALF_SUPPORT: f64 = 4.0;
/// Number of points of the chain that the slope is measured over.
const SLOPE_POINTS: usize = 12;

/// A pair of sentences that share a rare word.
#[derive(Clone, Copy, Debug)]
struct Point {
    i: usize,
    j: usize,
    weight: f64,
}

/// Lays the corridor; `fixed` are nodes that it has to hold, in order.
#[must_use]
pub(crate) fn corridor(
    source: &Tokens,
    target: &Tokens,
    association: &Association,
    fixed: &[(usize, usize)],
    jobs: usize,
) -> Band {
    let (n, m) = (source.sentences(), target.sentences());
    if (n + 1) * (m + 1) <= SMALL {
        return Band::full(n, m);
    }
    let coarse = anchors(points(source, target, association, jobs), AGREEING, n, m);
    // Words that are frequent in a long text are rare again within reach of the coarse anchors.
    let wide = between(&with_ends(&coarse.0, n, m), coarse.1, n, m).widened(REACH);
    let mut local = local_points(source, target, association, &wide, jobs);
    outside_gaps(&mut local, &with_ends(&coarse.0, n, m));
    let (anchors, slope) = anchors(local, LOCALLY_AGREEING, n, m);
    let (anchors, slope) = if anchors.len() < coarse.0.len() / 2 {
        coarse
    } else {
        (anchors, slope)
    };
    let mut nodes = vec![(0, 0)];
    // Nodes that a person has fixed stay; anchors that contradict them are dropped.
    nodes.extend_from_slice(fixed);
    nodes.extend(
        anchors
            .iter()
            .map(|point| (point.i, point.j))
            .filter(|&(i, j)| {
                let next = fixed.partition_point(|&(a, b)| a <= i && b <= j);
                fixed.get(next).is_none_or(|&(a, b)| i <= a && j <= b)
            }),
    );
    nodes.push((n, m));
    nodes.sort_unstable();
    between(&nodes, slope, n, m)
}

/// The points that can be trusted, and how steeply they rise.
fn anchors(mut points: Vec<Point>, agreeing: usize, n: usize, m: usize) -> (Vec<Point>, f64) {
    support(&mut points);
    let chain = heaviest_chain(&points, m);
    let slope = slope(&chain, m as f64 / n as f64);
    (trusted(&chain, slope, agreeing), slope)
}

fn with_ends(anchors: &[Point], n: usize, m: usize) -> Vec<(usize, usize)> {
    let inner = anchors.iter().map(|point| (point.i, point.j));
    std::iter::once((0, 0))
        .chain(inner)
        .chain([(n, m)])
        .collect()
}

/// Drops points deep inside a stretch where one side has far more than the other: they are chance, and if
/// they are not, the stretch is searched as a whole anyway.
fn outside_gaps(points: &mut Vec<Point>, nodes: &[(usize, usize)]) {
    let gaps: Vec<(usize, usize, usize, usize)> = nodes
        .windows(2)
        .map(|step| (step[0].0, step[1].0, step[0].1, step[1].1))
        .filter(|&(i0, i1, j0, j1)| (i1 - i0).abs_diff(j1 - j0) > LARGE_GAP)
        .collect();
    points.retain(|point| {
        let deep = |k: usize, from: usize, to: usize| from + REACH < k && k + REACH < to;
        !gaps.iter().any(|&(i0, i1, j0, j1)| {
            if i1 - i0 > j1 - j0 {
                deep(point.i, i0, i1)
            } else {
                deep(point.j, j0, j1)
            }
        })
    });
}

/// Points from words that are rare within reach, however frequent they are elsewhere.
fn local_points(
    source: &Tokens,
    target: &Tokens,
    association: &Association,
    band: &Band,
    jobs: usize,
) -> Vec<Point> {
    let most = MAX_OCCURRENCES.max(u32::try_from(source.sentences() / 100).unwrap_or(u32::MAX));
    let in_source = occurrences(source, most);
    let in_target = occurrences(target, most);
    let columns = band.columns();
    let within = |list: &'_ [u32], first: usize, last: usize| -> std::ops::Range<usize> {
        let from = list.partition_point(|&k| (k as usize) < first);
        from..from + list[from..].partition_point(|&k| k as usize <= last)
    };
    let rows: Vec<(&[Link], &Vec<u32>)> = association.rows().zip(&in_source).collect();
    let found = side_by_side(&rows, jobs, |rows| {
        let mut found: Vec<Point> = Vec::new();
        for &(row, here) in rows {
            for link in row.iter().filter(|link| link.ratio >= POINT_RATIO) {
                let there = &in_target[link.to as usize];
                for &i in here {
                    let (low, high) = (band.low(i as usize), band.high(i as usize));
                    let near = &there[within(there, low, high)];
                    if near.is_empty() || near.len() > MOST_NEAR {
                        continue;
                    }
                    for &j in near {
                        // If one side lacks a chapter, the other's is within reach as a whole, and nothing is
                        // rare in it.
                        let (first, last) = columns[j as usize];
                        let alike = within(here, first, last).len();
                        if alike <= MOST_NEAR {
                            found.push(Point {
                                i: i as usize,
                                j: j as usize,
                                weight: f64::from(link.ratio).ln()
                                    / ((alike * near.len()) as f64).sqrt(),
                            });
                        }
                    }
                }
            }
        }
        found
    });
    merged(found.concat(), source.sentences())
}

fn occurrences(tokens: &Tokens, most: u32) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = vec![Vec::new(); tokens.types.len()];
    for i in 0..tokens.sentences() {
        for &id in tokens.of(i) {
            let kind = &tokens.types[id as usize];
            if kind.count <= most && kind.class != Class::Mark {
                let list = &mut found[id as usize];
                if list.last() != Some(&(i as u32)) {
                    list.push(i as u32);
                }
            }
        }
    }
    found
}

/// Pairs of sentences that share rare words, with the weight of these words.
pub(crate) fn shared_words(
    source: &Tokens,
    target: &Tokens,
    association: &Association,
    jobs: usize,
) -> impl Iterator<Item = (usize, usize, f64)> {
    points(source, target, association, jobs)
        .into_iter()
        .map(|point| (point.i, point.j, point.weight))
}

fn points(source: &Tokens, target: &Tokens, association: &Association, jobs: usize) -> Vec<Point> {
    let in_source = occurrences(source, MAX_OCCURRENCES);
    let in_target = occurrences(target, MAX_OCCURRENCES);
    let rows: Vec<(&[Link], &Vec<u32>)> = association.rows().zip(&in_source).collect();
    let found = side_by_side(&rows, jobs, |rows| {
        let mut found: Vec<Point> = Vec::new();
        for &(row, here) in rows {
            if here.is_empty() {
                continue;
            }
            for link in row.iter().filter(|link| link.ratio >= POINT_RATIO) {
                let there = &in_target[link.to as usize];
                if there.is_empty() {
                    continue;
                }
                let weight =
                    f64::from(link.ratio).ln() / ((here.len() * there.len()) as f64).sqrt();
                if here.len() * there.len() > MAX_POINTS {
                    // As often on both sides: most likely the first with the first, and so on.
                    if here.len() == there.len() {
                        found.extend(here.iter().zip(there).map(|(&i, &j)| Point {
                            i: i as usize,
                            j: j as usize,
                            weight,
                        }));
                    }
                    continue;
                }
                for &i in here {
                    for &j in there {
                        found.push(Point {
                            i: i as usize,
                            j: j as usize,
                            weight,
                        });
                    }
                }
            }
        }
        found
    });
    merged(found.concat(), source.sentences())
}

/// Several words that point to the same pair of sentences add up. The points come out by source, then target sentence.
fn merged(points: Vec<Point>, sources: usize) -> Vec<Point> {
    // By source sentence first, as they come.
    let mut next = vec![0usize; sources + 1];
    for point in &points {
        next[point.i + 1] += 1;
    }
    for i in 1..next.len() {
        next[i] += next[i - 1];
    }
    let nowhere = Point {
        i: 0,
        j: 0,
        weight: 0.0,
    };
    let mut by_source = vec![nowhere; points.len()];
    for point in points {
        by_source[next[point.i]] = point;
        next[point.i] += 1;
    }
    for row in by_source.chunk_by_mut(|a, b| a.i == b.i) {
        row.sort_by_key(|point| point.j);
    }
    by_source.dedup_by(|next, kept| {
        let same = next.i == kept.i && next.j == kept.j;
        if same {
            kept.weight += next.weight;
        }
        same
    });
    by_source
}

/// Weighs points by their neighbours. Where one text lacks a chapter, chance pairs between the other's
/// chapter and what comes next are many, but scattered; true ones stand close together.
///
/// The points are ordered by source, then target sentence.
fn support(points: &mut [Point]) {
    // The cells of each row of squares, by column: where each row begins in `cells`.
    let rows = points.last().map_or(0, |point| point.i / CELL + 1);
    let mut starts = Vec::with_capacity(rows + 1);
    let mut cells: Vec<(usize, f64)> = Vec::with_capacity(points.len());
    for row in points.chunk_by(|a, b| a.i / CELL == b.i / CELL) {
        starts.resize(row[0].i / CELL + 1, cells.len());
        let first = cells.len();
        cells.extend(row.iter().map(|point| (point.j / CELL, point.weight)));
        cells[first..].sort_by_key(|&(column, _)| column);
        // Squares of one column of the row are summed up in the first of them.
        let mut kept = first;
        for at in first..cells.len() {
            if kept > first && cells[kept - 1].0 == cells[at].0 {
                cells[kept - 1].1 += cells[at].1;
            } else {
                cells[kept] = cells[at];
                kept += 1;
            }
        }
        cells.truncate(kept);
    }
    starts.resize(rows + 1, cells.len());
    for point in points {
        let (a, b) = (point.i / CELL, point.j / CELL);
        let mut near = -point.weight;
        for row in a.saturating_sub(1)..=(a + 1).min(rows - 1) {
            let cells = &cells[starts[row]..starts[row + 1]];
            let from = cells.partition_point(|&(column, _)| column + 1 < b);
            let beside = cells[from..]
                .iter()
                .take_while(|&&(column, _)| column <= b + 1);
            near += beside.map(|&(_, weight)| weight).sum::<f64>();
        }
        point.weight *= near.max(0.0) / (near.max(0.0) + HALF_SUPPORT);
    }
}

/// The slope of the chain, in target sentences for a source sentence: not the ratio of the lengths, which a
/// missing chapter bends, but the median over stretches of the chain.
fn slope(chain: &[Point], lengths: f64) -> f64 {
    let mut slopes: Vec<f64> = chain
        .windows(SLOPE_POINTS)
        .map(|stretch| {
            let (first, last) = (stretch[0], stretch[SLOPE_POINTS - 1]);
            (last.j - first.j) as f64 / (last.i - first.i).max(1) as f64
        })
        .collect();
    slopes.sort_unstable_by(f64::total_cmp);
    slopes
        .get(slopes.len() / 2)
        .copied()
        .unwrap_or(lengths)
        .clamp(0.2, 5.0)
}

/// The chain of points, strictly rising on both sides, with the greatest sum of weights.
fn heaviest_chain(points: &[Point], targets: usize) -> Vec<Point> {
    let items = points.iter().map(|point| {
        Some(Item {
            row: point.i,
            range: point.j..point.j + 1,
            weight: point.weight,
        })
    });
    let kept = heaviest_by_row(items, targets);
    points
        .iter()
        .zip(kept)
        .filter_map(|(point, kept)| kept.then_some(*point))
        .collect()
}

/// The points whose neighbours in the chain agree with them.
fn trusted(chain: &[Point], slope: f64, agreeing: usize) -> Vec<Point> {
    (0..chain.len())
        .filter(|&k| {
            let from = k.saturating_sub(NEIGHBOURS);
            let to = (k + NEIGHBOURS).min(chain.len() - 1);
            let agree = (from..=to)
                .filter(|&other| {
                    let di = chain[other].i as f64 - chain[k].i as f64;
                    let dj = chain[other].j as f64 - chain[k].j as f64;
                    other != k && (dj - slope * di).abs() <= TOLERANCE && di.abs() <= 200.0
                })
                .count();
            agree >= agreeing.min(to - from)
        })
        .map(|k| chain[k])
        .collect()
}

/// Bounds between consecutive anchors: a parallelogram about the line that joins them, as wide as
/// the gap is long, and the whole rectangle where the two sides disagree about its length.
fn between(nodes: &[(usize, usize)], slope: f64, n: usize, m: usize) -> Band {
    let mut low = vec![usize::MAX; n + 1];
    let mut high = vec![0usize; n + 1];
    for step in nodes.windows(2) {
        let ((i0, j0), (i1, j1)) = (step[0], step[1]);
        let (di, dj) = (i1 - i0, j1 - j0);
        let imbalance = (dj as f64 - slope * di as f64).abs();
        // Without anchors far and wide only the line itself says where the alignment runs.
        let bare = di.saturating_mul(dj) > MAX_RECTANGLE;
        let whole = !bare && (imbalance >= 10.0 || di.max(dj) >= 40);
        let width = if bare {
            WIDTH.max(MAX_RECTANGLE / (2 * di))
        } else {
            WIDTH + (0.3 * di.max(dj) as f64) as usize
        };
        for i in i0..=i1 {
            let (from, to) = if whole {
                (j0, j1)
            } else {
                let on_line = j0 + ((i - i0) * dj).checked_div(di).unwrap_or(0);
                (on_line, on_line)
            };
            let width = if whole { WIDTH } else { width };
            low[i] = low[i].min(from.saturating_sub(width));
            high[i] = high[i].max((to + width).min(m));
        }
        // The rectangle's rows reach a little beyond its ends.
        if whole {
            for i in i0.saturating_sub(WIDTH)..=(i1 + WIDTH).min(n) {
                if i < i0 {
                    low[i] = low[i].min(j0.saturating_sub(WIDTH));
                    high[i] = high[i].max((j0 + WIDTH).min(m));
                } else if i > i1 {
                    low[i] = low[i].min(j1.saturating_sub(WIDTH));
                    high[i] = high[i].max((j1 + WIDTH).min(m));
                }
            }
        }
    }
    for value in &mut low {
        if *value == usize::MAX {
            *value = 0;
        }
    }
    Band::new(low, high, m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{equal_words, tokens};

    fn point(i: usize, j: usize, weight: f64) -> Point {
        Point { i, j, weight }
    }

    /// Sentences of one word each, all words different.
    fn words(count: usize) -> Vec<String> {
        let syllable =
            |k: usize| ["ba", "do", "fi", "gu", "ka", "lo", "mi", "nu", "po", "ru"][k % 10];
        (0..count)
            .map(|k| format!("z{}{}{}x", syllable(k / 100), syllable(k / 10), syllable(k)))
            .collect()
    }

    #[test]
    fn short_texts_are_searched_whole() {
        let (zh, en) = tokens(&["blirp"; 4], &["blirp"; 3]);
        let band = corridor(&zh, &en, &equal_words(&zh, &en, 100.0), &[], 2);
        assert_eq!(band.nodes(), 5 * 4);
    }

    #[test]
    fn a_long_text_is_searched_along_its_rare_words() {
        let words = words(600);
        let texts: Vec<&str> = words.iter().map(String::as_str).collect();
        let (zh, en) = tokens(&texts, &texts);
        let association = equal_words(&zh, &en, 100.0);
        let band = corridor(&zh, &en, &association, &[], 2);
        assert!((0..=600).all(|i| band.node(i, i).is_some()));
        assert!(band.nodes() < 601 * 40, "{}", band.nodes());
        // A node that a person has fixed is in the corridor, wherever it lies.
        let band = corridor(&zh, &en, &association, &[(300, 330)], 2);
        assert!(band.node(300, 330).is_some() && band.node(600, 600).is_some());
    }

    #[test]
    fn points_are_worth_what_stands_around_them() {
        let mut points = [point(1, 1, 4.0), point(2, 2, 4.0), point(90, 10, 4.0)];
        support(&mut points);
        let weights: Vec<f64> = points.iter().map(|point| point.weight).collect();
        assert_eq!(weights, [2.0, 2.0, 0.0]);
    }

    #[test]
    fn the_chain_rises_on_both_sides() {
        let points = [
            point(0, 5, 1.0),
            point(1, 1, 1.0),
            point(1, 2, 1.5),
            point(2, 2, 1.0),
            point(3, 3, 1.0),
        ];
        let chain: Vec<(usize, usize)> = heaviest_chain(&points, 9)
            .iter()
            .map(|point| (point.i, point.j))
            .collect();
        assert_eq!(chain, [(1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn the_slope_is_the_chains() {
        let chain: Vec<Point> = (0..30).map(|k| point(k, 2 * k, 1.0)).collect();
        assert_eq!(slope(&chain, 1.0), 2.0);
        assert_eq!(slope(&chain[..SLOPE_POINTS - 1], 1.5), 1.5, "too short");
        assert_eq!(slope(&[], 9.0), 5.0);
    }

    #[test]
    fn a_point_that_its_neighbours_contradict_is_not_trusted() {
        let mut chain: Vec<Point> = (0..12).map(|k| point(10 * k, 10 * k, 1.0)).collect();
        chain.insert(6, point(52, 90, 1.0));
        let kept = trusted(&chain, 1.0, AGREEING);
        assert_eq!(kept.len(), 12);
        assert!(kept.iter().all(|point| point.i == point.j));
    }

    #[test]
    fn points_deep_in_a_gap_are_dropped() {
        let nodes = [(0, 0), (1000, 20), (1500, 520)];
        let mut points = vec![
            point(50, 5, 1.0),
            point(500, 10, 1.0),
            point(1200, 220, 1.0),
        ];
        outside_gaps(&mut points, &nodes);
        let kept: Vec<usize> = points.iter().map(|point| point.i).collect();
        assert_eq!(kept, [50, 1200]);
    }
}
