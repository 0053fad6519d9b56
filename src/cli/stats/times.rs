//! How long something took, many times over.

use hdrhistogram::Histogram;

pub(super) const QUANTILES: [(&str, f64); 4] =
    [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)];

/// Times from a microsecond to an hour, told apart to one in a hundred, and the longest as it was.
#[derive(Debug)]
pub(super) struct Times {
    /// 22 KiB at most.
    microseconds: Histogram<u32>,
    longest: u64,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            microseconds: Histogram::new_with_bounds(1, 3_600_000_000, 2)
                .unwrap_or_else(|_| unreachable!("the bounds are constant and good")),
            longest: 0,
        }
    }
}

impl Times {
    pub(super) fn add(&mut self, nanoseconds: u64) {
        let microseconds = nanoseconds / 1000;
        self.longest = self.longest.max(microseconds);
        self.microseconds.saturating_record(microseconds.max(1));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.microseconds.is_empty()
    }

    /// Microseconds at each of the [`QUANTILES`]; none where there is nothing.
    pub(super) fn quantiles(&self) -> [Option<u64>; 4] {
        QUANTILES.map(|(_, quantile)| {
            if quantile == 1.0 || self.is_empty() {
                return Some(self.longest).filter(|_| !self.is_empty());
            }
            let value = self.microseconds.value_at_quantile(quantile);
            Some(self.microseconds.median_equivalent(value).min(self.longest))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_time_is_exact_and_no_other_is_longer() {
        let mut times = Times::default();
        assert_eq!(times.quantiles(), [None; 4]);
        times.add(1_182_345_678);
        assert_eq!(times.quantiles(), [Some(1_182_345); 4]);
        for millisecond in 1..=100 {
            times.add(millisecond * 1_000_000);
        }
        let [median, nine_tenths, _, longest] = times.quantiles();
        assert_eq!(longest, Some(1_182_345));
        let near =
            |time: Option<u64>, exact: u64| time.is_some_and(|t| t.abs_diff(exact) * 100 <= exact);
        assert!(near(median, 51_000) && near(nine_tenths, 91_000), "{median:?} {nine_tenths:?}");
    }

    #[test]
    fn no_time_at_all_is_none_and_more_than_an_hour_is_told() {
        let mut times = Times::default();
        times.add(0);
        assert_eq!(times.quantiles()[3], Some(0));
        times.add(7_200_000_000_000);
        assert_eq!(times.quantiles()[3], Some(7_200_000_000));
    }
}
