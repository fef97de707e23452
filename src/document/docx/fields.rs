//! Fields: an instruction to compute something, and the result that was last computed. The result is
//! read as text and the instruction is not, except for `EQ`, which draws the text in it.

use crate::text::SourceSpan;

/// Fields whose results Word computes, so that they are no language.
const COMPUTED: &[&str] = &[
    "ADDIN",
    "AUTONUM",
    "CITATION",
    "CREATEDATE",
    "DATE",
    "EDITTIME",
    "FILESIZE",
    "INDEX",
    "LISTNUM",
    "NOTEREF",
    "NUMCHARS",
    "NUMPAGES",
    "NUMWORDS",
    "PAGE",
    "PAGEREF",
    "PRINTDATE",
    "REF",
    "REVNUM",
    "SAVEDATE",
    "SECTION",
    "SECTIONPAGES",
    "SEQ",
    "STYLEREF",
    "TIME",
    "TOC",
];

/// Whether the result of a field is computed and no language, by its instruction.
pub(super) fn is_computed(instruction: &str) -> bool {
    let word = instruction.split_whitespace().next().unwrap_or_default();
    COMPUTED.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// A field that is open.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Whether the instruction is complete and the result has begun.
    pub(super) has_result: bool,
    /// Whether it has no end: then it hides nothing.
    pub(super) endless: bool,
    /// Where it begins: the byte, and how many paragraphs stand before.
    pub(super) begins: (usize, usize),
    /// The instruction in pieces, with their bytes.
    instruction: Vec<(String, SourceSpan)>,
}

impl Field {
    /// A field that begins here.
    pub(super) fn begun(endless: bool, begins: (usize, usize)) -> Field {
        Field {
            endless,
            begins,
            ..Field::default()
        }
    }

    /// Whether its result is no language.
    pub(super) fn is_computed(&self) -> bool {
        let whole: String = self.instruction.iter().map(|(text, _)| &**text).collect();
        is_computed(&whole)
    }

    /// Adds a piece of the instruction.
    pub(super) fn instruct(&mut self, text: &str, source: SourceSpan) {
        self.instruction.push((text.to_owned(), source));
    }

    /// The text that an `EQ` field draws with something above or around it, as for the phonetic guides
    /// and enclosed characters of older Chinese documents: `EQ \o\ad(\s\up 9(hǎi),海)`. It is the last
    /// argument.
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
