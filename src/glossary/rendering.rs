//! How words that were found are a rendering of a term: as the glossary has it, or akin to that.

use std::ops::Range;

use super::termbase::Concept;

/// A term found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermHit {
    /// Index of the concept in the termbase.
    pub concept: usize,
    /// Bytes of the text, without a possessive ending.
    pub span: Range<usize>,
    /// The words of the concept that were found.
    pub rendering: Rendering,
}

/// The rendering (or the source term) of a concept that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rendering {
    /// The source term.
    Source,
    /// The preferred rendering.
    Preferred,
    /// An allowed rendering, by its index.
    Variant(usize),
    /// A forbidden rendering, by its index.
    Forbidden(usize),
    /// Words that are akin to an allowed rendering without being it.
    Related {
        /// How.
        how: Relation,
        /// The rendering: 0 for the preferred one, else one more than the index of the variant.
        to: usize,
    },
}

/// How words are akin to a rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// An abbreviation: *BST* for *binary search tree*.
    Short,
    /// The rendering shares a word with its neighbour: *head* in *head and tail nodes* for *head node*.
    Coordinated,
    /// The same words put otherwise: *root of the tree* for *tree root*.
    Rearranged,
    /// A part of a longer word, or of a name in code: *node* in `LinkedListNode`.
    Part,
    /// Another word of the family: *recursive* for *recursion*, *sorter* for *sort*.
    Derived,
    /// The head of the rendering without the rest: *list* for *linked list*.
    Head,
}

impl Rendering {
    /// Whether it is a rendering of the glossary that is allowed there, in any spelling or inflection.
    #[must_use]
    pub fn is_agreed(self) -> bool {
        matches!(
            self,
            Rendering::Source | Rendering::Preferred | Rendering::Variant(_)
        )
    }

    /// Whether a term that is found so is rendered: as agreed, or by words that say the same. Of words that
    /// are only derived from the agreed ones, and of the head alone, it is left open: an editor may want to
    /// look at them.
    #[must_use]
    pub fn counts(self) -> bool {
        match self {
            Rendering::Related { how, .. } => !matches!(how, Relation::Derived | Relation::Head),
            other => other.is_agreed(),
        }
    }

    /// Whether it is a rendering that the glossary forbids.
    #[must_use]
    pub fn is_forbidden(self) -> bool {
        matches!(self, Rendering::Forbidden(_))
    }

    /// The words of the glossary that it is a form of; empty for an index that the concept does not have.
    #[must_use]
    pub fn words(self, concept: &Concept) -> &str {
        let variant = |at: usize| concept.variants.get(at);
        let words = match self {
            Rendering::Source => Some(&concept.source),
            Rendering::Preferred | Rendering::Related { to: 0, .. } => Some(&concept.target),
            Rendering::Variant(at) => variant(at),
            Rendering::Related { to, .. } => variant(to - 1),
            Rendering::Forbidden(at) => concept.forbidden.get(at),
        };
        words.map_or("", String::as_str)
    }
}
