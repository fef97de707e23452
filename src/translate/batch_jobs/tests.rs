//! Submitting within limits, against a service that says what a test wants.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::http::Failure;
use crate::translate::protocol::batch_service::{Answered, BatchLimits, Transport};
use crate::translate::{Caps, Masked, ProviderConfig};

/// A service that takes files, and answers to submissions in turn.
struct Scripted {
    submissions: RefCell<VecDeque<Answered<Value>>>,
    files: RefCell<Vec<String>>,
}

impl Transport for Scripted {
    fn get(&self, path: &str) -> Answered<Value> {
        assert_eq!(path, "/batches?limit=100");
        Ok(json!({"data": [], "has_more": false}))
    }

    fn lines(&self, path: &str, _: &mut dyn FnMut(&[u8])) -> Answered<()> {
        panic!("nobody wants {path}")
    }

    fn post(&self, path: &str, _: &str) -> Answered<Value> {
        assert_eq!(path, "/batches");
        let next = self.submissions.borrow_mut().pop_front();
        next.expect("no more submissions")
    }

    fn upload(&self, _: &str, _: &[(&str, &str)], name: &str, file: &[u8]) -> Answered<Value> {
        let text = String::from_utf8(file.to_vec()).unwrap();
        self.files.borrow_mut().push(text);
        Ok(json!({"id": name}))
    }
}

fn taken(id: &str) -> Answered<Value> {
    Ok(json!({"id": id, "status": "validating"}))
}

fn lost() -> Answered<Value> {
    Err(Failure::Passing {
        what: "the connection broke".to_owned(),
        hold: None,
    })
}

fn refused() -> Answered<Value> {
    Err(Failure::Final {
        what: "the server says 400: no".to_owned(),
        help: String::new(),
    })
}

#[test]
fn several_batches_are_made_where_one_is_too_large() {
    let config: ProviderConfig = toml::from_str(
        "protocol = \"openai\"\nurl = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\nbatch = 1\ncontext = 0",
    )
    .unwrap();
    let texts = ["海一。", "海二。", "海三。", "海四。", "海五。"];
    let items = texts.map(|text| Item {
        text: text.to_owned(),
        ..Item::default()
    });
    let masked = texts.map(|text| Masked::of(&Coded::plain(text)));
    type Case = (
        BatchLimits,
        fn() -> Vec<Answered<Value>>,
        // The requests of each file, the batches that the service has, the sentences that are under way.
        (&'static [usize], &'static [&'static str], usize),
    );
    let by_number = |requests| BatchLimits {
        requests,
        bytes: usize::MAX,
    };
    let three = || vec![taken("a"), taken("b"), taken("c")];
    let cases: [Case; 6] = [
        (by_number(9), || vec![taken("a")], (&[5], &["a"], 5)),
        (by_number(2), three, (&[2, 2, 1], &["a", "b", "c"], 5)),
        // Two requests do not fit together.
        (
            BatchLimits {
                requests: 3,
                bytes: 1,
            },
            || (1..6).map(|n| taken(&n.to_string())).collect(),
            (&[1, 1, 1, 1, 1], &["1", "2", "3", "4", "5"], 5),
        ),
        // What is refused is free again, and nothing more is handed in.
        (
            by_number(2),
            || vec![taken("a"), refused()],
            (&[2, 2], &["a"], 2),
        ),
        // What is lost on the way is tried again when the service does not have it.
        (
            by_number(3),
            || vec![lost(), taken("a"), taken("b")],
            (&[3, 2], &["a", "b"], 5),
        ),
        // After some tries it stays on record, since the service may have it all the same.
        (
            by_number(3),
            || vec![lost(), lost(), lost()],
            (&[3], &[], 3),
        ),
    ];
    for (number, (limits, script, (files, batches, under_way))) in cases.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
        let mut engine = Engine::new(&config, None).unwrap();
        engine.first_pause = Some(std::time::Duration::ZERO);
        let answers = AnswerCache::new(cache.clone(), engine.key());
        let jobs = BatchJobs::new(cache);
        let server = Scripted {
            submissions: RefCell::new(script().into()),
            files: RefCell::default(),
        };
        let job = Job {
            items: &items,
            masked: &masked,
            refresh: &[],
            offline: false,
            caps: Caps::default(),
        };
        let mut submitter = submit::Submitter::new(&engine, &server, &jobs, "p").unwrap();
        submitter.limits = limits;
        let done = submitter.submit(&answers, job, &Stop::default()).unwrap();
        let got: Vec<usize> = server
            .files
            .borrow()
            .iter()
            .map(|f| f.lines().count())
            .collect();
        assert_eq!(got, files, "{number}");
        let got: Vec<&str> = done.jobs.iter().map(BatchJob::name).collect();
        assert_eq!(got, batches, "{number}");
        assert_eq!(done.ended_by.is_some(), under_way < 5, "{number}");
        let waits = jobs.under_way(&answers, &items).unwrap();
        assert_eq!(waits.iter().flatten().count(), under_way, "{number}");
        assert!(server.submissions.borrow().is_empty(), "{number}");
        // Every id is there once, and is the tag of its batch with a number.
        for (file, job) in server.files.borrow().iter().zip(&done.jobs) {
            for (number, line) in file.lines().enumerate() {
                let line: Value = serde_json::from_str(line).unwrap();
                assert_eq!(line["custom_id"], format!("{}-{number}", job.tag));
            }
        }
    }
}
