//! The summary of a project's revision, by text: what every rendering shows of it.

use crate::diff::{ChangeKind, ProjectRevision, TextRevision, TextState};
use crate::report::Terminal;

/// The columns, and the kinds of changes whose sentences each counts.
pub(super) const COLUMNS: &[(&str, &[ChangeKind])] = &[
    (
        "edited",
        &[
            ChangeKind::Edited,
            ChangeKind::Retranslated,
            ChangeKind::Split,
            ChangeKind::Merged,
        ],
    ),
    ("moved", &[ChangeKind::Moved]),
    ("stale", &[ChangeKind::Stale]),
    ("resolved", &[ChangeKind::Resolved]),
    ("added", &[ChangeKind::Added, ChangeKind::Restored]),
    ("removed", &[ChangeKind::Removed]),
];

/// A text in the summary.
pub(super) struct Row {
    pub(super) name: String,
    /// The sentences of each column.
    pub(super) counts: Vec<usize>,
    /// How many changes and findings are to be looked at first.
    pub(super) look_first: usize,
    /// What became of the text as a whole; empty where nothing did.
    pub(super) note: String,
}

/// A row for each text in which anything differs.
pub(super) fn rows(project: &ProjectRevision<'_>) -> Vec<Row> {
    let texts = project.texts.iter().enumerate();
    texts
        .map(|(number, text)| Row {
            name: text.name.clone(),
            counts: COLUMNS
                .iter()
                .map(|(_, kinds)| text.sentences(kinds))
                .collect(),
            look_first: text.look_first(),
            note: note(project, number, text),
        })
        .collect()
}

/// The sums of all texts.
pub(super) fn total(project: &ProjectRevision<'_>, look: Terminal) -> Row {
    Row {
        name: look.tell("all").into_owned(),
        counts: COLUMNS
            .iter()
            .map(|(_, kinds)| project.sentences(kinds))
            .collect(),
        look_first: project.look_first(),
        note: String::new(),
    }
}

/// How many texts differ, in a line.
pub(super) fn differing(project: &ProjectRevision<'_>) -> String {
    let states: Vec<String> = TextState::ALL
        .iter()
        .map(|state| (project.count(*state), state.name()))
        .filter(|&(count, _)| count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let differ = if states.is_empty() {
        "no text differs".to_owned()
    } else {
        format!(
            "{} {}",
            states.join(", "),
            plural(project.texts.len(), "text")
        )
    };
    let same = match project.unchanged {
        0 => String::new(),
        number => format!("; {number} unchanged"),
    };
    format!("{differ}{same}")
}

fn note(project: &ProjectRevision<'_>, number: usize, text: &TextRevision<'_>) -> String {
    let (old, new) = text.sizes();
    let said = |size: usize| match size {
        0 => "not translated".to_owned(),
        size => format!("{size} {}", plural(size, "sentence")),
    };
    match text.state {
        TextState::Changed => String::new(),
        TextState::Renamed => format!("was {}", text.was.as_deref().unwrap_or("renamed")),
        TextState::Added => {
            let from = project.moves.iter().filter(|one| one.to == number);
            let from = from.map(|one| (one.from, one.new.len()));
            format!("new: {}{}", said(new), others(project, "from", from))
        }
        TextState::Removed => {
            let to = project.moves.iter().filter(|one| one.from == number);
            let to = to.map(|one| (one.to, one.old.len()));
            format!("gone: {}{}", said(old), others(project, "to", to))
        }
        TextState::Failed => text.error.clone().unwrap_or_default(),
    }
}

/// The texts that sentences came from or went to: `, 12 of them to zh/02.md`.
fn others(
    project: &ProjectRevision<'_>,
    way: &str,
    moves: impl Iterator<Item = (usize, usize)>,
) -> String {
    let mut sums: Vec<(usize, usize)> = Vec::new();
    for (text, sentences) in moves {
        match sums.iter_mut().find(|(other, _)| *other == text) {
            Some((_, sum)) => *sum += sentences,
            None => sums.push((text, sentences)),
        }
    }
    sums.into_iter()
        .map(|(text, sum)| format!(", {sum} of them {way} {}", project.texts[text].name))
        .collect()
}

fn plural(number: usize, word: &str) -> String {
    if number == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}
