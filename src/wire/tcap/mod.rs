//! TCAP: ANSI (T1.114) and ITU (Q.773). The first octet tells which.

pub mod ansi;
pub mod itu;
pub mod users;

use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::Reader;
use crate::wire::writer::{Encode, Writer};

/// A TCAP message of either standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // a box would allocate for every message
pub enum Message<'a> {
    /// T1.114.
    Ansi(ansi::Package<'a>),
    /// Q.773.
    Itu(itu::Message<'a>),
}

impl<'a> Message<'a> {
    /// Reads a message; its first octet is a package type of one standard or the other.
    ///
    /// # Errors
    ///
    /// See [`ansi::Package::decode`] and [`itu::Message::decode`].
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        match reader.peek() {
            Some(0xE1..=0xE6 | 0xF6) => ansi::Package::decode(reader).map(Self::Ansi),
            Some(0x61 | 0x62 | 0x64 | 0x65 | 0x67) => itu::Message::decode(reader).map(Self::Itu),
            Some(found) => {
                let kind = ErrorKind::Unexpected { found: found.into() };
                Err(reader.error(kind, "TCAP package type"))
            }
            None => Err(reader.error(ErrorKind::Missing, "TCAP package type")),
        }
    }
}

impl Encode for Message<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Ansi(package) => package.encode(writer),
            Self::Itu(message) => message.encode(writer),
        }
    }
}

/// Whether octets open like a TCAP message: a package type, and a length that ends where they do.
pub fn looks_like(octets: &[u8]) -> bool {
    if !matches!(octets.first(), Some(0xE1..=0xE6 | 0xF6 | 0x61 | 0x62 | 0x64 | 0x65 | 0x67)) {
        return false;
    }
    let mut reader = Reader::new(octets, crate::wire::Layer::Tcap);
    reader.tlv("package").is_ok_and(|tlv| {
        reader.is_empty() && matches!(tlv.contents.first(), Some(0xC7 | 0x48 | 0x49 | 0x6B | 0x6C))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Layer;
    use alloc::vec::Vec;

    fn octets(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2)
            .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap())
            .collect()
    }

    fn ansi_of(octets: &[u8]) -> Result<ansi::Package<'_>, Error> {
        ansi::Package::decode(&mut Reader::new(octets, Layer::Tcap))
    }

    const ANALYZE_ROUTE_AND_EVENTS: &str = "E534C7080000000100000002E828ED10CF0101D102650130078A051234567890E914CF0102D1026D01300B9F5C030100029F5D020410";
    const DIALOGUE: &str =
        "E22AC70400000001F908DA0103DC032A8648E818E916CF0101D1026402300DBF3507810512525510108D0100";
    const REJECT: &str = "E413C70400000001E80BEC09CF0101D5020202F200";
    const RETURN_ERROR: &str =
        "E420C70400000001E818EB16CF0101D40101300EBF370B9F380101BF390402026402";
    const USER_ABORT: &str = "F613C70400000001F80B280906022A03A003040101";

    #[test]
    fn a_conversation_has_both_ids_and_its_components_in_order() {
        let message = octets(ANALYZE_ROUTE_AND_EVENTS);
        let package = ansi_of(&message).unwrap();
        assert_eq!(package.package_type, ansi::PackageType::CONVERSATION_WITH_PERMISSION);
        assert_eq!(package.originating_id, Some(ansi::TransactionId(1)));
        assert_eq!(package.responding_id, Some(ansi::TransactionId(2)));
        let invokes: Vec<_> = package
            .components
            .unwrap()
            .iter()
            .map(|(_, component)| match component.unwrap() {
                ansi::Component::Invoke(i) => (i.last, i.invoke_id, i.operation.ain().unwrap()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(invokes, [(false, Some(1), 0x6501), (true, Some(2), 0x6D01)]);
    }

    #[test]
    fn a_dialogue_portion_shows_version_and_context() {
        let message = octets(DIALOGUE);
        let dialogue = ansi_of(&message).unwrap().dialogue.unwrap();
        assert_eq!(dialogue.protocol_version, Some(3));
        let Some(ansi::Identification::Object(oid)) = dialogue.application_context else {
            panic!("{dialogue:?}")
        };
        assert_eq!(alloc::format!("{oid}"), "1.2.840");
    }

    #[test]
    fn a_reject_names_its_problem() {
        let message = octets(REJECT);
        let components = ansi_of(&message).unwrap().components.unwrap();
        let (_, Ok(ansi::Component::Reject(reject))) = components.iter().next().unwrap() else {
            panic!("a reject")
        };
        assert_eq!(reject.correlation_id, Some(1));
        assert_eq!(reject.problem.name(), Some("unrecognisedOperation"));
    }

    #[test]
    fn an_abort_carries_a_cause_or_an_external() {
        let message = octets(USER_ABORT);
        let Some(ansi::Abort::User(external)) = ansi_of(&message).unwrap().abort else {
            panic!("a user abort")
        };
        assert_eq!(external.identifier.0, 0x28);
    }

    #[test]
    fn a_component_that_cannot_be_read_does_not_hide_the_next() {
        let mut message = octets(ANALYZE_ROUTE_AND_EVENTS);
        // The first component's operation code becomes something else.
        message[19] = 0xD9;
        let components: Vec<_> = ansi_of(&message).unwrap().components.unwrap().iter().collect();
        assert!(components[0].1.is_err());
        assert!(components[1].1.is_ok());
    }

    #[test]
    fn an_itu_begin_shows_its_invoke() {
        let hex = "6218480401020304 6C10A10E020101020138 3006 800481000000".replace(' ', "");
        let message = octets(&hex);
        let Message::Itu(begin) = Message::decode(&mut Reader::new(&message, Layer::Tcap)).unwrap()
        else {
            panic!("an ITU message")
        };
        assert_eq!(begin.message_type.name(), Some("Begin"));
        assert_eq!(begin.originating_id, Some(&[1, 2, 3, 4][..]));
        let (_, Ok(component)) = begin.components.unwrap().iter().next().unwrap() else {
            panic!("a component")
        };
        assert_eq!(component.invoke_id, Some(1));
        assert_eq!(component.operation, Some(itu::Code::Local(56)));
    }

    #[test]
    fn no_cut_or_changed_octet_makes_it_panic_or_loop() {
        let messages = [ANALYZE_ROUTE_AND_EVENTS, DIALOGUE, REJECT, RETURN_ERROR, USER_ABORT];
        let read = |octets: &[u8]| {
            let Ok(message) = Message::decode(&mut Reader::new(octets, Layer::Tcap)) else {
                return false;
            };
            match message {
                Message::Ansi(package) => {
                    package.irregularities(|_| ());
                    package.components.iter().flat_map(ansi::Components::iter).all(|c| c.1.is_ok())
                }
                Message::Itu(message) => {
                    message.components.iter().flat_map(itu::Components::iter).all(|c| c.1.is_ok())
                }
            }
        };
        for hex in messages {
            let message = octets(hex);
            assert!(read(&message), "{hex}");
            for end in 0..message.len() {
                assert!(!read(&message[..end]), "{hex} cut after {end}");
            }
            for at in 0..message.len() {
                for value in [0, 1, 0x7F, 0x80, 0x84, 0xFF] {
                    let mut changed = message.clone();
                    changed[at] = value;
                    read(&changed);
                }
            }
        }
    }
}
