//! The parameter types made of others: SEQUENCE, CHOICE and SEQUENCE OF, one row a type.
//!
//! A field is `name: Type = asn1Name [tag] OPTIONAL`; `[tag]` is the use site's tag in place of the
//! type's, `[tag EXPLICIT]` one around it.

use super::kinds;
use super::parameters::*;
#[cfg(feature = "arbitrary")]
use super::samples;
use super::schema::*;
use super::typed::*;
use crate::wire::ber::{Identifier, Quick, Tlv};
use crate::wire::error::Error;
use crate::wire::writer::Writer;

/// The tag that operations put on `ExtensionParameter`; in the two errors the source leaves it
/// untagged, and both forms are taken there.
pub const EXTENSION_PARAMETER: u32 = 84;

sequences! {
    AMAMeasurement [73] {
        ama_time_duration: AMATimeDuration<'a> = aMATimeDuration [0],
        ama_time_guard: AMATimeGuard = aMATimeGuard [1],
    }
    Amp2 [109] {
        amp_ain_node_id: AmpAINNodeID<'a> = ampAINNodeID,
        amp_c_log_seq_no: AmpCLogSeqNo = ampCLogSeqNo [3] OPTIONAL,
        amp_c_log_rep_ind: AmpCLogRepInd = ampCLogRepInd [4] OPTIONAL,
        amp_call_prog_ind: AmpCallProgInd = ampCallProgInd [5] OPTIONAL,
        amp_test_req_ind: AmpTestReqInd = ampTestReqInd [6] OPTIONAL,
        amp_c_log_name: AmpCLogName<'a> = ampCLogName [7] OPTIONAL,
        amp_svc_prov_id: AmpSvcProvID<'a> = ampSvcProvID [8 EXPLICIT] OPTIONAL,
    }
    AnnouncementBlock {
        uninter_announce_block: UninterAnnounceBlock<'a> = uninterAnnounceBlock [1] OPTIONAL,
        inter_announce_block: InterAnnounceBlock<'a> = interAnnounceBlock [2] OPTIONAL,
    }
    AnnouncementDigitBlock {
        maximum_digits: MaximumDigits = maximumDigits [0],
        uninter_announce_block: UninterAnnounceBlock<'a> = uninterAnnounceBlock [1] OPTIONAL,
        inter_announce_block: InterAnnounceBlock<'a> = interAnnounceBlock [2] OPTIONAL,
    }
    ApplicationErrorString [55] {
        error_cause: ErrorCause = errorCause,
        failed_message: FailedMessage<'a> = failedMessage OPTIONAL,
        user_id: UserID<'a> = userID OPTIONAL,
    }
    ChangeList {
        dn: Dn<'a> = dn [1],
        speed_calling_code: SpeedCallingCode<'a> = speedCallingCode [2],
    }
    DnCtID {
        dn: Dn<'a> = dn [1],
        ct: Ct = ct [2],
    }
    EditSpecificEntry {
        entry: Entry<'a> = entry,
        edit_list_type: EditListType = editListType [105],
    }
    ExtensionParameter also own_identifier(Some(EXTENSION_PARAMETER), 0) {
        assignment_authority: Oid<'a> = assignmentAuthority,
        parameters: AnyElement<'a> = parameters,
    }
    FailedMessage [57] {
        op_code: Integer = opCode,
        parameter: OctetString<'a> = parameter OPTIONAL,
        inv_parms: InvParms<'a> = invParms [1] OPTIONAL,
    }
    Incoming {
        ain_digits: AINDigits<'a> = aINDigits,
        timestamp: Timestamp = timestamp,
    }
    InfoProvided [100] {
        activation_state_code: ActivationStateCode = activationStateCode [1] OPTIONAL,
        entire_list: EntireList<'a> = entireList [2] OPTIONAL,
        memory_slot: MemorySlot<'a> = memorySlot [3] OPTIONAL,
        list_size: ListSize = listSize [4] OPTIONAL,
        forward_to_dn: ForwardToDn<'a> = forwardToDn [5] OPTIONAL,
        delay_interval: DelayInterval = delayInterval [6] OPTIONAL,
        empty: Empty = empty [7] OPTIONAL,
    }
    ISDNBChannelID {
        pri_ds1_id: PRIDS1ID = pRIDS1ID [1] OPTIONAL,
        pri_ds0_id: PRIDS0ID = pRIDS0ID [2] OPTIONAL,
    }
    MemorySlot {
        incoming: Incoming<'a> = incoming [1] OPTIONAL,
        outgoing: Outgoing<'a> = outgoing [2] OPTIONAL,
    }
    NetworkTestDesignator [97] {
        ntd_id: NtdID<'a> = ntdID,
        amp1: Amp1<'a> = amp1 OPTIONAL,
        amp2: Amp2<'a> = amp2 OPTIONAL,
    }
    OperationsMonitoringAssignment [118] {
        operations_monitored_item_id: OperationsMonitoredItemID<'a> = operationsMonitoredItemID,
        activation_state_code: ActivationStateCode = activationStateCode [3] OPTIONAL,
    }
    Outgoing {
        ain_digits: AINDigits<'a> = aINDigits,
        timestamp: Timestamp = timestamp,
    }
    ProvideInfo [114] {
        request_groups: RequestGroups<'a> = requestGroups OPTIONAL,
        request_memory_slot: RequestMemorySlot = requestMemorySlot [11] OPTIONAL,
    }
    RequestGroup1 {
        service1: Service1 = service1 [1],
        request1: Request1 = request1 [2],
    }
    RequestGroup2 {
        service2: Service2 = service2 [1],
        request2: Request2 = request2 [2],
    }
    RequestGroup3 {
        service3: Service3 = service3 [1],
        request3: Request3 = request3 [2],
    }
    RequestGroup4 {
        service4: Service4 = service4 [1],
        request4: Request4 = request4 [2],
    }
    RequestGroup5 {
        service5: Service5 = service5 [1],
        request5: Request5 = request5 [2],
    }
    RequestGroup6 {
        service6: Service6 = service6 [1],
        request6: Request6 = request6 [2],
    }
    SrhrGroup [104] {
        srhr_group_id: SrhrGroupID = srhrGroupID,
        srhr_id: SrhrID<'a> = srhrID [1] OPTIONAL,
    }
    SSPUserResource [103] {
        ssp_user_resource_id: SSPUserResourceID<'a> = sSPUserResourceID [1 EXPLICIT],
        service_provider_id: ServiceProviderID<'a> = serviceProviderID OPTIONAL,
        update_groups: UpdateGroups<'a> = updateGroups OPTIONAL,
        o_no_answer_timer: ONoAnswerTimer = oNoAnswerTimer OPTIONAL,
        t_no_answer_timer: TNoAnswerTimer = tNoAnswerTimer OPTIONAL,
        display_text: DisplayText<'a> = displayText OPTIONAL,
        dp_converter: DPConverter = dPConverter OPTIONAL,
        cancel_interdigit_timer: CancelInterdigitTimer = cancelInterdigitTimer OPTIONAL,
    }
    TriggerItemAssignment [102] {
        ssp_user_resource_id: SSPUserResourceID<'a> = sSPUserResourceID [1 EXPLICIT],
        trigger_item_id: TriggerItemID<'a> = triggerItemID [2],
        activation_state_code: ActivationStateCode = activationStateCode [3] OPTIONAL,
        potential_use: PotentialUse = potentialUse [4] OPTIONAL,
        ssp_user_resource_sub_id: SSPUserResourceSubID<'a> = sSPUserResourceSubID [5 EXPLICIT] OPTIONAL,
    }
    TriggerItemID {
        dp_number: DPNumber = dPNumber [1],
        trigger_item_subnumber: TriggerItemSubnumber<'a> = triggerItemSubnumber [2],
    }
    UpdateGroup1 {
        service1: Service1 = service1 [1],
        action1: Action1<'a> = action1,
    }
    UpdateGroup2 {
        service2: Service2 = service2 [1],
        action2: Action2<'a> = action2,
    }
    UpdateGroup3 {
        service3: Service3 = service3 [1],
        action3: Action3<'a> = action3,
    }
    UpdateGroup4 {
        service4: Service4 = service4 [1],
        action4: Action4<'a> = action4,
    }
    UpdateGroup5 {
        service5: Service5 = service5 [1],
        action5: Action5<'a> = action5,
    }
    UpdateGroup6 {
        service6: Service6 = service6 [1],
        action6: Action6<'a> = action6,
    }
    UpdateGroup7 {
        service7: Service7 = service7 [1],
        action7: Action7<'a> = action7,
    }
    UpdateGroup8 {
        service8: Service8 = service8 [1],
        action8: Action8<'a> = action8,
    }
    UpdateGroup9 {
        service9: Service9 = service9 [1],
        action9: Action9<'a> = action9,
    }
    UserIDBri {
        spid: Spid<'a> = spid,
        dn: Dn<'a> = dn,
    }
}

choices! {
    Action1 {
        ActivationStateCode(ActivationStateCode) = activationStateCode [2],
    }
    Action2 {
        ActivationStateCode(ActivationStateCode) = activationStateCode [2],
        DelayInterval(DelayInterval) = delayInterval [3],
    }
    Action3 {
        ActivationStateCode(ActivationStateCode) = activationStateCode [2],
        EditSpecificEntry(EditSpecificEntry<'a>) = editSpecificEntry [3],
        EditAllEntries(EditAllEntries) = editAllEntries [4],
    }
    Action4 {
        ActivationStateCode(ActivationStateCode) = activationStateCode [2],
        ForwardingDn(ForwardingDn<'a>) = forwardingDn,
    }
    Action5 {
        ActivationStateCode(ActivationStateCode) = activationStateCode [2],
        ForwardingDn(ForwardingDn<'a>) = forwardingDn [3 EXPLICIT],
        EditSpecificEntry(EditSpecificEntry<'a>) = editSpecificEntry [4],
        EditAllEntries(EditAllEntries) = editAllEntries [5],
    }
    Action6 {
        DelayInterval(DelayInterval) = delayInterval [2],
    }
    Action7 {
        Toggle(Toggle) = toggle [2],
    }
    Action8 {
        Invoke(Invoke8) = invoke [2],
    }
    Action9 {
        ChangeList(ChangeList<'a>) = changeList [2],
    }
    AdministrableObject {
        TriggerItemAssignment(TriggerItemAssignment<'a>) = triggerItemAssignment,
        SspUserResource(SSPUserResource<'a>) = sSPUserResource,
        SrhrGroup(SrhrGroup<'a>) = srhrGroup,
        NetworkTestDesignator(NetworkTestDesignator<'a>) = networkTestDesignator,
        OperationsMonitoringAssignment(OperationsMonitoringAssignment<'a>) = operationsMonitoringAssignment,
    }
    AmpAINNodeID {
        SpcId(SpcID<'a>) = spcID [1],
        IsdnDeviceId(ISDNDeviceID<'a>) = iSDNDeviceID [2],
    }
    AmpSvcProvID {
        Ocn(Ocn<'a>) = ocn,
    }
    DisplayInformation {
        Blank(OctetString<'a>) = blank [0],
        Skip(OctetString<'a>) = skip [1],
        Continuation(OctetString<'a>) = continuation [2],
        CalledAddress(OctetString<'a>) = calledAddress [3],
        Cause(OctetString<'a>) = cause [4],
        ProgressIndicator(OctetString<'a>) = progressIndicator [5],
        NotificationIndicator(OctetString<'a>) = notificationIndicator [6],
        Prompt(OctetString<'a>) = prompt [7],
        AccumulatedDigits(OctetString<'a>) = accumulatedDigits [8],
        Status(OctetString<'a>) = status [9],
        Inband(OctetString<'a>) = inband [10],
        CallingAddress(OctetString<'a>) = callingAddress [11],
        Reason(OctetString<'a>) = reason [12],
        CallingPartyName(OctetString<'a>) = callingPartyName [13],
        CalledPartyName(OctetString<'a>) = calledPartyName [14],
        OriginalCalledName(OctetString<'a>) = originalCalledName [15],
        RedirectingName(OctetString<'a>) = redirectingName [16],
        ConnectedName(OctetString<'a>) = connectedName [17],
        OrigRestrictions(OctetString<'a>) = origRestrictions [18],
        DateTimeOfDay(OctetString<'a>) = dateTimeOfDay [19],
        CallAppearanceId(OctetString<'a>) = callAppearanceID [20],
        FeatureAddress(OctetString<'a>) = featureAddress [21],
        RedirectionName(OctetString<'a>) = redirectionName [22],
        RedirectionNumber(OctetString<'a>) = redirectionNumber [23],
        RedirectingNumber(OctetString<'a>) = redirectingNumber [24],
        OriginalCalledNumber(OctetString<'a>) = originalCalledNumber [25],
        ConnectedNumber(OctetString<'a>) = connectedNumber [26],
        Text(OctetString<'a>) = text [30],
        RedirectingReason(OctetString<'a>) = redirectingReason [31],
    }
    Entry {
        Dn(Dn<'a>) = dn [1],
        SpeedCallingCode(SpeedCallingCode<'a>) = speedCallingCode [2],
        MemorySlot(MemorySlot1) = memorySlot [3],
    }
    Entry2 {
        Dn(Dn<'a>) = dn [1],
        PrivateDn(PrivateDn) = privateDn [2],
    }
    FacilityGID {
        Mlhg(Mlhg) = mlhg,
    }
    ForwardingDn {
        Set(Set<'a>) = set,
        Clear(Clear) = clear [3],
    }
    GapInterval {
        NationalGapInterval(NationalGapInterval) = nationalGapInterval,
        PrivateGapInterval(PrivateGapInterval) = privateGapInterval,
    }
    NtdID {
        NtdIndirectId(NtdIndirectID<'a>) = ntdIndirectID [1 EXPLICIT],
    }
    NtdIndirectID {
        Dn(Dn<'a>) = dn [1],
        DnCtId(DnCtID<'a>) = dnCtID [2],
        Spid(Spid<'a>) = spid [3],
        TrunkGroupId(TrunkGroupID) = trunkGroupID [4],
        LocalSspid(LocalSSPID<'a>) = localSSPID [5],
        PublicDialingPlanId(PublicDialingPlanID<'a>) = publicDialingPlanID [6],
        PriOfficeEquipmentId(PRIOfficeEquipmentID<'a>) = pRIOfficeEquipmentID [7],
        BasicBusinessGroupId(BasicBusinessGroupID<'a>) = basicBusinessGroupID [8],
        BasicBusinessGroupDialingPlanId(BasicBusinessGroupDialingPlanID<'a>) = basicBusinessGroupDialingPlanID [9],
        AfrPatternId(AFRPatternID<'a>) = aFRPatternID [10],
        OfficeEquipmentId(OfficeEquipmentID<'a>) = officeEquipmentID [11],
    }
    OperationsMonitoredItemID {
        SspUserResourceId(SSPUserResourceID<'a>) = sSPUserResourceID [1 EXPLICIT],
    }
    Parms {
        AccessCode(AccessCode<'a>) = accessCode,
        AcgEncountered(ACGEncountered<'a>) = aCGEncountered,
        AlternateBillingIndicator(AlternateBillingIndicator) = alternateBillingIndicator,
        AlternateCarrier(AlternateCarrier<'a>) = alternateCarrier,
        AlternateTrunkGroup(AlternateTrunkGroup<'a>) = alternateTrunkGroup,
        AmaAlternateBillingNumber(AMAAlternateBillingNumber<'a>) = aMAAlternateBillingNumber,
        AmaBusinessCustomerId(AMABusinessCustomerID<'a>) = aMABusinessCustomerID,
        AmaSlpId(AMAslpID<'a>) = aMAslpID [10],
        Amp1(Amp1<'a>) = amp1,
        Amp2(Amp2<'a>) = amp2,
        AnswerIndicator(AnswerIndicator) = answerIndicator,
        BearerCapability(BearerCapability) = bearerCapability,
        BusyCause(BusyCause<'a>) = busyCause,
        CalledPartyId(CalledPartyID<'a>) = calledPartyID,
        CalledPartyStationType(CalledPartyStationType) = calledPartyStationType,
        CallingGeodeticLocation(CallingGeodeticLocation<'a>) = callingGeodeticLocation,
        CallingPartyBgid(CallingPartyBGID<'a>) = callingPartyBGID,
        CallingPartyId(CallingPartyID<'a>) = callingPartyID,
        CallType(CallType) = callType,
        ChargeNumber(ChargeNumber<'a>) = chargeNumber,
        ChargePartyStationType(ChargePartyStationType) = chargePartyStationType,
        ClearCause(ClearCause) = clearCause,
        CollectedAddressInfo(CollectedAddressInfo<'a>) = collectedAddressInfo,
        CollectedDigits(CollectedDigits<'a>) = collectedDigits,
        ControllingLegTreatment(ControllingLegTreatment) = controllingLegTreatment,
        DisconnectFlag(DisconnectFlag) = disconnectFlag,
        DisplayText(DisplayText<'a>) = displayText,
        DtmfDigitsDetected(DTMFDigitsDetected<'a>) = dTMFDigitsDetected,
        FacilityGid(FacilityGID<'a>) = facilityGID,
        FacilityMemberId(FacilityMemberID) = facilityMemberID,
        FailureCause(FailureCause) = failureCause,
        GenericName(GenericName<'a>) = genericName,
        Lata(Lata<'a>) = lata,
        ODtmfDigitsString(ODTMFDigitsString<'a>) = oDTMFDigitsString,
        ODtmfNumberOfDigits(ODTMFNumberOfDigits) = oDTMFNumberofDigits,
        OriginalCalledPartyId(OriginalCalledPartyID<'a>) = originalCalledPartyID,
        OutpulseNumber(OutpulseNumber<'a>) = outpulseNumber,
        OverflowBillingIndicator(OverflowBillingIndicator) = overflowBillingIndicator,
        PassiveLegTreatment(PassiveLegTreatment) = passiveLegTreatment,
        PartyId(PartyID) = partyID,
        PartyOnHold(PartyOnHold) = partyOnHold,
        PrimaryBillingIndicator(PrimaryBillingIndicator) = primaryBillingIndicator,
        Carrier(Carrier<'a>) = carrier,
        PrimaryTrunkGroup(PrimaryTrunkGroup<'a>) = primaryTrunkGroup,
        RedirectingPartyId(RedirectingPartyID<'a>) = redirectingPartyID,
        RedirectionInformation(RedirectionInformation<'a>) = redirectionInformation,
        ResourceType(ResourceType) = resourceType,
        SecondAlternateBillingIndicator(SecondAlternateBillingIndicator) = secondAlternateBillingIndicator,
        SecondAlternateCarrier(SecondAlternateCarrier<'a>) = secondAlternateCarrier,
        SecondAlternateTrunkGroup(SecondAlternateTrunkGroup<'a>) = secondAlternateTrunkGroup,
        Spid(Spid<'a>) = spid,
        SspResponseMessageTimerT1(SSPResponseMessageTimerT1) = sSPResponseMessageTimerT1,
        StrParameterBlock(StrParameterBlock<'a>) = strParameterBlock,
        Tcm(Tcm<'a>) = tcm,
        TDtmfDigitString(TDTMFDigitString<'a>) = tDTMFDigitString,
        TDtmfNumberOfDigits(TDTMFNumberOfDigits) = tDTMFNumberOfDigits,
        TimerUpdated(TimerUpdated) = timerUpdated,
        TriggerCriteriaType(TriggerCriteriaType) = triggerCriteriaType,
        TriggerInformation(TriggerInformation<'a>) = triggerInformation,
        UserId(UserID<'a>) = userID,
        VerticalServiceCode(VerticalServiceCode<'a>) = verticalServiceCode,
        ConnectTime(ConnectTime<'a>) = connectTime,
        ControlCauseIndicator(ControlCauseIndicator<'a>) = controlCauseIndicator,
        EchoData(EchoData<'a>) = echoData,
        FacilityStatus(FacilityStatus) = facilityStatus,
        GapDuration(GapDuration) = gapDuration,
        GapInterval(GapInterval<'a>) = gapInterval,
        GlobalTitleAddress(GlobalTitleAddress<'a>) = globalTitleAddress,
        MonitorTime(MonitorTime<'a>) = monitorTime,
        StatusCause(StatusCause) = statusCause,
        TerminationIndicator(TerminationIndicator<'a>) = terminationIndicator,
        TranslationType(TranslationType) = translationType,
        TriggerCriteriaFlag(TriggerCriteriaFlag<'a>) = triggerCriteriaFlag,
        TstrcTimer(TSTRCTimer) = tSTRCTimer,
        AmaMeasure(AMAMeasure) = aMAMeasure,
        AmaMeasurement(AMAMeasurement<'a>) = aMAMeasurement,
        ClearCauseData(ClearCauseData<'a>) = clearCauseData,
        EnvelopContent(EnvelopContent<'a>) = envelopContent,
        IpReturnBlock(IPReturnBlock<'a>) = iPReturnBlock,
        Sap(Sap<'a>) = sap,
        AmaSetHexAbIndicator(AMASetHexABIndicator) = aMASetHexABIndicator,
        ServiceContext(ServiceContext) = serviceContext,
        ExtensionParameter(ExtensionParameter<'a>) = extensionParameter [84],
        SecurityEnvelope(SecurityEnvelope<'a>) = securityEnvelope,
        DestinationAddress(DestinationAddress<'a>) = destinationAddress,
        ServiceProviderId(ServiceProviderID<'a>) = derviceProviderID,
        AmaBillingFeature(AMABillingFeature<'a>) = aMABillingFeature,
        AmaSequenceNumber(AMASequenceNumber<'a>) = aMASequenceNumber,
        ApplicationIndicator(ApplicationIndicator) = applicationIndicator,
        ONoAnswerTimer(ONoAnswerTimer) = oNoAnswerTimer,
        EdpRequest(EDPRequest) = eDPRequest,
        EdpNotification(EDPNotification) = eDPNotification,
        BusyType(BusyType) = busyType,
        AmaBafModules(AMABAFModules<'a>) = aMABAFModules,
        StrConnection(STRConnection) = sTRConnection,
        ErrorCause(ErrorCause) = errorCause,
        ResultCause(ResultCause) = resultCause,
        CtrConnection(CTRConnection) = cTRConnection,
        RtpReroutingNumber(RTPReroutingNumber<'a>) = rTPReroutingNumber,
        RtpServiceIndicator(RTPServiceIndicator<'a>) = rTPServiceIndicator,
        AdministrableObject(AdministrableObject<'a>) = administrableObject,
        EnvelopeEncodingAuthority(EnvelopeEncodingAuthority<'a>) = envelopeEncodingAuthority,
        TNoAnswerTimer(TNoAnswerTimer) = tNoAnswerTimer,
        EditListType(EditListType) = editListType,
        AcgGlobalOverride(ACGGlobalOverride) = aCGGlobalOverride,
        NotificationIndicator(NotificationIndicator) = notificationIndicator [111],
        AmaLineNumber(AMALineNumber<'a>) = aMALineNumber,
        AmaDigitsDialedWc(AMADigitsDialedWC<'a>) = aMADigitsDialedWC,
        CarrierUsage(CarrierUsage) = carrierUsage,
        CloseCause(CloseCause) = closeCause,
        DpConverter(DPConverter) = dPConverter,
        FailureCauseData(FailureCauseData<'a>) = failureCauseData,
        GenericAddress(GenericAddress<'a>) = genericAddress,
        SrhrGroupId(SrhrGroupID) = srhrGroupID,
        GenericAddressList(GenericAddressList<'a>) = genericAddressList,
        NetworkSpecificFacilities(NetworkSpecificFacilities<'a>) = networkSpecificFacilities,
        ForwardCallIndicator(ForwardCallIndicator<'a>) = forwardCallIndicator,
        AlternateDialingPlanInd(AlternateDialingPlanInd<'a>) = alternateDialingPlanInd,
        DisconnectCause(DisconnectCause) = disconnectCause,
        AmaServiceProviderId(AMAServiceProviderID<'a>) = aMAServiceProviderID,
        CongestionLevel(CongestionLevel) = congestionLevel,
        ControlEncountered(ControlEncountered<'a>) = controlEncountered,
        InfoProvided(InfoProvided<'a>) = infoProvided,
        ProvideInfo(ProvideInfo<'a>) = provideInfo,
        SignalingPointCode(SignalingPointCode<'a>) = signalingPointCode,
        SubsystemNumber(SubsystemNumber) = subsystemNumber,
        NotificationDuration(NotificationDuration) = notificationDuration,
        WakeUpDuration(WakeUpDuration) = wakeUpDuration,
        OsiIndicator(OSIIndicator) = oSIIndicator,
        LegId(LegID) = legID,
        CcId(CcID) = ccID,
        BcmType(BCMType) = bCMType,
        PointInCall(PointInCall) = pointInCall,
        FeatureActivatorId(FeatureActivatorID<'a>) = featureActivatorID,
        CsId(CsID) = csID,
        LampTreatment(LampTreatment<'a>) = lampTreatment,
        TimeoutTimer(TimeoutTimer<'a>) = timeoutTimer,
        TransId(TransID<'a>) = transID,
        ActResult(ActResult) = actResult,
        ExtendedRinging(ExtendedRinging) = extendedRinging,
        JurisdictionInformation(JurisdictionInformation<'a>) = jurisdictionInformation,
        Prefix(Prefix) = prefix,
        GenericDigitsList(GenericDigitsList<'a>) = genericDigitsList,
        ApplyRestrictions(ApplyRestrictions) = applyRestrictions,
    }
    RequestGroups {
        RequestGroup1(RequestGroup1<'a>) = requestGroup1 [1],
        RequestGroup2(RequestGroup2<'a>) = requestGroup2 [2],
        RequestGroup3(RequestGroup3<'a>) = requestGroup3 [3],
        RequestGroup4(RequestGroup4<'a>) = requestGroup4 [4],
        RequestGroup5(RequestGroup5<'a>) = requestGroup5 [5],
        RequestGroup6(RequestGroup6<'a>) = requestGroup6 [6],
    }
    ServiceProviderID {
        Ocn(Ocn<'a>) = ocn,
        MsrId(MsrID<'a>) = msrID,
    }
    Set {
        Dn(Dn<'a>) = dn [1],
        SpeedCallingCode(SpeedCallingCode<'a>) = speedCallingCode [4],
    }
    SSPUserResourceID {
        Dn(Dn<'a>) = dn [1],
        DnCtId(DnCtID<'a>) = dnCtID [2],
        Spid(Spid<'a>) = spid [3],
        TrunkGroupId(TrunkGroupID) = trunkGroupID [4],
        LocalSspid(LocalSSPID<'a>) = localSSPID [5],
        PublicDialingPlanId(PublicDialingPlanID<'a>) = publicDialingPlanID [6],
        PriOfficeEquipmentId(PRIOfficeEquipmentID<'a>) = pRIOfficeEquipmentID [7],
        BasicBusinessGroupId(BasicBusinessGroupID<'a>) = basicBusinessGroupID [8],
        BasicBusinessGroupDialingPlanId(BasicBusinessGroupDialingPlanID<'a>) = basicBusinessGroupDialingPlanID [9],
        AfrPatternId(AFRPatternID<'a>) = aFRPatternID [10],
        OfficeEquipmentId(OfficeEquipmentID<'a>) = officeEquipmentID [11],
    }
    SSPUserResourceSubID {
        AfrPatternId(AFRPatternID<'a>) = aFRPatternID [1],
        BasicBusinessGroupDialingPlanId(BasicBusinessGroupDialingPlanID<'a>) = basicBusinessGroupDialingPlanID [2],
        IsdnBChannelId(ISDNBChannelID<'a>) = iSDNBChannelID [3],
    }
    StrParameterBlock [50] {
        AnnouncementBlock(AnnouncementBlock<'a>) = announcementBlock [0],
        AnnouncementDigitBlock(AnnouncementDigitBlock<'a>) = announcementDigitBlock [1],
        FlexParameterBlock(FlexParameterBlock<'a>) = flexParameterBlock [2],
    }
    TimeoutTimer [139] {
        IntervalTime(IntervalTime) = intervalTime [0],
        LocalSspTime(LocalSSPTime<'a>) = localSSPTime [1],
        AbsoluteScpTime(AbsoluteSCPTime<'a>) = absoluteSCPTime [2],
    }
    UpdateGroups {
        UpdateGroup1(UpdateGroup1<'a>) = updateGroup1 [2],
        UpdateGroup2(UpdateGroup2<'a>) = updateGroup2 [3],
        UpdateGroup3(UpdateGroup3<'a>) = updateGroup3 [4],
        UpdateGroup4(UpdateGroup4<'a>) = updateGroup4 [5],
        UpdateGroup5(UpdateGroup5<'a>) = updateGroup5 [6],
        UpdateGroup6(UpdateGroup6<'a>) = updateGroup6 [7],
        UpdateGroup7(UpdateGroup7<'a>) = updateGroup7 [8],
        UpdateGroup8(UpdateGroup8<'a>) = updateGroup8 [9],
        UpdateGroup9(UpdateGroup9<'a>) = updateGroup9 [10],
    }
    UserID [53] {
        Dn(Dn<'a>) = dn [1],
        Bri(UserIDBri<'a>) = bri [2],
        TrunkGroupId(TrunkGroupID) = trunkGroupID [5],
        PrivateFacilityGid(PrivateFacilityGID) = privateFacilityGID [6],
        AdsIcpeId(ADSIcpeID<'a>) = aDSIcpeID,
    }
    NCADataID {
        CalledPartyId(CalledPartyID<'a>) = calledPartyID,
        SrhrGroupId(SrhrGroupID) = srhrGroupID,
    }
}

lists! {
    DisplayText [26] OF DisplayInformation<'a>, 1..=15;
    EntireList OF Entry2<'a>, 1..=32;
    GenericAddressList [107] OF GenericAddress<'a>, 1..=5;
    GenericDigitsList [150] OF GenericDigits<'a>, 1..=5;
    InterAnnounceBlock OF AnnounceElement<'a>, 1..=10;
    InvParms OF Parms<'a>, 1..=1;
    UninterAnnounceBlock OF AnnounceElement<'a>, 1..=10;
    AMALineNumberList OF AMALineNumber<'a>, 1..=2, key kinds::list_key(9);
    AMADigitsDialedWCList OF AMADigitsDialedWC<'a>, 1..=5, key kinds::list_key(8);
}
