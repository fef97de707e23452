//! The reasons why a sentence is not rewritten.

use std::fmt;

/// Why a sentence keeps its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The format (its id) has no writer.
    NoWriter(&'static str),
    /// There is no such stretch of text, or it overlaps that of an earlier rewrite.
    NoPlace,
    /// However it is escaped, it or something beside it would be read as markup or as another block.
    Markup,
    /// A piece of code or a formula would be cut, or broken.
    Code,
    /// Its markup cannot be told from its words.
    Tangled,
    /// Without the sentence its block would be empty, and it is not clear what to take out with it.
    Emptied,
    /// The sentence is the last of its block, and a note sign, an image or other markup stands in it.
    Points,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Kept::NoWriter(format) => return write!(f, "{format} cannot be written back yet"),
            Kept::NoPlace => "there is no such sentence in the text",
            Kept::Markup => "the new words would be read as markup",
            Kept::Code => "a piece of code or a formula would be cut",
            Kept::Tangled => "markup and words cannot be told apart here",
            Kept::Emptied => "a block would be left empty that cannot be taken out",
            Kept::Points => "a note sign, an image or a tag would be left without a sentence",
        };
        f.write_str(words)
    }
}
