//! Translation by a server that the user configures: sentences in, the same sentences out.
//!
//! A *protocol* says how a kind of server is spoken to, one file each in `protocol/`; an *engine* is
//! one server with its settings. What comes back is checked sentence by sentence (`verify`); what is
//! wrong is asked again, by itself in the end (`run`); what is right is kept at once (`memory`), and
//! never asked again.

mod engine;
mod fuzzy;
mod gate;
mod mask;
mod memory;
mod options;
mod plan;
mod probe;
mod prompt;
mod protocol;
mod reply;
mod run;
mod standing;
mod units;
mod verify;

#[doc(hidden)]
pub use engine::read_answer;
pub use engine::{Engine, Limits};
pub use fuzzy::{FuzzyIndex, Match, Unit};
pub use mask::{Masked, Unmasked};
pub use memory::Memory;
pub use options::ProviderConfig;
pub use plan::{Estimate, Plan, cost};
pub use probe::Schema;
pub use protocol::{PROTOCOLS, ProtocolInfo};
pub use run::{Caps, Job, Outcome, Progress, Stop, translate};
pub use units::Units;
pub use verify::Fault;

/// One sentence to be translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The Chinese, inline codes as tokens.
    pub text: String,
    /// The terms in it with their renderings.
    pub terms: Vec<(String, String)>,
    /// A sentence like it with its translation, for a chat server to keep to. What is asked for does
    /// not depend on it: else every answer would make others out of date.
    pub similar: Option<(String, String)>,
}

/// What translating has used, as the servers count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests answered.
    pub requests: u64,
    /// Tokens that were read.
    pub input_tokens: u64,
    /// Tokens that were written.
    pub output_tokens: u64,
    /// Characters of Chinese that were sent.
    pub characters: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Usage) {
        self.requests += other.requests;
        self.input_tokens += other.input_tokens;
        self.output_tokens += other.output_tokens;
        self.characters += other.characters;
    }
}
