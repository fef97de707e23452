//! A series of patches, combined into the regions that changed.

use crate::bitext::edit::Patch;

/// Combines patches that were made one after the other into disjoint regions, in order. Each `at`
/// counts in the text as it is now, so that the regions can be applied from the first to the last.
pub(super) fn regions(patches: impl IntoIterator<Item = Patch>) -> Vec<Patch> {
    let mut regions: Vec<Patch> = Vec::new();
    for patch in patches {
        let (mut start, mut end) = (patch.at, patch.at + patch.removed);
        let touches = |region: &Patch| {
            region.at <= patch.at + patch.removed && patch.at <= region.at + region.inserted
        };
        let first = regions.iter().position(touches).unwrap_or_else(|| {
            regions
                .iter()
                .position(|region| region.at > patch.at)
                .unwrap_or(regions.len())
        });
        let joined = regions[first..].iter().take_while(|r| touches(r)).count();
        let mut was = 0;
        let mut covered = 0;
        for region in &regions[first..first + joined] {
            start = start.min(region.at);
            end = end.max(region.at + region.inserted);
            was += region.removed;
            covered += region.inserted;
        }
        let joint = Patch {
            at: start,
            removed: was + (end - start - covered),
            inserted: end - start - patch.removed + patch.inserted,
        };
        regions.splice(first..first + joined, [joint]);
        for region in &mut regions[first + 1..] {
            region.at = region.at - patch.removed + patch.inserted;
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Applying the combined regions gives the same text as applying every patch.
        #[test]
        fn both_ways_lead_to_the_same(patches in prop::collection::vec((0..30usize, 0..4usize, 0..4usize), 0..12)) {
            let before: Vec<u32> = (0..20).collect();
            let mut now = before.clone();
            let mut fresh = 100;
            let mut made = Vec::new();
            for (at, removed, inserted) in patches {
                let at = at.min(now.len());
                let removed = removed.min(now.len() - at);
                let new: Vec<u32> = (0..inserted as u32).map(|n| fresh + n).collect();
                fresh += 10;
                now.splice(at..at + removed, new);
                made.push(Patch { at, removed, inserted });
            }
            let mut told = before;
            for region in regions(made) {
                let is = now[region.at..region.at + region.inserted].to_vec();
                told.splice(region.at..region.at + region.removed, is);
            }
            prop_assert_eq!(told, now);
        }
    }
}
