//! Subtitles written back: in their own words they are themselves byte for byte; with other words the numbers,
//! times and settings stay, and sentences are parted over their cues.

use std::path::{Path, PathBuf};

use crate::common::{self, done, duizhao, fixture, folder_with, stderr};
use crate::translate::chat;
use duizhao::document::codes::Coded;
use duizhao::document::file_bytes::splice;
use duizhao::document::rewrite::{Kept, Rewrite, rewrite};
use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Document, ReadOptions, read_bytes, read_bytes_with};
use duizhao::segment::{SegmentOptions, SegmentedDocument, segment};
use duizhao::text::Language;
use duizhao::translate::Masked;
use proptest::prelude::*;

fn read(text: &str, format: &str, language: Language) -> Document {
    let options = ReadOptions::default().of(language);
    let bytes = text.as_bytes().to_vec();
    read_bytes_with(bytes, Path::new("x"), Some(format), &options).unwrap()
}

fn cut(text: &str, format: &str, language: Language) -> SegmentedDocument {
    let document = read(text, format, language);
    segment(document, language, &SegmentOptions::default())
}

/// The file with what `answer` makes of each sentence as it travels.
fn translated(text: &SegmentedDocument, answer: impl Fn(usize, &str) -> String) -> String {
    let contents = contents(&text.document).unwrap();
    let edits: Vec<Edit> = text
        .segments
        .iter()
        .enumerate()
        .map(|(number, sentence)| {
            let content = contents[sentence.block].as_ref().unwrap();
            let masked = Masked::of(&content.part(sentence.place));
            Edit {
                block: sentence.block,
                place: sentence.place,
                words: masked.unmask(&answer(number, &masked.text)).unwrap(),
            }
        })
        .collect();
    let written = write_back(&text.document, &edits).unwrap();
    assert!(written.kept.is_empty(), "{}", written.text);
    written.text
}

fn chinese(source: &str, format: &str, english: &[&str]) -> String {
    let text = cut(source, format, Language::Zh);
    assert_eq!(text.segments.len(), english.len(), "{:?}", text.segments);
    translated(&text, |number, _| english[number].to_owned())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_one = |end: &str| path.extension().is_some_and(|own| own == end);
        if path.is_dir() {
            files(&path, found);
        } else if ["srt", "vtt", "ass", "ssa"].into_iter().any(is_one) {
            found.push(path);
        }
    }
}

#[test]
fn in_their_own_words_subtitles_are_themselves() {
    let mut found = Vec::new();
    files(&fixture("documents"), &mut found);
    assert_eq!(found.len(), 3);
    // Those of others, in any encoding.
    if let Some(others) =
        common::installed("DUIZHAO_DOCUMENTS", "a folder with documents of others")
    {
        files(&others, &mut found);
    }
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        let document = read_bytes(bytes.clone(), &path, None).unwrap();
        let text = segment(document, Language::En, &SegmentOptions::default());
        let written = translated(&text, |_, own| own.to_owned());
        let source = &text.document.source;
        assert_eq!(written, source.text, "{}", path.display());
        assert_eq!(splice(source, &bytes, &written).unwrap(), bytes);
    }
}

#[test]
fn a_sentence_is_parted_over_its_cues() {
    let source = "1\r\n00:00:01,000 --> 00:00:02,500\r\n守塔人每天晚上都要\r\n\r\n2\r\n00:00:02,600 --> 00:00:05,000 X1:40\r\n{\\an8}<i>爬上那座又高又陡的楼梯，\r\n把灯点亮。没有人谢他。</i>\r\n\r\n";
    let written = chinese(
        source,
        "srt",
        &[
            "Every night the keeper climbs those steep, endless stairs to light the lamp.",
            "Nobody thanks him.",
        ],
    );
    assert_eq!(
        written,
        "1\r\n00:00:01,000 --> 00:00:02,500\r\nEvery night the keeper\r\n\r\n2\r\n00:00:02,600 --> 00:00:05,000 X1:40\r\n{\\an8}<i>climbs those steep, endless stairs\r\nto light the lamp. Nobody thanks him.</i>\r\n\r\n"
    );
}

#[test]
fn every_cue_gets_words_and_marks_end_it_rather_than_articles() {
    let source = "WEBVTT\n\n00:01.000 --> 00:02.000\n雾散了以后，\n\n00:02.100 --> 00:03.000\n船回来了，船上\n\n00:03.100 --> 00:04.000\n没有人。\n";
    let written = chinese(
        source,
        "vtt",
        &["When the fog lifted, the ship came home with no one on the deck."],
    );
    assert_eq!(
        written,
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWhen the fog lifted,\n\n00:02.100 --> 00:03.000\nthe ship came home with no\n\n00:03.100 --> 00:04.000\none on the deck.\n"
    );
    // Fewer words than cues.
    let written = chinese(source, "vtt", &["Empty."]);
    assert!(
        written.contains("02.000\nEmpty.\n\n00:02.100 --> 00:03.000\n\n"),
        "{written}"
    );
}

#[test]
fn lines_are_balanced_within_the_width() {
    let source = "1\n00:01,000 --> 00:04,000\n他走了很久。\n";
    let english = "He walked for a very long time before he saw the light again.";
    assert_eq!(
        chinese(source, "srt", &[english]),
        "1\n00:01,000 --> 00:04,000\nHe walked for a very long time\nbefore he saw the light again.\n"
    );
    let options = ReadOptions {
        subtitle_width: 24,
        ..ReadOptions::default().of(Language::Zh)
    };
    let bytes = source.as_bytes().to_vec();
    let document = read_bytes_with(bytes, Path::new("x"), Some("srt"), &options).unwrap();
    let text = segment(document, Language::Zh, &SegmentOptions::default());
    let written = translated(&text, |_, _| english.to_owned());
    let lines: Vec<&str> = written.lines().skip(2).collect();
    assert!(
        lines.len() == 3 && lines.iter().all(|line| line.len() <= 24),
        "{written}"
    );
    // Chinese has no spaces: marks stay with what is before them.
    let source = "1\n00:01,000 --> 00:04,000\nShort.\n";
    let text = cut(source, "srt", Language::En);
    let written = translated(&text, |_, _| {
        "他沿着海边走了很久很久，一直走到天黑，才又看见那一点灯光。".to_owned()
    });
    assert_eq!(
        written,
        "1\n00:01,000 --> 00:04,000\n他沿着海边走了很久很久，\n一直走到天黑，才又看见那一点灯光。\n"
    );
}

#[test]
fn words_are_escaped_as_the_format_needs_it() {
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n<v 甲>甲 &amp; 乙。<b>丙</b>&nbsp;丁。\n";
    assert_eq!(
        chinese(vtt, "vtt", &["A & <b> --> c.", "⟦1⟧C⟦/1⟧ and D."]),
        "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n<v 甲>A &amp; &lt;b&gt; --&gt; c. <b>C</b> and D.\n"
    );
    let ass = "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,{\\an8}雾。\nDialogue: 0:00:03.00,0:00:04.00,{\\pos(1,2)}船。{\\k5}\n";
    let written = chinese(ass, "ass", &["{Fog}\nin C:\\new, really.", "A ship."]);
    assert_eq!(
        written,
        "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,{\\an8}\\{Fog\\} in C:\\\u{2060}new, really.\nDialogue: 0:00:03.00,0:00:04.00,{\\pos(1,2)}A ship.{\\k5}\n"
    );
    let again = read(&written, "ass", Language::En);
    assert_eq!(
        again.blocks[0].text.replace('\u{2060}', ""),
        "{Fog} in C:\\new, really."
    );
}

#[test]
fn words_that_would_be_read_as_something_else_are_not_written() {
    let source = "1\n00:01,000 --> 00:02,000\n雾。\n\n2\n00:03,000 --> 00:04,000\n船。\n\n3\n00:05,000 --> 00:06,000\n灯。\n";
    let text = cut(source, "srt", Language::Zh);
    let words = ["00:01,000 --> 00:02,000", "Use <b> here.", "The lamp."];
    let edits: Vec<Edit> = text
        .segments
        .iter()
        .zip(words)
        .map(|(sentence, words)| Edit {
            block: sentence.block,
            place: sentence.place,
            words: Coded::plain(words),
        })
        .collect();
    let written = write_back(&text.document, &edits).unwrap();
    assert_eq!(written.kept, [0, 1]);
    assert_eq!(written.text, source.replace("灯。", "The lamp."));
}

#[test]
fn pairs_that_run_over_cues_are_closed_and_opened_again() {
    let source = "1\n00:01,000 --> 00:02,000\n他说<i>雾散了以后</i>\n\n2\n00:02,100 --> 00:03,000\n船就回来。\n";
    let written = chinese(
        source,
        "srt",
        &["He said ⟦1⟧the ship would be back again when the fog was⟦/1⟧ gone."],
    );
    assert_eq!(
        written,
        "1\n00:01,000 --> 00:02,000\nHe said <i>the ship would be back</i>\n\n2\n00:02,100 --> 00:03,000\n<i>again when the fog was</i> gone.\n"
    );
}

/// One sentence rewritten.
fn rewritten(source: &str, format: &str, old: &str, new: &str) -> String {
    let text = cut(source, format, Language::En);
    let sentence = text.segments.iter().find(|one| one.text == old).unwrap();
    let list = [Rewrite {
        block: sentence.block,
        place: sentence.place,
        text: new.to_owned(),
    }];
    let written = rewrite(&text.document, &list).unwrap();
    assert_eq!(written.kept, []);
    written.text
}

#[test]
fn corrections_leave_every_other_word_in_its_cue_and_line() {
    let source = "1\n00:01,000 --> 00:02,000\nThe keeper climbed\nthe <i>old</i> stairs\n\n2\n00:02,100 --> 00:03,000\nevery night. He slept.\n\n";
    let old = "The keeper climbed the old stairs every night.";
    let cases = [
        (
            "The keeper climbed the old stair every night.",
            "stairs",
            "stair",
        ),
        (
            "The keeper climbed the old stairs each night.",
            "every",
            "each",
        ),
        (
            "The tired keeper climbed the old stairs every night.",
            "The keeper",
            "The tired keeper",
        ),
        (
            "The keeper climbed the ancient stairs every night.",
            "old",
            "ancient",
        ),
        (
            "The keeper climbed the old stairs every single night.",
            "every",
            "every single",
        ),
    ];
    for (new, from, to) in cases {
        assert_eq!(rewritten(source, "srt", old, new), source.replace(from, to));
    }
    assert_eq!(
        rewritten(source, "srt", "He slept.", ""),
        source.replace(" He slept.", "")
    );
    assert_eq!(
        rewritten(
            source,
            "srt",
            old,
            "Nobody went up there any more, and the lamp stayed dark."
        ),
        source
            .replace(
                "The keeper climbed\nthe <i>old</i> stairs",
                "Nobody went up there <i>any</i> more,"
            )
            .replace("every night.", "and the lamp stayed dark.")
    );
    let text = cut(source, "srt", Language::En);
    let list = [0, 9].map(|block| Rewrite {
        block,
        place: text.segments[0].place,
        text: "Up <b> down".to_owned(),
    });
    let written = rewrite(&text.document, &list).unwrap();
    assert_eq!(written.kept, [(0, Kept::Markup), (1, Kept::NoPlace)]);
    assert_eq!(written.text, source);
}

const CHINESE: &str = "1\n00:00:01,000 --> 00:00:02,500\n守塔人每天晚上\n\n2\n00:00:02,600 --> 00:00:04,000\n都要爬上楼梯。\n\n3\n00:00:05,000 --> 00:00:06,000\n- 谁谢他？\n- 没有人谢他。\n\n";
const ENGLISH: &str = "1\n00:00:01,000 --> 00:00:02,500\nEvery night\n\n2\n00:00:02,600 --> 00:00:04,000\nthe keeper climbs the stairs.\n\n3\n00:00:05,000 --> 00:00:06,000\n- Who thanks him?\n- Nobody thanks him.\n\n";

#[cfg(feature = "net")]
#[test]
fn translate_writes_subtitles_of_the_same_cues() {
    let (url, _) = chat::server(|_, segments, _| {
        let english = |chinese: &str| match chinese {
            "- 谁谢他？" => "- Who thanks him?",
            "- 没有人谢他。" => "- Nobody thanks him.",
            _ => "Every night the keeper climbs the stairs.",
        };
        let mut answer = serde_json::json!({});
        for (key, chinese) in segments.as_object().unwrap() {
            answer[key] = serde_json::json!(english(chinese.as_str().unwrap()));
        }
        chat::completion(&answer)
    });
    let folder = folder_with(&[("zh.srt", CHINESE)]);
    chat::project(folder.path(), &url, "");
    done(folder.path(), &["translate", "zh.srt", "-o", "en.srt"]);
    let written = std::fs::read_to_string(folder.path().join("en.srt")).unwrap();
    let expected = ENGLISH.replace("night", "night the keeper");
    assert_eq!(written, expected.replace("\nthe keeper climbs", "\nclimbs"));
}

#[test]
fn edits_go_into_the_cues() {
    let folder = folder_with(&[("zh.srt", CHINESE), ("en.srt", ENGLISH)]);
    let folder = folder.path();
    done(
        folder,
        &["align", "zh.srt", "en.srt", "-o", "b.bitext.jsonl"],
    );
    let edit = |was: &str, texts: &[&str]| {
        let bitext = std::fs::read_to_string(folder.join("b.bitext.jsonl")).unwrap();
        let bead = bitext
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .find(|bead| bead["target"][0]["text"] == was)
            .unwrap();
        let operation = serde_json::json!({"do": "translate", "bead": bead["id"], "texts": texts});
        std::fs::write(folder.join("operations.jsonl"), operation.to_string()).unwrap();
        done(folder, &["edit", "b.bitext.jsonl", "operations.jsonl"]);
        std::fs::read_to_string(folder.join("en.srt")).unwrap()
    };
    let own = "Every night the keeper climbs the stairs.";
    let new = "Every night the old keeper climbs the stairs.";
    assert_eq!(
        edit(own, &[new]),
        ENGLISH.replace("the keeper", "the old keeper")
    );
    let two = edit(
        new,
        &["Every night he is up there.", "He climbs the stairs."],
    );
    assert!(
        two.contains("02,500\nEvery night\n\n2\n")
            && two.contains("\nhe is up there. He climbs the stairs.\n"),
        "{two}"
    );
    done(
        folder,
        &[
            "align",
            "zh.srt",
            "en.srt",
            "--onto",
            "b.bitext.jsonl",
            "-o",
            "again.bitext.jsonl",
        ],
    );
}

#[test]
fn build_puts_both_languages_into_each_cue() {
    let folder = folder_with(&[
        ("zh.srt", CHINESE),
        ("en.srt", ENGLISH),
        ("zh.txt", "守塔人每天晚上都要爬上楼梯。\n"),
        ("en.txt", "Every night the keeper climbs the stairs.\n"),
    ]);
    let folder = folder.path();
    done(
        folder,
        &[
            "build",
            "zh.srt",
            "en.srt",
            "--to",
            "srt,vtt,ass",
            "-o",
            "out",
        ],
    );
    let srt = std::fs::read_to_string(folder.join("out/edition.srt")).unwrap();
    assert!(srt.starts_with("1\n00:00:01,000 --> 00:00:02,500\n守塔人每天晚上\nEvery night the keeper\n\n2\n00:00:02,600 --> 00:00:04,000\n都要爬上楼梯。\nclimbs the stairs.\n\n"), "{srt}");
    for name in ["edition.vtt", "edition.ass"] {
        let again = done(folder, &["segment", &format!("out/{name}"), "--lang", "en"]);
        assert!(again.contains("- Nobody thanks him."), "{again}");
    }
    let refused = duizhao(
        folder,
        &["build", "zh.txt", "en.txt", "--to", "srt", "-o", "none"],
    );
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("neither text has any"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn what_is_left_out_is_listed_and_what_is_strange_is_said() {
    let folder = folder_with(&[
        (
            "a.vtt",
            "WEBVTT\n\nNOTE by hand\n\n00:01.000 --> 00:02.000\nFog.\n",
        ),
        (
            "b.srt",
            "1\n00:00:01,000 --> soon\nFog.\n\n2\n00:00:02,000 --> 00:00:03,000\nNow.\n",
        ),
    ]);
    let said = done(folder.path(), &["segment", "a.vtt", "--explain"]);
    assert!(said.contains("note: 1 place, 6 letters"), "{said}");
    let strict = duizhao(folder.path(), &["segment", "b.srt", "--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    assert!(
        stderr(&strict).contains("line 2: these are no times of a cue"),
        "{}",
        stderr(&strict)
    );
}

/// A line of a cue.
fn line() -> impl Strategy<Value = String> {
    let pieces = vec![
        "雾来了",
        "。",
        "，",
        "The lamp",
        " is lit",
        ". ",
        "?",
        "…",
        "40",
        "- ",
        "<i>",
        "</i>",
        "<b>",
        "</b>",
        "<c.x>",
        "&amp;",
        "&nbsp;",
        "{\\an8}",
        "{\\i1}",
        "{\\i0}",
        "♪",
        "[door]",
        "I <3 you >",
        "\\N",
        "\\h",
        "<rt>x</rt>",
        "<00:01.500>",
        "{note}",
        " ",
        "“",
        "”",
        "1984",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..8)
        .prop_map(|pieces| pieces.concat())
}

/// Lines of the cues of a file, with the pause before each cue.
fn cues() -> impl Strategy<Value = Vec<(u32, Vec<String>)>> {
    proptest::collection::vec(
        (0_u32..5_000, proptest::collection::vec(line(), 0..4)),
        0..8,
    )
}

/// A file of these cues.
fn file(cues: &[(u32, Vec<String>)], format: &str, end: &str) -> String {
    let mut text = match format {
        "vtt" => format!("WEBVTT{end}{end}"),
        "ass" => format!("[Events]{end}Format: Start, End, Style, Text{end}"),
        _ => String::new(),
    };
    let mut at = 0;
    for (number, (pause, lines)) in cues.iter().enumerate() {
        let from = at + pause;
        at = from + 1_500;
        let time = |ms: u32| {
            let (s, ms) = (ms / 1000, ms % 1000);
            match format {
                "ass" => format!("0:{:02}:{:02}.{:02}", s / 60, s % 60, ms / 10),
                "vtt" => format!("{:02}:{:02}.{ms:03}", s / 60, s % 60),
                _ => format!("00:{:02}:{:02},{ms:03}", s / 60, s % 60),
            }
        };
        let (from, to) = (time(from), time(at));
        if format == "ass" {
            let lines = lines.join("\\N");
            text.push_str(&format!("Dialogue: {from},{to},Default,{lines}{end}"));
        } else {
            let lines: String = lines.iter().map(|line| format!("{line}{end}")).collect();
            text.push_str(&format!(
                "{}{end}{from} --> {to}{end}{lines}{end}",
                number + 1
            ));
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn identity_and_other_words_keep_every_cue(
        cues in cues(),
        words in "[a-z]{1,9}( [a-z]{1,9}){0,12}[.?!]",
        crlf in any::<bool>(),
        en in any::<bool>(),
    ) {
        let language = if en { Language::En } else { Language::Zh };
        for format in ["srt", "vtt", "ass"] {
            let source = file(&cues, format, if crlf { "\r\n" } else { "\n" });
            let text = cut(&source, format, language);
            prop_assert_eq!(&translated(&text, |_, own| own.to_owned()), &source);
            let edits: Vec<Edit> = text.segments.iter().map(|sentence| Edit {
                block: sentence.block,
                place: sentence.place,
                words: Coded::plain(words.as_str()),
            }).collect();
            let written = write_back(&text.document, &edits).unwrap().text;
            let marks = ["-->", "Dialogue:", "\n"];
            for mark in &marks[..2] {
                prop_assert_eq!(written.matches(mark).count(), source.matches(mark).count());
            }
            // Nothing is lost of what was written: every sentence is there once.
            let again = read(&written, format, Language::En);
            let said = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let all: String = again.blocks.iter().map(|block| said(&block.text)).collect();
            let kept = write_back(&text.document, &edits).unwrap().kept;
            if kept.is_empty() {
                prop_assert_eq!(all, said(&words).repeat(text.segments.len()), "{}", written);
            }
        }
    }
}
