//! Every line of the tables in docs/formats.md that say what is text has an input here, and what is
//! read of it.

use std::path::Path;

use crate::common;
use duizhao::document::{UNREAD, read_bytes};

/// The first cell of the line, an input, the texts of its blocks.
const MARKDOWN: &[(&str, &str, &[&str])] = &[
    (
        "paragraphs, headings, items, quotations, cells",
        "# 甲\n\n乙\n\n- 丙\n\n> 丁\n\n| 戊 |\n|---|\n| 己 |\n",
        &["甲", "乙", "丙", "丁", "戊", "己"],
    ),
    (
        "emphasis, strong, strikethrough",
        "*甲***乙**~~丙~~\n",
        &["甲乙丙"],
    ),
    (
        "links",
        "[甲](u \"乙\")[丙][d]\n\n[d]: v \"丁\"\n",
        &["甲丙"],
    ),
    ("images", "甲![乙](u)\n", &["甲"]),
    (
        "addresses in `<>`",
        "见<https://a.example>\n",
        &["见https://a.example"],
    ),
    ("code between backticks", "用`a*b*`\n", &["用a*b*"]),
    ("blocks of code", "```\n甲\n```\n\n    乙\n", &[]),
    (
        "formulas: `$`, `$$`, `\\(`, `\\[`, `\\begin`",
        "甲$a_1$\\(b\\)\n\n$$\nc\n$$\n\n\\[d=1\\]\n\n\\begin{x}\ne\n\\end{x}\n",
        &["甲$a_1$\\(b\\)"],
    ),
    ("hard line breaks", "甲\\\n乙  \n丙\n", &["甲乙丙"]),
    ("escapes and entities", "\\*甲&amp;乙\n", &["*甲&乙"]),
    ("boxes of tasks", "- [ ] 甲\n- [x] 乙\n", &["甲", "乙"]),
    (
        "alerts: `> [!NOTE]`",
        "> [!NOTE]\n> 甲\n\n> [!TIP] 乙\n> 丙\n",
        &["甲", "乙", "丙"],
    ),
    ("notes: `[^1]`", "甲[^1]\n\n[^1]: 乙\n", &["甲", "乙"]),
    ("definition lists", "甲\n: 乙\n", &["甲", "乙"]),
    ("subscript: `H~2~O`", "H~2~O有5~10个\n", &["H2O有5~10个"]),
    (
        "front matter: YAML, TOML, JSON",
        "---\ntitle: 甲\ntags: 乙\n---\n丙\n",
        &["甲", "丙"],
    ),
    (
        "blocks of HTML, components of JSX and Vue",
        "<div title=\"甲\"><p>乙</p><!-- 丙 --></div>\n\n<A b={'丁'}>\n<B>戊</B>\n</A>\n",
        &["乙", "戊"],
    ),
    (
        "tags inside a paragraph",
        "甲<b class=\"乙\">丙</b>\n",
        &["甲丙"],
    ),
    (
        "admonitions and tabs of MkDocs: `!!!`, `???`, `===`",
        "!!! note \"甲\"\n    乙\n\n??? tip\n    丙\n\n=== \"丁\"\n\n    戊\n",
        &["甲", "乙", "丙", "丁", "戊"],
    ),
    ("containers: `:::`", "::: tip 甲\n乙\n:::\n", &["甲", "乙"]),
    (
        "directives of MyST: ```` ```{note} ````, `:::{note}`",
        "```{note} 甲\n:class: b\n乙\n```\n\n:::{figure} c.png\n---\nname: 丙\n---\n丁\n:::\n\n```{math}\n戊\n```\n\n:::{mermaid}\n己\n:::\n\n庚\n",
        &["甲", "乙", "丁", "庚"],
    ),
    (
        "prices: `$5`",
        "由$5到$6，$5 + $6与$5 = $x，$a$\n",
        &["由$5到$6，$5 + $6与$5 = $x，$a$"],
    ),
    (
        "tags of Hugo and Jekyll: `{{< >}}`, `{% %}`",
        "{{< a title=\"甲\" >}}\n\n乙{% b %}丙\n",
        &["乙丙"],
    ),
    (
        "templates: `{{ name }}`",
        "甲{{ a_b_c }}乙\n",
        &["甲{{ a_b_c }}乙"],
    ),
    (
        "attribute lists: `{#id}`, `{: .class}`",
        "## 甲 {#a}\n\n乙{.b}\n{: .c}\n",
        &["甲", "乙"],
    ),
    (
        "roles, labels and targets: `:label:`, `{ref}`, `(name)=`",
        "(c)=\n# 甲\n:label:`a`\n\n见{ref}`b`\n",
        &["甲", "见{ref}b"],
    ),
    (
        "includes and tables of contents: `[[toc]]`, `<<<`",
        "[[toc]]\n\n<<< @/a.js\n\n甲\n",
        &["甲"],
    ),
    (
        "imports and exports of MDX",
        "import A from './a'\n\nexport const b = '甲'\n\n乙\n",
        &["乙"],
    ),
];

const HTML: &[(&str, &str, &[&str])] = &[
    (
        "a page with `main` or `article`",
        "<nav>甲</nav><header><h1>乙</h1></header><main>丙</main><footer>丁</footer>",
        &["乙", "丙"],
    ),
    (
        "a title before them",
        "<nav><h1>甲</h1></nav><h1>乙</h1><article><p>丙</p></article>",
        &["乙", "丙"],
    ),
    (
        "a page without",
        "<p>甲</p><aside>乙</aside><blockquote>丙<footer>丁</footer></blockquote><footer>戊</footer>",
        &["甲", "丙", "丁"],
    ),
    (
        "a chapter of XHTML: `<?xml`, `.xhtml`",
        "<?xml version=\"1.0\"?><html><body><header>甲</header><article>乙</article><aside>丙</aside><nav>丁</nav></body></html>",
        &["甲", "乙", "丙"],
    ),
    (
        "the head",
        "<head><title>甲</title><style>乙</style></head><p>丙</p>",
        &["丙"],
    ),
    (
        "form",
        "<form><p>甲</p><button>乙</button><fieldset><legend>丙</legend><label>丁</label></fieldset></form>",
        &["甲", "丙", "丁"],
    ),
    (
        "`details`, `dialog`, `figure`",
        "<details><summary>甲</summary><p>乙</p></details><dialog>丙</dialog><figure><figcaption>丁</figcaption></figure>",
        &["甲", "乙", "丙", "丁"],
    ),
    (
        "elements without words of the text",
        "<p>甲<select><option>乙</option></select>丙<object><p>丁</p></object>戊<noscript>己</noscript><meter>庚</meter></p>",
        &["甲丙戊"],
    ),
    (
        "what is hidden: `hidden`, `aria-hidden`, `display: none`",
        "<p>甲<span hidden>乙</span><b aria-hidden=\"true\">丙</b></p><div style=\"display: none\">丁</div><aside epub:type=\"footnote\" hidden>戊</aside>",
        &["甲", "戊"],
    ),
    (
        "signs of notes, in any nesting",
        "<p>甲<a href=\"n#1\"><sup>1</sup></a>乙<sup><a href=\"#2\">2</a></sup>丙<sup>[3]</sup>丁<a href=\"#4\">〔4〕</a>戊<a href=\"#5\">*</a>己<a href=\"#6\">↩</a></p>",
        &["甲乙丙丁戊己"],
    ),
    (
        "powers",
        "<p>10<sup>3</sup>千克，1<sup>st</sup></p>",
        &["10³千克，1st"],
    ),
    ("ruby", "<p><ruby>海<rt>hǎi</rt></ruby></p>", &["海"]),
    (
        "`pre`",
        "<pre class=\"poem\">甲乙\n丙丁\n戊己\n</pre><pre><code>庚</code></pre><pre class=\"code\">辛</pre>",
        &["甲乙", "丙丁", "戊己"],
    ),
    (
        "`code`, `kbd`, `samp`, `math`",
        "<p>用<code>甲</code>按<kbd>B</kbd><math><mi>c</mi><annotation>d</annotation></math></p>",
        &["用甲按Bc"],
    ),
    (
        "CDATA",
        "<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY a \"b\">]><html><body><p><![CDATA[甲 < 乙]]></p></body></html>",
        &["甲 < 乙"],
    ),
    (
        "entities that a page of XHTML declares",
        "<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY who \"甲<b>乙</b>&#8212;\">]><html><body><p>&who;丙</p></body></html>",
        &["甲乙—丙"],
    ),
    (
        "attributes",
        "<p title=\"甲\">乙<img alt=\"丙\" src=\"d\"></p>",
        &["乙"],
    ),
];

#[test]
fn every_line_of_the_page_is_so() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = std::fs::read_to_string(page).unwrap();
    for (format, heading, cases) in [
        ("md", "## What is text in Markdown", MARKDOWN),
        ("html", "## What is text in HTML", HTML),
    ] {
        let (_, section) = page.split_once(heading).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let told: Vec<&str> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
            .skip(2)
            .collect();
        let tested: Vec<&str> = cases.iter().map(|(line, ..)| *line).collect();
        assert_eq!(told, tested);
        for (line, source, wanted) in cases {
            let bytes = source.as_bytes().to_vec();
            let document = read_bytes(bytes, Path::new("x"), Some(format)).unwrap();
            let blocks = document.blocks.iter();
            let texts: Vec<&str> = blocks
                .map(|block| block.text.as_str())
                .filter(|text| !text.is_empty())
                .collect();
            assert_eq!(texts, *wanted, "{line}");
        }
    }
}

/// Kinds of what is left out, with their letters.
type Kinds = &'static [(&'static str, usize)];

/// What of an input is left out: the format, the input, the kinds.
const LEFT_OUT: &[(&str, &str, Kinds)] = &[
    (
        "md",
        "---\ntitle: 甲\nauthor: 乙丙\n---\n\n丁\n",
        &[("front matter", 13)],
    ),
    (
        "md",
        "丁\n\n```js\na(\"乙\")\n```\n\n    丙丙\n",
        &[("code", 6)],
    ),
    ("md", "丁`a`$b$\n\n$$\nc\n$$\n", &[("formula", 1)]),
    (
        "md",
        "丁[戊](u \"甲乙\")![丙](v)\n\n![己庚](w)\n\n[d]: x \"辛\"\n",
        &[("alternative text", 3), ("title", 3)],
    ),
    (
        "md",
        "丁<!-- 甲 -->\n\n<!-- 乙丙 -->\n\n<script>a</script>\n",
        &[("comment", 3), ("script", 7)],
    ),
    (
        "md",
        "<p title=\"甲\">丁</p>\n\n戊<b aria-label='乙丙'>己</b>\n",
        &[("attribute title", 1), ("attribute aria-label", 2)],
    ),
    ("md", "# 丁\n\n- 戊[^a]\n\n1. 己\n\n[^a]: 庚\n", &[]),
    ("txt", "丁\n\n戊\n", &[]),
];

#[test]
fn what_is_left_out_is_listed() {
    for (format, source, wanted) in LEFT_OUT {
        let bytes = source.as_bytes().to_vec();
        let document = read_bytes(bytes, Path::new("x"), Some(format)).unwrap();
        let kinds = document.left_out_by_kind();
        let found: Vec<(&str, usize)> =
            kinds.iter().map(|kind| (kind.what, kind.letters)).collect();
        assert_eq!(found, *wanted, "{source}");
    }
}

#[test]
fn every_format_that_is_not_read_says_what_to_do() {
    for format in UNREAD {
        for extension in format.extensions {
            let name = format!("x.{extension}");
            let bytes = "海上有灯。".as_bytes().to_vec();
            let error = read_bytes(bytes.clone(), Path::new(&name), None).unwrap_err();
            let said = error.to_string();
            assert!(said.contains(format.name), "{name}: {said}");
            assert!(read_bytes(bytes, Path::new(&name), Some("txt")).is_ok());
        }
    }
    for (bytes, says) in [
        (&b"%PDF-1.7"[..], "a PDF"),
        (b"\xD0\xCF\x11\xE0....", "an old Word document"),
        (b"{\\rtf1 a}", "RTF"),
        (b"PK\x03\x04....", "a ZIP archive"),
    ] {
        for name in ["x", "x.txt", "x.md"] {
            let error = read_bytes(bytes.to_vec(), Path::new(name), None).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }
    // A text that says so is a text.
    let text = format!("{}BOOKMOBI", "a".repeat(60));
    assert!(read_bytes(text.into_bytes(), Path::new("x.txt"), None).is_ok());
    let mut book = vec![0; 60];
    book.extend(b"BOOKMOBI");
    assert!(read_bytes(book, Path::new("x.txt"), None).is_err());
    for name in ["x.docx", "x.epub"] {
        let error = read_bytes(b"%PDF-1.7".to_vec(), Path::new(name), None).unwrap_err();
        assert!(error.to_string().contains("a PDF"), "{error}");
    }
}

#[test]
fn a_document_without_text_is_told() {
    let page = b"<script>var a</script>".to_vec();
    let read = |strict: bool| {
        let options = duizhao::document::ReadOptions {
            strict,
            ..Default::default()
        };
        let document =
            duizhao::document::read_bytes_with(page.clone(), Path::new("x.html"), None, &options);
        document.map(|document| document.warnings)
    };
    let warnings = read(false).unwrap();
    assert!(warnings[0].starts_with("it has no text"), "{warnings:?}");
    let error = read(true).unwrap_err().to_string();
    assert!(error.contains("it has no text"), "{error}");
}

/// The first cell of the line about books, the manifest and spine of a book, what is read of it. Its pages are
/// `a.xhtml`, `b.htm` and others of the names here.
const BOOKS: &[(&str, &str, &str, &[&str])] = &[
    (
        "pages",
        "<item id='1' href='a.xhtml' media-type='application/xhtml+xml'/><item id='2' href='b.htm' media-type='x/y'/><item id='3' href='c.xml' media-type='application/x-dtbook+xml'/>",
        "<itemref idref='3'/><itemref idref='1' linear='no'/><itemref idref='2'/>",
        &["丙", "乙", "甲"],
    ),
    (
        "a page of another type",
        "<item id='1' href='d.pdf' media-type='application/pdf' fallback='2'/><item id='2' href='b.htm'/><item id='3' href='e.png' media-type='image/png'/>",
        "<itemref idref='1'/><itemref idref='3'/>",
        &["乙"],
    ),
    (
        "SVG as a page",
        "<item id='1' href='f.svg' media-type='image/svg+xml'/>",
        "<itemref idref='1'/>",
        &["丁"],
    ),
    (
        "a page twice in the reading order",
        "<item id='1' href='a.xhtml'/><item id='2' href='b.htm'/>",
        "<itemref idref='1'/><itemref idref='2'/><itemref idref='1'/>",
        &["甲", "乙"],
    ),
    (
        "names in other capitals, escapes, folders by `\\`, Chinese names of Windows",
        "<item id='1' href='.\\A.XHTML' media-type='text/html'/><item id='2' href='%62.htm'/>",
        "<itemref idref='1'/><itemref idref='2'/>",
        &["甲", "乙"],
    ),
    (
        "table of contents: `nav`, NCX",
        "<item id='1' href='g.xhtml' properties='nav'/><item id='2' href='a.xhtml'/>",
        "<itemref idref='1'/><itemref idref='2'/>",
        &["甲"],
    ),
    (
        "metadata",
        "<item id='1' href='a.xhtml'/>",
        "<itemref idref='1'/>",
        &["甲"],
    ),
    (
        "`epub:switch`",
        "<item id='1' href='h.xhtml'/>",
        "<itemref idref='1'/>",
        &["戊"],
    ),
    (
        "several renditions",
        "<item id='1' href='b.htm'/>",
        "<itemref idref='1'/>",
        &["乙"],
    ),
    (
        "encryption of fonts and sounds",
        "<item id='1' href='a.xhtml'/>",
        "<itemref idref='1'/>",
        &["甲"],
    ),
];

#[test]
fn every_line_about_books_is_so() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("## EPUB").unwrap();
    let lines = section.lines().skip_while(|line| !line.starts_with("| "));
    let lines = lines.take_while(|line| line.starts_with("| "));
    let told: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .skip(2)
        .collect();
    let tested: Vec<&str> = BOOKS.iter().map(|(line, ..)| *line).collect();
    assert_eq!(told, tested);
    for (line, manifest, spine, wanted) in BOOKS {
        let package = format!(
            "<package><metadata><title>题</title></metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
        );
        let html = |words: &str| format!("<html><body><p>{words}</p></body></html>");
        let encryption = "<encryption><EncryptedData><EncryptionMethod Algorithm='aes'/><CipherReference URI='s.mp3'/></EncryptedData></encryption>";
        let members = [
            (
                "META-INF/container.xml",
                "<container><rootfile full-path='p.opf'/><rootfile full-path='q.opf'/></container>".to_owned(),
            ),
            ("META-INF/encryption.xml", encryption.to_owned()),
            ("p.opf", package),
            ("a.xhtml", html("甲")),
            ("b.htm", html("乙")),
            ("c.xml", "<dtbook><book><p>丙</p></book></dtbook>".to_owned()),
            ("f.svg", "<svg><title>名</title><text>丁</text></svg>".to_owned()),
            ("g.xhtml", "<html><body><h1>目录</h1><nav><a href='a.xhtml'>甲</a></nav></body></html>".to_owned()),
            ("h.xhtml", html("<epub:switch><epub:case>己</epub:case><epub:default>戊</epub:default></epub:switch>")),
        ]
        .map(|(name, text)| (name.to_owned(), text.into_bytes()));
        let book = common::epub::packed(&members);
        let document = read_bytes(book, Path::new("b.epub"), None).unwrap();
        let blocks = document.blocks.iter();
        let texts: Vec<&str> = blocks
            .map(|block| block.text.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(texts, *wanted, "{line}");
    }
}
