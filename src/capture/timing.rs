//! The clocks of capture interfaces: ticks to seconds and nanoseconds.

use super::item::Timestamp;

const NANO: u64 = 1_000_000_000;

/// How an interface counts time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Ticks a second; none where a tick is so short that 64 bits hold less than a nanosecond.
    per_second: Option<u128>,
    /// Nanoseconds a tick, where that is a whole number: the way of nearly every capture.
    nanoseconds: Option<u64>,
    /// Seconds to add (`if_tsoffset`).
    offset: i64,
    digits: u8,
}

impl Clock {
    pub(super) const MICROSECONDS: Self = Self::decimal(6);
    pub(super) const NANOSECONDS: Self = Self::decimal(9);

    const fn decimal(digits: u8) -> Self {
        let per_second = 10u128.checked_pow(digits as u32);
        let nanoseconds = if digits <= 9 { Some(10u64.pow(9 - digits as u32)) } else { None };
        let digits = if digits < 9 { digits } else { 9 };
        Self { per_second, nanoseconds, offset: 0, digits }
    }

    /// `resolution` is the option `if_tsresol`: a negative power of 10, or of 2 where its highest
    /// bit is set; `offset` is `if_tsoffset`.
    pub(super) const fn new(resolution: u8, offset: i64) -> Self {
        let clock = if resolution & 0x80 == 0 {
            Self::decimal(resolution)
        } else {
            let bits = (resolution & 0x7f) as u32;
            // As many decimal digits as the bits are worth: log10(2) is just above 0.30103.
            let digits = (bits * 30_103).div_ceil(100_000);
            let digits = if digits < 9 { digits as u8 } else { 9 };
            Self { per_second: Some(1 << bits), nanoseconds: None, offset: 0, digits }
        };
        Self { offset, ..clock }
    }

    /// The time that a pcapng block gives in ticks.
    pub(super) fn ticks(&self, ticks: u64) -> Timestamp {
        let (seconds, nanoseconds) = match (self.nanoseconds, self.per_second) {
            (Some(each), _) => {
                let per_second = NANO / each;
                (ticks / per_second, ticks % per_second * each)
            }
            (None, Some(per_second)) => {
                let ticks = u128::from(ticks);
                let nanoseconds = ticks % per_second * u128::from(NANO) / per_second;
                let seconds = u64::try_from(ticks / per_second).unwrap_or(u64::MAX);
                (seconds, u64::try_from(nanoseconds).unwrap_or(0))
            }
            (None, None) => (0, 0),
        };
        self.at(i64::try_from(seconds).unwrap_or(i64::MAX), nanoseconds)
    }

    /// The time of a pcap record: seconds and ticks past them, which a bad writer lets run over.
    #[inline]
    pub(super) fn record(&self, seconds: u32, ticks: u32) -> Timestamp {
        let nanoseconds = u64::from(ticks) * self.nanoseconds.unwrap_or(1);
        if nanoseconds < NANO {
            return self.at(seconds.into(), nanoseconds);
        }
        let carried = i64::try_from(nanoseconds / NANO).unwrap_or(0);
        self.at(i64::from(seconds) + carried, nanoseconds % NANO)
    }

    #[inline]
    fn at(&self, seconds: i64, nanoseconds: u64) -> Timestamp {
        Timestamp {
            seconds: seconds.saturating_add(self.offset),
            // Below 1,000,000,000 on every way here.
            nanoseconds: nanoseconds as u32,
            digits: self.digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(seconds: i64, nanoseconds: u32, digits: u8) -> Timestamp {
        Timestamp { seconds, nanoseconds, digits }
    }

    #[test]
    fn microseconds_and_nanoseconds_keep_their_digits() {
        assert_eq!(Clock::MICROSECONDS.record(7, 999_999), time(7, 999_999_000, 6));
        assert_eq!(Clock::NANOSECONDS.record(7, 999_999_999), time(7, 999_999_999, 9));
        assert_eq!(Clock::new(3, 0).ticks(1_500), time(1, 500_000_000, 3));
        assert_eq!(Clock::new(0, -5).ticks(3), time(-2, 0, 0));
    }

    #[test]
    fn a_fraction_past_the_second_is_carried() {
        assert_eq!(Clock::MICROSECONDS.record(7, 2_000_001), time(9, 1_000, 6));
        let most = Clock::MICROSECONDS.record(u32::MAX, u32::MAX);
        assert_eq!(most, time(4_294_971_589, 967_295_000, 6));
    }

    #[test]
    fn binary_and_very_fine_clocks_are_told_in_nanoseconds() {
        assert_eq!(Clock::new(0x81, 0).ticks(3), time(1, 500_000_000, 1));
        assert_eq!(Clock::new(0x80 | 20, 0).ticks(1 << 20), time(1, 0, 7));
        assert_eq!(Clock::new(12, 0).ticks(1_000_000_000_999), time(1, 0, 9));
        assert_eq!(Clock::new(0x80 | 63, 0).ticks(1 << 62), time(0, 500_000_000, 9));
    }

    #[test]
    fn no_resolution_and_no_offset_overflows() {
        for resolution in 0..=255 {
            for ticks in [0, 1, u64::MAX] {
                for offset in [i64::MIN, 0, i64::MAX] {
                    let found = Clock::new(resolution, offset).ticks(ticks);
                    assert!(found.nanoseconds < 1_000_000_000 && found.digits <= 9);
                }
            }
        }
    }
}
