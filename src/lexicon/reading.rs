//! Pinyin without tones: the readings of characters, and the syllables of names such as `Hongjiang`.

use super::Lexicon;

/// Index of a syllable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SyllableId(pub u16);

/// The letters of the longest syllable, zhuang.
const LONGEST_SYLLABLE: usize = 6;
/// The most syllables of a name.
const MOST_SYLLABLES: usize = 3;
const LONGEST_NAME: usize = LONGEST_SYLLABLE * MOST_SYLLABLES;

impl Lexicon {
    /// A syllable as a string: `zhang`; ü is written u (`lv` is `lu`).
    #[must_use]
    pub fn syllable(&self, id: SyllableId) -> &'static str {
        std::str::from_utf8(self.syllable_bytes(id)).unwrap_or("")
    }

    fn syllable_bytes(&self, id: SyllableId) -> &'static [u8] {
        let at = usize::from(id.0);
        let bytes = self.syllable_start[at] as usize..self.syllable_start[at + 1] as usize;
        &self.data.syllable_bytes[bytes]
    }

    /// Looks a syllable up.
    #[must_use]
    pub fn find_syllable(&self, syllable: &str) -> Option<SyllableId> {
        let (mut low, mut high) = (0usize, self.data.syllable_length.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let id = SyllableId(u16::try_from(middle).ok()?);
            match self.syllable_bytes(id).cmp(syllable.as_bytes()) {
                std::cmp::Ordering::Equal => return Some(id),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The readings of a (simplified) character.
    pub fn readings(&self, c: char) -> impl Iterator<Item = SyllableId> + '_ {
        let range = u16::try_from(u32::from(c))
            .ok()
            .and_then(|unit| self.data.read_character.find(unit))
            .map_or(0..0, |at| {
                self.reading_start[at]..self.reading_start[at + 1]
            });
        range.map(|i| SyllableId(self.data.reading.get(i as usize)))
    }

    /// All ways to split a lower-case word into one to three syllables.
    #[must_use]
    pub fn syllables(&self, word: &str) -> Vec<Vec<SyllableId>> {
        let mut found = Vec::new();
        if word.is_ascii() && word.len() <= LONGEST_NAME {
            self.split_syllables(word, &mut Vec::new(), &mut found);
        }
        found
    }

    /// Whether a lower-case word can be split into one to three syllables.
    #[must_use]
    pub fn is_pinyin(&self, word: &str) -> bool {
        word.is_ascii() && word.len() <= LONGEST_NAME && self.is_split(word, MOST_SYLLABLES)
    }

    fn is_split(&self, word: &str, most: usize) -> bool {
        let lengths = 1..=word.len().min(LONGEST_SYLLABLE);
        most > 0
            && lengths.rev().any(|length| {
                let (syllable, rest) = word.split_at(length);
                (rest.is_empty() || most > 1)
                    && self.find_syllable(syllable).is_some()
                    && (rest.is_empty() || self.is_split(rest, most - 1))
            })
    }

    fn split_syllables(
        &self,
        rest: &str,
        so_far: &mut Vec<SyllableId>,
        found: &mut Vec<Vec<SyllableId>>,
    ) {
        if rest.is_empty() {
            if !so_far.is_empty() {
                found.push(so_far.clone());
            }
            return;
        }
        if so_far.len() == MOST_SYLLABLES {
            return;
        }
        for length in 1..=rest.len().min(LONGEST_SYLLABLE) {
            if let Some(id) = self.find_syllable(&rest[..length]) {
                so_far.push(id);
                self.split_syllables(&rest[length..], so_far, found);
                so_far.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        let lexicon = Lexicon::get();
        let spelled: Vec<Vec<&str>> = lexicon
            .syllables("hongjiang")
            .iter()
            .map(|name| name.iter().map(|&id| lexicon.syllable(id)).collect())
            .collect();
        assert!(spelled.contains(&vec!["hong", "jiang"]), "{spelled:?}");
        assert!(lexicon.syllables("bridge").is_empty());
        for word in [
            "hongjiang",
            "xi'an",
            "zhuangzhuang",
            "aaaa",
            "aaa",
            "the",
            "",
            "hongj",
        ] {
            let is_split = !lexicon.syllables(word).is_empty();
            assert_eq!(lexicon.is_pinyin(word), is_split, "{word}");
        }
        let readings: Vec<&str> = lexicon
            .readings('江')
            .map(|id| lexicon.syllable(id))
            .collect();
        assert_eq!(readings, ["jiang"]);
    }
}
