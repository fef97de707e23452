//! Translation by a server that the user configures: sentences in, the same sentences out.
//!
//! A *protocol* describes how a kind of server is spoken to, one file each in `protocol/`; an *engine*
//! is one server with its settings. Every answer is checked sentence by sentence (`verify`). Sentences
//! with a wrong answer are asked for again, each by itself in the end (`run`); right answers are kept at
//! once (`answers`) and never asked for again. Units that people made are in the translation memory
//! (`memory`). What is translated may be read by a second server (`second_reader`).

mod adaptations;
mod answers;
mod batch_jobs;
mod batches;
mod concurrency;
mod counterpart;
mod doubtful;
mod engine;
mod fuzzy;
mod guide;
mod judge;
mod limits;
mod lookup;
mod mask;
mod memory;
mod names;
mod objects;
mod options;
mod plan;
mod probe;
mod prompt;
mod protocol;
mod question;
mod queue;
mod refusal;
mod reply;
mod run;
pub mod second_reader;
mod surroundings;
mod thoughts;
mod verify;
mod whole;

pub use answers::AnswerCache;
pub use batch_jobs::{BatchJob, BatchJobs, Collected, Stage, Submitted};
#[doc(hidden)]
#[doc(hidden)]
pub use counterpart::measure;
pub use doubtful::{Answers, DoubtfulPair, doubtful};
pub use engine::read_answer;
pub use engine::{Engine, Listener};
pub use fuzzy::{FuzzyIndex, Match, TranslationUnit};
pub use guide::{CONTEXT_TOKENS, Guide};
pub use limits::Limits;
pub use mask::{Mask, Masked, Unmasked};
pub use memory::TranslationMemory;
pub use names::{NO_NAME, Name, Names};
pub use options::ProviderConfig;
pub use plan::{Estimate, Plan, batch_cost, cost};
pub use probe::Schema;
pub use protocol::batch_service::BatchCounts;
pub use protocol::{PROTOCOLS, ProtocolInfo};
pub use run::{Caps, Job, Outcome, Progress, Stop, translate};
pub use second_reader::SecondReader;
pub use surroundings::{Surroundings, TextSoFar};
pub use verify::Fault;

/// One sentence to be translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The Chinese, inline codes as tokens.
    pub text: String,
    /// Terms of the glossary in it, each with its rendering.
    pub terms: Vec<(String, String)>,
    /// Names in it on which a person decided, each with its English.
    pub names: Vec<(String, String)>,
    /// A similar sentence with its translation, whose wording a chat server is told to keep. It is no
    /// part of the cache key: else every new answer would invalidate others.
    pub similar: Option<Box<(String, String)>>,
    /// What it was before its Chinese changed, where its English is to be kept as far as the Chinese is the same.
    pub old: Option<Box<OldPair>>,
    /// Where it stands in its text, whose other sentences are shown to a chat server for understanding; where nothing
    /// is given, its neighbours among the sentences of the run are.
    pub around: Option<Surroundings>,
}

/// Chinese with its English, before the Chinese changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldPair {
    /// The Chinese as it was.
    pub chinese: String,
    /// Its English.
    pub english: String,
}

/// Usage of servers, as they count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that were answered.
    pub requests: u64,
    /// Tokens read, those out of the server's cache and those taken into it among them.
    pub input_tokens: u64,
    /// Tokens that the server had in its cache.
    pub cached_tokens: u64,
    /// Tokens that the server took into its cache.
    pub cache_written_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Characters of Chinese sent.
    pub characters: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Usage) {
        self.requests += other.requests;
        self.input_tokens += other.input_tokens;
        self.cached_tokens += other.cached_tokens;
        self.cache_written_tokens += other.cache_written_tokens;
        self.output_tokens += other.output_tokens;
        self.characters += other.characters;
    }
}
