//! The layers below TCAP.

use super::writer::{Json, coded, optional};
use crate::wire::codes::PointCode;
use crate::wire::m3ua::{self, DataForm};
use crate::wire::stack::Stack;
use crate::wire::{mtp2, mtp3, sccp};

/// Every layer below TCAP that the message has, each under its name.
pub(super) fn write(json: &mut Json, stack: &Stack<'_>) {
    if let Some(unit) = &stack.mtp2 {
        write_mtp2(json, unit);
    }
    if let Some(message) = &stack.m3ua {
        write_m3ua(json, stack, message);
    }
    if let Some(msu) = &stack.mtp3 {
        write_mtp3(json, msu);
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
        json.close('}');
    }
    if let Some(message) = &stack.sccp {
        write_sccp(json, stack, message);
    }
}

fn write_mtp2(json: &mut Json, unit: &mtp2::SignalUnit<crate::wire::Reader<'_>>) {
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
        }
    } else {
        json.key("parameters");
        json.open('[');
        for parameter in message.parameters.into_iter().map_while(Result::ok) {
            json.open('{');
            json.key("tag");
            json.number(parameter.tag.0);
            json.key("name");
            optional(json, parameter.tag.name(), Json::name);
            json.key("raw");
            json.hex(parameter.value.rest());
            json.close('}');
        }
        json.close(']');
    }
    json.close('}');
}

fn write_mtp3(json: &mut Json, msu: &mtp3::Msu<crate::wire::Reader<'_>>) {
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
        json.key("return_on_error");
        json.boolean(class.return_on_error());
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
        json.key("remaining");
        json.number(segment.remaining);
        json.key("local_reference");
        json.number(segment.local_reference);
        json.close('}');
    }
    if let Some((called, calling)) = message.addresses() {
        json.key("called");
        write_address(json, called, stack);
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
        json.close('}');
    }
    json.close('}');
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
        sccp::Message::Other { .. } => (None, None, None),
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
