//! The layers below TCAP.

mod sigtran;

use super::{Hex, Named, Tree};
use crate::cli::json::{connection_cause, optional_part, receive_sequence_number, sccp_parts};
use crate::cli::output::Paint;
use crate::cli::text::{Put, Shown};
use crate::wire::codes::Variant;
use crate::wire::stack::Stack;
use crate::wire::{isup, m2pa, m3ua, mtp2, mtp3, sccp};

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
        sigtran::m2ua_tree(tree, message);
    }
    if let Some(message) = &stack.sua {
        sigtran::sua_tree(tree, message, stack.variant);
    }
    if let Some(message) = &stack.m3ua {
        sigtran::m3ua_tree(tree, message, stack.variant);
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
        mtp3::Content::DataLink(link) => tree.field(at, 2, "signalling data link", link),
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
            (Some(name), Some(number), _) => {
                tree.show(at, 1, name, Shown(number.digits));
                tree.dump(1, parameter.contents.rest());
            }
            (Some(name), _, Some(cause)) => {
                let meaning = cause.name(message.variant);
                tree.field(at, 1, name, Named(meaning, cause.value.into()));
                tree.field(None, 2, "coding standard", cause.coding_standard);
                let location = cause.location;
                tree.field(None, 2, "location", Named(location.name(), location.0.into()));
                tree.dump(1, parameter.contents.rest());
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
    if let Some(surplus) = message.surplus() {
        // All that there is where the layout is not known, else what stands behind it.
        let whole = surplus.len() == message.parameters.len();
        let name = if whole { "parameters" } else { "behind the parameters" };
        tree.show(Some(surplus.at()), 1, name, (surplus.len(), " octets"));
        tree.dump(1, surplus.rest());
    }
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
        let returns = class.return_on_error() && class.class() < 2;
        let returned = if returns { ", return on error" } else { "" };
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
    if let Some(optional) = optional_part(message) {
        if let Some(importance) = optional.importance {
            tree.show(None, 1, "importance", importance.0);
        }
        if let Some(networks) = optional.intermediate_signalling_network_identification {
            let name = sccp::ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION;
            optional_parameter(tree, None, name, networks);
        }
        for other in optional.others.iter() {
            optional_parameter(tree, Some(other.at), other.name, other.value.rest());
        }
    }
    if let Some(data) = message.data() {
        tree.show(Some(data.at()), 1, "data", (data.len(), " octets"));
        tree.dump(1, data.rest());
    }
}

/// A parameter of the optional part that has no line of its own.
fn optional_parameter(
    tree: &mut Tree<'_>,
    at: Option<u32>,
    name: sccp::ParameterName,
    octets: &[u8],
) {
    let name = Named(name.name(), name.0.into());
    tree.show(at, 1, ("optional parameter ", name), Hex(octets));
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
        optional_parameter(tree, Some(other.at), other.name, other.value.rest());
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
        tree.show(None, 2, "subsystem number", Named(ssn.name_in(variant), ssn.0.into()));
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
