//! Word documents that other programs make: in their own words they are themselves, and with other words the same
//! programs read them.

use std::path::Path;
use std::process::Command;

use crate::common::office::office;
use crate::common::{installed, root};
use duizhao::document::codes::Coded;
use duizhao::document::file_bytes::encode_new;
use duizhao::document::read_bytes_with;
use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Document, ReadOptions};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;

fn read(bytes: &[u8], name: &Path) -> Document {
    let options = ReadOptions::default().of(Language::Zh);
    read_bytes_with(bytes.to_vec(), name, None, &options).unwrap()
}

/// Every sentence with the words that `say` makes of it.
fn edits(document: &Document, say: impl Fn(Coded) -> Coded) -> Vec<Edit> {
    let contents = contents(document).unwrap();
    let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
    let sentences = text.segments.iter().filter_map(|sentence| {
        let content = contents[sentence.block].as_ref()?;
        Some(Edit {
            block: sentence.block,
            place: sentence.place,
            words: say(content.part(sentence.place)),
        })
    });
    sentences.collect()
}

/// The words of a sentence behind others.
fn behind(mut words: Coded) -> Coded {
    const MORE: &str = "More & ";
    words.text.insert_str(0, MORE);
    for code in &mut words.codes {
        code.at += MORE.len();
    }
    words
}

fn check(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    let document = read(&bytes, path);
    let same = write_back(&document, &edits(&document, |words| words)).unwrap();
    assert_eq!(same.kept, [0usize; 0], "{}", path.display());
    assert!(
        encode_new(&document.source, &same.text).unwrap() == bytes,
        "{} is not itself",
        path.display()
    );
    let other = edits(&document, behind);
    let written = write_back(&document, &other).unwrap();
    assert_eq!(written.kept, [0usize; 0], "{}", path.display());
    let new = encode_new(&document.source, &written.text).unwrap();
    let again = read(&new, path);
    assert_eq!(again.blocks.len(), document.blocks.len());
    for (old, new) in document.blocks.iter().zip(&again.blocks) {
        // English has a space between two sentences.
        let words = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(words(&new.text.replace("More & ", "")), words(&old.text));
        assert_eq!(
            (new.kind, new.depth, new.ordinal),
            (old.kind, old.depth, old.ordinal)
        );
        assert_eq!(new.text.contains("More & "), !old.text.trim().is_empty());
    }
    new
}

#[test]
fn documents_of_python_docx() {
    let Some(python) = installed("DUIZHAO_PYTHON_DOCUMENTS", "a Python that has python-docx")
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(&python)
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).unwrap()
    };
    let script = root().join("tests/all/odd_documents/odd.py");
    run(&[script.to_str().unwrap(), "."]);
    check(&folder.path().join("bare.docx"));
    let new = check(&folder.path().join("odd.docx"));
    std::fs::write(folder.path().join("new.docx"), new).unwrap();
    let said = run(&[
        "-c",
        "import docx\n\
         old, new = docx.Document('odd.docx'), docx.Document('new.docx')\n\
         for a, b in zip(old.paragraphs, new.paragraphs, strict=True):\n    \
             assert a.style.name == b.style.name and ''.join(b.text.replace('More & ', '').split()) == ''.join(a.text.split()), (a.text, b.text)\n\
         for run in new.paragraphs[2].runs: print(run.bold, run.italic, run.font.color.rgb, run.text.strip(), sep='|')\n\
         print(len(new.inline_shapes), new.tables[0].cell(1, 0).tables[0].cell(0, 0).text)\n\
         print([c.text for c in new.comments])",
    ]);
    assert!(said.contains("True|None|None|灯亮了"), "{said}");
    assert!(said.contains("None|True|FF0000|，船来了。"), "{said}");
    assert!(said.contains("1 More & 丙。"), "{said}");
    assert!(said.contains("谁写的？"), "{said}");
}

#[test]
fn documents_of_libreoffice() {
    let Some(office) = office("its documents are not made") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let home = format!(
        "-env:UserInstallation=file://{}/home",
        folder.path().display()
    );
    let convert = |to: &[&str], file: &Path| {
        let output = Command::new(&office)
            .current_dir(folder.path())
            .args([&home, "--headless"])
            .args(to)
            .arg(file)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    // Told as what it is read: a page by itself is one for the web, and no Word document is made of that.
    convert(
        &[
            "--infilter=HTML (StarWriter)",
            "--convert-to",
            "docx:MS Word 2007 XML",
        ],
        &root().join("tests/all/odd_documents/page.html"),
    );
    let document = folder.path().join("page.docx");
    let new = check(&document);
    std::fs::write(folder.path().join("new.docx"), new).unwrap();
    convert(
        &["--convert-to", "txt:Text (encoded):UTF8"],
        Path::new("new.docx"),
    );
    let text = std::fs::read_to_string(folder.path().join("new.txt")).unwrap();
    for words in [
        "More & 海上有灯，灯亮了，船来了。",
        "More & 没有人 & 没有船 <说话>。",
        "More & 雨也停了。",
        "More & 丁。",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}
