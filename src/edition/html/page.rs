//! What pages have around their rows.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::edition::book_data::BookData;
use crate::edition::markup::{escape, own_name};
use crate::edition::model::{EditionOptions, Layout};
use crate::text::digest::{of_parts, sha256};
use crate::words::Words;

const PAGE: &str = include_str!("../template/page.html");
/// The style of every page.
const STYLE: &str = include_str!("../template/style.css");
/// How a page is printed.
const PRINT_STYLE: &str = include_str!("../template/print.css");
/// What proof sheets need besides.
const PROOF_STYLE: &str = include_str!("../template/proof.css");
/// What tables need besides. A page without tables goes without.
const TABLE_STYLE: &str = include_str!("../template/table.css");
/// What scripts say, and how they say it.
const WORDS_SCRIPT: &str = include_str!("../template/words.js");
/// The beginning of the ids of what scripts say.
const OF_SCRIPTS: &str = "page-js-";
/// The script of an edition for readers.
const SCRIPT: &str = concat!(
    include_str!("../template/script.js"),
    include_str!("../template/search.js"),
    include_str!("../template/book.js")
);
/// The script of a proof sheet.
const PROOF_SCRIPT: &str = concat!(
    include_str!("../template/script.js"),
    include_str!("../template/search.js"),
    include_str!("../template/book.js"),
    include_str!("../template/proof.js")
);
/// The layout that pages start with, the languages, and the kind of edition.
#[derive(Clone, Debug)]
pub(super) struct Looks {
    layout: Layout,
    pub(super) source: String,
    pub(super) target: String,
    pub(super) proof: bool,
    pinyin: bool,
    /// The words of the controls.
    pub(super) words: &'static Words,
}

impl Looks {
    pub(super) fn of(options: &EditionOptions) -> Looks {
        Looks {
            layout: options.layout(Layout::Columns),
            source: options.source_language.clone(),
            target: options.target_language.clone(),
            proof: options.proof,
            pinyin: options.pinyin,
            words: Words::of(options.interface),
        }
    }

    /// The script of such pages.
    pub(super) fn script(&self) -> String {
        self.saying(match self.proof {
            true => PROOF_SCRIPT,
            false => SCRIPT,
        })
    }

    /// A script with what it says.
    pub(super) fn saying(&self, script: &str) -> String {
        let mut texts = self.words.area("page");
        texts.retain(|id, _| id.starts_with(OF_SCRIPTS));
        let texts = serde_json::to_string(&texts).unwrap_or_default();
        WORDS_SCRIPT.replace("{{words}}", &texts) + script
    }

    /// The language tag of the controls.
    pub(super) const fn interface(&self) -> &'static str {
        self.words.locale().tag()
    }

    /// A text of the controls, as HTML.
    pub(super) fn say(&self, id: &str) -> String {
        let key = |name: &str| format!("<kbd>{name}</kbd>");
        let keys = [
            ("up", key("↑").into()),
            ("down", key("↓").into()),
            ("enter", key("Enter").into()),
            ("shift", key("Shift").into()),
        ];
        self.words.say(id, &keys)
    }

    /// The control of a proof sheet.
    fn proof_control(&self) -> String {
        format!(
            "<label class=\"check\"><input type=\"checkbox\" id=\"hide-low\" /><span>{}</span></label>\n",
            self.say("page-hide-low")
        )
    }

    /// The style sheet of such pages, but for the page rules of [`super::print`].
    pub(super) fn style(&self, tables: bool) -> String {
        let parts = [
            STYLE,
            if tables { TABLE_STYLE } else { "" },
            if self.proof { PROOF_STYLE } else { "" },
            PRINT_STYLE,
        ];
        parts.concat()
    }
}

/// A page, but for its rows. What is not a title is HTML.
#[derive(Clone, Debug)]
pub(super) struct Page<'p> {
    pub(super) looks: &'p Looks,
    pub(super) title: &'p str,
    /// What the reader's choices are kept under: pages of one book share them.
    pub(super) book: String,
    /// The content security policy.
    pub(super) policy: String,
    /// The styles, and what else stands in the head.
    pub(super) sheets: String,
    /// What the head tells of the book.
    pub(super) about: String,
    pub(super) scripts: String,
    /// Attributes of the body.
    pub(super) body: String,
    /// The ways to the other texts.
    pub(super) texts: String,
    /// The contents of this page.
    pub(super) contents: String,
    /// What stands above the rows.
    pub(super) heading: String,
    /// The glossary.
    pub(super) glossary: String,
    /// What stands between the text and the foot.
    pub(super) around: String,
    /// More lines of the list of keys.
    pub(super) keys: String,
    pub(super) footer: String,
}

impl Default for Page<'_> {
    fn default() -> Self {
        static LOOKS: LazyLock<Looks> = LazyLock::new(|| Looks::of(&EditionOptions::default()));
        Page {
            looks: &LOOKS,
            title: "",
            book: String::new(),
            policy: String::new(),
            sheets: String::new(),
            about: String::new(),
            scripts: String::new(),
            body: String::new(),
            texts: String::new(),
            contents: String::new(),
            heading: String::new(),
            glossary: String::new(),
            around: String::new(),
            keys: String::new(),
            footer: String::new(),
        }
    }
}

impl Page<'_> {
    /// Writes the page; `rows` writes the inside of `main`.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        rows: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut rest = PAGE;
        while let Some((before, after)) = rest.split_once("{{") {
            out.write_all(before.as_bytes())?;
            let Some((name, after)) = after.split_once("}}") else {
                break;
            };
            match name {
                "rows" => rows(out)?,
                name => out.write_all(self.part(name).as_bytes())?,
            }
            rest = after;
        }
        out.write_all(rest.as_bytes())
    }

    /// The replacement of the template's `{{name}}`.
    fn part(&self, name: &str) -> Cow<'_, str> {
        let looks = self.looks;
        if let Some(id) = name.strip_prefix(SAY) {
            return looks.say(id).into();
        }
        let on = |layout| Cow::Borrowed(if looks.layout == layout { CHECKED } else { "" });
        match name {
            "interface" => looks.interface().into(),
            "lang" | "source-lang" => escape(&looks.source).into(),
            "target-lang" => escape(&looks.target).into(),
            "source-name" => escape(own_name(&looks.source)).into(),
            "target-name" => escape(own_name(&looks.target)).into(),
            "source-short" => first_letters(own_name(&looks.source), 1).into(),
            "target-short" => first_letters(own_name(&looks.target), 2).into(),
            "on-columns" => on(Layout::Columns),
            "on-interleaved" => on(Layout::Interleaved),
            "on-source" => on(Layout::Hover),
            "kind" => match (looks.proof, looks.pinyin) {
                (true, false) => "proof",
                (true, true) => "proof pinyin",
                (false, false) => "reader",
                (false, true) => "reader pinyin",
            }
            .into(),
            "proof-control" if looks.proof => looks.proof_control().into(),
            "title" => escape(self.title).into(),
            "book" => self.book.as_str().into(),
            "csp" => self.policy.as_str().into(),
            "sheets" => self.sheets.as_str().into(),
            "about" => self.about.as_str().into(),
            "scripts" => self.scripts.as_str().into(),
            "body" => self.body.as_str().into(),
            "texts" => self.texts.as_str().into(),
            "contents" => self.contents.as_str().into(),
            "heading" => self.heading.as_str().into(),
            "glossary" => self.glossary.as_str().into(),
            "around" => self.around.as_str().into(),
            "more-keys" => self.keys.as_str().into(),
            "footer" => self.footer.as_str().into(),
            _ => "".into(),
        }
    }
}

/// What a template has before the id of a text.
pub(super) const SAY: &str = "say:";
const CHECKED: &str = " checked=\"checked\"";

fn first_letters(name: &str, count: usize) -> String {
    let letters: String = name.chars().take(count).collect();
    escape(&letters)
}

/// What a book's readers' choices are kept under.
pub(super) fn book_key(data: &BookData, title: &str) -> String {
    let identifier = data.identifier.as_deref().unwrap_or_default();
    let digest = of_parts([title, identifier]);
    digest[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The content security policy of a page that has everything in itself.
pub(super) fn policy_inside(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// The content security policy of a page of a site: what lies beside it, from a server or from a folder, and one
/// style in it.
pub(super) fn policy_beside(style: &str) -> String {
    format!(
        "default-src 'none'; img-src 'self' file: data:; style-src 'self' file: 'sha256-{}'; \
         script-src 'self' file:; base-uri 'none'; form-action 'none'",
        hash(style)
    )
}

/// The hash by which a content security policy allows an inline style or script.
fn hash(content: &str) -> String {
    STANDARD.encode(sha256(content.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Locale;

    #[test]
    fn style_and_script_are_safe_inside_xml() {
        for part in [
            STYLE,
            PRINT_STYLE,
            PROOF_STYLE,
            TABLE_STYLE,
            PROOF_SCRIPT,
            WORDS_SCRIPT,
        ] {
            assert!(!part.contains(['<', '&']), "{part}");
        }
    }

    #[test]
    fn words_are_safe_inside_xml() {
        for locale in Locale::ALL {
            let page = Words::of(locale).area("page");
            assert!(page.len() > 30);
            for (id, text) in page {
                let text = text.to_string();
                assert!(!text.contains(['<', '&', '\'']), "{id}: {text}");
                let inner = text.trim_matches('"');
                assert!(
                    text.starts_with('{') || !inner.contains('"'),
                    "{id}: {text}"
                );
            }
        }
    }

    #[test]
    fn templates_say_what_is_there() {
        let looks = |interface| {
            Looks::of(&EditionOptions {
                interface,
                ..EditionOptions::default()
            })
        };
        for locale in Locale::ALL {
            let looks = looks(locale);
            for id in PAGE
                .split("{{say:")
                .skip(1)
                .map(|rest| rest.split("}}").next().unwrap())
            {
                assert!(looks.words.has(id), "{id}");
            }
            assert!(!looks.script().contains("{{"));
        }
    }

    #[test]
    fn what_readers_get_knows_no_states() {
        for word in [
            "untranslated",
            "added",
            "moved",
            "omission",
            "addition",
            "low",
            "confidence",
            "finding",
        ] {
            for (name, part) in [
                ("style", STYLE),
                ("print", PRINT_STYLE),
                ("script", SCRIPT),
                ("page", PAGE),
            ] {
                let found = part
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|one| one == word);
                // `low` is also the lower end of a search by halves.
                assert!(
                    !found || word == "low" && name == "script",
                    "{word} in the {name}"
                );
            }
        }
    }
}
