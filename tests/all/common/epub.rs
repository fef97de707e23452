//! Books made for the tests.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

/// A book's members, in order: name and bytes.
pub(crate) type Members = Vec<(String, Vec<u8>)>;

/// A picture of one pixel.
pub(crate) const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8,
    0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// Packs members: the first stored, as it is in books, the others compressed.
pub(crate) fn packed(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let method = match name == "mimetype" {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The members of a book, in order.
pub(crate) fn members(book: &[u8]) -> Members {
    let mut zip = ZipArchive::new(Cursor::new(book)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A page of XHTML in Chinese.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"zh-CN\" xml:lang=\"zh-CN\">\n<head>\n<title>{title}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"../style/book.css\"/>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// A Chinese book of so many chapters with pictures, styles, notes, a table, a poem, anchors, both tables of
/// contents, and a page that is no chapter. `spine` stands in the tag of the spine.
pub(crate) fn book(chapters: usize, css: &str, spine: &str) -> Members {
    let heading = |n: usize| format!("第{n}章　守灯的人");
    let mut manifest = String::new();
    let mut order = String::from("<itemref idref=\"title\"/>");
    let (mut nav, mut ncx, mut notes) = (String::new(), String::new(), String::new());
    let mut pages: Vec<(String, String)> = Vec::new();
    for n in 1..=chapters {
        let next = n % chapters + 1;
        let body = format!(
            "<section epub:type=\"chapter\" id=\"c{n}\">\n<h1 id=\"h{n}\">{}</h1>\n\
            <p class=\"first\">海上有灯，<em>灯亮了</em>。<a epub:type=\"noteref\" id=\"r{n}\" href=\"../notes/notes.xhtml#n{n}\">1</a>他&#22238;头看&amp;听。</p>\n\
            <figure id=\"f{n}\"><img src=\"../images/pixel.png\" alt=\"灯\"/><figcaption>图{n}：<b>船</b></figcaption></figure>\n\
            <p>见<a href=\"chapter{next}.xhtml#h{next}\">下一章</a>，水是H<sub>2</sub>O，用<code>ls</code>看。<br/>再看一遍。</p>\n\
            <table><tr><th>年</th><td>事<span class=\"x\"/></td></tr></table>\n\
            <blockquote><p>月落<br/>3点潮平<br/>灯</p></blockquote>\n\
            <ul><li>油灯</li><li id=\"l{n}\">绳子</li></ul>\n</section>\n",
            heading(n)
        );
        let name = format!("text/chapter{n}.xhtml");
        writeln!(
            manifest,
            "<item id=\"c{n}\" href=\"{name}\" media-type=\"application/xhtml+xml\"/>"
        )
        .unwrap();
        write!(order, "<itemref idref=\"c{n}\"/>").unwrap();
        write!(nav, "<li><a href=\"{name}#h{n}\">{}</a></li>", heading(n)).unwrap();
        write!(
            ncx,
            "<navPoint id=\"p{n}\" playOrder=\"{n}\"><navLabel><text>{}</text></navLabel><content src=\"{name}#h{n}\"/></navPoint>",
            heading(n)
        )
        .unwrap();
        writeln!(
            notes,
            "<aside epub:type=\"footnote\" id=\"n{n}\"><p><a href=\"../text/chapter{n}.xhtml#r{n}\">↩</a>这是注。</p></aside>"
        )
        .unwrap();
        pages.push((format!("OPS/{name}"), page(&heading(n), &body)));
    }
    let title = page("守灯人", "<h1>守灯人</h1>\n<p>献给海。</p>\n");
    let notes = page("注释", &format!("<h1>注释</h1>\n{notes}"));
    let contents = format!(
        "<nav epub:type=\"toc\" id=\"toc\"><h1>目录</h1><ol><li><a href=\"text/title.xhtml\">封面</a></li>{nav}<li><a href=\"notes/notes.xhtml\">注释</a></li></ol></nav>\n\
        <nav epub:type=\"landmarks\" hidden=\"\"><h2>路标</h2><ol><li><a epub:type=\"bodymatter\" href=\"text/chapter1.xhtml\">正文</a></li></ol></nav>\n"
    );
    let contents = page("目录", &contents).replace("../style", "style");
    let package = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\">\n\
        <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:identifier id=\"id\">urn:uuid:0b7ed1a4-56c8-4b0d-9c84-6d4f1c0a7e11</dc:identifier>\n\
        <dc:title>守灯人</dc:title>\n<dc:language> zh-CN </dc:language>\n<dc:language>fr</dc:language>\n<dc:creator>海生</dc:creator>\n\
        <meta property=\"dcterms:modified\">2020-01-01T00:00:00Z</meta>\n</metadata>\n<manifest>\n\
        <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
        <item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>\n\
        <item id=\"title\" href=\"text/title.xhtml\" media-type=\"application/xhtml+xml\"/>\n{manifest}\
        <item id=\"notes\" href=\"notes/notes.xhtml\" media-type=\"application/xhtml+xml\"/>\n\
        <item id=\"css\" href=\"style/book.css\" media-type=\"text/css\"/>\n\
        <item id=\"png\" href=\"images/pixel.png\" media-type=\"image/png\"/>\n</manifest>\n\
        <spine toc=\"ncx\"{spine}>{order}<itemref idref=\"notes\"/></spine>\n</package>\n"
    );
    let ncx = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\" xml:lang=\"zh\">\n\
        <head><meta name=\"dtb:uid\" content=\"urn:uuid:0b7ed1a4-56c8-4b0d-9c84-6d4f1c0a7e11\"/></head>\n\
        <docTitle><text>守灯人</text></docTitle>\n<navMap>{ncx}</navMap>\n</ncx>\n"
    );
    let container = "<?xml version=\"1.0\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"OPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";
    let mut members: Vec<(String, Vec<u8>)> = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OPS/book.opf", &package),
        ("OPS/nav.xhtml", &contents),
        ("OPS/toc.ncx", &ncx),
        ("OPS/style/book.css", css),
        ("OPS/text/title.xhtml", &title),
        ("OPS/notes/notes.xhtml", &notes),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into();
    members.push(("OPS/images/pixel.png".to_owned(), PIXEL.to_vec()));
    let pages = pages.into_iter();
    members.extend(pages.map(|(name, text)| (name, text.into_bytes())));
    members
}
