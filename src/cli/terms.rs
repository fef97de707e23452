//! `duizhao terms`

use std::process::ExitCode;

use comfy_table::{ContentArrangement, Table, presets};
use duizhao::Result;
use duizhao::bitext::Bitext;
use duizhao::glossary::format::GlossaryFormat;
use duizhao::glossary::mine::{Mined, mine};
use duizhao::glossary::{TermMatcher, Termbase};
use duizhao::project::Opening;
use duizhao::report::excerpts;
use duizhao::words::Words;
use unicode_width::UnicodeWidthStr;

use super::Context;
use super::args::Terms;
use super::chosen::{chosen, translated};
use super::output::write_to;
use super::pager;

pub(super) fn run(context: &Context, options: &Terms) -> Result<ExitCode> {
    let known = context.project.termbase(&options.glossary)?;
    let chosen = chosen(context, &options.chosen)?;
    let opening = Opening {
        from: options.from.as_deref(),
        onto: None,
    };
    let mut bitexts = Vec::new();
    let mut failed = 0;
    context.project.each_text(
        &translated(context, &chosen),
        |project, text| Ok(project.open_text_as(text, opening)?.bitext),
        |text, bitext| {
            match bitext {
                Ok(bitext) => bitexts.push(bitext),
                // Of a single pair the error is that of the command.
                Err(error) if chosen.is_single() => return Err(error),
                Err(error) => {
                    failed += 1;
                    context.talk.failed(&text.name, &error);
                }
            }
            Ok(())
        },
    )?;
    let bitext = Bitext::joined(bitexts);
    let code = ExitCode::from(if failed > 0 { 2 } else { 0 });
    let matcher = TermMatcher::new(&known);
    let mut mined = mine(&bitext, &matcher, options.least.max(2));
    mined.truncate(options.most);
    if mined.is_empty() {
        context
            .talk
            .note("no terms were found; --least 2 looks for rarer ones");
    }
    if let Some(path) = &options.output {
        let format = GlossaryFormat::by_path(path)?;
        let found = Termbase {
            concepts: mined.iter().map(Mined::concept).collect(),
        };
        write_to(Some(path), |out| (format.write)(&found, out))?;
        context.talk.note(format!(
            "{}: {} terms",
            path.display(),
            found.concepts.len()
        ));
        return Ok(code);
    }
    let rows: Vec<Row<'_>> = mined
        .iter()
        .map(|term| Row::of(term, context.talk.words))
        .collect();
    let table = table(
        &rows,
        pager::width(),
        context.talk.output_color,
        context.talk.words,
    );
    write_to(None, |out| writeln!(out, "{table}"))?;
    Ok(code)
}

/// The columns that an example needs at least; with less there is none.
const LEAST_EXAMPLE: usize = 24;
/// The columns between two cells, and at both ends of a row.
const PADDING: usize = 2;

/// A candidate as the table has it.
struct Row<'a> {
    cells: [String; 4],
    term: &'a Mined,
}

impl Row<'_> {
    fn of<'a>(term: &'a Mined, words: &Words) -> Row<'a> {
        let kind = if term.is_name {
            words.word("terms-name")
        } else {
            String::new()
        };
        Row {
            cells: [
                term.source.clone(),
                format!("{}{kind}", term.target),
                term.times.to_string(),
                format!("{:.0}%", term.consistency * 100.0),
            ],
            term,
        }
    }

    /// Both sentences, cut around the term to this many columns.
    fn example(&self, room: usize) -> String {
        let (chinese, english) = (&self.term.example.0, &self.term.example.1);
        let place = |at: Option<usize>, length: usize| at.map_or(0..0, |at| at..at + length);
        let source = place(chinese.find(&self.term.source), self.term.source.len());
        let lower = english.to_ascii_lowercase();
        let target = lower.find(&self.term.target.to_ascii_lowercase());
        let target = place(target, self.term.target.len());
        let texts = (chinese.as_str(), english.as_str());
        let (chinese, english) = excerpts(texts, (&source, &target), room);
        format!("{}\n{}", chinese.text, english.text)
    }
}

/// The candidates in `width` columns; the examples take what the rest leaves.
fn table(rows: &[Row<'_>], width: usize, color: bool, words: &Words) -> Table {
    const HEADS: [&str; 4] = ["Chinese", "English", "times", "so"];
    let told = HEADS.map(|head| words.tell(head));
    let needed: usize = (0..HEADS.len())
        .map(|at| {
            let cells = rows.iter().map(|row| row.cells[at].as_str());
            let widths = cells.chain([&*told[at]]).map(UnicodeWidthStr::width);
            widths.max().unwrap_or(0) + PADDING
        })
        .sum();
    let room = width.saturating_sub(needed + PADDING);
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    if !color {
        table.force_no_tty();
    }
    let has_examples = room >= LEAST_EXAMPLE;
    let mut heads = told.to_vec();
    heads.extend(has_examples.then(|| words.tell("for example")));
    table.set_header(heads);
    for row in rows {
        let mut cells = row.cells.to_vec();
        cells.extend(has_examples.then(|| row.example(room)));
        table.add_row(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use duizhao::words::Locale;

    use super::*;

    #[test]
    fn the_table_fits_the_terminal() {
        let mined = [
            Mined {
                source: "北防波堤守塔人协会".to_owned(),
                target: "Association of Keepers of the Northern Mole".to_owned(),
                times: 12,
                consistency: 1.0,
                score: 30.0,
                is_name: true,
                example: (
                    "那一年冬天，北防波堤守塔人协会第一次在镇上的学校里开会，来的人比谁想的都多。".to_owned(),
                    "That winter the Association of Keepers of the Northern Mole met for the first time, in the school of the town, and more people came than anybody had expected.".to_owned(),
                ),
            },
            Mined {
                source: "灯塔".to_owned(),
                target: "lighthouse".to_owned(),
                times: 3,
                consistency: 0.5,
                score: 12.0,
                is_name: false,
                example: ("灯塔亮了。".to_owned(), "The lighthouse shone.".to_owned()),
            },
        ];
        for (width, words) in [24, 40, 60, 80, 100, 132]
            .into_iter()
            .flat_map(|width| Locale::ALL.map(|one| (width, Words::of(one))))
        {
            for rows in [&mined[..], &mined[1..]] {
                let rows: Vec<Row<'_>> = rows.iter().map(|term| Row::of(term, words)).collect();
                let table = table(&rows, width, false, words).to_string();
                for line in table.lines() {
                    assert!(
                        UnicodeWidthStr::width(line) <= width,
                        "{width}: {line}\n{table}"
                    );
                }
            }
        }
        let words = Words::of(Locale::English);
        let rows: Vec<Row<'_>> = mined[1..].iter().map(|term| Row::of(term, words)).collect();
        assert!(
            table(&rows, 80, false, words)
                .to_string()
                .contains("The lighthouse shone.")
        );
        assert!(!table(&rows, 40, false, words).to_string().contains("shone"));
    }
}
