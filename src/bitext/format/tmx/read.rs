//! Reading TMX 1.1 to 1.4.

use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::xml::{self, CHINESE, ENGLISH, Problem, attribute, is_in, language};
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentIds;
use crate::text::spaces;

/// Inline elements that enclose native codes of the tool that wrote the file; their content is not
/// text.
const CODES: &[&str] = &["bpt", "ept", "ph", "it", "ut"];

/// A bitext read from a TMX file, and the number of units that were skipped.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The units that have both languages, each a bead and a block of its own.
    pub bitext: Bitext,
    /// The number of units without Chinese or without English.
    pub left_out: usize,
}

/// Reads a TMX file as [`import`] does, without the count.
///
/// # Errors
/// As [`import`].
pub fn read(bytes: &[u8], path: &Path) -> Result<Bitext> {
    import(bytes, path).map(|imported| imported.bitext)
}

/// Reads a translation memory: every `tu` that has a `tuv` in Chinese and one in English, whichever
/// is its source, as a bead of one sentence a side. Languages are told by the beginning of their
/// code (`zh-TW`, `EN_us`); of several variants the first counts. Inline codes (`bpt`, `ph`...) are
/// dropped with what they enclose, `hi` is dropped and its content kept, runs of white space
/// become a space. Props `x-confidence` and `x-status` and notes are taken over.
///
/// A document type is passed over; no external file is ever read.
///
/// # Errors
/// [`Error::Input`] with line and column: broken XML, an entity beyond the five of XML and
/// character references, no TMX or a version other than 1, a memory without any Chinese-English
/// unit.
pub fn import(bytes: &[u8], path: &Path) -> Result<Imported> {
    let text = xml::decode(bytes, path)?;
    let mut importer = Importer::new(path);
    xml::walk(&text, path, &mut importer)?;
    importer.finish()
}

/// One side of a unit.
struct Variant {
    language: String,
    text: String,
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
    /// The number of open inline codes inside the segment.
    codes: usize,
    text: String,
    prop: String,
    bitext: Bitext,
    namers: [SegmentIds; 2],
    left_out: usize,
    languages: Vec<String>,
}

impl<'p> Importer<'p> {
    fn new(path: &'p Path) -> Self {
        Importer {
            path,
            depth: 0,
            unit: None,
            in_variant: false,
            sink: Sink::Nowhere,
            codes: 0,
            text: String::new(),
            prop: String::new(),
            bitext: Bitext::default(),
            namers: Default::default(),
            left_out: 0,
            languages: Vec::new(),
        }
    }

    fn collect(&mut self, sink: Sink) {
        self.sink = sink;
        self.codes = 0;
        self.text.clear();
    }

    fn add(&mut self, unit: &TmxUnit) {
        for variant in &unit.variants {
            if !self.languages.contains(&variant.language) {
                self.languages.push(variant.language.clone());
            }
        }
        let find = |subtags: &[&str]| {
            unit.variants
                .iter()
                .find(|variant| !variant.text.is_empty() && is_in(&variant.language, subtags))
        };
        let (Some(chinese), Some(english)) = (find(CHINESE), find(ENGLISH)) else {
            self.left_out += 1;
            return;
        };
        let block = self.bitext.beads.len();
        let [source_namer, target_namer] = &mut self.namers;
        let source = push(&mut self.bitext.source, source_namer, chinese, block);
        let target = push(&mut self.bitext.target, target_namer, english, block);
        self.bitext.beads.push(Bead {
            id: BeadId(String::new()),
            source: source..source + 1,
            target: target..target + 1,
            confidence: unit.confidence.unwrap_or(1.0),
            status: unit.status,
            moved: None,
            note: (!unit.notes.is_empty()).then(|| unit.notes.join("\n")),
            state: None,
        });
    }

    fn finish(mut self) -> Result<Imported> {
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
            left_out: self.left_out,
        })
    }
}

impl xml::Visitor for Importer<'_> {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        self.depth += 1;
        let name = start.local_name();
        let name = name.as_ref();
        if self.depth == 1 {
            return root(start, name);
        }
        if self.sink == Sink::Segment {
            // Codes nest through `sub`, a separate text inside a code: dropped as well.
            if self.codes > 0 || CODES.contains(&name) {
                self.codes += 1;
            }
            return Ok(());
        }
        match name {
            "tu" => self.unit = Some(TmxUnit::default()),
            "tuv" => {
                if let Some(unit) = &mut self.unit {
                    // Up to TMX 1.1 the attribute was called `lang`.
                    let code = match language(start, "xml:lang")? {
                        Some(code) => code,
                        None => language(start, "lang")?.unwrap_or_default(),
                    };
                    unit.variants.push(Variant {
                        language: code,
                        text: String::new(),
                    });
                    self.in_variant = true;
                }
            }
            "seg" if self.in_variant => self.collect(Sink::Segment),
            "prop" if self.unit.is_some() && !self.in_variant => {
                self.prop = attribute(start, "type")?.unwrap_or_default();
                self.collect(Sink::Prop);
            }
            "note" if self.unit.is_some() && !self.in_variant => self.collect(Sink::Note),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.sink != Sink::Nowhere && self.codes == 0 {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.codes > 0 {
            self.codes -= 1;
            return;
        }
        match (name, self.sink) {
            ("seg", Sink::Segment) => {
                self.sink = Sink::Nowhere;
                let text = spaces::fold(&self.text);
                if let Some(variant) = self.unit.as_mut().and_then(|u| u.variants.last_mut()) {
                    variant.text = text;
                }
            }
            ("prop", Sink::Prop) => {
                self.sink = Sink::Nowhere;
                let value = spaces::fold(&self.text);
                if let Some(unit) = &mut self.unit {
                    unit.set(&self.prop, &value);
                }
            }
            ("note", Sink::Note) => {
                self.sink = Sink::Nowhere;
                if let Some(unit) = &mut self.unit {
                    unit.notes.push(self.text.trim().to_owned());
                }
            }
            (_, Sink::Segment | Sink::Prop | Sink::Note) => {}
            ("tuv", _) => self.in_variant = false,
            ("tu", _) => {
                if let Some(unit) = self.unit.take() {
                    self.add(&unit);
                }
            }
            _ => {}
        }
    }
}

impl TmxUnit {
    fn set(&mut self, prop: &str, value: &str) {
        match (prop, value) {
            ("x-confidence", value) => {
                self.confidence = value.parse().ok().filter(|c| (0.0..=1.0).contains(c));
            }
            ("x-status", "locked") => self.status = Status::Locked,
            ("x-status", "rejected") => self.status = Status::Rejected,
            _ => {}
        }
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
        text: variant.text.clone(),
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
        import(text.as_bytes(), Path::new("a.tmx"))
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
        let Imported { bitext, left_out } = import_str(text).unwrap();
        assert_eq!(left_out, 2);
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
    fn no_entity_is_ever_expanded() {
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
            let _ = import(&bytes[..at], Path::new("a"));
            bytes[at] = with;
            let _ = import(&bytes, Path::new("a"));
        }
    }
}
