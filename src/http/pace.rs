//! The pace of requests to one server: pauses after failures and by the server's wish, limits that it
//! has announced, and stopping all that wait.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::quota::{Quota, Remaining};

/// The first pause after a failure; each further one may be twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause after a failure that the server gave no time for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The state that all requests under way at one server share: the time before which it wants no request,
/// what it has announced to take, and whether the run is stopped.
#[derive(Debug)]
pub(crate) struct Pace {
    state: Mutex<PaceState>,
    changed: Condvar,
    first: Duration,
    /// The most retries of all requests together.
    retries: u64,
}

/// An announced rest of requests or tokens, and the time when the whole amount is available again.
#[derive(Clone, Copy, Debug)]
struct Budget {
    left: u64,
    until: Instant,
}

#[derive(Debug)]
struct PaceState {
    /// Retries so far.
    retried: u64,
    /// The rest that the server has announced, if it has.
    requests: Option<Budget>,
    tokens: Option<Budget>,
    /// Number of pauses that the server has asked for.
    holds: u64,
    /// The time before which no request is sent.
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
            state: Mutex::new(PaceState {
                retried: 0,
                requests: None,
                tokens: None,
                holds: 0,
                from: Instant::now(),
                stopped: false,
            }),
            changed: Condvar::new(),
            first,
            retries: u64::MAX,
        }
    }

    /// The same pace with at most `retries` retries in all.
    pub(crate) fn with_retries(mut self, retries: u64) -> Self {
        self.retries = retries;
        self
    }

    /// Counts one retry; `false` when that is more than allowed.
    pub(super) fn may_try_again(&self) -> bool {
        let mut state = self.state();
        state.retried += 1;
        state.retried <= self.retries
    }

    /// Takes in the rest that a server announces. One that is renewed in more than two minutes is not
    /// waited for: by then the server may have announced another.
    pub(super) fn learn(&self, quota: Quota) {
        let budget = |left: Remaining| {
            (left.renewed_in <= LONGEST_PAUSE * 4).then(|| Budget {
                left: left.amount,
                until: Instant::now() + left.renewed_in,
            })
        };
        let mut state = self.state();
        if let Some(left) = quota.requests {
            state.requests = budget(left);
        }
        if let Some(left) = quota.tokens {
            state.tokens = budget(left);
        }
    }

    /// Waits until the server takes a request with `tokens` tokens, as far as it has announced its
    /// limits; `false` when the run is stopped.
    pub(super) fn take(&self, tokens: u64) -> bool {
        let until = {
            let mut state = self.state();
            let now = Instant::now();
            let requests = spend(&mut state.requests, 1, now);
            let tokens = spend(&mut state.tokens, tokens, now);
            requests.max(tokens)
        };
        until.is_none_or(|until| self.wait(until.saturating_duration_since(Instant::now())))
    }

    /// Ends all waiting, present and future: each wait returns `false` at once.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// Holds all requests back until `pause` is over, as the server wishes.
    pub(crate) fn hold_all(&self, pause: Duration) {
        let mut state = self.state();
        state.from = state.from.max(Instant::now() + pause);
        state.holds += 1;
    }

    /// Number of pauses that the server has asked for so far.
    pub(crate) fn holds(&self) -> u64 {
        self.state().holds
    }

    /// Waits for `own` and for the pause that the server wants; `false` when the run is stopped.
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

    /// The pause after failure number `tries` (from 1): a random length up to a limit that doubles each
    /// time, so that requests which failed together do not return together (exponential backoff with
    /// full jitter).
    pub(crate) fn pause_after(&self, tries: u32) -> Duration {
        let limit = self
            .first
            .saturating_mul(1 << tries.saturating_sub(1).min(16))
            .min(LONGEST_PAUSE);
        limit.mul_f64(fastrand::f64())
    }

    fn state(&self) -> MutexGuard<'_, PaceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes `amount` out of a budget; when there is too little, returns the time when it is renewed.
fn spend(budget: &mut Option<Budget>, amount: u64, now: Instant) -> Option<Instant> {
    let Budget { left, until } = budget.filter(|budget| budget.until > now)?;
    match left.checked_sub(amount) {
        Some(left) => {
            *budget = Some(Budget { left, until });
            None
        }
        None => Some(until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_is_waited_for() {
        let pace = Pace::default();
        let left = |amount| {
            let renewed_in = Duration::from_millis(30);
            Some(Remaining { amount, renewed_in })
        };
        let start = Instant::now();
        pace.learn(Quota {
            requests: left(2),
            tokens: left(50),
        });
        assert!(pace.take(20));
        assert!(start.elapsed() < Duration::from_millis(30));
        // There are requests enough, but not tokens.
        assert!(pace.take(40));
        assert!(start.elapsed() >= Duration::from_millis(30));
        pace.stop();
        pace.learn(Quota {
            requests: left(0),
            tokens: None,
        });
        assert!(!pace.take(1));
    }

    #[test]
    fn tries_are_counted_over_all_requests() {
        let pace = Pace::default().with_retries(2);
        let may: Vec<bool> = (0..3).map(|_| pace.may_try_again()).collect();
        assert_eq!(may, [true, true, false]);
    }

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
