//! Subtitles: the words of the cues of SubRip, WebVTT and SubStation Alpha. Numbers, times, settings, notes and
//! styles are gaps between them.
//!
//! `lines` and `ass` read the cues of a file, `tags` the markup in their lines; `turns` cuts a cue by who
//! speaks, and `join` decides which turns make a paragraph.

mod ass;
mod bits;
mod cue;
mod join;
mod lay;
mod lines;
mod new_file;
mod paragraph;
mod shown;
mod tags;
#[cfg(test)]
mod tests;
mod time;
mod turns;
mod write;
mod writer;

use super::left_out::LeftOut;
use super::model::{Block, Document};
use super::source::SourceText;
use super::speaker::find_speakers;
use super::{ReadOptions, Reader};
use crate::error::Result;
use cue::Track;
pub use new_file::{NewCue, new_file, parted};
pub use shown::Shown;

pub use time::Times;
pub(super) use writer::SubtitleWriter;

/// So many lines that are not understood are named.
const MOST_WARNINGS: usize = 5;

/// A format of subtitles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    SubRip,
    WebVtt,
    SubStation,
}

impl Kind {
    const fn id(self) -> &'static str {
        match self {
            Kind::SubRip => "srt",
            Kind::WebVtt => "vtt",
            Kind::SubStation => "ass",
        }
    }

    /// The kind with the id of a format.
    fn by_id(id: &str) -> Option<Kind> {
        [Kind::SubRip, Kind::WebVtt, Kind::SubStation]
            .into_iter()
            .find(|kind| kind.id() == id)
    }
}

/// Reads subtitles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subtitles {
    pub(super) kind: Kind,
}

impl Reader for Subtitles {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let read = options.settled(&source.text);
        let chinese = read.is_chinese();
        let track = track(&source.text, self.kind);
        let turns = turns::turns(&track.cues, &source.text);
        let groups = join::groups(&turns, &track.cues).into_iter();
        let mut blocks: Vec<Block> = groups
            .filter_map(|group| paragraph::block(group, &source.text, chinese))
            .collect();
        find_speakers(&mut blocks);
        let (left_out, warnings) = (left_out(&track, &source.text), warnings(&track, &source));
        let mut document = Document::new(source, self.kind.id(), read, blocks);
        document.left_out = left_out;
        document.warnings = warnings;
        Ok(document)
    }
}

/// Reads the cues of a file.
fn track(source: &str, kind: Kind) -> Track {
    match kind {
        Kind::SubStation => ass::read(source),
        Kind::SubRip | Kind::WebVtt => lines::read(source, kind),
    }
}

/// What a file says outside of its cues, and readings in them.
fn left_out(track: &Track, source: &str) -> Vec<LeftOut> {
    let others = track.others.iter();
    others
        .filter_map(|other| LeftOut::in_source(other.what, other.span, other.span.of(source)))
        .collect()
}

/// What is strange about a file.
fn warnings(track: &Track, source: &SourceText) -> Vec<String> {
    let places = track.unclear.iter();
    let mut warnings: Vec<String> = places
        .take(MOST_WARNINGS)
        .map(|&at| {
            let (line, _) = source.line_column(at);
            format!("line {line}: these are no times of a cue that are understood")
        })
        .collect();
    if let Some(more) = track.unclear.len().checked_sub(MOST_WARNINGS + 1) {
        let more = more + 1;
        warnings.push(format!("{more} more lines are like it"));
    }
    warnings
}
