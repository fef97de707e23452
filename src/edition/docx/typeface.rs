//! How the document looks: its styles, settings and fonts, the head and the foot of its pages.

use std::fmt::Write as _;

use super::body::is_east_asian;
use super::sheet::Sheet;
use super::text::run;
use super::xml::{HEAD, WORD, escape};
use crate::edition::{EditionOptions, Layout};

const STYLES: &str = include_str!("parts/styles.xml");
const SETTINGS: &str = include_str!("parts/settings.xml");
/// The foot of a page: its number.
pub(super) const FOOTER: &str = include_str!("parts/footer.xml");

/// The fonts where none are set, and their other names: of the text, and of Chinese headings.
const LATIN: &str = "Times New Roman";
const HAN: &str = "SimSun";
const HAN_HEADING: &str = "SimHei";
/// The other names of these fonts, and what takes their place where they are missing.
const OTHER_NAMES: [(&str, &str); 2] = [
    (HAN, "宋体,Songti SC,Noto Serif CJK SC"),
    (HAN_HEADING, "黑体,Heiti SC,Noto Sans CJK SC"),
];

/// The space behind a paragraph of the Chinese and of the English, in twentieths of a point: interleaved, a pair is
/// closer together than two pairs.
fn spaces(options: &EditionOptions) -> (usize, usize) {
    match options.layout(Layout::Columns) {
        Layout::Interleaved => (40, 160),
        _ => (80, 80),
    }
}

/// The styles.
pub(super) fn styles(options: &EditionOptions) -> String {
    let (source, target) = spaces(options);
    let han = options.print.chinese_font.as_deref();
    let latin = options.print.english_font.as_deref().unwrap_or(LATIN);
    let font = |name: &str| escape(&name.replace(['{', '}'], ""));
    speak(STYLES, options)
        .replace("{{source-after}}", &source.to_string())
        .replace("{{target-after}}", &target.to_string())
        .replace(
            "{{right}}",
            &Sheet::of(&options.print).text().width.to_string(),
        )
        .replace("{{latin-font}}", &font(latin))
        .replace("{{han-font}}", &font(han.unwrap_or(HAN)))
        .replace("{{heading-font}}", &font(han.unwrap_or(HAN_HEADING)))
}

/// The settings.
pub(super) fn settings(options: &EditionOptions) -> String {
    let mirrored = match Sheet::of(&options.print).is_mirrored {
        true => "<w:mirrorMargins/>",
        false => "",
    };
    speak(SETTINGS, options).replace("{{mirrored}}", mirrored)
}

/// The other names of the fonts of Chinese, for systems that lack them.
pub(super) fn fonts(options: &EditionOptions) -> String {
    let mut part = format!("{HEAD}<w:fonts xmlns:w=\"{WORD}\">");
    let is_set = options.print.chinese_font.is_some();
    for (name, others) in OTHER_NAMES.iter().filter(|_| !is_set) {
        let _ = write!(
            part,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{others}\"/><w:charset w:val=\"86\"/></w:font>"
        );
    }
    part + "</w:fonts>\n"
}

/// The head of a page: the title, and the chapter whose heading is of this level.
pub(super) fn header(title: &str, chapters: Option<usize>, options: &EditionOptions) -> String {
    let title = match (options.proof, title.is_empty()) {
        (false, _) => title.to_owned(),
        (true, true) => "Proof sheet".to_owned(),
        (true, false) => format!("{title} (proof sheet)"),
    };
    // The last heading of a page, so that it is always that of the same language. Word fills it for each page.
    let chapter = chapters.map_or(String::new(), |level| {
        let char = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
        format!(
            "<w:r><w:tab/></w:r>{}<w:r><w:instrText xml:space=\"preserve\"> STYLEREF \"heading {level}\" \\l </w:instrText></w:r>{}<w:r><w:t></w:t></w:r>{}",
            char("begin"),
            char("separate"),
            char("end"),
        )
    });
    format!(
        "{HEAD}<w:hdr xmlns:w=\"{WORD}\"><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{}{chapter}</w:p></w:hdr>\n",
        run(&title)
    )
}

fn speak(part: &str, options: &EditionOptions) -> String {
    let (latin, han) = languages(options);
    part.replace("{{latin}}", &latin).replace("{{han}}", &han)
}

/// The languages for Latin and for East Asian letters. Word chooses between the two by the letters
/// themselves, so one pair serves both sides. Both tags need a region.
fn languages(options: &EditionOptions) -> (String, String) {
    let (mut latin, mut han) = ("en-US".to_owned(), "zh-CN".to_owned());
    for tag in [&options.source_language, &options.target_language] {
        let sound = tag.contains('-')
            && tag.len() <= 32
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !sound {
            continue;
        }
        if is_east_asian(tag) {
            han.clone_from(tag);
        } else {
            latin.clone_from(tag);
        }
    }
    (latin, han)
}
