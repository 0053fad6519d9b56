//! One aligned line a message.

use super::dialogues::other_operation;
use super::json::connection_cause;
use super::operation::{Argument, ain_error, argument, opaque};
use super::output::{Paint, Row};
use super::text::{Put, Shown, hex};
use crate::capture::{Asked, Decoded, Fault, Resolved};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk, walk_result};
use crate::wire::ain::{self};
use crate::wire::stack::Stack;
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{ansi, itu};
use crate::wire::{Diagnostic, Severity, isup, m2pa, m3ua, mtp2, mtp3, sccp, tcap};

/// The parameters that tell what a message is about, shortest name first; the others are in the
/// tree (-V).
const TELLING: [&str; 34] = [
    "dn",
    "ccID",
    "csID",
    "legID",
    "carrier",
    "partyID",
    "busyType",
    "callType",
    "actResult",
    "errorCause",
    "closeCause",
    "clearCause",
    "eDPRequest",
    "statusCause",
    "resultCause",
    "gapDuration",
    "failureCause",
    "resourceType",
    "calledPartyID",
    "callingPartyID",
    "outpulseNumber",
    "facilityStatus",
    "collectedDigits",
    "disconnectCause",
    "translationType",
    "congestionLevel",
    "eDPNotification",
    "redirectingPartyID",
    "privateGapInterval",
    "globalTitleAddress",
    "triggerCriteriaType",
    "verticalServiceCode",
    "nationalGapInterval",
    "collectedAddressInfo",
];

const LONGEST: usize = TELLING[TELLING.len() - 1].len();

/// For each length, where the names of that length begin. Every element that is walked is looked
/// for among the names, and nearly all of them are not there.
const OF_LENGTH: [u8; LONGEST + 2] = {
    let mut starts = [0; LONGEST + 2];
    let (mut place, mut length) = (0, 0);
    while length < starts.len() {
        while place < TELLING.len() && TELLING[place].len() < length {
            assert!(place == 0 || TELLING[place - 1].len() <= TELLING[place].len(), "sorted");
            place += 1;
        }
        starts[length] = place as u8;
        length += 1;
    }
    starts
};

fn is_telling(name: &str) -> bool {
    let Some([start, end]) = OF_LENGTH.get(name.len()..).and_then(<[u8]>::first_chunk) else {
        return false;
    };
    let first = name.as_bytes().first();
    let of_length = &TELLING[usize::from(*start)..usize::from(*end)];
    of_length.iter().any(|telling| telling.as_bytes().first() == first && *telling == name)
}

const PLACE: usize = 6;
const TIME: usize = 15;
const PATH: usize = 25;
const SCCP: usize = 13;
const PACKAGE: usize = 5;
const IDS: usize = 17;

fn column(row: &mut Row, paint: Paint, width: usize, text: impl Put) {
    row.column(paint, width, text);
    row.blanks(2);
}

fn place(row: &mut Row, frame: u64, index: Option<u32>, time: Option<&[u8]>) {
    let digits = |number: u64| number.checked_ilog10().map_or(1, |log| log as usize + 1);
    let index = index.filter(|index| *index > 0);
    let shown = digits(frame) + index.map_or(0, |index| 1 + digits(index.into()));
    row.blanks(PLACE.saturating_sub(shown));
    row.push(Paint::Dim, (frame, index.map(|index| (".", index))));
    row.blanks(2);
    column(row, Paint::Dim, TIME, time.unwrap_or(b"-"));
}

/// What stands for the package: a letter each for what it does and what it permits.
const fn package_name(package_type: ansi::PackageType) -> &'static str {
    match package_type {
        ansi::PackageType::UNIDIRECTIONAL => "UNI",
        ansi::PackageType::QUERY_WITH_PERMISSION => "QWP",
        ansi::PackageType::QUERY_WITHOUT_PERMISSION => "QWOP",
        ansi::PackageType::RESPONSE => "RSP",
        ansi::PackageType::CONVERSATION_WITH_PERMISSION => "CWP",
        ansi::PackageType::CONVERSATION_WITHOUT_PERMISSION => "CWOP",
        ansi::PackageType::ABORT => "ABORT",
        _ => "?",
    }
}

pub(super) fn fault(row: &mut Row, time: Option<&[u8]>, fault: &Fault) {
    place(row, fault.frame, None, time);
    row.push(Paint::Red, Shown(fault.diagnostic));
    row.end();
}

/// Walks every parameter for what is wrong, and shows nothing.
pub(super) fn check(decoded: &Decoded<'_, '_>, found: &mut Vec<Diagnostic>) {
    struct Check<'f>(&'f mut Vec<Diagnostic>);
    impl<'a> Visitor<'a> for Check<'_> {
        fn leaf(&mut self, _: &Element<'a>, _: &Value<'a>) {}
        fn open(&mut self, _: &Element<'a>, _: Shape) {}
        fn close(&mut self, _: &Element<'a>, _: Shape) {}
        fn diagnostic(&mut self, diagnostic: Diagnostic) {
            self.0.push(diagnostic);
        }
    }
    for resolved in decoded.components {
        visit(resolved, &mut Check(found));
    }
}

fn visit<'a>(resolved: &Resolved<'a>, visitor: &mut impl Visitor<'a>) {
    if let Ok(component) = &resolved.component
        && let Some(parameter) = component.parameter()
    {
        match argument(resolved) {
            Argument::Fields(fields) => walk(fields, &parameter, visitor),
            Argument::Result(result) => walk_result(result, &parameter, visitor),
            Argument::Opaque => {
                if let Err(error) = opaque(&parameter, |_| ()) {
                    visitor.diagnostic(Diagnostic::error(error));
                }
            }
        }
    }
}

pub(super) fn message(
    row: &mut Row,
    time: Option<&[u8]>,
    decoded: &Decoded<'_, '_>,
    found: &mut Vec<Diagnostic>,
) {
    let (message, stack) = (decoded.message, decoded.stack);
    place(row, message.frame, Some(message.index), time);
    match stack.point_codes() {
        Some((originating, destination)) => {
            column(row, Paint::Cyan, PATH, (originating, " → ", destination));
        }
        None => column(row, Paint::Cyan, PATH, "-"),
    }
    match &stack.sccp {
        Some(sccp) => {
            column(row, Paint::Dim, SCCP, SccpText(sccp));
            match &stack.tcap {
                Some(tcap::Message::Ansi(package)) => ansi_text(row, package, decoded, found),
                Some(tcap::Message::Itu(message)) => itu_text(row, message, stack.application()),
                None => not_tcap(row, decoded),
            }
        }
        None => match &stack.tcap {
            Some(tcap::Message::Ansi(package)) => {
                column(row, Paint::Dim, SCCP, SuaText(stack));
                ansi_text(row, package, decoded, found);
            }
            Some(tcap::Message::Itu(message)) => {
                column(row, Paint::Dim, SCCP, SuaText(stack));
                itu_text(row, message, stack.application());
            }
            None => row.push(Paint::Blue, lower_text(decoded)),
        },
    }
    let all = || decoded.diagnostics.iter().chain(found.iter());
    let worst = all().filter(|d| d.severity > Severity::Note).max_by_key(|d| d.severity);
    if let Some(worst) = worst {
        let count = all().filter(|d| d.severity > Severity::Note).count();
        row.push(Paint::Red, format_args!("  ! {}", worst.error));
        if count > 1 {
            row.push(Paint::Red, format_args!(" (and {} more)", count - 1));
        }
    }
    row.end();
}

/// `UDT 247→248`; where an address has no subsystem number, `gt` for its global title or a dash.
struct SccpText<'m>(&'m sccp::Message<'m>);

impl Put for SccpText<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.message_type().name().unwrap_or("?").put(to);
        let (called, calling) = (self.0.called_party_address(), self.0.calling_party_address());
        if called.is_none() && calling.is_none() {
            return;
        }
        let ssn = |address: Option<&sccp::Address<'_>>, to: &mut Vec<u8>| match address
            .and_then(|address| address.subsystem_number)
        {
            Some(ssn) => ssn.0.put(to),
            None if address.is_some_and(|address| address.global_title.is_some()) => {
                "gt".put(to);
            }
            None => "-".put(to),
        };
        " ".put(to);
        ssn(calling, to);
        "→".put(to);
        ssn(called, to);
    }
}

/// The same of SUA, which stands in SCCP's place: `CLDT 247→248`.
struct SuaText<'m>(&'m Stack<'m>);

impl Put for SuaText<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        let Some(message) = &self.0.sua else { return "-".put(to) };
        message.message_type.name().unwrap_or("?").put(to);
        let [source, destination] = self.0.sua_addresses();
        for (before, address) in [(" ", source), ("→", destination)] {
            before.put(to);
            match address.map(|address| (address.subsystem_number, address.digits)) {
                Some((Some(number), _)) => number.put(to),
                Some((None, Some(_))) => "gt".put(to),
                _ => "-".put(to),
            }
        }
    }
}

/// A message of an adaptation layer by its name, or by class and type where RFCs name none.
fn adapted(protocol: &str, name: Option<&'static str>, number: u16) -> String {
    let [class, kind] = number.to_be_bytes();
    match name {
        Some(name) => format!("{protocol} {name}"),
        None => format!("{protocol} class {class} type {kind}"),
    }
}

/// What a message without TCAP is.
fn lower_text(decoded: &Decoded<'_, '_>) -> String {
    let stack = decoded.stack;
    let known = |name: Option<&'static str>| name.unwrap_or("unknown message");
    if let Some(message) = &stack.isup {
        let cic = message.circuit_identification_code;
        let mut text = format!("ISUP {} cic={cic}", known(message.message_type.name()));
        for (name, parameter) in [
            ("called", isup::ParameterName::CALLED_PARTY_NUMBER),
            ("calling", isup::ParameterName::CALLING_PARTY_NUMBER),
        ] {
            if let Some(number) = message.number(parameter) {
                text += &format!(" {name}={}", number.digits);
            }
        }
        // What cannot be read of them is a diagnostic, which stands behind.
        _ = message.each_parameter(|parameter| {
            if let Some(cause) = parameter.cause() {
                text += &match cause.name(message.variant) {
                    Some(name) => format!(" cause={name} ({})", cause.value),
                    None => format!(" cause={}", cause.value),
                };
            }
        });
        return text;
    }
    if let Some(msu) = &stack.mtp3 {
        if let Some(Ok(management)) = msu.management() {
            return management_text(msu, &management);
        }
        return format!("MTP3 {}", known(msu.service_information.service_indicator.name()));
    }
    if let Some(message) = &stack.m3ua {
        let user = match stack.m3ua_data.map(|data| data.protocol_data) {
            Some(m3ua::DataForm::ProtocolData(data)) => {
                mtp3::ServiceIndicator(data.service_indicator).name()
            }
            _ => None,
        };
        let text = adapted("M3UA", message.message_type.name(), message.message_type.0);
        return match user {
            Some(user) => format!("{text} {user}"),
            None => text,
        };
    }
    if let Some(message) = &stack.sua {
        return adapted("SUA", message.message_type.name(), message.message_type.0);
    }
    if let Some(message) = &stack.m2ua {
        return adapted("M2UA", message.message_type.name(), message.message_type.0);
    }
    if let Some(message) = &stack.m2pa {
        return match message.body {
            m2pa::Body::UserData { .. } => "M2PA data".into(),
            m2pa::Body::Acknowledgement => "M2PA acknowledgement".into(),
            m2pa::Body::LinkStatus { status, .. } => {
                format!("M2PA link status {status}")
            }
        };
    }
    match stack.mtp2.map(|unit| unit.body) {
        Some(mtp2::Body::FillIn) => "MTP2 FISU".into(),
        Some(mtp2::Body::LinkStatus { status, .. }) => {
            format!("MTP2 LSSU {status}")
        }
        Some(mtp2::Body::Msu(_)) => "MTP2 MSU".into(),
        None => format!("{:?}", decoded.message.protocol).to_uppercase(),
    }
}

/// `MTP3 SNM TFP 5-20-1`.
fn management_text(
    msu: &mtp3::Msu<crate::wire::Reader<'_>>,
    management: &mtp3::Management<'_>,
) -> String {
    let variant = msu.routing_label.originating_point_code.variant;
    let user = msu.service_information.service_indicator;
    let code = management.heading_code;
    let mut text = match code.name(variant, msu.is_test()) {
        Some(name) => format!("MTP3 {user} {name}"),
        None => format!("MTP3 {user} H0={} H1={}", code.h0(), code.h1()),
    };
    text += &match management.content {
        mtp3::Content::ForwardSequenceNumber(number) => format!(" fsn={number}"),
        mtp3::Content::ChangebackCode(code) => format!(" code={code}"),
        mtp3::Content::Destination(code) => format!(" {code}"),
        mtp3::Content::Congestion(code, status) => format!(" {code} status={status}"),
        mtp3::Content::UserPart(code, user) => {
            format!(" {code} user={} cause={}", user & 0x0F, user >> 4)
        }
        mtp3::Content::DataLink(link) => format!(" link={link}"),
        mtp3::Content::TestPattern(pattern) => format!(" {} octets", pattern.len()),
        mtp3::Content::Link | mtp3::Content::Other(_) => String::new(),
    };
    if let Some(link) = management.signalling_link_code {
        text += &format!(" slc={link}");
    }
    text
}

fn not_tcap(row: &mut Row, decoded: &Decoded<'_, '_>) {
    if let Some(management) = &decoded.stack.sccp_management {
        let name = management.management_type.name().unwrap_or("management");
        row.push(
            Paint::Blue,
            format_args!(
                "SCMG {name} ssn={} pc={}",
                management.affected_subsystem_number.0, management.affected_point_code
            ),
        );
        return;
    }
    let Some(message) = &decoded.stack.sccp else { return };
    if let sccp::Message::Connection(connection) = message {
        return row.push(Paint::Blue, connection_text(connection));
    }
    match message.segmentation() {
        Some(segment) if !segment.first || segment.remaining > 0 => row.push(
            Paint::Blue,
            format_args!(
                "segment of message {:06x}, {} to follow",
                segment.local_reference, segment.remaining
            ),
        ),
        _ => match message.data() {
            Some(data) => {
                row.push(Paint::Blue, format_args!("{} octets of user data", data.len()));
            }
            None => row.push(Paint::Blue, "no user data"),
        },
    }
}

/// Which connection, and what becomes of it.
fn connection_text(connection: &sccp::Connection<'_>) -> String {
    let mut text =
        match (connection.source_local_reference(), connection.destination_local_reference()) {
            (Some(from), Some(to)) => format!("connection {from:06x}→{to:06x}"),
            (Some(from), None) => format!("connection {from:06x}→"),
            (None, to) => format!("connection →{:06x}", to.unwrap_or(0)),
        };
    if let Some((_, code, name)) = connection_cause(connection) {
        text += ", ";
        text += &name.map_or_else(|| format!("cause {code}"), str::to_string);
    }
    if let Some(data) = connection.data() {
        let more = if connection.more_data() == Some(true) { ", more to follow" } else { "" };
        text += &format!(", {} octets of user data{more}", data.len());
    }
    text
}

fn ids(row: &mut Row, originating: Option<impl Put>, responding: Option<impl Put>) {
    match (originating, responding) {
        (Some(from), Some(to)) => column(row, Paint::Dim, IDS, (from, " ", to)),
        (Some(from), None) => column(row, Paint::Dim, IDS, from),
        (None, Some(to)) => column(row, Paint::Dim, IDS, ("         ", to)),
        (None, None) => column(row, Paint::Dim, IDS, "-"),
    }
}

fn ansi_text(
    row: &mut Row,
    package: &ansi::Package<'_>,
    decoded: &Decoded<'_, '_>,
    found: &mut Vec<Diagnostic>,
) {
    column(row, Paint::Blue, PACKAGE, package_name(package.package_type));
    ids(row, package.originating_id, package.responding_id);
    match package.abort {
        Some(ansi::Abort::Cause(cause)) => match cause.name() {
            Some(name) => row.push(Paint::Red, name),
            None => row.push(Paint::Red, format_args!("cause {}", cause.0)),
        },
        Some(ansi::Abort::User(_)) => row.push(Paint::Red, "by the user"),
        None => {}
    }
    for resolved in decoded.components {
        if resolved.place > 0 {
            row.push(Paint::Dim, " + ");
        }
        component(row, resolved, found);
    }
}

struct OperationName(ansi::OperationCode);

impl Put for OperationName {
    fn put(&self, to: &mut Vec<u8>) {
        match self.0.ain().and_then(ain::operation) {
            Some(operation) => operation.message.put(to),
            None => match self.0.national_name() {
                Some(name) => name.put(to),
                None => {
                    if let Some(application @ Application::Ansi41) =
                        Application::of_operation(self.0)
                    {
                        (application.name(), " ").put(to);
                    }
                    other_operation(self.0).as_str().put(to);
                }
            },
        }
    }
}

struct AskedName(Option<Asked>);

impl Put for AskedName {
    fn put(&self, to: &mut Vec<u8>) {
        match self.0 {
            Some(asked) => OperationName(asked.operation).put(to),
            None => "unknown invoke".put(to),
        }
    }
}

fn component(row: &mut Row, resolved: &Resolved<'_>, found: &mut Vec<Diagnostic>) {
    let asked = AskedName(resolved.asked);
    match &resolved.component {
        Ok(ansi::Component::Invoke(invoke)) => {
            row.push(Paint::Green, OperationName(invoke.operation));
        }
        Ok(ansi::Component::ReturnResult(_)) => row.push(Paint::Green, ("result of ", asked)),
        Ok(ansi::Component::ReturnError(error)) => match ain_error(error) {
            Some(name) => row.push(Paint::Red, (name.message, " of ", asked)),
            None => row.push(Paint::Red, ("error ", error.error.code, " of ", asked)),
        },
        Ok(ansi::Component::Reject(reject)) => {
            let problem = reject.problem;
            match problem.name() {
                Some(name) => row.push(Paint::Red, ("reject of ", asked, ": ", name)),
                None => {
                    let numbers = (problem.problem_type, " ", problem.specifier);
                    row.push(Paint::Red, ("reject of ", asked, ": problem ", numbers));
                }
            }
        }
        Err(_) => row.push(Paint::Red, "unreadable component"),
    }
    visit(resolved, &mut Telling { row, found, within: None });
}

/// Shows the telling parameters as `name=value`.
struct Telling<'o> {
    row: &'o mut Row,
    found: &'o mut Vec<Diagnostic>,
    /// The name of the parameter that the walk is inside.
    within: Option<&'static str>,
}

impl<'a> Visitor<'a> for Telling<'_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        let Some(name) = element.name.filter(|name| is_telling(name)) else { return };
        // The number of a userID is its subscriber's line: say so.
        let shown = match (name, self.within) {
            ("dn", Some("userID")) => "userID",
            ("dn", _) => return,
            _ => name,
        };
        self.row.push(Paint::Dim, (" ", shown, "="));
        match value {
            Value::Digits(digits, _) if digits.digits.is_empty() => {
                self.row.push(Paint::Dim, "none");
            }
            Value::Digits(digits, _) => self.row.push(Paint::Yellow, digits.digits),
            Value::Decimal(octets) => {
                self.row.push(Paint::Yellow, super::tree::decimal(*octets));
            }
            Value::Enumerated(Some(name), _) => self.row.push(Paint::Yellow, name),
            Value::Enumerated(None, value) | Value::Integer(value) => {
                self.row.push(Paint::Yellow, value);
            }
            Value::Carrier(carrier) => self.row.push(Paint::Yellow, carrier.digits),
            Value::Bits(bits, names) => {
                for (place, bit) in bits.ones().enumerate() {
                    let comma = if place > 0 { "," } else { "" };
                    let name = names.iter().find(|(_, number)| usize::from(*number) == bit);
                    match name {
                        Some((name, _)) => self.row.push(Paint::Yellow, (comma, *name)),
                        None => self.row.push(Paint::Yellow, (comma, bit)),
                    }
                }
            }
            Value::Octets(octets) => self.row.push(Paint::Yellow, octets),
            _ => self.row.push(Paint::Yellow, "?"),
        }
    }

    fn open(&mut self, element: &Element<'a>, _: Shape) {
        if element.depth == 0 {
            self.within = element.name;
        }
    }

    fn close(&mut self, element: &Element<'a>, _: Shape) {
        if element.depth == 0 {
            self.within = None;
        }
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

struct Hex<'a>(&'a [u8]);

impl Put for Hex<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        hex(to, self.0);
    }
}

fn itu_text(row: &mut Row, message: &itu::Message<'_>, application: Option<Application>) {
    let name = match message.message_type.0 {
        0x61 => "UNI",
        0x62 => "BEGIN",
        0x64 => "END",
        0x65 => "CONT",
        _ => "ABORT",
    };
    column(row, Paint::Blue, PACKAGE, name);
    ids(row, message.originating_id.map(Hex), message.destination_id.map(Hex));
    if let Some(cause) = message.p_abort_cause {
        match itu::p_abort_cause_name(cause) {
            Some(name) => row.push(Paint::Red, name),
            None => row.push(Paint::Red, format_args!("cause {cause}")),
        }
    }
    let components = message.components.iter().flat_map(itu::Components::iter);
    for (place, (_, component)) in components.enumerate() {
        if place > 0 {
            row.push(Paint::Dim, " + ");
        }
        match component {
            Ok(component) => {
                row.push(Paint::Green, component.name());
                let operation = match component.operation {
                    Some(itu::Code::Local(code)) => {
                        application.and_then(|application| application.operation(code))
                    }
                    _ => None,
                };
                match component.operation.or(component.error) {
                    Some(itu::Code::Local(code)) => {
                        row.push(Paint::Green, format_args!(" {code}"));
                        if let (Some(application), Some(name)) = (application, operation) {
                            row.push(Paint::Green, format_args!(" {application} {name}"));
                        }
                    }
                    Some(itu::Code::Global(name)) => {
                        row.push(Paint::Green, format_args!(" {name}"));
                    }
                    None => {}
                }
            }
            Err(_) => row.push(Paint::Red, "unreadable component"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_telling_name_is_found_and_no_other() {
        assert!(TELLING.iter().all(|name| is_telling(name)));
        for other in ["", "d", "nd", "legId", "partyIDs", "calledPartyNumber", &"x".repeat(300)] {
            assert!(!is_telling(other), "{other}");
        }
    }
}
