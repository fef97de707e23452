//! Properties of the filter for other engines: documents as lines.

use std::sync::OnceLock;

use duizhao::glossary::{Concept, Termbase};
use duizhao::pipe::{Task, Worker};
use duizhao::project::Project;
use serde_json::Value;

/// Every line has exactly one answer: a line of JSON with the line's id, with or without an error.
pub(super) fn answered(data: &[u8]) {
    static TERMS: OnceLock<Termbase> = OnceLock::new();
    let termbase = TERMS.get_or_init(|| Termbase {
        concepts: [("闻溪", "Wen Xi"), ("渡口", "ferry"), ("一", "one")]
            .map(|(source, target)| Concept {
                source: source.to_owned(),
                target: target.to_owned(),
                forbidden: vec!["port".to_owned()],
                ..Concept::default()
            })
            .into(),
    });
    let project = Project::default();
    let asked: Option<Value> = serde_json::from_slice(data).ok();
    let id = asked.as_ref().and_then(|asked| asked.get("id"));
    for task in [Task::Align, Task::Check, Task::Segment] {
        let worker = Worker::new(task, &project, termbase, "txt");
        let worker = worker.expect("settings of ours");
        let (line, is_error) = worker.answer(7, Ok(data));
        assert!(!line.contains(&b'\n'), "more than a line");
        let answer: Value = serde_json::from_slice(&line).expect("an answer is JSON");
        assert_eq!(answer.get("error").is_some(), is_error);
        assert_eq!(&answer["id"], id.unwrap_or(&Value::Null));
    }
}
