//! Decisions on a passage that moved to another text: what one text has lost, the text that has the passage now gets.

use std::collections::HashMap;
use std::path::Path;

use crate::bitext::format::jsonl;
use crate::bitext::{Bitext, Lost, Status};
use crate::error::Result;
use crate::files;
use crate::project::Project;
use crate::project::writing::{Saving, changed_meanwhile};

/// A decision that a bitext has lost, and the bead of another bitext that gets it.
struct HandedOver {
    from: usize,
    lost: Lost,
    to: usize,
    bead: usize,
}

impl Project {
    /// Looks for the decisions that these bitexts have lost in the others: a bead with both texts of the one that
    /// held it, on which nobody has decided. Gives the indices of the bitexts that were written.
    ///
    /// # Errors
    /// Files that cannot be read or written.
    pub(super) fn hand_over_decisions(&self, paths: &[&Path]) -> Result<Vec<usize>> {
        let mut bitexts: Vec<Option<Bitext>> = Vec::with_capacity(paths.len());
        let mut wanted: HashMap<(String, String), Vec<(usize, Lost)>> = HashMap::new();
        for (from, path) in paths.iter().enumerate() {
            let bitext = files::read(path).and_then(|bytes| jsonl::read(&bytes, path));
            let bitext = bitext.ok();
            for lost in bitext.iter().flat_map(|bitext| &bitext.lost) {
                let texts = (lost.source.clone(), lost.target.clone());
                wanted.entry(texts).or_default().push((from, lost.clone()));
            }
            bitexts.push(bitext);
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut handed: Vec<HandedOver> = Vec::new();
        for (to, bitext) in bitexts.iter().enumerate() {
            let Some(bitext) = bitext else { continue };
            for (at, bead) in bitext.beads.iter().enumerate() {
                if bead.status != Status::Auto || bead.note.is_some() || !bead.is_linked() {
                    continue;
                }
                let texts = (bitext.source_text(bead), bitext.target_text(bead));
                let Some(all) = wanted.get_mut(&texts) else {
                    continue;
                };
                let Some(one) = all.iter().position(|(from, _)| *from != to) else {
                    continue;
                };
                let (from, lost) = all.remove(one);
                handed.push(HandedOver {
                    from,
                    lost,
                    to,
                    bead: at,
                });
            }
        }
        let mut written = Vec::new();
        // Those that get something first: a decision that stands twice for a moment is not lost.
        for (at, path) in paths.iter().enumerate() {
            let mine: Vec<&HandedOver> = handed.iter().filter(|one| one.to == at).collect();
            if !mine.is_empty() {
                self.rewrite(path, |bitext| {
                    for one in &mine {
                        let bead = &mut bitext.beads[one.bead];
                        bead.status = one.lost.status;
                        bead.note.clone_from(&one.lost.note);
                        bead.state_mut().desk.clone_from(&one.lost.desk);
                        bead.tidy();
                    }
                })?;
                written.push(at);
            }
        }
        for (at, path) in paths.iter().enumerate() {
            let gone: Vec<&HandedOver> = handed.iter().filter(|one| one.from == at).collect();
            if !gone.is_empty() {
                self.rewrite(path, |bitext| {
                    for one in &gone {
                        if let Some(own) = bitext.lost.iter().position(|lost| *lost == one.lost) {
                            bitext.lost.remove(own);
                        }
                    }
                })?;
                written.push(at);
            }
        }
        for one in &handed {
            self.note(format_args!(
                "{}: what was decided on “{}” goes with it to {}",
                self.name_here(paths[one.from]),
                one.lost.source,
                self.name_here(paths[one.to])
            ));
        }
        written.sort_unstable();
        written.dedup();
        Ok(written)
    }

    fn rewrite(&self, path: &Path, change: impl FnOnce(&mut Bitext)) -> Result<()> {
        let mut parallel = self.open_working(path)?;
        change(&mut parallel.bitext);
        match self.save(&parallel)? {
            Saving::Done(_) => Ok(()),
            Saving::Changed => Err(changed_meanwhile(&parallel)),
        }
    }
}
