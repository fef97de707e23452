//! A document in which every sentence is answered with itself is the document, byte for byte; with
//! other words it is the same document with other words.

use std::path::{Path, PathBuf};

use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Document, read_bytes};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;
use duizhao::translate::Masked;

/// Every sentence as it travels, answered by `answer`.
fn edits(document: &Document, answer: impl Fn(&str) -> String) -> Vec<Edit> {
    let contents = contents(document).unwrap();
    let options = SegmentOptions::default();
    let text = segment(document.clone(), Language::Zh, &options);
    let sentences = text.segments.iter();
    sentences
        .map(|sentence| {
            let content = contents[sentence.block].as_ref().unwrap();
            let masked = Masked::of(&content.part(sentence.place));
            Edit {
                block: sentence.block,
                place: sentence.place,
                words: masked.unmask(&answer(&masked.text)).unwrap(),
            }
        })
        .collect()
}

fn check(source: &str, format: &str, name: &str) {
    let document = read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some(format)).unwrap();
    let own = edits(&document, str::to_owned);
    let written = write_back(&document, &own).unwrap();
    assert!(written.kept.is_empty());
    if written.text != document.source.text {
        let pairs = written.text.lines().zip(document.source.text.lines());
        let different = pairs.into_iter().find(|(new, old)| new != old);
        panic!("{name}: {different:?}");
    }
}

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, endings, found);
        } else if path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| endings.contains(&ending))
        {
            found.push(path);
        }
    }
}

#[test]
fn documents_in_their_own_words_are_themselves() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("fixtures"), &["md", "html", "xhtml"], &mut found);
    files(&root.join("docs"), &["md"], &mut found);
    assert!(found.len() > 10);
    let shared = root.join("../shared/corpora/docs");
    let others = std::env::var_os("DUIZHAO_DOCUMENTS").map_or(shared, PathBuf::from);
    if !others.is_dir() {
        eprintln!(
            "{} is not there: its documents are not read",
            others.display()
        );
    }
    files(&others, &["md", "html"], &mut found);
    for path in found {
        let format = if path.extension().is_some_and(|end| end == "md") {
            "md"
        } else {
            "html"
        };
        let Ok(source) = std::fs::read_to_string(&path) else {
            continue;
        };
        let source = source.trim_start_matches('\u{feff}');
        check(source, format, &path.display().to_string());
    }
}

/// What CommonMark, GitHub's Markdown and the dialects have, a construct each.
const CONSTRUCTS: &[&str] = &[
    "一级\n===\n\n二级\n---\n\n# 一 #\n\n###### 六\n\n#\t跳格\n",
    "    代码\n\n\t代码\n\n段落\n续行\n    续行\n",
    "```rust\n代码。\n```\n\n~~~\n代码\n~~~\n\n````md\n```\n````\n",
    "> 引。\n惰性。\n>> 深。\n> \n> ```\n> 码\n> ```\n",
    "- 甲。\n\n  续。\n- 乙\n    - 丙\n\n      深。\n1. 丁\n2) 戊\n10. 己\n* * *\n___\n",
    "[甲]: /u \"题\"\n\n见[甲]、[乙][甲]、[丙](/v '题')、[丁](<a b>)。\n",
    "![图](a.png \"题\")\n\n文![图][甲]，[![图](a)](b)，[![图](a) 字](b)。\n\n[甲]: x\n",
    "<https://a.example>，<a@b.example>，https://c.example/d_e_f。\n",
    "\\*不\\* &amp; &#20013; &nbsp; \\\\ \\` 甲\\\n乙  \n丙\n",
    "*甲*_乙_**丙**__丁__***戊***~~己~~`庚` ``辛`壬`` ` 癸 `\n",
    "甲**“乙”**丙**丁。**戊*己*庚\n",
    "<div>\n\n甲。\n\n</div>\n\n<p align=\"center\">乙<br>丙</p>\n\n<!-- 注 -->\n\n<b>丁</b>戊<br/>己\n",
    "| 甲 | 乙 |\n|:--|--:|\n| 丙\\|丁 | `a\\|b` |\n| 戊 |\n\n甲|乙\n-|-\n丙|丁。戊\n",
    "- [ ] 甲\n- [x] 乙\n  - [X] 丙\n",
    "甲[^a]。乙[^b]丙。\n\n[^a]: 注。\n    续。\n\n[^b]:\n    注二。\n",
    "> [!NOTE]\n> 甲。\n\n> [!WARNING] 题\n> 乙。\n\n> [!tip]- 折\n> 丙\n",
    "$a$ 甲 $b_1 * c$，$$x^2$$，\\(y\\)，$ \\alpha $ 乙。价格 $5 与 $6。\n\n$$\nx\n\ny\n$$\n\n\\begin{align}\nx\n\\end{align}\n\n\\[ z \\]\n",
    "> $$\n> x_1\n> $$\n>\n> 甲。\n\n- $$\n  y\n  $$\n  乙。\n",
    "---\ntitle: 甲\ndescription: \"乙：\\\"丙\\\"\"\ntags: [丁]\n---\n\n正文。\n",
    "---\ntitle: '甲''乙' # 注\ndescription: >\n  折。\n---\n正文。\n",
    "+++\ntitle = \"甲\"\ndescription = '乙'\n[extra]\nx = 1\n+++\n正文。\n",
    "{\n  \"title\": \"甲\",\n  \"draft\": true\n}\n\n正文。\n",
    "术语\n: 定义。\n\n另一\n:   甲。\n\n    乙。\n",
    "H~2~O，x^2^，==亮==，++加++，:smile:，5~10。\n",
    "<Tabs items={[1, 2]}>\n  <Tab>甲。</Tab>\n</Tabs>\n\n<Foo bar={x > 1 ? 'a' : 'b'} />\n\n文<A b={{c: 1}}>乙</A>丙。\n",
    "import A from './a'\nimport './b.css';\n\nexport const c = 1;\n\n甲。\n\n{/* 注 */}\n",
    "<script setup>\nconst a = '中'\n</script>\n\n<van-cell title=\"甲\">乙</van-cell>\n\n{{ 变量 }}与{{ $t('a') }}。\n",
    "!!! note\n    甲。\n\n    - 乙\n\n        深。\n\n    ```\n    码\n    ```\n\n外。\n",
    "!!! warning \"题`码`\"\n\n    甲。\n\n    !!! tip \"内\"\n        乙。\n\n??? question\n    丙。\n\n???+ abstract \"开\"\n    丁。\n",
    "=== \"甲\"\n\n    ```py\n    x\n    ```\n\n=== \"乙\"\n\n    丙。\n",
    "::: tip 题\n甲。\n:::\n\n:::note[题]{.x}\n乙。\n:::\n\n:::: {.a #b}\n::: details\n丙\n:::\n::::\n\n:::{admonition} 题\n:class: tip\n丁。\n:::\n",
    "```{note}\n甲。\n```\n\n{ref}`甲 <a>`，{numref}`b`，{eq}`c`。\n\n(target)=\n## 乙\n\n% 注\n",
    "# 甲\n:label:`sec_a`\n\n见 :numref:`fig_a`，:cite:`b`。\n\n![图](a.svg)\n:width:`400px`\n:label:`fig_a`\n\n:begin_tab:`mxnet`\n乙。\n:end_tab:\n\n$$x$$\n:eqlabel:`eq_a`\n",
    "{{< figure src=\"a\" title=\"甲\" >}}\n\n{{% notice %}}\n乙。\n{{% /notice %}}\n\n丙{{< ref \"d\" >}}丁。\n\n{% if a %}\n戊。\n{% endif %}\n\n{% raw %}己{% endraw %}庚。\n",
    "## 甲 {#a}\n\n乙{.b}。\n{: .c #d}\n\n![图](e){width=30%}\n\n[丙](f){ .g target=_blank }\n",
    "[[toc]]\n\n[TOC]\n\n<<< @/a.js{2}\n\n@include \"b\"\n\n--8<-- \"c.md\"\n",
    "甲\r\n乙。\r\n\r\n- 丙\r\n  丁\\\r\n  戊\r\n",
    "*甲。乙*丙。**丁。戊**\n\n[己。庚](u)辛。\n",
    "",
    "\n\n",
    "甲",
    "- \n- 甲\n-\n",
    "甲 \u{3000}乙\u{a0}丙\t丁\n",
    "<b>:::tip </b>> ",
];

#[test]
fn every_construct_in_its_own_words_is_itself() {
    for source in CONSTRUCTS {
        check(source, "md", source);
        check(source, "html", source);
        check(source, "txt", source);
        // The same inside of a quotation and of an item.
        for (first, others) in [("> ", "> "), ("- ", "  "), ("1. > ", "   > ")] {
            let mut inside = String::new();
            for (number, line) in source.split_inclusive('\n').enumerate() {
                inside.push_str(if number == 0 { first } else { others });
                inside.push_str(line);
            }
            check(&inside, "md", &inside);
        }
    }
}

#[test]
fn constructs_with_other_words_keep_their_structure() {
    for source in CONSTRUCTS {
        let document = read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some("md")).unwrap();
        let others = edits(&document, |text| {
            let mut words = String::new();
            let mut han = false;
            for c in text.chars() {
                let is_han = ('\u{4e00}'..'\u{9fff}').contains(&c);
                match (is_han, han) {
                    (true, false) => words.push_str("Light"),
                    (true, true) => words.push('s'),
                    _ => words.push(c),
                }
                han = is_han;
            }
            words
        });
        let written = write_back(&document, &others).unwrap();
        assert_eq!(written.kept, Vec::<usize>::new(), "{}", written.text);
        let again = read_bytes(
            written.text.clone().into_bytes(),
            Path::new("x"),
            Some("md"),
        )
        .unwrap();
        let codes = |document: &Document| -> Vec<String> {
            let contents = contents(document).unwrap().into_iter().flatten();
            contents
                .flat_map(|content| content.coded.codes)
                .map(|code| code.markup)
                .collect()
        };
        assert_eq!(codes(&again), codes(&document), "{}", written.text);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    /// Pieces of Markdown in any order.
    #[test]
    fn generated_documents_in_their_own_words_are_themselves(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "海", "灯。", "船，", " ", "\n", "\n\n", "> ", "- ", "1. ", "# ", "*", "**", "_", "`",
                "``", "$", "$$", "[", "](u)", "![", "|", "|-|-|\n", "\\", "<b>", "</b>", "<br>", "~", "~~",
                "&amp;", "```\n", "    ", "  \n", "{{ a }}", "{% b %}", "{#c}", "!!! note \"", "\"", ":::tip ",
                ":::\n", "=== \"", "[^1]", "[^1]: ", ": ", "---\n", "+++\n", "title: ", "\\(", "\\)", "<A b={",
                "}/>", ":label:`x`", "[ ] ", "\t", "\r\n", "https://a.b/c", "\u{3000}", "“", "”",
            ]),
            0..40,
        ),
    ) {
        let source = pieces.concat();
        check(&source, "md", &source);
        check(&source, "html", &source);
        check(&source, "txt", &source);
    }

    /// Whatever the words, the structure stays.
    #[test]
    fn any_words_keep_the_structure(
        construct in 0..CONSTRUCTS.len(),
        words in r"[ -~“”’—é灯。]{1,24}",
    ) {
        let source = CONSTRUCTS[construct];
        let document =
            read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some("md")).unwrap();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        proptest::prop_assume!(!words.is_empty());
        let contents = contents(&document).unwrap();
        let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
        let edits: Vec<Edit> = text
            .segments
            .iter()
            .map(|sentence| {
                let content = contents[sentence.block].as_ref().unwrap();
                let masked = Masked::of(&content.part(sentence.place));
                let mut coded = duizhao::document::codes::Coded::plain(words.as_str());
                masked.put_around(&mut coded);
                Edit { block: sentence.block, place: sentence.place, words: coded }
            })
            .collect();
        let written = write_back(&document, &edits).unwrap();
        let again = read_bytes(
            written.text.clone().into_bytes(),
            Path::new("x"),
            Some("md"),
        )
        .unwrap();
        let shape = |document: &Document| -> Vec<bool> {
            let own = document.blocks.iter().filter(|b| b.syntax != duizhao::document::Syntax::Html);
            own.map(|block| block.text.is_empty()).collect()
        };
        proptest::prop_assert_eq!(shape(&again), shape(&document), "{}", written.text);
        for (at, block) in again.blocks.iter().enumerate() {
            let changed = edits.iter().filter(|edit| edit.block == at).count();
            if changed > 0 && block.syntax != duizhao::document::Syntax::Html
                && again.blocks.len() == document.blocks.len() && !written.kept.contains(&at)
            {
                let bare = |text: &str| text.replace(char::is_whitespace, "");
                proptest::prop_assert!(
                    bare(&block.text).contains(&bare(&words)), "{}: {}", block.text, written.text
                );
            }
        }
    }
}

#[test]
fn code_at_the_ends_of_a_sentence_is_there_once() {
    for (source, wanted) in [
        (
            "<p><code>ls</code>看。用<code>a\nb</code></p>",
            "<p>Do <code>ls</code>看。 Do 用<code>a\nb</code></p>",
        ),
        (
            "<p><b><kbd>A</kbd></b></p><p>设<math><mi>x</mi></math></p>",
            "<p><b>Do <kbd>A</kbd></b></p><p>Do 设<math><mi>x</mi></math></p>",
        ),
        (
            "<p>用<i><code>x</code></i>。</p>",
            "<p>Do 用<i><code>x</code></i>。</p>",
        ),
    ] {
        let document =
            read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some("html")).unwrap();
        let written = write_back(&document, &edits(&document, |text| format!("Do {text}")));
        assert_eq!(written.unwrap().text, wanted);
    }
}

#[test]
fn ruby_and_sections_at_the_ends_of_a_sentence_are_dropped_whole() {
    for (source, wanted) in [
        (
            "<p><ruby>海<rt>hai</rt></ruby>很大。<ruby>船<rp>(</rp><rt>chuan</rt><rp>)</rp></ruby></p>",
            "<p>sea. sea</p>",
        ),
        (
            "<p><b><ruby><rb>海</rb><rt>hai</rt></ruby></b><i>大</i></p>",
            "<p><b>sea</b><i>sea</i></p>",
        ),
        ("<p><ruby>海<rt>hai</ruby>大</p>", "<p>sea</p>"),
        ("<p><![CDATA[海 < 船。灯]]></p>", "<p>sea &lt; sea. sea</p>"),
        ("<p>大<![CDATA[海]]></p>", "<p>sea</p>"),
    ] {
        let source = format!("<?xml version=\"1.0\"?><html><body>{source}</body></html>");
        let wanted = format!("<?xml version=\"1.0\"?><html><body>{wanted}</body></html>");
        check(&source, "html", &source);
        let document =
            read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some("html")).unwrap();
        let english = |text: &str| {
            let mut words = String::new();
            for c in text.chars() {
                match c {
                    '\u{4e00}'..='\u{9fff}' if words.ends_with("sea") => {}
                    '\u{4e00}'..='\u{9fff}' => words.push_str("sea"),
                    '。' => words.push('.'),
                    c => words.push(c),
                }
            }
            words
        };
        let written = write_back(&document, &edits(&document, english)).unwrap();
        assert_eq!(written.text, wanted);
    }
}
