//! Pages as machines read them: what readers get, what a proof sheet has besides, notes, images, and ids.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::write_html;
use crate::bitext::SideName;
use crate::document::{BlockKind, Mark, MarkKind};
use crate::edition::tests::{H1, P, bitext, small, text};
use crate::edition::{
    BookData, Edition, EditionOptions, FindingMark, InBoth, Names, Picture, Pictures, TermMark,
};
use crate::text::{Language, TextSpan};

fn page(edition: &Edition<'_>) -> String {
    let mut out = Vec::new();
    write_html(edition, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The ids of a page, which has to be well-formed, and the addresses of its links to itself.
fn ids(page: &str) -> (BTreeSet<String>, Vec<String>) {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = true;
    let (mut ids, mut links) = (BTreeSet::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        let (Xml::Start(start) | Xml::Empty(start)) = &event else {
            if matches!(event, Xml::Eof) {
                return (ids, links);
            }
            continue;
        };
        for attribute in start.attributes() {
            let attribute = attribute.unwrap();
            let value = attribute.value.to_string();
            match attribute.key.as_ref() {
                "id" => assert!(ids.insert(value.clone()), "{value} is there twice"),
                "href" => links.extend(value.strip_prefix('#').map(str::to_owned)),
                _ => {}
            }
        }
    }
}

fn finding(side: SideName, segment: usize, severity: &'static str) -> FindingMark {
    FindingMark {
        side,
        segment,
        rule: "number".to_owned(),
        severity,
        message: "3 < 4 & more".to_owned(),
        suggestion: Some("four".to_owned()),
    }
}

#[test]
fn readers_get_no_states_no_counts_and_no_findings() {
    let (source, target, mut beads) = small();
    beads.beads[1].confidence = 0.1;
    beads.beads[2].moved = Some(0);
    let findings = vec![
        finding(SideName::Target, 2, "warning"),
        finding(SideName::Target, 2, "error"),
        finding(SideName::Source, 0, "note"),
    ];
    let of = |proof| {
        let options = EditionOptions {
            proof,
            findings: findings.clone(),
            ..EditionOptions::default()
        };
        page(&Edition::new(&source, &target, &beads, options))
    };
    let (reader, proof) = (of(false), of(true));
    let words = |page: &str| -> BTreeSet<String> {
        // The scripts have names of their own.
        let (markup, _) = page.split_once("<script>").unwrap();
        markup
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect()
    };
    let (of_reader, of_proof) = (words(&reader), words(&proof));
    for word in [
        "untranslated",
        "moved",
        "confidence",
        "omission",
        "addition",
        "finding",
        "findings",
        "sentences",
        "links",
        "proof",
    ] {
        assert!(!of_reader.contains(word), "{word}");
        assert!(of_proof.contains(word), "{word}");
    }
    assert!(!reader.contains("class=\"note"));
    for part in [
        "<p class=\"sheet\" lang=\"en\">Proof sheet</p>",
        "<b>warning</b> <code>number</code> 3 &lt; 4 &amp; more <span class=\"suggestion\">Suggestion: four</span>",
        "class=\"s moved found error\"",
        "aria-describedby=\"f0 f1\"",
        "class=\"s found remark\"",
        "<h2 id=\"findings\">Findings</h2>",
        "Chinese 6 sentences",
    ] {
        assert!(proof.contains(part), "{part}");
    }
    for page in [reader, proof] {
        let (ids, links) = ids(&page);
        for link in links {
            assert!(ids.contains(&link), "{link}");
        }
    }
}

#[test]
fn an_address_of_a_sentence_stays_when_the_text_changes() {
    let (source, target, beads) = small();
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    let (before, _) = ids(&page(&edition));
    assert!(
        before.contains("z-s3") && before.contains("e-s2"),
        "{before:?}"
    );
    // Sentences of the same id are told apart.
    let mut twice = source.clone();
    twice.segments[4].id = twice.segments[3].id.clone();
    let edition = Edition::new(&twice, &target, &beads, EditionOptions::default());
    let (ids, _) = ids(&page(&edition));
    assert!(ids.contains("z-s3") && ids.contains("z-s3-4"), "{ids:?}");
}

#[test]
fn notes_are_linked_both_ways_in_both_languages() {
    let note = |name: &str, at: usize| Mark {
        kind: MarkKind::Note(name.into()),
        over: TextSpan::new(at, at),
    };
    let mut source = text(
        Language::Zh,
        &[(P, "甲。|乙。"), (P, "注一。"), (P, "又注。")],
    );
    source.document.blocks[0].marks = vec![note("a", 6), note("b", 9), note("a", 12)];
    source.document.blocks[1].note = Some("a".into());
    source.document.blocks[2].note = Some("a".into());
    let mut target = text(Language::En, &[(P, "A. |B."), (P, "A note.")]);
    target.document.blocks[0].marks = vec![note("a", 2), note("nowhere", 5)];
    target.document.blocks[1].note = Some("a".into());
    let beads = bitext(
        &source,
        &target,
        &[(0..1, 0..1), (1..2, 1..2), (2..4, 2..3)],
    );
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    let page = page(&edition);
    let (ids, links) = ids(&page);
    for link in &links {
        assert!(ids.contains(link), "{link}\n{page}");
    }
    for id in ["zs0", "zn1", "es0", "en1"] {
        assert!(links.contains(&id.to_owned()), "{id} {links:?}");
    }
    assert!(page.contains("role=\"doc-noteref\" id=\"zs0\" href=\"#zn1\">1</a>"));
    assert!(page.contains("role=\"doc-footnote\" id=\"en1\"><span class=\"note-number\">1</span>"));
    assert!(page.contains("role=\"doc-backlink\" href=\"#zs0\""));
    // A sign without a note is no link.
    assert!(page.contains("<sup class=\"note-sign\">2</sup>"));
    assert!(!ids.contains("en2"));
}

#[test]
fn images_are_in_the_page_once_for_both() {
    let gif = Picture::new(b"GIF89a\x03\0\x02\0".to_vec(), "bridge.gif").unwrap();
    let image = |alt: &str| Mark {
        kind: MarkKind::Image {
            url: "bridge.gif".into(),
            alt: alt.into(),
        },
        over: TextSpan::new(0, 0),
    };
    let (picture, shown) = ((BlockKind::Opaque, ""), (P, "甲。"));
    let mut source = text(Language::Zh, &[picture, shown]);
    let mut target = text(Language::En, &[picture, (P, "A.")]);
    source.document.blocks[0].marks = vec![image("桥")];
    target.document.blocks[0].marks = vec![image("A bridge")];
    let beads = bitext(&source, &target, &[(0..1, 0..1)]);
    let mut pictures = Pictures::default();
    pictures.add(SideName::Source, "bridge.gif", gif.clone());
    pictures.add(SideName::Target, "bridge.gif", gif.clone());
    let options = EditionOptions {
        pictures,
        ..EditionOptions::default()
    };
    let page = page(&Edition::new(&source, &target, &beads, options));
    assert_eq!(page.matches("<img ").count(), 1);
    let shown = format!(
        "<figure class=\"figure\"><img src=\"{}\" alt=\"桥 / A bridge\" width=\"3\" height=\"2\" /></figure>",
        gif.address()
    );
    assert!(page.contains(&shown), "{page}");
}

#[test]
fn a_title_page_and_a_colophon_are_made_of_what_is_known() {
    let both = |zh: &str, en: &str| InBoth {
        source: Some(zh.into()),
        target: Some(en.into()),
    };
    let source = text(Language::Zh, &[(H1, "静夜思"), (P, "床前明月光。")]);
    let target = text(Language::En, &[(H1, "Night Thoughts"), (P, "Moonlight.")]);
    let beads = bitext(&source, &target, &[(0..1, 0..1), (1..2, 1..2)]);
    let mut data = BookData {
        title: both("静夜思", "Night Thoughts"),
        subtitle: both("一首诗", "A Poem"),
        author: Names(vec![both("某甲", "Jia")]),
        cover: Picture::new(b"GIF89a\x03\0\x02\0".to_vec(), "c.gif"),
        rights: both("版权所有", "All rights reserved"),
        ..BookData::default()
    };
    let of = |data: &BookData| {
        let options = EditionOptions {
            data: data.clone(),
            terms: vec![TermMark {
                side: SideName::Source,
                segment: 1,
                over: 6..12,
                tip: "bright moon".into(),
            }],
            ..EditionOptions::default()
        };
        page(&Edition::new(&source, &target, &beads, options))
    };
    let told = of(&data);
    // The heading of the texts is the title: what else is known stands below it.
    assert!(!told.contains("<h1 class=\"title\">"));
    let (_, body) = told.split_once("<main").unwrap();
    let at = |part: &str| body.find(part).unwrap_or_else(|| panic!("{part}\n{told}"));
    let order = [
        at("<img class=\"cover\""),
        at("<h1>"),
        at("<div class=\"below\">"),
        at("<span class=\"other\" lang=\"en\">A Poem</span>"),
        at("Author: Jia"),
        at("<h2 id=\"glossary\" lang=\"en\">Glossary</h2>"),
        at("<dd lang=\"en\">bright moon</dd>"),
        at("<dl class=\"colophon\">"),
        at("All rights reserved"),
        at("Parallel edition in Chinese and English"),
    ];
    assert!(order.is_sorted(), "{order:?}");
    data.title = both("诗选", "Poems");
    let named = of(&data);
    assert!(named.contains(
        "<h1 class=\"title\"><span class=\"pair\"><span class=\"own\" lang=\"zh-CN\">诗选</span> <span class=\"other\" lang=\"en\">Poems</span></span></h1>"
    ));
    assert_eq!(named.matches("<div class=\"below\">").count(), 1);
}

#[test]
fn chinese_with_long_latin_words_is_not_justified() {
    let source = text(
        Language::Zh,
        &[
            (P, "他用TensorFlow写了一年。"),
            (P, "见https://example.org/a/long/address这里。"),
            (P, "Only a sentence of many Latin letters."),
        ],
    );
    let target = text(Language::En, &[]);
    let beads = bitext(
        &source,
        &target,
        &[(0..1, 0..0), (1..2, 0..0), (2..3, 0..0)],
    );
    let page = page(&Edition::new(
        &source,
        &target,
        &beads,
        EditionOptions::default(),
    ));
    assert_eq!(page.matches("class=\"c source ragged\"").count(), 1);
    let (_, behind) = page.split_once("class=\"c source ragged\"").unwrap();
    assert!(behind.contains("https://example.org/a/long/address"));
}
