//! Which of two texts is the Chinese one. The user says so by their order; the letters of the visible text
//! may only set right an order that is clearly the wrong way round.

use super::Project;
use crate::document::Document;
use crate::text::Language;
use crate::text::script::Letters;

/// The letters of what a person reads of a document: without code, markup, addresses and placeholders.
pub(super) fn visible_letters(document: &Document) -> Letters {
    document.letters()
}

impl Project {
    /// Whether the second text is the Chinese one. Both have to say so clearly; two texts of one language
    /// stay in the order given, with a warning that names what was seen.
    pub(super) fn swapped(&self, first: &Document, second: &Document) -> bool {
        let seen = [visible_letters(first), visible_letters(second)];
        match [seen[0].clearly(), seen[1].clearly()] {
            [Some(Language::En), Some(Language::Zh)] => true,
            [Some(a), Some(b)] if a == b => {
                let [one, other] = [first, second].map(|text| text.source.path.display());
                self.warn(format_args!(
                    "both texts look {}: {one} has {}, {other} has {}; the first is taken as the Chinese, the second as the English",
                    a.name(),
                    seen[0],
                    seen[1],
                ));
                false
            }
            _ => false,
        }
    }

    /// Warns where a document clearly is in another language than it is taken for.
    pub(super) fn expect(&self, document: &Document, wanted: Language) {
        let seen = visible_letters(document);
        if let Some(found) = seen.clearly()
            && found != wanted
        {
            self.warn(format_args!(
                "{} looks {} ({seen}); it is taken as {}",
                document.source.path.display(),
                found.name(),
                wanted.name(),
            ));
        }
    }
}
