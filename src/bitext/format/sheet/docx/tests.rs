use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use super::*;
use crate::bitext::format::sheet::{Row, Sent, Sheet};
use crate::bitext::{Comment, Signature, Stage};

fn comment(by: &str, text: &str) -> Comment {
    Comment {
        signed: Signature {
            by: by.into(),
            at: "2026-03-01T09:30:00Z".into(),
        },
        text: text.into(),
    }
}

fn sheet() -> Sheet {
    let row = |number: usize, source: &str, target: &str| Row {
        number,
        source: source.into(),
        target: Some(target.into()),
        stage: Some(Stage::Translated),
        note: Some(String::new()),
        sent: Some(Sent {
            id: format!("id{number}"),
            zh: vec![source.into()],
            en: vec![target.into()],
            stage: Some(Stage::Translated),
            ..Sent::default()
        }),
        ..Row::default()
    };
    let mut rows = vec![
        row(1, "潮水退了。", "The tide went out."),
        row(2, "灯<亮>着 & 闪。", "The lamp <burned> & shone."),
        row(7, "谁也不知道。", ""),
    ];
    rows[0].comments = vec![
        comment("Lin", "Which tide?\nThe evening one?"),
        comment("Ann", "Yes."),
    ];
    rows[0].findings = vec!["number (error): one".into(), "name (warning): two".into()];
    rows[1].note = Some("a note".into());
    Sheet {
        title: "sea & lamp".into(),
        rows,
        ..Sheet::default()
    }
}

/// The document with the text of a member changed.
fn changed(bytes: &[u8], member: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        if name == member {
            text = change(text);
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn read_again(bytes: &[u8]) -> Sheet {
    read(bytes, Path::new("a.docx")).unwrap()
}

#[test]
fn what_goes_out_comes_back() {
    let sent = sheet();
    let bytes = write(&sent).unwrap();
    assert_eq!(bytes, write(&sent).unwrap());
    let again = read_again(&bytes);
    assert_eq!(again.unread, Vec::<String>::new());
    for (found, was) in again.rows.iter().zip(&sent.rows) {
        assert!(found.faults.is_empty(), "{:?}", found.faults);
        assert_eq!(
            (
                &found.source,
                &found.target,
                found.stage,
                &found.note,
                &found.comments,
                &found.sent
            ),
            (
                &was.source,
                &was.target,
                was.stage,
                &was.note,
                &was.comments,
                &was.sent
            )
        );
        assert!(found.proposed.is_empty());
    }
    assert_eq!(again.rows[2].number, 7);
    assert_eq!(again.rows.len(), 3);
}

#[test]
fn recorded_changes_are_proposals_of_their_authors() {
    let bytes = write(&sheet()).unwrap();
    let tracked = changed(&bytes, "word/document.xml", |text| {
        text.replace(
            "<w:r><w:t xml:space=\"preserve\">The tide went out.</w:t></w:r>",
            "<w:r><w:t xml:space=\"preserve\">The tide </w:t></w:r>\
             <w:del w:id=\"90\" w:author=\"Ann\" w:date=\"2026-03-02T08:00:00Z\"><w:r><w:delText>went</w:delText></w:r></w:del>\
             <w:ins w:id=\"91\" w:author=\"Ann\" w:date=\"2026-03-02T08:00:00Z\"><w:r><w:t>ebbed</w:t></w:r></w:ins>\
             <w:r><w:t xml:space=\"preserve\"> out.</w:t></w:r>",
        )
    });
    let rows = read_again(&tracked).rows;
    assert_eq!(rows[0].target.as_deref(), Some("The tide went out."));
    assert_eq!(rows[0].proposed[0].text, "The tide ebbed out.");
    assert_eq!(rows[0].proposed[0].signed.by, "Ann");
    let deleted = changed(&bytes, "word/document.xml", |text| {
        let at = text.find("The lamp").unwrap();
        let row = text[..at].rfind("<w:trPr>").unwrap();
        let mark = "<w:trPr><w:del w:id=\"92\" w:author=\"Bo\"/>";
        format!("{}{mark}{}", &text[..row], &text[row + "<w:trPr>".len()..])
    });
    let rows = read_again(&deleted).rows;
    assert_eq!(rows[1].proposed[0].text, "");
    assert_eq!(rows[1].proposed[0].signed.by, "Bo");
}

#[test]
fn a_table_without_its_part_or_its_header_is_read_and_what_is_no_table_is_refused() {
    let bytes = write(&sheet()).unwrap();
    let without = changed(&bytes, "customXml/item1.xml", |_| "<other/>".to_owned());
    let rows = read_again(&without).rows;
    assert_eq!(rows[0].sent, None);
    assert_eq!(rows[0].target.as_deref(), Some("The tide went out."));
    let headless = changed(&bytes, "word/document.xml", |text| {
        text.replace("Chinese 原文", "A")
            .replace("English 译文", "B")
    });
    assert_eq!(read_again(&headless).rows.len(), 4);
    let nothing = changed(&headless, "customXml/item1.xml", |_| "<other/>".to_owned());
    let said = read(&nothing, Path::new("a.docx")).unwrap_err().to_string();
    assert!(said.contains("no table in it has a row"), "{said}");
    for wrong in [&b"PK\x03\x04"[..], b"", b"text"] {
        assert!(read(wrong, Path::new("a.docx")).is_err());
    }
}

#[test]
fn comments_on_no_row_are_told() {
    let bytes = write(&sheet()).unwrap();
    let lost = changed(&bytes, "word/document.xml", |text| {
        text.replace("<w:commentReference w:id=\"1\"/>", "")
            .replace("<w:commentRangeStart w:id=\"1\"/>", "")
    });
    let sheet = read_again(&lost);
    assert_eq!(sheet.rows[0].comments.len(), 1);
    assert!(
        sheet.unread[0].contains("Which tide?"),
        "{:?}",
        sheet.unread
    );
}
