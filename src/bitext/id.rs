//! Names that follow from content, so that they stay when everything around them moves.

use std::collections::HashMap;

use super::model::BeadId;
use crate::segment::SegmentId;

impl BeadId {
    /// The name of a bead: 10 hex digits over the ids of its source sentences, in order. A bead
    /// without source sentences is named by its target sentences' ids, told apart by a `+`.
    ///
    /// Re-aligning other sentences, or other translations of the same ones, does not rename it.
    #[must_use]
    pub fn derive<'a>(
        source: impl IntoIterator<Item = &'a SegmentId>,
        target: impl IntoIterator<Item = &'a SegmentId>,
    ) -> BeadId {
        let mut hash = Fnv::default();
        let mut any = false;
        for id in source {
            any = true;
            hash.add(id.0.as_bytes());
            hash.add(b" ");
        }
        if !any {
            for id in target {
                hash.add(b"+");
                hash.add(id.0.as_bytes());
                hash.add(b" ");
            }
        }
        BeadId(hash.hex())
    }
}

/// Names sentences that come from no document (a translation memory, a table): the same form as
/// [`SegmentId`], 10 hex digits of the text with white space folded, then `.2`, `.3`... for
/// repetitions. One namer a side.
#[derive(Debug, Default)]
pub(crate) struct Namer {
    seen: HashMap<String, usize>,
}

impl Namer {
    /// The id of the next sentence.
    pub(crate) fn name(&mut self, text: &str) -> SegmentId {
        let mut hash = Fnv::default();
        for (at, word) in text.split_whitespace().enumerate() {
            if at > 0 {
                hash.add(b" ");
            }
            hash.add(word.as_bytes());
        }
        let name = hash.hex();
        let count = self.seen.entry(name.clone()).or_default();
        *count += 1;
        SegmentId(match *count {
            1 => name,
            n => format!("{name}.{n}"),
        })
    }
}

/// FNV-1a, 64 bits (draft-eastlake-fnv, section 2).
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// 40 bits as hex digits, the upper bits folded over the lower as the draft advises for sizes
    /// that are no power of two (section 3).
    fn hex(&self) -> String {
        let folded = (self.0 >> 40) ^ (self.0 & 0xff_ffff_ffff);
        format!("{folded:010x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<SegmentId> {
        names.iter().map(|name| SegmentId((*name).into())).collect()
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // Vectors of the draft's appendix.
        for (text, value) in [
            ("", 0xcbf2_9ce4_8422_2325_u64),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut hash = Fnv::default();
            hash.add(text.as_bytes());
            assert_eq!(hash.0, value, "{text:?}");
        }
    }

    #[test]
    fn a_bead_keeps_its_name_while_its_source_stays() {
        let (source, one, two) = (ids(&["a", "b"]), ids(&["x"]), ids(&["y", "z"]));
        let name = BeadId::derive(&source, &one);
        assert_eq!(name, BeadId::derive(&source, &two));
        assert_ne!(name, BeadId::derive(&source[..1], &one));
        assert_eq!(name.0.len(), 10);
        assert!(name.0.bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn additions_are_named_by_their_target_and_told_apart() {
        let x = ids(&["x"]);
        assert_ne!(BeadId::derive(&[], &x), BeadId::derive(&x, &[]));
        assert_ne!(BeadId::derive(&[], &x), BeadId::derive(&[], &ids(&["y"])));
        // Where one id ends and the next begins counts.
        assert_ne!(
            BeadId::derive(&ids(&["ab", "c"]), &[]),
            BeadId::derive(&ids(&["a", "bc"]), &[])
        );
    }

    #[test]
    fn repetitions_are_counted_and_white_space_folded() {
        let mut namer = Namer::default();
        let first = namer.name("To be,  or\nnot.");
        assert_eq!(namer.name("To be, or not.").0, format!("{}.2", first.0));
        assert_eq!(namer.name(" To be, or not. ").0, format!("{}.3", first.0));
        assert_ne!(namer.name("Tobe, or not.").0, first.0);
    }
}
