//! duizhao 对照: parallel Chinese-English editions.

pub mod align;
pub mod bitext;
pub mod config;
pub mod document;
pub mod edition;
pub mod error;
pub mod glossary;
pub mod lexicon;
pub mod output;
pub mod segment;
pub mod text;

pub use error::{Error, Place, Result};
