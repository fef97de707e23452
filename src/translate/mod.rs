//! Translation by a server that the user configures: sentences in, the same sentences out.
//!
//! A *protocol* describes how a kind of server is spoken to, one file each in `protocol/`; an *engine*
//! is one server with its settings. Every answer is checked sentence by sentence (`verify`). Sentences
//! with a wrong answer are asked for again, each by itself in the end (`run`); right answers are kept at
//! once (`answers`) and never asked for again. Units that people made are in the translation memory
//! (`memory`). What is translated may be read by a second server (`second_reader`).

mod adaptations;
mod answers;
mod batches;
mod concurrency;
mod engine;
mod fuzzy;
mod judge;
mod limits;
mod lookup;
mod mask;
mod memory;
mod objects;
mod options;
mod plan;
mod probe;
mod prompt;
mod protocol;
mod question;
mod refusal;
mod reply;
mod run;
pub mod second_reader;
mod thoughts;
mod verify;

pub use answers::AnswerCache;
#[doc(hidden)]
pub use engine::read_answer;
pub use engine::{Engine, Listener};
pub use fuzzy::{FuzzyIndex, Match, TranslationUnit};
pub use limits::Limits;
pub use mask::{Mask, Masked, Unmasked};
pub use memory::TranslationMemory;
pub use options::ProviderConfig;
pub use plan::{Estimate, Plan, cost};
pub use probe::Schema;
pub use protocol::{PROTOCOLS, ProtocolInfo};
pub use run::{Caps, Job, Outcome, Progress, Stop, translate};
pub use second_reader::SecondReader;
pub use verify::Fault;

/// One sentence to be translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The Chinese, inline codes as tokens.
    pub text: String,
    /// Terms of the glossary in it, each with its rendering.
    pub terms: Vec<(String, String)>,
    /// A similar sentence with its translation, whose wording a chat server is told to keep. It is no
    /// part of the cache key: else every new answer would invalidate others.
    pub similar: Option<(String, String)>,
    /// The Chinese that stands around it in its text, shown to a chat server for understanding; where nothing
    /// is given, its neighbours among the sentences of the run.
    pub around: Option<Box<Surroundings>>,
}

/// The sentences around one in its text, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Those before it.
    pub before: Vec<String>,
    /// Those behind it.
    pub after: Vec<String>,
}

/// Usage of servers, as they count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that were answered.
    pub requests: u64,
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Characters of Chinese sent.
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
