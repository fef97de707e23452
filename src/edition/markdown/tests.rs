//! The Markdown edition, and what is read of it again.

use std::path::Path;

use crate::bitext::SideName;
use crate::document::{Document, MarkKind, read_bytes};
use crate::edition::tests::bitext;
use crate::edition::*;
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::Language;

const CHINESE: &str = "# 码头[^名]\n\n灯亮了。[^灯]  \n潮退了。\n\n![灯塔](lamp.png)\n\n```rs\nlet 灯 = 1;\n```\n\n雾没有散。\n\n[^灯]: 灯有**三**盏。\n\n    一盏是红的。\n\n[^名]: 旧名渡口。\n\n[^无]: 没有人看的注。\n";
const ENGLISH: &str = "# The Pier[^name]\n\nThe lamps are lit.[^lamp]\\\nThe tide is out.\n\n![the lighthouse](lamp.png)\n\n```rs\nlet 灯 = 1;\n```\n\n[^lamp]: There are *three*.\n\n[^name]: Once the ferry stage.\n";

const READER: &str = "# 码头[^zh-1]\n\n# The Pier[^en-1]\n\n灯亮了。[^zh-2]\\\n潮退了。\n\nThe lamps are lit.[^en-2]\\\nThe tide is out.\n\n![灯塔 / the lighthouse](<images/lamp.gif>)\n\n```rs\nlet 灯 = 1;\n```\n\n雾没有散。\n\n没有人看的注。\n\n[^zh-1]: 旧名渡口。\n\n[^en-1]: Once the ferry stage.\n\n[^zh-2]: 灯有**三**盏。\n\n    一盏是红的。\n\n[^en-2]: There are *three*.\n\n* * *\n\n版本 · Edition: 中英对照本 · Parallel edition in Chinese and English\n";

fn read(source: &str) -> Document {
    read_bytes(source.as_bytes().to_vec(), Path::new("a.md"), None).unwrap()
}

fn text(source: &str, language: Language) -> SegmentedDocument {
    segment(read(source), language, &SegmentOptions::default())
}

/// The edition of both texts.
fn written(options: EditionOptions) -> String {
    let (zh, en) = (text(CHINESE, Language::Zh), text(ENGLISH, Language::En));
    let beads = bitext(
        &zh,
        &en,
        &[
            (0..1, 0..1),
            (1..2, 1..2),
            (2..3, 2..3),
            (3..4, 3..3),
            (4..6, 3..4),
            (6..7, 4..5),
            (7..8, 5..5),
        ],
    );
    let mut out = Vec::new();
    write_markdown(&Edition::new(&zh, &en, &beads, options), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn with_image() -> EditionOptions {
    let mut pictures = Pictures::default();
    for side in [SideName::Source, SideName::Target] {
        let gif = Picture::new(b"GIF89a\x01\0\x02\0".to_vec(), "lamp.png").unwrap();
        pictures.add(side, "lamp.png", gif);
    }
    EditionOptions {
        pictures,
        ..EditionOptions::default()
    }
}

#[test]
fn notes_breaks_images_and_code_are_what_they_were() {
    let markdown = written(with_image());
    assert_eq!(markdown, READER);
    let again = read(&markdown);
    let marks: Vec<&MarkKind> = (again.blocks.iter())
        .flat_map(|block| &block.marks)
        .map(|mark| &mark.kind)
        .collect();
    let named = |name: &str| MarkKind::Note(name.to_owned());
    for name in ["zh-1", "zh-2", "en-1", "en-2"] {
        assert!(marks.contains(&&named(name)), "{name}");
        assert!(
            again
                .blocks
                .iter()
                .any(|block| block.note.as_deref() == Some(name))
        );
    }
    let breaks = marks.iter().filter(|mark| ***mark == MarkKind::Break);
    assert_eq!(breaks.count(), 2);
}

#[test]
fn a_proof_sheet_has_states_and_findings() {
    let options = EditionOptions {
        proof: true,
        findings: vec![FindingMark {
            side: SideName::Target,
            segment: 1,
            rule: "numbers".into(),
            severity: "warning",
            message: "3 is missing".into(),
            suggestion: Some("three lamps".into()),
        }],
        ..with_image()
    };
    let markdown = written(options);
    for told in [
        "> *校样",
        "雾没有散。 *[untranslated]*\n",
        "The tide is out.\n\n> **warning** numbers: 3 is missing → three lamps\n",
        "版本 · Edition: 校样",
    ] {
        assert!(markdown.contains(told), "{told}\n{markdown}");
    }
    for word in ["untranslated", "warning", "校样"] {
        assert!(!READER.contains(word));
    }
}

#[test]
fn the_book_says_who_made_it_and_ends_with_the_terms() {
    let in_both = |zh: &str, en: &str| InBoth {
        source: Some(zh.to_owned()),
        target: Some(en.to_owned()),
    };
    let options = EditionOptions {
        data: BookData {
            title: in_both("灯与潮", "Lamp and Tide"),
            subtitle: InBoth::same("1998"),
            author: Names(vec![in_both("闻溪", "Wen Xi")]),
            rights: InBoth::same("© Wen_Xi"),
            ..BookData::default()
        },
        terms: vec![TermMark {
            side: SideName::Source,
            segment: 2,
            over: 0..3,
            tip: "tide (the sea's)".into(),
        }],
        ..EditionOptions::default()
    };
    let markdown = written(options);
    let front = "# 灯与潮 · Lamp and Tide\n\n*1998*\n\n作者 · Author: 闻溪 · Wen Xi\n\n# 码头";
    assert!(markdown.starts_with(front), "{markdown}");
    assert!(markdown.contains("![灯塔 / the lighthouse](<lamp.png>)"));
    let end = "## Glossary\n\n- **潮**: tide (the sea's)\n\n* * *\n\n作者 · Author: 闻溪 · Wen Xi\\\n版权 · Rights: © Wen\\_Xi\\\n版本 · Edition: ";
    assert!(markdown.contains(end), "{markdown}");
}
