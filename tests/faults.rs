//! Faults around a run: it is killed, the disk is full, the folder cannot be written, a file is replaced
//! while it is read, it is interrupted, another run is in the way. None of them may lose a file.
#![allow(clippy::unwrap_used, clippy::print_stderr)]
#![cfg(target_os = "linux")]

#[path = "faults/cases.rs"]
mod cases;
#[path = "translate/chat.rs"]
mod chat;
mod common;
#[path = "faults/desk.rs"]
mod desk;
#[path = "faults/ended.rs"]
mod ended;
#[path = "faults/kept.rs"]
mod kept;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/replaced.rs"]
mod replaced;
#[path = "faults/signals.rs"]
mod signals;
#[path = "faults/together.rs"]
mod together;
#[path = "faults/unwritable.rs"]
mod unwritable;
#[path = "faults/waiting.rs"]
mod waiting;
