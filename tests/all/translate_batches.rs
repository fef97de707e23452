//! `duizhao translate --batch` and `--collect` against stand-ins of the batch services: nothing is paid for
//! twice, nothing that was paid for is lost, and nothing false is taken.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::{self, stderr as said, stdout};
use crate::translate::batch_service::{KEY, Line, PAIRS, Service, Trouble, english};
use crate::translate::chat::http;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = common::command(folder, &[&["translate"], arguments].concat());
    command.env("BATCH_KEY", KEY);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let done = command(folder, arguments).output().unwrap();
    for text in [&done.stdout, &done.stderr] {
        let text = String::from_utf8_lossy(text);
        assert!(!text.contains(KEY), "the key is shown: {text}");
    }
    done
}

/// Runs a command that is to end with this code.
fn ends(code: i32, folder: &Path, arguments: &[&str]) -> Output {
    let done = run(folder, arguments);
    assert_eq!(
        done.status.code(),
        Some(code),
        "{arguments:?}: {}",
        said(&done)
    );
    done
}

/// The sentences of the text.
const CHINESE: [&str; 6] = {
    let mut chinese = [""; 6];
    let mut at = 0;
    while at < chinese.len() {
        chinese[at] = PAIRS[at].0;
        at += 1;
    }
    chinese
};

/// A project with a text of those sentences.
fn project(service: &Service, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("duizhao.toml"), service.settings(more)).unwrap();
    let text: String = CHINESE.iter().map(|one| format!("{one}\n\n")).collect();
    std::fs::write(folder.path().join("zh.md"), text).unwrap();
    folder
}

fn written(folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join("en.md")).ok()
}

/// The text in English, but for the sentences with these numbers.
fn translated(but: &[usize]) -> String {
    let sentences = CHINESE.iter().enumerate();
    let sentences = sentences.map(|(at, one)| match but.contains(&at) {
        true => (*one).to_owned(),
        false => english(one),
    });
    sentences.map(|one| format!("{one}\n\n")).collect()
}

/// Both services, with the same settings.
fn both(make: impl Fn(Service) -> Service) -> [Service; 2] {
    [false, true].map(|is_anthropic| make(Service::new(is_anthropic)).start())
}

const TO: [&str; 3] = ["zh.md", "-o", "en.md"];

fn with<'a>(first: &[&'a str]) -> Vec<&'a str> {
    [first, &TO].concat()
}

fn broke_nothing(service: &Service) {
    let wrong = &service.state().wrong;
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_batch_is_handed_in_waited_for_and_collected() {
    for service in both(|service| service.after(2)) {
        let folder = project(
            &service,
            "price-input = 1.0\nprice-output = 2.0\nprice-cached = 0.1",
        );
        let folder = folder.path();
        let plan = stdout(&ends(0, folder, &["zh.md", "--dry-run"]));
        for part in ["cheap (", "m-1", "cost  ", "cost with --batch"] {
            assert!(plan.contains(part), "{part}: {plan}");
        }
        let handed = ends(0, folder, &with(&["--batch"]));
        assert!(
            said(&handed).contains("6 sentences in 3 requests"),
            "{}",
            said(&handed)
        );
        assert!(said(&handed).contains("--collect"), "{}", said(&handed));
        assert_eq!(service.sentences(), CHINESE);
        // What is under way is neither handed in again nor asked for at once.
        let again = ends(0, folder, &with(&["--batch"]));
        assert!(
            said(&again).contains("6 sentences are under way before"),
            "{}",
            said(&again)
        );
        let at_once = ends(1, folder, &TO);
        assert!(
            said(&at_once).contains("6 sentences are under way in a batch"),
            "{}",
            said(&at_once)
        );
        assert!(service.state().asked_at_once.is_empty());
        let plan = stdout(&ends(0, folder, &["zh.md", "--dry-run"]));
        assert!(
            plan.contains("under way in a batch             6"),
            "{plan}"
        );
        let listed = stdout(&ends(0, folder, &["--batches"]));
        assert!(listed.contains("6 sentences in 3 requests"), "{listed}");
        for _ in 0..2 {
            let early = ends(1, folder, &with(&["--collect"]));
            assert!(
                said(&early).contains("0 of 3 requests done"),
                "{}",
                said(&early)
            );
            assert_eq!(written(folder), None);
        }
        let done = ends(0, folder, &with(&["--collect"]));
        assert!(
            said(&done).contains("6 of 6 sentences are right"),
            "{}",
            said(&done)
        );
        assert!(
            said(&done).contains("of 3,000 tokens read 2,400 from the server's cache"),
            "{}",
            said(&done)
        );
        assert_eq!(written(folder), Some(translated(&[])));
        assert_eq!(service.sentences(), CHINESE);
        let nothing = ends(0, folder, &with(&["--batch"]));
        assert!(
            said(&nothing).contains("nothing is left to ask"),
            "{}",
            said(&nothing)
        );
        assert_eq!(
            stdout(&ends(0, folder, &["--batches"])),
            "no batch is under way\n"
        );
        ends(0, folder, &with(&["--collect"]));
        let database = std::fs::read(folder.join(".duizhao/cache.redb")).unwrap();
        let key = KEY.as_bytes();
        assert!(!database.windows(key.len()).any(|part| part == key));
        assert!(service.state().asked_at_once.is_empty());
        broke_nothing(&service);
    }
}

/// What becomes of the three requests, of two sentences each; what the user reads; the sentences that are left.
type Fault = (
    &'static str,
    fn(usize) -> Line,
    &'static str,
    &'static [usize],
);

const FAULTS: &[Fault] = &[
    ("refused", |n| refused(n == 1), "too odd", &[2, 3]),
    (
        "expired",
        |n| if n == 0 { Line::Expired } else { Line::Right },
        "did not come to 2 sentences",
        &[0, 1],
    ),
    (
        "missing",
        |n| if n == 2 { Line::Missing } else { Line::Right },
        "did not come to 2 sentences",
        &[4, 5],
    ),
    (
        "twice",
        |n| if n == 1 { Line::Twice } else { Line::Right },
        "6 of 6 sentences are right",
        &[],
    ),
    (
        "no JSON",
        |n| {
            if n == 1 {
                Line::Says("I would rather not.".to_owned())
            } else {
                Line::Right
            }
        },
        "4 of 6",
        &[2, 3],
    ),
    (
        "one is Chinese",
        |n| match n {
            1 => Line::Says(format!(
                "{{\"s1\": \"{}\", \"s2\": \"At night the wind is strong.\"}}",
                CHINESE[2]
            )),
            _ => Line::Right,
        },
        "it is the Chinese",
        &[2],
    ),
    (
        "nothing works",
        |_| refused(true),
        "0 of 6 sentences are right",
        &[0, 1, 2, 3, 4, 5],
    ),
];

fn refused(is: bool) -> Line {
    match is {
        true => Line::Refused(400, "too odd".to_owned()),
        false => Line::Right,
    }
}

#[test]
fn what_a_batch_did_not_bring_is_named_and_left_for_another_run() {
    for (name, line, says, left) in FAULTS {
        for service in both(|service| service.after(0).saying(move |n, _| line(n))) {
            let folder = project(&service, "");
            let folder = folder.path();
            ends(0, folder, &with(&["--batch"]));
            let done = ends(i32::from(!left.is_empty()), folder, &with(&["--collect"]));
            assert!(said(&done).contains(says), "{name}: {}", said(&done));
            // A file of nothing but Chinese would be no translation.
            let expected = (left.len() < CHINESE.len()).then(|| translated(left));
            assert_eq!(written(folder), expected, "{name}");
            // They are free: what is asked for at once is only what was not taken.
            let mut left: Vec<&str> = left.iter().map(|&at| CHINESE[at]).collect();
            ends(0, folder, &with(&["--force"]));
            let mut asked = service.state().asked_at_once.clone();
            asked.sort();
            left.sort_unstable();
            assert_eq!(asked, left, "{name}");
            assert_eq!(written(folder), Some(translated(&[])), "{name}");
            broke_nothing(&service);
        }
    }
}

#[test]
fn sentences_that_a_batch_got_wrong_go_into_the_next_one_with_the_reason() {
    for service in both(|service| {
        service.after(0).saying(|n, body| {
            let is_second = body.to_string().contains("An earlier answer was wrong");
            match n == 0 && !is_second {
                true => Line::Says(
                    "{\"s1\": \"\", \"s2\": \"The keeper climbs a hundred steps.\"}".to_owned(),
                ),
                false => Line::Right,
            }
        })
    }) {
        let folder = project(&service, "");
        let folder = folder.path();
        ends(0, folder, &with(&["--batch"]));
        let first = ends(1, folder, &with(&["--collect"]));
        assert!(said(&first).contains("it is empty"), "{}", said(&first));
        ends(0, folder, &with(&["--batch"]));
        ends(0, folder, &with(&["--collect", "--force"]));
        assert_eq!(written(folder), Some(translated(&[])));
        assert_eq!(service.state().batches.len(), 2);
        broke_nothing(&service);
    }
}

/// Has a text translated in two batches, of which the first brings nothing.
#[track_caller]
fn second_batch_brings_all(service: &Service, settings: &str) {
    let folder = project(service, settings);
    let folder = folder.path();
    ends(0, folder, &with(&["--batch"]));
    ends(1, folder, &with(&["--collect"]));
    ends(0, folder, &with(&["--batch"]));
    ends(0, folder, &with(&["--collect"]));
    assert_eq!(written(folder), Some(translated(&[])));
}

#[test]
fn a_server_that_takes_no_schema_is_asked_more_loosely_by_the_next_batch() {
    let service = Service::new(false).after(0).saying(|_, body| {
        match body["response_format"]["type"] == "json_schema" {
            true => Line::Refused(
                400,
                "This response_format type is unavailable now".to_owned(),
            ),
            false => Line::Right,
        }
    });
    let service = service.start();
    second_batch_brings_all(&service, "");
    broke_nothing(&service);
}

#[test]
fn what_a_batch_is_refused_for_is_sent_otherwise_in_the_next_one() {
    let service =
        Service::new(false)
            .after(0)
            .saying(|_, body| match body.get("max_tokens").is_some() {
                true => Line::Refused(
                    400,
                    "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                 'max_completion_tokens' instead."
                        .to_owned(),
                ),
                false => Line::Right,
            });
    let service = service.start();
    second_batch_brings_all(&service, "body = { max_tokens = 900 }");
    let state = service.state();
    let (_, body) = &state.batches[1].requests[0];
    assert_eq!(body["max_completion_tokens"], 900);
}

#[test]
fn what_all_requests_have_is_kept_by_the_server() {
    let instructions = "Keep the sentences short. ".repeat(80);
    for service in both(|service| service.after(0)) {
        let folder = project(&service, &format!("instructions = \"{instructions}\""));
        ends(0, folder.path(), &with(&["--batch"]));
        let state = service.state();
        let bodies = state.batches[0].requests.iter().map(|(_, body)| body);
        let kept: Vec<String> = bodies
            .filter_map(|body| {
                let block = &body["system"][0];
                assert!(body["system"].is_null() || block["cache_control"]["type"] == "ephemeral");
                Some(block["text"].as_str()?.to_owned())
            })
            .collect();
        // OpenAI's cache needs no mark.
        let is_marked = !kept.is_empty();
        assert_eq!(is_marked, service.url.matches("/v1").count() == 0);
        assert!(
            kept.iter()
                .all(|one| *one == kept[0] && one.contains(instructions.trim()))
        );
    }
}

/// The path that submits a batch.
fn submits(what: &str) -> bool {
    matches!(what, "POST /batches" | "POST /messages/batches")
}

#[test]
fn a_submission_whose_answer_is_lost_is_found_again() {
    for trouble in [
        || Trouble::After(Vec::new()),
        || Trouble::After(http(502, "", "<html>")),
        || Trouble::After(http(200, "", "{}")),
        || Trouble::Before(http(503, "", "{}")),
    ] as [fn() -> Trouble; 4]
    {
        for service in both(|service| {
            service
                .after(0)
                .failing(move |n, what| (n == 0 && submits(what)).then(trouble))
        }) {
            let folder = project(&service, "");
            let folder = folder.path();
            ends(0, folder, &with(&["--batch"]));
            assert_eq!(service.sentences(), CHINESE);
            ends(0, folder, &with(&["--collect"]));
            assert_eq!(written(folder), Some(translated(&[])));
            broke_nothing(&service);
        }
    }
}

#[test]
fn a_run_that_is_killed_while_it_submits_is_made_up_for() {
    for (step, submitted) in [
        ("POST /files", 0),
        ("POST /batches", 1),
        ("POST /messages/batches", 1),
    ] {
        for next in ["--batch", "--collect"] {
            let is_anthropic = step.contains("messages");
            let service = Service::new(is_anthropic)
                .after(0)
                .failing(move |n, what| (n == 0 && what == step).then_some(Trouble::Silence))
                .start();
            let folder = project(&service, "");
            let folder = folder.path();
            let mut child = command(folder, &with(&["--batch"]))
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            until(|| {
                let state = service.state();
                state.batches.len() == submitted
                    && state.asked.iter().any(|one| one == step)
                    && (submitted > 0 || !state.files.is_empty())
            });
            child.kill().unwrap();
            child.wait().unwrap();
            // Whichever command comes next: what the service has is not submitted again.
            if next == "--batch" {
                let again = ends(0, folder, &with(&["--batch"]));
                let says = "of an interrupted run is under way";
                assert_eq!(
                    said(&again).contains(says),
                    submitted == 1,
                    "{}",
                    said(&again)
                );
                ends(0, folder, &with(&["--collect"]));
                assert_eq!(written(folder), Some(translated(&[])));
            } else if submitted == 1 {
                ends(0, folder, &with(&["--collect"]));
                assert_eq!(written(folder), Some(translated(&[])));
            } else {
                let gone = run(folder, &with(&["--collect"]));
                assert!(
                    said(&gone).contains("never reached the service"),
                    "{}",
                    said(&gone)
                );
                ends(0, folder, &with(&["--batch"]));
            }
            assert_eq!(service.sentences(), CHINESE, "{step} {next}");
            broke_nothing(&service);
        }
    }
}

/// Waits for what another process does.
fn until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "it takes too long"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn results_that_come_broken_are_fetched_again_and_nothing_is_lost() {
    let results = |what: &str| what.starts_with("GET /files/out") || what.ends_with("/results");
    for trouble in [
        || Trouble::Before(Vec::new()),
        || Trouble::Before(http(500, "", "{}")),
        || Trouble::Before(http(429, "Retry-After: 0\r\n", "{}")),
        || Trouble::Short(700),
        || Trouble::After(http(200, "", "{\"custom_id\": \"cut of")),
    ] as [fn() -> Trouble; 5]
    {
        for service in both(|service| {
            service
                .after(0)
                .failing(move |n, what| (n == 0 && results(what)).then(trouble))
        }) {
            let folder = project(&service, "");
            let folder = folder.path();
            ends(0, folder, &with(&["--batch"]));
            ends(0, folder, &with(&["--collect"]));
            assert_eq!(written(folder), Some(translated(&[])));
            broke_nothing(&service);
        }
    }
}

#[test]
fn results_that_lack_what_was_answered_stay_on_record() {
    let results = |what: &str| what.starts_with("GET /files/out") || what.ends_with("/results");
    for service in both(|service| {
        service.after(0).failing(move |n, what| {
            (n < 3 && results(what)).then(|| Trouble::After(http(200, "", "no line of it\n")))
        })
    }) {
        let folder = project(&service, "");
        let folder = folder.path();
        ends(0, folder, &with(&["--batch"]));
        let lacking = ends(1, folder, &with(&["--collect"]));
        assert!(
            said(&lacking).contains("the results lack 3 of 3 requests"),
            "{}",
            said(&lacking)
        );
        assert_eq!(written(folder), None);
        ends(0, folder, &with(&["--collect"]));
        assert_eq!(written(folder), Some(translated(&[])));
    }
}

#[test]
fn a_batch_that_fails_as_a_whole_says_why_and_frees_its_sentences() {
    let message = "Enqueued token limit reached for m-1";
    let service = Service::new(false).failing_with(message).start();
    let folder = project(&service, "");
    let folder = folder.path();
    ends(0, folder, &with(&["--batch"]));
    let failed = ends(1, folder, &with(&["--collect"]));
    assert!(said(&failed).contains(message), "{}", said(&failed));
    assert!(
        said(&failed).contains("did not come to 6 sentences"),
        "{}",
        said(&failed)
    );
    ends(0, folder, &TO);
    assert_eq!(written(folder), Some(translated(&[])));
}

#[test]
fn an_expired_batch_gives_what_it_has() {
    let service = Service::new(false).after(0).expiring();
    let service = service
        .saying(|n, _| if n == 0 { Line::Right } else { Line::Expired })
        .start();
    let folder = project(&service, "");
    let folder = folder.path();
    ends(0, folder, &with(&["--batch"]));
    let done = ends(1, folder, &with(&["--collect"]));
    assert!(
        said(&done).contains("is expired: 2 of 6 sentences are right"),
        "{}",
        said(&done)
    );
    assert!(said(&done).contains("its time was over"), "{}", said(&done));
    assert_eq!(written(folder), Some(translated(&[2, 3, 4, 5])));
}

#[test]
fn a_cancelled_batch_gives_what_it_has_and_a_forgotten_one_nothing() {
    for service in both(|service| service.after(100)) {
        let folder = project(&service, "");
        let folder = folder.path();
        ends(0, folder, &with(&["--batch"]));
        let id = service.state().batches[0].id.clone();
        let unknown = ends(2, folder, &["--cancel", &format!("{id}x")]);
        assert!(
            said(&unknown).contains(&format!("did you mean \"{id}\"")),
            "{}",
            said(&unknown)
        );
        ends(0, folder, &["--cancel", &id]);
        let done = ends(1, folder, &with(&["--collect"]));
        assert!(
            said(&done).contains("2 of 6 sentences are right"),
            "{}",
            said(&done)
        );
        assert_eq!(written(folder), Some(translated(&[2, 3, 4, 5])));

        ends(0, folder, &with(&["--batch"]));
        let id = service.state().batches[1].id.clone();
        let forgotten = ends(0, folder, &["--cancel", &id, "--force"]);
        assert!(
            said(&forgotten).contains("it is forgotten"),
            "{}",
            said(&forgotten)
        );
        ends(0, folder, &with(&["--force"]));
        assert_eq!(service.state().asked_at_once.len(), 4);
        assert_eq!(written(folder), Some(translated(&[])));
    }
}

#[test]
fn answers_are_taken_though_the_text_has_changed() {
    for service in both(|service| service.after(0)) {
        let folder = project(&service, "");
        let folder = folder.path();
        ends(0, folder, &with(&["--batch"]));
        let path = folder.join("zh.md");
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text
            .replace("夜里风很大。\n\n", "")
            .replace("海上有很多船。", "海上有三条船。");
        std::fs::write(&path, &text).unwrap();
        let done = ends(1, folder, &with(&["--collect"]));
        assert!(
            said(&done).contains("6 of 6 sentences are right"),
            "{}",
            said(&done)
        );
        assert!(
            said(&done).contains("untranslated (not asked): 海上有三条船。"),
            "{}",
            said(&done)
        );
        ends(0, folder, &with(&["--batch"]));
        assert_eq!(service.sentences()[6..], ["海上有三条船。"]);
        ends(0, folder, &with(&["--collect", "--force"]));
        assert!(!written(folder).unwrap().contains('海'));
    }
}

#[test]
fn caps_bound_what_is_handed_in() {
    for (cap, more, sentences) in [
        (["--max-requests", "2"], "", 4),
        (["--max-chars", "20"], "", 2),
        (["--max-cost", "0.0000001"], "price-output = 1000.0", 0),
    ] {
        let service = Service::new(false).after(0).start();
        let folder = project(&service, more);
        let folder = folder.path();
        let capped = ends(3, folder, &with(&[&["--batch"], cap.as_slice()].concat()));
        assert!(said(&capped).contains(cap[0]), "{}", said(&capped));
        assert_eq!(service.sentences(), CHINESE[..sentences]);
        ends(0, folder, &with(&["--batch"]));
        assert_eq!(service.sentences(), CHINESE);
        ends(0, folder, &with(&["--collect"]));
        assert_eq!(written(folder), Some(translated(&[])));
    }
}

#[test]
fn a_batch_of_somebody_else_is_not_taken_for_ours() {
    // The submission gets lost before the service has it, and somebody else makes a batch of as many requests.
    let service = Service::new(true)
        .after(0)
        .failing(|n, what| (n < 3 && submits(what)).then(|| Trouble::Before(Vec::new())))
        .start();
    let others = service.clone().failing(|_, _| None);
    let theirs = project(&others.start(), "");
    let folder = project(&service, "");
    let folder = folder.path();
    ends(3, folder, &with(&["--batch"]));
    ends(0, theirs.path(), &with(&["--batch"]));
    let gone = run(folder, &with(&["--collect"]));
    assert!(
        said(&gone).contains("never reached the service"),
        "{}",
        said(&gone)
    );
    ends(0, folder, &with(&["--batch"]));
    ends(0, folder, &with(&["--collect"]));
    assert_eq!(written(folder), Some(translated(&[])));
    assert_eq!(service.state().batches.len(), 2);
    ends(0, theirs.path(), &with(&["--collect"]));
    assert_eq!(written(theirs.path()), Some(translated(&[])));
}

#[test]
fn a_provider_without_the_service_is_told_so() {
    let service = Service::new(false)
        .failing(|_, what| {
            what.starts_with("POST /files")
                .then(|| Trouble::Before(http(404, "", "{}")))
        })
        .start();
    let folder = project(&service, "");
    let refused = ends(3, folder.path(), &with(&["--batch"]));
    assert!(
        said(&refused).contains("no batch service"),
        "{}",
        said(&refused)
    );
    // Nothing stays under way.
    ends(0, folder.path(), &TO);
    assert_eq!(written(folder.path()), Some(translated(&[])));

    let settings = "[provider.deepl]\nprotocol = \"deepl\"\n";
    std::fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    let refused = ends(2, folder.path(), &with(&["--batch"]));
    assert!(
        said(&refused).contains("protocol \"deepl\" has no batch service"),
        "{}",
        said(&refused)
    );
}

#[test]
fn a_wrong_key_shows_nowhere_and_leaves_nothing_under_way() {
    for service in both(|service| service) {
        let folder = project(&service, "");
        let folder = folder.path();
        let wrong = format!("{KEY}-wrong");
        let refused = command(folder, &with(&["--batch"]))
            .env("BATCH_KEY", &wrong)
            .output()
            .unwrap();
        assert_eq!(refused.status.code(), Some(3), "{}", said(&refused));
        assert!(!said(&refused).contains(KEY), "{}", said(&refused));
        assert_eq!(
            stdout(&ends(0, folder, &["--batches"])),
            "no batch is under way\n"
        );
        assert!(service.state().batches.is_empty());
    }
}

#[test]
fn texts_of_a_project_are_written_when_their_last_sentence_is_there() {
    let service = Service::new(false).after(1).start();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let texts = "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{path}.bitext.jsonl\"\n";
    std::fs::create_dir(folder.join("zh")).unwrap();
    std::fs::write(
        folder.join("duizhao.toml"),
        format!("{texts}{}", service.settings("")),
    )
    .unwrap();
    std::fs::write(
        folder.join("zh/one.md"),
        format!("{}{}\n", CHINESE[0], CHINESE[1]),
    )
    .unwrap();
    ends(0, folder, &["--batch"]);
    std::fs::write(
        folder.join("zh/two.md"),
        format!("{}{}\n", CHINESE[1], CHINESE[2]),
    )
    .unwrap();
    // The second text shares a sentence with the first, which is under way; the other one is asked for.
    ends(1, folder, &[]);
    assert_eq!(service.state().asked_at_once, [CHINESE[2]]);
    assert!(!folder.join("en").exists());
    let early = ends(1, folder, &["--collect"]);
    assert!(
        said(&early).contains("are under way in a batch"),
        "{}",
        said(&early)
    );
    ends(0, folder, &["--collect"]);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let pair = |one: &str, two: &str| format!("{} {}\n", english(one), english(two));
    assert_eq!(read("en/one.md"), pair(CHINESE[0], CHINESE[1]));
    assert_eq!(read("en/two.md"), pair(CHINESE[1], CHINESE[2]));
    assert_eq!(service.sentences(), CHINESE[..2]);
}

#[test]
fn waiting_goes_on_until_the_batch_is_done() {
    let service = Service::new(true).after(2).start();
    let folder = project(&service, "");
    let folder = folder.path();
    ends(0, folder, &with(&["--batch"]));
    ends(0, folder, &with(&["--collect", "--wait=1"]));
    assert_eq!(written(folder), Some(translated(&[])));
}

#[cfg(unix)]
#[test]
fn waiting_can_be_interrupted_and_the_cache_is_free_meanwhile() {
    let service = Service::new(false).after(1_000).start();
    let folder = project(&service, "");
    let folder = folder.path();
    ends(0, folder, &with(&["--batch"]));
    let child = command(folder, &with(&["--collect", "--wait"]))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until(|| looked(&service));
    // Between two looks another command has the cache.
    until(|| run(folder, &["--batches"]).status.success());
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130), "{}", said(&done));
    assert!(stdout(&ends(0, folder, &["--batches"])).contains("6 sentences"));
}

fn looked(service: &Service) -> bool {
    let state = service.state();
    state
        .asked
        .iter()
        .any(|one| one.starts_with("GET /batches/"))
}
