//! What a project tells its servers with every request: what its texts are about, how they are to be written, and
//! how much of what is known may go along.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Result};

use super::names::Names;
use super::prompt::tokens;

/// What goes along with every request.
#[derive(Clone, Debug)]
pub struct Guide {
    /// What the texts are about, in a few sentences.
    pub summary: String,
    /// The style guide, for chat servers; empty for none.
    pub style: String,
    /// Its file, for messages.
    pub style_file: PathBuf,
    /// The most tokens, by estimate, of what is shown besides the sentences to translate and their neighbours.
    pub context_tokens: u32,
    /// The names, to which chat servers are held; `None` to do without.
    pub names: Option<Arc<Names>>,
    /// Whether the requests of a text are made one after another, so that each is shown the answers to the one before.
    pub in_order: bool,
}

impl Default for Guide {
    fn default() -> Self {
        Guide {
            summary: String::new(),
            style: String::new(),
            style_file: PathBuf::new(),
            context_tokens: CONTEXT_TOKENS,
            names: None,
            in_order: false,
        }
    }
}

/// The most tokens of what is shown besides, unless the settings say otherwise.
pub const CONTEXT_TOKENS: u32 = 1500;

impl Guide {
    /// The tokens, by estimate, of what every request has, with instructions of a provider.
    pub(super) fn fixed_tokens(&self, instructions: &str) -> u64 {
        tokens(&self.summary) + tokens(&self.style) + tokens(instructions)
    }

    /// Sees that the style guide leaves room for anything else.
    pub(super) fn check(&self, instructions: &str) -> Result<()> {
        let fixed = self.fixed_tokens(instructions);
        if self.style.is_empty() || fixed <= u64::from(self.context_tokens) {
            return Ok(());
        }
        let file = self.style_file.display();
        let besides = fixed - tokens(&self.style);
        let besides = match besides {
            0 => String::new(),
            more => format!(" (with summary and instructions, {more} more)"),
        };
        Err(Error::usage(
            format!(
                "{file} has about {} tokens{besides}, and {} may go along with a request",
                tokens(&self.style),
                self.context_tokens
            ),
            format!(
                "shorten it, or set context-tokens = {} in [translate]",
                (fixed + fixed / 2).next_multiple_of(500)
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_guide_that_is_too_long_is_told_with_its_figures() {
        let guide = |style: &str, context_tokens| Guide {
            style: style.to_owned(),
            style_file: PathBuf::from("STYLE.md"),
            context_tokens,
            ..Guide::default()
        };
        assert!(guide(&"word ".repeat(60), 100).check("").is_ok());
        assert!(guide("", 0).check(&"word ".repeat(60)).is_ok());
        let told = guide(&"word ".repeat(66), 100).check("").unwrap_err();
        let told = told.to_string();
        assert!(
            told.contains("STYLE.md has about 110 tokens, and 100 may"),
            "{told}"
        );
        let told = guide(&"句".repeat(90), 110).check("Be brief.").unwrap_err();
        assert!(
            told.to_string()
                .contains("108 tokens (with summary and instructions, 3 more)"),
            "{told}"
        );
    }
}
