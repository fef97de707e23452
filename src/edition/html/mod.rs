//! The edition as pages: no network, no dependency, well-formed as XML as well. One text is one
//! self-contained page; a book is a site, or one self-contained page too.

mod contents;
mod findings;
mod front;
mod gallery;
mod head;
mod page;
mod print;
mod rows;
mod single;
mod site;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod title;
mod words;

use std::io::{self, Write};

use super::glossary;
use super::model::Edition;
use super::picture::Picture;
use head::Holds;
use page::{Looks, Page};

pub(super) use single::SinglePage;
pub(super) use site::Site;
pub(super) use text::PageText;

/// The name of a page that has no title.
const NAMELESS: &str = "duizhao";

/// Writes the edition as one HTML page.
///
/// # Errors
/// The error of the writer.
pub fn write_html(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let options = &edition.options;
    let looks = Looks::of(options);
    let label = edition.label();
    let title = edition.title();
    let style = [
        looks.style(edition.has_tables()),
        print::fonts(&options.print),
        print::page_rules(&options.print, &title),
    ]
    .concat();
    let terms = glossary::terms(edition, 0..edition.rows().len());
    let below = title::below(options, &looks);
    let told = told(edition);
    let cover = options.data.cover.as_ref().map(Picture::address);
    let mut heading = title::top(options, cover.as_deref(), &looks);
    if told.is_none() {
        if !title.is_empty() {
            heading += &title::heading(&label, &looks);
        }
        heading += &below;
    }
    let script = looks.script();
    let page = Page {
        looks: &looks,
        title: match title.as_str() {
            "" => NAMELESS,
            title => title,
        },
        book: page::book_key(&options.data, &title),
        policy: page::policy_inside(&style, &script),
        sheets: format!("<style>{style}</style>"),
        about: head::about(&options.data, &looks, &label, Holds::Text),
        scripts: format!("<script>{script}</script>"),
        heading,
        contents: contents::of_edition(edition),
        glossary: terms::section(
            terms.iter().map(|term| (format!("#r{}", term.row), term)),
            &looks,
        ),
        footer: title::foot(options, &label, Some(&edition.account()), &looks),
        ..Page::default()
    };
    page.write(out, &mut |out| {
        let below = told.map(|row| (row, below.as_str()));
        rows::write(edition, rows::Place::Alone, below, out)
    })
}

/// The row of the heading that is the title.
fn told(edition: &Edition<'_>) -> Option<usize> {
    if edition.title().is_empty() || edition.untold_title().is_some() {
        return None;
    }
    edition.rows().iter().position(|row| {
        let (source, target) = edition.headings(row);
        source.or(target).is_some()
    })
}
