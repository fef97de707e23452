use super::*;
use crate::bitext::{Bitext, SideName};
use crate::document::{BlockKind, Mark, MarkKind};
use crate::edition::tests::{H1, P, bitext, text};
use crate::edition::{BookText, EditionOptions, FindingMark, Layout, TermMark, output};
use crate::segment::SegmentedDocument;
use crate::text::{Language, TextSpan};

fn source(edition: &Edition<'_>) -> String {
    let mut out = Vec::new();
    write_typst(edition, &mut out).unwrap();
    let source = String::from_utf8(out).unwrap();
    assert!(!source.contains(['\u{1}', '\u{2}']), "a slot was left open");
    source.replace(TEMPLATE, "")
}

fn laid_out(layout: Layout) -> EditionOptions {
    EditionOptions {
        layout: Some(layout),
        ..EditionOptions::default()
    }
}

/// Two texts whose second paragraph has the sign of a note twice, and a note of two blocks behind it.
fn with_notes() -> (SegmentedDocument, SegmentedDocument, Bitext) {
    let mut zh = text(
        Language::Zh,
        &[
            (H1, "灯"),
            (P, "潮来了。|风停了。"),
            (P, "潮：海水。"),
            (P, "一日两次。"),
        ],
    );
    let mut en = text(
        Language::En,
        &[
            (H1, "Lamp"),
            (P, "The tide came.| The wind stopped."),
            (P, "Tide: the sea."),
            (P, "Twice a day."),
        ],
    );
    for (text, first, second) in [(&mut zh, 9, 21), (&mut en, 13, 32)] {
        let note = |at: usize| Mark {
            kind: MarkKind::Note("n".to_owned()),
            over: TextSpan::new(at, at),
        };
        text.document.blocks[1].marks = vec![note(first), note(second)];
        for block in [2, 3] {
            text.document.blocks[block].note = Some("n".to_owned());
        }
    }
    let beads = bitext(
        &zh,
        &en,
        &[
            (0..1, 0..1),
            (1..2, 1..2),
            (2..3, 2..3),
            (3..4, 3..4),
            (4..5, 4..5),
        ],
    );
    (zh, en, beads)
}

#[test]
fn notes_go_to_the_foot_of_the_page_of_their_first_sign() {
    let (zh, en, beads) = with_notes();
    for layout in [Layout::Columns, Layout::Interleaved] {
        let edition = Edition::new(&zh, &en, &beads, laid_out(layout));
        let source = source(&edition);
        for (name, side, words) in [("z1", 0, "潮：海水。"), ("e1", 1, "Tide: the sea.")] {
            let more = if side == 0 {
                "一日两次。"
            } else {
                "Twice a day."
            };
            let note = format!("note(\"t1{name}\", {side}, 1, {{\"{words}\";br;\"{more}\";}});");
            assert_eq!(source.matches(&note).count(), 1, "{note} in {source}");
            assert_eq!(
                source
                    .matches(&format!("again(\"t1{name}\", {side}, 1);"))
                    .count(),
                1
            );
            assert_eq!(source.matches(words).count(), 1, "not in the text besides");
        }
    }
    let edition = Edition::new(&zh, &en, &beads, laid_out(Layout::Facing));
    let source = source(&edition);
    assert!(source.contains("noted(\"t1e1\", 1, 1);"), "{source}");
    assert!(
        source.contains(
            "en: ((p: 0, n: 1, name: \"t1e1\", b: {\"Tide: the sea.\";br;\"Twice a day.\";}),)"
        ),
        "{source}"
    );
}

#[test]
fn a_note_without_a_sign_stays_in_the_text() {
    let (mut zh, en, beads) = with_notes();
    zh.document.blocks[1].marks.clear();
    let edition = Edition::new(&zh, &en, &beads, EditionOptions::default());
    let source = source(&edition);
    assert!(
        source.contains("(k: \"p\", s: ({\"潮：海水。\";},))"),
        "{source}"
    );
}

#[test]
fn a_row_may_be_cut_between_its_sentences_on_facing_pages() {
    let (zh, en, beads) = with_notes();
    let cut = "c: ((1, 1),)";
    let edition = Edition::new(&zh, &en, &beads, laid_out(Layout::Facing));
    assert!(source(&edition).contains(cut));
    let edition = Edition::new(&zh, &en, &beads, laid_out(Layout::Columns));
    assert!(
        !source(&edition).contains(cut),
        "a row of a few lines is not cut"
    );
}

#[test]
fn headings_are_told_in_both_languages_once() {
    let zh = text(Language::Zh, &[(H1, "灯"), (P, "亮。")]);
    let en = text(Language::En, &[(H1, "Lamp"), (P, "Lit.")]);
    let beads = bitext(&zh, &en, &[(0..1, 0..1), (1..2, 1..2)]);
    let edition = Edition::new(&zh, &en, &beads, EditionOptions::default());
    let all = source(&edition);
    assert!(
        all.contains("(k: \"h\", l: 1, o: \"灯 · Lamp\", s: ({\"灯\";},))"),
        "{all}"
    );
    assert!(
        all.contains("(k: \"h\", l: 1, o: none, s: ({\"Lamp\";},))"),
        "{all}"
    );
    assert!(all.contains("h: true"), "{all}");
    let alone = bitext(&zh, &en, &[]);
    let nothing = text(Language::Zh, &[]);
    let edition = Edition::new(&nothing, &en, &alone, EditionOptions::default());
    assert!(source(&edition).contains("o: \"Lamp\", s: ({\"Lamp\";},)"));
}

#[test]
fn breaks_verses_lists_and_terms() {
    let mut zh = text(
        Language::Zh,
        &[
            (BlockKind::VerseLine, "潮来"),
            (BlockKind::ListItem, "甲"),
            (P, "一行二行"),
        ],
    );
    zh.document.blocks[1].ordinal = Some(7);
    zh.document.blocks[2].marks = vec![Mark {
        kind: MarkKind::Break,
        over: TextSpan::new(6, 6),
    }];
    let en = text(Language::En, &[]);
    let beads = bitext(&zh, &en, &[(0..1, 0..0), (1..2, 0..0), (2..3, 0..0)]);
    let options = EditionOptions {
        terms: vec![TermMark {
            side: SideName::Source,
            segment: 0,
            over: 0..3,
            tip: "tide \"high\"".to_owned(),
        }],
        ..EditionOptions::default()
    };
    let edition = Edition::new(&zh, &en, &beads, options);
    let all = source(&edition);
    for part in [
        "(k: \"v\", s: (",
        "(k: \"li\", d: 0, m: \"7.\", s: (",
        "\"一行\";br;\"二行\";",
        "#glossary(((\"潮\", \"tide \\\"high\\\"\"),))",
        "中英对照本",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    assert!(!all.contains("badge("), "{all}");
}

#[test]
fn a_proof_sheet_has_states_and_findings() {
    let zh = text(Language::Zh, &[(P, "潮来了。")]);
    let en = text(Language::En, &[]);
    let beads = bitext(&zh, &en, &[(0..1, 0..0)]);
    let options = EditionOptions {
        proof: true,
        findings: vec![FindingMark {
            side: SideName::Source,
            segment: 0,
            rule: "omission".to_owned(),
            severity: "error",
            message: "no \"English\"".to_owned(),
            suggestion: Some("Tide".to_owned()),
        }],
        ..EditionOptions::default()
    };
    let edition = Edition::new(&zh, &en, &beads, options);
    let all = source(&edition);
    for part in [
        "badge(\"untranslated\", \"error\");",
        "found(\"error\", \"omission\", \"no \\\"English\\\" → Tide\");",
        "校样",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
}

#[test]
fn links_of_a_book_lead_to_its_texts() {
    let linked = |url: &str| {
        let mut zh = text(Language::Zh, &[(P, "见第二篇")]);
        zh.document.blocks[0].marks = vec![Mark {
            kind: MarkKind::Link(url.to_owned()),
            over: TextSpan::new(0, 3),
        }];
        zh
    };
    let en = text(Language::En, &[]);
    let of_book = |name: &str| BookText {
        name: name.to_owned(),
        target: format!("en/{name}"),
        ..BookText::default()
    };
    let texts = vec![of_book("a.md"), of_book("b.md")];
    let book = Book::new("书".to_owned(), EditionOptions::default(), texts, "");
    let format = output("typst").and_then(|format| format.one_file).unwrap();
    let mut binder = (format.bind)(&book);
    for (number, url) in ["b.md", "nowhere.md"].into_iter().enumerate() {
        let zh = linked(url);
        let beads = bitext(&zh, &en, &[(0..1, 0..0)]);
        let edition = Edition::new(&zh, &en, &beads, EditionOptions::default());
        let set = (format.set)(&edition, &book.texts[number]).unwrap();
        binder.add(number, set).unwrap();
    }
    let mut all = String::new();
    binder
        .finish(&mut Bound::new(&mut |name, bytes| {
            assert_eq!(name, "edition.typ");
            all = String::from_utf8(bytes.to_vec()).unwrap();
            Ok(())
        }))
        .unwrap();
    assert!(all.contains("#here-is(\"t2\")"), "{all}");
    assert!(all.contains("to(\"t2\", {\"见\";});"), "{all}");
    assert!(
        all.contains("plain({\"见\";});"),
        "what is not in the book is no link"
    );
}
