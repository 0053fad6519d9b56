//! The adaptation layers with parameters: M2UA, SUA and M3UA.

use crate::cli::tree::{Hex, Named, Tree, list};
use crate::wire::Reader;
use crate::wire::codes::{PointCode, Variant};
use crate::wire::{m2ua, m3ua, mtp3, sccp, sua};
use std::borrow::Cow;

/// The name of a parameter, or its tag.
fn parameter_name(name: Option<&'static str>, tag: u16) -> Cow<'static, str> {
    name.map_or_else(|| format!("parameter {tag}").into(), Into::into)
}

pub(super) fn m2ua_tree(tree: &mut Tree<'_>, message: &m2ua::Message<m2ua::Parameters<'_>>) {
    tree.layer(0, "M2UA");
    let name = Named(message.message_type.name(), i64::from(message.message_type.0 & 0xFF));
    tree.field(Some(2), 1, "message", name);
    for parameter in message.parameters.map_while(Result::ok) {
        let m2ua::Parameter { tag, value } = parameter;
        let at = Some(value.at().saturating_sub(4));
        let name = &parameter_name(tag.name(), tag.0);
        match tag {
            m2ua::Tag::PROTOCOL_DATA_1 | m2ua::Tag::PROTOCOL_DATA_2 => {
                tree.field(at, 1, name, format_args!("{} octets", value.len()));
            }
            m2ua::Tag::INTERFACE_IDENTIFIER_TEXT | m2ua::Tag::INFO_STRING => {
                let text = String::from_utf8_lossy(value.rest());
                tree.field(at, 1, name, format_args!("{text:?}"));
            }
            m2ua::Tag::DIAGNOSTIC_INFORMATION | m2ua::Tag::HEARTBEAT_DATA => {
                tree.field(at, 1, name, Hex(value.rest()));
            }
            m2ua::Tag::REGISTRATION_RESULT
            | m2ua::Tag::DEREGISTRATION_RESULT
            | m2ua::Tag::LINK_KEY => {
                tree.field(at, 1, name, "");
                for inner in m2ua::Parameters(value).map_while(Result::ok) {
                    let at = Some(inner.value.at().saturating_sub(4));
                    let name = &parameter_name(inner.tag.name(), inner.tag.0);
                    m2ua_number(tree, at, 2, name, &inner);
                }
            }
            _ => m2ua_number(tree, at, 1, name, &parameter),
        }
    }
}

fn m2ua_number(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    depth: usize,
    name: &str,
    parameter: &m2ua::Parameter<Reader<'_>>,
) {
    use m2ua::Tag;
    match (parameter.tag, parameter.identifiers(), parameter.ranges()) {
        (Tag::INTERFACE_IDENTIFIER, Some(identifiers), _) => {
            return tree.field(at, depth, name, list(identifiers));
        }
        (Tag::INTERFACE_IDENTIFIER_RANGE, _, Some(ranges)) => {
            let ranges = ranges.map(|(from, to)| format!("{from}-{to}"));
            return tree.field(at, depth, name, list(ranges));
        }
        _ => {}
    }
    let [a, b, c, d] = parameter.value.rest() else {
        return tree.field(at, depth, name, Hex(parameter.value.rest()));
    };
    let number = u32::from_be_bytes([*a, *b, *c, *d]);
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

pub(super) fn sua_tree(
    tree: &mut Tree<'_>,
    message: &sua::Message<sua::Parameters<'_>>,
    variant: Variant,
) {
    tree.layer(0, "SUA");
    let name = Named(message.message_type.name(), i64::from(message.message_type.0 & 0xFF));
    tree.field(Some(2), 1, "message", name);
    for parameter in message.parameters.into_iter().map_while(Result::ok) {
        sua_parameter(tree, 1, &parameter, variant);
    }
}

/// Parameters stand in an address range in a routing key, and no deeper (RFC 3868 3.10.14).
const MOST_SUA_DEPTH: usize = 3;

fn sua_parameter(
    tree: &mut Tree<'_>,
    depth: usize,
    parameter: &sua::Parameter<Reader<'_>>,
    variant: Variant,
) {
    let sua::Parameter { tag, value } = *parameter;
    let at = Some(value.at().saturating_sub(4));
    let name = &parameter_name(tag.name(), tag.0);
    match tag {
        sua::Tag::SOURCE_ADDRESS | sua::Tag::DESTINATION_ADDRESS => {
            sua_address(tree, at, depth, name, value, variant);
        }
        sua::Tag::DATA => tree.field(at, depth, name, format_args!("{} octets", value.len())),
        sua::Tag::INFO_STRING => {
            let text = String::from_utf8_lossy(value.rest());
            tree.field(at, depth, name, format_args!("{text:?}"));
        }
        sua::Tag::REGISTRATION_RESULT
        | sua::Tag::DEREGISTRATION_RESULT
        | sua::Tag::ROUTING_KEY
        | sua::Tag::ADDRESS_RANGE
            if depth < MOST_SUA_DEPTH =>
        {
            tree.field(at, depth, name, "");
            for inner in sua::Parameters(value).map_while(Result::ok) {
                sua_parameter(tree, depth + 1, &inner, variant);
            }
        }
        _ => sua_value(tree, at, depth, parameter, variant),
    }
}

/// A parameter that holds neither others nor a message.
fn sua_value(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    depth: usize,
    parameter: &sua::Parameter<Reader<'_>>,
    variant: Variant,
) {
    use sua::Tag;
    let name = &parameter_name(parameter.tag.name(), parameter.tag.0);
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
        Tag::REGISTRATION_STATUS => named(sua::RegistrationStatus(number).name()),
        // As of M3UA (RFC 3868 3.10.13, 3.10.20).
        Tag::STATUS => named(m3ua::Status(number).name()),
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
        // Numbers of seven bits above one of another meaning (RFC 3868 3.10.7, 3.10.8).
        Tag::SEQUENCE_NUMBER => {
            let [.., receive, send] = number.to_be_bytes();
            let more = if receive & 1 != 0 { ", more data" } else { "" };
            format!("P(R) {}, P(S) {}{more}", receive >> 1, send >> 1)
        }
        Tag::RECEIVE_SEQUENCE_NUMBER => format!("P(R) {}", (number & 0xFF) >> 1),
        Tag::ASP_CAPABILITIES => {
            let [.., classes, interworking] = number.to_be_bytes();
            let classes = list((0..4_u8).filter(|class| classes >> *class & 1 != 0));
            let interworking = sua::Interworking(interworking);
            let interworking = Named(interworking.name(), interworking.0.into());
            format!("protocol classes {classes}, {interworking}")
        }
        Tag::TID_LABEL | Tag::DRN_LABEL => {
            let [start, end, ..] = number.to_be_bytes();
            format!("start {start}, end {end}, value {}", number & 0xFFFF)
        }
        Tag::SEGMENTATION => {
            let [octet, ..] = number.to_be_bytes();
            let first = if octet & 0x80 != 0 { "first, " } else { "" };
            let remaining = octet & 0x7F;
            format!("{first}{remaining} to follow, reference {:06x}", number & 0xFF_FFFF)
        }
        Tag::PROTOCOL_CLASS => {
            let returned = if number & 0x82 == 0x80 { ", return on error" } else { "" };
            format!("{}{returned}", number & 3)
        }
        _ => number.to_string(),
    };
    tree.field(at, depth, name, text);
}

fn sua_address(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    depth: usize,
    name: &str,
    mut value: Reader<'_>,
    variant: Variant,
) {
    let address = match sua::Address::decode(value) {
        Ok(address) => address,
        Err(error) => return tree.field(at, depth, name, error.reason()),
    };
    let routing = address.routing_indicator;
    let routing = Named(routing.name(), routing.0.into());
    tree.field(at, depth, name, format_args!("route on {routing}"));
    // Its parts could be read above.
    _ = value.take(4, "indicators");
    for part in sua::Parameters(value).map_while(Result::ok) {
        let at = Some(part.value.at().saturating_sub(4));
        let name = part.tag.name().unwrap_or("part");
        let octets = part.value.rest();
        match (part.tag, octets) {
            (sua::Tag::GLOBAL_TITLE, [_, _, _, indicator, _, translation, plan, nature, ..]) => {
                let digits = address.digits.map(|digits| digits.to_string()).unwrap_or_default();
                let plan = sccp::NumberingPlan(*plan);
                let plan = format!(", plan {}", Named(plan.name(), plan.0.into()));
                let nature = sccp::NatureOfAddress(*nature);
                let nature = format!(", nature {}", Named(nature.name(), nature.0.into()));
                let translation = format!(", translation type {translation}");
                // What the forms of Q.713 3.4.2.3 have; the octets of the others are filled with 0.
                let rest = match indicator {
                    1 => nature,
                    2 => translation,
                    3 => translation + &plan,
                    _ => translation + &plan + &nature,
                };
                let name = format!("{name} (indicator {indicator})");
                tree.field(at, depth + 1, &name, digits + &rest);
            }
            (sua::Tag::POINT_CODE, _) => {
                let code = address.point_code.map(|code| PointCode::new(variant, code));
                tree.field(
                    at,
                    depth + 1,
                    name,
                    code.map(|code| code.to_string()).unwrap_or_default(),
                );
            }
            (sua::Tag::SUBSYSTEM_NUMBER, _) => {
                let number = sccp::SubsystemNumber(address.subsystem_number.unwrap_or(0));
                tree.field(at, depth + 1, name, Named(number.name_in(variant), number.0.into()));
            }
            (sua::Tag::IPV4_ADDRESS, octets) if octets.len() == 4 => {
                let octets = octets.first_chunk::<4>().copied().unwrap_or_default();
                tree.field(at, depth + 1, name, std::net::Ipv4Addr::from(octets));
            }
            (sua::Tag::IPV6_ADDRESS, octets) if octets.len() == 16 => {
                let octets = octets.first_chunk::<16>().copied().unwrap_or_default();
                tree.field(at, depth + 1, name, std::net::Ipv6Addr::from(octets));
            }
            (sua::Tag::HOST_NAME, octets) => {
                tree.field(
                    at,
                    depth + 1,
                    name,
                    format_args!("{:?}", String::from_utf8_lossy(octets)),
                );
            }
            (_, octets) => tree.field(at, depth + 1, name, Hex(octets)),
        }
    }
}

pub(super) fn m3ua_tree(
    tree: &mut Tree<'_>,
    message: &m3ua::Message<m3ua::Parameters<'_>>,
    variant: Variant,
) {
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
    data: &m3ua::ProtocolData<Reader<'_>>,
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
                let name = &parameter_name(parameter.tag.name(), parameter.tag.0);
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
