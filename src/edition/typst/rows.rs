//! The rows of a text as Typst's code.

use super::blocks::{CHUNK, Side, Told, shared};
use super::cuts::cuts;
use super::escape::array;
use super::inline::Inline;
use super::notes::Notes;
use crate::bitext::SideName;
use crate::edition::slots::Slot;
use crate::edition::{BlockView, Edition, Layout, Row};

/// The rows of a text, each a dictionary. In a book links to other texts are left open, rows have slots for their
/// names, and headings are so many levels deeper.
pub(super) fn rows(edition: &Edition<'_>, in_book: Option<usize>) -> Vec<String> {
    let inline = Inline {
        edition,
        in_book: in_book.is_some(),
        facing: super::settings::layout(&edition.options) == Layout::Facing,
        notes: [SideName::Source, SideName::Target].map(|side| Notes::of(edition, side)),
    };
    let mut rows = Vec::new();
    // Rows of which nothing is seen, whose places are those of the next one.
    let mut unseen = Vec::new();
    for (number, row) in edition.rows().iter().enumerate() {
        unseen.push(number);
        if let Some(written) = written(&inline, row, in_book.unwrap_or(0), &unseen) {
            rows.push(written);
            unseen.clear();
        }
    }
    rows
}

fn written(inline: &Inline<'_, '_>, row: &Row, deeper: usize, numbers: &[usize]) -> Option<String> {
    let edition = inline.edition;
    let source = edition.blocks(row, SideName::Source);
    let target = edition.blocks(row, SideName::Target);
    let (mut told_of_source, mut told_of_target) = told(&source, &target);
    let of_source = Side::of(inline, &source, &mut told_of_source, deeper);
    let of_target = Side::of(inline, &target, &mut told_of_target, deeper);
    let once = shared(inline, &row.shared);
    if [&of_source, &of_target, &once]
        .iter()
        .all(|side| side.blocks.is_empty())
    {
        return None;
    }
    let all_headings = source
        .iter()
        .chain(&target)
        .all(|view| view.block.kind.is_heading());
    let mut cuts = cuts(&of_source.pieces, &of_target.pieces);
    if !inline.facing {
        cuts = apart(&cuts, &of_source.lengths, &of_target.lengths);
    }
    let mut code = format!(
        "(z: {}, e: {}, c: {}, zn: {}, en: {}",
        array(of_source.blocks),
        array(of_target.blocks),
        array(
            cuts.iter()
                .map(|(source, target)| format!("({source}, {target})"))
        ),
        array(of_source.notes),
        array(of_target.notes),
    );
    if !once.blocks.is_empty() {
        code += &format!(", sh: {}", array(once.blocks));
    } else if all_headings {
        code += ", h: true";
    }
    if inline.in_book {
        let slots: String = numbers
            .iter()
            .map(|&row| Slot::Row(row).to_string())
            .collect();
        code += &format!(", at: {{{slots}}}");
    }
    Some(code + ")")
}

/// Of the places where a row may be cut those that are so far apart that both columns stay level: a row of a few lines
/// is not cut.
fn apart(cuts: &[(usize, usize)], source: &[usize], target: &[usize]) -> Vec<(usize, usize)> {
    let between = |from: (usize, usize), to: (usize, usize)| {
        let source: usize = source[from.0..to.0].iter().sum();
        let target: usize = target[from.1..to.1].iter().sum();
        source.max(target)
    };
    let end = (source.len(), target.len());
    let mut before = (0, 0);
    let far = |cut: &&(usize, usize)| {
        let far = between(before, **cut) >= CHUNK && between(**cut, end) >= CHUNK / 2;
        if far {
            before = **cut;
        }
        far
    };
    cuts.iter().filter(far).copied().collect()
}

/// What the contents say of the headings of both sides: those that stand beside each other are one entry.
fn told(
    source: &[BlockView<'_>],
    target: &[BlockView<'_>],
) -> (std::vec::IntoIter<Told>, std::vec::IntoIter<Told>) {
    let words = |views: &[BlockView<'_>]| -> Vec<String> {
        let headings = views.iter().filter(|view| view.block.kind.is_heading());
        let words = headings.map(|view| view.block.text.trim().to_owned());
        words.collect()
    };
    let (source, target) = (words(source), words(target));
    let mut of_source = Vec::new();
    for (number, own) in source.iter().enumerate() {
        let other = target.get(number).filter(|other| *other != own);
        of_source.push(Some(match other {
            Some(other) => format!("{own} · {other}"),
            None => own.clone(),
        }));
    }
    let of_target = target.into_iter().enumerate();
    let of_target: Vec<Told> = of_target
        .map(|(number, own)| (number >= source.len()).then_some(own))
        .collect();
    (of_source.into_iter(), of_target.into_iter())
}
