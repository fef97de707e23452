//! The disk is full or read-only.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::cases::{Case, cases};
use super::desk::{command, done, everything, lay_out, left_over, look, put, run};
use super::kept;
use crate::common::skipped;

/// A file system of its own of a given size, unmounted at the end.
struct Disk(tempfile::TempDir);

impl Disk {
    /// Mounts a file system; `None`, with a message, if that is not possible.
    fn new(size: &str) -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            skipped("a small disk can be mounted by root only");
            return None;
        }
        Some(Disk(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn read_only(&self) {
        self.remount("ro");
    }

    fn remount(&self, how: &str) {
        let status = Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(self.path())
            .status();
        assert!(status.unwrap().success());
    }

    /// Fills the disk to the last byte.
    fn fill(&self) {
        let mut ballast = File::create(self.ballast()).unwrap();
        for size in [4096, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Frees the space again.
    fn free(&self) {
        self.remount("rw");
        let _ = fs::remove_file(self.ballast());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

/// A project on the disk, with the files that the commands start from.
fn filled(disk: &Disk) -> Vec<Case> {
    lay_out(disk.path());
    let cases = cases(disk.path());
    for case in &cases {
        put(disk.path(), &case.old);
    }
    cases
}

/// Asserts that the command fails, names the file, and leaves everything as it was.
fn refused(folder: &Path, case: &Case, before: &[PathBuf]) {
    let output = run(folder, &case.arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    let name = case.name;
    assert_eq!(output.status.code(), Some(2), "{name}: {said}");
    let named = case.old.keys().any(|file| said.contains(file.as_str()))
        || case.old.is_empty() && said.contains(".duizhao");
    assert!(
        named && said.contains("cannot be written"),
        "{name}: {said}"
    );
    assert_eq!(look(folder, &case.old), case.old, "{name}");
    let mut after = everything(folder);
    // An empty cache folder does not matter, nor do the file that writers lock and the log of what was
    // written, in which a line too many does no harm.
    after.retain(|path| {
        let is_lock = path.extension().is_some_and(|ending| ending == "lock");
        let is_log = path.ends_with(".duizhao/written");
        !is_lock && !is_log && !path.ends_with(".duizhao") && !path.ends_with(".duizhao/.gitignore")
    });
    assert_eq!(after, before, "{name}");
}

#[test]
fn a_full_disk_is_said_and_costs_nothing() {
    let Some(disk) = Disk::new("512k") else {
        return;
    };
    let cases = filled(&disk);
    disk.fill();
    let before = everything(disk.path());
    for case in &cases {
        refused(disk.path(), case, &before);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_costs_nothing() {
    let Some(disk) = Disk::new("512k") else {
        return;
    };
    let cases = filled(&disk);
    disk.read_only();
    let before = everything(disk.path());
    for case in &cases {
        refused(disk.path(), case, &before);
    }
}

/// Cached answers of a server survive a failed write, and the run continues from them when there is
/// room again.
#[test]
fn what_was_paid_for_outlives_a_disk_that_cannot_be_written() {
    for harm in [Disk::fill, Disk::read_only] {
        let Some(disk) = Disk::new("16m") else {
            return;
        };
        lay_out(disk.path());
        for case in kept::cases(disk.path()) {
            let name = case.name;
            put(disk.path(), &case.old);
            put(disk.path(), &case.kept);
            harm(&disk);
            let output = run(disk.path(), &case.arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}: {said}");
            assert_eq!(look(disk.path(), &case.old), case.old, "{name}");
            disk.free();
            assert!(left_over(disk.path()).is_empty(), "{name}");
            done(disk.path(), &case.arguments);
            let new = look(disk.path(), &case.old);
            for (file, bytes) in &case.old {
                assert!(new[file].is_some(), "{name}: no {file}");
                assert_ne!(new[file], *bytes, "{name}: {file}");
            }
        }
    }
}

#[test]
fn standard_output_may_be_full() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    for arguments in [
        &["segment", "zh.txt"][..],
        &["align", "zh.txt", "en.txt"],
        &["check", "base.bitext.jsonl"],
        &["terms", "zh.txt", "en.txt", "--least", "1"],
        &[
            "merge",
            "base.bitext.jsonl",
            "ours.bitext.jsonl",
            "theirs.bitext.jsonl",
        ],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let output = command(folder.path(), arguments)
            .stdout(full.unwrap())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("standard output"), "{arguments:?}: {said}");
    }
}
