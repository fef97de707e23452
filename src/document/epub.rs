//! EPUB 2 and 3: the documents of the spine, in order, each read as HTML. Spans count in the texts of
//! these documents, one after another.

use std::collections::HashMap;
use std::path::Path;

use super::archive::{Archive, resolve};
use super::html::{Markup, read_markup};
use super::html_codes;
use super::model::Document;
use super::packed::BETWEEN;
use super::source::{Part, SourceText};
use super::speaker::find_speakers;
use super::xml::{Tag, Xml};
use super::{ReadOptions, Reader};
use crate::error::{Error, Place, Result};

/// The member that names the package document (EPUB 3.3, section 4.2.6.3.1).
const CONTAINER: &str = "META-INF/container.xml";
/// The member that lists encrypted members (section 4.2.6.3.2).
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Reads EPUB.
#[derive(Clone, Copy, Debug)]
pub(super) struct Epub;

impl Reader for Epub {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        if source.parts.is_empty() && !source.text.is_empty() {
            return Err(Error::input(
                Place::file(&source.path),
                "this is a text, not an EPUB",
                "name its format with --from",
            ));
        }
        let read = options.settled(&source.text);
        let chinese = read.is_chinese();
        let mut blocks = Vec::new();
        for (part, page) in source.part_texts() {
            read_markup(page, part.at, Markup::Xhtml, chinese, &mut blocks);
        }
        html_codes::find(&mut blocks, &source.text);
        find_speakers(&mut blocks);
        Ok(Document::new(source, "epub", read, blocks))
    }

    fn read_file(&self, bytes: Vec<u8>, path: &Path, options: &ReadOptions) -> Result<Document> {
        let mut archive = Archive::open(bytes, path)?;
        let members = members_in_order(&mut archive, path)?;
        let mut text = String::new();
        let mut parts: Vec<Part> = Vec::new();
        for member in members {
            let Some(page) = archive.text(&member)? else {
                return Err(archive.fail(
                    &member,
                    "is listed in the book's reading order, but is not in the book",
                    "the book is damaged",
                ));
            };
            if !parts.is_empty() {
                text.push(BETWEEN);
            }
            parts.push(Part {
                at: text.len(),
                member,
                in_member: 0,
            });
            text.push_str(&page);
        }
        let mut source = SourceText::from_utf8(path, text);
        source.parts = parts;
        source.archive = Some(archive.packed());
        self.read(source, options)
    }
}

/// The documents of a book in reading order, as they are called in it.
///
/// # Errors
/// [`Error::Input`] for what is no EPUB, or an encrypted one.
pub fn reading_order(bytes: Vec<u8>, path: &Path) -> Result<Vec<String>> {
    members_in_order(&mut Archive::open(bytes, path)?, path)
}

fn members_in_order(archive: &mut Archive<'_>, path: &Path) -> Result<Vec<String>> {
    let Some(container) = archive.text(CONTAINER)? else {
        return Err(archive.fail(CONTAINER, "is missing", "this is not an EPUB"));
    };
    if let Some(encryption) = archive.text(ENCRYPTION)?
        && !only_fonts(&xml(path, ENCRYPTION, &encryption).tags()?)
    {
        return Err(archive.fail(
            ENCRYPTION,
            "the book is encrypted",
            "an edition can only be made of a book without copy protection",
        ));
    }
    let package = xml(path, CONTAINER, &container)
        .tags()?
        .into_iter()
        .find(|tag| tag.name == "rootfile")
        .and_then(|tag| tag.find("full-path").map(str::to_owned))
        .ok_or_else(|| archive.fail(CONTAINER, "names no package", "the book is damaged"))?;
    let Some(opf) = archive.text(&package)? else {
        return Err(archive.fail(&package, "is missing", "the book is damaged"));
    };
    Ok(spine(&xml(path, &package, &opf).tags()?, &package))
}

const fn xml<'t>(path: &'t Path, member: &'t str, text: &'t str) -> Xml<'t> {
    Xml { path, member, text }
}

/// Whether only fonts are encrypted, which does not prevent reading.
fn only_fonts(encryption: &[Tag]) -> bool {
    encryption
        .iter()
        .filter(|tag| tag.name == "EncryptionMethod")
        .all(|tag| {
            let algorithm = tag.get("Algorithm");
            algorithm.contains("idpf.org/2008/embedding") || algorithm.contains("ns.adobe.com")
        })
}

/// The documents in reading order. Those beside the main text (`linear="no"`) come after the others; the
/// table of contents is left out.
fn spine(opf: &[Tag], package: &str) -> Vec<String> {
    let mut manifest: HashMap<String, String> = HashMap::new();
    let (mut main, mut beside) = (Vec::new(), Vec::new());
    for tag in opf {
        let get = |key: &str| tag.get(key);
        match tag.name.as_str() {
            "item" => {
                let page = get("media-type").contains("html");
                if page && !get("properties").split(' ').any(|p| p == "nav") {
                    manifest.insert(get("id").to_owned(), resolve(get("href"), package));
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
        let document = Epub
            .read_file(book, Path::new("book.epub"), &ReadOptions::default())
            .unwrap();
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
    fn tables_are_numbered_through_the_book() {
        let page = |cell: &str| {
            format!("<html><body><table><tr><td>{cell}</td><td>b</td></tr></table></body></html>")
        };
        let (one, two) = (page("海"), page("天"));
        let book = packed(&[
            ROOT,
            PACKAGE,
            ("OEBPS/text/one.xhtml", &one),
            ("OEBPS/text/二.xhtml", &two),
            ("OEBPS/notes.xhtml", "<html><body><p>完。</p></body></html>"),
        ]);
        let document = Epub
            .read_file(book, Path::new("book.epub"), &ReadOptions::default())
            .unwrap();
        let places = crate::document::table::places(&document.blocks);
        let tables: Vec<_> = places
            .iter()
            .map(|(_, cell)| cell.map(|cell| cell.0))
            .collect();
        assert_eq!(tables, [Some(0), Some(0), Some(1), Some(1), None]);
    }

    #[test]
    fn damaged_books_are_explained() {
        let protected = (
            "META-INF/encryption.xml",
            r#"<encryption><EncryptedData><EncryptionMethod Algorithm="aes"/></EncryptedData></encryption>"#,
        );
        for (book, says) in [
            (b"no zip".to_vec(), "not a zip archive"),
            (packed(&[]), "container.xml: is missing"),
            (packed(&[ROOT]), "OEBPS/book.opf: is missing"),
            (
                packed(&[ROOT, PACKAGE]),
                "one.xhtml: is listed in the book's reading order",
            ),
            (packed(&[ROOT, PACKAGE, protected]), "is encrypted"),
            (packed(&[(CONTAINER, "<container/>")]), "names no package"),
        ] {
            let said = Epub
                .read_file(book, Path::new("book.epub"), &ReadOptions::default())
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
            .read_file(bomb, Path::new("bomb.epub"), &ReadOptions::default())
            .unwrap_err()
            .to_string();
        assert!(said.contains("too large when unpacked"), "{said}");
    }

    #[test]
    fn addresses_are_resolved() {
        assert_eq!(resolve("../c/%20d.xhtml#x", "a/b.opf"), "c/ d.xhtml");
        assert_eq!(resolve("../../../c", "b.opf"), "c");
        assert_eq!(resolve("100%", "b.opf"), "100%");
    }
}
