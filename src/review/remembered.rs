//! The state that the workbench remembers between sessions: the position in the text, and the approved
//! changes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::beside;
use crate::error::Result;
use crate::files::write_atomically;

/// The position in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) view: String,
    pub(super) bead: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    position: Option<Position>,
    accepted: Vec<String>,
}

/// The remembered state, with its file.
#[derive(Debug)]
pub(super) struct Remembered {
    path: PathBuf,
    kept: Kept,
    written: Kept,
}

impl Remembered {
    /// Reads the remembered state. A missing or unreadable file counts as empty: it holds no work that
    /// could be lost.
    pub(super) fn open(bitext: &Path) -> Result<Remembered> {
        let path = beside(bitext, "page.json")?;
        let kept: Kept = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Ok(Remembered {
            path,
            written: kept.clone(),
            kept,
        })
    }

    pub(super) fn position(&self) -> Option<&Position> {
        self.kept.position.as_ref()
    }

    pub(super) fn stand(&mut self, position: Position) {
        self.kept.position = Some(position);
    }

    pub(super) fn accepted(&self) -> &[String] {
        &self.kept.accepted
    }

    pub(super) fn accept(&mut self, key: &str, accepted: bool) {
        self.kept.accepted.retain(|known| known != key);
        if accepted {
            self.kept.accepted.push(key.to_owned());
        }
    }

    /// Writes the state, if it changed.
    pub(super) fn keep(&mut self) {
        if self.kept != self.written {
            let bytes = serde_json::to_vec(&self.kept).unwrap_or_default();
            // A failed write is tried again with the next change.
            let _ = write_atomically(&self.path, |out| out.write_all(&bytes));
            self.written = self.kept.clone();
        }
    }
}
