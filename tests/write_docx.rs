//! Word documents written back: in their own words they are themselves, byte for byte; with other words their
//! runs, links, notes and fields stand where they stood, and every part is well-formed.

#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use duizhao::document::file_bytes::splice;
use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Document, read_bytes};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;
use duizhao::translate::Masked;
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

const MAIN: &str = "word/document.xml";

fn packed(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document with this body.
fn body(inside: &str) -> String {
    format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
         xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
         <w:body>{inside}</w:body></w:document>"
    )
}

fn member(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn read(bytes: &[u8]) -> Document {
    read_bytes(bytes.to_vec(), Path::new("x.docx"), None).unwrap()
}

/// What each sentence is sent as, with what `answer` makes of it.
fn edits(document: &Document, answer: &dyn Fn(&str) -> String) -> Vec<Edit> {
    let contents = contents(document).unwrap();
    let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
    let sentences = text.segments.iter().filter_map(|sentence| {
        let content = contents[sentence.block].as_ref()?;
        let masked = Masked::of(&content.part(sentence.place));
        Some(Edit {
            block: sentence.block,
            place: sentence.place,
            words: masked.unmask(&answer(&masked.text)).unwrap(),
        })
    });
    sentences.collect()
}

/// The document with other words, and how many blocks kept their own.
fn translated(bytes: &[u8], answer: &dyn Fn(&str) -> String) -> (Vec<u8>, usize) {
    let document = read(bytes);
    let written = write_back(&document, &edits(&document, answer)).unwrap();
    let new = splice(&document.source, bytes, &written.text).unwrap();
    (new, written.kept.len())
}

/// The body of a document whose sentences are answered by the table; others stay.
fn answered(inside: &str, table: &[(&str, &str)]) -> String {
    let whole = body(inside);
    let bytes = packed(&[(MAIN, &whole)]);
    let answer = |sent: &str| {
        let known = table.iter().find(|(zh, _)| *zh == sent);
        known.map_or_else(|| sent.to_owned(), |(_, en)| (*en).to_owned())
    };
    let (new, kept) = translated(&bytes, &answer);
    assert_eq!(kept, 0, "{inside}");
    let new = member(&new, MAIN);
    let from = new.find("<w:body>").unwrap() + "<w:body>".len();
    new[from..new.find("</w:body>").unwrap()].to_owned()
}

/// What every sentence of a document is sent as.
fn sent(inside: &str) -> Vec<String> {
    let whole = body(inside);
    let document = read(&packed(&[(MAIN, &whole)]));
    let contents = contents(&document).unwrap();
    let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
    let sentences = text.segments.iter();
    sentences
        .map(|sentence| {
            let content = contents[sentence.block].as_ref().unwrap();
            Masked::of(&content.part(sentence.place)).text
        })
        .collect()
}

fn r(properties: &str, inside: &str) -> String {
    match properties {
        "" => format!("<w:r>{inside}</w:r>"),
        _ => format!("<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>"),
    }
}

fn t(text: &str) -> String {
    format!("<w:t>{text}</w:t>")
}

fn s(text: &str) -> String {
    format!("<w:t xml:space=\"preserve\">{text}</w:t>")
}

fn p(runs: &[String]) -> String {
    format!("<w:p>{}</w:p>", runs.concat())
}

const B: &str = "<w:b/>";

/// Body, what its sentences are sent as, the answers, the new body.
type Case = (String, Vec<(&'static str, &'static str)>, String);

fn check(cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for (inside, answers, expected) in cases {
        let wanted: Vec<&str> = answers.iter().map(|(zh, _)| *zh).collect();
        if sent(&inside) != wanted {
            wrong.push(format!("{inside}\nis sent as {:?}", sent(&inside)));
        }
        assert_eq!(answered(&inside, &[]), inside);
        let new = answered(&inside, &answers);
        if new != expected {
            wrong.push(format!("{inside}\nbecame\n{new}\nand not\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn field(kind: &str) -> String {
    format!("<w:fldChar w:fldCharType=\"{kind}\"/>")
}

fn instruction(text: &str) -> String {
    format!("<w:instrText>{text}</w:instrText>")
}

#[test]
fn words_take_the_look_of_those_they_replace() {
    let hint = "<w:rFonts w:hint=\"eastAsia\"/>";
    check(vec![
        (
            p(&[r("", &t("灯亮了。"))]),
            vec![("灯亮了。", "The lamp is lit.")],
            p(&[r("", &t("The lamp is lit."))]),
        ),
        // Sentences that begin in the middle of a run.
        (
            p(&[r("", &t("灯亮了。船来了。"))]),
            vec![
                ("灯亮了。", "The lamp is lit."),
                ("船来了。", "A ship comes & goes."),
            ],
            p(&[r("", &t("The lamp is lit. A ship comes &amp; goes."))]),
        ),
        // Runs that differ only in what nobody sees are one.
        (
            p(&[
                r(hint, &t("灯")),
                "<w:proofErr w:type=\"spellStart\"/>".to_owned(),
                r("<w:lang w:val=\"en-US\"/>", &t("亮了。")),
                r(hint, &t("船来了。")),
            ]),
            vec![("灯亮了。", "The lamp is lit."), ("船来了。", "A ship.")],
            p(&[
                r(hint, &t("The lamp is lit.")),
                r("<w:lang w:val=\"en-US\"/>", &s("")),
                r(hint, &s(" A ship.")),
            ]),
        ),
        // A bold word.
        (
            p(&[r("", &t("海上有")), r(B, &t("灯塔")), r("", &t("。"))]),
            vec![("海上有⟦1⟧灯塔⟦/1⟧。", "A ⟦1⟧lighthouse⟦/1⟧ stands at sea.")],
            p(&[
                r("", &s("A ")),
                r(B, &s("lighthouse")),
                r("", &s(" stands at sea.")),
            ]),
        ),
        // All of it bold; and bold over two sentences.
        (
            p(&[r(B, &t("灯亮了。"))]),
            vec![("灯亮了。", "The lamp is lit.")],
            p(&[r(B, &t("The lamp is lit."))]),
        ),
        (
            p(&[
                r("", &t("那天晚上很冷很冷，灯亮")),
                r(B, &t("了。船")),
                r("", &t("来了。")),
            ]),
            vec![
                (
                    "那天晚上很冷很冷，灯亮⟦1⟧了。",
                    "It was cold, the lamp was ⟦1⟧lit.",
                ),
                ("船⟦1⟧来了。", "A ship⟦1⟧ came."),
            ],
            p(&[
                r("", &s("It was cold, the lamp was ")),
                r(B, &s("lit. A ship")),
                r("", &s(" came.")),
            ]),
        ),
        // English has no use for emphasis marks; the run that has them is left.
        (
            p(&[r("<w:em w:val=\"dot\"/>", &t("灯亮了。"))]),
            vec![("灯亮了。", "The lamp is lit.")],
            p(&[
                r("<w:em w:val=\"dot\"/>", &t("")),
                "<w:r><w:rPr></w:rPr>".to_owned() + &s("The lamp is lit.") + "</w:r>",
                r("<w:em w:val=\"dot\"/>", &s("")),
            ]),
        ),
        // Line breaks and tabs in an answer; CDATA.
        (
            p(&[r("", &t("灯亮了。"))]),
            vec![("灯亮了。", "Lit\tup\nnow.")],
            p(&[r(
                "",
                &format!("{}<w:tab/>{}<w:br/>{}", t("Lit"), s("up"), s("now.")),
            )]),
        ),
        (
            p(&[r("", &t("<![CDATA[灯&亮了。]]>"))]),
            vec![("灯&亮了。", "Lamp & light.")],
            p(&[r("", &t("<![CDATA[]]>Lamp &amp; light.<![CDATA[]]>"))]),
        ),
    ]);
}

#[test]
fn what_stands_between_words_stands_between_their_translations() {
    let note = r(
        "<w:rStyle w:val=\"N\"/>",
        "<w:footnoteReference w:id=\"2\"/>",
    );
    let mark = |kind: &str| format!("<w:bookmark{kind} w:id=\"1\"/>");
    let formula = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>";
    check(vec![
        // The mark of a note inside a sentence, behind it, and between two.
        (
            p(&[
                r("", &t("灯")),
                note.clone(),
                r("", &t("亮了。")),
                note.clone(),
                r("", &t("船来了。")),
                note.clone(),
            ]),
            vec![
                ("灯⟦1⟧亮了。", "Lit is the lamp⟦1⟧."),
                ("船来了。", "A ship."),
            ],
            p(&[
                r("", &t("Lit is the lamp")),
                note.clone(),
                r("", &s(".")),
                note.clone(),
                r("", &s(" A ship.")),
                note.clone(),
            ]),
        ),
        // In the same run as the words.
        (
            p(&[r(B, &(t("灯") + "<w:br/>" + &t("亮了。")))]),
            vec![("灯⟦1⟧亮了。", "The lamp⟦1⟧ is lit.")],
            p(&[r(B, &t("The lamp")), r(B, "<w:br/>"), r(B, &s(" is lit."))]),
        ),
        // A bookmark around a word, and around all.
        (
            p(&[
                mark("Start"),
                r("", &t("见")),
                mark("Start"),
                r("", &t("图")),
                mark("End"),
                r("", &t("一。")),
                mark("End"),
            ]),
            vec![("见⟦1⟧图⟦2⟧一。", "See ⟦1⟧figure⟦2⟧ 1.")],
            p(&[
                mark("Start"),
                r("", &s("See ")),
                mark("Start"),
                r("", &s("figure")),
                mark("End"),
                r("", &s(" 1.")),
                mark("End"),
            ]),
        ),
        // Formulas, tabs and symbols are kept whole.
        (
            p(&[r("", &t("设")), formula.to_owned(), r("", &t("。"))]),
            vec![("设⟦1⟧。", "Let ⟦1⟧ be.")],
            p(&[r("", &s("Let ")), formula.to_owned(), r("", &s(" be."))]),
        ),
        (
            p(&[
                formula.to_owned(),
                r("", &t("是")),
                r("", "<w:sym w:font=\"F\" w:char=\"F0A3\"/>"),
                r("", &t("甲")),
            ]),
            vec![("⟦1⟧是⟦2⟧甲", "A ⟦2⟧ is ⟦1⟧")],
            p(&[
                r("", &s("A ")),
                r("", "<w:sym w:font=\"F\" w:char=\"F0A3\"/>"),
                r("", &s(" is ")),
                formula.to_owned(),
                r("", &s("")),
            ]),
        ),
        // Readings go; so do overstrikes, deleted text and alternatives that are characters.
        (
            p(&[
                r("", &t("这")),
                r(
                    "",
                    "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>hǎi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>海</w:t></w:r></w:rubyBase></w:ruby>",
                ),
                format!(
                    "<w:del w:id=\"3\">{}</w:del>",
                    r("", "<w:delText>很</w:delText>")
                ),
                r(
                    "",
                    "<mc:AlternateContent><mc:Choice Requires=\"x\"/><mc:Fallback><w:t>①</w:t></mc:Fallback></mc:AlternateContent>",
                ),
                r(
                    "",
                    &(field("begin") + &instruction("EQ \\o\\ac(○,大)") + &field("end")),
                ),
                r("", &t("。")),
            ]),
            vec![("这海①大。", "This sea ① is big.")],
            p(&[r("", &t("This sea ① is big."))]),
        ),
    ]);
}

#[test]
fn links_fields_and_controls_keep_their_words() {
    let link = |runs: &str| format!("<w:hyperlink r:id=\"u\">{runs}</w:hyperlink>");
    let look = "<w:rStyle w:val=\"Hyperlink\"/>";
    let begin = r("", &field("begin"))
        + &r("", &instruction(" HYPERLINK \"u\" "))
        + &r("", &field("separate"));
    let end = r("", &field("end"));
    let pages = r(
        "",
        &(field("begin")
            + &instruction("PAGEREF _a")
            + &field("separate")
            + &t("第七")
            + &field("end")),
    );
    let control = |runs: &str| {
        format!(
            "<w:sdt><w:sdtPr><w:tag w:val=\"a\"/></w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
        )
    };
    check(vec![
        (
            p(&[r("", &t("见")), link(&r(look, &t("此处"))), r("", &t("。"))]),
            vec![("见⟦1⟧此处⟦/1⟧。", "Look ⟦1⟧here⟦/1⟧.")],
            p(&[
                r("", &s("Look ")),
                link(&r(look, &s("here"))),
                r("", &s(".")),
            ]),
        ),
        // At the beginning, with a bold word in it.
        (
            p(&[
                link(&(r(look, &t("此处和那边")) + &r(B, &t("有")))),
                r("", &t("灯。")),
            ]),
            vec![(
                "⟦1⟧此处和那边⟦2⟧有⟦/2⟧⟦/1⟧灯。",
                "Lamps ⟦1⟧⟦2⟧are⟦/2⟧ here⟦/1⟧.",
            )],
            p(&[
                link(&r(look, &t(""))),
                r("", &s("Lamps ")),
                link(&(r(B, &s("are")) + &r(look, &s(" here")))),
                r("", &s(".")),
            ]),
        ),
        // A link over two sentences.
        (
            p(&[
                r("", &t("从那时候起灯")),
                link(&(r(look, &t("亮了。")) + &r(look, &t("船")))),
                r("", &t("来了。")),
            ]),
            vec![
                ("从那时候起灯⟦1⟧亮了。", "The lamp ⟦1⟧was lit."),
                ("船⟦1⟧来了。", "A ship⟦1⟧ came."),
            ],
            p(&[
                r("", &s("The lamp ")),
                link(&(r(look, &s("was lit.")) + &r(look, &s(" A ship")))),
                r("", &s(" came.")),
            ]),
        ),
        // A link that is a field: in the middle, and at the beginning.
        (
            p(&[
                r("", &t("见")),
                begin.clone(),
                r(look, &t("此处")),
                end.clone(),
                r("", &t("。")),
            ]),
            vec![("见⟦1⟧此处⟦/1⟧。", "⟦1⟧This place⟦/1⟧, see.")],
            p(&[
                r("", &t("")),
                begin.clone(),
                r(look, &s("This place")),
                end.clone(),
                r("", &s(", see.")),
            ]),
        ),
        (
            p(&[
                begin.clone(),
                r(look, &t("此处")),
                end.clone(),
                r("", &t("有灯。")),
            ]),
            vec![("⟦1⟧此处⟦/1⟧有灯。", "Lamps are ⟦1⟧here⟦/1⟧.")],
            p(&[
                begin.clone(),
                r(look, &t("")),
                end.clone(),
                r("", &s("Lamps are ")),
                begin.clone(),
                r(look, &s("here")),
                end.clone(),
                r("", &s(".")),
            ]),
        ),
        // What Word computes is kept.
        (
            p(&[r("", &t("见")), pages.clone(), r("", &t("页。"))]),
            vec![("见⟦1⟧页。", "See page ⟦1⟧.")],
            p(&[
                r("", &s("See page ")),
                r("", &field("begin"))
                    + &r("", &instruction("PAGEREF _a"))
                    + &r("", &field("separate")),
                r("", &t("第七")),
                r("", &field("end")),
                r("", &s(".")),
            ]),
        ),
        // An entry for the index is a point, and a field that ends in another paragraph one half of it.
        (
            p(&[
                r("", &t("灯")),
                r("", &(field("begin") + &instruction("XE") + &field("end"))),
                r("", &t("塔。")),
            ]),
            vec![("灯⟦1⟧塔。", "Light⟦1⟧house.")],
            p(&[
                r("", &t("Light")),
                r("", &field("begin")) + &r("", &instruction("XE")) + &r("", &field("end")),
                r("", &s("house.")),
            ]),
        ),
        (
            p(&[r("", &t("灯")), begin.clone(), r("", &t("塔。"))])
                + &p(&[r("", &t("海")), end.clone(), r("", &t("上。"))]),
            vec![("灯⟦1⟧塔。", "Light⟦1⟧house."), ("海⟦1⟧上。", "At⟦1⟧ sea.")],
            p(&[r("", &t("Light")), begin.clone(), r("", &s("house."))])
                + &p(&[r("", &t("At")), end.clone(), r("", &s(" sea."))]),
        ),
        (
            p(&[
                r("", &t("填")),
                control(&r("", &t("姓名"))),
                r("", &t("。")),
            ]),
            vec![("填⟦1⟧姓名⟦/1⟧。", "Enter ⟦1⟧a name⟦/1⟧.")],
            p(&[
                r("", &s("Enter ")),
                control(&r("", &s("a name"))),
                r("", &s(".")),
            ]),
        ),
    ]);
}

#[test]
fn tracked_changes_are_accepted_where_words_are_replaced() {
    let ins = |inside: &str| format!("<w:ins w:id=\"1\" w:author=\"a\">{inside}</w:ins>");
    let del = |text: &str| {
        format!(
            "<w:del w:id=\"1\">{}</w:del>",
            r("", &format!("<w:delText>{text}</w:delText>"))
        )
    };
    let marked = |mark: &str, style: &str, inside: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:rPr><w:{mark} w:id=\"2\"/></w:rPr></w:pPr>{inside}</w:p>"
        )
    };
    let changed = "<w:b/><w:rPrChange w:id=\"3\"><w:rPr/></w:rPrChange>";
    check(vec![
        (
            p(&[r("", &t("灯")), ins(&r("", &t("又"))), del("没"), r("", &t("亮了。"))])
                + &p(&[del("去"), ins(&r(changed, &t("船")))]),
            vec![("灯又亮了。", "Lit again."), ("船", "Ship")],
            p(&[r("", &t("Lit again."))])
                + &p(&[r("<w:b/>", &t("Ship")), r("<w:b/>", &s(""))]).replace(
                    &(r("<w:b/>", &t("Ship")) + &r("<w:b/>", &s(""))),
                    &(r("<w:b/>", &t("")) + &r("<w:b/>", &s("Ship")) + &r("<w:b/>", &s(""))),
                ),
        ),
        // Paragraphs whose mark was deleted are one, in the format of the last.
        (
            marked("del", "A", &r("", &t("灯"))) + &marked("del", "B", &r("", &t("亮")))
                + &marked("ins", "C", &r("", &t("了。"))) + &p(&[r("", &t("船来了。"))]),
            vec![("灯亮了。", "Lit."), ("船来了。", "A ship.")],
            "<w:p><w:pPr><w:pStyle w:val=\"C\"/><w:rPr></w:rPr></w:pPr><w:r><w:t>Lit.</w:t></w:r><w:r><w:t xml:space=\"preserve\"></w:t></w:r></w:p>"
                .to_owned() + &p(&[r("", &t("A ship."))]),
        ),
    ]);
    // Rows that were deleted and inserted.
    let row = |mark: &str, text: &str| {
        format!(
            "<w:tr><w:trPr>{mark}</w:trPr><w:tc>{}</w:tc></w:tr>",
            p(&[r("", &t(text))])
        )
    };
    let table = |rows: &str| format!("<w:tbl>{rows}</w:tbl>");
    let inside = table(&(row("<w:del w:id=\"1\"/>", "去") + &row("<w:ins w:id=\"1\"/>", "来")))
        + &table(&row("<w:del w:id=\"1\"/>", "去"))
        + &p(&[r("", &t("灯。"))]);
    assert_eq!(
        answered(&inside, &[("灯。", "Lamp.")]),
        table(&row("", "来")) + &p(&[r("", &t("Lamp."))])
    );
}
