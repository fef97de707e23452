//! The limit on requests under way at once.

use std::sync::{Condvar, Mutex, PoisonError};

/// The number of requests that may be under way at once. It is halved after the server asked for a
/// pause, and grows again by about one for each round of requests without one, up to the most that the
/// settings allow (additive increase, multiplicative decrease, as TCP has it).
pub(super) struct ConcurrencyLimit {
    state: Mutex<(f64, usize)>,
    changed: Condvar,
    most: f64,
}

impl ConcurrencyLimit {
    pub(super) fn new(most: usize) -> ConcurrencyLimit {
        ConcurrencyLimit {
            state: Mutex::new((most as f64, 0)),
            changed: Condvar::new(),
            most: most as f64,
        }
    }

    /// Waits until one more request may begin, and counts it.
    pub(super) fn enter(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.1 as f64 + 1.0 > state.0.max(1.0) {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.1 += 1;
    }

    /// Counts one request less; `held` tells that the server asked for a pause meanwhile.
    pub(super) fn leave(&self, held: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 -= 1;
        state.0 = if held {
            (state.0 / 2.0).max(1.0)
        } else {
            (state.0 + 1.0 / state.0).min(self.most)
        };
        self.changed.notify_all();
    }
}
