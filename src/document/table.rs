//! Tables: the stretches of blocks that are the cells of one.

use std::collections::HashMap;
use std::ops::Range;

use super::model::{Block, Cell};

/// A table of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its blocks, row by row; each has a [`Cell`]. A cell may have several, or none.
    pub blocks: Range<usize>,
    /// How many columns: one more than the greatest of its cells.
    pub columns: usize,
}

/// The tables among blocks, in order. What only lays out a page is none: one cell by itself, a table around
/// another, cells with headings in them.
#[must_use]
pub fn tables(blocks: &[Block]) -> Vec<Table> {
    let number = |at: usize| blocks[at].cell.map(|cell| cell.table);
    let mut found: Vec<(usize, Table)> = Vec::new();
    // How many stretches the cells of a table stand in.
    let mut stretches: HashMap<usize, usize> = HashMap::new();
    let mut at = 0;
    while at < blocks.len() {
        let Some(table) = number(at) else {
            at += 1;
            continue;
        };
        let from = at;
        while at < blocks.len() && number(at) == Some(table) {
            at += 1;
        }
        *stretches.entry(table).or_default() += 1;
        let cells = || blocks[from..at].iter().filter_map(|block| block.cell);
        let places: Vec<_> = cells().map(|cell| (cell.row, cell.column)).collect();
        let several = places.first() != places.last();
        let titled = blocks[from..at].iter().any(|block| block.kind.is_heading());
        if several && !titled && places.is_sorted() {
            let columns = cells().map(|cell| cell.column + 1).max().unwrap_or(0);
            found.push((
                table,
                Table {
                    blocks: from..at,
                    columns,
                },
            ));
        }
    }
    found.retain(|(table, _)| stretches.get(table) == Some(&1));
    found.into_iter().map(|(_, table)| table).collect()
}

/// The most columns of a table, those that are passed over included; a cell behind them stands in the last.
pub(super) const MOST_COLUMNS: usize = 1000;

/// A table being read: where its rows and cells stand.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    /// The byte at which it begins, which numbers it.
    number: usize,
    /// How many rows have begun.
    rows: usize,
    /// Where the present cell stands.
    column: usize,
    /// The column behind it.
    next: usize,
    /// For each column the first row that no cell from above reaches into.
    free_from: Vec<usize>,
}

impl OpenTable {
    /// A table that begins at this byte of the source.
    pub(super) fn new(number: usize) -> OpenTable {
        OpenTable {
            number,
            ..OpenTable::default()
        }
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self) {
        self.rows += 1;
        self.next = 0;
    }

    /// Passes over so many columns at the beginning of a row.
    pub(super) fn pass_over(&mut self, columns: usize) {
        self.next = columns.min(MOST_COLUMNS);
    }

    /// Begins a cell over so many columns and rows (HTML Standard, section 4.9.12).
    pub(super) fn begin_cell(&mut self, columns: usize, rows: usize) {
        self.rows = self.rows.max(1);
        let row = self.rows - 1;
        let reached = |column: usize| self.free_from.get(column).is_some_and(|&free| free > row);
        while reached(self.next) {
            self.next += 1;
        }
        self.column = self.next.min(MOST_COLUMNS - 1);
        self.next = (self.column + columns.max(1)).min(MOST_COLUMNS);
        if self.free_from.len() < self.next {
            self.free_from.resize(self.next, 0);
        }
        self.free_from[self.column..self.next].fill(row + rows.max(1));
    }

    /// Widens the present cell to so many columns.
    pub(super) fn widen(&mut self, columns: usize) {
        self.next = (self.column + columns.max(1)).min(MOST_COLUMNS);
    }

    /// The place of the present cell.
    pub(super) fn cell(&self) -> Cell {
        Cell {
            table: self.number,
            row: self.rows.saturating_sub(1),
            column: self.column,
        }
    }
}

/// For tests: the text of a block, and the table (in order, from 0), row and column of its cell.
#[cfg(test)]
pub(super) type Placed<'b> = (&'b str, Option<(usize, usize, usize)>);

/// For tests: each block, and where its cell stands.
#[cfg(test)]
pub(super) fn places(blocks: &[Block]) -> Vec<Placed<'_>> {
    let mut order: Vec<usize> = Vec::new();
    let mut placed = Vec::new();
    for block in blocks {
        let cell = block.cell.map(|cell| {
            let table = order.iter().position(|&table| table == cell.table);
            let table = table.unwrap_or_else(|| {
                order.push(cell.table);
                order.len() - 1
            });
            (table, cell.row, cell.column)
        });
        placed.push((block.text.as_str(), cell));
    }
    placed
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::{Document, read_bytes};

    fn read(name: &str, text: &str) -> Document {
        read_bytes(text.into(), Path::new(name), None).unwrap()
    }

    #[test]
    fn tables_of_markdown() {
        let document = read(
            "a.md",
            "Before.\n\n| Pier | Depth |\n|---|---|\n| north | 4 m |\n| south | |\n\nAfter.\n\n| a |\n|---|\n| b |\n",
        );
        let tables = tables(&document.blocks);
        let columns: Vec<_> = tables.iter().map(|table| table.columns).collect();
        assert_eq!(columns, [2, 1]);
        assert_eq!(document.blocks[tables[0].blocks.end].text, "After.");
    }

    #[test]
    fn cells_of_html() {
        let document = read(
            "a.html",
            "<table><caption>Piers</caption><tr><th>Pier<th colspan=2>Depth\
             <tr><td rowspan=2>north<td><p>4 m</p><p>sand</p><td>low\
             <tr><td>5 m<td>high</table><p>After.</p><table><tr><td>x<td>y</table>",
        );
        assert_eq!(
            places(&document.blocks),
            [
                ("Piers", None),
                ("Pier", Some((0, 0, 0))),
                ("Depth", Some((0, 0, 1))),
                ("north", Some((0, 1, 0))),
                ("4 m", Some((0, 1, 1))),
                ("sand", Some((0, 1, 1))),
                ("low", Some((0, 1, 2))),
                ("5 m", Some((0, 2, 1))),
                ("high", Some((0, 2, 2))),
                ("After.", None),
                ("x", Some((1, 0, 0))),
                ("y", Some((1, 0, 1))),
            ]
        );
        assert_eq!(tables(&document.blocks).len(), 2);
    }

    #[test]
    fn layout_is_no_table() {
        for page in [
            "<table><tr><td>All of the page.</table>",
            "<table><tr><td><h1>The page</h1><td>Its text.</table>",
        ] {
            assert_eq!(tables(&read("a.html", page).blocks), [], "{page}");
        }
        let inner = "<table><tr><td>left<td><table><tr><td>a<td>b</table>more</table>";
        let document = read("a.html", inner);
        let tables = tables(&document.blocks);
        assert_eq!(tables.len(), 1, "{:?}", places(&document.blocks));
        assert_eq!(tables[0].blocks, 1..3);
    }
}
