//! The table of all keys.

/// One key of the settings file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The path of the key, `table.name`; `NAME` in it stands for a name that the user chooses.
    pub path: &'static str,
    /// The default as it would be written in the file; empty when the key has none.
    pub default: &'static str,
    /// An example value as it would be written in the file.
    pub example: &'static str,
    /// The purpose of the key, in a sentence.
    pub about: &'static str,
}

impl Key {
    /// The table of the key.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }

    /// The name of the key within its table.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or(self.path, |(_, name)| name)
    }
}

/// Every key, in the order in which the documentation explains them.
pub const KEYS: &[Key] = &[
    Key {
        path: "project.source",
        default: "",
        example: "\"zh/**/*.md\"",
        about: "The Chinese texts: a path, a glob, or a list of them.",
    },
    Key {
        path: "project.target",
        default: "",
        example: "\"en/{path}\"",
        about: "Where the English of a text is: a path, or a pattern with {path}, {dir}, {stem}, {ext}, {name}.",
    },
    Key {
        path: "project.bitext",
        default: "",
        example: "\"bitext/{path}.bitext.jsonl\"",
        about: "Where the bitext of a text is, that `review` works on: a path, or a pattern as in `target`; when the file exists, `build` and `check` read it.",
    },
    Key {
        path: "project.exclude",
        default: "[]",
        example: "[\"zh/drafts/**\"]",
        about: "Files that are no texts: paths and globs.",
    },
    Key {
        path: "project.order",
        default: "",
        example: "\"zh/SUMMARY.md\"",
        about: "The order of the texts: a file of contents (mdBook's SUMMARY.md, mkdocs.yml, the spine of an EPUB), or a list of paths and globs; by name where it is left out.",
    },
    Key {
        path: "project.text",
        default: "[]",
        example: "[{ source = \"zh/ch01.md\", target = \"en/ch01.md\", title = \"The Sea 海\", part = \"One\" }]",
        about: "Texts one by one, as tables [[project.text]] with source, target, bitext, title and part.",
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
        about: "The glossaries that the translation is checked against; a term and its rendering speak for a link, too.",
    },
    Key {
        path: "project.person",
        default: "",
        example: "\"Lin Hai\"",
        about: "The name that stages, comments and proposals are signed with; left out: that of git (`user.name`). The variable DUIZHAO_PERSON goes before both.",
    },
    Key {
        path: "read.front-matter",
        default: "[\"title\", \"description\"]",
        example: "[\"title\", \"summary\"]",
        about: "The keys of front matter whose values are text; everything else in it stays as it is.",
    },
    Key {
        path: "read.attributes",
        default: "[]",
        example: "[\"alt\", \"title\"]",
        about: "The attributes of tags whose values are text; `alt` and `title` stand for those of Markdown's images and links as well.",
    },
    Key {
        path: "read.dialect",
        default: "[]",
        example: "[\"mkdocs\"]",
        about: "The dialects that Markdown is in: mkdocs, myst, mdx; empty: those that a text has something of.",
    },
    Key {
        path: "read.strict",
        default: "false",
        example: "true",
        about: "Whether warnings about what was read are errors: a missing page of a book, a document without text.",
    },
    Key {
        path: "read.subtitle-width",
        default: "42",
        example: "36",
        about: "The most columns of a line of subtitles that is written; a Chinese character has two.",
    },
    Key {
        path: "segment.extra-abbreviations",
        default: "[]",
        example: "[\"Capt.\", \"approx.\"]",
        about: "English abbreviations after which no sentence ends, in addition to those that are built in.",
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
        path: "align.encoder",
        default: "",
        example: "\"local\"",
        about: "The encoder whose sentence vectors are further evidence.",
    },
    Key {
        path: "encoder.NAME.url",
        default: "",
        example: "\"http://127.0.0.1:8000/v1\"",
        about: "The address of an embeddings server, without /embeddings; required.",
    },
    Key {
        path: "encoder.NAME.model",
        default: "",
        example: "\"bge-m3\"",
        about: "The model, as the server calls it; required.",
    },
    Key {
        path: "encoder.NAME.key-env",
        default: "",
        example: "\"EMBEDDINGS_KEY\"",
        about: "The environment variable that holds the key.",
    },
    Key {
        path: "encoder.NAME.key-file",
        default: "",
        example: "\"../embeddings.key\"",
        about: "The file that holds the key.",
    },
    Key {
        path: "encoder.NAME.ca-file",
        default: "",
        example: "\"../network.pem\"",
        about: "A PEM file of certificates to trust besides those of the system.",
    },
    Key {
        path: "encoder.NAME.prefix",
        default: "\"\"",
        example: "\"query: \"",
        about: "The prefix that the model needs before every text.",
    },
    Key {
        path: "encoder.NAME.dimensions",
        default: "",
        example: "512",
        about: "The dimension of the vectors, where the server can choose it.",
    },
    Key {
        path: "encoder.NAME.batch",
        default: "64",
        example: "32",
        about: "The most sentences in one request.",
    },
    Key {
        path: "encoder.NAME.batch-characters",
        default: "16000",
        example: "4000",
        about: "The most characters in one request.",
    },
    Key {
        path: "encoder.NAME.concurrency",
        default: "2",
        example: "4",
        about: "The most requests under way at once.",
    },
    Key {
        path: "encoder.NAME.timeout-seconds",
        default: "60",
        example: "300",
        about: "The longest time until an answer begins, in seconds.",
    },
    Key {
        path: "translate.provider",
        default: "",
        example: "\"local\"",
        about: "The provider that translates; by default the only one there is.",
    },
    Key {
        path: "translate.summary",
        default: "\"\"",
        example: "\"A talk between a reporter and the keeper of a lighthouse.\"",
        about: "A summary of the text; sent to the provider with every request.",
    },
    Key {
        path: "translate.review",
        default: "",
        example: "\"second\"",
        about: "The provider that reads translations against the Chinese and says what it doubts.",
    },
    Key {
        path: "translate.style",
        default: "",
        example: "\"STYLE.md\"",
        about: "The file with the style guide; sent to chat servers with every request.",
    },
    Key {
        path: "translate.names",
        default: "",
        example: "\"glossary/names.tsv\"",
        about: "The list of names that translations keep to and add to; \"\" for none.",
    },
    Key {
        path: "translate.context-tokens",
        default: "1500",
        example: "3000",
        about: "The most tokens of what goes along with a request besides its sentences.",
    },
    Key {
        path: "translate.in-order",
        default: "false",
        example: "true",
        about: "Whether the requests of a text are made one after another.",
    },
    Key {
        path: "provider.NAME.protocol",
        default: "",
        example: "\"openai\"",
        about: "The protocol of the server; `duizhao providers` lists the protocols.",
    },
    Key {
        path: "provider.NAME.url",
        default: "",
        example: "\"http://127.0.0.1:8080/v1\"",
        about: "The server's address; by default the protocol's own where it has one.",
    },
    Key {
        path: "provider.NAME.model",
        default: "",
        example: "\"qwen3:8b\"",
        about: "The model, as the server calls it; chat servers need one.",
    },
    Key {
        path: "provider.NAME.key-env",
        default: "",
        example: "\"TRANSLATION_KEY\"",
        about: "The environment variable that holds the key.",
    },
    Key {
        path: "provider.NAME.key-file",
        default: "",
        example: "\"../translation.key\"",
        about: "The file that holds the key.",
    },
    Key {
        path: "provider.NAME.ca-file",
        default: "",
        example: "\"../network.pem\"",
        about: "A PEM file of certificates to trust besides those of the system.",
    },
    Key {
        path: "provider.NAME.plain-http",
        default: "false",
        example: "true",
        about: "Whether the key may be sent over a network without encryption.",
    },
    Key {
        path: "provider.NAME.headers",
        default: "{}",
        example: "{ x-team = \"editors\" }",
        about: "Further headers of every request.",
    },
    Key {
        path: "provider.NAME.body",
        default: "{}",
        example: "{ temperature = 0.2 }",
        about: "Further members of every request; for `template` the whole request.",
    },
    Key {
        path: "provider.NAME.answer",
        default: "",
        example: "\"/result/*/text\"",
        about: "For `template`: the place of the texts in the answer.",
    },
    Key {
        path: "provider.NAME.batch",
        default: "20",
        example: "8",
        about: "The most sentences in one request.",
    },
    Key {
        path: "provider.NAME.batch-characters",
        default: "1500",
        example: "600",
        about: "The most characters in one request.",
    },
    Key {
        path: "provider.NAME.concurrency",
        default: "4",
        example: "8",
        about: "The most requests under way at once.",
    },
    Key {
        path: "provider.NAME.requests-per-minute",
        default: "",
        example: "60",
        about: "The most requests begun in a minute.",
    },
    Key {
        path: "provider.NAME.tokens-per-minute",
        default: "",
        example: "90000",
        about: "The most tokens sent and received in a minute, by estimate.",
    },
    Key {
        path: "provider.NAME.max-retries",
        default: "",
        example: "20",
        about: "The most retries of a run; by default 100, and 3 for each batch.",
    },
    Key {
        path: "provider.NAME.fallback",
        default: "",
        example: "\"other\"",
        about: "The provider that is asked for sentences that this one could not translate.",
    },
    Key {
        path: "provider.NAME.timeout-seconds",
        default: "300",
        example: "900",
        about: "The longest time until an answer begins, in seconds.",
    },
    Key {
        path: "provider.NAME.context",
        default: "2",
        example: "0",
        about: "The number of sentences before and after a batch that are shown with it.",
    },
    Key {
        path: "provider.NAME.instructions",
        default: "\"\"",
        example: "\"British spelling. A novel of 1930.\"",
        about: "Further instructions for a chat model.",
    },
    Key {
        path: "provider.NAME.price-input",
        default: "0.0",
        example: "0.15",
        about: "The price of a million input tokens.",
    },
    Key {
        path: "provider.NAME.price-output",
        default: "0.0",
        example: "0.6",
        about: "The price of a million output tokens.",
    },
    Key {
        path: "provider.NAME.price-characters",
        default: "0.0",
        example: "20.0",
        about: "The price of a million characters of Chinese.",
    },
    Key {
        path: "provider.NAME.price-cached",
        default: "",
        example: "0.075",
        about: "The price of a million input tokens that the server has in its cache; price-input when left out.",
    },
    Key {
        path: "provider.NAME.price-cache-write",
        default: "",
        example: "3.75",
        about: "The price of a million input tokens that the server takes into its cache; price-input and a quarter when left out.",
    },
    Key {
        path: "provider.NAME.batch-discount",
        default: "0.5",
        example: "0.4",
        about: "The part of all prices that is taken off with --batch.",
    },
    Key {
        path: "check.fail-on",
        default: "\"warning\"",
        example: "\"error\"",
        about: "Findings of this severity and worse make the check fail: \"error\", \"warning\", \"note\" or \"off\".",
    },
    Key {
        path: "check.baseline",
        default: "",
        example: "\"known.json\"",
        about: "The file of known findings, which do not make the check fail.",
    },
    Key {
        path: "check.low-confidence",
        default: "0.3",
        example: "0.5",
        about: "Links below this confidence are doubtful.",
    },
    Key {
        path: "check.other-editions",
        default: "\"note\"",
        example: "\"off\"",
        about: "The severity with which markup tells of an address that leads to the same page in another language.",
    },
    Key {
        path: "check.rules",
        default: "{}",
        example: "{ length = \"off\", number = \"warning\" }",
        about: "The severity of rules; `duizhao rules` lists them.",
    },
    Key {
        path: "check.ignore",
        default: "[]",
        example: "[{ rule = \"number\", subject = \"3\", reason = \"as the author wished\" }]",
        about: "Findings that are not to be shown, each with its reason.",
    },
    Key {
        path: "edition.title",
        default: "",
        example: "\"The Lighthouse 灯塔\"",
        about: "The title of the edition, in one language or both; by default the first headings of the texts.",
    },
    Key {
        path: "edition.subtitle",
        default: "",
        example: "{ zh = \"一份口述史\", en = \"An Oral History\" }",
        about: "The subtitle of the edition, in one language or both.",
    },
    Key {
        path: "edition.author",
        default: "",
        example: "\"谭见深\"",
        about: "Who wrote the Chinese: a name, a table { zh, en }, or a list of them.",
    },
    Key {
        path: "edition.translator",
        default: "",
        example: "[\"Ann Lee\", { zh = \"苏禾\", en = \"Su He\" }]",
        about: "Who translated it, likewise.",
    },
    Key {
        path: "edition.editor",
        default: "",
        example: "\"Max Orr\"",
        about: "Who edited the edition, likewise.",
    },
    Key {
        path: "edition.publisher",
        default: "",
        example: "\"Harbour Books\"",
        about: "The publisher, in one language or both.",
    },
    Key {
        path: "edition.date",
        default: "",
        example: "\"2026-11\"",
        about: "When it was published: YYYY, YYYY-MM or YYYY-MM-DD.",
    },
    Key {
        path: "edition.rights",
        default: "",
        example: "\"© 2026 the author and the translators\"",
        about: "Who has which rights, in one language or both.",
    },
    Key {
        path: "edition.identifier",
        default: "",
        example: "\"978-7-00-000000-0\"",
        about: "What it is known by: an ISBN, a DOI, an address.",
    },
    Key {
        path: "edition.description",
        default: "",
        example: "{ en = \"A keeper of a lighthouse remembers.\" }",
        about: "What it is about, in one language or both.",
    },
    Key {
        path: "edition.cover",
        default: "",
        example: "\"img/cover.jpg\"",
        about: "The image on its cover, from the folder of duizhao.toml.",
    },
    Key {
        path: "edition.terms",
        default: "false",
        example: "true",
        about: "Whether an edition for readers marks the terms of the glossary, each at its first place, and ends with a glossary.",
    },
    Key {
        path: "edition.fetch-images",
        default: "false",
        example: "true",
        about: "Whether images on servers are fetched and kept, so that the edition has them in itself.",
    },
    Key {
        path: "edition.page-size",
        default: "\"a4\"",
        example: "\"6x9in\"",
        about: "The size of a printed page: a4, a5, b5, letter, 6x9in, 16k, or a width and a height as \"170mm x 240mm\".",
    },
    Key {
        path: "edition.margins",
        default: "\"20mm 18mm\"",
        example: "\"20mm 15mm 25mm 20mm\"",
        about: "The margins of a printed page: one length, two (top and bottom, sides) or four (top, outer, bottom, inner).",
    },
    Key {
        path: "edition.chinese-font",
        default: "",
        example: "\"Noto Serif CJK SC\"",
        about: "The font of the Chinese; by default the first of the usual ones that the system has.",
    },
    Key {
        path: "edition.english-font",
        default: "",
        example: "\"Libertinus Serif\"",
        about: "The font of the English, likewise.",
    },
    Key {
        path: "edition.pdf-command",
        default: "\"typst\"",
        example: "\"/opt/typst/typst\"",
        about: "The command that makes a PDF: typst, or where it is.",
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
        default: "",
        example: "\"interleaved\"",
        about: "The layout of the two texts: \"columns\", \"interleaved\", \"hover\" or \"facing\"; by default what is usual for each format.",
    },
    Key {
        path: "edition.pinyin",
        default: "false",
        example: "true",
        about: "Whether the Chinese shows its pinyin, in pages and books.",
    },
    Key {
        path: "edition.interface",
        default: "\"en\"",
        example: "\"zh-CN\"",
        about: "The language of the controls of pages: \"en\" or \"zh-CN\".",
    },
    Key {
        path: "edition.low-confidence",
        default: "",
        example: "0.4",
        about: "Links below this confidence are marked in the edition; by default the value of align.low-confidence.",
    },
];

/// The names that may stand in a table, each once; for an empty `table`, the names of the tables. A
/// table that the user names is given with any name, as `encoder.local`.
pub(super) fn names_in(table: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for key in KEYS {
        let name = match table {
            "" => first(key.table()),
            _ if is_table(table, key.table()) => key.name(),
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether the tables in `table` have names that the user chooses.
pub(super) fn is_named(table: &str) -> bool {
    KEYS.iter()
        .any(|key| key.table().strip_suffix(NAME) == Some(table))
}

/// The placeholder for a name that the user chooses.
const NAME: &str = ".NAME";

fn first(table: &'static str) -> &'static str {
    table.split('.').next().unwrap_or(table)
}

/// Whether the table called `table` in a file is `known`, the path of a table of [`KEYS`].
fn is_table(table: &str, known: &str) -> bool {
    match known.strip_suffix(NAME) {
        None => table == known,
        Some(group) => table
            .strip_prefix(group)
            .is_some_and(|name| name.starts_with('.')),
    }
}
