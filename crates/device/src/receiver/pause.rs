//! How long to wait before a receiver is tried again: from a second up to half a minute, twice as long each time.

use std::time::Duration;

const LEAST: Duration = Duration::from_secs(1);
const MOST: Duration = Duration::from_secs(30);

/// The next wait.
#[derive(Debug)]
pub(super) struct Pause(Duration);

impl Default for Pause {
    fn default() -> Self {
        Self(LEAST)
    }
}

impl Pause {
    /// Begins anew: the receiver spoke.
    pub(super) fn reset(&mut self) {
        self.0 = LEAST;
    }

    /// How long to wait now.
    pub(super) fn next(&mut self) -> Duration {
        let now = self.0;
        self.0 = now.saturating_mul(2).min(MOST);
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_begin_anew_once_the_receiver_spoke() {
        let mut pause = Pause::default();
        let waits: Vec<u64> = (0..7).map(|_| pause.next().as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        pause.reset();
        assert_eq!(pause.next(), LEAST);
    }
}
