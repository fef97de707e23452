//! The document as other programs read it: python-docx, and LibreOffice, which opens it and saves it.

#[path = "../../../tests/all/common/office.rs"]
mod office;
#[path = "../../../tests/all/common/skipped.rs"]
mod skipped;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use image_bytes::PNG;

use super::tests::{beside, note, read, written};
use crate::bitext::SideName;
use crate::edition::{BookData, Edition, EditionOptions, InBoth, Layout, Names, Picture, Pictures};
use crate::text::Language;

const CHINESE: &str = "# 桥与灯\n\n老人修桥。\n\n## 桥\n\n桥站了一百年。\n\n![桥](bridge.png)\n\n\
    3. 第一件。\n4. 第二件。\n\n## 灯\n\n| 灯 | 色 |\n|---|---|\n| 北 | 红 |\n\n> 灯是人点的。\n\n\
    ## 船\n\n船来了。没有译文。\n\n注：油灯。\n\n注：木船。\n";
const ENGLISH: &str = "# Bridge and Lamp\n\nThe old man mends the bridge.\n\n## The Bridge\n\n\
    The bridge has stood for a century.\n\n![bridge](bridge.png)\n\n3. One.\n4. Two.\n\n## The Lamp\n\n\
    | lamp | colour |\n|---|---|\n| north | red |\n\n> Lamps are lit by people.\n\n## The Boat\n\n\
    A boat comes.\n\nNote: an oil lamp.\n\nNote: a wooden boat.\n";

/// The document of a text with a title page, notes and images, in such a layout.
fn document(layout: Layout, proof: bool) -> Vec<u8> {
    let (mut source, mut target) = (read(CHINESE, Language::Zh), read(ENGLISH, Language::En));
    note(&mut source, "注：油灯", &["灯是人点的。"]);
    note(&mut source, "注：木船", &["船来了。"]);
    note(&mut target, "Note: an oil", &["lit by people."]);
    note(&mut target, "Note: a wooden", &["boat comes."]);
    let bitext = beside(&source, &target);
    let mut pictures = Pictures::default();
    let bridge = Picture::new(PNG.to_vec(), "bridge.png").unwrap();
    for side in [SideName::Source, SideName::Target] {
        pictures.add(side, "bridge.png", bridge.clone());
    }
    let options = EditionOptions {
        layout: Some(layout),
        proof,
        pictures,
        data: BookData {
            subtitle: InBoth::same("People of the River"),
            author: Names(vec![InBoth::same("陆远")]),
            cover: Some(bridge),
            ..BookData::titled("桥与灯 Bridge and Lamp")
        },
        ..EditionOptions::default()
    };
    written(&Edition::new(&source, &target, &bitext, options))
}

/// What python-docx finds in a document: properties, headings, words, and how many images, tables and footnotes.
const PROGRAM: &str = "import sys, docx, zipfile
from lxml import etree
sys.stdout.reconfigure(encoding='utf-8')
W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
d = docx.Document(sys.argv[1])
core = d.core_properties
print('core', core.title, core.author, core.subject, sep='|')
for p in d.paragraphs:
    if p.style.name.startswith('Heading'): print(p.style.name, p.text, sep='|')
print('images', len(d.inline_shapes))
print('tables', len(list(d.element.iter(W + 'tbl'))))
notes = etree.fromstring(zipfile.ZipFile(sys.argv[1]).read('word/footnotes.xml'))
real = [n for n in notes.iter(W + 'footnote') if n.get(W + 'type') in (None, 'normal')]
for n in real: print('note', ''.join(n.itertext()).strip(), sep='|')
print('signs', len(list(d.element.iter(W + 'footnoteReference'))))
print('comments', len(list(d.element.iter(W + 'commentReference'))))
words = ''.join(t.text or '' for t in d.element.iter(W + 't'))
print('words', ''.join(words.split()), sep='|')
";

/// A Python that has python-docx, if `DUIZHAO_PYTHON_DOCUMENTS` names one.
fn python() -> Option<OsString> {
    let python = std::env::var_os("DUIZHAO_PYTHON_DOCUMENTS").filter(|name| !name.is_empty());
    if python.is_none() {
        skipped::skipped("DUIZHAO_PYTHON_DOCUMENTS does not name a Python that has python-docx");
    }
    python
}

fn told(python: &OsString, file: &Path) -> String {
    let mut command = Command::new(python);
    let output = command.args(["-c", PROGRAM]).arg(file).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn python_docx_reads_the_document() {
    let Some(python) = python() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("edition.docx");
    fs::write(&path, document(Layout::Columns, false)).unwrap();
    let said = told(&python, &path);
    for line in [
        "core|桥与灯 Bridge and Lamp|陆远|People of the River",
        "Heading 1|桥与灯",
        "Heading 1|Bridge and Lamp",
        "Heading 2|The Lamp",
        "images 2",
        "note|注：木船。",
        "note|Note: a wooden boat.",
        "signs 4",
        "comments 0",
    ] {
        assert!(said.lines().any(|said| said == line), "{line}: {said}");
    }
    fs::write(&path, document(Layout::Columns, true)).unwrap();
    let said = told(&python, &path);
    assert!(
        said.contains("中文English") && said.contains("[untranslated]"),
        "{said}"
    );
}

#[test]
fn libreoffice_opens_and_saves_it_without_loss() {
    let (Some(python), Some(office)) = (python(), office::office("it does not open the document"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let home = format!(
        "-env:UserInstallation=file://{}/home",
        folder.path().display()
    );
    for (name, layout, proof) in [
        ("columns.docx", Layout::Columns, false),
        ("interleaved.docx", Layout::Interleaved, false),
        ("proof.docx", Layout::Columns, true),
    ] {
        let before = folder.path().join(name);
        fs::write(&before, document(layout, proof)).unwrap();
        let output = Command::new(&office)
            .current_dir(folder.path())
            .args([&home, "--headless", "--convert-to", "docx:MS Word 2007 XML"])
            .args(["--outdir", "saved", name])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let after = told(&python, &folder.path().join("saved").join(name));
        assert_eq!(told(&python, &before), after, "{name}");
    }
}

/// An image of two by two pixels.
mod image_bytes {
    pub(super) const PNG: &[u8] = &[
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 2, 0, 0, 0, 2, 8, 2,
        0, 0, 0, 253, 212, 154, 115, 0, 0, 0, 16, 73, 68, 65, 84, 120, 218, 99, 216, 98, 163, 1,
        68, 12, 16, 10, 0, 32, 222, 4, 97, 42, 86, 154, 144, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66,
        96, 130,
    ];
}
