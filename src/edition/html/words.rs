//! The words of a text for the search over all pages: for each row the sentences of both sides.

use crate::bitext::SideName;
use crate::edition::model::Edition;

/// `[[row,"甲。\n乙。","A.\nB."],…]`: the sentences of a side are parted by line feeds. As JSON, which a script
/// may hold as it is.
pub(super) fn of(edition: &Edition<'_>) -> String {
    let mut rows = Vec::new();
    for (number, row) in edition.rows().iter().enumerate() {
        let said = [SideName::Source, SideName::Target].map(|side| {
            let views = edition.blocks(row, side);
            let pieces = views.iter().flat_map(|view| &view.pieces);
            let segments = pieces.filter_map(|piece| piece.sentence);
            let sentences = segments.filter_map(|sentence| {
                let segment = edition.text(side).segments.get(sentence.segment)?;
                Some(segment.text.as_str())
            });
            sentences.collect::<Vec<_>>().join("\n")
        });
        if said.iter().any(|side| !side.is_empty()) {
            let [source, target] = said.map(|side| quoted(&side));
            rows.push(format!("[{number},{source},{target}]"));
        }
    }
    format!("[{}]", rows.join(","))
}

/// A string as a script writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
