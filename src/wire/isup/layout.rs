//! Which parameters every message of a type has, and whether optional ones may follow
//! (T1.113.3 2, Q.763 4).

use super::{MessageType, ParameterName as Name};
use crate::wire::codes::Variant;

/// The layout of a message type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// The parameters of fixed length, each with that length.
    pub(super) fixed: &'static [(Name, usize)],
    /// The parameters of variable length, to each of which a pointer leads.
    pub(super) variable: &'static [Name],
    /// Whether a pointer to optional parameters stands behind those pointers.
    pub(super) optional: bool,
}

const fn with_optional(
    fixed: &'static [(Name, usize)],
    variable: &'static [Name],
) -> Option<Layout> {
    Some(Layout { fixed, variable, optional: true })
}

const fn without_optional(
    fixed: &'static [(Name, usize)],
    variable: &'static [Name],
) -> Option<Layout> {
    Some(Layout { fixed, variable, optional: false })
}

/// The layout of a type; none where it is a national matter or not known for certain.
pub(super) const fn layout(message_type: MessageType, variant: Variant) -> Option<Layout> {
    let ansi = matches!(variant, Variant::Ansi);
    match message_type {
        // T1.113.3 table 7, Q.763 table 32.
        MessageType::INITIAL_ADDRESS if ansi => with_optional(
            &[
                (Name::NATURE_OF_CONNECTION_INDICATORS, 1),
                (Name::FORWARD_CALL_INDICATORS, 2),
                (Name::CALLING_PARTYS_CATEGORY, 1),
            ],
            &[Name::USER_SERVICE_INFORMATION, Name::CALLED_PARTY_NUMBER],
        ),
        MessageType::INITIAL_ADDRESS => with_optional(
            &[
                (Name::NATURE_OF_CONNECTION_INDICATORS, 1),
                (Name::FORWARD_CALL_INDICATORS, 2),
                (Name::CALLING_PARTYS_CATEGORY, 1),
                (Name::TRANSMISSION_MEDIUM_REQUIREMENT, 1),
            ],
            &[Name::CALLED_PARTY_NUMBER],
        ),
        MessageType::SUBSEQUENT_ADDRESS => with_optional(&[], &[Name::SUBSEQUENT_NUMBER]),
        MessageType::ADDRESS_COMPLETE | MessageType::CONNECT => {
            with_optional(&[(Name::BACKWARD_CALL_INDICATORS, 2)], &[])
        }
        MessageType::INFORMATION => with_optional(&[(Name::INFORMATION_INDICATORS, 2)], &[]),
        MessageType::INFORMATION_REQUEST => {
            with_optional(&[(Name::INFORMATION_REQUEST_INDICATORS, 2)], &[])
        }
        MessageType::CALL_PROGRESS => with_optional(&[(Name::EVENT_INFORMATION, 1)], &[]),
        MessageType::SUSPEND | MessageType::RESUME => {
            with_optional(&[(Name::SUSPEND_RESUME_INDICATORS, 1)], &[])
        }
        MessageType::RELEASE | MessageType::CONFUSION => {
            with_optional(&[], &[Name::CAUSE_INDICATORS])
        }
        MessageType::FACILITY_REQUEST | MessageType::FACILITY_ACCEPTED => {
            with_optional(&[(Name::FACILITY_INDICATOR, 1)], &[])
        }
        MessageType::FACILITY_REJECT => {
            with_optional(&[(Name::FACILITY_INDICATOR, 1)], &[Name::CAUSE_INDICATORS])
        }
        MessageType::USER_TO_USER_INFORMATION => {
            with_optional(&[], &[Name::USER_TO_USER_INFORMATION])
        }
        MessageType::CIRCUIT_VALIDATION_RESPONSE if ansi => with_optional(
            &[
                (Name::CIRCUIT_VALIDATION_RESPONSE_INDICATOR, 1),
                (Name::CIRCUIT_GROUP_CHARACTERISTIC_INDICATOR, 1),
            ],
            &[],
        ),
        MessageType::ANSWER
        | MessageType::RELEASE_COMPLETE
        | MessageType::FORWARD_TRANSFER
        | MessageType::FACILITY
        | MessageType::NETWORK_RESOURCE_MANAGEMENT
        | MessageType::USER_PART_TEST
        | MessageType::USER_PART_AVAILABLE
        | MessageType::IDENTIFICATION_REQUEST
        | MessageType::IDENTIFICATION_RESPONSE
        | MessageType::SEGMENTATION
        | MessageType::LOOP_PREVENTION
        | MessageType::APPLICATION_TRANSPORT
        | MessageType::PRE_RELEASE_INFORMATION => with_optional(&[], &[]),
        MessageType::CONTINUITY => without_optional(&[(Name::CONTINUITY_INDICATORS, 1)], &[]),
        MessageType::CIRCUIT_GROUP_RESET
        | MessageType::CIRCUIT_GROUP_RESET_ACKNOWLEDGEMENT
        | MessageType::CIRCUIT_GROUP_QUERY => without_optional(&[], &[Name::RANGE_AND_STATUS]),
        MessageType::CIRCUIT_GROUP_QUERY_RESPONSE => {
            without_optional(&[], &[Name::RANGE_AND_STATUS, Name::CIRCUIT_STATE_INDICATOR])
        }
        MessageType::CIRCUIT_GROUP_BLOCKING
        | MessageType::CIRCUIT_GROUP_UNBLOCKING
        | MessageType::CIRCUIT_GROUP_BLOCKING_ACKNOWLEDGEMENT
        | MessageType::CIRCUIT_GROUP_UNBLOCKING_ACKNOWLEDGEMENT => without_optional(
            &[(Name::CIRCUIT_GROUP_SUPERVISION_MESSAGE_TYPE, 1)],
            &[Name::RANGE_AND_STATUS],
        ),
        MessageType::CIRCUIT_RESERVATION if ansi => {
            without_optional(&[(Name::NATURE_OF_CONNECTION_INDICATORS, 1)], &[])
        }
        MessageType::CONTINUITY_CHECK_REQUEST
        | MessageType::RESET_CIRCUIT
        | MessageType::BLOCKING
        | MessageType::UNBLOCKING
        | MessageType::BLOCKING_ACKNOWLEDGEMENT
        | MessageType::UNBLOCKING_ACKNOWLEDGEMENT
        | MessageType::LOOP_BACK_ACKNOWLEDGEMENT
        | MessageType::UNEQUIPPED_CIRCUIT
        | MessageType::OVERLOAD => without_optional(&[], &[]),
        MessageType::CIRCUIT_RESERVATION_ACKNOWLEDGEMENT | MessageType::CIRCUIT_VALIDATION_TEST
            if ansi =>
        {
            without_optional(&[], &[])
        }
        _ => None,
    }
}
