//! What the adaptation layers say beside the message that they carry.

use super::find::{Finder, Kind};
use crate::wire::stack::Stack;
use crate::wire::{Reader, m2pa, m2ua, m3ua, sua};

/// What the value of a parameter is.
enum Role {
    /// Text for people.
    Text,
    /// Octets of no meaning to others, or a copy of any message.
    Filler,
    /// A number of 32 bits.
    Number,
    /// Such numbers.
    Numbers,
    /// Service indicators, one an octet.
    Indicators,
    /// Parameters.
    Group,
    /// What is read as a layer above.
    Carried,
    /// An address of SUA.
    Address,
    /// Not known here.
    Unknown,
}

fn of_m3ua(tag: u16) -> Role {
    use m3ua::Tag;
    match Tag(tag) {
        Tag::INFO_STRING => Role::Text,
        Tag::HEARTBEAT_DATA | Tag::DIAGNOSTIC_INFORMATION => Role::Filler,
        Tag::DRAFT_NETWORK_APPEARANCE
        | Tag::TRAFFIC_MODE_TYPE
        | Tag::ERROR_CODE
        | Tag::STATUS
        | Tag::ASP_IDENTIFIER
        | Tag::CORRELATION_ID
        | Tag::NETWORK_APPEARANCE
        | Tag::USER_CAUSE
        | Tag::CONGESTION_INDICATIONS
        | Tag::CONCERNED_DESTINATION
        | Tag::LOCAL_ROUTING_KEY_IDENTIFIER
        | Tag::DESTINATION_POINT_CODE
        | Tag::REGISTRATION_STATUS
        | Tag::DEREGISTRATION_STATUS => Role::Number,
        Tag::ROUTING_CONTEXT
        | Tag::AFFECTED_POINT_CODE
        | Tag::ORIGINATING_POINT_CODE_LIST
        | Tag::CIRCUIT_RANGE => Role::Numbers,
        Tag::SERVICE_INDICATORS => Role::Indicators,
        Tag::ROUTING_KEY | Tag::REGISTRATION_RESULT | Tag::DEREGISTRATION_RESULT => Role::Group,
        Tag::PROTOCOL_DATA | Tag::DRAFT_PROTOCOL_DATA_1 | Tag::DRAFT_PROTOCOL_DATA_2 => {
            Role::Carried
        }
        _ => Role::Unknown,
    }
}

fn of_m2ua(tag: u16) -> Role {
    use m2ua::Tag;
    match Tag(tag) {
        Tag::INFO_STRING | Tag::INTERFACE_IDENTIFIER_TEXT => Role::Text,
        Tag::HEARTBEAT_DATA | Tag::DIAGNOSTIC_INFORMATION => Role::Filler,
        Tag::INTERFACE_IDENTIFIER
        | Tag::TRAFFIC_MODE_TYPE
        | Tag::ERROR_CODE
        | Tag::STATUS
        | Tag::ASP_IDENTIFIER
        | Tag::CORRELATION_ID
        | Tag::STATE_REQUEST
        | Tag::STATE_EVENT
        | Tag::CONGESTION_STATUS
        | Tag::DISCARD_STATUS
        | Tag::ACTION
        | Tag::SEQUENCE_NUMBER
        | Tag::RETRIEVAL_RESULT
        | Tag::LOCAL_LINK_KEY_IDENTIFIER
        | Tag::SDT_IDENTIFIER
        | Tag::SDL_IDENTIFIER
        | Tag::REGISTRATION_STATUS
        | Tag::DEREGISTRATION_STATUS => Role::Number,
        Tag::INTERFACE_IDENTIFIER_RANGE => Role::Numbers,
        Tag::LINK_KEY | Tag::REGISTRATION_RESULT | Tag::DEREGISTRATION_RESULT => Role::Group,
        Tag::PROTOCOL_DATA_1 | Tag::PROTOCOL_DATA_2 => Role::Carried,
        _ => Role::Unknown,
    }
}

/// A routing key and a range of addresses hold addresses in ways of their own.
fn of_sua(tag: u16) -> Role {
    use sua::Tag;
    match Tag(tag) {
        Tag::INFO_STRING => Role::Text,
        Tag::HEARTBEAT_DATA | Tag::DIAGNOSTIC_INFORMATION => Role::Filler,
        Tag::TRAFFIC_MODE_TYPE
        | Tag::ERROR_CODE
        | Tag::STATUS
        | Tag::ASP_IDENTIFIER
        | Tag::CORRELATION_ID
        | Tag::REGISTRATION_STATUS
        | Tag::DEREGISTRATION_STATUS
        | Tag::LOCAL_ROUTING_KEY_IDENTIFIER
        | Tag::HOP_COUNTER
        | Tag::SOURCE_REFERENCE_NUMBER
        | Tag::DESTINATION_REFERENCE_NUMBER
        | Tag::SCCP_CAUSE
        | Tag::SEQUENCE_NUMBER
        | Tag::RECEIVE_SEQUENCE_NUMBER
        | Tag::ASP_CAPABILITIES
        | Tag::CREDIT
        | Tag::USER_CAUSE
        | Tag::NETWORK_APPEARANCE
        | Tag::DRN_LABEL
        | Tag::TID_LABEL
        | Tag::SMI
        | Tag::IMPORTANCE
        | Tag::MESSAGE_PRIORITY
        | Tag::PROTOCOL_CLASS
        | Tag::SEQUENCE_CONTROL
        | Tag::SEGMENTATION
        | Tag::CONGESTION_LEVEL
        | Tag::SUBSYSTEM_NUMBER => Role::Number,
        Tag::ROUTING_CONTEXT | Tag::AFFECTED_POINT_CODE => Role::Numbers,
        Tag::REGISTRATION_RESULT | Tag::DEREGISTRATION_RESULT => Role::Group,
        Tag::DATA => Role::Carried,
        Tag::SOURCE_ADDRESS | Tag::DESTINATION_ADDRESS => Role::Address,
        _ => Role::Unknown,
    }
}

/// A group holds no more groups (RFC 4666 3.6).
const MOST_GROUPS: usize = 1;

impl Finder<'_> {
    /// Finds what is to be replaced in the parameters of a message; how many of them carry a message.
    fn parameters(&mut self, list: Reader<'_>, of: fn(u16) -> Role, groups: usize) -> usize {
        let mut carried = 0;
        // Every layer lays its parameters out alike (RFC 4666 3.2).
        for parameter in sua::Parameters(list) {
            let Ok(parameter) = parameter else {
                self.lost = true;
                return carried;
            };
            let value = parameter.value;
            let octets = value.rest();
            self.padding(octets);
            match of(parameter.tag.0) {
                Role::Text => self.add(octets, Kind::Text),
                Role::Filler => self.add(octets, Kind::Zero),
                Role::Number => self.lost |= octets.len() != 4,
                Role::Numbers => self.lost |= !octets.len().is_multiple_of(4),
                Role::Indicators => self.lost |= octets.iter().any(|octet| *octet > 15),
                Role::Group if groups > 0 => {
                    carried += self.parameters(value, of, groups - 1);
                }
                Role::Carried => carried += 1,
                Role::Address => self.sua_address(value),
                Role::Group | Role::Unknown => self.lost = true,
            }
        }
        carried
    }

    fn sua_address(&mut self, mut value: Reader<'_>) {
        let mut digits = 0;
        match sua::Address::decode(value).map(|address| address.digits?.packed_octets()) {
            Ok(Some(octets)) => {
                digits = octets.len();
                self.add(octets, Kind::Packed);
            }
            Ok(None) => {}
            Err(_) => self.lost = true,
        }
        // The indicators stand before its parts.
        self.lost |= value.take(4, "indicators").is_err();
        let mut titles = 0;
        for part in sua::Parameters(value) {
            let Ok(part) = part else {
                self.lost = true;
                return;
            };
            let octets = part.value.rest();
            self.padding(octets);
            match part.tag {
                sua::Tag::IPV4_ADDRESS if octets.len() == 4 => self.add(octets, Kind::Ipv4),
                sua::Tag::IPV6_ADDRESS if octets.len() == 16 => self.add(octets, Kind::Ipv6),
                sua::Tag::HOST_NAME => self.add(octets, Kind::Text),
                // Eight octets stand before its digits (RFC 3868 3.10.2.3).
                sua::Tag::GLOBAL_TITLE if titles == 0 && octets.len() == 8 + digits => titles += 1,
                sua::Tag::POINT_CODE | sua::Tag::SUBSYSTEM_NUMBER if octets.len() == 4 => {}
                // A second title is not read.
                _ => self.lost = true,
            }
        }
    }
}

/// Finds what is to be replaced in what the adaptation layer says; what it carries must be read by the
/// layer above, and be one message.
pub(super) fn adaptation(finder: &mut Finder<'_>, stack: &Stack<'_>) {
    if let Some(message) = &stack.m3ua {
        let carried = finder.parameters(message.parameters.0, of_m3ua, MOST_GROUPS);
        finder.lost |= carried != usize::from(stack.m3ua_data.is_some());
    }
    if let Some(message) = &stack.m2ua {
        let carried = finder.parameters(message.parameters.0, of_m2ua, MOST_GROUPS);
        let carries = message.msu().is_ok_and(|msu| msu.is_some());
        finder.lost |= carried != usize::from(carries);
    }
    if let Some(message) = &stack.sua {
        let carried = finder.parameters(message.parameters.0, of_sua, MOST_GROUPS);
        finder.lost |= carried != usize::from(stack.tcap.is_some());
    }
    if let Some(m2pa::Message { body: m2pa::Body::LinkStatus { filler, .. }, .. }) = &stack.m2pa {
        finder.add(filler.rest(), Kind::Zero);
    }
}
