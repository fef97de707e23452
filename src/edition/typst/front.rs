//! The pages before and behind the texts: cover, title page, colophon, contents, glossary.

use super::escape::{array, string};
use crate::edition::colophon::{ColophonLine, lines, people};
use crate::edition::label::Label;
use crate::edition::{EditionOptions, InBoth};

/// The cover and the title page. The cover is in the file of this name.
pub(super) fn pages(options: &EditionOptions, title: &Label, cover: Option<&str>) -> String {
    let data = &options.data;
    let mut code = String::new();
    if let Some(cover) = cover {
        code += &format!(
            "#cover({}, {})\n",
            string(&format!("images/{cover}")),
            string(&title.line())
        );
    }
    let date = InBoth {
        source: None,
        target: data.date.clone(),
    };
    let foot = [data.publisher.label(), date.label()];
    code += &format!(
        "#title-page({}, {}, {}, {})\n",
        in_both(title),
        in_both(&data.subtitle.label()),
        each(&people(options)),
        array(foot.iter().flat_map(words)),
    );
    code
}

/// The page that says who made it, and when.
pub(super) fn colophon(options: &EditionOptions) -> String {
    let about = in_both(&options.data.description.label());
    format!("#colophon({about}, {})\n", each(&lines(options)))
}

/// What kind of edition it is, behind a text without a title page.
pub(super) fn kind(options: &EditionOptions) -> String {
    format!("#kind-line({})\n", each(&lines(options)))
}

/// The glossary, each term once.
pub(super) fn glossary(terms: &[(String, String)]) -> String {
    let pair = |(term, tip): &(String, String)| format!("({}, {})", string(term), string(tip));
    format!("#glossary({})\n", array(terms.iter().map(pair)))
}

/// A title in the languages that it has, each with its side.
fn in_both(label: &Label) -> String {
    array(words(label))
}

fn words(label: &Label) -> Vec<String> {
    let sides = [(0, &label.source), (1, &label.target)];
    let said = sides.into_iter().filter_map(|(side, words)| {
        let words = words.as_deref()?;
        Some(format!("({side}, {})", string(words)))
    });
    said.collect()
}

/// Lines of the colophon; what is the same in both languages is said once beside both names.
fn each(lines: &[ColophonLine]) -> String {
    array(lines.iter().map(|line| {
        let (source, target) = line.about.names();
        let words = [source, &line.source, target, &line.target].map(string);
        format!("({})", words.join(", "))
    }))
}
