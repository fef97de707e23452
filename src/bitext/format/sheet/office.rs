//! Office documents in general (ECMA-376, part 2): parts, what they lead to, who saved a document last.

use std::path::Path;

use quick_xml::events::BytesStart;

use crate::bitext::desk::Signature;
use crate::bitext::format::xml::{Problem, Visitor, attribute, walk};
use crate::document::archive::{Archive, resolve};
use crate::error::Result;

/// Elements as they come: the local name, the attributes by local name, and the text inside.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> &str {
        let mut all = self.attributes.iter();
        all.find(|(one, _)| one == name)
            .map_or("", |(_, value)| value.as_str())
    }
}

/// The elements whose text is wanted; what stands in an element inside one of them is text of the outer one.
const WITH_TEXT: &[&str] = &[
    "author",
    "comment",
    "lastModifiedBy",
    "modified",
    "row",
    "threadedComment",
];

/// Every element of a part in the order of their starts.
#[derive(Default)]
struct Flat {
    all: Vec<Element>,
    /// The open elements whose text is wanted, and how many are open inside the outermost of them.
    inside: Option<(usize, usize)>,
}

impl Visitor for Flat {
    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), Problem> {
        let mut attributes = Vec::new();
        for found in start.attributes().flatten() {
            let name = found.key.as_ref();
            if let Some(value) = attribute(start, name)? {
                let local = name.rsplit(':').next().unwrap_or(name);
                attributes.push((local.to_owned(), value));
            }
        }
        let local = start.local_name();
        let name = local.as_ref();
        match &mut self.inside {
            Some((_, depth)) => *depth += 1,
            None if WITH_TEXT.contains(&name) => self.inside = Some((self.all.len(), 0)),
            None => {}
        }
        self.all.push(Element {
            name: name.to_owned(),
            attributes,
            text: String::new(),
        });
        Ok(())
    }

    fn close(&mut self, _: &str) {
        self.inside = match self.inside {
            Some((_, 0)) | None => None,
            Some((at, depth)) => Some((at, depth - 1)),
        };
    }

    fn text(&mut self, text: &str) {
        if let Some((at, _)) = self.inside {
            self.all[at].text.push_str(text);
        }
    }
}

/// The elements of a part; none where there is no such part.
pub(super) fn elements(archive: &mut Archive<'_>, part: &str, path: &Path) -> Result<Vec<Element>> {
    let Some(text) = archive.text(part)? else {
        return Ok(Vec::new());
    };
    let mut flat = Flat::default();
    walk(&text, &path.join(part), &mut flat)?;
    Ok(flat.all)
}

/// The parts that a part leads to: id, the last word of the type, the part.
pub(super) fn relations(
    archive: &mut Archive<'_>,
    part: &str,
    path: &Path,
) -> Result<Vec<(String, String, String)>> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let of = format!("{folder}/_rels/{name}.rels");
    let all = elements(archive, of.trim_start_matches('/'), path)?;
    let inside = all.iter().filter(|one| {
        one.name == "Relationship" && !one.get("TargetMode").eq_ignore_ascii_case("external")
    });
    Ok(inside
        .map(|one| {
            let kind = one.get("Type").rsplit('/').next().unwrap_or_default();
            (
                one.get("Id").to_owned(),
                kind.to_owned(),
                resolve(one.get("Target"), part),
            )
        })
        .collect())
}

/// The person who saved an office document last, and when, by its core properties.
pub(super) fn last_saved(archive: &mut Archive<'_>, path: &Path) -> Result<Signature> {
    let all = elements(archive, "docProps/core.xml", path)?;
    let text = |name: &str| {
        let found = all.iter().find(|one| one.name == name);
        found
            .map(|one| one.text.trim().to_owned())
            .unwrap_or_default()
    };
    Ok(Signature {
        by: text("lastModifiedBy"),
        at: text("modified"),
    })
}

/// A moment as signatures have it: without parts of a second, in UTC.
pub(super) fn moment(text: &str) -> String {
    let whole = text.split('.').next().unwrap_or(text);
    let whole = whole.trim_end_matches('Z');
    if whole.is_empty() {
        String::new()
    } else {
        format!("{whole}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_whole_seconds() {
        assert_eq!(moment("2026-03-01T09:30:00.00"), "2026-03-01T09:30:00Z");
        assert_eq!(moment("2026-03-01T09:30:00Z"), "2026-03-01T09:30:00Z");
        assert_eq!(moment(""), "");
    }
}
