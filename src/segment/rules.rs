//! The rules by name. Every decision names the rule that made it, also a decision not to cut.

/// A named reason to end a sentence, or not to.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name, as `--explain` prints it.
    pub name: &'static str,
    /// Whether a sentence ends where it applies.
    pub splits: bool,
    /// The rule in one sentence.
    pub about: &'static str,
}

macro_rules! rules {
    ($($constant:ident $name:literal $splits:literal $about:literal;)*) => {
        $(pub(super) const $constant: &Rule = &Rule { name: $name, splits: $splits, about: $about };)*

        /// Every rule, those that end a sentence first.
        pub const RULES: &[&Rule] = &[$($constant),*];
    };
}

rules! {
    TEXT_END "text-end" true "The text ends, with or without a mark.";
    PARAGRAPH "paragraph-break" true "A blank line ends whatever precedes it.";
    VERSE_LINE "verse-line" true "In verse every line is a sentence.";
    END_MARK "end-mark" true "A run of end marks, and a new sentence follows.";
    END_QUOTE "end-mark-quote" true "An end mark and the quotes and brackets it closes; they stay with the sentence.";
    BRACKET_SENTENCE "bracket-sentence" true "A bracket that follows a finished sentence and holds whole sentences is a sentence of its own.";
    NOTE "note-mark" true "An end mark and the sign of its note or source, which stays with the sentence.";
    NEXT_POINT "next-point" true "The number or letter of a list's next point follows.";
    HEADING "heading-runs-in" true "The number and title of a chapter, and the text begins in the same line.";
    ELLIPSIS_NEW "ellipsis-new-sentence" true "A long enough clause trails off, and a new subject, a quotation or a capital follows.";
    ELLIPSIS_CLAUSE "ellipsis-clause" true "Outside of quotations a long clause trails off, and what follows does not carry it on.";
    ELLIPSIS_QUOTE "ellipsis-quote" true "A quotation trails off and closes.";
    BROKEN_OFF "broken-off-speech" true "A dash before the closing quote: the speaker is interrupted, and something new follows.";
    ABBREVIATION_END "abbreviation-ends" true "An abbreviation that can stand last, and what follows can only open a sentence.";
    SEMICOLON "semicolon" true "The option `semicolon` is on.";

    INSIDE_BRACKET "inside-bracket" false "Inside a bracket or a book title nothing ends.";
    INSIDE_QUOTATION "inside-quotation" false "The option `quotations = \"whole\"` keeps quotations in one piece.";
    INSIDE_TOKEN "inside-token" false "A number, a version, an address or a name with a full stop in it.";
    NUMBERED_POINT "numbered-point" false "The number of a point inside a line, in the row of those before or behind it.";
    SOFT_MARK "soft-mark-follows" false "A comma, semicolon or colon follows: the sentence goes on.";
    ATTRIBUTION "attribution" false "A dash and the source follow the quotation and stay with it.";
    DASH_GOES_ON "dash-follows" false "A dash ties what follows to this sentence.";
    EMBEDDED_QUOTE "embedded-quotation" false "The quotation stands inside a clause, which goes on after it.";
    LOWER_CASE "lower-case-follows" false "A small letter follows: the sentence goes on.";
    SPEECH_TAG "speech-tag" false "A speaker and a verb of saying follow the quotation.";
    LIST_NUMBER "list-number" false "The number or letter of a list's item.";
    INITIAL "initial" false "The initial of a name.";
    TITLE "title-abbreviation" false "An abbreviation that always has its word after it.";
    BEFORE_NUMBER "number-abbreviation" false "An abbreviation with its number after it.";
    ABBREVIATION "abbreviation" false "An abbreviation, and what follows may well belong to it.";
    NAME_WITH_MARK "name-with-mark" false "An exclamation or question mark that belongs to a name.";
    STUTTER "stutter" false "The same word again after an ellipsis: the speaker stammers.";
    ELLIPSIS_GOES_ON "ellipsis-inside" false "An ellipsis inside a clause.";
    SEMICOLON_INSIDE "semicolon-inside" false "A semicolon ends nothing unless the option says so.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for (n, rule) in RULES.iter().enumerate() {
            assert!(RULES[..n].iter().all(|other| other.name != rule.name));
        }
    }
}
