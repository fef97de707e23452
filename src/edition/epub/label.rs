//! A chapter's title in both languages, as pages show it.

use std::io::{self, Write};

use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::EditionOptions;
use super::lang;

/// Writes a title, each language in an element of its own.
pub(super) fn write(
    options: &EditionOptions,
    label: &Label,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names = [
        (&options.source_language, &label.source),
        (&options.target_language, &label.target),
    ];
    let mut space = "";
    for (tag, name) in names {
        if let Some(name) = name {
            let lang = lang(tag);
            write!(out, "{space}<span {lang}>{}</span>", escape(name))?;
            space = " ";
        }
    }
    match label.piece {
        Some(piece) => write!(out, " ({piece})"),
        None => Ok(()),
    }
}
