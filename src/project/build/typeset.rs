//! PDFs: the source of an edition is set by the typst command, in a folder that goes afterwards.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::Build;
use crate::edition::{
    Binder, Bound, CHINESE_FONTS, Edition, EditionFormat, Picture, Typeset, typst_images,
};
use crate::error::{Error, Result};
use crate::files::{make_folder_of, write_atomically};
use crate::project::Project;

/// The source among the files that a PDF is made of.
const SOURCE: &str = "edition.typ";
/// The PDF, before it is moved to its place.
const MADE: &str = "edition.pdf";

/// How to get the command.
const GET_IT: &str = "install Typst 0.13 or later (macOS: brew install typst; Windows: winget install --id Typst.Typst; Arch Linux: pacman -S typst; anywhere: cargo install --locked typst-cli), or say where it is with pdf-command under [edition]; --to typst writes what it would set";

/// Whether a format is a PDF, which a command makes.
pub(super) fn is_pdf(format: &EditionFormat) -> bool {
    format.typeset == Some(Typeset::Pdf)
}

impl Project {
    /// Makes the PDF of an edition that is a file by itself.
    ///
    /// # Errors
    /// A command that is not there or fails; a file that cannot be written.
    pub(super) fn write_pdf(
        &self,
        edition: &Edition<'_>,
        format: &EditionFormat,
        path: &Path,
        wishes: &Build,
    ) -> Result<()> {
        let mut source = Vec::new();
        (format.write)(edition, &mut source).map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })?;
        let pictures = typst_images(edition);
        let named = pictures.names().into_iter().zip(pictures.files());
        let image = |(name, picture): (String, &Picture)| {
            (format!("images/{name}"), picture.bytes.to_vec())
        };
        let mut files: Vec<(String, Vec<u8>)> = named.map(image).collect();
        files.push((SOURCE.to_owned(), source));
        let pdf = self.typeset(&files, wishes)?;
        write_atomically(path, |out| out.write_all(&pdf))
    }

    /// The PDF of a book, of which all texts were set.
    ///
    /// # Errors
    /// As [`Project::write_pdf`].
    pub(super) fn bound_pdf(
        &self,
        binder: Box<dyn Binder + '_>,
        wishes: &Build,
    ) -> Result<Vec<u8>> {
        let mut files = Vec::new();
        binder.finish(&mut Bound::new(&mut |name, content| {
            files.push((name.to_owned(), content.to_vec()));
            Ok(())
        }))?;
        self.typeset(&files, wishes)
    }

    /// Has the command set these files.
    fn typeset(&self, files: &[(String, Vec<u8>)], wishes: &Build) -> Result<Vec<u8>> {
        self.ask_for_fonts()?;
        let folder = tempfile::tempdir().map_err(|source| Error::Write {
            path: std::env::temp_dir(),
            source,
        })?;
        for (name, content) in files {
            let path = folder.path().join(name);
            make_folder_of(&path)?;
            fs::write(&path, content).map_err(|source| Error::Write { path, source })?;
        }
        // A time of its own would make other bytes of the same texts.
        let time = wishes.modified.unwrap_or(0).to_string();
        let mut command = self.pdf_command();
        command
            .args(["compile", "--diagnostic-format", "short"])
            .args(["--creation-timestamp", &time])
            .arg("--root")
            .arg(folder.path())
            .arg(folder.path().join(SOURCE))
            .arg(folder.path().join(MADE));
        let output = self.run(&mut command)?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(self.failed(&output, &said));
        }
        self.warn_of_fonts(&said);
        let made = folder.path().join(MADE);
        let pdf = fs::read(&made).unwrap_or_default();
        if !pdf.starts_with(b"%PDF") {
            return Err(Error::usage(
                format!("{} made no PDF", self.config.edition.pdf_command),
                "pdf-command under [edition] is the command typst, or where it is",
            ));
        }
        Ok(pdf)
    }

    /// The command, without arguments. A path is one from the folder of the project.
    fn pdf_command(&self) -> Command {
        let named = &self.config.edition.pdf_command;
        let is_path = named.contains(['/', '\\']);
        let program = match is_path {
            true => {
                let path = self.config.folder.join(named);
                fs::canonicalize(&path).unwrap_or(path)
            }
            false => PathBuf::from(named),
        };
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        command
    }

    /// Runs the command to its end.
    fn run(&self, command: &mut Command) -> Result<Output> {
        let named = &self.config.edition.pdf_command;
        command.output().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::usage(
                format!("a PDF is set by the command {named}, which is not there"),
                GET_IT,
            ),
            _ => Error::usage(format!("{named} could not be run: {error}"), GET_IT),
        })
    }

    /// What it says when it fails.
    fn failed(&self, output: &Output, said: &str) -> Error {
        let named = &self.config.edition.pdf_command;
        let Some(code) = output.status.code() else {
            return Error::usage(
                format!("{named} was ended before it had made the PDF"),
                "it may have needed more memory than there is: try fewer texts at a time, with --per-text",
            );
        };
        let first = said
            .lines()
            .find_map(|line| line.split_once("error: "))
            .map(|(_, what)| what.trim());
        let what = first.or_else(|| said.lines().find(|line| !line.trim().is_empty()));
        let what = what.map_or(String::new(), |what| format!(": {what}"));
        let help = match said.contains("failed to decode") || said.contains("image") {
            true => {
                "an image of the texts may be damaged; --to typst writes the source, which `typst compile` tells more about"
            }
            false => {
                "--to typst writes the source, which `typst compile` tells more about; it needs Typst 0.13 or later"
            }
        };
        Error::usage(
            format!("{named} could not make the PDF (exit {code}){what}"),
            help,
        )
    }

    /// Warns where none of the fonts for Chinese is there.
    fn ask_for_fonts(&self) -> Result<()> {
        let output = self.run(self.pdf_command().arg("fonts"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || said.trim().is_empty() {
            return Ok(());
        }
        let set = self.config.edition.chinese_font.as_deref();
        let wanted: Vec<&str> = set.into_iter().chain(CHINESE_FONTS).collect();
        let is_wanted = |line: &str| {
            wanted
                .iter()
                .any(|font| font.eq_ignore_ascii_case(line.trim()))
        };
        if !said.lines().any(is_wanted) {
            self.warn(format_args!(
                "no font for Chinese was found, so characters may be missing: install Noto Serif CJK SC (Debian and Ubuntu: fonts-noto-cjk; Fedora: google-noto-serif-cjk-fonts), or name yours with chinese-font under [edition] (`{} fonts` lists them)",
                self.config.edition.pdf_command
            ));
        }
        Ok(())
    }

    /// Warns of fonts of the settings that are not there. The usual ones are tried one after the other.
    fn warn_of_fonts(&self, said: &str) {
        let edition = &self.config.edition;
        let set = [
            ("chinese-font", &edition.chinese_font),
            ("english-font", &edition.english_font),
        ];
        for (key, font) in set {
            let Some(font) = font else {
                continue;
            };
            let unknown = format!("unknown font family: {}", font.to_lowercase());
            if said
                .lines()
                .any(|line| line.to_lowercase().trim_end().ends_with(&unknown))
            {
                self.warn(format_args!(
                    "the font \"{font}\" ({key} under [edition]) is not there, so another took its place; `{} fonts` lists those that are",
                    edition.pdf_command
                ));
            }
        }
    }
}
