//! The four messages of a transfer as `rasn` has them: ANSI TCAP (T1.114) and the parameters that
//! the messages use.
//!
//! Where there was a choice, it was made in favour of `rasn`: the type of the operation's argument
//! is told to it before it decodes, fields that the messages do not use are not defined, strings of
//! one size are arrays, and digits stay octets.

use hookflash::wire::Error;
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::kinds::Digits;
use hookflash::wire::ain::structures::UserID as OurUserID;
use hookflash::wire::tcap::ansi::{Component, Package as OurPackage};
use rasn::prelude::*;

/// A TCAP package whose one component asks for an operation with the argument `P`.
#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
#[rasn(choice)]
pub enum Package<P: AsnType + Decode + Encode> {
    #[rasn(tag(private, 2))]
    QueryWithPermission(Transaction<P>),
    #[rasn(tag(private, 4))]
    Response(Transaction<P>),
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
pub struct Transaction<P: AsnType + Decode + Encode> {
    #[rasn(tag(private, 7))]
    pub transaction_id: FixedOctetString<4>,
    #[rasn(tag(private, 8))]
    pub components: SequenceOf<ComponentOf<P>>,
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
#[rasn(choice)]
pub enum ComponentOf<P: AsnType + Decode + Encode> {
    #[rasn(tag(private, 9))]
    InvokeLast(Invoke<P>),
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
pub struct Invoke<P: AsnType + Decode + Encode> {
    #[rasn(tag(private, 15))]
    pub component_ids: OctetString,
    pub operation: OperationCode,
    pub parameter: P,
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
#[rasn(choice)]
pub enum OperationCode {
    #[rasn(tag(private, 16))]
    National(i32),
    #[rasn(tag(private, 17))]
    Private(i32),
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
#[rasn(choice)]
pub enum UserID {
    #[rasn(tag(1))]
    Dn(FixedOctetString<5>),
    #[rasn(tag(5))]
    TrunkGroupID(i32),
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
pub struct InfoCollected {
    #[rasn(tag(explicit(53)))]
    pub user_id: UserID,
    #[rasn(tag(13))]
    pub bearer_capability: u8,
    #[rasn(tag(52))]
    pub trigger_criteria_type: Option<u8>,
    #[rasn(tag(18))]
    pub calling_party_id: Option<OctetString>,
    #[rasn(tag(23))]
    pub collected_digits: Option<OctetString>,
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
pub struct MonitorForChange {
    #[rasn(tag(61))]
    pub facility_status: u8,
    #[rasn(tag(65))]
    pub monitor_time: FixedOctetString<3>,
    #[rasn(tag(15))]
    pub called_party_id: Option<OctetString>,
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
pub struct StatusReported {
    #[rasn(tag(61))]
    pub facility_status: Option<u8>,
    #[rasn(tag(66))]
    pub status_cause: Option<u8>,
}

#[derive(AsnType, Debug, Clone, PartialEq, Decode, Encode)]
pub struct AnalyzeRoute {
    #[rasn(tag(15))]
    pub called_party_id: Option<OctetString>,
    #[rasn(tag(41))]
    pub carrier: Option<FixedOctetString<4>>,
    #[rasn(tag(10))]
    pub ama_slp_id: Option<FixedOctetString<5>>,
}

/// Any of the four messages.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    InfoCollected(Package<InfoCollected>),
    MonitorForChange(Package<MonitorForChange>),
    StatusReported(Package<StatusReported>),
    AnalyzeRoute(Package<AnalyzeRoute>),
}

impl Message {
    /// Reads the message of the operation with this code.
    #[inline]
    pub fn decode(code: u16, octets: &[u8]) -> Option<Self> {
        match code {
            0x6402 => rasn::ber::decode(octets).map(Self::InfoCollected).ok(),
            0x6701 => rasn::ber::decode(octets).map(Self::MonitorForChange).ok(),
            0x6702 => rasn::ber::decode(octets).map(Self::StatusReported).ok(),
            0x6501 => rasn::ber::decode(octets).map(Self::AnalyzeRoute).ok(),
            _ => None,
        }
    }

    /// Writes the message into a buffer that is used again and again.
    #[inline]
    pub fn encode(&self, buffer: &mut Vec<u8>) -> bool {
        match self {
            Self::InfoCollected(package) => rasn::ber::encode_buf(package, buffer).is_ok(),
            Self::MonitorForChange(package) => rasn::ber::encode_buf(package, buffer).is_ok(),
            Self::StatusReported(package) => rasn::ber::encode_buf(package, buffer).is_ok(),
            Self::AnalyzeRoute(package) => rasn::ber::encode_buf(package, buffer).is_ok(),
        }
    }

    /// Whether every value is what hookflash reads in the same message.
    pub fn equals(&self, package: &OurPackage<'_>) -> Result<bool, Error> {
        let mut components =
            package.components.into_iter().flat_map(|components| components.iter());
        let Some((_, Ok(Component::Invoke(invoke)))) = components.next() else { return Ok(false) };
        let operation = invoke.operation.ain().zip(invoke.parameter);
        let Some(operation) =
            operation.and_then(|(code, parameter)| Operation::decode(code, &parameter))
        else {
            return Ok(false);
        };
        let operation = operation?;
        let head = Head {
            query: package.originating_id.is_some(),
            transaction_id: package.originating_id.or(package.responding_id).map(|id| id.0),
            component_ids: invoke.invoke_id.into_iter().chain(invoke.correlation_id).collect(),
            operation: OperationCode::Private(operation.code().into()),
        };
        Ok(components.next().is_none()
            && match (self, operation) {
                (Self::InfoCollected(package), Operation::InfoCollected(ours)) => {
                    let (theirs_head, theirs) = head_and_parameter(package);
                    let user_id = match (&theirs.user_id, ours.user_id) {
                        (UserID::Dn(theirs), OurUserID::Dn(dn)) => {
                            dn.0.iter().eq(theirs.iter().copied())
                        }
                        _ => false,
                    };
                    theirs_head == head
                        && user_id
                        && theirs.bearer_capability == ours.bearer_capability.0
                        && theirs.trigger_criteria_type == ours.trigger_criteria_type.map(|t| t.0)
                        && theirs.calling_party_id == ours.calling_party_id.map(|id| digits(&id.0))
                        && theirs.collected_digits == ours.collected_digits.map(|d| digits(&d.0))
                }
                (Self::MonitorForChange(package), Operation::MonitorForChange(ours)) => {
                    let (theirs_head, theirs) = head_and_parameter(package);
                    theirs_head == head
                        && theirs.facility_status == ours.facility_status.0
                        && ours.monitor_time.0.iter().eq(theirs.monitor_time.iter().copied())
                        && theirs.called_party_id == ours.called_party_id.map(|id| digits(&id.0))
                }
                (Self::StatusReported(package), Operation::StatusReported(ours)) => {
                    let (theirs_head, theirs) = head_and_parameter(package);
                    theirs_head == head
                        && theirs.facility_status == ours.facility_status.map(|status| status.0)
                        && theirs.status_cause == ours.status_cause.map(|cause| cause.0)
                }
                (Self::AnalyzeRoute(package), Operation::AnalyzeRoute(ours)) => {
                    let (theirs_head, theirs) = head_and_parameter(package);
                    let carrier = ours.carrier.map(|carrier| {
                        let mut octets = vec![carrier.0.selection.0];
                        octets.push(carrier.0.nature.0 << 4 | carrier.0.stated);
                        octets.extend(packed(carrier.0.digits.codes()));
                        octets
                    });
                    theirs_head == head
                        && theirs.called_party_id == ours.called_party_id.map(|id| digits(&id.0))
                        && theirs.carrier.as_ref().map(|carrier| carrier.to_vec()) == carrier
                        && theirs.ama_slp_id.as_ref().map(|id| id.to_vec())
                            == ours.ama_slp_id.map(|id| id.0.iter().collect())
                }
                _ => false,
            })
    }
}

/// What stands before the argument.
#[derive(PartialEq)]
struct Head {
    query: bool,
    transaction_id: Option<u32>,
    component_ids: Vec<u8>,
    operation: OperationCode,
}

fn head_and_parameter<P: AsnType + Decode + Encode>(package: &Package<P>) -> (Head, &P) {
    let (query, transaction) = match package {
        Package::QueryWithPermission(transaction) => (true, transaction),
        Package::Response(transaction) => (false, transaction),
    };
    let ComponentOf::InvokeLast(invoke) = &transaction.components[0];
    let head = Head {
        query,
        transaction_id: transaction.transaction_id.as_ref().try_into().ok().map(u32::from_be_bytes),
        component_ids: invoke.component_ids.to_vec(),
        operation: invoke.operation.clone(),
    };
    (head, &invoke.parameter)
}

/// Digits as they stand in a message, put together from their values.
fn digits(digits: &Digits<'_>) -> OctetString {
    let odd = (digits.digits.len() % 2) as u8;
    let mut octets = vec![
        odd << 7 | digits.nature.0,
        digits.plan.0 << 4 | digits.presentation.0 << 2 | digits.screening.0,
    ];
    octets.extend(packed(digits.digits.codes()));
    octets.into()
}

fn packed(codes: impl Iterator<Item = u8>) -> Vec<u8> {
    let codes: Vec<_> = codes.collect();
    codes.chunks(2).map(|pair| pair[0] | pair.get(1).map_or(0, |high| high << 4)).collect()
}
