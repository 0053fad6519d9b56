//! The typed decoders: what they read, what they keep, and what they refuse.

use hookflash::wire::ain::operations::{InfoCollected, SendToResource};
use hookflash::wire::ain::parameters::{BearerCapability, EDPRequest, TriggerCriteriaType};
use hookflash::wire::ain::structures::UserID;
use hookflash::wire::ain::{OPERATIONS, Operation, OperationError, OperationResult};
use hookflash::wire::ber::Tlv;
use hookflash::wire::{Error, ErrorKind, Layer, Reader};

fn octets(hex: &str) -> Vec<u8> {
    let hex: String = hex.split_whitespace().collect();
    let octet = |pair| u8::from_str_radix(pair, 16).expect("hexadecimal");
    (0..hex.len() / 2).map(|n| octet(&hex[2 * n..2 * n + 2])).collect()
}

/// A parameter SEQUENCE (30) or SET (F2) around elements.
fn holder(identifier: u8, elements: &str) -> Vec<u8> {
    let elements = octets(elements);
    [&[identifier, elements.len() as u8][..], &elements].concat()
}

fn tlv(octets: &[u8]) -> Tlv<'_> {
    Reader::new(octets, Layer::Tcap).tlv("parameter").expect("an element")
}

const USER_ID: &str = "BF35 07 81 05 1252551010";
const SPEECH: &str = "8D 01 00";
const FLASH: &str = "9F34 01 1F";

fn info_collected(octets: &[u8]) -> Result<InfoCollected<'_>, Error> {
    match Operation::decode(InfoCollected::CODE, &tlv(octets)) {
        Some(Ok(Operation::InfoCollected(operation))) => Ok(operation),
        Some(Err(error)) => Err(error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn fields_are_typed_down_to_the_leaf() {
    let digits = "97 08 80 10 81 00 55 15 32 04";
    let message = holder(0x30, &format!("{USER_ID} {SPEECH} {FLASH} {digits}"));
    let operation = info_collected(&message).expect("a whole message");
    assert_eq!(operation.bearer_capability, BearerCapability::SPEECH);
    let trigger = operation.trigger_criteria_type;
    assert_eq!(trigger, Some(TriggerCriteriaType::O_SWITCH_HOOK_FLASH_IMMEDIATE));
    let collected = operation.collected_digits.expect("digits");
    assert_eq!(collected.0.digits.to_string(), "18005551234");
    let UserID::Dn(dn) = operation.user_id else { panic!("{:?}", operation.user_id) };
    assert_eq!(dn.0.to_string(), "1252551010");
    assert!(operation.unknown.is_empty() && operation.charge_number.is_none());
}

#[test]
fn unknown_elements_are_kept_with_tag_and_octets() {
    let unknown = "9F8148 02 CAFE";
    let message = holder(0x30, &format!("{USER_ID} {SPEECH} {unknown} {FLASH} DF63 01 77"));
    let operation = info_collected(&message).expect("the known fields");
    let kept: Vec<_> = operation.unknown.iter().map(|tlv| tlv.octets.to_vec()).collect();
    assert_eq!(kept, [octets(unknown), octets("DF63 01 77")]);
}

#[test]
fn a_missing_a_repeated_and_a_misplaced_field_are_told_apart() {
    let refused = |elements: &str| {
        let message = holder(0x30, elements);
        let error = info_collected(&message).expect_err(elements);
        (error.kind, error.what, error.at)
    };
    assert_eq!(refused(SPEECH), (ErrorKind::Missing, "userID", 0));
    let repeated = format!("{USER_ID} {SPEECH} {FLASH} {FLASH}");
    assert_eq!(refused(&repeated), (ErrorKind::Duplicate, "triggerCriteriaType", 19));
    let misplaced = format!("{SPEECH} {USER_ID}");
    assert_eq!(refused(&misplaced), (ErrorKind::OutOfOrder, "userID", 5));
}

#[test]
fn the_elements_of_a_set_stand_in_any_order() {
    let message = holder(0xF2, &format!("{FLASH} {SPEECH} {USER_ID}"));
    assert!(info_collected(&message).is_ok());
}

#[test]
fn values_outside_their_range_are_refused_with_the_field_and_place() {
    let long = format!("{USER_ID} {SPEECH} 81 05 80 10 21 43 65");
    let message = holder(0x30, &long);
    assert!(info_collected(&message).is_ok(), "five digits of an access code");
    let long = format!("{USER_ID} {SPEECH} 81 06 00 10 21 43 65 87");
    let message = holder(0x30, &long);
    let error = info_collected(&message).expect_err("eight digits of an access code");
    assert_eq!((error.kind, error.what), (ErrorKind::DigitCount { count: 8 }, "accessCode"));
    let message = holder(0x30, &format!("{USER_ID} 8D 02 01 00"));
    let error = info_collected(&message).expect_err("an enumeration of two octets");
    assert_eq!(error.kind, ErrorKind::OutOfRange { value: 256 });
}

#[test]
fn two_untagged_lists_are_told_apart_by_what_they_list() {
    let resource = "9F2D 01 00 BF32 02 A0 00";
    let dialed = "30 09 88 07 03 10 0251552121";
    let message = holder(0x30, &format!("{resource} {dialed}"));
    let Some(Ok(Operation::SendToResource(operation))) =
        Operation::decode(SendToResource::CODE, &tlv(&message))
    else {
        panic!("{:?}", Operation::decode(SendToResource::CODE, &tlv(&message)))
    };
    assert!(operation.ama_line_number_list.is_none());
    let list = operation.ama_digits_dialed_wc_list.expect("the list of dialed digits");
    let digits: Vec<_> = list.0.iter().map(|digits| digits.0.digits.to_string()).collect();
    assert_eq!(digits, ["2015551212"]);
}

#[test]
fn bits_are_named_and_combine() {
    let message = holder(0x30, "9F5C 03 01 00 02");
    let Some(Ok(Operation::RequestReportBcmEvent(operation))) =
        Operation::decode(0x6D01, &tlv(&message))
    else {
        panic!("a Request_Report_BCM_Event")
    };
    assert_eq!(operation.edp_request, Some(EDPRequest::SWITCH_HOOK_FLASH));
    let both = EDPRequest::SWITCH_HOOK_FLASH | EDPRequest::O_DISCONNECT;
    assert!(both.contains(EDPRequest::O_DISCONNECT));
}

#[test]
fn results_and_errors_are_typed_by_the_operation_that_they_answer() {
    let failure = holder(0x30, "9F20 01 1B");
    let result = OperationResult::decode(0x6507, &tlv(&failure));
    assert!(
        matches!(result, Some(Ok(OperationResult::CreateCallResult(r))) if r.failure_cause.is_some())
    );
    let timer = octets("9F8127 01 02");
    assert!(matches!(
        OperationResult::decode(0x6909, &tlv(&timer)),
        Some(Ok(OperationResult::SetTimerResult(_)))
    ));
    assert!(OperationResult::decode(InfoCollected::CODE, &tlv(&failure)).is_none());
    assert!(matches!(
        OperationError::decode(2, &tlv(&failure)),
        Some(Ok(OperationError::FailureReport(_)))
    ));
    assert!(OperationError::decode(3, &tlv(&failure)).is_none());
}

#[test]
fn both_forms_of_the_extension_parameter_are_taken_in_errors() {
    let body = "06 07 2A8648CE1D0101 04 02 ABCD";
    for tag in ["30 0D", "BF54 0D"] {
        let message = holder(0x30, &format!("9F20 01 1B {tag} {body}"));
        let Some(Ok(OperationError::FailureReport(report))) =
            OperationError::decode(2, &tlv(&message))
        else {
            panic!("{tag}")
        };
        let extension = report.extension_parameter.expect("the extension");
        assert_eq!(extension.assignment_authority.0.to_string(), "1.2.840.10013.1.1");
    }
}

#[test]
fn octets_that_open_like_an_end_are_not_passed_over() {
    for body in ["8F 03 91 20 00 00 00", "00 00", "8F 03 91 20 00 00 01 AA"] {
        let message = holder(0x30, body);
        let decoded = Operation::decode(0x6501, &tlv(&message));
        assert!(matches!(decoded, Some(Err(_))), "{body}");
    }
}

#[test]
fn every_operation_has_a_code_of_its_own() {
    let mut codes: Vec<_> = OPERATIONS.iter().map(|operation| operation.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 62);
}
