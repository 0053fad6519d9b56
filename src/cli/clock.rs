//! Dates and times as text.

use super::text::{Put, Shown, padded_decimal};
use crate::capture::Timestamp;

/// Dates and times, made anew only when the second changes.
#[derive(Debug, Default)]
pub(super) struct Clock {
    second: Option<i64>,
    /// `2024-06-10T09:00:00`, then `.`, the fraction and `Z`.
    text: Vec<u8>,
    /// Where the time of day begins and where the second ends.
    time_of_day: usize,
    end: usize,
}

impl Clock {
    /// `2024-06-10T09:00:00.123456Z`, with as many digits as the capture records.
    pub(super) fn rfc3339(&mut self, time: Timestamp) -> &[u8] {
        self.render(time);
        self.text.push(b'Z');
        &self.text
    }

    /// `09:00:00.123456`, UTC.
    pub(super) fn time_of_day(&mut self, time: Timestamp) -> &[u8] {
        self.render(time);
        &self.text[self.time_of_day..]
    }

    fn render(&mut self, time: Timestamp) {
        if self.second != Some(time.seconds) {
            self.second = Some(time.seconds);
            self.text.clear();
            match jiff::Timestamp::from_second(time.seconds) {
                Ok(second) => Shown(second).put(&mut self.text),
                // Beyond the year 9999: as the capture has it.
                Err(_) => time.seconds.put(&mut self.text),
            }
            if self.text.ends_with(b"Z") {
                self.text.pop();
            }
            self.end = self.text.len();
            let date = self.text.iter().position(|character| *character == b'T');
            self.time_of_day = date.map_or(0, |at| at + 1);
        }
        self.text.truncate(self.end);
        let digits = usize::from(time.digits.clamp(1, 9));
        let fraction = time.nanoseconds / 10u32.pow(9 - digits as u32);
        self.text.push(b'.');
        padded_decimal(&mut self.text, fraction.into(), digits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64, nanoseconds: u32, digits: u8) -> Timestamp {
        Timestamp { seconds, nanoseconds, digits }
    }

    #[test]
    fn times_have_the_digits_that_the_capture_records() {
        let mut clock = Clock::default();
        let start = 1_718_010_000;
        assert_eq!(clock.rfc3339(at(start, 123_456_000, 6)), b"2024-06-10T09:00:00.123456Z");
        assert_eq!(clock.rfc3339(at(start, 5, 9)), b"2024-06-10T09:00:00.000000005Z");
        assert_eq!(clock.time_of_day(at(start + 1, 0, 6)), b"09:00:01.000000");
        assert_eq!(clock.rfc3339(at(start + 1, 999_999_999, 3)), b"2024-06-10T09:00:01.999Z");
        assert_eq!(clock.rfc3339(at(0, 0, 6)), b"1970-01-01T00:00:00.000000Z");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_shown_as_seconds() {
        assert_eq!(Clock::default().rfc3339(at(i64::MAX, 0, 6)), b"9223372036854775807.000000Z");
    }
}
