use crate::edition::BookData;
use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{Event as Md, Options, Parser};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::*;
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Side, SideName, Status};
use crate::document::{Block, BlockKind, Document, Level, Mark, MarkKind, SourceText};
use crate::segment::{Segment, SegmentId, SegmentedDocument};
use crate::text::{Language, SourceSpan, TextSpan};

pub(super) const H1: BlockKind = BlockKind::Heading(Level::H1);
pub(super) const H2: BlockKind = BlockKind::Heading(Level::H2);
pub(super) const P: BlockKind = BlockKind::Paragraph;

/// A text made of blocks; `|` separates sentences and is removed.
pub(super) fn text(language: Language, blocks: &[(BlockKind, &str)]) -> SegmentedDocument {
    let mut file = String::new();
    let (mut made, mut segments) = (Vec::new(), Vec::new());
    for (number, (kind, cut)) in blocks.iter().enumerate() {
        let start = file.len();
        let whole = if *kind == BlockKind::Opaque {
            String::new()
        } else {
            cut.replace('|', "")
        };
        file.push_str(&cut.replace('|', ""));
        let mut at = 0;
        for sentence in cut.split('|').filter(|_| !whole.is_empty()) {
            let lead = sentence.len() - sentence.trim_start().len();
            let place = TextSpan::new(at + lead, at + lead + sentence.trim().len());
            at += sentence.len();
            segments.push(Segment {
                id: SegmentId(format!("s{}", segments.len()).into()),
                block: number,
                place,
                source: SourceSpan::new(start + place.start, start + place.end),
                text: sentence.split_whitespace().collect::<Vec<_>>().join(" "),
            });
        }
        made.push(Block {
            kind: *kind,
            span: SourceSpan::new(start, file.len()),
            text: whole,
            runs: Vec::new(),
            marks: Vec::new(),
            speaker: None,
            depth: 0,
            note: None,
            ordinal: None,
            codes: Vec::new(),
            cell: None,
            syntax: crate::document::model::Syntax::Own,
        });
        file.push_str("\n\n");
    }
    SegmentedDocument {
        language,
        document: Document::new(
            SourceText::from_utf8(Path::new("x.md"), file),
            "md",
            crate::document::ReadOptions::default().of(language),
            made,
        ),
        segments,
    }
}

fn side(text: &SegmentedDocument) -> Side {
    Side {
        language: String::new(),
        file: String::new(),
        sentences: text
            .segments
            .iter()
            .map(|segment| Sentence {
                id: segment.id.clone(),
                text: segment.text.as_str().into(),
                bytes: None,
                at: None,
                block: segment.block,
                kind: text.document.blocks[segment.block].kind,
            })
            .collect(),
        reading: None,
    }
}

pub(super) fn bitext(
    source: &SegmentedDocument,
    target: &SegmentedDocument,
    beads: &[(Range<usize>, Range<usize>)],
) -> Bitext {
    Bitext {
        source: side(source),
        target: side(target),
        beads: beads
            .iter()
            .enumerate()
            .map(|(number, (source, target))| Bead {
                id: BeadId(number.to_string().into()),
                source: source.clone(),
                target: target.clone(),
                confidence: 0.9,
                status: Status::Auto,
                moved: None,
                note: None,
                state: None,
            })
            .collect(),
        ..Bitext::default()
    }
}

fn written(edition: &Edition<'_>, id: &str) -> String {
    let mut out = Vec::new();
    write(edition, id, &mut out).unwrap().unwrap();
    String::from_utf8(out).unwrap()
}

/// Parses the page as XML; returns the text of each side, without notes and tips.
fn read(page: &str) -> (String, String) {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = true;
    let mut path: Vec<String> = Vec::new();
    let (mut source, mut target) = (String::new(), String::new());
    loop {
        let mut add = String::new();
        match reader.read_event().unwrap() {
            Xml::Eof => break,
            Xml::Start(start) => {
                let mut class = String::new();
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    if format!("{:?}", attribute.key).contains("class") {
                        class = attribute.value.to_string();
                    }
                }
                path.push(class);
            }
            Xml::End(_) => {
                path.pop().unwrap();
            }
            Xml::Text(text) => add.push_str(&text),
            Xml::GeneralRef(name) => add.push(match &*name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "#39" => '\'',
                other => panic!("{other}"),
            }),
            _ => {}
        }
        let inside = |class: &str| path.iter().any(|c| c.split(' ').any(|one| one == class));
        if inside("note") || inside("tip") {
            continue;
        }
        if inside("source") {
            source.push_str(&add);
        } else if inside("target") {
            target.push_str(&add);
        }
    }
    assert!(path.is_empty());
    (source, target)
}

fn all(text: &SegmentedDocument) -> String {
    text.document
        .blocks
        .iter()
        .map(|block| block.text.as_str())
        .collect()
}

pub(super) fn small() -> (SegmentedDocument, SegmentedDocument, Bitext) {
    let source = text(
        Language::Zh,
        &[
            (H1, "静夜思"),
            (P, "床前明月光。|疑是地上霜。"),
            (P, "举头望明月。"),
            (BlockKind::Opaque, "---"),
            (P, "无人翻译。"),
            (H2, "后记"),
        ],
    );
    let target = text(
        Language::En,
        &[
            (H1, "Night Thoughts"),
            (
                P,
                "Bright moonlight before my bed; |it might be frost. |I raise my head.",
            ),
            (P, "An added remark."),
            (H2, "Afterword"),
        ],
    );
    let beads = bitext(
        &source,
        &target,
        &[
            (0..1, 0..1),
            (1..2, 1..2),
            (2..3, 2..3),
            (3..4, 3..4),
            (4..5, 4..4),
            (5..5, 4..5),
            (5..6, 5..6),
        ],
    );
    (source, target, beads)
}

#[test]
fn rows_are_the_smallest_groups_that_no_bead_leaves() {
    let (source, target, beads) = small();
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    let rows: Vec<_> = edition
        .rows()
        .iter()
        .map(|r| (r.source.clone(), r.target.clone()))
        .collect();
    assert_eq!(
        rows,
        [
            (0..1, 0..1),
            (1..4, 1..2),
            (4..5, 2..2),
            (5..5, 2..3),
            (5..6, 3..4)
        ]
    );
    let counts = edition.account();
    assert_eq!(
        (
            counts.source,
            counts.target,
            counts.untranslated,
            counts.added
        ),
        (6, 6, 1, 1)
    );
    assert_eq!(edition.title(), "静夜思");
}

#[test]
fn a_moved_bead_does_not_hold_rows_together() {
    let source = text(Language::Zh, &[(P, "一。"), (P, "二。"), (P, "三。")]);
    let target = text(Language::En, &[(P, "Two."), (P, "Three."), (P, "One.")]);
    let mut beads = bitext(
        &source,
        &target,
        &[(0..1, 2..3), (1..2, 0..1), (2..3, 1..2)],
    );
    beads.beads[0].moved = Some(0);
    let options = EditionOptions {
        proof: true,
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &beads, options);
    assert_eq!(edition.rows().len(), 4);
    assert!(written(&edition, "html").contains(">moved<"));
    beads.beads[0].moved = None;
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    assert_eq!(edition.rows().len(), 1);
    assert_eq!(read(&written(&edition, "html")).1.trim(), "Two.Three.One.");
}

#[test]
fn rows_hold_every_block_once_whatever_the_beads() {
    let source = text(
        Language::Zh,
        &[
            (BlockKind::Opaque, "---"),
            (P, "一。|二。"),
            (P, "三。"),
            (P, "四。"),
        ],
    );
    let target = text(
        Language::En,
        &[
            (P, "1."),
            (BlockKind::Opaque, "---"),
            (P, "2. |3."),
            (P, "4."),
        ],
    );
    for seed in 0..500usize {
        let pick = |n: usize, of: usize| (seed * 7919 + n * 104_729 + seed / 3) / 5 % of;
        let beads: Vec<_> = (0..4)
            .map(|n| {
                let (s, t) = (pick(n, 5), pick(n + 9, 5));
                (
                    s..(s + pick(n + 3, 3)).min(9),
                    t..(t + pick(n + 5, 3)).min(4),
                )
            })
            .collect();
        let beads = bitext(&source, &target, &beads);
        let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
        let (mut s, mut t) = (0, 0);
        for row in edition.rows() {
            assert_eq!((row.source.start, row.target.start), (s, t));
            (s, t) = (row.source.end, row.target.end);
            assert!(!row.source.is_empty() || !row.target.is_empty());
        }
        assert_eq!((s, t), (4, 4));
        let (left, right) = read(&written(&edition, "html"));
        assert_eq!(
            (left.trim(), right.trim()),
            (all(&source).as_str(), all(&target).as_str())
        );
    }
}

#[test]
fn both_texts_are_complete_and_in_order_and_the_page_is_well_formed() {
    let (source, target, beads) = small();
    for layout in [Layout::Columns, Layout::Interleaved, Layout::Hover] {
        let options = EditionOptions {
            layout: Some(layout),
            proof: true,
            ..EditionOptions::default()
        };
        let edition = Edition::new(&source, &target, &beads, options);
        let page = written(&edition, "html");
        let (left, right) = read(&page);
        assert_eq!(left.trim(), all(&source));
        assert_eq!(right.trim(), all(&target));
        assert_eq!(page.matches(">untranslated<").count(), 1);
        assert_eq!(page.matches(">added<").count(), 1);
        assert_eq!(page.matches("checked=\"checked\"").count(), 1);
        assert_eq!(page.matches(" data-b=\"2\" tabindex").count(), 2);
        assert_eq!(page.matches("<hr />").count(), 1);
        assert_eq!(page, written(&edition, "html"));
    }
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    let page = written(&edition, "md");
    assert_eq!(
        page,
        "# 静夜思\n\n# Night Thoughts\n\n床前明月光。疑是地上霜。\n\n举头望明月。\n\n* * *\n\n\
         Bright moonlight before my bed; it might be frost. I raise my head.\n\n\
         无人翻译。\n\nAn added remark.\n\n## 后记\n\n## Afterword\n\n\
         * * *\n\n版本 · Edition: 中英对照本 · Parallel edition in Chinese and English\n"
    );
    let options = EditionOptions {
        proof: true,
        ..EditionOptions::default()
    };
    let proof = written(&Edition::new(&source, &target, &beads, options), "md");
    let states = "无人翻译。 *[untranslated]*\n\nAn added remark. *[added]*\n";
    assert!(proof.contains(states), "{proof}");
}

#[test]
fn a_book_has_contents_a_search_and_a_list_of_keys() {
    let chapters = [(H1, "一"), (P, "甲。"), (H2, "二"), (P, "乙。"), (H2, "三")];
    let source = text(Language::Zh, &chapters);
    let target = text(Language::En, &[]);
    let beads: Vec<_> = (0..5).map(|at| (at..at + 1, 0..0)).collect();
    let beads = bitext(&source, &target, &beads);
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    let page = written(&edition, "html");
    let (bar, _) = page.split_once("</header>").unwrap();
    for part in [
        "<nav class=\"contents\"",
        "role=\"search\"",
        "aria-live=\"polite\"",
    ] {
        assert!(bar.contains(part), "{part}");
    }
    assert!(page.contains("<dialog id=\"keys\""));
    // The page has nothing that its content security policy forbids: handlers and styles in attributes.
    assert!(!page.contains(" onclick=") && !page.contains(" style="));
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn an_empty_edition_is_a_page() {
    let (source, target) = (text(Language::Zh, &[]), text(Language::En, &[]));
    let beads = Bitext::default();
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    read(&written(&edition, "html"));
    assert_eq!(written(&edition, "md"), "");
    assert!(write(&edition, "pdf", &mut Vec::new()).is_none());
}

#[test]
fn hostile_text_stays_text() {
    let hostile =
        "</span></style><script>alert(1)</script> \"'& {{rows}} \u{1}]]> *a* _b_ `c` [d](e) #";
    let mut source = text(
        Language::Zh,
        &[
            (P, hostile),
            (BlockKind::Opaque, "<script>alert(2)</script>"),
        ],
    );
    source.document.blocks[0].marks = vec![
        Mark {
            kind: MarkKind::Link("javascript:alert(3)".into()),
            over: TextSpan::new(0, 7),
        },
        Mark {
            kind: MarkKind::Link("https://e.org/\"onclick=\"x".into()),
            over: TextSpan::new(7, 15),
        },
        Mark {
            kind: MarkKind::Image {
                url: "https://e.org/a.png".into(),
                alt: "\"><b>".into(),
            },
            over: TextSpan::new(15, 15),
        },
    ];
    let target = text(Language::En, &[(P, "x")]);
    let beads = bitext(&source, &target, &[(0..1, 0..1)]);
    let options = EditionOptions {
        data: BookData::titled("</title><script>x"),
        source_language: "zh\"><script>".into(),
        terms: vec![TermMark {
            side: SideName::Target,
            segment: 0,
            over: 0..1,
            tip: "<i>\"&".into(),
        }],
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &beads, options);
    let page = written(&edition, "html");
    let (left, _) = read(&page);
    assert!(left.contains(&hostile.replace('\u{1}', "\u{FFFD}")[15..]));
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("javascript:"));
    assert!(!page.contains("src="));
    assert!(!page.contains("\"onclick"));
    let back: String = Parser::new_ext(&written(&edition, "md"), Options::all())
        .filter_map(|event| match event {
            Md::Text(text) => Some(text.to_string()),
            Md::Html(html) | Md::InlineHtml(html) => panic!("{html}"),
            _ => None,
        })
        .collect();
    assert!(back.contains("*a* _b_ `c` [d](e) #"), "{back}");
}

#[test]
fn marks_over_several_sentences_are_closed_and_opened_again() {
    let mut source = text(Language::Zh, &[(P, "甲：一二。|三  四。|五。")]);
    let block = &mut source.document.blocks[0];
    let at = |what: &str| block.text.find(what).unwrap();
    let (two, four, five) = (at("二"), at("四"), at("五"));
    let end = block.text.len();
    block.marks = vec![
        Mark {
            kind: MarkKind::Strong,
            over: TextSpan::new(two, five + 3),
        },
        Mark {
            kind: MarkKind::Emphasis,
            over: TextSpan::new(two, four),
        },
        Mark {
            kind: MarkKind::Image {
                url: "a.png".into(),
                alt: "图".into(),
            },
            over: TextSpan::new(end, end),
        },
    ];
    block.speaker = Some(TextSpan::new(0, 6));
    let target = text(Language::En, &[(P, "x")]);
    let beads = bitext(&source, &target, &[(0..3, 0..1)]);
    let options = EditionOptions {
        // The span of "三 四" across the end of the emphasis, in folded bytes.
        terms: [(0, 6..12), (1, 0..7)]
            .map(|(segment, over)| TermMark {
                side: SideName::Source,
                segment,
                over,
                tip: "tip".into(),
            })
            .into(),
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &beads, options);
    let page = written(&edition, "html");
    read(&page);
    let term = "<span class=\"t\" tabindex=\"0\">";
    let tip = "<span class=\"tip\" role=\"tooltip\">tip</span></span>";
    for part in [
        // The term ends inside both marks.
        format!(
            "<span class=\"sp\">甲：</span>{term}一<strong><em>二</em></strong>{tip}\
             <strong><em>。</em></strong></span>"
        ),
        // The emphasis ends inside the term.
        format!("<strong>{term}<em>三  </em>四{tip}。</strong></span>"),
    ] {
        assert!(page.contains(&part), "{page}");
    }
    assert!(page.contains("<strong>五</strong>。</span><span class=\"img\" lang=\"zh-CN\">"));
    let md = written(&edition, "md");
    assert!(
        md.starts_with("甲：一<strong><em>二。三  </em>四。五</strong>。![图](<a.png>)\n"),
        "{md}"
    );
}

#[test]
fn markdown_marks_mean_what_they_meant() {
    let mut source = text(Language::Zh, &[(P, "说“好。”他*走`了。|粗体字在。")]);
    let block = &mut source.document.blocks[0];
    let at = |what: &str| block.text.find(what).unwrap();
    let (quoted, code, bold) = (at("“"), at("走`"), at("粗"));
    block.marks = vec![
        Mark {
            kind: MarkKind::Strong,
            over: TextSpan::new(quoted, quoted + 12),
        },
        Mark {
            kind: MarkKind::Code,
            over: TextSpan::new(code, code + 4),
        },
        Mark {
            kind: MarkKind::Strong,
            over: TextSpan::new(bold, bold + 6),
        },
    ];
    let target = text(Language::En, &[]);
    let beads = bitext(&source, &target, &[(0..1, 0..0), (1..2, 0..0)]);
    let options = EditionOptions {
        proof: true,
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &beads, options);
    let md = written(&edition, "md");
    let line = "说<strong>“好。”</strong>他\\*`` 走` ``了。 *[untranslated]* **粗体**字在。 *[untranslated]*";
    assert!(md.lines().any(|written| written == line), "{md}");
    let back: String = Parser::new(line)
        .map(|event| match event {
            Md::Text(text) | Md::Code(text) => text.to_string(),
            _ => String::new(),
        })
        .collect();
    assert_eq!(
        back,
        "说“好。”他*走`了。 [untranslated] 粗体字在。 [untranslated]"
    );
}
