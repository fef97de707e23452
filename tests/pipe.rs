//! The filter, by itself and under Apache Spark.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// The program as it is shipped, where somebody has built it: thousands of documents take their time.
fn binary() -> String {
    std::env::var("DUIZHAO_RELEASE").unwrap_or_else(|_| env!("CARGO_BIN_EXE_duizhao").to_owned())
}

fn pipe(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(binary())
        .arg("pipe")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn records(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Pairs of small texts, generated: things that somebody saw, so many of them.
fn pairs(number: usize) -> String {
    const THINGS: [(&str, &str); 6] = [
        ("灯塔", "lighthouse"),
        ("船", "ship"),
        ("海鸥", "gull"),
        ("桥", "bridge"),
        ("学校", "school"),
        ("工程师", "engineer"),
    ];
    const DOINGS: [(&str, &str); 4] = [
        ("看见了", "saw"),
        ("画了", "drew"),
        ("想起了", "remembered"),
        ("卖掉了", "sold"),
    ];
    let mut lines = String::new();
    for n in 0..number {
        let (mut source, mut target) = (String::new(), String::new());
        for k in 0..3 + n % 5 {
            let thing = THINGS[(n * 7 + k * 3) % THINGS.len()];
            let doing = DOINGS[(n + k * 5) % DOINGS.len()];
            let count = 2 + (n * 31 + k * 17) % 90;
            source.push_str(&format!("第{}天他{}{count}个{}。", k + 1, doing.0, thing.0));
            // Now and then a sentence is left out.
            if (n + k) % 9 != 4 {
                target.push_str(&format!(
                    "On day {} he {} {count} {}s. ",
                    k + 1,
                    doing.1,
                    thing.1
                ));
            }
        }
        let line = json!({"id": format!("pair-{n:05}"), "source": source, "target": target.trim()});
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    lines
}

#[test]
fn each_line_is_answered_in_order_whatever_the_threads() {
    let input = pairs(60);
    let one = pipe(&["align", "--jobs", "1"], &input);
    assert!(one.status.success());
    let four = pipe(&["align", "--jobs", "4"], &input);
    assert_eq!(one.stdout, four.stdout);
    let records = records(&one);
    assert_eq!(records.len(), 60);
    assert_eq!(records[17]["id"], "pair-00017");
    let beads = records[0]["beads"].as_array().unwrap();
    let linked = beads
        .iter()
        .filter(|bead| bead["source"] != json!([]) && bead["target"] != json!([]));
    assert_eq!(linked.count(), 3);
    // What one gives the other takes.
    let aligned = String::from_utf8(one.stdout).unwrap();
    let checked = pipe(&["check"], &aligned);
    let found = self::records(&checked);
    let with_omission = found
        .iter()
        .filter(|record| record["findings"].to_string().contains("\"omission\""))
        .count();
    assert!(with_omission > 10, "{with_omission}");
}

#[test]
fn what_is_wrong_with_a_line_is_a_record() {
    let input = "{\"id\": 1, \"text\": \"来了。走了。\"}\nnot json\n\n{\"id\": {\"a\": [2]}}\n{\"text\": \"It came. It went.\"}\n{\"id\": 3, \"text\": 5}\n[1]\n";
    let output = pipe(&["segment"], input);
    assert!(output.status.success());
    let records = records(&output);
    assert_eq!(records[0], json!({"id": 1, "text": ["来了。", "走了。"]}));
    assert_eq!(
        (&records[1]["id"], &records[1]["line"]),
        (&json!(null), &json!(2))
    );
    assert_eq!(records[2]["id"], json!({"a": [2]}));
    assert!(records[2]["error"].as_str().unwrap().contains("no text"));
    assert_eq!(
        records[3],
        json!({"id": null, "text": ["It came.", "It went."]})
    );
    assert_eq!(records[4]["id"], 3);
    assert!(records[4]["error"].is_string() && records[5]["error"].is_string());
    assert_eq!(records.len(), 6);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("4 of 6 documents"), "{said}");
    let refused = pipe(&["align", "--from", "papyrus"], "");
    assert_eq!(refused.status.code(), Some(2));
    assert!(pipe(&["align"], "").stdout.is_empty());
}

#[test]
fn nothing_is_read_before_there_is_room_and_a_closed_pipe_ends_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_duizhao"))
        .args(["pipe", "segment", "--jobs", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = "来了。".repeat(20_000);
    let line = json!({"id": 0, "text": text}).to_string() + "\n";
    let written = std::thread::spawn(move || {
        (0..200)
            .take_while(|_| stdin.write_all(line.as_bytes()).is_ok())
            .count()
    });
    let mut stdout = child.stdout.take().unwrap();
    let mut first = [0; 10];
    stdout.read_exact(&mut first).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    drop(stdout);
    // It has taken only what fits: eight documents on their way, and what pipes and buffers hold.
    let written = written.join().unwrap();
    assert!(written < 40, "{written} documents were taken");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// A block of `docs/scale.md`.
fn block(name: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scale.md");
    let page = fs::read_to_string(page).unwrap();
    let start = page.find(&format!("<!-- {name} -->")).unwrap();
    let code = page[start..].split("```python\n").nth(1).unwrap();
    code.split("```").next().unwrap().to_owned()
}

#[test]
fn spark_gives_what_one_process_gives() {
    let Some(python) = std::env::var_os("DUIZHAO_PYSPARK") else {
        eprintln!("skipped: DUIZHAO_PYSPARK names no Python with pyspark, pandas and pyarrow");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let input = pairs(2000);
    fs::write(path("pairs.jsonl"), &input).unwrap();
    let wanted = pipe(&["align"], &input);
    let run = |script: &str, output: &str| {
        fs::write(path("job.py"), script).unwrap();
        let done = Command::new(&python)
            .args([&path("job.py"), &path("pairs.jsonl"), &path(output)])
            .arg(binary())
            .env("SPARK_LOCAL_IP", "127.0.0.1")
            .env("PYSPARK_PYTHON", &python)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{said}");
        done
    };
    let parts = |output: &str, begins: &str| -> Vec<std::path::PathBuf> {
        let mut parts: Vec<_> = fs::read_dir(path(output))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|part| {
                part.file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with(begins)
            })
            .collect();
        parts.sort();
        parts
    };
    run(&block("spark-pipe"), "piped");
    let lines: Vec<u8> = parts("piped", "part-")
        .iter()
        .flat_map(|part| fs::read(part).unwrap())
        .collect();
    assert!(parts("piped", "part-").len() > 1);
    assert_eq!(lines, wanted.stdout);

    run(&block("spark-pandas"), "table");
    let read = "import sys, pandas\ntable = pandas.read_parquet(sys.argv[2]).sort_values('id')\nprint('\\n'.join(table['answer']))\n";
    fs::rename(path("table"), path("pairs.parquet")).unwrap();
    let done = run(read, "pairs.parquet");
    assert_eq!(done.stdout, wanted.stdout);
}
