//! Names of values of MTP level 2 and level 3.

use super::Name;

/// The names of this field's values.
pub(super) fn of(field: &str) -> &'static [Name] {
    match field {
        "mtp2.sf" => LINK_STATUS,
        "mtp3mg.h0" => MANAGEMENT_H0,
        "mtp3mg.test.h0" => TEST_H0,
        "mtp3mg.test.h1" => TEST_H1,
        "mtp3mg.user" => MANAGEMENT_USER,
        "mtp3mg.cause" => UNAVAILABILITY_CAUSE,
        "mtp3.service_indicator" => SERVICE_INDICATOR,
        "mtp3.network_indicator" => NETWORK_INDICATOR,
        _ => &[],
    }
}

const LINK_STATUS: &[Name] = &[
    ("Status Indication O", 0),
    ("Status Indication N", 1),
    ("Status Indication E", 2),
    ("Status Indication OS", 3),
    ("Status Indication PO", 4),
    ("Status Indication B", 5),
];

const MANAGEMENT_H0: &[Name] = &[
    ("Changeover and changeback messages", 1),
    ("Emergency changeover messages", 2),
    ("Transfer-controlled and signalling route set congestion messages", 3),
    ("Transfer prohibited-allowed-restricted messages", 4),
    ("Signalling-route-set-test messages", 5),
    ("Management inhibit messages", 6),
    ("Traffic restart messages", 7),
    ("Signalling-data-link-connection messages", 8),
    ("User part flow control messages", 10),
];

const TEST_H0: &[Name] = &[("Test messages", 1)];

const TEST_H1: &[Name] =
    &[("Signalling link test message", 1), ("Signalling link test acknowledgement message", 2)];

const MANAGEMENT_USER: &[Name] = &[
    ("Spare", 0),
    ("SCCP", 3),
    ("TUP", 4),
    ("ISUP", 5),
    ("DUP (call and circuit related messages)", 6),
    ("DUP (facility registration and cancellation message)", 7),
    ("MTP testing user part", 8),
    ("ISUP-b", 9),
    ("ISUP-s", 10),
];

pub(super) const UNAVAILABILITY_CAUSE: &[Name] =
    &[("Unknown", 0), ("Unequipped remote user", 1), ("Inaccessible remote user", 2)];

const SERVICE_INDICATOR: &[Name] = &[
    ("Signalling Network Management Message (SNM)", 0),
    ("Maintenance Regular Message (MTN)", 1),
    ("Maintenance Special Message (MTNS)", 2),
    ("SCCP", 3),
    ("TUP", 4),
    ("ISUP", 5),
    ("DUP (call and circuit related messages)", 6),
    ("DUP (facility registration and cancellation message)", 7),
    ("MTP testing user part", 8),
    ("Broadband ISUP", 9),
    ("Satellite ISUP", 10),
    ("Spare", 11),
    ("AAL type2 Signaling", 12),
    ("Bearer Independent Call Control (BICC)", 13),
    ("Gateway Control Protocol", 14),
];

pub(super) const NETWORK_INDICATOR: &[Name] = &[
    ("International network", 0),
    ("Spare (for international use only)", 1),
    ("National network", 2),
    ("Reserved for national use", 3),
];
