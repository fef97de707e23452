//! The regions of the page that this program writes, and tables in Markdown.

use std::error::Error;
use std::ops::Range;

const CLOSE: &str = "<!-- end of figures -->";

/// The text between the marks of a region.
pub(crate) fn region<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    place(page, name).ok().map(|place| &page[place])
}

/// The page with another text between the marks of a region.
pub(crate) fn with_region(page: &str, name: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let place = place(page, name)?;
    let (before, after) = (&page[..place.start], &page[place.end..]);
    Ok(format!("{before}\n{}\n\n{after}", text.trim()))
}

fn place(page: &str, name: &str) -> Result<Range<usize>, String> {
    let open = format!("<!-- figures: {name} -->\n");
    let from = page
        .find(&open)
        .ok_or_else(|| format!("the page has no {}", open.trim()))?
        + open.len();
    let length = page[from..]
        .find(CLOSE)
        .ok_or_else(|| format!("{} has no end", open.trim()))?;
    Ok(from..from + length)
}

/// A table in Markdown, its head first.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut text = String::new();
    for (n, row) in rows.iter().enumerate() {
        text += &format!("| {} |\n", row.join(" | "));
        if n == 0 {
            text += &format!("|{}\n", " --- |".repeat(N));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_between_the_marks_is_replaced() {
        let page = "a\n<!-- figures: x -->\n\nold\n\n<!-- end of figures -->\nb\n";
        let page = with_region(page, "x", "new\n").unwrap();
        let new = "a\n<!-- figures: x -->\n\nnew\n\n<!-- end of figures -->\nb\n";
        assert_eq!(page, new);
        assert_eq!(region(&page, "x"), Some("\nnew\n\n"));
        assert!(with_region(&page, "y", "").is_err());
    }
}
