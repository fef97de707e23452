//! Other words in single sentences: only the bytes of characters that changed are replaced. What was written is
//! read again before it is given out.

use std::collections::{BTreeMap, HashMap};

use super::super::edits::{Rewrite, Rewritten};
use super::super::model::{Document, Syntax};
use super::super::rewrite_changes::{Change, Side, applied, changes};
use super::super::rewrite_kept::Kept;
use super::anatomy::{Anatomy, What, anatomies};
use super::codes::coding;
use super::look::Looks;
use super::patches::{Patches, patched};
use super::touched::settled;
use super::write::BlockWriter;
use super::{ID, read_again};
use crate::error::Result;
use crate::text::TextSpan;

/// So often a document is read again at most.
const MOST_READINGS: usize = 5;

/// Writes new words for sentences.
///
/// # Errors
/// A source that cannot be read again.
pub(super) fn rewrite(document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten> {
    let mut kept: BTreeMap<usize, Kept> = BTreeMap::new();
    let of_block = places(document, rewrites, &mut kept);
    let mut changed: BTreeMap<usize, Changed> = BTreeMap::new();
    anatomies(
        document,
        &|block| of_block.contains_key(&block),
        &mut Looks::default(),
        &mut |anatomy, looks| {
            let own = of_block.get(&anatomy.block).map_or(&[][..], Vec::as_slice);
            let block = Changed::of(document, &anatomy, looks, (rewrites, own), &mut kept);
            changed.extend(block.map(|changed| (anatomy.block, changed)));
        },
    )?;
    for (block, own) in &of_block {
        if !changed.contains_key(block) {
            for &of in own {
                kept.entry(of).or_insert(Kept::Tangled);
            }
        }
    }
    for reading in 0..=MOST_READINGS {
        let mut patches = Patches::new();
        for changed in changed.values() {
            patches.extend(changed.patches.clone());
        }
        let text = patched(&document.source.text, &patches);
        let wrong = if patches.is_empty() {
            Vec::new()
        } else {
            wrong(document, text.clone(), &changed)?
        };
        if wrong.is_empty() {
            return Ok(Rewritten {
                text: settled(&document.source, text, &patches, false)?,
                kept: kept.into_iter().collect(),
                dropped: Vec::new(),
            });
        }
        for (block, changed) in &changed {
            if wrong.contains(block) || reading + 1 >= MOST_READINGS {
                kept.extend(changed.rewrites.iter().map(|&of| (of, Kept::Markup)));
            }
        }
        changed.retain(|block, _| !wrong.contains(block) && reading + 1 < MOST_READINGS);
    }
    Ok(Rewritten {
        text: document.source.text.clone(),
        kept: kept.into_iter().collect(),
        dropped: Vec::new(),
    })
}

/// The numbers of the rewrites of each block, in order; those without a place are kept.
fn places(
    document: &Document,
    rewrites: &[Rewrite],
    kept: &mut BTreeMap<usize, Kept>,
) -> HashMap<usize, Vec<usize>> {
    let mut of_block: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut order: Vec<usize> = (0..rewrites.len()).collect();
    order.sort_by_key(|&of| (rewrites[of].block, rewrites[of].place.start));
    for of in order {
        let rewrite = &rewrites[of];
        let block = document.blocks.get(rewrite.block);
        let stands = block.and_then(|block| block.text.get(rewrite.place.range()));
        let before = of_block.get(&rewrite.block).and_then(|own| own.last());
        let reached = before.map_or(0, |&before| rewrites[before].place.end);
        if stands.is_none_or(str::is_empty) || rewrite.place.start < reached {
            kept.insert(of, Kept::NoPlace);
        } else if block.is_some_and(|block| block.syntax != Syntax::Own) {
            kept.insert(of, Kept::NoWriter(ID));
        } else {
            of_block.entry(rewrite.block).or_default().push(of);
        }
    }
    of_block
}

/// A block with other words.
struct Changed {
    patches: Patches,
    /// What it says now.
    says: String,
    /// The rewrites that are in it.
    rewrites: Vec<usize>,
}

impl Changed {
    /// The block with those rewrites that can be written; nothing where none can, or none changes anything.
    fn of(
        document: &Document,
        anatomy: &Anatomy,
        looks: &Looks,
        (rewrites, own): (&[Rewrite], &[usize]),
        kept: &mut BTreeMap<usize, Kept>,
    ) -> Option<Changed> {
        let block = &document.blocks[anatomy.block];
        let coding = coding(anatomy, block, looks);
        let writer = BlockWriter {
            source: &document.source.text,
            anatomy,
            looks,
            coding: &coding,
        };
        let atoms = anatomy.atoms.iter();
        let whole: Vec<TextSpan> = atoms
            .filter(|atom| atom.what != What::Text && !atom.text.is_empty())
            .map(|atom| atom.text)
            .collect();
        let codes: Vec<usize> = coding
            .content
            .coded
            .codes
            .iter()
            .map(|code| code.at)
            .collect();
        let mut made = Changed {
            patches: Patches::new(),
            says: String::new(),
            rewrites: Vec::new(),
        };
        let mut all: Vec<Change> = Vec::new();
        for &of in own {
            let rewrite = &rewrites[of];
            let found = changes_of(&block.text, rewrite, of, (&whole, &codes));
            if found
                .iter()
                .any(|change| whole.iter().any(|&whole| change.touches(whole)))
            {
                kept.insert(of, Kept::Code);
                continue;
            }
            let reached = all.last().map_or(0, |change| change.old.end);
            let mut patches = Patches::new();
            let mut written = found.iter().all(|change| change.old.start >= reached);
            for change in &found {
                let behind = match change.side {
                    Side::Before => true,
                    Side::Behind => false,
                    Side::Neither => change.old.start > rewrite.place.start,
                };
                match writer.changed(change.old, behind, &change.new) {
                    Some(own) => patches.extend(own),
                    None => written = false,
                }
            }
            if !written {
                kept.insert(of, Kept::Tangled);
                continue;
            }
            let mut with = all.clone();
            with.extend(found);
            if applied(&block.text, &with).trim().is_empty() {
                kept.insert(of, Kept::Emptied);
                continue;
            }
            all = with;
            made.patches.extend(patches);
            made.rewrites.push(of);
        }
        made.says = applied(&block.text, &all);
        // Written or kept, every rewrite has its answer.
        Some(made)
    }
}

/// What a rewrite changes.
fn changes_of(
    text: &str,
    rewrite: &Rewrite,
    of: usize,
    (whole, codes): (&[TextSpan], &[usize]),
) -> Vec<Change> {
    let new = rewrite.text.trim();
    let own = rewrite.place.of(text);
    if new.is_empty() {
        // With the white space behind it, or before it where nothing follows.
        let rest = &text[rewrite.place.end..];
        let behind = rewrite.place.end + rest.len() - rest.trim_start().len();
        let before = text[..rewrite.place.start].trim_end().len();
        let old = if behind == text.len() {
            TextSpan::new(before, rewrite.place.end)
        } else {
            TextSpan::new(rewrite.place.start, behind)
        };
        return vec![Change {
            old,
            new: String::new(),
            side: Side::Neither,
            of,
        }];
    }
    let start = rewrite.place.start + own.len() - own.trim_start().len();
    let end = (rewrite.place.start + own.trim_end().len()).max(start);
    changes(text, TextSpan::new(start, end), new, whole, codes, of)
}

/// The changed blocks that do not say what they should, or before blocks that say something else now.
fn wrong(
    document: &Document,
    text: String,
    changed: &BTreeMap<usize, Changed>,
) -> Result<Vec<usize>> {
    let source = document.source.with_text(text);
    let again = read_again(source, &document.read, None)?;
    let mut wrong = Vec::new();
    for (number, block) in document.blocks.iter().enumerate() {
        let says = changed
            .get(&number)
            .map_or(&block.text, |changed| &changed.says);
        let now = again.blocks.get(number);
        let same = now.is_some_and(|now| now.text == *says && now.kind == block.kind);
        if !same {
            // It comes of this block or of the one before it.
            let cause = changed.range(..=number).next_back();
            let cause = cause.or_else(|| changed.range(number..).next());
            wrong.extend(cause.map(|(&cause, _)| cause));
        }
    }
    wrong.sort_unstable();
    wrong.dedup();
    Ok(wrong)
}
