//! How long to wait before asking again, and stopping everybody who waits.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The first pause after a failure; each further one may be twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause of our own choosing.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What the requests that are under way at one server share: when the server wants to be asked
/// again, and whether it is all over.
#[derive(Debug)]
pub(crate) struct Pace {
    state: Mutex<State>,
    changed: Condvar,
    first: Duration,
}

#[derive(Debug)]
struct State {
    /// How often the server wanted to be left alone.
    holds: u64,
    /// Nobody asks before this.
    from: Instant,
    stopped: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Pace::starting_with(FIRST_PAUSE)
    }
}

impl Pace {
    /// A pace whose first pause after a failure is at most `first`.
    pub(crate) fn starting_with(first: Duration) -> Self {
        Pace {
            state: Mutex::new(State {
                holds: 0,
                from: Instant::now(),
                stopped: false,
            }),
            changed: Condvar::new(),
            first,
        }
    }

    /// Everybody goes home: whoever waits, or comes to wait, is told so.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// The server wants nobody to ask before `pause` is over.
    pub(crate) fn hold_all(&self, pause: Duration) {
        let mut state = self.state();
        state.from = state.from.max(Instant::now() + pause);
        state.holds += 1;
    }

    /// How often the server wanted to be left alone so far.
    pub(crate) fn holds(&self) -> u64 {
        self.state().holds
    }

    /// Waits for `own`, and for what the server wants. `false` when it is all over.
    pub(crate) fn wait(&self, own: Duration) -> bool {
        let own = Instant::now() + own;
        let mut state = self.state();
        loop {
            if state.stopped {
                return false;
            }
            let left = own
                .max(state.from)
                .saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            (state, _) = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A pause after failure number `tries` (from 1): any length up to a limit that doubles with each,
    /// so that many who failed together do not come back together.
    pub(crate) fn pause_after(&self, tries: u32) -> Duration {
        let limit = self
            .first
            .saturating_mul(1 << tries.saturating_sub(1).min(16))
            .min(LONGEST_PAUSE);
        limit.mul_f64(fastrand::f64())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit() {
        let pace = Pace::default();
        for (tries, most) in [(1, 500), (2, 1000), (4, 4000), (7, 30_000), (900, 30_000)] {
            let most = Duration::from_millis(most);
            let pauses: Vec<_> = (0..200).map(|_| pace.pause_after(tries)).collect();
            assert!(pauses.iter().all(|&pause| pause <= most), "{tries}");
            assert!(pauses.iter().any(|&pause| pause > most / 2), "{tries}");
        }
    }

    #[test]
    fn stopping_ends_every_wait() {
        let pace = Pace::default();
        let hour = Duration::from_secs(3600);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pace.wait(hour));
            pace.stop();
            assert!(!waiting.join().unwrap());
        });
        assert!(!pace.wait(Duration::ZERO));
    }

    #[test]
    fn a_held_server_is_not_asked() {
        let pace = Pace::default();
        let pause = Duration::from_millis(20);
        let start = Instant::now();
        pace.hold_all(pause);
        assert!(pace.wait(Duration::ZERO));
        assert!(start.elapsed() >= pause);
    }
}
