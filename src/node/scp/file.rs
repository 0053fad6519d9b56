//! The service control point's tables in its configuration file.

use crate::net::Mistake;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, Deserialize)]
struct File {
    scp: Configuration,
}

/// A service control point as its file describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Its subsystem.
    #[serde(default = "subsystem")]
    pub subsystem: u8,
    /// The file of the records; in memory without one.
    pub database: Option<PathBuf>,
    /// Files with records that are stored at the start.
    #[serde(default)]
    pub records: Vec<PathBuf>,
    /// Where the server waits; without one there are neither agents nor data.
    pub server: Option<SocketAddr>,
    /// The secret that it shares with the server.
    #[serde(default)]
    pub secret: String,
    /// What this node is called on that link.
    #[serde(default = "name")]
    pub name: String,
}

const fn subsystem() -> u8 {
    247
}

fn name() -> String {
    "scp".into()
}

impl Configuration {
    /// Reads the tables of a service control point from the text of a file.
    ///
    /// # Errors
    ///
    /// The mistakes in them.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        Ok(crate::net::Configuration::parse_part::<File>(text)?.scp)
    }
}
