//! EPUB 2 and 3: the documents of the spine, in order, each read as HTML. Spans count in the texts of
//! these documents, one after another.

mod package;

use std::collections::HashMap;
use std::path::Path;

use self::package::{Package, Page};
use super::archive::Archive;
use super::html::{Found, Markup, Wanted, read_markup};
use super::html_events::{Event, events};
use super::inline::{self, Op};
use super::left_out::LeftOut;
use super::model::Document;
use super::packed::BETWEEN;
use super::source::{Part, SourceText};
use super::speaker::find_speakers;
use super::{ReadOptions, Reader, attributes, html_codes};
use crate::error::{Error, Place, Result};

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
        let pages = match &source.archive {
            Some(archive) => {
                let path = source.path.clone();
                Package::read(&mut Archive::again(archive.clone(), &path)?, &path)?.pages
            }
            None => Vec::new(),
        };
        Ok(read_pages(source, &pages, options))
    }

    fn read_file(&self, bytes: Vec<u8>, path: &Path, options: &ReadOptions) -> Result<Document> {
        let mut archive = Archive::open(bytes, path)?;
        let mut package = Package::read(&mut archive, path)?;
        let mut text = String::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut left_out = Vec::new();
        for page in &package.pages {
            let Some(content) = content(&mut archive, page, &mut package.warnings)? else {
                continue;
            };
            if page.is_navigation && !has_words_of_its_own(&content) {
                left_out.extend(LeftOut::in_member("nav", &page.member, &words(&content)));
                continue;
            }
            if !parts.is_empty() {
                text.push(BETWEEN);
            }
            parts.push(Part {
                at: text.len(),
                member: page.member.clone(),
                in_member: 0,
            });
            text.push_str(&content);
        }
        beside(&mut archive, &mut package, &mut left_out)?;
        let mut source = SourceText::from_utf8(path, text);
        source.parts = parts;
        source.archive = Some(archive.packed());
        let mut document = read_pages(source, &package.pages, options);
        document.left_out.append(&mut left_out);
        document.warnings = package.warnings;
        Ok(document)
    }
}

/// The text of a page; nothing for one that cannot be unpacked or is no text, which is told.
fn content(
    archive: &mut Archive<'_>,
    page: &Page,
    warnings: &mut Vec<String>,
) -> Result<Option<String>> {
    match archive.text(&page.member) {
        Err(Error::Input { place, what, .. }) if !archive.is_exhausted() => {
            // An error of the archive begins with the member, one about its bytes has it as the file.
            let named = what.starts_with(&page.member);
            let member = if named { "" } else { page.member.as_str() };
            let separator = if named { "" } else { ": " };
            let at = place
                .at
                .map_or_else(String::new, |(line, column)| format!("{line}:{column}: "));
            warnings.push(format!(
                "{member}{separator}{at}{what}; the page is left out"
            ));
            Ok(None)
        }
        other => other,
    }
}

/// Reads the pages that a source is made of.
fn read_pages(source: SourceText, pages: &[Page], options: &ReadOptions) -> Document {
    let read = options.settled(&source.text);
    let wanted = Wanted {
        chinese: read.is_chinese(),
        attributes: &read.attributes,
    };
    let markup: HashMap<&str, Markup> = pages
        .iter()
        .map(|page| (page.member.as_str(), page.markup))
        .collect();
    let mut found = Found::default();
    for (part, page) in source.part_texts() {
        let markup = markup.get(part.member.as_str());
        let markup = markup.copied().unwrap_or(Markup::Xhtml);
        read_markup(page, part.at, markup, wanted, &mut found);
    }
    let mut blocks = found.blocks;
    html_codes::find(&mut blocks, &source.text);
    attributes::place(found.values, &mut blocks);
    find_speakers(&mut blocks);
    let mut document = Document::new(source, "epub", read, blocks);
    document.left_out = found.left_out;
    document
}

/// Lists the words of a book that stand in no page of the reading order.
fn beside(
    archive: &mut Archive<'_>,
    package: &mut Package,
    left_out: &mut Vec<LeftOut>,
) -> Result<()> {
    let metadata = package::metadata(&package.text);
    left_out.extend(LeftOut::in_member("metadata", &package.member, &metadata));
    let others = std::mem::take(&mut package.others);
    for page in others {
        if let Some(content) = content(archive, &page, &mut package.warnings)? {
            let what = if page.is_navigation {
                "nav"
            } else {
                "page outside of the reading order"
            };
            left_out.extend(LeftOut::in_member(what, &page.member, &words(&content)));
        }
    }
    if let Some(ncx) = package.ncx.clone()
        && let Ok(Some(content)) = archive.text(&ncx)
    {
        left_out.extend(LeftOut::in_member("ncx", &ncx, &words(&content)));
    }
    Ok(())
}

/// A page by itself.
fn found_in(content: &str) -> Found {
    let wanted = Wanted {
        chinese: false,
        attributes: &[],
    };
    let mut found = Found::default();
    read_markup(content, 0, Markup::Xhtml, wanted, &mut found);
    found
}

/// Whether a page with a table of contents says more than its title: a page by itself may be the whole book.
fn has_words_of_its_own(content: &str) -> bool {
    /// So many letters are no title.
    const TITLE: usize = 30;
    let found = found_in(content);
    let said = found.blocks.iter().filter(|block| !block.kind.is_heading());
    let letters = said.map(|block| block.text.chars().filter(|c| c.is_alphanumeric()).count());
    letters.sum::<usize>() > TITLE
}

/// All words that stand between tags.
fn words(content: &str) -> String {
    let (events, entities) = events(content, Markup::Xhtml);
    let mut words = String::new();
    for event in events {
        if let Event::Text(span) | Event::Literal(span) = event {
            let mut ops = Vec::new();
            inline::split(
                span.of(content),
                0,
                |entity| entities.decode(entity),
                &mut ops,
            );
            for op in ops {
                if let Op::Text(text, _) | Op::Decoded(text, _) = op {
                    words.push_str(&text);
                }
            }
            words.push(' ');
        }
    }
    words
}

/// The documents of a book in reading order, as they are called in it.
///
/// # Errors
/// [`Error::Input`] for what is no EPUB, or an encrypted one.
pub fn reading_order(bytes: Vec<u8>, path: &Path) -> Result<Vec<String>> {
    let package = Package::read(&mut Archive::open(bytes, path)?, path)?;
    let pages = package.pages.into_iter().filter(|page| !page.is_navigation);
    Ok(pages.map(|page| page.member).collect())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::super::archive::resolve;
    use super::package::CONTAINER;
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
