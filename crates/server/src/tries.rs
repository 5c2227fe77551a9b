//! How often may be tried: buckets per name and per address that fill again by themselves, so that nobody is locked out for good (A01).
//!
//! A bucket is kept under the digest of what was typed, known or not: unknown names are slowed exactly like known ones.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use handheld_contract::{Code, Problem};

use crate::chance;

/// A kind of bucket: how many tries at once, and after how many milliseconds one more.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Tries at once.
    pub burst: u32,
    /// Milliseconds for one more.
    pub refill_ms: i64,
}

/// Of one address, whatever the name.
pub const PER_ADDRESS: Allowance = Allowance {
    burst: 40,
    refill_ms: 5_000,
};
/// Of one name from one address.
pub const PER_NAME_AND_ADDRESS: Allowance = Allowance {
    burst: 6,
    refill_ms: 30_000,
};
/// Of one name from anywhere.
pub const PER_NAME: Allowance = Allowance {
    burst: 30,
    refill_ms: 20_000,
};

/// Buckets kept at most; the fullest are forgotten first, which forgives, never blocks.
const KEPT: usize = 20_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// When the bucket would be empty of tries used: the "theoretical arrival time".
    until_ms: i64,
}

/// All buckets.
#[derive(Debug, Default)]
pub struct Tries {
    buckets: Mutex<HashMap<[u8; 32], Bucket>>,
}

impl Tries {
    /// Takes one try from each bucket, or from none.
    ///
    /// # Errors
    ///
    /// [`Code::TooManyTries`] with the seconds to wait.
    pub fn take(&self, keys: &[(&str, Allowance)], now_ms: i64) -> Result<(), Problem> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wait_ms = 0;
        for (key, allowance) in keys {
            let until = buckets
                .get(&chance::sha256(key))
                .map_or(now_ms, |b| b.until_ms.max(now_ms));
            let full = i64::from(allowance.burst) * allowance.refill_ms;
            wait_ms = wait_ms.max(until + allowance.refill_ms - now_ms - full);
        }
        if wait_ms > 0 {
            return Err(
                Problem::new(Code::TooManyTries).with("seconds", wait_ms.div_euclid(1000) + 1)
            );
        }
        for (key, allowance) in keys {
            let bucket = buckets
                .entry(chance::sha256(key))
                .or_insert(Bucket { until_ms: now_ms });
            bucket.until_ms = bucket.until_ms.max(now_ms) + allowance.refill_ms;
        }
        if buckets.len() > KEPT {
            buckets.retain(|_, bucket| bucket.until_ms > now_ms);
            if buckets.len() > KEPT {
                buckets.clear();
            }
        }
        Ok(())
    }

    /// Gives tries back after a success.
    pub fn give_back(&self, keys: &[(&str, Allowance)]) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, allowance) in keys {
            if let Some(bucket) = buckets.get_mut(&chance::sha256(key)) {
                bucket.until_ms -= allowance.refill_ms;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Allowance = Allowance {
        burst: 2,
        refill_ms: 1_000,
    };

    #[test]
    fn a01_tries_run_out_and_come_back_by_themselves() {
        let tries = Tries::default();
        assert!(tries.take(&[("a", TWO)], 0).is_ok());
        assert!(tries.take(&[("a", TWO)], 0).is_ok());
        let refused = tries.take(&[("a", TWO)], 0).unwrap_err();
        assert_eq!(refused.code, Code::TooManyTries);
        assert!(tries.take(&[("b", TWO)], 0).is_ok());
        assert!(tries.take(&[("a", TWO)], 1_000).is_ok());
        assert!(tries.take(&[("a", TWO)], 1_000).is_err());
        tries.give_back(&[("a", TWO)]);
        assert!(tries.take(&[("a", TWO)], 1_000).is_ok());
    }
}
