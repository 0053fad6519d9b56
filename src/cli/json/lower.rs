//! The layers below TCAP.

use super::writer::{Json, coded, optional};
use crate::wire::codes::PointCode;
use crate::wire::m3ua::{self, DataForm};
use crate::wire::stack::Stack;
use crate::wire::{Reader, isup, m2pa, m2ua, mtp2, mtp3, sccp, sua};

/// Every layer below TCAP that the message has, each under its name.
pub(super) fn write(json: &mut Json, stack: &Stack<'_>) {
    if let Some(unit) = &stack.mtp2 {
        write_mtp2(json, unit);
    }
    if let Some(message) = &stack.m2pa {
        write_m2pa(json, message);
    }
    if let Some(message) = &stack.m2ua {
        write_m2ua(json, message);
    }
    if let Some(message) = &stack.m3ua {
        write_m3ua(json, stack, message);
    }
    if let Some(message) = &stack.sua {
        write_sua(json, message);
    }
    if let Some(msu) = &stack.mtp3 {
        write_mtp3(json, stack, msu);
    }
    if let Some(message) = &stack.isup {
        json.key("isup");
        json.open('{');
        json.key("cic");
        json.number(message.circuit_identification_code);
        json.key("message_type");
        json.number(message.message_type.0);
        json.key("name");
        optional(json, message.message_type.name(), Json::name);
        for (key, name) in [
            ("called_party_number", isup::ParameterName::CALLED_PARTY_NUMBER),
            ("calling_party_number", isup::ParameterName::CALLING_PARTY_NUMBER),
        ] {
            if let Some(number) = message.number(name) {
                json.key(key);
                json.string(number.digits.codes().map(crate::wire::digits::character));
            }
        }
        write_data(json, message.parameters);
        json.close('}');
    }
    if let Some(message) = &stack.sccp {
        write_sccp(json, stack, message);
    }
}

fn write_mtp2(json: &mut Json, unit: &mtp2::SignalUnit<Reader<'_>>) {
    json.key("mtp2");
    json.open('{');
    json.key("bsn");
    json.number(unit.backward.number);
    json.key("bib");
    json.boolean(unit.backward.indicator);
    json.key("fsn");
    json.number(unit.forward.number);
    json.key("fib");
    json.boolean(unit.forward.indicator);
    json.key("type");
    json.name(match unit.body {
        mtp2::Body::FillIn => "FISU",
        mtp2::Body::LinkStatus { .. } => "LSSU",
        mtp2::Body::Msu(_) => "MSU",
    });
    if unit.format == mtp2::Format::Extended {
        json.key("extended");
        json.boolean(true);
    }
    if unit.spare != 0 {
        json.key("spare");
        json.number(unit.spare);
    }
    if let mtp2::Body::LinkStatus { status, second } = unit.body {
        json.key("status");
        json.number(status.0);
        if let Some(second) = second {
            json.key("second");
            json.number(second);
        }
    }
    json.close('}');
}

fn write_m2pa(json: &mut Json, message: &m2pa::Message<'_>) {
    json.key("m2pa");
    json.open('{');
    json.key("bsn");
    json.number(message.backward_sequence_number);
    json.key("fsn");
    json.number(message.forward_sequence_number);
    json.key("type");
    match &message.body {
        m2pa::Body::UserData { priority, .. } => {
            json.name("User Data");
            if *priority != 0 {
                json.key("priority");
                json.number(*priority);
            }
        }
        m2pa::Body::Acknowledgement => json.name("Acknowledgement"),
        m2pa::Body::LinkStatus { status, filler } => {
            json.name("Link Status");
            json.key("status");
            coded(json, status.0.into(), status.name());
            if !filler.is_empty() {
                json.key("filler");
                json.hex(filler.rest());
            }
        }
    }
    json.close('}');
}

/// `class`, `type` and `name` of a message of SIGTRAN.
fn write_type(json: &mut Json, message_type: u16, name: Option<&'static str>) {
    let [class, number] = message_type.to_be_bytes();
    json.key("class");
    json.number(class);
    json.key("type");
    json.number(number);
    json.key("name");
    optional(json, name, Json::name);
}

fn write_parameter(json: &mut Json, tag: u16, name: Option<&'static str>, value: Reader<'_>) {
    json.open('{');
    json.key("tag");
    json.number(tag);
    json.key("name");
    optional(json, name, Json::name);
    json.key("raw");
    json.hex(value.rest());
    json.close('}');
}

fn write_m2ua(json: &mut Json, message: &m2ua::Message<m2ua::Parameters<'_>>) {
    json.key("m2ua");
    json.open('{');
    write_type(json, message.message_type.0, message.message_type.name());
    if let Ok(data) = message.data() {
        json.key("interface_identifier");
        optional(json, data.interface_identifier, |json, identifier| match identifier {
            m2ua::InterfaceIdentifier::Integer(number) => json.number(number),
            m2ua::InterfaceIdentifier::Text(text) => {
                json.string(String::from_utf8_lossy(text).chars());
            }
        });
        json.key("correlation_id");
        optional(json, data.correlation_id, |json, id| json.number(id));
        json.key("length_indicator");
        optional(json, data.length_indicator, |json, octet| json.number(octet));
    } else {
        json.key("parameters");
        json.open('[');
        for parameter in message.parameters.into_iter().map_while(Result::ok) {
            write_parameter(json, parameter.tag.0, parameter.tag.name(), parameter.value);
        }
        json.close(']');
    }
    json.close('}');
}

fn write_sua(json: &mut Json, message: &sua::Message<sua::Parameters<'_>>) {
    json.key("sua");
    json.open('{');
    write_type(json, message.message_type.0, message.message_type.name());
    let addresses = message.addresses().unwrap_or_default();
    for (key, address) in ["source", "destination"].into_iter().zip(addresses) {
        let Some(address) = address else { continue };
        json.key(key);
        json.open('{');
        json.key("route_on");
        optional(json, address.routing_indicator.name(), Json::name);
        json.key("ssn");
        optional(json, address.subsystem_number, |json, number| json.number(number));
        json.key("pc");
        optional(json, address.point_code, |json, code| json.number(code));
        json.key("digits");
        optional(json, address.digits, |json, digits| {
            json.string(digits.codes().map(crate::wire::digits::character));
        });
        json.close('}');
    }
    json.key("parameters");
    json.open('[');
    for parameter in message.parameters.into_iter().map_while(Result::ok) {
        write_parameter(json, parameter.tag.0, parameter.tag.name(), parameter.value);
    }
    json.close(']');
    json.close('}');
}

fn write_m3ua(json: &mut Json, stack: &Stack<'_>, message: &m3ua::Message<m3ua::Parameters<'_>>) {
    json.key("m3ua");
    json.open('{');
    json.key("class");
    json.number(message.message_type.class().0);
    json.key("type");
    json.number(message.message_type.number());
    json.key("name");
    optional(json, message.message_type.name(), Json::name);
    if let Some(data) = &stack.m3ua_data {
        json.key("network_appearance");
        optional(json, data.network_appearance, |json, value| json.number(value));
        json.key("routing_context");
        optional(json, data.routing_context, |json, value| json.number(value));
        json.key("correlation_id");
        optional(json, data.correlation_id, |json, value| json.number(value));
        if let DataForm::ProtocolData(data) = data.protocol_data {
            json.key("variant");
            json.name(stack.variant.name());
            json.key("ni");
            json.number(data.network_indicator);
            json.key("priority");
            json.number(data.message_priority);
            json.key("si");
            json.number(data.service_indicator);
            json.key("opc");
            json.plain(PointCode::new(stack.variant, data.originating_point_code));
            json.key("dpc");
            json.plain(PointCode::new(stack.variant, data.destination_point_code));
            json.key("sls");
            json.number(data.signalling_link_selection);
            if stack.sccp.is_none() && stack.isup.is_none() {
                write_data(json, data.user_data);
            }
        }
    } else {
        json.key("parameters");
        json.open('[');
        for parameter in message.parameters.into_iter().map_while(Result::ok) {
            write_parameter(json, parameter.tag.0, parameter.tag.name(), parameter.value);
        }
        json.close(']');
    }
    json.close('}');
}

/// Octets that no layer above this one has read.
fn write_data(json: &mut Json, data: Reader<'_>) {
    json.key("data");
    json.hex(data.rest());
}

fn write_mtp3(json: &mut Json, stack: &Stack<'_>, msu: &mtp3::Msu<Reader<'_>>) {
    let label = &msu.routing_label;
    json.key("mtp3");
    json.open('{');
    json.key("variant");
    json.name(label.originating_point_code.variant.name());
    json.key("ni");
    json.number(msu.service_information.network_indicator.0);
    json.key("priority");
    json.number(msu.service_information.priority);
    json.key("si");
    json.number(msu.service_information.service_indicator.0);
    json.key("opc");
    json.plain(label.originating_point_code);
    json.key("dpc");
    json.plain(label.destination_point_code);
    json.key("sls");
    json.number(label.signalling_link_selection);
    if let Some(Ok(management)) = msu.management() {
        let code = management.heading_code;
        let variant = label.originating_point_code.variant;
        json.key("message");
        json.open('{');
        json.key("heading_code");
        json.number(code.0);
        json.key("name");
        optional(json, code.name(variant, msu.is_test()), Json::name);
        if let Some(link) = management.signalling_link_code {
            json.key("slc");
            json.number(link);
        }
        match management.content {
            mtp3::Content::ForwardSequenceNumber(number) => {
                json.key("fsn");
                json.number(number);
            }
            mtp3::Content::ChangebackCode(code) => {
                json.key("code");
                json.number(code);
            }
            mtp3::Content::Destination(code) => {
                json.key("destination");
                json.plain(code);
            }
            mtp3::Content::Congestion(code, status) => {
                json.key("destination");
                json.plain(code);
                json.key("status");
                json.number(status);
            }
            mtp3::Content::UserPart(code, user) => {
                json.key("destination");
                json.plain(code);
                json.key("user");
                json.number(user & 0x0F);
                json.key("cause");
                json.number(user >> 4);
            }
            mtp3::Content::DataLink(link) => {
                json.key("data_link");
                json.number(link);
            }
            mtp3::Content::TestPattern(pattern) => {
                json.key("test_pattern");
                json.hex(pattern);
            }
            mtp3::Content::Link | mtp3::Content::Other(_) => {}
        }
        json.close('}');
    }
    if stack.sccp.is_none() && stack.isup.is_none() {
        write_data(json, msu.payload);
    }
    json.close('}');
}

fn write_sccp(json: &mut Json, stack: &Stack<'_>, message: &sccp::Message<'_>) {
    json.key("sccp");
    json.open('{');
    json.key("type");
    let message_type = message.message_type();
    match message_type.name() {
        Some(name) => json.name(name),
        None => json.number(message_type.0),
    }
    let parts = sccp_parts(message);
    if let Some(class) = parts.class {
        json.key("class");
        json.number(class.class());
        if !matches!(message, sccp::Message::Connection(_)) {
            json.key("return_on_error");
            json.boolean(class.return_on_error());
        }
    }
    if let Some(cause) = parts.return_cause {
        json.key("return_cause");
        coded(json, cause.0.into(), cause.name());
    }
    if let Some(hops) = parts.hop_counter {
        json.key("hop_counter");
        json.number(hops);
    }
    if let Some(segment) = message.segmentation() {
        json.key("segmentation");
        json.open('{');
        json.key("first");
        json.boolean(segment.first);
        json.key("class_1");
        json.boolean(segment.class_1);
        json.key("remaining");
        json.number(segment.remaining);
        json.key("local_reference");
        json.number(segment.local_reference);
        json.close('}');
    }
    if let Some(optional) = optional_part(message) {
        write_optional(json, optional);
    }
    if let sccp::Message::Connection(connection) = message {
        write_connection(json, connection);
    }
    if let Some(called) = message.called_party_address() {
        json.key("called");
        write_address(json, called, stack);
    }
    if let Some(calling) = message.calling_party_address() {
        json.key("calling");
        write_address(json, calling, stack);
    }
    if let Some(management) = &stack.sccp_management {
        json.key("management");
        json.open('{');
        json.key("type");
        optional(json, management.management_type.name(), Json::name);
        json.key("affected_ssn");
        json.number(management.affected_subsystem_number.0);
        json.key("affected_pc");
        json.plain(management.affected_point_code);
        json.key("multiplicity");
        json.number(management.multiplicity);
        if !management.rest.is_empty() {
            json.key("rest");
            json.hex(management.rest.rest());
        }
        json.close('}');
    }
    // A segment has octets of its own, whatever all of them together are.
    let segmented = message.segmentation().is_some_and(|s| !s.first || s.remaining > 0);
    let is_named_management =
        stack.sccp_management.is_some_and(|management| management.management_type.name().is_some());
    let data = message.data().filter(|_| segmented || stack.tcap.is_none() && !is_named_management);
    if let Some(data) = data {
        write_data(json, data);
    }
    json.close('}');
}

/// Why a connection ended, was reset or is in error: the key, the code and its name.
pub(in crate::cli) fn connection_cause(
    connection: &sccp::Connection<'_>,
) -> Option<(&'static str, u8, Option<&'static str>)> {
    use sccp::Connection;
    Some(match connection {
        Connection::Refused { refusal_cause: cause, .. } => {
            ("refusal_cause", cause.0, cause.name())
        }
        Connection::Released { release_cause: cause, .. } => {
            ("release_cause", cause.0, cause.name())
        }
        Connection::ResetRequest { reset_cause: cause, .. } => {
            ("reset_cause", cause.0, cause.name())
        }
        Connection::ProtocolDataUnitError { error_cause: cause, .. } => {
            ("error_cause", cause.0, cause.name())
        }
        _ => return None,
    })
}

/// The number that AK, DT2 and IT expect next.
pub(in crate::cli) fn receive_sequence_number(connection: &sccp::Connection<'_>) -> Option<u8> {
    match connection {
        sccp::Connection::DataAcknowledgement { receive_sequence_number, .. } => {
            Some(*receive_sequence_number)
        }
        other => other.sequencing().map(|sequencing| sequencing.receive_sequence_number),
    }
}

fn write_connection(json: &mut Json, connection: &sccp::Connection<'_>) {
    if let Some(reference) = connection.destination_local_reference() {
        json.key("destination_local_reference");
        json.number(reference);
    }
    if let Some(reference) = connection.source_local_reference() {
        json.key("source_local_reference");
        json.number(reference);
    }
    if let Some((key, code, name)) = connection_cause(connection) {
        json.key(key);
        coded(json, code.into(), name);
    }
    if let Some(sequencing) = connection.sequencing() {
        json.key("send_sequence_number");
        json.number(sequencing.send_sequence_number);
    }
    if let Some(number) = receive_sequence_number(connection) {
        json.key("receive_sequence_number");
        json.number(number);
    }
    if let Some(more_data) = connection.more_data() {
        json.key("more_data");
        json.boolean(more_data);
    }
    if let Some(credit) = connection.credit() {
        json.key("credit");
        json.number(credit);
    }
    if let Some(optional) = connection.optional() {
        if let Some(importance) = optional.importance {
            json.key("importance");
            json.number(importance.0);
        }
        write_others(json, None, &optional.others);
    }
}

/// The optional part of a message that belongs to no connection.
pub(in crate::cli) fn optional_part<'s, 'a>(
    message: &'s sccp::Message<'a>,
) -> Option<&'s sccp::OptionalParameters<'a>> {
    match message {
        sccp::Message::ExtendedUnitdata(m) | sccp::Message::LongUnitdata(m) => Some(&m.optional),
        sccp::Message::ExtendedUnitdataService(m) | sccp::Message::LongUnitdataService(m) => {
            Some(&m.optional)
        }
        _ => None,
    }
}

/// What the optional part has beside the segmentation.
fn write_optional(json: &mut Json, part: &sccp::OptionalParameters<'_>) {
    if let Some(importance) = part.importance {
        json.key("importance");
        json.number(importance.0);
    }
    write_others(json, part.intermediate_signalling_network_identification, &part.others);
}

fn write_others(json: &mut Json, networks: Option<&[u8]>, others: &sccp::OtherParameters<'_>) {
    if networks.is_none() && others.iter().next().is_none() {
        return;
    }
    json.key("optional");
    json.open('[');
    let mut one = |name: sccp::ParameterName, octets: &[u8]| {
        json.open('{');
        json.key("tag");
        json.number(name.0);
        json.key("name");
        optional(json, name.name(), Json::name);
        json.key("raw");
        json.hex(octets);
        json.close('}');
    };
    if let Some(networks) = networks {
        one(sccp::ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION, networks);
    }
    others.iter().for_each(|other| one(other.name, other.value.rest()));
    json.close(']');
}

/// The fields that only some message types have.
pub(in crate::cli) struct SccpParts {
    pub(in crate::cli) class: Option<sccp::ProtocolClass>,
    pub(in crate::cli) return_cause: Option<sccp::ReturnCause>,
    pub(in crate::cli) hop_counter: Option<u8>,
}

pub(in crate::cli) const fn sccp_parts(message: &sccp::Message<'_>) -> SccpParts {
    let (class, return_cause, hop_counter) = match message {
        sccp::Message::Unitdata(m) => (Some(m.protocol_class), None, None),
        sccp::Message::UnitdataService(m) => (None, Some(m.return_cause), None),
        sccp::Message::ExtendedUnitdata(m) | sccp::Message::LongUnitdata(m) => {
            (Some(m.protocol_class), None, Some(m.hop_counter))
        }
        sccp::Message::ExtendedUnitdataService(m) | sccp::Message::LongUnitdataService(m) => {
            (None, Some(m.return_cause), Some(m.hop_counter))
        }
        sccp::Message::Connection(m) => {
            let hops = match m.optional() {
                Some(optional) => optional.hop_counter,
                None => None,
            };
            (m.protocol_class(), None, hops)
        }
    };
    SccpParts { class, return_cause, hop_counter }
}

fn write_address(json: &mut Json, address: &sccp::Address<'_>, stack: &Stack<'_>) {
    json.open('{');
    json.key("routing");
    json.name(if address.routing == sccp::Routing::GlobalTitle { "gt" } else { "ssn" });
    json.key("national");
    json.boolean(address.national);
    json.key("ssn");
    optional(json, address.subsystem_number, |json, ssn| json.number(ssn.0));
    json.key("pc");
    optional(json, address.point_code, |json, code| json.plain(code));
    json.key("gt");
    let Some(title) = &address.global_title else {
        json.null();
        if !address.surplus.is_empty() {
            json.key("surplus");
            json.hex(address.surplus);
        }
        return json.close('}');
    };
    json.open('{');
    json.key("indicator");
    json.number(title.indicator(stack.variant));
    if let Some(translation_type) = title.translation_type() {
        json.key("translation_type");
        json.number(translation_type);
    }
    if let sccp::GlobalTitle::NumberingPlan { numbering_plan, encoding_scheme, .. }
    | sccp::GlobalTitle::Full { numbering_plan, encoding_scheme, .. } = title
    {
        json.key("numbering_plan");
        json.number(numbering_plan.0);
        json.key("encoding_scheme");
        json.number(encoding_scheme.0);
    }
    if let sccp::GlobalTitle::NatureOfAddress { nature_of_address, .. }
    | sccp::GlobalTitle::Full { nature_of_address, .. } = title
    {
        json.key("nature_of_address");
        json.number(nature_of_address.0);
    }
    match title {
        sccp::GlobalTitle::Reserved { octets, .. } => {
            json.key("raw");
            json.hex(*octets);
        }
        _ => {
            json.key("digits");
            optional(json, title.digits(), |json, digits| json.plain(digits));
        }
    }
    json.close('}');
    json.close('}');
}
