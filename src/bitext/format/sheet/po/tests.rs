use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::bitext::format::sheet::{Row, Sent, Sheet};
use crate::bitext::{Comment, Signature, Stage};

fn row(number: usize, source: &str, target: &str, stage: Stage) -> Row {
    Row {
        number,
        source: source.into(),
        target: Some(target.into()),
        stage: Some(stage),
        note: Some(String::new()),
        sent: Some(Sent {
            id: format!("id{number}"),
            zh: vec![source.into()],
            en: vec![target.into()],
            stage: Some(stage),
            ..Sent::default()
        }),
        ..Row::default()
    }
}

fn sheet() -> Sheet {
    let mut rows = vec![
        row(1, "潮水退了。", "The tide \"went\" out.", Stage::Approved),
        row(2, "谁也不知道。", "", Stage::New),
        row(3, "灯亮着。", "The lamp burned.", Stage::Query),
        row(4, "他走了。", "He left.", Stage::New),
        row(5, "", "An addition.", Stage::Translated),
    ];
    rows[2].note = Some("see page 3\nof the book".into());
    rows[2].sent.as_mut().unwrap().note = "see page 3\nof the book".into();
    rows[2].comments = vec![Comment {
        signed: Signature {
            by: "Lin".into(),
            at: "2026-03-01T09:30:00Z".into(),
        },
        text: "lamp or light?\nboth?".into(),
    }];
    Sheet {
        title: "sea".into(),
        languages: ("zh-CN".into(), "en-GB".into()),
        rows,
        ..Sheet::default()
    }
}

fn read_str(text: &str) -> crate::Result<Sheet> {
    read(text.as_bytes(), Path::new("a.po"))
}

#[test]
fn what_goes_out_comes_back() {
    let sent = sheet();
    let bytes = write(&sent).unwrap();
    let again = read(&bytes, Path::new("a.po")).unwrap();
    assert_eq!(again.languages, sent.languages);
    for (found, was) in again.rows.iter().zip(&sent.rows) {
        let found = Row {
            place: String::new(),
            ..found.clone()
        };
        // What was said is for people to read, and not read back.
        let was = Row {
            comments: Vec::new(),
            ..was.clone()
        };
        assert_eq!(found, was);
    }
    assert_eq!(again.rows.len(), sent.rows.len());
}

#[test]
fn marks_that_somebody_set_and_took_away_are_stages() {
    let text = String::from_utf8(write(&sheet()).unwrap()).unwrap();
    let settled = text.replace("#, fuzzy, duizhao-query\n", "#, duizhao-query\n");
    let rows = read_str(&settled).unwrap().rows;
    assert_eq!(rows[2].stage, Some(Stage::Translated));
    let doubted = text.replace("#, duizhao-approved\n", "#, fuzzy, duizhao-approved\n");
    assert_eq!(read_str(&doubted).unwrap().rows[0].stage, Some(Stage::New));
}

#[test]
fn a_comment_behind_the_note_is_a_comment() {
    let text = String::from_utf8(write(&sheet()).unwrap()).unwrap();
    let said = text.replace("# of the book\n", "# of the book\n# It is the light.\n");
    let rows = read_str(&said).unwrap().rows;
    assert_eq!(rows[2].note.as_deref(), Some("see page 3\nof the book"));
    assert_eq!(rows[2].comments[0].text, "It is the light.");
}

#[test]
fn catalogues_of_programs_are_turned_and_what_is_not_read_is_told() {
    let text = "msgid \"\"\nmsgstr \"\"\n\"Language: zh_CN\\n\"\n\"Last-Translator: Bo Li <bo@example.org>\\n\"\n\n\
        #: a.c:3\n#, c-format\n#| msgid \"Old %d file\"\nmsgid \"\"\n\"%d \"\n\"file\"\nmsgid_plural \"%d files\"\n\
        msgstr[0] \"%d 个文件\"\nmsgstr[1] \"x\"\n\n#~ msgid \"gone\"\n#~ msgstr \"没了\"\n\
        msgctxt \"menu\"\nmsgid \"Open\"\nmsgstr \"打\\345\"\nmsgid \"Close\"\nmsgstr \"\"\n";
    let sheet = read_str(text).unwrap();
    assert_eq!(sheet.languages.0, "zh-CN");
    assert_eq!(sheet.last.by, "Bo Li");
    assert_eq!(sheet.rows.len(), 3);
    assert_eq!(sheet.rows[0].source, "%d 个文件");
    assert_eq!(sheet.rows[0].target.as_deref(), Some("%d file"));
    assert_eq!(sheet.rows[0].faults.len(), 1);
    assert_eq!(sheet.rows[2].target.as_deref(), Some("Close"));
    assert_eq!(sheet.unread, ["1 obsolete entries"]);
}

#[test]
fn errors_say_where() {
    for (text, says) in [
        ("", "a.po: there is no entry"),
        ("msgid \"a\nmsgstr \"b\"", "a.po:1:1: this is no line"),
        (
            "msgid \"a\"\n\"b\nmsgstr \"c\"",
            "a.po:2:1: a string without its end",
        ),
        ("\"a\"\n", "a.po:1:1: a string that belongs to nothing"),
        ("msgstr \"b\"\n", "a.po:1:1: this is no line"),
        ("<html>", "a.po:1:1: this is no line"),
    ] {
        let said = read_str(text).unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "(msgid|msgstr|msgctxt|#[.,:|~]?|\"|\\\\|[0-9]|\\[|\\]| |\n|一|a){0,60}") {
        let _ = read_str(&text);
    }

    #[test]
    fn any_words_come_back(text in "[a-z\"\\\\\u{1}一# ]{1,20}") {
        let text = crate::text::spaces::fold(&text);
        prop_assume!(!text.is_empty());
        let sheet = Sheet { rows: vec![row(1, &text, &text, Stage::Translated)], ..Sheet::default() };
        let again = read(&write(&sheet).unwrap(), Path::new("a.po")).unwrap();
        prop_assert_eq!(&again.rows[0].source, &text);
        prop_assert_eq!(again.rows[0].target.as_deref(), Some(text.as_str()));
    }
}
