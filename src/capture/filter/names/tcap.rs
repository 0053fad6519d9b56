//! Names of values of TCAP of both standards.

use super::Name;

/// The names of this field's values.
pub(super) fn of(field: &str) -> &'static [Name] {
    match field {
        "ansi_tcap.abortCause" => ANSI_ABORT_CAUSE,
        "ansi_tcap.ComponentPDU" => ANSI_COMPONENT_PDU,
        "ansi_tcap.operationCode" => ANSI_OPERATION_CODE,
        "ansi_tcap.errorCode" => ANSI_ERROR_CODE,
        "ansi_tcap.ec_private" => ANSI_EC_PRIVATE,
        "ansi_tcap.rejectProblem" => ANSI_REJECT_PROBLEM,
        "tcap.p_abortCause" => ITU_P_ABORT_CAUSE,
        "tcap.Component" => ITU_COMPONENT,
        "tcap.opCode" => ITU_OP_CODE,
        "tcap.generalProblem" => ITU_GENERAL_PROBLEM,
        "tcap.invokeProblem" => ITU_INVOKE_PROBLEM,
        "tcap.returnResultProblem" => ITU_RETURN_RESULT_PROBLEM,
        "tcap.returnErrorProblem" => ITU_RETURN_ERROR_PROBLEM,
        _ => &[],
    }
}

const ANSI_ABORT_CAUSE: &[Name] = &[
    ("unrecognizedPackageType", 1),
    ("incorrectTransactionPortion", 2),
    ("badlyStructuredTransactionPortion", 3),
    ("unassignedRespondingTransactionID", 4),
    ("permissionToReleaseProblem", 5),
    ("resourceUnavailable", 6),
    ("unrecognizedDialoguePortionID", 7),
    ("badlyStructuredDialoguePortion", 8),
    ("missingDialoguePortion", 9),
    ("inconsistentDialoguePortion", 10),
];

const ANSI_COMPONENT_PDU: &[Name] = &[
    ("invokeLast", 9),
    ("returnResultLast", 10),
    ("returnError", 11),
    ("reject", 12),
    ("invokeNotLast", 13),
    ("returnResultNotLast", 14),
];

const ANSI_OPERATION_CODE: &[Name] = &[("national", 16), ("private", 17)];

const ANSI_ERROR_CODE: &[Name] = &[("national", 19), ("private", 20)];

const ANSI_EC_PRIVATE: &[Name] = &[
    ("unrecognized-MIN", 129),
    ("unrecognized-ESN", 130),
    ("mINorHLR-Mismatch", 131),
    ("operation-Sequence-Problem", 132),
    ("resource-Shortage", 133),
    ("operation-Not-Supported", 134),
    ("trunk-Unavailable", 135),
    ("parameter-Error", 136),
    ("system-Failure", 137),
    ("unrecognized-Parameter-Value", 138),
    ("feature-Inactive", 139),
    ("missing-Parameter", 140),
];

const ANSI_REJECT_PROBLEM: &[Name] = &[
    ("general-unrecognisedComponentType", 257),
    ("general-incorrectComponentPortion", 258),
    ("general-badlyStructuredCompPortion", 259),
    ("general-incorrectComponentCoding", 260),
    ("invoke-duplicateInvocation", 513),
    ("invoke-unrecognisedOperation", 514),
    ("invoke-incorrectParameter", 515),
    ("invoke-unrecognisedCorrelationID", 516),
    ("returnResult-unrecognisedCorrelationID", 769),
    ("returnResult-unexpectedReturnResult", 770),
    ("returnResult-incorrectParameter", 771),
    ("returnError-unrecognisedCorrelationID", 1025),
    ("returnError-unexpectedReturnError", 1026),
    ("returnError-unrecognisedError", 1027),
    ("returnError-unexpectedError", 1028),
    ("returnError-incorrectParameter", 1029),
    ("transaction-unrecognizedPackageType", 1281),
    ("transaction-incorrectTransPortion", 1282),
    ("transaction-badlyStructuredTransPortion", 1283),
    ("transaction-unassignedRespondingTransID", 1284),
    ("transaction-permissionToReleaseProblem", 1285),
    ("transaction-resourceUnavailable", 1286),
];

const ITU_P_ABORT_CAUSE: &[Name] = &[
    ("unrecognizedMessageType", 0),
    ("unrecognizedTransactionID", 1),
    ("badlyFormattedTransactionPortion", 2),
    ("incorrectTransactionPortion", 3),
    ("resourceLimitation", 4),
];

const ITU_COMPONENT: &[Name] = &[
    ("invoke", 1),
    ("returnResultLast", 2),
    ("returnError", 3),
    ("reject", 4),
    ("returnResultNotLast", 7),
];

const ITU_OP_CODE: &[Name] = &[("localValue", 0), ("globalValue", 1)];

const ITU_GENERAL_PROBLEM: &[Name] =
    &[("unrecognizedComponent", 0), ("mistypedComponent", 1), ("badlyStructuredComponent", 2)];

const ITU_INVOKE_PROBLEM: &[Name] = &[
    ("duplicateInvokeID", 0),
    ("unrecognizedOperation", 1),
    ("mistypedParameter", 2),
    ("resourceLimitation", 3),
    ("initiatingRelease", 4),
    ("unrecognizedLinkedID", 5),
    ("linkedResponseUnexpected", 6),
    ("unexpectedLinkedOperation", 7),
];

const ITU_RETURN_RESULT_PROBLEM: &[Name] =
    &[("unrecognizedInvokeID", 0), ("returnResultUnexpected", 1), ("mistypedParameter", 2)];

const ITU_RETURN_ERROR_PROBLEM: &[Name] = &[
    ("unrecognizedInvokeID", 0),
    ("returnErrorUnexpected", 1),
    ("unrecognizedError", 2),
    ("unexpectedError", 3),
    ("mistypedParameter", 4),
];
