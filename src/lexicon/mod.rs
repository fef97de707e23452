//! The compiled-in Chinese-English lexicon.
