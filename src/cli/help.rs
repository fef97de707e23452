//! The help in another language than English: clap's tree of commands with other texts, before anything is parsed.
//!
//! English stands in the doc comments of `args`, and `src/words/en/help.ftl` is written out of them by the test
//! below. Clap's own words that it lets nobody change (defaults, possible values) are hidden and told here.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};
use duizhao::words::{Locale, Words};

use super::wrap::wrapped;
use super::{language, pager};

/// How far help stands in, where it begins on a line of its own.
const INDENT: usize = 10;
/// The widest help.
const WIDEST: usize = 100;

/// The place of the options that clap itself adds.
const LAST: usize = 1000;
/// The beginning of the ids of the whole program.
const GLOBAL: &str = "help-global";

/// The tree as it speaks this language.
pub(super) fn told(command: Command, words: &Words) -> Command {
    if words.locale() == Locale::English {
        return command;
    }
    let mut command = of_command(command, &mut Vec::new(), words)
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(LAST)
                .help(words.word("help-version"))
                .help_heading(words.word("help-options")),
        );
    // Usage is known, and the command `help` there, once the tree is built.
    command.build();
    with_usage(command, words)
}

fn of_command(mut command: Command, path: &mut Vec<String>, words: &Words) -> Command {
    let prefix = prefix(path);
    if let Some(about) = text(words, &format!("{prefix}-about")) {
        command = command.about(about);
    }
    if let Some(about) = text(words, &format!("{prefix}-long-about")) {
        command = command.long_about(about);
    }
    let (options, arguments) = (words.word("help-options"), words.word("help-arguments"));
    let usage = words.word("help-usage");
    let mut command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(words.word("help-commands"))
        .subcommand_value_name(words.word("help-command"))
        .disable_help_flag(true)
        .mut_args(|argument| {
            let heading = match argument.is_positional() {
                true => &arguments,
                false => &options,
            };
            of_argument(argument, &prefix, words).help_heading(heading)
        })
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .display_order(LAST)
                .help(words.word("help-flag"))
                .help_heading(&options),
        );
    let names: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    for name in names {
        path.push(name.clone());
        command = command.mut_subcommand(name, |below| of_command(below, path, words));
        path.pop();
    }
    command
}

/// The beginning of the ids of a command.
fn prefix(path: &[String]) -> String {
    match path {
        [] => GLOBAL.to_owned(),
        path => format!("help-{}", path.join("-")),
    }
}

/// The id of an argument's text.
fn argument_id(prefix: &str, argument: &Arg) -> String {
    format!(
        "{prefix}-{}",
        argument.get_id().as_str().replace('_', "-").to_lowercase()
    )
}

fn text(words: &Words, id: &str) -> Option<String> {
    words.has(id).then(|| words.word(id))
}

fn of_argument(argument: Arg, prefix: &str, words: &Words) -> Arg {
    // Every command has it, and one text says what it is.
    let is_language = argument.get_id() == language::ID;
    let prefix = if is_language { GLOBAL } else { prefix };
    let id = argument_id(prefix, &argument);
    let mut said = match text(words, &id) {
        Some(said) => said,
        None => argument
            .get_help()
            .map(StyledStr::to_string)
            .unwrap_or_default(),
    };
    let takes_values = argument.get_action().takes_values();
    let values = match takes_values && !argument.is_hide_possible_values_set() {
        true => argument.get_possible_values(),
        false => Vec::new(),
    };
    let defaults: Vec<_> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    if takes_values && !defaults.is_empty() && !argument.is_hide_default_value_set() {
        let value = defaults.join(" ");
        said += &words.say("help-default", &[("value", value.into())]);
    }
    let names: Vec<&str> = values
        .iter()
        .map(clap::builder::PossibleValue::get_name)
        .collect();
    let told: Vec<String> = names
        .iter()
        .filter_map(|name| Some((name, text(words, &format!("{id}-{name}"))?)))
        .map(|(name, said)| format!("- {name}{}{said}", words.word("label-ends")))
        .collect();
    if !names.is_empty() && told.is_empty() {
        let values = names.join(&words.word("list-comma"));
        said += &words.say("help-values", &[("values", values.into())]);
    }
    let width = pager::width().min(WIDEST).saturating_sub(INDENT).max(20);
    let mut lines = wrapped(&said, width);
    for one in &told {
        lines.push('\n');
        lines += &wrapped(one, width);
    }
    let argument = argument
        .hide_default_value(takes_values)
        .hide_possible_values(takes_values)
        .next_line_help(true);
    match lines.is_empty() {
        true => argument,
        false => argument.help(lines),
    }
}

/// Puts the words inside a usage (`[OPTIONS]`) into the language.
fn with_usage(mut command: Command, words: &Words) -> Command {
    let usage = usage(&command.render_usage().ansi().to_string(), words);
    command
        .override_usage(usage)
        .mut_subcommands(|below| match below.get_name() {
            "help" => below.about(words.word("help-help")),
            _ => with_usage(below, words),
        })
}

/// A usage as clap gives it, in the language.
pub(super) fn usage(english: &str, words: &Words) -> String {
    let bare = english.find("duizhao").map_or(english, |at| {
        // Colour may stand before the name.
        let at = english[..at].rfind('\x1b').unwrap_or(at);
        &english[at..]
    });
    bare.replace("[OPTIONS]", &words.word("help-usage-options"))
        .replace("<COMMAND>", &format!("<{}>", words.word("help-command")))
        .replace("[COMMAND]", &format!("[{}]", words.word("help-command")))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::path::Path;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Arguments;

    /// A text as an entry of a catalogue.
    fn entry(id: &str, text: &str, out: &mut String) {
        let text = text
            .replace('{', "\u{1}")
            .replace('}', "{\"}\"}")
            .replace('\u{1}', "{\"{\"}");
        let mut lines = text.lines();
        write!(out, "{id} = {}", lines.next().unwrap_or_default()).unwrap();
        for line in lines {
            match line {
                "" => out.push('\n'),
                line => write!(out, "\n    {line}").unwrap(),
            }
        }
        out.push('\n');
    }

    fn gather(command: &Command, path: &mut Vec<String>, out: &mut String) {
        let prefix = prefix(path);
        let about = |about: Option<&StyledStr>| about.map(StyledStr::to_string);
        out.push('\n');
        if let Some(about) = about(command.get_about()) {
            entry(&format!("{prefix}-about"), &about, out);
        }
        if let Some(about) = about(command.get_long_about()) {
            entry(&format!("{prefix}-long-about"), &about, out);
        }
        for argument in command.get_arguments().filter(|one| !one.is_hide_set()) {
            let id = argument_id(&prefix, argument);
            if let Some(help) = argument.get_help() {
                entry(&id, &help.to_string(), out);
            }
            for value in argument.get_possible_values() {
                if let Some(help) = value.get_help() {
                    entry(
                        &format!("{id}-{}", value.get_name()),
                        &help.to_string(),
                        out,
                    );
                }
            }
        }
        for below in command.get_subcommands() {
            path.push(below.get_name().to_owned());
            gather(below, path, out);
            path.pop();
        }
    }

    /// The texts as they are in the doc comments are those of the catalogue. `DUIZHAO_SNAPSHOTS=write` writes it.
    #[test]
    fn the_english_catalogue_is_the_help() {
        let mut wanted = String::from(
            "# The help: about a command, its arguments, their values. Written by a test out of src/cli/args.rs.\n",
        );
        let command = Arguments::command().arg(language::option());
        gather(&command, &mut Vec::new(), &mut wanted);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words/en/help.ftl");
        if std::env::var_os("DUIZHAO_SNAPSHOTS").is_some_and(|value| value == "write") {
            fs::write(&path, &wanted).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), wanted);
    }

    #[test]
    fn every_page_of_help_is_chinese() {
        let command = language::with_option(Arguments::command());
        let mut command = told(command, Words::of(Locale::Chinese));
        let english = [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "default",
            "possible",
            "Print",
            "[OPTIONS]",
        ];
        let mut pages = 0;
        let names: Vec<String> = command
            .get_subcommands()
            .map(|below| below.get_name().to_owned())
            .filter(|name| name != "help")
            .collect();
        for name in &names {
            let below = command.find_subcommand_mut(name).unwrap();
            let page = below.render_long_help().to_string();
            assert!(page.contains("用法："), "{page}");
            for word in english {
                assert!(!page.contains(word), "{word}: {page}");
            }
            pages += 1;
        }
        assert!(pages > 15, "{names:?}");
        let page = command.render_long_help().to_string();
        assert!(page.contains("命令:") && page.contains("选项:"), "{page}");
    }

    #[test]
    fn the_tree_of_both_languages_is_sound() {
        for locale in Locale::ALL {
            let command = language::with_option(Arguments::command());
            told(command, Words::of(locale)).debug_assert();
        }
    }
}
