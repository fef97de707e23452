//! `duizhao next`

use std::io::{self, Write};
use std::process::ExitCode;

use duizhao::Result;
use duizhao::project::NextLink;
use serde::Serialize;

use super::Context;
use super::args::{self, ListFormat};
use super::chosen::{chosen, translated};
use super::columns::filled;
use super::output::write_to;
use super::talk::Talk;

/// The name of the format of the JSON.
const FORMAT: &str = "duizhao-next";
/// The version of its shape.
const VERSION: u64 = 1;

#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    version: u64,
    links: &'a [NextLink],
}

pub(super) fn run(context: &Context, options: &args::Next) -> Result<ExitCode> {
    let chosen = chosen(context, &options.chosen)?;
    let texts = translated(context, &chosen);
    let links = context
        .project
        .next_links(&texts, &options.stage, options.number)?;
    write_to(None, |out| match options.format {
        ListFormat::Json => {
            let record = Record {
                format: FORMAT,
                version: VERSION,
                links: &links,
            };
            serde_json::to_writer_pretty(&mut *out, &record)?;
            writeln!(out)
        }
        ListFormat::Text => text(&links, &context.talk, out),
    })?;
    if links.is_empty() {
        context.talk.note("no link is left of these stages");
    }
    Ok(ExitCode::SUCCESS)
}

fn text(links: &[NextLink], talk: &Talk, out: &mut dyn Write) -> io::Result<()> {
    for link in links {
        let place = match link.line {
            0 => format!("{} {}", link.text, link.number),
            line => format!("{}:{line}:{}", link.file, link.column),
        };
        let stage = talk.words.tell(link.stage.name());
        writeln!(out, "{place} {stage} [{}]", link.bead)?;
        let comments = link.comments.iter().map(|comment| {
            let by = match comment.signed.by.as_str() {
                "" => String::new(),
                by => format!("{by}: "),
            };
            ("#", format!("{by}{}", comment.text.replace('\n', " ")))
        });
        let words = [
            ("zh", link.source.clone()),
            ("en", link.target.clone()),
            ("note", link.note.clone().unwrap_or_default()),
        ];
        for (label, words) in words.into_iter().chain(comments) {
            if !words.is_empty() {
                let label = filled(&talk.words.tell(label), 4);
                writeln!(out, "    {label} {words}")?;
            }
        }
    }
    Ok(())
}
