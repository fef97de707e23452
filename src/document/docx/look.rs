//! The look of a run: what of its properties a reader sees in a translation.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::super::xml::Tag;
use crate::text::xml::{MarkupEvent, walk};

/// Properties of runs that a reader sees (ECMA-376, part 1, section 17.3.2). Not among them: the language, the
/// font of characters of one script, distances, and emphasis marks, which English has no use for.
const SEEN: &[&str] = &[
    "b",
    "bdr",
    "caps",
    "color",
    "dstrike",
    "effect",
    "emboss",
    "highlight",
    "i",
    "imprint",
    "outline",
    "position",
    "rStyle",
    "shadow",
    "shd",
    "smallCaps",
    "strike",
    "sz",
    "u",
    "vertAlign",
];
/// The same of drawings' text, where some are attributes (section 21.1.2.3.9).
const SEEN_IN_DRAWINGS: &[&str] = &["b", "baseline", "cap", "i", "strike", "sz", "u"];
const SEEN_INSIDE: &[&str] = &["solidFill", "highlight", "hlinkClick"];
/// Fonts with these words in their names are for code.
const FIXED: &[&str] = &["mono", "courier", "consolas", "menlo", "code"];

/// What a reader sees of a run's properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The properties that are seen, in a fixed order.
    pub(super) seen: Vec<String>,
    /// Whether English does not belong into the run: it has emphasis marks.
    pub(super) unfit: bool,
    /// Whether the run is hidden.
    pub(super) hidden: bool,
}

/// The looks met so far; equal properties are looked at once.
#[derive(Debug, Default)]
pub(super) struct Looks {
    all: Vec<Look>,
    known: HashMap<String, usize>,
}

impl Looks {
    /// The number of the look of properties, as they are written.
    pub(super) fn number(&mut self, properties: &str) -> usize {
        if let Some(&number) = self.known.get(properties) {
            return number;
        }
        let look = look(properties);
        let number = self.all.iter().position(|known| *known == look);
        let number = number.unwrap_or_else(|| {
            self.all.push(look);
            self.all.len() - 1
        });
        self.known.insert(properties.to_owned(), number);
        number
    }

    /// A look by its number.
    pub(super) fn get(&self, number: usize) -> &Look {
        &self.all[number]
    }
}

fn look(properties: &str) -> Look {
    let mut look = Look::default();
    // The names of the open elements.
    let mut open: Vec<String> = Vec::new();
    let read = walk(properties, |event, _| -> Result<(), ()> {
        match event {
            MarkupEvent::Start(start) => {
                let tag = tag(start);
                property(&tag, &open, &mut look);
                open.push(tag.name);
            }
            MarkupEvent::End(_) => {
                open.pop();
            }
            _ => {}
        }
        Ok(())
    });
    if read.is_err() {
        return Look::default();
    }
    look.seen.sort_unstable();
    look
}

fn tag(start: &BytesStart<'_>) -> Tag {
    let attributes = start.attributes().flatten().map(|attribute| {
        let name = attribute.key.local_name().as_ref().to_owned();
        (name, attribute.value.into_owned())
    });
    Tag {
        space: String::new(),
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
    }
}

fn property(tag: &Tag, open: &[String], look: &mut Look) {
    let name = tag.name.as_str();
    let inside = open
        .iter()
        .find(|name| SEEN_INSIDE.contains(&name.as_str()));
    if inside.is_some()
        || open.len() == 1 && SEEN_INSIDE.contains(&name) && tag.find("val").is_none()
    {
        let attributes = tag.attributes.iter();
        let attributes: Vec<String> = attributes
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        look.seen.push(format!(
            "{}:{name} {}",
            open.join("/"),
            attributes.join(" ")
        ));
        return;
    }
    match open.len() {
        0 => {
            for name in SEEN_IN_DRAWINGS {
                let value = tag.get(name);
                if !matches!(value, "" | "0" | "none" | "noStrike") {
                    look.seen.push(format!("{name}={value}"));
                }
            }
        }
        1 => {
            let value = tag.get("val");
            match name {
                "em" => look.unfit = value != "none",
                "vanish" => look.hidden = super::is_on(tag),
                "rFonts" => {
                    let font = ["ascii", "hAnsi"].map(|name| tag.get(name).to_lowercase());
                    let is_fixed = |font: &String| FIXED.iter().any(|word| font.contains(word));
                    if font.iter().any(is_fixed) {
                        look.seen.push("fixed".to_owned());
                    }
                }
                "color" | "shd"
                    if value == "auto" || value == "clear" && tag.get("fill") == "auto" => {}
                "color" => look
                    .seen
                    .push(format!("color={value}{}", tag.get("themeColor"))),
                "shd" => look.seen.push(format!("shd={value}{}", tag.get("fill"))),
                _ if SEEN.contains(&name) => {
                    let value = match value {
                        "" | "1" | "true" | "on" => "1",
                        "0" | "false" | "off" | "none" | "baseline" => "0",
                        value => value,
                    };
                    look.seen.push(format!("{name}={value}"));
                }
                _ => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_makes_no_look() {
        let mut looks = Looks::default();
        let mut number = |inside: &str| looks.number(&format!("<w:rPr>{inside}</w:rPr>"));
        let plain = number("");
        for same in [
            "<w:lang w:val=\"en-US\"/>",
            "<w:rFonts w:hint=\"eastAsia\" w:ascii=\"Times\"/><w:kern w:val=\"0\"/>",
            "<w:color w:val=\"auto\"/><w:szCs w:val=\"24\"/>",
            "<w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange>",
        ] {
            assert_eq!(number(same), plain, "{same}");
        }
        let bold = number("<w:b/>");
        assert_ne!(bold, plain);
        assert_eq!(number("<w:lang/><w:b w:val=\"true\"/>"), bold);
        let others = [
            number("<w:b w:val=\"0\"/>"),
            number("<w:color w:val=\"FF0000\"/>"),
            number("<w:rFonts w:ascii=\"Courier New\"/>"),
            number("<w:rStyle w:val=\"Hyperlink\"/>"),
            number("<w:em w:val=\"dot\"/>"),
        ];
        for (at, other) in others.iter().enumerate() {
            assert!(*other != plain && *other != bold && !others[..at].contains(other));
        }
        assert!(looks.get(others[4]).unfit);
    }

    #[test]
    fn drawings_have_attributes() {
        let mut looks = Looks::default();
        let plain = looks.number("<a:rPr lang=\"zh-CN\" b=\"0\"/>");
        assert_eq!(looks.number("<a:rPr/>"), plain);
        let bold = looks.number("<a:rPr b=\"1\"/>");
        let filled = |color: &str| {
            format!("<a:rPr><a:solidFill><a:srgbClr val=\"{color}\"/></a:solidFill></a:rPr>")
        };
        let (red, blue) = (
            looks.number(&filled("FF0000")),
            looks.number(&filled("0000FF")),
        );
        assert!(plain != bold && plain != red && red != blue);
    }
}
