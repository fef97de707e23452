use proptest::prelude::*;

use super::super::word_edits;
use super::*;
use crate::bitext::Bead;
use crate::bitext::testing::{bead, side};

const ENGLISH: [&str; 14] = [
    "The keeper climbed the stairs.",
    "Nobody had come up there since the storm.",
    "He lit the lamp and waited for the ship.",
    "In the morning the harbour was full of ice.",
    "Yes.",
    "There were 320 people on the island.",
    "The doctor came over from the mainland twice a month.",
    "The doctor never came over from the mainland.",
    "He lit the lamp.",
    "Then he waited for the ship.",
    "No.",
    "Three gulls circled over the roof of the school.",
    "The keeper slowly climbed the old stairs.",
    "There were 3,200 people on the island.",
];
const CHINESE: [&str; 8] = [
    "守塔人爬上楼梯。",
    "暴风雨以后没有人上来过。",
    "他点亮了灯，等待着船。",
    "早晨港口里结满了冰。",
    "有。",
    "岛上有三百二十人。",
    "医生每月从大陆来两次。",
    "三只海鸥在学校屋顶上盘旋。",
];

/// A bitext of these sentences; each of `sizes` says how many sentences of either side the next bead
/// takes.
fn bitext(chinese: &[usize], english: &[usize], sizes: &[(usize, usize)]) -> Bitext {
    let pick = |all: &[&'static str], of: &[usize]| -> Vec<&'static str> {
        of.iter().map(|&at| all[at % all.len()]).collect()
    };
    let (zh, en) = (pick(&CHINESE, chinese), pick(&ENGLISH, english));
    let mut beads: Vec<Bead> = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut sizes = sizes.iter().cycle();
    while i < zh.len() || j < en.len() {
        let (a, b) = sizes.next().copied().unwrap_or((1, 1));
        let (a, b) = ((i + a).min(zh.len()), (j + b).min(en.len()));
        if (a, b) == (i, j) {
            // The sentences have run out for this bead.
            beads.push(bead(i..zh.len(), j..en.len()));
            break;
        }
        beads.push(bead(i..a, j..b));
        (i, j) = (a, b);
    }
    let mut bitext = Bitext {
        source: side("zh-CN", &zh),
        target: side("en-US", &en),
        beads,
        ..Bitext::default()
    };
    bitext.name_beads();
    bitext
}

fn kinds(revision: &Revision<'_>, mirrored: bool) -> Vec<(ChangeKind, Range<usize>, Range<usize>)> {
    let mut kinds: Vec<_> = revision
        .changes
        .iter()
        .map(|change| {
            let kind = match change.kind {
                ChangeKind::Restored => ChangeKind::Added,
                kind => kind,
            };
            let (kind, old, new) = if mirrored {
                let kind = match kind {
                    ChangeKind::Added => ChangeKind::Removed,
                    ChangeKind::Removed => ChangeKind::Added,
                    ChangeKind::Split => ChangeKind::Merged,
                    ChangeKind::Merged => ChangeKind::Split,
                    kind => kind,
                };
                (kind, &change.new, &change.old)
            } else {
                (kind, &change.old, &change.new)
            };
            // The place of missing sentences counts on the side that lacks them, so only their number
            // is compared here.
            let there = |range: &Range<usize>| {
                if range.is_empty() {
                    0..0
                } else {
                    range.clone()
                }
            };
            (kind, there(old), there(new))
        })
        .collect();
    kinds.sort_by_key(|(kind, old, new)| (*kind, old.start, new.start, old.end, new.end));
    kinds
}

fn applied(revision: &Revision<'_>) -> Vec<String> {
    let mut gone = vec![false; revision.old.target.sentences.len()];
    let mut made = vec![None; revision.new.target.sentences.len()];
    for change in &revision.changes {
        gone[change.old.clone()].fill(true);
        for at in change.new.clone() {
            made[at] = Some(revision.new.target.sentences[at].text.to_string());
        }
    }
    let old = revision.old.target.sentences.iter().zip(gone);
    let mut kept = old
        .filter(|(_, gone)| !gone)
        .map(|(sentence, _)| sentence.text.to_string());
    let new: Vec<String> = made
        .into_iter()
        .filter_map(|made| made.or_else(|| kept.next()))
        .collect();
    assert!(kept.next().is_none(), "everything that stayed has a place");
    new
}

fn sizes() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..3usize, 0..3usize), 1..6)
        .prop_filter("some of them take something", |sizes| {
            sizes.iter().any(|&(a, b)| a + b > 0)
        })
        .prop_map(|sizes| sizes.into_iter().filter(|&(a, b)| a + b > 0).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_must_hold_for_any_two_versions(
        zh_old in prop::collection::vec(0..8usize, 0..10),
        en_old in prop::collection::vec(0..14usize, 0..12),
        sizes_old in sizes(),
        zh_edits in prop::collection::vec((0..10usize, 0..8usize, 0..3u8), 0..3),
        en_edits in prop::collection::vec((0..12usize, 0..14usize, 0..4u8), 0..5),
        sizes_new in prop::option::of(sizes()),
    ) {
        let edited = |mut of: Vec<usize>, edits: &[(usize, usize, u8)]| {
            for &(at, with, what) in edits {
                let at = at.min(of.len());
                match what {
                    0 => of.insert(at, with),
                    1 if at < of.len() => of[at] = with,
                    2 if at < of.len() => { of.remove(at); }
                    _ if at < of.len() => {
                        let moved = of.remove(at);
                        of.insert(with.min(of.len()), moved);
                    }
                    _ => {}
                }
            }
            of
        };
        let old = bitext(&zh_old, &en_old, &sizes_old);
        let new = bitext(
            &edited(zh_old.clone(), &zh_edits),
            &edited(en_old.clone(), &en_edits),
            sizes_new.as_deref().unwrap_or(&sizes_old),
        );
        let options = Options { jobs: 1, ..Options::default() };
        let itself = revise(&old, &old, &options).expect("no settings");
        prop_assert!(itself.changes.is_empty(), "{:?}", itself.changes);
        let there = revise(&old, &new, &options).expect("no settings");
        prop_assert_eq!(applied(&there), new.target.texts());
        for change in &there.changes {
            let (before, after) = (there.old_text(change), there.new_text(change));
            if !change.edits.is_empty() {
                prop_assert_eq!(word_edits::apply(&before, &after, &change.edits), after);
            }
        }
        let back = revise(&new, &old, &options).expect("no settings");
        prop_assert_eq!(kinds(&there, false), kinds(&back, true));
        // Scores of the parts never claim that nothing changed when something did.
        if there.changes.iter().all(|change| change.kind == ChangeKind::Stale) {
            prop_assert_eq!(there.scores.edit_rate, 0.0);
        }
    }
}

#[test]
fn sides_without_anything() {
    let nothing = bitext(&[], &[], &[(1, 1)]);
    let something = bitext(&[0, 1], &[0, 1], &[(1, 1)]);
    let options = Options::default();
    let came = revise(&nothing, &something, &options).expect("no settings");
    assert_eq!(came.count(ChangeKind::Added), 2);
    let went = revise(&something, &nothing, &options).expect("no settings");
    assert_eq!(went.count(ChangeKind::Removed), 2);
}
