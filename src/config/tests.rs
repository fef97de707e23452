use super::*;

fn parse(text: &str) -> Result<Config> {
    Config::parse(text, Path::new("book/duizhao.toml"))
}

#[test]
fn an_empty_file_is_all_defaults() {
    let config = parse("").unwrap();
    assert_eq!(config.project, Project::default());
    assert_eq!(config.segment, crate::segment::SegmentOptions::default());
    assert_eq!(config.align, Alignment::default());
    assert_eq!(config.edition.output, Path::new("book/edition"));
    assert_eq!(config.folder, Path::new("book"));
}

#[test]
fn a_whole_file() {
    let config = parse(
        r#"
        [project]
        source = "zh.md"
        target = "/elsewhere/en.md"
        target-language = "en-GB"
        glossary = ["glossary/terms.csv"]

        [segment]
        extra-abbreviations = ["Capt."]
        quotations = "whole"

        [align]
        low-confidence = 1

        [edition]
        title = "灯塔"
        layout = "hover"
        "#,
    )
    .unwrap();
    assert_eq!(config.project.source.0, ["zh.md"]);
    assert_eq!(config.project.target.as_deref(), Some("/elsewhere/en.md"));
    assert_eq!(config.project.source_language, "zh-CN");
    assert_eq!(
        config.project.glossary,
        [Path::new("book/glossary/terms.csv")]
    );
    assert_eq!(
        config.segment.quotations,
        crate::segment::QuotationPolicy::Whole
    );
    assert!((config.align.low_confidence - 1.0).abs() < f32::EPSILON);
    assert_eq!(config.edition.layout, Some(Layout::Hover));
}

#[test]
fn errors_say_where_and_what_was_meant() {
    for (text, says) in [
        (
            "[project]\nsorce = 1",
            "toml:2:1: there is no key \"sorce\" in [project]\n  help: did you mean \"source\"?",
        ),
        (
            "[projcet]\n",
            "toml:1:2: there is no [projcet]\n  help: did you mean \"project\"?",
        ),
        ("[align]\nverse = true", "it belongs in [segment]"),
        ("[align]\nspeed = 3", "there are low-confidence"),
        (
            "title = \"灯塔\"",
            "toml:1:1: there is no [title]\n  help: it belongs in [edition]",
        ),
        ("project = 3", "toml:1:11: invalid type"),
        (
            "edition = {title = \"灯塔\", colour = 3}",
            "toml:1:26: there is no key \"colour\"",
        ),
        ("[segment]\nsemicolon = \"yes\"", "toml:2:13: invalid type"),
        (
            "[edition]\nlayout = \"rows\"",
            "toml:2:10: unknown variant `rows`, expected",
        ),
        (
            "[align]\nlow-confidence = 60",
            "toml:2:18: a confidence lies between 0 and 1",
        ),
        (
            "[encoder.e5]\nurl = \"http://localhost\"\nmodle = \"e5\"",
            "toml:3:1: there is no key \"modle\" in [encoder.e5]\n  help: did you mean \"model\"?",
        ),
        (
            "[encoder.e5]\nkey_env = \"KEY\"",
            "did you mean \"key-env\"?",
        ),
        (
            "[encoder]\nurl = \"http://localhost\"",
            "toml:2:1: there is no key \"url\" in [encoder]\n  help: write [encoder.NAME] above it",
        ),
        (
            "[encoder.e5]\nmodel = \"e5\"",
            "toml:1:1: missing field `url`",
        ),
        ("[align]\nmodel = \"e5\"", "it belongs in [encoder.NAME]"),
        (
            "[encoder.e5]\nurl = \"http://localhost\"\nmodel = \"e5\"\nbatch = 0",
            "toml:4:9: invalid value: integer `0`, expected a nonzero",
        ),
        ("encoder = 3", "toml:1:11: invalid type"),
        ("[align]\nlow-confidence = nan", "toml:2:18: a confidence"),
        (
            "[edition]\nlow-confidence = -0.1",
            "toml:2:18: a confidence",
        ),
        ("[project", "toml:1:9: "),
        ("a = 1\na = 2", "toml:2:1: duplicate key"),
    ] {
        let said = parse(text).unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
    }
}

/// The keys of a table without which nothing else in it is read, with values.
fn required(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "encoder.NAME" => &[("url", "\"http://localhost\""), ("model", "\"m\"")],
        "provider.NAME" => &[("protocol", "\"deepl\"")],
        _ => &[],
    }
}

/// A file with the required keys of `table`, and in it `key` with its value.
fn file_with(table: &str, key: Option<(&str, &str)>) -> String {
    let others = required(table)
        .iter()
        .copied()
        .filter(|(name, _)| key.is_none_or(|(key, _)| key != *name));
    let lines = others.chain(key);
    let lines: String = lines.map(|(k, v)| format!("{k} = {v}\n")).collect();
    format!("[{table}]\n{lines}")
}

/// The key table, the types and their defaults agree.
#[test]
fn every_key_is_read_and_has_its_default() {
    for key in KEYS {
        let with = |value| parse(&file_with(key.table(), Some((key.name(), value))));
        let example = with(key.example).unwrap_or_else(|error| panic!("{}: {error}", key.path));
        let default = parse(&file_with(key.table(), None)).unwrap();
        assert_ne!(example, default, "{} does nothing", key.path);
        if !key.default.is_empty() {
            assert_eq!(with(key.default).unwrap(), default, "{}", key.path);
        }
    }
}

/// No key of the types is missing from the table: serde lists the keys it knows in its error.
#[test]
fn the_table_has_every_key_of_the_types() {
    let listed = |text: &str| {
        let said = toml::from_str::<Config>(text).unwrap_err().to_string();
        let names = said.split("expected").nth(1).unwrap_or_default();
        let names = names.lines().next().unwrap_or_default();
        names
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let tables = listed("nothing-is-called-this = 1");
    assert_eq!(tables, key::names_in(""));
    for table in tables {
        let table = match key::is_named(&table) {
            true => format!("{table}.NAME"),
            false => table,
        };
        let mut names = listed(&format!("[{table}]\nnothing-is-called-this = 1"));
        let mut known = key::names_in(&table);
        names.sort();
        known.sort_unstable();
        assert_eq!(names, known, "[{table}]");
    }
}

#[test]
fn encoders_are_found_by_their_names() {
    let config = parse(
        r#"
        [encoder.local]
        url = "http://127.0.0.1:8000/v1"
        model = "e5"
        key-file = "e5.key"

        [encoder."with space"]
        url = "https://example.org/v1"
        model = "large"
        "#,
    )
    .unwrap();
    let local = config.encoder("local").unwrap();
    assert_eq!(local.key_file.as_deref(), Some(Path::new("book/e5.key")));
    assert_eq!(config.encoder("with space").unwrap().model, "large");
    for (config, name, says) in [
        (&config, "locla", "did you mean \"local\"?"),
        (&config, "bge", "there are local, with space"),
        (&Config::default(), "bge", "under [encoder.bge]"),
    ] {
        let said = config.encoder(name).unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
    }
}

#[test]
fn every_key_is_documented() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md");
    let page = fs::read_to_string(page).unwrap();
    for key in KEYS {
        let (table, name) = (key.table(), key.name());
        let section = page
            .split("\n## ")
            .find(|section| section.starts_with(&format!("`[{table}]`")))
            .unwrap_or_else(|| panic!("docs/config.md has no section for [{table}]"));
        let default = if key.default.is_empty() {
            "none".to_owned()
        } else {
            format!("`{}`", key.default)
        };
        let row = format!("| `{name}` | {default} |");
        assert!(
            section.contains(&row),
            "docs/config.md lacks in [{table}]: {row}"
        );
    }
}

#[test]
fn the_page_begins_with_a_file_that_is_read() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md");
    let page = fs::read_to_string(page).unwrap();
    for example in page.split("```toml\n").skip(1) {
        let example = example.split("```").next().unwrap_or_default();
        parse(example).unwrap();
    }
}

#[test]
fn the_nearest_file_upward_is_found() {
    let root = tempfile::tempdir().unwrap();
    let deep = root.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::write(root.path().join(FILE_NAME), "[edition]\ntitle = \"up\"").unwrap();
    // A folder of that name is passed over.
    fs::create_dir(root.path().join("a").join(FILE_NAME)).unwrap();
    let found = Config::find(&deep).unwrap();
    assert_eq!(
        Config::load(&found).unwrap().edition.title.english(),
        Some("up")
    );
    fs::write(deep.join(FILE_NAME), [0xff]).unwrap();
    let near = Config::find(&deep).unwrap();
    assert!(near.ends_with("b/duizhao.toml"));
    assert!(
        Config::load(&near)
            .unwrap_err()
            .to_string()
            .contains("UTF-8")
    );
    assert!(Config::load(&deep.join("none.toml")).is_err());
}

#[cfg(feature = "net")]
#[test]
fn a_request_takes_as_much_along_as_without_settings() {
    let settings = Config::default().translate;
    assert_eq!(settings.context_tokens, crate::translate::CONTEXT_TOKENS);
    assert_eq!(parse("").unwrap().translate, settings);
}
