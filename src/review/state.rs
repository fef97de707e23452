//! The state of an open bitext that the requests of the page and the background work share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::remembered::Remembered;
use super::session::Session;

/// The session, and what is remembered of the page.
pub(super) struct SharedState {
    session: Mutex<Session>,
    page: Mutex<Remembered>,
    is_over: AtomicBool,
}

/// Locks a mutex, even when a thread panicked while it held it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked has left a consistent state behind, as operations are done whole or not at
    // all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SharedState {
    pub(super) fn new(session: Session, page: Remembered) -> SharedState {
        SharedState {
            session: Mutex::new(session),
            page: Mutex::new(page),
            is_over: AtomicBool::new(false),
        }
    }

    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        lock(&self.session)
    }

    pub(super) fn page(&self) -> MutexGuard<'_, Remembered> {
        lock(&self.page)
    }

    /// Writes down where the person stands.
    pub(super) fn keep_place(&self) {
        self.page().keep();
    }

    /// Tells the background work to end.
    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Release);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }
}
