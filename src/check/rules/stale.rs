//! `stale`: English that was made of other Chinese. The bead keeps the Chinese that was there before; the message
//! has both, as far as they differ.

use std::ops::Range;

use super::{Context, bare, shown};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::text::spaces;

/// Characters that are shown on either side of what differs.
const AROUND: usize = 8;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let Some(was) = pair.bead.was() else { return };
    let was = spaces::fold(was);
    let is = &*pair.source;
    if was == spaces::fold(is) || pair.target.trim().is_empty() {
        return;
    }
    let finding =
        |message: String| BeadFinding::new("stale", severity, pair.index, bare(&was), message);
    if is.trim().is_empty() {
        found.push(finding(format!(
            "the Chinese of this is gone; it was {}",
            shown(&was)
        )));
        return;
    }
    let (before, now) = difference(&was, is);
    let message = format!(
        "this was made of other Chinese: it was {} and is {}",
        excerpt(&was, &before),
        excerpt(is, &now)
    );
    found.push(finding(message).at_source(now));
}

/// The bytes in which two texts differ: what is left between their common beginning and their common end.
fn difference(one: &str, other: &str) -> (Range<usize>, Range<usize>) {
    let pairs = one.chars().zip(other.chars());
    let alike = pairs.take_while(|(a, b)| a == b);
    let start: usize = alike.map(|(a, _)| a.len_utf8()).sum();
    let pairs = one[start..].chars().rev().zip(other[start..].chars().rev());
    let alike = pairs.take_while(|(a, b)| a == b);
    let end: usize = alike.map(|(a, _)| a.len_utf8()).sum();
    (start..one.len() - end, start..other.len() - end)
}

/// What stands in these bytes, with a little around it.
fn excerpt(text: &str, place: &Range<usize>) -> String {
    let back = |(at, _): (usize, char)| at;
    let before = text[..place.start].char_indices().rev();
    let from = before.take(AROUND).last().map_or(place.start, back);
    let behind = text[place.end..].char_indices();
    let to = behind
        .skip(AROUND)
        .map(back)
        .next()
        .map_or(text.len(), |at| place.end + at);
    let mark = |cut: bool| if cut { "…" } else { "" };
    let (opening, closing) = (mark(from > 0), mark(to < text.len()));
    format!("“{opening}{}{closing}”", shown(&text[from..to]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown_with_a_little_around_it() {
        let was = "很久以前有一座灯塔立在海边的岩石上，谁也不记得是谁建的。";
        let is = "很久以前有一座灯塔立在山顶的岩石上，谁也不记得是谁建的。";
        let (before, now) = difference(was, is);
        assert_eq!((&was[before.clone()], &is[now.clone()]), ("海边", "山顶"));
        assert_eq!(
            excerpt(was, &before),
            "“…前有一座灯塔立在海边的岩石上，谁也不…”"
        );
        assert_eq!(
            excerpt(is, &now),
            "“…前有一座灯塔立在山顶的岩石上，谁也不…”"
        );
        let (before, now) = difference("灯亮了。", "灯亮了。他笑了。");
        assert_eq!((before, now.clone()), (12..12, 12..24));
        assert_eq!(excerpt("灯亮了。他笑了。", &now), "“灯亮了。他笑了。”");
        assert_eq!(difference("啊啊", "啊"), (3..6, 3..3));
    }
}
