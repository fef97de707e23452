//! Evaluation: how well an alignment agrees with gold.

mod alignment;
mod compare;
mod score;

pub use alignment::{Alignment, Evaluation, SidesText};
pub use compare::{Comparison, Counts, Fault, Region, Shape, Unlinked};
pub use score::{Hits, Measure, Score};

pub use crate::bitext::format::links::Link;
