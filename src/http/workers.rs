//! Many workers at once, each of which asks a server one thing after the other.

use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::Failure;
use super::runtime::runtime;

/// Runs `count` workers, which send their messages to `collect`, until all have ended. The workers share as
/// many threads as the machine has cores, for what they do between the requests; `collect` runs on this
/// thread, and its messages end when the workers have.
///
/// # Errors
/// [`Failure::Final`] when no thread could be started. `collect` got no message then.
pub(crate) fn with_workers<M, R, F>(
    count: usize,
    work: impl Fn(Sender<M>) -> F + Sync,
    collect: impl FnOnce(Receiver<M>) -> R,
) -> Result<R, Failure>
where
    M: Send,
    F: Future<Output = ()>,
{
    let runtime = runtime()?;
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = cores.min(count);
    let (tell, told) = channel();
    thread::scope(|scope| {
        for number in 0..threads {
            let share = (count + number) / threads;
            let (work, messages) = (&work, tell.clone());
            let thread = thread::Builder::new().name("duizhao-asks".to_owned());
            let started = thread.spawn_scoped(scope, move || {
                let mut workers: FuturesUnordered<F> =
                    (0..share).map(|_| work(messages.clone())).collect();
                drop(messages);
                runtime.block_on(async { while workers.next().await.is_some() {} });
            });
            match started {
                Ok(_) => {}
                Err(error) if number == 0 => return Err(Failure::no_thread(&error.to_string())),
                // Fewer workers do the same work.
                Err(_) => break,
            }
        }
        drop(tell);
        Ok(collect(told))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn all_workers_are_at_work_at_once() {
        let (at_work, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |messages: Sender<usize>| {
            let (at_work, most) = (&at_work, &most);
            async move {
                let now = at_work.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(200)).await;
                at_work.fetch_sub(1, Ordering::SeqCst);
                messages.send(now).unwrap();
            }
        };
        for count in [1, 7, 40] {
            most.store(0, Ordering::SeqCst);
            let collect = |messages: Receiver<usize>| messages.into_iter().count();
            assert_eq!(with_workers(count, work, collect).unwrap(), count);
            assert_eq!(most.load(Ordering::SeqCst), count);
        }
        let nobody = with_workers(0, work, |messages| messages.into_iter().count());
        assert_eq!(nobody.unwrap(), 0);
    }
}
