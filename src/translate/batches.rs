//! Sentences grouped into requests.

use std::collections::VecDeque;

use super::Item;
use super::engine::Engine;

/// Consecutive sentences of `wanted`, grouped into requests within the engine's limits.
pub(super) fn batches(engine: &Engine, items: &[Item], wanted: &[usize]) -> VecDeque<Vec<usize>> {
    let limits = engine.limits();
    let mut batches: VecDeque<Vec<usize>> = VecDeque::new();
    let (mut characters, mut bytes) = (0, 0);
    for &at in wanted {
        let text = &items[at].text;
        let (more, more_bytes) = (text.chars().count(), text.len());
        let fits = batches.back().is_some_and(|batch| {
            batch.len() < limits.texts
                && characters + more <= limits.characters
                && bytes + more_bytes <= limits.bytes
        });
        if fits && let Some(batch) = batches.back_mut() {
            batch.push(at);
        } else {
            batches.push_back(vec![at]);
            (characters, bytes) = (0, 0);
        }
        characters += more;
        bytes += more_bytes;
    }
    batches
}
