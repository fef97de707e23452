//! What the InterText editor and server read and write: an alignment, and the two texts in files of
//! their own.
//!
//! ```text
//! <linkGrp toDoc='a.en.xml' fromDoc='a.zh.xml'>
//! <link type='1-2' xtargets='1:1;1:1 1:2' status='man'/>
//! ```
//!
//! First in `xtargets` (and in `type`, which counts them) stand the sentences of `toDoc`, which is the
//! translation, after the semicolon those of `fromDoc`. `status` is `man` for what a person has
//! confirmed, `auto` or `plain`. Sentences are `<s id="2:3">`: the third of the second paragraph.

mod link;
mod read;
mod text;
mod write;

pub use read::read;
pub use write::write;

#[cfg(test)]
mod tests;
