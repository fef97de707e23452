//! The page of contents of a site.

use super::contents::{many, names};
use super::page::{Looks, POLICY_BESIDE};
use crate::edition::address::relative;
use crate::edition::book::{Book, Outline};
use crate::edition::markup::{english_name, escape};

const FRONT: &str = include_str!("../template/front.html");

/// The page of contents: parts, texts with their titles in both languages, and what there is of each.
pub(super) fn write(book: &Book, looks: &Looks, outlines: &[Option<Outline>]) -> String {
    let title = match book.title.as_str() {
        "" => "duizhao",
        title => title,
    };
    let mut page = String::new();
    let mut rest = FRONT;
    while let Some((before, after)) = rest.split_once("{{") {
        page += before;
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        match name {
            "lang" => page += &escape(&looks.source),
            "target" => page += &escape(&looks.target),
            "csp" => page += POLICY_BESIDE,
            "title" => page += &escape(title),
            "sums" => page += &sums(looks, outlines),
            "texts" => page += &texts(book, looks, outlines),
            _ => {}
        }
        rest = after;
    }
    page + rest
}

/// What there is in all.
fn sums(looks: &Looks, outlines: &[Option<Outline>]) -> String {
    let there = || outlines.iter().flatten();
    let sum = |count: &dyn Fn(&Outline) -> usize| there().map(count).sum::<usize>();
    let missing = sum(&|outline| usize::from(outline.untranslated));
    let mut parts = vec![
        many(there().count(), "text", "texts"),
        format!(
            "{} {}",
            escape(english_name(&looks.source)),
            many(
                sum(&|outline| outline.counts.source),
                "sentence",
                "sentences"
            )
        ),
        format!(
            "{} {}",
            escape(english_name(&looks.target)),
            many(
                sum(&|outline| outline.counts.target),
                "sentence",
                "sentences"
            )
        ),
    ];
    if missing > 0 {
        parts.push(format!("{} not translated", many(missing, "text", "texts")));
    }
    parts.join(" · ")
}

fn texts(book: &Book, looks: &Looks, outlines: &[Option<Outline>]) -> String {
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
        match &outlines[number] {
            Some(outline) => {
                let page = relative("index.html", &format!("{}.html", text.page));
                list += &format!(
                    "<li><a href=\"{}\">{}</a><span class=\"counts\" lang=\"en\">{}</span></li>\n",
                    escape(&page),
                    names(&outline.label, looks),
                    counts(outline)
                );
            }
            None => {
                list += &format!(
                    "<li class=\"absent\"><span>{}</span><span class=\"counts\" lang=\"en\">not in this edition</span></li>\n",
                    names(&text.label(), looks)
                );
            }
        }
    }
    list += "</ol>\n";
    list.replace("<ol>\n</ol>\n", "")
}

/// What there is of a text.
fn counts(outline: &Outline) -> String {
    let sentences = many(outline.counts.source, "sentence", "sentences");
    match outline.counts.omissions {
        _ if outline.untranslated => format!("{sentences} · not translated yet"),
        0 => sentences,
        missing => format!("{sentences} · {missing} untranslated"),
    }
}
