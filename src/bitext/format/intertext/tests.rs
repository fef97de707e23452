use std::path::Path;

use proptest::prelude::*;

use super::super::{Files, Imported};
use crate::bitext::testing::any_bitext;
use crate::bitext::{Bead, Bitext, Status};
use crate::error::{Error, Result};

fn read_files(files: &Files) -> Result<Bitext> {
    import(files).map(|read| read.bitext)
}

fn import(files: &Files) -> Result<Imported> {
    let load = |path: &Path| {
        let found = files.iter().find(|(other, _)| other == path);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| Error::Read {
                path: path.to_owned(),
                source: std::io::ErrorKind::NotFound.into(),
            })
    };
    let (path, bytes) = files.last().unwrap();
    super::read(bytes, path, &load)
}

fn files(zh: &str, en: &str, links: &str) -> Files {
    [
        ("d/a.zh.xml", zh),
        ("d/a.en.xml", en),
        ("d/a.intertext.xml", links),
    ]
    .map(|(path, text)| (path.into(), text.into()))
    .into()
}

const ZH: &str = "<doc><body><h id='x'>不</h><p id='1'><s id='1:1'>一 <hi>二</hi>。</s><s id='1:2'>三。</s></p><p id='2'><s id='2:1'>四。</s></p></body></doc>";
const EN: &str = "<!DOCTYPE d SYSTEM 'd.dtd'><doc><head id='1'><s id='1:1'>One &amp;\n two.</s></head><p id='2'><s id='2:1'>Three.</s><s id='2:2'> </s><s id='2:3'>Five.</s></p></doc>";

#[test]
fn reads_what_intertext_writes() {
    let links = "<?xml version='1.0' encoding='utf-8'?>\n<linkGrp toDoc='x/a.zh.xml' fromDoc='a.en.xml'>\n\
        <link type='1-1' xtargets='1:1;2:1 2:2' status='auto' mark='1'/>\n\
        <link type='1-1' xtargets='1:2;1:1' status='man'/>\n<link type='0-0' xtargets=';' status='plain'/></linkGrp>";
    let read = import(&files(ZH, EN, links)).unwrap();
    let said: Vec<String> = read.losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["1 element <h> with words outside of sentences (line 1)"]
    );
    let bitext = read.bitext;
    bitext.validate().unwrap();
    assert_eq!(bitext.source.texts(), ["一 二。", "三。", "四。"]);
    assert_eq!(bitext.target.texts(), ["One & two.", "Three.", "Five."]);
    assert_eq!(bitext.source.sentences[2].block, 1);
    assert_eq!(bitext.target.sentences[0].kind.name(), "h1");
    let mut kinds: Vec<_> = bitext.beads.iter().map(Bead::kind_label).collect();
    kinds.sort();
    assert_eq!(kinds, ["0-1", "1-0", "1-1", "1-1"]);
    let locked = bitext
        .beads
        .iter()
        .find(|bead| bead.status == Status::Locked);
    assert_eq!(bitext.source_text(locked.unwrap()), "三。");
    assert!(bitext.beads.iter().any(|bead| bead.moved.is_some()));
}

#[test]
fn a_line_break_keeps_words_apart() {
    let links = "<linkGrp toDoc='a.en.xml' fromDoc='a.zh.xml'><link xtargets='1:1;1:1'/></linkGrp>";
    let zh = "<text><p><s id='1:1'>亮了，<lb/>雾散了。</s></p></text>";
    let en = "<text><p><s id='1:1'>up<lb/>a<hi>n</hi>d</s></p></text>";
    let bitext = read_files(&files(zh, en, links)).unwrap();
    assert_eq!(bitext.source.texts(), ["亮了，雾散了。"]);
    assert_eq!(bitext.target.texts(), ["up and"]);
}

#[test]
fn errors_say_where() {
    let group =
        |links: &str| format!("<linkGrp toDoc='a.en.xml' fromDoc='a.zh.xml'>\n{links}</linkGrp>");
    for (links, says) in [
        (
            "<text/>".into(),
            "a.intertext.xml:1:1: this is no alignment",
        ),
        (
            "<linkGrp toDoc='a'/>".into(),
            "the attribute fromDoc is missing",
        ),
        (
            group("<link xtargets='1:1'/>"),
            "a.intertext.xml:2:1: \"1:1\" is no pair",
        ),
        (
            group("<link xtargets='9:9;'/>"),
            "link 1: d/a.en.xml has no sentence with the id \"9:9\"",
        ),
        (
            group("<link xtargets='1:1;1:1 2:1'/>"),
            "link 1: its sentences do not follow",
        ),
        (
            group("<link xtargets='1:1;'/><link xtargets='1:1;'/>"),
            "link 2: \"One & two.\" is linked twice",
        ),
        (group("").replace("a.en", "b.en"), "b.en.xml"),
        (group("<link xtargets='&a;'/>"), "broken XML"),
    ] {
        let said = read_files(&files(ZH, EN, &links)).unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
    }
    let cut = files(ZH, "<doc>\n<s", &group(""));
    let said = read_files(&cut).unwrap_err().to_string();
    assert!(said.contains("a.en.xml:2:"), "{said}");
}

proptest! {
    #[test]
    fn what_was_written_is_read(bitext in any_bitext("[一二<script>&\"' \u{85}\r\n]{1,6}")) {
        let (_, files) = super::write(&bitext, Path::new("d/a.intertext.xml")).unwrap();
        let again = read_files(&files).unwrap();
        again.validate().unwrap();
        prop_assert_eq!(again.source.texts(), bitext.source.texts());
        prop_assert_eq!(again.target.texts(), bitext.target.texts());
        let kinds = |bitext: &Bitext| {
            let sides = [&bitext.source, &bitext.target];
            let all = sides.into_iter().flat_map(|side| &side.sentences);
            all.map(|sentence| sentence.kind).collect::<Vec<_>>()
        };
        prop_assert_eq!(kinds(&again), kinds(&bitext));
        let links = |bitext: &Bitext| {
            let target = |bead: &Bead| (!bead.target.is_empty()).then(|| bead.target.clone());
            bitext.beads.iter().map(|b| (b.source.clone(), target(b), b.status == Status::Locked)).collect::<Vec<_>>()
        };
        prop_assert_eq!(links(&again), links(&bitext));
    }
}
