//! What went out in a row, as a line of JSON that travels with it.

use serde::{Deserialize, Serialize};

use crate::bitext::desk::Stage;
use crate::bitext::{Bead, Bitext};

/// What went out in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The name of the text, where the sheet has several.
    #[serde(default, rename = "in", skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The id of the bead.
    pub id: String,
    /// The number of the row among those that went out, from 1.
    #[serde(default)]
    pub n: usize,
    /// How many rows went out.
    #[serde(default)]
    pub of: usize,
    /// The id of the bead of the next row; empty in the last row of a text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// The Chinese sentences.
    pub zh: Vec<String>,
    /// The English sentences.
    pub en: Vec<String>,
    /// The stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Whether the Chinese had changed under the English.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
    /// The note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Sent {
    /// What goes out of a bead of the text of this name.
    #[must_use]
    pub fn of(bitext: &Bitext, bead: &Bead, text: &str) -> Sent {
        let words = |sentences: &[crate::bitext::Sentence]| {
            let texts = sentences.iter().map(|one| one.text.to_string());
            texts.collect::<Vec<String>>()
        };
        Sent {
            text: text.to_owned(),
            id: bead.id.0.to_string(),
            n: 0,
            of: 0,
            next: String::new(),
            zh: words(bitext.bead_source(bead)),
            en: words(bitext.bead_target(bead)),
            stage: Some(bead.stage()),
            stale: bead.was().is_some(),
            note: bead.note.clone().unwrap_or_default(),
        }
    }

    /// The line of JSON.
    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a line says; `None` where somebody changed it so that it says nothing.
    #[must_use]
    pub fn parse(line: &str) -> Option<Sent> {
        serde_json::from_str(line.trim()).ok()
    }
}
