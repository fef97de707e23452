//! The links that want a person next: open questions first, then what is not translated, not read, not approved.

use serde::Serialize;

use super::{Project, ProjectText};
use crate::bitext::{Comment, Stage};
use crate::error::Result;

/// A link that wants a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextLink {
    /// The name of its text.
    pub text: String,
    /// The id of the bead.
    pub bead: String,
    /// Its number in the text, from 1.
    pub number: usize,
    /// Its stage.
    pub stage: Stage,
    /// The file of its Chinese, or of its English where it has no Chinese.
    pub file: String,
    /// Line and column of its start there, from 1; 0 where that is not known.
    pub line: usize,
    /// See [`NextLink::line`].
    pub column: usize,
    /// The Chinese.
    pub source: String,
    /// The English.
    pub target: String,
    /// A person's remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What people said of it, the oldest first.
    pub comments: Vec<Comment>,
}

impl Project {
    /// The links of texts that want a person next, at most `most`: those of the stage that wants most work first, in
    /// the order of the texts. Of all stages but `approved` where none is named.
    ///
    /// # Errors
    /// Texts that cannot be opened.
    pub fn next_links(
        &self,
        texts: &[ProjectText],
        stages: &[Stage],
        most: usize,
    ) -> Result<Vec<NextLink>> {
        let wanted = |stage: Stage| match stages {
            [] => stage != Stage::Approved,
            stages => stages.contains(&stage),
        };
        let work = |project: &Project, text: &ProjectText| {
            let parallel = project.open_text_to_show(text)?;
            let bitext = &parallel.bitext;
            let mut found: Vec<NextLink> = Vec::new();
            for stage in Stage::ALL.into_iter().filter(|stage| wanted(*stage)) {
                for (at, bead) in bitext.beads.iter().enumerate() {
                    if found.len() >= most {
                        break;
                    }
                    if bead.stage() != stage {
                        continue;
                    }
                    let source = bitext.bead_source(bead).first();
                    let (side, first) = match source {
                        Some(first) => (&bitext.source, Some(first)),
                        None => (&bitext.target, bitext.bead_target(bead).first()),
                    };
                    let (line, column) = first.and_then(|one| one.at).unwrap_or_default();
                    found.push(NextLink {
                        text: text.name.clone(),
                        bead: bead.id.0.to_string(),
                        number: at + 1,
                        stage,
                        file: side.file.clone(),
                        line,
                        column,
                        source: bitext.source_text(bead),
                        target: bitext.target_text(bead),
                        note: bead.note.clone(),
                        comments: bead.comments().to_vec(),
                    });
                }
            }
            Ok(found)
        };
        let mut all: Vec<NextLink> = Vec::new();
        self.each_text(texts, work, |_, found| {
            all.extend(found?);
            Ok(())
        })?;
        // The sort is stable: links of a stage stay in the order of the texts.
        all.sort_by_key(|link| link.stage);
        all.truncate(most);
        Ok(all)
    }
}
