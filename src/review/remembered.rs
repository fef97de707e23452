//! The state that the workbench remembers between sessions: the text that was open last, and for each text
//! the position in it and the approved changes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{beside, folder};
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

/// The text of a list that a person worked on last, with its file.
#[derive(Debug)]
pub(super) struct LastText {
    /// `None` where there is no folder to write to.
    path: Option<PathBuf>,
    name: Option<String>,
    written: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct KeptText {
    text: String,
}

impl LastText {
    /// Reads what is remembered in a project's folder. A missing or unreadable file counts as empty.
    pub(super) fn open(project: &Path) -> LastText {
        let path = folder(&project.join("texts")).ok();
        let path = path.map(|folder| folder.join("texts.json"));
        let bytes = path.as_ref().and_then(|path| std::fs::read(path).ok());
        let kept = bytes.and_then(|bytes| serde_json::from_slice::<KeptText>(&bytes).ok());
        let name = kept.map(|kept| kept.text);
        LastText {
            path,
            written: name.clone(),
            name,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn set(&mut self, name: &str) {
        if self.name.as_deref() != Some(name) {
            self.name = Some(name.to_owned());
        }
    }

    /// Writes it, if it changed.
    pub(super) fn keep(&mut self) {
        if self.name != self.written
            && let (Some(path), Some(text)) = (&self.path, self.name.clone())
        {
            let bytes = serde_json::to_vec(&KeptText { text }).unwrap_or_default();
            // A failed write is tried again with the next change.
            let _ = write_atomically(path, |out| out.write_all(&bytes));
            self.written.clone_from(&self.name);
        }
    }
}
