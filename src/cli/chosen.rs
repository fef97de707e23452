//! The texts that the arguments of a command mean.

use duizhao::Result;
use duizhao::project::Chosen;

use super::{Context, args};

/// The texts that were named; all of the project where none was.
pub(super) fn chosen(context: &Context, options: &args::Chosen) -> Result<Chosen> {
    context.project.chosen(&options.names)
}
