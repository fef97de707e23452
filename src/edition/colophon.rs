//! What the title page and the colophon of an edition say, in both languages.

use super::book_data::{InBoth, Names};
use super::model::EditionOptions;
use crate::text::time::rfc3339;

/// A line about the book: a name for what it says, and what it says, in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColophonLine {
    /// What it is about.
    pub(super) about: About,
    /// What it says in Chinese.
    pub(super) source: String,
    /// What it says in English.
    pub(super) target: String,
}

/// What a line of the colophon is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    /// The author.
    Author,
    /// The translator.
    Translator,
    /// The editor.
    Editor,
    /// The publisher.
    Publisher,
    /// The date of publication.
    Date,
    /// What the book is known by.
    Identifier,
    /// The rights.
    Rights,
    /// What kind of edition it is.
    Kind,
}

impl About {
    /// The name of it in Chinese and in English.
    pub(super) const fn names(self) -> (&'static str, &'static str) {
        match self {
            About::Author => ("作者", "Author"),
            About::Translator => ("译者", "Translator"),
            About::Editor => ("编者", "Editor"),
            About::Publisher => ("出版", "Publisher"),
            About::Date => ("出版日期", "Published"),
            About::Identifier => ("标识", "Identifier"),
            About::Rights => ("版权", "Rights"),
            About::Kind => ("版本", "Edition"),
        }
    }
}

/// What is said of the people and things that made the book, in the order of a title page.
pub(super) fn people(options: &EditionOptions) -> Vec<ColophonLine> {
    let data = &options.data;
    let people = [
        (About::Author, &data.author),
        (About::Translator, &data.translator),
        (About::Editor, &data.editor),
    ];
    let people = people.into_iter().filter(|(_, names)| !names.0.is_empty());
    people
        .map(|(about, names)| {
            // Names that both languages write alike are one list.
            let alike = names.0.iter().all(|name| name.source == name.target);
            ColophonLine {
                about,
                source: said(names, InBoth::chinese, if alike { ", " } else { "、" }),
                target: said(names, InBoth::english, ", "),
            }
        })
        .collect()
}

/// All that the colophon says: the people, the publication, the rights, and what kind of edition it is.
pub(super) fn lines(options: &EditionOptions) -> Vec<ColophonLine> {
    let data = &options.data;
    let mut lines = people(options);
    let both = |said: &InBoth| {
        let words = |words: Option<&str>| words.unwrap_or_default().to_owned();
        (!said.is_empty()).then(|| (words(said.chinese()), words(said.english())))
    };
    let same = |said: &Option<String>| said.clone().map(|said| (said.clone(), said));
    for (about, said) in [
        (About::Publisher, both(&data.publisher)),
        (About::Date, same(&data.date)),
        (About::Identifier, same(&data.identifier)),
        (About::Rights, both(&data.rights)),
        (About::Kind, Some(kind(options))),
    ] {
        if let Some((source, target)) = said {
            lines.push(ColophonLine {
                about,
                source,
                target,
            });
        }
    }
    lines
}

/// What kind of edition it is, in both languages.
pub(super) fn kind(options: &EditionOptions) -> (String, String) {
    match options.proof {
        true => (
            "校样：译文的状态与检查结果列于文旁".to_owned(),
            "Proof sheet, with the state of the translation and the findings of the check"
                .to_owned(),
        ),
        false => (
            "中英对照本".to_owned(),
            "Parallel edition in Chinese and English".to_owned(),
        ),
    }
}

/// The day of a time in seconds since 1970, as `YYYY-MM-DD`.
pub(super) fn day(seconds: u64) -> String {
    rfc3339(seconds).chars().take(10).collect()
}

fn said<'n>(names: &'n Names, of: fn(&'n InBoth) -> Option<&'n str>, between: &str) -> String {
    let names: Vec<&str> = names.0.iter().filter_map(of).collect();
    names.join(between)
}
