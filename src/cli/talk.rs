//! Messages on standard error: errors, remarks, progress.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::Instant;

use duizhao::project::Reporter;
use duizhao::words::Words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Color, Global};

/// The messages to the person at the terminal: their colour, and which are wanted.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    /// The words of the person's language.
    pub(super) words: &'static Words,
    color: bool,
    quiet: bool,
    verbose: bool,
    started: Instant,
    /// The line that says which of several texts the work is at; on a terminal only.
    texts: ProgressBar,
    /// Colour on standard output.
    pub(super) output_color: bool,
}

impl Talk {
    pub(super) fn new(global: &Global, words: &'static Words) -> Talk {
        let wanted = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Talk {
            words,
            color: wanted(std::io::stderr().is_terminal()),
            quiet: global.quiet,
            verbose: global.verbose,
            started: Instant::now(),
            texts: ProgressBar::hidden(),
            output_color: wanted(std::io::stdout().is_terminal()),
        }
    }

    fn say(&self, label: &str, code: &str, what: &dyn Display) {
        let what = what.to_string();
        let what = self.words.tell(&what);
        let ends = self.words.word("label-ends");
        // If standard error cannot be written, there is no place left to say so.
        self.texts.suspend(|| {
            let mut err = std::io::stderr().lock();
            let _ = if self.color {
                writeln!(err, "\x1b[{code}m{label}\x1b[0m{ends}{what}")
            } else {
                writeln!(err, "{label}{ends}{what}")
            };
        });
    }

    /// Whether only errors are wanted.
    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes the error that ended the command.
    pub(super) fn error(&self, what: &dyn Display) {
        self.say(&self.words.word("label-error"), "1;31", what);
    }

    /// Writes the error that one of several texts ended with; the others go on.
    pub(super) fn failed(&self, text: &str, what: &dyn Display) {
        self.say(
            &self.words.word("label-error"),
            "1;31",
            &format_args!("{text}: {what}"),
        );
    }

    /// Writes a warning, something the user should know and may want to change, unless only errors are wanted.
    pub(super) fn warn(&self, what: impl Display) {
        if !self.quiet {
            self.say(&self.words.word("label-warning"), "1;33", &what);
        }
    }

    /// Writes a note of what was done, unless only errors are wanted.
    pub(super) fn note(&self, what: impl Display) {
        if !self.quiet {
            self.say(&self.words.word("label-note"), "1;36", &what);
        }
    }

    /// Writes the progress, with the time so far, where more is wanted.
    pub(super) fn progress(&self, what: impl Display) {
        if self.verbose {
            let seconds = self.started.elapsed().as_secs_f64();
            self.say(&format!("{seconds:7.3}s"), "2", &what);
        }
    }
}

impl Reporter for Talk {
    fn warn(&self, what: &dyn Display) {
        Talk::warn(self, what);
    }

    fn note(&self, what: &dyn Display) {
        Talk::note(self, what);
    }

    fn progress(&self, what: &dyn Display) {
        Talk::progress(self, what);
    }

    fn text(&self, number: usize, of: usize, name: &str) {
        if name.is_empty() {
            self.texts.finish_and_clear();
            return;
        }
        if self.verbose {
            Talk::progress(self, format_args!("{number}/{of} {name}"));
        } else if !self.quiet && number == 1 {
            self.texts.set_style(style());
            self.texts
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        }
        self.texts.set_length(of as u64);
        self.texts.set_position(number as u64);
        self.texts.set_message(name.to_owned());
    }
}

/// Writes what is wrong with the arguments: nobody knows yet how the person wants to be talked to.
pub(super) fn refused(message: &str) {
    // If standard error cannot be written, there is no place left to say so.
    let _ = std::io::stderr().lock().write_all(message.as_bytes());
}

/// The line of progress over texts.
fn style() -> ProgressStyle {
    ProgressStyle::with_template("{pos}/{len} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
