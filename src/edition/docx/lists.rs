//! The list numberings of the document.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::xml::{HEAD, WORD};
use crate::bitext::SideName;

/// The id of the numbering of all items with a bullet.
pub(super) const BULLETS: usize = 1;

/// The deepest level that the format has.
const DEEPEST: u8 = 8;

/// The highest number that a list may begin with.
const HIGHEST: u64 = 32_767;

/// The numberings, created as they are needed: an item whose number does not follow the one before
/// begins a new numbering. Each has its own abstract definition, because Word counts numberings of one
/// definition together.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// For a side and depth, the current numbering and the last number used.
    current: HashMap<(SideName, u8), (usize, u64)>,
    /// Depth and first number of the numberings after the one for bullets.
    numbered: Vec<(u8, u64)>,
}

impl Lists {
    /// The numbering and the level of the next item of a side.
    pub(super) fn item(&mut self, side: SideName, depth: u8, ordinal: Option<u64>) -> (usize, u8) {
        let depth = depth.min(DEEPEST);
        // Deeper lists begin anew behind this item.
        self.current
            .retain(|(other, deeper), _| *other != side || *deeper <= depth);
        let Some(ordinal) = ordinal else {
            self.current.remove(&(side, depth));
            return (BULLETS, depth);
        };
        let fresh = BULLETS + 1 + self.numbered.len();
        let list = match self.current.get(&(side, depth)) {
            Some(&(list, last)) if last.checked_add(1) == Some(ordinal) => list,
            _ => {
                self.numbered.push((depth, ordinal.min(HIGHEST)));
                fresh
            }
        };
        self.current.insert((side, depth), (list, ordinal));
        (list, depth)
    }

    /// Depth and first number of the numberings after the one for bullets.
    pub(super) fn into_numbered(self) -> Vec<(u8, u64)> {
        self.numbered
    }
}

/// The numbering part, with these numberings after the one for bullets.
pub(super) fn part(numbered: &[(u8, u64)]) -> String {
    let mut part = format!("{HEAD}<w:numbering xmlns:w=\"{WORD}\">\n");
    let mut numbers = String::new();
    let bullets: String = (0..=DEEPEST)
        .map(|depth| level(depth, 1, "bullet", "•"))
        .collect();
    definition(BULLETS, &bullets, &mut part, &mut numbers);
    for (at, &(depth, start)) in numbered.iter().enumerate() {
        let text = format!("%{}.", depth + 1);
        let level = level(depth, start, "decimal", &text);
        definition(BULLETS + 1 + at, &level, &mut part, &mut numbers);
    }
    part + &numbers + "</w:numbering>\n"
}

/// Appends a definition and the numbering that uses it. They are kept apart because all definitions
/// have to come first.
fn definition(number: usize, levels: &str, part: &mut String, numbers: &mut String) {
    let _ = writeln!(
        part,
        "<w:abstractNum w:abstractNumId=\"{number}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>{levels}</w:abstractNum>"
    );
    let _ = writeln!(
        numbers,
        "<w:num w:numId=\"{number}\"><w:abstractNumId w:val=\"{number}\"/></w:num>"
    );
}

fn level(depth: u8, start: u64, format: &str, text: &str) -> String {
    let left = 340 * (u32::from(depth) + 1);
    format!(
        "<w:lvl w:ilvl=\"{depth}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{format}\"/>\
         <w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/>\
         <w:pPr><w:ind w:left=\"{left}\" w:hanging=\"340\"/></w:pPr></w:lvl>"
    )
}
