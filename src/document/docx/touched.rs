//! What follows from other words: a content control is bound to data no more (ECMA-376, part 1, section 17.5.2.6),
//! from which the old words would come back; and runs that were proofed as Chinese are proofed as English.

use super::super::source::SourceText;
use super::super::xml::{Tag, Xml, XmlEvent};
use super::is_word;
use super::patches::{Patches, patched};
use super::stories::stories;
use super::walk::{Step, part_text, walks};
use crate::error::Result;
use crate::text::SourceSpan;

/// The language that English words are proofed in.
const ENGLISH: &str = "en-US";

/// A source with other words, after what follows from these. `text` is what the patches made of the old source; in
/// `english` words, runs get their language.
///
/// # Errors
/// A source that cannot be read again.
pub(super) fn settled(
    old: &SourceText,
    text: String,
    patches: &Patches,
    english: bool,
) -> Result<String> {
    let has_any = text.contains("dataBinding") || english && text.contains("lang");
    if patches.is_empty() || !has_any {
        return Ok(text);
    }
    let new = old.with_text(text);
    let mut settling = Settling {
        source: &new.text,
        changed: written(patches),
        english,
        open: Vec::new(),
        patches: Patches::new(),
    };
    for walk in walks(&new, &stories(&new)?) {
        settling.open.clear();
        walk.each(&new.path, |step| {
            match step {
                Step::Event(event, span) => settling.on_event(&event, span),
                Step::Other(number) => {
                    let part = &new.parts[number];
                    if !part.member.ends_with(".xml") {
                        return Ok(());
                    }
                    let around = std::mem::take(&mut settling.open);
                    let xml = Xml {
                        path: &new.path,
                        member: &part.member,
                        text: part_text(&new, number),
                    };
                    xml.walk(|event, span| {
                        let span = SourceSpan::new(span.start + part.at, span.end + part.at);
                        settling.on_event(&event, span);
                    })?;
                    settling.open = around;
                }
            }
            Ok(())
        })?;
    }
    let patches = settling.patches;
    Ok(patched(&new.text, &patches))
}

/// Where what was written stands in the new text, in order.
fn written(patches: &Patches) -> Vec<SourceSpan> {
    let mut old_end = 0;
    let mut new_end = 0;
    let mut all = Vec::with_capacity(patches.len());
    for (span, text) in patches.values() {
        // As in the writing of the text: of two that overlap the first counts.
        let Some(between) = span.start.checked_sub(old_end) else {
            continue;
        };
        let start = new_end + between;
        old_end = span.end;
        new_end = start + text.len();
        all.push(SourceSpan::new(start, new_end));
    }
    all
}

/// An open element.
struct Open {
    name: String,
    tag: SourceSpan,
    /// Whether it has words.
    has_words: bool,
    /// Whether it has other words than before, in letters that English is written in.
    is_english: bool,
    /// What binds a content control to data.
    bindings: Vec<SourceSpan>,
    /// The tag that tells a run's language, and the name of the attribute.
    language: Option<(SourceSpan, &'static str)>,
}

struct Settling<'s> {
    source: &'s str,
    /// Where other words were written, in order.
    changed: Vec<SourceSpan>,
    english: bool,
    open: Vec<Open>,
    patches: Patches,
}

impl Settling<'_> {
    fn on_event(&mut self, event: &XmlEvent<'_>, span: SourceSpan) {
        match event {
            XmlEvent::Start(tag) => self.start(tag, span),
            XmlEvent::End => self.end(span),
            XmlEvent::Text(text) => self.text(!text.trim().is_empty(), span),
            XmlEvent::Resolved(_) => self.text(true, span),
        }
    }

    fn above(&mut self, up: usize) -> Option<&mut Open> {
        self.open.iter_mut().rev().nth(up)
    }

    fn is_in(&mut self, up: usize, name: &str) -> bool {
        self.above(up).is_some_and(|open| open.name == name)
    }

    fn start(&mut self, tag: &Tag, span: SourceSpan) {
        let name = tag.name.as_str();
        let is_chinese = |name| tag.get(name).to_ascii_lowercase().starts_with("zh");
        if name == "lang" && is_chinese("val") && self.is_in(0, "rPr") && self.is_in(1, "r") {
            if let Some(run) = self.above(1) {
                run.language = Some((span, "val"));
            }
        } else if name == "rPr"
            && !is_word(&tag.space)
            && is_chinese("lang")
            && let Some(run) = self.above(0)
        {
            run.language = Some((span, "lang"));
        }
        self.open.push(Open {
            name: tag.name.clone(),
            tag: span,
            has_words: false,
            is_english: false,
            bindings: Vec::new(),
            language: None,
        });
    }

    /// Those of the changed places that have something in common with these bytes.
    fn touching(&self, span: SourceSpan) -> impl Iterator<Item = SourceSpan> {
        let first = self.changed.partition_point(|own| own.end <= span.start);
        let own = self.changed[first..].iter().copied();
        own.take_while(move |own| own.start < span.end)
    }

    fn text(&mut self, has_words: bool, span: SourceSpan) {
        if !has_words || !self.is_in(0, "t") {
            return;
        }
        let is_english = self.touching(span).any(|own| {
            let both = SourceSpan::new(own.start.max(span.start), own.end.min(span.end));
            let written = both.of(self.source);
            written.chars().any(|c| c.is_ascii_alphabetic())
        });
        for open in &mut self.open {
            open.has_words = true;
            open.is_english |= is_english;
        }
    }

    fn end(&mut self, span: SourceSpan) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let whole = SourceSpan::new(open.tag.start, span.end.max(open.tag.end));
        match open.name.as_str() {
            "dataBinding" if self.is_in(0, "sdtPr") => {
                if let Some(control) = self.above(1) {
                    control.bindings.push(whole);
                }
            }
            "sdt" if !open.bindings.is_empty() => {
                let is_changed = self
                    .touching(whole)
                    .any(|own| open.has_words || !own.contains(&whole));
                if is_changed {
                    let gone = open.bindings.into_iter();
                    self.patches
                        .extend(gone.map(|span| (span.start, (span, String::new()))));
                }
            }
            "r" | "fld" if self.english && open.is_english => {
                let language = open.language;
                let written = language.and_then(|(tag, attribute)| {
                    let value = value_of(tag.of(self.source), attribute)?;
                    let span = SourceSpan::new(tag.start + value.start, tag.start + value.end);
                    Some((span.start, (span, ENGLISH.to_owned())))
                });
                self.patches.extend(written);
            }
            _ => {}
        }
    }
}

/// Where the value of an attribute stands in a tag.
fn value_of(tag: &str, attribute: &str) -> Option<SourceSpan> {
    let bytes = tag.as_bytes();
    tag.match_indices(attribute).find_map(|(at, name)| {
        let before = bytes[..at].last()?;
        if !before.is_ascii_whitespace() && *before != b':' {
            return None;
        }
        let rest = &tag[at + name.len()..];
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let start = tag.len() - value.len() + 1;
        let length = tag[start..].find(quote)?;
        Some(SourceSpan::new(start, start + length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_quotes() {
        for (tag, attribute, value) in [
            (
                "<w:lang w:eastAsia=\"zh-CN\" w:val=\"zh-TW\"/>",
                "val",
                Some("zh-TW"),
            ),
            ("<w:lang w:val = 'zh'/>", "val", Some("zh")),
            (
                "<a:rPr altLang=\"en\" lang=\"zh-CN\"/>",
                "lang",
                Some("zh-CN"),
            ),
            ("<a:rPr altLang=\"en\"/>", "lang", None),
        ] {
            let found = value_of(tag, attribute).map(|span| span.of(tag));
            assert_eq!(found, value, "{tag}");
        }
    }

    #[test]
    fn what_was_written_is_found_again() {
        let mut patches = Patches::new();
        patches.insert(2, (SourceSpan::new(2, 4), "12345".to_owned()));
        patches.insert(6, (SourceSpan::new(6, 6), "6".to_owned()));
        patches.insert(7, (SourceSpan::new(7, 9), String::new()));
        let new = patched("abcdefghij", &patches);
        let said: Vec<&str> = written(&patches).iter().map(|span| span.of(&new)).collect();
        assert_eq!(said, ["12345", "6", ""]);
        assert_eq!(new, "ab12345ef6gj");
    }
}
