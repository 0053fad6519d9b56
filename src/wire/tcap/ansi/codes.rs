//! Codes of ANSI TCAP and their names.

use core::fmt;

/// The identifier octet of a package (T1.114.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PackageType(
    /// The octet.
    pub u8,
);

impl PackageType {
    /// E1: one message, no transaction.
    pub const UNIDIRECTIONAL: Self = Self(0xE1);
    /// E2: begins a transaction; the receiver may end it.
    pub const QUERY_WITH_PERMISSION: Self = Self(0xE2);
    /// E3: begins a transaction; the receiver may not end it yet.
    pub const QUERY_WITHOUT_PERMISSION: Self = Self(0xE3);
    /// E4: ends a transaction.
    pub const RESPONSE: Self = Self(0xE4);
    /// E5: continues a transaction; the receiver may end it.
    pub const CONVERSATION_WITH_PERMISSION: Self = Self(0xE5);
    /// E6: continues a transaction; the receiver may not end it yet.
    pub const CONVERSATION_WITHOUT_PERMISSION: Self = Self(0xE6);
    /// F6: ends a transaction that cannot go on.
    pub const ABORT: Self = Self(0xF6);

    /// The package's name; none for any other octet.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::UNIDIRECTIONAL => "Unidirectional",
            Self::QUERY_WITH_PERMISSION => "QueryWithPermission",
            Self::QUERY_WITHOUT_PERMISSION => "QueryWithoutPermission",
            Self::RESPONSE => "Response",
            Self::CONVERSATION_WITH_PERMISSION => "ConversationWithPermission",
            Self::CONVERSATION_WITHOUT_PERMISSION => "ConversationWithoutPermission",
            Self::ABORT => "Abort",
            _ => return None,
        })
    }

    /// Whether the transaction identifier element holds an originating and a responding id.
    pub(super) const fn transaction_ids(self) -> (bool, bool) {
        match self {
            Self::QUERY_WITH_PERMISSION | Self::QUERY_WITHOUT_PERMISSION => (true, false),
            Self::RESPONSE | Self::ABORT => (false, true),
            Self::CONVERSATION_WITH_PERMISSION | Self::CONVERSATION_WITHOUT_PERMISSION => {
                (true, true)
            }
            _ => (false, false),
        }
    }
}

/// Why a transaction sublayer gave a transaction up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PAbortCause(
    /// The cause.
    pub u8,
);

impl PAbortCause {
    /// A package type that is not known, or that does not fit what went before.
    pub const UNRECOGNIZED_PACKAGE_TYPE: Self = Self(1);
    /// A transaction portion that breaks a rule.
    pub const INCORRECT_TRANSACTION_PORTION: Self = Self(2);
    /// A transaction portion whose elements do not fit together.
    pub const BADLY_STRUCTURED_TRANSACTION_PORTION: Self = Self(3);
    /// A transaction that the receiver does not have.
    pub const UNASSIGNED_RESPONDING_TRANSACTION_ID: Self = Self(4);
    /// A transaction ended without permission to.
    pub const PERMISSION_TO_RELEASE_PROBLEM: Self = Self(5);
    /// No room for another transaction.
    pub const RESOURCE_UNAVAILABLE: Self = Self(6);
    /// A dialogue portion with elements that are not known.
    pub const UNRECOGNIZED_DIALOGUE_PORTION_ID: Self = Self(7);
    /// A dialogue portion whose elements do not fit together.
    pub const BADLY_STRUCTURED_DIALOGUE_PORTION: Self = Self(8);
    /// A dialogue portion was expected.
    pub const MISSING_DIALOGUE_PORTION: Self = Self(9);
    /// A dialogue portion that was not expected.
    pub const INCONSISTENT_DIALOGUE_PORTION: Self = Self(10);

    /// The cause's name, where it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "unrecognizedPackageType",
            2 => "incorrectTransactionPortion",
            3 => "badlyStructuredTransactionPortion",
            4 => "unassignedRespondingTransactionID",
            5 => "permissionToReleaseProblem",
            6 => "resourceUnavailable",
            7 => "unrecognizedDialoguePortionID",
            8 => "badlyStructuredDialoguePortion",
            9 => "missingDialoguePortion",
            10 => "inconsistentDialoguePortion",
            _ => return None,
        })
    }
}

/// Whose list an operation or error code is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationClass {
    /// National TCAP (T1.114.5).
    National,
    /// Private: AIN, ANSI-41.
    Private,
}

impl OperationClass {
    /// `"national"` or `"private"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Private => "private",
        }
    }
}

/// An operation code: D0 (national) or D1 (private).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationCode {
    /// Whose list.
    pub class: OperationClass,
    /// The code as a signed INTEGER of the contents octets; for two octets up to 7F FF, family and
    /// specifier.
    pub code: i64,
}

impl OperationCode {
    /// A private code such as AIN's.
    pub const fn private(code: u16) -> Self {
        Self { class: OperationClass::Private, code: code as i64 }
    }

    /// Bits 15 to 9 of a two-octet code, bit 16 apart.
    pub const fn family(self) -> u8 {
        (self.code >> 8 & 0x7F) as u8
    }

    /// Bits 8 to 1 of a two-octet code.
    pub const fn specifier(self) -> u8 {
        (self.code & 0xFF) as u8
    }

    /// Bit 16 of a national code: whether a reply is required.
    pub const fn reply_required(self) -> bool {
        self.code >> 15 & 1 != 0
    }

    /// The private code where it is one of AIN's families, 60 to 6F.
    pub const fn ain(self) -> Option<u16> {
        match (self.class, self.code) {
            (OperationClass::Private, 0x6000..=0x6FFF) => Some(self.code as u16),
            _ => None,
        }
    }

    /// The name of a national operation by family and specifier (T1.114.5), or of its family.
    pub const fn national_name(self) -> Option<&'static str> {
        if !matches!(self.class, OperationClass::National) {
            return None;
        }
        Some(match (self.family(), self.specifier()) {
            (1, 1) => "Provide_Value",
            (1, 2) => "Set_Value",
            (2, 1) => "Bill_Call",
            (3, 1) => "Start",
            (3, 2) => "Assist",
            (4, 1) => "Connect",
            (4, 2) => "Temporary_Connect",
            (4, 3) => "Disconnect",
            (4, 4) => "Forward_Disconnect",
            (5, 1) => "Play_Announcement",
            (5, 2) => "Play_Announcement_And_Collect_Digits",
            (5, 3) => "Indicate_Information_Waiting",
            (5, 4) => "Indicate_Information_Provided",
            (6, 1) => "When_Party_Free",
            (7, 1) => "Automatic_Code_Gap",
            (8, 1) => "Temporary_Handover",
            (8, 2) => "Report_Assist_Termination",
            (8, 3) => "Security",
            (9, 1) => "Cancel",
            (10, 1) => "Voice_Message_Available",
            (10, 2) => "Voice_Message_Retrieved",
            (126, 1) => "Queue_Call",
            (126, 2) => "Dequeue_Call",
            (0, _) => "All_Families",
            (1, _) => "Parameter",
            (2, _) => "Charging",
            (3, _) => "Provide_Instructions",
            (4, _) => "Connection_Control",
            (5, _) => "Caller_Interaction",
            (6, _) => "Send_Notification",
            (7, _) => "Network_Management",
            (8, _) => "Procedural",
            (9, _) => "Operation_Control",
            (10, _) => "Report_Event",
            (126, _) => "Miscellaneous",
            _ => return None,
        })
    }
}

impl fmt::Display for OperationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.class.name(), self.code)
    }
}

/// An error code: D3 (national) or D4 (private).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    /// Whose list.
    pub class: OperationClass,
    /// The code.
    pub code: i64,
}

/// Why a component was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Problem {
    /// What kind of component, or portion, is at fault.
    pub problem_type: u8,
    /// What is wrong with it.
    pub specifier: u8,
}

impl Problem {
    /// A component of no known type.
    pub const UNRECOGNISED_COMPONENT_TYPE: Self = Self::of(1, 1);
    /// A component that breaks a rule.
    pub const INCORRECT_COMPONENT_PORTION: Self = Self::of(1, 2);
    /// A component whose elements do not fit together.
    pub const BADLY_STRUCTURED_COMPONENT_PORTION: Self = Self::of(1, 3);
    /// A component that is not coded by the rules of X.690.
    pub const INCORRECT_COMPONENT_CODING: Self = Self::of(1, 4);
    /// An invoke id that is in use.
    pub const DUPLICATE_INVOCATION: Self = Self::of(2, 1);
    /// An operation that the receiver does not know.
    pub const UNRECOGNISED_OPERATION: Self = Self::of(2, 2);
    /// An operation whose parameter is wrong.
    pub const INVOKE_INCORRECT_PARAMETER: Self = Self::of(2, 3);
    /// An operation that answers one which was not asked for.
    pub const INVOKE_UNRECOGNISED_CORRELATION_ID: Self = Self::of(2, 4);
    /// A result of what was not asked for.
    pub const RESULT_UNRECOGNISED_CORRELATION_ID: Self = Self::of(3, 1);
    /// A result of an operation that has none.
    pub const UNEXPECTED_RETURN_RESULT: Self = Self::of(3, 2);
    /// A result whose parameter is wrong.
    pub const RESULT_INCORRECT_PARAMETER: Self = Self::of(3, 3);
    /// An error of what was not asked for.
    pub const ERROR_UNRECOGNISED_CORRELATION_ID: Self = Self::of(4, 1);
    /// An error of an operation that has none.
    pub const UNEXPECTED_RETURN_ERROR: Self = Self::of(4, 2);
    /// An error that is not known.
    pub const UNRECOGNISED_ERROR: Self = Self::of(4, 3);
    /// An error that the operation does not have.
    pub const UNEXPECTED_ERROR: Self = Self::of(4, 4);
    /// An error whose parameter is wrong.
    pub const ERROR_INCORRECT_PARAMETER: Self = Self::of(4, 5);

    const fn of(problem_type: u8, specifier: u8) -> Self {
        Self { problem_type, specifier }
    }

    /// The name of the problem's type, where it has one.
    pub const fn type_name(self) -> Option<&'static str> {
        Some(match self.problem_type {
            1 => "general",
            2 => "invoke",
            3 => "returnResult",
            4 => "returnError",
            5 => "transactionPortion",
            _ => return None,
        })
    }

    /// The problem's name, where it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match (self.problem_type, self.specifier) {
            (1, 1) => "unrecognisedComponentType",
            (1, 2) => "incorrectComponentPortion",
            (1, 3) => "badlyStructuredComponentPortion",
            (1, 4) => "incorrectComponentCoding",
            (2, 1) => "duplicateInvocation",
            (2, 2) => "unrecognisedOperation",
            (2 | 3, 3) => "incorrectParameter",
            (2, 4) => "unrecognisedCorrelationID",
            (3 | 4, 1) => "unrecognisedCorrelationID",
            (3, 2) => "unexpectedReturnResult",
            (4, 2) => "unexpectedReturnError",
            (4, 3) => "unrecognisedError",
            (4, 4) => "unexpectedError",
            (4, 5) => "incorrectParameter",
            (5, 1) => "unrecognisedPackageType",
            (5, 2) => "incorrectTransactionPortion",
            (5, 3) => "badlyStructuredTransactionPortion",
            (5, 4) => "unassignedRespondingTransactionID",
            (5, 5) => "permissionToReleaseProblem",
            (5, 6) => "resourceUnavailable",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_national_operation_is_named_by_family_and_specifier() {
        let name = |code| OperationCode { class: OperationClass::National, code }.national_name();
        for (code, wanted) in [
            (0x0101, "Provide_Value"),
            (0x0301, "Start"),
            (0x0403, "Disconnect"),
            (0x0501, "Play_Announcement"),
            (0x0502, "Play_Announcement_And_Collect_Digits"),
            (0x0A02, "Voice_Message_Retrieved"),
            (0x7E01, "Queue_Call"),
            // With the top bit a reply is required: it is the same operation.
            (0x0502 - 0x8000, "Play_Announcement_And_Collect_Digits"),
            // A specifier that T1.114.5 does not have leaves the family.
            (0x0509, "Caller_Interaction"),
        ] {
            assert_eq!(name(code), Some(wanted), "{code:x}");
        }
        assert_eq!(name(0x0B01), None);
        assert_eq!(OperationCode::private(0x0501).national_name(), None);
    }
}
