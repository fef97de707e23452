//! The settings that the template is given: sizes, fonts, languages, and what the document says of itself.

use super::escape::{array, string};
use crate::edition::{EditionOptions, InBoth, Layout, Print};

/// The usual fonts of Chinese; the first that there is takes the letters that those before it lack.
pub(crate) const CHINESE_FONTS: [&str; 8] = [
    "Songti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
    "SimSun",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
];
/// The usual fonts of English. The first is in the typst command itself.
const ENGLISH_FONTS: [&str; 1] = ["Libertinus Serif"];
/// The usual font of code, which is in the command, too.
const CODE_FONT: &str = "DejaVu Sans Mono";

/// The layout of the two texts on paper.
pub(super) fn layout(options: &EditionOptions) -> Layout {
    match options.layout {
        // Nothing can be pointed at on paper.
        Some(Layout::Hover) => Layout::Interleaved,
        Some(layout) => layout,
        None => Layout::Columns,
    }
}

/// Millimetres of a point.
const POINT: f32 = 25.4 / 72.0;

/// The least that is left of a page between its margins, in millimetres.
const LEAST: f32 = 40.0;

/// The settings as a dictionary of Typst's code. `book` says whether it has a title page, and left and right pages;
/// the headings down to the level `begins` begin chapters.
pub(super) fn settings(options: &EditionOptions, title: &str, book: bool, begins: usize) -> String {
    let Print { page, margins, .. } = &options.print;
    let layout = layout(options);
    let book = book || layout == Layout::Facing;
    // Margins that leave no room are none that were meant.
    let fit = |before: f32, behind: f32, all: f32| {
        let most = (all - LEAST).max(0.0);
        match before + behind {
            sum if sum > most => (before * most / sum, behind * most / sum),
            _ => (before, behind),
        }
    };
    let (inner, outer) = fit(margins.inner, margins.outer, page.width);
    let (top, bottom) = fit(margins.top, margins.bottom, page.height);
    let gutter = page.width * 0.032;
    let width = page.width - inner - outer;
    let column = match layout {
        Layout::Columns => (width - gutter) / 2.0,
        _ => width,
    };
    // About sixteen Chinese characters at least stand in a line.
    let size = (column / 16.0 / POINT).clamp(7.5, 10.5);
    let size = (size * 2.0).floor() / 2.0;
    let leading = size * if options.pinyin { 1.1 } else { 0.58 };
    let mut settings = vec![
        format!("layout: {}", string(layout.name())),
        format!("book: {book}"),
        format!("begins: {begins}"),
        format!("chapter: {}", if book && begins > 1 { begins } else { 2 }),
        format!("title: {}", string(title)),
    ];
    let millimetres = [
        ("page-width", page.width),
        ("page-height", page.height),
        ("top", top),
        ("bottom", bottom),
        ("inner", inner),
        ("outer", outer),
        ("width", width),
        ("height", page.height - top - bottom),
        ("gutter", gutter),
        ("column", column),
    ];
    settings.extend(millimetres.map(|(name, length)| format!("{name}: {length:.2}mm")));
    settings.push(format!("size: {size:.2}pt"));
    settings.push(format!("leading: {leading:.2}pt"));
    let (zh, zh_region) = language(&options.source_language, "zh");
    let (en, en_region) = language(&options.target_language, "en");
    let chinese = fonts(options.print.chinese_font.as_deref(), &CHINESE_FONTS);
    let english = fonts(options.print.english_font.as_deref(), &ENGLISH_FONTS);
    let latin = english
        .iter()
        .map(|font| format!("(name: {}, covers: \"latin-in-cjk\")", string(font)));
    let mixed = latin.chain(chinese.iter().map(|font| string(font)));
    settings.push(format!("lang: {}", array([string(&zh), string(&en)])));
    settings.push(format!("region: {}", array([zh_region, en_region])));
    settings.push(format!(
        "fonts: {}",
        array([
            array(mixed),
            array(english.iter().chain(&chinese).map(|font| string(font))),
        ])
    ));
    settings.push(format!(
        "code-font: {}",
        array([CODE_FONT].iter().chain(&chinese).map(|font| string(font)))
    ));
    format!("#let cfg = (\n  {},\n)\n", settings.join(",\n  "))
}

/// What the document says of itself to those who catalogue it.
pub(super) fn metadata(options: &EditionOptions, title: &str) -> String {
    let data = &options.data;
    let names = data.author.0.iter();
    let names = names.flat_map(|name| {
        let label = name.label();
        [label.source, label.target].into_iter().flatten()
    });
    let mut said = vec![format!(
        "author: {}",
        array(names.map(|name| string(&name)))
    )];
    if !title.is_empty() {
        said.push(format!("title: {}", string(title)));
    }
    let about = data.description.label().line();
    if !about.is_empty() {
        said.push(format!("description: {}", string(&about)));
    }
    let words = [&data.publisher, &data.rights].map(InBoth::label);
    let mut words: Vec<String> = words.iter().map(super::super::Label::line).collect();
    words.extend(data.identifier.clone());
    words.retain(|word| !word.is_empty());
    said.push(format!(
        "keywords: {}",
        array(words.iter().map(|word| string(word)))
    ));
    let made = options.modified.map(super::super::colophon::day);
    let day = [&data.date, &made]
        .into_iter()
        .flatten()
        .find_map(|day| date(day));
    let day = day.map_or("none".to_owned(), |(year, month, day)| {
        format!("datetime(year: {year}, month: {month}, day: {day})")
    });
    said.push(format!("date: {day}"));
    format!("#set document({})\n", said.join(", "))
}

/// A day that there is, of `YYYY-MM-DD`.
fn date(written: &str) -> Option<(u16, u8, u8)> {
    let mut parts = written.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day): (u16, u8, u8) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (parts.next().is_none() && (1..=days).contains(&day)).then_some((year, month, day))
}

/// The font that is asked for, before the usual ones.
fn fonts<'f>(asked: Option<&'f str>, usual: &[&'f str]) -> Vec<&'f str> {
    let others = usual.iter().copied().filter(|font| Some(*font) != asked);
    asked.into_iter().chain(others).collect()
}

/// The language of a tag, and its region as Typst's code.
fn language(tag: &str, usual: &str) -> (String, String) {
    let mut parts = tag.split('-');
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    let first = parts.next().unwrap_or_default().to_lowercase();
    let language = match (2..=3).contains(&first.len()) && letters(&first) {
        true => first,
        false => usual.to_owned(),
    };
    let region = parts.find_map(|part| match part {
        "Hans" => Some("cn".to_owned()),
        "Hant" => Some("tw".to_owned()),
        part if part.len() == 2 && letters(part) => Some(part.to_lowercase()),
        _ => None,
    });
    (
        language,
        region.map_or("none".to_owned(), |region| string(&region)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{Margins, PageSize};

    #[test]
    fn days_that_there_are() {
        assert_eq!(date("2024-02-29"), Some((2024, 2, 29)));
        for none in [
            "2023-02-29",
            "2024",
            "2024-13-01",
            "2024-01-00",
            "2024-01-01-01",
            "",
        ] {
            assert_eq!(date(none), None, "{none}");
        }
    }

    #[test]
    fn tags_and_fonts() {
        let region = |tag| language(tag, "zh");
        assert_eq!(region("zh-Hant"), ("zh".to_owned(), "\"tw\"".to_owned()));
        assert_eq!(region("en-GB"), ("en".to_owned(), "\"gb\"".to_owned()));
        assert_eq!(region("\"x"), ("zh".to_owned(), "none".to_owned()));
        assert_eq!(fonts(Some("B"), &["A", "B"]), ["B", "A"]);
    }

    #[test]
    fn a_page_keeps_room_between_its_margins() {
        let options = EditionOptions {
            print: Print {
                page: PageSize {
                    width: 70.0,
                    height: 70.0,
                },
                margins: Margins {
                    top: 100.0,
                    outer: 100.0,
                    bottom: 100.0,
                    inner: 100.0,
                },
                ..Print::default()
            },
            ..EditionOptions::default()
        };
        let settings = settings(&options, "", false, 1);
        assert!(
            settings.contains("width: 40.00mm") && settings.contains("height: 40.00mm"),
            "{settings}"
        );
    }
}
