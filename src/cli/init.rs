//! `duizhao init`

use std::path::Path;

use duizhao::config::FILE_NAME;
use duizhao::files::write_atomically;
use duizhao::{Error, Result};

use super::args::Init;
use super::talk::Talk;

const SETTINGS: &str = "\
# Settings of this edition. Every key is explained in duizhao's docs/config.md.

[project]
source = \"zh.md\"          # the Chinese text
target = \"en.md\"          # its English translation
bitext = \"book.bitext.jsonl\"  # what `duizhao review` keeps: links, edits, decisions
glossary = [\"glossary/terms.csv\"]

[edition]
formats = [\"html\"]
";
const GLOSSARY: &str = "source,target,variants,forbidden,note\n";
const IGNORED: &str = "/edition/\n/.duizhao/\n";

/// Starts a project. What is there already stays as it is.
pub(super) fn run(options: &Init, talk: &Talk) -> Result<()> {
    let folder = &options.folder;
    let glossary = folder.join("glossary");
    std::fs::create_dir_all(&glossary).map_err(|source| Error::Write {
        path: glossary.clone(),
        source,
    })?;
    start(&folder.join(FILE_NAME), SETTINGS, talk)?;
    start(&glossary.join("terms.csv"), GLOSSARY, talk)?;
    start(&folder.join(".gitignore"), IGNORED, talk)?;
    talk.note("put zh.md and en.md beside duizhao.toml, then run: duizhao build");
    Ok(())
}

fn start(path: &Path, content: &str, talk: &Talk) -> Result<()> {
    if path.exists() {
        talk.note(format!("{} is there already: left alone", path.display()));
        return Ok(());
    }
    write_atomically(path, |out| out.write_all(content.as_bytes()))?;
    talk.note(format!("wrote {}", path.display()));
    Ok(())
}
