//! A piece of work for each text of a list: several at once, the results in the order of the list.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::ProjectText;
use crate::error::Result;
use crate::project::Project;
use crate::project::reporter::{Remark, Remarks};

/// The number of texts for each thread that may be finished and wait for one before them.
const AHEAD: usize = 8;

/// The texts between the threads that work and the one that takes results.
struct State<T> {
    /// The next text that nobody works on.
    next: usize,
    /// The number of results that were taken.
    taken: usize,
    /// Results that wait for their turn.
    done: BTreeMap<usize, (Result<T>, Vec<Remark>)>,
    /// Whether no more results are wanted.
    stopped: bool,
}

impl Project {
    /// Does `work` for each text, on as many threads as there are jobs, and hands the results to `each` in the
    /// order of the texts, as soon as they are there. An error of one text is its result and does not stop the
    /// others; an error of `each` does. Only a few results wait at a time. Remarks on a text come with its
    /// result.
    ///
    /// # Errors
    /// Those of `each`.
    pub fn each_text<T: Send>(
        &self,
        texts: &[ProjectText],
        work: impl Fn(&Project, &ProjectText) -> Result<T> + Sync,
        mut each: impl FnMut(&ProjectText, Result<T>) -> Result<()>,
    ) -> Result<()> {
        if let [text] = texts {
            return each(text, work(self, text));
        }
        let threads = self.jobs.clamp(1, texts.len().max(1));
        let state = Mutex::new(State {
            next: 0,
            taken: 0,
            done: BTreeMap::new(),
            stopped: false,
        });
        let changed = Condvar::new();
        let worker = || {
            loop {
                let at = {
                    let mut state = lock(&state);
                    while !state.stopped && state.next >= state.taken + AHEAD * threads {
                        state = wait(&changed, state);
                    }
                    if state.stopped || state.next >= texts.len() {
                        return;
                    }
                    state.next += 1;
                    state.next - 1
                };
                let remarks = Arc::new(Remarks::default());
                let mut alone = self.clone().reporting(remarks.clone());
                alone.jobs = (self.jobs / threads).max(1);
                let result = work(&alone, &texts[at]);
                lock(&state).done.insert(at, (result, remarks.take()));
                changed.notify_all();
            }
        };
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(worker);
            }
            let mut outcome = Ok(());
            for (at, text) in texts.iter().enumerate() {
                self.reporter.text(at + 1, texts.len(), &text.name);
                let (result, remarks) = {
                    let mut state = lock(&state);
                    loop {
                        if let Some(done) = state.done.remove(&at) {
                            state.taken += 1;
                            changed.notify_all();
                            break done;
                        }
                        state = wait(&changed, state);
                    }
                };
                for remark in remarks {
                    remark.say(self.reporter.as_ref());
                }
                outcome = each(text, result);
                if outcome.is_err() {
                    break;
                }
            }
            lock(&state).stopped = true;
            changed.notify_all();
            self.reporter.text(texts.len(), texts.len(), "");
            outcome
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'a, T>(changed: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    changed.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::error::Error;

    fn texts(number: usize) -> Vec<ProjectText> {
        let text = |at| ProjectText {
            name: format!("{at}"),
            ..ProjectText::default()
        };
        (0..number).map(text).collect()
    }

    #[test]
    fn results_come_in_order_and_one_error_stops_nothing() {
        for jobs in [1, 2, 7] {
            let project = Project::new(Config::default(), jobs);
            let mut seen = Vec::new();
            let work = |_: &Project, text: &ProjectText| {
                let number: u64 = text.name.parse().unwrap();
                // The first ones take longest.
                thread::sleep(std::time::Duration::from_millis((40 - number) / 8));
                if number == 3 {
                    return Err(Error::usage("three", ""));
                }
                Ok(number)
            };
            project
                .each_text(&texts(40), work, |text, result| {
                    seen.push(result.map_or_else(|error| error.to_string(), |n| n.to_string()));
                    assert_eq!(seen.len() - 1, text.name.parse::<usize>().unwrap());
                    Ok(())
                })
                .unwrap();
            assert_eq!(seen.len(), 40);
            assert_eq!(seen[3], "three");
        }
    }

    #[test]
    fn what_takes_the_results_can_stop_the_work() {
        let project = Project::new(Config::default(), 2);
        let mut taken = 0;
        let outcome = project.each_text(
            &texts(500),
            |_, _| Ok(()),
            |_, _| {
                taken += 1;
                if taken == 5 {
                    return Err(Error::usage("enough", ""));
                }
                Ok(())
            },
        );
        assert_eq!(taken, 5);
        assert!(outcome.is_err());
    }
}
