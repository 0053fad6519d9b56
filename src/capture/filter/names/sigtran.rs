//! Names of values of M2PA, M2UA, SUA and M3UA.

use super::Name;
use super::mtp::{NETWORK_INDICATOR, UNAVAILABILITY_CAUSE};

/// The names of this field's values.
pub(super) fn of(field: &str) -> &'static [Name] {
    match field {
        "m2pa.version" | "m2ua.version" | "sua.version" | "m3ua.version" => VERSION,
        "m2pa.class" => M2PA_CLASS,
        "m2pa.type" => M2PA_TYPE,
        "m2pa.status" => M2PA_STATUS,
        "m2ua.message_class" => M2UA_MESSAGE_CLASS,
        "m2ua.parameter_tag" => M2UA_PARAMETER_TAG,
        "m2ua.traffic_mode_type" => M2UA_TRAFFIC_MODE_TYPE,
        "m2ua.error_code" => M2UA_ERROR_CODE,
        "m2ua.status_type" | "sua.status_type" | "m3ua.status_type" => STATUS_TYPE,
        "sua.message_class" => SUA_MESSAGE_CLASS,
        "sua.traffic_mode_type" | "m3ua.traffic_mode_type" => TRAFFIC_MODE,
        "sua.error_code" => SUA_ERROR_CODE,
        "sua.sccp_cause_type" => SUA_SCCP_CAUSE_TYPE,
        "sua.cause_user_cause" => SUA_CAUSE_USER_CAUSE,
        "sua.source.routing_indicator" | "sua.destination.routing_indicator" => {
            SUA_ROUTING_INDICATOR
        }
        "m3ua.message_class" => M3UA_MESSAGE_CLASS,
        "m3ua.parameter_tag" => M3UA_PARAMETER_TAG,
        "m3ua.error_code" => M3UA_ERROR_CODE,
        "m3ua.unavailability_cause" => UNAVAILABILITY_CAUSE,
        "m3ua.user_identity" => M3UA_USER_IDENTITY,
        "m3ua.congestion_level" => M3UA_CONGESTION_LEVEL,
        "m3ua.protocol_data_si" => M3UA_PROTOCOL_DATA_SI,
        "m3ua.protocol_data_ni" => NETWORK_INDICATOR,
        "sua.segmentation_first_bit" => SUA_FIRST_SEGMENT,
        "sua.protocol_class_return_on_error_bit" => SUA_RETURN_ON_ERROR,
        _ => &[],
    }
}

const VERSION: &[Name] = &[("Release 1", 1)];

const M2PA_CLASS: &[Name] = &[("M2PA", 11)];

const M2PA_TYPE: &[Name] = &[("User Data", 1), ("Link Status", 2)];

const M2PA_STATUS: &[Name] = &[
    ("Alignment", 1),
    ("Proving Normal", 2),
    ("Proving Emergency", 3),
    ("Ready", 4),
    ("Processor Outage", 5),
    ("Processor Outage Ended", 6),
    ("Busy", 7),
    ("Busy Ended", 8),
    ("Out of Service", 9),
];

const M2UA_MESSAGE_CLASS: &[Name] = &[
    ("Management messages", 0),
    ("ASP state maintenance messages", 3),
    ("ASP traffic maintenance messages", 4),
    ("MTP2 user adaptation messages", 6),
    ("Interface identifier management messages", 10),
];

const M2UA_PARAMETER_TAG: &[Name] = &[
    ("Interface identifier (integer)", 1),
    ("Interface identifier (text)", 3),
    ("Info string", 4),
    ("Diagnostic information", 7),
    ("Interface identifier (integer range)", 8),
    ("Heartbeat data", 9),
    ("Traffic mode type", 11),
    ("Error code", 12),
    ("Status type / information", 13),
    ("ASP identifier", 17),
    ("Correlation identifier", 19),
    ("Protocol data 1", 768),
    ("Protocol data 2", 769),
    ("State request", 770),
    ("State event", 771),
    ("Congestion state", 772),
    ("Discard state", 773),
    ("Action", 774),
    ("Sequence number", 775),
    ("Retrieval result", 776),
    ("Link key", 777),
    ("Local LK identifier", 778),
    ("SDT identifier", 779),
    ("SDL identifier", 780),
    ("Registration result", 781),
    ("Registration status", 782),
    ("Deregistration result", 783),
    ("Deregistration status", 784),
];

const M2UA_TRAFFIC_MODE_TYPE: &[Name] = &[("Override", 1), ("Load-share", 2), ("Broadcast", 3)];

const M2UA_ERROR_CODE: &[Name] = &[
    ("Invalid version", 1),
    ("Invalid interface identifier", 2),
    ("Unsupported message class", 3),
    ("Unsupported message type", 4),
    ("Unsupported traffic handling mode", 5),
    ("Unexpected message", 6),
    ("Protocol error", 7),
    ("Unsupported interface identifier type", 8),
    ("Invalid stream identifier", 9),
    ("Refused - management blocking", 13),
    ("ASP identifier required", 14),
    ("Invalid ASP identifier", 15),
    ("ASP active for interface identifier", 16),
    ("Invalid parameter value", 17),
    ("Parameter field error", 18),
    ("Unexpected parameter", 19),
    ("Missing parameter", 22),
];

const STATUS_TYPE: &[Name] = &[("Application server state change", 1), ("Other", 2)];

const SUA_MESSAGE_CLASS: &[Name] = &[
    ("Management messages", 0),
    ("SS7 signalling network management messages", 2),
    ("ASP state maintenance messages", 3),
    ("ASP traffic maintenance messages", 4),
    ("Connectionless messages", 7),
    ("Connection-Oriented messages", 8),
    ("Routing key management Messages", 9),
];

const TRAFFIC_MODE: &[Name] = &[("Over-ride", 1), ("Load-share", 2), ("Broadcast", 3)];

const SUA_ERROR_CODE: &[Name] = &[
    ("Invalid version", 1),
    ("Unsupported message class", 3),
    ("Unsupported message type", 4),
    ("Unsupported traffic handling mode", 5),
    ("Unexpected message", 6),
    ("Protocol error", 7),
    ("Invalid stream identifier", 9),
    ("Refused - management blocking", 13),
    ("ASP identifier required", 14),
    ("Invalid ASP identifier", 15),
    ("Invalid parameter value", 17),
    ("Parameter field error", 18),
    ("Unexpected parameter", 19),
    ("Destination status unknown", 20),
    ("Invalid network appearance", 21),
    ("Missing parameter", 22),
    ("Invalid routing context", 25),
    ("No configured AS for ASP", 26),
    ("Subsystem status unknown", 27),
    ("Invalid loadsharing label", 28),
];

const SUA_SCCP_CAUSE_TYPE: &[Name] = &[
    ("Return Cause", 1),
    ("Refusal Cause", 2),
    ("Release Cause", 3),
    ("Reset Cause", 4),
    ("Error cause", 5),
];

const SUA_CAUSE_USER_CAUSE: &[Name] = &[
    ("Remote SCCP unavailable, Reason unknown", 0),
    ("Remote SCCP unequipped", 2),
    ("Remote SCCP inaccessible", 3),
];

const SUA_ROUTING_INDICATOR: &[Name] = &[
    ("Reserved", 0),
    ("Route on Global Title", 1),
    ("Route on SSN + PC", 2),
    ("Route on Hostname", 3),
    ("Route on SSN + IP Address", 4),
];

const M3UA_MESSAGE_CLASS: &[Name] = &[
    ("Management messages", 0),
    ("Transfer messages", 1),
    ("SS7 signalling network management messages", 2),
    ("ASP state maintenance messages", 3),
    ("ASP traffic maintenance messages", 4),
    ("Routing key management messages", 9),
];

const M3UA_PARAMETER_TAG: &[Name] = &[
    ("Info string", 4),
    ("Routing context", 6),
    ("Diagnostic Information", 7),
    ("Heartbeat data", 9),
    ("Traffic mode type", 11),
    ("Error code", 12),
    ("Status", 13),
    ("ASP identifier", 17),
    ("Affected point code", 18),
    ("Correlation identifier", 19),
    ("Network appearance", 512),
    ("User / cause", 516),
    ("Congestion indications", 517),
    ("Concerned destination", 518),
    ("Routing key", 519),
    ("Registration result", 520),
    ("Deregistration result", 521),
    ("Local routing key identifier", 522),
    ("Destination point code", 523),
    ("Service indicators", 524),
    ("Originating point code list", 526),
    ("Circuit range", 527),
    ("Protocol data", 528),
    ("Registration status", 530),
    ("Deregistration status", 531),
];

const M3UA_ERROR_CODE: &[Name] = &[
    ("Invalid version", 1),
    ("Unsupported message class", 3),
    ("Unsupported message type", 4),
    ("Unsupported traffic handling mode", 5),
    ("Unexpected message", 6),
    ("Protocol error", 7),
    ("Invalid stream identifier", 9),
    ("Refused - management blocking", 13),
    ("ASP identifier required", 14),
    ("Invalid ASP identifier", 15),
    ("Invalid parameter value", 17),
    ("Parameter field error", 18),
    ("Unexpected parameter", 19),
    ("Destination status unknown", 20),
    ("Invalid network appearance", 21),
    ("Missing parameter", 22),
    ("Invalid routing context", 25),
    ("No configured AS for ASP", 26),
];

const M3UA_USER_IDENTITY: &[Name] = &[
    ("Reserved", 0),
    ("SCCP", 3),
    ("TUP", 4),
    ("ISUP", 5),
    ("Broadband ISUP", 9),
    ("Satellite ISUP", 10),
    ("AAL type2 Signaling", 12),
    ("Bearer Independent Call Control (BICC)", 13),
    ("Gateway Control Protocol", 14),
];

const M3UA_CONGESTION_LEVEL: &[Name] = &[
    ("No congestion or undefined", 0),
    ("Congestion level 1", 1),
    ("Congestion level 2", 2),
    ("Congestion level 3", 3),
];

const M3UA_PROTOCOL_DATA_SI: &[Name] = &[
    ("SNM", 0),
    ("MTN", 1),
    ("MTNS", 2),
    ("SCCP", 3),
    ("TUP", 4),
    ("ISUP", 5),
    ("DUP (CC)", 6),
    ("DUP (FAC/CANC)", 7),
    ("MTP Test", 8),
    ("ISUP-b", 9),
    ("ISUP-s", 10),
    ("AAL type 2", 12),
    ("BICC", 13),
    ("GCP", 14),
];

const SUA_FIRST_SEGMENT: &[Name] = &[("First segment", 1), ("Subsequent segment", 0)];

const SUA_RETURN_ON_ERROR: &[Name] = &[("Return Message On Error", 1), ("No Special Options", 0)];
