//! What is text in subtitles, and which cues make a paragraph.

use std::path::Path;

use crate::document::{Document, ReadOptions, read_bytes_with};
use crate::text::Language;

fn read(text: &str, format: &str, language: Language) -> Document {
    let options = ReadOptions::default().of(language);
    let bytes = text.as_bytes().to_vec();
    let path = format!("x.{format}");
    read_bytes_with(bytes, Path::new(&path), Some(format), &options).unwrap()
}

fn blocks(document: &Document) -> Vec<&str> {
    let blocks = document.blocks.iter();
    blocks.map(|block| block.text.as_str()).collect()
}

fn chinese(text: &str, format: &str) -> Vec<String> {
    let document = read(text, format, Language::Zh);
    blocks(&document).into_iter().map(str::to_owned).collect()
}

fn english(text: &str, format: &str) -> Vec<String> {
    let document = read(text, format, Language::En);
    blocks(&document).into_iter().map(str::to_owned).collect()
}

/// Cues of two seconds, each of which begins so many milliseconds after the one before.
fn srt(step: i64, cues: &[&str]) -> String {
    let time = |ms: i64| {
        let (s, ms) = (ms / 1000, ms % 1000);
        format!("{:02}:{:02}:{:02},{ms:03}", s / 3600, s / 60 % 60, s % 60)
    };
    let mut text = String::new();
    for ((number, from), cue) in (1..).zip((0..).map(|n| n * step)).zip(cues) {
        let (from, to) = (time(from), time(from + 2_000));
        text.push_str(&format!("{number}\n{from} --> {to}\n{cue}\n\n"));
    }
    text
}

fn left_out(document: &Document) -> Vec<(&str, usize)> {
    let kinds = document.left_out_by_kind().into_iter();
    kinds.map(|kind| (kind.what, kind.letters)).collect()
}

#[test]
fn figures_are_words_and_numbers_of_cues_are_not() {
    let text = srt(
        2_100,
        &["他几岁？", "40", "真的吗？", "1984", "那一年出生。"],
    );
    assert_eq!(
        chinese(&text, "srt"),
        ["他几岁？", "40", "真的吗？", "1984", "那一年出生。"]
    );
    // A figure that a sentence goes on behind, and one inside of a sentence.
    let text = srt(
        2_100,
        &["走吧。", "1984", "年的冬天很冷。", "门牌是", "17", "号。"],
    );
    assert_eq!(
        chinese(&text, "srt"),
        ["走吧。", "1984 年的冬天很冷。", "门牌是 17 号。"]
    );
    // Without numbers, and with a blank line left out.
    let text = "00:01,000 --> 00:02,000\n几点？\n7\n00:03,000 --> 00:04,000\n好。\n\n00:05,000 --> 00:06,000\n走。\n";
    assert_eq!(chinese(text, "srt"), ["几点？ 7 好。", "走。"]);
    let text = "1\n00:01,000 --> 00:02,000\n几点？\n2\n00:03,000 --> 00:04,000\n七点。\n#3.\n00:05,000 --> 00:06,000\n走。\n";
    assert_eq!(chinese(text, "srt"), ["几点？", "七点。", "走。"]);
}

#[test]
fn blank_lines_do_not_end_a_cue_of_subrip() {
    let text = "1\n00:00:01,000 --> 00:00:03,000\nFirst.\n\nSecond.\n\n\n40!\n\n2\n00:00:04,000 --> 00:00:05,000\n\n3\n00:00:06,000 --> 00:00:07,000\nLast.\n";
    assert_eq!(english(text, "srt"), ["First. Second. 40!", "Last."]);
    let document = read(text, "srt", Language::En);
    assert!(document.left_out.is_empty() && document.warnings.is_empty());
    // In WebVTT what stands there is no cue; it is listed.
    let text =
        "WEBVTT\n\n00:01.000 --> 00:03.000\nFirst.\n\nSecond.\n\n00:04.000 --> 00:05.000\nLast.\n";
    let document = read(text, "vtt", Language::En);
    assert_eq!(blocks(&document), ["First.", "Last."]);
    assert_eq!(left_out(&document), [("outside of cues", 6)]);
}

#[test]
fn odd_times_and_line_ends_lose_no_words() {
    let text = "\u{feff}1\r\n-00:00:01,000 --> 00:00:01,000\r\n一。\r\n\r\n2\r\n00:00:01,500 -> 00:00:02,000\r\n二。\r\n\r\n3\r\n0:2.5 --> 0:3.5\r\n三。\r\n";
    assert_eq!(chinese(text, "srt"), ["一。", "二。", "三。"]);
    let old_mac = text.replace("\r\n", "\r");
    assert_eq!(chinese(&old_mac, "srt"), ["一。", "二。", "三。"]);
    let broken = "1\n00:00:01,000 --> soon\nAt once.\n\n2\n00:00:02,000 --> 00:00:03,000\nLater.\n";
    let document = read(broken, "srt", Language::En);
    assert_eq!(blocks(&document), ["Later."]);
    let said = ["line 2: these are no times of a cue that are understood"];
    assert_eq!(document.warnings, said);
    assert_eq!(left_out(&document), [("outside of cues", 20)]);
}

#[test]
fn only_tags_that_players_know_are_markup() {
    let text = srt(
        2_500,
        &[
            "I <3 you > me.",
            "<i>All</i> <B>of</B> <font color=\"#fff\">it</font>.",
            "{\\an8}{up} a < b > c <unknown>.",
            "One<br/>two.",
        ],
    );
    assert_eq!(
        english(&text, "srt"),
        [
            "I <3 you > me.",
            "All of it.",
            "{up} a < b > c <unknown>.",
            "One two."
        ]
    );
    assert_eq!(
        english("1\n00:01,0 --> 00:02,0\nA &amp; b.\n", "srt"),
        ["A &amp; b."]
    );
}

#[test]
fn webvtt_has_references_times_and_readings_in_its_words() {
    let text = "WEBVTT - 船\nKind: captions\n\nREGION\nid:a\n\nSTYLE\n::cue { color: red }\n\nNOTE 译者\n待查。\n\n开场\n00:01.000 --> 00:03.000 line:0\n甲 &amp; 乙 &lt;丙&gt;&nbsp;&#x4E01;&lrm;<00:02.000>。AT&T &unknown;。\n\n00:04.000 --> 00:05.000\n<ruby>雾<rt>wù</rt></ruby>来了。\n";
    let document = read(text, "vtt", Language::Zh);
    assert_eq!(
        blocks(&document),
        ["甲 & 乙 <丙>\u{a0}丁\u{200e}。AT&T &unknown;。", "雾来了。"]
    );
    assert_eq!(
        left_out(&document),
        [
            ("header", 13),
            ("region", 3),
            ("style", 11),
            ("note", 4),
            ("cue id", 2),
            ("reading", 6)
        ]
    );
}

#[test]
fn voices_and_dashes_are_turns() {
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 甲>雾大了\n\n00:02.100 --> 00:03.000\n点灯。\n\n00:03.100 --> 00:04.000\n<v 甲>谁\n<v 乙>我。\n\n00:04.100 --> 00:05.000\n- 进来吧，\n- 外面\n冷。\n";
    assert_eq!(
        chinese(text, "vtt"),
        ["雾大了点灯。", "谁", "我。", "- 进来吧，", "- 外面冷。"]
    );
    // An interruption and a minus are none.
    let text = srt(2_100, &["He said\n-- and left.", "It was\n-5 outside."]);
    assert_eq!(
        english(&text, "srt"),
        ["He said -- and left.", "It was -5 outside."]
    );
}

#[test]
fn sounds_and_songs_stand_by_themselves() {
    let text = srt(
        2_100,
        &[
            "I never saw",
            "[door opens]",
            "him.",
            "♪ the sea",
            "♪ the sea ♪",
            "（笑）",
            "Well.\n[sighs]",
        ],
    );
    assert_eq!(
        english(&text, "srt"),
        [
            "I never saw",
            "[door opens]",
            "him.",
            "♪ the sea",
            "♪ the sea ♪",
            "（笑）",
            "Well.",
            "[sighs]"
        ]
    );
}

#[test]
fn sentences_run_over_cues_where_a_file_has_full_stops() {
    let cues = [
        "The keeper climbed",
        "Every stair",
        "twice. Then",
        "he slept.",
    ];
    assert_eq!(
        english(&srt(2_100, &cues), "srt"),
        ["The keeper climbed Every stair twice. Then he slept."]
    );
    // Never over a long pause.
    assert_eq!(
        english(&srt(6_000, &cues), "srt"),
        [
            "The keeper climbed",
            "Every stair",
            "twice. Then",
            "he slept."
        ]
    );
    let dots = ["He knew...", "...too much.", "So...", "Yes."];
    assert_eq!(
        english(&srt(2_100, &dots), "srt"),
        ["He knew... ...too much.", "So...", "Yes."]
    );
}

#[test]
fn without_full_stops_a_cue_is_a_sentence_unless_it_plainly_goes_on() {
    let cues = [
        "灯塔还亮着",
        "你看见了吗？",
        "因为",
        "船还没有回来",
        "我们，",
        "再等等",
        "他们走",
        "了没有",
        "了解",
    ];
    assert_eq!(
        chinese(&srt(2_100, &cues), "srt"),
        [
            "灯塔还亮着",
            "你看见了吗？",
            "因为船还没有回来",
            "我们，再等等",
            "他们走了没有",
            "了解"
        ]
    );
    assert_eq!(chinese(&srt(4_000, &cues), "srt").len(), cues.len());
    let cues = [
        "The lamp is lit",
        "Nobody saw the",
        "boat",
        "come back",
        "We wait",
    ];
    assert_eq!(
        english(&srt(2_100, &cues), "srt"),
        [
            "The lamp is lit",
            "Nobody saw the boat come back",
            "We wait"
        ]
    );
    // Where everything is small that says nothing.
    let small = ["the lamp is lit", "nobody saw it", "we wait"];
    assert_eq!(english(&srt(2_100, &small), "srt"), small);
}

#[test]
fn cues_that_were_cut_where_the_line_was_full_go_on() {
    let cues = [
        "他说这座灯塔从来没有灭",
        "过",
        "所有的船都是看着它回来",
        "的",
        "后来他走了",
        "谁也没有再见过这个老人",
        "家",
    ];
    assert_eq!(
        chinese(&srt(2_100, &cues), "srt"),
        [
            "他说这座灯塔从来没有灭过",
            "所有的船都是看着它回来的",
            "后来他走了",
            "谁也没有再见过这个老人家"
        ]
    );
    // Where few cues are as wide as the widest, that says nothing.
    let mut long: Vec<&str> = vec!["雾来了"; 20];
    long.insert(3, "他说这座灯塔从来没有灭");
    assert_eq!(chinese(&srt(2_100, &long), "srt").len(), 21);
}

const ASS: &str = "[Script Info]\r\nTitle: 灯塔\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname\r\nStyle: Default,Arial\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n";

fn ass(events: &[&str]) -> String {
    let mut text = ASS.to_owned();
    for (at, event) in events.iter().enumerate() {
        let from = at * 2;
        let line = format!("0:00:{from:02}.00,0:00:{:02}.90,{event}\r\n", from + 1);
        text.push_str(&match line.split_once(",#") {
            Some((times, rest)) => format!("Comment: 0,{times},{rest}"),
            None => format!("Dialogue: 0,{line}"),
        });
    }
    text
}

#[test]
fn substation_has_dialogue_and_leaves_out_the_rest() {
    let text = ass(&[
        "Default,甲,0,0,0,,{\\i1}雾大了{\\i0}，{语气}船\\N还没\\h有回来。",
        "#Default,,0,0,0,,别忘了改",
        "Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}灯亮了，",
        "Default,,0,0,0,,走，快走。",
        "Sign,,0,0,0,,{\\pos(10,20)}禁止入内",
        "Default,乙,0,0,0,,谁",
        "Default,甲,0,0,0,,我。",
    ]);
    let document = read(&text, "ass", Language::Zh);
    assert_eq!(
        blocks(&document),
        [
            "雾大了，船还没\u{a0}有回来。",
            "灯亮了，走，快走。",
            "禁止入内",
            "谁",
            "我。"
        ]
    );
    assert_eq!(left_out(&document), [("title", 2), ("comment", 6)]);
    let short = ASS.to_owned() + "Dialogue: 0,0:00:01.00,x\r\n";
    let document = read(&short, "ass", Language::Zh);
    assert_eq!(document.warnings.len(), 2, "{:?}", document.warnings);
}

#[test]
fn columns_are_those_that_the_file_names() {
    let text = "[events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,One, two.\n";
    assert_eq!(english(text, "ass"), ["One, two."]);
    let old = "[Events]\nFormat: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: Marked=0,0:00:01.00,0:00:02.00,Default,NTP,0000,0000,0000,,One\\ntwo.\n";
    assert_eq!(english(old, "ass"), ["One two."]);
}
