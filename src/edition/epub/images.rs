//! The images of the texts that become files of the book.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::picture::{AVIF, Picture, SVG};

/// The images that a text shows, each once.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// The files.
    pub(super) files: Vec<Picture>,
    /// The file of each image of the edition, by its number; none where a book cannot hold it.
    known: HashMap<usize, Option<usize>>,
}

impl Images {
    /// The number of the file of an image, which has a number among all images of its edition; `None` if a book
    /// cannot hold it.
    pub(super) fn number(&mut self, number: usize, picture: &Picture) -> Option<usize> {
        *self.known.entry(number).or_insert_with(|| {
            is_fit(picture).then(|| {
                self.files.push(picture.clone());
                self.files.len() - 1
            })
        })
    }
}

/// Whether a book can hold an image: every e-reader has to show it, and it may neither run nor ask for anything.
pub(super) fn is_fit(picture: &Picture) -> bool {
    match picture.kind {
        AVIF => false,
        SVG => std::str::from_utf8(&picture.bytes).is_ok_and(is_inert),
        _ => true,
    }
}

/// Whether a drawing has no scripts, no foreign content, and refers to nothing outside itself.
fn is_inert(svg: &str) -> bool {
    let mut reader = Reader::from_str(svg.trim_start_matches('\u{feff}'));
    reader.config_mut().check_end_names = true;
    let (mut open, mut in_style) = (0usize, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                open += 1;
                in_style = start.local_name().as_ref().eq_ignore_ascii_case("style");
                if !is_inert_element(&start) {
                    return false;
                }
            }
            Ok(Event::Empty(start)) => {
                if !is_inert_element(&start) {
                    return false;
                }
            }
            Ok(Event::End(_)) => {
                in_style = false;
                open = open.saturating_sub(1);
            }
            Ok(Event::Text(text)) if in_style => {
                if !is_inert_style(&text) {
                    return false;
                }
            }
            Ok(Event::CData(text)) if in_style => {
                if !is_inert_style(&text) {
                    return false;
                }
            }
            // Entities could stand for anything; a style sheet would be fetched.
            Ok(Event::DocType(kind)) if kind.contains('[') => return false,
            Ok(Event::PI(_)) => return false,
            Ok(Event::Eof) => return open == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn is_inert_element(start: &BytesStart<'_>) -> bool {
    let name = start.local_name().as_ref().to_ascii_lowercase();
    let refused = [
        "script",
        "foreignobject",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "handler",
        "set",
        "animate",
    ];
    if refused.contains(&name.as_str()) {
        return false;
    }
    start.attributes().all(|attribute| {
        let Ok(attribute) = attribute else {
            return false;
        };
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = attribute.value.trim().to_ascii_lowercase();
        match key.as_str() {
            "href" | "src" => value.starts_with('#') || value.starts_with("data:image/png"),
            key if key.starts_with("on") => false,
            _ => is_inert_style(&value),
        }
    })
}

/// Whether a style refers to nothing but parts of its own file.
fn is_inert_style(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let mut addresses = style.split("url(").skip(1);
    let own = addresses.all(|rest| {
        rest.trim_start_matches([' ', '"', '\''])
            .trim_start_matches("&quot;")
            .starts_with('#')
    });
    own && !style.contains("@import") && !style.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bytes: &[u8]) -> Picture {
        Picture::new(bytes.to_vec(), "a").unwrap()
    }

    #[test]
    fn an_image_is_one_file_and_what_runs_or_asks_is_none() {
        let mut images = Images::default();
        let gif = picture(b"GIF89a\x01\0\x01\0");
        assert_eq!(images.number(4, &gif), Some(0));
        assert_eq!(images.number(4, &gif), Some(0));
        assert_eq!(images.number(2, &picture(b"\0\0\0\x18ftypavif")), None);
        assert_eq!(images.files.len(), 1);
        let drawing = |inside: &str| {
            let svg = format!(
                "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" \
                 xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>"
            );
            is_fit(&picture(svg.as_bytes()))
        };
        for shown in [
            "<rect width=\"4\" height=\"4\" fill=\"url(#g)\"/>",
            "<style>rect { fill: url('#g') }</style><use xlink:href=\"#a\"/>",
            "<text>on the bridge, url(x) is text</text>",
        ] {
            assert!(drawing(shown), "{shown}");
        }
        for refused in [
            "<script>1</script>",
            "<SCRIPT/>",
            "<g onload=\"x()\"/>",
            "<image href=\"https://e.org/a.png\"/>",
            "<a xlink:href=\"javascript:x()\"/>",
            "<foreignObject/>",
            "<style>@import 'a.css';</style>",
            "<style><![CDATA[a { fill: url(https://e.org/) }]]></style>",
            "<rect style=\"fill: url( 'b.svg#c')\"/>",
            "<g>",
        ] {
            assert!(!drawing(refused), "{refused}");
        }
        let entity = "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>";
        assert!(!is_fit(&picture(entity.as_bytes())));
    }
}
