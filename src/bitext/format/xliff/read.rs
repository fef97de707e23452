//! Reading XLIFF 1.0 to 1.2 and 2.x.

use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::xml::{self, CHINESE, ENGLISH, Problem, attribute, is_in, language};
use super::assemble::assemble;
use super::content::{Content, Mark};
use super::units::{UnitSentence, XliffUnit};
use super::{SENTENCE, SENTENCE_12, extra};
use crate::bitext::{Bitext, Side, Status};
use crate::document::BlockKind;
use crate::error::Result;

/// Inline elements of 1.2 that hold native codes of the tool that wrote the file (section 2.5); their
/// content is not text. 2.x keeps such codes elsewhere.
const CODES: &[&str] = &["bpt", "ept", "ph", "it"];

/// Reads XLIFF. Every segment is a bead: in 2.x a `<segment>`; in 1.2 a `<trans-unit>`, or each `mrk`
/// of type `seg` that it was cut into. A bead without a target is an omission. Inline codes are
/// dropped and what stands between them is kept; runs of white space become a space unless
/// `xml:space` preserves them. Passed over are units with `translate="no"`, `<ignorable>`, binary
/// units and suggestions (`<alt-trans>`, the modules of 2.x).
///
/// If the file goes from English to Chinese, the sides are exchanged. No external file is ever read.
///
/// # Errors
/// [`Error::Input`](crate::error::Error::Input) with line and column: broken XML, an entity beyond
/// the five of XML and character references, no XLIFF or another version, other languages.
pub fn read(bytes: &[u8], path: &Path) -> Result<Bitext> {
    let text = xml::decode(bytes, path)?;
    let mut reader = Reader::default();
    xml::walk(&text, path, &mut reader)?;
    Ok(reader.finish(path))
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Version {
    #[default]
    One,
    Two,
}

/// The role of an open element.
#[derive(Clone, Debug, PartialEq)]
enum ElementRole {
    Root,
    File,
    Header,
    /// Any element that holds units.
    Group,
    XliffUnit,
    Segment,
    Source,
    Target,
    /// `<seg-source>`: the source, cut into segments.
    Cut,
    /// An inline element whose content is text.
    Inline,
    /// An inline element after which a new part begins.
    Marked,
    Notes,
    Note,
    /// An element that holds values (a context group, or metadata).
    Values,
    /// An element with one value; the string is its key.
    Value(String),
    Nothing,
}

struct Open {
    place: ElementRole,
    preserve: bool,
    translate: bool,
}

/// A `<segment>` of 2.x, or a `<trans-unit>` of 1.2.
#[derive(Default)]
struct Segment {
    source: Option<Content>,
    cut: Option<Content>,
    target: Option<Content>,
    status: Status,
    /// The position of its target among those of the unit: 2.x, section 4.3.1.24.
    order: usize,
}

#[derive(Default)]
struct Reader {
    version: Version,
    stack: Vec<Open>,
    languages: (String, String),
    turned: Option<bool>,
    original: String,
    files: usize,
    target_file: Option<String>,
    /// The number of blocks before this unit.
    blocks: usize,
    /// The number of segments and ignorables of this unit so far.
    position: usize,
    id: String,
    content: Content,
    segment: Segment,
    segments: Vec<Segment>,
    values: Vec<(String, String)>,
    notes: Vec<String>,
    value: String,
    units: Vec<XliffUnit>,
}

impl Default for Content {
    fn default() -> Content {
        Content::new(false)
    }
}

impl xml::Visitor for Reader {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        let name = start.local_name();
        let (mut preserve, mut translate) = self
            .stack
            .last()
            .map_or((false, true), |open| (open.preserve, open.translate));
        match attribute(start, "xml:space")?.as_deref() {
            Some("preserve") => preserve = true,
            Some("default") => preserve = false,
            _ => {}
        }
        match attribute(start, "translate")?.as_deref() {
            Some("no") => translate = false,
            Some("yes") => translate = true,
            _ => {}
        }
        let mut place = self.place(start, name.as_ref())?;
        if place == ElementRole::XliffUnit && !translate {
            place = ElementRole::Nothing;
        }
        match &place {
            ElementRole::XliffUnit => {
                self.id = attribute(start, "id")?.unwrap_or_default();
                self.segment = Segment::default();
                self.position = 0;
                if self.version == Version::One
                    && attribute(start, "approved")?.as_deref() == Some("yes")
                {
                    self.segment.status = Status::Locked;
                }
            }
            ElementRole::Segment => {
                let state = attribute(start, "state")?.unwrap_or_default();
                let finer = attribute(start, "subState")?.unwrap_or_default();
                self.position += 1;
                self.segment = Segment {
                    status: status(&state, &finer),
                    order: self.position,
                    ..Segment::default()
                };
            }
            ElementRole::Source | ElementRole::Cut => self.content = Content::new(preserve),
            ElementRole::Target => {
                self.content = Content::new(preserve);
                if self.version == Version::One {
                    let state = attribute(start, "state")?.unwrap_or_default();
                    let finer = attribute(start, "state-qualifier")?.unwrap_or_default();
                    let found = status(&state, &finer);
                    if found != Status::Auto {
                        self.segment.status = found;
                    }
                } else {
                    let order = attribute(start, "order")?.and_then(|order| order.parse().ok());
                    self.segment.order = order.unwrap_or(self.segment.order);
                }
            }
            ElementRole::Note | ElementRole::Value(_) => self.value.clear(),
            _ => {}
        }
        self.stack.push(Open {
            place,
            preserve,
            translate,
        });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        match self.stack.last().map(|open| &open.place) {
            Some(
                ElementRole::Source
                | ElementRole::Target
                | ElementRole::Cut
                | ElementRole::Inline
                | ElementRole::Marked,
            ) => {
                self.content.push(text);
            }
            Some(ElementRole::Note | ElementRole::Value(_)) => self.value.push_str(text),
            _ => {}
        }
    }

    fn close(&mut self, _: &str) {
        let Some(open) = self.stack.pop() else { return };
        match open.place {
            ElementRole::Marked => self.content.mark(Mark::None),
            ElementRole::Source => self.segment.source = Some(std::mem::take(&mut self.content)),
            ElementRole::Cut => self.segment.cut = Some(std::mem::take(&mut self.content)),
            ElementRole::Target => self.segment.target = Some(std::mem::take(&mut self.content)),
            ElementRole::Note => self.notes.push(self.value.trim().to_owned()),
            ElementRole::Value(key) if key == extra::TARGET_FILE => {
                self.target_file = Some(self.value.trim().to_owned());
            }
            ElementRole::Value(key) => self.values.push((key, self.value.trim().to_owned())),
            ElementRole::Segment => self.segments.push(std::mem::take(&mut self.segment)),
            ElementRole::XliffUnit => {
                if self.version == Version::One {
                    self.segments.push(std::mem::take(&mut self.segment));
                }
                self.unit();
            }
            _ => {}
        }
    }
}

impl Reader {
    /// The role of an element, by its name and its parent.
    fn place(&mut self, start: &BytesStart<'_>, name: &str) -> Result<ElementRole, Problem> {
        let Some(parent) = self.stack.last().map(|open| &open.place) else {
            return self.root(start, name);
        };
        Ok(match (parent, name) {
            (ElementRole::Root, "file") => {
                self.file(start)?;
                ElementRole::File
            }
            (ElementRole::File, "header") => ElementRole::Header,
            (ElementRole::Header, "note")
                if attribute(start, "from")?.as_deref() == Some("duizhao:target-file") =>
            {
                ElementRole::Value(extra::TARGET_FILE.to_owned())
            }
            (ElementRole::File, "body") | (ElementRole::File | ElementRole::Group, "group") => {
                ElementRole::Group
            }
            (ElementRole::File | ElementRole::Group, "unit" | "trans-unit") => {
                ElementRole::XliffUnit
            }
            (ElementRole::File | ElementRole::XliffUnit, "metadata") => ElementRole::Values,
            (ElementRole::Values, "metaGroup")
                if attribute(start, "category")?.as_deref() == Some("duizhao") =>
            {
                ElementRole::Values
            }
            (ElementRole::Values, "meta") => {
                ElementRole::Value(attribute(start, "type")?.unwrap_or_default())
            }
            (ElementRole::XliffUnit, "context-group") => ElementRole::Values,
            (ElementRole::Values, "context") => attribute(start, "context-type")?
                .as_deref()
                .and_then(|kind| kind.strip_prefix("x-duizhao-"))
                .map_or(ElementRole::Nothing, |key| {
                    ElementRole::Value(key.to_owned())
                }),
            (ElementRole::XliffUnit, "segment") => ElementRole::Segment,
            (ElementRole::XliffUnit, "ignorable") => {
                self.position += 1;
                ElementRole::Nothing
            }
            (ElementRole::XliffUnit, "notes") => ElementRole::Notes,
            (ElementRole::XliffUnit | ElementRole::Notes, "note") => ElementRole::Note,
            (ElementRole::Segment, "source") => ElementRole::Source,
            (ElementRole::Segment, "target") => ElementRole::Target,
            (ElementRole::XliffUnit, "source") if self.version == Version::One => {
                ElementRole::Source
            }
            (ElementRole::XliffUnit, "seg-source") if self.version == Version::One => {
                ElementRole::Cut
            }
            (ElementRole::XliffUnit, "target") if self.version == Version::One => {
                ElementRole::Target
            }
            (
                ElementRole::Source
                | ElementRole::Target
                | ElementRole::Cut
                | ElementRole::Inline
                | ElementRole::Marked,
                _,
            ) => self.inline(start, name)?,
            _ => ElementRole::Nothing,
        })
    }

    fn root(&mut self, start: &BytesStart<'_>, name: &str) -> Result<ElementRole, Problem> {
        if name != "xliff" {
            let what = format!("this is no XLIFF file: its outermost element is <{name}>");
            return Err((what, ""));
        }
        let version = attribute(start, "version")?.unwrap_or_else(|| "1.2".into());
        self.version = match version.split('.').next() {
            Some("1") => Version::One,
            Some("2") => Version::Two,
            _ => {
                let what = format!("XLIFF {version} is not read");
                return Err((what, "export it as XLIFF 2.1 or 1.2"));
            }
        };
        if self.version == Version::Two {
            let source = language(start, "srcLang")?.unwrap_or_default();
            let target = language(start, "trgLang")?.unwrap_or_default();
            self.languages(source, target)?;
        }
        Ok(ElementRole::Root)
    }

    fn file(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        self.files += 1;
        self.original = attribute(start, "original")?.unwrap_or_default();
        if self.version == Version::One {
            let source = language(start, "source-language")?.unwrap_or_default();
            let target = language(start, "target-language")?.unwrap_or_default();
            self.languages(source, target)?;
        }
        Ok(())
    }

    /// Sets the languages of both sides. A file that has not been translated yet may leave out the
    /// target's.
    fn languages(&mut self, source: String, target: String) -> Result<(), Problem> {
        let is = |language: &str, subtags| language.is_empty() || is_in(language, subtags);
        let turned = if is_in(&source, CHINESE) && is(&target, ENGLISH) {
            false
        } else if is_in(&source, ENGLISH) && is(&target, CHINESE) {
            true
        } else {
            return Err((
                format!("it is from \"{source}\" to \"{target}\", and not Chinese and English"),
                "",
            ));
        };
        if self.turned.is_some_and(|before| before != turned) {
            return Err((
                "this file is translated the other way round than the one before it".into(),
                "make two of it",
            ));
        }
        self.turned = Some(turned);
        if self.languages.0.is_empty() {
            self.languages.0 = source;
        }
        if self.languages.1.is_empty() {
            self.languages.1 = target;
        }
        Ok(())
    }

    fn inline(&mut self, start: &BytesStart<'_>, name: &str) -> Result<ElementRole, Problem> {
        if self.version == Version::One && CODES.contains(&name) {
            return Ok(ElementRole::Nothing);
        }
        match name {
            // `<cp>` stands for a character that XML cannot hold: 2.x, section 4.2.3.1.
            "cp" => {
                let hex = attribute(start, "hex")?.unwrap_or_default();
                let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                self.content
                    .push(code.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
                Ok(ElementRole::Nothing)
            }
            "mrk" => {
                let kind = match self.version {
                    Version::One => attribute(start, "mtype")?,
                    Version::Two => attribute(start, "type")?,
                };
                let mark = match kind.as_deref() {
                    Some(SENTENCE | SENTENCE_12) => Mark::Sentence,
                    Some("seg") if self.version == Version::One => {
                        Mark::Segment(attribute(start, "mid")?.unwrap_or_default())
                    }
                    _ => return Ok(ElementRole::Inline),
                };
                self.content.mark(mark);
                Ok(ElementRole::Marked)
            }
            _ => Ok(ElementRole::Inline),
        }
    }

    /// Ends a unit: its segments become beads.
    fn unit(&mut self) {
        let values = std::mem::take(&mut self.values);
        let value = |key: &str| {
            let mut found = values.iter().filter(|(name, _)| name == key);
            found.next().map(|(_, value)| value.as_str())
        };
        let block = self.blocks;
        self.blocks += 1;
        let mut notes = std::mem::take(&mut self.notes);
        for segment in std::mem::take(&mut self.segments) {
            for (source, target) in pairs(&segment) {
                let places =
                    |blocks, kinds, texts| pieces(texts, value(blocks), value(kinds), block);
                self.units.push(XliffUnit {
                    id: self.id.clone(),
                    rank: (block, segment.order),
                    source: places(extra::SOURCE_BLOCKS, extra::SOURCE_KINDS, source),
                    target: places(extra::TARGET_BLOCKS, extra::TARGET_KINDS, target),
                    confidence: value(extra::CONFIDENCE)
                        .and_then(|value| value.parse().ok())
                        .filter(|value| (0.0..=1.0).contains(value)),
                    status: segment.status,
                    notes: std::mem::take(&mut notes),
                    moved: value(extra::MOVED).and_then(|value| value.parse().ok()),
                    after: value(extra::AFTER).map(str::to_owned),
                });
            }
        }
    }

    fn finish(self, path: &Path) -> Bitext {
        let path = path.display().to_string();
        let (source, target) = match self.target_file {
            Some(target) if self.files == 1 => (self.original, target),
            _ => (path.clone(), path),
        };
        let turned = self.turned == Some(true);
        let or = |language: String, default: &str| {
            if language.is_empty() {
                default.to_owned()
            } else {
                language
            }
        };
        let defaults = if turned { ("en", "zh") } else { ("zh", "en") };
        let side = |language, file| Side {
            reading: None,
            language,
            file,
            sentences: Vec::new(),
        };
        let sides = (
            side(or(self.languages.0, defaults.0), source),
            side(or(self.languages.1, defaults.1), target),
        );
        let bitext = assemble(self.units, sides);
        if turned {
            renamed(bitext.turned())
        } else {
            bitext
        }
    }
}

fn renamed(mut bitext: Bitext) -> Bitext {
    bitext.name_beads();
    bitext
}

/// The status that a state stands for: 2.x, section 4.3.1.31; 1.2, attribute `state`.
fn status(state: &str, finer: &str) -> Status {
    if matches!(finer, "duizhao:rejected" | "x-duizhao-rejected") {
        return Status::Rejected;
    }
    match state {
        "reviewed" | "final" | "signed-off" => Status::Locked,
        _ => Status::Auto,
    }
}

/// The sentences of both sides of a segment; several pairs where both were cut into segments (1.2,
/// section 2.5.2).
fn pairs(segment: &Segment) -> Vec<(Vec<String>, Vec<String>)> {
    let cut = |content: &Option<Content>| content.as_ref().map(Content::segments);
    let sources = cut(&segment.cut).filter(|segments| !segments.is_empty());
    let targets = cut(&segment.target).unwrap_or_default();
    let one = |text: String| {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![text]
        }
    };
    if let Some(sources) = sources {
        let untranslated = segment
            .target
            .as_ref()
            .is_none_or(|target| target.sentences().is_empty());
        if untranslated || !targets.is_empty() {
            let mut left: std::collections::VecDeque<_> = targets.into();
            let mut found = Vec::new();
            for (name, source) in sources {
                let at = left.iter().position(|(other, _)| *other == name);
                let target = at.and_then(|at| left.remove(at));
                found.push((
                    one(source),
                    target.map_or(Vec::new(), |(_, text)| one(text)),
                ));
            }
            found.extend(left.into_iter().map(|(_, text)| (Vec::new(), one(text))));
            return found;
        }
    }
    let all = |content: &Option<Content>| content.as_ref().map_or(Vec::new(), Content::sentences);
    vec![(all(&segment.source), all(&segment.target))]
}

fn pieces(
    texts: Vec<String>,
    blocks: Option<&str>,
    kinds: Option<&str>,
    block: usize,
) -> Vec<UnitSentence> {
    let list = |value: Option<&str>| -> Vec<String> {
        let words = value.unwrap_or_default().split_whitespace();
        words.map(str::to_owned).collect()
    };
    let (blocks, kinds) = (list(blocks), list(kinds));
    texts
        .into_iter()
        .enumerate()
        .map(|(at, text)| UnitSentence {
            text,
            // If sentences were joined or cut since, the remaining block data belongs to the last one.
            block: blocks
                .get(at)
                .or(blocks.last())
                .and_then(|block| block.parse().ok())
                .unwrap_or(block),
            kind: kinds
                .get(at)
                .or(kinds.last())
                .and_then(|kind| BlockKind::try_from(kind.clone()).ok())
                .unwrap_or(BlockKind::Paragraph),
        })
        .collect()
}
