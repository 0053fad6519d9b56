//! The server's configuration file.

use super::acd::{Acd, Group};
use super::store::Subscriber;
use crate::net::Mistake;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    server: Table,
    #[serde(default, rename = "group")]
    groups: Vec<GroupTable>,
    #[serde(default, rename = "subscriber")]
    subscribers: Vec<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Where desks connect.
    listen: SocketAddr,
    /// Where service control points connect.
    scp_listen: SocketAddr,
    /// The secret that they share with this server.
    secret: String,
    /// The file of the database; in memory without one.
    database: Option<PathBuf>,
    /// The origins of the pages; that of `listen` if nothing is said.
    #[serde(default)]
    origins: Vec<String>,
    /// Whether cookies are for HTTPS alone: behind a proxy that speaks it.
    #[serde(default)]
    secure_cookies: bool,
    /// The secret that signs what is sent to webhooks.
    #[serde(default)]
    webhook_secret: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupTable {
    name: String,
    #[serde(default = "queue_limit")]
    queue_limit: usize,
    /// Seconds.
    #[serde(default)]
    wrap_up: f64,
}

const fn queue_limit() -> usize {
    20
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    number: Spanned<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    agent: String,
    /// For labs; `password_hash` is for everything else.
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_hash: String,
    #[serde(default = "desk")]
    address: Spanned<String>,
    #[serde(default)]
    skills: Vec<String>,
    #[serde(default)]
    groups: Vec<Spanned<String>>,
    #[serde(default)]
    telephone: String,
}

fn desk() -> Spanned<String> {
    Spanned::new(0..0, "desk".into())
}

/// A server as its file describes it.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Where desks connect.
    pub listen: SocketAddr,
    /// Where service control points connect.
    pub scp_listen: SocketAddr,
    /// The secret that they share with this server.
    pub secret: String,
    /// The file of the database.
    pub database: Option<PathBuf>,
    /// The origins of the pages.
    pub origins: Vec<String>,
    /// Whether cookies are for HTTPS alone.
    pub secure_cookies: bool,
    /// The secret that signs what is sent to webhooks.
    pub webhook_secret: String,
    /// The groups.
    pub groups: Vec<(String, Group)>,
    /// The subscribers. A password in plain words is hashed when the server starts.
    pub subscribers: Vec<Subscriber>,
}

impl Configuration {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// The mistakes in it.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let file: File = crate::net::Configuration::parse_part(text)?;
        let mut mistakes = Vec::new();
        if file.server.secret.is_empty() {
            mistakes.push(Mistake::new(
                0..0,
                "`secret` is empty: nobody could be told from a stranger",
            ));
        }
        let mut subscribers = Vec::new();
        for person in file.subscribers {
            let number = person.number.get_ref();
            if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
                mistakes.push(Mistake::new(person.number.span(), "a number is digits"));
            }
            let address = person.address.get_ref();
            if address != "desk"
                && !address.starts_with("https://")
                && !address.starts_with("http://127.")
            {
                let words = "an address is `desk`, or the `https` address of a webhook";
                mistakes.push(Mistake::new(person.address.span(), words));
            }
            for group in &person.groups {
                if !file.groups.iter().any(|known| known.name == *group.get_ref()) {
                    let words = format!("there is no group `{}`", group.get_ref());
                    mistakes.push(Mistake::new(group.span(), words));
                }
            }
            let password_hash = if person.password.is_empty() {
                person.password_hash
            } else {
                match super::accounts::hash(&person.password) {
                    Ok(hash) => hash,
                    Err(error) => {
                        mistakes.push(Mistake::new(person.number.span(), error.to_string()));
                        String::new()
                    }
                }
            };
            subscribers.push(Subscriber {
                number: number.clone(),
                name: person.name,
                agent: person.agent,
                password_hash,
                address: person.address.into_inner(),
                skills: person.skills,
                groups: person.groups.into_iter().map(Spanned::into_inner).collect(),
                telephone: person.telephone,
            });
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let table = file.server;
        let own = format!("http://{}", table.listen);
        let groups = file.groups.into_iter().map(|group| {
            let wrap_up = (group.wrap_up.max(0.0) * 1000.0) as u64;
            (group.name, Group { queue_limit: group.queue_limit, wrap_up })
        });
        Ok(Self {
            listen: table.listen,
            scp_listen: table.scp_listen,
            secret: table.secret,
            database: table.database,
            origins: if table.origins.is_empty() { vec![own] } else { table.origins },
            secure_cookies: table.secure_cookies,
            webhook_secret: table.webhook_secret,
            groups: groups.collect(),
            subscribers,
        })
    }

    /// The distribution with the groups.
    pub fn acd(&self) -> Acd {
        let mut acd = Acd::default();
        for (name, group) in &self.groups {
            acd.group(name, group.clone());
        }
        acd
    }
}
