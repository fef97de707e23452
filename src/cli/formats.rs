//! `duizhao formats`

use comfy_table::{ContentArrangement, Table, presets};
use duizhao::Result;
use duizhao::bitext::format::FORMATS as BITEXTS;
use duizhao::document::FORMATS as DOCUMENTS;
use duizhao::edition::EDITION_FORMATS;
use duizhao::glossary::format::FORMATS as GLOSSARIES;

use super::output::write_to;
use super::talk::Talk;

pub(super) fn run(talk: &Talk) -> Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["id", "for", "reads", "writes", "files", "about"]);
    if !talk.output_color {
        table.force_no_tty();
    }
    let yes = |can: bool| if can { "yes" } else { "" };
    let files = |extensions: &[&str]| {
        let names: Vec<String> = extensions.iter().map(|end| format!(".{end}")).collect();
        names.join(" ")
    };
    for format in DOCUMENTS {
        table.add_row([
            format.id,
            "text",
            "yes",
            "",
            &files(format.extensions),
            format.about,
        ]);
    }
    for format in BITEXTS {
        table.add_row([
            format.id,
            "bitext",
            yes(format.can_read()),
            "yes",
            &files(format.extensions),
            format.about,
        ]);
    }
    for format in GLOSSARIES {
        table.add_row([
            format.id,
            "glossary",
            "yes",
            "yes",
            &files(format.extensions),
            format.name,
        ]);
    }
    for output in EDITION_FORMATS {
        table.add_row([
            output.id,
            "edition",
            "",
            "yes",
            &files(&[output.extension]),
            output.about,
        ]);
    }
    write_to(None, |out| writeln!(out, "{}", table.trim_fmt()))
}
