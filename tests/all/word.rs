//! Word documents for readers and for proof, made by the command.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

use crate::common::{done, folder_with, installed, shared};
use zip::ZipArchive;

/// A member of a document; nothing where it is not there.
fn member(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let mut bytes = Vec::new();
    let mut member = archive.by_name(name).ok()?;
    member.read_to_end(&mut bytes).unwrap();
    Some(bytes)
}

fn text(path: &Path, name: &str) -> String {
    String::from_utf8(member(path, name).unwrap()).unwrap()
}

/// A GIF of one pixel.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

const SETTINGS: &str = "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\n\n[edition]\n\
    title = { zh = \"守灯的人\", en = \"The Lamp Keeper\" }\nauthor = { zh = \"陆远\", en = \"Lu Yuan\" }\n\
    translator = \"M. Hale\"\ncover = \"img/lamp.gif\"\npage-size = \"a5\"\n";

#[test]
fn a_book_has_its_data_and_its_images() {
    let zh = "# 守灯的人\n\n灯亮了，船来了。\n\n![海上的灯](img/lamp.gif)\n\n没有人知道为什么。\n";
    let en = "# The Lamp Keeper\n\nThe lamp was lit, and the boat came.\n\n![A lamp at sea](img/lamp.gif)\n\nNobody knew why.\n";
    let folder = folder_with(&[
        ("duizhao.toml", SETTINGS.as_bytes()),
        ("zh.md", zh.as_bytes()),
        ("en.md", en.as_bytes()),
        ("img/lamp.gif", GIF),
    ]);
    done(folder.path(), &["build", "--to", "docx", "-o", "one"]);
    done(folder.path(), &["build", "--to", "docx", "-o", "two"]);
    let path = folder.path().join("one/edition.docx");
    assert_eq!(
        fs::read(&path).unwrap(),
        fs::read(folder.path().join("two/edition.docx")).unwrap()
    );
    // The cover and the image of both texts are one file.
    assert_eq!(member(&path, "word/media/image1.gif").unwrap(), GIF);
    assert_eq!(member(&path, "word/media/image2.gif"), None);
    let document = text(&path, "word/document.xml");
    assert!(
        document.contains("descr=\"海上的灯 / A lamp at sea\""),
        "{document}"
    );
    assert!(document.contains("作者：陆远") && document.contains("Translator: M. Hale"));
    assert!(text(&path, "docProps/core.xml").contains("<dc:creator>陆远 · Lu Yuan</dc:creator>"));
    let Some(python) = installed("DUIZHAO_PYTHON_DOCUMENTS", "a Python that has python-docx")
    else {
        return;
    };
    let program = "import sys, docx\n\
        sys.stdout.reconfigure(encoding='utf-8')\n\
        d = docx.Document(sys.argv[1])\n\
        s = d.sections[0]\n\
        print(len(d.inline_shapes), round(s.page_width.mm), round(s.page_height.mm), d.core_properties.title)\n\
        print([p.style.name for p in d.paragraphs if p.text == '守灯的人'])\n";
    let output = Command::new(python)
        .args(["-c", program])
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        said,
        "2 148 210 守灯的人 · The Lamp Keeper\n['Title', 'Heading 1']\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn readers_of_the_interview_see_no_mark_and_no_comment() {
    let Some(folder) = shared("corpora/interview") else {
        return;
    };
    let path = |name: &str| folder.join(name).display().to_string();
    let out = tempfile::tempdir().unwrap();
    let (zh, en, glossary) = (path("zh.md"), path("en.md"), path("glossary.csv"));
    // The aligner is surer of this text than the usual bar, so that a higher one has something to mark.
    let settings = "[align]\nlow-confidence = 0.9\n";
    std::fs::write(out.path().join("duizhao.toml"), settings).unwrap();
    let arguments = ["build", &zh, &en, "--to", "docx", "--glossary", &glossary];
    done(out.path(), &[&arguments[..], &["-o", "reader"]].concat());
    done(
        out.path(),
        &[&arguments[..], &["--proof", "-o", "proof"]].concat(),
    );
    let marks = [
        "[untranslated]",
        "[added]",
        "[?]",
        "[moved]",
        "w:commentReference",
        "dotted",
    ];
    let reader = out.path().join("reader/edition.docx");
    let document = text(&reader, "word/document.xml");
    for mark in marks {
        assert!(!document.contains(mark), "{mark}");
    }
    assert_eq!(member(&reader, "word/comments.xml"), None);
    let proof = text(&out.path().join("proof/edition.docx"), "word/document.xml");
    for mark in ["[untranslated]", "[?]", "w:commentReference", "dotted"] {
        assert!(proof.contains(mark), "{mark}");
    }
}
