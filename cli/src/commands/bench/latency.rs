// SPDX-License-Identifier: MIT OR Apache-2.0

//! A histogram of durations, whose size does not depend on how many are counted.

use std::time::Duration;

/// The number of significant bits of a duration: the error is at most a 64th.
const BITS: u32 = 6;
/// The number of buckets per power of two.
const WIDTH: usize = 1 << BITS;

/// Durations, counted in buckets whose width grows with the duration.
pub(crate) struct Latencies {
    buckets: Vec<u64>,
    count: u64,
    max: u64,
}

impl Default for Latencies {
    fn default() -> Self {
        Self {
            buckets: vec![0; WIDTH * (u64::BITS - BITS + 1) as usize],
            count: 0,
            max: 0,
        }
    }
}

impl Latencies {
    pub(crate) fn add(&mut self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get_mut(bucket(nanos)) {
            *bucket += 1;
        }
        self.count += 1;
        self.max = self.max.max(nanos);
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The longest duration, in microseconds.
    pub(crate) fn max(&self) -> f64 {
        self.max as f64 / 1000.0
    }

    /// The duration, in microseconds, that this fraction of all does not exceed.
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let wanted = (self.count as f64 * part).ceil() as u64;
        let mut counted = 0;
        let found = self.buckets.iter().position(|count| {
            counted += count;
            counted >= wanted.max(1)
        });
        let nanos = found.map_or(0, |index| end(index).min(self.max));
        nanos as f64 / 1000.0
    }
}

/// The bucket of a duration: one per nanosecond below [`WIDTH`], then by its highest bits.
fn bucket(nanos: u64) -> usize {
    let shift = (u64::BITS - nanos.leading_zeros()).saturating_sub(BITS + 1);
    shift as usize * WIDTH + (nanos >> shift) as usize
}

/// The longest duration that is counted in this bucket.
fn end(bucket: usize) -> u64 {
    let shift = (bucket / WIDTH).saturating_sub(1) as u32;
    let high = (bucket - shift as usize * WIDTH) as u64;
    (high << shift) | ((1 << shift) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_ends_its_bucket_or_lies_shortly_before() {
        let mut last = 0;
        for nanos in (0..5000).chain([1 << 20, (1 << 20) + 1, 123_456_789, u64::MAX / 3, u64::MAX])
        {
            let bucket = bucket(nanos);
            assert!(bucket >= last, "{nanos}");
            last = bucket;
            let end = end(bucket);
            assert!(end >= nanos && end - nanos <= nanos / 64, "{nanos}: {end}");
        }
        assert!(last < Latencies::default().buckets.len());
    }

    #[test]
    fn quantiles_are_times_that_were() {
        let mut latencies = Latencies::default();
        assert_eq!((latencies.quantile(0.5), latencies.max()), (0.0, 0.0));
        for micros in 1..=100 {
            latencies.add(Duration::from_micros(micros));
        }
        assert_eq!(latencies.count(), 100);
        assert!((50.0..51.0).contains(&latencies.quantile(0.5)));
        assert!((99.0..=100.0).contains(&latencies.quantile(0.99)));
        assert_eq!(latencies.quantile(1.0), 100.0);
    }
}
