//! Markdown with other words in it: what every dialect keeps, what is escaped, what one sentence leaves
//! alone.

use std::path::Path;

use duizhao::document::codes::Coded;
use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Dialect, Document, ReadOptions, read_bytes, read_bytes_with};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::script::is_han;
use duizhao::text::{Language, TextSpan};
use duizhao::translate::Masked;

fn read(text: &str, format: &str) -> Document {
    read_bytes(text.as_bytes().to_vec(), Path::new("x"), Some(format)).unwrap()
}

/// Every sentence of a document with what `words` makes of it, as it travels.
fn edits(document: &Document, words: impl Fn(&str) -> String) -> Vec<Edit> {
    let contents = contents(document).unwrap();
    let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
    text.segments
        .iter()
        .map(|sentence| {
            let part = contents[sentence.block]
                .as_ref()
                .unwrap()
                .part(sentence.place);
            let masked = Masked::of(&part);
            Edit {
                block: sentence.block,
                place: sentence.place,
                words: masked.unmask(&words(&masked.text)).unwrap(),
            }
        })
        .collect()
}

/// Chinese becomes English, everything else stays.
fn english(text: &str) -> String {
    let mut out = String::new();
    let mut chinese = false;
    for c in text.chars() {
        if is_han(c) {
            if !chinese {
                out.push_str(" sea ");
            }
            chinese = true;
        } else {
            chinese = false;
            out.push(match c {
                '。' => '.',
                '，' => ',',
                c => c,
            });
        }
    }
    let joined = out.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.replace(" .", ".").replace(" ,", ",")
}

fn translated(text: &str, format: &str) -> String {
    let document = read(text, format);
    let edits = edits(&document, english);
    let written = write_back(&document, &edits).unwrap();
    assert_eq!(written.kept, Vec::<usize>::new(), "{}", written.text);
    written.text
}

fn texts(text: &str, format: &str) -> Vec<String> {
    let blocks = read(text, format).blocks.into_iter();
    blocks
        .map(|block| block.text)
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn dialects_keep_their_bytes() {
    for (chinese, english) in [
        ("=== \"灯塔\"\n\n    海。\n", "=== \"sea\"\n\n    sea.\n"),
        (
            "!!! note \"灯\"\n    海。\n\n    - 船\n",
            "!!! note \"sea\"\n    sea.\n\n    - sea\n",
        ),
        (
            "???+ tip\n    海。\n\n外。\n",
            "???+ tip\n    sea.\n\nsea.\n",
        ),
        (
            "见$\\times$与$a_1*b*c$。\n",
            "sea $\\times$ sea $a_1*b*c$.\n",
        ),
        ("- [ ] 海\n- [x] 船\n", "- [ ] sea\n- [x] sea\n"),
        ("> [!NOTE]\n> 海。\n", "> [!NOTE]\n> sea.\n"),
        ("用`.gitignore`。\n", "sea `.gitignore`.\n"),
        ("见[`a|b`](u \"题\")。\n", "sea [`a|b`](u \"题\").\n"),
        (
            "| 海 | `a\\|b` |\n|--|:-:|\n| 船\\|灯 | $x$ |\n",
            "| sea | `a\\|b` |\n|--|:-:|\n| sea \\| sea | $x$ |\n",
        ),
        (
            "+++\ntitle = \"灯\"\ndraft = false\n+++\n海。\n",
            "+++\ntitle = \"sea\"\ndraft = false\n+++\nsea.\n",
        ),
        (
            "---\ntitle: 灯\nauthor: 李\n---\n\n海。\n",
            "---\ntitle: sea\nauthor: 李\n---\n\nsea.\n",
        ),
        ("第一\\\n第二  \n第三\n", "sea\\\nsea  \nsea\n"),
        (":::caution 海\n船。\n:::\n", ":::caution sea\nsea.\n:::\n"),
        (
            "{{< figure src=\"a.png\" title=\"海\" >}}\n\n海。\n",
            "{{< figure src=\"a.png\" title=\"海\" >}}\n\nsea.\n",
        ),
        ("## 海 {#sea}\n", "## sea {#sea}\n"),
        (
            "$$\na_1 = \\text{海} * b * c\n\n$$\n船。\n",
            "$$\na_1 = \\text{海} * b * c\n\n$$\nsea.\n",
        ),
        (
            "# 海\n:label:`sec_a`\n\n见:numref:`fig_a`。\n",
            "# sea\n:label:`sec_a`\n\nsea :numref:`fig_a`.\n",
        ),
        (
            "`mxnet`\n:begin_tab:`mxnet`\n海。\n:end_tab:\n",
            "`mxnet`\n:begin_tab:`mxnet`\nsea.\n:end_tab:\n",
        ),
        ("术语\n: 海。\n", "sea\n: sea.\n"),
        (
            "[[toc]]\n\nH~2~O海，5~10个。\n",
            "[[toc]]\n\nH~2~O sea,5~10 sea.\n",
        ),
        (
            "import A from './a';\n\n海<A b={c}/>。\n",
            "import A from './a';\n\nsea <A b={c}/>.\n",
        ),
        (
            "\\(x\\)海\\*船。\n\n\\[\ny_1\n\\]\n",
            "\\(x\\) sea * sea.\n\n\\[\ny_1\n\\]\n",
        ),
        ("**海**和*船*，~~灯~~。\n", "**sea** sea *sea*, ~~sea~~.\n"),
        ("海[^1]。\n\n[^1]: 注。\n", "sea [^1].\n\n[^1]: sea.\n"),
        ("> 海，\n> 船。\n> 灯。\n", "> sea, sea.\n> sea.\n"),
        ("- 海。\n  船。\n", "- sea.\n  sea.\n"),
        ("海\\***\\*\\***\n", "sea ***\\*\\***\n"),
    ] {
        assert_eq!(translated(chinese, "md"), english, "{chinese}");
    }
}

#[test]
fn words_are_escaped_where_they_have_to_be() {
    for (source, words, written) in [
        ("海。\n", "- a", "\\- a\n"),
        ("海。\n", "1. a", "1\\. a\n"),
        (
            "海。\n",
            "a * b_c $5 <d> [e] \\f",
            "a * b_c $5 \\<d> [e] \\f\n",
        ),
        ("海。\n", "a *b* c", "a \\*b\\* c\n"),
        ("| 海 |\n|-|\n", "a | b", "| a \\| b |\n|-|\n"),
        ("# 海\n", "C #", "# C \\#\n"),
        ("!!! note \"海\"\n", "a \"b\"", "!!! note \"a \\\"b\\\"\"\n"),
        (
            "---\ntitle: 海\n---\n",
            "a: b",
            "---\ntitle: \"a: b\"\n---\n",
        ),
    ] {
        let document = read(source, "md");
        let edits = edits(&document, |_| words.to_owned());
        let text = write_back(&document, &edits).unwrap().text;
        let again = read(&text, "md");
        assert_eq!(again.blocks[0].text, words, "{text}");
        assert_eq!(text, written, "{source}");
    }
}

#[test]
fn one_sentence_is_replaced_alone() {
    let source = "> 甲**乙。\n> 丙**丁。 戊[己](a \"b\")。\n";
    let document = read(source, "md");
    let mut all = edits(&document, str::to_owned);
    assert_eq!(write_back(&document, &all).unwrap().text, source);
    assert_eq!(all.len(), 3);
    let second = all.remove(1);
    let words = Coded {
        text: "Two.".to_owned(),
        codes: second.words.codes.clone(),
    };
    let edit = Edit { words, ..second };
    let text = write_back(&document, &[edit]).unwrap().text;
    assert_eq!(text, "> 甲**乙。\n> Two**. 戊[己](a \"b\")。\n");
}

#[test]
fn sentences_are_left_out_and_joined() {
    let source = "甲。乙。丙。\n";
    let document = read(source, "md");
    let mut all = edits(&document, str::to_owned);
    all[1].words = Coded::default();
    assert_eq!(write_back(&document, &all).unwrap().text, "甲。丙。\n");
    let joined = Edit {
        block: 0,
        place: TextSpan::new(all[0].place.start, all[1].place.end),
        words: Coded::plain("One and two."),
    };
    let text = write_back(&document, &[joined]).unwrap().text;
    assert_eq!(text, "One and two. 丙。\n");
}

#[test]
fn what_is_no_text_is_not_read() {
    for (source, seen) in [
        (
            "{{< a >}}\n\n$$\nx\n$$\n\n:::tip\n海。\n:::\n\n[[toc]]\n",
            vec!["海。"],
        ),
        ("!!! note\n    海。\n", vec!["海。"]),
        ("> [!NOTE] 题\n> 海。\n", vec!["题", "海。"]),
        ("## 海 {#a}\n", vec!["海"]),
    ] {
        assert_eq!(texts(source, "md"), seen, "{source}");
    }
}

#[test]
fn the_keys_of_front_matter_are_a_setting() {
    let source = "---\ntitle: 甲\nsummary: '乙'\n---\n\n丙\n";
    let options = ReadOptions {
        front_matter: vec!["summary".to_owned()],
        ..ReadOptions::default()
    };
    let bytes = source.as_bytes().to_vec();
    let document = read_bytes_with(bytes, Path::new("x.md"), None, &options).unwrap();
    let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(texts, ["乙", "丙"]);
    let edits = edits(&document, |_| "it's: one".to_owned());
    let written = write_back(&document, &edits).unwrap().text;
    assert_eq!(
        written,
        "---\ntitle: 甲\nsummary: 'it''s: one'\n---\n\nit's: one\n"
    );
}

#[test]
fn cells_know_where_they_stand() {
    let places = |source: &str, format: &str| -> Vec<(usize, usize, String)> {
        let blocks = read(source, format).blocks.into_iter();
        blocks
            .filter_map(|block| Some((block.cell?.row, block.cell?.column, block.text)))
            .collect()
    };
    let wanted = [(0, 0, "甲"), (0, 1, "乙"), (1, 1, "丙"), (2, 0, "丁")]
        .map(|(row, column, text)| (row, column, text.to_owned()));
    assert_eq!(places("|甲|乙|\n|-|-|\n||丙|\n|丁||\n", "md"), wanted);
    let html = "<table><tr><th>甲<th>乙<tr><td><td>丙<tr><td>丁<td></table>";
    assert_eq!(places(html, "html"), wanted);
    let two = read("|甲|\n|-|\n\n乙\n\n|丙|\n|-|\n", "md").blocks;
    assert_ne!(two[0].cell.unwrap().table, two[2].cell.unwrap().table);
    assert_eq!(two[1].cell, None);
}

fn with_attributes(source: &str, format: &str) -> Document {
    let options = ReadOptions {
        attributes: vec!["alt".to_owned(), "title".to_owned()],
        ..ReadOptions::default()
    };
    let bytes = source.as_bytes().to_vec();
    read_bytes_with(bytes, Path::new("x"), Some(format), &options).unwrap()
}

#[test]
fn attributes_that_are_named_are_text() {
    for (format, source, seen, written) in [
        (
            "html",
            "<div title='甲'><img src=\"a\" alt=\"乙&amp;\" class=\"丙\"><p>丁<b title=\"戊\">己</b></p></div>",
            vec!["甲", "乙&", "丁己"],
            "<div title='a \"b\" it&#39;s &amp; &lt;c>'><img src=\"a\" alt=\"a &quot;b&quot; it's &amp; &lt;c>\" class=\"丙\"><p>丁<b title=\"戊\">己</b></p></div>",
        ),
        (
            "md",
            "<Tip title=\"甲\" :title=\"乙\" alt={\"丙\"}>\n<p>丁</p>\n</Tip>\n",
            vec!["甲", "丁"],
            "<Tip title=\"a &quot;b&quot; it's &amp; &lt;c>\" :title=\"乙\" alt={\"丙\"}>\n<p>a \"b\" it's &amp; &lt;c&gt;</p>\n</Tip>\n",
        ),
        (
            "md",
            "![甲\\]](a.png \"乙\")\n\n> ![丙](b.png '丁')\n\n戊![己](c.png)[庚][d]\n\n[d]: e (辛)\n",
            vec!["甲]", "乙", "丙", "丁", "戊庚", "辛"],
            "![a \"b\" it's & \\<c>](a.png \"a \\\"b\\\" it's & <c>\")\n\n> ![a \"b\" it's & \\<c>](b.png 'a \"b\" it\\'s & <c>')\n\n戊![己](c.png)[庚][d]\n\n[d]: e (a \"b\" it's & <c>)\n",
        ),
    ] {
        let document = with_attributes(source, format);
        let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(texts, seen, "{source}");
        let same = write_back(&document, &edits(&document, str::to_owned)).unwrap();
        assert_eq!(same.text, source);
        let new: Vec<Edit> = edits(&document, str::to_owned)
            .into_iter()
            .map(|edit| match edit.words.codes.as_slice() {
                [] => Edit {
                    words: Coded::plain("a \"b\" it's & <c>"),
                    ..edit
                },
                _ => edit,
            })
            .collect();
        let new = write_back(&document, &new).unwrap();
        assert_eq!(new.text, written, "{source}");
        assert!(new.kept.is_empty());
    }
}

#[test]
fn blocks_with_attributes_do_not_overlap() {
    for (format, source) in [
        (
            "md",
            "[![甲](a)](b \"乙\") ![丙](c '丁')\n\n|![戊](d)|\n|-|\n|己![庚](e)|\n",
        ),
        (
            "md",
            "- <img alt='甲'> <img alt=\"乙\" title='丙'>\n\n![丁][e]\n\n[e]: f '戊'\n",
        ),
        (
            "html",
            "<figure title='甲'><img alt='乙'><figcaption title='丙'>丁</figcaption></figure>",
        ),
    ] {
        let document = with_attributes(source, format);
        let mut reached = 0;
        for block in &document.blocks {
            assert!(
                block.span.start >= reached,
                "{source}: {:?}",
                document.blocks
            );
            reached = block.span.end;
            for run in &block.runs {
                assert!(!run.verbatim || run.source.of(source) == run.text.of(&block.text));
            }
        }
        let same = write_back(&document, &edits(&document, str::to_owned)).unwrap();
        assert_eq!(same.text, source);
        let other = write_back(&document, &edits(&document, english)).unwrap();
        let again = with_attributes(&other.text, format);
        assert_eq!(again.blocks.len(), document.blocks.len(), "{}", other.text);
        assert!(
            again.blocks.iter().all(|b| !b.text.chars().any(is_han)),
            "{}",
            other.text
        );
    }
}

#[test]
fn a_dialect_is_guessed_or_told() {
    let mkdocs = "!!! note\n    甲\n";
    let myst = "```{note}\n乙\n```\n";
    let mdx = "import A from 'a'\n\n丙{a.b + `丁`}戊\n";
    let all =
        "!!! note\n    甲\n\n```{note}\n乙\n```\n\n:::{math}\n丙\n:::\n\nexport const a = 1\n";
    let code = "```md\n!!! note\n:::{note}\nimport A from 'a'\n```\n\n{a}\n";
    for (source, guessed, seen, told, seen_told) in [
        (
            mkdocs,
            &[Dialect::Mkdocs][..],
            &["甲"][..],
            Dialect::Mdx,
            &["!!! note 甲"][..],
        ),
        (myst, &[Dialect::Myst], &["乙"], Dialect::Mkdocs, &[]),
        (
            mdx,
            &[Dialect::Mdx],
            &["丙{a.b + `丁`}戊"],
            Dialect::Myst,
            &["import A from 'a'", "丙{a.b + 丁}戊"],
        ),
        (
            all,
            &Dialect::ALL,
            &["甲", "乙"],
            Dialect::Mkdocs,
            &["甲", "丙", "export const a = 1"],
        ),
        (code, &[], &["{a}"], Dialect::Mdx, &["{a}"]),
    ] {
        for (dialect, wanted) in [(None, seen), (Some(told), seen_told)] {
            let options = ReadOptions {
                dialect: dialect.into_iter().collect(),
                ..ReadOptions::default()
            };
            let bytes = source.as_bytes().to_vec();
            let document = read_bytes_with(bytes, Path::new("x.md"), None, &options).unwrap();
            let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
            let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
            assert_eq!(texts, wanted, "{source} as {dialect:?}");
            if dialect.is_none() {
                assert_eq!(document.read.dialect, guessed, "{source}");
            }
            let same = write_back(&document, &edits(&document, str::to_owned)).unwrap();
            assert_eq!(same.text, source);
        }
    }
}

#[test]
fn stars_beside_chinese_become_strong_that_is_valid() {
    let line = "**注意：**看*这里*与 `a_b`，![c](d.png) \\* [e](f)。\n";
    let part = "**注意：**看";
    let (_, rest) = line.split_at(part.len());
    let document = read(line, "md");
    let contents = contents(&document).unwrap();
    let place = TextSpan::new(0, "注意：看".len());
    let mut words = contents[0].as_ref().unwrap().part(place);
    assert_eq!(words.text, "注意：看");
    words.text = "Note: look".to_owned();
    for code in &mut words.codes {
        code.at = if code.at == 0 { 0 } else { "Note:".len() };
    }
    let edit = Edit {
        block: 0,
        place,
        words,
    };
    let written = write_back(&document, &[edit]).unwrap();
    // Behind new words that ended in the middle of a line stands a space.
    assert_eq!(written.text, format!("**Note:** look {rest}"));
    // Where no space follows, one is written: else the stars would be text to others.
    let document = read("**注意：**后\n", "md");
    let same = |text: &str| text.replace("注意：", "Note:").replace('后', "after");
    let written = write_back(&document, &edits(&document, same)).unwrap();
    assert_eq!(written.text, "**Note:** after\n");
}
