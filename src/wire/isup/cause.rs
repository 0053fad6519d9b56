//! Why a call was released or not completed (T1.113.3 3.9, Q.763 3.12, Q.850).

use crate::wire::codes::{Variant, codes};

codes! {
    /// Whose table the value is taken from (Q.850 2.2.2); two bits.
    pub struct CodingStandard(u8) {
        ITU_T = 0, "ITU-T";
        ISO_IEC = 1, "ISO/IEC";
        NATIONAL = 2, "national";
        OF_THE_LOCATION = 3, "of the location";
    }

    /// Where the cause arose (Q.850 2.2.3); four bits.
    pub struct Location(u8) {
        USER = 0, "user";
        PRIVATE_NETWORK_OF_LOCAL_USER = 1, "private network serving the local user";
        PUBLIC_NETWORK_OF_LOCAL_USER = 2, "public network serving the local user";
        TRANSIT_NETWORK = 3, "transit network";
        PUBLIC_NETWORK_OF_REMOTE_USER = 4, "public network serving the remote user";
        PRIVATE_NETWORK_OF_REMOTE_USER = 5, "private network serving the remote user";
        INTERNATIONAL_NETWORK = 7, "international network";
        BEYOND_INTERWORKING_POINT = 10, "network beyond interworking point";
    }

    /// The values of ITU-T (Q.850 table 1); seven bits.
    pub struct CauseValue(u8) {
        UNALLOCATED_NUMBER = 1, "unallocated number";
        NO_ROUTE_TO_TRANSIT_NETWORK = 2, "no route to transit network";
        NO_ROUTE_TO_DESTINATION = 3, "no route to destination";
        SEND_SPECIAL_INFORMATION_TONE = 4, "send special information tone";
        MISDIALLED_TRUNK_PREFIX = 5, "misdialled trunk prefix";
        CHANNEL_UNACCEPTABLE = 6, "channel unacceptable";
        CALL_AWARDED = 7, "call awarded and being delivered in an established channel";
        PREEMPTION = 8, "preemption";
        PREEMPTION_CIRCUIT_RESERVED = 9, "preemption, circuit reserved";
        PORTED_NUMBER = 14, "QoR: ported number";
        NORMAL_CALL_CLEARING = 16, "normal call clearing";
        USER_BUSY = 17, "user busy";
        NO_USER_RESPONDING = 18, "no user responding";
        NO_ANSWER = 19, "no answer from user";
        SUBSCRIBER_ABSENT = 20, "subscriber absent";
        CALL_REJECTED = 21, "call rejected";
        NUMBER_CHANGED = 22, "number changed";
        REDIRECTION_TO_NEW_DESTINATION = 23, "redirection to new destination";
        REJECTED_BY_FEATURE = 24, "call rejected due to feature at the destination";
        EXCHANGE_ROUTING_ERROR = 25, "exchange routing error";
        NON_SELECTED_USER_CLEARING = 26, "non-selected user clearing";
        DESTINATION_OUT_OF_ORDER = 27, "destination out of order";
        ADDRESS_INCOMPLETE = 28, "address incomplete";
        FACILITY_REJECTED = 29, "facility rejected";
        RESPONSE_TO_STATUS_ENQUIRY = 30, "response to STATUS ENQUIRY";
        NORMAL_UNSPECIFIED = 31, "normal, unspecified";
        NO_CIRCUIT_AVAILABLE = 34, "no circuit available";
        NETWORK_OUT_OF_ORDER = 38, "network out of order";
        FRAME_MODE_OUT_OF_SERVICE = 39, "permanent frame mode connection out of service";
        FRAME_MODE_OPERATIONAL = 40, "permanent frame mode connection operational";
        TEMPORARY_FAILURE = 41, "temporary failure";
        SWITCHING_EQUIPMENT_CONGESTION = 42, "switching equipment congestion";
        ACCESS_INFORMATION_DISCARDED = 43, "access information discarded";
        REQUESTED_CIRCUIT_NOT_AVAILABLE = 44, "requested circuit not available";
        PRECEDENCE_CALL_BLOCKED = 46, "precedence call blocked";
        RESOURCE_UNAVAILABLE = 47, "resource unavailable, unspecified";
        QUALITY_OF_SERVICE_NOT_AVAILABLE = 49, "quality of service not available";
        FACILITY_NOT_SUBSCRIBED = 50, "requested facility not subscribed";
        OUTGOING_CALLS_BARRED = 53, "outgoing calls barred in closed user group";
        INCOMING_CALLS_BARRED = 55, "incoming calls barred to closed user group";
        BEARER_CAPABILITY_NOT_AUTHORIZED = 57, "bearer capability not authorized";
        BEARER_CAPABILITY_NOT_AVAILABLE = 58, "bearer capability not presently available";
        INCONSISTENT_ACCESS_INFORMATION = 62,
            "inconsistency in outgoing access information and subscriber class";
        SERVICE_NOT_AVAILABLE = 63, "service or option not available";
        BEARER_CAPABILITY_NOT_IMPLEMENTED = 65, "bearer capability not implemented";
        CHANNEL_TYPE_NOT_IMPLEMENTED = 66, "channel type not implemented";
        FACILITY_NOT_IMPLEMENTED = 69, "requested facility not implemented";
        RESTRICTED_DIGITAL_ONLY = 70, "only restricted digital bearer capability";
        SERVICE_NOT_IMPLEMENTED = 79, "service or option not implemented";
        INVALID_CALL_REFERENCE = 81, "invalid call reference value";
        NO_SUCH_CHANNEL = 82, "identified channel does not exist";
        NO_SUCH_CALL_IDENTITY = 83, "a suspended call exists, but this call identity does not";
        CALL_IDENTITY_IN_USE = 84, "call identity in use";
        NO_CALL_SUSPENDED = 85, "no call suspended";
        CALL_CLEARED = 86, "call of the requested call identity has been cleared";
        NOT_MEMBER_OF_GROUP = 87, "user not member of closed user group";
        INCOMPATIBLE_DESTINATION = 88, "incompatible destination";
        NONEXISTENT_GROUP = 90, "non-existent closed user group";
        INVALID_TRANSIT_NETWORK = 91, "invalid transit network selection";
        INVALID_MESSAGE = 95, "invalid message, unspecified";
        MANDATORY_ELEMENT_MISSING = 96, "mandatory information element missing";
        MESSAGE_TYPE_NOT_IMPLEMENTED = 97, "message type not implemented";
        MESSAGE_NOT_COMPATIBLE_OR_IMPLEMENTED = 98,
            "message not compatible with call state or not implemented";
        PARAMETER_NOT_IMPLEMENTED = 99, "parameter not implemented";
        INVALID_ELEMENT_CONTENTS = 100, "invalid information element contents";
        MESSAGE_NOT_COMPATIBLE = 101, "message not compatible with call state";
        RECOVERY_ON_TIMER_EXPIRY = 102, "recovery on timer expiry";
        PARAMETER_PASSED_ON = 103, "parameter not implemented, passed on";
        MESSAGE_DISCARDED = 110, "message with unknown parameter, discarded";
        PROTOCOL_ERROR = 111, "protocol error, unspecified";
        INTERWORKING = 127, "interworking, unspecified";
    }

    /// The values that ANSI has of its own (T1.113.3 3.9), with the national coding standard.
    pub struct AnsiCauseValue(u8) {
        UNALLOCATED_DESTINATION_NUMBER = 23, "unallocated destination number";
        UNDEFINED_BUSINESS_GROUP = 24, "undefined business group";
        EXCHANGE_ROUTING_ERROR = 25, "exchange routing error";
        MISROUTED_CALL_TO_PORTED_NUMBER = 26, "misrouted call to a ported number";
        PREEMPTION = 45, "preemption";
        PRECEDENCE_CALL_BLOCKED = 46, "precedence call blocked";
        CALL_TYPE_INCOMPATIBLE = 51, "call type incompatible with service request";
        GROUP_RESTRICTION = 54, "call blocked due to group restriction";
    }
}

/// The cause indicators, without diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Whose table the value is taken from.
    pub coding_standard: CodingStandard,
    /// Where it arose.
    pub location: Location,
    /// The value; seven bits.
    pub value: u8,
}

impl Cause {
    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let (first, rest) = octets.split_first()?;
        // A recommendation may stand between (Q.850 2.1).
        let place = usize::from(first & 0x80 == 0);
        Some(Self {
            coding_standard: CodingStandard(first >> 5 & 3),
            location: Location(first & 0x0F),
            value: rest.get(place)? & 0x7F,
        })
    }

    /// What the value means in a network of this variant; none where its table is not known here.
    pub const fn name(self, variant: Variant) -> Option<&'static str> {
        let general = CauseValue(self.value).name();
        match (self.coding_standard, variant) {
            (CodingStandard::ITU_T, _) => general,
            (CodingStandard::NATIONAL, Variant::Ansi) => match AnsiCauseValue(self.value).name() {
                Some(name) => Some(name),
                None => general,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(octets: &[u8], variant: Variant) -> Option<&'static str> {
        Cause::read(octets).expect("a cause").name(variant)
    }

    #[test]
    fn the_coding_standard_says_whose_value_it_is() {
        let redirected = Some("redirection to new destination");
        for variant in Variant::ALL {
            assert_eq!(named(&[0x80, 0x97], variant), redirected);
            assert_eq!(named(&[0x80, 0x9A], variant), Some("non-selected user clearing"));
        }
        let unallocated = Some("unallocated destination number");
        assert_eq!(named(&[0xC0, 0x97], Variant::Ansi), unallocated);
        assert_eq!(named(&[0xC0, 0xAD], Variant::Ansi), Some("preemption"));
        assert_eq!(named(&[0xC0, 0x90], Variant::Ansi), Some("normal call clearing"));
        assert_eq!(named(&[0xC0, 0x97], Variant::Itu), None, "of a nation that is not known");
        assert_eq!(named(&[0x80, 0xAD], Variant::Ansi), None, "45 is ANSI's alone");
        assert_eq!(named(&[0xA0, 0x97], Variant::Ansi), None, "ISO/IEC");
    }

    #[test]
    fn location_and_coding_standard_stand_before_a_recommendation() {
        let cause = Cause {
            coding_standard: CodingStandard::NATIONAL,
            location: Location::PUBLIC_NETWORK_OF_LOCAL_USER,
            value: 16,
        };
        assert_eq!(Cause::read(&[0xC2, 0x90]), Some(cause));
        assert_eq!(Cause::read(&[0x42, 0x80, 0x90, 0xAA]), Some(cause));
        assert_eq!(Cause::read(&[0x42, 0x80]), None);
        assert_eq!(Cause::read(&[]), None);
    }
}
