//! `duizhao convert`

use duizhao::Result;
use duizhao::project::{Conversion, Converted};

use super::Context;
use super::args::Convert;
use super::output::{writable, write_bitext, write_to};

pub(super) fn run(context: &Context, options: &Convert) -> Result<()> {
    let output = options.output.as_path();
    let conversion = Conversion {
        input: &options.input,
        output,
        from: options.from.as_deref(),
        to: options.to.as_deref(),
    };
    let read = context
        .project
        .convert(conversion, |format| writable(format, Some(output)))?;
    match read {
        Converted::Glossary(termbase, format) => {
            write_to(Some(output), |out| (format.write)(&termbase, out))?;
            if termbase.has_extra() && !format.cannot_hold.is_empty() {
                context.talk.warn(format!(
                    "{} does not hold: {}",
                    format.name,
                    format.cannot_hold.join("; ")
                ));
            }
        }
        Converted::English(bytes) => {
            write_to(Some(output), |out| out.write_all(&bytes))?;
        }
        Converted::Bitext(bitext, format) => {
            let left_out = write_bitext(&context.project, format, *bitext, Some(output))?.left_out;
            if left_out > 0 {
                context
                    .talk
                    .warn(format!("{left_out} links could not be written"));
            }
            if !format.cannot_hold.is_empty() {
                context.talk.note(format!(
                    "{} does not hold: {}",
                    format.name,
                    format.cannot_hold.join("; ")
                ));
            }
        }
    }
    Ok(())
}
