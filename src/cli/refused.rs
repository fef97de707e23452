//! Arguments that clap refuses, told in the person's language as far as clap says what was wrong.

use std::error::Error as _;
use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use duizhao::words::{Locale, Value, Words};

use super::help;

/// The message about refused arguments; `None` where clap's own is to be shown: for help, and in English.
pub(super) fn message(error: &clap::Error, words: &Words) -> Option<String> {
    if words.locale() == Locale::English || !error.use_stderr() {
        return None;
    }
    let mut said = words.word("label-error") + &words.word("label-ends");
    said += &what(error, words)?;
    for (kind, id) in [
        (ContextKind::SuggestedSubcommand, "clap-near-command"),
        (ContextKind::SuggestedArg, "clap-near-argument"),
        (ContextKind::SuggestedValue, "clap-near-value"),
    ] {
        if let Some(near) = text(error, kind) {
            let _ = write!(said, "\n\n  {}", words.say(id, &[("near", near.into())]));
        }
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = help::usage(&usage.to_string(), words);
        let _ = write!(said, "\n\n{}{}", words.word("help-usage"), usage.trim_end());
    }
    let _ = write!(said, "\n\n{}\n", words.word("clap-more"));
    Some(said)
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(one) => Some(one.clone()),
        ContextValue::Strings(several) => Some(several.join(", ")),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn what(error: &clap::Error, words: &Words) -> Option<String> {
    let of = |kind| text(error, kind);
    let argument = || of(ContextKind::InvalidArg).unwrap_or_default();
    let say = |id: &str, values: &[(&str, Value<'_>)]| Some(words.say(id, values));
    match error.kind() {
        ErrorKind::UnknownArgument => say("clap-unknown", &[("argument", argument().into())]),
        ErrorKind::InvalidSubcommand => {
            let command = of(ContextKind::InvalidSubcommand)?;
            say("clap-no-command", &[("command", command.into())])
        }
        ErrorKind::MissingRequiredArgument => {
            say("clap-missing", &[("arguments", argument().into())])
        }
        ErrorKind::MissingSubcommand => say("clap-command-missing", &[]),
        ErrorKind::InvalidValue => {
            let value = of(ContextKind::InvalidValue).unwrap_or_default();
            let mut said = match value.is_empty() {
                true => words.say("clap-value-missing", &[("argument", argument().into())]),
                false => words.say(
                    "clap-bad-value",
                    &[("argument", argument().into()), ("value", value.into())],
                ),
            };
            if let Some(values) = of(ContextKind::ValidValue).filter(|values| !values.is_empty()) {
                said += &words.say("help-values", &[("values", values.into())]);
            }
            Some(said)
        }
        ErrorKind::ValueValidation => {
            let value = of(ContextKind::InvalidValue).unwrap_or_default();
            let mut said = words.say(
                "clap-bad-value",
                &[("argument", argument().into()), ("value", value.into())],
            );
            if let Some(why) = error.source() {
                said += &words.word("label-ends");
                said += &words.tell(&why.to_string());
            }
            Some(said)
        }
        ErrorKind::ArgumentConflict => match (of(ContextKind::PriorArg), argument()) {
            (Some(other), argument) if other == argument => {
                say("clap-twice", &[("argument", argument.into())])
            }
            (other, argument) => say(
                "clap-conflict",
                &[
                    ("argument", argument.into()),
                    ("other", other.unwrap_or_default().into()),
                ],
            ),
        },
        ErrorKind::NoEquals => say("clap-no-equals", &[("argument", argument().into())]),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            say("clap-number-of-values", &[("argument", argument().into())])
        }
        _ => None,
    }
}
