//! The files of the page, compiled into the program.

/// A file of the page.
pub(super) struct Asset {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal $kind:literal)*) => {
        &[$(Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("assets/", $name)) }),*]
    };
}

/// Every file.
pub(super) const ASSETS: &[Asset] = assets![
    "acts.js" "text/javascript; charset=utf-8"
    "aids.js" "text/javascript; charset=utf-8"
    "align.js" "text/javascript; charset=utf-8"
    "api.js" "text/javascript; charset=utf-8"
    "beads.js" "text/javascript; charset=utf-8"
    "cards.js" "text/javascript; charset=utf-8"
    "comments.js" "text/javascript; charset=utf-8"
    "cursor.js" "text/javascript; charset=utf-8"
    "density.js" "text/javascript; charset=utf-8"
    "dialogs.js" "text/javascript; charset=utf-8"
    "diff.js" "text/javascript; charset=utf-8"
    "dom.js" "text/javascript; charset=utf-8"
    "drafts.js" "text/javascript; charset=utf-8"
    "drag.js" "text/javascript; charset=utf-8"
    "edit.js" "text/javascript; charset=utf-8"
    "emitter.js" "text/javascript; charset=utf-8"
    "filters.js" "text/javascript; charset=utf-8"
    "findings-words.js" "text/javascript; charset=utf-8"
    "findings.js" "text/javascript; charset=utf-8"
    "fixall.js" "text/javascript; charset=utf-8"
    "glossary.js" "text/javascript; charset=utf-8"
    "heights.js" "text/javascript; charset=utf-8"
    "index.html" "text/html; charset=utf-8"
    "jump.js" "text/javascript; charset=utf-8"
    "keys.js" "text/javascript; charset=utf-8"
    "languages.js" "text/javascript; charset=utf-8"
    "links.js" "text/javascript; charset=utf-8"
    "list.js" "text/javascript; charset=utf-8"
    "lists.js" "text/javascript; charset=utf-8"
    "main.js" "text/javascript; charset=utf-8"
    "notes.js" "text/javascript; charset=utf-8"
    "others.js" "text/javascript; charset=utf-8"
    "pending.js" "text/javascript; charset=utf-8"
    "proposals.js" "text/javascript; charset=utf-8"
    "replace.js" "text/javascript; charset=utf-8"
    "route.js" "text/javascript; charset=utf-8"
    "search.js" "text/javascript; charset=utf-8"
    "stages.js" "text/javascript; charset=utf-8"
    "status.js" "text/javascript; charset=utf-8"
    "store.js" "text/javascript; charset=utf-8"
    "style.css" "text/css; charset=utf-8"
    "terms.js" "text/javascript; charset=utf-8"
    "text.js" "text/javascript; charset=utf-8"
    "texts.html" "text/html; charset=utf-8"
    "texts.js" "text/javascript; charset=utf-8"
    "ticks.js" "text/javascript; charset=utf-8"
    "words.js" "text/javascript; charset=utf-8"
];

/// The file of this name.
pub(super) fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_compiled_in() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/review/assets");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let known: Vec<&str> = ASSETS.iter().map(|asset| asset.name).collect();
        assert_eq!(known, there);
    }

    #[test]
    fn nothing_is_inline_and_nothing_is_fetched_from_elsewhere() {
        for asset in ASSETS {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            for wrong in [
                "innerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
                "https://",
            ] {
                assert!(!text.contains(wrong), "{}: {wrong}", asset.name);
            }
            if asset.name.ends_with(".html") {
                for wrong in [" style=", " onclick=", "<style", "http:"] {
                    assert!(!text.contains(wrong), "{}: {wrong}", asset.name);
                }
            }
        }
    }
}
