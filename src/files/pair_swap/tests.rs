//! Kills between any two steps, every combination of contents, and a process that is really killed.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use super::*;
use crate::files::FOLDER_NAME;
use crate::files::atomic::tests::names;
use crate::files::pair_lock::PairLock;

const OLD: (&[u8], &[u8]) = (b"It rained.\r\n", b"{\"old\":1}\n");
const NEW: (&[u8], &[u8]) = (b"It poured.\r\n", b"{\"new\":1}\n{\"more\":2}\n");

struct Desk {
    root: tempfile::TempDir,
    text: PathBuf,
    bitext: PathBuf,
    folder: PathBuf,
}

impl Desk {
    fn new() -> Desk {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        let desk = Desk {
            text: at("en.md"),
            bitext: at("en.bitext.jsonl"),
            folder: at(FOLDER_NAME),
            root,
        };
        desk.set(Some(OLD.0), Some(OLD.1));
        desk
    }

    fn swap(&self) -> PairSwap<'_> {
        PairSwap {
            text: &self.text,
            bitext: &self.bitext,
            folder: &self.folder,
        }
    }

    fn set(&self, text: Option<&[u8]>, bitext: Option<&[u8]>) {
        for (path, bytes) in [(&self.text, text), (&self.bitext, bitext)] {
            match bytes {
                Some(bytes) => fs::write(path, bytes).unwrap(),
                None => drop(fs::remove_file(path)),
            }
        }
    }

    fn holds(&self, text: Option<&[u8]>, bitext: Option<&[u8]>) {
        assert_eq!(now(&self.text).unwrap().as_deref(), text);
        assert_eq!(now(&self.bitext).unwrap().as_deref(), bitext);
    }

    fn change<'a>(&'a self, swap: &PairSwap<'a>) -> Change<'a> {
        let text = Side::new(&self.text, Some(OLD.0), Some(NEW.0));
        let bitext = Side::new(&self.bitext, Some(OLD.1), Some(NEW.1));
        Change::prepare(swap, text, bitext).unwrap()
    }

    fn put(&self) -> Result<Put> {
        let (old, new) = (OLD, NEW);
        self.swap()
            .put(Some(old.0), Some(new.0), Some(old.1), Some(new.1))
    }

    /// What is in the private folder besides git's file.
    fn records(&self) -> Vec<String> {
        let mut names = names(&self.folder);
        names.retain(|name| name != ".gitignore");
        names
    }

    /// Leaves a record as a kill between record and text would.
    fn record(&self) {
        self.set(Some(OLD.0), Some(OLD.1));
        self.change(&self.swap()).write_record().unwrap();
        assert!(self.swap().has_record());
    }
}

#[test]
fn both_are_replaced_and_nothing_is_left() {
    let desk = Desk::new();
    assert_eq!(desk.put().unwrap(), Put::Done);
    desk.holds(Some(NEW.0), Some(NEW.1));
    assert_eq!(desk.records(), [""; 0]);
    let wanted = [FOLDER_NAME, "en.bitext.jsonl", "en.md"];
    assert_eq!(names(desk.root.path()), wanted);
    assert_eq!(desk.swap().recover().unwrap(), Recovered::Nothing);
}

#[test]
fn one_alone_is_replaced_and_files_are_made() {
    let desk = Desk::new();
    let swap = desk.swap();
    let put = |old: Option<&[u8]>, new| swap.put(old, new, Some(OLD.1), None).unwrap();
    assert_eq!(put(Some(OLD.0), Some(NEW.0)), Put::Done);
    desk.holds(Some(NEW.0), Some(OLD.1));
    assert_eq!(put(Some(NEW.0), None), Put::Done);
    desk.set(None, None);
    let put = swap.put(None, Some(NEW.0), None, Some(NEW.1)).unwrap();
    assert_eq!(put, Put::Done);
    desk.holds(Some(NEW.0), Some(NEW.1));
}

#[test]
fn after_a_kill_between_any_two_steps_both_are_old_or_both_are_new() {
    type Step = fn(&mut Change<'_>);
    let steps: [Step; 4] = [
        |change| change.write_record().unwrap(),
        |change| change.replace_text().unwrap(),
        |change| change.replace_bitext().unwrap(),
        |change| change.drop_record(),
    ];
    for done in 0..=steps.len() {
        let desk = Desk::new();
        let swap = desk.swap();
        let mut change = desk.change(&swap);
        for step in &steps[..done] {
            step(&mut change);
        }
        // A killed process removes nothing.
        std::mem::forget(change);
        let (recovered, holds) = match done {
            0 => (Recovered::Nothing, OLD),
            1 => (Recovered::TakenBack, OLD),
            2 | 3 => (Recovered::Finished, NEW),
            _ => (Recovered::Nothing, NEW),
        };
        assert_eq!(swap.recover().unwrap(), recovered, "after {done} steps");
        desk.holds(Some(holds.0), Some(holds.1));
        assert!(!swap.has_record());
        assert_eq!(swap.recover().unwrap(), Recovered::Nothing);
    }
}

#[test]
fn a_record_acts_only_while_each_file_is_old_or_new() {
    let other: &[u8] = b"Somebody was here.\n";
    let texts = [Some(OLD.0), Some(NEW.0), Some(other), None];
    let bitexts = [Some(OLD.1), Some(NEW.1), Some(other), None];
    for text in texts {
        for bitext in bitexts {
            let desk = Desk::new();
            desk.record();
            desk.set(text, bitext);
            let recovered = desk.swap().recover().unwrap();
            let is = |side: Option<&[u8]>, what: &[u8]| side == Some(what);
            let wanted = if is(bitext, OLD.1) && is(text, OLD.0) {
                Recovered::TakenBack
            } else if is(bitext, OLD.1) && is(text, NEW.0) || is(bitext, NEW.1) && is(text, NEW.0) {
                Recovered::Finished
            } else if is(bitext, OLD.1) {
                Recovered::Copy(NEW.1.to_vec())
            } else {
                Recovered::Dropped
            };
            assert_eq!(recovered, wanted, "{text:?} {bitext:?}");
            let stays = matches!(recovered, Recovered::Copy(_));
            assert_eq!(desk.swap().has_record(), stays);
            let finished = recovered == Recovered::Finished;
            desk.holds(text, if finished { Some(NEW.1) } else { bitext });
        }
    }
}

#[test]
fn files_that_were_not_there_before_are_recognised() {
    for (text, recovered) in [
        (None, Recovered::TakenBack),
        (Some(NEW.0), Recovered::Finished),
    ] {
        let desk = Desk::new();
        desk.set(None, None);
        let swap = desk.swap();
        let new = Side::new(&desk.text, None, Some(NEW.0));
        let bitext = Side::new(&desk.bitext, None, Some(NEW.1));
        let mut change = Change::prepare(&swap, new, bitext).unwrap();
        change.write_record().unwrap();
        desk.set(text, None);
        assert_eq!(swap.recover().unwrap(), recovered);
        desk.holds(text, text.map(|_| NEW.1));
    }
}

#[test]
fn a_copy_stays_until_the_next_new_bitext() {
    let desk = Desk::new();
    desk.record();
    let edited: &[u8] = b"It poured, all night.\n";
    desk.set(Some(edited), Some(OLD.1));
    let swap = desk.swap();
    let copy = Recovered::Copy(NEW.1.to_vec());
    assert_eq!(swap.recover().unwrap(), copy);
    let fails = swap.put(Some(OLD.0), Some(NEW.0), Some(OLD.1), Some(NEW.1));
    assert_eq!(fails.unwrap(), Put::Changed);
    assert_eq!(swap.recover().unwrap(), copy, "a put that came to nothing");
    let put = swap.put(Some(edited), None, Some(OLD.1), Some(b"merged\n"));
    assert_eq!(put.unwrap(), Put::Done);
    assert!(!swap.has_record());
    desk.holds(Some(edited), Some(b"merged\n"));
}

#[test]
fn a_file_that_is_not_what_was_read_stays() {
    for changed in [0, 1] {
        let desk = Desk::new();
        let other: &[u8] = b"other\n";
        let text = if changed == 0 { other } else { OLD.0 };
        let bitext = if changed == 1 { other } else { OLD.1 };
        desk.set(Some(text), Some(bitext));
        assert_eq!(desk.put().unwrap(), Put::Changed);
        desk.holds(Some(text), Some(bitext));
        desk.set(Some(text), None);
        assert_eq!(desk.put().unwrap(), Put::Changed);
        desk.holds(Some(text), None);
        assert!(!desk.swap().has_record());
    }
}

#[cfg(unix)]
#[test]
fn what_has_no_write_permission_is_not_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for path in [&desk.text, &desk.bitext] {
        mode(path, 0o444);
        assert_eq!(desk.put().unwrap(), Put::ReadOnly(path.clone()));
        mode(path, 0o644);
    }
    mode(desk.root.path(), 0o555);
    let put = desk.put();
    mode(desk.root.path(), 0o755);
    assert_eq!(put.unwrap(), Put::ReadOnly(desk.text.clone()));
    desk.holds(Some(OLD.0), Some(OLD.1));
    // A read-only text that stays is no hindrance.
    mode(&desk.text, 0o444);
    let put = desk.swap().put(Some(OLD.0), None, Some(OLD.1), Some(NEW.1));
    assert_eq!(put.unwrap(), Put::Done);
    desk.holds(Some(OLD.0), Some(NEW.1));
}

#[cfg(unix)]
#[test]
fn a_change_whose_bitext_cannot_be_written_now_is_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.record();
    desk.set(Some(NEW.0), Some(OLD.1));
    fs::set_permissions(&desk.bitext, fs::Permissions::from_mode(0o444)).unwrap();
    let copy = Recovered::Copy(NEW.1.to_vec());
    assert_eq!(desk.swap().recover().unwrap(), copy);
    fs::set_permissions(&desk.bitext, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(desk.swap().recover().unwrap(), Recovered::Finished);
}

#[test]
fn a_refused_bitext_takes_the_text_back() {
    let desk = Desk::new();
    let swap = desk.swap();
    let mut change = desk.change(&swap);
    change.patience = Duration::from_millis(100);
    change.write_record().unwrap();
    change.replace_text().unwrap();
    fs::remove_file(&desk.bitext).unwrap();
    fs::create_dir(&desk.bitext).unwrap();
    let begun = Instant::now();
    let said = change.replace_bitext().unwrap_err();
    assert!(begun.elapsed() >= Duration::from_millis(100));
    assert!(matches!(said, Error::Write { .. }), "{said:?}");
    assert_eq!(fs::read(&desk.text).unwrap(), OLD.0);
    assert!(!swap.has_record());
}

#[test]
fn a_refused_bitext_leaves_a_text_that_somebody_changed_meanwhile() {
    let desk = Desk::new();
    let swap = desk.swap();
    let mut change = desk.change(&swap);
    change.patience = Duration::ZERO;
    change.write_record().unwrap();
    change.replace_text().unwrap();
    fs::write(&desk.text, "edited").unwrap();
    fs::remove_file(&desk.bitext).unwrap();
    fs::create_dir(&desk.bitext).unwrap();
    assert!(change.replace_bitext().is_err());
    assert_eq!(fs::read(&desk.text).unwrap(), b"edited");
    fs::remove_dir(&desk.bitext).unwrap();
    fs::write(&desk.bitext, OLD.1).unwrap();
    let copy = Recovered::Copy(NEW.1.to_vec());
    assert_eq!(swap.recover().unwrap(), copy);
}

#[test]
fn a_record_that_cannot_be_read_is_set_aside() {
    let desk = Desk::new();
    desk.record();
    let path = desk.swap().record();
    let whole = fs::read(&path).unwrap();
    let newer = String::from_utf8(whole.clone()).unwrap();
    let newer = newer.replacen("\"version\":1", "\"version\":2", 1);
    let damaged = [
        &whole[..whole.len() - 1],
        &whole[..20],
        b"",
        newer.as_bytes(),
    ];
    for (number, bytes) in damaged.into_iter().enumerate() {
        fs::write(&path, bytes).unwrap();
        let Recovered::SetAside(aside) = desk.swap().recover().unwrap() else {
            panic!("it is read");
        };
        assert!(
            aside
                .to_string_lossy()
                .ends_with(&format!("unread-{}", number + 1))
        );
        assert_eq!(fs::read(aside).unwrap(), bytes);
        assert!(!desk.swap().has_record());
    }
    desk.holds(Some(OLD.0), Some(OLD.1));
}

#[test]
fn bitexts_of_one_name_have_records_of_their_own() {
    let desk = Desk::new();
    let swap = desk.swap();
    let elsewhere = desk.root.path().join("b");
    fs::create_dir(&elsewhere).unwrap();
    let bitext = elsewhere.join("en.bitext.jsonl");
    let other = PairSwap {
        bitext: &bitext,
        ..swap
    };
    assert_ne!(swap.record(), other.record());
    let long = desk.root.path().join("对".repeat(80) + ".jsonl");
    let long = PairSwap {
        bitext: &long,
        ..swap
    };
    let name = long.record().file_name().unwrap().len();
    assert!(name < 150, "{name}");
}

/// The variable that makes [`a_killed_process_leaves_no_half_change`] the process that is killed.
const LOOP_IN: &str = "DUIZHAO_SWAP_LOOP";

fn numbered(number: u32) -> (Vec<u8>, Vec<u8>) {
    let line = |what: &str| format!("{what} {number}\n").repeat(3000).into_bytes();
    (line("text"), line("bitext"))
}

/// Replaces the pair in a folder again and again, each time by the next number.
fn write_without_end(root: &Path) {
    let (text, bitext) = (root.join("en.md"), root.join("en.bitext.jsonl"));
    let folder = root.join(FOLDER_NAME);
    let swap = PairSwap {
        text: &text,
        bitext: &bitext,
        folder: &folder,
    };
    let mut number = number_in(root);
    loop {
        let (old, new) = (numbered(number), numbered(number + 1));
        let _lock = PairLock::take(&folder, &text).unwrap();
        let put = swap.put(Some(&old.0), Some(&new.0), Some(&old.1), Some(&new.1));
        assert_eq!(put.unwrap(), Put::Done);
        number += 1;
    }
}

/// The number of the pair in a folder, which must be the same in both, and both must be whole.
fn number_in(root: &Path) -> u32 {
    let text = fs::read_to_string(root.join("en.md")).unwrap();
    let first = text.lines().next().unwrap();
    let number = first.strip_prefix("text ").unwrap().parse().unwrap();
    let whole = numbered(number);
    assert_eq!(text.as_bytes(), whole.0);
    let bitext = fs::read(root.join("en.bitext.jsonl")).unwrap();
    assert!(bitext == whole.1, "the bitext is not that of text {number}");
    number
}

#[test]
fn a_killed_process_leaves_no_half_change() {
    if let Some(root) = std::env::var_os(LOOP_IN) {
        write_without_end(Path::new(&root));
    }
    let desk = Desk::new();
    let first = numbered(0);
    desk.set(Some(&first.0), Some(&first.1));
    let mut random = fastrand::Rng::with_seed(21);
    let (mut number, mut interrupted) = (0, 0);
    for _ in 0..100 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg("files::pair_swap::tests::a_killed_process_leaves_no_half_change")
            .env(LOOP_IN, desk.root.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // From its first change on.
        let before = fs::read(&desk.text).unwrap();
        let begun = Instant::now();
        while fs::read(&desk.text).unwrap() == before {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "it does not begin"
            );
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_micros(random.u64(..20_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        // The lock of the killed process is free.
        let lock = PairLock::take(&desk.folder, &desk.text).unwrap();
        assert!(lock.is_held());
        interrupted += u32::from(desk.swap().has_record());
        let recovered = desk.swap().recover().unwrap();
        assert!(
            !matches!(
                recovered,
                Recovered::Copy(_) | Recovered::SetAside(_) | Recovered::Dropped
            ),
            "{recovered:?}"
        );
        let now = number_in(desk.root.path());
        assert!(now > number);
        number = now;
    }
    assert!(interrupted > 0, "no kill came between two steps");
}
