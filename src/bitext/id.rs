//! Bead ids derived from content, so that they stay the same when everything around them moves.

use super::model::BeadId;
use crate::segment::SegmentId;
use crate::text::hash::Fnv;

impl BeadId {
    /// The id of a bead: 10 hex digits over the ids of its source sentences, in order. An addition is
    /// named by the ids of its target sentences, hashed with a `+` before each so that it differs from
    /// a bead of such source sentences.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<SegmentId> {
        names.iter().map(|name| SegmentId((*name).into())).collect()
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
        // The boundaries between ids count.
        assert_ne!(
            BeadId::derive(&ids(&["ab", "c"]), &[]),
            BeadId::derive(&ids(&["a", "bc"]), &[])
        );
    }
}
