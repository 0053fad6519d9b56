//! The codes of SCCP (T1.112.3, Q.713).

use super::digits::GtDigits;
use crate::wire::codes::{Variant, codes};
use crate::wire::error::{ParseError, parse_number};

codes! {
    /// Message type (T1.112.3 2.1, Q.713 2.1).
    pub struct MessageType(u8) {
        CONNECTION_REQUEST = 0x01, "CR";
        CONNECTION_CONFIRM = 0x02, "CC";
        CONNECTION_REFUSED = 0x03, "CREF";
        RELEASED = 0x04, "RLSD";
        RELEASE_COMPLETE = 0x05, "RLC";
        DATA_FORM_1 = 0x06, "DT1";
        DATA_FORM_2 = 0x07, "DT2";
        DATA_ACKNOWLEDGEMENT = 0x08, "AK";
        UNITDATA = 0x09, "UDT";
        UNITDATA_SERVICE = 0x0A, "UDTS";
        EXPEDITED_DATA = 0x0B, "ED";
        EXPEDITED_DATA_ACKNOWLEDGEMENT = 0x0C, "EA";
        RESET_REQUEST = 0x0D, "RSR";
        RESET_CONFIRM = 0x0E, "RSC";
        PROTOCOL_DATA_UNIT_ERROR = 0x0F, "ERR";
        INACTIVITY_TEST = 0x10, "IT";
        EXTENDED_UNITDATA = 0x11, "XUDT";
        EXTENDED_UNITDATA_SERVICE = 0x12, "XUDTS";
        LONG_UNITDATA = 0x13, "LUDT";
        LONG_UNITDATA_SERVICE = 0x14, "LUDTS";
    }

    /// Parameter name (T1.112.3 3.1, Q.713 3.1).
    pub struct ParameterName(u8) {
        END_OF_OPTIONAL_PARAMETERS = 0x00, "end of optional parameters";
        DESTINATION_LOCAL_REFERENCE = 0x01, "destination local reference";
        SOURCE_LOCAL_REFERENCE = 0x02, "source local reference";
        CALLED_PARTY_ADDRESS = 0x03, "called party address";
        CALLING_PARTY_ADDRESS = 0x04, "calling party address";
        PROTOCOL_CLASS = 0x05, "protocol class";
        SEGMENTING = 0x06, "segmenting/reassembling";
        RECEIVE_SEQUENCE_NUMBER = 0x07, "receive sequence number";
        SEQUENCING = 0x08, "sequencing/segmenting";
        CREDIT = 0x09, "credit";
        RELEASE_CAUSE = 0x0A, "release cause";
        RETURN_CAUSE = 0x0B, "return cause";
        RESET_CAUSE = 0x0C, "reset cause";
        ERROR_CAUSE = 0x0D, "error cause";
        REFUSAL_CAUSE = 0x0E, "refusal cause";
        DATA = 0x0F, "data";
        SEGMENTATION = 0x10, "segmentation";
        HOP_COUNTER = 0x11, "hop counter";
        IMPORTANCE = 0x12, "importance";
        LONG_DATA = 0x13, "long data";
        INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION = 0xFA, "ISNI";
    }

    /// Why a message came back (T1.112.3 3.12, Q.713 3.12).
    pub struct ReturnCause(u8) {
        NO_TRANSLATION_FOR_NATURE = 0x00, "no translation for an address of such nature";
        NO_TRANSLATION_FOR_ADDRESS = 0x01, "no translation for this specific address";
        SUBSYSTEM_CONGESTION = 0x02, "subsystem congestion";
        SUBSYSTEM_FAILURE = 0x03, "subsystem failure";
        UNEQUIPPED_USER = 0x04, "unequipped user";
        MTP_FAILURE = 0x05, "MTP failure";
        NETWORK_CONGESTION = 0x06, "network congestion";
        UNQUALIFIED = 0x07, "unqualified";
        ERROR_IN_MESSAGE_TRANSPORT = 0x08, "error in message transport";
        ERROR_IN_LOCAL_PROCESSING = 0x09, "error in local processing";
        CANNOT_REASSEMBLE = 0x0A, "destination cannot perform reassembly";
        SCCP_FAILURE = 0x0B, "SCCP failure";
        HOP_COUNTER_VIOLATION = 0x0C, "hop counter violation";
        SEGMENTATION_NOT_SUPPORTED = 0x0D, "segmentation not supported";
        SEGMENTATION_FAILURE = 0x0E, "segmentation failure";
        MESSAGE_CHANGE_FAILURE = 0xF7, "message change failure";
        INVALID_INS_ROUTING_REQUEST = 0xF8, "invalid INS routing request";
        INVALID_ISNI_ROUTING_REQUEST = 0xF9, "invalid ISNI routing request";
        UNAUTHORIZED_MESSAGE = 0xFA, "unauthorized message";
        MESSAGE_INCOMPATIBILITY = 0xFB, "message incompatibility";
        CANNOT_CONSTRAIN_ISNI_ROUTING = 0xFC, "cannot perform ISNI constrained routing";
        REDUNDANT_ISNI_CONSTRAINT = 0xFD, "redundant ISNI constrained routing information";
        CANNOT_IDENTIFY_ISNI = 0xFE, "unable to perform ISNI identification";
    }

    /// Why a connection was released (T1.112.3 3.11, Q.713 3.11).
    pub struct ReleaseCause(u8) {
        END_USER_ORIGINATED = 0x00, "end user originated";
        END_USER_CONGESTION = 0x01, "end user congestion";
        END_USER_FAILURE = 0x02, "end user failure";
        SCCP_USER_ORIGINATED = 0x03, "SCCP user originated";
        REMOTE_PROCEDURE_ERROR = 0x04, "remote procedure error";
        INCONSISTENT_CONNECTION_DATA = 0x05, "inconsistent connection data";
        ACCESS_FAILURE = 0x06, "access failure";
        ACCESS_CONGESTION = 0x07, "access congestion";
        SUBSYSTEM_FAILURE = 0x08, "subsystem failure";
        SUBSYSTEM_CONGESTION = 0x09, "subsystem congestion";
        MTP_FAILURE = 0x0A, "MTP failure";
        NETWORK_CONGESTION = 0x0B, "network congestion";
        EXPIRATION_OF_RESET_TIMER = 0x0C, "expiration of reset timer";
        EXPIRATION_OF_INACTIVITY_TIMER = 0x0D, "expiration of receive inactivity timer";
        UNQUALIFIED = 0x0F, "unqualified";
        SCCP_FAILURE = 0x10, "SCCP failure";
    }

    /// Why sequence numbers begin anew (T1.112.3 3.13, Q.713 3.13).
    pub struct ResetCause(u8) {
        END_USER_ORIGINATED = 0x00, "end user originated";
        SCCP_USER_ORIGINATED = 0x01, "SCCP user originated";
        INCORRECT_SEND_NUMBER = 0x02, "message out of order, incorrect P(S)";
        INCORRECT_RECEIVE_NUMBER = 0x03, "message out of order, incorrect P(R)";
        OUT_OF_WINDOW = 0x04, "message out of window";
        INCORRECT_SEND_NUMBER_AFTER_RESET = 0x05, "incorrect P(S) after (re)initialization";
        REMOTE_PROCEDURE_ERROR = 0x06, "remote procedure error";
        REMOTE_END_USER_OPERATIONAL = 0x07, "remote end user operational";
        NETWORK_OPERATIONAL = 0x08, "network operational";
        ACCESS_OPERATIONAL = 0x09, "access operational";
        NETWORK_CONGESTION = 0x0A, "network congestion";
        NOT_OBTAINABLE = 0x0B, "not obtainable";
        UNQUALIFIED = 0x0C, "unqualified";
    }

    /// Why there is no connection (T1.112.3 3.15, Q.713 3.15).
    pub struct RefusalCause(u8) {
        END_USER_ORIGINATED = 0x00, "end user originated";
        END_USER_CONGESTION = 0x01, "end user congestion";
        END_USER_FAILURE = 0x02, "end user failure";
        SCCP_USER_ORIGINATED = 0x03, "SCCP user originated";
        DESTINATION_ADDRESS_UNKNOWN = 0x04, "destination address unknown";
        DESTINATION_INACCESSIBLE = 0x05, "destination inaccessible";
        QUALITY_NEVER_AVAILABLE = 0x06, "quality of service not available, non-transient";
        QUALITY_NOT_AVAILABLE_NOW = 0x07, "quality of service not available, transient";
        ACCESS_FAILURE = 0x08, "access failure";
        ACCESS_CONGESTION = 0x09, "access congestion";
        SUBSYSTEM_FAILURE = 0x0A, "subsystem failure";
        SUBSYSTEM_CONGESTION = 0x0B, "subsystem congestion";
        EXPIRATION_OF_CONNECTION_TIMER = 0x0C, "expiration of connection establishment timer";
        INCOMPATIBLE_USER_DATA = 0x0D, "incompatible user data";
        UNQUALIFIED = 0x0F, "unqualified";
        HOP_COUNTER_VIOLATION = 0x10, "hop counter violation";
        SCCP_FAILURE = 0x11, "SCCP failure";
        NO_TRANSLATION_FOR_NATURE = 0x12, "no translation for an address of such nature";
        UNEQUIPPED_USER = 0x13, "unequipped user";
    }

    /// What is wrong with a connection's message (T1.112.3 3.14, Q.713 3.14).
    pub struct ErrorCause(u8) {
        UNASSIGNED_DESTINATION_REFERENCE = 0x00, "unassigned destination local reference";
        INCONSISTENT_SOURCE_REFERENCE = 0x01, "inconsistent source local reference";
        POINT_CODE_MISMATCH = 0x02, "point code mismatch";
        SERVICE_CLASS_MISMATCH = 0x03, "service class mismatch";
        UNQUALIFIED = 0x04, "unqualified";
    }

    /// The user of SCCP at a node (T1.112.3 3.4.2.1, Q.713 3.4.2.2, 3GPP TS 23.003 8).
    pub struct SubsystemNumber(u8) {
        UNKNOWN = 0, "unknown";
        MANAGEMENT = 1, "SCCP management";
        ISUP = 3, "ISUP";
        OMAP = 4, "OMAP";
        MAP = 5, "MAP";
        HLR = 6, "HLR";
        VLR = 7, "VLR";
        MSC = 8, "MSC";
        EIR = 9, "EIR";
        AUTHENTICATION_CENTRE = 10, "AuC";
        ISDN_SUPPLEMENTARY = 11, "ISDN supplementary services";
        BROADBAND_ISDN = 13, "B-ISDN edge-to-edge";
        TC_TEST_RESPONDER = 14, "TC test responder";
        RANAP = 142, "RANAP";
        RNSAP = 143, "RNSAP";
        GMLC = 145, "GMLC";
        CAP = 146, "CAP";
        GSM_SCF = 147, "gsmSCF";
        SIWF = 148, "SIWF";
        SGSN = 149, "SGSN";
        GGSN = 150, "GGSN";
        PCAP = 249, "PCAP";
        BSC_BSSAP_LE = 250, "BSC (BSSAP-LE)";
        MSC_BSSAP_LE = 251, "MSC (BSSAP-LE)";
        SMLC_BSSAP_LE = 252, "SMLC (BSSAP-LE)";
        BSS_O_AND_M = 253, "BSS O&M (A interface)";
        BSSAP = 254, "BSSAP (A interface)";
    }

    /// The plan that a global title's digits follow (T1.112.3 3.4.2.3, Q.713 3.4.2.3).
    pub struct NumberingPlan(u8) {
        UNKNOWN = 0, "unknown";
        ISDN = 1, "ISDN/telephony (E.164)";
        GENERIC = 2, "generic";
        DATA = 3, "data (X.121)";
        TELEX = 4, "telex (F.69)";
        MARITIME_MOBILE = 5, "maritime mobile (E.210)";
        LAND_MOBILE = 6, "land mobile (E.212)";
        ISDN_MOBILE = 7, "ISDN/mobile (E.214)";
        PRIVATE = 14, "private or network-specific";
    }

    /// How a global title's digits are coded (T1.112.3 3.4.2.3, Q.713 3.4.2.3).
    pub struct EncodingScheme(u8) {
        UNKNOWN = 0, "unknown";
        BCD_ODD = 1, "BCD, odd number of digits";
        BCD_EVEN = 2, "BCD, even number of digits";
        NATIONAL = 3, "national specific";
    }

    /// What kind of number a global title is (Q.713 3.4.2.3.1); seven bits.
    pub struct NatureOfAddress(u8) {
        UNKNOWN = 0, "unknown";
        SUBSCRIBER = 1, "subscriber number";
        NATIONAL_RESERVED = 2, "reserved for national use";
        NATIONAL = 3, "national significant number";
        INTERNATIONAL = 4, "international number";
    }
}

/// Protocol class and message handling (T1.112.3 3.6, Q.713 3.6): the class in bits 4-1, and for
/// classes 0 and 1 the return option in bits 8-5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ProtocolClass(pub u8);

impl ProtocolClass {
    /// Class 0: messages may overtake each other; one that cannot be delivered is discarded.
    pub const CLASS_0: Self = Self(0);
    /// Class 1: messages stay in sequence; one that cannot be delivered is discarded.
    pub const CLASS_1: Self = Self(1);

    /// The same class with the option that a message that cannot be delivered comes back.
    #[must_use]
    pub const fn returned_on_error(self) -> Self {
        Self(self.0 | 0x80)
    }

    /// The class: 0 and 1 without a connection, 2 and 3 with one; 4 to 15 are spare.
    pub const fn class(self) -> u8 {
        self.0 & 0x0F
    }

    /// Whether a message that cannot be delivered is to come back. In the classes of connections the
    /// bit is spare (Q.713 3.6).
    pub const fn return_on_error(self) -> bool {
        self.0 & 0x80 != 0
    }
}

impl EncodingScheme {
    /// The scheme that says whether these digits are odd in number.
    pub const fn of(digits: &GtDigits<'_>) -> Self {
        if digits.is_odd() { Self::BCD_ODD } else { Self::BCD_EVEN }
    }
}

impl core::str::FromStr for SubsystemNumber {
    type Err = ParseError;

    /// A decimal number, or a name in small or capital letters.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let named = |ssn: &Self| ssn.name().is_some_and(|name| name.eq_ignore_ascii_case(text));
        match (0..=u8::MAX).map(Self).find(named) {
            Some(ssn) => Ok(ssn),
            None => Ok(Self(parse_number(text, "subsystem number", 255)? as u8)),
        }
    }
}

impl SubsystemNumber {
    /// Its name in the networks of a variant: those that 3GPP TS 23.003 8.2 gives within a network of
    /// its own, 249 to 254, are other subsystems in ANSI networks, each network's own.
    pub fn name_in(self, variant: Variant) -> Option<&'static str> {
        self.name().filter(|_| variant != Variant::Ansi || !matches!(self.0, 249..=254))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subsystem_of_a_mobile_network_is_none_of_an_ansi_network() {
        let name = |number, variant| SubsystemNumber(number).name_in(variant);
        assert_eq!(name(254, Variant::Itu), Some("BSSAP (A interface)"));
        assert_eq!(name(254, Variant::Ansi), None);
        assert_eq!(name(8, Variant::Ansi), name(8, Variant::Itu));
    }

    #[test]
    fn subsystems_of_mobile_networks_have_names_and_networks_own_numbers_none() {
        let name = |number| SubsystemNumber(number).name();
        // 3GPP TS 23.003 8.2.
        assert_eq!(name(249), Some("PCAP"));
        assert_eq!(name(252), Some("SMLC (BSSAP-LE)"));
        assert_eq!(name(254), Some("BSSAP (A interface)"));
        // 247 is AIN's where GR-1299-CORE holds, by agreement alone.
        assert_eq!([222, 247, 248, 255].map(name), [None; 4]);
        assert_eq!("MSC".parse::<SubsystemNumber>(), Ok(SubsystemNumber::MSC));
    }
}
