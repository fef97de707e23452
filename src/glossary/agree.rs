//! Agreement: a phrase in the form that another one has in a text. Searching for a term, every form that there
//! may be is tried ([`super::inflect`]); here the one that is right is wanted, and whether it is surely right is
//! told.

use super::inflect::{IRREGULAR, head, of_verb, particle_of, plurals};
use crate::text::english::irregular_forms;

/// The form of a phrase against the one that a dictionary has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As the dictionary has it.
    Base,
    /// A plural.
    Plural,
    /// A verb behind *he* or *she*.
    Third,
    /// A verb in the past, or its participle.
    Past,
    /// A verb in *-ing*.
    Ing,
}

/// The number of a noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// One thing.
    Singular,
    /// Several.
    Plural,
    /// What is not counted: *equipment*.
    Mass,
    /// One or several: *series*.
    Either,
}

/// The indefinite article that a phrase takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Article {
    /// Before a consonant that is spoken.
    A,
    /// Before a vowel that is spoken.
    An,
}

impl Article {
    /// The word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Article::A => "a",
            Article::An => "an",
        }
    }
}

/// A phrase in another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inflected {
    /// The words.
    pub(crate) text: String,
    /// Whether this is surely the form.
    pub(crate) is_sure: bool,
}

/// The forms of `base` that `written` may be; none where it is no form of it by any rule. Capitals do not count,
/// and a hyphen is a space.
pub(crate) fn forms_of(base: &str, written: &str) -> Vec<Form> {
    let plain = |text: &str| {
        let text = text
            .to_lowercase()
            .replace(['-', '\u{2010}', '\u{2011}'], " ");
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('’', "'")
    };
    // Of two words a verb is one with a hyphen alone: fine-tune.
    let is_compound = base.contains('-');
    let (base, written) = (plain(base), plain(written));
    if base == written {
        return vec![Form::Base];
    }
    let mut forms = Vec::new();
    if plurals(&base).contains(&written) {
        forms.push(Form::Plural);
    }
    for (before, verb, behind) in verbs(&base) {
        if !before.is_empty() && !is_compound {
            continue;
        }
        let word = written
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(behind));
        let Some(word) = word.filter(|word| !word.is_empty()) else {
            continue;
        };
        let irregular = past_of_irregular(verb);
        let is_past = irregular.is_some_and(|(past, done)| word == past || word == done);
        let own = [past(verb).0, ing(verb).0];
        let by_rule = of_verb(verb).iter().chain(&own).any(|form| form == word);
        let form = match word {
            _ if is_past => Form::Past,
            _ if !by_rule => continue,
            _ if word.ends_with("ing") => Form::Ing,
            _ if word.ends_with('d') => Form::Past,
            _ => Form::Third,
        };
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Whether `written` is `base` as a verb, and not as anything else.
pub(crate) fn is_verb_of(base: &str, written: &str) -> bool {
    let forms = forms_of(base, written);
    let is_verb = |form: &Form| matches!(form, Form::Third | Form::Past | Form::Ing);
    !forms.is_empty() && forms.iter().all(is_verb)
}

/// A phrase in a form: one of `variants` that is this form of it, or else by rule. `participle` says whether a
/// past form is a participle (*was written*) or not (*he wrote*), if that is known. `None` where the phrase has no
/// such form.
pub(crate) fn inflected(
    phrase: &str,
    form: Form,
    variants: &[String],
    participle: Option<bool>,
) -> Option<Inflected> {
    let made = match form {
        Form::Base => sure(phrase.to_owned()),
        Form::Plural => plural(phrase)?,
        Form::Third | Form::Past | Form::Ing => verb_form(phrase, form, participle)?,
    };
    if form == Form::Base || variants.contains(&made.text) {
        return Some(Inflected {
            is_sure: true,
            ..made
        });
    }
    // The glossary knows better which of two forms is meant: indexes, indices.
    let mut known = variants
        .iter()
        .filter(|variant| forms_of(phrase, variant).contains(&form));
    match (known.next(), known.next()) {
        (Some(variant), None) => Some(sure(variant.clone())),
        _ => Some(made),
    }
}

fn sure(text: String) -> Inflected {
    Inflected {
        text,
        is_sure: true,
    }
}

/// The last word of a phrase's head.
pub(crate) fn head_word(phrase: &str) -> &str {
    let (head, _) = head(phrase);
    head.rsplit([' ', '-']).next().unwrap_or(head)
}

/// The number of a noun phrase, by its head.
pub(crate) fn number(phrase: &str) -> Number {
    let word = head_word(phrase);
    let lower = word.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if IRREGULAR
        .iter()
        .any(|(one, many)| one == many && *one == lower)
    {
        return Number::Either;
    }
    let is = |words: &[&str]| words.contains(&lower.as_str());
    let is_quality = lower.ends_with("ness") && !is(COUNTED_NESS);
    if is(MASS) || is_quality || lower.ends_with("ware") && lower.len() > 6 {
        return Number::Mass;
    }
    let irregular = IRREGULAR.iter().any(|(_, many)| *many == lower);
    if irregular || lower.ends_with("men") && lower.len() != 4 && !is(NOT_MEN) {
        return Number::Plural;
    }
    // An abbreviation with an s is a plural: KPIs.
    let abbreviation = word
        .strip_suffix('s')
        .is_some_and(|rest| rest.len() > 1 && rest.bytes().all(|b| b.is_ascii_uppercase()));
    let single = ends(&["ss", "us", "is", "news", "lens"]) && !is(PLURAL_S) || is(SINGULAR_S);
    if abbreviation || lower.len() > 3 && lower.ends_with('s') && !single && !word.ends_with('S') {
        return Number::Plural;
    }
    Number::Singular
}

/// The plural of a noun phrase.
fn plural(phrase: &str) -> Option<Inflected> {
    match number(phrase) {
        Number::Plural | Number::Either => return Some(sure(phrase.to_owned())),
        Number::Mass => return None,
        Number::Singular => {}
    }
    let (head, tail) = head(phrase);
    let word = head_word(phrase);
    let before = &head[..head.len() - word.len()];
    let lower = word.to_ascii_lowercase();
    let last = lower.chars().next_back()?;
    if !last.is_ascii_alphabetic() {
        return None;
    }
    // Of one in capitals the letters are spoken: KPIs, LANs.
    if word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(sure(format!("{before}{word}s{tail}")));
    }
    if IRREGULAR.iter().any(|(singular, _)| *singular == lower) {
        // The first is the irregular one.
        return plurals(phrase).into_iter().next().map(sure);
    }
    let is_name = word.starts_with(char::is_uppercase);
    let cut = |ending: usize| &word[..word.len() - ending];
    let consonant = |at: usize| is_consonant(&lower, at);
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let known = |words: &[&str]| words.contains(&lower.as_str());
    let (made, is_sure) = if lower.ends_with("man") && !known(NOT_MAN) {
        (format!("{}men", cut(3)), !is_name)
    } else if ends(&["sis", "xis"]) {
        (format!("{}es", cut(2)), true)
    } else if ends(&["s", "x", "z", "sh"]) {
        // Quizzes; and what comes from Latin and is not known.
        let is_sure = ends(&["ss", "us", "x", "sh", "ns", "as"]);
        (format!("{word}es"), is_sure)
    } else if lower.ends_with("ch") {
        let ending = if known(HARD_CH) { "s" } else { "es" };
        (format!("{word}{ending}"), true)
    } else if lower.ends_with('y') && consonant(lower.len() - 1) {
        (format!("{}ies", cut(1)), !is_name)
    } else if known(OES) {
        (format!("{word}es"), true)
    } else if known(VES) {
        let stem = cut(if lower.ends_with("fe") { 2 } else { 1 });
        (format!("{stem}ves"), true)
    } else {
        // A noun in -ing mostly is not counted: machine learning.
        let is_counted = !lower.ends_with("ing") || known(COUNTED_ING);
        (format!("{word}s"), is_counted)
    };
    Some(Inflected {
        text: format!("{before}{made}{tail}"),
        is_sure,
    })
}

/// The verbs that a phrase may be: what stands before the verb, the verb, and what behind it.
fn verbs(phrase: &str) -> Vec<(&str, &str, &str)> {
    let plain = |word: &str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let cut = |from: usize, to: usize| (&phrase[..from], &phrase[from..to], &phrase[to..]);
    if plain(phrase) {
        return vec![cut(0, phrase.len())];
    }
    let mut found = Vec::new();
    if let Some(behind) = particle_of(phrase).filter(|&at| plain(&phrase[..at])) {
        found.push(cut(0, behind));
    }
    // A compound: fine-tune; where hyphens are spaces it is not told from other two words.
    if let Some((first, last)) = phrase.split_once([' ', '-'])
        && plain(first)
        && plain(last)
    {
        found.push(cut(first.len() + 1, phrase.len()));
    }
    found
}

fn verb_form(phrase: &str, form: Form, participle: Option<bool>) -> Option<Inflected> {
    // Two words with a space are no compound verb.
    let mut verbs = verbs(phrase).into_iter();
    let (before, verb, behind) = verbs.find(|(before, ..)| !before.ends_with(' '))?;
    let is_auxiliary = matches!(verb, "have" | "does" | "did");
    if is_auxiliary
        || NOUN_ENDINGS
            .iter()
            .any(|ending| verb.len() > ending.len() + 1 && verb.ends_with(ending))
    {
        return None;
    }
    let (made, is_sure) = match form {
        Form::Base | Form::Plural => return None,
        Form::Third => (third(verb), true),
        Form::Ing => ing(verb),
        Form::Past => match past_of_irregular(verb) {
            Some((past, done)) if past == done => (past, true),
            Some((_, done)) if participle == Some(true) => (done, true),
            Some((past, _)) => (past, participle == Some(false)),
            None => past(verb),
        },
    };
    Some(Inflected {
        text: format!("{before}{made}{behind}"),
        is_sure,
    })
}

/// Whether a letter is a consonant's, and not the first of a word.
fn is_consonant(word: &str, before: usize) -> bool {
    let letter = word[..before].chars().next_back();
    let behind_q = letter == Some('u') && word[..before - 1].ends_with('q');
    behind_q || letter.is_some_and(|c| c.is_ascii_alphabetic() && !is_vowel(c))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn third(verb: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| verb.ends_with(ending));
    if verb.ends_with('y') && is_consonant(verb, verb.len() - 1) {
        format!("{}ies", &verb[..verb.len() - 1])
    } else if ends(&["s", "x", "z", "ch", "sh"])
        || verb.ends_with('o') && is_consonant(verb, verb.len() - 1)
    {
        format!("{verb}es")
    } else {
        format!("{verb}s")
    }
}

fn ing(verb: &str) -> (String, bool) {
    if let Some(stem) = verb.strip_suffix("ie") {
        return (format!("{stem}ying"), true);
    }
    if let Some(stem) = verb.strip_suffix('e')
        && !stem.ends_with(['e', 'o', 'y'])
        && !matches!(verb, "singe" | "tinge" | "binge" | "be")
    {
        return (format!("{stem}ing"), true);
    }
    let (stem, is_sure) = doubled(verb);
    (format!("{stem}ing"), is_sure)
}

fn past(verb: &str) -> (String, bool) {
    if verb.ends_with('e') {
        return (format!("{verb}d"), true);
    }
    if verb.ends_with('y') && is_consonant(verb, verb.len() - 1) {
        return (format!("{}ied", &verb[..verb.len() - 1]), true);
    }
    let (stem, is_sure) = doubled(verb);
    (format!("{stem}ed"), is_sure)
}

/// A verb as it stands before *-ed* and *-ing*, and whether that is sure: *plan* is *plann-*, *open* is *open-*.
fn doubled(verb: &str) -> (String, bool) {
    let letters: Vec<char> = verb.chars().collect();
    let count = letters.len();
    let last = letters[count - 1];
    if verb.ends_with('c') {
        return (format!("{verb}k"), verb.ends_with("ic"));
    }
    let vowel = |at: usize| {
        is_vowel(letters[at]) && !(letters[at] == 'u' && at > 0 && letters[at - 1] == 'q')
    };
    let closed = count >= 3
        && !is_vowel(last)
        && !matches!(last, 'w' | 'x' | 'y' | 'h')
        && vowel(count - 2)
        && !vowel(count - 3);
    if !closed {
        return (verb.to_owned(), true);
    }
    let groups = (0..count)
        .filter(|&at| vowel(at) && (at == 0 || !vowel(at - 1)))
        .count();
    if groups == 1 || DOUBLED.contains(&verb) {
        return (format!("{verb}{last}"), true);
    }
    let unstressed = [
        "er", "en", "on", "or", "it", "et", "om", "op", "ar", "in", "al", "el", "il", "us", "as",
        "ish",
    ];
    (
        verb.to_owned(),
        unstressed.iter().any(|ending| verb.ends_with(ending)),
    )
}

/// The past and the participle of an irregular verb, also behind a prefix: *rewrite*.
fn past_of_irregular(verb: &str) -> Option<(String, String)> {
    if let Some(both) = past_of_simple(verb) {
        return Some(both);
    }
    if REGULAR.contains(&verb) {
        return None;
    }
    PREFIXES.iter().find_map(|prefix| {
        let rest = verb.strip_prefix(prefix)?;
        let (past, done) = past_of_simple(rest)?;
        Some((format!("{prefix}{past}"), format!("{prefix}{done}")))
    })
}

fn past_of_simple(verb: &str) -> Option<(String, String)> {
    if NO_VERBS.contains(&verb) || REGULAR.contains(&verb) {
        return None;
    }
    let forms = irregular_forms(verb)?.iter();
    let past: Vec<&str> = forms
        .copied()
        .filter(|form| !form.ends_with("ing"))
        .collect();
    let (past, done) = match past[..] {
        // Put, set, cut.
        [] => (verb, verb),
        [done] if verb == "beat" => (verb, done),
        [past] if PARTICIPLE_AS_BASE.contains(&verb) => (past, verb),
        // Of a few only the participle is irregular: *sown*.
        [past] if !past.ends_with('n') || matches!(past, "won" | "spun") => (past, past),
        [past, done] if !done.ends_with('s') => (past, done),
        _ => return None,
    };
    Some((past.to_owned(), done.to_owned()))
}

/// The article of a phrase, by how its first word is spoken; `None` where that is not known.
pub(crate) fn article(phrase: &str) -> Option<Article> {
    let phrase = phrase.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word: String = phrase.chars().take_while(|c| c.is_alphanumeric()).collect();
    let first = word.chars().next()?;
    let (a, an) = (Some(Article::A), Some(Article::An));
    if first.is_ascii_digit() {
        let digits: String = phrase
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',')
            .filter(char::is_ascii_digit)
            .collect();
        // Eight, eleven, eighteen, eighty thousand; 1100 may be eleven hundred.
        let eleven = matches!(digits.as_str(), "11" | "18")
            || digits.len() % 3 == 2 && (digits.starts_with("11") || digits.starts_with("18"));
        return match digits.len() {
            4 if digits.starts_with("11") || digits.starts_with("18") => None,
            _ if digits.starts_with('8') || eleven => an,
            _ => a,
        };
    }
    let upper = first.to_ascii_uppercase();
    let letter = match upper {
        'A' | 'E' | 'F' | 'H' | 'I' | 'L' | 'M' | 'N' | 'O' | 'R' | 'S' | 'X' => an,
        _ => a,
    };
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let in_capitals = |word: &str| {
        word.chars()
            .filter(|c| c.is_alphabetic())
            .all(char::is_uppercase)
    };
    let stem = word
        .strip_suffix('s')
        .filter(|rest| rest.len() > 1)
        .unwrap_or(&word);
    if letters == 1 {
        return letter;
    }
    let by_sound = spoken(&word.to_lowercase());
    if in_capitals(stem) {
        let has_vowel = stem
            .chars()
            .skip(1)
            .any(|c| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y'));
        return if stem.len() == 2 || !has_vowel || letter == by_sound {
            letter
        } else {
            None
        };
    }
    by_sound
}

/// The article of a word in small letters.
fn spoken(word: &str) -> Option<Article> {
    let starts = |heads: &[&str]| heads.iter().any(|head| word.starts_with(head));
    let (a, an) = (Some(Article::A), Some(Article::An));
    let first = word.chars().next()?;
    let third_vowel = word.chars().nth(2).is_some_and(is_vowel);
    match first {
        'h' if starts(&["hour", "honest", "honor", "honour", "heir"]) => an,
        'h' if starts(&["herb", "homage"]) => None,
        'y' => match word.chars().nth(1) {
            Some(next) if !is_vowel(next) => an,
            _ => a,
        },
        'e' if starts(&["eu", "ew"]) => a,
        'o' if word == "one" || word == "once" || word == "ones" || starts(&["oneself"]) => a,
        'u' if starts(&["unin", "unim", "unidentif", "unis", "unill"])
            && !starts(&["unison", "unisex"]) =>
        {
            an
        }
        'u' if starts(&["uni", "ubiq", "uk", "ufo"]) => a,
        'u' if starts(&["us", "ut", "ur", "uv"]) && third_vowel => a,
        'a' | 'e' | 'i' | 'o' | 'u' => an,
        'à'..='æ' | 'è'..='ï' | 'ò'..='ö' | 'ø'..='ü' => an,
        c if c.is_ascii_alphabetic() => a,
        _ => None,
    }
}

/// What is not counted, besides words in *-ness* and *-ware*.
const MASS: &[&str] = &[
    "advice",
    "baggage",
    "bandwidth",
    "clothing",
    "code",
    "content",
    "electricity",
    "equipment",
    "evidence",
    "feedback",
    "furniture",
    "health",
    "homework",
    "infrastructure",
    "information",
    "jewelry",
    "knowledge",
    "luggage",
    "machinery",
    "mail",
    "metadata",
    "money",
    "music",
    "news",
    "oxygen",
    "pollution",
    "progress",
    "rain",
    "research",
    "rice",
    "scenery",
    "sand",
    "snow",
    "soil",
    "staff",
    "steel",
    "storage",
    "throughput",
    "traffic",
    "trash",
    "water",
    "weather",
    "wisdom",
    "concurrency",
    "intelligence",
    "mathematics",
    "physics",
    "economics",
    "politics",
    "ethics",
    "electronics",
    "linguistics",
    "genetics",
    "semantics",
    "graphics",
    "acoustics",
    "optics",
    "informatics",
    "thermodynamics",
    "logistics",
    "phonetics",
    "literature",
    "robotics",
];

/// Words in *-ness* that are counted.
const COUNTED_NESS: &[&str] = &[
    "witness",
    "business",
    "harness",
    "weakness",
    "illness",
    "likeness",
    "sickness",
    "governess",
    "lioness",
    "highness",
];
/// Words whose *s* is no ending of a plural.
const SINGULAR_S: &[&str] = &[
    "canvas",
    "atlas",
    "bias",
    "alias",
    "pancreas",
    "christmas",
    "chaos",
    "cosmos",
    "kudos",
    "pathos",
    "ethos",
    "rhinoceros",
    "kubernetes",
    "herpes",
    "diabetes",
];
/// Plurals that end as singulars do.
const PLURAL_S: &[&str] = &[
    "menus", "taxis", "skis", "emojis", "kiwis", "gurus", "emus", "submenus",
];
const NOT_MEN: &[&str] = &[
    "regimen", "specimen", "abdomen", "omen", "semen", "stamen", "acumen",
];
const NOT_MAN: &[&str] = &[
    "human", "german", "roman", "shaman", "talisman", "ottoman", "norman", "caiman",
];
/// Words in *-ch* whose end is spoken as in *epoch*.
const HARD_CH: &[&str] = &[
    "epoch",
    "stomach",
    "monarch",
    "patriarch",
    "matriarch",
    "eunuch",
    "loch",
    "tech",
    "mach",
];
const OES: &[&str] = &[
    "hero", "potato", "tomato", "echo", "veto", "torpedo", "embargo", "cargo",
];
const VES: &[&str] = &[
    "half",
    "calf",
    "shelf",
    "bookshelf",
    "self",
    "elf",
    "wolf",
    "sheaf",
    "knife",
    "wife",
    "housewife",
    "life",
    "scarf",
];
/// Words in *-ing* that are counted.
const COUNTED_ING: &[&str] = &[
    "building",
    "meaning",
    "setting",
    "drawing",
    "painting",
    "meeting",
    "warning",
    "feeling",
    "rating",
    "ring",
    "king",
    "string",
    "wing",
    "thing",
    "spring",
    "heading",
    "listing",
    "embedding",
    "recording",
    "reading",
    "finding",
    "opening",
    "ending",
    "beginning",
    "mapping",
    "binding",
    "mooring",
    "railing",
    "ceiling",
    "wedding",
    "saying",
    "offering",
    "swing",
    "sling",
    "sibling",
    "earring",
    "substring",
    "posting",
    "filling",
    "landing",
    "crossing",
];
/// Endings of nouns, which are no verbs.
const NOUN_ENDINGS: &[&str] = &[
    "ness", "ity", "ism", "ship", "hood", "sion", "house", "ogy", "ing",
];
/// Verbs of several syllables whose last letter is doubled.
const DOUBLED: &[&str] = &[
    "commit",
    "submit",
    "admit",
    "permit",
    "omit",
    "emit",
    "transmit",
    "refer",
    "prefer",
    "transfer",
    "infer",
    "defer",
    "confer",
    "occur",
    "incur",
    "recur",
    "concur",
    "deter",
    "abhor",
    "control",
    "patrol",
    "enrol",
    "compel",
    "expel",
    "propel",
    "repel",
    "excel",
    "rebel",
    "regret",
    "begin",
    "forget",
    "equip",
    "format",
    "reformat",
    "program",
    "debug",
    "unplug",
    "rerun",
    "reset",
    "upset",
    "offset",
    "overlap",
    "kidnap",
    "handicap",
    "acquit",
    "unzip",
    "remap",
    "unwrap",
    "rewrap",
    "zigzag",
    "outwit",
    "retrofit",
    "preprogram",
    "resubmit",
    "recommit",
];
/// Verbs whose participle is the verb itself: *has run*.
const PARTICIPLE_AS_BASE: &[&str] = &["run", "come", "become", "overcome"];
/// Verbs whose regular forms are as good, and those that only look like a prefix before an irregular verb.
const REGULAR: &[&str] = &[
    "learn", "burn", "dream", "leap", "spill", "spoil", "thrive", "relay", "die", "tie", "interlay",
];
/// Prefixes of verbs.
const PREFIXES: &[&str] = &[
    "re", "over", "under", "un", "out", "mis", "pre", "fore", "inter", "with", "up",
];
/// Words with irregular forms that are no verbs.
const NO_VERBS: &[&str] = &[
    "person", "good", "bad", "little", "much", "far", "can", "will", "shall", "may", "not", "unto",
    "brother", "man", "woman", "child", "foot", "tooth", "mouse", "goose", "ox", "wife", "life",
    "knife", "leaf", "wolf", "half", "self", "shelf", "thief", "loaf", "calf", "elf", "this",
    "that", "i", "you", "he", "she", "it", "we", "they", "who", "a", "many", "be",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the form is right, and sure.
    fn is(phrase: &str, form: Form, wanted: &str) {
        let made = inflected(phrase, form, &[], None);
        assert_eq!(made, Some(sure(wanted.to_owned())), "{phrase}");
    }

    #[test]
    fn plurals_that_are_right() {
        for (one, many) in [
            ("lighthouse", "lighthouses"),
            ("harbour authority", "harbour authorities"),
            ("beach", "beaches"),
            ("epoch", "epochs"),
            ("box", "boxes"),
            ("class", "classes"),
            ("bus", "buses"),
            ("quay", "quays"),
            ("photo", "photos"),
            ("echo", "echoes"),
            ("proof", "proofs"),
            ("knife", "knives"),
            ("fisherman", "fishermen"),
            ("human", "humans"),
            ("child", "children"),
            ("hypothesis", "hypotheses"),
            ("search index", "search indices"),
            ("margin for error", "margins for error"),
            ("LLM", "LLMs"),
            ("GPU", "GPUs"),
            ("settings", "settings"),
            ("series", "series"),
            ("building", "buildings"),
        ] {
            is(one, Form::Plural, many);
        }
        for none in [
            "equipment",
            "fine-grained information",
            "software",
            "physics",
            "No. 9",
        ] {
            assert_eq!(inflected(none, Form::Plural, &[], None), None, "{none}");
        }
        for doubtful in ["machine learning", "quiz", "Kennedy"] {
            let made = inflected(doubtful, Form::Plural, &[], None);
            assert!(made.is_some_and(|made| !made.is_sure), "{doubtful}");
        }
        // The glossary says which.
        let made = inflected("index", Form::Plural, &["indexes".to_owned()], None);
        assert_eq!(made, Some(sure("indexes".to_owned())));
    }

    #[test]
    fn verbs_that_are_right() {
        for (verb, third, past, ing) in [
            ("fine-tune", "fine-tunes", "fine-tuned", "fine-tuning"),
            ("carry out", "carries out", "carried out", "carrying out"),
            ("plan", "plans", "planned", "planning"),
            ("open", "opens", "opened", "opening"),
            ("commit", "commits", "committed", "committing"),
            ("develop", "develops", "developed", "developing"),
            ("train", "trains", "trained", "training"),
            ("push", "pushes", "pushed", "pushing"),
            ("mimic", "mimics", "mimicked", "mimicking"),
            ("agree", "agrees", "agreed", "agreeing"),
            ("tie", "ties", "tied", "tying"),
            ("equip", "equips", "equipped", "equipping"),
            ("box", "boxes", "boxed", "boxing"),
            ("show", "shows", "showed", "showing"),
            ("make", "makes", "made", "making"),
            ("rebuild", "rebuilds", "rebuilt", "rebuilding"),
            ("go-between", "", "", ""),
        ] {
            if third.is_empty() {
                continue;
            }
            is(verb, Form::Third, third);
            is(verb, Form::Past, past);
            is(verb, Form::Ing, ing);
            for (form, written) in [(Form::Third, third), (Form::Past, past), (Form::Ing, ing)] {
                assert!(forms_of(verb, written).contains(&form), "{verb} {written}");
            }
        }
        let past = |participle| inflected("rewrite", Form::Past, &[], participle);
        assert_eq!(past(Some(true)), Some(sure("rewritten".to_owned())));
        assert_eq!(past(Some(false)), Some(sure("rewrote".to_owned())));
        assert!(past(None).is_some_and(|made| !made.is_sure));
        for (phrase, wanted) in [
            ("topics", Number::Plural),
            ("cameras", Number::Plural),
            ("photos", Number::Plural),
            ("canvas", Number::Singular),
            ("bus", Number::Singular),
            ("menus", Number::Plural),
            ("KPIs", Number::Plural),
            ("witness", Number::Singular),
            ("brightness", Number::Mass),
            ("computer graphics", Number::Mass),
            ("means of escape", Number::Plural),
            ("women", Number::Plural),
            ("series", Number::Either),
        ] {
            assert_eq!(number(phrase), wanted, "{phrase}");
        }
        for none in ["lighthouse", "signal light", "recursion depth", "kindness"] {
            assert_eq!(inflected(none, Form::Past, &[], None), None, "{none}");
        }
    }

    #[test]
    fn forms_are_told() {
        use Form::{Base, Ing, Past, Plural, Third};
        for (base, written, forms) in [
            ("light tower", "Light-Towers", &[Plural][..]),
            ("light tower", "light tower", &[Base]),
            ("beacon", "beacons", &[Plural, Third]),
            ("tune", "tuning", &[Ing]),
            ("tune up", "tuned up", &[Past]),
            ("child", "children", &[Plural]),
            ("recursion", "recursive", &[]),
            ("write", "written", &[Past]),
        ] {
            assert_eq!(forms_of(base, written), forms, "{written}");
        }
    }

    #[test]
    fn articles_go_by_the_sound() {
        for (phrase, wanted) in [
            ("lighthouse", Some("a")),
            ("anchor", Some("an")),
            ("hour", Some("an")),
            ("honest keeper", Some("an")),
            ("house", Some("a")),
            ("university", Some("a")),
            ("uninteresting place", Some("an")),
            ("unidirectional flow", Some("a")),
            ("user", Some("a")),
            ("usher", Some("an")),
            ("utility", Some("a")),
            ("umbrella", Some("an")),
            ("unusual sea", Some("an")),
            ("European port", Some("a")),
            ("one-way road", Some("a")),
            ("onion", Some("an")),
            ("yacht", Some("a")),
            ("LLM", Some("an")),
            ("LLMs", Some("an")),
            ("API", Some("an")),
            ("UI", Some("a")),
            ("SQL query", Some("an")),
            ("X-ray", Some("an")),
            ("U-turn", Some("a")),
            ("GPU", Some("a")),
            ("RAM chip", None),
            ("8-bit word", Some("an")),
            ("11th hour", Some("an")),
            ("18,000-ton ship", Some("an")),
            ("180-degree turn", Some("a")),
            ("“island”", Some("an")),
            ("Île", Some("an")),
            ("灯塔", None),
        ] {
            assert_eq!(article(phrase).map(Article::word), wanted, "{phrase}");
        }
    }
}
