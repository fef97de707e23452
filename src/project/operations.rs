//! Editing a bitext by a list of operations, one a line.

use std::path::Path;

use super::Project;
use super::writing::{Saving, changed_meanwhile};
use crate::bitext::Bitext;
use crate::bitext::edit::Operation;
use crate::error::{Error, Place, Result};

/// So often an edit is made anew when a file changes between reading and writing.
const MOST_TRIES: usize = 5;

impl Project {
    /// Does the operations of a list to the pair of a bitext file: the text and the bitext are written
    /// together. Gives back their number.
    ///
    /// # Errors
    /// As [`Project::edit`], and those of opening and writing.
    pub fn edit_pair(&self, bitext: &Path, list: &str, path: &Path) -> Result<usize> {
        for attempt in 1.. {
            let mut parallel = self.open_working(bitext)?;
            if attempt == 1 {
                self.tell_difference(&parallel)?;
            }
            let number = self.edit(&mut parallel.bitext, list, path)?;
            match self.save(&parallel)? {
                Saving::Done(saved) => {
                    self.tell_saved(&saved, &parallel);
                    return Ok(number);
                }
                Saving::Changed if attempt < MOST_TRIES => {}
                Saving::Changed => return Err(changed_meanwhile(&parallel)),
            }
        }
        unreachable!("the last attempt returns")
    }

    /// Does the operations of a list to a bitext that goes elsewhere: its text is not written, so the new
    /// English waits in it.
    ///
    /// # Errors
    /// As [`Project::edit_pair`].
    pub fn edited_apart(&self, bitext: &Path, list: &str, path: &Path) -> Result<(Bitext, usize)> {
        let mut parallel = self.open_working(bitext)?;
        self.tell_difference(&parallel)?;
        let number = self.edit(&mut parallel.bitext, list, path)?;
        let why = "it was edited in another bitext";
        Ok((self.all_wait(&parallel, why).bitext, number))
    }

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
