//! Passwords, sessions, and how often somebody may guess.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io;

use super::acd::Millis;

/// Hashes a password (argon2id with its recommended costs and a salt of its own).
///
/// # Errors
///
/// The system gives no random octets.
pub fn hash(password: &str) -> io::Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| io::Error::other(error.to_string()))?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| io::Error::other(error.to_string()))
}

/// A hash of no password, for agents that do not exist: refusing them takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password is the one of a hash; an empty hash is nobody's.
pub fn verify(password: &str, hash: &str) -> bool {
    let known = !hash.is_empty();
    let Ok(parsed) = PasswordHash::new(if known { hash } else { NOBODY }) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
}

/// How many failures are free.
const FREE: u32 = 5;
/// Failures older than this are forgotten.
const MEMORY: Millis = 15 * 60_000;
/// How many agents' failures are remembered.
const REMEMBERED: usize = 10_000;

/// Failed attempts to sign in.
#[derive(Debug, Default)]
pub struct Attempts(HashMap<String, (u32, Millis)>);

impl Attempts {
    /// How many seconds an agent must wait before the next attempt; none if it may be now. An
    /// attempt that is allowed counts as failed until [`succeeded`](Self::succeeded).
    pub fn next(&mut self, now: Millis, agent: &str) -> Option<u64> {
        if self.0.len() >= REMEMBERED && !self.0.contains_key(agent) {
            self.0.retain(|_, (_, last)| *last + MEMORY > now);
            if self.0.len() >= REMEMBERED
                && let Some(oldest) = self.0.iter().min_by_key(|(_, (_, last))| *last)
            {
                let oldest = oldest.0.clone();
                self.0.remove(&oldest);
            }
        }
        let (failures, last) = self.0.entry(agent.into()).or_insert((0, now));
        if *last + MEMORY <= now {
            *failures = 0;
        }
        if *failures >= FREE {
            // 30 s, 60 s, 120 s … 15 minutes.
            let wait = (30_000_u64 << (*failures - FREE).min(5)).min(MEMORY);
            if now < *last + wait {
                return Some((*last + wait - now).div_ceil(1000));
            }
        }
        *failures += 1;
        *last = now;
        None
    }

    /// The last attempt was right.
    pub fn succeeded(&mut self, agent: &str) {
        self.0.remove(agent);
    }
}

/// How long a session lasts without use.
const IDLE: Millis = 12 * 3_600_000;
/// How many sessions an agent may have.
const SESSIONS: usize = 8;

#[derive(Debug)]
struct Session {
    agent: String,
    used: Millis,
}

/// The sessions, by what their tokens hash to.
#[derive(Debug, Default)]
pub struct Sessions(HashMap<[u8; 32], Session>);

impl Sessions {
    fn key(token: &str) -> [u8; 32] {
        Sha256::digest(token.as_bytes()).into()
    }

    /// Begins a session. The agent's oldest ends where there are too many.
    pub fn begin(&mut self, now: Millis, token: &str, agent: &str) {
        self.0.retain(|_, session| session.used + IDLE > now);
        let own = self.0.iter().filter(|(_, session)| session.agent == agent);
        if own.clone().count() >= SESSIONS
            && let Some(oldest) = own.min_by_key(|(_, session)| session.used).map(|(key, _)| *key)
        {
            self.0.remove(&oldest);
        }
        self.0.insert(Self::key(token), Session { agent: agent.into(), used: now });
    }

    /// Whether a token is a session of this agent.
    pub fn check(&mut self, now: Millis, token: &str, agent: &str) -> bool {
        let Some(session) = self.0.get_mut(&Self::key(token)) else { return false };
        let good = session.agent == agent && session.used + IDLE > now;
        if good {
            session.used = now;
        }
        good
    }

    /// Ends a session.
    pub fn end(&mut self, token: &str) {
        self.0.remove(&Self::key(token));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let hash = hash("correct horse").expect("random octets");
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("correct horse", &hash));
        assert!(!verify("wrong", &hash));
        assert!(!verify("", ""));
        assert!(!verify("x", "no hash"));
    }

    #[test]
    fn the_sixth_wrong_guess_waits_and_each_after_it_longer() {
        let mut attempts = Attempts::default();
        for _ in 0..5 {
            assert_eq!(attempts.next(0, "bob"), None);
        }
        assert_eq!(attempts.next(0, "bob"), Some(30));
        assert_eq!(attempts.next(0, "carol"), None, "others are free");
        assert_eq!(attempts.next(30_000, "bob"), None);
        assert_eq!(attempts.next(30_000, "bob"), Some(60));
        attempts.succeeded("bob");
        assert_eq!(attempts.next(30_000, "bob"), None);
        for n in 0..20_000 {
            attempts.next(40_000, &n.to_string());
        }
        assert!(attempts.0.len() <= REMEMBERED);
    }

    #[test]
    fn a_session_is_of_one_agent_and_ends() {
        let mut sessions = Sessions::default();
        sessions.begin(0, "token", "bob");
        assert!(sessions.check(1, "token", "bob"));
        assert!(!sessions.check(1, "token", "carol"));
        assert!(!sessions.check(1, "other", "bob"));
        assert!(!sessions.check(1 + IDLE, "token", "bob"));
        sessions.end("token");
        assert!(!sessions.check(2, "token", "bob"));
        for n in 0..10 {
            sessions.begin(n, &n.to_string(), "bob");
        }
        assert_eq!(sessions.0.len(), SESSIONS);
    }
}
