//! The filter, by itself and under Apache Spark and Ray Data.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::common::{command, installed, root};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The release build if there is one, because thousands of documents take time; else the test build.
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

/// Generated pairs of small texts.
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
            // Some sentences are left out.
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
    // The output of `align` is the input of `check`.
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
fn findings_name_the_beads_of_the_line() {
    let beads = json!([
        {"source": ["灯亮了。"], "target": ["The lamp was lit."]},
        {"source": [], "target": ""},
        {"source": "守塔人每天晚上都要点灯。", "target": []},
        {"target": ["Every night he lights it up  there."]},
        {"source": ["好，走吧。"], "target": ["All right， let's go."]},
    ]);
    let texts = json!({"id": 2, "source": "灯亮了。好，走吧。", "target": "The lamp was lit. All right， let's go."});
    let input = format!("{}\n{texts}\n", json!({"id": 1, "beads": beads}));
    let records = records(&pipe(&["check"], &input));
    let told = |record: &Value| -> Vec<(Value, Value)> {
        let findings = record["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| (finding["rule"].clone(), finding["index"].clone()))
            .collect()
    };
    // The third and the fourth are read as one, and the finding is told of the one with the spaces.
    assert_eq!(
        told(&records[0]),
        [
            (json!("double-space"), json!(3)),
            (json!("full-width"), json!(4))
        ]
    );
    assert_eq!(told(&records[1]), [(json!("full-width"), json!(1))]);
    let finding = &records[1]["findings"][0];
    assert_eq!(finding["replacement"], json!({"text": ",", "safe": true}));
    assert_eq!(finding["target"]["span"], json!([9, 10]));
    assert_eq!(finding["target"]["place"]["column"], 28);
    // One and the same bead, whether it was linked here or there.
    let one = &records[0]["findings"][1];
    assert_eq!(one["bead"], finding["bead"]);
    assert_eq!(one["fingerprint"], finding["fingerprint"]);
    assert_eq!(one["target"]["place"], Value::Null);
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
    let mut child = command(root(), &["pipe", "segment", "--jobs", "2"])
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
    // The filter has read only as much as fits: eight documents under way, and the contents of pipes
    // and buffers.
    let written = written.join().unwrap();
    assert!(written < 40, "{written} documents were taken");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// A code block of `docs/scale.md`.
fn block(name: &str) -> String {
    let page = fs::read_to_string(root().join("docs/scale.md")).unwrap();
    let start = page.find(&format!("<!-- {name} -->")).unwrap();
    let code = page[start..].split("```python\n").nth(1).unwrap();
    code.split("```").next().unwrap().to_owned()
}

/// A program that reads the table written by an engine, and prints the answers in the order of the
/// pairs.
const READ: &str = "import sys, pandas\ntable = pandas.read_parquet(sys.argv[2]).sort_values('id')\nprint('\\n'.join(table['answer']))\n";

/// A Python that has an engine, and a folder with `pairs.jsonl`.
struct Engine {
    python: PathBuf,
    folder: TempDir,
}

impl Engine {
    fn new(python: PathBuf, pairs: &str) -> Self {
        let engine = Self {
            python,
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(engine.path("pairs.jsonl"), pairs).unwrap();
        engine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, script: &str, output: &str) -> Output {
        fs::write(self.path("job.py"), script).unwrap();
        let done = Command::new(&self.python)
            .args(["job.py", "pairs.jsonl", output].map(|name| self.path(name)))
            .arg(binary())
            .env("SPARK_LOCAL_IP", "127.0.0.1")
            .env("PYSPARK_PYTHON", &self.python)
            // Ray sends no usage reports, and leaves no files behind.
            .env("RAY_USAGE_STATS_ENABLED", "0")
            .env("RAY_TMPDIR", self.folder.path())
            .env("HOME", self.folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{said}");
        done
    }

    fn parts(&self, output: &str, ending: &str) -> Vec<PathBuf> {
        let mut parts: Vec<_> = fs::read_dir(self.path(output))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|part| {
                let name = part.file_name().unwrap().to_string_lossy();
                !name.starts_with(['.', '_']) && name.ends_with(ending)
            })
            .collect();
        parts.sort();
        parts
    }
}

#[test]
fn spark_gives_what_one_process_gives() {
    let what = "a Python that has pyspark, pandas and pyarrow";
    let Some(python) = installed("DUIZHAO_PYSPARK", what) else {
        return;
    };
    let input = pairs(2000);
    let wanted = pipe(&["align"], &input);
    let spark = Engine::new(python, &input);

    spark.run(&block("spark-pipe"), "piped");
    let parts = spark.parts("piped", "");
    assert!(parts.len() > 1 && parts.iter().all(|part| part.is_file()));
    let lines: Vec<u8> = parts
        .iter()
        .flat_map(|part| fs::read(part).unwrap())
        .collect();
    assert_eq!(lines, wanted.stdout);

    spark.run(&block("spark-pandas"), "table");
    assert_eq!(spark.run(READ, "table").stdout, wanted.stdout);
}

#[test]
fn ray_gives_what_one_process_gives() {
    let Some(python) = installed("DUIZHAO_RAY", "a Python that has ray[data]") else {
        return;
    };
    // Ids that look like numbers, and characters at which Python would break a line.
    let input = pairs(400)
        .replace("\"pair-", "\"")
        .replace("engineers.", "engi\u{2028}neers.")
        .replace("\"00399\"", "\"399\u{2028}\"");
    let wanted = pipe(&["align"], &input);
    let ray = Engine::new(python, &input);
    // The page leaves the cluster to the reader; here it is this machine.
    let local = "import ray\nray.init(address='local', num_cpus=2, include_dashboard=False, object_store_memory=100 * 2**20)\n";
    ray.run(&format!("{local}{}", block("ray")), "table");
    assert!(ray.parts("table", ".parquet").len() > 1);
    assert_eq!(ray.run(READ, "table").stdout, wanted.stdout);
}
