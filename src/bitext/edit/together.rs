//! Many operations as one step: what is asked of the whole text is asked once, and not for each of them.

use super::change::{Editor, Step, settle};
use super::known::Known;
use super::{Operation, rewrite};
use crate::bitext::model::Bitext;
use crate::error::Result;

impl Bitext {
    /// Makes operations one after the other: all of them, or none. The same as [`Bitext::edit`] for each, in a time
    /// that does not grow with both the operations and the text where they rewrite English sentence for sentence.
    /// The [`Step`] undoes all of them.
    ///
    /// # Errors
    /// That of the first operation that is impossible; the bitext is unchanged then.
    pub fn edit_all(&mut self, operations: &[Operation]) -> Result<Step> {
        let mut editor = Editor::new(self);
        let mut told = None;
        for operation in operations {
            // One that changes how many sentences or links there are changes where the others are.
            if !rewrite::is_in_place(&editor, operation) {
                editor.known = None;
            } else if editor.known.is_none() {
                editor.known = Some(Known::of(editor.bitext));
            }
            let is_in_place = editor.known.is_some();
            match super::make(&mut editor, operation) {
                Ok(said) => {
                    told.get_or_insert(said);
                }
                Err(error) => {
                    editor.abandon();
                    return Err(error);
                }
            }
            if !is_in_place {
                settle(editor.bitext);
            }
        }
        Ok(editor.finish(told.unwrap_or_default()))
    }
}
