//! InterText, the format of the InterText editor and server: an alignment file, and the two texts in
//! files of their own.
//!
//! ```text
//! <linkGrp toDoc='a.en.xml' fromDoc='a.zh.xml'>
//! <link type='1-2' xtargets='1:1;1:1 1:2' status='man'/>
//! ```
//!
//! The sentences of `toDoc`, which is the translation, come first in `xtargets` (and in `type`, which
//! counts them); those of `fromDoc` follow after the semicolon. `status` is `man` for links that a
//! person has confirmed, else `auto` or `plain`. Sentences are `<s id="2:3">`: the third of the second
//! paragraph.

mod link;
mod read;
mod text;
mod write;

pub use read::read;
pub use write::write;

#[cfg(test)]
mod tests;
