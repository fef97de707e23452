//! New files of subtitles: cues with words in two languages.

use super::bits::{self, Bit};
use super::time::Times;
use super::{Kind, lay};
use crate::document::codes::Coded;

/// A cue that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCue {
    /// When it is on the screen.
    pub times: Times,
    /// Its words, one text above the other; lines in them stay lines.
    pub texts: [String; 2],
}

/// The head of a file of SubStation Alpha, with a style for each of two texts.
const SUBSTATION: &str = "[Script Info]
ScriptType: v4.00+
WrapStyle: 2
ScaledBorderAndShadow: yes
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: First,Arial,64,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1
Style: Second,Arial,48,&H00DDDDDD,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,2,1,2,60,60,50,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
";

/// A file of cues in the format with this id; nothing where that is none of subtitles. Lines have at most `width`
/// columns, a Chinese character two.
#[must_use]
pub fn new_file(cues: &[NewCue], format: &str, width: usize) -> Option<String> {
    let kind = Kind::by_id(format)?;
    let mut out = match kind {
        Kind::SubRip => String::new(),
        Kind::WebVtt => "WEBVTT\n\n".to_owned(),
        Kind::SubStation => SUBSTATION.to_owned(),
    };
    for (number, cue) in (1..).zip(cues) {
        let [first, second] = [0, 1].map(|at| lines(&cue.texts[at], kind, width));
        let (from, to) = (time(cue.times.from, kind), time(cue.times.to, kind));
        if kind == Kind::SubStation {
            let style = if first.is_empty() { "Second" } else { "First" };
            let mut text = first.join("\\N");
            if !first.is_empty() && !second.is_empty() {
                text.push_str("\\N{\\rSecond}");
            }
            text.push_str(&second.join("\\N"));
            out.push_str(&format!("Dialogue: 0,{from},{to},{style},,0,0,0,,{text}\n"));
        } else {
            let text = [first, second].concat().join("\n");
            out.push_str(&format!("{number}\n{from} --> {to}\n{text}\n\n"));
        }
    }
    Some(out)
}

/// Words in lines, written as the format needs it.
fn lines(text: &str, kind: Kind, width: usize) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let bits = bits::trimmed(&bits::of_words(&Coded::plain(line), kind));
        for line in lay::lines(&bits, width.max(1)) {
            let mut written = String::new();
            for bit in &line {
                if let Bit::Char(_, bytes, _) = bit {
                    written.push_str(bytes);
                }
            }
            found.push(written);
        }
    }
    found
}

/// A time as the format writes it; none is before the beginning.
fn time(ms: i64, kind: Kind) -> String {
    let ms = ms.max(0);
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match kind {
        Kind::SubRip => format!("{hours:02}:{minutes:02}:{seconds:02},{rest:03}"),
        Kind::WebVtt => format!("{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"),
        Kind::SubStation => format!("{hours}:{minutes:02}:{seconds:02}.{:02}", rest / 10),
    }
}

/// Words parted in the shares of `weights`, at the ends of words; parts may be empty where there are too few.
#[must_use]
pub fn parted(text: &str, weights: &[usize]) -> Vec<String> {
    let bits = bits::of_words(&Coded::plain(text), Kind::SubRip);
    let mut from = 0;
    let places = lay::parted(&bits, weights, true);
    let ends = places.into_iter().chain([bits.len()]);
    let part = |to: usize| {
        let part: String = bits[from..to].iter().filter_map(Bit::char).collect();
        from = to;
        part.trim().to_owned()
    };
    ends.map(part).collect()
}
