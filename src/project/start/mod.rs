//! Starting a project: settings that name the texts which are there, an empty glossary, and what git leaves alone.

mod found;

use std::path::Path;

use found::FoundTexts;

use super::Reporter;
use crate::config::FILE_NAME;
use crate::error::Result;
use crate::files::{make_folder, write_atomically};

/// The texts of a folder in which none are found yet.
const NOT_FOUND: &str = "\
source = \"zh.md\"          # the Chinese text; many: \"zh/**/*.md\"
target = \"en.md\"          # its English translation; many: \"en/{path}\"
bitext = \"book.bitext.jsonl\"  # what `duizhao review` keeps: links, edits, decisions
";
const GLOSSARY: &str = "source,target,variants,forbidden,note\n";
const IGNORED: &str = "/edition/\n/.duizhao/\n";

/// Starts a project in a folder, which is made if it is not there, and gives back whether texts were found in it:
/// files whose paths differ only in the tag of a language. Files that are there stay as they are; what is written
/// and what is left alone is noted.
///
/// # Errors
/// A folder that cannot be read; [`Error::Write`](crate::error::Error::Write) for a folder or a file that cannot be written.
pub fn start(folder: &Path, reporter: &dyn Reporter) -> Result<bool> {
    let found = found::find(folder)?;
    let texts = found.as_ref().map_or(NOT_FOUND.to_owned(), settings);
    let glossary = folder.join("glossary");
    make_folder(&glossary)?;
    let all = format!(
        "# Settings of this edition. Every key is explained in duizhao's docs/config.md.\n\n[project]\n{texts}\
         glossary = [\"glossary/terms.csv\"]\n\n[edition]\nformats = [\"html\"]\n"
    );
    if let Some(found) = &found {
        let number = found.pairs;
        let texts = if number == 1 { "text" } else { "texts" };
        reporter.note(&format_args!(
            "found {number} Chinese {texts} with English: {} and {}",
            found.source.join(", "),
            found.target
        ));
    }
    let there = folder.join(FILE_NAME).exists();
    for (path, content) in [
        (folder.join(FILE_NAME), all.as_str()),
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
    if let (true, Some(found)) = (there, &found) {
        let settings = settings(found);
        let settings = settings.trim_end().replace('\n', "\n  ");
        reporter.note(&format_args!("what was found would be:\n  {settings}"));
    }
    Ok(found.is_some())
}

/// The lines of the settings that name texts.
fn settings(found: &FoundTexts) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let source = match found.source.as_slice() {
        [one] => quoted(one),
        many => {
            let many: Vec<String> = many.iter().map(|one| quoted(one)).collect();
            format!("[{}]", many.join(", "))
        }
    };
    let mut lines = format!(
        "source = {source}  # the Chinese\ntarget = {}  # the English of each\n\
         bitext = {}  # what `duizhao review` keeps of each: links, edits, decisions\n",
        quoted(&found.target),
        quoted(&found.bitext)
    );
    if let Some(order) = &found.order {
        lines.push_str(&format!(
            "order = {}  # the file of contents\n",
            quoted(order)
        ));
    }
    lines
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
