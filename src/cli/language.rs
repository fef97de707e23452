//! The language of the person at the terminal: `--lang`, else the environment.

use std::ffi::OsString;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};
use duizhao::words::Locale;

/// The id of the option in clap's tree.
pub(super) const ID: &str = "interface";
/// The command whose own `--lang` is another thing: the language of its text.
const WITH_OWN: &str = "segment";
/// Options before the command that are followed by a value.
const WITH_VALUE: [&str; 4] = ["--color", "--config", "--jobs", "-j"];

/// The option, as every command has it that has no `--lang` of its own.
pub(super) fn option() -> Arg {
    Arg::new(ID)
        .long("lang")
        .value_name("LANG")
        .value_parser(ValueParser::new(locale))
        .help("Language of messages, help and pages: en or zh-CN [default: DUIZHAO_LANG, else that of the system]")
}

fn locale(tag: &str) -> Result<Locale, String> {
    Locale::of_tag(tag).ok_or_else(|| "en or zh-CN".to_owned())
}

/// The tree of commands with the option wherever it may stand.
pub(super) fn with_option(command: Command) -> Command {
    if command.get_name() == WITH_OWN {
        return command;
    }
    command.arg(option()).mut_subcommands(with_option)
}

/// The language that the option names, the innermost where several do.
pub(super) fn named(matches: &ArgMatches) -> Option<Locale> {
    let below = matches.subcommand().and_then(|(_, below)| named(below));
    below.or_else(|| matches.try_get_one(ID).ok().flatten().copied())
}

/// The language that the option names, before the arguments are parsed: help and faults of the arguments
/// themselves are told in it.
pub(super) fn foreseen(arguments: &[OsString]) -> Option<Locale> {
    let mut found = None;
    let mut is_in_command = false;
    let mut words = arguments.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        let value = match word.as_ref() {
            "--" => break,
            "--lang" => words.next(),
            word if word.starts_with("--lang=") => Some(word["--lang=".len()..].to_owned().into()),
            word if !is_in_command && WITH_VALUE.contains(&word) => {
                words.next();
                None
            }
            word if !is_in_command && !word.starts_with('-') => {
                is_in_command = true;
                if word == WITH_OWN {
                    break;
                }
                None
            }
            _ => None,
        };
        found = value.and_then(|tag| Locale::of_tag(&tag)).or(found);
    }
    found
}

/// The language that the environment asks for.
pub(super) fn of_environment() -> Locale {
    Locale::of_environment(&|name| std::env::var(name).ok(), &of_system)
}

/// What the system says where variables do not.
#[cfg(any(windows, target_os = "macos"))]
fn of_system() -> Option<String> {
    sys_locale::get_locale()
}

/// What the system says where variables do not: nothing, it speaks by variables.
#[cfg(not(any(windows, target_os = "macos")))]
fn of_system() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> Option<Locale> {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        foreseen(&words)
    }

    #[test]
    fn the_option_is_seen_before_the_arguments_are_parsed() {
        for line in [
            "duizhao --lang zh check",
            "duizhao --lang=zh-CN --help",
            "duizhao check a b --lang zh --help",
            "duizhao --color never --lang zh segment a --lang en",
            "duizhao --lang en check --lang zh",
        ] {
            assert_eq!(seen(line), Some(Locale::Chinese), "{line}");
        }
        for line in [
            "duizhao",
            "duizhao check",
            "duizhao --lang",
            "duizhao --lang fr check",
            "duizhao segment --lang zh a",
            "duizhao check -- --lang zh",
        ] {
            assert_eq!(seen(line), None, "{line}");
        }
    }
}
