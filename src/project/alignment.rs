//! Aligning the two texts of a pair.

use std::path::PathBuf;

use super::hints::{HintFiles, OwnedHints};
use super::kept::{Kept, KeptKey};
use super::{Parallel, Project, TextPair};
use crate::align::Aligner;
use crate::bitext::{Bead, BeadSpan, Bitext};
use crate::error::Result;

impl Project {
    /// Aligns two texts and opens them with their bitext.
    ///
    /// # Errors
    /// Those of the hints and of [`Project::link`].
    pub fn align(&self, pair: TextPair, files: HintFiles<'_>) -> Result<Parallel> {
        let hints = OwnedHints::read(self, files, &pair)?;
        let bitext = self.link(&pair, &hints)?;
        Ok(Parallel::new(pair.chinese, pair.english, bitext))
    }

    /// Aligns two texts of the project without hints, or takes the links that they were given when they were
    /// aligned before.
    ///
    /// # Errors
    /// As [`Project::align`].
    pub fn align_kept(&self, pair: TextPair) -> Result<Parallel> {
        let kept = match (self.kept(), &self.config.align.encoder) {
            (Some(kept), None) => kept,
            // What a server says of the sentences may change.
            _ => return self.align(pair, HintFiles::default()),
        };
        let key = self.links_key(&pair);
        if let Some(links) = kept.get(&key).and_then(|bytes| read_links(&bytes, &pair)) {
            let bitext = Bitext::assemble(&pair.chinese, &pair.english, self.languages(), links);
            return Ok(Parallel::new(pair.chinese, pair.english, bitext));
        }
        let parallel = self.align(pair, HintFiles::default())?;
        kept.put(&key, &links_bytes(&parallel.bitext));
        Ok(parallel)
    }

    /// What is computed for the project's texts and kept; none outside of a project.
    #[must_use]
    pub fn kept(&self) -> Option<Kept> {
        let folder = self.kept_beside.as_ref().unwrap_or(&self.config.folder);
        self.has_texts().then(|| Kept::new(folder))
    }

    fn links_key(&self, pair: &TextPair) -> KeptKey {
        let settings = serde_json::to_vec(&self.config.segment).unwrap_or_default();
        let mut parts: Vec<Vec<u8>> = vec![settings, self.glossary_digest().to_vec()];
        for text in [&pair.chinese, &pair.english] {
            let document = &text.document;
            parts.push(document.format.as_bytes().to_vec());
            parts.push(document.read.digest().into_bytes());
            parts.push(document.source.text.as_bytes().to_vec());
            parts.push(text.segments.len().to_le_bytes().to_vec());
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        KeptKey::new("links", &parts)
    }

    /// The bitext of two texts, the Chinese as its source, with the beads that the hints keep.
    ///
    /// # Errors
    /// Hints that do not fit; those of the encoder.
    pub fn link(&self, pair: &TextPair, hints: &OwnedHints) -> Result<Bitext> {
        let (source, target) = self.languages();
        let terms = self.terms_for_links();
        let bitext = Aligner::new(&pair.chinese, &pair.english)
            .languages(source, target)
            .hints(hints.given(terms.as_deref()))
            .jobs(self.jobs)
            .run()?;
        self.progress(format_args!("aligned: {} links", bitext.beads.len()));
        Ok(bitext)
    }
}

impl TextPair {
    /// The files of both texts, the Chinese first.
    #[must_use]
    pub fn files(&self) -> [PathBuf; 2] {
        [&self.chinese, &self.english].map(|text| text.document.source.path.clone())
    }

    /// The same bitext with the text that the user named first as its source, whatever its language.
    #[must_use]
    pub fn as_given(&self, bitext: Bitext) -> Bitext {
        if self.swapped {
            bitext.turned_and_named()
        } else {
            bitext
        }
    }
}

/// A link as it is kept: the ranges of both sides, the bits of the confidence, the moved group.
type KeptLink = (usize, usize, usize, usize, u32, Option<u32>);

fn links_bytes(bitext: &Bitext) -> Vec<u8> {
    let links: Vec<KeptLink> = bitext
        .beads
        .iter()
        .map(|bead| {
            let (source, target) = (&bead.source, &bead.target);
            let bits = bead.confidence.to_bits();
            (
                source.start,
                source.end,
                target.start,
                target.end,
                bits,
                bead.moved,
            )
        })
        .collect();
    serde_json::to_vec(&links).unwrap_or_default()
}

/// The links of two texts; none where they do not cover both.
fn read_links(bytes: &[u8], pair: &TextPair) -> Option<Vec<Bead>> {
    let links: Vec<KeptLink> = serde_json::from_slice(bytes).ok()?;
    let mut covered = [
        vec![0_u32; pair.chinese.segments.len()],
        vec![0; pair.english.segments.len()],
    ];
    for (source_start, source_end, target_start, target_end, ..) in &links {
        for (side, range) in [
            (0, *source_start..*source_end),
            (1, *target_start..*target_end),
        ] {
            for sentence in covered[side].get_mut(range)? {
                *sentence += 1;
            }
        }
    }
    let beads = links.into_iter().map(|(a, b, c, d, bits, moved)| {
        Bead::automatic(BeadSpan::new(a..b, c..d), f32::from_bits(bits), moved)
    });
    covered
        .iter()
        .flatten()
        .all(|times| *times == 1)
        .then(|| beads.collect())
}
