//! `duizhao formats`

use comfy_table::{ContentArrangement, Table, presets};
use duizhao::Result;
use duizhao::bitext::format::FORMATS as BITEXTS;
use duizhao::document::{FORMATS as DOCUMENTS, UNREAD};
use duizhao::edition::EDITION_FORMATS;
use duizhao::glossary::format::FORMATS as GLOSSARIES;
use serde::Serialize;

use super::args::{Formats as Options, ListFormat};
use super::output::write_to;
use super::talk::Talk;

/// The version of the JSON.
const VERSION: u32 = 1;

/// A format as it is listed.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    /// What its files are: `text`, `bitext`, `glossary`, `edition`.
    #[serde(rename = "for")]
    holds: &'static str,
    read: bool,
    /// Whether new files of it are made.
    written: bool,
    /// Whether other words go back into files of it.
    written_back: bool,
    extensions: Vec<&'static str>,
    about: &'static str,
}

#[derive(Serialize)]
struct NotRead {
    id: &'static str,
    extensions: Vec<&'static str>,
    about: &'static str,
    instead: &'static str,
}

pub(super) fn run(talk: &Talk, options: &Options) -> Result<()> {
    let listed = listed();
    match options.format {
        ListFormat::Text => table(talk, &listed),
        ListFormat::Json => {
            let not_read = UNREAD.iter().map(|format| NotRead {
                id: format.id,
                extensions: format.extensions.to_vec(),
                about: format.name,
                instead: format.help,
            });
            let whole = serde_json::json!({
                "version": VERSION,
                "formats": listed,
                "not_read": not_read.collect::<Vec<_>>(),
            });
            write_to(None, |out| writeln!(out, "{whole:#}"))
        }
    }
}

fn listed() -> Vec<Listed> {
    let documents = DOCUMENTS.iter().map(|format| Listed {
        id: format.id,
        holds: "text",
        read: true,
        written: false,
        written_back: format.writer.is_some(),
        extensions: format.extensions.to_vec(),
        about: format.about,
    });
    let bitexts = BITEXTS.iter().map(|format| Listed {
        id: format.id,
        holds: "bitext",
        read: format.can_read(),
        written: true,
        written_back: false,
        extensions: format.extensions.to_vec(),
        about: format.about,
    });
    let glossaries = GLOSSARIES.iter().map(|format| Listed {
        id: format.id,
        holds: "glossary",
        read: true,
        written: true,
        written_back: false,
        extensions: format.extensions.to_vec(),
        about: format.name,
    });
    let editions = EDITION_FORMATS.iter().map(|output| Listed {
        id: output.id,
        holds: "edition",
        read: false,
        written: true,
        written_back: false,
        extensions: vec![output.extension],
        about: output.about,
    });
    documents
        .chain(bitexts)
        .chain(glossaries)
        .chain(editions)
        .collect()
}

fn table(talk: &Talk, listed: &[Listed]) -> Result<()> {
    let words = talk.words;
    let plain = |header: &[&str]| {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_header(header.iter().map(|head| words.tell(head)));
        if !talk.output_color {
            table.force_no_tty();
        }
        table
    };
    let yes = |can: bool| words.tell(if can { "yes" } else { "" });
    let files = |extensions: &[&str]| {
        let names: Vec<String> = extensions.iter().map(|end| format!(".{end}")).collect();
        names.join(" ")
    };
    let mut known = plain(&["id", "for", "read", "written", "back", "files", "about"]);
    for format in listed {
        known.add_row([
            format.id.into(),
            words.tell(format.holds),
            yes(format.read),
            yes(format.written),
            yes(format.written_back),
            files(&format.extensions).into(),
            words.tell(format.about),
        ]);
    }
    let mut unread = plain(&["not read", "files", "what to do"]);
    for format in UNREAD {
        unread.add_row([
            words.tell(format.name),
            files(format.extensions).into(),
            words.tell(format.help),
        ]);
    }
    write_to(None, |out| {
        let back = "back: a translation or a correction is written into a copy of the file, and everything else in it stays.";
        writeln!(out, "{}", known.trim_fmt())?;
        writeln!(out, "\n{}\n", words.tell(back))?;
        writeln!(out, "{}", unread.trim_fmt())
    })
}
