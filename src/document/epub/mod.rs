//! EPUB 2 and 3: the documents of the spine, in order, each read as HTML. Spans count in the texts of
//! these documents, one after another.

mod direction;
mod follow;
mod labels;
mod package;
mod said;

use std::collections::{HashMap, HashSet};
use std::path::Path;

pub(super) use self::follow::{Changed, changed};
use self::labels::{LabelKind, labels};
use self::package::{Package, Page};
use self::said::{Pages, key};
use super::archive::Archive;
use super::html::{Found, Markup, Wanted, read_markup};
use super::html_events::{Event, events};
use super::inline::{self, Op};
use super::left_out::LeftOut;
use super::model::{Block, Document};
use super::packed::BETWEEN;
use super::source::{Part, SourceText};
use super::speaker::find_speakers;
use super::{ReadOptions, Reader, attributes, html_codes};
use crate::error::{Error, Place, Result};
use crate::text::script::is_han;

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
        let package = match &source.archive {
            Some(archive) => {
                let path = source.path.clone();
                Package::read(&mut Archive::again(archive.clone(), &path)?, &path)?
            }
            None => Package::default(),
        };
        Ok(read_pages(source, &package, options))
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
            push_part(&page.member, &content, &mut parts, &mut text);
        }
        if parts.is_empty() && package.warnings.is_empty() {
            let what = "names no page that can be read; the book has no text";
            package.warnings.push(format!("{}: {what}", package.member));
        }
        beside(&mut archive, &mut package, &mut left_out)?;
        if options.labels {
            for (_, member) in package.labelled() {
                if parts.iter().all(|part| part.member != member)
                    && let Ok(Some(content)) = archive.text(member)
                {
                    push_part(member, &content, &mut parts, &mut text);
                }
            }
        }
        let mut source = SourceText::from_utf8(path, text);
        source.parts = parts;
        source.archive = Some(archive.packed());
        let mut document = read_pages(source, &package, options);
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

/// Puts a member behind those that a source is made of.
fn push_part(member: &str, content: &str, parts: &mut Vec<Part>, text: &mut String) {
    if !parts.is_empty() {
        text.push(BETWEEN);
    }
    parts.push(Part {
        at: text.len(),
        member: member.to_owned(),
        in_member: 0,
    });
    text.push_str(content);
}

/// Reads the pages that a source is made of, and the labels behind them.
fn read_pages(source: SourceText, package: &Package, options: &ReadOptions) -> Document {
    let labelled: HashMap<&str, LabelKind> = package
        .labelled()
        .filter(|_| options.labels)
        .map(|(kind, member)| (member, kind))
        .collect();
    let pages: HashMap<&str, &Page> = package
        .pages
        .iter()
        .map(|page| (page.member.as_str(), page))
        .collect();
    // A table of contents that is read as a page stands among the pages, and not behind them.
    let mut behind = source.parts.len();
    while behind > 0 && labelled.contains_key(source.parts[behind - 1].member.as_str()) {
        behind -= 1;
    }
    let ends = source
        .parts
        .get(behind)
        .map_or(source.text.len(), |part| part.at);
    let read = options.settled(&source.text[..ends]);
    let chinese = read.is_chinese();
    let mut found = Found::default();
    for (part, page) in source.part_texts().take(behind) {
        let known = pages.get(part.member.as_str());
        let markup = known.map_or(Markup::Xhtml, |page| page.markup);
        let wanted = Wanted {
            chinese,
            attributes: &read.attributes,
            page: &part.member,
        };
        read_markup(page, part.at, markup, wanted, &mut found);
    }
    found.link_notes();
    let mut blocks = found.blocks;
    html_codes::find(&mut blocks, &source.text);
    attributes::place(found.values, &mut blocks);
    find_speakers(&mut blocks);
    if behind < source.parts.len() {
        blocks.append(&mut labels_of_their_own(&source, behind, &labelled));
    }
    let mut document = Document::new(source, "epub", read, blocks);
    document.left_out = found.left_out;
    document
}

/// The Chinese labels whose words nothing else in the book says, each of them once.
fn labels_of_their_own(
    source: &SourceText,
    behind: usize,
    labelled: &HashMap<&str, LabelKind>,
) -> Vec<Block> {
    let mut said = Pages::default();
    for (part, page) in source.part_texts().take(behind) {
        said.add(&part.member, Markup::Xhtml, page, page);
    }
    let mut known = HashSet::new();
    let mut blocks = Vec::new();
    for (part, text) in source.part_texts().skip(behind) {
        let Some(&kind) = labelled.get(part.member.as_str()) else {
            continue;
        };
        for label in labels(kind, &part.member, text, part.at) {
            let words = &label.block.text;
            if words.chars().any(is_han) && said.now(&label).is_none() && known.insert(key(words)) {
                blocks.push(label.block);
            }
        }
    }
    for block in &mut blocks {
        // What a label stands in is not sent with it; markup between its words is.
        if block.span.of(&source.text).contains('<') {
            html_codes::find(std::slice::from_mut(block), &source.text);
        }
    }
    blocks
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
        page: "",
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

    const PAGES: [(&str, &str); 2] = [
        ("a.xhtml", "<html><body><p>海。</p></body></html>"),
        ("b.xhtml", "<html><body><p>天。</p></body></html>"),
    ];

    /// A book with this manifest, spine and members.
    fn bound(manifest: &str, spine: &str, members: &[(&str, &str)]) -> Vec<u8> {
        let root = (
            CONTAINER,
            "<container><rootfile full-path=\"b.opf\" media-type=\"application/oebps-package+xml\"/></container>",
        );
        let package =
            format!("<package><manifest>{manifest}</manifest><spine>{spine}</spine></package>");
        let all: Vec<(&str, &str)> = [root, ("b.opf", &package)]
            .into_iter()
            .chain(members.iter().copied())
            .collect();
        packed(&all)
    }

    fn read(book: Vec<u8>) -> Document {
        Epub.read_file(book, Path::new("book.epub"), &ReadOptions::default())
            .unwrap()
    }

    #[test]
    fn a_page_is_known_by_its_type_or_its_ending() {
        let pages = [
            PAGES[0],
            PAGES[1],
            ("c.HTM", PAGES[1].1),
            ("c.pdf", ""),
            ("c.svg", "<svg/>"),
        ];
        for (item, wanted) in [
            (
                "href=\"a.xhtml\" media-type=\"application/xhtml+xml\"",
                "海。",
            ),
            (
                "href=\"a.xhtml\" media-type=\" Application/XHTML+xml; charset=utf-8\"",
                "海。",
            ),
            (
                "href=\"a.xhtml\" media-type=\"text/x-oeb1-document\"",
                "海。",
            ),
            (
                "href=\"a.xhtml\" media-type=\"application/x-dtbook+xml\"",
                "海。",
            ),
            ("href=\"a.xhtml\"", "海。"),
            ("href=\"c.HTM\" media-type=\"text/plain\"", "天。"),
            (
                "href=\"c.pdf\" media-type=\"application/pdf\" fallback=\"b\"",
                "天。",
            ),
            (
                "href=\"c.svg\" media-type=\"image/svg+xml\" fallback=\"b\"",
                "天。",
            ),
            (
                "href=\"c.pdf\" media-type=\"application/pdf\" fallback=\"c\"",
                "天。",
            ),
        ] {
            let manifest = format!(
                "<item id=\"x\" {item}/><item id=\"b\" href=\"b.xhtml\" media-type=\"text/html\"/>\
                <item id=\"c\" href=\"c.pdf\" media-type=\"application/pdf\" fallback=\"b\"/>"
            );
            let document = read(bound(&manifest, "<itemref idref=\"x\"/>", &pages));
            assert_eq!(texts(&document), [wanted], "{item}");
            assert!(document.warnings.is_empty(), "{:?}", document.warnings);
        }
    }

    #[test]
    fn a_fallback_that_leads_to_itself_ends() {
        let manifest = "<item id=\"x\" href=\"x.pdf\" media-type=\"application/pdf\" fallback=\"y\"/>\
            <item id=\"y\" href=\"y.pdf\" media-type=\"application/pdf\" fallback=\"x\"/>";
        let document = read(bound(manifest, "<itemref idref=\"x\"/>", &[("x.pdf", "")]));
        assert!(document.blocks.is_empty());
        assert!(document.warnings[0].starts_with("x.pdf: is in the reading order"));
    }

    #[test]
    fn an_image_that_is_a_page_is_read() {
        let image = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>名</title><desc>画</desc><defs><text>藏</text></defs>\
            <text x=\"1\">海<tspan font-size=\"3\">上</tspan><tspan x=\"1\" dy=\"2\">有灯</tspan></text><g><text>船</text></g></svg>";
        let document = read(bound(
            "<item id=\"x\" href=\"x.svg\" media-type=\"image/svg+xml\"/>",
            "<itemref idref=\"x\"/>",
            &[("x.svg", image)],
        ));
        assert_eq!(texts(&document), ["海上有灯", "船"]);
        let left: Vec<&str> = document.left_out.iter().map(|left| &*left.what).collect();
        assert_eq!(left, ["title", "desc", "defs"]);
    }

    #[test]
    fn a_page_that_is_missing_or_called_otherwise_refuses_no_book() {
        let manifest = "<item id=\"a\" href=\"Text/A%20b.xhtml\" media-type=\"text/html\"/>\
            <item id=\"lost\" href=\"lost.xhtml\" media-type=\"text/html\"/>\
            <item id=\"back\" href=\"text\\c.xhtml\" media-type=\"text/html\"/>\
            <item id=\"hurt\" href=\"hurt.xhtml\" media-type=\"text/html\"/>";
        let spine = "<itemref idref=\"a\"/><itemref idref=\"ghost\"/><itemref idref=\"lost\"/><itemref idref=\"a\"/>\
            <itemref idref=\"hurt\"/><itemref idref=\"back\"/>";
        let members = [
            ("text/a%20b.XHTML", PAGES[0].1),
            ("text/c.xhtml", PAGES[1].1),
            ("hurt.xhtml", "<html><body><p>damaged</p></body></html>"),
        ];
        let mut book = bound(manifest, spine, &members);
        let hurt = book.windows(7).position(|bytes| bytes == b"damaged");
        book[hurt.unwrap()] = b'D';
        let document = read(book);
        assert_eq!(texts(&document), ["海。", "天。"]);
        let warnings = document.warnings.join("\n");
        for said in [
            "Text/A b.xhtml: is called text/a%20b.XHTML in the book",
            "b.opf: the item \"ghost\" is in the reading order, but not in the manifest",
            "lost.xhtml: is in the reading order, but not in the book; the rest is read",
            "b.opf: text/a%20b.XHTML: in the reading order more than once",
            "hurt.xhtml: cannot be unpacked",
        ] {
            assert!(warnings.contains(said), "{said} is not in\n{warnings}");
        }
        assert_eq!(document.warnings.len(), 5, "{warnings}");
    }

    #[test]
    fn a_name_in_the_encoding_of_a_chinese_windows_is_known() {
        let gbk = encoding_rs::GBK.encode("第一章.xhtml").0.into_owned();
        // A name of the same length is put in the place of one that the writer takes.
        let stand_in = "x".repeat(gbk.len());
        let book = bound(
            "<item id=\"a\" href=\"第一章.xhtml\" media-type=\"text/html\"/>",
            "<itemref idref=\"a\"/>",
            &[(&stand_in, PAGES[0].1)],
        );
        let mut renamed = book.clone();
        let places: Vec<usize> = (0..book.len() - gbk.len())
            .filter(|&at| &book[at..at + gbk.len()] == stand_in.as_bytes())
            .collect();
        assert_eq!(places.len(), 2);
        for at in places {
            renamed[at..at + gbk.len()].copy_from_slice(&gbk);
        }
        let document = read(renamed);
        assert_eq!(texts(&document), ["海。"]);
        assert!(document.warnings[0].starts_with("第一章.xhtml: is called"));
    }

    #[test]
    fn the_table_of_contents_is_left_out_unless_it_is_the_book() {
        let manifest = "<item id=\"n\" href=\"n.xhtml\" media-type=\"text/html\" properties=\"nav\"/>\
            <item id=\"a\" href=\"a.xhtml\" media-type=\"text/html\"/><item id=\"b\" href=\"b.xhtml\" media-type=\"text/html\"/>\
            <item id=\"t\" href=\"t.ncx\" media-type=\"application/x-dtbncx+xml\"/>";
        let contents = "<html><body><h1>目录</h1><p>全书</p><nav><ol><li><a href=\"a.xhtml\">海</a></li></ol></nav></body></html>";
        let ncx =
            "<ncx><navMap><navPoint><navLabel><text>海</text></navLabel></navPoint></navMap></ncx>";
        let spine = "<itemref idref=\"n\"/><itemref idref=\"a\"/>";
        let members = [PAGES[0], PAGES[1], ("n.xhtml", contents), ("t.ncx", ncx)];
        let document = read(bound(manifest, spine, &members));
        assert_eq!(texts(&document), ["海。"]);
        let left: Vec<(String, usize)> = document
            .left_out_by_kind()
            .iter()
            .map(|kind| (format!("{} {}", kind.what, kind.places[0]), kind.letters))
            .collect();
        let wanted = [
            ("nav n.xhtml", 5),
            ("page outside of the reading order b.xhtml", 1),
            ("ncx t.ncx", 1),
        ];
        assert_eq!(
            left,
            wanted.map(|(what, letters)| (what.to_owned(), letters))
        );
        let whole = contents.replace("全书", &"灯塔在海边。".repeat(8));
        let members = [PAGES[0], PAGES[1], ("n.xhtml", &whole), ("t.ncx", ncx)];
        let document = read(bound(manifest, spine, &members));
        assert_eq!(texts(&document)[0], "目录");
        assert_eq!(document.blocks.len(), 3);
    }

    #[test]
    fn what_is_wrong_in_the_package_is_told() {
        let xhtml = "media-type=\"application/xhtml+xml\"";
        let spine = "<itemref idref=\"a\"/>";
        // Items behind the spine; an ampersand that is none.
        let package = format!(
            "<package><metadata><title>灯 & 海</title></metadata><spine>{spine}</spine><manifest><item id=\"a\" href=\"a.xhtml\" {xhtml}/></manifest></package>"
        );
        let container = "<container><rootfile full-path=\"a.pdf\" media-type=\"application/pdf\"/>\
            <rootfile full-path=\"gone.opf\" media-type=\"application/oebps-package+xml\"/>\
            <rootfile full-path=\"b.opf\" media-type=\"application/oebps-package+xml\"/>\
            <rootfile full-path=\"c.opf\" media-type=\"application/oebps-package+xml\"/></container>";
        let broken = "<encryption><EncryptedData";
        let document = read(packed(&[
            (CONTAINER, container),
            ("b.opf", &package),
            ("META-INF/encryption.xml", broken),
            PAGES[0],
        ]));
        assert_eq!(texts(&document), ["海。"]);
        let warnings = document.warnings.join("\n");
        for said in [
            "gone.opf: is named as the package of the book, but is not in it",
            "the book has 1 more renditions",
            "b.opf:1:",
            "META-INF/encryption.xml:1:13: broken XML",
        ] {
            assert!(warnings.contains(said), "{said} is not in\n{warnings}");
        }
        let without = read(packed(&[("b.opf", &package), PAGES[0]]));
        assert_eq!(texts(&without), ["海。"]);
        assert!(without.warnings[0].contains("b.opf is taken for it"));
        let empty = read(bound("", "", &[]));
        assert_eq!(
            empty.warnings,
            ["b.opf: names no page that can be read; the book has no text"]
        );
    }

    #[test]
    fn a_book_is_refused_only_where_its_pages_are_encrypted() {
        let manifest = "<item id=\"a\" href=\"a.xhtml\" media-type=\"text/html\"/>";
        let encrypted = |algorithm: &str, uri: &str| {
            format!(
                "<encryption><EncryptedData><EncryptionMethod Algorithm=\"{algorithm}\"/><CipherData><CipherReference URI=\"{uri}\"/></CipherData></EncryptedData></encryption>"
            )
        };
        for (algorithm, uri, refused) in [
            ("aes256-cbc", "a.xhtml", true),
            ("aes256-cbc", "song.mp3", false),
            ("http://www.idpf.org/2008/embedding", "a.xhtml", false),
        ] {
            let encryption = encrypted(algorithm, uri);
            let members = [PAGES[0], ("META-INF/encryption.xml", &*encryption)];
            let book = bound(manifest, "<itemref idref=\"a\"/>", &members);
            let read = Epub.read_file(book, Path::new("b.epub"), &ReadOptions::default());
            assert_eq!(read.is_err(), refused, "{algorithm} {uri}");
        }
    }

    #[test]
    fn addresses_are_resolved() {
        assert_eq!(resolve("../c/%20d.xhtml#x", "a/b.opf"), "c/ d.xhtml");
        assert_eq!(resolve("../../../c", "b.opf"), "c");
        assert_eq!(resolve("100%", "b.opf"), "100%");
    }
}
