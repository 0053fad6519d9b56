//! Parameters of messages, and the numbers among them (T1.113.3 3, Q.763 3).

use super::{Message, MessageType};
use crate::wire::codes::{Variant, codes};
use crate::wire::digits::DigitString;
use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::Reader;

codes! {
    /// The name of a parameter (T1.113.3 table 4, Q.763 table 5).
    pub struct ParameterName(u8) {
        CALL_REFERENCE = 0x01, "call reference";
        TRANSMISSION_MEDIUM_REQUIREMENT = 0x02, "transmission medium requirement";
        ACCESS_TRANSPORT = 0x03, "access transport";
        CALLED_PARTY_NUMBER = 0x04, "called party number";
        SUBSEQUENT_NUMBER = 0x05, "subsequent number";
        NATURE_OF_CONNECTION_INDICATORS = 0x06, "nature of connection indicators";
        FORWARD_CALL_INDICATORS = 0x07, "forward call indicators";
        OPTIONAL_FORWARD_CALL_INDICATORS = 0x08, "optional forward call indicators";
        CALLING_PARTYS_CATEGORY = 0x09, "calling party's category";
        CALLING_PARTY_NUMBER = 0x0A, "calling party number";
        REDIRECTING_NUMBER = 0x0B, "redirecting number";
        REDIRECTION_NUMBER = 0x0C, "redirection number";
        CONNECTION_REQUEST = 0x0D, "connection request";
        INFORMATION_REQUEST_INDICATORS = 0x0E, "information request indicators";
        INFORMATION_INDICATORS = 0x0F, "information indicators";
        CONTINUITY_INDICATORS = 0x10, "continuity indicators";
        BACKWARD_CALL_INDICATORS = 0x11, "backward call indicators";
        CAUSE_INDICATORS = 0x12, "cause indicators";
        REDIRECTION_INFORMATION = 0x13, "redirection information";
        CIRCUIT_GROUP_SUPERVISION_MESSAGE_TYPE = 0x15, "circuit group supervision message type";
        RANGE_AND_STATUS = 0x16, "range and status";
        FACILITY_INDICATOR = 0x18, "facility indicator";
        CLOSED_USER_GROUP_INTERLOCK_CODE = 0x1A, "closed user group interlock code";
        USER_SERVICE_INFORMATION = 0x1D, "user service information";
        SIGNALLING_POINT_CODE = 0x1E, "signalling point code";
        USER_TO_USER_INFORMATION = 0x20, "user-to-user information";
        CONNECTED_NUMBER = 0x21, "connected number";
        SUSPEND_RESUME_INDICATORS = 0x22, "suspend/resume indicators";
        TRANSIT_NETWORK_SELECTION = 0x23, "transit network selection";
        EVENT_INFORMATION = 0x24, "event information";
        CIRCUIT_ASSIGNMENT_MAP = 0x25, "circuit assignment map";
        CIRCUIT_STATE_INDICATOR = 0x26, "circuit state indicator";
        AUTOMATIC_CONGESTION_LEVEL = 0x27, "automatic congestion level";
        ORIGINAL_CALLED_NUMBER = 0x28, "original called number";
        OPTIONAL_BACKWARD_CALL_INDICATORS = 0x29, "optional backward call indicators";
        USER_TO_USER_INDICATORS = 0x2A, "user-to-user indicators";
        ORIGINATION_ISC_POINT_CODE = 0x2B, "origination ISC point code";
        GENERIC_NOTIFICATION_INDICATOR = 0x2C, "generic notification indicator";
        CALL_HISTORY_INFORMATION = 0x2D, "call history information";
        ACCESS_DELIVERY_INFORMATION = 0x2E, "access delivery information";
        NETWORK_SPECIFIC_FACILITY = 0x2F, "network specific facility";
        USER_SERVICE_INFORMATION_PRIME = 0x30, "user service information prime";
        PROPAGATION_DELAY_COUNTER = 0x31, "propagation delay counter";
        REMOTE_OPERATIONS = 0x32, "remote operations";
        SERVICE_ACTIVATION = 0x33, "service activation";
        USER_TELESERVICE_INFORMATION = 0x34, "user teleservice information";
        TRANSMISSION_MEDIUM_USED = 0x35, "transmission medium used";
        CALL_DIVERSION_INFORMATION = 0x36, "call diversion information";
        ECHO_CONTROL_INFORMATION = 0x37, "echo control information";
        MESSAGE_COMPATIBILITY_INFORMATION = 0x38, "message compatibility information";
        PARAMETER_COMPATIBILITY_INFORMATION = 0x39, "parameter compatibility information";
        MLPP_PRECEDENCE = 0x3A, "MLPP precedence";
        MCID_REQUEST_INDICATORS = 0x3B, "MCID request indicators";
        MCID_RESPONSE_INDICATORS = 0x3C, "MCID response indicators";
        HOP_COUNTER = 0x3D, "hop counter";
        TRANSMISSION_MEDIUM_REQUIREMENT_PRIME = 0x3E, "transmission medium requirement prime";
        LOCATION_NUMBER = 0x3F, "location number";
        REDIRECTION_NUMBER_RESTRICTION = 0x40, "redirection number restriction";
        CALL_TRANSFER_REFERENCE = 0x43, "call transfer reference";
        LOOP_PREVENTION_INDICATORS = 0x44, "loop prevention indicators";
        CALL_TRANSFER_NUMBER = 0x45, "call transfer number";
        CCSS = 0x4B, "CCSS";
        FORWARD_GVNS = 0x4C, "forward GVNS";
        BACKWARD_GVNS = 0x4D, "backward GVNS";
        REDIRECT_CAPABILITY = 0x4E, "redirect capability";
        NETWORK_MANAGEMENT_CONTROLS = 0x5B, "network management controls";
        CORRELATION_ID = 0x65, "correlation id";
        SCF_ID = 0x66, "SCF id";
        CALL_DIVERSION_TREATMENT_INDICATORS = 0x6E, "call diversion treatment indicators";
        CALLED_IN_NUMBER = 0x6F, "called IN number";
        CALL_OFFERING_TREATMENT_INDICATORS = 0x70, "call offering treatment indicators";
        CHARGED_PARTY_IDENTIFICATION = 0x71, "charged party identification";
        CONFERENCE_TREATMENT_INDICATORS = 0x72, "conference treatment indicators";
        DISPLAY_INFORMATION = 0x73, "display information";
        UID_ACTION_INDICATORS = 0x74, "UID action indicators";
        UID_CAPABILITY_INDICATORS = 0x75, "UID capability indicators";
        REDIRECT_COUNTER = 0x77, "redirect counter";
        APPLICATION_TRANSPORT = 0x78, "application transport";
        COLLECT_CALL_REQUEST = 0x79, "collect call request";
        GENERIC_NUMBER = 0xC0, "generic number";
        GENERIC_DIGITS = 0xC1, "generic digits";
        OPERATOR_SERVICES_INFORMATION = 0xC2, "operator services information";
        EGRESS_SERVICE = 0xC3, "egress service";
        JURISDICTION_INFORMATION = 0xC4, "jurisdiction information";
        CARRIER_IDENTIFICATION = 0xC5, "carrier identification";
        BUSINESS_GROUP = 0xC6, "business group";
        GENERIC_NAME = 0xC7, "generic name";
        NOTIFICATION_INDICATOR = 0xE1, "notification indicator";
        CIRCUIT_GROUP_CHARACTERISTIC_INDICATOR = 0xE5, "circuit group characteristic indicator";
        CIRCUIT_VALIDATION_RESPONSE_INDICATOR = 0xE6, "circuit validation response indicator";
        OUTGOING_TRUNK_GROUP_NUMBER = 0xE7, "outgoing trunk group number";
        CIRCUIT_IDENTIFICATION_NAME = 0xE8, "circuit identification name";
        COMMON_LANGUAGE_LOCATION_IDENTIFICATION = 0xE9, "common language location identification";
        ORIGINATING_LINE_INFORMATION = 0xEA, "originating line information";
        CHARGE_NUMBER = 0xEB, "charge number";
        SERVICE_CODE = 0xEC, "service code";
        SPECIAL_PROCESSING_REQUEST = 0xED, "special processing request";
        CARRIER_SELECTION_INFORMATION = 0xEE, "carrier selection information";
        NETWORK_TRANSPORT = 0xEF, "network transport";
    }
}

codes! {
    /// Why a call was released or not completed (T1.113.3 table 9, Q.850 table 1).
    pub struct Cause(u8) {
        UNALLOCATED_NUMBER = 1, "unallocated number";
        NO_ROUTE_TO_TRANSIT_NETWORK = 2, "no route to transit network";
        NO_ROUTE_TO_DESTINATION = 3, "no route to destination";
        SEND_SPECIAL_INFORMATION_TONE = 4, "send special information tone";
        MISDIALLED_TRUNK_PREFIX = 5, "misdialled trunk prefix";
        PREEMPTION = 8, "preemption";
        PREEMPTION_CIRCUIT_RESERVED = 9, "preemption, circuit reserved";
        NORMAL_CALL_CLEARING = 16, "normal call clearing";
        USER_BUSY = 17, "user busy";
        NO_USER_RESPONDING = 18, "no user responding";
        NO_ANSWER = 19, "no answer from user";
        SUBSCRIBER_ABSENT = 20, "subscriber absent";
        CALL_REJECTED = 21, "call rejected";
        NUMBER_CHANGED = 22, "number changed";
        UNALLOCATED_DESTINATION_NUMBER = 23, "unallocated destination number";
        EXCHANGE_ROUTING_ERROR = 25, "exchange routing error";
        MISROUTED_CALL_TO_PORTED_NUMBER = 26, "misrouted call to a ported number";
        DESTINATION_OUT_OF_ORDER = 27, "destination out of order";
        ADDRESS_INCOMPLETE = 28, "address incomplete";
        FACILITY_REJECTED = 29, "facility rejected";
        NORMAL_UNSPECIFIED = 31, "normal, unspecified";
        NO_CIRCUIT_AVAILABLE = 34, "no circuit available";
        NETWORK_OUT_OF_ORDER = 38, "network out of order";
        TEMPORARY_FAILURE = 41, "temporary failure";
        SWITCHING_EQUIPMENT_CONGESTION = 42, "switching equipment congestion";
        USER_INFORMATION_DISCARDED = 43, "user information discarded";
        REQUESTED_CIRCUIT_NOT_AVAILABLE = 44, "requested circuit not available";
        PRECEDENCE_CALL_BLOCKED = 46, "precedence call blocked";
        RESOURCE_UNAVAILABLE = 47, "resource unavailable, unspecified";
        FACILITY_NOT_SUBSCRIBED = 50, "requested facility not subscribed";
        OUTGOING_CALLS_BARRED = 53, "outgoing calls barred in closed user group";
        INCOMING_CALLS_BARRED = 55, "incoming calls barred to closed user group";
        BEARER_CAPABILITY_NOT_AUTHORIZED = 57, "bearer capability not authorized";
        BEARER_CAPABILITY_NOT_AVAILABLE = 58, "bearer capability not presently available";
        SERVICE_NOT_AVAILABLE = 63, "service or option not available";
        BEARER_CAPABILITY_NOT_IMPLEMENTED = 65, "bearer capability not implemented";
        FACILITY_NOT_IMPLEMENTED = 69, "requested facility not implemented";
        RESTRICTED_DIGITAL_ONLY = 70, "only restricted digital bearer capability";
        SERVICE_NOT_IMPLEMENTED = 79, "service or option not implemented";
        NOT_MEMBER_OF_GROUP = 87, "user not member of closed user group";
        INCOMPATIBLE_DESTINATION = 88, "incompatible destination";
        NONEXISTENT_GROUP = 90, "non-existent closed user group";
        INVALID_TRANSIT_NETWORK = 91, "invalid transit network selection";
        INVALID_MESSAGE = 95, "invalid message, unspecified";
        MESSAGE_TYPE_NOT_IMPLEMENTED = 97, "message type not implemented";
        PARAMETER_NOT_IMPLEMENTED = 99, "parameter not implemented";
        RECOVERY_ON_TIMER_EXPIRY = 102, "recovery on timer expiry";
        PARAMETER_PASSED_ON = 103, "parameter not implemented, passed on";
        MESSAGE_DISCARDED = 110, "message with unknown parameter, discarded";
        PROTOCOL_ERROR = 111, "protocol error, unspecified";
        INTERWORKING = 127, "interworking, unspecified";
    }
}

/// A parameter with its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// Its name; of a mandatory one, which the message's type decides.
    pub name: ParameterName,
    /// Its contents, without name and length.
    pub contents: Reader<'a>,
}

/// A number (T1.113.3 3.6, Q.763 3.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<'a> {
    /// Bits 7-1 of the first octet; none in a subsequent number.
    pub nature_of_address: Option<u8>,
    /// The digits.
    pub digits: DigitString<'a>,
}

impl<'a> Parameter<'a> {
    /// The number that it holds, if it is one that does.
    pub fn number(&self) -> Option<Number<'a>> {
        let octets = self.contents.rest();
        // Before the number, a generic one says what it is for (T1.113.3 3.16A, Q.763 3.26).
        let octets = match self.name {
            ParameterName::GENERIC_NUMBER => octets.get(1..)?,
            ParameterName::CALLED_PARTY_NUMBER
            | ParameterName::SUBSEQUENT_NUMBER
            | ParameterName::CALLING_PARTY_NUMBER
            | ParameterName::REDIRECTING_NUMBER
            | ParameterName::REDIRECTION_NUMBER
            | ParameterName::CONNECTED_NUMBER
            | ParameterName::ORIGINAL_CALLED_NUMBER
            | ParameterName::LOCATION_NUMBER
            | ParameterName::CALL_TRANSFER_NUMBER
            | ParameterName::CHARGE_NUMBER => octets,
            _ => return None,
        };
        let (first, rest) = octets.split_first()?;
        let odd = first & 0x80 != 0;
        if self.name == ParameterName::SUBSEQUENT_NUMBER {
            return Some(Number {
                nature_of_address: None,
                digits: DigitString::packed(rest, odd),
            });
        }
        let digits = DigitString::packed(rest.get(1..)?, odd);
        Some(Number { nature_of_address: Some(first & 0x7F), digits })
    }

    /// Why, if it is the cause indicators (T1.113.3 3.9, Q.763 3.12).
    pub fn cause(&self) -> Option<Cause> {
        let octets = self.contents.rest();
        let (first, rest) = octets.split_first()?;
        // A recommendation may stand between (Q.850 2.1).
        let value = if first & 0x80 != 0 { rest.first() } else { rest.get(1) };
        let is_cause = self.name == ParameterName::CAUSE_INDICATORS;
        value.filter(|_| is_cause).map(|value| Cause(value & 0x7F))
    }
}

/// What every message of a type has: its parameters of fixed length, each with that length, and those
/// of variable length.
type Mandatory = (&'static [(ParameterName, usize)], &'static [ParameterName]);

/// The mandatory part of a type; none where the tables of both standards differ or nothing is known.
const fn layout(message_type: MessageType, variant: Variant) -> Option<Mandatory> {
    use ParameterName as Name;
    let ansi = matches!(variant, Variant::Ansi);
    Some(match message_type {
        // T1.113.3 table 7, Q.763 table 32.
        MessageType::INITIAL_ADDRESS if ansi => (
            &[
                (Name::NATURE_OF_CONNECTION_INDICATORS, 1),
                (Name::FORWARD_CALL_INDICATORS, 2),
                (Name::CALLING_PARTYS_CATEGORY, 1),
            ],
            &[Name::USER_SERVICE_INFORMATION, Name::CALLED_PARTY_NUMBER],
        ),
        MessageType::INITIAL_ADDRESS => (
            &[
                (Name::NATURE_OF_CONNECTION_INDICATORS, 1),
                (Name::FORWARD_CALL_INDICATORS, 2),
                (Name::CALLING_PARTYS_CATEGORY, 1),
                (Name::TRANSMISSION_MEDIUM_REQUIREMENT, 1),
            ],
            &[Name::CALLED_PARTY_NUMBER],
        ),
        MessageType::SUBSEQUENT_ADDRESS | MessageType::SUBSEQUENT_DIRECTORY_NUMBER => {
            (&[], &[Name::SUBSEQUENT_NUMBER])
        }
        MessageType::ADDRESS_COMPLETE | MessageType::CONNECT => {
            (&[(Name::BACKWARD_CALL_INDICATORS, 2)], &[])
        }
        MessageType::INFORMATION => (&[(Name::INFORMATION_INDICATORS, 2)], &[]),
        MessageType::INFORMATION_REQUEST => (&[(Name::INFORMATION_REQUEST_INDICATORS, 2)], &[]),
        MessageType::CALL_PROGRESS => (&[(Name::EVENT_INFORMATION, 1)], &[]),
        MessageType::SUSPEND | MessageType::RESUME => {
            (&[(Name::SUSPEND_RESUME_INDICATORS, 1)], &[])
        }
        MessageType::ANSWER => (&[], &[]),
        MessageType::RELEASE => (&[], &[Name::CAUSE_INDICATORS]),
        _ => return None,
    })
}

impl<'a> Message<Reader<'a>> {
    /// Tells each parameter, mandatory ones first. Messages that set up a call and take it down have
    /// them; of others none is told.
    ///
    /// # Errors
    ///
    /// A pointer or a length that leads beyond the message.
    pub fn each_parameter(&self, mut each: impl FnMut(Parameter<'a>)) -> Result<(), Error> {
        let Some((fixed, names)) = layout(self.message_type, self.variant) else { return Ok(()) };
        let mut reader = self.parameters;
        for (name, length) in fixed {
            let contents = reader.sub(*length, "mandatory fixed part")?;
            each(Parameter { name: *name, contents });
        }
        for name in names {
            // A pointer counts from itself (T1.113.3 2.3, Q.763 2.3).
            let mut at = reader;
            let pointer = usize::from(reader.u8("pointer to a mandatory parameter")?);
            at.take(pointer, "mandatory parameter")?;
            let length = usize::from(at.u8("length of a parameter")?);
            let contents = at.sub(length, "mandatory parameter")?;
            each(Parameter { name: *name, contents });
        }
        // Older messages end without an optional part.
        if reader.is_empty() {
            return Ok(());
        }
        let mut at = reader;
        let pointer = usize::from(reader.u8("pointer to the optional part")?);
        if pointer == 0 {
            return Ok(());
        }
        at.take(pointer, "optional part")?;
        while !at.is_empty() {
            let name = at.u8("name of an optional parameter")?;
            if name == 0 {
                return Ok(());
            }
            let length = usize::from(at.u8("length of a parameter")?);
            let contents = at.sub(length, "optional parameter")?;
            each(Parameter { name: ParameterName(name), contents });
        }
        Err(at.error(ErrorKind::Truncated { missing: 1 }, "end of optional parameters"))
    }

    /// A number of the message, if it has it.
    ///
    /// ```
    /// use hookflash::wire::isup::{Message, ParameterName};
    /// use hookflash::wire::mtp3::Variant;
    /// use hookflash::wire::{Layer, Reader};
    /// let octets = [1, 0, 1, 0, 0x20, 1, 10, 0, 2, 0, 5, 0x83, 0x10, 0x21, 0x43, 0x05];
    /// let message = Message::decode(&mut Reader::new(&octets, Layer::Isup), Variant::Itu)?;
    /// let called = message.number(ParameterName::CALLED_PARTY_NUMBER).unwrap();
    /// assert_eq!(called.digits.to_string(), "12345");
    /// # Ok::<(), hookflash::wire::Error>(())
    /// ```
    pub fn number(&self, name: ParameterName) -> Option<Number<'a>> {
        let mut found = None;
        // What was found before a fault is good.
        _ = self.each_parameter(|parameter| {
            if parameter.name == name {
                found = found.or_else(|| parameter.number());
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::error::Layer;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    fn message(octets: &[u8], variant: Variant) -> Message<Reader<'_>> {
        Message::decode(&mut Reader::new(octets, Layer::Isup), variant).expect("a type")
    }

    const IAM: [u8; 29] = [
        0x01, 0x00, 0x01, 0x00, 0x20, 0x00, 0x0A, 3, 6, 12, 3, 0x80, 0x90, 0xA2, 6, 0x03, 0x10,
        0x12, 0x52, 0x55, 0x10, 0x0A, 5, 0x83, 0x13, 0x21, 0x43, 0x05, 0,
    ];

    #[test]
    fn an_ansi_iam_has_its_called_number_behind_user_service_information() {
        let iam = message(&IAM, Variant::Ansi);
        let called = iam.number(ParameterName::CALLED_PARTY_NUMBER).expect("called");
        assert_eq!(
            (called.nature_of_address, called.digits.to_string().as_str()),
            (Some(3), "21255501")
        );
        let calling = iam.number(ParameterName::CALLING_PARTY_NUMBER).expect("calling");
        assert_eq!(calling.digits.to_string(), "12345");
        assert_eq!(iam.number(ParameterName::CONNECTED_NUMBER), None);
    }

    #[test]
    fn pointers_and_lengths_beyond_the_message_are_errors_and_what_came_before_is_told() {
        for end in 0..IAM.len() {
            let mut names = Vec::new();
            let Some(octets) = IAM.get(..end).filter(|octets| octets.len() >= 3) else { continue };
            let told = message(octets, Variant::Ansi).each_parameter(|one| names.push(one.name.0));
            // Without the octet of the optional part's pointer there is none.
            assert!(told.is_err() || end == 9, "{end}");
            assert_eq!(names.contains(&4), end >= 21, "{end}");
        }
        let mut wild = IAM;
        wild[9] = 200;
        assert!(message(&wild, Variant::Ansi).each_parameter(|_| ()).is_err());
    }
}
