//! Inflected forms of an English term: plurals and forms of verbs. Possessives need no form of their
//! own, because an apostrophe ends a word.

/// Prepositions, before which the head of a phrase stands: of *margin for error* it is *margin*.
const PREPOSITIONS: [&str; 9] = [
    " of ", " for ", " in ", " on ", " at ", " to ", " from ", " with ", " by ",
];

/// The head of a phrase and what follows it: *margin* and *for error*.
pub(super) fn head(phrase: &str) -> (&str, &str) {
    let prepositions = PREPOSITIONS.iter();
    let places = prepositions.filter_map(|preposition| phrase.find(preposition));
    let end = places.filter(|&at| at > 0).min().unwrap_or(phrase.len());
    phrase.split_at(end)
}

/// The plurals of a phrase, by rule: several where the rule cannot decide, none where the phrase ends in
/// something other than a letter. Wrong forms do no harm, as no text has them.
pub(crate) fn plurals(phrase: &str) -> Vec<String> {
    let (head, tail) = head(phrase);
    if !head.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let lower = head.to_ascii_lowercase();
    let word = head.rsplit([' ', '-']).next().unwrap_or(head);
    let before = &head[..head.len() - word.len()];
    let mut forms: Vec<String> = IRREGULAR
        .iter()
        .filter(|(singular, _)| word.eq_ignore_ascii_case(singular))
        .map(|(singular, plural)| {
            // The first letter keeps its case.
            let first = &word[..1];
            let same = singular[..1] == plural[..1];
            match same {
                true => format!("{before}{first}{}", &plural[1..]),
                false => format!("{before}{plural}"),
            }
        })
        .collect();
    // Every letter of an ending is ASCII, so its length is the same in both cases.
    let stem = |ending: &str| &head[..head.len() - ending.len()];
    let consonant_before = |ending: &str| {
        lower[..lower.len() - ending.len()]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphabetic() && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'))
    };
    if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|e| lower.ends_with(e))
    {
        forms.push(format!("{head}es"));
        if lower.ends_with("is") {
            forms.push(format!("{}es", stem("is")));
        }
    } else {
        forms.push(format!("{head}s"));
        if lower.ends_with('y') && consonant_before("y") {
            forms.push(format!("{}ies", stem("y")));
        } else if lower.ends_with('o') && consonant_before("o") {
            forms.push(format!("{head}es"));
        } else if lower.ends_with("fe") {
            forms.push(format!("{}ves", stem("fe")));
        } else if lower.ends_with("lf") || lower.ends_with("af") {
            forms.push(format!("{}ves", stem("f")));
        } else if lower.ends_with("man") {
            forms.push(format!("{}men", stem("man")));
        }
    }
    forms.into_iter().map(|form| form + tail).collect()
}

/// Irregular plurals.
pub(super) const IRREGULAR: &[(&str, &str)] = &[
    ("child", "children"),
    ("person", "people"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("ox", "oxen"),
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
    ("datum", "data"),
    ("medium", "media"),
    ("bacterium", "bacteria"),
    ("curriculum", "curricula"),
    ("memorandum", "memoranda"),
    ("stratum", "strata"),
    ("index", "indices"),
    ("matrix", "matrices"),
    ("vertex", "vertices"),
    ("vortex", "vortices"),
    ("appendix", "appendices"),
    ("nucleus", "nuclei"),
    ("stimulus", "stimuli"),
    ("radius", "radii"),
    ("alumnus", "alumni"),
    ("fungus", "fungi"),
    ("focus", "foci"),
    ("genus", "genera"),
    ("formula", "formulae"),
    ("larva", "larvae"),
    ("antenna", "antennae"),
    ("leaf", "leaves"),
    ("loaf", "loaves"),
    ("thief", "thieves"),
    ("series", "series"),
    ("species", "species"),
    ("corpus", "corpora"),
];

/// The singular of an irregular plural in lower case.
pub(super) fn irregular_singular(plural: &str) -> Option<&'static str> {
    let mut pairs = IRREGULAR.iter();
    pairs
        .find(|(_, other)| *other == plural)
        .map(|(singular, _)| *singular)
}

/// Particles: second words of verbs such as *carry out*.
const PARTICLES: &[&str] = &[
    "about", "across", "along", "apart", "around", "aside", "at", "away", "back", "by", "down",
    "for", "forth", "forward", "from", "in", "into", "off", "on", "out", "over", "through", "to",
    "together", "up", "upon", "with",
];

/// The end of the verb in a phrase of a verb and its particle: *carry out*.
pub(super) fn particle_of(phrase: &str) -> Option<usize> {
    let (verb, particle) = phrase.split_once(' ')?;
    PARTICLES.contains(&particle).then_some(verb.len())
}

/// The verb forms of a phrase, by rule, in case it is a verb: one word (*train*), a verb with its
/// particle (*carry out*), a compound (*fine-tune*). For nouns these are forms that no text has. Hyphens
/// are spaces in `phrase`, so a compound is recognised by the spelling in `written`.
pub(super) fn verb_forms(phrase: &str, written: &str) -> Vec<String> {
    let plain = |word: &str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let words: Vec<&str> = phrase.split(' ').collect();
    match words[..] {
        [word] if plain(word) => of_verb(word),
        [verb, particle] if plain(verb) && PARTICLES.contains(&particle) => {
            let forms = of_verb(verb).into_iter();
            forms.map(|form| format!("{form} {particle}")).collect()
        }
        [first, last] if plain(first) && plain(last) && written.contains('-') => {
            let forms = of_verb(last).into_iter();
            forms.map(|form| format!("{first} {form}")).collect()
        }
        _ => Vec::new(),
    }
}

/// The forms of a verb by rule: several where the rule cannot decide.
pub(super) fn of_verb(word: &str) -> Vec<String> {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let letters: Vec<char> = word.chars().collect();
    let last = letters[letters.len() - 1];
    let third = match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowel) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => {
            format!("{word}es")
        }
        _ => format!("{word}s"),
    };
    let mut forms = vec![third];
    if let Some(stem) = word.strip_suffix('e') {
        forms.extend([format!("{word}d"), format!("{stem}ing")]);
    } else if let Some(stem) = word.strip_suffix('y').filter(|stem| !stem.ends_with(vowel)) {
        forms.extend([format!("{stem}ied"), format!("{word}ing")]);
    } else {
        forms.extend([format!("{word}ed"), format!("{word}ing")]);
        let doubles = letters.len() >= 3
            && !vowel(last)
            && !matches!(last, 'w' | 'x' | 'y')
            && vowel(letters[letters.len() - 2])
            && !vowel(letters[letters.len() - 3]);
        if doubles {
            forms.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::{plurals, verb_forms};

    #[test]
    fn verbs_by_rule() {
        for (verb, form) in [
            ("fine tune", "fine tuning"),
            ("plan", "planned"),
            ("carry out", "carried out"),
            ("train", "trained"),
            ("mask", "masks"),
        ] {
            assert!(verb_forms(verb, "a-b").iter().any(|f| f == form), "{verb}");
        }
        assert!(verb_forms("BAAI", "BAAI").is_empty());
        assert!(verb_forms("light tower", "light tower").is_empty());
    }

    #[test]
    fn plurals_by_rule() {
        for (singular, plural) in [
            ("tide", "tides"),
            ("beach", "beaches"),
            ("ferry", "ferries"),
            ("quay", "quays"),
            ("cargo", "cargoes"),
            ("KPI", "KPIs"),
            ("wharf", "wharfs"),
            ("half", "halves"),
            ("knife", "knives"),
            ("fisherman", "fishermen"),
            ("Child", "Children"),
            ("search index", "search indices"),
            ("analysis", "analyses"),
            ("margin for error", "margins for error"),
            (
                "keeper of the light in town",
                "keepers of the light in town",
            ),
            ("Harbour Authority", "Harbour Authorities"),
        ] {
            let forms = plurals(singular);
            assert!(
                forms.iter().any(|form| form == plural),
                "{singular}: {forms:?}"
            );
        }
        for none in ["", "U.S.", "No. 9", "灯塔", " of tea"] {
            let forms = plurals(none);
            assert!(forms.is_empty() || none == " of tea", "{none}: {forms:?}");
        }
    }
}
