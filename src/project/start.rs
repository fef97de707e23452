//! Starting a project: its settings, an empty glossary, and what git leaves alone.

use std::path::Path;

use super::Reporter;
use crate::config::FILE_NAME;
use crate::error::{Error, Result};
use crate::files::write_atomically;

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

/// Starts a project in a folder, which is made if it is not there. Files that are there stay as they are;
/// what is written and what is left alone is noted.
///
/// # Errors
/// [`Error::Write`] for a folder or a file that cannot be written.
pub fn start(folder: &Path, reporter: &dyn Reporter) -> Result<()> {
    let glossary = folder.join("glossary");
    std::fs::create_dir_all(&glossary).map_err(|source| Error::Write {
        path: glossary.clone(),
        source,
    })?;
    for (path, content) in [
        (folder.join(FILE_NAME), SETTINGS),
        (glossary.join("terms.csv"), GLOSSARY),
        (folder.join(".gitignore"), IGNORED),
    ] {
        if path.exists() {
            let path = path.display();
            reporter.note(&format_args!("{path} is there already: left alone"));
        } else {
            write_atomically(&path, |out| out.write_all(content.as_bytes()))?;
            reporter.note(&format_args!("wrote {}", path.display()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::Config;
    use crate::project::Silent;

    #[test]
    fn a_started_project_can_be_loaded_and_keeps_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("book");
        fs::create_dir(&book).unwrap();
        fs::write(book.join(".gitignore"), "drafts\n").unwrap();
        start(&book, &Silent).unwrap();
        let config = Config::load(&book.join(FILE_NAME)).unwrap();
        assert_eq!(config.project.glossary.len(), 1);
        let kept = fs::read_to_string(book.join(".gitignore")).unwrap();
        assert_eq!(kept, "drafts\n");
        let glossary = fs::read_to_string(book.join("glossary/terms.csv")).unwrap();
        assert_eq!(glossary, GLOSSARY);
    }
}
