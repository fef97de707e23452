//! The title of a page and its colophon: what is known of the book, in both languages.

use super::contents::counts_line;
use super::page::Looks;
use crate::check::Account;
use crate::edition::book::Book;
use crate::edition::colophon::{self, ColophonLine};
use crate::edition::label::Label;
use crate::edition::markup::escape;
use crate::edition::model::EditionOptions;

/// Words in both languages, once where they are the same. What shows one language alone hides the other, where
/// there are both.
pub(super) fn both(source: Option<&str>, target: Option<&str>, looks: &Looks) -> String {
    let span = |class: &str, language: &str, words: &str| {
        format!(
            "<span class=\"{class}\" lang=\"{}\">{}</span>",
            escape(language),
            escape(words)
        )
    };
    match (source, target) {
        (Some(source), Some(target)) if source != target => format!(
            "<span class=\"pair\">{} {}</span>",
            span("own", &looks.source, source),
            span("other", &looks.target, target)
        ),
        (Some(words), Some(_)) | (Some(words), None) if !words.is_ascii() => {
            span("own", &looks.source, words)
        }
        (Some(words), _) | (None, Some(words)) => span("other", &looks.target, words),
        (None, None) => String::new(),
    }
}

/// The title of a book in both languages.
pub(super) fn of_book(book: &Book) -> Label {
    match book.options.data.title.is_empty() {
        true => Label {
            source: Some(book.title.clone()).filter(|title| !title.is_empty()),
            ..Label::default()
        },
        false => book.options.data.title.label(),
    }
}

/// What stands above all: that it is a proof sheet, and the cover at this address.
pub(super) fn top(options: &EditionOptions, cover: Option<&str>, looks: &Looks) -> String {
    let tag = looks.interface();
    let mut top = String::new();
    if options.proof {
        let sheet = looks.say("page-proof");
        top += &format!("<p class=\"sheet\" lang=\"{tag}\">{sheet}</p>\n");
    }
    if let (Some(cover), Some(picture)) = (cover, &options.data.cover) {
        let size = crate::edition::xhtml::size_of(picture);
        top += &format!(
            "<img class=\"cover\" src=\"{}\" alt=\"{}\"{size} lang=\"{tag}\" />\n",
            escape(cover),
            looks.say("page-cover")
        );
    }
    top
}

/// The title above the rows.
pub(super) fn heading(title: &Label, looks: &Looks) -> String {
    format!(
        "<h1 class=\"title\">{}</h1>\n",
        both(title.source.as_deref(), title.target.as_deref(), looks)
    )
}

/// What stands below the title: the subtitle and the people; empty where nothing is known.
pub(super) fn below(options: &EditionOptions, looks: &Looks) -> String {
    let subtitle = &options.data.subtitle;
    let mut below = String::new();
    if !subtitle.is_empty() {
        below += &format!(
            "<p class=\"subtitle\">{}</p>\n",
            both(
                subtitle.source.as_deref(),
                subtitle.target.as_deref(),
                looks
            )
        );
    }
    for ColophonLine {
        about,
        source,
        target,
    } in colophon::people(options)
    {
        let (chinese, english) = about.names();
        below += &format!(
            "<p class=\"person\">{}</p>\n",
            both(
                Some(&format!("{chinese}：{source}")),
                Some(&format!("{english}: {target}")),
                looks
            )
        );
    }
    match below.as_str() {
        "" => below,
        below => format!("<div class=\"below\">\n{below}</div>\n"),
    }
}

/// The foot of a page: the counts of a proof sheet, and the colophon.
pub(super) fn foot(
    options: &EditionOptions,
    title: &Label,
    counts: Option<&Account>,
    looks: &Looks,
) -> String {
    let mut foot = String::new();
    if let Some(counts) = counts.filter(|_| options.proof) {
        foot += &counts_line(counts, looks);
    }
    foot += "<dl class=\"colophon\">\n";
    if title.source.is_some() || title.target.is_some() {
        foot += &format!(
            "<div><dt>{}</dt><dd>{}</dd></div>\n",
            both(Some("书名"), Some("Title"), looks),
            both(title.source.as_deref(), title.target.as_deref(), looks)
        );
    }
    for line in colophon::lines(options) {
        let (chinese, english) = line.about.names();
        foot += &format!(
            "<div><dt>{}</dt><dd>{}</dd></div>\n",
            both(Some(chinese), Some(english), looks),
            both(Some(&line.source), Some(&line.target), looks)
        );
    }
    foot + "</dl>\n"
}
