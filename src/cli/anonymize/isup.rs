//! What is to be replaced in the parameters of ISUP (T1.113.3 3, Q.763 3).

use super::find::{Finder, Kind, place};
use crate::wire::Reader;
use crate::wire::codes::Variant;
use crate::wire::isup::{Message, Parameter, ParameterName as Name};

impl Finder<'_> {
    fn parameter(&mut self, parameter: &Parameter<'_>) {
        let octets = parameter.contents.rest();
        let behind = |count: usize| octets.get(count..).unwrap_or_default();
        if let Some(number) = parameter.number() {
            match number.digits.packed_octets() {
                Some(octets) => self.add(octets, Kind::Packed),
                None => self.lost = true,
            }
            return;
        }
        match parameter.name {
            // Bits 8-6 say how the digits are written: two an octet, or as characters (Q.763 3.24).
            Name::GENERIC_DIGITS => match octets.first().map(|first| first >> 5) {
                Some(0 | 1) => self.add(behind(1), Kind::Packed),
                Some(2) => self.add(behind(1), Kind::Text),
                _ => self.add(behind(1), Kind::Zero),
            },
            // Six digits that say where the caller is.
            Name::JURISDICTION_INFORMATION => self.add(octets, Kind::Packed),
            // What kind of name it is stands before it.
            Name::GENERIC_NAME => self.add(behind(1), Kind::Text),
            Name::CIRCUIT_IDENTIFICATION_NAME | Name::COMMON_LANGUAGE_LOCATION_IDENTIFICATION => {
                self.add(octets, Kind::Text);
            }
            // A diagnostic may be a number (Q.850 2.1); before it stand the location, a
            // recommendation where bit 8 says so, and the cause.
            Name::CAUSE_INDICATORS => {
                let has_recommendation = octets.first().is_some_and(|first| first & 0x80 == 0);
                self.add(behind(2 + usize::from(has_recommendation)), Kind::Zero);
            }
            // They hold what users or applications send each other, or numbers in forms of many
            // networks.
            Name::ACCESS_TRANSPORT
            | Name::USER_TO_USER_INFORMATION
            | Name::REMOTE_OPERATIONS
            | Name::NETWORK_SPECIFIC_FACILITY
            | Name::APPLICATION_TRANSPORT
            | Name::NETWORK_TRANSPORT
            | Name::DISPLAY_INFORMATION
            | Name::CHARGED_PARTY_IDENTIFICATION
            | Name::CALLED_IN_NUMBER
            | Name::FORWARD_GVNS
            | Name::BACKWARD_GVNS
            | Name::CORRELATION_ID
            | Name::SCF_ID
            | Name::OPERATOR_SERVICES_INFORMATION => self.add(octets, Kind::Zero),
            _ => self.add(octets, Kind::Unknown),
        }
    }
}

/// Finds what is to be replaced in a message. It is lost where octets stand in it that are in none of its
/// parameters, as all do in messages whose parameters nobody tells.
///
/// `check_bits`: two octets may stand behind it.
pub(super) fn find(finder: &mut Finder<'_>, message: &Message<Reader<'_>>, check_bits: bool) {
    let mut told = Vec::new();
    let result = message.each_parameter(|parameter| {
        finder.parameter(&parameter);
        told.extend(place(finder.message, parameter.contents.rest()));
    });
    let Some(whole) = place(finder.message, message.parameters.rest()) else {
        finder.lost = true;
        return;
    };
    finder.lost |= result.is_err();
    told.sort_by_key(|parameter| parameter.start);
    let mut at = whole.start;
    // Behind the fixed part stand a pointer for each variable parameter and one for the optional
    // part, and then the first length (T1.113.3 2.3, Q.763 2.3).
    let mut most = if message.variant == Variant::Ansi { 4 } else { 3 };
    for parameter in told {
        let between = parameter.start.checked_sub(at);
        finder.lost |= between.is_none_or(|between| between > most);
        if between != Some(0) {
            // The name and the length of an optional parameter.
            most = 2;
        }
        at = at.max(parameter.end);
    }
    // The pointer to an optional part that is not there, or the end of one that is.
    let behind = whole.end.saturating_sub(at);
    if check_bits && matches!(behind, 2 | 3) {
        finder.zero(whole.end - 2..whole.end);
    } else {
        finder.lost |= behind > 1;
    }
}
