//! The alignment file of InterText.

use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::xml::{self, Problem, attribute};
use crate::error::Result;

/// One link: ids of sentences of both texts.
pub(super) struct Link {
    pub(super) to: Vec<String>,
    pub(super) from: Vec<String>,
    /// Whether a person has confirmed it.
    pub(super) confirmed: bool,
}

/// All links, and the names of the two text files.
#[derive(Default)]
pub(super) struct LinkGroup {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) links: Vec<Link>,
    depth: usize,
}

impl LinkGroup {
    pub(super) fn read(text: &str, path: &Path) -> Result<LinkGroup> {
        let mut links = LinkGroup::default();
        xml::walk(text, path, &mut links)?;
        Ok(links)
    }
}

impl xml::Visitor for LinkGroup {
    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), Problem> {
        self.depth += 1;
        let name = start.local_name();
        let name = name.as_ref();
        let named = |name: &str| {
            attribute(start, name)?.filter(|value| !value.is_empty()).ok_or_else(|| {
                (
                    format!("the attribute {name} is missing"),
                    "an alignment of InterText begins <linkGrp toDoc=\"a.en.xml\" fromDoc=\"a.zh.xml\">",
                )
            })
        };
        if self.depth == 1 {
            if name != "linkGrp" {
                return Err((
                    format!("this is no alignment of InterText: its outermost element is <{name}>"),
                    "name the alignment and not one of its texts",
                ));
            }
            self.to = named("toDoc")?;
            self.from = named("fromDoc")?;
        } else if name == "link" {
            let targets = attribute(start, "xtargets")?.unwrap_or_default();
            let Some((to, from)) = targets.split_once(';') else {
                return Err((
                    format!("\"{targets}\" is no pair of lists of sentences"),
                    "xtargets looks like \"1:1;1:1 1:2\"",
                ));
            };
            let list = |ids: &str| ids.split_whitespace().map(str::to_owned).collect();
            self.links.push(Link {
                to: list(to),
                from: list(from),
                confirmed: attribute(start, "status")?.as_deref() == Some("man"),
            });
        }
        Ok(())
    }

    fn close(&mut self, _: &str) {
        self.depth -= 1;
    }

    fn text(&mut self, _: &str) {}
}
