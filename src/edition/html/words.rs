//! The words of a text for the search over all pages: each link with the row that it is in, so that a sentence
//! that is found is shown with its counterpart.

use std::collections::HashMap;

use crate::bitext::SideName;
use crate::edition::model::Edition;

/// What is searched together: the sentences of both sides of a link that are in one row, or one that is in no
/// link.
type Unit<'e> = [Vec<&'e str>; 2];

/// `[[row,"甲。\n乙。","A.\nB."],…]`: the sentences of a side are parted by line feeds. As JSON, which a script
/// may hold as it is.
pub(super) fn of(edition: &Edition<'_>) -> String {
    let mut entries = Vec::new();
    for (number, row) in edition.rows().iter().enumerate() {
        let mut units: Vec<Unit<'_>> = Vec::new();
        let mut of_bead: HashMap<usize, usize> = HashMap::new();
        for (at, side) in [SideName::Source, SideName::Target].into_iter().enumerate() {
            let views = edition.blocks(row, side);
            let pieces = views.iter().flat_map(|view| &view.pieces);
            for sentence in pieces.filter_map(|piece| piece.sentence) {
                let Some(segment) = edition.text(side).segments.get(sentence.segment) else {
                    continue;
                };
                let new = units.len();
                let unit = match sentence.bead {
                    Some(bead) => *of_bead.entry(bead).or_insert(new),
                    None => new,
                };
                if unit == new {
                    units.push(Unit::default());
                }
                units[unit][at].push(&segment.text);
            }
        }
        for unit in units {
            let [source, target] = unit.map(|said| quoted(&said.join("\n")));
            entries.push(format!("[{number},{source},{target}]"));
        }
    }
    format!("[{}]", entries.join(","))
}

/// A string as a script writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
