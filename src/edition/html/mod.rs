//! The edition as pages: no network, no dependency, well-formed as XML as well. One text is one
//! self-contained page; a book is a site, or one self-contained page too.

mod contents;
mod front;
mod page;
mod rows;
mod single;
mod site;
mod text;
mod words;

use std::io::{self, Write};

use super::model::Edition;
use page::{Looks, Page, style};

pub(super) use single::SinglePage;
pub(super) use site::Site;
pub(super) use text::PageText;

/// Writes the edition as one HTML page.
///
/// # Errors
/// The error of the writer.
pub fn write_html(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let looks = Looks::of(&edition.options);
    let style = style(edition.has_tables());
    let title = edition.title();
    let page = Page {
        looks: &looks,
        title: match title.as_str() {
            "" => "duizhao",
            title => title,
        },
        policy: page::policy_inside(&style),
        sheets: format!("<style>{style}</style>"),
        scripts: format!("<script>{}</script>", page::SCRIPT),
        heading: edition.untold_title().as_deref().map(page::heading),
        contents: contents::of_edition(edition),
        footer: contents::footer(&edition.counts(), &looks),
        ..Page::default()
    };
    page.write(out, &mut |out| {
        rows::write(edition, rows::Place::Alone, out)
    })
}
