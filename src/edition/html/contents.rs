//! The table of contents of a page, and the line at its foot.

use super::page::Looks;
use crate::check::Account;
use crate::edition::book::Outline;
use crate::edition::label::Label;
use crate::edition::markup::{english_name, escape};
use crate::edition::model::Edition;

/// The fewest headings for which there is a table of contents.
const FEWEST: usize = 3;

/// The table of contents of a text; empty where it has few headings.
pub(super) fn of_edition(edition: &Edition<'_>) -> String {
    let looks = Looks::of(&edition.options);
    let mut entries = Vec::new();
    for (number, row) in edition.rows().iter().enumerate() {
        let (source, target) = edition.headings(row);
        let Some((kind, _)) = source.or(target) else {
            continue;
        };
        let label = Label {
            source: source.map(|(_, text)| text.to_owned()),
            target: target.map(|(_, text)| text.to_owned()),
            piece: None,
        };
        let class = kind.name().replace('h', "l");
        entries.push(entry(&class, &format!("#r{number}"), &label, &looks));
    }
    if entries.len() < FEWEST {
        return String::new();
    }
    list(&entries.concat(), &looks)
}

/// The table of contents of a page with many texts, each with the id that it has in the page.
pub(super) fn of_texts<'o>(
    texts: impl Iterator<Item = (Option<&'o str>, String, &'o Outline)>,
    looks: &Looks,
) -> String {
    let mut entries = String::new();
    for (part, id, outline) in texts {
        if let Some(part) = part {
            entries += &format!(
                "<li class=\"part\" lang=\"{}\">{}</li>\n",
                escape(&looks.source),
                escape(part)
            );
        }
        let href = match outline.told {
            Some(row) => format!("#{id}-r{row}"),
            None => format!("#{id}"),
        };
        entries += &entry("l1", &href, &outline.label, looks);
        for heading in &outline.headings {
            let class = format!("l{}", heading.level.clamp(2, 6));
            let href = format!("#{id}-r{}", heading.row);
            entries += &entry(&class, &href, &heading.label, looks);
        }
    }
    list(&entries, looks)
}

fn list(entries: &str, looks: &Looks) -> String {
    let (word, tag) = (looks.say("page-contents"), looks.interface());
    format!(
        "<nav class=\"contents\" aria-label=\"{word}\"><details><summary lang=\"{tag}\"><span class=\"word\">{word}</span></summary>\n\
         <ol>{entries}</ol></details></nav>\n"
    )
}

fn entry(class: &str, href: &str, label: &Label, looks: &Looks) -> String {
    format!(
        "<li class=\"{class}\"><a href=\"{href}\">{}</a></li>\n",
        names(label, looks)
    )
}

/// A title in both languages.
pub(super) fn names(label: &Label, looks: &Looks) -> String {
    let mut names = String::new();
    for (class, language, name) in [
        ("own", &looks.source, &label.source),
        ("other", &looks.target, &label.target),
    ] {
        if let Some(name) = name {
            names += &format!(
                "<span class=\"{class}\" lang=\"{}\">{}</span> ",
                escape(language),
                escape(name)
            );
        }
    }
    names
}

/// A number of things.
pub(super) fn many(looks: &Looks, n: usize, one: &str, more: &str) -> String {
    let english = format!("{n} {}", if n == 1 { one } else { more });
    looks.words.tell(&english).into_owned()
}

/// The counts at the foot of a proof sheet.
pub(super) fn counts_line(counts: &Account, looks: &Looks) -> String {
    let parts = [
        format!(
            "{} {}",
            looks.words.tell(&escape(english_name(&looks.source))),
            many(looks, counts.source, "sentence", "sentences")
        ),
        format!(
            "{} {}",
            looks.words.tell(&escape(english_name(&looks.target))),
            many(looks, counts.target, "sentence", "sentences")
        ),
        many(looks, counts.links, "link", "links"),
        many(looks, counts.untranslated, "omission", "omissions"),
        many(looks, counts.added, "addition", "additions"),
        looks
            .words
            .say("page-doubtful", &[("count", counts.doubtful.into())]),
        looks
            .words
            .say("page-moved", &[("count", counts.moved.into())]),
    ];
    format!("<p>{}</p>\n", parts.join(" · "))
}
