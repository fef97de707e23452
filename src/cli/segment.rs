//! `duizhao segment`

use std::io::{self, Write};

use duizhao::document::stream::{self, Piece};
use duizhao::segment::{SegmentIds, SegmentRecord, cut, explain};
use duizhao::text::Language;
use duizhao::{Error, Result};

use super::Context;
use super::args::{Segment as Options, SegmentFormat};
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Options) -> Result<()> {
    let read = &context.project.config.read;
    let mut pieces = stream::open_with(&options.file, options.from.as_deref(), read)?;
    let language = options
        .lang
        .or_else(|| pieces.language())
        .unwrap_or(Language::Zh);
    let mut ids = SegmentIds::new();
    // A fault of a long file may show only after its beginning was written.
    let mut broken: Option<Error> = None;
    let written = write_to(options.output.as_deref(), |out| {
        loop {
            match pieces.next_piece() {
                Ok(None) => return Ok(()),
                Ok(Some(piece)) => write(context, options, language, &piece, &mut ids, out)?,
                Err(error) => {
                    broken = Some(error);
                    out.flush()?;
                    return Err(io::Error::other("the text cannot be read"));
                }
            }
        }
    });
    match broken {
        Some(error) => Err(error),
        None => written,
    }
}

fn write(
    context: &Context,
    options: &Options,
    language: Language,
    piece: &Piece,
    ids: &mut SegmentIds,
    out: &mut dyn Write,
) -> io::Result<()> {
    let source = &piece.document.source;
    if source.encoding != "UTF-8" {
        context.talk.note(format!(
            "{}: read as {}",
            options.file.display(),
            source.encoding
        ));
    }
    let dialects = &piece.document.read.dialect;
    if !dialects.is_empty() {
        let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
        let said = format!(
            "{}: Markdown of {}",
            options.file.display(),
            names.join(", ")
        );
        if options.explain {
            context.talk.note(said);
        } else {
            context.talk.progress(said);
        }
    }
    for warning in &piece.document.warnings {
        context
            .talk
            .warn(format_args!("{}: {warning}", options.file.display()));
    }
    let rules = &context.project.config.segment;
    let blocks = &piece.document.blocks;
    if options.explain {
        for block in blocks {
            let mut from = 0;
            for decision in explain(&block.text, language, rules) {
                let sign = if decision.split { "|" } else { "·" };
                let passed = block.text[from..decision.at].trim();
                let about = context.talk.words.tell(decision.about);
                writeln!(out, "{passed} {sign} {}: {about}", decision.rule)?;
                from = decision.at;
            }
        }
        for kind in piece.document.left_out_by_kind() {
            let more = if kind.count > kind.places.len() {
                ", …"
            } else {
                ""
            };
            let said = format!(
                "left out: {}: {}, {} ({}{more})",
                kind.what,
                counted(kind.count, "place"),
                counted(kind.letters, "letter"),
                kind.places.join(", ")
            );
            writeln!(out, "{}", context.talk.words.tell(&said))?;
        }
        return Ok(());
    }
    let mut done = Ok(());
    cut(
        blocks,
        piece.blocks_before,
        language,
        rules,
        ids,
        |segment| {
            if done.is_ok() {
                done = match options.format {
                    SegmentFormat::Text => writeln!(out, "{}", segment.text),
                    SegmentFormat::Jsonl => {
                        serde_json::to_writer(&mut *out, &SegmentRecord::of(&segment, piece))
                            .map_err(io::Error::from)
                            .and_then(|()| writeln!(out))
                    }
                };
            }
        },
    );
    done
}

fn counted(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}
