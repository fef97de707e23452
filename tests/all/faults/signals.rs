//! The process is interrupted.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use super::desk::{command, done, everything, lay_out, run};
use super::ended::{
    SIGNALS, cache_opens, ends, has_begun, interrupts_are_ignored, is_by, outputs, send,
};

/// A project with long texts and bitexts, on which commands take time.
fn lay_out_much(folder: &Path) {
    let write = |name: &str, count: usize, first: &str, line: &dyn Fn(usize) -> String| {
        let lines: String = (0..count).map(line).collect();
        fs::write(folder.join(name), format!("{first}{lines}")).unwrap();
    };
    write("zh.txt", 6000, "", &|n| {
        format!("桥断了{n}次。镇上的人等了{n}年！\n\n")
    });
    write("en.txt", 6000, "", &|n| {
        format!("The bridge broke {n} times. The town waited for {n} years!\n\n")
    });
    let pair =
        |n| format!("镇上的人等了{n}年，桥断了。\tThe town waited for {n} years for a bridge.\n");
    write("old.tsv", 20_000, "source\ttarget\n", &pair);
    write("new.tsv", 20_000, "source\ttarget\n", &|n| {
        pair(n).replace("waited for", "had been waiting")
    });
    write("longer.tsv", 100_000, "source\ttarget\n", &pair);
    for name in ["old", "longer"] {
        let (from, to) = (format!("{name}.tsv"), format!("{name}.bitext.jsonl"));
        done(folder, &["convert", &from, &to]);
    }
    fs::write(folder.join("operations"), "").unwrap();
}

#[test]
fn what_takes_long_can_be_ended() {
    if interrupts_are_ignored() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_out_much(folder);
    let longer = "longer.bitext.jsonl";
    let commands: [&[&str]; 15] = [
        &["align", "zh.txt", "en.txt", "-o", "a.bitext.jsonl"],
        &["build", "old.tsv", "--to", "html,epub,docx", "-o", "."],
        &["build", "zh.txt", "en.txt", "-o", "."],
        &["check", "old.tsv", "--format", "html", "-o", "report.html"],
        &["check", "zh.txt", "en.txt", "--fix"],
        &["convert", longer, "a.xlf"],
        &["convert", longer, "a.intertext.xml"],
        &[
            "diff",
            "old.tsv",
            "new.tsv",
            "--format",
            "html",
            "-o",
            "diff.html",
        ],
        &["edit", longer, "operations", "-o", "edited.bitext.jsonl"],
        &["eval", longer, longer, "-o", "score.txt"],
        &["merge", longer, longer, longer, "-o", "merged.bitext.jsonl"],
        &["review", "zh.txt", "en.txt"],
        &["review", "old.bitext.jsonl"],
        &["terms", "old.tsv", "-o", "found.csv"],
        &["tm", "import", "longer.tsv"],
    ];
    let before = outputs(folder);
    for arguments in commands {
        let name = arguments.join(" ");
        for (signal, number) in SIGNALS {
            let mut child = command(folder, arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            assert!(has_begun(&mut child), "{name}: it has ended already");
            send(&child, signal);
            let status = ends(&mut child, &name);
            // The workbench may have been open by then, and then it ends successfully.
            let is_well = status.success() && arguments[0] == "review";
            assert!(is_by(status, number) || is_well, "{name}: {status}");
            assert_eq!(outputs(folder), before, "{name}");
            cache_opens(folder);
        }
    }
}

/// Finished pairs of an interrupted batch are kept, and the folder is free for the next run.
#[test]
fn a_batch_can_be_ended() {
    if interrupts_are_ignored() {
        return;
    }
    for (signal, number) in SIGNALS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        lay_out(folder);
        let long = |text: &str| text.repeat(6000);
        fs::write(
            folder.join("long.txt"),
            long("桥断了。镇上的人等了六年！\n\n"),
        )
        .unwrap();
        fs::write(
            folder.join("long.en.txt"),
            long("It broke. They waited!\n\n"),
        )
        .unwrap();
        let first = "source\ttarget\toutput\nzh.txt\ten.txt\tshort\n";
        let list = format!("{first}long.txt\tlong.en.txt\tlong\n");
        fs::write(folder.join("pairs.tsv"), list).unwrap();
        let batch = ["align", "--batch", "pairs.tsv", "-o", "books", "-j", "1"];
        let mut child = command(folder, &batch)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        assert!(said.contains("1/2 short"), "{said}");
        send(&child, signal);
        let status = ends(&mut child, "align --batch");
        assert!(is_by(status, number), "{status}");
        let books =
            ["batch.jsonl", "short.bitext.jsonl"].map(|name| folder.join("books").join(name));
        assert_eq!(everything(&folder.join("books")), books);
        fs::write(folder.join("pairs.tsv"), first).unwrap();
        let again = run(folder, &batch);
        let said = String::from_utf8_lossy(&again.stderr);
        assert!(
            again.status.success() && said.contains("nothing has changed"),
            "{said}"
        );
    }
}

#[test]
fn what_waits_for_its_input_can_be_ended() {
    if interrupts_are_ignored() {
        return;
    }
    let pair = "{\"id\":1,\"source\":\"桥断了。\",\"target\":\"The bridge broke.\"}\n";
    let text = "{\"id\":1,\"text\":\"The bridge broke. The town waited.\"}\n";
    // More than a pipe holds: everything that was written was read.
    let much = &"桥断了。镇上的人等了六年！\n\n".repeat(20_000);
    let commands: [(&[&str], &str, bool); 5] = [
        (&["pipe", "align"], pair, true),
        (&["pipe", "check"], pair, true),
        (&["pipe", "segment"], text, true),
        (&["segment", "-", "-o", "out.txt"], much, false),
        (&["edit", "base.bitext.jsonl"], &"\n".repeat(200_000), false),
    ];
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_out(folder);
    let before = everything(folder);
    for (arguments, text, is_answered) in commands {
        let name = arguments.join(" ");
        for (signal, number) in SIGNALS {
            let mut child = command(folder, arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut input = child.stdin.take().unwrap();
            input.write_all(text.as_bytes()).unwrap();
            if is_answered {
                let mut answer = String::new();
                let mut output = BufReader::new(child.stdout.take().unwrap());
                output.read_line(&mut answer).unwrap();
                assert!(answer.ends_with("}\n"), "{name}: {answer}");
            }
            send(&child, signal);
            let status = ends(&mut child, &name);
            assert!(is_by(status, number), "{name}: {status}");
            assert_eq!(everything(folder), before, "{name}");
        }
    }
}

#[test]
fn a_review_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let bitext = folder.path().join("base.bitext.jsonl");
    let before = fs::read(&bitext).unwrap();
    for (signal, _) in SIGNALS {
        let mut child = command(folder.path(), &["review", "base.bitext.jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut address).unwrap();
        assert!(address.starts_with("http://"), "{address}");
        send(&child, signal);
        let status = ends(&mut child, "review");
        // It saves first, and then ends successfully.
        assert!(status.success(), "{status}");
        assert_eq!(fs::read(&bitext).unwrap(), before);
    }
}
