//! Checks: what in a translation an editor wants to see before print.
//!
//! A rule looks at one bead or, in order, at all of them; one
//! file each in `rules/`, one line in [`RULES`]. What it finds has a place in the bead's texts; where
//! that is in the files says [`crate::report`].

mod checker;
pub(crate) mod evidence;
mod finding;
mod fix;
mod join;

mod options;
mod pair;
pub(crate) mod quantity;
mod rules;
mod suppress;

pub use checker::{Checker, length_ratio, looks_at_each};
pub use finding::{Finding, Fix, Severity};
pub use fix::{Edit, edits};
pub use join::joined;

pub use options::{CheckConfig, Ignore};
pub use pair::Pair;
pub use rules::{RULES, RuleInfo};
pub use suppress::{Suppression, Suppressions};
