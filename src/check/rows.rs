//! Rows of tables: two editions may list the rows of a table in another order, and a link between cells then is
//! one of places and not of words.

use crate::bitext::Bead;
use crate::document::Block;
use crate::segment::SegmentedDocument;
use crate::text::likeness::similarity;
use crate::text::script::is_han;

/// The likeness of the first cells of two rows from which the rows are about the same thing, one of them perhaps
/// misspelt.
const SAME: f64 = 0.6;

/// Whether the two cells of a bead stand in rows about different things: their rows begin with different names. A
/// name is code or a word that stays as it is; rows that begin with words of both languages say nothing.
pub(crate) fn differ(bead: &Bead, texts: (&SegmentedDocument, &SegmentedDocument)) -> bool {
    let (Some(here), Some(there)) = (
        Row::of(texts.0, bead.source.start),
        Row::of(texts.1, bead.target.start),
    ) else {
        return false;
    };
    let (Some(one), Some(other)) = (here.name(), there.name()) else {
        return false;
    };
    if one == other || here.column != there.column {
        return false;
    }
    if here.column > 0 {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        return similarity(&one, &other) < SAME;
    }
    // The names themselves: those of rows that stand elsewhere in the other table.
    here.table().any(|name| name == other) || there.table().any(|name| name == one)
}

/// The row of a cell.
struct Row<'a> {
    blocks: &'a [Block],
    /// Index of the first cell.
    first: usize,
    /// The cell's column.
    column: usize,
}

impl<'a> Row<'a> {
    /// That of the cell in which a sentence stands.
    fn of(text: &'a SegmentedDocument, sentence: usize) -> Option<Row<'a>> {
        let blocks = text.document.blocks.as_slice();
        let at = text.segments.get(sentence)?.block;
        let cell = blocks[at].cell?;
        let before = blocks[..at].iter().rev().take_while(|block| {
            block
                .cell
                .is_some_and(|other| (other.table, other.row) == (cell.table, cell.row))
        });
        let first = at - before.count();
        (blocks[first].cell?.column == 0).then_some(Row {
            blocks,
            first,
            column: cell.column,
        })
    }

    /// The words of its first cell, where these stay in translation.
    fn name(&self) -> Option<&'a str> {
        name(&self.blocks[self.first])
    }

    /// The names of all rows of its table.
    fn table(&self) -> impl Iterator<Item = &'a str> {
        let blocks = self.blocks;
        let table = blocks[self.first].cell.map(|cell| cell.table);
        let inside = move |block: &&Block| block.cell.map(|cell| cell.table) == table;
        let start = self.first - blocks[..self.first].iter().rev().take_while(inside).count();
        blocks[start..]
            .iter()
            .take_while(inside)
            .filter(|block| block.cell.is_some_and(|cell| cell.column == 0))
            .filter_map(name)
    }
}

fn name(first: &Block) -> Option<&str> {
    let text = first.text.trim();
    let stays = text.chars().any(char::is_alphanumeric) && !text.chars().any(is_han);
    stays.then_some(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::bitext::testing::bead;
    use crate::document::read_bytes;
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    fn text(rows: &str, language: Language) -> SegmentedDocument {
        let text = format!("| a | b |\n| --- | --- |\n{rows}");
        let document = read_bytes(text.into(), Path::new("x.md"), None).unwrap();
        segment(document, language, &SegmentOptions::default())
    }

    #[test]
    fn rows_in_another_order() {
        let zh = text(
            "| width | 宽 |\n| height | 高 |\n| 深 | 多深 |\n",
            Language::Zh,
        );
        let en = text(
            "| height | Height |\n| width | Width |\n| Depth | How deep |\n",
            Language::En,
        );
        let differs = |at: usize| differ(&bead(at..at + 1, at..at + 1), (&zh, &en));
        let said: Vec<bool> = (0..8).map(differs).collect();
        // The head, then the rows.
        assert_eq!(said, [false, false, true, true, true, true, false, false]);
    }

    #[test]
    fn a_misspelt_name_is_the_same_row() {
        let zh = text("| width | 宽 |\n", Language::Zh);
        let en = text("| wdith | Width |\n", Language::En);
        for at in 2..4 {
            assert!(!differ(&bead(at..at + 1, at..at + 1), (&zh, &en)));
        }
    }
}
