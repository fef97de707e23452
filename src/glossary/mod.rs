//! Termbases.
