//! `duizhao segment`

use duizhao::Result;
use duizhao::document::read_file;
use duizhao::segment::{explain, segment};
use duizhao::text::Language;
use serde::Serialize;

use super::Context;
use super::args::{Segment, SegmentFormat};
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

pub(super) fn run(context: &Context, options: &Segment) -> Result<()> {
    let document = read_file(&options.file, options.from.as_deref())?;
    if document.source.encoding != "UTF-8" {
        context.talk.note(format!(
            "{}: read as {}",
            options.file.display(),
            document.source.encoding
        ));
    }
    let language = options
        .lang
        .or_else(|| Language::detect(&document.source.text))
        .unwrap_or(Language::Zh);
    let rules = &context.config.segment;
    if options.explain {
        return write_to(options.output.as_deref(), |out| {
            for block in &document.blocks {
                let mut from = 0;
                for decision in explain(&block.text, language, rules) {
                    let sign = if decision.split { "|" } else { "·" };
                    let piece = block.text[from..decision.at].trim();
                    writeln!(out, "{piece} {sign} {}: {}", decision.rule, decision.about)?;
                    from = decision.at;
                }
            }
            Ok(())
        });
    }
    let text = segment(document, language, rules);
    let source = &text.document.source;
    write_to(options.output.as_deref(), |out| {
        for segment in &text.segments {
            match options.format {
                SegmentFormat::Text => writeln!(out, "{}", segment.text)?,
                SegmentFormat::Jsonl => {
                    let place = text.document.source.in_member(segment.source.start);
                    let (start, end) = match place {
                        Some((_, start)) => (start, start + segment.source.len()),
                        None => (
                            source.offsets.in_file(segment.source.start),
                            source.offsets.in_file(segment.source.end),
                        ),
                    };
                    let line = Line {
                        id: &segment.id.0,
                        block: segment.block,
                        kind: text.document.blocks[segment.block].kind.name(),
                        member: place.map(|(member, _)| member),
                        start,
                        end,
                        text: &segment.text,
                    };
                    serde_json::to_writer(&mut *out, &line)?;
                    out.write_all(b"\n")?;
                }
            }
        }
        Ok(())
    })
}
