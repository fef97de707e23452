//! Writing an alignment and its texts.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::super::xml::{CHINESE, escape, escape_into, is_in};
use super::super::{Files, Written, beside};
use crate::bitext::{Bitext, Side, Status};
use crate::document::BlockKind;

/// Gives the files of the alignment: itself at `path`, and beside it the texts as `NAME.zh.xml` and
/// `NAME.en.xml`, the names by which it refers to them.
///
/// # Errors
/// None; the signature is that of all formats with several files.
pub fn write(bitext: &Bitext, path: &Path) -> io::Result<(Written, Files)> {
    let turned =
        is_in(&bitext.target.language, CHINESE) && !is_in(&bitext.source.language, CHINESE);
    let names = if turned { ["en", "zh"] } else { ["zh", "en"] };
    let [from, to] =
        names.map(|name| beside(path, &[".intertext.xml", ".xml"], &format!("{name}.xml")));
    let (source, source_ids) = text(&bitext.source, names[0]);
    let (target, target_ids) = text(&bitext.target, names[1]);

    let called = |path: &Path| escape(&path.file_name().unwrap_or_default().to_string_lossy());
    let mut links = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<linkGrp toDoc=\"{}\" fromDoc=\"{}\">\n",
        called(&to),
        called(&from)
    );
    let list =
        |ids: &[String], range: &Range<usize>| ids.get(range.clone()).unwrap_or_default().join(" ");
    for bead in &bitext.beads {
        let status = match bead.status {
            Status::Locked => "man",
            Status::Auto => "auto",
            Status::Rejected => "plain",
        };
        links.push_str(&format!(
            "<link type=\"{}-{}\" xtargets=\"{};{}\" status=\"{status}\"/>\n",
            bead.target.len(),
            bead.source.len(),
            list(&target_ids, &bead.target),
            list(&source_ids, &bead.source),
        ));
    }
    links.push_str("</linkGrp>\n");
    let written = Written {
        beads: bitext.beads.len(),
        left_out: 0,
    };
    let files = [
        (from, source.into_bytes()),
        (to, target.into_bytes()),
        (path.to_owned(), links.into_bytes()),
    ];
    Ok((written, files.into()))
}

/// One text as XML, and the ids of its sentences.
fn text(side: &Side, default: &str) -> (String, Vec<String>) {
    let language = if side.language.is_empty() {
        default
    } else {
        &side.language
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<text xml:lang=\"{}\" xml:space=\"preserve\">\n",
        escape(language)
    );
    let mut ids = Vec::with_capacity(side.sentences.len());
    let blocks = side
        .sentences
        .chunk_by(|one, next| one.block == next.block && one.kind == next.kind);
    for (number, block) in (1..).zip(blocks) {
        let kind = block.first().map_or(BlockKind::Paragraph, |s| s.kind);
        let element = match kind {
            BlockKind::Heading(_) => "head",
            _ => "p",
        };
        let kind = match kind {
            BlockKind::Paragraph => String::new(),
            kind => format!(" type=\"{}\"", kind.name()),
        };
        out.push_str(&format!("<{element} id=\"{number}\"{kind}>\n"));
        for (at, sentence) in (1..).zip(block) {
            let id = format!("{number}:{at}");
            out.push_str(&format!("<s id=\"{id}\">"));
            escape_into(&sentence.text, &mut out);
            out.push_str("</s>\n");
            ids.push(id);
        }
        out.push_str(&format!("</{element}>\n"));
    }
    out.push_str("</text>\n");
    (out, ids)
}
