//! Patterns of paths: globs that find the Chinese texts, and templates that name the English and the bitext of
//! each, both ways. Paths count from the project's folder and have `/`.

/// The placeholders of a template.
pub(super) const PLACEHOLDERS: &[&str] = &["path", "dir", "stem", "ext", "name"];

/// A path or a glob as the settings have it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glob<'a> {
    /// The pattern.
    pub(super) written: &'a str,
    /// The folder in which everything that it matches is: what stands before its first component with a
    /// wildcard; of a path, its folder.
    pub(super) folder: &'a str,
}

impl<'a> Glob<'a> {
    pub(super) fn new(written: &'a str) -> Glob<'a> {
        let fixed = match written.find(is_wildcard) {
            Some(at) => &written[..at],
            None => written,
        };
        let folder = fixed.rfind('/').map_or("", |at| &written[..at]);
        // The root itself.
        let folder = if folder.is_empty() && written.starts_with('/') {
            "/"
        } else {
            folder
        };
        Glob { written, folder }
    }

    /// Whether it has wildcards, and is no path.
    pub(super) fn is_open(&self) -> bool {
        self.written.contains(is_wildcard)
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        if self.is_open() {
            fast_glob::glob_match(self.written, path)
        } else {
            self.written == path
        }
    }

    /// Number of characters that are no wildcards: the more there are, the fewer paths it means.
    pub(super) fn literals(&self) -> usize {
        self.written
            .chars()
            .filter(|&one| !is_wildcard(one) && one != '/')
            .count()
    }

    /// The path inside [`Glob::folder`].
    fn inside<'p>(&self, path: &'p str) -> &'p str {
        let inside = path.strip_prefix(self.folder).unwrap_or(path);
        inside.strip_prefix('/').unwrap_or(inside)
    }

    /// What stands before the first wildcard of the last component, and behind the last one.
    fn around_name(&self) -> (&'a str, &'a str) {
        let file = last(self.written);
        match (file.find(is_wildcard), file.rfind(is_wildcard)) {
            (Some(first), Some(end)) => {
                let behind = &file[end..];
                let width = behind.chars().next().map_or(0, char::len_utf8);
                (&file[..first], &behind[width..])
            }
            // Of a path the stem is the name.
            _ => {
                let stem = split_name(file).0;
                ("", &file[stem.len()..])
            }
        }
    }

    /// What the wildcards of the last component stand for in `file`.
    fn name<'p>(&self, file: &'p str) -> &'p str {
        let (before, behind) = self.around_name();
        let inside = file.strip_prefix(before).unwrap_or(file);
        match inside.strip_suffix(behind) {
            Some(name) if !name.is_empty() => name,
            _ => split_name(file).0,
        }
    }
}

/// A pattern with placeholders, `en/{dir}/{name}.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template<'a>(Vec<Piece<'a>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

impl<'a> Template<'a> {
    /// Reads a template; the error is the placeholder that there is not.
    pub(super) fn new(written: &'a str) -> Result<Template<'a>, &'a str> {
        let mut pieces = Vec::new();
        let mut rest = written;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else {
                break;
            };
            let name = &rest[open + 1..open + close];
            if !PLACEHOLDERS.contains(&name) {
                return Err(name);
            }
            if open > 0 {
                pieces.push(Piece::Words(&rest[..open]));
            }
            pieces.push(Piece::Placeholder(name));
            rest = &rest[open + close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest));
        }
        Ok(Template(pieces))
    }

    /// Whether it is a path without placeholders.
    pub(super) fn is_path(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Piece::Words(_)))
    }

    /// The folder in which everything that it can name is.
    pub(super) fn folder(&self) -> &'a str {
        match self.0.first() {
            Some(Piece::Words(words)) => words.rfind('/').map_or("", |at| &words[..at]),
            _ => "",
        }
    }

    /// Number of characters that stand in every path that it names for a text of `glob`.
    pub(super) fn literals(&self, glob: &Glob<'_>) -> usize {
        let letters = |words: &str| {
            let letters = words.chars().filter(|&one| !is_wildcard(one) && one != '/');
            letters.count()
        };
        let (stem, ext) = split_name(last(glob.written));
        let words = self.0.iter().map(|piece| match *piece {
            Piece::Words(words) => letters(words),
            Piece::Placeholder("path") => letters(glob.inside(glob.written)),
            Piece::Placeholder("stem") => letters(stem),
            Piece::Placeholder("ext") => letters(ext),
            Piece::Placeholder(_) => 0,
        });
        words.sum()
    }

    /// The path for the text at `path`, which `glob` has found.
    pub(super) fn fill(&self, glob: &Glob<'_>, path: &str) -> String {
        let inside = glob.inside(path);
        let (dir, file) = inside.rsplit_once('/').unwrap_or(("", inside));
        let (stem, ext) = split_name(file);
        let mut filled = String::new();
        for piece in &self.0 {
            match *piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Placeholder("path") => filled.push_str(inside),
                Piece::Placeholder("dir") => filled.push_str(dir),
                Piece::Placeholder("stem") => filled.push_str(stem),
                Piece::Placeholder("ext") => filled.push_str(ext),
                Piece::Placeholder(_) => filled.push_str(glob.name(file)),
            }
        }
        tidy(&filled)
    }

    /// The text whose path in this template would be `path`, whether there is one or not: a path that `glob`
    /// matches.
    pub(super) fn text_of(&self, glob: &Glob<'_>, path: &str) -> Option<String> {
        let text = self.text_with(glob, path, &mut Values::default(), 0)?;
        Some(text)
    }

    fn text_with<'p>(
        &self,
        glob: &Glob<'_>,
        rest: &'p str,
        values: &mut Values<'p>,
        at: usize,
    ) -> Option<String> {
        let Some(piece) = self.0.get(at) else {
            return rest.is_empty().then(|| values.text(glob)).flatten();
        };
        match *piece {
            Piece::Words(words) => {
                if let Some(rest) = rest.strip_prefix(words) {
                    return self.text_with(glob, rest, values, at + 1);
                }
                // An empty folder takes its slash along.
                let bare = words.strip_prefix('/')?;
                let is_after_dir = at > 0 && values.dir == Some("");
                let rest = rest.strip_prefix(bare).filter(|_| is_after_dir)?;
                self.text_with(glob, rest, values, at + 1)
            }
            Piece::Placeholder(name) => {
                let crosses = matches!(name, "path" | "dir");
                let ends = rest.char_indices().map(|(end, _)| end).chain([rest.len()]);
                let ends: Vec<usize> = ends
                    .take_while(|&end| crosses || !rest[..end].contains('/'))
                    .filter(|&end| end > 0 || name == "dir")
                    .collect();
                // The longest first: `a.b` is the stem of `a.b.md`.
                ends.into_iter().rev().find_map(|end| {
                    let before = values.clone();
                    if !values.set(name, &rest[..end]) {
                        *values = before;
                        return None;
                    }
                    let found = self.text_with(glob, &rest[end..], values, at + 1);
                    *values = before;
                    found
                })
            }
        }
    }
}

/// What placeholders stand for in a path.
#[derive(Clone, Debug, Default)]
struct Values<'p> {
    path: Option<&'p str>,
    dir: Option<&'p str>,
    stem: Option<&'p str>,
    ext: Option<&'p str>,
    name: Option<&'p str>,
}

impl<'p> Values<'p> {
    /// Sets a placeholder; `false` where it stands for something else already.
    fn set(&mut self, name: &str, value: &'p str) -> bool {
        let place = match name {
            "path" => &mut self.path,
            "dir" => &mut self.dir,
            "stem" => &mut self.stem,
            "ext" => &mut self.ext,
            _ => &mut self.name,
        };
        *place.get_or_insert(value) == value
    }

    /// The path that they mean.
    fn text(&self, glob: &Glob<'_>) -> Option<String> {
        let inside = match self.path {
            Some(path) => path.to_owned(),
            None => {
                let file = self.file(glob)?;
                match self.dir {
                    Some(dir) if !dir.is_empty() => format!("{dir}/{file}"),
                    _ => file,
                }
            }
        };
        let text = if glob.folder.is_empty() {
            inside
        } else {
            format!("{}/{inside}", glob.folder)
        };
        glob.matches(&text).then_some(text)
    }

    fn file(&self, glob: &Glob<'_>) -> Option<String> {
        if let Some(name) = self.name {
            let (before, behind) = glob.around_name();
            return Some(format!("{before}{name}{behind}"));
        }
        let stem = self.stem?;
        let ext = match self.ext {
            Some(ext) => ext,
            None => split_name(last(glob.written)).1,
        };
        Some(format!("{stem}.{ext}"))
    }
}

fn is_wildcard(one: char) -> bool {
    matches!(one, '*' | '?' | '[' | ']' | '{' | '}')
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Stem and extension of a file name.
fn split_name(file: &str) -> (&str, &str) {
    match file.rsplit_once('.') {
        Some((stem, ext)) if !stem.is_empty() => (stem, ext),
        _ => (file, ""),
    }
}

/// A path without empty components and without `.`; the root stays.
pub(super) fn tidy(path: &str) -> String {
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_the_english_and_lead_back() {
        for (glob, template, text, english) in [
            ("zh/**/*.md", "en/{path}", "zh/a/01.md", "en/a/01.md"),
            ("zh/**/*.md", "en/{path}", "zh/01.md", "en/01.md"),
            ("*.zh.md", "{name}.en.md", "a.b.zh.md", "a.b.en.md"),
            (
                "docs/**/*.zh-CN.md",
                "docs/{dir}/{name}.en-US.md",
                "docs/x/y/z.zh-CN.md",
                "docs/x/y/z.en-US.md",
            ),
            (
                "docs/**/*.zh-CN.md",
                "docs/{dir}/{name}.en-US.md",
                "docs/z.zh-CN.md",
                "docs/z.en-US.md",
            ),
            (
                "docs/**/*.md",
                "en/docs/{path}",
                "docs/第一章.md",
                "en/docs/第一章.md",
            ),
            ("zh/*.txt", "en/{stem}.md", "zh/one.txt", "en/one.md"),
            (
                "zh/*.*",
                "en/{stem}.{ext}",
                "zh/one.two.md",
                "en/one.two.md",
            ),
            (
                "zh/ch??.md",
                "en/chapter-{name}.md",
                "zh/ch07.md",
                "en/chapter-07.md",
            ),
        ] {
            let glob = Glob::new(glob);
            assert!(glob.matches(text), "{text}");
            let template = Template::new(template).unwrap();
            assert_eq!(template.fill(&glob, text), english);
            assert_eq!(template.text_of(&glob, english).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_a_template_cannot_name_leads_nowhere() {
        let glob = Glob::new("zh/**/*.md");
        let template = Template::new("en/{path}").unwrap();
        for path in ["en/a.png", "zh/a.md", "other/en/a.md", "en"] {
            assert_eq!(template.text_of(&glob, path), None, "{path}");
        }
        assert_eq!(Template::new("en/{file}"), Err("file"));
    }

    #[test]
    fn a_path_is_the_glob_of_itself() {
        let glob = Glob::new("zh/one.md");
        let template = Template::new("en/{path}").unwrap();
        assert_eq!(template.fill(&glob, "zh/one.md"), "en/one.md");
        let named = Template::new("{name}.en.md").unwrap();
        assert_eq!(named.fill(&Glob::new("a.md"), "a.md"), "a.en.md");
        assert!(Template::new("en.md").unwrap().is_path());
    }
}
