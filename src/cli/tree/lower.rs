//! The layers below TCAP.

use super::{Hex, Named, Tree, list};
use crate::cli::json::{connection_cause, receive_sequence_number, sccp_parts};
use crate::cli::output::Paint;
use crate::cli::text::{Put, Shown};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::stack::Stack;
use crate::wire::{isup, m2pa, m2ua, m3ua, mtp2, mtp3, sccp, sua};

/// Every layer below TCAP that the message has.
pub(super) fn layers(tree: &mut Tree<'_>, stack: &Stack<'_>) {
    if let Some(unit) = &stack.mtp2 {
        mtp2_tree(tree, unit);
    }
    if let Some(message) = &stack.m2pa {
        tree.layer(0, "M2PA");
        tree.field(None, 1, "backward sequence number", message.backward_sequence_number);
        tree.field(None, 1, "forward sequence number", message.forward_sequence_number);
        match &message.body {
            m2pa::Body::UserData { priority, msu } => {
                let text = format_args!("user data of {} octets, priority {priority}", msu.len());
                tree.field(Some(16), 1, "message", text);
            }
            m2pa::Body::Acknowledgement => tree.field(None, 1, "message", "acknowledgement"),
            m2pa::Body::LinkStatus { status, filler } => {
                let status = Named(status.name(), status.0.into());
                tree.field(Some(16), 1, "link status", status);
                if !filler.is_empty() {
                    tree.field(Some(filler.at()), 1, "filler", Hex(filler.rest()));
                }
            }
        }
    }
    if let Some(message) = &stack.m2ua {
        tree.layer(0, "M2UA");
        let name = Named(message.message_type.name(), i64::from(message.message_type.0 & 0xFF));
        tree.field(Some(2), 1, "message", name);
        for parameter in message.parameters.map_while(Result::ok) {
            let m2ua::Parameter { tag, value } = parameter;
            let at = Some(value.at().saturating_sub(4));
            let name = tag.name().unwrap_or("parameter");
            match tag {
                m2ua::Tag::PROTOCOL_DATA_1 | m2ua::Tag::PROTOCOL_DATA_2 => {
                    tree.field(at, 1, name, format_args!("{} octets", value.len()));
                }
                m2ua::Tag::INTERFACE_IDENTIFIER_TEXT | m2ua::Tag::INFO_STRING => {
                    let text = String::from_utf8_lossy(value.rest());
                    tree.field(at, 1, name, format_args!("{text:?}"));
                }
                m2ua::Tag::DIAGNOSTIC_INFORMATION
                | m2ua::Tag::HEARTBEAT_DATA
                | m2ua::Tag::INTERFACE_IDENTIFIER_RANGE => {
                    tree.field(at, 1, name, Hex(value.rest()));
                }
                m2ua::Tag::REGISTRATION_RESULT
                | m2ua::Tag::DEREGISTRATION_RESULT
                | m2ua::Tag::LINK_KEY => {
                    tree.field(at, 1, name, "");
                    for inner in m2ua::Parameters(value).map_while(Result::ok) {
                        let at = Some(inner.value.at().saturating_sub(4));
                        let name = inner.tag.name().unwrap_or("parameter");
                        m2ua_number(tree, at, 2, name, &inner);
                    }
                }
                _ => m2ua_number(tree, at, 1, name, &parameter),
            }
        }
    }
    if let Some(message) = &stack.sua {
        sua_tree(tree, message, stack.variant);
    }
    if let Some(message) = &stack.m3ua {
        m3ua_tree(tree, message, stack.variant);
    }
    if let Some(msu) = &stack.mtp3 {
        mtp3_tree(tree, msu);
    }
    if let Some(message) = &stack.isup {
        isup_tree(tree, message);
    }
    if let Some(message) = &stack.sccp {
        sccp_tree(tree, stack.sccp_at, message, stack.variant);
    }
    if let Some(management) = &stack.sccp_management {
        // The data that it fills, from its first octet.
        let data = stack.sccp.as_ref().and_then(sccp::Message::data);
        let at = data.map_or_else(|| management.rest.at(), |data| data.at());
        tree.layer(at, "SCCP management");
        let kind = management.management_type;
        tree.field(None, 1, "message", Named(kind.name(), kind.0.into()));
        let ssn = management.affected_subsystem_number.0;
        tree.field(None, 1, "affected subsystem number", ssn);
        tree.field(None, 1, "affected point code", management.affected_point_code);
        tree.field(None, 1, "subsystem multiplicity", management.multiplicity);
        if let Some(level) = management.congestion_level() {
            tree.field(None, 1, "congestion level", level);
        }
    }
}

fn m2ua_number(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    depth: usize,
    name: &str,
    parameter: &m2ua::Parameter<crate::wire::Reader<'_>>,
) {
    let [a, b, c, d] = parameter.value.rest() else {
        return tree.field(at, depth, name, Hex(parameter.value.rest()));
    };
    let number = u32::from_be_bytes([*a, *b, *c, *d]);
    use m2ua::Tag;
    let meaning = match parameter.tag {
        Tag::TRAFFIC_MODE_TYPE => m3ua::TrafficModeType(number).name(),
        Tag::ERROR_CODE => m2ua::ErrorCode(number).name(),
        // As of M3UA (RFC 3331 3.3.3.2).
        Tag::STATUS => m3ua::Status(number).name(),
        Tag::STATE_REQUEST => m2ua::StateRequest(number).name(),
        Tag::STATE_EVENT => m2ua::StateEvent(number).name(),
        Tag::CONGESTION_STATUS | Tag::DISCARD_STATUS => m2ua::CongestionLevel(number).name(),
        Tag::ACTION => m2ua::Action(number).name(),
        Tag::RETRIEVAL_RESULT => m2ua::RetrievalResult(number).name(),
        Tag::REGISTRATION_STATUS => m2ua::RegistrationStatus(number).name(),
        Tag::DEREGISTRATION_STATUS => m2ua::DeregistrationStatus(number).name(),
        _ => return tree.field(at, depth, name, number),
    };
    tree.field(at, depth, name, Named(meaning, number.into()));
}

fn sua_tree(tree: &mut Tree<'_>, message: &sua::Message<sua::Parameters<'_>>, variant: Variant) {
    tree.layer(0, "SUA");
    let name = Named(message.message_type.name(), i64::from(message.message_type.0 & 0xFF));
    tree.field(Some(2), 1, "message", name);
    for parameter in message.parameters.into_iter().map_while(Result::ok) {
        let sua::Parameter { tag, value } = parameter;
        let at = Some(value.at().saturating_sub(4));
        let name = tag.name().unwrap_or("parameter");
        match tag {
            sua::Tag::SOURCE_ADDRESS | sua::Tag::DESTINATION_ADDRESS => {
                sua_address(tree, at, name, value, variant);
            }
            sua::Tag::DATA => tree.field(at, 1, name, format_args!("{} octets", value.len())),
            sua::Tag::INFO_STRING => {
                let text = String::from_utf8_lossy(value.rest());
                tree.field(at, 1, name, format_args!("{text:?}"));
            }
            sua::Tag::REGISTRATION_RESULT
            | sua::Tag::DEREGISTRATION_RESULT
            | sua::Tag::ROUTING_KEY => {
                tree.field(at, 1, name, "");
                for inner in sua::Parameters(value).map_while(Result::ok) {
                    let at = Some(inner.value.at().saturating_sub(4));
                    sua_value(tree, at, 2, &inner, variant);
                }
            }
            _ => sua_value(tree, at, 1, &parameter, variant),
        }
    }
}

/// A parameter that holds neither others nor a message.
fn sua_value(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    depth: usize,
    parameter: &sua::Parameter<crate::wire::Reader<'_>>,
    variant: Variant,
) {
    use sua::Tag;
    let name = parameter.tag.name().unwrap_or("parameter");
    let octets = parameter.value.rest();
    let numbers =
        || octets.chunks_exact(4).map(|n| n.iter().fold(0, |n, o| n << 8 | u32::from(*o)));
    let is_opaque = matches!(parameter.tag, Tag::DIAGNOSTIC_INFORMATION | Tag::HEARTBEAT_DATA);
    if is_opaque || octets.is_empty() || !octets.len().is_multiple_of(4) {
        return tree.field(at, depth, name, Hex(octets));
    }
    let number = numbers().next().unwrap_or(0);
    let named = |meaning: Option<&'static str>| Named(meaning, number.into()).to_string();
    let text = match parameter.tag {
        Tag::ROUTING_CONTEXT => list(numbers()),
        Tag::AFFECTED_POINT_CODE => list(numbers().map(|code| {
            let mask = code >> 24;
            let code = PointCode::new(variant, code & 0xFF_FFFF);
            if mask == 0 { code.to_string() } else { format!("{code}/{mask}") }
        })),
        _ if octets.len() != 4 => Hex(octets).to_string(),
        Tag::TRAFFIC_MODE_TYPE => named(m3ua::TrafficModeType(number).name()),
        Tag::ERROR_CODE => named(sua::ErrorCode(number).name()),
        // As of M3UA (RFC 3868 3.10.13, 3.10.19, 3.10.20).
        Tag::STATUS => named(m3ua::Status(number).name()),
        Tag::REGISTRATION_STATUS => named(m3ua::RegistrationStatus(number).name()),
        Tag::DEREGISTRATION_STATUS => named(m3ua::DeregistrationStatus(number).name()),
        Tag::SCCP_CAUSE => {
            let [.., kind, value] = number.to_be_bytes();
            let kind = sua::CauseType(kind);
            let meaning = match kind {
                sua::CauseType::RETURN => sccp::ReturnCause(value).name(),
                sua::CauseType::REFUSAL => sccp::RefusalCause(value).name(),
                sua::CauseType::RELEASE => sccp::ReleaseCause(value).name(),
                sua::CauseType::RESET => sccp::ResetCause(value).name(),
                sua::CauseType::ERROR => sccp::ErrorCause(value).name(),
                _ => None,
            };
            format!("{} {}", Named(kind.name(), kind.0.into()), Named(meaning, value.into()))
        }
        Tag::USER_CAUSE => {
            let (cause, user) = ((number >> 16) as u16, number as u16);
            let cause = Named(m3ua::UnavailabilityCause(cause).name(), cause.into());
            format!("{cause}, user {}", Named(m3ua::User(user).name(), user.into()))
        }
        Tag::PROTOCOL_CLASS => {
            let returned = if number & 0x80 != 0 { ", return on error" } else { "" };
            format!("{}{returned}", number & 3)
        }
        _ => number.to_string(),
    };
    tree.field(at, depth, name, text);
}

fn sua_address(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    name: &str,
    mut value: crate::wire::Reader<'_>,
    variant: Variant,
) {
    let address = match sua::Address::decode(value) {
        Ok(address) => address,
        Err(error) => return tree.field(at, 1, name, error.reason()),
    };
    let routing = address.routing_indicator;
    let routing = Named(routing.name(), routing.0.into());
    tree.field(at, 1, name, format_args!("route on {routing}"));
    // Its parts could be read above.
    _ = value.take(4, "indicators");
    for part in sua::Parameters(value).map_while(Result::ok) {
        let at = Some(part.value.at().saturating_sub(4));
        let name = part.tag.name().unwrap_or("part");
        let octets = part.value.rest();
        match (part.tag, octets) {
            (sua::Tag::GLOBAL_TITLE, [_, _, _, _, _, translation_type, plan, nature, ..]) => {
                let plan = sccp::NumberingPlan(*plan);
                let nature = sccp::NatureOfAddress(*nature);
                let digits = address.digits.map(|digits| digits.to_string()).unwrap_or_default();
                let plan = Named(plan.name(), plan.0.into());
                let nature = Named(nature.name(), nature.0.into());
                let text = format_args!(
                    "{digits}, translation type {translation_type}, plan {plan}, nature {nature}"
                );
                tree.field(at, 2, name, text);
            }
            (sua::Tag::POINT_CODE, _) => {
                let code = address.point_code.map(|code| PointCode::new(variant, code));
                tree.field(at, 2, name, code.map(|code| code.to_string()).unwrap_or_default());
            }
            (sua::Tag::SUBSYSTEM_NUMBER, _) => {
                let number = sccp::SubsystemNumber(address.subsystem_number.unwrap_or(0));
                tree.field(at, 2, name, Named(number.name(), number.0.into()));
            }
            (sua::Tag::IPV4_ADDRESS, octets) if octets.len() == 4 => {
                let octets = octets.first_chunk::<4>().copied().unwrap_or_default();
                tree.field(at, 2, name, std::net::Ipv4Addr::from(octets));
            }
            (sua::Tag::IPV6_ADDRESS, octets) if octets.len() == 16 => {
                let octets = octets.first_chunk::<16>().copied().unwrap_or_default();
                tree.field(at, 2, name, std::net::Ipv6Addr::from(octets));
            }
            (sua::Tag::HOST_NAME, octets) => {
                tree.field(at, 2, name, format_args!("{:?}", String::from_utf8_lossy(octets)));
            }
            (_, octets) => tree.field(at, 2, name, Hex(octets)),
        }
    }
}

fn mtp2_tree(tree: &mut Tree<'_>, unit: &mtp2::SignalUnit<crate::wire::Reader<'_>>) {
    tree.layer(0, "MTP2");
    tree.field(Some(0), 1, "backward sequence number", unit.backward.number);
    tree.field(None, 1, "backward indicator bit", u8::from(unit.backward.indicator));
    tree.field(None, 1, "forward sequence number", unit.forward.number);
    tree.field(None, 1, "forward indicator bit", u8::from(unit.forward.indicator));
    if unit.format == mtp2::Format::Extended {
        tree.field(None, 1, "sequence numbers", "extended (12 bits)");
    }
    if unit.spare != 0 {
        tree.field(None, 1, "spare", unit.spare);
    }
    let body = match &unit.body {
        mtp2::Body::FillIn => "FISU".into(),
        mtp2::Body::LinkStatus { status, second } => {
            let second = second.map(|octet| format!(", second octet {octet:02x}"));
            let status = Named(status.name(), status.0.into());
            format!("LSSU {status}{}", second.unwrap_or_default())
        }
        mtp2::Body::Msu(msu) => format!("MSU of {} octets", msu.len()),
    };
    tree.field(None, 1, "signal unit", body);
}

fn m3ua_tree(tree: &mut Tree<'_>, message: &m3ua::Message<m3ua::Parameters<'_>>, variant: Variant) {
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

fn protocol_data(
    tree: &mut Tree<'_>,
    at: u32,
    data: &m3ua::ProtocolData<crate::wire::Reader<'_>>,
    variant: Variant,
) {
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
        Value::Msu { msu, .. } => format!("message signal unit of {} octets", msu.len()),
        Value::Unknown { value, .. } => Hex(value.rest()).to_string(),
    };
    tree.field(at, depth, name, text);
}

fn mtp3_tree(tree: &mut Tree<'_>, msu: &mtp3::Msu<crate::wire::Reader<'_>>) {
    let label = &msu.routing_label;
    let variant = label.originating_point_code.variant;
    let point_code = variant.point_code_octets() as u32;
    // Two of ITU's point codes and the selection share four octets.
    let label_length = if variant == Variant::Itu { 4 } else { 2 * point_code + 1 };
    let at = msu.payload.at().saturating_sub(label_length + 1);
    let service = &msu.service_information;
    let (indicator, network) = (service.service_indicator, service.network_indicator);
    tree.layer(at, ("MTP3 (", variant.name(), ")"));
    let named = Named(indicator.name(), indicator.0.into());
    tree.show(Some(at), 1, "service indicator", named);
    tree.show(Some(at), 1, "network indicator", Named(network.name(), network.0.into()));
    tree.show(Some(at), 1, "priority", service.priority);
    let (destination, origin) = (label.destination_point_code, label.originating_point_code);
    tree.show(Some(at + 1), 1, "destination point code", destination);
    tree.show(None, 1, "originating point code", origin);
    tree.show(None, 1, "signalling link selection", label.signalling_link_selection);
    if let Some(Ok(management)) = msu.management() {
        management_tree(tree, msu, &management);
    }
}

fn management_tree(
    tree: &mut Tree<'_>,
    msu: &mtp3::Msu<crate::wire::Reader<'_>>,
    management: &mtp3::Management<'_>,
) {
    let at = msu.payload.at();
    let code = management.heading_code;
    let name = code.name(label_variant(msu), msu.is_test());
    tree.field(Some(at), 1, "message", Named(name, code.0.into()));
    if let Some(link) = management.signalling_link_code {
        tree.field(Some(at + 1), 2, "signalling link code", link);
    }
    let at = Some(at + 1);
    match management.content {
        mtp3::Content::ForwardSequenceNumber(number) => {
            tree.field(at, 2, "forward sequence number", number);
        }
        mtp3::Content::ChangebackCode(code) => tree.field(at, 2, "changeback code", code),
        mtp3::Content::Destination(code) => tree.field(at, 2, "destination", code),
        mtp3::Content::Congestion(code, status) => {
            tree.field(at, 2, "destination", code);
            tree.field(None, 2, "status", status);
        }
        mtp3::Content::UserPart(code, user) => {
            tree.field(at, 2, "destination", code);
            tree.field(None, 2, "user", mtp3::ServiceIndicator(user & 0x0F));
            let cause = m3ua::UnavailabilityCause((user >> 4).into());
            tree.field(None, 2, "cause", Named(cause.name(), cause.0.into()));
        }
        mtp3::Content::TestPattern(pattern) => tree.field(at, 2, "test pattern", Hex(pattern)),
        mtp3::Content::Link => {}
        mtp3::Content::Other(rest) => tree.field(at, 2, "octets", Hex(rest.rest())),
    }
}

fn label_variant(msu: &mtp3::Msu<crate::wire::Reader<'_>>) -> Variant {
    msu.routing_label.originating_point_code.variant
}

fn isup_tree(tree: &mut Tree<'_>, message: &isup::Message<crate::wire::Reader<'_>>) {
    let at = message.parameters.at().saturating_sub(3);
    tree.layer(at, "ISUP");
    let circuit = message.circuit_identification_code;
    tree.field(Some(at), 1, "circuit identification code", circuit);
    let kind = message.message_type;
    tree.field(Some(at + 2), 1, "message", Named(kind.name(), kind.0.into()));
    // What cannot be read is told with the message.
    _ = message.each_parameter(|parameter| {
        let at = Some(parameter.contents.at());
        let octets = Hex(parameter.contents.rest());
        match (parameter.name.name(), parameter.number(), parameter.cause()) {
            (Some(name), Some(number), _) => tree.show(at, 1, name, Shown(number.digits)),
            (Some(name), _, Some(cause)) => {
                tree.field(at, 1, name, Named(cause.name(), cause.0.into()));
            }
            (Some(name), ..) => tree.field(at, 1, name, octets),
            (None, ..) => {
                tree.indent(at, 1);
                ("parameter ", parameter.name.0, ": ").put(&mut tree.row.text);
                tree.row.push(Paint::Yellow, octets);
                tree.row.end();
            }
        }
    });
}

fn sccp_tree(tree: &mut Tree<'_>, at: u32, message: &sccp::Message<'_>, variant: Variant) {
    let kind = message.message_type();
    tree.layer(at, ("SCCP (", variant.name(), ")"));
    tree.show(Some(at), 1, "message", Named(kind.name(), kind.0.into()));
    if let sccp::Message::Connection(connection) = message {
        connection_tree(tree, at, connection);
    }
    let parts = sccp_parts(message);
    if let Some(class) = parts.class {
        let returned = if class.return_on_error() { ", return on error" } else { "" };
        // Before the class of a connection stands a reference, or two.
        let class_at = match message {
            sccp::Message::Connection(connection) => {
                at + if connection.destination_local_reference().is_some() { 7 } else { 4 }
            }
            _ => at + 1,
        };
        tree.show(Some(class_at), 1, "protocol class", (class.class(), returned));
    }
    if let Some(cause) = parts.return_cause {
        tree.show(Some(at + 1), 1, "return cause", Named(cause.name(), cause.0.into()));
    }
    if let Some(hops) = parts.hop_counter {
        let hops_at = Some(at + 2).filter(|_| message.addresses().is_some());
        tree.show(hops_at, 1, "hop counter", hops);
    }
    if let Some(called) = message.called_party_address() {
        address_tree(tree, "called party address", called, variant);
    }
    if let Some(calling) = message.calling_party_address() {
        address_tree(tree, "calling party address", calling, variant);
    }
    if let Some(segment) = message.segmentation() {
        let first = if segment.first { "first, " } else { "" };
        let text = format!(
            "{first}{} to follow, local reference {:06x}",
            segment.remaining, segment.local_reference
        );
        tree.show(None, 1, "segmentation", text);
    }
    if let Some(data) = message.data() {
        tree.show(Some(data.at()), 1, "data", (data.len(), " octets"));
        tree.dump(1, data.rest());
    }
}

fn connection_tree(tree: &mut Tree<'_>, at: u32, connection: &sccp::Connection<'_>) {
    let references = [
        ("destination local reference", connection.destination_local_reference()),
        ("source local reference", connection.source_local_reference()),
    ];
    for (place, (name, reference)) in
        references.into_iter().filter_map(|(name, found)| Some((name, found?))).enumerate()
    {
        let at = at + 1 + 3 * place as u32;
        tree.field(Some(at), 1, name, format_args!("{reference:06x} ({reference})"));
    }
    if let Some((key, code, name)) = connection_cause(connection) {
        tree.show(None, 1, key.replace('_', " "), Named(name, code.into()));
    }
    if let Some(sequencing) = connection.sequencing() {
        tree.show(None, 1, "send sequence number", sequencing.send_sequence_number);
    }
    if let Some(number) = receive_sequence_number(connection) {
        tree.show(None, 1, "receive sequence number", number);
    }
    if let Some(more_data) = connection.more_data() {
        tree.show(None, 1, "more data", more_data);
    }
    if let Some(credit) = connection.credit() {
        tree.show(None, 1, "credit", credit);
    }
    let Some(optional) = connection.optional() else { return };
    if let Some(importance) = optional.importance {
        tree.show(None, 1, "importance", importance.0);
    }
    for other in optional.others.iter() {
        let name = Named(other.name.name(), other.name.0.into());
        let octets = Hex(other.value.rest());
        tree.show(Some(other.at), 1, ("optional parameter ", name), octets);
    }
}

fn address_tree(tree: &mut Tree<'_>, name: &str, address: &sccp::Address<'_>, variant: Variant) {
    let routing = match address.routing {
        sccp::Routing::GlobalTitle => "route on global title",
        _ => "route on subsystem number",
    };
    let national = if address.national { ", national" } else { "" };
    tree.show(Some(address.at), 1, name, (routing, national));
    if let Some(ssn) = address.subsystem_number {
        tree.show(None, 2, "subsystem number", Named(ssn.name(), ssn.0.into()));
    }
    if let Some(point_code) = address.point_code {
        tree.show(None, 2, "point code", point_code);
    }
    let Some(title) = &address.global_title else { return };
    let (plan, nature) = match title {
        sccp::GlobalTitle::NumberingPlan { numbering_plan, .. } => (Some(numbering_plan), None),
        sccp::GlobalTitle::Full { numbering_plan, nature_of_address, .. } => {
            (Some(numbering_plan), Some(nature_of_address))
        }
        sccp::GlobalTitle::NatureOfAddress { nature_of_address, .. } => {
            (None, Some(nature_of_address))
        }
        _ => (None, None),
    };
    let digits = title.digits();
    let reserved = digits.is_none().then_some("reserved form");
    let translation_type = title.translation_type().map(|n| (", translation type ", n));
    let plan = plan.map(|plan| (", plan ", Named(plan.name(), plan.0.into())));
    let nature = nature.map(|nature| (", nature ", Named(nature.name(), nature.0.into())));
    let name = ("global title (indicator ", title.indicator(variant), ")");
    tree.show(None, 2, name, (digits, reserved, translation_type, plan, nature));
}
