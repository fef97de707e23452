//! The limit on requests under way at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The number of requests that may be under way at once. It is halved after the server asked for a
/// pause, and grows again by about one for each round of requests without one, up to the most that the
/// settings allow (additive increase, multiplicative decrease, as TCP has it).
pub(super) struct ConcurrencyLimit {
    /// The limit, and the number of requests under way.
    state: Mutex<(f64, usize)>,
    changed: Notify,
    most: f64,
}

impl ConcurrencyLimit {
    pub(super) fn new(most: usize) -> ConcurrencyLimit {
        ConcurrencyLimit {
            state: Mutex::new((most as f64, 0)),
            changed: Notify::new(),
            most: most as f64,
        }
    }

    /// Waits until one more request may begin, and counts it.
    pub(super) async fn enter(&self) {
        loop {
            // Made before the look at the state, so that no change between the two is missed.
            let changed = self.changed.notified();
            {
                let mut state = self.state();
                if state.1 as f64 + 1.0 <= state.0.max(1.0) {
                    state.1 += 1;
                    return;
                }
            }
            changed.await;
        }
    }

    /// Counts one request less; `held` tells that the server asked for a pause meanwhile.
    pub(super) fn leave(&self, held: bool) {
        let mut state = self.state();
        state.1 -= 1;
        state.0 = if held {
            (state.0 / 2.0).max(1.0)
        } else {
            (state.0 + 1.0 / state.0).min(self.most)
        };
        drop(state);
        self.changed.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, (f64, usize)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::finish;

    #[test]
    fn a_pause_halves_it_and_answers_raise_it() {
        let limit = ConcurrencyLimit::new(4);
        let enter = || finish(|| limit.enter()).unwrap();
        for _ in 0..4 {
            enter();
        }
        std::thread::scope(|scope| {
            let fifth = scope.spawn(enter);
            limit.leave(true);
            limit.leave(false);
            // Two are left of at most 2.5: the fifth waits for one of them.
            limit.leave(false);
            fifth.join().unwrap();
        });
        let (most, under_way) = *limit.state();
        assert_eq!(under_way, 2);
        assert!(most > 2.0 && most < 4.0, "{most}");
    }
}
