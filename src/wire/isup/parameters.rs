//! Parameters of messages, and the numbers among them (T1.113.3 3, Q.763 3).

use super::layout::layout;
use super::{Cause, Message};
use crate::wire::codes::codes;
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
        CCNR_POSSIBLE_INDICATOR = 0x7A, "CCNR possible indicator";
        PIVOT_CAPABILITY = 0x7B, "pivot capability";
        PIVOT_ROUTING_INDICATORS = 0x7C, "pivot routing indicators";
        CALLED_DIRECTORY_NUMBER = 0x7D, "called directory number";
        ORIGINAL_CALLED_IN_NUMBER = 0x7F, "original called IN number";
        CALLING_GEODETIC_LOCATION = 0x81, "calling geodetic location";
        HTR_INFORMATION = 0x82, "HTR information";
        NETWORK_ROUTING_NUMBER = 0x84, "network routing number";
        QUERY_ON_RELEASE_CAPABILITY = 0x85, "query on release capability";
        PIVOT_STATUS = 0x86, "pivot status";
        PIVOT_COUNTER = 0x87, "pivot counter";
        PIVOT_ROUTING_FORWARD_INFORMATION = 0x88, "pivot routing forward information";
        PIVOT_ROUTING_BACKWARD_INFORMATION = 0x89, "pivot routing backward information";
        REDIRECT_STATUS = 0x8A, "redirect status";
        REDIRECT_FORWARD_INFORMATION = 0x8B, "redirect forward information";
        REDIRECT_BACKWARD_INFORMATION = 0x8C, "redirect backward information";
        NUMBER_PORTABILITY_FORWARD_INFORMATION = 0x8D, "number portability forward information";
        FORWARD_CAT_INDICATORS = 0x8E, "forward CAT indicators";
        BACKWARD_CAT_INDICATORS = 0x8F, "backward CAT indicators";
        AUTOMATIC_REROUTING = 0x96, "automatic re-routing";
        IEPS_CALL_INFORMATION = 0xA6, "IEPS call information";
        VED_INFORMATION = 0xA8, "VED information";
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
        if self.name == ParameterName::CAUSE_INDICATORS {
            Cause::read(self.contents.rest())
        } else {
            None
        }
    }
}

impl<'a> Message<Reader<'a>> {
    /// Tells each parameter, mandatory ones first. Of messages whose layout is not known none is
    /// told.
    ///
    /// # Errors
    ///
    /// A pointer or a length that leads beyond the message.
    pub fn each_parameter(&self, each: impl FnMut(Parameter<'a>)) -> Result<(), Error> {
        self.walk(each).map(|_| ())
    }

    /// What no parameter holds: all octets of a message whose layout is not known, else those
    /// behind its last part. None where a parameter cannot be read.
    pub fn surplus(&self) -> Option<Reader<'a>> {
        self.walk(|_| ()).ok().filter(|surplus| !surplus.is_empty())
    }

    /// Tells each parameter and gives what stands behind the last.
    fn walk(&self, mut each: impl FnMut(Parameter<'a>)) -> Result<Reader<'a>, Error> {
        let mut reader = self.parameters;
        let Some(layout) = layout(self.message_type, self.variant) else { return Ok(reader) };
        for (name, length) in layout.fixed {
            let contents = reader.sub(*length, "mandatory fixed part")?;
            each(Parameter { name: *name, contents });
        }
        let mut behind: Option<Reader<'a>> = None;
        for name in layout.variable {
            // A pointer counts from itself (T1.113.3 2.3, Q.763 2.3).
            let mut at = reader;
            let pointer = usize::from(reader.u8("pointer to a mandatory parameter")?);
            at.take(pointer, "mandatory parameter")?;
            let length = usize::from(at.u8("length of a parameter")?);
            let contents = at.sub(length, "mandatory parameter")?;
            each(Parameter { name: *name, contents });
            if behind.is_none_or(|behind| at.len() < behind.len()) {
                behind = Some(at);
            }
        }
        // Older messages end without an optional part.
        if !layout.optional || reader.is_empty() {
            return Ok(behind.unwrap_or(reader));
        }
        let mut at = reader;
        let pointer = usize::from(reader.u8("pointer to the optional part")?);
        if pointer == 0 {
            return Ok(behind.unwrap_or(reader));
        }
        at.take(pointer, "optional part")?;
        while !at.is_empty() {
            let name = at.u8("name of an optional parameter")?;
            if name == 0 {
                return Ok(at);
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
    use crate::wire::codes::Variant;
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

    #[test]
    fn parameters_of_circuit_groups_are_read_and_what_follows_them_is_kept() {
        // Q.763 table 40: the type of supervision, then range and status; no optional part.
        let blocking = [1, 0, 0x18, 0x00, 1, 2, 7, 0xFF, 0xAA];
        let blocking = message(&blocking, Variant::Itu);
        let mut told = Vec::new();
        blocking.each_parameter(|one| told.push((one.name.0, one.contents))).expect("readable");
        let octets: Vec<_> = told.iter().map(|(name, octets)| (*name, octets.rest())).collect();
        assert_eq!(octets, [(0x15, &[0][..]), (0x16, &[7, 0xFF])]);
        let surplus = blocking.surplus().expect("one octet");
        assert_eq!((surplus.rest(), surplus.at()), (&[0xAA][..], 8));
        // GRS, Q.763 table 41.
        let reset = message(&[1, 0, 0x17, 1, 1, 7], Variant::Ansi);
        assert_eq!(reset.surplus(), None);
    }

    #[test]
    fn a_confusion_has_a_cause_and_optional_parameters() {
        let octets = [1, 0, 0x2F, 2, 4, 2, 0x82, 0xE3, 0x2C, 1, 2, 0, 0xAA];
        let confusion = message(&octets, Variant::Itu);
        let mut told = Vec::new();
        confusion.each_parameter(|one| told.push(one)).expect("readable");
        let names: Vec<_> = told.iter().map(|one| one.name.0).collect();
        assert_eq!(names, [0x12, 0x2C]);
        assert_eq!(told[0].cause().map(|cause| (cause.value, cause.location.0)), Some((99, 2)));
        assert_eq!(told[1].cause(), None);
        assert_eq!(confusion.surplus().map(|rest| rest.at()), Some(12));
    }

    #[test]
    fn all_octets_of_a_message_without_known_layout_are_kept() {
        // SDN is a national matter, PAM holds another message.
        for message_type in [0x43, 0x28, 0x99] {
            let octets = [1, 0, message_type, 0x10, 0];
            let message = message(&octets, Variant::Itu);
            message.each_parameter(|one| panic!("{one:?}")).expect("nothing to read");
            assert_eq!(message.surplus().map(|rest| rest.rest()), Some(&[0x10, 0][..]));
        }
        // Q.763 table 39: BLO has the type alone.
        assert_eq!(message(&[1, 0, 0x13], Variant::Itu).surplus(), None);
        // An optional part that does not end.
        assert_eq!(message(&[1, 0, 0x10, 1, 0x2C, 1, 2], Variant::Itu).surplus(), None);
    }
}
