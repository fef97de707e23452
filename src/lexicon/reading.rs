//! Pinyin without tones: the readings of characters, and the syllables of names such as `Hongjiang`.

use super::Lexicon;

/// Index of a syllable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SyllableId(pub u16);

impl Lexicon {
    /// A syllable as a string: `zhang`; ü is written u (`lv` is `lu`).
    #[must_use]
    pub fn syllable(&self, id: SyllableId) -> &'static str {
        let at = usize::from(id.0);
        let bytes = &self.data.syllable_bytes
            [self.syllable_start[at] as usize..self.syllable_start[at + 1] as usize];
        std::str::from_utf8(bytes).unwrap_or("")
    }

    /// Looks a syllable up.
    #[must_use]
    pub fn find_syllable(&self, syllable: &str) -> Option<SyllableId> {
        let (mut low, mut high) = (0usize, self.data.syllable_length.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let id = SyllableId(u16::try_from(middle).ok()?);
            match self.syllable(id).cmp(syllable) {
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
        if word.is_ascii() && word.len() <= 18 {
            self.split_syllables(word, &mut Vec::new(), &mut found);
        }
        found
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
        if so_far.len() == 3 {
            return;
        }
        // The longest syllable, zhuang, has six letters.
        for length in 1..=rest.len().min(6) {
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
        let readings: Vec<&str> = lexicon
            .readings('江')
            .map(|id| lexicon.syllable(id))
            .collect();
        assert_eq!(readings, ["jiang"]);
    }
}
