//! Other words in a book or a page: in its own words it is itself byte for byte, and with others it is a book of
//! the same members.

use std::path::Path;

use duizhao::document::file_bytes::{encode_translation, splice};
use duizhao::document::write::{Edit, write_back};
use duizhao::document::{Document, ReadOptions, read_bytes_with};
use zip::ZipArchive;

/// A book of two pages, a table of contents and a package, with the words that every sentence gets: the parts stand
/// behind zero bytes.
pub(super) fn written(data: &[u8]) {
    const CONTAINER: &[u8] = br#"<container><rootfile full-path="b.opf"/></container>"#;
    const PACKAGE: &[u8] = br#"<package><metadata><dc:title>t</dc:title><dc:language>zh</dc:language></metadata>
        <item id="a" href="a.xhtml" media-type="html"/><item id="b" href="b.xhtml" media-type="html"/>
        <item id="n" href="n.xhtml" media-type="html" properties="nav"/><item id="t" href="t.ncx" media-type="dtbncx"/>
        <item id="s" href="s.css" media-type="text/css"/>
        <itemref idref="a"/><itemref idref="b"/></package>"#;
    let parts: Vec<&[u8]> = data.split(|&byte| byte == 0).collect();
    let get = |n: usize| parts.get(n).copied().unwrap_or_default();
    let package = Some(get(4)).filter(|bytes| !bytes.is_empty());
    let book = super::packed(&[
        ("META-INF/container.xml", CONTAINER),
        ("b.opf", package.unwrap_or(PACKAGE)),
        ("a.xhtml", get(0)),
        ("b.xhtml", get(2)),
        ("n.xhtml", get(3)),
        ("t.ncx", get(3)),
        ("s.css", get(5)),
        ("p.png", &[0, 1, 2]),
    ]);
    let words = String::from_utf8_lossy(get(1)).into_owned();
    changed(&book, "epub", words.trim());
    changed(get(0), "html", words.trim());
}

fn read(bytes: &[u8], format: &str, labels: bool) -> Option<Document> {
    let options = ReadOptions {
        labels,
        ..ReadOptions::default()
    };
    read_bytes_with(bytes.to_vec(), Path::new("x"), Some(format), &options).ok()
}

fn changed(bytes: &[u8], format: &str, words: &str) {
    let Some(document) = read(bytes, format, true) else {
        return;
    };
    let own = edits(&document, "");
    let same = write_back(&document, &own).expect("a format with a writer");
    assert_eq!(same.text, document.source.text);
    let file = encode_translation(&document, &same.text, "en").expect("nothing is new");
    assert!(file.bytes == bytes, "it is not itself");
    let other = edits(&document, words);
    let written = write_back(&document, &other).expect("a format with a writer");
    if let Ok(file) = encode_translation(&document, &written.text, "en") {
        assert!(
            read(&file.bytes, format, false).is_some(),
            "it cannot be read"
        );
        if format == "epub" {
            assert_eq!(names(&file.bytes), names(bytes));
        }
    }
    let Some(document) = read(bytes, format, false) else {
        return;
    };
    let written = write_back(&document, &edits(&document, words)).expect("a format with a writer");
    if let Ok(file) = splice(&document.source, bytes, &written.text) {
        assert!(read(&file, format, false).is_some(), "it cannot be read");
    }
}

/// Every sentence, the words before it.
fn edits(document: &Document, words: &str) -> Vec<Edit> {
    super::written::edits(document, |masked, own| {
        masked.unmask(&format!("{words}{own}")).ok()
    })
}

fn names(bytes: &[u8]) -> Vec<String> {
    let zip = ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let names = zip.file_names().map(|name| name.expect("a name"));
    names.map(std::borrow::Cow::into_owned).collect()
}
