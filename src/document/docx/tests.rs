use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::document::MarkKind;
use crate::document::table::places;

const SPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn packed(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: Vec<u8>) -> Result<Document> {
    Docx.read_file(bytes, Path::new("x.docx"), &ReadOptions::default())
}

#[test]
fn damaged_documents_are_explained() {
    let document = |body: &str| packed(&[("word/document.xml", body)]);
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    for (bytes, says) in [
        (b"no zip".to_vec(), "not a zip archive"),
        (b"\xD0\xCF\x11\xE0....".to_vec(), "an old Word document"),
        (packed(&[]), "word/document.xml: is missing"),
        (
            document("<w:document>\n<w:p></w:r></w:document>"),
            "word/document.xml:2:6: broken XML",
        ),
        (
            document("<w:document>\n<w:p>"),
            "word/document.xml:2:6: broken XML: it ends",
        ),
        (
            document("<!DOCTYPE d [<!ENTITY a SYSTEM \"b\">]><d>&a;</d>"),
            "word/document.xml:1:41: the reference &a; means nothing: no text is declared",
        ),
        (document("<d>&lol;</d>"), ":1:4: the reference &lol;"),
        (document(&deep), ":1:769: elements are nested too deeply"),
        (
            document("<d a=\"1\" a=\"2\"/>"),
            "word/document.xml:1:1: broken XML: an attribute",
        ),
    ] {
        let said = read(bytes).unwrap_err().to_string();
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn any_prefix_names_the_namespace() {
    let xml = format!(
        "<ns0:document xmlns:ns0=\"{SPACE}\"><ns0:body><ns0:p><ns0:r><ns0:t>灯亮了。</ns0:t></ns0:r></ns0:p></ns0:body></ns0:document>"
    );
    let document = read(packed(&[("word/document.xml", &xml)])).unwrap();
    assert_eq!(document.blocks[0].text, "灯亮了。");
}

#[test]
fn places_are_told_in_their_member() {
    let xml = format!(
        "<w:document xmlns:w=\"{SPACE}\"><w:body><w:p><w:r><w:t>前</w:t></w:r><w:r><w:txbxContent>\
         <w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:r><w:r><w:t>后</w:t></w:r></w:p>\
         </w:body></w:document>"
    );
    let document = read(packed(&[("word/document.xml", &xml)])).unwrap();
    let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(texts, ["前后", "框"]);
    for block in &document.blocks {
        for run in &block.runs {
            let (member, at) = document.source.in_member(run.source.start).unwrap();
            assert_eq!(member, "word/document.xml");
            assert!(xml[at..].starts_with(run.text.of(&block.text)));
        }
    }
}

#[test]
fn cells_tell_where_they_stand() {
    let cell = |properties: &str, inside: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>")
    };
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |rows: &[String]| format!("<w:tbl>{}</w:tbl>", rows.concat());
    let inner = table(&[row(&[cell("", &p("deep")), cell("", &p("deeper"))])]);
    let body = [
        p("Before."),
        table(&[
            row(&[
                cell("<w:gridSpan w:val=\"2\"/>", &p("wide")),
                cell("", &p("end")),
            ]),
            row(&[
                cell("", &(p("one") + &p("two"))),
                cell("", "<w:p/>"),
                cell("", &p("three")),
            ]),
        ]),
        p("After."),
        table(&[row(&[
            cell("", &p("left")),
            cell("", &(inner + &p("right"))),
        ])]),
    ]
    .concat();
    let document = format!("<w:document xmlns:w=\"{SPACE}\"><w:body>{body}</w:body></w:document>");
    let document = read(packed(&[("word/document.xml", &document)])).unwrap();
    assert_eq!(
        places(&document.blocks),
        [
            ("Before.", None),
            ("wide", Some((0, 0, 0))),
            ("end", Some((0, 0, 2))),
            ("one", Some((0, 1, 0))),
            ("two", Some((0, 1, 0))),
            ("three", Some((0, 1, 2))),
            ("After.", None),
            ("left", Some((1, 0, 0))),
            ("deep", Some((2, 0, 0))),
            ("deeper", Some((2, 0, 1))),
            ("right", Some((1, 0, 1))),
        ]
    );
}

/// A document with this body.
fn body(inside: &str) -> String {
    format!(
        "<w:document xmlns:w=\"{SPACE}\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
         xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:v=\"urn:schemas-microsoft-com:vml\" \
         xmlns:w16se=\"http://schemas.microsoft.com/office/word/2015/wordml/symex\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
         <w:body>{inside}</w:body></w:document>"
    )
}

/// A paragraph with this run.
fn p(run: &str) -> String {
    format!("<w:p><w:r>{run}</w:r></w:p>")
}

fn t(text: &str) -> String {
    format!("<w:t>{text}</w:t>")
}

fn read_body(inside: &str) -> Document {
    read(packed(&[("word/document.xml", &body(inside))])).unwrap()
}

fn texts(document: &Document) -> Vec<&str> {
    let blocks = document.blocks.iter();
    blocks.map(|block| block.text.as_str()).collect()
}

/// What was left out: the kind, and how many letters.
fn left_out(document: &Document) -> Vec<(&str, usize)> {
    let left = document.left_out.iter();
    left.map(|left| (&*left.what, left.letters)).collect()
}

/// The runs that are verbatim have the bytes that they say, in the member that they are told to be in.
fn check_runs(document: &Document) {
    let mut at = 0;
    for block in &document.blocks {
        assert!(block.span.start >= at, "{}", block.text);
        at = block.span.end;
        for run in &block.runs {
            if run.verbatim {
                let own = run.source.of(&document.source.text);
                assert_eq!(own, run.text.of(&block.text));
            }
        }
    }
}

const SIGN: &str = "<mc:AlternateContent><mc:Choice Requires=\"w16se\">\
    <w16se:symEx w16se:font=\"F\" w16se:char=\"2460\"/></mc:Choice>\
    <mc:Fallback><w:t>①</w:t></mc:Fallback></mc:AlternateContent>";

#[test]
fn an_alternative_is_read_where_the_one_before_it_has_no_text() {
    let alternatives = |choice: &str, fallback: &str| {
        p(&format!(
            "<mc:AlternateContent><mc:Choice Requires=\"x\">{choice}</mc:Choice>\
             <mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
        ))
    };
    let boxed = |text: &str| {
        format!(
            "<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>",
            p(&t(text))
        )
    };
    let picture = "<w:drawing><a:blip r:embed=\"i\"/></w:drawing>";
    let sign = SIGN.to_owned() + &t("第一条。");
    for (inside, expected) in [
        (p(&sign), vec!["①第一条。"]),
        // The character alone, where no program is offered another.
        (
            p("<w16se:symEx w16se:font=\"F\" w16se:char=\"2461\"/>"),
            vec!["②"],
        ),
        (alternatives(&t("新"), &t("旧")), vec!["新"]),
        (alternatives("", &t("旧")), vec!["旧"]),
        (alternatives(&t(" "), &t("旧")), vec!["旧"]),
        (
            alternatives(&boxed("新框"), &boxed("旧框")),
            vec!["", "新框"],
        ),
        (alternatives(picture, &boxed("旧框")), vec!["", "旧框"]),
        (alternatives(picture, picture), vec![""]),
        // The first of several choices, and one inside another.
        (
            alternatives(
                &format!(
                    "{}</mc:Choice><mc:Choice Requires=\"y\">{}",
                    t("一"),
                    t("二")
                ),
                &t("三"),
            ),
            vec!["一"],
        ),
        (
            p(&format!(
                "<mc:AlternateContent><mc:Choice Requires=\"x\">{SIGN}</mc:Choice>\
                 <mc:Fallback><w:t>(1)</w:t></mc:Fallback></mc:AlternateContent>"
            )),
            vec!["①"],
        ),
    ] {
        let document = read_body(&inside);
        let seen: Vec<&str> = texts(&document);
        let expected: Vec<&str> = expected
            .into_iter()
            .filter(|text| !text.is_empty() || seen.contains(text))
            .collect();
        assert_eq!(seen, expected, "{inside}");
        check_runs(&document);
    }
}

const BEGIN: &str = "<w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText>";
const SEPARATE: &str = "<w:fldChar w:fldCharType=\"separate\"/>";
const END: &str = "<w:fldChar w:fldCharType=\"end\"/>";

#[test]
fn a_field_without_end_hides_nothing() {
    let rest = p(&t("后面还有。"));
    let deleted = |run: &str| format!("<w:p><w:del><w:r>{run}</w:r></w:del></w:p>");
    let boxed = format!(
        "<w:p><w:r><w:txbxContent>{}</w:txbxContent></w:r><w:r><w:t>框外</w:t></w:r></w:p>",
        p(&(BEGIN.to_owned() + &t("框")))
    );
    for (inside, expected, warned) in [
        (
            p(&(BEGIN.to_owned() + &t("前"))) + &rest,
            vec!["前", "后面还有。"],
            1,
        ),
        (
            p(&(BEGIN.to_owned() + SEPARATE + &t("7"))) + &rest,
            vec!["7", "后面还有。"],
            1,
        ),
        (p(BEGIN) + &deleted(END) + &rest, vec!["后面还有。"], 1),
        // A field inside of one that has no end, and one around it.
        (
            p(&(BEGIN.to_owned() + BEGIN + &t("x") + SEPARATE + &t("1") + END + &t("前"))) + &rest,
            vec!["1前", "后面还有。"],
            1,
        ),
        (boxed, vec!["框外", "框"], 1),
        // Nothing is wrong with these.
        (
            p(&(BEGIN.to_owned() + &t("x") + SEPARATE + &t("7") + END)) + &rest,
            vec!["7", "后面还有。"],
            0,
        ),
        (
            p(BEGIN) + &p(&t("x")) + &p(&(END.to_owned() + &t("前"))) + &rest,
            vec!["前", "后面还有。"],
            0,
        ),
        (
            deleted(&(BEGIN.to_owned() + SEPARATE + END)) + &rest,
            vec!["后面还有。"],
            0,
        ),
        (p(END) + &rest, vec!["后面还有。"], 0),
    ] {
        let document = read_body(&inside);
        assert_eq!(texts(&document), expected, "{inside}");
        assert_eq!(document.warnings.len(), warned, "{:?}", document.warnings);
        if warned > 0 {
            let said = &document.warnings[0];
            assert!(said.starts_with("word/document.xml, byte "), "{said}");
        }
    }
}

#[test]
fn formulas_are_read_whatever_the_run_before_them_is() {
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>";
    let formula = "<m:oMath><m:r><m:t>x=</m:t></m:r><m:r><m:t>1</m:t></m:r></m:oMath>";
    let document = read_body(&format!(
        "<w:p><w:r><w:t>设</w:t></w:r>{hidden}{formula}<w:r><w:t>。</w:t></w:r></w:p>"
    ));
    assert_eq!(texts(&document), ["设x=1。"]);
    assert_eq!(left_out(&document), [(omitted::HIDDEN, 1)]);
    let block = &document.blocks[0];
    let kept: Vec<&str> = block.opaque().map(|span| span.of(&block.text)).collect();
    assert_eq!(kept, ["x=1"]);
    assert_eq!(block.codes[0].source.of(&document.source.text), formula);
}

#[test]
fn paragraphs_of_drawings_stand_by_themselves() {
    let shape = "<w:r><w:drawing><a:graphic><a:txSp><a:txBody>\
        <a:p><a:r><a:rPr b=\"1\"/><a:t>甲</a:t></a:r><a:r><a:t>组</a:t></a:r></a:p>\
        <a:p><a:r><a:t>乙组</a:t></a:r></a:p></a:txBody></a:txSp></a:graphic></w:drawing></w:r>";
    // Prefixes may be declared where the drawing begins, outside of what is moved.
    let own = shape.replace("<a:", "<b:").replace("</a:", "</b:").replace(
        "<b:graphic>",
        "<b:graphic xmlns:b=\"http://schemas.openxmlformats.org/drawingml/2006/main\">",
    );
    for shape in [shape, &own] {
        let document = read_body(&format!(
            "<w:p><w:r><w:t>前</w:t></w:r>{shape}<w:r><w:t>后</w:t></w:r></w:p>"
        ));
        assert_eq!(texts(&document), ["前后", "甲组", "乙组"]);
        assert_eq!(document.blocks[1].marks.len(), 1);
        check_runs(&document);
    }
}

#[test]
fn what_is_left_out_is_listed() {
    let sdt = |properties: &str, text: &str| {
        format!(
            "<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{}{}</w:sdtContent></w:sdt>",
            p(&t(text)),
            p(&t(text))
        )
    };
    let styled = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r>{}</w:r></w:p>",
            t(text)
        )
    };
    for (inside, expected) in [
        ("<w:p><w:del><w:r><w:delText>旧文</w:delText></w:r></w:del></w:p>".to_owned(), vec![(omitted::DELETED, 2)]),
        ("<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>".to_owned(), vec![(omitted::DELETED, 2)]),
        (
            "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>去</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
            vec![(omitted::DELETED, 1)],
        ),
        (p("<w:rPr><w:vanish/></w:rPr><w:t>藏&amp;起</w:t>"), vec![(omitted::HIDDEN, 2)]),
        (p("<w:rPr><w:rStyle w:val=\"Gone\"/></w:rPr><w:t>藏起</w:t>"), vec![(omitted::HIDDEN, 2)]),
        (styled("GoneToo", "藏起"), vec![(omitted::HIDDEN, 2)]),
        (
            sdt("<w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj>", "第一章"),
            vec![(omitted::CONTENTS, 6)],
        ),
        (styled("TOC1", "一章"), vec![(omitted::CONTENTS, 2)]),
        (sdt("<w:showingPlcHdr/>", "单击此处"), vec![(omitted::PLACEHOLDER, 8)]),
        (p("<w:ruby><w:rt><w:r><w:t>hǎi</w:t></w:r></w:rt></w:ruby>"), vec![(omitted::READING, 3)]),
        (p(&(BEGIN.to_owned() + &t("说明") + END)), vec![(omitted::INSTRUCTION, 2)]),
        (p("<w:pict><v:textpath string=\"艺术字\"/></w:pict>"), vec![(omitted::WORD_ART, 3)]),
        // What is read twice is not told, and neither is what has no letters.
        (p(SIGN), vec![]),
        ("<w:p><w:del><w:r><w:delText>。</w:delText></w:r></w:del></w:p>".to_owned(), vec![]),
        // Words between two stretches of the same kind make them two.
        (
            "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>新</w:t></w:r>\
             <w:del><w:r><w:delText>文</w:delText></w:r></w:del></w:p>".to_owned(),
            vec![(omitted::DELETED, 1), (omitted::DELETED, 1)],
        ),
    ] {
        let styles = format!(
            "<w:styles xmlns:w=\"{SPACE}\"><w:style w:styleId=\"Gone\"><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:styleId=\"GoneToo\"><w:basedOn w:val=\"Gone\"/></w:style></w:styles>"
        );
        let document = read(packed(&[
            ("word/document.xml", &body(&(inside.clone() + &p(&t("正文。"))))),
            ("word/styles.xml", &styles),
            RELATIONS,
        ]))
        .unwrap();
        assert_eq!(texts(&document).last(), Some(&"正文。"));
        assert_eq!(left_out(&document), expected, "{inside}");
        for left in &document.left_out {
            let crate::document::LeftPlace::Span(span) = left.place else {
                panic!("it stands in the text");
            };
            let own = span.of(&document.source.text);
            assert!(inside.contains(&own[..own.len().min(3)]), "{own}");
        }
    }
}

const RELATIONS: (&str, &str) = (
    "word/_rels/document.xml.rels",
    "<Relationships>\
     <Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/>\
     </Relationships>",
);

#[test]
fn parts_beside_the_text_are_listed_and_missing_ones_told() {
    let kinds = [
        "styles",
        "numbering",
        "footnotes",
        "endnotes",
        "header",
        "footer",
        "comments",
        "glossaryDocument",
        "image",
    ];
    let relations: String = kinds
        .iter()
        .map(|kind| {
            format!("<Relationship Id=\"{kind}\" Type=\"x/{kind}\" Target=\"{kind}.xml\"/>")
        })
        .collect();
    let relations = format!(
        "<Relationships>{relations}<Relationship Id=\"sub\" Type=\"x/subDocument\" \
         Target=\"file:///two.docx\" TargetMode=\"External\"/></Relationships>"
    );
    let main = body(&(p(&t("正文。")) + "<w:subDoc r:id=\"sub\"/>"));
    let document = read(packed(&[
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", &relations),
    ]))
    .unwrap();
    assert_eq!(texts(&document), ["正文。"]);
    let said = document.warnings.join("\n");
    for kind in &kinds[..8] {
        assert!(
            said.contains(&format!("word/{kind}.xml: the document names it")),
            "{said}"
        );
    }
    assert!(
        said.contains("file:///two.docx: a part of this document"),
        "{said}"
    );
    assert_eq!(document.warnings.len(), 9);
    let part = |text: &str| body(&p(&t(text)));
    let broken = "<w:hdr><w:p>";
    let document = read(packed(&[
        ("word/document.xml", &body(&p(&t("正文。")))),
        ("word/_rels/document.xml.rels", &relations),
        ("word/header.xml", broken),
        ("word/footer.xml", &part("页脚")),
        ("word/comments.xml", &part("批注。")),
        ("word/glossaryDocument.xml", &part("")),
    ]))
    .unwrap();
    assert_eq!(left_out(&document), [("footer", 2), ("comment", 2)]);
    let place = crate::document::LeftPlace::Member("word/footer.xml".to_owned());
    assert_eq!(document.left_out[0].place, place);
    assert!(
        document
            .warnings
            .iter()
            .any(|said| said.starts_with("word/header.xml:1:13: broken XML")),
        "{:?}",
        document.warnings
    );
}

#[test]
fn texts_of_other_parts_stand_where_they_are_shown() {
    let relations: String = [
        ("c1", "aFChunk", "one.html"),
        ("c2", "aFChunk", "two.txt"),
        ("c3", "aFChunk", "three.mht"),
        ("c4", "aFChunk", "gone.html"),
        ("d", "diagramData", "diagrams/data1.xml"),
        ("h", "chart", "charts/chart1.xml"),
    ]
    .iter()
    .map(|(id, kind, target)| {
        format!("<Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\"/>")
    })
    .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let chunk = |id: &str| format!("<w:altChunk r:id=\"{id}\"/>");
    let drawing = |inside: &str| {
        format!(
            "<w:p><w:r><w:t>图</w:t></w:r><w:r><w:drawing>{inside}</w:drawing></w:r>\
             <w:r><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:r>\
             <w:r><w:t>前</w:t></w:r></w:p>"
        )
    };
    let main = body(
        &[
            p(&t("一")),
            chunk("c1"),
            p(&t("二")),
            chunk("c2"),
            chunk("c3"),
            chunk("c4"),
            drawing(
                "<dgm:relIds xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\" r:dm=\"d\"/>",
            ),
            drawing(
                "<c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"h\"/>",
            ),
            p(&t("三")),
        ]
        .concat(),
    );
    let shape = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";
    let diagram = format!(
        "<dgm:dataModel xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\" {shape}>\
         <dgm:pt><dgm:t>\n<a:p><a:r><a:t>甲组</a:t></a:r></a:p><a:p><a:r><a:t>乙组</a:t></a:r></a:p></dgm:t></dgm:pt>\
         <dgm:pt><dgm:prSet phldr=\"1\"/><dgm:t><a:p><a:r><a:t>文本</a:t></a:r></a:p></dgm:t></dgm:pt>\
         </dgm:dataModel>"
    );
    let chart = format!(
        "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" {shape}>\
         <c:title><c:tx><c:rich><a:p><a:r><a:t>销量</a:t></a:r></a:p></c:rich></c:tx></c:title>\
         <c:cat><c:strRef><c:strCache><c:pt><c:v>春</c:v></c:pt><c:pt><c:v>夏</c:v></c:pt></c:strCache></c:strRef></c:cat>\
         <c:val><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:val></c:chartSpace>"
    );
    let document = read(packed(&[
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", &relations),
        (
            "word/one.html",
            "<html><body><h1>题</h1><p>网<b>页</b>。</p></body></html>",
        ),
        ("word/two.txt", "文件一行。\n\n又一行。"),
        ("word/three.mht", "MIME"),
        ("word/diagrams/data1.xml", &diagram),
        ("word/charts/chart1.xml", &chart),
    ]))
    .unwrap();
    let expected = [
        "一",
        "题",
        "网页。",
        "二",
        "文件一行。",
        "又一行。",
        "图前",
        "甲组",
        "乙组",
        "框",
        "图前",
        "销量",
        "框",
        "三",
    ];
    assert_eq!(texts(&document), expected);
    check_runs(&document);
    assert_eq!(
        left_out(&document),
        [(omitted::PLACEHOLDER, 2), (omitted::CHART_LABELS, 2)]
    );
    let said = document.warnings.join("\n");
    assert_eq!(
        said,
        "word/three.mht: text of another file, which is not read\n\
         word/gone.html: text of another file, which is missing"
    );
    // Every place leads to its member.
    for block in &document.blocks {
        for run in block.runs.iter().filter(|run| run.verbatim) {
            let (member, at) = document.source.in_member(run.source.start).unwrap();
            let of = |name: &str| member.ends_with(name);
            let text = if of("document.xml") {
                &main
            } else if of("data1.xml") {
                &diagram
            } else if of("chart1.xml") {
                &chart
            } else {
                continue;
            };
            assert!(text[at..].starts_with(run.text.of(&block.text)));
        }
    }
    // Read again from the same source, it is the same.
    let again = Docx.read(document.source.clone(), &document.read).unwrap();
    assert_eq!(texts(&again), expected);
}

#[test]
fn notes_are_known_by_their_signs_and_lines_by_their_breaks() {
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships><Relationship Id=\"n\" Type=\"{of}/footnotes\" Target=\"footnotes.xml\"/></Relationships>"
    );
    let main = format!(
        "<w:document xmlns:w=\"{SPACE}\"><w:body><w:p><w:r><w:t>The lamp is lit and burns all through the night.</w:t></w:r>\
         <w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:br/><w:t>The tide</w:t></w:r>\
         <w:r><w:br w:type=\"page\"/><w:t>is out.</w:t></w:r></w:p></w:body></w:document>"
    );
    let notes = format!(
        "<w:footnotes xmlns:w=\"{SPACE}\"><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>\
         <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Three lamps.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let document = read(packed(&[
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", &relations),
        ("word/footnotes.xml", &notes),
    ]))
    .unwrap();
    let told: Vec<_> = document
        .blocks
        .iter()
        .map(|block| (block.text.as_str(), block.note.as_deref()))
        .collect();
    let words = "The lamp is lit and burns all through the night. The tide is out.";
    assert_eq!(told, [(words, None), ("Three lamps.", Some("fn2"))]);
    let marks: Vec<_> = document.blocks[0]
        .marks
        .iter()
        .map(|mark| (mark.over.start, mark.kind.clone()))
        .collect();
    let end = words.find(" The tide").unwrap();
    assert_eq!(
        marks,
        [
            (end, MarkKind::Note("fn2".to_owned())),
            (end, MarkKind::Break)
        ]
    );
}
