//! The workbench: a local web application for one person and the texts of a project, to correct links, edit
//! the English, resolve findings and go through revisions. Every change is an
//! [`Operation`](crate::bitext::edit::Operation) on a bitext; the English is written into its own file, too.
//!
//! `desk` holds the list of texts and opens them, `survey` knows what is in those that are not open, `across`
//! answers what goes over all, `common` holds what all share. Of an open text `session` holds the bitext and has it written, `journal` keeps what is not
//! written yet, `file` watches the files, `findings` checks it, `view` tells the page. `finder` knows what is sought, `replace` where it stands and what
//! stands there instead, `replaced` does that in several texts at once, `fixes` tells what the checks would put in. `auth` and `server` let
//! nobody else in, `tongue` gives the page its language. The page is in `assets/`.

mod across;
mod assets;
mod auth;
mod background;
mod batch;
mod common;
mod concordance;
mod counts;
mod desk;
mod file;
mod finder;
mod findings;
mod fixes;
mod journal;
mod listed;
mod marks;
mod regions;
mod remembered;
mod replace;
mod replaced;
mod revision;
mod server;
mod session;
mod state;
mod suggestions;
mod survey;
mod tongue;
mod view;
mod workbench;

pub use common::Settings;
pub use desk::{CompareWith, Desk};
pub use server::serve;
