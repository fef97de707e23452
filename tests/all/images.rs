//! Images: those of texts in every format that has some are in every edition that has some, and those on servers
//! are fetched where that is wished.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::epub::{PIXEL, packed};
use crate::common::{done, duizhao, folder_with, stderr};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zip::ZipArchive;

/// A text with an image, in each of the formats of texts: title, alternative text, words.
type Words<'w> = (&'w str, &'w str, &'w str);

const CHINESE: Words<'_> = ("灯塔", "一盏灯", "灯亮了。");
const ENGLISH: Words<'_> = ("The Lighthouse", "a lamp", "The lamp is lit.");
/// The formats of texts that have images.
const INPUTS: [&str; 4] = ["md", "html", "epub", "docx"];

fn members(texts: &[(&str, String)], image: &str) -> Vec<u8> {
    let texts = texts.iter();
    let mut members: Vec<(String, Vec<u8>)> = texts
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect();
    members.push((image.to_owned(), PIXEL.to_vec()));
    packed(&members)
}

fn written(format: &str, (title, alt, words): Words<'_>) -> Vec<u8> {
    let body = format!(
        "<h1>{title}</h1><figure><img src=\"../img/pixel.png\" alt=\"{alt}\"/></figure><p>{words}</p>"
    );
    match format {
        "md" => format!("# {title}\n\n![{alt}](img/pixel.png)\n\n{words}\n").into_bytes(),
        "html" => body.replace("../", "").into_bytes(),
        "epub" => members(
            &[
                ("mimetype", "application/epub+zip".to_owned()),
                (
                    "META-INF/container.xml",
                    "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>".to_owned(),
                ),
                (
                    "OPS/book.opf",
                    "<package><manifest><item id=\"a\" href=\"text/a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>".to_owned(),
                ),
                ("OPS/text/a.xhtml", format!("<html><body>{body}</body></html>")),
            ],
            "OPS/img/pixel.png",
        ),
        "docx" => {
            let paragraph = |style: &str, inside: &str| {
                format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r>{inside}</w:r></w:p>")
            };
            let text = |words: &str| format!("<w:t>{words}</w:t>");
            let drawing = format!(
                "<w:drawing><wp:inline><wp:docPr id=\"1\" name=\"p\" descr=\"{alt}\"/><a:graphic><a:graphicData><a:blip r:embed=\"rId7\"/></a:graphicData></a:graphic></wp:inline></w:drawing>"
            );
            let document = format!(
                "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><w:body>{}{}{}</w:body></w:document>",
                paragraph("Heading1", &text(title)),
                paragraph("Normal", &drawing),
                paragraph("Normal", &text(words)),
            );
            let relations = |inside: &str| {
                format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>")
            };
            let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            members(
                &[
                    ("_rels/.rels", relations(&format!("<Relationship Id=\"r\" Type=\"{of}/officeDocument\" Target=\"word/document.xml\"/>"))),
                    ("word/document.xml", document),
                    ("word/_rels/document.xml.rels", relations(&format!("<Relationship Id=\"rId7\" Type=\"{of}/image\" Target=\"media/pixel.png\"/>"))),
                ],
                "word/media/pixel.png",
            )
        }
        other => panic!("no text is made as {other}"),
    }
}

/// The edition in a format of a pair in each format of texts; `judge` gets the folder of each and its file.
fn built(output: &str, judge: impl Fn(&Path, &str)) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("img")).unwrap();
    fs::write(folder.path().join("img/pixel.png"), PIXEL).unwrap();
    for input in INPUTS {
        let (zh, en) = (format!("zh.{input}"), format!("en.{input}"));
        fs::write(folder.path().join(&zh), written(input, CHINESE)).unwrap();
        fs::write(folder.path().join(&en), written(input, ENGLISH)).unwrap();
        let arguments = ["build", &zh, &en, "--to", output, "-o", input];
        let said = duizhao(folder.path(), &arguments);
        let warned = stderr(&said);
        assert!(said.status.success(), "{input} to {output}: {warned}");
        assert!(!warned.contains("image"), "{input} to {output}: {warned}");
        judge(&folder.path().join(input), &format!("{input} to {output}"));
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The members of an archive.
fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut members = Vec::new();
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        members.push((member.name().unwrap().into_owned(), bytes));
    }
    members
}

/// Whether an archive holds the image once, and a member of text that says its name and both alternative texts.
fn holds_the_image(path: &Path, what: &str) {
    let members = unpacked(path);
    let images: Vec<&String> = members
        .iter()
        .filter(|(_, bytes)| bytes == PIXEL)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(images.len(), 1, "{what}: {images:?}");
    let name = images[0].rsplit('/').next().unwrap();
    let texts = || {
        members
            .iter()
            .map(|(_, bytes)| String::from_utf8_lossy(bytes))
    };
    assert!(texts().any(|text| text.contains(name)), "{what}: {name}");
    for alt in [CHINESE.1, ENGLISH.1] {
        assert!(texts().any(|text| text.contains(alt)), "{what}: {alt}");
    }
}

#[test]
fn a_page_has_them_in_itself() {
    let address = format!("data:image/png;base64,{}", STANDARD.encode(PIXEL));
    built("html", |folder, what| {
        let page = text(&folder.join("edition.html"));
        assert!(page.contains(&address), "{what}");
        for alt in [CHINESE.1, ENGLISH.1] {
            assert!(page.contains(alt), "{what}: {alt}");
        }
    });
}

#[test]
fn markdown_has_them_beside_it() {
    built("md", |folder, what| {
        let page = text(&folder.join("edition.md"));
        let shown = "![一盏灯 / a lamp](<images/pixel.png>)";
        assert_eq!(page.matches(shown).count(), 1, "{what}: {page}");
        assert_eq!(page.matches("![").count(), 1, "{what}: {page}");
        assert_eq!(fs::read(folder.join("images/pixel.png")).unwrap(), PIXEL);
    });
}

#[test]
fn a_book_has_them() {
    built("epub", |folder, what| {
        holds_the_image(&folder.join("edition.epub"), what);
    });
}

#[test]
fn a_word_document_has_them() {
    built("docx", |folder, what| {
        holds_the_image(&folder.join("edition.docx"), what);
    });
}

#[test]
fn typst_has_them_beside_it() {
    built("typst", |folder, what| {
        let mut files = fs::read_dir(folder.join("images")).unwrap();
        let file = files.next().unwrap().unwrap();
        assert!(files.next().is_none(), "{what}");
        assert_eq!(fs::read(file.path()).unwrap(), PIXEL, "{what}");
        let page = text(&folder.join("edition.typ"));
        let name = file.file_name().into_string().unwrap();
        assert!(page.contains(&name), "{what}: {name}");
    });
}

#[test]
fn images_of_several_texts_do_not_take_each_others_place() {
    let settings = "[project]\nsource = \"*.zh.md\"\ntarget = \"{name}.en.md\"\nbitext = \"{name}.bitext.jsonl\"\n";
    let page = "# 灯\n\n![灯](img/a.png)\n";
    let other = [PIXEL, b"more"].concat();
    let files: Vec<(&str, &[u8])> = vec![
        ("duizhao.toml", settings.as_bytes()),
        ("one.zh.md", page.as_bytes()),
        ("one.en.md", b"# A Lamp\n\n![lamp](img/a.png)\n"),
        ("two.zh.md", b"# \xe7\x81\xaf\n\n![two](other/a.png)\n"),
        ("two.en.md", b"# A Lamp\n\n![two](other/a.png)\n"),
        ("img/a.png", PIXEL),
        ("other/a.png", &other),
    ];
    let folder = folder_with(&files);
    done(folder.path(), &["align"]);
    for (shape, name) in [("--per-text", "many"), ("--single-file", "one")] {
        done(folder.path(), &["build", "--to", "md", shape, "-o", name]);
        let out = folder.path().join(name);
        let mut images: Vec<Vec<u8>> = fs::read_dir(out.join("images"))
            .unwrap()
            .map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect();
        images.sort_by_key(Vec::len);
        assert_eq!(images, [PIXEL, &other], "{shape}");
    }
    let whole = text(&folder.path().join("one/edition.md"));
    assert_eq!(whole.matches("](<images/").count(), 2, "{whole}");
}

/// A server that has one image; its address, and how often it was asked.
fn server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let Some(Ok(first)) = lines.next() else {
                continue;
            };
            while lines
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            count.fetch_add(1, Ordering::SeqCst);
            let (status, body) = match first.contains("/pixel.png") {
                true => ("200 OK", PIXEL),
                false => ("404 Not Found", &b""[..]),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
    });
    (address, asked)
}

#[test]
fn images_on_servers_are_fetched_where_that_is_wished() {
    let (address, asked) = server();
    let page = |title: &str| {
        format!("# {title}\n\n![灯]({address}/pixel.png)\n\n![雾]({address}/fog.png)\n")
    };
    let folder = folder_with(&[("zh.md", page("灯塔")), ("en.md", page("The Lighthouse"))]);
    let build = |more: &[&str]| {
        let arguments = [
            &["build", "zh.md", "en.md", "--to", "md", "-o", "out"],
            more,
        ]
        .concat();
        let output = duizhao(folder.path(), &arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        (text(&folder.path().join("out/edition.md")), stderr(&output))
    };
    let (linked, said) = build(&[]);
    assert!(
        linked.contains(&format!("<{address}/pixel.png>")),
        "{linked}"
    );
    assert!(!said.contains("fog.png"), "{said}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);

    let (fetched, said) = build(&["--fetch-images"]);
    assert!(fetched.contains("<images/pixel.png>"), "{fetched}");
    assert!(
        fetched.contains(&format!("<{address}/fog.png>")),
        "{fetched}"
    );
    assert!(said.contains("fog.png was not sent"), "{said}");
    assert_eq!(
        fs::read(folder.path().join("out/images/pixel.png")).unwrap(),
        PIXEL
    );
    // What is kept is not asked for again.
    let before = asked.load(Ordering::SeqCst);
    let (again, _) = build(&["--fetch-images"]);
    assert_eq!(again, fetched);
    assert_eq!(asked.load(Ordering::SeqCst) - before, 2);
}
