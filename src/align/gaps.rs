//! Gaps: a chapter that one side lacks. In running text leaving a sentence unlinked is rare and dear, so
//! that thousands of them in a row would sooner be crammed into beads of any size. A gap is another
//! state of the search: going in and out costs something, inside it an unlinked sentence costs next to
//! nothing, and nothing is linked. Source sentences come first, then target sentences, so that there is
//! one way through a gap.
//!
//! The costs are in the model's units, natural logarithms of odds.

/// What going into a gap costs, and coming out of it: about one gap in four hundred sentences.
pub const SWITCH: f64 = 6.0;
/// What an unlinked sentence costs in a gap. In running text it costs 1 to 4, so that a gap pays from
/// about ten sentences on.
pub const SENTENCE: f64 = 0.3;
/// What going from the source sentences of a gap on to target sentences costs: a passage with another
/// in its place is much rarer than one that is missing.
pub const REPLACED: f64 = 12.0;
