//! Tables: rows pair with rows, and cells with cells of the same column. A cell by itself says little (`-`,
//! `string`, `5.2.0` stand in every other row), so that the search alone would spread a missing row over
//! its neighbours; a row as a whole says enough.
//!
//! The first search tells which table answers to which, and where their columns differ in number, which
//! column to which. Then the rows of each pair of tables are aligned, monotonically, by the same learned
//! scores as all beads: a pair of rows is worth what its pairs of cells are worth, a row without
//! counterpart what its sentences are worth unlinked. What comes out are nodes that the later searches
//! have to pass: the beginnings and ends of paired rows, and of cells of the same column that have
//! words on both sides.

use std::collections::HashMap;
use std::ops::Range;

use super::band::Band;
use super::bead::{Edge, SHAPES};
use crate::document::{Cell, tables};
use crate::segment::SegmentedDocument;
use crate::text::chain::{Item, heaviest_by_row};

/// Tables pair where the first search links at least one in so many sentences of the smaller one.
const LEAST_LINKED: usize = 4;
/// How far from the place that is due a row is looked for, besides the difference of the tables.
const REACH: usize = 10;
/// The most nodes that are looked at for a pair of tables; those that need more are left to the search.
const MOST_NODES: usize = 300_000;
/// The most pairs of rows, likewise.
const MOST_PAIRS: usize = 4_000_000;
/// The most that a row without counterpart costs, in the model's units (natural logarithms of odds): a row
/// of many cells is as easily left out as one of few.
const MOST_UNLINKED: f32 = 12.0;

/// Where each sentence stands, `None` outside of tables.
pub(crate) type Places = Vec<Option<Cell>>;

/// Where the sentences of a text stand in its tables; `None` for a text without.
#[must_use]
pub(crate) fn places(text: &SegmentedDocument) -> Option<Places> {
    let blocks = &text.document.blocks;
    let mut held = vec![None; blocks.len()];
    for table in tables(blocks) {
        for at in table.blocks {
            held[at] = blocks[at].cell;
        }
    }
    let places: Places = text
        .segments
        .iter()
        .map(|segment| held[segment.block])
        .collect();
    places.iter().any(Option::is_some).then_some(places)
}

/// A row: its cells with words, each with its column and its sentences.
type Row = Vec<(usize, Range<usize>)>;

/// A table as sentences.
#[derive(Debug, Default)]
struct Grid {
    columns: usize,
    sentences: usize,
    rows: Vec<Row>,
}

/// The tables of one side, and for each sentence the number of its table among them.
#[derive(Debug, Default)]
struct Side {
    grids: Vec<Grid>,
    places: Vec<Option<(usize, usize)>>,
}

impl Side {
    fn new(places: &[Option<Cell>]) -> Side {
        let mut side = Side::default();
        let mut before: Option<Cell> = None;
        for (at, place) in places.iter().enumerate() {
            let Some(cell) = *place else {
                side.places.push(None);
                continue;
            };
            if before.is_none_or(|before| before.table != cell.table) {
                side.grids.push(Grid::default());
            }
            let new_row = before.is_none_or(|b| (b.table, b.row) != (cell.table, cell.row));
            let number = side.grids.len().saturating_sub(1);
            if let Some(grid) = side.grids.last_mut() {
                grid.sentences += 1;
                grid.columns = grid.columns.max(cell.column + 1);
                if new_row {
                    grid.rows.push(Row::new());
                }
                if let Some(row) = grid.rows.last_mut() {
                    match row.last_mut() {
                        Some((column, sentences)) if *column == cell.column => {
                            sentences.end = at + 1;
                        }
                        _ => row.push((cell.column, at..at + 1)),
                    }
                }
            }
            side.places.push(Some((number, cell.column)));
            before = Some(cell);
        }
        side
    }
}

/// The tables of both sides.
#[derive(Debug, Default)]
pub(crate) struct TablePairs {
    source: Side,
    target: Side,
}

/// Two tables that answer to each other, and for each column of the source's the one of the target's.
#[derive(Debug, PartialEq)]
struct Pair {
    tables: (usize, usize),
    columns: Vec<Option<usize>>,
}

impl TablePairs {
    /// Of where the sentences of both sides stand.
    #[must_use]
    pub(crate) fn new(source: &[Option<Cell>], target: &[Option<Cell>]) -> TablePairs {
        TablePairs {
            source: Side::new(source),
            target: Side::new(target),
        }
    }

    /// Whether there is nothing to pair.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.source.grids.is_empty() || self.target.grids.is_empty()
    }

    /// Which tables pair, by the links of a path.
    fn pairs(&self, path: &[Edge]) -> Vec<Pair> {
        let mut linked: HashMap<(usize, usize), usize> = HashMap::new();
        let mut columns: HashMap<(usize, usize), HashMap<(usize, usize), usize>> = HashMap::new();
        for edge in path.iter().filter(|edge| !edge.is_null()) {
            let (source, target) = (self.source.places[edge.i0], self.target.places[edge.j0]);
            if let (Some((s, a)), Some((t, b))) = (source, target) {
                *linked.entry((s, t)).or_default() += edge.sources().min(edge.targets());
                *columns
                    .entry((s, t))
                    .or_default()
                    .entry((a, b))
                    .or_default() += 1;
            }
        }
        let enough = |(s, t): (usize, usize), count: usize| {
            let (a, b) = (&self.source.grids[s], &self.target.grids[t]);
            count * LEAST_LINKED >= a.sentences.min(b.sentences)
        };
        let all = linked
            .into_iter()
            .filter(|&(pair, count)| enough(pair, count));
        rising(all, self.target.grids.len())
            .into_iter()
            .map(|(s, t)| {
                let (a, b) = (self.source.grids[s].columns, self.target.grids[t].columns);
                let mut to: Vec<Option<usize>> = vec![None; a];
                if a == b {
                    to = (0..a).map(Some).collect();
                } else {
                    let votes = columns.remove(&(s, t)).unwrap_or_default();
                    for (from, column) in rising(votes, b) {
                        to[from] = Some(column);
                    }
                }
                Pair {
                    tables: (s, t),
                    columns: to,
                }
            })
            .collect()
    }

    /// The tables that pair by a path of the first search; `None` where there are none.
    #[must_use]
    pub(crate) fn paired(&self, path: &[Edge]) -> Option<PairedTables<'_>> {
        let (n, m) = (self.source.places.len(), self.target.places.len());
        let mut tables = Vec::new();
        let mut looked_at: Vec<(usize, usize)> = vec![(0, 0), (n, m)];
        looked_at.extend(path.iter().map(|edge| (edge.i1, edge.j1)));
        for pair in self.pairs(path) {
            let rows = Rows {
                source: &self.source.grids[pair.tables.0].rows,
                target: &self.target.grids[pair.tables.1].rows,
                columns: pair.columns,
            };
            if let Some(nodes) = rows.nodes() {
                looked_at.extend(nodes);
                tables.push(rows);
            }
        }
        if tables.is_empty() {
            return None;
        }
        looked_at.sort_unstable();
        Some(PairedTables {
            band: Band::hull(&looked_at, n, m),
            tables,
        })
    }
}

/// Tables whose rows are to be paired.
pub(crate) struct PairedTables<'t> {
    /// Holds every bead that is scored.
    pub(crate) band: Band,
    tables: Vec<Rows<'t>>,
}

impl PairedTables<'_> {
    /// Pairs the rows by the scores of beads. The nodes that tell rows and cells apart, in order.
    #[must_use]
    pub(crate) fn nodes(&self, score: &dyn Fn(Edge) -> f32) -> Vec<(usize, usize)> {
        let mut nodes = Vec::new();
        for rows in &self.tables {
            rows.align(score, &mut nodes);
        }
        nodes.dedup();
        nodes
    }
}

/// The pairs of the heaviest chain that rises on both sides.
fn rising(
    weighed: impl IntoIterator<Item = ((usize, usize), usize)>,
    targets: usize,
) -> Vec<(usize, usize)> {
    let mut weighed: Vec<((usize, usize), usize)> = weighed.into_iter().collect();
    weighed.sort_unstable();
    let items = weighed.iter().map(|&((row, to), weight)| {
        Some(Item {
            row,
            range: to..to + 1,
            weight: weight as u64,
        })
    });
    let kept = heaviest_by_row(items, targets);
    let kept = weighed.iter().zip(kept).filter(|&(_, kept)| kept);
    kept.map(|(&(pair, _), _)| pair).collect()
}

/// The rows of two tables that pair.
struct Rows<'g> {
    source: &'g [Row],
    target: &'g [Row],
    columns: Vec<Option<usize>>,
}

/// How a row of one side stands to the other side.
#[derive(Clone, Copy)]
enum Step {
    Paired,
    Omitted,
    Added,
}

impl Rows<'_> {
    /// The rows of the target that a row of the source may pair with.
    fn window(&self, row: usize) -> Range<usize> {
        let (a, b) = (self.source.len(), self.target.len());
        let reach = REACH + a.abs_diff(b);
        row.saturating_sub(reach).min(b)..(row + reach + 1).min(b)
    }

    /// The cells of both rows that have words and stand in the same column.
    fn cells(&self, row: usize, to: usize) -> Vec<(Range<usize>, Range<usize>)> {
        let (source, target) = (&self.source[row], &self.target[to]);
        let mut found = Vec::new();
        let mut next = 0;
        for (column, from) in source {
            let Some(wanted) = self.columns.get(*column).copied().flatten() else {
                continue;
            };
            while target.get(next).is_some_and(|(column, _)| *column < wanted) {
                next += 1;
            }
            if let Some((_, sentences)) = target.get(next).filter(|(column, _)| *column == wanted) {
                found.push((from.clone(), sentences.clone()));
            }
        }
        found
    }

    /// All nodes that scoring these rows looks at; `None` where they are too many.
    fn nodes(&self) -> Option<Vec<(usize, usize)>> {
        let mut nodes = Vec::new();
        let mut count = 0;
        if self.source.len().saturating_mul(self.target.len()) > MOST_PAIRS {
            return None;
        }
        for row in 0..self.source.len() {
            for to in self.window(row) {
                for (from, into) in self.cells(row, to) {
                    count += (from.len() + 1) * (into.len() + 1);
                    for i in from.start..=from.end {
                        nodes.extend([(i, into.start), (i, into.end)]);
                    }
                }
                // Rows without a column in common cost as well.
                count += 1;
                if count > MOST_NODES {
                    return None;
                }
            }
        }
        Some(nodes)
    }

    /// The best monotone alignment of the rows, as nodes.
    fn align(&self, value: &dyn Fn(Edge) -> f32, nodes: &mut Vec<(usize, usize)>) {
        let (a, b) = (self.source.len(), self.target.len());
        let omitted: Vec<f32> = self
            .source
            .iter()
            .map(|row| unlinked(row, &|k| value(omission(k))))
            .collect();
        let added: Vec<f32> = self
            .target
            .iter()
            .map(|row| unlinked(row, &|k| value(addition(k))))
            .collect();
        let width = b + 1;
        let mut best = vec![f32::NEG_INFINITY; (a + 1) * width];
        let mut steps = vec![Step::Added; (a + 1) * width];
        best[0] = 0.0;
        for row in 0..=a {
            for to in 0..=b {
                let at = row * width + to;
                let mut take = |from: usize, gain: f32, step: Step| {
                    let way = best[from] + gain;
                    if way > best[at] {
                        best[at] = way;
                        steps[at] = step;
                    }
                };
                if row > 0 && to > 0 && self.window(row - 1).contains(&(to - 1)) {
                    take(
                        at - width - 1,
                        self.paired(row - 1, to - 1, value),
                        Step::Paired,
                    );
                }
                if row > 0 {
                    take(at - width, omitted[row - 1], Step::Omitted);
                }
                if to > 0 {
                    take(at - 1, added[to - 1], Step::Added);
                }
            }
        }
        let (mut row, mut to) = (a, b);
        let mut pairs = Vec::new();
        while row > 0 || to > 0 {
            match steps[row * width + to] {
                Step::Paired => {
                    (row, to) = (row - 1, to - 1);
                    pairs.push((row, to));
                }
                Step::Omitted => row -= 1,
                Step::Added => to -= 1,
            }
        }
        for (row, to) in pairs.into_iter().rev() {
            let (Some(source), Some(target)) = (ends(&self.source[row]), ends(&self.target[to]))
            else {
                continue;
            };
            nodes.push((source.start, target.start));
            for (from, into) in self.cells(row, to) {
                nodes.extend([(from.start, into.start), (from.end, into.end)]);
            }
            nodes.push((source.end, target.end));
        }
    }

    /// What a pair of rows is worth.
    fn paired(&self, row: usize, to: usize, value: &dyn Fn(Edge) -> f32) -> f32 {
        let cells = self.cells(row, to);
        let mut worth: f32 = cells
            .iter()
            .map(|(from, into)| linked(from, into, value))
            .sum();
        for (_, alone) in &self.source[row] {
            if !cells.iter().any(|(from, _)| from == alone) {
                worth += alone.clone().map(|i| value(omission(i))).sum::<f32>();
            }
        }
        for (_, alone) in &self.target[to] {
            if !cells.iter().any(|(_, into)| into == alone) {
                worth += alone.clone().map(|j| value(addition(j))).sum::<f32>();
            }
        }
        worth
    }
}

/// A source sentence by itself. The score of an unlinked sentence does not depend on where the other side
/// is.
const fn omission(i: usize) -> Edge {
    Edge {
        i0: i,
        i1: i + 1,
        j0: 0,
        j1: 0,
    }
}

/// A target sentence by itself.
const fn addition(j: usize) -> Edge {
    Edge {
        i0: 0,
        i1: 0,
        j0: j,
        j1: j + 1,
    }
}

/// The sentences of a row.
fn ends(row: &Row) -> Option<Range<usize>> {
    Some(row.first()?.1.start..row.last()?.1.end)
}

/// What a row is worth without counterpart.
fn unlinked(row: &Row, value: &dyn Fn(usize) -> f32) -> f32 {
    let sentences = row.iter().flat_map(|(_, sentences)| sentences.clone());
    sentences.map(value).sum::<f32>().max(-MOST_UNLINKED)
}

/// What two cells are worth together: the best path of beads through both.
fn linked(from: &Range<usize>, into: &Range<usize>, value: &dyn Fn(Edge) -> f32) -> f32 {
    let (a, b) = (from.len(), into.len());
    let mut best = vec![f32::NEG_INFINITY; (a + 1) * (b + 1)];
    best[0] = 0.0;
    for i in 0..=a {
        for j in 0..=b {
            for shape in SHAPES {
                let (x, y) = (usize::from(shape.source), usize::from(shape.target));
                if x > i || y > j {
                    continue;
                }
                let before = best[(i - x) * (b + 1) + j - y];
                let edge = Edge {
                    i0: from.start + i - x,
                    i1: from.start + i,
                    j0: into.start + j - y,
                    j1: into.start + j,
                };
                let at = i * (b + 1) + j;
                best[at] = best[at].max(before + value(edge));
            }
        }
    }
    best[a * (b + 1) + b]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Aligner;
    use crate::align::testing::edge;
    use crate::bitext::Bitext;
    use crate::document::read_bytes;
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    fn text(markdown: &str, language: Language) -> SegmentedDocument {
        let file = std::path::Path::new("x.md");
        let document = read_bytes(markdown.into(), file, None).unwrap();
        segment(document, language, &SegmentOptions::default())
    }

    fn aligned(zh: &str, en: &str) -> Bitext {
        let (zh, en) = (text(zh, Language::Zh), text(en, Language::En));
        Aligner::new(&zh, &en).run().unwrap()
    }

    fn links(bitext: &Bitext) -> Vec<(String, String)> {
        let beads = bitext.beads.iter();
        beads
            .map(|bead| (bitext.source_text(bead), bitext.target_text(bead)))
            .collect()
    }

    /// Places of a table with so many words in each cell, row by row.
    fn table(table: usize, rows: &[&[usize]]) -> Places {
        let mut places = Places::new();
        for (row, cells) in rows.iter().enumerate() {
            for (column, &sentences) in cells.iter().enumerate() {
                let cell = Cell { table, row, column };
                places.extend(vec![Some(cell); sentences]);
            }
        }
        places
    }

    #[test]
    fn rows_and_cells_are_found_in_places() {
        let mut places = table(0, &[&[1, 2], &[0, 1]]);
        places.insert(0, None);
        places.extend(table(4, &[&[1, 0, 1]]));
        let side = Side::new(&places);
        assert_eq!(side.grids.len(), 2);
        assert_eq!(
            side.grids[0].rows,
            [vec![(0, 1..2), (1, 2..4)], vec![(1, 4..5)]]
        );
        assert_eq!((side.grids[1].columns, side.grids[1].sentences), (3, 2));
        assert_eq!(side.places[5], Some((1, 0)));
    }

    #[test]
    fn columns_of_unequal_tables_pair_by_their_links() {
        let source = table(0, &[&[1, 1], &[1, 1]]);
        let target = table(0, &[&[1, 1, 1], &[1, 1, 1]]);
        let tables = TablePairs::new(&source, &target);
        let path = [
            edge(0, 1, 0, 1),
            edge(1, 2, 2, 3),
            edge(2, 3, 3, 4),
            edge(3, 4, 5, 6),
        ];
        let pairs = tables.pairs(&path);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].columns, [Some(0), Some(2)]);
        assert!(tables.pairs(&[]).is_empty(), "nothing says that they pair");
        assert!(tables.paired(&[]).is_none());
    }

    #[test]
    fn a_missing_row_is_left_out_whole() {
        // Three rows of three cells against two; only the first column tells the rows apart.
        let source = table(0, &[&[1, 1, 1], &[1, 1, 1], &[1, 1, 1]]);
        let target = table(0, &[&[1, 1, 1], &[1, 1, 1]]);
        let tables = TablePairs::new(&source, &target);
        let path: Vec<Edge> = (0..6).map(|k| edge(k, k + 1, k, k + 1)).collect();
        let paired = tables.paired(&path).unwrap();
        let score = |edge: Edge| match (edge.sources(), edge.targets()) {
            (1, 0) | (0, 1) => -2.0,
            // The first and the last row of the source are the two of the target.
            (1, 1) if edge.i0.is_multiple_of(3) => match (edge.i0, edge.j0) {
                (0, 0) | (6, 3) => 3.0,
                _ => -5.0,
            },
            (1, 1) => 1.0,
            _ => -9.0,
        };
        let nodes = paired.nodes(&score);
        assert_eq!(
            nodes,
            [
                (0, 0),
                (1, 1),
                (2, 2),
                (3, 3),
                (6, 3),
                (7, 4),
                (8, 5),
                (9, 6)
            ]
        );
    }

    #[test]
    fn two_sentences_of_a_cell_may_be_one() {
        let source = table(0, &[&[1, 2], &[1, 1]]);
        let target = table(0, &[&[1, 1], &[1, 3]]);
        let tables = TablePairs::new(&source, &target);
        let path = [
            edge(0, 1, 0, 1),
            edge(1, 3, 1, 2),
            edge(3, 4, 2, 3),
            edge(4, 5, 3, 6),
        ];
        let score = |edge: Edge| if edge.is_null() { -2.0 } else { 1.0 };
        let nodes = tables.paired(&path).unwrap().nodes(&score);
        assert_eq!(nodes, [(0, 0), (1, 1), (3, 2), (4, 3), (5, 6)]);
    }

    #[test]
    fn tables_that_would_take_too_long_are_left_to_the_search() {
        let rows: Vec<&[usize]> = vec![&[1, 1, 1, 1]; 1_000];
        let places = table(0, &rows);
        let tables = TablePairs::new(&places, &places);
        let path: Vec<Edge> = (0..places.len())
            .map(|k| edge(k, k + 1, k, k + 1))
            .collect();
        assert!(tables.paired(&path).is_none());
    }

    const ROWS: [(&str, &str); 5] = [
        (
            "| north | 北码头的灯 | string | - |",
            "| north | The lamp of the north pier | string | - |",
        ),
        (
            "| ferry | 渡船靠岸时点亮的灯 | string | - |",
            "| ferry | The lamp lit when the ferry lands | string | - |",
        ),
        (
            "| storm | 风暴来临前的警示灯 | string | - |",
            "| storm | The warning lamp before a storm | string | - |",
        ),
        (
            "| fog | 雾天使用的灯 | boolean | false |",
            "| fog | The lamp for foggy days | boolean | false |",
        ),
        (
            "| market | 市场上的灯 | string | - |",
            "| market | The lamp on the market | string | - |",
        ),
    ];

    /// Both tables without the given rows.
    fn without(zh: &[usize], en: &[usize]) -> Vec<(String, String)> {
        let rows = |left_out: &[usize], english: bool| {
            let kept = ROWS
                .iter()
                .enumerate()
                .filter(|(k, _)| !left_out.contains(k));
            let lines = kept.map(|(_, row)| if english { row.1 } else { row.0 });
            lines.collect::<Vec<_>>().join("\n")
        };
        let zh = format!(
            "| 名称 | 说明 | 类型 | 默认 |\n|---|---|---|---|\n{}\n",
            rows(zh, false)
        );
        let en = format!(
            "| Name | Description | Type | Default |\n|---|---|---|---|\n{}\n",
            rows(en, true)
        );
        links(&aligned(&zh, &en))
    }

    #[test]
    fn a_row_of_one_side_is_one_omission_or_addition() {
        for (gone, (chinese, english)) in ROWS.into_iter().enumerate() {
            for (added, links) in [
                (false, without(&[], &[gone])),
                (true, without(&[gone], &[])),
            ] {
                let alone: Vec<String> = links
                    .iter()
                    .filter(|(zh, en)| zh.is_empty() || en.is_empty())
                    .map(|(zh, en)| format!("{zh}{en}"))
                    .collect();
                let row = if added { english } else { chinese };
                let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
                assert_eq!(alone, cells, "{links:#?}");
            }
        }
    }

    #[test]
    fn nothing_but_tables_makes_constraints() {
        let prose = text("One.\n\n- Two.\n", Language::En);
        assert_eq!(places(&prose), None);
    }
}
