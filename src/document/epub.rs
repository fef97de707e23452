//! EPUB 2 and 3: the documents of the spine, in order, each read as HTML. Spans count in the texts of
//! these documents, one behind the other.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use html5gum::Tokenizer;
use html5gum::emitters::default::Token;

use super::Reader;
use super::archive::Archive;
use super::html::read_markup;
use super::model::{Document, SourceText};
use super::speaker::find_speakers;
use crate::error::{Error, Place, Result};
use crate::text::Language;

/// Where every EPUB names its package document (EPUB 3.3, section 4.2.6.3.1).
const CONTAINER: &str = "META-INF/container.xml";

/// Reads EPUB.
#[derive(Clone, Copy, Debug)]
pub(super) struct Epub;

impl Reader for Epub {
    fn read(&self, source: SourceText) -> Result<Document> {
        Err(Error::input(
            Place::file(&source.path),
            "this is text and no EPUB",
            "name its format with --from",
        ))
    }

    fn read_file(&self, bytes: Vec<u8>, path: &Path) -> Result<Document> {
        let mut archive = Archive::open(bytes, path)?;
        let Some(container) = archive.text(CONTAINER)? else {
            return Err(archive.fail(CONTAINER, "is missing", "this is no EPUB"));
        };
        if archive
            .text("META-INF/encryption.xml")?
            .is_some_and(|text| text.contains("EncryptedData") && !only_fonts(&text))
        {
            return Err(archive.fail(
                "META-INF/encryption.xml",
                "the book is encrypted",
                "an edition can only be made of a book without copy protection",
            ));
        }
        let package = tags(&container)
            .into_iter()
            .find_map(|(name, mut attributes)| {
                (name == "rootfile").then(|| attributes.remove("full-path"))?
            })
            .ok_or_else(|| archive.fail(CONTAINER, "names no package", "the book is damaged"))?;
        let Some(opf) = archive.text(&package)? else {
            return Err(archive.fail(&package, "is missing", "the book is damaged"));
        };
        let mut text = String::new();
        let mut parts = Vec::new();
        for member in spine(&opf, &package) {
            let Some(page) = archive.text(&member)? else {
                return Err(archive.fail(
                    &member,
                    "is in the book's order of reading, but not in the book",
                    "the book is damaged",
                ));
            };
            parts.push((text.len(), page.len()));
            text.push_str(&page);
            text.push('\n');
        }
        let chinese = Language::detect(&text) == Some(Language::Zh);
        let mut blocks = Vec::new();
        for (start, length) in parts {
            read_markup(&text[start..start + length], start, chinese, &mut blocks);
        }
        find_speakers(&mut blocks);
        Ok(Document {
            source: SourceText::from_utf8(path, text),
            format: "epub",
            blocks,
        })
    }
}

/// Obfuscated fonts are no obstacle to reading.
fn only_fonts(encryption: &str) -> bool {
    tags(encryption)
        .iter()
        .filter(|(name, _)| name == "encryptionmethod")
        .all(|(_, attributes)| {
            attributes.get("algorithm").is_some_and(|algorithm| {
                algorithm.contains("idpf.org/2008/embedding") || algorithm.contains("ns.adobe.com")
            })
        })
}

/// The tags of an XML document with their attributes, names in lower case and without prefix. Read by
/// the HTML tokenizer, which knows no entities of a document's own.
fn tags(text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Tokenizer::new(text)
        .flatten()
        .filter_map(|token| match token {
            Token::StartTag(tag) => {
                let name = lossy(&tag.name);
                let name = name.rsplit(':').next().unwrap_or_default().to_owned();
                let attributes = tag
                    .attributes
                    .iter()
                    .map(|(key, value)| (lossy(key), lossy(&value.value)))
                    .collect();
                Some((name, attributes))
            }
            _ => None,
        })
        .collect()
}

/// The documents in reading order; those beside the main text (`linear="no"`) after the others, the
/// table of contents not at all.
fn spine(opf: &str, package: &str) -> Vec<String> {
    let mut manifest: HashMap<String, String> = HashMap::new();
    let (mut main, mut beside) = (Vec::new(), Vec::new());
    for (name, attributes) in tags(opf) {
        let get = |key: &str| attributes.get(key).map(String::as_str).unwrap_or_default();
        match name.as_str() {
            "item" => {
                let page = get("media-type").contains("html");
                if page && !get("properties").split(' ').any(|p| p == "nav") {
                    manifest.insert(get("id").to_owned(), member(package, get("href")));
                }
            }
            "itemref" => {
                if let Some(member) = manifest.get(get("idref")) {
                    if get("linear") == "no" {
                        beside.push(member.clone());
                    } else {
                        main.push(member.clone());
                    }
                }
            }
            _ => {}
        }
    }
    main.extend(beside);
    main
}

/// A member's name from an address relative to the package document.
fn member(package: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let mut bytes = Vec::new();
    let mut rest = href.bytes();
    while let Some(b) = rest.next() {
        let mut ahead = rest.clone();
        let hex = |b: Option<u8>| char::from(b.unwrap_or(b' ')).to_digit(16);
        match (b, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            _ => bytes.push(b),
        }
    }
    let href = String::from_utf8_lossy(&bytes).into_owned();
    let mut parts: Vec<&str> = package.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn packed(members: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, text) in members {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const ROOT: (&str, &str) = (
        CONTAINER,
        r#"<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"#,
    );
    const PACKAGE: (&str, &str) = (
        "OEBPS/book.opf",
        r#"<package><manifest>
        <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
        <item id="b" href="text/%E4%BA%8C.xhtml" media-type="application/xhtml+xml"/>
        <item id="a" href="./text/one.xhtml" media-type="application/xhtml+xml"/>
        <item id="n" href="notes.xhtml" media-type="application/xhtml+xml"/>
        <item id="c" href="style.css" media-type="text/css"/>
        </manifest><spine><itemref idref="nav"/><itemref idref="n" linear="no"/>
        <itemref idref="a"/><itemref idref="b"/></spine></package>"#,
    );

    fn texts(document: &Document) -> Vec<&str> {
        document
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect()
    }

    #[test]
    fn documents_come_in_reading_order() {
        let book = packed(&[
            ROOT,
            PACKAGE,
            ("OEBPS/nav.xhtml", "<nav>目录</nav>"),
            (
                "OEBPS/text/one.xhtml",
                "<html><body><h1>一</h1><p>海。<a epub:type=\"noteref\" href=\"#n\">1</a></p></body></html>",
            ),
            (
                "OEBPS/text/二.xhtml",
                "<html><body><p>天。</p></body></html>",
            ),
            (
                "OEBPS/notes.xhtml",
                "<html><body><aside epub:type=\"footnote\"><p>注。</p></aside><p>完。</p></body></html>",
            ),
        ]);
        let document = Epub.read_file(book, Path::new("book.epub")).unwrap();
        assert_eq!(texts(&document), ["一", "海。", "天。", "注。", "完。"]);
        for block in &document.blocks {
            for run in &block.runs {
                assert_eq!(
                    run.source.of(&document.source.text),
                    run.text.of(&block.text)
                );
            }
        }
    }

    #[test]
    fn damaged_books_are_explained() {
        let protected = (
            "META-INF/encryption.xml",
            r#"<encryption><EncryptedData><EncryptionMethod Algorithm="aes"/></EncryptedData></encryption>"#,
        );
        for (book, says) in [
            (b"no zip".to_vec(), "no zip archive"),
            (packed(&[]), "container.xml: is missing"),
            (packed(&[ROOT]), "OEBPS/book.opf: is missing"),
            (
                packed(&[ROOT, PACKAGE]),
                "one.xhtml: is in the book's order",
            ),
            (packed(&[ROOT, PACKAGE, protected]), "is encrypted"),
            (packed(&[(CONTAINER, "<container/>")]), "names no package"),
        ] {
            let said = Epub
                .read_file(book, Path::new("book.epub"))
                .unwrap_err()
                .to_string();
            assert!(said.contains(says), "{said}");
        }
    }

    #[test]
    fn a_member_that_unpacks_to_too_much_is_refused() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let packed =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(CONTAINER, packed).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..65 {
            zip.write_all(&zeros).unwrap();
        }
        let bomb = zip.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 20);
        let said = Epub
            .read_file(bomb, Path::new("bomb.epub"))
            .unwrap_err()
            .to_string();
        assert!(said.contains("unpacks to more"), "{said}");
    }

    #[test]
    fn addresses_are_resolved() {
        assert_eq!(member("a/b.opf", "../c/%20d.xhtml#x"), "c/ d.xhtml");
        assert_eq!(member("b.opf", "../../../c"), "c");
        assert_eq!(member("b.opf", "100%"), "100%");
    }
}
