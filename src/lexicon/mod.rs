//! The compiled-in Chinese-English lexicon: words with English stems, frequencies, readings and the
//! map from traditional to simplified characters.
//!
//! The data is CC-CEDICT reduced to words, stems and weights, with word frequencies beside it. It is a
//! data file under its own licence (CC BY-SA 4.0, `src/lexicon/LICENSE`), made by `cargo run --release
//! --example build-lexicon`, which pins its sources by hash. The layout needs no parsing, only running
//! sums over length tables.

mod class;
pub mod format;
pub(crate) mod person;
mod pinyin;
mod reading;
mod segment;

use std::sync::LazyLock;

pub use class::WordClass;
use format::Sections;
pub use pinyin::Pinyin;
pub use reading::SyllableId;
pub(crate) use segment::MAX_WORD;
pub use segment::WordSpan;

/// Index of a Chinese word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub u32);

/// Index of an English stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StemId(pub u16);

/// The lexicon, ready for look-ups.
#[derive(Debug)]
pub struct Lexicon {
    data: Sections<'static>,
    /// For each word the index of its first UTF-16 unit; one entry more than words.
    word_start: Vec<u32>,
    /// For each word the index of its first rendering; one entry more than words.
    rendering_start: Vec<u32>,
    /// For each stem the index of its first byte; one entry more than stems.
    stem_start: Vec<u32>,
    /// For each UTF-16 unit a bit that says whether it is a traditional character: few are, and every character of
    /// every text is asked for.
    is_traditional: Vec<u64>,
    /// For each UTF-16 unit the first word that begins with it; one entry more than units.
    first_word: Vec<u32>,
    /// For each syllable the index of its first byte; one entry more than syllables.
    syllable_start: Vec<u32>,
    /// For each character with readings the index of its first reading; one entry more than characters.
    reading_start: Vec<u32>,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::from_bytes(include_bytes!("zh-en.lex")));

/// Running sums of a table of lengths: one more entry than the table has.
fn starts(lengths: &[u8]) -> Vec<u32> {
    let mut sum = 0;
    let mut starts = Vec::with_capacity(lengths.len() + 1);
    starts.push(0);
    for &length in lengths {
        sum += u32::from(length);
        starts.push(sum);
    }
    starts
}

impl Lexicon {
    /// The compiled-in lexicon.
    #[must_use]
    pub fn get() -> &'static Lexicon {
        &LEXICON
    }

    fn from_bytes(bytes: &'static [u8]) -> Lexicon {
        let data = Sections::split(bytes);
        let word_start = starts(data.word_length);
        let words = data.word_length.len();
        let mut first_word = vec![0u32; 0x1_0001];
        for &start in &word_start[..words] {
            let first = data.word_units.get(start as usize);
            first_word[usize::from(first) + 1] += 1;
        }
        for unit in 0..0x1_0000 {
            first_word[unit + 1] += first_word[unit];
        }
        let mut is_traditional = vec![0; 0x1_0000 / 64];
        for at in 0..data.traditional.len() {
            let unit = usize::from(data.traditional.get(at));
            is_traditional[unit / 64] |= 1u64 << (unit % 64);
        }
        Lexicon {
            is_traditional,
            rendering_start: starts(data.rendering_count),
            stem_start: starts(data.stem_length),
            syllable_start: starts(data.syllable_length),
            reading_start: starts(data.reading_count),
            word_start,
            first_word,
            data,
        }
    }

    /// The number of words.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.data.word_length.len()
    }

    /// The number of stems.
    #[must_use]
    pub fn stem_count(&self) -> usize {
        self.data.stem_length.len()
    }

    /// A word as a string.
    #[must_use]
    pub fn word(&self, id: WordId) -> String {
        let at = id.0 as usize;
        (self.word_start[at]..self.word_start[at + 1])
            .filter_map(|i| char::from_u32(u32::from(self.data.word_units.get(i as usize))))
            .collect()
    }

    /// Minus the natural logarithm of a word's relative frequency in running text.
    #[must_use]
    pub fn word_cost(&self, id: WordId) -> f32 {
        f32::from(self.data.word_cost[id.0 as usize]) / format::WORD_COST_SCALE
    }

    /// The same in steps of one in [`format::WORD_COST_SCALE`].
    #[must_use]
    pub(crate) fn word_cost_steps(&self, id: WordId) -> u8 {
        self.data.word_cost[id.0 as usize]
    }

    /// The English stems of a word with their weights (the best is 1).
    pub fn renderings(&self, id: WordId) -> impl Iterator<Item = (StemId, f32)> + '_ {
        let at = id.0 as usize;
        (self.rendering_start[at]..self.rendering_start[at + 1]).map(|i| {
            let i = i as usize;
            (
                StemId(self.data.rendering_stem.get(i)),
                f32::from(self.data.rendering_weight[i]) / 255.0,
            )
        })
    }

    /// A stem as a string.
    #[must_use]
    pub fn stem(&self, id: StemId) -> &'static str {
        let at = usize::from(id.0);
        let bytes =
            &self.data.stem_bytes[self.stem_start[at] as usize..self.stem_start[at + 1] as usize];
        std::str::from_utf8(bytes).unwrap_or("")
    }

    /// Looks a stem up.
    #[must_use]
    pub fn find_stem(&self, stem: &str) -> Option<StemId> {
        let (mut low, mut high) = (0usize, self.stem_count());
        while low < high {
            let middle = usize::midpoint(low, high);
            let id = StemId(u16::try_from(middle).ok()?);
            match self.stem(id).cmp(stem) {
                std::cmp::Ordering::Equal => return Some(id),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Minus the natural logarithm of a stem's relative frequency in running text.
    #[must_use]
    pub fn stem_cost(&self, id: StemId) -> f32 {
        f32::from(self.data.stem_cost[usize::from(id.0)]) / format::STEM_COST_SCALE
    }

    /// The simplified form of a character; the character itself when it has no other one.
    #[must_use]
    pub fn simplify(&self, c: char) -> char {
        let Ok(unit) = u16::try_from(u32::from(c)) else {
            return c;
        };
        if self.is_traditional[usize::from(unit) / 64] >> (unit % 64) & 1 == 0 {
            return c;
        }
        match self.data.traditional.find(unit) {
            Some(at) => char::from_u32(u32::from(self.data.simplified.get(at))).unwrap_or(c),
            None => c,
        }
    }

    /// The characters of a text, simplified.
    #[must_use]
    pub fn simplified(&self, text: &str) -> Vec<char> {
        text.chars().map(|c| self.simplify(c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_stems() {
        let lexicon = Lexicon::get();
        let bridge = lexicon.find("桥梁".chars().collect::<Vec<_>>().as_slice());
        let stems: Vec<&str> = lexicon
            .renderings(bridge.expect("a common word"))
            .map(|(stem, _)| lexicon.stem(stem))
            .collect();
        assert!(stems.contains(&"bridg"), "{stems:?}");
        assert_eq!(lexicon.find_stem("no such stem"), None);
    }

    #[test]
    fn traditional_becomes_simplified() {
        let lexicon = Lexicon::get();
        let simple: String = lexicon.simplified("門還開著").iter().collect();
        assert_eq!(simple, "门还开着");
    }

    #[test]
    fn common_words_cost_less() {
        let lexicon = Lexicon::get();
        let cost = |word: &str| {
            let id = lexicon.find(word.chars().collect::<Vec<_>>().as_slice());
            lexicon.word_cost(id.expect("in the lexicon"))
        };
        assert!(cost("的") < cost("桥梁"));
    }
}
