//! The content of blocks without sentences: images, code, rules.

use pulldown_cmark::{CodeBlockKind, Event as Md, Parser, Tag};

use crate::bitext::SideName;
use crate::document::{RawMarkup, raw_markup};

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageView {
    /// The text that gives its address.
    pub side: SideName,
    /// Its address.
    pub url: String,
    /// Its alternative text in the language of that text.
    pub alt: String,
    /// The alternative text of the other language, where the image is shown once for both.
    pub other_alt: Option<String>,
}

impl ImageView {
    /// The alternative texts of both languages in one line, what is the same once.
    #[must_use]
    pub fn alternative(&self) -> String {
        let mut texts = vec![self.alt.trim()];
        texts.extend(self.other_alt.as_deref().map(str::trim));
        texts.retain(|text| !text.is_empty());
        texts.dedup();
        texts.join(" / ")
    }
}

/// The content of a block without sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opaque {
    /// A thematic break.
    Rule,
    /// Images.
    Images(Vec<ImageView>),
    /// Code or raw markup, to be shown as it is.
    Code {
        /// Its lines.
        code: String,
        /// The language that it is written in, as the text calls it.
        language: Option<String>,
    },
    /// No content: front matter, white space.
    Nothing,
}

/// The content of a Markdown block without visible text.
pub(super) fn opaque_markdown(raw: &str, side: SideName) -> Opaque {
    let mut images: Vec<ImageView> = Vec::new();
    let mut code: Option<String> = None;
    let mut language = None;
    let mut depth = 0usize;
    for event in Parser::new(raw) {
        match event {
            Md::Rule => return Opaque::Rule,
            Md::Start(Tag::Image { dest_url, .. }) => {
                depth += 1;
                images.push(ImageView {
                    side,
                    url: dest_url.to_string(),
                    alt: String::new(),
                    other_alt: None,
                });
            }
            Md::End(pulldown_cmark::TagEnd::Image) => depth = depth.saturating_sub(1),
            Md::Start(Tag::CodeBlock(kind)) => {
                code = Some(String::new());
                if let CodeBlockKind::Fenced(info) = kind {
                    let name = info.split([' ', ',', '{']).next().unwrap_or_default();
                    language = (!name.is_empty()).then(|| name.to_owned());
                }
            }
            Md::Text(text) => {
                if let Some(code) = &mut code {
                    code.push_str(&text);
                } else if let (true, Some(image)) = (depth > 0, images.last_mut()) {
                    image.alt.push_str(&text);
                }
            }
            _ => {}
        }
    }
    match code {
        Some(code) => Opaque::Code {
            code: code.trim_end().to_owned(),
            language,
        },
        None if !images.is_empty() => Opaque::Images(images),
        // The lines by which MDX takes in other files.
        None if raw.starts_with("import ") || raw.starts_with("export ") => Opaque::Nothing,
        None if raw.trim_start().starts_with('<') => opaque_markup(raw.trim_matches('\n'), side),
        None => Opaque::Code {
            code: raw.trim_matches('\n').to_owned(),
            language: None,
        },
    }
}

/// The content of a block of HTML without visible text.
pub(super) fn opaque_markup(raw: &str, side: SideName) -> Opaque {
    match raw_markup(raw) {
        RawMarkup::Nothing => Opaque::Nothing,
        RawMarkup::Rule => Opaque::Rule,
        RawMarkup::Images(images) => {
            let images = images.into_iter().map(|(url, alt)| ImageView {
                side,
                url,
                alt,
                other_alt: None,
            });
            Opaque::Images(images.collect())
        }
        RawMarkup::Code { code, language } => Opaque::Code { code, language },
        RawMarkup::Words => Opaque::Code {
            code: raw.to_owned(),
            language: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternative_texts_are_said_once() {
        for (alt, other, said) in [
            ("灯", Some("Lamp "), "灯 / Lamp"),
            ("", Some("Lamp"), "Lamp"),
            ("X", Some("X"), "X"),
            (" ", None, ""),
        ] {
            let image = ImageView {
                side: SideName::Source,
                url: String::new(),
                alt: alt.to_owned(),
                other_alt: other.map(str::to_owned),
            };
            assert_eq!(image.alternative(), said);
        }
    }
}
