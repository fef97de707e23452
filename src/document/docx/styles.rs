//! Styles and numberings: the kind of block, the list and the number that they give a paragraph.

use std::collections::HashMap;
use std::path::Path;

use super::super::model::{BlockKind, Level};
use super::super::xml::{Tag, Xml, XmlEvent};
use super::is_on;
use crate::error::Result;

/// The longest chain of styles based on one another that is followed.
const LONGEST_CHAIN: usize = 32;

/// The meaning of a style for its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// They are blocks of this kind.
    Kind(BlockKind),
    /// They are lines of the table of contents, which are not read.
    Contents,
}

/// A list (its id in `numbering.xml`) and a level, from 0.
pub(super) type List = (String, usize);

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: String,
    outline: Option<usize>,
    list: Option<String>,
    level: Option<usize>,
    hidden: Option<bool>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

impl Styles {
    /// Reads the part of the styles (ECMA-376, part 1, section 17.7).
    pub(super) fn read(part: Option<&(String, String)>, path: &Path) -> Result<Styles> {
        let mut styles = Styles::default();
        let Some((member, text)) = part else {
            return Ok(styles);
        };
        let mut id = String::new();
        let xml = Xml { path, member, text };
        for tag in xml.tags()? {
            if tag.name == "style" {
                tag.get("styleId").clone_into(&mut id);
                styles.styles.insert(id.clone(), Style::default());
                continue;
            }
            let Some(style) = styles.styles.get_mut(&id) else {
                continue;
            };
            let value = tag.get("val");
            match tag.name.as_str() {
                "name" => value.to_lowercase().clone_into(&mut style.name),
                "basedOn" => value.clone_into(&mut style.based_on),
                "outlineLvl" => style.outline = value.parse().ok(),
                "numId" => style.list = Some(value.to_owned()),
                "ilvl" => style.level = value.parse().ok(),
                "vanish" => style.hidden = Some(is_on(&tag)),
                _ => {}
            }
        }
        Ok(styles)
    }

    /// The style and the styles that it is based on, the nearest first.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Style> {
        let mut next = self.styles.get(id);
        std::iter::from_fn(move || {
            let style = next?;
            next = self.styles.get(&style.based_on);
            Some(style)
        })
        .take(LONGEST_CHAIN)
    }

    /// The meaning of a style, by itself or by those it is based on.
    pub(super) fn meaning(&self, id: &str) -> Option<Meaning> {
        if !self.styles.contains_key(id) {
            return named(&id.to_lowercase());
        }
        self.chain(id)
            .find_map(|style| named(&style.name).or_else(|| style.outline.and_then(outline)))
    }

    /// Whether text of the style is hidden.
    pub(super) fn hides(&self, id: &str) -> bool {
        self.chain(id)
            .find_map(|style| style.hidden)
            .unwrap_or(false)
    }

    /// The list that the style puts its paragraphs into.
    pub(super) fn list(&self, id: &str) -> Option<List> {
        let list = self.chain(id).find_map(|style| style.list.clone())?;
        let level = self.chain(id).find_map(|style| style.level);
        Some((list, level.unwrap_or(0)))
    }
}

/// The heading of an outline level; 0 is the highest, 9 is body text.
pub(super) fn outline(level: usize) -> Option<Meaning> {
    (level < 9).then(|| Meaning::Kind(BlockKind::Heading(LEVELS[level.min(5)])))
}

const LEVELS: [Level; 6] = [
    Level::H1,
    Level::H2,
    Level::H3,
    Level::H4,
    Level::H5,
    Level::H6,
];

/// The meaning of a built-in style by its name in lower case. Word stores these names in English in
/// every language; other programs do not.
fn named(name: &str) -> Option<Meaning> {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim();
    let number: usize = name[base.len()..].trim().parse().unwrap_or(0);
    let kind = match base {
        "heading" | "标题" | "標題" if number > 0 => return outline(number - 1),
        "title" | "标题" | "標題" => BlockKind::Heading(Level::H1),
        "subtitle" | "副标题" | "副標題" => BlockKind::Heading(Level::H2),
        "quote" | "intense quote" | "block text" | "block quotation" | "quotations"
        | "intensequote" | "blocktext" | "引用" | "明显引用" | "明顯引用" | "鮮明引文" | "引文" => {
            BlockKind::Quotation
        }
        "caption" | "题注" | "題註" | "标号" | "標號" => BlockKind::Caption,
        "list" | "list bullet" | "list number" | "list continue" | "listbullet" | "listnumber"
        | "列表" | "列表项目符号" | "列表编号" => BlockKind::ListItem,
        "toc" | "toc heading" | "tocheading" | "contents" | "contents heading" | "目录"
        | "目錄" | "table of contents" => return Some(Meaning::Contents),
        _ => return None,
    };
    Some(Meaning::Kind(kind))
}

/// The numbering of lists: its definitions, and the numbers given so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// For each abstract numbering and level, the first number and whether numbers are shown.
    levels: HashMap<(String, usize), (u64, bool)>,
    /// The abstract numbering of each list.
    lists: HashMap<String, String>,
    /// First numbers that a list sets for itself.
    starts: HashMap<(String, usize), u64>,
    /// The last number given in each list and level.
    given: HashMap<(String, usize), u64>,
}

impl Numbering {
    /// Reads the part of the numberings (ECMA-376, part 1, section 17.9).
    pub(super) fn read(part: Option<&(String, String)>, path: &Path) -> Result<Numbering> {
        let mut numbering = Numbering::default();
        let Some((member, text)) = part else {
            return Ok(numbering);
        };
        let (mut kind, mut list, mut level) = (String::new(), String::new(), 0);
        let xml = Xml { path, member, text };
        xml.walk(|event, _| {
            let XmlEvent::Start(tag) = event else {
                return;
            };
            match tag.name.as_str() {
                "abstractNum" => {
                    tag.get("abstractNumId").clone_into(&mut kind);
                    list.clear();
                }
                "num" => tag.get("numId").clone_into(&mut list),
                "lvl" | "lvlOverride" => level = tag.get("ilvl").parse().unwrap_or(0),
                _ => numbering.property(&tag, &kind, &list, level),
            }
        })?;
        Ok(numbering)
    }

    fn property(&mut self, tag: &Tag, kind: &str, list: &str, level: usize) {
        let value = tag.get("val");
        let entry = |levels: &mut HashMap<(String, usize), (u64, bool)>| {
            *levels.entry((kind.to_owned(), level)).or_insert((1, true))
        };
        match tag.name.as_str() {
            "abstractNumId" => {
                self.lists.insert(list.to_owned(), value.to_owned());
            }
            "startOverride" => {
                if let Ok(start) = value.parse() {
                    self.starts.insert((list.to_owned(), level), start);
                }
            }
            "start" if list.is_empty() => {
                let (_, counts) = entry(&mut self.levels);
                let start = value.parse().unwrap_or(1);
                self.levels
                    .insert((kind.to_owned(), level), (start, counts));
            }
            "numFmt" if list.is_empty() => {
                let (start, _) = entry(&mut self.levels);
                let counts = !matches!(value, "bullet" | "none");
                self.levels
                    .insert((kind.to_owned(), level), (start, counts));
            }
            _ => {}
        }
    }

    /// The number of the next item of a list; `None` where items have bullets.
    pub(super) fn next(&mut self, (list, level): &List) -> Option<u64> {
        self.given
            .retain(|(other, deeper), _| other != list || deeper <= level);
        let kind = self.lists.get(list)?;
        let &(start, counts) = self.levels.get(&(kind.clone(), *level))?;
        if !counts {
            return None;
        }
        let key = (list.clone(), *level);
        let start = self.starts.get(&key).copied().unwrap_or(start);
        let number = self
            .given
            .get(&key)
            .map_or(start, |given| given.saturating_add(1));
        self.given.insert(key, number);
        Some(number)
    }
}
