//! The last look: all evidence on the few beads of the pruned lattice, some rows at a time, so that tables stay
//! small and all threads are busy.

use std::sync::Mutex;

use super::association::Association;
use super::band::Band;
use super::bead::Edge;
use super::evidence::Evidence;
use super::evidence::lexical::{LexicalEvidence, Words};
use super::evidence::rescoring::RescoringEvidence;
use super::evidence::vectors::VectorEvidence;
use super::search::{self, next};
use super::token::Tokens;

/// Set before the names of features that look at the machine translation.
const TRANSLATION: &str = "mt.";
/// Rows that are looked at at a time.
const PIECE: usize = 256;

/// All evidence on some beads.
pub(crate) struct LastLook<'a> {
    pub(crate) edges: &'a [Edge],
    /// A band that holds the beads.
    pub(crate) band: Band,
    pub(crate) words: Words<'a>,
    /// The words of the machine translation.
    pub(crate) translated: Option<Words<'a>>,
    /// The Chinese and its machine translation as one text.
    pub(crate) joined: Option<(Tokens, Association)>,
    /// The evidence that is there already: what stands behind the words, in this order, and vectors at the end.
    pub(crate) measured: Vec<&'a (dyn Evidence + Sync)>,
    pub(crate) vectors: Option<&'a VectorEvidence>,
}

impl LastLook<'_> {
    /// The names of the evidence.
    #[must_use]
    pub(crate) fn names(&self) -> Vec<String> {
        self.with_evidence(&[], |evidence| {
            evidence.iter().flat_map(|kind| kind.names()).collect()
        })
    }

    /// Makes something of the features of the beads, some beads at a time, one number a name for each, in order.
    #[must_use]
    pub(crate) fn turned<T: Send>(
        &self,
        jobs: usize,
        turn: impl Fn(&[Edge], &[f32], &mut Vec<T>) + Sync,
    ) -> Vec<T> {
        let pieces: Vec<&[Edge]> = self
            .edges
            .chunk_by(|edge, next| edge.i1 / PIECE == next.i1 / PIECE)
            .collect();
        let mut results: Vec<Vec<T>> = pieces.iter().map(|_| Vec::new()).collect();
        let threads = jobs.min(pieces.len());
        let work = Mutex::new(pieces.into_iter().zip(&mut results));
        let look = || {
            while let Some((edges, result)) = next(&work) {
                self.with_evidence(edges, |evidence| {
                    let widths = search::widths(evidence);
                    let width: usize = widths.iter().sum();
                    let mut features = vec![0.0; edges.len() * width];
                    for (&edge, features) in edges.iter().zip(features.chunks_exact_mut(width)) {
                        search::measure(evidence, &widths, edge, features);
                    }
                    turn(edges, &features, result);
                });
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(look);
            }
            look();
        });
        drop(work);
        results.into_iter().flatten().collect()
    }

    /// Gives all evidence on some neighbouring beads.
    fn with_evidence<R>(
        &self,
        edges: &[Edge],
        look: impl FnOnce(&[&(dyn Evidence + Sync)]) -> R,
    ) -> R {
        // Coverage adds up over rows, from the first one after a bead begins.
        let first = edges.iter().map(|edge| edge.i1.min(edge.i0 + 1)).min();
        let rows = first.unwrap_or(0)..edges.iter().map(|edge| edge.i1 + 1).max().unwrap_or(0);
        let lexical = LexicalEvidence::new("", &self.words, &self.band, rows.clone());
        let translated = self
            .translated
            .as_ref()
            .map(|words| LexicalEvidence::new(TRANSLATION, words, &self.band, rows));
        let (tokens, association) = match &self.joined {
            Some((tokens, association)) => (tokens, association),
            None => (self.words.source, self.words.association),
        };
        let close = RescoringEvidence::new("", tokens, self.words.target, association, edges);
        let mut evidence: Vec<&(dyn Evidence + Sync)> = vec![&lexical];
        evidence.extend(&self.measured);
        evidence.push(&close);
        if let Some(lexical) = &translated {
            evidence.push(lexical);
        }
        if let Some(vectors) = self.vectors {
            evidence.push(vectors);
        }
        look(&evidence)
    }
}
