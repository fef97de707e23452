//! Editions: what a reader opens.
