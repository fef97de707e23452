//! The properties of the document, which Word shows under File, Info (ECMA-376, part 2, and part 1, 22).

use std::fmt::Write as _;

use super::xml::{HEAD, escape};
use crate::edition::colophon;
use crate::edition::{EditionOptions, InBoth, Names};
use crate::text::time::rfc3339;

/// The core properties: what every program knows of a document.
pub(super) fn core(title: &str, options: &EditionOptions) -> String {
    let data = &options.data;
    let mut core = format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
    );
    let kind = match options.proof {
        true => "proof sheet",
        false => "parallel edition",
    };
    let languages = format!("{}, {}", options.source_language, options.target_language);
    let keywords = format!("{kind}, {languages}");
    let identifier = data.identifier.clone().unwrap_or_default();
    for (name, said) in [
        ("dc:title", title.to_owned()),
        ("dc:subject", data.subtitle.label().line()),
        ("dc:creator", names(&data.author)),
        ("dc:description", data.description.label().line()),
        ("dc:identifier", identifier),
        ("dc:language", languages),
        ("cp:keywords", keywords),
    ] {
        if !said.is_empty() {
            let _ = write!(core, "<{name}>{}</{name}>", escape(&said));
        }
    }
    if let Some(made) = options.modified {
        let made = rfc3339(made);
        for name in ["created", "modified"] {
            let _ = write!(
                core,
                "<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{made}</dcterms:{name}>"
            );
        }
    }
    core + "</cp:coreProperties>\n"
}

/// The properties that office programs know.
pub(super) fn app(options: &EditionOptions) -> String {
    let mut app = format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>duizhao</Application>"
    );
    if let Some(publisher) = said(&options.data.publisher) {
        let _ = write!(app, "<Company>{}</Company>", escape(&publisher));
    }
    app + "</Properties>\n"
}

/// The properties that the others have no name for.
pub(super) fn custom(options: &EditionOptions) -> String {
    let data = &options.data;
    let people = |who: &Names| Some(names(who)).filter(|names| !names.is_empty());
    let custom = [
        ("Translator", people(&data.translator)),
        ("Editor", people(&data.editor)),
        ("Publisher", said(&data.publisher)),
        ("Published", data.date.clone()),
        ("Rights", said(&data.rights)),
        ("Identifier", data.identifier.clone()),
    ];
    let custom: Vec<_> = custom
        .into_iter()
        .filter_map(|(name, said)| Some((name, said?)))
        .chain([("Edition", colophon::kind(options).1)])
        .collect();
    let mut part = format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
    );
    for (at, (name, said)) in custom.iter().enumerate() {
        // Ids begin at 2; the set is the one of properties that users name.
        let _ = write!(
            part,
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{}\" name=\"{name}\">\
             <vt:lpwstr>{}</vt:lpwstr></property>",
            at + 2,
            escape(said)
        );
    }
    part + "</Properties>\n"
}

fn said(words: &InBoth) -> Option<String> {
    (!words.is_empty()).then(|| words.label().line())
}

/// The names of people, each in both languages.
fn names(people: &Names) -> String {
    let names: Vec<String> = people.0.iter().map(|name| name.label().line()).collect();
    names.join("; ")
}
