//! A chapter's title in both languages, as pages show it.

use std::io::{self, Write};

use super::super::markup::escape;
use super::super::model::Edition;
use super::contents::Label;
use super::lang;
use crate::bitext::SideName;

/// Writes a title, each language in an element of its own.
pub(super) fn write(edition: &Edition<'_>, label: &Label, out: &mut dyn Write) -> io::Result<()> {
    let names = [
        (SideName::Source, &label.source),
        (SideName::Target, &label.target),
    ];
    let mut space = "";
    for (side, name) in names {
        if let Some(name) = name {
            let lang = lang(edition.language(side));
            write!(out, "{space}<span {lang}>{}</span>", escape(name))?;
            space = " ";
        }
    }
    match label.part {
        Some(part) => write!(out, " ({part})"),
        None => Ok(()),
    }
}
