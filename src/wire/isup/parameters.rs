//! Parameters of messages, and the numbers among them (T1.113.3 3, Q.763 3).

use super::{Message, MessageType};
use crate::wire::codes::{Variant, codes};
use crate::wire::digits::DigitString;
use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::Reader;

codes! {
    /// The name of a parameter (T1.113.3 table 4, Q.763 table 5), of those that hold a number.
    pub struct ParameterName(u8) {
        CALLED_PARTY_NUMBER = 0x04, "called party number";
        SUBSEQUENT_NUMBER = 0x05, "subsequent number";
        CALLING_PARTY_NUMBER = 0x0A, "calling party number";
        REDIRECTING_NUMBER = 0x0B, "redirecting number";
        REDIRECTION_NUMBER = 0x0C, "redirection number";
        CONNECTED_NUMBER = 0x21, "connected number";
        ORIGINAL_CALLED_NUMBER = 0x28, "original called number";
        LOCATION_NUMBER = 0x3F, "location number";
        GENERIC_NUMBER = 0xC0, "generic number";
        CHARGE_NUMBER = 0xEB, "charge number";
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
            name => name.name().map(|_| octets)?,
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
}

/// The fixed octets of a type's mandatory part, and the names of its mandatory parameters of
/// variable length (0: one without a number); none where the tables of both standards differ or
/// nothing is known.
const fn layout(message_type: MessageType, variant: Variant) -> Option<(usize, &'static [u8])> {
    let ansi = matches!(variant, Variant::Ansi);
    Some(match message_type {
        // T1.113.3 table 7, Q.763 table 32.
        MessageType::INITIAL_ADDRESS if ansi => (4, &[0, ParameterName::CALLED_PARTY_NUMBER.0]),
        MessageType::INITIAL_ADDRESS => (5, &[ParameterName::CALLED_PARTY_NUMBER.0]),
        MessageType::SUBSEQUENT_ADDRESS => (0, &[ParameterName::SUBSEQUENT_NUMBER.0]),
        MessageType::ADDRESS_COMPLETE
        | MessageType::CONNECT
        | MessageType::INFORMATION
        | MessageType::INFORMATION_REQUEST => (2, &[]),
        MessageType::CALL_PROGRESS | MessageType::SUSPEND | MessageType::RESUME => (1, &[]),
        MessageType::ANSWER => (0, &[]),
        MessageType::RELEASE => (0, &[0]),
        MessageType::SUBSEQUENT_DIRECTORY_NUMBER => (0, &[ParameterName::SUBSEQUENT_NUMBER.0]),
        _ => return None,
    })
}

impl<'a> Message<Reader<'a>> {
    /// Tells each parameter of variable length, mandatory ones first. Messages that set up a call and
    /// take it down have them; of others none is told.
    ///
    /// # Errors
    ///
    /// A pointer or a length that leads beyond the message.
    pub fn each_parameter(&self, mut each: impl FnMut(Parameter<'a>)) -> Result<(), Error> {
        let Some((fixed, names)) = layout(self.message_type, self.variant) else { return Ok(()) };
        let mut reader = self.parameters;
        reader.take(fixed, "mandatory fixed part")?;
        for name in names {
            // A pointer counts from itself (T1.113.3 2.3, Q.763 2.3).
            let mut at = reader;
            let pointer = usize::from(reader.u8("pointer to a mandatory parameter")?);
            at.take(pointer, "mandatory parameter")?;
            let length = usize::from(at.u8("length of a parameter")?);
            let contents = at.sub(length, "mandatory parameter")?;
            each(Parameter { name: ParameterName(*name), contents });
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
