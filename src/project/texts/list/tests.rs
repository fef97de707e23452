use std::fs;

use tempfile::TempDir;

use super::*;
use crate::config::Config;

/// A project with these settings and these files; what stands behind `|` of a file is what is in it.
fn project(settings: &str, files: &str) -> (TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    for file in files.split_whitespace() {
        let (name, content) = file.split_once('|').unwrap_or((file, "words"));
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content.replace("\\n", "\n").replace('_', " ")).unwrap();
    }
    let settings = format!("[project]\n{settings}");
    let config = Config::parse(&settings, &folder.path().join(FILE_NAME)).unwrap();
    (folder, Project::new(config, 1))
}

/// The list as lines: `part: title: source > target [bitext] presence`, then `+ extra`, `- left out: why`.
fn told(settings: &str, files: &str) -> String {
    let (folder, project) = project(settings, files);
    let list = match project.text_list() {
        Ok(list) => list,
        Err(error) => {
            return error
                .to_string()
                .replace(&folder.path().display().to_string(), "");
        }
    };
    let inside = |path: &Path| {
        let inside = path.strip_prefix(folder.path()).unwrap_or(path);
        inside.display().to_string()
    };
    let mut lines = Vec::new();
    for text in &list.texts {
        let mut line = String::new();
        for told in [&text.part, &text.title].into_iter().flatten() {
            line += &format!("{told}: ");
        }
        line += &format!("{} > {}", text.name, inside(&text.target));
        if let Some(bitext) = &text.bitext {
            line += &format!(" [{}]", inside(bitext));
        }
        if text.presence != Presence::Both {
            line += &format!(" {:?}", text.presence);
        }
        lines.push(line);
    }
    lines.extend(list.extra.iter().map(|path| format!("+ {}", inside(path))));
    lines.extend(
        list.left_out
            .iter()
            .map(|one| format!("- {}: {}", one.file, one.why)),
    );
    lines.join("\n")
}

#[test]
fn lists_of_texts() {
    for (name, settings, files, expected) in [
        (
            "one text",
            "source = 'zh.md'\ntarget = 'en.md'\nbitext = 'x.bitext.jsonl'",
            "zh.md en.md",
            "zh.md > en.md [x.bitext.jsonl]",
        ),
        (
            "folders, numbers as numbers",
            "source = 'zh/**/*.md'\ntarget = 'en/{path}'\nbitext = 'b/{path}.bitext.jsonl'",
            "zh/ch10.md zh/ch2.md zh/a/x.md en/ch2.md en/a/x.md en/more.md en/pic.png zh/pic.png",
            "zh/a/x.md > en/a/x.md [b/a/x.md.bitext.jsonl]\n\
             zh/ch2.md > en/ch2.md [b/ch2.md.bitext.jsonl]\n\
             zh/ch10.md > en/ch10.md [b/ch10.md.bitext.jsonl] NoTarget\n\
             + en/more.md",
        ),
        (
            "side by side",
            "source = '*.zh.md'\ntarget = '{name}.en.md'",
            "a.zh.md a.en.md b.zh.md README.md c.en.md",
            "a.zh.md > a.en.md\nb.zh.md > b.en.md NoTarget\n+ c.en.md",
        ),
        (
            "what the English can be is no source, there or not",
            "source = '*.md'\ntarget = '{stem}.en.md'",
            "a.md a.en.md b.en.md",
            "a.md > a.en.md\n+ b.en.md",
        ),
        (
            "nor in a folder below",
            "source = '**/*.md'\ntarget = 'en/{path}'\nexclude = 'drafts/**'",
            "a/1.md en/a/1.md drafts/2.md en/drafts/2.md .git/x.md edition/x.md node_modules/y.md",
            "a/1.md > en/a/1.md\n- en/drafts/2.md: it is where the English of drafts/2.md would be",
        ),
        (
            "the English without a suffix",
            "source = '*.zh.md'\ntarget = '{name}.md'",
            "a.zh.md a.md",
            "a.zh.md > a.md",
        ),
        (
            "one by one, with titles and parts",
            "source = 'zh/*.md'\ntarget = 'en/{path}'\n[[project.text]]\nsource = 'zh/2.md'\ntitle = 'Two'\n\
             part = 'P'\n[[project.text]]\nsource = 'zh/1.md'\ntarget = 'one.md'",
            "zh/1.md zh/2.md zh/0.md en/2.md one.md",
            "P: Two: zh/2.md > en/2.md\nzh/1.md > one.md\nzh/0.md > en/0.md NoTarget",
        ),
        (
            "one Chinese, two translations",
            "[[project.text]]\nsource = 'zh.md'\ntarget = 'us.md'\n[[project.text]]\nsource = 'zh.md'\n\
             target = 'gb.md'",
            "zh.md us.md gb.md",
            "zh.md > us.md\nzh.md (gb.md) > gb.md",
        ),
        (
            "a list in order",
            "source = ['zh/*.md', 'more/x.md']\ntarget = '{stem}.en.md'\norder = ['more/x.md', 'zh/b*']",
            "zh/a.md zh/b.md more/x.md",
            "more/x.md > x.en.md NoTarget\nzh/b.md > b.en.md NoTarget\nzh/a.md > a.en.md NoTarget",
        ),
        (
            "a summary",
            "source = 'zh/**/*.md'\ntarget = 'en/{path}'\norder = 'zh/SUMMARY.md'",
            "zh/SUMMARY.md|#_Summary\\n\\n#_Sea\\n-_[Second](b/2.md)\\n-_[Gone](gone.md)\\n#_Land\\n-_[First](1.md)\\n \
             zh/1.md zh/b/2.md zh/z.md en/1.md en/SUMMARY.md",
            "Sea: Second: zh/b/2.md > en/b/2.md NoTarget\nSea: Gone: zh/gone.md > en/gone.md NoSource\n\
             Land: First: zh/1.md > en/1.md\nzh/z.md > en/z.md NoTarget\n- zh/SUMMARY.md: it is the file of contents",
        ),
        (
            "a nav",
            "source = 'docs/zh/**/*.md'\ntarget = 'docs/en/{path}'\norder = 'mkdocs.yml'",
            "mkdocs.yml|nav:\\n-_zh/b.md\\n-_Guide:\\n__-_A:_zh/a.md\\n docs/zh/a.md docs/zh/b.md",
            "docs/zh/b.md > docs/en/b.md NoTarget\nGuide: A: docs/zh/a.md > docs/en/a.md NoTarget",
        ),
        (
            "editions are no sources",
            "source = '**/*.html'\ntarget = 'en/{path}'",
            "a.html public/b.html|<meta_name=\"generator\"_content=\"duizhao\">",
            "a.html > en/a.html NoTarget\n- public/b.html: it is an edition that duizhao made",
        ),
        (
            "only a bitext",
            "bitext = 'x.bitext.jsonl'",
            "",
            "x.bitext.jsonl >  [x.bitext.jsonl]",
        ),
    ] {
        assert_eq!(told(settings, files), expected, "{name}");
    }
}

#[test]
fn lists_that_cannot_be_made() {
    for (settings, files, says) in [
        ("", "", "no texts were named"),
        (
            "source = 'zh.md'",
            "zh.md",
            "nothing says where the English of zh.md is",
        ),
        (
            "source = 'zn/**/*.md'\ntarget = 'en/{path}'",
            "zh/a.md zh/b.md notes.txt",
            "no file matches source = \"zn/**/*.md\"\n  help: the nearest that does is \"zh/**/*.md\" (2 files)",
        ),
        (
            "source = 'zh/*.txt'\ntarget = 'en/{path}'",
            "zh/a.md",
            "the nearest that does is \"zh/*.md\" (1 file)",
        ),
        (
            "source = 'zh'\ntarget = 'en'",
            "zh/a.md",
            "name the files in it: \"zh/**/*.md\"",
        ),
        (
            "source = 'zh.md'\ntarget = '{file}.md'",
            "zh.md",
            "there is no placeholder {file}",
        ),
        (
            "source = 'zh/**/*.md'\ntarget = '{stem}.md'",
            "zh/a/x.md zh/b/x.md",
            "zh/a/x.md and zh/b/x.md have the same English, x.md",
        ),
        (
            "source = 'zh/*.md'\ntarget = 'en/{path}'\nbitext = 'all.bitext.jsonl'",
            "zh/a.md zh/b.md",
            "zh/a.md and zh/b.md have the same bitext, all.bitext.jsonl",
        ),
        (
            "source = ['a.md', 'b.md']\ntarget = 'B.md'",
            "a.md b.md",
            "B.md is both the English of a.md and the text b.md",
        ),
        (
            "source = 'zh/*.md'\ntarget = 'en/{path}'\norder = 'x.yml'",
            "zh/a.md x.yml|a:_1",
            "no nav",
        ),
        (
            "source = 'zh/*.md'\ntarget = 'en/{path}'\norder = 'x.txt'",
            "zh/a.md x.txt",
            "no file of contents",
        ),
        (
            "source = 'zh/*.md'\ntarget = 'en/{path}'\norder = 'x.md'",
            "zh/a.md",
            "cannot be read",
        ),
    ] {
        let told = told(settings, files);
        assert!(told.contains(says), "{settings}\n{told}");
    }
}

#[test]
fn names_mean_texts() {
    let (folder, mut project) = project(
        "source = 'zh/**/*.md'\ntarget = 'en/{path}'\nbitext = 'b/{path}.bitext.jsonl'",
        "zh/a/1.md zh/a/2.md zh/b/1.md en/a/1.md en/a/2.md other.md more.md zh/pic.png notes.tmx",
    );
    project.here = Some(folder.path().to_owned());
    let told = |names: &str| -> String {
        let names: Vec<PathBuf> = names
            .split(' ')
            .map(|name| folder.path().join(name))
            .collect();
        match project.chosen(&names) {
            Ok(chosen) => {
                let names = chosen.texts.iter().map(|text| {
                    let name = text
                        .name
                        .rsplit(&format!("{}/", folder.path().display()))
                        .next();
                    name.unwrap_or_default().to_owned()
                });
                let kind = if chosen.list.is_some() {
                    "project"
                } else {
                    "outside"
                };
                format!("{kind}: {}", names.collect::<Vec<_>>().join(" "))
            }
            Err(error) => error
                .to_string()
                .replace(&format!("{}/", folder.path().display()), ""),
        }
    };
    for (names, means) in [
        ("zh/a/1.md", "project: zh/a/1.md"),
        ("en/a/2.md", "project: zh/a/2.md"),
        ("b/a/2.md.bitext.jsonl", "project: zh/a/2.md"),
        ("zh/a", "project: zh/a/1.md zh/a/2.md"),
        ("en/a/../a", "project: zh/a/1.md zh/a/2.md"),
        ("zh/*/1.md", "project: zh/a/1.md zh/b/1.md"),
        ("zh/a/1.md en/a/1.md", "project: zh/a/1.md"),
        ("en/a/1.md zh/a/1.md", "project: zh/a/1.md"),
        ("zh/b/1.md zh/a/1.md", "project: zh/a/1.md zh/b/1.md"),
        ("zh/a/1.md en/a/2.md", "outside: zh/a/1.md"),
        ("other.md more.md", "outside: other.md"),
        ("notes.tmx", "outside: notes.tmx"),
        (
            "zh/a/3.md",
            "zh/a/3.md is no text of the project\n  help: did you mean zh/a/1.md?",
        ),
        (
            "zh/*.txt",
            "no text of the project matches zh/*.txt\n  help: there are 3 texts: duizhao status lists them",
        ),
        ("zh/a zh/b other.md", "other.md is no text of the project"),
    ] {
        assert!(told(names).starts_with(means), "{names}: {}", told(names));
    }
}

#[test]
fn paths_by_name_have_numbers_as_numbers() {
    let mut names = [
        "ch10.md",
        "ch2.md",
        "ch02/x.md",
        "a.md",
        "ch2/10.md",
        "ch2/9.md",
        "第2章",
        "第10章",
    ];
    names.sort_by(|one, two| natural(one, two));
    assert_eq!(
        names,
        [
            "a.md",
            "ch2/9.md",
            "ch2/10.md",
            "ch02/x.md",
            "ch2.md",
            "ch10.md",
            "第2章",
            "第10章"
        ]
    );
}
