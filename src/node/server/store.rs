//! What the server keeps: behind one narrow trait, in SQLite or in memory.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;

/// Why something cannot be stored or read.
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
        Self(format!("database: {error}"))
    }
}

/// A subscriber: a telephone, and the computer beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Subscriber {
    /// The telephone number.
    pub number: String,
    /// The name.
    pub name: String,
    /// What the agent is called at the desk; empty for somebody without one.
    pub agent: String,
    /// The agent's password, hashed (argon2).
    pub password_hash: String,
    /// The communications address of the computer: `desk` for a session at a desk, or the `https`
    /// address of a webhook.
    pub address: String,
    /// What the agent knows.
    pub skills: Vec<String>,
    /// The groups that the agent answers for.
    pub groups: Vec<String>,
    /// Where the page finds the telephone (a WebSocket of the switch).
    pub telephone: String,
}

/// A change of a call's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The version that it made.
    pub version: i64,
    /// When, in RFC 3339.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What changed, as JSON.
    pub changes: String,
}

/// The last number of a desk's events, and the events that it has not, with their numbers.
pub type KeptDesk = (u64, Vec<(u64, String)>);

/// What is kept. Everything between two commits is kept together or not at all.
pub trait Store: Send {
    /// Every subscriber.
    ///
    /// # Errors
    ///
    /// For each of these: the store cannot be read or written.
    fn subscribers(&mut self) -> Result<Vec<Subscriber>, StoreError>;
    /// Puts a subscriber in place of the one with the same number.
    fn put_subscriber(&mut self, subscriber: &Subscriber) -> Result<(), StoreError>;
    /// The calls that are not over, as they were put.
    fn open_calls(&mut self) -> Result<Vec<(i64, String)>, StoreError>;
    /// The highest id of a call so far.
    fn last_call(&mut self) -> Result<i64, StoreError>;
    /// Puts a call.
    fn put_call(&mut self, id: i64, json: &str, over: bool) -> Result<(), StoreError>;
    /// A call, over or not.
    fn call(&mut self, id: i64) -> Result<Option<String>, StoreError>;
    /// Adds to the history of a call's data.
    fn add_revision(&mut self, call: i64, revision: &Revision) -> Result<(), StoreError>;
    /// The history of a call's data.
    fn history(&mut self, call: i64) -> Result<Vec<Revision>, StoreError>;
    /// Keeps an event for a desk.
    fn add_event(&mut self, number: &str, seq: u64, json: &str) -> Result<(), StoreError>;
    /// The desk has this event and all before.
    fn acknowledge(&mut self, number: &str, seq: u64) -> Result<(), StoreError>;
    /// Every desk's last number, and the events that it has not.
    fn desks(&mut self) -> Result<HashMap<String, KeptDesk>, StoreError>;
    /// Makes everything since the last commit safe.
    fn commit(&mut self) -> Result<(), StoreError>;
}

/// The steps from one form of the database to the next.
const MIGRATIONS: [&str; 1] = ["
    CREATE TABLE subscriber (number TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE call (id INTEGER PRIMARY KEY, json TEXT NOT NULL, over INTEGER NOT NULL) STRICT;
    CREATE INDEX open_call ON call (id) WHERE over = 0;
    CREATE TABLE revision (call INTEGER NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL,
        by TEXT NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (call, version)) STRICT, WITHOUT ROWID;
    CREATE TABLE desk (number TEXT PRIMARY KEY, seq INTEGER NOT NULL, acknowledged INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE event (number TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (number, seq)) STRICT, WITHOUT ROWID;
"];

/// SQLite.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    open: bool,
}

impl Sqlite {
    /// Opens a database, and brings it to the form that this program knows.
    ///
    /// # Errors
    ///
    /// No database, or one of a later form.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)
            .map_err(|error| StoreError(format!("{}: {error}", path.display())))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A crash of the machine loses nothing that was acknowledged.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(core::time::Duration::from_secs(5))?;
        let form: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = MIGRATIONS.len() as i64;
        if form > known {
            let file = path.display();
            return Err(StoreError(format!(
                "{file}: form {form} of the database; this program knows {known}"
            )));
        }
        for (number, step) in MIGRATIONS.iter().enumerate().skip(form as usize) {
            let step = format!("BEGIN; {step}; PRAGMA user_version = {}; COMMIT", number + 1);
            connection.execute_batch(&step)?;
        }
        Ok(Self { connection, open: false })
    }

    /// The connection, in a transaction.
    fn write(&mut self) -> Result<&Connection, StoreError> {
        if !self.open {
            self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            self.open = true;
        }
        Ok(&self.connection)
    }
}

impl Store for Sqlite {
    fn subscribers(&mut self) -> Result<Vec<Subscriber>, StoreError> {
        let mut statement = self.connection.prepare("SELECT json FROM subscriber")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut all = Vec::new();
        for row in rows {
            let read = serde_json::from_str(&row?);
            all.push(
                read.map_err(|error| StoreError(format!("a subscriber in the database: {error}")))?,
            );
        }
        Ok(all)
    }

    fn put_subscriber(&mut self, subscriber: &Subscriber) -> Result<(), StoreError> {
        let json =
            serde_json::to_string(subscriber).map_err(|error| StoreError(error.to_string()))?;
        let statement =
            "INSERT INTO subscriber VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE SET json = ?2";
        self.write()?.prepare_cached(statement)?.execute((&subscriber.number, &json))?;
        Ok(())
    }

    fn open_calls(&mut self) -> Result<Vec<(i64, String)>, StoreError> {
        let mut statement = self.connection.prepare("SELECT id, json FROM call WHERE over = 0")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn last_call(&mut self) -> Result<i64, StoreError> {
        let last: Option<i64> =
            self.connection.query_row("SELECT max(id) FROM call", [], |row| row.get(0))?;
        Ok(last.unwrap_or(0))
    }

    fn put_call(&mut self, id: i64, json: &str, over: bool) -> Result<(), StoreError> {
        let statement = "INSERT INTO call VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET json = ?2, over = ?3";
        self.write()?.prepare_cached(statement)?.execute((id, json, over))?;
        Ok(())
    }

    fn call(&mut self, id: i64) -> Result<Option<String>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT json FROM call WHERE id = ?1")?;
        let mut rows = statement.query([id])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    fn add_revision(&mut self, call: i64, revision: &Revision) -> Result<(), StoreError> {
        let Revision { version, at, by, changes } = revision;
        let statement = "INSERT INTO revision VALUES (?1, ?2, ?3, ?4, ?5)";
        self.write()?.prepare_cached(statement)?.execute((call, version, at, by, changes))?;
        Ok(())
    }

    fn history(&mut self, call: i64) -> Result<Vec<Revision>, StoreError> {
        let statement =
            "SELECT version, at, by, changes FROM revision WHERE call = ?1 ORDER BY version";
        let mut statement = self.connection.prepare_cached(statement)?;
        let rows = statement.query_map([call], |row| {
            Ok(Revision {
                version: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                changes: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn add_event(&mut self, number: &str, seq: u64, json: &str) -> Result<(), StoreError> {
        let seq = seq as i64;
        let connection = self.write()?;
        connection
            .prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3)")?
            .execute((number, seq, json))?;
        let desk =
            "INSERT INTO desk VALUES (?1, ?2, 0) ON CONFLICT (number) DO UPDATE SET seq = ?2";
        connection.prepare_cached(desk)?.execute((number, seq))?;
        Ok(())
    }

    fn acknowledge(&mut self, number: &str, seq: u64) -> Result<(), StoreError> {
        let statement = "DELETE FROM event WHERE number = ?1 AND seq <= ?2";
        self.write()?.prepare_cached(statement)?.execute((number, seq as i64))?;
        Ok(())
    }

    fn desks(&mut self) -> Result<HashMap<String, KeptDesk>, StoreError> {
        let mut desks = HashMap::new();
        let mut statement = self.connection.prepare("SELECT number, seq FROM desk")?;
        let rows =
            statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        for row in rows {
            let (number, seq) = row?;
            desks.insert(number, (seq as u64, Vec::new()));
        }
        let mut statement =
            self.connection.prepare("SELECT number, seq, json FROM event ORDER BY number, seq")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })?;
        for row in rows {
            let (number, seq, json) = row?;
            let desk: &mut (u64, Vec<_>) = desks.entry(number).or_default();
            desk.1.push((seq as u64, json));
        }
        Ok(desks)
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if core::mem::take(&mut self.open) {
            self.connection.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(())
    }
}

/// Everything in memory: gone when the process is.
#[derive(Debug, Default)]
pub struct Memory {
    subscribers: HashMap<String, Subscriber>,
    calls: BTreeMap<i64, (String, bool)>,
    revisions: HashMap<i64, Vec<Revision>>,
    desks: HashMap<String, KeptDesk>,
}

/// How many calls that are over are kept in memory.
const KEPT_CALLS: usize = 100_000;

impl Store for Memory {
    fn subscribers(&mut self) -> Result<Vec<Subscriber>, StoreError> {
        Ok(self.subscribers.values().cloned().collect())
    }

    fn put_subscriber(&mut self, subscriber: &Subscriber) -> Result<(), StoreError> {
        self.subscribers.insert(subscriber.number.clone(), subscriber.clone());
        Ok(())
    }

    fn open_calls(&mut self) -> Result<Vec<(i64, String)>, StoreError> {
        let open = self.calls.iter().filter(|(_, (_, over))| !over);
        Ok(open.map(|(id, (json, _))| (*id, json.clone())).collect())
    }

    fn last_call(&mut self) -> Result<i64, StoreError> {
        Ok(self.calls.last_key_value().map_or(0, |(id, _)| *id))
    }

    fn put_call(&mut self, id: i64, json: &str, over: bool) -> Result<(), StoreError> {
        self.calls.insert(id, (json.into(), over));
        if self.calls.len() > KEPT_CALLS
            && let Some(oldest) = self.calls.first_entry()
            && oldest.get().1
        {
            self.revisions.remove(oldest.key());
            oldest.remove();
        }
        Ok(())
    }

    fn call(&mut self, id: i64) -> Result<Option<String>, StoreError> {
        Ok(self.calls.get(&id).map(|(json, _)| json.clone()))
    }

    fn add_revision(&mut self, call: i64, revision: &Revision) -> Result<(), StoreError> {
        self.revisions.entry(call).or_default().push(revision.clone());
        Ok(())
    }

    fn history(&mut self, call: i64) -> Result<Vec<Revision>, StoreError> {
        Ok(self.revisions.get(&call).cloned().unwrap_or_default())
    }

    fn add_event(&mut self, number: &str, seq: u64, json: &str) -> Result<(), StoreError> {
        let desk = self.desks.entry(number.into()).or_default();
        desk.0 = seq;
        desk.1.push((seq, json.into()));
        Ok(())
    }

    fn acknowledge(&mut self, number: &str, seq: u64) -> Result<(), StoreError> {
        if let Some(desk) = self.desks.get_mut(number) {
            desk.1.retain(|(other, _)| *other > seq);
        }
        Ok(())
    }

    fn desks(&mut self) -> Result<HashMap<String, KeptDesk>, StoreError> {
        Ok(self.desks.clone())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every store does.
    fn conforms(store: &mut dyn Store) {
        let bob = Subscriber {
            number: "2125550102".into(),
            agent: "bob".into(),
            ..Subscriber::default()
        };
        store.put_subscriber(&bob).expect("stored");
        let renamed = Subscriber { name: "Bob".into(), ..bob };
        store.put_subscriber(&renamed).expect("stored again");
        assert_eq!(store.subscribers().expect("read"), [renamed]);
        store.put_call(1, "one", false).expect("stored");
        store.put_call(2, "two", false).expect("stored");
        store.put_call(1, "one, over", true).expect("stored again");
        store.commit().expect("safe");
        assert_eq!(store.open_calls().expect("read"), [(2, "two".to_string())]);
        assert_eq!(store.call(1).expect("read").as_deref(), Some("one, over"));
        assert_eq!((store.call(3).expect("read"), store.last_call().expect("read")), (None, 2));
        let revision =
            Revision { version: 2, at: "now".into(), by: "bob".into(), changes: "[]".into() };
        store.add_revision(1, &revision).expect("stored");
        assert_eq!(store.history(1).expect("read"), [revision]);
        for seq in 1..=3 {
            store.add_event("2125550102", seq, "{}").expect("stored");
        }
        store.acknowledge("2125550102", 2).expect("stored");
        store.commit().expect("safe");
        let desks = store.desks().expect("read");
        assert_eq!(desks["2125550102"], (3, vec![(3, "{}".to_string())]));
        store.acknowledge("2125550102", 3).expect("stored");
        // The number goes on where it was.
        assert_eq!(store.desks().expect("read")["2125550102"], (3, vec![]));
    }

    #[test]
    fn memory_is_a_store() {
        conforms(&mut Memory::default());
    }

    #[test]
    fn sqlite_is_a_store() {
        conforms(&mut Sqlite::open(Path::new(":memory:")).expect("a database"));
    }

    #[test]
    fn what_was_committed_outlives_the_process_and_what_was_not_is_gone() {
        let path = std::env::temp_dir().join(format!("hookflash-store-{}", std::process::id()));
        let mut store = Sqlite::open(&path).expect("a database");
        store.put_call(1, "safe", false).expect("stored");
        store.commit().expect("safe");
        store.put_call(2, "lost", false).expect("stored");
        drop(store);
        let mut store = Sqlite::open(&path).expect("the same");
        assert_eq!(store.open_calls().expect("read"), [(1, "safe".to_string())]);
        drop(store);
        let later = Connection::open(&path).expect("a database");
        later.pragma_update(None, "user_version", 99).expect("set");
        drop(later);
        let error = Sqlite::open(&path).expect_err("a later form").to_string();
        assert!(error.contains("form 99"), "{error}");
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
}
