//! Names of values of SCCP.

use super::Name;

/// The names of this field's values.
pub(super) fn of(field: &str) -> &'static [Name] {
    match field {
        "sccp.message_type" => MESSAGE_TYPE,
        "sccp.handling" => HANDLING,
        "sccp.ssn" | "sccp.called.ssn" | "sccp.calling.ssn" => SUBSYSTEM,
        "sccp.return_cause" => RETURN_CAUSE,
        "sccp.segmentation.first" => FIRST_SEGMENT,
        "sccp.segmentation.class" => SEGMENT_CLASS,
        "sccp.more" | "sccp.sequencing_segmenting.more" => MORE_DATA,
        "sccp.release_cause" => RELEASE_CAUSE,
        "sccp.refusal_cause" => REFUSAL_CAUSE,
        "sccp.reset_cause" => RESET_CAUSE,
        "sccp.error_cause" => ERROR_CAUSE,
        "sccpmg.message_type" => MANAGEMENT_TYPE,
        "sccp.called.ni" | "sccp.calling.ni" => NATIONAL_INDICATOR,
        "sccp.called.ri" | "sccp.calling.ri" => ROUTING_INDICATOR,
        "sccp.called.gti" | "sccp.calling.gti" => GLOBAL_TITLE_INDICATOR,
        "sccp.called.ssni" | "sccp.calling.ssni" => SUBSYSTEM_INDICATOR,
        "sccp.called.pci" | "sccp.calling.pci" => POINT_CODE_INDICATOR,
        "sccp.called.nai" | "sccp.calling.nai" => NATURE_OF_ADDRESS,
        "sccp.called.oe" | "sccp.calling.oe" => ODD_EVEN,
        "sccp.called.np" | "sccp.calling.np" => NUMBERING_PLAN,
        "sccp.called.es" | "sccp.calling.es" => ENCODING_SCHEME,
        _ => &[],
    }
}

const MESSAGE_TYPE: &[Name] = &[
    ("Connection Request", 1),
    ("Connection Confirm", 2),
    ("Connection Refused", 3),
    ("Released", 4),
    ("Release Complete", 5),
    ("Data Form 1", 6),
    ("Data Form 2", 7),
    ("Data Acknowledgement", 8),
    ("Unitdata", 9),
    ("Unitdata Service", 10),
    ("Expedited Data", 11),
    ("Expedited Data Acknowledgement", 12),
    ("Reset Request", 13),
    ("Reset Confirmation", 14),
    ("Error", 15),
    ("Inactivity Timer", 16),
    ("Extended Unitdata", 17),
    ("Extended Unitdata Service", 18),
    ("Long Unitdata", 19),
    ("Long Unitdata Service", 20),
];

const HANDLING: &[Name] = &[("No special options", 0), ("Return message on error", 8)];

const SUBSYSTEM: &[Name] = &[
    ("SSN not known/not used", 0),
    ("SCCP management", 1),
    ("Reserved for ITU-T allocation", 2),
    ("ISDN User Part", 3),
    ("OMAP (Operation, Maintenance, and Administration Part)", 4),
    ("MAP (Mobile Application Part)", 5),
    ("HLR (Home Location Register)", 6),
    ("VLR (Visitor Location Register)", 7),
    ("MSC (Mobile Switching Center)", 8),
    ("EIC/EIR (Equipment Identifier Center/Equipment Identification Register)", 9),
    ("AUC/AC (Authentication Center)", 10),
    ("ISDN supplementary services (ITU only)", 11),
    ("Reserved for international use (ITU only)", 12),
    ("Broadband ISDN edge-to-edge applications (ITU only)", 13),
    ("TC test responder (ITU only)", 14),
    ("RANAP", 142),
    ("RNSAP", 143),
    ("GMLC(MAP)", 145),
    ("CAP", 146),
    ("gsmSCF (MAP) or IM-SSF (MAP) or Presence Network Agent", 147),
    ("SIWF (MAP)", 148),
    ("SGSN (MAP)", 149),
    ("GGSN (MAP)", 150),
    ("CSS (MAP)", 248),
    ("PCAP", 249),
    ("BSC (BSSAP-LE)", 250),
    ("MSC (BSSAP-LE)", 251),
    ("IOS or SMLC (BSSAP-LE)", 252),
    ("BSS O&M (A interface)", 253),
    ("BSSAP/BSAP", 254),
];

const RETURN_CAUSE: &[Name] = &[
    ("No translation for an address of such nature", 0),
    ("No translation for this specific address", 1),
    ("Subsystem congestion", 2),
    ("Subsystem failure", 3),
    ("Unequipped failure", 4),
    ("MTP failure", 5),
    ("Network congestion", 6),
    ("Unqualified", 7),
    ("Error in message transport", 8),
    ("Error in local processing", 9),
    ("Destination cannot perform reassembly", 10),
    ("SCCP failure", 11),
    ("Hop counter violation", 12),
    ("Segmentation not supported", 13),
    ("Segmentation failure", 14),
    ("Message change failure (ANSI only)", 247),
    ("Invalid INS routing request (ANSI only)", 248),
    ("Invalid ISNI routing request (ANSI only)", 249),
    ("Unauthorized message (ANSI only)", 250),
    ("Message incompatibility (ANSI only)", 251),
    ("Cannot perform ISNI constrained routing (ANSI only)", 252),
    ("Redundant ISNI constrained routing (ANSI only)", 253),
    ("Unable to perform ISNI identification (ANSI only)", 254),
];

const FIRST_SEGMENT: &[Name] = &[("First segment", 1), ("Not first segment", 0)];

const SEGMENT_CLASS: &[Name] = &[("Class 0 selected", 0), ("Class 1 selected", 1)];

const MORE_DATA: &[Name] = &[("No more data", 0), ("More data", 1)];

const RELEASE_CAUSE: &[Name] = &[
    ("End user originated", 0),
    ("End user congestion", 1),
    ("End user failure", 2),
    ("SCCP user originated", 3),
    ("Remote procedure error", 4),
    ("Inconsistent connection data", 5),
    ("Access failure", 6),
    ("Access congestion", 7),
    ("Subsystem failure", 8),
    ("Subsystem congestion", 9),
    ("MTP failure", 10),
    ("Network congestion", 11),
    ("Expiration of reset timer", 12),
    ("Expiration of receive inactivity timer", 13),
    ("Reserved", 14),
    ("Unqualified", 15),
    ("SCCP failure (ITU only)", 16),
];

const REFUSAL_CAUSE: &[Name] = &[
    ("End user originated", 0),
    ("End user congestion", 1),
    ("End user failure", 2),
    ("SCCP user originated", 3),
    ("Destination address unknown", 4),
    ("Destination inaccessible", 5),
    ("Network resource - QOS not available/non-transient", 6),
    ("Network resource - QOS not available/transient", 7),
    ("Access failure", 8),
    ("Access congestion", 9),
    ("Subsystem failure", 10),
    ("Subsystem congestion", 11),
    ("Expiration of connection establishment timer", 12),
    ("Incompatible user data", 13),
    ("Reserved", 14),
    ("Unqualified", 15),
    ("Hop counter violation", 16),
    ("SCCP failure (ITU only)", 17),
    ("No translation for an address of such nature", 18),
    ("Unequipped user", 19),
];

const RESET_CAUSE: &[Name] = &[
    ("End user originated", 0),
    ("SCCP user originated", 1),
    ("Message out of order - incorrect send sequence number", 2),
    ("Message out of order - incorrect receive sequence number", 3),
    ("Remote procedure error - message out of window", 4),
    ("Remote procedure error - incorrect send sequence number after (re)initialization", 5),
    ("Remote procedure error - general", 6),
    ("Remote end user operational", 7),
    ("Network operational", 8),
    ("Access operational", 9),
    ("Network congestion", 10),
    ("Reserved (ITU)/Not obtainable (ANSI)", 11),
    ("Unqualified", 12),
];

const ERROR_CAUSE: &[Name] = &[
    ("Local Reference Number (LRN) mismatch - unassigned destination LRN", 0),
    ("Local Reference Number (LRN) mismatch - inconsistent source LRN", 1),
    ("Point code mismatch", 2),
    ("Service class mismatch", 3),
    ("Unqualified", 4),
];

const MANAGEMENT_TYPE: &[Name] = &[
    ("SubSystem Allowed", 1),
    ("SubSystem Prohibited", 2),
    ("Subsystem Status Test", 3),
    ("Subsystem Out of service Request", 4),
    ("Subsystem Out of service Grant", 5),
    ("SubSystem Congested (ITU)", 6),
    ("Subsystem Backup Routing (ANSI)", 253),
    ("Subsystem Normal Routing (ANSI)", 254),
    ("Subsystem Routing status Test (ANSI)", 255),
];

const NATIONAL_INDICATOR: &[Name] =
    &[("Address coded to International standard", 0), ("Address coded to National standard", 1)];

const ROUTING_INDICATOR: &[Name] = &[("Route on GT", 0), ("Route on SSN", 1)];

const GLOBAL_TITLE_INDICATOR: &[Name] = &[("No Global Title", 0), ("Translation Type only", 2)];

const SUBSYSTEM_INDICATOR: &[Name] = &[("SSN present", 1), ("SSN not present", 0)];

const POINT_CODE_INDICATOR: &[Name] = &[("Point Code present", 1), ("Point Code not present", 0)];

const NATURE_OF_ADDRESS: &[Name] = &[
    ("NAI unknown", 0),
    ("Subscriber Number", 1),
    ("Reserved for national use", 2),
    ("National significant number", 3),
    ("International number", 4),
];

const ODD_EVEN: &[Name] =
    &[("Even number of address signals", 0), ("Odd number of address signals", 1)];

const NUMBERING_PLAN: &[Name] = &[
    ("Unknown", 0),
    ("ISDN/telephony", 1),
    ("Generic (ITU)/Reserved (ANSI)", 2),
    ("Data", 3),
    ("Telex", 4),
    ("Maritime mobile", 5),
    ("Land mobile", 6),
    ("ISDN/mobile", 7),
    ("Private network or network-specific", 14),
    ("Reserved", 15),
];

const ENCODING_SCHEME: &[Name] = &[
    ("Unknown", 0),
    ("BCD, odd number of digits", 1),
    ("BCD, even number of digits", 2),
    ("National specific", 3),
    ("Reserved (ITU)/Spare (ANSI)", 15),
];
