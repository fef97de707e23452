//! The requests of a run that are still to be made, text by text.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Item;

/// The requests that wait. One whose text has none under way comes first, because the answers to the one before it
/// are there to go on from: so several texts go forward together. In order, no other is made.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Notify,
    in_order: bool,
}

struct State {
    texts: Vec<Text>,
    /// The first text that has something.
    first: usize,
    has_ended: bool,
}

/// What waits of a text, and how many of its requests are under way.
#[derive(Default)]
struct Text {
    waiting: VecDeque<Vec<usize>>,
    under_way: usize,
}

impl Queue {
    /// A queue of requests for `items`, the requests of each text one behind the other. A request with several
    /// texts is one of its own.
    pub(super) fn new(items: &[Item], batches: VecDeque<Vec<usize>>, in_order: bool) -> Queue {
        let mut texts: Vec<Text> = Vec::new();
        let mut known: HashMap<usize, usize> = HashMap::new();
        for batch in batches {
            let ends = [batch.first(), batch.last()].map(|at| at.and_then(|&at| items.get(at)));
            let [first, last] = ends.map(|item| {
                let text = item.and_then(|item| item.around.as_ref());
                text.map_or(0, |around| Arc::as_ptr(&around.text) as usize)
            });
            let number = match first == last {
                true => *known.entry(first).or_insert(texts.len()),
                false => texts.len(),
            };
            if number == texts.len() {
                texts.push(Text::default());
            }
            texts[number].waiting.push_back(batch);
        }
        Queue {
            state: Mutex::new(State {
                texts,
                first: 0,
                has_ended: false,
            }),
            changed: Notify::new(),
            in_order,
        }
    }

    /// The number of texts.
    pub(super) fn texts(&self) -> usize {
        self.state().texts.len()
    }

    /// The next request with the number of its text, when there is one that may be made; `None` when there is none
    /// any more.
    pub(super) async fn take(&self) -> Option<(usize, Vec<usize>)> {
        loop {
            // Made before the look at the state, so that no change between the two is missed.
            let changed = self.changed.notified();
            {
                let mut state = self.state();
                if state.has_ended {
                    return None;
                }
                state.pass_over_empty();
                let texts = state.texts.iter().enumerate().skip(state.first);
                let mut waiting = texts
                    .filter(|(_, text)| !text.waiting.is_empty())
                    .peekable();
                let first = waiting.peek().map(|(at, _)| *at)?;
                let idle = waiting.find(|(_, text)| text.under_way == 0);
                let at = match idle {
                    Some((at, _)) => Some(at),
                    None if self.in_order => None,
                    None => Some(first),
                };
                if let Some(at) = at {
                    let text = &mut state.texts[at];
                    text.under_way += 1;
                    return text.waiting.pop_front().map(|batch| (at, batch));
                }
            }
            changed.await;
        }
    }

    /// A request of a text has all of its answers.
    pub(super) fn is_done(&self, text: usize) {
        if let Some(text) = self.state().texts.get_mut(text) {
            text.under_way -= 1;
        }
        self.changed.notify_waiters();
    }

    /// No request is made any more.
    pub(super) fn end(&self) {
        self.state().has_ended = true;
        self.changed.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pass_over_empty(&mut self) {
        while self
            .texts
            .get(self.first)
            .is_some_and(|text| text.waiting.is_empty())
        {
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::finish;
    use crate::translate::{Surroundings, TextSoFar};

    /// Sentences of two texts, three of each, and a request for each.
    fn queue(in_order: bool) -> Queue {
        let mut items = Vec::new();
        for name in ["one", "two"] {
            let text = Arc::new(TextSoFar::new(name, vec!["海。".to_owned(); 3]));
            for at in 0..3 {
                let text = text.clone();
                items.push(Item {
                    around: Some(Surroundings { text, at }),
                    ..Item::default()
                });
            }
        }
        Queue::new(&items, (0..6).map(|at| vec![at]).collect(), in_order)
    }

    fn take(queue: &Queue) -> Option<(usize, usize)> {
        let taken = finish(|| queue.take()).unwrap();
        taken.map(|(text, batch)| (text, batch[0]))
    }

    #[test]
    fn texts_go_forward_together() {
        let queue = queue(false);
        let first: Vec<_> = (0..4).map(|_| take(&queue).unwrap()).collect();
        assert_eq!(first, [(0, 0), (1, 3), (0, 1), (0, 2)]);
        queue.is_done(1);
        assert_eq!(take(&queue), Some((1, 4)));
        assert_eq!(take(&queue), Some((1, 5)));
        assert_eq!(take(&queue), None);
    }

    #[test]
    fn in_order_the_answers_are_waited_for() {
        let queue = queue(true);
        assert_eq!((take(&queue), take(&queue)), (Some((0, 0)), Some((1, 3))));
        std::thread::scope(|scope| {
            let third = scope.spawn(|| take(&queue));
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert!(!third.is_finished());
            queue.is_done(1);
            assert_eq!(third.join().unwrap(), Some((1, 4)));
            let fourth = scope.spawn(|| take(&queue));
            queue.end();
            assert_eq!(fourth.join().unwrap(), None);
        });
    }
}
