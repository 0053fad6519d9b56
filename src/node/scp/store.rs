//! The records of a service control point, in a database of its own.

use super::record::Record;
use rusqlite::Connection;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Why the database does not do what is asked.
#[derive(Debug)]
pub struct StoreError(String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(format!("records: {error}"))
    }
}

/// The steps from one form of the database to the next.
const MIGRATIONS: [&str; 1] = ["CREATE TABLE record (
    subscriber TEXT PRIMARY KEY, text TEXT NOT NULL, version INTEGER NOT NULL, changed_at TEXT NOT NULL
) STRICT"];

/// The records, read from the database and kept ready.
#[derive(Debug)]
pub struct Records {
    connection: Connection,
    /// What SQLite counts up when another process changed the file.
    seen: i64,
    exact: HashMap<String, Arc<Record>>,
    /// Patterns without their `*`, the longest first.
    beginnings: Vec<(String, Arc<Record>)>,
}

impl Records {
    /// Opens a database; `:memory:` has no file.
    ///
    /// # Errors
    ///
    /// A file that is no database, or one of a later form.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)
            .map_err(|error| StoreError(format!("{}: {error}", path.display())))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(core::time::Duration::from_secs(2))?;
        let form: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = MIGRATIONS.len() as i64;
        if form > known {
            let words = format!(
                "{}: form {form} of the database; this program knows {known}",
                path.display()
            );
            return Err(StoreError(words));
        }
        for (number, step) in MIGRATIONS.iter().enumerate().skip(form as usize) {
            connection.execute_batch(&format!(
                "BEGIN; {step}; PRAGMA user_version = {}; COMMIT",
                number + 1
            ))?;
        }
        let mut records =
            Self { connection, seen: 0, exact: HashMap::new(), beginnings: Vec::new() };
        records.read()?;
        Ok(records)
    }

    fn read(&mut self) -> Result<(), StoreError> {
        self.seen = self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
        self.exact.clear();
        self.beginnings.clear();
        let mut statement =
            self.connection.prepare_cached("SELECT subscriber, text FROM record")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            let (subscriber, text): (String, String) = row?;
            match Record::parse(&text) {
                Ok(record) => {
                    let record = Arc::new(record);
                    match subscriber.strip_suffix('*') {
                        Some(beginning) => self.beginnings.push((beginning.into(), record)),
                        None => drop(self.exact.insert(subscriber, record)),
                    }
                }
                // Written by something else than `put`; the others still serve.
                Err(_) => {
                    tracing::error!(subscriber, "a record of the database has mistakes: not used")
                }
            }
        }
        self.beginnings.sort_by_key(|(beginning, _)| core::cmp::Reverse(beginning.len()));
        Ok(())
    }

    /// Takes in what another process changed. Whether anything was.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn refresh(&mut self) -> Result<bool, StoreError> {
        let version: i64 =
            self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if version == self.seen {
            return Ok(false);
        }
        self.read()?;
        Ok(true)
    }

    /// The record for a number: its own, or the one with the longest beginning.
    pub fn find(&self, number: &str) -> Option<Arc<Record>> {
        self.exact.get(number).cloned().or_else(|| {
            let fits = self
                .beginnings
                .iter()
                .find(|(beginning, _)| number.starts_with(beginning.as_str()));
            fits.map(|(_, record)| Arc::clone(record))
        })
    }

    /// Every record, by subscriber.
    pub fn all(&self) -> Vec<Arc<Record>> {
        let beginnings = self.beginnings.iter().map(|(_, record)| Arc::clone(record));
        let mut all: Vec<_> = self.exact.values().cloned().chain(beginnings).collect();
        all.sort_by(|one, other| one.subscriber.cmp(&other.subscriber));
        all
    }

    /// Stores a record in place of the one for the same subscriber. Its version.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn put(&mut self, record: &Record) -> Result<i64, StoreError> {
        let now = jiff::Timestamp::now().to_string();
        let version = self.connection.query_row(
            "INSERT INTO record VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (subscriber) DO UPDATE SET text = ?2, version = version + 1, changed_at = ?3
             RETURNING version",
            (&record.subscriber, &record.text, &now),
            |row| row.get(0),
        )?;
        self.read()?;
        Ok(version)
    }

    /// Removes a record. Whether there was one.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn remove(&mut self, subscriber: &str) -> Result<bool, StoreError> {
        let count =
            self.connection.execute("DELETE FROM record WHERE subscriber = ?1", [subscriber])?;
        self.read()?;
        Ok(count > 0)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.exact.len() + self.beginnings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(subscriber: &str, to: &str) -> Record {
        let text = format!(
            "subscriber = \"{subscriber}\"\n[[rule]]\non = \"Info_Analyzed\"\nsteps = [{{ route = \"{to}\" }}]\n"
        );
        Record::parse(&text).expect("a record")
    }

    #[test]
    fn the_longest_beginning_is_the_record_of_a_number() {
        let mut records = Records::open(Path::new(":memory:")).expect("a database");
        for (subscriber, to) in [("212*", "1"), ("212555*", "2"), ("2125550102", "3")] {
            records.put(&record(subscriber, to)).expect("stored");
        }
        let found = |number: &str| records.find(number).map(|record| record.subscriber.clone());
        assert_eq!(found("2125550102").as_deref(), Some("2125550102"));
        assert_eq!(found("2125550103").as_deref(), Some("212555*"));
        assert_eq!(found("2129990103").as_deref(), Some("212*"));
        assert_eq!(found("3125550100"), None);
    }

    #[test]
    fn a_record_that_another_process_changes_is_taken_in() {
        let path = std::env::temp_dir().join(format!("hookflash-records-{}", std::process::id()));
        let mut running = Records::open(&path).expect("a database");
        let mut editor = Records::open(&path).expect("the same");
        assert_eq!(editor.put(&record("1", "2")).expect("stored"), 1);
        assert_eq!(editor.put(&record("1", "3")).expect("stored"), 2);
        assert!(running.refresh().expect("read"));
        assert!(running.find("1").expect("there").text.contains("\"3\""));
        assert!(!running.refresh().expect("read"));
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
}
