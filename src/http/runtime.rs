//! The runtime that drives all connections, and how code that is not asynchronous waits for it.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

use super::Failure;

/// The most look-ups of host names at once, which the system answers one a thread.
const LOOK_UPS: usize = 16;

/// The runtime of the whole process. One thread is enough for its connections: what is done with the
/// answers is done on the threads that wait for them.
pub(super) fn runtime() -> Result<&'static Runtime, Failure> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(LOOK_UPS)
            .thread_name("duizhao-net")
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| error.to_string())
    });
    runtime.as_ref().map_err(|error| Failure::no_thread(error))
}

/// Waits for what `work` makes to be finished. It may be called from anywhere: a thread that belongs to a
/// runtime of its own may not wait for another one, so a further thread does it there.
///
/// # Errors
/// [`Failure::Final`] when no thread could be started.
pub(crate) fn finish<T: Send, F: Future<Output = T>>(
    work: impl FnOnce() -> F + Send,
) -> Result<T, Failure> {
    let runtime = runtime()?;
    if Handle::try_current().is_err() {
        return Ok(runtime.block_on(work()));
    }
    thread::scope(|scope| {
        let waiting = thread::Builder::new()
            .spawn_scoped(scope, || runtime.block_on(work()))
            .map_err(|error| Failure::no_thread(&error.to_string()))?;
        Ok(waiting.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_waited_for_from_inside_a_runtime_too() {
        let twice = |n: u32| async move {
            tokio::task::yield_now().await;
            n * 2
        };
        assert_eq!(finish(|| twice(2)).unwrap(), 4);
        let other = Builder::new_current_thread().build().unwrap();
        let inside = async { finish(|| twice(3)).unwrap() };
        assert_eq!(other.block_on(inside), 6);
    }
}
