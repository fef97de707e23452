//! Exact search in a band: the best path, and the posterior of each bead, which is its share of all paths.
//!
//! Rows are scored a block at a time, on several threads, while the search goes through the block before.

use std::ops::Range;
use std::sync::Mutex;

use super::band::Band;
use super::bead::{Edge, MAX_SOURCE, SHAPES};
use super::elementary::{exp, ln};
use super::evidence::Evidence;
use super::gaps::{All, Backward, Best, Forward, Role, Semiring, before};
use super::scoring::{IMPOSSIBLE, Scoring};

/// Indices of 1-0 and 0-1 in [`SHAPES`].
const OMISSION: usize = 0;
const ADDITION: usize = 1;
/// Rows that are scored before the search goes through them.
const BLOCK: usize = 1024;
/// Rows that a thread scores at a time.
const PIECE: usize = 128;
/// The most rows whose scores are kept for the way back, some 90 MB; of more, they are computed again there. That takes
/// a fifth of the time, and memory that does not grow with the text.
pub(crate) const SLAB: usize = 1 << 16;
/// A sum of ways below this is that of none.
const NO_WAY: f32 = -1e30;

/// Where the scores of the beads come from.
pub(crate) trait Scores: Sync {
    /// Fills in the scores of the beads that end in some rows: row after row, in a row for each shape in turn those at
    /// each node; [`IMPOSSIBLE`] for beads that begin outside the band.
    fn fill(&self, rows: Range<usize>, scores: &mut [f32]);
}

impl Scores for Scoring<'_> {
    fn fill(&self, rows: Range<usize>, mut scores: &mut [f32]) {
        let mut scorer = self.rows(rows.start);
        for i in rows {
            let (row, rest) = scores.split_at_mut(width(self.band, i) * SHAPES.len());
            scorer.score(i, row);
            scores = rest;
        }
    }
}

/// All beads of a band. The results of a search do not depend on the number of threads: each score is computed by
/// itself.
pub(crate) struct Lattice<'a> {
    pub(crate) band: &'a Band,
    pub(crate) scores: &'a dyn Scores,
    pub(crate) jobs: usize,
    /// The most rows whose scores are kept, as a rule [`SLAB`]; the results do not depend on it.
    pub(crate) slab: usize,
}

/// The number of nodes of a row.
fn width(band: &Band, i: usize) -> usize {
    band.high(i) - band.low(i) + 1
}

/// The beads of a shape that end in a row and begin in the band: the row they begin in, and their first and last end.
fn beads(band: &Band, i: usize, shape: usize) -> Option<(usize, usize, usize)> {
    let shape = SHAPES[shape];
    let i0 = i.checked_sub(usize::from(shape.source))?;
    let b = usize::from(shape.target);
    let from = band.low(i).max(band.low(i0) + b);
    let to = band.high(i).min(band.high(i0) + b);
    (from <= to).then_some((i0, from, to))
}

/// The beads that end in a row, all but additions, which come from the row itself: for each shape its number, the node
/// that the first bead begins at, the target sentence it ends with, and how many there are.
fn arriving(band: &Band, i: usize) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let shapes = (0..SHAPES.len()).filter(|&shape| shape != ADDITION);
    shapes.filter_map(move |shape| {
        let (i0, from, to) = beads(band, i, shape)?;
        let begin = band.first(i0) + from - usize::from(SHAPES[shape].target) - band.low(i0);
        Some((shape, begin, from, to - from + 1))
    })
}

impl Lattice<'_> {
    /// Goes through the scores of all rows, from the first on. Gives them back where they are to be kept.
    fn each_row(&self, keep: bool, mut row: impl FnMut(usize, &[f32])) -> Vec<f32> {
        let rows = self.band.sources() + 1;
        let mut kept = Vec::with_capacity(if keep {
            self.band.nodes() * SHAPES.len()
        } else {
            0
        });
        let mut through = |block: Range<usize>, scores: &[f32]| {
            let mut rest = scores;
            for i in block {
                let (scores, others) = rest.split_at(width(self.band, i) * SHAPES.len());
                row(i, scores);
                rest = others;
            }
        };
        let mut before: Option<(Range<usize>, Vec<f32>)> = None;
        let mut spare: Vec<f32> = Vec::new();
        for first in (0..rows).step_by(BLOCK) {
            let block = first..(first + BLOCK).min(rows);
            let mut scores = std::mem::take(&mut spare);
            scores.clear();
            scores.resize(self.nodes(&block) * SHAPES.len(), IMPOSSIBLE);
            self.fill(block.clone(), &mut scores, || {
                if let Some((block, scores)) = &before {
                    through(block.clone(), scores);
                }
            });
            if let Some((_, scores)) = before.replace((block, scores)) {
                if keep {
                    kept.extend_from_slice(&scores);
                }
                spare = scores;
            }
        }
        if let Some((block, scores)) = before {
            through(block, &scores);
            if keep {
                kept.extend_from_slice(&scores);
            }
        }
        kept
    }

    /// Fills in the scores of some rows on all threads; one of them does something else before.
    fn fill(&self, rows: Range<usize>, scores: &mut [f32], before: impl FnOnce()) {
        let threads = self.jobs.min(rows.len().div_ceil(PIECE));
        let pieces = Mutex::new(self.pieces(rows, scores));
        let work = || {
            while let Some((rows, scores)) = next(&pieces) {
                self.scores.fill(rows, scores);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            before();
            work();
        });
    }

    fn nodes(&self, rows: &Range<usize>) -> usize {
        rows.clone().map(|i| width(self.band, i)).sum()
    }

    /// The rows of a block in pieces, with the place of their scores.
    fn pieces<'s>(
        &self,
        block: Range<usize>,
        scores: &'s mut [f32],
    ) -> std::vec::IntoIter<(Range<usize>, &'s mut [f32])> {
        let mut rest = scores;
        let mut pieces = Vec::new();
        for first in block.clone().step_by(PIECE) {
            let rows = first..(first + PIECE).min(block.end);
            let (mine, others) = rest.split_at_mut(self.nodes(&rows) * SHAPES.len());
            pieces.push((rows, mine));
            rest = others;
        }
        pieces.into_iter()
    }

    /// The path with the greatest sum of scores, in order. Ties go to the shape listed first.
    #[must_use]
    pub(crate) fn best_path(&self) -> Vec<Edge> {
        let mut best = BestPath::new(self.band);
        self.each_row(false, |i, scores| best.enter(i, scores));
        best.trace()
    }

    /// The path with the greatest sum of scores, and the beads whose posterior is at least `least`, with it and their
    /// score, by end. If the scores tell no path from another, nearly all beads pass; then the bar is raised until no
    /// more than `most` are left.
    #[must_use]
    pub(crate) fn likely(&self, least: f64, most: usize) -> (Vec<Edge>, Vec<(Edge, f64, f32)>) {
        let mut best = BestPath::new(self.band);
        let mut sums = Sums::new(self.band);
        let rows = self.band.sources() + 1;
        let is_kept = rows <= self.slab;
        let scores = self.each_row(is_kept, |i, scores| {
            best.enter(i, scores);
            sums.enter(i, scores);
        });
        let path = best.trace();
        drop(best);
        let slab = Slab {
            lattice: self,
            rows: rows..rows,
            scores,
            is_kept,
        };
        (path, sums.likely(slab, least, most))
    }
}

/// Some rows on the way back from the last one, a block at a time, and their scores.
struct Slab<'a> {
    lattice: &'a Lattice<'a>,
    rows: Range<usize>,
    /// Those of the rows, or of all where they are kept.
    scores: Vec<f32>,
    is_kept: bool,
}

impl Slab<'_> {
    /// Goes back to a row, if it is not there yet: to those before it as well, and with those that its beads end in.
    /// The number of nodes that are added, and of those that stay.
    fn reach(&mut self, row: usize) -> Option<(usize, usize)> {
        if row >= self.rows.start {
            return None;
        }
        let lattice = self.lattice;
        let block = lattice.slab.clamp(1, BLOCK);
        let first = self.rows.start.saturating_sub(block).min(row);
        let stay = self.rows.start..(self.rows.start + MAX_SOURCE).min(self.rows.end);
        let (more, kept) = (first..stay.start, lattice.nodes(&stay));
        let nodes = lattice.nodes(&more);
        if !self.is_kept {
            let mut scores = vec![IMPOSSIBLE; (nodes + kept) * SHAPES.len()];
            let (new, old) = scores.split_at_mut(nodes * SHAPES.len());
            lattice.fill(more, new, || {});
            old.copy_from_slice(&self.scores[..old.len()]);
            self.scores = scores;
        }
        self.rows = first..stay.end;
        Some((nodes, kept))
    }

    /// The first node of the rows.
    fn first(&self) -> usize {
        self.lattice.band.first(self.rows.start)
    }

    /// The scores of the rows.
    fn scores(&self) -> &[f32] {
        if self.is_kept {
            &self.scores[self.first() * SHAPES.len()..]
        } else {
            &self.scores
        }
    }
}

/// What may follow the beads that end at the nodes of a slab.
struct Onward {
    backward: Backward<All>,
    /// After a bead of running text.
    text: Vec<f64>,
    /// After an omission and an addition in a gap.
    in_gap: Vec<(f64, f64)>,
}

impl Onward {
    /// Of so many nodes, up to the last one of all.
    fn new(nodes: usize) -> Onward {
        Onward {
            backward: Backward::new(nodes),
            text: vec![All::NOTHING; nodes],
            in_gap: vec![(All::NOTHING, All::NOTHING); nodes],
        }
    }

    /// Goes back by so many nodes; of the present ones some stay.
    fn go_back(&mut self, more: usize, stay: usize) {
        self.backward.go_back(more, stay);
        before(&mut self.text, more, stay, All::NOTHING);
        before(&mut self.in_gap, more, stay, (All::NOTHING, All::NOTHING));
    }
}

/// The next piece of work.
pub(crate) fn next<T>(work: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    let mut work = work
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    work.next()
}

/// Continues the ways of a row whose beads are summed up: by its additions, and by those in gaps. `ways` are the ways
/// by all other beads.
fn arrive<S: Semiring>(
    forward: &mut Forward<S>,
    band: &Band,
    i: usize,
    scores: &[f32],
    ways: &[S::Value],
) -> Vec<bool>
where
    S::Value: From<f32>,
{
    let (low, width) = (band.low(i), width(band, i));
    let first = band.first(i);
    let omitted = i
        .checked_sub(1)
        .map(|above| (band.first(above), band.low(above), band.high(above)));
    let mut added = vec![false; width];
    for k in 0..width {
        let (node, j) = (first + k, low + k);
        if node == 0 {
            continue;
        }
        if let Some((above, lowest, highest)) = omitted
            && (lowest..=highest).contains(&j)
            && scores[OMISSION * width + k] > IMPOSSIBLE
        {
            forward.unlinked(Role::Omission, above + j - lowest, node);
        }
        let mut all = ways[k];
        let addition = scores[ADDITION * width + k];
        if k > 0 && addition > IMPOSSIBLE {
            forward.unlinked(Role::Addition, node - 1, node);
            let way = S::then(forward.text[node - 1], addition.into());
            added[k] = way > all;
            all = S::plus(all, way);
        }
        forward.arrive(node, all);
    }
    added
}

/// The search for the best path.
struct BestPath<'a> {
    band: &'a Band,
    forward: Forward<Best>,
    /// The shape of the bead by which each node is arrived at.
    shapes: Vec<u8>,
    ways: Vec<f32>,
    taken: Vec<u32>,
}

impl<'a> BestPath<'a> {
    fn new(band: &'a Band) -> BestPath<'a> {
        BestPath {
            band,
            forward: Forward::new(band.nodes()),
            shapes: Vec::with_capacity(band.nodes()),
            ways: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Arrives at the nodes of the next row.
    fn enter(&mut self, i: usize, scores: &[f32]) {
        let band = self.band;
        let (low, width) = (band.low(i), width(band, i));
        self.ways.clear();
        self.ways.resize(width, IMPOSSIBLE);
        self.taken.clear();
        self.taken.resize(width, OMISSION as u32);
        for (shape, begin, from, count) in arriving(band, i) {
            let before = &self.forward.text[begin..][..count];
            let scores = &scores[shape * width + from - low..][..count];
            let ways = &mut self.ways[from - low..][..count];
            let taken = &mut self.taken[from - low..][..count];
            for k in 0..count {
                let way = before[k] + scores[k];
                let better = way > ways[k];
                ways[k] = if better { way } else { ways[k] };
                taken[k] = if better { shape as u32 } else { taken[k] };
            }
        }
        let added = arrive(&mut self.forward, band, i, scores, &self.ways);
        let taken = self.taken.iter().zip(added);
        self.shapes
            .extend(taken.map(|(&shape, added)| if added { ADDITION as u8 } else { shape as u8 }));
    }

    /// Goes back over the best ways.
    #[allow(clippy::float_cmp)] // the very same computation
    fn trace(&self) -> Vec<Edge> {
        #[derive(Clone, Copy)]
        enum State {
            Arrived,
            Text,
            Omitting,
            Adding,
        }
        let (band, best) = (self.band, &self.forward);
        let mut path = Vec::new();
        let (mut i, mut j) = (band.sources(), band.targets());
        let mut state = State::Text;
        while let Some(node) = band.node(i, j) {
            let shape = match state {
                State::Text => {
                    state = if best.text[node] == best.arrived[node] {
                        State::Arrived
                    } else if best.adding[node] > best.omitting[node] {
                        State::Adding
                    } else {
                        State::Omitting
                    };
                    continue;
                }
                State::Arrived if best.arrived[node] > IMPOSSIBLE => usize::from(self.shapes[node]),
                // Bands connect their corners by 1-0 and 0-1 beads: only the beginning is not arrived at.
                State::Arrived => break,
                State::Omitting => OMISSION,
                State::Adding => ADDITION,
            };
            let before = |end: usize, count: u8| end.checked_sub(usize::from(count));
            let begin = before(i, SHAPES[shape].source).zip(before(j, SHAPES[shape].target));
            let Some((i0, j0)) = begin else { break };
            let Some(from) = band.node(i0, j0) else { break };
            path.push(Edge {
                i0,
                i1: i,
                j0,
                j1: j,
            });
            (i, j) = (i0, j0);
            let (entering, replacing) = (best.entering(from), best.replacing(from));
            state = match state {
                State::Omitting if best.omitting[from] >= entering => State::Omitting,
                State::Adding
                    if best.adding[from] >= entering && best.adding[from] >= replacing =>
                {
                    State::Adding
                }
                State::Adding if replacing >= entering => State::Omitting,
                State::Omitting | State::Adding => State::Arrived,
                State::Arrived | State::Text => State::Text,
            };
        }
        path.reverse();
        path
    }
}

/// The sums over all ways.
struct Sums<'a> {
    band: &'a Band,
    forward: Forward<All>,
    row: RowSum,
    ways: Vec<f64>,
}

/// The sum of the ways to, or from, each node of a row, relative to a base that keeps single precision enough.
#[derive(Default)]
struct RowSum {
    base: f64,
    /// For each set of beads: the first node of the row, where its ways begin in `ways`, and their number.
    parts: Vec<(usize, usize, usize)>,
    ways: Vec<f32>,
    most: Vec<f32>,
    sums: Vec<f32>,
}

impl RowSum {
    /// Begins a row of so many nodes.
    fn start(&mut self, base: f64, width: usize) {
        self.base = if base > All::NOTHING { base } else { 0.0 };
        self.parts.clear();
        self.ways.clear();
        self.most.clear();
        self.most.resize(width, NO_WAY);
        self.sums.clear();
        self.sums.resize(width, 0.0);
    }

    /// Adds beads, with the ways on their other side, to the nodes from `first` on.
    fn add(&mut self, first: usize, others: &[f64], scores: &[f32]) {
        let start = self.ways.len();
        let base = self.base;
        let ways = others.iter().zip(scores);
        self.ways
            .extend(ways.map(|(way, score)| (way - base) as f32 + score));
        let ways = &self.ways[start..];
        for (most, &way) in self.most[first..].iter_mut().zip(ways) {
            *most = if way > *most { way } else { *most };
        }
        self.parts.push((first, start, ways.len()));
    }

    /// The sum at each node.
    fn finish(&mut self, sums: &mut Vec<f64>) {
        for &(first, start, count) in &self.parts {
            let ways = &self.ways[start..][..count];
            let most = &self.most[first..][..count];
            for ((sum, way), most) in self.sums[first..].iter_mut().zip(ways).zip(most) {
                *sum += exp(way - most);
            }
        }
        sums.clear();
        sums.extend(self.most.iter().zip(&self.sums).map(|(&most, &sum)| {
            if most > NO_WAY {
                self.base + f64::from(most + ln(sum))
            } else {
                All::NOTHING
            }
        }));
    }
}

/// e to the power of an exponent: of one far below the bar, 0.
fn share(exponent: f64, bar: f32) -> f64 {
    if exponent > f64::from(bar) - FAR_BELOW {
        exponent.exp()
    } else {
        0.0
    }
}

/// So far below the bar a share does not count beside another one.
const FAR_BELOW: f64 = 20.0;

/// The greatest of some sums.
fn greatest(sums: &[f64]) -> f64 {
    sums.iter().copied().fold(All::NOTHING, f64::max)
}

impl<'a> Sums<'a> {
    fn new(band: &'a Band) -> Sums<'a> {
        Sums {
            band,
            forward: Forward::new(band.nodes()),
            row: RowSum::default(),
            ways: Vec::new(),
        }
    }

    /// Arrives at the nodes of the next row.
    fn enter(&mut self, i: usize, scores: &[f32]) {
        let band = self.band;
        let (low, width) = (band.low(i), width(band, i));
        let above = i.saturating_sub(1);
        let base = greatest(&self.forward.text[band.first(above)..][..self::width(band, above)]);
        self.row.start(base, width);
        for (shape, begin, from, count) in arriving(band, i) {
            let before = &self.forward.text[begin..][..count];
            self.row.add(
                from - low,
                before,
                &scores[shape * width + from - low..][..count],
            );
        }
        self.row.finish(&mut self.ways);
        arrive(&mut self.forward, band, i, scores, &self.ways);
    }

    /// Goes through the rows from the last one on and collects the likely beads.
    fn likely(&mut self, mut slab: Slab<'_>, least: f64, most: usize) -> Vec<(Edge, f64, f32)> {
        let band = self.band;
        let forward = &self.forward;
        let total = forward.text[band.nodes() - 1];
        // Nodes of the slab are numbered from its first one.
        slab.reach(band.sources());
        let mut onward = Onward::new(band.nodes() - slab.first());
        let mut found = Found {
            beads: Vec::new(),
            least,
            most,
        };
        let mut bar = (least.ln() as f32).max(NO_WAY);
        for i in (0..=band.sources()).rev() {
            if let Some((more, stay)) = slab.reach(i) {
                onward.go_back(more, stay);
            }
            let Onward {
                backward,
                text: after,
                in_gap,
            } = &mut onward;
            let first_of_slab = slab.first();
            let scores = slab.scores();
            let (low, width) = (band.low(i), width(band, i));
            let first = band.first(i);
            let here_in_slab = first - first_of_slab;
            let below = (i + 1).min(band.sources());
            let base =
                greatest(&after[band.first(below) - first_of_slab..][..self::width(band, below)]);
            self.row.start(base, width);
            let reached = greatest(&forward.text[first..][..width]);
            for (shape, counts) in SHAPES.iter().enumerate() {
                let (a, b) = (usize::from(counts.source), usize::from(counts.target));
                if shape == ADDITION || i + a > band.sources() {
                    continue;
                }
                let Some((_, from, to)) = beads(band, i + a, shape) else {
                    continue;
                };
                let (end, wide) = (i + a, self::width(band, i + a));
                let count = to - from + 1;
                let begin = from - b - low;
                let end_in_slab = band.first(end) - first_of_slab;
                let scores = &scores
                    [(end_in_slab * SHAPES.len() + shape * wide) + from - band.low(end)..][..count];
                let onward = &after[end_in_slab + from - band.low(end)..][..count];
                let start = self.row.ways.len();
                self.row.add(begin, onward, scores);
                // The posterior of each bead, told early from negligible ones.
                let offset = self.row.base + reached - total;
                let ways = &self.row.ways[start..];
                let arrivals = &forward.text[first + begin..][..count];
                let omission = shape == OMISSION;
                let short = bar - offset as f32;
                for k in 0..count {
                    if !omission && ways[k] < short {
                        continue;
                    }
                    if scores[k] == IMPOSSIBLE {
                        continue;
                    }
                    let edge = Edge {
                        i0: i,
                        i1: end,
                        j0: from + k - b,
                        j1: from + k,
                    };
                    let in_text = arrivals[k] + f64::from(scores[k]) + onward[k] - total;
                    let mut posterior = share(in_text, bar);
                    if omission {
                        let to = end_in_slab + from + k - band.low(end);
                        let node = begin + k;
                        let onward =
                            backward.unlinked(Role::Omission, here_in_slab + node, in_gap[to].0);
                        let before = forward.before(Role::Omission, first + node);
                        posterior += share(before + onward - total, bar);
                    }
                    if found.add(edge, posterior, scores[k]) {
                        bar = found.least.ln() as f32;
                    }
                }
            }
            self.row.finish(&mut self.ways);
            let additions = &scores[here_in_slab * SHAPES.len() + ADDITION * width..][..width];
            for k in (0..width).rev() {
                let node = here_in_slab + k;
                if first + k + 1 != band.nodes() {
                    backward.link(node, self.ways[k]);
                }
                if k + 1 < width && additions[k + 1] > IMPOSSIBLE {
                    let score = additions[k + 1];
                    let here = All::then(after[node + 1], score.into());
                    let mut posterior = share(forward.text[first + k] + here - total, bar);
                    backward.link(node, here);
                    let onward = backward.unlinked(Role::Addition, node, in_gap[node + 1].1);
                    posterior += share(
                        forward.before(Role::Addition, first + k) + onward - total,
                        bar,
                    );
                    let edge = Edge {
                        i0: i,
                        i1: i,
                        j0: low + k,
                        j1: low + k + 1,
                    };
                    if found.add(edge, posterior, score) {
                        bar = found.least.ln() as f32;
                    }
                }
                let next = backward.after(node);
                after[node] = next.text;
                in_gap[node] = (next.omission, next.addition);
            }
        }
        found
            .beads
            .sort_unstable_by_key(|&(edge, _, _)| (edge.i1, edge.j1, edge.i0, edge.j0));
        found.beads
    }
}

/// The likely beads so far.
struct Found {
    beads: Vec<(Edge, f64, f32)>,
    least: f64,
    most: usize,
}

impl Found {
    /// Adds a bead if it is likely; whether the bar was raised.
    fn add(&mut self, edge: Edge, posterior: f64, score: f32) -> bool {
        let before = self.beads.len();
        if posterior >= self.least {
            self.beads.push((edge, posterior, score));
        }
        let is_too_many = self.beads.len() > self.most && before < self.beads.len();
        let raised = is_too_many && self.least < 0.1;
        while self.beads.len() > self.most && self.least < 0.1 {
            self.least *= 10.0;
            let least = self.least;
            self.beads.retain(|&(_, posterior, _)| posterior >= least);
        }
        raised
    }
}

/// Measures all evidence on a bead, side by side; `widths` are the numbers of features of each kind.
pub(crate) fn measure(
    evidence: &[&(dyn Evidence + Sync)],
    widths: &[usize],
    edge: Edge,
    features: &mut [f32],
) {
    features.fill(0.0);
    let mut at = 0;
    for (kind, width) in evidence.iter().zip(widths) {
        kind.measure(edge, &mut features[at..at + width]);
        at += width;
    }
}

/// The number of features of each kind of evidence.
#[must_use]
pub(crate) fn widths(evidence: &[&(dyn Evidence + Sync)]) -> Vec<usize> {
    evidence.iter().map(|kind| kind.names().len()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::align::gaps;
    use crate::align::pruned::PrunedLattice;

    /// The state of a path: in running text, or in a gap that omits or adds.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Text,
        Omitting,
        Adding,
    }

    /// Scores as they are given, those of a node side by side.
    struct Given<'a> {
        band: &'a Band,
        scores: Vec<f32>,
    }

    impl Scores for Given<'_> {
        fn fill(&self, rows: Range<usize>, scores: &mut [f32]) {
            let mut at = 0;
            for i in rows {
                for (shape, counts) in SHAPES.iter().enumerate() {
                    for j in self.band.low(i)..=self.band.high(i) {
                        let begin = i
                            .checked_sub(usize::from(counts.source))
                            .zip(j.checked_sub(usize::from(counts.target)));
                        if begin.is_some_and(|(i, j)| self.band.node(i, j).is_some()) {
                            let node = self.band.node(i, j).unwrap();
                            scores[at] = self.scores[node * SHAPES.len() + shape];
                        }
                        at += 1;
                    }
                }
            }
        }
    }

    /// All ways from (i, j) to the end, with their score.
    fn all_ways(lattice: &Given<'_>) -> Vec<(Vec<Edge>, f64)> {
        fn go(
            lattice: &Given<'_>,
            (i, j): (usize, usize),
            state: State,
            fresh: bool,
            path: &mut Vec<Edge>,
            score: f64,
            found: &mut Vec<(Vec<Edge>, f64)>,
        ) {
            let band = lattice.band;
            if state != State::Text {
                // Back into text, from where no gap begins at the same place.
                go(
                    lattice,
                    (i, j),
                    State::Text,
                    false,
                    path,
                    score - gaps::SWITCH,
                    found,
                );
            }
            if (i, j) == (band.sources(), band.targets()) {
                if state == State::Text {
                    found.push((path.clone(), score));
                }
                return;
            }
            for (shape, counts) in SHAPES.iter().enumerate() {
                let (a, b) = (usize::from(counts.source), usize::from(counts.target));
                let Some(node) = (i + a <= band.sources() && j + b <= band.targets())
                    .then(|| band.node(i + a, j + b))
                    .flatten()
                else {
                    continue;
                };
                path.push(Edge {
                    i0: i,
                    i1: i + a,
                    j0: j,
                    j1: j + b,
                });
                if state == State::Text {
                    let worth = f64::from(lattice.scores[node * SHAPES.len() + shape]);
                    go(
                        lattice,
                        (i + a, j + b),
                        State::Text,
                        true,
                        path,
                        score + worth,
                        found,
                    );
                }
                let next = match shape {
                    OMISSION => State::Omitting,
                    ADDITION => State::Adding,
                    _ => State::Text,
                };
                let cost = match (state, next) {
                    (_, State::Text) => None,
                    (State::Text, _) => fresh.then_some(gaps::SWITCH),
                    (State::Omitting, State::Adding) => Some(gaps::REPLACED),
                    (State::Adding, State::Omitting) => None,
                    _ => Some(0.0),
                };
                if let Some(cost) = cost {
                    let score = score - cost - gaps::SENTENCE;
                    go(lattice, (i + a, j + b), next, true, path, score, found);
                }
                path.pop();
            }
        }
        let mut found = Vec::new();
        go(
            lattice,
            (0, 0),
            State::Text,
            true,
            &mut Vec::new(),
            0.0,
            &mut found,
        );
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// The best path is the best of all, and posteriors are shares of the sum over all, in the
        /// band and in the pruned lattice alike.
        #[test]
        fn search_is_exact(
            sources in 1usize..4,
            targets in 1usize..4,
            scores in proptest::collection::vec(-9.0f32..6.0, 16 * SHAPES.len()),
            low in -30.0f32..0.0,
            slab in 1usize..6,
        ) {
            let band = Band::full(sources, targets);
            // Low scores make gaps worth their price.
            let scores = scores[..band.nodes() * SHAPES.len()].iter().map(|s| s + low).collect();
            let given = Given { band: &band, scores };
            let ways = all_ways(&given);
            let lattice = Lattice { band: &band, scores: &given, jobs: 1, slab };
            let most = ways.iter().map(|way| way.1).fold(f64::NEG_INFINITY, f64::max);
            let best = lattice.best_path();
            let reached = ways.iter().filter(|way| way.0 == best).map(|way| way.1).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((reached - most).abs() < 1e-3, "{} instead of {}", reached, most);

            let total: f64 = ways.iter().map(|way| (way.1 - most).exp()).sum();
            let mut posteriors: HashMap<Edge, f64> = HashMap::new();
            for (path, score) in &ways {
                for &edge in path {
                    *posteriors.entry(edge).or_default() += (score - most).exp() / total;
                }
            }
            let (path, likely) = lattice.likely(0.0, usize::MAX);
            prop_assert_eq!(path, best);
            for (edge, posterior, _) in &likely {
                prop_assert!((posterior - posteriors[edge]).abs() < 1e-4, "{:?}: {} instead of {}", edge, posterior, posteriors[edge]);
            }
            let pruned = PrunedLattice::new(likely.iter().map(|l| l.0).collect(), sources, targets);
            let values: HashMap<Edge, f64> = likely.iter().map(|l| (l.0, f64::from(l.2))).collect();
            let scores: Vec<f64> = pruned.edges.iter().map(|edge| values[edge]).collect();
            let found = pruned.posteriors(&scores);
            for (at, edge) in pruned.edges.iter().enumerate() {
                let posterior = found.text[at] + found.gap[at];
                prop_assert!((posterior - posteriors[edge]).abs() < 1e-4, "{:?}: {} instead of {}", edge, posterior, posteriors[edge]);
            }
            prop_assert!((found.total - most - total.ln()).abs() < 1e-4);
        }
    }
}
