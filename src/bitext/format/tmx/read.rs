//! Reading TMX 1.1 to 1.4.

use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::inline::{Words, is_break_code, is_break_kind};
use super::super::losses::{LossCounter, PassedOver};
use super::super::xml::{self, CHINESE, ENGLISH, Problem, attribute, is_in, language};
use super::super::{Imported, LossKind};
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentIds;
use crate::text::spaces;

/// Inline elements that enclose native codes of the tool that wrote the file; their content is not
/// text.
const CODES: &[&str] = &["bpt", "ept", "ph", "it", "ut"];

/// The units that are left out, by what they lack.
const UNIT: LossKind = LossKind::text("unit", "");
/// A variant in a language that the unit has already.
const VARIANT: LossKind = LossKind::text("second variant", "");
/// A `sub` inside a code, such as the title of a link.
const SUBFLOW: LossKind = LossKind::text("text", "inside inline codes");
const CODE: LossKind = LossKind::data("inline code", "");
const PROPERTY: LossKind = LossKind::data("property", "");
/// A note of the whole file.
const HEADER_NOTE: LossKind = LossKind::text("note", "of the file");

/// Reads a translation memory: every `tu` that has a `tuv` in Chinese and one in English, whichever
/// is its source, as a bead of one sentence a side. Languages are told by the beginning of their
/// code (`zh-TW`, `EN_us`); of several variants the first counts. Inline codes (`bpt`, `ph`...) are
/// dropped with what they enclose; one that is a line break or a space keeps the words on its sides apart. `hi` is
/// dropped and its content kept, runs of white space become a space. Props `x-confidence` and `x-status` and notes of
/// the unit and of the two variants are taken over.
///
/// Of a document type only the entities that are text count; no external file is ever read.
///
/// # Errors
/// [`Error::Input`] with line and column: broken XML, an entity that is no text that the document declares, no TMX or
/// a version other than 1, a memory without any Chinese-English unit.
pub fn read(bytes: &[u8], path: &Path) -> Result<Imported> {
    let text = xml::decode(bytes, path)?;
    let mut importer = Importer::new(path);
    xml::walk(&text, path, &mut importer)?;
    importer.finish(&text)
}

/// One side of a unit.
#[derive(Default)]
struct Variant {
    language: String,
    text: String,
    notes: Vec<String>,
    /// Where it begins.
    at: usize,
}

/// The destination of the text between tags.
#[derive(Clone, Copy, PartialEq)]
enum Sink {
    Nowhere,
    Segment,
    Prop,
    Note,
}

#[derive(Default)]
struct TmxUnit {
    /// Where it begins.
    at: usize,
    variants: Vec<Variant>,
    confidence: Option<f32>,
    status: Status,
    notes: Vec<String>,
}

struct Importer<'p> {
    path: &'p Path,
    depth: usize,
    unit: Option<TmxUnit>,
    in_variant: bool,
    sink: Sink,
    /// The open inline codes inside the segment, `sub` among them.
    codes: Vec<String>,
    /// What the outermost of them encloses.
    code: String,
    /// The text of an open `sub`.
    sub: Option<PassedOver>,
    words: Words,
    text: String,
    prop: String,
    /// Where the element that is being read begins.
    at: usize,
    bitext: Bitext,
    namers: [SegmentIds; 2],
    left_out: usize,
    languages: Vec<String>,
    losses: LossCounter,
}

impl<'p> Importer<'p> {
    fn new(path: &'p Path) -> Self {
        Importer {
            path,
            depth: 0,
            unit: None,
            in_variant: false,
            sink: Sink::Nowhere,
            codes: Vec::new(),
            code: String::new(),
            sub: None,
            words: Words::default(),
            text: String::new(),
            prop: String::new(),
            at: 0,
            bitext: Bitext::default(),
            namers: Default::default(),
            left_out: 0,
            languages: Vec::new(),
            losses: LossCounter::default(),
        }
    }

    fn collect(&mut self, sink: Sink, at: usize) {
        self.sink = sink;
        self.at = at;
        self.text.clear();
        self.words = Words::default();
    }

    fn add(&mut self, mut unit: TmxUnit) {
        for variant in &unit.variants {
            if !self.languages.contains(&variant.language) {
                self.languages.push(variant.language.clone());
            }
        }
        let of = |subtags: &[&str]| -> Vec<usize> {
            let all = unit.variants.iter().enumerate();
            all.filter(|(_, variant)| is_in(&variant.language, subtags))
                .map(|(at, _)| at)
                .collect()
        };
        let (chinese, english) = (of(CHINESE), of(ENGLISH));
        let first = |of: &[usize]| {
            let mut with_text = of.iter().copied();
            with_text.find(|&at| !unit.variants[at].text.is_empty())
        };
        let (Some(source), Some(target)) = (first(&chinese), first(&english)) else {
            let lacks = |of: &[usize], language: &str| match (first(of), of) {
                (Some(_), _) => None,
                (None, []) => Some(format!("without {language}")),
                (None, _) => Some(format!("with empty {language}")),
            };
            let lacking = [lacks(&chinese, "Chinese"), lacks(&english, "English")];
            let lacking: Vec<String> = lacking.into_iter().flatten().collect();
            self.left_out += 1;
            self.losses.add(UNIT.of(lacking.join(" and ")), unit.at);
            return;
        };
        for (taken, all) in [(source, &chinese), (target, &english)] {
            for &other in all.iter().filter(|&&other| other != taken) {
                let other = &unit.variants[other];
                if !other.text.is_empty() && other.text != unit.variants[taken].text {
                    let taken = &unit.variants[taken].language;
                    let which = if *taken == other.language {
                        format!("in {taken}")
                    } else {
                        format!("in {}, beside {taken} that is taken", other.language)
                    };
                    self.losses.add(VARIANT.of(which), other.at);
                }
            }
        }
        for at in [source, target] {
            unit.notes.append(&mut unit.variants[at].notes);
        }
        let block = self.bitext.beads.len();
        let [source_namer, target_namer] = &mut self.namers;
        let (chinese, english) = (&unit.variants[source], &unit.variants[target]);
        let source = push(&mut self.bitext.source, source_namer, chinese, block);
        let target = push(&mut self.bitext.target, target_namer, english, block);
        self.bitext.beads.push(Bead {
            id: BeadId::default(),
            source: source..source + 1,
            target: target..target + 1,
            confidence: unit.confidence.unwrap_or(1.0),
            status: unit.status,
            moved: None,
            note: (!unit.notes.is_empty()).then(|| unit.notes.join("\n")),
            state: None,
        });
    }

    fn finish(mut self, text: &str) -> Result<Imported> {
        if self.bitext.beads.is_empty() && self.left_out > 0 {
            return Err(Error::input(
                Place::file(self.path),
                format!(
                    "none of its {} units has both Chinese and English text",
                    self.left_out
                ),
                format!("the languages in it are {}", self.languages.join(", ")),
            ));
        }
        for side in [&mut self.bitext.source, &mut self.bitext.target] {
            side.file = self.path.display().to_string();
        }
        self.bitext.name_beads();
        Ok(Imported {
            bitext: self.bitext,
            losses: self.losses.finish(text),
        })
    }

    /// Begins an element inside a segment.
    fn open_inline(
        &mut self,
        start: &BytesStart<'_>,
        name: &str,
        at: usize,
    ) -> Result<(), Problem> {
        if let Some(sub) = &mut self.sub {
            sub.open();
        } else if name == "sub" && !self.codes.is_empty() {
            self.sub = Some(PassedOver::new(SUBFLOW, at));
        }
        let is_code = CODES.contains(&name);
        if self.codes.is_empty() && is_code {
            self.code.clear();
            self.losses.add(CODE, at);
            if is_break_kind(&attribute(start, "type")?.unwrap_or_default()) {
                self.words.apart();
            }
        }
        if is_code || !self.codes.is_empty() {
            self.codes.push(name.to_owned());
        }
        Ok(())
    }

    /// Ends the innermost code; `false` where none is open.
    fn close_inline(&mut self) -> bool {
        if self.codes.pop().is_none() {
            return false;
        }
        if let Some(mut sub) = self.sub.take()
            && !sub.close(&mut self.losses)
        {
            self.sub = Some(sub);
        }
        if self.codes.is_empty() && is_break_code(&self.code) {
            self.words.apart();
        }
        true
    }
}

impl xml::Visitor for Importer<'_> {
    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Problem> {
        self.depth += 1;
        let name = start.local_name();
        let name = name.as_ref();
        if self.depth == 1 {
            return root(start, name);
        }
        if self.sink == Sink::Segment {
            return self.open_inline(start, name, at);
        }
        match name {
            "tu" => {
                self.unit = Some(TmxUnit {
                    at,
                    ..TmxUnit::default()
                });
            }
            "tuv" => {
                if let Some(unit) = &mut self.unit {
                    // Up to TMX 1.1 the attribute was called `lang`.
                    let code = match language(start, "xml:lang")? {
                        Some(code) => code,
                        None => language(start, "lang")?.unwrap_or_default(),
                    };
                    unit.variants.push(Variant {
                        language: code,
                        at,
                        ..Variant::default()
                    });
                    self.in_variant = true;
                }
            }
            "seg" if self.in_variant => self.collect(Sink::Segment, at),
            "prop" if self.unit.is_some() => {
                self.prop = attribute(start, "type")?.unwrap_or_default();
                self.collect(Sink::Prop, at);
            }
            "note" => self.collect(Sink::Note, at),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        match self.sink {
            Sink::Nowhere => {}
            Sink::Segment => match &mut self.sub {
                Some(sub) => sub.text(text),
                None if self.codes.is_empty() => self.words.push(text),
                None => self.code.push_str(text),
            },
            Sink::Prop | Sink::Note => self.text.push_str(text),
        }
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.sink == Sink::Segment && self.close_inline() {
            return;
        }
        match (name, self.sink) {
            ("seg", Sink::Segment) => {
                self.sink = Sink::Nowhere;
                let text = spaces::fold(self.words.as_str());
                if let Some(variant) = self.unit.as_mut().and_then(|u| u.variants.last_mut()) {
                    variant.text = text;
                }
            }
            ("prop", Sink::Prop) => {
                self.sink = Sink::Nowhere;
                let value = spaces::fold(&self.text);
                let is_known = !self.in_variant
                    && match &mut self.unit {
                        Some(unit) => unit.set(&self.prop, &value),
                        None => false,
                    };
                if !is_known {
                    self.losses.add(PROPERTY, self.at);
                }
            }
            ("note", Sink::Note) => {
                self.sink = Sink::Nowhere;
                let note = self.text.trim().to_owned();
                let unit = self.unit.as_mut();
                match unit {
                    _ if note.is_empty() => {}
                    None => self.losses.add(HEADER_NOTE, self.at),
                    Some(unit) if self.in_variant => {
                        if let Some(variant) = unit.variants.last_mut() {
                            variant.notes.push(note);
                        }
                    }
                    Some(unit) => unit.notes.push(note),
                }
            }
            (_, Sink::Segment | Sink::Prop | Sink::Note) => {}
            ("tuv", _) => self.in_variant = false,
            ("tu", _) => {
                if let Some(unit) = self.unit.take() {
                    self.add(unit);
                }
            }
            _ => {}
        }
    }
}

impl TmxUnit {
    /// Takes over what a property says; `false` for one that is not ours.
    fn set(&mut self, prop: &str, value: &str) -> bool {
        match (prop, value) {
            ("x-confidence", value) => {
                self.confidence = value.parse().ok().filter(|c| (0.0..=1.0).contains(c));
            }
            ("x-status", "locked") => self.status = Status::Locked,
            ("x-status", "rejected") => self.status = Status::Rejected,
            _ => return false,
        }
        true
    }
}

fn root(start: &BytesStart<'_>, name: &str) -> Result<(), Problem> {
    if name != "tmx" {
        return Err((
            format!("this is no TMX file: its outermost element is <{name}>"),
            "",
        ));
    }
    match attribute(start, "version")? {
        Some(version) if version != "1" && !version.starts_with("1.") => {
            Err((format!("TMX {version} is not read"), "export it as TMX 1.4"))
        }
        _ => Ok(()),
    }
}

fn push(side: &mut Side, namer: &mut SegmentIds, variant: &Variant, block: usize) -> usize {
    if side.sentences.is_empty() {
        side.language.clone_from(&variant.language);
    }
    side.sentences.push(Sentence {
        id: namer.next(&variant.text),
        text: variant.text.as_str().into(),
        bytes: None,
        at: None,
        block,
        kind: BlockKind::Paragraph,
    });
    side.sentences.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn import_str(text: &str) -> Result<Imported> {
        read(text.as_bytes(), Path::new("a.tmx"))
    }

    fn unit(zh: &str, en: &str) -> String {
        format!(
            "<tmx version='1.4'><header/><body><tu><tuv xml:lang='zh'><seg>{zh}</seg></tuv><tuv xml:lang='en'><seg>{en}</seg></tuv></tu></body></tmx>"
        )
    }

    #[test]
    fn reads_what_other_tools_write() {
        let text = r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
 <header creationtool="X" srclang="EN-US"><note>not this</note></header>
 <body>
  <!-- English first -->
  <tu tuid="1"><note>keep</note><prop type="x-confidence">0.25</prop><prop type="x-status">locked</prop>
   <tuv lang="EN-US"><prop type="x">inner</prop><seg>Press <bpt i="1">&lt;b&gt;<sub>tip</sub></bpt>OK<ept i="1"/> <hi type="t">now</hi>,
     <ph>{0}</ph>A &amp; B&#x2014;<![CDATA[<C>]]>.</seg></tuv>
   <tuv lang="FR"><seg>Non.</seg></tuv>
   <tuv lang="ZH_TW"><seg>按<ut>x</ut>確定。</seg></tuv>
  </tu>
  <tu><tuv lang="en"><seg>Alone.</seg></tuv></tu>
  <tu><tuv lang="en"><seg>Empty.</seg></tuv><tuv lang="zh"><seg> </seg></tuv></tu>
 </body>
</tmx>"#;
        let Imported { bitext, losses } = import_str(text).unwrap();
        let said: Vec<String> = losses.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "1 note of the file (line 4)",
                "1 property (line 8)",
                "4 inline codes (first in line 8)",
                "1 text inside inline codes (line 8)",
                "1 unit without Chinese (line 13)",
                "1 unit with empty Chinese (line 14)",
            ]
        );
        bitext.validate().unwrap();
        assert_eq!(bitext.source.language, "ZH_TW");
        assert_eq!(bitext.source.sentences[0].text, "按確定。");
        assert_eq!(
            bitext.target.sentences[0].text,
            "Press OK now, A & B\u{2014}<C>."
        );
        let bead = &bitext.beads[0];
        assert_eq!(bead.note.as_deref(), Some("keep"));
        assert_eq!(bead.status, Status::Locked);
        assert!((bead.confidence - 0.25).abs() < f32::EPSILON);
    }

    #[test]
    fn words_are_not_glued_where_a_code_is_a_break_or_a_space() {
        for (seg, text) in [
            ("up<ph type='lb'/>and", "up and"),
            ("up<ph>&lt;br/&gt;</ph>and", "up and"),
            ("up<ph>\\n</ph>and", "up and"),
            ("up<it pos='begin'>{\\line }</it>and", "up and"),
            ("up<ut>&amp;nbsp;</ut>and", "up and"),
            (
                "up<bpt i='1'>&lt;p&gt;</bpt>and<ept i='1'>&lt;/p&gt;</ept>so",
                "up and so",
            ),
            (
                "up<ph type='image'>&lt;img/&gt;<sub>br</sub></ph>and",
                "upand",
            ),
            (
                "e<bpt i='1'>&lt;b&gt;</bpt>mp<ept i='1'>&lt;/b&gt;</ept>ty",
                "empty",
            ),
            ("up<hi type='x'> <hi>and</hi></hi>", "up and"),
        ] {
            let read = import_str(&unit("亮了，<ph type='lb'/>雾散了。", seg)).unwrap();
            assert_eq!(read.bitext.target.sentences[0].text, text, "{seg}");
            assert_eq!(read.bitext.source.sentences[0].text, "亮了，雾散了。");
        }
    }

    #[test]
    fn second_variants_are_told() {
        let more = "<tuv xml:lang='zh-TW'><seg>燈</seg></tuv><tuv xml:lang='en'><seg>Light</seg></tuv><tuv xml:lang='zh-HK'><seg>灯</seg></tuv></tu>";
        let text = unit("灯", "Lamp").replace("</tu>", more);
        let read = import_str(&text).unwrap();
        let said: Vec<String> = read.losses.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "1 second variant in zh-TW, beside zh that is taken (line 1)",
                "1 second variant in en (line 1)"
            ]
        );
        assert_eq!(read.bitext.source.texts(), ["灯"]);
    }

    #[test]
    fn notes_of_the_variants_are_notes() {
        let text = unit("灯", "Lamp").replace("<seg>", "<note>kept</note><seg>");
        let read = import_str(&text).unwrap();
        assert_eq!(read.bitext.beads[0].note.as_deref(), Some("kept\nkept"));
        assert_eq!(read.losses, []);
    }

    #[test]
    fn entities_of_the_file_are_text() {
        let text = format!(
            "<!DOCTYPE tmx [<!ENTITY lamp '灯'>]>{}",
            unit("&lamp;亮", "x")
        );
        let read = import_str(&text).unwrap();
        assert_eq!(read.bitext.source.texts(), ["灯亮"]);
    }

    #[test]
    fn the_same_unit_twice_keeps_two_names() {
        let text = unit("一。", "One.").replace("</tu>", "</tu>\n<tu><tuv xml:lang='zh-CN'><seg>一。</seg></tuv><tuv xml:lang='en'><seg>One.</seg></tuv></tu>");
        import_str(&text).unwrap().bitext.validate().unwrap();
    }

    #[test]
    fn errors_say_where() {
        for (text, says) in [
            ("<html/>".into(), "a.tmx:1:1: this is no TMX file"),
            ("<tmx version='2.0'/>".into(), "TMX 2.0 is not read"),
            (
                unit("甲&nbsp;乙", "x"),
                "a.tmx:1:64: the entity &nbsp; is not read",
            ),
            (unit("一", "a</b>"), "broken XML"),
            (
                "<tmx version='1.4'>\n<body>".into(),
                "a.tmx:2:7: broken XML",
            ),
            (unit("", "x"), "none of its 1 units has both"),
            (unit("&#0;", "x"), "broken XML"),
            (unit("一", "x").replace("'zh'", "'&zh;'"), "broken XML"),
        ] {
            let said = import_str(&text).unwrap_err().to_string();
            assert!(said.contains(says), "{said:?} does not say {says:?}");
        }
    }

    #[test]
    fn no_file_is_read_for_an_entity() {
        let text = format!(
            "<!DOCTYPE tmx [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{}",
            unit("甲&a;", "x")
        );
        let said = import_str(&text).unwrap_err().to_string();
        assert!(said.contains("the entity &a; is not read"), "{said}");
    }

    proptest! {
        #[test]
        fn no_input_panics(text in "\\PC{0,80}", cut in 0usize..300, with in any::<u8>()) {
            let _ = import_str(&text);
            let mut bytes = unit("一<ph/>二", "<hi>1</hi>&amp;").into_bytes();
            let at = cut % bytes.len();
            let _ = read(&bytes[..at], Path::new("a"));
            bytes[at] = with;
            let _ = read(&bytes, Path::new("a"));
        }
    }
}
