//! Properties of sheets that come back: whatever is in them, the bitext stays valid; and a second time nothing is
//! taken in.

use std::path::Path;

use duizhao::bitext::Bitext;
use duizhao::bitext::format::jsonl;
use duizhao::bitext::returned::{TakeIn, take_in};
use duizhao::bitext::sheets::SheetFormat;
use duizhao::text::named::Named;

/// The bitext into which sheets are taken.
const TEXT: &str = include_str!("text.bitext.jsonl");

/// Reads a sheet and takes it in, twice.
pub(super) fn returned(data: &[u8], id: &str) {
    let format = SheetFormat::by_id(id).expect("a format of sheets");
    let Ok(sheet) = (format.read)(data, Path::new("input")) else {
        return;
    };
    let by_stop = |text: &str| -> Vec<String> {
        let parts = text.split_inclusive('.').map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect()
    };
    let how = TakeIn {
        by: "a".to_owned(),
        at: "2026-03-02T00:00:00Z".to_owned(),
        with_marks: false,
        without_missing: data.len().is_multiple_of(2),
        as_proposals: data.len().is_multiple_of(3),
        cut: &by_stop,
    };
    let mut bitext: Bitext =
        jsonl::read(TEXT.as_bytes(), Path::new("text")).expect("a bitext of ours");
    let first = take_in(&mut bitext, &sheet, &how);
    bitext
        .validate()
        .expect("what was taken in keeps its promises");
    let mut written = Vec::new();
    jsonl::write(&bitext, &mut written).expect("memory");
    let again = jsonl::read(&written, Path::new("input")).expect("what was written is read");
    assert_eq!(again.beads.len(), bitext.beads.len());
    // Every operation is one that can be made again, in its order.
    let mut replayed: Bitext =
        jsonl::read(TEXT.as_bytes(), Path::new("text")).expect("a bitext of ours");
    for operation in &first.operations {
        replayed
            .edit(operation)
            .expect("an operation that was made");
    }
    assert_eq!(replayed.beads.len(), bitext.beads.len());
    // What goes out of it comes back.
    let sent = duizhao::bitext::sheet::Sheet::of(
        &bitext,
        "a",
        &duizhao::bitext::sheet::SheetOptions::default(),
    );
    if let Ok(bytes) = (format.write)(&sent) {
        let back = (format.read)(&bytes, Path::new("input")).expect("what was written is read");
        let returned = take_in(&mut bitext, &back, &how);
        assert!(returned.operations.is_empty(), "{:?}", returned.operations);
    }
}
