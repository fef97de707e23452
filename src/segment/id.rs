//! Names of sentences that survive edits elsewhere in the document.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::SegmentId;

/// FNV-1a, 64 bits: small, fixed for ever, the same on every machine. Ids are written into project
/// files, so that the standard library's hash, which may change, will not do.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Gives out the [`SegmentId`]s of one document, in its order.
#[derive(Default)]
pub struct SegmentIds {
    seen: HashMap<u64, u32, BuildHasherDefault<Fnv>>,
}

impl SegmentIds {
    /// Starts a document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of the next sentence that says `text`. White space at the ends and the length of white
    /// space inside do not count; everything else does.
    pub fn next(&mut self, text: &str) -> SegmentId {
        let mut hash = Fnv::default();
        for (n, word) in text.split_whitespace().enumerate() {
            if n > 0 {
                hash.write(b" ");
            }
            hash.write(word.as_bytes());
        }
        // ten hex digits: a million sentences meet by chance about once in two books
        let name = hash.finish() >> 24;
        let times = self.seen.entry(name).or_insert(0);
        *times += 1;
        SegmentId(match *times {
            1 => format!("{name:010x}"),
            n => format!("{name:010x}.{n}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_does_not_count_and_repetitions_do() {
        let mut ids = SegmentIds::new();
        let first = ids.next("He left.");
        assert_eq!(first.0.len(), 10);
        assert_eq!(ids.next(" He \n left. ").0, format!("{}.2", first.0));
        assert_eq!(ids.next("He left.").0, format!("{}.3", first.0));
        assert_ne!(ids.next("he left.").0, first.0);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        let mut hash = Fnv::default();
        hash.write(b"foobar");
        assert_eq!(hash.finish(), 0x8594_4171_f739_67e8);
        assert_eq!(SegmentIds::new().next("foobar").0, "85944171f7");
    }
}
