//! What is read is told, and written again.

use super::*;
use crate::wire::error::Severity;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

fn read(octets: &[u8]) -> Result<Message<'_>, Error> {
    Message::decode(&mut Reader::new(octets, Layer::Tcap))
}

const DIALOGUE: &[u8] = &[
    0x6B, 26, 0x28, 24, 6, 7, 0, 0x11, 0x86, 5, 1, 1, 1, 0xA0, 13, 0x60, 11, 0xA1, 9, 6, 7, 4, 0,
    0, 1, 0, 20, 3,
];

#[test]
fn what_stands_behind_a_parameter_is_told_and_written_again() -> Result<(), Error> {
    for (octets, told) in [
        (&[0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0][..], vec![]),
        (&[0xA1, 10, 2, 1, 1, 2, 1, 56, 0x30, 0, 5, 0], vec![10]),
        (&[0xA2, 10, 2, 1, 1, 0x30, 5, 2, 1, 56, 0xA3, 0], vec![]),
        (&[0xA2, 12, 2, 1, 1, 0x30, 7, 2, 1, 56, 0xA3, 0, 0xA1, 0], vec![12]),
        (&[0xA7, 14, 2, 1, 1, 0x30, 7, 2, 1, 56, 0xA3, 0, 5, 0, 5, 0], vec![12, 14]),
        (&[0xA3, 10, 2, 1, 1, 2, 1, 34, 4, 0, 4, 0], vec![10]),
        (&[0xA4, 8, 2, 1, 1, 0x80, 1, 1, 5, 0], vec![8]),
    ] {
        let component = Component::decode(&Reader::new(octets, Layer::Tcap).tlv("component")?)?;
        let mut found = Vec::new();
        component.irregularities(|diagnostic| found.push(diagnostic.error.at));
        assert_eq!(found, told, "{octets:x?}");
        assert_eq!(Writer::new().message(&component)?, octets);
    }
    Ok(())
}

#[test]
fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
    let begin = [&[0x62, 46, 0x48, 4, 1, 2, 3, 4][..], DIALOGUE].concat();
    let begin = [&begin[..], &[0x6C, 10, 0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0]].concat();
    for octets in [
        &begin[..],
        &[0x65, 6, 0x48, 1, 1, 0x49, 1, 2],
        &[0x67, 6, 0x49, 1, 2, 0x4A, 1, 3],
        &[0x64, 7, 0x49, 1, 2, 0x6C, 0, 0x77, 0],
        &[0x61, 2, 0x6C, 0],
        // Portions that stand again, with what stands behind them.
        &[0x64, 10, 0x49, 1, 2, 0x6C, 0, 0x6C, 3, 0xA2, 1, 2],
        &[0x62, 11, 0x48, 1, 2, 0x6B, 0, 0x6B, 2, 5, 0, 0x6C, 0],
        &[0x67, 9, 0x49, 1, 2, 0x4A, 1, 3, 0x4A, 1, 4],
    ] {
        assert_eq!(Writer::new().message(&read(octets)?)?, octets);
    }
    assert_eq!(read(&begin)?.dialogue.and_then(|d| d.apdu).map(|apdu| apdu.name()), Some("AARQ"));
    Ok(())
}

/// What is told of a message: the octet, the words, and whether more was left unread.
fn told(octets: &[u8]) -> Result<Vec<(u32, String, bool)>, Error> {
    let mut told = vec![];
    read(octets)?.irregularities(|diagnostic| {
        let Diagnostic { severity, error } = diagnostic;
        told.push((error.at, error.reason().to_string(), severity == Severity::Error));
    });
    Ok(told)
}

const INVOKE: &[u8] = &[0x6C, 8, 0xA1, 6, 2, 1, 1, 2, 1, 56];

#[test]
fn each_type_of_message_may_have_its_own_portions() -> Result<(), Error> {
    let id = |tag| [tag, 1, 7];
    for (octets, what) in [
        ([&[0x61, 10][..], INVOKE].concat(), None),
        ([&[0x62, 13][..], &id(0x48), INVOKE].concat(), None),
        ([&[0x64, 13][..], &id(0x49), INVOKE].concat(), None),
        ([&[0x65, 16][..], &id(0x48), &id(0x49), INVOKE].concat(), None),
        ([&[0x67, 6][..], &id(0x49), &id(0x4A)].concat(), None),
        (
            [&[0x61, 13][..], &id(0x48), INVOKE].concat(),
            Some((2, "48 is no portion of a Unidirectional")),
        ),
        (vec![0x61, 0], Some((2, "component portion is mandatory and absent"))),
        (
            [&[0x62, 16][..], &id(0x48), &id(0x49), INVOKE].concat(),
            Some((5, "49 is no portion of a Begin")),
        ),
        (
            [&[0x64, 16][..], &id(0x48), &id(0x49), INVOKE].concat(),
            Some((2, "48 is no portion of an End")),
        ),
        (
            [&[0x65, 13][..], &id(0x48), INVOKE].concat(),
            Some((2, "destination transaction ID is mandatory and absent")),
        ),
        ([&[0x67, 13][..], &id(0x49), INVOKE].concat(), Some((5, "6C is no portion of an Abort"))),
        (
            [&[0x67, 8][..], &id(0x49), &id(0x4A), &[0x6B, 0]].concat(),
            Some((8, "6B is no portion of an Abort with a P-Abort cause")),
        ),
    ] {
        let wanted: Vec<_> =
            what.into_iter().map(|(at, what)| (at, what.to_string(), false)).collect();
        assert_eq!(told(&octets)?, wanted, "{octets:02x?}");
    }
    Ok(())
}

#[test]
fn portions_in_another_order_are_read_and_told() -> Result<(), Error> {
    let ids = [&[0x65, 16, 0x49, 1, 2, 0x48, 1, 1][..], INVOKE].concat();
    let text = "originating transaction ID stands after an element it must precede";
    assert_eq!(told(&ids)?, [(5, text.to_string(), false)]);
    assert_eq!(read(&ids)?.originating_id, Some(&[1][..]));
    let dialogue = [&[0x62, 41, 0x48, 1, 1][..], INVOKE, DIALOGUE].concat();
    let text = "dialogue portion stands after an element it must precede";
    assert_eq!(told(&dialogue)?, [(15, text.to_string(), false)]);
    let message = read(&dialogue)?;
    assert!(message.dialogue.is_some() && message.components.is_some());
    // Written again, they stand as Q.773 has them.
    let again = [&[0x62, 41, 0x48, 1, 1][..], DIALOGUE, INVOKE].concat();
    assert_eq!(Writer::new().message(&message)?, again);
    Ok(())
}

#[test]
fn a_portion_that_stands_again_is_told_and_is_not_the_first() -> Result<(), Error> {
    let second = [0x6C, 5, 0xA2, 3, 2, 1, 1];
    let octets = [&[0x64, 20, 0x49, 1, 2][..], INVOKE, &second].concat();
    let text = "component portion stands more than once";
    assert_eq!(told(&octets)?, [(15, text.to_string(), false)]);
    let message = read(&octets)?;
    let components = message.components.iter().flat_map(Components::iter);
    let types: Vec<_> = components.map(|(_, c)| c.map(|c| c.component_type)).collect();
    assert_eq!(types, [Ok(0xA1)]);
    assert_eq!(message.rest.rest(), second);
    // What stands behind a second dialogue portion is not read.
    let octets = [&[0x62, 69, 0x48, 1, 1][..], DIALOGUE, DIALOGUE, INVOKE].concat();
    let wanted = [
        (33, "dialogue portion stands more than once".to_string(), false),
        (61, "component portion stands after an element it must precede".to_string(), true),
    ];
    assert_eq!(told(&octets)?, wanted);
    Ok(())
}

#[test]
fn elements_that_are_no_portions_are_told_one_by_one() -> Result<(), Error> {
    let octets = [0x61, 9, 0x6C, 0, 0x77, 0, 0x78, 1, 5, 0x79, 1];
    let wanted = [
        (4, "77 is no portion of a TCAP message".to_string(), false),
        (6, "78 is no portion of a TCAP message".to_string(), false),
        (11, "element after the last portion claims 1 octet, 0 left".to_string(), true),
        (4, "component is mandatory and absent".to_string(), false),
    ];
    assert_eq!(told(&octets)?, wanted);
    Ok(())
}

#[test]
fn a_built_message_equals_the_one_that_is_read() -> Result<(), Error> {
    let components: [Component<'_>; 0] = [];
    let mut writer = Writer::new();
    let octets = writer.message(&Message::r#continue(&[1], &[2, 3], components))?;
    assert_eq!(octets, [0x65, 9, 0x48, 1, 1, 0x49, 2, 2, 3, 0x6C, 0]);
    let octets = writer.message(&Message::abort(&[2], Some(4)))?;
    assert_eq!(read(octets)?, Message::abort(&[2], Some(4)));
    let portion = Reader::new(DIALOGUE, Layer::Tcap).tlv("dialogue portion")?;
    let dialogue = Some(Dialogue::decode(portion));
    let abort = Message { dialogue, ..Message::abort(&[2], None) };
    let octets = writer.message(&abort)?;
    assert_eq!(read(octets)?, abort);
    Ok(())
}

#[test]
fn what_a_decoder_would_not_read_is_refused() {
    let what = |message: Message<'_>| {
        Writer::new().message(&message).map(|_| ()).map_err(|error| error.what)
    };
    let abort = Message::abort(&[1], None);
    let message_type = MessageType(0x66);
    assert_eq!(what(Message { message_type, ..abort }), Err("TCAP package type"));
    for id in [&[][..], &[1, 2, 3, 4, 5]] {
        assert_eq!(what(Message::abort(id, None)), Err("destination transaction ID"));
    }
    let dialogue = Some(Dialogue::decode(Tlv::NONE));
    assert_eq!(what(Message { dialogue, ..abort }), Err("dialogue portion"));
    let rest = Reader::new(&[0x4A, 1, 1], Layer::Tcap);
    assert_eq!(what(Message { rest, ..abort }), Err("rest of the TCAP message"));
    assert_eq!(what(Message { rest, ..Message::abort(&[1], Some(0)) }), Ok(()));
    let octets: Vec<u8> = [0x77, 0].to_vec();
    let rest = Reader::new(&octets, Layer::Tcap);
    assert_eq!(what(Message { rest, ..abort }), Ok(()));
}
