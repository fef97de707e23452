//! The page of contents of a site.

use super::contents::{many, names};
use super::head::{self, Holds};
use super::page::{self, Looks};
use super::{NAMELESS, print, title};
use crate::edition::address::relative;
use crate::edition::book::{Book, Outline};
use crate::edition::markup::{english_name, escape};

const FRONT: &str = include_str!("../template/front.html");

/// The page of contents, but for its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct FrontPage<'f> {
    pub(super) book: &'f Book,
    pub(super) looks: &'f Looks,
    /// The outlines of the texts that are in the edition.
    pub(super) outlines: &'f [Option<Outline>],
    /// The address of the image on the cover.
    pub(super) cover: Option<&'f str>,
}

/// The page of contents: what is known of the book, its parts, its texts with their titles in both languages, and in
/// a proof sheet what there is of each.
pub(super) fn write(front: &FrontPage<'_>) -> String {
    let FrontPage { book, looks, .. } = front;
    let name = match book.title.as_str() {
        "" => NAMELESS,
        title => title,
    };
    let label = title::of_book(book);
    let rules = print::page_rules(&book.options.print, "");
    let mut page = String::new();
    let mut rest = FRONT;
    while let Some((before, after)) = rest.split_once("{{") {
        page += before;
        let Some((part, after)) = after.split_once("}}") else {
            break;
        };
        match part {
            "lang" => page += &escape(&looks.source),
            "interface" => page += looks.interface(),
            "target" => page += &escape(&looks.target),
            "csp" => page += &page::policy_beside(&rules),
            "rules" => page += &rules,
            "title" => page += &escape(name),
            "book" => page += &page::book_key(&book.options.data, &book.title),
            "about" => page += &head::about(&book.options.data, looks, &label, Holds::Book),
            "heading" => page += &heading(front),
            "footer" => {
                page += &sums(front);
                page += &title::foot(&book.options, &label, None, looks);
            }
            "texts" => page += &texts(front),
            part if part.starts_with(page::SAY) => page += &looks.say(&part[page::SAY.len()..]),
            _ => {}
        }
        rest = after;
    }
    page + rest
}

/// The title page.
fn heading(front: &FrontPage<'_>) -> String {
    let FrontPage {
        book, looks, cover, ..
    } = front;
    let cover = cover.map(|cover| relative("index.html", cover));
    let mut heading = title::top(&book.options, cover.as_deref(), looks);
    match book.title.is_empty() {
        true => heading += &format!("<h1 class=\"title\">{NAMELESS}</h1>\n"),
        false => heading += &title::heading(&title::of_book(book), looks),
    }
    heading += &title::below(&book.options, looks);
    let description = &book.options.data.description;
    if !description.is_empty() {
        let (source, target) = (&description.source, &description.target);
        heading += &format!(
            "<p class=\"description\">{}</p>\n",
            title::both(source.as_deref(), target.as_deref(), looks)
        );
    }
    heading
}

/// What there is in all, in a proof sheet.
fn sums(front: &FrontPage<'_>) -> String {
    let looks = front.looks;
    if !looks.proof {
        return String::new();
    }
    let there = || front.outlines.iter().flatten();
    let sum = |count: &dyn Fn(&Outline) -> usize| there().map(count).sum::<usize>();
    let missing = sum(&|outline| usize::from(outline.untranslated));
    let mut parts = vec![
        many(looks, there().count(), "text", "texts"),
        format!(
            "{} {}",
            looks.words.tell(&escape(english_name(&looks.source))),
            many(
                looks,
                sum(&|outline| outline.counts.source),
                "sentence",
                "sentences"
            )
        ),
        format!(
            "{} {}",
            looks.words.tell(&escape(english_name(&looks.target))),
            many(
                looks,
                sum(&|outline| outline.counts.target),
                "sentence",
                "sentences"
            )
        ),
    ];
    if missing > 0 {
        let texts = many(looks, missing, "text", "texts");
        let texts = [("texts", texts.into())];
        parts.push(looks.words.say("page-texts-not-translated", &texts));
    }
    format!("<p>{}</p>\n", parts.join(" · "))
}

fn texts(front: &FrontPage<'_>) -> String {
    let FrontPage { book, looks, .. } = front;
    let mut list = "<ol>\n".to_owned();
    let mut part = None;
    for (number, text) in book.texts.iter().enumerate() {
        if text.part != part {
            part = text.part.clone();
            list += "</ol>\n";
            if let Some(part) = &part {
                list += &format!(
                    "<h2 lang=\"{}\">{}</h2>\n",
                    escape(&looks.source),
                    escape(part)
                );
            }
            list += "<ol>\n";
        }
        match &front.outlines[number] {
            Some(outline) => {
                let page = relative("index.html", &format!("{}.html", text.page));
                list += &format!(
                    "<li><a href=\"{}\">{}</a>{}</li>\n",
                    escape(&page),
                    names(&outline.label, looks),
                    beside(&state(outline, looks), looks)
                );
            }
            None => {
                list += &format!(
                    "<li class=\"absent\"><span>{}</span>{}</li>\n",
                    names(&text.label(), looks),
                    beside(&looks.say("page-not-here"), looks)
                );
            }
        }
    }
    list += "</ol>\n";
    list.replace("<ol>\n</ol>\n", "")
}

/// What stands beside the name of a text.
fn beside(words: &str, looks: &Looks) -> String {
    match words {
        "" => String::new(),
        words => format!(
            "<span class=\"beside\" lang=\"{}\">{words}</span>",
            looks.interface()
        ),
    }
}

/// What there is of a text: readers are told only that there is no English.
fn state(outline: &Outline, looks: &Looks) -> String {
    if !looks.proof {
        return match outline.untranslated {
            true => looks.say("page-chinese-only"),
            false => String::new(),
        };
    }
    let sentences = many(looks, outline.counts.source, "sentence", "sentences");
    match outline.counts.untranslated {
        _ if outline.untranslated => {
            format!("{sentences} · {}", looks.say("page-not-translated-yet"))
        }
        0 => sentences,
        missing => {
            let missing = [("count", missing.into())];
            let missing = looks.words.say("page-untranslated", &missing);
            format!("{sentences} · {missing}")
        }
    }
}
