//! The data of a book: what its title page, its colophon and the catalogues of its readers say of it.

use serde::Deserialize;

use super::label::Label;

/// Something that is said in both languages, in one of them, or alike in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "Written")]
pub struct InBoth {
    /// As the Chinese says it.
    pub source: Option<String>,
    /// As the English says it.
    pub target: Option<String>,
}

/// The way it is written in the settings: `"闻溪"`, or `{ zh = "闻溪", en = "Wen Xi" }`.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected words, or a table { zh = \"…\", en = \"…\" }"
)]
enum Written {
    Same(String),
    Each(Each),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Each {
    zh: Option<String>,
    en: Option<String>,
}

impl From<Written> for InBoth {
    fn from(written: Written) -> InBoth {
        let said = |words: Option<String>| {
            let words = words?.trim().to_owned();
            (!words.is_empty()).then_some(words)
        };
        match written {
            Written::Same(words) => InBoth::same(words.trim()),
            Written::Each(each) => InBoth {
                source: said(each.zh),
                target: said(each.en),
            },
        }
    }
}

impl InBoth {
    /// The same words for both languages; nothing where there are none.
    #[must_use]
    pub fn same(words: &str) -> InBoth {
        let words = (!words.is_empty()).then(|| words.to_owned());
        InBoth {
            source: words.clone(),
            target: words,
        }
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.source.is_none() && self.target.is_none()
    }

    /// As a title: words that are the same in both languages once.
    #[must_use]
    pub fn label(&self) -> Label {
        Label {
            source: self.source.clone(),
            target: self
                .target
                .clone()
                .filter(|target| Some(target) != self.source.as_ref()),
            piece: None,
        }
    }

    /// What the English says, else what the Chinese says.
    #[must_use]
    pub fn english(&self) -> Option<&str> {
        self.target.as_deref().or(self.source.as_deref())
    }

    /// What the Chinese says, else what the English says.
    #[must_use]
    pub fn chinese(&self) -> Option<&str> {
        self.source.as_deref().or(self.target.as_deref())
    }
}

/// One or several people, as the settings name them: `"谭见深"`, a table, or a list of either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "People")]
pub struct Names(pub Vec<InBoth>);

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a name, a table { zh = \"…\", en = \"…\" }, or a list of them"
)]
enum People {
    // Before one of them, because a list of two would be taken for a table of two fields.
    More(Vec<InBoth>),
    One(InBoth),
}

impl From<People> for Names {
    fn from(people: People) -> Names {
        let mut names = match people {
            People::One(one) => vec![one],
            People::More(more) => more,
        };
        names.retain(|name| !name.is_empty());
        Names(names)
    }
}

/// The data of a book, as `[edition]` gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookData {
    /// The title; where there is none, the texts' own.
    pub title: InBoth,
    /// The subtitle.
    pub subtitle: InBoth,
    /// Who wrote the Chinese.
    pub author: Names,
    /// Who translated it.
    pub translator: Names,
    /// Who edited the edition.
    pub editor: Names,
    /// The publisher.
    pub publisher: InBoth,
    /// When it was published: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Who has which rights.
    pub rights: InBoth,
    /// What the book is known by, as an ISBN, a DOI or an address.
    pub identifier: Option<String>,
    /// What it is about.
    pub description: InBoth,
    /// The image on its cover.
    pub cover: Option<super::picture::Picture>,
}

impl BookData {
    /// The data of a book of which only the title is known.
    #[must_use]
    pub fn titled(title: &str) -> BookData {
        BookData {
            title: InBoth::same(title),
            ..BookData::default()
        }
    }

    /// All that is said, by the names of the settings, in each language that says it otherwise: `title-zh`.
    #[must_use]
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        let mut say = |name: &str, said: &InBoth| match (&said.source, &said.target) {
            (Some(one), Some(other)) if one == other => facts.push((name.to_owned(), one.clone())),
            (source, target) => {
                for (language, said) in [("zh", source), ("en", target)] {
                    if let Some(said) = said {
                        facts.push((format!("{name}-{language}"), said.clone()));
                    }
                }
            }
        };
        say("title", &self.title);
        say("subtitle", &self.subtitle);
        for (name, people) in [
            ("author", &self.author),
            ("translator", &self.translator),
            ("editor", &self.editor),
        ] {
            people.0.iter().for_each(|person| say(name, person));
        }
        say("publisher", &self.publisher);
        for (name, said) in [("date", &self.date), ("identifier", &self.identifier)] {
            say(name, &InBoth::same(said.as_deref().unwrap_or_default()));
        }
        say("rights", &self.rights);
        say("description", &self.description);
        facts
    }

    /// Whether there is anything that a title page or a colophon could say besides the title.
    #[must_use]
    pub fn is_told(&self) -> bool {
        let names = [&self.author, &self.translator, &self.editor];
        let said = [
            &self.subtitle,
            &self.publisher,
            &self.rights,
            &self.description,
        ];
        names.iter().any(|names| !names.0.is_empty())
            || said.iter().any(|said| !said.is_empty())
            || self.date.is_some()
            || self.identifier.is_some()
            || self.cover.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Settings {
        title: InBoth,
        author: Names,
    }

    #[test]
    fn words_and_tables_and_lists() {
        let read = |text: &str| toml::from_str::<Settings>(text);
        let both = read(
            "title = { zh = \"闻溪\", en = \"Wen Xi\" }\nauthor = [\"Lu\", { zh = \"苏\" }, \"\"]",
        )
        .unwrap();
        assert_eq!(both.title.label().line(), "闻溪 · Wen Xi");
        assert_eq!(both.author.0.len(), 2);
        let data = BookData {
            author: both.author.clone(),
            date: Some("2026".into()),
            ..BookData::titled("灯塔")
        };
        let fact = |name: &str, said: &str| (name.to_owned(), said.to_owned());
        let facts = [
            fact("title", "灯塔"),
            fact("author", "Lu"),
            fact("author-zh", "苏"),
            fact("date", "2026"),
        ];
        assert_eq!(data.facts(), facts);
        assert_eq!(both.author.0[1].english(), Some("苏"));
        let two = read("title = \"灯塔\"\nauthor = [\"Ada\", \"Max\"]").unwrap();
        assert_eq!(two.author.0, [InBoth::same("Ada"), InBoth::same("Max")]);
        let same = read("title = \"灯塔\"\nauthor = \"Lu\"").unwrap();
        assert_eq!(same.title.label().line(), "灯塔");
        assert_eq!(same.title.english(), Some("灯塔"));
        let wrong = read("title = 3\nauthor = \"Lu\"").map(|_| ()).unwrap_err();
        assert!(wrong.to_string().contains("expected words"), "{wrong}");
    }
}
