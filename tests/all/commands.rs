//! The command as a user runs it: files in, files out, exit codes, messages.

use std::path::Path;
use std::process::{Output, Stdio};

use crate::common::{self, command, root, stderr, stdout};

fn duizhao(arguments: &[&str], folder: &Path) -> Output {
    common::duizhao(folder, arguments)
}

/// A path in the fixtures, as an argument.
fn fixture(path: &str) -> String {
    common::fixture(path).display().to_string()
}

fn assert_fails(output: &Output, says: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
    assert!(stderr(output).contains(says), "{}", stderr(output));
    assert!(output.stdout.is_empty());
}

#[test]
fn builds_every_output_of_the_interview() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = duizhao(
        &[
            "build",
            &fixture("interview/zh.md"),
            &fixture("interview/en.md"),
            "--glossary",
            &root().join("glossary/interview.csv").display().to_string(),
            "--to",
            "html,md,docx,tmx,jsonl,tsv,links",
            "-o",
            "out",
        ],
        folder.path(),
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let read =
        |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).expect(name);
    let page = read("edition.html");
    for part in [
        "对话闻溪",
        "Wen Xi",
        "Content-Security-Policy",
        "Provincial Bridge",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script src") && !page.contains("<link rel=\"stylesheet\""));
    assert!(read("edition.md").contains("How many years can a bridge stand?"));
    assert!(read("edition.tmx").contains("<tmx version=\"1.4\">"));
    // One line a bead, one cell a column: no text breaks the table.
    let table = read("edition.tsv");
    assert!(table.starts_with("source\ttarget\tconfidence\tkind\tid\n"));
    assert!(table.lines().all(|line| line.split('\t').count() == 5));
    let bitext = read("edition.bitext.jsonl");
    assert_eq!(table.lines().count(), bitext.lines().count());
    assert!(table.contains("How many years can a bridge stand?"));
    let word = std::fs::read(folder.path().join("out/edition.docx")).expect("docx");
    assert!(word.starts_with(b"PK"));
    assert!(read("edition.bitext.jsonl").starts_with("{\"duizhao\":\"bitext\",\"version\":2"));
    assert_eq!(
        std::fs::read_dir(folder.path().join("out"))
            .expect("out")
            .count(),
        8,
        "nothing but these and the folder of images is left behind"
    );
    // A second run gives the same result, whatever the number of threads.
    let again = duizhao(
        &[
            "--jobs",
            "1",
            "build",
            &fixture("interview/zh.md"),
            &fixture("interview/en.md"),
            "--to",
            "jsonl",
            "-o",
            "again",
        ],
        folder.path(),
    );
    assert!(again.status.success());
    assert_eq!(
        std::fs::read(folder.path().join("again/edition.bitext.jsonl")).expect("again"),
        read("edition.bitext.jsonl").into_bytes()
    );
}

#[test]
fn segments_to_gold() {
    for (file, gold) in [
        ("interview/zh.md", "interview/zh.sents.txt"),
        ("interview/en.md", "interview/en.sents.txt"),
        ("story/zh.txt", "story/zh.sents.txt"),
        ("story/en.txt", "story/en.sents.txt"),
    ] {
        let output = duizhao(&["segment", &fixture(file)], root());
        let gold = std::fs::read_to_string(fixture(gold)).expect("gold");
        assert_eq!(stdout(&output), gold, "{file}");
    }
}

#[test]
fn jsonl_spans_are_bytes_of_the_file() {
    for file in ["interview/zh.md", "encodings/utf8-bom.txt"] {
        let bytes = std::fs::read(fixture(file)).expect("the file");
        let output = duizhao(&["segment", &fixture(file), "--format", "jsonl"], root());
        let mut reached = 0;
        for line in stdout(&output).lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let (start, end) = (
                line["start"].as_u64().expect("start") as usize,
                line["end"].as_u64().expect("end") as usize,
            );
            assert!(reached <= start && start < end);
            reached = end;
            let source = std::str::from_utf8(&bytes[start..end]).expect("on characters");
            let first = line["text"].as_str().and_then(|text| text.chars().next());
            assert_eq!(source.chars().next(), first, "{source}");
        }
    }
}

#[test]
fn every_encoding_reads_alike() {
    let text = |name: &str| {
        let output = duizhao(&["segment", &fixture(&format!("encodings/{name}"))], root());
        assert!(output.status.success(), "{name}: {}", stderr(&output));
        (stdout(&output), stderr(&output))
    };
    let (utf8, said) = text("utf8.txt");
    assert!(said.is_empty(), "{said}");
    for (name, encoding) in [
        ("gb18030.txt", "gb18030"),
        ("utf16le-bom.txt", "UTF-16LE"),
        ("utf16be-bom.txt", "UTF-16BE"),
        ("utf8-bom.txt", ""),
    ] {
        let (found, said) = text(name);
        assert_eq!(found, utf8, "{name}");
        assert!(said.contains(encoding), "{said}");
    }
    assert!(text("gbk-crlf.txt").0.contains("大家都叫他老吉。\n"));
    let (traditional, said) = text("big5.txt");
    assert!(traditional.contains("老街的盡頭"), "{traditional}");
    assert!(said.contains("Big5"), "{said}");
}

#[test]
fn aligns_close_to_gold() {
    for (case, least) in [("interview", 0.93), ("story", 0.85)] {
        let output = duizhao(
            &[
                "align",
                "--lines",
                &fixture(&format!("{case}/zh.sents.txt")),
                &fixture(&format!("{case}/en.sents.txt")),
                "--format",
                "links",
                "--gold",
                &fixture(&format!("{case}/gold.align")),
            ],
            root(),
        );
        let said = stderr(&output);
        let strict: f64 = said
            .lines()
            .find(|line| line.starts_with("strict"))
            .and_then(|line| line.rsplit(' ').next())
            .and_then(|f1| f1.parse().ok())
            .unwrap_or_else(|| panic!("{said}"));
        assert!(strict >= least, "{case}: {said}");
    }
}

#[test]
fn swapped_files_are_noticed_and_mirrored() {
    let (zh, en) = (fixture("story/zh.txt"), fixture("story/en.txt"));
    let right = duizhao(&["align", &zh, &en, "--format", "links"], root());
    let swapped = duizhao(&["align", &en, &zh, "--format", "links"], root());
    assert!(stderr(&swapped).contains("is the English text"));
    let mut mirrored: Vec<String> = stdout(&swapped)
        .lines()
        .filter_map(|line| line.split_once("]:["))
        .map(|(a, b)| {
            format!("[{}:{}]", b, a)
                .replace(":[", "]:[")
                .replace("]]", "]")
        })
        .collect();
    let mut straight: Vec<String> = stdout(&right).lines().map(str::to_owned).collect();
    mirrored.sort();
    straight.sort();
    assert_eq!(mirrored, straight);
}

#[test]
fn decisions_survive_a_new_version_of_the_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    for (name, from) in [("zh", "zh.sents.txt"), ("en", "en.sents.txt")] {
        std::fs::copy(
            root().join("fixtures/interview").join(from),
            folder.path().join(name),
        )
        .expect("copied");
    }
    let align = ["align", "--lines", "zh", "en", "-o", "both.jsonl"];
    let output = duizhao(&align, folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    // A person locks the 4th and the 20th bead and changes no link.
    let locked: Vec<String> = read("both.jsonl")
        .lines()
        .enumerate()
        .map(|(at, line)| {
            if [4, 20].contains(&at) {
                line.replacen("\"confidence\"", "\"status\":\"locked\",\"confidence\"", 1)
            } else {
                line.to_owned()
            }
        })
        .collect();
    write("both.jsonl", &(locked.join("\n") + "\n"));
    let before = read("both.jsonl");
    let output = duizhao(&align, folder.path());
    assert_eq!(read("both.jsonl"), before, "nothing has changed");
    assert!(stderr(&output).contains("links stay as they are"));
    // The English of the first locked bead is reworded, and a sentence inserted far below.
    let first = locked[4].split("\"target\"").nth(1).expect("a target");
    let text = first
        .split("\"text\":\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .expect("text");
    let english = read("en");
    assert!(english.contains(text), "{text}");
    let english = english.replace(text, "It has been put quite differently.");
    let mut lines: Vec<&str> = english.lines().collect();
    lines.insert(60, "Nobody had ever said so.");
    write("en", &(lines.join("\n") + "\n"));
    let output = duizhao(&align, folder.path());
    let said = stderr(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("2 sentences changed since both.jsonl"),
        "{said}"
    );
    let after = read("both.jsonl");
    // The reworded bead stays, its lock is to be looked at again.
    assert_eq!(after.matches("\"status\":\"locked\"").count(), 1);
    assert_eq!(after.matches("\"changed\":true").count(), 1);
    assert!(after.contains("It has been put quite differently."));
    assert!(after.contains("Nobody had ever said so."));
    // `--fresh` drops the earlier result.
    let mut fresh = align.to_vec();
    fresh.push("--fresh");
    assert!(duizhao(&fresh, folder.path()).status.success());
    assert!(!read("both.jsonl").contains("locked"));
}

#[test]
fn an_alignment_is_compared_with_gold() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    put("zh", "一。\n二。\n三。\n");
    put("en", "One.\nTwo.\nAnd two.\nThree.\n");
    put("gold.links", "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n");
    put("auto.links", "[0]:[0]\n[1]:[1]\n[2]:[2, 3]\n");
    let eval = |more: &[&str]| {
        let all = [&["eval", "auto.links", "gold.links"], more].concat();
        duizhao(&all, folder.path())
    };
    let output = eval(&["--errors", "--source", "zh", "--target", "en"]);
    let said = stdout(&output);
    assert!(output.status.success());
    for part in [
        "strict  P 0.3333",
        "lax     P 1.0000",
        "boundary shifted",
        "And two.",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&eval(&["--format", "json", "--errors"]))).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["errors"][0]["fault"], "boundary shifted");
    assert_eq!(
        json["errors"][0]["gold"][0]["target"],
        serde_json::json!([1, 2])
    );
    let output = eval(&["--min-f1", "0.9"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(eval(&["--min-f1", "0.3"]).status.code(), Some(0));
    put("auto.links", "[0]:[0]\n[7]:[1]\n");
    assert_fails(
        &eval(&["--source", "zh", "--target", "en"]),
        "link 2 names source sentence 7, the last is 2",
    );
}

#[test]
fn further_evidence_is_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    put("zh", "桥断了。\n镇上的人等了六年。\n桥修好了。\n");
    put(
        "en",
        "The bridge broke.\nThe town waited for six years.\nThe bridge was mended.\n",
    );
    let align = |more: &[&str]| {
        let all = [&["align", "--lines", "zh", "en", "--format", "links"], more].concat();
        duizhao(&all, folder.path())
    };
    put("mt", "The bridge broke.\n\nThe bridge is repaired.\n");
    let output = align(&["--mt", "mt"]);
    assert_eq!(
        stdout(&output),
        "[0]:[0]\n[1]:[1]\n[2]:[2]\n",
        "{}",
        stderr(&output)
    );
    put("short", "The bridge broke.\n");
    assert_fails(
        &align(&["--mt", "short"]),
        "1 lines of translation for 3 Chinese sentences",
    );
    put("anchors", "[1, 2]:[2]\n");
    let output = align(&["--anchors", "anchors"]);
    assert!(stdout(&output).contains("[1, 2]:["), "{}", stdout(&output));
    for (anchors, says) in [
        ("[0]:[1]\n[1]:[0]\n", "anchors 1 and 2 cross or overlap"),
        ("[0]:[7]\n", "there is no English sentence 7, the last is 2"),
        ("[0]:[]\n", "one side is empty"),
        ("[0:[1]\n", "anchors:1:"),
    ] {
        put("anchors", anchors);
        assert_fails(&align(&["--anchors", "anchors"]), says);
    }
    assert_fails(&align(&["--encoder", "none"]), "none");
    // No server listens at port 9 of this machine.
    put(
        "duizhao.toml",
        "[encoder.silent]\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"m\"\ntimeout-seconds = 1\n",
    );
    let output = align(&["--encoder", "silent"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
}

/// Texts that no lexicon helps to align: of the seven English sentences, the second and the sixth are additions.
const UNKNOWN: (&str, &str) = (
    "龘靐齉爩籱。\n灪龖厵麤鱻。\n飝驫羴猋骉。\n鼉龕龢龠黌。\n鼇鼴齏齷齲。\n",
    "The blirp went again.\nThe snorg went again.\nThe quazz went again.\nThe wexim went again.\n\
     The vaskers went again.\nThe dorgle went again.\nThe mogrin went again.\n",
);
/// The English sentence of each Chinese one.
const UNKNOWN_ENGLISH: [usize; 5] = [0, 2, 3, 4, 6];

/// The Chinese sentences whose link has their English, of links as lines.
fn known(links: &str) -> Vec<usize> {
    let numbers = |side: &str| -> Vec<usize> {
        let inner = side.trim_matches(['[', ']']).split(", ");
        inner.filter_map(|number| number.parse().ok()).collect()
    };
    links
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(source, target)| Some((*numbers(source).first()?, numbers(target))))
        .filter(|(source, target)| target.contains(&UNKNOWN_ENGLISH[*source]))
        .map(|(source, _)| source)
        .collect()
}

#[test]
fn a_memory_and_a_glossary_speak_for_links() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    put("zh", UNKNOWN.0);
    put("en", UNKNOWN.1);
    let run = |arguments: &[&str]| {
        let output = duizhao(arguments, folder.path());
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let align = |more: &[&str]| {
        run(&[&["align", "--lines", "zh", "en", "--format", "links"], more].concat())
    };
    let alone = align(&[]);
    let all = [0, 1, 2, 3, 4];
    assert_ne!(known(&alone), all, "nothing tells which are right");
    // Renderings as the text inflects them; one that is forbidden is one, too.
    let rows = [
        "source,target,variants,forbidden,note",
        "龘靐,Blirp,,,",
        "厵麤,quaz,quazz,,",
        "驫羴猋,glim,,wexim,",
        "龢龠,vasker,,,",
        "鼇鼴,mogrin,,,",
    ];
    put("terms.csv", &(rows.join("\n") + "\n"));
    assert_eq!(known(&align(&["--glossary", "terms.csv"])), all);
    let rows = [
        "source\ttarget\tconfidence",
        "龘靐齉爩籱。\tBlirp again.\t1",
        "灪龖厵麤鱻！\tA quazz.\t1",
        "飝驫羴猋骉\tWexim went.\t1",
        "鼉龕龢龠黌。\tVasker!\t1",
        "鼇鼴齏齷齲。\tMogrin went.\t1",
    ];
    put("old.tsv", &(rows.join("\n") + "\n"));
    assert_eq!(known(&align(&["--memory", "old.tsv"])), all);
    assert_eq!(
        align(&["--tm"]),
        alone,
        "nothing is in the project's memory"
    );
    run(&["tm", "import", "old.tsv"]);
    assert_eq!(known(&align(&["--tm", "80"])), all);
    assert_eq!(align(&[]), alone, "it is asked only when it is named");
    // The glossary of a project speaks without being named.
    put(
        "duizhao.toml",
        "[project]\nsource = \"zh\"\ntarget = \"en\"\nglossary = [\"terms.csv\"]\n",
    );
    assert_eq!(known(&align(&[])), all);
    put("terms.csv", "source\n");
    let output = duizhao(
        &["align", "--lines", "zh", "en", "--format", "links"],
        folder.path(),
    );
    assert!(
        stderr(&output).contains("aligned without this glossary"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output), alone);
    assert_fails(
        &duizhao(
            &["align", "--lines", "zh", "en", "--glossary", "none.csv"],
            folder.path(),
        ),
        "none.csv",
    );
}

#[test]
fn bad_input_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    };
    put("zh.md", "天亮了。".as_bytes());
    put("en.md", b"Day broke.");
    put("empty.md", b"");
    put("image.md", b"![](a.png)\n");
    put("binary.md", &[0x89, b'P', b'N', b'G', 0, 1, 2]);
    put("nul.md", &[b'a', 0, 0, 3, 1, b'b', 7]);
    put("numbers.md", b"1 2 3\n");
    let build = |a: &str, b: &str| duizhao(&["build", a, b, "-o", "out"], folder.path());
    assert_fails(&build("zh.md", "empty.md"), "no text");
    assert_fails(&build("empty.md", "en.md"), "no text");
    assert_fails(&build("zh.md", "image.md"), "no text");
    assert_fails(&build("zh.md", "binary.md"), "an image");
    assert_fails(&build("zh.md", "nul.md"), "NUL byte");
    assert_fails(&build("zh.md", "zh.md"), "given twice");
    assert_fails(&build("zh.md", "./zh.md"), "given twice");
    assert_fails(&build("zh.md", "."), "folder");
    assert_fails(&build("zh.md", "missing.md"), "missing.md");
    assert_fails(
        &duizhao(&["segment", &fixture("encodings/broken.txt")], root()),
        "offset 60",
    );
    assert_fails(
        &duizhao(&["build", "zh.md", "en.md", "--to", "rtf"], folder.path()),
        "known: html, md",
    );
    assert_fails(&duizhao(&["build"], folder.path()), "no texts were named");
    assert_fails(
        &duizhao(&["align", "zh.md", "en.md", "-o", "x.docx"], folder.path()),
        "docx",
    );
    assert!(!folder.path().join("out").exists(), "nothing was begun");
    assert!(
        build("zh.md", "numbers.md").status.success(),
        "no letters is no other language"
    );
    assert!(build("zh.md", "en.md").status.success());
    // The order on the command line is believed.
    put("more.md", "天亮了，海面上还有雾。".as_bytes());
    let alike = build("more.md", "more2.md");
    assert_fails(&alike, "more2.md");
    put("more2.md", "天亮了，岸上没有人。".as_bytes());
    let alike = build("more.md", "more2.md");
    assert!(alike.status.success(), "{}", stderr(&alike));
    assert!(stderr(&alike).contains("both texts look Chinese"));
}

#[test]
fn a_project_builds_from_its_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(duizhao(&["init", "book"], folder.path()).status.success());
    let book = folder.path().join("book");
    std::fs::copy(fixture("story/zh.txt"), book.join("zh.md")).expect("copied");
    std::fs::copy(fixture("story/en.txt"), book.join("en.md")).expect("copied");
    let inner = book.join("glossary");
    let output = duizhao(&["build"], &inner);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(book.join("edition/edition.html").exists());
    let again = duizhao(&["init", "book"], folder.path());
    assert!(stderr(&again).contains("left alone"));
    let settings = std::fs::read_to_string(book.join("duizhao.toml")).expect("settings");
    std::fs::write(
        book.join("duizhao.toml"),
        settings.replace("formats", "fromats"),
    )
    .expect("written");
    let output = duizhao(&["build"], &book);
    assert_fails(&output, "formats");
    assert!(
        stderr(&output).contains("duizhao.toml:10:1"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn bitexts_convert() {
    let folder = tempfile::tempdir().expect("a folder");
    let (zh, en) = (fixture("interview/zh.md"), fixture("interview/en.md"));
    let output = duizhao(&["align", &zh, &en, "-o", "a.bitext.jsonl"], folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    for to in ["a.tmx", "a.tsv", "b.bitext.jsonl"] {
        let output = duizhao(&["convert", "a.bitext.jsonl", to], folder.path());
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect(name);
    assert_eq!(read("a.bitext.jsonl"), read("b.bitext.jsonl"));
}

#[test]
fn translation_memories_and_xliff_convert_into_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (zh, en) = (fixture("interview/zh.md"), fixture("interview/en.md"));
    let run = |arguments: &[&str]| {
        let output = duizhao(arguments, folder.path());
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    run(&["align", &zh, &en, "-o", "a.xlf"]);
    run(&["convert", "a.xlf", "a.tmx"]);
    run(&["convert", "a.tmx", "b.xlf"]);
    run(&["convert", "b.xlf", "b.tmx"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
    // A TMX file has one sentence a side, so the beads get new ids.
    run(&["convert", "a.tmx", "straight.tmx"]);
    assert!(read("straight.tmx") == read("b.tmx"));
    // The version is chosen by name or by file ending; the reader finds it in the file.
    let said = run(&["convert", "a.xlf", "old.xlf", "--to", "xliff12"]);
    assert_eq!(said, "");
    run(&["convert", "a.xlf", "c.xliff12.xlf"]);
    assert!(read("old.xlf").contains("version=\"1.2\""));
    assert!(read("old.xlf") == read("c.xliff12.xlf"));
    run(&["convert", "old.xlf", "again.xlf"]);
    assert!(read("a.xlf") == read("again.xlf"));
    std::fs::copy(folder.path().join("old.xlf"), folder.path().join("odd.xml")).expect("copied");
    run(&["convert", "odd.xml", "odd.xlf", "--from", "xliff"]);
    assert!(read("a.xlf") == read("odd.xlf"));
    let output = duizhao(&["align", &zh, &en, "--format", "xliff12"], folder.path());
    assert!(stdout(&output) == read("old.xlf"));
}

#[test]
fn formats_of_several_files_are_written_and_read_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let (zh, en) = (fixture("interview/zh.md"), fixture("interview/en.md"));
    let run = |arguments: &[&str]| {
        let output = duizhao(arguments, folder.path());
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
    run(&["align", &zh, &en, "-o", "a.intertext.xml"]);
    assert!(read("a.intertext.xml").contains("<linkGrp toDoc=\"a.en.xml\" fromDoc=\"a.zh.xml\">"));
    assert!(read("a.zh.xml").contains("<s id=\"1:1\">"));
    run(&["convert", "a.intertext.xml", "a.bitext.jsonl"]);
    run(&["convert", "a.bitext.jsonl", "b.en"]);
    assert_eq!(read("b.zh").lines().count(), read("b.en").lines().count());
    run(&["convert", "b.zh", "c.tsv"]);
    assert_eq!(
        read("c.tsv").lines().count(),
        read("b.zh").lines().count() + 1
    );
    run(&["build", &zh, &en, "--to", "moses,intertext", "-o", "out"]);
    let mut made: Vec<_> = std::fs::read_dir(folder.path().join("out"))
        .expect("out")
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    made.sort();
    assert_eq!(
        made,
        [
            "edition.en",
            "edition.en.xml",
            "edition.intertext.xml",
            "edition.zh",
            "edition.zh.xml"
        ]
    );
    // There is only one standard output.
    for arguments in [
        &["align", &zh, &en, "--format", "moses"][..],
        &["convert", "a.bitext.jsonl", "-", "--to", "intertext"],
    ] {
        assert_fails(&duizhao(arguments, folder.path()), "takes several files");
    }
    // The error names the missing part.
    std::fs::remove_file(folder.path().join("b.en")).expect("removed");
    assert_fails(
        &duizhao(&["convert", "b.zh", "d.tsv"], folder.path()),
        "b.en",
    );
}

#[test]
fn the_page_about_formats_names_every_one() {
    let page = std::fs::read_to_string(root().join("docs/formats.md")).expect("docs/formats.md");
    for format in duizhao::bitext::format::FORMATS {
        let start = format!("| `{}` |", format.id);
        let row = page.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("{} is missing", format.id));
        for extension in format.extensions {
            assert!(row.contains(&format!("`.{extension}`")), "{row}");
        }
    }
}

#[test]
fn help_and_formats_go_to_standard_output() {
    for arguments in [
        &["--help"][..],
        &["formats"],
        &["align", "--help"],
        &["--version"],
    ] {
        let output = duizhao(arguments, root());
        assert!(output.status.success());
        assert!(!output.stdout.is_empty());
        assert!(output.stderr.is_empty());
    }
    assert_eq!(duizhao(&["nonsense"], root()).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    let text = fixture("interview/zh.md");
    let mut child = command(root(), &["segment", &text, "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}
