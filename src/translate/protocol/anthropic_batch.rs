//! The batch service of Anthropic: the requests travel with the submission, the results are one text.

use std::time::UNIX_EPOCH;

use serde_json::{Value, json};

use super::batch_service::{
    Answered, BatchCounts, BatchLimits, BatchService, BatchStatus, MOST_PAGES, PAGE, RequestResult,
    Sought, Submission, Transport, in_path, number, senseless, text,
};
use crate::text::time::parse_rfc3339;

pub(super) struct AnthropicBatches;

const PATH: &str = "/v1/messages/batches";

/// By so many seconds the clock of the service may be behind ours.
const CLOCKS_DIFFER: u64 = 300;

impl BatchService for AnthropicBatches {
    fn limits(&self) -> BatchLimits {
        BatchLimits {
            requests: 100_000,
            bytes: 256_000_000,
        }
    }

    fn entry(&self, custom_id: &str, body: &Value) -> Value {
        json!({"custom_id": custom_id, "params": body})
    }

    fn upload(&self, _: &dyn Transport, _: Submission<'_>) -> Answered<Option<String>> {
        Ok(None)
    }

    fn create(&self, server: &dyn Transport, submission: Submission<'_>) -> Answered<BatchStatus> {
        let body = format!("{{\"requests\":[{}]}}", submission.entries.join(","));
        status(&server.post(PATH, &body)?)
    }

    /// A batch has no place for our tag: one that was made since with as many requests may be it, and the ids
    /// of its results tell in the end.
    fn find(&self, server: &dyn Transport, sought: Sought<'_>) -> Answered<Option<String>> {
        let from = sought.since.saturating_sub(CLOCKS_DIFFER);
        let mut found: Option<(u64, String)> = None;
        let mut after = String::new();
        for _ in 0..MOST_PAGES {
            let page = server.get(&format!("{PATH}?limit={PAGE}{after}"))?;
            let Some(batches) = page.get("data").and_then(Value::as_array) else {
                return Err(senseless("the list of batches has no data"));
            };
            let mut is_older = false;
            for batch in batches {
                let Some(id) = text(batch, "/id") else {
                    continue;
                };
                let created = created(batch);
                is_older |= created < from;
                let fits = created >= from
                    && counts(batch).all == sought.requests as u64
                    && !sought.others.iter().any(|other| other == id);
                if fits && found.as_ref().is_none_or(|(at, _)| created <= *at) {
                    found = Some((created, id.to_owned()));
                }
            }
            let goes_on = page.get("has_more").and_then(Value::as_bool) == Some(true);
            match batches.last().and_then(|batch| text(batch, "/id")) {
                Some(id) if goes_on && !is_older => after = format!("&after_id={}", in_path(id)),
                _ => break,
            }
        }
        Ok(found.map(|(_, id)| id))
    }

    fn status(&self, server: &dyn Transport, id: &str) -> Answered<BatchStatus> {
        status(&server.get(&format!("{PATH}/{}", in_path(id)))?)
    }

    fn cancel(&self, server: &dyn Transport, id: &str) -> Answered<BatchStatus> {
        status(&server.post(&format!("{PATH}/{}/cancel", in_path(id)), "{}")?)
    }

    fn read_line(&self, line: &Value) -> Option<(String, RequestResult)> {
        let id = text(line, "/custom_id")?.to_owned();
        let result = match text(line, "/result/type")? {
            "succeeded" => RequestResult::Answer(line.pointer("/result/message")?.clone()),
            "errored" => {
                let places = ["/result/error/error", "/result/error"];
                let error = places.iter().find_map(|place| {
                    let error = line.pointer(place)?;
                    error.get("message").is_some().then_some(error)
                });
                let said = |place| error.and_then(|error| text(error, place)).unwrap_or("");
                let message = said("/message");
                RequestResult::Refused(match said("/type") {
                    // The status that the same request by itself would have got.
                    "invalid_request_error" => format!("the server says 400: {message}"),
                    kind => format!("{kind}: {message}"),
                })
            }
            "canceled" => RequestResult::NotDone("it was cancelled".to_owned()),
            "expired" => {
                RequestResult::NotDone("the service did not come to it in time".to_owned())
            }
            _ => return None,
        };
        Some((id, result))
    }
}

fn status(batch: &Value) -> Answered<BatchStatus> {
    let (Some(id), Some(word)) = (text(batch, "/id"), text(batch, "/processing_status")) else {
        return Err(senseless("the answer about the batch has no id or status"));
    };
    let is_over = word == "ended";
    // `results_url` may lead to another host, which the key must not be sent to.
    let results = format!("{PATH}/{}/results", in_path(id));
    Ok(BatchStatus {
        id: id.to_owned(),
        word: word.replace('_', " "),
        is_over,
        counts: counts(batch),
        results: if is_over { vec![results] } else { Vec::new() },
        why: None,
    })
}

fn counts(batch: &Value) -> BatchCounts {
    let of = |word: &str| number(batch, &format!("/request_counts/{word}"));
    let answered = of("succeeded");
    let failed = of("errored") + of("canceled") + of("expired");
    BatchCounts {
        answered,
        failed,
        all: answered + failed + of("processing"),
    }
}

/// When a batch was made, in seconds since 1970; 0 where that is not told.
fn created(batch: &Value) -> u64 {
    text(batch, "/created_at")
        .and_then(parse_rfc3339)
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_secs())
}
