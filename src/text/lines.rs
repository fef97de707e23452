//! Lines and columns of bytes of a text, both from 1, columns in characters.

/// The number of bytes between two places that an index knows.
const STEP: usize = 512;

/// Line and column of a byte of `text`, counted from its beginning; for many bytes of one text there is
/// [`LineIndex`]. A byte inside a character counts as its first, one behind the text as its end.
pub(crate) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    counted(&text[..boundary(text, offset)], (1, 1))
}

/// Finds lines and columns without counting a text from its beginning each time.
///
/// It knows the line and column of a character every 512 bytes, so that a look-up costs the same in a
/// text of many lines and in one whose whole book is a single line (the XML of an archive).
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Byte, line and column.
    known: Vec<(usize, (usize, usize))>,
}

impl LineIndex {
    /// The index of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut known = vec![(0, (1, 1))];
        let (mut at, mut place) = (0, (1, 1));
        while at < text.len() {
            let next = boundary(text, at + STEP);
            place = counted(&text[at..next], place);
            known.push((next, place));
            at = next;
        }
        LineIndex { known }
    }

    /// Line and column of a byte of `text`, which is the text that the index was made of.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = boundary(text, offset);
        let after = self.known.partition_point(|&(at, _)| at <= offset);
        let (at, place) = self.known[after.saturating_sub(1)];
        counted(&text[at..offset], place)
    }
}

/// Line and column behind some text that begins at a given line and column.
fn counted(passed: &str, (line, column): (usize, usize)) -> (usize, usize) {
    match passed.rfind('\n') {
        Some(end) => (
            line + passed.bytes().filter(|&byte| byte == b'\n').count(),
            passed[end + 1..].chars().count() + 1,
        ),
        None => (line, column + passed.chars().count()),
    }
}

/// The beginning of the character that a byte belongs to; the end of the text for what is behind it.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let text = "灯塔\na b\n\nc";
        let index = LineIndex::new(text);
        for (offset, place) in [
            (0, (1, 1)),
            (3, (1, 2)),
            (4, (1, 2)),
            (6, (1, 3)),
            (7, (2, 1)),
            (11, (3, 1)),
            (12, (4, 1)),
            (99, (4, 2)),
        ] {
            assert_eq!(line_column(text, offset), place, "{offset}");
            assert_eq!(index.line_column(text, offset), place, "{offset}");
        }
        assert_eq!(LineIndex::new("").line_column("", 5), (1, 1));
    }

    #[test]
    fn an_index_says_what_counting_says() {
        let one_line = "灯塔 lamp 🗼".repeat(200);
        let lines = "岸上有灯。\nA lamp.\n\n".repeat(150);
        for text in [one_line, lines] {
            let index = LineIndex::new(&text);
            for offset in (0..=text.len()).step_by(7) {
                assert_eq!(index.line_column(&text, offset), line_column(&text, offset));
            }
        }
    }
}
