//! Subtitles: what is on the screen at one time belongs together. Where sentences of both sides begin with cues
//! that come at the same time, the search has to pass between them.

use crate::document::subtitles::Shown;
use crate::segment::SegmentedDocument;

/// Cues that come within so many milliseconds come at the same time.
const SAME: i64 = 300;
/// Of ten sentences that begin with a cue, on the side that has fewer, so many have one that comes at the same
/// time on the other side, where both files go by one clock.
const LEAST_SHARED: usize = 4;
/// Fewer shared times than these prove nothing.
const LEAST: usize = 3;

/// So many sentences on both sides of one are looked at: where fewer than half of them come at the same time, the one
/// does by chance, as where a film was cut otherwise.
const AROUND: usize = 4;

/// A sentence that begins with a cue: its number, and when that comes.
type Beginning = (usize, i64);

/// The nodes between sentences of both sides that begin at the same time, in order.
#[must_use]
pub(super) fn nodes(
    source: &SegmentedDocument,
    target: &SegmentedDocument,
) -> Option<Vec<(usize, usize)>> {
    let [one, other] = [beginnings(source)?, beginnings(target)?];
    let shared = shared(&one, &other);
    let enough =
        shared.len() >= LEAST && shared.len() * 10 >= one.len().min(other.len()) * LEAST_SHARED;
    enough.then_some(shared)
}

/// The sentences that begin with a cue. A file in another order than that of its times has none.
fn beginnings(text: &SegmentedDocument) -> Option<Vec<Beginning>> {
    let shown = Shown::of(&text.document)?;
    let mut found: Vec<Beginning> = Vec::new();
    for (number, segment) in text.segments.iter().enumerate() {
        let cue = shown.at(segment.source.start);
        let Some((span, times)) = cue.and_then(|cue| Some((shown.span(cue)?, shown.times(cue)?)))
        else {
            continue;
        };
        let before = span.start..segment.source.start.max(span.start);
        let source = &text.document.source.text;
        let begins = !source[before].contains(char::is_alphanumeric)
            && found.last().is_none_or(|&(_, last)| last < times.from);
        if begins {
            found.push((number, times.from));
        }
    }
    Some(found)
}

/// Pairs of sentences that begin at the same time. Where two of a side could be meant, none is.
fn shared(one: &[Beginning], other: &[Beginning]) -> Vec<(usize, usize)> {
    let near = |list: &[Beginning], time: i64| {
        let from = list.partition_point(|&(_, at)| at < time - SAME);
        let to = list.partition_point(|&(_, at)| at <= time + SAME);
        from..to
    };
    let pairs = one.iter().filter_map(|&(i, time)| {
        let here = near(other, time);
        let &(j, back) = other.get(here.start).filter(|_| here.len() == 1)?;
        (near(one, back).len() == 1).then_some((i, j))
    });
    let pairs: Vec<(usize, usize)> = pairs.collect();
    let sides = [
        (one, pairs.iter().map(|&(i, _)| i).collect::<Vec<_>>()),
        (other, pairs.iter().map(|&(_, j)| j).collect()),
    ];
    let dense = sides.map(|(list, shared)| dense(list, &shared));
    let kept = pairs.iter().zip(dense[0].iter().zip(&dense[1]));
    kept.filter(|(_, (one, other))| **one || **other)
        .map(|(&pair, _)| pair)
        .collect()
}

/// For each of the shared sentences of a side whether at least half of those around it are shared, too.
fn dense(list: &[Beginning], shared: &[usize]) -> Vec<bool> {
    let is_shared: Vec<bool> = list
        .iter()
        .map(|(number, _)| shared.binary_search(number).is_ok())
        .collect();
    let places = (0..list.len()).filter(|&at| is_shared[at]);
    places
        .map(|at| {
            let window = at.saturating_sub(AROUND)..(at + AROUND + 1).min(list.len());
            let around = window.len() - 1;
            let found = is_shared[window].iter().filter(|&&is| is).count() - 1;
            found * 2 >= around
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::{ReadOptions, read_bytes_with};
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    fn text(cues: &[(i64, &str)], language: Language) -> SegmentedDocument {
        let mut file = String::new();
        for (at, words) in cues {
            let (from, to) = (at / 1000, (at + 900) / 1000);
            let (ms, end) = (at % 1000, (at + 900) % 1000);
            file.push_str(&format!(
                "1\n00:00:{from:02},{ms:03} --> 00:00:{to:02},{end:03}\n{words}\n\n"
            ));
        }
        let options = ReadOptions::default().of(language);
        let document =
            read_bytes_with(file.into_bytes(), Path::new("x"), Some("srt"), &options).unwrap();
        segment(document, language, &SegmentOptions::default())
    }

    const CHINESE: &[(i64, &str)] = &[
        (1_000, "雾来了。"),
        (2_000, "谁在。"),
        (4_000, "那儿？灯。"),
        (6_000, "亮着。"),
        (8_000, "走。"),
    ];

    #[test]
    fn sentences_that_come_at_the_same_time_are_nodes() {
        let chinese = text(CHINESE, Language::Zh);
        let english = text(
            &[
                (1_200, "Fog."),
                (2_900, "Who is it?"),
                (4_100, "There?"),
                (6_000, "The lamp is lit. Yes."),
                (8_250, "Go."),
            ],
            Language::En,
        );
        let found = nodes(&chinese, &english).unwrap();
        assert_eq!(found, [(0, 0), (2, 2), (4, 3), (5, 5)]);
    }

    #[test]
    fn what_comes_at_the_same_time_by_chance_is_no_node() {
        let words = ["Fog.", "Who?", "There.", "A lamp.", "Go."];
        let cues: Vec<(i64, &str)> = (0..40)
            .map(|at| (at * 1_100, words[at as usize % 5]))
            .collect();
        // The second half is another cut of the film, in which one cue in ten meets another.
        let late = |(at, &(time, words)): (usize, &(i64, &'static str))| match at {
            0..20 => (time, words),
            30 => (time, words),
            _ => (time + 500, words),
        };
        let other: Vec<(i64, &str)> = cues.iter().enumerate().map(late).collect();
        let chinese: Vec<(i64, &str)> = cues.iter().map(|&(time, _)| (time, "雾来了。")).collect();
        let found = nodes(&text(&chinese, Language::Zh), &text(&other, Language::En)).unwrap();
        let expected: Vec<(usize, usize)> = (0..20).map(|at| (at, at)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn files_by_different_clocks_have_none() {
        let chinese = text(CHINESE, Language::Zh);
        let late: Vec<(i64, &str)> = CHINESE.iter().map(|&(at, _)| (at + 500, "Go.")).collect();
        assert_eq!(nodes(&chinese, &text(&late, Language::En)), None);
        let few = [(1_000, "Fog."), (2_000, "Who?")];
        assert_eq!(nodes(&chinese, &text(&few, Language::En)), None);
    }
}
