//! What goes on while nobody asks: the file is written, looked at, and everything checked.

use std::sync::Weak;
use std::thread;
use std::time::{Duration, Instant};

use super::file::Draft;
use super::findings::check;
use super::workbench::Workbench;

/// How often it is looked whether anything is due.
const TICK: Duration = Duration::from_millis(150);
/// How often it is looked whether another program has changed the file.
const LOOK: Duration = Duration::from_secs(1);
/// Everything is checked when nothing has been done for so long.
const CALM: Duration = Duration::from_millis(400);

/// Goes on until the workbench is gone.
pub(super) fn start(workbench: Weak<Workbench>) {
    thread::spawn(move || {
        let mut looked = Instant::now();
        let mut first = true;
        while let Some(workbench) = workbench.upgrade() {
            let mut session = workbench.session();
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                session.look_at_file();
            }
            // The page is told why by the session itself, where it cannot be written.
            if session.is_overdue() && session.is_due() {
                let _ = session.save();
            } else if session.is_due() {
                // A long text is written while others go on; if it has changed meanwhile, next time.
                let (version, path) = (session.version(), session.file.path().to_owned());
                let bitext = session.bitext.clone();
                drop(session);
                let draft = Draft::new(&path, &bitext);
                session = workbench.session();
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
                workbench.session().install(version, checked);
            }
            workbench.keep_place();
            drop(workbench);
            thread::sleep(TICK);
        }
    });
}
