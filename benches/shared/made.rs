//! Generated texts, of any length and always the same.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use duizhao::bitext::Bitext;
use duizhao::bitext::format::jsonl;
use duizhao::glossary::{Concept, Termbase};
use fastrand::Rng;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const SEGMENTS: usize = 1000;

/// Characters that are not used in terms, because they would be read as numbers that the English lacks.
const NUMERALS: &str = "一二三四五六七八九十百千万亿零两双半几廿卅壹贰叁肆伍陆柒捌玖拾佰仟";

/// Chinese characters with an uneven distribution, as in a natural language.
fn han(random: &mut Rng, length: usize) -> String {
    std::iter::repeat_with(|| (random.f64().powi(3) * 4000.0) as u32)
        .filter_map(|place| char::from_u32(0x4e00 + place))
        .filter(|&c| !NUMERALS.contains(c))
        .take(length)
        .collect()
}

/// An English word that no rule knows, by its number.
fn long_word(n: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "con", "der", "fal", "gri", "hom", "kel", "lor", "min", "nop", "pas", "quil", "ros",
        "tam", "ver", "wen",
    ];
    let syllable = |shift: usize| SYLLABLES[n >> shift & 15];
    [0, 4, 8, 12].map(syllable).concat()
}

/// A word for a number, made of syllables.
fn word(mut n: usize) -> String {
    let mut word = String::new();
    loop {
        word.push(['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't'][n % 12]);
        n /= 12;
        word.push(['a', 'e', 'i', 'o', 'u'][n % 5]);
        n /= 5;
        if n == 0 {
            return word;
        }
    }
}

/// Generated terms, each with a variant and a forbidden rendering.
pub(crate) fn terms(count: usize) -> Termbase {
    let mut random = Rng::with_seed(5);
    Termbase {
        concepts: (0..count)
            .map(|n| Concept {
                source: han(&mut random, 3 + n % 3),
                target: format!("{} {}", long_word(n), long_word(n / 7 + 3)),
                variants: vec![long_word(n * 3 + 1)],
                forbidden: vec![format!("{} of {}", long_word(n + 11), long_word(n * 5))],
                ..Concept::default()
            })
            .collect(),
    }
}

/// A slip planted into a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slip {
    Term,
    Number,
    RepeatedWord,
    EndMark,
}

/// The Chinese, the English, and the slip if one was planted.
pub(crate) type Pair = (String, String, Option<Slip>);

/// Pairs with a term and a number each. In a hundred pairs one lacks its term; in a thousand one has
/// another number, one a repeated word, one no end mark.
pub(crate) fn pairs(count: usize, termbase: &Termbase) -> Vec<Pair> {
    let mut random = Rng::with_seed(8);
    (0..count)
        .map(|n| {
            let slip = match n % 1000 {
                17 => Some(Slip::Number),
                23 => Some(Slip::RepeatedWord),
                31 => Some(Slip::EndMark),
                n if n % 100 == 0 => Some(Slip::Term),
                _ => None,
            };
            let when = |wanted: Slip, then: &str, otherwise: &str| {
                if slip == Some(wanted) {
                    then
                } else {
                    otherwise
                }
                .to_owned()
            };
            let term = &termbase.concepts[n * 7919 % termbase.concepts.len()];
            let years = n % 90 + 10;
            let chinese = format!(
                "{}，{}{}，共{years}年。",
                han(&mut random, 6),
                term.source,
                han(&mut random, 8)
            );
            let english = format!(
                "The {} {} {} {} by the {}, in {} years{}",
                long_word(n),
                long_word(n / 3),
                when(Slip::RepeatedWord, "was was", "was"),
                long_word(n * 11),
                when(Slip::Term, "thing", &term.target),
                if slip == Some(Slip::Number) {
                    years + 1
                } else {
                    years
                },
                when(Slip::EndMark, "", ".")
            );
            (chinese, english, slip)
        })
        .collect()
}

/// The pairs as a bitext.
pub(crate) fn bitext(pairs: &[Pair]) -> Bitext {
    let pairs = pairs.iter().map(|(zh, en, _)| (zh.as_str(), en.as_str()));
    Bitext::of_pairs(pairs, ("zh-CN", "en-US"))
}

/// The pairs as a gettext file; each is named by its number.
pub(crate) fn po(pairs: &[Pair]) -> String {
    let mut text = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n".to_owned();
    for (at, (zh, en, _)) in pairs.iter().enumerate() {
        text.push_str(&format!("\n#: {at}\nmsgid \"{zh}\"\nmsgstr \"{en}\"\n"));
    }
    text
}

/// A project of so many texts of ninety paragraphs in a repository of git: in the newer of its two commits a sentence
/// in thirty has other words.
pub(crate) fn project(texts: usize, folder: &Path) {
    let git = |arguments: &[&str]| {
        let who = [
            "-c",
            "user.name=Wen",
            "-c",
            "user.email=wen@example.org",
            "-c",
            "core.autocrlf=false",
        ];
        let mut git = Command::new("git");
        git.current_dir(folder).args(who).args(arguments);
        assert!(git.status().unwrap().success());
    };
    fs::create_dir_all(folder).unwrap();
    git(&["init", "-q"]);
    let settings = "[project]\nsource = \"*.zh.md\"\ntarget = \"{name}.en.md\"\n";
    fs::write(folder.join("duizhao.toml"), settings).unwrap();
    for saw in ["saw", "counted"] {
        pages(texts, folder, saw);
        git(&["add", "."]);
        git(&["commit", "-q", "-m", saw]);
    }
}

/// So many texts of ninety paragraphs, as `N.zh.md` and `N.en.md`; `saw` is a word of one in thirty.
pub(crate) fn pages(texts: usize, folder: &Path, saw: &str) {
    for text in 0..texts {
        let (mut zh, mut en) = (format!("# 第{text}章\n"), format!("# Chapter {text}\n"));
        for n in 0..90 {
            let gulls = (n * 7 + text) % 90;
            zh.push_str(&format!(
                "\n第{n}天，他在灯塔上看见了{gulls}只海鸥飞过学校的屋顶。\n"
            ));
            let saw = if n % 30 == 3 { saw } else { "saw" };
            en.push_str(&format!(
                "\nOn day {n}, from the lighthouse, he {saw} {gulls} gulls fly over the school.\n"
            ));
        }
        fs::write(folder.join(format!("{text}.zh.md")), zh).unwrap();
        fs::write(folder.join(format!("{text}.en.md")), en).unwrap();
    }
}

/// A chapter of a book in both languages, as Markdown, to be called by its number: three pairs a paragraph,
/// ten paragraphs a section. Each section ends with a note and a way to a section of another chapter. The
/// sentences of both stand at the same places.
pub(crate) fn chapter(number: usize, chapters: usize, pairs: &[Pair]) -> [String; 2] {
    let mut texts = [format!("# 第{number}章\n"), format!("# Chapter {number}\n")];
    for (at, pairs) in pairs.chunks(30).enumerate() {
        let other = chapter_file((number * 7 + at) % chapters);
        let [zh, en] = &mut texts;
        let _ = write!(zh, "\n## 第{at}节 {{#s{at}}}\n");
        let _ = write!(en, "\n## Section {at} {{#s{at}}}\n");
        for pairs in pairs.chunks(3) {
            let [chinese, english] = paragraph(pairs);
            let _ = write!(zh, "\n{chinese}\n");
            let _ = write!(en, "\n{english}\n");
        }
        let _ = write!(
            zh,
            "\n参见[那一节]({other}#s0)。[^{at}]\n\n[^{at}]: 那里有灯塔。\n"
        );
        let _ = write!(
            en,
            "\nSee [that section]({other}#s0).[^{at}]\n\n[^{at}]: There is a lighthouse.\n"
        );
    }
    texts
}

/// The file of a chapter.
pub(crate) fn chapter_file(number: usize) -> String {
    format!("{number:03}.md")
}

/// Pairs one behind the other, in both languages.
pub(crate) fn paragraph(pairs: &[Pair]) -> [String; 2] {
    let chinese = pairs.iter().map(|(zh, _, _)| zh.as_str()).collect();
    let english: Vec<&str> = pairs.iter().map(|(_, en, _)| en.as_str()).collect();
    [chinese, english.join(" ")]
}

/// Bytes that do not pack.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut random = Rng::with_seed(7);
    let mut bytes = vec![0; length];
    random.fill(&mut bytes);
    bytes
}

/// Writes an archive. Pictures, and what names the kind of archive, are stored as they are.
pub(crate) fn pack(path: &Path, members: Vec<(String, Vec<u8>)>) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in members {
        let stored = name == "mimetype" || name.ends_with(".png") || name.ends_with(".gif");
        let method = if stored {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
}

type Edition = Vec<Vec<(String, String)>>;

/// Writes two editions of some chapters of a thousand segments each, as `old` and `new`, as
/// `.bitext.jsonl` and (the English alone) as `.md`: edits in two of a hundred segments, one chapter in
/// five moved.
pub(crate) fn editions(chapters: usize, folder: &Path) {
    let mut random = Rng::with_seed(6);
    let old: Edition = (0..chapters)
        .map(|chapter| {
            let rest = (1..SEGMENTS)
                .map(|_| segment(&mut random))
                .collect::<Vec<_>>();
            let head = (
                format!("第{}章", chapter + 1),
                format!("Chapter {}", chapter + 1),
            );
            [vec![head], rest].concat()
        })
        .collect();
    let new = revised(&old);
    for (name, edition) in [("old", &old), ("new", &new)] {
        let pairs = edition.iter().flatten();
        let bitext = Bitext::of_pairs(
            pairs.map(|(zh, en)| (zh.as_str(), en.as_str())),
            ("zh-CN", "en-US"),
        );
        let mut bytes = Vec::new();
        jsonl::write(&bitext, &mut bytes).unwrap();
        fs::write(folder.join(format!("{name}.bitext.jsonl")), bytes).unwrap();
        let text: String = edition
            .iter()
            .map(|chapter| {
                let lines: Vec<&str> = chapter.iter().map(|(_, en)| en.as_str()).collect();
                format!("# {}\n\n{}\n\n", lines[0], lines[1..].join("\n"))
            })
            .collect();
        fs::write(folder.join(format!("{name}.md")), text).unwrap();
    }
}

fn segment(random: &mut Rng) -> (String, String) {
    let length = random.usize(6..26);
    let words: Vec<String> = (0..length)
        .map(|_| word((random.f64().powi(3) * 8000.0) as usize))
        .collect();
    (
        format!("{}。", han(random, length + 4)),
        format!("The {}.", words.join(" ")),
    )
}

fn revised(old: &Edition) -> Edition {
    let (mut new, chapters) = (old.clone(), old.len());
    let mut random = Rng::with_seed(7);
    for n in 0..chapters * SEGMENTS / 50 {
        let segment = &mut new[random.usize(0..chapters)][random.usize(1..SEGMENTS)];
        let mut words: Vec<&str> = segment.1.split(' ').collect();
        let at = random.usize(1..words.len());
        let with = word(9000 + n);
        match n % 3 {
            0 => words[at] = &with,
            1 => words.insert(at, &with),
            _ => {
                words.remove(at.min(words.len() - 2));
            }
        }
        segment.1 = words.join(" ");
    }
    for _ in 0..chapters / 5 {
        let chapter = new.remove(random.usize(0..chapters));
        new.insert(random.usize(0..chapters), chapter);
    }
    new
}
