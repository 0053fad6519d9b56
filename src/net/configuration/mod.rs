//! A node's configuration: one TOML file for links, application servers, routes, subsystems and
//! global titles.

mod contradictions;
mod convert;
mod file;
mod mistake;

use super::link::{Ends, Transport};
use crate::machine::stack;
use file::File;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::{fmt, fs, io};

pub use mistake::Mistake;

/// A node as its file describes it.
///
/// ```
/// use hookflash::net::Configuration;
/// let text = r#"
///     [node]
///     name = "scp"
///     point_code = "1-3-1"
///
///     [[link]]
///     name = "stp"
///     role = "asp"
///     transport = "tcp"
///     connect = ["127.0.0.1:2905"]
///     aplication_servers = ["scp"]
/// "#;
/// let mistakes = Configuration::parse(text).unwrap_err();
/// assert_eq!(
///     mistakes[0].words,
///     "unknown key `aplication_servers`; `application_servers`?"
/// );
/// ```
#[derive(Debug, Clone)]
pub struct Configuration {
    /// What the node is called in logs and metrics.
    pub name: String,
    /// What its machines know.
    pub stack: stack::Configuration,
    /// Its links, in the order of the file; their places are their association ids.
    pub links: Vec<LinkConfiguration>,
    /// Where metrics and health are served.
    pub http: Option<SocketAddr>,
}

/// Where a link goes to or comes from.
#[derive(Debug, Clone)]
pub struct LinkConfiguration {
    /// What it is called.
    pub name: String,
    /// Whether this side waits for the peer.
    pub listens: bool,
    pub(super) peers: Vec<Peer>,
    pub(super) ends: Ends,
}

impl LinkConfiguration {
    /// What carries it.
    pub const fn transport(&self) -> Transport {
        self.ends.transport
    }

    /// The addresses where this side waits, or from which it comes.
    pub fn local(&self) -> &[SocketAddr] {
        &self.ends.local
    }

    /// The addresses that this side connects to.
    pub fn remote(&self) -> &[SocketAddr] {
        &self.ends.remote
    }
}

/// Who may come to a link that waits: an address, and the port where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Peer {
    pub(super) address: IpAddr,
    pub(super) port: Option<u16>,
}

impl Peer {
    pub(super) fn is(&self, address: SocketAddr) -> bool {
        self.address == address.ip() && self.port.is_none_or(|port| port == address.port())
    }
}

/// Why a file is no configuration.
#[derive(Debug)]
pub enum ConfigurationError {
    /// It cannot be read.
    Unreadable(io::Error),
    /// What is wrong with it. The text is that of the file.
    Mistakes(Vec<Mistake>, String),
}

impl ConfigurationError {
    /// The trouble as people read it; `file` is the name of the file.
    pub fn show<'e>(&'e self, file: &'e Path) -> impl fmt::Display + use<'e> {
        Shown(self, file)
    }
}

struct Shown<'e>(&'e ConfigurationError, &'e Path);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.1.display().to_string();
        match self.0 {
            ConfigurationError::Unreadable(error) => write!(f, "{name}: {error}"),
            ConfigurationError::Mistakes(mistakes, text) => {
                for (place, mistake) in mistakes.iter().enumerate() {
                    let between = if place > 0 { "\n" } else { "" };
                    write!(f, "{between}{}", mistake.show(&name, text))?;
                }
                Ok(())
            }
        }
    }
}

impl Configuration {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and every mistake in it.
    pub fn read(path: &Path) -> Result<Self, ConfigurationError> {
        let text = fs::read_to_string(path).map_err(ConfigurationError::Unreadable)?;
        Self::parse(&text).map_err(|mistakes| ConfigurationError::Mistakes(mistakes, text))
    }

    /// Reads the tables of a part of the network from the same file: those that `T` names.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and the first mistake in these tables.
    pub fn read_part<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, ConfigurationError> {
        let text = fs::read_to_string(path).map_err(ConfigurationError::Unreadable)?;
        Self::parse_part(&text).map_err(|mistakes| ConfigurationError::Mistakes(mistakes, text))
    }

    /// The same from text.
    ///
    /// # Errors
    ///
    /// The first mistake in these tables.
    pub fn parse_part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Vec<Mistake>> {
        toml::from_str(text).map_err(|error| vec![mistake::of_toml(&error)])
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// Every mistake in it.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let of_toml = |error| vec![mistake::of_toml(&error)];
        let mut table = toml::de::DeTable::parse(text).map_err(of_toml)?;
        let unknown = mistake::take_unknown(table.get_mut());
        match File::deserialize(toml::de::Deserializer::from(table)) {
            Ok(file) => convert::configuration(file, unknown),
            Err(error) => {
                let mut mistakes = unknown;
                mistakes.push(mistake::of_toml(&error));
                mistakes.sort_by_key(|mistake| mistake.at.start);
                Err(mistakes)
            }
        }
    }
}
