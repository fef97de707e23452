//! `duizhao translate` on a Word document: the result is one, with its runs, notes and members, and python-docx reads
//! from it what was meant.

use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;

use crate::common::{self, duizhao, stderr};
use crate::translate::chat::{completion, project, server};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="p" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"#;
const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="h" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>
</Relationships>"#;
const HEADER: &str = r#"<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>灯塔与海</w:t></w:r></w:p></w:hdr>"#;
const PROPERTIES: &str = r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>灯塔与海</dc:title></cp:coreProperties>"#;
const DOCUMENT: &str = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>灯塔</w:t></w:r></w:p>
<w:p><w:r><w:t>海上有</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>灯塔</w:t></w:r><w:r><w:t>。船来了。</w:t></w:r></w:p>
<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="100"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sectPr/></w:body></w:document>"#;

#[test]
fn a_word_document_is_translated_into_one() {
    let (url, _) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("word/document.xml", DOCUMENT),
        ("word/_rels/document.xml.rels", PARTS),
        ("word/header1.xml", HEADER),
        ("docProps/core.xml", PROPERTIES),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    std::fs::write(folder.path().join("zh.docx"), bytes).unwrap();
    let done = duizhao(folder.path(), &["translate", "zh.docx", "-o", "en.docx"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let en = folder.path().join("en.docx");
    let mut zip = ZipArchive::new(Cursor::new(std::fs::read(&en).unwrap())).unwrap();
    let mut member = |name: &str| {
        let mut text = String::new();
        let mut file = zip.by_name(name).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(member("[Content_Types].xml"), TYPES);
    assert_eq!(member("_rels/.rels"), ROOT);
    let document = member("word/document.xml");
    assert!(
        document.contains("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">sea sea</w:t>"),
        "{document}"
    );
    let text = |bytes: &str| bytes.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
    assert!(!text(&document), "{document}");
    let (header, properties) = (member("word/header1.xml"), member("docProps/core.xml"));
    assert!(header.contains("<w:t>sea") && !text(&header), "{header}");
    assert!(
        properties.contains("<dc:title>sea") && !text(&properties),
        "{properties}"
    );
    let Some(python) =
        common::installed("DUIZHAO_PYTHON_DOCUMENTS", "a Python that has python-docx")
    else {
        return;
    };
    let script = "import docx, sys\nd = docx.Document(sys.argv[1])\n\
        print('|'.join(p.text for p in d.paragraphs), d.tables[0].cell(0, 0).text, [r.text for p in d.paragraphs for r in p.runs if r.bold], sep='#')";
    let read = Command::new(python)
        .arg("-c")
        .arg(script)
        .arg(&en)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&read.stdout).into_owned();
    let parts: Vec<&str> = said.trim().split('#').collect();
    assert_eq!(
        parts.len(),
        3,
        "{said}{}",
        String::from_utf8_lossy(&read.stderr)
    );
    assert!(parts[0].starts_with("sea sea|"), "{said}");
    assert_eq!(parts[1..], ["sea", "['sea sea']"], "{said}");
}
