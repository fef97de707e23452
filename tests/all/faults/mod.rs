//! Faults around a run: it is killed, the disk is full, the folder cannot be written, a file is replaced
//! while it is read, it is interrupted, another run is in the way. None of them may lose a file.
#![allow(clippy::print_stderr)]

mod cases;
mod desk;
mod ended;
mod kept;
mod kills;
mod replaced;
mod signals;
mod together;
mod unwritable;
mod waiting;
