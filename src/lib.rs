//! duizhao 对照: parallel Chinese-English editions.
//!
//! The way of the data, from files to an edition, is the order of the modules: [`text`] knows what a
//! text is made of; [`document`] reads files into blocks that lead back to their bytes; [`segment`]
//! cuts blocks into sentences; [`bitext`] keeps which English sentences translate which Chinese ones,
//! [`lexicon`] and [`align`] find it, [`eval`] says how well; [`glossary`] knows the terms; [`edition`]
//! makes the page or book that a reader opens; [`check`] says what is wrong with a translation, [`diff`] what
//! changed in it. [`encoder`] fetches sentence vectors from a server, [`translate`] translations, [`cache`]
//! keeps what was fetched. [`words`] has what people read, in English and in Chinese.
//!
//! [`project`] is the door: its [`Project`](project::Project) has a method for each thing that a user does,
//! and the command in `src/main.rs` only parses, calls it and prints. Everything in the library takes values
//! and gives values: nothing prints, reads arguments or ends the process.
//!
//! Three features are on by default and can be left out by a library user: `net` (servers of translations and
//! sentence vectors, and the database of their answers), `workbench` (the server of `duizhao review`, with
//! `net`) and `cli` (the command, with both).
//!
//! ```
//! use duizhao::edition::{EditionOptions, output};
//! use duizhao::project::{HintFiles, Project};
//!
//! let project = Project::default();
//! let pair = project.parse_pair(
//!     ("zh.txt", "桥断了。镇上的人等了六年！"),
//!     ("en.txt", "The bridge broke. For six years the town waited!"),
//! )?;
//! let parallel = project.align(pair, HintFiles::default())?;
//! let bitext = &parallel.bitext;
//! assert_eq!(bitext.beads.len(), 2);
//! assert_eq!(bitext.source_text(&bitext.beads[1]), "镇上的人等了六年！");
//! assert_eq!(bitext.target_text(&bitext.beads[1]), "For six years the town waited!");
//!
//! let mut page = Vec::new();
//! let html = output("html").expect("it is in the table");
//! parallel.with_edition(EditionOptions::default(), |edition| (html.write)(edition, &mut page))?;
//! assert!(String::from_utf8(page)?.contains("The bridge broke."));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod align;
pub mod bitext;
#[cfg(feature = "net")]
pub mod cache;
pub mod check;
pub mod config;
pub mod diff;
pub mod document;
pub mod edition;
pub mod encoder;
pub mod error;
pub mod eval;
pub mod files;
pub mod glossary;
#[cfg(feature = "net")]
pub mod http;
pub mod lexicon;

pub mod pipe;
pub mod project;
pub mod report;
#[cfg(feature = "workbench")]
pub mod review;
pub mod segment;

pub mod text;
mod threads;
#[cfg(feature = "net")]
pub mod translate;
pub mod words;

pub use error::{Error, Place, Result};
