//! Moses parallel corpus: two plain text files whose lines translate each other one by one.

use std::io;
use std::path::{Path, PathBuf};

use super::aspect::is_break;
use super::xml::{CHINESE, is_in};
use super::{Files, Imported, Load, Written, utf8};
use crate::bitext::Bitext;
use crate::error::{Error, Place, Result};

/// Gives the files `NAME.zh` and `NAME.en`, whichever of them `path` names, with one line a bead. Words
/// stay as they are; line breaks become spaces. A line must not be empty, so omissions and additions
/// are left out and counted.
///
/// # Errors
/// None; the signature is that of all formats with several files.
pub fn write(bitext: &Bitext, path: &Path) -> io::Result<(Written, Files)> {
    let mut written = Written::default();
    let mut texts = [String::new(), String::new()];
    for bead in &bitext.beads {
        let lines = [bitext.source_text(bead), bitext.target_text(bead)].map(|text| flat(&text));
        if lines.iter().any(String::is_empty) {
            written.left_out += 1;
            continue;
        }
        written.beads += 1;
        for (text, line) in texts.iter_mut().zip(lines) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    let [source, target] = texts;
    let [zh, en] = ["zh", "en"].map(|end| super::beside(path, &[".zh", ".en"], end));
    let files = if turned(bitext) {
        [(en, source), (zh, target)]
    } else {
        [(zh, source), (en, target)]
    };
    let files = files.map(|(path, text)| (path, text.into_bytes()));
    Ok((written, files.into()))
}

fn turned(bitext: &Bitext) -> bool {
    is_in(&bitext.target.language, CHINESE) && !is_in(&bitext.source.language, CHINESE)
}

/// The text in one line: every run of white space becomes a space.
fn flat(text: &str) -> String {
    let breaks = |c: char| is_break(c) || matches!(c, '\u{1c}'..='\u{1e}');
    text.replace(breaks, " ").trim().to_owned()
}

/// Reads `NAME.zh` and `NAME.en`, of which `path` is either. A pair of lines is a 1-1 bead; if one of
/// the two is empty, an omission or an addition.
///
/// # Errors
/// [`Error::Read`] when the other file is not there; [`Error::Input`] when a file is not UTF-8, has
/// another extension, or has more lines than the other.
pub fn read(bytes: &[u8], path: &Path, load: Load<'_>) -> Result<Imported> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let other: PathBuf = match extension.as_ref() {
        "zh" => path.with_extension("en"),
        "en" => path.with_extension("zh"),
        _ => {
            return Err(Error::input(
                Place::file(path),
                "the name does not tell which language it is",
                "the two texts are called NAME.zh and NAME.en",
            ));
        }
    };
    let beside = load(&other)?;
    let (here, there) = (utf8(bytes, path)?, utf8(&beside, &other)?);
    let (counts, files) = (
        [here, there].map(|text| text.lines().count()),
        [path, &other],
    );
    if counts[0] != counts[1] {
        let (short, long) = if counts[0] < counts[1] {
            (0, 1)
        } else {
            (1, 0)
        };
        return Err(Error::input(
            Place::at(files[long], counts[short] + 1, 1),
            format!(
                "{} has no line for this one: it has {}, and here are {}",
                files[short].display(),
                counts[short],
                counts[long]
            ),
            "each line is the translation of the same line of the other file",
        ));
    }
    let lines = here.lines().zip(there.lines());
    let languages = ("zh-CN", "en-US");
    let mut bitext = if extension == "zh" {
        Bitext::of_pairs(lines, languages)
    } else {
        Bitext::of_pairs(lines.map(|(en, zh)| (zh, en)), languages)
    };
    let zh = extension == "zh";
    bitext.source.file = files[usize::from(!zh)].display().to_string();
    bitext.target.file = files[usize::from(zh)].display().to_string();
    Ok(bitext.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Bead;
    use crate::bitext::testing::{bead, side};

    fn read_pair(path: &str, here: &str, there: &str) -> Result<Bitext> {
        let read = read(here.as_bytes(), Path::new(path), &|_| Ok(there.into()))?;
        Ok(read.bitext)
    }

    #[test]
    fn a_line_a_bead() {
        let bitext = Bitext {
            source: side("zh-CN", &["一\r\n半。", "二。", "三。", "四。"]),
            target: side("en-US", &["One.", "Two <b>.", "2."]),
            beads: vec![bead(0..2, 0..1), bead(2..3, 1..1), bead(3..4, 1..3)],
            ..Bitext::default()
        };
        let (written, files) = write(&bitext, Path::new("a/b.en")).unwrap();
        assert_eq!((written.beads, written.left_out), (2, 1));
        assert_eq!(
            files,
            [
                ("a/b.zh".into(), "一  半。二。\n四。\n".into()),
                ("a/b.en".into(), b"One.\nTwo <b>. 2.\n".to_vec()),
            ]
        );
        let again = read_pair("b.zh", "一  半。二。\n四。\n", "One.\nTwo <b>. 2.\n").unwrap();
        again.validate().unwrap();
        assert_eq!(write(&again, Path::new("a/b.en")).unwrap().1, files);
    }

    #[test]
    fn reads_either_and_empty_lines() {
        let one = read_pair("b.zh", "一。\n\n二。", "One.\nAdded.\n\n").unwrap();
        one.validate().unwrap();
        let kinds: Vec<_> = one.beads.iter().map(Bead::kind_label).collect();
        assert_eq!(kinds, ["1-1", "0-1", "1-0"]);
        let other = read_pair("b.en", "One.\nAdded.\n\n", "一。\n\n二。").unwrap();
        assert_eq!(one, other);
        assert_eq!(other.source.file, "b.zh");
    }

    #[test]
    fn errors_say_where() {
        let said = read_pair("b.zh", "一\n二\n", "1\n")
            .unwrap_err()
            .to_string();
        assert!(said.contains("b.zh:2:1: b.en has no line"), "{said}");
        let said = read_pair("b.zh", "一\n", "1\n2\n").unwrap_err().to_string();
        assert!(said.contains("b.en:2:1: b.zh has no line"), "{said}");
        assert!(read_pair("b.fr", "", "").is_err());
    }
}
