//! Tracked changes accepted (ECMA-376, part 1, section 17.13.5): deleted text goes, inserted text is text like
//! any other, and what the formatting was before is forgotten.

use super::super::source::SourceText;
use super::super::xml::{Tag, XmlEvent};
use super::is_word;
use super::patches::{Patches, patched, patched_part};
use super::walk::{Step, walks};

use crate::error::Result;
use crate::text::SourceSpan;

/// Elements that go with all that is in them.
const GONE: &[&str] = &[
    "del",
    "moveFrom",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblPrExChange",
    "tblGridChange",
    "trPrChange",
    "tcPrChange",
    "numberingChange",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd",
];

/// A source with other words, its tracked changes accepted in the parts that `patches` changed. `text` is what
/// the patches made of the old source.
///
/// # Errors
/// A source that cannot be read again.
pub(super) fn accepted(old: &SourceText, text: String, patches: &Patches) -> Result<String> {
    let touched = |at: usize| old.in_member(at).map(|(member, _)| member);
    let members: Vec<&str> = patches.keys().filter_map(|&at| touched(at)).collect();
    let new = old.with_text(text);
    let stories = super::stories::stories(&new)?;
    let mut accepting = Accepting {
        source: &new.text,
        open: Vec::new(),
        patches: Patches::new(),
        paragraph: None,
    };
    for walk in walks(&new, &stories) {
        if !members.contains(&walk.member) {
            continue;
        }
        accepting.paragraph = None;
        walk.each(&new.path, |step| {
            if let Step::Event(event, span) = step {
                accepting.on_event(&event, span);
            }
            Ok(())
        })?;
    }
    Ok(patched(&new.text, &accepting.patches))
}

/// An open element.
struct Open {
    name: String,
    word: bool,
    tag: SourceSpan,
    fate: Fate,
    /// The properties of a paragraph.
    properties: Option<SourceSpan>,
    /// Whether the end of a paragraph was deleted.
    joined: bool,
    /// How many rows of a table go, and how many stay.
    rows: (usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// The element goes, and what is in it stays.
    Unwrapped,
    Goes,
    /// It is inside of one that goes.
    Inside,
}

/// A paragraph whose end was deleted: the next one continues it, and its properties are those of both.
struct Joined {
    /// Where the properties stand, if there are any.
    properties: Option<SourceSpan>,
    /// Its start tag, and the last end tag.
    begins: SourceSpan,
    ends: SourceSpan,
    /// How many elements it stands in.
    depth: usize,
}

struct Accepting<'s> {
    source: &'s str,
    open: Vec<Open>,
    patches: Patches,
    /// A paragraph that goes on in the next one, or in the open one.
    paragraph: Option<Joined>,
}

impl Accepting<'_> {
    fn on_event(&mut self, event: &XmlEvent<'_>, span: SourceSpan) {
        match event {
            XmlEvent::Start(tag) => self.start(tag, span),
            XmlEvent::End => self.end(span),
            XmlEvent::Text(_) | XmlEvent::Resolved(_) => {}
        }
    }

    fn above(&self, up: usize) -> &str {
        let open = self.open.iter().rev().nth(up);
        open.map_or("", |open| open.name.as_str())
    }

    fn start(&mut self, tag: &Tag, span: SourceSpan) {
        let word = is_word(&tag.space);
        let name = tag.name.as_str();
        let outside = self.open.last().map_or(Fate::Stays, |open| open.fate);
        let inside = self.above(0);
        let fate = match name {
            _ if matches!(outside, Fate::Goes | Fate::Inside) => Fate::Inside,
            _ if !word => Fate::Stays,
            "del" | "moveFrom" if inside == "rPr" => {
                if self.above(1) == "pPr" {
                    let paragraph = self.open.iter_mut().rev().find(|open| open.name == "p");
                    if let Some(paragraph) = paragraph {
                        paragraph.joined = true;
                    }
                    // It goes only if the paragraphs can be joined.
                    Fate::Stays
                } else {
                    Fate::Goes
                }
            }
            "del" if inside == "trPr" => {
                let row = self.open.iter().rposition(|open| open.name == "tr");
                if let Some(row) = row {
                    self.open[row].fate = Fate::Goes;
                    for open in &mut self.open[row + 1..] {
                        open.fate = Fate::Inside;
                    }
                }
                Fate::Inside
            }
            "ins" | "moveTo" if matches!(inside, "rPr" | "trPr") => Fate::Goes,
            "ins" | "moveTo" => Fate::Unwrapped,
            "cellIns" => Fate::Goes,
            name if GONE.contains(&name) => Fate::Goes,
            _ => Fate::Stays,
        };
        if word && name == "p" && fate == Fate::Stays {
            self.join(span);
        } else if word && fate == Fate::Stays && !matches!(name, "bookmarkStart" | "bookmarkEnd") {
            let depth = self.open.len();
            // Something else than a paragraph follows.
            self.paragraph.take_if(|joined| joined.depth == depth);
        }
        self.open.push(Open {
            name: tag.name.clone(),
            word,
            tag: span,
            fate,
            properties: None,
            joined: false,
            rows: (0, 0),
        });
    }

    /// A paragraph begins: the one before it goes on in it where its end was deleted.
    fn join(&mut self, span: SourceSpan) {
        let depth = self.open.len();
        let Some(joined) = self.paragraph.take_if(|joined| joined.depth == depth) else {
            return;
        };
        let between = SourceSpan::new(joined.ends.start, span.end);
        if between.of(self.source).contains('\0') || span.of(self.source).ends_with("/>") {
            return;
        }
        self.patch(between, String::new());
        if let Some(properties) = joined.properties {
            self.patch(properties, String::new());
        }
        self.paragraph = Some(joined);
    }

    fn patch(&mut self, span: SourceSpan, written: String) {
        self.patches.insert(span.start, (span, written));
    }

    fn end(&mut self, span: SourceSpan) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let whole = SourceSpan::new(open.tag.start, span.end);
        match open.fate {
            Fate::Inside => return,
            Fate::Goes => {
                if open.name == "tr"
                    && let Some(table) = self.open.iter_mut().rev().find(|open| open.name == "tbl")
                {
                    table.rows.0 += 1;
                }
                let cuts = whole.of(self.source).matches('\0').count();
                return self.gone(whole, "\0".repeat(cuts));
            }
            Fate::Unwrapped => {
                self.patch(open.tag, String::new());
                if span.start > open.tag.start {
                    self.patch(span, String::new());
                }
                return;
            }
            Fate::Stays => {}
        }
        if !open.word {
            return;
        }
        let depth = self.open.len();
        match open.name.as_str() {
            "pPr" if self.above(0) == "p" => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.properties = Some(whole);
                }
                self.move_properties(whole, depth);
            }
            "p" => {
                let before = self.paragraph.take_if(|joined| joined.depth == depth);
                if open.joined {
                    let begins = before.as_ref().map_or(open.tag, |joined| joined.begins);
                    let properties = match before {
                        Some(joined) => joined.properties,
                        None => open.properties,
                    };
                    self.paragraph = Some(Joined {
                        properties,
                        begins,
                        ends: span,
                        depth,
                    });
                }
            }
            "tr" => {
                if let Some(table) = self.open.iter_mut().rev().find(|open| open.name == "tbl") {
                    table.rows.1 += 1;
                }
            }
            "tbl" if open.rows.0 > 0 && open.rows.1 == 0 => self.gone(whole, String::new()),
            _ => {
                // The paragraph that was to go on is the last of its element.
                self.paragraph.take_if(|joined| joined.depth > depth);
            }
        }
    }

    /// The properties of a paragraph in which another goes on are those of both.
    fn move_properties(&mut self, whole: SourceSpan, depth: usize) {
        let Some(joined) = self
            .paragraph
            .as_mut()
            .filter(|joined| joined.depth + 1 == depth)
        else {
            return;
        };
        let at = joined.begins.end;
        let place = joined.properties.unwrap_or(SourceSpan::new(at, at));
        joined.properties = Some(place);
        let written = patched_part(self.source, whole, &self.patches);
        self.gone(whole, String::new());
        self.patch(place, written);
    }

    /// Something goes as a whole, with what would be changed in it.
    fn gone(&mut self, whole: SourceSpan, written: String) {
        let inside: Vec<usize> = self
            .patches
            .range(whole.start..whole.end)
            .map(|(&at, _)| at)
            .collect();
        for at in inside {
            self.patches.remove(&at);
        }
        self.patch(whole, written);
    }
}
