//! The codes of M3UA (RFC 4666 3.1 and 3.8, and the registries it opened).

use crate::wire::codes::codes;

codes! {
    /// Message class (RFC 4666 3.1.2).
    pub struct MessageClass(u8) {
        MANAGEMENT = 0, "MGMT";
        TRANSFER = 1, "Transfer";
        SS7_SIGNALLING_NETWORK_MANAGEMENT = 2, "SSNM";
        ASP_STATE_MAINTENANCE = 3, "ASPSM";
        ASP_TRAFFIC_MAINTENANCE = 4, "ASPTM";
        ROUTING_KEY_MANAGEMENT = 9, "RKM";
    }

    /// Message class and type as one number, the class in the high octet: types of different
    /// classes share their numbers (RFC 4666 3.1.3).
    pub struct MessageType(u16) {
        ERROR = 0x0000, "ERR";
        NOTIFY = 0x0001, "NTFY";
        DATA = 0x0101, "DATA";
        DESTINATION_UNAVAILABLE = 0x0201, "DUNA";
        DESTINATION_AVAILABLE = 0x0202, "DAVA";
        DESTINATION_STATE_AUDIT = 0x0203, "DAUD";
        SIGNALLING_CONGESTION = 0x0204, "SCON";
        DESTINATION_USER_PART_UNAVAILABLE = 0x0205, "DUPU";
        DESTINATION_RESTRICTED = 0x0206, "DRST";
        ASP_UP = 0x0301, "ASPUP";
        ASP_DOWN = 0x0302, "ASPDN";
        HEARTBEAT = 0x0303, "BEAT";
        ASP_UP_ACKNOWLEDGEMENT = 0x0304, "ASPUP ACK";
        ASP_DOWN_ACKNOWLEDGEMENT = 0x0305, "ASPDN ACK";
        HEARTBEAT_ACKNOWLEDGEMENT = 0x0306, "BEAT ACK";
        ASP_ACTIVE = 0x0401, "ASPAC";
        ASP_INACTIVE = 0x0402, "ASPIA";
        ASP_ACTIVE_ACKNOWLEDGEMENT = 0x0403, "ASPAC ACK";
        ASP_INACTIVE_ACKNOWLEDGEMENT = 0x0404, "ASPIA ACK";
        REGISTRATION_REQUEST = 0x0901, "REG REQ";
        REGISTRATION_RESPONSE = 0x0902, "REG RSP";
        DEREGISTRATION_REQUEST = 0x0903, "DEREG REQ";
        DEREGISTRATION_RESPONSE = 0x0904, "DEREG RSP";
    }

    /// Parameter tag (RFC 4666 3.2).
    pub struct Tag(u16) {
        DRAFT_NETWORK_APPEARANCE = 0x0001, "network appearance (Internet-Draft 6)";
        DRAFT_PROTOCOL_DATA_1 = 0x0002, "protocol data 1 (Internet-Draft 6)";
        DRAFT_PROTOCOL_DATA_2 = 0x0003, "protocol data 2 (Internet-Draft 6)";
        INFO_STRING = 0x0004, "info string";
        ROUTING_CONTEXT = 0x0006, "routing context";
        DIAGNOSTIC_INFORMATION = 0x0007, "diagnostic information";
        HEARTBEAT_DATA = 0x0009, "heartbeat data";
        TRAFFIC_MODE_TYPE = 0x000B, "traffic mode type";
        ERROR_CODE = 0x000C, "error code";
        STATUS = 0x000D, "status";
        ASP_IDENTIFIER = 0x0011, "ASP identifier";
        AFFECTED_POINT_CODE = 0x0012, "affected point code";
        CORRELATION_ID = 0x0013, "correlation id";
        NETWORK_APPEARANCE = 0x0200, "network appearance";
        USER_CAUSE = 0x0204, "user/cause";
        CONGESTION_INDICATIONS = 0x0205, "congestion indications";
        CONCERNED_DESTINATION = 0x0206, "concerned destination";
        ROUTING_KEY = 0x0207, "routing key";
        REGISTRATION_RESULT = 0x0208, "registration result";
        DEREGISTRATION_RESULT = 0x0209, "deregistration result";
        LOCAL_ROUTING_KEY_IDENTIFIER = 0x020A, "local routing key identifier";
        DESTINATION_POINT_CODE = 0x020B, "destination point code";
        SERVICE_INDICATORS = 0x020C, "service indicators";
        ORIGINATING_POINT_CODE_LIST = 0x020E, "originating point code list";
        CIRCUIT_RANGE = 0x020F, "circuit range";
        PROTOCOL_DATA = 0x0210, "protocol data";
        REGISTRATION_STATUS = 0x0212, "registration status";
        DEREGISTRATION_STATUS = 0x0213, "deregistration status";
    }

    /// Traffic mode type (RFC 4666 3.7.1).
    pub struct TrafficModeType(u32) {
        OVERRIDE = 1, "override";
        LOADSHARE = 2, "loadshare";
        BROADCAST = 3, "broadcast";
    }

    /// Error code (RFC 4666 3.8.1).
    pub struct ErrorCode(u32) {
        INVALID_VERSION = 0x01, "invalid version";
        UNSUPPORTED_MESSAGE_CLASS = 0x03, "unsupported message class";
        UNSUPPORTED_MESSAGE_TYPE = 0x04, "unsupported message type";
        UNSUPPORTED_TRAFFIC_MODE_TYPE = 0x05, "unsupported traffic mode type";
        UNEXPECTED_MESSAGE = 0x06, "unexpected message";
        PROTOCOL_ERROR = 0x07, "protocol error";
        INVALID_STREAM_IDENTIFIER = 0x09, "invalid stream identifier";
        REFUSED_MANAGEMENT_BLOCKING = 0x0D, "refused, management blocking";
        ASP_IDENTIFIER_REQUIRED = 0x0E, "ASP identifier required";
        INVALID_ASP_IDENTIFIER = 0x0F, "invalid ASP identifier";
        INVALID_PARAMETER_VALUE = 0x11, "invalid parameter value";
        PARAMETER_FIELD_ERROR = 0x12, "parameter field error";
        UNEXPECTED_PARAMETER = 0x13, "unexpected parameter";
        DESTINATION_STATUS_UNKNOWN = 0x14, "destination status unknown";
        INVALID_NETWORK_APPEARANCE = 0x15, "invalid network appearance";
        MISSING_PARAMETER = 0x16, "missing parameter";
        INVALID_ROUTING_CONTEXT = 0x19, "invalid routing context";
        NO_CONFIGURED_AS_FOR_ASP = 0x1A, "no configured AS for ASP";
    }

    /// Status type and information as one number, the type in the high half (RFC 4666 3.8.2).
    pub struct Status(u32) {
        AS_RESERVED = 0x0001_0001, "AS state change: reserved";
        AS_INACTIVE = 0x0001_0002, "AS state change: inactive";
        AS_ACTIVE = 0x0001_0003, "AS state change: active";
        AS_PENDING = 0x0001_0004, "AS state change: pending";
        INSUFFICIENT_ASP_RESOURCES = 0x0002_0001, "insufficient ASP resources active in AS";
        ALTERNATE_ASP_ACTIVE = 0x0002_0002, "alternate ASP active";
        ASP_FAILURE = 0x0002_0003, "ASP failure";
    }

    /// Why a user part is unavailable (RFC 4666 3.4.5).
    pub struct UnavailabilityCause(u16) {
        UNKNOWN = 0, "unknown";
        UNEQUIPPED_REMOTE_USER = 1, "unequipped remote user";
        INACCESSIBLE_REMOTE_USER = 2, "inaccessible remote user";
    }

    /// The MTP3 user that is unavailable (RFC 4666 3.4.5): a service indicator.
    pub struct User(u16) {
        SCCP = 3, "SCCP";
        TUP = 4, "TUP";
        ISUP = 5, "ISUP";
        BROADBAND_ISUP = 9, "B-ISUP";
        SATELLITE_ISUP = 10, "satellite ISUP";
        AAL2 = 12, "AAL2 signalling";
        BICC = 13, "BICC";
        GATEWAY_CONTROL = 14, "gateway control protocol";
    }

    /// Outcome of a registration (RFC 4666 3.6.2).
    pub struct RegistrationStatus(u32) {
        REGISTERED = 0, "successfully registered";
        UNKNOWN = 1, "error, unknown";
        INVALID_DPC = 2, "error, invalid DPC";
        INVALID_NETWORK_APPEARANCE = 3, "error, invalid network appearance";
        INVALID_ROUTING_KEY = 4, "error, invalid routing key";
        PERMISSION_DENIED = 5, "error, permission denied";
        CANNOT_SUPPORT_UNIQUE_ROUTING = 6, "error, cannot support unique routing";
        ROUTING_KEY_NOT_PROVISIONED = 7, "error, routing key not currently provisioned";
        INSUFFICIENT_RESOURCES = 8, "error, insufficient resources";
        UNSUPPORTED_ROUTING_KEY_FIELD = 9, "error, unsupported RK parameter field";
        UNSUPPORTED_TRAFFIC_MODE = 10, "error, unsupported/invalid traffic handling mode";
        ROUTING_KEY_CHANGE_REFUSED = 11, "error, routing key change refused";
        ALREADY_REGISTERED = 12, "error, routing key already registered";
    }

    /// Outcome of a deregistration (RFC 4666 3.6.4).
    pub struct DeregistrationStatus(u32) {
        DEREGISTERED = 0, "successfully deregistered";
        UNKNOWN = 1, "error, unknown";
        INVALID_ROUTING_CONTEXT = 2, "error, invalid routing context";
        PERMISSION_DENIED = 3, "error, permission denied";
        NOT_REGISTERED = 4, "error, not registered";
        ASP_ACTIVE = 5, "error, ASP currently active for routing context";
    }
}

impl MessageType {
    /// The type of this number within a class.
    pub const fn new(class: MessageClass, number: u8) -> Self {
        Self(u16::from_be_bytes([class.0, number]))
    }

    /// The class.
    pub const fn class(self) -> MessageClass {
        MessageClass(self.0.to_be_bytes()[0])
    }

    /// The number within the class.
    pub const fn number(self) -> u8 {
        self.0.to_be_bytes()[1]
    }
}

impl Status {
    /// 1 for a change of the application server's state, 2 for anything else.
    pub const fn status_type(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// What happened, within the status type.
    pub const fn information(self) -> u16 {
        self.0 as u16
    }
}
