//! Other words in single sentences: only the characters that changed are written, markup stays.

use std::path::Path;

use duizhao::document::rewrite::{Kept, Rewrite, Rewritten, rewrite};
use duizhao::document::stretches::mark_stretches;
use duizhao::document::{Document, read_bytes};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::{Language, TextSpan};

fn read(format: &str, source: &str) -> Document {
    read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some(format)).unwrap()
}

/// The first place where a document's visible text says something.
fn find(document: &Document, words: &str) -> (usize, TextSpan) {
    for (at, block) in document.blocks.iter().enumerate() {
        if let Some(from) = block.text.find(words) {
            return (at, TextSpan::new(from, from + words.len()));
        }
    }
    panic!("no {words:?} in {:?}", document.source.text);
}

fn change(format: &str, source: &str, old: &str, new: &str) -> Rewritten {
    let document = read(format, source);
    let (block, place) = find(&document, old);
    let text = new.to_owned();
    rewrite(&document, &[Rewrite { block, place, text }]).unwrap()
}

/// What is wrong with a list of cases: source, old words, new words, what is to come out.
fn failures(format: &str, cases: &[(&str, &str, &str, &str)]) -> Vec<String> {
    let mut failed = Vec::new();
    for (source, old, new, expected) in cases {
        let written = change(format, source, old, new);
        if written.text != *expected || !written.kept.is_empty() {
            let kept = &written.kept;
            failed.push(format!(
                "{source:?}: {old:?} -> {new:?}\n  {:?}\n  {expected:?} {kept:?}",
                written.text
            ));
        }
    }
    failed
}

fn check(format: &str, cases: &[(&str, &str, &str, &str)]) {
    let failed = failures(format, cases);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn words_in_marks() {
    check(
        "md",
        &[
            // Typed inside, at the end of the marked word, outside of it.
            (
                "He was **very late** today.\n",
                "He was very late today.",
                "He was very, very late today.",
                "He was **very, very late** today.\n",
            ),
            (
                "He was **lat** today.\n",
                "He was lat today.",
                "He was late today.",
                "He was **late** today.\n",
            ),
            (
                "He was **late** today.\n",
                "He was late today.",
                "He was late again today.",
                "He was **late** again today.\n",
            ),
            (
                "He was **late** today.\n",
                "He was late today.",
                "He was so late today.",
                "He was so **late** today.\n",
            ),
            // A part of its words goes.
            (
                "He was **very late** today.\n",
                "He was very late today.",
                "He was late today.",
                "He was **late** today.\n",
            ),
            (
                "He was **late again** today.\n",
                "He was late again today.",
                "He was late today.",
                "He was **late** today.\n",
            ),
            // All of it is another word.
            (
                "He was **late** today.\n",
                "He was late today.",
                "He was early today.",
                "He was **early** today.\n",
            ),
            (
                "He was **late** today.\n",
                "He was late today.",
                "He was far too early today.",
                "He was **far too early** today.\n",
            ),
            // More than it is replaced.
            (
                "He was **late** today.\n",
                "He was late today.",
                "He was early then.",
                "He was **early** then.\n",
            ),
            // All kinds of marks.
            (
                "It is *so* __bold__, ~~old~~ and _new_.\n",
                "It is so bold, old and new.",
                "It was so brave, odd and near.",
                "It was *so* __brave__, ~~odd~~ and _near_.\n",
            ),
            (
                "See the [tower](t.html \"title\") and [x][ref].\n\n[ref]: u\n",
                "See the tower and x.",
                "See a towers and xy now.",
                "See a [towers](t.html \"title\") and [xy][ref] now.\n\n[ref]: u\n",
            ),
            (
                "See the [tower] here.\n\n[tower]: u\n",
                "See the tower here.",
                "See the spire here.",
                "See the [spire][tower] here.\n\n[tower]: u\n",
            ),
            (
                "A ***big*** <b>red</b> H<sub>2</sub>O.\n",
                "A big red H2O.",
                "A small blue H2O.",
                "A ***small*** <b>blue</b> H<sub>2</sub>O.\n",
            ),
            // Marks that reach over the end of the sentence.
            (
                "He said **no. And** left.\n",
                "He said no.",
                "He said nothing.",
                "He said **nothing. And** left.\n",
            ),
            (
                "He said **no. And** left.\n",
                "And left.",
                "Then left.",
                "He said **no. Then** left.\n",
            ),
        ],
    );
}

#[test]
fn points_stay() {
    check(
        "md",
        &[
            (
                "The sea[^1] was calm.\n\n[^1]: Here.\n",
                "The sea was calm.",
                "The seas were calm.",
                "The seas[^1] were calm.\n\n[^1]: Here.\n",
            ),
            (
                "The sea was calm[^1].\n\n[^1]: Here.\n",
                "The sea was calm.",
                "The lake was still.",
                "The lake was still[^1].\n\n[^1]: Here.\n",
            ),
            (
                "The sea was calm.[^1] We left.\n\n[^1]: Here.\n",
                "The sea was calm.",
                "The sea was calm. Truly.",
                "The sea was calm.[^1] Truly. We left.\n\n[^1]: Here.\n",
            ),
            (
                "The old ![](a.png) ship sank.\n",
                "The old  ship sank.",
                "The new  ship sank.",
                "The new ![](a.png) ship sank.\n",
            ),
            (
                "One. Two[^1] here. Three.\n\n[^1]: Here.\n",
                "Two here.",
                "",
                "One.[^1] Three.\n\n[^1]: Here.\n",
            ),
        ],
    );
}

#[test]
fn bytes_around_stay() {
    check(
        "md",
        &[
            (
                "One line\r\nwraps `a_b` and snake_case\r\nwith $a_1$ &amp; \\*stars\\*.\r\n",
                "One line wraps",
                "One row wraps",
                "One row\r\nwraps `a_b` and snake_case\r\nwith $a_1$ &amp; \\*stars\\*.\r\n",
            ),
            (
                "One line\r\nwraps `a_b` and snake_case\r\nwith $a_1$ &amp; \\*stars\\*.\r\n",
                "and snake_case with $a_1$ & *stars*.",
                "and snake_cases with $a_1$ & *star*.",
                "One line\r\nwraps `a_b` and snake_cases\r\nwith $a_1$ &amp; \\*star\\*.\r\n",
            ),
            (
                "> One line\n> wraps here.\n",
                "One line wraps here.",
                "One line never wraps there.",
                "> One line\n> never wraps there.\n",
            ),
            (
                "甲说\n乙来了。\n",
                "甲说乙来了。",
                "甲说丙来了。",
                "甲说\n丙来了。\n",
            ),
            (
                "甲说\n乙来了。\n",
                "甲说乙来了。",
                "甲说Bob来了。",
                "甲说Bob来了。\n",
            ),
            (
                "Use `cargo test` now.\n",
                "Use cargo test now.",
                "Use cargo check then.",
                "Use `cargo check` then.\n",
            ),
            (
                "Came`x` now.\n",
                "Camex now.",
                "Comex now.",
                "Come`x` now.\n",
            ),
            (
                "Use `cargo` now.\n",
                "Use cargo now.",
                "Use make now.",
                "Use `make` now.\n",
            ),
            (
                "Let $a_1$ be.\n",
                "Let $a_1$ be.",
                "Let $a_2$ be.",
                "Let $a_2$ be.\n",
            ),
            (
                "A hard break\\\nstays here.\n",
                "A hard break stays here.",
                "A soft break stood here.",
                "A soft break\\\nstood here.\n",
            ),
        ],
    );
}

#[test]
fn words_that_look_like_markup() {
    check(
        "md",
        &[
            (
                "First one.\nSecond one.\n",
                "Second one.",
                "- Second one.",
                "First one.\n\\- Second one.\n",
            ),
            (
                "First one.\n",
                "First one.",
                "# First one.",
                "\\# First one.\n",
            ),
            (
                "First one.\n",
                "First one.",
                "1. First one.",
                "1\\. First one.\n",
            ),
            (
                "First one.\nSecond one.\n",
                "Second one.",
                "---",
                "First one.\n\\---\n",
            ),
            (
                "| a b | c |\n|---|---|\n| d | e |\n",
                "a b",
                "a|b",
                "| a\\|b | c |\n|---|---|\n| d | e |\n",
            ),
            (
                "First one.\n",
                "First one.",
                "First *one*.",
                "First \\*one\\*.\n",
            ),
            (
                "First one.\n",
                "First one.",
                "First <b>one</b>.",
                "First \\<b>one\\</b>.\n",
            ),
            ("- item one\n", "item one", "- item one", "- \\- item one\n"),
            (
                "In 2001. he left.\n",
                "In 2001. he left.",
                "2001. he left.",
                "2001\\. he left.\n",
            ),
            ("# A title\n", "A title", "A title #", "# A title \\#\n"),
        ],
    );
}

#[test]
fn sentences_that_go() {
    check(
        "md",
        &[
            ("One. Two. Three.\n", "Two.", "", "One. Three.\n"),
            ("One.\nTwo.\nThree.\n", "Two.", "", "One.\nThree.\n"),
            ("One. Two.\n", "Two.", "", "One.\n"),
            ("One. Two.\n", "One.", "", "Two.\n"),
            ("One.\n\nTwo.\n\nThree.\n", "Two.", "", "One.\n\nThree.\n"),
            ("One.\n\nTwo.\n", "Two.", "", "One.\n"),
            ("One.\n\nTwo.\n", "One.", "", "Two.\n"),
            ("# Head\n\nOne.\n", "Head", "", "One.\n"),
            ("甲。\n乙。\n丙。\n", "乙。", "", "甲。\n丙。\n"),
            (
                "| a | b |\n|---|---|\n| c | d |\n",
                "c",
                "",
                "| a | b |\n|---|---|\n|  | d |\n",
            ),
            (
                "He **very** late.\n",
                "He very late.",
                "He late.",
                "He late.\n",
            ),
            ("**no. And** x. Then.\n", "no.", "", "**And** x. Then.\n"),
            ("**no. And** x. Then.\n", "And x.", "", "**no.** Then.\n"),
        ],
    );
    let written = change("md", "- One.\n  - Two.\n", "One.", "");
    assert_eq!(written.kept, [(0, Kept::Emptied)]);
    let written = change(
        "md",
        "Say **it** and [go](u.html) on.\n",
        "Say it and go on.",
        "Say and on.",
    );
    assert_eq!(written.text, "Say and on.\n");
    assert_eq!(
        written.dropped,
        [(0, "**".to_owned()), (0, "u.html".to_owned())]
    );
}

#[test]
fn other_formats() {
    check(
        "html",
        &[
            (
                "<p>He was <b class=x>late</b> &amp; sad.</p>",
                "He was late & sad.",
                "He was early & < glad.",
                "<p>He was <b class=x>early</b> &amp; &lt; glad.</p>",
            ),
            ("<p>One.</p>\n<p>Two.</p>\n", "One.", "", "<p>Two.</p>\n"),
            (
                "<table><tr><td>a<td>b</table>",
                "a",
                "",
                "<table><tr><td><td>b</table>",
            ),
            (
                "<p>One\n line &mdash; two.</p>",
                "One line — two.",
                "A line — three.",
                "<p>A\n line &mdash; three.</p>",
            ),
        ],
    );
    check(
        "txt",
        &[
            (
                "One. Two.\r\n\r\nThree.\r\n",
                "Two.",
                "Second **two**.",
                "One. Second **two**.\r\n\r\nThree.\r\n",
            ),
            ("One.\n\nTwo.\n\nThree.\n", "Two.", "", "One.\n\nThree.\n"),
        ],
    );
    let written = change(
        "srt",
        "1\n00:00:01,000 --> 00:00:02,000\nHello.\n",
        "Hello.",
        "Hi.",
    );
    assert_eq!(written.text, "1\n00:00:01,000 --> 00:00:02,000\nHi.\n");
}

#[test]
fn front_matter() {
    check(
        "md",
        &[
            (
                "---\ntitle: One day\n---\n\nText.\n",
                "One day",
                "One: day",
                "---\ntitle: \"One: day\"\n---\n\nText.\n",
            ),
            (
                "---\ntitle: \"One \\\"day\\\"\"\n---\n\nText.\n",
                "One \"day\"",
                "A \"day\"",
                "---\ntitle: \"A \\\"day\\\"\"\n---\n\nText.\n",
            ),
        ],
    );
}

#[test]
fn a_sentence_with_its_marks() {
    let source = "A **very *big* one** with `x`, [go](u)[^1] and $y$.\n\n[^1]: N.\n";
    let document = read("md", source);
    let block = &document.blocks[0];
    let whole = TextSpan::new(0, block.text.len());
    let seen: Vec<String> = mark_stretches(&document.source, block, whole)
        .into_iter()
        .map(|one| {
            format!(
                "{}|{}|{}",
                one.text,
                one.marks.join(" "),
                one.href.or(one.markup).unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "A ||",
            "very |strong|",
            "big|strong emphasis|",
            " one|strong|",
            " with ||",
            "x|code|",
            ", ||",
            "go|link|u",
            "|note|[^1]",
            " and ||",
            "$y$|math|",
            ".||",
        ]
    );
}

/// Every sentence of a document, in order.
fn sentences(document: &Document) -> Vec<(usize, TextSpan)> {
    let text = segment(document.clone(), Language::En, &SegmentOptions::default());
    let segments = text.segments.iter();
    segments.map(|one| (one.block, one.place)).collect()
}

fn folded(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn pieces() -> impl proptest::strategy::Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "The sea ",
        "was calm. ",
        "Nobody came",
        ". ",
        "“Why?” ",
        "灯",
        "海。",
        "\n",
        "\n\n",
        "\r\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "*",
        "**",
        "_",
        "`x` ",
        "$a$ ",
        "[",
        "](u) ",
        "![i](v) ",
        "| a | b |\n|-|-|\n| c d | e |\n",
        "\\*",
        "<b>",
        "</b>",
        "<br>",
        "~~",
        "&amp; ",
        "```\ncode\n```\n",
        "  \n",
        "[^1]",
        "\n\n[^1]: A note.\n\n",
        "snake_case ",
        "__",
        "[x][r] ",
        "\n\n[r]: w\n\n",
        "late ",
        "Nora: ",
    ]);
    let whole = proptest::collection::vec(piece, 1..30);
    proptest::strategy::Strategy::prop_map(whole, |pieces| pieces.concat())
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    /// The same words change no byte.
    #[test]
    fn the_same_words_change_nothing(source in pieces()) {
        for format in ["md", "html", "txt"] {
            let document = read(format, &source);
            let same: Vec<Rewrite> = sentences(&document)
                .into_iter()
                .map(|(block, place)| Rewrite {
                    block,
                    place,
                    text: place.of(&document.blocks[block].text).to_owned(),
                })
                .collect();
            let written = rewrite(&document, &same).unwrap();
            proptest::prop_assert_eq!(&written.text, &document.source.text);
        }
    }

    /// One sentence gets other words: it has them or is kept, and every other block says what it said.
    #[test]
    fn one_sentence_changes_nothing_else(
        source in pieces(),
        which in 0_usize..20,
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "late", "the", "sea", "*so*", "- ", "#", "1.", "calm.", "“No”", "灯", "<i>", "a|b", "_x_", "`", "$5",
                "---", "Nora:", "",
            ]),
            0..6,
        ),
        keeps in 0_usize..3,
    ) {
        for format in ["md", "html", "txt"] {
            let document = read(format, &source);
            let all = sentences(&document);
            if all.is_empty() {
                continue;
            }
            let (block, place) = all[which % all.len()];
            let old = place.of(&document.blocks[block].text);
            // Some of the old words stay around the new ones.
            let own: Vec<&str> = old.split_whitespace().collect();
            let mut new: Vec<&str> = own.iter().copied().take(keeps).collect();
            new.extend(words.iter().filter(|word| !word.is_empty()));
            new.extend(own.iter().copied().skip(own.len().saturating_sub(keeps)));
            let text = new.join(" ");
            let written = rewrite(&document, &[Rewrite { block, place, text: text.clone() }]).unwrap();
            let options = &document.read;
            let again = duizhao::document::read_bytes_with(
                written.text.clone().into_bytes(), Path::new("x"), Some(format), options,
            ).unwrap();
            if !written.kept.is_empty() {
                proptest::prop_assert_eq!(&written.text, &document.source.text);
                continue;
            }
            let said = |document: &Document| -> Vec<String> {
                let texts = document.blocks.iter().map(|block| folded(&block.text));
                let texts = texts.filter(|text| !text.is_empty());
                // A sentence that goes takes white space along.
                texts.map(|said| if text.is_empty() { said.replace(' ', "") } else { said }).collect()
            };
            let mut meant: Vec<String> = Vec::new();
            for (at, one) in document.blocks.iter().enumerate() {
                let mut words = one.text.clone();
                if at == block {
                    words.replace_range(place.range(), text.trim());
                }
                meant.push(folded(&words));
            }
            meant.retain(|text| !text.is_empty());
            if text.is_empty() {
                meant = meant.iter().map(|text| text.replace(' ', "")).collect();
            }
            proptest::prop_assert_eq!(said(&again), meant, "{:?} in {:?}", text, written.text);
        }
    }
}
