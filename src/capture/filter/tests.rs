use super::*;
use crate::capture::{Capture, Item, Session};
use core::ops::ControlFlow;

const TRANSFER: &str = "testdata/captures/hookflash-transfer.pcap";

/// The frames of a capture whose messages pass.
fn frames(filter: &str) -> Vec<u64> {
    let filter = Filter::new(filter).unwrap_or_else(|error| panic!("{error}"));
    let mut capture = Capture::open(TRANSFER).unwrap();
    let (mut session, mut found) = (Session::default(), vec![]);
    let depth = filter.depth();
    capture
        .for_each(|item| {
            if let Item::Message(message) = item
                && session.decode_as_far(depth, &message, |decoded| filter.matches(decoded))
            {
                found.push(message.frame);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    found
}

#[test]
fn an_empty_filter_passes_every_message() {
    assert_eq!(frames("").len(), 19);
}

#[test]
fn one_value_is_enough_for_equal_and_none_may_be_for_not_equal() {
    assert_eq!(frames("mtp3.pc == 330241").len(), 19);
    assert_eq!(frames("mtp3.pc != 330241").len(), 0);
    assert_eq!(frames("mtp3.pc !== 330241").len(), 19);
    assert_eq!(frames("mtp3.pc === 330241").len(), 0);
}

// In every message one of the two point codes is 330241 and the other is not.
#[test]
fn any_and_all_go_before_what_the_operator_says() {
    for (filter, expected) in [
        ("any mtp3.pc != 330241", 19),
        ("all mtp3.pc != 330241", 0),
        ("any mtp3.pc === 330241", 19),
        ("all mtp3.pc == 330241", 0),
        ("all mtp3.pc !== 330241", 0),
        ("any mtp3.pc in {330241}", 19),
        ("all mtp3.pc in {330241}", 0),
        ("all mtp3.pc not in {330241}", 0),
        ("any mtp3.pc not in {330241}", 0),
    ] {
        assert_eq!(frames(filter).len(), expected, "{filter}");
    }
}

#[test]
fn a_field_that_is_not_there_is_neither_equal_nor_unequal() {
    assert_eq!(frames("ain.dPConverter != 1").len(), 0);
    assert_eq!(frames("!(ain.dPConverter == 1)").len(), 19);
}

#[test]
fn numbers_octets_text_and_names_are_compared() {
    for (filter, expected) in [
        ("frame.number in {1..3, 0x10}", vec![1, 2, 3, 16]),
        ("frame.number not in {3..19}", vec![1, 2]),
        ("ansi_tcap.identifier == 00001001", vec![1, 4]),
        ("ansi_tcap.identifier[2:2] == 10:01", vec![1, 4]),
        ("ain.bcd_digits contains \"0123\" && frame.number < 5", vec![1, 2, 4]),
        ("ain.bcd_digits matches \"^9.*3$\" && frame.number <= 2", vec![1, 2]),
        ("ain.triggerCriteriaType == oSwitchHookFlashImmediate", vec![1, 5, 9, 12, 16]),
        ("ansi_tcap.abortCause == 6", vec![19]),
        ("mtp3.opc & 1 and frame.number lt 5", vec![1, 3]),
        ("sccp.message_type == '\\t' and frame.time_epoch < 1718010000.13", vec![1]),
        ("ain.userID xor frame.number < 3", vec![2, 5, 9, 11, 12, 14, 16]),
    ] {
        assert_eq!(frames(filter), expected, "{filter}");
    }
}

#[test]
fn values_go_by_their_names_in_any_case() {
    for (filter, expected) in [
        ("sccp.message_type == Unitdata", 19),
        ("sccp.message_type == \"unitdata\"", 19),
        ("sccp.message_type in {\"Release Complete\" .. Unitdata}", 19),
        ("sccp.message_type > Unitdata", 0),
        ("sccp.called.ri == \"Route on SSN\"", 19),
        ("ansi_tcap.ComponentPDU == invokeLast", 17),
        ("ansi_tcap.abortCause == resourceUnavailable", 1),
        ("ain.odd_even_indicator == odd", 1),
        ("ain.odd_even_indicator == Even", 9),
        ("ain.odd_even_indicator == \"True\"", 1),
        ("ain.odd_even_indicator == 2", 1),
    ] {
        assert_eq!(frames(filter).len(), expected, "{filter}");
    }
}

#[test]
fn the_name_that_was_meant_is_suggested_as_a_filter_takes_it() {
    for (filter, span, suggestion) in [
        ("sccp.message_type == Unitdat", 21..28, Some("Unitdata")),
        ("mtp3.network_indicator == national", 26..34, Some("\"International network\"")),
        ("ansi_tcap.ComponentPDU in {9, invokelost}", 30..40, Some("invokeLast")),
        ("ain.odd_even_indicator == evn", 26..29, Some("Even")),
        ("sccp.return_cause == \"MTP failre\"", 21..33, Some("\"MTP failure\"")),
        ("sccp.message_type == nothing", 21..28, None),
    ] {
        let error = Filter::new(filter).unwrap_err();
        assert_eq!((error.span, error.suggestion.as_deref()), (span, suggestion), "{filter}");
    }
}

#[test]
fn a_number_that_a_field_cannot_have_is_a_mistake() {
    for (filter, span, largest) in [
        ("sccp.called.ssn == 300", 19..22, "255"),
        ("sccp.called.ssn in {1..256}", 23..26, "255"),
        ("sccp.called.ssn & 0xfff == 3", 18..23, "255"),
        ("sccp.called.pc == 65536", 18..23, "65535"),
        ("sccp.slr == 0x1000000", 12..21, "16777215"),
        ("m3ua.routing_context == 4294967296", 24..34, "4294967295"),
    ] {
        let error = Filter::new(filter).unwrap_err();
        assert_eq!(error.span, span, "{filter}: {error}");
        assert!(error.message.contains(largest), "{filter}: {error}");
    }
    for filter in ["sccp.called.ssn == 255", "sccp.called.ssn == -1", "frame.number < 4294967296"] {
        assert!(Filter::new(filter).is_ok(), "{filter}");
    }
}

#[test]
fn fields_are_compared_with_each_other() {
    assert_eq!(frames("sccp.called.ssn == sccp.calling.ssn").len(), 19);
    assert_eq!(frames("mtp3.opc == mtp3.dpc").len(), 0);
}

#[test]
fn layers_are_enough_for_a_filter_of_layers() {
    let depth = |filter| Filter::new(filter).unwrap().depth();
    assert_eq!(depth("sccp.ssn == 247 && mtp3 && tcap.components"), Depth::Layers);
    assert_eq!(depth("sccp.ssn == 247 || ain"), Depth::Components);
    assert_eq!(depth(""), Depth::Layers);
}

#[test]
fn a_frame_is_judged_by_all_its_messages_together() {
    let filter = Filter::new("frame.number == 1 && frame.number == 2").unwrap();
    let not = Filter::new("frame.number != 1").unwrap();
    let (mut both, mut none) = (Frame::new(&filter), Frame::new(&not));
    let mut capture = Capture::open(TRANSFER).unwrap();
    let mut session = Session::default();
    for _ in 0..2 {
        // As if the first two messages stood in one frame.
        capture
            .next(&mut |item| {
                if let Item::Message(message) = item {
                    session.decode(&message, |decoded| {
                        both.add(decoded);
                        none.add(decoded);
                    });
                }
                ControlFlow::Continue(())
            })
            .unwrap();
    }
    assert!(both.matches() && !none.matches());
    both.clear();
    assert!(!both.matches());
}

#[test]
fn mistakes_are_marked_where_they_are() {
    for (filter, span, part) in [
        ("ain.nosuch == 1", 0..10, "no field"),
        ("sccp.ssn == abc", 12..15, "number"),
        ("sccp.ssn contains 5", 0..8, "`contains` takes text and octets"),
        ("sccp.ssn[0] == 5", 0..8, "no part"),
        ("ain.bcd_digits matches \"(\"", 23..26, "regular expression"),
        ("ain.bcd_digits matches abc", 23..26, "double quotes"),
        ("ain == 1", 0..3, "there or not"),
        ("sccp.ssn == sccp.digits", 12..23, "does not compare"),
        ("5 == sccp.ssn", 0..1, "no field"),
        ("sctp.srcport == 2905", 0..12, "no fields of `sctp` here"),
        ("\"a\" == sccp.ssn", 0..3, "value"),
        ("ansi_tcap.identifier == 123", 24..27, "octets"),
        ("sccp.ssn & x", 11..12, "bits"),
        ("sccp &", 6..6, "bits"),
    ] {
        let error = Filter::new(filter).unwrap_err();
        assert_eq!(error.span, span, "{filter}: {error}");
        assert!(error.message.contains(part), "{filter}: {error}");
    }
}

#[test]
fn no_text_makes_the_parser_fail() {
    let pieces = [
        "(", ")", "!", "sccp.ssn", "==", "5", "\"", "[", "]", "{", "}", "..", "\\", "é", "~", "&",
        "'",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let _: Result<Filter, FilterError> = Filter::new(&format!("{a}{b} {c}"));
                if let Err(error) = Filter::new(&format!("{a} {b}{c}")) {
                    assert!(!error.to_string().is_empty());
                }
            }
        }
    }
}
