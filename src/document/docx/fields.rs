//! Fields: an instruction to compute something and the result that was last computed. The result is
//! text; the instruction is not, but for one kind that draws the text it holds.

use crate::text::SourceSpan;

/// A field that is open.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The instruction is over and the result has begun.
    pub(super) has_result: bool,
    /// The instruction, piece by piece, with its bytes.
    instruction: Vec<(String, SourceSpan)>,
}

impl Field {
    /// More of the instruction.
    pub(super) fn instruct(&mut self, text: &str, source: SourceSpan) {
        self.instruction.push((text.to_owned(), source));
    }

    /// The text that an `EQ` field draws with something above or around it, as the phonetic guides
    /// and enclosed characters of older Chinese documents do: `EQ \o\ad(\s\up 9(hǎi),海)`. It is the
    /// last argument.
    pub(super) fn drawn(&self) -> Option<(String, SourceSpan)> {
        let whole: String = self.instruction.iter().map(|(text, _)| &**text).collect();
        let equation = whole.trim_start().strip_prefix("EQ")?;
        if !equation.contains("\\o") {
            return None;
        }
        let drawn = equation.trim_end().strip_suffix(')')?;
        let drawn = drawn.rsplit([',', ';', '，']).next()?.trim();
        if drawn.is_empty() || drawn.contains('\\') {
            return None;
        }
        let span = self
            .instruction
            .iter()
            .rev()
            .find(|(text, _)| text.contains(drawn))
            .or(self.instruction.last())
            .map(|(_, span)| *span)?;
        Some((drawn.to_owned(), span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_overstrikes_draw_text() {
        for (instruction, drawn) in [
            (r"EQ \* jc2 \o\ad(\s\up 9(hǎi),海)", Some("海")),
            (r" EQ \o\ac(○,注) ", Some("注")),
            (r" PAGE ", None),
            (r"EQ \f(1,2)", None),
        ] {
            let mut field = Field::default();
            field.instruct(instruction, SourceSpan::new(3, 9));
            assert_eq!(field.drawn().map(|(text, _)| text).as_deref(), drawn);
        }
    }
}
