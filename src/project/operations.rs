//! Editing a bitext by a list of operations, one a line.

use std::path::Path;

use super::Project;
use crate::bitext::Bitext;
use crate::bitext::edit::Operation;
use crate::error::{Error, Place, Result};

impl Project {
    /// Does the operations of a list (`docs/review.md`) to a bitext: all of them, or none. Gives back their
    /// number. `path` is the name of the list in errors.
    ///
    /// # Errors
    /// A line that is no operation, or one that cannot be done, with its place.
    pub fn edit(&self, bitext: &mut Bitext, list: &str, path: &Path) -> Result<usize> {
        let mut edited = bitext.clone();
        let mut number = 0;
        for (line, operation) in (1..).zip(list.lines()) {
            if operation.trim().is_empty() {
                continue;
            }
            let place = |column| Place::at(path, line, column);
            let operation: Operation = serde_json::from_str(operation).map_err(|error| {
                let said = error.to_string();
                let what = said.split(" at line ").next().unwrap_or(&said).to_owned();
                Error::input(
                    place(error.column().max(1)),
                    what,
                    "docs/review.md lists the operations",
                )
            })?;
            let step = edited.edit(&operation).map_err(|error| match error {
                Error::Usage { what, help } => Error::input(place(1), what, help),
                error => error,
            })?;
            number += 1;
            self.progress(step.said);
        }
        *bitext = edited;
        Ok(number)
    }
}
