//! The workbench: a local web application for one person and one bitext, to correct links, edit the
//! English, resolve findings and go through revisions. Every change is an
//! [`Operation`](crate::bitext::edit::Operation) on the bitext file, which all other commands read.
//!
//! `session` holds the bitext, `journal` and `file` keep it on disk, `findings` checks it, `view` tells
//! the page, `guard` and `server` let nobody else in. The page is in `assets/`.

mod aids;
mod assets;
mod file;
mod findings;
mod guard;
mod journal;
mod keeper;
mod page;
mod regions;
mod revision;
mod server;
mod session;
mod view;
mod workbench;

pub use server::serve;
pub use workbench::{Setup, Workbench};
