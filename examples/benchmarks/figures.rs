//! The figures of a region: the cells of its tables, and the numbers of its sentences.

/// A cell of a table, or a number in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The first cell of the row, that of a row above where it is empty; of a sentence, its words.
    pub(crate) row: String,
    /// The second cell, where several rows of the table have the same first cell; a bare number with its
    /// header.
    pub(crate) setting: String,
    /// The header; of a sentence, the word behind the number.
    pub(crate) column: String,
    pub(crate) text: String,
}

impl Figure {
    /// The number, if there is one and no other: `10 of 12` has none.
    pub(crate) fn value(&self) -> Option<f64> {
        let (first, rest) = self.text.split_once(' ').unwrap_or((&self.text, ""));
        let other = rest.contains(|c: char| c.is_ascii_digit());
        number(first).filter(|_| !other)
    }

    /// Whether it was measured with a clock or a scale, so that it is never twice the same.
    pub(crate) fn is_measured(&self) -> bool {
        ["s", "ms", "seconds", "second", "times", "CPU", "MB", "MB/s"]
            .iter()
            .any(|unit| self.has(unit))
    }

    /// Whether the header has this word.
    pub(crate) fn has(&self, word: &str) -> bool {
        let mut words = self.column.split([' ', ',']);
        words.any(|one| one == word)
    }

    /// Whether it is the same place as the other one.
    pub(crate) fn is_at(&self, other: &Figure) -> bool {
        (&self.row, &self.setting, &self.column) == (&other.row, &other.setting, &other.column)
    }
}

pub(crate) fn figures(text: &str) -> Vec<Figure> {
    let lines: Vec<&str> = text.lines().collect();
    let mut figures = Vec::new();
    for lines in lines.chunk_by(|one, next| one.starts_with('|') == next.starts_with('|')) {
        if lines[0].starts_with('|') {
            figures.extend(of_table(lines));
        } else {
            figures.extend(lines.iter().flat_map(|line| of_sentence(line)));
        }
    }
    figures
}

fn of_table(lines: &[&str]) -> Vec<Figure> {
    let lines: Vec<Vec<&str>> = lines.iter().map(|line| cells(line)).collect();
    let [head, _, rows @ ..] = lines.as_slice() else {
        return Vec::new();
    };
    let columns = distinct(head);
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        let above = names.last().copied().unwrap_or_default();
        names.push(if row[0].is_empty() { above } else { row[0] });
    }
    let shared = (1..names.len()).any(|at| names[..at].contains(&names[at]));
    let mut figures = Vec::new();
    for (name, row) in names.iter().zip(rows) {
        let setting = match (row.get(1), columns.get(1)) {
            (Some(cell), Some(column)) if shared && number(cell).is_some() => {
                format!("{cell} {column}")
            }
            (Some(cell), _) if shared => (*cell).to_owned(),
            _ => String::new(),
        };
        let cells = columns.iter().zip(row).skip(if shared { 2 } else { 1 });
        for (column, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
            figures.push(Figure {
                row: (*name).to_owned(),
                setting: setting.clone(),
                column: column.clone(),
                text: (*cell).to_owned(),
            });
        }
    }
    figures
}

fn of_sentence(line: &str) -> Vec<Figure> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let bare = |word: &str| word.trim_end_matches([',', ';', ':', '.']).to_owned();
    let is_number = |word: &str| number(&bare(word)).is_some();
    let mut row = Vec::new();
    let (mut numbers, mut units) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        if is_number(word) {
            row.push("…");
            numbers.push(bare(word));
            units.push(words.get(at + 1).map(|word| bare(word)).unwrap_or_default());
        } else {
            row.push(word);
        }
    }
    let units: Vec<&str> = units.iter().map(String::as_str).collect();
    let figure = |(text, column)| Figure {
        row: row.join(" "),
        setting: String::new(),
        column,
        text,
    };
    numbers
        .into_iter()
        .zip(distinct(&units))
        .map(figure)
        .collect()
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(str::trim).collect()
}

/// The names, with a number behind those that were there before.
fn distinct(names: &[&str]) -> Vec<String> {
    let numbered = |(at, name): (usize, &&str)| match names[..at]
        .iter()
        .filter(|before| *before == name)
        .count()
    {
        0 => (*name).to_owned(),
        before => format!("{name} ({})", before + 1),
    };
    names.iter().enumerate().map(numbered).collect()
}

/// A number as it is written here: `0.51`, `.938`, `1,000,000`.
fn number(word: &str) -> Option<f64> {
    let written = |c: char| c.is_ascii_digit() || ",.".contains(c);
    let word = Some(word).filter(|word| word.chars().all(written))?;
    word.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let told = |figure: Figure| {
            let Figure {
                row,
                setting,
                column,
                ..
            } = &figure;
            let value = figure
                .value()
                .map_or_else(|| "-".to_owned(), |value| value.to_string());
            format!("{row}; {setting}; {column}; {value}")
        };
        figures(text).into_iter().map(told).collect()
    }

    #[test]
    fn numbers_are_read_out_of_cells() {
        let value = |text: &str| {
            let (row, setting, column) = Default::default();
            Figure {
                row,
                setting,
                column,
                text: text.to_owned(),
            }
            .value()
        };
        for (text, number) in [
            ("0.51", 0.51),
            (".938", 0.938),
            ("1,000,000", 1e6),
            ("1.7 times", 1.7),
            ("12 MB", 12.0),
        ] {
            assert_eq!(value(text), Some(number), "{text}");
        }
        for text in ["10 of 12", "not installed", "0.989 0.866", "", "."] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn a_row_is_named_by_its_first_cell_and_a_column_by_its_header() {
        let table = "| | F1 | MB |\n| --- | --- | --- |\n| one | .9 | |\n| two | .8 | 3 |\n";
        assert_eq!(
            told(table),
            ["one; ; F1; 0.9", "two; ; F1; 0.8", "two; ; MB; 3"]
        );
    }

    #[test]
    fn an_empty_first_cell_is_that_of_the_row_above() {
        let table = "|  | lines | s |\n| --- | --- | --- |\n| a | 1,000 | 2 |\n|  | 2,000 | 4 |\n| b | few | 9 |\n";
        let rows = [
            "a; 1,000 lines; s; 2",
            "a; 2,000 lines; s; 4",
            "b; few; s; 9",
        ];
        assert_eq!(told(table), rows);
    }

    #[test]
    fn headers_that_are_the_same_are_numbered() {
        let table = "| file | MB | s | MB |\n| --- | --- | --- | --- |\n| a | 1 | 2 | 3 |\n";
        assert_eq!(told(table), ["a; ; MB; 1", "a; ; s; 2", "a; ; MB (2); 3"]);
    }

    #[test]
    fn sentences_have_figures_too() {
        let sentence = "The bitext takes 859 MB, checking it 1,850.5 MB more.";
        let row = "The bitext takes … MB, checking it … MB more.";
        let figures = [
            format!("{row}; ; MB; 859"),
            format!("{row}; ; MB (2); 1850.5"),
        ];
        assert_eq!(told(sentence), figures);
    }
}
