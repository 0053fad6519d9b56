//! A decoder for GSM MAP's updateLocation, plugged in from outside the crate.
//!
//! `cargo run --example plug_in_a_decoder`

use hookflash::capture::decoders::{Component, Decoder, Decoders, Operation, Read, Role, Told};
use hookflash::capture::{LinkId, Message, Protocol, Session};
use hookflash::wire::Error;
use hookflash::wire::ber::Tlv;
use hookflash::wire::digits::DigitString;
use hookflash::wire::tcap::users::Application;

/// Knows the argument of updateLocation (3GPP TS 29.002 17.7.1), as far as its numbers.
struct UpdateLocation;

impl Decoder for UpdateLocation {
    fn name(&self) -> &str {
        "MAP"
    }

    fn claims(&self, component: &Component<'_>) -> bool {
        component.application == Some(Application::GsmMap)
            && component.operation == Some(Operation::Local(2))
            && component.role == Role::Argument
    }

    fn parameter(
        &self,
        _: &Component<'_>,
        parameter: &Tlv<'_>,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Result<(), Error> {
        let mut elements = parameter.elements()?;
        // The IMSI fills an odd number of digits up; before other numbers stands their nature.
        for (name, skip, odd) in
            [("imsi", 0, true), ("msc-Number", 1, false), ("vlr-Number", 1, false)]
        {
            let element = elements.tlv(name)?;
            let digits = element.contents.get(skip..).unwrap_or_default();
            let value = DigitString::packed(digits, odd);
            tell(Told { name, at: element.at, depth: 0, value: &value });
        }
        Ok(())
    }
}

/// A Begin with updateLocation over SCCP, from subsystem 7 to subsystem 6.
const MESSAGE: [u8; 59] = [
    0x09, 0x00, 0x03, 0x05, 0x07, 0x02, 0x42, 0x06, 0x02, 0x42, 0x07, 0x2F, 0x62, 0x2D, 0x48, 0x04,
    0x00, 0x00, 0x00, 0x01, 0x6C, 0x25, 0xA1, 0x23, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02, 0x30, 0x1B,
    0x04, 0x08, 0x62, 0x02, 0x10, 0x32, 0x54, 0x76, 0x98, 0xF0, 0x81, 0x07, 0x91, 0x94, 0x71, 0x00,
    0x00, 0x00, 0x01, 0x04, 0x06, 0x91, 0x94, 0x71, 0x00, 0x00, 0x02,
];

fn main() {
    let decoders = Decoders::default().with(UpdateLocation);
    let mut session = Session::default();
    let message = Message {
        frame: 1,
        index: 0,
        time: None,
        protocol: Protocol::Sccp,
        octets: &MESSAGE,
        link: LinkId(0),
        forward: true,
        diagnostics: &[],
    };
    session.decode(&message, |decoded| {
        decoders.read(decoded, &mut |read| match read {
            Read::Component(user, operation) => println!("{user} {}", operation.unwrap_or("?")),
            Read::Value(told) => println!("{:4}  {}: {}", told.at, told.name, told.value),
            Read::Fault(error) => println!("      {error}"),
        });
    });
}
