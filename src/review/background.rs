//! Background work: the bitext file is saved and watched, and the whole text is checked.

use std::sync::Weak;
use std::thread;
use std::time::{Duration, Instant};

use super::file::Draft;
use super::findings::check;
use super::state::SharedState;

/// The interval at which due work is looked for.
const TICK: Duration = Duration::from_millis(150);
/// The interval at which the file is checked for changes by another program.
const LOOK: Duration = Duration::from_secs(1);
/// The time without changes after which the whole text is checked.
const CALM: Duration = Duration::from_millis(400);

/// Starts the background thread; it ends when the workbench, which holds the state, is dropped.
pub(super) fn start(state: Weak<SharedState>) {
    thread::spawn(move || {
        let mut looked = Instant::now();
        let mut first = true;
        while let Some(state) = state.upgrade() {
            let mut session = state.session();
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                session.look_at_file();
            }
            // If the file cannot be written, the session itself tells the page why.
            if session.is_overdue() && session.is_due() {
                let _ = session.save();
            } else if session.is_due() {
                // A long text is written without holding the session; if it was changed meanwhile, the
                // draft is dropped and made again next time.
                let (version, path) = (session.version(), session.file.path().to_owned());
                let bitext = session.bitext.clone();
                drop(session);
                let draft = Draft::new(&path, &bitext);
                session = state.session();
                if session.version() == version && !session.is_saved() {
                    let _ = session.save_draft(draft);
                }
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
    });
}
