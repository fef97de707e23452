//! What differs between spellings and forms of one English word: British and American spelling, inflection,
//! derivation. It is computed for the words of a text, so that a glossary need not hold every form.

use super::inflect::irregular_singular;
use crate::text::english::{irregular_base, stem};

/// How close two words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// One word in whatever spelling or inflection.
    Same,
    /// Words of one family: *recursive* and *recursion*.
    Derived,
}

/// A word with what it is compared by.
#[derive(Debug)]
pub(super) struct WordForms {
    /// In American spelling and small letters.
    pub(super) plain: String,
    /// What it may be a form of; the word itself is among them.
    pub(super) lemmas: Vec<String>,
    stem: String,
}

impl WordForms {
    /// The forms of a word in small letters.
    pub(super) fn new(lower: &str) -> WordForms {
        let plain = american(lower);
        WordForms {
            lemmas: lemmas(&plain),
            stem: stem(&plain),
            plain,
        }
    }

    /// How close the words are; `None` when they are no kin.
    pub(super) fn closeness(&self, other: &WordForms) -> Option<Closeness> {
        let same = |lemma: &String| other.lemmas.contains(lemma);
        if self.lemmas.iter().any(same) {
            return Some(Closeness::Same);
        }
        let long = |word: &str| word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase());
        if !long(&self.plain) || !long(&other.plain) {
            return None;
        }
        let kin = self.stem == other.stem
            || self
                .lemmas
                .iter()
                .any(|one| other.lemmas.iter().any(|two| is_family(one, two)));
        kin.then_some(Closeness::Derived)
    }
}

/// Endings by which words of one family differ.
const ENDINGS: &[&str] = &[
    "", "e", "y", "er", "or", "ion", "ation", "ition", "sion", "ssion", "tion", "ive", "ative",
    "itive", "sive", "al", "ical", "ially", "ally", "ic", "ically", "ity", "ility", "ment", "ness",
    "able", "ible", "ly", "ily", "ance", "ence", "ant", "ent", "ism", "ist", "age", "ure", "ful",
    "less", "ate", "ize", "ization", "sis", "tic", "tical", "ian", "an", "ese", "ish", "ite",
    "hood", "ze", "zer", "ous", "ship",
];

/// Whether two words differ by endings alone and have enough in common.
fn is_family(one: &str, other: &str) -> bool {
    let common = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let shorter = one.len().min(other.len());
    if !(common >= 5 || common == shorter && common >= 4) || !one.is_char_boundary(common) {
        return false;
    }
    // The words may part inside their endings: *analy-sis* and *analy-tic*, *decora-te* and *decora-tion*.
    (5.min(common)..=common)
        .rev()
        .any(|at| ENDINGS.contains(&&one[at..]) && ENDINGS.contains(&&other[at..]))
}

/// A word in American spelling, as far as rules can say. Words of other kinds may come out misspelt; as both
/// sides of a comparison are, nothing depends on it.
pub(super) fn american(lower: &str) -> String {
    if !lower.is_ascii() || lower.len() < 4 {
        return lower.to_owned();
    }
    match lower {
        "grey" | "greys" => return lower.replace('e', "a"),
        "disc" | "discs" => return lower.replace('c', "k"),
        "programme" | "programmes" => return lower.replace("mme", "m"),
        "artefact" | "artefacts" => return lower.replace('e', "i"),
        "defence" | "defences" | "offence" | "offences" | "licence" | "licences" => {
            return lower.replacen("nce", "nse", 1);
        }
        "cheque" | "cheques" => return lower.replace("que", "ck"),
        _ => {}
    }
    let mut word = lower.to_owned();
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("iser", "izer"),
        ("ise", "ize"),
        ("ises", "izes"),
        ("isers", "izers"),
        ("isations", "izations"),
        ("isable", "izable"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("yser", "yzer"),
        ("ysing", "yzing"),
        ("bre", "ber"),
        ("tre", "ter"),
        ("bres", "bers"),
        ("tres", "ters"),
        ("ogue", "og"),
        ("ogues", "ogs"),
        ("dgement", "dgment"),
        ("dgements", "dgments"),
        ("wards", "ward"),
    ] {
        if let Some(rest) = word.strip_suffix(british)
            && rest.len() >= if british.starts_with("is") { 3 } else { 2 }
        {
            word = format!("{rest}{american}");
            break;
        }
    }
    // behaviour, coloured, favourite: not four, hour, tour.
    if let Some(at) = word.find("our")
        && at >= 3
    {
        word.replace_range(at..at + 3, "or");
    }
    word
}

/// What a word in American spelling may be a form of, itself first.
fn lemmas(word: &str) -> Vec<String> {
    let mut found = vec![word.to_owned()];
    let mut add = |form: String| {
        let vowel = |b: u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if form.len() >= 2 && form.bytes().any(vowel) && !found.contains(&form) {
            found.push(form);
        }
    };
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        if let Some(rest) = word.strip_suffix('s').filter(|rest| rest.len() >= 2) {
            add(rest.to_owned());
        }
        return found;
    }
    if let Some(base) = irregular_base(word).or_else(|| irregular_singular(word)) {
        add(base.to_owned());
    }
    // overridden, rewritten, misunderstood
    for prefix in [
        "over", "under", "re", "un", "mis", "out", "fore", "up", "sub",
    ] {
        if let Some(base) = word
            .strip_prefix(prefix)
            .and_then(|rest| irregular_base(rest).or_else(|| irregular_singular(rest)))
            && base.len() >= 3
        {
            add(format!("{prefix}{base}"));
        }
    }
    if let Some(rest) = word.strip_suffix("ies") {
        add(format!("{rest}y"));
        add(format!("{rest}ie"));
    } else if let Some(rest) = word.strip_suffix("ves") {
        add(format!("{rest}f"));
        add(format!("{rest}fe"));
        add(format!("{rest}ve"));
    } else if let Some(rest) = word.strip_suffix("es") {
        add(format!("{rest}e"));
        if ["s", "x", "z", "ch", "sh", "o"]
            .iter()
            .any(|end| rest.ends_with(end))
        {
            add(rest.to_owned());
        }
        if rest.ends_with(['s', 'x']) {
            add(format!("{rest}is"));
        }
    } else if let Some(rest) = word
        .strip_suffix('s')
        .filter(|rest| !rest.ends_with(['s', 'u', 'i']))
    {
        add(rest.to_owned());
    }
    if let Some(rest) = word.strip_suffix("ied") {
        add(format!("{rest}y"));
    } else {
        for ending in ["ed", "ing"] {
            let Some(rest) = word.strip_suffix(ending).filter(|rest| rest.len() >= 3) else {
                continue;
            };
            add(rest.to_owned());
            add(format!("{rest}e"));
            let bytes = rest.as_bytes();
            if bytes.len() >= 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] {
                add(rest[..rest.len() - 1].to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_by_what_they_are_forms_of() {
        use Closeness::{Derived, Same};
        for (one, other, close) in [
            ("colour", "colors", Some(Same)),
            ("behaviours", "behavior", Some(Same)),
            ("normalise", "normalizing", Some(Same)),
            ("serialisation", "serialization", Some(Same)),
            ("centre", "centers", Some(Same)),
            ("catalogue", "catalogs", Some(Same)),
            ("modelling", "model", Some(Same)),
            ("overridden", "override", Some(Same)),
            ("built", "building", Some(Same)),
            ("indices", "index", Some(Same)),
            ("analyses", "analysis", Some(Same)),
            ("hash", "hashes", Some(Same)),
            ("sort", "sorting", Some(Same)),
            ("sort", "sorter", Some(Derived)),
            ("recursion", "recursive", Some(Derived)),
            ("recursion", "recursively", Some(Derived)),
            ("algorithm", "algorithmic", Some(Derived)),
            ("validation", "validate", Some(Derived)),
            ("traversal", "traversing", Some(Derived)),
            ("compression", "compressed", Some(Derived)),
            ("analysis", "analytical", Some(Derived)),
            ("interaction", "interactive", Some(Derived)),
            ("tree", "three", None),
            ("install", "installed", Some(Same)),
            ("reference", "referencing", Some(Same)),
            ("implement", "implementation", Some(Derived)),
            ("stack", "stage", None),
            ("form", "format", None),
            ("note", "node", None),
            ("four", "for", None),
            ("process", "processor", Some(Derived)),
            ("array", "arrange", None),
            ("component", "compound", None),
            ("context", "content", None),
        ] {
            let (first, second) = (WordForms::new(one), WordForms::new(other));
            assert_eq!(first.closeness(&second), close, "{one}, {other}");
            assert_eq!(second.closeness(&first), close, "{other}, {one}");
        }
    }
}
