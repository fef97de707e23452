//! Two versions of duizhao in one run, one after the other and again: what the aligner, the check, the diff and the
//! workbench take of processor, time and memory.
//!
//! `DUIZHAO_OLD=PATH cargo bench --bench versions`, where PATH is the program of the other version. Medians of seven
//! runs; a ratio is what the other version takes for each of what this one takes. Words behind `--` choose the cases
//! whose names have one of them. Output is `same` where both versions wrote the same bytes.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod shared;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use duizhao::bitext::format::{jsonl, links};
use shared::{Table, corpora, grouped, made, peak, seconds, watched};

const RUNS: usize = 7;
/// The number of pairs that are checked, and of terms.
const PAIRS: usize = 200_000;
const TERMS: usize = 10_000;
/// The chapters of a thousand segments of which two editions are compared.
const CHAPTERS: usize = 100;
/// The texts of a project that git keeps.
const TEXTS: usize = 400;
/// The beads of the workbench.
const BEADS: usize = 100_000;

/// Runs the program behind it with its input from a file, and says what processor it took.
const TIMED: &str = "input=$1; shift; \"$@\" < \"$input\" > /dev/null 2> /dev/null; times";

/// Something that both versions do: the folder of each, and the arguments.
struct Case {
    name: String,
    folders: [PathBuf; 2],
    arguments: Vec<String>,
    input: PathBuf,
    /// Whether it is over once the program has said where it listens.
    is_server: bool,
}

/// The cost of one run: seconds on processors, seconds, kilobytes.
type Cost = (f64, f64, u64);

fn main() {
    let Some(old) = std::env::var_os("DUIZHAO_OLD").map(PathBuf::from) else {
        println!(
            "DUIZHAO_OLD does not say where the program of the other version is: nothing is measured"
        );
        return;
    };
    let programs = [old, PathBuf::from(env!("CARGO_BIN_EXE_duizhao"))];
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let mut cases = Vec::new();
    aligning(folder.path(), &mut cases);
    checking(folder.path(), &programs, &mut cases);
    comparing(folder.path(), &programs, &mut cases);
    opening(folder.path(), &programs, &mut cases);
    cases.retain(|case: &Case| {
        wanted.is_empty() || wanted.iter().any(|word| case.name.contains(word.as_str()))
    });
    let mut table = Table::new([
        "",
        "before: CPU",
        "s",
        "MB",
        "now: CPU",
        "s",
        "MB",
        "CPU",
        "time",
        "memory",
        "output",
    ]);
    for case in cases {
        // A version of old may not know what is asked.
        let can = [0, 1].map(|at| case.is_server || case.is_done(&programs[at], &case.folders[at]));
        let mut costs: [Vec<Cost>; 2] = [Vec::new(), Vec::new()];
        for _ in 0..RUNS {
            for at in (0..2).filter(|&at| can[at]) {
                costs[at].push(case.timed(&programs[at], &case.folders[at]));
            }
        }
        let [before, now] = costs.map(|mut costs| {
            let mut median = |of: fn(&Cost) -> f64| {
                costs.sort_by(|one, other| of(one).total_cmp(&of(other)));
                costs.get(RUNS / 2).map_or(0.0, of)
            };
            #[allow(clippy::cast_precision_loss)] // Megabytes.
            let megabytes = median(|cost| (cost.2 / 1024) as f64);
            [median(|cost| cost.0), median(|cost| cost.1), megabytes]
        });
        let cells = |of: [f64; 3]| {
            let [processor, passed, megabytes] = of;
            let told = [
                seconds(processor),
                seconds(passed),
                format!("{megabytes:.0}"),
            ];
            let mut figures = of.into_iter().zip(told);
            [(); 3].map(|()| match figures.next() {
                Some((figure, told)) if figure > 0.0 => told,
                _ => String::new(),
            })
        };
        let ([a, b, c], [d, e, f]) = (cells(before), cells(now));
        let times = |at: usize| match before[at] > 0.0 && now[at] > 0.0 {
            true => format!("{:.1} times", before[at] / now[at]),
            false => String::new(),
        };
        let output = match can {
            [true, true] if !case.is_server => {
                let [before, now] = [0, 1].map(|at| case.output(&programs[at], &case.folders[at]));
                if before == now { "same" } else { "other" }
            }
            [false, _] => "cannot be asked before",
            _ => "",
        };
        eprintln!("{}: {before:?} {now:?} {output}", case.name);
        let name = case.name.clone();
        table.row([
            name,
            a,
            b,
            c,
            d,
            e,
            f,
            times(0),
            times(1),
            times(2),
            output.to_owned(),
        ]);
    }
    println!("{table}");
}

impl Case {
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .args(&self.arguments)
            .stdin(fs::File::open(&self.input).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    /// Whether the program knows what is asked: it is done, with findings or without.
    fn is_done(&self, program: &Path, folder: &Path) -> bool {
        let status = self.command(program, folder).stdout(Stdio::null()).status();
        matches!(status.unwrap().code(), Some(0 | 1))
    }

    /// What the program writes.
    fn output(&self, program: &Path, folder: &Path) -> Vec<u8> {
        self.command(program, folder).output().unwrap().stdout
    }

    /// The cost of one run.
    fn timed(&self, program: &Path, folder: &Path) -> Cost {
        if self.is_server {
            return self.opened(program, folder);
        }
        let started = Instant::now();
        let mut command = Command::new("sh");
        command
            .current_dir(folder)
            .args(["-c", TIMED, "sh"])
            .arg(&self.input)
            .arg(program)
            .args(&self.arguments);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let passed = started.elapsed().as_secs_f64();
        let text = String::from_utf8(output.stdout).unwrap();
        // The second line is that of the shell's children: `0m1.250s 0m0.030s`.
        let of = |time: &str| -> f64 {
            let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
            minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
        };
        let processor = text.lines().nth(1).unwrap().split(' ').map(of).sum();
        let mut again = self.command(program, folder);
        let kilobytes = watched(again.stdout(Stdio::null())).kilobytes;
        (processor, passed, kilobytes)
    }

    /// The time until the program says where it listens, and the memory once all is checked.
    fn opened(&self, program: &Path, folder: &Path) -> Cost {
        let started = Instant::now();
        let mut server = self.command(program, folder).spawn().unwrap();
        let mut address = String::new();
        let mut said = BufReader::new(server.stdout.take().unwrap());
        said.read_line(&mut address).unwrap();
        let passed = started.elapsed().as_secs_f64();
        std::thread::sleep(Duration::from_secs(6));
        let kilobytes = peak(&server.id().to_string());
        let _ = server.kill();
        let _ = server.wait();
        (0.0, passed, kilobytes)
    }
}

/// Texts aligned, and pairs that go through the filter.
fn aligning(folder: &Path, cases: &mut Vec<Case>) {
    let Some(corpora) = corpora() else { return };
    let mut case = |name: String, arguments: Vec<String>, input: PathBuf| {
        cases.push(Case {
            name,
            folders: [folder.to_owned(), folder.to_owned()],
            arguments,
            input,
            is_server: false,
        });
    };
    let align = |files: [PathBuf; 2]| -> Vec<String> {
        let files = files.map(|file| fs::canonicalize(file).unwrap().display().to_string());
        let options = ["align", "--lines", "--format", "jsonl"].map(str::to_owned);
        options.into_iter().chain(files).collect()
    };
    let bible = corpora.join("bible");
    case(
        "Bible, 6,301 by 5,000 sentences".to_owned(),
        align([bible.join("001.zh"), bible.join("001.en")]),
        PathBuf::from("/dev/null"),
    );
    let pairs = pairs(&corpora.join("mac-dev"));
    let (zh, en) = &stretches(&pairs, 100)[0];
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    case(
        "100 sentences, start-up included".to_owned(),
        align([file("zh", &lines(zh)), file("en", &lines(en))]),
        PathBuf::from("/dev/null"),
    );
    for size in [5, 25, 100] {
        let stretches = stretches(&pairs, size);
        let input: Vec<String> = stretches
            .iter()
            .enumerate()
            .map(|(id, (zh, en))| {
                let (source, target) = (zh.join("\n"), en.join("\n"));
                serde_json::json!({"id": id, "source": source, "target": target}).to_string()
            })
            .collect();
        case(
            format!("filter, {} pairs of {size} sentences", input.len()),
            ["pipe", "align"].map(str::to_owned).into(),
            file(&format!("{size}.jsonl"), &lines(&input)),
        );
    }
}

/// A folder for each program, in which it made its own bitexts of these tables: versions read the bitexts of those
/// before them alone.
fn converted(folder: &Path, programs: &[PathBuf; 2], tables: &[(&str, String)]) -> [PathBuf; 2] {
    ["before", "now"].map(|version| {
        let own = folder.join(version);
        fs::create_dir_all(&own).unwrap();
        for (name, table) in tables {
            let path = own.join(format!("{name}.tsv"));
            fs::write(&path, format!("source\ttarget\n{table}")).unwrap();
            let status = Command::new(&programs[usize::from(version == "now")])
                .current_dir(&own)
                .args(["convert", "-q"])
                .args([format!("{name}.tsv"), format!("{name}.bitext.jsonl")])
                .stderr(Stdio::null())
                .status();
            assert!(status.unwrap().success(), "{version}: {name}");
        }
        own
    })
}

/// Made pairs, checked by all rules with many terms.
fn checking(folder: &Path, programs: &[PathBuf; 2], cases: &mut Vec<Case>) {
    let terms = made::terms(TERMS);
    let table: String = made::pairs(PAIRS, &terms)
        .iter()
        .map(|(zh, en, _)| format!("{zh}\t{en}\n"))
        .collect();
    let folders = converted(folder, programs, &[("pairs", table)]);
    let mut glossary = String::from("source,target,variants,forbidden\n");
    for concept in &terms.concepts {
        let (variants, forbidden) = (concept.variants.join("|"), concept.forbidden.join("|"));
        glossary.push_str(&format!(
            "{},{},{variants},{forbidden}\n",
            concept.source, concept.target
        ));
    }
    for own in &folders {
        fs::write(own.join("terms.csv"), &glossary).unwrap();
    }
    let arguments = ["check", "-q", "--format", "json", "--glossary", "terms.csv"];
    cases.push(Case {
        name: format!(
            "check, {} pairs, {} terms",
            grouped(PAIRS as u64),
            grouped(TERMS as u64)
        ),
        folders,
        arguments: [&arguments[..], &["pairs.bitext.jsonl"]]
            .concat()
            .iter()
            .map(|&one| one.to_owned())
            .collect(),
        input: PathBuf::from("/dev/null"),
        is_server: false,
    });
}

/// Two editions, with their Chinese and without; and a project in git, every text of which changed.
fn comparing(folder: &Path, programs: &[PathBuf; 2], cases: &mut Vec<Case>) {
    let editions = folder.join("editions");
    fs::create_dir_all(&editions).unwrap();
    made::editions(CHAPTERS, &editions);
    let table = |name: &str| -> String {
        let path = editions.join(format!("{name}.bitext.jsonl"));
        let bitext = jsonl::read(&fs::read(&path).unwrap(), &path).unwrap();
        let beads = bitext.beads.iter();
        beads
            .map(|bead| {
                format!(
                    "{}\t{}\n",
                    bitext.source_text(bead),
                    bitext.target_text(bead)
                )
            })
            .collect()
    };
    let folders = converted(
        folder,
        programs,
        &[("old", table("old")), ("new", table("new"))],
    );
    let mut case = |name: &str, folders: [PathBuf; 2], arguments: &[&str]| {
        cases.push(Case {
            name: name.to_owned(),
            folders,
            arguments: arguments.iter().map(|&one| one.to_owned()).collect(),
            input: PathBuf::from("/dev/null"),
            is_server: false,
        });
    };
    let bitexts = ["old.bitext.jsonl", "new.bitext.jsonl"];
    let json = ["diff", "-q", "--format", "json"];
    case(
        "diff, 100,000 segments, with findings",
        folders.clone(),
        &[&json[..], &bitexts].concat(),
    );
    case(
        "diff, 100,000 segments, without findings",
        folders,
        &[&json[..], &["--no-findings"], &bitexts].concat(),
    );
    case(
        "diff, the English alone",
        [editions.clone(), editions],
        &[&json[..], &["old.md", "new.md"]].concat(),
    );
    let project = folder.join("project");
    made::project(TEXTS, &project);
    case(
        &format!("diff, a project of {TEXTS} texts in git"),
        [project.clone(), project],
        &[&json[..], &["--git", "HEAD~1..HEAD"]].concat(),
    );
}

/// The workbench on a long text.
fn opening(folder: &Path, programs: &[PathBuf; 2], cases: &mut Vec<Case>) {
    let table: String = (0..BEADS)
        .map(|n| {
            let gulls = n % 90;
            format!(
                "第{n}天，他在海边的灯塔上看见了{gulls}只海鸥飞过学校的屋顶。\tOn day {n}, from the lighthouse by the sea, he saw {gulls} gulls fly over the school.\n"
            )
        })
        .collect();
    let folders = converted(folder, programs, &[("long", table)]);
    cases.push(Case {
        name: format!("workbench, {} beads", grouped(BEADS as u64)),
        folders,
        arguments: ["review", "long.bitext.jsonl"].map(str::to_owned).into(),
        input: PathBuf::from("/dev/null"),
        is_server: true,
    });
}

/// The sentences of the beads of the chapters, in order.
fn pairs(folder: &Path) -> Vec<(Vec<String>, Vec<String>)> {
    let mut pairs = Vec::new();
    for number in 1..=6 {
        let file = |end: &str| folder.join(format!("{number:03}.{end}"));
        let read = |path: PathBuf| -> Vec<String> {
            fs::read_to_string(path)
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect()
        };
        let (zh, en, gold) = (read(file("zh")), read(file("en")), file("align"));
        let side = |list: &[usize], sentences: &[String]| -> Vec<String> {
            list.iter().map(|&at| sentences[at].clone()).collect()
        };
        for (source, target) in links::parse(&fs::read(&gold).unwrap(), &gold).unwrap() {
            pairs.push((side(&source, &zh), side(&target, &en)));
        }
    }
    pairs
}

/// Stretches of at least so many Chinese sentences.
fn stretches(pairs: &[(Vec<String>, Vec<String>)], size: usize) -> Vec<(Vec<String>, Vec<String>)> {
    let mut all = vec![(Vec::new(), Vec::new())];
    for (zh, en) in pairs {
        if all
            .last()
            .is_some_and(|(sentences, _)| sentences.len() >= size)
        {
            all.push((Vec::new(), Vec::new()));
        }
        if let Some((source, target)) = all.last_mut() {
            source.extend_from_slice(zh);
            target.extend_from_slice(en);
        }
    }
    all
}

fn lines(list: &[String]) -> String {
    list.iter().map(|line| format!("{line}\n")).collect()
}
