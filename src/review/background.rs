//! Background work: the files are saved and watched, and the whole text is checked.

use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::common::Common;
use super::findings::check;
use super::state::SharedState;

/// The interval at which due work is looked for.
const TICK: Duration = Duration::from_millis(150);
/// The interval at which the files are checked for changes by another program.
const LOOK: Duration = Duration::from_millis(500);
/// The time without changes after which the whole text is checked.
const CALM: Duration = Duration::from_millis(400);

/// Starts the background thread; it ends when it is told to, or when the workbench, which holds the state,
/// is dropped.
pub(super) fn start(state: Weak<SharedState>, common: Arc<Common>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut looked = Instant::now();
        let mut first = true;
        while let Some(state) = state.upgrade().filter(|state| !state.is_over()) {
            let mut session = state.session();
            // Another text has brought a term or a suppression.
            if common.renew(&mut session.setup) {
                session.check_anew();
            }
            if looked.elapsed() >= LOOK {
                session.look_at_files();
                looked = Instant::now();
            }
            if session.is_due() {
                // If the files cannot be written, the session itself tells the page why.
                let _ = session.save();
            }
            let due = !session.findings.is_complete && (first || session.idle() >= CALM);
            let work = due.then(|| {
                first = false;
                let bitext = session.bitext.clone();
                (session.version(), bitext, session.setup.clone())
            });
            drop(session);
            if let Some((version, bitext, setup)) = work {
                let checked = check(&bitext, &setup);
                state.session().install(version, checked);
            }
            state.keep_place();
            drop(state);
            thread::sleep(TICK);
        }
    })
}
