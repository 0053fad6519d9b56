//! Numbers and times as AIN writes them, for the switch and the service control point alike.

use crate::wire::ain::kinds::Digits;
use crate::wire::ain::parameters::{
    Dn, GapDuration, MonitorTime, NationalGapInterval, TrunkGroupID,
};
use crate::wire::ain::structures::UserID;
use crate::wire::ber::Octets;
use crate::wire::digits::DigitString;
use core::time::Duration;

/// Ten digits in five octets, the first digit in the low half. GR-1299-CORE's own order was not at
/// hand; this is the order of AIN's other digits.
pub(crate) fn dn_octets(number: &str) -> Option<[u8; 5]> {
    let digits = number.as_bytes();
    if digits.len() != 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut octets = [0; 5];
    for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
        *octet = (pair[0] - b'0') | (pair[1] - b'0') << 4;
    }
    Some(octets)
}

/// The number in a `Dn`.
pub(crate) fn dn_text(dn: &Dn<'_>) -> String {
    DigitString::packed(dn.0, false).to_string()
}

/// Who a report is about, as octets that a [`UserID`] borrows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum UserOctets {
    Number([u8; 5]),
    TrunkGroup(u16),
}

impl UserOctets {
    pub(crate) fn user_id(&self) -> UserID<'_> {
        match self {
            Self::Number(octets) => UserID::Dn(Dn(Octets::new(octets))),
            Self::TrunkGroup(group) => UserID::TrunkGroupId(TrunkGroupID(u32::from(*group))),
        }
    }
}

/// The number or the trunk group of a `UserID`, as text: `trunk 12` for a group.
pub(crate) fn user_text(user: &UserID<'_>) -> Option<String> {
    match user {
        UserID::Dn(dn) => Some(dn_text(dn)),
        UserID::TrunkGroupId(group) => Some(format!("trunk {}", group.0)),
        _ => None,
    }
}

/// A national number.
pub(crate) fn digits(number: &str) -> Option<Digits<'_>> {
    DigitString::text(number).map(Digits::national)
}

/// A monitor's time: hours, minutes and seconds, two decimal digits an octet. The layout is
/// inferred; GR-1299-CORE says only that it has three octets.
pub(crate) fn monitor_time(time: Duration) -> [u8; 3] {
    let seconds = time.as_secs().min(99 * 3600 + 59 * 60 + 59);
    let decimal = |value: u64| (((value / 10) << 4) | (value % 10)) as u8;
    [decimal(seconds / 3600), decimal(seconds / 60 % 60), decimal(seconds % 60)]
}

/// The time that three such octets say. None for what are no decimal digits.
pub(crate) fn monitor_duration(time: &MonitorTime<'_>) -> Option<Duration> {
    let mut seconds = 0;
    let mut count = 0;
    for octet in time.0.iter() {
        let (high, low) = (octet >> 4, octet & 0xF);
        if high > 9 || low > 9 {
            return None;
        }
        seconds = seconds * 60 + u64::from(high * 10 + low);
        count += 1;
    }
    (count == 3).then(|| Duration::from_secs(seconds))
}

/// How long a gap lasts: 1, 2, 4 … 2048 seconds.
pub(crate) fn gap_duration(duration: GapDuration) -> Option<Duration> {
    let exponent = u32::from(duration.0).checked_sub(1).filter(|n| *n <= 11)?;
    Some(Duration::from_secs(1 << exponent))
}

/// The time between two queries through a gap; zero takes the gap away.
pub(crate) fn gap_interval(interval: NationalGapInterval) -> Option<Duration> {
    const MILLIS: [u64; 15] = [
        0, 0, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
        600_000,
    ];
    match interval {
        NationalGapInterval::STOP_ALL_CALLS => Some(Duration::from_secs(1 << 32)),
        NationalGapInterval(n) => MILLIS.get(usize::from(n)).copied().map(Duration::from_millis),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_five_octets_and_back() {
        let octets = dn_octets("2125550103").expect("ten digits");
        assert_eq!(octets, [0x12, 0x52, 0x55, 0x10, 0x30]);
        assert_eq!(dn_text(&Dn(Octets::new(&octets))), "2125550103");
        assert_eq!(dn_octets("21255501"), None);
    }

    #[test]
    fn a_monitors_time_is_three_pairs_of_digits() {
        let octets = monitor_time(Duration::from_secs(3600 + 23 * 60 + 45));
        assert_eq!(octets, [0x01, 0x23, 0x45]);
        let time = monitor_duration(&MonitorTime(Octets::new(&octets)));
        assert_eq!(time, Some(Duration::from_secs(5025)));
        assert_eq!(monitor_duration(&MonitorTime(Octets::new(&[0, 0x0A, 0]))), None);
    }

    #[test]
    fn gaps_have_the_times_of_their_names() {
        assert_eq!(gap_duration(GapDuration::NO64_SECONDS), Some(Duration::from_secs(64)));
        assert_eq!(
            gap_interval(NationalGapInterval::NO025_SECONDS),
            Some(Duration::from_millis(250))
        );
    }
}
