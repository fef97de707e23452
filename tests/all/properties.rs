//! Properties of any input: no text is lost, nothing panics, every sentence is in exactly one bead.

use std::hint::black_box;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::common::{fixture, shared};
use duizhao::align::Aligner;
use duizhao::bitext::Bitext;
use duizhao::document::{Document, FORMATS, read_bytes};
use duizhao::segment::{SegmentOptions, boundaries, explain, segment};
use duizhao::text::Language;
use proptest::prelude::*;

/// Random Markdown-like text.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("**"),
        Just("*"),
        Just("_"),
        Just("`"),
        Just("["),
        Just("]("),
        Just(")"),
        Just("!["),
        Just("> "),
        Just("- "),
        Just("1. "),
        Just("# "),
        Just("| "),
        Just("|-|\n"),
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just("\r"),
        Just("    "),
        Just("&amp;"),
        Just("\\*"),
        Just("<br>"),
        Just("<!-- x -->"),
        Just("---\n"),
        Just("```\n"),
        Just("[^1]"),
        Just("[^1]: "),
        Just("~~"),
        Just("“"),
        Just("”"),
        Just("《"),
        Just("》"),
        Just("。"),
        Just("？"),
        Just("……"),
        Just("（"),
        Just("）"),
        Just("张三："),
        Just("中文"),
        Just("word "),
        Just("Mr. "),
        Just("3.5"),
        Just("\u{3000}"),
        Just("\u{202e}"),
        Just("𠮷"),
        Just("\""),
        Just("'"),
        Just("."),
        Just("—"),
        Just("A: "),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![soup(), any::<String>()]
}

fn check(document: &Document) {
    let text = &document.source.text;
    let mut rebuilt = String::new();
    let mut reached = 0;
    for block in &document.blocks {
        assert!(block.span.start >= reached, "blocks overlap");
        rebuilt.push_str(&text[reached..block.span.start]);
        rebuilt.push_str(block.span.of(text));
        reached = block.span.end;
        let mut covered = 0;
        for run in &block.runs {
            assert_eq!(
                run.text.start, covered,
                "runs leave a hole in {:?}",
                block.text
            );
            covered = run.text.end;
            assert!(block.span.contains(&run.source), "a run leaves its block");
            if run.verbatim {
                assert_eq!(run.text.of(&block.text), run.source.of(text));
            }
        }
        assert_eq!(covered, block.text.len());
        for mark in &block.marks {
            assert!(mark.over.end <= block.text.len());
            let _ = mark.over.of(&block.text);
        }
    }
    rebuilt.push_str(&text[reached..]);
    assert_eq!(&rebuilt, text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_and_gaps_are_the_file(text in any_text()) {
        for format in FORMATS {
            if let Ok(document) = read_bytes(text.clone().into_bytes(), Path::new("x"), Some(format.id)) {
                check(&document);
            }
        }
    }

    /// Valid and broken markup is read without loss: blocks in order, runs that lead to real bytes.
    #[test]
    fn markup_and_subtitles_are_blocks_and_gaps(
        pieces in proptest::collection::vec(
            prop_oneof![
                any_text(),
                prop_oneof![
                    Just("<p>"), Just("</p>"), Just("<li>"), Just("<ul>"), Just("</ul>"), Just("<td>"), Just("<table>"),
                    Just("<b>"), Just("</b>"), Just("<a href='x'>"), Just("</a>"), Just("<br>"), Just("<main>"),
                    Just("</main>"), Just("<ruby>"), Just("<rt>"), Just("</rt>"), Just("<script>"), Just("</script>"),
                    Just("<!--"), Just("-->"), Just("&amp;"), Just("&nbsp;"), Just("&#x4e00;"), Just("&"), Just("<"),
                    Just("<h1>"), Just("</h1>"), Just("<div hidden>"), Just("</div>"), Just("<img src=a>"), Just("\n"),
                    Just("\n1\n00:00:01,000 --> 00:00:02,000\n"), Just("{\\an8}"), Just("<i>"), Just("WEBVTT\n\n"),
                ].prop_map(str::to_owned),
            ],
            0..20,
        )
    ) {
        let text = pieces.concat();
        for name in ["x.html", "x.srt", "x.vtt"] {
            check(&read_bytes(text.clone().into_bytes(), Path::new(name), None).unwrap());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
        for format in FORMATS {
            if let Ok(document) = read_bytes(bytes.clone(), Path::new("x"), Some(format.id)) {
                check(&document);
                let end = document.source.text.len();
                prop_assert!(document.source.offsets.in_file(end) <= bytes.len());
            }
        }
    }

    #[test]
    fn sentences_and_white_space_are_the_text(text in any_text(), english in any::<bool>()) {
        let language = if english { Language::En } else { Language::Zh };
        let mut from = 0;
        for boundary in boundaries(&text, language, &SegmentOptions::default()) {
            prop_assert!(boundary.at > from);
            prop_assert!(!text[from..boundary.at].trim().is_empty());
            from = boundary.at;
        }
        prop_assert!(text[from..].trim().is_empty(), "{:?} is lost", &text[from..]);
        for decision in explain(&text, language, &SegmentOptions::default()) {
            prop_assert!(text.is_char_boundary(decision.at));
        }
    }

    #[test]
    fn segments_lead_back(text in any_text()) {
        if let Ok(document) = read_bytes(text.into_bytes(), Path::new("x.md"), None) {
            let text = segment(document, Language::Zh, &SegmentOptions::default());
            let mut last = (0, 0);
            for segment in &text.segments {
                prop_assert!((segment.block, segment.place.start) >= last);
                last = (segment.block, segment.place.end);
                let block = &text.document.blocks[segment.block];
                prop_assert!(block.span.contains(&segment.source));
            }
            let with_text = text.document.blocks.iter().filter(|b| !b.text.trim().is_empty()).count();
            let mut blocks: Vec<usize> = text.segments.iter().map(|s| s.block).collect();
            blocks.dedup();
            prop_assert_eq!(blocks.len(), with_text);
        }
    }

    #[test]
    fn every_sentence_is_in_one_bead(
        zh in proptest::collection::vec("[一-龥，。？“”0-9A-Z ]{0,20}", 0..12),
        en in proptest::collection::vec("[a-zA-Z ,.?“”0-9']{0,60}", 0..12),
    ) {
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = en.iter().map(String::as_str).collect();
        covers(&Aligner::of_sentences(&zh, &en).run().unwrap(), zh.len(), en.len());
    }
}

fn covers(bitext: &Bitext, sources: usize, targets: usize) {
    let (mut i, mut j) = (0, 0);
    let mut held = vec![0; targets];
    for bead in &bitext.beads {
        assert_eq!(bead.source.start, i, "{:?}", bitext.beads);
        i = bead.source.end;
        held[bead.target.clone()]
            .iter_mut()
            .for_each(|count| *count += 1);
        if bead.moved.is_none() && !bead.target.is_empty() {
            assert!(bead.target.start >= j, "{:?}", bitext.beads);
            j = bead.target.end;
        }
    }
    assert_eq!(i, sources);
    assert!(
        held.iter().all(|&count| count == 1),
        "{held:?} {:?}",
        bitext.beads
    );
}

#[test]
fn odd_pairs_of_texts_are_aligned() {
    let line = "他走了。".repeat(20_000);
    let long = "He left. ".repeat(20_000);
    let cases: Vec<(Vec<&str>, Vec<&str>)> = vec![
        (vec![], vec!["One."]),
        (vec!["一。"], vec![]),
        (vec!["一。"], vec!["One."; 3000]),
        (vec!["同。"; 700], vec!["Same."; 900]),
        (vec![""; 2000], vec![""; 2000]),
        (vec![&line], vec!["He left."]),
        (vec![&line], vec![&long]),
        (
            vec!["これは日本語です。"; 30],
            vec!["Ceci est du français."; 25],
        ),
    ];
    for (zh, en) in cases {
        let bitext = Aligner::of_sentences(&zh, &en).jobs(2).run().unwrap();
        covers(&bitext, zh.len(), en.len());
    }
}

/// The time that this thread has been on a processor, where the system tells it (Linux): it does not pass while
/// others are. Elsewhere the time of the clock.
fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(
        || START.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}

/// The shortest time that one of some runs takes.
fn fastest(runs: usize, mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let start = processor_time();
        run();
        processor_time() - start
    };
    (0..runs).map(time).min().unwrap_or_default()
}

/// Whether the time of `run` grows faster than the length that it is given; with the times that show it.
///
/// Many short runs are compared with one that is as long as all of them: in linear time they take the
/// same, in quadratic time the long one takes `TIMES` as much. The work of others on the machine does not count;
/// where it disturbs all the same (caches, clock speed), more runs follow.
fn grows_too_fast(run: impl Fn(usize)) -> Option<String> {
    const SHORT: usize = 15_000;
    const TIMES: usize = 16;
    const MOST: u32 = 5;
    /// The system brings the time of a thread up to date a few hundred times a second.
    const GRAIN: Duration = Duration::from_millis(20);
    let mut seen = Vec::new();
    for runs in [3, 6, 12] {
        let short = fastest(runs, || (0..TIMES).for_each(|_| run(SHORT)));
        let long = fastest(runs, || run(SHORT * TIMES));
        if long <= short * MOST + GRAIN {
            return None;
        }
        seen.push((short, long));
    }
    Some(format!("{TIMES} short ones and a long one: {seen:?}"))
}

#[test]
fn hostile_marks_take_linear_time() {
    let options = SegmentOptions::default();
    for unit in [
        "“",
        "（",
        "。",
        ".",
        "\"",
        "'",
        "…",
        "（。",
        "“。",
        ". ",
        "a.b",
        "《",
        "[1]",
        "1. ",
        "。① ",
        "[1] A.",
        "、…的",
        "第一章 ",
    ] {
        for language in [Language::Zh, Language::En] {
            let cut = |bytes: usize| {
                let text = unit.repeat(bytes / unit.len());
                let found = boundaries(&text, language, &options);
                assert!(!found.is_empty(), "{unit}");
            };
            let slow = grows_too_fast(cut);
            assert!(slow.is_none(), "{unit:?} as {language:?}: {slow:?}");
        }
    }
}

#[test]
fn quadratic_time_is_noticed() {
    let quadratic = |length: usize| {
        let text = vec![1_u8; length / 20];
        let ones = |to: usize| text[..to].iter().filter(|&&one| black_box(one) > 0).count();
        assert!((0..text.len()).map(ones).sum::<usize>() > 0);
    };
    assert!(grows_too_fast(quadratic).is_some());
    let linear = |length: usize| {
        let text = vec![1_u8; length * 100];
        let ones = text.iter().filter(|&&one| black_box(one) > 0).count();
        assert_eq!(ones, length * 100);
    };
    assert_eq!(grows_too_fast(linear), None);
}

#[test]
fn every_fixture_is_blocks_and_gaps() {
    let mut read = 0;
    for folder in ["interview", "story", "encodings"] {
        for entry in std::fs::read_dir(fixture(folder)).expect("the folder") {
            let path = entry.expect("an entry").path();
            let text = path
                .extension()
                .is_some_and(|extension| extension == "md" || extension == "txt");
            if text && !path.ends_with("broken.txt") {
                check(&duizhao::document::read_file(&path, None).expect("reads"));
                read += 1;
            }
        }
    }
    assert!(read >= 13, "{read} files");
}

#[test]
fn the_development_interview_is_read_whole() {
    let Some(folder) = shared("corpora/interview") else {
        return;
    };
    for (name, language) in [("zh", Language::Zh), ("en", Language::En)] {
        let path = folder.join(format!("{name}.md"));
        let document = duizhao::document::read_file(&path, None).expect("reads");
        check(&document);
        let text = segment(document, language, &SegmentOptions::default());
        let gold = std::fs::read_to_string(folder.join(format!("{name}.sents.txt"))).expect("gold");
        let squeeze =
            |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let found: String = text.segments.iter().map(|s| squeeze(&s.text)).collect();
        assert_eq!(found, squeeze(&gold));
        let ends = |sentences: &mut dyn Iterator<Item = String>| {
            let mut at = 0;
            sentences
                .map(|sentence| {
                    at += sentence.len();
                    at
                })
                .collect::<std::collections::HashSet<usize>>()
        };
        let found = ends(&mut text.segments.iter().map(|s| squeeze(&s.text)));
        let gold = ends(&mut gold.lines().map(squeeze));
        let hit = gold.intersection(&found).count();
        assert!(
            hit * 100 >= gold.len() * 95,
            "{name}: {hit} of {}",
            gold.len()
        );
    }
}
