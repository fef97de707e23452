//! Pronouns in English that may stand for a term that was named before: *it* but not that of *it is possible that*,
//! *this* but not that of *this node*, *one* as in *the other one* but no number, no conjunction *that*.

use super::rules::tokens;

/// Pronouns of things.
const THINGS: &[&str] = &[
    "it",
    "its",
    "itself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
];
/// Pronouns of people.
const PEOPLE: &[&str] = &[
    "he", "him", "his", "himself", "she", "her", "hers", "herself",
];
/// What follows *it* where it stands for nothing: *it is easy to see that*, *it takes time to*.
const SEEMING: &[&str] = &[
    "is", "was", "will", "would", "may", "might", "can", "could", "has", "be", "been", "seems",
    "seemed", "appears", "appeared", "takes", "took", "turns", "turned", "follows", "happens",
    "becomes", "became", "remains", "makes",
];
/// What the clause begins with that such an *it* announces.
const OPENING: &[&str] = &["that", "to", "whether", "how", "why", "when", "if", "for"];
/// How many words after *it* such a clause begins at the latest.
const REACH: usize = 6;
/// Words that follow *this* or *that* where no noun does: it stands for one itself.
const PREDICATES: &[&str] = &[
    "is", "was", "are", "were", "isn't", "wasn't", "aren't", "weren't", "will", "would", "can",
    "could", "may", "might", "must", "should", "shall", "has", "have", "had", "does", "do", "did",
    "cannot", "can't", "won't", "means", "makes", "made", "allows", "allow", "gives", "lets",
    "let", "takes", "helps", "leads", "shows", "happens", "works", "requires", "also", "then",
    "too", "in", "on", "at", "of", "from", "by", "with", "as", "for", "and", "or", "but", "to",
    "so", "because", "if", "when", "while", "not", "never", "always", "often", "only",
];
/// Words before which *that* is no conjunction and no relative pronoun.
const BEFORE_THAT: &[&str] = &[
    "and", "but", "or", "for", "of", "to", "in", "on", "by", "from", "with", "like", "than", "as",
    "at", "about", "do", "after", "before",
];
/// Words before which *one* is no number.
const BEFORE_ONE: &[&str] = &[
    "the", "this", "that", "each", "every", "another", "any", "which", "other", "same", "first",
    "last", "next", "second", "previous", "new", "old", "right", "left", "larger", "smaller",
    "better", "former",
];

/// Whether a text has a pronoun that may stand for a term. `is_person`: whether it may be somebody's name.
pub(crate) fn has_pronoun(text: &str, is_person: bool) -> bool {
    let words: Vec<(std::ops::Range<usize>, String)> = tokens(text)
        .into_iter()
        .map(|(place, word)| (place, word.to_lowercase().replace('’', "'")))
        .collect();
    (0..words.len()).any(|at| stands(text, &words, at, is_person))
}

fn stands(
    text: &str,
    words: &[(std::ops::Range<usize>, String)],
    at: usize,
    is_person: bool,
) -> bool {
    let word = words[at].1.as_str();
    let (bare, ending) = word.split_once('\'').unwrap_or((word, ""));
    // Neighbours in the same clause: nothing but a space between them.
    let joined = |one: usize| {
        let (before, after) = (words.get(one)?, words.get(one + 1)?);
        text[before.0.end..after.0.start]
            .trim()
            .is_empty()
            .then_some(())
    };
    let next = || joined(at).map(|()| words[at + 1].1.as_str());
    let previous = || {
        let before = at.checked_sub(1)?;
        joined(before).map(|()| words[before].1.as_str())
    };
    match bare {
        "it" => {
            let seems = matches!(ending, "s" | "ll" | "d")
                || next().is_some_and(|next| SEEMING.contains(&next));
            let clause = || {
                let last = (at + REACH).min(words.len().saturating_sub(1));
                (at..last)
                    .take_while(|&one| joined(one).is_some())
                    .any(|one| one > at && OPENING.contains(&words[one + 1].1.as_str()))
            };
            !(seems && clause())
        }
        _ if THINGS.contains(&bare) => true,
        _ if PEOPLE.contains(&bare) => is_person,
        "this" | "these" | "those" => {
            !ending.is_empty()
                || next().is_none_or(|next| PREDICATES.contains(&next) || next == "who")
        }
        "that" => {
            let begins = previous().is_none_or(|before| BEFORE_THAT.contains(&before));
            begins && (!ending.is_empty() || next().is_none_or(|next| PREDICATES.contains(&next)))
        }
        "one" => previous().is_some_and(|before| BEFORE_ONE.contains(&before)),
        "ones" => true,
        "former" | "latter" => {
            previous() == Some("the") && next().is_none_or(|next| PREDICATES.contains(&next))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_stand_for_a_term() {
        for (text, stands) in [
            ("It was lit at dusk.", true),
            ("Its lens is old, and they know.", true),
            ("It is possible that the sea rises.", false),
            ("It's hard to say whether the sea rises.", false),
            ("It takes an hour to row there.", false),
            ("This is old.", true),
            ("This rock is old.", false),
            ("Those who row know those.", true),
            ("We know that the sea rises.", false),
            ("That was in the spring.", true),
            ("One of the boats sank in one hour.", false),
            ("The other one sank.", true),
            ("The latter was lost.", true),
            ("In the latter case he sank.", false),
            ("Nothing else sank.", false),
        ] {
            assert_eq!(has_pronoun(text, false), stands, "{text}");
        }
        assert!(has_pronoun("He rowed.", true));
        assert!(!has_pronoun("He rowed.", false));
    }
}
