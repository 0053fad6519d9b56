//! The leaf parameter types: their tags, sizes, ranges and values, one row a type.
//!
//! A row is `Name [tag] range`; a type without a tag of its own is tagged where it is used.

use super::kinds::{self, Billing, CarrierCode, Digits, NatureTable, Text};
#[cfg(feature = "arbitrary")]
use super::samples;
use super::schema::{Describe, Kind, ParameterType, name_of};
use super::typed::{Parameter, own_identifier};
use crate::wire::ber::{Identifier, ObjectIdentifier, Octets, Quick, Tlv, universal};
use crate::wire::error::Error;
use crate::wire::writer::Writer;

/// The tag of `PartyOnHold`. The source gives 146, which is also `ExtendedRinging`'s; 160 is free
/// and stands beside `PartyID` (159), so it may be what was meant.
pub const PARTY_ON_HOLD: u32 = 146;

/// `TriggerInformation` has no context tag in the source, unlike all its neighbours: it goes out
/// as a universal OCTET STRING.
pub const TRIGGER_INFORMATION: Identifier = universal::OCTET_STRING;

/// The tag that `EditSpecificEntry` puts on `EditListType`, which is untagged in Update; both are
/// taken in both places.
pub const EDIT_LIST_TYPE: u32 = 105;

// Octets whose layout GR-1299-CORE gives and the catalogue does not: kept whole.
leaves! {
    OCTETS, Octets<'a>, universal 0x04, "octets",
    tlv, MIN, MAX => kinds::octets(tlv, MIN, MAX), kinds::quick_octets, kinds::write_octets, Kind::Octets(MIN, MAX);
    AbsoluteSCPTime 7..=7;
    ACGEncountered [2] 1..=1;
    ADSIcpeID 4..=4;
    AlternateTrunkGroup [5] 5..=5;
    AMABAFModules [95] 2..=128;
    AMASequenceNumber [89] 2..=2;
    AMAServiceProviderID [101] 7..=7;
    AMATimeDuration 8..=8;
    Amp1 [11] 6..=6;
    AmpCLogName 1..=10;
    AnnounceElement 3..=131;
    BusinessGroup 7..=7;
    BusyCause [14] 2..=3;
    CallingGeodeticLocation [162] 8..=13;
    CallingPartyBGID [17] 7..=7;
    ClearCauseData [74] 1..=20;
    ConnectTime [58] 5..=5;
    ControlCauseIndicator [59] 1..=1;
    ControlEncountered [127] 1..=1;
    EchoData [60] 6..=6;
    EnvelopContent [75] 1..=180;
    FailureCauseData [112] 1..=5;
    FeatureActivatorID [136] 1..=2;
    FlexParameterBlock 1..=120;
    ForwardCallIndicator [113] 2..=2;
    GenericAddress [80] 4..=11;
    GenericDigits [149] 2..=11;
    GenericName [33] 0..=65535;
    IPReturnBlock [78] 1..=120;
    LampTreatment [138] 2..=3;
    LocalSSPTime 7..=7;
    MonitorTime [65] 3..=3;
    NetworkSpecificFacilities [108] 2..=12;
    PrimaryTrunkGroup [42] 5..=5;
    RedirectionInformation [44] 2..=2;
    RTPServiceIndicator [144] 1..=1;
    Sap [81] 1..=10;
    SecondAlternateTrunkGroup [48] 5..=5;
    SecurityEnvelope [85] 3..=75;
    SignalingPointCode [142] 3..=3;
    SpcID 3..=3;
    Spid [49] 3..=20;
    TerminationIndicator [67] 1..=1;
    TransID [163] 4..=4;
    TriggerCriteriaFlag [68] 2..=2;
    TriggerInformation 0..=31, key TRIGGER_INFORMATION;
}

// Decimal digits two to an octet, without indicators; the digit order is inferred.
leaves! {
    DECIMALS, Octets<'a>, universal 0x04, "octets of digits",
    tlv, MIN, MAX => kinds::octets(tlv, MIN, MAX), kinds::quick_octets, kinds::write_octets, Kind::Decimal(MIN, MAX);
    AMAslpID 5..=5;
    Dn 5..=5;
    ForwardToDn 5..=5;
    GlobalTitleAddress [69] 0..=65535;
    JurisdictionInformation [147] 3..=3;
}

// Digits whose nature of number is as in the called party number (T1.113).
leaves! {
    CALLED_DIGITS, Digits<'a>, universal 0x04, "digits",
    tlv, MIN, MAX => kinds::digits(tlv, MIN, MAX), kinds::quick_digits, kinds::write_digits, Kind::Digits(MIN, MAX, NatureTable::Called);
    AccessCode [1] 1..=5;
    AINDigits 0..=32;
    AlternateDialingPlanInd [115] 10..=10;
    AMAAlternateBillingNumber [6] 1..=11;
    AMABillingFeature [88] 4..=24;
    AMABusinessCustomerID [7] 11..=11;
    AMADigitsDialedWC [8] 3..=27;
    AMALineNumber [9] 3..=15;
    CalledPartyID [15] 0..=15;
    CollectedAddressInfo [22] 0..=15;
    CollectedDigits [23] 0..=32;
    DestinationAddress [86] 10..=10;
    DTMFDigitsDetected [153] 1..=4;
    ISDNDeviceID 10..=10;
    Lata [35] 3..=3;
    MsrID [106] 10..=10;
    ODTMFDigitsString [154] 1..=4;
    OutpulseNumber [37] 0..=15;
    RTPReroutingNumber [143] 3..=15;
    SrhrID 10..=10;
    Tcm [51] 1..=4;
    TDTMFDigitString [157] 1..=4;
    VerticalServiceCode [54] 1..=10;
}

// Digits whose nature of number is as in the calling party number (T1.113).
leaves! {
    CALLING_DIGITS, Digits<'a>, universal 0x04, "digits",
    tlv, MIN, MAX => kinds::digits(tlv, MIN, MAX), kinds::quick_digits, kinds::write_digits, Kind::Digits(MIN, MAX, NatureTable::Calling);
    CallingPartyID [18] 3..=15;
    OriginalCalledPartyID [36] 3..=15;
    RedirectingPartyID [43] 3..=15;
}

// Digits whose nature of number is as in the charge number (T1.113).
leaves! {
    CHARGE_DIGITS, Digits<'a>, universal 0x04, "digits",
    tlv, MIN, MAX => kinds::digits(tlv, MIN, MAX), kinds::quick_digits, kinds::write_digits, Kind::Digits(MIN, MAX, NatureTable::Charge);
    ChargeNumber [19] 0..=10;
}

// Characters.
leaves! {
    TEXTS, Text<'a>, universal 0x16, "characters",
    tlv, MIN, MAX => kinds::text(tlv, MIN, MAX), kinds::quick_text, kinds::write_text, Kind::Text(MIN, MAX);
    AFRPatternID 1..=4;
    BasicBusinessGroupDialingPlanID 1..=4;
    BasicBusinessGroupID 1..=10;
    LocalSSPID 1..=8;
    Ocn [87] 4..=8;
    OfficeEquipmentID 1..=12;
    PRIOfficeEquipmentID 1..=12;
    PublicDialingPlanID 1..=8;
    SpeedCallingCode 1..=3;
    TriggerItemSubnumber 1..=8;
}

// Carriers: selection, nature, four digits.
leaves! {
    CARRIERS, CarrierCode<'a>, universal 0x04, "digits",
    tlv, _MIN, _MAX => kinds::carrier(tlv), kinds::quick_carrier, kinds::write_carrier, Kind::Carrier;
    CarrierFormat 4..=4;
    AlternateCarrier [4] 4..=4;
    Carrier [41] 4..=4;
    SecondAlternateCarrier [47] 4..=4;
}

/// Billing indicators: call type and service feature.
macro_rules! billing_indicators {
    ($( $name:ident $([ $own:literal ])?; )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: four octets.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
            pub struct $name(
                /// The contents.
                pub Billing,
            );

            impl<'a> Parameter<'a> for $name {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x04);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name), tag: tag_of!($($own)?), kind: Kind::Billing,
                };

                const BLANK: Self =
                    Self(Billing { call_type: [0; 2], service_feature: [0; 2] });

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::billing(tlv).map(Self)
                }

                fn encode_as(
                    &self,
                    identifier: Identifier,
                    _: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    kinds::write_billing(&self.0, identifier, writer);
                    Ok(())
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    let (call_type, service_feature) = source.arbitrary()?;
                    Ok(Self(Billing { call_type, service_feature }))
                }
            }
        )*

        /// Every billing indicator.
        pub(super) const BILLING_INDICATORS: &[Describe] =
            &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

billing_indicators! {
    BillingIndicator;
    AlternateBillingIndicator [3];
    OverflowBillingIndicator [38];
    PrimaryBillingIndicator [40];
    SecondAlternateBillingIndicator [46];
}

integers! {
    AmpCLogSeqNo 0..=32767;
    AmpTestReqInd 0..=127;
    CalledPartyStationType [16] 0..=99;
    ChargePartyStationType [20] 0..=99;
    ClearCause [21] 0..=255;
    CsID [137] 1..=2;
    DelayInterval 1..=60;
    DPNumber 1..=33;
    FacilityMemberID [31] 1..=2047;
    IntervalTime 1..=86400;
    LegID [132] 0..=2;
    ListSize 1..=32;
    MaximumDigits 0..=255;
    Mlhg [29] 1..=2047;
    NotificationDuration [128] 1..=99;
    ODTMFNumberOfDigits [155] 1..=4;
    ONoAnswerTimer [91] 1..=120;
    PRIDS0ID 1..=24;
    PRIDS1ID 1..=28;
    PrivateFacilityGID 0..=9999;
    ResourceType [45] 0..=127;
    ServiceContext [83] 0..=32767;
    SrhrGroupID [77] 0..=32767;
    SSPResponseMessageTimerT1 [166] 1..=300;
    SubsystemNumber [130] 0..=255;
    TDTMFNumberOfDigits [158] 1..=4;
    TNoAnswerTimer [99] 1..=120;
    TranslationType [70] 0..=255;
    TrunkGroupID 0..=9999;
    TSTRCTimer [156] 0..=300;
    WakeUpDuration [131] 1..=999;
}

booleans! {
    AMASetHexABIndicator [82];
    CTRConnection [141];
    DPConverter [76];
    NotificationIndicator;
    OSIIndicator [129];
    STRConnection [96];
}

nulls! {
    AnswerIndicator [12];
    DisconnectFlag [25];
    ExtendedRinging [146];
    PartyOnHold [PARTY_ON_HOLD];
}

enumerations! {
    ACGGlobalOverride [110] {
        ALL_ITEMS = "allItems" 0,
        SCP_OVERLOAD_ITEMS = "scpOverloadItems" 1,
        SMS_INIT_CNTRL_EXCEPT_ZERO_GAP = "smsInitCntrlExceptZeroGap" 2,
        SMS_INIT_CNTRL = "smsInitCntrl" 3,
        NTM_OS_INIT_CNTRL_EXCEPT_ZERO_GAP = "ntmOSInitCntrlExceptZeroGap" 4,
        NTM_OS_INIT_CNTRL = "ntmOSInitCntrl" 5,
        CRAFT_INIT_CNTRL_EXCEPT_ZERO_GAP = "craftInitCntrlExceptZeroGap" 6,
        CRAFT_INIT_CNTRL = "craftInitCntrl" 7,
    }
    ActivationStateCode {
        OFF = "off" 0,
        ON = "on" 1,
    }
    ActResult [164] {
        TRANSACTION_CLOSED = "transactionClosed" 0,
        TRANSACTION_OPEN = "transactionOpen" 1,
        DENIED_PROCESS_OVERLOAD = "deniedProcessOverload" 2,
    }
    AMAMeasure [71] {
        CONNECT_TIME_RECORDED_DESTINATION_SSP = "connectTimeRecordedDestinationSSP" 0,
        CONNECT_TIME_RECORDED_DESTINATION_SCP = "connectTimeRecordedDestinationSCP" 1,
        CONNECT_TIME_NOT_RECORDED = "connectTimeNotRecorded" 2,
    }
    AMATimeGuard {
        NO_TIMING_GUARD = "noTimingGuard" 0,
        TIMING_GUARD_EXISTS = "timingGuardExists" 1,
    }
    AmpCallProgInd {
        CALL_PROGRESS_VOICE_ANNOUNCEMENTS = "callProgressVoiceAnnouncements" 0,
        CALL_PROGRESS_TEXT_MESSAGES = "callProgressTextMessages" 1,
    }
    AmpCLogRepInd {
        AUTO_REPORT_OS = "autoReportOS" 0,
        REQUEST_REPORT = "requestReport" 1,
        AUTO_REPORT_ISDN = "autoReportISDN" 2,
    }
    ApplicationIndicator [90] {
        ROUTE_TO_APPLICATION_PROCESS_OR_SLP = "routeToApplicationProcessOrSLP" 0,
        PROCESS_ECHO_REQUEST_MESSAGE = "processEchoRequestMessage" 1,
    }
    BCMType [134] {
        O_BCM = "oBcm" 0,
        T_BCM = "tBcm" 1,
    }
    BearerCapability [13] {
        SPEECH = "speech" 0,
        F31_KHZ_AUDIO = "f31kHzaudio" 1,
        F7_KHZ_AUDIO = "f7kHzaudio" 2,
        B56KBPS = "b56kbps" 3,
        B64KBPS = "b64kbps" 4,
        PACKET_MODE_DATA = "packetModeData" 5,
        MULTI_RATE = "multiRate" 6,
    }
    BusyType [94] {
        CALL_CAN_BE_OFFERED = "callCanBeOffered" 0,
        CALL_CANNOT_BE_OFFERED = "callCannotBeOffered" 1,
    }
    CallType [165] {
        NO_INDICATION = "noIndication" 0,
        LOCAL = "local" 1,
        INTRA_LATA_TOLL = "intraLATAToll" 2,
        INTER_LATA_TOLL = "interLATAToll" 3,
    }
    CancelInterdigitTimer {
        OFF = "off" 0,
        ON = "on" 1,
    }
    CarrierUsage [79] {
        ALWAYS_OVERRIDE = "alwaysOverride" 0,
        ONLY_INTER_LATA_OVERRIDE = "onlyInterLATAOverride" 1,
    }
    CcID [133] {
        NULL = "null" 0,
        ORIGINATING_SETUP = "originatingSetup" 1,
        STABLE2_PARTY = "stable2Party" 2,
        TERMINATING_SETUP = "terminatingSetup" 3,
        THREE_PARTY_SETUP = "threePartySetup" 4,
        THREE_PARTY_SETUP_COMPLEMENT = "threePartySetupComplement" 5,
        PARTY_ON_HOLD = "partyOnHold" 6,
        PARTY_ON_HOLD_COMPLEMENT = "partyOnHoldComplement" 7,
        CALL_WAITING = "callWaiting" 8,
        CALL_WAITING_COMPLEMENT = "callWaitingComplement" 9,
        STABLE_M_PARTY = "stableMParty" 10,
        TRANSFER = "transfer" 11,
        FORWARD = "forward" 12,
    }
    Clear {
        REMOVE = "remove" 0,
    }
    CloseCause [72] {
        CALL_TERMINATED = "callTerminated" 0,
        E_D_PS_COMPLETED = "eDPsCompleted" 1,
        UNEXPECTED_COMMUNICATION = "unexpectedCommunication" 2,
        CALLED_PARTY_ANSWERED = "calledPartyAnswered" 3,
        CALL_FORWARDED_ED_PS_COMPLETED = "callForwardedEDPsCompleted" 4,
        NEW_REQUESTED_EVENT = "newRequestedEvent" 5,
    }
    CongestionLevel [117] {
        NO_CONGESTION = "noCongestion" 0,
        MC1 = "mc1" 1,
        MC2 = "mc2" 2,
        MC3 = "mc3" 3,
    }
    ControllingLegTreatment [24] {
        DIAL_TONE_ON = "dialToneOn" 0,
        RING_BACK_AUDIBLE_RINGING_TONE_ON = "ringBackAudibleRingingToneOn" 1,
        NETWORK_CONGESTION_REORDER_TONE_ON = "networkCongestionReorderToneOn" 3,
        BUSY_TONE_ON = "busyToneOn" 4,
        CONFIRMATION_TONE = "confirmationTone" 5,
        CALL_WAITING_TONE = "callWaitingTone" 7,
        TONES_OFF = "tonesOff" 63,
        ALERTING_ON_PATTERN0_NORMAL = "alertingOnPattern0Normal" 64,
        ALERTING_ON_PATTERN1_DISTINCTIVE_INTERGROUP = "alertingOnPattern1DistinctiveIntergroup" 65,
        ALERTING_ON_PATTERN2_DISTINCTIVE_SPECIAL = "alertingOnPattern2DistinctiveSpecial" 66,
        ALERTING_ON_PATTERN3_EKTS = "alertingOnPattern3EKTS" 67,
        ALERTING_ON_PATTERN4_REMINDER_RING = "alertingOnPattern4ReminderRing" 68,
        ALERTING_OFF = "alertingOff" 79,
        RECALL_DIAL_TONE_ON = "recallDialToneOn" 17,
        BARGE_IN_TONE_ON = "bargeInToneOn" 18,
        INCOMING_ADDITIONAL_CALL_TONE = "incomingAdditionalCallTone" 251,
        PRIORITY_ADDITIONAL_CALL_TONE = "priorityAdditionalCallTone" 252,
        EXPENSIVE_ROUTE_WARNING_TONE = "expensiveRouteWarningTone" 253,
        CAMP_ON_TONE = "campOnTone" 19,
        RECEIVER_OFF_HOOK_TONE = "receiverOffHookTone" 20,
        CALLING_CARD_SERVICE_TONE = "callingCardServiceTone" 21,
        STUTTER_DIAL_TONE = "stutterDialTone" 22,
        SILENCE = "silence" 23,
        ON_HOOK_TR30_WITH_INDICATION = "onHookTR30WithIndication" 24,
        ON_HOOK_TR30_NO_INDICATION = "onHookTR30NoIndication" 25,
    }
    Ct {
        VOICEBAND_INFORMATION = "voicebandInformation" 0,
        CIRCUIT_MODE_DATA = "circuitModeData" 1,
    }
    DisconnectCause [116] {
        FAR_END = "farEnd" 0,
    }
    EditAllEntries {
        DELETE_ALL_ENTRIES = "deleteAllEntries" 0,
        DELETE_ALL_PRIVATE_ENTRIES = "deleteAllPrivateEntries" 1,
    }
    EditListType also own_identifier(Some(EDIT_LIST_TYPE), 0) {
        ADD_LIST_ELEMENT = "addListElement" 0,
        DELETE_LIST_ELEMENT = "deleteListElement" 1,
    }
    ErrorCause [56] {
        ERRONEOUS_DATA_VALUE = "erroneousDataValue" 0,
        MISSING_CONDITIONAL_PARAMETER = "missingConditionalParameter" 1,
        RESPONSE_MESSAGE_TIMER_EXPIRED = "responseMessageTimerExpired" 2,
        UNEXPECTED_COMMUNICATION = "unexpectedCommunication" 3,
        UNEXPECTED_MESSAGE = "unexpectedMessage" 4,
        UNEXPECTED_MESSAGE_SEQUENCE = "unexpectedMessageSequence" 5,
        UNEXPECTED_PARAMETER_SEQUENCE = "unexpectedParameterSequence" 6,
    }
    FacilityStatus [61] {
        BUSY = "busy" 0,
        BUSY_IN_SERVICE = "busyInService" 1,
        BUSY_OUT_OF_SERVICE = "busyOutOfService" 2,
        IDLE = "idle" 3,
        IDLE_IN_SERVICE = "idleInService" 4,
        IDLE_OUT_OF_SERVICE = "idleOutOfService" 5,
        IN_SERVICE = "inService" 6,
        OUT_OF_SERVICE = "outOfService" 7,
    }
    FailureCause [32] {
        RATE_TOO_HIGH = "rateTooHigh" 1,
        UNAVAILABLE_RESOURCES = "unavailableResources" 2,
        AP_TIMEOUT = "apTimeout" 3,
        AP_BUSY = "apBusy" 4,
        CHANNELS_BUSY = "channelsBusy" 13,
        ABORT = "abort" 14,
        RESOURCE_LIMITATION = "resourceLimitation" 15,
        APPLICATION_ERROR = "applicationError" 16,
        SECURITY_ERROR = "securityError" 17,
        PROTOCOL_ERROR = "protocolError" 18,
        TIMER_EXPIRED = "timerExpired" 19,
        TEMPORARY_FAILURE = "temporaryFailure" 20,
        MSRID_DOES_NOT_MATCH_USER_PROFILE = "msridDoesNotMatchUserProfile" 21,
        SEGMENTATION_ERROR = "segmentationError" 22,
        NCAS_DISALLOWED = "ncasDisallowed" 23,
        CONTROL_ENCOUNTERED = "controlEncountered" 24,
        IMPROPER_CODING = "improperCoding" 25,
        INAPPROPRIATE_CONDITION = "inappropriateCondition" 26,
        INAPPROPRIATE_USER_INTERFACE = "inappropriateUserInterface" 27,
        INAPPROPRIATE_LEG_MANIPULATION = "inappropriateLegManipulation" 28,
        CALLING_INTERFACE_BUSY = "callingInterfaceBusy" 29,
    }
    GapDuration [62] {
        NO1_SECOND = "no1Second" 1,
        NO2_SECONDS = "no2Seconds" 2,
        NO4_SECONDS = "no4Seconds" 3,
        NO8_SECONDS = "no8Seconds" 4,
        NO16_SECONDS = "no16Seconds" 5,
        NO32_SECONDS = "no32Seconds" 6,
        NO64_SECONDS = "no64Seconds" 7,
        NO128_SECONDS = "no128Seconds" 8,
        NO256_SECONDS = "no256Seconds" 9,
        NO512_SECONDS = "no512Seconds" 10,
        NO1024_SECONDS = "no1024Seconds" 11,
        NO2048_SECONDS = "no2048Seconds" 12,
        INFINITY = "infinity" 13,
    }
    Invoke8 {
        ON = "on" 0,
    }
    MemorySlot1 {
        INCOMING = "incoming" 0,
    }
    NationalGapInterval [63] {
        REMOVE_GAP_CONTROL = "removeGapControl" 0,
        NO0_SECONDS = "no0Seconds" 1,
        NO010_SECONDS = "no010Seconds" 2,
        NO025_SECONDS = "no025Seconds" 3,
        NO050_SECONDS = "no050Seconds" 4,
        NO1_SECOND = "no1Second" 5,
        NO2_SECONDS = "no2Seconds" 6,
        NO5_SECONDS = "no5Seconds" 7,
        NO10_SECONDS = "no10Seconds" 8,
        NO15_SECONDS = "no15Seconds" 9,
        NO30_SECONDS = "no30Seconds" 10,
        NO60_SECONDS = "no60Seconds" 11,
        NO120_SECONDS = "no120Seconds" 12,
        NO300_SECONDS = "no300Seconds" 13,
        NO600_SECONDS = "no600Seconds" 14,
        STOP_ALL_CALLS = "stopAllCalls" 15,
    }
    PartyID [159] {
        CALLING_PARTY = "callingParty" 0,
        CALLED_PARTY = "calledParty" 1,
        BOTH_PARTIES = "bothParties" 2,
    }
    PassiveLegTreatment [39] {
        DIAL_TONE_ON = "dialToneOn" 0,
        RING_BACK_AUDIBLE_RINGING_TONE_ON = "ringBackAudibleRingingToneOn" 1,
        NETWORK_CONGESTION_REORDER_TONE_ON = "networkCongestionReorderToneOn" 3,
        BUSY_TONE_ON = "busyToneOn" 4,
        CONFIRMATION_TONE = "confirmationTone" 5,
        CALL_WAITING_TONE = "callWaitingTone" 7,
        TONES_OFF = "tonesOff" 63,
        ALERTING_ON_PATTERN0_NORMAL = "alertingOnPattern0Normal" 64,
        ALERTING_ON_PATTERN1_DISTINCTIVE_INTERGROUP = "alertingOnPattern1DistinctiveIntergroup" 65,
        ALERTING_ON_PATTERN2_DISTINCTIVE_SPECIAL = "alertingOnPattern2DistinctiveSpecial" 66,
        ALERTING_ON_PATTERN3_EKTS = "alertingOnPattern3EKTS" 67,
        ALERTING_ON_PATTERN4_REMINDER_RING = "alertingOnPattern4ReminderRing" 68,
        ALERTING_OFF = "alertingOff" 79,
        RECALL_DIAL_TONE_ON = "recallDialToneOn" 17,
        BARGE_IN_TONE_ON = "bargeInToneOn" 18,
        INCOMING_ADDITIONAL_CALL_TONE = "incomingAdditionalCallTone" 251,
        PRIORITY_ADDITIONAL_CALL_TONE = "priorityAdditionalCallTone" 252,
        EXPENSIVE_ROUTE_WARNING_TONE = "expensiveRouteWarningTone" 253,
        CAMP_ON_TONE = "campOnTone" 19,
        RECEIVER_OFF_HOOK_TONE = "receiverOffHookTone" 20,
        CALLING_CARD_SERVICE_TONE = "callingCardServiceTone" 21,
        STUTTER_DIAL_TONE = "stutterDialTone" 22,
        SILENCE = "silence" 23,
    }
    PointInCall [135] {
        O_NULL = "oNull" 1,
        AUTHORIZE_ORIG_ATTEMPT = "authorizeOrigAttempt" 2,
        COLLECT_INFORMATION = "collectInformation" 3,
        ANALYZE_INFORMATION = "analyzeInformation" 4,
        SELECT_ROUTE = "selectRoute" 5,
        AUTHORIZE_CALL_SETUP = "authorizeCallSetup" 6,
        SEND_CALL = "sendCall" 7,
        O_ALERTING = "oAlerting" 8,
        O_ACTIVE = "oActive" 9,
        O_SUSPENDED = "oSuspended" 10,
        T_NULL = "tNull" 11,
        AUTHORIZE_TERMINATION = "authorizeTermination" 12,
        SELECT_FACILITY = "selectFacility" 13,
        PRESENT_CALL = "presentCall" 14,
        T_ALERTING = "tAlerting" 15,
        T_ACTIVE = "tActive" 16,
        T_SUSPENDED = "tSuspended" 17,
    }
    PotentialUse {
        NOT_APPLICABLE = "notApplicable" 0,
        CALL_FORWARDING = "callForwarding" 1,
    }
    Prefix [148] {
        ONE_PLUS = "onePlus" 0,
    }
    PrivateDn {
        PRIVATE = "private" 0,
    }
    PrivateGapInterval [64] {
        NO0_SECONDS = "no0Seconds" 0,
        NO3_SECONDS = "no3Seconds" 1,
        NO4_SECONDS = "no4Seconds" 2,
        NO6_SECONDS = "no6Seconds" 3,
        NO8_SECONDS = "no8Seconds" 4,
        NO11_SECONDS = "no11Seconds" 5,
        NO16_SECONDS = "no16Seconds" 6,
        NO22_SECONDS = "no22Seconds" 7,
        NO30_SECONDS = "no30Seconds" 8,
        NO42_SECONDS = "no42Seconds" 9,
        NO58_SECONDS = "no58Seconds" 10,
        NO81_SECONDS = "no81Seconds" 11,
        NO112_SECONDS = "no112Seconds" 12,
        NO156_SECONDS = "no156Seconds" 13,
        NO217_SECONDS = "no217Seconds" 14,
        NO300_SECONDS = "no300Seconds" 15,
        REMOVE_GAP_CONTROL = "removeGapControl" 16,
        NO010_SECONDS = "no010Seconds" 17,
        NO025_SECONDS = "no025Seconds" 18,
        NO050_SECONDS = "no050Seconds" 19,
        NO1_SECOND = "no1Second" 20,
        NO2_SECONDS = "no2Seconds" 21,
    }
    ResultCause [151] {
        CONF_SERVICE_ACTIVATED = "confServiceActivated" 0,
        CONF_SERVICE_DEACTIVATEDOR_CANCELLED = "confServiceDeactivatedorCancelled" 1,
        CONF_ANONYMOUS_ENTRY_ADDED = "confAnonymousEntryAdded" 2,
        CONF_PUBLIC_ENTRY_ADDED = "confPublicEntryAdded" 3,
        CONF_ANONYMOUS_ENTRY_REMOVED = "confAnonymousEntryRemoved" 4,
        CONF_PUBLIC_ENTRY_REMOVED = "confPublicEntryRemoved" 5,
        CONF_ALL_ANONYMOUS_ENTRIES_REMOVED = "confAllAnonymousEntriesRemoved" 6,
        CONF_ALL_ENTRIES_REMOVED = "confAllEntriesRemoved" 7,
        CONF_FORWARDING_DN_SET = "confForwardingDnSet" 8,
        CONF_FORWARDING_DN_CLEARED = "confForwardingDnCleared" 9,
        CONF_DELAY_INTERVAL_UPDATED = "confDelayIntervalUpdated" 10,
        CONF_INTERDIGIT_TIMER_ON = "confInterdigitTimerOn" 11,
        CONF_INTERDIGIT_TIMER_OFF = "confInterdigitTimerOff" 12,
        CONF_DP_CONVERTER_ON = "confDPConverterOn" 13,
        CONF_DP_CONVERTER_OFF = "confDPConverterOff" 14,
        DENIED_SERVICE_ALREADY_ACTIVE = "deniedServiceAlreadyActive" 15,
        DENIED_SERVICE_NOT_ACTIVATED = "deniedServiceNotActivated" 16,
        DENIED_INVALID_FORWARDING_DN = "deniedInvalidForwardingDn" 17,
        DENIED_PERMANENT_PRESENTATION_PRIVATE = "deniedPermanentPresentationPrivate" 18,
        DENIED_PERMANENT_PRESENTATION_PUBLIC = "deniedPermanentPresentationPublic" 19,
        DENIED_LIST_IS_EMPTY = "deniedListIsEmpty" 20,
        DENIED_LIST_IS_FULL = "deniedListIsFull" 21,
        DENIED_ANONYMOUS_DN_ALREADY_ON_LIST = "deniedAnonymousDnAlreadyOnList" 22,
        DENIED_PUBLIC_DN_ALREADY_ON_LIST = "deniedPublicDnAlreadyOnList" 23,
        DENIED_NO_MATCH = "deniedNoMatch" 24,
        DENIED_DN_NOT_ON_LIST = "deniedDnNotOnList" 25,
        DENIED_INCOMING_MEMORY_SLOT_EMPTY = "deniedIncomingMemorySlotEmpty" 26,
        DENIED_UNSUCCESSFUL_UPDATE = "deniedUnsuccessfulUpdate" 27,
    }
    Service1 {
        MESSAGE_WAITING_INDICATOR = "messageWaitingIndicator" 0,
        VISUAL_MESSAGE_WAITING_INDICATOR = "visualMessageWaitingIndicator" 1,
        ANONYMOUS_CALL_REJECTION = "anonymousCallRejection" 2,
        AUTOMATIC_CALLBACK = "automaticCallback" 3,
        AUTOMATIC_RECALL = "automaticRecall" 4,
        CALL_SCREENING = "callScreening" 5,
        OUTSIDE_CALLING_AREA_ALERTING = "outsideCallingAreaAlerting" 6,
        CALLING_ID_PRESENT_AND_SUPPRESS = "callingIdPresentAndSuppress" 7,
        CALL_WAITING = "callWaiting" 8,
    }
    Service2 {
        AUDIO_MESSAGE_WAITING_INDICATOR = "audioMessageWaitingIndicator" 0,
    }
    Service3 {
        DISTINCTIVE_RINGING_CALL_WAITING = "distinctiveRingingCallWaiting" 0,
        SELECTIVE_CALL_REJECTION = "selectiveCallRejection" 1,
    }
    Service4 {
        CALL_FORWARDING_VARIABLE = "callForwardingVariable" 0,
        CALL_FORWARDING_DONT_ANSWER = "callForwardingDontAnswer" 1,
        CALL_FORWARDING_BUSY_LINE = "callForwardingBusyLine" 2,
    }
    Service5 {
        SELECTIVE_CALL_ACCEPTANCE = "selectiveCallAcceptance" 0,
        SELECTIVE_CALL_FORWARDING = "selectiveCallForwarding" 1,
    }
    Service6 {
        RING_CONTROL = "ringControl" 0,
    }
    Service7 {
        CALLING_NUMBER_DELIVERY_BLOCKING = "callingNumberDeliveryBlocking" 0,
        CALLING_NAME_DELIVERY_BLOCKING = "callingNameDeliveryBlocking" 1,
    }
    Service8 {
        CUSTOMER_ORIGINATED_TRACE = "customerOriginatedTrace" 0,
        CANCEL_CALL_WAITING = "cancelCallWaiting" 1,
    }
    Service9 {
        SPEED_CALLING = "speedCalling" 0,
    }
    StatusCause [66] {
        STATUS_MATCH = "statusMatch" 0,
        TIME_OUT = "timeOut" 1,
        ERROR = "error" 2,
    }
    TimerUpdated [167] {
        SUCCESS = "success" 0,
        FAILURE = "failure" 1,
        TRANSACTION_ALREADY_CLOSED = "transaction-already-closed" 2,
    }
    Toggle {
        PRESENTATION_STATUS_VALUE = "presentationStatusValue" 0,
    }
    TriggerCriteriaType [52] {
        FEATURE_ACTIVATOR = "featureActivator" 0,
        VERTICAL_SERVICE_CODE = "verticalServiceCode" 1,
        CUSTOMIZED_ACCESS = "customizedAccess" 2,
        CUSTOMIZED_INTERCOM = "customizedIntercom" 3,
        NPA = "npa" 4,
        NPA_NXX = "npaNXX" 5,
        NXX = "nxx" 6,
        NXX_XXXX = "nxxXXXX" 7,
        NPA_NXXXXXX = "npaNXXXXXX" 8,
        COUNTRY_CODE_NPANXXXXXX = "countryCodeNPANXXXXXX" 9,
        CARRIER_ACCESS = "carrierAccess" 10,
        PREFIXES = "prefixes" 11,
        N11 = "n11" 12,
        A_FR = "aFR" 13,
        SHARED_IO_TRUNK = "sharedIOTrunk" 14,
        TERMINATION_ATTEMPT = "terminationAttempt" 15,
        OFF_HOOK_IMMEDIATE = "offHookImmediate" 16,
        OFF_HOOK_DELAY = "offHookDelay" 17,
        CHANNEL_SETUP_PRI = "channelSetupPRI" 18,
        NPA_N = "npaN" 19,
        NPA_NX = "npaNX" 20,
        NPA_NXXX = "npaNXXX" 21,
        NPA_NXXXX = "npaNXXXX" 22,
        NPA_NXXXXX = "npaNXXXXX" 23,
        NETWORK_BUSY = "networkBusy" 24,
        T_NO_ANSWER = "tNoAnswer" 25,
        T_BUSY = "tBusy" 26,
        O_CALLED_PARTY_BUSY = "oCalledPartyBusy" 27,
        SPECIFIC_FEATURE_CODE = "specificFeatureCode" 28,
        O_NO_ANSWER = "oNoAnswer" 29,
        PRI_NETWORK_SERVICES = "priNetworkServices" 30,
        O_SWITCH_HOOK_FLASH_IMMEDIATE = "oSwitchHookFlashImmediate" 31,
        O_FEATURE_ACTIVATOR = "oFeatureActivator" 32,
        O_SWITCH_HOOK_FLASH_SPECIFIED_CODE = "oSwitchHookFlashSpecifiedCode" 33,
        T_SWITCH_HOOK_FLASH_IMMEDIATE = "tSwitchHookFlashImmediate" 34,
        T_FEATURE_ACTIVATOR = "tFeatureActivator" 35,
        T_SWITCH_HOOK_FLASH_SPECIFIED_CODE = "tSwitchHookFlashSpecifiedCode" 36,
        NUMBER_PORTABILITY = "numberPortability" 37,
        ONE_PLUS = "onePlus" 38,
        SPECIFIED_CARRIER = "specifiedCarrier" 39,
        INTERNATIONAL = "international" 40,
        ZERO_PLUS = "zeroPlus" 41,
        ZERO_MINUS = "zeroMinus" 42,
        LOCAL_NUMBER_PORTABILITY_PORC = "localNumberPortabilityPORC" 43,
        LOCAL_NUMBER_PORTABILITY_POR_CDONOR = "localNumberPortabilityPORCdonor" 44,
        RESERVED = "reserved" 45,
        TERM_RESOURCE_AVAILABLE = "termResourceAvailable" 46,
        OFFICE_PUBLIC_FEATURE_CODE = "officePublicFeatureCode" 47,
        TRUNK_GROUP = "trunkGroup" 48,
        DEDICATED_TRUNK_GROUP = "dedicatedTrunkGroup" 49,
        RESERVED50 = "reserved50" 50,
    }
}

bit_strings! {
    ApplyRestrictions [152] {
        CODE = "code" 0,
        TOLL = "toll" 1,
    }
    EDPNotification [93] {
        O_CALLED_PARTY_BUSY = "oCalledPartyBusy" 0,
        O_NO_ANSWER = "oNoAnswer" 1,
        O_TERM_SEIZED = "oTermSeized" 2,
        O_ANSWER = "oAnswer" 3,
        T_BUSY = "tBusy" 4,
        T_NO_ANSWER = "tNoAnswer" 5,
        TERM_RESOURCE_AVAILABLE = "termResourceAvailable" 6,
        T_ANSWER = "tAnswer" 7,
        NETWORK_BUSY = "networkBusy" 8,
        O_SUSPENDED = "oSuspended" 9,
        O_DISCONNECT_CALLED = "oDisconnectCalled" 10,
        O_DISCONNECT = "oDisconnect" 11,
        O_ABANDON = "oAbandon" 12,
        FEATURE_ACTIVATOR = "featureActivator" 13,
        SWITCH_HOOK_FLASH = "switchHookFlash" 14,
        SUCCESS = "success" 15,
        T_DISCONNECT = "tDisconnect" 16,
        TIMEOUT = "timeout" 17,
        ORIGINATION_ATTEMPT = "originationAttempt" 18,
        O_DTMF_ENTERED = "oDTMFEntered" 19,
        T_DTMF_ENTERED = "tDTMFEntered" 20,
    }
    EDPRequest [92] {
        O_CALLED_PARTY_BUSY = "oCalledPartyBusy" 0,
        O_NO_ANSWER = "oNoAnswer" 1,
        O_TERM_SEIZED = "oTermSeized" 2,
        O_ANSWER = "oAnswer" 3,
        T_BUSY = "tBusy" 4,
        T_NO_ANSWER = "tNoAnswer" 5,
        TERM_RESOURCE_AVAILABLE = "termResourceAvailable" 6,
        T_ANSWER = "tAnswer" 7,
        NETWORK_BUSY = "networkBusy" 8,
        O_SUSPENDED = "oSuspended" 9,
        O_DISCONNECT_CALLED = "oDisconnectCalled" 10,
        O_DISCONNECT = "oDisconnect" 11,
        O_ABANDON = "oAbandon" 12,
        FEATURE_ACTIVATOR = "featureActivator" 13,
        SWITCH_HOOK_FLASH = "switchHookFlash" 14,
        SUCCESS = "success" 15,
        T_DISCONNECT = "tDisconnect" 16,
        TIMEOUT = "timeout" 17,
        ORIGINATION_ATTEMPT = "originationAttempt" 18,
        O_DTMF_ENTERED = "oDTMFEntered" 19,
        T_DTMF_ENTERED = "tDTMFEntered" 20,
    }
    Empty {
        ENTIRE_LIST = "entireList" 0,
        OUTGOINGMEMORY_SLOT = "outgoingmemorySlot" 1,
        INCOMINGMEMORY_SLOT = "incomingmemorySlot" 2,
        FORWARD_TO_DN = "forwardToDn" 3,
    }
    Request1 {
        ACTIVATION_STATUS = "activationStatus" 0,
    }
    Request2 {
        ACTIVATION_STATUS = "activationStatus" 0,
        DELAY_INTERVAL = "delayInterval" 1,
    }
    Request3 {
        ACTIVATION_STATUS = "activationStatus" 0,
        ENTIRE_LIST = "entireList" 1,
        LIST_SIZE = "listSize" 2,
    }
    Request4 {
        ACTIVATION_STATUS = "activationStatus" 0,
        FORWARDING_DN = "forwardingDn" 1,
    }
    Request5 {
        ACTIVATION_STATUS = "activationStatus" 0,
        FORWARDING_DN = "forwardingDn" 1,
        ENTIRE_LIST = "entireList" 2,
        LIST_SIZE = "listSize" 3,
    }
    Request6 {
        DELAY_INTERVAL = "delayInterval" 0,
    }
    RequestMemorySlot {
        INCOMING = "incoming" 0,
        OUTGOING = "outgoing" 1,
    }
}

/// Universal types without a size or range.
macro_rules! universals {
    ($(
        $(#[$meta:meta])* $name:ident $(<$lifetime:lifetime>)? ($contents:ty) $universal:literal,
        $asn1:literal, $kind:expr, $blank:expr, $tlv:ident => $decode:expr,
        ($value:ident, $identifier:ident, $what:ident, $writer:ident) => $encode:expr;
    )*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name $(<$lifetime>)? (
                /// The contents.
                pub $contents,
            );

            impl<'a> Parameter<'a> for $name $(<$lifetime>)? {
                const IDENTIFIER: Identifier = Identifier($universal);
                const TYPE: &'static ParameterType =
                    &ParameterType { name: $asn1, tag: None, kind: $kind };
                const BLANK: Self = Self($blank);

                const SEVERAL: bool = $universal == 0;

                #[inline]
                fn accepts(key: Identifier) -> bool {
                    // Any element does for ANY, as long as there is one.
                    if $universal == 0 { key.0 != 0 } else { key == Identifier($universal) }
                }

                #[inline(always)]
                fn accepts_quick(identifier: Identifier) -> bool {
                    Self::accepts(identifier)
                }

                fn decode($tlv: &Tlv<'a>) -> Result<Self, Error> {
                    $decode.map(Self)
                }

                fn encode_as(
                    &self,
                    $identifier: Identifier,
                    $what: &'static str,
                    $writer: &mut Writer,
                ) -> Result<(), Error> {
                    let $value = &self.0;
                    $encode
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name $(<$lifetime>)? {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    samples::Universal::any(source).map(Self)
                }
            }
        )*
    };
}

universals! {
    /// An OCTET STRING that has no type name in the grammar.
    OctetString<'a>(Octets<'a>) 0x04, "OCTET STRING", Kind::Octets(0, u16::MAX), Octets::EMPTY,
        tlv => tlv.octet_string(),
        (octets, identifier, what, writer) => kinds::write_octets(octets, 0..=65_535, identifier, what, writer);
    /// An INTEGER that has no type name in the grammar.
    Integer(i64) 0x02, "INTEGER", Kind::Integer(0, u32::MAX), 0,
        tlv => tlv.integer(),
        (value, identifier, _what, writer) => { writer.integer(identifier, *value); Ok(()) };
    /// `Timestamp` of GR-1299-CORE: an INTEGER without a range.
    Timestamp(i64) 0x02, "Timestamp", Kind::Integer(0, u32::MAX), 0,
        tlv => tlv.integer(),
        (value, identifier, _what, writer) => { writer.integer(identifier, *value); Ok(()) };
    /// An OBJECT IDENTIFIER that has no type name in the grammar.
    Oid<'a>(ObjectIdentifier<'a>) 0x06, "OBJECT IDENTIFIER", Kind::ObjectIdentifier, ObjectIdentifier(&[]),
        tlv => tlv.object_identifier(),
        (oid, identifier, what, writer) => kinds::write_object_identifier(oid, identifier, what, writer);
    /// Any one element.
    AnyElement<'a>(Tlv<'a>) 0, "ANY", Kind::Any, Tlv::NONE,
        tlv => Ok(*tlv),
        (element, _identifier, what, writer) => kinds::write_element(element, what, writer);
}

/// `EnvelopeEncodingAuthority` of GR-1299-CORE: an object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvelopeEncodingAuthority<'a>(
    /// The contents.
    pub ObjectIdentifier<'a>,
);

impl<'a> Parameter<'a> for EnvelopeEncodingAuthority<'a> {
    const IDENTIFIER: Identifier = own_identifier(Some(98), 0x06);
    const TYPE: &'static ParameterType = &ParameterType {
        name: "EnvelopeEncodingAuthority",
        tag: Some(98),
        kind: Kind::ObjectIdentifier,
    };

    fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
        tlv.object_identifier().map(Self)
    }

    const BLANK: Self = Self(ObjectIdentifier(&[]));

    fn encode_as(
        &self,
        identifier: Identifier,
        what: &'static str,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        kinds::write_object_identifier(&self.0, identifier, what, writer)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for EnvelopeEncodingAuthority<'a> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        samples::Universal::any(source).map(Self)
    }
}

/// Every OBJECT IDENTIFIER type.
pub(super) const OBJECT_IDENTIFIERS: &[Describe] =
    &[<EnvelopeEncodingAuthority<'static> as Parameter<'static>>::describe];

/// The INTEGER type without a range.
pub(super) const UNBOUNDED: &[Describe] = &[<Timestamp as Parameter<'static>>::describe];
