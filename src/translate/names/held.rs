//! Whether an answer keeps to the names: another name in the place of one that is decided is a fault, a pronoun is
//! none.

use crate::lexicon::Lexicon;
use crate::text::english::stem;

use super::english::phrases;
use super::spelt::spellings;

/// The name of `names` (Chinese and English) that an answer has otherwise. `known` are other English words that
/// may stand in it: renderings of terms.
pub(in crate::translate) fn breach<'n>(
    chinese: &str,
    answer: &str,
    names: &'n [(String, String)],
    known: &[&str],
) -> Option<&'n (String, String)> {
    let said = words(answer);
    let missing: Vec<&(String, String)> = names
        .iter()
        .filter(|(name, english)| {
            chinese.contains(name) && !said.concat().contains(&words(english).concat())
        })
        .collect();
    if missing.is_empty() {
        return None;
    }
    let accounted: Vec<String> = names
        .iter()
        .map(|(_, english)| english.as_str())
        .chain(known.iter().copied())
        .flat_map(words)
        .collect();
    let phrases = phrases(answer);
    let strange: Vec<&str> = phrases
        .iter()
        .flat_map(|phrase| {
            // Where a sentence begins, only what is no English word says anything.
            let words = phrase.words.iter().enumerate();
            words.filter(|(at, word)| *at > 0 || !phrase.opens || !is_english(word))
        })
        .map(|(_, word)| *word)
        .filter(|word| !words(word).iter().all(|word| accounted.contains(word)))
        .collect();
    if strange.is_empty() {
        return None;
    }
    // In the place of which name a strange one stands, only its spelling can tell, or that there is one name alone.
    missing
        .iter()
        .copied()
        .find(|(name, _)| {
            let spellings = spellings(name);
            let is_like = |word: &&str| {
                let plain = words(word).concat();
                plain.len() > 2 && spellings.iter().any(|one| one.ends_with(&plain))
            };
            strange.iter().any(is_like)
        })
        .or_else(|| match names {
            [name] => missing
                .first()
                .copied()
                .filter(|_| !has_part(&said, &name.1)),
            _ => None,
        })
}

/// Whether an answer, by its words, has one of a name: a surname alone is no other name.
fn has_part(said: &[String], english: &str) -> bool {
    let own = words(english);
    own.iter().any(|word| word.len() > 2 && said.contains(word))
}

/// The words of a text in small letters, without apostrophes, hyphens and possessive endings.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
        .map(|word| {
            let stem = word.strip_suffix("'s").or(word.strip_suffix("’s"));
            let letters = stem.unwrap_or(word).chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_english(word: &str) -> bool {
    Lexicon::get()
        .find_stem(&stem(&word.to_lowercase()))
        .is_some()
}
