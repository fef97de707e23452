//! The workbench: a local web application for one person and one bitext, to correct links, edit the
//! English, resolve findings and go through revisions. Every change is an
//! [`Operation`](crate::bitext::edit::Operation) on the bitext file, which all other commands read.
//!
//! `session` holds the bitext, `journal` and `file` keep it on disk, `findings` checks it, `view` tells
//! the page, `auth` and `server` let nobody else in. The page is in `assets/`.

mod assets;
mod auth;
mod background;
mod file;
mod findings;
mod journal;
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
