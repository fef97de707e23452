//! The direction in which a book is read. Chinese may be set from top to bottom, its pages turning from right to
//! left; English cannot be read so.

use super::super::html_events::{Event, Markup, attribute, events};

/// The properties that say in which direction lines run (CSS Writing Modes, and their older names in books).
const PROPERTY: &str = "writing-mode";
/// The values of lines that run from top to bottom.
const VERTICAL: &[&str] = &[
    "vertical-rl",
    "vertical-lr",
    "tb-rl",
    "tb-lr",
    "sideways-rl",
    "sideways-lr",
];

/// A package document whose pages turn from left to right and whose lines do, too; nothing where that is so
/// already.
pub(super) fn package(opf: &str) -> Option<String> {
    let mut out = opf.to_owned();
    let (events, _) = events(opf, Markup::Xhtml);
    for event in events.iter().rev() {
        let Event::Start(tag) = event else { continue };
        let span = tag.span.start..tag.span.end;
        let Some(raw) = opf.get(span.clone()) else {
            continue;
        };
        let is = |key: &str, value: &str| attribute(tag, key).as_deref() == Some(value);
        let turned = if is("page-progression-direction", "rtl") {
            raw.replacen("rtl", "ltr", 1)
        } else if is("name", "primary-writing-mode") {
            raw.replacen("vertical-rl", "horizontal-lr", 1)
        } else {
            continue;
        };
        out.replace_range(span, &turned);
    }
    (out != opf).then_some(out)
}

/// A style sheet whose lines run from left to right; nothing where they do already.
pub(super) fn style(css: &str) -> Option<String> {
    let mut out = String::with_capacity(css.len());
    let mut at = 0;
    while let Some(found) = css[at..].find(PROPERTY).map(|found| at + found) {
        let behind = found + PROPERTY.len();
        out.push_str(&css[at..behind]);
        at = behind;
        let rest = &css[behind..];
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        let Some(value) = value else { continue };
        let length = value
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(value.len());
        if VERTICAL
            .iter()
            .any(|known| value[..length].eq_ignore_ascii_case(known))
        {
            let start = css.len() - value.len();
            out.push_str(&css[behind..start]);
            let is_old = css[..found].ends_with("-ms-");
            out.push_str(if is_old { "lr-tb" } else { "horizontal-tb" });
            at = start + length;
        }
    }
    out.push_str(&css[at..]);
    (out != css).then_some(out)
}

/// A page in whose styles lines run from left to right; nothing where they do already. Its words stay.
pub(super) fn page(text: &str) -> Option<String> {
    if !text.contains(PROPERTY) {
        return None;
    }
    let mut out = text.to_owned();
    let (events, _) = events(text, Markup::Xhtml);
    let mut in_style = false;
    let mut found = Vec::new();
    for event in &events {
        match event {
            Event::Start(tag) => {
                in_style = tag.name.as_slice() == b"style" && !tag.self_closing;
                if attribute(tag, "style").is_some() {
                    found.push(tag.span.start..tag.span.end);
                }
            }
            Event::End(_) => in_style = false,
            Event::Text(span) | Event::Literal(span) if in_style => {
                found.push(span.start..span.end);
            }
            Event::Text(_) | Event::Literal(_) => {}
        }
    }
    for span in found.into_iter().rev() {
        if let Some(turned) = text.get(span.clone()).and_then(style) {
            out.replace_range(span, &turned);
        }
    }
    (out != text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_pages_run_from_left_to_right() {
        let css = "html { -epub-writing-mode : vertical-rl; -ms-writing-mode:tb-rl;writing-mode:  Vertical-LR!important }";
        let turned = "html { -epub-writing-mode : horizontal-tb; -ms-writing-mode:lr-tb;writing-mode:  horizontal-tb!important }";
        assert_eq!(style(css).as_deref(), Some(turned));
        assert_eq!(style(turned), None);
        assert_eq!(style("writing-mode"), None);
        let opf = "<package><metadata><meta name=\"primary-writing-mode\" content=\"vertical-rl\"/></metadata><spine toc=\"rtl\" page-progression-direction='rtl'><itemref idref=\"rtl\"/></spine></package>";
        let turned = package(opf).unwrap();
        assert!(turned.contains("content=\"horizontal-lr\""));
        assert!(turned.contains("idref=\"rtl\""));
        assert_eq!(package("<spine><itemref idref=\"rtl\"/></spine>"), None);
    }

    #[test]
    fn words_about_style_stay() {
        let said = "<html><head><style>p { writing-mode: vertical-rl }</style></head><body style=\"writing-mode:vertical-rl\"><p>writing-mode: vertical-rl</p></body></html>";
        let turned = "<html><head><style>p { writing-mode: horizontal-tb }</style></head><body style=\"writing-mode:horizontal-tb\"><p>writing-mode: vertical-rl</p></body></html>";
        assert_eq!(page(said).as_deref(), Some(turned));
        assert_eq!(page(turned), None);
    }
}
