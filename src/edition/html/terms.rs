//! The glossary at the end of a page.

use super::page::Looks;
use crate::edition::glossary::Term;
use crate::edition::markup::escape;

/// The glossary of such terms, each with the address of its first place; empty where there are none.
pub(super) fn section<'t>(
    terms: impl Iterator<Item = (String, &'t Term)>,
    looks: &Looks,
) -> String {
    let mut entries = String::new();
    for (href, term) in terms {
        entries += &format!(
            "<div><dt lang=\"{}\"><a href=\"{href}\">{}</a></dt><dd lang=\"{}\">{}</dd></div>\n",
            escape(&looks.source),
            escape(&term.term),
            escape(&looks.target),
            escape(&term.tip)
        );
    }
    if entries.is_empty() {
        return entries;
    }
    format!(
        "<section class=\"glossary\" aria-labelledby=\"glossary\">\n<h2 id=\"glossary\" lang=\"{}\">{}</h2>\n<dl>\n{entries}</dl>\n</section>\n",
        looks.interface(),
        looks.say("page-glossary")
    )
}
