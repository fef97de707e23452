//! The package of a book: which members are its pages, in which order, and what else holds words (EPUB 3.3,
//! sections 4 and 5; Open Packaging Format 2.0.1). Whatever in it is wrong is told and passed over, so that one
//! page that is missing does not refuse a book.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::super::archive::{Archive, resolve};
use super::super::html_events::{Event, Markup, events, name};
use super::super::language_marks::is_chinese;
use super::super::xml::{Tag, Xml};
use super::labels::LabelKind;
use crate::error::{Error, Result};

/// The member that names the package document (EPUB 3.3, section 4.2.6.3.1).
pub(super) const CONTAINER: &str = "META-INF/container.xml";
/// The member that lists encrypted members (section 4.2.6.3.2).
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// A document of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its member.
    pub(super) member: String,
    /// In which syntax it is.
    pub(super) markup: Markup,
    /// Whether it is the table of contents of EPUB 3.
    pub(super) is_navigation: bool,
}

/// What the package document says.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// The member of the package document.
    pub(super) member: String,
    /// The pages in reading order. Those beside the main text (`linear="no"`) come after the others.
    pub(super) pages: Vec<Page>,
    /// The pages that are in no order of reading.
    pub(super) others: Vec<Page>,
    /// The table of contents of EPUB 2.
    pub(super) ncx: Option<String>,
    /// The tables of contents of EPUB 3.
    pub(super) navigation: Vec<String>,
    /// The style sheets.
    pub(super) styles: Vec<String>,
    /// What the user should know, each beginning with the name of a member.
    pub(super) warnings: Vec<String>,
    /// The text of the package document.
    pub(super) text: String,
}

/// An element of XML: names without prefix and in small letters.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    fn find(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An item of the manifest.
struct Item {
    /// The member as the manifest names it.
    member: String,
    /// The same with its escapes.
    written: String,
    kind: String,
    fallback: Option<String>,
    is_navigation: bool,
}

impl Package {
    /// Reads the package of a book.
    ///
    /// # Errors
    /// [`crate::Error::Input`] for what is no EPUB, and for a book whose pages are encrypted.
    pub(super) fn read(archive: &mut Archive<'_>, path: &Path) -> Result<Package> {
        let mut package = Package::default();
        let opf = package.open(archive, path)?;
        let elements = elements(path, &package.member, &opf, &mut package.warnings);
        package.text = opf;
        package.order(archive, &elements);
        package.refuse_encrypted(archive, path)?;
        Ok(package)
    }

    /// The members that hold labels of the book, and which.
    pub(super) fn labelled(&self) -> impl Iterator<Item = (LabelKind, &str)> {
        let navigation = self.navigation.iter();
        let navigation = navigation.map(|member| (LabelKind::Navigation, member.as_str()));
        let ncx = self.ncx.iter().map(|ncx| (LabelKind::Ncx, ncx.as_str()));
        let package = (LabelKind::Package, self.member.as_str());
        navigation.chain(ncx).chain([package])
    }

    fn warn(&mut self, member: &str, what: &str) {
        let warning = format!("{member}: {what}");
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Finds the package document, and gives its text.
    fn open(&mut self, archive: &mut Archive<'_>, path: &Path) -> Result<String> {
        let container = archive.text(CONTAINER)?;
        let listed = match &container {
            Some(container) => {
                let elements = elements(path, CONTAINER, container, &mut self.warnings);
                packages(&elements)
            }
            None => Vec::new(),
        };
        let packages = listed.len();
        // A book may hold several renditions of itself, the first of which is the default.
        for (at, named) in listed.iter().enumerate() {
            let found = archive.member_like(named);
            let Some(text) = (match &found {
                Some(member) => archive.text(member)?,
                None => None,
            }) else {
                if packages > at + 1 {
                    self.warn(
                        named,
                        "is named as the package of the book, but is not in it",
                    );
                }
                continue;
            };
            if packages > at + 1 {
                let rest = packages - at - 1;
                self.warn(
                    CONTAINER,
                    &format!("the book has {rest} more renditions, which are not read"),
                );
            }
            self.member = found.unwrap_or_default();
            return Ok(text);
        }
        // Where the container does not help, the package is known by its ending.
        let package = archive.members().find(|name| name.ends_with(".opf"));
        let package = package.map(Cow::into_owned);
        if let Some(member) = package
            && let Some(text) = archive.text(&member)?
        {
            self.warn(
                CONTAINER,
                &format!("names no package that is there; {member} is taken for it"),
            );
            self.member = member;
            return Ok(text);
        }
        Err(match (container, listed.first()) {
            (None, _) => archive.fail(CONTAINER, "is missing", "this is not an EPUB"),
            (Some(_), None) => archive.fail(CONTAINER, "names no package", "the book is damaged"),
            (Some(_), Some(named)) => archive.fail(named, "is missing", "the book is damaged"),
        })
    }

    /// Finds the pages and their order.
    fn order(&mut self, archive: &mut Archive<'_>, opf: &[Element]) {
        let mut items: HashMap<&str, Item> = HashMap::new();
        let mut ids = Vec::new();
        let (mut main, mut beside) = (Vec::new(), Vec::new());
        for element in opf {
            match element.name.as_str() {
                "item" => {
                    let id = element.get("id");
                    ids.push(id);
                    items.insert(id, item(element, &self.member));
                }
                "itemref" if element.get("linear").trim().eq_ignore_ascii_case("no") => {
                    beside.push(element.get("idref"));
                }
                "itemref" => main.push(element.get("idref")),
                "spine" => self.ncx = element.find("toc").map(str::to_owned),
                _ => {}
            }
        }
        main.extend(beside);
        let mut known: HashSet<String> = HashSet::new();
        for id in main {
            let Some(first) = items.get(id) else {
                self.warn(
                    &self.member.clone(),
                    &format!("the item \"{id}\" is in the reading order, but not in the manifest"),
                );
                continue;
            };
            let Some((item, markup)) = readable(id, &items) else {
                // Pictures have no text.
                if !first.kind.starts_with("image/") {
                    let what = format!(
                        "is in the reading order, but has the type \"{}\" and no fallback that can be read; it is left out",
                        first.kind
                    );
                    self.warn(&first.member.clone(), &what);
                }
                continue;
            };
            let Some(member) = self.found(archive, item) else {
                continue;
            };
            if !known.insert(member.clone()) {
                self.warn(
                    &member,
                    "is in the reading order more than once; it is read where it comes first",
                );
                continue;
            }
            self.pages.push(Page {
                member,
                markup,
                is_navigation: item.is_navigation,
            });
        }
        let ncx = self.ncx.take();
        let ncx = ncx.and_then(|id| items.get(id.as_str()));
        let ncx = ncx.or_else(|| items.values().find(|item| item.kind.contains("dtbncx")));
        self.ncx = ncx.and_then(|item| archive.member_like(&item.member));
        for id in ids {
            let Some(item) = items.get(id) else { continue };
            if item.kind == "text/css" {
                self.styles.extend(archive.member_like(&item.member));
            }
            if item.is_navigation {
                self.navigation.extend(archive.member_like(&item.member));
            }
            let page = markup_of(item).filter(|&markup| markup == Markup::Xhtml);
            if let Some(markup) = page
                && let Some(member) = archive.member_like(&item.member)
                && known.insert(member.clone())
            {
                self.others.push(Page {
                    member,
                    markup,
                    is_navigation: item.is_navigation,
                });
            }
        }
    }

    /// The member that an item names; one that is called otherwise, or is not there, is told.
    fn found(&mut self, archive: &mut Archive<'_>, item: &Item) -> Option<String> {
        let found = archive
            .member_like(&item.member)
            .or_else(|| archive.member_like(&item.written));
        match &found {
            None => self.warn(
                &item.member,
                "is in the reading order, but not in the book; the rest is read",
            ),
            Some(member) if *member != item.member => {
                self.warn(&item.member, &format!("is called {member} in the book"));
            }
            Some(_) => {}
        }
        found
    }

    /// Refuses a book whose pages are encrypted. Fonts may be, and what is no page.
    fn refuse_encrypted(&mut self, archive: &mut Archive<'_>, path: &Path) -> Result<()> {
        let Some(encryption) = archive.text(ENCRYPTION)? else {
            return Ok(());
        };
        let mut is_font = true;
        let mut is_protected = false;
        let mut members = Vec::new();
        for element in elements(path, ENCRYPTION, &encryption, &mut self.warnings) {
            match element.name.as_str() {
                "encryptionmethod" => {
                    let algorithm = element.get("algorithm");
                    is_font = algorithm.contains("idpf.org/2008/embedding")
                        || algorithm.contains("ns.adobe.com");
                    is_protected |= !is_font;
                }
                "cipherreference" if !is_font => members.push(resolve(element.get("uri"), "")),
                _ => {}
            }
        }
        let is_page = |member: &String| {
            *member == self.member || self.pages.iter().any(|page| page.member == *member)
        };
        if is_protected && (members.is_empty() || members.iter().any(is_page)) {
            return Err(archive.fail(
                ENCRYPTION,
                "the book is encrypted",
                "an edition can only be made of a book without copy protection",
            ));
        }
        Ok(())
    }
}

/// The packages that a container names, those first that are called packages.
fn packages(container: &[Element]) -> Vec<String> {
    let files = container
        .iter()
        .filter(|element| element.name == "rootfile");
    let (packages, others): (Vec<&Element>, Vec<&Element>) = files.partition(|file| {
        let kind = file.get("media-type");
        kind.contains("oebps-package") || kind.is_empty() && file.find("full-path").is_some()
    });
    let wanted = if packages.is_empty() {
        others
    } else {
        packages
    };
    let paths = wanted.iter().filter_map(|file| file.find("full-path"));
    paths.map(|path| path.trim().to_owned()).collect()
}

fn item(element: &Element, package: &str) -> Item {
    let href = element.get("href").trim().replace('\\', "/");
    let kind = element.get("media-type");
    let kind = kind.split(';').next().unwrap_or_default();
    let properties = element.get("properties");
    Item {
        member: resolve(&href, package),
        written: resolve(&href.replace('%', "%25"), package),
        kind: kind.trim().to_ascii_lowercase(),
        fallback: element.find("fallback").map(str::to_owned),
        is_navigation: properties.split_whitespace().any(|word| word == "nav"),
    }
}

/// The item with this id, or the first of its fallbacks that can be read.
fn readable<'i>(id: &str, items: &'i HashMap<&str, Item>) -> Option<(&'i Item, Markup)> {
    let mut item = items.get(id)?;
    // A chain of fallbacks that leads back to itself ends.
    let mut image = None;
    for _ in 0..items.len() {
        match markup_of(item) {
            // A page says more than an image of it.
            Some(Markup::Svg) => image = image.or(Some((item, Markup::Svg))),
            Some(markup) => return Some((item, markup)),
            None => {}
        }
        let Some(next) = item.fallback.as_deref().and_then(|next| items.get(next)) else {
            break;
        };
        item = next;
    }
    image
}

/// In which syntax an item is; nothing for what is no page. Where the type is missing or is none of a page, the
/// ending of the name says it.
fn markup_of(item: &Item) -> Option<Markup> {
    let kind = item.kind.as_str();
    let pages = ["html", "oeb1-document", "dtbook"];
    if pages.iter().any(|page| kind.contains(page)) {
        return Some(Markup::Xhtml);
    }
    if kind == "image/svg+xml" {
        return Some(Markup::Svg);
    }
    let ending = item.member.rsplit('.').next().unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "xhtml" | "html" | "htm" | "xht" => Some(Markup::Xhtml),
        "xml" if matches!(kind, "" | "text/xml" | "application/xml") => Some(Markup::Xhtml),
        "svg" if kind.is_empty() => Some(Markup::Svg),
        _ => None,
    }
}

/// The elements of a document, in order. One that is no well-formed XML is read as far as it can be, and told.
fn elements(path: &Path, member: &str, text: &str, warnings: &mut Vec<String>) -> Vec<Element> {
    let local = |name: &str| {
        let name = name.rsplit(':').next().unwrap_or_default();
        name.to_ascii_lowercase()
    };
    let what = match (Xml { path, member, text }).tags() {
        Ok(tags) => {
            let element = |tag: Tag| {
                let attributes = tag.attributes.into_iter();
                Element {
                    name: local(&tag.name),
                    attributes: attributes
                        .map(|(name, value)| (local(&name), value))
                        .collect(),
                }
            };
            return tags.into_iter().map(element).collect();
        }
        Err(Error::Input { what, .. }) => what,
        Err(error) => error.to_string(),
    };
    warnings.push(format!("{what}; it is read as far as it can be"));
    let (events, _) = events(text, Markup::Xhtml);
    let tags = events.into_iter().filter_map(|event| match event {
        Event::Start(tag) => Some(tag),
        Event::End(_) | Event::Text(_) | Event::Literal(_) => None,
    });
    tags.map(|tag| Element {
        name: local(&name(&tag.name)),
        attributes: tag
            .attributes
            .iter()
            .map(|(key, value)| (local(&name(key)), name(&value.value)))
            .collect(),
    })
    .collect()
}

/// The words of the metadata of a package document.
pub(super) fn metadata(opf: &str) -> String {
    let (events, _) = events(opf, Markup::Xhtml);
    let is = |full: &str| full.rsplit(':').next() == Some("metadata");
    let mut inside = false;
    let mut words = String::new();
    for event in events {
        match event {
            Event::Start(tag) if is(&name(&tag.name)) => inside = true,
            Event::End(closed) if is(&closed) => inside = false,
            Event::Text(span) | Event::Literal(span) if inside => {
                words.push_str(span.of(opf));
                words.push(' ');
            }
            _ => {}
        }
    }
    words
}

/// The package document of a book in another language: the first language that it says and that is Chinese is this
/// one now. Nothing where it says none.
pub(super) fn in_language(opf: &str, language: &str) -> Option<String> {
    let (events, _) = events(opf, Markup::Xhtml);
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(tag) => {
                let name = name(&tag.name);
                inside = name == "dc:language" || name == "language";
            }
            Event::End(_) => inside = false,
            Event::Text(span) | Event::Literal(span) if inside => {
                let said = span.of(opf);
                let tag = said.trim();
                if is_chinese(tag) {
                    let start = span.start + said.len() - said.trim_start().len();
                    let mut out = opf.to_owned();
                    out.replace_range(start..start + tag.len(), language);
                    return Some(out);
                }
            }
            Event::Text(_) | Event::Literal(_) => {}
        }
    }
    None
}
