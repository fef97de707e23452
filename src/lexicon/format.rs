//! The layout of `zh-en.lex`: a magic line, ten counts, then sections one after another, all
//! little-endian. Reader and writer stand side by side so that they cannot drift apart.
//!
//! | section | entries | type |
//! | --- | --- | --- |
//! | word length, in UTF-16 units | words | u8 |
//! | word cost, -ln p times [`WORD_COST_SCALE`] | words | u8 |
//! | rendering count | words | u8 |
//! | word units, all words sorted | units | u16 |
//! | rendering stem | renderings | u16 |
//! | rendering weight, the best of a word is 255 | renderings | u8 |
//! | stem length, in bytes | stems | u8 |
//! | stem cost, -ln p times [`STEM_COST_SCALE`] | stems | u8 |
//! | stem bytes, all stems sorted | bytes | u8 |
//! | traditional characters, sorted | pairs | u16 |
//! | their simplified forms | pairs | u16 |
//! | syllable length, in bytes | syllables | u8 |
//! | syllable bytes, sorted | bytes | u8 |
//! | characters with readings, sorted | read characters | u16 |
//! | reading count | read characters | u8 |
//! | reading: index of a syllable | readings | u16 |
//! | word class ([`WordClass`](super::WordClass)) | words | u8 |
//! | how much of a stem's use is as a verb, 255 is all | stems | u8 |

/// The first bytes of the file.
pub const MAGIC: &[u8; 8] = b"DZLEX02\n";
/// Steps of the word cost: a stored cost is this many times minus the natural logarithm.
pub const WORD_COST_SCALE: f32 = 12.0;
/// Steps of the stem cost, likewise.
pub const STEM_COST_SCALE: f32 = 10.0;

/// The sections of a lexicon that is about to be written.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Tables {
    pub word_length: Vec<u8>,
    pub word_cost: Vec<u8>,
    pub rendering_count: Vec<u8>,
    pub word_units: Vec<u16>,
    pub rendering_stem: Vec<u16>,
    pub rendering_weight: Vec<u8>,
    pub stem_length: Vec<u8>,
    pub stem_cost: Vec<u8>,
    pub stem_bytes: Vec<u8>,
    pub traditional: Vec<u16>,
    pub simplified: Vec<u16>,
    pub syllable_length: Vec<u8>,
    pub syllable_bytes: Vec<u8>,
    pub read_character: Vec<u16>,
    pub reading_count: Vec<u8>,
    pub reading: Vec<u16>,
    pub word_class: Vec<u8>,
    pub stem_verb: Vec<u8>,
}

impl Tables {
    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for count in [
            self.word_length.len(),
            self.word_units.len(),
            self.rendering_stem.len(),
            self.stem_length.len(),
            self.stem_bytes.len(),
            self.traditional.len(),
            self.syllable_length.len(),
            self.syllable_bytes.len(),
            self.read_character.len(),
            self.reading.len(),
        ] {
            bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
        }
        let wide = |bytes: &mut Vec<u8>, units: &[u16]| {
            bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        };
        bytes.extend(&self.word_length);
        bytes.extend(&self.word_cost);
        bytes.extend(&self.rendering_count);
        wide(&mut bytes, &self.word_units);
        wide(&mut bytes, &self.rendering_stem);
        bytes.extend(&self.rendering_weight);
        bytes.extend(&self.stem_length);
        bytes.extend(&self.stem_cost);
        bytes.extend(&self.stem_bytes);
        wide(&mut bytes, &self.traditional);
        wide(&mut bytes, &self.simplified);
        bytes.extend(&self.syllable_length);
        bytes.extend(&self.syllable_bytes);
        wide(&mut bytes, &self.read_character);
        bytes.extend(&self.reading_count);
        wide(&mut bytes, &self.reading);
        bytes.extend(&self.word_class);
        bytes.extend(&self.stem_verb);
        bytes
    }
}

/// A table of 16-bit little-endian numbers, as bytes of the file.
#[derive(Clone, Copy, Debug)]
pub struct U16Table<'a>(&'a [u8]);

impl U16Table<'_> {
    /// The number at index `at`.
    #[must_use]
    pub fn get(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.0[2 * at], self.0[2 * at + 1]])
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len() / 2
    }

    /// Whether the table is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The index of `unit` in a sorted table.
    #[must_use]
    pub fn find(&self, unit: u16) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.get(middle).cmp(&unit) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// The sections of a file, borrowed from its bytes.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Sections<'a> {
    pub word_length: &'a [u8],
    pub word_cost: &'a [u8],
    pub rendering_count: &'a [u8],
    pub word_units: U16Table<'a>,
    pub rendering_stem: U16Table<'a>,
    pub rendering_weight: &'a [u8],
    pub stem_length: &'a [u8],
    pub stem_cost: &'a [u8],
    pub stem_bytes: &'a [u8],
    pub traditional: U16Table<'a>,
    pub simplified: U16Table<'a>,
    pub syllable_length: &'a [u8],
    pub syllable_bytes: &'a [u8],
    pub read_character: U16Table<'a>,
    pub reading_count: &'a [u8],
    pub reading: U16Table<'a>,
    pub word_class: &'a [u8],
    pub stem_verb: &'a [u8],
}

impl<'a> Sections<'a> {
    /// Splits a file into its sections.
    ///
    /// # Panics
    /// When `bytes` is not a lexicon: it is compiled in, so the build is broken.
    #[must_use]
    pub fn split(bytes: &'a [u8]) -> Self {
        assert!(bytes.starts_with(MAGIC), "zh-en.lex is no lexicon");
        let mut rest = &bytes[MAGIC.len()..];
        let mut take = |length: usize| {
            let (taken, after) = rest.split_at(length);
            rest = after;
            taken
        };
        let counts: Vec<usize> = (0..10)
            .map(|_| {
                let b = take(4);
                u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize
            })
            .collect();
        let [
            words,
            units,
            renderings,
            stems,
            stem_bytes,
            pairs,
            syllables,
            syllable_bytes,
            read,
            readings,
        ] = counts[..]
        else {
            unreachable!("ten counts were read");
        };
        Sections {
            word_length: take(words),
            word_cost: take(words),
            rendering_count: take(words),
            word_units: U16Table(take(2 * units)),
            rendering_stem: U16Table(take(2 * renderings)),
            rendering_weight: take(renderings),
            stem_length: take(stems),
            stem_cost: take(stems),
            stem_bytes: take(stem_bytes),
            traditional: U16Table(take(2 * pairs)),
            simplified: U16Table(take(2 * pairs)),
            syllable_length: take(syllables),
            syllable_bytes: take(syllable_bytes),
            read_character: U16Table(take(2 * read)),
            reading_count: take(read),
            reading: U16Table(take(2 * readings)),
            word_class: take(words),
            stem_verb: take(stems),
        }
    }
}
