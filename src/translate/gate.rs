//! How much is under way at once.

use std::sync::{Condvar, Mutex, PoisonError};

/// How many requests may be under way: fewer after the server wanted to be left alone, slowly more
/// again.
pub(super) struct Gate {
    state: Mutex<(f64, usize)>,
    changed: Condvar,
    most: f64,
}

impl Gate {
    pub(super) fn new(most: usize) -> Gate {
        Gate {
            state: Mutex::new((most as f64, 0)),
            changed: Condvar::new(),
            most: most as f64,
        }
    }

    /// Waits until one more may begin.
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

    /// One has ended; `held` when the server wanted to be left alone meanwhile.
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
