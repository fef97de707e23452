//! Checks: what in a translation an editor wants to see before print.
//!
//! A rule looks at one bead or, in order, at all of them; one file each in `rules/`, one line in [`RULES`].
//! [`Checker`] runs them and gives [`Finding`]s in the beads of the bitext; rules that compare places keep
//! [`Facts`] of each text, which [`Differences`] compares. [`Judge`] says which findings count, and [`fixes`] makes
//! what can be mended. [`crate::report`] writes them.

pub mod account;
mod across;
mod baseline;
mod checked_bead;
mod checker;
mod clauses;
mod doubts;
pub(crate) mod evidence;
mod fact;
mod finding;
mod fingerprint;
pub mod fixes;
mod headings;
mod judge;
mod judged;
mod keeping;
pub(crate) mod language;
mod listed;
pub(crate) mod locate;
mod options;
mod orphans;
mod placed;
mod pronoun;
pub(crate) mod quantity;
mod replacement;
mod rows;
mod rules;
mod severity;
mod stand_in;
mod stretches;
mod suppress;
mod text_result;
mod typesetting;
mod weight;

pub use account::Account;
pub use across::{Differences, FactAt, FactPlace};
pub use baseline::{Baseline, KnownFinding};
pub use checked_bead::CheckedBead;
pub use checker::{Checker, Look, length_ratio, looks_at_each};
pub use doubts::{Doubt, Doubts};
pub use fact::{Fact, Facts};
pub use finding::{Finding, Fix, SentenceSpans, Severity};
pub use fingerprint::{Fingerprint, OtherNames};
pub(crate) use judge::unused_known;
pub use judge::{Judge, Judgement, Unused, unused_ignores};
pub use judged::{JudgedFinding, State};
pub use listed::Unpaired;
pub use locate::{Files, Place, SentencePlace};
pub use options::{CheckConfig, Ignore};
pub(crate) use placed::in_order;
pub use placed::{Elsewhere, PlacedFinding, Rank};
pub use rules::{RULES, RuleInfo};
pub use suppress::{Suppression, Suppressions};
pub use text_result::{TextPlaces, TextResult};
