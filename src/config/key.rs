//! The table of all keys.

/// One key of the settings file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its table and name, between them a dot.
    pub path: &'static str,
    /// What it is when the file leaves it out, as it would be written; empty where it is then
    /// nothing.
    pub default: &'static str,
    /// A value, as it would be written.
    pub example: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
}

impl Key {
    /// Its table.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.path.split_once('.').map_or("", |(table, _)| table)
    }

    /// Its name within the table.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path
            .split_once('.')
            .map_or(self.path, |(_, name)| name)
    }
}

/// Every key, in the order in which the documentation explains them.
pub const KEYS: &[Key] = &[
    Key {
        path: "project.source",
        default: "",
        example: "\"text/zh.md\"",
        about: "The Chinese text.",
    },
    Key {
        path: "project.target",
        default: "",
        example: "\"text/en.md\"",
        about: "The English text.",
    },
    Key {
        path: "project.source-language",
        default: "\"zh-CN\"",
        example: "\"zh-TW\"",
        about: "Language tag of the Chinese text, for readers, screen readers and exports.",
    },
    Key {
        path: "project.target-language",
        default: "\"en-US\"",
        example: "\"en-GB\"",
        about: "Language tag of the English text.",
    },
    Key {
        path: "project.glossary",
        default: "[]",
        example: "[\"glossary/names.csv\", \"glossary/terms.csv\"]",
        about: "The glossaries that the translation is checked against.",
    },
    Key {
        path: "segment.extra-abbreviations",
        default: "[]",
        example: "[\"Capt.\", \"approx.\"]",
        about: "English abbreviations after which no sentence ends, beside those that are known.",
    },
    Key {
        path: "segment.semicolon",
        default: "false",
        example: "true",
        about: "Whether a semicolon ends a sentence.",
    },
    Key {
        path: "segment.verse",
        default: "false",
        example: "true",
        about: "Whether every line is at least one sentence.",
    },
    Key {
        path: "segment.quotations",
        default: "\"split\"",
        example: "\"whole\"",
        about: "Whether quotations of several sentences are cut (\"split\") or kept in one piece (\"whole\").",
    },
    Key {
        path: "align.low-confidence",
        default: "0.6",
        example: "0.75",
        about: "Links below this confidence are shown to a person first.",
    },
    Key {
        path: "edition.title",
        default: "",
        example: "\"The Lighthouse 灯塔\"",
        about: "The title of the edition; left out, the first heading of the Chinese text.",
    },
    Key {
        path: "edition.output",
        default: "\"edition\"",
        example: "\"public\"",
        about: "The folder that the edition is written to.",
    },
    Key {
        path: "edition.formats",
        default: "[\"html\"]",
        example: "[\"html\", \"epub\"]",
        about: "The formats that it is written in.",
    },
    Key {
        path: "edition.layout",
        default: "\"columns\"",
        example: "\"interleaved\"",
        about: "How the texts stand together: \"columns\", \"interleaved\" or \"hover\".",
    },
    Key {
        path: "edition.low-confidence",
        default: "",
        example: "0.4",
        about: "Links below this confidence are marked in the edition; left out, align.low-confidence.",
    },
];

/// The names that may stand in a table, each once; those of the tables for an empty name.
pub(super) fn names_in(table: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for key in KEYS {
        let name = match table {
            "" => key.table(),
            _ if key.table() == table => key.name(),
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
