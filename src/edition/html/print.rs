//! The page rules of print: sizes and margins, the running head, the number of the page; and the fonts that the
//! settings name.

use std::fmt::Write as _;

use crate::edition::print::Print;

/// The rules of all pages, with this running head; the first page has none.
pub(super) fn page_rules(print: &Print, head: &str) -> String {
    let (page, margins) = (print.page, print.margins);
    format!(
        "@page {{ size: {}mm {}mm; margin: {}mm {}mm {}mm {}mm; {} \
         @bottom-center {{ content: counter(page); {SMALL} }} }}\n\
         @page :first {{ @top-center {{ content: none; }} }}\n",
        page.width,
        page.height,
        margins.top,
        margins.outer,
        margins.bottom,
        margins.inner,
        running_head(head)
    )
}

/// The rules of the pages of a text in a book, by its number.
pub(super) fn text_rules(number: usize, head: &str) -> String {
    format!(
        "@page p{number} {{ {} }}\n@media print {{ .p{number} {{ page: p{number}; }} }}\n",
        running_head(head)
    )
}

/// The look of what stands in the margins.
const SMALL: &str = "font: 8.5pt serif; color: #444;";

fn running_head(head: &str) -> String {
    match head {
        "" => String::new(),
        head => format!("@top-center {{ content: {}; {SMALL} }}", quoted(head)),
    }
}

/// The fonts that the settings name, before the usual ones.
pub(super) fn fonts(print: &Print) -> String {
    let mut rules = String::new();
    for (name, font, usual) in [
        (
            "han",
            &print.chinese_font,
            "\"Songti SC\", \"Noto Serif CJK SC\", serif",
        ),
        ("latin", &print.english_font, "Georgia, serif"),
    ] {
        if let Some(font) = font {
            let _ = writeln!(rules, ":root {{ --{name}: {}, {usual}; }}", quoted(font));
        }
    }
    rules
}

/// A string as a style sheet writes it, which may stand in XML: what is neither a letter nor a digit is written by
/// its number.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            ' ' => quoted.push(c),
            c if c.is_alphanumeric() || (!c.is_ascii() && !c.is_control()) => quoted.push(c),
            c => {
                let _ = write!(quoted, "\\{:x} ", u32::from(c));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_cannot_leave_their_quotes() {
        assert_eq!(
            quoted("闻溪 \"</style>\\\n"),
            "\"闻溪 \\22 \\3c \\2f style\\3e \\5c \\a \""
        );
    }

    #[test]
    fn sizes_and_margins_are_those_of_the_settings() {
        let rules = page_rules(&Print::default(), "A");
        assert!(
            rules.contains("size: 210mm 297mm; margin: 20mm 18mm 20mm 18mm;"),
            "{rules}"
        );
        assert!(rules.contains("@top-center { content: \"A\";"), "{rules}");
    }
}
