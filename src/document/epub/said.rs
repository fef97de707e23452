//! What the pages of a book say, block by block, before and after a change: by it a label is known whose words
//! are those of a heading.

use std::collections::HashMap;
use std::ops::Range;

use super::super::html::{Found, Markup, Wanted, read_markup};
use super::super::model::Block;
use super::labels::Label;
use crate::text::spaces;

/// A block of a page.
struct Said {
    /// Its words without white space, as labels are compared.
    key: String,
    /// Where it ends in its page.
    end: usize,
    is_heading: bool,
    /// What it says now.
    now: String,
}

/// The blocks of the pages.
#[derive(Default)]
pub(super) struct Pages<'t> {
    blocks: Vec<Said>,
    by_key: HashMap<String, Vec<usize>>,
    /// The blocks of each page, and its text.
    pages: HashMap<String, (Range<usize>, &'t str)>,
    /// What other labels said, and say now.
    labels: HashMap<String, String>,
}

/// So many blocks that stand one behind the other can be one label: a number, a title and a subtitle.
const MOST_JOINED: usize = 4;

/// Words as they are compared.
pub(super) fn key(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The blocks of a page with words.
fn blocks(text: &str, markup: Markup) -> Vec<Block> {
    let wanted = Wanted {
        chinese: false,
        attributes: &[],
        page: "",
    };
    let mut found = Found::default();
    read_markup(text, 0, markup, wanted, &mut found);
    found.blocks.retain(|block| !block.text.is_empty());
    found.blocks
}

impl<'t> Pages<'t> {
    /// Takes in a page with its text before and after.
    pub(super) fn add(&mut self, member: &str, markup: Markup, before: &'t str, after: &str) {
        let old = blocks(before, markup);
        let new = (before != after).then(|| blocks(after, markup));
        let now = now_of(&old, new.as_deref());
        let from = self.blocks.len();
        for (block, now) in old.into_iter().zip(now) {
            let key = key(&block.text);
            let number = self.blocks.len();
            self.by_key.entry(key.clone()).or_default().push(number);
            self.blocks.push(Said {
                key,
                end: block.span.end,
                is_heading: block.kind.is_heading(),
                now,
            });
        }
        let all = from..self.blocks.len();
        self.pages.insert(member.to_owned(), (all, before));
    }

    /// Takes in that a label says something else now.
    pub(super) fn add_label(&mut self, before: &str, now: &str) {
        self.labels
            .entry(key(before))
            .or_insert_with(|| spaces::fold(now));
    }

    /// What a label says now whose words the book says elsewhere: at the place that it leads to, in a heading, or
    /// anywhere; nothing where they are nowhere.
    pub(super) fn now(&self, label: &Label) -> Option<String> {
        let key = key(&label.block.text);
        if let Some((member, id)) = &label.target
            && let Some(now) = self.at_target(&key, member, id.as_deref())
        {
            return Some(now);
        }
        let known = self.by_key.get(&key).map(Vec::as_slice).unwrap_or_default();
        let heading = known.iter().find(|&&at| self.blocks[at].is_heading);
        match heading.or(known.first()) {
            Some(&at) => Some(self.blocks[at].now.clone()),
            None => self.labels.get(&key).cloned(),
        }
    }

    /// The blocks at the beginning of a page or behind an id that say what the label does, one or several.
    fn at_target(&self, key: &str, member: &str, id: Option<&str>) -> Option<String> {
        let (range, text) = self.pages.get(member)?;
        let of_page = &self.blocks[range.clone()];
        let begins = id
            .and_then(|id| id_at(text, id))
            .map_or(0, |at| of_page.partition_point(|block| block.end <= at));
        for from in [begins, 0] {
            let rest = &of_page[from..];
            for count in 1..=MOST_JOINED.min(rest.len()) {
                let joined: String = rest[..count].iter().map(|one| one.key.as_str()).collect();
                if joined == key {
                    let now: Vec<&str> = rest[..count].iter().map(|one| one.now.as_str()).collect();
                    return Some(now.join(" "));
                }
            }
        }
        let same = of_page.iter().filter(|block| block.key == key);
        let heading = same.clone().find(|block| block.is_heading);
        heading
            .or_else(|| same.into_iter().next())
            .map(|block| block.now.clone())
    }
}

/// What each of the old blocks says now. A change of words leaves a page its elements, but lines of verse are told
/// by their length: where the blocks are not as many, the headings alone are known.
fn now_of(old: &[Block], new: Option<&[Block]>) -> Vec<String> {
    let own = || old.iter().map(|block| spaces::fold(&block.text));
    let Some(new) = new else {
        return own().collect();
    };
    if new.len() == old.len() {
        return new.iter().map(|block| spaces::fold(&block.text)).collect();
    }
    let headings = |blocks: &[Block]| {
        blocks
            .iter()
            .filter(|block| block.kind.is_heading())
            .count()
    };
    if headings(old) != headings(new) {
        return own().collect();
    }
    let mut new = new.iter().filter(|block| block.kind.is_heading());
    old.iter()
        .map(|block| match block.kind.is_heading() {
            true => new.next().unwrap_or(block),
            false => block,
        })
        .map(|block| spaces::fold(&block.text))
        .collect()
}

/// Where the element with an id begins.
fn id_at(text: &str, id: &str) -> Option<usize> {
    ["\"", "'"].iter().find_map(|quote| {
        ["id=", "name="]
            .iter()
            .find_map(|name| text.find(&format!("{name}{quote}{id}{quote}")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::labels::{LabelKind, labels};
    use super::*;

    fn now(pages: &Pages<'_>, entry: &str) -> Option<String> {
        let nav = format!("<nav><ol><li>{entry}</li></ol></nav>");
        let label = labels(LabelKind::Navigation, "nav.xhtml", &nav, 0).remove(0);
        pages.now(&label)
    }

    #[test]
    fn a_label_says_what_its_target_says() {
        let one = "<h1>引言</h1><p>海。</p><h2 id=\"b\">第一章</h2><h3>灯 塔</h3>";
        let one_now =
            "<h1>Preface</h1><p>Sea.</p><h2 id=\"b\">Chapter One</h2><h3>The &amp; Lighthouse</h3>";
        let two = "<h1>引言</h1><p>灯亮了</p>";
        let two_now = "<h1>Introduction</h1><p>It shines</p>";
        let mut pages = Pages::default();
        pages.add("1.xhtml", Markup::Xhtml, one, one_now);
        pages.add("2.xhtml", Markup::Xhtml, two, two_now);
        pages.add_label("目录", "Contents");
        for (entry, said) in [
            ("<a href=\"2.xhtml\">引言</a>", Some("Introduction")),
            ("<a href=\"1.xhtml\">引言</a>", Some("Preface")),
            ("<a href=\"3.xhtml\">引言</a>", Some("Preface")),
            (
                "<a href=\"1.xhtml#b\">第一章　灯塔</a>",
                Some("Chapter One The & Lighthouse"),
            ),
            ("<a href=\"1.xhtml\">灯塔</a>", Some("The & Lighthouse")),
            ("<span>灯亮了</span>", Some("It shines")),
            ("<span>目录</span>", Some("Contents")),
            ("<span>封面</span>", None),
        ] {
            assert_eq!(now(&pages, entry).as_deref(), said, "{entry}");
        }
    }

    #[test]
    fn headings_are_known_where_verse_is_no_longer_verse() {
        let poem = "<h1>诗</h1><p>一行<br/>二行<br/>三行</p>";
        let long = "a line that is much longer than any line of verse may be in a book";
        let now_poem = format!("<h1>A Poem</h1><p>{long}<br/>{long}<br/>{long}</p>");
        let mut pages = Pages::default();
        pages.add("1.xhtml", Markup::Xhtml, poem, &now_poem);
        assert_eq!(now(&pages, "<span>诗</span>").as_deref(), Some("A Poem"));
        assert_eq!(now(&pages, "<span>一行</span>").as_deref(), Some("一行"));
    }
}
