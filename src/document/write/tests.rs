use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::document::{MarkKind, read_bytes};
use crate::text::TextSpan;

fn read(text: &str, format: &str) -> Document {
    read_bytes(text.as_bytes().to_vec(), Path::new("x"), Some(format)).unwrap()
}

type Seen = (&'static str, String, Vec<(MarkKind, TextSpan)>);

/// What a reader sees: kind, text and marks of every block.
fn seen(document: &Document) -> Vec<Seen> {
    document
        .blocks
        .iter()
        .map(|block| {
            let marks = block.marks.iter();
            (
                block.kind.name(),
                block.text.clone(),
                marks.map(|mark| (mark.kind.clone(), mark.over)).collect(),
            )
        })
        .collect()
}

fn own_words(document: &Document) -> Vec<Option<Coded>> {
    let contents = contents(document).unwrap();
    contents
        .into_iter()
        .map(|content| content.map(|content| content.coded))
        .collect()
}

const MARKDOWN: &str = "---\ntitle: 灯\n---\n# 灯**塔** #\n\n**记者：** 见[*潮汐*表](t.html)[^1]，用`x*y`，\n长句。\n\n\
- ![灯](a.png) 图\n- [ ] 项<b>一</b>\n\n> 引 \\* 文\n\n| 甲 | 乙 |\n|---|---|\n| ~~丙~~ | [丁](<a b>) |\n\n```\n码\n```\n\n[^1]: 注。\n";
const HTML: &str = "<html><head><title>灯</title></head><body><h1 class=a>灯<br/>塔</h1><!-- x -->\n\
<p><b class=\"n\">记者：</b>见 <a href=\"t.html?a&amp;b\" target=_blank><i>潮汐</i>表</a><sup id=\"r1\"><a href=\"#n1\">1</a></sup>，<ruby>海<rt>hǎi</rt></ruby>&nbsp;<span>面</span>。</p>\n\
<p>甲<img src=\"x.png\" width=3 alt=\"图\">乙<br><br>丙 <em>丁</em></p><ul><li>一<li>二</ul><table><tr><td>格&lt;</td></tr></table></body></html>";

#[test]
fn a_document_in_its_own_words_is_itself() {
    let interview = include_str!("../../../fixtures/interview/zh.md");
    let page = include_str!("../../../fixtures/documents/page.html");
    for (text, format) in [
        (MARKDOWN, "md"),
        (HTML, "html"),
        (interview, "md"),
        (page, "html"),
    ] {
        let document = read(text, format);
        let written = write_back(&document, &own_words(&document)).unwrap();
        assert_eq!(seen(&read(&written, format)), seen(&document), "{written}");
        let nothing = vec![None; document.blocks.len()];
        assert_eq!(write_back(&document, &nothing).unwrap(), text);
    }
}

#[test]
fn structure_and_codes_stay() {
    let document = read(MARKDOWN, "md");
    let mut words = own_words(&document);
    let turn = words[2].as_mut().unwrap();
    let sentence = turn.part(TextSpan::new(0, turn.text.len()));
    assert_eq!(sentence, *turn);
    let kept = |markup: &str| sentence.points.iter().any(|point| point.markup == markup);
    assert!(kept("[^1]"));
    *turn = Coded {
        text: "Editor: see the tide table.".to_owned(),
        pairs: vec![
            crate::document::codes::Pair {
                over: TextSpan::new(0, 7),
                ..turn.pairs[0].clone()
            },
            crate::document::codes::Pair {
                over: TextSpan::new(16, 26),
                ..turn.pairs[1].clone()
            },
        ],
        points: vec![crate::document::codes::Point {
            at: 27,
            markup: "[^1]".to_owned(),
        }],
    };
    words[1] = Some(Coded::plain("The *Light*house"));
    let written = write_back(&document, &words).unwrap();
    assert!(
        written.contains(
            "---\n# The \\*Light\\*house #\n\n**Editor:** see the [tide table](t.html).[^1]\n\n- ![灯]"
        ),
        "{written}"
    );
    assert!(written.contains("\n```\n码\n```\n"), "{written}");

    let document = read(HTML, "html");
    let mut words: Vec<Option<Coded>> = vec![None; document.blocks.len()];
    words[0] = Some(Coded::plain("Light & <house>"));
    let written = write_back(&document, &words).unwrap();
    let heading = "<h1 class=a>Light &amp; &lt;house&gt;</h1><!-- x -->\n<p><b class=\"n\">记者";
    assert!(written.contains(heading), "{written}");
}

#[test]
fn sentences_put_together_are_the_block() {
    let document = read(HTML, "html");
    let content = contents(&document).unwrap()[1].clone().unwrap().coded;
    for cut in 1..content.text.len() {
        if !content.text.is_char_boundary(cut) {
            continue;
        }
        let mut whole = content.part(TextSpan::new(0, cut));
        whole.append(&content.part(TextSpan::new(cut, content.text.len())));
        assert_eq!(whole.text, content.text);
        assert_eq!(whole.points, content.points, "{cut}");
        assert_eq!(whole.pairs.len(), content.pairs.len(), "{cut}");
    }
}

proptest! {
    /// Whatever the words, they are read as they were meant.
    #[test]
    fn words_are_read_as_written(
        words in r"[ -~“”’—é灯。]{1,24}",
        block in 0usize..16,
        format in 0usize..2,
    ) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assume!(!words.is_empty());
        let (text, format) = [(MARKDOWN, "md"), (HTML, "html")][format];
        let document = read(text, format);
        let block = block % document.blocks.len();
        prop_assume!(!document.blocks[block].text.is_empty());
        let mut all = vec![None; document.blocks.len()];
        all[block] = Some(Coded::plain(words.as_str()));
        let written = write_back(&document, &all).unwrap();
        let again = read(&written, format);
        prop_assert_eq!(again.blocks.len(), document.blocks.len(), "{}", &written);
        prop_assert_eq!(&again.blocks[block].text, &words, "{}", &written);
        for (at, (new, old)) in again.blocks.iter().zip(&document.blocks).enumerate() {
            if at != block {
                prop_assert_eq!(&new.text, &old.text);
            }
        }
    }
}
