//! Reading and writing back large documents: time and peak memory of the command itself.
//!
//! `cargo bench --bench documents`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::fmt::Write as _;
use std::path::Path;

use shared::made::{noise, pack};
use shared::{Table, cost, duizhao, seconds};

/// How many bytes of pictures a book has, and a Word document.
const PICTURES: [usize; 2] = [46_000_000, 16_000_000];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    book(&folder.join("zh.epub"));
    word(&folder.join("zh.docx"));
    std::fs::write(folder.join("zh.srt"), cues()).unwrap();
    let mut table = Table::new([
        "file",
        "MB",
        "read, s",
        "MB of memory",
        "written back, s",
        "MB of memory",
    ]);
    for file in ["zh.epub", "zh.docx", "zh.srt"] {
        let path = folder.join(file);
        let read = cost(5, || {
            let mut command = duizhao();
            command.current_dir(folder).args(["segment", "-q", file]);
            command
        });
        pairs(folder, file);
        let written = cost(3, || {
            let mut command = duizhao();
            let out = format!("en-{file}");
            command
                .current_dir(folder)
                .args(["convert", "-q", "pairs.tsv", &out, "--like", file]);
            command
        });
        let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
        table.row([
            file.trim_start_matches("zh.").to_owned(),
            format!("{size:.0}"),
            seconds(read.seconds),
            read.megabytes.to_string(),
            seconds(written.seconds),
            written.megabytes.to_string(),
        ]);
    }
    println!("{table}");
}

/// A bitext of the sentences of a document, each with other words.
fn pairs(folder: &Path, file: &str) {
    let output = duizhao()
        .current_dir(folder)
        .args(["segment", "-q", file])
        .output()
        .unwrap();
    let mut pairs = String::from("source\ttarget\n");
    for sentence in String::from_utf8(output.stdout).unwrap().lines() {
        let _ = writeln!(pairs, "{sentence}\tIn other words: {sentence}");
    }
    std::fs::write(folder.join("pairs.tsv"), pairs).unwrap();
}

fn sentence(n: usize) -> String {
    format!("第{n}段。海上有一座灯塔，灯塔的灯每天晚上都亮。船在夜里回来了，{n}个人没有说话。")
}

/// A book of 400 chapters with 250 paragraphs each.
fn book(path: &Path) {
    const CHAPTERS: usize = 400;
    let mut items = String::from("<item id=\"p\" href=\"p.png\" media-type=\"image/png\"/>");
    let mut spine = String::new();
    let mut members = vec![
        ("mimetype".to_owned(), b"application/epub+zip".to_vec()),
        (
            "META-INF/container.xml".to_owned(),
            b"<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>"
                .to_vec(),
        ),
    ];
    for chapter in 0..CHAPTERS {
        let _ = write!(
            items,
            "<item id=\"c{chapter}\" href=\"c{chapter}.xhtml\" media-type=\"application/xhtml+xml\"/>"
        );
        let _ = write!(spine, "<itemref idref=\"c{chapter}\"/>");
        let mut page = format!(
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>t</title></head><body><h1>第{chapter}章</h1>"
        );
        for n in 0..250 {
            let words = sentence(chapter * 250 + n).replace("灯塔，", "<b>灯塔</b>，");
            let _ = write!(page, "<p>{words}</p>");
        }
        page.push_str("</body></html>");
        members.push((format!("c{chapter}.xhtml"), page.into_bytes()));
    }
    let package =
        format!("<package><metadata/><manifest>{items}</manifest><spine>{spine}</spine></package>");
    members.push(("b.opf".to_owned(), package.into_bytes()));
    members.push(("p.png".to_owned(), noise(PICTURES[0])));
    pack(path, members);
}

/// A document of 90,000 paragraphs of three runs.
fn word(path: &Path) {
    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut body = String::new();
    for n in 0..90_000 {
        let words = sentence(n);
        let (before, rest) = words.split_once("灯塔").unwrap();
        let _ = write!(
            body,
            "<w:p><w:r><w:t>{before}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>灯塔</w:t></w:r><w:r><w:t>{rest}</w:t></w:r></w:p>"
        );
    }
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"
    );
    pack(
        path,
        vec![
            ("_rels/.rels".to_owned(), relations.as_bytes().to_vec()),
            ("word/document.xml".to_owned(), document.into_bytes()),
            ("word/media/p.png".to_owned(), noise(PICTURES[1])),
        ],
    );
}

/// Subtitles of 100,000 cues.
fn cues() -> String {
    let mut cues = String::new();
    let time = |ms: usize| {
        format!(
            "{:02}:{:02}:{:02},{:03}",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        )
    };
    for n in 0..100_000 {
        let (from, to) = (time(n * 800), time(n * 800 + 700));
        let _ = write!(
            cues,
            "{}\n{from} --> {to}\n第{n}天，灯还亮着，\n没有人说话。\n\n",
            n + 1
        );
    }
    cues
}
