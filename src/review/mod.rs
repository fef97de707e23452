//! The workbench: a local web application for one person and one bitext, to correct links, edit the
//! English, resolve findings and go through revisions. Every change is an
//! [`Operation`](crate::bitext::edit::Operation) on the bitext; the English is written into its own file, too.
//!
//! `session` holds the bitext and has it written, `journal` keeps what is not written yet, `file` watches the
//! files, `findings` checks it, `view` tells
//! the page, `auth` and `server` let nobody else in. The page is in `assets/`.

mod assets;
mod auth;
mod background;
mod file;
mod findings;
mod journal;
mod marks;
mod regions;
mod remembered;
mod revision;
mod server;
mod session;
mod state;
mod suggestions;
mod view;
mod workbench;

pub use server::serve;
pub use workbench::{Setup, Workbench};
