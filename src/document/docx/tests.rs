use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::document::table::places;

const SPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn packed(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: Vec<u8>) -> Result<Document> {
    Docx.read_file(bytes, Path::new("x.docx"), &ReadOptions::default())
}

#[test]
fn damaged_documents_are_explained() {
    let document = |body: &str| packed(&[("word/document.xml", body)]);
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    for (bytes, says) in [
        (b"no zip".to_vec(), "not a zip archive"),
        (b"\xD0\xCF\x11\xE0....".to_vec(), "an old Word document"),
        (packed(&[]), "word/document.xml: is missing"),
        (
            document("<w:document>\n<w:p></w:r></w:document>"),
            "word/document.xml:2:6: broken XML",
        ),
        (
            document("<w:document>\n<w:p>"),
            "word/document.xml:2:6: broken XML: it ends",
        ),
        (
            document("<!DOCTYPE d [<!ENTITY a SYSTEM \"b\">]><d>&a;</d>"),
            "word/document.xml:1:41: the reference &a; means nothing: no text is declared",
        ),
        (document("<d>&lol;</d>"), ":1:4: the reference &lol;"),
        (document(&deep), ":1:769: elements are nested too deeply"),
        (
            document("<d a=\"1\" a=\"2\"/>"),
            "word/document.xml:1:1: broken XML: an attribute",
        ),
    ] {
        let said = read(bytes).unwrap_err().to_string();
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn any_prefix_names_the_namespace() {
    let xml = format!(
        "<ns0:document xmlns:ns0=\"{SPACE}\"><ns0:body><ns0:p><ns0:r><ns0:t>灯亮了。</ns0:t></ns0:r></ns0:p></ns0:body></ns0:document>"
    );
    let document = read(packed(&[("word/document.xml", &xml)])).unwrap();
    assert_eq!(document.blocks[0].text, "灯亮了。");
}

#[test]
fn places_are_told_in_their_member() {
    let xml = format!(
        "<w:document xmlns:w=\"{SPACE}\"><w:body><w:p><w:r><w:t>前</w:t></w:r><w:r><w:txbxContent>\
         <w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:r><w:r><w:t>后</w:t></w:r></w:p>\
         </w:body></w:document>"
    );
    let document = read(packed(&[("word/document.xml", &xml)])).unwrap();
    let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(texts, ["前后", "框"]);
    for block in &document.blocks {
        for run in &block.runs {
            let (member, at) = document.source.in_member(run.source.start).unwrap();
            assert_eq!(member, "word/document.xml");
            assert!(xml[at..].starts_with(run.text.of(&block.text)));
        }
    }
}

#[test]
fn cells_tell_where_they_stand() {
    let cell = |properties: &str, inside: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>")
    };
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |rows: &[String]| format!("<w:tbl>{}</w:tbl>", rows.concat());
    let inner = table(&[row(&[cell("", &p("deep")), cell("", &p("deeper"))])]);
    let body = [
        p("Before."),
        table(&[
            row(&[
                cell("<w:gridSpan w:val=\"2\"/>", &p("wide")),
                cell("", &p("end")),
            ]),
            row(&[
                cell("", &(p("one") + &p("two"))),
                cell("", "<w:p/>"),
                cell("", &p("three")),
            ]),
        ]),
        p("After."),
        table(&[row(&[
            cell("", &p("left")),
            cell("", &(inner + &p("right"))),
        ])]),
    ]
    .concat();
    let document = format!("<w:document xmlns:w=\"{SPACE}\"><w:body>{body}</w:body></w:document>");
    let document = read(packed(&[("word/document.xml", &document)])).unwrap();
    assert_eq!(
        places(&document.blocks),
        [
            ("Before.", None),
            ("wide", Some((0, 0, 0))),
            ("end", Some((0, 0, 2))),
            ("one", Some((0, 1, 0))),
            ("two", Some((0, 1, 0))),
            ("three", Some((0, 1, 2))),
            ("After.", None),
            ("left", Some((1, 0, 0))),
            ("deep", Some((2, 0, 0))),
            ("deeper", Some((2, 0, 1))),
            ("right", Some((1, 0, 1))),
        ]
    );
}
