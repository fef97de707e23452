use super::*;
use crate::bitext::desk::{Comment, Signature, Stage};
use crate::bitext::format::sheet::{Proposed, Row, Sheet, SheetOptions};
use crate::bitext::testing::{bead, side};

const ZH: [&str; 8] = [
    "潮退了。",
    "灯亮着。",
    "没有人来。",
    "风大。",
    "雨停了。",
    "船回港。",
    "鸟飞。",
    "夜深。",
];
const EN: [&str; 8] = [
    "The tide \"went\" out.",
    "The lamp burned.",
    "Nobody came.",
    "The wind was high.",
    "The rain stopped.",
    "The boat came home.",
    "Birds flew.",
    "It was late.",
];

fn bitext() -> Bitext {
    let mut bitext = Bitext {
        source: side("zh-CN", &ZH),
        target: side("en-US", &EN),
        beads: (0..8).map(|at| bead(at..at + 1, at..at + 1)).collect(),
        ..Bitext::default()
    };
    bitext.name_beads();
    bitext
}

fn by_stop(text: &str) -> Vec<String> {
    let parts = text.split_inclusive('.').map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

fn how() -> TakeIn<'static> {
    TakeIn {
        by: "Ann".into(),
        at: "2026-03-02T00:00:00Z".into(),
        with_marks: false,
        without_missing: false,
        as_proposals: false,
        cut: &by_stop,
    }
}

fn out(bitext: &Bitext) -> Sheet {
    Sheet::of(bitext, "sea", &SheetOptions::default())
}

/// The kinds of all changes with the words that are there now; taken in a second time, nothing is.
fn taken(bitext: &mut Bitext, sheet: &Sheet) -> Vec<(ChangeKind, String)> {
    let returned = take_in(bitext, sheet, &how());
    bitext.validate().unwrap();
    let after = bitext.clone();
    let again = take_in(bitext, sheet, &how());
    assert_eq!(again.changes, [], "a second time");
    assert_eq!(again.operations, []);
    assert_eq!(*bitext, after);
    returned
        .changes
        .into_iter()
        .map(|change| (change.kind, change.after))
        .collect()
}

fn set(sheet: &mut Sheet, at: usize, words: &str) {
    sheet.rows[at].target = Some(words.to_owned());
}

#[test]
fn a_sheet_that_nobody_changed_is_nothing_whatever_the_bitext_has() {
    let mut text = bitext();
    let sheet = out(&text);
    assert_eq!(taken(&mut text, &sheet), []);
    let rewrite = Operation::Translate {
        bead: text.beads[1].id.clone(),
        texts: vec!["The lamp was lit.".into()],
        was: None,
        by_rule: false,
    };
    text.edit(&rewrite).unwrap();
    let merge = Operation::Merge {
        first: text.beads[4].id.clone(),
        last: text.beads[5].id.clone(),
    };
    text.edit(&merge).unwrap();
    let before = text.clone();
    let mut sorted = sheet;
    sorted.rows.reverse();
    let returned = take_in(&mut text, &sorted, &how());
    assert_eq!(returned.changes, []);
    assert_eq!(returned.listed, []);
    assert_eq!(text, before);
}

#[test]
fn each_change_arrives_as_what_it_is() {
    let mut text = bitext();
    let mut sheet = out(&text);
    set(&mut sheet, 0, "The tide “went” out slowly.");
    set(&mut sheet, 1, "");
    set(&mut sheet, 2, "Nobody came. Nobody.");
    sheet.rows[3].stage = Some(Stage::Approved);
    sheet.rows[4].note = Some("which rain?".into());
    sheet.rows[5]
        .comments
        .push(Comment::new("a ship?", &Signature::default()));
    sheet.rows[6].proposed.push(Proposed {
        text: "The birds flew.".into(),
        signed: Signature {
            by: "Bo".into(),
            at: "2026-03-01T00:00:00Z".into(),
        },
    });
    sheet.rows.swap(0, 7);
    let found = taken(&mut text, &sheet);
    let found: Vec<(ChangeKind, &str)> = found
        .iter()
        .map(|(kind, after)| (*kind, after.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (ChangeKind::Emptied, ""),
            (ChangeKind::Edited, "Nobody came. Nobody."),
            (ChangeKind::Stage, "approved"),
            (ChangeKind::Note, "which rain?"),
            (ChangeKind::Comment, "a ship?"),
            (ChangeKind::Proposed, "The birds flew."),
            (ChangeKind::Edited, "The tide \"went\" out slowly."),
        ]
    );
    assert_eq!(
        text.target_words(&text.beads[2]),
        ["Nobody came.", "Nobody."]
    );
    assert_eq!(text.beads[0].staged().unwrap().signed.by, "Ann");
    assert_eq!(text.beads[5].comments()[0].signed.by, "Ann");
    assert_eq!(text.beads[6].proposals()[0].signed.by, "Bo");
    assert_eq!(text.target_text(&text.beads[6]), "Birds flew.");
}

#[test]
fn the_shape_of_marks_alone_is_told_and_taken_only_where_that_is_wanted() {
    let mut text = bitext();
    let mut sheet = out(&text);
    set(&mut sheet, 0, "The tide “went” out.");
    let returned = take_in(&mut text, &sheet, &how());
    assert_eq!(returned.changes, []);
    assert!(returned.listed[0].what.contains("shape of marks"));
    let wanted = TakeIn {
        with_marks: true,
        ..how()
    };
    let returned = take_in(&mut text, &sheet, &wanted);
    assert_eq!(returned.changes[0].kind, ChangeKind::Marks);
    assert_eq!(text.target_text(&text.beads[0]), "The tide “went” out.");
}

#[test]
fn what_both_sides_changed_is_merged_by_sentence_or_a_conflict() {
    let mut text = bitext();
    let merge = Operation::Merge {
        first: text.beads[1].id.clone(),
        last: text.beads[2].id.clone(),
    };
    text.edit(&merge).unwrap();
    let mut sheet = out(&text);
    let here = |text: &mut Bitext, at: usize, texts: &[&str]| {
        let operation = Operation::Translate {
            bead: text.beads[at].id.clone(),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            was: None,
            by_rule: false,
        };
        text.edit(&operation).unwrap();
    };
    here(&mut text, 1, &["The lamp was lit.", "Nobody came."]);
    set(&mut sheet, 1, "The lamp burned. No one came.");
    here(&mut text, 0, &["Here."]);
    set(&mut sheet, 0, "There.");
    let found = taken(&mut text, &sheet);
    assert_eq!(found[0].0, ChangeKind::Conflict);
    assert_eq!(
        found[1],
        (ChangeKind::Edited, "The lamp was lit. No one came.".into())
    );
    assert!(text.beads[0].is_conflict());
    assert_eq!(text.beads[0].pending().unwrap().in_file(), ["Here."]);
}

#[test]
fn rows_made_one_and_rows_made_two_change_the_links() {
    let mut text = bitext();
    let mut sheet = out(&text);
    // Merged cells of a spreadsheet.
    set(&mut sheet, 1, "The lamp burned and nobody came.");
    set(&mut sheet, 2, "");
    sheet.rows[2].continues = true;
    // A row deleted after its words went into the one above.
    sheet.rows[4].source.push_str(ZH[5]);
    set(&mut sheet, 4, "The rain stopped, and the boat came home.");
    sheet.rows.remove(5);
    let found = taken(&mut text, &sheet);
    let kinds: Vec<ChangeKind> = found.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [
            ChangeKind::Merged,
            ChangeKind::Edited,
            ChangeKind::Merged,
            ChangeKind::Edited
        ]
    );
    assert_eq!(text.beads.len(), 6);
    assert_eq!(
        text.target_text(&text.beads[1]),
        "The lamp burned and nobody came."
    );
    assert_eq!(text.source_text(&text.beads[3]), "雨停了。船回港。");
    // And one of these apart again.
    let mut sheet = out(&text);
    let mut second = sheet.rows[3].clone();
    sheet.rows[3].source = ZH[4].into();
    set(&mut sheet, 3, "The rain stopped.");
    second.source = ZH[5].into();
    second.target = Some("The boat came home at night.".into());
    second.sent = None;
    sheet.rows.insert(4, second);
    let found = taken(&mut text, &sheet);
    assert_eq!(found.last().unwrap().0, ChangeKind::Split);
    assert_eq!(text.beads.len(), 7);
    assert_eq!(
        text.target_text(&text.beads[4]),
        "The boat came home at night."
    );
}

#[test]
fn rows_that_are_gone_are_listed_and_their_english_is_taken_out_where_wanted() {
    let mut text = bitext();
    let mut sheet = out(&text);
    sheet.rows.drain(3..5);
    sheet.rows.remove(0);
    let returned = take_in(&mut text, &sheet, &how());
    let gone: Vec<&str> = returned
        .listed
        .iter()
        .map(|one| one.source.as_str())
        .collect();
    assert_eq!(gone, [ZH[0], ZH[3], ZH[4]]);
    assert_eq!(returned.changes, []);
    let wanted = TakeIn {
        without_missing: true,
        ..how()
    };
    let returned = take_in(&mut text, &sheet, &wanted);
    assert_eq!(returned.changes.len(), 3);
    assert!(text.beads[3].target.is_empty());
    text.validate().unwrap();
}

#[test]
fn what_has_no_place_is_listed_with_its_words() {
    let mut text = bitext();
    let mut sheet = out(&text);
    sheet.rows.push(Row {
        place: "row 10".into(),
        source: "没有这句。".into(),
        target: Some("Not here.".into()),
        ..Row::default()
    });
    sheet.rows[1].source = "灯灭了。".into();
    sheet.rows[2].sent.as_mut().unwrap().id = "elsewhere".into();
    sheet.rows[2].source = "也没有。".into();
    set(&mut sheet, 2, "New words.");
    sheet.rows[3].target = None;
    sheet.rows[3].faults.push("the cell is a formula".into());
    sheet.rows[7].stage = Some(Stage::Query);
    let status = Operation::Stage {
        bead: text.beads[7].id.clone(),
        stage: Stage::Reviewed,
        signed: Signature::default(),
    };
    text.edit(&status).unwrap();
    let returned = take_in(&mut text, &sheet, &how());
    assert_eq!(returned.changes, []);
    let words: Vec<&str> = returned
        .listed
        .iter()
        .map(|one| one.words.as_str())
        .collect();
    assert!(words.contains(&"Not here."), "{words:?}");
    assert!(words.contains(&"灯灭了。"), "{words:?}");
    assert!(words.contains(&"New words."), "{words:?}");
    assert!(words.contains(&"query"), "{words:?}");
    assert_eq!(text.beads[7].stage(), Stage::Reviewed);
}

#[test]
fn tables_of_others_are_placed_by_their_chinese() {
    let mut text = bitext();
    let row = |source: &str, target: &str| Row {
        source: source.into(),
        target: Some(target.into()),
        ..Row::default()
    };
    let sheet = Sheet {
        rows: vec![row(ZH[2], "No one came."), row(ZH[0], EN[0])],
        ..Sheet::default()
    };
    let found = taken(&mut text, &sheet);
    assert_eq!(found, [(ChangeKind::Edited, "No one came.".into())]);
}

#[test]
fn changes_may_be_taken_as_proposals_and_answers_are_comments() {
    let mut text = bitext();
    let signed = Signature {
        by: "Lin".into(),
        at: "2026-03-01T09:30:00Z".into(),
    };
    let ask = Operation::Comment {
        bead: text.beads[0].id.clone(),
        text: "Which tide?".into(),
        signed: signed.clone(),
        asks: true,
    };
    text.edit(&ask).unwrap();
    let mut sheet = out(&text);
    sheet.rows[0].comments[0]
        .text
        .push_str("\nThe evening one.");
    set(&mut sheet, 1, "The lamp was lit.");
    let wanted = TakeIn {
        as_proposals: true,
        ..how()
    };
    let returned = take_in(&mut text, &sheet, &wanted);
    let kinds: Vec<ChangeKind> = returned.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Comment, ChangeKind::Proposed]);
    assert_eq!(text.beads[0].comments()[1].text, "The evening one.");
    assert_eq!(text.beads[0].comments()[1].signed.by, "Ann");
    assert_eq!(text.target_text(&text.beads[1]), EN[1]);
    assert_eq!(take_in(&mut text, &sheet, &wanted).changes, []);
}

#[test]
fn an_addition_is_known_by_its_english_and_lines_of_notes_do_not_matter() {
    let mut text = bitext();
    let unlink = Operation::Unlink {
        bead: text.beads[3].id.clone(),
    };
    text.edit(&unlink).unwrap();
    let note = Operation::Note {
        bead: text.beads[0].id.clone(),
        note: "one\ntwo".into(),
    };
    text.edit(&note).unwrap();
    let mut sheet = out(&text);
    sheet.rows[0].note = Some("one two".into());
    set(&mut sheet, 4, "The wind rose.");
    assert_eq!(
        taken(&mut text, &sheet),
        [(ChangeKind::Edited, "The wind rose.".into())]
    );
    assert_eq!(take_in(&mut text, &sheet, &how()).listed, []);
    let mut sheet = out(&text);
    set(&mut sheet, 4, "");
    assert_eq!(
        taken(&mut text, &sheet),
        [(ChangeKind::Emptied, String::new())]
    );
    assert_eq!(take_in(&mut text, &sheet, &how()).listed, []);
}
