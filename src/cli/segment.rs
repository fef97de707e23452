//! `duizhao segment`

use std::io::{self, Write};

use duizhao::document::stream::{self, Piece};
use duizhao::segment::{Segment, SegmentIds, cut, explain};
use duizhao::text::Language;
use duizhao::{Error, Result};
use serde::Serialize;

use super::Context;
use super::args::{Segment as Options, SegmentFormat};
use super::output::write_to;

/// A line of `--format jsonl`.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    block: usize,
    kind: &'static str,
    /// The member of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    /// Byte offsets into the file, or into the member.
    start: usize,
    end: usize,
    text: &'a str,
}

pub(super) fn run(context: &Context, options: &Options) -> Result<()> {
    let mut pieces = stream::open(&options.file, options.from.as_deref())?;
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
    let rules = &context.project.config.segment;
    let blocks = &piece.document.blocks;
    if options.explain {
        for block in blocks {
            let mut from = 0;
            for decision in explain(&block.text, language, rules) {
                let sign = if decision.split { "|" } else { "·" };
                let passed = block.text[from..decision.at].trim();
                writeln!(out, "{passed} {sign} {}: {}", decision.rule, decision.about)?;
                from = decision.at;
            }
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
                    SegmentFormat::Jsonl => write_line(piece, &segment, out),
                };
            }
        },
    );
    done
}

fn write_line(piece: &Piece, segment: &Segment, out: &mut dyn Write) -> io::Result<()> {
    let source = &piece.document.source;
    let place = source.in_member(segment.source.start);
    let (start, end) = match place {
        Some((_, start)) => (start, start + segment.source.len()),
        None => (
            piece.before + source.offsets.in_file(segment.source.start),
            piece.before + source.offsets.in_file(segment.source.end),
        ),
    };
    let kind = piece.document.blocks[segment.block - piece.blocks_before].kind;
    let line = Line {
        id: &segment.id.0,
        block: segment.block,
        kind: kind.name(),
        member: place.map(|(member, _)| member),
        start,
        end,
        text: &segment.text,
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
