//! The class of words: what a Chinese word mostly is, by the tags of its word list and by the form of its
//! English glosses.

use super::{Lexicon, StemId, WordId};

/// The class of a Chinese word. Many words are of more than one; this is the most frequent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WordClass {
    /// Nothing is known of it.
    Unknown,
    /// A noun.
    Noun,
    /// A verb that is hardly ever anything else.
    Verb,
    /// A verb that is also a noun, such as 设计.
    VerbalNoun,
    /// An adjective.
    Adjective,
    /// A word that stands before nouns only, such as 大型.
    Attribute,
    /// An adverb.
    Adverb,
    /// A pronoun or demonstrative.
    Pronoun,
    /// A number.
    Number,
    /// A measure word.
    Measure,
    /// A time.
    Time,
    /// A direction or a relative place, such as 里面.
    Location,
    /// The name of a person, place, organisation or work.
    Name,
    /// A particle, preposition, conjunction, interjection or affix.
    Function,
    /// A set phrase of four characters or so.
    Idiom,
}

impl WordClass {
    /// Every class, in the order of the numbers that `zh-en.lex` has for them.
    pub const ALL: [WordClass; 15] = [
        WordClass::Unknown,
        WordClass::Noun,
        WordClass::Verb,
        WordClass::VerbalNoun,
        WordClass::Adjective,
        WordClass::Attribute,
        WordClass::Adverb,
        WordClass::Pronoun,
        WordClass::Number,
        WordClass::Measure,
        WordClass::Time,
        WordClass::Location,
        WordClass::Name,
        WordClass::Function,
        WordClass::Idiom,
    ];

    /// The class with this number.
    #[must_use]
    pub fn of(number: u8) -> WordClass {
        let class = WordClass::ALL.get(usize::from(number));
        class.copied().unwrap_or(WordClass::Unknown)
    }
}

impl Lexicon {
    /// The class of a word.
    #[must_use]
    pub fn word_class(&self, id: WordId) -> WordClass {
        WordClass::of(self.data.word_class[id.0 as usize])
    }

    /// How much of the use of an English stem is as a verb, from 0 to 1, by the glosses that have it; about a
    /// half where hardly any does.
    #[must_use]
    pub fn verb_share(&self, id: StemId) -> f32 {
        f32::from(self.data.stem_verb[usize::from(id.0)]) / 255.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_classes() {
        let lexicon = Lexicon::get();
        for (word, class) in [
            ("桥梁", WordClass::Noun),
            ("认为", WordClass::Verb),
            ("设计", WordClass::VerbalNoun),
            ("得主", WordClass::Noun),
            ("这个", WordClass::Pronoun),
            ("北京", WordClass::Name),
            ("的", WordClass::Function),
        ] {
            let id = lexicon.find(&word.chars().collect::<Vec<_>>()).unwrap();
            assert_eq!(lexicon.word_class(id), class, "{word}");
        }
    }

    #[test]
    fn stems_know_how_often_they_are_verbs() {
        let lexicon = Lexicon::get();
        let share = |stem: &str| lexicon.verb_share(lexicon.find_stem(stem).unwrap());
        assert!(share("becom") > 0.7, "{}", share("becom"));
        assert!(share("bridg") < 0.4, "{}", share("bridg"));
    }

    #[test]
    fn a_class_is_at_its_number() {
        for (number, class) in (0u8..).zip(WordClass::ALL) {
            assert_eq!(WordClass::of(number), class);
            assert_eq!(class as u8, number);
        }
    }
}
