//! The whole tree of a message (`-V`), each line with its offset in the message.

use super::hex;
use super::json::sccp_parts;
use super::operation::{Argument, ain_error, argument};
use super::output::{Paint, Row};
use crate::capture::{Decoded, Resolved};
use crate::wire::ain::kinds::{NatureOfNumber, NatureTable};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk, walk_any, walk_result};
use crate::wire::ain::{self};
use crate::wire::ber::{Octets, Tlv};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::digits::DigitString;
use crate::wire::m3ua;
use crate::wire::tcap::{ansi, itu};
use crate::wire::{Diagnostic, Severity, isup, mtp2, mtp3, sccp, tcap};
use std::fmt::{self, Display};

/// Decimal digits without indicators, with their octets: the order of the halves is inferred.
pub(super) fn decimal(octets: Octets<'_>) -> impl Display {
    DigitString::packed(octets, false).to_string()
}

struct Hex<'a>(&'a [u8]);

impl Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(place, octet)| {
            write!(f, "{}{octet:02x}", if place > 0 { " " } else { "" })
        })
    }
}

/// `name (number)`, or the number alone.
struct Named(Option<&'static str>, i64);

impl Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(f, "{name} ({})", self.1),
            None => write!(f, "{}", self.1),
        }
    }
}

struct Tree<'o> {
    row: &'o mut Row,
    octets: bool,
}

/// Octets on one line of a dump.
const DUMP: usize = 24;

impl Tree<'_> {
    fn indent(&mut self, at: Option<u32>, depth: usize) {
        match at {
            Some(at) => self.row.push(Paint::Dim, format_args!("{at:>6}  ")),
            None => self.row.push(Paint::Plain, "        "),
        }
        self.row.pad_to(2 * depth, 0);
    }

    fn layer(&mut self, at: u32, title: impl Display) {
        self.indent(Some(at), 0);
        self.row.push(Paint::Bold, title);
        self.row.end();
    }

    fn field(&mut self, at: Option<u32>, depth: usize, name: &str, value: impl Display) {
        self.indent(at, depth);
        self.row.push(Paint::Plain, format_args!("{name}: "));
        self.row.push(Paint::Yellow, value);
        self.row.end();
    }

    fn dump(&mut self, depth: usize, octets: &[u8]) {
        if !self.octets {
            return;
        }
        for line in octets.chunks(DUMP) {
            self.indent(None, depth + 1);
            self.row.push(Paint::Dim, Hex(line));
            self.row.end();
        }
    }

    fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let paint = if diagnostic.severity == Severity::Note { Paint::Dim } else { Paint::Red };
            self.indent(Some(diagnostic.error.at), 0);
            let error = &diagnostic.error;
            let severity = diagnostic.severity.name();
            self.row.push(paint, format_args!("{severity}: {}: {}", error.layer, error.reason()));
            self.row.end();
        }
    }
}

pub(super) fn message(
    row: &mut Row,
    time: Option<&str>,
    decoded: &Decoded<'_, '_>,
    octets: bool,
    found: &mut Vec<Diagnostic>,
) {
    let message = decoded.message;
    row.push(Paint::Bold, format_args!("Frame {}", message.frame));
    if message.index > 0 {
        row.push(Paint::Bold, format_args!(", message {}", message.index));
    }
    let length = message.octets.len();
    row.push(Paint::Dim, format_args!("  {}  {length} octets", time.unwrap_or("no time")));
    row.end();
    let stack = decoded.stack;
    let mut tree = Tree { row, octets };
    if let Some(unit) = &stack.mtp2 {
        mtp2_tree(&mut tree, unit);
    }
    if let Some(message) = &stack.m2pa {
        tree.layer(0, "M2PA");
        tree.field(None, 1, "backward sequence number", message.backward_sequence_number);
        tree.field(None, 1, "forward sequence number", message.forward_sequence_number);
    }
    if let Some(message) = &stack.m2ua {
        tree.layer(0, "M2UA");
        let name = Named(message.message_type.name(), message.message_type.0.into());
        tree.field(Some(2), 1, "message", name);
    }
    if let Some(message) = &stack.m3ua {
        m3ua_tree(&mut tree, message, stack.variant);
    }
    if let Some(msu) = &stack.mtp3 {
        mtp3_tree(&mut tree, msu);
    }
    if let Some(message) = &stack.isup {
        isup_tree(&mut tree, message);
    }
    if let Some(message) = &stack.sccp {
        sccp_tree(&mut tree, message, stack.variant);
    }
    if let Some(management) = &stack.sccp_management {
        let at = management.rest.at();
        tree.layer(at, "SCCP management");
        let kind = management.management_type;
        tree.field(None, 1, "message", Named(kind.name(), kind.0.into()));
        let ssn = management.affected_subsystem_number.0;
        tree.field(None, 1, "affected subsystem number", ssn);
        tree.field(None, 1, "affected point code", management.affected_point_code);
        tree.field(None, 1, "subsystem multiplicity", management.multiplicity);
    }
    match &stack.tcap {
        Some(tcap::Message::Ansi(package)) => ansi_tree(&mut tree, package, decoded, found),
        Some(tcap::Message::Itu(message)) => itu_tree(&mut tree, message),
        None => {}
    }
    tree.diagnostics(decoded.diagnostics);
    tree.diagnostics(found);
    row.end();
}

/// A pasted parameter sequence.
pub(super) fn parameters(
    row: &mut Row,
    pasted: &hex::Parameters<'_>,
    octets: bool,
    found: &mut Vec<Diagnostic>,
) {
    let title = pasted.operation.map_or("by their tags", |operation| operation.message);
    let mut tree = Tree { row, octets };
    tree.layer(0, format_args!("AIN parameters, {title}"));
    if let Some(parameter) = &pasted.parameter {
        let mut visitor = Leaves { tree: &mut tree, found, depth: 1 };
        match pasted.operation {
            Some(operation) => walk(operation.fields, parameter, &mut visitor),
            None => walk_any(parameter, &mut visitor),
        }
    }
    found.extend(pasted.fault);
    tree.diagnostics(found);
    row.end();
}

fn mtp2_tree(tree: &mut Tree<'_>, unit: &mtp2::SignalUnit<'_>) {
    tree.layer(0, "MTP2");
    tree.field(Some(0), 1, "backward sequence number", unit.backward.number);
    tree.field(None, 1, "forward sequence number", unit.forward.number);
    let body = match unit.body {
        mtp2::Body::FillIn => "FISU".into(),
        mtp2::Body::LinkStatus { status, .. } => {
            format!("LSSU {}", Named(status.name(), status.0.into()))
        }
        mtp2::Body::Msu(_) => "MSU".into(),
    };
    tree.field(None, 1, "signal unit", body);
}

fn m3ua_tree(tree: &mut Tree<'_>, message: &m3ua::Message<'_>, variant: Variant) {
    tree.layer(0, "M3UA");
    let kind = message.message_type;
    let name = Named(kind.name(), kind.number().into());
    tree.field(Some(2), 1, "message", name);
    for parameter in message.parameters.into_iter().map_while(Result::ok) {
        let tag = Named(parameter.tag.name(), parameter.tag.0.into());
        let name = match parameter.tag.name() {
            Some(name) => name.to_string(),
            None => format!("parameter {tag}"),
        };
        let at = Some(parameter.at);
        match m3ua::Value::decode(&parameter) {
            Ok(m3ua::Value::ProtocolData(data)) => {
                tree.field(at, 1, &name, format_args!("{} octets", data.user_data.len()));
                protocol_data(tree, parameter.at + 4, &data, variant);
            }
            Ok(value) => {
                m3ua_value(tree, at, 1, &name, &value, variant);
                tree.dump(1, parameter.value.rest());
            }
            Err(error) => tree.field(at, 1, &name, error.reason()),
        }
    }
}

fn protocol_data(tree: &mut Tree<'_>, at: u32, data: &m3ua::ProtocolData<'_>, variant: Variant) {
    let code = |value| PointCode::new(variant, value);
    let indicator = mtp3::ServiceIndicator(data.service_indicator);
    let network = mtp3::NetworkIndicator(data.network_indicator);
    let sls = data.signalling_link_selection;
    tree.field(Some(at), 2, "originating point code", code(data.originating_point_code));
    tree.field(Some(at + 4), 2, "destination point code", code(data.destination_point_code));
    let named = Named(indicator.name(), indicator.0.into());
    tree.field(Some(at + 8), 2, "service indicator", named);
    tree.field(Some(at + 9), 2, "network indicator", Named(network.name(), network.0.into()));
    tree.field(Some(at + 10), 2, "message priority", data.message_priority);
    tree.field(Some(at + 11), 2, "signalling link selection", sls);
}

fn list<T: Display>(values: impl Iterator<Item = T>) -> String {
    values.map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}

fn m3ua_value(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    depth: usize,
    name: &str,
    value: &m3ua::Value<'_>,
    variant: Variant,
) {
    use m3ua::Value;
    let masked = |code: m3ua::MaskedPointCode| {
        let point_code = PointCode::new(variant, code.point_code);
        if code.mask == 0 { point_code.to_string() } else { format!("{point_code}/{}", code.mask) }
    };
    let text = match value {
        Value::InfoString(octets) => String::from_utf8_lossy(octets).escape_debug().to_string(),
        Value::RoutingContext(numbers) => list(numbers.iter()),
        Value::DiagnosticInformation(octets) | Value::HeartbeatData(octets) => {
            Hex(octets).to_string()
        }
        Value::TrafficModeType(code) => Named(code.name(), code.0.into()).to_string(),
        Value::ErrorCode(code) => Named(code.name(), code.0.into()).to_string(),
        Value::Status(code) => Named(code.name(), code.0.into()).to_string(),
        Value::AspIdentifier(value)
        | Value::CorrelationId(value)
        | Value::NetworkAppearance(value)
        | Value::LocalRoutingKeyIdentifier(value) => value.to_string(),
        Value::AffectedPointCode(codes) | Value::OriginatingPointCodeList(codes) => {
            list(codes.iter().map(masked))
        }
        Value::UserCause { cause, user } => format!(
            "{}, user {}",
            Named(cause.name(), cause.0.into()),
            Named(user.name(), user.0.into())
        ),
        Value::CongestionIndications(level) => level.to_string(),
        Value::ConcernedDestination(code) | Value::DestinationPointCode(code) => masked(*code),
        Value::ServiceIndicators(octets) => list(
            octets
                .iter()
                .map(|octet| Named(mtp3::ServiceIndicator(*octet).name(), (*octet).into())),
        ),
        Value::CircuitRange(ranges) => list(ranges.iter().map(|range| {
            let from = masked(range.originating_point_code);
            format!("{from} {}–{}", range.lower, range.upper)
        })),
        Value::RegistrationStatus(code) => Named(code.name(), code.0.into()).to_string(),
        Value::DeregistrationStatus(code) => Named(code.name(), code.0.into()).to_string(),
        Value::RoutingKey(inner)
        | Value::RegistrationResult(inner)
        | Value::DeregistrationResult(inner) => {
            tree.field(at, depth, name, "");
            for parameter in inner.into_iter().map_while(Result::ok) {
                let name = parameter.tag.name().unwrap_or("parameter");
                match Value::decode(&parameter) {
                    Ok(value) => {
                        m3ua_value(tree, Some(parameter.at), depth + 1, name, &value, variant);
                    }
                    Err(error) => tree.field(Some(parameter.at), depth + 1, name, error.reason()),
                }
            }
            return;
        }
        Value::ProtocolData(data) => format!("{} octets", data.user_data.len()),
        Value::Msu(msu) => format!("message signal unit of {} octets", msu.len()),
        Value::Unknown(octets) => Hex(octets.rest()).to_string(),
    };
    tree.field(at, depth, name, text);
}

fn mtp3_tree(tree: &mut Tree<'_>, msu: &mtp3::Msu<'_>) {
    let label = &msu.routing_label;
    let variant = label.originating_point_code.variant;
    let point_code = variant.point_code_octets() as u32;
    // Two of ITU's point codes and the selection share four octets.
    let label_length = if variant == Variant::Itu { 4 } else { 2 * point_code + 1 };
    let at = msu.payload.at().saturating_sub(label_length + 1);
    let service = &msu.service_information;
    let (indicator, network) = (service.service_indicator, service.network_indicator);
    tree.layer(at, format_args!("MTP3 ({})", variant.name()));
    let named = Named(indicator.name(), indicator.0.into());
    tree.field(Some(at), 1, "service indicator", named);
    tree.field(Some(at), 1, "network indicator", Named(network.name(), network.0.into()));
    tree.field(Some(at), 1, "priority", service.priority);
    let (destination, origin) = (label.destination_point_code, label.originating_point_code);
    tree.field(Some(at + 1), 1, "destination point code", destination);
    tree.field(None, 1, "originating point code", origin);
    tree.field(None, 1, "signalling link selection", label.signalling_link_selection);
}

fn isup_tree(tree: &mut Tree<'_>, message: &isup::Message<'_>) {
    let at = message.parameters.at().saturating_sub(3);
    tree.layer(at, "ISUP");
    let circuit = message.circuit_identification_code;
    tree.field(Some(at), 1, "circuit identification code", circuit);
    let kind = message.message_type;
    tree.field(Some(at + 2), 1, "message", Named(kind.name(), kind.0.into()));
}

fn sccp_tree(tree: &mut Tree<'_>, message: &sccp::Message<'_>, variant: Variant) {
    let kind = message.message_type();
    let at = match message {
        sccp::Message::Unitdata(m) => m.at,
        sccp::Message::UnitdataService(m) => m.at,
        sccp::Message::ExtendedUnitdata(m) | sccp::Message::LongUnitdata(m) => m.at,
        sccp::Message::ExtendedUnitdataService(m) | sccp::Message::LongUnitdataService(m) => m.at,
        sccp::Message::Other { rest, .. } => rest.at().saturating_sub(1),
    };
    tree.layer(at, format_args!("SCCP ({})", variant.name()));
    tree.field(Some(at), 1, "message", Named(kind.name(), kind.0.into()));
    let parts = sccp_parts(message);
    if let Some(class) = parts.class {
        let returned = if class.return_on_error() { ", return on error" } else { "" };
        let text = format!("{}{returned}", class.class());
        tree.field(Some(at + 1), 1, "protocol class", text);
    }
    if let Some(cause) = parts.return_cause {
        tree.field(Some(at + 1), 1, "return cause", Named(cause.name(), cause.0.into()));
    }
    if let Some(hops) = parts.hop_counter {
        tree.field(Some(at + 2), 1, "hop counter", hops);
    }
    if let Some((called, calling)) = message.addresses() {
        address_tree(tree, "called party address", called, variant);
        address_tree(tree, "calling party address", calling, variant);
    }
    if let Some(segment) = message.segmentation() {
        let first = if segment.first { "first, " } else { "" };
        let text = format!(
            "{first}{} to follow, local reference {:06x}",
            segment.remaining, segment.local_reference
        );
        tree.field(None, 1, "segmentation", text);
    }
    if let Some(data) = message.data() {
        tree.field(Some(data.at()), 1, "data", format_args!("{} octets", data.len()));
        tree.dump(1, data.rest());
    }
}

fn address_tree(tree: &mut Tree<'_>, name: &str, address: &sccp::Address<'_>, variant: Variant) {
    let routing = match address.routing {
        sccp::Routing::GlobalTitle => "route on global title",
        _ => "route on subsystem number",
    };
    let national = if address.national { ", national" } else { "" };
    tree.field(Some(address.at), 1, name, format_args!("{routing}{national}"));
    if let Some(ssn) = address.subsystem_number {
        tree.field(None, 2, "subsystem number", Named(ssn.name(), ssn.0.into()));
    }
    if let Some(point_code) = address.point_code {
        tree.field(None, 2, "point code", point_code);
    }
    let Some(title) = &address.global_title else { return };
    let indicator = title.indicator(variant);
    let mut text = match title.digits() {
        Some(digits) => digits.to_string(),
        None => "reserved form".into(),
    };
    if let Some(translation_type) = title.translation_type() {
        text += &format!(", translation type {translation_type}");
    }
    if let sccp::GlobalTitle::NumberingPlan { numbering_plan, .. }
    | sccp::GlobalTitle::Full { numbering_plan, .. } = title
    {
        text += &format!(", plan {}", Named(numbering_plan.name(), numbering_plan.0.into()));
    }
    if let sccp::GlobalTitle::NatureOfAddress { nature_of_address, .. }
    | sccp::GlobalTitle::Full { nature_of_address, .. } = title
    {
        let nature = Named(nature_of_address.name(), nature_of_address.0.into());
        text += &format!(", nature {nature}");
    }
    tree.field(None, 2, &format!("global title (indicator {indicator})"), text);
}

fn identification(id: ansi::Identification<'_>) -> String {
    match id {
        ansi::Identification::Integer(value) => value.to_string(),
        ansi::Identification::Object(oid) => oid.to_string(),
    }
}

fn ansi_tree(
    tree: &mut Tree<'_>,
    package: &ansi::Package<'_>,
    decoded: &Decoded<'_, '_>,
    found: &mut Vec<Diagnostic>,
) {
    let at = package.element.at;
    let whole = if decoded.reassembled { ", offsets in the segments put together" } else { "" };
    tree.layer(at, format_args!("TCAP (ansi{whole})"));
    let kind = package.package_type;
    let name = kind.name().unwrap_or("unknown");
    tree.field(Some(at), 1, "package", format_args!("{name} [{:02X}]", kind.0));
    let ids_at = package.element.contents_at + 2;
    if let Some(id) = package.originating_id {
        tree.field(Some(ids_at), 1, "originating transaction ID", id);
    }
    if let Some(id) = package.responding_id {
        let at = if package.originating_id.is_some() { ids_at + 4 } else { ids_at };
        tree.field(Some(at), 1, "responding transaction ID", id);
    }
    if let Some(dialogue) = &package.dialogue {
        tree.field(Some(dialogue.elements.at()), 1, "dialogue portion", "");
        if let Some(version) = dialogue.protocol_version {
            tree.field(None, 2, "protocol version", version);
        }
        for (name, id) in [
            ("application context", dialogue.application_context),
            ("security context", dialogue.security_context),
            ("confidentiality", dialogue.confidentiality.and_then(|c| c.id)),
        ] {
            if let Some(id) = id {
                tree.field(None, 2, name, identification(id));
            }
        }
        if let Some(information) = dialogue.user_information {
            let at = Some(information.at);
            tree.field(at, 2, "user information", Hex(information.contents));
        }
    }
    match package.abort {
        Some(ansi::Abort::Cause(cause)) => {
            tree.field(None, 1, "P-Abort cause", Named(cause.name(), cause.0.into()));
        }
        Some(ansi::Abort::User(external)) => {
            let at = Some(external.at);
            tree.field(at, 1, "user abort information", Hex(external.contents));
        }
        None => {}
    }
    for resolved in decoded.components {
        component_tree(tree, resolved, found);
    }
}

fn operation_text(operation: ansi::OperationCode) -> String {
    let code = operation.code;
    let name = match operation.ain().and_then(ain::operation) {
        Some(operation) => Some(operation.message),
        None => operation.national_name(),
    };
    let class = operation.class.name();
    match name {
        Some(name) => format!("{name} ({class} {code}, 0x{code:04X})"),
        None => format!("{class} {code} (0x{code:04X})"),
    }
}

fn component_tree(tree: &mut Tree<'_>, resolved: &Resolved<'_>, found: &mut Vec<Diagnostic>) {
    let at = Some(resolved.at);
    let Ok(component) = &resolved.component else {
        return tree.field(at, 1, "component", "unreadable");
    };
    let last = |last: bool| if last { "last" } else { "not last" };
    match component {
        ansi::Component::Invoke(invoke) => {
            tree.field(at, 1, "Invoke", last(invoke.last));
            if let Some(id) = invoke.invoke_id {
                tree.field(None, 2, "invoke ID", id);
            }
            if let Some(id) = invoke.correlation_id {
                tree.field(None, 2, "correlation ID", id);
            }
            tree.field(None, 2, "operation", operation_text(invoke.operation));
        }
        ansi::Component::ReturnResult(result) => {
            tree.field(at, 1, "Return Result", last(result.last));
            tree.field(None, 2, "correlation ID", result.correlation_id);
        }
        ansi::Component::ReturnError(error) => {
            tree.field(at, 1, "Return Error", "");
            tree.field(None, 2, "correlation ID", error.correlation_id);
            let name = ain_error(error).map(|error| error.message);
            tree.field(None, 2, "error", Named(name, error.error.code));
        }
        ansi::Component::Reject(reject) => {
            tree.field(at, 1, "Reject", "");
            if let Some(id) = reject.correlation_id {
                tree.field(None, 2, "correlation ID", id);
            }
            let problem = reject.problem;
            let kind = Named(problem.type_name(), problem.problem_type.into());
            let name = Named(problem.name(), problem.specifier.into());
            tree.field(None, 2, "problem", format_args!("{kind}, {name}"));
        }
    }
    if !matches!(component, ansi::Component::Invoke(_)) {
        match resolved.asked {
            Some(asked) => {
                let text = operation_text(asked.operation);
                let answers = format!("{text}, invoked in frame {}", asked.frame);
                tree.field(None, 2, "answers", answers);
            }
            None => tree.field(None, 2, "answers", "an invoke that is not in the capture"),
        }
    }
    if let Some(parameter) = component.parameter() {
        parameter_tree(tree, resolved, &parameter, found);
    }
}

fn parameter_tree<'a>(
    tree: &mut Tree<'_>,
    resolved: &Resolved<'a>,
    parameter: &Tlv<'a>,
    found: &mut Vec<Diagnostic>,
) {
    let name = match parameter.identifier {
        ain::PARAMETER_SEQUENCE => "parameter sequence",
        ain::PARAMETER_SET => "parameter set",
        _ => "parameter",
    };
    let (at, tag) = (Some(parameter.at), parameter.identifier);
    tree.field(at, 2, &format!("{name} [{tag}]"), "");
    let mut visitor = Leaves { tree, found, depth: 3 };
    match argument(resolved) {
        Argument::Fields(fields) => walk(fields, parameter, &mut visitor),
        Argument::Result(result) => walk_result(result, parameter, &mut visitor),
        Argument::Opaque => opaque(visitor.tree, parameter, 3),
    }
}

/// A parameter that no table describes: its elements, one level.
fn opaque(tree: &mut Tree<'_>, parameter: &Tlv<'_>, depth: usize) {
    let Ok(mut elements) = parameter.elements() else {
        return tree.field(Some(parameter.at), depth, "octets", Hex(parameter.contents));
    };
    while let Ok(tlv) = elements.tlv("parameter") {
        let name = format!("[{}]", tlv.identifier);
        tree.field(Some(tlv.at), depth, &name, Hex(tlv.contents));
    }
}

/// Shows every element that a walk meets.
struct Leaves<'t, 'o> {
    tree: &'t mut Tree<'o>,
    found: &'t mut Vec<Diagnostic>,
    depth: usize,
}

impl Leaves<'_, '_> {
    fn title(&self, element: &Element<'_>) -> String {
        let tag: String =
            element.tlv.identifier_octets().iter().map(|octet| format!("{octet:02X}")).collect();
        match (element.name, element.parameter_type) {
            (Some(name), _) if element.untagged => name.into(),
            (Some(name), _) => format!("{name} [{tag}]"),
            (None, Some(ty)) => format!("{} [{tag}]", ty.name),
            (None, None) => format!("unknown [{tag}]"),
        }
    }
}

fn nature(value: NatureOfNumber, table: NatureTable) -> impl Display {
    match value.name(table) {
        Some(name) => name.into(),
        None => format!("nature {}", value.0),
    }
}

impl<'a> Visitor<'a> for Leaves<'_, '_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        let title = self.title(element);
        let (at, depth) = (Some(element.tlv.at), self.depth + element.depth);
        let tree = &mut *self.tree;
        match value {
            Value::Octets(octets) => tree.field(at, depth, &title, octets),
            Value::Decimal(octets) => {
                tree.field(at, depth, &title, format_args!("{octets} ({})", decimal(*octets)));
            }
            Value::Digits(digits, table) => {
                let mut text = format!(
                    "{} ({}, {}",
                    digits.digits,
                    nature(digits.nature, *table),
                    digits.plan.name()
                );
                if digits.presentation.0 != 0 {
                    text += &format!(", presentation {}", digits.presentation.name());
                }
                if digits.screening.0 != 0 {
                    text += &format!(", screening {}", digits.screening.name());
                }
                tree.field(at, depth, &title, text + ")");
            }
            Value::Enumerated(name, value) => {
                tree.field(at, depth, &title, Named(*name, *value));
            }
            Value::Integer(value) => tree.field(at, depth, &title, value),
            Value::Bits(bits, names) => {
                let name = |bit: usize| {
                    let named = names.iter().find(|(_, number)| usize::from(*number) == bit);
                    named.map_or_else(|| bit.to_string(), |(name, _)| (*name).to_string())
                };
                let text = list(bits.ones().map(name));
                let text = if text.is_empty() { "none".into() } else { text };
                tree.field(at, depth, &title, format_args!("{text} (of {} bits)", bits.len()));
            }
            Value::Text(text) => tree.field(at, depth, &title, format_args!("\"{text}\"")),
            Value::Boolean(value) => tree.field(at, depth, &title, value),
            Value::Null => tree.field(at, depth, &title, "present"),
            Value::Carrier(carrier) => {
                let text = format!(
                    "{} (selection {}, nature {})",
                    carrier.digits,
                    Named(carrier.selection.name(), carrier.selection.0.into()),
                    Named(carrier.nature.name(), carrier.nature.0.into()),
                );
                tree.field(at, depth, &title, text);
            }
            Value::Billing(billing) => {
                let (call_type, feature) = (Hex(&billing.call_type), Hex(&billing.service_feature));
                let text = format!("call type {call_type}, service feature {feature}");
                tree.field(at, depth, &title, text);
            }
            Value::ObjectIdentifier(oid) => tree.field(at, depth, &title, oid),
            Value::Any(tlv) => {
                let text = format!("[{}] {}", tlv.identifier, Hex(tlv.contents));
                tree.field(at, depth, &title, text);
            }
            Value::Unknown => tree.field(at, depth, &title, Hex(element.tlv.contents)),
            Value::Undecoded => {
                let text = format!("{} (not decoded)", Hex(element.tlv.contents));
                tree.field(at, depth, &title, text);
            }
        }
        if !element.untagged {
            tree.dump(depth, element.tlv.octets);
        }
    }

    fn open(&mut self, element: &Element<'a>, shape: Shape) {
        let title = self.title(element);
        let depth = self.depth + element.depth;
        let text = match shape {
            Shape::List => "list",
            Shape::Sequence | Shape::Choice => "",
        };
        self.tree.field(Some(element.tlv.at), depth, &title, text);
    }

    fn close(&mut self, _: &Element<'a>, _: Shape) {}

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

fn itu_tree(tree: &mut Tree<'_>, message: &itu::Message<'_>) {
    let at = message.element.at;
    tree.layer(at, "TCAP (itu)");
    let kind = message.message_type;
    tree.field(Some(at), 1, "message", Named(kind.name(), kind.0.into()));
    if let Some(id) = message.originating_id {
        tree.field(None, 1, "originating transaction ID", Hex(id));
    }
    if let Some(id) = message.destination_id {
        tree.field(None, 1, "destination transaction ID", Hex(id));
    }
    if let Some(cause) = message.p_abort_cause {
        tree.field(None, 1, "P-Abort cause", Named(itu::p_abort_cause_name(cause), cause));
    }
    if let Some(dialogue) = &message.dialogue {
        let apdu = dialogue.apdu.unwrap_or("unknown");
        tree.field(Some(dialogue.portion.at), 1, "dialogue portion", apdu);
        if let Some(context) = dialogue.application_context {
            tree.field(None, 2, "application context", context);
        }
    }
    let code = |code: itu::Code<'_>| match code {
        itu::Code::Local(value) => format!("local {value}"),
        itu::Code::Global(name) => format!("global {name}"),
    };
    for (element, component) in message.components.iter().flat_map(itu::Components::iter) {
        let at = element.map(|element| element.at);
        let Ok(component) = component else {
            tree.field(at, 1, "component", "unreadable");
            continue;
        };
        let id = component.invoke_id.map_or_else(|| "none".into(), |id| id.to_string());
        tree.field(at, 1, component.name(), format_args!("invoke ID {id}"));
        if let Some(id) = component.linked_id {
            tree.field(None, 2, "linked ID", id);
        }
        if let Some(operation) = component.operation {
            tree.field(None, 2, "operation", code(operation));
        }
        if let Some(error) = component.error {
            tree.field(None, 2, "error", code(error));
        }
        if let Some(problem) = component.problem {
            let name = Named(problem.name(), problem.code);
            tree.field(None, 2, "problem", format_args!("{}, {name}", problem.kind_name()));
        }
        if let Some(parameter) = component.parameter {
            let title = format!("parameter [{}]", parameter.identifier);
            tree.field(Some(parameter.at), 2, &title, Hex(parameter.contents));
        }
    }
}
