//! Editions at two sizes, the second one twice the first: a site, a book, an edition of two Word documents,
//! and a Word document written back with other words. Time and peak memory of the command itself, and how
//! both grow.
//!
//! Links are given, as bitexts that name every sentence's place, so that nothing is aligned: what is
//! measured is reading the texts, opening their bitexts, building and writing.
//!
//! `cargo bench --bench editions`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use duizhao::bitext::format::jsonl;
use duizhao::bitext::{Bead, BeadSpan, Bitext};
use duizhao::document::read_bytes;
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;
use shared::made::{Pair, chapter, chapter_file, noise, pack, pairs, paragraph, terms};
use shared::{Run, Table, duizhao, grouped, seconds, watched};

const RUNS: usize = 5;

/// The pairs of a site, of a book and of a Word document at full size.
const PAIRS: usize = 36_000;

/// An edition at one of its two sizes: the size, and the command, which is to be started in the folder.
struct Making {
    size: String,
    folder: tempfile::TempDir,
    arguments: &'static [&'static str],
}

fn main() {
    let mut table = Table::new([
        "edition",
        "size",
        "s",
        "CPU, s",
        "MB",
        "CPU for twice as much",
        "MB for twice as much",
    ]);
    // A planted slip may be a missing full stop, and two sentences in one.
    let pairs: Vec<Pair> = pairs(PAIRS + PAIRS / 50, &terms(1000))
        .into_iter()
        .filter(|(_, _, slip)| slip.is_none())
        .take(PAIRS)
        .collect();
    let halves = [&pairs[..PAIRS / 2], &pairs];
    let makings: [(&str, [Making; 2]); 4] = [
        ("a site", halves.map(site)),
        ("an EPUB of one book", halves.map(book)),
        ("a DOCX of two Word documents", halves.map(word_edition)),
        ("a Word document, written back", halves.map(word_back)),
    ];
    for (name, makings) in makings {
        let costs = costs(&makings);
        for (at, (making, cost)) in makings.iter().zip(&costs).enumerate() {
            let times = |of: fn(&Run) -> f64| match at {
                0 => String::new(),
                _ => format!("{:.1} times", of(cost) / of(&costs[0])),
            };
            table.row([
                if at == 0 { name } else { "" }.to_owned(),
                making.size.clone(),
                seconds(cost.seconds),
                seconds(cost.processor),
                (cost.kilobytes / 1024).to_string(),
                times(|cost| cost.processor),
                times(|cost| cost.kilobytes as f64),
            ]);
        }
    }
    println!("{table}");
}

/// The median times of both sizes, which take turns, so that what else the machine does meets both; and
/// their peak memory.
fn costs(makings: &[Making; 2]) -> [Run; 2] {
    let mut runs = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (making, runs) in makings.iter().zip(&mut runs) {
            runs.push(making.run());
        }
    }
    runs.map(|runs| {
        let median = |of: fn(&Run) -> f64| {
            let mut all: Vec<f64> = runs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[RUNS / 2]
        };
        Run {
            seconds: median(|run| run.seconds),
            processor: median(|run| run.processor),
            kilobytes: runs.iter().map(|run| run.kilobytes).max().unwrap(),
        }
    })
}

impl Making {
    /// Makes the edition where nothing of an earlier run is left.
    fn run(&self) -> Run {
        for made in ["edition", ".duizhao"] {
            let _ = fs::remove_dir_all(self.folder.path().join(made));
        }
        let mut command = duizhao();
        command
            .current_dir(self.folder.path())
            .args(self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        watched(&mut command)
    }
}

/// A page for every 90 pairs.
fn site(pairs: &[Pair]) -> Making {
    let pages = pairs.len() / 90;
    Making {
        size: format!("{pages} pages"),
        folder: project(pages, pairs),
        arguments: &["build", "-q", "--to", "html"],
    }
}

/// A chapter for every 900 pairs.
fn book(pairs: &[Pair]) -> Making {
    let chapters = pairs.len() / 900;
    Making {
        size: format!("{chapters} chapters"),
        folder: project(chapters, pairs),
        arguments: &["build", "-q", "--to", "epub"],
    }
}

/// A project of chapters that are linked.
fn project(chapters: usize, pairs: &[Pair]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["zh", "en", "bitext"] {
        fs::create_dir(path(name)).unwrap();
    }
    let settings = "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{path}.bitext.jsonl\"\n";
    fs::write(path("duizhao.toml"), settings).unwrap();
    for (number, pairs) in pairs.chunks(pairs.len() / chapters).enumerate() {
        let file = chapter_file(number);
        let [zh, en] = chapter(number, chapters, pairs);
        for (language, text) in [("zh", zh), ("en", en)] {
            fs::write(path(language).join(&file), text).unwrap();
        }
        let [zh, en] = ["zh", "en"].map(|side| format!("../{side}/{file}"));
        link(&path("bitext"), [&zh, &en], &format!("{file}.bitext.jsonl"));
    }
    folder
}

/// The edition of a Word document and its translation.
fn word_edition(pairs: &[Pair]) -> Making {
    let folder = tempfile::tempdir().unwrap();
    let megabytes = word(folder.path(), pairs);
    link(folder.path(), ["zh.docx", "en.docx"], "word.bitext.jsonl");
    Making {
        size: format!(
            "{megabytes:.0} MB, {} sentences",
            grouped(pairs.len() as u64)
        ),
        folder,
        arguments: &["build", "-q", "--to", "docx", "word.bitext.jsonl"],
    }
}

/// The English, from a list of pairs, in the shape of a Word document.
fn word_back(pairs: &[Pair]) -> Making {
    let folder = tempfile::tempdir().unwrap();
    let megabytes = word(folder.path(), pairs);
    let mut list = String::from("source\ttarget\n");
    for (zh, en, _) in pairs {
        let _ = writeln!(list, "{zh}\t{en}");
    }
    fs::write(folder.path().join("pairs.tsv"), list).unwrap();
    Making {
        size: format!(
            "{megabytes:.0} MB, {} sentences",
            grouped(pairs.len() as u64)
        ),
        folder,
        arguments: &[
            "convert",
            "-q",
            "pairs.tsv",
            "back.docx",
            "--like",
            "zh.docx",
        ],
    }
}

/// Writes `zh.docx` and `en.docx`, three pairs a paragraph, a picture behind every hundredth; tells the
/// megabytes of the Chinese.
fn word(folder: &Path, pairs: &[Pair]) -> f64 {
    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
    let mut bodies = [String::new(), String::new()];
    let mut pictures = Vec::new();
    let mut relations = String::new();
    for (at, pairs) in pairs.chunks(3).enumerate() {
        for (body, text) in bodies.iter_mut().zip(paragraph(pairs)) {
            let (bold, rest) = text.split_at(text.char_indices().nth(3).unwrap().0);
            let _ = write!(
                body,
                "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r><w:r><w:t xml:space=\"preserve\">{rest}</w:t></w:r></w:p>"
            );
        }
        if at % 100 == 99 {
            for body in &mut bodies {
                let _ = write!(
                    body,
                    "<w:p><w:r><w:drawing><a:blip r:embed=\"p{at}\"/></w:drawing></w:r></w:p>"
                );
            }
            let _ = write!(
                relations,
                "<Relationship Id=\"p{at}\" Type=\"{OFFICE}/image\" Target=\"media/p{at}.gif\"/>"
            );
            pictures.push((format!("word/media/p{at}.gif"), picture(at)));
        }
    }
    let package = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let relations = format!("<Relationships xmlns=\"{PACKAGE}\">{relations}</Relationships>");
    for (name, body) in ["zh.docx", "en.docx"].into_iter().zip(bodies) {
        let document = format!(
            "<?xml version=\"1.0\"?><w:document xmlns:w=\"{WORD}\" xmlns:r=\"{OFFICE}\" xmlns:a=\"{DRAWING}\"><w:body>{body}</w:body></w:document>"
        );
        let mut members = vec![
            ("_rels/.rels".to_owned(), package.clone().into_bytes()),
            ("word/document.xml".to_owned(), document.into_bytes()),
            (
                "word/_rels/document.xml.rels".to_owned(),
                relations.clone().into_bytes(),
            ),
        ];
        members.extend(pictures.iter().cloned());
        pack(&folder.join(name), members);
    }
    fs::metadata(folder.join("zh.docx")).unwrap().len() as f64 / 1e6
}

/// A picture by its head, 600 by 400, and unlike every other one.
fn picture(number: usize) -> Vec<u8> {
    let mut bytes = noise(155_000);
    bytes[..10].copy_from_slice(b"GIF89a\x58\x02\x90\x01");
    bytes[10..18].copy_from_slice(&number.to_le_bytes());
    bytes
}

/// Writes the bitext of two texts whose sentences stand at the same places. They are named from its folder.
fn link(folder: &Path, sides: [&str; 2], bitext: &str) {
    let read = |name: &str, language| {
        let document = read_bytes(fs::read(folder.join(name)).unwrap(), Path::new(name), None);
        segment(document.unwrap(), language, &SegmentOptions::default())
    };
    let zh = read(sides[0], Language::Zh);
    let en = read(sides[1], Language::En);
    assert_eq!(zh.segments.len(), en.segments.len(), "{sides:?}");
    let beads = (0..zh.segments.len())
        .map(|at| Bead::automatic(BeadSpan::new(at..at + 1, at..at + 1), 1.0, None));
    let linked = Bitext::assemble(&zh, &en, ("zh-CN", "en-US"), beads);
    let mut bytes = Vec::new();
    jsonl::write(&linked, &mut bytes).unwrap();
    fs::write(folder.join(bitext), bytes).unwrap();
}
