//! Alignment of two stretches that answer each other but differ: finds edits, splits and merges by
//! dynamic programming over the words they share.

use std::ops::Range;

use super::likeness::Signature;
use crate::text::chain;

/// The least likeness, 0 to 1, of sentences that count as versions of each other, unless they translate
/// the same Chinese.
const ALIKE: f32 = 0.25;
/// The least likeness where only the words say that two sentences belong together.
pub(crate) const ALIKE_ANYWHERE: f32 = 0.5;
/// The value added to a pair that translates the same Chinese.
const SAME_PASSAGE: f32 = 0.3;
/// The cost of a pair whose sentences each translate Chinese of their own.
const OTHER_PASSAGE: f32 = 0.15;
/// The cost of a group of several sentences: it has to be worth more than its sentences by themselves.
const SEVERAL: f32 = 0.03;
/// The share of each part of a split sentence that has to come from the whole.
const PART: f32 = 0.4;
/// The largest table, in cells, that is computed in full.
const CELLS: usize = 40_000;
/// The least width of the band, in sentences on either side of the diagonal, in larger tables.
const BAND: usize = 24;
/// The size, in sentences, of the pieces into which a large stretch is cut at certain places.
const PIECE: usize = 40;
/// The largest number of sentences that a word may occur in and still serve to find counterparts.
const COMMON: usize = 8;

/// The shapes of a group: how many old sentences became how many new ones.
const SHAPES: [(usize, usize); 6] = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2)];

/// A range of old sentences and the range of new ones that they became.
pub(crate) type Group = (Range<usize>, Range<usize>);

/// One version's side of a gap.
pub(crate) struct Stretch<'a> {
    /// The signatures of its sentences.
    pub(crate) signatures: &'a [Signature],
    /// The passages that they translate.
    pub(crate) passages: &'a [&'a [u32]],
}

impl Stretch<'_> {
    fn len(&self) -> usize {
        self.signatures.len()
    }

    fn part(&self, range: Range<usize>) -> Stretch<'_> {
        Stretch {
            signatures: &self.signatures[range.clone()],
            passages: &self.passages[range],
        }
    }

    /// Signatures of runs of up to three sentences, by first sentence and length.
    fn runs(&self) -> Vec<[Signature; 3]> {
        let run = |at: usize, length: usize| {
            let end = (at + length).min(self.len());
            Signature::of_all(&self.signatures[at..end])
        };
        (0..self.len())
            .map(|at| [1, 2, 3].map(|length| run(at, length)))
            .collect()
    }
}

/// Finds which sentences of `old` became which of `new`. Sentences in no group are gone or new. `least`
/// is the likeness, 0 to 1, that a group needs where the Chinese says nothing; `None` for [`ALIKE`].
pub(crate) fn align(old: &Stretch<'_>, new: &Stretch<'_>, least: Option<f32>) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in cuts(old, new) {
        piece(old, new, (i..a, j..b), least, &mut groups);
        (i, j) = (a, b);
    }
    piece(old, new, (i..old.len(), j..new.len()), least, &mut groups);
    groups
}

fn piece(
    old: &Stretch<'_>,
    new: &Stretch<'_>,
    (left, right): Group,
    least: Option<f32>,
    groups: &mut Vec<Group>,
) {
    if left.is_empty() || right.is_empty() {
        return;
    }
    let table = Table::new(
        old.part(left.clone()),
        new.part(right.clone()),
        least.unwrap_or(ALIKE),
    );
    let mut found = table.best();
    if found.is_empty() && left.len() == 1 && right.len() == 1 && least.is_none() {
        // A single sentence on both sides, between two that stayed: one has replaced the other.
        let (a, b) = (&table.old.signatures[0], &table.new.signatures[0]);
        let apart = !table.old.passages[0].is_empty() && !table.new.passages[0].is_empty();
        let alike_in_length = a.weight <= 3.0 * b.weight && b.weight <= 3.0 * a.weight;
        if !apart && alike_in_length {
            found.push((0..1, 0..1));
        }
    }
    let shifted = |range: Range<usize>, by: usize| range.start + by..range.end + by;
    groups.extend(
        found
            .into_iter()
            .map(|(a, b)| (shifted(a, left.start), shifted(b, right.start))),
    );
}

struct Table<'a> {
    old: Stretch<'a>,
    new: Stretch<'a>,
    least: f32,
    band: usize,
}

impl<'a> Table<'a> {
    fn new(old: Stretch<'a>, new: Stretch<'a>, least: f32) -> Table<'a> {
        let (n, m) = (old.len(), new.len());
        let band = if n * m <= CELLS {
            n.max(m)
        } else {
            BAND.max(CELLS / (2 * n.max(m)))
        };
        Table {
            old,
            new,
            least,
            band,
        }
    }

    /// The range of new sentences that old sentence `i` is compared with (the band of its row).
    fn row(&self, i: usize) -> Range<usize> {
        let (n, m) = (self.old.len(), self.new.len());
        let middle = i * m / n;
        // The rows overlap however steep the diagonal is.
        let band = self.band.max(2 * m / n.max(1));
        middle.saturating_sub(band)..(middle + band).min(m) + 1
    }

    /// Finds the groups of the best path through the table.
    fn best(&self) -> Vec<Group> {
        let (n, m) = (self.old.len(), self.new.len());
        let (old_runs, new_runs) = (self.old.runs(), self.new.runs());
        let rows: Vec<Range<usize>> = (0..=n).map(|i| self.row(i)).collect();
        let mut best: Vec<Vec<f32>> = rows.iter().map(|r| vec![f32::MIN; r.len()]).collect();
        let mut from: Vec<Vec<u8>> = rows.iter().map(|r| vec![u8::MAX; r.len()]).collect();
        const LEFT_OUT: u8 = 100;
        const PUT_IN: u8 = 101;
        best[0][0] = 0.0;
        for i in 0..=n {
            for j in rows[i].clone() {
                let here = best[i][j - rows[i].start];
                if here == f32::MIN {
                    continue;
                }
                let mut reach = |a: usize, b: usize, value: f32, by: u8| {
                    let (x, y) = (i + a, j + b);
                    if x <= n && rows[x].contains(&y) {
                        let slot = y - rows[x].start;
                        if here + value > best[x][slot] {
                            best[x][slot] = here + value;
                            from[x][slot] = by;
                        }
                    }
                };
                reach(1, 0, 0.0, LEFT_OUT);
                reach(0, 1, 0.0, PUT_IN);
                for (shape, &(a, b)) in (0..).zip(&SHAPES) {
                    if i + a > n || j + b > m {
                        continue;
                    }
                    let value = self.value((i, a), (j, b), &old_runs, &new_runs);
                    if value > 0.0 {
                        reach(a, b, value, shape);
                    }
                }
            }
        }
        let mut groups = Vec::new();
        let (mut i, mut j) = (n, m);
        while i > 0 || j > 0 {
            match from[i][j - rows[i].start] {
                LEFT_OUT => i -= 1,
                PUT_IN => j -= 1,
                shape => {
                    let (a, b) = SHAPES[usize::from(shape)];
                    groups.push((i - a..i, j - b..j));
                    (i, j) = (i - a, j - b);
                }
            }
        }
        groups.reverse();
        groups
    }

    /// The value of the group of `a` old sentences from `i` on and `b` new ones from `j` on; `None` for
    /// an impossible group.
    fn value(
        &self,
        (i, a): (usize, usize),
        (j, b): (usize, usize),
        old_runs: &[[Signature; 3]],
        new_runs: &[[Signature; 3]],
    ) -> f32 {
        let (one, other) = (&old_runs[i][a - 1], &new_runs[j][b - 1]);
        let both = one.weight + other.weight;
        // Sentences without a word (`……`) weigh a little, too.
        let weight = both.max(0.5);
        let shared = one.shared(other);
        let sources = &self.old.passages[i..i + a];
        let targets = &self.new.passages[j..j + b];
        let known = sources.iter().any(|p| !p.is_empty()) && targets.iter().any(|p| !p.is_empty());
        let each = |sources: &[&[u32]], targets: &[&[u32]]| {
            sources
                .iter()
                .all(|s| s.is_empty() || targets.iter().any(|t| s.iter().any(|p| t.contains(p))))
        };
        let passage = if !known {
            0.0
        } else if each(sources, targets) && each(targets, sources) {
            SAME_PASSAGE
        } else if a + b > 2 && sources.iter().any(|s| each(&[s], targets)) {
            // Part of a split sentence may have been linked to the neighbour.
            0.0
        } else {
            -OTHER_PASSAGE
        };
        let several = if a + b > 2 { SEVERAL } else { 0.0 };
        if a + b > 2 {
            // Each part has to contribute words of its own.
            let brings = |run: &[Signature], whole: &Signature| {
                (0..run.len()).all(|at| {
                    let others: Vec<Signature> =
                        run[..at].iter().chain(&run[at + 1..]).cloned().collect();
                    let without = Signature::of_all(&others).shared(whole);
                    shared - without >= PART * run[at].weight
                })
            };
            let (olds, news) = (
                &self.old.signatures[i..i + a],
                &self.new.signatures[j..j + b],
            );
            // Most groups share little: this test rejects them before the costly count.
            if 2.0 * shared < ALIKE_ANYWHERE * weight
                || (b > 1 && !brings(news, one))
                || (a > 1 && !brings(olds, other))
            {
                return -1.0;
            }
        }
        2.0 * shared + (passage - self.least - several) * weight
    }
}

/// The places at which both stretches may be cut: nothing before such a place became anything behind
/// it. Only large stretches are cut.
fn cuts(old: &Stretch<'_>, new: &Stretch<'_>) -> Vec<(usize, usize)> {
    if old.len() * new.len() <= CELLS {
        return Vec::new();
    }
    let mut points: Vec<(usize, usize)> = Vec::new();
    let first = |stretch: &Stretch<'_>| {
        let mut first = std::collections::BTreeMap::new();
        for (at, passages) in stretch.passages.iter().enumerate() {
            for &passage in *passages {
                first.entry(passage).or_insert(at);
            }
        }
        first
    };
    let (olds, news) = (first(old), first(new));
    points.extend(
        olds.iter()
            .filter_map(|(passage, &i)| Some((i, *news.get(passage)?))),
    );
    if points.is_empty() {
        points = alike(old.signatures, new.signatures, ALIKE_ANYWHERE)
            .into_iter()
            .map(|(i, j, _)| (i, j))
            .collect();
    }
    points.sort_unstable();
    points.dedup_by_key(|&mut (i, _)| i);
    let chain = chain::heaviest(points.iter().map(|&(_, j)| Some((j..j + 1, 1))), new.len());
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (point, _) in points.into_iter().zip(chain).filter(|&(_, kept)| kept) {
        let last = cuts.last().copied().unwrap_or((0, 0));
        if point.0 >= last.0 + PIECE || point.1 >= last.1 + PIECE {
            cuts.push(point);
        }
    }
    cuts
}

/// The pairs of sentences that are each other's most alike, with a likeness of at least `least`, in the
/// order of the old ones. Candidates are found by the words that are in few sentences.
pub(crate) fn alike(old: &[Signature], new: &[Signature], least: f32) -> Vec<(usize, usize, f32)> {
    let mut index: std::collections::HashMap<u32, Vec<u32>> = std::collections::HashMap::new();
    for (at, signature) in (0..).zip(new) {
        for word in signature.telling() {
            let places = index.entry(word).or_default();
            if places.len() <= COMMON {
                places.push(at);
            }
        }
    }
    let mut candidates: Vec<Vec<(usize, f32)>> = Vec::with_capacity(old.len());
    for signature in old {
        let mut found: Vec<u32> = signature
            .telling()
            .filter_map(|word| index.get(&word).filter(|places| places.len() <= COMMON))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        let liked = found.into_iter().map(|j| {
            let j = j as usize;
            (j, signature.likeness(&new[j]))
        });
        candidates.push(liked.filter(|&(_, like)| like >= least).collect());
    }
    let mut best_of_new: Vec<(f32, usize)> = vec![(0.0, usize::MAX); new.len()];
    for (i, candidates) in candidates.iter().enumerate() {
        for &(j, like) in candidates {
            if like > best_of_new[j].0 {
                best_of_new[j] = (like, i);
            }
        }
    }
    let mut pairs = Vec::new();
    for (i, candidates) in candidates.iter().enumerate() {
        let mut best: Option<(usize, f32)> = None;
        for &(j, like) in candidates {
            if best.is_none_or(|(_, least)| like > least) {
                best = Some((j, like));
            }
        }
        if let Some((j, like)) = best
            && best_of_new[j].1 == i
        {
            pairs.push((i, j, like));
        }
    }
    pairs
}
