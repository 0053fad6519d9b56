//! The file as it is written: every table and key that there is.

use crate::net::Transport;
use serde::Deserialize;
use serde::de::value::Error as NoTable;
use serde::de::{Error, IgnoredAny, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use std::net::SocketAddr;
use toml::Spanned;

type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) node: Node,
    #[serde(default, rename = "link")]
    pub(super) links: Vec<Link>,
    #[serde(default, rename = "application_server")]
    pub(super) application_servers: Vec<ApplicationServer>,
    #[serde(default, rename = "route")]
    pub(super) routes: Vec<Route>,
    #[serde(default)]
    pub(super) m3ua: M3ua,
    #[serde(default)]
    pub(super) sccp: Sccp,
    #[serde(default, rename = "global_title")]
    pub(super) global_titles: Vec<GlobalTitle>,
    #[serde(default)]
    pub(super) tcap: Tcap,
    #[serde(default)]
    pub(super) http: Option<Http>,
    /// The parts of the network read these themselves.
    #[serde(default, rename = "switch")]
    pub(super) _switch: Option<IgnoredAny>,
    #[serde(default, rename = "scp")]
    pub(super) _scp: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) point_code: Text,
    #[serde(default)]
    pub(super) aliases: Vec<Text>,
    pub(super) variant: Option<Text>,
    pub(super) network_indicator: Option<Spanned<u8>>,
    pub(super) network_appearance: Option<u32>,
    /// Whether it passes on what is for others: a signalling transfer point.
    #[serde(default)]
    pub(super) relay: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    Asp,
    Sgp,
    Ipsp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub(super) name: Text,
    pub(super) role: Spanned<Role>,
    pub(super) transport: Spanned<Transport>,
    /// Where to go to, or where to wait; one of both.
    #[serde(default)]
    pub(super) connect: Vec<SocketAddr>,
    #[serde(default)]
    pub(super) listen: Vec<SocketAddr>,
    /// Where to come from.
    #[serde(default)]
    pub(super) local: Vec<SocketAddr>,
    /// Who may come: an address, with a port where several come from one.
    #[serde(default)]
    pub(super) peers: Vec<Text>,
    pub(super) asp_identifier: Option<u32>,
    /// Of an IPSP: whether one exchange brings both sides up.
    pub(super) single_exchange: Option<bool>,
    pub(super) streams: Option<Spanned<u16>>,
    #[serde(default)]
    pub(super) application_servers: Vec<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TrafficMode {
    Override,
    Loadshare,
    Broadcast,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicationServer {
    pub(super) name: Text,
    pub(super) routing_context: Option<u32>,
    pub(super) traffic_mode: Option<TrafficMode>,
    pub(super) point_code: Option<Text>,
    #[serde(default)]
    pub(super) service_indicators: Vec<u8>,
    pub(super) required_active: Option<u16>,
    /// Whether the ASP registers it.
    #[serde(default)]
    pub(super) register: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    pub(super) to: Text,
    pub(super) via: Vec<Text>,
    /// Whether what never was heard of may be sent to: for gateways that do not tell.
    #[serde(default)]
    pub(super) assume_available: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sccp {
    /// The subsystems of this node.
    #[serde(default)]
    pub(super) subsystems: Vec<Spanned<u8>>,
    /// Nodes that are told when one of them comes or goes.
    #[serde(default)]
    pub(super) concerned: Vec<Text>,
    pub(super) maximum_length: Option<Spanned<usize>>,
    #[serde(default)]
    pub(super) long_unitdata: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct M3ua {
    /// Seconds: T(ack), T(r), T(beat); 0 for no heartbeat.
    pub(super) acknowledgement: Option<Spanned<f64>>,
    pub(super) recovery: Option<Spanned<f64>>,
    pub(super) heartbeat: Option<Spanned<f64>>,
    /// Whether ASPs may register routing keys.
    #[serde(default)]
    pub(super) registration: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GlobalTitle {
    pub(super) name: Option<String>,
    pub(super) translation_type: Option<u8>,
    pub(super) numbering_plan: Option<u8>,
    pub(super) nature_of_address: Option<u8>,
    pub(super) digits: Option<Text>,
    pub(super) subsystem: Option<u8>,
    #[serde(default)]
    pub(super) loadshare: bool,
    pub(super) to: Spanned<Vec<Target>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) point_code: Option<Text>,
    pub(super) subsystem: Option<u8>,
    /// Routed on by title there, not by subsystem.
    #[serde(default)]
    pub(super) by_title: bool,
    pub(super) translation_type: Option<u8>,
    pub(super) replace_prefix: Option<(String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tcap {
    pub(super) node: Option<Spanned<u8>>,
    pub(super) dialogues: Option<Spanned<usize>>,
    pub(super) dialogue_timeout: Option<Spanned<f64>>,
    pub(super) answer_timeout: Option<Spanned<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Http {
    pub(super) listen: SocketAddr,
}

/// The keys of each table that stands at the top, by its name.
pub(super) fn keys_of(table: &str) -> Option<&'static [&'static str]> {
    Some(match table {
        "node" => keys::<Node>(),
        "link" => keys::<Link>(),
        "application_server" => keys::<ApplicationServer>(),
        "route" => keys::<Route>(),
        "m3ua" => keys::<M3ua>(),
        "sccp" => keys::<Sccp>(),
        "global_title" => keys::<GlobalTitle>(),
        "tcap" => keys::<Tcap>(),
        "http" => keys::<Http>(),
        _ => return None,
    })
}

/// The keys of the file itself, and those of a title's targets.
pub(super) fn keys_at_top() -> &'static [&'static str] {
    keys::<File>()
}

pub(super) fn keys_of_target() -> &'static [&'static str] {
    keys::<Target>()
}

/// The keys that a table declares: what it asks its reader for.
fn keys<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // It reads nothing, and so always fails.
    let _ = T::deserialize(Fields(&mut fields));
    fields
}

/// Takes down which fields are asked for.
struct Fields<'f>(&'f mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = NoTable;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NoTable> {
        Err(NoTable::custom("no table"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoTable> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
