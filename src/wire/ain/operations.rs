//! The 62 operations, their results and the errors, one row each with its fields in order.

use super::kinds;
use super::parameters::*;
use super::schema::*;
use super::structures::*;
use super::typed::*;
use crate::wire::ber::{Identifier, Quick, Tlv};
use crate::wire::error::Error;
use crate::wire::writer::{Encode, Writer};

operations! {
    InfoCollected = Info_Collected infoCollected 0x6402, FromSwitch, "0.1" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        access_code: AccessCode<'a> = accessCode OPTIONAL,
        collected_address_info: CollectedAddressInfo<'a> = collectedAddressInfo OPTIONAL,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        vertical_service_code: VerticalServiceCode<'a> = verticalServiceCode OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        generic_address_list: GenericAddressList<'a> = genericAddressList OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
        calling_geodetic_location: CallingGeodeticLocation<'a> = callingGeodeticLocation OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, sendToResource, disconnect, continue]
    InfoAnalyzed = Info_Analyzed infoAnalyzed 0x6403, FromSwitch, "0.1" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        calling_party_bgid: CallingPartyBGID<'a> = callingPartyBGID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        access_code: AccessCode<'a> = accessCode OPTIONAL,
        collected_address_info: CollectedAddressInfo<'a> = collectedAddressInfo OPTIONAL,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        vertical_service_code: VerticalServiceCode<'a> = verticalServiceCode OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        str_connection: STRConnection = sTRConnection OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        generic_address_list: GenericAddressList<'a> = genericAddressList OPTIONAL,
        network_specific_facilities: NetworkSpecificFacilities<'a> = networkSpecificFacilities OPTIONAL,
        ctr_connection: CTRConnection = cTRConnection OPTIONAL,
        jurisdiction_information: JurisdictionInformation<'a> = jurisdictionInformation OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
        calling_geodetic_location: CallingGeodeticLocation<'a> = callingGeodeticLocation OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, continue, sendToResource, disconnect, collectInformation]
    FailureOutcome = Failure_Outcome failureOutcome 0x6404, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        cc_id: CcID = ccID OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        bcm_type: BCMType = bCMType OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        failure_cause: FailureCause = failureCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [acknowledge, connectToResource, disconnect, mergeCall]
    TerminationAttempt = Termination_Attempt terminationAttempt 0x6405, FromSwitch, "0.1" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        called_party_station_type: CalledPartyStationType = calledPartyStationType OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        str_connection: STRConnection = sTRConnection OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        ctr_connection: CTRConnection = cTRConnection OPTIONAL,
        rtp_service_indicator: RTPServiceIndicator<'a> = rTPServiceIndicator OPTIONAL,
        generic_address_list: GenericAddressList<'a> = genericAddressList OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
        calling_geodetic_location: CallingGeodeticLocation<'a> = callingGeodeticLocation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [authorizeTermination, forwardCall, sendToResource, disconnect]
    TBusy = T_Busy tBusy 0x6406, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        busy_cause: BusyCause<'a> = busyCause OPTIONAL,
        busy_type: BusyType = busyType OPTIONAL,
        called_party_station_type: CalledPartyStationType = calledPartyStationType OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        str_connection: STRConnection = sTRConnection OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        ctr_connection: CTRConnection = cTRConnection OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [forwardCall, offerCall, continue, sendToResource]
    TNoAnswer = T_No_Answer tNoAnswer 0x6408, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        called_party_station_type: CalledPartyStationType = calledPartyStationType OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        str_connection: STRConnection = sTRConnection OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        ctr_connection: CTRConnection = cTRConnection OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [forwardCall, sendToResource, continue]
    ONoAnswer = O_No_Answer oNoAnswer 0x6409, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        str_connection: STRConnection = sTRConnection OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        ctr_connection: CTRConnection = cTRConnection OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, sendToResource, continue]
    TAnswer = T_Answer tAnswer 0x640A, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked []
    OAnswer = O_Answer oAnswer 0x640B, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked []
    OTermSeized = O_Term_Seized oTermSeized 0x640C, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked []
    TermResourceAvailable = Term_Resource_Available termResourceAvailable 0x640D, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        called_party_station_type: CalledPartyStationType = calledPartyStationType OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        str_connection: STRConnection = sTRConnection OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        ctr_connection: CTRConnection = cTRConnection OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [forwardCall, sendToResource, continue]
    OAbandon = O_Abandon oAbandon 0x640E, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        cc_id: CcID = ccID OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [connectToResource, disconnect, disconnectLeg, mergeCall, reconnect]
    OMidCall = O_Mid_Call oMidCall 0x640F, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        cc_id: CcID = ccID OPTIONAL,
        feature_activator_id: FeatureActivatorID<'a> = featureActivatorID OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        calling_party_bgid: CallingPartyBGID<'a> = callingPartyBGID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        access_code: AccessCode<'a> = accessCode OPTIONAL,
        collected_address_info: CollectedAddressInfo<'a> = collectedAddressInfo OPTIONAL,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        vertical_service_code: VerticalServiceCode<'a> = verticalServiceCode OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, collectInformation, connectToResource, disconnect, disconnectLeg, mergeCall, moveLeg, originateCall, splitLeg]
    SuccessOutcome = Success_Outcome successOutcome 0x6411, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        cc_id: CcID = ccID OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        bcm_type: BCMType = bCMType OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [acknowledge, connectToResource, disconnectLeg, moveLeg]
    TDisconnect = T_Disconnect tDisconnect 0x6412, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        cc_id: CcID = ccID OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        disconnect_cause: DisconnectCause = disconnectCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, collectInformation, connectToResource, disconnect, disconnectLeg, mergeCall, reconnect]
    TMidCall = T_Mid_Call tMidCall 0x6413, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        cc_id: CcID = ccID OPTIONAL,
        feature_activator_id: FeatureActivatorID<'a> = featureActivatorID OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        calling_party_bgid: CallingPartyBGID<'a> = callingPartyBGID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        access_code: AccessCode<'a> = accessCode OPTIONAL,
        collected_address_info: CollectedAddressInfo<'a> = collectedAddressInfo OPTIONAL,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        vertical_service_code: VerticalServiceCode<'a> = verticalServiceCode OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, collectInformation, connectToResource, disconnect, disconnectLeg, mergeCall, moveLeg, originateCall, splitLeg]
    Timeout = Timeout timeout 0x6414, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        leg_id: LegID = legID OPTIONAL,
        bcm_type: BCMType = bCMType OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        cc_id: CcID = ccID OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, connectToResource, continue, disconnect, forwardCall, sendToResource]
    NetworkBusy = Network_Busy networkBusy 0x6417, FromSwitch, "0.1" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        original_called_party_id: OriginalCalledPartyID<'a> = originalCalledPartyID OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, sendToResource, disconnect, continue, forwardCall]
    OriginationAttempt = Origination_Attempt originationAttempt 0x6418, FromSwitch, "0.1" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        lata: Lata<'a> = lata OPTIONAL,
        trigger_criteria_type: TriggerCriteriaType = triggerCriteriaType OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        sap: Sap<'a> = sap OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        trigger_information: TriggerInformation<'a> = triggerInformation OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [analyzeRoute, sendToResource, disconnect]
    OSuspended = O_Suspended oSuspended 0x6419, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [collectInformation, sendToResource, analyzeRoute, connectToResource, disconnect, disconnectLeg, mergeCall]
    ODisconnect = O_Disconnect oDisconnect 0x641A, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        disconnect_cause: DisconnectCause = disconnectCause OPTIONAL,
        leg_id: LegID = legID OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [collectInformation, sendToResource, analyzeRoute, connectToResource, disconnect, disconnectLeg, mergeCall, reconnect]
    TDtmfEntered = T_DTMF_Entered tDTMFEntered 0x641C, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID,
        bearer_capability: BearerCapability = bearerCapability,
        dtmf_digits_detected: DTMFDigitsDetected<'a> = dTMFDigitsDetected OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        notification_indicator: NotificationIndicator = notificationIndicator [111] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [continue, disconnect, forwardCall, sendToResource]
    AnalyzeRoute = Analyze_Route analyzeRoute 0x6501, FromControlPoint, "0.1" {
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        outpulse_number: OutpulseNumber<'a> = outpulseNumber OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        primary_trunk_group: PrimaryTrunkGroup<'a> = primaryTrunkGroup OPTIONAL,
        alternate_trunk_group: AlternateTrunkGroup<'a> = alternateTrunkGroup OPTIONAL,
        second_alternate_trunk_group: SecondAlternateTrunkGroup<'a> = secondAlternateTrunkGroup OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        alternate_carrier: AlternateCarrier<'a> = alternateCarrier OPTIONAL,
        second_alternate_carrier: SecondAlternateCarrier<'a> = secondAlternateCarrier OPTIONAL,
        passive_leg_treatment: PassiveLegTreatment = passiveLegTreatment OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        alternate_billing_indicator: AlternateBillingIndicator = alternateBillingIndicator OPTIONAL,
        second_alternate_billing_indicator: SecondAlternateBillingIndicator = secondAlternateBillingIndicator OPTIONAL,
        overflow_billing_indicator: OverflowBillingIndicator = overflowBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        carrier_usage: CarrierUsage = carrierUsage OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        generic_address_list: GenericAddressList<'a> = genericAddressList OPTIONAL,
        network_specific_facilities: NetworkSpecificFacilities<'a> = networkSpecificFacilities OPTIONAL,
        calling_party_bgid: CallingPartyBGID<'a> = callingPartyBGID OPTIONAL,
        forward_call_indicator: ForwardCallIndicator<'a> = forwardCallIndicator OPTIONAL,
        ama_service_provider_id: AMAServiceProviderID<'a> = aMAServiceProviderID OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
        generic_digits_list: GenericDigitsList<'a> = genericDigitsList OPTIONAL,
        apply_restrictions: ApplyRestrictions = applyRestrictions OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
    }
    errors [applicationError]
    linked []
    AuthorizeTermination = Authorize_Termination authorizeTermination 0x6502, FromControlPoint, "0.1" {
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        controlling_leg_treatment: ControllingLegTreatment = controllingLegTreatment OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
    }
    errors [applicationError]
    linked []
    Disconnect = Disconnect disconnect 0x6503, FromControlPoint, "0.1" {
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        rtp_rerouting_number: RTPReroutingNumber<'a> = rTPReroutingNumber OPTIONAL,
    }
    errors [applicationError]
    linked []
    OfferCall = Offer_Call offerCall 0x6504, FromControlPoint, "0.2 or later" {
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        controlling_leg_treatment: ControllingLegTreatment = controllingLegTreatment OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
    }
    errors [applicationError]
    linked []
    CollectInformation = Collect_Information collectInformation 0x6505, FromControlPoint, "0.2 or later" {
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        dp_converter: DPConverter = dPConverter OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        alternate_billing_indicator: AlternateBillingIndicator = alternateBillingIndicator OPTIONAL,
        second_alternate_billing_indicator: SecondAlternateBillingIndicator = secondAlternateBillingIndicator OPTIONAL,
        overflow_billing_indicator: OverflowBillingIndicator = overflowBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        alternate_dialing_plan_ind: AlternateDialingPlanInd<'a> = alternateDialingPlanInd OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
    }
    errors [applicationError]
    linked []
    CreateCall = Create_Call createCall 0x6507, FromControlPoint, "0.2 or later" {
        called_party_id: CalledPartyID<'a> = calledPartyID,
        calling_party_id: CallingPartyID<'a> = callingPartyID,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        alternate_carrier: AlternateCarrier<'a> = alternateCarrier OPTIONAL,
        second_alternate_carrier: SecondAlternateCarrier<'a> = secondAlternateCarrier OPTIONAL,
        passive_leg_treatment: PassiveLegTreatment = passiveLegTreatment OPTIONAL,
        generic_address_list: GenericAddressList<'a> = genericAddressList OPTIONAL,
        calling_party_bgid: CallingPartyBGID<'a> = callingPartyBGID OPTIONAL,
        forward_call_indicator: ForwardCallIndicator<'a> = forwardCallIndicator OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        carrier_usage: CarrierUsage = carrierUsage OPTIONAL,
        controlling_leg_treatment: ControllingLegTreatment = controllingLegTreatment OPTIONAL,
        user_id: UserID<'a> = userID OPTIONAL,
        bearer_capability: BearerCapability = bearerCapability OPTIONAL,
        vertical_service_code: VerticalServiceCode<'a> = verticalServiceCode OPTIONAL,
        access_code: AccessCode<'a> = accessCode OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        notification_duration: NotificationDuration = notificationDuration OPTIONAL,
        wake_up_duration: WakeUpDuration = wakeUpDuration OPTIONAL,
        osi_indicator: OSIIndicator = oSIIndicator OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        overflow_billing_indicator: OverflowBillingIndicator = overflowBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
    }
    result CreateCallResult errors [applicationError, failureReport]
    linked [originationAttempt]
    DisconnectLeg = Disconnect_Leg disconnectLeg 0x6508, FromControlPoint, "0.2 or later" {
        leg_id: LegID = legID,
        cs_id: CsID = csID OPTIONAL,
        passive_leg_treatment: PassiveLegTreatment = passiveLegTreatment OPTIONAL,
        lamp_treatment: LampTreatment<'a> = lampTreatment OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [cTRClear, failureOutcome]
    MergeCall = Merge_Call mergeCall 0x6509, FromControlPoint, "0.2 or later" {
        display_text: DisplayText<'a> = displayText OPTIONAL,
        lamp_treatment: LampTreatment<'a> = lampTreatment OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [cTRClear, failureOutcome, successOutcome]
    MoveLeg = Move_Leg moveLeg 0x650A, FromControlPoint, "0.2 or later" {
        display_text: DisplayText<'a> = displayText OPTIONAL,
        lamp_treatment: LampTreatment<'a> = lampTreatment OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [cTRClear, failureOutcome, successOutcome]
    OriginateCall = Originate_Call originateCall 0x650B, FromControlPoint, "0.2 or later" {
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        dp_converter: DPConverter = dPConverter OPTIONAL,
        alternate_dialing_plan_ind: AlternateDialingPlanInd<'a> = alternateDialingPlanInd OPTIONAL,
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        lamp_treatment: LampTreatment<'a> = lampTreatment OPTIONAL,
        controlling_leg_treatment: ControllingLegTreatment = controllingLegTreatment OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        bearer_capability: BearerCapability = bearerCapability OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        outpulse_number: OutpulseNumber<'a> = outpulseNumber OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        primary_trunk_group: PrimaryTrunkGroup<'a> = primaryTrunkGroup OPTIONAL,
        alternate_trunk_group: AlternateTrunkGroup<'a> = alternateTrunkGroup OPTIONAL,
        second_alternate_trunk_group: SecondAlternateTrunkGroup<'a> = secondAlternateTrunkGroup OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        alternate_carrier: AlternateCarrier<'a> = alternateCarrier OPTIONAL,
        second_alternate_carrier: SecondAlternateCarrier<'a> = secondAlternatecarrier OPTIONAL,
        passive_leg_treatment: PassiveLegTreatment = passiveLegTreatment OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        alternate_billing_indicator: AlternateBillingIndicator = alternateBillingIndicator OPTIONAL,
        second_alternate_billing_indicator: SecondAlternateBillingIndicator = secondAlternateBillingIndicator OPTIONAL,
        overflow_billing_indicator: OverflowBillingIndicator = overflowBillingIndicator OPTIONAL,
        generic_address_list: GenericAddressList<'a> = genericAddressList OPTIONAL,
        forward_call_indicator: ForwardCallIndicator<'a> = forwardCallIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        carrier_usage: CarrierUsage = carrierUsage OPTIONAL,
        network_specific_facilities: NetworkSpecificFacilities<'a> = networkSpecificFacilities OPTIONAL,
        calling_party_bgid: CallingPartyBGID<'a> = callingPartyBGID OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [failureOutcome]
    SplitLeg = Split_Leg splitLeg 0x650C, FromControlPoint, "0.2 or later" {
        leg_id: LegID = legID,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        lamp_treatment: LampTreatment<'a> = lampTreatment OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [cTRClear, failureOutcome, successOutcome]
    Continue = Continue continue 0x650D, FromControlPoint, "0.1" {
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
    }
    errors [applicationError]
    linked []
    Reconnect = Reconnect reconnect 0x650E, FromControlPoint, "0.2 or later" {
        notification_duration: NotificationDuration = notificationDuration OPTIONAL,
        controlling_leg_treatment: ControllingLegTreatment = controllingLegTreatment OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked []
    SendToResource = Send_To_Resource sendToResource 0x6601, FromControlPoint, "0.1" {
        resource_type: ResourceType = resourceType,
        str_parameter_block: StrParameterBlock<'a> = strParameterBlock,
        disconnect_flag: DisconnectFlag = disconnectFlag OPTIONAL,
        answer_indicator: AnswerIndicator = answerIndicator OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        destination_address: DestinationAddress<'a> = destinationAddress OPTIONAL,
        dp_converter: DPConverter = dPConverter OPTIONAL,
        ama_measure: AMAMeasure = aMAMeasure OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        extended_ringing: ExtendedRinging = extendedRinging OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        alternate_carrier: AlternateCarrier<'a> = alternateCarrier OPTIONAL,
        second_alternate_carrier: SecondAlternateCarrier<'a> = secondAlternatecarrier OPTIONAL,
        carrier_usage: CarrierUsage = carrierUsage OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        tstrc_timer: TSTRCTimer = tSTRCTimer OPTIONAL,
        party_id: PartyID = partyID OPTIONAL,
        party_on_hold: PartyOnHold = partyOnHold OPTIONAL,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
    }
    result SendToResourceResult errors [applicationError]
    linked [resourceClear, callInfoFromResource]
    ResourceClear = Resource_Clear resourceClear 0x6602, FromSwitch, "0.1" {
        clear_cause: ClearCause = clearCause,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        collected_address_info: CollectedAddressInfo<'a> = collectedAddressInfo OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        failure_cause: FailureCause = failureCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        ama_measurement: AMAMeasurement<'a> = aMAMeasurement OPTIONAL,
        clear_cause_data: ClearCauseData<'a> = clearCauseData OPTIONAL,
        ip_return_block: IPReturnBlock<'a> = iPReturnBlock OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    result ResourceClearResult errors [applicationError, failureReport]
    linked [analyzeRoute, forwardCall, sendToResource, authorizeTermination, disconnect, continue, offerCall, collectInformation]
    CancelResourceEvent = Cancel_Resource_Event cancelResourceEvent 0x6603, FromControlPoint, "0.1" {
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [resourceClear]
    CallInfoFromResource = Call_Info_From_Resource callInfoFromResource 0x6604, FromSwitch, "0.2 or later" {
        ip_return_block: IPReturnBlock<'a> = iPReturnBlock OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked []
    ConnectToResource = Connect_To_Resource connectToResource 0x6605, FromControlPoint, "0.2 or later" {
        resource_type: ResourceType = resourceType,
        str_parameter_block: StrParameterBlock<'a> = strParameterBlock,
        leg_id: LegID = legID OPTIONAL,
        disconnect_flag: DisconnectFlag = disconnectFlag OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        destination_address: DestinationAddress<'a> = destinationAddress OPTIONAL,
        dp_converter: DPConverter = dPConverter OPTIONAL,
        ama_measure: AMAMeasure = aMAMeasure OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked [callInfoFromResource, cTRClear]
    CtrClear = CTR_Clear cTRClear 0x6606, FromSwitch, "0.2 or later" {
        clear_cause: ClearCause = clearCause,
        leg_id: LegID = legID OPTIONAL,
        cc_id: CcID = ccID OPTIONAL,
        bcm_type: BCMType = bCMType OPTIONAL,
        point_in_call: PointInCall = pointInCall OPTIONAL,
        collected_digits: CollectedDigits<'a> = collectedDigits OPTIONAL,
        collected_address_info: CollectedAddressInfo<'a> = collectedAddressInfo OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        failure_cause: FailureCause = failureCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        ama_measurement: AMAMeasurement<'a> = aMAMeasurement OPTIONAL,
        clear_cause_data: ClearCauseData<'a> = clearCauseData OPTIONAL,
        ip_return_block: IPReturnBlock<'a> = iPReturnBlock OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked [acknowledge, analyzeRoute, collectInformation, continue, disconnect, disconnectLeg, forwardCall, mergeCall, moveLeg, originateCall, splitLeg]
    MonitorForChange = Monitor_For_Change monitorForChange 0x6701, FromControlPoint, "0.1" {
        facility_status: FacilityStatus = facilityStatus,
        monitor_time: MonitorTime<'a> = monitorTime,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        facility_gid: FacilityGID<'a> = facilityGID OPTIONAL,
        facility_member_id: FacilityMemberID = facilityMemberID OPTIONAL,
        bearer_capability: BearerCapability = bearerCapability OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        control_encountered: ControlEncountered<'a> = controlEncountered OPTIONAL,
    }
    errors [applicationError]
    linked [monitorSuccess, statusReported]
    StatusReported = Status_Reported statusReported 0x6702, FromSwitch, "0.1" {
        facility_status: FacilityStatus = facilityStatus OPTIONAL,
        status_cause: StatusCause = statusCause OPTIONAL,
        failure_cause: FailureCause = failureCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked []
    MonitorSuccess = Monitor_Success monitorSuccess 0x6703, FromSwitch, "0.1" {
        facility_status: FacilityStatus = facilityStatus,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError, failureReport]
    linked []
    TerminationNotification = Termination_Notification terminationNotification 0x6704, FromSwitch, "0.1" {
        echo_data: EchoData<'a> = echoData,
        termination_indicator: TerminationIndicator<'a> = terminationIndicator,
        connect_time: ConnectTime<'a> = connectTime OPTIONAL,
        busy_cause: BusyCause<'a> = busyCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors []
    linked []
    UpdateRequest = Update_Request updateRequest 0x6801, FromControlPoint, "0.1" {
        user_id: UserID<'a> = userID,
        trigger_criteria_flag: TriggerCriteriaFlag<'a> = triggerCriteriaFlag OPTIONAL,
        bearer_capability: BearerCapability = bearerCapability OPTIONAL,
        control_encountered: ControlEncountered<'a> = controlEncountered OPTIONAL,
    }
    result UpdateRequestResult errors [applicationError]
    linked []
    QueryRequest = Query_Request queryRequest 0x6802, FromControlPoint, "0.2 or later" {
        user_id: UserID<'a> = userID OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        control_encountered: ControlEncountered<'a> = controlEncountered OPTIONAL,
        provide_info: ProvideInfo<'a> = provideInfo OPTIONAL,
    }
    result QueryRequestResult errors [applicationError, failureReport]
    linked []
    Update = Update update 0x6803, FromControlPoint, "0.2 or later" {
        administrable_object: AdministrableObject<'a> = administrableObject,
        edit_list_type: EditListType = editListType OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        control_encountered: ControlEncountered<'a> = controlEncountered OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
    }
    result UpdateResult errors [applicationError, failureReport]
    linked []
    Acg = ACG acg 0x6901, FromControlPoint, "0.1" {
        control_cause_indicator: ControlCauseIndicator<'a> = controlCauseIndicator,
        gap_duration: GapDuration = gapDuration,
        gap_interval: GapInterval<'a> = gapInterval,
        translation_type: TranslationType = translationType,
        global_title_address: GlobalTitleAddress<'a> = globalTitleAddress,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked []
    EchoRequest = Echo_Request echoRequest 0x6902, Either, "0.1" {
        application_indicator: ApplicationIndicator = applicationIndicator OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    result EchoRequestResult errors [applicationError]
    linked []
    AcgGlobalCtrlRestore = ACG_Global_Ctrl_Restore acgGlobalCtrlRestore 0x6903, FromControlPoint, "0.2 or later" {
        acg_global_override: ACGGlobalOverride = aCGGlobalOverride,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    result AcgGlobalCtrlRestoreResult errors [applicationError]
    linked []
    AcgOverflow = ACG_Overflow acgOverflow 0x6904, FromSwitch, "0.2 or later" {
        control_cause_indicator: ControlCauseIndicator<'a> = controlCauseIndicator,
        translation_type: TranslationType = translationType,
        global_title_address: GlobalTitleAddress<'a> = globalTitleAddress,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors []
    linked []
    ControlRequest = Control_Request controlRequest 0x6905, FromControlPoint, "0.2 or later" {
        congestion_level: CongestionLevel = congestionLevel OPTIONAL,
        gap_interval: GapInterval<'a> = gapInterval OPTIONAL,
        translation_type: TranslationType = translationType OPTIONAL,
        global_title_address: GlobalTitleAddress<'a> = globalTitleAddress OPTIONAL,
        signaling_point_code: SignalingPointCode<'a> = ssignalingPointCode OPTIONAL,
        subsystem_number: SubsystemNumber = subsystemNumber OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors []
    linked []
    ActivityTest = Activity_Test activityTest 0x6906, FromControlPoint, "0.2 or later" {
        trans_id: TransID<'a> = transID,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    result ActivityTestResult errors [applicationError]
    linked []
    CallTypeRequest = Call_Type_Request callTypeRequest 0x6907, FromControlPoint, "0.2 or later" {
        called_party_id: CalledPartyID<'a> = calledPartyID,
        calling_party_id: CallingPartyID<'a> = callingPartyID,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    result CallTypeRequestResult errors [applicationError, failureReport]
    linked []
    SetTimer = Set_Timer setTimer 0x6909, FromControlPoint, "0.2 or later" {
        ssp_response_message_timer_t1: SSPResponseMessageTimerT1 = sSPResponseMessageTimerT1 OPTIONAL,
    }
    result SetTimerResult errors [applicationError]
    linked []
    ForwardCall = Forward_Call forwardCall 0x6A01, FromControlPoint, "0.1" {
        calling_party_id: CallingPartyID<'a> = callingPartyID OPTIONAL,
        charge_number: ChargeNumber<'a> = chargeNumber OPTIONAL,
        charge_party_station_type: ChargePartyStationType = chargePartyStationType OPTIONAL,
        called_party_id: CalledPartyID<'a> = calledPartyID OPTIONAL,
        outpulse_number: OutpulseNumber<'a> = outpulseNumber OPTIONAL,
        tcm: Tcm<'a> = tcm OPTIONAL,
        primary_trunk_group: PrimaryTrunkGroup<'a> = primaryTrunkGroup OPTIONAL,
        alternate_trunk_group: AlternateTrunkGroup<'a> = alternateTrunkGroup OPTIONAL,
        second_alternate_trunk_group: SecondAlternateTrunkGroup<'a> = secondAlternateTrunkGroup OPTIONAL,
        carrier: Carrier<'a> = carrier OPTIONAL,
        alternate_carrier: AlternateCarrier<'a> = alternateCarrier OPTIONAL,
        second_alternate_carrier: SecondAlternateCarrier<'a> = secondAlternatecarrier OPTIONAL,
        passive_leg_treatment: PassiveLegTreatment = passiveLegTreatment OPTIONAL,
        primary_billing_indicator: PrimaryBillingIndicator = primaryBillingIndicator OPTIONAL,
        alternate_billing_indicator: AlternateBillingIndicator = alternateBillingIndicator OPTIONAL,
        second_alternate_billing_indicator: SecondAlternateBillingIndicator = secondAlternateBillingIndicator OPTIONAL,
        overflow_billing_indicator: OverflowBillingIndicator = overflowBillingIndicator OPTIONAL,
        ama_alternate_billing_number: AMAAlternateBillingNumber<'a> = aMAAlternateBillingNumber OPTIONAL,
        ama_business_customer_id: AMABusinessCustomerID<'a> = aMABusinessCustomerID OPTIONAL,
        ama_line_number_list: AMALineNumberList<'a> = aMALineNumberList OPTIONAL,
        ama_slp_id: AMAslpID<'a> = aMAslpID [10] OPTIONAL,
        ama_digits_dialed_wc_list: AMADigitsDialedWCList<'a> = aMADigitsDialedWCList OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        service_context: ServiceContext = serviceContext OPTIONAL,
        ama_billing_feature: AMABillingFeature<'a> = aMABillingFeature OPTIONAL,
        ama_sequence_number: AMASequenceNumber<'a> = aMASequenceNumber OPTIONAL,
        redirecting_party_id: RedirectingPartyID<'a> = redirectingPartyID OPTIONAL,
        redirection_information: RedirectionInformation<'a> = redirectionInformation OPTIONAL,
        carrier_usage: CarrierUsage = carrierUsage OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        am_aservice_provider_id: AMAServiceProviderID<'a> = aMAserviceProviderID OPTIONAL,
        prefix: Prefix = prefix OPTIONAL,
        apply_restrictions: ApplyRestrictions = applyRestrictions OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        generic_name: GenericName<'a> = genericName OPTIONAL,
    }
    errors [applicationError]
    linked []
    NcaRequest = NCA_Request nCARequest 0x6B01, Either, "0.2 or later" {
        called_party_id: CalledPartyID<'a> = calledPartyID,
        calling_party_id: CallingPartyID<'a> = callingPartyID,
        envelope_encoding_authority: EnvelopeEncodingAuthority<'a> = envelopeEncodingAuthority,
        envelop_content: EnvelopContent<'a> = envelopContent,
        security_envelope: SecurityEnvelope<'a> = securityEnvelope OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        control_encountered: ControlEncountered<'a> = controlEncountered OPTIONAL,
    }
    result NcaRequestResult errors [applicationError, failureReport]
    linked []
    NcaData = NCA_Data nCAData 0x6B02, Either, "0.2 or later" {
        id: NCADataID<'a> = id,
        calling_party_id: CallingPartyID<'a> = callingPartyID,
        envelope_encoding_authority: EnvelopeEncodingAuthority<'a> = envelopeEncodingAuthority,
        envelop_content: EnvelopContent<'a> = envelopContent,
        security_envelope: SecurityEnvelope<'a> = securityEnvelope OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        acg_encountered: ACGEncountered<'a> = aCGEncountered OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        control_encountered: ControlEncountered<'a> = controlEncountered OPTIONAL,
    }
    errors []
    linked []
    FurnishAmaInformation = Furnish_AMA_Information furnishAMAInformation 0x6C01, FromControlPoint, "0.1" {
        ama_baf_modules: AMABAFModules<'a> = aaMABAFModules OPTIONAL,
        ama_set_hex_ab_indicator: AMASetHexABIndicator = aMASetHexABIndicator OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors [applicationError]
    linked []
    RequestReportBcmEvent = Request_Report_BCM_Event requestReportBCMEvent 0x6D01, FromControlPoint, "0.2 or later" {
        edp_request: EDPRequest = eDPRequest OPTIONAL,
        edp_notification: EDPNotification = eDPNotification OPTIONAL,
        o_no_answer_timer: ONoAnswerTimer = oNoAnswerTimer OPTIONAL,
        t_no_answer_timer: TNoAnswerTimer = tNoAnswerTimer OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        timeout_timer: TimeoutTimer<'a> = timeoutTimer OPTIONAL,
        o_dtmf_digits_string: ODTMFDigitsString<'a> = oDTMFDigitsString OPTIONAL,
        o_dtmf_number_of_digits: ODTMFNumberOfDigits = oDTMFNumberOfDigits OPTIONAL,
        t_dtmf_digit_string: TDTMFDigitString<'a> = tDTMFDigitString OPTIONAL,
        t_dtmf_number_of_digits: TDTMFNumberOfDigits = tDTMFNumberOfDigits OPTIONAL,
    }
    errors [applicationError]
    linked []
    Close = Close close 0x6E01, FromSwitch, "0.2 or later" {
        user_id: UserID<'a> = userID OPTIONAL,
        bearer_capability: BearerCapability = bearerCapability OPTIONAL,
        close_cause: CloseCause = closeCause OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    errors []
    linked []
}

results! {
    CreateCallResult = 0x6507 {
        failure_cause: FailureCause = failureCause OPTIONAL,
    }
    SendToResourceResult = 0x6601 {
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    ResourceClearResult = 0x6602 {
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    UpdateRequestResult = 0x6801 {
        failure_cause: FailureCause = failureCause OPTIONAL,
    }
    QueryRequestResult = 0x6802 {
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        info_provided: InfoProvided<'a> = infoProvided OPTIONAL,
    }
    UpdateResult = 0x6803 {
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
        result_cause: ResultCause = resultCause OPTIONAL,
    }
    EchoRequestResult = 0x6902 {
        failure_cause: FailureCause = failureCause OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    AcgGlobalCtrlRestoreResult = 0x6903 {
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    ActivityTestResult = 0x6906 {
        act_result: ActResult = actResult,
    }
    CallTypeRequestResult = 0x6907 {
        call_type: CallType = callType,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
    NcaRequestResult = 0x6B01 {
        envelope_encoding_authority: EnvelopeEncodingAuthority<'a> = envelopeEncodingAuthority,
        envelop_content: EnvelopContent<'a> = envelopContent,
        security_envelope: SecurityEnvelope<'a> = securityEnvelope OPTIONAL,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter [EXTENSION_PARAMETER] OPTIONAL,
    }
}

/// The result of `Set_Timer`: the parameter `timerUpdated` by itself, not in a SEQUENCE.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetTimerResult<'a> {
    /// `timerUpdated`.
    pub timer_updated: TimerUpdated,
    /// Always empty: nothing can stand beside the parameter.
    pub unknown: Unknown<'a>,
}

impl<'a> SetTimerResult<'a> {
    const RESULT: &'static ResultType = &ResultType::Single(&[Field {
        name: "timerUpdated",
        tag: None,
        explicit: false,
        optional: false,
        describe: <TimerUpdated as Parameter<'_>>::describe,
        key: <TimerUpdated as Parameter<'_>>::IDENTIFIER,
        several: <TimerUpdated as Parameter<'_>>::SEVERAL,
        accepts_type: <TimerUpdated as Parameter<'_>>::accepts,
    }]);

    /// The mandatory field given.
    pub const fn new(timer_updated: TimerUpdated) -> Self {
        Self { timer_updated, unknown: Unknown::NONE }
    }

    /// Reads the result.
    ///
    /// # Errors
    ///
    /// Another parameter, or contents that are not an enumeration's.
    pub fn decode(parameter: &Tlv<'a>) -> Result<Self, Error> {
        if !<TimerUpdated as Parameter<'_>>::accepts(kinds::key(parameter)) {
            let found = parameter.identifier.0;
            return Err(parameter.error(crate::wire::ErrorKind::Unexpected { found }));
        }
        let timer_updated = TimerUpdated::decode(parameter)?;
        Ok(Self::new(timer_updated))
    }
}

impl Encode for SetTimerResult<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.timer_updated.encode_as(TimerUpdated::WRITTEN, "timerUpdated", writer)
    }
}

errors! {
    ApplicationError = Application_Error applicationError 1 {
        application_error_string: ApplicationErrorString<'a> = applicationErrorString,
        extension_parameter: ExtensionParameter<'a> = extensionParameter OPTIONAL,
    }
    FailureReport = Failure_Report failureReport 2 {
        failure_cause: FailureCause = failureCause,
        failure_cause_data: FailureCauseData<'a> = failureCauseData OPTIONAL,
        extension_parameter: ExtensionParameter<'a> = extensionParameter OPTIONAL,
    }
}
