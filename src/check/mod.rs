//! Checks: what in a translation an editor wants to see before print.
//!
//! A rule looks at one bead or, in order, at all of them; one file each in `rules/`, one line in [`RULES`].
//! [`Checker`] runs them and gives [`Finding`]s in the beads of the bitext, [`Judge`] finds their places in the
//! files and says which of them count, and [`fixes`] makes what can be mended. [`crate::report`] writes them.

mod baseline;
mod checked_bead;
mod checker;
pub(crate) mod evidence;
mod finding;
mod fingerprint;
pub mod fixes;
mod judge;
pub(crate) mod locate;
mod options;
mod orphans;
pub(crate) mod quantity;
mod rules;
mod severity;
mod suppress;

pub use baseline::Baseline;
pub use checked_bead::CheckedBead;
pub use checker::{Checker, length_ratio, looks_at_each};
pub use finding::{Finding, Fix, SentenceSpans, Severity};
pub use fingerprint::Fingerprint;
pub use judge::{Judge, JudgedFinding, Judgement, State, Unused};
pub use locate::{Files, Place, SentencePlace};
pub use options::{CheckConfig, Ignore};
pub(crate) use orphans::link_orphans;
pub use rules::{RULES, RuleInfo};
pub use suppress::{Suppression, Suppressions};
