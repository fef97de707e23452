//! The edition as subtitles in two languages: the cues of one text with its times, the words of the other below or
//! above them.

use std::io::{self, Write};

use super::model::Edition;
use crate::bitext::SideName;
use crate::document::subtitles::{NewCue, Shown, Times, new_file, parted};
use crate::error::{Error, Place, Result};
use crate::segment::SegmentedDocument;
use crate::text::script::is_cjk_wide;

/// What is missing for subtitles; nothing where one of the texts has times.
///
/// # Errors
/// Where neither text has times.
pub(super) fn has_times(edition: &Edition<'_>) -> Result<()> {
    if timed(edition).is_some() {
        return Ok(());
    }
    Err(Error::input(
        Place::file(&edition.source.document.source.path),
        "subtitles need times, and neither text has any",
        "one of the two texts has to be subtitles (.srt, .vtt, .ass)",
    ))
}

/// Writes SubRip.
///
/// # Errors
/// The error of the writer.
pub(super) fn write_srt(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    write(edition, "srt", out)
}

/// Writes WebVTT.
///
/// # Errors
/// The error of the writer.
pub(super) fn write_vtt(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    write(edition, "vtt", out)
}

/// Writes SubStation Alpha.
///
/// # Errors
/// The error of the writer.
pub(super) fn write_ass(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    write(edition, "ass", out)
}

fn write(edition: &Edition<'_>, format: &str, out: &mut dyn Write) -> io::Result<()> {
    let width = edition.source.document.read.subtitle_width;
    let text = new_file(&cues(edition), format, width).unwrap_or_default();
    out.write_all(text.as_bytes())
}

/// The side that the times are taken from, and its cues: the source, if it has times.
fn timed(edition: &Edition<'_>) -> Option<(SideName, Shown)> {
    [SideName::Source, SideName::Target]
        .into_iter()
        .find_map(|side| {
            let shown = Shown::of(&edition.text(side).document)?;
            (!shown.is_empty()).then_some((side, shown))
        })
}

/// The cues of the edition, in the order of their times.
fn cues(edition: &Edition<'_>) -> Vec<NewCue> {
    let Some((side, shown)) = timed(edition) else {
        return Vec::new();
    };
    let own = edition.text(side);
    let (own_at, other_at) = match side {
        SideName::Source => (0, 1),
        SideName::Target => (1, 0),
    };
    let other = edition.text(match side {
        SideName::Source => SideName::Target,
        SideName::Target => SideName::Source,
    });
    let other_shown = Shown::of(&other.document);
    let empty = Times { from: 0, to: 0 };
    let mut cues: Vec<NewCue> = (0..shown.len())
        .map(|number| NewCue {
            times: shown.times(number).unwrap_or(empty),
            texts: [String::new(), String::new()],
        })
        .collect();
    for (number, parts) in own.segments.iter().map(|segment| {
        let block = &own.document.blocks[segment.block];
        (segment.block, shown.parts(block, segment.place))
    }) {
        let block = &own.document.blocks[number];
        for (cue, part) in parts {
            add(&mut cues[cue].texts[own_at], part.of(&block.text));
        }
    }
    // Words without a counterpart stand where those before them do.
    let mut last = 0;
    let mut extra = Vec::new();
    for bead in &edition.bitext.beads {
        let (here, there) = match side {
            SideName::Source => (&bead.source, &bead.target),
            SideName::Target => (&bead.target, &bead.source),
        };
        let mut weights: Vec<(usize, usize)> = Vec::new();
        for segment in own.segments.get(here.clone()).unwrap_or_default() {
            let block = &own.document.blocks[segment.block];
            for (cue, part) in shown.parts(block, segment.place) {
                let count = part.of(&block.text).chars().count();
                match weights.last_mut() {
                    Some((same, sum)) if *same == cue => *sum += count,
                    _ => weights.push((cue, count)),
                }
            }
        }
        let own_times = || alone(other, there, other_shown.as_ref()?, other_at);
        if weights.is_empty() && !there.is_empty() {
            if let Some(found) = own_times() {
                extra.extend(found);
                continue;
            }
            weights.push((last, 1));
        }
        let Some(&(cue, _)) = weights.last() else {
            continue;
        };
        last = cue;
        let words = said(other, there);
        let shares: Vec<usize> = weights.iter().map(|&(_, count)| count).collect();
        for ((cue, _), part) in weights.into_iter().zip(parted(&words, &shares)) {
            if let Some(cue) = cues.get_mut(cue) {
                add(&mut cue.texts[other_at], &part);
            }
        }
    }
    cues.extend(extra);
    cues.retain(|cue| cue.texts.iter().any(|text| !text.is_empty()));
    cues.sort_by_key(|cue| cue.times.from);
    cues
}

/// Sentences that have times of their own, as cues.
fn alone(
    text: &SegmentedDocument,
    sentences: &std::ops::Range<usize>,
    shown: &Shown,
    at: usize,
) -> Option<Vec<NewCue>> {
    let mut found = Vec::new();
    for segment in text.segments.get(sentences.clone())? {
        let block = &text.document.blocks[segment.block];
        for (cue, part) in shown.parts(block, segment.place) {
            let mut texts = [String::new(), String::new()];
            add(&mut texts[at], part.of(&block.text));
            found.push(NewCue {
                times: shown.times(cue)?,
                texts,
            });
        }
    }
    Some(found)
}

/// The words of some sentences in one line, those of a new turn in a new one.
fn said(text: &SegmentedDocument, sentences: &std::ops::Range<usize>) -> String {
    let mut words = String::new();
    for segment in text.segments.get(sentences.clone()).unwrap_or_default() {
        add(&mut words, &segment.text);
    }
    words
}

/// Adds words behind others: a new turn in a new line, Chinese directly behind Chinese.
fn add(text: &mut String, words: &str) {
    let words = words.trim();
    if let (Some(last), Some(first)) = (text.chars().next_back(), words.chars().next()) {
        let is_turn = matches!(first, '-' | '–' | '—' | '－');
        if is_turn {
            text.push('\n');
        } else if !(is_cjk_wide(last) && is_cjk_wide(first)) {
            text.push(' ');
        }
    }
    text.push_str(words);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::align::Aligner;
    use crate::document::read_bytes;
    use crate::edition::{EditionFormat, EditionOptions, write};
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;
    use crate::text::named::Named;

    fn text(file: &str, name: &str, language: Language) -> SegmentedDocument {
        let document = read_bytes(file.as_bytes().to_vec(), Path::new(name), None).unwrap();
        segment(document, language, &SegmentOptions::default())
    }

    const CHINESE: &str = "1\n00:00:01,000 --> 00:00:02,500\n守塔人每天晚上\n\n2\n00:00:02,600 --> 00:00:04,000\n都要爬上楼梯。\n\n3\n00:00:05,000 --> 00:00:06,000\n- 谁谢他？\n- 没有人谢他。\n\n";
    const ENGLISH: &str = "1\n00:00:01,100 --> 00:00:04,100\nEvery night the keeper climbs the stairs.\n\n2\n00:00:05,000 --> 00:00:06,000\n- Who thanks him?\n- Nobody thanks him.\n\n";

    fn written(zh: &SegmentedDocument, en: &SegmentedDocument, format: &str) -> String {
        let bitext = Aligner::new(zh, en).run().unwrap();
        let edition = Edition::new(zh, en, &bitext, EditionOptions::default());
        (EditionFormat::by_id(format).unwrap().possible)(&edition).unwrap();
        let mut out = Vec::new();
        write(&edition, format, &mut out).unwrap().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_chinese_keeps_its_cues_and_the_english_stands_below() {
        let zh = text(CHINESE, "zh.srt", Language::Zh);
        let en = text(ENGLISH, "en.srt", Language::En);
        assert_eq!(
            written(&zh, &en, "srt"),
            "1\n00:00:01,000 --> 00:00:02,500\n守塔人每天晚上\nEvery night the keeper\n\n2\n00:00:02,600 --> 00:00:04,000\n都要爬上楼梯。\nclimbs the stairs.\n\n3\n00:00:05,000 --> 00:00:06,000\n- 谁谢他？\n- 没有人谢他。\n- Who thanks him?\n- Nobody thanks him.\n\n"
        );
        let ass = written(&zh, &en, "ass");
        assert!(ass.contains("Dialogue: 0,0:00:01.00,0:00:02.50,First,,0,0,0,,守塔人每天晚上\\N{\\rSecond}Every night the keeper\n"), "{ass}");
        // The English above, with its own cues.
        let bitext = Aligner::new(&zh, &en).run().unwrap();
        let turned = bitext.turned();
        let edition = Edition::new(&en, &zh, &turned, EditionOptions::default());
        let mut out = Vec::new();
        write_vtt(&edition, &mut out).unwrap();
        let vtt = String::from_utf8(out).unwrap();
        assert!(vtt.starts_with("WEBVTT\n\n1\n00:00:01.100 --> 00:00:04.100\nEvery night the keeper climbs the stairs.\n守塔人每天晚上都要爬上楼梯。\n\n"), "{vtt}");
    }

    #[test]
    fn one_side_with_times_is_enough() {
        let zh = text(
            "守塔人每天晚上都要爬上楼梯。\n\n谁谢他？\n\n没有人谢他。\n",
            "zh.txt",
            Language::Zh,
        );
        let en = text(ENGLISH, "en.srt", Language::En);
        let vtt = written(&zh, &en, "vtt");
        assert!(vtt.contains("00:00:01.100 --> 00:00:04.100\n守塔人每天晚上都要爬上楼梯。\nEvery night the keeper climbs the stairs.\n"), "{vtt}");
        let plain = text("Nobody thanks him.\n", "en.txt", Language::En);
        let bitext = Aligner::new(&zh, &plain).run().unwrap();
        let edition = Edition::new(&zh, &plain, &bitext, EditionOptions::default());
        let error = has_times(&edition).unwrap_err().to_string();
        assert!(error.contains("neither text has any"), "{error}");
    }
}
