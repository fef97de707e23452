//! The pace of requests to one server: pauses after failures and by the server's wish, limits that it
//! has announced, and stopping all that wait.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

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
    /// Wakes all that wait when the run is stopped.
    ended: Notify,
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
    /// The number of answers that the server has given to any request.
    answers: u64,
    /// The earliest time of the next request.
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
                answers: 0,
                from: Instant::now(),
                stopped: false,
            }),
            ended: Notify::new(),
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

    /// Takes in what the server says it will still take.
    pub(super) fn learn(&self, quota: Quota) {
        self.state().learn(quota, Instant::now());
    }

    /// Takes in that the server has given an answer, to whomever.
    pub(super) fn answered(&self) {
        self.state().answers += 1;
    }

    /// The number of answers of the server so far, to any request: a request that failed meanwhile learns
    /// that the server is there.
    pub(super) fn answers(&self) -> u64 {
        self.state().answers
    }

    /// Waits until the server takes a request with `tokens` tokens, as far as it has announced its
    /// limits; `false` when the run is stopped.
    pub(super) async fn take(&self, tokens: u64) -> bool {
        let until = self.state().take(tokens, Instant::now());
        match until {
            None => true,
            Some(until) => {
                let left = until.saturating_duration_since(Instant::now());
                self.wait(left).await
            }
        }
    }

    /// Ends all waiting, present and future: each wait returns `false` at once.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.ended.notify_waiters();
    }

    /// Holds all requests back until `pause` is over, as the server wishes.
    pub(crate) fn hold_all(&self, pause: Duration) {
        self.state().hold(pause, Instant::now());
    }

    /// Number of pauses that the server has asked for so far.
    pub(crate) fn holds(&self) -> u64 {
        self.state().holds
    }

    /// Waits for `own` and for the pause that the server wants; `false` when the run is stopped.
    pub(crate) async fn wait(&self, own: Duration) -> bool {
        let own = Instant::now() + own;
        loop {
            // Made before the look at the state, so that no stop between the two is missed.
            let ended = self.ended.notified();
            let left = {
                let state = self.state();
                if state.stopped {
                    return false;
                }
                state.left(own, Instant::now())
            };
            let Some(left) = left else {
                return true;
            };
            // Whichever ends the wait, the state is looked at again: there may be a new pause.
            let _ = tokio::time::timeout(left, ended).await;
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

/// The part that depends on time, which is passed in: no clock is read here.
impl PaceState {
    /// Takes in what the server says it will still take. A time that is too long to be waited for is
    /// passed over: the server may know better when it comes to it.
    fn learn(&mut self, quota: Quota, now: Instant) {
        let budget = |left: Remaining| {
            (left.renewed_in <= LONGEST_PAUSE * 4).then(|| Budget {
                left: left.amount,
                until: now + left.renewed_in,
            })
        };
        if let Some(left) = quota.requests {
            self.requests = budget(left);
        }
        if let Some(left) = quota.tokens {
            self.tokens = budget(left);
        }
    }

    /// Takes a request with so many tokens, or says when the server will take it.
    fn take(&mut self, tokens: u64, now: Instant) -> Option<Instant> {
        let requests = spend(&mut self.requests, 1, now);
        let tokens = spend(&mut self.tokens, tokens, now);
        requests.max(tokens)
    }

    fn hold(&mut self, pause: Duration, now: Instant) {
        self.from = self.from.max(now + pause);
        self.holds += 1;
    }

    /// The time that a request which is due at `own` still has to wait; `None` for none.
    fn left(&self, own: Instant, now: Instant) -> Option<Duration> {
        let left = own.max(self.from).saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }
}

/// Takes `amount` out of a budget, or says when there will be enough.
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
    use crate::http::finish;

    const SECOND: Duration = Duration::from_secs(1);

    /// So much is left, and all of it is there again in a minute.
    fn left(amount: u64) -> Option<Remaining> {
        let renewed_in = 60 * SECOND;
        Some(Remaining { amount, renewed_in })
    }

    #[test]
    fn what_is_used_up_is_waited_for() {
        let pace = Pace::default();
        let mut state = pace.state();
        let now = Instant::now();
        let renewed = now + 60 * SECOND;
        let quota = |requests, tokens| Quota { requests, tokens };
        state.learn(quota(left(2), left(50)), now);
        assert_eq!(state.take(20, now), None);
        // Enough requests, but not enough tokens.
        assert_eq!(state.take(40, now + SECOND), Some(renewed));
        // Enough tokens, but no requests.
        assert_eq!(state.take(10, now + 59 * SECOND), Some(renewed));
        // Then there is all of it again.
        assert_eq!(state.take(1000, renewed), None);
        // A renewal that is hours away is not waited for.
        let renewed_in = LONGEST_PAUSE * 5;
        let long = Remaining {
            amount: 0,
            renewed_in,
        };
        state.learn(quota(Some(long), None), now);
        assert_eq!(state.take(1, now), None);
    }

    #[test]
    fn who_takes_what_is_not_there_waits_until_it_is_all_over() {
        let pace = Pace::default();
        pace.learn(Quota {
            requests: left(0),
            tokens: None,
        });
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| finish(|| pace.take(1)).unwrap());
            pace.stop();
            assert!(!waiting.join().unwrap());
        });
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
            let waiting = scope.spawn(|| finish(|| pace.wait(hour)).unwrap());
            pace.stop();
            assert!(!waiting.join().unwrap());
        });
        assert!(!finish(|| pace.wait(Duration::ZERO)).unwrap());
    }

    #[test]
    fn a_held_server_is_not_asked() {
        let pace = Pace::default();
        let mut state = pace.state();
        let now = state.from;
        assert_eq!(state.left(now, now), None);
        state.hold(20 * SECOND, now);
        assert_eq!(state.left(now, now), Some(20 * SECOND));
        // A shorter one beside it takes nothing away, and who waits longer anyway waits no longer.
        state.hold(5 * SECOND, now);
        assert_eq!(state.left(now, now + SECOND), Some(19 * SECOND));
        let own = now + 30 * SECOND;
        assert_eq!(state.left(own, now + SECOND), Some(29 * SECOND));
        assert_eq!(state.left(now, now + 20 * SECOND), None);
        drop(state);
        assert_eq!(pace.holds(), 2);
    }

    #[test]
    fn waiting_takes_as_long_as_the_server_wants() {
        let pace = Pace::default();
        let pause = Duration::from_millis(20);
        let start = Instant::now();
        pace.hold_all(pause);
        assert!(finish(|| pace.wait(Duration::ZERO)).unwrap());
        // A busy machine may take longer, none less.
        assert!(start.elapsed() >= pause);
    }
}
