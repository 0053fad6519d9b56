//! M3UA messages from their JSON.

use super::lower::{Label, User, written};
use super::mistake::Mistakes;
use super::sigtran;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, range};
use crate::wire::m3ua::{self, Data, DataForm, MessageClass, MessageType, ProtocolData};
use crate::wire::{Layer, Reader};

/// Class and type by their numbers or by the message's name; DATA where nothing says another.
pub(super) fn message_type(m3ua: &Fields<'_>, mistakes: &mut Mistakes) -> Option<MessageType> {
    let class = m3ua.number::<u8>("class", 0..=255, mistakes);
    let number = m3ua.number::<u8>("type", 0..=255, mistakes);
    let all = || {
        let numbers =
            |class| (0..16).map(move |number| MessageType::new(MessageClass(class), number));
        (0..16).flat_map(numbers).filter_map(|found| Some((found, found.name()?)))
    };
    match (class, number, m3ua.get("name")) {
        (Some(class), Some(number), name) => {
            let found = MessageType::new(MessageClass(class), number);
            if let Some(at) = name
                && let Some(name) = tree::string(at, "name", mistakes)
                && found.name().is_none_or(|own| folded(own) != folded(name))
            {
                let help = "give the one that is meant, and leave the other out".to_string();
                let text = format!("`{name}` is not the name of class {class}, type {number}");
                mistakes.add(range(at), text, help);
            }
            Some(found)
        }
        (_, _, Some(at)) => {
            let name = tree::string(at, "name", mistakes)?;
            let found = all().find(|(_, own)| folded(own) == folded(name));
            if found.is_none() {
                let help = suggestion(name, all().map(|(_, name)| name).collect::<Vec<_>>());
                mistakes.add(range(at), format!("`{name}` is no message of M3UA"), help);
            }
            found.map(|(found, _)| found)
        }
        (class, number, None) => {
            let class = MessageClass(class.unwrap_or(MessageType::DATA.class().0));
            Some(MessageType::new(class, number.unwrap_or(MessageType::DATA.number())))
        }
    }
}

/// A DATA message around what is above the label.
pub(super) fn data(
    m3ua: Option<&Fields<'_>>,
    label: &Label,
    user: &User,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    if let Some(at) = m3ua.and_then(|m3ua| m3ua.get("parameters")) {
        let help = "what DATA has beside the message are keys of `m3ua`".to_string();
        mistakes.add(range(at), "a DATA has no `parameters`", help);
    }
    let mut number = |key: &str| m3ua?.number(key, 0..=u32::MAX.into(), mistakes);
    let message = Data {
        network_appearance: number("network_appearance"),
        routing_context: number("routing_context"),
        protocol_data: DataForm::ProtocolData(ProtocolData {
            service_indicator: label.service_indicator,
            network_indicator: label.network_indicator,
            message_priority: label.priority,
            signalling_link_selection: label.selection,
            ..ProtocolData::new(label.originating, label.destination, &user.octets[..])
        }),
        correlation_id: number("correlation_id"),
    };
    written(&message, user.at.clone(), mistakes)
}

/// Any other message: its parameters, by tag or by name, as octets.
pub(super) fn other(
    m3ua: &Fields<'_>,
    message_type: MessageType,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let name = message_type.name().unwrap_or("message that has no name");
    for property in &m3ua.object.properties {
        let key = property.name.as_str();
        if m3ua.get(key).is_some() && !["class", "type", "name", "parameters"].contains(&key) {
            let help = "`parameters` holds what it has".to_string();
            mistakes.add(range(&property.value), format!("{name} has no `{key}`"), help);
        }
    }
    let named = |tag| m3ua::Tag(tag).name();
    let parameters = sigtran::parameters(m3ua, Layer::M3ua, named, mistakes)?;
    let parameters: Vec<m3ua::Parameter<'_>> = parameters
        .iter()
        .map(|(tag, raw)| m3ua::Parameter {
            tag: m3ua::Tag(*tag),
            value: Reader::new(raw, Layer::M3ua),
            at: 0,
        })
        .collect();
    written(&m3ua::Message { message_type, parameters }, m3ua.opening(), mistakes)
}
