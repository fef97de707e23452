//! What pages have around their rows.

use std::borrow::Cow;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::edition::markup::{escape, own_name};
use crate::edition::model::{EditionOptions, Layout};
use crate::text::digest::sha256;

const PAGE: &str = include_str!("../template/page.html");
/// The style of every page.
const STYLE: &str = include_str!("../template/style.css");
/// What tables need besides. A page without tables goes without.
const TABLE_STYLE: &str = include_str!("../template/table.css");
/// The script of every page.
pub(super) const SCRIPT: &str = concat!(
    include_str!("../template/script.js"),
    include_str!("../template/search.js"),
    include_str!("../template/book.js")
);

/// The layout that pages start with, and the languages.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    layout: Layout,
    pub(super) source: String,
    pub(super) target: String,
}

impl Looks {
    pub(super) fn of(options: &EditionOptions) -> Looks {
        Looks {
            layout: options.layout(Layout::Columns),
            source: options.source_language.clone(),
            target: options.target_language.clone(),
        }
    }
}

/// A page, but for its rows. What is not a title is HTML.
#[derive(Clone, Debug)]
pub(super) struct Page<'p> {
    pub(super) looks: &'p Looks,
    pub(super) title: &'p str,
    /// The content security policy.
    pub(super) policy: String,
    /// The styles, and what else stands in the head.
    pub(super) sheets: String,
    pub(super) scripts: String,
    /// Attributes of the body.
    pub(super) body: String,
    /// The ways to the other texts.
    pub(super) texts: String,
    /// The contents of this page.
    pub(super) contents: String,
    /// The title above the rows.
    pub(super) heading: Option<String>,
    /// What stands between the rows and the counts.
    pub(super) around: String,
    /// More lines of the list of keys.
    pub(super) keys: &'p str,
    pub(super) footer: String,
}

impl Default for Page<'_> {
    fn default() -> Self {
        static LOOKS: Looks = Looks {
            layout: Layout::Columns,
            source: String::new(),
            target: String::new(),
        };
        Page {
            looks: &LOOKS,
            title: "",
            policy: String::new(),
            sheets: String::new(),
            scripts: String::new(),
            body: String::new(),
            texts: String::new(),
            contents: String::new(),
            heading: None,
            around: String::new(),
            keys: "",
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
        let on = |layout| Cow::Borrowed(if looks.layout == layout { CHECKED } else { "" });
        match name {
            "lang" | "source-lang" => escape(&looks.source).into(),
            "target-lang" => escape(&looks.target).into(),
            "source-name" => escape(own_name(&looks.source)).into(),
            "target-name" => escape(own_name(&looks.target)).into(),
            "on-columns" => on(Layout::Columns),
            "on-interleaved" => on(Layout::Interleaved),
            "on-source" => on(Layout::Hover),
            "title" => escape(self.title).into(),
            "csp" => self.policy.as_str().into(),
            "sheets" => self.sheets.as_str().into(),
            "scripts" => self.scripts.as_str().into(),
            "body" => self.body.as_str().into(),
            "texts" => self.texts.as_str().into(),
            "contents" => self.contents.as_str().into(),
            "heading" => self.heading.as_deref().unwrap_or_default().into(),
            "around" => self.around.as_str().into(),
            "more-keys" => self.keys.into(),
            "footer" => self.footer.as_str().into(),
            _ => "".into(),
        }
    }
}

const CHECKED: &str = " checked=\"checked\"";

/// The title above the rows.
pub(super) fn heading(title: &str) -> String {
    format!("<h1 class=\"title\">{}</h1>\n", escape(title))
}

/// The style sheet of a page.
pub(super) fn style(tables: bool) -> Cow<'static, str> {
    if tables {
        Cow::Owned([STYLE, TABLE_STYLE].concat())
    } else {
        Cow::Borrowed(STYLE)
    }
}

/// The content security policy of a page that has everything in itself.
pub(super) fn policy_inside(style: &str) -> String {
    format!(
        "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        hash(style),
        hash(SCRIPT)
    )
}

/// The content security policy of a page of a site: what lies beside it, from a server or from a folder.
pub(super) const POLICY_BESIDE: &str = "default-src 'none'; img-src data:; style-src 'self' file:; \
     script-src 'self' file:; base-uri 'none'; form-action 'none'";

/// The hash by which a content security policy allows an inline style or script.
fn hash(content: &str) -> String {
    STANDARD.encode(sha256(content.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_are_safe_inside_xml() {
        assert!(!STYLE.contains(['<', '&']));
        assert!(!TABLE_STYLE.contains(['<', '&']));
        assert!(!SCRIPT.contains(['<', '&']));
    }
}
