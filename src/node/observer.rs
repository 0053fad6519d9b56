//! Who looks on while the parts of a system speak to each other: for ladder diagrams.

use crate::wire::Layer;
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk};
use crate::wire::ain::{OPERATIONS, kinds::Digits};
use crate::wire::codes::Variant;
use crate::wire::error::Diagnostic;
use crate::wire::stack::{Options, Stack};
use crate::wire::tcap::{self, ansi};
use serde::Serialize;
use tokio::sync::mpsc;

/// Something that one part said to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Observed {
    /// Who said it.
    pub from: String,
    /// To whom.
    pub to: String,
    /// In which language: `AIN`, `server`, `desk`, `phone`.
    pub protocol: &'static str,
    /// What, in short.
    pub label: String,
    /// What in full, a line each.
    pub detail: Vec<String>,
    /// Whether it says that something is wrong.
    pub error: bool,
}

/// Where observers listen; nobody may.
#[derive(Debug, Clone, Default)]
pub struct Observer(Option<mpsc::UnboundedSender<Observed>>);

impl Observer {
    /// An observer who hears everything through the receiver.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Observed>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(Some(sender)), receiver)
    }

    /// Whether somebody listens.
    pub(crate) const fn listens(&self) -> bool {
        self.0.is_some()
    }

    /// Tells it, where somebody listens.
    pub(crate) fn tell(&self, observed: impl FnOnce() -> Observed) {
        if let Some(sender) = &self.0 {
            // Whoever listened may have left.
            let _ = sender.send(observed());
        }
    }
}

struct Lines(Vec<String>);

/// Digits as they are dialled.
fn number(digits: &Digits<'_>) -> String {
    digits.digits.to_string()
}

impl<'a> Visitor<'a> for Lines {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        let value = match value {
            Value::Digits(digits, _) => number(digits),
            Value::Decimal(octets) => {
                crate::wire::digits::DigitString::packed(*octets, false).to_string()
            }
            Value::Enumerated(Some(name), _) => (*name).to_string(),
            Value::Enumerated(None, value) | Value::Integer(value) => value.to_string(),
            Value::Bits(bits, names) => {
                let set = names.iter().filter(|(_, bit)| bits.is_set((*bit).into()));
                set.map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
            }
            Value::Boolean(value) => value.to_string(),
            Value::Octets(octets) => {
                octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(" ")
            }
            Value::Null => String::new(),
            _ => "…".into(),
        };
        let name = element.name.unwrap_or("element");
        self.0.push(format!("{name} {value}").trim_end().to_string());
    }

    fn open(&mut self, _: &Element<'a>, _: Shape) {}

    fn close(&mut self, _: &Element<'a>, _: Shape) {}

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic.error.to_string());
    }
}

/// The letters of a package: Query With Permission and so on.
const fn package_name(package: ansi::PackageType) -> &'static str {
    match package {
        ansi::PackageType::UNIDIRECTIONAL => "UNI",
        ansi::PackageType::QUERY_WITH_PERMISSION => "QWP",
        ansi::PackageType::QUERY_WITHOUT_PERMISSION => "QWOP",
        ansi::PackageType::RESPONSE => "RSP",
        ansi::PackageType::CONVERSATION_WITH_PERMISSION => "CWP",
        ansi::PackageType::CONVERSATION_WITHOUT_PERMISSION => "CWOP",
        _ => "ABORT",
    }
}

/// What a message of the signalling link says, if it carries TCAP.
pub fn signalling(from_switch: bool, octets: &[u8]) -> Option<Observed> {
    let mut diagnostics = Vec::new();
    let options = Options { variant: Variant::Ansi, tcap_subsystems: &[246, 247] };
    let stack = Stack::decode(octets, Layer::M3ua, &options, &mut diagnostics);
    let tcap::Message::Ansi(package) = stack.tcap? else { return None };
    let (from, to) = if from_switch { ("SSP", "SCP") } else { ("SCP", "SSP") };
    let mut names = Vec::new();
    let mut lines = Lines(Vec::new());
    let mut error = matches!(package_name(package.package_type), "ABORT");
    let mut elements = package.components.map(|components| components.reader());
    while let Some(reader) = elements.as_mut().filter(|reader| !reader.is_empty()) {
        let Ok(element) = reader.tlv("component") else { break };
        match ansi::Component::decode(&element) {
            Ok(ansi::Component::Invoke(invoke)) => {
                let row = OPERATIONS.iter().find(|row| invoke.operation.ain() == Some(row.code));
                names.push(row.map_or("operation", |row| row.message).to_string());
                if let (Some(row), Some(parameter)) = (row, invoke.parameter) {
                    walk(row.fields, &parameter, &mut lines);
                }
            }
            Ok(ansi::Component::ReturnResult(_)) => names.push("Return Result".into()),
            Ok(ansi::Component::ReturnError(_)) => {
                error = true;
                names.push("Return Error".into());
            }
            Ok(ansi::Component::Reject(_)) | Err(_) => {
                error = true;
                names.push("Reject".into());
            }
        }
    }
    let name = package_name(package.package_type);
    let label =
        if names.is_empty() { name.into() } else { format!("{} ({name})", names.join(" + ")) };
    Some(Observed {
        from: from.into(),
        to: to.into(),
        protocol: "AIN",
        label,
        detail: lines.0,
        error,
    })
}
