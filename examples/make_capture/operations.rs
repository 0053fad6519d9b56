//! The argument of every operation, from the numbers of one call.

use super::random::Random;
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::kinds::{
    CarrierCode, CarrierSelection, Digits, NatureOfCarrier, NatureOfNumber,
};
use hookflash::wire::ain::operations::*;
use hookflash::wire::ain::parameters::*;
use hookflash::wire::ain::structures::*;
use hookflash::wire::ber::{ObjectIdentifier, Octets};
use hookflash::wire::digits::DigitString;

/// What is special to a call: no two calls have the same.
pub(crate) struct Call {
    calling: String,
    called: String,
    charge: String,
    lata: String,
    carrier: String,
    /// The line's number, two digits to an octet.
    line: [u8; 5],
    /// The service logic program, two digits to an octet.
    program: [u8; 5],
    /// For fields that are octets.
    octets: [u8; 16],
    announcement: [AnnounceElement<'static>; 1],
    choice: u32,
}

/// What a switch plays: the octets of an announcement element, by number.
const ANNOUNCEMENTS: [&[u8]; 4] = [&[1, 2, 3], &[1, 2, 4], &[1, 9, 3], &[2, 7, 7, 1]];

fn number(random: &mut Random, digits: u32) -> String {
    let least = 10u64.pow(digits - 1);
    (least * 2 + random.below(least * 8)).to_string()
}

fn packed(random: &mut Random) -> [u8; 5] {
    std::array::from_fn(|_| (random.below(10) << 4 | random.below(10)) as u8)
}

impl Call {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            calling: number(random, 10),
            called: number(random, 10),
            charge: number(random, 10),
            lata: number(random, 3),
            carrier: number(random, 4),
            line: packed(random),
            program: packed(random),
            octets: std::array::from_fn(|_| random.below(256) as u8),
            announcement: [AnnounceElement(Octets::new(ANNOUNCEMENTS[random.below(4) as usize]))],
            choice: random.below(1 << 32) as u32,
        }
    }

    /// The digits that a query is routed by.
    pub(crate) fn called(&self) -> &str {
        &self.called
    }

    fn one_of<T: Copy>(&self, values: &[T]) -> T {
        values[self.choice as usize % values.len()]
    }

    fn octets<const N: usize>(&self) -> Octets<'_> {
        Octets::new(&self.octets[..N])
    }

    fn user(&self) -> UserID<'_> {
        UserID::Dn(Dn(Octets::new(&self.line)))
    }

    fn called_party(&self) -> CalledPartyID<'_> {
        CalledPartyID(national(&self.called))
    }

    fn calling_party(&self) -> CallingPartyID<'_> {
        CallingPartyID(national(&self.calling))
    }

    fn charge_number(&self) -> ChargeNumber<'_> {
        ChargeNumber(national(&self.charge))
    }

    fn lata(&self) -> Lata<'_> {
        Lata(Digits { nature: NatureOfNumber::NOT_APPLICABLE, ..national(&self.lata) })
    }

    fn carrier(&self) -> Carrier<'_> {
        let selection = CarrierSelection((self.choice % 5) as u8);
        Carrier(CarrierCode::new(selection, NatureOfCarrier(3), text(&self.carrier)))
    }

    fn program(&self) -> AMAslpID<'_> {
        AMAslpID(Octets::new(&self.program))
    }

    fn announcement(&self) -> StrParameterBlock<'_> {
        StrParameterBlock::AnnouncementBlock(AnnouncementBlock {
            uninter_announce_block: Some((&self.announcement[..]).into()),
            ..AnnouncementBlock::new()
        })
    }

    fn global_title(&self) -> GlobalTitleAddress<'_> {
        GlobalTitleAddress(Octets::new(&self.line))
    }

    fn authority(&self) -> EnvelopeEncodingAuthority<'_> {
        EnvelopeEncodingAuthority(ObjectIdentifier(&[0x2A, 0x86, 0x48, 0xCE, 0x1D, 1]))
    }
}

fn text(digits: &str) -> DigitString<'_> {
    DigitString::text(digits).unwrap_or(DigitString::EMPTY)
}

fn national(digits: &str) -> Digits<'_> {
    Digits::national(text(digits))
}

const SPEECH: BearerCapability = BearerCapability::SPEECH;

/// The answer of a control point that sends a call on its way.
pub(crate) fn analyze_route(call: &Call) -> Operation<'_> {
    AnalyzeRoute {
        called_party_id: Some(call.called_party()),
        carrier: Some(call.carrier()),
        ama_slp_id: Some(call.program()),
        ..AnalyzeRoute::new()
    }
    .into()
}

/// An argument of the operation with this code, for this call.
pub(crate) fn argument(code: u16, call: &Call) -> Option<Operation<'_>> {
    let user = call.user();
    let leg = LegID(call.choice % 3);
    let point = call.one_of(&[PointInCall::ANALYZE_INFORMATION, PointInCall::SELECT_ROUTE]);
    Some(match code {
        InfoCollected::CODE => InfoCollected {
            trigger_criteria_type: Some(TriggerCriteriaType::O_SWITCH_HOOK_FLASH_IMMEDIATE),
            calling_party_id: Some(call.calling_party()),
            collected_digits: Some(CollectedDigits(Digits {
                nature: NatureOfNumber::NOT_APPLICABLE,
                ..national(&call.called)
            })),
            ..InfoCollected::new(user, SPEECH)
        }
        .into(),
        InfoAnalyzed::CODE => InfoAnalyzed {
            called_party_id: Some(call.called_party()),
            lata: Some(call.lata()),
            trigger_criteria_type: Some(
                call.one_of(&[TriggerCriteriaType::NPA, TriggerCriteriaType::NPA_NXX]),
            ),
            charge_number: Some(call.charge_number()),
            calling_party_id: Some(call.calling_party()),
            charge_party_station_type: Some(ChargePartyStationType(call.choice % 100)),
            ..InfoAnalyzed::new(user, SPEECH)
        }
        .into(),
        FailureOutcome::CODE => FailureOutcome {
            leg_id: Some(leg),
            point_in_call: Some(point),
            failure_cause: Some(FailureCause::CHANNELS_BUSY),
            ..FailureOutcome::new(user, SPEECH)
        }
        .into(),
        TerminationAttempt::CODE => TerminationAttempt {
            called_party_id: Some(call.called_party()),
            lata: Some(call.lata()),
            calling_party_id: Some(call.calling_party()),
            ..TerminationAttempt::new(user, SPEECH)
        }
        .into(),
        TBusy::CODE => TBusy {
            called_party_id: Some(call.called_party()),
            calling_party_id: Some(call.calling_party()),
            ..TBusy::new(user, SPEECH)
        }
        .into(),
        TNoAnswer::CODE => TNoAnswer {
            called_party_id: Some(call.called_party()),
            calling_party_id: Some(call.calling_party()),
            ..TNoAnswer::new(user, SPEECH)
        }
        .into(),
        ONoAnswer::CODE => {
            ONoAnswer { carrier: Some(call.carrier()), ..ONoAnswer::new(user, SPEECH) }.into()
        }
        TAnswer::CODE => TAnswer::new(user, SPEECH).into(),
        OAnswer::CODE => OAnswer::new(user, SPEECH).into(),
        OTermSeized::CODE => OTermSeized::new(user, SPEECH).into(),
        TermResourceAvailable::CODE => TermResourceAvailable {
            called_party_id: Some(call.called_party()),
            ..TermResourceAvailable::new(user, SPEECH)
        }
        .into(),
        OAbandon::CODE => OAbandon::new(user, SPEECH).into(),
        OMidCall::CODE => OMidCall {
            trigger_criteria_type: Some(TriggerCriteriaType::O_SWITCH_HOOK_FLASH_IMMEDIATE),
            leg_id: Some(leg),
            point_in_call: Some(point),
            cc_id: Some(CcID::STABLE2_PARTY),
            calling_party_id: Some(call.calling_party()),
            ..OMidCall::new(user, SPEECH)
        }
        .into(),
        SuccessOutcome::CODE => {
            SuccessOutcome { leg_id: Some(leg), ..SuccessOutcome::new(user, SPEECH) }.into()
        }
        TDisconnect::CODE => {
            TDisconnect { leg_id: Some(leg), ..TDisconnect::new(user, SPEECH) }.into()
        }
        TMidCall::CODE => TMidCall {
            leg_id: Some(leg),
            point_in_call: Some(point),
            calling_party_id: Some(call.calling_party()),
            ..TMidCall::new(user, SPEECH)
        }
        .into(),
        Timeout::CODE => Timeout { leg_id: Some(leg), ..Timeout::new(user, SPEECH) }.into(),
        NetworkBusy::CODE => NetworkBusy {
            called_party_id: Some(call.called_party()),
            carrier: Some(call.carrier()),
            ..NetworkBusy::new(user, SPEECH)
        }
        .into(),
        OriginationAttempt::CODE => OriginationAttempt {
            calling_party_id: Some(call.calling_party()),
            ..OriginationAttempt::new(user, SPEECH)
        }
        .into(),
        OSuspended::CODE => OSuspended::new(user, SPEECH).into(),
        ODisconnect::CODE => ODisconnect::new(user, SPEECH).into(),
        TDtmfEntered::CODE => TDtmfEntered::new(user, SPEECH).into(),
        AnalyzeRoute::CODE => analyze_route(call),
        AuthorizeTermination::CODE => AuthorizeTermination {
            calling_party_id: Some(call.calling_party()),
            ama_slp_id: Some(call.program()),
            ..AuthorizeTermination::new()
        }
        .into(),
        Disconnect::CODE => {
            Disconnect { ama_slp_id: Some(call.program()), ..Disconnect::new() }.into()
        }
        OfferCall::CODE => {
            OfferCall { calling_party_id: Some(call.calling_party()), ..OfferCall::new() }.into()
        }
        CollectInformation::CODE => CollectInformation {
            calling_party_id: Some(call.calling_party()),
            ..CollectInformation::new()
        }
        .into(),
        CreateCall::CODE => CreateCall::new(call.called_party(), call.calling_party()).into(),
        DisconnectLeg::CODE => DisconnectLeg::new(leg).into(),
        MergeCall::CODE => {
            MergeCall { ama_slp_id: Some(call.program()), ..MergeCall::new() }.into()
        }
        MoveLeg::CODE => MoveLeg::new().into(),
        OriginateCall::CODE => OriginateCall {
            called_party_id: Some(call.called_party()),
            ama_slp_id: Some(call.program()),
            ..OriginateCall::new()
        }
        .into(),
        SplitLeg::CODE => SplitLeg::new(leg).into(),
        Continue::CODE => Continue { ama_slp_id: Some(call.program()), ..Continue::new() }.into(),
        Reconnect::CODE => Reconnect::new().into(),
        SendToResource::CODE => SendToResource {
            disconnect_flag: Some(DisconnectFlag),
            ama_slp_id: Some(call.program()),
            ..SendToResource::new(ResourceType(0), call.announcement())
        }
        .into(),
        ResourceClear::CODE => ResourceClear::new(ClearCause(call.choice % 8)).into(),
        CancelResourceEvent::CODE => CancelResourceEvent::new().into(),
        CallInfoFromResource::CODE => CallInfoFromResource::new().into(),
        ConnectToResource::CODE => {
            ConnectToResource::new(ResourceType(0), call.announcement()).into()
        }
        CtrClear::CODE => CtrClear::new(ClearCause(call.choice % 8)).into(),
        MonitorForChange::CODE => MonitorForChange {
            called_party_id: Some(call.called_party()),
            ..MonitorForChange::new(
                FacilityStatus::IDLE,
                MonitorTime(call.one_of(&[&[0, 5, 0], &[0, 0x10, 0], &[0, 0, 0x30]].map(|time| {
                    let octets: &[u8] = time;
                    Octets::new(octets)
                }))),
            )
        }
        .into(),
        StatusReported::CODE => StatusReported {
            facility_status: Some(call.one_of(&[
                FacilityStatus::IDLE,
                FacilityStatus::IDLE,
                FacilityStatus::BUSY,
            ])),
            status_cause: Some(StatusCause::STATUS_MATCH),
            ..StatusReported::new()
        }
        .into(),
        MonitorSuccess::CODE => MonitorSuccess::new(FacilityStatus::IDLE).into(),
        TerminationNotification::CODE => TerminationNotification::new(
            EchoData(call.octets::<6>()),
            TerminationIndicator(call.octets::<1>()),
        )
        .into(),
        UpdateRequest::CODE => UpdateRequest::new(user).into(),
        QueryRequest::CODE => QueryRequest::new().into(),
        Update::CODE => Update::new(AdministrableObject::SrhrGroup(SrhrGroup::BLANK)).into(),
        Acg::CODE => Acg::new(
            ControlCauseIndicator(call.octets::<1>()),
            GapDuration::NO8_SECONDS,
            GapInterval::NationalGapInterval(NationalGapInterval::NO2_SECONDS),
            TranslationType(10),
            call.global_title(),
        )
        .into(),
        EchoRequest::CODE => EchoRequest::new().into(),
        AcgGlobalCtrlRestore::CODE => {
            AcgGlobalCtrlRestore::new(ACGGlobalOverride::SCP_OVERLOAD_ITEMS).into()
        }
        AcgOverflow::CODE => AcgOverflow::new(
            ControlCauseIndicator(call.octets::<1>()),
            TranslationType(10),
            call.global_title(),
        )
        .into(),
        ControlRequest::CODE => ControlRequest::new().into(),
        ActivityTest::CODE => ActivityTest::new(TransID(call.octets::<4>())).into(),
        CallTypeRequest::CODE => {
            CallTypeRequest::new(call.called_party(), call.calling_party()).into()
        }
        SetTimer::CODE => SetTimer::new().into(),
        ForwardCall::CODE => ForwardCall {
            calling_party_id: Some(call.calling_party()),
            charge_number: Some(call.charge_number()),
            called_party_id: Some(call.called_party()),
            ama_slp_id: Some(call.program()),
            ..ForwardCall::new()
        }
        .into(),
        NcaRequest::CODE => NcaRequest::new(
            call.called_party(),
            call.calling_party(),
            call.authority(),
            EnvelopContent(call.octets::<16>()),
        )
        .into(),
        NcaData::CODE => NcaData::new(
            NCADataID::CalledPartyId(call.called_party()),
            call.calling_party(),
            call.authority(),
            EnvelopContent(call.octets::<16>()),
        )
        .into(),
        FurnishAmaInformation::CODE => FurnishAmaInformation::new().into(),
        RequestReportBcmEvent::CODE => RequestReportBcmEvent {
            edp_request: Some(EDPRequest::O_NO_ANSWER | EDPRequest::O_CALLED_PARTY_BUSY),
            edp_notification: Some(EDPNotification::O_ANSWER),
            ..RequestReportBcmEvent::new()
        }
        .into(),
        Close::CODE => Close {
            user_id: Some(user),
            bearer_capability: Some(SPEECH),
            close_cause: Some(CloseCause::CALL_TERMINATED),
            ..Close::new()
        }
        .into(),
        _ => return None,
    })
}
