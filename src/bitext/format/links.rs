//! Links between sentence numbers: `[0, 1]:[0]` a line, indices from 0, `[]` for none.
//!
//! The format of Vecalign, Bertalign and the tools that score alignments.

use std::io::{self, Write};
use std::path::Path;

use super::{Written, utf8};
use crate::bitext::Bitext;
use crate::error::{Error, Place, Result};

/// One line: the indices of source sentences and of the target sentences linked with them.
pub type Link = (Vec<usize>, Vec<usize>);

/// Writes one line a bead, in the order of the source; the target indices of moved beads are out of
/// order.
///
/// # Errors
/// The error of the writer.
pub fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Written> {
    let indices = |range: &std::ops::Range<usize>| {
        let numbers: Vec<_> = range.clone().map(|at| at.to_string()).collect();
        numbers.join(", ")
    };
    for bead in &bitext.beads {
        writeln!(
            out,
            "[{}]:[{}]",
            indices(&bead.source),
            indices(&bead.target)
        )?;
    }
    Ok(Written {
        beads: bitext.beads.len(),
        left_out: 0,
    })
}

/// Reads links. Spaces do not matter; blank lines are skipped, and so is anything behind the second
/// bracket, where other tools write a cost. `path` is for messages.
///
/// # Errors
/// [`Error::Input`] with line and column where a line is no link.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Vec<Link>> {
    let text = utf8(bytes, path)?;
    let mut links = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut scanner = Scanner { line, offset: 0 };
        let link = scanner.link().map_err(|what| {
            Error::input(
                Place::at(path, at + 1, line[..scanner.offset].chars().count() + 1),
                what,
                "a line of links looks like [0, 1]:[0], with [] for none",
            )
        })?;
        links.push(link);
    }
    Ok(links)
}

struct Scanner<'a> {
    line: &'a str,
    offset: usize,
}

impl Scanner<'_> {
    fn link(&mut self) -> Result<Link, String> {
        let source = self.indices()?;
        self.expect(':')?;
        Ok((source, self.indices()?))
    }

    fn indices(&mut self) -> Result<Vec<usize>, String> {
        let mut indices = Vec::new();
        self.expect('[')?;
        loop {
            if self.eat(']') {
                return Ok(indices);
            }
            if !indices.is_empty() {
                self.expect(',')?;
            }
            self.skip_space();
            let rest = &self.line[self.offset..];
            let digits = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let number = rest[..digits].parse().map_err(|_| {
                if digits == 0 {
                    "a number is missing here".to_owned()
                } else {
                    format!("the number {} is too large", &rest[..digits])
                }
            })?;
            indices.push(number);
            self.offset += digits;
        }
    }

    fn skip_space(&mut self) {
        let rest = &self.line[self.offset..];
        self.offset += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip_space();
        let found = self.line[self.offset..].starts_with(c);
        if found {
            self.offset += c.len_utf8();
        }
        found
    }

    fn expect(&mut self, c: char) -> Result<(), String> {
        if self.eat(c) {
            Ok(())
        } else {
            Err(format!("a \"{c}\" is missing here"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    fn parse_str(text: &str) -> Result<Vec<Link>> {
        parse(text.as_bytes(), Path::new("a.align"))
    }

    #[test]
    fn writes_what_it_reads() {
        let mut moved = bead(0..2, 2..3);
        moved.moved = Some(1);
        let bitext = Bitext {
            source: side("zh-CN", &["一。", "二。", "三。"]),
            target: side("en-US", &["1.", "2.", "3.", "4."]),
            beads: vec![moved, bead(2..3, 0..0), bead(3..3, 0..2), bead(3..3, 3..4)],
            ..Bitext::default()
        };
        let mut out = Vec::new();
        write(&bitext, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "[0, 1]:[2]\n[2]:[]\n[]:[0, 1]\n[]:[3]\n");
        assert_eq!(
            parse_str(&text).unwrap(),
            [
                (vec![0, 1], vec![2]),
                (vec![2], vec![]),
                (vec![], vec![0, 1]),
                (vec![], vec![3])
            ]
        );
    }

    #[test]
    fn is_easy_about_spaces_and_costs() {
        assert_eq!(
            parse_str("\u{feff} [ 0,1 ] : [7]:0.123\r\n\n[]:[]\n").unwrap(),
            [(vec![0, 1], vec![7]), (vec![], vec![])]
        );
    }

    #[test]
    fn errors_say_where() {
        for (text, says) in [
            ("[0]:[0]\nzero", "a.align:2:1: a \"[\" is missing"),
            ("[0][0]", "a.align:1:4: a \":\" is missing"),
            ("[0 1]:[]", "a.align:1:4: a \",\" is missing"),
            ("[0,]:[]", "a.align:1:4: a number is missing"),
            ("[-1]:[]", "a.align:1:2: a number is missing"),
            ("[99999999999999999999999]:[]", "too large"),
            ("[1]:[2", "a.align:1:7: a \",\" is missing"),
        ] {
            let said = parse_str(text).unwrap_err().to_string();
            assert!(said.contains(says), "{said:?} does not say {says:?}");
        }
    }
}
