//! duizhao 对照: parallel Chinese-English editions.
//!
//! The way of the data, from files to an edition, is the order of the modules: [`text`] knows what a
//! text is made of; [`document`] reads files into blocks that lead back to their bytes; [`segment`]
//! cuts blocks into sentences; [`lexicon`] and [`align`] find which English sentences translate which
//! Chinese ones; [`bitext`] keeps and exchanges the result; [`glossary`] knows the terms; [`edition`]
//! makes what a reader opens; [`check`] says what is wrong with a translation, [`diff`] what changed in it.
//! [`encoder`] fetches sentence vectors from a server, [`cache`] keeps what
//! was fetched.
//!
//! Everything here takes values and gives values: nothing prints, reads arguments or ends the
//! process. The command in `src/main.rs` does that.
//!
//! ```
//! use std::path::Path;
//!
//! use duizhao::align::align;
//! use duizhao::document::read_bytes;
//! use duizhao::segment::{SegmentOptions, segment};
//! use duizhao::text::Language;
//!
//! let zh = read_bytes("桥断了。镇上的人等了六年！".into(), Path::new("zh.txt"), None)?;
//! let en = read_bytes("The bridge broke. For six years the town waited!".into(), Path::new("en.txt"), None)?;
//! let zh = segment(zh, Language::Zh, &SegmentOptions::default());
//! let en = segment(en, Language::En, &SegmentOptions::default());
//!
//! let source: Vec<&str> = zh.segments.iter().map(|s| s.text.as_str()).collect();
//! let target: Vec<&str> = en.segments.iter().map(|s| s.text.as_str()).collect();
//! let beads = align(&source, &target, 1);
//! assert_eq!(beads.len(), 2);
//! assert_eq!(source[beads[1].edge.i0], "镇上的人等了六年！");
//! assert_eq!(target[beads[1].edge.j0], "For six years the town waited!");
//! # Ok::<(), duizhao::Error>(())
//! ```

pub mod align;
pub mod batch;
pub mod bitext;
pub mod cache;
pub mod check;
pub mod config;
pub mod diff;
pub mod document;
pub mod edition;
pub mod encoder;
pub mod error;
pub mod files;
pub mod glossary;
pub mod http;
pub mod lexicon;

pub mod pipe;
pub mod report;
pub mod review;
pub mod segment;

pub mod text;
pub mod translate;

pub use error::{Error, Place, Result};
