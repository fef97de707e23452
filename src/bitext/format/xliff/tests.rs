use std::path::Path;

use proptest::prelude::*;

use super::super::{Imported, read_bytes, write};
use crate::bitext::testing::{bead, side};
use crate::bitext::{Bead, Bitext, Side, Status};
use crate::document::{BlockKind, Level};
use crate::error::Result;

fn read_str(text: &str) -> Result<Bitext> {
    import(text).map(|read| read.bitext)
}

fn import(text: &str) -> Result<Imported> {
    super::read(text.as_bytes(), Path::new("a.xlf"))
}

fn written(bitext: &Bitext, id: &str) -> String {
    let mut out = Vec::new();
    write(bitext, id, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn sample() -> Bitext {
    let mut bitext = Bitext {
        source: side(
            "zh-CN",
            &["<标题> & \"题\"", "一。", "二\u{1}。", "三。", "四。"],
        ),
        target: side("en-US", &["Title", "Three.", "One. And", "two.", "Added."]),
        beads: vec![
            bead(0..1, 0..1),
            bead(1..3, 2..4),
            bead(3..4, 1..2),
            bead(4..5, 2..2),
            bead(5..5, 4..5),
        ],
        ..Bitext::default()
    };
    bitext.source.sentences[0].kind = BlockKind::Heading(Level::H1);
    for at in 1..5 {
        bitext.source.sentences[at].block = at.div_ceil(2);
    }
    bitext.beads[0].status = Status::Locked;
    bitext.beads[1].confidence = 0.5;
    bitext.beads[1].note = Some("sic & so on".into());
    bitext.beads[2].moved = Some(1);
    bitext.beads[3].status = Status::Rejected;
    bitext.beads[3].target = 4..4;
    bitext.name_beads();
    bitext
}

#[test]
fn looks_like_xliff() {
    let bitext = sample();
    let two = written(&bitext, "xliff");
    for part in [
        r#"version="2.1" srcLang="zh-CN" trgLang="en-US">"#,
        r#"<file id="f1" original="zh-CN.md" xml:space="preserve">"#,
        r#"<segment state="final">"#,
        "<source>&lt;标题&gt; &amp; &quot;题&quot;</source>",
        r#"<source><mrk id="s1" type="duizhao:s">一。</mrk><mrk id="s2" type="duizhao:s">二<cp hex="0001"/>。</mrk></source>"#,
        r#"<target><mrk id="t1" type="duizhao:s">One. And</mrk> <mrk id="t2" type="duizhao:s">two.</mrk></target>"#,
        r#"<note id="n1">sic &amp; so on</note>"#,
        r#"<segment state="initial" subState="duizhao:rejected">"#,
        "<source></source>\n        <target>Added.</target>",
    ] {
        assert!(two.contains(part), "{part}\n{two}");
    }
    let one = written(&bitext, "xliff12");
    for part in [
        r#"<file original="zh-CN.md" datatype="plaintext" source-language="zh-CN" target-language="en-US" xml:space="preserve">"#,
        r#"approved="yes">"#,
        r#"<mrk mtype="x-duizhao-s">二�。</mrk>"#,
        r#"<context context-type="x-duizhao-confidence">0.500</context>"#,
        r#"<target state="needs-review-translation" state-qualifier="x-duizhao-rejected"></target>"#,
    ] {
        assert!(one.contains(part), "{part}\n{one}");
    }
}

#[test]
fn reads_what_others_write_in_2() {
    let text = r#"<?xml version="1.0"?>
<!DOCTYPE xliff SYSTEM "x.dtd">
<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="zh-TW">
 <x:file id="1"><x:skeleton href="s"/><x:notes><x:note>not this</x:note></x:notes>
  <x:group id="g"><x:unit id="u">
    <mtc:matches xmlns:mtc="m"><mtc:match ref="y"><x:source>no</x:source><x:target>不</x:target></mtc:match></mtc:matches>
    <x:notes><x:note>keep</x:note></x:notes>
    <x:originalData><x:data id="d">&lt;b&gt;</x:data></x:originalData>
    <x:segment state="reviewed"><x:source>Press <x:pc id="1">OK</x:pc>
      <x:ph id="2"/>n<x:mrk id="3" type="term">ow</x:mrk>.</x:source><x:target order="3">按<![CDATA[<確>]]>定&#x3002;</x:target></x:segment>
    <x:ignorable><x:source> </x:source></x:ignorable>
    <x:segment><x:source>Then go.</x:source><x:target order="1">走。</x:target></x:segment>
  </x:unit></x:group>
  <x:unit id="v" translate="no"><x:segment><x:source>X</x:source><x:target>X</x:target></x:segment></x:unit>
 </x:file>
 <x:file id="2"><x:unit id="u"><x:segment><x:source>Not yet.</x:source></x:segment></x:unit></x:file>
</x:xliff>"#;
    let bitext = read_str(text).unwrap();
    bitext.validate().unwrap();
    assert_eq!(bitext.source.language, "zh-TW");
    assert_eq!(bitext.source.texts(), ["走。", "按<確>定。"]);
    assert_eq!(
        bitext.target.texts(),
        ["Press OK now.", "Then go.", "Not yet."]
    );
    let found: Vec<_> = bitext
        .beads
        .iter()
        .map(|bead| (bead.kind_label(), bead.status, bead.note.as_deref()))
        .collect();
    assert!(found.contains(&("1-1".into(), Status::Locked, Some("keep"))));
    assert!(found.contains(&("0-1".into(), Status::Auto, None)));
    assert!(bitext.beads.iter().any(|bead| bead.moved.is_some()));
}

#[test]
fn reads_what_others_write_in_1_2() {
    let text = r#"<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <file original="a.docx" source-language="zh-CN" target-language="en" datatype="x">
  <header><note>no</note><skl><internal-file>xx</internal-file></skl></header>
  <body><group><group translate="no"><trans-unit id="0"><source>不</source></trans-unit></group>
   <trans-unit id="1" approved="yes"><source>甲<g id="1">乙</g><bpt id="2">&lt;b&gt;</bpt>丙<x id="3"/>。 丁。</source>
    <seg-source><mrk mtype="seg" mid="1">甲<g id="1">乙</g>丙。</mrk> <mrk mtype="seg" mid="2">丁。</mrk></seg-source>
    <target><mrk mtype="seg" mid="2">Two.</mrk> <mrk mtype="seg" mid="1">One.</mrk></target>
    <note>n</note><alt-trans><source>旧</source><target>old</target></alt-trans></trans-unit>
   <trans-unit id="2"><source xml:space="preserve">戊  己</source><target state="new"/></trans-unit>
   <bin-unit id="3"><bin-source/></bin-unit></group>
  </body></file></xliff>"#;
    let bitext = read_str(text).unwrap();
    bitext.validate().unwrap();
    assert_eq!(bitext.source.texts(), ["甲乙丙。", "丁。", "戊  己"]);
    assert_eq!(bitext.target.texts(), ["One.", "Two."]);
    let kinds: Vec<_> = bitext.beads.iter().map(Bead::kind_label).collect();
    assert_eq!(kinds, ["1-1", "1-1", "1-0"]);
    assert_eq!(bitext.beads[0].note.as_deref(), Some("n"));
    assert_eq!(bitext.source.sentences[1].block, 0);
    assert_eq!(bitext.source.sentences[2].block, 1);
}

/// An XLIFF 1.2 file of one unit.
fn unit12(source: &str, target: &str) -> String {
    format!(
        "<xliff version='1.2'><file source-language='zh-CN' target-language='en' original='a' datatype='x'><body><trans-unit id='1'>{source}{target}</trans-unit></body></file></xliff>"
    )
}

/// The texts of both sides of a file.
fn texts(text: &str) -> [Vec<String>; 2] {
    let bitext = read_str(text).unwrap();
    bitext.validate().unwrap();
    let owned = |side: &Side| side.texts().into_iter().map(str::to_owned).collect();
    [owned(&bitext.source), owned(&bitext.target)]
}

fn told(text: &str) -> Vec<String> {
    let losses = import(text).unwrap().losses;
    losses.iter().map(ToString::to_string).collect()
}

#[test]
fn words_are_not_glued_where_a_code_of_1_2_is_a_break_or_a_space() {
    for (code, text) in [
        ("<x id='1' ctype='lb'/>", "up and"),
        ("<x id='1' ctype='x-html-br'/>", "up and"),
        ("<x id='1' equiv-text=' '/>", "up and"),
        ("<x id='1' equiv-text='&lt;br/&gt;'/>", "up and"),
        ("<ph id='1'>&lt;br/&gt;</ph>", "up and"),
        ("<ph id='1'>\\n</ph>", "up and"),
        ("<bx id='1' ctype='lb'/>", "up and"),
        ("<it id='1' pos='open'>&lt;p&gt;</it>", "up and"),
        ("<g id='1' ctype='lb'/>", "up and"),
        ("<x id='1' equiv-text='{n}'/>", "upand"),
        ("<ph id='1'>{0}<sub>tip</sub></ph>", "upand"),
        ("<g id='1'></g>", "upand"),
    ] {
        let file = unit12(
            &format!("<source>亮了，{code}雾散了。</source>"),
            &format!("<target>up{code}and</target>"),
        );
        assert_eq!(texts(&file), [["亮了，雾散了。"], [text]], "{code}");
    }
}

#[test]
fn words_are_not_glued_where_a_code_of_2_is_a_break_or_a_space() {
    for (code, text) in [
        ("<ph id='1' type='fmt' subType='xlf:lb'/>", "up and"),
        ("<ph id='1' equiv=' '/>", "up and"),
        ("<ph id='1' disp='&lt;br/&gt;'/>", "up and"),
        ("<ph id='1' dataRef='d1'/>", "up and"),
        ("<sc id='1' dataRef='d2'/>", "up and"),
        ("<pc id='1' dataRefStart='d1'/>", "up and"),
        ("<cp hex='0020'/>", "up and"),
        ("<ph id='1' dataRef='d3'/>", "upand"),
        (
            "<sc id='1'/><ec startRef='1'/><sm id='2'/><em startRef='2'/>",
            "upand",
        ),
    ] {
        let file = format!(
            "<xliff version='2.0' srcLang='zh' trgLang='en'><file id='f'><unit id='u'><originalData><data id='d1'>&lt;br/&gt;</data><data id='d2'>\\n</data><data id='d3'>&lt;b&gt;</data></originalData><segment><source>亮了</source><target>up{code}and</target></segment></unit></file></xliff>"
        );
        assert_eq!(texts(&file)[1], [text], "{code}");
    }
}

#[test]
fn text_between_the_segments_of_1_2_belongs_to_one_of_them() {
    let file = unit12(
        "<source>x</source><seg-source>「<mrk mtype='seg' mid='1'>灯亮了。</mrk>」 <g id='1'><mrk mtype='seg' mid='2'>雾<mrk mtype='term'>散</mrk>了。</mrk></g></seg-source>",
        "<target>“<mrk mtype='seg' mid='1'>The lamp lit.</mrk>” <mrk mtype='seg' mid='2'>The fog lifted.</mrk></target>",
    );
    assert_eq!(
        texts(&file),
        [
            ["「灯亮了。」", "雾散了。"],
            ["“The lamp lit.”", "The fog lifted."]
        ]
    );
    // The target is cut, and the source is not.
    let file = unit12(
        "<source>灯亮了。雾散了。</source>",
        "<target><mrk mtype='seg' mid='1'>The lamp lit.</mrk><mrk mtype='seg' mid='2'>The fog lifted.</mrk></target>",
    );
    assert_eq!(texts(&file)[1], ["The lamp lit. The fog lifted."]);
}

#[test]
fn text_between_the_segments_of_2_belongs_to_one_of_them() {
    let file = |between: &str| {
        format!(
            "<xliff version='2.0' srcLang='zh' trgLang='en'><file id='f'><unit id='u' canResegment='no'><segment><source>灯亮了</source><target>Lamp</target></segment><ignorable>{between}</ignorable><segment><source>雾散了</source><target>Fog</target></segment></unit></file></xliff>"
        )
    };
    for (between, sides) in [
        (
            "<source> </source>",
            [["灯亮了", "雾散了"], ["Lamp", "Fog"]],
        ),
        (
            "<source>——</source>",
            [["灯亮了——", "雾散了"], ["Lamp——", "Fog"]],
        ),
        (
            "<source>；</source><target>; </target>",
            [["灯亮了；", "雾散了"], ["Lamp;", "Fog"]],
        ),
        (
            "<source>（</source><target> (</target>",
            [["灯亮了", "（雾散了"], ["Lamp", "(Fog"]],
        ),
    ] {
        assert_eq!(texts(&file(between)), sides, "{between}");
    }
    let alone = "<xliff version='2.0' srcLang='zh' trgLang='en'><file id='f'><unit id='u'><ignorable><source>灯</source></ignorable></unit></file></xliff>";
    assert_eq!(texts(alone), [vec!["灯".to_owned()], vec![]]);
}

#[test]
fn what_is_passed_over_is_counted() {
    let one = unit12(
        "<source>灯<x id='1'/></source>",
        "<target>lamp<ph id='2'>a<sub>tip</sub></ph></target><alt-trans><source>旧</source><target>old</target><note>no</note></alt-trans><context-group><context context-type='x'>home</context></context-group>",
    )
    .replace(
        "<body>",
        "<header><note>of all</note></header><body><trans-unit id='0' translate='no'><source>X1</source></trans-unit><trans-unit id='9' translate='no'><source> - </source></trans-unit><bin-unit id='3'><bin-source>abc</bin-source></bin-unit><group><note>of a group</note></group>",
    );
    assert_eq!(
        told(&one),
        [
            "2 notes of files and groups (first in line 1)",
            "1 unit with translate=\"no\" (line 1)",
            "1 binary unit (line 1)",
            "2 inline codes (first in line 1)",
            "1 text inside inline codes (line 1)",
            "1 suggestion (line 1)",
            "1 context (line 1)",
        ]
    );
    let two = "<xliff version='2.1' srcLang='zh' trgLang='en'><file id='f'>\n<notes><note>of all</note></notes>\n<unit id='u'><matches><match ref='#1'><source>旧</source><target>old</target></match></matches><glossary><glossEntry><term>灯</term></glossEntry></glossary><metadata><metaGroup category='x'><meta type='y'>z</meta></metaGroup></metadata><segment><source>灯</source><target><pc id='1'>lamp</pc></target></segment></unit></file></xliff>";
    assert_eq!(
        told(two),
        [
            "1 note of files and groups (line 2)",
            "1 suggestion (line 3)",
            "1 glossary entry (line 3)",
            "1 metadata group (line 3)",
            "1 inline code (line 3)",
        ]
    );
    assert_eq!(told(&written(&sample(), "xliff")), [""; 0]);
    assert_eq!(told(&written(&sample(), "xliff12")), [""; 0]);
}

#[test]
fn files_of_1_2_in_other_languages_are_passed_over() {
    let unit = unit12("<source>灯</source>", "<target>lamp</target>");
    let (head, file) = unit.split_once("<file").unwrap();
    let german = file.replace("='en'", "='de'").replace("</xliff>", "");
    let both = format!("{head}<file{german}<file{file}");
    assert_eq!(texts(&both), [["灯"], ["lamp"]]);
    assert_eq!(told(&both), ["1 file from \"zh-CN\" to \"de\" (line 1)"]);
    let said = read_str(&unit.replace("='en'", "='de'"))
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("it is from \"zh-CN\" to \"de\", and not Chinese and English"),
        "{said}"
    );
}

#[test]
fn approval_is_read_as_each_tool_writes_it() {
    let status = |text: &str| -> Vec<Status> {
        let bitext = read_str(text).unwrap();
        bitext.beads.iter().map(|bead| bead.status).collect()
    };
    let file = unit12("<source>灯</source>", "<target>lamp</target>");
    for (attributes, locked) in [
        ("m:confirmed='1' m:para-id='0'", true),
        ("m:confirmed='2'", true),
        ("m:confirmed='0'", false),
        ("m:locked='true'", true),
        ("mq:status='ProofRead'", true),
        ("mq:status='ManuallyConfirmed'", false),
        ("approved='yes'", true),
    ] {
        let file = file.replace("trans-unit id", &format!("trans-unit {attributes} id"));
        let wanted = if locked { Status::Locked } else { Status::Auto };
        assert_eq!(status(&file), [wanted], "{attributes}");
    }
    let trados = unit12(
        "<source>灯。雾。</source><seg-source><mrk mtype='seg' mid='1'>灯。</mrk><mrk mtype='seg' mid='2'>雾。</mrk></seg-source>",
        "<target><mrk mtype='seg' mid='1'>Lamp<mrk mtype='x-sdl-deleted'>s</mrk>.</mrk><mrk mtype='seg' mid='2'>Fog.</mrk></target><sdl:seg-defs xmlns:sdl='x'><sdl:seg id='1' conf='Translated'/><sdl:seg id='2' conf='ApprovedSignOff'/></sdl:seg-defs>",
    );
    assert_eq!(status(&trados), [Status::Auto, Status::Locked]);
    assert_eq!(texts(&trados)[1], ["Lamp.", "Fog."]);
    assert_eq!(told(&trados), ["1 deletion that was recorded (line 1)"]);
}

#[test]
fn codes_that_phrase_writes_as_text_are_dropped() {
    let file = unit12(
        "<source>{b>灯&lt;b}{1}亮{2>了&lt;2}。</source>",
        "<target>The {b>lamp&lt;b}{1} lit {n} {b} &lt;up> {2</target>",
    );
    let phrase = file.replace(
        "<xliff",
        "<xliff xmlns:m='http://www.memsource.com/mxlf/2.0'",
    );
    assert_eq!(
        texts(&phrase),
        [["灯亮了。"], ["The lamp lit {n} {b} <up> {2"]]
    );
    assert_eq!(told(&phrase), ["8 inline codes (first in line 1)"]);
    assert_eq!(texts(&file)[0], ["{b>灯<b}{1}亮{2>了<2}。"]);
}

#[test]
fn errors_say_where() {
    let unit = |source: &str| {
        format!(
            "<xliff version='2.1' srcLang='zh' trgLang='en'>\n<file id='f'><unit id='u'><segment><source>{source}</source></segment></unit></file></xliff>"
        )
    };
    for (text, says) in [
        ("<tmx/>".into(), "a.xlf:1:1: this is no XLIFF file"),
        ("<xliff version='3.0'/>".into(), "XLIFF 3.0 is not read"),
        (
            unit("x").replace("'zh'", "'fr'"),
            "a.xlf:1:1: it is from \"fr\" to \"en\"",
        ),
        (
            unit("甲&nbsp;"),
            "a.xlf:2:45: the entity &nbsp; is not read",
        ),
        (unit("</b>"), "a.xlf:2:44: broken XML"),
        (unit("<b>"), "broken XML"),
        (
            "<xliff version='1.2'>\n<file source-language='zh'>".into(),
            "a.xlf:2:28: broken XML",
        ),
        (
            format!(
                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{}",
                unit("&a;")
            ),
            "the entity &a; is not read",
        ),
    ] {
        let said = read_str(&text).unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
    }
}

#[test]
fn a_unit_that_names_nobody_stays_where_it_is() {
    let text = written(&sample(), "xliff");
    let after = format!("type=\"after\">{}<", sample().beads[0].id.0);
    assert!(text.contains(&after), "{text}");
    for name in ["nobody", sample().beads[2].id.0.as_str()] {
        let text = text.replace(&after, &format!("type=\"after\">{name}<"));
        let bitext = read_str(&text).unwrap();
        bitext.validate().unwrap();
        assert_eq!(bitext.target.texts()[1], "One. And");
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(bitext in crate::bitext::testing::any_bitext("[一二<script>&\"' \u{1}\u{85}\r\n\u{fffe}]{1,6}")) {
        let again = read_str(&written(&bitext, "xliff")).unwrap();
        prop_assert_eq!(&again, &bitext);
    }

    #[test]
    fn so_is_1_2(bitext in crate::bitext::testing::any_bitext("[一二<script>&\"' 。]{1,6}")) {
        let again = read_bytes(written(&bitext, "xliff12").as_bytes(), Path::new("a"), "xliff").unwrap();
        prop_assert_eq!(&again, &bitext);
    }

    #[test]
    fn no_input_panics(text in "\\PC{0,80}", cut in any::<usize>(), with in any::<u8>(), id in prop::sample::select(vec!["xliff", "xliff12"])) {
        let _ = read_str(&text);
        let mut bytes = written(&sample(), id).into_bytes();
        let at = cut % bytes.len();
        let _ = super::read(&bytes[..at], Path::new("a"));
        bytes[at] = with;
        if let Ok(read) = super::read(&bytes, Path::new("a")) {
            read.bitext.validate().unwrap();
        }
    }
}
