//! The cache: an embedded database beside the project that keeps the answers of servers, which were paid
//! for once.
//!
//! It has tables of byte strings by byte strings; encoding is left to the callers. A group of entries is
//! written whole or not at all, and once [`Cache::put`] has returned, its entries survive the end of the
//! process, however it ends. Losing the file costs money and time, never work.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Seek};
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{
    Database, DatabaseError, ReadOnlyDatabase, ReadableDatabase, ReadableTable, TableDefinition,
    TableError,
};

use crate::error::{Error, Result};
use crate::files::temporary::{clear_left, temporary_in};
use crate::files::{FOLDER_NAME, folder_of, keep_out_of_git};

const FILE_NAME: &str = "cache.redb";
/// The bytes of pages of the database that are held in memory; the rest is the system's business.
const PAGES_HELD: usize = 8 << 20;

/// A key and its value.
pub type Entry = (Vec<u8>, Vec<u8>);

/// A change of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table that it is in.
    pub table: &'static str,
    /// Its key.
    pub key: Vec<u8>,
    /// Its value from now on; `None` takes it out.
    pub value: Option<Vec<u8>>,
}

/// An open cache. Only one process at a time can have it open; its threads may share it.
pub struct Cache {
    database: Database,
    path: PathBuf,
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cache").field(&self.path).finish()
    }
}

impl Cache {
    /// The path of the cache in a project's folder. An empty `folder`, as in a configuration without a
    /// file, is the current one.
    #[must_use]
    pub fn path_in(folder: &Path) -> PathBuf {
        folder.join(FOLDER_NAME).join(FILE_NAME)
    }

    /// Opens the cache in `path`; makes it, and its folder, when there is none.
    ///
    /// When another process has it open, this is an error; working on without the cache would ask for
    /// everything, and perhaps pay for it, a second time. Callers that accept this go on without one.
    ///
    /// # Errors
    /// [`Error::Cache`] when another process has it open, or the file is damaged or no cache;
    /// [`Error::Write`] when it cannot be made or opened for writing.
    pub fn open(path: &Path) -> Result<Cache> {
        if path.exists() {
            // Left by a run that was killed while it made the cache, even if another run has made it
            // since.
            clear_left(folder_of(path));
        } else {
            make(path)?;
        }
        let database = Database::builder()
            .set_cache_size(PAGES_HELD)
            .create(path)
            .map_err(|error| match error {
                DatabaseError::DatabaseAlreadyOpen => in_use(path),
                error => failed(path, error.into()),
            })?;
        Ok(Cache {
            database,
            path: path.to_owned(),
        })
    }

    /// Every entry of `table` in the cache at `path`, sorted by key. The file is only read, by as many at once as
    /// like; where there is none, there are no entries.
    ///
    /// # Errors
    /// As [`Cache::open`].
    pub fn read_only(path: &Path, table: &str) -> Result<Vec<Entry>> {
        if !path.is_file() {
            return Ok(Vec::new());
        }
        let opened = ReadOnlyDatabase::open(path);
        match opened {
            Ok(database) => entries(&database, table).map_err(|error| failed(path, error)),
            // A run that was killed left something to be put in order, which takes leave to write.
            Err(DatabaseError::RepairAborted) => Cache::open(path)?.all(table),
            Err(DatabaseError::DatabaseAlreadyOpen) => Err(in_use(path)),
            Err(error) => Err(failed(path, error.into())),
        }
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The value of each of `keys` in `table`, in their order; `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Cache`] when the file is damaged, [`Error::Write`] with the system's error.
    pub fn get<K: AsRef<[u8]>>(&self, table: &str, keys: &[K]) -> Result<Vec<Option<Vec<u8>>>> {
        self.read(table, keys)
            .map_err(|error| failed(&self.path, error))
    }

    /// Puts `entries`, each a key and its value, into `table`: all of them or, when this fails or is
    /// interrupted, none. An entry that is there already is replaced.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn put<K: AsRef<[u8]>, V: AsRef<[u8]>>(
        &self,
        table: &str,
        entries: &[(K, V)],
    ) -> Result<()> {
        self.write(table, entries)
            .map_err(|error| failed(&self.path, error))
    }

    /// Makes changes in several tables: all of them or, when this fails or is interrupted, none. An entry
    /// that is to be taken out need not be there.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn change(&self, changes: &[Change]) -> Result<()> {
        self.apply(changes)
            .map_err(|error| failed(&self.path, error))
    }

    /// Every entry of `table`, sorted by key.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn all(&self, table: &str) -> Result<Vec<Entry>> {
        entries(&self.database, table).map_err(|error| failed(&self.path, error))
    }

    fn read<K: AsRef<[u8]>>(
        &self,
        table: &str,
        keys: &[K],
    ) -> std::result::Result<Vec<Option<Vec<u8>>>, redb::Error> {
        let transaction = self.database.begin_read()?;
        let table = match transaction.open_table(definition(table)) {
            Ok(table) => table,
            Err(TableError::TableDoesNotExist(_)) => return Ok(vec![None; keys.len()]),
            Err(error) => return Err(error.into()),
        };
        keys.iter()
            .map(|key| Ok(table.get(key.as_ref())?.map(|value| value.value().to_vec())))
            .collect()
    }

    fn apply(&self, changes: &[Change]) -> std::result::Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        for of_table in changes.chunk_by(|one, two| one.table == two.table) {
            let Some(first) = of_table.first() else {
                continue;
            };
            let mut table = transaction.open_table(definition(first.table))?;
            for change in of_table {
                match &change.value {
                    Some(value) => {
                        table.insert(change.key.as_slice(), value.as_slice())?;
                    }
                    None => {
                        table.remove(change.key.as_slice())?;
                    }
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn write<K: AsRef<[u8]>, V: AsRef<[u8]>>(
        &self,
        table: &str,
        entries: &[(K, V)],
    ) -> std::result::Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        {
            let mut table = transaction.open_table(definition(table))?;
            for (key, value) in entries {
                table.insert(key.as_ref(), value.as_ref())?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

fn entries(
    database: &impl ReadableDatabase,
    table: &str,
) -> std::result::Result<Vec<Entry>, redb::Error> {
    let transaction = database.begin_read()?;
    let table = match transaction.open_table(definition(table)) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut all = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        all.push((key.value().to_vec(), value.value().to_vec()));
    }
    Ok(all)
}

fn in_use(path: &Path) -> Error {
    Error::Cache {
        path: path.to_owned(),
        what: "another run is using the cache".into(),
        help: "wait until it has ended".into(),
    }
}

fn definition(name: &str) -> TableDefinition<'_, &'static [u8], &'static [u8]> {
    TableDefinition::new(name)
}

/// Makes an empty cache. It is made under another name and then renamed: a run that is killed meanwhile
/// must not leave half a file, which could not be opened.
fn make(path: &Path) -> Result<()> {
    let written = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let folder = folder_of(path);
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(written)?;
    if is_new || folder.ends_with(FOLDER_NAME) {
        keep_out_of_git(folder)?;
    }
    let mut temporary = temporary_in(folder).map_err(written)?;
    // The database locks its file and lets go of the lock at its end, which would be the lock of
    // `temporary`: so it is made in a nameless file and copied.
    let mut empty = tempfile::tempfile_in(folder).map_err(written)?;
    let file = empty.try_clone().map_err(written)?;
    let database = FileBackend::new(file)
        .and_then(|file| Database::builder().create_with_backend(file))
        .map_err(|error| failed(path, error.into()))?;
    drop(database);
    empty.rewind().map_err(written)?;
    io::copy(&mut empty, temporary.as_file_mut()).map_err(written)?;
    temporary.as_file().sync_all().map_err(written)?;
    match temporary.persist_noclobber(path) {
        // Another run has made the cache meanwhile, which is as good.
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(written(error.error)),
        _ => Ok(()),
    }
}

/// The error for a failure of the database. Errors of the system are reported as such; any other one
/// means that the file is damaged or no cache.
fn failed(path: &Path, error: redb::Error) -> Error {
    match error {
        // A file that is no database at all is reported as `InvalidData`, which is not an error of the
        // system.
        redb::Error::Io(source) if source.kind() != ErrorKind::InvalidData => Error::Write {
            path: path.to_owned(),
            source,
        },
        error => Error::Cache {
            path: path.to_owned(),
            what: format!("the cache cannot be used: {error}"),
            help: "delete the file; what it kept is fetched again".into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let path = Cache::path_in(folder.path());
        {
            let cache = Cache::open(&path).unwrap();
            assert_eq!(cache.get("a", &["x"]).unwrap(), [None]);
            cache
                .put("a", &[("x", "1".as_bytes()), ("y", b"")])
                .unwrap();
            cache.put("a", &[("x", "2")]).unwrap();
            cache.put("b", &[("x", "3")]).unwrap();
        }
        let cache = Cache::open(&path).unwrap();
        assert_eq!(
            cache.get("a", &["y", "none", "x"]).unwrap(),
            [Some(Vec::new()), None, Some(b"2".to_vec())]
        );
        assert_eq!(cache.get("b", &["x"]).unwrap(), [Some(b"3".to_vec())]);
        let all = cache.all("a").unwrap();
        assert_eq!(all, [("x".into(), "2".into()), ("y".into(), Vec::new())]);
        assert_eq!(cache.all("c").unwrap(), []);
        let change = |table, key: &str, value: Option<&str>| Change {
            table,
            key: key.into(),
            value: value.map(Into::into),
        };
        let changes = [
            change("a", "y", None),
            change("a", "none", None),
            change("c", "z", Some("4")),
            change("a", "x", Some("5")),
        ];
        cache.change(&changes).unwrap();
        assert_eq!(cache.all("a").unwrap(), [("x".into(), "5".into())]);
        assert_eq!(cache.all("c").unwrap(), [("z".into(), "4".into())]);
        assert!(Cache::read_only(&path, "a").is_err(), "it is open");
        drop(cache);
        let all = [("x".into(), "5".into())];
        let reader = ReadOnlyDatabase::open(&path).unwrap();
        assert_eq!(Cache::read_only(&path, "a").unwrap(), all);
        drop(reader);
        let nowhere = folder.path().join("none");
        assert_eq!(Cache::read_only(&nowhere, "a").unwrap(), []);
        let ignored = folder.path().join(".duizhao/.gitignore");
        assert_eq!(fs::read_to_string(ignored).unwrap(), "*\n");
    }

    #[test]
    fn what_an_interrupted_run_did_not_come_to_is_made_up_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = Cache::path_in(folder.path());
        let own = path.parent().unwrap();
        fs::create_dir(own).unwrap();
        fs::write(own.join(".duizhao-killed.tmp"), "half").unwrap();
        drop(Cache::open(&path).unwrap());
        drop(Cache::open(&path).unwrap());
        assert!(own.join(".gitignore").exists());
        let files = fs::read_dir(own).unwrap().count();
        let left = usize::from(!cfg!(unix));
        assert_eq!(files, 2 + left, "the cache and what git ignores");
    }

    #[test]
    fn a_file_that_is_no_cache_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.redb");
        let text = "not a database ".repeat(1000);
        fs::write(&path, &text).unwrap();
        let said = Cache::open(&path).unwrap_err();
        assert!(matches!(said, Error::Cache { .. }), "{said:?}");
        assert!(said.to_string().contains("delete the file"), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_of_writing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let said = Cache::open(&Cache::path_in(&file)).unwrap_err();
        assert!(matches!(said, Error::Write { .. }), "{said:?}");
    }
}
