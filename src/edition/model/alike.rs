//! What both sides have alike, images, code and rules, is shown once.

use std::ops::Range;

use super::BlockView;
use super::Edition;
use super::opaque::{ImageView, Opaque};
use super::rows::Row;
use crate::bitext::SideName;
use crate::document::{BlockKind, MarkKind};
use crate::text::address::on_server;

impl Edition<'_> {
    /// Gives what both sides of a row have alike a row of its own, in which it is shown once.
    pub(super) fn share(&mut self) {
        let mut rows = Vec::with_capacity(self.rows.len());
        for mut row in std::mem::take(&mut self.rows) {
            let shared = self.captioned(&row);
            if !shared.is_empty() {
                row.shared = shared;
                rows.push(row);
                continue;
            }
            let mut behind = Vec::new();
            while let Some(both) = self.alike(
                row.source.clone().next_back(),
                row.target.clone().next_back(),
            ) {
                let (source, target) = (row.source.end - 1, row.target.end - 1);
                behind.push(Row {
                    source: source..row.source.end,
                    target: target..row.target.end,
                    shared: vec![both],
                });
                (row.source.end, row.target.end) = (source, target);
            }
            while let Some(both) = self.alike(row.source.clone().next(), row.target.clone().next())
            {
                let (source, target) = (row.source.start + 1, row.target.start + 1);
                rows.push(Row {
                    source: row.source.start..source,
                    target: row.target.start..target,
                    shared: vec![both],
                });
                (row.source.start, row.target.start) = (source, target);
            }
            if !row.source.is_empty() || !row.target.is_empty() {
                rows.push(row);
            }
            rows.extend(behind.into_iter().rev());
        }
        self.rows = rows;
    }

    /// Images of both sides that are the same and stand a few rows apart, because one side says more before its own,
    /// are shown once, where the source has them.
    pub(super) fn share_across(&mut self) {
        /// How many rows apart at most.
        const APART: usize = 4;
        let images = |side: SideName, row: &Row| -> Option<(usize, Vec<ImageView>)> {
            let index = match side {
                SideName::Source => row.source.clone().next_back()?,
                SideName::Target => row.target.clone().next_back()?,
            };
            match self.opaque_at(side, index)? {
                Opaque::Images(images) if row.shared.is_empty() => Some((index, images)),
                _ => None,
            }
        };
        let of = |side: SideName| -> Vec<(usize, usize, Vec<ImageView>)> {
            let rows = self.rows.iter().enumerate();
            rows.filter_map(|(at, row)| {
                images(side, row).map(|(index, images)| (at, index, images))
            })
            .collect()
        };
        let (sources, targets) = (of(SideName::Source), of(SideName::Target));
        let mut next = 0;
        let mut found = Vec::new();
        for (at, index, source) in sources {
            let near = targets.iter().enumerate().skip(next);
            let near = near.filter(|(_, (other, ..))| at.abs_diff(*other) <= APART);
            let same = near
                .filter_map(|(number, (_, other, target))| {
                    let both = self.once(source.clone(), target.clone())?;
                    Some((number, *other, both))
                })
                .next();
            if let Some((number, other, both)) = same {
                next = number + 1;
                found.push((at, index, other, both));
            }
        }
        for (at, index, other, both) in found.into_iter().rev() {
            self.shown_elsewhere.insert((SideName::Target, other));
            let row = &mut self.rows[at];
            row.source.end = index;
            let target = row.target.end;
            self.rows.insert(
                at + 1,
                Row {
                    source: index..index + 1,
                    target: target..target,
                    shared: vec![Opaque::Images(both)],
                },
            );
        }
        // A row of which nothing is left to be seen joins the one before it.
        let rows = std::mem::take(&mut self.rows);
        for row in rows {
            let hidden = |side, index| self.shown_elsewhere.contains(&(side, index));
            let is_empty = row.shared.is_empty()
                && row.source.is_empty()
                && row
                    .target
                    .clone()
                    .all(|index| hidden(SideName::Target, index));
            match self.rows.last_mut() {
                Some(before) if is_empty => before.target.end = row.target.end,
                _ => self.rows.push(row),
            }
        }
    }

    /// What a block without text shows; `None` where it has text.
    fn opaque_at(&self, side: SideName, index: usize) -> Option<Opaque> {
        let block = self.text(side).document.blocks.get(index)?;
        if block.kind != BlockKind::Opaque {
            return None;
        }
        let view = self.block(side, index).filter(BlockView::is_opaque)?;
        Some(self.opaque(&view))
    }

    /// What two blocks without text show, if they show the same.
    fn alike(&self, source: Option<usize>, target: Option<usize>) -> Option<Opaque> {
        match (
            self.opaque_at(SideName::Source, source?)?,
            self.opaque_at(SideName::Target, target?)?,
        ) {
            (Opaque::Images(source), Opaque::Images(target)) => {
                self.once(source, target).map(Opaque::Images)
            }
            (Opaque::Nothing, _) => None,
            (source, target) => (source == target).then_some(source),
        }
    }

    /// Images of both sides as one each, if they are the same.
    fn once(&self, source: Vec<ImageView>, target: Vec<ImageView>) -> Option<Vec<ImageView>> {
        if source.len() != target.len() {
            return None;
        }
        let once = source.into_iter().zip(target).map(|(source, target)| {
            let known = |image: &ImageView| self.options.pictures.number(image.side, &image.url);
            let same = match (known(&source), known(&target)) {
                (Some(one), Some(other)) => one == other,
                _ if on_server(&source.url).is_some() => source.url == target.url,
                _ => file_of(&source.url) == file_of(&target.url),
            };
            same.then(|| ImageView {
                other_alt: Some(target.alt).filter(|alt| !alt.trim().is_empty()),
                ..source
            })
        });
        once.collect()
    }

    /// The images that a row's captions begin with, if each side is one caption and the images are the same.
    fn captioned(&self, row: &Row) -> Vec<Opaque> {
        let images = |side: SideName, range: &Range<usize>| -> Option<Vec<ImageView>> {
            let mut blocks = self.text(side).document.blocks.get(range.clone())?.iter();
            let block = blocks.next()?;
            let alone = blocks.next().is_none() && block.kind == BlockKind::Caption;
            let images = block.marks.iter().filter_map(|mark| match &mark.kind {
                MarkKind::Image { url, alt } => Some((mark.over.start, url, alt)),
                _ => None,
            });
            let images: Vec<_> = images.collect();
            let leads = alone && images.iter().all(|(at, ..)| *at == 0);
            let images = images.into_iter().map(|(_, url, alt)| ImageView {
                side,
                url: url.clone(),
                alt: alt.clone(),
                other_alt: None,
            });
            leads.then(|| images.collect())
        };
        let both = images(SideName::Source, &row.source)
            .zip(images(SideName::Target, &row.target))
            .filter(|(source, _)| !source.is_empty());
        both.and_then(|(source, target)| self.once(source, target))
            .map(Opaque::Images)
            .into_iter()
            .collect()
    }
}

/// The name of the file at an address.
fn file_of(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    match path.starts_with("data:") {
        true => address,
        false => path.rsplit(['/', '\\']).next().unwrap_or(path),
    }
}
