use super::super::{Message, SubsystemNumber};
use super::*;
use crate::wire::error::{ErrorKind, Layer};
use crate::wire::writer::Writer;
use alloc::vec::Vec;

fn message(octets: &[u8]) -> Result<Message<'_>, Error> {
    Message::decode(&mut Reader::new(octets, Layer::Sccp), Variant::Itu)
}

/// One of each type, in the form that is written.
const ALL: [&[u8]; 15] = [
    &[1, 1, 2, 3, 2, 2, 4, 2, 0x42, 8, 9, 1, 7, 4, 2, 0x42, 6, 15, 2, 0xAA, 0xBB, 17, 1, 9, 0],
    &[1, 1, 2, 3, 2, 2, 0, 2, 0x42, 8],
    &[2, 1, 2, 3, 4, 5, 6, 3, 1, 9, 1, 7, 3, 2, 0x42, 8, 18, 1, 5, 0],
    &[3, 1, 2, 3, 4, 1, 15, 1, 0xAA, 0],
    &[4, 1, 2, 3, 4, 5, 6, 1, 0],
    &[5, 1, 2, 3, 4, 5, 6],
    &[6, 1, 2, 3, 1, 1, 2, 0xAA, 0xBB],
    &[7, 1, 2, 3, 0x0A, 0x0D, 1, 1, 0xAA],
    &[8, 1, 2, 3, 0x0C, 8],
    &[11, 1, 2, 3, 1, 1, 0xAA],
    &[12, 1, 2, 3],
    &[13, 1, 2, 3, 4, 5, 6, 2],
    &[14, 1, 2, 3, 4, 5, 6],
    &[15, 1, 2, 3, 1],
    &[16, 1, 2, 3, 4, 5, 6, 3, 0x0A, 0x0C, 8],
];

#[test]
fn every_message_of_a_connection_is_written_as_it_was_read() -> Result<(), Error> {
    for octets in ALL {
        let read = message(octets)?;
        assert_eq!(read.message_type().0, octets[0]);
        assert_eq!(Writer::new().message(&read)?, octets);
        assert_eq!(read.irregularities(0).count(), 0, "{read:?}");
        let behind = [octets, &[0xDE, 0xAD]].concat();
        let mut reader = Reader::new(&behind, Layer::Sccp);
        assert_eq!(Message::decode(&mut reader, Variant::Itu)?, read);
        assert_eq!(reader.rest(), [0xDE, 0xAD]);
    }
    Ok(())
}

#[test]
fn a_message_of_a_connection_cut_anywhere_is_an_error() {
    for octets in ALL {
        for cut in 0..octets.len() {
            assert!(message(&octets[..cut]).is_err(), "{octets:?} cut at {cut}");
        }
    }
}

#[test]
fn a_connection_request_says_who_asks_whom_and_what() -> Result<(), Error> {
    let Message::Connection(request) = message(ALL[0])? else { panic!("not a connection's") };
    let subsystem = |address: Option<&Address<'_>>| address.and_then(|a| a.subsystem_number);
    assert_eq!(request.source_local_reference(), Some(0x03_0201));
    assert_eq!(request.destination_local_reference(), None);
    assert_eq!(request.protocol_class().map(ProtocolClass::class), Some(2));
    assert_eq!(subsystem(request.called_party_address()), Some(SubsystemNumber::MSC));
    assert_eq!(subsystem(request.calling_party_address()), Some(SubsystemNumber::HLR));
    assert_eq!((request.credit(), request.more_data()), (Some(7), None));
    assert_eq!(request.data().map(|data| (data.rest(), data.at())), Some((&[0xAA, 0xBB][..], 19)));
    assert_eq!(request.optional().and_then(|optional| optional.hop_counter), Some(9));
    Ok(())
}

#[test]
fn numbers_stand_in_the_upper_seven_bits() -> Result<(), Error> {
    let Message::Connection(data) = message(ALL[7])? else { panic!("not a connection's") };
    let sequencing =
        Sequencing { send_sequence_number: 5, receive_sequence_number: 6, more_data: true };
    assert_eq!((data.sequencing(), data.more_data()), (Some(sequencing), Some(true)));
    let Message::Connection(Connection::DataAcknowledgement { receive_sequence_number, .. }) =
        message(ALL[8])?
    else {
        panic!("not AK")
    };
    assert_eq!(receive_sequence_number, 6);
    Ok(())
}

#[test]
fn optional_parameters_in_any_order_come_back_in_the_order_of_the_table() -> Result<(), Error> {
    let mixed = [3, 1, 2, 3, 4, 1, 18, 1, 5, 0x77, 1, 9, 15, 1, 0xAA, 18, 1, 6, 0];
    let ordered = [3, 1, 2, 3, 4, 1, 15, 1, 0xAA, 18, 1, 5, 0x77, 1, 9, 18, 1, 6, 0];
    let read = message(&mixed)?;
    assert_eq!(Writer::new().message(&read)?, ordered);
    assert_eq!(message(&ordered)?, read);
    let Message::Connection(refused) = read else { panic!("not a connection's") };
    let others: Vec<_> =
        refused.optional().expect("an optional part").others.iter().map(|o| o.name.0).collect();
    assert_eq!(others, [0x77, 18]);
    Ok(())
}

#[test]
fn what_has_more_bits_than_its_field_is_refused() {
    let refused = |message: Connection<'_, &[u8]>| {
        Writer::new().message(&message).map(|_| ()).map_err(|error| (error.kind, error.what))
    };
    let value = 0x100_0000;
    assert_eq!(
        refused(Connection::ExpeditedDataAcknowledgement { destination_local_reference: value }),
        Err((ErrorKind::OutOfRange { value }, "destination local reference"))
    );
    let destination_local_reference = 1;
    assert_eq!(
        refused(Connection::DataAcknowledgement {
            destination_local_reference,
            receive_sequence_number: 128,
            credit: 0
        }),
        Err((ErrorKind::OutOfRange { value: 128 }, "receive sequence number"))
    );
    let long = [0; 256];
    assert_eq!(
        refused(Connection::ExpeditedData { destination_local_reference, data: &long[..] }),
        Err((ErrorKind::BadLength { length: 256 }, "data"))
    );
    let optional = ConnectionParameters { data: Some(&long[..]), ..ConnectionParameters::NONE };
    let refusal_cause = RefusalCause::UNQUALIFIED;
    assert_eq!(
        refused(Connection::Refused { destination_local_reference, refusal_cause, optional }),
        Err((ErrorKind::BadLength { length: 256 }, "data"))
    );
}

#[test]
fn a_class_without_connection_in_a_connection_request_is_flagged() -> Result<(), Error> {
    let mut octets = ALL[1].to_vec();
    octets[4] = 1;
    let flags: Vec<_> =
        message(&octets)?.irregularities(0).map(|flag| (flag.error.at, flag.error.what)).collect();
    assert_eq!(flags, [(4, "protocol class")]);
    Ok(())
}
