//! Exchange formats: every line of the tables in docs/formats.md that say what is read of TMX, XLIFF and TBX has an input
//! here, with what is read of it and what is told as left out; the table of bitext formats says what the formats
//! themselves say; `convert` tells what it loses.

use std::fs;
use std::path::Path;

use crate::common::{duizhao, root, stderr};
use duizhao::bitext::format::{Access, Aspect, BitextFormat, FORMATS, Imported, Loss};
use duizhao::glossary::format::FORMATS as GLOSSARIES;
use duizhao::text::named::Named;

/// The first cell of the line, a file, its Chinese and English, what is told.
type Case = (
    &'static str,
    String,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

fn page() -> String {
    fs::read_to_string(root().join("docs/formats.md")).unwrap()
}

/// The first cells of the table under a heading whose header begins like this.
fn lines(heading: &str, header: &str) -> Vec<String> {
    let page = page();
    let (_, section) = page.split_once(heading).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (_, table) = section.split_once(header).unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        row.trim_start_matches("| ")
            .split(" | ")
            .next()
            .unwrap()
            .to_owned()
    })
    .collect()
}

fn import(id: &str, text: &str) -> Imported {
    let format = BitextFormat::by_id(id).unwrap();
    let Access::Whole { read, .. } = format.access else {
        panic!("{id} is one file");
    };
    read(text.as_bytes(), Path::new("a")).unwrap()
}

fn hold(heading: &str, header: &str, id: &str, cases: &[Case]) {
    let tested: Vec<&str> = cases.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines(heading, header), tested);
    for (line, text, chinese, english, told) in cases {
        let Imported { bitext, losses } = import(id, text);
        bitext.validate().unwrap();
        assert_eq!(bitext.source.texts(), *chinese, "{line}");
        assert_eq!(bitext.target.texts(), *english, "{line}");
        let said: Vec<String> = losses.iter().map(Loss::counted).collect();
        assert_eq!(said, *told, "{line}");
    }
}

/// A memory of one unit, and what stands before the unit.
fn tmx(before: &str, chinese: &str, english: &str, more: &str) -> String {
    format!(
        "<tmx version=\"1.4\"><header>{before}</header><body><tu>{more}<tuv xml:lang=\"en\"><seg>{english}</seg></tuv><tuv xml:lang=\"zh-CN\"><seg>{chinese}</seg></tuv></tu></body></tmx>"
    )
}

#[test]
fn tmx_is_read_as_the_page_says() {
    let two = tmx("", "灯", "lamp", "").replace(
        "</tu>",
        "</tu><tu><tuv xml:lang=\"zh\"><seg>海</seg></tuv></tu><tu><tuv xml:lang=\"zh\"><seg>海</seg></tuv><tuv xml:lang=\"en\"><seg> </seg></tuv></tu>",
    );
    let second = tmx("", "灯", "lamp", "")
        .replace("</tu>", "<tuv xml:lang=\"zh-TW\"><seg>燈</seg></tuv></tu>");
    let notes = tmx("", "灯", "lamp", "<note>n</note>").replace("<seg>", "<note>m</note><seg>");
    let cases: &[Case] = &[
        (
            "`tu` with a `tuv` in Chinese and one in English, in any order",
            tmx("", "灯", "lamp", ""),
            &["灯"],
            &["lamp"],
            &[],
        ),
        (
            "`tu` without, or with an empty one",
            two,
            &["灯"],
            &["lamp"],
            &["1 unit without English", "1 unit with empty English"],
        ),
        (
            "a second `tuv` in a language (`zh-TW` beside `zh-CN`)",
            second,
            &["灯"],
            &["lamp"],
            &["1 second variant in zh-TW, beside zh-CN that is taken"],
        ),
        (
            "`hi`",
            tmx("", "<hi>灯</hi>", "la<hi>mp</hi>", ""),
            &["灯"],
            &["lamp"],
            &[],
        ),
        (
            "`bpt`, `ept`, `ph`, `it`, `ut`",
            tmx(
                "",
                "灯<ph type=\"lb\"/>亮",
                "<bpt i=\"1\">&lt;b&gt;</bpt>la<ept i=\"1\">&lt;/b&gt;</ept>mp<it pos=\"end\">{\\line }</it>lit<ut>x</ut>",
                "",
            ),
            &["灯亮"],
            &["lamp lit"],
            &["5 inline codes"],
        ),
        (
            "`sub`",
            tmx("", "灯", "lamp<ph>&lt;a&gt;<sub>tip</sub></ph>", ""),
            &["灯"],
            &["lamp"],
            &["1 inline code", "1 text inside inline codes"],
        ),
        (
            "`note` of the unit and of the two `tuv`",
            notes,
            &["灯"],
            &["lamp"],
            &[],
        ),
        (
            "`note` of the file",
            tmx("<note>n</note>", "灯", "lamp", ""),
            &["灯"],
            &["lamp"],
            &["1 note of the file"],
        ),
        (
            "`prop`",
            tmx(
                "",
                "灯",
                "lamp",
                "<prop type=\"x-status\">locked</prop><prop type=\"domain\">sea</prop>",
            ),
            &["灯"],
            &["lamp"],
            &["1 property"],
        ),
    ];
    hold("## What is text in TMX", "| in TMX", "tmx", cases);
    let notes = import("tmx", &cases[6].1).bitext;
    assert_eq!(notes.beads[0].note.as_deref(), Some("n\nm\nm"));
}

/// An XLIFF 1.2 file of one unit, and what stands before and inside the unit.
fn one(before: &str, source: &str, target: &str, more: &str) -> String {
    format!(
        "<xliff version=\"1.2\" xmlns:m=\"http://www.memsource.com/mxlf/2.0\"><file source-language=\"zh\" target-language=\"en\">{before}<trans-unit id=\"1\"><source>{source}</source><target>{target}</target>{more}</trans-unit></body></file></xliff>"
    )
}

/// An XLIFF 2.1 file of one unit.
fn two(inside: &str) -> String {
    format!(
        "<xliff version=\"2.1\" srcLang=\"zh\" trgLang=\"en\"><file id=\"f\"><unit id=\"u\">{inside}</unit></file></xliff>"
    )
}

#[test]
fn xliff_is_read_as_the_page_says() {
    let cases: &[Case] = &[
        (
            "inline codes",
            two(
                "<originalData><data id=\"d\">&lt;br/&gt;</data></originalData><segment><source><pc id=\"1\">灯</pc></source><target>la<pc id=\"1\">mp</pc><ph id=\"2\" dataRef=\"d\"/>lit</target></segment>",
            ),
            &["灯"],
            &["lamp lit"],
            &["3 inline codes"],
        ),
        (
            "`<cp>`",
            two(
                "<segment><source>灯<cp hex=\"706F\"/></source><target>lamp<cp hex=\"0021\"/></target></segment>",
            ),
            &["灯灯"],
            &["lamp!"],
            &[],
        ),
        (
            "`<sub>`",
            one("<body>", "灯", "lamp<ph id=\"1\">x<sub>tip</sub></ph>", ""),
            &["灯"],
            &["lamp"],
            &["1 inline code", "1 text inside inline codes"],
        ),
        (
            "text outside of `mrk mtype=\"seg\"`, `<ignorable>`",
            two(
                "<segment><source>灯</source><target>Lamp</target></segment><ignorable><source>，（</source><target>, (</target></ignorable><segment><source>海）</source><target>sea)</target></segment>",
            ),
            &["灯", "，（海）"],
            &["Lamp", ", (sea)"],
            &[],
        ),
        (
            "`approved`, `state`, and what Trados (`conf`), memoQ (`mq:status`) and Phrase (`m:confirmed`) write for them",
            one("<body>", "灯", "lamp", "").replace("id=\"1\"", "id=\"1\" m:confirmed=\"1\""),
            &["灯"],
            &["lamp"],
            &[],
        ),
        (
            "`mrk mtype=\"x-sdl-deleted\"`",
            one("<body>", "灯", "lamp<mrk mtype=\"x-sdl-deleted\">s</mrk>", ""),
            &["灯"],
            &["lamp"],
            &["1 deletion that was recorded"],
        ),
        (
            "`{1}`, `{b>` in files of Phrase",
            one("<body>", "灯{1}", "{b>lamp&lt;b}", ""),
            &["灯"],
            &["lamp"],
            &["3 inline codes"],
        ),
        (
            "`<note>` of a unit",
            one("<body>", "灯", "lamp", "<note>n</note>"),
            &["灯"],
            &["lamp"],
            &[],
        ),
        (
            "`<note>` of files and groups, comments of Trados",
            one(
                "<header><note>n</note><cmt-defs><cmt-def>c</cmt-def></cmt-defs></header><body>",
                "灯",
                "lamp",
                "",
            ),
            &["灯"],
            &["lamp"],
            &["1 note of files and groups", "1 comment"],
        ),
        (
            "`translate=\"no\"`, `<bin-unit>`, a `<file>` of 1.2 in other languages",
            one(
                "<body><trans-unit id=\"0\" translate=\"no\"><source>甲</source></trans-unit><bin-unit id=\"2\"><bin-source>x</bin-source></bin-unit>",
                "灯",
                "lamp",
                "",
            )
            .replace(
                "</xliff>",
                "<file source-language=\"fr\" target-language=\"en\"><body><trans-unit id=\"1\"><source>non</source></trans-unit></body></file></xliff>",
            ),
            &["灯"],
            &["lamp"],
            &[
                "1 unit with translate=\"no\"",
                "1 binary unit",
                "1 file from \"fr\" to \"en\"",
            ],
        ),
        (
            "`<alt-trans>`, `<mtc:match>`, `<gls:glossEntry>`",
            one(
                "<body>",
                "灯",
                "lamp",
                "<alt-trans><target>light</target></alt-trans>",
            ),
            &["灯"],
            &["lamp"],
            &["1 suggestion"],
        ),
        (
            "`<context>`, metadata of other tools",
            one(
                "<body>",
                "灯",
                "lamp",
                "<context-group><context context-type=\"x\">home</context></context-group>",
            ),
            &["灯"],
            &["lamp"],
            &["1 context"],
        ),
    ];
    hold("## XLIFF", "| in XLIFF", "xliff", cases);
    use duizhao::bitext::Status::Locked;
    assert_eq!(import("xliff", &cases[4].1).bitext.beads[0].status, Locked);
    assert_eq!(
        import("xliff", &cases[7].1).bitext.beads[0].note.as_deref(),
        Some("n")
    );
}

/// A term base of one entry: what stands before its languages, its Chinese and its English.
fn tbx(before: &str, chinese: &str, english: &str) -> String {
    format!(
        "<tbx type=\"TBX-Basic\"><text><body><conceptEntry id=\"c\">{before}<langSec xml:lang=\"zh\">{chinese}</langSec><langSec xml:lang=\"en\">{english}</langSec></conceptEntry></body></text></tbx>"
    )
}

fn term(inside: &str) -> String {
    format!("<termSec>{inside}</termSec>")
}

#[test]
fn tbx_is_read_as_the_page_says() {
    let plain = || term("<term>灯</term>");
    let lamp = || term("<term>lamp</term>");
    /// The first cell, a file, the glossary as a table without its header, what is told.
    type TermCase = (&'static str, String, &'static str, &'static [&'static str]);
    let cases: &[TermCase] = &[
        (
            "`tbx`, `martif`, `TBX`",
            "<martif type=\"TBX\"><text><body><termEntry><langSet xml:lang=\"zh\"><ntig><termGrp><term>灯</term></termGrp></ntig></langSet><langSet xml:lang=\"en\"><tig><term>lamp</term></tig></langSet></termEntry></body></text></martif>".into(),
            "灯,lamp,,,",
            &[],
        ),
        (
            "`zh`, `chi`, `zho`, `cmn`, `yue`, `lzh`, with or without region and script",
            tbx("", &(plain() + &term("<term>燈</term>")), &lamp()).replace("\"zh\"", "\"cmn-Hant-TW\""),
            "灯,lamp,,,\n燈,lamp,,,",
            &[],
        ),
        (
            "`en`, `eng`, with or without region",
            tbx("", &plain(), &(term("<term>light</term>") + &term("<term>lamp</term><termNote type=\"administrativeStatus\">preferredTerm-admn-sts</termNote>")))
                .replace("\"en\"", "\"eng-GB\""),
            "灯,lamp,light,,",
            &[],
        ),
        (
            "`administrativeStatus`, `termStatus`, `normativeAuthorization`",
            tbx("", &plain(), &(lamp() + &term("<term>torch</term><x:termStatus xmlns:x=\"x\">obsolete</x:termStatus>"))),
            "灯,lamp,,torch,",
            &[],
        ),
        (
            "`hi`, `foreign` in a term or note",
            tbx("<note>a <foreign>la</foreign></note>", &plain(), &term("<term>la<hi>mp</hi></term>")),
            "灯,lamp,,,a la",
            &[],
        ),
        (
            "`bpt`, `ept`, `it`, `ph`, `ut`, `sc`, `ec`",
            tbx("", &plain(), &term("<term>desk<ph>&lt;br/&gt;</ph>lamp</term>")),
            "灯,desk lamp,,,",
            &[],
        ),
        (
            "`note` of the entry, Chinese or English",
            tbx("<note>a</note>", &plain(), &term("<term>lamp</term><note>b</note>")),
            "灯,lamp,,,a b",
            &[],
        ),
        (
            "`subjectField`, `definition`, `partOfSpeech`",
            tbx(
                "<descrip type=\"subjectField\">home</descrip><descrip type=\"definition\">it shines</descrip>",
                &term("<term>灯</term><termNote type=\"partOfSpeech\">noun</termNote>"),
                &lamp(),
            ),
            "灯,lamp,,,,home,it shines,noun",
            &[],
        ),
        (
            "other categories, other languages, forbidden Chinese terms, entries without both languages",
            tbx(
                "<descrip type=\"context\">By the lamp.</descrip><admin type=\"source\">x</admin><langSec xml:lang=\"de\"><termSec><term>Lampe</term></termSec></langSec>",
                &(plain() + &term("<term>燈</term><termNote type=\"administrativeStatus\">deprecatedTerm-admn-sts</termNote>")),
                &lamp(),
            )
            .replace("</body>", "<conceptEntry id=\"d\"><langSec xml:lang=\"en\"><termSec><term>sea</term></termSec></langSec></conceptEntry></body>"),
            "灯,lamp,,,",
            &[
                "1 value of \"context\" left out",
                "1 value of \"source\" left out",
                "1 term in other languages left out",
                "1 Chinese term that is forbidden left out",
                "1 entry without Chinese left out",
            ],
        ),
    ];
    let tested: Vec<&str> = cases.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines("## Glossaries", "| TBX |"), tested);
    let find = |id: &str| GLOSSARIES.iter().find(|format| format.id == id).unwrap();
    for (line, text, table, told) in cases {
        let (termbase, remarks) = (find("tbx").read)(text.as_bytes(), Path::new("a")).unwrap();
        let mut out = Vec::new();
        (find("csv").write)(&termbase, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let (_, rows) = out.split_once('\n').unwrap();
        assert_eq!(rows.trim_end(), *table, "{line}");
        let said: Vec<&str> = remarks.iter().map(|remark| remark.what.as_str()).collect();
        assert_eq!(said, *told, "{line}");
    }
}

#[test]
fn the_table_of_bitext_formats_is_that_of_the_formats() {
    let columns: &[&[Aspect]] = &[
        &[Aspect::SentenceEnds],
        &[Aspect::EmptySides],
        &[Aspect::MovedOrder],
        &[Aspect::Confidences],
        &[Aspect::Decisions, Aspect::Rejections],
        &[Aspect::Notes],
        &[Aspect::Blocks],
        &[Aspect::Places],
    ];
    let page = page();
    for format in FORMATS {
        let start = format!("| `{}` |", format.id);
        let row = page.lines().find(|line| line.starts_with(&start)).unwrap();
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells[2] == "yes", format.can_read(), "{row}");
        if !format.can_read() {
            continue;
        }
        for (cell, aspects) in cells[3..].iter().zip(columns) {
            let lost = aspects
                .iter()
                .filter(|aspect| format.cannot_hold.contains(aspect));
            let wanted = match lost.collect::<Vec<_>>().as_slice() {
                [] => "yes",
                [Aspect::Rejections] => "confirmed ones",
                _ => "no",
            };
            assert_eq!(*cell, wanted, "{row}");
        }
    }
}

/// A bitext with something of everything.
const BITEXT: &str = r#"{"duizhao":"bitext","version":1,"source":{"language":"zh-CN","file":"zh.md"},"target":{"language":"en-US","file":"en.md"}}
{"id":"1","status":"locked","confidence":1.0,"source":[{"id":"a","text":"题","kind":"h1"}],"target":[{"id":"x","text":"Title"}]}
{"id":"2","confidence":0.5,"source":[{"id":"b","text":"一。","block":1},{"id":"c","text":"二。","block":1}],"target":[{"id":"z","text":"One and two."}],"note":"sic"}
{"id":"3","confidence":0.9,"source":[{"id":"d","text":"三。","block":2}],"target":[{"id":"y","text":"Three."}],"moved":1,"after":"x"}
{"id":"4","confidence":1.0,"status":"rejected","source":[{"id":"e","text":"四。","block":3}],"target":[]}
"#;

#[test]
fn convert_tells_what_the_new_format_cannot_hold_and_how_much() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = duizhao(folder.path(), arguments);
        (output.status.code(), stderr(&output))
    };
    // A bitext without its texts is read by way of XLIFF, which holds all of this.
    let read =
        duizhao::bitext::format::read_bytes(BITEXT.as_bytes(), Path::new("a"), "jsonl").unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        BitextFormat::by_path(&path)
            .unwrap()
            .write_file(&read, &path)
            .unwrap();
    };
    write("a.xlf");
    for (to, said) in [
        ("b.xlf", ""),
        ("b.xliff12.xlf", ""),
        (
            "b.tmx",
            "warning: TMX 1.4b translation memory does not hold: 1 end of sentences inside links; 1 link with an empty side; the order of 1 moved link; 2 blocks that are more than a paragraph of one link; names of 2 texts\n",
        ),
        (
            "b.tsv",
            "note: tab-separated table does not hold: 1 end of sentences inside links; the order of 1 moved link; 2 decisions; 1 note; 2 blocks that are more than a paragraph of one link; names of 2 texts\n",
        ),
        (
            "b.intertext.xml",
            "note: InterText alignment does not hold: 2 confidences; 1 rejected link; 1 note; names of 2 texts\n",
        ),
    ] {
        assert_eq!(
            run(&["convert", "a.xlf", to]),
            (Some(0), said.to_owned()),
            "{to}"
        );
        let strict = to.replace('b', "strict");
        let (code, told) = run(&["convert", "a.xlf", &strict, "--strict"]);
        assert_eq!(code, Some(if said.is_empty() { 0 } else { 2 }), "{told}");
        assert_eq!(
            folder.path().join(&strict).exists(),
            said.is_empty(),
            "{told}"
        );
    }
    // A second time there is nothing left to lose.
    assert_eq!(
        run(&["convert", "b.tmx", "c.tmx", "--strict"]),
        (Some(0), String::new())
    );
}

#[test]
fn what_is_left_out_in_reading_is_told_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let memory = tmx("", "灯<ph>x</ph>亮了。", "The lamp lit up.", "").replace(
        "</body>",
        "\n<tu><tuv xml:lang=\"de\"><seg>Licht</seg></tuv></tu></body>",
    );
    fs::write(folder.path().join("a.tmx"), memory).unwrap();
    fs::write(folder.path().join("empty.xlf"), "<xliff version=\"1.2\"/>").unwrap();
    let run = |arguments: &[&str]| {
        let output = duizhao(folder.path(), arguments);
        (output.status.code(), stderr(&output))
    };
    let all = "a.tmx: left out: 1 inline code (line 1); 1 unit without Chinese and without English (line 2)";
    assert_eq!(
        run(&["convert", "a.tmx", "b.tsv"]),
        (Some(0), format!("warning: {all}\n"))
    );
    let (code, said) = run(&["convert", "a.tmx", "c.tsv", "--strict"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains(all) && said.contains("nothing was written"),
        "{said}"
    );
    assert!(!folder.path().join("c.tsv").exists());
    let text = "warning: a.tmx: left out: 1 unit without Chinese and without English (line 2)\n";
    for arguments in [&["check", "a.tmx"][..], &["tm", "import", "a.tmx"]] {
        let (_, said) = run(arguments);
        assert!(said.contains(text), "{said}");
        let (code, _) = run(&[arguments, &["--strict"]].concat());
        assert_eq!(code, Some(2));
    }
    let (code, said) = run(&["convert", "empty.xlf", "d.tsv"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "warning: empty.xlf: there are no links in it\n")
    );
    assert_eq!(
        run(&["convert", "empty.xlf", "d.tsv", "--strict"]).0,
        Some(2)
    );
}

#[test]
fn glossaries_convert_and_their_losses_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = duizhao(folder.path(), arguments);
        (output.status.code(), stderr(&output))
    };
    let table = "source,target,variants,forbidden,note,domain,scope\n灯塔,lighthouse,beacon|tower,lamp,By the sea.,sea,*.md\n潮汐,tide,,,,,\n";
    fs::write(folder.path().join("a.csv"), table).unwrap();
    let ends = GLOSSARIES.iter().flat_map(|format| format.extensions);
    for end in ends.filter(|end| **end != "tbx") {
        let there = format!("b.{end}");
        assert_eq!(
            run(&["convert", "a.csv", &there, "--strict"]),
            (Some(0), String::new()),
            "{end}"
        );
        assert_eq!(
            run(&["convert", &there, "back.csv", "--strict"]),
            (Some(0), String::new()),
            "{end}"
        );
        assert_eq!(
            fs::read_to_string(folder.path().join("back.csv")).unwrap(),
            table,
            "{end}"
        );
    }
    let (code, said) = run(&["convert", "a.csv", "b.tbx"]);
    assert_eq!(code, Some(0));
    assert!(
        said.contains("does not hold: 1 value of the column \"scope\""),
        "{said}"
    );
    assert_eq!(
        run(&["convert", "b.tbx", "back.csv"]),
        (Some(0), String::new())
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("back.csv")).unwrap(),
        table
            .replace(",scope", "")
            .replace(",*.md", "")
            .replace("潮汐,tide,,,,,", "潮汐,tide,,,,")
    );
    let (code, said) = run(&["convert", "a.csv", "c.tbx", "--strict"]);
    assert_eq!(code, Some(2), "{said}");
    let foreign = tbx(
        "<descrip type=\"context\">By the lamp.</descrip><admin type=\"source\">x</admin>",
        &term("<term>灯</term>"),
        &term("<term>lamp</term>"),
    );
    fs::write(folder.path().join("f.tbx"), foreign).unwrap();
    assert_eq!(
        run(&["convert", "f.tbx", "f.csv"]),
        (
            Some(0),
            "warning: f.tbx: line 1: 1 value of \"context\" left out\nnote: f.tbx: line 1: 1 value of \"source\" left out\n".to_owned()
        )
    );
    assert_eq!(run(&["convert", "f.tbx", "g.csv", "--strict"]).0, Some(2));
}
