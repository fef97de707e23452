//! The texts to measure on: sentences of gold links with their English.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Chinese sentences and the English of each.
pub(crate) struct Text {
    pub(crate) corpus: String,
    pub(crate) chinese: Vec<String>,
    pub(crate) english: Vec<String>,
}

/// The most links that are taken of the Bible, which the weights are not learned from.
const MOST_VERSES: usize = 1200;

/// Reads the corpora of a folder, as far as they are there.
///
/// # Errors
/// Those of the file system.
pub(crate) fn read(folder: &Path) -> Result<Vec<Text>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for n in 1..=999 {
        let base = folder.join(format!("mac-dev/{n:03}"));
        if !base.with_extension("align").exists() {
            break;
        }
        let (zh, en) = (
            lines(&base.with_extension("zh"))?,
            lines(&base.with_extension("en"))?,
        );
        let links = links(&base.with_extension("align"))?;
        texts.push(joined("mac-dev, people", (&zh, &en), &links));
        let machine = lines(&base.with_extension("zh.mt"))?;
        let pairs = zh.into_iter().zip(machine);
        let (chinese, english) = pairs
            .filter(|(zh, en)| !zh.trim().is_empty() && !en.trim().is_empty())
            .unzip();
        texts.push(Text {
            corpus: "mac-dev, machine".to_owned(),
            chinese,
            english,
        });
    }
    let interview = folder.join("interview");
    if interview.exists() {
        let sides = (
            lines(&interview.join("zh.sents.txt"))?,
            lines(&interview.join("en.sents.txt"))?,
        );
        let links = links(&interview.join("gold.align"))?;
        texts.push(joined("interview", (&sides.0, &sides.1), &links));
    }
    let bible = folder.join("bible/001");
    if bible.with_extension("align").exists() {
        let (zh, en) = (
            lines(&bible.with_extension("zh"))?,
            lines(&bible.with_extension("en"))?,
        );
        // The gold has the English first.
        let links: Vec<Link> = links(&bible.with_extension("align"))?
            .into_iter()
            .take(MOST_VERSES)
            .map(|(en, zh)| (zh, en))
            .collect();
        texts.push(joined("bible (held out)", (&zh, &en), &links));
    }
    Ok(texts)
}

type Link = (Vec<usize>, Vec<usize>);

/// The links with both sides, each as one sentence.
fn joined(corpus: &str, (zh, en): (&[String], &[String]), links: &[Link]) -> Text {
    let of = |texts: &[String], at: &[usize], between: &str| {
        let texts: Vec<&str> = at
            .iter()
            .filter_map(|&at| texts.get(at))
            .map(String::as_str)
            .collect();
        texts.join(between)
    };
    let linked = links
        .iter()
        .filter(|(zh, en)| !zh.is_empty() && !en.is_empty());
    let (chinese, english) = linked.map(|(i, j)| (of(zh, i, ""), of(en, j, " "))).unzip();
    Text {
        corpus: corpus.to_owned(),
        chinese,
        english,
    }
}

fn lines(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    Ok(fs::read_to_string(path)?
        .lines()
        .map(str::to_owned)
        .collect())
}

fn links(path: &Path) -> Result<Vec<Link>, Box<dyn Error>> {
    let numbers = |side: &str| -> Vec<usize> {
        let side = side.trim_matches(|c| matches!(c, '[' | ']' | ' '));
        side.split(',')
            .filter_map(|number| number.trim().parse().ok())
            .collect()
    };
    let links = lines(path)?;
    let sides = links.iter().filter_map(|line| line.split_once("]:["));
    Ok(sides.map(|(zh, en)| (numbers(zh), numbers(en))).collect())
}
