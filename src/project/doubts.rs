//! What the second reader of a project doubts, out of its cache.

use super::Project;
use crate::check::Doubts;

impl Project {
    /// What is doubted. A check does not need it: where there is no cache, or another run is writing it, nothing is.
    #[cfg(feature = "net")]
    pub(crate) fn doubts(&self) -> Doubts {
        use crate::cache::Cache;
        use crate::translate::second_reader::{REVIEWS, doubts};

        match Cache::read_only(&Cache::path_in(&self.config.folder), REVIEWS) {
            Ok(entries) => doubts(&entries),
            Err(error) => {
                self.progress(format_args!(
                    "what the second reader doubts is not told: {error}"
                ));
                Doubts::default()
            }
        }
    }

    /// What is doubted: without servers, nothing.
    #[cfg(not(feature = "net"))]
    pub(crate) fn doubts(&self) -> Doubts {
        Doubts::default()
    }
}
